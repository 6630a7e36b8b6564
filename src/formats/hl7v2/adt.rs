//! ADT messages: the event's effect on visits and persons, and the clinical segments that come along.

use super::clinical::{self, Owner};
use super::context::{Context, made_key, reference};
use super::events::{self, Effect};
use super::message::{Fault, Segment};
use super::observation;
use super::pid::{self, Person};
use super::visit::{self, Visit};
use super::{Said, merge};
use crate::domain::facts::{EncounterFact, Fact, Kind, LinkFact, Ref, VisitEvent, VisitEventFact};
use crate::domain::time::When;

/// One patient of a message: the PID segment and what follows it up to the next.
pub struct Group<'m> {
    /// Who it is.
    pub pid: Segment<'m>,
    /// PD1, PV1, DG1 and all else, in order.
    pub rest: Vec<Segment<'m>>,
}

impl<'m> Group<'m> {
    /// The first segment of a name.
    pub fn find(&self, id: &str) -> Option<Segment<'m>> {
        self.rest.iter().copied().find(|s| s.id == id)
    }

    /// The patient.
    pub fn person(&self, context: &Context<'_>) -> Result<Person, Fault> {
        pid::read(context, self.pid, self.rest.iter().copied())
    }

    /// The visit, if there is a PV1.
    pub fn visit(&self, context: &Context<'_>) -> Result<Option<Visit>, Fault> {
        let Some(pv1) = self.find("PV1") else { return Ok(None) };
        visit::read(context, self.pid, pv1, self.find("PV2"), self.find("IN1")).map(Some)
    }
}

/// The patients of a message in order. A [`Fault`] names PID if there is none.
pub fn groups<'m>(context: &Context<'m>) -> Result<Vec<Group<'m>>, Fault> {
    let mut groups: Vec<Group<'m>> = Vec::new();
    for segment in context.message.segments() {
        if segment.id == "PID" {
            groups.push(Group { pid: segment, rest: Vec::new() });
        } else if let Some(group) = groups.last_mut() {
            group.rest.push(segment);
        }
    }
    if groups.is_empty() { Err(Fault::new("PID", "the PID segment is missing")) } else { Ok(groups) }
}

/// The one patient of a message about one.
pub fn only_group<'m>(context: &Context<'m>) -> Result<Group<'m>, Fault> {
    let mut groups = groups(context)?.into_iter();
    match (groups.next(), groups.next()) {
        (Some(group), None) => Ok(group),
        _ => Err(Fault::new("PID", "a second PID segment stands in a message about one patient")),
    }
}

/// What an ADT message says.
pub fn read(context: &Context<'_>) -> Result<Said, Fault> {
    let Some(effect) = events::effect(&context.event) else { return Ok(Said::Nothing) };
    let facts = match effect {
        Effect::Visit(event) => happened(context, &only_group(context)?, event)?,
        Effect::Person => told(context, &only_group(context)?, None)?,
        Effect::Swap => swapped(context)?,
        Effect::Link(linked) => linked_or_not(context, linked)?,
        Effect::DeletePerson | Effect::DeleteVisit => deleted(context, effect)?,
        Effect::Merge(merge) => merge::read(context, merge)?,
    };
    Ok(Said::Facts(facts))
}

/// A visit event with all that its message tells.
fn happened(context: &Context<'_>, group: &Group<'_>, event: VisitEvent) -> Result<Vec<Fact>, Fault> {
    let person = group.person(context)?;
    let Some(visit) = group.visit(context)? else {
        // Senders use A08 for changes of the person alone; for other events the visit is the point.
        return match event {
            VisitEvent::Update => told(context, group, None),
            _ => Err(Fault::new("PV1", "the PV1 segment is missing: which visit is meant cannot be told")),
        };
    };
    let at = event_time(context, group, event, &visit.fact)?;
    let Some(key) = visit_key(&person, &visit, event, at) else {
        return match event {
            VisitEvent::Update => told(context, group, None),
            _ => Err(Fault::new(
                "PV1-19",
                "neither visit number (PV1-19) nor account (PID-18) nor admission time (PV1-44): which visit is meant cannot be told",
            )),
        };
    };
    let reference = reference(Kind::Encounter, key);
    let encounter = with_event(context, &person, &reference, &visit.fact, event, at)?;
    let visit = Visit { reference: Some(reference), ..visit };
    let account = match event {
        VisitEvent::ToInpatient | VisitEvent::ToOutpatient => merge::new_account(context, group, &person)?,
        _ => None,
    };
    let mut facts = told(context, group, Some((person, visit, event, at, encounter)))?;
    facts.extend(account);
    Ok(facts)
}

