//! Chart completion over whole hospitals: exactly the gaps that are there are found, and messages close and open them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod common;

use chartroom::{
    completion::{
        AssignByHand, CloseChart, Decide, Deed, Deficiencies, Deficiency, Extent, History, LoadRules,
        LookOver, Owing, Rates, ReviewChart, Suspensions, Tally, UndoReview, Which, analyze, rules_file,
    },
    demo::{self, Config, Detail, Flaw},
    domain::{
        completion::{Lack, Standing},
        facts::{Record, Rejection},
        ids::{DeficiencyId, EncounterId},
        time::{Clock, parse_instant},
    },
    formats::{ReadError, Records},
    intake::{self, Feed, Format, Importer, InputId, Source},
    store::{self, Refusal, Session, Store},
};
use common::Folder;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

struct Hospital {
    folder: Folder,
    store: Store,
    session: Session,
}

impl Hospital {
    fn new(name: &str, now: &str) -> Self {
        let folder = Folder::new(&format!("completion-{name}"));
        let clock = Clock::Fixed(parse_instant(now).unwrap());
        let store = store::create(&folder.file(), "hospital", "Test hospital", "root", clock).unwrap();
        let session = store.sign_in("root", "tty").unwrap();
        Self { folder, store, session }
    }

    /// The same file at another time.
    fn at(&self, now: &str) -> (Store, Session) {
        let store = Store::open(&self.folder.file(), Clock::Fixed(parse_instant(now).unwrap())).unwrap();
        let session = store.sign_in("root", "tty").unwrap();
        (store, session)
    }

    fn analyze(&self) -> Tally {
        analyze(&self.store, &self.session, Extent::Changed, &mut |_| true).unwrap()
    }

    fn open(&self) -> Vec<Deficiency> {
        let query = Deficiencies { which: Which::Open(DeficiencyId(0)), limit: 100_000 };
        self.store.ask(&self.session, &query).unwrap()
    }

    fn of_stay(&self, stay: EncounterId) -> Vec<Deficiency> {
        self.store.ask(&self.session, &Deficiencies { which: Which::OfChart(stay), limit: 1000 }).unwrap()
    }

    fn decide(&self, id: DeficiencyId, deed: Deed, reason: &str) -> Result<(), Refusal> {
        self.store.apply(&self.session, &Decide { id, seen: None, deed, reason: reason.into() })
    }

