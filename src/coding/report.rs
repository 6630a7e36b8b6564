//! Discharged, not final coded and not final billed: dollars, accounts and days, by age band. Each figure drills to its rows
//! by [`super::Accounts`] with the same phases and band.

use super::coding_query;
use crate::domain::{
    coding::{AGE_BANDS, PendReason, Phase, age_band, days_of_revenue},
    time::When,
};
use chrono::Days;

/// Days over which average daily revenue is taken.
const REVENUE_DAYS: u64 = 90;

/// Asks for the figures as of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DnfbOf;

/// Accounts and dollars of one band of age, by phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Band {
    pub work_count: i64,
    pub work_cents: i64,
    pub hold_count: i64,
    pub hold_cents: i64,
    pub review_count: i64,
    pub review_cents: i64,
    pub bill_count: i64,
    pub bill_cents: i64,
}

impl Band {
    /// Accounts without final codes, and their dollars in cents.
    pub fn uncoded(&self) -> (i64, i64) {
        (
            self.work_count + self.hold_count + self.review_count,
            self.work_cents + self.hold_cents + self.review_cents,
        )
    }

    /// Accounts without a bill, and their dollars in cents.
    pub fn unbilled(&self) -> (i64, i64) {
        let (count, cents) = self.uncoded();
        (count + self.bill_count, cents + self.bill_cents)
    }

    fn add(&mut self, phase: Phase, n: i64, amount: i64) {
        let (count, cents) = match phase {
            Phase::Work => (&mut self.work_count, &mut self.work_cents),
            Phase::Hold => (&mut self.hold_count, &mut self.hold_cents),
            Phase::Review => (&mut self.review_count, &mut self.review_cents),
            Phase::Bill => (&mut self.bill_count, &mut self.bill_cents),
            Phase::House | Phase::Done => return,
        };
        *count += n;
        *cents += amount;
    }
}

/// The figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dnfb {
    /// When they were taken, ISO text.
    pub as_of: String,
    /// One for each of [`AGE_BANDS`].
    pub bands: Vec<Band>,
    /// Charges of all discharges of the last [`Dnfb::revenue_days`] days, in cents.
    pub revenue_cents: i64,
    /// Days over which the average is taken.
    pub revenue_days: i64,
    /// Open holds by reason: accounts and cents.
    pub holds: Vec<(PendReason, i64, i64)>,
}

impl Dnfb {
    /// All bands together.
    pub fn total(&self) -> Band {
        let mut all = Band::default();
        for band in &self.bands {
            all.add(Phase::Work, band.work_count, band.work_cents);
            all.add(Phase::Hold, band.hold_count, band.hold_cents);
            all.add(Phase::Review, band.review_count, band.review_cents);
            all.add(Phase::Bill, band.bill_count, band.bill_cents);
        }
        all
    }

    /// DNFB in tenths of a day.
    pub fn dnfb_tenths(&self) -> Option<i64> {
        days_of_revenue(self.total().unbilled().1, self.revenue_cents, self.revenue_days)
    }

    /// DNFC in tenths of a day.
    pub fn dnfc_tenths(&self) -> Option<i64> {
        days_of_revenue(self.total().uncoded().1, self.revenue_cents, self.revenue_days)
    }
}

coding_query!(DnfbOf, Dnfb, Long, |_this, db| {
    let today = When::At(db.now()).day();
    let mut bands = vec![Band::default(); AGE_BANDS.len()];
    // By hour of discharge: few groups, and still exact in the hospital's days.
    let hours = db.rows(include_str!("sql/dnfb.sql"), [], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
    })?;
    for (phase, at, count, cents) in hours {
        let (Some(phase), Some(when)) = (Phase::from_word(&phase), When::parse_iso(&at)) else { continue };
        let days = (today - when.day()).num_days();
        if let Some(band) = bands.get_mut(age_band(days)) {
            band.add(phase, count, cents);
        }
    }
    let since = today.checked_sub_days(Days::new(REVENUE_DAYS)).unwrap_or(today);
    let since = When::At(When::Date(since.into()).instant()).to_string();
    let revenue_cents =
        db.row(include_str!("sql/revenue.sql"), [since], |row| row.get(0))?.unwrap_or_default();
    let holds = db.rows(include_str!("sql/hold_reasons.sql"), [], |row| {
        let reason: String = row.get(0)?;
        Ok((PendReason::from_word(&reason).unwrap_or(PendReason::Other), row.get(1)?, row.get(2)?))
    })?;
    Ok(Dnfb {
        as_of: crate::domain::time::instant_text(db.now()),
        bands,
        revenue_cents,
        revenue_days: i64::try_from(REVENUE_DAYS).unwrap_or(90),
        holds,
    })
});
