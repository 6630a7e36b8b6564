//! The facts of one chart that completion looks at.

use crate::domain::{
    ids::{DocumentId, EncounterId, PatientId, PractitionerId},
    time::When,
};
use chrono::{DateTime, Utc};

/// One stay or visit with its documents and procedures.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartFacts {
    /// The stay.
    pub encounter: EncounterId,
    /// Whose.
    pub patient: PatientId,
    /// Class as the row spells it: `inpatient`.
    pub class: String,
    /// Service in words.
    pub service: String,
    /// Admission.
    pub admit: Option<When>,
    /// Discharge; none while in house.
    pub discharge: Option<When>,
    /// Disposition, UB-04 code.
    pub disposition: String,
    /// Attending clinician.
    pub attending: Option<PractitionerId>,
    /// Documents of the stay, in order of their numbers.
    pub documents: Vec<DocumentFacts>,
    /// Documents of the patient from before the stay that may stand in: of no stay, or of a visit.
    pub earlier: Vec<DocumentFacts>,
    /// Procedures of the stay.
    pub procedures: Vec<ProcedureFacts>,
}

/// One document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentFacts {
    /// Its row.
    pub id: DocumentId,
    /// Code of its type.
    pub code: String,
    /// Words of its type.
    pub type_text: String,
    /// Title.
    pub title: String,
    /// State as the row spells it: `unsigned`.
    pub state: String,
    /// Author.
    pub author: Option<PractitionerId>,
    /// Whether the author is a trainee.
    pub by_trainee: bool,
    /// When it was written.
    pub written: Option<When>,
    /// When it came here.
    pub filed: Option<DateTime<Utc>>,
    /// It is an addendum to another.
    pub is_addendum: bool,
    /// Who signed, as far as known.
    pub signers: Vec<Signer>,
    /// Its text names the record number of somebody else.
    pub names_other: bool,
}

impl DocumentFacts {
    /// Whether it counts: neither withdrawn nor replaced.
    pub fn counts(&self) -> bool {
        !matches!(self.state.as_str(), "retracted" | "superseded")
    }

    /// Whether it is signed as far as its author is concerned.
    pub fn is_signed(&self) -> bool {
        matches!(self.state.as_str(), "signed" | "legally-signed")
    }

    /// When its clock begins: written, else filed.
    pub fn began(&self) -> Option<When> {
        self.written.or(self.filed.map(When::At))
    }
}

/// One signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Whose, if known here.
    pub who: Option<PractitionerId>,
    /// Whether that is a trainee.
    pub trainee: bool,
}

/// One procedure.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcedureFacts {
    /// Code system and code with a colon between: `ICD10PCS:0DTJ4ZZ`.
    pub code: String,
    /// End, or beginning.
    pub at: Option<When>,
    /// Who did it.
    pub performer: Option<PractitionerId>,
}

impl ChartFacts {
    /// Whether the patient is in house.
    pub fn in_house(&self) -> bool {
        self.discharge.is_none()
    }

    /// Hours from admission to discharge, or to now.
    pub fn stay_hours(&self, now: DateTime<Utc>) -> Option<i64> {
        let end = self.discharge.map_or(now, When::instant);
        self.admit.map(|admit| (end - admit.instant()).num_hours())
    }

    /// A document by its row.
    pub fn document(&self, id: DocumentId) -> Option<&DocumentFacts> {
        self.documents.iter().find(|document| document.id == id)
    }
}