    #[allow(clippy::disallowed_methods, reason = "a look from outside")]
    fn pairs(&self, sql: &str) -> BTreeMap<i64, String> {
        let conn = rusqlite::Connection::open(self.folder.file()).unwrap();
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// HL7 messages as a feed brings them.
    fn messages(&self, name: &str, messages: &[String]) {
        let path = self.folder.path().join(format!("{name}.hl7"));
        std::fs::write(&path, messages.join("\r\n")).unwrap();
        self.files("adt", &path);
    }

    fn files(&self, feed: &str, path: &std::path::Path) {
        self.import(Source::Hl7, feed, path);
    }

    /// One FHIR resource as a feed brings it.
    fn resource(&self, name: &str, resource: &serde_json::Value) {
        let path = self.folder.path().join(format!("{name}.json"));
        std::fs::write(&path, resource.to_string()).unwrap();
        self.import(Source::Fhir, "ehr", &path);
    }

    fn import(&self, mut source: Source, feed: &str, path: &std::path::Path) {
        let mut importer =
            Importer::open(&self.store, &self.session, source.feed(feed), Arc::default()).unwrap();
        intake::import_files(&mut importer, &mut source, &[path.to_owned()], &mut |_, _| {}).unwrap();
        importer.finish().unwrap();
    }
}

struct List(std::vec::IntoIter<Record>);

impl Records for List {
    fn next(&mut self) -> Result<Option<Result<Record, Rejection>>, ReadError> {
        Ok(self.0.next().map(Ok))
    }
}

fn demo_hospital(name: &str, seed: u64, patients: u64) -> (Hospital, demo::Truth) {
    let as_of = "2026-11-22".parse().unwrap();
    let made = demo::Hospital::new(Config { seed, patients, as_of, detail: Detail::Full }).unwrap();
    let hospital = Hospital::new(name, "2026-11-22T00:00:00Z");
    let records = List(made.records().collect::<Vec<_>>().into_iter());
    let feed = Feed::new("demo", Format::Demo);
    let input = InputId::made("demo");
    intake::import(&hospital.store, &hospital.session, feed, &input, Box::new(records), &mut |_| {}).unwrap();
    (hospital, made.truth())
}

#[test]
fn the_gaps_of_the_demonstration_hospital_are_found_and_nothing_else() {
    let (hospital, truth) = demo_hospital("demo", 1, 120);
    hospital.analyze();
    let stays = hospital.pairs("SELECT row_id, key FROM source_key WHERE kind = 2 AND row_id IS NOT NULL");
    let papers = hospital.pairs("SELECT row_id, key FROM source_key WHERE kind = 7 AND row_id IS NOT NULL");
    let people = hospital.pairs("SELECT row_id, key FROM source_key WHERE kind = 11 AND row_id IS NOT NULL");
    let code_of = hospital.pairs("SELECT document_id, type_code FROM document");
    let types: BTreeMap<&str, &str> = [
        ("history-physical", "34117-2"),
        ("discharge-summary", "18842-5"),
        ("operative-report", "11504-8"),
        ("anesthesia-record", "11485-0"),
    ]
    .into();
    let found: BTreeSet<(String, String, Option<String>, Flaw, String)> = hospital
        .open()
        .into_iter()
        .map(|one| {
            let flaw = match one.lack {
                Lack::Missing => Flaw::Missing,
                Lack::Dictated => Flaw::Dictated,
                Lack::Unfinished => Flaw::Begun,
                Lack::Unsigned => Flaw::Unsigned,
                Lack::Uncosigned => Flaw::Uncosigned,
                Lack::WrongPatient => Flaw::WrongPatient,
                Lack::Content => panic!("nobody looked"),
            };
            let code = one.document.map_or_else(
                || {
                    types
                        .get(one.doc_type.as_str())
                        .map_or_else(|| one.doc_type.clone(), |code| (*code).to_owned())
                },
                |document| code_of[&document.0].clone(),
            );
            let owed = one.responsible.and_then(|who| people.get(&who.0).cloned()).unwrap_or_default();
            let document = one.document.map(|document| papers[&document.0].clone());
            (stays[&one.encounter.0].clone(), code, document, flaw, owed)
        })
        .collect();
    let expected: BTreeSet<_> = truth
        .gaps
        .iter()
        // A withdrawn note is a gap of nobody's: what it was to say is asked for by its type.
        .filter(|gap| gap.flaw != Flaw::Retracted)
        .map(|gap| {
            (
                gap.encounter.clone(),
                gap.doc_type.to_owned(),
                gap.document.clone(),
                gap.flaw,
                gap.owed_by.clone(),
            )
        })
        .collect();
    assert!(expected.len() > 60, "{}", expected.len());
    let missed: Vec<_> = expected.difference(&found).collect();
    let invented: Vec<_> = found.difference(&expected).collect();
    assert!(missed.is_empty() && invented.is_empty(), "not found: {missed:#?}\nnot there: {invented:#?}");
    assert_eq!(hospital.analyze(), Tally::default(), "a second run looks at nothing");
    let again = analyze(&hospital.store, &hospital.session, Extent::All, &mut |_| true).unwrap();
    assert!(!again.changed() && again.charts > 100, "{again:?}");
}

fn adt(event: &str, at: &str, more: &str) -> String {
    format!(
        "MSH|^~\\&|ADT|HOSP|HIM|HOSP|{at}+0000||ADT^{event}|A{event}{at}|P|2.5\rEVN|{event}|{at}+0000\r\
         PID|1||1001^^^HOSP^MR||Stone^Ada||19500312|F\r\
         PV1|1|I|4W^12^1||||1234567893^Hart^Joan|||MED|||||||||V77{}|20261101080000+0000{more}\r",
        "|".repeat(25)
    )
}

/// A document message: event, time, key of the document, type, completion status, text.
fn mdm(event: &str, at: &str, key: &str, kind: &str, status: &str, text: &str) -> String {
    let signed = if status == "AU" || status == "LA" {
        format!("1234567893^Hart^Joan^^^^^^^^^^^^{at}")
    } else {
        String::new()
    };
    let body = if text.is_empty() { String::new() } else { format!("OBX|1|TX|{kind}||{text}||||||F\r") };
    format!(
        "MSH|^~\\&|TRANS|HOSP|HIM|HOSP|{at}+0000||MDM^{event}|M{event}{at}{key}|P|2.5\rEVN|{event}|{at}+0000\r\
         PID|1||1001^^^HOSP^MR||Stone^Ada||19500312|F\rPV1|1|I|4W^12^1||||1234567893^Hart^Joan|||MED|||||||||V77\r\
         TXA|1|{kind}|TX|{at}+0000|1234567893^Hart^Joan|{at}+0000|||1234567893^Hart^Joan|||{key}|||||{status}||AV||||{signed}\r{body}"
    )
}

const NOW: &str = "2026-11-22T12:00:00Z";

fn one_stay(name: &str) -> (Hospital, EncounterId) {
    one_stay_at(name, NOW)
}

fn one_stay_at(name: &str, now: &str) -> (Hospital, EncounterId) {
    let hospital = Hospital::new(name, now);
    hospital.messages(
        "adt",
        &[adt("A01", "20261101080000", ""), adt("A03", "20261105100000", "|20261105100000+0000")],
    );
    let tally = hospital.analyze();
    assert_eq!(tally.charts, 1);
    let stay = hospital.open()[0].encounter;
    (hospital, stay)
}

fn state(hospital: &Hospital, stay: EncounterId) -> Vec<(String, Lack, Standing)> {
    hospital.of_stay(stay).into_iter().map(|one| (one.doc_type, one.lack, one.state)).collect()
}

#[test]
fn messages_of_documents_close_and_open_exactly_the_right_deficiency() {
    let (hospital, stay) = one_stay("mdm");
    let history = |lack, state| ("history-physical".to_owned(), lack, state);
    let summary = |lack, state| ("discharge-summary".to_owned(), lack, state);
    let missing = [history(Lack::Missing, Standing::Open), summary(Lack::Missing, Standing::Open)];
    assert_eq!(state(&hospital, stay), missing);
    // A signed history closes the one, by the import itself.
    hospital.messages("hp", &[mdm("T02", "20261101120000", "HP1", "34117-2", "AU", "History.")]);
    assert_eq!(state(&hospital, stay), [history(Lack::Missing, Standing::Closed), missing[1].clone()]);
    // The summary: notification of a dictation, then the text, then signed; one deficiency goes along.
    let steps = [
        ("T01", "20261106080000", "DI", "", Lack::Dictated, Standing::Open),
        ("T04", "20261106090000", "DO", "Summary.", Lack::Unsigned, Standing::Open),
        ("T04", "20261106100000", "AU", "Summary.", Lack::Unsigned, Standing::Closed),
    ];
    for (event, at, status, text, lack, standing) in steps {
        hospital.messages(at, &[mdm(event, at, "DS1", "18842-5", status, text)]);
        let found = state(&hospital, stay);
        assert_eq!(found[1], summary(lack, standing), "{event} {status}: {found:?}");
        assert_eq!(found.len(), 2, "{event} {status}: {found:?}");
    }
    assert_eq!(hospital.analyze(), Tally::default());
    // A replacement that is not signed (T10) opens the same deficiency again, its signature (T08) closes it.
    let replaced = mdm("T10", "20261107080000", "DS2", "18842-5", "DO", "Summary, corrected.")
        .replace("|DS2|||||", "|DS2|DS1||||");
    hospital.messages("t10", &[replaced]);
    let found = state(&hospital, stay);
    assert_eq!(found.iter().filter(|one| one.2 == Standing::Open).count(), 1, "{found:?}");
    hospital.messages("t08", &[mdm("T08", "20261107090000", "DS2", "18842-5", "AU", "Summary, corrected.")]);
    let found = state(&hospital, stay);
    assert!(found.iter().all(|one| one.2 == Standing::Closed), "{found:?}");
    // An unsigned addendum (T06) is owed for itself and leaves the summary closed.
    let addendum = mdm("T06", "20261108090000", "AD1", "11506-3", "DO", "Addendum.")
        .replace("|AD1|||||", "|AD1|DS2||||");
    hospital.messages("t06", &[addendum]);
    let open: Vec<_> = state(&hospital, stay).into_iter().filter(|one| one.2 == Standing::Open).collect();
    assert_eq!(open, [("progress-note".to_owned(), Lack::Unsigned, Standing::Open)]);
    // Its signature closes it, and only it; nothing is left.
    let addendum = mdm("T08", "20261108090000", "AD1", "11506-3", "AU", "Addendum.")
        .replace("|AD1|||||", "|AD1|DS2||||");
    hospital.messages("t08b", &[addendum]);
    let found = state(&hospital, stay);
    assert!(found.iter().all(|one| one.2 == Standing::Closed), "{found:?}");
}

/// A patient and a discharged stay of a FHIR feed.
fn fhir_stay(name: &str) -> (Hospital, EncounterId) {
    let hospital = Hospital::new(name, NOW);
    let patient = serde_json::json!({
        "resourceType": "Patient", "id": "p1", "meta": {"lastUpdated": "2026-11-01T08:00:00Z"},
        "identifier": [{"system": "urn:mrn", "value": "1001",
                        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}}],
        "name": [{"family": "Stone", "given": ["Ada"]}], "gender": "female", "birthDate": "1950-03-12",
    });
    hospital.resource("patient", &patient);
    let stay = serde_json::json!({
        "resourceType": "Encounter", "id": "e1", "meta": {"lastUpdated": "2026-11-05T11:00:00Z"}, "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2026-11-01T08:00:00Z", "end": "2026-11-05T10:00:00Z"},
    });
    hospital.resource("stay", &stay);
    hospital.analyze();
    let stay = hospital.open()[0].encounter;
    (hospital, stay)
}

