use crate::{
    app::testing::{Bench, Size},
    domain::{ids::ImportErrorId, link::Link, role::Role},
    formats::{Records, fhir::FhirRecords, hl7v2::Hl7Records},
    intake::{Feed, Format, ImportErrors, InputId, QueuedError, import},
    keys::Chord,
    registry::{Lookup, Resolve},
    store::{Session, Store, drafts::Drafts},
    term::TermEvent,
};
use proptest::prelude::*;
use std::io::Cursor;

/// A good message, one with a birth date that lies ahead and a control sequence in a name, one without a message type, a merge.
const NIGHT: &str = "MSH|^~\\&|ADT|EAST|HIM|EAST|202611220100||ADT^A04|1|P|2.5\rEVN||202611220100\r\
PID|1||7001^^^EAST^MR||Okafor^Grace||19880503|F\rPV1|1|O\r\
MSH|^~\\&|ADT|EAST|HIM|EAST|202611220200||ADT^A04|2|P|2.5\rEVN||202611220200\r\
PID|1||7002^^^EAST^MR||Sm\x1b[2Jith^Jane||20300101|F\rPV1|1|O\r\
MSH|^~\\&|ADT|EAST|HIM|EAST|202611220300|||3|P|2.5\rPID|1||7003^^^EAST^MR||Nobody\r\
MSH|^~\\&|ADT|EAST|HIM|EAST|202611220400||ADT^A40|4|P|2.5\rEVN||202611220400\r\
PID|1||7001^^^EAST^MR||Okafor^Grace||19880503|F\rMRG|7009^^^EAST^MR\r";

const RESOURCE: &str = r#"{"resourceType":"Patient","id":"p1","name":[{"family":"Lee","given":["Ann"]}],"birthDate":"2030-13-01","gender":"female"}"#;

fn run(store: &Store, session: &Session, feed: &str, format: Format, input: &str, text: &str) {
    let bytes = Box::new(Cursor::new(text.as_bytes().to_vec()));
    let records: Box<dyn Records> = match format {
        Format::Hl7 => Box::new(Hl7Records::new(bytes)),
        _ => Box::new(FhirRecords::new(bytes, 0)),
    };
    import(store, session, Feed::new(feed, format), &InputId::made(input), records, &mut |_| {}).unwrap();
}

fn night(store: &Store, maker: &Session) {
    run(store, maker, "adt-east", Format::Hl7, "/in/2026-11-22/night.hl7", NIGHT);
    run(store, maker, "fhir", Format::Fhir, "/in/patient-p1.json", RESOURCE);
}

fn bench(size: Size) -> Bench {
    let mut bench = Bench::of(size, night, None);
    bench.keys("<esc>gi");
    bench
}

fn queued(bench: &Bench, all: bool) -> Vec<QueuedError> {
    bench.store.ask(&bench.maker, &ImportErrors { all, batch: None, before: None, limit: 99 }).unwrap()
}

/// The open entry whose field has these letters in it.
fn entry(bench: &Bench, field: &str) -> ImportErrorId {
    queued(bench, false).iter().find(|entry| entry.field.contains(field)).unwrap().id
}

fn open(bench: &mut Bench, id: ImportErrorId) {
    let pane = (super::DESK.serve)(&Link::ImportError(id), crate::kit::testing::words());
    bench.show(pane.unwrap());
}

#[test]
fn an_empty_desk_says_where_imports_are_started() {
    for size in Size::BOTH {
        let mut bench = Bench::new(size);
        bench.keys("<esc>gi").check("imports_empty").shows("chartroom import");
        bench.keys("e").shows("Nothing was refused").keys("m").shows("No feed asks for a merge.");
    }
}

#[test]
fn runs_are_listed_with_their_figures() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.check("imports_runs").keys("j<enter>").shows("Refused of night.hl7").shows("birth date");
    }
}

#[test]
fn the_queue_says_what_is_wrong_and_where() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("e").check("imports_queue");
        bench.keys("<enter>").check("imports_entry_fhir");
        let id = entry(&bench, "birth date");
        open(&mut bench, id);
        bench.check("imports_entry_hl7").shows("<1B>[2J");
    }
}

#[test]
fn a_record_is_corrected_and_replayed() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        let id = entry(&bench, "birth date");
        open(&mut bench, id);
        bench.keys("c").check("imports_correct");
        // Third line, the birth date of it, over the text as it stands.
        bench.keys("<pgup><home>");
        let text =
            super::record::to_edit(raw(&bench, id).as_bytes(), Format::Hl7).replace("20300101", "19800101");
        bench.keys("<c-k>");
        for _ in 0..3 {
            bench.keys("<c-k><c-k><del>");
        }
        bench.event(TermEvent::Paste(text)).keys("<c-s>").shows("It is filed.").shows("replayed");
        let found = bench.store.ask(&bench.maker, &Resolve { identifier: "7002".into() }).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(queued(&bench, false).len(), 3);
        // The same entry offers nothing any more.
        bench.keys("c").shows("This record is settled.").keys("d").shows("This record is settled.");
    }
}

