//! Texts of a code set as numbers of tokens: titles repeat the same words, so a title costs a byte or two a word.
//!
//! A token ends after a blank, a hyphen or a slash and keeps it, so a text comes back exactly. Frequent tokens have small
//! numbers. The same numbers serve the search: each token knows its search word.
//!
//! Sections: `tok` tokens joined, `tko` their offsets, `txt` texts as variable-length numbers, `txo` their offsets.

use super::{
    bytes::{Varints, push_u32, push_varint, slot},
    container::{Pack, PackWriter},
};
use std::collections::HashMap;

/// Number of a text in its set; 0 is the empty text.
pub type TextId = u32;

/// Collects texts while a set is compiled.
#[derive(Debug)]
pub struct TextsBuilder {
    ids: HashMap<String, TextId>,
    texts: Vec<String>,
}

impl Default for TextsBuilder {
    fn default() -> Self {
        Self { ids: HashMap::from([(String::new(), 0)]), texts: vec![String::new()] }
    }
}

impl TextsBuilder {
    /// The number of a text; the same text has one number.
    pub fn add(&mut self, text: &str) -> TextId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = self.texts.len() as TextId;
        let text = text.replace('\n', " ");
        self.ids.insert(text.clone(), id);
        self.texts.push(text);
        id
    }

    /// The text of a number.
    pub fn get(&self, id: TextId) -> &str {
        self.texts.get(id as usize).map_or("", String::as_str)
    }

    /// All texts in the order of their numbers.
    pub fn all(&self) -> Vec<String> {
        self.texts.clone()
    }

    /// Writes the sections; gives the tokens in the order of their numbers.
    pub fn finish(self, pack: &mut PackWriter) -> Vec<String> {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for text in &self.texts {
            for token in tokens(text) {
                *counts.entry(token).or_default() += 1;
            }
        }
        let mut ranked: Vec<(&str, u32)> = counts.into_iter().collect();
        ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let ids: HashMap<&str, u32> = (0..).zip(&ranked).map(|(id, (token, _))| (*token, id)).collect();
        let (mut txt, mut txo) = (Vec::new(), Vec::new());
        for text in &self.texts {
            push_u32(&mut txo, txt.len() as u32);
            for token in tokens(text) {
                push_varint(&mut txt, ids.get(token).copied().unwrap_or_default());
            }
        }
        push_u32(&mut txo, txt.len() as u32);
        let names: Vec<String> = ranked.iter().map(|(token, _)| (*token).to_owned()).collect();
        let (tok, tko) = joined(&names);
        pack.add("tok", tok);
        pack.add("tko", tko);
        pack.add("txt", txt);
        pack.add("txo", txo);
        names
    }
}

/// Strings one after the other, and their offsets with the end.
pub fn joined(strings: &[String]) -> (Vec<u8>, Vec<u8>) {
    let (mut bytes, mut offsets) = (Vec::new(), Vec::new());
    for string in strings {
        push_u32(&mut offsets, bytes.len() as u32);
        bytes.extend_from_slice(string.as_bytes());
    }
    push_u32(&mut offsets, bytes.len() as u32);
    (bytes, offsets)
}

/// Tokens of a text, each with the blank, hyphen or slash that ends it.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive([' ', '-', '/']).filter(|token| !token.is_empty())
}

/// The texts of a set.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    tok: &'a [u8],
    tko: &'a [u8],
    txt: &'a [u8],
    txo: &'a [u8],
}

impl<'a> Texts<'a> {
    /// The texts of a pack.
    pub fn of(pack: &'a Pack) -> Self {
        Self { tok: pack.part("tok"), tko: pack.part("tko"), txt: pack.part("txt"), txo: pack.part("txo") }
    }

    /// A text.
    pub fn get(&self, id: TextId) -> String {
        let mut text = String::new();
        for token in self.tokens(id) {
            text.push_str(self.token(token));
        }
        text
    }

    /// The numbers of a text's tokens.
    pub fn tokens(&self, id: TextId) -> Varints<'a> {
        Varints::new(slot(self.txt, self.txo, id as usize))
    }

    /// A token.
    pub fn token(&self, id: u32) -> &'a str {
        std::str::from_utf8(slot(self.tok, self.tko, id as usize)).unwrap_or_default()
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        (self.txo.len() / 4).saturating_sub(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_exactly() {
        let mut builder = TextsBuilder::default();
        let written = [
            "",
            "Non-ST elevation (NSTEMI) / other",
            "Type 2 diabetes mellitus",
            "a  b",
            "Ménière's disease",
        ];
        let ids: Vec<TextId> = written.iter().map(|text| builder.add(text)).collect();
        assert_eq!(builder.add(written[2]), ids[2]);
        let mut writer = PackWriter::new();
        builder.finish(&mut writer);
        let pack = Pack::open(writer.finish()).unwrap();
        let texts = Texts::of(&pack);
        for (id, text) in ids.iter().zip(written) {
            assert_eq!(texts.get(*id), text);
        }
        assert_eq!((texts.get(99).as_str(), texts.len()), ("", 5));
    }
}
