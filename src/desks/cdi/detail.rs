//! What stands beside the chosen line: a document with the place marked, a chart with its values, an explanation.

use super::{
    lines::{About, short},
    words::{drg_text, finding_text, quote_of, sighting_words, what_if_words},
};
use crate::{
    cdi::review::{Screen, Series, newest},
    domain::{coding::written_code, ids::DocumentId},
    kit::{Caret, Reader, Scene, Words, split_top, trend},
    look::Meaning,
};
use chrono::DateTime;
use ratatui::{buffer::Buffer, layout::Rect};
use std::fmt::Write as _;

/// What is shown.
pub struct Detail {
    /// The document, for the log of readings.
    pub document: Option<DocumentId>,
    title: String,
    chart: Option<trend::Trend>,
    /// The text, or the values under a chart.
    pub reader: Reader,
}

/// Seconds before the first value of the stay that a chart still shows.
const BEFORE: i64 = 7 * 86_400;
/// Rows of a chart at most; the values get the rest.
const CHART: u16 = 14;

impl Detail {
    /// Nothing.
    pub fn blank() -> Self {
        Self { document: None, title: String::new(), chart: None, reader: Reader::new("") }
    }

    /// What belongs to a line.
    pub fn of(about: &About, screen: &Screen, words: Words) -> Self {
        let looked = &screen.looked;
        let text = |title: &str, text: &str| Self {
            title: title.to_owned(),
            reader: Reader::new(text),
            ..Self::blank()
        };
        match about {
            About::Finding(at) => {
                let finding = looked.report.findings.get(*at);
                finding.map_or_else(Self::blank, |one| text("Finding", &finding_text(screen, one, words)))
            }
            About::Evidence(at, place, answers) => {
                let Some(finding) = looked.report.findings.get(*at) else { return Self::blank() };
                let all = if *answers { &finding.documented } else { &finding.evidence };
                let Some(one) = all.get(*place) else { return Self::blank() };
                if let Some(document) = one.document {
                    return Self::document(DocumentId(document), quote_of(one), screen);
                }
                let result = one.key.strip_prefix("result ").and_then(|id| id.parse::<i64>().ok());
                let series = result.and_then(|id| {
                    screen.series.iter().find(|one| one.points.iter().any(|point| point.2 == id))
                });
                match series {
                    Some(series) => Self::chart(series, result, words),
                    None => text("Evidence", &finding_text(screen, finding, words)),
                }
            }
            About::Unread(told) => text("Not evaluated", told),
            About::Document(document) => Self::document(*document, None, screen),
            About::Event(told) => text("What happened", told),
            About::Series(at) => {
                screen.series.get(*at).map_or_else(Self::blank, |one| Self::chart(one, None, words))
            }
            About::Drg => text("Working DRG", &drg_text(screen, words)),
            About::Sighting(at) => {
                let all = newest(&screen.drgs);
                let told = all.get(*at).map(|one| sighting_words(one, words)).unwrap_or_default();
                text("As it was seen", &format!("{told}\n\n{}", drg_text(screen, words)))
            }
            About::Code(at) => text("Working DRG", &code_text(screen, *at, words)),
            About::WhatIf(at) => {
                let told = looked
                    .picture
                    .what_ifs
                    .get(*at)
                    .map(|one| format!("{}\n\nDRG {} {}\n", what_if_words(one), one.drg, one.drg_title));
                let told = told.unwrap_or_default();
                text("What if", &format!("{told}\nNever shown to a provider.\n\n{}", drg_text(screen, words)))
            }
            About::Problem(at) => {
                let told = looked.problems.get(*at).map(|one| {
                    let day = |when: Option<crate::domain::time::When>| {
                        when.map_or_else(|| "not told".to_owned(), |when| words.when(when))
                    };
                    let head = format!("{} {}\n{}", one.code, one.display, one.status);
                    format!("{head}\nbegan: {}\nended: {}", day(one.onset), day(one.ended))
                });
                text("Problem list", &told.unwrap_or_default())
            }
        }
    }

