use crate::{
    app::testing::{Bench, Size},
    coding::{Accounts, Sync, sync_all},
    domain::{
        coding::{AccountState, Phase},
        role::{Permission, Role},
        topics::{Topic, Topics},
    },
    store::{self, AuditLine, Change, Refusal, Session, Store, Writing},
};

/// Rows as an import would leave them.
#[derive(Clone, Copy)]
struct Raw(&'static str);

impl Change for Raw {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topic::Encounters.into()
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

/// Two stays to code, one in house; a summary that names and denies.
const STAYS: &str = "
INSERT INTO patient (patient_id, mrn, family, given, sex, birth_date, updated_at, updated_by) VALUES
  (1, '100234', 'Doe', 'Ann', 'F', '1950-03-12', '2026-11-01T00:00:00Z', 'x'),
  (2, '100235', 'Roe', 'Bob', 'M', '1961-07-01', '2026-11-01T00:00:00Z', 'x');
INSERT INTO encounter (encounter_id, patient_id, account_number, class, state, service, payer, admit_at, discharge_at, disposition_code, updated_at) VALUES
  (1, 1, '600001', 'inpatient', 'discharged', 'Hospital medicine', 'Medicare', '2026-04-10T12:00:00Z', '2026-04-17T12:00:00Z', '01', ''),
  (2, 2, '600002', 'emergency', 'discharged', 'Emergency', 'Medicaid', '2026-11-20T12:00:00Z', '2026-11-20T14:00:00Z', '01', ''),
  (3, 2, '600003', 'inpatient', 'open', 'General surgery', 'Medicaid', '2026-11-21T12:00:00Z', NULL, '', '');
INSERT INTO claim (patient_id, encounter_id, total_cents, status) VALUES (1, 1, 3274500, 'draft'), (2, 2, 186400, 'draft');
INSERT INTO diagnosis (patient_id, encounter_id, diagnosis_use, system, code, display, rank, status) VALUES
  (1, 1, 'discharge', 'ICD10CM', 'I5023', 'Acute on chronic systolic heart failure', 1, 'active'),
  (1, NULL, 'problem', 'ICD10CM', 'E119', 'Type 2 diabetes', NULL, 'active');
INSERT INTO document (document_id, patient_id, encounter_id, type_code, type_text, title, author_text, written_at, state, filed_at, filed_by) VALUES
  (1, 1, 1, '18842-5', 'Discharge summary', 'Discharge summary', 'Flores', '2026-04-17T12:00:00Z', 'signed', '', ''),
  (2, 1, 1, '34117-2', 'History and physical', 'History and physical', 'Flores', '2026-04-10T12:00:00Z', 'signed', '', '');
INSERT INTO document_body (document_id, text) VALUES
  (1, 'DISCHARGE SUMMARY

Hospital course:
Admitted with acute kidney failure on top of chronic disease; no evidence of pneumonia.
Treated for hypokalemia with potassium.

FAMILY HISTORY:
Father: hyperlipidemia.
'), (2, 'HISTORY

Reports dyspnea.
');
";

fn fill(store: &Store, maker: &Session) {
    store.apply(maker, &Raw(STAYS)).unwrap();
    sync_all(store, maker).unwrap();
}

fn bench(size: Size) -> Bench {
    let mut bench = Bench::of(size, fill, Some(&[Role::Coder]));
    bench.keys("<esc>go");
    bench
}

fn states(bench: &Bench) -> Vec<(String, AccountState)> {
    let all = Accounts { phases: Phase::ALL.to_vec(), limit: 50, ..Accounts::default() };
    let lines = bench.store.ask(&bench.maker, &all).unwrap();
    lines.into_iter().map(|line| (line.number, line.state)).collect()
}

#[test]
fn the_list_shows_what_is_to_be_coded() {
    for size in Size::BOTH {
        bench(size).shows("Doe, Ann").shows("$32,745").hides("600003").check("coding_list");
    }
    let mut bench = bench(Size::Small);
    bench
        .keys("o")
        .shows("largest amount first")
        .keys("v")
        .shows("my accounts")
        .keys("vvv")
        .shows("in house");
    bench.shows("Roe, Bob");
}

#[test]
fn an_account_is_coded_from_the_list_to_final_by_keys() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("n").shows("MRN 100234").shows("DISCHARGE SUMMARY".get(..size_of_text(size)).unwrap());
        bench.check("coding_account_empty");
        bench.keys("i").text("i50.23").shows("Acute on chronic systolic").check("coding_encoder");
        bench.keys("<enter>").shows("I50.23");
        // The answer goes to the chosen line, and on to the next.
        bench.keys("y").shows("present on admission");
        bench.keys("i").text("e1122").keys("<enter>").shows("E11.22").keys("n");
        bench.keys("i").text("n179").keys("<enter>").keys("y");
        bench.check("coding_account");
        bench.keys("z").shows("Taken back").keys("<enter>");
    }
}

fn size_of_text(size: Size) -> usize {
    // At 80 columns the documents are one key apart.
    if size == Size::Small { 0 } else { "DISCHARGE SUMMARY".len() }
}

#[test]
fn the_chart_suggests_what_it_affirms_and_nothing_is_taken_by_itself() {
    let mut bench = bench(Size::Large);
    bench.keys("ns").shows("From the chart").shows("I50.23").shows("E87.6").hides("J18.9").hides("E78.5");
    bench.check("coding_suggestions");
    let before = states(&bench);
    assert!(before.iter().any(|(number, state)| number == "600001" && *state == AccountState::InProgress));
    bench.keys("<enter>").shows("PDX");
}

#[test]
fn evidence_is_shown_in_the_text_and_kept_with_the_code() {
    let mut bench = bench(Size::Large);
    bench.keys("nsjjj").shows("\"hypokalemia\" in Discharge summary").keys("v").keys("<enter>");
    bench.shows("evidence: \"hypokalemia\"");
    // A place that is marked in the text is the evidence of what is added next.
    bench.keys("i").text("n179").keys("<enter>").shows("N17.9");
}

#[test]
fn an_account_is_put_aside_and_taken_up_again() {
    let mut bench = bench(Size::Small);
    bench.keys("nh").shows("Put the account aside").check("coding_pend").keys("<c-s>").shows("Put aside.");
    bench.keys("<esc>").keys("vv").shows("missing document");
    bench.keys("<enter>").keys("i").shows("cannot be changed now");
    bench.keys("h").text("came by fax").keys("<c-s>").shows("Taken up again");
    bench.keys("<esc>v").hides("missing document");
}

#[test]
fn the_worklist_keys_put_an_account_aside_with_what_it_waits_for() {
    let mut bench = bench(Size::Large);
    bench.keys("wp").shows("Who owes it").keys("<c-s>").shows("Put aside.").hides("Doe, Ann");
    bench.keys("vv").shows("missing document").keys("ww").shows("What came of it").text("signed");
    bench.keys("<c-s>").shows("Taken up again").keys("vvv").shows("Doe, Ann");
    bench.keys("wc").shows("Yours now").shows("held: ").keys("wr").shows("Released");
    bench.keys("wn").text("asked the ward").keys("<c-s><esc>").shows("1");
}

#[test]
fn the_worklist_is_narrowed_by_keys() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("b").shows("Dollars from").check("coding_narrow");
        bench.keys("<tab><tab>").text("medicare").keys("<c-s>");
        bench.shows("Doe, Ann").hides("Roe, Bob").shows("medicare");
    }
}

