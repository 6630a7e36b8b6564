//! Promises: indicator rules over 10,000 stays with 200 results each in under 10 s on one core; again after one new result
//! in under 5 ms; a query of 4,000 characters weighed in under 2 ms; the screen of a stay with 5,000 results in under 20 ms.
//!
//! `cargo bench --bench cdi`
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, missing_docs)]

mod common;

use chartroom::cdi::{
    indicators::{
        Prepared, Rules, Stay,
        evidence::{Code, Document, Reading, Treatment},
        run,
    },
    lint::lint,
    review::{Refresh, ScreenOf},
};
use chartroom::{
    domain::{ids::EncounterId, role::Permission, time::instant_text, topics::Topics},
    store::{AuditLine, Bulk, Refusal, Writing},
};

const STAYS: usize = 10_000;
/// Code, unit, usual value, spread.
const TESTS: [(&str, &str, f64, f64); 12] = [
    ("2160-0", "mg/dL", 1.1, 0.6),
    ("2951-2", "mmol/L", 137.0, 6.0),
    ("718-7", "g/dL", 12.0, 2.5),
    ("777-3", "10*3/uL", 210.0, 90.0),
    ("6690-2", "10*3/uL", 9.0, 5.0),
    ("2524-7", "mmol/L", 1.4, 1.0),
    ("1975-2", "mg/dL", 0.8, 0.5),
    ("8310-5", "Cel", 37.0, 1.2),
    ("8867-4", "/min", 84.0, 20.0),
    ("9279-1", "/min", 18.0, 5.0),
    ("59408-5", "%", 95.0, 4.0),
    ("8480-6", "mm[Hg]", 122.0, 25.0),
];
const NOTE: &str = "ASSESSMENT AND PLAN:\n1. Community-acquired pneumonia, right lower lobe. Ceftriaxone continued, cultures \
    followed, oxygen to keep SpO2 above 92%.\n2. CHF exacerbation. Furosemide 40 mg IV twice daily, weights.\n3. Type 2 \
    diabetes. Glucose 182 this morning, metformin held. No hypoglycemia.\nDenies chest pain, fever, chills. Mother had a \
    stroke. No evidence of acute kidney injury.\n";

/// A small generator, so that each run sees the same stays.
struct Dice(u64);

impl Dice {
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1_u32 << 31)
    }
}

fn reading(dice: &mut Dice, id: i64) -> Reading {
    let (code, unit, usual, spread) = TESTS[id as usize % TESTS.len()];
    let number = ((usual + (dice.part() - 0.5) * 2.0 * spread) * 10.0).round() / 10.0;
    Reading {
        id,
        system: "LOINC".into(),
        code: code.into(),
        display: code.into(),
        at: Some(id * 2400),
        own: true,
        number: Some(number),
        text: number.to_string(),
        unit: unit.into(),
        ..Reading::default()
    }
}

fn stay(dice: &mut Dice) -> Stay {
    let note = |id| Document {
        id,
        title: "Progress note".into(),
        at: Some(id * 86_400),
        text: NOTE.into(),
        ..Document::default()
    };
    Stay {
        sex: "F".into(),
        age_years: Some(70),
        admitted: Some(0),
        now: 10_000_000,
        readings: (0..200).map(|id| reading(dice, id)).collect(),
        treatments: vec![Treatment { id: 1, display: "ceftriaxone".into(), ..Treatment::default() }; 8],
        codes: vec![Code { system: "ICD10CM".into(), code: "J189".into(), ..Code::default() }],
        documents: (1..5).map(note).collect(),
        ..Stay::default()
    }
}

