//! The clipboard of the machine in front of the user, reached through the terminal: OSC 52, which works over SSH.
//!
//! What is copied leaves the program: the caller asks for the permission and writes the audit line.

/// The longest text that is copied, in bytes. Terminals drop what is longer than 100,000 bytes after encoding, without a word.
pub const CLIPBOARD_MAX: usize = 74_994;

/// What stands between the program and the terminal and wants to be asked to let the sequence through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Passthrough {
    /// Nothing, or something that understands it itself.
    #[default]
    None,
    /// tmux, with `allow-passthrough on`.
    Tmux,
    /// GNU screen.
    Screen,
}

/// Why a text is not copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CopyRefusal {
    /// It is longer than terminals take.
    #[error(
        "Nothing was copied: the text has {n_bytes} bytes, and terminals take {CLIPBOARD_MAX} at most. Choose a part of it."
    )]
    TooLong {
        /// Its bytes.
        n_bytes: usize,
    },
}

/// GNU screen passes strings of no more than this on, so longer ones go in pieces.
const SCREEN_PIECE: usize = 252;

/// The sequence that puts a text on the clipboard.
pub fn copy_sequence(text: &str, passthrough: Passthrough) -> Result<Vec<u8>, CopyRefusal> {
    let n_bytes = text.len();
    if n_bytes > CLIPBOARD_MAX {
        return Err(CopyRefusal::TooLong { n_bytes });
    }
    let mut plain = b"\x1b]52;c;".to_vec();
    base64(text.as_bytes(), &mut plain);
    plain.push(0x07);
    Ok(match passthrough {
        Passthrough::None => plain,
        Passthrough::Tmux => {
            let mut wrapped = b"\x1bPtmux;\x1b".to_vec();
            wrapped.append(&mut plain);
            wrapped.extend_from_slice(b"\x1b\\");
            wrapped
        }
        Passthrough::Screen => {
            let pieces = plain.chunks(SCREEN_PIECE);
            pieces.flat_map(|piece| [b"\x1bP", piece, b"\x1b\\"].concat()).collect()
        }
    })
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8], out: &mut Vec<u8>) {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for group in bytes.chunks(3) {
        let byte = |at: usize| group.get(at).copied().map_or(0, u32::from);
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS.get((bits >> (18 - 6 * place) & 63) as usize).copied().unwrap_or(b'=');
            out.push(if place > group.len() { b'=' } else { letter });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(text: &str, passthrough: Passthrough) -> String {
        String::from_utf8(copy_sequence(text, passthrough).unwrap())
            .unwrap()
            .replace('\x1b', "^")
            .replace('\x07', "!")
    }

    #[test]
    fn texts_are_encoded_as_the_standard_says() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
            ("é?>", "w6k/Pg=="),
        ] {
            assert_eq!(copied(text, Passthrough::None), format!("^]52;c;{encoded}!"));
        }
    }

    #[test]
    fn multiplexers_are_asked_to_let_it_through() {
        assert_eq!(copied("foo", Passthrough::Tmux), "^Ptmux;^^]52;c;Zm9v!^\\");
        assert_eq!(copied("foo", Passthrough::Screen), "^P^]52;c;Zm9v!^\\");
        let long = copied(&"x".repeat(600), Passthrough::Screen);
        assert_eq!(long.matches("^P").count(), 4);
    }

    #[test]
    fn too_long_a_text_is_refused_in_words() {
        assert!(copy_sequence(&"x".repeat(CLIPBOARD_MAX), Passthrough::None).unwrap().len() < 100_008);
        let refusal = copy_sequence(&"x".repeat(CLIPBOARD_MAX + 1), Passthrough::None).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "Nothing was copied: the text has 74995 bytes, and terminals take 74994 at most. Choose a part of it."
        );
    }
}
