//! What a provider reads and reaches of queries, and what never.

use super::*;

#[test]
fn the_provider_reads_chooses_comments_and_signs() {
    let house = house();
    let sent = sent(&house.store, &house.cdi, &house.ward);
    let lee = house.provider("clerk");
    let own = house.store.ask(&lee, &OwnQueries).unwrap();
    assert_eq!((own.len(), own[0].why, own[0].may_answer()), (1, Why::Asked, true));
    let file = house.store.ask(&lee, &OwnQuery(sent.id)).unwrap().unwrap();
    assert!(file.text.contains("Creatinine 2.4 mg/dL"));
    let sign = |option, comment: &str| SignAnswer {
        id: sent.id,
        seen: Some(file.line.version),
        option,
        words: String::new(),
        comment: comment.into(),
    };
    let refused = house.store.apply(&lee, &sign(Some(4), "")).unwrap_err().to_string();
    assert!(refused.contains("reason"), "{refused}");
    assert!(house.store.apply(&lee, &sign(Some(9), "")).unwrap_err().to_string().contains("no option 9"));
    house.store.apply(&lee, &sign(Some(1), "after contrast")).unwrap();
    assert!(house.store.apply(&lee, &sign(Some(1), "")).is_err());
    let file = house.file(sent.id);
    assert_eq!((file.line.state, file.line.outcome), (QueryState::Answered, Some(Outcome::Agreed)));
    let answer = &file.answers[0];
    assert_eq!((answer.signed_as.as_str(), answer.way.as_str()), ("Mary Lee, MD", "workstation"));
    assert_eq!((answer.option, answer.comment.as_str()), (Some(1), "after contrast"));
}

#[test]
fn another_providers_query_is_not_there_for_one_unless_one_stands_in() {
    let house = house();
    let sent = sent(&house.store, &house.cdi, &house.ward);
    let moss = house.provider("moss");
    let sign =
        SignAnswer { id: sent.id, seen: None, option: Some(1), words: String::new(), comment: "x".into() };
    assert!(house.store.ask(&moss, &OwnQueries).unwrap().is_empty());
    assert!(house.store.ask(&moss, &OwnQuery(sent.id)).unwrap().is_none());
    assert!(house.store.apply(&moss, &sign).unwrap_err().to_string().contains("no query"));
    let (provider, delegate) = (house.ward.lee, Some(house.ward.moss));
    house.store.apply(&house.maker, &SetDelegate { provider, delegate, note: String::new() }).unwrap();
    assert!(house.store.ask(&moss, &OwnQueries).unwrap().is_empty(), "a delegate of somebody who is here");
    let day = |text: &str| text.parse().unwrap();
    let leave = AddLeave { provider, from: day("2026-11-21"), to: day("2026-11-30"), reason: String::new() };
    house.store.apply(&house.maker, &leave).unwrap();
    let own = house.store.ask(&moss, &OwnQueries).unwrap();
    assert_eq!((own.len(), own[0].why), (1, Why::StandsIn));
    assert!(house.file(sent.id).line.answers().contains("Moss"));
    house.store.apply(&moss, &sign).unwrap();
    let file = house.file(sent.id);
    assert!(file.answers[0].provider.starts_with("Moss"));
    assert!(file.events.iter().any(|one| one.note.contains("who is away")));
    // A query sent meanwhile says who answers.
    let second = self::sent(&house.store, &house.cdi, &house.ward);
    assert!(second.note.contains("Moss"), "{}", second.note);
}

