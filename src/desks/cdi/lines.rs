//! The lines of a stay under review: findings with their evidence, the timeline, results, codes.

use super::words::{at_words, difference_words, effect_word, evidence_words, quote_of};
use crate::{
    cdi::{
        indicators::{Evidence, Finding},
        review::{Effect, Screen, WhatIf, WhatIfChange, newest, weight_words},
    },
    domain::{
        coding::written_code,
        ids::DocumentId,
        time::{When, parse_instant},
    },
    kit::{Cell, Column, Words},
    look::Meaning,
};
use std::collections::HashSet;

/// Which lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Findings with what met them.
    Findings,
    /// What happened, in order of time.
    Timeline,
    /// Measures with their values.
    Results,
    /// Codes, DRGs, what-ifs, problems.
    Codes,
}

impl View {
    /// In the order of their keys.
    pub const ALL: [Self; 4] = [Self::Findings, Self::Timeline, Self::Results, Self::Codes];

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Findings => "findings",
            Self::Timeline => "timeline",
            Self::Results => "results",
            Self::Codes => "codes",
        }
    }
}

/// What a line is about, by its place in the screen's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A finding.
    Finding(usize),
    /// A piece of evidence of a finding; of what answers it, if `true`.
    Evidence(usize, usize, bool),
    /// Something that was not evaluated, in words.
    Unread(String),
    /// A document.
    Document(DocumentId),
    /// An event, in words.
    Event(String),
    /// A measure.
    Series(usize),
    /// The working DRG and how it comes about.
    Drg,
    /// A sighting, by its place among the newest.
    Sighting(usize),
    /// A diagnosis of the working codes.
    Code(usize),
    /// A what-if.
    WhatIf(usize),
    /// A problem of the list.
    Problem(usize),
}

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is known by.
    pub key: String,
    /// What it is about.
    pub about: About,
    lead: String,
    meaning: Meaning,
    text: String,
    note: String,
}

/// The columns.
pub const COLUMNS: &[Column<Line>] = &[
    Column::new("When, state", |line: &Line, _| Cell::meaning(line.lead.as_str(), line.meaning))
        .width(16, 16),
    Column::new("What", |line: &Line, _| Cell::text(line.text.as_str())).width(24, 90),
    Column::new("", |line: &Line, _| Cell::text(line.note.as_str())).width(9, 11).right(),
];

fn line(
    key: String,
    about: About,
    (lead, meaning): (impl Into<String>, Meaning),
    text: impl Into<String>,
) -> Line {
    Line { key, about, lead: lead.into(), meaning, text: text.into(), note: String::new() }
}

