//! The code card: all that the loaded sets say about one code on a day.

use super::{
    answers::{Reportable, reportable},
    cm::{Cm, Found, Part},
    library::{Body, Library, Set},
    notes::{Named, codes_in},
};
use crate::domain::{
    codeset::{NoteKind, Rank, SetKind, dotted, plain_code},
    drg::Code,
};
use chrono::NaiveDate;

/// A code with its title, as a choice or a step of the way down the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// As it is printed; for chapters and blocks their name.
    pub code: String,
    /// The title, or what the character adds.
    pub title: String,
}

/// An instruction, and where in the book it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardNote {
    /// Which kind.
    pub kind: NoteKind,
    /// Its words.
    pub text: String,
    /// The code, block or chapter that it stands at, as printed.
    pub at: String,
    /// The codes that it names, which can be followed.
    pub named: Vec<Named>,
}

/// A code card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The system.
    pub kind: SetKind,
    /// The code without dot.
    pub code: String,
    /// The code as it is printed.
    pub printed: String,
    /// The full title.
    pub title: String,
    /// Whether it can be reported.
    pub reportable: Reportable,
    /// The edition that answered.
    pub edition: String,
    /// The days on which that edition holds.
    pub valid: (NaiveDate, NaiveDate),
    /// Whether the edition holds on the day that was asked for.
    pub in_force: bool,
    /// Chapter, block, category and so on, from the top down to the code's parent.
    pub above: Vec<Step>,
    /// More specific codes, where one must be chosen.
    pub below: Vec<Step>,
    /// Seventh characters that can be added, as whole codes with their meanings.
    pub seventh: Vec<Step>,
    /// The same condition on other sides: right, left, bilateral, unspecified.
    pub sides: Vec<Step>,
    /// Instructions of the code and all above it, its own first.
    pub notes: Vec<CardNote>,
    /// Whether present on admission is not reported; `None` if the list is not loaded.
    pub poa_exempt: Option<bool>,
    /// Whether the title makes it a manifestation: never first.
    pub manifestation: bool,
    /// What the code is to MS-DRG on the day, in words: `CC in MS-DRG 43.1`; empty if the manual gives it no part.
    pub drg: String,
    /// Principal diagnoses beside which it is no CC or MCC: first and last of each run, as printed.
    pub excluded_by: Vec<(String, String)>,
    /// CMS-HCC models and categories.
    pub hcc: Vec<String>,
    /// CCSR: default inpatient, default outpatient, then all.
    pub ccsr: Vec<String>,
    /// What the values of a PCS code mean: axis and label, with the definition where there is one.
    pub axes: Vec<(String, Step, String)>,
}

impl Library {
    /// The card of a code on a day; `None` if no loaded set of the system has it.
    pub fn card(&self, kind: SetKind, code: &str, day: NaiveDate) -> Option<Card> {
        let set = self.on(kind, day)?;
        let code = plain_code(code);
        let mut card = match &set.body {
            Body::Cm(cm) => cm_card(cm, &cm.find(&code)?, set, day),
            Body::Pcs(pcs) => {
                let number = pcs.find(&code)?;
                let mut card = Card::new(set, day, &code, &code, pcs.title(number), Reportable::Yes);
                let mut prefix = String::new();
                for value in pcs.labels(&code).into_iter().filter(|_| pcs.has_tables()) {
                    let axis = prefix.len() as u8 + 1;
                    let section = code.chars().next().unwrap_or('0');
                    let meaning = match axis {
                        3 => pcs.definition(&code),
                        _ => self
                            .pcs_definition(day, section, axis, &value.label)
                            .map(|(text, _)| text)
                            .unwrap_or_default(),
                    };
                    let title = pcs.axis_title(&prefix);
                    prefix.push(value.value);
                    card.axes.push((
                        title,
                        Step { code: value.value.to_string(), title: value.label },
                        meaning,
                    ));
                }
                card
            }
            Body::Listing(listing) => {
                let number = listing.find(&code)?;
                Card::new(set, day, &code, &code, listing.title(number), Reportable::Yes)
            }
            _ => return None,
        };
        if kind == SetKind::Icd10Cm {
            self.facts(&mut card, day);
        }
        self.grouping(&mut card, day);
        Some(card)
    }

