//! Rows about diagnoses, procedures, medication and claims.

use super::encounter::{named, patient, when};
use super::expr::Expr;
use super::fields::Fields;
use super::patient::{YES_NO, origin, pick, some, text};
use super::row::{FieldFault, Row};
use super::typed::{Choice, Key, Link, Moment};
use crate::domain::facts::{
    ClaimFact, Coded, DiagnosisFact, DiagnosisUse, Fact, Kind, MedicationFact, Origin, ProcedureFact, Ref,
};
use crate::fault::Fault;

const USES: &[(&str, DiagnosisUse)] = &[
    ("problem", DiagnosisUse::Problem),
    ("encounter", DiagnosisUse::Encounter),
    ("admitting", DiagnosisUse::Admitting),
    ("working", DiagnosisUse::Working),
    ("discharge", DiagnosisUse::Discharge),
    ("billing", DiagnosisUse::Billing),
];

const POA: &[(&str, &str)] = &[("Y", "Y"), ("N", "N"), ("U", "U"), ("W", "W"), ("1", "1")];

/// What all these facts have: key, time, patient, encounter.
pub struct Head {
    key: Key,
    as_of: Option<Moment>,
    patient: Option<Link>,
    encounter: Option<Link>,
}

/// A code, its system and its words.
pub struct CodePlan {
    code: Expr,
    system: Option<Expr>,
    display: Option<Expr>,
}

/// A fact about a diagnosis.
pub struct DiagnosisPlan {
    head: Head,
    code: CodePlan,
    diagnosis_use: Choice<DiagnosisUse>,
    rank: Option<Expr>,
    poa: Option<Choice<&'static str>>,
    onset: Option<Moment>,
    ended: Option<Moment>,
    recorded: Option<Moment>,
    status: Option<Expr>,
}

/// A fact about a procedure.
pub struct ProcedurePlan {
    head: Head,
    code: CodePlan,
    rank: Option<Expr>,
    started: Option<Moment>,
    ended: Option<Moment>,
    performer: Option<Link>,
    performer_name: Option<Expr>,
    status: Option<Expr>,
}

/// A fact about a medication.
pub struct MedicationPlan {
    head: Head,
    code: CodePlan,
    given: Choice<bool>,
    directions: Option<Expr>,
    started: Option<Moment>,
    ended: Option<Moment>,
    prescriber: Option<Link>,
    prescriber_name: Option<Expr>,
    status: Option<Expr>,
}

/// A fact about a claim.
pub struct ClaimPlan {
    head: Head,
    insurer: Option<Link>,
    payer: Option<Expr>,
    claim_kind: Option<Expr>,
    total: Option<Expr>,
    drg: Option<Expr>,
    created: Option<Moment>,
    status: Option<Expr>,
}

impl Head {
    /// Reads the fields that the map names.
    pub fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        Ok(Self {
            key: fields.key("key")?.ok_or_else(|| fields.section.missing("key"))?,
            as_of: fields.moment("as_of")?,
            patient: fields.link("patient", Kind::Patient)?,
            encounter: fields.link("encounter", Kind::Encounter)?,
        })
    }

    /// Key and time, patient, encounter.
    pub fn of(&self, row: &Row<'_>) -> Result<(Origin, Option<Ref>, Option<Ref>), FieldFault> {
        let encounter = self.encounter.as_ref().and_then(|link| link.some(row));
        Ok((origin(&self.key, self.as_of.as_ref(), row)?, patient(self.patient.as_ref(), row)?, encounter))
    }
}

impl CodePlan {
    /// Reads `code`, `system` and `display`.
    pub fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        Ok(Self {
            code: fields.needed("code")?,
            system: fields.text("system")?,
            display: fields.text("display")?,
        })
    }

    /// The code of a row; a code of ICD without its dot. A row with neither code nor words is at fault.
    pub fn of(&self, row: &Row<'_>) -> Result<Coded, FieldFault> {
        let system = text(self.system.as_ref(), row);
        let mut code = self.code.text(row).into_owned();
        let display = text(self.display.as_ref(), row);
        if code.is_empty() && display.is_empty() {
            return Err(self.code.fault("The code is missing."));
        }
        if system.starts_with("ICD") {
            code.retain(|letter| letter != '.');
        }
        Ok(Coded { system, code, display })
    }
}

impl DiagnosisPlan {
    /// Reads the fields that the map names.
    pub fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        Ok(Self {
            head: Head::read(fields)?,
            code: CodePlan::read(fields)?,
            diagnosis_use: fields.choice("use", USES)?.ok_or_else(|| fields.section.missing("use"))?,
            rank: fields.text("rank")?,
            poa: fields.choice("poa", POA)?,
            onset: fields.moment("onset")?,
            ended: fields.moment("ended")?,
            recorded: fields.moment("recorded")?,
            status: fields.text("status")?,
        })
    }

    /// What a row says.
    pub fn fact(&self, row: &Row<'_>) -> Result<Fact, FieldFault> {
        let (origin, patient, encounter) = self.head.of(row)?;
        let diagnosis_use = self.diagnosis_use.of(row)?;
        Ok(Fact::Diagnosis(Box::new(DiagnosisFact {
            origin,
            patient,
            encounter,
            diagnosis_use: diagnosis_use
                .ok_or_else(|| self.diagnosis_use.expr.fault("The use is missing."))?,
            code: self.code.of(row)?,
            rank: rank(self.rank.as_ref(), row)?,
            poa: pick(self.poa.as_ref(), row)?.map(str::to_owned),
            onset: when(self.onset.as_ref(), row)?,
            ended: when(self.ended.as_ref(), row)?,
            recorded: when(self.recorded.as_ref(), row)?,
            status: some(self.status.as_ref(), row).unwrap_or_else(|| "active".to_owned()),
        })))
    }
}

