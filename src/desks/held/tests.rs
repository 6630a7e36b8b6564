use crate::{
    app::testing::{Bench, Size},
    domain::{
        facts::{PersonName, Sex},
        role::Role,
        time::PartialDate,
    },
    intake::{Demographics, EditDemographics, HeldEdits, PatientToEdit, RegisterPatient},
    keys::Chord,
    store::{Session, Store, ops::SetUser},
    term::TermEvent,
};
use proptest::prelude::*;

fn demographics(family: &str, given: &str, born: &str) -> Demographics {
    Demographics {
        names: vec![PersonName { family: family.into(), given: given.into(), ..PersonName::default() }],
        birth_date: PartialDate::parse_iso(born),
        sex: Sex::Female,
        ..Demographics::new()
    }
}

/// A patient, and a change of names and birth date by this person.
fn hold(store: &Store, by: &Session, family: &str) {
    let register = RegisterPatient { demographics: demographics(family, "Joan", "1961-07-04") };
    let patient = store.apply(by, &register).unwrap().patient;
    let stored = store.ask(by, &PatientToEdit { patient }).unwrap().unwrap();
    let mut after = stored.demographics.clone();
    after.names = demographics("Jones", "Mary", "").names;
    after.birth_date = PartialDate::parse_iso("1970-01-02");
    let edit = EditDemographics {
        patient,
        version: crate::domain::ids::Version(stored.version),
        before: stored.demographics,
        after,
    };
    store.apply(by, &edit).unwrap();
}

fn fill(store: &Store, maker: &Session) {
    let user = SetUser { login: "mlee".into(), full_name: "Mary Lee".into(), roles: vec![Role::MpiAnalyst] };
    store.apply(maker, &user).unwrap();
    hold(store, &store.sign_in("mlee", "test").unwrap(), "Smith");
    hold(store, maker, "Brown");
}

fn bench(size: Size) -> Bench {
    let mut bench = Bench::of(size, fill, None);
    bench.keys("<esc>gh");
    bench
}

fn held(bench: &Bench) -> usize {
    bench.store.ask(&bench.maker, &HeldEdits { after: 0, limit: 9 }).unwrap().len()
}

#[test]
fn both_versions_stand_side_by_side() {
    for size in Size::BOTH {
        bench(size).check("held_list").shows("07/04/1961").shows("01/02/1970");
    }
}

#[test]
fn a_change_is_accepted_after_a_question() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("a").shows("Accept this change of identity?").keys("a").shows("Accept this change");
        bench.keys("y").shows("The change is accepted.").hides("Smith");
        assert_eq!(held(&bench), 1);
    }
}

#[test]
fn a_change_is_refused_with_a_reason() {
    let mut bench = bench(Size::Small);
    bench
        .keys("r<c-s>")
        .shows("This is needed.")
        .text("wrong chart\n")
        .keys("<enter>")
        .shows("The change is refused.");
    assert_eq!(held(&bench), 1);
}

#[test]
fn nobody_decides_an_own_change() {
    let mut bench = bench(Size::Small);
    bench.keys("ja").shows("another person must decide it").keys("r").shows("another person must decide it");
    assert_eq!(held(&bench), 2);
}

#[test]
fn what_another_decided_meanwhile_is_told() {
    let mut bench = bench(Size::Small);
    bench.keys("r").text("too late");
    let all = bench.store.ask(&bench.maker, &HeldEdits { after: 0, limit: 9 }).unwrap();
    let by_another = crate::intake::DecideHeldEdit {
        held: all[0].id,
        version: all[0].version,
        accept: true,
        reason: String::new(),
    };
    bench.apply(&by_another);
    bench.keys("<c-s>").shows("changed by maker").keys("<enter>").hides("Refuse the change");
}

#[test]
fn an_empty_list_says_what_comes_here() {
    let mut bench = Bench::new(Size::Small);
    bench.keys("<esc>gh").shows("No change is held.").keys("a").shows("No change is held.");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn any_keys_leave_a_screen(keys in prop::collection::vec(prop::sample::select(vec![
        "a", "r", "y", "j", "k", "/", "<esc>", "<enter>", "s", "S", "x", "<tab>", "<c-s>", "<bs>", "G",
    ]), 0..30), large in any::<bool>()) {
        let mut bench = bench(if large { Size::Large } else { Size::Small });
        for key in keys {
            for chord in Chord::parse_sequence(key).unwrap() {
                bench.event(TermEvent::Key(chord));
            }
            bench.screen();
        }
    }
}
