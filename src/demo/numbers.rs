//! Numbers that name people and accounts: each with its scheme, none of them ever issued to anybody.

use super::random::Rng;

/// Record numbers below this index have seven digits and a check digit, later ones eight and a check digit.
const SEVEN_DIGITS: u64 = 8_999_993;
/// Largest prime that keeps eight-digit bodies apart.
const EIGHT_DIGITS: u64 = 89_999_999;
/// Largest prime below 100 areas times 48 groups times 9,999 serials.
const SOCIAL: u64 = 47_995_183;

/// The record number of a patient: body and a check digit by HL7 scheme M10 (the Luhn sum modulo 10).
///
/// Bodies are spread over their range by multiplication modulo a prime, so that neighbours by index, who may be twins
/// or duplicates, do not stand side by side in every list, and no two indexes share one.
pub fn mrn(index: u64) -> String {
    let body = if index < SEVEN_DIGITS {
        1_000_000 + spread(index, 5_550_019, SEVEN_DIGITS)
    } else {
        10_000_000 + spread(index - SEVEN_DIGITS, 55_500_029, EIGHT_DIGITS)
    };
    let check = luhn(body, 0);
    format!("{body}{check}")
}

/// A social security number in 900-01 to 999-49: never issued, and outside the groups used for taxpayer numbers.
pub fn ssn(index: u64) -> String {
    let n = spread(index, 29_300_011, SOCIAL);
    let (area, rest) = (n % 100, n / 100);
    format!("9{area:02}-{:02}-{:04}", 1 + rest % 48, 1 + rest / 48 % 9_999)
}

/// A National Provider Identifier: ten digits, the last by Luhn over the others with 80840 before them
/// (45 CFR 162.406; CMS check digit rule). Numbers from 1000000101 on lie below those that have been given out.
pub fn npi(ordinal: u64) -> String {
    let body = 100_000_010 + ordinal;
    format!("{body}{}", luhn(body, 24))
}

/// Whether an NPI's check digit is right.
pub fn npi_is_right(npi: &str) -> bool {
    match (npi.len(), npi.parse::<u64>()) {
        (10, Ok(number)) => luhn(number / 10, 24) == number % 10,
        _ => false,
    }
}

/// Whether a record number's check digit is right.
pub fn mrn_is_right(mrn: &str) -> bool {
    mrn.parse::<u64>().is_ok_and(|number| luhn(number / 10, 0) == number % 10)
}

/// A phone number under an area code held back for unforeseen purposes (37x), which nobody has: in a small hospital
/// with the exchange of films, 555-01xx, in a large one with any, as look-ups need numbers that differ.
pub fn phone(rng: &mut Rng, few: bool) -> String {
    let area = 370 + rng.below(4);
    if few {
        format!("({area}) 555-01{:02}", rng.below(100))
    } else {
        format!("({area}) {}-{:04}", rng.range(200, 999), rng.below(10_000))
    }
}

/// The visit number of a patient's n-th visit: unique up to 89 visits a patient.
pub fn visit(index: u64, ordinal: u64) -> String {
    (300_000_000 + index * 90 + ordinal).to_string()
}

/// The account number of a patient's n-th visit, with a check digit by the same scheme as record numbers.
pub fn account(index: u64, ordinal: u64) -> String {
    let body = 60_000_000 + index * 90 + ordinal;
    format!("{body}{}", luhn(body, 0))
}

/// The digit that makes the Luhn sum of `body`, this digit and `before` a multiple of ten; `before` is what a fixed
/// prefix adds (24 for 80840).
fn luhn(body: u64, before: u64) -> u64 {
    let (mut sum, mut rest, mut double) = (before, body, true);
    while rest > 0 {
        let digit = rest % 10 * if double { 2 } else { 1 };
        sum += digit / 10 + digit % 10;
        rest /= 10;
        double = !double;
    }
    (10 - sum % 10) % 10
}

/// A bijection of 0 to `prime` - 1.
fn spread(index: u64, factor: u64, prime: u64) -> u64 {
    (u128::from(index % prime) * u128::from(factor) % u128::from(prime)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_known_npi_example_passes() {
        // 1234567893 is the example in the CMS document on the check digit.
        assert!(npi_is_right("1234567893"));
        assert!(!npi_is_right("1234567890"));
        assert!((0..200).all(|n| npi_is_right(&npi(n)) && npi(n).len() == 10));
    }

    #[test]
    fn record_numbers_differ_and_check() {
        let all: BTreeSet<String> = (0..50_000).map(mrn).collect();
        assert_eq!(all.len(), 50_000);
        assert!(all.iter().all(|m| mrn_is_right(m) && m.len() == 8));
        assert_eq!(mrn(SEVEN_DIGITS).len(), 9);
    }

    #[test]
    fn social_security_numbers_are_never_issued_ones() {
        let all: BTreeSet<String> = (0..50_000).map(ssn).collect();
        assert_eq!(all.len(), 50_000);
        for ssn in &all {
            let group: u32 = ssn.split('-').nth(1).unwrap().parse().unwrap();
            assert!(ssn.starts_with('9') && (1..50).contains(&group) && !ssn.ends_with("0000"), "{ssn}");
        }
    }
}
