//! Records into the database: once, in any order, never older over newer, nothing lost, doubts held for people.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use chartroom::{
    domain::{
        facts::*,
        ids::{HeldEditId, PatientId, Version},
        role::{Permission, Role},
        time::{Clock, PartialDate, When, parse_instant},
        topics::{Topic, Topics},
    },
    formats::{ReadError, Records},
    intake::{
        self, AddTextDocument, CorrectAndReplay, DecideHeldEdit, Demographics, DiscardError,
        EditDemographics, Edited, Feed, Format, HeldEdits, ImportErrorDetail, ImportErrors, Importer,
        InputId, OpenEncounter, PatientToEdit, RawRecords, RegisterPatient, SetFlag, Source, Summary,
    },
    store::{self, AuditLine, Change, Refusal, Session, Store, Writing, ops},
};
use common::Folder;
use proptest::prelude::*;
use std::sync::{Arc, atomic::AtomicBool};

const NOW: &str = "2026-11-22T12:00:00Z";

struct Hospital {
    folder: Folder,
    store: Store,
    session: Session,
}

impl Hospital {
    fn new(name: &str) -> Self {
        let folder = Folder::new(&format!("intake-{name}"));
        let clock = Clock::Fixed(parse_instant(NOW).unwrap());
        let store = store::create(&folder.file(), "hospital", "Test hospital", "root", clock).unwrap();
        let session = store.sign_in("root", "tty").unwrap();
        Self { folder, store, session }
    }

    fn user(&self, login: &str, role: Role) -> Session {
        let user = ops::SetUser { login: login.into(), full_name: login.into(), roles: vec![role] };
        self.store.apply(&self.session, &user).unwrap();
        self.store.sign_in(login, "tty").unwrap()
    }

    fn import(&self, feed: &Feed, records: Vec<Record>) -> Summary {
        let input = InputId::made("list");
        intake::import(
            &self.store,
            &self.session,
            feed.clone(),
            &input,
            Box::new(List::new(records)),
            &mut |_| {},
        )
        .unwrap()
    }

    fn fhir(&self, records: Vec<Record>) -> Summary {
        self.import(&Feed::new("fhir", Format::Fhir), records)
    }

    fn adt(&self, records: Vec<Record>) -> Summary {
        self.import(&Feed::new("adt", Format::Hl7), records)
    }

    /// Rows of a statement as text, columns joined by `|`.
    #[allow(clippy::disallowed_methods, reason = "a look from outside")]
    fn rows(&self, sql: &str) -> Vec<String> {
        let conn = rusqlite::Connection::open(self.folder.file()).unwrap();
        let mut statement = conn.prepare(sql).unwrap();
        let columns = statement.column_count();
        statement
            .query_map([], |row| {
                let texts: Vec<String> = (0..columns)
                    .map(|idx| match row.get_ref(idx).unwrap() {
                        rusqlite::types::ValueRef::Null => "-".to_owned(),
                        rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                        rusqlite::types::ValueRef::Real(number) => number.to_string(),
                        rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                        rusqlite::types::ValueRef::Blob(blob) => format!("{} bytes", blob.len()),
                    })
                    .collect();
                Ok(texts.join("|"))
            })
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }

    fn one(&self, sql: &str) -> String {
        self.rows(sql).first().cloned().unwrap_or_default()
    }

    /// All that a chart shows, without numbers of rows and times of filing.
    fn content(&self) -> Vec<String> {
        const CONTENT: [&str; 9] = [
            "SELECT mrn, family, given, birth_date, sex, deceased, language, state, fact_at FROM patient ORDER BY mrn",
            "SELECT p.mrn, i.kind, i.system, i.value FROM patient_identifier i JOIN patient p USING (patient_id) ORDER BY 1, 2, 3, 4",
            "SELECT p.mrn, e.visit_number, e.class, e.state, e.admit_at, e.discharge_at, a.family, e.attending_text, l.name,
                    o.name, e.payer, e.payer_from, e.fact_at
             FROM encounter e JOIN patient p USING (patient_id) LEFT JOIN practitioner a ON a.practitioner_id = e.attending_id
             LEFT JOIN location l USING (location_id) LEFT JOIN organization o ON o.organization_id = e.facility_id
             ORDER BY 1, 2",
            "SELECT p.mrn, r.code, r.at, r.number, r.text, e.visit_number, t.display, r.status
             FROM result r JOIN patient p USING (patient_id) LEFT JOIN encounter e USING (encounter_id)
             LEFT JOIN report t USING (report_id) ORDER BY 1, 2, 3, 4",
            "SELECT p.mrn, d.code, d.rank, d.status, e.visit_number FROM diagnosis d JOIN patient p USING (patient_id)
             LEFT JOIN encounter e USING (encounter_id) ORDER BY 1, 2",
            "SELECT p.mrn, d.title, d.state, b.text, a.family FROM document d JOIN patient p USING (patient_id)
             LEFT JOIN document_body b USING (document_id) LEFT JOIN practitioner a ON a.practitioner_id = d.author_id
             ORDER BY 1, 2, 4",
            "SELECT p.mrn, c.plan, c.rank FROM coverage c JOIN patient p USING (patient_id) ORDER BY 1, 2",
            "SELECT npi, family, given, active FROM practitioner ORDER BY 1, 2",
            "SELECT (SELECT count(*) FROM waiting_record), (SELECT count(*) FROM loose_reference),
                    (SELECT count(*) FROM import_error WHERE state = 'open')",
        ];
        CONTENT.iter().flat_map(|sql| self.rows(sql)).collect()
    }
}

struct List(std::vec::IntoIter<Result<Record, Rejection>>);

impl List {
    fn new(records: Vec<Record>) -> Self {
        Self(records.into_iter().map(Ok).collect::<Vec<_>>().into_iter())
    }
}

impl Records for List {
    fn next(&mut self) -> Result<Option<Result<Record, Rejection>>, ReadError> {
        Ok(self.0.next())
    }
}

