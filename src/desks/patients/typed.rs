//! What was typed in the look-up, taken over into the form that registers a patient.

use crate::{
    domain::{
        facts::{Identifier, PersonName, Telecom},
        fields,
        time::PartialDate,
        typed_date::DateOrder,
    },
    intake::Demographics,
    kit::Words,
};

/// Names, birth date, phone and social security number of a look-up line. The family name stands first, as on the line:
/// `smith john 3/12/1950`, `smith, john`. Other numbers are left out: they were looked for and are nobody's.
pub fn person(line: &str, words: Words) -> Demographics {
    let mut person = Demographics::new();
    let (family, rest) = match line.split_once(',') {
        Some((family, rest)) => (Some(family.trim()), rest),
        None => (None, line),
    };
    let mut names: Vec<String> =
        family.filter(|name| fields::name(name).is_ok()).map(title).into_iter().collect();
    let mut tokens: Vec<&str> = rest.split_whitespace().collect();
    take_date(&mut tokens, &mut person, words);
    for token in tokens {
        if token.chars().any(|c| c.is_ascii_digit()) {
            take_number(token, &mut person);
        } else if fields::name(token).is_ok() {
            names.push(title(token));
        }
    }
    let mut names = names.into_iter();
    let name = PersonName {
        family: names.next().unwrap_or_default(),
        given: names.next().unwrap_or_default(),
        middle: names.collect::<Vec<_>>().join(" "),
        ..PersonName::default()
    };
    person.names = vec![name];
    person
}

/// The longest run of words that is a date: `3 may 1950`, `5/3/1950`, `1950`.
fn take_date(tokens: &mut Vec<&str>, person: &mut Demographics, words: Words) {
    for length in (1..=3).rev() {
        for from in 0..(tokens.len() + 1).saturating_sub(length) {
            let run: Vec<&str> = tokens.iter().skip(from).take(length).copied().collect();
            if let Some(born) = birth_date(&run.join(" "), words) {
                person.birth_date = Some(born);
                tokens.drain(from..from + length);
                return;
            }
        }
    }
}

fn birth_date(text: &str, words: Words) -> Option<PartialDate> {
    let has_digit = text.chars().any(|c| c.is_ascii_digit());
    let born = words.read(text).filter(|_| has_digit)?;
    fields::birth_date(&born.to_string(), DateOrder::Iso, words.today()).ok()
}

fn take_number(token: &str, person: &mut Demographics) {
    if let Ok(value) = fields::ssn(token) {
        person.identifiers.push(Identifier { kind: "SS".into(), system: String::new(), value });
    } else if let Ok(value) = fields::phone(token) {
        person.telecoms.push(Telecom { kind: "phone".into(), telecom_use: "home".into(), value });
    }
}

/// A name typed in small letters gets its capital; one with capitals stays as it is typed.
fn title(name: &str) -> String {
    if name.chars().any(char::is_uppercase) {
        return name.to_owned();
    }
    let mut begins = true;
    let capital = |c: char| {
        let capital = std::mem::replace(&mut begins, !c.is_alphabetic());
        if capital { c.to_uppercase().collect() } else { c.to_string() }
    };
    name.chars().map(capital).collect::<Vec<String>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::testing::words;
    use proptest::prelude::*;

    fn read(line: &str) -> (String, String, String, String) {
        let person = person(line, words());
        let name = person.name();
        let born = person.birth_date.map(|born| born.to_string()).unwrap_or_default();
        (name.family, name.given, name.middle, born)
    }

    #[test]
    fn lines_become_names_and_dates() {
        for (line, family, given, middle, born) in [
            ("smith john", "Smith", "John", "", ""),
            ("smith, john q 3/12/1950", "Smith", "John", "Q", "1950-03-12"),
            ("de la cruz, maria 3 may 1950", "De La Cruz", "Maria", "", "1950-05-03"),
            ("o'brien-lee ann 1950", "O'Brien-Lee", "Ann", "", "1950"),
            ("McDonald", "McDonald", "", "", ""),
            ("1001", "", "", "", ""),
            ("may june", "May", "June", "", ""),
            ("", "", "", "", ""),
        ] {
            let expected = (family.to_owned(), given.to_owned(), middle.to_owned(), born.to_owned());
            assert_eq!(read(line), expected, "{line}");
        }
        let person = person("smith 614-555-0142 123-45-6789", words());
        assert_eq!((person.telecoms.len(), person.ssn4().as_str()), (1, "6789"));
    }

    proptest! {
        #[test]
        fn any_line_is_read(line in "\\PC{0,40}") {
            let person = person(&line, words());
            prop_assert_eq!(person.names.len(), 1);
        }
    }
}
