use crate::{
    app::testing::{Bench, Size},
    completion::{Extent, LettersDue, PrepareDue, SendDue, Stands, analyze},
    domain::{
        facts::{EncounterClass, PersonName},
        ids::PractitionerId,
        role::Role,
        time::When,
    },
    intake::{Demographics, OpenEncounter, RegisterPatient},
    letters::{LetterFilter, LetterLog, Way},
    providers::{AddLeave, SetDelegate, SetProvider},
    store::{AuditLine, Change, Refusal, Session, Store, Writing},
};

/// A stay ends on a day, as a feed would say.
#[derive(Debug)]
struct Discharge(i64, &'static str);

impl Change for Discharge {
    type Receipt = ();
    fn topics(&self) -> crate::domain::topics::Topics {
        crate::domain::topics::Topics::NONE
    }
    fn needs(&self) -> crate::domain::role::Permission {
        crate::domain::role::Permission::SignedIn
    }
    fn audit(&self) -> AuditLine {
        AuditLine::new("test.discharge")
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        tx.execute(
            "UPDATE encounter SET state = 'discharged', discharge_at = ?2 WHERE encounter_id = ?1",
            (self.0, self.1),
        )?;
        Ok(())
    }
}

fn clinician(store: &Store, maker: &Session, family: &str, given: &str) -> PractitionerId {
    let one = SetProvider {
        family: family.into(),
        given: given.into(),
        credential: "MD".into(),
        service: "Cardiology".into(),
        active: true,
        ..SetProvider::default()
    };
    store.apply(maker, &one).unwrap()
}

fn stay(store: &Store, maker: &Session, family: &str, attending: PractitionerId, discharge: &'static str) {
    let demographics = Demographics {
        names: vec![PersonName { family: family.into(), given: "Ada".into(), ..PersonName::default() }],
        birth_date: crate::domain::time::PartialDate::parse_iso("1950-03-12"),
        ..Demographics::default()
    };
    let patient = store.apply(maker, &RegisterPatient { demographics }).unwrap().patient;
    let stay = OpenEncounter {
        patient,
        class: EncounterClass::Inpatient,
        admit: When::parse_iso("2026-10-01T08:00:00Z").unwrap(),
        service: "Cardiology".into(),
        reason: "Chest pain".into(),
        attending: Some(attending),
        place: "4W".into(),
        payer: String::new(),
    };
    let stay = store.apply(maker, &stay).unwrap();
    store.apply(maker, &Discharge(stay.0, discharge)).unwrap();
}

/// Hart owes since 43 days, Lee since 12 (away, Stone stands in), Moss since 2; Nuñez since 25 and is away.
fn late_charts(store: &Store, maker: &Session) {
    let [hart, lee, moss, nunez, stone] =
        [("Hart", "Ann"), ("Lee", "Mary"), ("Moss", "Paul"), ("Nuñez", "José"), ("Stone", "Ida")]
            .map(|(family, given)| clinician(store, maker, family, given));
    stay(store, maker, "Alder", hart, "2026-10-10T10:00:00Z");
    stay(store, maker, "Birch", lee, "2026-11-10T10:00:00Z");
    stay(store, maker, "Cedar", moss, "2026-11-20T10:00:00Z");
    stay(store, maker, "Dogwood", nunez, "2026-10-28T10:00:00Z");
    for away in [lee, nunez] {
        let leave = AddLeave {
            provider: away,
            from: "2026-11-20".parse().unwrap(),
            to: "2026-12-04".parse().unwrap(),
            reason: "conference".into(),
        };
        store.apply(maker, &leave).unwrap();
    }
    store.apply(maker, &SetDelegate { provider: lee, delegate: Some(stone), note: String::new() }).unwrap();
    analyze(store, maker, Extent::Changed, &mut |_| true).unwrap();
}

fn bench(size: Size) -> Bench {
    let mut bench = Bench::of(size, late_charts, None);
    bench.keys("<esc>gm");
    bench
}

fn n_letters(bench: &Bench) -> usize {
    let log = LetterLog { filter: LetterFilter::All, before: None, limit: 100 };
    bench.store.ask(&bench.maker, &log).unwrap().len()
}

#[test]
fn letters_are_listed_and_one_is_looked_at_before_it_goes_out() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("t").check("letters_due").keys("<enter>").check("letters_preview");
        assert_eq!(n_letters(&bench), 0, "looking keeps nothing");
        bench.keys("y").shows("Letter 1 stands in the log").shows("sent 11/22/2026");
        assert_eq!(n_letters(&bench), 1);
        // The same one on the same day is refused.
        bench.keys("wy").shows("went out already");
        assert_eq!(n_letters(&bench), 1);
    }
}

#[test]
fn all_letters_due_go_out_by_one_answer_and_not_twice() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("tb").check("letters_batch").shows("Write 2 letters?").keys("y");
        bench.shows("2 letters stand in the log (gl) as batch 1.").hides("due, to");
        assert_eq!(n_letters(&bench), 2);
        bench.keys("b").shows("No letter is due");
        assert_eq!(n_letters(&bench), 2);
        bench.keys("gl").check("letters_log_batch");
    }
}

