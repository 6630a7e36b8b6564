//! The form that changes a patient's demographics.
//!
//! Somebody else may change the same patient meanwhile. Then nothing of either is lost: fields that only one of the two
//! changed take that change, and for the others both texts are shown and the author decides.

use super::{
    of_patient::OfPatient,
    person_form::{self, All},
};
use crate::{
    domain::{
        ids::{PatientId, Version},
        time::PartialDate,
        topics::Topics,
    },
    intake::{Demographics, EditDemographics, Edited, PatientToEdit, StoredPatient},
    keys::CommandId,
    kit::{
        Caret, Did, Draft, Effect, Feed, Form, Heading, Level, Mode, Notice, Outbox, Pane, Scene, Sending,
        Tables, TextInput, Timer, Words,
        conflict::{self, KEEP_MINE, TAKE_THEIRS},
        form,
    },
    store::{Conflict, Refusal, lanes::Answer},
};
use ratatui::{Frame, layout::Rect};

/// The kind of its draft's slot.
pub const SLOT: &str = "edit";

/// A patient's demographics, being changed.
pub struct EditForm {
    of: OfPatient,
    stored: Feed<PatientToEdit>,
    /// What the fields were filled from.
    base: Option<Base>,
    saving: Sending<EditDemographics>,
    clash: Clash,
}

struct Base {
    person: Demographics,
    version: Version,
}

/// Where two authors met.
enum Clash {
    /// They did not.
    None,
    /// The change was refused; what the other wrote is being asked. By whom and when.
    Asking(String, String),
    /// Both texts are shown: what the other wrote, and the fields that both changed.
    Shown(Box<StoredPatient>, Vec<&'static str>),
}

impl EditForm {
    /// A form that asks for what is stored when it is opened.
    pub fn new(patient: PatientId) -> Self {
        Self {
            of: OfPatient::new(patient),
            stored: Feed::new(),
            base: None,
            saving: Sending::new(),
            clash: Clash::None,
        }
    }

    fn save(&mut self, out: &mut Outbox<'_>) {
        let (Some(form), Some(base)) = (self.of.form(), &self.base) else { return };
        let change = EditDemographics {
            patient: self.of.patient,
            version: base.version,
            before: base.person.clone(),
            after: person_form::read_back(&base.person, &form.values(), All::Changes),
        };
        self.saving.send(change, out);
    }

    fn arrived(&mut self, stored: StoredPatient, out: &mut Outbox<'_>) {
        match std::mem::replace(&mut self.clash, Clash::None) {
            Clash::Asking(by, at) => self.compare(stored, &by, &at, out),
            _ if self.of.form().is_none() => self.fill(&stored, out.words()),
            _ => {}
        }
    }

    fn fill(&mut self, stored: &StoredPatient, words: Words) {
        self.of.fill(new_form(&stored.demographics, words));
        self.base = Some(Base { person: stored.demographics.clone(), version: Version(stored.version) });
    }

    /// Both authors' changes are known now: what is only one's own needs no question.
    fn compare(&mut self, stored: StoredPatient, by: &str, at: &str, out: &mut Outbox<'_>) {
        let (Some(form), Some(base)) = (self.of.form(), &self.base) else { return };
        let mine = person_form::read_back(&base.person, &form.values(), All::Changes);
        let theirs = &stored.demographics;
        let (my_fields, their_fields) =
            (person_form::differing(&base.person, &mine), person_form::differing(&base.person, theirs));
        let still_differ = person_form::differing(&mine, theirs);
        let both: Vec<&'static str> = my_fields
            .into_iter()
            .filter(|id| their_fields.contains(id) && still_differ.contains(id))
            .collect();
        if both.is_empty() {
            self.take_over(&stored, &[], out.words());
            out.tell(Notice::info(format!(
                "{by} changed other fields meanwhile; they are shown now. Look, then save again."
            )));
            return;
        }
        let texts = |id: &&'static str| Conflict {
            field: person_form::label(id).to_owned(),
            mine: shown(&mine, id, out.words()),
            theirs: shown(theirs, id, out.words()),
        };
        let question = conflict::question(out.words(), by, at, both.iter().map(texts).collect());
        out.confirm(question);
        self.clash = Clash::Shown(Box::new(stored), both);
    }

