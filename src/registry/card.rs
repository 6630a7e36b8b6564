//! The index card of a patient: everything that the look-up index is made from, in one text.
//!
//! The card is kept beside the index, so that the rows which a change makes wrong can be found again, and so that a list
//! reads one row per patient. It is derived data: the patient tables are the truth.

use super::normal::{
    city_number, date_number, fold_city, fold_name, fold_parts, is_particle, is_suffix, phone_number,
    zip_number,
};
use crate::domain::{
    facts::{NameUse, Sex},
    ids::PatientId,
    time::PartialDate,
};
use std::fmt::Write as _;

/// How a record stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// In use.
    #[default]
    Active,
    /// Marked inactive by its sender.
    Inactive,
    /// Merged into another record.
    Merged(PatientId),
    /// Deleted: found by nobody.
    Deleted,
}

/// One name of a patient, as the tables spell it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct NameRow<'a> {
    pub name_use: NameUse,
    pub family: &'a str,
    pub given: &'a str,
    pub middle: &'a str,
    pub suffix: &'a str,
}

/// One address of a patient, as the tables spell it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AddressRow<'a> {
    pub street: &'a str,
    pub city: &'a str,
    pub zip: &'a str,
}

/// What the index needs of one patient; for batches, which have it at hand and need not read it back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatientRow<'a> {
    /// Row of `patient`.
    pub patient: i64,
    /// Record number.
    pub mrn: &'a str,
    /// Birth date, whole or in part.
    pub birth_date: Option<PartialDate>,
    /// Sex.
    pub sex: Sex,
    /// Known dead.
    pub deceased: bool,
    /// In use, merged, deleted.
    pub standing: Standing,
    /// Last four digits of the social security number, or empty.
    pub ssn4: &'a str,
    /// All names; the one on the banner first.
    pub names: Vec<NameRow<'a>>,
    /// All phone numbers; other telecoms are left out here.
    pub phones: Vec<&'a str>,
    /// All addresses; the current home first.
    pub addresses: Vec<AddressRow<'a>>,
    /// Flags of `patient_flag`.
    pub flags: Vec<&'a str>,
}

/// A name on a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CardName {
    pub use_bits: i64,
    pub family: String,
    pub given: String,
    pub middle: String,
    pub suffix: String,
}

/// A place on a card: its number, the city as letters, the street folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CardPlace {
    pub place: i64,
    pub city: String,
    pub street: String,
}

/// The card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Card {
    pub mrn: String,
    pub dob: i64,
    pub bits: i64,
    pub merged_into: Option<i64>,
    pub ssn4: Option<i64>,
    pub names: Vec<CardName>,
    pub phones: Vec<i64>,
    pub places: Vec<CardPlace>,
}

/// One way in which a name is found: a whole name, or one part of a double surname with the given name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variant {
    pub last: String,
    pub first: String,
    pub bits: i64,
    /// Index of its name on the card.
    pub name_idx: usize,
}

/// Bits of an index row.
pub(super) mod bit {
    pub const USE: i64 = 0b11;
    pub const ALIAS: i64 = 1;
    pub const MAIDEN: i64 = 2;
    pub const FORMER: i64 = 3;
    /// The row's last name is one part of a double surname.
    pub const PART: i64 = 1 << 2;
    pub const SEX_SHIFT: u32 = 3;
    pub const DECEASED: i64 = 1 << 5;
    pub const MERGED: i64 = 1 << 6;
    pub const INACTIVE: i64 = 1 << 7;
    /// Flags of `patient_flag` that a list shows: the flag, its bit, its words.
    pub const FLAGS: [(&str, i64, &str); 6] = [
        ("possible-duplicate", 1 << 8, "possible duplicate"),
        ("possible-overlay", 1 << 9, "possible overlay"),
        ("confidential", 1 << 10, "confidential"),
        ("restriction", 1 << 11, "restricted"),
        ("legal-hold", 1 << 12, "legal hold"),
        ("vip", 1 << 13, "VIP"),
    ];
}

/// Limits that keep one odd record from filling the index: a person has fewer of each.
const MOST_NAMES: usize = 12;
const MOST_PHONES: usize = 6;
const MOST_PLACES: usize = 4;
/// Longest name in letters; what lies beyond is not told apart.
const LONGEST_NAME: usize = 40;

