//! The code card as text, in sections: for the command line and for the reader on screen.

use super::card::{Card, CardNote, Step};
use crate::domain::codeset::NoteKind;
use std::fmt::Write as _;

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

/// The card as text. `further` are lines of other parts of the program (severity, DRG), shown below the state.
pub fn card_text(card: &Card, further: &[String]) -> String {
    let mut text = format!("{}  {}\n", card.printed, card.title);
    let state = match card.reportable.words() {
        "" => "Can be reported".to_owned(),
        more => format!("Cannot be reported: needs {more}"),
    };
    let force = if card.in_force { "" } else { "; no edition for the day is loaded" };
    let _ = writeln!(
        text,
        "{state}. {} {}, valid {} to {}{force}.",
        card.kind.title(),
        card.edition,
        card.valid.0,
        card.valid.1
    );
    facts(card, further, &mut text);
    steps("Right below", &card.below, &mut text);
    steps("7th characters", &card.seventh, &mut text);
    steps("Other sides", &card.sides, &mut text);
    for kind in ORDER {
        let notes: Vec<&CardNote> = card.notes_of(kind).collect();
        section(kind.title(), notes.iter().map(|note| with_place(card, note)), &mut text);
    }
    let axes = card.axes.iter().map(|(axis, value, meaning)| {
        let meaning = if meaning.is_empty() { String::new() } else { format!(" – {meaning}") };
        format!("{axis}: {} {}{meaning}", value.code, value.title)
    });
    section("Axes", axes, &mut text);
    steps("In the book", &card.above, &mut text);
    text
}

fn facts(card: &Card, further: &[String], text: &mut String) {
    let mut lines: Vec<String> = further.to_vec();
    if card.manifestation {
        lines.push("Manifestation: never listed first".into());
    }
    match card.poa_exempt {
        Some(true) => lines.push("Present on admission: exempt".into()),
        Some(false) => lines.push("Present on admission: to be reported".into()),
        None => {}
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
    for line in lines {
        let _ = writeln!(text, "{line}.");
    }
}

/// An instruction, with its place if it stands above the code.
fn with_place(card: &Card, note: &CardNote) -> String {
    if note.at == card.printed { note.text.clone() } else { format!("{} [{}]", note.text, note.at) }
}

fn steps(title: &str, steps: &[Step], text: &mut String) {
    section(title, steps.iter().map(|step| format!("{:<9} {}", step.code, step.title)), text);
}

fn section(title: &str, lines: impl Iterator<Item = String>, text: &mut String) {
    for (at, line) in lines.enumerate() {
        if at == 0 {
            let _ = write!(text, "\n{}:\n", title.to_uppercase());
        }
        let _ = writeln!(text, "  {line}");
    }
}
