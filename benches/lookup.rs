//! Promise: a keystroke of patient look-up with 1,000,000 patients, every kind of question: p99 under 0.5 ms, maximum
//! under 5 ms, process under 40 MB; with 10,000,000 patients p99 under 1 ms. Peer in the same run: LIKE in SQLite on the
//! same file; `benches/lookup_postgres.sh` asks PostgreSQL the same lines.
//!
//! `cargo bench --bench lookup -- [--patients N] [--db PATH] [--lines N] [--csv PATH]`; with `--db` the file is kept and
//! used again. `--csv` writes the patients and the lines for the PostgreSQL peer.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

mod common;
#[path = "lookup/people.rs"]
mod people;
#[path = "lookup/questions.rs"]
mod questions;

use chartroom::{
    domain::{
        facts::{NameUse, Sex},
        role::Permission,
        time::{Clock, PartialDate},
        topics::Topics,
    },
    registry::{AddressRow, Batch, Found, Lookup, NameRow, PatientRow},
    store::{
        self, AuditLine, Bulk, Change, Query, Refusal, Session, Store, Writing,
        lanes::{Address, Answer, Lanes, Post, Question, StoreEvent},
    },
};
use common::Times;
use people::{Census, Person, Rng};
use rustix::time::{ClockId, clock_gettime};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::mpsc::Receiver,
    time::Duration,
};

/// Patients in one batch of the first load.
const BATCH: i64 = 50_000;

fn main() {
    let patients = argument("--patients").and_then(|n| n.parse().ok()).unwrap_or(1_000_000_i64);
    let lines = argument("--lines").and_then(|n| n.parse().ok()).unwrap_or(150_usize);
    common::print_machine();
    let census = Census::new();
    let (store, session) = open(argument("--db").map(PathBuf::from), &census, patients);
    if let Some(path) = argument("--csv") {
        return write_csv(Path::new(&path), &census, patients, lines);
    }
    let desk = Desk::new(&store, &session);
    println!("times of the clock, through the reader thread of a program:");
    ask(&mut |text| common::timed(|| desk.find(text)), &census, patients, lines);
    println!("resident: {:.1} MB", common::resident_mb());
    println!("times of the processor, whatever else the machine does:");
    drop((desk, census));
    store::Writer::open(&store, &session).unwrap().apply(&Asking { patients, lines }).unwrap();
    peer(store.path(), patients);
}

fn argument(name: &str) -> Option<String> {
    let mut arguments = std::env::args().skip_while(|arg| arg != name);
    arguments.next();
    arguments.next()
}

/// The file with so many patients, built if it is not there.
fn open(path: Option<PathBuf>, census: &Census, patients: i64) -> (Store, Session) {
    if let Some(path) = path.as_ref().filter(|path| path.exists()) {
        let store = Store::open(path, Clock::System).unwrap();
        let session = store.sign_in("bench", "bench").unwrap();
        return (store, session);
    }
    let (store, session) = match path {
        None => common::fresh("lookup"),
        Some(path) => {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let store = store::create(&path, "demo", "Benchmark", "bench", Clock::System).unwrap();
            let session = store.sign_in("bench", "bench").unwrap();
            (store, session)
        }
    };
    build(&store, &session, census, patients);
    (store, session)
}

fn build(store: &Store, session: &Session, census: &Census, patients: i64) {
    let mut bulk = Bulk::open(store, session).unwrap();
    let (mut tables, mut cards, mut rows, mut all) = <(Duration, Duration, Duration, Duration)>::default();
    let (mut next, mut wall) = (1, Duration::ZERO);
    while next <= patients {
        let people: Vec<Person> =
            (next..=patients.min(next + BATCH - 1)).map(|id| census.person(id)).collect();
        next += BATCH;
        let index_rows: Vec<PatientRow<'_>> = people.iter().map(index_row).collect();
        let started = processor();
        let ((), took) = common::timed(|| {
            let batch = Batch::prepare(&index_rows);
            cards += processor().saturating_sub(started);
            bulk.chunk(Permission::Import, AuditLine::default(), Topics::NONE, |tx| {
                let before = processor();
                for person in &people {
                    insert(tx, person);
                }
                let between = processor();
                tables += between.saturating_sub(before);
                let done = batch.write(tx);
                rows += processor().saturating_sub(between);
                done.map_err(Into::into)
            })
            .unwrap();
        });
        (all, wall) = (all + processor().saturating_sub(started), wall + took);
    }
    let before = processor();
    let ((), settled) = common::timed(|| bulk.settle().unwrap());
    (all, wall) = (all + processor().saturating_sub(before), wall + settled);
    let each = |took: Duration| took.as_secs_f64() * 1e6 / patients as f64;
    println!(
        "built {patients} patients, µs of the processor each: tables {:.1}, index cards {:.1}, index rows {:.1}, commits {:.1}; \
         {:.0} patients/s of the processor, {:.0} of the clock",
        each(tables),
        each(cards),
        each(rows),
        each(all.saturating_sub(tables + cards + rows)),
        1e6 / each(all),
        1e6 / each(wall)
    );
    println!("file {:.0} MB", std::fs::metadata(store.path()).unwrap().len() as f64 / 1e6);
}