const RECORD: char = '\u{1e}';
const FIELD: char = '\u{1f}';

impl Card {
    /// The card of a patient; `None` for a deleted one, who is not in the index.
    pub fn of(row: &PatientRow<'_>) -> Option<Self> {
        let (mut bits, merged_into) = match row.standing {
            Standing::Deleted => return None,
            Standing::Active => (0, None),
            Standing::Inactive => (bit::INACTIVE, None),
            Standing::Merged(into) => (bit::MERGED, Some(into.0)),
        };
        bits |= sex_bits(row.sex);
        if row.deceased {
            bits |= bit::DECEASED;
        }
        for (flag, flag_bit, _) in bit::FLAGS {
            if row.flags.contains(&flag) {
                bits |= flag_bit;
            }
        }
        Some(Self {
            mrn: clean(row.mrn),
            dob: row.birth_date.map_or(0, date_number),
            bits,
            merged_into,
            ssn4: ssn4_number(row.ssn4),
            names: names(&row.names),
            phones: phones(&row.phones),
            places: row.addresses.iter().filter_map(CardPlace::of).take(MOST_PLACES).collect(),
        })
    }

    /// The card as it is stored.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(96);
        let merged = self.merged_into.map_or(String::new(), |into| into.to_string());
        let ssn4 = self.ssn4.map_or(String::new(), |ssn4| ssn4.to_string());
        let Self { mrn, dob, bits, .. } = self;
        let _ = write!(text, "{mrn}{FIELD}{dob}{FIELD}{bits}{FIELD}{merged}{FIELD}{ssn4}");
        for CardName { use_bits, family, given, middle, suffix } in &self.names {
            let _ = write!(
                text,
                "{RECORD}N{FIELD}{use_bits}{FIELD}{family}{FIELD}{given}{FIELD}{middle}{FIELD}{suffix}"
            );
        }
        for phone in &self.phones {
            let _ = write!(text, "{RECORD}P{FIELD}{phone}");
        }
        for CardPlace { place, city, street } in &self.places {
            let _ = write!(text, "{RECORD}A{FIELD}{place}{FIELD}{city}{FIELD}{street}");
        }
        text
    }

    /// A stored card; parts that cannot be read are left out.
    pub fn read(text: &str) -> Self {
        let mut records = text.split(RECORD);
        let mut card = Self::default();
        let mut head = records.next().unwrap_or_default().split(FIELD);
        let mut field = || head.next().unwrap_or_default();
        field().clone_into(&mut card.mrn);
        card.dob = field().parse().unwrap_or(0);
        card.bits = field().parse().unwrap_or(0);
        card.merged_into = field().parse().ok();
        card.ssn4 = field().parse().ok();
        for record in records {
            let mut fields = record.split(FIELD);
            let kind = fields.next();
            let mut field = || fields.next().unwrap_or_default();
            match kind {
                Some("N") => card.names.push(CardName {
                    use_bits: field().parse().unwrap_or(0),
                    family: field().to_owned(),
                    given: field().to_owned(),
                    middle: field().to_owned(),
                    suffix: field().to_owned(),
                }),
                Some("P") => card.phones.extend(field().parse::<i64>().ok()),
                Some("A") => card.places.push(CardPlace {
                    place: field().parse().unwrap_or(0),
                    city: field().to_owned(),
                    street: field().to_owned(),
                }),
                _ => {}
            }
        }
        card
    }

    /// All ways in which its names are found, the banner's name first, each pair of names once.
    pub fn variants(&self) -> Vec<Variant> {
        let mut variants: Vec<Variant> = Vec::with_capacity(self.names.len());
        let mut add = |last: String, first: &str, bits: i64, name_idx: usize| {
            let known = variants.iter().any(|v| v.last == last && v.first == first);
            if !known && (!last.is_empty() || !first.is_empty()) {
                variants.push(Variant { last, first: first.to_owned(), bits, name_idx });
            }
        };
        for (name_idx, name) in self.names.iter().enumerate() {
            let first = cut(fold_name(&name.given));
            let bits = self.bits | name.use_bits;
            add(cut(fold_name(&name.family)), &first, bits, name_idx);
            if !name.family.contains([' ', '-', '/', ',']) && name.family.is_ascii() {
                continue;
            }
            let parts = fold_parts(&name.family);
            if parts.len() > 1 {
                for part in parts {
                    if part.len() > 1 && !is_particle(&part) && !is_suffix(&part) {
                        add(cut(part), &first, bits | bit::PART, name_idx);
                    }
                }
            }
        }
        variants
    }

    /// Numbers by which it is found: kind and number.
    pub fn numbers(&self) -> Vec<(Number, i64)> {
        let mut numbers = Vec::with_capacity(5);
        if self.dob > 0 {
            numbers.push((Number::Birth, self.dob));
        }
        numbers.extend(self.ssn4.map(|ssn4| (Number::Ssn4, ssn4)));
        numbers.extend(self.phones.iter().map(|phone| (Number::Phone, *phone)));
        for place in &self.places {
            if !numbers.contains(&(Number::Place, place.place)) {
                numbers.push((Number::Place, place.place));
            }
        }
        numbers
    }
}

