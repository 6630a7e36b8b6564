//! Promise: opening the coding desk with 100,000 uncoded accounts, the first page stands in under 10 ms.
//!
//! `cargo bench --bench coding [-- SIZE]`. The accounts come from discharged stays through the same sync as in the hospital.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, missing_docs)]

mod common;

use chartroom::{
    coding::{AccountPage, DnfbOf, LEAST, Next, PAYER, SERVICE, sync_all},
    domain::{role::Permission, topics::Topics},
    store::{AuditLine, Bulk, Session, Store},
    work::{CountsOf, Narrow, Order, Scope, WorkChoices, WorkPage, WorkRows as _, queues::CODING},
};
use common::{Times, fresh, print_machine, timed};

const SERVICES: [&str; 8] = [
    "Cardiology",
    "Hospital medicine",
    "General surgery",
    "Orthopedics",
    "Obstetrics",
    "Pediatrics",
    "Neurology",
    "Oncology",
];
const PAYERS: [&str; 5] = ["Medicare", "Medicaid", "Harbor Health", "Northmark", "Self-pay"];
const CLASSES: [&str; 4] = ["inpatient", "outpatient", "emergency", "observation"];

fn main() {
    print_machine();
    let size: i64 = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(100_000);
    let (store, session) = fresh("coding");
    fill(&store, &session, size);
    let (done, took) = timed(|| sync_all(&store, &session).unwrap());
    println!(
        "{} accounts opened with their items: {:.1} s, {:.0} us each",
        done.opened,
        took.as_secs_f64(),
        took.as_secs_f64() * 1e6 / size as f64
    );
    let lanes = || vec!["ready", "assigned", "in-progress", "coded"];
    let page = |order, scope, narrow: Narrow| WorkPage {
        lanes: lanes(),
        order,
        scope,
        narrow,
        limit: 200,
        ..WorkPage::first(CODING.id)
    };
    let only = |pairs: &[(&str, &str)]| -> Narrow {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    measure(&store, &session, "the desk opens: page, counts, names", |store, session| {
        let rows =
            store.ask(session, &AccountPage::of(page(Order::Urgent, Scope::All, Narrow::new()))).unwrap();
        assert_eq!(rows.items.len(), 200);
        store.ask(session, &CountsOf { queue: CODING.id }).unwrap();
        store.ask(session, &WorkChoices { queue: CODING.id }).unwrap();
    });
    let views: [(&str, Order, Scope, Narrow); 6] = [
        ("first page, longest discharged first", Order::Urgent, Scope::All, Narrow::new()),
        ("first page, most dollars first", Order::Amount, Scope::All, Narrow::new()),
        ("first page, mine", Order::Urgent, Scope::Mine, Narrow::new()),
        ("first page of one payer", Order::Urgent, Scope::All, only(&[(PAYER, "medicaid")])),
        (
            "first page of a service from $90,000",
            Order::Urgent,
            Scope::All,
            only(&[(SERVICE, "neuro"), (LEAST, "90000")]),
        ),
        (
            "nothing fits: all are looked through",
            Order::Urgent,
            Scope::All,
            only(&[(PAYER, "no such payer")]),
        ),
    ];
    for (name, order, scope, narrow) in views {
        let question = AccountPage::of(page(order, scope, narrow));
        measure(&store, &session, name, |store, session| {
            store.ask(session, &question).unwrap();
        });
    }
    measure(&store, &session, "DNFB and DNFC figures", |store, session| {
        store.ask(session, &DnfbOf).unwrap();
    });
    let mut times = Times::default();
    let mut after = None;
    for _ in 0..200 {
        let next = Next { after, ..Next::by_command() };
        after = times.step(|| store.apply(&session, &next).unwrap());
    }
    times.print("take the next account");
}

fn measure(store: &Store, session: &Session, name: &str, work: impl Fn(&Store, &Session)) {
    let mut times = Times::default();
    for _ in 0..200 {
        times.step(|| work(store, session));
    }
    times.print(name);
}

fn fill(store: &Store, session: &Session, size: i64) {
    let mut bulk = Bulk::open(store, session).unwrap();
    for from in (0..size).step_by(5_000) {
        bulk.chunk(Permission::SignedIn, AuditLine::default(), Topics::NONE, |tx| {
            for number in from + 1..=(from + 5_000).min(size) {
                stay(tx, number)?;
            }
            Ok(())
        })
        .unwrap();
    }
}

fn stay(tx: &chartroom::store::Writing<'_>, number: i64) -> Result<(), chartroom::store::Refusal> {
    let now = tx.now();
    let ago = |hours: i64| chartroom::domain::time::instant_text(now - chrono::Duration::hours(hours));
    let left = 2 + number % 1_400;
    let pick = |of: &[&'static str], by: i64| of[usize::try_from(number / by).unwrap_or(0) % of.len()];
    tx.execute(
        "INSERT INTO patient (patient_id, mrn, family, given, updated_at, updated_by) VALUES (?1, ?2, ?3, 'Ada', ?4, 'bench')",
        (number, format!("{:08}", 10_000_000 + number), format!("Stone{}", number % 997), ago(left)),
    )?;
    tx.execute(
        "INSERT INTO encounter (encounter_id, patient_id, account_number, class, state, service, payer, admit_at, discharge_at, disposition_code, updated_at)
         VALUES (?1, ?1, ?2, ?3, 'discharged', ?4, ?5, ?6, ?7, '01', ?7)",
        (
            number,
            format!("6{number:08}"),
            pick(&CLASSES, 1),
            pick(&SERVICES, 3),
            pick(&PAYERS, 7),
            ago(left + 96),
            ago(left),
        ),
    )?;
    tx.execute(
        "INSERT INTO claim (patient_id, encounter_id, total_cents, status) VALUES (?1, ?1, ?2, 'draft')",
        (number, 50_000 + (number * 7_919) % 9_500_000),
    )?;
    Ok(())
}
