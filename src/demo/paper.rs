//! One document before it becomes a fact: what it is, who wrote and signed it, and how far it is.

use super::calendar::{us_date, us_time};
use super::directory::{Clinician, HOSPITAL_NAME};
use super::person::Person;
use chrono::NaiveDateTime;

/// A type of document with its LOINC code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaperType {
    /// LOINC code.
    pub code: &'static str,
    /// LOINC's words.
    pub display: &'static str,
}

macro_rules! paper_types {
    ($($name:ident = $code:literal, $display:literal;)*) => {
        $(
            #[doc = $display]
            pub const $name: PaperType = PaperType { code: $code, display: $display };
        )*
    };
}

paper_types! {
    HISTORY = "34117-2", "History and physical note";
    DISCHARGE = "18842-5", "Discharge summary";
    PROGRESS = "11506-3", "Progress note";
    CONSULT = "11488-4", "Consult note";
    OPERATIVE = "11504-8", "Surgical operation note";
    POSTOPERATIVE = "34875-5", "Surgery Postoperative evaluation and management note";
    PREANAESTHESIA = "34751-8", "Anesthesiology Preoperative evaluation and management note";
    ANAESTHESIA = "11485-0", "Anesthesia records";
    PROCEDURE = "28570-0", "Procedure note";
    DELIVERY = "57057-2", "Labor and delivery summary note";
    EMERGENCY = "34111-5", "Emergency department Note";
    NURSING = "34746-8", "Nurse Note";
    IMAGING = "18748-4", "Diagnostic imaging study";
    PATHOLOGY = "11526-1", "Pathology study";
    SOCIAL_WORK = "28653-4", "Social work Note";
    OUTPATIENT = "34108-1", "Outpatient Note";
    CONSENT = "59284-0", "Consent Document";
    ECG = "11524-6", "EKG study";
    OUTSIDE = "11503-0", "Medical records";
}

/// One document.
#[derive(Clone, Debug)]
pub struct Paper<'a> {
    /// Type.
    pub kind: PaperType,
    /// Title on the document.
    pub title: String,
    /// Who wrote it.
    pub author: &'a Clinician,
    /// When it was written or dictated.
    pub written: NaiveDateTime,
    /// Whole text with its header.
    pub text: String,
    /// When the author signed, if so.
    pub signed: Option<NaiveDateTime>,
    /// Who must co-sign, and when it was done, if so.
    pub cosigner: Option<(&'a Clinician, Option<NaiveDateTime>)>,
    /// How far it is, beyond the signatures.
    pub stage: Stage,
    /// The document that it adds to or replaces, by its position among the papers.
    pub parent: Option<(Tie, usize)>,
    /// Scanned image or word processor's file in place of text.
    pub file: Option<(&'static str, Vec<u8>)>,
}

/// How far a document is, where signatures do not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Written down.
    Written,
    /// Spoken, not typed yet: there is no text.
    Dictated,
    /// Begun, not finished.
    Begun,
    /// Replaced by a later one.
    Superseded,
    /// Withdrawn.
    Retracted,
}

/// How a document stands to its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// An addendum.
    Adds,
    /// A new version.
    Replaces,
}

/// What every document of one chart begins with.
#[derive(Clone, Debug)]
pub struct Header {
    name: String,
    mrn: String,
    born: String,
    account: String,
}

impl Header {
    /// The header of one stay.
    pub fn new(person: &Person, mrn: &str, account: &str) -> Self {
        Self {
            name: person.header_name(),
            mrn: mrn.to_owned(),
            born: us_date(person.born),
            account: account.to_owned(),
        }
    }

    /// Title, patient, numbers, author and time.
    pub fn text(&self, title: &str, author: &Clinician, written: NaiveDateTime) -> String {
        format!(
            "{HOSPITAL_NAME}\n{}\n\nPatient: {}\nMRN: {}   DOB: {}   Account: {}\nAuthor: {}   {}",
            title.to_uppercase(),
            self.name,
            self.mrn,
            self.born,
            self.account,
            author.signature(),
            us_time(written),
        )
    }
}
