//! Promises: the first page of any worklist with 1,000,000 open items, for every filter and order offered, has a p99 under
//! 10 ms; `claim next` has a p99 under 20 ms with 100 processes claiming.
//!
//! `cargo bench --bench work --features trial-queue -- fill` makes the file (some minutes), then without `fill` measures.
//! `-- items 100000` fills fewer. The claimers are this program, started a hundred times.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    missing_docs
)]
#![allow(clippy::disallowed_methods, reason = "measures from outside")]

mod common;

use chartroom::{
    domain::{
        ids::UserId,
        role::{Permission, Role},
        time::Clock,
        topics::Topics,
    },
    store::{
        AuditLine, Bulk, Query, Refusal, Session, Store, StoreError, Writer,
        lanes::{Address, Answer, Lanes, Post, Question, StoreEvent},
        ops::SetUser,
    },
    work::{
        self, ClaimNext, Counts, Hold, Key, Kind, NewItem, Order, PENDED, Page, Queue, Scope, WhatIsMine,
        WorkPage, queues,
    },
};
use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
    sync::mpsc::Receiver,
    time::{Duration, Instant},
};

const CLAIMERS: usize = 100;
const CATEGORIES: [&str; 12] = [
    "Cardiology",
    "Medicine",
    "Surgery",
    "Orthopedics",
    "Obstetrics",
    "Pediatrics",
    "Neurology",
    "Oncology",
    "Psychiatry",
    "Emergency",
    "Urology",
    "Dermatology",
];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if args.first().is_some_and(|arg| arg == "claimer") {
        return claimer(&args[1], &args[2], args[3].parse().unwrap(), args[4].parse().unwrap());
    }
    let Some(queue) = queues::ALL.first().copied() else {
        println!("no worklist in this build: add --features trial-queue");
        return;
    };
    common::print_machine();
    if args.iter().any(|arg| arg == "fill") {
        let at = args.iter().position(|arg| arg == "items");
        let n = at.and_then(|at| args.get(at + 1)).map_or(1_000_000, |n| n.parse().unwrap());
        return fill(queue, n);
    }
    let store = Store::open(&file(), Clock::System).expect("run it with `-- fill` first");
    let session = store.sign_in("clerk0", "bench").unwrap();
    if !args.iter().any(|arg| arg == "claims") {
        pages(&store, &session, queue);
    }
    claims(queue);
}

fn file() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/target/bench/work.db"))
}

/// Items as a large department might have them after a year without any being closed.
fn fill(queue: &'static Queue, n: i64) {
    let (store, session) = common::fresh("work");
    for clerk in 0..CLAIMERS {
        let user = SetUser {
            login: format!("clerk{clerk}"),
            full_name: format!("Clerk {clerk}"),
            roles: vec![Role::Supervisor],
        };
        store.apply(&session, &user).unwrap();
    }
    for team in 0..8 {
        let logins = (0..12).map(|n| format!("clerk{}", team * 12 + n)).collect();
        store.apply(&session, &work::SetTeam { name: format!("Team {team}"), logins }).unwrap();
    }
    let first_clerk = store.sign_in("clerk0", "bench").unwrap().user.0;
    let states: Vec<&str> = queue.states.iter().filter(|s| s.kind != Kind::Done).map(|s| s.word).collect();
    let mut bulk = Bulk::open(&store, &session).unwrap();
    bulk.chunk(Permission::Import, AuditLine::default(), Topics::NONE, |tx| {
        for patient in 1..=50_000 {
            tx.execute(
                "INSERT INTO patient (patient_id, mrn, family, given, updated_at, updated_by) VALUES (?1, ?2, 'Family', 'Given', '', '')",
                (patient, format!("M{patient}")),
            )?;
        }
        Ok(())
    })
    .unwrap();
    let mut seed = 11_u64;
    let ((), took) = common::timed(|| {
        for part in 0..n / 10_000 {
            bulk.chunk(Permission::Import, AuditLine::default(), Topics::NONE, |tx| {
                for subject in part * 10_000..(part + 1) * 10_000 {
                    open(tx, queue, &states, first_clerk, subject, &mut seed)?;
                }
                Ok(())
            })
            .unwrap();
        }
    });
    bulk.settle().unwrap();
    println!(
        "{n} items opened by the engine in {:.1} s ({:.0} a second)",
        took.as_secs_f64(),
        n as f64 / took.as_secs_f64()
    );
}

