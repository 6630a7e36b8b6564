//! Promise: the audit chain is verified at over 1,000,000 entries a second. Peer: sha256sum over the same bytes.
//!
//! `cargo bench --bench audit [-- ENTRIES]`, 2,000,000 entries if not said otherwise.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use chartroom::{
    domain::{ids::PatientId, role::Permission, topics::Topics},
    store::{self, AuditLine, Bulk, ops::AuditEntries},
};
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

fn main() {
    let entries: i64 = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(2_000_000);
    common::print_machine();
    let (store, session) = common::fresh("audit");
    let mut bulk = Bulk::open(&store, &session).unwrap();
    let ((), wrote) = common::timed(|| {
        for chunk in 0..entries / 10_000 {
            bulk.chunk(Permission::Import, AuditLine::default(), Topics::NONE, |tx| {
                for number in 0..10_000 {
                    let line =
                        AuditLine::new("document.view").patient(PatientId(number)).object("document", chunk);
                    tx.also(line.detail("viewed in the reader, found by a search for sodium"));
                }
                Ok(())
            })
            .unwrap();
        }
    });
    println!("written:    {:>10.0} entries/s", entries as f64 / wrote.as_secs_f64());
    for threads in [1, 2] {
        let (report, took) = common::timed(|| store::verify_audit(&store, threads).unwrap());
        assert_eq!(report.first_bad, None);
        let rate = report.entries as f64 / took.as_secs_f64();
        println!("verified:   {rate:>10.0} entries/s with {threads} threads ({:.2} s)", took.as_secs_f64());
    }
    peer(&store, &session, entries);
}

/// The bytes of the same entries through sha256sum, which checks no chain and reads no database.
fn peer(store: &store::Store, session: &store::Session, entries: i64) {
    let sample = store.ask(session, &AuditEntries { limit: 10_000, ..AuditEntries::default() });
    let Ok(sample) = sample else { return };
    let text: String =
        sample.iter().map(|entry| format!("{entry:?}").replace("Some(", "").replace("None", "")).collect();
    // The canonical entry is about 170 bytes; Debug names the fields too, so it is cut to that length.
    let bytes = text.as_bytes().iter().copied().take(170 * sample.len()).collect::<Vec<u8>>();
    let Ok(mut child) = Command::new("sha256sum").stdin(Stdio::piped()).stdout(Stdio::null()).spawn() else {
        println!("peer:       sha256sum is not installed");
        return;
    };
    let rounds = entries as usize / sample.len().max(1);
    let ((), took) = common::timed(|| {
        let mut input = child.stdin.take().unwrap();
        for _ in 0..rounds {
            input.write_all(&bytes).unwrap();
        }
        drop(input);
        child.wait().unwrap();
    });
    let rate = (rounds * sample.len()) as f64 / took.as_secs_f64();
    println!(
        "peer:       {rate:>10.0} entries/s  sha256sum over as many bytes ({:.2} s)",
        took.as_secs_f64()
    );
}
