//! Dates, times, ages and deadlines in words, as the house writes them.

use crate::domain::{
    time::{PartialDate, When},
    typed_date::{DateOrder, parse_typed},
};
use chrono::{DateTime, Datelike, Local, NaiveDate, Utc};

/// The present time and the order in which dates are written: all that is needed to put time into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    now: DateTime<Utc>,
    order: DateOrder,
}

impl Words {
    /// At this instant, in this order.
    pub fn new(now: DateTime<Utc>, order: DateOrder) -> Self {
        Self { now, order }
    }

    /// The present instant.
    pub fn now(self) -> DateTime<Utc> {
        self.now
    }

    /// The present day here.
    pub fn today(self) -> NaiveDate {
        self.now.with_timezone(&Local).date_naive()
    }

    /// The order in which dates are written.
    pub fn order(self) -> DateOrder {
        self.order
    }

    /// A date, whole or in part: `03/12/1950`, `03/1950`, `1950`.
    pub fn date(self, date: PartialDate) -> String {
        self.order.write(date)
    }

    /// A day of the calendar.
    pub fn day(self, day: NaiveDate) -> String {
        self.date(day.into())
    }

    /// The time of day here: `14:05`.
    pub fn time(self, at: DateTime<Utc>) -> String {
        at.with_timezone(&Local).format("%H:%M").to_string()
    }

    /// Date and time: `03/12/2026 14:05`.
    pub fn instant(self, at: DateTime<Utc>) -> String {
        format!("{} {}", self.day(at.with_timezone(&Local).date_naive()), self.time(at))
    }

    /// Something that happened, to the precision of its record.
    pub fn when(self, when: When) -> String {
        match when {
            When::Date(date) => self.date(date),
            When::At(at) => self.instant(at),
        }
    }

    /// As short as it stays plain: the time alone for today, else the date and time.
    pub fn lately(self, at: DateTime<Utc>) -> String {
        if at.with_timezone(&Local).date_naive() == self.today() { self.time(at) } else { self.instant(at) }
    }

    /// Stored text of an instant or date in words; text of another form is shown as it is.
    pub fn stored(self, text: &str) -> String {
        When::parse_iso(text).map_or_else(|| text.to_owned(), |when| self.when(when))
    }

    /// A typed date; see [`parse_typed`].
    pub fn read(self, typed: &str) -> Option<PartialDate> {
        parse_typed(typed, self.order, self.today())
    }

    /// Age today: years from the second birthday on, months from the first month on, days before that.
    pub fn age(self, born: PartialDate) -> String {
        age_on(born, self.today())
    }

    /// Age at death, or today for the living.
    pub fn age_at(self, born: PartialDate, died: Option<When>) -> String {
        age_on(born, died.map_or_else(|| self.today(), When::day))
    }

    /// A deadline at the end of a day: "due in 3 d", "due today", "2 d late".
    pub fn due(self, day: NaiveDate) -> String {
        match (day - self.today()).num_days() {
            0 => "due today".into(),
            days if days > 0 => format!("due in {days} d"),
            days => format!("{} d late", -days),
        }
    }

    /// How long ago: "just now", "5 min ago", "3 h ago", "2 d ago".
    pub fn ago(self, at: DateTime<Utc>) -> String {
        let minutes = (self.now - at).num_minutes();
        match minutes {
            ..=0 => "just now".into(),
            1..=59 => format!("{minutes} min ago"),
            60..=1439 => format!("{} h ago", minutes / 60),
            _ => format!("{} d ago", minutes / 1440),
        }
    }
}

/// Age in the units of the ward. Of a date in part only what is known counts; before birth there is no age.
fn age_on(born: PartialDate, on: NaiveDate) -> String {
    let years = born.age_years(on);
    let Some(day) = born.whole() else {
        return if years < 0 { String::new() } else { format!("{years} y") };
    };
    let mut months = (on.year() - day.year()) * 12 + on.month() as i32 - day.month() as i32;
    if on.day() < day.day() {
        months -= 1;
    }
    match (years, months) {
        (2.., _) => format!("{years} y"),
        (_, 1..) => format!("{months} mo"),
        _ if on < day => String::new(),
        _ => format!("{} d", (on - day).num_days()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(order: DateOrder) -> Words {
        // Noon, so that the day is the same in all zones that tests run in.
        Words::new("2026-11-22T12:00:00Z".parse().unwrap(), order)
    }

    #[test]
    fn dates_follow_the_order_of_the_house() {
        let born = PartialDate::parse_iso("1950-03-12").unwrap();
        assert_eq!(words(DateOrder::Mdy).date(born), "03/12/1950");
        assert_eq!(words(DateOrder::Dmy).date(born), "12/03/1950");
        assert_eq!(words(DateOrder::Iso).date(born), "1950-03-12");
        assert_eq!(words(DateOrder::Mdy).date(PartialDate::parse_iso("1950-03").unwrap()), "03/1950");
        assert_eq!(words(DateOrder::Dmy).date(PartialDate::parse_iso("1950").unwrap()), "1950");
        assert_eq!(words(DateOrder::Mdy).stored("no date"), "no date");
    }

    #[test]
    fn ages_come_in_years_months_and_days() {
        let age = |born| words(DateOrder::Mdy).age(PartialDate::parse_iso(born).unwrap());
        for (born, expected) in [
            ("1950-03-12", "76 y"),
            ("1950", "76 y"),
            ("2024-11-22", "2 y"),
            ("2024-11-23", "23 mo"),
            ("2026-10-22", "1 mo"),
            ("2026-10-23", "30 d"),
            ("2026-11-22", "0 d"),
            ("2026-11-23", ""),
            ("2027", ""),
        ] {
            assert_eq!(age(born), expected, "{born}");
        }
        let died = When::parse_iso("1990-01-01");
        let born = PartialDate::parse_iso("1950-03-12").unwrap();
        assert_eq!(words(DateOrder::Mdy).age_at(born, died), "39 y");
    }

    #[test]
    fn deadlines_say_how_long() {
        let due = |day| words(DateOrder::Mdy).due(NaiveDate::from_ymd_opt(2026, 11, day).unwrap());
        assert_eq!([due(25), due(22), due(20)], ["due in 3 d", "due today", "2 d late"]);
        let ago = |at: &str| words(DateOrder::Mdy).ago(at.parse().unwrap());
        assert_eq!(ago("2026-11-22T11:59:30Z"), "just now");
        assert_eq!(ago("2026-11-22T11:15:00Z"), "45 min ago");
        assert_eq!(ago("2026-11-22T09:00:00Z"), "3 h ago");
        assert_eq!(ago("2026-11-20T09:00:00Z"), "2 d ago");
    }
}