    /// The other's version with one's own changes on it, but for the fields in `not`.
    fn take_over(&mut self, stored: &StoredPatient, not: &[&'static str], words: Words) {
        let (Some(form), Some(base)) = (self.of.form(), &self.base) else { return };
        let values = form.values();
        let mine = person_form::read_back(&base.person, &values, All::Changes);
        let kept = person_form::differing(&base.person, &mine).into_iter().filter(|id| !not.contains(id));
        let kept: Vec<(&str, String)> = kept.map(|id| (id, values.text(id))).collect();
        self.fill(stored, words);
        if let Some(form) = self.of.form_mut() {
            for (id, text) in &kept {
                form.set(id, text);
            }
        }
    }

    /// The answer to the question about both texts.
    fn decided(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let Clash::Shown(stored, both) = std::mem::replace(&mut self.clash, Clash::None) else { return };
        if id == KEEP_MINE {
            self.take_over(&stored, &[], out.words());
            self.save(out);
        } else {
            self.take_over(&stored, &both, out.words());
            out.tell(Notice::info(
                "Their texts stand in the form now. Look, then save what is left of yours.",
            ));
        }
    }

    fn saved(&mut self, edited: Edited, out: &mut Outbox<'_>) {
        if let Some(form) = self.of.form_mut() {
            form.settle();
        }
        out.push(Effect::DropDraft);
        out.close();
        match edited {
            Edited::Saved(_) => out.tell(Notice::done("Saved.")),
            Edited::Same => out.tell(Notice::info("Nothing was changed.")),
            Edited::Held { traits, .. } => {
                let text = format!(
                    "Not saved yet: held for review, because {} would change at once. That can mean that the wrong \
                     chart is open. Another person looks at both versions under Held changes and decides.",
                    listed(&traits)
                );
                out.tell(Notice { level: Level::Error, text });
            }
        }
    }

    fn refused(&mut self, refusal: Refusal, out: &mut Outbox<'_>) {
        match refusal {
            Refusal::Changed { by, at, .. } => {
                self.clash = Clash::Asking(by, at);
                self.stored.again(out);
            }
            refusal => match self.of.form_mut() {
                Some(form) => form.refused(refusal, out),
                None => out.tell(Notice::from(&refusal)),
            },
        }
    }
}

impl Pane for EditForm {
    fn heading(&self) -> Heading {
        let note = if self.saving.is_out() { "saving" } else { self.stored.note() };
        Heading::new("Change demographics").note(note)
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
        self.stored.ask(PatientToEdit { patient: self.of.patient }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if id == KEEP_MINE || id == TAKE_THEIRS {
            self.decided(id, out);
        } else if self.of.perform(id) == Did::Save {
            self.save(out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.of.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.of.receive(answer);
        if self.stored.accept(answer) {
            match self.stored.take() {
                Some(Some(stored)) => self.arrived(stored, out),
                Some(None) => {
                    out.close();
                    out.tell(Notice::info("This patient is not on file any more."));
                }
                // The reason stands in the form's place, or the next save brings it.
                None => self.clash = Clash::None,
            }
        }
        match self.saving.accept(answer) {
            Some(Ok(edited)) => self.saved(edited, out),
            Some(Err(refusal)) => self.refused(refusal, out),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        // The fields stay as they were read: the version that goes with them tells the writer of others' changes.
        self.of.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.of.due(timer);
        self.stored.due(timer);
    }

    fn draft_slot(&self) -> Option<String> {
        Some(self.of.slot(SLOT))
    }

    fn draft(&self) -> Option<Draft> {
        self.of.draft(SLOT, "Change demographics", Form::changes_text)
    }

    fn restore(&mut self, body: &str, _: &mut Outbox<'_>) {
        self.of.restore(body);
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(form::SAVE)
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.of.view(scene, &self.stored.freshness(), area, frame.buffer_mut())
    }
}

fn new_form(person: &Demographics, words: Words) -> Form {
    Form::new(person_form::known_fields(person), "Save the changes", person_form::check, words)
}

/// A field's text as people read it.
fn shown(person: &Demographics, id: &str, words: Words) -> String {
    let text = person_form::text_of(person, id);
    match id {
        "birth_date" | "death" => PartialDate::parse_iso(&text).map_or(text, |date| words.date(date)),
        "sex" => super::rows::sex_word(person.sex).to_owned(),
        _ => text,
    }
}

/// "family name, birth date and sex".
fn listed(words: &[&'static str]) -> String {
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
