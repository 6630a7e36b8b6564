//! Amounts in integer cents, written and read as people do.

/// Whole dollars with separators: `$12,346`; cents are rounded to the nearest dollar, halves away from zero.
pub fn dollars(cents: i64) -> String {
    let rounded = (i128::from(cents).abs() + 50) / 100;
    format!("{}${}", sign(cents), grouped(rounded))
}

/// Dollars and cents: `$12,345.67`.
pub fn dollars_cents(cents: i64) -> String {
    let amount = i128::from(cents).abs();
    format!("{}${}.{:02}", sign(cents), grouped(amount / 100), amount % 100)
}

/// Cents from `12345`, `12,345.6` or `$12,345.67`; none if it is no amount.
pub fn parse_cents(text: &str) -> Option<i64> {
    let plain: String = text.trim().trim_start_matches('$').chars().filter(|c| *c != ',').collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let part = format!("{part:0<2}").parse::<i64>().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)
}

fn sign(cents: i64) -> &'static str {
    if cents < 0 { "-" } else { "" }
}

fn grouped(number: i128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_written_and_read() {
        assert_eq!(dollars(1_234_567), "$12,346");
        assert_eq!(dollars(-150), "-$2");
        assert_eq!(dollars_cents(5), "$0.05");
        assert_eq!(parse_cents("$12,345.6"), Some(1_234_560));
        for bad in ["", "abc", "1.234", "-5", "1.2.3", "99999999999999999999"] {
            assert_eq!(parse_cents(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(cents in 0_i64..1_000_000_000_000) {
            prop_assert_eq!(parse_cents(&dollars_cents(cents)), Some(cents));
        }
    }
}