/// Kinds of `name_number`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Number {
    Birth = 0,
    Ssn4 = 1,
    Phone = 2,
    Place = 3,
}

impl CardName {
    fn of(row: &NameRow<'_>) -> Self {
        let use_bits = match row.name_use {
            NameUse::Official => 0,
            NameUse::Alias => bit::ALIAS,
            NameUse::Maiden => bit::MAIDEN,
            NameUse::Former => bit::FORMER,
        };
        Self {
            use_bits,
            family: clean(row.family),
            given: clean(row.given),
            middle: clean(row.middle),
            suffix: clean(row.suffix),
        }
    }

    /// The spelling that an index row needs beside its folded names: empty if it can be told from them.
    pub fn show(&self, last: &str, first: &str) -> String {
        let family = if is_title(&self.family, last) { "" } else { &self.family };
        let given = if is_title(&self.given, first) { "" } else { &self.given };
        if self.middle.is_empty() && self.suffix.is_empty() && family.is_empty() && given.is_empty() {
            return String::new();
        }
        let (middle, suffix) = (&self.middle, &self.suffix);
        let mut text = String::with_capacity(family.len() + given.len() + middle.len() + suffix.len() + 3);
        let _ = write!(text, "{family}{FIELD}{given}{FIELD}{middle}{FIELD}{suffix}");
        text.truncate(text.trim_end_matches(FIELD).len());
        text
    }

    /// The name of an index row, from its folded names and [`CardName::show`].
    pub fn from_show(show: &str, last: &str, first: &str, bits: i64) -> Self {
        let mut fields = show.split(FIELD);
        let mut field = || fields.next().unwrap_or_default();
        let or_title = |field: &str, folded: &str| {
            if field.is_empty() { title(folded) } else { field.to_owned() }
        };
        Self {
            use_bits: bits & bit::USE,
            family: or_title(field(), last),
            given: or_title(field(), first),
            middle: field().to_owned(),
            suffix: field().to_owned(),
        }
    }
}

impl CardPlace {
    fn of(row: &AddressRow<'_>) -> Option<Self> {
        let city = fold_city(row.city);
        let place = match zip_number(row.zip) {
            Some(place) => place,
            None if !city.is_empty() => city_number(&city),
            None => return None,
        };
        let street = fold_street(row.street);
        Some(Self { place, city, street })
    }
}

/// A street as letters and digits, without blanks and signs.
pub(super) fn fold_street(street: &str) -> String {
    street
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .take(LONGEST_NAME)
        .collect()
}

/// The last four digits as a number; anything but four digits is none.
pub(super) fn ssn4_number(ssn4: &str) -> Option<i64> {
    (ssn4.len() == 4 && ssn4.bytes().all(|b| b.is_ascii_digit())).then(|| ssn4.parse().ok()).flatten()
}

/// Sex as bits of an index row.
pub(super) fn sex_bits(sex: Sex) -> i64 {
    let number = match sex {
        Sex::Unknown => 0,
        Sex::Female => 1,
        Sex::Male => 2,
        Sex::Other => 3,
    };
    number << bit::SEX_SHIFT
}

