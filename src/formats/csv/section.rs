//! One table of a TOML map while it is read: what was asked for is what is allowed, all else is a fault with its line.

use crate::fault::Fault;
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The text of a map, for the lines of its faults.
#[derive(Clone, Copy, Debug)]
pub struct Source<'t> {
    /// Name of the map as the person knows it.
    pub file: &'t str,
    /// The whole text.
    pub text: &'t str,
}

impl Source<'_> {
    /// A fault at a byte of the text.
    pub fn fault(&self, byte: usize, what: impl Into<String>, remedy: impl Into<String>) -> Fault {
        Fault::at(self.file, self.text, byte, what, remedy)
    }
}

/// A text of the map and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Written<'t> {
    /// The text.
    pub text: &'t str,
    /// Its byte in the map.
    pub at: usize,
}

/// One TOML table that is being read.
pub struct Section<'t> {
    /// The map that it stands in.
    pub source: Source<'t>,
    /// Where it begins.
    pub at: usize,
    title: &'t str,
    table: &'t DeTable<'t>,
    asked: Vec<&'static str>,
}

impl<'t> Section<'t> {
    /// A section; `title` is how faults call it: `[[table]]`, `fact "result"`.
    pub fn new(source: Source<'t>, title: &'t str, table: &'t DeTable<'t>, at: usize) -> Self {
        Self { source, at, title, table, asked: Vec::new() }
    }

    /// Another name for it in faults.
    pub fn rename(&mut self, title: &'t str) {
        self.title = title;
    }

    /// What stands under `key`, which is allowed from now on.
    pub fn value(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// A text.
    pub fn text(&mut self, key: &'static str) -> Result<Option<Written<'t>>, Fault> {
        self.value(key).map(|value| written(self.source, key, value)).transpose()
    }

    /// A text that must be there.
    pub fn needed_text(&mut self, key: &'static str) -> Result<Written<'t>, Fault> {
        match self.text(key)? {
            Some(text) => Ok(text),
            None => Err(self.missing(key)),
        }
    }

    /// One text, or a list of them.
    pub fn texts(&mut self, key: &'static str) -> Result<Option<Vec<Written<'t>>>, Fault> {
        self.value(key).map(|value| texts(self.source, key, value)).transpose()
    }

    /// `true` or `false`; `false` where it is not written.
    pub fn flag(&mut self, key: &'static str) -> Result<bool, Fault> {
        Ok(self.optional_flag(key)?.unwrap_or(false))
    }

    /// `true` or `false`, if written.
    pub fn optional_flag(&mut self, key: &'static str) -> Result<Option<bool>, Fault> {
        let Some(value) = self.value(key) else { return Ok(None) };
        match value.get_ref().as_bool() {
            Some(flag) => Ok(Some(flag)),
            None => Err(self.source.fault(
                value.span().start,
                format!("{key} is not a yes or no."),
                "Write true or false, without quotes.",
            )),
        }
    }

    /// A whole number within `from` to `to`.
    pub fn number(&mut self, key: &'static str, from: u32, to: u32) -> Result<Option<u32>, Fault> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        match number {
            Some(number) if (from..=to).contains(&number) => Ok(Some(number)),
            _ => Err(self.source.fault(
                value.span().start,
                format!("{key} is not a whole number from {from} to {to}."),
                "Write such a number, without quotes.",
            )),
        }
    }

    /// The tables of a `[[list]]`, with the byte of each.
    pub fn tables(&mut self, key: &'static str) -> Result<Vec<(&'t DeTable<'t>, usize)>, Fault> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let list = value.get_ref().as_array().map(|list| {
            list.iter().map(|one| Some((one.get_ref().as_table()?, one.span().start))).collect::<Option<_>>()
        });
        list.flatten().ok_or_else(|| {
            let remedy = format!("Write [[{key}]] on a line of its own and its keys below it.");
            self.source.fault(value.span().start, format!("{key} is not a list of tables."), remedy)
        })
    }

    /// One table, with its byte.
    pub fn table(&mut self, key: &'static str) -> Result<Option<(&'t DeTable<'t>, usize)>, Fault> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let at = value.span().start;
        let wrong = || {
            let remedy = format!("Write [{key}] on a line of its own and its keys below it.");
            self.source.fault(at, format!("{key} is not a table."), remedy)
        };
        value.get_ref().as_table().map(|table| Some((table, at))).ok_or_else(wrong)
    }

    /// The pairs of a table.
    pub fn pairs(
        &mut self,
        key: &'static str,
    ) -> Result<Vec<(Written<'t>, &'t Spanned<DeValue<'t>>)>, Fault> {
        Ok(self.table(key)?.map(|(table, _)| pairs(table)).unwrap_or_default())
    }

    /// The fault of a key that must be there.
    pub fn missing(&self, key: &str) -> Fault {
        let what = format!("{} has no {key}.", self.title);
        self.source.fault(self.at, what, format!("Add a line: {key} = ...."))
    }

    /// Ends the reading: a key that nobody asked for is a fault.
    pub fn finish(self) -> Result<(), Fault> {
        let unknown = self.table.keys().find(|key| !self.asked.contains(&key.get_ref().as_ref()));
        let Some(unknown) = unknown else { return Ok(()) };
        let mut allowed = self.asked;
        allowed.sort_unstable();
        allowed.dedup();
        Err(self.source.fault(
            unknown.span().start,
            format!("{} knows no \"{}\".", self.title, unknown.get_ref()),
            format!("Allowed here: {}.", allowed.join(", ")),
        ))
    }
}

/// A value that must be a text.
pub fn written<'t>(
    source: Source<'t>,
    key: &str,
    value: &'t Spanned<DeValue<'t>>,
) -> Result<Written<'t>, Fault> {
    let at = value.span().start;
    let wrong = || source.fault(at, format!("{key} is not a text."), "Put it between double quotes.");
    value.get_ref().as_str().map(|text| Written { text, at }).ok_or_else(wrong)
}

/// A value that must be one text or a list of texts.
pub fn texts<'t>(
    source: Source<'t>,
    key: &str,
    value: &'t Spanned<DeValue<'t>>,
) -> Result<Vec<Written<'t>>, Fault> {
    match value.get_ref().as_array() {
        Some(list) => list.iter().map(|one| written(source, key, one)).collect(),
        None => Ok(vec![written(source, key, value)?]),
    }
}

/// The entries of a table, keys with their places.
pub fn pairs<'t>(table: &'t DeTable<'t>) -> Vec<(Written<'t>, &'t Spanned<DeValue<'t>>)> {
    let entry = |key: &'t Spanned<Cow<'t, str>>| Written { text: key.get_ref(), at: key.span().start };
    table.iter().map(|(key, value)| (entry(key), value)).collect()
}
