use crate::{
    app::testing::{Bench, Size},
    domain::role::Role,
    providers::{AddLeave, Providers, SetProvider},
    store::{Session, Store},
};

fn some_providers(store: &Store, maker: &Session) {
    for (family, given, credential, npi, service) in [
        ("Lee", "Mary", "MD", "1234567893", "Cardiology"),
        ("Núñez", "José", "DO", "", "Surgery"),
        ("Abel", "Ruth", "RN", "", "Nursing"),
    ] {
        let one = SetProvider {
            family: family.into(),
            given: given.into(),
            credential: credential.into(),
            npi: npi.into(),
            service: service.into(),
            active: true,
            ..SetProvider::default()
        };
        store.apply(maker, &one).unwrap();
    }
    let lee = store
        .ask(maker, &Providers::default())
        .unwrap()
        .iter()
        .find(|one| one.npi == "1234567893")
        .unwrap()
        .id;
    let leave = AddLeave {
        provider: lee,
        from: "2026-11-20".parse().unwrap(),
        to: "2026-12-04".parse().unwrap(),
        reason: "conference".into(),
    };
    store.apply(maker, &leave).unwrap();
}

fn bench(size: Size) -> Bench {
    let mut bench = Bench::of(size, some_providers, None);
    bench.keys("<esc>gd");
    bench
}

#[test]
fn the_directory_shows_who_is_away_at_both_sizes() {
    for size in Size::BOTH {
        bench(size).check("providers_list").shows("away to 12/04/2026");
    }
}

#[test]
fn a_provider_is_added_and_a_wrong_npi_is_told_beside_its_field() {
    let mut bench = bench(Size::Small);
    bench.keys("a").text("Okafor\nChidi\n\n\nMD\n1234567890\n").check("providers_add_wrong");
    bench.keys("<s-tab><c-u>").text("").keys("<end>");
    for _ in 0..12 {
        bench.keys("<bs>");
    }
    bench.text("1245319599").keys("<c-s>").shows("Saved.").shows("Okafor, Chidi MD");
}

#[test]
fn leave_and_delegate_of_one_provider() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("j<enter>").check("provider_one").keys("<tab><tab>");
        bench
            .keys("l")
            .text("12/1/2026\n12/9/2026\nagain\n")
            .check("provider_leave")
            .keys("<c-s>")
            .shows("is entered already");
        bench.keys("<esc>");
        bench.keys("n").keys("xy").shows("The leave is taken back.");
        bench.keys("l").text("12/1/2026\n12/9/2026\n\n\n").shows("The leave is entered.").shows("to come");
        bench.keys("d").text("abel\n\n\n").shows("Abel, Ruth RN");
    }
}

#[test]
fn those_who_only_read_see_the_directory_and_change_nothing() {
    let mut bench = Bench::of(Size::Small, some_providers, Some(&[Role::Coder]));
    bench
        .keys("<esc>gd")
        .shows("Abel, Ruth RN")
        .keys("a")
        .shows("not allowed to keep the providers' directory");
}
