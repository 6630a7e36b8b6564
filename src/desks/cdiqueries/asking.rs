//! What the composer asks in its own place: what to pick from the chart, which template, whom to ask, why a warning may stand.

use crate::{
    cdiquery::{Indicator, Material},
    domain::{ids::PractitionerId, role::Permission::ReviewDocumentation},
    keys::Command,
    kit::{Caret, Entry, Lines, Picker, Scene, Tables, TextField, TextInput, pane::Edit, split_top},
    look::Meaning,
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::collections::BTreeSet;

/// Keys while something is picked.
pub const PICKING: &[Command] = &[
    Command::new("pick.take", &["<enter>"], "Take it", ReviewDocumentation).group("Pick").hint(1, "take"),
    Command::new("pick.stop", &["<esc>"], "Back to the text", ReviewDocumentation)
        .group("Pick")
        .hint(2, "back to the text"),
];

/// Keys while a reason is written.
pub const REASON: &[Command] = &[
    Command::new("pick.reason", &["<enter>"], "Keep this reason", ReviewDocumentation)
        .group("Pick")
        .hint(1, "keep the reason"),
    Command::new("pick.stop", &["<esc>"], "Back to the text", ReviewDocumentation)
        .group("Pick")
        .hint(2, "back to the text"),
];

/// What an entry of the chart is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A line, ready to be put in.
    Line(Indicator),
    /// A document to quote from, by its place.
    Paper(usize),
}

/// What is being asked.
pub enum Asking {
    /// Nothing: the text is there alone.
    No,
    /// What to take from the chart.
    Facts(Box<Picker<Fact>>),
    /// Which sentence of a document.
    Sentences(usize, Box<Picker<String>>),
    /// Which option.
    Options(Box<Picker<String>>),
    /// Which template, by its place.
    Templates(Box<Picker<usize>>),
    /// Whom to ask.
    Providers(Box<Picker<PractitionerId>>),
    /// Why the chosen warning may stand.
    Reason(Box<TextField>),
}

impl Asking {
    /// The chart: evidence of the finding first, then results and treatment, then documents to quote from.
    pub fn facts(material: &Material, finding: Option<&str>) -> Self {
        let mut seen = BTreeSet::new();
        let mut entries = Vec::new();
        let evidence =
            finding.and_then(|rule| material.finding(rule)).map(|finding| material.evidence(finding));
        for one in evidence.unwrap_or_default() {
            if seen.insert(one.line.clone()) {
                entries.push(Entry {
                    title: one.line.clone(),
                    also: "evidence".into(),
                    value: Fact::Line(one),
                });
            }
        }
        let papers = material.documents.iter().enumerate().map(|(at, paper)| Entry {
            title: paper.heading.clone(),
            also: "quote it".into(),
            value: Fact::Paper(at),
        });
        entries.extend(papers);
        for one in &material.indicators {
            if seen.insert(one.line.clone()) {
                entries.push(Entry {
                    title: one.line.clone(),
                    also: String::new(),
                    value: Fact::Line(one.clone()),
                });
            }
        }
        Self::Facts(Box::new(Picker::new(entries)))
    }

    /// The sentences of a document.
    pub fn sentences(material: &Material, paper: usize) -> Self {
        let sentences =
            material.documents.get(paper).map(crate::cdiquery::Stated::sentences).unwrap_or_default();
        let entry = |words: String| Entry { title: words.clone(), also: String::new(), value: words };
        Self::Sentences(paper, Box::new(Picker::new(sentences.into_iter().map(entry).collect())))
    }

    /// Options: those of the finding first, those of the others that fire, and the two that every list has.
    pub fn options(material: &Material, finding: Option<&str>, text: &str) -> Self {
        let mut all = Vec::new();
        let own = material.findings.iter().filter(|one| Some(one.rule.as_str()) == finding);
        let rest = material.findings.iter().filter(|one| Some(one.rule.as_str()) != finding);
        for one in own.chain(rest) {
            all.extend(one.options.iter().map(|option| (option.clone(), one.topic.clone())));
        }
        all.push(("Other (please specify): ____".into(), "always".into()));
        all.push(("Unable to determine".into(), "always".into()));
        let mut seen = BTreeSet::new();
        // What stands there already is not offered again.
        let listed = |option: &str| text.lines().any(|line| line.trim_start_matches(['-', ' ']) == option);
        all.retain(|(option, _)| !listed(option) && seen.insert(option.clone()));
        let entry = |(option, also): (String, String)| Entry { title: option.clone(), also, value: option };
        Self::Options(Box::new(Picker::new(all.into_iter().map(entry).collect())))
    }

    /// Templates with when they are used.
    pub fn templates(material: &Material) -> Self {
        let entries = material.templates.iter().enumerate();
        let entries = entries.map(|(at, one)| Entry {
            title: format!("{}. {}", one.title, one.about),
            also: one.id.clone(),
            value: at,
        });
        Self::Templates(Box::new(Picker::new(entries.collect())))
    }

    /// Providers, those of the stay first.
    pub fn providers(material: &Material) -> Self {
        let entries = material.providers.iter();
        let entries =
            entries.map(|(id, name)| Entry { title: name.clone(), also: String::new(), value: *id });
        Self::Providers(Box::new(Picker::new(entries.collect())))
    }

    /// A line for a reason.
    pub fn reason(known: &str) -> Self {
        Self::Reason(Box::new(TextField::new(Lines::One, known)))
    }

    /// Whether something is asked.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::No)
    }

    /// Its keys; none while nothing is asked.
    pub fn commands(&self) -> Option<Tables> {
        match self {
            Self::No => None,
            Self::Reason(_) => Some(vec![REASON]),
            _ => Some(vec![PICKING]),
        }
    }

    /// Takes typed text.
    pub fn write(&mut self, input: &TextInput) {
        match self {
            Self::No => {}
            Self::Facts(picker) => picker.write(input),
            Self::Sentences(_, picker) | Self::Options(picker) => picker.write(input),
            Self::Templates(picker) => picker.write(input),
            Self::Providers(picker) => picker.write(input),
            Self::Reason(line) => {
                if *input != TextInput::Edit(Edit::NewLine) {
                    line.write(input);
                }
            }
        }
    }

    /// Draws what is asked.
    pub fn view(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Caret {
        let (head, rest) = split_top(area, 1);
        let title = match self {
            Self::No => "",
            Self::Facts(_) => "Take from the chart: type a part of it",
            Self::Sentences(..) => "Quote which sentence?",
            Self::Options(_) => "Which option?",
            Self::Templates(_) => "Which template? What was picked stays",
            Self::Providers(_) => "Who is asked?",
            Self::Reason(_) => "Why may the warning stand? The reason is kept with the query",
        };
        scene.line(buffer, head, title, Meaning::Heading);
        match self {
            Self::No => Caret::new(area.x, area.y),
            Self::Facts(picker) => picker.view(scene, rest, buffer),
            Self::Sentences(_, picker) | Self::Options(picker) => picker.view(scene, rest, buffer),
            Self::Templates(picker) => picker.view(scene, rest, buffer),
            Self::Providers(picker) => picker.view(scene, rest, buffer),
            Self::Reason(line) => line.view(scene, split_top(rest, 1).0, buffer, Meaning::InputFocus),
        }
    }
}