    fn document(document: DocumentId, quote: Option<&str>, screen: &Screen) -> Self {
        let found = screen.looked.file.stay.documents.iter().find(|one| one.id == document.0);
        let Some(found) = found else { return Self::blank() };
        let text = if found.text.is_empty() { "This document came without a text." } else { &found.text };
        let mut reader = Reader::new(text);
        if let Some(quote) = quote {
            reader.point_at(0..0, quote);
        }
        Self { document: Some(document), title: found.title.clone(), chart: None, reader }
    }

    fn chart(series: &Series, result: Option<i64>, words: Words) -> Self {
        let point = |point: &(i64, f64, i64)| Some((DateTime::from_timestamp(point.0, 0)?, point.1));
        // Drawn is the stay, and what came shortly before; older values stand below.
        let first = series.points.iter().rev().nth(series.n_own.saturating_sub(1)).map_or(0, |one| one.0);
        let drawn: Vec<_> = series.points.iter().filter(|one| one.0 >= first - BEFORE).collect();
        let marks = drawn.iter().enumerate().filter(|(_, one)| series.marks.contains(&one.2));
        let chart = trend::Trend {
            points: drawn.iter().filter_map(|one| point(one)).collect(),
            low: series.low,
            high: series.high,
            unit: series.unit.clone(),
            marks: marks.map(|(place, _)| place).collect(),
        };
        let mut text = String::new();
        for (place, one) in series.points.iter().enumerate().rev() {
            let at = DateTime::from_timestamp(one.0, 0).map(|at| words.instant(at)).unwrap_or_default();
            let met = if series.marks.contains(&one.2) { "  meets a criterion" } else { "" };
            let here = if Some(one.2) == result { "  <- this one" } else { "" };
            let before = if place + series.n_own < series.points.len() { "  before the stay" } else { "" };
            let _ = writeln!(text, "{at}  {} {}{met}{before}{here}", short(one.1), series.unit);
        }
        let range = match (series.low, series.high) {
            (Some(low), Some(high)) => format!(", range {} to {}", short(low), short(high)),
            (Some(low), None) => format!(", over {}", short(low)),
            (None, Some(high)) => format!(", under {}", short(high)),
            (None, None) => ", no range sent".to_owned(),
        };
        let mut reader = Reader::new(&text);
        if result.is_some() {
            reader.point_at(0..0, "<- this one");
        }
        Self { document: None, title: format!("{}{range}", series.title), chart: Some(chart), reader }
    }

    /// How far one has read, for the heading.
    pub fn note(&self) -> String {
        self.reader.place_note()
    }

    /// The area of the text.
    fn parts(&self, area: Rect) -> (Rect, Rect, Rect) {
        let (title, rest) = split_top(area, 1);
        let rows = if self.chart.is_some() { CHART.min(rest.height.saturating_mul(2) / 3) } else { 0 };
        let (chart, text) = split_top(rest, rows);
        (title, chart, text)
    }

    /// Lays it out.
    pub fn place(&mut self, area: Rect) {
        let text = self.parts(area).2;
        self.reader.place(text);
        self.reader.show_mark();
    }

    /// Draws it.
    pub fn view(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Caret {
        let (title, chart, text) = self.parts(area);
        let taken = scene.line(buffer, title, &self.title, Meaning::Heading);
        if let Some(drawn) = &self.chart {
            trend::view(drawn, scene, chart, buffer);
            if !drawn.marks.is_empty() {
                let rest = Rect { x: title.x + taken, width: title.width.saturating_sub(taken), ..title };
                scene.line(
                    buffer,
                    rest,
                    &format!("  {} meets a criterion", trend::mark_sign(scene)),
                    Meaning::Flag,
                );
            }
        }
        self.reader.view(scene, text, buffer)
    }
}

fn code_text(screen: &Screen, at: usize, words: Words) -> String {
    let picture = &screen.looked.picture;
    let Some(line) = picture.sheet.diagnoses.get(at) else { return String::new() };
    let title = picture.titles.get(at).map_or("", String::as_str);
    format!(
        "{} {title}\npresent on admission: {}\nfrom: {}\n\n{}",
        written_code(&line.code),
        line.poa.title(),
        line.source.title(),
        drg_text(screen, words)
    )
}
