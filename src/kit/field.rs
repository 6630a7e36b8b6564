//! Fields of a form: what may be typed in them, how it is tidied, and what is said when it will not do.

use super::{
    picker::{Entry, Picker},
    text_area::{Lines, TextField},
    words::Words,
};
use crate::domain::time::PartialDate;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Text,
    /// A date, whole or in part, in any form that people type.
    Date,
    /// A telephone number.
    Phone,
    /// One of several.
    Choice,
    /// Any of several.
    Many,
    /// Text of many lines, shown in this many rows.
    Note(u16),
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choosable {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub title: String,
}

impl Choosable {
    /// A value with the words for it.
    pub fn new(value: impl Into<String>, title: impl Into<String>) -> Self {
        Self { value: value.into(), title: title.into() }
    }
}

/// One field as a desk describes it.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in code, in checks, refusals and drafts.
    pub id: &'static str,
    /// Its name on the screen.
    pub label: &'static str,
    pub(super) kind: Kind,
    pub(super) options: Vec<Choosable>,
    pub(super) needed: bool,
    pub(super) help: &'static str,
    pub(super) width: u16,
    value: String,
}

impl Field {
    /// A field of one line.
    pub fn text(id: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Text, id, label, 30)
    }

    /// A date.
    pub fn date(id: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Date, id, label, 16)
    }

    /// A telephone number.
    pub fn phone(id: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Phone, id, label, 20)
    }

    /// One of several; typed letters search them.
    pub fn choice(id: &'static str, label: &'static str, options: Vec<Choosable>) -> Self {
        Self { options, ..Self::of(Kind::Choice, id, label, 30) }
    }

    /// Any of several, each on a line of its own.
    pub fn many(id: &'static str, label: &'static str, options: Vec<Choosable>) -> Self {
        Self { options, ..Self::of(Kind::Many, id, label, 34) }
    }

    /// Text of many lines, shown in `rows`.
    pub fn note(id: &'static str, label: &'static str, rows: u16) -> Self {
        Self::of(Kind::Note(rows.max(1)), id, label, u16::MAX)
    }

    /// Must not be empty.
    #[must_use]
    pub fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// Shown at the foot while the field is edited.
    #[must_use]
    pub fn help(mut self, words: &'static str) -> Self {
        self.help = words;
        self
    }

    /// Columns of the field.
    #[must_use]
    pub fn width(mut self, columns: u16) -> Self {
        self.width = columns;
        self
    }

    /// What stands in it at first: several choices with commas between, dates as ISO text.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    fn of(kind: Kind, id: &'static str, label: &'static str, width: u16) -> Self {
        Self { id, label, kind, options: Vec::new(), needed: false, help: "", width, value: String::new() }
    }
}

/// What a check says of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Nothing to say.
    Fine,
    /// Something to know; it can be saved.
    Note(String),
    /// It cannot be saved like this: what is wrong and what would be right.
    Wrong(String),
}

impl Checked {
    /// Fine if the condition holds, else wrong.
    pub fn when(holds: bool, otherwise: impl Into<String>) -> Self {
        if holds { Self::Fine } else { Self::Wrong(otherwise.into()) }
    }
}

/// What is being edited in a field.
pub(super) enum Content {
    Text(TextField),
    /// The chosen option; the picker is there while letters are typed.
    Choice(Option<usize>, Option<Picker<usize>>),
    /// Which options are on, and the one that the caret stands on.
    Many(Vec<bool>, usize),
}

/// A field in use.
pub(super) struct Slot {
    pub(super) field: Field,
    pub(super) content: Content,
    pub(super) checked: Checked,
    first: String,
}