fn document_reference(at: &str, status: &str, doc_status: &str) -> serde_json::Value {
    serde_json::json!({
        "resourceType": "DocumentReference", "id": "d1", "meta": {"lastUpdated": at}, "status": status,
        "docStatus": doc_status, "type": {"coding": [{"system": "http://loinc.org", "code": "18842-5"}]},
        "subject": {"reference": "Patient/p1"}, "date": "2026-11-06T08:00:00Z",
        "context": {"encounter": [{"reference": "Encounter/e1"}]},
        "content": [{"attachment": {"contentType": "text/plain", "data": "U3VtbWFyeS4="}}],
    })
}

fn composition(at: &str, status: &str) -> serde_json::Value {
    serde_json::json!({
        "resourceType": "Composition", "id": "c1", "meta": {"lastUpdated": at}, "status": status,
        "type": {"coding": [{"system": "http://loinc.org", "code": "34117-2"}]}, "title": "History and physical",
        "subject": {"reference": "Patient/p1"}, "encounter": {"reference": "Encounter/e1"},
        "date": "2026-11-01T12:00:00Z", "author": [{"display": "Joan Hart"}],
        "attester": [{"mode": "legal", "time": "2026-11-01T12:30:00Z", "party": {"display": "Joan Hart"}}],
        "section": [{"title": "History", "text": {"status": "generated", "div": "<div>Chest pain.</div>"}}],
    })
}

