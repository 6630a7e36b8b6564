//! Base64 as documents travel in HL7 ED fields and FHIR attachments: read leniently in form, strictly in content.

/// Bytes of a base64 text (RFC 4648, standard or URL alphabet).
///
/// Blanks and line breaks are passed over and the padding may be missing, since senders wrap and trim. `None` if
/// another character stands in it, or if its length cannot be right: then the document would be damaged.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits, mut padding) = (0_u32, 0_u32, 0_u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    // Six bits left over are half a byte that lost its other half.
    (padding <= 2 && bits < 6).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_senders_write() {
        let word = |text| decode(text).map(|b| String::from_utf8(b).unwrap());
        assert_eq!(word("SGVsbG8=").as_deref(), Some("Hello"));
        assert_eq!(word("SGVs\r\nbG8").as_deref(), Some("Hello"));
        assert_eq!(word("").as_deref(), Some(""));
        assert_eq!(decode("-_-_"), decode("+/+/"));
        for broken in ["SGVsbG8*", "S", "SGVsb=G8", "SGVsbG8==="] {
            assert_eq!(decode(broken), None, "{broken}");
        }
    }
}
