//! Many processes on one file: the test program starts itself again, as many times as it takes.
#![allow(clippy::disallowed_methods, reason = "other processes are started and looked at from outside")]

use super::{
    engine::{Hospital, OpenMany, noon},
    *,
};
use crate::{
    domain::{ids::WorkId, topics::Topics},
    store::{AuditLine, StoreError, Writer},
};
use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
};

/// Set for the children: what they are to do, and on which file.
const TASK: &str = "CHARTROOM_CROWD_TASK";

/// A child of this test program that does one task on a hospital's file.
fn child(hospital: &Hospital, task: &str, login: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "work::tests::crowd::what_a_child_does", "--nocapture", "--test-threads=1"])
        .env(TASK, format!("{task} {login} {}", hospital.path().display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lines that a child wrote for us.
fn told(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.map_while(Result::ok).filter_map(|line| {
        // The test program puts words of its own before the first line.
        line.split_once("said ").map(|(_, said)| said.to_owned())
    })
}

fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "said {words}").unwrap();
    out.flush().unwrap();
}

/// Not a test of its own: returns at once unless a parent has set the task.
#[test]
fn what_a_child_does() {
    let Ok(task) = std::env::var(TASK) else { return };
    let mut words = task.splitn(3, ' ');
    let (task, login, path) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
    let store = Store::open(path.as_ref(), noon(0)).unwrap();
    let session = store.sign_in(login, login).unwrap();
    let mut writer = Writer::open(&store, &session).unwrap();
    match task {
        "claim" => claim_all(&mut writer, usize::MAX),
        "claim-and-hang" => {
            claim_all(&mut writer, 40);
            say("hanging");
            hang();
        }
        _ => {
            let _ = writer.apply(&HalfABulk);
        }
    }
}

fn claim_all(writer: &mut Writer, most: usize) {
    let mut got = 0;
    while got < most {
        match writer.apply(&ClaimNext { queue: "trial", hold: Hold::Command }) {
            Ok(Some(item)) => {
                say(&item.id.to_string());
                got += 1;
            }
            Ok(None) => return,
            Err(Refusal::Store(StoreError::Busy)) => {}
            Err(other) => panic!("{other}"),
        }
    }
}

/// Until somebody ends this process.
fn hang() -> ! {
    loop {
        std::thread::park();
    }
}

/// A bulk of which half is done when the process hangs inside its transaction.
struct HalfABulk;

impl Change for HalfABulk {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topics::NONE
    }
    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }
    fn audit(&self) -> AuditLine {
        AuditLine::new("test.bulk")
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let on = (1..=500).map(|id| Handle { item: WorkId(id), queue: "trial", seen: None }).collect();
        Deeds { on, deed: Deed::Move("finish", String::new()) }.apply(tx)?;
        say("half done");
        hang()
    }
}

#[test]
fn fifty_processes_claim_every_item_once_and_a_killed_ones_items_come_free() {
    let hospital = Hospital::new("crowd");
    hospital.store.apply(&hospital.maker, &OpenMany { n: 5_000 }).unwrap();
    let login = |n: usize| format!("clerk{n}");
    for n in 0..50 {
        hospital.person(&login(n), Role::Coder);
    }
    // One of the fifty is killed while it holds forty items.
    let mut victim = child(&hospital, "claim-and-hang", &login(0));
    let mut claimed: BTreeMap<i64, usize> = BTreeMap::new();
    let mut lost = Vec::new();
    for said in told(&mut victim) {
        match said.parse::<i64>() {
            Ok(id) => lost.push(id),
            Err(_) => break,
        }
    }
    victim.kill().unwrap();
    victim.wait().unwrap();
    assert_eq!(lost.len(), 40);
    let children: Vec<(usize, Child)> = (1..50).map(|n| (n, child(&hospital, "claim", &login(n)))).collect();
    let readers: Vec<_> = children
        .into_iter()
        .map(|(n, mut child)| {
            std::thread::spawn(move || {
                let ids: Vec<i64> = told(&mut child).map(|said| said.parse().unwrap()).collect();
                assert!(child.wait().unwrap().success());
                (n, ids)
            })
        })
        .collect();
    for reader in readers {
        let (_, ids) = reader.join().unwrap();
        for id in ids {
            *claimed.entry(id).or_default() += 1;
        }
    }
    assert_eq!(claimed.len(), 4_960, "none is lost");
    assert!(claimed.values().all(|times| *times == 1), "nobody got what another had");
    assert!(lost.iter().all(|id| !claimed.contains_key(id)), "what the killed one held was held");
    // Its leases run out: what it held is free, and only that (the others' leases are as old: they are freed too).
    let later = hospital.later(claims::LEASE_MINUTES + 1);
    let clerk = later.sign_in(&login(7), "x").unwrap();
    let mut writer = Writer::open(&later, &clerk).unwrap();
    let next = |writer: &mut Writer| {
        writer.apply(&ClaimNext { queue: "trial", hold: Hold::Command }).unwrap().map(|item| item.id.0)
    };
    let mut freed: Vec<i64> = (0..40).filter_map(|_| next(&mut writer)).collect();
    freed.sort_unstable();
    lost.sort_unstable();
    // The killed one began alone, so it held the forty most urgent ones.
    assert_eq!(freed, lost);
}

#[test]
fn a_bulk_that_is_killed_in_the_middle_leaves_nothing_of_it() {
    let hospital = Hospital::new("half");
    hospital.store.apply(&hospital.maker, &OpenMany { n: 1_000 }).unwrap();
    hospital.person("ann", Role::Coder);
    let mut child = child(&hospital, "bulk", "ann");
    assert_eq!(told(&mut child).next().as_deref(), Some("half done"));
    child.kill().unwrap();
    child.wait().unwrap();
    let counts = hospital.store.ask(&hospital.maker, &CountsOf { queue: "trial" }).unwrap().unwrap();
    assert_eq!((counts.open, counts.by_state.get("done")), (1_000, None));
    // The same bulk, left alone, is done whole.
    let on = (1..=500).map(|id| hospital.item(WorkId(id)).handle()).collect();
    let bulk = Deeds { on, deed: Deed::Move("finish", String::new()) };
    hospital.store.apply(&hospital.maker, &bulk).unwrap();
    let counts = hospital.store.ask(&hospital.maker, &CountsOf { queue: "trial" }).unwrap().unwrap();
    assert_eq!((counts.open, counts.by_state.get("done")), (500, Some(&500)));
}
