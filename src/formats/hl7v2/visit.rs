//! PV1 (with PID-18, PV2 and IN1): the stay or visit that the message speaks of.

use super::codes;
use super::context::{Context, reference};
use super::message::{Fault, Segment};
use super::types::{self, Clinician};
use crate::domain::facts::{Coded, EncounterFact, Kind, Ref, Scope};
use crate::domain::time::When;

/// One visit: how to refer to it, what is said of it, and the clinicians it names.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Key `authority^visit number`; `None` if the message numbers neither visit nor account.
    pub reference: Option<Ref>,
    /// What PV1 says, without the event's own rules.
    pub fact: EncounterFact,
    /// Attending, referring, consulting and admitting doctors.
    pub clinicians: Vec<Clinician>,
}

/// The visit of a PV1 segment. `insurance` is the first IN1, `extra` the PV2.
///
/// A [`Fault`] names PV1-44 or PV1-45 if a time is none, or PV1-45 if the discharge lies before the admission.
pub fn read(
    context: &Context<'_>,
    pid: Segment<'_>,
    pv1: Segment<'_>,
    extra: Option<Segment<'_>>,
    insurance: Option<Segment<'_>>,
) -> Result<Visit, Fault> {
    pv1.repeats_sanely(&[7, 8, 9, 17])?;
    let (admit, discharge) = (context.when(pv1, 44)?, context.when(pv1, 45)?);
    check_order(pv1, admit, discharge)?;
    let reference = key(pid, pv1).map(|key| reference(Kind::Encounter, key));
    let place = types::place(pv1.field(3).first()).or_else(|| types::place(pv1.field(11).first()));
    let facility = pv1.comp(39, 1).some();
    let facility = facility.or_else(|| place.as_ref().and_then(|p| p.facility.clone()));
    let facility = facility.or_else(|| Some(context.facility.clone()).filter(|f| !f.is_empty()));
    let doctors = |field: usize| pv1.field(field).reps().filter_map(types::clinician);
    let fact = EncounterFact {
        origin: context.origin(reference.as_ref().map(|r| r.key.clone()).unwrap_or_default()),
        scope: Scope::Partial,
        patient: None,
        visit_number: pv1.comp(19, 1).some(),
        account_number: pid.comp(18, 1).some(),
        class: codes::class(&pv1.text(2)),
        state: None,
        visit_type: visit_type(pv1),
        reason: extra.and_then(|pv2| types::coded(pv2.field(3).first())),
        service: types::words(pv1.field(10).first()),
        admit,
        discharge,
        disposition: disposition(pv1),
        attending: doctors(7).next().map(|c| c.reference),
        location: place.as_ref().and_then(|p| p.unit.clone()),
        place: place.map(|p| p.words).filter(|w| !w.is_empty()),
        facility: facility.map(|f| Ref { kind: Kind::Organization, key: f.clone(), display: Some(f) }),
        payer: insurance.and_then(payer).or_else(|| types::words(pv1.field(20).first())),
        diagnoses: Vec::new(),
    };
    let clinicians = [7, 8, 9, 17].into_iter().flat_map(doctors).collect();
    Ok(Visit { reference, fact, clinicians })
}

/// The visit's key: PV1-19 visit number, else PID-18 account, PV1-50 alternate visit, PV1-5 preadmission number.
pub fn key(pid: Segment<'_>, pv1: Segment<'_>) -> Option<String> {
    [(pv1, 19), (pid, 18), (pv1, 50), (pv1, 5)]
        .into_iter()
        .find_map(|(segment, field)| number(segment, field))
}

/// A numbered thing in a CX field, in its one spelling.
pub fn number(segment: Segment<'_>, field: usize) -> Option<String> {
    let rep = segment.field(field).first();
    let value = rep.comp(1).part(1).some()?;
    Some(types::key(&types::authority(rep.comp(4)), &value))
}

fn check_order(pv1: Segment<'_>, admit: Option<When>, discharge: Option<When>) -> Result<(), Fault> {
    let (Some(admit), Some(discharge)) = (admit, discharge) else { return Ok(()) };
    let wrong = match (admit, discharge) {
        (When::At(a), When::At(d)) => d < a,
        _ => discharge.day() < admit.day(),
    };
    if wrong {
        return Err(Fault::new(pv1.name(45), "the discharge lies before the admission (PV1-44)"));
    }
    Ok(())
}

fn visit_type(pv1: Segment<'_>) -> Option<Coded> {
    let mut coded = types::coded(pv1.field(4).first())?;
    if coded.display.is_empty() {
        codes::admission_type(&coded.code).clone_into(&mut coded.display);
    }
    if coded.system.is_empty() {
        "HL70007".clone_into(&mut coded.system);
    }
    Some(coded)
}

/// PV1-36, as UB-04 where it is a number of one or two digits.
fn disposition(pv1: Segment<'_>) -> Option<Coded> {
    let mut coded = types::coded(pv1.field(36).first())?;
    let is_number = !coded.code.is_empty() && coded.code.bytes().all(|b| b.is_ascii_digit());
    if is_number && coded.code.len() <= 2 {
        coded.code = format!("{:0>2}", coded.code);
        "UB04".clone_into(&mut coded.system);
    }
    Some(coded)
}

fn payer(in1: Segment<'_>) -> Option<String> {
    in1.comp(4, 1).some().or_else(|| in1.comp(2, 2).some()).or_else(|| in1.comp(2, 1).some())
}
