//! An index or a table written as one, compiled: lines in document order, each below its term.

use super::{
    bytes::{nth_u32, push_all, push_u32},
    cm::padded,
    compile_cm::finish_texts,
    container::{Pack, PackWriter},
    docs::{Doc, Docs},
    texts::{Texts, TextsBuilder},
};
use crate::domain::codeset::{IndexFile, IndexLine, plain_code};

/// Fields of a line: level, term, modifiers, see, see also, use, code as printed, manifestation, parent + 1, cells + 1, next on its level + 1.
const FIELDS: usize = 11;
const KEY: usize = 8;
const N_CELLS: usize = 6;

/// A compiled index.
#[derive(Debug)]
pub struct Lines {
    pack: Pack,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number.
    pub number: u32,
    /// The line above its level.
    pub parent: Option<u32>,
    /// What it says.
    pub says: IndexLine,
}

/// Compiles an index; gives the pack and the number of lines.
pub fn compile(file: &IndexFile) -> (Vec<u8>, usize) {
    let mut texts = TextsBuilder::default();
    let (mut fields, mut keys, mut cells, mut docs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut open: Vec<u32> = Vec::new();
    let mut n_cells = 0_u32;
    for (number, line) in (0_u32..).zip(&file.lines) {
        open.truncate(usize::from(line.level));
        let parent = open.last().map_or(0, |parent| parent + 1);
        open.push(number);
        let (term, extra) = (texts.add(&line.term), texts.add(&line.modifiers));
        let has_cells = line.cells.iter().any(|cell| !cell.is_empty());
        // What a PCS term points to is searched with it: its line has often no title of its own.
        let searched = if line.term.is_empty() { texts.add(pointer(line)) } else { term };
        docs.push(Doc { text: searched, extra, parent, target: number, kind: 0 });
        let row = [
            u32::from(line.level),
            term,
            extra,
            texts.add(&line.see),
            texts.add(&line.see_also),
            texts.add(&line.use_value),
            texts.add(&line.code),
            texts.add(&line.manifestation),
            parent,
            if has_cells { n_cells + 1 } else { 0 },
        ];
        push_all(&mut fields, &row);
        push_u32(&mut fields, 0);
        let first = line.code.split(',').next().unwrap_or_default();
        let first = if first.is_empty() { line.cells.first().map_or("", String::as_str) } else { first };
        keys.extend_from_slice(&padded(&plain_code(first)));
        if has_cells {
            n_cells += 1;
            for at in 0..N_CELLS {
                push_u32(&mut cells, texts.add(line.cells.get(at).map_or("", String::as_str)));
            }
        }
    }
    let mut heads = Vec::new();
    for head in &file.heads {
        push_u32(&mut heads, texts.add(head));
    }
    let mut pack = PackWriter::new();
    for (name, bytes) in [("lin", fields), ("lcd", keys), ("cel", cells), ("hds", heads)] {
        pack.add(name, bytes);
    }
    finish_texts(texts, &docs, &mut pack);
    (pack.finish(), file.lines.len())
}

fn pointer(line: &IndexLine) -> &str {
    if line.use_value.is_empty() { &line.see } else { &line.use_value }
}

impl Lines {
    /// Over a pack.
    pub fn new(pack: Pack) -> Self {
        Self { pack }
    }

    /// The pack.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// Its search structure; document and line have one number.
    pub fn docs(&self) -> Docs<'_> {
        Docs::of(&self.pack)
    }

    /// How many lines.
    pub fn len(&self) -> u32 {
        (self.pack.part("lcd").len() / KEY) as u32
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Titles of the columns of a table; empty for an index.
    pub fn heads(&self) -> Vec<String> {
        let bytes = self.pack.part("hds");
        let texts = Texts::of(&self.pack);
        (0..bytes.len() / 4).map(|at| texts.get(nth_u32(bytes, at))).collect()
    }

    fn field(&self, number: u32, field: usize) -> u32 {
        nth_u32(self.pack.part("lin"), number as usize * FIELDS + field)
    }

    /// The level of a line.
    pub fn level(&self, number: u32) -> u8 {
        self.field(number, 0) as u8
    }

    /// The first code of a line, or of its first column, without dot; empty if it has none.
    pub fn key(&self, number: u32) -> &str {
        let at = number as usize * KEY;
        let bytes = self.pack.part("lcd").get(at..at + KEY - 1).unwrap_or_default();
        let len = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        bytes.get(..len).and_then(|code| std::str::from_utf8(code).ok()).unwrap_or_default()
    }

    /// A line.
    pub fn line(&self, number: u32) -> Option<Line> {
        if number >= self.len() {
            return None;
        }
        let texts = Texts::of(&self.pack);
        let text = |field: usize| texts.get(self.field(number, field));
        let cells = self.field(number, 9).checked_sub(1).map(|cells| {
            let bytes = self.pack.part("cel");
            (0..N_CELLS).map(|at| texts.get(nth_u32(bytes, cells as usize * N_CELLS + at))).collect()
        });
        Some(Line {
            number,
            parent: self.field(number, 8).checked_sub(1),
            says: IndexLine {
                level: self.level(number),
                term: text(1),
                modifiers: text(2),
                see: text(3),
                see_also: text(4),
                use_value: text(5),
                code: text(6),
                manifestation: text(7),
                cells: cells.unwrap_or_default(),
            },
        })
    }

    /// The terms above a line and its own, from the main term down.
    pub fn path(&self, number: u32) -> Vec<String> {
        let texts = Texts::of(&self.pack);
        let mut path = Vec::new();
        let mut at = (number < self.len()).then_some(number);
        while let Some(line) = at.filter(|_| path.len() < 16) {
            let term = texts.get(self.field(line, 1));
            path.push(if term.is_empty() { texts.get(self.field(line, 3)) } else { term });
            at = self.field(line, 8).checked_sub(1);
        }
        path.reverse();
        path
    }

    /// The lines right below a line; without one, the main terms.
    pub fn below(&self, number: Option<u32>) -> Vec<u32> {
        let (from, level) = number.map_or((0, 0), |number| (number + 1, self.level(number) + 1));
        let mut below = Vec::new();
        for at in from..self.len() {
            let depth = self.level(at);
            if depth < level {
                break;
            }
            if depth == level {
                below.push(at);
            }
        }
        below
    }

    /// The main terms that begin so, letters only compared.
    pub fn main_terms(&self, prefix: &str) -> Vec<u32> {
        let docs = self.docs();
        let wanted = super::words::split(prefix);
        let all = self.below(None);
        if wanted.is_empty() {
            return all;
        }
        let begins = |number: &u32| {
            let words = super::words::split(&docs.texts.get(self.field(*number, 1)));
            let last = wanted.len() - 1;
            wanted.iter().enumerate().all(|(at, word)| {
                words
                    .get(at)
                    .is_some_and(|own| if at == last { own.starts_with(word.as_str()) } else { own == word })
            })
        };
        all.into_iter().filter(begins).collect()
    }

    /// Main terms that have this word.
    fn main_terms_with(&self, word: &str) -> Vec<u32> {
        let docs = self.docs();
        let mut bits = vec![0_u64; docs.len().div_ceil(64)];
        docs.mark(docs.exactly(word.as_bytes()), &mut bits);
        super::search::numbers(&bits).into_iter().filter(|number| self.level(*number) == 0).collect()
    }

    /// Where a pointer leads: "Pain, abdominal" is the term `abdominal` below `Pain`. The deepest line that fits.
    pub fn follow(&self, pointer: &str) -> Option<u32> {
        let pointer = pointer.split(';').next().unwrap_or_default();
        let mut parts = pointer.split(',').map(super::words::split).filter(|words| !words.is_empty());
        let first = parts.next()?;
        let docs = self.docs();
        let words_of = |number: u32| super::words::split(&docs.texts.get(self.field(number, 1)));
        let fits = |number: u32, wanted: &[String]| {
            let words = words_of(number);
            words.first() == wanted.first() && wanted.iter().all(|word| words.contains(word))
        };
        let choose = |among: Vec<u32>, wanted: &[String]| {
            let fitting: Vec<u32> = among.into_iter().filter(|number| fits(*number, wanted)).collect();
            fitting.into_iter().min_by_key(|number| words_of(*number).len())
        };
        let mut at = choose(self.main_terms_with(first.first()?), &first)?;
        for part in parts {
            match choose(self.below(Some(at)), &part) {
                Some(below) => at = below,
                None => break,
            }
        }
        Some(at)
    }
}
