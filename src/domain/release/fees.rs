//! What a copy costs, in integer cents, with how each amount came about.

use super::{FeePath, Format, Requester};
use crate::domain::coding::dollars_cents;
use chrono::NaiveDate;

/// The optional flat fee for an electronic copy of electronic records. It is a shortcut, not a cap.
pub const FLAT_CENTS: i64 = 650;
/// Where the flat fee is written.
const FLAT_CITATION: &str = "HHS guidance on 45 CFR 164.524(c)(4): optional flat fee, electronic copies only";
const COST_CITATION: &str = "45 CFR 164.524(c)(4)";

/// A schedule of fees for third parties, as a state or the hospital sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Two letters, or empty for the hospital's own.
    pub state: String,
    /// First day on which it holds.
    pub valid_from: NaiveDate,
    /// Last such day, if it has one.
    pub valid_to: Option<NaiveDate>,
    /// For looking the request up and handling it.
    pub base_cents: i64,
    /// Cents for each page, by pages: up to so many (none: all others), in order.
    pub tiers: Vec<Tier>,
    /// For a certification.
    pub certification_cents: i64,
    /// Whether postage may be charged on top.
    pub postage: bool,
    /// Whether payment may be asked for first.
    pub prepayment: bool,
    /// Where it is written.
    pub citation: String,
    /// What else is to be known.
    pub note: String,
}

/// Pages at one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// The last page at this price; none: all that follow.
    pub to_page: Option<i64>,
    /// Cents for each.
    pub cents: i64,
}

/// What is charged for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Pages of the copy.
    pub pages: i64,
    /// Minutes of copying alone: not of search, retrieval or verification.
    pub minutes: i64,
    /// Cents for an hour of copying.
    pub hour_cents: i64,
    /// Paper, toner, disc or stick.
    pub supplies_cents: i64,
    /// Postage.
    pub postage_cents: i64,
    /// A summary, where the person agreed to it and to its fee before.
    pub summary_cents: i64,
    /// A certification was asked for.
    pub certified: bool,
    /// The flat fee instead of the actual cost.
    pub flat: bool,
}

/// One amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// For what.
    pub title: String,
    /// How it was reckoned.
    pub how: String,
    /// The amount.
    pub cents: i64,
}

/// A fee with how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// Its amounts.
    pub lines: Vec<Line>,
    /// Where it is written.
    pub citation: String,
    /// Whether it may be asked for before the copy goes.
    pub prepayment: bool,
}

impl Fee {
    /// The sum.
    pub fn total(&self) -> i64 {
        self.lines.iter().map(|line| line.cents).sum()
    }

    /// How it came about, in one text.
    pub fn how(&self) -> String {
        let lines: Vec<String> = self
            .lines
            .iter()
            .map(|line| format!("{}: {} = {}", line.title, line.how, dollars_cents(line.cents)))
            .collect();
        match lines.as_slice() {
            [] => format!("No fee ({}).", self.citation),
            _ => format!("{}. {}.", lines.join("; "), self.citation),
        }
    }
}

/// Why there is no fee to be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A number that cannot be.
    #[error("{0} cannot be below 0.")]
    Negative(&'static str),
    /// A number beyond belief.
    #[error("{0} is larger than any request; check the number.")]
    TooLarge(&'static str),
    /// The flat fee for paper.
    #[error(
        "the flat fee of $6.50 is only for electronic copies of electronic records; charge the cost of this copy instead (45 CFR 164.524(c)(4))."
    )]
    FlatOnPaper,
    /// The flat fee and costs besides.
    #[error("the flat fee stands for all costs; leave the others empty or leave the flat fee.")]
    FlatAndCosts,
    /// The flat fee for others than the patient.
    #[error("the flat fee is for the patient's own requests; others pay by the schedule.")]
    FlatForOthers,
    /// No schedule holds on that day.
    #[error("no schedule of fees holds for this request on its day; see `chartroom release schedules`.")]
    NoSchedule,
}