/// Sex from the bits of an index row.
pub(super) fn sex_of(bits: i64) -> Sex {
    match bits >> bit::SEX_SHIFT & 3 {
        1 => Sex::Female,
        2 => Sex::Male,
        3 => Sex::Other,
        _ => Sex::Unknown,
    }
}

/// Names as spelt, each once, under its first use.
fn names(rows: &[NameRow<'_>]) -> Vec<CardName> {
    fn spelt<'a>(name: &NameRow<'a>) -> [&'a str; 4] {
        [name.family, name.given, name.middle, name.suffix]
    }
    let mut names = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let known = rows.iter().take(at).any(|earlier| spelt(earlier) == spelt(row));
        if !known && names.len() < MOST_NAMES {
            names.push(CardName::of(row));
        }
    }
    names
}

fn phones(values: &[&str]) -> Vec<i64> {
    let mut phones: Vec<i64> = Vec::with_capacity(values.len());
    for phone in values.iter().filter_map(|value| phone_number(value)) {
        if !phones.contains(&phone) && phones.len() < MOST_PHONES {
            phones.push(phone);
        }
    }
    phones
}

/// Text without the two separators of a card.
fn clean(text: &str) -> String {
    if text.contains([RECORD, FIELD]) { text.replace([RECORD, FIELD], " ") } else { text.to_owned() }
}

fn cut(mut name: String) -> String {
    name.truncate(LONGEST_NAME);
    name
}

/// Whether the name is its folded form with a capital.
fn is_title(name: &str, folded: &str) -> bool {
    let (mut name_bytes, mut folded_bytes) = (name.bytes(), folded.bytes());
    name.len() == folded.len()
        && name_bytes.next() == folded_bytes.next().map(|b| b.to_ascii_uppercase())
        && name_bytes.eq(folded_bytes)
}

fn title(folded: &str) -> String {
    let mut chars = folded.chars();
    chars.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row<'a>(family: &'a str, given: &'a str) -> PatientRow<'a> {
        PatientRow {
            patient: 1,
            names: vec![NameRow { family, given, ..NameRow::default() }],
            ..PatientRow::default()
        }
    }

    fn lasts(family: &str) -> Vec<String> {
        let card = Card::of(&row(family, "Ana")).unwrap();
        card.variants().into_iter().map(|v| v.last).collect()
    }

    #[test]
    fn double_surnames_are_found_by_each_part() {
        assert_eq!(lasts("García-López"), ["garcialopez", "garcia", "lopez"]);
        assert_eq!(lasts("de la Cruz"), ["delacruz", "cruz"]);
        assert_eq!(lasts("O'Brien"), ["obrien"]);
        assert_eq!(lasts("Smith"), ["smith"]);
    }

    #[test]
    fn deleted_patients_have_no_card() {
        let deleted = PatientRow { standing: Standing::Deleted, ..row("Smith", "Ana") };
        assert_eq!(Card::of(&deleted), None);
    }

    proptest! {
        #[test]
        fn cards_come_back(mrn in "\\PC{0,12}", family in "\\PC{0,12}", given in "\\PC{0,12}", middle in "\\PC{0,6}",
                           city in "[A-Za-z .]{0,10}", zip in "[0-9A-Z]{0,6}", phone in "[0-9 ()-]{0,14}") {
            let row = PatientRow {
                mrn: &mrn,
                names: vec![NameRow { family: &family, given: &given, middle: &middle, ..NameRow::default() }],
                phones: vec![&phone],
                addresses: vec![AddressRow { street: "1 Oak St", city: &city, zip: &zip }],
                standing: Standing::Merged(PatientId(7)),
                flags: vec!["confidential"],
                ssn4: "0042",
                ..PatientRow::default()
            };
            let card = Card::of(&row).unwrap();
            prop_assert_eq!(Card::read(&card.text()), card.clone());
            for variant in card.variants() {
                let name = &card.names[variant.name_idx];
                let show = name.show(&variant.last, &variant.first);
                let back = CardName::from_show(&show, &variant.last, &variant.first, variant.bits);
                prop_assert_eq!(&back, name);
            }
        }
    }
}