fn record(what: &str, facts: Vec<Fact>) -> Record {
    let raw = serde_json::to_vec(&facts).unwrap();
    Record { what: what.into(), raw, facts, ..Record::default() }
}

fn of(fact: Fact) -> Record {
    record("record", vec![fact])
}

fn origin(key: &str, at: &str) -> Origin {
    Origin { key: key.into(), as_of: parse_instant(at) }
}

fn reference(kind: Kind, key: &str) -> Option<Ref> {
    Some(Ref { kind, key: key.into(), display: None })
}

fn when(text: &str) -> Option<When> {
    When::parse_iso(text)
}

fn mr(value: &str) -> Identifier {
    Identifier { kind: "MR".into(), system: "HOSP".into(), value: value.into() }
}

fn name(family: &str, given: &str) -> PersonName {
    PersonName { family: family.into(), given: given.into(), ..PersonName::default() }
}

fn patient(key: &str, at: &str, mrn: &str, family: &str, given: &str, born: &str) -> PatientFact {
    PatientFact {
        origin: origin(key, at),
        identifiers: vec![mr(mrn)],
        names: vec![name(family, given)],
        birth_date: PartialDate::parse_iso(born),
        sex: Some(Sex::Female),
        ..PatientFact::default()
    }
}

fn ann(at: &str) -> PatientFact {
    patient("p1", at, "1001", "Smith", "Ann", "1950-03-12")
}

fn person(fact: PatientFact) -> Record {
    of(Fact::Patient(Box::new(fact)))
}

fn stay(key: &str, at: &str) -> EncounterFact {
    EncounterFact {
        origin: origin(key, at),
        patient: reference(Kind::Patient, "p1"),
        visit_number: Some(format!("V-{key}")),
        class: Some(EncounterClass::Inpatient),
        admit: when("2026-01-02T10:00:00Z"),
        ..EncounterFact::default()
    }
}

fn result(key: &str, at: &str, value: f64) -> Record {
    of(Fact::Result(Box::new(ResultFact {
        origin: origin(key, at),
        patient: reference(Kind::Patient, "p1"),
        encounter: reference(Kind::Encounter, "e1"),
        report: None,
        code: Coded { system: "LOINC".into(), code: "2951-2".into(), display: "Sodium".into() },
        panel: None,
        category: "laboratory".into(),
        at: when("2026-01-03T06:00:00Z"),
        value: ResultValue::Number { comparator: String::new(), value, text: format!("{value}") },
        unit: "mmol/L".into(),
        range_low: Some(135.0),
        range_high: Some(145.0),
        range_text: String::new(),
        flag: String::new(),
        status: "final".into(),
    })))
}

fn document(key: &str, at: &str, action: DocumentAction, text: &str) -> DocumentFact {
    DocumentFact {
        origin: origin(key, at),
        action,
        patient: reference(Kind::Patient, "p1"),
        encounter: None,
        doc_type: Coded { system: "LOINC".into(), code: "11506-3".into(), display: "Progress note".into() },
        title: String::new(),
        author: reference(Kind::Practitioner, "dr1"),
        written: when(at),
        state: DocumentState::Signed,
        available: true,
        confidentiality: String::new(),
        signatures: vec![(reference(Kind::Practitioner, "dr1"), when(at))],
        parent: None,
        body: Some(Body { mime: "text/plain".into(), text: text.into(), bytes: None }),
    }
}

fn paper(fact: DocumentFact) -> Record {
    of(Fact::Document(Box::new(fact)))
}

fn doctor(key: &str, at: &str, npi: &str, family: &str) -> Record {
    of(Fact::Practitioner(Box::new(PractitionerFact {
        origin: origin(key, at),
        npi: Some(npi.into()),
        name: name(family, "Hana"),
        active: true,
        ..PractitionerFact::default()
    })))
}

/// A small chart with references in all directions.
fn chart() -> Vec<Record> {
    let t = "2026-02-01T00:00:00Z";
    let mut newer = ann("2026-03-01T00:00:00Z");
    newer.language = Some("es".into());
    let mut visit = stay("e1", t);
    visit.attending = reference(Kind::Practitioner, "dr1");
    visit.location = reference(Kind::Location, "ward");
    visit.facility = reference(Kind::Organization, "hosp");
    let report = ReportFact {
        origin: origin("rep", t),
        patient: reference(Kind::Patient, "p1"),
        encounter: reference(Kind::Encounter, "e1"),
        code: Coded { display: "Metabolic panel".into(), ..Coded::default() },
        category: "laboratory".into(),
        at: when(t),
        issued: None,
        performer: None,
        status: "final".into(),
        results: vec![reference(Kind::Result, "r1").unwrap()],
        text: None,
    };
    let coverage = CoverageFact {
        origin: origin("cov", t),
        patient: reference(Kind::Patient, "p1"),
        payer: reference(Kind::Organization, "blue"),
        rank: Some(1),
        status: "active".into(),
        ..CoverageFact::default()
    };
    let organization = |key: &str, name: &str| {
        of(Fact::Organization(Box::new(OrganizationFact {
            origin: origin(key, t),
            name: name.into(),
            active: true,
            ..OrganizationFact::default()
        })))
    };
    let ward = LocationFact {
        origin: origin("ward", t),
        name: "4 East".into(),
        organization: reference(Kind::Organization, "hosp"),
        active: true,
        ..LocationFact::default()
    };
    vec![
        person(ann("2026-01-01T00:00:00Z")),
        person(newer),
        of(Fact::Encounter(Box::new(visit))),
        result("r1", t, 131.0),
        result("r1", "2026-02-02T00:00:00Z", 132.0),
        result("r2", t, 140.0),
        of(Fact::Report(Box::new(report))),
        paper(document("d1", t, DocumentAction::File, "Sodium is low.")),
        doctor("dr1", t, "1234567893", "Flores"),
        organization("hosp", "Wexmoor"),
        organization("blue", "Blue Cross"),
        of(Fact::Location(Box::new(ward))),
        of(Fact::Coverage(Box::new(coverage))),
    ]
}

