//! The fields of one `[[table.fact]]` while the map is read: each is asked for by its name and type, the rest are faults.

use super::dates::{Format, Order, Reading};
use super::expr::{Expr, Pick, Piece, Split, Template, Values};
use super::header::Spelling;
use super::lookup::Lookup;
use super::row::Join;
use super::section::{Section, Source, Written, texts};
use super::typed::{Choice, Key, Link, Moment};
use crate::domain::facts::Kind;
use crate::fault::Fault;
use toml::Spanned;
use toml::de::DeValue;

/// One column that a table's facts ask for.
#[derive(Clone, Debug)]
pub struct ColumnPlan {
    /// How it may be spelled.
    pub spelling: Spelling,
    /// Join of the table and column of the look-up, if it is not in the table itself.
    pub joined: Option<(usize, usize)>,
    written: String,
}

/// What all facts of one table share while the map is read.
pub struct Scope<'l> {
    /// The columns asked for so far; facts name them by index.
    pub columns: Vec<ColumnPlan>,
    /// The look-ups used so far.
    pub joins: Vec<Join>,
    /// All look-ups of the map; they learn which of their columns are asked for.
    pub lookups: &'l mut Vec<Lookup>,
    /// How dates are read where a field says nothing else.
    pub dates: Reading,
}

/// The fields of one fact.
pub struct Fields<'t, 's, 'l> {
    /// Its TOML table.
    pub section: Section<'t>,
    scope: &'s mut Scope<'l>,
}

impl Scope<'_> {
    /// The index of a column as the map writes it: `dob|birth_date?`, or `lab.label` of a look-up.
    pub fn column(&mut self, source: Source<'_>, text: &str, at: usize) -> Result<usize, Fault> {
        let text = text.trim();
        if let Some(known) = self.columns.iter().position(|column| column.written == text) {
            return Ok(known);
        }
        let joined = match text.split_once('.') {
            Some((name, column)) => self.joined(source, name, column, at)?,
            None => None,
        };
        let spelling = Spelling::new(text);
        if spelling.names.iter().any(String::is_empty) {
            return Err(source.fault(
                at,
                "A column has no name.",
                "Write the name as the file's first line has it, other spellings after |.",
            ));
        }
        self.columns.push(ColumnPlan { spelling, joined, written: text.to_owned() });
        Ok(self.columns.len() - 1)
    }

    /// The join and column for `name.column`, if `name` is a look-up.
    fn joined(
        &mut self,
        source: Source<'_>,
        name: &str,
        column: &str,
        at: usize,
    ) -> Result<Option<(usize, usize)>, Fault> {
        let Some(lookup) = self.lookups.iter().position(|lookup| lookup.name == name) else {
            return Ok(None);
        };
        let known = self.joins.iter().position(|join| join.lookup == lookup);
        let join = if let Some(join) = known {
            join
        } else {
            let names = self.lookups.get(lookup).map(|lookup| lookup.on.clone()).unwrap_or_default();
            let on = names.iter().map(|name| self.column(source, name, at)).collect::<Result<_, _>>()?;
            self.joins.push(Join { lookup, on });
            self.joins.len() - 1
        };
        let Some(lookup) = self.lookups.get_mut(lookup) else { return Ok(None) };
        let spelling = Spelling::new(column);
        let place = lookup.columns.iter().position(|known| *known == spelling).unwrap_or_else(|| {
            lookup.columns.push(spelling);
            lookup.columns.len() - 1
        });
        Ok(Some((join, place)))
    }
}

impl<'t, 's, 'l> Fields<'t, 's, 'l> {
    /// The fields of a fact.
    pub fn new(section: Section<'t>, scope: &'s mut Scope<'l>) -> Self {
        Self { section, scope }
    }

    /// A text.
    pub fn text(&mut self, name: &'static str) -> Result<Option<Expr>, Fault> {
        let Some(value) = self.section.value(name) else { return Ok(None) };
        let (expr, rest) = self.expr(name, value)?;
        finish(rest)?;
        Ok(Some(expr))
    }

    /// A text that every fact of this kind has.
    pub fn needed(&mut self, name: &'static str) -> Result<Expr, Fault> {
        match self.text(name)? {
            Some(expr) => Ok(expr),
            None => Err(self.section.missing(name)),
        }
    }

    /// A date or time.
    pub fn moment(&mut self, name: &'static str) -> Result<Option<Moment>, Fault> {
        let Some(value) = self.section.value(name) else { return Ok(None) };
        let (expr, rest) = self.expr(name, value)?;
        let mut reading = self.scope.dates.clone();
        let mut minus = None;
        if let Some(mut section) = rest {
            read_dates(&mut section, &mut reading)?;
            if let Some(column) = section.text("minus")? {
                minus = Some(self.scope.column(section.source, column.text, column.at)?);
            }
            section.finish()?;
        }
        Ok(Some(Moment { expr, reading, minus }))
    }