impl Slot {
    /// A field with its first value; dates are shown as the house writes them.
    pub(super) fn new(field: Field, words: Words) -> Self {
        let content = match field.kind {
            Kind::Choice => Content::Choice(None, None),
            Kind::Many => Content::Many(vec![false; field.options.len()], 0),
            Kind::Note(_) => Content::Text(TextField::new(Lines::Many, "")),
            Kind::Text | Kind::Date | Kind::Phone => Content::Text(TextField::new(Lines::One, "")),
        };
        let mut slot = Self { field, content, checked: Checked::Fine, first: String::new() };
        let value = match (slot.field.kind, PartialDate::parse_iso(&slot.field.value)) {
            (Kind::Date, Some(date)) => words.date(date),
            _ => slot.field.value.clone(),
        };
        slot.set(&value);
        // In the house's spelling from the start: passing through a field must not look like a change.
        slot.tidy(words);
        slot.first = slot.value();
        slot
    }

    /// The value as text: for choices the stored values, with commas between.
    pub(super) fn value(&self) -> String {
        let options = &self.field.options;
        match &self.content {
            Content::Text(field) => field.text(),
            Content::Choice(chosen, _) => {
                chosen.and_then(|at| options.get(at)).map_or_else(String::new, |option| option.value.clone())
            }
            Content::Many(on, _) => {
                let values = options.iter().zip(on).filter(|(_, on)| **on).map(|(option, _)| &*option.value);
                values.collect::<Vec<_>>().join(",")
            }
        }
    }

    /// Replaces the value; words that are no option are dropped.
    pub(super) fn set(&mut self, value: &str) {
        let options = &self.field.options;
        match &mut self.content {
            Content::Text(field) => field.set(value),
            Content::Choice(chosen, picker) => {
                *chosen = options.iter().position(|option| option.value == value);
                *picker = None;
            }
            Content::Many(on, _) => {
                let values: Vec<&str> = value.split(',').collect();
                *on = options.iter().map(|option| values.contains(&&*option.value)).collect();
            }
        }
    }

    /// Whether it differs from what stood in it at first.
    pub(super) fn is_changed(&self) -> bool {
        self.value() != self.first
    }

    /// What stands in it now is what is stored: no longer a change.
    pub(super) fn settle(&mut self) {
        self.first = self.value();
    }

    /// A picker over the options, for typed letters.
    pub(super) fn picker(&self) -> Picker<usize> {
        let options = self.field.options.iter().enumerate();
        let entry = |(value, option): (usize, &Choosable)| Entry {
            title: option.title.clone(),
            also: String::new(),
            value,
        };
        Picker::new(options.map(entry).collect())
    }

    /// Rows on the screen.
    pub(super) fn rows(&self) -> u16 {
        match self.field.kind {
            Kind::Note(rows) => rows,
            Kind::Many => (self.field.options.len() as u16).max(1),
            Kind::Text | Kind::Date | Kind::Phone | Kind::Choice => 1,
        }
    }

    /// Brings what was typed into the form of the house and says what the kind itself has against it.
    pub(super) fn tidy(&mut self, words: Words) -> Checked {
        let Content::Text(field) = &mut self.content else { return Checked::Fine };
        let typed = field.text();
        let trimmed = typed.trim();
        let tidied = match self.field.kind {
            _ if trimmed.is_empty() => Ok(String::new()),
            Kind::Date => words
                .read(trimmed)
                .map(|date| words.date(date))
                .ok_or_else(|| format!("This is no date. Write it like {}.", words.order().example())),
            Kind::Phone => {
                phone(trimmed).ok_or_else(|| "A telephone number has 10 digits, or begins with +.".to_owned())
            }
            Kind::Note(_) => Ok(typed.trim_end().to_owned()),
            Kind::Text | Kind::Choice | Kind::Many => Ok(trimmed.to_owned()),
        };
        match tidied {
            Ok(text) if text != typed => field.set(&text),
            Ok(_) => {}
            Err(why) => return Checked::Wrong(why),
        }
        Checked::Fine
    }
}

/// The values of a form, as checks and changes read them.
pub struct Values<'f> {
    pub(super) slots: &'f [Slot],
    pub(super) words: Words,
}

