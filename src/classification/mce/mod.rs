//! The Medicare Code Editor: edits of a claim before it is grouped, by the lists of the discharge date.
//!
//! Names and numbers are those of CMS's "Definitions of Medicare Code Edits". The sex edits are kept as data but do not
//! fire, since their publisher has switched them off.

mod set;
mod tables;

use super::drg::claim::{Claim, Sex, is_discharge_status};
use crate::domain::drg::{Code, diagnosis_edit as dx, procedure_edit as pr};
pub use set::{EditSet, editor, pack_lists};
pub use tables::{MceTables, Sources};

/// An edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    /// 4: the age contradicts the diagnosis.
    AgeConflict,
    /// 3: a secondary diagnosis repeats the principal one.
    DuplicateOfPrincipal,
    /// 2: an external cause as principal diagnosis.
    ExternalCauseAsPrincipal,
    /// 19: ventilation over 96 hours in a stay that is shorter.
    InconsistentWithStay,
    /// 14: the age is missing or above 124.
    InvalidAge,
    /// 1: not a valid code at the date.
    InvalidCode,
    /// 16: not a discharge status.
    InvalidDischargeStatus,
    /// 15: not a sex.
    InvalidSex,
    /// 17: covered only under conditions.
    LimitedCoverage,
    /// 6: a manifestation as principal diagnosis.
    ManifestationAsPrincipal,
    /// 11: not covered.
    NonCovered,
    /// 8: questionable as reason for an admission.
    QuestionableAdmission,
    /// 8: a delivery without a diagnosis of its outcome.
    QuestionableObstetric,
    /// 9: acceptable as principal diagnosis only with a secondary one.
    RequiresSecondary,
    /// 9: not acceptable as principal diagnosis.
    UnacceptablePrincipal,
    /// 20: unspecified where the record could say the side.
    Unspecified,
    /// 18: wrong procedure, patient or site.
    WrongProcedure,
}

impl Edit {
    /// All, in the order of their official names.
    pub const ALL: [Self; 17] = [
        Self::AgeConflict,
        Self::DuplicateOfPrincipal,
        Self::ExternalCauseAsPrincipal,
        Self::InconsistentWithStay,
        Self::InvalidAge,
        Self::InvalidCode,
        Self::InvalidDischargeStatus,
        Self::InvalidSex,
        Self::LimitedCoverage,
        Self::ManifestationAsPrincipal,
        Self::NonCovered,
        Self::QuestionableAdmission,
        Self::QuestionableObstetric,
        Self::RequiresSecondary,
        Self::UnacceptablePrincipal,
        Self::Unspecified,
        Self::WrongProcedure,
    ];

