//! Completion rules as data: what charts need, what each entry needs, and the levels of delinquency.

use super::{ChartFacts, DocumentFacts, Lack, Matcher, ProcedureFacts};
use crate::domain::{role::words, time::When};
use chrono::{DateTime, Duration, Utc};

/// All rules of a hospital.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleSet {
    /// Types of documents that the rules speak of.
    pub types: Vec<DocType>,
    /// Documents that charts need.
    pub needs: Vec<Need>,
    /// What every entry needs; the first that fits holds.
    pub entries: Vec<EntryRule>,
    /// Levels of delinquency, mildest first.
    pub levels: Vec<Level>,
    /// Words before a record number in a text: "MRN".
    pub number_labels: Vec<String>,
    /// Questions of the checklist, in order.
    pub checklist: Vec<String>,
    /// Classes of stay that an analyst reviews after discharge; the others are complete when nothing is open.
    pub review_classes: Vec<String>,
    /// Stays discharged longer ago than so many days are not put on the review list any more.
    pub review_days: u32,
    /// When letters about late records go out.
    pub letters: LetterTimes,
}

/// When letters about late records go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterTimes {
    /// The same letter goes to the same clinician again after so many days.
    pub again_days: u32,
    /// Days that a letter gives.
    pub answer_days: u32,
}

impl Default for LetterTimes {
    fn default() -> Self {
        Self { again_days: 7, answer_days: 7 }
    }
}

impl RuleSet {
    /// A type by its key.
    pub fn doc_type(&self, key: &str) -> Option<&DocType> {
        self.types.iter().find(|kind| kind.key == key)
    }

    /// The name of a level: the first with this number.
    pub fn level_name(&self, level: i64) -> &str {
        self.levels.iter().find(|one| i64::from(one.level) == level).map_or("", |one| one.name.as_str())
    }

    /// The key of the type that a document is of, if the rules know one.
    pub fn type_of(&self, document: &DocumentFacts) -> Option<&DocType> {
        self.types.iter().find(|kind| kind.fits(document))
    }
}

/// A type of documents: by codes and titles.
#[derive(Clone, Debug, PartialEq)]
pub struct DocType {
    /// Name in the rules: `discharge-summary`.
    pub key: String,
    /// Name on screen.
    pub name: String,
    /// Codes that it has.
    pub codes: Vec<Matcher>,
    /// Titles that it has.
    pub titles: Vec<Matcher>,
}

impl DocType {
    /// Whether a document is of this type.
    pub fn fits(&self, document: &DocumentFacts) -> bool {
        self.codes.iter().any(|code| code.fits(&document.code))
            || self.titles.iter().any(|title| title.fits(&document.title) || title.fits(&document.type_text))
    }
}

words! {
    /// The event from which a need or level is reckoned.
    Start {
        /// Admission.
        Admission = "admission", "admission";
        /// Discharge.
        Discharge = "discharge", "discharge";
        /// End of the procedure that makes it needed; of the document that shows one, if no procedure is recorded.
        Procedure = "procedure", "the procedure";
        /// The entry itself: written, else filed.
        Entry = "entry", "the entry";
    }
}

words! {
    /// Who owes a document.
    Owner {
        /// Its author.
        Author = "author", "author";
        /// Who did the procedure.
        Performer = "performer", "operator";
        /// The author of the document that shows that it is needed.
        Evidence = "evidence", "author of the related note";
        /// The attending of the stay.
        Attending = "attending", "attending";
    }
}

/// When a rule holds for a chart. Empty lists ask nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition {
    /// Classes of stay: `inpatient`.
    pub classes: Vec<String>,
    /// Services for which it holds.
    pub services: Vec<Matcher>,
    /// Services for which it does not.
    pub not_services: Vec<Matcher>,
    /// Dispositions for which it holds.
    pub dispositions: Vec<String>,
    /// Dispositions for which it does not.
    pub not_dispositions: Vec<String>,
    /// Stays of at least so many hours.
    pub min_hours: Option<i64>,
    /// Stays of fewer hours than this.
    pub under_hours: Option<i64>,
    /// Only after discharge.
    pub discharged: bool,
    /// A procedure with one of these codes was done …
    pub procedures: Vec<Matcher>,
    /// … other than these …
    pub not_procedures: Vec<Matcher>,
    /// … or a document of one of these types is on the chart.
    pub documents: Vec<String>,
    /// The need falls away while a document of one of these types is on the chart.
    pub unless_documents: Vec<String>,
}

/// What makes a rule hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Evidence<'c> {
    pub procedure: Option<&'c ProcedureFacts>,
    pub document: Option<&'c DocumentFacts>,
}

