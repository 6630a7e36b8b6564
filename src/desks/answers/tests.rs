use crate::{
    app::testing::{Bench, Size},
    cdiquery::{
        OneQuery,
        testing::{Put, sent, ward},
    },
    domain::{cdi_query::QueryState, ids::CdiQueryId, role::Role},
};

/// The program as the provider who is asked, with a query and an impact of it in the file.
fn bench(size: Size) -> Bench {
    Bench::of(
        size,
        |store, maker| {
            let ward = ward(store, maker);
            let id = sent(store, maker, &ward).id;
            let rows = Put(Box::new(move |tx| {
                tx.execute(
                    "INSERT INTO cdi_query_impact (query_id, drg_before, weight_before, drg_after, weight_after, note, by, at)
                     VALUES (?1, '683', 9123, '682', 15432, 'impact on the DRG weight', 'cdi', '2026-11-22')",
                    [id],
                )?;
                tx.execute(
                    "INSERT INTO deficiency (encounter_id, patient_id, lack, name, responsible_id, state, assigned_at, assigned_by)
                     VALUES (?1, ?2, 'missing', 'Discharge summary', ?3, 'open', '2026-11-21', 'test')",
                    (ward.stay, ward.patient, ward.lee),
                )?;
                Ok(())
            }));
            store.apply(maker, &rows).unwrap();
        },
        Some(&[Role::Provider]),
    )
}

/// Nothing of grouping or money on the screen as it stands.
fn clean(bench: &mut Bench) {
    let screen = bench.screen().to_lowercase();
    for word in ["drg", "weight", "15432", "$", "impact", "payment"] {
        assert!(!screen.contains(word), "{word} on the screen:\n{screen}");
    }
}

#[test]
fn a_provider_sees_own_queries_and_records_and_no_other_desk() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.check("answers_list").shows("Discharge summary");
        let tabs = bench.screen().lines().nth(1).unwrap_or_default().to_owned();
        assert!(
            tabs.contains("My queries") && !tabs.contains("Patients") && !tabs.contains("My work"),
            "{tabs}"
        );
        clean(&mut bench);
        for keys in ["gp", "gc", "gq", "gn", "gk", "gs", "gw", "ge", "go", "gm", "gu", "gl"] {
            bench.keys(keys).shows("My queries and records");
        }
        bench.keys("<esc>j<enter>").shows("A record to complete");
        clean(&mut bench);
    }
}

#[test]
fn the_query_is_read_answered_and_signed() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("<enter>").check("answers_query");
        clean(&mut bench);
        bench.keys("s").shows("Choose an option first");
        bench.keys("jjj<enter>s").shows("needs a few words");
        bench.keys("kkk<enter>c").text("after contrast").keys("<esc>").check("answers_chosen");
        clean(&mut bench);
        bench
            .keys("s")
            .shows("Sign this answer?")
            .shows("after contrast")
            .keys("y")
            .shows("Your answer is signed.");
        bench.shows("answered");
        let file = bench.store.ask(&bench.maker, &OneQuery(CdiQueryId(1))).unwrap().unwrap();
        assert_eq!(file.line.state, QueryState::Answered);
        assert_eq!(file.answers[0].signed_as, "Mary Lee, MD");
        bench.keys("G<enter>").shows("ANSWERED");
        clean(&mut bench);
    }
}

#[test]
fn a_half_made_answer_is_kept() {
    let mut bench = bench(Size::Small);
    bench.keys("<enter><enter>c").text("half a").wait();
    let kept = bench
        .store
        .ask(&bench.store.sign_in("clerk", "test").unwrap(), &crate::store::drafts::Drafts)
        .unwrap();
    assert!(kept.iter().any(|draft| draft.body.contains("half a") && draft.slot == "cdi-answer:1"));
}