    /// The official name.
    pub fn name(self) -> &'static str {
        match self {
            Self::AgeConflict => "AGE_CONFLICT",
            Self::DuplicateOfPrincipal => "DUPLICATE_OF_PDX",
            Self::ExternalCauseAsPrincipal => "E_CODE_AS_PDX",
            Self::InconsistentWithStay => "INCONSISTENT_WITH_LENGTH_OF_STAY",
            Self::InvalidAge => "INVALID_AGE",
            Self::InvalidCode => "INVALID_CODE",
            Self::InvalidDischargeStatus => "INVALID_DISCHARGE_STATUS",
            Self::InvalidSex => "INVALID_SEX",
            Self::LimitedCoverage => "LIMITED_COVERAGE",
            Self::ManifestationAsPrincipal => "MANIFESTATION_AS_PDX",
            Self::NonCovered => "NON_COVERED",
            Self::QuestionableAdmission => "QUESTIONABLE_ADMISSION",
            Self::QuestionableObstetric => "QUESTIONABLE_OBSTETRIC_ADMISSION",
            Self::RequiresSecondary => "REQUIRES_SDX",
            Self::UnacceptablePrincipal => "UNACCEPTABLE_PDX",
            Self::Unspecified => "UNSPECIFIED",
            Self::WrongProcedure => "WRONG_PROCEDURE_PERFORMED",
        }
    }

    /// The number of the edit in CMS's definitions.
    pub fn number(self) -> u8 {
        match self {
            Self::InvalidCode => 1,
            Self::ExternalCauseAsPrincipal => 2,
            Self::DuplicateOfPrincipal => 3,
            Self::AgeConflict => 4,
            Self::ManifestationAsPrincipal => 6,
            Self::QuestionableAdmission | Self::QuestionableObstetric => 8,
            Self::RequiresSecondary | Self::UnacceptablePrincipal => 9,
            Self::NonCovered => 11,
            Self::InvalidAge => 14,
            Self::InvalidSex => 15,
            Self::InvalidDischargeStatus => 16,
            Self::LimitedCoverage => 17,
            Self::WrongProcedure => 18,
            Self::InconsistentWithStay => 19,
            Self::Unspecified => 20,
        }
    }

    /// What is wrong and the way out, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::AgeConflict => {
                "The patient's age contradicts this diagnosis. Check the code and the date of birth."
            }
            Self::DuplicateOfPrincipal => "This repeats the principal diagnosis. Remove it.",
            Self::ExternalCauseAsPrincipal => {
                "An external cause cannot be the principal diagnosis. Put the injury or condition first."
            }
            Self::InconsistentWithStay => {
                "Ventilation over 96 hours contradicts the length of stay. Check procedure and dates."
            }
            Self::InvalidAge => "The age is missing or not between 0 and 124. Correct the dates.",
            Self::InvalidCode => "This is not a valid code at the discharge date. Choose its valid form.",
            Self::InvalidDischargeStatus => "This is not a discharge status. Correct it.",
            Self::InvalidSex => "The sex is not stated as the claim needs it. Correct it.",
            Self::LimitedCoverage => {
                "Medicare covers this procedure only under conditions. Check the coverage."
            }
            Self::ManifestationAsPrincipal => {
                "A manifestation cannot be the principal diagnosis. Put the underlying condition first."
            }
            Self::NonCovered => "Medicare does not cover this procedure.",
            Self::QuestionableAdmission => {
                "This diagnosis is a questionable reason for an admission. Check it."
            }
            Self::QuestionableObstetric => "A delivery needs a diagnosis of its outcome (Z37). Add it.",
            Self::RequiresSecondary => "This principal diagnosis needs a secondary diagnosis. Add it.",
            Self::UnacceptablePrincipal => {
                "This is not acceptable as principal diagnosis. Choose the condition that led to the admission."
            }
            Self::Unspecified => {
                "The code does not say the side. Choose the code for the side if the record has it."
            }
            Self::WrongProcedure => {
                "A wrong procedure, patient or site is reported. The claim is not paid as usual."
            }
        }
    }
}

/// Which entry of the claim an edit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The claim as a whole.
    Claim,
    /// The principal diagnosis.
    Principal,
    /// A secondary diagnosis, counted from 0.
    Secondary(u16),
    /// A procedure, counted from 0.
    Procedure(u16),
}

/// The edits of a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    /// Each edit with its place, in the order found.
    pub found: Vec<(Edit, Place)>,
    /// The discharge date lies outside of the lists that are loaded.
    pub invalid_date: bool,
}

impl Edited {
    /// The official name of the kind of edits: all that are in force hold the claim before payment.
    pub fn edit_type(&self) -> &'static str {
        match (self.invalid_date, self.found.is_empty()) {
            (true, _) => "INVALID_DISCHARGE_DATE",
            (false, true) => "NONE",
            (false, false) => "PREPAYMENT",
        }
    }

    /// How often each edit was found, by name.
    pub fn counts(&self) -> impl Iterator<Item = (Edit, usize)> + '_ {
        Edit::ALL
            .into_iter()
            .map(|edit| (edit, self.found.iter().filter(|(found, _)| *found == edit).count()))
            .filter(|(_, n)| *n > 0)
    }
}

