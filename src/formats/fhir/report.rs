//! DiagnosticReport: groups results, and may carry a text.

use super::body;
use super::codes::{coded, status_words, words};
use super::parts::{Attachment, Concept, Contained, Meta, Period, Reference, either};
use super::scalars::{List, Moment, Said, Text};
use super::scope::{Scope, Stop};
use crate::domain::facts::{Body, Fact, ReportFact};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    status: Option<Text<'a>>,
    #[serde(default)]
    category: List<Concept<'a>>,
    code: Option<Concept<'a>>,
    subject: Option<Reference<'a>>,
    encounter: Option<Reference<'a>>,
    effective_date_time: Option<Moment>,
    effective_period: Option<Period>,
    issued: Option<Moment>,
    #[serde(default)]
    performer: List<Reference<'a>>,
    #[serde(default)]
    results_interpreter: List<Reference<'a>>,
    #[serde(default)]
    result: List<Reference<'a>>,
    conclusion: Option<Text<'a>>,
    #[serde(default)]
    presented_form: List<Attachment<'a>>,
}

/// Facts of a DiagnosticReport.
pub(super) fn facts(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Report<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let patient = scope.patient("subject", seen.subject.as_ref())?;
    let Some(code) = coded(seen.code.as_ref()) else {
        return Err(scope
            .fault("code", "what the report is of is missing: a code or words belong here")
            .into());
    };
    let performers = seen.performer.iter().chain(seen.results_interpreter.iter());
    let fact = ReportFact {
        origin: scope.origin.clone(),
        patient,
        encounter: scope.encounter(seen.encounter.as_ref()),
        code,
        category: category(&seen.category),
        at: either(
            seen.effective_date_time,
            seen.effective_period.and_then(|period| period.start.or(period.end)),
        ),
        issued: seen.issued.map(|moment| moment.0),
        performer: scope.clinician(performers),
        status: status_words(seen.status.said()),
        results: seen.result.iter().filter_map(|result| scope.find(Some(result), &["Observation"])).collect(),
        text: text(scope, &seen)?,
    };
    scope.facts.push(Fact::Report(Box::new(fact)));
    Ok(())
}

/// The presented form, with the conclusion where that does not stand in it.
fn text(scope: &Scope<'_, '_>, seen: &Report<'_>) -> Result<Option<Body>, Stop> {
    let forms: Vec<&Attachment<'_>> = seen.presented_form.iter().collect();
    let form = body::best(&forms)
        .map_err(|place| scope.fault(&format!("presentedForm[{place}].data"), "base64 belongs here"))?;
    let conclusion = seen.conclusion.said();
    Ok(match form {
        Some(mut form) if !form.text.contains(conclusion) => {
            if form.text.is_empty() {
                form.text = format!("Conclusion: {conclusion}");
                return Ok(Some(form));
            }
            if form.bytes.is_none() {
                form.bytes = Some(form.text.clone().into_bytes());
            }
            form.text = [form.text, format!("Conclusion: {conclusion}")].join("\n\n");
            Some(form)
        }
        None if !conclusion.is_empty() => {
            Some(Body { mime: "text/plain".to_owned(), text: conclusion.to_owned(), bytes: None })
        }
        form => form,
    })
}

/// Words for the sections of HL7 table 0074 that hospitals use; others as their sender words them.
fn category(categories: &[Concept<'_>]) -> String {
    let codings = categories.iter().flat_map(|category| category.coding.iter());
    let section = codings.filter(|coding| coding.system.said().ends_with("0074")).find_map(|coding| {
        Some(match coding.code.said() {
            "LAB" | "CH" | "HM" => "laboratory",
            "MB" | "MCB" | "VR" => "microbiology",
            "RAD" | "RX" | "CT" | "NMR" | "NMS" | "RUS" | "CUS" | "VUS" => "imaging",
            "SP" | "PAT" | "CP" => "pathology",
            "CG" | "EC" => "cardiology",
            _ => return None,
        })
    });
    section.map_or_else(|| words(categories.first()).to_lowercase(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, single};
    use super::*;

    fn report(members: &str) -> String {
        format!(
            r#"{{"resourceType":"DiagnosticReport","id":"r","subject":{{"reference":"Patient/p"}},"code":{{"text":"CT"}},
            {members}}}"#
        )
    }

    #[test]
    fn a_report_has_results_and_a_text() {
        let json = report(
            r#""result":[{"reference":"Observation/1"},{"reference":"urn:uuid:2"}],"conclusion":"No mass.",
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"CT"}]}],
            "presentedForm":[{"contentType":"text/plain","data":"Q2xlYXIu"}],
            "performer":[{"reference":"Organization/o"},{"reference":"Practitioner/d"}]"#,
        );
        let facts = single(&json);
        let [Fact::Report(fact)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!(fact.results.iter().map(|result| result.key.as_str()).collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(fact.text.as_ref().unwrap().text, "Clear.\n\nConclusion: No mass.");
        assert_eq!((fact.category.as_str(), fact.performer.as_ref().unwrap().key.as_str()), ("imaging", "d"));
    }

    #[test]
    fn bad_base64_is_refused() {
        let fault = refused(&report(r#""presentedForm":[{"url":"x"},{"data":"%"}]"#));
        assert_eq!(fault.field, "DiagnosticReport.presentedForm[1].data");
    }
}