fn random(seed: &mut u64, below: u64) -> u64 {
    // Knuth's MMIX generator: any spread will do.
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % below
}

fn open(
    tx: &chartroom::store::Writing<'_>,
    queue: &'static Queue,
    states: &[&str],
    first_clerk: i64,
    subject: i64,
    seed: &mut u64,
) -> Result<(), Refusal> {
    // Three of five in the first state, the others spread; a tenth without due time; one person has 10,000.
    let state =
        if random(seed, 10) < 6 { states[0] } else { states[random(seed, states.len() as u64) as usize] };
    let due = (random(seed, 10) > 0)
        .then(|| tx.now() + chrono::Duration::minutes(random(seed, 172_800) as i64 - 86_400));
    let owner = match random(seed, 100) {
        0 => Some(UserId(first_clerk)),
        1..=20 => Some(UserId(first_clerk + random(seed, CLAIMERS as u64) as i64)),
        _ => None,
    };
    let team = (random(seed, 10) < 4).then(|| chartroom::domain::ids::TeamId(1 + random(seed, 8) as i64));
    let item = NewItem {
        patient: Some(chartroom::domain::ids::PatientId(1 + random(seed, 50_000) as i64)),
        title: "Discharge summary missing",
        category: CATEGORIES[random(seed, 12) as usize],
        state,
        priority: if random(seed, 4) == 0 { 1 + random(seed, 9) as u8 } else { 5 },
        due,
        amount: random(seed, 9_000_000) as i64,
        owner,
        team,
        ..NewItem::of(queue.id, "bench", subject)
    };
    let id = work::open(tx, &item)?;
    let created = chartroom::domain::time::instant_text(
        tx.now() - chrono::Duration::minutes(random(seed, 129_600) as i64),
    );
    let wake = (random(seed, 10) == 0).then_some("2099-01-01T00:00:00Z");
    tx.execute("UPDATE work_item SET created_at = ?2, wake_at = ?3 WHERE item_id = ?1", (id, created, wake))?;
    Ok(())
}

/// The reader thread of a program, as a screen uses it.
struct Desk {
    lanes: Lanes,
    answers: Receiver<Answer>,
}

impl Desk {
    fn new(store: &Store, session: &Session) -> Self {
        let (sender, answers) = std::sync::mpsc::channel();
        let post: Post = std::sync::Arc::new(move |event| {
            if let StoreEvent::Answer(answer) = event {
                let _ = sender.send(answer);
            }
        });
        Self { lanes: Lanes::start(store, session, &post).unwrap(), answers }
    }

    fn ask<Q: Query>(&self, query: &Q) {
        self.lanes.ask(Question::new(Address { pane: 1, feed: 1, number: 1 }, query.clone()));
        assert!(self.answers.recv().unwrap().rows.unwrap().is_ok());
    }
}

fn pages(store: &Store, session: &Session, queue: &'static Queue) {
    let desk = Desk::new(store, session);
    let scopes = [
        ("all", Scope::All),
        ("mine (10,000)", Scope::Mine),
        ("a person's (2,000)", Scope::Owner(session.user.0 + 5)),
        ("a team's (50,000)", Scope::Team(3)),
        ("a division's (83,000)", Scope::Category("Surgery".into())),
    ];
    let mut lanes: Vec<Vec<&'static str>> = vec![Vec::new()];
    lanes.extend(queue.open_lanes().map(|lane| vec![lane]));
    let mut every = common::Times::default();
    for (name, scope) in &scopes {
        for order in Order::ALL {
            let mut times = common::Times::default();
            for round in 0..20 {
                for lanes in &lanes {
                    let page = WorkPage {
                        lanes: lanes.clone(),
                        scope: scope.clone(),
                        order: *order,
                        hide_held: round % 2 == 1,
                        limit: 200,
                        ..WorkPage::first(queue.id)
                    };
                    let start = Instant::now();
                    desk.ask(&page);
                    times.add(start.elapsed());
                    every.add(start.elapsed());
                }
            }
            times.print(&format!("{name}, {}", order.title()));
        }
    }
    every.print("first page (200 rows), every filter and order");
    let mut deep = common::Times::default();
    for order in Order::ALL {
        let mut page = WorkPage { order: *order, limit: 200, ..WorkPage::first(queue.id) };
        for _ in 0..40 {
            let found: Page = store.ask(session, &page).unwrap();
            page.after = found.items.last().map(Key::of);
            deep.step(|| desk.ask(&page));
        }
    }
    deep.print("pages 2 to 41, by key");
    let mut counts = common::Times::default();
    let mut mine = common::Times::default();
    for _ in 0..100 {
        counts.step(|| desk.ask(&Counts));
        mine.step(|| desk.ask(&WhatIsMine { limit: 60 }));
    }
    counts.print("counts of the queue, late ones too");
    mine.print("My work");
    let aside = WorkPage { lanes: vec![PENDED], ..WorkPage::first(queue.id) };
    desk.ask(&aside);
}

