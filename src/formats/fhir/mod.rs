//! FHIR R4 JSON to facts: bundles, single resources, lists and NDJSON of any size.
//!
//! `scan` finds the single resources, one file for each group of resource types says what they mean.
//! Resource types that we do not use are checked to be JSON and kept as source.
//!
//! Keys: the id of a resource, so that `Patient/X` and a bundle's `urn:uuid:X` are one object. Composition and
//! MedicationAdministration have their type before the id, since their ids may be those of another type of the same
//! kind. Contained resources are keyed `Type/id#fragment`, logical and conditional references `?system|value`,
//! references of which only words are known `?display=words`.

mod body;
mod claim;
mod clinical;
mod codes;
mod dates;
mod document;
mod encounter;
mod fault;
mod medication;
mod observation;
mod parts;
mod patient;
mod people;
mod refs;
mod report;
mod scalars;
mod scan;
mod scope;
mod skim;
mod staff;
mod window;

use super::{ReadError, Records};
use crate::domain::facts::{Fact, Kind, Origin, Record, Ref, Rejection};
use refs::{Known, kind_of};
use scalars::{List, Said, Text};
use scan::{Found, Limits, Splitter, Value};
use scope::{Scope, Stop};
use serde::Deserialize;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};
use skim::{Span, unescaped};
use std::io::{BufRead, Cursor};

/// Bundles within entries of bundles that are followed.
const MAX_BUNDLES: usize = 8;

/// Resources that later references of the same input may need.
const TEACHERS: [&str; 5] = ["Medication", "PractitionerRole", "Practitioner", "Organization", "Location"];

/// A FHIR input as records, one for each resource.
///
/// `line` of a record is 0 inside a bundle without line breaks. `raw` holds the resource, or its whole bundle entry
/// where the entry is needed to know the key; both can be read again by themselves.
pub struct FhirRecords {
    split: Splitter,
    start_offset: u64,
    known: Known,
    /// A bundle within an entry, being read.
    inner: Option<Box<FhirRecords>>,
    depth: usize,
}

impl FhirRecords {
    /// Reads `input` from its beginning, and gives out the records that begin at byte `start_offset` or later.
    ///
    /// To go on after a stop, pass one more than the offset of the last record that was applied.
    pub fn new(input: Box<dyn BufRead + Send>, start_offset: u64) -> Self {
        Self::nested(input, 0, 1, start_offset, 0)
    }

    fn nested(input: Box<dyn BufRead + Send>, base: u64, line: u64, start_offset: u64, depth: usize) -> Self {
        let split = Splitter::new(input, base, line, Limits::default());
        Self { split, start_offset, known: Known::default(), inner: None, depth }
    }

    /// What one value of the input says; `None` if it stands before the start.
    fn record(&mut self, value: &Value) -> Option<Result<Record, Rejection>> {
        let is_entry = value.is_entry
            || (value.marks.own.what.is_none()
                && skim::looks_like_bundle_entry(self.split.bytes(value.span)));
        let (span, names) = if is_entry {
            (value.marks.resource, &value.marks.inner)
        } else {
            (Some(value.span), &value.marks.own)
        };
        let found = Resource {
            value,
            what: names.what.clone().unwrap_or_default(),
            id: self.text(names.id),
            full_url: self.text(value.marks.full_url.filter(|_| is_entry)),
            span,
            is_entry,
        };
        let (early, ends_early) = (value.span.0 < self.start_offset, value.span.1 <= self.start_offset);
        if found.what == "Bundle" {
            return if ends_early { None } else { self.bundle(found) };
        }
        // What later references may need is learnt from records before the start too.
        let teaches = TEACHERS.contains(&found.what.as_str()) || found.urn_key().is_some();
        if early && !teaches {
            return None;
        }
        let record = self.read(found);
        (!early).then_some(record)
    }

