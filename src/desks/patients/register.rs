//! The form that registers a patient.

use super::{
    person_form::{self, All},
    queries::NumberScheme,
    typed,
};
use crate::{
    domain::link::Link,
    intake::{Demographics, RegisterPatient},
    keys::CommandId,
    kit::{
        Caret, Did, Draft, Effect, Feed, Form, Heading, Mode, Notice, Outbox, Pane, Scene, Sending, Tables,
        TextInput, Words, form,
    },
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// Where the draft is kept.
pub const SLOT: &str = "register";

/// A new patient, being typed in.
pub struct RegisterForm {
    form: Form,
    scheme: Feed<NumberScheme>,
    saving: Sending<RegisterPatient>,
}

impl RegisterForm {
    /// A form that begins with what was typed in the look-up.
    pub fn new(line: &str, words: Words) -> Self {
        let fields = person_form::new_fields(&typed::person(line, words));
        Self {
            form: Form::new(fields, "Register this patient", person_form::check, words),
            scheme: Feed::new(),
            saving: Sending::new(),
        }
    }

    fn person(&self) -> Demographics {
        person_form::read_back(&Demographics::new(), &self.form.values(), All::Fields)
    }

    fn save(&mut self, out: &mut Outbox<'_>) {
        self.saving.send(RegisterPatient { demographics: self.person() }, out);
    }
}

impl Pane for RegisterForm {
    fn heading(&self) -> Heading {
        Heading::new("Register a patient").note(if self.saving.is_out() { "saving" } else { "" })
    }

    fn commands(&self) -> Tables {
        self.form.commands()
    }

    fn mode(&self) -> Mode {
        self.form.mode()
    }

    fn place(&mut self, _: Rect) {}

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.scheme.ask(NumberScheme, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.form.perform(id) == Did::Save {
            self.save(out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.form.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.scheme.accept(answer)
            && let Some(scheme) = self.scheme.rows()
        {
            self.form.check_by(person_form::check_by(*scheme));
        }
        match self.saving.accept(answer) {
            Some(Ok(registered)) => {
                self.form.settle();
                out.push(Effect::DropDraft);
                out.tell(Notice::done(format!("Registered with record number {}.", registered.mrn)));
                out.close();
                out.go(Link::Patient(registered.patient));
            }
            Some(Err(refusal)) => self.form.refused(refusal, out),
            None => {}
        }
    }

    fn draft_slot(&self) -> Option<String> {
        Some(SLOT.to_owned())
    }

    fn draft(&self) -> Option<Draft> {
        self.form.is_changed().then(|| Draft {
            slot: SLOT.to_owned(),
            title: "Register a patient".to_owned(),
            patient: None,
            body: self.form.draft_text(),
        })
    }

    fn restore(&mut self, body: &str, _: &mut Outbox<'_>) {
        self.form.restore(body);
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(form::SAVE)
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.form.view(scene, area, frame.buffer_mut())
    }
}