#[test]
fn signed_fhir_documents_close_exactly_their_deficiency_and_retracted_ones_open_it_again() {
    let (hospital, stay) = fhir_stay("fhir");
    let history = |lack, state| ("history-physical".to_owned(), lack, state);
    let summary = |lack, state| ("discharge-summary".to_owned(), lack, state);
    let (missing, unsigned, open, closed) = (Lack::Missing, Lack::Unsigned, Standing::Open, Standing::Closed);
    assert_eq!(state(&hospital, stay), [history(missing, open), summary(missing, open)]);
    // A draft is owed its signature; signed, it closes the summary and leaves the history.
    hospital.resource("d1", &document_reference("2026-11-06T08:00:00Z", "current", "preliminary"));
    assert_eq!(state(&hospital, stay), [history(missing, open), summary(unsigned, open)]);
    hospital.resource("d2", &document_reference("2026-11-06T09:00:00Z", "current", "final"));
    assert_eq!(state(&hospital, stay), [history(missing, open), summary(unsigned, closed)]);
    hospital.resource("c1", &composition("2026-11-06T10:00:00Z", "final"));
    assert_eq!(state(&hospital, stay), [history(missing, closed), summary(unsigned, closed)]);
    assert_eq!(hospital.analyze(), Tally::default(), "the import did it all");
    // Retracted: only its own is owed again.
    hospital.resource("d3", &document_reference("2026-11-07T08:00:00Z", "entered-in-error", "final"));
    let found = state(&hospital, stay);
    let open_now: Vec<_> = found.iter().filter(|one| one.2 == open).collect();
    assert_eq!(open_now.len(), 1, "{found:?}");
    assert_eq!((open_now[0].0.as_str(), open_now[0].1), ("discharge-summary", missing), "{found:?}");
    hospital.resource("c2", &composition("2026-11-07T09:00:00Z", "entered-in-error"));
    let found = state(&hospital, stay);
    let open_now: BTreeSet<_> = found.iter().filter(|one| one.2 == open).map(|one| one.0.as_str()).collect();
    assert_eq!(open_now, BTreeSet::from(["discharge-summary", "history-physical"]), "{found:?}");
    // An older word about it that comes late changes nothing; a newer one in force closes it again.
    hospital.resource("c3", &composition("2026-11-06T11:00:00Z", "final"));
    assert_eq!(state(&hospital, stay).iter().filter(|one| one.2 == open).count(), 2);
    hospital.resource("c4", &composition("2026-11-08T08:00:00Z", "amended"));
    let found = state(&hospital, stay);
    let open_now: Vec<_> = found.iter().filter(|one| one.2 == open).map(|one| one.0.as_str()).collect();
    assert_eq!(open_now, ["discharge-summary"], "{found:?}");
}

