use crate::{
    amendments::{AmendmentFilter, Amendments, Extend, NewAmendment, OneAmendment},
    app::testing::{Bench, Size},
    clocks::{Recompute, RuleDraft, RuleHistory, SetRule},
    domain::{
        facts::PersonName,
        ids::{AmendmentId, PatientId},
        role::{Permission, Role},
        topics::Topics,
    },
    intake::{Demographics, RegisterPatient},
    letters::SetLetterHead,
    store::{AuditLine, Change, Refusal, Session, Store, Writing},
    work::{CountsOf, Events, WorkPage},
};
use std::collections::BTreeMap;

fn a_request(store: &Store, maker: &Session) {
    let mut demographics = Demographics::new();
    demographics.names =
        vec![PersonName { family: "Smith".into(), given: "John".into(), ..PersonName::default() }];
    let patient = store.apply(maker, &RegisterPatient { demographics }).unwrap().patient;
    for (what, received) in
        [("I have no allergy to penicillin.", "2026-10-01"), ("The date of my fall is wrong.", "2026-11-20")]
    {
        let received = received.parse().unwrap();
        store.apply(maker, &NewAmendment { patient, document: None, what: what.into(), received }).unwrap();
    }
}

#[test]
fn a_request_is_extended_once_and_not_denied_without_a_contact() {
    let mut bench = Bench::of(Size::Small, a_request, None);
    bench
        .keys("<esc>ga")
        .check("amendments_list")
        .shows("soon: due in 8 d")
        .keys("<enter>")
        .check("amendment_one");
    bench
        .keys("e")
        .check("amendment_extend")
        .text("the author is away")
        .keys("<c-s>")
        .shows("Extended")
        .shows("12/30/2026");
    bench.keys("e").shows("extended once already");
    // Without a contact in the letter head no denial goes out.
    bench
        .keys("d")
        .text("acc\n")
        .text("The note is right.")
        .keys("<c-s>")
        .shows("letter of denial must")
        .keys("<esc><esc>");
}

#[test]
fn a_denied_request_gets_a_statement_and_a_rebuttal_that_go_with_disclosures() {
    let fill = |store: &Store, maker: &Session| {
        a_request(store, maker);
        let lines = [("address", "1 Harbor Way"), ("contact_phone", "(413) 555-0142")];
        let lines = lines.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        store.apply(maker, &SetLetterHead { lines }).unwrap();
    };
    let mut bench = Bench::of(Size::Large, fill, None);
    bench.keys("<esc>ga<enter>d").text("acc\n").text("The note is right.").keys("<c-s>").shows("Denied");
    bench.keys("t").text("I disagree.").keys("<c-s>").shows("The statement is kept.");
    bench.keys("r").text("The note was checked.").keys("<c-s>").check("amendment_end");
    let filter = AmendmentFilter::Disclosed(crate::domain::ids::PatientId(1));
    let disclosed = bench.store.ask(&bench.maker, &Amendments(filter)).unwrap();
    assert_eq!(
        (disclosed.len(), disclosed[0].state.as_str(), disclosed[0].with_disclosures),
        (1, "denied", true)
    );
    bench.keys("l").shows("Our answer to your statement");
}

#[test]
fn a_late_request_cannot_be_extended_any_more() {
    let fill = |store: &Store, maker: &Session| {
        a_request(store, maker);
        let late = NewAmendment {
            patient: crate::domain::ids::PatientId(1),
            document: None,
            what: "old".into(),
            received: "2026-08-01".parse().unwrap(),
        };
        store.apply(maker, &late).unwrap();
    };
    let mut bench = Bench::of(Size::Small, fill, Some(&[Role::ReleaseSpecialist]));
    bench
        .keys("<esc>ga")
        .shows("52 d late")
        .keys("<enter>e")
        .text("busy")
        .keys("<c-s>")
        .shows("the first 60 calendar days are over");
}

/// How many requests of the worklist stand where.
fn counts(bench: &Bench) -> BTreeMap<String, i64> {
    bench.store.ask(&bench.maker, &CountsOf { queue: "amendments" }).unwrap().unwrap().by_state
}

