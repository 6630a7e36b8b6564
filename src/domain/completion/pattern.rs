//! Patterns that rules name codes and titles by: `*` is any run of characters, `?` is one.

/// Whether a text fits a pattern, capitals or not.
pub fn glob(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().flat_map(char::to_lowercase).collect();
    let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    fits(&pattern, &text)
}

/// Walks both; at a failure goes back to the last star and lets it take one more character.
fn fits(pattern: &[char], text: &[char]) -> bool {
    let (mut at, mut in_text) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while in_text < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, in_text));
                at += 1;
            }
            Some(c) if *c == '?' || text.get(in_text) == Some(c) => {
                at += 1;
                in_text += 1;
            }
            _ => {
                let Some((star_at, taken)) = star else { return false };
                star = Some((star_at, taken + 1));
                at = star_at + 1;
                in_text = taken + 1;
            }
        }
    }
    pattern.iter().skip(at).all(|c| *c == '*')
}

/// One pattern, made ready: most are plain codes, which compare at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matcher {
    /// Exactly this, capitals or not.
    Exact(String),
    /// With stars or question marks, in small letters.
    Glob(Vec<char>),
}

impl Matcher {
    /// Makes a pattern ready.
    pub fn new(pattern: &str) -> Self {
        if pattern.contains(['*', '?']) {
            Self::Glob(pattern.chars().flat_map(char::to_lowercase).collect())
        } else {
            Self::Exact(pattern.to_owned())
        }
    }

    /// Whether a text fits.
    pub fn fits(&self, text: &str) -> bool {
        match self {
            Self::Exact(exact) => exact.eq_ignore_ascii_case(text),
            Self::Glob(pattern) => {
                fits(pattern, &text.chars().flat_map(char::to_lowercase).collect::<Vec<char>>())
            }
        }
    }
}
