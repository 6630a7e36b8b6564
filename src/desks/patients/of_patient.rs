//! What the forms about one patient have in common: the banner above, a form that may have to wait for what is stored,
//! a draft that waits with it.

use crate::{
    chart::{Banner, BannerOf},
    domain::{ids::PatientId, topics::Topics},
    keys::CommandId,
    kit::{
        Caret, Did, Draft, Feed, Form, Freshness, Outbox, Scene, Tables, TextInput, Timer, banner, split_top,
    },
    look::Meaning,
    store::{StoreError, lanes::Answer},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// A form about a patient. It is empty until [`OfPatient::fill`] brings the fields.
pub struct OfPatient {
    /// Whom it is about.
    pub patient: PatientId,
    banner: Feed<BannerOf>,
    form: Option<Form>,
    /// The text of a draft that was taken back before the fields were there.
    draft: Option<String>,
}

impl OfPatient {
    /// A form without fields.
    pub fn new(patient: PatientId) -> Self {
        Self { patient, banner: Feed::new(), form: None, draft: None }
    }

    /// Asks who it is.
    pub fn open(&mut self, out: &mut Outbox<'_>) {
        self.banner.ask(BannerOf(self.patient), out);
    }

    /// The fields; a draft that waited is put into them.
    pub fn fill(&mut self, mut form: Form) {
        if let Some(draft) = self.draft.take() {
            form.restore(&draft);
        }
        self.form = Some(form);
    }

    /// The form, once it has fields.
    pub fn form(&self) -> Option<&Form> {
        self.form.as_ref()
    }

    /// The form, once it has fields.
    pub fn form_mut(&mut self) -> Option<&mut Form> {
        self.form.as_mut()
    }

    /// "Smith, John" once it is known.
    pub fn name(&self) -> String {
        self.who().map_or_else(|| "patient".to_owned(), banner::short_name)
    }

    /// The banner's rows.
    pub fn who(&self) -> Option<&Banner> {
        self.banner.rows()
    }

    /// The tables of the field with the keys.
    pub fn commands(&self) -> Tables {
        self.form.as_ref().map(Form::commands).unwrap_or_default()
    }

    /// Carries a command of the form out.
    pub fn perform(&mut self, id: CommandId) -> Did {
        self.form.as_mut().map_or(Did::NotMine, |form| form.perform(id))
    }

    /// Typed text.
    pub fn write(&mut self, input: &TextInput) {
        if let Some(form) = &mut self.form {
            form.write(input);
        }
    }

    /// Takes answers about the banner.
    pub fn receive(&mut self, answer: &mut Answer) {
        self.banner.accept(answer);
    }

    /// Others changed data.
    pub fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.banner.refresh(changed, out);
    }

    /// A timer is due.
    pub fn due(&mut self, timer: Timer) {
        self.banner.due(timer);
    }

    /// The place of the draft: `edit:12`.
    pub fn slot(&self, kind: &str) -> String {
        format!("{kind}:{}", self.patient)
    }

    /// What was typed, as a draft; `text` is [`Form::draft_text`], or [`Form::changes_text`] where a record is changed.
    pub fn draft(&self, kind: &str, title: &str, text: fn(&Form) -> String) -> Option<Draft> {
        let form = self.form.as_ref().filter(|form| form.is_changed())?;
        Some(Draft {
            slot: self.slot(kind),
            title: title.to_owned(),
            patient: Some(self.patient),
            body: text(form),
        })
    }

    /// Takes a draft back, now or when the fields are there.
    pub fn restore(&mut self, body: &str) {
        match &mut self.form {
            Some(form) => form.restore(body),
            None => self.draft = Some(body.to_owned()),
        }
    }

    /// Draws the banner and the form, or why there is none yet.
    pub fn view(
        &self,
        scene: &Scene<'_>,
        freshness: &Freshness<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) -> Caret {
        let (top, rest) = split_top(area, banner::ROWS);
        banner::view(self.who(), scene, top, buffer);
        match (&self.form, freshness) {
            (Some(form), _) => form.view(scene, rest, buffer),
            (None, Freshness::Failed(error)) => view_fault(scene, error, rest, buffer),
            (None, _) => Caret::new(rest.x, rest.y),
        }
    }
}

/// The patient of a slot of this kind: `edit:12`.
pub fn patient_of(slot: &str, kind: &str) -> Option<PatientId> {
    slot.strip_prefix(kind)?.strip_prefix(':')?.parse().ok().map(PatientId)
}

fn view_fault(scene: &Scene<'_>, error: &StoreError, area: Rect, buffer: &mut Buffer) -> Caret {
    scene.paragraph(buffer, area, &error.to_string(), Meaning::Error);
    Caret::new(area.x, area.y)
}
