//! What the way in costs: FHIR, HL7 and CSV to filed, indexed and audited rows, each beside its peer in the same run.
//!
//! `cargo bench --bench import [-- fhir|hl7|csv]`. FHIR: the sample bundles under ever new ids, 60 MB. HL7: the sample
//! admissions, updates and results of ever new patients. CSV: 200,000 patients. Peers: serde_json untyped, python-hl7
//! (`python3 -m pip install hl7`), `sqlite3 .import` of the same rows into a bare table.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, missing_docs)]

mod common;
#[path = "../tests/common/mod.rs"]
mod data;

use chartroom::{
    formats::{
        Records,
        csv::{CsvRecords, Lookups, Map, Start},
        fhir::FhirRecords,
        hl7v2::Hl7Records,
    },
    intake::{self, Feed, Format, InputId, Summary},
};
use common::{fresh, print_machine, resident_mb, timed};
use flate2::read::GzDecoder;
use std::{
    fmt::Write as _,
    fs::File,
    io::{Cursor, Read, Write as _},
    path::PathBuf,
    process::Command,
    time::Duration,
};

fn main() {
    print_machine();
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let on = |name: &str| wanted.is_empty() || wanted.iter().any(|arg| arg == name);
    if on("fhir") {
        fhir();
    }
    if on("hl7") {
        hl7();
    }
    if on("csv") {
        csv();
    }
    println!("memory at the end: {:.0} MB", resident_mb());
}

/// Imports into a fresh file, and the same input once more.
fn run(name: &str, format: Format, records: &dyn Fn() -> Box<dyn Records>) -> (Summary, Duration, Duration) {
    let (store, session) = fresh(name);
    let import = |round: u8| {
        let feed = Feed::new(name, format);
        let input = InputId::made(format!("round {round}"));
        intake::import(&store, &session, feed, &input, records(), &mut |_| {}).unwrap()
    };
    let (first, took) = timed(|| import(1));
    let (second, again) = timed(|| import(2));
    assert_eq!(
        second.read,
        second.unchanged + second.rejected,
        "the same input again changes nothing: {second:?}"
    );
    (first, took, again)
}

fn fhir() {
    let Some(folder) = data::data("patients/synthea_r4") else { return };
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut sample = String::new();
    for path in files {
        GzDecoder::new(File::open(path).unwrap()).read_to_string(&mut sample).unwrap();
        sample.push('\n');
    }
    // Each copy has ids of its own: the last four digits of every UUID are counted on.
    let mut input = String::new();
    for copy in 0..60_000_000 / sample.len() as u32 {
        input.push_str(&with_other_ids(&sample, copy));
    }
    let bytes = input.len() as f64 / 1e6;
    let (n_values, peer) = timed(|| {
        serde_json::Deserializer::from_str(&input)
            .into_iter::<serde_json::Value>()
            .map(Result::unwrap)
            .count()
    });
    let input = input.into_bytes();
    let records = || Box::new(FhirRecords::new(Box::new(Cursor::new(input.clone())), 0)) as Box<dyn Records>;
    let (summary, took, again) = run("import-fhir", Format::Fhir, &records);
    println!("FHIR, {bytes:.0} MB, {} resources ({summary:?})", summary.read);
    let rate = |what: &str, took: Duration| {
        println!("  {what:<34} {:>8.1} MB/s", bytes / took.as_secs_f64());
    };
    rate("filed, indexed, audited", took);
    rate("the same input again", again);
    rate("peer: serde_json, untyped", peer);
    println!("  ({n_values} bundles)");
}

