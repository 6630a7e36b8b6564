use super::{bench, clerk, logged, person};
use crate::{
    app::testing::{Bench, Size},
    chart::{Documents, EncounterLine, Encounters},
    domain::{
        facts::Sex,
        ids::{PatientId, Version},
        link::Link,
        role::Role,
        time::PartialDate,
    },
    intake::{Demographics, EditDemographics, HeldEdits, PatientToEdit, SetFlag},
    keys::Chord,
    store::drafts::Drafts,
    term::TermEvent,
};
use proptest::prelude::*;

/// The demographics of a patient as they are stored.
fn stored(bench: &Bench, patient: i64) -> (Demographics, Version) {
    let query = PatientToEdit { patient: PatientId(patient) };
    let stored = bench.store.ask(&bench.maker, &query).unwrap().unwrap();
    (stored.demographics, Version(stored.version))
}

/// Another person changes a patient meanwhile.
fn edit_by_another(bench: &mut Bench, patient: i64, change: impl Fn(&mut Demographics)) {
    let (before, version) = stored(bench, patient);
    let mut after = before.clone();
    change(&mut after);
    bench.apply(&EditDemographics { patient: PatientId(patient), version, before, after });
}

/// A form of a patient, opened as a link of another desk would.
fn open(bench: &mut Bench, link: &Link) {
    bench.show((crate::desks::patients::DESK.serve)(link, crate::kit::testing::words()).unwrap());
}

#[test]
fn what_was_typed_goes_over_into_the_form() {
    for size in Size::BOTH {
        let mut bench = clerk(size);
        bench.text("okafor grace 3 may 1988").keys("<c-n>").check("patients_register");
        bench.shows("Okafor").shows("Grace").shows("05/03/1988");
    }
}

#[test]
fn a_patient_is_registered_and_the_chart_opens() {
    for size in Size::BOTH {
        let mut bench = clerk(size);
        bench.text("okafor grace 3 may 1988").keys("<c-n>");
        bench.keys("<tab><tab><tab><tab><tab>").text("f").keys("<tab>");
        bench.text("123-45-6780\n(614) 555 0177\n2 Elm St\nColumbus\noh\n43215\n").keys("<c-s>");
        bench.shows("Registered with record number").shows("Okafor, Grace");
        let (person, _) = stored(&bench, 6);
        assert_eq!((person.names[0].family.as_str(), person.names[0].given.as_str()), ("Okafor", "Grace"));
        assert_eq!((person.birth_date, person.sex), (PartialDate::parse_iso("1988-05-03"), Sex::Female));
        assert_eq!((person.ssn4().as_str(), person.telecoms[0].value.as_str()), ("6780", "614-555-0177"));
        assert_eq!((person.addresses[0].state.as_str(), person.addresses[0].zip.as_str()), ("OH", "43215"));
        assert!(!person.mrn.is_empty());
        assert_eq!(logged(&bench, "patient.register").len(), 6);
        assert_eq!(logged(&bench, "lookup.finish").len(), 1);
        // Back in the look-up, the next name takes the place of the last.
        bench.keys("<esc>").shows("Look up: okafor").text("smi");
        assert_eq!(bench.caret_line(), "Look up: smi");
    }
}

#[test]
fn who_looks_alike_is_shown_while_typing_and_asked_about_before_saving() {
    for size in Size::BOTH {
        let mut bench = clerk(size);
        bench.text("okafor grace 3 may 1988").keys("<c-n><c-s>").shows("Registered");
        bench.keys("<esc>").text("okafor gracie 5 mar 1988").keys("<c-n>");
        bench.shows("Look alike").shows("day/month swapped").check("patients_register_alike");
        bench.keys("<c-s>").shows("Is this one of these patients?").check("patients_register_question");
        bench.keys("<esc>").shows("Register a patient");
        assert_eq!(logged(&bench, "patient.register").len(), 6);
        bench.keys("<c-s>n").shows("Registered with record number");
        let lines = logged(&bench, "patient.register");
        assert_eq!(lines.len(), 7);
        assert!(lines.iter().any(|line| line.2.contains("in spite of look-alikes")));
    }
}

#[test]
fn the_record_that_looks_alike_is_opened_and_the_form_waits() {
    let mut bench = clerk(Size::Large);
    bench.text("okafor grace 3 may 1988").keys("<c-n><c-s>").shows("Registered");
    bench
        .keys("<esc>")
        .text("okafor grace 1988")
        .keys("<c-n><c-o>")
        .shows("born 05/03/1988")
        .shows("Overview");
}

#[test]
fn fields_say_what_would_be_right_as_one_leaves_them() {
    let mut bench = clerk(Size::Small);
    bench
        .keys("<c-n>")
        .text("R2D2\n")
        .shows("A name has no digits.")
        .text("\n\n\n1 jan 2030\n")
        .shows("lies in the future");
    bench
        .keys("<tab>")
        .text("000-12-3456\n")
        .shows("No such social security")
        .text("555-0100\n")
        .shows("10 digits");
    bench.keys("<c-s>").hides("Registered").check("patients_register_wrong");
}

