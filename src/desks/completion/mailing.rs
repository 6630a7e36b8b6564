//! Letters about late records: who is to get which, one looked at before it goes out, all of them by one answer.

use crate::{
    completion::{Addressed, DueLetter, LettersDue, PrepareDue, SendDue, SentDue, Stands, batch_words},
    domain::{
        ids::PractitionerId,
        link::Link,
        role::Permission::{ReviewCharts, SendLetters},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Confirmation, Enabled, Feed, Handled, Heading, List, Mode, Notice, Outbox, Pane,
        Reader, Scene, Sending, Tables, TextInput, Timer, split_top,
    },
    letters::Way,
    look::Meaning,
    store::{Refusal, lanes::Answer},
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// Keys of letters, on every list that has clinicians.
pub const MAIL: &[Command] = &[
    Command::new(
        "completion.letter",
        &["w"],
        "Write the letter to this clinician: looked at first",
        SendLetters,
    )
    .group("Letters")
    .hint(3, "letter"),
    Command::new("completion.letters", &["b"], "Write all letters due, or those of marked rows", SendLetters)
        .group("Letters")
        .hint(4, "all letters"),
];

/// What the list of letters offers besides.
pub const DUE: &[Command] = &[
    Command::new("completion.letter-look", &["<enter>"], "Look at the letter", SendLetters)
        .group("Letters")
        .hint(1, "look"),
    Command::new("completion.letter-owed", &["o"], "What this clinician owes", ReviewCharts)
        .group("Letters")
        .hint(2, "owed"),
];

/// What a letter that is looked at offers.
pub const PREVIEW: &[Command] = &[
    Command::new("completion.letter-print", &["y"], "It goes out: printed", SendLetters)
        .group("Letters")
        .hint(1, "printed")
        .undoable(),
    Command::new("completion.letter-mail", &["m"], "It goes out by mail", SendLetters)
        .group("Letters")
        .hint(2, "by mail")
        .undoable(),
    Command::new("completion.letter-email", &["e"], "It goes out by e-mail", SendLetters)
        .group("Letters")
        .hint(3, "by e-mail")
        .undoable(),
];

const PRINT: CommandId = CommandId("completion.batch-print");
const POST: CommandId = CommandId("completion.batch-mail");
const EMAIL: CommandId = CommandId("completion.batch-email");

/// The part of a pane that writes letters: makes them ready, asks once, keeps them.
#[derive(Default)]
pub struct Mailing {
    preparing: Feed<PrepareDue>,
    sending: Sending<SendDue>,
    /// Ready, until the question about them is answered.
    ready: Vec<Addressed>,
}

impl Mailing {
    /// Makes the letter about one clinician's records ready and shows it: of a kind, or the one that comes next.
    pub fn look(&mut self, who: PractitionerId, kind: Option<&'static str>, out: &mut Outbox<'_>) {
        self.preparing.ask(PrepareDue { only: vec![who], kind, again: true }, out);
    }

    /// Makes letters ready and asks about them: those about the records of these, or all that are due.
    pub fn batch(&mut self, only: Vec<PractitionerId>, out: &mut Outbox<'_>) {
        self.preparing.ask(PrepareDue { only, kind: None, again: false }, out);
    }

    /// Carries an answer to its question out; false: none of its own.
    pub fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) -> bool {
        let way = match id {
            PRINT => Way::Print,
            POST => Way::Mail,
            EMAIL => Way::Email,
            _ => return false,
        };
        let letters = std::mem::take(&mut self.ready);
        if !letters.is_empty() {
            self.sending.send(SendDue { letters, way, is_batch: true }, out);
        }
        true
    }

    /// Takes an answer; true if letters went out.
    pub fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) -> bool {
        if self.preparing.accept(answer) {
            if let crate::kit::Freshness::Failed(error) = self.preparing.freshness() {
                out.tell(Notice::from(error));
            }
            let looks = self.preparing.question().is_some_and(|asked| asked.again);
            match (self.preparing.take(), looks) {
                (Some(letters), true) => match letters.into_iter().next() {
                    Some(letter) => out.show(Preview::new(letter)),
                    None => out.tell(Notice::info(
                        "No letter is to go out: nothing is late, or the clinician is away or exempt. See t on the completion desk.",
                    )),
                },
                (Some(letters), false) => self.question(letters, out),
                (None, _) => {}
            }
        }
        match self.sending.accept(answer) {
            Some(done) => {
                tell(done, out);
                true
            }
            None => false,
        }
    }

    /// What it does, in words for the heading: many letters take seconds.
    pub fn note(&self) -> &'static str {
        match (self.preparing.is_waiting(), self.sending.is_out()) {
            (true, _) => "making letters ready",
            (false, true) => "saving",
            _ => "",
        }
    }

    /// A timer of its question.
    pub fn due(&mut self, timer: Timer) {
        self.preparing.due(timer);
    }

    fn question(&mut self, letters: Vec<Addressed>, out: &mut Outbox<'_>) {
        if letters.is_empty() {
            out.tell(Notice::info(
                "No letter is due: each went out already, or nobody can take it. t lists them.",
            ));
            return;
        }
        let n = letters.len();
        let title = if n == 1 { "Write 1 letter?".to_owned() } else { format!("Write {n} letters?") };
        let delegates = letters.iter().filter(|letter| letter.due.delegate.is_some()).count();
        let stand_in = match delegates {
            0 => String::new(),
            1 => " One goes to a delegate.".to_owned(),
            n => format!(" {n} go to delegates."),
        };
        let faults = letters.iter().filter(|letter| letter.ready.made.is_none()).count();
        let without = if faults == 0 {
            String::new()
        } else {
            format!(" {faults} can be kept as text only, without PDF.")
        };
        let text = format!(
            "{}.{stand_in}{without} The log keeps them as one batch: all of them or none.",
            batch_words(&letters)
        );
        self.ready = letters;
        out.confirm(
            Confirmation::new(title)
                .text(text)
                .choice('y', "printed", PRINT)
                .choice('m', "by mail", POST)
                .choice('e', "by e-mail", EMAIL),
        );
    }
}

