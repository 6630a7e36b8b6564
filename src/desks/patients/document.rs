//! The form that files a text in a chart.

use super::{
    moment,
    of_patient::OfPatient,
    particulars::capital,
    queries::{Clinician, Clinicians},
};
use crate::{
    chart::{EncounterLine, Encounters},
    domain::{
        document_types,
        facts::DocumentState,
        ids::{EncounterId, PatientId, PractitionerId},
        topics::Topics,
    },
    intake::AddTextDocument,
    keys::CommandId,
    kit::{
        Caret, Checked, Choosable, Did, Draft, Effect, Feed, Field, Form, Heading, Mode, Notice, Outbox,
        Pane, Scene, Sending, Tables, TextInput, Timer, Values, Words, banner, form,
    },
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// The kind of its draft's slot.
pub const SLOT: &str = "document";

const STATES: [(&str, &str, DocumentState); 3] = [
    ("unsigned", "Not signed", DocumentState::Unsigned),
    ("signed", "Signed", DocumentState::Signed),
    ("in-progress", "Not finished", DocumentState::InProgress),
];

/// Stays that are offered: a text belongs to one of the last.
const STAYS: i64 = 50;
/// Rows that the form takes besides the text: eight fields, the save line with a blank, two of messages.
const OTHER_ROWS: u16 = 12;

/// A text, being typed in.
pub struct DocumentForm {
    of: OfPatient,
    clinicians: Feed<Clinicians>,
    stays: Feed<Encounters>,
    saving: Sending<AddTextDocument>,
    text_rows: u16,
}

impl DocumentForm {
    /// An empty text of today.
    pub fn new(patient: PatientId) -> Self {
        Self {
            of: OfPatient::new(patient),
            clinicians: Feed::new(),
            stays: Feed::new(),
            saving: Sending::new(),
            text_rows: 6,
        }
    }

    /// The fields need both answers.
    fn fill(&mut self, words: Words) {
        if let (None, Some(clinicians), Some(stays)) =
            (self.of.form(), self.clinicians.rows(), self.stays.rows())
        {
            let form = new_form(clinicians, stays, self.text_rows, words);
            self.of.fill(form);
        }
    }

    fn save(&mut self, out: &mut Outbox<'_>) {
        let Some(values) = self.of.form().map(Form::values) else { return };
        let state = STATES.iter().find(|(word, ..)| *word == values.text("state"));
        let (Some((_, _, state)), Some(doc_type)) = (state, document_types::coded(&values.text("type")))
        else {
            return;
        };
        let change = AddTextDocument {
            patient: self.of.patient,
            encounter: values.text("encounter").parse().ok().map(EncounterId),
            doc_type,
            title: values.text("title"),
            author: values.text("author").parse().ok().map(PractitionerId),
            author_text: values.text("author_text"),
            written: moment::read(&values, "written", "time"),
            state: *state,
            text: values.text("text"),
        };
        self.saving.send(change, out);
    }
}

impl Pane for DocumentForm {
    fn heading(&self) -> Heading {
        let note = if self.saving.is_out() { "saving" } else { self.stays.note() };
        Heading::new("Add a text document").note(note)
    }

    fn commands(&self) -> Tables {
        self.of.commands()
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn place(&mut self, area: Rect) {
        self.text_rows = area.height.saturating_sub(banner::ROWS + OTHER_ROWS).max(3);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.of.open(out);
        self.clinicians.ask(Clinicians, out);
        self.stays.ask(Encounters { patient: self.of.patient, limit: STAYS }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.of.perform(id) == Did::Save {
            self.save(out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.of.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.of.receive(answer);
        if self.clinicians.accept(answer) | self.stays.accept(answer) {
            self.fill(out.words());
        }
        match self.saving.accept(answer) {
            Some(Ok(_)) => {
                out.push(Effect::DropDraft);
                out.close();
                out.tell(Notice::done(format!("Filed in the chart of {}.", self.of.name())));
            }
            Some(Err(refusal)) => {
                if let Some(form) = self.of.form_mut() {
                    form.refused(refusal, out);
                }
            }
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.of.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.of.due(timer);
        self.clinicians.due(timer);
        self.stays.due(timer);
    }

    fn draft_slot(&self) -> Option<String> {
        Some(self.of.slot(SLOT))
    }

    fn draft(&self) -> Option<Draft> {
        self.of.draft(SLOT, "Add a text document", Form::draft_text)
    }

    fn restore(&mut self, body: &str, _: &mut Outbox<'_>) {
        self.of.restore(body);
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(form::SAVE)
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.of.view(scene, &self.stays.freshness(), area, frame.buffer_mut())
    }
}

fn new_form(clinicians: &[Clinician], stays: &[EncounterLine], text_rows: u16, words: Words) -> Form {
    let kinds = document_types::KINDS.iter().map(|(code, title)| Choosable::new(*code, *title)).collect();
    let states = STATES.iter().map(|(word, title, _)| Choosable::new(*word, *title)).collect();
    let stays = stays.iter().filter(|stay| !matches!(stay.state.as_str(), "cancelled" | "void"));
    let stays =
        stays.map(|stay| Choosable::new(stay.encounter.to_string(), stay_words(stay, words))).collect();
    let [written, time] =
        moment::fields(Field::date("written", "Written on"), Field::text("time", "At"), words);
    let fields = vec![
        Field::choice("type", "Kind", kinds).needed().width(40),
        Field::text("title", "Title").width(50).help("Empty: the kind is the title."),
        Field::choice("encounter", "Encounter", stays).width(50),
        Field::choice("author", "Author", clinicians.iter().map(Clinician::choosable).collect()).width(40),
        Field::text("author_text", "or in words")
            .width(40)
            .help("An author who is no clinician of this hospital."),
        written,
        time,
        Field::choice("state", "State", states).value("unsigned").width(20),
        Field::note("text", "Text", text_rows).needed(),
    ];
    Form::new(fields, "File this document", check, words)
}

fn check(id: &'static str, values: &Values<'_>) -> Checked {
    match id {
        "time" => moment::check_time(values, "written", "time"),
        "written" => Checked::when(
            values.date("written").is_none_or(|day| day.earliest() <= values.words().today()),
            "The date lies in the future.",
        ),
        "title" | "author_text" => {
            Checked::when(values.text(id).chars().count() <= 200, "At most 200 letters.")
        }
        _ => Checked::Fine,
    }
}

/// "Inpatient 03/12/2026, cardiology, V1002".
fn stay_words(stay: &EncounterLine, words: Words) -> String {
    let when = stay.admit.map(|admit| words.when(admit)).unwrap_or_default();
    let head = format!("{} {when}", capital(&stay.class)).trim_end().to_owned();
    let parts = [head.as_str(), stay.service.as_str(), stay.visit_number.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
