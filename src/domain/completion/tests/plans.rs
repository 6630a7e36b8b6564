//! What a plan does with what was found before: assign, keep, reopen, end.

use super::*;
use crate::domain::ids::DeficiencyId;
use std::collections::BTreeMap;

/// Carries a plan out on a list, as the tables would be changed.
fn carry_out(known: &mut Vec<Known>, chart: &ChartFacts, hours: i64) -> usize {
    let findings = assess(&rules(), chart, instant(hours)).findings;
    let actions = plan(chart, known, findings, &BTreeMap::new());
    let mut changed = 0;
    for action in actions {
        match action {
            Action::Assign(found) => {
                changed += 1;
                let id = DeficiencyId(known.len() as i64 + 1);
                known.push(stored(id, &found));
            }
            Action::Keep(id, found) => {
                let one = known.iter_mut().find(|one| one.id == id).unwrap();
                let state = one.state;
                let next = Known { state, ..stored(id, &found) };
                changed += usize::from(*one != next);
                *one = next;
            }
            Action::Reopen(id, found) => {
                changed += 1;
                *known.iter_mut().find(|one| one.id == id).unwrap() = stored(id, &found);
            }
            Action::End(id, how) => {
                changed += 1;
                let one = known.iter_mut().find(|one| one.id == id).unwrap();
                (one.state, one.ended) = (Standing::Closed, Some(how));
            }
        }
    }
    changed
}

fn stored(id: DeficiencyId, found: &Finding) -> Known {
    Known {
        id,
        rule: found.rule.clone(),
        lack: found.lack,
        doc_type: found.doc_type.clone(),
        document: found.document,
        state: Standing::Open,
        ended: None,
    }
}

#[test]
fn one_deficiency_follows_its_document_from_missing_to_signed_and_back() {
    let history = document(1, "34117-2", "H&P", "signed", 3);
    let with = |state: Option<&str>| {
        let mut documents = vec![history.clone()];
        documents.extend(state.map(|state| document(2, "18842-5", "Summary", state, 91)));
        chart(Some(90), documents)
    };
    let mut known = Vec::new();
    let steps: [(Option<&str>, Option<Lack>); 9] = [
        (None, Some(Lack::Missing)),
        (Some("dictated"), Some(Lack::Dictated)),
        (Some("unsigned"), Some(Lack::Unsigned)),
        (Some("signed-uncosigned"), Some(Lack::Uncosigned)),
        (Some("signed"), None),
        (Some("retracted"), Some(Lack::Missing)),
        (Some("unsigned"), Some(Lack::Unsigned)),
        (Some("retracted"), Some(Lack::Missing)),
        (Some("legally-signed"), None),
    ];
    for (state, lack) in steps {
        carry_out(&mut known, &with(state), 100);
        assert_eq!(known.len(), 1, "{state:?}: {known:?}");
        let open = known.iter().find(|one| one.state.is_open()).map(|one| one.lack);
        assert_eq!(open, lack, "{state:?}");
        assert_eq!(carry_out(&mut known, &with(state), 100), 0, "{state:?}: twice");
    }
}

#[test]
fn what_a_person_decided_is_not_found_anew() {
    let chart = chart(Some(90), vec![document(1, "34117-2", "H&P", "signed", 3)]);
    let mut known = Vec::new();
    assert_eq!(carry_out(&mut known, &chart, 100), 1);
    (known[0].state, known[0].ended) = (Standing::Waived, Some(Ended::Waived));
    assert_eq!(carry_out(&mut known, &chart, 100), 0);
}

#[test]
fn a_new_version_takes_the_deficiency_along() {
    let old = document(1, "34117-2", "H&P", "unsigned", 3);
    let mut known = Vec::new();
    carry_out(&mut known, &chart(None, vec![old.clone()]), 4);
    let new = DocumentFacts { id: DocumentId(2), ..old.clone() };
    let both = chart(None, vec![DocumentFacts { state: "superseded".into(), ..old }, new]);
    let followers = BTreeMap::from([(DocumentId(1), DocumentId(2))]);
    let findings = assess(&rules(), &both, instant(5)).findings;
    let actions = plan(&both, &known, findings, &followers);
    assert!(matches!(&actions[..], [Action::Keep(DeficiencyId(1), f)] if f.document == Some(DocumentId(2))));
}

#[test]
fn what_a_person_found_stays_until_its_document_is_signed() {
    let by_hand = |lack| Known {
        id: DeficiencyId(1),
        rule: String::new(),
        lack,
        doc_type: "history".into(),
        document: Some(DocumentId(1)),
        state: Standing::Open,
        ended: None,
    };
    let ends = |lack, state: &str| {
        let chart = chart(None, vec![document(1, "34117-2", "H&P", state, 3)]);
        let actions = plan(&chart, &[by_hand(lack)], Vec::new(), &BTreeMap::new());
        actions.iter().any(|action| matches!(action, Action::End(..)))
    };
    assert!(!ends(Lack::Unsigned, "unsigned"));
    assert!(ends(Lack::Unsigned, "signed"));
    assert!(!ends(Lack::Content, "signed"));
    assert!(!ends(Lack::WrongPatient, "signed"));
}

proptest! {
    #[test]
    fn each_finding_is_owed_once_and_a_second_run_changes_nothing(
        histories in proptest::collection::vec(super::documents(), 1..6), hours in 0_i64..2000,
    ) {
        let mut known = Vec::new();
        for documents in histories {
            let chart = chart(Some(90), documents);
            carry_out(&mut known, &chart, hours);
            let found = assess(&rules(), &chart, instant(hours)).findings.len();
            prop_assert_eq!(known.iter().filter(|one| one.state.is_open()).count(), found);
            prop_assert_eq!(carry_out(&mut known, &chart, hours), 0);
        }
    }
}