/// One clerk of the hundred: takes the next item, works on it for a while, takes the next.
fn claimer(path: &str, login: &str, think_ms: u64, seconds: u64) {
    let store = Store::open(path.as_ref(), Clock::System).unwrap();
    let session = store.sign_in(login, login).unwrap();
    let queue = queues::ALL.first().unwrap();
    let mut writer = Writer::open(&store, &session).unwrap();
    let mut seed = login.bytes().fold(17, |seed: u64, byte| seed * 31 + u64::from(byte));
    let end = Instant::now() + Duration::from_secs(seconds);
    // Nobody begins at the same moment as another.
    std::thread::sleep(Duration::from_millis(random(&mut seed, think_ms)));
    while Instant::now() < end {
        let start = Instant::now();
        let got = writer.apply(&ClaimNext { queue: queue.id, hold: Hold::Command });
        let took = start.elapsed().as_micros();
        match got {
            Ok(Some(item)) => println!("claimed {} {took}", item.id),
            Ok(None) => return,
            Err(Refusal::Store(StoreError::Busy)) => println!("busy 0 {took}"),
            Err(other) => return println!("stopped 0 {took} {other}"),
        }
        std::thread::sleep(Duration::from_millis(think_ms / 2 + random(&mut seed, think_ms)));
    }
}

fn claims(queue: &'static Queue) {
    {
        let store = Store::open(&file(), Clock::System).unwrap();
        let session = store.sign_in("clerk0", "bench").unwrap();
        let mut writer = Writer::open(&store, &session).unwrap();
        let mut alone = common::Times::default();
        for _ in 0..100 {
            alone.step(|| writer.apply(&ClaimNext { queue: queue.id, hold: Hold::Command }).unwrap());
        }
        alone.print("claim next, one process alone");
    }
    for (think_ms, seconds) in [(5_000, 30), (1_000, 20)] {
        let children: Vec<_> = (0..CLAIMERS)
            .map(|n| {
                Command::new(std::env::current_exe().unwrap())
                    .args(["claimer", file().to_str().unwrap(), &format!("clerk{n}")])
                    .args([think_ms.to_string(), seconds.to_string()])
                    .stdout(Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        let readers: Vec<_> = children
            .into_iter()
            .map(|mut child| {
                std::thread::spawn(move || {
                    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
                    let lines: Vec<String> = lines.collect();
                    assert!(child.wait().unwrap().success());
                    lines
                })
            })
            .collect();
        let (mut times, mut ids, mut busy) = (common::Times::default(), Vec::new(), 0);
        for reader in readers {
            for line in reader.join().unwrap() {
                let mut words = line.split(' ');
                let (what, id, took) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
                times.add(Duration::from_micros(took.parse().unwrap()));
                if what == "claimed" {
                    ids.push(id.parse::<i64>().unwrap());
                } else {
                    assert_eq!(what, "busy", "{line}");
                    busy += 1;
                }
            }
        }
        let n = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), n, "an item was claimed twice");
        times.print(&format!("claim next, {CLAIMERS} processes, one each {} s", think_ms / 1_000));
        println!("    {:.0} claims a second, {busy} refused as busy", n as f64 / f64::from(seconds));
    }
}
