use crate::{
    app::testing::{Bench, Size},
    domain::role::Role,
};

fn bench(size: Size) -> Bench {
    let mut bench = Bench::new(size);
    bench.keys("<esc>gk");
    bench
}

#[test]
fn rules_are_listed_with_their_citation_at_both_sizes() {
    for size in Size::BOTH {
        bench(size).check("rules_list").shows("as they hold today");
    }
}

#[test]
fn a_version_is_set_and_stands_in_the_history() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("/").text("verbal\n").shows("Authentication of a verbal or");
        bench.keys("n").check("rules_form");
        bench.keys("<c-u>").text("24").keys("<tab><tab><c-u>").text("bylaws 7.3");
        bench.keys("<tab><tab><tab><tab><tab><tab>").text("medical executive committee").keys("<c-s>");
        bench.shows("Set. c shows").shows("24 hours").keys("<enter>").check("rules_history");
        bench.keys("<enter>").shows("bylaws 7.3").shows("set by maker").keys("<esc>");
    }
}

#[test]
fn a_rule_that_ends_before_it_begins_is_refused_beside_the_field() {
    let mut bench = bench(Size::Small);
    bench.keys("n<tab><tab><tab><tab>").text("11/01/2020").keys("<tab>");
    bench.shows("It lies before the first day.");
    bench.keys("<s-tab><s-tab><s-tab><s-tab><s-tab><c-u>").text("-3").keys("<tab>");
    bench.shows("A whole number is needed");
}

#[test]
fn nothing_runs_so_nothing_moves() {
    let mut bench = bench(Size::Small);
    bench.keys("c").shows("No running clock would be due at another time.").keys("y");
    bench.shows("No running clock would be due");
}

#[test]
fn an_analyst_reads_rules_and_does_not_set_them() {
    let mut bench = Bench::of(Size::Small, |_, _| {}, Some(&[Role::RecordAnalyst]));
    bench.keys("<esc>gk").shows("Rules of clocks").keys("n").hides("Set this version");
    bench.keys("<enter>").shows("Versions");
}
