//! The word lists of the linter, read once: `words.txt`, `sources.txt`, `diagnoses.txt`.

use crate::cdi::text::{
    Words,
    phrases::{Hit, Phrases},
};
use std::{collections::BTreeSet, sync::OnceLock};

/// How a phrase weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It stops the query.
    Error,
    /// It needs a reason.
    Warning,
    /// It marks a fact of an earlier stay.
    Mark,
    /// It excuses what it covers.
    Excuse,
}

/// A group of phrases with one fault.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Its short name.
    pub name: &'static str,
    /// The rule broken.
    pub rule: u8,
    /// How it weighs.
    pub weight: Weight,
    /// What is wrong.
    pub what: &'static str,
    /// How to mend it.
    pub remedy: &'static str,
}

/// Where an indicator comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Its own name says it: a creatinine comes from the laboratory.
    Name,
    /// Laboratory, vital signs, orders.
    Data,
    /// Nursing.
    Nurse,
    /// An imaging or pathology report.
    Report,
    /// A provider's note.
    Note,
}

impl Origin {
    /// Whether what it says of a diagnosis counts as documented.
    pub fn documents(self) -> bool {
        matches!(self, Self::Nurse | Self::Report | Self::Note)
    }
}

/// A group of names of one diagnosis.
#[derive(Debug)]
pub struct Diagnosis {
    /// Its name, the first of its terms.
    pub name: &'static str,
    /// Groups that are documented where this one is.
    pub covers: Vec<usize>,
}

/// All lists.
#[derive(Debug)]
pub struct Lists {
    /// Groups of phrases.
    pub groups: Vec<Group>,
    words: Phrases,
    origins: Phrases,
    /// Diagnoses by group.
    pub diagnoses: Vec<Diagnosis>,
    terms: Phrases,
}

const WORDS: &str = include_str!("words.txt");
const SOURCES: &str = include_str!("sources.txt");
const DIAGNOSES: &str = include_str!("diagnoses.txt");

impl Lists {
    /// The lists, read at the first call.
    pub fn get() -> &'static Self {
        static READ: OnceLock<Lists> = OnceLock::new();
        READ.get_or_init(Self::read)
    }

    /// Faulty phrases of a text, those left out that an excuse covers.
    pub fn faults(&self, words: &Words<'_>) -> Vec<(Group, Hit)> {
        let hits = self.words.find_longest(words);
        let weight = |hit: &Hit| self.groups.get(hit.tag).map(|group| group.weight);
        let excuses: Vec<&Hit> = hits.iter().filter(|hit| weight(hit) == Some(Weight::Excuse)).collect();
        let excused = |hit: &Hit| excuses.iter().any(|ok| ok.meets(hit) && ok.len() >= hit.len());
        hits.iter()
            .filter(|hit| !excused(hit))
            .filter_map(|hit| Some((*self.groups.get(hit.tag)?, hit.clone())))
            .collect()
    }

    /// Sources named in a text.
    pub fn origins(&self, words: &Words<'_>) -> Vec<(Origin, Hit)> {
        let origin = |tag| match tag {
            0 => Origin::Name,
            1 => Origin::Data,
            2 => Origin::Nurse,
            3 => Origin::Report,
            _ => Origin::Note,
        };
        self.origins.find(words).into_iter().map(|hit| (origin(hit.tag), hit)).collect()
    }

    /// Names of diagnoses, for mentions with their status; the tag is the group.
    pub fn terms(&self) -> &Phrases {
        &self.terms
    }

    /// A group with all groups that it covers.
    pub fn covered(&self, group: usize) -> BTreeSet<usize> {
        let mut all = BTreeSet::from([group]);
        if let Some(diagnosis) = self.diagnoses.get(group) {
            all.extend(diagnosis.covers.iter().copied());
        }
        all
    }

    fn read() -> Self {
        let mut lists = Self {
            groups: Vec::new(),
            words: Phrases::default(),
            origins: Phrases::default(),
            diagnoses: Vec::new(),
            terms: Phrases::default(),
        };
        for line in entries(WORDS) {
            match line.strip_prefix('!').map(group) {
                Some(Some(group)) => lists.groups.push(group),
                Some(None) => {}
                None => lists.words.add(line, lists.groups.len().saturating_sub(1)),
            }
        }
        for line in entries(SOURCES) {
            let Some((words, origin)) = line.split_once('|') else { continue };
            let tag =
                ["name", "data", "nurse", "report", "note"].iter().position(|word| *word == origin.trim());
            if let Some(tag) = tag {
                lists.origins.add(words.trim(), tag);
            }
        }
        lists.read_diagnoses();
        lists
    }

    fn read_diagnoses(&mut self) {
        let heads: Vec<(&'static str, &'static str, &'static str)> =
            entries(DIAGNOSES).filter_map(head).collect();
        let at = |name: &str| heads.iter().position(|(head, _, _)| *head == name.trim());
        for (idx, (_, covers, terms)) in heads.iter().enumerate() {
            let covers = covers.split(',').filter_map(at).collect();
            let name = terms.split(',').next().unwrap_or("").trim();
            self.diagnoses.push(Diagnosis { name, covers });
            for term in terms.split(',').map(str::trim) {
                self.terms.add(term, idx);
            }
        }
    }
}

fn entries(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn group(line: &'static str) -> Option<Group> {
    let mut cells = line.split('|').map(str::trim);
    let name = cells.next()?;
    let rule = cells.next()?.parse().ok()?;
    let weight = match cells.next()? {
        "error" => Weight::Error,
        "warning" => Weight::Warning,
        "mark" => Weight::Mark,
        "ok" => Weight::Excuse,
        _ => return None,
    };
    Some(Group { name, rule, weight, what: cells.next()?, remedy: cells.next()? })
}

/// `name (covered, covered): terms` in its three parts.
fn head(line: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let (head, terms) = line.split_once(':')?;
    match head.split_once('(') {
        Some((name, covers)) => Some((name.trim(), covers.trim_end_matches(')'), terms)),
        None => Some((head.trim(), "", terms)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lists_is_read() {
        let lists = Lists::get();
        assert_eq!(lists.groups.len(), entries(WORDS).filter(|line| line.starts_with('!')).count());
        assert_eq!(lists.diagnoses.len(), entries(DIAGNOSES).count());
        for line in entries(DIAGNOSES) {
            let (_, covers, _) = head(line).unwrap();
            let names: Vec<&str> = covers.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
            for name in names {
                assert!(entries(DIAGNOSES).any(|line| head(line).unwrap().0 == name), "{line}: {name}");
            }
        }
        for line in entries(SOURCES) {
            let (_, origin) = line.split_once('|').unwrap();
            assert!(["name", "data", "nurse", "report", "note"].contains(&origin.trim()), "{line}");
        }
    }
}
