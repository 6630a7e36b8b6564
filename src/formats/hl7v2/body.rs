//! Texts and attachments in OBX rows as bodies of documents and reports.

use super::message::{Fault, Segment};
use super::types;
use super::value;
use crate::domain::facts::{Body, Coded, ResultValue};
use crate::formats::base64;

/// Rows of one document or report, in order.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Heading (the words of OBX-3) and text.
    texts: Vec<(String, String)>,
    /// Files within the message, with what they are.
    pub attachments: Vec<(Option<Coded>, Body)>,
}

impl Rows {
    /// Adds a row of text, continuing the one before it if both stand under the same heading.
    pub fn text(&mut self, heading: String, text: String) {
        self.texts.push((heading, text));
    }

    /// Adds an OBX of a document: running text as text, a file as attachment, other values as "what: value".
    pub fn document_row(&mut self, obx: Segment<'_>) -> Result<(), Fault> {
        let heading = types::words(obx.field(3).first()).unwrap_or_default();
        match obx.text(2).as_str() {
            "ED" => self.attachments.extend(attachment(obx)?),
            "TX" | "FT" | "ST" | "" => self.text(heading, obx.field(5).lines()),
            _ => {
                let values: Vec<String> = value::read(obx).into_iter().filter_map(in_words).collect();
                if !values.is_empty() {
                    let label = if heading.is_empty() { heading } else { format!("{heading}: ") };
                    let unit = obx.text(6);
                    let line = format!("{label}{} {unit}", values.join(", "));
                    self.text(String::new(), line.trim_end().to_owned());
                }
            }
        }
        Ok(())
    }

    /// The text, then the first attachment where the text is nothing or only stands beside it.
    ///
    /// `None` if the rows hold nothing. Attachments that are left stay in `attachments`.
    pub fn take_body(&mut self) -> Option<Body> {
        let text = self.joined();
        if text.starts_with("{\\rtf") {
            return Some(Body {
                mime: "application/rtf".into(),
                text: String::new(),
                bytes: Some(text.into_bytes()),
            });
        }
        if self.attachments.is_empty() {
            return (!text.is_empty()).then(|| Body { mime: "text/plain".into(), text, bytes: None });
        }
        if !text.is_empty() {
            return Some(Body { mime: "text/plain".into(), text, bytes: None });
        }
        let (_, body) = self.attachments.remove(0);
        Some(body)
    }

    /// All text; headings are written where there is more than one.
    fn joined(&self) -> String {
        let several =
            self.texts.iter().any(|(heading, _)| Some(heading) != self.texts.first().map(|(first, _)| first));
        let mut out = String::new();
        let mut current: Option<&str> = None;
        for (heading, text) in &self.texts {
            if several && !heading.is_empty() && current != Some(heading) {
                let gap = if out.is_empty() { "" } else { "\n" };
                out.push_str(gap);
                out.push_str(heading);
                out.push_str(":\n");
            }
            current = Some(heading);
            out.push_str(text);
            out.push('\n');
        }
        out.truncate(out.trim_end().len());
        let empty = out.len() - out.trim_start_matches('\n').len();
        out.drain(..empty);
        out
    }
}

/// A file in an ED value with what it is; `None` if the value is empty. A [`Fault`] names OBX-5 if it is damaged.
pub fn attachment(obx: Segment<'_>) -> Result<Option<(Option<Coded>, Body)>, Fault> {
    let value = obx.field(5).first();
    let data = value.comp(5);
    if data.is_empty() || data.is_null() {
        return Ok(None);
    }
    let damaged =
        || Fault::new("OBX-5", "the attached file is damaged: its text is not of the encoding that it names");
    let bytes = match value.comp(4).text().to_ascii_uppercase().as_str() {
        "BASE64" => base64::decode(data.raw()).ok_or_else(damaged)?,
        "HEX" => hexadecimal(data.raw()).ok_or_else(damaged)?,
        _ => data.lines().into_bytes(),
    };
    let mime = mime(&value.comp(2).text(), &value.comp(3).text(), &bytes);
    let body = match mime {
        "text/plain" => Body { mime: mime.into(), text: text_of(&bytes), bytes: None },
        "text/html" | "application/xml" => {
            Body { mime: mime.into(), text: without_tags(&text_of(&bytes)), bytes: Some(bytes) }
        }
        _ => Body { mime: mime.into(), text: String::new(), bytes: Some(bytes) },
    };
    Ok(Some((types::coded(obx.field(3).first()), body)))
}

fn in_words(value: ResultValue) -> Option<String> {
    match value {
        ResultValue::Number { comparator, text, .. } => Some(format!("{comparator}{text}")),
        ResultValue::Text(words) => Some(words),
        ResultValue::Absent(_) => None,
    }
}

/// Media type by what the bytes begin with, else by ED-2 and ED-3 (tables 0834 and 0291).
fn mime(kind: &str, subtype: &str, bytes: &[u8]) -> &'static str {
    let begins: [(&[u8], &str); 7] = [
        (b"%PDF", "application/pdf"),
        (b"{\\rtf", "application/rtf"),
        (b"\x89PNG", "image/png"),
        (b"\xFF\xD8\xFF", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
    ];
    if let Some((_, mime)) = begins.iter().find(|(sign, _)| bytes.starts_with(sign)) {
        return mime;
    }
    match (subtype.to_ascii_lowercase().as_str(), kind.to_ascii_lowercase().as_str()) {
        ("pdf", _) => "application/pdf",
        ("rtf", _) => "application/rtf",
        ("html" | "htm", _) => "text/html",
        ("xml" | "x-hl7-cda-level-one" | "-hl7-cda-level-one" | "sgml", _) => "application/xml",
        ("jpeg" | "jpg" | "jfif", _) => "image/jpeg",
        ("png", _) => "image/png",
        ("gif", _) => "image/gif",
        ("tiff" | "tif", _) => "image/tiff",
        ("dicom", _) => "application/dicom",
        ("doc" | "msword", _) => "application/msword",
        ("plain" | "txt" | "ascii", _) | (_, "text" | "txt" | "tx" | "ft") => "text/plain",
        _ => "application/octet-stream",
    }
}