#[test]
fn a_supervisor_writes_tries_and_runs_rules_of_assignment() {
    for size in Size::BOTH {
        let mut bench = Bench::of(size, fill, Some(&[Role::Supervisor]));
        bench.keys("<esc>goA").shows("There is no rule").keys("a").shows("Rule of assignment");
        bench.check("coding_rule").keys("<right>").text("").keys("<c-s>").shows("The rules are kept");
        bench.check("coding_rules");
        bench.keys("w").shows("Rules at work").keys("<right><c-s>").shows("when the patient goes home");
        bench.keys("p").shows("What the rules would do").check("coding_rules_preview");
    }
}

#[test]
fn what_blocks_is_said_with_the_way_out_before_anything_is_signed() {
    let mut bench = bench(Size::Small);
    bench.keys("n").keys("i").text("e11").shows("more characters").keys("<enter>");
    bench.keys("<esc>i").text("v4352xa").keys("<enter>").shows("External cause first");
    bench.keys("f").shows("Not signed:").hides("Your account").check("coding_blocked");
}

#[test]
fn final_codes_take_the_account_off_the_worklist_and_a_reason_brings_it_back() {
    let mut bench = bench(Size::Large);
    bench.keys("v").keys("vvvv").keys("n");
    bench.keys("i").text("r0602").keys("<enter>").keys("y").keys("b").shows("Abstract").keys("<c-s>");
    // The shipped definitions hold on this day, and nothing else stands against it.
    bench.keys("f").shows("Sign").text("clerk").keys("<enter><enter>").shows("Final coded");
    bench.keys("<esc>").hides("Doe, Ann").keys("B").shows("Accounts to bill").shows("Doe, Ann");
    bench.keys("e").text("addendum").keys("<c-s>").keys("<esc>").shows("Doe, Ann").shows("reopened");
}

#[test]
fn the_figures_are_shown_and_lead_to_their_rows() {
    let mut bench = bench(Size::Large);
    bench.keys("i").shows("DNFB").shows("DNFC").check("coding_figures");
    bench.keys("1<enter>").shows("0-3 days").shows("Roe, Bob").hides("Doe, Ann");
}

#[test]
fn the_desk_follows_what_comes_in() {
    let mut bench = bench(Size::Small);
    bench.apply(&Raw("UPDATE encounter SET state = 'discharged', discharge_at = '2026-11-22T10:00:00Z' WHERE encounter_id = 3"));
    bench.shows("600003".get(..0).unwrap());
    bench.apply(&Sync { limit: 10 });
    assert!(states(&bench).iter().any(|(number, state)| number == "600003" && *state == AccountState::Ready));
}
