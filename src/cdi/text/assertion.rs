//! What a text says of a finding: present, denied, uncertain, only possible in future, of the past, of somebody else.
//!
//! The algorithm is ConText: H. Harkema and others, "ConText: An algorithm for determining negation, experiencer, and
//! temporal status from clinical reports", J Biomed Inform 42 (2009) 839-851; it grew out of NegEx: W. W. Chapman and others,
//! "A simple algorithm for identifying negated findings and diseases in discharge summaries", J Biomed Inform 34 (2001)
//! 301-310. The words stand in `context.txt`.
//!
//! 1. A text is cut into sentences; an entry of a list is a sentence, and so is a line, unless it was only wrapped.
//! 2. In each sentence the cues are found, the longest first; cues that only look like one (`pseudo`) are dropped.
//! 3. A forward cue holds for the words after it, a backward cue for those before it, up to the end of the sentence or the
//!    next `end` word. A cue of both directions reaches backward only to the last comma: "fever, likely pneumonia" leaves
//!    the fever certain; and after its finding ("cultures negative, cellulitis better") forward only to the next.
//! 4. A finding takes the status of all cues whose scope covers it. A cue within the finding's own words does not count.
//! 5. Beyond ConText: the section adds its own. What stands under family history is somebody else's, under past history is
//!    of the past, under instructions is hypothetical, under the question of a study is uncertain.

use super::{
    phrases::{Hit, Phrases},
    sections::{Section, section_at, sections},
    words::{Gap, Words},
};
use std::{ops::Range, sync::OnceLock};

/// What is said of a finding. All `false`: it is affirmed, now, of this patient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Status {
    /// Denied, absent, ruled out.
    pub negated: bool,
    /// Possible, probable, to be ruled out.
    pub uncertain: bool,
    /// Only if something happens; a risk, a precaution.
    pub hypothetical: bool,
    /// Before this illness or stay.
    pub historical: bool,
    /// Of a relative or another person.
    pub other_person: bool,
}

impl Status {
    /// Affirmed, of now, of this patient.
    pub fn affirmed(self) -> bool {
        self == Self::default()
    }

    /// In words: `affirmed`, `negated`, `uncertain, historical`.
    pub fn words(self) -> String {
        let all = [
            (self.negated, "negated"),
            (self.uncertain, "uncertain"),
            (self.hypothetical, "hypothetical"),
            (self.historical, "historical"),
            (self.other_person, "other person"),
        ];
        let told: Vec<&str> = all.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
        if told.is_empty() { "affirmed".to_owned() } else { told.join(", ") }
    }
}

/// A term found in a text, with what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The term's number in its [`Phrases`].
    pub term: usize,
    /// Its first word.
    pub first: usize,
    /// Its last word.
    pub last: usize,
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// The section that it stands in.
    pub section: Section,
    /// What is said of it.
    pub status: Status,
    /// The bytes of the words that say so.
    pub cues: Vec<Range<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Negated,
    Possible,
    Hypothetical,
    Historical,
    OtherPerson,
    Pseudo,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Forward,
    Backward,
    Both,
}

struct Lexicon {
    phrases: Phrases,
    cues: Vec<(Kind, Direction)>,
}

const CONTEXT: &str = include_str!("context.txt");

fn lexicon() -> &'static Lexicon {
    static READ: OnceLock<Lexicon> = OnceLock::new();
    READ.get_or_init(|| {
        let (mut phrases, mut cues) = (Phrases::default(), Vec::new());
        for line in CONTEXT.lines() {
            if let Some((words, cue)) = cue(line) {
                phrases.add(words, cues.len());
                cues.push(cue);
            }
        }
        Lexicon { phrases, cues }
    })
}

fn cue(line: &str) -> Option<(&str, (Kind, Direction))> {
    let mut cells = line.split('|').map(str::trim);
    let words = cells.next().filter(|words| !words.is_empty() && !words.starts_with('#'))?;
    let kind = match cells.next()? {
        "negated" => Kind::Negated,
        "possible" => Kind::Possible,
        "hypothetical" => Kind::Hypothetical,
        "historical" => Kind::Historical,
        "other-person" => Kind::OtherPerson,
        "pseudo" => Kind::Pseudo,
        "end" => Kind::End,
        _ => return None,
    };
    let direction = match cells.next()? {
        "forward" | "" => Direction::Forward,
        "backward" => Direction::Backward,
        "both" => Direction::Both,
        _ => return None,
    };
    Some((words, (kind, direction)))
}