    /// The code's part in MS-DRG.
    fn grouping(&self, card: &mut Card, day: NaiveDate) {
        let set = self.on(SetKind::MsDrg, day).filter(|set| set.holds(day));
        let Some(Body::Drg(drg)) = set.map(|set| &set.body) else { return };
        let (Some(tables), Some(code)) = (drg.tables(), Code::parse(&card.code)) else { return };
        let part = match card.kind {
            SetKind::Icd10Cm => match tables.comorbidity(code) {
                Some(true) if tables.counts_alive_only(code) => "MCC, only if discharged alive,",
                Some(true) => "MCC",
                Some(false) => "CC",
                None if card.reportable == Reportable::Yes => "Neither CC nor MCC",
                None => return,
            },
            SetKind::Icd10Pcs => match tables.is_operating_room(code) {
                Some(true) => "Operating room procedure",
                Some(false) => "No operating room procedure, yet it matters,",
                None => return,
            },
            _ => return,
        };
        card.drg = format!("{part} in MS-DRG {}", tables.version);
        let printed = |code: Code| dotted(&code.to_string());
        let runs = tables.exclusions(code).into_iter().filter(|_| card.kind == SetKind::Icd10Cm);
        card.excluded_by = runs.map(|(first, last)| (printed(first), printed(last))).collect();
    }

    fn facts(&self, card: &mut Card, day: NaiveDate) {
        let values = |kind: SetKind| {
            let listing = self.listing(kind, day)?;
            Some(listing.find(&card.code).map(|number| listing.values(number)))
        };
        let (poa, hcc, ccsr) = (values(SetKind::PoaExempt), values(SetKind::Hcc), values(SetKind::Ccsr));
        card.poa_exempt = poa.map(|found| found.is_some());
        card.hcc = hcc.flatten().unwrap_or_default();
        card.ccsr = ccsr.flatten().unwrap_or_default();
    }
}

fn cm_card(cm: &Cm, found: &Found, set: &Set, day: NaiveDate) -> Card {
    let row = found.row;
    let code = cm.whole_code(found);
    let state = if found.extension.is_some() { Reportable::Yes } else { reportable(cm, row.number) };
    let mut card = Card::new(set, day, &code, &dotted(&code), cm.title(found), state);
    card.manifestation = is_manifestation(&card.title);
    let chain = chain(cm, row.number);
    for number in &chain {
        card.notes.extend(notes(cm.notes(*number), &dotted(cm.code(*number))));
    }
    let parts = parts(cm, row.block);
    for part in parts.iter().rev() {
        card.notes.extend(notes(cm.notes_of(part), &place(part)));
    }
    card.above = parts.iter().map(|part| Step { code: place(part), title: part.title.clone() }).collect();
    let step = |number: u32| Step {
        code: dotted(cm.code(number)),
        title: cm.row(number).map(|row| cm.texts().get(row.title)).unwrap_or_default(),
    };
    card.above.extend(chain.iter().skip(1).rev().map(|number| step(*number)));
    if found.extension.is_some() {
        card.above.push(step(row.number));
    }
    card.below = cm.children(row.number).into_iter().map(step).collect();
    if card.below.is_empty() {
        let whole = |char| cm.whole_code(&Found { row, extension: Some(char) });
        let seventh = cm.seventh(&row).into_iter();
        card.seventh = seventh.map(|(char, title)| Step { code: dotted(&whole(char)), title }).collect();
    }
    card.sides = sides(cm, found);
    card
}

impl Card {
    fn new(
        set: &Set,
        day: NaiveDate,
        code: &str,
        printed: &str,
        title: String,
        reportable: Reportable,
    ) -> Self {
        Self {
            kind: set.kind,
            code: code.to_owned(),
            printed: printed.to_owned(),
            title,
            reportable,
            edition: set.edition.clone(),
            valid: (set.from, set.to),
            in_force: set.holds(day),
            above: Vec::new(),
            below: Vec::new(),
            seventh: Vec::new(),
            sides: Vec::new(),
            notes: Vec::new(),
            poa_exempt: None,
            manifestation: false,
            drg: String::new(),
            excluded_by: Vec::new(),
            hcc: Vec::new(),
            ccsr: Vec::new(),
            axes: Vec::new(),
        }
    }

