//! The shipped indicator rules on real stays: the AKI rule against a calculation of its own, every rule with its evidence.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod common;

use chartroom::{
    cdi::{
        indicators::{Prepared, Rules, run},
        stay::{StayByNumber, StayFile, StayRecord},
    },
    domain::time::{Clock, parse_instant},
    intake::{self, Importer, Source},
    store::{self, Session, Store},
};
use chrono::NaiveDateTime;
use common::{Folder, data};
use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::Arc,
};

type Row = HashMap<String, String>;

fn table(root: &Path, name: &str) -> Vec<Row> {
    let file = std::fs::File::open(root.join(name)).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    reader.deserialize().map(Result::unwrap).collect()
}

fn minutes(text: &str) -> Option<i64> {
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?;
    Some(at.and_utc().timestamp() / 60)
}

/// KDIGO over the files themselves, written apart from the engine: creatinine only, as the files hold no urine.
/// 0: none, 1 to 3: stage.
fn kdigo(root: &Path) -> BTreeMap<String, u8> {
    struct Creatinine {
        at: i64,
        value: f64,
        stay: String,
    }
    let mut values: HashMap<String, Vec<Creatinine>> = HashMap::new();
    for row in table(root, "hosp/labevents_cdi.csv.gz") {
        if row["itemid"] == "50912" && !row["value"].starts_with(['<', '>']) {
            let (Ok(value), Some(at)) = (row["valuenum"].parse(), minutes(&row["charttime"])) else {
                continue;
            };
            let one = Creatinine { at, value, stay: row["hadm_id"].clone() };
            values.entry(row["subject_id"].clone()).or_default().push(one);
        }
    }
    let labels: HashMap<String, String> = table(root, "icu/d_items.csv.gz")
        .into_iter()
        .map(|row| (row["itemid"].clone(), row["label"].clone()))
        .collect();
    let replaced = |label: &str| {
        label.contains("CRRT") || label.contains("Hemodialysis") || label.contains("Peritoneal Dialysis")
    };
    let dialysed: Vec<String> = table(root, "icu/procedureevents.csv.gz")
        .into_iter()
        .filter(|row| replaced(&labels[&row["itemid"]]))
        .map(|row| row["hadm_id"].clone())
        .collect();
    let end_stage: Vec<String> = table(root, "hosp/diagnoses_icd.csv.gz")
        .into_iter()
        .filter(|row| {
            matches!((row["icd_version"].as_str(), row["icd_code"].as_str()), ("9", "5856") | ("10", "N186"))
        })
        .map(|row| row["hadm_id"].clone())
        .collect();
    let mut stages = BTreeMap::new();
    for stay in table(root, "hosp/admissions.csv.gz") {
        let id = stay["hadm_id"].clone();
        let (from, to) = (minutes(&stay["admittime"]).unwrap(), minutes(&stay["dischtime"]).unwrap());
        let none = Vec::new();
        let all = values.get(&stay["subject_id"]).unwrap_or(&none);
        let own =
            |one: &Creatinine| one.stay == id || (one.stay.is_empty() && one.at >= from && one.at <= to);
        let usable = |one: &Creatinine| own(one) || one.at <= to;
        let (mut acute, mut ratio, mut highest) = (false, 0.0_f64, 0.0_f64);
        for one in all.iter().filter(|one| own(one)) {
            highest = highest.max(one.value);
            for before in all.iter().filter(|before| usable(before) && before.at < one.at) {
                let gap = one.at - before.at;
                acute |= gap <= 48 * 60 && one.value - before.value >= 0.3 - 1e-9;
                if gap <= 7 * 24 * 60 {
                    ratio = ratio.max((one.value + 1e-9) / before.value);
                }
            }
        }
        let acute = acute || ratio >= 1.5;
        let dialysis = dialysed.contains(&id) && !end_stage.contains(&id);
        let stage = match () {
            () if ratio >= 3.0 || (acute && (highest >= 4.0 || dialysis)) => 3,
            () if ratio >= 2.0 => 2,
            () if acute => 1,
            () => 0,
        };
        stages.insert(id, stage);
    }
    stages
}

