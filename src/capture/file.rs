//! One file as it arrives: its bytes, its hash, its kind, its text.

use super::hints::Hints;
use crate::formats::{markup, pdf};
use sha2::{Digest as _, Sha256};
use std::path::Path;

/// Largest file that is taken in; larger ones stay where they are, with a message.
pub const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// What could be taken out of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// The text.
    Some(String),
    /// Why there is none, and what to do.
    None(String),
}

/// A file that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// Its name, without the folder.
    pub name: String,
    /// `application/pdf`, `text/rtf`, `text/plain`.
    pub mime: &'static str,
    /// As it came.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    /// Its text.
    pub text: Text,
    /// What it says of itself.
    pub hints: Hints,
}

/// Reads a file and the sidecar beside it (`NAME.hints`). `None`: no kind of file that is taken in here.
pub fn read_file(path: &Path) -> std::io::Result<Option<Arrived>> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let extension = path.extension().map(|kind| kind.to_string_lossy().to_ascii_lowercase());
    let Some(mime) = extension.as_deref().and_then(mime) else { return Ok(None) };
    let n_bytes = std::fs::metadata(path)?.len();
    if n_bytes > MOST_BYTES {
        let why = format!("it has {n_bytes} bytes, more than {MOST_BYTES}; split it");
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, why));
    }
    let bytes = std::fs::read(path)?;
    let sidecar = path.with_file_name(format!("{name}.hints"));
    let hints = std::fs::read_to_string(sidecar).map(|text| Hints::of_sidecar(&text)).unwrap_or_default();
    let hints = hints.over(Hints::of_name(&name));
    Ok(Some(Arrived {
        text: text(mime, &bytes),
        hash: Sha256::digest(&bytes).into(),
        name,
        mime,
        bytes,
        hints,
    }))
}

fn mime(extension: &str) -> Option<&'static str> {
    match extension {
        "pdf" => Some("application/pdf"),
        "rtf" => Some("text/rtf"),
        "txt" | "text" => Some("text/plain"),
        _ => None,
    }
}

/// The text of bytes of a kind.
pub fn text(mime: &str, bytes: &[u8]) -> Text {
    let some = |text: String, none: &str| {
        if text.chars().any(char::is_alphanumeric) { Text::Some(text) } else { Text::None(none.to_owned()) }
    };
    match mime {
        "application/pdf" => match pdf::text_of(bytes) {
            Ok(read) => Text::Some(read.text),
            Err(why) => Text::None(why.to_string()),
        },
        "text/rtf" if !bytes.trim_ascii_start().starts_with(b"{\\rtf") => Text::None(
            "the RTF is broken (it does not begin as an RTF does); ask the sender for it again, or index it by hand".into(),
        ),
        "text/rtf" => some(markup::rtf_to_text(bytes), "the RTF holds no text; index it by hand"),
        _ => {
            let decoded = match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
            };
            let clean: String = decoded.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
            some(clean, "the file holds no text; index it by hand")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_taken_out_or_the_reason_told() {
        assert_eq!(text("text/plain", b"caf\xe9\r\n"), Text::Some("café\n".into()));
        assert_eq!(text("text/rtf", br"{\rtf1\ansi Seen today.\par}"), Text::Some("Seen today.".into()));
        for (mime, bytes, why) in [
            ("text/plain", &b" \n"[..], "holds no text"),
            ("text/rtf", b"PK\x03\x04", "the RTF is broken"),
            ("text/rtf", br"{\rtf1{\pict 00ff}}", "holds no text"),
            ("application/pdf", b"%PDF-1.4 and no more", "the PDF is broken"),
        ] {
            let Text::None(told) = text(mime, bytes) else { panic!("{mime}: some text") };
            assert!(told.contains(why) && told.contains("by hand"), "{told}");
        }
    }
}
