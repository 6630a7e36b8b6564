//! Conditions that a text names: index and title phrases found word by word, those that are denied, of the family or of the
//! past left out. Pure: text in, places out.

use std::{collections::HashMap, ops::Range};

/// Most words of a phrase.
const MOST_WORDS: usize = 7;

/// Phrases with the code that each one means.
#[derive(Debug, Default)]
pub struct Phrases {
    by_words: HashMap<String, String>,
}

/// A condition that is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The code that its words mean, without dot.
    pub code: String,
    /// Where it stands, in bytes.
    pub place: Range<usize>,
}

/// Words of titles that say nothing in a note.
const SILENT: &[&str] = &[
    "unspecified",
    "nos",
    "with",
    "without",
    "complications",
    "complication",
    "type",
    "of",
    "the",
    "and",
    "site",
    "not",
    "elsewhere",
    "classified",
    "disease",
];

/// Words before a condition that deny it, within its sentence.
const DENIES: &[&str] = &[
    "no", "denies", "denied", "without", "negative", "not", "ruled", "rule", "r/o", "never", "absent",
    "free", "unlikely", "neither", "nor", "declined",
];
/// Words before a condition that make it another person's or the past's.
const ELSEWHERE: &[&str] = &[
    "family",
    "mother",
    "father",
    "brother",
    "sister",
    "parent",
    "parents",
    "maternal",
    "paternal",
    "grandmother",
    "grandfather",
    "fh",
    "fhx",
    "history",
    "h/o",
    "hx",
    "prior",
    "previous",
    "remote",
];
/// Words after a condition that deny it.
const DENIED_AFTER: &[&str] = &["ruled", "unlikely", "absent", "negative", "excluded", "denied"];

impl Phrases {
    /// Adds a phrase; the first code that a phrase is given keeps it. Phrases of one short word are left out.
    pub fn add(&mut self, phrase: &str, code: &str) {
        let key = key_of(phrase);
        let words = key.split(' ').count();
        if key.len() >= 6 && words <= MOST_WORDS && (words > 1 || key.len() >= 8) {
            self.by_words.entry(key).or_insert_with(|| code.to_owned());
        }
    }

    /// The conditions that a text affirms, each code once, the longest phrase first at each place.
    pub fn find(&self, text: &str) -> Vec<Mention> {
        let words = words_of(text);
        let mut found: Vec<Mention> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let Some((n, code)) = self.longest(text, words.get(at..).unwrap_or_default()) else {
                at += 1;
                continue;
            };
            let place = place_of(&words, at, n);
            if let Some(place) = place
                && !found.iter().any(|mention| mention.code == code)
                && is_affirmed(text, &words, at, n)
            {
                found.push(Mention { code, place });
            }
            at += n;
        }
        found
    }

    fn longest(&self, text: &str, words: &[Range<usize>]) -> Option<(usize, String)> {
        let most = words.len().min(MOST_WORDS);
        (1..=most).rev().find_map(|n| {
            let (first, last) = (words.first()?, words.get(n - 1)?);
            let span = text.get(first.start..last.end)?;
            // A phrase does not run over the end of a sentence or a line, and begins and ends with words that say something.
            let is_silent = |word: &Range<usize>| {
                text.get(word.clone()).is_some_and(|word| SILENT.contains(&word.to_lowercase().as_str()))
            };
            if span.contains(['.', '\n', ';', ':']) || is_silent(first) || is_silent(last) {
                return None;
            }
            self.by_words.get(&key_of(span)).map(|code| (n, code.clone()))
        })
    }
}

fn place_of(words: &[Range<usize>], at: usize, n: usize) -> Option<Range<usize>> {
    Some(words.get(at)?.start..words.get(at + n - 1)?.end)
}

/// Small letters, brackets and silent words left out.
fn key_of(phrase: &str) -> String {
    let mut key = String::with_capacity(phrase.len());
    let mut depth = 0_u32;
    let mut word = String::new();
    let flush = |word: &mut String, key: &mut String| {
        if !word.is_empty() && !SILENT.contains(&word.as_str()) {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(word);
        }
        word.clear();
    };
    for char in phrase.chars() {
        match char {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if char.is_alphanumeric() => word.extend(char.to_lowercase()),
            '\'' => {}
            _ => flush(&mut word, &mut key),
        }
    }
    flush(&mut word, &mut key);
    key
}