    /// One word of a list.
    pub fn choice<T: Copy + 'static>(
        &mut self,
        name: &'static str,
        words: &'static [(&'static str, T)],
    ) -> Result<Option<Choice<T>>, Fault> {
        let Some(value) = self.section.value(name) else { return Ok(None) };
        let (expr, rest) = self.expr(name, value)?;
        finish(rest)?;
        let choice = Choice { expr, words };
        if let Some(word) = choice.unknown_word() {
            let mut allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            allowed.dedup();
            return Err(self.section.source.fault(
                value.span().start,
                format!("{name} cannot be \"{word}\"."),
                format!("Allowed: {}.", allowed.join(", ")),
            ));
        }
        Ok(Some(choice))
    }

    /// The key of an object: one column or template, or several that make it together.
    pub fn key(&mut self, name: &'static str) -> Result<Option<Key>, Fault> {
        let Some(value) = self.section.value(name) else { return Ok(None) };
        let texts = texts(self.section.source, name, value)?;
        let parts = texts.iter().map(|text| self.part(*text)).collect::<Result<Vec<_>, _>>()?;
        let optional = parts.iter().all(|part| {
            let column = part.slot().and_then(|slot| self.scope.columns.get(slot));
            column.is_some_and(|column| column.spelling.optional)
        });
        Ok(Some(Key { parts, optional }))
    }

    /// A reference to another object by its key.
    pub fn link(&mut self, name: &'static str, kind: Kind) -> Result<Option<Link>, Fault> {
        Ok(self.key(name)?.map(|key| Link { kind, key }))
    }

    /// Fields by names of the map's own choice: `identifiers = { MR = "mrn", SS = "ssn?" }`.
    pub fn named(&mut self, name: &'static str) -> Result<Vec<(String, Expr)>, Fault> {
        let pairs = self.section.pairs(name)?;
        let read = |(key, value): (Written<'t>, &'t Spanned<DeValue<'t>>)| {
            let (expr, rest) = self.expr(name, value)?;
            finish(rest)?;
            Ok((key.text.to_owned(), expr))
        };
        pairs.into_iter().map(read).collect()
    }

    /// The index of a column that is written in the map.
    pub fn column(&mut self, text: Written<'_>) -> Result<usize, Fault> {
        self.scope.column(self.section.source, text.text, text.at)
    }

    /// A part of a key: all columns of its template must have a value.
    fn part(&mut self, text: Written<'t>) -> Result<Expr, Fault> {
        let mut pick = self.pick_one(text)?;
        if let Pick::Template(template) = &mut pick {
            template.whole = true;
        }
        Ok(Expr { source: pick, split: None, values: None, default: Box::default() })
    }

    /// A field's value, and the inline table that it was read from for what belongs to its type.
    fn expr(
        &mut self,
        name: &'static str,
        value: &'t Spanned<DeValue<'t>>,
    ) -> Result<(Expr, Option<Section<'t>>), Fault> {
        let source = self.section.source;
        let Some(table) = value.get_ref().as_table() else {
            let texts = texts(source, name, value)?;
            let pick = self.pick(&texts, value.span().start)?;
            return Ok((Expr { source: pick, split: None, values: None, default: Box::default() }, None));
        };
        let mut section = Section::new(source, name, table, value.span().start);
        let constant = section.text("const")?;
        let pick = match (section.texts("from")?, constant) {
            (Some(texts), None) => self.pick(&texts, section.at)?,
            (None, Some(text)) => Pick::Constant(text.text.into()),
            _ => {
                let remedy = "Write one of from = \"column\" and const = \"text\".";
                return Err(source.fault(section.at, format!("{name} has no single source."), remedy));
            }
        };
        let expr = Expr {
            source: pick,
            split: split(&mut section)?,
            values: values(&mut section)?,
            default: section.text("default")?.map_or("", |text| text.text).into(),
        };
        Ok((expr, Some(section)))
    }

    fn pick(&mut self, texts: &[Written<'t>], at: usize) -> Result<Pick, Fault> {
        match texts {
            [] => Err(self.section.source.fault(at, "The list is empty.", "Name at least one column.")),
            [one] => self.pick_one(*one),
            several => {
                let columns = several.iter().map(|text| self.column(*text)).collect::<Result<_, _>>()?;
                Ok(Pick::First(columns))
            }
        }
    }

    fn pick_one(&mut self, text: Written<'t>) -> Result<Pick, Fault> {
        if !text.text.contains('{') {
            return self.column(text).map(Pick::Column);
        }
        let mut rest = text.text;
        let pieces = self.pieces(&mut rest, text.at, false)?;
        Ok(Pick::Template(Template { pieces, whole: false }))
    }

    /// Reads a template up to its end, or inside `[…]` up to the closing bracket.
    fn pieces(&mut self, rest: &mut &str, at: usize, inside: bool) -> Result<Vec<Piece>, Fault> {
        let source = self.section.source;
        let wrong = |what: &str| {
            source.fault(
                at,
                format!("The template {what}."),
                "Write {column} for columns and [ … ] for optional parts.",
            )
        };
        let mut pieces = Vec::new();
        while !rest.is_empty() {
            let end = rest.find(['{', '[', ']', '}']).unwrap_or(rest.len());
            let (words, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            if !words.is_empty() {
                pieces.push(Piece::Words(words.into()));
            }
            *rest = after;
            if let Some(column) = rest.strip_prefix('{') {
                let (column, after) = column.split_once('}').ok_or_else(|| wrong("has a { without }"))?;
                *rest = after;
                let (name, digits) = match column.rsplit_once(':') {
                    Some((name, digits)) => {
                        let digits = digits.parse().ok().filter(|digits| (1..=17).contains(digits));
                        (
                            name,
                            Some(
                                digits
                                    .ok_or_else(|| wrong("has something else than 1 to 17 digits after :"))?,
                            ),
                        )
                    }
                    None => (column, None),
                };
                pieces.push(Piece::Column(self.scope.column(source, name, at)?, digits));
            } else if let Some(group) = rest.strip_prefix('[') {
                if inside {
                    return Err(wrong("has a [ inside [ … ]"));
                }
                *rest = group;
                let group = self.pieces(rest, at, true)?;
                *rest = rest.strip_prefix(']').ok_or_else(|| wrong("has a [ without ]"))?;
                pieces.push(Piece::Group(group));
            } else if rest.starts_with(']') && inside {
                return Ok(pieces);
            } else if !rest.is_empty() {
                return Err(wrong("has a } or ] without its beginning"));
            }
        }
        Ok(pieces)
    }
}

/// Reads `formats`, `order` and `two_digit_years` over what holds so far.
pub fn read_dates(section: &mut Section<'_>, reading: &mut Reading) -> Result<(), Fault> {
    let source = section.source;
    if let Some(formats) = section.texts("formats")? {
        let format = |text: &Written<'_>| {
            Format::new(text.text).ok_or_else(|| {
                let what = format!("\"{}\" is no date format.", text.text);
                source.fault(text.at, what, "Write one such as %d.%m.%Y or %Y-%m-%d %H:%M:%S.")
            })
        };
        reading.formats = formats.iter().map(format).collect::<Result<_, _>>()?;
    }
    if let Some(order) = section.text("order")? {
        reading.order = Order::from_word(order.text).ok_or_else(|| {
            source.fault(
                order.at,
                format!("\"{}\" is no order of a date.", order.text),
                "Allowed: ymd, mdy, dmy.",
            )
        })?;
    }
    if let Some(last) = section.number("two_digit_years", 0, 99)? {
        reading.two_digit_years = Some(last as u16);
    }
    Ok(())
}