#[test]
fn the_document_messages_of_the_test_data_never_show_a_signed_note_as_unsigned() {
    let Some(folder) = common::data("hl7v2") else { return };
    let hospital = Hospital::new("mdm-data", NOW);
    for name in ["fhir-converter", "linuxforhealth"] {
        hospital.files(name, &folder.join(name));
    }
    hospital.analyze();
    let signed =
        hospital.pairs("SELECT document_id, state FROM document WHERE state IN ('signed', 'legally-signed')");
    assert!(signed.len() > 1, "{signed:?}");
    for one in hospital.open() {
        let is_signed = one.document.is_some_and(|document| signed.contains_key(&document.0));
        assert!(!is_signed || one.lack == Lack::Uncosigned, "{} {:?}", one.name, one.lack);
    }
    assert_eq!(hospital.analyze(), Tally::default());
}

/// Each document message of the test data by itself, as it is and as a history and physical, signed and not.
#[test]
fn each_document_message_of_the_test_data_closes_and_opens_what_it_should() {
    let Some(folder) = common::data("hl7v2/fhir-converter") else { return };
    let stay = EncounterId(1);
    let history = |lack, standing| vec![("history-physical".to_owned(), lack, standing)];
    let missing = history(Lack::Missing, Standing::Open);
    // A notification (T01, T05, T09) brings a state and no text.
    for (name, kind, is_one) in [
        ("MDM-T01-01", "", true),
        ("MDM-T02-01", "", true),
        ("MDM-T05-01", "addendum", false),
        ("MDM-T06-01", "addendum", false),
        ("MDM-T09-01", "replaces", true),
        ("MDM-T10-01", "replaces", true),
    ] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.hl7"))).unwrap();
        let hospital = Hospital::new(&format!("each-{name}"), NOW);
        hospital.messages("as-it-is", std::slice::from_ref(&text));
        hospital.analyze();
        let documents = hospital.pairs(
            "SELECT document_id, type_code || ' ' || state || ' ' || parent_kind FROM document WHERE encounter_id = 1",
        );
        assert_eq!(documents.into_values().collect::<Vec<_>>(), [format!("18748-4 signed {kind}")], "{name}");
        assert_eq!(state(&hospital, stay), missing, "{name}: an imaging report is no history");
        if !is_one {
            continue;
        }
        for (status, lack, standing) in
            [("DO", Lack::Unsigned, Standing::Open), ("AU", Lack::Unsigned, Standing::Closed)]
        {
            let as_history = text
                .replace("TXA|1|DI|", "TXA|1|HP|")
                .replace("||AU|", &format!("||{status}|"))
                .replace("51.20080131160038|", "99|")
                .replace("|PS1-20080131160038|", &format!("|{status}|"))
                .replace(
                    "|200801311600+0215||MDM",
                    if status == "DO" { "|200801311601+0215||MDM" } else { "|200801311602+0215||MDM" },
                );
            hospital.messages(status, &[as_history]);
            let found = state(&hospital, stay);
            assert_eq!(found, history(lack, standing), "{name} {status}");
        }
    }
}