    /// Its notes of one kind.
    pub fn notes_of(&self, kind: NoteKind) -> impl Iterator<Item = &CardNote> {
        self.notes.iter().filter(move |note| note.kind == kind)
    }
}

/// A title that makes a code a manifestation, never listed first (ICD-10-CM conventions, I.A.13).
pub fn is_manifestation(title: &str) -> bool {
    title.to_ascii_lowercase().contains("diseases classified elsewhere")
}

/// A row and those above it, itself first.
pub fn chain(cm: &Cm, number: u32) -> Vec<u32> {
    let parents = std::iter::successors(Some(number), |at| cm.row(*at).and_then(|row| row.parent));
    // No code has more than seven characters; more is a circle in damaged bytes.
    parents.take(8).collect()
}

/// Chapter and block of a row, the chapter first.
fn parts(cm: &Cm, block: Option<u32>) -> Vec<Part> {
    let block = block.and_then(|block| cm.part(block));
    let chapter = block.as_ref().and_then(|block| block.parent).and_then(|chapter| cm.part(chapter));
    chapter.into_iter().chain(block).collect()
}

fn place(part: &Part) -> String {
    if part.rank == Rank::Chapter { format!("Chapter {}", part.name) } else { part.name.clone() }
}

fn notes(notes: Vec<(NoteKind, String)>, at: &str) -> Vec<CardNote> {
    let note = |(kind, text): (NoteKind, String)| {
        let named = codes_in(&text);
        CardNote { kind, text, at: at.to_owned(), named }
    };
    notes.into_iter().map(note).collect()
}

/// All instructions that hold for a row: its own, those above it, its block's and chapter's.
pub fn notes_for(cm: &Cm, number: u32) -> Vec<CardNote> {
    let mut all = Vec::new();
    for at in chain(cm, number) {
        all.extend(notes(cm.notes(at), &dotted(cm.code(at))));
    }
    let block = cm.row(number).and_then(|row| row.block);
    for part in parts(cm, block).iter().rev() {
        all.extend(notes(cm.notes_of(part), &place(part)));
    }
    all
}

/// Codes beside this one whose titles differ in the side only.
pub fn sides(cm: &Cm, found: &Found) -> Vec<Step> {
    let Some(parent) = found.row.parent else { return Vec::new() };
    let title = cm.texts().get(found.row.title);
    let Some(own) = without_side(&title) else { return Vec::new() };
    let beside = cm.children(parent).into_iter().filter_map(|number| {
        let row = cm.row(number)?;
        let title = cm.texts().get(row.title);
        let same = number != found.row.number && without_side(&title).as_ref() == Some(&own);
        let code = cm.whole_code(&Found { row, extension: found.extension });
        same.then(|| Step { code: dotted(&code), title })
    });
    beside.collect()
}

/// Words of a title without its side; `None` if it names none.
fn without_side(title: &str) -> Option<String> {
    let mut found = false;
    let mut words = Vec::new();
    for word in title.split_whitespace() {
        let bare = word.trim_end_matches(',').to_ascii_lowercase();
        match bare.as_str() {
            "right" | "left" | "bilateral" => found = true,
            // "right eye" is beside "bilateral" without a noun.
            "unspecified" | "eye" | "eyes" | "ear" | "ears" => {}
            _ => words.push(bare.trim_end_matches('s').to_owned()),
        }
    }
    (found || title.to_ascii_lowercase().contains("unspecified")).then(|| words.join(" "))
}

/// The side that a title names.
pub fn side_of(title: &str) -> Option<Side> {
    let words: Vec<String> =
        title.split_whitespace().map(|word| word.trim_matches(',').to_ascii_lowercase()).collect();
    let has = |word: &str| words.iter().any(|own| own == word);
    match (has("right"), has("left"), has("bilateral")) {
        (_, _, true) => Some(Side::Bilateral),
        (true, false, _) => Some(Side::Right),
        (false, true, _) => Some(Side::Left),
        _ => None,
    }
}

/// A side of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Right.
    Right,
    /// Left.
    Left,
    /// Both, as one code.
    Bilateral,
}