    fn text(&self, span: Option<Span>) -> Option<String> {
        span.map(|span| unescaped(self.split.bytes(span)).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A bundle inside an entry is read next; an outermost one without a list of entries holds nothing.
    fn bundle(&mut self, found: Resource<'_>) -> Option<Result<Record, Rejection>> {
        let span = found.span?;
        let bytes = self.split.bytes(span).to_vec();
        if found.is_entry {
            if self.depth >= MAX_BUNDLES {
                return Some(Err(found.refused(bytes, "", "too many bundles within bundles")));
            }
            let (line, start) = (found.value.line.max(1), self.start_offset);
            self.inner = Some(Box::new(Self::nested(
                Box::new(Cursor::new(bytes)),
                span.0,
                line,
                start,
                self.depth + 1,
            )));
            return None;
        }
        let faulty = |json: &str| match serde_json::from_str::<Bundle>(json) {
            Ok(bundle) if bundle.entry.is_empty() => None,
            Ok(_) => Some(fault::Fault::new("Bundle.entry", "the entries cannot be found")),
            Err(error) => Some(fault::from_json("Bundle", json, &error)),
        };
        let fault = std::str::from_utf8(&bytes)
            .map_or_else(|_| Some(not_utf8(&found.what, &bytes, span.0)), faulty)?;
        Some(Err(found.refused(bytes, &fault.field, &fault.reason)))
    }

    /// Reads one resource of any type but Bundle.
    fn read(&mut self, found: Resource<'_>) -> Result<Record, Rejection> {
        let Some(span) = found.span else {
            let bytes = self.split.bytes(found.value.span).to_vec();
            return without_resource(found, bytes);
        };
        let (key, needs_entry) = match (&found.id, found.urn_key()) {
            (Some(id), None) => (id.clone(), false),
            (_, Some(urn)) => (urn, true),
            (None, None) => {
                match found.full_url.as_deref().map(refs::target).filter(|target| !target.id.is_empty()) {
                    Some(target) => (target.id.to_owned(), true),
                    None => (fingerprint(self.split.bytes(span)), false),
                }
            }
        };
        if let (Some(id), Some(kind), true) = (&found.id, kind_of(&found.what), needs_entry) {
            self.known.alias(kind, refs::key_of(&found.what, id), refs::key_of(&found.what, &key));
        }
        let kept_span = if needs_entry { found.value.span } else { span };
        let raw = self.split.bytes(kept_span).to_vec();
        let from = usize::try_from(span.0 - kept_span.0).unwrap_or(usize::MAX);
        let to = usize::try_from(span.1 - kept_span.0).unwrap_or(usize::MAX);
        let Ok(json) = std::str::from_utf8(raw.get(from..to).unwrap_or_default()) else {
            let fault = not_utf8(&found.what, raw.get(from..to).unwrap_or_default(), span.0);
            return Err(found.refused(raw, &fault.field, &fault.reason));
        };
        if found.what.is_empty() {
            let reason = "this says nothing of what it is: a type such as \"Patient\" belongs here";
            return Err(found.refused(raw, "resourceType", reason));
        }
        let mut scope = Scope::new(&found.what, key, json, &mut self.known);
        let read = resource_facts(&mut scope);
        let facts = scope.facts;
        let kept = match read {
            Ok(()) => None,
            Err(Stop::Keep(why)) => Some(why),
            Err(Stop::Fault(fault)) => return Err(found.refused(raw, &fault.field, &fault.reason)),
        };
        let facts = if kept.is_some() { Vec::new() } else { facts };
        Ok(Record { line: found.value.line, offset: found.value.span.0, what: found.what, facts, kept, raw })
    }
}

impl Records for FhirRecords {
    fn next(&mut self) -> Result<Option<Result<Record, Rejection>>, ReadError> {
        loop {
            if let Some(inner) = &mut self.inner {
                match inner.next() {
                    Ok(Some(record)) => return Ok(Some(record)),
                    // Its brackets were found to match when the entry was read, so its frame cannot be broken.
                    Ok(None) | Err(_) => self.inner = None,
                }
            }
            match self.split.next()? {
                None => return Ok(None),
                Some(Found::Refused(rejection)) if rejection.offset < self.start_offset => {}
                Some(Found::Refused(rejection)) => return Ok(Some(Err(rejection))),
                Some(Found::Value(value)) => {
                    if let Some(record) = self.record(&value) {
                        return Ok(Some(record));
                    }
                }
            }
        }
    }
}

/// One resource in its place.
struct Resource<'v> {
    value: &'v Value,
    what: String,
    id: Option<String>,
    full_url: Option<String>,
    span: Option<Span>,
    is_entry: bool,
}

impl Resource<'_> {
    /// The `urn:` of the entry where it differs from the resource's id: references of the same bundle go to it.
    fn urn_key(&self) -> Option<String> {
        let url = self
            .full_url
            .as_deref()
            .filter(|url| url.get(..4).is_some_and(|urn| urn.eq_ignore_ascii_case("urn:")))?;
        let key = refs::target(url).id;
        (self.id.is_some() && self.id.as_deref() != Some(key) && !key.is_empty()).then(|| key.to_owned())
    }

