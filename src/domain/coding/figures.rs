//! What is counted of accounts: age bands, days of revenue, and what a coder has done.
//!
//! Discharged not final billed, in days: gross dollars discharged and not billed / average daily gross revenue (HFMA);
//! discharged not final coded is the part of it without final codes.

/// A band of age in days since discharge, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeBand {
    /// First day of the band.
    pub from: i64,
    /// Last day of the band.
    pub to: i64,
    /// In words.
    pub title: &'static str,
}

/// The bands of the department's report.
pub const AGE_BANDS: [AgeBand; 5] = [
    AgeBand { from: i64::MIN, to: 3, title: "0-3 days" },
    AgeBand { from: 4, to: 7, title: "4-7 days" },
    AgeBand { from: 8, to: 14, title: "8-14 days" },
    AgeBand { from: 15, to: 30, title: "15-30 days" },
    AgeBand { from: 31, to: i64::MAX, title: "over 30 days" },
];

/// The number of the band for an age in days.
pub fn age_band(days: i64) -> usize {
    AGE_BANDS.iter().position(|band| days <= band.to).unwrap_or(AGE_BANDS.len() - 1)
}

/// Days of revenue in tenths: `open` cents against `revenue` cents discharged in `days` days. None without revenue.
pub fn days_of_revenue(open_cents: i64, revenue_cents: i64, days: i64) -> Option<i64> {
    if revenue_cents <= 0 || days <= 0 {
        return None;
    }
    let tenths = i128::from(open_cents) * i128::from(days) * 10;
    i64::try_from((tenths + i128::from(revenue_cents) / 2) / i128::from(revenue_cents)).ok()
}

/// The weight of one account in hundredths of an inpatient account: inpatient 1, outpatient with a procedure 0.75,
/// observation, emergency and other visits 0.5.
pub fn work_unit_hundredths(class: &str, has_procedure: bool) -> i64 {
    match class {
        "inpatient" => 100,
        "outpatient" if has_procedure => 75,
        _ => 50,
    }
}

/// What one coder has done in a span of time. What is nobody's fault is counted apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// Accounts made final for the first time.
    pub finalized: i64,
    /// Of those, inpatient.
    pub inpatient: i64,
    /// Weighted units in hundredths; see [`work_unit_hundredths`].
    pub unit_hundredths: i64,
    /// Accounts put on hold.
    pub holds: i64,
    /// Final accounts that were opened again: work done twice, which is not a new account.
    pub reopened: i64,
    /// Accounts made final once more after that.
    pub refinalized: i64,
    /// Accounts sent back by a second coder.
    pub sent_back: i64,
    /// Seconds at work on accounts: gaps of at most five minutes between two deeds.
    pub active_s: i64,
    /// Seconds with an account open and nothing done: longer gaps.
    pub idle_s: i64,
}

impl Tally {
    /// First finals per hour at work, in tenths; none without time.
    pub fn per_hour_tenths(&self) -> Option<i64> {
        (self.active_s >= 60).then(|| (self.finalized * 36_000 + self.active_s / 2) / self.active_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_cover_every_age_once() {
        let band = |days| AGE_BANDS[age_band(days)].title;
        assert_eq!([band(-1), band(0), band(3), band(4)], ["0-3 days", "0-3 days", "0-3 days", "4-7 days"]);
        assert_eq!(
            [band(14), band(15), band(30), band(31)],
            ["8-14 days", "15-30 days", "15-30 days", "over 30 days"]
        );
    }

    #[test]
    fn days_are_open_dollars_over_daily_revenue() {
        assert_eq!(days_of_revenue(500_000, 9_000_000, 90), Some(50));
        assert_eq!(days_of_revenue(1, 0, 90), None);
    }

    #[test]
    fn idle_time_does_not_slow_a_coder_down() {
        let tally = Tally { finalized: 5, active_s: 7200, idle_s: 90_000, ..Tally::default() };
        assert_eq!(tally.per_hour_tenths(), Some(25));
        assert_eq!(Tally { finalized: 5, ..Tally::default() }.per_hour_tenths(), None);
    }
}
