//! The card of a code, to read over an account.

use crate::{
    classification::card_text::card_text,
    codesets::ask::CardOf,
    domain::codeset::SetKind,
    keys::CommandId,
    kit::{Caret, Feed, Heading, Mode, Outbox, Pane, Scene, Shape, Tables, TextBox, TextInput},
    store::lanes::Answer,
};
use chrono::NaiveDate;
use ratatui::{Frame, layout::Rect};

/// The card of a code, in a box.
pub struct CardBox {
    query: CardOf,
    card: Feed<CardOf>,
    text: TextBox,
    area: Rect,
}

impl CardBox {
    /// The card of a code on a day.
    pub fn new(kind: SetKind, code: &str, day: NaiveDate) -> Self {
        let text = TextBox::new("Card of the code", "");
        Self {
            query: CardOf { kind, code: code.to_owned(), day },
            card: Feed::new(),
            text,
            area: Rect::default(),
        }
    }
}

impl Pane for CardBox {
    fn heading(&self) -> Heading {
        self.text.heading()
    }

    fn commands(&self) -> Tables {
        self.text.commands()
    }

    fn mode(&self) -> Mode {
        self.text.mode()
    }

    fn shape(&self) -> Shape {
        self.text.shape()
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.text.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.card.ask(self.query.clone(), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        self.text.perform(id, out);
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.text.write(input, out);
    }

    fn receive(&mut self, answer: &mut Answer, _: &mut Outbox<'_>) {
        if self.card.accept(answer)
            && let Some(card) = self.card.rows()
        {
            let text = match card {
                Some(card) => card_text(card),
                None => "No loaded code set has this code on the date of the account.".to_owned(),
            };
            self.text = TextBox::new("Card of the code", &text);
            self.text.place(self.area);
        }
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.text.view(scene, area, frame)
    }
}