#[test]
fn a_request_is_an_item_that_is_due_by_the_rule_and_an_extension_moves_it_openly() {
    let mut bench = Bench::of(Size::Large, a_request, None);
    assert_eq!(counts(&bench), [("open".to_owned(), 2)].into());
    bench.keys("<esc>ga").check("amendments_list").keys("e").shows("164.526(b)(2)");
    let most_urgent = |bench: &Bench| {
        bench.store.ask(&bench.maker, &WorkPage::first("amendments")).unwrap().items.remove(0)
    };
    let before = most_urgent(&bench);
    bench.keys("<esc><enter>e").text("the author is away").keys("<c-s>").shows("Extended");
    let after = most_urgent(&bench);
    assert_eq!((after.id, after.due_rule), (before.id, before.due_rule));
    bench.keys("x").shows("Extended once");
    let one = bench.store.ask(&bench.maker, &OneAmendment(AmendmentId(1))).unwrap();
    assert_eq!(one.due_day().to_string(), "2026-12-30");
    let steps = bench.store.ask(&bench.maker, &Events(one.item.unwrap())).unwrap();
    let last = steps.last().unwrap();
    assert_eq!(
        (last.verb.as_str(), last.reason.as_str()),
        ("due", "extended by 30 days: the author is away")
    );
    let again = Extend { id: one.id, version: one.version, reason: "again".into() };
    let refused = bench.store.apply(&bench.maker, &again).unwrap_err().to_string();
    assert!(refused.contains("allows it once") && refused.contains("164.526"), "{refused}");
    // Accepted: the item is closed in the same change, and the next request comes on a key.
    bench.keys("<esc>a").text("The note now says so.").keys("<c-s>").shows("Accepted");
    assert_eq!(counts(&bench), [("accepted".to_owned(), 1), ("open".to_owned(), 1)].into());
    bench.keys(".").shows("Request 2").keys(".").shows("No other request waits");
}

#[test]
fn a_running_request_keeps_its_rule_until_somebody_recomputes_it() {
    let bench = Bench::of(Size::Small, a_request, None);
    let rule =
        bench.store.ask(&bench.maker, &RuleHistory("amendment-request".into())).unwrap().remove(0).rule;
    let draft = RuleDraft { value: 45, ..RuleDraft::of(&rule, "2026-01-01".parse().unwrap()) };
    let set = SetRule { id: rule.id.clone(), seen: rule.version, draft, reason: "state law".into() };
    bench.store.apply(&bench.maker, &set).unwrap();
    let due =
        |id| bench.store.ask(&bench.maker, &OneAmendment(AmendmentId(id))).unwrap().due_day().to_string();
    assert_eq!(due(1), "2026-11-30");
    let new = NewAmendment {
        patient: PatientId(1),
        document: None,
        what: "new".into(),
        received: "2026-11-20".parse().unwrap(),
    };
    let new = bench.store.apply(&bench.maker, &new).unwrap();
    assert_eq!(due(new.0), "2027-01-04");
    let recompute = Recompute { id: rule.id, reason: "it holds for open ones".into() };
    assert_eq!(bench.store.apply(&bench.maker, &recompute).unwrap(), 2);
    assert_eq!((due(1), due(2)), ("2026-11-15".to_owned(), "2027-01-04".to_owned()));
}

/// What nobody may do.
struct Delete;

impl Change for Delete {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topics::NONE
    }
    fn needs(&self) -> Permission {
        Permission::SignedIn
    }
    fn audit(&self) -> AuditLine {
        AuditLine::new("test.delete")
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        tx.execute("DELETE FROM amendment WHERE amendment_id = 1", [])?;
        Ok(())
    }
}

#[test]
fn a_request_cannot_be_deleted() {
    let bench = Bench::of(Size::Small, a_request, None);
    assert!(bench.store.apply(&bench.maker, &Delete).is_err());
    assert!(bench.store.ask(&bench.maker, &OneAmendment(AmendmentId(1))).is_ok());
}

#[test]
fn my_work_opens_a_request_on_its_desk() {
    let mut bench = Bench::of(Size::Small, a_request, Some(&[Role::PrivacyOfficer]));
    bench
        .keys("<esc>gw")
        .shows("Amendment requests")
        .shows("no allergy")
        .keys("<enter>")
        .shows("Request 1: Smith, John");
}
