//! A query to a provider: its states, what may follow what, the ladder of escalation, and how an answer is judged; as data.

use super::role::{Permission, words};

words! {
    /// Where a query stands.
    QueryState {
        /// Being written.
        Draft = "draft", "draft";
        /// Sent; the provider is to answer.
        Open = "open", "open";
        /// Answered; an agreed answer waits for its addendum.
        Answered = "answered", "answered";
        /// Withdrawn. It is kept.
        Cancelled = "cancelled", "withdrawn";
        /// Done with.
        Closed = "closed", "closed";
    }
}

words! {
    /// What came of a query.
    Outcome {
        /// The provider gave a diagnosis or clarification that is to be documented.
        Agreed = "agreed", "agreed";
        /// The provider sees it otherwise, with a reason.
        Disagreed = "disagreed", "disagreed";
        /// The provider cannot tell.
        Undetermined = "undetermined", "clinically undetermined";
        /// Nobody answered, after the whole ladder.
        NoResponse = "no-response", "no response";
        /// The author took it back.
        Withdrawn = "withdrawn", "withdrawn";
    }
}

words! {
    /// When in the course of a stay a query is asked.
    Timing {
        /// While the patient is in house.
        Concurrent = "concurrent", "concurrent";
        /// After discharge, before the bill.
        Retrospective = "retrospective", "retrospective";
        /// After the bill went out.
        PostBill = "post-bill", "post-bill";
    }
}

words! {
    /// How a query is put.
    Way {
        /// In writing.
        Written = "written", "written";
        /// Spoken, and written down in the same way.
        Verbal = "verbal", "verbal";
    }
}

words! {
    /// The type of a query.
    AskKind {
        /// The provider answers in own words.
        OpenEnded = "open-ended", "open-ended";
        /// The provider chooses among clinically supported options.
        MultipleChoice = "multiple-choice", "multiple choice";
        /// The provider says yes or no.
        YesNo = "yes-no", "yes/no";
    }
}

words! {
    /// By what way an answer came.
    AnswerWay {
        /// Signed here by the provider.
        Workstation = "workstation", "here, signed";
        /// By a file of the portal.
        Portal = "portal", "portal";
        /// By telephone.
        Phone = "phone", "phone";
        /// By an addendum alone.
        Addendum = "addendum", "addendum";
        /// In person.
        Person = "person", "in person";
    }
}

words! {
    /// What an option stands for.
    OptionRole {
        /// A clinically supported answer.
        Supported = "supported", "supported";
        /// No diagnosis, ruled out, no: the provider sees it otherwise.
        Refuting = "refuting", "refuting";
        /// Own words.
        Other = "other", "other";
        /// It cannot be told.
        Undetermined = "undetermined", "unable to determine";
    }
}

words! {
    /// What is done to a query.
    Deed {
        /// Written, or written anew before it is sent.
        Save = "save", "write";
        /// Sent to the provider.
        Send = "send", "send";
        /// The provider is reminded.
        Remind = "remind", "remind of";
        /// Handed up the ladder.
        Escalate = "escalate", "escalate";
        /// The answer is written down.
        Answer = "answer", "answer";
        /// The outcome is judged anew, with a reason.
        Judge = "judge", "judge anew";
        /// The addendum or new version that followed is named.
        Follow = "follow", "name the document that followed";
        /// Done with, without a document.
        Close = "close", "close";
        /// Nobody answered.
        GiveUp = "give-up", "close without an answer";
        /// Taken back by its author.
        Withdraw = "withdraw", "withdraw";
        /// The answer belonged elsewhere: the provider is asked again.
        Reopen = "reopen", "ask again";
    }
}

/// One permitted step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub deed: Deed,
    /// From which states.
    pub from: &'static [QueryState],
    /// To which state.
    pub to: QueryState,
    /// Whether a reason must be given.
    pub with_reason: bool,
}

const fn plain(deed: Deed, from: &'static [QueryState], to: QueryState) -> Step {
    Step { deed, from, to, with_reason: false }
}

const fn reasoned(deed: Deed, from: &'static [QueryState], to: QueryState) -> Step {
    Step { deed, from, to, with_reason: true }
}

/// All steps there are. What is not here is refused.
pub const STEPS: &[Step] = {
    use QueryState::{Answered, Cancelled, Closed, Draft, Open};
    &[
        plain(Deed::Save, &[Draft], Draft),
        plain(Deed::Send, &[Draft], Open),
        plain(Deed::Remind, &[Open], Open),
        reasoned(Deed::Escalate, &[Open], Open),
        plain(Deed::Answer, &[Open], Answered),
        reasoned(Deed::Judge, &[Answered], Answered),
        plain(Deed::Follow, &[Answered], Closed),
        reasoned(Deed::Close, &[Answered], Closed),
        reasoned(Deed::GiveUp, &[Open], Closed),
        reasoned(Deed::Withdraw, &[Draft, Open], Cancelled),
        reasoned(Deed::Reopen, &[Answered], Open),
    ]
};

