//! The chosen patient's particulars: beside the list where there is room, else in two lines below it.

use super::{
    queries::{Particulars, Stay},
    rows::{self, Row},
};
use crate::{
    domain::facts::{Address, Identifier},
    kit::{Scene, Words, split_left, split_top},
    look::Meaning,
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Rows below the list on a narrow screen.
pub const FOOT: u16 = 2;

/// Columns of the names before values.
const LABEL: u16 = 9;

/// Draws all that is known in a column of its own.
pub fn view_beside(
    scene: &Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    row: &Row,
    known: Option<&Particulars>,
) {
    let mut page = Page { scene, rest: area, buffer };
    page.line(&row.name(), Meaning::Heading);
    let sex = rows::sex_word(row.found.sex);
    page.line(&format!("{}  {sex}", rows::born(&row.found, scene.words)), Meaning::Text);
    page.line(&row.marks(), Meaning::Flag);
    page.pair("Found by", &row.found.matched_by);
    let Some(known) = known else { return };
    for flag in known.flags.iter().filter(|flag| !flag.note.is_empty() || flag.other.is_some()) {
        let other = flag.other.as_ref().map(|mrn| format!(" with {mrn}")).unwrap_or_default();
        page.line(&format!("{}{other}: {}", flag.title(), flag.note), Meaning::Flag);
    }
    page.blank();
    for number in &known.person.identifiers {
        page.pair(&identifier_word(&number.kind), &identifier_value(number));
    }
    let others = known.person.names.iter().filter(|(name_use, _)| name_use != "official");
    for (name_use, other) in others {
        page.pair(
            &capital(name_use),
            &rows::name(&other.family, &other.suffix, [&other.given, &other.middle]),
        );
    }
    page.blank();
    for address in &known.person.addresses {
        page.pair(&capital(&address.address_use), &one_line(address));
    }
    for telecom in &known.person.telecoms {
        page.pair(&capital(&telecom.kind), &telecom.value);
    }
    page.pair("Mother", &known.person.mothers_maiden_name);
    page.blank();
    page.line(if known.stays.is_empty() { "No encounter yet." } else { "Last encounters" }, Meaning::Heading);
    for stay in &known.stays {
        page.line(&stay_words(stay, scene.words), Meaning::Text);
    }
}

/// Draws the most telling of it in two lines.
pub fn view_below(
    scene: &Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    row: &Row,
    known: Option<&Particulars>,
) {
    let (first, second) = split_top(area, 1);
    let dot = format!(" {} ", scene.look.glyphs().dot);
    let join =
        |parts: Vec<String>| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(&dot);
    scene.line(
        buffer,
        first,
        &join(vec![row.name(), row.marks(), row.found.matched_by.clone()]),
        Meaning::Muted,
    );
    let Some(known) = known else { return };
    let address = known.person.addresses.first().map(one_line).unwrap_or_default();
    let phone = known.person.telecoms.first().map(|telecom| telecom.value.clone()).unwrap_or_default();
    let stay = known.stays.first().map_or_else(String::new, |stay| stay_words(stay, scene.words));
    scene.line(buffer, second, &join(vec![address, phone, stay]), Meaning::Muted);
}

/// Lines from the top of an area down.
struct Page<'p, 's> {
    scene: &'p Scene<'s>,
    rest: Rect,
    buffer: &'p mut Buffer,
}

impl Page<'_, '_> {
    fn line(&mut self, text: &str, meaning: Meaning) {
        if !text.is_empty() {
            let rows = self.scene.paragraph(self.buffer, self.rest, text, meaning);
            self.rest = split_top(self.rest, rows).1;
        }
    }

    fn pair(&mut self, label: &str, value: &str) {
        if !value.is_empty() {
            let (left, right) = split_left(self.rest, LABEL);
            self.scene.line(
                self.buffer,
                split_left(split_top(left, 1).0, LABEL - 1).0,
                label,
                Meaning::Label,
            );
            let rows = self.scene.paragraph(self.buffer, right, value, Meaning::Text);
            self.rest = split_top(self.rest, rows).1;
        }
    }

    fn blank(&mut self) {
        self.rest = split_top(self.rest, 1).1;
    }
}

/// "1 Oak St, Columbus OH 43215".
pub fn one_line(address: &Address) -> String {
    let place = [&address.city, &address.state, &address.zip].map(String::as_str);
    let place = place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let street = address.street.replace('\n', ", ");
    [street, place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// "Inpatient 03/12/2026, cardiology, in house".
fn stay_words(stay: &Stay, words: Words) -> String {
    let when = stay.admit.map(|admit| words.when(admit)).unwrap_or_default();
    let state = match stay.state.as_str() {
        "open" if stay.class == "inpatient" => "in house",
        "open" => "open",
        "planned" => "planned",
        _ => "",
    };
    let head = format!("{} {when}", capital(&stay.class)).trim_end().to_owned();
    let parts = [head.as_str(), stay.service.as_str(), state];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The kind of a number in a word; kinds that nobody here knows stand as they came.
fn identifier_word(kind: &str) -> String {
    let word = match kind {
        "MR" => "Record",
        "SS" => "SSN",
        "DL" => "Licence",
        "PPN" => "Passport",
        "MC" | "MCR" => "Medicare",
        "MA" | "MCD" => "Medicaid",
        "AN" => "Account",
        "" => "Number",
        other => other,
    };
    word.to_owned()
}

/// Of the social security number the last four digits are enough to tell people apart.
fn identifier_value(number: &Identifier) -> String {
    if number.kind != "SS" {
        return number.value.clone();
    }
    let digits: Vec<char> = number.value.chars().filter(char::is_ascii_digit).collect();
    let last: String = digits.iter().skip(digits.len().saturating_sub(4)).collect();
    format!("ends in {last}")
}

/// With a capital letter in front.
pub fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
