//! Subjects whose change makes what is on screen old.

use std::ops::BitOr;

use super::role::words;

words! {
    /// One subject of data.
    Topic {
        /// Demographics, identifiers, flags, the look-up index.
        Patients = "patients", "patients";
        /// Stays and visits.
        Encounters = "encounters", "encounters";
        /// Documents.
        Documents = "documents", "documents";
        /// Results, diagnoses, procedures, medication, allergies.
        Clinical = "clinical", "clinical data";
        /// Clinicians, organisations, locations.
        Directory = "directory", "directory";
        /// Import batches, their errors, pending merges.
        Imports = "imports", "imports";
        /// Demographic changes held for review.
        HeldEdits = "held-edits", "held changes";
        /// Coding accounts.
        Coding = "coding", "coding";
        /// Items of worklists, teams and views.
        Work = "work", "worklists";
        /// Rules of clocks and of chart completion.
        Rules = "rules", "rules";
        /// Documentation reviews and queries.
        Cdi = "cdi", "documentation review";
        /// Deficiencies and states of charts.
        Completion = "completion", "chart completion";
        /// Users and their roles.
        Users = "users", "users";
        /// Letters, their templates and the letter head.
        Letters = "letters", "letters";
        /// Papers and files that arrived and wait for an owner.
        Capture = "capture", "arrived documents";
        /// Patients' requests to amend the record.
        Amendments = "amendments", "amendment requests";
        /// Queries to providers.
        Queries = "queries", "queries to providers";
        /// Requests for records, requesters, fees, disclosures.
        Releases = "releases", "requests for records";
        /// A user's own drafts, recent patients, settings.
        Own = "own", "own settings";
        /// Loaded code sets.
        CodeSets = "code-sets", "code sets";
        /// The audit log.
        Audit = "audit", "audit log";
    }
}

/// A set of topics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Topics(u32);

impl Topics {
    /// No topic.
    pub const NONE: Self = Self(0);

    /// All topics.
    pub fn all() -> Self {
        Topic::ALL.iter().fold(Self::NONE, |all, topic| all | *topic)
    }

    /// The set with one topic.
    pub const fn of(topic: Topic) -> Self {
        Self(1 << topic as u32)
    }

    /// Whether the sets share a topic.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is no topic in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its topics, in order.
    pub fn iter(self) -> impl Iterator<Item = Topic> {
        Topic::ALL.iter().copied().filter(move |topic| self.meets(Self::of(*topic)))
    }
}

impl From<Topic> for Topics {
    fn from(topic: Topic) -> Self {
        Self::of(topic)
    }
}

impl<T: Into<Topics>> BitOr<T> for Topics {
    type Output = Self;
    fn bitor(self, other: T) -> Self {
        Self(self.0 | other.into().0)
    }
}

impl BitOr for Topic {
    type Output = Topics;
    fn bitor(self, other: Self) -> Topics {
        Topics::of(self) | other
    }
}
