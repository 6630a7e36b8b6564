//! The form that opens a stay or visit by hand.

use super::{
    moment,
    of_patient::OfPatient,
    queries::{Clinician, Clinicians},
};
use crate::{
    domain::{
        facts::EncounterClass,
        ids::{PatientId, PractitionerId},
        topics::Topics,
    },
    intake::OpenEncounter,
    keys::CommandId,
    kit::{
        Caret, Checked, Choosable, Did, Draft, Effect, Feed, Field, Form, Heading, Mode, Notice, Outbox,
        Pane, Scene, Sending, Tables, TextInput, Timer, Values, Words, form,
    },
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// The kind of its draft's slot.
pub const SLOT: &str = "encounter";

const CLASSES: [(&str, &str, EncounterClass); 5] = [
    ("inpatient", "Inpatient", EncounterClass::Inpatient),
    ("outpatient", "Outpatient", EncounterClass::Outpatient),
    ("emergency", "Emergency", EncounterClass::Emergency),
    ("observation", "Observation", EncounterClass::Observation),
    ("other", "Other", EncounterClass::Other),
];

/// Longest text of a field.
const LONGEST: usize = 120;

/// An encounter, being typed in.
pub struct EncounterForm {
    of: OfPatient,
    clinicians: Feed<Clinicians>,
    saving: Sending<OpenEncounter>,
}

impl EncounterForm {
    /// A form that begins now.
    pub fn new(patient: PatientId) -> Self {
        Self { of: OfPatient::new(patient), clinicians: Feed::new(), saving: Sending::new() }
    }

    fn save(&mut self, out: &mut Outbox<'_>) {
        let Some(values) = self.of.form().map(Form::values) else { return };
        let class = CLASSES.iter().find(|(word, ..)| *word == values.text("class"));
        let (Some((_, _, class)), Some(admit)) = (class, moment::read(&values, "admit", "time")) else {
            return;
        };
        let change = OpenEncounter {
            patient: self.of.patient,
            class: *class,
            admit,
            service: values.text("service"),
            place: values.text("place"),
            reason: values.text("reason"),
            attending: values.text("attending").parse().ok().map(PractitionerId),
            payer: values.text("payer"),
        };
        self.saving.send(change, out);
    }
}

impl Pane for EncounterForm {
    fn heading(&self) -> Heading {
        let note = if self.saving.is_out() { "saving" } else { self.clinicians.note() };
        Heading::new("Open an encounter").note(note)
    }

    fn commands(&self) -> Tables {
        self.of.commands()
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn place(&mut self, _: Rect) {}

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.of.open(out);
        self.clinicians.ask(Clinicians, out);
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
        if self.clinicians.accept(answer)
            && let Some(clinicians) = self.clinicians.take()
        {
            self.of.fill(new_form(&clinicians, out.words()));
        }
        match self.saving.accept(answer) {
            Some(Ok(_)) => {
                out.push(Effect::DropDraft);
                out.close();
                out.tell(Notice::done(format!("Encounter opened for {}.", self.of.name())));
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
    }

    fn draft_slot(&self) -> Option<String> {
        Some(self.of.slot(SLOT))
    }

    fn draft(&self) -> Option<Draft> {
        self.of.draft(SLOT, "Open an encounter", Form::draft_text)
    }

    fn restore(&mut self, body: &str, _: &mut Outbox<'_>) {
        self.of.restore(body);
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(form::SAVE)
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.of.view(scene, &self.clinicians.freshness(), area, frame.buffer_mut())
    }
}

fn new_form(clinicians: &[Clinician], words: Words) -> Form {
    let classes = CLASSES.iter().map(|(word, title, _)| Choosable::new(*word, *title)).collect();
    let [admit, time] =
        moment::fields(Field::date("admit", "Begins on").needed(), Field::text("time", "At"), words);
    let fields = vec![
        Field::choice("class", "Class", classes).needed().width(20),
        admit.help("What lies ahead is planned."),
        time,
        Field::text("reason", "Reason").width(50).help("Why the patient comes, in words."),
        Field::text("service", "Service").help("Hospital service: cardiology, general surgery."),
        Field::text("place", "Unit, room, bed"),
        Field::choice("attending", "Attending", clinicians.iter().map(Clinician::choosable).collect())
            .width(40),
        Field::text("payer", "Payer").width(40),
    ];
    Form::new(fields, "Open this encounter", check, words)
}

fn check(id: &'static str, values: &Values<'_>) -> Checked {
    match id {
        "time" => moment::check_time(values, "admit", "time"),
        "admit" if values.date("admit").is_some_and(|day| day.earliest() > values.words().today()) => {
            Checked::Note("planned".into())
        }
        "service" | "place" | "reason" | "payer" => {
            Checked::when(values.text(id).chars().count() <= LONGEST, format!("At most {LONGEST} letters."))
        }
        _ => Checked::Fine,
    }
}