fn words_of(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, char) in text.char_indices() {
        match (char.is_alphanumeric() || char == '/' || char == '\'', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| from..text.len()));
    words
}

/// Not denied and not another person's: looks at the sentence before the place, a few words after it, and the heading.
fn is_affirmed(text: &str, words: &[Range<usize>], at: usize, n: usize) -> bool {
    let Some(place) = place_of(words, at, n) else { return false };
    let head = text.get(..place.start).unwrap_or_default();
    let sentence = head.rfind(['.', ';', '\n']).map_or(0, |end| end + 1);
    let before = text.get(sentence..place.start).unwrap_or_default().to_lowercase();
    // "but" and "however" end what was denied.
    let reach =
        ["but ", "however ", "except "].iter().filter_map(|word| before.rfind(word)).max().unwrap_or(0);
    let before = before.get(reach..).unwrap_or_default();
    let has = |text: &str, list: &[&str]| {
        text.split(|c: char| !(c.is_alphanumeric() || c == '/')).any(|word| list.contains(&word))
    };
    if has(before, DENIES) || has(before, ELSEWHERE) {
        return false;
    }
    let tail = text.get(place.end..).unwrap_or_default();
    let tail: String = tail.chars().take_while(|c| !matches!(c, '.' | ';' | '\n' | ',')).take(40).collect();
    if has(&tail.to_lowercase(), DENIED_AFTER) {
        return false;
    }
    let heading = text.get(..sentence).unwrap_or_default().lines().rev().find(|line| {
        let line = line.trim();
        line.len() <= 60 && (line.ends_with(':') || (line.len() > 3 && !line.chars().any(char::is_lowercase)))
    });
    let heading = heading.unwrap_or_default().to_lowercase();
    !(has(&heading, ELSEWHERE) && (heading.contains("family") || heading.contains("past")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn phrases() -> Phrases {
        let mut phrases = Phrases::default();
        phrases.add("Acute on chronic systolic (congestive) heart failure", "I5023");
        phrases.add("Heart failure, unspecified", "I509");
        phrases.add("Pneumonia, unspecified organism", "J189");
        phrases.add("Pneumonia", "J189");
        phrases.add("Sepsis, unspecified organism", "A419");
        phrases.add("Sepsis syndrome", "A419");
        phrases
    }

    fn codes(text: &str) -> Vec<String> {
        phrases().find(text).into_iter().map(|mention| mention.code).collect()
    }

    #[test]
    fn the_longest_phrase_counts_and_its_place_is_known() {
        let text = "Assessment: acute on chronic systolic heart failure, improving.";
        let found = phrases().find(text);
        assert_eq!(found[0].code, "I5023");
        assert_eq!(text.get(found[0].place.clone()).unwrap(), "acute on chronic systolic heart failure");
        assert_eq!(codes("Admitted with heart failure and pneumonia."), ["I509", "J189"]);
    }

    #[test]
    fn what_is_denied_or_of_the_family_is_never_named() {
        for text in [
            "No evidence of pneumonia.",
            "Chest film without pneumonia",
            "Denies heart failure symptoms.",
            "Family history: mother with heart failure.",
            "FAMILY HISTORY\nFather: heart failure, died at 70.",
            "Pneumonia was ruled out.",
            "History of pneumonia in 2019.",
            "Past medical history:\nheart failure",
        ] {
            assert_eq!(codes(text), [""; 0], "{text}");
        }
        assert_eq!(codes("No fever, but pneumonia on the film."), ["J189"]);
        assert_eq!(codes("No fever.\nPneumonia of the left lobe."), ["J189"]);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\PC|\n){0,300}") {
            for mention in phrases().find(&text) {
                prop_assert!(text.get(mention.place).is_some());
            }
        }
    }
}