/// Processor time of this thread.
fn processor() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap()
}

fn index_row(p: &Person) -> PatientRow<'_> {
    let mut names = vec![NameRow {
        name_use: NameUse::Official,
        family: &p.family,
        given: &p.given,
        middle: &p.middle,
        suffix: p.suffix,
    }];
    names.extend(p.other.as_ref().map(|(name_use, family, given)| NameRow {
        name_use: *name_use,
        family,
        given,
        ..NameRow::default()
    }));
    PatientRow {
        patient: p.id,
        mrn: &p.mrn,
        birth_date: PartialDate::parse_iso(&p.born),
        sex: if p.female { Sex::Female } else { Sex::Male },
        ssn4: p.ssn.get(5..).unwrap_or(""),
        names,
        phones: vec![&p.phone],
        addresses: vec![AddressRow { street: &p.street, city: &p.city, zip: &p.zip }],
        ..PatientRow::default()
    }
}

fn insert(tx: &Writing<'_>, p: &Person) {
    let sex = if p.female { "F" } else { "M" };
    tx.execute(
        "INSERT INTO patient (patient_id, mrn, family, given, middle, suffix, birth_date, sex, ssn4, updated_at, updated_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '', 'bench')",
        (p.id, &p.mrn, &p.family, &p.given, &p.middle, p.suffix, &p.born, sex, p.ssn.get(5..).unwrap_or("")),
    )
    .unwrap();
    for (kind, value) in [("MR", &p.mrn), ("SS", &p.ssn)] {
        if !value.is_empty() {
            let sql = "INSERT INTO patient_identifier (patient_id, kind, system, value, digits) VALUES (?1, ?2, 'B', ?3, ?3)";
            tx.execute(sql, (p.id, kind, value)).unwrap();
        }
    }
    tx.execute(
        "INSERT INTO patient_name (patient_id, name_no, name_use, family, given, middle, suffix) VALUES (?1, 1, 'official', ?2, ?3, ?4, ?5)",
        (p.id, &p.family, &p.given, &p.middle, p.suffix),
    )
    .unwrap();
    tx.execute(
        "INSERT INTO patient_address (patient_id, address_no, street, city, zip) VALUES (?1, 1, ?2, ?3, ?4)",
        (p.id, &p.street, &p.city, &p.zip),
    )
    .unwrap();
    tx.execute(
        "INSERT INTO patient_telecom (patient_id, telecom_no, kind, value) VALUES (?1, 1, 'phone', ?2)",
        (p.id, &p.phone),
    )
    .unwrap();
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

    fn find(&self, text: &str) -> Found {
        self.lanes.ask(Question::new(Address { pane: 1, feed: 1, number: 1 }, Lookup::new(text)));
        let answer = self.answers.recv().unwrap();
        *answer.rows.unwrap().unwrap().downcast().unwrap()
    }
}

/// The same on this thread with its own clock: a writer's connection, which has half the cache of a reader's.
struct Asking {
    patients: i64,
    lines: usize,
}

impl Change for Asking {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn audit(&self) -> AuditLine {
        AuditLine::default()
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let mut find = |text: &str| {
            let (before, found) = (processor(), Lookup::new(text).run(&tx.reader()).unwrap());
            (found, processor().saturating_sub(before))
        };
        ask(&mut find, &Census::new(), self.patients, self.lines);
        Ok(())
    }
}

/// Answers one line and says how long that took.
type Finder<'f> = &'f mut dyn FnMut(&str) -> (Found, Duration);

