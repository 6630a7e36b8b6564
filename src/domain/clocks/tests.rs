use super::*;
use crate::domain::time::{PartialDate, When};
use chrono::{
    DateTime, Datelike, Duration, FixedOffset, MappedLocalTime, NaiveDateTime, TimeZone, Timelike, Utc,
    Weekday,
};
use proptest::prelude::*;

/// US Eastern time by the rule of 2007 (15 U.S.C. 260a): tests need a zone with daylight saving, whatever the host's is.
#[derive(Clone, Copy, Debug)]
struct Eastern;

impl Eastern {
    fn sunday(year: i32, month: u32, nth: u8) -> NaiveDate {
        NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Sun, nth).unwrap()
    }
    fn offset(summer: bool) -> FixedOffset {
        FixedOffset::west_opt(if summer { 4 } else { 5 } * 3600).unwrap()
    }
}

impl TimeZone for Eastern {
    type Offset = FixedOffset;
    fn from_offset(_: &FixedOffset) -> Self {
        Self
    }
    fn offset_from_local_date(&self, day: &NaiveDate) -> MappedLocalTime<FixedOffset> {
        self.offset_from_local_datetime(&day.and_hms_opt(12, 0, 0).unwrap())
    }
    fn offset_from_local_datetime(&self, wall: &NaiveDateTime) -> MappedLocalTime<FixedOffset> {
        let begins = Self::sunday(wall.year(), 3, 2).and_hms_opt(2, 0, 0).unwrap();
        let ends = Self::sunday(wall.year(), 11, 1).and_hms_opt(2, 0, 0).unwrap();
        if *wall >= begins && *wall < begins + Duration::hours(1) {
            MappedLocalTime::None
        } else if *wall >= ends - Duration::hours(1) && *wall < ends {
            MappedLocalTime::Ambiguous(Self::offset(true), Self::offset(false))
        } else {
            MappedLocalTime::Single(Self::offset(*wall >= begins && *wall < ends))
        }
    }
    fn offset_from_utc_date(&self, day: &NaiveDate) -> FixedOffset {
        self.offset_from_utc_datetime(&day.and_hms_opt(12, 0, 0).unwrap())
    }
    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> FixedOffset {
        let begins = Self::sunday(utc.year(), 3, 2).and_hms_opt(7, 0, 0).unwrap();
        let ends = Self::sunday(utc.year(), 11, 1).and_hms_opt(6, 0, 0).unwrap();
        Self::offset(*utc >= begins && *utc < ends)
    }
}

