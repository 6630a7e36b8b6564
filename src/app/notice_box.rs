//! The box of an error: it stays until it was read.

use crate::{
    domain::role::Permission::SignedIn,
    keys::{Command, CommandId},
    kit::{Caret, Heading, Notice, Outbox, Pane, Scene, Shape, Tables},
    look::Meaning,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// Columns of its text.
const COLUMNS: u16 = 60;

const COMMANDS: &[Command] =
    &[Command::new("notice.close", &["<enter>"], "Close", SignedIn).group("Boxes").hint(1, "close")];

/// An error, what it means and what to do now.
pub struct NoticeBox {
    notice: Notice,
}

impl NoticeBox {
    /// A box for a notice.
    pub fn new(notice: Notice) -> Self {
        Self { notice }
    }
}

impl Pane for NoticeBox {
    fn heading(&self) -> Heading {
        Heading::new("Not done")
    }

    fn commands(&self) -> Tables {
        vec![COMMANDS]
    }

    fn shape(&self) -> Shape {
        let rows = crate::look::wrap(&self.notice.text, usize::from(COLUMNS)).len() as u16;
        Shape::Box(COLUMNS, rows + 2)
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, _: CommandId, out: &mut Outbox<'_>) {
        out.close();
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        scene.paragraph(buffer, area, &self.notice.text, Meaning::Error);
        let (_, foot) = crate::kit::split_bottom(area, 1);
        scene.line(buffer, foot, "Enter close", Meaning::Key);
        Position::new(area.x, area.y)
    }
}
