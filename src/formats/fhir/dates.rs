//! Dates and instants as FHIR writes them, and as its senders do.

use crate::domain::time::{PartialDate, When};
use chrono::{Duration, NaiveDate, NaiveDateTime};

/// A date, dateTime or instant; `None` if it is none or names a time that does not exist.
///
/// Also taken: no seconds, a blank for `T`, a zone without colon. A time without zone is the host's.
pub(super) fn moment(text: &str) -> Option<When> {
    let text = text.trim();
    if text.len() <= 10 {
        return PartialDate::parse_iso(text).map(When::Date);
    }
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T' | b't' | b' ', h1, h2, b':', n1, n2, rest @ ..] =
        text.as_bytes()
    else {
        return None;
    };
    let year = number(&[*y1, *y2, *y3, *y4]).filter(|year| *year > 0)?;
    let date = NaiveDate::from_ymd_opt(year.cast_signed(), number(&[*m1, *m2])?, number(&[*d1, *d2])?)?;
    let (seconds, nanos, zone) = seconds(rest)?;
    // A leap second is told as the last one of its minute.
    let time = date.and_hms_nano_opt(number(&[*h1, *h2])?, number(&[*n1, *n2])?, seconds.min(59), nanos)?;
    in_zone(time, zone)
}

/// `:ss`, `.fraction` and what follows; both may be missing.
fn seconds(text: &[u8]) -> Option<(u32, u32, &[u8])> {
    let [b':', s1, s2, rest @ ..] = text else { return Some((0, 0, text)) };
    let seconds = number(&[*s1, *s2]).filter(|seconds| *seconds <= 60)?;
    let Some(rest) = rest.strip_prefix(b".").or_else(|| rest.strip_prefix(b",")) else {
        return Some((seconds, 0, rest));
    };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (fraction, zone) = rest.split_at_checked(digits).filter(|(fraction, _)| !fraction.is_empty())?;
    let nanos =
        (0..9).fold(0, |nanos, place| nanos * 10 + fraction.get(place).map_or(0, |d| u32::from(d - b'0')));
    Some((seconds, nanos, zone))
}

fn in_zone(time: NaiveDateTime, zone: &[u8]) -> Option<When> {
    let (sign, hours, minutes) = match zone {
        [] => return Some(When::local(time)),
        [b'Z' | b'z'] => return Some(When::At(time.and_utc())),
        [sign, h1, h2] => (sign, number(&[*h1, *h2])?, 0),
        [sign, h1, h2, b':', m1, m2] | [sign, h1, h2, m1, m2] => {
            (sign, number(&[*h1, *h2])?, number(&[*m1, *m2])?)
        }
        _ => return None,
    };
    if hours > 14 || minutes > 59 {
        return None;
    }
    let ahead = Duration::minutes(i64::from(hours * 60 + minutes));
    let utc = match sign {
        b'+' => time.checked_sub_signed(ahead)?,
        b'-' => time.checked_add_signed(ahead)?,
        _ => return None,
    };
    Some(When::At(utc.and_utc()))
}

fn number(digits: &[u8]) -> Option<u32> {
    digits
        .iter()
        .try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0')))
}

/// Whether `end` lies before `start` for certain, whatever unknown parts of the dates may be.
pub(super) fn ends_before(end: When, start: When) -> bool {
    match (end, start) {
        (When::At(end), When::At(start)) => end < start,
        _ => last_day(end) < Some(start.day()),
    }
}

/// The last day that this may mean.
fn last_day(when: When) -> Option<NaiveDate> {
    let When::Date(date) = when else { return Some(when.day()) };
    let first = date.earliest();
    let months = match (date.month(), date.day()) {
        (_, Some(_)) => return Some(first),
        (Some(_), None) => 1,
        (None, None) => 12,
    };
    first.checked_add_months(chrono::Months::new(months))?.pred_opt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn instants_as_senders_write_them() {
        for (text, utc) in [
            ("2014-05-20T10:02:03-05:00", "2014-05-20T15:02:03Z"),
            ("2014-05-20T10:02:03.123456789123+05:30", "2014-05-20T04:32:03Z"),
            ("2014-05-20T10:02Z", "2014-05-20T10:02:00Z"),
            ("2014-05-20 10:02:60+0000", "2014-05-20T10:02:59Z"),
            ("2014-05-20", "2014-05-20"),
            ("2014", "2014"),
        ] {
            assert_eq!(moment(text).unwrap().to_string(), utc, "{text}");
        }
        for text in [
            "",
            "2014-5-20",
            "20140520",
            "2014-02-30T10:00:00Z",
            "2014-05-20T25:00:00Z",
            "2014-05-20T10:00:00X",
            "2014-05-20T10:00:00.Z",
            "2014-05-20T10:00:61Z",
            "0000-01-01T00:00:00Z",
            "2014-05-20T10:00:00+15:00",
            "yesterday at noon",
            "2014-05-20T10",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn only_what_is_certain_is_called_wrong() {
        let at = |text: &str| moment(text).unwrap();
        assert!(ends_before(at("2020-01-01T10:00:00Z"), at("2020-01-01T11:00:00Z")));
        assert!(ends_before(at("2019"), at("2020-01")));
        assert!(!ends_before(at("2020"), at("2020-06-30T10:00:00Z")));
        assert!(!ends_before(at("2020-06-30"), at("2020-06-30T10:00:00Z")));
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,40}") {
            let _ = moment(&text);
        }

        #[test]
        fn agrees_with_chrono(secs in -62_000_000_000_i64..250_000_000_000, zone in -14_i32..=14) {
            let utc = chrono::DateTime::from_timestamp(secs, 0).unwrap();
            let text = utc.with_timezone(&chrono::FixedOffset::east_opt(zone * 3600).unwrap()).to_rfc3339();
            prop_assert_eq!(moment(&text), Some(When::At(utc)));
        }
    }
}
