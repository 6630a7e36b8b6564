//! A scanned page: a valid PDF with a picture and no text, small enough to keep some hundred of them.

/// A one-page PDF with a grey picture of some lines; `salt` makes every scan another file.
pub fn page(salt: u64) -> Vec<u8> {
    let picture = picture(salt);
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R \
          /Resources << /XObject << /Im0 5 0 R >> >> >>"
            .to_vec(),
        stream("", b"q 612 0 0 792 0 0 cm /Im0 Do Q"),
        stream(
            "/Type /XObject /Subtype /Image /Width 64 /Height 83 /ColorSpace /DeviceGray /BitsPerComponent 1",
            &picture,
        ),
    ];
    let mut out = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut offsets = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        offsets.push(out.len());
        out.extend(format!("{number} 0 obj\n").into_bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").into_bytes());
    }
    let size = objects.len() + 1;
    out.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    out
}

/// A text as a word processor's file.
pub fn rich_text(text: &str) -> Vec<u8> {
    let mut out = String::from("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times New Roman;}}\\f0\\fs22\n");
    for letter in text.chars() {
        match letter {
            '\\' | '{' | '}' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\par\n"),
            ' '..='~' => out.push(letter),
            // Letters outside of ASCII by their number, with a question mark for readers that know no Unicode.
            _ => {
                let mut units = [0; 2];
                for unit in letter.encode_utf16(&mut units) {
                    out.push_str("\\u");
                    out.push_str(&(*unit as i16).to_string());
                    out.push('?');
                }
            }
        }
    }
    out.push('}');
    out.into_bytes()
}

fn stream(entries: &str, bytes: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {entries} /Length {} >>\nstream\n", bytes.len()).into_bytes();
    object.extend(bytes);
    object.extend(b"\nendstream");
    object
}

/// White paper with dark lines of writing: one bit a point, 64 points wide.
fn picture(salt: u64) -> Vec<u8> {
    let line = |row: u64| -> [u8; 8] {
        let written = row % 6 < 2 && (8..76).contains(&row);
        if written {
            (salt.rotate_left((row * 7 % 64) as u32) & 0x00FF_FFFF_FFFF_FF00).to_be_bytes()
        } else {
            [0xFF; 8]
        }
    };
    (0..83).flat_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_marks_of_a_pdf() {
        let bytes = page(42);
        assert!(bytes.starts_with(b"%PDF-1.4") && bytes.ends_with(b"%%EOF\n"));
        let text = String::from_utf8_lossy(&bytes);
        let start: usize =
            text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
        assert!(bytes[start..].starts_with(b"xref"));
        assert_ne!(page(1), page(2));
    }
}
