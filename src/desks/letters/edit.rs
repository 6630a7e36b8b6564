//! One template in the text area, with the fields that it knows; F3 shows the letter.

use crate::{
    domain::role::Permission::SendLetters,
    keys::{Command, CommandId},
    kit::{
        Caret, Checked, Did, Draft, Effect, Feed, Field, Form, Heading, Mode, Notice, Outbox, Pane, Reader,
        Scene, Sending, Tables, TextInput, Timer, Values, Words, form, split_bottom,
    },
    letters::{self, Kind, OneTemplate, SaveTemplate, as_text, compose, parse},
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// What the editor offers besides the keys of forms.
pub const COMMANDS: &[Command] = &[Command::new(
    "template.look",
    &["<f3>"],
    "Look at the letter with names in place of values",
    SendLetters,
)
.hint(1, "look")];

/// Rows of the fields' names below the text.
const FIELD_ROWS: u16 = 4;
/// Rows of the form besides the text: a blank, the save line, messages, the label.
const OTHER_ROWS: u16 = 5;

/// A template, being edited.
pub struct Editor {
    kind: &'static Kind,
    feed: Feed<OneTemplate>,
    form: Option<Form>,
    /// A draft that was taken back before the text was there.
    draft: Option<String>,
    seen: i64,
    saving: Sending<SaveTemplate>,
    rows: u16,
}

impl Editor {
    /// An editor that asks for the text when it is opened.
    pub fn new(kind: &'static Kind) -> Self {
        Self { kind, feed: Feed::new(), form: None, draft: None, seen: 0, saving: Sending::new(), rows: 8 }
    }

    fn fill(&mut self, words: Words) {
        if let (None, Some(template)) = (&self.form, self.feed.rows()) {
            self.seen = template.version_no;
            let field = Field::note("text", "Text", self.rows).needed().value(&template.text);
            let mut form = Form::new(vec![field], "Save as the hospital's own", |_, _| Checked::Fine, words);
            if let Some(draft) = self.draft.take() {
                form.restore(&draft);
            }
            self.form = Some(form);
        }
    }

    fn typed(&self) -> String {
        let values = self.form.as_ref().map(Form::values);
        values.map_or_else(String::new, |values: Values<'_>| values.text("text"))
    }

    /// The letter with field names in place of values, or what is wrong.
    fn look(&self, out: &mut Outbox<'_>) {
        match parse(self.kind, self.kind.id, &self.typed()) {
            Ok(parsed) => {
                let composed = compose(&parsed, &letters::Values::samples(self.kind));
                let text = format!("Subject: {}\n\n{}", composed.subject, as_text(&composed));
                out.show(Look { title: self.kind.title, reader: Reader::new(&text) });
            }
            Err(fault) => out.tell(Notice::error("The letter cannot be made.", &fault)),
        }
    }

    fn save(&mut self, out: &mut Outbox<'_>) {
        let text = format!("{}\n", self.typed());
        self.saving.send(SaveTemplate { kind: self.kind.id, seen: self.seen, text: Some(text) }, out);
    }
}

impl Pane for Editor {
    fn heading(&self) -> Heading {
        let note = if self.saving.is_out() { "saving" } else { self.feed.note() };
        Heading::new(format!("Template: {}", self.kind.title)).note(note)
    }

    fn commands(&self) -> Tables {
        let mut tables = self.form.as_ref().map(Form::commands).unwrap_or_default();
        tables.push(COMMANDS);
        tables
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn place(&mut self, area: Rect) {
        self.rows = area.height.saturating_sub(FIELD_ROWS + OTHER_ROWS).max(4);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(OneTemplate(self.kind.id), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if id.0 == "template.look" {
            self.look(out);
        } else if self.form.as_mut().is_some_and(|form| form.perform(id) == Did::Save) {
            self.save(out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        if let Some(form) = &mut self.form {
            form.write(&input);
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer) {
            self.fill(out.words());
        }
        match self.saving.accept(answer) {
            Some(Ok(version)) => {
                out.push(Effect::DropDraft);
                out.close();
                out.tell(Notice::done(format!("Version {version} counts from the next letter on.")));
            }
            Some(Err(refusal)) => {
                // The fault names field, line and remedy: too long for the line beside a field.
                out.tell(Notice::from(&refusal));
            }
            None => {}
        }
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn draft_slot(&self) -> Option<String> {
        Some(format!("template:{}", self.kind.id))
    }

    fn draft(&self) -> Option<Draft> {
        let form = self.form.as_ref().filter(|form| form.is_changed())?;
        Some(Draft {
            slot: self.draft_slot()?,
            title: self.heading().title,
            patient: None,
            body: form.draft_text(),
        })
    }

    fn restore(&mut self, body: &str, _: &mut Outbox<'_>) {
        match &mut self.form {
            Some(form) => form.restore(body),
            None => self.draft = Some(body.to_owned()),
        }
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(form::SAVE)
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (top, foot) = split_bottom(area, FIELD_ROWS);
        let buffer = frame.buffer_mut();
        let names: Vec<String> = self.kind.all_fields().map(|(name, _)| format!("{{{name}}}")).collect();
        scene.paragraph(buffer, foot, &names.join(" "), Meaning::Muted);
        match &self.form {
            Some(form) => form.view(scene, top, buffer),
            None => Caret::new(top.x, top.y),
        }
    }
}

/// The letter as it would look.
struct Look {
    title: &'static str,
    reader: Reader,
}

impl Pane for Look {
    fn heading(&self) -> Heading {
        Heading::new(format!("{}, as it would look", self.title)).count(self.reader.place_note())
    }

    fn commands(&self) -> Tables {
        self.reader.commands(&[])
    }

    fn mode(&self) -> Mode {
        self.reader.mode()
    }

    fn place(&mut self, area: Rect) {
        self.reader.place(area);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        self.reader.perform(id, out);
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.reader.write(&input);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.reader.view(scene, area, frame.buffer_mut())
    }
}