#[test]
fn nothing_that_a_provider_reads_tells_of_grouping_or_money() {
    let house = house();
    let sent = sent(&house.store, &house.cdi, &house.ward);
    let id = sent.id;
    let impact = Put(Box::new(move |tx| {
        tx.execute(
            "INSERT INTO cdi_query_impact (query_id, drg_before, weight_before, drg_after, weight_after, note, by, at)
             VALUES (?1, '683', 9123, '682', 15432, 'impact on the DRG weight', 'cdi', '2026-11-22')",
            [id],
        )?;
        Ok(())
    }));
    house.store.apply(&house.maker, &impact).unwrap();
    assert_eq!(house.file(id).impact.unwrap().weight_after, Some(15_432), "the department sees it");
    let lee = house.provider("clerk");
    let mut told = vec![
        serde_json::to_string(&house.store.ask(&lee, &OwnQueries).unwrap()).unwrap(),
        serde_json::to_string(&house.store.ask(&lee, &OwnQuery(id)).unwrap()).unwrap(),
        serde_json::to_string(&house.store.ask(&lee, &OwnDeficiencies).unwrap()).unwrap(),
    ];
    for kind in [LETTER, REMINDER] {
        let draft = house.store.ask(&house.cdi, &QueryLetter { id, kind }).unwrap();
        let ready = house.store.ask(&house.cdi, &PrepareLetters(vec![draft])).unwrap();
        told.push(ready[0].text.clone());
        let made = ready[0].made.as_ref().unwrap();
        told.push(crate::formats::pdf::text_of(&made.bytes).unwrap().text);
    }
    for text in &told {
        let lower = text.to_lowercase();
        for word in HIDDEN {
            assert!(!lower.contains(word), "{word} in {text}");
        }
    }
    assert!(told[4].contains("Creatinine"), "the PDF holds the query: {}", told[4]);
    // And what they are made of reads no table that could tell it.
    for sql in [
        include_str!("../sql/own_queries.sql"),
        include_str!("../sql/own_query.sql"),
        include_str!("../sql/own_deficiencies.sql"),
        include_str!("../sql/text_now.sql"),
        include_str!("../sql/options.sql"),
        include_str!("../sql/answers.sql"),
    ] {
        for table in ["cdi_query_impact", "coding_", "claim", "drg", "weight"] {
            assert!(!sql.to_lowercase().contains(table), "{table} in {sql}");
        }
    }
}

fn asked<Q: Query>(house: &House, who: &Session, query: &Q) {
    assert!(matches!(house.store.ask(who, query), Err(StoreError::NotAllowed(_))));
}

#[test]
fn a_provider_reaches_nothing_else() {
    let house = house();
    let sent = sent(&house.store, &house.cdi, &house.ward);
    let lee = house.provider("clerk");
    asked(&house, &lee, &OneQuery(sent.id));
    asked(&house, &lee, &Queries { which: Which::All, limit: 9 });
    asked(&house, &lee, &MaterialOf(house.ward.stay));
    asked(&house, &lee, &FollowedBy(sent.id));
    asked(&house, &lee, &BannerOf(house.ward.patient));
    asked(&house, &lee, &Lookup { text: "stone".into(), limit: 5 });
    asked(&house, &lee, &Encounters { patient: house.ward.patient, limit: 5 });
    asked(&house, &lee, &Documents { patient: house.ward.patient, encounter: None, after: None, limit: 5 });
    asked(&house, &lee, &WorkPage::first(CDI_QUERY.id));
    asked(&house, &lee, &crate::work::WhatIsMine { limit: 5 });
    asked(&house, &lee, &crate::providers::Providers { all: true });
    asked(&house, &lee, &crate::cdi::stay::StayRecord(house.ward.stay));
    let not_allowed =
        |refusal: Refusal| assert!(matches!(refusal, Refusal::Store(StoreError::NotAllowed(_))), "{refusal}");
    let query = kidney(&house.store, &house.cdi, &house.ward);
    not_allowed(house.store.apply(&lee, &Save { id: None, seen: None, query: query.clone() }).unwrap_err());
    not_allowed(house.store.apply(&lee, &Send(Save { id: None, seen: None, query })).unwrap_err());
    not_allowed(
        house
            .store
            .apply(&lee, &Decide { id: sent.id, seen: None, deed: Deed::Withdraw, reason: "x".into() })
            .unwrap_err(),
    );
    not_allowed(house.store.apply(&lee, &EscalateDue).unwrap_err());
    // By roles: signed in, and own queries; every other permission is refused in the store itself.
    let carried: Vec<Permission> =
        Permission::ALL.iter().copied().filter(|one| Role::Provider.allows(*one)).collect();
    assert_eq!(carried, [Permission::SignedIn, Permission::AnswerQueries]);
    // A user who is linked to nobody sees nothing either.
    let stray = user(&house.store, &house.maker, "stray", Role::Provider);
    assert!(house.store.ask(&stray, &OwnQueries).unwrap_err().to_string().contains("user link"));
}
