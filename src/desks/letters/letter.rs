//! One letter as it went out.

use crate::{
    domain::{
        ids::LetterId,
        link::Link,
        role::Permission::{CopyOut, ReadCharts, SendLetters},
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Copied, Effect, Enabled, Feed, Freshness, Handled, Heading, Mode, Outbox, Pane, Reader, Scene,
        Tables, TextInput, Timer, split_top,
    },
    letters::OneLetter,
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// What the reader of a letter offers.
pub const COMMANDS: &[Command] = &[
    Command::new("letter.copy", &["y"], "Copy the text", CopyOut).group("Letter"),
    Command::new("letter.patient", &["c"], "Go to the patient's chart", ReadCharts).group("Letter"),
    Command::new("letter.provider", &["p"], "Go to the provider", SendLetters).group("Letter"),
];

/// Rows for what the log says of it.
const HEAD_ROWS: u16 = 3;

/// A letter in its reader.
pub struct LetterPane {
    id: LetterId,
    feed: Feed<OneLetter>,
    reader: Reader,
    area: Rect,
}

impl LetterPane {
    /// A reader that asks when it is opened.
    pub fn new(id: LetterId) -> Self {
        Self { id, feed: Feed::new(), reader: Reader::new(""), area: Rect::default() }
    }
}

impl Pane for LetterPane {
    fn heading(&self) -> Heading {
        Heading::new(format!("Letter {}", self.id)).count(self.reader.place_note()).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.reader.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let line = self.feed.rows().map(|letter| &letter.line);
        match id.0 {
            "letter.patient" => Enabled::when(
                line.is_some_and(|line| line.patient.is_some()),
                "This letter is about no patient.",
            ),
            "letter.provider" => Enabled::when(
                line.is_some_and(|line| line.provider.is_some()),
                "This letter went to no provider.",
            ),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.reader.mode()
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.reader.place(split_top(area, HEAD_ROWS).1);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(OneLetter(self.id), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.reader.perform(id, out) == Handled::Yes {
            return;
        }
        let Some(letter) = self.feed.rows() else { return };
        match (id.0, letter.line.patient, letter.line.provider) {
            ("letter.copy", patient, _) => {
                out.push(Effect::Copy(Copied { text: letter.text.clone(), what: "letter", patient }));
            }
            ("letter.patient", Some(patient), _) => out.go(Link::Patient(patient)),
            ("letter.provider", _, Some(provider)) => out.go(Link::Provider(provider)),
            _ => {}
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.reader.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, _: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && let Some(letter) = self.feed.rows()
        {
            self.reader = Reader::new(&letter.text);
            self.reader.place(split_top(self.area, HEAD_ROWS).1);
        }
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (head, text) = split_top(area, HEAD_ROWS);
        if let Freshness::Failed(error) = self.feed.freshness() {
            scene.paragraph(buffer, area, &error.to_string(), Meaning::Error);
            return Caret::new(area.x, area.y);
        }
        if let Some(letter) = self.feed.rows() {
            let line = &letter.line;
            let way = crate::letters::Way::from_word(&line.way).map_or("", crate::letters::Way::title);
            let sent =
                format!("{}: {way} {} by {}", line.kind_title(), scene.words.stored(&line.at), line.by);
            let pages = match line.pages {
                0 => line.fault.clone(),
                1 => format!("PDF of 1 page: chartroom letters show {} --pdf FILE", line.id),
                pages => format!("PDF of {pages} pages: chartroom letters show {} --pdf FILE", line.id),
            };
            for ((words, meaning), row) in
                [(&sent, Meaning::Heading), (&pages, Meaning::Muted)].into_iter().zip(head.rows())
            {
                scene.line(buffer, row, words, meaning);
            }
        }
        self.reader.view(scene, text, buffer)
    }
}
