//! Documents of a chart: the list; Enter reads one.

use crate::{
    chart::{DocumentLine, Documents},
    domain::{
        ids::{DocumentId, EncounterId, PatientId},
        role::Permission::ReadCharts,
        time::When,
    },
    keys::Command,
    kit::{Cell, Column, Rows},
    look::Meaning,
};

/// What the list of documents offers.
pub const COMMANDS: &[Command] =
    &[Command::new("documents.read", &["<enter>"], "Read the document", ReadCharts).hint(1, "read")];

const COLUMNS: &[Column<DocumentLine>] = &[
    Column::new("Title", |paper: &DocumentLine, _| Cell::text(&paper.title))
        .width(24, 38)
        .sorted(|a, b| a.title.cmp(&b.title)),
    Column::new("Written", |paper: &DocumentLine, words| {
        Cell::text(paper.written.map(|at| words.when(at)).unwrap_or_default())
    })
    .width(16, 16)
    .sorted(|a, b| b.written.map(When::instant).cmp(&a.written.map(When::instant))),
    Column::new("State", |paper: &DocumentLine, _| {
        Cell::meaning(paper.state_title(), state_meaning(&paper.state))
    })
    .width(9, 16)
    .sorted(|a, b| a.state.cmp(&b.state)),
    Column::new("Author", |paper: &DocumentLine, _| Cell::text(&paper.author))
        .width(12, 26)
        .from(1)
        .sorted(|a, b| a.author.cmp(&b.author)),
    Column::new("Signed", |paper: &DocumentLine, words| {
        Cell::text(paper.signed.map(|at| words.when(at)).unwrap_or_default())
    })
    .width(10, 16)
    .from(3),
    Column::new("Type", |paper: &DocumentLine, _| Cell::text(type_title(paper)))
        .width(10, 30)
        .from(2)
        .sorted(|a, b| a.doc_type.display.cmp(&b.doc_type.display)),
    Column::new("Version", |paper: &DocumentLine, _| {
        Cell::text(match paper.parent_kind.as_str() {
            "addendum" => "addendum".to_owned(),
            _ if paper.version_no > 1 => paper.version_no.to_string(),
            _ => String::new(),
        })
    })
    .width(7, 8)
    .from(4),
];

/// The list of documents.
pub type DocumentList = Rows<Documents, DocumentLine, DocumentId>;

/// All documents of a chart.
pub fn of_chart(patient: PatientId) -> DocumentList {
    list("Documents", Documents { patient, encounter: None, after: None, limit: 5000 })
}

/// The documents of one encounter.
pub fn of_stay(patient: PatientId, encounter: EncounterId) -> DocumentList {
    list(
        "Documents of the encounter",
        Documents { patient, encounter: Some(encounter), after: None, limit: 1000 },
    )
}

fn list(title: &'static str, query: Documents) -> DocumentList {
    Rows::new(title, query, COLUMNS, |paper| paper.document)
        .empty("No documents are filed.")
        .acting(COMMANDS, |_, paper, out| out.show(super::text::Text::new(paper.patient, paper.document)))
}

/// The meaning of a state: signed is well, anything unfinished waits, replaced and retracted ones stand back.
pub fn state_meaning(state: &str) -> Meaning {
    match state {
        "signed" | "legally-signed" => Meaning::Ok,
        "retracted" | "superseded" => Meaning::Disabled,
        _ => Meaning::Amber,
    }
}

/// Type in the record's own words, else its code.
pub fn type_title(paper: &DocumentLine) -> &str {
    if paper.doc_type.display.is_empty() { &paper.doc_type.code } else { &paper.doc_type.display }
}
