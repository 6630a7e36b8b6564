//! What a record from outside says, in the department's words and free of its sender's format.
//!
//! FHIR, HL7 v2, CSV maps, forms and the demonstration hospital all speak in facts; `intake` is the only reader that
//! writes them to the store. A fact is one object as its sender knows it, named by the sender's own key.
//! References to other objects are keys too, and may arrive before the object they name.

use super::time::{PartialDate, When};
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

/// A number that names a person: MRN, SSN, licence, account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// HL7 table 0203 code: `MR` record number, `SS` social security, `DL` driver's licence, `PPN` passport, `AN` account,
    /// `VN` visit, `PI` patient-internal, `NPI`, …; empty when the sender does not say.
    pub kind: String,
    /// Assigning authority or system URI, as sent.
    pub system: String,
    /// The value.
    pub value: String,
}

/// Which of a person's names it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum NameUse {
    #[default]
    Official,
    /// Nickname, alias, stage name, other spelling.
    Alias,
    Maiden,
    Former,
}

/// One name of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PersonName {
    pub name_use: NameUse,
    pub prefix: String,
    pub family: String,
    /// First given name.
    pub given: String,
    /// Further given names or initials, blank-separated.
    pub middle: String,
    pub suffix: String,
}

/// One postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Address {
    /// `home`, `work`, `temp`, `old`, `birth`, `confidential`.
    pub address_use: String,
    /// Street lines, separated by line breaks.
    pub street: String,
    pub city: String,
    pub state: String,
    pub zip: String,
    pub country: String,
}

/// A phone number, fax or e-mail address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Telecom {
    /// `phone`, `mobile`, `fax`, `email`, `other`.
    pub kind: String,
    /// `home`, `work`, `old`.
    pub telecom_use: String,
    pub value: String,
}

/// Administrative sex of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Sex {
    Female,
    Male,
    Other,
    #[default]
    Unknown,
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

/// What a partial fact may delete of a person.
pub const CLEARABLE: [&str; 14] = [
    "mothers_maiden_name",
    "birth_date",
    "sex",
    "alias",
    "race",
    "address",
    "phone",
    "work_phone",
    "language",
    "marital",
    "ssn",
    "ethnicity",
    "birth_order",
    "death",
];

/// One person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PatientFact {
    /// Key and time.
    pub origin: Origin,
    /// Whole or partial.
    pub scope: Scope,
    /// Field names of [`CLEARABLE`] that a partial fact deletes.
    #[serde(deserialize_with = "clearable")]
    pub cleared: Vec<&'static str>,
    /// All numbers; the first of kind `MR` is the record number here.
    pub identifiers: Vec<Identifier>,
    /// The first official one is the name on the banner.
    pub names: Vec<PersonName>,
    /// Birth date, whole or in part.
    pub birth_date: Option<PartialDate>,
    /// Sex, if said.
    pub sex: Option<Sex>,
    /// `Some(None)`: known dead, time unknown.
    #[serde(with = "boxed")]
    pub death: Option<Option<When>>,
    /// Addresses, the current home first.
    pub addresses: Vec<Address>,
    /// Phones and mail.
    pub telecoms: Vec<Telecom>,
    /// Language, as BCP 47 code or words.
    pub language: Option<String>,
    /// Marital status in words.
    pub marital: Option<String>,
    /// Race in words.
    pub race: Option<String>,
    /// Ethnicity in words.
    pub ethnicity: Option<String>,
    /// Mother's maiden family name.
    pub mothers_maiden_name: Option<String>,
    /// Order among twins and more, 1-based; `Some(0)`: multiple birth, order unknown.
    pub birth_order: Option<i32>,
    /// `false`: the sender marks the record inactive.
    pub active: Option<bool>,
    /// Flags met in the record: `confidential`, `vip`, `employee`, …
    pub flags: Vec<String>,
    /// Sender says: replaced by this record (FHIR link replaced-by).
    pub replaced_by: Option<Ref>,
}

/// Class of an encounter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum EncounterClass {
    Inpatient,
    Outpatient,
    Emergency,
    Observation,
    Other,
}

/// Where an encounter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum EncounterState {
    Planned,
    /// In house, or being seen.
    Open,
    Discharged,
    Cancelled,
    /// Entered in error.
    Void,
}

/// One stay or visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct EncounterFact {
    pub origin: Origin,
    pub scope: Scope,
    pub patient: Option<Ref>,
    /// Visit number as people know it.
    pub visit_number: Option<String>,
    pub account_number: Option<String>,
    pub class: Option<EncounterClass>,
    pub state: Option<EncounterState>,
    /// Kind of visit in words or code: "Encounter for check up".
    pub visit_type: Option<Coded>,
    pub reason: Option<Coded>,
    /// Hospital service: `MED`, `SUR`, "Cardiology".
    pub service: Option<String>,
    pub admit: Option<When>,
    pub discharge: Option<When>,
    /// UB-04 code and words: `01` "Discharged to home".
    pub disposition: Option<Coded>,
    pub attending: Option<Ref>,
    pub location: Option<Ref>,
    /// Unit, room and bed in words.
    pub place: Option<String>,
    pub facility: Option<Ref>,
    /// Payer in words, when the encounter itself names it.
    pub payer: Option<String>,
}