#[test]
fn the_same_input_again_changes_nothing() {
    let hospital = Hospital::new("twice");
    let first = hospital.fhir(chart());
    assert_eq!((first.read, first.waiting, first.rejected), (13, 0, 0), "{first:?}");
    let (content, versions) = (hospital.content(), hospital.rows("SELECT version FROM patient"));
    let sources = hospital.rows("SELECT * FROM source_chunk");
    let again = hospital.fhir(chart());
    assert_eq!((again.read, again.unchanged), (13, 13), "{again:?}");
    assert_eq!(hospital.content(), content);
    assert_eq!(hospital.rows("SELECT version FROM patient"), versions);
    assert_eq!(hospital.rows("SELECT * FROM source_chunk"), sources, "nothing is kept twice");
    assert_eq!(hospital.rows("PRAGMA foreign_key_check"), [""; 0]);
}

#[test]
fn records_of_another_feed_with_the_same_number_are_of_the_same_person() {
    let hospital = Hospital::new("feeds");
    hospital.fhir(vec![person(ann("2026-01-01T00:00:00Z"))]);
    let mut other = ann("2026-01-02T00:00:00Z");
    other.origin.key = "HOSP^1001".into();
    other.language = Some("es".into());
    let summary = hospital.import(&Feed::new("other", Format::Fhir), vec![person(other)]);
    assert_eq!((summary.changed, summary.added), (1, 0));
    assert_eq!(hospital.rows("SELECT mrn, language FROM patient"), ["1001|es"]);
}

#[test]
fn two_patients_with_one_identifier_are_refused_and_queued() {
    let hospital = Hospital::new("identifier");
    hospital.fhir(vec![person(ann("2026-01-01T00:00:00Z"))]);
    let stranger = patient("p2", "2026-01-02T00:00:00Z", "1001", "Okafor", "Grace", "1988-07-01");
    let summary = hospital.fhir(vec![person(stranger.clone()), result("r9", NOW, 1.0)]);
    assert_eq!((summary.rejected, summary.added), (1, 1));
    let again = hospital.fhir(vec![person(stranger)]);
    assert_eq!(again.rejected, 1);
    let query = ImportErrors { all: false, batch: None, before: None, limit: 50 };
    let mut queue = hospital.store.ask(&hospital.session, &query).unwrap();
    // The stay of the result has not come either.
    queue.retain(|entry| entry.kind == "rejected");
    assert_eq!(queue.len(), 1, "the same record stands in the queue once");
    assert_eq!(queue[0].field, "identifier");
    assert!(queue[0].reason.contains("two patients with one identifier"), "{}", queue[0].reason);
    assert!(!queue[0].reason.contains("1001"), "reasons hold no values");
    assert_eq!(hospital.rows("SELECT family FROM patient"), ["Smith"]);
}

#[test]
fn impossible_dates_are_refused_with_their_field() {
    let hospital = Hospital::new("dates");
    let mut unborn = ann("2026-01-01T00:00:00Z");
    unborn.birth_date = PartialDate::parse_iso("2027-01-01");
    let mut undead = patient("p3", "2026-01-01T00:00:00Z", "1003", "Roe", "Jan", "1950-03-12");
    undead.death = Some(when("1949-01-01"));
    let mut backwards = stay("e9", "2026-01-01T00:00:00Z");
    backwards.patient = reference(Kind::Patient, "p4");
    backwards.discharge = when("2026-01-01T10:00:00Z");
    let fine = patient("p4", "2026-01-01T00:00:00Z", "1004", "Poe", "Ed", "1950-03-12");
    let mut endless = patient("p5", "2026-01-01T00:00:00Z", "1005", "Lee", "Ida", "1950-03-12");
    endless.language = Some("x".repeat(100_000));
    let summary = hospital.fhir(vec![
        person(unborn),
        person(undead),
        person(fine),
        of(Fact::Encounter(Box::new(backwards))),
        person(endless),
    ]);
    assert_eq!((summary.added, summary.rejected), (1, 4));
    assert_eq!(
        hospital.rows("SELECT field FROM import_error ORDER BY import_error_id"),
        ["birth date", "death", "discharge", "language"]
    );
}

#[test]
fn a_catastrophic_edit_is_held_until_another_person_decides() {
    let hospital = Hospital::new("held");
    let analyst = hospital.user("mara", Role::MpiAnalyst);
    hospital.fhir(vec![person(ann("2026-01-01T00:00:00Z"))]);
    let overlay = patient("p1", "2026-02-01T00:00:00Z", "1001", "Okafor", "Grace", "1950-03-12");
    let summary = hospital.fhir(vec![person(overlay)]);
    assert_eq!((summary.held, summary.changed), (1, 1));
    assert_eq!(hospital.rows("SELECT family, given FROM patient"), ["Smith|Ann"]);

    let query = HeldEdits { after: 0, limit: 10 };
    let held = hospital.store.ask(&analyst, &query).unwrap();
    assert_eq!(held[0].traits, "family name, given name");
    assert!(held[0].changes.iter().any(|c| c.field == "family name" && c.new == "Okafor"));
    let decide = |accept, reason: &str| DecideHeldEdit {
        held: held[0].id,
        version: held[0].version,
        accept,
        reason: reason.into(),
    };
    assert!(matches!(hospital.store.apply(&analyst, &decide(false, " ")), Err(Refusal::Invalid { .. })));
    hospital.store.apply(&analyst, &decide(true, "")).unwrap();
    assert_eq!(hospital.rows("SELECT family, given FROM patient"), ["Okafor|Grace"]);
    assert!(matches!(hospital.store.apply(&analyst, &decide(true, "")), Err(Refusal::Changed { .. })));
    assert_eq!(
        hospital.rows("SELECT field, old, new, by FROM patient_history WHERE field = 'family name'"),
        ["family name|Smith|Okafor|fhir"]
    );
}

