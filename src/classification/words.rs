//! Words of a search: folded to plain letters, with the abbreviations and lay terms that coders type.

use std::{collections::HashMap, sync::OnceLock};

/// A word as it is looked for: small letters and digits, accents folded, apostrophes dropped. Empty for mere signs.
pub fn fold(token: &str) -> String {
    if token.is_ascii() {
        return token.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    }
    let plain = deunicode::deunicode(token);
    plain.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Words that may be missing from what is found.
pub fn is_small(word: &str) -> bool {
    matches!(
        word,
        "a" | "an"
            | "and"
            | "as"
            | "at"
            | "by"
            | "due"
            | "for"
            | "from"
            | "in"
            | "is"
            | "nec"
            | "nos"
            | "of"
            | "on"
            | "or"
            | "s"
            | "the"
            | "to"
            | "unspecified"
            | "with"
    )
}

/// What an abbreviation or a lay term stands for: one or several ways to say it, each a few words.
pub type Meanings = Vec<Vec<String>>;

const LIST: &str = include_str!("abbreviations.txt");

/// Longest term of the list, in words.
pub const MOST_WORDS: usize = 4;

/// The list of abbreviations and lay terms: `abbreviations.txt`, one `term = meaning | meaning` a line.
pub fn abbreviations() -> &'static HashMap<String, Meanings> {
    static MAP: OnceLock<HashMap<String, Meanings>> = OnceLock::new();
    MAP.get_or_init(|| {
        let mut map: HashMap<String, Meanings> = HashMap::new();
        for line in LIST.lines().filter(|line| !line.trim_start().starts_with('#')) {
            let Some((term, meanings)) = line.split_once('=') else { continue };
            let term: Vec<String> = split(term);
            let meanings = meanings.split('|').map(split).filter(|words| !words.is_empty());
            map.entry(term.join(" ")).or_default().extend(meanings);
        }
        map
    })
}

/// The folded words of a line.
pub fn split(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | ','))
        .map(fold)
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert_eq!(split("Non-ST (Ménière's) d/t"), ["non", "st", "menieres", "d", "t"]);
    }

    #[test]
    fn the_list_has_several_hundred_terms_none_too_long() {
        let list = abbreviations();
        assert!(list.len() >= 400, "{}", list.len());
        assert_eq!(list["htn"], [["hypertension"]]);
        assert!(list.keys().all(|term| term.split(' ').count() <= MOST_WORDS));
        let lines = LIST.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        assert!(lines.into_iter().all(|line| line.contains(" = ")), "a line without =");
    }
}
