//! The answers of the input line: hits of all sets of a day, best first, each with why.

use super::{
    cm::{Cm, DOC_TERM},
    library::{Body, Library, Set},
    lines::Lines,
    pcs::LENGTH,
    search::{Found, How, Leniency, Line, search},
    words::is_small,
};
use crate::domain::codeset::{IndexLine, SetKind, dotted, plain_code};
use chrono::NaiveDate;
use std::collections::HashMap;

/// Which sets are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All of them.
    #[default]
    All,
    /// Diagnoses: ICD-10-CM with its index and tables.
    Diagnoses,
    /// Procedures: ICD-10-PCS with its index, HCPCS, CPT.
    Procedures,
}

impl Scope {
    fn kinds(self) -> &'static [SetKind] {
        use SetKind::{CmDrug, CmExternal, CmIndex, CmNeoplasm, Cpt, Hcpcs, Icd10Cm, Icd10Pcs, PcsIndex};
        match self {
            Self::All => &[Icd10Cm, CmIndex, CmExternal, CmNeoplasm, CmDrug, Icd10Pcs, PcsIndex, Hcpcs, Cpt],
            Self::Diagnoses => &[Icd10Cm, CmIndex, CmExternal, CmNeoplasm, CmDrug],
            Self::Procedures => &[Icd10Pcs, PcsIndex, Hcpcs, Cpt],
        }
    }
}

/// Where a hit leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A code or heading of a system.
    Code(SetKind, String),
    /// A line of an index or table.
    Line(SetKind, u32),
    /// A table of ICD-10-PCS, with the first characters of the code.
    PcsTable(String),
}

/// Whether a code can be reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reportable {
    /// It can.
    Yes,
    /// A more specific code must be chosen.
    NeedsMore,
    /// A seventh character must be added.
    NeedsSeventh,
    /// The hit is no code.
    No,
}

impl Reportable {
    /// In words; empty when it can be reported.
    pub fn words(self) -> &'static str {
        match self {
            Self::NeedsMore => "more characters",
            Self::NeedsSeventh => "7th character",
            Self::Yes | Self::No => "",
        }
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Where it leads.
    pub target: Target,
    /// The code as it is printed; empty for a pointer.
    pub code: String,
    /// The title.
    pub title: String,
    /// Whether it can be reported.
    pub reportable: Reportable,
    /// Why it matched, in a few words.
    pub why: String,
    /// How well it fits.
    pub score: f32,
}

impl Library {
    /// Answers a typed line on a day; at most so many, best first.
    pub fn answer(&self, text: &str, day: NaiveDate, scope: Scope, most: usize) -> Vec<Hit> {
        let sets: Vec<&Set> = scope.kinds().iter().filter_map(|kind| self.on(*kind, day)).collect();
        let mut hits = Hits { library: self, day, all: Vec::new(), places: HashMap::new() };
        if let Some(code) = typed_code(text) {
            for set in &sets {
                hits.by_code(set, &code, most);
            }
        }
        let line = Line::new(text);
        let searched: Vec<(&Set, _)> = sets.iter().filter_map(|set| Some((*set, set.docs()?))).collect();
        let docs: Vec<_> = searched.iter().map(|(_, docs)| *docs).collect();
        let leniency = if hits.all.is_empty() { Leniency::Lenient } else { Leniency::Strict };
        let found = search(&line, &docs, leniency, most);
        let expanded = expansion(&line);
        let sets_found = searched.iter().zip(found);
        let mut found: Vec<(f32, &Set, Found)> = sets_found
            .flat_map(|((set, _), found)| found.into_iter().map(|one| (worth(&one), *set, one)))
            .collect();
        found.sort_by(|(a, ..), (b, ..)| b.total_cmp(a));
        for (at, (worth, set, one)) in found.into_iter().enumerate() {
            // Making an answer costs more than finding it: those that cannot be shown any more are not made.
            if at % 16 == 0 && hits.are_settled(most, worth) {
                break;
            }
            hits.by_word(set, one, &expanded);
        }
        hits.finish(most)
    }
}

/// What a document is worth before the merits of its set and code are counted.
fn worth(found: &Found) -> f32 {
    found.score - 0.3 * f32::from(found.missing > 0)
}

/// Most that an answer gets for its set, its code, and for being found several times.
const MERITS: f32 = 0.07 + 0.05;

/// What abbreviations were taken for: "htn = hypertension".
fn expansion(line: &Line) -> String {
    let terms = line.units().iter().filter_map(|unit| {
        let meanings: Vec<String> = unit.meanings()?.iter().map(|words| words.join(" ")).collect();
        Some(format!("{} = {}", unit.typed(), meanings.join(" or ")))
    });
    terms.collect::<Vec<_>>().join(", ")
}

/// The line as a code: one word with a digit in it, short enough.
fn typed_code(text: &str) -> Option<String> {
    let text = text.trim();
    let sound = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    let code = plain_code(text);
    (sound && (2..=LENGTH).contains(&code.len()) && code.chars().any(|c| c.is_ascii_digit())).then_some(code)
}

