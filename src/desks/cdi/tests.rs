use crate::{
    app::testing::{Bench, Size},
    cdi::review::{LoadRules, OpenReviews, QUEUE, Reconciliations, Which, refresh_all},
    coding::sync_all,
    domain::{
        role::{Permission, Role},
        topics::{Topic, Topics},
    },
    store::{self, AuditLine, Change, Refusal, Session, Store, Writing},
    work::WorkPage,
};

/// Rows as an import would leave them.
#[derive(Clone, Copy)]
struct Raw(&'static str);

impl Change for Raw {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topic::Clinical | Topic::Encounters
    }
    fn needs(&self) -> Permission {
        Permission::SignedIn
    }
    fn audit(&self) -> AuditLine {
        AuditLine::new("test.fill")
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        tx.conn().execute_batch(self.0).map_err(store::StoreError::from)?;
        Ok(())
    }
}

/// A pneumonia whose creatinine doubles and whom a nurse finds confused, in house; a short symptom stay; one too short yet.
const STAYS: &str = "
INSERT INTO patient (patient_id, mrn, family, given, sex, birth_date, updated_at, updated_by) VALUES
  (1, '100234', 'Stone', 'Ada', 'F', '1950-03-12', '2026-11-01T00:00:00Z', 'x'),
  (2, '100235', 'Waters', 'Ben', 'M', '1961-07-01', '2026-11-01T00:00:00Z', 'x');
INSERT INTO encounter (encounter_id, patient_id, account_number, class, state, service, payer, admit_at, discharge_at, disposition_code, updated_at) VALUES
  (1, 1, '600001', 'inpatient', 'open', 'Hospital medicine', 'Medicare', '2026-11-17T12:00:00Z', NULL, '', ''),
  (2, 2, '600002', 'inpatient', 'discharged', 'Cardiology', 'Medicaid', '2026-11-18T12:00:00Z', '2026-11-20T14:00:00Z', '01', ''),
  (3, 2, '600003', 'inpatient', 'open', 'General surgery', 'Medicaid', '2026-11-22T10:00:00Z', NULL, '', '');
INSERT INTO diagnosis (patient_id, encounter_id, diagnosis_use, system, code, display, rank, status) VALUES
  (1, 1, 'working', 'ICD10CM', 'J189', 'Pneumonia', 1, 'active'),
  (1, NULL, 'problem', 'ICD10CM', 'E119', 'Type 2 diabetes', NULL, 'active'),
  (2, 2, 'discharge', 'ICD10CM', 'R0789', 'Chest pain', 1, 'active');
INSERT INTO result (result_id, patient_id, encounter_id, system, code, display, at, number, text, unit, range_low, range_high, status) VALUES
  (1, 1, 1, 'LOINC', '2160-0', 'Creatinine', '2026-11-17T13:00:00Z', 0.9, '0.9', 'mg/dL', 0.6, 1.1, 'final'),
  (2, 1, 1, 'LOINC', '2160-0', 'Creatinine', '2026-11-18T13:00:00Z', 1.4, '1.4', 'mg/dL', 0.6, 1.1, 'final'),
  (3, 1, 1, 'LOINC', '2160-0', 'Creatinine', '2026-11-19T13:00:00Z', 1.9, '1.9', 'mg/dL', 0.6, 1.1, 'final'),
  (4, 1, 1, 'LOINC', '2951-2', 'Sodium', '2026-11-18T13:00:00Z', 138, '138', 'mmol/L', 135, 145, 'final');
INSERT INTO document (document_id, patient_id, encounter_id, type_code, type_text, title, author_text, written_at, state, filed_at, filed_by) VALUES
  (1, 1, 1, '11506-3', 'Progress note', 'Progress note', 'Flores', '2026-11-19T15:00:00Z', 'signed', '', ''),
  (2, 2, 2, '18842-5', 'Discharge summary', 'Discharge summary', 'Hart', '2026-11-20T15:00:00Z', 'signed', '', '');
