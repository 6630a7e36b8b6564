//! A query as text taken apart: title, type, way, indicators, options. The text is the one source of all of them.

use crate::{
    cdi::lint::parts::{Part, QueryKind, parts},
    domain::cdi_query::{AskKind, OptionRole, Way},
};
use std::ops::Range;

/// What the text says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryText {
    /// The title line.
    pub title: String,
    /// The type.
    pub kind: AskKind,
    /// Written, or spoken and written down.
    pub way: Way,
    /// Indicators, without their dash, with their bytes.
    pub indicators: Vec<(String, Range<usize>)>,
    /// The question and all other prose.
    pub question: String,
    /// Options as written, without their dash.
    pub options: Vec<(String, OptionRole)>,
}

impl QueryText {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let parts = parts(text);
        let piece = |range: Range<usize>| text.get(range).unwrap_or("").trim().to_owned();
        let kind = match parts.kind(text) {
            QueryKind::OpenEnded => AskKind::OpenEnded,
            QueryKind::MultipleChoice => AskKind::MultipleChoice,
            QueryKind::YesNo => AskKind::YesNo,
        };
        let spoken = |range: Range<usize>| {
            let words = piece(range).to_lowercase();
            ["verbal", "phone", "spoken", "in person"].iter().any(|word| words.contains(word))
        };
        let way = if parts.of(Part::Way).any(spoken) { Way::Verbal } else { Way::Written };
        let mut options: Vec<(String, OptionRole)> = parts
            .of(Part::Choice)
            .map(|range| piece(range).trim_end_matches([':', '_', ' ']).to_owned())
            .filter(|option| !option.is_empty())
            .map(|option| (option.clone(), OptionRole::of(&option)))
            .collect();
        if kind == AskKind::YesNo && options.is_empty() {
            let plain = ["Yes", "No", "Other", "Unable to determine"];
            options = plain.map(|option| (option.to_owned(), OptionRole::of(option))).to_vec();
        }
        Self {
            title: parts.of(Part::Title).next().map(piece).unwrap_or_default(),
            kind,
            way,
            indicators: parts.of(Part::Indicator).map(|range| (piece(range.clone()), range)).collect(),
            question: parts.of(Part::Body).map(piece).collect::<Vec<_>>().join("\n"),
            options,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_what_it_is() {
        let text = "Title: Kidney function\nType: multiple choice\nWay: verbal\nSpoken with: Dr. Low\nSpoken on: Nov 5, 2026 10:00\n\
                    Indicators:\n- Creatinine 2.1 mg/dL, Nov 5, 2026 06:00, laboratory\nQuestion: What explains this?\nOptions:\n\
                    - Acute kidney injury\n- Other (please specify): ____\n- Unable to determine\n";
        let read = QueryText::of(text);
        assert_eq!(
            (read.title.as_str(), read.kind, read.way),
            ("Kidney function", AskKind::MultipleChoice, Way::Verbal)
        );
        assert_eq!(read.indicators.len(), 1);
        let roles: Vec<OptionRole> = read.options.iter().map(|(_, role)| *role).collect();
        assert_eq!(roles, [OptionRole::Supported, OptionRole::Other, OptionRole::Undetermined]);
        assert_eq!(read.options[1].0, "Other (please specify)");
        assert!(crate::cdi::lint::may_send(&crate::cdi::lint::lint(text)));
    }
}
