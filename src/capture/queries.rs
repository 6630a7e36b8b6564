//! What waits for an owner, and whose it may be.

use super::hints::Hints;
use crate::domain::{
    ids::{CapturedId, DocumentId, EncounterId, PatientId, PractitionerId, Version},
    role::{Permission, words},
    time::{PartialDate, When},
    topics::{Topic, Topics},
};
use crate::registry::{Lookup, Resolve};
use crate::store::{Lane, Query, Reader, StoreError, col_date, col_when};
use crate::work::{Item, Page, WorkPage, WorkRows};
use rusqlite::{Row, named_params};

words! {
    /// How far a captured document is.
    State {
        /// Arrived; nobody has said whose it is.
        Batch = "batch", "to be indexed";
        /// Indexed; waits to be checked.
        Indexed = "indexed", "to be checked";
        /// Something is wrong with it.
        Problem = "problem", "problem";
        /// In a chart.
        Filed = "filed", "filed";
        /// The same bytes arrived before.
        Duplicate = "duplicate", "refused as duplicate";
        /// It belongs into no chart; the reason stands with it.
        Refused = "refused", "refused";
    }
}

/// Asks for the documents of a state, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapturedList {
    /// Which.
    pub state: State,
    /// At most so many.
    pub limit: i64,
}

/// One captured document in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Captured {
    pub id: CapturedId,
    pub version: Version,
    pub batch: i64,
    pub name: String,
    pub mime: String,
    pub n_bytes: i64,
    pub state: String,
    /// Why it has no text; empty: it has.
    pub no_text: String,
    pub hints: Hints,
    pub patient: Option<PatientId>,
    /// "Smith, John" and record number, once indexed.
    pub owner: String,
    pub encounter: Option<EncounterId>,
    pub visit: String,
    pub type_code: String,
    pub title: String,
    pub author: Option<PractitionerId>,
    pub author_text: String,
    pub written: Option<When>,
    pub doc_state: String,
    pub problem: String,
    pub indexed_by: String,
    pub checked_by: String,
    pub document: Option<DocumentId>,
    pub duplicate_of: Option<CapturedId>,
    pub at: String,
}

/// Asks for one captured document with its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneCaptured(pub CapturedId);

/// One captured document, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapturedText {
    /// What the list says.
    pub line: Captured,
    /// Its text; may be empty.
    pub text: String,
}

/// Asks for a page of a worklist of papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperPage(pub WorkPage);

/// One paper of a worklist.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Its item.
    pub item: Item,
    /// What is known of it.
    pub captured: Captured,
}

/// Asks whether a file was taken in from this very place before: the folder is looked at again, nothing arrived anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBefore {
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// Its name.
    pub name: String,
    /// The folder.
    pub source: String,
}

const SAME: &str = include_str!("sql/captured_same.sql");
const LIST: &str = include_str!("sql/captured_list.sql");
const ONE: &str = include_str!("sql/captured_one.sql");
const LINE: &str = include_str!("sql/captured_line.sql");
const BY_VISIT: &str = include_str!("sql/owner_by_visit.sql");
const OWNER: &str = include_str!("sql/owner.sql");
const STAYS: &str = include_str!("sql/owner_stays.sql");

macro_rules! query {
    ($name:ident, $rows:ty, $topics:expr, |$this:ident, $db:ident| $run:expr) => {
        impl Query for $name {
            type Rows = $rows;
            const LANE: Lane = Lane::Desk;
            fn topics(&self) -> Topics {
                $topics.into()
            }
            fn needs(&self) -> Permission {
                Permission::FileDocuments
            }
            fn run(&self, $db: &Reader<'_>) -> Result<$rows, StoreError> {
                let $this = self;
                $run
            }
        }
    };
}
pub(super) use query;

query!(CapturedList, Vec<Captured>, Topic::Capture, |this, db| {
    db.rows(LIST, named_params! {":state": this.state.word(), ":limit": this.limit}, line)
});

query!(OneCaptured, CapturedText, Topic::Capture, |this, db| {
    let found = db.row(ONE, [this.0], |row| Ok(CapturedText { line: line(row)?, text: row.get(26)? }))?;
    found.ok_or_else(|| StoreError::NotFound(format!("There is no captured document {}.", this.0)))
});

query!(TakenBefore, Option<CapturedId>, Topic::Capture, |this, db| {
    db.row(
        SAME,
        named_params! {":hash": this.hash.as_slice(), ":name": this.name, ":source": this.source},
        |row| row.get(0),
    )
});

query!(PaperPage, Page<Paper>, Topic::Work | Topic::Capture | Topic::Patients, |this, db| {
    this.0.run(db)?.try_map(|item| {
        let captured = db.row(LINE, [item.subject_id], line)?.ok_or(StoreError::Fault)?;
        Ok(Paper { item, captured })
    })
});

impl WorkRows for PaperPage {
    type Row = Paper;

    fn of(page: WorkPage) -> Self {
        Self(page)
    }

    fn page(&self) -> &WorkPage {
        &self.0
    }

    fn item(row: &Paper) -> &Item {
        &row.item
    }
}

