//! Documentation reviews of the demonstration: some stays reviewed, some put aside, some to be reconciled.

use super::output::Outcome;
use crate::{
    cdi::{
        review::{
            Begin, ListRow, LoadRules, Next, OpenReviews, QUEUE, Reconcile, Reconciliations, ReviewStay,
            ScreenOf, SetSheet, Settlement, WhatIfChange, Which, Why, refresh_all, rules::SHIPPED,
        },
        stay::DismissFinding,
    },
    domain::ids::EncounterId,
    store::{Session, Store},
    work::{Order, WorkPage},
};

/// Reviews as they stand in a department at noon.
pub fn prepare(store: &Store, station: &str) -> Outcome {
    let head = store.sign_in("supervisor", station)?;
    let cdi = store.sign_in("cdi-specialist", station)?;
    after_the_bill(store, &head, &cdi)?;
    refresh_all(store, &head)?;
    let stays = listed(store, &cdi)?;
    for (row, place) in stays.iter().take(40).zip(0_usize..) {
        let encounter = EncounterId(row.item.subject_id);
        // The most urgent stay is left to whoever comes first.
        match place % 8 {
            1 => store.apply(&cdi, &Begin { encounter })?,
            3 => {
                let note = "Reviewed against the notes of yesterday.".to_owned();
                store.apply(&cdi, &ReviewStay { encounter, next: None, note })?;
            }
            5 => {
                set_one_aside(store, &cdi, encounter)?;
                let next = Some(Next::WhenCoded);
                store.apply(&cdi, &ReviewStay { encounter, next, note: String::new() })?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn listed(store: &Store, cdi: &Session) -> anyhow::Result<Vec<ListRow>> {
    let page = WorkPage { order: Order::Amount, limit: 500, ..WorkPage::first(QUEUE.id) };
    Ok(store.ask(cdi, &OpenReviews(page))?)
}

/// A finding set aside with a reason, if there is one.
fn set_one_aside(store: &Store, cdi: &Session, encounter: EncounterId) -> Outcome {
    let Some(screen) = store.ask(cdi, &ScreenOf(encounter))? else { return Ok(()) };
    let Some(finding) = screen.looked.open().last() else { return Ok(()) };
    let change = DismissFinding {
        patient: screen.looked.head.patient,
        encounter,
        rule: finding.rule.clone(),
        evidence: finding.keys().into_iter().map(str::to_owned).collect(),
        reason: "known for years, treated as before".to_owned(),
    };
    store.apply(cdi, &change)?;
    Ok(())
}

/// Post-bill reviews of the last weeks: most agree with the coder, some are to be reconciled, one is settled.
fn after_the_bill(store: &Store, head: &Session, cdi: &Session) -> Outcome {
    let rules = SHIPPED
        .replace("after-final-coding = false", "after-final-coding = true")
        .replace("days-after-discharge = 30", "days-after-discharge = 60");
    let load = |text: String, reason: &str| LoadRules {
        file: "post-bill review".to_owned(),
        text,
        reason: reason.to_owned(),
    };
    store.apply(head, &load(rules, "post-bill review of the last weeks"))?;
    refresh_all(store, head)?;
    let mut n_reviewed = 0;
    for row in listed(store, cdi)? {
        let encounter = EncounterId(row.item.subject_id);
        let Some(screen) = store.ask(cdi, &ScreenOf(encounter))? else { continue };
        if !screen.looked.head.is_final() || screen.looked.picture.drg.is_none() {
            continue;
        }
        // Every third time the reviewer held another diagnosis for the principal one, or had not seen the others yet.
        let mut sheet = screen.looked.picture.sheet.clone();
        if n_reviewed % 3 == 2 && sheet.diagnoses.len() > 1 {
            let first =
                screen.looked.picture.what_ifs.iter().find(|one| one.change == WhatIfChange::AsPrincipal);
            match first.and_then(|one| sheet.diagnoses.iter().position(|line| line.code == one.code)) {
                Some(at) => sheet.move_diagnosis(at, 0)?,
                None => sheet.diagnoses.truncate(1),
            }
            store.apply(cdi, &SetSheet { encounter, sheet, seen: None })?;
        }
        store.apply(cdi, &ReviewStay { encounter, next: None, note: String::new() })?;
        n_reviewed += 1;
        if n_reviewed == 24 {
            break;
        }
    }
    let open = Reconciliations { which: Which::Open, as_coder: false, limit: 2 };
    if let [first, _, ..] = store.ask(cdi, &open)?.as_slice() {
        let settle = Reconcile {
            encounter: first.encounter,
            settle: Settlement::FinalStands,
            why: Why::MissedByReview,
            note: String::new(),
            seen: None,
            as_coder: false,
        };
        store.apply(cdi, &settle)?;
    }
    store.apply(head, &load(String::new(), "back to pre-bill review"))?;
    refresh_all(store, head)?;
    Ok(())
}
