//! The letter head.

use crate::{
    keys::CommandId,
    kit::{
        Caret, Checked, Did, Feed, Field, Form, Heading, Mode, Notice, Outbox, Pane, Scene, Sending, Tables,
        TextInput, Timer, Words,
    },
    letters::{HEAD, Head, LetterHead, SetLetterHead},
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// The letter head, being edited.
pub struct HeadPane {
    feed: Feed<LetterHead>,
    form: Option<Form>,
    saving: Sending<SetLetterHead>,
}

impl HeadPane {
    /// A form that asks for the lines when it is opened.
    pub fn new() -> Self {
        Self { feed: Feed::new(), form: None, saving: Sending::new() }
    }
}

impl Pane for HeadPane {
    fn heading(&self) -> Heading {
        Heading::new("Letter head").note(if self.saving.is_out() { "saving" } else { self.feed.note() })
    }

    fn commands(&self) -> Tables {
        self.form.as_ref().map(Form::commands).unwrap_or_default()
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn place(&mut self, _: Rect) {}

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(LetterHead, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if let Some(form) = &mut self.form
            && form.perform(id) == Did::Save
        {
            let values = form.values();
            let lines = HEAD.iter().map(|(key, ..)| ((*key).to_owned(), values.text(key))).collect();
            self.saving.send(SetLetterHead { lines }, out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        if let Some(form) = &mut self.form {
            form.write(&input);
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && self.form.is_none()
            && let Some(head) = self.feed.rows()
        {
            self.form = Some(form_of(head, out.words()));
        }
        match self.saving.accept(answer) {
            Some(Ok(())) => {
                out.close();
                out.tell(Notice::done("Saved: it stands in letters from now on."));
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        match &self.form {
            Some(form) => form.view(scene, area, frame.buffer_mut()),
            None => Caret::new(area.x, area.y),
        }
    }
}

fn form_of(head: &Head, words: Words) -> Form {
    let fields = HEAD
        .iter()
        .map(|(key, label, help)| {
            let field = match *key {
                "address" => Field::note(key, label, 3),
                "phone" | "contact_phone" => Field::phone(key, label),
                _ => Field::text(key, label).width(44),
            };
            let own =
                head.lines.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value.as_str());
            field.value(own).help(help)
        })
        .collect();
    Form::new(fields, "Save the letter head", |_, _| Checked::Fine, words)
}
