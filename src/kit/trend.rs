//! A chart of one test over time: values as marks, the reference range as a band, in any font.

use super::{Scene, split_left};
use crate::look::{GlyphSet, Meaning, Side};
use chrono::{DateTime, Local, NaiveDate, Utc};
use ratatui::{buffer::Buffer, layout::Rect};
use std::collections::BTreeSet;

/// What is drawn: points in time order, the range that is normal, and the unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trend {
    /// When and how much.
    pub points: Vec<(DateTime<Utc>, f64)>,
    /// Lower border of the reference range.
    pub low: Option<f64>,
    /// Upper border of the reference range.
    pub high: Option<f64>,
    /// Unit, for the axis.
    pub unit: String,
    /// Points, by their place, that are marked: they meet a criterion.
    pub marks: BTreeSet<usize>,
}

/// The hospital's day of an instant.
fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Local).date_naive()
}

/// Columns of the axis with its numbers.
const AXIS: u16 = 9;

/// Draws the trend; says in words what is missing if it cannot be drawn.
pub fn view(trend: &Trend, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    let (Some(first), Some(last)) = (trend.points.first(), trend.points.last()) else {
        scene.line(
            buffer,
            Rect { height: area.height.min(1), ..area },
            "No numbers to draw.",
            Meaning::Muted,
        );
        return;
    };
    if area.height < 4 || area.width < AXIS + 8 {
        return;
    }
    let plot = Rect { x: area.x + AXIS, width: area.width - AXIS, height: area.height - 1, ..area };
    let scale = Scale::new(trend, plot);
    view_band(trend, &scale, scene, plot, buffer);
    view_axis(trend, &scale, scene, area, buffer);
    let feet = Rect { y: area.bottom() - 1, height: 1, ..plot };
    let (start, end) = (day(first.0), day(last.0));
    let (left, right) = split_left(feet, feet.width / 2);
    scene.line(buffer, left, &scene.words.day(start), Meaning::Muted);
    if start != end {
        scene.aligned(buffer, right, &scene.words.day(end), Side::Right, scene.style(Meaning::Muted));
    }
    view_points(trend, &scale, scene, buffer);
}

/// Where a value and a time lie on the plot.
struct Scale {
    plot: Rect,
    from: f64,
    to: f64,
    start: DateTime<Utc>,
    seconds: f64,
}

impl Scale {
    /// All values and the reference range are in view, with a little air.
    fn new(trend: &Trend, plot: Rect) -> Self {
        let values = trend.points.iter().map(|point| point.1).chain(trend.low).chain(trend.high);
        let (mut from, mut to) =
            values.filter(|v| v.is_finite()).fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
        if from > to {
            (from, to) = (0.0, 1.0);
        }
        let air = if to > from { (to - from) * 0.05 } else { to.abs().max(1.0) * 0.1 };
        let start = trend.points.first().map_or_else(DateTime::default, |point| point.0);
        let end = trend.points.last().map_or(start, |point| point.0);
        let seconds = (end - start).num_seconds().max(1) as f64;
        Self { plot, from: from - air, to: to + air, start, seconds }
    }

    fn row(&self, value: f64) -> u16 {
        let share = ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
        self.plot.bottom() - 1 - (share * f64::from(self.plot.height - 1)).round() as u16
    }

    fn column(&self, at: DateTime<Utc>) -> u16 {
        let share = ((at - self.start).num_seconds() as f64 / self.seconds).clamp(0.0, 1.0);
        self.plot.x + (share * f64::from(self.plot.width - 1)).round() as u16
    }
}

fn view_band(trend: &Trend, scale: &Scale, scene: &Scene<'_>, plot: Rect, buffer: &mut Buffer) {
    if trend.low.is_none() && trend.high.is_none() {
        return;
    }
    let top = trend.high.map_or(plot.y, |high| scale.row(high));
    let bottom = trend.low.map_or(plot.bottom() - 1, |low| scale.row(low));
    let sign = if scene.look.glyph_set() == GlyphSet::Ascii { "." } else { "·" };
    for y in top..=bottom {
        for x in plot.left()..plot.right() {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.set_symbol(sign).set_style(scene.style(Meaning::ChartBand));
            }
        }
    }
}

