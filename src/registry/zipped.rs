//! Where in the tree of zipped names two beginnings stand.
//!
//! Letters of last and first name take turns there, so two beginnings of the same length are one stretch of the tree, and so
//! are those of which the last name has one letter more. Where one is longer, the other's unknown letters lie in between: one
//! such letter makes 26 stretches, more are left to a test of each row.

use super::normal::LAST_FOLLOWS;

/// Stretches of the tree for two beginnings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Zipped {
    last: String,
    first: String,
    /// Letters in turn up to the one that is not known.
    head: String,
    /// What may stand behind the letter that is not known; nothing if all are known.
    tails: Vec<String>,
}

impl Zipped {
    /// The one stretch that both beginnings share, and the many narrower ones, if there are any.
    pub fn ways(last: &str, first: &str) -> Vec<Self> {
        let both = last.len().min(first.len());
        let (mut head, rest) = (String::with_capacity(2 * both + 1), last.chars().nth(both));
        for (l, f) in last.chars().zip(first.chars()) {
            head.extend([l, f]);
        }
        // The next letter of a longer last name follows at once.
        head.extend(rest);
        let known_last = both + usize::from(rest.is_some());
        let part = |text: &str, length: usize| text.get(..length).unwrap_or(text).to_owned();
        let mut ways = vec![Self {
            last: part(last, known_last),
            first: part(first, both),
            head: head.clone(),
            tails: Vec::new(),
        }];
        // Of a longer last name one letter of the first is unknown, of a longer first name one of the last.
        match (rest, last.chars().nth(both + 1), first.chars().nth(both)) {
            // Behind a first name that ends there, the rest of the last name follows a sign.
            (Some(_), Some(tail), _) => {
                let tails = vec![format!("{LAST_FOLLOWS}{tail}"), tail.to_string()];
                ways.push(Self { last: part(last, both + 2), first: part(first, both), head, tails });
            }
            (None, _, Some(tail)) => {
                let tails = vec![tail.to_string()];
                ways.push(Self { last: part(last, both), first: part(first, both + 1), head, tails });
            }
            _ => {}
        }
        ways
    }

    /// The letters of both names that are the same in all rows of the stretches.
    pub fn known(&self) -> (&str, &str) {
        (&self.last, &self.first)
    }

    /// How many stretches there are.
    pub fn n_heads(&self) -> usize {
        (26 * self.tails.len()).max(1)
    }

    /// What the rows of each stretch begin with.
    pub fn heads(&self) -> Vec<String> {
        if self.tails.is_empty() {
            return vec![self.head.clone()];
        }
        let with =
            |letter| self.tails.iter().map(move |tail| format!("{}{}{tail}", self.head, char::from(letter)));
        (b'a'..=b'z').flat_map(with).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::normal::zip_names, *};
    use proptest::prelude::*;

    #[test]
    fn a_longer_last_name_is_one_stretch() {
        let heads = |last, first| Zipped::ways(last, first).iter().map(Zipped::heads).collect::<Vec<_>>();
        assert_eq!(heads("bu", "r"), [["bru"]]);
        assert_eq!(heads("b", "r"), [["br"]]);
        let [one, many] = <[Vec<String>; 2]>::try_from(heads("r", "bu")).unwrap();
        assert_eq!(one, ["rb"]);
        assert_eq!((many.len(), many[2].as_str()), (26, "rbcu"));
        let [one, many] = <[Vec<String>; 2]>::try_from(heads("bur", "r")).unwrap();
        assert_eq!((one[0].as_str(), many[1].as_str()), ("bru", "bruar"));
    }

    proptest! {
        #[test]
        fn every_longer_name_lies_in_each_way(
            last in "[a-z]{1,4}", first in "[a-z]{1,4}", more in "[a-z]{1,5}", other in "[a-z]{1,5}"
        ) {
            let zipped = zip_names(&format!("{last}{more}"), &format!("{first}{other}"));
            for way in Zipped::ways(&last, &first) {
                prop_assert!(way.heads().iter().any(|head| zipped.starts_with(head.as_str())), "{zipped} {way:?}");
            }
        }
    }
}
