//! Lists of codes, compiled: HCPCS and CPT with titles, mappings of diagnoses to groups, NCCI edits, PCS definitions.

use super::{
    bytes::{nth_u32, push_all, push_u32, u32_at},
    cm::padded,
    compile_cm::finish_texts,
    container::{Pack, PackWriter},
    docs::{Doc, Docs},
    texts::{Texts, TextsBuilder},
};
use crate::domain::codeset::{CodeLine, NcciMue, NcciPair, PcsDefinition};
use std::collections::BTreeMap;

const KEY: usize = 8;

/// A compiled list: codes in order, each with texts. The first text of HCPCS and CPT is the title, the second the short one;
/// a mapping's are its values.
#[derive(Debug)]
pub struct Listing {
    pack: Pack,
}

/// Compiles HCPCS or CPT; gives the pack and the number of codes.
pub fn compile_titles(lines: &[CodeLine]) -> (Vec<u8>, usize) {
    let rows = lines.iter().map(|line| (line.code.clone(), vec![line.title.clone(), line.short.clone()]));
    compile(rows, true)
}

/// Compiles a mapping; values of the same code are joined. Gives the pack and the number of codes.
pub fn compile_mapping(rows: &[(String, Vec<String>)]) -> (Vec<u8>, usize) {
    compile(rows.iter().cloned(), false)
}

