//! Kinds of documents that people file by hand, with their LOINC codes and the department's words.
//!
//! Codes and meanings: LOINC document ontology (loinc.org). Kinds that come with records keep the words they came with.

use super::facts::Coded;

/// One kind: LOINC code and words.
pub type Kind = (&'static str, &'static str);

/// The kinds, in the order of the alphabet.
pub const KINDS: &[Kind] = &[
    ("51851-4", "Administrative note"),
    ("42348-3", "Advance directive"),
    ("59284-0", "Consent"),
    ("11488-4", "Consultation note"),
    ("18748-4", "Diagnostic imaging report"),
    ("18842-5", "Discharge summary"),
    ("34895-3", "Education note"),
    ("34111-5", "Emergency department note"),
    ("34117-2", "History and physical"),
    ("64290-0", "Insurance card"),
    ("11502-2", "Laboratory report"),
    ("11503-0", "Medical records from elsewhere"),
    ("34109-9", "Note"),
    ("34746-8", "Nursing note"),
    ("11504-8", "Operative report"),
    ("34108-1", "Outpatient note"),
    ("11526-1", "Pathology report"),
    ("18776-5", "Plan of care"),
    ("57016-8", "Privacy acknowledgement"),
    ("28570-0", "Procedure note"),
    ("11506-3", "Progress note"),
    ("57133-1", "Referral note"),
    ("34133-9", "Summary of episode"),
    ("18761-7", "Transfer summary"),
];

/// The kind with a code.
pub fn coded(code: &str) -> Option<Coded> {
    let (code, words) = KINDS.iter().find(|(known, _)| *known == code)?;
    Some(Coded { system: "LOINC".into(), code: (*code).into(), display: (*words).into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// LOINC's check digit is Luhn's (LOINC Users' Guide, appendix on check digits).
    fn check_digit_fits(code: &str) -> bool {
        let (body, digit) = code.split_once('-').unwrap();
        let sum: u32 = body
            .chars()
            .rev()
            .enumerate()
            .map(|(idx, c)| {
                let d = c.to_digit(10).unwrap() * if idx % 2 == 0 { 2 } else { 1 };
                d / 10 + d % 10
            })
            .sum();
        digit == ((10 - sum % 10) % 10).to_string()
    }

    #[test]
    fn codes_are_sound_and_words_are_in_order() {
        assert!(KINDS.iter().all(|(code, _)| check_digit_fits(code)), "a code has a slip");
        assert!(KINDS.is_sorted_by_key(|(_, words)| words));
        assert_eq!(coded("18842-5").unwrap().display, "Discharge summary");
        assert_eq!(coded("1-1"), None);
    }
}