impl Line {
    fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// The lines of a view.
pub fn of(view: View, screen: &Screen, words: Words) -> Vec<Line> {
    match view {
        View::Findings => findings(screen, words),
        View::Timeline => timeline(screen, words),
        View::Results => results(screen, words),
        View::Codes => codes(screen, words),
    }
}

/// Open findings first, then those that are answered or set aside; what was not evaluated last.
fn findings(screen: &Screen, words: Words) -> Vec<Line> {
    let looked = &screen.looked;
    let dismissed = |finding: &Finding| looked.file.dismissal_of(finding).is_some();
    let mut order: Vec<usize> = (0..looked.report.findings.len()).collect();
    let rank = |finding: &Finding| {
        let effect = looked.picture.effect(&finding.rule);
        (dismissed(finding), !finding.is_open(), std::cmp::Reverse((effect, finding.points)))
    };
    order.sort_by_key(|at| looked.report.findings.get(*at).map(rank));
    let mut lines = Vec::new();
    for at in order {
        let Some(finding) = looked.report.findings.get(at) else { continue };
        let state = match (dismissed(finding), finding.is_open()) {
            (true, _) => ("set aside", Meaning::Disabled),
            (_, true) => ("open", Meaning::Late),
            _ => ("answered", Meaning::Ok),
        };
        let grade = if finding.grade.is_empty() { String::new() } else { format!(", {}", finding.grade) };
        let effect = if state.0 == "open" { looked.picture.effect(&finding.rule) } else { Effect::None };
        let title = format!("{}{grade}", finding.title);
        lines.push(
            line(format!("f{}", finding.rule), About::Finding(at), state, title).noted(effect_word(effect)),
        );
        // What is answered or set aside is told in short; the text beside it tells all.
        let most = if state.0 == "open" { OPEN } else { ANSWERED };
        let parts = [(&finding.evidence, false), (&finding.documented, true)];
        for (all, answers) in parts {
            let once = told_once(all);
            for (place, one) in once.iter().take(most) {
                let key = format!("e{} {} {place} {answers}", finding.rule, one.key);
                let text = match quote_of(one) {
                    Some(quote) => format!("\"{quote}\" {}", one.text.split('"').next().unwrap_or("")),
                    None => evidence_words(one, words),
                };
                let about = About::Evidence(at, *place, answers);
                let lead = (at_words(one.at, words), Meaning::Muted);
                lines.push(line(key, about, lead, text).noted(if answers { "answers" } else { "" }));
            }
            let more = once.len().saturating_sub(most);
            if more > 0 {
                let text = format!("and {more} more");
                let key = format!("m{} {answers}", finding.rule);
                lines.push(line(key, About::Finding(at), ("", Meaning::Muted), text));
            }
        }
    }
    for one in &looked.report.unread {
        let words = format!("{} {} not evaluated because {}", one.measure, one.value, one.because);
        let about = About::Unread(words.clone());
        lines.push(line(format!("u{}", one.result), about, ("not read", Meaning::Amber), words));
    }
    for one in &looked.report.undecided {
        let about = About::Unread(one.clone());
        lines.push(line(format!("w{one}"), about, ("not read", Meaning::Amber), one.clone()));
    }
    lines
}

/// Lines of evidence of an open finding; a long stay has hundreds.
const OPEN: usize = 40;
/// Lines of evidence of a finding that needs no look any more.
const ANSWERED: usize = 2;

/// Evidence with its place, each told once: with what it is compared with, if it is.
fn told_once(all: &[Evidence]) -> Vec<(usize, &Evidence)> {
    let compared: HashSet<&str> =
        all.iter().filter(|one| !one.against.is_empty()).map(|one| one.key.as_str()).collect();
    let mut told = HashSet::new();
    let once = all.iter().enumerate().filter(|(_, one)| {
        let better = one.against.is_empty() && compared.contains(one.key.as_str());
        !better && told.insert((&one.key, &one.text, &one.against))
    });
    once.collect()
}

/// Everything with a time, oldest first: events of the visit, documents, treatment, reviews.
fn timeline(screen: &Screen, words: Words) -> Vec<Line> {
    let stay = &screen.looked.file.stay;
    let mut timed: Vec<(i64, Line)> = Vec::new();
    let seconds = |when: Option<When>| when.map_or(i64::MIN, |when| when.instant().timestamp());
    for (at, event) in screen.events.iter().enumerate() {
        let text = format!("{} {} {}", event.event, event.place, event.note);
        let text =
            if event.cancelled { format!("{} (cancelled)", text.trim()) } else { text.trim().to_owned() };
        let when = event.at.map(|at| words.when(at)).unwrap_or_default();
        let about = About::Event(format!("{when}\n{text}"));
        let one = line(format!("v{at}"), about, (when, Meaning::Muted), text).noted("visit");
        timed.push((seconds(event.at), one));
    }
    if screen.events.is_empty() {
        for (name, when) in
            [("admission", screen.looked.head.admit), ("discharge", screen.looked.head.discharge)]
        {
            if let Some(when) = when {
                let about = About::Event(format!("{name}, {}", words.when(when)));
                let lead = (words.when(when), Meaning::Muted);
                let one = line(name.to_owned(), about, lead, name).noted("visit");
                timed.push((seconds(Some(when)), one));
            }
        }
    }
    for document in &stay.documents {
        let text = if document.author.is_empty() {
            document.title.clone()
        } else {
            format!("{}, {}", document.title, document.author)
        };
        let about = About::Document(DocumentId(document.id));
        let lead = (at_words(document.at, words), Meaning::Text);
        let one = line(format!("d{}", document.id), about, lead, text).noted("document");
        timed.push((document.at.unwrap_or(i64::MIN), one));
    }
    for one in &stay.treatments {
        let kind = if one.is_procedure { "procedure" } else { "medication" };
        let text = format!("{} {}", one.display, one.directions).trim().to_owned();
        let about = About::Event(format!("{kind}, {}\n{text}", at_words(one.started, words)));
        let key = format!("{kind}{}", one.id);
        let lead = (at_words(one.started, words), Meaning::Muted);
        timed.push((one.started.unwrap_or(i64::MIN), line(key, about, lead, text).noted(kind)));
    }
    for (place, one) in screen.done.iter().enumerate() {
        let taken = if one.undone { " (taken back)" } else { "" };
        let next =
            one.next_on.as_deref().map(|day| format!(", next {}", words.stored(day))).unwrap_or_default();
        let text = format!("{} review by {}{next}{taken} {}", one.kind, one.by, one.note);
        let at = parse_instant(&one.at).map_or(i64::MIN, |at| at.timestamp());
        let about = About::Event(format!("{}\n{} open findings", text.trim(), one.n_open));
        let lead = (at_words(Some(at), words), Meaning::Flag);
        let one = line(format!("r{place}"), about, lead, text.trim()).noted("review");
        timed.push((at, one));
    }
    timed.sort_by_key(|one| one.0);
    timed.into_iter().map(|one| one.1).collect()
}

fn results(screen: &Screen, _: Words) -> Vec<Line> {
    let series = screen.series.iter().enumerate();
    let one = |(at, one): (usize, &crate::cdi::review::Series)| {
        let own = one.points.iter().rev().take(one.n_own);
        let (low, high) = own.clone().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| {
            (low.min(point.1), high.max(point.1))
        });
        let last = one.points.last().map_or(0.0, |point| point.1);
        let lead = if one.marks.is_empty() { ("", Meaning::Text) } else { ("criterion", Meaning::Flag) };
        let text = format!("{}: {} {}, {} to {}", one.title, short(last), one.unit, short(low), short(high));
        let n_own = if one.n_own == 1 { "1 value".to_owned() } else { format!("{} values", one.n_own) };
        line(format!("s{}", one.title), About::Series(at), lead, text).noted(n_own)
    };
    series.map(one).collect()
}

