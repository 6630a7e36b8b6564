use super::*;
use crate::{
    clocks::{Recompute, RuleDraft, SetRule},
    domain::{
        facts::PersonName,
        ids::{PatientId, ReleaseId, RequesterId},
        release::{
            Actor, Basis, Delivery, Exception, Format, Purpose, RecordKind, Requester, State, fees::Work,
        },
        role::Role,
        time::Clock,
    },
    intake::{Demographics, RegisterPatient},
    letters::{LetterFilter, LetterLog, OneLetter, SetLetterHead},
    store::{self, Refusal, Session, Store, ops::SetUser},
    work::{Deed as WorkDeed, Deeds, WorkPage},
};
use std::path::PathBuf;

struct House {
    store: Store,
    maker: Session,
    patient: PatientId,
    folder: PathBuf,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Noon of 22 November 2026.
fn house(name: &str) -> House {
    let folder = std::env::temp_dir().join(format!("chartroom-release-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let clock = Clock::Fixed("2026-11-22T12:00:00Z".parse().unwrap());
    let store = store::create(&folder.join("t.db"), "hospital", "Test", "maker", clock).unwrap();
    let maker = store.sign_in("maker", "test").unwrap();
    for (login, role) in [("rosa", Role::ReleaseSpecialist), ("paul", Role::PrivacyOfficer)] {
        let user = SetUser { login: login.into(), full_name: login.to_uppercase(), roles: vec![role] };
        store.apply(&maker, &user).unwrap();
    }
    let lines = [("address", "1 Harbor Way"), ("contact_phone", "(413) 555-0142")];
    let lines = lines.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    store.apply(&maker, &SetLetterHead { lines }).unwrap();
    let mut demographics = Demographics::new();
    demographics.names =
        vec![PersonName { family: "Smith".into(), given: "John".into(), ..PersonName::default() }];
    let patient = store.apply(&maker, &RegisterPatient { demographics }).unwrap().patient;
    House { store, maker, patient, folder }
}

pub(crate) fn party(kind: Requester, name: &str, state: &str) -> SetRequester {
    SetRequester {
        id: None,
        kind,
        name: name.into(),
        address: "5 Court Square\nWexmoor, MA 01099".into(),
        state: state.into(),
        phone: String::new(),
        fax: String::new(),
        email: String::new(),
        active: true,
    }
}

pub(crate) fn request(requester: RequesterId, kind: Requester, patient: Option<PatientId>) -> NewRequest {
    NewRequest {
        requester,
        kind,
        basis: kind.bases()[0],
        actor: Actor::Own,
        patient,
        patient_words: if patient.is_some() { String::new() } else { "Jon Smyth, born 1950".into() },
        purpose: Purpose::OwnRequest,
        range_from: Some("2026-01-01".parse().unwrap()),
        range_to: Some("2026-06-30".parse().unwrap()),
        kinds: vec![RecordKind::Summary, RecordKind::Laboratory],
        specify: String::new(),
        format: Format::Pdf,
        delivery: Delivery::Mail,
        deliver_to: String::new(),
        part2: false,
        psychotherapy: false,
        certify: false,
        received_on: "2026-11-10".parse().unwrap(),
        wanted_by: None,
        signed_on: Some("2026-11-01".parse().unwrap()),
        expires_on: Some("2027-11-01".parse().unwrap()),
        expires_event: String::new(),
        acknowledge: true,
    }
}

impl House {
    fn session(&self, login: &str) -> Session {
        self.store.sign_in(login, "test").unwrap()
    }

    fn take(&self, kind: Requester, change: impl FnOnce(&mut NewRequest)) -> ReleaseId {
        let requester = self.store.apply(&self.maker, &party(kind, "Lee and Lee", "MA")).unwrap();
        let mut new = request(requester, kind, Some(self.patient));
        change(&mut new);
        self.store.apply(&self.maker, &new).unwrap().id
    }

    fn all(&self, id: ReleaseId) -> Dossier {
        self.store.ask(&self.maker, &Dossiers(id)).unwrap()
    }

    fn act_as(&self, who: &Session, id: ReleaseId, deed: Deed) -> Result<Done, Refusal> {
        let version = self.all(id).request.version;
        self.store.apply(who, &Act { id, version, deed })
    }

    fn act(&self, id: ReleaseId, deed: Deed) -> Result<Done, Refusal> {
        self.act_as(&self.maker, id, deed)
    }

    /// The reason of a refusal.
    fn refused(&self, id: ReleaseId, deed: Deed) -> String {
        self.act(id, deed).unwrap_err().to_string()
    }

    fn tick_all(&self, id: ReleaseId) {
        let all = self.all(id);
        let answers = all.findings.iter().map(|f| (f.element.id.to_owned(), true)).collect();
        self.act(id, check_of(&all, answers)).unwrap();
    }

    fn letters(&self, id: ReleaseId) -> Vec<String> {
        let log = LetterLog { filter: LetterFilter::Object("release", id.0), before: None, limit: 50 };
        self.store.ask(&self.maker, &log).unwrap().into_iter().map(|line| line.kind).collect()
    }

    fn letter(&self, done: &Done) -> String {
        self.store.ask(&self.maker, &OneLetter(done.letter.unwrap())).unwrap().text
    }
}

fn check_of(all: &Dossier, answers: Vec<(String, bool)>) -> Deed {
    let one = &all.request;
    Deed::Check {
        answers,
        actor: one.actor,
        part2: one.part2,
        psychotherapy: one.psychotherapy,
        signed_on: one.signed_on,
        expires_on: one.expires_on,
        expires_event: one.expires_event.clone(),
    }
}

fn gather(pages: i64) -> Deed {
    Deed::Gather {
        pages,
        what: "discharge summary and laboratory, January to June 2026".into(),
        sensitive: false,
    }
}

#[test]
fn a_patient_request_goes_from_receipt_to_closed_and_is_left_out_of_the_accounting() {
    let house = house("patient");
    let id = house.take(Requester::Patient, |_| {});
    let all = house.all(id);
    // The end of the 30th day after 10 November, local time.
    assert!(all.request.due_at.as_str() > "2026-12-10T10" && all.request.due_at.as_str() < "2026-12-11T14");
    assert_eq!(house.letters(id), ["release-received"]);
    assert!(house.refused(id, Deed::Validate).contains("not looked at"));
    house.tick_all(id);
    assert_eq!(house.act(id, Deed::Validate).unwrap().state, State::Valid);
    assert!(house.refused(id, Deed::Deliver("2026-11-22".parse().unwrap())).contains("cannot"));
    house.act(id, gather(12)).unwrap();
    house.act(id, Deed::Clear).unwrap();
    house.act(id, Deed::Bill(Work { flat: true, ..Work::default() })).unwrap();
    let done = house.act(id, Deed::Deliver("2026-11-22".parse().unwrap())).unwrap();
    assert!(house.letter(&done).contains("Pages: 12"));
    let all = house.all(id);
    assert_eq!((all.disclosed.len(), all.balance()), (1, 650));
    assert!(all.disclosed[0].exemption.contains("164.528(a)(1)(ii)"));
    assert!(house.refused(id, Deed::Close).contains("$6.50"));
    assert!(house.refused(id, Deed::Pay(651)).contains("only $6.50"));
    house.act(id, Deed::Pay(650)).unwrap();
    assert_eq!(house.act(id, Deed::Close).unwrap().state, State::Closed);
    // The mail came back: it is to go again, and stays in the record of disclosures.
    assert_eq!(house.act(id, Deed::Returned("moved".into())).unwrap().state, State::Ready);
    assert_eq!(house.all(id).disclosed.len(), 1);
}

#[test]
fn a_defective_authorization_gets_a_letter_that_names_exactly_what_failed() {
    let house = house("defective");
    let id = house.take(Requester::Attorney, |new| new.expires_on = Some("2026-11-01".parse().unwrap()));
    let all = house.all(id);
    let answers =
        all.findings.iter().map(|f| (f.element.id.to_owned(), f.element.id != "recipient")).collect();
    house.act(id, check_of(&all, answers)).unwrap();
    assert!(house.refused(id, Deed::Validate).contains("not shown"));
    let done = house.act(id, Deed::AskMissing).unwrap();
    assert_eq!(done.state, State::Pend);
    let letter = house.letter(&done);
    for word in ["164.508(c)(1)(iii)", "164.508(c)(1)(v)", "expired"] {
        assert!(letter.replace('\n', " ").contains(word), "{word}: {letter}");
    }
    assert!(!letter.contains("164.508(c)(2)(i)"), "{letter}");
    // A better paper comes: it goes back to where it was, and is found shown.
    house.act(id, Deed::Resume).unwrap();
    let mut deed = check_of(&house.all(id), vec![("recipient".into(), true)]);
    if let Deed::Check { expires_on, .. } = &mut deed {
        *expires_on = Some("2027-01-01".parse().unwrap());
    }
    house.act(id, deed).unwrap();
    assert_eq!(house.act(id, Deed::Validate).unwrap().state, State::Valid);
}

#[test]
fn a_revocation_stops_what_has_not_left() {
    let house = house("revoked");
    let id = house.take(Requester::Attorney, |_| {});
    house.tick_all(id);
    house.act(id, Deed::Validate).unwrap();
    house.act(id, gather(3)).unwrap();
    house.act(id, Deed::Clear).unwrap();
    let done = house.act(id, Deed::Revoke("2026-11-21".parse().unwrap())).unwrap();
    assert_eq!(done.state, State::Received);
    assert!(house.refused(id, Deed::Validate).contains("revoked on 2026-11-21"));
    assert_eq!(house.all(id).disclosed, []);
}

#[test]
fn no_state_of_work_stops_the_clock_and_it_is_extended_once_in_time() {
    let house = house("clock");
    let id = house.take(Requester::Patient, |_| {});
    let due = house.all(id).request.due_at;
    for (wait, state) in
        [(Wait::Hold, State::Hold), (Wait::Exception, State::Exception), (Wait::Pend, State::Pend)]
    {
        assert_eq!(house.act(id, Deed::Wait(wait, "why".into())).unwrap().state, state);
        assert_eq!(house.all(id).request.due_at, due);
    }
    // From wait to wait, it goes back to where it was before the first.
    assert_eq!(house.act(id, Deed::Resume).unwrap().state, State::Received);
    assert!(house.refused(id, Deed::Resume).contains("does not wait"));
    assert!(house.refused(id, Deed::Extend(" ".into())).contains("reason"));
    let done = house.act(id, Deed::Extend("the archive is closed".into())).unwrap();
    assert!(house.letter(&done).contains("January 9, 2027"));
    assert!(house.all(id).request.due_at > due);
    assert!(house.refused(id, Deed::Extend("again".into())).contains("once"));
    let late = house.take(Requester::Patient, |new| new.received_on = "2026-09-01".parse().unwrap());
    assert!(house.refused(late, Deed::Extend("busy".into())).contains("first 30 days are over"));
    let other = house.take(Requester::Attorney, |_| {});
    assert!(house.refused(other, Deed::Extend("busy".into())).contains("only the clock of access"));
}

#[test]
fn a_subpoena_is_due_on_its_day_and_accounted_for() {
    let house = house("subpoena");
    let id = house.take(Requester::Subpoena, |new| {
        new.basis = Basis::Notice;
        new.purpose = Purpose::Legal;
        new.wanted_by = Some("2026-11-30".parse().unwrap());
    });
    let all = house.all(id);
    // The end of that day, local time.
    assert!(all.rule.is_none() && all.request.due_at.as_str() > "2026-11-30T06", "{}", all.request.due_at);
    house.tick_all(id);
    house.act(id, Deed::Validate).unwrap();
    house.act(id, gather(120)).unwrap();
    house.act(id, Deed::Clear).unwrap();
    let bill = house.act(id, Deed::Bill(Work::default())).unwrap();
    assert!(house.letter(&bill).contains("$70.00"));
    assert_eq!(house.act(id, Deed::AskPayment).unwrap().state, State::Prepay);
    assert!(house.refused(id, Deed::Deliver("2026-11-22".parse().unwrap())).contains("cannot"));
    assert_eq!(house.act(id, Deed::Pay(7_000)).unwrap().state, State::Ready);
    house.act(id, Deed::Deliver("2026-11-22".parse().unwrap())).unwrap();
    let disclosed = house.all(id).disclosed;
    assert_eq!((disclosed.len(), disclosed[0].exemption.as_str()), (1, ""));
    house.act(id, Deed::Refund(500, "charged too much".into())).unwrap();
    assert_eq!(house.all(id).balance(), 0);
}

#[test]
fn payment_first_is_never_asked_of_a_patient() {
    let house = house("prepay");
    let id = house.take(Requester::Patient, |_| {});
    house.tick_all(id);
    house.act(id, Deed::Validate).unwrap();
    house.act(id, gather(3)).unwrap();
    house.act(id, Deed::Clear).unwrap();
    house.act(id, Deed::Bill(Work { flat: true, ..Work::default() })).unwrap();
    assert!(house.refused(id, Deed::AskPayment).contains("not allowed"));
}

#[test]
fn sensitive_records_are_checked_by_a_second_person() {
    let house = house("second");
    let id = house.take(Requester::Patient, |_| {});
    house.tick_all(id);
    house.act(id, Deed::Validate).unwrap();
    house.act(id, Deed::Gather { pages: 2, what: "notes".into(), sensitive: true }).unwrap();
    assert!(house.refused(id, Deed::Clear).contains("second person"));
    assert_eq!(house.act_as(&house.session("rosa"), id, Deed::Clear).unwrap().state, State::Ready);
}

#[test]
fn a_denial_has_ground_and_rights_and_is_reviewed_by_another() {
    let house = house("denied");
    let id = house.take(Requester::Patient, |_| {});
    let deny = |part: &str, ground: &str| Deed::Deny {
        part: part.into(),
        ground: ground.into(),
        exception: Exception::Harm,
        reason: "A physician found a danger.".into(),
    };
    let rosa = house.session("rosa");
    assert!(house.act_as(&rosa, id, deny("", "danger")).is_err(), "who handles requests does not deny them");
    assert!(house.refused(id, deny("", "no-right")).contains("danger"));
    let done = house.act(id, deny("two notes", "danger")).unwrap();
    assert_eq!(done.state, State::Received, "the rest goes on");
    let letter = house.letter(&done);
    for word in ["two notes", "164.524(a)(3)(i)", "reviewed", "(413) 555-0142", "Secretary", "other part"] {
        assert!(letter.replace('\n', " ").contains(word), "{word}: {letter}");
    }
    house.act(id, deny("", "danger")).unwrap();
    assert_eq!(house.all(id).request.state, State::Denied);
    house.act(id, Deed::AskReview("2026-11-22".parse().unwrap())).unwrap();
    let review = || Deed::Review { upheld: false, words: "No danger is seen.".into() };
    assert!(house.refused(id, review()).contains("took part"));
    assert_eq!(house.act_as(&house.session("paul"), id, review()).unwrap().state, State::Received);
    let psychotherapy = house.take(Requester::Patient, |_| {});
    let done = house.act(psychotherapy, deny("", "psychotherapy")).unwrap();
    assert!(!house.letter(&done).contains("reviewed by"));
    assert!(
        house
            .refused(psychotherapy, Deed::AskReview("2026-11-22".parse().unwrap()))
            .contains("can be reviewed")
    );
}

#[test]
fn an_unknown_patient_waits_in_a_queue_and_nothing_goes_before_it_is_found() {
    let house = house("unknown");
    let requester = house.store.apply(&house.maker, &party(Requester::Insurer, "Harbor Mutual", "")).unwrap();
    let new = request(requester, Requester::Insurer, None);
    let id = house.store.apply(&house.maker, &new).unwrap().id;
    let unknown = Requests { filter: RequestFilter::Unknown, before: None, limit: 10 };
    assert_eq!(house.store.ask(&house.maker, &unknown).unwrap().len(), 1);
    house.tick_all(id);
    assert!(house.refused(id, Deed::Validate).contains("not found yet"));
    house.act(id, Deed::Patient(house.patient)).unwrap();
    assert_eq!(house.store.ask(&house.maker, &unknown).unwrap().len(), 0);
    let page = house.store.ask(&house.maker, &ReleasePage(WorkPage::first(QUEUE))).unwrap();
    assert_eq!(page.items[0].item.patient, Some(house.patient));
    house.act(id, Deed::Validate).unwrap();
}

/// What nothing in the program does.
struct Delete;
impl store::Change for Delete {
    type Receipt = ();
    fn topics(&self) -> crate::domain::topics::Topics {
        crate::domain::topics::Topics::NONE
    }
    fn needs(&self) -> crate::domain::role::Permission {
        crate::domain::role::Permission::SignedIn
    }
    fn audit(&self) -> store::AuditLine {
        store::AuditLine::new("test")
    }
    fn apply(&self, tx: &store::Writing<'_>) -> Result<(), Refusal> {
        tx.execute("DELETE FROM release_request", [])?;
        Ok(())
    }
}

#[test]
fn a_request_is_never_deleted_and_its_item_moves_only_with_it() {
    let house = house("never");
    let id = house.take(Requester::Patient, |_| {});
    assert!(house.store.apply(&house.maker, &Delete).is_err());
    let page = house.store.ask(&house.maker, &WorkPage::first(QUEUE)).unwrap();
    let moved = Deeds::one(page.items[0].handle(), WorkDeed::Move("validate", String::new()));
    assert!(house.store.apply(&house.maker, &moved).unwrap_err().to_string().contains("desk"));
    assert_eq!(house.all(id).request.state, State::Received);
}

#[test]
fn bad_input_is_refused_where_it_stands() {
    let house = house("bad");
    let requester = house.store.apply(&house.maker, &party(Requester::Attorney, "Lee", "MA")).unwrap();
    let refused = |change: &dyn Fn(&mut NewRequest)| {
        let mut new = request(requester, Requester::Attorney, Some(house.patient));
        change(&mut new);
        match house.store.apply(&house.maker, &new).unwrap_err() {
            Refusal::Invalid { field, .. } => field,
            other => panic!("{other}"),
        }
    };
    assert_eq!(refused(&|new| new.range_to = Some("2025-01-01".parse().unwrap())), "to");
    assert_eq!(refused(&|new| new.received_on = "2026-12-01".parse().unwrap()), "received");
    assert_eq!(refused(&|new| new.kinds.clear()), "kinds");
    assert_eq!(refused(&|new| new.basis = Basis::Access), "basis");
    assert_eq!(refused(&|new| new.patient = None), "patient");
    assert_eq!(refused(&|new| new.wanted_by = Some("2026-11-01".parse().unwrap())), "wanted");
}

#[test]
fn a_changed_rule_moves_running_clocks_openly_and_leaves_extended_ones() {
    let house = house("rules");
    let id = house.take(Requester::Attorney, |_| {});
    let before = house.all(id);
    let rule = before.rule.clone().unwrap();
    let mut draft = RuleDraft::of(&rule, "2026-01-02".parse().unwrap());
    draft.value = 5;
    let set = SetRule { id: rule.id.clone(), seen: rule.version, draft, reason: "faster".into() };
    house.store.apply(&house.maker, &set).unwrap();
    assert_eq!(house.all(id).request.due_at, before.request.due_at);
    house.store.apply(&house.maker, &Recompute { id: rule.id, reason: "faster".into() }).unwrap();
    let after = house.all(id);
    assert!(after.request.due_at < before.request.due_at);
    let page = house.store.ask(&house.maker, &WorkPage::first(QUEUE)).unwrap();
    assert_eq!(page.items[0].due_at.as_deref(), Some(after.request.due_at.as_str()));
}

#[test]
fn tiers_are_read_as_they_are_written() {
    for text in ["*:25", "100:50,*:25", "1:100,10:60,*:20"] {
        assert_eq!(tiers_of(text).map(|tiers| tiers_text(&tiers)).as_deref(), Some(text));
    }
    for bad in ["", "100:50", "*:25,100:50", "100:50,50:40,*:25", "x:1,*:2", "*:-1", "0:5,*:1"] {
        assert_eq!(tiers_of(bad), None, "{bad}");
    }
}

#[test]
fn a_schedule_is_followed_by_the_next_not_edited() {
    let house = house("schedule");
    let known = house.store.ask(&house.maker, &Schedules).unwrap();
    let ma = known.iter().find(|one| one.state == "MA").unwrap().clone();
    let mut next = ma.clone();
    assert!(
        house
            .store
            .apply(&house.maker, &SetSchedule { schedule: next.clone(), reason: "index".into() })
            .is_err()
    );
    next.valid_from = "2026-12-01".parse().unwrap();
    next.base_cents = 2_400;
    house.store.apply(&house.maker, &SetSchedule { schedule: next, reason: "index".into() }).unwrap();
    let known = house.store.ask(&house.maker, &Schedules).unwrap();
    let ends: Vec<_> = known.iter().filter(|one| one.state == "MA").map(|one| one.valid_to).collect();
    assert_eq!(ends, [Some("2026-11-30".parse().unwrap()), None]);
    // Requests received before go by the one before.
    let id = house.take(Requester::Attorney, |_| {});
    let one = house.all(id).request;
    let fee = reckon(&one, &Work { pages: 1, ..Work::default() }, &known).unwrap();
    assert_eq!(fee.total(), 1_550);
}
