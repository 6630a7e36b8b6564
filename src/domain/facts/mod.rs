//! What a record from outside says, in the department's words and free of its sender's format.
//!
//! FHIR, HL7 v2, CSV maps, forms and the demonstration hospital all speak in facts; `intake` is the only reader that
//! writes them to the store. A fact is one object as its sender knows it, named by the sender's own key.
//! References to other objects are keys too, and may arrive before the object they name.

mod clinical;
mod house;
mod paper;
mod person;
mod visit;

pub use clinical::{
    AllergyFact, DiagnosisFact, DiagnosisUse, ImmunizationFact, MedicationFact, ProcedureFact, ReportFact,
    ResultFact, ResultValue,
};
pub use house::{ClaimFact, CoverageFact, LocationFact, OrganizationFact, PractitionerFact};
pub use paper::{Body, DocumentAction, DocumentFact, DocumentState};
pub use person::{
    Address, CLEARABLE, Identifier, LinkFact, MergeFact, NameUse, PatientFact, PersonName, Sex, Telecom,
};
pub use visit::{EncounterClass, EncounterFact, EncounterState, VisitEvent, VisitEventFact};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The kinds of object that senders name by key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Patient,
    Encounter,
    Diagnosis,
    Procedure,
    Result,
    Report,
    Document,
    Medication,
    Allergy,
    Immunization,
    Practitioner,
    Organization,
    Location,
    Coverage,
    Claim,
}

/// The sender's key of another object, within the same feed: `b7f3…` of `Patient/b7f3…`, a visit number, an NPI.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ref {
    /// What it names.
    pub kind: Kind,
    /// The key, as the feed spells it.
    pub key: String,
    /// Words that the reference itself carries ("Dr. Hana Flores"), shown until or unless the object arrives.
    pub display: Option<String>,
}

/// Where one fact came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// The sender's key of this object, unique per kind within the feed. Never empty: a codec that finds none makes
    /// one from the content, so that the same input again is the same object.
    pub key: String,
    /// When the sender says that this was so (meta.lastUpdated, EVN-2 or MSH-7); older facts never overwrite newer.
    pub as_of: Option<DateTime<Utc>>,
}

/// One code of one system with the record's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coded {
    /// `ICD10CM`, `ICD10PCS`, `ICD9CM`, `ICD9PCS`, `SNOMED`, `LOINC`, `RXNORM`, `CVX`, `NDC`, `CPT`, `HCPCS`, `DRG`, or
    /// the sender's own name of the system.
    pub system: String,
    /// The code, as sent (ICD without dot).
    pub code: String,
    /// The record's own display text.
    pub display: String,
}

/// How a fact stands to what is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// The whole object: what it leaves out is gone (FHIR).
    #[default]
    Whole,
    /// Only what it names: what it leaves out stays (HL7 v2 segments; `cleared` names what `""` deletes).
    Partial,
}

/// One thing that a record from outside says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Fact {
    Patient(Box<PatientFact>),
    Encounter(Box<EncounterFact>),
    Visit(Box<VisitEventFact>),
    Diagnosis(Box<DiagnosisFact>),
    Procedure(Box<ProcedureFact>),
    Result(Box<ResultFact>),
    Report(Box<ReportFact>),
    Document(Box<DocumentFact>),
    Medication(Box<MedicationFact>),
    Allergy(Box<AllergyFact>),
    Immunization(Box<ImmunizationFact>),
    Practitioner(Box<PractitionerFact>),
    Organization(Box<OrganizationFact>),
    Location(Box<LocationFact>),
    Coverage(Box<CoverageFact>),
    Claim(Box<ClaimFact>),
    Merge(Box<MergeFact>),
    Link(Box<LinkFact>),
    /// A record mark of deletion (A23, A29): the person or visit is marked, never removed.
    MarkDeleted {
        origin: Origin,
        target: Ref,
    },
}

/// One record of an input with what it says: the unit that is applied whole or refused whole, and kept as source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// 1-based line of its first byte (messages, NDJSON, CSV rows); 0 where lines say nothing (entries of a bundle).
    pub line: u64,
    /// Byte offset in the (decompressed) input, for going on after a stop.
    pub offset: u64,
    /// Kind in the sender's words: `Patient`, `ADT^A08`, `labevents`.
    pub what: String,
    /// What it says, in order. Empty: kept as source, nothing to apply.
    pub facts: Vec<Fact>,
    /// Why nothing of it is applied, if so: "kept, not applied: SIU^S12 scheduling".
    pub kept: Option<String>,
    /// The record's own bytes.
    pub raw: Vec<u8>,
}

/// Why a record was refused; shown in the error queue with its raw bytes, to be corrected and replayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// 1-based line, as in [`Record`].
    pub line: u64,
    /// Byte offset in the (decompressed) input.
    pub offset: u64,
    /// Kind in the sender's words, if it could be told.
    pub what: String,
    /// The field at fault, in the format's own spelling: `PID-7`, `Patient.birthDate`, `column dob`. May be empty.
    pub field: String,
    /// What is wrong and what would be right, in words. Never holds values of the record.
    pub reason: String,
    /// The record's own bytes.
    pub raw: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{PartialDate, When};

    #[test]
    fn facts_come_back_from_json() {
        for death in [None, Some(None), Some(When::parse_iso("2020-01-02T03:04:05Z"))] {
            let fact = Fact::Patient(Box::new(PatientFact {
                cleared: vec!["sex", "address"],
                death,
                birth_date: PartialDate::parse_iso("1950-03"),
                ..PatientFact::default()
            }));
            let text = serde_json::to_string(&fact).unwrap();
            let back: Fact = serde_json::from_str(&text).unwrap();
            let Fact::Patient(back) = back else { panic!("another fact") };
            assert_eq!(back.death, death);
            assert_eq!(back.cleared, ["sex", "address"]);
            assert_eq!(back.birth_date.unwrap().to_string(), "1950-03");
        }
    }
}
