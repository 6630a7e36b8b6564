//! States of a coding account, what may follow what, and why an account is held: as data, so that queues can show them.

use crate::domain::role::{Permission, words};

words! {
    /// Where an account stands on its way from the ward to the bill.
    AccountState {
        /// The patient is still in house: charges and documents are to come.
        NotReady = "not-ready", "in house";
        /// Discharged, nobody has it.
        Ready = "ready", "ready";
        /// Somebody is to code it.
        Assigned = "assigned", "assigned";
        /// Somebody is coding it.
        InProgress = "in-progress", "in progress";
        /// Held: something is missing.
        Pended = "pended", "put aside";
        /// Coded by the coder, not released yet.
        Coded = "coded", "coded";
        /// A second coder looks at it before the bill goes out.
        PreBill = "pre-bill", "pre-bill review";
        /// Codes are final and signed.
        FinalCoded = "final-coded", "final coded";
        /// The claim is out.
        Billed = "billed", "billed";
        /// The claim must go out again.
        Rebill = "rebill", "to rebill";
        /// The payer refused it.
        Denied = "denied", "denied";
    }
}

words! {
    /// What the department's lists divide accounts by.
    Phase {
        /// In house.
        House = "house", "in house";
        /// To be coded: ready, assigned, in progress.
        Work = "work", "to code";
        /// Put aside.
        Hold = "hold", "put aside";
        /// Coded, or before a second look.
        Review = "review", "in review";
        /// Final coded, not billed.
        Bill = "bill", "to bill";
        /// Billed, and what came back of it.
        Done = "done", "billed";
    }
}

words! {
    /// Why an account is put aside.
    PendReason {
        /// A document is not there, or not signed.
        MissingDocument = "missing-document", "missing document";
        /// A query to a clinician is open.
        QueryOpen = "query-open", "query open";
        /// A charge looks wrong or is missing.
        ChargeQuestion = "charge-question", "charge question";
        /// Another coder is to look at it.
        SecondLevelReview = "second-level-review", "second-level review";
        /// An edit cannot be solved here.
        ValidationError = "validation-error", "validation error";
        /// Anything else; the note says what.
        Other = "other", "other";
    }
}

words! {
    /// The three DRGs of an account, which are kept apart so that they can be compared.
    DrgStage {
        /// What was known when documentation review began.
        Baseline = "baseline", "baseline";
        /// As the codes stand now.
        Working = "working", "working";
        /// As signed.
        Final = "final", "final";
    }
}

words! {
    /// What is done to an account.
    Deed {
        /// The patient went home.
        Discharge = "discharge", "discharge";
        /// The discharge was taken back.
        Readmit = "readmit", "take the discharge back";
        /// Somebody is to have it.
        Assign = "assign", "assign";
        /// Given back to the pile.
        Unassign = "unassign", "give back";
        /// A coder opens it to code.
        Begin = "begin", "begin coding";
        /// Put aside for a reason.
        Pend = "pend", "put aside";
        /// What it waited for has come.
        Wake = "wake", "take up again";
        /// Coded.
        Code = "code", "mark as coded";
        /// To a second coder.
        Review = "review", "send to second-level review";
        /// Back to the coder, with a reason.
        SendBack = "send-back", "send back";
        /// Signed.
        Finalize = "finalize", "final code";
        /// The claim goes out.
        Bill = "bill", "bill";
        /// The payer refuses.
        Deny = "deny", "record a denial";
        /// The claim is to go out again.
        Rebill = "rebill", "mark for rebilling";
        /// Taken back from final, with a reason.
        Reopen = "reopen", "reopen";
    }
}

impl AccountState {
    /// The list in which an account of this state stands.
    pub fn phase(self) -> Phase {
        match self {
            Self::NotReady => Phase::House,
            Self::Ready | Self::Assigned | Self::InProgress => Phase::Work,
            Self::Pended => Phase::Hold,
            Self::Coded | Self::PreBill => Phase::Review,
            Self::FinalCoded => Phase::Bill,
            Self::Billed | Self::Rebill | Self::Denied => Phase::Done,
        }
    }

    /// Discharged and without final codes: what the discharged-not-final-coded figure counts.
    pub fn is_uncoded(self) -> bool {
        matches!(self.phase(), Phase::Work | Phase::Hold | Phase::Review)
    }