/// The schedule of a state that holds on a day; else the hospital's own.
pub fn in_force<'s>(schedules: &'s [Schedule], state: &str, day: NaiveDate) -> Option<&'s Schedule> {
    let holds = |schedule: &&Schedule, state: &str| {
        schedule.state == state
            && schedule.valid_from <= day
            && schedule.valid_to.is_none_or(|last| day <= last)
    };
    let newest = |state: &str| {
        schedules.iter().filter(|schedule| holds(schedule, state)).max_by_key(|schedule| schedule.valid_from)
    };
    newest(state).or_else(|| newest(""))
}

/// The fee of a request.
pub fn fee(
    requester: Requester,
    format: Format,
    work: &Work,
    schedule: Option<&Schedule>,
) -> Result<Fee, Fault> {
    sane(work)?;
    match requester.fee() {
        FeePath::Free => Ok(Fee { lines: Vec::new(), citation: "hospital policy".into(), prepayment: false }),
        FeePath::CostBased => cost_based(format, work),
        FeePath::Schedule if work.flat => Err(Fault::FlatForOthers),
        FeePath::Schedule => {
            let schedule = schedule.ok_or(Fault::NoSchedule)?;
            Ok(by_schedule(requester, work, schedule))
        }
    }
}

fn sane(work: &Work) -> Result<(), Fault> {
    let numbers = [
        ("the number of pages", work.pages),
        ("the minutes", work.minutes),
        ("the price of an hour", work.hour_cents),
        ("supplies", work.supplies_cents),
        ("postage", work.postage_cents),
        ("the summary", work.summary_cents),
    ];
    for (name, number) in numbers {
        if number < 0 {
            return Err(Fault::Negative(name));
        }
        if number > 10_000_000 {
            return Err(Fault::TooLarge(name));
        }
    }
    Ok(())
}

fn cost_based(format: Format, work: &Work) -> Result<Fee, Fault> {
    if work.flat {
        if !format.is_electronic() {
            return Err(Fault::FlatOnPaper);
        }
        if work.minutes + work.supplies_cents + work.postage_cents + work.summary_cents > 0 {
            return Err(Fault::FlatAndCosts);
        }
        let line = Line { title: "Flat fee".into(), how: "electronic copy".into(), cents: FLAT_CENTS };
        return Ok(Fee { lines: vec![line], citation: FLAT_CITATION.into(), prepayment: false });
    }
    let mut lines = Vec::new();
    let labour = labour_cents(work.minutes, work.hour_cents);
    let how = format!("{} min at {} an hour", work.minutes, dollars_cents(work.hour_cents));
    push(&mut lines, "Labor of copying", how, labour);
    push(&mut lines, "Supplies", "as used".into(), work.supplies_cents);
    push(&mut lines, "Postage", "as paid".into(), work.postage_cents);
    push(&mut lines, "Summary", "as agreed before".into(), work.summary_cents);
    Ok(Fee { lines, citation: COST_CITATION.into(), prepayment: false })
}

fn by_schedule(requester: Requester, work: &Work, schedule: &Schedule) -> Fee {
    let mut lines = Vec::new();
    push(&mut lines, "Base fee", "each request".into(), schedule.base_cents);
    let mut done = 0;
    for tier in &schedule.tiers {
        let last = tier.to_page.unwrap_or(i64::MAX).min(work.pages);
        let pages = (last - done).max(0);
        if pages > 0 {
            let how = format!("{pages} at {} each", dollars_cents(tier.cents));
            push(&mut lines, &format!("Pages {}-{last}", done + 1), how, pages.saturating_mul(tier.cents));
            done = last;
        }
    }
    if work.certified {
        push(&mut lines, "Certification", "as asked for".into(), schedule.certification_cents);
    }
    if schedule.postage {
        push(&mut lines, "Postage", "as paid".into(), work.postage_cents);
    }
    let citation = schedule.citation.clone();
    Fee { lines, citation, prepayment: schedule.prepayment && requester.may_prepay() }
}

fn push(lines: &mut Vec<Line>, title: &str, how: String, cents: i64) {
    if cents > 0 {
        lines.push(Line { title: title.to_owned(), how, cents });
    }
}

/// Cents for so many minutes; halves of a cent go to the payer.
fn labour_cents(minutes: i64, hour_cents: i64) -> i64 {
    let product = minutes.saturating_mul(hour_cents);
    // Rounded half down: never more than the cost.
    (product.saturating_mul(2) + 59).div_euclid(120)
}
