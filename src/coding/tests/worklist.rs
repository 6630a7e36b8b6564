//! Accounts and their items: whichever side moves, the other follows in the same transaction.

use super::*;
use crate::{
    domain::{
        coding::STEPS,
        ids::EncounterId,
        time::{Clock, When},
    },
    work::{
        claims::Hold,
        queues::{CODING, CODING_REVIEW},
    },
};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A change made of what a test does inside a transaction.
struct Inside<F>(F);

impl<F: Fn(&Writing<'_>) -> Result<(), Refusal> + Send + 'static> Change for Inside<F> {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topic::Coding.into()
    }
    fn needs(&self) -> Permission {
        Permission::SignedIn
    }
    fn audit(&self) -> AuditLine {
        AuditLine::new("test.inside")
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        (self.0)(tx)
    }
}

impl House {
    fn item_in(&self, queue: &'static str, account: AccountId) -> Option<Item> {
        let found: Option<i64> = self.store.ask(&self.maker, &ItemOf { queue, account }).unwrap();
        found.and_then(|id| {
            self.store.ask(&self.maker, &work::OneItem(crate::domain::ids::WorkId(id))).unwrap()
        })
    }

    fn item(&self, number: &str) -> Item {
        self.item_in(CODING.id, self.id(number)).unwrap()
    }

    fn deed(&self, who: &Session, number: &str, deed: work::Deed) -> Result<Vec<Item>, Refusal> {
        let on = Handle { seen: None, ..self.item(number).handle() };
        self.store.apply(who, &Deeds::one(on, deed))
    }

    /// What must be true of an account and its item at any time.
    fn agree(&self, number: &str) {
        let line = self.account(number).line;
        let Some(item) = self.item_in(CODING.id, line.account) else {
            assert!(matches!(line.state, AccountState::Billed), "{:?} without an item", line.state);
            return;
        };
        let closed = matches!(line.state.phase(), Phase::Bill | Phase::Done);
        assert_eq!(item.closed_at.is_some(), closed, "{:?} {}", line.state, item.state);
        if !closed {
            assert_eq!(item.owner.as_ref().map(|owner| owner.user), line.owner, "{:?}", line.state);
        }
        if line.state == AccountState::Pended {
            assert!(item.wake_at.is_some());
            assert_eq!(item.state, if line.owner.is_some() { "assigned" } else { "ready" });
        } else {
            assert_eq!(item.state, line.state.word());
        }
        let looked_at = self.item_in(CODING_REVIEW.id, line.account).filter(|item| item.closed_at.is_none());
        assert_eq!(looked_at.is_some(), line.state == AccountState::PreBill);
        let open = self.account(number).holds.iter().filter(|hold| hold.ended_at.is_none()).count();
        assert_eq!(open, usize::from(line.state == AccountState::Pended));
    }
}

#[derive(Clone, Debug, PartialEq)]
struct ItemOf {
    queue: &'static str,
    account: AccountId,
}

crate::coding::coding_query!(ItemOf, Option<i64>, Desk, |this, db| {
    db.row(
        include_str!("../sql/account_item.sql"),
        rusqlite::named_params! {":queue": this.queue, ":account": this.account},
        |row| row.get(0),
    )
});

#[test]
fn the_queue_is_the_table_of_steps() {
    assert_eq!(CODING.faults(), Vec::<String>::new());
    assert_eq!(CODING_REVIEW.faults(), Vec::<String>::new());
    let by_engine = [Deed::Assign, Deed::Unassign, Deed::Pend, Deed::Wake];
    for step in STEPS.iter().filter(|step| !by_engine.contains(&step.deed)) {
        for from in step.from {
            // Put aside an item stays in the state that it comes back in.
            let from = if *from == AccountState::Pended { AccountState::Assigned } else { *from };
            let found = CODING.step(from.word(), step.deed.word()).unwrap_or_else(|why| panic!("{why}"));
            assert_eq!(found.to, step.to.word());
            assert_eq!(found.needs, step.needs);
        }
    }
    let words: BTreeSet<&str> = CODING.states.iter().map(|state| state.word).collect();
    for state in AccountState::ALL.iter().filter(|state| **state != AccountState::Pended) {
        assert!(words.contains(state.word()), "{state}");
        assert_eq!(CODING.state_title(state.word()), state.title());
    }
}

