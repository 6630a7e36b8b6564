//! What the composer does with its text: fills it, puts lines in, goes to words at fault.

use super::{
    asking::{Asking, Fact},
    compose::Composer,
    insert,
};
use crate::{
    cdiquery::{
        Indicator, Overrule, QueryText, check,
        template::{Filling, suiting},
    },
    domain::cdi_query::OptionRole,
    kit::{Outbox, Scene, split_left},
    look::Meaning,
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Evidence that a new query begins with; the rest can be picked.
const AT_FIRST: usize = 8;

impl Composer {
    /// Puts a text in and weighs it; the caret goes to a line.
    pub(super) fn put(&mut self, text: &str, line: usize) {
        self.editor.set(text.trim_end_matches('\n'));
        self.editor.go_to(line, usize::from(u16::MAX));
        self.weigh();
    }

    pub(super) fn weigh(&mut self) {
        self.findings = check(&self.editor.text(), &self.picked);
        self.at = self.at.min(self.findings.len().saturating_sub(1));
    }

    /// A new query is filled when the chart is there, unless a draft was taken back meanwhile.
    pub(super) fn begin(&mut self) {
        if self.base.is_some() || self.id.is_some() {
            return;
        }
        let Some(material) = self.material.rows().and_then(Option::as_ref) else { return };
        let finding = self.finding.as_deref().and_then(|rule| material.finding(rule));
        let mut picked = finding.map(|finding| material.evidence(finding)).unwrap_or_default();
        picked.truncate(AT_FIRST);
        let filling = material.filling(finding, &picked);
        let quotes = finding.map(|finding| material.documented(finding)).unwrap_or_default();
        let (template, text) = match suiting(&material.templates, finding) {
            Some(template) => (template.id.clone(), template.fill(&filling)),
            None => (String::new(), String::new()),
        };
        picked.extend(quotes);
        self.provider = material.attending;
        (self.picked, self.template) = (picked, template);
        let line = text.lines().position(|line| line.starts_with("Question")).unwrap_or(0);
        self.put(&text, line);
        self.base = Some(self.composed());
    }

    /// Another template; what was picked, the question and the options written so far stay.
    pub(super) fn refill(&mut self, place: usize) {
        let Some(material) = self.material.rows().and_then(Option::as_ref) else { return };
        let Some(template) = material.templates.get(place) else { return };
        let read = QueryText::of(&self.editor.text());
        let finding = self.finding.as_deref().and_then(|rule| material.finding(rule));
        let lines = read.indicators.iter().map(|(line, _)| line.clone()).collect();
        let plain = material.filling(finding, &[]);
        let supported = |(option, role): &(String, OptionRole)| {
            let bare = ["yes", "no"].contains(&option.to_lowercase().as_str());
            (!bare && !matches!(role, OptionRole::Other | OptionRole::Undetermined)).then(|| option.clone())
        };
        let options: Vec<String> = read.options.iter().filter_map(supported).collect();
        let question = if read.question.is_empty() { plain.question.clone() } else { read.question.clone() };
        let filling = Filling {
            indicators: lines,
            question: question.replace('\n', " "),
            options: if options.is_empty() { plain.options.clone() } else { options },
            ..plain
        };
        let (id, text) = (template.id.clone(), template.fill(&filling));
        self.template = id;
        let line = text.lines().position(|line| line.starts_with("Question")).unwrap_or(0);
        self.put(&text, line);
    }

    pub(super) fn take(&mut self) {
        let asking = std::mem::replace(&mut self.asking, Asking::No);
        match &asking {
            Asking::Facts(picker) => match picker.chosen().map(|entry| entry.value.clone()) {
                Some(Fact::Line(one)) => {
                    self.add(one);
                    // Several are picked in a row.
                    self.asking = asking;
                }
                Some(Fact::Paper(paper)) => {
                    self.asking =
                        self.known().map_or(Asking::No, |material| Asking::sentences(material, paper));
                }
                None => {}
            },
            Asking::Sentences(paper, picker) => {
                let quote = picker.chosen().and_then(|entry| {
                    let document = self.known()?.documents.get(*paper)?;
                    Some(document.quote(&entry.value))
                });
                if let Some(quote) = quote {
                    self.add(quote);
                }
                let finding = self.finding.clone();
                self.asking =
                    self.known().map_or(Asking::No, |material| Asking::facts(material, finding.as_deref()));
            }
            Asking::Options(picker) => {
                if let Some(entry) = picker.chosen() {
                    let (text, line) = insert::option(&self.editor.text(), &entry.value);
                    self.put(&text, line);
                    self.asking = asking;
                }
            }
            Asking::Templates(picker) => {
                if let Some(place) = picker.chosen().map(|entry| entry.value) {
                    self.refill(place);
                }
            }
            Asking::Providers(picker) => {
                self.provider = picker.chosen().map(|entry| entry.value).or(self.provider);
            }
            Asking::Reason(_) | Asking::No => {}
        }
    }

    pub(super) fn add(&mut self, one: Indicator) {
        let (text, line) = insert::indicator(&self.editor.text(), &one.line);
        if !self.picked.contains(&one) {
            self.picked.push(one);
        }
        self.put(&text, line);
    }

    pub(super) fn keep_reason(&mut self) {
        if let (Asking::Reason(line), Some(finding)) = (&self.asking, self.findings.get(self.at)) {
            let reason = line.text().trim().to_owned();
            self.overruled.retain(|one| !one.is_of(finding));
            if !reason.is_empty() {
                let (kind, words) = (finding.kind.to_owned(), finding.words.clone());
                self.overruled.push(Overrule { rule: finding.rule, kind, words, reason });
            }
        }
        self.asking = Asking::No;
    }

    /// To the next words at fault: the caret stands on them, the panel begins with them.
    pub(super) fn step(&mut self, steps: isize) {
        let many = self.findings.len();
        if many == 0 {
            return;
        }
        self.at = (self.at + many).saturating_add_signed(steps) % many;
        self.show_fault();
    }

    pub(super) fn show_fault(&mut self) {
        let Some(finding) = self.findings.get(self.at) else { return };
        let text = self.editor.text();
        let before = text.get(..finding.span.start).unwrap_or("");
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count());
        self.editor.go_to(line, column);
    }

    /// A spoken query is written down in the same way.
    pub(super) fn spoken(&mut self, out: &Outbox<'_>) {
        let text = self.editor.text();
        if text.lines().any(|line| line.starts_with("Way:")) {
            return;
        }
        let name = self.provider_name().split(',').next().unwrap_or_default().to_owned();
        let at = out.words().now().with_timezone(&chrono::Local).format("%b %-d, %Y %H:%M");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let place =
            lines.iter().position(|line| line.starts_with("Type:")).map_or(lines.len().min(1), |at| at + 1);
        let with = format!("Spoken with: Dr. {name}");
        lines.splice(place..place, ["Way: verbal".to_owned(), with, format!("Spoken on: {at}")]);
        self.put(&lines.join("\n"), place + 1);
    }

    pub(super) fn provider_name(&self) -> String {
        let Some(provider) = self.provider else { return "nobody chosen yet (F6)".into() };
        let known =
            self.known().and_then(|material| material.providers.iter().find(|(id, _)| *id == provider));
        known.map_or_else(|| "a provider of the directory".into(), |(_, name)| name.clone())
    }

    pub(super) fn view_head(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
        let read = QueryText::of(&self.editor.text());
        let timing = self.known().map_or("", |material| material.timing.title());
        let words = format!(" To {}", self.provider_name());
        let kind = format!("{}, {timing}, {} ", read.kind.title(), read.way.title());
        let right = crate::look::width(&kind) as u16;
        let (left, rest) = split_left(area, area.width.saturating_sub(right));
        scene.line(buffer, left, &words, Meaning::Label);
        scene.line(buffer, rest, &kind, Meaning::Muted);
    }
}
