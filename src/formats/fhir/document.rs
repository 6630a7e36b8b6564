//! DocumentReference and Composition: documents of the chart.

use super::body;
use super::codes::{coded, confidentiality};
use super::parts::{
    Attachment, Coding, Concept, Contained, Identifier, Meta, Narrative, Period, Reference, either,
};
use super::scalars::{List, Moment, Said, Text};
use super::scope::{Scope, Stop};
use crate::domain::facts::{Body, Coded, DocumentAction, DocumentFact, DocumentState, Fact, Ref};
use crate::domain::time::When;
use crate::formats::MAX_DEPTH;
use crate::formats::markup::{Markup, to_text};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DocumentReference<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    status: Option<Text<'a>>,
    doc_status: Option<Text<'a>>,
    #[serde(rename = "type")]
    kind: Option<Concept<'a>>,
    #[serde(default)]
    category: List<Concept<'a>>,
    subject: Option<Reference<'a>>,
    date: Option<Moment>,
    #[serde(default)]
    author: List<Reference<'a>>,
    authenticator: Option<Reference<'a>>,
    #[serde(default)]
    relates_to: List<Related<'a>>,
    description: Option<Text<'a>>,
    #[serde(default)]
    security_label: List<Concept<'a>>,
    #[serde(default)]
    content: List<Content<'a>>,
    context: Option<Context<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Related<'a> {
    #[serde(borrow)]
    code: Option<Text<'a>>,
    /// Of a DocumentReference.
    target: Option<Reference<'a>>,
    /// Of a Composition.
    target_reference: Option<Reference<'a>>,
    target_identifier: Option<Identifier<'a>>,
}

#[derive(Debug, Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    attachment: Option<Attachment<'a>>,
}

#[derive(Debug, Deserialize)]
struct Context<'a> {
    #[serde(borrow, default)]
    encounter: List<Reference<'a>>,
    period: Option<Period>,
}

/// Facts of a DocumentReference.
pub(super) fn reference(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: DocumentReference<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let patient = scope.patient("subject", seen.subject.as_ref())?;
    let attachments: Vec<&Attachment<'_>> =
        seen.content.iter().filter_map(|each| each.attachment.as_ref()).collect();
    let title = attachments.iter().find_map(|attachment| attachment.title.some());
    let created = attachments.iter().find_map(|attachment| attachment.creation);
    let labels = seen.security_label.iter().flat_map(|label| label.coding.iter());
    let authenticator = scope.clinician(&seen.authenticator);
    let doc_type = coded(seen.kind.as_ref()).or_else(|| coded(seen.category.first())).unwrap_or_default();
    let (action, parent) = relation(scope, &seen.relates_to);
    let started = seen.context.as_ref().and_then(|context| context.period?.start);
    let fact = DocumentFact {
        origin: scope.origin.clone(),
        action,
        patient,
        encounter: seen
            .context
            .as_ref()
            .and_then(|c| c.encounter.iter().find_map(|each| scope.encounter(Some(each)))),
        title: seen.description.some().or(title).unwrap_or_else(|| doc_type.display.clone()),
        doc_type,
        author: scope.clinician(seen.author.iter()),
        written: either(created, seen.date.or(started)),
        state: match seen.status.said() {
            "entered-in-error" => DocumentState::Retracted,
            "superseded" => DocumentState::Superseded,
            _ => state(seen.doc_status.said(), authenticator.is_some()),
        },
        available: true,
        confidentiality: strictest(labels, seen.meta.as_ref()),
        signatures: authenticator.map(|who| (Some(who), None)).into_iter().collect(),
        parent,
        body: body_of(scope, &attachments)?,
    };
    scope.facts.push(Fact::Document(Box::new(fact)));
    Ok(())
}

/// How far a document is. Where the sender does not say, it is finished: only drafts need to be told as such,
/// and a signed note must never be shown as unsigned.
fn state(status: &str, authenticated: bool) -> DocumentState {
    match status {
        "entered-in-error" => DocumentState::Retracted,
        "preliminary" => DocumentState::Unsigned,
        _ if authenticated => DocumentState::LegallySigned,
        _ => DocumentState::Signed,
    }
}

fn strictest<'c>(labels: impl Iterator<Item = &'c Coding<'c>>, meta: Option<&'c Meta<'c>>) -> String {
    let of_meta = meta.into_iter().flat_map(|meta| meta.security.iter());
    confidentiality(labels.chain(of_meta)).to_owned()
}