/// A value with as many digits as it needs.
pub fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn codes(screen: &Screen, words: Words) -> Vec<Line> {
    let picture = &screen.looked.picture;
    let mut lines = Vec::new();
    let working = match &picture.drg {
        Some(drg) => format!("{} {}", drg.drg, drg.title),
        None => "none: these codes do not group".to_owned(),
    };
    let weight = picture.drg.as_ref().map_or_else(String::new, |drg| weight_words(drg.weight));
    lines.push(line("drg".into(), About::Drg, ("DRG now", Meaning::Title), working).noted(weight));
    for (at, one) in newest(&screen.drgs).into_iter().enumerate() {
        let text = format!("{} {}, {}, {}", one.drg, one.title, one.by, words.stored(&one.at));
        let lead = (one.stage.clone(), Meaning::Label);
        lines.push(
            line(format!("g{}", one.stage), About::Sighting(at), lead, text).noted(weight_words(one.weight)),
        );
    }
    for (at, dx) in picture.sheet.diagnoses.iter().enumerate() {
        let severity = picture.drg.as_ref().and_then(|drg| drg.severity.get(at)).copied().unwrap_or("");
        let lead = if at == 0 { ("principal", Meaning::Key) } else { ("code", Meaning::Text) };
        let title = picture.titles.get(at).map_or("", String::as_str);
        let text = format!("{} {title}", written_code(&dx.code));
        lines.push(line(format!("c{}", dx.code), About::Code(at), lead, text).noted(severity));
    }
    for (at, one) in picture.what_ifs.iter().enumerate() {
        let text = format!("{} {}: {} {}", written_code(&one.code), one.title, one.drg, how(one));
        let key = format!("i{} {:?}", one.code, one.change);
        let about = About::WhatIf(at);
        lines.push(line(key, about, lead_of(one), text).noted(difference_words(one.difference)));
    }
    for (at, one) in screen.looked.problems.iter().enumerate() {
        let ended = if one.ended.is_some() { " (ended)" } else { "" };
        let text = format!("{} {}{ended}", one.code, one.display);
        lines.push(line(format!("p{at}"), About::Problem(at), ("problem", Meaning::Muted), text.trim()));
    }
    lines
}

fn lead_of(one: &WhatIf) -> (&'static str, Meaning) {
    match &one.change {
        WhatIfChange::Documented(_) => ("documented", Meaning::Ok),
        WhatIfChange::IfAnswered(_) => ("if answered", Meaning::Amber),
        WhatIfChange::AsPrincipal => ("if first", Meaning::Info),
        WhatIfChange::Without(_) => ("if out", Meaning::Late),
    }
}

/// Why a what-if is thought of, in a few words.
fn how(one: &WhatIf) -> String {
    match &one.change {
        WhatIfChange::Documented(place) => format!("({place}, {})", severity(one)),
        WhatIfChange::IfAnswered(_) => format!("({})", severity(one)),
        WhatIfChange::AsPrincipal | WhatIfChange::Without(_) => String::new(),
    }
}

fn severity(one: &WhatIf) -> &str {
    if one.severity.is_empty() { "no CC" } else { &one.severity }
}
