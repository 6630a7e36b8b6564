//! The checker: which elements a request must show, and how each stands.

use super::{
    Actor, Basis, Requester,
    elements::{self, Element},
};
use chrono::NaiveDate;

/// What is known of a request, as far as its right depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Who asks.
    pub requester: Requester,
    /// On what right.
    pub basis: Basis,
    /// Who signed, or acts.
    pub actor: Actor,
    /// Records of substance use disorder treatment (42 CFR part 2) are asked for.
    pub part2: bool,
    /// Psychotherapy notes (164.501) are asked for.
    pub psychotherapy: bool,
    /// Day of the signature.
    pub signed_on: Option<NaiveDate>,
    /// Day on which authorization or consent ends.
    pub expires_on: Option<NaiveDate>,
    /// Event with which it ends: "end of the lawsuit"; for research also "none".
    pub expires_event: String,
    /// Day on which it was revoked.
    pub revoked_on: Option<NaiveDate>,
}

/// How an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has looked yet.
    Open,
    /// Shown.
    Met,
    /// Not shown.
    Failed(Why),
}

/// Why an element is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A person looked and did not find it.
    NotFound,
    /// There is neither a date nor an event of its end.
    NoEnd,
    /// It ended on this day.
    Expired(NaiveDate),
    /// It bears no date.
    NoDate,
    /// It is dated in the future.
    Future(NaiveDate),
    /// It was revoked on this day.
    Revoked(NaiveDate),
}

impl Why {
    /// In words; `day` writes a date as the reader is used to.
    pub fn words(self, day: impl Fn(NaiveDate) -> String) -> String {
        match self {
            Self::NotFound => "not found".to_owned(),
            Self::NoEnd => "it names neither a date nor an event with which it ends".to_owned(),
            Self::Expired(on) => format!("it expired on {}", day(on)),
            Self::NoDate => "it bears no date".to_owned(),
            Self::Future(on) => format!("it is dated {}, in the future", day(on)),
            Self::Revoked(on) => format!("it was revoked on {}", day(on)),
        }
    }
}

/// One element with how it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The element.
    pub element: &'static Element,
    /// How it stands.
    pub standing: Standing,
}

/// Looks a request over. `answers` are what a person ticked: the element's word, and whether it was found.
///
/// Dates decide by themselves: an expired or future-dated paper fails whatever was ticked.
pub fn check(case: &Case, answers: &[(String, bool)], today: NaiveDate) -> Vec<Finding> {
    let finding = |element: &'static Element| {
        let answer = answers.iter().find(|(id, _)| id == element.id).map(|(_, found)| *found);
        let standing = match (by_date(case, element.id, today), answer) {
            (Some(why), _) => Standing::Failed(why),
            (None, Some(true)) => Standing::Met,
            (None, Some(false)) => Standing::Failed(Why::NotFound),
            (None, None) => Standing::Open,
        };
        Finding { element, standing }
    };
    needed(case).into_iter().map(finding).collect()
}

/// Whether everything is shown.
pub fn is_valid(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.standing == Standing::Met)
}

/// What is not shown.
pub fn failed(findings: &[Finding]) -> impl Iterator<Item = (&'static Element, Why)> {
    findings.iter().filter_map(|finding| match finding.standing {
        Standing::Failed(why) => Some((finding.element, why)),
        Standing::Open | Standing::Met => None,
    })
}

/// How many nobody has looked at yet.
pub fn open(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.standing == Standing::Open).count()
}

/// The elements that a request must show, in the order in which one looks.
fn needed(case: &Case) -> Vec<&'static Element> {
    let mut needed: Vec<&'static Element> = Vec::new();
    let mut also = |table: &'static [Element]| {
        for element in table {
            if !needed.iter().any(|known| known.id == element.id) {
                needed.push(element);
            }
        }
    };
    also(elements::IDENTITY);
    // Who acts for the patient must show that where the patient's own word would count: access, direction, authorization.
    if matches!(case.basis, Basis::Access | Basis::Directed | Basis::Authorization) {
        match case.actor {
            Actor::Own if case.requester == Requester::Representative => also(elements::AGENT),
            Actor::Own => {}
            Actor::Agent => also(elements::AGENT),
            Actor::Parent => also(elements::PARENT),
            Actor::Executor => also(elements::EXECUTOR),
        }
    }
    also(case.basis.elements());
    if case.basis == Basis::Authorization && case.actor != Actor::Own {
        also(elements::SIGNER_AUTHORITY);
    }
    if case.psychotherapy {
        match case.basis {
            Basis::Access | Basis::Directed => also(elements::PSYCHOTHERAPY_OUT),
            // By order, law or a coroner's duty they go without one: 164.508(a)(2)(ii).
            Basis::Order | Basis::Process | Basis::ReportingLaw | Basis::Coroner => {}
            _ => also(elements::PSYCHOTHERAPY),
        }
    }
    if case.part2 {
        match case.basis {
            // The patient's own access needs no consent (42 CFR 2.23), nor an inquiry into a cause of death (2.15(b)).
            Basis::Access | Basis::Coroner => {}
            Basis::Authorization => also(elements::PART2_BESIDE),
            Basis::Order | Basis::Process => also(elements::PART2_ORDER),
            _ => also(elements::PART2),
        }
    }
    needed
}

/// What the dates have against an element.
fn by_date(case: &Case, element: &str, today: NaiveDate) -> Option<Why> {
    match element {
        "expiry" | "part2-expiry" => match case.expires_on {
            Some(on) if on < today => Some(Why::Expired(on)),
            None if case.expires_event.trim().is_empty() => Some(Why::NoEnd),
            Some(_) | None => None,
        },
        "signature" | "part2-date" => match case.signed_on {
            None => Some(Why::NoDate),
            Some(on) if on > today => Some(Why::Future(on)),
            Some(_) => None,
        },
        // A revoked consent does not cover anything that has not left either: 42 CFR 2.31(a)(6).
        "not-revoked" | "part2-revoke" => case.revoked_on.map(Why::Revoked),
        _ => None,
    }
}
