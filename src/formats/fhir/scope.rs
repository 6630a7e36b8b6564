//! What reading one resource needs around it: its text, its key, its contained resources, and where its facts go.

use super::fault::{self, Fault};
use super::parts::{Contained, Meta, Reference};
use super::refs::{Known, Referrer, kind_of};
use super::scalars::{Said, Text};
use crate::domain::facts::{Fact, Kind, Origin, Ref};
use serde::Deserialize;

/// Resource types that stand for a clinician.
pub(super) const CLINICIANS: [&str; 3] = ["Practitioner", "PractitionerRole", "Organization"];

/// Why a resource gives no facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// It is refused.
    Fault(Fault),
    /// It is kept as source; the words say why nothing of it is applied.
    Keep(String),
}

impl Stop {
    /// Kept as source, with what it is in words.
    pub fn keep(what: &str) -> Self {
        Self::Keep(format!("kept, not applied: {what}"))
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A resource inside the resource.
#[derive(Clone, Debug)]
struct Inside<'s> {
    id: String,
    what: String,
    json: &'s str,
}

/// One resource being read.
pub(super) struct Scope<'s, 'k> {
    /// Its type.
    pub what: &'s str,
    json: &'s str,
    /// Key and time of its facts.
    pub origin: Origin,
    /// What records before it said.
    pub known: &'k mut Known,
    /// What it says.
    pub facts: Vec<Fact>,
    /// `Type/key` of the outermost resource.
    container: String,
    contained: Vec<Inside<'s>>,
    /// It stands inside another resource.
    inner: bool,
}

impl<'s, 'k> Scope<'s, 'k> {
    /// A resource of type `what` with its key and text.
    pub fn new(what: &'s str, key: String, json: &'s str, known: &'k mut Known) -> Self {
        let container = format!("{what}/{key}");
        let key = super::refs::key_of(what, &key);
        let origin = Origin { key, as_of: None };
        Self { what, json, origin, known, facts: Vec::new(), container, contained: Vec::new(), inner: false }
    }

    /// Its text as a typed resource.
    pub fn read<T: Deserialize<'s>>(&self) -> Result<T, Stop> {
        serde_json::from_str(self.json).map_err(|error| fault::from_json(self.what, self.json, &error).into())
    }

    /// Takes in what all resources have: the time of its last change, and contained resources with their facts.
    pub fn meet(&mut self, meta: Option<&Meta<'s>>, contained: &Contained<'s>) -> Result<(), Stop> {
        if let Some(changed) = meta.and_then(|meta| meta.last_updated) {
            self.origin.as_of = Some(changed.0.instant());
        }
        if self.inner || contained.is_empty() {
            return Ok(());
        }
        for json in contained.iter() {
            let head: Head<'s> = serde_json::from_str(json.get())
                .map_err(|_| self.fault("contained", "this is no resource with a type and an id"))?;
            let (id, what) = (head.id.owned(), head.resource_type.owned());
            self.contained.push(Inside { id, what, json: json.get() });
        }
        for (index, inside) in self.contained.clone().into_iter().enumerate() {
            self.read_inside(index, &inside)?;
        }
        Ok(())
    }

    /// Facts of a contained resource, keyed `Type/id#fragment`.
    fn read_inside(&mut self, index: usize, inside: &Inside<'s>) -> Result<(), Stop> {
        if kind_of(&inside.what).is_none() {
            return Ok(());
        }
        let mut scope = Scope {
            what: &inside.what,
            json: inside.json,
            origin: Origin { key: format!("{}#{}", self.container, inside.id), as_of: self.origin.as_of },
            known: self.known,
            facts: Vec::new(),
            container: self.container.clone(),
            contained: self.contained.clone(),
            inner: true,
        };
        let read = super::resource_facts(&mut scope);
        let facts = scope.facts;
        match read {
            Ok(()) => self.facts.extend(facts),
            Err(Stop::Keep(_)) => {}
            Err(Stop::Fault(fault)) => {
                let rest = fault.field.strip_prefix(inside.what.as_str()).unwrap_or_default();
                return Err(
                    Fault::new(format!("{}.contained[{index}]{rest}", self.what), fault.reason).into()
                );
            }
        }
        Ok(())
    }

    /// The object that a reference names, if it is of one of the `expected` types.
    pub fn find(&self, reference: Option<&Reference<'_>>, expected: &[&str]) -> Option<Ref> {
        reference?;
        let contained: Vec<_> =
            self.contained.iter().map(|inside| (inside.id.clone(), inside.what.clone())).collect();
        Referrer { container: &self.container, contained: &contained, known: self.known }
            .find(reference, expected)
    }

    /// The first of several references that names a clinician or, if there is none, an organisation.
    pub fn clinician<'r, 'a: 'r>(
        &self,
        references: impl IntoIterator<Item = &'r Reference<'a>>,
    ) -> Option<Ref> {
        let mut organization = None;
        for reference in references {
            match self.find(Some(reference), &CLINICIANS) {
                Some(found) if found.kind == Kind::Practitioner => return Some(found),
                Some(found) if organization.is_none() => organization = Some(found),
                _ => {}
            }
        }
        organization
    }

    /// The encounter that a reference names.
    pub fn encounter(&self, reference: Option<&Reference<'_>>) -> Option<Ref> {
        self.find(reference, &["Encounter"])
    }

    /// The patient of a record that must have one: without a subject it is refused, about somebody else it is kept.
    pub fn patient(&self, field: &str, reference: Option<&Reference<'_>>) -> Result<Option<Ref>, Stop> {
        let found = self.find(reference, &["Patient"]);
        if found.is_some() {
            return Ok(found);
        }
        let says = reference.is_some_and(|reference| {
            let target = super::refs::target(reference.to.said());
            !target.id.is_empty() || reference.identifier.is_some() || reference.display.is_some()
        });
        match reference.filter(|_| says) {
            Some(reference) => {
                let target = super::refs::target(reference.to.said());
                let about =
                    [target.kind, reference.kind.said(), "unnamed"].into_iter().find(|kind| !kind.is_empty());
                match about {
                    Some(kind) if kind != "Patient" && kind != "unnamed" => {
                        Err(Stop::keep(&format!("{} about a {kind}", self.what)))
                    }
                    _ => Err(self
                        .fault(field, "this names no patient: a reference such as Patient/123 belongs here")
                        .into()),
                }
            }
            None => Err(self
                .fault(field, "the patient is missing: a reference such as Patient/123 belongs here")
                .into()),
        }
    }

    /// Text of a contained resource of one type, by a reference to it.
    pub fn inside(&self, what: &str, reference: &str) -> Option<&'s str> {
        let id = reference.trim().strip_prefix('#')?;
        self.contained.iter().find(|inside| inside.id == id && inside.what == what).map(|inside| inside.json)
    }

    /// A fault of a field of this resource.
    pub fn fault(&self, field: &str, reason: &str) -> Fault {
        Fault::new(format!("{}.{field}", self.what), reason)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    #[serde(borrow)]
    resource_type: Option<Text<'a>>,
    id: Option<Text<'a>>,
}
