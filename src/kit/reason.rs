//! The box that asks for a reason before something is refused, put away or taken back; the reason goes into the log.

use super::{
    Caret, Checked, Did, Field, Form, Heading, Mode, Notice, Outbox, Pane, Scene, Sending, Shape, Tables,
    TextInput, Words, scene::split_top,
};
use crate::{
    keys::CommandId,
    look::Meaning,
    store::{Change, Refusal, lanes::Answer},
};
use ratatui::{Frame, layout::Rect};

/// Columns of the box.
const COLUMNS: u16 = 64;
/// Rows of the form: the line, a blank, the save line, two of messages.
const FORM: u16 = 5;

/// A question for a reason; the answer becomes a change.
pub struct ReasonBox<C: Change> {
    title: String,
    text: String,
    form: Form,
    change: Box<dyn Fn(String) -> C>,
    sending: Sending<C>,
    done: &'static str,
}

impl<C: Change> ReasonBox<C> {
    /// A box with its title, what will happen in sentences, the words on its last line, the change that a reason makes,
    /// and what is said when it is done.
    pub fn new(
        title: impl Into<String>,
        text: impl Into<String>,
        save_words: &'static str,
        words: Words,
        change: impl Fn(String) -> C + 'static,
        done: &'static str,
    ) -> Self {
        let fields = vec![Field::text("reason", "Reason").needed().width(COLUMNS)];
        Self {
            title: title.into(),
            text: text.into(),
            form: Form::new(fields, save_words, |_, _| Checked::Fine, words),
            change: Box::new(change),
            sending: Sending::new(),
            done,
        }
    }
}

impl<C: Change> Pane for ReasonBox<C> {
    fn heading(&self) -> Heading {
        Heading::new(self.title.clone())
    }

    fn commands(&self) -> Tables {
        self.form.commands()
    }

    fn mode(&self) -> Mode {
        self.form.mode()
    }

    fn shape(&self) -> Shape {
        let text = crate::look::wrap(&self.text, usize::from(COLUMNS)).len() as u16;
        Shape::Box(COLUMNS, text + 1 + FORM)
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.form.perform(id) == Did::Save {
            let reason = self.form.values().text("reason");
            self.sending.send((self.change)(reason), out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.form.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        match self.sending.accept(answer) {
            Some(Ok(_)) => {
                out.tell(Notice::done(self.done));
                out.close();
            }
            // A fault of the reason is told beside it; anything else ends the matter.
            Some(Err(refusal @ Refusal::Invalid { field: "reason", .. })) => self.form.refused(refusal, out),
            Some(Err(refusal)) => {
                out.close();
                out.tell(Notice::from(&refusal));
            }
            None => {}
        }
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let rows = scene.paragraph(buffer, area, &self.text, Meaning::Text);
        self.form.view(scene, split_top(area, rows + 1).1, buffer)
    }
}
