//! Words with stars, for file names and for the values that a condition asks for.

/// A text in which `*` stands for any characters; small and capital letters are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The texts between the stars, in small letters.
    parts: Vec<String>,
}

impl Pattern {
    /// From a text with or without stars.
    pub fn new(text: &str) -> Self {
        Self { parts: text.to_lowercase().split('*').map(str::to_owned).collect() }
    }

    /// `true` if the whole text is of this pattern.
    pub fn fits(&self, text: &str) -> bool {
        let Some((first, rest)) = self.parts.split_first() else { return text.is_empty() };
        let Some((last, middle)) = rest.split_last() else {
            return text.eq_ignore_ascii_case(first) || (!text.is_ascii() && text.to_lowercase() == *first);
        };
        let text = text.to_lowercase();
        let Some(mut left) = text.strip_prefix(first.as_str()) else { return false };
        for part in middle {
            match left.split_once(part.as_str()) {
                Some((_, after)) => left = after,
                None => return false,
            }
        }
        left.ends_with(last.as_str())
    }

    /// The pattern as a person writes it.
    pub fn text(&self) -> String {
        self.parts.join("*")
    }
}

/// A condition on the values of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The column.
    pub slot: usize,
    any_of: Vec<Want>,
    none_of: Vec<Want>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Want {
    Empty,
    Something,
    Like(Pattern),
}

impl Condition {
    /// Each word is a pattern; `""`: no value, `"*"`: any value, `"!…"`: not this one.
    pub fn new<'a>(slot: usize, words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut condition = Self { slot, any_of: Vec::new(), none_of: Vec::new() };
        for word in words {
            match word.strip_prefix('!') {
                Some(not) => condition.none_of.push(Want::new(not)),
                None => condition.any_of.push(Want::new(word)),
            }
        }
        condition
    }

    /// `true` if the value is wanted.
    pub fn holds(&self, value: &str) -> bool {
        (self.any_of.is_empty() || self.any_of.iter().any(|want| want.fits(value)))
            && !self.none_of.iter().any(|want| want.fits(value))
    }
}

impl Want {
    fn new(word: &str) -> Self {
        match word {
            "" => Self::Empty,
            "*" => Self::Something,
            _ => Self::Like(Pattern::new(word)),
        }
    }

    fn fits(&self, value: &str) -> bool {
        match self {
            Self::Empty => value.is_empty(),
            Self::Something => !value.is_empty(),
            Self::Like(pattern) => pattern.fits(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, text, fits) in [
            ("labevents*.csv", "labevents.csv", true),
            ("labevents*.csv", "LABEVENTS_cdi.CSV", true),
            ("labevents*.csv", "xlabevents.csv", false),
            ("*", "", true),
            ("a*b*c", "abxbc", true),
            ("a*b*c", "ac", false),
            ("aa*aa", "aaa", false),
            ("ÄRZTE", "ärzte", true),
        ] {
            assert_eq!(Pattern::new(pattern).fits(text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn conditions_may_want_nothing_something_or_not() {
        let holds = |words: &[&str], value: &str| Condition::new(0, words.iter().copied()).holds(value);
        assert!(holds(&[""], "") && !holds(&[""], "x"));
        assert!(holds(&["*"], "x") && !holds(&["*"], ""));
        assert!(holds(&["!APR"], "HCFA") && !holds(&["!APR"], "apr"));
        assert!(holds(&["a", "b*"], "bc") && !holds(&["a", "b*"], "c"));
        assert!(!holds(&["a*", "!ab"], "ab"));
        assert!(!holds(&["!"], "") && holds(&["!"], "x"));
    }
}
