//! Any deeds in any order: the states stay those of the queue, counts stay true, and a refusal changes nothing.

use super::{
    engine::{Hospital, OpenOne},
    *,
};
use crate::domain::ids::WorkId;
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::Mutex};

/// One hospital for all cases: each works on items of its own.
static HOSPITAL: Mutex<Option<(Hospital, i64)>> = Mutex::new(None);

fn deeds() -> impl Strategy<Value = Deed> {
    let day = |day: u32| format!("2026-12-{day:02}T12:00:00Z").parse().unwrap();
    prop_oneof![
        4 => prop::sample::select(vec!["begin", "send", "finish", "reopen"]).prop_map(|verb| Deed::Move(verb, "why".into())),
        2 => Just(Deed::Claim(Hold::Screen)),
        1 => Just(Deed::Release),
        1 => Just(Deed::TakeAway),
        1 => (0_usize..3).prop_map(|who| Deed::Assign(crate::domain::ids::UserId(who as i64 + 1))),
        1 => Just(Deed::Unassign),
        1 => (1_u32..28).prop_map(move |d| Deed::Pend("waits".into(), day(d))),
        1 => Just(Deed::Wake),
        1 => Just(Deed::Note("a note".into())),
        1 => (0_u8..11).prop_map(Deed::Priority),
        2 => Just(Deed::Undo),
    ]
}

/// What must hold of an item at any time.
fn sound(item: &Item) -> Result<(), TestCaseError> {
    let state = TRIAL.state(&item.state);
    prop_assert!(state.is_some(), "{}", item.state);
    let done = state.is_some_and(|state| state.kind == Kind::Done);
    prop_assert_eq!(done, item.closed_at.is_some());
    prop_assert!(!done || (item.claim.is_none() && item.wake_at.is_none()));
    prop_assert!(item.wake_at.is_none() || !item.pend_reason.is_empty());
    prop_assert!((1..=9).contains(&item.priority));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn any_deeds_leave_sound_items(steps in prop::collection::vec((0_usize..3, deeds()), 1..24)) {
        let mut guard = HOSPITAL.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (h, n) = guard.get_or_insert_with(|| (Hospital::new("machine"), 0));
        if *n == 0 {
            h.person("ann", Role::Coder);
            h.person("bob", Role::Coder);
        }
        *n += 1;
        let id = h.store.apply(&h.maker, &OpenOne { subject: *n }).unwrap();
        prop_assert_eq!(id, WorkId(*n));
        let people = [h.maker.clone(), h.store.sign_in("ann", "ann").unwrap(), h.store.sign_in("bob", "bob").unwrap()];
        for (who, deed) in steps {
            let who = &people[who];
            let before = h.item(id);
            let events = h.store.ask(&h.maker, &Events(id)).unwrap().len();
            let legal = match &deed {
                Deed::Move(verb, _) => TRIAL.step(&before.state, verb).is_ok(),
                _ => true,
            };
            let held = before.claim.as_ref().is_some_and(|claim| claim.user != who.user);
            if h.store.apply(who, &Deeds::one(before.handle(), deed.clone())).is_err() {
                prop_assert_eq!(&h.item(id), &before, "a refused deed changed something");
                prop_assert_eq!(h.store.ask(&h.maker, &Events(id)).unwrap().len(), events);
                continue;
            }
            let after = h.item(id);
            prop_assert!(legal, "an illegal step was done: {:?} from {}", deed, before.state);
            prop_assert!(!held || matches!(deed, Deed::Note(_) | Deed::TakeAway | Deed::Priority(_)), "{:?}", deed);
            prop_assert!(after.version >= before.version);
            sound(&after)?;
        }
        // What the triggers counted is what there is.
        let counts = h.store.ask(&h.maker, &CountsOf { queue: "trial" }).unwrap().unwrap();
        let mut true_counts: BTreeMap<String, i64> = BTreeMap::new();
        for item in (1..=*n).map(|id| h.item(WorkId(id))) {
            *true_counts.entry(item.lane().to_owned()).or_default() += 1;
        }
        prop_assert_eq!(counts.by_state, true_counts);
    }
}
