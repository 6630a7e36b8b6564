use crate::{
    app::testing::{Bench, Size},
    domain::ids::WorkId,
    domain::role::Role,
    store::{Session, Store, ops::SetUser},
    work::{ClaimNext, Deed, Deeds, Hold, OneItem, SetTeam, tests::engine::OpenMany},
};

fn some_work(store: &Store, maker: &Session) {
    let ann = SetUser { login: "ann".into(), full_name: "Ann Analyst".into(), roles: vec![Role::Coder] };
    store.apply(maker, &ann).unwrap();
    store.apply(maker, &OpenMany { n: 7 }).unwrap();
    store.apply(maker, &ClaimNext { queue: "trial", hold: Hold::Screen }).unwrap();
    let item = store.ask(maker, &OneItem(WorkId(2))).unwrap().unwrap();
    store.apply(maker, &Deeds::one(item.handle(), Deed::Assign(maker.user))).unwrap();
}

#[test]
fn what_is_mine_and_what_is_urgent_shows_at_both_sizes() {
    for size in Size::BOTH {
        let mut bench = Bench::of(size, some_work, None);
        bench.keys("<esc>gw").check("mywork");
        bench.keys("<tab>").check("mywork_queues").keys("<enter>").shows("Look up:");
    }
}

#[test]
fn without_items_it_says_so() {
    for size in Size::BOTH {
        let mut bench = Bench::new(size);
        bench.keys("<esc>gw").check("mywork_empty").keys("n").shows("Nothing is free");
        // An administrator alone works no queue.
        let mut bench = Bench::of(size, |_, _| {}, Some(&[Role::Administrator]));
        bench.keys("<esc>gw").check("mywork_no_queues");
    }
}

#[test]
fn items_are_claimed_released_and_put_aside_here() {
    let mut bench = Bench::of(Size::Small, some_work, None);
    bench.keys("<esc>gw").shows("1 in hand, 1 mine").keys("r").shows("Released.").shows("0 in hand, 1 mine");
    bench.keys("r").shows("Only what you have in hand").keys("c").shows("Yours now.").shows("in hand");
    bench.keys("p").text("waits\n").text("12/01/2026").keys("<c-s>").shows("Put aside.").shows("0 in hand");
    bench.keys("m").text("seen\n").keys("<c-s>").shows("seen").keys("<esc>");
    bench.keys("n<enter>").shows("1 in hand");
}

#[test]
fn a_supervisor_keeps_teams() {
    for size in Size::BOTH {
        let mut bench = Bench::of(size, some_work, None);
        bench.keys("<esc>gwt").shows("There are no teams yet").keys("a").text("Cardiac\n");
        bench.keys("<space><c-s>").shows("Saved.").shows("Ann Analyst").check("mywork_teams");
        bench.keys("<enter>").check("mywork_team").keys("<space><c-s>").hides("Ann Analyst");
        bench.keys("dy").shows("The team is ended.").shows("There are no teams yet");
    }
    let mut bench = Bench::of(Size::Small, some_work, Some(&[Role::Coder]));
    let named = SetTeam { name: "X".into(), logins: vec![] };
    bench.apply(&named).keys("<esc>gwt").shows("not allowed to manage worklists");
}

#[test]
fn the_tab_one_is_on_is_always_seen() {
    let mut bench = Bench::new(Size::Small);
    bench.keys("<esc>gw").shows("[My work]").hides("Users");
    bench.keys("gu").shows("[Users]").hides("My work").keys("gp").shows("[Patients]");
}
