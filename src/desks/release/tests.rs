use crate::{
    app::testing::{Bench, Size},
    domain::{
        facts::PersonName,
        ids::{PatientId, RequesterId},
        release::Requester,
        role::Role,
        time::PartialDate,
    },
    intake::{Demographics, RegisterPatient},
    letters::SetLetterHead,
    release::{
        NewRequest, SetRequester, VerifyRequester,
        tests::{party, request},
    },
    store::{Session, Store},
};

/// A patient, a letter head, and two who ask; no request yet.
fn a_house(store: &Store, maker: &Session) {
    let lines = [("address", "1 Harbor Way"), ("contact_phone", "(413) 555-0142")];
    let lines = lines.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    store.apply(maker, &SetLetterHead { lines }).unwrap();
    let demographics = Demographics {
        names: vec![PersonName { family: "Smith".into(), given: "John".into(), ..PersonName::default() }],
        birth_date: PartialDate::parse_iso("1950-03-12"),
        ..Demographics::default()
    };
    store.apply(maker, &RegisterPatient { demographics }).unwrap();
    let attorney = store.apply(maker, &party(Requester::Attorney, "Lee and Lee", "MA")).unwrap();
    let verified = crate::release::OneRequester(attorney);
    let version = store.ask(maker, &verified).unwrap().version;
    store.apply(maker, &VerifyRequester { id: attorney, version, how: "bar directory".into() }).unwrap();
    let own = SetRequester { address: String::new(), ..party(Requester::Patient, "John Smith", "") };
    store.apply(maker, &own).unwrap();
}

fn take(
    store: &Store,
    maker: &Session,
    requester: i64,
    kind: Requester,
    change: impl FnOnce(&mut NewRequest),
) {
    let mut new = request(RequesterId(requester), kind, Some(PatientId(1)));
    change(&mut new);
    store.apply(maker, &new).unwrap();
}

fn requests(store: &Store, maker: &Session) {
    a_house(store, maker);
    take(store, maker, 2, Requester::Patient, |new| new.received_on = "2026-10-20".parse().unwrap());
    take(store, maker, 1, Requester::Attorney, |_| {});
    take(store, maker, 1, Requester::Subpoena, |new| {
        new.patient = None;
        new.patient_words = "Jon Smyth, born 1950".into();
        new.wanted_by = Some("2026-12-15".parse().unwrap());
    });
}

#[test]
fn the_worklist_shows_who_asks_and_until_when_at_both_sizes() {
    for size in Size::BOTH {
        let mut bench = Bench::of(size, requests, None);
        bench.keys("<esc>gs").check("release_list").shows("2 d late").shows("not found");
        bench.keys("l").check("release_all").keys("<esc>e").check("release_unknown");
        bench.keys("<esc>o").check("release_requesters");
    }
}

#[test]
fn an_empty_worklist_still_takes_a_request_in() {
    let mut bench = Bench::of(Size::Small, |_, _| {}, None);
    bench.keys("<esc>gs").shows("Nothing to do here.").keys("i").shows("The directory is empty");
    bench
        .keys("<f4>")
        .text("att\n")
        .text("Lee and Lee")
        .keys("<c-s>")
        .shows("Saved.")
        .hides("The directory is empty");
    bench.text("lee\n").shows("attorney").shows("authorization");
}

#[test]
fn a_request_is_taken_in_by_keyboard() {
    for size in Size::BOTH {
        let mut bench = Bench::of(size, a_house, Some(&[Role::ReleaseSpecialist]));
        bench.keys("<esc>gsi").check("release_intake_empty");
        // Who asks, as what, by what right, whose, what; the rest as proposed.
        bench.text("lee\n\n\n").text("smith\n").shows("Smith, John");
        bench.keys("<s-tab><c-u>").text("100001\n");
        bench.text("sum, lab\n").check("release_intake").keys("<c-s>");
        bench.shows("is taken in; due").check("release_taken");
    }
}

#[test]
fn nobody_known_is_asked_about_and_waits() {
    let mut bench = Bench::of(Size::Small, a_house, None);
    bench.keys("<esc>gsi").text("lee\n\n\n").text("Zeta Unknown\n").shows("Nobody here is known by this.");
    bench.text("whole").keys("<c-s>").shows("Log it without the patient?").keys("u").shows("is taken in");
    // Nothing goes on before the right is shown; dates that are not there fail by themselves.
    bench.shows("Zeta Unknown").shows("not found").keys("<enter>v").shows("Not saved: not shown");
}

#[test]
fn the_right_is_ticked_element_by_element_and_what_is_missing_is_asked_for() {
    for size in Size::BOTH {
        let mut bench = Bench::of(size, requests, None);
        bench.keys("<esc>gsj<enter>").check("release_request");
        bench.keys("c").check("release_check");
        // All found but the recipient, which comes fourth.
        bench
            .keys("yyyn")
            .text("yyyyyyyyyyy")
            .shows("something is not shown")
            .keys("v")
            .shows("not shown: Names who may receive")
            .keys("<enter>");
        bench.keys("gg").keys("jjj").check("release_check_done");
        bench
            .keys("<esc>m")
            .shows("Ask for what is missing")
            .keys("y")
            .shows("pended")
            .shows("The letter is in the log");
        bench.keys("l<pgdn>").shows("164.508(c)(1)(iii)").keys("<esc>");
        bench.keys("r").shows("Now: to be checked");
    }
}

#[test]
fn a_patients_request_goes_from_check_to_closed() {
    let mut bench = Bench::of(Size::Small, requests, None);
    bench.keys("<esc>gs<enter>o").shows("Every page must be checked first");
    bench.keys("cyv").shows("The right is shown");
    bench
        .keys("a")
        .text("12")
        .keys("<c-s>")
        .shows("Gathered")
        .keys("y")
        .shows("Every page is looked at")
        .keys("o");
    bench.shows("Now: ready to go").keys("b").check("release_bill").keys("<c-s>").shows("Billed");
    bench.keys("o").check("release_sent").keys("<c-s>").shows("Recorded").keys("zy").shows("$6.50 are open");
    bench
        .keys("<enter>i<c-s>")
        .shows("Entered")
        .keys("zy")
        .shows("Now: closed")
        .keys("G")
        .check("release_closed");
    bench.keys("e").shows("It was extended once already, or has ended");
}

#[test]
fn the_clock_is_extended_once_and_a_denial_names_its_ground() {
    for size in Size::BOTH {
        let mut bench = Bench::of(
            size,
            |store, maker| {
                a_house(store, maker);
                take(store, maker, 2, Requester::Patient, |_| {});
            },
            None,
        );
        bench
            .keys("<esc>gs<enter>h")
            .text("archive")
            .keys("<c-s>")
            .shows("On hold")
            .shows("Waiting does not stop it.");
        bench.keys("e").check("release_extend").text("the archive is closed").keys("<c-s>").shows("Extended");
        bench.keys("e").shows("extended once already");
        bench
            .keys("d")
            .check("release_deny")
            .text("\ndanger\n\n")
            .text("A physician found a danger.")
            .keys("<c-s>");
        bench
            .shows("Denied;")
            .keys("T<c-s>")
            .shows("Recorded")
            .keys("V")
            .text("over\n")
            .text("None is seen.")
            .keys("<c-s>");
        bench.shows("you took part in the denial");
    }
}

#[test]
fn a_surveyor_has_no_release_desk() {
    let mut bench = Bench::of(Size::Small, requests, Some(&[Role::Surveyor]));
    bench.keys("<esc>gs").hides("Requests for records");
}
