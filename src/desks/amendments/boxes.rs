//! The small forms of a request.

use crate::{
    amendments::{Amendment, BASES, Decide, Decision, Disagree, Extend, NewAmendment, Rebut},
    domain::ids::{DocumentId, PatientId},
    kit::{Checked, Choosable, Field, Form, FormBox, Values, Words},
};

/// Rows of a text in a box.
const ROWS: u16 = 5;

fn fine(_: &'static str, _: &Values<'_>) -> Checked {
    Checked::Fine
}

/// A new request about a chart or one document of it.
pub fn new_request(patient: PatientId, document: Option<DocumentId>, words: Words) -> FormBox<NewAmendment> {
    let fields = vec![
        Field::note("what", "Asks", ROWS)
            .needed()
            .help("What the patient asks to be amended, in the patient's words."),
        Field::date("received", "Received")
            .needed()
            .value(words.today().to_string())
            .help("Anywhere in the hospital; the clock of the answer starts then."),
    ];
    let check = |field: &'static str, values: &Values<'_>| match field {
        "received" => Checked::when(
            values
                .date("received")
                .is_none_or(|day| day.whole().is_some_and(|day| day <= values.words().today())),
            "A whole date is needed, not in the future.",
        ),
        _ => Checked::Fine,
    };
    let change = move |values: &Values<'_>| {
        let received = values.date("received")?.whole()?;
        Some(NewAmendment { patient, document, what: values.text("what"), received })
    };
    let about = if document.is_some() {
        "This document is concerned."
    } else {
        "The record as a whole is concerned."
    };
    let text = format!(
        "{about} The patient gets a letter with the last day of the answer, by 45 CFR 164.526(b)(2)."
    );
    let form = Form::new(fields, "Take the request in", check, words);
    FormBox::new(
        "Request to amend the record",
        text,
        (form, ROWS + 1),
        change,
        "The request is taken in; see Amendments.",
    )
}

/// The one extension.
pub fn extend(one: &Amendment, words: Words) -> FormBox<Extend> {
    let (id, version) = (one.id, one.version);
    let fields =
        vec![Field::note("reason", "Reason", 3).needed().help("Stands in the letter to the patient.")];
    let form = Form::new(fields, "Extend, and write the letter", fine, words);
    let change = move |values: &Values<'_>| Some(Extend { id, version, reason: values.text("reason") });
    let days = one.rule.as_ref().map_or(0, |rule| rule.extension_days);
    let until = words.day(one.due_day());
    let text =
        format!("{days} days more, once. The letter must go out by {until}: 45 CFR 164.526(b)(2)(ii).");
    FormBox::new("Extend the answer", text, (form, 3), change, "Extended; the letter is in the log.")
}

/// Acceptance.
pub fn accept(one: &Amendment, words: Words) -> FormBox<Decide> {
    let (id, version) = (one.id, one.version);
    let fields = vec![
        Field::note("decision", "Amended", 3)
            .needed()
            .help("What is amended; stands in the letter and with the document."),
        Field::note("informed", "Also told", 2)
            .help("Persons whom the patient names, and others who may rely on it: 164.526(c)(3)."),
    ];
    let form = Form::new(fields, "Accept, and write the letter", fine, words);
    let change = move |values: &Values<'_>| {
        let decision =
            Decision::Accept { decision: values.text("decision"), informed: values.text("informed") };
        Some(Decide { id, version, decision })
    };
    let text = "The amendment is linked to the document and goes with later disclosures: 45 CFR 164.526(c).";
    FormBox::new("Accept the request", text, (form, 5), change, "Accepted; the letter is in the log.")
}

/// Denial.
pub fn deny(one: &Amendment, words: Words) -> FormBox<Decide> {
    let (id, version) = (one.id, one.version);
    let title = |word: &str| match word {
        "not-created-here" => "not created by this hospital",
        "not-in-record-set" => "not part of the record set",
        "not-accessible" => "not open to inspection (164.524)",
        _ => "accurate and complete",
    };
    let bases = BASES.iter().map(|(word, _)| Choosable::new(*word, title(word))).collect();
    let fields = vec![
        Field::choice("basis", "Basis", bases)
            .needed()
            .width(40)
            .help("The only bases there are: 164.526(a)(2)."),
        Field::note("reason", "Reason", 4).needed().help("In plain words; stands in the letter."),
    ];
    let form = Form::new(fields, "Deny, and write the letter", fine, words);
    let change = move |values: &Values<'_>| {
        let decision = Decision::Deny { basis: values.text("basis"), reason: values.text("reason") };
        Some(Decide { id, version, decision })
    };
    let text = "The letter names the basis and the patient's rights: 45 CFR 164.526(d)(1).";
    FormBox::new("Deny the request", text, (form, 5), change, "Denied; the letter is in the log.")
}

/// The patient's statement.
pub fn disagree(one: &Amendment, words: Words) -> FormBox<Disagree> {
    let (id, version) = (one.id, one.version);
    let fields = vec![Field::note("statement", "Statement", 7).needed().help("Word for word.")];
    let form = Form::new(fields, "Keep the statement", fine, words);
    let change =
        move |values: &Values<'_>| Some(Disagree { id, version, statement: values.text("statement") });
    let text = "It is kept with the document and goes with later disclosures: 45 CFR 164.526(d)(2), (5).";
    FormBox::new("Statement of disagreement", text, (form, 7), change, "The statement is kept.")
}

/// The hospital's rebuttal.
pub fn rebut(one: &Amendment, words: Words) -> FormBox<Rebut> {
    let (id, version) = (one.id, one.version);
    let fields = vec![Field::note("text", "Rebuttal", 6).needed()];
    let form = Form::new(fields, "Keep it, and write the letter", fine, words);
    let change = move |values: &Values<'_>| Some(Rebut { id, version, text: values.text("text") });
    let text = "The patient gets a copy: 45 CFR 164.526(d)(3).";
    FormBox::new("Rebuttal", text, (form, 6), change, "The rebuttal is kept; the letter is in the log.")
}
