//! A box with a small form over what is below; what is typed becomes one change.

use super::{
    Caret, Did, Form, Heading, Mode, Notice, Outbox, Pane, Scene, Sending, Shape, Tables, TextInput, Values,
    scene::split_top,
};
use crate::{
    keys::CommandId,
    look::Meaning,
    store::{Change, Refusal, lanes::Answer},
};
use ratatui::{Frame, layout::Rect};

/// Columns of the box.
const COLUMNS: u16 = 72;
/// Rows of a form besides its fields: a blank, the save line, two of messages.
const FOOT: u16 = 4;

/// What the values of a form make; none while they make nothing.
type Make<C> = Box<dyn Fn(&Values<'_>) -> Option<C>>;

/// A small form; its values become a change.
pub struct FormBox<C: Change> {
    title: String,
    text: String,
    form: Form,
    rows: u16,
    change: Make<C>,
    sending: Sending<C>,
    done: &'static str,
}

impl<C: Change> FormBox<C> {
    /// A box with its title, what will happen in sentences (may be empty), the form and the rows of its fields, the change
    /// that its values make, and what is said when it is done.
    pub fn new(
        title: impl Into<String>,
        text: impl Into<String>,
        (form, rows): (Form, u16),
        change: impl Fn(&Values<'_>) -> Option<C> + 'static,
        done: &'static str,
    ) -> Self {
        let (title, text) = (title.into(), text.into());
        Self { title, text, form, rows, change: Box::new(change), sending: Sending::new(), done }
    }

    fn text_rows(&self) -> u16 {
        if self.text.is_empty() {
            0
        } else {
            crate::look::wrap(&self.text, usize::from(COLUMNS)).len() as u16 + 1
        }
    }
}

impl<C: Change> Pane for FormBox<C> {
    fn heading(&self) -> Heading {
        Heading::new(self.title.clone()).note(if self.sending.is_out() { "saving" } else { "" })
    }

    fn commands(&self) -> Tables {
        self.form.commands()
    }

    fn mode(&self) -> Mode {
        self.form.mode()
    }

    fn shape(&self) -> Shape {
        Shape::Box(COLUMNS, self.text_rows() + self.rows + FOOT)
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.form.perform(id) == Did::Save
            && let Some(change) = (self.change)(&self.form.values())
        {
            self.sending.send(change, out);
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
            // A fault of a field is told beside it; anything else ends the matter.
            Some(Err(refusal @ Refusal::Invalid { .. })) => self.form.refused(refusal, out),
            Some(Err(refusal)) => {
                out.close();
                out.tell(Notice::from(&refusal));
            }
            None => {}
        }
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        if !self.text.is_empty() {
            scene.paragraph(buffer, area, &self.text, Meaning::Text);
        }
        self.form.view(scene, split_top(area, self.text_rows()).1, buffer)
    }
}
