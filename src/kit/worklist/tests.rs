use super::*;
use crate::{
    app::testing::{Bench, Size},
    domain::role::Role,
    store::{Change, Session, Store, ops::SetUser},
    work::{
        ClaimNext, SetTeam,
        tests::{TRIAL, engine::OpenMany},
    },
};

fn people(store: &Store, maker: &Session) {
    for (login, name) in [("ann", "Ann Analyst"), ("bob", "Bob Baker")] {
        let user = SetUser { login: login.into(), full_name: name.into(), roles: vec![Role::Coder] };
        store.apply(maker, &user).unwrap();
    }
    store.apply(maker, &SetTeam { name: "Cardiac".into(), logins: vec!["ann".into()] }).unwrap();
}

fn bench_of(size: Size, n: i64) -> Bench {
    let mut bench = Bench::of(
        size,
        |store, maker| {
            people(store, maker);
            store.apply(maker, &OpenMany { n }).unwrap();
        },
        None,
    );
    bench.show(Box::new(Worklist::<WorkPage>::new(&TRIAL, cells::COLUMNS).acting(OWN, own)));
    bench
}

const OWN: &[Command] = &[
    Command::new("trial.finish", &["f"], "Mark it done", SignedIn).undoable().hint(3, "done"),
    Command::new("trial.begin", &["b"], "Begin it", SignedIn).undoable(),
];

fn own(id: CommandId, work: &mut Worklist, out: &mut Outbox<'_>) {
    let verb = if id.0 == "trial.finish" { "finish" } else { "begin" };
    work.deed(Deed::Move(verb, String::new()), out);
}

fn bob(bench: &mut Bench, change: &impl Change) {
    let bob = bench.store.sign_in("bob", "elsewhere").unwrap();
    bench.store.apply(&bob, change).unwrap();
    // The screen learns of it as of any change by another program.
    bench.changed(change.topics());
}

#[test]
fn the_list_shows_what_is_to_be_done_at_both_sizes() {
    for size in Size::BOTH {
        let mut bench = bench_of(size, 9);
        bob(&mut bench, &ClaimNext { queue: "trial", hold: Hold::Screen });
        bench.check("worklist");
    }
}

#[test]
fn an_empty_list_says_so() {
    for size in Size::BOTH {
        bench_of(size, 0).check("worklist_empty").keys("wc").shows("Nothing is chosen.");
    }
}

#[test]
fn items_are_claimed_judged_and_taken_back() {
    let mut bench = bench_of(Size::Small, 5);
    bench.keys("wc").shows("Yours now").shows("held: maker").keys("wr").shows("Released");
    bench.keys("f").shows("Now done. u takes it back.").shows("4 open").hides("Piece 5");
    bench.keys("u").shows("Taken back: open again.").shows("5 open").shows("Piece 5");
    // Nobody reads the trial queue's own desk: what `n` opens is refused in words, but it is claimed.
    bench.keys("n").shows("do not open this");
    bench.keys("x").shows("held: maker");
}

#[test]
fn many_items_are_done_at_once_after_one_question() {
    let mut bench = bench_of(Size::Small, 6);
    bench.keys("<space><space><space>f").check("worklist_bulk");
    bench.keys("f").shows("Mark done 3 items?").keys("y").shows("Now done (3 items)").shows("3 open");
    // One that another holds refuses all.
    bob(&mut bench, &ClaimNext { queue: "trial", hold: Hold::Screen });
    bench.keys("*fy").shows("Bob Baker holds").keys("<esc>").shows("3 open");
}

#[test]
fn what_others_do_shows_without_moving_choice_filter_or_marks() {
    let mut bench = bench_of(Size::Small, 12);
    bench.keys("jjj<space>");
    let before = bench.caret_line();
    bob(&mut bench, &ClaimNext { queue: "trial", hold: Hold::Screen });
    bench.shows("held: Bob Baker").shows("1 marked");
    let item = bench.store.ask(&bench.maker, &crate::work::OneItem(WorkId(12))).unwrap().unwrap();
    bob(&mut bench, &Deeds::one(item.handle(), Deed::Move("finish", String::new())));
    bench.hides("held: Bob Baker").shows("11 open").shows("1 marked");
    assert_eq!(bench.caret_line(), before);
    bench.keys("/").text("piece 1\n").shows("Piece 11").hides("Piece 7");
    bench.apply(&OpenMany { n: 14 });
    bench.shows("Piece 14").hides("Piece 7").shows("14 open");
}