/// Types all kinds of lines letter by letter, a first time to warm up, then timed.
fn ask(find: Finder<'_>, census: &Census, patients: i64, lines: usize) {
    let mut all = Times::default();
    let mut slowest: Vec<(Duration, String)> = Vec::new();
    for warm in [true, false] {
        for (kind, make) in questions::KINDS {
            let mut rng = Rng(kind.len() as u64);
            let (mut times, mut found, mut more) = (Times::default(), 0, 0);
            for _ in 0..lines {
                let person = census.person(1 + rng.below(patients as usize) as i64);
                let line = make(&person, &mut rng);
                let last = keystrokes(&line).fold(Found::default(), |_, text| {
                    step(find, text, &mut [&mut times, &mut all], &mut slowest, warm)
                });
                found += usize::from(last.rows.iter().any(|row| row.mrn == person.mrn));
                more += usize::from(last.more);
            }
            if !warm {
                times.print(&format!(
                    "{kind} (found {} %, more {} %)",
                    found * 100 / lines,
                    more * 100 / lines
                ));
            }
        }
        let mut times = Times::default();
        for line in questions::odd(census, &mut Rng(9)) {
            step(find, &line, &mut [&mut times, &mut all], &mut slowest, warm);
        }
        if warm {
            all = Times::default();
            slowest.clear();
        } else {
            times.print("odd lines, each whole");
        }
    }
    all.print("all keystrokes");
    slowest.sort_by(|a, b| b.cmp(a));
    for (took, text) in slowest.iter().take(8) {
        println!(
            "  slowest: {:.2} ms  {:?}",
            took.as_secs_f64() * 1e3,
            text.chars().take(60).collect::<String>()
        );
    }
}

fn step(
    find: Finder<'_>,
    text: &str,
    times: &mut [&mut Times],
    slowest: &mut Vec<(Duration, String)>,
    warm: bool,
) -> Found {
    let (found, took) = find(text);
    if !warm {
        for times in times.iter_mut() {
            times.add(took);
        }
        slowest.push((took, text.to_owned()));
        if slowest.len() > 4_000 {
            slowest.sort_by(|a, b| b.cmp(a));
            slowest.truncate(50);
        }
    }
    found
}

/// All beginnings of a line.
fn keystrokes(line: &str) -> impl Iterator<Item = &str> {
    line.char_indices().map(|(at, c)| &line[..at + c.len_utf8()])
}

/// What common open systems do: LIKE with ORDER BY over the patient table of the same file.
#[allow(clippy::disallowed_methods, reason = "the peer uses the file as a stranger")]
fn peer(path: &Path, patients: i64) {
    let conn = rusqlite::Connection::open(path).unwrap();
    let mut statement = conn
        .prepare("SELECT mrn, family, given, birth_date, sex FROM patient WHERE family LIKE ?1 AND given LIKE ?2 ORDER BY family, given LIMIT 50")
        .unwrap();
    let mut times = Times::default();
    for (family, given) in
        [("smi%", "joh%"), ("s%", "j%"), ("garcia%", "m%"), ("zw%", "%"), ("%mith%", "%ohn%")]
    {
        times.step(|| statement.query_map([family, given], |row| row.get::<_, String>(0)).unwrap().count());
    }
    times.print(&format!("peer: LIKE in SQLite, {patients} patients"));
}

/// Patients and lines for PostgreSQL.
fn write_csv(path: &Path, census: &Census, patients: i64, lines: usize) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    for id in 1..=patients {
        let p = census.person(id);
        let sex = if p.female { "F" } else { "M" };
        writeln!(
            out,
            "{},{},{},{},{},{},{},{sex},{},{},{},{}",
            p.id,
            p.mrn,
            p.family,
            p.given,
            p.middle,
            p.suffix,
            p.born,
            p.ssn.get(5..).unwrap_or(""),
            p.phone,
            p.city,
            p.zip
        )
        .unwrap();
    }
    let mut out = std::io::BufWriter::new(std::fs::File::create(path.with_extension("lines")).unwrap());
    for (kind, make) in questions::KINDS {
        let mut rng = Rng(kind.len() as u64);
        for _ in 0..lines {
            let person = census.person(1 + rng.below(patients as usize) as i64);
            writeln!(out, "{kind}\t{}", make(&person, &mut rng)).unwrap();
        }
    }
}
