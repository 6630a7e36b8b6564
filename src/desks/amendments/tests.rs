use crate::{
    amendments::{AmendmentFilter, Amendments, NewAmendment},
    app::testing::{Bench, Size},
    domain::{facts::PersonName, role::Role},
    intake::{Demographics, RegisterPatient},
    letters::SetLetterHead,
    store::{Session, Store},
};

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
    bench.keys("<esc>ga").check("amendments_list").shows("in 8 d").keys("<enter>").check("amendment_one");
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
        .shows("late by 53 d")
        .keys("<enter>e")
        .text("busy")
        .keys("<c-s>")
        .shows("the first 60 days are over");
}