/// The text with the last four hexadecimal digits of every UUID raised by `by`.
fn with_other_ids(text: &str, by: u32) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let is_uuid = |at: usize| {
        bytes[at..at + 36].iter().enumerate().all(|(idx, b)| match idx {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
    };
    let mut at = 0;
    while at + 36 <= bytes.len() {
        if bytes[at + 8] == b'-' && is_uuid(at) {
            let tail = std::str::from_utf8(&bytes[at + 32..at + 36]).unwrap();
            let number = u32::from_str_radix(tail, 16).unwrap();
            out[at + 32..at + 36].copy_from_slice(format!("{:04x}", (number + by) & 0xFFFF).as_bytes());
            at += 36;
        } else {
            at += 1;
        }
    }
    String::from_utf8(out).unwrap()
}

fn hl7() {
    let n_patients = 10_000;
    let mut input = String::new();
    for n in 0..n_patients {
        let person = person(n);
        let head = |kind: &str, no: u32| {
            format!(
                "MSH|^~\\&|ADT1|WEXMOOR|CHARTROOM|WEXMOOR|2026010{no}{:02}0000||{kind}|M{n}-{no}|P|2.5.1\rEVN|A01|2026010{no}{:02}0000\r\
                 PID|1||{}^^^WEXMOOR^MR||{}^{}||{}|{}|||{}^^{}^MA^{}^USA||{}|||||A{n}\r\
                 PV1|1|I|4E^{}^1|R|||{}^Flores^Hana^^^^MD^^NPI|||MED||||||||{n}^^^WEXMOOR^VN|||||||||||||||||||||||||20260101080000\r",
                n % 24,
                n % 24,
                person[0],
                person[1],
                person[2],
                person[3].replace('-', ""),
                person[4],
                person[5],
                person[6],
                person[7],
                person[8],
                n % 40,
                1_000_000_000 + n % 50
            )
        };
        input.push_str(&head("ADT^A01^ADT_A01", 1));
        let _ = write!(input, "DG1|1||I50.23^Acute on chronic systolic heart failure^I10|||A\r");
        input.push_str(&head("ADT^A02^ADT_A02", 2));
        input.push_str(&head("ORU^R01^ORU_R01", 3));
        let _ = write!(input, "OBR|1|P{n}|F{n}|24320-4^Basic metabolic panel^LN|||20260103060000\r");
        for (line, (code, name)) in
            [("2951-2", "Sodium"), ("2823-3", "Potassium"), ("2075-0", "Chloride"), ("2160-0", "Creatinine")]
                .iter()
                .enumerate()
        {
            let _ = write!(
                input,
                "OBX|{}|NM|{code}^{name}^LN||{}|mmol/L|1-200||||F|||20260103060000\r",
                line + 1,
                100 + n % 50
            );
        }
        input.push_str(&head("MDM^T02^MDM_T02", 4));
        let _ = write!(
            input,
            "TXA|1|PN|TX|20260104080000|||||||||D{n}|||||AU||AV\rOBX|1|TX|11506-3^Progress note^LN||Patient rests, weight is down two pounds, lungs are clearer today.||||||F\r"
        );
    }
    let n_messages = f64::from(n_patients * 4);
    let bytes = input.into_bytes();
    let records = || Box::new(Hl7Records::new(Box::new(Cursor::new(bytes.clone())))) as Box<dyn Records>;
    let (summary, took, again) = run("import-hl7", Format::Hl7, &records);
    println!("HL7, {n_messages} messages ({summary:?})");
    let rate = |what: &str, took: Duration| {
        println!("  {what:<34} {:>8.0} messages/s", n_messages / took.as_secs_f64());
    };
    rate("applied and audited one by one", took);
    rate("the same input again", again);
    match python_hl7(&bytes) {
        Some(took) => rate("peer: python-hl7, parse alone", took),
        None => println!("  peer: python-hl7 not measured (not installed)"),
    }
}

/// Time of python-hl7 for parsing all messages, if it is there.
fn python_hl7(bytes: &[u8]) -> Option<Duration> {
    const PROGRAM: &str = "import sys, time, hl7\n\
        text = sys.stdin.buffer.read().decode()\n\
        messages = ['MSH' + part for part in text.split('MSH')[1:]]\n\
        start = time.perf_counter()\n\
        for message in messages: hl7.parse(message)\n\
        print(time.perf_counter() - start)\n";
    let mut python = Command::new("python3")
        .args(["-c", PROGRAM])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .ok()?;
    // A program that is not there closes its input at once.
    let _ = python.stdin.take()?.write_all(bytes);
    let out = python.wait_with_output().ok()?;
    String::from_utf8(out.stdout).ok()?.trim().parse().ok().map(Duration::from_secs_f64)
}

fn csv() {
    let n_rows = 200_000;
    let mut input = String::from("mrn,last_name,first_name,dob,sex,street,city,zip,phone,ssn\n");
    for n in 0..n_rows {
        input.push_str(&person(n).join(","));
        input.push('\n');
    }
    let bytes = input.into_bytes();
    let map = Map::shipped("patients").unwrap().unwrap();
    let table = map.table_for("patients.csv").unwrap();
    let records = || {
        let reader = Box::new(Cursor::new(bytes.clone()));
        Box::new(CsvRecords::new(table, &Lookups::default(), reader, Start::FIRST).unwrap())
            as Box<dyn Records>
    };
    let (summary, took, again) = run("import-csv", Format::Csv, &records);
    println!("CSV, {n_rows} patients ({summary:?})");
    let rate = |what: &str, took: Duration| {
        println!("  {what:<34} {:>8.0} rows/s", f64::from(n_rows) / took.as_secs_f64());
    };
    rate("filed with all indexes", took);
    rate("the same input again", again);
    match sqlite_import(&bytes) {
        Some(took) => rate("peer: sqlite3 .import, no index", took),
        None => println!("  peer: sqlite3 not measured (not installed)"),
    }
}

/// Time of `sqlite3 .import` of the same rows into a table without indexes.
fn sqlite_import(bytes: &[u8]) -> Option<Duration> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/target/bench"));
    let (csv, file) = (folder.join("peer.csv"), folder.join("peer.db"));
    std::fs::write(&csv, bytes).unwrap();
    let _ = std::fs::remove_file(&file);
    let (status, took) = timed(|| {
        Command::new("sqlite3").arg(&file).arg(format!(".import --csv {} patients", csv.display())).status()
    });
    status.ok().filter(std::process::ExitStatus::success).map(|_| took)
}

