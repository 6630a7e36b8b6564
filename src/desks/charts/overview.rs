//! The first page of a chart: where the patient is, what matters, what came last.

use super::page::{self, Line, Page};
use crate::{
    chart::{DocumentLine, EncounterLine, Summary, SummaryOf},
    domain::{codeset::dotted, ids::PatientId, topics::Topics},
    keys::CommandId,
    kit::{Caret, Feed, Freshness, Heading, Mode, Outbox, Pane, Scene, Tables, Timer, Words},
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// The overview.
pub struct Overview {
    patient: PatientId,
    summary: Feed<SummaryOf>,
    page: Page,
}

impl Overview {
    /// An overview that asks when it is opened.
    pub fn new(patient: PatientId) -> Self {
        Self { patient, summary: Feed::new(), page: Page::default() }
    }
}

impl Pane for Overview {
    fn heading(&self) -> Heading {
        Heading::new("Overview").count(self.page.place_note()).note(self.summary.note())
    }

    fn commands(&self) -> Tables {
        vec![page::COMMANDS]
    }

    fn mode(&self) -> Mode {
        Mode::Command
    }

    fn place(&mut self, area: Rect) {
        self.page.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.summary.ask(SummaryOf(self.patient), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        self.page.perform(id, out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.summary.accept(answer)
            && let Some(summary) = self.summary.rows()
        {
            self.page.fill(lines(summary, out.words()));
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.summary.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.summary.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        if let Freshness::Failed(error) = self.summary.freshness() {
            scene.paragraph(frame.buffer_mut(), area, &error.to_string(), Meaning::Error);
            return Caret::new(area.x, area.y);
        }
        self.page.view(scene, area, frame.buffer_mut())
    }
}

fn lines(summary: &Summary, words: Words) -> Vec<Line> {
    let counts = summary.counts;
    let mut lines = vec![Line::Words(
        format!(
            "{} encounters, {} documents ({} not signed), {} results",
            counts.encounters, counts.documents, counts.unsigned, counts.results
        ),
        Meaning::Muted,
    )];
    group(
        &mut lines,
        "Allergies",
        summary.allergies.iter().map(|allergy| {
            let reaction =
                if allergy.reaction.is_empty() { String::new() } else { format!(": {}", allergy.reaction) };
            Line::Words(format!("{}{reaction}", allergy.code.display), Meaning::Flag)
        }),
    );
    group(&mut lines, "Encounters", summary.encounters.iter().map(|encounter| stay(encounter, words)));
    group(
        &mut lines,
        "Problems",
        summary.problems.iter().map(|problem| {
            let since = problem.onset.map(|onset| format!("since {}", words.when(onset))).unwrap_or_default();
            cells([(problem.code.display.clone(), 46), (since, 16), (code(&problem.code), 24)])
        }),
    );
    group(
        &mut lines,
        "Last values",
        summary.key_results.iter().map(|result| {
            let meaning = if result.sign().is_empty() { Meaning::Text } else { Meaning::Late };
            Line::Cells(vec![
                (result.code.display.clone(), 40, Meaning::Text),
                (format!("{} {} {}", result.value(), result.unit, result.sign()), 20, meaning),
                (result.at.map(|at| words.when(at)).unwrap_or_default(), 16, Meaning::Muted),
            ])
        }),
    );
    group(&mut lines, "Documents", summary.documents.iter().map(|document| paper(document, words)));
    group(
        &mut lines,
        "Medication",
        summary.medications.iter().map(|medication| {
            let when = medication.started.map(|at| words.when(at)).unwrap_or_default();
            let kind = if medication.given { "given" } else { "ordered" };
            cells([
                (medication.code.display.clone(), 46),
                (format!("{kind} {when}"), 24),
                (medication.directions.clone(), 40),
            ])
        }),
    );
    group(
        &mut lines,
        "Coverage",
        summary.coverages.iter().map(|coverage| {
            let plan = if coverage.plan.is_empty() { &coverage.payer } else { &coverage.plan };
            cells([(plan.clone(), 46), (coverage.member_id.clone(), 24), (coverage.status.clone(), 16)])
        }),
    );
    lines
}

/// A heading and its lines; an empty group says so in one line, so that nobody wonders.
pub fn group(lines: &mut Vec<Line>, title: &str, rows: impl Iterator<Item = Line>) {
    let rows: Vec<Line> = rows.collect();
    lines.push(Line::Blank);
    lines.push(Line::Heading(title.to_owned()));
    if rows.is_empty() {
        lines.push(Line::Words("none recorded".to_owned(), Meaning::Muted));
    }
    lines.extend(rows);
}

fn stay(encounter: &EncounterLine, words: Words) -> Line {
    let when = |at: Option<crate::domain::time::When>| at.map(|at| words.day(at.day())).unwrap_or_default();
    let span = match encounter.discharge {
        Some(_) => format!("{} to {}", when(encounter.admit), when(encounter.discharge)),
        None if encounter.state == "open" => format!("since {}", when(encounter.admit)),
        None => when(encounter.admit),
    };
    let what = if encounter.reason.display.is_empty() {
        &encounter.visit_type.display
    } else {
        &encounter.reason.display
    };
    cells([(encounter.class.clone(), 12), (span, 25), (what.clone(), 40), (encounter.attending.clone(), 26)])
}

fn paper(document: &DocumentLine, words: Words) -> Line {
    let at = document.written.map(|at| words.when(at)).unwrap_or_default();
    let meaning = match document.state.as_str() {
        "signed" | "legally-signed" => Meaning::Ok,
        "retracted" | "superseded" => Meaning::Disabled,
        _ => Meaning::Amber,
    };
    Line::Cells(vec![
        (document.title.clone(), 36, Meaning::Text),
        (at, 16, Meaning::Muted),
        (document.state_title().to_owned(), 17, meaning),
        (document.author.clone(), 26, Meaning::Muted),
    ])
}

/// The code for those who need it: "I50.9" of ICD-10-CM, any other with its system, "SNOMED 73211009".
pub fn code(code: &crate::domain::facts::Coded) -> String {
    match code.system.as_str() {
        _ if code.code.is_empty() => String::new(),
        "ICD10CM" => dotted(&code.code),
        system => format!("{system} {}", code.code),
    }
}

/// A code in so many columns before its words, then columns of plain text.
pub fn coded<const N: usize>(code: (String, u16), words: (String, u16), rest: [(String, u16); N]) -> Line {
    let muted = |(text, width)| (text, width, Meaning::Muted);
    let words = (words.0, words.1, Meaning::Text);
    Line::Cells([muted(code), words].into_iter().chain(rest.into_iter().map(muted)).collect())
}

/// Columns of plain text; the first counts, the others are muted.
pub fn cells<const N: usize>(texts: [(String, u16); N]) -> Line {
    let meaning = |idx| if idx == 0 { Meaning::Text } else { Meaning::Muted };
    Line::Cells(
        texts.into_iter().enumerate().map(|(idx, (text, width))| (text, width, meaning(idx))).collect(),
    )
}