fn hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let nibbles: Option<Vec<u8>> =
        digits.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_digit(16).map(|d| d as u8)).collect();
    let nibbles = nibbles.filter(|n| n.len() % 2 == 0)?;
    Some(nibbles.chunks(2).map(|pair| pair.iter().fold(0, |byte, n| byte << 4 | n)).collect())
}

fn text_of(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    };
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

/// Words of a marked-up text, good enough to read and search; the original is kept beside it.
fn without_tags(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len() / 2);
    let mut rest = markup;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        let name = name.trim_matches('/').to_ascii_lowercase();
        let hidden = ["style", "script"].contains(&name.as_str()) && !tag.starts_with('/');
        let after = if hidden { tag.split_once("</").map_or("", |(_, after)| after) } else { tag };
        rest = after.split_once('>').map_or("", |(_, after)| after);
        out.push(match name.as_str() {
            "b" | "i" | "u" | "em" | "strong" | "span" | "font" | "sub" | "sup" | "a" | "content" => continue,
            "td" | "th" => ' ',
            _ => '\n',
        });
    }
    out.push_str(rest);
    let entities =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    let out = entities.iter().fold(out, |text, (name, sign)| text.replace(name, sign));
    let lines: Vec<String> =
        out.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    lines.into_iter().filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::message::Message;
    use super::*;
    use proptest::prelude::*;

    fn rows(obx: &[&str]) -> Rows {
        let text = obx.iter().fold("MSH|^~\\&|A".to_owned(), |text, row| text + "\rOBX|1|" + row);
        let message = Message::parse(&text).unwrap();
        let mut rows = Rows::default();
        for segment in message.segments().filter(|s| s.id == "OBX") {
            rows.document_row(segment).unwrap();
        }
        rows
    }

    #[test]
    fn rows_join_to_one_text() {
        let body = rows(&["TX|n||First line", "TX|n||", "FT|n||Third\\.br\\  indented~repeated"])
            .take_body()
            .unwrap();
        assert_eq!(body.text, "First line\n\nThird\n  indented\nrepeated");
        assert_eq!((body.mime.as_str(), body.bytes), ("text/plain", None));
        let body = rows(&["TX|1^FINDINGS||Clear", "TX|1^FINDINGS||lungs", "TX|2^IMPRESSION||Normal"])
            .take_body()
            .unwrap();
        assert_eq!(body.text, "FINDINGS:\nClear\nlungs\n\nIMPRESSION:\nNormal");
        let body = rows(&["NM|8867-4^Heart rate||61|/min", "HD|s^Study||1.2.3"]).take_body().unwrap();
        assert_eq!(body.text, "Heart rate: 61 /min\nStudy: 1.2.3");
        assert_eq!(rows(&["TX|n||", "ED|n||^application^pdf^Base64^"]).take_body(), None);
        assert_eq!(rows(&["FT|n||{\\E\\rtf1 x}"]).take_body().unwrap().mime, "application/rtf");
    }

    #[test]
    fn files_are_taken_out_and_named_by_what_they_are() {
        let body = rows(&["ED|n||^application^octet-stream^Base64^JVBERi0xLjQ="]).take_body().unwrap();
        assert_eq!(
            (body.mime.as_str(), body.text.as_str(), body.bytes.unwrap().len()),
            ("application/pdf", "", 8)
        );
        let body = rows(&["ED|n||^TEXT^RTF^Base64^e1xydGYxfQ=="]).take_body().unwrap();
        assert_eq!((body.mime.as_str(), body.bytes.unwrap()), ("application/rtf", b"{\\rtf1}".to_vec()));
        let body =
            rows(&["ED|n||^text^html^A^<p>Heart &amp; lungs</p><style>p{}</style>\\.br\\<b>cl</b>ear"])
                .take_body();
        assert_eq!(body.unwrap().text, "Heart & lungs\nclear");
        assert_eq!(rows(&["ED|n||^TEXT^^Hex^4869"]).take_body().unwrap().text, "Hi");
        let mut both = rows(&["TX|n||Words", "ED|s^Scan||^IM^JPEG^Base64^AAAA"]);
        assert_eq!(both.take_body().unwrap().text, "Words");
        assert_eq!(both.attachments.len(), 1, "the file beside the text is not lost");
    }

    #[test]
    fn damaged_files_are_told() {
        let text = "MSH|^~\\&|A\rOBX|1|ED|n||^application^pdf^Base64^JVBE*";
        let message = Message::parse(text).unwrap();
        assert_eq!(attachment(message.segment("OBX").unwrap()).unwrap_err().field, "OBX-5");
    }

    proptest! {
        #[test]
        fn any_markup_becomes_text(markup in any::<String>(), tags in "[<>/a-z &;]{0,60}") {
            let _ = (without_tags(&markup), without_tags(&tags));
        }
    }
}
