//! Help: every key that works here, made from the same tables that the keys come from.

use super::keymap::KeyMap;
use crate::{
    desks::Desk,
    keys::{Command, CommandId},
    kit::{Caret, Heading, Mode, Outbox, Pane, Reader, Scene, Shape, Tables, TextInput},
    look::{Side, fit},
};
use ratatui::{Frame, layout::Rect};

/// Columns of the keys before their words.
const KEYS: usize = 20;

/// The box with the text.
pub struct Help {
    reader: Reader,
}

impl Help {
    /// A box with a text made by [`text`].
    pub fn new(text: &str) -> Self {
        Self { reader: Reader::new(text) }
    }
}

impl Pane for Help {
    fn heading(&self) -> Heading {
        Heading::new("Help").note(self.reader.place_note())
    }

    fn commands(&self) -> Tables {
        self.reader.commands(&[])
    }

    fn mode(&self) -> Mode {
        self.reader.mode()
    }

    fn shape(&self) -> Shape {
        Shape::Box(76, 40)
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

/// All commands of these tables under their headings, the pane's own first.
pub fn text(tables: &[&'static [Command]], desk: Option<&Desk>, keymap: &KeyMap) -> String {
    let mut text = String::new();
    if let Some(desk) = desk {
        text = format!("{}: {}\n\n", desk.go.title, desk.about);
    }
    let own = desk.map_or("Here", |desk| desk.go.title);
    let groups = grouped(tables, own);
    for (heading, commands) in groups {
        text.push_str(&section(heading, &commands, keymap));
    }
    text.push_str("Numbers\n");
    text.push_str("  Digits before a command repeat it: 5j goes five rows down, 12G to row 12.\n");
    text
}

/// One heading with its commands and all of their keys.
pub fn section(heading: &str, commands: &[&Command], keymap: &KeyMap) -> String {
    let mut text = format!("{}\n", heading.to_uppercase());
    for command in commands {
        let keys = keymap.all_keys(command);
        let keys = if keys.is_empty() { ":".to_owned() } else { keys };
        let line = if crate::look::width(&keys) >= KEYS {
            format!("  {keys}\n  {:KEYS$}{}\n", "", command.title)
        } else {
            format!("  {}{}\n", fit(&keys, KEYS, Side::Left, ""), command.title)
        };
        text.push_str(&line);
    }
    text.push('\n');
    text
}

/// Commands by their heading, in the order in which headings first come.
fn grouped<'t>(tables: &[&'t [Command]], own: &'static str) -> Vec<(&'static str, Vec<&'t Command>)> {
    let mut groups: Vec<(&'static str, Vec<&Command>)> = Vec::new();
    for command in tables.iter().flat_map(|table| table.iter()) {
        let heading = if command.group.is_empty() { own } else { command.group };
        match groups.iter_mut().find(|(known, _)| *known == heading) {
            Some((_, commands)) => commands.push(command),
            None => groups.push((heading, vec![command])),
        }
    }
    groups
}
