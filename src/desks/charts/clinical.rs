//! Problems and diagnoses, procedures, medication, allergies and immunizations of a chart, on one page.

use super::{
    overview::{cells, code, coded, group},
    page::{self, Line, Page},
};
use crate::{
    chart::{Allergies, Diagnoses, Diagnosis, Immunizations, Medications, Procedures},
    domain::{facts::Coded, ids::PatientId, time::When, topics::Topics},
    keys::CommandId,
    kit::{Caret, Feed, Freshness, Heading, Mode, Outbox, Pane, Scene, Tables, Timer, Words},
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// How many of each kind stand on the page.
const LIMIT: i64 = 1000;

/// The page.
pub struct Clinical {
    patient: PatientId,
    diagnoses: Feed<Diagnoses>,
    procedures: Feed<Procedures>,
    medications: Feed<Medications>,
    allergies: Feed<Allergies>,
    immunizations: Feed<Immunizations>,
    page: Page,
}

impl Clinical {
    /// A page that asks when it is opened.
    pub fn new(patient: PatientId) -> Self {
        Self {
            patient,
            diagnoses: Feed::new(),
            procedures: Feed::new(),
            medications: Feed::new(),
            allergies: Feed::new(),
            immunizations: Feed::new(),
            page: Page::default(),
        }
    }

    fn lines(&self, words: Words) -> Vec<Line> {
        let when = |at: Option<When>| at.map(|at| words.day(at.day())).unwrap_or_default();
        let diagnoses = self.diagnoses.rows().map(Vec::as_slice).unwrap_or_default();
        let (problems, others): (Vec<&Diagnosis>, Vec<&Diagnosis>) =
            diagnoses.iter().partition(|diagnosis| diagnosis.diagnosis_use == "problem");
        let mut lines = Vec::new();
        group(
            &mut lines,
            "Problem list",
            problems.iter().map(|problem| {
                cells([
                    (words_of(&problem.code), 46),
                    (span(problem.onset, problem.ended, words), 24),
                    (problem.status.clone(), 12),
                    (code(&problem.code), 22),
                ])
            }),
        );
        group(
            &mut lines,
            "Diagnoses of encounters",
            others.iter().map(|diagnosis| {
                let rank = diagnosis.rank.map(|rank| format!(" {rank}")).unwrap_or_default();
                let poa =
                    if diagnosis.poa.is_empty() { String::new() } else { format!(" POA {}", diagnosis.poa) };
                coded(
                    (code(&diagnosis.code), 8),
                    (words_of(&diagnosis.code), 46),
                    [
                        (format!("{}{rank}{poa}", diagnosis.diagnosis_use), 24),
                        (when(diagnosis.recorded.or(diagnosis.onset)), 12),
                    ],
                )
            }),
        );
        let rows = self.procedures.rows().map(Vec::as_slice).unwrap_or_default();
        group(
            &mut lines,
            "Procedures",
            rows.iter().map(|procedure| {
                cells([
                    (words_of(&procedure.code), 46),
                    (procedure.performer.clone(), 24),
                    (when(procedure.started), 12),
                    (code(&procedure.code), 22),
                ])
            }),
        );
        let rows = self.medications.rows().map(Vec::as_slice).unwrap_or_default();
        group(
            &mut lines,
            "Medication",
            rows.iter().map(|medication| {
                let kind = if medication.given { "given" } else { "ordered" };
                cells([
                    (words_of(&medication.code), 46),
                    (format!("{kind} {}", when(medication.started)), 24),
                    (medication.status.clone(), 12),
                    (medication.directions.clone(), 44),
                ])
            }),
        );
        let rows = self.allergies.rows().map(Vec::as_slice).unwrap_or_default();
        group(
            &mut lines,
            "Allergies and intolerances",
            rows.iter().map(|allergy| {
                cells([
                    (words_of(&allergy.code), 46),
                    (format!("{} {}", allergy.reaction, allergy.severity), 24),
                    (allergy.status.clone(), 12),
                    (code(&allergy.code), 22),
                ])
            }),
        );
        let rows = self.immunizations.rows().map(Vec::as_slice).unwrap_or_default();
        group(
            &mut lines,
            "Immunizations",
            rows.iter().map(|shot| {
                cells([
                    (words_of(&shot.code), 46),
                    (shot.lot.clone(), 24),
                    (when(shot.at), 12),
                    (code(&shot.code), 22),
                ])
            }),
        );
        lines.remove(0);
        lines
    }

    fn failure(&self) -> Option<String> {
        let all = [
            self.diagnoses.freshness(),
            self.procedures.freshness(),
            self.medications.freshness(),
            self.allergies.freshness(),
            self.immunizations.freshness(),
        ];
        all.iter().find_map(|state| match state {
            Freshness::Failed(error) => Some(error.to_string()),
            _ => None,
        })
    }
}

impl Pane for Clinical {
    fn heading(&self) -> Heading {
        Heading::new("Problems, procedures, medication")
            .count(self.page.place_note())
            .note(self.diagnoses.note())
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
        let patient = self.patient;
        self.diagnoses.ask(Diagnoses { patient, limit: LIMIT }, out);
        self.procedures.ask(Procedures { patient, limit: LIMIT }, out);
        self.medications.ask(Medications { patient, limit: LIMIT }, out);
        self.allergies.ask(Allergies(patient), out);
        self.immunizations.ask(Immunizations(patient), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        self.page.perform(id, out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        let news = self.diagnoses.accept(answer)
            || self.procedures.accept(answer)
            || self.medications.accept(answer)
            || self.allergies.accept(answer)
            || self.immunizations.accept(answer);
        if news {
            self.page.fill(self.lines(out.words()));
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.diagnoses.refresh(changed, out);
        self.procedures.refresh(changed, out);
        self.medications.refresh(changed, out);
        self.allergies.refresh(changed, out);
        self.immunizations.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.diagnoses.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        if let Some(failure) = self.failure() {
            scene.paragraph(frame.buffer_mut(), area, &failure, Meaning::Error);
            return Caret::new(area.x, area.y);
        }
        self.page.view(scene, area, frame.buffer_mut())
    }
}

fn words_of(code: &Coded) -> String {
    if code.display.is_empty() { code.code.clone() } else { code.display.clone() }
}

fn span(from: Option<When>, to: Option<When>, words: Words) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("{} to {}", words.day(from.day()), words.day(to.day())),
        (Some(from), None) => format!("since {}", words.day(from.day())),
        (None, Some(to)) => format!("until {}", words.day(to.day())),
        (None, None) => String::new(),
    }
}