fn rule(value: u32, unit: Unit) -> Rule {
    Rule {
        row: ClockRuleId(1),
        id: "access-request".into(),
        version: 1,
        name: "Patient access request".into(),
        starts: "receipt".into(),
        value,
        unit,
        extension_days: 30,
        pause_days: 0,
        citation: "45 CFR 164.524(b)(2)".into(),
        scope: String::new(),
        valid_from: day(2000, 1, 1),
        valid_to: None,
        note: String::new(),
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn wall(text: &str) -> When {
    let wall = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    When::At(Eastern.from_local_datetime(&wall).earliest().unwrap().with_timezone(&Utc))
}

/// The due time on the hospital's wall.
fn due(rule: &Rule, start: When) -> String {
    rule.due(start, &Eastern).with_timezone(&Eastern).naive_local().format("%Y-%m-%d %H:%M:%S").to_string()
}

#[test]
fn days_end_with_the_day_and_hours_count_exactly() {
    let days = rule(30, Unit::Days);
    assert_eq!(due(&days, wall("2026-01-05 00:00")), "2026-02-04 23:59:59");
    assert_eq!(due(&days, wall("2026-01-05 23:59")), "2026-02-04 23:59:59");
    // Over the change to summer time the day is still 23:59:59 on the wall; 24 hours end an hour later on it.
    assert_eq!(due(&days, wall("2026-02-20 10:00")), "2026-03-22 23:59:59");
    assert_eq!(due(&rule(24, Unit::Hours), wall("2026-03-07 10:00")), "2026-03-08 11:00:00");
    assert_eq!(due(&rule(24, Unit::Hours), wall("2026-10-31 10:00")), "2026-11-01 09:00:00");
    assert_eq!(due(&rule(0, Unit::Hours), wall("2026-03-07 10:00")), "2026-03-07 10:00:00");
    // Only the day is known: it begins with the day.
    let date = When::Date(PartialDate::from(day(2026, 1, 5)));
    assert_eq!(due(&rule(24, Unit::Hours), date), "2026-01-06 00:00:00");
}

#[test]
fn years_and_ends_of_years() {
    assert_eq!(due(&rule(60, Unit::YearEndDays), wall("2026-01-01 08:00")), "2027-03-01 23:59:59");
    assert_eq!(due(&rule(60, Unit::YearEndDays), wall("2027-12-31 23:59")), "2028-02-29 23:59:59");
    assert_eq!(due(&rule(6, Unit::Years), wall("2026-05-10 08:00")), "2032-05-10 23:59:59");
    assert_eq!(due(&rule(1, Unit::Years), wall("2028-02-29 08:00")), "2029-03-01 23:59:59");
    assert_eq!(due(&rule(4, Unit::Years), wall("2028-02-29 08:00")), "2032-02-29 23:59:59");
}

#[test]
fn business_days_leave_out_weekends_and_holidays() {
    let ten = rule(10, Unit::BusinessDays);
    // Thanksgiving (26 November 2026) lies between.
    assert_eq!(due(&ten, wall("2026-11-20 09:00")), "2026-12-07 23:59:59");
    assert_eq!(due(&rule(1, Unit::BusinessDays), wall("2026-07-02 09:00")), "2026-07-06 23:59:59");
    for kept in [
        day(2026, 1, 1),
        day(2026, 1, 19),
        day(2026, 2, 16),
        day(2026, 5, 25),
        day(2026, 6, 19),
        day(2026, 7, 3),
        day(2026, 9, 7),
        day(2026, 10, 12),
        day(2026, 11, 11),
        day(2026, 11, 26),
        day(2026, 12, 25),
        day(2021, 12, 31),
        day(2023, 1, 2),
    ] {
        assert!(is_federal_holiday(kept) && !is_business_day(kept), "{kept}");
    }
    let in_2026 = day(2026, 1, 1).iter_days().take(365).filter(|day| is_federal_holiday(*day)).count();
    assert_eq!(in_2026, 11);
}

#[test]
fn an_extension_is_given_once_and_only_where_the_rule_has_one() {
    let mut rule = rule(30, Unit::Days);
    let first = rule.due(wall("2026-01-05 10:00"), &Eastern);
    let second = rule.extended(first, false, &Eastern).unwrap();
    assert_eq!((second - first).num_hours(), 30 * 24);
    assert!(matches!(rule.extended(second, true, &Eastern), Err(ClockFault::ExtendedAlready { .. })));
    rule.extension_days = 0;
    let refused = rule.extended(first, false, &Eastern).unwrap_err();
    assert!(refused.to_string().contains("164.524(b)(2)"), "{refused}");
    assert!(matches!(rule.paused(first, 1, &Eastern), Err(ClockFault::PauseTooLong { most: 0, .. })));
    assert!(
        check_due(first, first - Duration::seconds(1)).unwrap_err().to_string().contains("before its start")
    );
}

#[test]
fn a_clock_is_amber_in_its_last_fifth_and_says_so_in_words() {
    let rule = rule(30, Unit::Days);
    let When::At(start) = wall("2026-01-05 10:00") else { unreachable!() };
    let due = start + Duration::days(30);
    assert_eq!(standing(start, due, start + Duration::days(23)), Standing::OnTime);
    assert_eq!(standing(start, due, start + Duration::days(24)), Standing::Soon);
    assert_eq!(standing(start, due, due), Standing::Soon);
    assert_eq!(standing(start, due, due + Duration::seconds(1)), Standing::Late);
    assert_eq!(time_left(due, start), "due in 30 d");
    assert_eq!(time_left(due, due + Duration::hours(30)), "30 h late");
    let words = explain(&rule, start, due, |at| at.format("%m/%d/%Y").to_string());
    assert_eq!(
        words,
        "Patient access request: due 02/04/2026, 30 calendar days after receipt (01/05/2026). Rule access-request, \
         version 1: 45 CFR 164.524(b)(2)."
    );
}

#[test]
fn the_nearest_scope_and_the_version_of_the_day_win() {
    let old = Rule { valid_to: Some(day(2026, 3, 31)), ..rule(30, Unit::Days) };
    let new = Rule { version: 2, value: 15, valid_from: day(2026, 4, 1), ..rule(30, Unit::Days) };
    let own = Rule { version: 3, value: 10, scope: "state:CA".into(), ..rule(30, Unit::Days) };
    let rules = [old, new, own];
    let found = |scopes: &[&str], on| in_force(&rules, "access-request", scopes, on).map(|rule| rule.version);
    assert_eq!(found(&[], day(2026, 3, 31)), Some(1));
    assert_eq!(found(&[], day(2026, 4, 1)), Some(2));
    assert_eq!(found(&["state:CA"], day(2026, 4, 1)), Some(3));
    assert_eq!(found(&["state:NV"], day(1999, 4, 1)), None);
    assert_eq!("access-request@2".parse(), Ok(RuleRef { id: "access-request".into(), version: 2 }));
    assert!(["", "a", "@1", "a@0", "a@x"].iter().all(|text| text.parse::<RuleRef>().is_err()));
}

fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    // 2007 to 2040: as long as the zone's rule holds.
    (1_170_000_000_i64..2_200_000_000).prop_map(|secs| DateTime::from_timestamp(secs, 0).unwrap())
}

proptest! {
    #[test]
    fn days_are_due_on_the_last_second_of_the_right_local_day(start in instants(), value in 0_u32..800) {
        let due = rule(value, Unit::Days).due(When::At(start), &Eastern).with_timezone(&Eastern);
        let began = start.with_timezone(&Eastern).date_naive();
        prop_assert_eq!((due.date_naive() - began).num_days(), i64::from(value));
        prop_assert_eq!((due.hour(), due.minute(), due.second()), (23, 59, 59));
    }

    #[test]
    fn a_clock_is_never_due_before_its_start_and_more_time_is_never_due_earlier(
        start in instants(), value in 0_u32..400, unit in 0_usize..5,
    ) {
        let unit = Unit::ALL[unit];
        let value = if unit == Unit::Years { value % 40 } else { value };
        let due = rule(value, unit).due(When::At(start), &Eastern);
        prop_assert!(due >= start);
        prop_assert!(rule(value + 1, unit).due(When::At(start), &Eastern) > due);
    }

    #[test]
    fn business_days_are_counted_one_by_one(start in instants(), value in 0_u32..60) {
        let began = start.with_timezone(&Eastern).date_naive();
        let due = rule(value, Unit::BusinessDays).due(When::At(start), &Eastern).with_timezone(&Eastern).date_naive();
        let counted = began.iter_days().skip(1).take_while(|day| *day <= due).filter(|day| is_business_day(*day)).count();
        prop_assert_eq!(counted, value as usize);
        prop_assert!(value == 0 || is_business_day(due));
    }

    #[test]
    fn every_day_begins_right_after_the_one_before(secs in 1_170_000_000_i64..2_200_000_000) {
        let day = DateTime::from_timestamp(secs, 0).unwrap().date_naive();
        let next = day.succ_opt().unwrap();
        prop_assert_eq!(end_of_day(day, &Eastern) + Duration::seconds(1), start_of_day(next, &Eastern));
        let hours = (start_of_day(next, &Eastern) - start_of_day(day, &Eastern)).num_hours();
        prop_assert!((23..=25).contains(&hours));
    }
}
