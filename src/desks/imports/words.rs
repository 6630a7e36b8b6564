//! Words of the desk for what the database keeps as one.

use crate::{domain::time::parse_instant, kit::Words};

/// How long ago stored text of an instant was; the text itself if it is none.
pub fn ago(at: &str, words: Words) -> String {
    parse_instant(at).map_or_else(|| at.to_owned(), |at| words.ago(at))
}

/// The name of a file without its folders.
pub fn file_name(input: &str) -> &str {
    input.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(input)
}

/// The state of a queue entry.
pub fn entry_state(state: &str, kind: &str) -> &'static str {
    match (state, kind) {
        ("open", "rejected") => "refused",
        ("open", "waiting") => "awaited",
        ("open", _) => "missing",
        ("replayed", _) => "replayed",
        ("discarded", _) => "put away",
        _ => "resolved",
    }
}

/// Size of an input.
pub fn size(bytes: i64) -> String {
    let bytes = bytes.max(0) as f64;
    match bytes {
        ..1e3 => format!("{bytes:.0} bytes"),
        ..1e6 => format!("{:.1} KB", bytes / 1e3),
        ..1e9 => format!("{:.1} MB", bytes / 1e6),
        _ => format!("{:.1} GB", bytes / 1e9),
    }
}
