//! The shell through keys and screens, with the users desk as its one real desk.

use super::testing::{Bench, Size};
use crate::{
    desks::{self, Desk},
    domain::role::Role,
    keys::{Chord, CommandId, Key},
    kit::{Caret, Heading, Outbox, Pane, Scene, Tables, conflict},
    store::{Conflict, drafts, ops},
    term::TermEvent,
};
use proptest::prelude::*;
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

const DESKS: &[Desk] = &[desks::users::DESK];

fn bench() -> Bench {
    sized(Size::Small)
}

fn sized(size: Size) -> Bench {
    Bench::with(size, DESKS)
}

fn add_user(bench: &mut Bench, login: &str) {
    bench.apply(&ops::SetUser { login: login.into(), full_name: "A Name".into(), roles: vec![Role::Coder] });
}

#[test]
fn the_palette_goes_to_a_desk_by_its_name() {
    for size in Size::BOTH {
        let mut bench = sized(size);
        bench.keys(":").check("palette");
        bench.text("users").check("palette_typed");
        bench.keys("<enter>").hides("Commands").shows("Users  1/1");
    }
}

#[test]
fn the_palette_asks_before_what_needs_care() {
    let mut bench = bench();
    add_user(&mut bench, "zoe");
    bench.keys("G:").text("disable").keys("<enter>").shows("Disable A Name?").keys("<esc>");
    bench.keys(":").keys("<bs>").hides("Commands");
}

#[test]
fn help_lists_what_works_here_and_can_be_searched() {
    for size in Size::BOTH {
        let mut bench = sized(size);
        bench.keys("?").check("help");
    }
    let mut bench = bench();
    bench.keys("?").shows("Who may work here").keys("/").text("leave the\n").shows("hit ").keys("<esc><esc>");
    bench.hides("Help");
}

#[test]
fn keys_that_may_follow_are_shown_after_a_pause() {
    let mut bench = bench();
    bench.keys("g").hides("Next desk").wait().shows("Next desk").check("which_key");
    bench.keys("<esc>").hides("Next desk").shows("Enter change");
    bench.keys("gx").shows("gx does nothing here");
}

#[test]
fn digits_count() {
    let mut bench = bench();
    for login in ["a1", "a2", "a3", "a4"] {
        add_user(&mut bench, login);
    }
    bench.keys("gg3").shows("3").keys("j").shows("Users  4/5");
    bench.keys("2G").shows("Users  2/5").keys("5<esc>j").shows("Users  3/5");
}

#[test]
fn a_small_window_says_so_and_takes_no_keys() {
    let mut bench = bench();
    bench.keys("a").text("abc");
    bench.event(TermEvent::Resize(59, 24)).shows("Make it larger");
    bench.text("def").event(TermEvent::Resize(80, 24)).shows("abc").hides("def");
    bench.event(TermEvent::Resize(80, 15)).keys("<c-q>");
    assert!(bench.has_left());
    // What was typed is kept.
    assert_eq!(bench.store.ask(&bench.maker, &drafts::Drafts).unwrap().len(), 1);
}

#[test]
fn unsaved_work_is_asked_about_on_the_way_back_and_out() {
    let mut bench = bench();
    bench.keys("a<esc>").shows("Users  1/1");
    bench.keys("a").text("newuser").keys("<esc>").check("back_unsaved");
    bench.keys("<esc>").shows("newuser").keys("<c-q>").shows("Leave with unsaved work?").shows("Add a user");
    bench.keys("<esc>").keys("<esc>").text("d").shows("Users  1/1").keys("q");
    assert!(bench.has_left());
    assert_eq!(bench.store.ask(&bench.maker, &drafts::Drafts).unwrap(), []);
}

#[test]
fn work_can_be_saved_on_the_way_back() {
    let mut bench = bench();
    bench
        .keys("a")
        .text("newuser\nNew User\n")
        .keys("<space><esc>")
        .text("s")
        .shows("Saved.")
        .shows("newuser");
}

#[test]
fn typed_text_is_kept_at_each_pause_and_offered_again() {
    let mut bench = bench();
    bench.keys("a").text("newuser").wait();
    let kept = bench.store.ask(&bench.maker, &drafts::Drafts).unwrap();
    assert_eq!((kept.len(), &*kept[0].slot, &*kept[0].title), (1, "user:new", "Add a user"));
    // The line is cut; the next program finds it.
    let mut next = Bench::on(&bench, Size::Small);
    next.shows("Unsaved text was kept: Add a user");
    next.keys("gy").check("drafts").keys("<enter>").shows("newuser").shows("Add a user");
    next.text("2").wait();
    assert!(next.store.ask(&next.maker, &drafts::Drafts).unwrap()[0].body.contains("newuser2"));
    // The form itself offers it as well; what is discarded is gone.
    let mut third = Bench::on(&bench, Size::Small);
    third.keys("a").shows("Take your unsaved text back?").text("t").shows("newuser2");
    third.keys("<esc>").text("d").keys("gy").shows("You have no unsaved texts.");
    assert_eq!(third.store.ask(&third.maker, &drafts::Drafts).unwrap(), []);
}