#[test]
fn the_delegate_gets_the_letter_of_who_is_away_and_says_for_whom() {
    let mut bench = bench(Size::Large);
    bench.keys("t/").text("lee\n").shows("due, to Stone, Ida MD").keys("<enter>");
    bench.shows("To Stone, Ida MD, for Lee, Mary MD, who is away to 12/04/2026");
    bench.shows("Mary Lee, MD is away until December 4, 2026").keys("<esc>");
    bench
        .keys("<esc>/")
        .text("nu\n")
        .shows("away to 12/04/2026")
        .keys("<enter>")
        .shows("No letter is to go out");
}

#[test]
fn letters_are_written_from_the_list_of_delinquent_records() {
    let mut bench = bench(Size::Small);
    bench.keys("lw").shows("Final notice").shows("not sent yet").keys("<esc><space>b");
    bench.shows("Write 1 letter?").keys("y").shows("1 letter stands");
    assert_eq!(n_letters(&bench), 1);
    // Without marks all that are due are meant: that of the other one is left.
    bench.keys("b").shows("Reminder: 1.").keys("y").keys("b").shows("No letter is due");
    assert_eq!(n_letters(&bench), 2);
}

#[test]
fn two_who_write_the_batch_at_once_write_it_once() {
    let bench = bench(Size::Small);
    let ask = || bench.store.ask(&bench.maker, &PrepareDue::default()).unwrap();
    let (mine, theirs) = (ask(), ask());
    assert_eq!(mine.len(), 2);
    let send = |letters| SendDue { letters, way: Way::Print, is_batch: true };
    assert_eq!(bench.store.apply(&bench.maker, &send(mine)).unwrap().letters.len(), 2);
    let refused = bench.store.apply(&bench.maker, &send(theirs)).unwrap_err();
    assert!(refused.to_string().contains("went out already"), "{refused}");
    assert_eq!(n_letters(&bench), 2);
}

#[test]
fn a_letter_is_left_out_if_its_records_are_complete_by_now() {
    let bench = bench(Size::Small);
    let letters = bench.store.ask(&bench.maker, &PrepareDue::default()).unwrap();
    let hart = letters.iter().find(|one| one.due.name.starts_with("Hart")).unwrap().due.provider;
    let query =
        crate::completion::Deficiencies { which: crate::completion::Which::OfProvider(hart), limit: 99 };
    for one in bench.store.ask(&bench.maker, &query).unwrap() {
        let waive = crate::completion::Decide {
            id: one.id,
            seen: None,
            deed: crate::completion::Deed::Waive,
            reason: "committee".into(),
        };
        bench.store.apply(&bench.maker, &waive).unwrap();
    }
    let sent =
        bench.store.apply(&bench.maker, &SendDue { letters, way: Way::Print, is_batch: true }).unwrap();
    assert_eq!((sent.letters.len(), sent.n_left_out), (1, 1));
}

#[test]
fn the_notice_of_suspension_waits_for_its_approval_and_goes_once() {
    let mut bench = bench(Size::Large);
    bench.keys("t").shows("Final notice").hides("Notice of suspension").keys("<esc>");
    bench.keys("pa").text("11/30/2026\n\n").keys("<c-s>").shows("Approved.").keys("<esc>t");
    bench.shows("Notice of suspension").keys("<enter>").shows("From November 30, 2026 your admitting");
    bench.keys("y").shows("stands in the log");
    let due = bench.store.ask(&bench.maker, &LettersDue { of: None }).unwrap();
    let hart = due.iter().find(|one| one.name.starts_with("Hart")).unwrap();
    assert_eq!((hart.kind, hart.stands), ("suspension", Stands::Sent));
    bench.keys("<esc>pl").text("completed on paper").keys("<c-s>").shows("Lifted.").keys("<esc>t");
    let end = PrepareDue { only: Vec::new(), kind: Some("suspension-lifted"), again: false };
    let end = bench.store.ask(&bench.maker, &end).unwrap();
    assert!(end[0].ready.text.contains("ended on November 22, 2026: completed"), "{}", end[0].ready.text);
    bench.shows("Suspension lifted").keys("/").text("lifted\n").keys("<enter>");
    bench.keys("y").shows("stands in the log").keys("<esc>").hides("Suspension lifted");
}

#[test]
fn who_may_not_send_letters_is_told_so() {
    let mut bench = Bench::of(Size::Small, late_charts, Some(&[Role::RecordAnalyst]));
    bench.keys("<esc>gmtb").shows("Write 2 letters?");
    let mut reader = Bench::of(Size::Small, late_charts, Some(&[Role::Surveyor]));
    reader.keys("<esc>gm").hides("Letters about late records");
}

#[test]
fn a_provider_shows_what_is_owed_the_letters_and_the_suspension() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("tby").shows("as batch 1").keys("gd/").text("hart\n").keys("<enter>");
        bench.check("provider_records").keys("<tab>").check("provider_letters");
        bench.keys("<enter>").shows("final notice").keys("<esc><tab>").shows("No leave is entered");
        bench.keys("<tab><enter>").shows("Review: Inpatient");
    }
}

#[test]
fn rates_list_what_stands_behind_them() {
    let mut bench = bench(Size::Small);
    bench.keys("r").shows("delinquent records").keys("<enter>").shows("Delinquent records").shows("Alder");
    bench.keys("<esc>d").shows("Discharges of the 12 months").shows("Cedar").keys("<esc>j");
    bench
        .shows("disputes upheld / deficiencies")
        .keys("d")
        .shows("Deficiencies assigned")
        .keys("<esc><enter>");
    bench.shows("No dispute was upheld").keys("<esc>G<enter>").shows("Delinquent records");
}
