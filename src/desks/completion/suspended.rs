//! The suspension list: who is proposed, suspended, exempt; decided by a supervisor.

use crate::{
    completion::{DecideSuspension, Suspension, SuspensionDeed, Suspensions},
    domain::{role::Permission::DecideCompletion, time::PartialDate},
    keys::Command,
    kit::{Cell, Checked, Column, Field, Form, FormBox, Outbox, ReasonBox, Rows, Values},
    look::Meaning,
};

/// What the list offers besides the keys of every list.
pub const COMMANDS: &[Command] = &[
    Command::new("completion.approve", &["a"], "Let it hold from a day on", DecideCompletion)
        .group("Completion")
        .hint(1, "approve")
        .undoable(),
    Command::new("completion.exempt", &["x"], "Exempt: leave, illness", DecideCompletion)
        .group("Completion")
        .hint(2, "exempt")
        .undoable(),
    Command::new("completion.lift", &["l"], "Lift it", DecideCompletion)
        .group("Completion")
        .hint(3, "lift")
        .undoable(),
];

const COLUMNS: &[Column<Suspension>] = &[
    Column::new("Clinician", |one: &Suspension, _| Cell::text(&one.name)).width(14, 28),
    Column::new("Service", |one: &Suspension, _| Cell::text(&one.service)).width(10, 22).from(1),
    Column::new("Late records", |one: &Suspension, _| Cell::text(one.n_now.to_string()))
        .width(12, 12)
        .right(),
    Column::new("State", |one: &Suspension, words| {
        let text = one.standing(words.today());
        let meaning = if one.state == "approved" { Meaning::Late } else { Meaning::Text };
        Cell::meaning(text, meaning)
    })
    .width(24, 40),
    Column::new("Decided by", |one: &Suspension, _| Cell::text(&one.approver)).width(10, 14).from(2),
];

/// The list.
pub fn suspensions() -> Rows<Suspensions, Suspension, i64> {
    Rows::new("Suspension list", Suspensions { all: false }, COLUMNS, |one| one.id)
        .empty("Nobody is to be suspended.")
        .acting(COMMANDS, |id, one, out| match id.0 {
            "completion.approve" => approve(one.id, out),
            "completion.exempt" => exempt(one.id, out),
            _ => lift(one, out),
        })
}

fn approve(id: i64, out: &mut Outbox<'_>) {
    let fields = vec![
        Field::date("on", "From").needed().help("The first day on which it holds."),
        Field::text("reason", "Reason").width(48),
    ];
    let form = Form::new(fields, "Let it hold", |_, _| Checked::Fine, out.words());
    let change = move |values: &Values<'_>| {
        let day = values.date("on").and_then(PartialDate::whole)?;
        Some(DecideSuspension { id, deed: SuspensionDeed::Approve(day), reason: values.text("reason") })
    };
    let text = "Your name stands beside it as its approver.";
    out.show(FormBox::new("Approve the suspension", text, (form, 2), change, "Approved."));
}

fn exempt(id: i64, out: &mut Outbox<'_>) {
    let fields = vec![
        Field::text("why", "For").needed().width(40).help("Leave, illness, or in other words."),
        Field::date("until", "Until").help("The last day; empty: without an end."),
    ];
    let form = Form::new(fields, "Exempt", |_, _| Checked::Fine, out.words());
    let change = move |values: &Values<'_>| {
        let until = values.date("until").and_then(PartialDate::whole);
        Some(DecideSuspension {
            id,
            deed: SuspensionDeed::Exempt(values.text("why"), until),
            reason: String::new(),
        })
    };
    out.show(FormBox::new("Exempt from suspension", "", (form, 2), change, "Exempt."));
}

fn lift(one: &Suspension, out: &mut Outbox<'_>) {
    let id = one.id;
    let change = move |reason| DecideSuspension { id, deed: SuspensionDeed::Lift, reason };
    let text = format!("{} may admit and operate again.", one.name);
    out.show(ReasonBox::new("Lift it", text, "Lift it", out.words(), change, "Lifted."));
}
