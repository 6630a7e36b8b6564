//! Escape sequences in HL7 v2 text: delimiters, bytes in hexadecimal and the formatting commands of FT fields.
//!
//! A sequence that is not known (`\Zxx\`, character-set switches) or not closed stays as it stands: text is never lost.

use super::message::Delimiters;
use std::borrow::Cow;

/// More line breaks or blanks than this in one command are a mistake of the sender.
const MOST_SPACES: usize = 80;

/// Text with its escape sequences resolved; borrowed if there are none.
pub fn unescape<'a>(raw: &'a str, delimiters: &Delimiters) -> Cow<'a, str> {
    let Some(escape) = delimiters.escape.filter(|e| raw.contains(*e)) else {
        return Cow::Borrowed(raw);
    };
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once(escape) {
        out.push_str(before);
        match after.split_once(escape) {
            Some((sequence, behind)) if apply(sequence, delimiters, &mut out) => rest = behind,
            // Not a sequence: the sign stands for itself, and what follows may begin one.
            _ => {
                out.push(escape);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Writes what a sequence stands for; `false` if it is none that we know.
fn apply(sequence: &str, delimiters: &Delimiters, out: &mut String) -> bool {
    let sign = match sequence {
        "F" => Some(delimiters.field),
        "S" => Some(delimiters.component),
        "T" => Some(delimiters.subcomponent.unwrap_or('&')),
        "R" => Some(delimiters.repetition.unwrap_or('~')),
        "E" => delimiters.escape,
        "P" => Some(delimiters.truncation.unwrap_or('#')),
        // Highlighting on and off: no words.
        "H" | "N" => return true,
        _ => None,
    };
    if let Some(sign) = sign {
        out.push(sign);
        return true;
    }
    if let Some(digits) = sequence.strip_prefix('X') {
        return hexadecimal(digits, out);
    }
    sequence.strip_prefix('.').is_some_and(|command| format(command, out))
}

/// `\X0D0A\`: bytes, of UTF-8 if they are that, else of Windows-1252.
fn hexadecimal(digits: &str, out: &mut String) -> bool {
    let nibbles: Option<Vec<u8>> = digits.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
    let Some(nibbles) = nibbles.filter(|n| !n.is_empty() && n.len() % 2 == 0) else { return false };
    let bytes: Vec<u8> = nibbles.chunks(2).map(|pair| pair.iter().fold(0, |byte, n| byte << 4 | n)).collect();
    match std::str::from_utf8(&bytes) {
        Ok(text) => out.push_str(text),
        Err(_) => out.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0),
    }
    true
}

/// `.br`, `.sp`, `.sk`, `.in`, `.ti`, `.fi`, `.nf`, `.ce` (HL7 v2.5 section 2.7.6).
fn format(command: &str, out: &mut String) -> bool {
    let Some((name, number)) = command.split_at_checked(2) else { return false };
    let amount = match number.trim().trim_start_matches('+') {
        "" => Some(1),
        digits => digits.trim_start_matches('-').parse::<usize>().ok().map(|n| n.min(MOST_SPACES)),
    };
    let Some(amount) = amount else { return false };
    match name {
        "br" | "sp" => out.extend(std::iter::repeat_n('\n', amount)),
        "sk" => out.extend(std::iter::repeat_n(' ', amount)),
        "ce" => out.push('\n'),
        // Word wrap and indentation are the screen's matter.
        "fi" | "nf" | "in" | "ti" => {}
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn delimiters(msh: &str) -> Delimiters {
        Delimiters::read(msh).unwrap()
    }

    fn escape(text: &str, d: &Delimiters) -> String {
        let e = d.escape.unwrap();
        let mut out = String::new();
        for c in text.chars() {
            let letter = match c {
                c if c == d.field => 'F',
                c if c == d.component => 'S',
                c if Some(c) == d.subcomponent => 'T',
                c if Some(c) == d.repetition => 'R',
                c if c == e => 'E',
                '\r' => {
                    out.extend([e, 'X', '0', 'D', e]);
                    continue;
                }
                c => {
                    out.push(c);
                    continue;
                }
            };
            out.extend([e, letter, e]);
        }
        out
    }

    #[test]
    fn sequences_become_what_they_stand_for() {
        let d = delimiters(r"MSH|^~\&|");
        for (raw, want) in [
            (r"a\F\b\S\c\T\d\R\e\E\f", r"a|b^c&d~e\f"),
            (r"inc.A\T\E-this", "inc.A&E-this"),
            (r"one\.br\two\.sp2\three\.sk3\four", "one\ntwo\n\nthree   four"),
            (r"\H\bold\N\ \.in+5\indented\.fi\", "bold indented"),
            (r"\X0A\\XC3A9\\XE9\", "\néé"),
            // Unknown, odd or unclosed: as it stands.
            (r"\Zabc\ \X0\ \.xx\ C:\dir", r"\Zabc\ \X0\ \.xx\ C:\dir"),
            (r"C:\temp\F\x", r"C:\temp|x"),
            (r"end\r", r"end\r"),
            (r"\.sp9999999999999999999999\", r"\.sp9999999999999999999999\"),
        ] {
            assert_eq!(unescape(raw, &d), want, "{raw}");
        }
        assert_eq!(unescape(r"a\F\", &delimiters("MSH|^~|")), r"a\F\", "no escape character was declared");
    }

    proptest! {
        #[test]
        fn any_text_survives_escaping(text in any::<String>()) {
            for msh in [r"MSH|^~\&|", "MSH$%*!+$"] {
                let d = delimiters(msh);
                prop_assert_eq!(unescape(&escape(&text, &d), &d).into_owned(), text.clone());
            }
        }
    }
}
