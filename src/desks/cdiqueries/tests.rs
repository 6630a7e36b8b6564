use crate::{
    app::testing::{Bench, Size},
    cdiquery::{
        Answering, Decide, OneQuery, RecordAnswer, Save,
        testing::{Ward, kidney, sent, ward},
    },
    desks::cdiqueries::compose::Composer,
    domain::{
        cdi_query::{AnswerWay, Deed, QueryState},
        ids::CdiQueryId,
    },
    store::{Session, Store},
};
use std::cell::Cell;

/// A bench on the ward, and the ward.
fn bench(size: Size, more: impl Fn(&Store, &Session, &Ward)) -> (Bench, Ward) {
    let made = Cell::new(None);
    let bench = Bench::of(
        size,
        |store, maker| {
            let ward = ward(store, maker);
            more(store, maker, &ward);
            made.set(Some(ward));
        },
        None,
    );
    (bench, made.get().unwrap())
}

/// A bench with the composer open on the creatinine.
fn composing(size: Size) -> Bench {
    let (mut bench, ward) = bench(size, |_, _, _| {});
    bench.show(Box::new(Composer::new(ward.stay, Some("aki-kdigo".into()))));
    bench
}

fn state(bench: &Bench, id: i64) -> Option<QueryState> {
    let file = bench.store.ask(&bench.maker, &OneQuery(CdiQueryId(id))).unwrap();
    file.map(|file| file.line.state)
}

#[test]
fn the_composer_begins_from_the_finding_and_weighs_every_key() {
    for size in Size::BOTH {
        let mut bench = composing(size);
        bench.check("cdiqueries_compose").shows("nothing stops it");
        bench.text(" This affects payment.").shows("rule 2").check("cdiqueries_compose_error");
        bench.keys("<f9>").shows("An error stops this query");
        bench.keys("<c-w><c-w><c-w><c-w><c-w>").hides("rule 2");
    }
}

#[test]
fn indicators_are_picked_and_what_is_typed_needs_a_reason() {
    for size in Size::BOTH {
        let mut bench = composing(size);
        bench
            .keys("<f3>")
            .check("cdiqueries_pick")
            .text("progress")
            .keys("<enter>")
            .shows("Quote which sentence");
        bench.text("fluids").keys("<enter><esc>").shows("Creatinine up, fluids given.");
        bench.shows("nothing stops it");
        // A letter more, and the line is no longer the chart's.
        bench.text("x").shows("typed or changed").keys("<f9>").shows("needs a reason");
        bench
            .keys("<f8>")
            .text("the note says so")
            .keys("<enter>")
            .shows("Reason: the note says so")
            .shows("nothing stops it");
    }
}

#[test]
fn a_query_is_sent_after_a_question_and_stands_on_the_worklist() {
    for size in Size::BOTH {
        let mut bench = composing(size);
        bench.keys("<f9>").shows("Send this query?").keys("y").shows("Query 1 is sent");
        assert_eq!(state(&bench, 1), Some(QueryState::Open));
        bench.keys("<esc>gn").check("cdiqueries_list").keys("<enter>").check("cdiqueries_one");
    }
}

#[test]
fn options_templates_and_providers_are_chosen_by_typing() {
    let mut bench = composing(Size::Large);
    bench.keys("<f4>").shows("Which option?").hides("nothing matches").keys("<esc>");
    bench.keys("<f6>").text("moss").keys("<enter>").shows("To Moss, Mary MD");
    bench
        .keys("<f5>")
        .text("open-ended")
        .keys("<enter>")
        .shows("open-ended, concurrent, written")
        .hides("Options:");
    bench.keys("<f10>").shows("Way: verbal").shows("Spoken with: Dr. Moss").shows("verbal");
}

#[test]
fn a_draft_survives_a_lost_line_and_can_be_kept_on_the_worklist() {
    let mut bench = composing(Size::Small);
    bench.text(" Please answer today.").wait();
    let mut other = Bench::on(&bench, Size::Small);
    other.keys("<esc>gy<enter>").shows("Please answer today.").shows("New query");
    other.keys("<f2>").shows("Query 1 is kept as a draft.");
    assert_eq!(state(&other, 1), Some(QueryState::Draft));
    other
        .keys("<esc>gn")
        .shows("draft")
        .keys("<enter><enter>")
        .shows("Query 1, draft")
        .shows("Please answer today.");
}

#[test]
fn an_answer_by_phone_is_written_down_and_shown_beside_what_follows() {
    for size in Size::BOTH {
        let (mut bench, _) = bench(size, |store, maker, ward| {
            sent(store, maker, ward);
        });
        bench.keys("<esc>gn<enter>a").check("cdiqueries_answer_box");
        bench
            .text("acute kidney")
            .keys("<enter><tab>")
            .text("after contrast")
            .keys("<c-s>")
            .shows("The answer is written down.");
        bench
            .shows("answered")
            .keys("v")
            .shows("What the answer comes to")
            .keys("<esc>d")
            .shows("No document of this stay");
        assert_eq!(state(&bench, 1), Some(QueryState::Answered));
        bench.keys("G").check("cdiqueries_answered");
    }
}

#[test]
fn escalation_withdrawal_and_reminder_take_their_words() {
    for size in Size::BOTH {
        let (mut bench, _) = bench(size, |store, maker, ward| {
            sent(store, maker, ward);
        });
        bench
            .keys("<esc>gn<enter>r<tab>")
            .text("called the unit")
            .keys("<c-s>")
            .shows("The reminder is noted.");
        bench.keys("u").shows("Hand it up the ladder first");
        bench.keys("e").text("moss").keys("<enter>").text("no answer").keys("<c-s>").shows("Handed up.");
        bench.shows("Moss").keys("i").shows("When the answer is due, and why").keys("<esc>");
        bench.keys("w").text("answered in the note").keys("<c-s>").shows("Withdrawn. It is kept.");
        bench.keys("w").shows("it is kept as it was");
        assert_eq!(state(&bench, 1), Some(QueryState::Cancelled));
        bench.keys("<esc>a").check("cdiqueries_all");
    }
}

#[test]
fn another_persons_deed_shows_without_a_key() {
    let (mut bench, ward) = bench(Size::Small, |_, _, _| {});
    let query = kidney(&bench.store, &bench.maker, &ward);
    bench.keys("<esc>gn").shows("Nothing to do here");
    bench.apply(&crate::cdiquery::Send(Save { id: None, seen: None, query })).shows("Stone, Ada");
    let answer = RecordAnswer {
        id: CdiQueryId(1),
        seen: None,
        answering: Answering { option: Some(6), ..Answering::default() },
        way: AnswerWay::Portal,
        by: None,
        at: None,
    };
    bench.apply(&answer);
    bench.shows("clinically").apply(&Decide {
        id: CdiQueryId(1),
        seen: None,
        deed: Deed::Close,
        reason: "read".into(),
    });
    bench.hides("Stone, Ada");
}