#[test]
fn an_edit_by_hand_meets_conflicts_and_the_alarm() {
    let hospital = Hospital::new("edit");
    let (clerk, second) = (hospital.user("rita", Role::Registrar), hospital.user("mara", Role::MpiAnalyst));
    let known = Demographics {
        names: vec![name("Garcia", "Luz")],
        birth_date: PartialDate::parse_iso("1980-05-03"),
        sex: Sex::Female,
        ..Demographics::new()
    };
    let registered = hospital.store.apply(&clerk, &RegisterPatient { demographics: known.clone() }).unwrap();
    assert_eq!(registered.mrn, "100001");
    let form = hospital.store.ask(&clerk, &PatientToEdit { patient: registered.patient }).unwrap().unwrap();
    let edit = |change: &dyn Fn(&mut Demographics), version: i64| {
        let mut after = form.demographics.clone();
        change(&mut after);
        EditDemographics {
            patient: registered.patient,
            version: Version(version),
            before: form.demographics.clone(),
            after,
        }
    };
    let saved = hospital.store.apply(&clerk, &edit(&|d| d.language = "es".into(), form.version)).unwrap();
    assert_eq!(saved, Edited::Saved(Version(2)));
    let stale = edit(&|d| d.language = "pt".into(), form.version);
    let Err(Refusal::Changed { by, conflicts, .. }) = hospital.store.apply(&second, &stale) else {
        panic!("a stale edit must be refused");
    };
    assert_eq!((by.as_str(), conflicts[0].mine.as_str(), conflicts[0].theirs.as_str()), ("rita", "pt", "es"));

    let now = hospital.store.ask(&clerk, &PatientToEdit { patient: registered.patient }).unwrap().unwrap();
    let overlay = EditDemographics {
        patient: registered.patient,
        version: Version(now.version),
        before: now.demographics.clone(),
        after: Demographics { names: vec![name("Chen", "Wei")], sex: Sex::Male, ..now.demographics.clone() },
    };
    let Edited::Held { held, traits } = hospital.store.apply(&second, &overlay).unwrap() else {
        panic!("three traits must be held");
    };
    assert_eq!(traits.len(), 3);
    let accept = DecideHeldEdit { held, version: Version(1), accept: true, reason: String::new() };
    let own = hospital.store.apply(&second, &accept).unwrap_err().to_string();
    assert!(own.contains("another person"), "{own}");
    assert!(hospital.store.apply(&clerk, &accept).is_err(), "a registrar may not review identity");
    assert_eq!(held, HeldEditId(1));

    let nameless = RegisterPatient { demographics: Demographics::new() };
    assert!(matches!(hospital.store.apply(&clerk, &nameless), Err(Refusal::Invalid { field: "family", .. })));
}

fn event(event: VisitEvent, at: &str, change: impl FnOnce(&mut EncounterFact)) -> Record {
    let mut encounter = stay("e1", at);
    encounter.scope = Scope::Partial;
    (encounter.class, encounter.admit) = (None, None);
    change(&mut encounter);
    let who = PatientFact { scope: Scope::Partial, ..ann(at) };
    let visit = VisitEventFact { origin: origin("MSG1", at), event, at: when(at), encounter };
    record("ADT", vec![Fact::Patient(Box::new(who)), Fact::Visit(Box::new(visit))])
}

#[test]
fn cancelling_events_put_back_what_stood_before() {
    let hospital = Hospital::new("cancel");
    let place = |place: &str| {
        let place = place.to_owned();
        move |e: &mut EncounterFact| e.place = Some(place)
    };
    let now = |sql_columns: &str| hospital.one(&format!("SELECT {sql_columns} FROM encounter"));
    hospital.adt(vec![event(VisitEvent::Admit, "2026-01-02T10:00:00Z", place("4E"))]);
    assert_eq!(now("class, state, admit_at, place"), "inpatient|open|2026-01-02T10:00:00Z|4E");
    hospital.adt(vec![event(VisitEvent::Transfer, "2026-01-03T10:00:00Z", place("ICU"))]);
    hospital.adt(vec![event(VisitEvent::CancelTransfer, "2026-01-03T11:00:00Z", |_| {})]);
    assert_eq!(now("state, place"), "open|4E");
    let home = Coded { code: "01".into(), display: "Home".into(), ..Coded::default() };
    hospital.adt(vec![event(VisitEvent::Discharge, "2026-01-05T10:00:00Z", |e| e.disposition = Some(home))]);
    assert_eq!(now("state, discharge_at, disposition_code"), "discharged|2026-01-05T10:00:00Z|01");
    hospital.adt(vec![event(VisitEvent::CancelDischarge, "2026-01-05T12:00:00Z", |_| {})]);
    assert_eq!(now("state, discharge_at, disposition_code, place"), "open|-||4E");
    hospital.adt(vec![event(VisitEvent::CancelAdmit, "2026-01-06T12:00:00Z", |_| {})]);
    assert_eq!(now("state"), "cancelled");
    assert_eq!(
        hospital.rows("SELECT event, cancelled_by FROM visit_event ORDER BY visit_event_id"),
        ["admit|6", "transfer|3", "cancel-transfer|-", "discharge|5", "cancel-discharge|-", "cancel-admit|-"]
    );
    assert_eq!(hospital.rows("SELECT count(*) FROM audit WHERE action = 'import.message'"), ["6"]);
}

#[test]
fn a_cancelling_without_its_event_is_noted_and_an_older_event_changes_nothing() {
    let hospital = Hospital::new("cancel-alone");
    hospital.adt(vec![
        event(VisitEvent::Update, "2026-01-05T10:00:00Z", |e| e.discharge = when("2026-01-05T09:00:00Z")),
        event(VisitEvent::CancelDischarge, "2026-01-05T12:00:00Z", |_| {}),
        event(VisitEvent::Discharge, "2026-01-05T09:00:00Z", |_| {}),
    ]);
    assert_eq!(hospital.one("SELECT state, discharge_at FROM encounter"), "open|-");
    let notes = hospital.rows("SELECT note FROM visit_event ORDER BY visit_event_id");
    assert!(notes[1].contains("not known here"), "{notes:?}");
    assert!(notes[2].contains("older than what was known"), "{notes:?}");
}

