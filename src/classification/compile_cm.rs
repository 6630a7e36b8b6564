//! From the tabular list, the code list and the long titles to the compiled ICD-10-CM.

use super::{
    bytes::{push_all, push_u32},
    cm::{BILLABLE, CODE_BYTES, DOC_TERM, DOC_TITLE, padded},
    container::PackWriter,
    docs::{self, Doc},
    texts::{TextId, TextsBuilder},
    words::split,
};
use crate::domain::codeset::{CodeLine, NoteKind, Rank, Tabular, TabularRow, plain_code};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What ICD-10-CM is compiled from. The list and the titles may be missing; without the tabular list the titles must be there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sources<'a> {
    /// The tabular list.
    pub tabular: Option<&'a Tabular>,
    /// All codes: says which seventh characters are valid.
    pub list: Option<&'a [String]>,
    /// Long titles, or the order file.
    pub titles: Option<&'a [CodeLine]>,
}

/// Compiles; gives the pack and the number of codes that can be reported. An error says what does not fit together.
pub fn compile(sources: Sources<'_>) -> Result<(Vec<u8>, usize), String> {
    let made;
    let tabular = match (sources.tabular, sources.titles) {
        (Some(tabular), _) => tabular,
        (None, Some(titles)) => {
            made = from_titles(titles);
            &made
        }
        (None, None) => {
            return Err("a code list alone has no titles; give the tabular list or the order file too".into());
        }
    };
    let mut compiler = Compiler::new(tabular)?;
    if let Some(list) = sources.list {
        compiler.allow(list)?;
    }
    if let (Some(titles), Some(_)) = (sources.titles, sources.tabular) {
        compiler.titles(titles);
    }
    Ok(compiler.finish())
}

/// Rows from a list of titles: the longest code that begins a code is its parent.
fn from_titles(titles: &[CodeLine]) -> Tabular {
    let mut sorted: Vec<&CodeLine> = titles.iter().collect();
    sorted.sort_by(|a, b| a.code.cmp(&b.code));
    let mut rows: Vec<TabularRow> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for line in sorted {
        while let Some(top) = open.last() {
            if rows.get(*top).is_some_and(|row| line.code.starts_with(&row.name) && line.code != row.name) {
                break;
            }
            open.pop();
        }
        rows.push(TabularRow {
            rank: Rank::Code,
            name: line.code.clone(),
            title: line.title.clone(),
            parent: open.last().copied(),
            notes: Vec::new(),
            seventh: Vec::new(),
        });
        open.push(rows.len() - 1);
    }
    Tabular { year: 0, rows }
}

struct Compiler<'a> {
    rows: &'a [TabularRow],
    /// Places of codes in the book, by code without dot.
    sorted: BTreeMap<String, usize>,
    with_children: HashSet<usize>,
    /// For each row of the book: the row that has the list of seventh characters which holds for it.
    seventh: Vec<Option<usize>>,
    masks: HashMap<usize, u32>,
    overrides: BTreeMap<String, String>,
}

impl<'a> Compiler<'a> {
    fn new(tabular: &'a Tabular) -> Result<Self, String> {
        let rows = tabular.rows.as_slice();
        let mut sorted = BTreeMap::new();
        let mut with_children = HashSet::new();
        let mut seventh: Vec<Option<usize>> = Vec::with_capacity(rows.len());
        for (place, row) in rows.iter().enumerate() {
            let above = row.parent.and_then(|parent| seventh.get(parent).copied().flatten());
            seventh.push(if row.seventh.is_empty() { above } else { Some(place) });
            if row.rank != Rank::Code {
                continue;
            }
            if let Some(parent) = row.parent {
                with_children.insert(parent);
            }
            if sorted.insert(plain_code(&row.name), place).is_some() {
                return Err(format!("the code {} stands twice in the tabular list", row.name));
            }
        }
        Ok(Self { rows, sorted, with_children, seventh, masks: HashMap::new(), overrides: BTreeMap::new() })
    }

