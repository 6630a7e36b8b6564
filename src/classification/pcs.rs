//! ICD-10-PCS, compiled: all valid codes in order with titles, and the tables that say which values may follow which.

use super::{
    bytes::{nth_u32, push_u32},
    compile_cm::finish_texts,
    container::{Pack, PackWriter},
    docs::{Doc, Docs},
    texts::{Texts, TextsBuilder},
};
use crate::domain::codeset::{AxisValue, CodeLine, PcsTable};
use std::collections::{BTreeMap, HashMap};

const KEY: usize = 8;
/// Fields of a table: head values (3), their labels (3), definition, axis titles (4), first row.
const TABLE_FIELDS: usize = 12;
/// Fields of a row: first value and number of values of each of four axes.
const ROW_FIELDS: usize = 8;
/// A code has so many characters, always.
pub const LENGTH: usize = 7;

/// Sections by their character, for sets without tables; words of the ICD-10-PCS reference.
const SECTIONS: &[(char, &str)] = &[
    ('0', "Medical and Surgical"),
    ('1', "Obstetrics"),
    ('2', "Placement"),
    ('3', "Administration"),
    ('4', "Measurement and Monitoring"),
    ('5', "Extracorporeal or Systemic Assistance and Performance"),
    ('6', "Extracorporeal or Systemic Therapies"),
    ('7', "Osteopathic"),
    ('8', "Other Procedures"),
    ('9', "Chiropractic"),
    ('B', "Imaging"),
    ('C', "Nuclear Medicine"),
    ('D', "Radiation Therapy"),
    ('F', "Physical Rehabilitation and Diagnostic Audiology"),
    ('G', "Mental Health"),
    ('H', "Substance Abuse Treatment"),
    ('X', "New Technology"),
];

/// A compiled ICD-10-PCS.
#[derive(Debug)]
pub struct Pcs {
    pack: Pack,
}

/// Compiles tables, titles or both. Where there are tables, they say which codes are valid; a code without a title of its
/// own gets one from its labels. Gives the pack and the number of codes.
pub fn compile(tables: Option<&[PcsTable]>, titles: &[CodeLine]) -> (Vec<u8>, usize) {
    let given: HashMap<&str, &str> = titles
        .iter()
        .filter(|line| line.billable && line.code.len() == LENGTH)
        .map(|line| (line.code.as_str(), line.title.as_str()))
        .collect();
    let mut codes: BTreeMap<String, String> = BTreeMap::new();
    match tables {
        Some(tables) => {
            for table in tables {
                expand(table, |code, labels| {
                    let title = given
                        .get(code.as_str())
                        .map_or_else(|| compose(&labels), |title| (*title).to_owned());
                    codes.insert(code, title);
                });
            }
        }
        None => codes.extend(given.iter().map(|(code, title)| ((*code).to_owned(), (*title).to_owned()))),
    }
    let mut texts = TextsBuilder::default();
    let (mut cod, mut title_ids, mut docs) = (Vec::new(), Vec::new(), Vec::new());
    for (number, (code, title)) in (0_u32..).zip(&codes) {
        cod.extend_from_slice(&super::cm::padded(code));
        let text = texts.add(title);
        push_u32(&mut title_ids, text);
        docs.push(Doc { text, target: number, ..Doc::default() });
    }
    let mut pack = PackWriter::new();
    pack.add("cod", cod);
    pack.add("ptt", title_ids);
    write_tables(tables.unwrap_or_default(), &mut texts, &mut pack);
    finish_texts(texts, &docs, &mut pack);
    (pack.finish(), codes.len())
}

/// Every code of a table with the labels of its seven values.
fn expand(table: &PcsTable, mut made: impl FnMut(String, Vec<&str>)) {
    let head: String = table.head.iter().map(|value| value.value).collect();
    for row in &table.rows {
        let [fourth, fifth, sixth, seventh] = &row.axes;
        for four in fourth {
            for five in fifth {
                for six in sixth {
                    for seven in seventh {
                        let values = [four, five, six, seven];
                        let code = values.iter().fold(head.clone(), |mut code, value| {
                            code.push(value.value);
                            code
                        });
                        let labels = table.head.iter().chain(values).map(|value| value.label.as_str());
                        made(code, labels.collect());
                    }
                }
            }
        }
    }
}

