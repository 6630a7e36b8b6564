//! The small language in which notes are written.
//!
//! `{word}` is replaced; `{^word}` begins with a capital, `{_word}` with a small letter; `[one|two]` is one of the two by chance;
//! `{?flag yes|no}` asks, `{!flag text}` asks the other way round. All of it nests.

use super::random::Rng;

/// What words and flags mean at one place of one note.
pub trait Words {
    /// The text for a word, itself a template; `None`: nobody knows.
    fn word(&self, name: &str, rng: &mut Rng) -> Option<String>;
    /// Whether something is so.
    fn flag(&self, name: &str) -> bool;
}

/// The template with every choice in square brackets made, words and questions left as they are: what must read the
/// same in all notes of one stay.
pub fn settle(template: &str, rng: &mut Rng) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find('[') {
        let Some((before, from)) = rest.split_at_checked(at) else { break };
        let Some((inside, after)) = bracketed(from) else { break };
        out.push_str(before);
        if let Some(choice) = rng.pick(&alternatives(inside)) {
            out.push_str(&settle(choice, rng));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// How deep texts may stand inside each other: a word that leads back to itself ends there.
const DEPTH: u32 = 12;

/// The text of a template.
pub fn render(template: &str, words: &dyn Words, rng: &mut Rng) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    write(template, words, rng, DEPTH, &mut out);
    tidy(&out)
}

fn write(template: &str, words: &dyn Words, rng: &mut Rng, depth: u32, out: &mut String) {
    let mut rest = template;
    while let Some(at) = rest.find(['{', '[']) {
        let Some((before, from)) = rest.split_at_checked(at) else { return };
        out.push_str(before);
        let Some((inside, after)) = bracketed(from) else {
            out.push_str(from);
            return;
        };
        rest = after;
        if depth == 0 {
            continue;
        }
        if from.starts_with('[') {
            let choices = alternatives(inside);
            if let Some(choice) = rng.pick(&choices) {
                write(choice, words, rng, depth - 1, out);
            }
        } else if let Some(asked) = inside.strip_prefix(['?', '!']) {
            let (flag, texts) = asked.split_once([' ', '\n']).unwrap_or((asked, ""));
            let choices = alternatives(texts);
            let yes = words.flag(flag) == inside.starts_with('?');
            if let Some(text) = choices.get(usize::from(!yes)) {
                write(text, words, rng, depth - 1, out);
            }
        } else {
            replace(inside, words, rng, depth, out);
        }
    }
    out.push_str(rest);
}

fn replace(name: &str, words: &dyn Words, rng: &mut Rng, depth: u32, out: &mut String) {
    let (case, name) = match name.strip_prefix(['^', '_']) {
        Some(rest) => (name.chars().next(), rest),
        None => (None, name),
    };
    let Some(text) = words.word(name, rng) else {
        // Left to be seen: a test reads every note for it.
        out.push_str("{{");
        out.push_str(name);
        out.push_str("}}");
        return;
    };
    let mut inner = String::with_capacity(text.len());
    write(&text, words, rng, depth - 1, &mut inner);
    let mut letters = inner.chars();
    match (case, letters.next()) {
        (Some('^'), Some(first)) => {
            out.extend(first.to_uppercase());
            out.push_str(letters.as_str());
        }
        // Abbreviations and initials keep their capitals.
        (Some(_), Some(first)) if letters.clone().next().is_some_and(char::is_lowercase) => {
            out.extend(first.to_lowercase());
            out.push_str(letters.as_str());
        }
        _ => out.push_str(&inner),
    }
}

/// The inside of the bracket that the text begins with, and what follows it.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' | '[' => depth += 1,
            '}' | ']' => {
                depth -= 1;
                if depth == 0 {
                    return Some((text.get(1..at)?, text.get(at + 1..)?));
                }
            }
            _ => {}
        }
    }
    None
}

/// Parts between the bars that stand outside of inner brackets.
fn alternatives(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0_u32, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                parts.extend(text.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(from..));
    parts
}

/// Blanks before full stops and at line ends go, empty lines are at most one, sentences begin with a capital letter.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let body = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let body = body.replace(" .", ".").replace(" ,", ",").replace(" ;", ";").replace("..", ".");
        if body.is_empty() {
            if !out.is_empty() && !out.ends_with("\n\n") {
                out.push('\n');
            }
            continue;
        }
        out.extend(std::iter::repeat_n(' ', indent));
        out.push_str(&body);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::super::random::Purpose;
    use super::*;

    struct Example;

    impl Words for Example {
        fn word(&self, name: &str, _: &mut Rng) -> Option<String> {
            match name {
                "he" => Some("she".to_owned()),
                "name" => Some("Bob".to_owned()),
                "deep" => Some("{he} and {he}".to_owned()),
                "circle" => Some("{circle}".to_owned()),
                _ => None,
            }
        }

        fn flag(&self, name: &str) -> bool {
            name == "wet"
        }
    }

    fn text(template: &str) -> String {
        render(template, &Example, &mut Rng::stream(1, Purpose::Patient, 1))
    }

    #[test]
    fn words_and_flags_are_filled_in() {
        assert_eq!(
            text("{^he} ran. {?wet Rain|Sun}{!wet  and wind}, {^deep}."),
            "She ran. Rain, She and she."
        );
        assert_eq!(text("a {unknown} b"), "a {{unknown}} b");
        assert_eq!(text("[{_name}]"), "bob");
        assert!(["x.", "y."].contains(&text("[x|y].").as_str()));
        assert_eq!(text("{?dry [a|b]|c}"), "c");
    }

    #[test]
    fn settled_texts_hold_no_choices() {
        let mut rng = Rng::stream(1, Purpose::Patient, 1);
        let settled = settle("{he} [ran|{?wet [swam|waded]|slept}] {?wet [a|b]|c}", &mut rng);
        assert!(!settled.contains('['), "{settled}");
        assert!(settled.starts_with("{he} ") && settled.contains("{?wet "), "{settled}");
    }

    #[test]
    fn circles_and_broken_brackets_end() {
        assert_eq!(text("{circle}"), "");
        assert_eq!(text("a [b"), "a [b");
    }

    #[test]
    fn blanks_are_tidied() {
        assert_eq!(text("a  b .\n\n\n\n  c \n"), "a b.\n\n  c");
    }
}
