//! Series of values over a stay: where a story says how they go, along its course; else near what is usual.

use super::calendar::clock;
use super::history::History;
use super::measure::{Measure, Measures};
use super::random::Rng;
use super::scenario::pairs;
use crate::domain::facts::Sex;
use chrono::{Duration, NaiveDateTime};
use std::collections::{BTreeMap, BTreeSet};

/// Groups that are ordered together: word, LOINC code and words, members.
pub const PANELS: [(&str, &str, &str, &[&str]); 5] = [
    (
        "bmp",
        "24321-2",
        "Basic metabolic 2000 panel - Serum or Plasma",
        &["na", "k", "cl", "co2", "bun", "creat", "gluc", "ca"],
    ),
    ("cbc", "58410-2", "CBC panel - Blood by Automated count", &["wbc", "hgb", "hct", "plt"]),
    (
        "lft",
        "24325-3",
        "Hepatic function 2000 panel - Serum or Plasma",
        &["ast", "alt", "alp", "tbili", "alb"],
    ),
    ("abg", "24336-0", "Gas panel - Arterial blood", &["ph", "pco2", "po2"]),
    ("vitals", "85353-1", "Vital signs panel", &["temp", "hr", "rr", "sbp", "dbp", "spo2", "o2", "pain"]),
];

/// Below these the laboratory prints `<` and the limit.
const LIMITS: [(&str, f64); 4] = [("procal", 0.05), ("etoh", 10.0), ("trop", 4.0), ("crp", 0.5)];

/// One measured value.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// When the sample was taken.
    pub at: NaiveDateTime,
    /// The number.
    pub value: f64,
    /// As printed, without the sign.
    pub text: String,
    /// `<` below the limit of the method, else nothing.
    pub comparator: &'static str,
    /// Word of the panel it was measured with, or nothing.
    pub panel: &'static str,
}

impl Point {
    /// As notes quote it: `1.42`, `<0.05`.
    pub fn quoted(&self) -> String {
        format!("{}{}", self.comparator, self.text)
    }
}

/// All values of one stay or visit, by measure.
#[derive(Clone, Debug, Default)]
pub struct Series(BTreeMap<&'static str, Vec<Point>>);

impl Series {
    /// Values of one measure in order of time.
    pub fn of(&self, key: &str) -> &[Point] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    /// All measures with their values.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &[Point])> {
        self.0.iter().map(|(key, points)| (*key, points.as_slice()))
    }

    /// Values up to a time.
    pub fn until(&self, key: &str, at: NaiveDateTime) -> &[Point] {
        let points = self.of(key);
        points.get(..points.partition_point(|point| point.at <= at)).unwrap_or(points)
    }

    /// The last value up to a time.
    pub fn latest(&self, key: &str, at: NaiveDateTime) -> Option<&Point> {
        self.until(key, at).last()
    }

    /// Forgets everything from a time on.
    pub fn cut(&mut self, now: NaiveDateTime) {
        for points in self.0.values_mut() {
            points.retain(|point| point.at < now);
        }
        self.0.retain(|_, points| !points.is_empty());
    }
}

/// What series are made for.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// What can be measured.
    pub measures: &'a Measures,
    /// Usual values.
    pub history: &'a History<'a>,
    /// Arrival.
    pub admit: NaiveDateTime,
    /// Planned end.
    pub end: NaiveDateTime,
}

impl Frame<'_> {
    fn days(&self) -> f64 {
        (self.end - self.admit).num_minutes() as f64 / 1440.0
    }
}

/// Values along courses, measured as ordered. Later courses and orders of the same measure replace earlier ones.
pub fn series<'a>(
    frame: &Frame<'_>,
    courses: impl Iterator<Item = (&'a String, &'a String)>,
    orders: impl Iterator<Item = &'a str>,
    rng: &mut Rng,
) -> Series {
    let mut curves: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for (key, course) in courses {
        curves.insert(key, curve(course, frame.history.base(key), frame.days(), rng));
    }
    let rounds = Rounds::new(frame, rng);
    let mut times: BTreeMap<&str, BTreeSet<NaiveDateTime>> = BTreeMap::new();
    for order in orders {
        for (what, when) in pairs(order) {
            times.entry(what).or_default().extend(when.split(',').flat_map(|word| rounds.times(frame, word)));
        }
    }
    let mut series = Series::default();
    for (what, times) in times {
        let panel = PANELS.iter().find(|(word, ..)| *word == what);
        let single = [what];
        let members: &[&str] = panel.map_or(&single, |(.., members)| members);
        for at in times {
            for key in members {
                let Some(measure) = frame.measures.get(key) else { continue };
                let day = (at - frame.admit).num_minutes() as f64 / 1440.0;
                let value = value(measure, curves.get(key), frame.history, day, rng);
                let point = point(measure, value, at, panel.map_or("", |(word, ..)| word));
                series.0.entry(measure.key).or_default().push(point);
            }
        }
    }
    for points in series.0.values_mut() {
        points.sort_by_key(|point| point.at);
        points.dedup_by_key(|point| point.at);
    }
    agree(&mut series, frame.measures);
    series
}

