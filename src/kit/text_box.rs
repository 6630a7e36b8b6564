//! A text to read in a box over what is below: an explanation, a history.

use super::{Caret, Heading, Mode, Outbox, Pane, Reader, Scene, Shape, Tables, TextInput};
use crate::keys::CommandId;
use ratatui::{Frame, layout::Rect};

/// Columns of the text boxes.
const COLUMNS: u16 = 76;

/// A text to read, in a box.
pub struct TextBox {
    title: String,
    reader: Reader,
}

impl TextBox {
    /// A box with a title and a text.
    pub fn new(title: impl Into<String>, text: &str) -> Self {
        Self { title: title.into(), reader: Reader::new(text) }
    }
}

impl Pane for TextBox {
    fn heading(&self) -> Heading {
        Heading::new(self.title.clone()).count(self.reader.place_note())
    }

    fn commands(&self) -> Tables {
        self.reader.commands(&[])
    }

    fn mode(&self) -> Mode {
        self.reader.mode()
    }

    fn shape(&self) -> Shape {
        Shape::Box(COLUMNS, 24)
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