#[test]
fn people_decide_and_rules_leave_it_so() {
    let (hospital, stay) = one_stay("decide");
    let [history, summary] = [0, 1].map(|at| hospital.of_stay(stay)[at].id);
    assert!(hospital.decide(history, Deed::Dispute, " ").is_err(), "a reason is needed");
    hospital.decide(history, Deed::Dispute, "not my patient").unwrap();
    assert!(hospital.decide(history, Deed::Dispute, "again").unwrap_err().to_string().contains("disputed"));
    hospital.decide(history, Deed::Uphold, "right").unwrap();
    hospital.decide(summary, Deed::Waive, "author left").unwrap();
    let all = analyze(&hospital.store, &hospital.session, Extent::All, &mut |_| true).unwrap();
    assert!(!all.changed(), "{all:?}");
    assert_eq!(hospital.open(), []);
    assert!(hospital.decide(summary, Deed::Keep, "x").unwrap_err().to_string().contains("not disputed"));
    hospital.decide(summary, Deed::Reopen, "author is back").unwrap();
    assert_eq!(hospital.open().len(), 1);
    let steps = hospital.store.ask(&hospital.session, &History(history)).unwrap();
    assert_eq!(steps.iter().map(|step| step.what.as_str()).collect::<Vec<_>>(), ["disputed", "cancelled"]);
    let rates = hospital.store.ask(&hospital.session, &Rates).unwrap();
    assert_eq!((rates[1].numerator, rates[1].denominator), (1, 2.0));
}