/// Replaces or is added to another document.
fn relation(scope: &Scope<'_, '_>, related: &[Related<'_>]) -> (DocumentAction, Option<Ref>) {
    let types =
        [if scope.what == "Composition" { "Composition" } else { "DocumentReference" }, "Composition"];
    for (code, action) in [("replaces", DocumentAction::Replace), ("appends", DocumentAction::Addendum)] {
        let Some(related) = related.iter().find(|related| related.code.said() == code) else { continue };
        let target = related.target.as_ref().or(related.target_reference.as_ref());
        let by_identifier = || {
            let identifier = related.target_identifier.as_ref()?;
            let key = format!("?{}|{}", identifier.system.said(), identifier.value.some()?);
            Some(Ref { kind: crate::domain::facts::Kind::Document, key, display: None })
        };
        if let Some(parent) = scope.find(target, &types).or_else(by_identifier) {
            return (action, Some(parent));
        }
    }
    (DocumentAction::File, None)
}

/// The text or bytes that came with it; a link alone is no body, except to a Binary inside the resource.
fn body_of(scope: &Scope<'_, '_>, attachments: &[&Attachment<'_>]) -> Result<Option<Body>, Stop> {
    let found = body::best(attachments)
        .map_err(|place| scope.fault(&format!("content[{place}].attachment.data"), "base64 belongs here"))?;
    if found.is_some() {
        return Ok(found);
    }
    let binary = attachments.iter().find_map(|attachment| scope.inside("Binary", attachment.url.said()));
    let Some(binary) = binary else { return Ok(None) };
    let binary: Attachment<'_> = serde_json::from_str(binary)
        .map_err(|_| scope.fault("contained", "the contained Binary cannot be read"))?;
    body::best(&[&binary]).map_err(|_| scope.fault("contained", "the contained Binary is not base64").into())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Composition<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    status: Option<Text<'a>>,
    #[serde(rename = "type")]
    kind: Option<Concept<'a>>,
    subject: Option<Reference<'a>>,
    encounter: Option<Reference<'a>>,
    date: Option<Moment>,
    #[serde(default)]
    author: List<Reference<'a>>,
    title: Option<Text<'a>>,
    confidentiality: Option<Text<'a>>,
    #[serde(default)]
    attester: List<Attester<'a>>,
    #[serde(default)]
    relates_to: List<Related<'a>>,
    text: Option<Narrative<'a>>,
    #[serde(default)]
    section: List<Section<'a>>,
}

#[derive(Debug, Deserialize)]
struct Attester<'a> {
    #[serde(borrow)]
    mode: Option<Text<'a>>,
    time: Option<Moment>,
    party: Option<Reference<'a>>,
}

#[derive(Debug, Deserialize)]
struct Section<'a> {
    #[serde(borrow)]
    title: Option<Text<'a>>,
    code: Option<Concept<'a>>,
    text: Option<Narrative<'a>>,
    #[serde(default, rename = "section")]
    inner: List<Section<'a>>,
}

/// Facts of a Composition.
pub(super) fn composition(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Composition<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let patient = scope.patient("subject", seen.subject.as_ref())?;
    let signs =
        |attester: &&Attester<'_>| matches!(attester.mode.said(), "legal" | "professional" | "official");
    let signatures: Vec<(Option<Ref>, Option<When>)> = seen
        .attester
        .iter()
        .filter(signs)
        .map(|attester| (scope.clinician(&attester.party), attester.time.map(|time| time.0)))
        .collect();
    let is_legal = seen.attester.iter().any(|attester| attester.mode.said() == "legal");
    let doc_type = coded(seen.kind.as_ref()).unwrap_or_default();
    let (action, parent) = relation(scope, &seen.relates_to);
    let own = seen.confidentiality.said();
    let fact = DocumentFact {
        origin: scope.origin.clone(),
        action,
        patient,
        encounter: scope.encounter(seen.encounter.as_ref()),
        title: seen.title.some().unwrap_or_else(|| Coded::clone(&doc_type).display),
        doc_type,
        author: scope.clinician(seen.author.iter()),
        written: seen.date.map(|date| date.0),
        state: state(seen.status.said(), is_legal),
        available: true,
        confidentiality: if own.is_empty() {
            strictest([].iter(), seen.meta.as_ref())
        } else {
            own.to_owned()
        },
        signatures,
        parent,
        body: narrative(&seen),
    };
    scope.facts.push(Fact::Document(Box::new(fact)));
    Ok(())
}

/// The narratives of all sections under their titles; the source with its markup is kept with the record.
fn narrative(seen: &Composition<'_>) -> Option<Body> {
    let mut parts = Vec::new();
    let own = div_text(seen.text.as_ref());
    if !own.is_empty() && seen.section.is_empty() {
        parts.push(own);
    }
    for section in seen.section.iter() {
        add_section(section, 0, &mut parts);
    }
    let text = parts.join("\n\n");
    (!text.is_empty()).then(|| Body { mime: "text/plain".to_owned(), text, bytes: None })
}

