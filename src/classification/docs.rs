//! The search structure of a code set: each text that leads somewhere is a document of words.
//!
//! Sections: `wrd` words in order, `wro` their offsets, `tkw` the word of each token (number + 1, 0 for none), `pst` the
//! documents of each word as growing numbers, `pso` their offsets, `doc` the documents, `dln` their lengths in words.

use super::{
    bytes::{Varints, nth_u32, push_u32, push_varint, slot},
    container::{Pack, PackWriter},
    texts::{TextId, Texts, joined},
    words::{fold, is_small, split},
};
use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

/// One document while a set is compiled.
#[derive(Clone, Copy, Debug, Default)]
pub struct Doc {
    /// Its own text.
    pub text: TextId,
    /// Words that may be typed but need not: nonessential modifiers.
    pub extra: TextId,
    /// The document above it plus 1, whose words belong to it; 0 for none.
    pub parent: u32,
    /// Where it leads: the meaning is its set's.
    pub target: u32,
    /// What kind of text it is: the meaning is its set's.
    pub kind: u32,
}

const STRIDE: usize = 5;
/// An index is nested to level 9; more is a circle in damaged bytes.
const DEEPEST: usize = 16;

/// Writes the search structure. `tokens` are those that `TextsBuilder::finish` gave; `texts` the texts themselves.
pub fn write(docs: &[Doc], texts: &[String], tokens: &[String], pack: &mut PackWriter) {
    let words: Vec<String> = tokens
        .iter()
        .map(|token| fold(token))
        .filter(|word| !word.is_empty())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let ids: HashMap<&str, u32> = (0..).zip(&words).map(|(id, word)| (word.as_str(), id)).collect();
    let mut tkw = Vec::new();
    for token in tokens {
        push_u32(&mut tkw, ids.get(fold(token).as_str()).map_or(0, |id| id + 1));
    }
    let mut postings: Vec<Vec<u32>> = vec![Vec::new(); words.len()];
    let (mut doc_bytes, mut lengths) = (Vec::new(), Vec::new());
    for (number, doc) in (0_u32..).zip(docs) {
        for field in [doc.text, doc.extra, doc.parent, doc.target, doc.kind] {
            push_u32(&mut doc_bytes, field);
        }
        let mut length = 0_usize;
        let mut at = Some(*doc);
        for _ in 0..DEEPEST {
            let Some(part) = at else { break };
            let own = split(texts.get(part.text as usize).map_or("", String::as_str));
            length += own.iter().filter(|word| !is_small(word)).count();
            let extra = split(texts.get(part.extra as usize).map_or("", String::as_str));
            for word in own.iter().chain(&extra) {
                if let Some(list) = ids.get(word.as_str()).and_then(|id| postings.get_mut(*id as usize))
                    && list.last() != Some(&number)
                {
                    list.push(number);
                }
            }
            at = part.parent.checked_sub(1).and_then(|parent| docs.get(parent as usize)).copied();
        }
        lengths.push(length.min(255) as u8);
    }
    let (wrd, wro) = joined(&words);
    let (mut pst, mut pso) = (Vec::new(), Vec::new());
    for list in &mut postings {
        push_u32(&mut pso, pst.len() as u32);
        let mut before = 0;
        for number in list.iter() {
            push_varint(&mut pst, number - before);
            before = *number;
        }
    }
    push_u32(&mut pso, pst.len() as u32);
    for (name, bytes) in [
        ("wrd", wrd),
        ("wro", wro),
        ("tkw", tkw),
        ("pst", pst),
        ("pso", pso),
        ("doc", doc_bytes),
        ("dln", lengths),
    ] {
        pack.add(name, bytes);
    }
}

/// The search structure of a set.
#[derive(Clone, Copy, Debug)]
pub struct Docs<'a> {
    /// The set's texts.
    pub texts: Texts<'a>,
    wrd: &'a [u8],
    wro: &'a [u8],
    tkw: &'a [u8],
    pst: &'a [u8],
    pso: &'a [u8],
    doc: &'a [u8],
    dln: &'a [u8],
}

impl<'a> Docs<'a> {
    /// The structure of a pack; empty if it has none.
    pub fn of(pack: &'a Pack) -> Self {
        Self {
            texts: Texts::of(pack),
            wrd: pack.part("wrd"),
            wro: pack.part("wro"),
            tkw: pack.part("tkw"),
            pst: pack.part("pst"),
            pso: pack.part("pso"),
            doc: pack.part("doc"),
            dln: pack.part("dln"),
        }
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.dln.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.dln.is_empty()
    }