impl Condition {
    /// Whether it holds, and by what.
    pub(super) fn holds<'c>(
        &self,
        set: &RuleSet,
        chart: &'c ChartFacts,
        now: DateTime<Utc>,
    ) -> Option<Evidence<'c>> {
        let any = |list: &[String], value: &str| list.iter().any(|one| one.eq_ignore_ascii_case(value));
        let hours = chart.stay_hours(now);
        let plain = (self.classes.is_empty() || any(&self.classes, &chart.class))
            && (self.services.is_empty() || self.services.iter().any(|one| one.fits(&chart.service)))
            && !self.not_services.iter().any(|one| one.fits(&chart.service))
            && (self.dispositions.is_empty() || any(&self.dispositions, &chart.disposition))
            && !any(&self.not_dispositions, &chart.disposition)
            && self.min_hours.is_none_or(|least| hours.is_some_and(|hours| hours >= least))
            && self.under_hours.is_none_or(|most| hours.is_some_and(|hours| hours < most))
            && !(self.discharged && chart.in_house());
        if !plain {
            return None;
        }
        let of_types = |keys: &[String]| {
            chart.documents.iter().filter(|document| document.counts()).find(|document| {
                keys.iter().any(|key| set.doc_type(key).is_some_and(|kind| kind.fits(document)))
            })
        };
        if of_types(&self.unless_documents).is_some() {
            return None;
        }
        if self.procedures.is_empty() && self.documents.is_empty() {
            return Some(Evidence { procedure: None, document: None });
        }
        let procedure = chart.procedures.iter().find(|done| {
            self.procedures.iter().any(|one| one.fits(&done.code))
                && !self.not_procedures.iter().any(|one| one.fits(&done.code))
        });
        let document = of_types(&self.documents);
        let found = procedure.is_some() || document.is_some();
        // Who did it stands in the operating room's row, whatever its code.
        let procedure = procedure
            .or_else(|| chart.procedures.iter().find(|done| document.is_some() && done.performer.is_some()));
        found.then_some(Evidence { procedure, document })
    }
}

/// A document that a chart needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// Name of the rule.
    pub id: String,
    /// Key of the type that is owed.
    pub owes: String,
    /// Keys of types that fulfil it; the owed one is among them.
    pub accepts: Vec<String>,
    /// When it is needed.
    pub when: Condition,
    /// From when it is reckoned.
    pub start: Start,
    /// Rule of the clock.
    pub clock: String,
    /// Hours after the start from which its lack is a deficiency; the clock may end later or earlier.
    pub after_hours: u32,
    /// Who owes it, the first that is known.
    pub owed_by: Vec<Owner>,
    /// An earlier document that stands in, if an update follows.
    pub earlier: Option<Earlier>,
    /// Why, as a sentence.
    pub reason: String,
}

/// An earlier document that stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// At most so many days before admission.
    pub days: u32,
    /// Key of the type of the update that must follow.
    pub update: String,
    /// Clock of the update.
    pub clock: String,
}

/// What an entry needs.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryRule {
    /// Name of the rule.
    pub id: String,
    /// What is lacking if it fits.
    pub lack: Lack,
    /// Keys of types for which it holds; empty for all.
    pub types: Vec<String>,
    /// Keys of types for which it does not.
    pub except: Vec<String>,
    /// Titles for which it holds; empty for all.
    pub titles: Vec<Matcher>,
    /// From when it is reckoned; a clock that starts at discharge does not run before.
    pub start: Start,
    /// Rule of the clock.
    pub clock: String,
    /// Who owes it, the first that is known.
    pub owed_by: Vec<Owner>,
    /// Why, as a sentence.
    pub reason: String,
}

words! {
    /// From when a level is measured.
    From {
        /// Admission.
        Admission = "admission", "admission";
        /// Discharge.
        Discharge = "discharge", "discharge";
        /// When the deficiency was assigned.
        Assignment = "assignment", "assignment";
    }
}

/// A level of delinquency.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Its number: 1 is the mildest.
    pub level: u8,
    /// Its name.
    pub name: String,
    /// What lacks it holds for; empty for all.
    pub lacks: Vec<Lack>,
    /// Keys of types for which it holds; empty for all.
    pub types: Vec<String>,
    /// From when it is measured.
    pub from: From,
    /// After so many hours.
    pub hours: u32,
    /// The record counts as delinquent.
    pub delinquent: bool,
    /// The clinician comes on the suspension list.
    pub suspends: bool,
    /// Name of the template of its letter; empty if none is written.
    pub letter: String,
}

impl Level {
    /// When a deficiency reaches it; none while its clock does not run, or if it is not meant.
    fn reached_at(
        &self,
        lack: Lack,
        type_key: &str,
        (admit, discharge, assigned): (Option<When>, Option<When>, DateTime<Utc>),
    ) -> Option<DateTime<Utc>> {
        let meant = (self.lacks.is_empty() || self.lacks.contains(&lack))
            && (self.types.is_empty() || self.types.iter().any(|key| key == type_key));
        let start = match self.from {
            From::Admission => admit.map(When::instant),
            From::Discharge => discharge.map(When::instant),
            From::Assignment => Some(assigned),
        };
        start.filter(|_| meant).map(|start| start + Duration::hours(i64::from(self.hours)))
    }
}

/// When time alone will raise the level of a deficiency.
pub fn next_level_at(
    set: &RuleSet,
    lack: Lack,
    type_key: &str,
    starts: (Option<When>, Option<When>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    set.levels
        .iter()
        .filter_map(|level| level.reached_at(lack, type_key, starts))
        .filter(|at| *at > now)
        .min()
}

/// The highest level that a deficiency has reached.
pub fn level_reached<'s>(
    set: &'s RuleSet,
    lack: Lack,
    type_key: &str,
    starts: (Option<When>, Option<When>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Option<&'s Level> {
    let reached = |level: &&Level| level.reached_at(lack, type_key, starts).is_some_and(|at| now >= at);
    set.levels.iter().filter(reached).max_by_key(|level| level.level)
}