#[test]
fn saved_work_leaves_no_draft() {
    let mut bench = bench();
    bench.keys("a").text("newuser\nNew User\n").keys("<space>").wait().keys("<c-s>").shows("Saved.");
    assert_eq!(bench.store.ask(&bench.maker, &drafts::Drafts).unwrap(), []);
}

#[test]
fn text_kept_for_later_waits_in_the_list() {
    let mut bench = bench();
    bench.keys("a").text("newuser").keys("<esc>").text("k").keys("gy").shows("Add a user");
    bench.keys("d").shows("Discard this text for good?").text("y").shows("No unsaved texts are left.");
    assert_eq!(bench.store.ask(&bench.maker, &drafts::Drafts).unwrap(), []);
}

#[test]
fn a_paste_is_one_insert_and_needs_a_field() {
    let mut bench = bench();
    bench.event(TermEvent::Paste("q".into())).shows("Not pasted");
    bench.keys("a").event(TermEvent::Paste("new\nuser".into())).shows("new user").shows("Add a user");
    bench.event(TermEvent::PasteRefused(9_999_999)).shows("Not pasted: 9999999 bytes");
    bench.keys("<enter>").hides("Not pasted");
}

#[test]
fn without_a_desk_the_screen_says_so() {
    let mut bench = Bench::of(Size::Small, |_, _| {}, Some(&[Role::Provider]));
    bench.screen();
    bench.keys("jgg/:<esc>?<esc>q");
    assert!(bench.has_left());
}

#[test]
fn the_mouse_chooses_rows_and_turns_pages() {
    let mut bench = bench();
    for login in ["a1", "a2", "a3", "a4"] {
        add_user(&mut bench, login);
    }
    bench.event(TermEvent::Mouse(crate::term::Mouse::Press(10, 6))).shows("Users  3/5");
    bench.event(TermEvent::Mouse(crate::term::Mouse::WheelUp(10, 6))).shows("Users  1/5");
}

fn any_key() -> impl Strategy<Value = Chord> {
    let named = prop::sample::select(vec![
        Key::Enter,
        Key::Esc,
        Key::Tab,
        Key::Backspace,
        Key::Delete,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::F(1),
        Key::F(2),
    ]);
    let letters = prop::sample::select("abdegjknsuyqx/:?GS *1509 éß山".chars().collect::<Vec<_>>());
    prop_oneof![
        3 => letters.prop_map(Chord::char),
        2 => named.prop_map(Chord::plain),
        1 => prop::sample::select("adefklnpqsuw_".chars().collect::<Vec<_>>()).prop_map(Chord::ctrl),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_keys_break_the_shell(keys in prop::collection::vec((any_key(), 0_u8..12), 1..60)) {
        let mut bench = bench();
        add_user(&mut bench, "zoe");
        for (key, other) in keys {
            bench.event(TermEvent::Key(key));
            match other {
                0 => { bench.wait(); }
                1 => { bench.event(TermEvent::Resize(40 + 20 * u16::from(other), 20)); }
                2 => { bench.event(TermEvent::Resize(120, 40)); }
                3 => { bench.event(TermEvent::Paste("pasted\ntext".into())); }
                _ => {}
            }
            bench.screen();
        }
    }
}

/// A form whose change was refused because others were quicker.
struct Refused {
    said: &'static str,
}

impl Pane for Refused {
    fn heading(&self) -> Heading {
        Heading::new("Change demographics").note(self.said)
    }

    fn commands(&self) -> Tables {
        Vec::new()
    }

    fn place(&mut self, _: Rect) {}

    fn open(&mut self, out: &mut Outbox<'_>) {
        let field = |field: &str, mine: &str, theirs: &str| Conflict {
            field: field.into(),
            mine: mine.into(),
            theirs: theirs.into(),
        };
        let conflicts = vec![
            field("City", "Columbus", ""),
            field(
                "Note",
                "Moved to her daughter in spring; letters go there until further notice.",
                "Moved.",
            ),
        ];
        out.confirm(conflict::question(out.words(), "mlee", "2026-11-22T11:50:00Z", conflicts));
    }

    fn perform(&mut self, id: CommandId, _: &mut Outbox<'_>) {
        self.said = if id == conflict::KEEP_MINE { "mine was kept" } else { "theirs was taken" };
    }

    fn view(&self, _: &Scene<'_>, area: Rect, _: &mut Frame<'_>) -> Caret {
        Position::new(area.x, area.y)
    }
}

#[test]
fn two_texts_stand_side_by_side_and_either_can_be_kept() {
    for size in Size::BOTH {
        let mut bench = sized(size);
        bench.show(Box::new(Refused { said: "" }));
        bench.check("conflict").text("m").shows("mine was kept");
    }
    let mut bench = bench();
    bench.show(Box::new(Refused { said: "" }));
    bench.keys("<enter>").shows("Theirs").text("t").shows("theirs was taken");
}
