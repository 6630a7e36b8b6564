//! Small pieces of English: lists, sentences, and how a value has moved.

use super::random::Rng;
use super::scenario::Condition;
use super::series::Point;

/// Items with dashes, one to a line.
pub fn list(items: impl Iterator<Item = String>, nothing: &str) -> String {
    let lines: Vec<String> = items.map(|item| format!("- {item}")).collect();
    if lines.is_empty() { nothing.to_owned() } else { lines.join("\n") }
}

/// Lines with numbers.
pub fn numbered(lines: Vec<String>) -> String {
    let numbered = lines.into_iter().zip(1..).map(|(line, nth)| format!("{nth}. {line}"));
    numbered.collect::<Vec<_>>().join("\n")
}

/// A condition in running text: small first letter, but for names and abbreviations.
pub fn running(condition: &Condition) -> String {
    let name = condition.short.as_deref().unwrap_or(&condition.name);
    let mut letters = name.chars();
    match (letters.next(), name.chars().nth(1)) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// The text with a capital letter; a template is left to begin as it will.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The text as a sentence of its own.
pub fn sentence(text: &str, nothing: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        None => nothing.to_owned(),
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
    }
}

/// `1.42, down from 1.90`: the last value and what it was before.
pub fn trend(points: &[Point], rng: &mut Rng) -> String {
    let mut back = points.iter().rev();
    let Some(last) = back.next() else { return "pending".to_owned() };
    let Some(before) = back.next() else { return last.quoted() };
    let (new, old) = (last.quoted(), before.quoted());
    if new == old {
        rng.word(&["{new}, unchanged", "{new}, stable"]).replace("{new}", &new)
    } else if last.value > before.value {
        rng.word(&["{new}, up from {old}", "{new} (was {old})"]).replace("{new}", &new).replace("{old}", &old)
    } else {
        rng.word(&["{new}, down from {old}", "{new} (was {old})"])
            .replace("{new}", &new)
            .replace("{old}", &old)
    }
}

/// `from 1.90 on admission to 1.42`: first and last value.
pub fn change(points: &[Point]) -> String {
    match (points.first(), points.last()) {
        (Some(first), Some(last)) if points.len() > 1 => {
            format!("from {} on admission to {}", first.quoted(), last.quoted())
        }
        (_, Some(last)) => format!("at {}", last.quoted()),
        _ => "not repeated".to_owned(),
    }
}
