//! How an account is drawn: head, rows of codes and findings, the detail of the chosen row.

use crate::{
    classification::edits::Level,
    coding::{Account, Case, Finding, Suggestion, Tools, Verdict, level_word},
    domain::{
        codeset::SetKind,
        coding::{AccountState, DrgStage, Sheet, Source, dollars, written_code},
    },
    kit::{Scene, Words, split_left, split_top},
    look::{Meaning, Side},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::fmt::Write as _;

/// A row of the codes part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// A heading between rows.
    Heading(&'static str),
    /// A diagnosis, by its place.
    Dx(usize),
    /// A procedure.
    Px(usize),
    /// A finding.
    Finding(usize),
    /// A suggestion.
    Suggested(usize),
}

/// Titles of the codes of a sheet, beside them.
#[derive(Default)]
pub struct Titles {
    dx: Vec<String>,
    px: Vec<String>,
}

/// Looks the titles of a sheet up.
pub fn titles(tools: &Tools, case: &Case, sheet: &Sheet) -> Titles {
    let day = case.code_day();
    let title = |kind: SetKind, code: &str| {
        tools.library.title(kind, code, day).unwrap_or_else(|| "not a code on this date".to_owned())
    };
    Titles {
        dx: sheet.diagnoses.iter().map(|line| title(SetKind::Icd10Cm, &line.code)).collect(),
        px: sheet.procedures.iter().map(|line| title(SetKind::Icd10Pcs, &line.code)).collect(),
    }
}

/// Everything that rows are drawn from.
pub struct SheetView<'a> {
    pub sheet: &'a Sheet,
    pub verdict: &'a Verdict,
    pub titles: &'a Titles,
    pub suggested: &'a [Suggestion],
}

fn level_meaning(finding: &Finding) -> Meaning {
    match (finding.level, &finding.overruled) {
        (_, Some(_)) | (Level::Info, _) => Meaning::Muted,
        (Level::Error | Level::Critical, _) => Meaning::Error,
        (Level::Warning, _) => Meaning::Amber,
    }
}

