//! Rules 1 and 6: indicators of this patient with source and date, and facts of earlier encounters shown as such.

use super::{
    Level, Weighing,
    dates::{marks, says_when},
    lists::{Group, Weight},
    parts::Part,
};
use chrono::{Duration, NaiveDate};
use std::ops::Range;

/// One fact that the query shows.
pub struct Fact {
    span: Range<usize>,
    dated: bool,
    sourced: bool,
    days: Vec<NaiveDate>,
    marked: bool,
}

/// The facts of a query, with the day against which "earlier" is meant.
pub struct Facts {
    all: Vec<Fact>,
    admitted: Option<NaiveDate>,
}

/// Without an admission date, a fact that is so much older than the newest is taken for one of an earlier stay.
const EARLIER_DAYS: i64 = 45;
/// The emergency department and a transfer may begin a stay before its admission.
const BEFORE_ADMISSION_DAYS: i64 = 2;

impl Facts {
    /// Reads the indicators; without a list of them, the sentences of the body that could be one.
    pub fn of(weighing: &Weighing<'_>) -> Self {
        let text = weighing.text;
        let mut lines: Vec<Range<usize>> = weighing.parts.of(Part::Indicator).collect();
        lines.retain(|range| tells_something(text.get(range.clone()).unwrap_or("")));
        if lines.is_empty() {
            for body in weighing.parts.of(Part::Body) {
                lines.extend(sentences(text, &body).into_iter().filter(|range| is_fact(weighing, range)));
            }
        }
        let admitted = weighing.parts.of(Part::Admitted).find_map(|range| {
            marks(text.get(range).unwrap_or("")).into_iter().find_map(|mark| mark.on(NaiveDate::default()))
        });
        let newest = admitted.or_else(|| {
            let all = lines.iter().flat_map(|range| marks(text.get(range.clone()).unwrap_or("")));
            all.filter(|mark| mark.year.is_some()).filter_map(|mark| mark.on(NaiveDate::default())).max()
        });
        let all = lines.into_iter().map(|span| fact(weighing, span, newest)).collect();
        Self { all, admitted }
    }

    /// Weighs them.
    pub fn weigh(&self, weighing: &mut Weighing<'_>) {
        if self.all.is_empty() {
            weighing.add(
                1,
                Level::Error,
                "no-indicator",
                0..0,
                "The query shows no clinical indicator of this patient.",
                "Insert results, findings or treatment from the chart, each with source and date.",
            );
            return;
        }
        let lacking = |lacks: fn(&Fact) -> bool| -> (Vec<Range<usize>>, bool) {
            let found: Vec<Range<usize>> =
                self.all.iter().filter(|fact| lacks(fact)).map(|fact| fact.span.clone()).collect();
            let all = found.len() == self.all.len();
            (found, all)
        };
        let (undated, all_undated) = lacking(|fact| !fact.dated);
        let (unsourced, all_unsourced) = lacking(|fact| !fact.sourced);
        let level = |all: bool| if all { Level::Error } else { Level::Warning };
        for span in undated {
            let remedy = "Add the date of the result, note or order.";
            weighing.add(1, level(all_undated), "no-date", span, "This indicator has no date.", remedy);
        }
        for span in unsourced {
            let remedy = "Say where it stands: which note, report, flowsheet or laboratory.";
            weighing.add(1, level(all_unsourced), "no-source", span, "This indicator has no source.", remedy);
        }
        self.weigh_earlier(weighing);
    }

    /// Rule 6.
    fn weigh_earlier(&self, weighing: &mut Weighing<'_>) {
        let newest = self.all.iter().flat_map(|fact| fact.days.iter().copied()).max();
        let border = match (self.admitted, newest) {
            (Some(admitted), _) => Some(admitted - Duration::days(BEFORE_ADMISSION_DAYS)),
            (None, Some(newest)) => Some(newest - Duration::days(EARLIER_DAYS)),
            (None, None) => None,
        };
        let old = |fact: &Fact| {
            border.is_some_and(|border| !fact.days.is_empty() && fact.days.iter().all(|day| *day < border))
        };
        let some_old = |fact: &Fact| border.is_some_and(|border| fact.days.iter().any(|day| *day < border));
        for fact in self.all.iter().filter(|fact| some_old(fact) && !fact.marked) {
            weighing.add(
                6,
                Level::Error,
                "unmarked-prior",
                fact.span.clone(),
                "This fact is of an earlier encounter and does not say so.",
                "Write \"prior encounter\" with its date beside it, or take it out if it does not matter now.",
            );
        }
        let earlier = |fact: &Fact| old(fact) || (fact.marked && fact.days.is_empty());
        let first = self.all.first().map(|fact| fact.span.clone());
        if self.all.iter().all(earlier)
            && let Some(span) = first
        {
            weighing.add(
                6,
                Level::Error,
                "only-prior",
                span,
                "Only facts of earlier encounters stand here.",
                "Show what in this stay makes the question pertinent; records are not mined for other diagnoses.",
            );
        }
    }
}

fn fact(weighing: &Weighing<'_>, span: Range<usize>, newest: Option<NaiveDate>) -> Fact {
    let line = weighing.text.get(span.clone()).unwrap_or("");
    let near = newest.unwrap_or_default();
    let known = newest.is_some();
    let days = marks(line)
        .into_iter()
        .filter(|mark| mark.year.is_some() || known)
        .filter_map(|mark| {
            let day = mark.on(near)?;
            // Without a year, a day long after the reference belongs to the year before.
            let late = mark.year.is_none() && day > near + Duration::days(180);
            if late { mark.on(near - Duration::days(365)) } else { Some(day) }
        })
        .collect();
    let inside = |byte: usize| span.contains(&byte);
    let sourced = weighing.origins.iter().any(|(_, at)| inside(*at));
    let is_mark = |(group, at): &(Group, Range<usize>)| group.weight == Weight::Mark && inside(at.start);
    let marked = weighing.faults.iter().any(is_mark);
    Fact { dated: says_when(line), sourced, days, marked, span }
}

/// Whether the indicator around a byte quotes a note or report, in which the words are not the specialist's.
pub fn quotes(weighing: &Weighing<'_>, byte: usize) -> bool {
    let line = weighing.parts.of(Part::Indicator).find(|range| range.contains(&byte));
    line.is_some_and(|range| {
        weighing.origins.iter().any(|(origin, at)| origin.documents() && range.contains(at))
    })
}

/// "See chart" tells nothing.
fn tells_something(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    let words = lower.split_whitespace().count();
    let empty = [
        "see ",
        "as per",
        "per chart",
        "per record",
        "refer to",
        "none",
        "n/a",
        "please see",
        "in chart",
        "on file",
    ];
    words >= 2 && !(words < 9 && !has_digit(&lower) && empty.iter().any(|start| lower.starts_with(start)))
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// A sentence of prose that shows a value or a dated event.
fn is_fact(weighing: &Weighing<'_>, range: &Range<usize>) -> bool {
    let line = weighing.text.get(range.clone()).unwrap_or("");
    let sourced = weighing.origins.iter().any(|(_, at)| range.contains(at));
    says_when(line) || (has_digit(line) && sourced)
}

/// The sentences of a range.
pub fn sentences(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let piece = text.get(range.clone()).unwrap_or("");
    let (mut found, mut start) = (Vec::new(), 0);
    let bytes = piece.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let ends = matches!(byte, b'?' | b'!' | b'\n')
            || (*byte == b'.' && bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace));
        if ends {
            found.push(range.start + start..range.start + at + 1);
            start = at + 1;
        }
    }
    if start < piece.len() {
        found.push(range.start + start..range.end);
    }
    found
}