    /// How many words there are.
    pub fn n_words(&self) -> u32 {
        (self.wro.len() / 4).saturating_sub(1) as u32
    }

    /// A word.
    pub fn word(&self, id: u32) -> &'a [u8] {
        slot(self.wrd, self.wro, id as usize)
    }

    /// Words that begin so.
    pub fn beginning(&self, prefix: &[u8]) -> Range<u32> {
        let from = self.first_not(|word| word < prefix);
        let to = self.first_not(|word| word < prefix || word.starts_with(prefix));
        from..to.max(from)
    }

    /// The word that is this one.
    pub fn exactly(&self, word: &[u8]) -> Range<u32> {
        let from = self.first_not(|other| other < word);
        let found = from < self.n_words() && self.word(from) == word;
        from..from + u32::from(found)
    }

    fn first_not(&self, before: impl Fn(&[u8]) -> bool) -> u32 {
        let (mut from, mut to) = (0, self.n_words());
        while from < to {
            let middle = from + (to - from) / 2;
            if before(self.word(middle)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    /// Sets the bits of all documents that have one of these words.
    pub fn mark(&self, words: Range<u32>, bits: &mut [u64]) {
        for word in words {
            let mut number = 0_u32;
            for step in Varints::new(slot(self.pst, self.pso, word as usize)) {
                number = number.wrapping_add(step);
                if let Some(cell) = bits.get_mut(number as usize / 64) {
                    *cell |= 1 << (number % 64);
                }
            }
        }
    }

    /// Bytes of the postings of these words: how much work [`Docs::mark`] will be.
    pub fn weight(&self, words: &Range<u32>) -> u32 {
        nth_u32(self.pso, words.end as usize).saturating_sub(nth_u32(self.pso, words.start as usize))
    }

    /// A document.
    pub fn doc(&self, number: u32) -> Doc {
        let at = number as usize * STRIDE;
        let field = |idx: usize| nth_u32(self.doc, at + idx);
        Doc { text: field(0), extra: field(1), parent: field(2), target: field(3), kind: field(4) }
    }

    /// How many words a document has, small ones and modifiers left out.
    pub fn length(&self, number: u32) -> u8 {
        self.dln.get(number as usize).copied().unwrap_or(u8::MAX)
    }

    /// A document with those above it, itself first.
    pub fn path(&self, number: u32) -> impl Iterator<Item = Doc> + '_ {
        let first = (number < self.len() as u32).then(|| self.doc(number));
        std::iter::successors(first, |doc| doc.parent.checked_sub(1).map(|parent| self.doc(parent)))
            .take(DEEPEST)
    }

    /// The words of a text in order.
    pub fn words_of(&self, text: TextId) -> impl Iterator<Item = u32> + '_ {
        self.texts.tokens(text).filter_map(|token| nth_u32(self.tkw, token as usize).checked_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::texts::TextsBuilder;

    #[test]
    fn documents_are_found_by_the_beginnings_of_their_words() {
        let mut builder = TextsBuilder::default();
        let texts = ["Aberrant", "artery", "(peripheral)", "basilar NEC"].map(|text| builder.add(text));
        let docs = [
            Doc { text: texts[0], ..Doc::default() },
            Doc { text: texts[1], extra: texts[2], parent: 1, ..Doc::default() },
            Doc { text: texts[3], parent: 2, target: 9, ..Doc::default() },
        ];
        let mut writer = PackWriter::new();
        let all = builder.all();
        let tokens = builder.finish(&mut writer);
        write(&docs, &all, &tokens, &mut writer);
        let pack = Pack::open(writer.finish()).unwrap();
        let found = Docs::of(&pack);
        let marked = |range: Range<u32>| {
            let mut bits = [0_u64; 1];
            found.mark(range, &mut bits);
            bits[0]
        };
        assert_eq!(marked(found.beginning(b"a")), 0b111);
        assert_eq!(marked(found.exactly(b"artery")), 0b110);
        assert_eq!(marked(found.beginning(b"periph")), 0b110);
        assert_eq!(marked(found.beginning(b"zz")), 0);
        assert_eq!((found.length(2), found.path(2).count(), found.doc(2).target), (3, 3, 9));
        assert_eq!(found.words_of(texts[3]).count(), 2);
    }
}