fn line(row: &Row<'_>) -> rusqlite::Result<Captured> {
    let hints: String = row.get(8)?;
    let (family, given, mrn): (Option<String>, Option<String>, Option<String>) =
        (row.get(10)?, row.get(11)?, row.get(12)?);
    let owner = family.map_or_else(String::new, |family| {
        format!("{family}, {} {}", given.unwrap_or_default(), mrn.unwrap_or_default())
    });
    Ok(Captured {
        id: row.get(0)?,
        version: row.get(1)?,
        batch: row.get(2)?,
        name: row.get(3)?,
        mime: row.get(4)?,
        n_bytes: row.get(5)?,
        state: row.get(6)?,
        no_text: row.get(7)?,
        hints: Hints::of_sidecar(&hints),
        patient: row.get(9)?,
        owner,
        encounter: row.get(13)?,
        visit: row.get::<_, Option<String>>(14)?.unwrap_or_default(),
        type_code: row.get(15)?,
        title: row.get(16)?,
        author: row.get(17)?,
        author_text: row.get(18)?,
        written: col_when(row, 19)?,
        doc_state: row.get(20)?,
        problem: row.get(21)?,
        indexed_by: row.get(22)?,
        checked_by: row.get(23)?,
        document: row.get(24)?,
        duplicate_of: row.get(25)?,
        at: row.get(27)?,
    })
}

/// Asks whose a document is, by what was typed or read from a barcode: visit or account number, record number, or a line
/// as in the look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindOwner(pub String);

/// Who it may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owners {
    /// This patient.
    One(Box<Owner>),
    /// Several match a line of the look-up: the record number decides.
    Several(Vec<Candidate>),
    /// Nobody.
    Nobody,
}

/// One of several patients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// "Smith, John".
    pub name: String,
    /// Record number.
    pub mrn: String,
    /// Birth date.
    pub born: Option<PartialDate>,
}

/// A patient whose the document may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The row.
    pub patient: PatientId,
    /// "Smith, John".
    pub name: String,
    /// Record number.
    pub mrn: String,
    /// Birth date.
    pub born: Option<PartialDate>,
    /// `F`, `M`, `O`, `U`.
    pub sex: String,
    /// The stay that was named, if one was.
    pub encounter: Option<EncounterId>,
    /// Stays, newest first.
    pub stays: Vec<Stay>,
}

/// A stay to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Stay {
    pub encounter: EncounterId,
    pub class: String,
    pub visit_number: String,
    pub service: String,
    pub admit: Option<When>,
    pub discharge: Option<When>,
}

/// Patients that are offered.
const MOST: usize = 6;

impl Query for FindOwner {
    type Rows = Owners;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Patients | Topic::Encounters
    }

    // Whoever may look patients up may ask: requests for records do, too.
    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<Owners, StoreError> {
        find_owner(&self.0, db)
    }
}

fn find_owner(said: &str, db: &Reader<'_>) -> Result<Owners, StoreError> {
    // A barcode reader of Code 39 sends its start and stop signs too.
    let said = said.trim().trim_matches('*').trim();
    if said.is_empty() {
        return Ok(Owners::Nobody);
    }
    let visits: Vec<(EncounterId, PatientId)> =
        db.rows(BY_VISIT, named_params! {":number": said}, |row| Ok((row.get(0)?, row.get(1)?)))?;
    if let [(encounter, patient)] = visits.as_slice() {
        return owner(db, *patient, Some(*encounter));
    }
    if let [only] = (Resolve { identifier: said.to_owned() }).run(db)?.as_slice() {
        return owner(db, only.patient, None);
    }
    let found = Lookup { text: said.to_owned(), limit: MOST }.run(db)?;
    let candidates: Vec<Candidate> = found
        .rows
        .iter()
        .map(|row| Candidate {
            name: format!("{}, {}", row.family, row.given),
            mrn: row.mrn.clone(),
            born: row.birth_date,
        })
        .collect();
    match candidates.as_slice() {
        [] => Ok(Owners::Nobody),
        // Even a single match of a line is only offered: the record number must be seen and typed.
        _ => Ok(Owners::Several(candidates)),
    }
}

fn owner(db: &Reader<'_>, patient: PatientId, encounter: Option<EncounterId>) -> Result<Owners, StoreError> {
    let found = db.row(OWNER, [patient], |row| {
        let (family, given): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(Owner {
            patient,
            name: format!("{family}, {given}"),
            mrn: row.get(2)?,
            born: col_date(row, 3)?,
            sex: row.get(4)?,
            encounter,
            stays: Vec::new(),
        })
    })?;
    let Some(mut owner) = found else { return Ok(Owners::Nobody) };
    owner.stays = db.rows(STAYS, [patient], |row| {
        Ok(Stay {
            encounter: row.get(0)?,
            class: row.get(1)?,
            visit_number: row.get(2)?,
            service: row.get(3)?,
            admit: col_when(row, 4)?,
            discharge: col_when(row, 5)?,
        })
    })?;
    Ok(Owners::One(Box::new(owner)))
}
