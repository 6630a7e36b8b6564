//! The code card as rows of text, in sections: for the command line and for the screen, where a row's codes can be followed.

use super::card::{Card, CardNote, Step};
use crate::domain::codeset::{NoteKind, dotted};

/// One row of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardRow {
    /// Its text.
    pub text: String,
    /// Whether it is the heading of a section.
    pub heading: bool,
    /// Codes of the same system that it names, as printed.
    pub codes: Vec<String>,
}

/// The order in which instructions are read.
const ORDER: [NoteKind; 9] = [
    NoteKind::InclusionTerm,
    NoteKind::Includes,
    NoteKind::Excludes1,
    NoteKind::Excludes2,
    NoteKind::CodeFirst,
    NoteKind::UseAdditional,
    NoteKind::CodeAlso,
    NoteKind::Seventh,
    NoteKind::Note,
];

/// The card as text.
pub fn card_text(card: &Card) -> String {
    let mut text = String::new();
    for row in card_rows(card) {
        if row.heading {
            text.push('\n');
        } else if !text.is_empty() && text.contains("\n\n") {
            text.push_str("  ");
        }
        text.push_str(&row.text);
        text.push('\n');
    }
    text
}

/// The card as rows: title, state and facts, then a heading with its rows for each section that has any.
pub fn card_rows(card: &Card) -> Vec<CardRow> {
    let mut rows = vec![plain(format!("{}  {}", card.printed, card.title))];
    let state = match card.reportable.words() {
        "" => "Can be reported".to_owned(),
        more => format!("Cannot be reported: needs {more}"),
    };
    let force = if card.in_force { "" } else { "; no edition for the day is loaded" };
    let (from, to) = card.valid;
    rows.push(plain(format!(
        "{state}. {} {}, valid {from} to {to}{force}.",
        card.kind.title(),
        card.edition
    )));
    rows.extend(facts(card).into_iter().map(|line| plain(format!("{line}."))));
    steps("Right below", &card.below, &mut rows);
    steps("7th characters", &card.seventh, &mut rows);
    steps("Other sides", &card.sides, &mut rows);
    for kind in ORDER {
        section(kind.title(), card.notes_of(kind).map(|note| note_row(card, note)), &mut rows);
    }
    let axes = card.axes.iter().map(|(axis, value, meaning)| {
        let meaning = if meaning.is_empty() { String::new() } else { format!(" – {meaning}") };
        plain(format!("{axis}: {} {}{meaning}", value.code, value.title))
    });
    section("Axes", axes, &mut rows);
    section("No CC or MCC beside the principal diagnosis", card.excluded_by.iter().map(run), &mut rows);
    steps("In the book", &card.above, &mut rows);
    rows
}

fn facts(card: &Card) -> Vec<String> {
    let mut lines = Vec::new();
    if card.manifestation {
        lines.push("Manifestation: never listed first".into());
    }
    match card.poa_exempt {
        Some(true) => lines.push("Present on admission: exempt".into()),
        Some(false) => lines.push("Present on admission: to be reported".into()),
        None => {}
    }
    if !card.drg.is_empty() {
        lines.push(card.drg.clone());
    }
    if !card.hcc.is_empty() {
        lines.push(format!("HCC: {}", card.hcc.join("; ")));
    }
    if let [inpatient, outpatient, all @ ..] = card.ccsr.as_slice() {
        let default = if inpatient == outpatient {
            inpatient.clone()
        } else {
            format!("{inpatient} inpatient, {outpatient} outpatient")
        };
        lines.push(format!("CCSR: {default}; all: {}", all.join(", ")));
    }
    lines
}

/// A run of codes; its first one can be followed.
fn run((first, last): &(String, String)) -> CardRow {
    let text = if first == last { first.clone() } else { format!("{first} to {last}") };
    CardRow { text, heading: false, codes: vec![first.clone()] }
}

fn plain(text: String) -> CardRow {
    CardRow { text, ..CardRow::default() }
}

/// An instruction, with its place if it stands above the code.
fn note_row(card: &Card, note: &CardNote) -> CardRow {
    let text =
        if note.at == card.printed { note.text.clone() } else { format!("{} [{}]", note.text, note.at) };
    CardRow { text, heading: false, codes: note.named.iter().map(|named| dotted(&named.from)).collect() }
}

fn steps(title: &str, steps: &[Step], rows: &mut Vec<CardRow>) {
    let row = |step: &Step| CardRow {
        text: format!("{:<9} {}", step.code, step.title),
        heading: false,
        codes: vec![step.code.clone()],
    };
    section(title, steps.iter().map(row), rows);
}

fn section(title: &str, below: impl Iterator<Item = CardRow>, rows: &mut Vec<CardRow>) {
    for (at, row) in below.enumerate() {
        if at == 0 {
            rows.push(CardRow { text: title.to_uppercase(), heading: true, codes: Vec::new() });
        }
        rows.push(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{classification::library::Library, domain::codeset::SetKind};

    fn text(kind: SetKind, code: &str, day: &str) -> String {
        card_text(&Library::built_in().card(kind, code, day.parse().unwrap()).unwrap())
    }

    #[test]
    fn a_card_says_what_the_code_is_to_the_drg_of_the_day() {
        let of_day = |code| text(SetKind::Icd10Cm, code, "2026-06-01");
        assert!(of_day("I5023").contains("\nMCC in MS-DRG 43.1.\n"));
        assert!(of_day("N17.9").contains("\nCC in MS-DRG 43.1.\n"));
        assert!(of_day("I10").contains("Neither CC nor MCC in MS-DRG 43.1."));
        assert!(of_day("I469").contains("MCC, only if discharged alive, in MS-DRG 43.1."));
        let heading = "NO CC OR MCC BESIDE THE PRINCIPAL DIAGNOSIS";
        assert!(of_day("N17.9").contains(heading) && !of_day("I10").contains(heading));
        // A category cannot be reported and is nothing to the grouper; of a day without a version nothing is said.
        assert!(!of_day("I50").contains("MS-DRG"));
        assert!(!text(SetKind::Icd10Cm, "I5023", "2026-11-01").contains("MS-DRG"));
        assert!(
            text(SetKind::Icd10Pcs, "0SR90JZ", "2026-06-01")
                .contains("Operating room procedure in MS-DRG 43.1.")
        );
    }

    #[test]
    fn runs_of_excluding_diagnoses_hold_exactly_what_the_grouper_excludes() {
        let library = Library::built_in();
        let day = "2026-06-01".parse().unwrap();
        let card = library.card(SetKind::Icd10Cm, "N17.9", day).unwrap();
        let inside = |code: &str| {
            card.excluded_by.iter().any(|(first, last)| (first.as_str()..=last.as_str()).contains(&code))
        };
        assert!(inside("N17.0") && inside("N19") && !inside("I50.23") && !inside("J18.9"));
    }
}