#[test]
fn each_account_to_code_is_an_item_due_by_the_clock() {
    let house = house("items");
    let item = house.item("A2");
    assert_eq!(
        (item.title.as_str(), item.category.as_str(), item.amount),
        ("Inpatient, Surgery", "Surgery", 2_500_000)
    );
    assert_eq!(item.state, "ready");
    let due = When::parse_iso(item.due_at.as_deref().unwrap()).unwrap();
    // Discharged on the 17th, due at the end of the fourth day after.
    assert!(
        (due.instant() - When::parse_iso("2026-11-21T12:00:00Z").unwrap().instant()).num_hours().abs() < 36
    );
    assert_eq!(house.item("A1").state, "not-ready");
    assert!(house.item_in(CODING.id, house.id("A3")).is_none(), "billed elsewhere: nothing to do");
    for number in ["A1", "A2", "A3", "A4"] {
        house.agree(number);
    }
    // Charges that change change the item.
    let raw = Raw("UPDATE claim SET total_cents = 2600000 WHERE encounter_id = 2");
    house.store.apply(&house.maker, &raw).unwrap();
    sync_all(&house.store, &house.maker).unwrap();
    assert_eq!(house.item("A2").amount, 2_600_000);
}

#[test]
fn what_the_worklist_does_is_done_to_the_account() {
    let house = house("engine");
    house.deed(&house.coder, "A2", work::Deed::Assign(house.coder.user)).unwrap();
    house.agree("A2");
    let account = house.account("A2");
    assert_eq!((account.line.state, account.line.owner), (AccountState::Assigned, Some(house.coder.user)));
    assert_eq!(account.history.last().unwrap().what, "assign: assigned");
    assert_eq!(account.history.last().unwrap().by, "coder");
    let until = "2026-11-25T08:00:00Z".parse().unwrap();
    house.deed(&house.coder, "A2", work::Deed::Pend("waits for pathology".into(), until)).unwrap();
    house.agree("A2");
    let account = house.account("A2");
    assert_eq!(account.line.state, AccountState::Pended);
    let hold = account.open_hold().unwrap();
    assert_eq!(
        (hold.note.as_str(), hold.wake_on.as_deref(), hold.by.as_str()),
        ("waits for pathology", Some("2026-11-25"), "coder")
    );
    house.deed(&house.coder, "A2", work::Deed::Wake).unwrap();
    house.agree("A2");
    assert_eq!(house.account("A2").holds[0].ended_how, "by hand");
    house.deed(&house.coder, "A2", work::Deed::Unassign).unwrap();
    house.agree("A2");
    assert_eq!(house.state("A2"), AccountState::Ready);
    // A verdict takes more than the engine knows.
    let refused = house.deed(&house.coder, "A2", work::Deed::Move("finalize", String::new())).unwrap_err();
    assert!(refused.to_string().contains("judged on its desk"), "{refused}");
    assert_eq!(house.state("A2"), AccountState::Ready);
}

#[test]
fn what_was_put_aside_comes_back_on_its_day_whoever_looks() {
    let house = house("wakes");
    let until = "2026-11-22T12:00:01Z".parse().unwrap();
    house.deed(&house.coder, "A2", work::Deed::Pend("tomorrow".into(), until)).unwrap();
    assert_eq!(house.state("A2"), AccountState::Pended);
    let path = house.folder.join("him.db");
    let later = Store::open(&path, Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap())).unwrap();
    let coder = later.sign_in("coder", "later").unwrap();
    // Any claim sweeps the day's wakes.
    later.apply(&coder, &work::ClaimNext { queue: CODING.id, hold: Hold::Command }).unwrap();
    house.agree("A2");
    let account = house.account("A2");
    assert_ne!(account.line.state, AccountState::Pended);
    assert_eq!(account.holds[0].ended_how, "its day has come");
}