/// Reference range of a measure for one person.
pub fn range(measure: &Measure, sex: Sex, age: i64) -> (Option<f64>, Option<f64>) {
    let known = |low: f64, high: f64| (Some(low), Some(high));
    let child = age < 13;
    match measure.key {
        "hgb" if child => known(10.5, 14.5),
        "hct" if child => known(32.0, 43.0),
        "hgb" if sex == Sex::Male => known(13.5, 17.5),
        "hct" if sex == Sex::Male => known(40.0, 52.0),
        "creat" if child => known(0.20, 0.70),
        "creat" if sex == Sex::Male => known(0.70, 1.30),
        "wbc" if child => known(5.0, 15.0),
        "alp" if child => known(100.0, 420.0),
        "bun" if child => known(4.0, 18.0),
        "hr" | "rr" | "sbp" | "dbp" | "uo" if child => (None, None),
        _ => (measure.low, measure.high),
    }
}

/// Reads `0:base 2:base*1.5-1.8 end:rise:1-2`-like courses into points in days and numbers.
fn curve(course: &str, base: f64, days: f64, rng: &mut Rng) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for (day, text) in pairs(course) {
        let day = if day == "end" { days } else { day.parse().unwrap_or(0.0) };
        let mut between = |range: &str| {
            let (low, high) = range.split_once('-').unwrap_or((range, range));
            let low = low.parse::<f64>().unwrap_or(0.0);
            rng.between(low, high.parse::<f64>().unwrap_or(low).max(low))
        };
        let value = if let Some(factor) = text.strip_prefix("base*") {
            base * between(factor)
        } else if let Some(more) = text.strip_prefix("base+") {
            base + between(more)
        } else if let Some(less) = text.strip_prefix("base~") {
            base - between(less)
        } else if text == "base" {
            base
        } else {
            between(text)
        };
        // A stay shorter than the story: what would come after its end is left out, the end stays.
        if points.last().is_none_or(|(last, _)| *last < day) {
            points.push((day, value));
        } else if let Some(last) = points.last_mut() {
            *last = (day.max(last.0), value);
        }
    }
    points
}

fn value(
    measure: &Measure,
    curve: Option<&Vec<(f64, f64)>>,
    history: &History<'_>,
    day: f64,
    rng: &mut Rng,
) -> f64 {
    let on_course = curve.and_then(|points| interpolate(points, day));
    let center = on_course.unwrap_or_else(|| history.base(measure.key));
    let noise = if on_course.is_some() { (center * 0.02).min(measure.spread) } else { measure.spread * 0.5 };
    let quiet = measure.spread == 0.0;
    let value = if quiet { center } else { center + rng.wobble() * noise };
    match measure.key {
        "spo2" => value.min(100.0),
        "pain" => value.clamp(0.0, 10.0),
        _ => value.max(0.0),
    }
}

fn interpolate(points: &[(f64, f64)], day: f64) -> Option<f64> {
    let after = points.partition_point(|(at, _)| *at <= day);
    match (after.checked_sub(1).and_then(|at| points.get(at)), points.get(after)) {
        (Some((from, low)), Some((to, high))) => Some(low + (high - low) * (day - from) / (to - from)),
        (Some((_, value)), None) | (None, Some((_, value))) => Some(*value),
        (None, None) => None,
    }
}

fn point(measure: &Measure, value: f64, at: NaiveDateTime, panel: &'static str) -> Point {
    let limit = LIMITS.iter().find(|(key, limit)| *key == measure.key && value < *limit);
    let value = limit.map_or(value, |(_, limit)| *limit);
    let text = measure.print(value);
    let value = text.parse().unwrap_or(value);
    Point { at, value, text, comparator: if limit.is_some() { "<" } else { "" }, panel }
}

