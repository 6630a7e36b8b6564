//! What reading FHIR costs before anything is stored: bundles to facts, beside an untyped reading by serde_json.
//!
//! `cargo bench --bench fhir_parse [-- MEGABYTES] [alone]`: the sample bundles over and over, 200 MB if not said
//! otherwise; `alone`: without the peer.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;
#[path = "../tests/common/mod.rs"]
mod data;

use chartroom::formats::{Records, fhir::FhirRecords};
use flate2::read::GzDecoder;
use std::{
    io::{BufReader, Read},
    time::{Duration, Instant},
};

fn main() {
    let megabytes: usize = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(200);
    let Some(folder) = data::data("patients/synthea_r4") else { return };
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut sample = Vec::new();
    for path in files {
        GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_end(&mut sample).unwrap();
        sample.push(b'\n');
    }
    // As most servers send it: without the blanks and line breaks of the sample.
    let compact = serde_json::Deserializer::from_slice(&sample)
        .into_iter::<serde_json::Value>()
        .flat_map(|bundle| format!("{}\n", bundle.unwrap()).into_bytes())
        .collect();
    for (name, sample) in [("as in the files", sample), ("without blanks", compact)] {
        let rounds = (megabytes * 1_000_000).div_ceil(sample.len());
        println!("{name}: {} MB", sample.len() * rounds / 1_000_000);
        measure(sample, rounds);
    }
    println!("this process: {:.0} MB", common::resident_mb());
}

/// The sample over and over, so that no more than the sample is held.
struct Again {
    sample: Vec<u8>,
    at: usize,
    rounds: usize,
}

impl Read for Again {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let rest = self.sample.get(self.at..).unwrap_or_default();
        let length = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest) {
            *to = *from;
        }
        self.at += length;
        if self.at == self.sample.len() && self.rounds > 1 {
            (self.at, self.rounds) = (0, self.rounds - 1);
        }
        Ok(length)
    }
}

fn measure(sample: Vec<u8>, rounds: usize) {
    let bytes = sample.len() * rounds;
    if std::env::args().all(|arg| arg != "alone") {
        let started = Started::now();
        let mut n_bundles = 0;
        for _ in 0..rounds {
            let values = serde_json::Deserializer::from_slice(&sample).into_iter::<serde_json::Value>();
            n_bundles += values.map(Result::unwrap).count();
        }
        print("serde_json, untyped", bytes, &started, &format!("{n_bundles} bundles"));
    }
    let started = Started::now();
    let mut records = FhirRecords::new(Box::new(BufReader::new(Again { sample, at: 0, rounds })), 0);
    let (mut n_records, mut n_facts) = (0, 0);
    while let Some(record) = records.next().unwrap() {
        n_records += 1;
        n_facts += record.unwrap().facts.len();
    }
    print("to facts", bytes, &started, &format!("{n_records} records, {n_facts} facts"));
}

/// Time on the wall, and on the processor: on a busy machine only the second tells what the work costs.
struct Started {
    wall: Instant,
    processor: Option<Duration>,
}

impl Started {
    fn now() -> Self {
        Self { wall: Instant::now(), processor: on_processor() }
    }
}

/// Time that this process has had on a processor, from /proc.
fn on_processor() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    stat.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn print(what: &str, bytes: usize, started: &Started, found: &str) {
    let rate = |took: Duration| bytes as f64 / 1e6 / took.as_secs_f64();
    let wall = rate(started.wall.elapsed());
    let processor = started
        .processor
        .zip(on_processor())
        .map_or(0.0, |(before, after)| rate(after.saturating_sub(before)));
    println!("{what:<20} {wall:>6.0} MB/s, {processor:>4.0} MB per second of processor   {found}");
}
