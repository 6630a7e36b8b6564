//! What the nightly analysis costs: charts looked over for the first time, and once more when time alone has changed something.
//!
//! `cargo bench --bench completion [-- SIZE …]`, sizes 10000, 100000 and 300000 if none is named. Each discharge has seven
//! documents; every tenth lacks its summary, every eighth has an unsigned note, every ninth a summary that is not co-signed.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use chartroom::{
    completion::{Extent, analyze},
    domain::{role::Permission, topics::Topics},
    store::{AuditLine, Bulk},
};
use common::{fresh, print_machine, resident_mb, timed};

/// Type and title of what each chart holds.
const PAPERS: [(&str, &str); 7] = [
    ("34117-2", "History and physical"),
    ("11506-3", "Progress note"),
    ("11506-3", "Progress note"),
    ("34746-8", "Nursing note"),
    ("18748-4", "Chest radiograph"),
    ("11488-4", "Consultation"),
    ("18842-5", "Discharge summary"),
];

fn main() {
    print_machine();
    let sizes: Vec<u64> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000, 100_000, 300_000] } else { sizes };
    for size in sizes {
        run(size);
    }
    println!("memory at the end: {:.0} MB", resident_mb());
}

fn run(size: u64) {
    let (store, session) = fresh("completion");
    let mut bulk = Bulk::open(&store, &session).unwrap();
    for from in (0..size).step_by(5_000) {
        bulk.chunk(Permission::SignedIn, AuditLine::default(), Topics::NONE, |tx| {
            for number in from..(from + 5_000).min(size) {
                chart(tx, number as i64 + 1)?;
            }
            Ok(())
        })
        .unwrap();
    }
    drop(bulk);
    let (first, took) = timed(|| analyze(&store, &session, Extent::Changed, &mut |_| true).unwrap());
    assert_eq!(first.charts, size);
    let each = took.as_secs_f64() * 1e6 / size as f64;
    println!(
        "{size} discharges, first time: {:.1} s, {each:.0} us a chart; {} assigned, {} to review",
        took.as_secs_f64(),
        first.assigned,
        first.to_review
    );
    let (again, took) = timed(|| analyze(&store, &session, Extent::Changed, &mut |_| true).unwrap());
    println!("  the next night, nothing changed: {} charts in {:.3} s", again.charts, took.as_secs_f64());
    let (all, took) = timed(|| analyze(&store, &session, Extent::All, &mut |_| true).unwrap());
    assert!(!all.changed());
    println!(
        "  all anew after a change of rules: {:.1} s, {:.0} us a chart",
        took.as_secs_f64(),
        took.as_secs_f64() * 1e6 / size as f64
    );
}

fn chart(tx: &chartroom::store::Writing<'_>, number: i64) -> Result<(), chartroom::store::Refusal> {
    let now = tx.now();
    let ago = |days: i64| chartroom::domain::time::instant_text(now - chrono::Duration::hours(days * 24));
    let left = 1 + number % 60;
    let (admit, discharge) = (ago(left + 4), ago(left));
    let clinician = 1 + number % 200;
    if number <= 200 {
        tx.execute(
            "INSERT INTO practitioner (practitioner_id, family, given, trainee) VALUES (?1, 'Name', 'Given', ?2)",
            (number, number % 5 == 0),
        )?;
    }
    tx.execute(
        "INSERT INTO patient (patient_id, mrn, family, given, updated_at, updated_by) VALUES (?1, ?2, 'Stone', 'Ada', ?3, 'bench')",
        (number, format!("{:08}", 10_000_000 + number), &discharge),
    )?;
    tx.execute(
        "INSERT INTO patient_identifier (patient_id, kind, system, value, digits) VALUES (?1, 'MR', 'BENCH', ?2, ?2)",
        (number, format!("{:08}", 10_000_000 + number)),
    )?;
    tx.execute(
        "INSERT INTO encounter (encounter_id, patient_id, class, state, service, admit_at, discharge_at, attending_id, updated_at)
         VALUES (?1, ?1, 'inpatient', 'discharged', 'Medicine', ?2, ?3, ?4, ?3)",
        (number, &admit, &discharge, if number <= 200 { number } else { clinician }),
    )?;
    for (place, (code, title)) in PAPERS.iter().enumerate() {
        let is_summary = place == 6;
        if is_summary && number % 10 == 0 {
            continue;
        }
        let state = match place {
            1 if number % 8 == 0 => "unsigned",
            6 if number % 9 == 0 => "signed-uncosigned",
            _ => "signed",
        };
        let document = number * 10 + place as i64;
        tx.execute(
            "INSERT INTO document (document_id, patient_id, encounter_id, type_code, title, written_at, state, filed_at, filed_by)
             VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?5, 'bench')",
            (document, number, code, title, &admit, state),
        )?;
        let text = format!(
            "Hospital\n{title}\n\nMRN: {:08}\n{}",
            10_000_000 + number,
            "Text of the note. ".repeat(60)
        );
        tx.execute("INSERT INTO document_body (document_id, text) VALUES (?1, ?2)", (document, text))?;
    }
    Ok(())
}
