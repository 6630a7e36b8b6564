#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::{
    domain::{
        coding::{AccountState, AssignRule, Deed, DxLine, PendReason, Phase, Sheet},
        ids::AccountId,
        role::{Permission, Role},
        time::Clock,
        topics::{Topic, Topics},
    },
    store::{self, AuditLine, Change, Refusal, Session, Store, Writing, ops::SetUser},
    work::{self, Deeds, Handle, Item, WorkPage, WorkRows as _},
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

const STAYS: &str = "
INSERT INTO patient (patient_id, mrn, family, given, updated_at, updated_by)
  VALUES (1, '100', 'Doe', 'Ann', '2026-11-01T00:00:00Z', 'x');
INSERT INTO encounter (encounter_id, patient_id, account_number, class, state, service, payer, admit_at, discharge_at, disposition_code, updated_at) VALUES
  (1, 1, 'A1', 'inpatient', 'open', 'Surgery', 'Medicare', '2026-11-20T12:00:00Z', NULL, '', ''),
  (2, 1, 'A2', 'inpatient', 'discharged', 'Surgery', 'Medicare', '2026-11-10T12:00:00Z', '2026-11-17T12:00:00Z', '01', ''),
  (3, 1, 'A3', 'inpatient', 'discharged', 'Medicine', 'Medicaid', '2026-10-01T12:00:00Z', '2026-10-05T12:00:00Z', '03', ''),
  (4, 1, 'A4', 'emergency', 'discharged', 'Emergency', 'Medicaid', '2026-11-21T12:00:00Z', '2026-11-21T14:00:00Z', '01', ''),
  (5, 1, 'A5', 'inpatient', 'planned', 'Surgery', 'Medicaid', NULL, NULL, '', '');
INSERT INTO claim (patient_id, encounter_id, total_cents, drg, status) VALUES
  (1, 1, 100000, '', 'draft'), (1, 2, 2500000, '', 'draft'), (1, 3, 900000, '291', 'active'), (1, 4, 80000, '', 'draft');
INSERT INTO diagnosis (patient_id, encounter_id, diagnosis_use, system, code, rank, poa, recorded) VALUES
  (1, 3, 'billing', 'ICD10CM', 'I50.23', 2, 'Y', '2026-10-09'), (1, 3, 'billing', 'ICD10CM', 'I110', 1, 'Y', '2026-10-09'),
  (1, 2, 'admitting', 'ICD10CM', 'K35.80', NULL, '', '2026-11-10');
";

mod worklist;