fn add_section(section: &Section<'_>, depth: usize, parts: &mut Vec<String>) {
    let title =
        section.title.some().unwrap_or_else(|| coded(section.code.as_ref()).unwrap_or_default().display);
    let text = div_text(section.text.as_ref());
    let lines: Vec<String> = [title, text].into_iter().filter(|line| !line.is_empty()).collect();
    if !lines.is_empty() {
        parts.push(lines.join("\n"));
    }
    // The input is not nested deeper than this; said again so that the stack stays bounded whatever comes.
    if depth < MAX_DEPTH {
        for inner in section.inner.iter() {
            add_section(inner, depth + 1, parts);
        }
    }
}

fn div_text(narrative: Option<&Narrative<'_>>) -> String {
    narrative.map(|narrative| to_text(narrative.div.said(), Markup::Html)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::tests::single;
    use super::*;

    fn document(json: &str) -> DocumentFact {
        match single(json).pop() {
            Some(Fact::Document(fact)) => *fact,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_note_is_read() {
        let fact = document(
            r#"{"resourceType":"DocumentReference","id":"d","status":"current","docStatus":"final",
            "type":{"coding":[{"system":"http://loinc.org","code":"18842-5","display":"Discharge Summary"}]},
            "subject":{"reference":"Patient/p"},"date":"2024-01-05","author":[{"reference":"Practitioner/a"}],
            "authenticator":{"reference":"Practitioner/b"},
            "securityLabel":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"V"}]}],
            "relatesTo":[{"code":"appends","target":{"reference":"DocumentReference/first"}}],
            "content":[{"attachment":{"contentType":"application/pdf","data":"JVBERi0xLjQK","creation":"2024-01-04"}},
                       {"attachment":{"contentType":"text/html","data":"PHA+YTwvcD4="}}],
            "context":{"encounter":[{"reference":"EpisodeOfCare/x"},{"reference":"Encounter/e"}]}}"#,
        );
        assert_eq!((fact.action, fact.parent.unwrap().key.as_str()), (DocumentAction::Addendum, "first"));
        assert_eq!((fact.state, fact.confidentiality.as_str()), (DocumentState::LegallySigned, "V"));
        assert_eq!((fact.signatures.len(), fact.encounter.unwrap().key.as_str()), (1, "e"));
        assert_eq!((fact.title.as_str(), fact.body.unwrap().text.as_str()), ("Discharge Summary", "a"));
        assert_eq!(fact.written.unwrap().to_string(), "2024-01-04");
    }

    #[test]
    fn states_of_documents() {
        for (members, state) in [
            (r#""status":"current""#, DocumentState::Signed),
            (r#""status":"current","docStatus":"preliminary""#, DocumentState::Unsigned),
            (r#""status":"current","docStatus":"amended""#, DocumentState::Signed),
            (r#""status":"superseded","docStatus":"final""#, DocumentState::Superseded),
            (r#""status":"entered-in-error""#, DocumentState::Retracted),
        ] {
            let json = format!(
                r#"{{"resourceType":"DocumentReference","subject":{{"reference":"Patient/p"}},{members}}}"#
            );
            assert_eq!(document(&json).state, state, "{members}");
        }
    }

    #[test]
    fn a_link_alone_is_no_body_but_a_contained_binary_is() {
        let json = r#"{"resourceType":"DocumentReference","id":"d","subject":{"reference":"Patient/p"},
            "contained":[{"resourceType":"Binary","id":"b","contentType":"text/plain","data":"aGk="}],
            "content":[{"attachment":{"url":"URL"}}]}"#;
        assert_eq!(document(&json.replace("URL", "http://x/Binary/1")).body, None);
        assert_eq!(document(&json.replace("URL", "#b")).body.unwrap().text, "hi");
    }

    #[test]
    fn sections_of_a_composition_become_text() {
        let fact = document(
            r#"{"resourceType":"Composition","id":"c","status":"final","title":"Discharge","subject":{"reference":"Patient/p"},
            "attester":[{"mode":"professional","time":"2024-01-02T03:04:05Z","party":{"reference":"Practitioner/a"}},
              {"mode":"personal"}],"confidentiality":"R",
            "relatesTo":[{"code":"replaces","targetReference":{"reference":"urn:uuid:old"}}],
            "section":[{"title":"Course","text":{"div":"<div><p>Went &amp; came</p></div>"},
              "section":[{"title":"Later","text":{"div":"<div>home<br/>well</div>"}}]}]}"#,
        );
        assert_eq!(fact.body.unwrap().text, "Course\nWent & came\n\nLater\nhome\nwell");
        assert_eq!(
            (fact.origin.key.as_str(), fact.parent.unwrap().key.as_str()),
            ("Composition/c", "Composition/old")
        );
        assert_eq!((fact.signatures.len(), fact.state), (1, DocumentState::Signed));
        assert_eq!((fact.confidentiality.as_str(), fact.action), ("R", DocumentAction::Replace));
    }
}
