//! Sections of a clinical document: which heading stands over a word.

use super::words::Words;
use std::{collections::HashMap, sync::OnceLock};

/// What a part of a document tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Section {
    Other,
    Complaint,
    Present,
    Course,
    Family,
    Social,
    Past,
    Allergies,
    Review,
    Medications,
    Exam,
    Results,
    /// Why a test was asked for, and what it might be.
    Question,
    Assessment,
    Plan,
    Instructions,
}

impl Section {
    /// Its name in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Other => "text",
            Self::Complaint => "chief complaint",
            Self::Present => "present illness",
            Self::Course => "course",
            Self::Family => "family history",
            Self::Social => "social history",
            Self::Past => "past history",
            Self::Allergies => "allergies",
            Self::Review => "review of systems",
            Self::Medications => "medications",
            Self::Exam => "examination",
            Self::Results => "results",
            Self::Question => "question of a study",
            Self::Assessment => "assessment",
            Self::Plan => "plan",
            Self::Instructions => "instructions",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "complaint" => Self::Complaint,
            "present" => Self::Present,
            "course" => Self::Course,
            "family" => Self::Family,
            "social" => Self::Social,
            "past" => Self::Past,
            "allergies" => Self::Allergies,
            "review" => Self::Review,
            "medications" => Self::Medications,
            "exam" => Self::Exam,
            "results" => Self::Results,
            "question" => Self::Question,
            "assessment" => Self::Assessment,
            "plan" => Self::Plan,
            "instructions" => Self::Instructions,
            _ => return None,
        })
    }
}

const HEADINGS: &str = include_str!("sections.txt");

fn headings() -> &'static HashMap<&'static str, Section> {
    static READ: OnceLock<HashMap<&'static str, Section>> = OnceLock::new();
    READ.get_or_init(|| {
        let lines = HEADINGS.lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| {
                let (heading, section) = line.split_once('|')?;
                Some((heading.trim(), Section::from_word(section.trim())?))
            })
            .collect()
    })
}

/// Where sections begin: first word and section, in order.
pub fn sections(words: &Words<'_>) -> Vec<(usize, Section)> {
    let mut found = vec![(0, Section::Other)];
    for idx in (0..words.len()).filter(|idx| words.begins_line(*idx)) {
        let start = words.span(idx, idx).start;
        let line = words.raw().get(start..).and_then(|rest| rest.lines().next()).unwrap_or("");
        if let Some(section) = heading(line) {
            found.push((idx, section));
        }
    }
    found
}

/// The section of a word, in what [`sections`] gave.
pub fn section_at(sections: &[(usize, Section)], idx: usize) -> Section {
    let after = sections.partition_point(|(first, _)| *first <= idx);
    after.checked_sub(1).and_then(|at| sections.get(at)).map_or(Section::Other, |(_, section)| *section)
}

/// The section that a line opens: a known heading alone or before a colon; any other line in capitals ends the last section.
fn heading(line: &str) -> Option<Section> {
    let line = line.trim();
    let (head, alone) = match line.split_once(':') {
        Some((head, rest)) => (head.trim(), rest.trim().is_empty()),
        None => (line, true),
    };
    if head.is_empty() || head.len() > 48 {
        return None;
    }
    if let Some(known) = headings().get(head.to_ascii_lowercase().as_str()) {
        return Some(*known);
    }
    let capitals = head.chars().filter(|char| char.is_alphabetic()).count() > 3
        && head.chars().all(|char| !char.is_lowercase() && !char.is_ascii_digit());
    (capitals && alone).then_some(Section::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_read() {
        let lines = HEADINGS.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(headings().len(), lines);
    }

    #[test]
    fn headings_alone_and_before_a_colon() {
        let words = Words::of("HPI:\nfever\nFamily History: mother well\nSKIN CARE\ndry\nPLAN\ngo");
        let at = sections(&words);
        let of = |word: &str| {
            let idx = (0..words.len()).find(|idx| words.word(*idx) == word).unwrap();
            section_at(&at, idx)
        };
        assert_eq!(of("fever"), Section::Present);
        assert_eq!(of("mother"), Section::Family);
        assert_eq!(of("dry"), Section::Other);
        assert_eq!(of("go"), Section::Plan);
    }
}