/// Values that hang together: haematocrit with haemoglobin, chloride with the anion gap, pressures with each other.
fn agree(series: &mut Series, measures: &Measures) {
    let at_same_time = |series: &Series, key: &str| -> BTreeMap<NaiveDateTime, f64> {
        series.of(key).iter().map(|point| (point.at, point.value)).collect()
    };
    let mut set = |target: &str, from: &[&str], make: &dyn Fn(&[f64], f64) -> f64| {
        let sources: Vec<BTreeMap<NaiveDateTime, f64>> =
            from.iter().map(|key| at_same_time(series, key)).collect();
        let Some(measure) = measures.get(target) else { return };
        let Some(points) = series.0.get_mut(target) else { return };
        for old in points {
            let values: Vec<f64> = sources.iter().filter_map(|source| source.get(&old.at).copied()).collect();
            if values.len() == from.len() {
                *old = point(measure, make(&values, old.value), old.at, old.panel);
            }
        }
    };
    let nth = |values: &[f64], at: usize| values.get(at).copied().unwrap_or(0.0);
    set("hct", &["hgb"], &|values, _| nth(values, 0) * 3.0 + 0.2);
    // In ketoacidosis the gap is taken up by ketones, so chloride stays near 100.
    set("cl", &["na", "co2"], &|values, old| {
        let (na, co2) = (nth(values, 0), nth(values, 1));
        if co2 < 17.0 { old.min(na - co2 - 14.0) } else { na - co2 - 11.0 }
    });
    set("dbp", &["sbp"], &|values, old| old.min(nth(values, 0) * 0.72));
}

/// When blood is drawn and vital signs are taken: drawn once for a stay, so that tests ordered together come from one
/// sample.
#[derive(Debug)]
struct Rounds {
    first: NaiveDateTime,
    /// One for each day, from the day after arrival.
    mornings: Vec<NaiveDateTime>,
    shifts: Vec<NaiveDateTime>,
}

impl Rounds {
    fn new(frame: &Frame<'_>, rng: &mut Rng) -> Self {
        // In a short visit blood is drawn at once, so that the note can quote it.
        let wait = if frame.end - frame.admit < Duration::hours(8) { (3, 8) } else { (15, 40) };
        let first = frame.admit + Duration::minutes(rng.range(wait.0, wait.1));
        let days = (frame.end.date() - frame.admit.date()).num_days();
        let at = |day: i64, hour, minute| clock(frame.admit.date() + Duration::days(day), hour, minute);
        let mornings = (1..=days).map(|day| at(day, 5, rng.range(5, 50))).collect();
        let mut shifts = vec![frame.admit + Duration::minutes(rng.range(2, 9))];
        for day in 0..=days {
            for hour in [6, 14, 22] {
                let round = at(day, hour, rng.range(-20, 25));
                if round > frame.admit + Duration::hours(2) {
                    shifts.push(round);
                }
            }
        }
        Self { first, mornings, shifts }
    }

    /// Times that one word of an order stands for, as far as they lie in the stay.
    fn times(&self, frame: &Frame<'_>, word: &str) -> Vec<NaiveDateTime> {
        let after = |hours: i64| self.first + Duration::hours(hours);
        let times: Vec<NaiveDateTime> = match word {
            "0" => vec![self.first],
            "daily" => std::iter::once(self.first).chain(self.mornings.iter().copied()).collect(),
            "mornings" => self.mornings.clone(),
            "end" => self.mornings.last().copied().into_iter().collect(),
            "shift" => self.shifts.clone(),
            _ => {
                if let Some(hours) = word.strip_suffix('h').and_then(|hours| hours.parse::<i64>().ok()) {
                    vec![after(hours)]
                } else if let Some((step, until)) =
                    word.strip_prefix('q').and_then(|rest| rest.split_once("h-"))
                {
                    let (step, until) = (step.parse::<i64>().unwrap_or(6), until.parse::<i64>().unwrap_or(1));
                    (0..=until * 24 / step.max(1)).map(|n| after(n * step)).collect()
                } else {
                    let day = word.parse::<usize>().ok().and_then(|day| day.checked_sub(1));
                    day.and_then(|day| self.mornings.get(day)).copied().into_iter().collect()
                }
            }
        };
        times.into_iter().filter(|at| *at >= frame.admit && *at <= frame.end).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Purpose;
    use super::*;

    #[test]
    fn courses_are_read() {
        let mut rng = Rng::stream(1, Purpose::Patient, 1);
        let points = curve("0:base 2:base*1.5 4:base+1 end:7", 2.0, 6.0, &mut rng);
        assert_eq!(points, [(0.0, 2.0), (2.0, 3.0), (4.0, 3.0), (6.0, 7.0)]);
        assert_eq!(interpolate(&points, 1.0), Some(2.5));
        assert_eq!(interpolate(&points, 9.0), Some(7.0));
        // A stay of three days ends with the value of the end.
        let short = curve("0:1 2:2 4:3 end:7", 2.0, 3.0, &mut rng);
        assert_eq!(short.last(), Some(&(4.0, 7.0)));
    }

    #[test]
    fn limits_of_the_method_are_printed() {
        let measures = Measures::new();
        let at = NaiveDateTime::default();
        let low = point(measures.get("procal").unwrap(), 0.01, at, "");
        assert_eq!(low.quoted(), "<0.05");
        assert_eq!(point(measures.get("creat").unwrap(), 1.234, at, "").quoted(), "1.23");
    }
}