    fn row(&self, place: usize) -> Option<&'a TabularRow> {
        self.rows.get(place)
    }

    fn is_leaf(&self, place: usize) -> bool {
        !self.with_children.contains(&place)
    }

    /// The codes that a leaf makes: itself, or one for each seventh character.
    fn made_by(&self, code: &str, place: usize) -> Vec<(String, Option<(usize, &'a str)>)> {
        let list = self.seventh.get(place).copied().flatten().and_then(|at| self.row(at));
        match list {
            Some(row) => row
                .seventh
                .iter()
                .enumerate()
                .map(|(bit, (char, meaning))| (format!("{code:X<6}{char}"), Some((bit, meaning.as_str()))))
                .collect(),
            None => vec![(code.to_owned(), None)],
        }
    }

    /// Masks seventh characters that the list does not have; refuses a list that does not belong to this tabular list.
    fn allow(&mut self, list: &[String]) -> Result<(), String> {
        let listed: HashSet<&str> = list.iter().map(String::as_str).collect();
        let mut unknown: BTreeSet<&str> =
            listed.iter().copied().filter(|code| !self.sorted.contains_key(*code)).collect();
        let mut missing = Vec::new();
        for (code, place) in &self.sorted {
            if !self.is_leaf(*place) {
                continue;
            }
            for (made, bit) in self.made_by(code, *place) {
                unknown.remove(made.as_str());
                match bit {
                    Some((bit, _)) if bit < 32 => {
                        let mask = self.masks.entry(*place).or_insert(u32::MAX);
                        if !listed.contains(made.as_str()) {
                            *mask &= !(1 << bit);
                        }
                    }
                    None if !listed.contains(made.as_str()) => missing.push(made),
                    _ => {}
                }
            }
        }
        if !unknown.is_empty() || !missing.is_empty() {
            let example = unknown.first().map(|code| (*code).to_owned()).or_else(|| missing.first().cloned());
            return Err(format!(
                "the code list and the tabular list are not of one release: {} codes stand in the list only, {} in the \
                 tabular list only, {} among them",
                unknown.len(),
                missing.len(),
                example.unwrap_or_default()
            ));
        }
        Ok(())
    }

    /// Keeps titles that say more than an accent or a capital less.
    fn titles(&mut self, titles: &[CodeLine]) {
        let given: HashMap<&str, &str> = titles
            .iter()
            .filter(|line| line.billable)
            .map(|line| (line.code.as_str(), line.title.as_str()))
            .collect();
        let mut overrides = BTreeMap::new();
        for (code, place) in &self.sorted {
            let Some(row) = self.row(*place).filter(|_| self.is_leaf(*place)) else { continue };
            for (made, meaning) in self.made_by(code, *place) {
                let derived = match meaning {
                    Some((_, meaning)) => format!("{}, {meaning}", row.title),
                    None => row.title.clone(),
                };
                if let Some(title) = given.get(made.as_str())
                    && split(title) != split(&derived)
                {
                    overrides.insert(made, (*title).to_owned());
                }
            }
        }
        self.overrides = overrides;
    }

    fn finish(self) -> (Vec<u8>, usize) {
        let mut pack = PackWriter::new();
        let mut texts = TextsBuilder::default();
        let mut notes = Notes::default();
        let numbers: HashMap<usize, u32> =
            (0..).zip(self.sorted.values()).map(|(number, place)| (*place, number)).collect();
        let parts: Vec<usize> = (0..self.rows.len())
            .filter(|place| self.row(*place).is_some_and(|row| row.rank != Rank::Code))
            .collect();
        let part_numbers: HashMap<usize, u32> =
            (0..).zip(&parts).map(|(number, place)| (*place, number)).collect();
        let lists = self.lists(&mut texts, &mut pack);
        let (mut cod, mut row_bytes, mut n_billable) = (Vec::new(), Vec::new(), 0);
        let mut all_docs = Vec::new();
        let mut spans: HashMap<usize, (u32, u32)> = HashMap::new();
        for (number, (code, place)) in (0_u32..).zip(&self.sorted) {
            let Some(row) = self.row(*place) else { continue };
            let list = self.seventh.get(*place).copied().flatten();
            let leaf = self.is_leaf(*place);
            let mask = self.masks.get(place).copied().unwrap_or(u32::MAX);
            let made = self.made_by(code, *place);
            if leaf {
                n_billable += made
                    .iter()
                    .filter(|(_, bit)| bit.is_none_or(|(bit, _)| bit >= 32 || mask & (1 << bit) > 0))
                    .count();
            }
            let mut key = padded(code);
            if let Some(flags) = key.get_mut(CODE_BYTES - 1) {
                *flags = if leaf && list.is_none() { BILLABLE } else { 0 };
            }
            cod.extend_from_slice(&key);
            let title = texts.add(&row.title);
            let block = self.block_of(*place);
            if let Some(block) = block {
                widen(&mut spans, block, number);
                if let Some(chapter) = self.row(block).and_then(|row| row.parent) {
                    widen(&mut spans, chapter, number);
                }
            }
            let fields = [
                title,
                row.parent.and_then(|parent| numbers.get(&parent)).map_or(0, |number| number + 1),
                block.and_then(|block| part_numbers.get(&block)).map_or(0, |number| number + 1),
                list.and_then(|list| lists.get(&list)).map_or(0, |number| number + 1),
                notes.len(),
                mask,
            ];
            push_all(&mut row_bytes, &fields);
            all_docs.push(Doc { text: title, target: number, kind: DOC_TITLE, ..Doc::default() });
            for (kind, note) in &row.notes {
                let text = notes.add(*kind, note, &mut texts);
                if matches!(kind, NoteKind::InclusionTerm | NoteKind::Includes) {
                    all_docs.push(Doc { text, target: number, kind: DOC_TERM, ..Doc::default() });
                }
            }
        }
        let mut end = Vec::new();
        push_u32(&mut end, notes.len());
        let mut sec = Vec::new();
        for place in &parts {
            let Some(row) = self.row(*place) else { continue };
            let first_note = notes.len();
            for (kind, note) in &row.notes {
                notes.add(*kind, note, &mut texts);
            }
            let (from, to) = spans.get(place).copied().unwrap_or_default();
            let fields = [
                u32::from(row.rank == Rank::Block),
                texts.add(&row.name),
                texts.add(&row.title),
                from,
                to,
                row.parent.and_then(|parent| part_numbers.get(&parent)).map_or(0, |number| number + 1),
                first_note,
                notes.len(),
            ];
            push_all(&mut sec, &fields);
        }
        let mut ovr = Vec::new();
        for (code, title) in &self.overrides {
            ovr.extend_from_slice(&padded(code));
            push_u32(&mut ovr, texts.add(title));
        }
        for (name, bytes) in [
            ("cod", cod),
            ("row", row_bytes),
            ("sec", sec),
            ("ovr", ovr),
            ("nend", end),
            ("ntk", notes.kinds),
            ("ntt", notes.texts),
        ] {
            pack.add(name, bytes);
        }
        finish_texts(texts, &all_docs, &mut pack);
        (pack.finish(), n_billable)
    }

    /// Writes the lists of seventh characters; their numbers by the row that has them.
    fn lists(&self, texts: &mut TextsBuilder, pack: &mut PackWriter) -> HashMap<usize, u32> {
        let (mut starts, mut all, mut numbers, mut known) =
            (Vec::new(), Vec::new(), HashMap::new(), HashMap::new());
        let mut n_entries = 0_u32;
        for (place, row) in self.rows.iter().enumerate().filter(|(_, row)| !row.seventh.is_empty()) {
            let next = known.len() as u32;
            let number = *known.entry(&row.seventh).or_insert_with(|| {
                push_u32(&mut starts, n_entries);
                for (char, meaning) in &row.seventh {
                    push_u32(&mut all, u32::from(*char));
                    push_u32(&mut all, texts.add(meaning));
                    n_entries += 1;
                }
                next
            });
            numbers.insert(place, number);
        }
        push_u32(&mut starts, n_entries);
        pack.add("svo", starts);
        pack.add("svx", all);
        numbers
    }

    fn block_of(&self, place: usize) -> Option<usize> {
        let mut at = place;
        loop {
            let row = self.row(at)?;
            match row.rank {
                Rank::Block => return Some(at),
                _ => at = row.parent?,
            }
        }
    }
}

#[derive(Default)]
struct Notes {
    kinds: Vec<u8>,
    texts: Vec<u8>,
}

impl Notes {
    fn len(&self) -> u32 {
        self.kinds.len() as u32
    }

    fn add(&mut self, kind: NoteKind, note: &str, texts: &mut TextsBuilder) -> TextId {
        let text = texts.add(note);
        self.kinds.push(kind as u8);
        push_u32(&mut self.texts, text);
        text
    }
}

fn widen(spans: &mut HashMap<usize, (u32, u32)>, place: usize, number: u32) {
    let span = spans.entry(place).or_insert((number, number + 1));
    span.0 = span.0.min(number);
    span.1 = span.1.max(number + 1);
}

/// Writes texts and search structure of a set.
pub fn finish_texts(texts: TextsBuilder, all_docs: &[Doc], pack: &mut PackWriter) {
    let all = texts.all();
    let tokens = texts.finish(pack);
    docs::write(all_docs, &all, &tokens, pack);
}