#[test]
fn a_record_number_of_another_patient_is_refused_beside_its_field() {
    let mut bench = clerk(Size::Large);
    bench.text("new person").keys("<c-n><s-tab><s-tab>").text("1001").keys("<c-s>");
    bench.shows("another patient has this record number");
}

#[test]
fn half_a_registration_comes_back() {
    let mut bench = clerk(Size::Small);
    bench.keys("<c-n>").text("Halfway\nPerson").wait();
    let clerk = bench.store.sign_in("clerk", "test").unwrap();
    assert_eq!(bench.store.ask(&clerk, &Drafts).unwrap()[0].slot, "register");
    bench.keys("<esc>k").keys("<c-n>").shows("Take your unsaved text back?").keys("t").shows("Halfway");
}

#[test]
fn demographics_are_changed() {
    for size in Size::BOTH {
        let mut bench = clerk(size);
        bench.text("smith john").keys("<tab>e").check("patients_edit");
        bench.keys("<tab><tab>").text("Quincy").keys("<c-s>").shows("Saved.");
        let (person, version) = stored(&bench, 1);
        assert_eq!((person.names[0].middle.as_str(), version), ("Quincy", Version(2)));
        // Nothing else was touched by passing through.
        assert_eq!(person.telecoms[0].value, "614-555-0142");
        assert_eq!(person.names[1].given, "Jack");
        bench.keys("e<c-s>").shows("Nothing was changed.");
    }
}

#[test]
fn two_identity_traits_at_once_are_held_for_review() {
    let mut bench = clerk(Size::Small);
    bench.text("smith joan").keys("<tab>e<c-u>").text("Jones\n").keys("<c-u>").text("Mary").keys("<c-s>");
    bench.check("patients_edit_held").keys("<enter>").hides("held for review");
    assert_eq!(stored(&bench, 2).0.names[0].family, "Smith");
    assert_eq!(bench.store.ask(&bench.maker, &HeldEdits { after: 0, limit: 10 }).unwrap().len(), 1);
}

#[test]
fn when_two_change_the_same_field_both_texts_are_shown() {
    for size in Size::BOTH {
        let mut bench = clerk(size);
        bench.text("smith john").keys("<tab>e<tab><tab>").text("Mine");
        edit_by_another(&mut bench, 1, |person| person.names[0].middle = "Theirs".into());
        bench.keys("<c-s>").check("patients_edit_conflict");
        bench.keys("m").shows("Saved.");
        assert_eq!(stored(&bench, 1).0.names[0].middle, "Mine");
    }
}

#[test]
fn the_texts_of_the_other_can_be_taken() {
    let mut bench = clerk(Size::Small);
    bench.text("smith john").keys("<tab>e<tab>").keys("<tab>").text("Mine\nSr");
    edit_by_another(&mut bench, 1, |person| person.names[0].middle = "Theirs".into());
    bench.keys("<c-s>t").shows("Theirs").keys("<c-s>").shows("Saved.");
    let name = stored(&bench, 1).0.names[0].clone();
    assert_eq!((name.middle.as_str(), name.suffix.as_str()), ("Theirs", "Sr"));
}

#[test]
fn changes_to_different_fields_stand_side_by_side() {
    let mut bench = clerk(Size::Small);
    bench.text("smith john").keys("<tab>e<tab><tab>").text("Mine");
    edit_by_another(&mut bench, 1, |person| person.addresses[0].city = "Dayton".into());
    bench.keys("<c-s>").shows("changed other fields meanwhile").shows("Dayton").keys("<c-s>").shows("Saved.");
    let person = stored(&bench, 1).0;
    assert_eq!((person.names[0].middle.as_str(), person.addresses[0].city.as_str()), ("Mine", "Dayton"));
}

#[test]
fn a_draft_of_changes_brings_back_only_what_was_changed() {
    let mut bench = clerk(Size::Small);
    bench.text("smith john").keys("<tab>e<tab><tab>").text("Mine").wait().keys("<esc>k");
    edit_by_another(&mut bench, 1, |person| person.addresses[0].city = "Dayton".into());
    bench.keys("e").shows("Take your unsaved text back?").keys("t").shows("Mine").shows("Dayton");
    bench.keys("<c-s>").shows("Saved.");
    assert_eq!(stored(&bench, 1).0.addresses[0].city, "Dayton");
}

#[test]
fn an_encounter_is_opened() {
    for size in Size::BOTH {
        let mut bench = clerk(size);
        bench.text("smith john").keys("<tab>v").check("patients_encounter");
        bench
            .text("inp")
            .keys("<tab><c-u>")
            .text("11/20/2026\n")
            .keys("<c-u>")
            .text("2:30 pm\nChest pain\nCardiology\n");
        bench.keys("<c-s>").shows("Encounter opened for Smith, John.");
        let stays = encounters(&bench);
        assert_eq!((stays[0].class.as_str(), stays[0].service.as_str()), ("inpatient", "Cardiology"));
        bench.shows("Inpatient 11/20/2026");
    }
}

