//! Attachments to bodies of documents: base64 out, text taken out of HTML, XML and RTF, originals kept.

use super::parts::Attachment;
use super::scalars::Said;

use crate::domain::facts::Body;
use crate::formats::base64;
use crate::formats::markup::{Markup, rtf_to_text, to_text};
use encoding_rs::Encoding;
use std::borrow::Cow;

/// The best of several attachments: plain text before marked-up text before other forms, with its place in the list.
///
/// `Err`: the place of one whose data is no base64.
pub(super) fn best<'a>(attachments: &[&Attachment<'a>]) -> Result<Option<Body>, usize> {
    let mut order: Vec<(usize, &&Attachment<'a>)> =
        attachments.iter().enumerate().filter(|(_, attachment)| !attachment.data.said().is_empty()).collect();
    order.sort_by_key(|(_, attachment)| rank(&mime_of(attachment.content_type.said())));
    let mut best: Option<Body> = None;
    for (place, attachment) in order {
        let body = body(attachment).ok_or(place)?;
        // A later form is taken only if it has text where the earlier ones have none.
        if best.as_ref().is_none_or(|best| best.text.is_empty() && !body.text.is_empty()) {
            best = Some(body);
        }
    }
    Ok(best)
}

/// The attachment's data as a body; `None` if it is no base64.
fn body(attachment: &Attachment<'_>) -> Option<Body> {
    let bytes = base64::decode(attachment.data.said())?;
    let content_type = attachment.content_type.said();
    let said = mime_of(content_type);
    let mime = match said.as_str() {
        "" | "application/octet-stream" => sniffed(&bytes).to_owned(),
        "application/xhtml" => "application/xhtml+xml".to_owned(),
        _ => said,
    };
    let markup = match mime.as_str() {
        "text/html" | "application/xhtml+xml" => Some(Markup::Html),
        _ if mime.ends_with("/xml") || mime.ends_with("+xml") => Some(Markup::Xml),
        _ => None,
    };
    if let Some(markup) = markup {
        let text = to_text(&decoded(&bytes, content_type), markup);
        return Some(Body { mime, text, bytes: Some(bytes) });
    }
    if mime == "text/rtf" || mime == "application/rtf" {
        return Some(Body { mime, text: rtf_to_text(&bytes), bytes: Some(bytes) });
    }
    if mime.starts_with("text/") {
        let text = match decoded(&bytes, content_type) {
            Cow::Borrowed(same) if same.len() == bytes.len() && mime == "text/plain" => {
                // The bytes are the text: one copy of a large note is enough.
                return Some(Body { mime, text: String::from_utf8(bytes).ok()?, bytes: None });
            }
            text => text.into_owned(),
        };
        return Some(Body { mime, text, bytes: Some(bytes) });
    }
    Some(Body { mime, text: String::new(), bytes: Some(bytes) })
}

/// `text/html; charset=utf-8` as `text/html`.
fn mime_of(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn rank(mime: &str) -> u8 {
    match mime {
        "text/plain" => 0,
        "text/html" | "application/xhtml+xml" | "application/xhtml" => 1,
        _ if mime.ends_with("xml") => 2,
        "text/rtf" | "application/rtf" => 3,
        _ if mime.starts_with("text/") => 4,
        "application/pdf" => 5,
        _ => 6,
    }
}

/// What bytes without a type are.
fn sniffed(bytes: &[u8]) -> &'static str {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let head = start.get(..start.len().min(200)).unwrap_or_default().to_ascii_lowercase();
    match () {
        () if head.starts_with(b"%pdf-") => "application/pdf",
        () if head.starts_with(b"{\\rtf") => "text/rtf",
        () if head.starts_with(b"<html")
            || head.starts_with(b"<!doctype html")
            || head.starts_with(b"<div") =>
        {
            "text/html"
        }
        () if head.starts_with(b"<?xml") => "application/xml",
        () if std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0')) => "text/plain",
        () => "application/octet-stream",
    }
}

/// Bytes as text: by byte-order mark, else by the charset said, else UTF-8, else Windows-1252.
fn decoded<'b>(bytes: &'b [u8], content_type: &str) -> Cow<'b, str> {
    let said = content_type.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| Encoding::for_label(value.trim().trim_matches('"').as_bytes()))?
    });
    let utf8 =
        || if std::str::from_utf8(bytes).is_ok() { encoding_rs::UTF_8 } else { encoding_rs::WINDOWS_1252 };
    // `decode` obeys a byte-order mark before the encoding given.
    said.unwrap_or_else(utf8).decode(bytes).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: &str, base64: &str) -> Option<Body> {
        let json = format!(r#"{{"contentType":"{content_type}","data":"{base64}"}}"#);
        body(&serde_json::from_str(&json).unwrap())
    }

    #[test]
    fn text_is_taken_out_and_the_original_kept() {
        let plain = read("text/plain", "Tm8gZGlldA==").unwrap();
        assert_eq!((&*plain.text, plain.bytes), ("No diet", None));
        let latin = read("text/plain; charset=ISO-8859-1", "Y2Fm6Q==").unwrap();
        assert_eq!((&*latin.text, latin.bytes), ("café", Some(b"caf\xe9".to_vec())));
        let page = read("application/xhtml", "PHA+YTwvcD48cD5iPC9wPg==").unwrap();
        assert_eq!((&*page.text, page.bytes.is_some()), ("a\n\nb", true));
        let pdf = read("", "JVBERi0xLjQK").unwrap();
        assert_eq!((&*pdf.mime, &*pdf.text), ("application/pdf", ""));
        assert_eq!(read("text/plain", "%%%"), None);
    }

    #[test]
    fn of_several_forms_the_readable_one_is_taken() {
        let json = r#"[{"contentType":"application/pdf","data":"JVBERi0xLjQK"},
            {"contentType":"text/html","data":"PHA+YTwvcD4="},{"contentType":"text/plain","url":"x"}]"#;
        let list: Vec<Attachment<'_>> = serde_json::from_str(json).unwrap();
        assert_eq!(best(&list.iter().collect::<Vec<_>>()).unwrap().unwrap().mime, "text/html");
    }
}