/// A title from labels: operation, then what is said of it; values that say nothing are left out.
fn compose(labels: &[&str]) -> String {
    let says = |label: &&&str| !matches!(**label, "No Device" | "No Qualifier" | "None");
    let mut title = labels.get(2).copied().unwrap_or_default().to_owned();
    for (at, label) in labels.iter().skip(3).filter(says).enumerate() {
        title.push_str(if at == 0 { " " } else { ", " });
        title.push_str(label);
    }
    title
}

fn write_tables(tables: &[PcsTable], texts: &mut TextsBuilder, pack: &mut PackWriter) {
    let (mut heads, mut rows, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut sorted: Vec<&PcsTable> = tables.iter().collect();
    sorted.sort_by_key(|table| table.head.iter().map(|value| value.value).collect::<String>());
    let (mut n_rows, mut n_values) = (0_u32, 0_u32);
    let mut known: HashMap<Vec<(char, u32)>, u32> = HashMap::new();
    for table in sorted {
        for at in 0..3 {
            push_u32(&mut heads, table.head.get(at).map_or(0, |value| u32::from(value.value)));
        }
        for at in 0..3 {
            push_u32(&mut heads, texts.add(table.head.get(at).map_or("", |value| &value.label)));
        }
        push_u32(&mut heads, texts.add(&table.definition));
        for at in 0..4 {
            push_u32(&mut heads, texts.add(table.axis_titles.get(at).map_or("", String::as_str)));
        }
        push_u32(&mut heads, n_rows);
        for row in &table.rows {
            n_rows += 1;
            for axis in &row.axes {
                let list: Vec<(char, u32)> =
                    axis.iter().map(|value| (value.value, texts.add(&value.label))).collect();
                let n_list = list.len() as u32;
                let start = *known.entry(list).or_insert_with_key(|list| {
                    let start = n_values;
                    for (value, label) in list {
                        push_u32(&mut values, u32::from(*value));
                        push_u32(&mut values, *label);
                        n_values += 1;
                    }
                    start
                });
                push_u32(&mut rows, start);
                push_u32(&mut rows, n_list);
            }
        }
    }
    pack.add("ptb", heads);
    pack.add("prw", rows);
    pack.add("pvl", values);
}

impl Pcs {
    /// Over a pack.
    pub fn new(pack: Pack) -> Self {
        Self { pack }
    }

    /// The pack.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// Its search structure; document and code have one number.
    pub fn docs(&self) -> Docs<'_> {
        Docs::of(&self.pack)
    }

    /// How many valid codes.
    pub fn len(&self) -> u32 {
        (self.pack.part("cod").len() / KEY) as u32
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the tables are there: without them, values have no labels.
    pub fn has_tables(&self) -> bool {
        !self.pack.part("ptb").is_empty()
    }

    /// A code by its number.
    pub fn code(&self, number: u32) -> &str {
        let at = number as usize * KEY;
        self.pack
            .part("cod")
            .get(at..at + LENGTH)
            .and_then(|code| std::str::from_utf8(code).ok())
            .unwrap_or_default()
    }

    /// The title of a code by its number.
    pub fn title(&self, number: u32) -> String {
        Texts::of(&self.pack).get(nth_u32(self.pack.part("ptt"), number as usize))
    }

    /// The number of a valid code.
    pub fn find(&self, code: &str) -> Option<u32> {
        let at = self.place(code);
        (code.len() == LENGTH && at < self.len() && self.code(at) == code).then_some(at)
    }

    /// Numbers of the codes that begin so.
    pub fn beginning(&self, prefix: &str) -> std::ops::Range<u32> {
        let from = self.place(prefix);
        let to = self.place(&format!("{prefix}~"));
        from..to.max(from)
    }

    fn place(&self, code: &str) -> u32 {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from + (to - from) / 2;
            if self.code(middle) < code {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    /// The values that may follow, with their labels, in order; empty after seven or after what no code begins with.
    pub fn choices(&self, prefix: &str) -> Vec<AxisValue> {
        let chosen: Vec<char> = prefix.chars().collect();
        if chosen.len() >= LENGTH {
            return Vec::new();
        }
        let mut found: BTreeMap<char, String> = BTreeMap::new();
        if self.has_tables() {
            self.by_tables(&chosen, &mut found);
        } else {
            self.by_codes(prefix, &mut found);
        }
        found.into_iter().map(|(value, label)| AxisValue { value, label }).collect()
    }

    fn by_tables(&self, chosen: &[char], found: &mut BTreeMap<char, String>) {
        let texts = Texts::of(&self.pack);
        for table in self.tables_of(chosen) {
            if let Some(value) = char::from_u32(self.head(table, chosen.len())).filter(|_| chosen.len() < 3) {
                found.insert(value, texts.get(self.head(table, 3 + chosen.len())));
                continue;
            }
            for row in self.rows_of(table) {
                let picked = chosen.iter().skip(3).enumerate();
                let fits = picked
                    .into_iter()
                    .all(|(axis, value)| self.values(row, axis).any(|(own, _)| own == *value));
                if fits && let Some(axis) = chosen.len().checked_sub(3) {
                    for (value, label) in self.values(row, axis) {
                        found.entry(value).or_insert_with(|| texts.get(label));
                    }
                }
            }
        }
    }

    /// Without tables: what the valid codes have at this place, shown by the title of the first.
    fn by_codes(&self, prefix: &str, found: &mut BTreeMap<char, String>) {
        let mut at = self.place(prefix);
        let end = self.place(&format!("{prefix}~"));
        while at < end {
            let Some(value) = self.code(at).chars().nth(prefix.len()) else { return };
            let section = SECTIONS.iter().find(|(char, _)| *char == value && prefix.is_empty());
            let label =
                section.map_or_else(|| format!("e.g. {}", self.title(at)), |(_, name)| (*name).to_owned());
            found.insert(value, label);
            at = self.place(&format!("{prefix}{value}~"));
        }
    }

    /// What the next character is: "Section", "Body Part".
    pub fn axis_title(&self, prefix: &str) -> String {
        let chosen: Vec<char> = prefix.chars().collect();
        match chosen.len() {
            0 => "Section".into(),
            1 => "Body System".into(),
            2 => "Operation".into(),
            place @ 3..LENGTH => {
                let title =
                    self.tables_of(&chosen).next().map(|table| self.text_of_head(table, 7 + place - 3));
                title.filter(|title| !title.is_empty()).unwrap_or_else(|| {
                    ["Body Part", "Approach", "Device", "Qualifier"]
                        .get(place - 3)
                        .copied()
                        .unwrap_or_default()
                        .into()
                })
            }
            _ => String::new(),
        }
    }

    /// The labels of the values of a prefix, one for each character that is legal.
    pub fn labels(&self, prefix: &str) -> Vec<AxisValue> {
        let mut labels = Vec::new();
        let mut so_far = String::new();
        for value in prefix.chars().take(LENGTH) {
            let Some(choice) = self.choices(&so_far).into_iter().find(|choice| choice.value == value) else {
                break;
            };
            labels.push(choice);
            so_far.push(value);
        }
        // A label of an axis may differ by row: the whole code knows which row it stands in.
        labels
    }

    /// What the operation of a table means; empty if the set does not say.
    pub fn definition(&self, prefix: &str) -> String {
        let chosen: Vec<char> = prefix.chars().take(3).collect();
        if chosen.len() < 3 {
            return String::new();
        }
        self.tables_of(&chosen).next().map(|table| self.text_of_head(table, 6)).unwrap_or_default()
    }

    fn n_tables(&self) -> u32 {
        (self.pack.part("ptb").len() / 4 / TABLE_FIELDS) as u32
    }

    fn head(&self, table: u32, field: usize) -> u32 {
        nth_u32(self.pack.part("ptb"), table as usize * TABLE_FIELDS + field)
    }

    fn text_of_head(&self, table: u32, field: usize) -> String {
        Texts::of(&self.pack).get(self.head(table, field))
    }

    /// Tables whose head begins as chosen.
    fn tables_of<'s>(&'s self, chosen: &'s [char]) -> impl Iterator<Item = u32> + 's {
        (0..self.n_tables()).filter(move |table| {
            chosen.iter().take(3).enumerate().all(|(at, value)| self.head(*table, at) == u32::from(*value))
        })
    }

    fn rows_of(&self, table: u32) -> std::ops::Range<u32> {
        let n_rows = (self.pack.part("prw").len() / 4 / ROW_FIELDS) as u32;
        let end = if table + 1 < self.n_tables() { self.head(table + 1, 11) } else { n_rows };
        self.head(table, 11)..end
    }

    fn values(&self, row: u32, axis: usize) -> impl Iterator<Item = (char, u32)> + '_ {
        let (rows, values) = (self.pack.part("prw"), self.pack.part("pvl"));
        let at = row as usize * ROW_FIELDS + axis * 2;
        let (start, n_values) = (nth_u32(rows, at), nth_u32(rows, at + 1));
        (start..start.saturating_add(n_values)).filter_map(|at| {
            Some((char::from_u32(nth_u32(values, at as usize * 2))?, nth_u32(values, at as usize * 2 + 1)))
        })
    }
}