    /// Whether codes may be changed. An account in house is coded concurrently.
    pub fn is_open_to_codes(self) -> bool {
        matches!(self, Self::NotReady | Self::Ready | Self::Assigned | Self::InProgress | Self::PreBill)
    }
}

/// One permitted step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub deed: Deed,
    /// From which states.
    pub from: &'static [AccountState],
    /// To which state.
    pub to: AccountState,
    /// Who may.
    pub needs: Permission,
    /// Whether a reason must be given.
    pub with_reason: bool,
}

const fn plain(deed: Deed, from: &'static [AccountState], to: AccountState) -> Step {
    Step { deed, from, to, needs: Permission::Code, with_reason: false }
}

/// All steps there are. What is not here is refused.
pub const STEPS: &[Step] = {
    use AccountState::{
        Assigned, Billed, Coded, Denied, FinalCoded, InProgress, NotReady, Pended, PreBill, Ready, Rebill,
    };
    &[
        plain(Deed::Discharge, &[NotReady], Ready),
        plain(Deed::Readmit, &[Ready, Assigned, InProgress, Pended, Coded, PreBill], NotReady),
        plain(Deed::Assign, &[Ready, Assigned, InProgress], Assigned),
        // Concurrent coding: somebody has it from the ward on.
        plain(Deed::Assign, &[NotReady], NotReady),
        plain(Deed::Unassign, &[Assigned, InProgress], Ready),
        plain(Deed::Begin, &[Ready, Assigned, InProgress], InProgress),
        Step { with_reason: true, ..plain(Deed::Pend, &[Ready, Assigned, InProgress], Pended) },
        plain(Deed::Wake, &[Pended], Assigned),
        plain(Deed::Code, &[InProgress], Coded),
        plain(Deed::Review, &[InProgress, Coded], PreBill),
        Step {
            with_reason: true,
            needs: Permission::ReviewCoding,
            ..plain(Deed::SendBack, &[PreBill], Assigned)
        },
        plain(Deed::Finalize, &[InProgress, Coded, PreBill], FinalCoded),
        plain(Deed::Bill, &[FinalCoded, Rebill], Billed),
        Step { with_reason: true, ..plain(Deed::Deny, &[Billed], Denied) },
        Step { with_reason: true, ..plain(Deed::Rebill, &[Billed, Denied], Rebill) },
        Step {
            with_reason: true,
            ..plain(Deed::Reopen, &[FinalCoded, Coded, Rebill, Denied, Billed], InProgress)
        },
    ]
};

/// The step that a deed makes from a state, or the sentence that says why it cannot be made.
pub fn step(deed: Deed, from: AccountState) -> Result<&'static Step, String> {
    let of_deed = || STEPS.iter().filter(|step| step.deed == deed);
    of_deed().find(|step| step.from.contains(&from)).ok_or_else(|| {
        let places: Vec<&str> = of_deed().flat_map(|step| step.from).map(|state| state.title()).collect();
        format!("the account is {}; to {} it must be: {}.", from.title(), deed.title(), places.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_state_but_the_first_is_reached_and_none_is_a_trap() {
        let reached: BTreeSet<AccountState> = STEPS.iter().map(|step| step.to).collect();
        assert_eq!(reached.len(), AccountState::ALL.len());
        for state in AccountState::ALL {
            assert!(STEPS.iter().any(|step| step.from.contains(state)), "nothing leaves {state}");
        }
    }

    #[test]
    fn a_refusal_says_where_the_account_is_and_where_it_would_have_to_be() {
        let why = step(Deed::Finalize, AccountState::Pended).unwrap_err();
        assert_eq!(
            why,
            "the account is put aside; to final code it must be: in progress, coded, pre-bill review."
        );
    }

    proptest! {
        #[test]
        fn final_codes_are_left_with_a_reason_only(deeds in prop::collection::vec(0..Deed::ALL.len(), 1..40)) {
            let mut state = AccountState::NotReady;
            for deed in deeds {
                let Ok(step) = step(Deed::ALL[deed], state) else { continue };
                if state == AccountState::FinalCoded && step.to.is_open_to_codes() {
                    prop_assert!(step.with_reason);
                }
                state = step.to;
            }
        }
    }
}
