//! Diagnoses, procedures, results, medication, allergies and immunizations: one row per fact.

use super::{
    hands::{Effect, Hands, Stop},
    keys::code,
    loose::Slot,
};
use crate::domain::{
    facts::{
        AllergyFact, DiagnosisFact, DiagnosisUse, ImmunizationFact, Kind, MedicationFact, Origin,
        ProcedureFact, Ref, ResultFact, ResultValue,
    },
    topics::Topic,
};
use rusqlite::{Params, named_params};

/// What is stored of a fact's row before it is written.
pub(super) enum Own {
    /// Not known: a new row.
    New,
    /// This row is to be written again.
    Row(i64),
    /// Known, and the fact is older: kept, not applied.
    Late,
}

/// Looks a fact up by its key. One that comes too late is kept as a version at once.
pub(super) fn own(hands: &mut Hands<'_, '_>, kind: Kind, origin: &Origin) -> Result<Own, Stop> {
    let Some(known) = hands.known(kind, origin)? else { return Ok(Own::New) };
    let Some(row) = known.row else { return Ok(Own::New) };
    if hands.is_older(origin, &known) {
        let fact_at = hands.as_of(origin);
        hands.keep_version(code(kind), &origin.key, fact_at)?;
        return Ok(Own::Late);
    }
    Ok(Own::Row(row))
}

