//! What the appliers of facts hold in their hands: the transaction, the run, and the record at work.

use super::{
    demographics::Demographics,
    feed::FeedRow,
    keys::{Hash, Keys, Known, code, is_words, number_key},
    loose::Slot,
    source::{Place, Shelf},
};
use crate::domain::{
    facts::{Identifier, Kind, Origin, Ref},
    ids::{BatchId, PatientId},
    topics::{Topic, Topics},
};
use crate::store::{StoreError, Writing};
use chrono::{Duration, NaiveDate};
use std::collections::VecDeque;

/// What applying one fact did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// Nothing new, or older than what is stored.
    Unchanged,
    /// Recorded, with nothing to apply.
    Kept,
    /// Waits for a second look (catastrophic-edit alarm).
    Held,
    /// An object known before says something new.
    Changed,
    /// A new object.
    Added,
}

/// Why a record is not applied, or not now.
#[derive(Debug)]
pub(super) enum Stop {
    /// Refused, with the field in the department's words.
    Rejected { field: String, reason: String },
    /// An object that it needs has not arrived.
    Waiting { kind: Kind, key: String },
    /// The database cannot go on.
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A rejection.
pub(super) fn rejected<T>(field: impl Into<String>, reason: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Rejected { field: field.into(), reason: reason.into() })
}

/// An object that has just got its row, for which others may be waiting.
#[derive(Clone, Debug)]
pub(super) struct Arrival {
    pub kind: i64,
    pub key: String,
    pub row: i64,
}

/// A patient entered in this transaction.
pub(super) struct NewPatient {
    pub patient: PatientId,
    pub demographics: Demographics,
    pub flags: Vec<String>,
}

/// What lasts from record to record of a run.
pub(super) struct State {
    pub feed: FeedRow,
    /// Who stands in the history of a field: the feed, or a login.
    pub by: String,
    pub batch: Option<BatchId>,
    /// Header line of the table at work.
    pub header: Vec<u8>,
    pub keys: Keys,
    pub shelf: Shelf,
    /// Patients whose look-up entries are to be made again before the transaction ends.
    pub changed_patients: Vec<PatientId>,
    /// New patients with what the look-up needs of them, so that it need not be read back.
    pub new_patients: Vec<NewPatient>,
    pub arrivals: VecDeque<Arrival>,
    pub topics: Topics,
    pub today: NaiveDate,
    /// Demographic changes held for review in this transaction.
    pub held: u64,
    /// Merges noted for a person to decide.
    pub merges: u64,
    /// Facts about records that were merged into another.
    pub for_merged: u64,
}

impl State {
    /// A state for a feed, with empty caches.
    pub fn new(feed: FeedRow, batch: Option<BatchId>, today: NaiveDate) -> Self {
        Self {
            by: feed.name.clone(),
            keys: Keys::new(feed.id),
            feed,
            batch,
            header: Vec::new(),
            shelf: Shelf::default(),
            changed_patients: Vec::new(),
            new_patients: Vec::new(),
            arrivals: VecDeque::new(),
            topics: Topics::NONE,
            today,
            held: 0,
            merges: 0,
            for_merged: 0,
        }
    }

    /// Forgets what a rolled-back transaction had found out.
    pub fn roll_back(&mut self) {
        self.keys.forget();
        self.shelf = Shelf::default();
        self.changed_patients.clear();
        self.new_patients.clear();
        self.arrivals.clear();
        self.topics = Topics::NONE;
        (self.held, self.merges, self.for_merged) = (0, 0, 0);
    }
}

/// The record at work.
pub(super) struct Sheet<'a> {
    pub hash: Hash,
    pub raw: &'a [u8],
    /// Where it is kept, once it is.
    pub place: Option<Place>,
    /// Whether some key names this record as its newest or as a version.
    pub carried: bool,
    /// Whether anything was written for it.
    pub wrote: bool,
}

/// The hands of one record.
pub(super) struct Hands<'a, 'c> {
    pub tx: &'a Writing<'c>,
    pub state: &'a mut State,
    pub sheet: Sheet<'a>,
    /// References that found nothing, until the row that holds them has a number.
    pub loose: Vec<(Slot, i64, String)>,
    /// The patient whom the record is about, for the log.
    pub about: Option<PatientId>,
}

impl<'a, 'c> Hands<'a, 'c> {
    /// Hands for one record. `place` is known when it was kept before.
    pub fn new(
        tx: &'a Writing<'c>,
        state: &'a mut State,
        hash: Hash,
        raw: &'a [u8],
        place: Option<Place>,
    ) -> Self {
        let sheet = Sheet { hash, raw, place, carried: false, wrote: false };
        Self { tx, state, sheet, loose: Vec::new(), about: None }
    }

    /// Seconds since 1970 of the fact's time. A time that lies ahead is the present: it must not silence the feed.
    pub fn as_of(&self, origin: &Origin) -> Option<i64> {
        let now = self.tx.now();
        origin.as_of.map(|at| if at > now + Duration::days(1) { now } else { at }.timestamp())
    }

    /// The same as text, as rows hold it; empty if the sender does not say.
    pub fn as_of_text(&self, origin: &Origin) -> String {
        let at = self.as_of(origin).and_then(|s| chrono::DateTime::from_timestamp(s, 0));
        at.map(crate::domain::time::instant_text).unwrap_or_default()
    }