#[test]
fn the_same_control_id_with_other_content_is_another_message() {
    let hospital = Hospital::new("control-id");
    let first = event(VisitEvent::Admit, "2026-01-02T10:00:00Z", |_| {});
    hospital.adt(vec![first.clone()]);
    let summary = hospital.adt(vec![first, event(VisitEvent::Transfer, "2026-01-02T11:00:00Z", |_| {})]);
    assert_eq!((summary.unchanged, summary.changed), (1, 1), "{summary:?}");
    assert_eq!(hospital.rows("SELECT count(*) FROM visit_event"), ["2"]);
}

#[test]
fn documents_follow_their_actions() {
    let hospital = Hospital::new("documents");
    let at = |day: u32| format!("2026-02-{day:02}T00:00:00Z");
    let mut replacement = document("d2", &at(3), DocumentAction::Replace, "Sodium was normal.");
    replacement.parent = reference(Kind::Document, "d1");
    let mut addendum = document("d3", &at(4), DocumentAction::Addendum, "Repeat tomorrow.");
    addendum.parent = reference(Kind::Document, "d2");
    let mut hidden = document("d4", &at(4), DocumentAction::File, "Draft.");
    hidden.available = false;
    let cancel = |key: &str| {
        let mut fact = document(key, &at(5), DocumentAction::Cancel, "");
        fact.body = None;
        paper(fact)
    };
    // Additions come before what they are added to.
    let summary = hospital.adt(vec![
        person(ann(&at(1))),
        paper(addendum),
        paper(replacement),
        paper(document("d1", &at(1), DocumentAction::File, "Sodium is low.")),
        paper(document("d1", &at(2), DocumentAction::Edit, "Sodium is very low.")),
        paper(hidden),
        cancel("d4"),
        cancel("d1"),
    ]);
    assert_eq!(
        (summary.rejected, summary.missing),
        (1, 1),
        "one cannot be cancelled, its author is not known"
    );
    let documents = hospital.rows(
        "SELECT b.text, d.state, d.parent_kind, p.text, d.version_no FROM document d JOIN document_body b USING (document_id)
         LEFT JOIN document_body p ON p.document_id = d.parent_id ORDER BY d.document_id",
    );
    assert_eq!(
        documents,
        [
            "Repeat tomorrow.|signed|addendum|Sodium was normal.|1",
            "Sodium was normal.|signed|replaces|Sodium is low.|1",
            "Sodium is low.|superseded||-|1",
            "Sodium is very low.|signed|edits|Sodium is low.|2",
            "Draft.|retracted||-|1",
        ]
    );
    let found = hospital.rows("SELECT count(*) FROM document_words WHERE document_words MATCH '1xsodium'");
    assert_eq!(found, ["3"]);
}

#[test]
fn merges_wait_for_a_person_and_rings_are_refused() {
    let hospital = Hospital::new("merges");
    let merge = |survivor: &str, loser: &str, at: &str| {
        record(
            "ADT^A40",
            vec![Fact::Merge(Box::new(MergeFact {
                origin: origin(at, at),
                event: "A40".into(),
                of: Kind::Patient,
                survivor: PatientFact::default(),
                survivor_ref: reference(Kind::Patient, survivor).unwrap(),
                loser: reference(Kind::Patient, loser).unwrap(),
                loser_identifiers: vec![],
                visit: None,
            }))],
        )
    };
    let summary = hospital.adt(vec![
        merge("p1", "p2", "2026-01-01T00:00:00Z"),
        merge("p1", "p2", "2026-01-01T00:00:01Z"),
        merge("p1", "p1", "2026-01-01T00:00:02Z"),
        merge("p3", "p1", "2026-01-01T00:00:03Z"),
        merge("p2", "p3", "2026-01-01T00:00:04Z"),
        person(ann("2026-01-01T00:00:00Z")),
    ]);
    assert_eq!((summary.merges, summary.rejected, summary.kept), (2, 2, 3), "{summary:?}");
    assert_eq!(
        hospital.rows("SELECT survivor_key, loser_key, survivor_id, loser_id, state FROM pending_merge"),
        ["p1|p2|1|-|pending", "p3|p1|-|1|pending"]
    );
    assert_eq!(hospital.rows("SELECT state FROM patient"), ["active"]);
}

#[test]
fn deletions_mark_and_remove_nothing() {
    let hospital = Hospital::new("deletions");
    let delete = |kind, key: &str| {
        record(
            "ADT^A23",
            vec![Fact::MarkDeleted { origin: origin("m", NOW), target: reference(kind, key).unwrap() }],
        )
    };
    hospital.adt(vec![
        person(ann("2026-01-01T00:00:00Z")),
        of(Fact::Encounter(Box::new(stay("e1", "2026-01-01T00:00:00Z")))),
        delete(Kind::Encounter, "e1"),
        delete(Kind::Patient, "p1"),
    ]);
    assert_eq!(hospital.rows("SELECT p.state, e.state FROM patient p JOIN encounter e"), ["deleted|void"]);
}

#[test]
fn what_is_not_used_is_kept_and_found_again() {
    let hospital = Hospital::new("kept");
    let kept = Record {
        what: "SIU^S12".into(),
        kept: Some("scheduling".into()),
        raw: b"MSH|^~\\&|scheduling".to_vec(),
        ..Record::default()
    };
    let summary = hospital.adt(vec![kept.clone(), person(ann("2026-01-01T00:00:00Z"))]);
    assert_eq!((summary.kept, summary.added), (1, 1));
    assert_eq!(hospital.adt(vec![kept]).unchanged, 1);
    let mut newer = ann("2026-01-02T00:00:00Z");
    newer.language = Some("es".into());
    hospital.adt(vec![person(newer)]);
    let query = RawRecords { kind: Kind::Patient, row: 1, limit: 10 };
    let records = hospital.store.ask(&hospital.session, &query).unwrap();
    assert_eq!(records.len(), 2);
    assert!(records[0].newest && !records[1].newest);
    let text = |idx: usize| String::from_utf8(records[idx].bytes.clone()).unwrap();
    assert!(text(0).contains("\"es\"") && !text(1).contains("\"es\""));
}

