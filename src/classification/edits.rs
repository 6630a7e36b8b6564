//! The instructions of the tabular list held against the diagnoses of an account, in their order.
//!
//! Conventions of ICD-10-CM, Official Guidelines section I.A: Excludes1 (12.a), code first and use additional (13), code
//! also (17), laterality (I.B.13), seventh character (I.C.19). Rules only: nothing is changed, and nothing is known of the
//! database or the screen.

use super::{
    answers::{Reportable, reportable},
    card::{CardNote, Side, is_manifestation, notes_for, side_of, sides},
    cm::{Cm, Found},
};
use crate::domain::codeset::{NoteKind, dotted, plain_code};
use std::collections::HashMap;

/// How heavy a finding is; Error and Critical block, the others can be overruled or are for information.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// For information.
    Info,
    /// Can be overruled with a reason.
    Warning,
    /// Blocks: the order or pairing is wrong.
    Critical,
    /// Blocks: the code cannot be reported.
    Error,
}

/// Which convention a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Not a code on this date.
    Unknown,
    /// More characters must be chosen.
    NotSpecific,
    /// The seventh character is missing.
    MissingSeventh,
    /// The code stands twice.
    Duplicate,
    /// Two codes that exclude each other.
    Excludes1,
    /// A manifestation listed first.
    ManifestationFirst,
    /// The underlying condition is missing or stands behind.
    CodeFirst,
    /// An additional code is asked for.
    UseAdditional,
    /// A second code may be needed.
    CodeAlso,
    /// The side is not said, or both sides are said apart.
    Laterality,
}

impl Rule {
    /// Its name on screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Unknown => "Unknown code",
            Self::NotSpecific => "More specific code needed",
            Self::MissingSeventh => "7th character missing",
            Self::Duplicate => "Duplicate",
            Self::Excludes1 => "Excludes1",
            Self::ManifestationFirst => "Manifestation first",
            Self::CodeFirst => "Code first",
            Self::UseAdditional => "Use additional code",
            Self::CodeAlso => "Code also",
            Self::Laterality => "Laterality",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which convention.
    pub rule: Rule,
    /// How heavy.
    pub level: Level,
    /// Places of the codes in the list, the one it is about first.
    pub places: Vec<usize>,
    /// What is wrong, with the instruction's own words.
    pub what: String,
    /// The way out.
    pub remedy: String,
    /// Codes that would mend it, as printed, where the book names them.
    pub choices: Vec<String>,
}

struct Coded<'a> {
    place: usize,
    code: &'a str,
    found: Found,
}

/// Holds a list of diagnoses against the book; the first is the principal or first-listed one.
pub fn check<S: AsRef<str>>(cm: &Cm, codes: &[S]) -> Vec<Finding> {
    let plain: Vec<String> = codes.iter().map(|code| plain_code(code.as_ref())).collect();
    let mut findings = Vec::new();
    let mut coded: Vec<Coded<'_>> = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (place, code) in plain.iter().enumerate() {
        match cm.find(code) {
            None => findings.push(Finding {
                rule: Rule::Unknown,
                level: Level::Error,
                places: vec![place],
                what: format!("{} is not an ICD-10-CM code on this date.", dotted(code)),
                remedy: "Look the condition up and take the code that is valid on this date.".into(),
                choices: Vec::new(),
            }),
            Some(found) => coded.push(Coded { place, code, found }),
        }
        if let Some(first) = seen.get(code.as_str()) {
            findings.push(Finding {
                rule: Rule::Duplicate,
                level: Level::Error,
                places: vec![place, *first],
                what: format!("{} stands twice.", dotted(code)),
                remedy: "Remove one of the two.".into(),
                choices: Vec::new(),
            });
        } else {
            seen.insert(code, place);
        }
    }
    for one in &coded {
        specific(cm, one, &mut findings);
        laterality(cm, one, &coded, &mut findings);
        instructions(cm, one, &coded, &mut findings);
    }
    if let Some(first) =
        coded.first().filter(|first| first.place == 0 && is_manifestation(&cm.title(&first.found)))
    {
        findings.push(Finding {
            rule: Rule::ManifestationFirst,
            level: Level::Critical,
            places: vec![0],
            what: format!("{} is a manifestation and stands first.", dotted(first.code)),
            remedy: "Put the underlying condition before it.".into(),
            choices: Vec::new(),
        });
    }
    findings.sort_by(|a, b| b.level.cmp(&a.level).then(a.places.cmp(&b.places)));
    findings
}