struct Hospital {
    _folder: Folder,
    store: Store,
    session: Session,
}

fn imported(root: &Path) -> Hospital {
    let folder = Folder::new("cdi-stays");
    let clock = Clock::Fixed(parse_instant("2026-11-22T12:00:00Z").unwrap());
    let store = store::create(&folder.file(), "hospital", "Test hospital", "root", clock).unwrap();
    let session = store.sign_in("root", "tty").unwrap();
    let mut source = Source::csv("mimic-iv", include_str!("../maps/mimic-iv.toml").to_owned()).unwrap();
    let mut importer = Importer::open(&store, &session, source.feed("samples"), Arc::default()).unwrap();
    intake::import_files(&mut importer, &mut source, &[root.to_owned()], &mut |_, _| {}).unwrap();
    importer.finish().unwrap();
    // The maker of a file is its administrator, who reads no charts.
    let roles =
        vec![chartroom::domain::role::Role::CdiSpecialist, chartroom::domain::role::Role::Administrator];
    let change = store::ops::SetUser { login: "root".into(), full_name: "root".into(), roles };
    store.apply(&session, &change).unwrap();
    let session = store.sign_in("root", "tty").unwrap();
    Hospital { _folder: folder, store, session }
}

impl Hospital {
    fn stay(&self, number: &str) -> StayFile {
        let found = self.store.ask(&self.session, &StayByNumber(number.to_owned())).unwrap();
        assert_eq!(found.len(), 1, "a stay is missing");
        self.store.ask(&self.session, &StayRecord(found[0])).unwrap().unwrap()
    }
}

#[test]
fn rules_on_real_stays() {
    let Some(root) = data("ehr_mimic") else { return };
    let expected = kdigo(&root);
    let hospital = imported(&root);
    let rules = Rules::shipped().unwrap();
    let (mut wrong, mut stages, mut fired) = (Vec::new(), [0_usize; 4], BTreeMap::new());
    let (mut unread, mut silent) = (0, 0);
    for (number, stage) in &expected {
        let report = run(&Prepared::new(&rules, hospital.stay(number).stay));
        let aki = report.findings.iter().find(|finding| finding.rule == "aki-kdigo");
        let got = aki.map_or(0, |finding| finding.grade.trim_start_matches("stage ").parse::<u8>().unwrap());
        stages[usize::from(*stage)] += 1;
        if got != *stage {
            wrong.push(format!("{number}: engine {got}, files {stage}"));
        }
        unread += report.unread.len();
        silent += report.unread.iter().filter(|one| one.because.is_empty()).count();
        for finding in &report.findings {
            assert!(!finding.evidence.is_empty() && !finding.source.is_empty(), "{}", finding.rule);
            assert!(
                finding.evidence.iter().all(|one| !one.text.is_empty() && !one.key.is_empty()),
                "{}",
                finding.rule
            );
            let entry: &mut (usize, usize, Vec<String>) = fired.entry(finding.rule.clone()).or_default();
            entry.0 += 1;
            entry.1 += usize::from(finding.is_open());
            entry.2.push(number.clone());
        }
    }
    println!(
        "{} stays; by the files: none {}, stage 1 {}, stage 2 {}, stage 3 {}",
        expected.len(),
        stages[0],
        stages[1],
        stages[2],
        stages[3]
    );
    println!("equal in {} of {}", expected.len() - wrong.len(), expected.len());
    println!("{unread} results not evaluated, each with its reason");
    for rule in &rules.rules {
        let (all, open, stays) = fired.get(&rule.id).cloned().unwrap_or_default();
        println!("{:<32} {all:>4} stays, {open:>4} open: {}", rule.id, stays.join(" "));
    }
    assert!(expected.len() > 150 && stages[1..].iter().all(|count| *count > 0));
    assert_eq!(silent, 0);
    assert!(wrong.is_empty(), "{wrong:#?}");
}