/// Writes a row with its references; `:id` is NULL for a new one.
pub(super) fn put(
    hands: &mut Hands<'_, '_>,
    kind: Kind,
    origin: &Origin,
    own: &Own,
    slots: &[Slot],
    write: (&'static str, impl Params),
) -> Result<(i64, Effect), Stop> {
    let tx = hands.tx;
    let known = if let Own::Row(row) = own { Some(*row) } else { None };
    if let Some(row) = known {
        hands.state.keys.forget_loose(tx, slots, row)?;
    }
    tx.execute(write.0, write.1)?;
    let row = known.unwrap_or_else(|| tx.conn().last_insert_rowid());
    hands.note_loose(row)?;
    hands.filed(kind, origin, row)?;
    Ok((row, if known.is_some() { Effect::Changed } else { Effect::Added }))
}

impl Own {
    /// The parameter `:id`.
    pub fn id(&self) -> Option<i64> {
        if let Self::Row(row) = self { Some(*row) } else { None }
    }
}

/// One diagnosis or problem.
pub(super) fn diagnosis(hands: &mut Hands<'_, '_>, fact: &DiagnosisFact) -> Result<Effect, Stop> {
    let own = own(hands, Kind::Diagnosis, &fact.origin)?;
    if matches!(own, Own::Late) {
        return Ok(Effect::Unchanged);
    }
    let patient = hands.patient(fact.patient.as_ref())?;
    let encounter = hands.refer(Slot::DiagnosisEncounter, fact.encounter.as_ref())?;
    hands.touch(Topic::Clinical);
    let write = (
        include_str!("sql/diagnosis_put.sql"),
        named_params! {
            ":id": own.id(), ":patient": patient, ":encounter": encounter, ":use": use_word(fact.diagnosis_use),
            ":system": fact.code.system, ":code": fact.code.code, ":display": fact.code.display, ":rank": fact.rank,
            ":poa": fact.poa.as_deref().unwrap_or_default(), ":onset": fact.onset, ":ended": fact.ended,
            ":recorded": fact.recorded, ":status": fact.status,
        },
    );
    Ok(put(hands, Kind::Diagnosis, &fact.origin, &own, &[Slot::DiagnosisEncounter], write)?.1)
}

/// One procedure done.
pub(super) fn procedure(hands: &mut Hands<'_, '_>, fact: &ProcedureFact) -> Result<Effect, Stop> {
    let own = own(hands, Kind::Procedure, &fact.origin)?;
    if matches!(own, Own::Late) {
        return Ok(Effect::Unchanged);
    }
    let patient = hands.patient(fact.patient.as_ref())?;
    let encounter = hands.refer(Slot::ProcedureEncounter, fact.encounter.as_ref())?;
    let performer = hands.refer(Slot::ProcedurePerformer, fact.performer.as_ref())?;
    hands.touch(Topic::Clinical);
    let write = (
        include_str!("sql/procedure_put.sql"),
        named_params! {
            ":id": own.id(), ":patient": patient, ":encounter": encounter, ":system": fact.code.system,
            ":code": fact.code.code, ":display": fact.code.display, ":rank": fact.rank, ":started": fact.started,
            ":ended": fact.ended, ":performer": performer, ":performer_text": words(fact.performer.as_ref()),
            ":status": fact.status,
        },
    );
    let slots = [Slot::ProcedureEncounter, Slot::ProcedurePerformer];
    Ok(put(hands, Kind::Procedure, &fact.origin, &own, &slots, write)?.1)
}

/// One observed value.
pub(super) fn result(hands: &mut Hands<'_, '_>, fact: &ResultFact) -> Result<Effect, Stop> {
    let own = own(hands, Kind::Result, &fact.origin)?;
    if matches!(own, Own::Late) {
        return Ok(Effect::Unchanged);
    }
    let patient = hands.patient(fact.patient.as_ref())?;
    let encounter = hands.refer(Slot::ResultEncounter, fact.encounter.as_ref())?;
    let report = hands.refer(Slot::ResultReport, fact.report.as_ref())?;
    hands.touch(Topic::Clinical);
    let (comparator, number, text, absent) = match &fact.value {
        ResultValue::Number { comparator, value, text } => {
            (comparator.as_str(), Some(*value), text.as_str(), "")
        }
        ResultValue::Text(text) => ("", None, text.as_str(), ""),
        ResultValue::Absent(why) if why.is_empty() => ("", None, "", "not given"),
        ResultValue::Absent(why) => ("", None, "", why.as_str()),
    };
    let write = (
        include_str!("sql/result_put.sql"),
        named_params! {
            ":id": own.id(), ":patient": patient, ":encounter": encounter, ":report": report, ":system": fact.code.system,
            ":code": fact.code.code, ":display": fact.code.display,
            ":panel": fact.panel.as_ref().map_or("", |panel| panel.display.as_str()), ":category": fact.category,
            ":at": fact.at, ":comparator": comparator, ":number": number, ":text": text, ":absent": absent,
            ":unit": fact.unit, ":range_low": fact.range_low, ":range_high": fact.range_high,
            ":range_text": fact.range_text, ":flag": fact.flag, ":status": fact.status,
        },
    );
    let slots = [Slot::ResultEncounter, Slot::ResultReport];
    Ok(put(hands, Kind::Result, &fact.origin, &own, &slots, write)?.1)
}

/// One medication ordered or given.
pub(super) fn medication(hands: &mut Hands<'_, '_>, fact: &MedicationFact) -> Result<Effect, Stop> {
    let own = own(hands, Kind::Medication, &fact.origin)?;
    if matches!(own, Own::Late) {
        return Ok(Effect::Unchanged);
    }
    let patient = hands.patient(fact.patient.as_ref())?;
    let encounter = hands.refer(Slot::MedicationEncounter, fact.encounter.as_ref())?;
    let prescriber = hands.refer(Slot::MedicationPrescriber, fact.prescriber.as_ref())?;
    hands.touch(Topic::Clinical);
    let write = (
        include_str!("sql/medication_put.sql"),
        named_params! {
            ":id": own.id(), ":patient": patient, ":encounter": encounter, ":given": fact.given,
            ":system": fact.code.system, ":code": fact.code.code, ":display": fact.code.display,
            ":directions": fact.directions, ":started": fact.started, ":ended": fact.ended, ":prescriber": prescriber,
            ":prescriber_text": words(fact.prescriber.as_ref()), ":status": fact.status,
        },
    );
    let slots = [Slot::MedicationEncounter, Slot::MedicationPrescriber];
    Ok(put(hands, Kind::Medication, &fact.origin, &own, &slots, write)?.1)
}

/// One allergy or intolerance.
pub(super) fn allergy(hands: &mut Hands<'_, '_>, fact: &AllergyFact) -> Result<Effect, Stop> {
    let own = own(hands, Kind::Allergy, &fact.origin)?;
    if matches!(own, Own::Late) {
        return Ok(Effect::Unchanged);
    }
    let patient = hands.patient(fact.patient.as_ref())?;
    hands.touch(Topic::Clinical);
    let write = (
        include_str!("sql/allergy_put.sql"),
        named_params! {
            ":id": own.id(), ":patient": patient, ":system": fact.code.system, ":code": fact.code.code,
            ":display": fact.code.display, ":category": fact.category, ":reaction": fact.reaction,
            ":severity": fact.severity, ":onset": fact.onset, ":status": fact.status,
        },
    );
    Ok(put(hands, Kind::Allergy, &fact.origin, &own, &[], write)?.1)
}

/// One immunization.
pub(super) fn immunization(hands: &mut Hands<'_, '_>, fact: &ImmunizationFact) -> Result<Effect, Stop> {
    let own = own(hands, Kind::Immunization, &fact.origin)?;
    if matches!(own, Own::Late) {
        return Ok(Effect::Unchanged);
    }
    let patient = hands.patient(fact.patient.as_ref())?;
    let encounter = hands.refer(Slot::ImmunizationEncounter, fact.encounter.as_ref())?;
    hands.touch(Topic::Clinical);
    let write = (
        include_str!("sql/immunization_put.sql"),
        named_params! {
            ":id": own.id(), ":patient": patient, ":encounter": encounter, ":system": fact.code.system,
            ":code": fact.code.code, ":display": fact.code.display, ":at": fact.at, ":lot": fact.lot,
            ":status": fact.status,
        },
    );
    Ok(put(hands, Kind::Immunization, &fact.origin, &own, &[Slot::ImmunizationEncounter], write)?.1)
}

/// The words that a reference carries.
pub(super) fn words(reference: Option<&Ref>) -> &str {
    reference.and_then(|r| r.display.as_deref()).unwrap_or_default()
}

fn use_word(diagnosis_use: DiagnosisUse) -> &'static str {
    match diagnosis_use {
        DiagnosisUse::Problem => "problem",
        DiagnosisUse::Encounter => "encounter",
        DiagnosisUse::Admitting => "admitting",
        DiagnosisUse::Working => "working",
        DiagnosisUse::Discharge => "discharge",
        DiagnosisUse::Billing => "billing",
    }
}