impl MceTables {
    /// Edits a claim.
    pub fn edit(&self, claim: &Claim) -> Edited {
        let mut out = Edited::default();
        if claim.discharged.is_some_and(|date| !self.covers(date)) {
            out.invalid_date = true;
            return out;
        }
        let mut add = |edit: Edit, place: Place| out.found.push((edit, place));
        let principal = claim.principal.unwrap_or_default().code;
        // A place that is left empty is no code, and no invalid one.
        if claim.principal.is_some() && !principal.is_empty() {
            let edits = self.diagnosis(principal);
            if edits.is_none() || principal.is_zeros() {
                add(Edit::InvalidCode, Place::Principal);
            }
            principal_edits(edits.unwrap_or(0), claim, &mut |edit| add(edit, Place::Principal));
        }
        for (at, other) in claim.secondary.iter().enumerate() {
            let place = Place::Secondary(at as u16);
            let edits = self.diagnosis(other.code);
            if edits.is_none() && !other.code.is_zeros() && !other.code.is_empty() {
                add(Edit::InvalidCode, place);
            }
            if other.code == principal && !principal.is_empty() {
                add(Edit::DuplicateOfPrincipal, place);
            }
            both_edits(edits.unwrap_or(0), claim, &mut |edit| add(edit, place));
        }
        let delivered = claim.secondary.iter().any(|other| is_outcome_of_delivery(other.code));
        for (at, code) in claim.procedures.iter().enumerate() {
            let place = Place::Procedure(at as u16);
            match self.procedure(*code) {
                None if !code.is_zeros() && !code.is_empty() => add(Edit::InvalidCode, place),
                None => {}
                Some(edits) => procedure_edits(edits, claim, delivered, &mut |edit| add(edit, place)),
            }
        }
        if claim.age_years.is_none_or(|age| age > 124) {
            add(Edit::InvalidAge, Place::Claim);
        }
        if claim.sex == Sex::Invalid {
            add(Edit::InvalidSex, Place::Claim);
        }
        if !is_discharge_status(claim.discharge_status) {
            add(Edit::InvalidDischargeStatus, Place::Claim);
        }
        out
    }
}

fn principal_edits(edits: u16, claim: &Claim, add: &mut impl FnMut(Edit)) {
    let has = |edit: u16| edits & edit != 0;
    if has(dx::EXTERNAL_CAUSE) {
        add(Edit::ExternalCauseAsPrincipal);
    }
    if has(dx::MANIFESTATION) {
        add(Edit::ManifestationAsPrincipal);
    }
    if has(dx::NEEDS_SECONDARY) {
        if claim.secondary.is_empty() {
            add(Edit::RequiresSecondary);
        }
    } else if has(dx::UNACCEPTABLE) {
        add(Edit::UnacceptablePrincipal);
    }
    if has(dx::QUESTIONABLE) {
        add(Edit::QuestionableAdmission);
    }
    both_edits(edits, claim, add);
}

/// Edits of principal and secondary diagnoses alike.
fn both_edits(edits: u16, claim: &Claim, add: &mut impl FnMut(Edit)) {
    if edits & dx::WRONG_PROCEDURE != 0 {
        add(Edit::WrongProcedure);
    }
    if edits & dx::UNSPECIFIED != 0 {
        add(Edit::Unspecified);
    }
    let Some(age) = claim.age_years else { return };
    let fits =
        [(dx::NEWBORN, 0..=0), (dx::PEDIATRIC, 0..=17), (dx::MATERNITY, 9..=64), (dx::ADULT, 15..=124)]
            .iter()
            .all(|(class, ages)| edits & class == 0 || ages.contains(&age));
    if !fits {
        add(Edit::AgeConflict);
    }
}

fn procedure_edits(edits: u16, claim: &Claim, delivered: bool, add: &mut impl FnMut(Edit)) {
    let has = |edit: u16| edits & edit != 0;
    let too_old = claim.age_years.is_none_or(|age| age > 60);
    if has(pr::NON_COVERED) || (has(pr::NON_COVERED_OVER_60) && too_old) {
        add(Edit::NonCovered);
    } else if has(pr::LIMITED) {
        add(Edit::LimitedCoverage);
    }
    if has(pr::DELIVERY) && !delivered {
        add(Edit::QuestionableObstetric);
    }
    // Where the claim does not say how long the stay was, the official editor holds the age against the limit.
    let short = claim.stay_days.or(claim.age_years).is_some_and(|days| days < 5);
    if has(pr::LONG_STAY) && short {
        add(Edit::InconsistentWithStay);
    }
}

/// Category Z37, outcome of delivery.
fn is_outcome_of_delivery(code: Code) -> bool {
    (code.char_at(0), code.char_at(1), code.char_at(2)) == (b'Z', b'3', b'7')
}