#[test]
fn a_held_account_is_refused_to_others_and_final_codes_close_the_item() {
    let house = house("claimed");
    let mine = house.store.apply(&house.coder, &Next::by_command()).unwrap().unwrap();
    assert_eq!(mine, house.id("A2"));
    house.agree("A2");
    assert_eq!(house.item("A2").claim.unwrap().user, house.coder.user);
    let sheet = Sheet { admitting: "K3580".into(), ..house.account("A2").sheet };
    let set = SetSheet { account: mine, seen: None, sheet, what: "x".into() };
    let other = SetSheet {
        what: "y".into(),
        sheet: Sheet { admit_type: "1".into(), ..set.sheet.clone() },
        ..set.clone()
    };
    let refused = house.store.apply(&house.other, &other).unwrap_err();
    assert!(refused.to_string().contains("holds"), "{refused}");
    house
        .store
        .apply(&house.coder, &Move { accounts: vec![(mine, None)], deed: Deed::Code, reason: String::new() })
        .unwrap();
    house.agree("A2");
    house
        .store
        .apply(
            &house.coder,
            &Move { accounts: vec![(mine, None)], deed: Deed::Review, reason: String::new() },
        )
        .unwrap();
    house.agree("A2");
    assert!(house.item("A2").claim.is_none(), "it waits for the second coder");
    // The second coder takes it from their own list and sends it back.
    let page = WorkPage::first(CODING_REVIEW.id);
    let next = Next { page: Some(page), ..Next::by_command() };
    assert!(house.store.apply(&house.coder, &next).is_err(), "not for the coder");
    assert_eq!(house.store.apply(&house.other, &next).unwrap(), Some(mine));
    let back = Move { accounts: vec![(mine, None)], deed: Deed::SendBack, reason: "sequence".into() };
    house.store.apply(&house.other, &back).unwrap();
    house.agree("A2");
    assert_eq!(house.account("A2").line.owner, Some(house.coder.user));
}