fn finish(rest: Option<Section<'_>>) -> Result<(), Fault> {
    rest.map_or(Ok(()), Section::finish)
}

fn split(section: &mut Section<'_>) -> Result<Option<Split>, Fault> {
    let part = section.number("part", 1, 1000)?;
    let by = section.text("split")?;
    match (by, part) {
        (Some(by), Some(part)) if !by.text.is_empty() => {
            Ok(Some(Split { by: by.text.into(), part: part as usize - 1 }))
        }
        (None, None) => Ok(None),
        _ => {
            let remedy = "Write both, such as split = \"/\", part = 1.";
            Err(section.source.fault(section.at, "split and part belong together.", remedy))
        }
    }
}

fn values(section: &mut Section<'_>) -> Result<Option<Values>, Fault> {
    let source = section.source;
    let pairs = section.pairs("values")?;
    let other = section.text("other")?;
    if pairs.is_empty() && other.is_none() {
        return Ok(None);
    }
    let pair = |(key, value): &(Written<'_>, &Spanned<DeValue<'_>>)| -> Result<(Box<str>, Box<str>), Fault> {
        let word: Box<str> = match value.get_ref().as_str() {
            Some(word) => word.into(),
            None => return Err(not_text(source, key, value)),
        };
        Ok((key.text.into(), word))
    };
    let words = pairs.iter().map(pair).collect::<Result<_, _>>()?;
    Ok(Some(Values { words, other: other.map(|text| text.text.into()) }))
}

fn not_text(source: Source<'_>, key: &Written<'_>, value: &Spanned<DeValue<'_>>) -> Fault {
    let what = format!("The word for \"{}\" is not a text.", key.text);
    source.fault(value.span().start, what, "Put it between double quotes.")
}
