//! Names, phones, dates and places as the index keeps them: letters a-z, and numbers.

use crate::domain::time::PartialDate;
use unicode_normalization::UnicodeNormalization;

/// A name as bare letters: `O'Brien` is `obrien`, `García-López` is `garcialopez`, `王` is `wang`, `Ångström` is `angstrom`.
pub fn fold_name(name: &str) -> String {
    if name.is_ascii() {
        return letters(name);
    }
    letters(&to_ascii(name))
}

/// The parts of a name between blanks and hyphens, each folded: `García-López` is `garcia`, `lopez`.
pub fn fold_parts(name: &str) -> Vec<String> {
    let plain = if name.is_ascii() { name.to_owned() } else { to_ascii(name) };
    plain.split([' ', '-', '\t', '/', ',']).map(letters).filter(|part| !part.is_empty()).collect()
}

/// A city as bare letters, with Saint, Fort and Mount in their short forms.
pub fn fold_city(city: &str) -> String {
    let mut folded = String::with_capacity(city.len());
    for part in fold_parts(city) {
        folded.push_str(match part.as_str() {
            "saint" => "st",
            "sainte" => "ste",
            "fort" => "ft",
            "mount" => "mt",
            other => other,
        });
    }
    folded
}

/// Plain ASCII for any script, as far as there is one; case, blanks and signs stay.
pub fn to_ascii(text: &str) -> String {
    let decomposed: String = text.nfkd().collect();
    deunicode::deunicode(&decomposed)
}

/// Words that stand in surnames without naming anybody: no one is looked up by them alone.
pub fn is_particle(word: &str) -> bool {
    const PARTICLES: [&str; 34] = [
        "de", "del", "della", "di", "da", "dos", "das", "do", "la", "las", "los", "le", "les", "van", "von",
        "der", "den", "ter", "ten", "el", "al", "bin", "ibn", "abu", "san", "santa", "st", "saint", "y", "e",
        "i", "mc", "mac", "zu",
    ];
    PARTICLES.contains(&word)
}

/// Words behind a name that are no part of it.
pub fn is_suffix(word: &str) -> bool {
    ["jr", "sr", "ii", "iii", "iv", "md", "phd", "esq"].contains(&word)
}

/// A birth date as a number yyyymmdd, unknown parts 0.
pub fn date_number(date: PartialDate) -> i64 {
    i64::from(date.year) * 10_000
        + i64::from(date.month().unwrap_or(0)) * 100
        + i64::from(date.day().unwrap_or(0))
}

/// The date of a number made by [`date_number`].
pub fn date_of(number: i64) -> Option<PartialDate> {
    let part = |value: i64| u32::try_from(value).ok().filter(|value| *value > 0);
    PartialDate::new((number / 10_000) as i32, part(number / 100 % 100), part(number % 100))
}

/// A phone as a number: its last seven digits, then the area's three, so that both forms begin alike.
///
/// Extensions and the country's leading 1 are left out; numbers of fewer than seven digits are none.
pub fn phone_number(value: &str) -> Option<i64> {
    let main = value.split(['x', 'X', '#', ';']).next().unwrap_or_default();
    let digits: String = main.chars().filter(char::is_ascii_digit).collect();
    let digits = if digits.len() == 11 { digits.strip_prefix('1').unwrap_or(&digits) } else { &digits };
    if digits.len() < 7 {
        return None;
    }
    let tail = digits.get(digits.len().saturating_sub(10)..)?;
    let (area, local) = tail.split_at_checked(tail.len() - 7)?;
    Some(local.parse::<i64>().ok()? * 1000 + area.parse::<i64>().unwrap_or(0))
}

/// A ZIP or postcode as a number: up to five leading digits as they are, anything else by its hash.
pub fn zip_number(zip: &str) -> Option<i64> {
    let folded: String =
        zip.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    if folded.is_empty() {
        return None;
    }
    let head: String = folded.chars().take(5).collect();
    if head.bytes().all(|b| b.is_ascii_digit()) {
        return head.parse().ok().filter(|number| *number > 0);
    }
    Some(PLACE_BY_HASH + i64::from(hash(folded.as_bytes())))
}

/// A city without a ZIP as a number.
pub fn city_number(folded_city: &str) -> i64 {
    PLACE_BY_HASH + i64::from(hash(folded_city.as_bytes()))
}

/// Places without a numeric ZIP lie above all ZIPs.
const PLACE_BY_HASH: i64 = 1 << 20;

/// FNV-1a in 31 bits: stays within four bytes of an SQLite row.
pub fn hash(bytes: &[u8]) -> u32 {
    hash_all(bytes.iter().copied())
}

