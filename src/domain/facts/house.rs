//! The house and those who pay: clinicians, organizations, places, coverages, claims.

use super::{Address, Identifier, Origin, PersonName, Ref, Scope};
use crate::domain::time::{PartialDate, When};
use serde::{Deserialize, Serialize};

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