#[test]
fn references_by_number_find_their_object_in_any_order_and_file() {
    let hospital = Hospital::new("by-number");
    let npi = |value: &str| Identifier {
        kind: "NPI".into(),
        system: "http://hl7.org/fhir/sid/us-npi".into(),
        value: value.into(),
    };
    let mut visit = stay("e1", NOW);
    visit.patient = reference(Kind::Patient, "?HOSP|1001");
    visit.attending = reference(Kind::Practitioner, "?http://hl7.org/fhir/sid/us-npi|1234567893");
    visit.location = reference(Kind::Location, "?display=Bone scan");
    let flores = PractitionerFact {
        origin: origin("x", NOW),
        npi: Some("1234567893".into()),
        identifiers: vec![npi("1234567893")],
        name: name("Flores", "Hana"),
        active: true,
        ..PractitionerFact::default()
    };
    let summary = hospital.fhir(vec![of(Fact::Encounter(Box::new(visit)))]);
    assert_eq!((summary.waiting, summary.missing), (1, 1));
    hospital.fhir(vec![person(ann(NOW))]);
    let summary = hospital.fhir(vec![of(Fact::Practitioner(Box::new(flores)))]);
    assert_eq!(summary.missing, 0, "words alone are not awaited");
    assert_eq!(
        hospital.rows("SELECT e.patient_id, a.family FROM encounter e JOIN practitioner a ON practitioner_id = attending_id"),
        ["1|Flores"]
    );
}

/// A message as it would come, with a birth date to be corrected.
fn message(born: &str) -> Vec<u8> {
    format!(
        "MSH|^~\\&|ADT1|HOSP|X|X|20260101000000||ADT^A28|M1|P|2.5\rEVN|A28|20260101000000\r\
         PID|1||1001^^^HOSP^MR||Smith^Ann||{born}|F\r"
    )
    .into_bytes()
}

#[test]
fn a_refused_record_is_corrected_and_replayed_or_put_away() {
    let hospital = Hospital::new("replay");
    let folder = hospital.folder.path().join("in");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("a.hl7"), message("20270101")).unwrap();
    let mut source = Source::Hl7;
    let feed = source.feed("adt");
    let mut waiting = result("r1", NOW, 131.0);
    let Fact::Result(fact) = &mut waiting.facts[0] else { panic!("a result") };
    fact.patient = reference(Kind::Patient, "HOSP^1001");
    hospital.import(&feed, vec![waiting]);
    let mut importer =
        Importer::open(&hospital.store, &hospital.session, feed.clone(), Arc::default()).unwrap();
    let files = intake::import_files(&mut importer, &mut source, &[folder], &mut |_, _| {}).unwrap();
    assert_eq!(files[0].result.as_ref().unwrap().rejected, 1);
    importer.finish().unwrap();

    let query = ImportErrors { all: false, batch: None, before: None, limit: 50 };
    let queue = hospital.store.ask(&hospital.session, &query).unwrap();
    let entry = queue.iter().find(|entry| entry.kind == "rejected").unwrap();
    assert_eq!((entry.what.as_str(), entry.field.as_str()), ("ADT^A28", "birth date"));
    assert!(queue.iter().any(|entry| entry.kind == "waiting"), "the result waits for its patient");
    let detail = hospital.store.ask(&hospital.session, &ImportErrorDetail { id: entry.id }).unwrap().unwrap();
    assert!(detail.raw.starts_with(b"MSH|"));
    let replay = |born: &str| {
        let change = CorrectAndReplay { id: entry.id, version: entry.version, corrected: message(born) };
        hospital.store.apply(&hospital.session, &change)
    };
    assert!(replay("20280101").unwrap_err().to_string().contains("future"));
    assert!(replay("garbage").unwrap_err().to_string().contains("PID-7"));
    assert_eq!(replay("19500312").unwrap(), "It is filed.");
    assert!(matches!(replay("19500312"), Err(Refusal::Changed { .. })));
    assert_eq!(hospital.rows("SELECT count(*) FROM result"), ["1"], "what waited is filed with it");

    // The next run finds that the result names a stay that has not come.
    hospital.import(&feed, vec![]);
    let open = hospital.store.ask(&hospital.session, &query).unwrap();
    assert_eq!(open.len(), 1);
    assert!(open.iter().all(|entry| entry.kind == "missing"), "{open:?}");
    let discard = DiscardError { id: open[0].id, version: open[0].version, reason: "old system".into() };
    hospital.store.apply(&hospital.session, &discard).unwrap();
    assert!(matches!(hospital.store.apply(&hospital.session, &discard), Err(Refusal::Changed { .. })));
}

#[test]
fn a_refused_row_of_a_table_is_read_again_with_its_header() {
    let hospital = Hospital::new("replay-row");
    let file = hospital.folder.path().join("list.csv");
    std::fs::write(
        &file,
        "mrn,last_name,first_name,dob,sex\n1,Smith,Ann,1950-03-12,F\n2,Roe,Jan,1950-13-99,F\n3,Poe,Ed,2027-01-01,M\n",
    )
    .unwrap();
    let (_, _, text) = chartroom::formats::csv::SHIPPED[1];
    let mut source = Source::csv("patients", text.to_owned()).unwrap();
    let feed = source.feed("list");
    let mut importer = Importer::open(&hospital.store, &hospital.session, feed, Arc::default()).unwrap();
    let files = intake::import_files(&mut importer, &mut source, &[file], &mut |_, _| {}).unwrap();
    let summary = files[0].result.as_ref().unwrap();
    assert_eq!((summary.added, summary.rejected), (1, 2), "one by its codec, one by the intake");
    importer.finish().unwrap();
    let query = ImportErrors { all: false, batch: None, before: None, limit: 50 };
    for (entry, (line, wrong, right)) in hospital
        .store
        .ask(&hospital.session, &query)
        .unwrap()
        .into_iter()
        .zip([(4, "2027-01-01", "1927-01-01"), (3, "1950-13-99", "1950-12-09")])
    {
        assert_eq!(entry.line, line);
        let detail = ImportErrorDetail { id: entry.id };
        let raw = hospital.store.ask(&hospital.session, &detail).unwrap().unwrap().raw;
        let corrected = String::from_utf8(raw).unwrap().replace(wrong, right).into_bytes();
        let change = CorrectAndReplay { id: entry.id, version: entry.version, corrected };
        assert_eq!(hospital.store.apply(&hospital.session, &change).unwrap(), "It is filed.");
    }
    assert_eq!(
        hospital.rows("SELECT mrn, family, birth_date FROM patient ORDER BY mrn"),
        ["1|Smith|1950-03-12", "2|Roe|1950-12-09", "3|Poe|1927-01-01"]
    );
}