/// A visit event as read: person, visit, event, its time, and the encounter after it.
type Happened = (Person, Visit, VisitEvent, Option<When>, EncounterFact);

/// The person, the visit event if one happened, and the clinical segments.
fn told(context: &Context<'_>, group: &Group<'_>, happened: Option<Happened>) -> Result<Vec<Fact>, Fault> {
    let mut facts = Vec::new();
    let (person, visit) = if let Some((person, visit, event, at, encounter)) = happened {
        push_clinicians(context, &visit, &mut facts);
        facts.push(Fact::Patient(Box::new(person.fact.clone())));
        let key = visit.reference.as_ref().map(|r| r.key.as_str()).unwrap_or_default();
        // Senders reuse control ids; the event, the visit and the time keep two events apart.
        let time = at.map(|a| a.to_string()).unwrap_or_default();
        let origin = context.origin(format!("{}^{}^{key}^{time}", context.key, context.event));
        facts.push(Fact::Visit(Box::new(VisitEventFact { origin, event, at, encounter })));
        (person, visit.reference)
    } else {
        let person = group.person(context)?;
        facts.push(Fact::Patient(Box::new(person.fact.clone())));
        (person, None)
    };
    let owner = Owner { patient: &person.reference, encounter: visit.as_ref() };
    facts.extend(segments(context, &group.rest, owner)?);
    Ok(facts)
}

/// The clinicians that a visit names.
pub fn push_clinicians(context: &Context<'_>, visit: &Visit, facts: &mut Vec<Fact>) {
    facts.extend(visit.clinicians.iter().filter_map(|clinician| clinical::practitioner(context, clinician)));
}

/// DG1, PR1, AL1, IAM, IN1 and OBX outside of orders.
fn segments(context: &Context<'_>, rest: &[Segment<'_>], owner: Owner<'_>) -> Result<Vec<Fact>, Fault> {
    let mut facts = Vec::new();
    let mut observations = observation::Series::of(owner.nearest());
    let mut insurances = 0;
    for (i, segment) in rest.iter().copied().enumerate() {
        match segment.id {
            "DG1" => facts.extend(clinical::diagnosis(context, segment, owner)?),
            "PR1" => facts.extend(clinical::procedure(context, segment, owner)?),
            "AL1" => facts.extend(clinical::allergy(context, segment, owner)?),
            "IAM" => {
                let following = rest.iter().skip(i + 1).copied().take_while(|s| s.id != "IAM");
                let reaction = following.filter(|s| s.id == "IAR").last();
                facts.extend(clinical::adverse_reaction(context, segment, reaction, owner)?);
            }
            "IN1" => {
                insurances += 1;
                facts.extend(clinical::coverage(context, segment, insurances, owner)?);
            }
            // Rows of an order group (OBR before them) belong to order messages; here they are the visit's.
            "OBX" => facts.extend(observations.results(context, segment, owner, None)?),
            _ => {}
        }
    }
    Ok(facts)
}