fn tell(done: Result<SentDue, Refusal>, out: &mut Outbox<'_>) {
    match done {
        Ok(sent) => {
            let left = match sent.n_left_out {
                0 => String::new(),
                n => format!(" {n} left out: sent meanwhile, or nothing owed."),
            };
            let words = match (sent.batch, sent.letters.as_slice()) {
                (None, [only]) => format!("Letter {only} stands in the log (gl)."),
                (_, letters) => {
                    let batch = sent.batch.map(|batch| format!(" as batch {batch}")).unwrap_or_default();
                    let n = letters.len();
                    let stand =
                        if n == 1 { "1 letter stands".to_owned() } else { format!("{n} letters stand") };
                    format!("{stand} in the log (gl){batch}.{left}")
                }
            };
            out.tell(Notice::done(words));
        }
        Err(refusal) => out.tell(Notice::from(&refusal)),
    }
}

const COLUMNS: &[Column<DueLetter>] = &[
    Column::new("Clinician", |one: &DueLetter, _| Cell::text(&one.name))
        .width(16, 28)
        .sorted(|a, b| a.name.cmp(&b.name)),
    Column::new("Service", |one: &DueLetter, _| Cell::text(&one.service)).width(10, 20).from(2),
    Column::new("Letter", |one: &DueLetter, _| Cell::text(one.kind_title()))
        .width(13, 20)
        .sorted(|a, b| b.level.cmp(&a.level)),
    Column::new("Items", |one: &DueLetter, _| Cell::text(one.items.to_string()))
        .width(5, 5)
        .right()
        .sorted(|a, b| b.items.cmp(&a.items)),
    Column::new("Oldest", |one: &DueLetter, _| Cell::text(format!("{} d", one.oldest_days)))
        .width(6, 7)
        .right()
        .sorted(|a, b| b.oldest_days.cmp(&a.oldest_days)),
    Column::new("Stands", |one: &DueLetter, words| stands(one, words)).width(20, 34),
];

fn stands(one: &DueLetter, words: crate::kit::Words) -> Cell<'_> {
    let last = one.last_at.as_deref().map(|at| words.stored(at)).unwrap_or_default();
    let day = last.split(' ').next().unwrap_or_default();
    match (one.stands, &one.delegate) {
        (Stands::Due, Some((_, name))) => Cell::meaning(format!("due, to {name}"), Meaning::Amber),
        (Stands::Due, None) => Cell::meaning("due", Meaning::Amber),
        (Stands::Sent, _) => Cell::text(format!("sent {day}")),
        (Stands::Away, _) => {
            let until = one.away_until.map(|day| words.day(day)).unwrap_or_default();
            Cell::meaning(format!("away to {until}"), Meaning::Muted)
        }
        (Stands::Exempt, _) => Cell::meaning("exempt", Meaning::Muted),
    }
}

/// The list of letters.
pub struct DueList {
    rows: Feed<LettersDue>,
    list: List<DueLetter, (i64, &'static str)>,
    mailing: Mailing,
}

impl DueList {
    /// A list that asks when it is opened.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |one: &DueLetter| (one.provider.0, one.kind));
        Self {
            rows: Feed::new(),
            list: list.empty("Nobody is to get a letter."),
            mailing: Mailing::default(),
        }
    }
}