/// The permission to do a deed as one of the department.
pub const NEEDS: Permission = Permission::ReviewDocumentation;

/// The step that a deed makes from a state, or the sentence that says why it cannot be made.
pub fn step(deed: Deed, from: QueryState) -> Result<&'static Step, String> {
    let of_deed = || STEPS.iter().filter(|step| step.deed == deed);
    of_deed().find(|step| step.from.contains(&from)).ok_or_else(|| {
        let places: Vec<&str> = of_deed().flat_map(|step| step.from).map(|state| state.title()).collect();
        format!("this query is {}; to {} it must be {}.", from.title(), deed.title(), places.join(" or "))
    })
}

/// A step of the ladder, in words; none above the last.
pub fn level_title(level: u8) -> &'static str {
    match level {
        1 => "peer",
        2 => "physician advisor",
        _ => "not escalated",
    }
}

macro_rules! written_as_words {
    ($($name:ty),*) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_str(self.word())
            }
        }
    )*};
}
written_as_words!(AskKind, Timing, Way, QueryState, Outcome);

impl OptionRole {
    /// What an option's words stand for.
    pub fn of(option: &str) -> Self {
        let words = option.trim().to_lowercase();
        let begins = |word: &str| {
            words
                .strip_prefix(word)
                .is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphanumeric()))
        };
        let undetermined =
            ["unable to", "undetermined", "cannot be determined", "cannot determine", "clinically unable"];
        let refuting = [
            "no clinical significance",
            "without clinical significance",
            "ruled out",
            "no further",
            "not clinically",
        ];
        if undetermined.iter().any(|some| words.contains(some)) {
            Self::Undetermined
        } else if begins("other") || begins("another") {
            Self::Other
        } else if begins("no") || refuting.iter().any(|some| words.contains(some)) {
            Self::Refuting
        } else {
            Self::Supported
        }
    }

    /// The outcome that choosing it means, until the author of the query judges it.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::Supported | Self::Other => Outcome::Agreed,
            Self::Refuting => Outcome::Disagreed,
            Self::Undetermined => Outcome::Undetermined,
        }
    }

    /// Whether the choice says nothing without words beside it.
    pub fn needs_words(self) -> bool {
        matches!(self, Self::Other | Self::Refuting)
    }
}

impl Outcome {
    /// Those that an answer can have.
    pub const OF_ANSWERS: &'static [Self] = &[Self::Agreed, Self::Disagreed, Self::Undetermined];
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_state_is_reached_and_only_the_last_two_are_ends() {
        for state in QueryState::ALL {
            let leaves = STEPS.iter().any(|step| step.from.contains(state));
            let ends = matches!(state, QueryState::Cancelled | QueryState::Closed);
            assert_eq!(leaves, !ends, "{state}");
            assert!(STEPS.iter().any(|step| step.to == *state), "{state}");
        }
    }

    #[test]
    fn a_refusal_says_where_the_query_is_and_where_it_would_have_to_be() {
        let why = step(Deed::Withdraw, QueryState::Answered).unwrap_err();
        assert_eq!(why, "this query is answered; to withdraw it must be draft or open.");
    }

    #[test]
    fn options_are_known_by_their_words() {
        for (option, role) in [
            ("Acute kidney injury (please give the cause if known)", OptionRole::Supported),
            ("No clinical significance", OptionRole::Refuting),
            ("No", OptionRole::Refuting),
            ("Normal variation", OptionRole::Supported),
            ("Ruled out", OptionRole::Refuting),
            ("Other (please specify): ____", OptionRole::Other),
            ("Otherwise healthy", OptionRole::Supported),
            ("Unable to determine", OptionRole::Undetermined),
        ] {
            assert_eq!(OptionRole::of(option), role, "{option}");
        }
    }

    proptest! {
        #[test]
        fn what_was_sent_is_answered_withdrawn_or_given_up_and_never_written_again(
            deeds in prop::collection::vec(0..Deed::ALL.len(), 1..60),
        ) {
            let (mut state, mut sent, mut answered) = (QueryState::Draft, false, false);
            for deed in deeds {
                let deed = Deed::ALL[deed];
                let Ok(step) = step(deed, state) else { continue };
                prop_assert!(!(sent && deed == Deed::Save), "a sent text is written again");
                prop_assert!(!matches!(state, QueryState::Cancelled | QueryState::Closed));
                sent |= deed == Deed::Send;
                answered |= deed == Deed::Answer;
                if deed == Deed::Reopen { answered = false; }
                state = step.to;
                match state {
                    QueryState::Answered => prop_assert!(sent && answered),
                    QueryState::Open => prop_assert!(sent && !answered),
                    QueryState::Closed => prop_assert!(sent && (answered || deed == Deed::GiveUp)),
                    QueryState::Cancelled => prop_assert!(!answered && step.with_reason),
                    QueryState::Draft => prop_assert!(!sent),
                }
            }
        }
    }
}
