//! A person and how records of persons are tied: demographics, merges, links.

use super::{Kind, Origin, Ref, Scope};
use crate::domain::time::{PartialDate, When};
use serde::{Deserialize, Serialize};

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
