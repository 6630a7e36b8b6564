//! The form that sets a new version of a rule.

use crate::{
    clocks::{RuleDraft, SetRule},
    domain::{
        clocks::{Rule, Unit},
        time::PartialDate,
    },
    kit::{Checked, Choosable, Field, Form, FormBox, Outbox, Values},
};
use chrono::NaiveDate;

/// Rows of the fields.
const ROWS: u16 = 9;

/// Asks for a new version; `newest` is the newest as it was seen.
pub fn set(rule: &Rule, newest: i64, out: &mut Outbox<'_>) {
    let words = out.words();
    let units = Unit::ALL.iter().map(|unit| Choosable::new(unit.word(), unit.title())).collect();
    let number = |value: u32| value.to_string();
    let fields = vec![
        Field::text("value", "Gives")
            .needed()
            .value(number(rule.value))
            .width(8)
            .help("A whole number; 0 hours is at once."),
        Field::choice("unit", "of", units).needed().value(rule.unit.word()).width(30),
        Field::text("citation", "Citation")
            .needed()
            .value(&rule.citation)
            .width(48)
            .help("The law, or \"hospital policy\"."),
        Field::date("from", "Holds from")
            .needed()
            .value(words.day(words.today()))
            .help("The first day for clocks that start."),
        Field::date("to", "to").help("The last such day; empty: without an end."),
        Field::text("scope", "Only for")
            .value(&rule.scope)
            .width(32)
            .help("service:Cardiology, state:CA, facility:East; empty: the whole hospital."),
        Field::text("extension", "Extended by")
            .value(number(rule.extension_days))
            .width(8)
            .help("Days of the one extension; 0: none."),
        Field::text("note", "Note").value(&rule.note).width(48),
        Field::text("reason", "Reason").needed().width(48).help("Why it changes; the log keeps it."),
    ];
    let form = Form::new(fields, "Set this version", check, words);
    let standing = rule.clone();
    let change = move |values: &Values<'_>| {
        let draft = RuleDraft {
            value: values.text("value").trim().parse().ok()?,
            unit: Unit::from_word(&values.text("unit"))?,
            citation: values.text("citation"),
            scope: values.text("scope"),
            valid_to: day(values, "to"),
            extension_days: extension(values)?,
            note: values.text("note"),
            ..RuleDraft::of(&standing, day(values, "from")?)
        };
        Some(SetRule { id: standing.id.clone(), seen: newest, draft, reason: values.text("reason") })
    };
    let title = format!("{}: version {}", rule.name, newest + 1);
    let text = format!("After {}. Clocks that run keep the version they were started with.", rule.starts);
    out.show(FormBox::new(
        title,
        text,
        (form, ROWS),
        change,
        "Set. c shows which running clocks it would move.",
    ));
}

fn day(values: &Values<'_>, field: &str) -> Option<NaiveDate> {
    values.date(field).and_then(PartialDate::whole)
}

fn extension(values: &Values<'_>) -> Option<u32> {
    let text = values.text("extension");
    if text.trim().is_empty() { Some(0) } else { text.trim().parse().ok() }
}

fn check(field: &'static str, values: &Values<'_>) -> Checked {
    match field {
        "value" if values.text("value").trim().parse::<u32>().is_err() => {
            Checked::Wrong("A whole number is needed: 30.".into())
        }
        "extension" if extension(values).is_none() => Checked::Wrong("Whole days are needed: 30.".into()),
        "from" | "to" if !values.text(field).is_empty() && day(values, field).is_none() => {
            Checked::Wrong("A whole date is needed, with its day.".into())
        }
        "to" if day(values, "from").zip(day(values, "to")).is_some_and(|(from, to)| to < from) => {
            Checked::Wrong("It lies before the first day.".into())
        }
        "scope" => check_scope(values.text("scope").trim()),
        _ => Checked::Fine,
    }
}

fn check_scope(scope: &str) -> Checked {
    let is_known = scope.split_once(':').is_some_and(|(kind, name)| {
        matches!(kind, "facility" | "service" | "state") && !name.trim().is_empty()
    });
    if scope.is_empty() || is_known {
        Checked::Fine
    } else {
        Checked::Wrong("Write service:, state: or facility:NAME.".into())
    }
}