    /// What is stored under the fact's own key.
    pub fn known(&self, kind: Kind, origin: &Origin) -> Result<Option<Known>, StoreError> {
        self.state.keys.known(self.tx, code(kind), &origin.key)
    }

    /// Whether a fact is older than what its key has seen.
    pub fn is_older(&self, origin: &Origin, known: &Known) -> bool {
        matches!((self.as_of(origin), known.fact_at), (Some(new), Some(old)) if new < old)
    }

    /// Enters that the fact's key stands for this row, and that this record is its newest.
    pub fn filed(&mut self, kind: Kind, origin: &Origin, row: i64) -> Result<(), StoreError> {
        self.filed_as(code(kind), &origin.key, self.as_of(origin), row)
    }

    /// [`Hands::filed`] for keys that are not objects'.
    pub fn filed_as(
        &mut self,
        kind: i64,
        key: &str,
        fact_at: Option<i64>,
        row: i64,
    ) -> Result<(), StoreError> {
        let place = self.place()?;
        let hash = self.sheet.hash;
        let is_new = self.state.keys.enter(self.tx, (kind, key), Some(row), fact_at, hash, place)?;
        (self.sheet.carried, self.sheet.wrote) = (true, true);
        if is_new && self.state.keys.has_waiters() {
            self.state.arrivals.push_back(Arrival { kind, key: key.to_owned(), row });
        }
        Ok(())
    }

    /// Keeps the record as a version of an object without applying it.
    pub fn keep_version(&mut self, kind: i64, key: &str, fact_at: Option<i64>) -> Result<(), StoreError> {
        let place = self.place()?;
        self.state.keys.keep_version(self.tx, (kind, key), fact_at, self.sheet.hash, place)?;
        (self.sheet.carried, self.sheet.wrote) = (true, true);
        Ok(())
    }

    /// Where the record is kept; kept now if it is not yet.
    pub fn place(&mut self) -> Result<Option<Place>, StoreError> {
        if self.sheet.place.is_none() && !self.sheet.raw.is_empty() {
            self.sheet.place = Some(self.state.shelf.put(self.tx, self.state.batch, self.sheet.raw)?);
            self.sheet.wrote = true;
        }
        Ok(self.sheet.place)
    }

    /// Our row of a reference; one that has not arrived is noted for `slot` of the row that is being written.
    pub fn refer(&mut self, slot: Slot, reference: Option<&Ref>) -> Result<Option<i64>, StoreError> {
        let Some(reference) = reference else { return Ok(None) };
        let kind = code(reference.kind);
        let mut found = self.state.keys.row(self.tx, kind, &reference.key)?;
        if found.is_none() && self.state.feed.format.names_places_in_passing() {
            found = self.place_in_passing(reference)?;
        }
        if found.is_none() && !is_words(&reference.key) {
            self.loose.push((slot, kind, reference.key.clone()));
        }
        Ok(found)
    }

    /// Enters a ward or facility of which no more than the words of a reference will ever be known.
    fn place_in_passing(&mut self, reference: &Ref) -> Result<Option<i64>, StoreError> {
        let sql = match reference.kind {
            Kind::Organization => "INSERT INTO organization (name) VALUES (?1)",
            Kind::Location => "INSERT INTO location (name) VALUES (?1)",
            _ => return Ok(None),
        };
        let words = reference.display.as_ref().filter(|words| !words.is_empty());
        let row = self.tx.insert(sql, [words.unwrap_or(&reference.key)])?;
        let origin = Origin { key: reference.key.clone(), as_of: None };
        self.filed(reference.kind, &origin, row)?;
        self.touch(Topic::Directory);
        Ok(Some(row))
    }

    /// Notes the references of the row just written that found nothing.
    pub fn note_loose(&mut self, row: i64) -> Result<(), StoreError> {
        for (slot, kind, key) in std::mem::take(&mut self.loose) {
            self.state.keys.note_loose(self.tx, (kind, &key), slot, row)?;
        }
        Ok(())
    }

    /// The patient of a clinical fact.
    pub fn patient(&mut self, reference: Option<&Ref>) -> Result<PatientId, Stop> {
        let Some(reference) = reference else {
            return rejected("patient", "the record does not say whose it is.");
        };
        match self.state.keys.row(self.tx, code(Kind::Patient), &reference.key)? {
            Some(row) => {
                self.about = Some(PatientId(row));
                Ok(PatientId(row))
            }
            None => Err(Stop::Waiting { kind: Kind::Patient, key: reference.key.clone() }),
        }
    }

    /// Marks the row as written and its topic as touched.
    pub fn touch(&mut self, topic: Topic) {
        self.sheet.wrote = true;
        self.state.topics = self.state.topics | topic;
    }

    /// Lets those know of a patient who wait for one of these numbers.
    pub fn announce(&mut self, patient: PatientId, numbers: &[Identifier]) {
        if self.state.keys.has_waiters() {
            let kind = code(Kind::Patient);
            let arrivals = numbers.iter().map(|i| Arrival { kind, key: number_key(i), row: patient.0 });
            self.state.arrivals.extend(arrivals);
        }
    }

    /// Has the patient's look-up entries made again at the end of the transaction.
    pub fn patient_changed(&mut self, patient: PatientId) {
        self.touch(Topic::Patients);
        self.about = Some(patient);
        if self.state.changed_patients.last() != Some(&patient) {
            self.state.changed_patients.push(patient);
        }
    }
}