    fn refused(self, raw: Vec<u8>, field: &str, reason: &str) -> Rejection {
        Rejection {
            line: self.value.line,
            offset: self.value.span.0,
            what: self.what,
            field: field.to_owned(),
            reason: reason.to_owned(),
            raw,
        }
    }
}

/// A bundle of which only the list of entries is looked at.
#[derive(Deserialize)]
struct Bundle {
    #[serde(default)]
    entry: List<IgnoredAny>,
}

/// An entry of a bundle that holds no resource.
#[derive(Deserialize)]
struct BareEntry<'a> {
    #[serde(borrow)]
    request: Option<Request<'a>>,
    resource: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    method: Option<Text<'a>>,
    url: Option<Text<'a>>,
}

/// Reads the resource in `scope` by its type.
fn resource_facts(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    match scope.what {
        "Patient" => patient::facts(scope),
        "Encounter" => encounter::facts(scope),
        "Condition" => clinical::condition(scope),
        "Procedure" => clinical::procedure(scope),
        "AllergyIntolerance" => clinical::allergy(scope),
        "Immunization" => clinical::immunization(scope),
        "Observation" => observation::facts(scope),
        "DiagnosticReport" => report::facts(scope),
        "DocumentReference" => document::reference(scope),
        "Composition" => document::composition(scope),
        "MedicationRequest" => medication::request(scope),
        "MedicationAdministration" => medication::administration(scope),
        "Medication" => medication::learn(scope),
        "Practitioner" => staff::practitioner(scope),
        "PractitionerRole" => staff::role(scope),
        "Organization" => staff::organization(scope),
        "Location" => staff::location(scope),
        "Coverage" => claim::coverage(scope),
        "Claim" => claim::claim(scope),
        other => {
            let _: IgnoredAny = scope.read()?;
            Err(Stop::keep(other))
        }
    }
}

/// An entry that holds no resource: a deletion, or the answer of a server.
fn without_resource(found: Resource<'_>, bytes: Vec<u8>) -> Result<Record, Rejection> {
    let Ok(json) = std::str::from_utf8(&bytes) else {
        let fault = not_utf8("Bundle.entry", &bytes, found.value.span.0);
        return Err(found.refused(bytes, &fault.field, &fault.reason));
    };
    let entry: BareEntry<'_> = match serde_json::from_str(json) {
        Ok(entry) => entry,
        Err(error) => {
            let fault = fault::from_json("Bundle.entry", json, &error);
            return Err(found.refused(bytes, &fault.field, &fault.reason));
        }
    };
    if entry.resource.is_some() {
        return Err(found.refused(bytes, "Bundle.entry.resource", "an object belongs here: a resource"));
    }
    let request = entry.request.as_ref();
    let mut record = Record {
        line: found.value.line,
        offset: found.value.span.0,
        what: "Bundle entry".to_owned(),
        ..Record::default()
    };
    if request.is_some_and(|request| request.method.said() == "DELETE") {
        let target = refs::target(request.map_or("", |request| request.url.said()));
        let kind = kind_of(target.kind).filter(|kind| matches!(kind, Kind::Patient | Kind::Encounter));
        match kind.filter(|_| !target.id.starts_with(['?', '#']) && !target.id.is_empty()) {
            Some(kind) => {
                let target = Ref { kind, key: target.id.to_owned(), display: None };
                let origin = Origin { key: fingerprint(&bytes), as_of: None };
                record.facts.push(Fact::MarkDeleted { origin, target });
            }
            None => record.kept = Some(format!("kept, not applied: deletion of {}", target.kind)),
        }
    } else {
        record.kept = Some("kept, not applied: entry without a resource".to_owned());
    }
    record.raw = bytes;
    Ok(record)
}

fn not_utf8(what: &str, bytes: &[u8], base: u64) -> fault::Fault {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len) as u64;
    fault::Fault::new(
        what,
        format!("byte {} is not UTF-8: convert the text and import it again", base + valid),
    )
}

/// A key made from the content, where there is no id: the same content again is the same object.
fn fingerprint(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let half = digest.iter().take(16).fold(0_u128, |half, &byte| half << 8 | u128::from(byte));
    format!("sha256-{half:032x}")
}

#[cfg(test)]
mod tests;