#[test]
fn a_row_with_a_field_too_many_is_corrected_with_what_its_look_ups_say() {
    const MAP: &str = r#"
        name = "Labs"
        [[lookup]]
        name = "item"
        file = "items.csv"
        key = "itemid"
        on = "item"
        [[table]]
        file = "people.csv"
        [[table.fact]]
        kind = "patient"
        key = "id"
        family = "name"
        [[table]]
        file = "labs.csv"
        [[table.fact]]
        kind = "result"
        key = "no"
        patient = "id"
        code = "item"
        display = "item.label"
        value = "value"
        "#;
    let hospital = Hospital::new("replay-ragged");
    let file = |name: &str, text: &str| {
        let path = hospital.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let files = [
        file("items.csv", "itemid,label\n50912,Creatinine\n51301,\"White Blood Cells, count\"\n"),
        file("people.csv", "id,name\n7,Roe\n"),
        file("labs.csv", "no,id,item,value\n1,7,50912,1.1\n2,7,51301,,9.8\n"),
    ];
    let mut source = Source::csv("labs", MAP.to_owned()).unwrap();
    let feed = source.feed("labs");
    let mut importer = Importer::open(&hospital.store, &hospital.session, feed, Arc::default()).unwrap();
    for done in intake::import_files(&mut importer, &mut source, &files, &mut |_, _| {}).unwrap() {
        done.result.unwrap();
    }
    assert_eq!(importer.finish().unwrap().rejected, 1);
    let query = ImportErrors { all: false, batch: None, before: None, limit: 50 };
    let entry = hospital.store.ask(&hospital.session, &query).unwrap().remove(0);
    let detail = ImportErrorDetail { id: entry.id };
    let raw = hospital.store.ask(&hospital.session, &detail).unwrap().unwrap().raw;
    let slip = String::from_utf8(raw).unwrap();
    assert!(slip.contains("# item: 51301,\"White Blood Cells, count\"\nno,id,item,value\n"), "{slip}");
    let corrected = slip.replace("51301,,9.8", "51301,9.8").into_bytes();
    let change = CorrectAndReplay { id: entry.id, version: entry.version, corrected };
    assert_eq!(hospital.store.apply(&hospital.session, &change).unwrap(), "It is filed.");
    assert_eq!(
        hospital.rows("SELECT code, display, number FROM result ORDER BY code"),
        ["50912|Creatinine|1.1", "51301|White Blood Cells, count|9.8"]
    );
}

/// Stops the run when it has handed over so many.
struct Stopping {
    left: usize,
    list: List,
    stop: Arc<AtomicBool>,
}

impl Records for Stopping {
    fn next(&mut self) -> Result<Option<Result<Record, Rejection>>, ReadError> {
        if self.left == 0 {
            self.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        }
        self.left = self.left.saturating_sub(1);
        self.list.next()
    }
}

#[test]
fn a_stopped_run_goes_on_where_it_was() {
    let many: Vec<Record> = (0..3000)
        .map(|n| person(patient(&format!("k{n}"), NOW, &format!("{n}"), "Smith", &format!("Ann{n}"), "1950")))
        .collect();
    let whole = Hospital::new("whole");
    let all = whole.fhir(many.clone());
    let hospital = Hospital::new("stopped");
    let input = InputId { head_hash: [7; 32], bytes: 1000, ..InputId::made("file") };
    let stop = Arc::new(AtomicBool::new(false));
    let feed = Feed::new("fhir", Format::Fhir);
    let mut importer =
        Importer::open(&hospital.store, &hospital.session, feed.clone(), stop.clone()).unwrap();
    let records = Stopping { left: 1000, list: List::new(many.clone()), stop };
    let first = importer.import(&input, Box::new(records), &mut |_| {}).unwrap();
    // Gone without a word, as after kill -9.
    drop(importer);
    assert!(first.stopped && first.read < 3000, "{first:?}");
    let records = Box::new(List::new(many.clone()));
    let second =
        intake::import(&hospital.store, &hospital.session, feed, &input, records, &mut |_| {}).unwrap();
    assert_eq!((second.read, second.added), (all.read, all.added), "figures of both parts together");
    assert_eq!(hospital.content(), whole.content());
    let said =
        hospital.one("SELECT detail FROM audit WHERE action = 'import.begin' ORDER BY seq DESC LIMIT 1");
    assert_eq!(said, format!("feed fhir, from record {}", first.read + 1));
}

/// Makes the look-up entries of one patient again from the tables.
struct Reindex(PatientId);

impl Change for Reindex {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topic::Patients.into()
    }
    fn needs(&self) -> Permission {
        Permission::SignedIn
    }
    fn audit(&self) -> AuditLine {
        AuditLine::new("test.reindex")
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        Ok(chartroom::registry::index_patient(tx, self.0)?)
    }
}