struct Hits<'a> {
    library: &'a Library,
    day: NaiveDate,
    all: Vec<Hit>,
    places: HashMap<Target, usize>,
}

impl Hits<'_> {
    fn add(&mut self, hit: Hit) {
        if let Some(known) = self.places.get(&hit.target).and_then(|place| self.all.get_mut(*place)) {
            // Found in two ways: the better reason is shown, and both count.
            let score = known.score.max(hit.score) + 0.01;
            if hit.score > known.score {
                *known = hit;
            }
            known.score = score;
        } else {
            self.places.insert(hit.target.clone(), self.all.len());
            self.all.push(hit);
        }
    }

    /// Whether no document of this worth or less can come among the first answers.
    fn are_settled(&self, most: usize, worth: f32) -> bool {
        let mut scores: Vec<f32> = self.all.iter().map(|hit| hit.score).collect();
        let Some(at) = most.checked_sub(1).filter(|at| *at < scores.len()) else { return false };
        let (_, last, _) = scores.select_nth_unstable_by(at, |a, b| b.total_cmp(a));
        *last > worth + MERITS
    }

    fn finish(mut self, most: usize) -> Vec<Hit> {
        self.all.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.code.cmp(&b.code)));
        self.all.truncate(most);
        self.name_tables();
        self.all
    }

    /// Gives tables of ICD-10-PCS their titles. Each is put together from the values of its axes: too much work for answers
    /// that are not shown.
    fn name_tables(&mut self) {
        let Some(pcs) = self.library.pcs(self.day) else { return };
        for hit in &mut self.all {
            let Target::PcsTable(prefix) = &hit.target else { continue };
            hit.title = if pcs.has_tables() {
                let labels: Vec<String> = pcs.labels(prefix).into_iter().map(|value| value.label).collect();
                labels.join(" › ")
            } else {
                format!("Codes that begin with {prefix}")
            };
        }
    }

    /// The code itself, then those that begin with it, in order.
    fn by_code(&mut self, set: &Set, code: &str, most: usize) {
        let score = |place: usize, own: &str| {
            if own == code { 3.0 } else { 2.0 - 0.001 * place as f32 }
        };
        match &set.body {
            Body::Cm(cm) => {
                if let Some(found) = cm.find(code).filter(|found| found.extension.is_some()) {
                    let whole = cm.whole_code(&found);
                    let title = cm.title(&found);
                    self.code(SetKind::Icd10Cm, &whole, title, Reportable::Yes, "code".into(), 3.0);
                }
                for (place, number) in cm.beginning(code).take(most).enumerate() {
                    let score = score(place, cm.code(number));
                    self.cm_row(cm, number, "code".into(), score);
                }
            }
            Body::Pcs(pcs) => {
                if (3..LENGTH).contains(&code.len()) && !pcs.beginning(code).is_empty() {
                    self.table(code, "table".into(), 2.5);
                }
                for (place, number) in pcs.beginning(code).take(most).enumerate() {
                    let own = pcs.code(number).to_owned();
                    let score = score(place, &own) - 0.1;
                    self.code(
                        SetKind::Icd10Pcs,
                        &own,
                        pcs.title(number),
                        Reportable::Yes,
                        "code".into(),
                        score,
                    );
                }
            }
            Body::Listing(listing) => {
                for (place, number) in listing.beginning(code).take(most).enumerate() {
                    let own = listing.code(number).to_owned();
                    let score = score(place, &own) - 0.2;
                    self.code(set.kind, &own, listing.title(number), Reportable::Yes, "code".into(), score);
                }
            }
            _ => {}
        }
    }

    fn by_word(&mut self, set: &Set, found: Found, expanded: &str) {
        let how = match found.how {
            How::Typed => String::new(),
            How::Abbreviation => format!(" ({expanded})"),
            How::Slip => " (as if typed so)".to_owned(),
        };
        let part = if found.missing > 0 {
            format!(", without {} of the words", found.missing)
        } else {
            String::new()
        };
        let score = worth(&found);
        let Some(docs) = set.docs() else { return };
        let doc = docs.doc(found.doc);
        match &set.body {
            Body::Cm(cm) => {
                let (why, prior) = if doc.kind == DOC_TERM {
                    (format!("also: {}", docs.texts.get(doc.text)), 0.05)
                } else {
                    ("title".to_owned(), 0.04)
                };
                self.cm_row(cm, doc.target, format!("{why}{how}{part}"), score + prior);
            }
            Body::Pcs(pcs) => {
                let (code, title) = (pcs.code(doc.target).to_owned(), pcs.title(doc.target));
                self.code(
                    SetKind::Icd10Pcs,
                    &code,
                    title,
                    Reportable::Yes,
                    format!("title{how}{part}"),
                    score - 0.06,
                );
            }
            Body::Listing(listing) => {
                let code = listing.code(doc.target).to_owned();
                let title = listing.title(doc.target);
                self.code(set.kind, &code, title, Reportable::Yes, format!("title{how}{part}"), score - 0.08);
            }
            Body::Lines(lines) => {
                self.index_line(set.kind, lines, doc.target, &format!("{how}{part}"), score);
            }
            _ => {}
        }
    }

    fn index_line(&mut self, kind: SetKind, lines: &Lines, number: u32, how: &str, score: f32) {
        let Some(line) = lines.line(number) else { return };
        let path = lines.path(number).join(", ");
        let (book, prior) = match kind {
            SetKind::CmIndex => ("index", 0.06),
            SetKind::CmExternal => ("external causes", -0.05),
            SetKind::CmNeoplasm => ("neoplasm table", 0.0),
            SetKind::CmDrug => ("drug table", -0.08),
            _ => ("PCS index", -0.02),
        };
        let why = format!("{book}: {path}{how}");
        let score = score + prior;
        if matches!(kind, SetKind::CmNeoplasm | SetKind::CmDrug) {
            let code = line.says.cells.iter().find(|cell| !cell.is_empty()).cloned().unwrap_or_default();
            let title = path.clone();
            self.add(Hit {
                target: Target::Line(kind, number),
                code,
                title,
                reportable: Reportable::No,
                why,
                score,
            });
            return;
        }
        let mut key = lines.key(number).to_owned();
        let mut why = why;
        if key.is_empty() {
            let pointer =
                [&line.says.see, &line.says.see_also].into_iter().find(|pointer| !pointer.is_empty());
            if let Some(pointer) = pointer {
                why = format!("{why}, see {pointer}");
                key = lines.follow(pointer).map(|there| lines.key(there).to_owned()).unwrap_or_default();
            }
        }
        match (kind, key.is_empty()) {
            // "Pneumonia, with" only holds what stands below it.
            (_, true)
                if pointers(&line.says) == 0
                    && super::words::split(&line.says.term).iter().all(|word| is_small(word)) => {}
            (_, true) => {
                let says = [&line.says.see, &line.says.see_also, &line.says.use_value];
                let title = says.into_iter().find(|text| !text.is_empty());
                let title = title.map_or_else(|| path.clone(), |text| format!("{path}: see {text}"));
                let (target, code) = (Target::Line(kind, number), String::new());
                self.add(Hit { target, code, title, reportable: Reportable::No, why, score: score - 0.05 });
            }
            (SetKind::PcsIndex, false) => {
                let Some(pcs) = self.library.pcs(self.day) else { return };
                match pcs.find(&key) {
                    Some(at) => {
                        self.code(SetKind::Icd10Pcs, &key, pcs.title(at), Reportable::Yes, why, score);
                    }
                    None => self.table(&key, why, score),
                }
            }
            _ => {
                let Some(cm) = self.library.cm(self.day) else { return };
                match cm.find(&key) {
                    Some(found) if found.extension.is_none() => self.cm_row(cm, found.row.number, why, score),
                    Some(found) => {
                        let title = cm.title(&found);
                        self.code(SetKind::Icd10Cm, &key, title, Reportable::Yes, why, score);
                    }
                    // The index is older or newer than the tabular list.
                    None => {
                        let (target, code) = (Target::Line(kind, number), dotted(&key));
                        let why = format!("{why} (not a code on this date)");
                        self.add(Hit { target, code, title: path, reportable: Reportable::No, why, score });
                    }
                }
            }
        }
    }

    fn cm_row(&mut self, cm: &Cm, number: u32, why: String, score: f32) {
        let Some(row) = cm.row(number) else { return };
        let code = cm.code(number).to_owned();
        let reportable = reportable(cm, number);
        let prior = if reportable == Reportable::NeedsMore { 0.0 } else { 0.01 };
        // Pregnancy and the newborn are meant when they are said.
        let prior = if code.starts_with(['O', 'P']) { prior - 0.06 } else { prior };
        let title = cm.texts().get(row.title);
        self.code(SetKind::Icd10Cm, &code, title, reportable, why, score + prior);
    }

    fn table(&mut self, prefix: &str, why: String, score: f32) {
        let (target, code) = (Target::PcsTable(prefix.to_owned()), prefix.to_owned());
        self.add(Hit { target, code, title: String::new(), reportable: Reportable::NeedsMore, why, score });
    }

    fn code(
        &mut self,
        kind: SetKind,
        code: &str,
        title: String,
        reportable: Reportable,
        why: String,
        score: f32,
    ) {
        let printed = if kind == SetKind::Icd10Cm { dotted(code) } else { code.to_owned() };
        self.add(Hit {
            target: Target::Code(kind, code.to_owned()),
            code: printed,
            title,
            reportable,
            why,
            score,
        });
    }
}

fn pointers(line: &IndexLine) -> usize {
    [&line.see, &line.see_also, &line.use_value].into_iter().filter(|text| !text.is_empty()).count()
}

/// Whether a row of ICD-10-CM can be reported as it stands.
pub fn reportable(cm: &Cm, number: u32) -> Reportable {
    if cm.billable(number) {
        Reportable::Yes
    } else if cm.children(number).is_empty() {
        Reportable::NeedsSeventh
    } else {
        Reportable::NeedsMore
    }
}
