//! The question before something is done: each answer has its key, Enter is none of them.
//!
//! A command with `Care::Confirm` is answered with another key than the one that began it, so that a key pressed twice,
//! or held, never confirms itself.

use super::{
    Effect, Outbox, Scene, Tables,
    pane::{Caret, Heading, Mode, Pane, Shape, TextInput},
    scene::split_bottom,
};
use crate::{
    keys::{Chord, Command, CommandId},
    look::Meaning,
    store::Conflict,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// One answer: its key, its words, and the command that it performs on the pane that asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The key.
    pub key: char,
    /// What it does: "discard".
    pub title: &'static str,
    /// The command performed.
    pub then: CommandId,
}

/// A question to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The question: "Disable this user?"
    pub title: String,
    /// What will happen, in sentences.
    pub text: String,
    /// Fields that two people changed, shown side by side.
    pub conflicts: Vec<Conflict>,
    /// The answers; Esc always goes back.
    pub choices: Vec<Choice>,
    /// What Esc does, in words.
    pub back: &'static str,
}

impl Confirmation {
    /// A question with the answers still to be added.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            text: String::new(),
            conflicts: Vec::new(),
            choices: Vec::new(),
            back: "go back",
        }
    }

    /// The plain question about a command: its title, yes or back.
    pub fn of(command: &Command) -> Self {
        Self::new(format!("{}?", command.title)).choice('y', "yes", command.id)
    }

    /// With sentences below the question.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// With one more answer.
    #[must_use]
    pub fn choice(mut self, key: char, title: &'static str, then: CommandId) -> Self {
        self.choices.push(Choice { key, title, then });
        self
    }

    /// With other words for Esc.
    #[must_use]
    pub fn back(mut self, words: &'static str) -> Self {
        self.back = words;
        self
    }

    /// Gives answers on the key that began this another key: `y` becomes `o` for "ok", any other the first free letter of its title.
    #[must_use]
    pub fn begun_with(mut self, chord: Option<Chord>) -> Self {
        let Some(begun) = chord.and_then(Chord::typed) else { return self };
        let taken: Vec<char> = self.choices.iter().map(|choice| choice.key).collect();
        for choice in self.choices.iter_mut().filter(|choice| choice.key == begun) {
            let others = "okx".chars().chain(choice.title.chars().filter(char::is_ascii_lowercase));
            choice.key = others.into_iter().find(|key| *key != begun && !taken.contains(key)).unwrap_or('!');
        }
        self
    }
}

/// The box that asks.
pub struct ConfirmBox {
    asked: Confirmation,
}

impl ConfirmBox {
    /// A box for a question.
    pub fn new(asked: Confirmation) -> Self {
        Self { asked }
    }

    fn answers(&self) -> String {
        let answers = self.asked.choices.iter().map(|choice| format!("{} {}", choice.key, choice.title));
        answers.chain([format!("Esc {}", self.asked.back)]).collect::<Vec<_>>().join("   ")
    }

    /// Rows of its text at a width.
    fn text_rows(&self, columns: u16) -> u16 {
        crate::look::wrap(&self.asked.text, usize::from(columns)).len() as u16
    }
}

impl Pane for ConfirmBox {
    fn heading(&self) -> Heading {
        Heading::new(self.asked.title.clone())
    }

    fn commands(&self) -> Tables {
        Vec::new()
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn shape(&self) -> Shape {
        if self.asked.conflicts.is_empty() {
            // All answers stand on one line.
            let columns = 60.max(crate::look::width(&self.answers()) as u16);
            let text = if self.asked.text.is_empty() { 0 } else { self.text_rows(columns) + 1 };
            Shape::Box(columns, text + 1)
        } else {
            let columns = 76;
            let rows = super::conflict::rows(&self.asked.conflicts, columns);
            Shape::Box(columns, self.text_rows(columns) + rows + 2)
        }
    }

    fn place(&mut self, _area: Rect) {}

    fn perform(&mut self, _id: CommandId, _out: &mut Outbox<'_>) {}

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        let TextInput::Char(key) = input else { return };
        if let Some(choice) = self.asked.choices.iter().find(|choice| choice.key == key) {
            out.push(Effect::Decide(choice.then));
        }
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (body, foot) = split_bottom(area, 1);
        let buffer = frame.buffer_mut();
        let rows = if self.asked.text.is_empty() {
            0
        } else {
            scene.paragraph(buffer, body, &self.asked.text, Meaning::Text)
        };
        if !self.asked.conflicts.is_empty() {
            let below =
                Rect { y: body.y + rows.min(body.height), height: body.height.saturating_sub(rows), ..body };
            super::conflict::view(scene, below, buffer, &self.asked.conflicts);
        }
        scene.line(buffer, foot, &self.answers(), Meaning::Key);
        Position::new(foot.x, foot.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role::Permission::SignedIn;

    #[test]
    fn the_key_that_began_it_is_no_answer() {
        let command = Command::new("users.disable", &["y"], "Disable", SignedIn).confirmed();
        let asked = Confirmation::of(&command).begun_with(Some(Chord::char('y')));
        assert_eq!(asked.choices[0].key, 'o');
        let asked = Confirmation::of(&command).begun_with(Some(Chord::char('d')));
        assert_eq!(asked.choices[0].key, 'y');
        let two = Confirmation::new("Leave?")
            .choice('d', "discard", CommandId("a"))
            .choice('o', "other", CommandId("b"))
            .begun_with(Some(Chord::char('o')));
        assert_eq!([two.choices[0].key, two.choices[1].key], ['d', 'k']);
    }
}