fn view_axis(trend: &Trend, scale: &Scale, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let place = |y: u16| Rect { y, width: AXIS - 1, height: 1, ..area };
    let muted = scene.style(Meaning::Muted);
    let mut taken = Vec::new();
    let ends = [(scale.plot.bottom() - 1, scale.from), (scale.plot.y, scale.to)];
    let range = [trend.high, trend.low].into_iter().flatten().map(|value| (scale.row(value), value));
    for (y, value) in range.chain(ends) {
        if !taken.contains(&y) {
            scene.aligned(buffer, place(y), &short(value), Side::Right, muted);
            taken.push(y);
        }
    }
    scene.line(buffer, place(area.bottom() - 1), &trend.unit, Meaning::Muted);
}

/// The sign of a marked point, for the legend too.
pub fn mark_sign(scene: &Scene<'_>) -> &'static str {
    if scene.look.glyph_set() == GlyphSet::Ascii { "#" } else { "◆" }
}

/// Points out of range have another sign as well as another colour; marked ones a third, drawn above the others.
fn view_points(trend: &Trend, scale: &Scale, scene: &Scene<'_>, buffer: &mut Buffer) {
    let ascii = scene.look.glyph_set() == GlyphSet::Ascii;
    let marked = |place: &usize| trend.marks.contains(place);
    for (place, (at, value)) in trend.points.iter().enumerate() {
        if marked(&place) {
            continue;
        }
        let high = trend.high.is_some_and(|high| *value > high);
        let low = trend.low.is_some_and(|low| *value < low);
        let (sign, meaning) = match (high, low, ascii) {
            (true, _, true) => ("^", Meaning::Late),
            (true, _, false) => ("▲", Meaning::Late),
            (_, true, true) => ("v", Meaning::Late),
            (_, true, false) => ("▼", Meaning::Late),
            (_, _, true) => ("o", Meaning::ChartLine),
            (_, _, false) => ("●", Meaning::ChartLine),
        };
        if let Some(cell) = buffer.cell_mut((scale.column(*at), scale.row(*value))) {
            cell.set_symbol(sign).set_style(scene.style(meaning));
        }
    }
    for (_, (at, value)) in trend.points.iter().enumerate().filter(|(place, _)| marked(place)) {
        if let Some(cell) = buffer.cell_mut((scale.column(*at), scale.row(*value))) {
            cell.set_symbol(mark_sign(scene)).set_style(scene.strong(Meaning::Flag));
        }
    }
}

/// A number in at most eight columns.
fn short(value: f64) -> String {
    let size = value.abs();
    match size {
        _ if size >= 100_000.0 => format!("{value:.1e}"),
        _ if size >= 100.0 => format!("{value:.0}"),
        _ if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kit::{
            Caret,
            testing::{scene, screen},
        },
        look::Look,
    };

    fn drawn(trend: &Trend, columns: u16, rows: u16) -> String {
        let look = Look::plain();
        screen(columns, rows, |buffer, area| {
            view(trend, &scene(&look), area, buffer);
            Caret::new(0, 0)
        })
    }

    #[test]
    fn values_out_of_range_carry_a_sign() {
        let at = |day: u32| format!("2026-11-{day:02}T12:00:00Z").parse().unwrap();
        let points = vec![(at(1), 0.9), (at(2), 1.4), (at(3), 3.1), (at(5), 1.0)];
        let marks = [2].into();
        let trend = Trend { points, low: Some(0.6), high: Some(1.2), unit: "mg/dL".into(), marks };
        let text = drawn(&trend, 60, 12);
        assert_eq!((text.matches(['▲', '^']).count(), text.matches(['◆', '#']).count()), (1, 1), "{text}");
        assert!(
            text.contains("mg/dL") && text.contains("11/01/2026") && text.contains("11/05/2026"),
            "{text}"
        );
        assert!(text.contains("1.20") && text.contains("0.60"), "{text}");
    }

    #[test]
    fn odd_input_is_drawn_without_harm() {
        let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        for points in
            [vec![], vec![(now, 5.0)], vec![(now, f64::NAN), (now, f64::INFINITY)], vec![(now, -1e300)]]
        {
            let trend = Trend { points, high: Some(3.0), ..Trend::default() };
            for (columns, rows) in [(0, 0), (5, 3), (20, 4), (80, 24)] {
                drawn(&trend, columns.max(1), rows.max(1));
            }
        }
    }
}
