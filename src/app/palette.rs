//! The palette: every command that there is now, found by title, name or key; typing a desk's name and Enter goes there.

use super::keymap::KeyMap;
use crate::{
    domain::role::Permission::SignedIn,
    keys::{Command, CommandId},
    kit::{Caret, Edit, Effect, Entry, Heading, Mode, Outbox, Pane, Picker, Scene, Shape, Tables, TextInput},
    store::Session,
};
use ratatui::{Frame, layout::Rect};

/// Keys of the palette.
pub const COMMANDS: &[Command] = &[
    Command::new("palette.run", &["<enter>"], "Do it", SignedIn).group("Command search").hint(1, "do it"),
    Command::new("palette.down", &["<down>", "<tab>"], "Down", SignedIn).group("Command search"),
    Command::new("palette.up", &["<up>", "<s-tab>"], "Up", SignedIn).group("Command search"),
];

/// The box with the commands.
pub struct Palette {
    picker: Picker<CommandId>,
}

impl Palette {
    /// All commands of these tables that the user may carry out, desks first.
    pub fn new(tables: &[&'static [Command]], keymap: &KeyMap, session: &Session) -> Self {
        let mut commands: Vec<&Command> = tables.iter().flat_map(|table| table.iter()).collect();
        commands.retain(|command| session.may(command.needs) && command.id.0 != "app.commands");
        // Stable: desks come first, then the pane's own commands, as its tables have them.
        commands.sort_by_key(|command| !command.id.0.starts_with("go."));
        let entries = commands.into_iter().map(|command| Entry {
            title: command.title.to_owned(),
            also: format!("{}  {}", keymap.keys(command), command.id),
            value: command.id,
        });
        Self { picker: Picker::new(entries.collect()) }
    }
}

impl Pane for Palette {
    fn heading(&self) -> Heading {
        Heading::new("Commands").count(self.picker.n_found().to_string())
    }

    fn commands(&self) -> Tables {
        vec![COMMANDS]
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn shape(&self) -> Shape {
        Shape::Top(64, 12)
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "palette.down" => self.picker.write(&TextInput::Edit(Edit::Down)),
            "palette.up" => self.picker.write(&TextInput::Edit(Edit::Up)),
            _ => {
                if let Some(entry) = self.picker.chosen() {
                    out.push(Effect::Run(entry.value));
                }
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        // Backspace in an empty line takes the box away, as in the line editors that people know.
        if input == TextInput::Edit(Edit::Backspace) && self.picker.typed().is_empty() {
            return out.close();
        }
        self.picker.write(&input);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.picker.view(scene, area, frame.buffer_mut())
    }
}