impl ProcedurePlan {
    /// Reads the fields that the map names.
    pub fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        Ok(Self {
            head: Head::read(fields)?,
            code: CodePlan::read(fields)?,
            rank: fields.text("rank")?,
            started: fields.moment("started")?,
            ended: fields.moment("ended")?,
            performer: fields.link("performer", Kind::Practitioner)?,
            performer_name: fields.text("performer_name")?,
            status: fields.text("status")?,
        })
    }

    /// What a row says.
    pub fn fact(&self, row: &Row<'_>) -> Result<Fact, FieldFault> {
        let (origin, patient, encounter) = self.head.of(row)?;
        let performer = self.performer.as_ref().and_then(|link| link.some(row));
        Ok(Fact::Procedure(Box::new(ProcedureFact {
            origin,
            patient,
            encounter,
            code: self.code.of(row)?,
            rank: rank(self.rank.as_ref(), row)?,
            started: when(self.started.as_ref(), row)?,
            ended: when(self.ended.as_ref(), row)?,
            performer: named(performer, self.performer_name.as_ref(), row),
            status: some(self.status.as_ref(), row).unwrap_or_else(|| "completed".to_owned()),
        })))
    }
}

impl MedicationPlan {
    /// Reads the fields that the map names.
    pub fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        Ok(Self {
            head: Head::read(fields)?,
            code: CodePlan::read(fields)?,
            given: fields.choice("given", YES_NO)?.ok_or_else(|| fields.section.missing("given"))?,
            directions: fields.text("directions")?,
            started: fields.moment("started")?,
            ended: fields.moment("ended")?,
            prescriber: fields.link("prescriber", Kind::Practitioner)?,
            prescriber_name: fields.text("prescriber_name")?,
            status: fields.text("status")?,
        })
    }

    /// What a row says.
    pub fn fact(&self, row: &Row<'_>) -> Result<Fact, FieldFault> {
        let (origin, patient, encounter) = self.head.of(row)?;
        let prescriber = self.prescriber.as_ref().and_then(|link| link.some(row));
        Ok(Fact::Medication(Box::new(MedicationFact {
            origin,
            patient,
            encounter,
            given: self.given.of(row)?.unwrap_or(false),
            code: self.code.of(row)?,
            directions: text(self.directions.as_ref(), row),
            started: when(self.started.as_ref(), row)?,
            ended: when(self.ended.as_ref(), row)?,
            prescriber: named(prescriber, self.prescriber_name.as_ref(), row),
            status: text(self.status.as_ref(), row),
        })))
    }
}

impl ClaimPlan {
    /// Reads the fields that the map names.
    pub fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        Ok(Self {
            head: Head::read(fields)?,
            insurer: fields.link("insurer", Kind::Organization)?,
            payer: fields.text("payer")?,
            claim_kind: fields.text("claim_kind")?,
            total: fields.text("total")?,
            drg: fields.text("drg")?,
            created: fields.moment("created")?,
            status: fields.text("status")?,
        })
    }

    /// What a row says.
    pub fn fact(&self, row: &Row<'_>) -> Result<Fact, FieldFault> {
        let (origin, patient, encounter) = self.head.of(row)?;
        let total = self.total.as_ref().map(|total| cents(total, row)).transpose()?.flatten();
        Ok(Fact::Claim(Box::new(ClaimFact {
            origin,
            patient,
            encounter,
            insurer: self.insurer.as_ref().and_then(|link| link.some(row)),
            payer: text(self.payer.as_ref(), row),
            kind: text(self.claim_kind.as_ref(), row),
            total_cents: total,
            drg: some(self.drg.as_ref(), row),
            created: when(self.created.as_ref(), row)?,
            status: text(self.status.as_ref(), row),
        })))
    }
}

/// A place in a sequence, from 1.
fn rank(expr: Option<&Expr>, row: &Row<'_>) -> Result<Option<i32>, FieldFault> {
    let Some(expr) = expr else { return Ok(None) };
    match expr.integer(row)? {
        Some(rank) if rank < 1 => Err(expr.fault("This is not a place in a sequence, which counts from 1.")),
        rank => Ok(rank),
    }
}

/// Dollars as `1234.5`, `$1,234.50` or `-12`, without rounding: more than two decimals are a fault.
fn cents(expr: &Expr, row: &Row<'_>) -> Result<Option<i64>, FieldFault> {
    let text = expr.text(row);
    if text.is_empty() {
        return Ok(None);
    }
    read_cents(&text).map(Some).ok_or_else(|| expr.fault("This is not an amount in dollars."))
}

fn read_cents(text: &str) -> Option<i64> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let plain = text.trim_start_matches('$').replace(',', "");
    let (dollars, cents) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if dollars.is_empty() || !digits(dollars) || !digits(cents) || cents.len() > 2 {
        return None;
    }
    let whole: i64 = dollars.parse().ok()?;
    let part: i64 = format!("{cents:0<2}").parse().ok()?;
    whole.checked_mul(100)?.checked_add(part).map(|amount| sign * amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact_or_refused() {
        for (text, amount) in [
            ("1234.5", Some(123_450)),
            ("$1,234.50", Some(123_450)),
            ("-12", Some(-1200)),
            ("0.07", Some(7)),
            ("1.234", None),
            ("", None),
            ("1e3", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(read_cents(text), amount, "{text}");
        }
    }
}