#[test]
fn a_chart_is_reviewed_taken_back_and_closed() {
    let (hospital, stay) = one_stay("review");
    let apply = |change: ReviewChart| hospital.store.apply(&hospital.session, &change);
    let found = AssignByHand {
        encounter: stay,
        lack: Lack::Missing,
        doc_type: "consult-note".into(),
        document: None,
        responsible: None,
        note: "cardiology was asked".into(),
    };
    hospital.store.apply(&hospital.session, &found).unwrap();
    assert!(
        hospital.store.apply(&hospital.session, &found).unwrap_err().to_string().contains("owed already")
    );
    assert_eq!(
        apply(ReviewChart { encounter: stay, answers: vec![Some(true), None], note: String::new() }).unwrap(),
        3
    );
    hospital.store.apply(&hospital.session, &UndoReview(stay)).unwrap();
    assert!(hospital.store.apply(&hospital.session, &UndoReview(stay)).is_err());
    let close = CloseChart { encounter: stay, close: true, reason: "committee of 12/4".into() };
    assert_eq!(hospital.store.apply(&hospital.session, &close).unwrap(), 3);
    assert_eq!(hospital.open(), []);
    assert!(!analyze(&hospital.store, &hospital.session, Extent::All, &mut |_| true).unwrap().changed());
}

#[test]
fn records_age_to_delinquency_and_suspension_and_are_lifted_when_done() {
    let (hospital, stay) = one_stay_at("ageing", "2026-11-13T00:00:00Z");
    let at = |now: &str| {
        let (store, session) = hospital.at(now);
        analyze(&store, &session, Extent::Changed, &mut |_| true).unwrap();
        let found = store.ask(&session, &Deficiencies { which: Which::OfChart(stay), limit: 10 }).unwrap();
        let list = store.ask(&session, &Suspensions { all: false }).unwrap();
        (found.iter().map(|one| (one.level, one.delinquent)).collect::<Vec<_>>(), list.len())
    };
    // Discharged on 5 November at 10:00.
    assert_eq!(at("2026-11-13T00:00:00Z").0, [(1, false), (1, false)]);
    assert_eq!(at("2026-11-27T00:00:00Z").0, [(2, false), (2, false)]);
    assert_eq!(at("2026-12-06T00:00:00Z"), (vec![(3, true), (3, true)], 0));
    assert_eq!(at("2026-12-13T00:00:00Z"), (vec![(4, true), (4, true)], 1));
    let (store, session) = hospital.at("2026-12-13T00:00:00Z");
    let rates = store.ask(&session, &Rates).unwrap();
    assert_eq!((rates[0].numerator, rates[0].denominator), (1, 1.0 / 12.0));
    assert_eq!(store.ask(&session, &Owing).unwrap()[0].delinquent, 2);
    hospital.messages(
        "both",
        &[
            mdm("T02", "20261213080000", "HP1", "34117-2", "AU", "History."),
            mdm("T02", "20261213080000", "DS1", "18842-5", "AU", "Summary."),
        ],
    );
    assert_eq!(at("2026-12-14T00:00:00Z").1, 0);
}

#[test]
fn the_hospitals_own_rules_are_loaded_whole_or_not_at_all() {
    let (hospital, stay) = one_stay("rules");
    let load = |text: &str| {
        let change = LoadRules { file: "own.toml".into(), text: text.into(), reason: "bylaws".into() };
        hospital.store.apply(&hospital.session, &change)
    };
    let wrong = rules_file::SHIPPED.replace("owes = \"history-physical\"", "owes = \"histry\"");
    let told = load(&wrong).unwrap_err().to_string();
    assert!(told.contains("own.toml, line") && told.contains("\"histry\""), "{told}");
    let milder = rules_file::SHIPPED.replace(
        "when = { classes = [\"inpatient\", \"observation\"] }",
        "when = { classes = [\"observation\"] }",
    );
    load(&milder).unwrap();
    hospital.store.apply(&hospital.session, &LookOver(stay)).unwrap();
    assert_eq!(hospital.open().len(), 1);
}