fn encounters(bench: &Bench) -> Vec<EncounterLine> {
    bench.store.ask(&bench.maker, &Encounters { patient: PatientId(1), limit: 9 }).unwrap()
}

#[test]
fn a_visit_before_the_birth_is_refused_beside_its_date() {
    let mut bench = clerk(Size::Small);
    bench.text("nunez").keys("<tab>v").text("out").keys("<tab><c-u>").text("1/1/2026").keys("<c-s>");
    bench.shows("before the birth");
}

#[test]
fn a_text_is_filed() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.text("smith john").keys("<tab>d").check("patients_document");
        bench.text("disch").keys("<tab><tab><tab><tab>").text("Dr. Elsewhere\n").keys("<tab><tab><tab>");
        bench.text("First line\nsecond line").keys("<c-s>").shows("Filed in the chart of Smith, John.");
        let query = Documents { patient: PatientId(1), encounter: None, after: None, limit: 9 };
        let documents = bench.store.ask(&bench.maker, &query).unwrap();
        assert_eq!(documents.len(), 1);
        assert_eq!(logged(&bench, "document.file").len(), 1);
    }
}

#[test]
fn half_a_text_comes_back_from_the_list_of_drafts() {
    let mut bench = bench(Size::Small);
    bench
        .text("smith john")
        .keys("<tab>d")
        .text("disch")
        .keys("<tab>")
        .text("Half a title")
        .wait()
        .keys("<esc>k");
    bench.keys("gy").shows("Add a text document").keys("<enter>").shows("Half a title");
}

#[test]
fn flags_are_set_and_taken_away_with_a_reason() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench
            .text("smith john")
            .keys("<tab>f")
            .shows("No flag is set")
            .keys("a")
            .text("legal")
            .keys("<tab><c-s>");
        bench.shows("This flag needs words").text("Doe v. General").keys("<c-s>").shows("The flag is set.");
        bench.check("patients_flags").keys("d").shows("Take the flag away");
        bench
            .keys("<c-s>")
            .shows("This is needed.")
            .text("Case closed")
            .keys("<c-s>")
            .shows("The flag is taken away.");
        assert_eq!((logged(&bench, "flag.set").len(), logged(&bench, "flag.clear").len()), (1, 1));
    }
}

#[test]
fn those_who_may_not_change_are_told() {
    let roles = &[Role::Coder];
    let mut bench = Bench::of(Size::Small, super::some_patients, Some(roles));
    bench.text("smith john").keys("<tab>e").shows("not allowed to change demographics");
    bench
        .keys("a")
        .shows("not allowed to register patients")
        .keys("fa")
        .shows("not allowed to set chart flags");
}

#[test]
fn every_form_has_a_banner_of_its_patient() {
    let links: [fn(PatientId) -> Link; 4] =
        [Link::EditPatient, Link::OpenEncounter, Link::AddDocument, Link::Flags];
    for link in links {
        let mut bench = bench(Size::Small);
        bench.apply(&SetFlag { patient: PatientId(1), flag: "confidential".into(), note: String::new() });
        open(&mut bench, &link(PatientId(1)));
        bench.shows("Smith, John").shows("record 1001").shows("born 03/12/1950").shows("confidential");
    }
}

#[test]
fn a_patient_who_is_gone_is_told() {
    let mut bench = bench(Size::Small);
    open(&mut bench, &Link::EditPatient(PatientId(99)));
    bench.shows("not on file any more");
}

#[test]
fn names_of_twins_stay_their_own() {
    let (one, two) =
        (person("Lee", "Ann", "2026-01-01", Sex::Female), person("Lee", "Amy", "2026-01-01", Sex::Female));
    assert_eq!(super::super::person_form::differing(&one, &two), ["given"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn any_keys_leave_a_screen(form in 0_usize..5, keys in prop::collection::vec(prop::sample::select(vec![
        "a", "1", "/", "<space>", "<tab>", "<s-tab>", "<enter>", "<down>", "<up>", "<left>", "<right>", "<bs>", "<c-u>",
        "<c-s>", "é", "<pgdn>", "d", "m", "t", "<home>", "<c-w>",
    ]), 0..40), large in any::<bool>()) {
        let mut bench = bench(if large { Size::Large } else { Size::Small });
        let id = PatientId(1);
        let links = [Link::Register("smith".into()), Link::EditPatient(id), Link::OpenEncounter(id), Link::AddDocument(id), Link::Flags(id)];
        open(&mut bench, &links[form]);
        for key in keys {
            for chord in Chord::parse_sequence(key).unwrap() {
                bench.event(TermEvent::Key(chord));
            }
            bench.screen();
        }
    }
}