impl SheetView<'_> {
    /// Draws one row.
    pub fn row(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer, row: Row) {
        match row {
            Row::Heading(words) => {
                scene.line(buffer, area, words, Meaning::Heading);
            }
            Row::Dx(at) => self.diagnosis(scene, area, buffer, at),
            Row::Px(at) => self.procedure(scene, area, buffer, at),
            Row::Finding(at) => {
                let Some(finding) = self.verdict.findings.get(at) else { return };
                let word = if finding.overruled.is_some() { "overruled" } else { level_word(finding.level) };
                let (mark, rest) = split_left(area, 10);
                scene.line(buffer, mark, word, level_meaning(finding));
                scene.line(buffer, rest, &format!("{}: {}", finding.rule, finding.what), Meaning::Text);
            }
            Row::Suggested(at) => {
                let Some(one) = self.suggested.get(at) else { return };
                let (code, rest) = split_left(area, 9);
                scene.line(buffer, code, &written_code(&one.code), Meaning::Key);
                let used = scene.line(buffer, rest, &one.title, Meaning::Text);
                let (_, why) = split_left(rest, used + 2);
                scene.line(buffer, why, &one.why, Meaning::Muted);
            }
        }
    }

    fn diagnosis(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer, at: usize) {
        let Some(line) = self.sheet.diagnoses.get(at) else { return };
        let (number, rest) = split_left(area, 3);
        let (code, rest) = split_left(rest, 9);
        let (poa, rest) = split_left(rest, 3);
        let label = if at == 0 { "PDX".to_owned() } else { format!("{}", at + 1) };
        scene.aligned(
            buffer,
            Rect { width: number.width, ..number },
            &label,
            Side::Left,
            scene.style(Meaning::Muted),
        );
        scene.line(
            buffer,
            Rect { x: code.x + 1, width: code.width.saturating_sub(1), ..code },
            &written_code(&line.code),
            Meaning::Key,
        );
        let answer = if line.poa.word().is_empty() { "?" } else { line.poa.word() };
        scene.line(
            buffer,
            Rect { x: poa.x + 1, width: 1, ..poa },
            answer,
            if answer == "?" { Meaning::Amber } else { Meaning::Text },
        );
        let severity = self.verdict.drg.as_ref().and_then(|drg| drg.severity.get(at)).copied().unwrap_or("");
        let evidence = if line.evidence.is_some() { " e" } else { "" };
        tail(scene, rest, buffer, self.titles.dx.get(at), &format!("{severity}{evidence}"));
    }

    fn procedure(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer, at: usize) {
        let Some(line) = self.sheet.procedures.get(at) else { return };
        let (number, rest) = split_left(area, 3);
        let (code, rest) = split_left(rest, 12);
        let label = if at == 0 { "PPX".to_owned() } else { format!("{}", at + 1) };
        scene.line(buffer, number, &label, Meaning::Muted);
        scene.line(
            buffer,
            Rect { x: code.x + 1, width: code.width.saturating_sub(1), ..code },
            &line.code,
            Meaning::Key,
        );
        let day = line.day.map_or("no date".into(), |day| scene.words.day(day));
        let evidence = if line.evidence.is_some() { " e" } else { "" };
        tail(scene, rest, buffer, self.titles.px.get(at), &format!("{day}{evidence}"));
    }

    /// Draws what more there is to say of the chosen row.
    pub fn detail(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer, row: Row) {
        let text = match row {
            Row::Heading(_) => String::new(),
            Row::Dx(at) => {
                let Some(line) = self.sheet.diagnoses.get(at) else { return };
                let title = self.titles.dx.get(at).map_or("", String::as_str);
                let about = self.verdict.findings.iter().find(|f| f.codes.contains(&line.code));
                let about =
                    about.map(|f| format!("\n{}: {}", level_word(f.level), f.what)).unwrap_or_default();
                format!(
                    "{title}\nPOA: {}{}{about}",
                    line.poa.title(),
                    basis(line.source, line.evidence.as_ref().map(|e| e.quote.as_str()))
                )
            }
            Row::Px(at) => {
                let Some(line) = self.sheet.procedures.get(at) else { return };
                let title = self.titles.px.get(at).map_or("", String::as_str);
                format!(
                    "{title}\n{}{}",
                    line.performer_name,
                    basis(line.source, line.evidence.as_ref().map(|e| e.quote.as_str()))
                )
            }
            Row::Finding(at) => {
                let Some(finding) = self.verdict.findings.get(at) else { return };
                let choices = match finding.choices.as_slice() {
                    [] => String::new(),
                    some => {
                        format!(" Codes: {}.", some.iter().take(12).cloned().collect::<Vec<_>>().join(", "))
                    }
                };
                let overruled =
                    finding.overruled.as_ref().map(|why| format!(" Overruled: {why}")).unwrap_or_default();
                format!("{} {}{choices}{overruled}", finding.what, finding.remedy)
            }
            Row::Suggested(at) => {
                let Some(one) = self.suggested.get(at) else { return };
                format!("{}\n{}. Enter takes it; v shows the place.", one.title, one.why)
            }
        };
        let (rule, text_area) = split_top(area, 1);
        let line = "\u{2500}".repeat(usize::from(rule.width));
        scene.line(buffer, rule, &line, Meaning::Border);
        scene.paragraph(buffer, text_area, &text, Meaning::Text);
    }
}

fn tail(scene: &Scene<'_>, area: Rect, buffer: &mut Buffer, title: Option<&String>, right: &str) {
    let wide = right.chars().count() as u16;
    let (left, right_area) = split_left(area, area.width.saturating_sub(wide + 1));
    scene.line(buffer, left, title.map_or("", String::as_str), Meaning::Text);
    scene.aligned(buffer, right_area, right, Side::Right, scene.style(Meaning::Info));
}

