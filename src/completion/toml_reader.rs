//! Reads tables of a TOML text field by field; each fault is noted with its line and told at the end.

use crate::fault::Fault;
use std::cell::RefCell;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// One text being read, with the faults found so far.
pub(super) struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    faults: RefCell<Vec<Fault>>,
}

impl<'a> Reading<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, faults: RefCell::default() }
    }

    /// All faults in order of their lines, each told once.
    pub fn faults(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        faults.sort_by(|a, b| a.line.cmp(&b.line).then_with(|| a.what.cmp(&b.what)));
        faults.dedup();
        faults
    }

    fn at(&self, byte: usize, what: impl Into<String>, remedy: impl Into<String>) {
        self.faults.borrow_mut().push(Fault::at(self.file, self.text, byte, what, remedy));
    }
}

/// One table of the text.
pub(super) struct Entry<'a> {
    reading: &'a Reading<'a>,
    table: &'a DeTable<'a>,
    start: usize,
}

impl<'a> Entry<'a> {
    pub fn root(reading: &'a Reading<'a>, table: &'a DeTable<'a>) -> Self {
        Self { reading, table, start: 0 }
    }

    fn value(&self, field: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.get(field)
    }

    pub fn has(&self, field: &str) -> bool {
        self.value(field).is_some()
    }

    /// A fault of the whole table.
    pub fn wrong(&self, what: String, remedy: &str) {
        self.reading.at(self.start, what, remedy);
    }

    /// Notes every field that is not among these.
    pub fn only(&self, fields: &[&str]) {
        for (name, _) in self.table {
            if !fields.contains(&name.get_ref().as_ref()) {
                let what = format!("There is no field called \"{}\" here.", name.get_ref());
                self.reading.at(name.span().start, what, format!("Fields are: {}.", fields.join(", ")));
            }
        }
    }

    /// A text that must be there.
    pub fn text(&self, field: &str) -> String {
        if !self.has(field) {
            self.wrong(format!("The field \"{field}\" is missing."), "Add it.");
        }
        self.optional_text(field)
    }

    pub fn optional_text(&self, field: &str) -> String {
        let Some(value) = self.value(field) else { return String::new() };
        value.get_ref().as_str().map_or_else(
            || {
                self.reading.at(
                    value.span().start,
                    format!("\"{field}\" is not a text."),
                    "Write it in quotes.",
                );
                String::new()
            },
            str::to_owned,
        )
    }

    fn items(&self, field: &str) -> Vec<(usize, &'a str)> {
        let Some(value) = self.value(field) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            let what = format!("\"{field}\" is not a list.");
            self.reading.at(value.span().start, what, "Write it as [\"one\", \"two\"].");
            return Vec::new();
        };
        let text = |item: &'a Spanned<DeValue<'a>>| {
            let text = item.get_ref().as_str();
            if text.is_none() {
                let what = format!("Something in \"{field}\" is not a text.");
                self.reading.at(item.span().start, what, "Write it in quotes.");
            }
            text.map(|text| (item.span().start, text))
        };
        list.iter().filter_map(text).collect()
    }

    /// A list of texts; none if the field is not there.
    pub fn texts(&self, field: &str) -> Vec<String> {
        self.items(field).into_iter().map(|(_, text)| text.to_owned()).collect()
    }

    pub fn flag(&self, field: &str) -> bool {
        let Some(value) = self.value(field) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            let what = format!("\"{field}\" is neither true nor false.");
            self.reading.at(value.span().start, what, "Write true or false, without quotes.");
            false
        })
    }

    /// A whole number from 0; 0 where it need not be there.
    pub fn number(&self, field: &str, needed: bool) -> u32 {
        let Some(value) = self.value(field) else {
            if needed {
                self.wrong(format!("The field \"{field}\" is missing."), "Add it.");
            }
            return 0;
        };
        let number = value.get_ref().as_integer();
        let number = number.and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        number.unwrap_or_else(|| {
            let what = format!("\"{field}\" is not a whole number.");
            self.reading.at(value.span().start, what, "Write digits, without quotes: 30.");
            0
        })
    }

    /// One of a closed list of words.
    pub fn word<T>(
        &self,
        field: &str,
        read: fn(&str) -> Option<T>,
        words: impl Iterator<Item = &'static str>,
    ) -> Option<T> {
        let text = self.text(field);
        let start = self.value(field)?.span().start;
        let found = read(&text);
        if found.is_none() {
            self.no_such_word(start, field, &text, words);
        }
        found
    }

    /// Several of a closed list of words; none if the field is not there.
    pub fn words<T>(
        &self,
        field: &str,
        read: fn(&str) -> Option<T>,
        words: impl Iterator<Item = &'static str> + Clone,
    ) -> Vec<T> {
        let one = |(start, text): (usize, &str)| {
            let found = read(text);
            if found.is_none() {
                self.no_such_word(start, field, text, words.clone());
            }
            found
        };
        self.items(field).into_iter().filter_map(one).collect()
    }

    fn no_such_word(&self, start: usize, field: &str, text: &str, words: impl Iterator<Item = &'static str>) {
        let words: Vec<&str> = words.collect();
        let what = format!("\"{field}\" cannot be \"{text}\".");
        self.reading.at(start, what, format!("It may be: {}.", words.join(", ")));
    }

    /// A name out of those that are known.
    pub fn one_of(&self, field: &str, known: &[String], kind: &str, remedy: &str) -> String {
        let text = self.text(field);
        if let Some(value) = self.value(field)
            && !known.contains(&text)
        {
            self.reading.at(value.span().start, format!("There is no {kind} called \"{text}\"."), remedy);
        }
        text
    }

    /// Names out of those that are known; none if the field is not there.
    pub fn all_of(&self, field: &str, known: &[String], kind: &str, remedy: &str) -> Vec<String> {
        let items = self.items(field);
        for (start, text) in &items {
            if !known.iter().any(|one| one == text) {
                self.reading.at(*start, format!("There is no {kind} called \"{text}\"."), remedy);
            }
        }
        items.into_iter().map(|(_, text)| text.to_owned()).collect()
    }

    /// A table inside this one.
    pub fn table(&self, field: &str) -> Option<Entry<'a>> {
        self.as_entry(field, self.value(field)?)
    }

    /// All tables of an array: `[[need]]`.
    pub fn tables(&self, field: &str) -> Vec<Entry<'a>> {
        let Some(value) = self.value(field) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            let what = format!("\"{field}\" is not a list of tables.");
            self.reading.at(value.span().start, what, format!("Write [[{field}]] on a line of its own."));
            return Vec::new();
        };
        list.iter().filter_map(|item| self.as_entry(field, item)).collect()
    }

    /// The tables of a table, by name.
    pub fn named_tables(&self, field: &str) -> Vec<(String, Entry<'a>)> {
        let Some(table) = self.table(field) else { return Vec::new() };
        let each = table.table.iter().filter_map(|(name, value)| {
            self.as_entry(name.get_ref(), value).map(|entry| (name.get_ref().to_string(), entry))
        });
        each.collect()
    }

    fn as_entry(&self, field: &str, value: &'a Spanned<DeValue<'a>>) -> Option<Entry<'a>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            let what = format!("\"{field}\" is not a table.");
            self.reading.at(value.span().start, what, "Write it as { name = \"…\" } or under [ ].");
        }
        Some(Entry { reading: self.reading, table: table?, start: value.span().start })
    }
}
