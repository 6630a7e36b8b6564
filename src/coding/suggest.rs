//! What the chart suggests for an account: conditions that clinicians named, the problem list, earlier visits, phrases in the
//! documents, and drugs without their condition. Suggestions only: a coder accepts each one by a key, or none.

use super::{coding_query, mention::Phrases, rows::head};
use crate::{
    classification::library::Library,
    codesets::shelf,
    domain::{
        codeset::{NoteKind, SetKind},
        coding::{Evidence, Source, folded_code},
        ids::{AccountId, DocumentId},
        time::When,
    },
    store::{Reader, StoreError},
};
use chrono::NaiveDate;
use std::sync::{Arc, Mutex, PoisonError};

/// Asks for the suggestions of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SuggestFor {
    /// Which account.
    pub account: AccountId,
    /// The day whose codes are offered.
    pub day: NaiveDate,
}

/// A code that the chart suggests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// ICD-10-CM without dot.
    pub code: String,
    /// Its title on the day.
    pub title: String,
    /// What the line becomes when it is accepted.
    pub source: Source,
    /// Why, in words.
    pub why: String,
    /// The place in a document, if it rests on one.
    pub evidence: Option<Evidence>,
}

/// Most documents that are read for one account, the newest first: a stay has dozens, not hundreds.
const MOST_DOCUMENTS: i64 = 150;
/// Most suggestions.
const MOST: usize = 60;

/// Drugs that are given for a condition: the word in the order, codes of which one explains it, the code to think of, words.
const DRUGS: &[(&str, &[&str], &str, &str)] = &[
    ("insulin", &["E08", "E09", "E10", "E11", "E13", "O24", "R73"], "E119", "insulin without diabetes"),
    ("metformin", &["E08", "E09", "E11", "E13", "E28", "R73", "O24"], "E119", "metformin without diabetes"),
    (
        "levothyroxine",
        &["E00", "E01", "E02", "E03", "E06", "E89", "C73"],
        "E039",
        "levothyroxine without thyroid disease",
    ),
    ("warfarin", &["I48", "I26", "I82", "Z86", "Z95", "D68", "Z7901"], "Z7901", "warfarin without a reason"),
    ("apixaban", &["I48", "I26", "I82", "Z86", "D68", "Z7901"], "Z7901", "apixaban without a reason"),
    ("atorvastatin", &["E78", "I25", "I63", "Z86", "E11"], "E785", "a statin without its reason"),
    ("levetiracetam", &["G40", "R56"], "G40909", "levetiracetam without seizures"),
    ("albuterol", &["J44", "J45", "J20", "J21", "J98", "R06"], "J45909", "albuterol without airway disease"),
    ("tiotropium", &["J44", "J45"], "J449", "tiotropium without obstructive lung disease"),
    (
        "sertraline",
        &["F32", "F33", "F34", "F40", "F41", "F42", "F43"],
        "F329",
        "sertraline without its reason",
    ),
    ("allopurinol", &["M10", "M1A", "E79", "N20"], "M109", "allopurinol without gout"),
    ("norepinephrine", &["R57", "R65", "T81", "I95"], "R579", "a vasopressor without shock"),
    ("potassium chloride", &["E876"], "E876", "potassium without hypokalemia"),
];

coding_query!(SuggestFor, Vec<Suggestion>, Long, |this, db| {
    let library = shelf::library(db)?;
    let head = head(db, this.account)?;
    let mut all: Vec<Suggestion> = Vec::new();
    let mut add = |code: &str, source: Source, why: String, evidence: Option<Evidence>| {
        let code = folded_code(code);
        if all.len() >= MOST || all.iter().any(|known| known.code == code) {
            return;
        }
        if let Some(title) = library.title(SetKind::Icd10Cm, &code, this.day) {
            all.push(Suggestion { code, title, source, why, evidence });
        }
    };
    let named = db.rows(include_str!("sql/named_dx.sql"), [this.account], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    for (code, kind, words) in named {
        let (source, who) = match kind.as_str() {
            "problem" => (Source::ProblemList, "problem list"),
            "discharge" => (Source::Suggestion, "discharge diagnosis"),
            "working" => (Source::Suggestion, "working diagnosis"),
            _ => (Source::Suggestion, "diagnosis of the visit"),
        };
        add(&code, source, format!("{who}: {words}"), None);
    }
    let phrases = phrases(&library, this.day);
    let texts = db.rows(include_str!("sql/stay_texts.sql"), (this.account, MOST_DOCUMENTS), |row| {
        Ok((row.get::<_, DocumentId>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    for (document, title, text) in &texts {
        // The reader shows what is harmless; places are those of the text as it is kept.
        for mention in phrases.find(text) {
            let quote = text.get(mention.place.clone()).unwrap_or_default().to_owned();
            let place =
                Evidence { document: *document, start: mention.place.start, end: mention.place.end, quote };
            add(&mention.code, Source::Suggestion, format!("\"{}\" in {title}", place.quote), Some(place));
        }
    }
    for (code, at) in earlier(db, this.account)? {
        let day = When::parse_iso(&at).map(|at| at.day().to_string()).unwrap_or_default();
        add(&code, Source::EarlierVisit, format!("coded on the visit of {day}"), None);
    }
    let drugs = db.rows(include_str!("sql/stay_drugs.sql"), [this.account], |row| row.get::<_, String>(0))?;
    let known: Vec<String> = all.iter().map(|one| one.code.clone()).collect();
    for (drug, explained, code, why) in DRUGS {
        let given = drugs.iter().any(|words| words.to_lowercase().contains(drug));
        let has = known.iter().any(|known| explained.iter().any(|prefix| known.starts_with(prefix)));
        if given
            && !has
            && all.len() < MOST
            && !all.iter().any(|known| known.code == *code)
            && let Some(title) = library.title(SetKind::Icd10Cm, code, this.day)
        {
            all.push(Suggestion {
                code: (*code).to_owned(),
                title,
                source: Source::Suggestion,
                why: (*why).to_owned(),
                evidence: None,
            });
        }
    }
    let _ = head;
    Ok(all)
});

/// Codes of the patient's earlier accounts, the newest first.
fn earlier(db: &Reader<'_>, account: AccountId) -> Result<Vec<(String, String)>, StoreError> {
    db.rows(include_str!("sql/earlier_dx.sql"), [account], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The phrases of the code set of a day, made once for each edition.
fn phrases(library: &Library, day: NaiveDate) -> Arc<Phrases> {
    static KEPT: Mutex<Vec<(String, Arc<Phrases>)>> = Mutex::new(Vec::new());
    let edition = library.on(SetKind::Icd10Cm, day).map(|set| set.edition.clone()).unwrap_or_default();
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, phrases)) = kept.iter().find(|(known, _)| *known == edition) {
        return Arc::clone(phrases);
    }
    let mut phrases = Phrases::default();
    if let Some(cm) = library.cm(day) {
        for (code, found) in cm.reportable_codes() {
            phrases.add(&cm.title(&found), &code);
        }
        for (code, found) in cm.reportable_codes().filter(|(_, found)| found.extension.is_none()) {
            for (kind, text) in cm.notes(found.row.number) {
                if kind == NoteKind::InclusionTerm {
                    phrases.add(&text, &code);
                }
            }
        }
    }
    let phrases = Arc::new(phrases);
    kept.truncate(3);
    kept.push((edition, Arc::clone(&phrases)));
    phrases
}