fn basis(source: Source, quote: Option<&str>) -> String {
    let from = if source == Source::Coder { String::new() } else { format!("; from: {}", source.title()) };
    match quote {
        Some(quote) => {
            format!("{from}; evidence: \"{}\"", quote.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        None => from,
    }
}

/// The line between documents and codes.
pub fn line_between(scene: &Scene<'_>, right: Rect, buffer: &mut Buffer) {
    for y in right.y..right.bottom() {
        if let Some(cell) = buffer.cell_mut((right.x.saturating_sub(1), y)) {
            cell.set_symbol("\u{2502}");
            cell.set_style(scene.style(Meaning::Border));
        }
    }
}

/// Three rows: who and where; state; DRG.
pub fn head(scene: &Scene<'_>, area: Rect, buffer: &mut Buffer, whole: &Account, verdict: &Verdict) {
    let line = &whole.line;
    let row = |n: u16| Rect {
        y: area.y + n.min(area.height.saturating_sub(1)),
        height: 1.min(area.height),
        ..area
    };
    let words = scene.words;
    let day = |at: Option<crate::domain::time::When>| at.map(|at| words.day(at.day())).unwrap_or_default();
    let age = whole.stay.birth_date.map(|born| words.age_at(born, line.admit)).unwrap_or_default();
    let stay = match line.discharge {
        Some(_) => format!("{} - {}", day(line.admit), day(line.discharge)),
        None => format!("{} - in house", day(line.admit)),
    };
    let first = format!("MRN {}  {} {}  {}  {}", line.mrn, age, whole.stay.sex, line.class, stay);
    scene.line(buffer, row(0), &first, Meaning::Banner);
    let hold = whole
        .open_hold()
        .map(|hold| format!(": {} {}", hold.reason.title(), hold.waits_on))
        .unwrap_or_default();
    let coder = if line.owner_name.is_empty() { String::new() } else { format!("  {}", line.owner_name) };
    let second = if line.second_level { "  second review asked for" } else { "" };
    let state = format!(
        "{}{}{coder}  {}  {}{second}",
        line.state.title(),
        hold,
        line.payer,
        dollars(line.charges_cents)
    );
    let meaning = if line.state == AccountState::Pended { Meaning::Amber } else { Meaning::Muted };
    scene.line(buffer, row(1), state.trim(), meaning);
    scene.line(buffer, row(2), &drg_line(whole, verdict), Meaning::Title);
}

fn weight(weight: Option<i64>) -> String {
    weight.map(|w| format!("  wt {}.{:04}", w / 10_000, w % 10_000)).unwrap_or_default()
}

fn drg_line(whole: &Account, verdict: &Verdict) -> String {
    let Some(drg) = &verdict.drg else {
        return match whole.drg(DrgStage::Final) {
            Some(known) => format!("DRG {} ({})", known.drg, known.grouper),
            None if whole.line.class == "inpatient" => "DRG: none yet".to_owned(),
            None => "no DRG: not an inpatient account".to_owned(),
        };
    };
    let mean = drg.gmlos_tenths.map(|d| format!("  GMLOS {}.{}", d / 10, d % 10)).unwrap_or_default();
    let trouble = if drg.trouble.is_empty() { String::new() } else { format!("  {}", drg.trouble) };
    let was = whole.drg(DrgStage::Baseline).filter(|base| base.drg != drg.drg);
    let was = was.map(|base| format!("  (baseline {})", base.drg)).unwrap_or_default();
    format!("DRG {}{}{mean}  {}{trouble}{was}", drg.drg, weight(drg.weight), drg.title)
}

/// The way to the DRG as a text.
pub fn why_text(steps: &[(String, String)], verdict: &Verdict) -> String {
    let mut text = String::new();
    if let Some(drg) = &verdict.drg {
        let _ = writeln!(
            text,
            "DRG {} {}{}\nMDC {}, MS-DRG {}\n",
            drg.drg,
            drg.title,
            weight(drg.weight),
            drg.mdc,
            drg.grouper
        );
    }
    for (about, words) in steps {
        let _ = writeln!(text, "{about}: {words}");
    }
    text
}

/// The history of an account as a text.
pub fn history_text(whole: &Account, words: Words) -> String {
    let mut text = String::new();
    for drg in &whole.drgs {
        let _ = writeln!(
            text,
            "{} DRG {}{} {} ({}, by {}, {})",
            drg.stage.title(),
            drg.drg,
            weight(drg.weight),
            drg.title,
            drg.grouper,
            drg.by,
            words.stored(&drg.at)
        );
    }
    for one in &whole.overruled {
        let _ = writeln!(text, "overruled {}: {} ({})", one.finding, one.reason, one.by);
    }
    if !whole.final_sha256.is_empty() {
        let _ = writeln!(text, "signed by {}: SHA-256 {}", whole.final_by, whole.final_sha256);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    for entry in &whole.history {
        let reason = if entry.reason.is_empty() { String::new() } else { format!(" ({})", entry.reason) };
        let _ = writeln!(text, "{}  {:<14} {}{reason}", words.stored(&entry.at), entry.by, entry.what);
    }
    text
}