#[test]
fn the_answer_to_the_last_query_brings_the_account_back() {
    let house = house("query");
    let account = house.store.apply(&house.coder, &Next::by_command()).unwrap().unwrap();
    let stay = EncounterId(2);
    for _ in 0..2 {
        house.store.apply(&house.maker, &Inside(move |tx: &Writing<'_>| query_open(tx, stay))).unwrap();
    }
    let whole = house.account("A2");
    assert_eq!(whole.stay.open_queries, 2);
    let tools = house.store.ask(&house.coder, &ToolsOf).unwrap();
    let told = judge(&tools, &whole.case("2026-11-22".parse().unwrap()), &whole.sheet);
    assert!(told.findings.iter().any(|finding| finding.rule == "Query" && finding.blocks()));
    let pend = Pend {
        account,
        seen: None,
        reason: PendReason::QueryOpen,
        waits_on: "Dr. Flores".into(),
        waits_for: String::new(),
        wake_on: None,
        note: String::new(),
    };
    house.store.apply(&house.coder, &pend).unwrap();
    house.agree("A2");
    assert_eq!(house.item("A2").pend_reason, "query open: Dr. Flores");
    let answer = move |tx: &Writing<'_>| query_answered(tx, stay).map(|_| ());
    house.store.apply(&house.maker, &Inside(answer)).unwrap();
    assert_eq!(house.state("A2"), AccountState::Pended, "one still waits");
    house.store.apply(&house.maker, &Inside(answer)).unwrap();
    house.agree("A2");
    let back = house.account("A2");
    assert_eq!((back.line.state, back.line.owner), (AccountState::Assigned, Some(house.coder.user)));
    assert_eq!(back.holds[0].ended_how, "the query is answered");
    // An answer too many, or about a stay without an account, harms nothing.
    house.store.apply(&house.maker, &Inside(answer)).unwrap();
    let nowhere = |tx: &Writing<'_>| query_answered(tx, EncounterId(99)).map(|_| ());
    house.store.apply(&house.maker, &Inside(nowhere)).unwrap();
    assert_eq!(house.account("A2").stay.open_queries, 0);
}

#[test]
fn rules_work_by_themselves_where_the_hospital_says_so() {
    let home = "UPDATE encounter SET state = 'discharged', discharge_at = '2026-11-22T10:00:00Z' WHERE encounter_id = 1";
    let came = "INSERT INTO encounter (encounter_id, patient_id, account_number, class, state, service, payer, admit_at, disposition_code, updated_at)
        VALUES (6, 1, 'A6', 'inpatient', 'open', 'Surgery', 'Medicare', '2026-11-22T09:00:00Z', '', '')";
    for (when, on_arrival, at_home) in [
        (Automatic::ByHand, false, false),
        (Automatic::Discharge, false, true),
        (Automatic::Arrival, true, true),
    ] {
        let house = house(&format!("automatic-{}", when.word()));
        let rules = vec![AssignRule { class: "inpatient".into(), ..AssignRule::default() }];
        house.store.apply(&house.other, &SetRules { rules, seen: None }).unwrap();
        assert!(house.store.apply(&house.coder, &SetAutomatic(when)).is_err(), "a supervisor's");
        house.store.apply(&house.other, &SetAutomatic(when)).unwrap();
        house.store.apply(&house.maker, &Raw(came)).unwrap();
        sync_all(&house.store, &house.maker).unwrap();
        assert_eq!(house.account("A6").line.owner.is_some(), on_arrival, "{when}");
        assert_eq!(house.state("A6"), AccountState::NotReady);
        house.agree("A6");
        house.store.apply(&house.maker, &Raw(home)).unwrap();
        sync_all(&house.store, &house.maker).unwrap();
        let expected = if at_home { AccountState::Assigned } else { AccountState::Ready };
        assert_eq!(house.state("A1"), expected, "{when}");
        house.agree("A1");
    }
}

#[test]
fn a_preview_tells_what_a_run_does_and_rules_changed_by_another_are_not_overwritten() {
    let house = house("preview");
    let skilled = AssignRule { class: "emergency".into(), skill: "ed".into(), ..AssignRule::default() };
    let rules = vec![skilled, AssignRule { class: "inpatient".into(), ..AssignRule::default() }];
    house.store.apply(&house.other, &SetRules { rules: rules.clone(), seen: Some(0) }).unwrap();
    assert!(house.store.apply(&house.other, &SetRules { rules: Vec::new(), seen: Some(0) }).is_err());
    let crossed = AssignRule { least_cents: Some(5), most_cents: Some(4), ..AssignRule::default() };
    assert!(house.store.apply(&house.other, &SetRules { rules: vec![crossed], seen: None }).is_err());
    let plan = house.store.ask(&house.other, &Preview { limit: 9 }).unwrap();
    let told: Vec<(&str, Option<usize>, Option<&str>)> = plan
        .given
        .iter()
        .map(|one| (one.number.as_str(), one.rule, one.coder.as_ref().map(|coder| coder.login.as_str())))
        .collect();
    assert_eq!(told, [("A2", Some(1), Some("coder")), ("A4", Some(0), None)]);
    assert_eq!(house.store.apply(&house.other, &AssignByRule { limit: 9 }).unwrap(), 1);
    assert_eq!(house.account("A2").line.owner, Some(house.coder.user));
    assert_eq!(house.state("A4"), AccountState::Ready);
}

#[test]
fn the_worklist_is_narrowed_by_class_service_payer_dollars_and_age() {
    let house = house("narrow");
    let numbers = |narrow: &[(&str, &str)], scope: work::Scope| {
        let narrow = narrow.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let page = WorkPage { scope, narrow, ..WorkPage::first(CODING.id) };
        let found = house.store.ask(&house.coder, &AccountPage::of(page)).unwrap();
        found.items.into_iter().map(|row| row.line.number).collect::<Vec<_>>()
    };
    let all = work::Scope::All;
    assert_eq!(numbers(&[], all.clone()), ["A2", "A4", "A1"], "longest discharged first, in house last");
    assert_eq!(numbers(&[(CLASS, "inpatient")], all.clone()), ["A2", "A1"]);
    assert_eq!(numbers(&[(PAYER, "medicaid")], all.clone()), ["A4"]);
    assert_eq!(numbers(&[(SERVICE, "surg"), (LEAST, "20000")], all.clone()), ["A2"]);
    assert_eq!(numbers(&[(MOST, "800")], all.clone()), ["A4"]);
    assert_eq!(numbers(&[(BAND, "2")], all), ["A2"]);
    house.deed(&house.coder, "A4", work::Deed::Assign(house.coder.user)).unwrap();
    assert_eq!(numbers(&[(CLASS, "emergency")], work::Scope::Mine), ["A4"]);
    assert_eq!(numbers(&[(CLASS, "inpatient")], work::Scope::Mine), Vec::<String>::new());
    // Taking the next one heeds it.
    let narrow = [(PAYER.to_owned(), "medicaid".to_owned())].into();
    let page = AccountPage::of(WorkPage { narrow, ..WorkPage::first(CODING.id) });
    let got = house.store.apply(&house.coder, &work::ClaimNextIn { page, hold: Hold::Command }).unwrap();
    assert_eq!(got.map(|item| item.subject_id), Some(house.id("A4").0));
}

/// Any order of deeds by two people, through either door.
#[derive(Clone, Debug)]
enum Do {
    Next(bool),
    Engine(u8, bool),
    Step(usize, bool),
    Pend(bool),
    Wake(bool),
    Stay(bool),
}

fn deeds() -> impl Strategy<Value = Do> {
    prop_oneof![
        any::<bool>().prop_map(Do::Next),
        (0_u8..6, any::<bool>()).prop_map(|(n, who)| Do::Engine(n, who)),
        (0..Deed::ALL.len(), any::<bool>()).prop_map(|(n, who)| Do::Step(n, who)),
        any::<bool>().prop_map(Do::Pend),
        any::<bool>().prop_map(Do::Wake),
        any::<bool>().prop_map(Do::Stay),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn account_and_item_agree_after_any_deeds(all in prop::collection::vec(deeds(), 1..30)) {
        let house = house(&format!("any-{:?}", std::thread::current().id()));
        let account = house.id("A2");
        let who = |second: bool| if second { &house.other } else { &house.coder };
        for one in all {
            // Refusals are fine; what counts is that nothing is half-done.
            match one {
                Do::Next(second) => { let _ = house.store.apply(who(second), &Next::by_command()); }
                Do::Engine(n, second) => {
                    let until = "2026-12-01T00:00:00Z".parse().unwrap();
                    let deed = match n {
                        0 => work::Deed::Claim(Hold::Command),
                        1 => work::Deed::Release,
                        2 => work::Deed::Assign(who(second).user),
                        3 => work::Deed::Unassign,
                        4 => work::Deed::Pend("later".into(), until),
                        _ => work::Deed::Wake,
                    };
                    let _ = house.deed(who(second), "A2", deed);
                }
                Do::Step(n, second) => {
                    let accounts = vec![(account, None)];
                    let step = Move { accounts, deed: Deed::ALL[n], reason: "why".into() };
                    let _ = house.store.apply(who(second), &step);
                }
                Do::Pend(second) => {
                    let pend = Pend { account, seen: None, reason: PendReason::ChargeQuestion, waits_on: String::new(),
                        waits_for: String::new(), wake_on: None, note: String::new() };
                    let _ = house.store.apply(who(second), &pend);
                }
                Do::Wake(second) => {
                    let _ = house.store.apply(who(second), &Wake { account, seen: None, note: String::new() });
                }
                Do::Stay(home) => {
                    let raw = if home {
                        Raw("UPDATE encounter SET state = 'discharged', discharge_at = '2026-11-17T12:00:00Z' WHERE encounter_id = 2")
                    } else {
                        Raw("UPDATE encounter SET state = 'open', discharge_at = NULL WHERE encounter_id = 2")
                    };
                    house.store.apply(&house.maker, &raw).unwrap();
                    sync_all(&house.store, &house.maker).unwrap();
                }
            }
            house.agree("A2");
        }
    }
}
