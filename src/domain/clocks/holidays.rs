//! Days on which the government does not work: 5 U.S.C. 6103, with the day on which each is kept.

use chrono::{Datelike, NaiveDate, Weekday};

/// Whether it is neither Saturday, Sunday nor the day on which a federal holiday is kept.
pub fn is_business_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_federal_holiday(day)
}

/// Whether a federal holiday is kept on this day: one on a Saturday is kept on Friday, one on a Sunday on Monday.
pub fn is_federal_holiday(day: NaiveDate) -> bool {
    fixed(day) || moving(day)
}

/// Holidays of a fixed date; Juneteenth since 2021.
fn fixed(day: NaiveDate) -> bool {
    let is_date = |day: Option<NaiveDate>| {
        day.is_some_and(|day| match (day.month(), day.day()) {
            (1, 1) | (7, 4) | (11, 11) | (12, 25) => true,
            (6, 19) => day.year() >= 2021,
            _ => false,
        })
    };
    match day.weekday() {
        Weekday::Sat | Weekday::Sun => false,
        Weekday::Fri => is_date(Some(day)) || is_date(day.succ_opt()),
        Weekday::Mon => is_date(Some(day)) || is_date(day.pred_opt()),
        _ => is_date(Some(day)),
    }
}

/// Holidays of a weekday of the month.
fn moving(day: NaiveDate) -> bool {
    let nth = (day.day() - 1) / 7 + 1;
    let is_last = day.day() > 24;
    match (day.month(), day.weekday()) {
        (1 | 2, Weekday::Mon) => nth == 3,
        (5, Weekday::Mon) => is_last,
        (9, Weekday::Mon) => nth == 1,
        (10, Weekday::Mon) => nth == 2,
        (11, Weekday::Thu) => nth == 4,
        _ => false,
    }
}
