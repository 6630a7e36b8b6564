//! The boxes in which a verdict gets its words: next review, reason, code.

use super::review::own_line;
use crate::{
    cdi::{
        review::{Looked, Next, ReviewStay, SetSheet, WhatIf, WhatIfChange},
        stay::DismissFinding,
    },
    domain::{
        coding::{Sheet, folded_code},
        ids::EncounterId,
    },
    kit::{Checked, Choosable, Field, Form, FormBox, Outbox, ReasonBox, Values},
};

/// Asks when the stay is reviewed again, with a note.
pub fn agree(encounter: EncounterId, looked: &Looked, out: &mut Outbox<'_>) {
    let tomorrow = out.words().today().succ_opt().unwrap_or(out.words().today());
    let ways = vec![
        Choosable::new("day", "on a day"),
        Choosable::new("coded", "not before it is coded, unless something new is found"),
    ];
    let fields = vec![
        Field::choice("how", "Next review", ways).value("day"),
        Field::date("day", "Day").value(out.words().day(tomorrow)),
        Field::text("note", "Note").width(52),
    ];
    let form = Form::new(fields, "Reviewed", |_, _| Checked::Fine, out.words());
    let n_open = looked.open().count();
    let text = match n_open {
        0 => "No finding is open.".to_owned(),
        1 => "1 finding is open; it is remembered, and only a new one brings the stay back early.".to_owned(),
        n_open => format!(
            "{n_open} findings are open; they are remembered, and only new ones bring the stay back early."
        ),
    };
    let change = move |values: &Values<'_>| {
        let next = if values.text("how") == "coded" {
            Next::WhenCoded
        } else {
            Next::On(values.date("day").and_then(crate::domain::time::PartialDate::whole)?)
        };
        Some(ReviewStay { encounter, next: Some(next), note: values.text("note") })
    };
    out.show(FormBox::new("Agree the next review", text, (form, 3), change, "Reviewed."));
}

/// Asks why a finding is set aside.
pub fn set_aside(rule: &str, looked: &Looked, out: &mut Outbox<'_>) {
    let Some(finding) = looked.report.findings.iter().find(|one| one.rule == rule) else { return };
    let evidence: std::collections::BTreeSet<String> =
        finding.keys().into_iter().map(str::to_owned).collect();
    let (patient, encounter, rule) = (looked.head.patient, looked.head.encounter, rule.to_owned());
    let change = move |reason: String| DismissFinding {
        patient,
        encounter,
        rule: rule.clone(),
        evidence: evidence.clone(),
        reason,
    };
    let text =
        format!("{}. It comes back only if there is evidence beyond what stands here now.", finding.title);
    out.show(ReasonBox::new(
        "Set this finding aside",
        text,
        "Set it aside",
        out.words(),
        change,
        "Set aside.",
    ));
}

/// Asks for a code to add to the working codes.
pub fn add_code(encounter: EncounterId, looked: &Looked, out: &mut Outbox<'_>) {
    let fields = vec![
        Field::text("code", "ICD-10-CM code")
            .needed()
            .width(10)
            .help("As in N17.9; the encoder (ge) finds codes."),
        Field::choice(
            "place",
            "As",
            vec![
                Choosable::new("other", "another diagnosis"),
                Choosable::new("first", "the principal diagnosis"),
            ],
        )
        .value("other"),
    ];
    let form = Form::new(fields, "Add it", |_, _| Checked::Fine, out.words());
    let (sheet, seen) = (looked.picture.sheet.clone(), looked.head.version);
    let change = move |values: &Values<'_>| {
        let mut sheet = sheet.clone();
        let at = (values.text("place") == "first").then_some(0);
        // A code that is there already, or one too many, is refused by the change itself.
        let _ = sheet.add_diagnosis(own_line(&folded_code(&values.text("code"))), at);
        Some(SetSheet { encounter, sheet, seen: Some(seen) })
    };
    let text = "Into your own working codes; the coder's sheet stays as it is.";
    out.show(FormBox::new("Add a diagnosis", text, (form, 2), change, "Added to the working codes."));
}

/// Takes a what-if into the codes.
pub fn take(sheet: &mut Sheet, one: &WhatIf) -> Result<(), String> {
    let place = sheet.diagnoses.iter().position(|line| line.code == one.code);
    match (&one.change, place) {
        (WhatIfChange::IfAnswered(_), _) => {
            Err("Nothing documents this diagnosis yet: ask first (y), and code what the answer says."
                .to_owned())
        }
        (WhatIfChange::AsPrincipal, Some(at)) => {
            sheet.move_diagnosis(at, 0).map_err(|fault| fault.to_string())
        }
        (WhatIfChange::Without(_), Some(at)) => {
            sheet.remove_diagnosis(at).map(|_| ()).map_err(|fault| fault.to_string())
        }
        (WhatIfChange::Documented(_), None) => {
            sheet.add_diagnosis(own_line(&one.code), None).map(|_| ()).map_err(|fault| fault.to_string())
        }
        _ => Err("The codes have changed meanwhile; look again.".to_owned()),
    }
}
