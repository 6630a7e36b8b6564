//! National Provider Identifiers: ten digits, the last of which checks the others (45 CFR 162.406).

/// Whether the number is one: ten digits, beginning with 1 or 2, whose Luhn sum with the prefix `80840` fits.
pub fn is_valid(number: &str) -> bool {
    check(number).is_ok()
}

/// A number as typed, without blanks and dashes; or what is wrong with it and what would be right.
pub fn check(typed: &str) -> Result<String, String> {
    let npi: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let digits: Option<Vec<u32>> = npi.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 10) else {
        return Err("an NPI has ten digits.".into());
    };
    if !matches!(digits.first(), Some(1 | 2)) {
        return Err("an NPI begins with 1 or 2; check the first digit.".into());
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(idx, digit)| if idx % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum();
    // 24 is what the prefix 80840 adds.
    if (sum + 24).is_multiple_of(10) {
        Ok(npi)
    } else {
        Err("no valid NPI: the check digit does not fit.".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_published_example_is_right() {
        // CMS, "Requirements for NPI and NPI check digit": 123456789 has the check digit 3.
        assert_eq!(check(" 1234-567 893 ").as_deref(), Ok("1234567893"));
        for wrong in ["1234567890", "123456789", "é234567893", "3234567893", "", "1234567839"] {
            assert!(!is_valid(wrong), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_changed_digit_is_caught(at in 1_usize..10, step in 1_u32..10) {
            let wrong: String = "1234567893".chars().enumerate().map(|(idx, c)| {
                if idx == at { char::from_digit((c.to_digit(10).unwrap() + step) % 10, 10).unwrap() } else { c }
            }).collect();
            prop_assert!(!is_valid(&wrong));
        }

        #[test]
        fn any_text_is_read(text in "\\PC{0,20}") {
            let _ = check(&text);
        }
    }
}