fn main() {
    common::print_machine();
    let rules = Rules::shipped().unwrap();
    let mut dice = Dice(7);
    let (mut all, mut again) = (common::Times::default(), common::Times::default());
    let (mut findings, mut total) = (0, 0.0);
    for idx in 0..STAYS {
        let stay = stay(&mut dice);
        let ((mut prepared, report), took) = common::timed(|| {
            let prepared = Prepared::new(&rules, stay);
            let report = run(&prepared);
            (prepared, report)
        });
        all.add(took);
        total += took.as_secs_f64();
        findings += report.findings.len();
        if idx % 10 == 0 {
            let new = reading(&mut dice, 201);
            findings += again.step(|| {
                prepared.add(new);
                run(&prepared).findings.len()
            });
        }
    }
    println!(
        "{STAYS} stays x 200 results, 4 notes each, {} rules: {total:.2} s (goal 10 s), {findings} findings",
        rules.rules.len()
    );
    all.print("one stay");
    again.print("again after one new result (goal 5 ms)");
    let line = "- Creatinine 2.1 mg/dL, 11/05 06:00, laboratory, after 0.9 mg/dL on 11/03; saline 1 L given 11/05, MAR\n";
    let mut query = "Title: Kidney function\nType: multiple choice\nIndicators:\n".to_owned();
    while query.len() < 3_800 {
        query.push_str(line);
    }
    query.push_str("Question: Please clarify the clinical significance of these results.\nOptions:\n- Acute kidney injury\n- Acute tubular necrosis\n- Other\n- Unable to determine\n");
    let mut weigh = common::Times::default();
    let mut found = lint(&query).len();
    for _ in 0..500 {
        found += weigh.step(|| lint(&query).len());
    }
    println!("query of {} characters, {found} findings in all", query.len());
    weigh.print("query weighed (goal 2 ms)");
    review_screen();
}

/// Results of the stay whose screen is opened.
const RESULTS: i64 = 5_000;

/// The screen of one stay: record read, rules run, DRG and what-ifs grouped, charts made ready.
fn review_screen() {
    let (store, session) = common::fresh("cdi-review");
    let mut bulk = Bulk::open(&store, &session).unwrap();
    bulk.chunk(Permission::SignedIn, AuditLine::default(), Topics::NONE, long_stay).unwrap();
    drop(bulk);
    let done = store.apply(&session, &Refresh).unwrap();
    assert_eq!(done.opened, 1, "the stay is on the list");
    let mut open = common::Times::default();
    let mut n_points = 0;
    for _ in 0..100 {
        let screen = open.step(|| store.ask(&session, &ScreenOf(EncounterId(1))).unwrap()).unwrap();
        n_points = screen.series.iter().map(|series| series.points.len()).sum::<usize>();
    }
    println!("a stay with {RESULTS} results, 40 notes, 12 codes: {n_points} points in its charts");
    open.print("its review screen opens (goal 20 ms)");
}

fn long_stay(tx: &Writing<'_>) -> Result<(), Refusal> {
    let now = tx.now();
    let ago = |minutes: i64| instant_text(now - chrono::Duration::minutes(minutes));
    tx.execute(
        "INSERT INTO patient (patient_id, mrn, family, given, sex, birth_date, updated_at, updated_by)
         VALUES (1, '1', 'Name', 'Given', 'F', '1950-03-12', ?1, 'bench')",
        [ago(0)],
    )?;
    tx.execute(
        "INSERT INTO encounter (encounter_id, patient_id, class, state, service, admit_at, updated_at)
         VALUES (1, 1, 'inpatient', 'open', 'Medicine', ?1, '')",
        [ago(RESULTS * 9)],
    )?;
    for (code, rank) in
        ["J189", "I5023", "N179", "E119", "E871", "I10", "D62", "J449", "F05", "E785", "Z794", "I2510"]
            .iter()
            .zip(1_i64..)
    {
        tx.execute(
            "INSERT INTO diagnosis (patient_id, encounter_id, diagnosis_use, system, code, display, rank)
             VALUES (1, 1, 'working', 'ICD10CM', ?1, ?1, ?2)",
            (code, rank),
        )?;
    }
    let mut dice = Dice(11);
    for id in 1..=RESULTS {
        let one = reading(&mut dice, id);
        tx.execute(
            "INSERT INTO result (result_id, patient_id, encounter_id, system, code, display, at, number, text, unit, range_low, range_high, status)
             VALUES (?1, 1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, 100, 'final')",
            (id, &one.system, &one.code, &one.display, ago((RESULTS - id) * 8), one.number, &one.text, &one.unit),
        )?;
    }
    for id in 1..=40_i64 {
        tx.execute(
            "INSERT INTO document (document_id, patient_id, encounter_id, title, written_at, state, filed_at, filed_by)
             VALUES (?1, 1, 1, 'Progress note', ?2, 'signed', '', '')",
            (id, ago((40 - id) * 720)),
        )?;
        tx.execute("INSERT INTO document_body (document_id, text) VALUES (?1, ?2)", (id, NOTE.repeat(4)))?;
    }
    Ok(())
}