/// As [`hash`], over an iterator.
pub fn hash_all(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) & 0x7fff_ffff
}

/// Both names letter by letter in turn; behind the shorter one a sign says whose letters follow.
pub fn zip_names(last: &str, first: &str) -> String {
    let both = last.len().min(first.len());
    let mut zipped = String::with_capacity(last.len() + first.len() + 1);
    for (l, f) in last.chars().zip(first.chars()) {
        zipped.push(l);
        zipped.push(f);
    }
    let (last_rest, first_rest) = (last.get(both..).unwrap_or(""), first.get(both..).unwrap_or(""));
    if !last_rest.is_empty() {
        zipped.push(LAST_FOLLOWS);
        zipped.push_str(last_rest);
    } else if !first_rest.is_empty() {
        zipped.push(FIRST_FOLLOWS);
        zipped.push_str(first_rest);
    }
    zipped
}

/// Takes [`zip_names`] apart into the two texts, which are cleared before.
pub fn unzip_names(zipped: &str, last: &mut String, first: &mut String) {
    last.clear();
    first.clear();
    let mut chars = zipped.chars();
    while let Some(c) = chars.next() {
        match c {
            LAST_FOLLOWS => return last.push_str(chars.as_str()),
            FIRST_FOLLOWS => return first.push_str(chars.as_str()),
            _ => {
                last.push(c);
                first.extend(chars.next());
            }
        }
    }
}

/// Behind it, the rest of a last name that is longer than the first.
pub const LAST_FOLLOWS: char = '-';
const FIRST_FOLLOWS: char = '+';

/// The letters of plain text, in lower case.
fn letters(text: &str) -> String {
    text.bytes().filter(u8::is_ascii_alphabetic).map(|b| char::from(b.to_ascii_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_fold_to_letters() {
        for (name, folded) in [
            ("O'Brien", "obrien"),
            ("O’Brien", "obrien"),
            ("García-López", "garcialopez"),
            ("garcia lopez", "garcialopez"),
            ("de la Cruz", "delacruz"),
            ("NÚÑEZ", "nunez"),
            ("Nu\u{301}n\u{303}ez", "nunez"),
            ("Müller", "muller"),
            ("Groß", "gross"),
            ("Łukasz", "lukasz"),
            ("Nguyễn", "nguyen"),
            ("王小明", "wangxiaoming"),
            ("Иванов", "ivanov"),
            ("Koepp521", "koepp"),
            ("  ", ""),
            ("😀", "grinning"),
        ] {
            assert_eq!(fold_name(name), folded, "{name}");
        }
    }

    #[test]
    fn parts_of_double_names() {
        assert_eq!(fold_parts("García-López"), ["garcia", "lopez"]);
        assert_eq!(fold_parts("de la Cruz"), ["de", "la", "cruz"]);
        assert_eq!(fold_city("Saint  Louis"), fold_city("St. Louis"));
    }

    #[test]
    fn phones_in_any_form_are_one_number() {
        for phone in ["(555) 010-1234", "5550101234", "+1 555 010 1234", "1-555-010-1234", "555.010.1234 x77"]
        {
            assert_eq!(phone_number(phone), Some(101_234_555), "{phone}");
        }
        assert_eq!(phone_number("010-1234"), Some(101_234_000));
        assert_eq!(phone_number("12345"), None);
    }

    #[test]
    fn zips_keep_their_number() {
        assert_eq!(zip_number("02139-1234"), Some(2139));
        assert_eq!(zip_number("62704"), Some(62704));
        assert_eq!(zip_number("k1a 0b1"), zip_number("K1A0B1"));
        assert_eq!(zip_number("-"), None);
    }

    proptest! {
        #[test]
        fn folding_leaves_letters_only(name in "\\PC{0,40}") {
            prop_assert!(fold_name(&name).bytes().all(|b| b.is_ascii_lowercase()));
            prop_assert_eq!(fold_parts(&name).concat().len() <= fold_name(&name).len(), true);
        }

        #[test]
        fn zipped_names_come_apart(last in "[a-z]{0,12}", first in "[a-z]{0,12}") {
            let (mut l, mut f) = (String::new(), String::new());
            unzip_names(&zip_names(&last, &first), &mut l, &mut f);
            prop_assert_eq!((l, f), (last, first));
        }

        #[test]
        fn dates_come_back(year in 1i32..9999, month in 1u32..=12, day in 1u32..=28) {
            for date in [PartialDate::new(year, None, None), PartialDate::new(year, Some(month), None),
                         PartialDate::new(year, Some(month), Some(day))] {
                prop_assert_eq!(date_of(date_number(date.unwrap())), date);
            }
        }
    }
}
