//! What clerks type, by kind: for a person of the file, the lines that should find them.

use super::people::{Census, Person, Rng};

/// Kinds of lines with what makes one; each is typed letter by letter.
pub const KINDS: [(&str, Maker); 18] = [
    ("last first", |p, _| format!("{} {}", p.family, p.given)),
    ("first last", |p, _| format!("{} {}", p.given, p.family)),
    ("last, first", |p, _| format!("{}, {}", p.family, p.given)),
    ("both begun, three letters", |p, _| format!("{} {}", head(&p.family, 3), head(&p.given, 3))),
    ("both begun, one or two letters", |p, rng| {
        let (one, two) = (1 + rng.below(2), 1 + rng.below(2));
        if rng.chance(50) {
            format!("{} {}", head(&p.family, one), head(&p.given, two))
        } else {
            format!("{} {}", head(&p.given, one), head(&p.family, two))
        }
    }),
    ("last, first and year", |p, _| format!("{}, {} {}", p.family, p.given, head(&p.born, 4))),
    ("last and year", |p, _| format!("{} {}", p.family, head(&p.born, 4))),
    ("record number", |p, _| p.mrn.clone()),
    ("birth date", |p, rng| date(p, rng)),
    ("birth date and last", |p, rng| format!("{} {}", date(p, rng), p.family)),
    ("last four", |p, _| tail(&p.ssn, 4)),
    ("last and last four", |p, _| format!("{} {}", p.family, tail(&p.ssn, 4))),
    ("phone", |p, rng| match rng.below(3) {
        0 => p.phone.clone(),
        1 => p.phone.chars().filter(char::is_ascii_digit).collect(),
        _ => tail(&p.phone, 8),
    }),
    ("one typing error", |p, rng| format!("{} {}", wrong(&p.family, rng), p.given)),
    ("two typing errors", |p, rng| format!("{} {}", wrong(&p.family, rng), wrong(&p.given, rng))),
    ("misheard", |p, _| format!("{} {}", misheard(&p.family), p.given)),
    ("nickname", |p, rng| format!("{} {}", NICKNAMES[rng.below(NICKNAMES.len())], p.family)),
    ("last and city or ZIP", |p, rng| {
        let place = if rng.chance(50) { &p.city } else { &p.zip };
        if rng.chance(50) {
            format!("{} {place}", p.family)
        } else {
            format!("{} {} {place}", p.family, p.given)
        }
    }),
];

/// Makes a line for a person.
pub type Maker = fn(&Person, &mut Rng) -> String;

const NICKNAMES: [&str; 16] = [
    "bill", "bob", "liz", "peggy", "jim", "kathy", "pepe", "lupe", "chuck", "dick", "meg", "sue", "ted",
    "tony", "beto", "sandy",
];

/// Lines that are there to do harm: one letter, common beginnings, long and odd ones.
pub fn odd(census: &Census, rng: &mut Rng) -> Vec<String> {
    let letters = || (b'a'..=b'z').map(char::from);
    let mut lines: Vec<String> = letters().map(String::from).collect();
    lines.extend(letters().flat_map(|a| letters().map(move |b| format!("{a} {b}"))));
    lines.extend(letters().map(|c| format!("{c} 1950")));
    lines.extend(
        ["smith 1", "j 5/3/1950", "john springfield", "john 10001", "a new york", "12", "1", "555"]
            .map(String::from),
    );
    lines.extend(
        ["smith smith", "maria maria maria maria", "de la de la", "😀", "😀 smith", "%", "王"]
            .map(String::from),
    );
    for _ in 0..40 {
        let long = (0..200).map(|_| char::from(b' ' + rng.below(95) as u8)).collect();
        lines.push(long);
        let words = (0..30).map(|_| census.person(1 + rng.below(100_000) as i64).family).collect::<Vec<_>>();
        lines.push(words.join(" "));
    }
    lines
}

fn date(p: &Person, rng: &mut Rng) -> String {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (year, month, day) = (&p.born[..4], &p.born[5..7], &p.born[8..]);
    let (m, d) = (month.trim_start_matches('0'), day.trim_start_matches('0'));
    match rng.below(5) {
        0 => format!("{m}/{d}/{year}"),
        1 => format!("{year}{month}{day}"),
        2 => format!("{d} {} {year}", MONTHS[month.parse::<usize>().unwrap_or(1) - 1]),
        3 => format!("{month}/{day}/{}", &year[2..]),
        _ => p.born.clone(),
    }
}

fn head(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

fn tail(text: &str, signs: usize) -> String {
    text.chars().skip(text.chars().count().saturating_sub(signs)).collect()
}

/// A letter left out, doubled, exchanged with its neighbour or replaced.
fn wrong(name: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() < 4 {
        return name.to_owned();
    }
    let at = 1 + rng.below(letters.len() - 2);
    match rng.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters.swap(at, at + 1),
        _ => letters[at] = char::from(b'a' + rng.below(26) as u8),
    }
    letters.into_iter().collect()
}

/// The name as somebody writes it who has only heard it.
fn misheard(name: &str) -> String {
    let mut lower = name.to_lowercase();
    for (from, to) in [
        ("ck", "k"),
        ("ph", "f"),
        ("ie", "y"),
        ("ll", "l"),
        ("ei", "ie"),
        ("c", "k"),
        ("th", "t"),
        ("au", "aw"),
    ] {
        if lower.contains(from) {
            lower = lower.replacen(from, to, 1);
            break;
        }
    }
    lower
}