fn specific(cm: &Cm, one: &Coded<'_>, findings: &mut Vec<Finding>) {
    if one.found.extension.is_some() {
        return;
    }
    let number = one.found.row.number;
    let (rule, what, choices) = match reportable(cm, number) {
        Reportable::NeedsSeventh => {
            let row = one.found.row;
            let choices = cm.seventh(&row).into_iter().map(|(char, _)| Found { row, extension: Some(char) });
            let choices = choices.map(|found| dotted(&cm.whole_code(&found))).collect();
            (Rule::MissingSeventh, "needs a 7th character", choices)
        }
        Reportable::NeedsMore => {
            let choices = cm.children(number).into_iter().map(|child| dotted(cm.code(child))).collect();
            (Rule::NotSpecific, "is a heading; a more specific code must be reported", choices)
        }
        _ => return,
    };
    findings.push(Finding {
        rule,
        level: Level::Error,
        places: vec![one.place],
        what: format!("{} {what}.", dotted(one.code)),
        remedy: "Choose one of the codes below it.".into(),
        choices,
    });
}

fn laterality(cm: &Cm, one: &Coded<'_>, all: &[Coded<'_>], findings: &mut Vec<Finding>) {
    let beside = sides(cm, &one.found);
    if beside.is_empty() {
        return;
    }
    let title = cm.texts().get(one.found.row.title);
    let side = side_of(&title);
    if side.is_none() && title.to_ascii_lowercase().contains("unspecified") {
        let sided: Vec<String> = beside
            .iter()
            .filter(|step| side_of(&step.title).is_some())
            .map(|step| step.code.clone())
            .collect();
        if !sided.is_empty() {
            findings.push(Finding {
                rule: Rule::Laterality,
                level: Level::Warning,
                places: vec![one.place],
                what: format!("{} does not say the side.", dotted(one.code)),
                remedy: "Take the code of the side that is documented.".into(),
                choices: sided,
            });
        }
        return;
    }
    let bilateral = beside.iter().find(|step| side_of(&step.title) == Some(Side::Bilateral));
    if side != Some(Side::Right) || bilateral.is_none() {
        return;
    }
    let left = beside.iter().find(|step| side_of(&step.title) == Some(Side::Left));
    let other = left.and_then(|left| all.iter().find(|other| plain_code(&left.code) == other.code));
    if let (Some(other), Some(bilateral)) = (other, bilateral) {
        findings.push(Finding {
            rule: Rule::Laterality,
            level: Level::Warning,
            places: vec![one.place, other.place],
            what: format!(
                "{} and {} are the two sides of one condition.",
                dotted(one.code),
                dotted(other.code)
            ),
            remedy: format!("Report {} for both sides.", bilateral.code),
            choices: vec![bilateral.code.clone()],
        });
    }
}

