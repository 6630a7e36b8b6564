//! What reading FHIR costs before anything is stored: bundles to facts, beside an untyped reading by serde_json.
//!
//! `cargo bench --bench fhir_parse [-- MEGABYTES]`: the sample bundles over and over, 200 MB if not said otherwise.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "../tests/common/mod.rs"]
mod data;

use chartroom::formats::{Records, fhir::FhirRecords};
use flate2::read::GzDecoder;
use std::{
    io::{Cursor, Read},
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
        let input = sample.repeat((megabytes * 1_000_000).div_ceil(sample.len()));
        println!("{name}: {} MB", input.len() / 1_000_000);
        measure(input);
    }
}

fn measure(input: Vec<u8>) {
    let bytes = input.len();
    let started = Instant::now();
    let values = serde_json::Deserializer::from_slice(&input).into_iter::<serde_json::Value>();
    let n_bundles = values.map(Result::unwrap).count();
    print("serde_json, untyped", bytes, started.elapsed(), &format!("{n_bundles} bundles"));
    let started = Instant::now();
    let mut records = FhirRecords::new(Box::new(Cursor::new(input)), 0);
    let (mut n_records, mut n_facts) = (0, 0);
    while let Some(record) = records.next().unwrap() {
        n_records += 1;
        n_facts += record.unwrap().facts.len();
    }
    print("to facts", bytes, started.elapsed(), &format!("{n_records} records, {n_facts} facts"));
}

fn print(what: &str, bytes: usize, took: Duration, found: &str) {
    println!("{what:<20} {:>6.0} MB/s  {found}", bytes as f64 / 1e6 / took.as_secs_f64());
}
