//! Reconciliation: stays whose working DRG is not the coder's final one, each settled with a reason.

use super::{review::Review, words::difference_words};
use crate::{
    cdi::review::{
        Reconcile, Reconciliation, Reconciliations, Settlement, Which, Why, open_days, weight_words,
    },
    domain::{ids::EncounterId, link::Link, role::Permission::ReviewDocumentation},
    keys::{Command, CommandId},
    kit::{Cell, Checked, Choosable, Column, Enabled, Field, Form, FormBox, Outbox, Rows, Values},
    look::Meaning,
};

/// What the list offers besides the keys of every list.
pub const COMMANDS: &[Command] = &[
    Command::new("reconcile.open", &["<enter>"], "Open the stay under review", ReviewDocumentation)
        .group("Reconciliation")
        .hint(1, "open"),
    Command::new(
        "reconcile.stands",
        &["a"],
        "The coder's DRG stands, with the reason of the difference",
        ReviewDocumentation,
    )
    .group("Reconciliation")
    .hint(2, "final stands"),
    Command::new("reconcile.coder", &["c"], "Back to the coder, with a reason", ReviewDocumentation)
        .group("Reconciliation")
        .hint(3, "to coder"),
    Command::new("reconcile.cdi", &["d"], "Back to documentation review, with a reason", ReviewDocumentation)
        .group("Reconciliation")
        .hint(4, "to CDI"),
    Command::new("reconcile.account", &["o"], "The coding account", ReviewDocumentation)
        .group("Reconciliation")
        .hint(5, "account"),
    Command::new("reconcile.settled", &["t"], "Settled ones, the newest first", ReviewDocumentation)
        .group("Reconciliation")
        .hint(6, "settled"),
];

const COLUMNS: &[Column<Reconciliation>] = &[
    Column::new("Patient", |one: &Reconciliation, _| Cell::text(&one.patient_name)).width(14, 24),
    Column::new("Number", |one: &Reconciliation, _| Cell::text(&one.mrn)).width(8, 10).from(2),
    Column::new("Working", |one: &Reconciliation, _| {
        Cell::text(format!("{} {}", one.cdi_drg, weight_words(one.cdi_weight)))
    })
    .width(11, 12),
    Column::new("Final", |one: &Reconciliation, _| {
        Cell::text(format!("{} {}", one.final_drg, weight_words(one.final_weight)))
    })
    .width(11, 12),
    Column::new("Difference", |one: &Reconciliation, _| difference(one)).width(10, 12).right(),
    Column::new("State", |one: &Reconciliation, words| state(one, words)).width(14, 24),
    Column::new("Reason", |one: &Reconciliation, _| Cell::text(one.reason_title())).width(12, 32).from(1),
    Column::new("Reviewer", |one: &Reconciliation, _| Cell::text(&one.reviewer)).width(8, 12).from(3),
    Column::new("Coder", |one: &Reconciliation, _| Cell::text(&one.coder)).width(8, 12).from(4),
];

fn difference(one: &Reconciliation) -> Cell<'_> {
    let words = difference_words(one.difference());
    match one.difference() {
        Some(less) if less < 0 => Cell::meaning(words, Meaning::Late),
        Some(more) if more > 0 => Cell::meaning(words, Meaning::Ok),
        _ => Cell::text(words),
    }
}

fn state(one: &Reconciliation, words: crate::kit::Words) -> Cell<'_> {
    match one.settled_at.as_deref() {
        Some(_) if one.matched => Cell::meaning("agreed by itself", Meaning::Ok),
        Some(_) => Cell::meaning(format!("settled by {}", one.settled_by), Meaning::Ok),
        None => {
            let days = open_days(one, words.now());
            Cell::text(format!("{}, {days} d", one.state_title()))
        }
    }
}

type List = Rows<Reconciliations, Reconciliation, EncounterId>;

fn list(title: &'static str, which: Which, empty: &'static str) -> List {
    let query = Reconciliations { which, as_coder: false, limit: 2000 };
    Rows::new(title, query, COLUMNS, |one| one.encounter)
        .empty(empty)
        .acting(COMMANDS, act)
        .where_allowed(may)
}

/// Those that are to be settled.
pub fn open() -> List {
    list(
        "Reconciliation",
        Which::Open,
        "Every reviewed stay with final codes agrees, or is settled. t shows them.",
    )
}

fn settled() -> List {
    list("Settled", Which::Settled, "No stay is settled yet.")
}

fn may(id: CommandId, one: &Reconciliation) -> Enabled {
    match id.0 {
        "reconcile.stands" | "reconcile.coder" | "reconcile.cdi" => {
            Enabled::when(one.state != "settled", "This stay is settled already.")
        }
        _ => Enabled::Yes,
    }
}

fn act(id: CommandId, one: &Reconciliation, out: &mut Outbox<'_>) {
    match id.0 {
        "reconcile.open" => out.show(Review::new(one.encounter)),
        "reconcile.account" => out.go(Link::Account(one.account)),
        "reconcile.settled" => out.show(settled()),
        "reconcile.stands" => decide(Settlement::FinalStands, one, out),
        "reconcile.coder" => decide(Settlement::ToCoder, one, out),
        "reconcile.cdi" => decide(Settlement::ToCdi, one, out),
        _ => {}
    }
}

/// Asks for the reason of a difference.
fn decide(settle: Settlement, one: &Reconciliation, out: &mut Outbox<'_>) {
    let (title, done) = match settle {
        Settlement::FinalStands => ("The final DRG stands", "Settled."),
        Settlement::ToCoder => ("Back to the coder", "It is with the coder."),
        Settlement::ToCdi => ("Back to documentation review", "It is with the reviewer."),
    };
    let reasons = Why::ALL.iter().map(|why| Choosable::new(why.word(), why.title())).collect();
    let before = if one.reason.is_empty() { "" } else { one.reason.as_str() };
    let fields = vec![
        Field::choice("why", "Why they differ", reasons)
            .needed()
            .value(before)
            .help("Type letters of the reason."),
        Field::text("note", "Note").width(52).value(one.note.clone()),
    ];
    let form = Form::new(fields, "Do it", |_, _| Checked::Fine, out.words());
    let text = format!(
        "Working DRG {} ({}), final DRG {} ({}): {}.",
        one.cdi_drg,
        weight_words(one.cdi_weight),
        one.final_drg,
        weight_words(one.final_weight),
        difference_words(one.difference())
    );
    let (encounter, seen) = (one.encounter, Some(one.version));
    let change = move |values: &Values<'_>| {
        let why = Why::from_word(&values.text("why"))?;
        Some(Reconcile { encounter, settle, why, note: values.text("note"), seen, as_coder: false })
    };
    out.show(FormBox::new(title, text, (form, 2), change, done));
}