#[test]
fn a_patient_is_looked_up_as_soon_as_the_run_has_filed_them() {
    let hospital = Hospital::new("look-up");
    let mut rich = ann("2026-01-01T00:00:00Z");
    let name_of = |name_use, family: &str| PersonName { name_use, ..name(family, "Ann") };
    rich.names = vec![name_of(NameUse::Alias, "Smyth"), name_of(NameUse::Maiden, "Kowalski-Ng")];
    rich.identifiers.push(Identifier {
        kind: "SS".into(),
        value: "123-45-6789".into(),
        ..Identifier::default()
    });
    let address = |address_use: &str, zip: &str| Address {
        address_use: address_use.into(),
        city: "Holyoke".into(),
        zip: zip.into(),
        ..Address::default()
    };
    rich.addresses = vec![address("home", "01040"), address("old", "01101")];
    let phone = |kind: &str, telecom_use: &str, value: &str| Telecom {
        kind: kind.into(),
        telecom_use: telecom_use.into(),
        value: value.into(),
    };
    rich.telecoms = vec![
        phone("phone", "home", "413-555-0142"),
        phone("fax", "work", "413-555-0199"),
        phone("other", "", "413-555-0177"),
        phone("phone", "old", "413-555-0100"),
    ];
    rich.death = Some(None);
    rich.flags = vec!["confidential".into()];
    hospital.fhir(vec![person(rich)]);
    let rows = || {
        let tables = ["lookup_card", "name_lf", "name_fl", "name_zip", "name_number", "term", "city_place"];
        tables.map(|table| hospital.rows(&format!("SELECT * FROM {table}")))
    };
    let from_memory = rows();
    assert!(from_memory.iter().all(|rows| !rows.is_empty()), "{from_memory:?}");
    hospital.store.apply(&hospital.session, &Reindex(PatientId(1))).unwrap();
    assert_eq!(rows(), from_memory, "the same entries as from the tables");
}

#[test]
fn a_visit_a_text_and_a_flag_by_hand() {
    let hospital = Hospital::new("by-hand");
    let known = Demographics {
        names: vec![name("Garcia", "Luz")],
        birth_date: PartialDate::parse_iso("1980-05-03"),
        ..Demographics::new()
    };
    let session = &hospital.session;
    let patient = hospital.store.apply(session, &RegisterPatient { demographics: known }).unwrap().patient;
    let visit = OpenEncounter {
        patient,
        class: EncounterClass::Outpatient,
        admit: when("2026-11-22").unwrap(),
        service: "MED".into(),
        place: String::new(),
        reason: "Check-up".into(),
        attending: None,
        payer: String::new(),
    };
    let encounter = hospital.store.apply(session, &visit).unwrap();
    let early = OpenEncounter { admit: when("1979-01-01").unwrap(), ..visit.clone() };
    assert!(matches!(hospital.store.apply(session, &early), Err(Refusal::Invalid { field: "admit", .. })));
    let text = AddTextDocument {
        patient,
        encounter: Some(encounter),
        doc_type: Coded { display: "Letter".into(), ..Coded::default() },
        title: String::new(),
        author: None,
        author_text: "Dr. Flores".into(),
        written: when("2026-11-22"),
        state: DocumentState::Unsigned,
        text: "Dear colleague, hyponatremia.".into(),
    };
    hospital.store.apply(session, &text).unwrap();
    let other = AddTextDocument { patient: PatientId(99), ..text };
    assert!(hospital.store.apply(session, &other).is_err());
    let flag = SetFlag { patient, flag: "legal-hold".into(), note: "case 12".into() };
    hospital.store.apply(session, &flag).unwrap();
    assert_eq!(hospital.rows("SELECT state, visit_number FROM encounter"), ["open|V100001"]);
    assert_eq!(hospital.rows("SELECT title, state FROM document"), ["Letter|unsigned"]);
    assert_eq!(
        hospital.rows("SELECT rowid FROM document_words WHERE document_words MATCH '1xhyponatremia'"),
        ["1"]
    );
    assert_eq!(hospital.rows("SELECT flag, set_by FROM patient_flag"), ["legal-hold|root"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_order_gives_the_same_content(order in Just((0..chart().len()).collect::<Vec<_>>()).prop_shuffle(), cut in 0_usize..13) {
        let reference = Hospital::new("order-reference");
        reference.fhir(chart());
        let want = reference.content();
        prop_assert!(want.iter().any(|row| row.contains("Blue Cross|coverage")), "{want:?}");
        let shuffled = Hospital::new("order-shuffled");
        let records: Vec<Record> = order.iter().map(|idx| chart()[*idx].clone()).collect();
        let (first, second) = records.split_at(cut);
        // In one run or in two, whatever comes first.
        shuffled.fhir(first.to_vec());
        shuffled.fhir(second.to_vec());
        prop_assert_eq!(shuffled.content(), want);
    }
}

#[test]
fn a_stay_puts_its_diagnoses_in_order_whichever_comes_first() {
    let hospital = Hospital::new("ranks");
    let t = "2026-02-01T00:00:00Z";
    let diagnosis = |key: &str| {
        of(Fact::Diagnosis(Box::new(DiagnosisFact {
            origin: origin(key, t),
            patient: reference(Kind::Patient, "p1"),
            encounter: reference(Kind::Encounter, "e1"),
            code: Coded { system: "ICD10CM".into(), code: key.into(), display: String::new() },
            diagnosis_use: DiagnosisUse::Encounter,
            rank: None,
            poa: None,
            onset: None,
            ended: None,
            recorded: None,
            status: "active".into(),
        })))
    };
    let mut visit = stay("e1", t);
    visit.diagnoses = vec![
        (reference(Kind::Diagnosis, "I10").unwrap(), 2),
        (reference(Kind::Diagnosis, "I509").unwrap(), 1),
    ];
    let visit = of(Fact::Encounter(Box::new(visit)));
    hospital.fhir(vec![person(ann(t)), diagnosis("I10"), visit, diagnosis("I509")]);
    assert_eq!(hospital.rows("SELECT code, rank FROM diagnosis ORDER BY rank"), ["I509|1", "I10|2"]);
    assert_eq!(hospital.rows("SELECT 1 FROM loose_reference"), [""; 0]);
}