impl Pane for DueList {
    fn heading(&self) -> Heading {
        let due = self.list.rows().iter().filter(|one| one.stands == Stands::Due).count();
        Heading::new("Letters about late records")
            .count(self.list.count())
            .note(format!("{due} due"))
            .note(self.list.order_note())
            .note(self.rows.note())
            .note(self.mailing.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands_marking(DUE, &[MAIL])
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let chosen = self.list.chosen();
        match id.0 {
            "completion.letter" | "completion.letter-look" | "completion.letter-owed" => {
                Enabled::when(chosen.is_some(), "Nobody is chosen.")
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.rows.ask(LettersDue { of: None }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let chosen = self.list.chosen().map(|one| (one.provider, one.name.clone(), one.kind));
        match (id.0, chosen) {
            ("completion.letter" | "completion.letter-look", Some((who, _, kind))) => {
                self.mailing.look(who, Some(kind), out);
            }
            ("completion.letter-owed", Some((who, name, _))) => out.show(super::owed::Owed::of(who, &name)),
            ("completion.letters", _) => {
                let only = match self.list.n_marks() {
                    0 => Vec::new(),
                    _ => self.list.marked().iter().map(|one| one.provider).collect(),
                };
                self.mailing.batch(only, out);
            }
            _ => {
                if !self.mailing.perform(id, out) {
                    self.list.perform(id, out);
                }
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
    }

    fn press(&mut self, at: Position, _: &mut Outbox<'_>) {
        self.list.press(at);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.rows.accept(answer)
            && let Some(rows) = self.rows.take()
        {
            self.list.fill(rows, out.words());
        }
        if self.mailing.receive(answer, out) {
            self.list.unmark();
            self.rows.again(out);
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.rows.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.rows.due(timer);
        self.mailing.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.rows.freshness(), area, frame.buffer_mut())
    }
}

/// Rows for to whom the letter goes.
const HEAD_ROWS: u16 = 3;

/// A letter before it goes out.
pub struct Preview {
    letter: Addressed,
    reader: Reader,
    sending: Sending<SendDue>,
}

impl Preview {
    /// Of a letter that was made ready.
    pub fn new(letter: Addressed) -> Self {
        let reader = Reader::new(&letter.ready.text);
        Self { letter, reader, sending: Sending::new() }
    }
}

impl Pane for Preview {
    fn heading(&self) -> Heading {
        let note = if self.sending.is_out() { "saving" } else { "not sent yet" };
        Heading::new(self.letter.due.kind_title()).count(self.reader.place_note()).note(note)
    }

    fn commands(&self) -> Tables {
        self.reader.commands(PREVIEW)
    }

    fn mode(&self) -> Mode {
        self.reader.mode()
    }

    fn place(&mut self, area: Rect) {
        self.reader.place(split_top(area, HEAD_ROWS).1);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let way = match id.0 {
            "completion.letter-print" => Way::Print,
            "completion.letter-mail" => Way::Mail,
            "completion.letter-email" => Way::Email,
            _ => {
                let _: Handled = self.reader.perform(id, out);
                return;
            }
        };
        self.sending.send(SendDue { letters: vec![self.letter.clone()], way, is_batch: false }, out);
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.reader.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        match self.sending.accept(answer) {
            Some(Ok(sent)) => {
                out.close();
                let letter = sent.letters.first().copied();
                tell(Ok(sent), out);
                if let Some(letter) = letter.filter(|_| self.letter.ready.made.is_none()) {
                    // Why there is no PDF is told on the letter itself.
                    out.go(Link::Letter(letter));
                }
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (head, text) = split_top(area, HEAD_ROWS);
        let due = &self.letter.due;
        let to = match &due.delegate {
            Some((_, name)) => {
                let until = due.away_until.map(|day| scene.words.day(day)).unwrap_or_default();
                format!("To {name}, for {}, who is away to {until}", due.name)
            }
            None => format!("To {}", due.name),
        };
        let pages = match &self.letter.ready.made {
            Some(made) if made.n_pages == 1 => "PDF of 1 page".to_owned(),
            Some(made) => format!("PDF of {} pages", made.n_pages),
            None => format!("no PDF: {}", self.letter.ready.fault),
        };
        let last =
            due.last_at.as_deref().map(|at| format!("; the last one went out {}", scene.words.stored(at)));
        let items = match due.items {
            0 => String::new(),
            1 => "1 item; ".to_owned(),
            n => format!("{n} items; "),
        };
        let second = format!("{items}{pages}{}", last.unwrap_or_default());
        for ((words, meaning), row) in
            [(&to, Meaning::Heading), (&second, Meaning::Muted)].into_iter().zip(head.rows())
        {
            scene.line(buffer, row, words, meaning);
        }
        self.reader.view(scene, text, buffer)
    }
}
