//! Promise: grouping with edits, 100,000 claims a second on one core; every golden claim as the official programs answer it.
//!
//! `cargo bench --bench group` with the data under CHARTROOM_DATA or ../shared/data; without it nothing is measured.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    dead_code
)]

#[path = "../tests/common/drg.rs"]
mod official;

use chartroom::classification::{
    drg::{DrgTables, claim::Claim},
    mce::MceTables,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
    time::Instant,
};

/// A file of the data folder.
fn data(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CHARTROOM_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")), PathBuf::from);
    Some(root.join(path)).filter(|path| path.exists())
}

fn main() {
    let (Some(manual), Some(golden)) = (official::manual(), official::golden()) else {
        println!("skipped: no data");
        return;
    };
    let begun = Instant::now();
    let Some((drg, mce)) = official::tables(&manual) else { return };
    println!("compiled from the official files in {:.0} ms", ms(begun));
    let bytes = drg.to_bytes();
    let begun = Instant::now();
    let opened = DrgTables::from_bytes(&bytes).unwrap();
    println!("opened {} kB of tables in {:.1} ms", bytes.len() / 1024, ms(begun));
    let claims: Vec<Claim> = golden.iter().map(|golden| official::claim(&golden["input"])).collect();
    agreement(&golden, &claims, &opened, &mce);
    let rounds = 100;
    let mut found = 0_u64;
    let begun = Instant::now();
    for claim in claims.iter().cycle().take(claims.len() * rounds) {
        found += u64::from(opened.group(claim).last.drg) + mce.edit(claim).found.len() as u64;
    }
    let rate = (claims.len() * rounds) as f64 / begun.elapsed().as_secs_f64();
    println!("grouped and edited {rate:.0} claims a second (goal 100,000; checksum {found})");
    through_json(&golden);
}

fn ms(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

fn agreement(golden: &[Value], claims: &[Claim], drg: &DrgTables, mce: &MceTables) {
    let (mut grouped, mut edited) = (0, 0);
    for (golden, claim) in golden.iter().zip(claims) {
        let (ours, theirs) = (drg.group(claim), &golden["msdrg_v43_1"]);
        let severities =
            ours.secondary.iter().zip(theirs["sdx"].as_array().unwrap()).all(|(ours, theirs)| {
                ours.initial.name() == theirs["initial_severity"]
                    && ours.last.name() == theirs["final_severity"]
            });
        let same = theirs["initial_drg"] == ours.initial.drg
            && theirs["final_drg"] == ours.last.drg
            && theirs["initial_mdc"] == ours.initial.mdc
            && theirs["final_mdc"] == ours.last.mdc
            && theirs["return_code"] == ours.code.name()
            && theirs["hac_status"] == ours.hac_status.name();
        grouped += usize::from(same && severities);
        let ours = mce.edit(claim);
        let counts: BTreeMap<&str, usize> = ours.counts().map(|(edit, n)| (edit.name(), n)).collect();
        edited +=
            usize::from(json!({"edit_type": ours.edit_type(), "edits": counts}) == golden["mce_2026_06_01"]);
    }
    println!("golden claims: {grouped} of {} grouped equal, {edited} edited equal", golden.len());
}

/// The command on many JSON lines, tables built in.
fn through_json(golden: &[Value]) {
    let mut lines = String::new();
    for golden in golden.iter().cycle().take(golden.len() * 50) {
        lines.push_str(&golden["input"].to_string());
        lines.push('\n');
    }
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .args(["group", "--json"])
        .env_remove("CHARTROOM_DB")
        .env("XDG_DATA_HOME", "/nonexistent")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    let rate = (golden.len() * 50) as f64 / begun.elapsed().as_secs_f64();
    println!(
        "`chartroom group --json`: {rate:.0} claims a second with reading and writing JSON and starting up"
    );
}
