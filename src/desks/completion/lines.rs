//! The lines of a chart under review: what it lacks, what is still to come, what is there.

use crate::{
    completion::{ChartUnderReview, Deficiency, Paper},
    domain::{completion::Needed, ids::DocumentId},
    kit::{Cell, Column, Words, lacks},
    look::Meaning,
};

/// One line.
#[derive(Clone, Debug)]
pub enum Line {
    /// A deficiency, open or ended.
    Lack(Box<Deficiency>),
    /// Needed, but its time has not come.
    NotYet(Needed),
    /// A document; whether it fulfils a need.
    Paper(Paper, bool),
}

/// What a line is known by.
pub type Key = (u8, i64);

impl Line {
    /// What it is known by.
    pub fn key(&self) -> Key {
        match self {
            Self::Lack(one) => (0, one.id.0),
            Self::NotYet(needed) => (1, needed.rule.bytes().map(i64::from).sum()),
            Self::Paper(paper, _) => (2, paper.document.0),
        }
    }

    /// The document that it is about.
    pub fn document(&self) -> Option<DocumentId> {
        match self {
            Self::Lack(one) => one.document,
            Self::NotYet(_) => None,
            Self::Paper(paper, _) => Some(paper.document),
        }
    }

    /// The deficiency that it is.
    pub fn lack(&self) -> Option<&Deficiency> {
        match self {
            Self::Lack(one) => Some(one),
            _ => None,
        }
    }

    /// What it is, in words.
    pub fn title(&self) -> &str {
        match self {
            Self::Lack(one) => &one.name,
            Self::NotYet(needed) => &needed.name,
            Self::Paper(paper, _) => &paper.title,
        }
    }
}

/// All lines of a chart: open lacks, what is to come, documents by time, lacks that ended.
pub fn of(chart: &ChartUnderReview) -> Vec<Line> {
    let (open, ended): (Vec<&Deficiency>, Vec<&Deficiency>) =
        chart.deficiencies.iter().partition(|one| one.state.is_open());
    let lack = |one: &Deficiency| Line::Lack(Box::new(one.clone()));
    let to_come = chart.needed.iter().filter(|needed| needed.not_yet).cloned().map(Line::NotYet);
    let papers = chart.documents.iter().map(|paper| {
        let meets = chart.needed.iter().any(|needed| needed.met_by == Some(paper.document));
        Line::Paper(paper.clone(), meets)
    });
    open.into_iter().map(lack).chain(to_come).chain(papers).chain(ended.into_iter().map(lack)).collect()
}

/// The columns.
pub const COLUMNS: &[Column<Line>] = &[
    Column::new("State", |line: &Line, _| state(line)).width(10, 18),
    Column::new("What", |line: &Line, _| Cell::text(line.title())).width(16, 34),
    Column::new("Due or date", |line: &Line, words| when(line, words)).width(11, 14).from(1),
    Column::new("Who owes it", |line: &Line, _| who(line)).width(10, 20).from(2),
];

fn state(line: &Line) -> Cell<'_> {
    match line {
        Line::Lack(one) if one.state.is_open() && one.delinquent => {
            Cell::meaning(format!("{}, late", one.lack.title()), Meaning::Late)
        }
        Line::Lack(one) if one.state == crate::domain::completion::Standing::Disputed => {
            Cell::meaning("disputed", Meaning::Amber)
        }
        Line::Lack(one) if one.state.is_open() => Cell::meaning(one.lack.title(), Meaning::Amber),
        Line::Lack(one) => Cell::meaning(one.state.title(), Meaning::Disabled),
        Line::NotYet(_) => Cell::meaning("to come", Meaning::Muted),
        Line::Paper(paper, meets) => match paper.state.as_str() {
            "signed" | "legally-signed" if *meets => Cell::meaning("there, signed", Meaning::Ok),
            "signed" | "legally-signed" => Cell::meaning("signed", Meaning::Ok),
            "signed-uncosigned" => Cell::text("not co-signed"),
            "in-progress" => Cell::text("in progress"),
            "superseded" => Cell::meaning("replaced", Meaning::Disabled),
            "retracted" => Cell::meaning("retracted", Meaning::Disabled),
            other => Cell::text(other),
        },
    }
}

fn when(line: &Line, words: Words) -> Cell<'_> {
    match line {
        Line::Lack(one) => lacks::due(one, words),
        Line::NotYet(needed) => {
            Cell::text(needed.ripe_at.map(|at| format!("from {}", words.lately(at))).unwrap_or_default())
        }
        Line::Paper(paper, _) => Cell::text(paper.written.map(|at| words.day(at.day())).unwrap_or_default()),
    }
}

fn who(line: &Line) -> Cell<'_> {
    match line {
        Line::Lack(one) => Cell::text(&one.responsible_name),
        _ => Cell::text(""),
    }
}
