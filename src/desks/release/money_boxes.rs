//! The small forms of money.

use super::boxes::act;
use crate::{
    domain::{
        coding::{dollars_cents, parse_cents},
        release::{FeePath, fees::Work},
    },
    keys::CommandId,
    kit::{Checked, Choosable, Field, Form, FormBox, Outbox, Values, Words},
    release::{Act, Deed, Dossier, Request},
};

/// Opens the box of a command of money; whether it was one.
pub fn open(all: &Dossier, id: CommandId, out: &mut Outbox<'_>) -> bool {
    let words = out.words();
    match id.0 {
        "request.bill" => out.show(bill(&all.request, words)),
        "request.pay" => out.show(amount(all, words, "Take a payment", Reason::None)),
        "request.waive" => out.show(amount(all, words, "Waive", Reason::Needed)),
        "request.refund" => out.show(amount(all, words, "Give back", Reason::Needed)),
        _ => return false,
    }
    true
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    None,
    Needed,
}

fn is_amount(text: &str) -> bool {
    text.is_empty() || parse_cents(text).is_some()
}

fn check(field: &'static str, values: &Values<'_>) -> Checked {
    let text = values.text(field);
    match field {
        "pages" | "minutes" => {
            Checked::when(text.is_empty() || text.parse::<u32>().is_ok(), "A whole number.")
        }
        "reason" | "flat" => Checked::Fine,
        _ => Checked::when(is_amount(&text), "An amount like 6.50."),
    }
}

fn bill(one: &Request, words: Words) -> FormBox<Act> {
    let number = |values: &Values<'_>, id: &str| values.text(id).parse().unwrap_or(0);
    let cents = |values: &Values<'_>, id: &str| parse_cents(&values.text(id)).unwrap_or(0);
    let cost = one.kind.fee() == FeePath::CostBased;
    let yes_no = vec![Choosable::new("yes", "yes: $6.50"), Choosable::new("no", "no: the actual cost")];
    let flat = if one.format.is_electronic() { "yes" } else { "no" };
    let (fields, rows) = if cost {
        let fields = vec![
            Field::choice("flat", "Flat fee", yes_no)
                .needed()
                .width(24)
                .value(flat)
                .help("Only for electronic copies of electronic records; an option, not a cap."),
            Field::text("minutes", "Minutes")
                .width(8)
                .help("Of copying alone: not of search, retrieval or verification."),
            Field::text("hour", "An hour").width(10).help("Dollars for an hour of copying."),
            Field::text("supplies", "Supplies").width(10).help("Paper, toner, disc or stick, in dollars."),
            Field::text("postage", "Postage").width(10),
            Field::text("summary", "Summary")
                .width(10)
                .help("Only where the person agreed to it and to its fee before."),
        ];
        (fields, 6)
    } else {
        let fields = vec![
            Field::text("pages", "Pages").width(8).value(one.pages.to_string()),
            Field::text("postage", "Postage").width(10).help("In dollars."),
        ];
        (fields, 2)
    };
    let act = act(one);
    let change = move |values: &Values<'_>| {
        Some(act(Deed::Bill(Work {
            pages: number(values, "pages"),
            minutes: number(values, "minutes"),
            hour_cents: cents(values, "hour"),
            supplies_cents: cents(values, "supplies"),
            postage_cents: cents(values, "postage"),
            summary_cents: cents(values, "summary"),
            certified: false,
            flat: values.text("flat") == "yes",
        })))
    };
    let text = match one.kind.fee() {
        FeePath::CostBased => {
            "No more than labor of copying, supplies, postage and an agreed summary: 164.524(c)(4)."
        }
        FeePath::Schedule => {
            "By the schedule of the requester's state, else the hospital's own. The invoice says how."
        }
        FeePath::Free => "Copies for this kind of requester are free.",
    };
    FormBox::new(
        "Bill",
        text,
        (Form::new(fields, "Bill, and send the invoice", check, words), rows),
        change,
        "Billed; the invoice is in the log.",
    )
}

fn amount(all: &Dossier, words: Words, title: &'static str, reason: Reason) -> FormBox<Act> {
    let open = all.balance().max(0);
    let plain = dollars_cents(open).replace(['$', ','], "");
    let first = if title == "Give back" { String::new() } else { plain };
    let mut fields = vec![Field::text("amount", "Amount").needed().width(12).value(first)];
    if reason == Reason::Needed {
        fields.push(Field::text("reason", "Reason").needed().width(48));
    }
    let rows = fields.len() as u16;
    let act = act(&all.request);
    let change = move |values: &Values<'_>| {
        let cents = parse_cents(&values.text("amount"))?;
        let why = values.text("reason");
        Some(act(match title {
            "Waive" => Deed::Waive(cents, why),
            "Give back" => Deed::Refund(cents, why),
            _ => Deed::Pay(cents),
        }))
    };
    let text = format!("{} are open.", dollars_cents(open));
    FormBox::new(title, text, (Form::new(fields, title, check, words), rows), change, "Entered.")
}
