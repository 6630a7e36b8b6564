//! ICD-10-CM, compiled: rows in code order with titles, notes, parents and seventh characters.
//!
//! Codes with a seventh character are not rows: they follow from their row and its list of characters, of which a mask says
//! which are valid (a code for death has no subsequent encounter).

use super::{
    bytes::{nth_u32, u32_at},
    container::Pack,
    docs::Docs,
    texts::{TextId, Texts},
};
use crate::domain::codeset::{NoteKind, Rank, plain_code};
use std::ops::Range;

/// Bytes of a code in the sorted list: seven characters, then flags.
pub const CODE_BYTES: usize = 8;
/// Fields of a row: title, parent + 1, block + 1, seventh list + 1, first note, mask of seventh characters.
pub const ROW_FIELDS: usize = 6;
/// Fields of a chapter or block: rank, name, title, first row, row after the last, parent + 1, first note, note after the last.
pub const PART_FIELDS: usize = 8;
/// Flag: the row can be reported as it stands.
pub const BILLABLE: u8 = 1;
/// Kind of document: a title.
pub const DOC_TITLE: u32 = 0;
/// Kind of document: an inclusion term or an includes note.
pub const DOC_TERM: u32 = 1;

/// A compiled ICD-10-CM.
#[derive(Debug)]
pub struct Cm {
    pack: Pack,
}

/// One row, by its number in code order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub number: u32,
    /// The title.
    pub title: TextId,
    /// The row above.
    pub parent: Option<u32>,
    /// The block.
    pub block: Option<u32>,
    /// Its list of seventh characters.
    pub seventh: Option<u32>,
    mask: u32,
}

/// A code that was looked up: its row, and the seventh character that was added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The row.
    pub row: Row,
    /// The seventh character, if the code has one beyond its row.
    pub extension: Option<char>,
}

/// A chapter or block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which.
    pub rank: Rank,
    /// `4` or `E08-E13`.
    pub name: String,
    /// The title.
    pub title: String,
    /// Its rows.
    pub rows: Range<u32>,
    /// The chapter of a block.
    pub parent: Option<u32>,
    notes: Range<u32>,
}

impl Cm {
    /// Over a pack.
    pub fn new(pack: Pack) -> Self {
        Self { pack }
    }