/// What a message says happened to an encounter; kept as its history, and undone by the cancelling events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "HL7 events, named")]
pub enum VisitEvent {
    Admit,
    Register,
    PreAdmit,
    Transfer,
    Discharge,
    ToInpatient,
    ToOutpatient,
    Update,
    PendingAdmit,
    PendingTransfer,
    PendingDischarge,
    LeaveStart,
    LeaveEnd,
    Depart,
    Arrive,
    ChangeAttending,
    CancelAdmit,
    CancelTransfer,
    CancelDischarge,
    CancelPendingAdmit,
    CancelPendingTransfer,
    CancelPendingDischarge,
    CancelLeave,
    CancelPreAdmit,
    CancelDepart,
    CancelArrive,
    /// Beds exchanged with another visit.
    Swap,
}

/// One event of a visit (HL7 ADT).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitEventFact {
    /// Key of the message (control id and sender) and its time.
    pub origin: Origin,
    /// What happened.
    pub event: VisitEvent,
    /// When (EVN-6, else EVN-2, PV1-44 or PV1-45).
    pub at: Option<When>,
    /// The visit as the message describes it; applied with the event's own rules.
    pub encounter: EncounterFact,
}

/// What a coded diagnosis stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DiagnosisUse {
    /// Problem list entry.
    Problem,
    /// Diagnosis of an encounter, as clinicians gave it.
    Encounter,
    Admitting,
    Working,
    Discharge,
    /// Coded for billing.
    Billing,
}

/// One diagnosis or problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DiagnosisFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    pub diagnosis_use: DiagnosisUse,
    pub code: Coded,
    /// 1 is principal, where the use is billing or discharge.
    pub rank: Option<i32>,
    /// Present on admission: `Y`, `N`, `U`, `W`, `1`.
    pub poa: Option<String>,
    pub onset: Option<When>,
    pub ended: Option<When>,
    pub recorded: Option<When>,
    /// `active`, `resolved`, `entered in error`, `unconfirmed`, `refuted`.
    pub status: String,
}

/// One procedure done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ProcedureFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    pub code: Coded,
    pub rank: Option<i32>,
    pub started: Option<When>,
    pub ended: Option<When>,
    pub performer: Option<Ref>,
    /// `completed`, `planned`, `stopped`, `not done`, `entered in error`.
    pub status: String,
}

/// What an observation found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ResultValue {
    /// A number, with `<`, `>`, `<=`, `>=` or nothing before it.
    Number {
        /// Sign before the number, or empty.
        comparator: String,
        /// The number.
        value: f64,
        /// The number as sent: `1.10` stays `1.10`.
        text: String,
    },
    /// Words, a coded answer's display, a time, a range.
    Text(String),
    /// No value; the reason in words if given.
    Absent(String),
}

/// One observed value. Blood pressure and other compound observations become one fact per component, keyed
/// `key.1`, `key.2` …, with the same `panel`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ResultFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    /// Report that it belongs to.
    pub report: Option<Ref>,
    pub code: Coded,
    /// Code and words of the whole, for components of one observation or tests of one order.
    pub panel: Option<Coded>,
    /// `laboratory`, `vital-signs`, `survey`, `imaging`, `microbiology`, …
    pub category: String,
    pub at: Option<When>,
    pub value: ResultValue,
    pub unit: String,
    pub range_low: Option<f64>,
    pub range_high: Option<f64>,
    /// Reference range as sent.
    pub range_text: String,
    /// `H`, `L`, `HH`, `LL`, `A`, `N` …
    pub flag: String,
    /// `final`, `preliminary`, `corrected`, `entered in error`, …
    pub status: String,
}

/// One report that groups results or carries a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ReportFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    pub code: Coded,
    pub category: String,
    pub at: Option<When>,
    pub issued: Option<When>,
    pub performer: Option<Ref>,
    pub status: String,
    /// Results that it lists.
    pub results: Vec<Ref>,
    /// The text of the report, if it has one: stored as a document.
    pub text: Option<Body>,
}

/// Text or bytes of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// `text/plain`, `text/html`, `application/pdf`, `application/xml`, …
    pub mime: String,
    /// Text to read and search; empty if the bytes hold none that we can take out.
    pub text: String,
    /// The original, where it is not the text itself.
    pub bytes: Option<Vec<u8>>,
}

/// How far a document is (TXA-17, docStatus).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DocumentState {
    Dictated,
    InProgress,
    /// Transcribed, not signed.
    Unsigned,
    /// Signed by the author, a co-signature is due.
    SignedUncosigned,
    Signed,
    /// Signed and legally authenticated.
    LegallySigned,
    Superseded,
    Retracted,
}

