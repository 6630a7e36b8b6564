//! What one clinician owes and got: deficiencies, letters, suspension, the letter that is next.

use super::{Deficiencies, Deficiency, DueLetter, LettersDue, Suspension, Suspensions, Which};
use crate::{
    domain::{
        ids::PractitionerId,
        role::Permission,
        topics::{Topic, Topics},
    },
    letters::{LetterFilter, LetterLine, LetterLog},
    store::{Lane, Query, Reader, StoreError},
};

/// Rows of each kind that are read.
const MOST: i64 = 2_000;

/// Asks for one clinician's records and letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProviderRecords(pub PractitionerId);

/// One clinician's records and letters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// Open and disputed deficiencies, the oldest discharge first.
    pub owed: Vec<Deficiency>,
    /// Letters to them, and about their records to their delegate; newest first.
    pub letters: Vec<LetterLine>,
    /// The entry on the suspension list, if there is one that was not lifted.
    pub suspension: Option<Suspension>,
    /// The letter that is next, and how it stands.
    pub next: Option<DueLetter>,
}

impl Query for ProviderRecords {
    type Rows = Records;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Completion | Topic::Letters | Topic::Directory
    }

    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }

    fn run(&self, db: &Reader<'_>) -> Result<Records, StoreError> {
        let mut owed = Deficiencies { which: Which::OfProvider(self.0), limit: MOST }.run(db)?;
        owed.sort_by(|a, b| (&a.discharge_at, a.encounter, a.id).cmp(&(&b.discharge_at, b.encounter, b.id)));
        let log = |filter| LetterLog { filter, before: None, limit: MOST }.run(db);
        let mut letters = Vec::new();
        if db.session().may(Permission::SendLetters) {
            letters = log(LetterFilter::Provider(self.0))?;
            letters.extend(log(LetterFilter::Object("practitioner", self.0.0))?);
        }
        let mut suspensions = Suspensions { all: true }.run(db)?;
        suspensions.retain(|one| one.practitioner == self.0);
        for one in suspensions.iter().filter(|_| db.session().may(Permission::SendLetters)) {
            letters.extend(log(LetterFilter::Object("suspension", one.id))?);
        }
        letters.sort_by_key(|letter| std::cmp::Reverse(letter.id.0));
        letters.dedup_by_key(|letter| letter.id.0);
        let next = LettersDue { of: Some(self.0) }.run(db)?.into_iter().next();
        let suspension = suspensions.into_iter().find(|one| one.state != "lifted");
        Ok(Records { owed, letters, suspension, next })
    }
}
