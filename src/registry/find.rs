//! Patient look-up: one line of text, answered while it is typed.

use super::{
    card::{Card, CardName, bit, sex_of},
    grade::By,
    normal::{date_of, fold_name},
    parse,
    search::{Hit, Search},
    walks,
};
use crate::{
    domain::{
        facts::Sex,
        ids::PatientId,
        role::Permission,
        time::PartialDate,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};
use chrono::Local;
use rusqlite::Connection;

/// Finds patients by one line: names in either order, numbers, dates, places, several of them together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// What was typed, perhaps unfinished.
    pub text: String,
    /// Most rows of the answer.
    pub limit: usize,
}

/// What a look-up found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Patients, best first; the order depends on the question and the data only.
    pub rows: Vec<FoundPatient>,
    /// Others answer the question too, or may: the walk was cut short.
    pub more: bool,
}

/// One patient of a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FoundPatient {
    /// The record.
    #[serde(skip)]
    pub patient: PatientId,
    /// Record number.
    pub mrn: String,
    /// Family name on the banner.
    pub family: String,
    /// First given name on the banner.
    pub given: String,
    /// Further given names.
    pub middle: String,
    /// Suffix, such as Jr.
    pub suffix: String,
    /// Birth date, whole or in part.
    pub birth_date: Option<PartialDate>,
    /// Sex; F, M, O or U in JSON.
    #[serde(serialize_with = "sex_letter")]
    pub sex: Sex,
    /// By what it was found, in words: `name`, `alias Rosie`, `nickname of William`, `1 letter differs`, `SSN, birth date`.
    pub matched_by: String,
    /// Known dead.
    pub deceased: bool,
    /// Marked inactive by its sender.
    pub inactive: bool,
    /// Record number of the record that took this one in.
    pub merged_into: Option<String>,
    /// That record.
    #[serde(skip)]
    pub merged_into_patient: Option<PatientId>,
    /// Flags in words: `possible duplicate`, `confidential`.
    pub flags: Vec<&'static str>,
}

impl Lookup {
    /// As many rows as a person looks through before narrowing.
    pub const USUAL_LIMIT: usize = 50;

    /// A look-up for the usual number of rows.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), limit: Self::USUAL_LIMIT }
    }
}

impl Query for Lookup {
    type Rows = Found;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Patients.into()
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<Found, StoreError> {
        let today = db.now().with_timezone(&Local).date_naive();
        let readings = parse::parse(&self.text, today);
        let (hits, more) = Search::new(db.conn(), self.limit).run(&readings)?;
        let rows = hits.into_iter().map(|hit| show(db.conn(), hit)).collect::<Result<Vec<_>, _>>()?;
        Ok(Found { rows: rows.into_iter().flatten().collect(), more })
    }
}

/// One row from its card, found by `matched_by`; `None` if the patient is not in the index.
pub(super) fn from_card(
    conn: &Connection,
    patient: i64,
    matched_by: String,
) -> Result<Option<FoundPatient>, StoreError> {
    let Some(card) = walks::card(conn, patient)? else { return Ok(None) };
    row_of_card(conn, patient, &card, matched_by).map(Some)
}

/// A hit as a row of the list.
fn show(conn: &Connection, hit: Hit) -> Result<Option<FoundPatient>, StoreError> {
    let own_name = hit.bits & bit::USE == 0;
    if let (true, Some((mrn, spelling)), 0) = (own_name, &hit.shown, hit.bits & bit::MERGED) {
        let name = CardName::from_show(spelling, &hit.last, &hit.first, hit.bits);
        let matched_by = words(&hit, None);
        return Ok(Some(row(hit.patient, mrn.clone(), name, hit.dob, hit.bits, matched_by)));
    }
    let card = match &hit.card {
        Some(card) => card.clone(),
        None => match walks::card(conn, hit.patient)? {
            Some(card) => card,
            None => return Ok(None),
        },
    };
    let matched_by = words(&hit, Some(&card));
    row_of_card(conn, hit.patient, &card, matched_by).map(Some)
}

fn row_of_card(
    conn: &Connection,
    patient: i64,
    card: &Card,
    matched_by: String,
) -> Result<FoundPatient, StoreError> {
    let name = card.names.first().cloned().unwrap_or_default();
    let mut found = row(patient, card.mrn.clone(), name, card.dob, card.bits, matched_by);
    if let Some(into) = card.merged_into {
        found.merged_into_patient = Some(PatientId(into));
        found.merged_into = walks::card(conn, into)?.map(|card| card.mrn);
    }
    Ok(found)
}

fn row(patient: i64, mrn: String, name: CardName, dob: i64, bits: i64, matched_by: String) -> FoundPatient {
    FoundPatient {
        patient: PatientId(patient),
        mrn,
        family: name.family,
        given: name.given,
        middle: name.middle,
        suffix: name.suffix,
        birth_date: date_of(dob),
        sex: sex_of(bits),
        matched_by,
        deceased: bits & bit::DECEASED != 0,
        inactive: bits & bit::INACTIVE != 0,
        merged_into: None,
        merged_into_patient: None,
        flags: bit::FLAGS.iter().filter(|(_, flag, _)| bits & flag != 0).map(|(.., words)| *words).collect(),
    }
}

/// By what a hit was found.
fn words(hit: &Hit, card: Option<&Card>) -> String {
    let mut words: Vec<String> = Vec::new();
    match hit.by {
        By::Number => {}
        By::Name => words.push(other_name(hit, card).unwrap_or_else(|| "name".to_owned())),
        By::Nickname(full) => words.push(format!("nickname of {}", capital(full))),
        By::Edits(1) => words.push("1 letter differs".to_owned()),
        By::Edits(n) => words.push(format!("{n} letters differ")),
        By::Sound => words.push("sounds like".to_owned()),
    }
    words.extend(hit.words.iter().map(|word| (*word).to_owned()));
    words.join(", ")
}

/// `alias Rosie`, `former name García`: what of another name differs from the banner's.
fn other_name(hit: &Hit, card: Option<&Card>) -> Option<String> {
    let word = match hit.bits & bit::USE {
        bit::ALIAS => "alias",
        bit::MAIDEN => "maiden name",
        bit::FORMER => "former name",
        _ => return None,
    };
    let card = card?;
    let banner = card.names.first()?;
    let asked = card.names.iter().find(|name| {
        name.use_bits == hit.bits & bit::USE
            && fold_name(&name.given).starts_with(&hit.first)
            && fold_name(&name.family).contains(&hit.last)
    })?;
    let parts = match (asked.given == banner.given, asked.family == banner.family) {
        (true, false) => asked.family.clone(),
        (false, true) => asked.given.clone(),
        _ => format!("{} {}", asked.given, asked.family).trim().to_owned(),
    };
    Some(format!("{word} {parts}"))
}

fn capital(folded: &str) -> String {
    let mut chars = folded.chars();
    chars.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn sex_letter<S: serde::Serializer>(sex: &Sex, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(match sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Other => "O",
        Sex::Unknown => "U",
    })
}