    /// The pack.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// Its texts.
    pub fn texts(&self) -> Texts<'_> {
        Texts::of(&self.pack)
    }

    /// Its search structure.
    pub fn docs(&self) -> Docs<'_> {
        Docs::of(&self.pack)
    }

    /// How many rows.
    pub fn n_rows(&self) -> u32 {
        (self.pack.part("cod").len() / CODE_BYTES) as u32
    }

    /// A row's code without dot.
    pub fn code(&self, number: u32) -> &str {
        let at = number as usize * CODE_BYTES;
        let bytes = self.pack.part("cod").get(at..at + CODE_BYTES - 1).unwrap_or_default();
        let len = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        bytes.get(..len).and_then(|code| std::str::from_utf8(code).ok()).unwrap_or_default()
    }

    /// Whether a row can be reported as it stands.
    pub fn billable(&self, number: u32) -> bool {
        let at = number as usize * CODE_BYTES + CODE_BYTES - 1;
        self.pack.part("cod").get(at).is_some_and(|flags| flags & BILLABLE > 0)
    }

    /// A row by its number.
    pub fn row(&self, number: u32) -> Option<Row> {
        let bytes = self.pack.part("row");
        let at = number as usize * ROW_FIELDS;
        if number >= self.n_rows() {
            return None;
        }
        let field = |idx: usize| nth_u32(bytes, at + idx);
        Some(Row {
            number,
            title: field(0),
            parent: field(1).checked_sub(1),
            block: field(2).checked_sub(1),
            seventh: field(3).checked_sub(1),
            mask: field(5),
        })
    }

    /// The number of the first row whose code is not before this one.
    pub fn place(&self, code: &str) -> u32 {
        let (mut from, mut to) = (0, self.n_rows());
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

    /// Rows whose codes begin so.
    pub fn beginning(&self, prefix: &str) -> Range<u32> {
        let from = self.place(prefix);
        // Every sound code comes before the tilde.
        let to = self.place(&format!("{prefix}~"));
        from..to.max(from)
    }

    /// The row of a code, or the row and seventh character that make it up.
    pub fn find(&self, code: &str) -> Option<Found> {
        let code = plain_code(code);
        let exact = |code: &str| {
            let at = self.place(code);
            (self.code(at) == code && !code.is_empty()).then(|| self.row(at)).flatten()
        };
        if let Some(row) = exact(&code) {
            return Some(Found { row, extension: None });
        }
        let (base, extension) = (code.get(..6)?, code.get(6..)?.chars().next()?);
        let mut base = base;
        loop {
            if let Some(row) = exact(base) {
                let valid = self.seventh(&row).iter().any(|(char, _)| *char == extension);
                let leaf = self.children(row.number).is_empty();
                return (valid && leaf).then_some(Found { row, extension: Some(extension) });
            }
            base = base.strip_suffix('X')?;
        }
    }

    /// The rows right below a row.
    pub fn children(&self, number: u32) -> Vec<u32> {
        let below = self.beginning(self.code(number));
        below.filter(|child| self.row(*child).is_some_and(|row| row.parent == Some(number))).collect()
    }

    /// The valid seventh characters of a row with their meanings, its own or inherited.
    pub fn seventh(&self, row: &Row) -> Vec<(char, String)> {
        let Some(list) = row.seventh else { return Vec::new() };
        let (starts, all) = (self.pack.part("svo"), self.pack.part("svx"));
        let range = nth_u32(starts, list as usize)..nth_u32(starts, list as usize + 1);
        let texts = self.texts();
        (0_u32..)
            .zip(range)
            .filter(|(bit, _)| *bit >= 32 || row.mask & (1 << bit) > 0)
            .filter_map(|(_, at)| {
                let at = at as usize * 8;
                Some((char::from_u32(u32_at(all, at))?, texts.get(u32_at(all, at + 4))))
            })
            .collect()
    }

    /// The title of a code as a whole.
    pub fn title(&self, found: &Found) -> String {
        let code = self.whole_code(found);
        if let Some(title) = self.override_of(&code) {
            return title;
        }
        let title = self.texts().get(found.row.title);
        let meaning = found.extension.and_then(|extension| {
            self.seventh(&found.row)
                .into_iter()
                .find(|(char, _)| *char == extension)
                .map(|(_, meaning)| meaning)
        });
        meaning.map_or_else(|| title.clone(), |meaning| format!("{title}, {meaning}"))
    }

    /// The code as a whole, without dot: placeholders and seventh character added.
    pub fn whole_code(&self, found: &Found) -> String {
        let code = self.code(found.row.number);
        match found.extension {
            Some(extension) => format!("{code:X<6}{extension}"),
            None => code.to_owned(),
        }
    }

    /// Whether the code can be reported: a row without more below it and without a seventh character still to add.
    pub fn reportable(&self, found: &Found) -> bool {
        found.extension.is_some() || self.billable(found.row.number)
    }

    fn override_of(&self, code: &str) -> Option<String> {
        let bytes = self.pack.part("ovr");
        let key = padded(code);
        let entries: Vec<&[u8]> = bytes.chunks_exact(12).collect();
        let at = entries.binary_search_by(|entry| entry.get(..8).unwrap_or_default().cmp(&key)).ok()?;
        entries.get(at).map(|entry| self.texts().get(u32_at(entry, 8)))
    }

    /// A row's own notes.
    pub fn notes(&self, number: u32) -> Vec<(NoteKind, String)> {
        let rows = self.pack.part("row");
        let start = |number: u32| nth_u32(rows, number as usize * ROW_FIELDS + 4);
        let end =
            if number + 1 < self.n_rows() { start(number + 1) } else { nth_u32(self.pack.part("nend"), 0) };
        self.notes_between(start(number)..end)
    }

    fn notes_between(&self, range: Range<u32>) -> Vec<(NoteKind, String)> {
        let (kinds, texts) = (self.pack.part("ntk"), self.pack.part("ntt"));
        let words = self.texts();
        range
            .filter_map(|at| {
                let kind = NoteKind::ALL.get(usize::from(*kinds.get(at as usize)?))?;
                Some((*kind, words.get(nth_u32(texts, at as usize))))
            })
            .collect()
    }

    /// How many chapters and blocks.
    pub fn n_parts(&self) -> u32 {
        (self.pack.part("sec").len() / 4 / PART_FIELDS) as u32
    }

    /// A chapter or block by its number.
    pub fn part(&self, number: u32) -> Option<Part> {
        if number >= self.n_parts() {
            return None;
        }
        let bytes = self.pack.part("sec");
        let field = |idx: usize| nth_u32(bytes, number as usize * PART_FIELDS + idx);
        Some(Part {
            rank: if field(0) == 0 { Rank::Chapter } else { Rank::Block },
            name: self.texts().get(field(1)),
            title: self.texts().get(field(2)),
            rows: field(3)..field(4),
            parent: field(5).checked_sub(1),
            notes: field(6)..field(7),
        })
    }

    /// The notes of a chapter or block.
    pub fn notes_of(&self, part: &Part) -> Vec<(NoteKind, String)> {
        self.notes_between(part.notes.clone())
    }

    /// All codes that can be reported, with their titles, in order: for listing and comparing years.
    pub fn reportable_codes(&self) -> impl Iterator<Item = (String, Found)> + '_ {
        (0..self.n_rows()).filter_map(|number| self.row(number)).flat_map(|row| {
            let plain = self.billable(row.number).then_some(Found { row, extension: None });
            let leaf = row.seventh.is_some() && self.children(row.number).is_empty();
            let seventh = if leaf { self.seventh(&row) } else { Vec::new() };
            let extended = seventh.into_iter().map(move |(char, _)| Found { row, extension: Some(char) });
            plain
                .into_iter()
                .chain(extended)
                .map(|found| (self.whole_code(&found), found))
                .collect::<Vec<_>>()
        })
    }
}

/// A code in the eight bytes of the sorted lists.
pub fn padded(code: &str) -> [u8; CODE_BYTES] {
    let mut bytes = [0; CODE_BYTES];
    for (to, from) in bytes.iter_mut().zip(code.bytes().take(CODE_BYTES - 1)) {
        *to = from;
    }
    bytes
}
