//! The text of an RTF document (RTF 1.9.1), without its format.

use encoding_rs::WINDOWS_1252;

/// Groups that hold no text of the document.
const WITHOUT_TEXT: [&str; 12] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "themedata",
    "datastore",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
];

/// What is read of `source`; what is no RTF comes back as it stands.
pub fn to_text(source: &[u8]) -> String {
    let mut reader =
        Reader { rest: source, out: Vec::new(), skipping: 0, depth: 0, unicode_skip: 1, owed: 0 };
    while reader.step() {}
    String::from_utf8_lossy(&reader.out).trim().to_owned()
}

struct Reader<'a> {
    rest: &'a [u8],
    out: Vec<u8>,
    /// Depth of the group that is left out; 0: none.
    skipping: usize,
    depth: usize,
    /// Characters that stand for a Unicode character in old readers (`\uc`).
    unicode_skip: usize,
    /// Of these, how many are still to be passed.
    owed: usize,
}

impl Reader<'_> {
    fn step(&mut self) -> bool {
        let Some((&byte, rest)) = self.rest.split_first() else { return false };
        self.rest = rest;
        match byte {
            b'{' => self.depth += 1,
            b'}' => {
                if self.depth <= self.skipping {
                    self.skipping = 0;
                }
                self.depth = self.depth.saturating_sub(1);
            }
            b'\\' => self.control(),
            b'\r' | b'\n' => {}
            _ => self.character(byte),
        }
        true
    }

    fn control(&mut self) {
        let Some((&first, rest)) = self.rest.split_first() else { return };
        if !first.is_ascii_alphabetic() {
            self.rest = rest;
            match first {
                b'\'' => {
                    let (digits, rest) = self.rest.split_at_checked(2).unwrap_or((self.rest, &[]));
                    self.rest = rest;
                    let hex =
                        std::str::from_utf8(digits).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
                    self.character(hex.unwrap_or(b'?'));
                }
                b'~' => self.character(b' '),
                b'_' => self.character(b'-'),
                b'*' => self.skip_group(),
                b'\r' | b'\n' => self.text("\n"),
                b'\\' | b'{' | b'}' => self.character(first),
                _ => {}
            }
            return;
        }
        let letters = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, rest) = self.rest.split_at_checked(letters).unwrap_or_default();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'-').count();
        let (number, rest) = rest.split_at_checked(digits).unwrap_or_default();
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let number: Option<i32> = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
        self.word(std::str::from_utf8(word).unwrap_or_default(), number);
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "par" | "line" | "sect" | "page" | "row" => self.text("\n"),
            "tab" => self.text("\t"),
            "cell" => self.text("  "),
            "emdash" => self.text("—"),
            "endash" => self.text("–"),
            "bullet" => self.text("•"),
            "lquote" => self.text("‘"),
            "rquote" => self.text("’"),
            "ldblquote" => self.text("“"),
            "rdblquote" => self.text("”"),
            "uc" => {
                self.unicode_skip =
                    number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1).min(8);
            }
            "u" => {
                // Numbers above 32767 are sent as negative ones.
                let code =
                    number.map(|number| if number < 0 { number + 0x1_0000 } else { number }.unsigned_abs());
                let character = code.and_then(char::from_u32).unwrap_or('\u{fffd}');
                self.text(character.encode_utf8(&mut [0; 4]));
                self.owed = self.unicode_skip;
            }
            "bin" => {
                let length = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
                self.rest = self.rest.get(length..).unwrap_or_default();
            }
            _ if WITHOUT_TEXT.contains(&word) => self.skip_group(),
            _ => {}
        }
    }

    fn skip_group(&mut self) {
        if self.skipping == 0 {
            self.skipping = self.depth;
        }
    }

    fn character(&mut self, byte: u8) {
        if self.owed > 0 {
            self.owed -= 1;
        } else {
            let byte = [byte];
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(&byte);
            self.text(&text);
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipping == 0 {
            self.out.extend_from_slice(text.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_without_format() {
        let source =
            br"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator Riched;}\f0\fs20 Caf\'e9 \b bold\b0\par
x\u8211?y \{z\}{\pict 00ff}\par}";
        assert_eq!(to_text(source), "Café bold\nx–y {z}");
    }

    proptest! {
        #[test]
        fn nothing_panics(source in "[\\\\{}'a-fu*\\-0-9 é]{0,60}") {
            let _ = to_text(source.as_bytes());
        }
    }
}
