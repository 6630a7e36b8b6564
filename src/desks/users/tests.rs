use crate::{
    app::testing::{Bench, Size},
    domain::role::Role,
    store::{Session, Store, ops},
};

fn some_users(store: &Store, maker: &Session) {
    let users: [(&str, &str, &[Role]); 3] = [
        ("mlee", "Mary Lee", &[Role::Coder]),
        ("jdoe", "José Doe", &[Role::Registrar, Role::IndexingClerk]),
        ("x\u{202e}y", "never", &[]),
    ];
    for (login, name, roles) in users {
        let user = ops::SetUser { login: login.into(), full_name: name.into(), roles: roles.to_vec() };
        // The last one is no sound account: the change itself refuses it.
        assert_eq!(store.apply(maker, &user).is_ok(), login.is_ascii());
    }
}

fn bench(size: Size) -> Bench {
    let mut bench = Bench::of(size, some_users, None);
    bench.keys("<esc>gu");
    bench
}

#[test]
fn the_list_shows_users_at_both_sizes() {
    for size in Size::BOTH {
        bench(size).check("users_list");
    }
}

#[test]
fn a_user_is_added_by_form() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("a").check("users_add");
        bench.text("asmith\nAnn Smith\n").keys("<down><space><c-s>").shows("Saved.").shows("asmith");
        let users = bench.store.ask(&bench.maker, &ops::Users).unwrap();
        let added = users.iter().find(|user| user.login == "asmith").unwrap();
        assert_eq!((added.full_name.as_str(), &*added.roles), ("Ann Smith", &[Role::IndexingClerk][..]));
    }
}

#[test]
fn what_is_missing_or_wrong_is_said_beside_its_field() {
    let mut bench = bench(Size::Small);
    bench.keys("a").text("a b?\n").keys("<c-s>").check("users_add_wrong");
}

#[test]
fn a_user_is_disabled_after_a_question_that_the_same_key_does_not_answer() {
    let mut bench = bench(Size::Small);
    bench.keys("d").check("users_disable");
    bench.keys("d<enter>").shows("Disable José Doe?").keys("<esc>").hides("Disable José Doe?");
    assert!(bench.store.ask(&bench.maker, &ops::Users).unwrap().iter().all(|user| user.active));
    bench.keys("dy").shows("disabled").shows("Disabled.");
    let users = bench.store.ask(&bench.maker, &ops::Users).unwrap();
    assert_eq!(
        users.iter().filter(|user| !user.active).map(|user| &*user.login).collect::<Vec<_>>(),
        ["jdoe"]
    );
    // What cannot be done says why; then the way back.
    bench.keys("d").shows("This user is disabled already.");
    bench.keys("uy").shows("The user can work again.");
}

#[test]
fn the_program_does_not_lock_its_maker_out() {
    let mut bench = bench(Size::Small);
    bench.keys("/").text("maker\n").keys("dy").shows("you cannot disable yourself");
    bench.keys("<enter>").hides("you cannot disable yourself");
}

#[test]
fn the_selection_stays_when_others_add_users() {
    let mut bench = bench(Size::Small);
    bench.keys("jj");
    let before = bench.caret_line();
    bench.apply(&ops::SetUser {
        login: "aaa".into(),
        full_name: "Early Bird".into(),
        roles: vec![Role::Coder],
    });
    bench.shows("Early Bird");
    assert_eq!(bench.caret_line(), before);
}

#[test]
fn those_without_the_permission_do_not_see_the_desk() {
    let mut bench = Bench::of(Size::Small, some_users, Some(&[Role::Coder]));
    bench.hides("Users").keys("<esc>gu").shows("not allowed to manage users");
}
