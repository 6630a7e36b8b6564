//! Bytes of one message as text, by MSH-18 and by what the bytes are.

use super::message::Fault;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// Text of a message.
///
/// MSH-18 (HL7 table 0211) decides. Without it, or with plain `ASCII`, valid UTF-8 is UTF-8 and anything else
/// Windows-1252, which most senders write and which holds all of Latin-1. A message that claims UTF-8 and is not, or
/// claims a set that we do not know and is not UTF-8, is refused rather than guessed at.
pub fn decode(raw: &[u8]) -> Result<Cow<'_, str>, Fault> {
    let declared = declared(raw);
    let utf8 = std::str::from_utf8(raw);
    let encoding = match (declared.as_str(), utf8) {
        ("" | "ASCII" | "US-ASCII", Ok(text)) => return Ok(Cow::Borrowed(text)),
        ("" | "ASCII" | "US-ASCII", Err(_)) => WINDOWS_1252,
        (name, utf8) => match (table_0211(name), utf8) {
            // UTF-16 has become UTF-8 when it was read.
            (Some(encoding), Ok(text)) if encoding == UTF_8 => return Ok(Cow::Borrowed(text)),
            (Some(encoding), Err(_)) if encoding == UTF_8 => {
                return Err(Fault::new(
                    "MSH-18",
                    "the message claims to be UTF-8, but some of its bytes are not",
                ));
            }
            (Some(encoding), _) => encoding,
            (None, Ok(text)) => return Ok(Cow::Borrowed(text)),
            (None, Err(_)) => {
                return Err(Fault::new("MSH-18", "the character set is not one that this program knows"));
            }
        },
    };
    let (text, damaged) = encoding.decode_without_bom_handling(raw);
    if damaged {
        return Err(Fault::new(
            "MSH-18",
            "some bytes do not belong to the character set that the message claims",
        ));
    }
    Ok(text)
}

/// The first repetition of MSH-18, read before the text is known; its separators are ASCII in all these sets.
fn declared(raw: &[u8]) -> String {
    let header = raw.split(|b| matches!(b, b'\r' | b'\n')).next().unwrap_or_default();
    let Some(separator) = header.get(3) else { return String::new() };
    let repetition = header.get(5).copied();
    let field = header.split(|b| b == separator).nth(17).unwrap_or_default();
    let first = field.split(|b| Some(*b) == repetition).next().unwrap_or_default();
    String::from_utf8_lossy(first).trim().to_ascii_uppercase()
}

fn table_0211(name: &str) -> Option<&'static Encoding> {
    if let Some(part) = name.strip_prefix("8859/") {
        return Encoding::for_label(format!("iso-8859-{part}").as_bytes());
    }
    let label = match name {
        "UNICODE" | "UNICODE UTF-8" | "UNICODE UTF-16" | "UNICODE UTF-32" | "UTF-16" | "UTF8" => "utf-8",
        "ISO IR6" => "us-ascii",
        "ISO IR14" | "ISO IR87" | "ISO IR159" => "iso-2022-jp",
        "GB 18030-2000" => "gb18030",
        "KS X 1001" => "euc-kr",
        "CNS 11643-1992" | "BIG-5" => "big5",
        other => other,
    };
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(charset: &str, name: &[u8]) -> Vec<u8> {
        let mut raw = format!("MSH|^~\\&{}{charset}\rPID|||1||", "|".repeat(16)).into_bytes();
        raw.extend_from_slice(name);
        raw
    }

    #[test]
    fn the_declared_set_decides() {
        for (charset, name, want) in [
            ("", &b"JOS\xC9"[..], "JOSÉ"),
            ("", "JOSÉ".as_bytes(), "JOSÉ"),
            ("", b"O\x92Brien", "O’Brien"),
            ("ASCII", b"JOS\xC9", "JOSÉ"),
            ("8859/1", b"JOS\xC9", "JOSÉ"),
            ("8859/2~UNICODE UTF-8", b"\xA3", "Ł"),
            ("8859/15", b"\xA4", "€"),
            ("UNICODE UTF-8", "Łódź".as_bytes(), "Łódź"),
            ("windows-1251", b"\xC8", "И"),
            ("NEVER HEARD", "Łódź".as_bytes(), "Łódź"),
        ] {
            assert!(decode(&message(charset, name)).unwrap().ends_with(want), "{charset} {want}");
        }
        for (charset, name) in
            [("UNICODE UTF-8", &b"JOS\xC9"[..]), ("NEVER HEARD", b"\xC9"), ("BIG-5", b"\xFF")]
        {
            assert_eq!(decode(&message(charset, name)).unwrap_err().field, "MSH-18", "{charset}");
        }
    }

    #[test]
    fn anything_may_stand_where_a_header_should() {
        for raw in [&b""[..], b"MSH", b"MSH|", b"\xFF\xFE", b"MSH|\r|||||||||||||||||||||"] {
            assert!(decode(raw).is_ok());
        }
    }
}