/// EVN-6; else the time that the event is about; else when it was recorded.
fn event_time(
    context: &Context<'_>,
    group: &Group<'_>,
    event: VisitEvent,
    visit: &EncounterFact,
) -> Result<Option<When>, Fault> {
    use VisitEvent as V;
    let evn = context.message.segment("EVN");
    let field = |number: usize| evn.map_or(Ok(None), |evn| context.when(evn, number));
    let expected = |number: usize| group.find("PV2").map_or(Ok(None), |pv2| context.when(pv2, number));
    if let Some(occurred) = field(6)? {
        return Ok(Some(occurred));
    }
    let own = match event {
        V::Admit | V::Register => visit.admit,
        V::Discharge => visit.discharge,
        V::PreAdmit | V::PendingAdmit => field(3)?.or(expected(8)?).or(visit.admit),
        V::PendingDischarge => field(3)?.or(expected(9)?),
        V::PendingTransfer => field(3)?,
        _ => None,
    };
    Ok(own.or(context.recorded))
}

/// The visit's key, or one made of patient and admission time where the sender numbers nothing.
fn visit_key(person: &Person, visit: &Visit, event: VisitEvent, at: Option<When>) -> Option<String> {
    if let Some(reference) = &visit.reference {
        return Some(reference.key.clone());
    }
    let begun = visit.fact.admit.or_else(|| at.filter(|_| events::begins_visit(event)))?;
    Some(made_key(&person.reference, &["visit", &begun.to_string()]))
}

/// The visit as it is after the event.
fn with_event(
    context: &Context<'_>,
    person: &Person,
    visit: &Ref,
    fact: &EncounterFact,
    event: VisitEvent,
    at: Option<When>,
) -> Result<EncounterFact, Fault> {
    let mut fact = EncounterFact {
        origin: context.origin(visit.key.clone()),
        patient: Some(person.reference.clone()),
        state: events::state(event),
        class: events::class(event, fact.class),
        ..fact.clone()
    };
    match event {
        VisitEvent::Admit | VisitEvent::Register => fact.admit = fact.admit.or(at),
        VisitEvent::CancelDischarge => fact.discharge = None,
        VisitEvent::Discharge if fact.discharge.is_none() => {
            let before = |admit: When| at.is_some_and(|at| at.day() < admit.day());
            if fact.admit.is_some_and(before) {
                return Err(Fault::new(
                    "PV1-45",
                    "no discharge time, and the event's own time lies before the admission",
                ));
            }
            fact.discharge = at;
        }
        _ => {}
    }
    Ok(fact)
}

/// A17: two visits exchange their beds.
fn swapped(context: &Context<'_>) -> Result<Vec<Fact>, Fault> {
    let groups = groups(context)?;
    if groups.len() != 2 {
        return Err(Fault::new("PID", "a swap of beds needs two patients, each with PID and PV1"));
    }
    let mut facts = Vec::new();
    for group in &groups {
        facts.extend(happened(context, group, VisitEvent::Swap)?);
    }
    Ok(facts)
}

/// A24 and A37: two persons.
fn linked_or_not(context: &Context<'_>, linked: bool) -> Result<Vec<Fact>, Fault> {
    let groups = groups(context)?;
    let [first, second] = groups.as_slice() else {
        return Err(Fault::new("PID", "a link needs two patients, each with a PID segment"));
    };
    let (first, second) = (first.person(context)?, second.person(context)?);
    if first.reference.key == second.reference.key {
        return Err(Fault::new("PID-3", "both PID segments name the same patient"));
    }
    let origin = context.origin(format!("{}/{}", first.reference.key, second.reference.key));
    let link = LinkFact { origin, first: first.reference, second: second.reference, linked };
    let persons = [first.fact, second.fact].map(|fact| Fact::Patient(Box::new(fact)));
    Ok(persons.into_iter().chain([Fact::Link(Box::new(link))]).collect())
}

/// A23 and A29: marked, never removed.
fn deleted(context: &Context<'_>, effect: Effect) -> Result<Vec<Fact>, Fault> {
    let group = only_group(context)?;
    let person = group.person(context)?;
    let visit = group.find("PV1").and_then(|pv1| visit::key(group.pid, pv1));
    let target = match visit.filter(|_| effect == Effect::DeleteVisit) {
        Some(key) => reference(Kind::Encounter, key),
        None => person.reference,
    };
    Ok(vec![Fact::MarkDeleted { origin: context.origin(target.key.clone()), target }])
}