fn raw(bench: &Bench, id: ImportErrorId) -> String {
    let query = crate::intake::ImportErrorDetail { id };
    String::from_utf8(bench.store.ask(&bench.maker, &query).unwrap().unwrap().raw).unwrap()
}

#[test]
fn what_is_still_wrong_is_said_beside_the_text() {
    let mut bench = bench(Size::Small);
    let id = entry(&bench, "birth date");
    open(&mut bench, id);
    bench.keys("c<c-s>").shows("lies in the future").keys("<c-s>");
    assert_eq!(queued(&bench, false).len(), 4);
    // As it is, it is refused in the same words.
    bench.keys("<esc>ry").shows("lies in the future").keys("<enter>");
}

#[test]
fn a_resource_on_one_line_is_corrected_on_many() {
    let mut bench = bench(Size::Large);
    let id = entry(&bench, "birthDate");
    open(&mut bench, id);
    bench.keys("c").shows("\"birthDate\": \"2030-13-01\"");
    let text =
        super::record::to_edit(raw(&bench, id).as_bytes(), Format::Fhir).replace("2030-13-01", "1980-01-01");
    bench.keys("<pgup><pgup><pgup><home>");
    for _ in 0..40 {
        bench.keys("<c-k><del>");
    }
    bench.event(TermEvent::Paste(text)).keys("<c-s>").shows("It is filed.");
    let found = bench.store.ask(&bench.maker, &Lookup::new("lee ann")).unwrap();
    assert_eq!(found.rows.len(), 1);
}

#[test]
fn a_record_is_put_away_with_a_reason() {
    let mut bench = bench(Size::Small);
    bench
        .keys("ed<c-s>")
        .shows("This is needed.")
        .text("sent twice")
        .keys("<c-s>")
        .shows("The record is put away.");
    assert_eq!(queued(&bench, false).len(), 3);
    // It is found among the settled ones, with who and why.
    bench.keys("a").shows("put away").keys("gg").shows("put away");
    let settled = queued(&bench, true).into_iter().find(|entry| entry.state == "discarded").unwrap();
    open(&mut bench, settled.id);
    bench.shows("by maker").shows("sent twice");
}

#[test]
fn two_at_one_entry_are_told() {
    let mut bench = bench(Size::Small);
    let id = entry(&bench, "birth date");
    open(&mut bench, id);
    bench.keys("c").text("x");
    let version = queued(&bench, false).iter().find(|entry| entry.id == id).unwrap().version;
    bench.apply(&crate::intake::DiscardError { id, version, reason: "not ours".into() });
    bench.keys("<c-s>").shows("changed by maker").keys("<enter>").shows("put away").shows("not ours");
}

#[test]
fn half_a_correction_comes_back() {
    let mut bench = bench(Size::Small);
    let id = entry(&bench, "birth date");
    open(&mut bench, id);
    bench.keys("c").text("HALF").wait();
    assert_eq!(bench.store.ask(&bench.maker, &Drafts).unwrap()[0].slot, format!("import-error:{id}"));
    bench.keys("<esc>k").keys("c").shows("Take your unsaved text back?").keys("t").shows("HALF");
}

#[test]
fn merges_are_shown_and_not_offered() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("<tab><tab>").check("imports_merges").shows("Okafor, Grace");
        bench.keys("o").shows("has not come yet").keys("<enter>").shows("record 7001");
    }
}

#[test]
fn those_without_the_right_to_patients_see_no_merges() {
    let mut bench = Bench::of(Size::Small, night, Some(&[Role::Administrator]));
    bench.keys("<esc>gi").shows("night.hl7").keys("m").shows("not allowed to look patients up");
    bench.keys("<tab><tab>").shows("Imports: runs");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]
    #[test]
    fn any_keys_leave_a_screen(keys in prop::collection::vec(prop::sample::select(vec![
        "r", "e", "m", "j", "k", "<enter>", "<esc>", "c", "d", "a", "y", "/", "n", "s", "<tab>", "<c-s>", "<bs>", "G", "x",
        "<pgdn>", "<space>",
    ]), 0..40), large in any::<bool>()) {
        let mut bench = bench(if large { Size::Large } else { Size::Small });
        for key in keys {
            for chord in Chord::parse_sequence(key).unwrap() {
                bench.event(TermEvent::Key(chord));
            }
            bench.screen();
        }
    }
}