/// One cue of the text with the words that it holds for.
struct Scope {
    kind: Kind,
    hit: Hit,
    from: usize,
    to: usize,
}

/// All mentions of the terms, each with what the text says of it, in order.
pub fn mentions(words: &Words<'_>, terms: &Phrases) -> Vec<Mention> {
    mentions_of(words, terms.find_longest(words))
}

/// As [`mentions`], with a term that stands within a longer one as well: "pneumonia" of "aspiration pneumonia".
pub fn all_mentions(words: &Words<'_>, terms: &Phrases) -> Vec<Mention> {
    mentions_of(words, terms.find(words))
}

fn mentions_of(words: &Words<'_>, hits: Vec<Hit>) -> Vec<Mention> {
    if hits.is_empty() {
        return Vec::new();
    }
    let (scopes, sections) = (scopes(words), sections(words));
    hits.into_iter().map(|hit| mention(words, &hit, &scopes, section_at(&sections, hit.first))).collect()
}

fn mention(words: &Words<'_>, hit: &Hit, scopes: &[Scope], section: Section) -> Mention {
    let mut status = Status::default();
    let mut cues = Vec::new();
    // Scopes lie in order of their cue; those that matter stand in the same sentence.
    let (first, last) = words.sentence(hit.first);
    let from = scopes.partition_point(|scope| scope.hit.first < first);
    for scope in scopes.get(from..).unwrap_or_default().iter().take_while(|scope| scope.hit.first <= last) {
        let covers = scope.from <= hit.first && hit.last <= scope.to;
        if !covers || scope.hit.meets(hit) {
            continue;
        }
        match scope.kind {
            Kind::Negated => status.negated = true,
            Kind::Possible => status.uncertain = true,
            Kind::Hypothetical => status.hypothetical = true,
            Kind::Historical => status.historical = true,
            Kind::OtherPerson => status.other_person = true,
            Kind::Pseudo | Kind::End => {}
        }
        cues.push(scope.hit.span(words));
    }
    match section {
        Section::Family => status.other_person = true,
        Section::Past => status.historical = true,
        Section::Instructions => status.hypothetical = true,
        Section::Question => status.uncertain = true,
        _ => {}
    }
    Mention { term: hit.tag, first: hit.first, last: hit.last, span: hit.span(words), section, status, cues }
}

fn scopes(words: &Words<'_>) -> Vec<Scope> {
    let lexicon = lexicon();
    let hits = lexicon.phrases.find_longest(words);
    let kind = |hit: &Hit| lexicon.cues.get(hit.tag).copied().unwrap_or((Kind::Pseudo, Direction::Forward));
    let pseudo: Vec<&Hit> = hits.iter().filter(|hit| kind(hit).0 == Kind::Pseudo).collect();
    let hidden = |hit: &Hit| pseudo.iter().any(|pseudo| pseudo.meets(hit) && pseudo.len() >= hit.len());
    let real: Vec<&Hit> = hits.iter().filter(|hit| kind(hit).0 != Kind::Pseudo && !hidden(hit)).collect();
    let mut found = Vec::with_capacity(real.len());
    for hit in &real {
        let (kind, direction) = kind(hit);
        if kind == Kind::End {
            continue;
        }
        let (first, last) = words.sentence(hit.first);
        let is_end = |other: &&&Hit| lexicon.cues.get(other.tag).is_some_and(|cue| cue.0 == Kind::End);
        let ends = || real.iter().filter(is_end).filter(|end| !end.meets(hit));
        let to =
            ends().filter(|end| end.first > hit.last && end.first <= last).map(|end| end.first - 1).min();
        let from =
            ends().filter(|end| end.last < hit.first && end.first >= first).map(|end| end.last + 1).max();
        let (mut from, mut to) = (from.unwrap_or(first), to.unwrap_or(last));
        match direction {
            Direction::Forward => from = hit.first,
            Direction::Backward => to = hit.last,
            Direction::Both => {
                let comma = (first + 1..=hit.first).rev().find(|idx| words.gap(*idx) == Gap::Comma);
                from = from.max(comma.unwrap_or(first));
                // After its finding ("cultures negative, …") it says nothing of what follows the comma.
                if hit.first > first && words.gap(hit.first) < Gap::Comma {
                    let next = (hit.last + 1..=last).find(|idx| words.gap(*idx) == Gap::Comma);
                    to = to.min(next.map_or(to, |next| next - 1));
                }
            }
        }
        found.push(Scope { kind, hit: (*hit).clone(), from, to });
    }
    found
}

#[cfg(test)]
#[path = "assertion_tests.rs"]
mod tests;