INSERT INTO document_body (document_id, text) VALUES
  (1, 'ASSESSMENT AND PLAN:
Pneumonia, ceftriaxone continued. She was confused overnight and pulled at lines.
Saline given for the kidneys.
'), (2, 'DISCHARGE SUMMARY

Chest pain, no infarction.
');
";

fn fill(store: &Store, maker: &Session) {
    store.apply(maker, &Raw(STAYS)).unwrap();
    sync_all(store, maker).unwrap();
}

fn bench(size: Size) -> Bench {
    let mut bench = Bench::of(size, fill, Some(&[Role::CdiSpecialist]));
    bench.keys("<esc>gq");
    bench
}

fn states(bench: &Bench) -> Vec<(i64, String, bool)> {
    let mut page = WorkPage::first(QUEUE.id);
    page.lanes = QUEUE.open_lanes().collect();
    let rows = bench.store.ask(&bench.maker, &OpenReviews(page)).unwrap();
    let mut states: Vec<_> = rows
        .into_iter()
        .map(|row| (row.item.subject_id, row.item.state, row.item.wake_at.is_some()))
        .collect();
    states.sort();
    states
}

#[test]
fn the_list_stands_by_points_and_tells_its_reasons() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.shows("Stone, Ada").shows("Waters, Ben").hides("600003").shows("Pts");
        bench.keys("e").shows("could be the first MCC").shows("points in all");
    }
    let bench = bench(Size::Small);
    assert_eq!(states(&bench), [(1, "unreviewed".into(), false), (2, "unreviewed".into(), false)]);
    assert_eq!(
        refresh_all(&bench.store, &bench.maker).unwrap().seen,
        0,
        "the run changes nothing the second time"
    );
}

#[test]
fn a_stay_is_reviewed_and_the_next_one_comes_by_itself() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("<enter>").shows("Acute kidney injury").shows("DRG 195").shows("When, state");
        bench.keys("c").shows("if answered").shows("principal");
        bench.keys("t").shows("Progress note");
        bench.keys("r").shows("Creatinine").keys("<enter>").shows("meets a criterion");
    }
    let mut bench = bench(Size::Large);
    bench.keys("<enter>");
    assert_eq!(states(&bench)[0].1, "initial");
    bench.keys("v").shows("Reviewed; next review 11/23/2026").shows("Waters");
    assert_eq!(states(&bench)[0], (1, "follow-up".into(), true));
    bench.keys("z").shows("Taken back").shows("Stone");
    assert_eq!(states(&bench)[0], (1, "initial".into(), false));
    bench.keys("v").shows("Waters").keys("v").shows("No other stay waits");
}

#[test]
fn evidence_leads_to_the_place_in_the_document() {
    let mut bench = bench(Size::Small);
    bench
        .keys("<enter>")
        .text("/confused")
        .keys("<enter><enter>")
        .shows("confused overnight")
        .shows("Review, findings");
    bench.keys("<esc>").shows("ceftriaxone");
}

#[test]
fn a_finding_is_set_aside_and_weighs_no_more() {
    let mut bench = bench(Size::Large);
    bench
        .keys("<enter>x")
        .shows("Set this finding aside")
        .text("known, treated as before")
        .keys("<tab><enter>");
    bench.shows("Set aside.").shows("set aside");
}

#[test]
fn working_codes_are_the_reviewers_own_and_what_nobody_documented_is_not_taken() {
    let mut bench = bench(Size::Large);
    bench.keys("<enter>ca").text("N17.9").keys("<tab><tab><enter>").shows("Added to the working codes.");
    bench.shows("own working codes").shows("DRG 194");
    bench.text("/if answered").keys("<enter>i").shows("Nothing documents this diagnosis yet");
}