impl Values<'_> {
    /// The text of a field without blanks around it; of a choice the stored value.
    pub fn text(&self, id: &str) -> String {
        self.slot(id).map_or_else(String::new, |slot| slot.value().trim().to_owned())
    }

    /// The date in a field, if one can be read.
    pub fn date(&self, id: &str) -> Option<PartialDate> {
        self.words.read(&self.text(id))
    }

    /// The values that are on in a field of many.
    pub fn many(&self, id: &str) -> Vec<String> {
        self.text(id).split(',').filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    /// Whether a field differs from what stood in it at first.
    pub fn is_changed(&self, id: &str) -> bool {
        self.slot(id).is_some_and(Slot::is_changed)
    }

    /// The present day, and how dates are written: for checks.
    pub fn words(&self) -> Words {
        self.words
    }

    fn slot(&self, id: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.field.id == id)
    }
}

/// A telephone number as the house writes it: `614-555-0142`, with extension `x12`; others begin with `+` and stay.
fn phone(typed: &str) -> Option<String> {
    let (number, extension) = match typed.to_lowercase().split_once('x') {
        Some((number, extension)) => {
            (number.trim_end_matches('e').to_owned(), digits(extension.trim_start_matches('t')))
        }
        None => (typed.to_owned(), String::new()),
    };
    let plain = number.chars().all(|c| c.is_ascii_digit() || " ()-./+".contains(c));
    let digits = digits(&number);
    if !plain {
        return None;
    }
    if number.trim_start().starts_with('+') && !number.trim_start().starts_with("+1") {
        return (7..=15).contains(&digits.len()).then(|| typed.to_owned());
    }
    let national = if digits.len() == 11 { digits.strip_prefix('1')? } else { &digits };
    let (area, rest) = national.split_at_checked(3)?;
    let (exchange, line) = rest.split_at_checked(3)?;
    let extension = if extension.is_empty() { extension } else { format!(" x{extension}") };
    (line.len() == 4).then(|| format!("{area}-{exchange}-{line}{extension}"))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::testing::words;

    #[test]
    fn telephone_numbers_are_tidied() {
        for typed in ["6145550142", "(614) 555-0142", "614.555.0142", "+1 614 555 0142", "1-614-555-0142"] {
            assert_eq!(phone(typed).as_deref(), Some("614-555-0142"), "{typed}");
        }
        assert_eq!(phone("614 555 0142 ext 12").as_deref(), Some("614-555-0142 x12"));
        assert_eq!(phone("+49 30 901820").as_deref(), Some("+49 30 901820"));
        for typed in ["555-0142", "call me", "61455501421", "+12"] {
            assert_eq!(phone(typed), None, "{typed}");
        }
    }

    #[test]
    fn dates_come_and_go_in_the_form_of_the_house() {
        let mut slot = Slot::new(Field::date("born", "Born").value("1950-03-12"), words());
        assert_eq!((slot.value().as_str(), slot.is_changed()), ("03/12/1950", false));
        slot.set("4 may 51");
        assert_eq!(slot.tidy(words()), Checked::Fine);
        assert_eq!((slot.value().as_str(), slot.is_changed()), ("05/04/1951", true));
        slot.set("31/31/31");
        assert!(matches!(slot.tidy(words()), Checked::Wrong(_)));
        assert_eq!(slot.value(), "31/31/31");
    }

    #[test]
    fn choices_hold_what_is_offered_only() {
        let options = vec![Choosable::new("f", "Female"), Choosable::new("m", "Male")];
        let mut one = Slot::new(Field::choice("sex", "Sex", options.clone()).value("m"), words());
        assert_eq!(one.value(), "m");
        one.set("zebra");
        assert_eq!(one.value(), "");
        let phone = Slot::new(Field::phone("phone", "Phone").value("(614) 555-0142"), words());
        assert_eq!((phone.value().as_str(), phone.is_changed()), ("614-555-0142", false));
        let many = Slot::new(Field::many("sexes", "Sexes", options).value("m,zebra,f"), words());
        assert_eq!(many.value(), "f,m");
        let slots = [many];
        assert_eq!(Values { slots: &slots, words: words() }.many("sexes"), ["f", "m"]);
    }
}