fn instructions(cm: &Cm, one: &Coded<'_>, all: &[Coded<'_>], findings: &mut Vec<Finding>) {
    let printed = dotted(one.code);
    for note in joined(notes_for(cm, one.found.row.number)) {
        let named: Vec<&Coded<'_>> = all
            .iter()
            .filter(|other| {
                other.place != one.place && note.named.iter().any(|named| named.takes_in(other.code))
            })
            .collect();
        let choices = || note.named.iter().map(|named| dotted(&named.from)).collect::<Vec<_>>();
        let said = format!("{} at {}: {}", note.kind.title(), note.at, note.text);
        match note.kind {
            NoteKind::Excludes1 => {
                // A code below the note's own place is not excluded by it.
                let inside = |other: &Coded<'_>| plain_code(&note.at) == other.code || other.code == one.code;
                for other in named.into_iter().filter(|other| !inside(other)) {
                    let known = |finding: &&Finding| {
                        finding.rule == Rule::Excludes1
                            && finding.places.contains(&one.place)
                            && finding.places.contains(&other.place)
                    };
                    if findings.iter().any(|finding| known(&finding)) {
                        continue;
                    }
                    findings.push(Finding {
                        rule: Rule::Excludes1,
                        level: Level::Warning,
                        places: vec![one.place, other.place],
                        what: format!("{printed} and {} exclude each other. {said}", dotted(other.code)),
                        remedy: "Keep the one that is documented; both only if the conditions are unrelated."
                            .into(),
                        choices: Vec::new(),
                    });
                }
            }
            NoteKind::CodeFirst if !note.named.is_empty() => {
                let before = named.iter().any(|other| other.place < one.place);
                if before {
                    continue;
                }
                let (level, places, remedy) = if let Some(other) = named.first() {
                    let remedy = format!("Put {} before {printed}.", dotted(other.code));
                    (Level::Critical, vec![one.place, other.place], remedy)
                } else {
                    let any = note.text.to_ascii_lowercase();
                    let may =
                        any.contains("if applicable") || any.contains("such as") || any.contains("any ");
                    let level = if may { Level::Info } else { Level::Warning };
                    (level, vec![one.place], "Add the underlying condition before it.".to_owned())
                };
                let what = format!("{printed} has its underlying condition first. {said}");
                findings.push(Finding {
                    rule: Rule::CodeFirst,
                    level,
                    places,
                    what,
                    remedy,
                    choices: choices(),
                });
            }
            NoteKind::UseAdditional if !note.named.is_empty() => {
                let before =
                    named.iter().find(|other| other.place < one.place && names_first(cm, other, one));
                let (level, places, remedy) = match before {
                    // The additional code of an etiology follows it.
                    Some(other) => (
                        Level::Critical,
                        vec![one.place, other.place],
                        format!("Put {} behind {printed}.", dotted(other.code)),
                    ),
                    None if named.is_empty() => {
                        (Level::Info, vec![one.place], "Add the code if the chart says so.".to_owned())
                    }
                    None => continue,
                };
                let what = format!("{printed} may need one more code. {said}");
                findings.push(Finding {
                    rule: Rule::UseAdditional,
                    level,
                    places,
                    what,
                    remedy,
                    choices: choices(),
                });
            }
            NoteKind::CodeAlso if named.is_empty() && !note.named.is_empty() => findings.push(Finding {
                rule: Rule::CodeAlso,
                level: Level::Info,
                places: vec![one.place],
                what: format!("{printed} may need a second code. {said}"),
                remedy: "Add the code if the chart says so.".into(),
                choices: choices(),
            }),
            _ => {}
        }
    }
}

/// Notes of one kind at one place are one instruction: "code first the underlying condition, such as:" and its list.
/// Excludes1 notes stay single, so that a finding shows the words that matter.
fn joined(notes: Vec<CardNote>) -> Vec<CardNote> {
    let mut all: Vec<CardNote> = Vec::new();
    for note in notes {
        match all.last_mut() {
            Some(last)
                if note.kind != NoteKind::Excludes1 && (last.kind, &last.at) == (note.kind, &note.at) =>
            {
                last.text.push_str("; ");
                last.text.push_str(&note.text);
                last.named.extend(note.named);
            }
            _ => all.push(note),
        }
    }
    all
}

/// Whether a code has a code-first note that names the other: then the order is fixed from both sides.
fn names_first(cm: &Cm, one: &Coded<'_>, other: &Coded<'_>) -> bool {
    notes_for(cm, one.found.row.number).iter().any(|note| {
        note.kind == NoteKind::CodeFirst && note.named.iter().any(|named| named.takes_in(other.code))
    })
}

#[cfg(test)]
mod tests;
