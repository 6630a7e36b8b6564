//! The words of a line as names: which are last, first and middle, and which a city or a sex.

use super::parse::{NameAsk, Narrow};
use crate::domain::facts::Sex;

/// A name, or none if all words are narrows, with the narrows among the words.
pub(super) type NameWay = (Option<NameAsk>, Vec<Narrow>);

/// All ways to read the words, the likeliest first. A comma stands behind the surname.
pub(super) fn names(words: &[String], comma_after: Option<usize>) -> Vec<NameWay> {
    let mut ways: Vec<NameWay> = Vec::new();
    let mut add = |name: Option<NameAsk>, narrows: Vec<Narrow>| {
        let way = (name, narrows);
        if !ways.contains(&way) {
            ways.push(way);
        }
    };
    for name in splits(words, comma_after) {
        add(Some(name), Vec::new());
    }
    // The last words may be a city: `smith new york`, `smith, john springfield`.
    for city_words in 1..=2 {
        let Some((name_words, city)) = words.split_at_checked(words.len().saturating_sub(city_words)) else {
            continue;
        };
        let city = fold_city_words(city);
        if city.len() < SHORTEST_CITY || city_words > words.len() {
            continue;
        }
        if name_words.is_empty() {
            add(None, vec![Narrow::City(city)]);
            continue;
        }
        for name in splits(name_words, comma_after.filter(|at| *at <= name_words.len())) {
            add(Some(name), vec![Narrow::City(city.clone())]);
        }
    }
    if words.len() > 1 {
        for (at, word) in words.iter().enumerate() {
            let Some(sex) = sex(word) else { continue };
            let others: Vec<String> =
                words.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, word)| word.clone()).collect();
            let comma = comma_after.map(|after| after - usize::from(at < after)).filter(|after| *after > 0);
            for name in splits(&others, comma) {
                add(Some(name), vec![Narrow::Sex(sex)]);
            }
        }
    }
    ways
}

/// A city is recognised from so many letters on.
const SHORTEST_CITY: usize = 3;

fn fold_city_words(words: &[String]) -> String {
    super::normal::fold_city(&words.join(" "))
}

fn sex(word: &str) -> Option<Sex> {
    match word {
        "female" | "woman" => Some(Sex::Female),
        "male" | "man" => Some(Sex::Male),
        _ => None,
    }
}

/// The words as last, first and middle names.
fn splits(words: &[String], comma_after: Option<usize>) -> Vec<NameAsk> {
    let joined = |part: &[String]| part.concat();
    let ask = |last: String, first: String, middle: String| NameAsk { last, first, middle };
    if let Some((last, rest)) = comma_after.and_then(|at| words.split_at_checked(at)) {
        let mut ways = vec![ask(joined(last), joined(rest), String::new())];
        if let [first, middle @ ..] = rest
            && !middle.is_empty()
        {
            ways.push(ask(joined(last), first.clone(), joined(middle)));
        }
        return ways;
    }
    let mut ways = Vec::new();
    for at in 1..words.len() {
        if let Some((head, tail)) = words.split_at_checked(at) {
            ways.push(ask(joined(head), joined(tail), String::new()));
            ways.push(ask(joined(tail), joined(head), String::new()));
        }
    }
    if let [one, middle, other] = words {
        ways.push(ask(other.clone(), one.clone(), middle.clone()));
        ways.push(ask(one.clone(), middle.clone(), other.clone()));
    }
    if !words.is_empty() {
        ways.push(ask(joined(words), String::new(), String::new()));
        ways.push(ask(String::new(), joined(words), String::new()));
    }
    ways
}
