//! What a sidecar or a file's name says of a document: proposals for the person who indexes it.

use crate::domain::document_types;

/// Proposals. Empty: nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// What the barcode of the paper said.
    pub barcode: String,
    /// Record number.
    pub mrn: String,
    /// Visit or account number.
    pub visit: String,
    /// LOINC code of the kind of document.
    pub type_code: String,
    /// Date of the document, ISO.
    pub date: String,
    /// Author in words or NPI.
    pub author: String,
}

impl Hints {
    /// Lines `key: value` of a sidecar; other lines are left aside.
    pub fn of_sidecar(text: &str) -> Self {
        let mut hints = Self::default();
        for (key, value) in text.lines().filter_map(|line| line.split_once(':')) {
            hints.set(key.trim(), value.trim());
        }
        hints
    }

    /// Parts of a file's name between `_` and blanks: `mrn100234_V1002_18842-5_2026-11-20.pdf`. A number of six or more
    /// digits is that of a visit, unless it is a day written `20261120`.
    pub fn of_name(name: &str) -> Self {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let mut hints = Self::default();
        for part in stem.split(['_', ' ']).filter(|part| !part.is_empty()) {
            let lower = part.to_ascii_lowercase();
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            if let Some(mrn) = lower.strip_prefix("mrn").filter(|mrn| digits(mrn.trim_start_matches('-'))) {
                hints.set("mrn", mrn.trim_start_matches('-'));
            } else if let Some(code) = part.strip_prefix("bc-").or(part.strip_prefix("BC-")) {
                hints.set("barcode", code);
            } else if lower.strip_prefix('v').is_some_and(digits) {
                hints.set("visit", part);
            } else if document_types::coded(part).is_some() {
                hints.set("type", part);
            } else if digits(&lower) && chrono::NaiveDate::parse_from_str(part, "%Y%m%d").is_ok_and(recent) {
                let day = chrono::NaiveDate::parse_from_str(part, "%Y%m%d").unwrap_or_default();
                hints.set("date", &day.to_string());
            } else if digits(&lower) && part.len() >= 6 {
                hints.set("visit", part);
            } else if part.len() == 10 && chrono::NaiveDate::parse_from_str(part, "%Y-%m-%d").is_ok() {
                hints.set("date", part);
            }
        }
        hints
    }

    /// Those of a sidecar over those of the name.
    #[must_use]
    pub fn over(self, name: Self) -> Self {
        let or = |own: String, other: String| if own.is_empty() { other } else { own };
        Self {
            barcode: or(self.barcode, name.barcode),
            mrn: or(self.mrn, name.mrn),
            visit: or(self.visit, name.visit),
            type_code: or(self.type_code, name.type_code),
            date: or(self.date, name.date),
            author: or(self.author, name.author),
        }
    }

    /// As it is kept: a line for each that is said.
    pub fn text(&self) -> String {
        let lines = [
            ("barcode", &self.barcode),
            ("mrn", &self.mrn),
            ("visit", &self.visit),
            ("type", &self.type_code),
            ("date", &self.date),
            ("author", &self.author),
        ];
        let said: Vec<String> = lines
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{key}: {value}\n"))
            .collect();
        said.concat()
    }

    /// What leads to the patient best: barcode, visit, record number.
    pub fn owner(&self) -> &str {
        [&self.barcode, &self.visit, &self.mrn]
            .into_iter()
            .find(|said| !said.is_empty())
            .map_or("", String::as_str)
    }

    fn set(&mut self, key: &str, value: &str) {
        let value: String = value.chars().filter(|c| !c.is_control()).take(80).collect();
        match key.to_ascii_lowercase().as_str() {
            "barcode" => self.barcode = value,
            "mrn" | "record" => self.mrn = value,
            "visit" | "account" | "encounter" => self.visit = value,
            "type" if document_types::coded(&value).is_some() => self.type_code = value,
            "date" => self.date = value,
            "author" => self.author = value,
            _ => {}
        }
    }
}

/// A day on which a paper may have been written; other numbers of eight digits are those of visits.
fn recent(day: chrono::NaiveDate) -> bool {
    use chrono::Datelike as _;
    (1990..2100).contains(&day.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_and_sidecars_propose() {
        let name = Hints::of_name("mrn100234_V1002_18842-5_2026-11-20.pdf");
        assert_eq!(name.text(), "mrn: 100234\nvisit: V1002\ntype: 18842-5\ndate: 2026-11-20\n");
        assert_eq!(name.owner(), "V1002");
        let digits = Hints::of_name("300000273_11506-3_20261120.txt");
        assert_eq!(digits.text(), "visit: 300000273\ntype: 11506-3\ndate: 2026-11-20\n");
        let sidecar = Hints::of_sidecar("Barcode: *V77*\nmrn: 5\nnonsense\ntype: 1-1\n");
        assert_eq!(
            sidecar.clone().over(name).text(),
            "barcode: *V77*\nmrn: 5\nvisit: V1002\ntype: 18842-5\ndate: 2026-11-20\n"
        );
        assert_eq!(Hints::of_sidecar(&sidecar.text()), sidecar);
        assert_eq!(Hints::of_name("scan0001.pdf"), Hints::default());
    }

    proptest! {
        #[test]
        fn any_name_is_read(name in "\\PC{0,40}") {
            let hints = Hints::of_name(&name);
            prop_assert_eq!(Hints::of_sidecar(&hints.text()), hints);
        }
    }
}