/// What a sender does with a document (MDM events).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DocumentAction {
    /// New, or the same again.
    #[default]
    File,
    /// Status of a known document (T03, T04).
    Status,
    /// Added to `parent` (T05, T06).
    Addendum,
    /// Text corrected before it was signed (T07, T08).
    Edit,
    /// New document instead of `parent` (T09, T10).
    Replace,
    /// Cancelled (T11); allowed only while the document was never available, else refused with the reason.
    Cancel,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DocumentFact {
    pub origin: Origin,
    pub action: DocumentAction,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    /// LOINC where known: `34117-2` History and physical.
    pub doc_type: Coded,
    pub title: String,
    pub author: Option<Ref>,
    pub written: Option<When>,
    pub state: DocumentState,
    /// `false`: not to be shown in care (TXA-19 UN).
    pub available: bool,
    /// `N`, `R`, `V` …, as sent.
    pub confidentiality: String,
    /// Who signed when, in order.
    pub signatures: Vec<(Option<Ref>, Option<When>)>,
    pub parent: Option<Ref>,
    pub body: Option<Body>,
}

/// One medication ordered or given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct MedicationFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    /// `true`: given; `false`: ordered.
    pub given: bool,
    pub code: Coded,
    /// Dose, route and rate in words.
    pub directions: String,
    pub started: Option<When>,
    pub ended: Option<When>,
    pub prescriber: Option<Ref>,
    pub status: String,
}

/// One allergy or intolerance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AllergyFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub code: Coded,
    /// `food`, `medication`, `environment`, `biologic`.
    pub category: String,
    pub reaction: String,
    pub severity: String,
    pub onset: Option<When>,
    pub status: String,
}

/// One immunization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ImmunizationFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    pub code: Coded,
    pub at: Option<When>,
    pub lot: String,
    pub status: String,
}

/// One clinician.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PractitionerFact {
    pub origin: Origin,
    pub scope: Scope,
    pub npi: Option<String>,
    pub identifiers: Vec<Identifier>,
    pub name: PersonName,
    /// `MD`, `DO`, `NP`, `PA`, `RN` …
    pub credential: Option<String>,
    pub specialty: Option<String>,
    pub service: Option<String>,
    /// A trainee's entries need a co-signature.
    pub trainee: bool,
    /// First and last day of an absence, with its reason.
    pub leave: Vec<(PartialDate, PartialDate, String)>,
    pub active: bool,
}

/// One organisation: hospital, clinic, payer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OrganizationFact {
    pub origin: Origin,
    pub identifiers: Vec<Identifier>,
    pub name: String,
    /// `prov`, `pay`, `dept` …
    pub kind: String,
    pub address: Option<Address>,
    pub phone: Option<String>,
    pub active: bool,
}

/// One place: building, ward, room, bed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct LocationFact {
    pub origin: Origin,
    pub identifiers: Vec<Identifier>,
    pub name: String,
    pub kind: String,
    pub organization: Option<Ref>,
    pub part_of: Option<Ref>,
    pub active: bool,
}

/// One insurance of one person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct CoverageFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub payer: Option<Ref>,
    /// Words for the plan: "Medicare", "Blue Cross".
    pub plan: String,
    pub member_id: String,
    pub group_number: String,
    pub rank: Option<i32>,
    pub from: Option<When>,
    pub to: Option<When>,
    pub status: String,
}

/// One claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ClaimFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    pub insurer: Option<Ref>,
    pub payer: String,
    /// `institutional`, `professional`, `pharmacy`.
    pub kind: String,
    /// US cents.
    pub total_cents: Option<i64>,
    /// MS-DRG as billed, if the claim names one.
    pub drg: Option<String>,
    pub created: Option<When>,
    pub status: String,
}

/// Two records said to be one person; stored as a pending merge, never applied by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct MergeFact {
    pub origin: Origin,
    /// `A40`, `A18`, `A34`, `A41`, `A45`, `A47`, `replaced-by` …
    pub event: String,
    /// What is merged or moved: persons, accounts or visits.
    pub of: Kind,
    pub survivor: PatientFact,
    pub survivor_ref: Ref,
    pub loser: Ref,
    /// Identifiers of the losing record as the message spells them.
    pub loser_identifiers: Vec<Identifier>,
    /// Visit or account moved, where it is one.
    pub visit: Option<String>,
}

/// Two persons linked (A24) or the link taken away (A37): shown, nothing moves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct LinkFact {
    pub origin: Origin,
    pub first: Ref,
    pub second: Ref,
    pub linked: bool,
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

/// Names of fields come back as the constants they were; a name that is none is passed over.
fn clearable<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<&'static str>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    Ok(CLEARABLE.into_iter().filter(|known| names.iter().any(|name| name == known)).collect())
}

/// `Some(None)` as `[null]`, since JSON's null would come back as `None`.
#[expect(clippy::option_option, clippy::ref_option, reason = "the shape of the field, and of serde's call")]
mod boxed {
    use super::{Deserialize, Serialize, When};

    pub fn serialize<S: serde::Serializer>(death: &Option<Option<When>>, out: S) -> Result<S::Ok, S::Error> {
        death.map(|at| [at]).serialize(out)
    }

    pub fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<When>>, D::Error> {
        Ok(Option::<[Option<When>; 1]>::deserialize(from)?.map(|[at]| at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
