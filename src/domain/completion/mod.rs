//! Chart completion: what a chart needs, what is missing or unsigned, who owes it, and how late it is. Pure.
//!
//! Rules are data ([`RuleSet`]); [`assess`] turns the facts of one chart into what is needed and what is lacking, each with
//! its reason. Nothing here knows tables or screens.

mod assess;
mod facts;
mod pattern;
mod plan;
mod rules;
mod text_check;

pub use assess::{Assessment, Finding, Needed, assess, wants_earlier};
pub use facts::{ChartFacts, DocumentFacts, ProcedureFacts, Signer};
pub use pattern::{Matcher, glob};
pub use plan::{Action, Known, plan};
pub use rules::{
    Condition, DocType, Earlier, EntryRule, From, LetterTimes, Level, Need, Owner, RuleSet, Start,
    level_reached, next_level_at,
};
pub use text_check::names_other_record;

use super::role::words;

words! {
    /// What is lacking. It moves on as the document does: missing, dictated, unsigned, not co-signed.
    Lack {
        /// No such document is on the chart.
        Missing = "missing", "missing";
        /// Dictated, not typed.
        Dictated = "dictated", "dictated, not typed";
        /// Begun, not finished.
        Unfinished = "unfinished", "begun, not finished";
        /// Not signed by its author.
        Unsigned = "unsigned", "unsigned";
        /// Signed by a trainee, not co-signed.
        Uncosigned = "uncosigned", "not co-signed";
        /// It is about another patient, or seems so.
        WrongPatient = "wrong-patient", "wrong patient";
        /// There and signed, but its contents are not what they must be.
        Content = "content", "content lacking";
    }
}

impl Lack {
    /// What the responsible clinician has to do about it.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Missing => "dictate or write it",
            Self::Dictated => "have it typed, then sign it",
            Self::Unfinished => "finish and sign it",
            Self::Unsigned => "sign it",
            Self::Uncosigned => "co-sign it",
            Self::WrongPatient => "file it in the right chart",
            Self::Content => "complete it by an addendum",
        }
    }

    /// Whether an arriving document can end it without anybody's verdict.
    pub fn ends_by_itself(self) -> bool {
        !matches!(self, Self::Content)
    }
}

words! {
    /// How a deficiency stands.
    Standing {
        /// Owed.
        Open = "open", "open";
        /// Refused by the clinician, with a reason; somebody in the department decides.
        Disputed = "disputed", "disputed";
        /// Forgiven by a supervisor.
        Waived = "waived", "waived";
        /// Done, or found to be done.
        Closed = "closed", "closed";
        /// It never was one: assigned by mistake.
        Cancelled = "cancelled", "cancelled";
    }
}

impl Standing {
    /// Whether the clinician, or the department, still has to do something.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Disputed)
    }

    /// Whether a deficiency may go from this state to another. A waived or cancelled one comes back by reopening only.
    pub fn may_become(self, next: Self) -> bool {
        use Standing::{Cancelled, Closed, Disputed, Open, Waived};
        matches!(
            (self, next),
            (Open, Disputed | Waived | Closed | Cancelled)
                | (Disputed, Open | Waived | Closed | Cancelled)
                | (Waived | Closed | Cancelled, Open)
        )
    }
}

words! {
    /// How a chart stands.
    ChartState {
        /// In house, nothing lacking so far.
        Open = "open", "open";
        /// In house, with deficiencies.
        Concurrent = "concurrent", "concurrent";
        /// Discharged, not reviewed by an analyst yet.
        Analysis = "analysis", "to be reviewed";
        /// Reviewed, with open deficiencies.
        Incomplete = "incomplete", "incomplete";
        /// With deficiencies open beyond the allowed time.
        Delinquent = "delinquent", "delinquent";
        /// Reviewed, nothing open.
        Complete = "complete", "complete";
        /// Closed with deficiencies by decision of the hospital.
        AdminClosed = "closed-administratively", "closed administratively";
    }
}

words! {
    /// How a deficiency ended.
    Ended {
        /// The document arrived, or was signed.
        Arrived = "arrived", "the document arrived";
        /// The chart does not need it any more.
        NotNeeded = "not-needed", "no longer needed";
        /// Somebody said so.
        ByHand = "by-hand", "closed by hand";
        /// A supervisor waived it.
        Waived = "waived", "waived";
        /// It was assigned by mistake.
        Cancelled = "cancelled", "cancelled";
        /// The chart was closed by decision.
        ChartClosed = "chart-closed", "chart closed";
    }
}

impl Ended {
    /// Whether a person decided it, so that rules must not find it anew.
    pub fn was_decided(self) -> bool {
        matches!(self, Self::ByHand | Self::Waived | Self::Cancelled | Self::ChartClosed)
    }
}

/// What a chart's state follows from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChartFacet {
    /// The patient is in house.
    pub in_house: bool,
    /// An analyst reviewed it since discharge.
    pub reviewed: bool,
    /// Closed by decision.
    pub closed: bool,
    /// Open deficiencies.
    pub n_open: u32,
    /// At least one of them is open beyond the allowed time.
    pub delinquent: bool,
}

impl ChartState {
    /// The state that follows.
    pub fn of(facet: ChartFacet) -> Self {
        match facet {
            ChartFacet { closed: true, .. } => Self::AdminClosed,
            ChartFacet { in_house: true, n_open: 0, .. } => Self::Open,
            ChartFacet { in_house: true, .. } => Self::Concurrent,
            ChartFacet { delinquent: true, n_open: 1.., .. } => Self::Delinquent,
            ChartFacet { reviewed: false, .. } => Self::Analysis,
            ChartFacet { n_open: 0, .. } => Self::Complete,
            _ => Self::Incomplete,
        }
    }
}

#[cfg(test)]
mod tests;