/// Columns of one made-up patient; names have a long tail as they have in life.
fn person(n: u32) -> [String; 10] {
    const SYLLABLES: [&str; 16] = [
        "ma", "ri", "son", "ber", "to", "len", "kov", "da", "wil", "har", "ne", "gu", "sti", "ol", "per",
        "ez",
    ];
    const GIVEN: [&str; 24] = [
        "James", "Mary", "Luz", "Ahmed", "Wei", "Olga", "Peter", "Ana", "Kofi", "Ingrid", "Mei", "Jorge",
        "Fatima", "Ravi", "Sophie", "Liam", "Noor", "Hugo", "Zoe", "Ivan", "Aisha", "Tom", "Elif", "Bruno",
    ];
    let mut seed = u64::from(n).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66;
    let mut draw = |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    let skewed = draw(100).min(draw(100)) as usize;
    let mut family = String::new();
    for _ in 0..2 + skewed % 2 {
        family.push_str(SYLLABLES[(draw(16).min(draw(16))) as usize]);
    }
    if let Some(first) = family.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    [
        format!("{:07}", n + 1),
        family,
        GIVEN[draw(24) as usize].to_owned(),
        format!("{}-{:02}-{:02}", 1930 + draw(90), 1 + draw(12), 1 + draw(28)),
        if draw(2) == 0 { "F".to_owned() } else { "M".to_owned() },
        format!("{} Main St", 1 + draw(900)),
        ["Holyoke", "Springfield", "Chicopee", "Northampton"][draw(4) as usize].to_owned(),
        format!("{:05}", 1001 + draw(400)),
        format!("413555{:04}", draw(10_000)),
        format!("{:03}-{:02}-{:04}", 100 + draw(500), 10 + draw(89), 1 + draw(9998)),
    ]
}
