//! Promises: a chart with 20,000 results and 2,000 documents opens in under 20 ms; a search in its documents has a p99
//! under 10 ms. Both with 300,000 documents of other people in the same file.
//!
//! `cargo bench --bench chart`
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use chartroom::{
    chart::{BannerOf, Documents, Results, SearchDocuments, SummaryOf, Tests, Trend},
    domain::{
        ids::{DocumentId, PatientId},
        role::Permission,
        topics::Topics,
    },
    store::{
        self, AuditLine, Bulk, Query, Session, Store, Writing,
        lanes::{Address, Answer, Lanes, Post, Question, StoreEvent},
    },
};

use std::sync::mpsc::Receiver;

const WORDS: [&str; 40] = [
    "patient",
    "heart",
    "failure",
    "acute",
    "chronic",
    "sodium",
    "potassium",
    "creatinine",
    "sepsis",
    "pneumonia",
    "left",
    "right",
    "lower",
    "upper",
    "lobe",
    "infiltrate",
    "discharge",
    "stable",
    "improved",
    "worsening",
    "denies",
    "reports",
    "chest",
    "pain",
    "dyspnea",
    "edema",
    "furosemide",
    "lisinopril",
    "insulin",
    "glucose",
    "anemia",
    "transfusion",
    "fever",
    "culture",
    "negative",
    "positive",
    "normal",
    "echocardiogram",
    "ejection",
    "fraction",
];

fn main() {
    common::print_machine();
    let (store, session) = common::fresh("chart");
    let mut bulk = Bulk::open(&store, &session).unwrap();
    let ((), filled) = common::timed(|| fill(&mut bulk));
    println!("filled in {:.1} s", filled.as_secs_f64());
    let patient = PatientId(1);
    let desk = Desk::new(&store, &session);
    let open = || {
        desk.ask(&BannerOf(patient));
        desk.ask(&SummaryOf(patient));
        desk.ask(&Documents { patient, encounter: None, after: None, limit: 200 });
        desk.ask(&Results { patient, after: None, limit: 200 });
        desk.ask(&Tests(patient));
    };
    let mut times = common::Times::default();
    for _ in 0..50 {
        times.step(open);
    }
    times.print("chart opens: banner, summary, lists, tests");
    let mut times = common::Times::default();
    for code in 0..200 {
        let trend = Trend { patient, system: "LOINC".into(), code: format!("{code}-0"), limit: 2000 };
        times.step(|| desk.ask(&trend));
    }
    times.print("one test over time");
    let mut times = common::Times::default();
    for first in WORDS {
        for second in ["", "ed", "\"heart failure\"", "norm", "zzz"] {
            let text = format!("{first} {second}");
            times.step(|| desk.ask(&SearchDocuments { patient, text, limit: 100 }));
        }
    }
    times.print("search in the chart's 2,000 documents");
    println!("resident: {:.1} MB", common::resident_mb());
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
        let answer = self.answers.recv().unwrap();
        assert!(answer.rows.unwrap().is_ok());
    }
}

fn fill(bulk: &mut Bulk) {
    let mut seed = 7_u64;
    bulk.chunk(Permission::Import, AuditLine::new("bench.fill"), Topics::NONE, |tx| {
        for patient in 1..=3_000 {
            tx.execute(
                "INSERT INTO patient (patient_id, mrn, family, given, updated_at, updated_by) VALUES (?1, ?2, 'F', 'G', '', '')",
                (patient, format!("M{patient}")),
            )?;
        }
        Ok(())
    })
    .unwrap();
    for part in 0..60 {
        bulk.chunk(Permission::Import, AuditLine::default(), Topics::NONE, |tx| {
            for number in 0..5_000_i32 {
                let patient = 2 + i64::from((part * 5_000 + number) % 2_999);
                document(tx, patient, number, &mut seed)?;
            }
            Ok(())
        })
        .unwrap();
    }
    bulk.chunk(Permission::Import, AuditLine::default(), Topics::NONE, |tx| {
        for number in 0..2_000 {
            document(tx, 1, number, &mut seed)?;
        }
        for number in 0..20_000 {
            tx.execute(
                "INSERT INTO result (patient_id, system, code, display, category, at, number, text, unit)
                 VALUES (1, 'LOINC', ?1, ?1, 'laboratory', ?2, ?3, ?3, 'mmol/L')",
                (format!("{}-0", number % 200), moment(number), f64::from(number % 50)),
            )?;
        }
        Ok(())
    })
    .unwrap();
}

fn document(
    tx: &Writing<'_>,
    patient: i64,
    number: i32,
    seed: &mut u64,
) -> Result<(), chartroom::store::Refusal> {
    let mut text = String::new();
    for _ in 0..250 {
        // Knuth's MMIX generator: any spread of words will do.
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(WORDS.get((*seed >> 33) as usize % WORDS.len()).unwrap());
        text.push(' ');
    }
    let id = tx.insert(
        "INSERT INTO document (patient_id, type_text, title, written_at, state, filed_at, filed_by)
         VALUES (?1, 'Progress note', 'Progress note', ?2, 'signed', '', '')",
        (patient, moment(number)),
    )?;
    tx.execute("INSERT INTO document_body (document_id, text) VALUES (?1, ?2)", (id, &text))?;
    store::words::index(tx, DocumentId(id), PatientId(patient), "Progress note", &text)?;
    Ok(())
}

fn moment(number: i32) -> String {
    format!("20{:02}-{:02}-{:02}T10:00:00Z", 10 + number % 15, 1 + number % 12, 1 + number % 28)
}
