//! A date and, if it is known, the time of day: two fields of a form read as one moment.

use crate::{
    domain::{fields, time::When, typed_date::DateOrder},
    kit::{Checked, Field, Values, Words},
};
use chrono::{NaiveTime, Timelike as _};

/// The two fields, filled with the present day and, if `with_time`, the present minute.
pub fn fields(date: Field, time: Field, words: Words) -> [Field; 2] {
    let date = date.value(words.today().to_string());
    [
        date,
        time.width(10).value(words.time(words.now())).help("As 14:30 or 2:30 pm. Empty if it is not known."),
    ]
}

/// Checks the time of day beside its date.
pub fn check_time(values: &Values<'_>, date: &str, time: &str) -> Checked {
    if values.text(time).is_empty() {
        return Checked::Fine;
    }
    if values.date(date).is_some_and(|day| day.whole().is_none()) {
        return Checked::Wrong("A time of day needs the whole date; leave it empty.".into());
    }
    match clock(&values.text(time), values.words()) {
        Some(_) => Checked::Fine,
        None => Checked::Wrong("Write the time as 14:30 or 2:30 pm.".into()),
    }
}

/// The moment that both fields tell: a date, or an instant if the time is known too.
pub fn read(values: &Values<'_>, date: &str, time: &str) -> Option<When> {
    let day = values.date(date)?;
    match (day.whole(), clock(&values.text(time), values.words())) {
        (Some(whole), Some(clock)) => Some(When::local(whole.and_time(clock))),
        _ => Some(When::Date(day)),
    }
}

fn clock(text: &str, words: Words) -> Option<NaiveTime> {
    let (_, time) =
        fields::date_and_time(&format!("{} {text}", words.today()), DateOrder::Iso, words.today()).ok()?;
    time.and_then(|time| time.with_second(0))
}