#[test]
fn items_are_handed_on_and_put_aside() {
    for size in Size::BOTH {
        let mut bench = bench_of(size, 3);
        bench.keys("wa").check("worklist_assign");
        bench.text("cardi\n").keys("<c-s>").shows("Handed on.").shows("team Cardiac");
        bench.keys("wa").text("ann\n").keys("<c-s>").shows("Ann Analyst");
        bench.keys("wp").text("waits for the lab\n").text("12/01/2026").check("worklist_pend");
        bench.keys("<c-s>").shows("Put aside.").hides("Piece 3");
        bench.keys("wn").text("call the lab\n").keys("<c-s>").shows("call the lab").check("worklist_notes");
    }
}

#[test]
fn what_is_shown_is_chosen_and_kept_as_a_view() {
    for size in Size::BOTH {
        let mut bench = bench_of(size, 8);
        bench.keys("fwa").text("ann\n").keys("<c-s>ws").check("worklist_show");
        // Division "odd", oldest first, without the number's column.
        bench.text("odd").keys("<enter>").text("oldest").keys("<enter><c-s>");
        bench.shows("oldest first").hides("Piece 6").shows("Piece 7");
        bench.keys("wk").text("Odd ones").keys("<c-s>").shows("Saved: Odd ones").shows("Odd ones");
        bench.keys("wv<enter>").hides("oldest first").keys("wv").check("worklist_views");
        bench.text("odd").keys("<enter>").shows("Odd ones").shows("oldest first");
        bench.keys("wv").text("odd").keys("<c-x>").shows("forgotten").keys("wv").hides("Odd ones  ");
    }
}

#[test]
fn the_view_shown_last_comes_back_in_the_next_session() {
    let mut one = bench_of(Size::Small, 8);
    one.keys("ws").text("odd").keys("<enter><c-s>wk").text("Odd ones").keys("<c-s>").shows("Saved: Odd ones");
    let mut two = Bench::on(&one, Size::Small);
    two.show(Box::new(Worklist::<WorkPage>::new(&TRIAL, cells::COLUMNS)));
    two.shows("Odd ones").hides("Piece 6").keys("wv<enter>").shows("Piece 6");
    let mut three = Bench::on(&one, Size::Small);
    three.show(Box::new(Worklist::<WorkPage>::new(&TRIAL, cells::COLUMNS)));
    three.hides("Odd ones").shows("Piece 6");
    // A view that was forgotten since is not missed.
    three.keys("wv").text("odd").keys("<enter>").shows("Odd ones").keys("wv").text("odd").keys("<c-x>");
    let mut four = Bench::on(&one, Size::Small);
    four.show(Box::new(Worklist::<WorkPage>::new(&TRIAL, cells::COLUMNS)));
    four.shows("Piece 6");
}

#[test]
fn a_due_time_without_a_rule_says_so() {
    let mut bench = bench_of(Size::Small, 3);
    bench.keys("e").shows("no rule made it");
}

#[test]
fn more_rows_come_before_the_last_one_is_reached() {
    let mut bench = bench_of(Size::Small, 450);
    bench.shows("1/200+").keys("G").shows("200/400+").keys("G").shows("400/450").keys("G").shows("450/450");
    bench.keys("gg/").text("piece 44\n").shows("Piece 440").shows("Piece 44");
}

#[test]
fn the_order_turns_with_s() {
    let mut bench = bench_of(Size::Small, 3);
    bench
        .keys("s")
        .shows("first due first")
        .keys("s")
        .shows("oldest first")
        .keys("S")
        .shows("first due first");
}

#[test]
fn two_programs_on_one_file_see_each_others_claims() {
    let mut one = bench_of(Size::Small, 3);
    let mut two = Bench::on(&one, Size::Small);
    two.show(Box::new(Worklist::<WorkPage>::new(&TRIAL, cells::COLUMNS)));
    one.keys("wc").shows("held: maker");
    two.hear().shows("held: maker").keys("jwi").shows("Type the priority").keys("1wi").shows("Priority 1");
    one.hear();
    assert!(one.keys("gg").caret_line().contains("Piece 2"), "the most urgent one is on top now");
}