struct House {
    folder: std::path::PathBuf,
    store: Store,
    maker: Session,
    coder: Session,
    other: Session,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn house(name: &str) -> House {
    let folder = std::env::temp_dir().join(format!("chartroom-coding-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let clock = Clock::Fixed("2026-11-22T12:00:00Z".parse().unwrap());
    let store = store::create(&folder.join("him.db"), "hospital", "Test", "maker", clock).unwrap();
    let maker = store.sign_in("maker", "test").unwrap();
    let user = |login: &str, roles: &[Role]| {
        let user = SetUser { login: login.into(), full_name: String::new(), roles: roles.to_vec() };
        store.apply(&maker, &user).unwrap();
        store.sign_in(login, "test").unwrap()
    };
    let (coder, other) = (user("coder", &[Role::Coder]), user("other", &[Role::CodingAuditor]));
    store.apply(&maker, &Raw(STAYS)).unwrap();
    sync_all(&store, &maker).unwrap();
    House { folder, store, maker, coder, other }
}

impl House {
    fn account(&self, number: &str) -> Account {
        let found = self.store.ask(&self.coder, &FindAccount(number.into())).unwrap();
        self.store.ask(&self.coder, &AccountOf(found[0])).unwrap()
    }

    fn id(&self, number: &str) -> AccountId {
        self.account(number).line.account
    }

    fn state(&self, number: &str) -> AccountState {
        self.account(number).line.state
    }

    fn numbers(&self, phases: &[Phase], order: Order) -> Vec<String> {
        let all = Accounts { phases: phases.to_vec(), order, limit: 50, ..Accounts::default() };
        self.store.ask(&self.coder, &all).unwrap().into_iter().map(|line| line.number).collect()
    }
}

#[test]
fn accounts_follow_the_stays_and_running_twice_changes_nothing() {
    let house = house("follow");
    assert_eq!(house.state("A1"), AccountState::NotReady);
    assert_eq!((house.state("A2"), house.state("A4")), (AccountState::Ready, AccountState::Ready));
    let billed = house.account("A3");
    assert_eq!(billed.line.state, AccountState::Billed);
    let codes: Vec<&str> = billed.sheet.diagnoses.iter().map(|line| &*line.code).collect();
    assert_eq!(codes, ["I110", "I5023"]);
    assert_eq!((billed.drgs[0].drg.as_str(), billed.drgs[0].grouper.as_str()), ("291", "claim"));
    assert_eq!(house.account("A2").sheet.admitting, "K3580");
    assert!(house.store.ask(&house.coder, &FindAccount("A5".into())).unwrap().is_empty());
    assert_eq!(sync_all(&house.store, &house.maker).unwrap(), Synced::default());
    // The patient goes home, then the discharge is taken back, then the stay is called off.
    let steps = [
        (
            "UPDATE encounter SET state = 'discharged', discharge_at = '2026-11-22T10:00:00Z' WHERE encounter_id = 1",
            Some(AccountState::Ready),
        ),
        (
            "UPDATE encounter SET state = 'open', discharge_at = NULL WHERE encounter_id = 1",
            Some(AccountState::NotReady),
        ),
        ("UPDATE encounter SET state = 'cancelled' WHERE encounter_id = 1", None),
    ];
    for (sql, expected) in steps {
        house.store.apply(&house.maker, &Raw(sql)).unwrap();
        sync_all(&house.store, &house.maker).unwrap();
        let found = house.store.ask(&house.coder, &FindAccount("A1".into())).unwrap();
        assert_eq!(found.first().map(|_| house.state("A1")), expected);
    }
}

#[test]
fn lists_stand_in_their_order_and_page_by_key() {
    let house = house("lists");
    assert_eq!(house.numbers(&[Phase::Work], Order::Oldest), ["A2", "A4"]);
    assert_eq!(house.numbers(&[Phase::Work, Phase::House], Order::Dearest), ["A2", "A1", "A4"]);
    let first = Accounts { phases: vec![Phase::Work], limit: 1, ..Accounts::default() };
    let row = house.store.ask(&house.coder, &first).unwrap().remove(0);
    let second = Accounts { after: Some(row.key()), ..first };
    assert_eq!(house.store.ask(&house.coder, &second).unwrap()[0].number, "A4");
    for (band, expected) in [(0, "A4"), (1, "A2")] {
        let band = Accounts { phases: vec![Phase::Work], band: Some(band), limit: 9, ..Accounts::default() };
        let rows = house.store.ask(&house.coder, &band).unwrap();
        assert_eq!(rows.iter().map(|row| row.number.as_str()).collect::<Vec<_>>(), [expected]);
    }
}

#[test]
fn an_account_is_one_coders_at_a_time() {
    let house = house("claim");
    let next = |who: &Session, after| house.store.apply(who, &Next { after, ..Next::by_command() }).unwrap();
    let mine = next(&house.coder, None).unwrap();
    assert_eq!(mine, house.id("A2"));
    // What one has in hand comes again; the next free one is another's.
    assert_eq!(next(&house.coder, None), Some(mine));
    assert_eq!(next(&house.other, None), Some(house.id("A4")));
    assert_eq!(next(&house.coder, Some(mine)), None);
    let refused = house.store.apply(&house.coder, &Begin(house.id("A4"))).unwrap_err();
    assert!(refused.to_string().contains("other is coding this account"), "{refused}");
    house.store.apply(&house.other, &Unassign(vec![house.id("A4")])).unwrap();
    assert_eq!(house.state("A4"), AccountState::Ready);
    assert!(house.store.apply(&house.coder, &Assign { accounts: vec![mine], to: "other".into() }).is_err());
}

#[test]
fn codes_are_changed_with_the_version_seen_and_taken_back_by_their_author() {
    let house = house("sheet");
    let account = house.store.apply(&house.coder, &Next::by_command()).unwrap().unwrap();
    let seen = house.account("A2").line.version;
    let mut sheet = house.account("A2").sheet;
    sheet.add_diagnosis(DxLine { code: "K35.80".into(), ..DxLine::default() }, None).unwrap();
    let set =
        |sheet: &Sheet, seen| SetSheet { account, seen, sheet: sheet.clone(), what: "K35.80 added".into() };
    let newer = house.store.apply(&house.coder, &set(&sheet, Some(seen))).unwrap();
    assert!(newer > seen);
    // An older version is refused, a sheet that stands already costs nothing.
    assert!(matches!(
        house.store.apply(&house.coder, &set(&Sheet::default(), Some(seen))),
        Err(Refusal::Changed { .. })
    ));
    assert_eq!(house.store.apply(&house.coder, &set(&sheet, Some(newer))).unwrap(), newer);
    assert!(house.store.apply(&house.other, &UndoSheet { account, seen: None }).is_err());
    assert_eq!(house.store.apply(&house.coder, &UndoSheet { account, seen: None }).unwrap(), "K35.80 added");
    assert!(house.account("A2").sheet.is_empty());
    assert!(house.store.apply(&house.coder, &UndoSheet { account, seen: None }).is_err());
    // Billed accounts are reopened first, with a reason.
    let billed = house.id("A3");
    assert!(
        house
            .store
            .apply(&house.coder, &SetSheet { account: billed, seen: None, sheet, what: String::new() })
            .is_err()
    );
    let reopen =
        |reason: &str| Move { accounts: vec![(billed, None)], deed: Deed::Reopen, reason: reason.into() };
    assert!(house.store.apply(&house.coder, &reopen(" ")).is_err());
    house.store.apply(&house.coder, &reopen("addendum came")).unwrap();
    assert_eq!((house.state("A3"), house.account("A3").line.reopened), (AccountState::InProgress, 1));
}

#[test]
fn a_hold_ends_by_the_document_it_waits_for() {
    let house = house("hold");
    let account = house.store.apply(&house.coder, &Next::by_command()).unwrap().unwrap();
    let hold = Pend {
        account,
        seen: None,
        reason: PendReason::MissingDocument,
        waits_on: "Dr. Flores".into(),
        waits_for: "18842-5".into(),
        wake_on: None,
        note: String::new(),
    };
    let past = Pend { wake_on: "2026-11-22".parse().ok(), ..hold.clone() };
    assert!(house.store.apply(&house.coder, &past).is_err());
    house.store.apply(&house.coder, &hold).unwrap();
    assert_eq!(house.numbers(&[Phase::Hold], Order::Oldest), ["A2"]);
    assert_eq!(house.account("A2").open_hold().unwrap().waits_on, "Dr. Flores");
    let figures = house.store.ask(&house.coder, &DnfbOf).unwrap();
    assert_eq!(figures.holds, [(PendReason::MissingDocument, 1, 2_500_000)]);
    let document = |state: &'static str| {
        match state {
        "unsigned" => Raw("INSERT INTO document (document_id, patient_id, encounter_id, type_code, title, state, filed_at, filed_by)
            VALUES (9, 1, 2, '18842-5', 'Summary', 'unsigned', '', '')"),
        _ => Raw("UPDATE document SET state = 'signed' WHERE document_id = 9"),
    }
    };
    house.store.apply(&house.maker, &document("unsigned")).unwrap();
    assert_eq!(sync_all(&house.store, &house.maker).unwrap().returned, 0);
    house.store.apply(&house.maker, &document("signed")).unwrap();
    assert_eq!(sync_all(&house.store, &house.maker).unwrap().returned, 1);
    let account = house.account("A2");
    assert_eq!((account.line.state, account.line.owner), (AccountState::Assigned, Some(house.coder.user)));
    assert_eq!(account.holds[0].ended_how, "the document has come");
}

#[test]
fn figures_are_what_the_rows_say() {
    let house = house("figures");
    let figures = house.store.ask(&house.coder, &DnfbOf).unwrap();
    assert_eq!(figures.total().uncoded(), (2, 2_580_000));
    assert_eq!(figures.bands[1].work_cents, 2_500_000);
    assert_eq!(figures.revenue_cents, 3_480_000);
    // 25,800 open against 34,800 in 90 days.
    assert_eq!(figures.dnfb_tenths(), Some(667));
    let span = Productivity { from: "2026-11-01".parse().unwrap(), to: "2026-11-30".parse().unwrap() };
    house.store.apply(&house.coder, &Next::by_command()).unwrap();
    let own = house.store.ask(&house.coder, &span).unwrap();
    assert_eq!(
        own.iter().map(|coder| (coder.login.as_str(), coder.own)).collect::<Vec<_>>(),
        [("coder", true)]
    );
    let all = house.store.ask(&house.other, &span).unwrap();
    assert_eq!(all.iter().map(|coder| coder.login.as_str()).collect::<Vec<_>>(), ["other", "coder"]);
}

#[test]
fn rules_give_free_accounts_to_those_who_can() {
    let house = house("rules");
    assert!(house.store.apply(&house.other, &AssignByRule { limit: 9 }).is_err());
    let rules = vec![
        AssignRule {
            class: "inpatient".into(),
            skill: "inpatient".into(),
            second_level: true,
            ..AssignRule::default()
        },
        AssignRule::default(),
    ];
    house.store.apply(&house.other, &SetRules { rules: rules.clone(), seen: None }).unwrap();
    assert_eq!(house.store.ask(&house.coder, &Rules).unwrap(), rules);
    house
        .store
        .apply(&house.other, &SetSkills { login: "other".into(), skills: vec!["inpatient".into()] })
        .unwrap();
    assert_eq!(house.store.apply(&house.other, &AssignByRule { limit: 9 }).unwrap(), 2);
    let account = house.account("A2");
    assert_eq!((account.line.owner, account.line.second_level), (Some(house.other.user), true));
    assert_eq!(house.account("A4").line.owner, Some(house.coder.user));
}

#[test]
fn an_unknown_code_is_refused_and_a_discharge_without_a_date_blocks() {
    let house = house("bad");
    let account = house.store.apply(&house.coder, &Next::by_command()).unwrap().unwrap();
    let set = |codes: &[&str]| {
        let mut sheet = house.account("A2").sheet;
        for code in codes {
            sheet.add_diagnosis(DxLine { code: (*code).into(), ..DxLine::default() }, None).unwrap();
        }
        house.store.apply(&house.coder, &SetSheet { account, seen: None, sheet, what: "added".into() })
    };
    let refused = set(&["K35.80", "K99.99"]).unwrap_err().to_string();
    assert!(refused.contains("K99.99 is no ICD-10-CM code on 2026-11-17. Nothing was changed"), "{refused}");
    assert!(house.account("A2").sheet.diagnoses.is_empty());
    set(&["K35.80"]).unwrap();
    house
        .store
        .apply(&house.maker, &Raw("UPDATE encounter SET discharge_at = NULL WHERE encounter_id = 2"))
        .unwrap();
    sync_all(&house.store, &house.maker).unwrap();
    let sign = Finalize { account, seen: None, signature: "coder".into() };
    let refused = house.store.apply(&house.coder, &sign).unwrap_err().to_string();
    assert!(refused.contains("block"), "{refused}");
    let whole = house.account("A2");
    let tools = house.store.ask(&house.coder, &ToolsOf).unwrap();
    let told = judge(&tools, &whole.case("2026-11-22".parse().unwrap()), &whole.sheet);
    let finding = told.findings.iter().find(|finding| finding.rule == "Discharge date").unwrap();
    assert!(finding.is_hard() && finding.remedy.contains("date"));
    assert_eq!(whole.line.state, AccountState::InProgress);
}

#[test]
fn a_newer_edition_tells_which_open_accounts_it_touches() {
    use crate::{codesets::diff::Diff, domain::codeset::SetKind};
    let house = house("diff");
    let account = house.store.apply(&house.coder, &Next::by_command()).unwrap().unwrap();
    let mut sheet = house.account("A2").sheet;
    for code in ["K35.80", "I10"] {
        sheet.add_diagnosis(DxLine { code: code.into(), ..DxLine::default() }, None).unwrap();
    }
    house.store.apply(&house.coder, &SetSheet { account, seen: None, sheet, what: "x".into() }).unwrap();
    // Lists of two years; a code of the older one is gone in the newer.
    for (year, text) in [("2026", "Code\nI10\nK35.80\n"), ("2027", "Code\nI10\n")] {
        let file = house.folder.join(format!("POAexemptCodes{year}.txt"));
        std::fs::write(&file, text).unwrap();
        let files = crate::codesets::files::read_all(&[file], &mut |_| {}).unwrap();
        let wanted = crate::codesets::files::Wanted { year: None, dates: None, excerpt: true };
        let sets = crate::codesets::files::make_sets_beside(&files, &[], &wanted).unwrap();
        let load = crate::codesets::load::LoadSets { sets, replace: crate::codesets::load::Replace::No };
        house.store.apply(&house.maker, &load).unwrap();
    }
    let diff = Diff { kind: SetKind::PoaExempt, old: "2026".into(), new: "2027".into() };
    let found = house.store.ask(&house.coder, &diff).unwrap();
    let touched: Vec<(&str, &str)> =
        found.touched.iter().map(|one| (one.account.as_str(), one.code.as_str())).collect();
    assert_eq!(touched, [("A2", "K3580")]);
}

#[test]
fn the_coded_account_goes_out_as_segments_of_a_claim() {
    let house = house("segments");
    let account = house.store.apply(&house.coder, &Next::by_command()).unwrap().unwrap();
    let mut sheet = house.account("A2").sheet;
    for code in [
        "K35.80", "V43.52XA", "I10", "E11.9", "E78.5", "N17.9", "J18.9", "D64.9", "E87.6", "I25.10", "J44.9",
        "K21.9", "F32.A", "M54.50", "G47.33",
    ] {
        let poa = crate::domain::coding::Poa::Yes;
        sheet.add_diagnosis(DxLine { code: code.into(), poa, ..DxLine::default() }, None).unwrap();
    }
    let done = crate::domain::coding::PxLine {
        code: "0DTJ4ZZ".into(),
        day: "2026-11-11".parse().ok(),
        ..Default::default()
    };
    sheet.add_procedure(done).unwrap();
    sheet.patient_status = "01".into();
    house.store.apply(&house.coder, &SetSheet { account, seen: None, sheet, what: "x".into() }).unwrap();
    let told = segments(&house.account("A2"));
    let kinds: Vec<&str> = told.iter().filter_map(|line| line.split([':', '*']).nth(1)).collect();
    assert!(told[0].starts_with("CLM*A2*25000.00***11:A:1"), "{told:?}");
    assert!(told.iter().any(|line| line == "DTP*434*RD8*20261110-20261117~"));
    assert!(
        told.iter().any(|line| line.starts_with("DTP*096*TM*"))
            && told.iter().all(|line| line.ends_with('~'))
    );
    assert!(told.iter().any(|line| line == "CL1*9*9*01~"));
    // The order of the guide: principal, admitting, external cause, DRG, others, procedures.
    let hi: Vec<&str> = kinds.iter().copied().filter(|kind| kind.len() <= 3 && *kind != "A2").collect();
    let hi: Vec<&str> =
        hi.into_iter().filter(|kind| ["ABK", "ABJ", "ABN", "DR", "ABF", "BBR"].contains(kind)).collect();
    assert_eq!(hi, ["ABK", "ABJ", "ABN", "DR", "ABF", "ABF", "BBR"]);
    assert!(told.iter().any(|line| line == "HI*ABK:K3580:::::::Y~"));
    assert!(told.iter().any(|line| line == "HI*BBR:0DTJ4ZZ:D8:20261111~"));
    let most = told.iter().filter(|line| line.starts_with("HI*ABF")).map(|line| line.matches("ABF").count());
    assert_eq!(most.collect::<Vec<_>>(), [12, 1]);
}