#[test]
fn figures_and_reconciliation_are_one_key_away() {
    let mut bench = bench(Size::Small);
    bench
        .keys("m")
        .shows("Review rate")
        .keys("<tab>")
        .shows("by month")
        .keys("<tab>b")
        .shows("Figures by specialist");
    bench.keys("<esc>r").shows("Reconciliation");
}

#[test]
fn a_new_result_moves_the_stay_on_another_screen() {
    let mut bench = bench(Size::Large);
    bench.keys("<enter>v<esc>");
    let mut other = Bench::on(&bench, Size::Large);
    other.keys("<esc>gq").hides("Stone");
    // Sodium falls: a finding that was not there at the review brings the stay back before its day.
    let low = "INSERT INTO result (result_id, patient_id, encounter_id, system, code, display, at, number, text, unit, status)
        VALUES (9, 1, 1, 'LOINC', '2951-2', 'Sodium', '2026-11-21T13:00:00Z', 121, '121', 'mmol/L', 'final')";
    bench.apply(&Raw(low));
    assert_eq!(states(&bench)[0], (1, "follow-up".into(), false), "the list brings itself up to date");
    other.changed(Topic::Work | Topic::Cdi);
    other.shows("Stone");
}

#[test]
fn what_differs_from_the_coder_is_settled_with_a_reason() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("<enter>v<esc>");
        let coded = "UPDATE encounter SET state = 'discharged', discharge_at = '2026-11-22T09:00:00Z' WHERE encounter_id = 1;
            INSERT INTO coding_dx (account_id, position, code, poa) SELECT account_id, 1, 'J189', 'Y' FROM coding_account WHERE encounter_id = 1;
            INSERT INTO coding_dx (account_id, position, code, poa) SELECT account_id, 2, 'N179', 'N' FROM coding_account WHERE encounter_id = 1;
            UPDATE coding_account SET state = 'final-coded', version = version + 1 WHERE encounter_id = 1;";
        bench.apply(&Raw(coded));
        refresh_all(&bench.store, &bench.maker).unwrap();
        assert_eq!(states(&bench)[0].1, "to-reconcile");
        bench.keys("r").shows("195 ").shows("194 ").check("cdi_reconcile");
        bench
            .keys("a")
            .text("missed by the review")
            .keys("<tab><tab><enter>")
            .shows("Settled.")
            .shows("t shows them");
        let settled = Reconciliations { which: Which::Settled, as_coder: false, limit: 9 };
        let rows = bench.store.ask(&bench.maker, &settled).unwrap();
        assert_eq!((rows.len(), rows[0].reason.as_str()), (1, "missed-by-review"));
        assert!(states(&bench).iter().all(|one| one.0 != 1), "it is closed");
    }
}

#[test]
fn rules_with_a_fault_are_refused_with_their_line_and_change_nothing() {
    let bench = bench(Size::Small);
    let load =
        |text: &str| LoadRules { file: "own.toml".into(), text: text.into(), reason: "surgery too".into() };
    let refused = bench.store.apply(&bench.maker, &load("[eligible]\nclasses = [\"ward\"]\n")).unwrap_err();
    assert!(refused.to_string().contains("own.toml, line"), "{refused}");
    let none = crate::cdi::review::rules::SHIPPED
        .replace("classes = [\"inpatient\"]", "classes = [\"observation\"]");
    bench.store.apply(&bench.maker, &load(&none)).unwrap();
    let done = refresh_all(&bench.store, &bench.maker).unwrap();
    assert_eq!((done.closed, states(&bench).len()), (2, 0));
    bench.store.apply(&bench.maker, &load("")).unwrap();
    assert_eq!(refresh_all(&bench.store, &bench.maker).unwrap().opened, 2);
}

#[test]
fn a_coder_and_a_provider_have_no_such_desk() {
    for role in [Role::Provider, Role::Coder, Role::RecordAnalyst] {
        let mut bench = Bench::of(Size::Small, fill, Some(&[role]));
        bench.keys("<esc>gq").hides("Stays to review");
    }
}