fn compile(rows: impl Iterator<Item = (String, Vec<String>)>, searched: bool) -> (Vec<u8>, usize) {
    let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (code, values) in rows {
        codes.entry(code).or_default().extend(values);
    }
    let mut texts = TextsBuilder::default();
    let (mut cod, mut offsets, mut values, mut docs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (number, (code, own)) in (0_u32..).zip(&codes) {
        cod.extend_from_slice(&padded(code));
        push_u32(&mut offsets, values.len() as u32 / 4);
        for value in own {
            push_u32(&mut values, texts.add(value));
        }
        if let Some(title) = own.first().filter(|_| searched) {
            let (text, extra) = (texts.add(title), texts.add(own.get(1).map_or("", String::as_str)));
            docs.push(Doc { text, extra, target: number, ..Doc::default() });
        }
    }
    push_u32(&mut offsets, values.len() as u32 / 4);
    let mut pack = PackWriter::new();
    for (name, bytes) in [("cod", cod), ("lvo", offsets), ("lvl", values)] {
        pack.add(name, bytes);
    }
    finish_texts(texts, &docs, &mut pack);
    (pack.finish(), codes.len())
}

impl Listing {
    /// Over a pack.
    pub fn new(pack: Pack) -> Self {
        Self { pack }
    }

    /// The pack.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// Its search structure.
    pub fn docs(&self) -> Docs<'_> {
        Docs::of(&self.pack)
    }

    /// How many codes.
    pub fn len(&self) -> u32 {
        (self.pack.part("cod").len() / KEY) as u32
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A code by its number.
    pub fn code(&self, number: u32) -> &str {
        let at = number as usize * KEY;
        let bytes = self.pack.part("cod").get(at..at + KEY - 1).unwrap_or_default();
        let len = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        bytes.get(..len).and_then(|code| std::str::from_utf8(code).ok()).unwrap_or_default()
    }

    /// The number of a code.
    pub fn find(&self, code: &str) -> Option<u32> {
        let at = self.place(code);
        (at < self.len() && self.code(at) == code).then_some(at)
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

    /// The texts of a code by its number.
    pub fn values(&self, number: u32) -> Vec<String> {
        let (offsets, values) = (self.pack.part("lvo"), self.pack.part("lvl"));
        let range = nth_u32(offsets, number as usize)..nth_u32(offsets, number as usize + 1);
        let texts = Texts::of(&self.pack);
        range.take(1000).map(|at| texts.get(nth_u32(values, at as usize))).collect()
    }

    /// The title of HCPCS and CPT.
    pub fn title(&self, number: u32) -> String {
        self.values(number).into_iter().next().unwrap_or_default()
    }
}

const PAIR: usize = 8 + 8 + 4 * 4;

/// Compiled NCCI procedure-to-procedure edits, sorted by both codes.
#[derive(Debug)]
pub struct Pairs {
    pack: Pack,
}

/// Compiles NCCI pairs; gives the pack and their number.
pub fn compile_pairs(pairs: &[NcciPair]) -> (Vec<u8>, usize) {
    let mut sorted: Vec<&NcciPair> = pairs.iter().collect();
    sorted.sort_by(|a, b| (&a.column1, &a.column2, a.effective).cmp(&(&b.column1, &b.column2, b.effective)));
    let mut texts = TextsBuilder::default();
    let mut bytes = Vec::new();
    for pair in &sorted {
        bytes.extend_from_slice(&padded(&pair.column1));
        bytes.extend_from_slice(&padded(&pair.column2));
        let fields = [pair.effective, pair.deleted, u32::from(pair.modifier), texts.add(&pair.rationale)];
        push_all(&mut bytes, &fields);
    }
    let mut pack = PackWriter::new();
    pack.add("ptp", bytes);
    finish_texts(texts, &[], &mut pack);
    (pack.finish(), sorted.len())
}

impl Pairs {
    /// Over a pack.
    pub fn new(pack: Pack) -> Self {
        Self { pack }
    }

    /// The edit that holds for two codes on a day (`yyyymmdd`).
    pub fn find(&self, column1: &str, column2: &str, day: u32) -> Option<NcciPair> {
        let bytes = self.pack.part("ptp");
        let key = [padded(column1), padded(column2)].concat();
        let n_pairs = bytes.len() / PAIR;
        let entry = |at: usize| bytes.get(at * PAIR..(at + 1) * PAIR).unwrap_or_default();
        let (mut from, mut to) = (0, n_pairs);
        while from < to {
            let middle = from + (to - from) / 2;
            if entry(middle).get(..16).unwrap_or_default() < key.as_slice() {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        (from..n_pairs)
            .map(entry)
            .take_while(|entry| entry.get(..16) == Some(&key))
            .find(|entry| u32_at(entry, 16) <= day && (u32_at(entry, 20) == 0 || day <= u32_at(entry, 20)))
            .map(|entry| NcciPair {
                column1: column1.to_owned(),
                column2: column2.to_owned(),
                effective: u32_at(entry, 16),
                deleted: u32_at(entry, 20),
                modifier: char::from_u32(u32_at(entry, 24)).unwrap_or('9'),
                rationale: Texts::of(&self.pack).get(u32_at(entry, 28)),
            })
    }
}

/// Compiles NCCI unit limits as a list: units, indicator, rationale.
pub fn compile_limits(limits: &[NcciMue]) -> (Vec<u8>, usize) {
    let rows = limits.iter().map(|limit| {
        (limit.code.clone(), vec![limit.units.to_string(), limit.indicator.clone(), limit.rationale.clone()])
    });
    compile(rows, false)
}

/// Compiles the PCS definitions; the key is section, axis and title.
pub fn compile_definitions(definitions: &[PcsDefinition]) -> (Vec<u8>, usize) {
    let mut texts = TextsBuilder::default();
    let mut bytes = Vec::new();
    let mut docs = Vec::new();
    for (number, definition) in (0_u32..).zip(definitions) {
        let title = texts.add(&definition.title);
        let includes = texts.add(&definition.includes.join("; "));
        let fields = [
            u32::from(definition.section),
            u32::from(definition.axis),
            title,
            texts.add(&definition.text),
            includes,
        ];
        push_all(&mut bytes, &fields);
        docs.push(Doc { text: title, extra: includes, target: number, ..Doc::default() });
    }
    let mut pack = PackWriter::new();
    pack.add("dfn", bytes);
    finish_texts(texts, &docs, &mut pack);
    (pack.finish(), definitions.len())
}

/// Compiled PCS definitions.
#[derive(Debug)]
pub struct Definitions {
    pack: Pack,
}

impl Definitions {
    /// Over a pack.
    pub fn new(pack: Pack) -> Self {
        Self { pack }
    }

    /// What a value means: its text, then what it includes.
    pub fn find(&self, section: char, axis: u8, label: &str) -> Option<(String, String)> {
        let texts = Texts::of(&self.pack);
        self.pack
            .part("dfn")
            .chunks_exact(20)
            .filter(|entry| u32_at(entry, 0) == u32::from(section) && u32_at(entry, 4) == u32::from(axis))
            .find(|entry| texts.get(u32_at(entry, 8)).eq_ignore_ascii_case(label))
            .map(|entry| (texts.get(u32_at(entry, 12)), texts.get(u32_at(entry, 16))))
    }
}
