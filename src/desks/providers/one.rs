//! One provider: the entry, what they owe, the letters that went to them, times away; Tab turns between the lists.

use super::{facts, form::ProviderForm, list::date};
use crate::{
    completion::{Deficiency, ProviderRecords},
    domain::{
        ids::{DeficiencyId, LetterId, PractitionerId},
        link::Link,
        role::Permission::{KeepProviders, ReviewCharts, SendLetters, SignedIn},
        time::PartialDate,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Checked, Choosable, Column, Confirmation, Enabled, Explaining, Feed, Field, Form,
        FormBox, Freshness, Handled, Heading, List, Mode, Notice, Outbox, Pane, Scene, Sending, Tables,
        TextInput, Timer, Turn, Values, Words,
        lacks::{self, explain},
        split_top,
    },
    letters::LetterLine,
    look::Meaning,
    providers::{AddLeave, DropLeave, Leave, OneProvider, Provider, ProviderLine, Providers, SetDelegate},
    store::lanes::Answer,
};
use chrono::NaiveDate;
use ratatui::{
    Frame,
    buffer::Buffer,
    layout::{Position, Rect},
};

/// What the pane of one provider offers.
pub const COMMANDS: &[Command] = &[
    Command::new("provider.next", &["t"], "What is owed, letters, leave: the next of them", SignedIn)
        .hint(2, "next list"),
    Command::new("provider.change", &["e"], "Change the entry", KeepProviders).hint(3, "change"),
    Command::new("provider.leave", &["l"], "Enter a leave", KeepProviders).hint(4, "leave"),
    Command::new("provider.delegate", &["d"], "Name the delegate, or nobody", KeepProviders)
        .hint(5, "delegate"),
    Command::new(
        "provider.work",
        &["o"],
        "What is owed on the completion desk, with its letters",
        ReviewCharts,
    )
    .hint(6, "on its desk"),
];

/// What the list of deficiencies offers besides.
pub const OWED: &[Command] = &[
    Command::new("provider.open", &["<enter>"], "Open the deficiency in its chart", ReviewCharts)
        .hint(1, "open"),
    Command::new("provider.explain", &["w"], "Explain when it is due", ReviewCharts).hint(7, "explain"),
];

/// What the list of letters offers besides.
pub const LETTERS: &[Command] =
    &[Command::new("provider.letter", &["<enter>"], "Read the letter as it went out", SendLetters)
        .hint(1, "read")];

/// What the list of leaves offers besides.
pub const LEAVE: &[Command] =
    &[Command::new("provider.drop", &["x"], "Take the chosen leave back", KeepProviders)
        .hint(1, "take back")
        .confirmed()];

const LACKS: &[Column<Deficiency>] = &[
    Column::new("Patient", |one: &Deficiency, _| Cell::text(&one.patient_name)).width(14, 26),
    Column::new("Number", |one: &Deficiency, _| Cell::text(&one.mrn)).width(8, 10).from(2),
    Column::new("What", |one: &Deficiency, _| Cell::text(&one.name)).width(16, 30),
    Column::new("Lacks", |one: &Deficiency, _| lacks::lack(one)).width(9, 18),
    Column::new("Due", |one: &Deficiency, words| lacks::due(one, words)).width(9, 16),
    Column::new("Discharged", |one: &Deficiency, words| {
        Cell::text(one.discharge_at.as_deref().map(|at| words.stored(at)).unwrap_or_default())
    })
    .width(10, 16)
    .from(1),
    Column::new("Level", |one: &Deficiency, _| Cell::text(one.level.to_string())).width(5, 5).right(),
];

const SENT: &[Column<LetterLine>] = &[
    Column::new("No.", |one: &LetterLine, _| Cell::text(one.id.to_string())).width(5, 7).right(),
    Column::new("Sent", |one: &LetterLine, words| Cell::text(words.stored(&one.at))).width(16, 16),
    Column::new("Letter", |one: &LetterLine, _| Cell::text(one.kind_title())).width(16, 30),
    Column::new("To", |one: &LetterLine, _| Cell::text(one.name())).width(14, 28),
    Column::new("How", |one: &LetterLine, _| Cell::text(&one.way)).width(6, 8),
    Column::new("By", |one: &LetterLine, _| Cell::text(&one.by)).width(8, 14).from(1),
];

const LEAVES: &[Column<Leave>] = &[
    Column::new("Away from", |leave: &Leave, words| Cell::text(date(leave.from, words))).width(10, 12),
    Column::new("to", |leave: &Leave, words| {
        let meaning = if running(leave, words) { Meaning::Amber } else { Meaning::Text };
        Cell::meaning(date(leave.to, words), meaning)
    })
    .width(10, 12),
    Column::new("Now", |leave: &Leave, words| {
        Cell::text(if running(leave, words) {
            "away"
        } else if leave.from > words.today() {
            "to come"
        } else {
            "past"
        })
    })
    .width(7, 8),
    Column::new("Reason", |leave: &Leave, _| Cell::text(&leave.reason)).width(12, 60),
];

/// The lists below the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Face {
    Owed,
    Letters,
    Leave,
}

/// One provider.
pub struct OnePane {
    id: PractitionerId,
    provider: Feed<OneProvider>,
    /// For the choice of a delegate.
    others: Feed<Providers>,
    /// Only for those who may review charts.
    records: Feed<ProviderRecords>,
    face: Face,
    owed: List<Deficiency, DeficiencyId>,
    letters: List<LetterLine, LetterId>,
    leaves: List<Leave, NaiveDate>,
    explaining: Explaining,
    dropping: Sending<DropLeave>,
    area: Rect,
}

impl OnePane {
    /// A pane that asks when it is opened.
    pub fn new(id: PractitionerId) -> Self {
        let leaves = List::new(LEAVES, |leave: &Leave| leave.from);
        Self {
            id,
            provider: Feed::new(),
            others: Feed::new(),
            records: Feed::new(),
            face: Face::Leave,
            owed: List::new(LACKS, |one: &Deficiency| one.id).empty("Nothing is owed."),
            letters: List::new(SENT, |one: &LetterLine| one.id).empty("No letter has gone out."),
            leaves: leaves.empty("No leave is entered; l enters one."),
            explaining: Explaining::default(),
            dropping: Sending::new(),
            area: Rect::default(),
        }
    }

    /// Whether what is owed may be shown.
    fn has_records(&self) -> bool {
        self.records.question().is_some()
    }

    /// Rows above the list: facts, the names of the lists, a blank above them.
    fn head(&self) -> u16 {
        facts::ENTRY + if self.has_records() { facts::RECORDS + 1 } else { 1 }
    }

    fn go_on(&mut self, turn: Turn) {
        if !self.has_records() {
            return;
        }
        self.face = match (self.face, turn) {
            (Face::Owed, Turn::Next) | (Face::Leave, Turn::Previous) => Face::Letters,
            (Face::Letters, Turn::Next) | (Face::Owed, Turn::Previous) => Face::Leave,
            (Face::Leave, Turn::Next) | (Face::Letters, Turn::Previous) => Face::Owed,
        };
    }

    fn perform_list(&mut self, id: CommandId, out: &mut Outbox<'_>) -> Handled {
        match self.face {
            Face::Owed => self.owed.perform(id, out),
            Face::Letters => self.letters.perform(id, out),
            Face::Leave => self.leaves.perform(id, out),
        }
    }

    /// "Owed 12   Letters 3   Leave 1", the one shown in brackets.
    fn lists(&self) -> String {
        let words =
            [
                (Face::Owed, "Owed", self.owed.rows().len()),
                (Face::Letters, "Letters", self.letters.rows().len()),
                (Face::Leave, "Leave", self.leaves.rows().len()),
            ]
            .map(|(face, title, n)| {
                if face == self.face { format!("[{title} {n}]") } else { format!(" {title} {n} ") }
            });
        words.join("  ")
    }

    fn leave_box(&self, out: &mut Outbox<'_>) {
        let Some(provider) = self.provider.rows() else { return };
        let id = self.id;
        let fields = vec![
            Field::date("from", "From").needed(),
            Field::date("to", "To").needed().help("The last day away."),
            Field::text("reason", "Reason").width(48),
        ];
        let form = Form::new(fields, "Enter this leave", check_leave, out.words());
        let change = move |values: &Values<'_>| {
            let day = |field: &str| values.date(field).and_then(PartialDate::whole);
            Some(AddLeave { provider: id, from: day("from")?, to: day("to")?, reason: values.text("reason") })
        };
        let text = format!("{} is away on these days, first and last included.", provider.name());
        out.show(FormBox::new("Enter a leave", text, (form, 3), change, "The leave is entered."));
    }

    fn delegate_box(&self, out: &mut Outbox<'_>) {
        let (Some(provider), Some(others)) = (self.provider.rows(), self.others.rows()) else { return };
        let id = self.id;
        let choosable =
            |one: &ProviderLine| Choosable::new(one.id.to_string(), format!("{}  {}", one.name, one.service));
        let options = others.iter().filter(|one| one.id != id).map(choosable).collect();
        let standing = provider.delegate.map(|delegate| delegate.to_string()).unwrap_or_default();
        let fields = vec![
            Field::choice("delegate", "Delegate", options)
                .value(standing)
                .width(48)
                .help("Type letters of the name; Backspace takes the delegate away."),
            Field::text("note", "Note").value(&provider.delegate_note).width(48),
        ];
        let form = Form::new(fields, "Save", |_, _| Checked::Fine, out.words());
        let change = move |values: &Values<'_>| {
            let delegate = values.text("delegate").parse().ok().map(PractitionerId);
            Some(SetDelegate { provider: id, delegate, note: values.text("note") })
        };
        let text = format!("Who completes records while {} is away.", provider.name());
        out.show(FormBox::new("Delegate", text, (form, 2), change, "Saved."));
    }
}

impl Pane for OnePane {
    fn heading(&self) -> Heading {
        let title = self.provider.rows().map_or_else(|| "Provider".to_owned(), Provider::name);
        Heading::new(title).note(self.provider.note())
    }

    fn commands(&self) -> Tables {
        let (mut tables, own) = match self.face {
            Face::Owed => (self.owed.commands(OWED), OWED),
            Face::Letters => (self.letters.commands(LETTERS), LETTERS),
            Face::Leave => (self.leaves.commands(LEAVE), LEAVE),
        };
        if tables.first().is_some_and(|table| std::ptr::eq(*table, own)) {
            tables.insert(1, COMMANDS);
        }
        tables
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "provider.drop" => Enabled::when(self.leaves.chosen().is_some(), "No leave is chosen."),
            "provider.open" => Enabled::when(self.owed.chosen().is_some(), "Nothing is owed."),
            "provider.letter" => Enabled::when(self.letters.chosen().is_some(), "No letter is chosen."),
            "provider.explain" => Enabled::when(
                self.owed.chosen().and_then(explain).is_some(),
                "Its clock starts at discharge; it is not due yet.",
            ),
            "provider.next" => {
                Enabled::when(self.has_records(), "Your roles do not show what is owed; leave is shown.")
            }
            "provider.change" | "provider.leave" | "provider.delegate" | "provider.work" => {
                Enabled::when(self.provider.rows().is_some(), "The entry is still being read.")
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        match self.face {
            Face::Owed => self.owed.mode(),
            Face::Letters => self.letters.mode(),
            Face::Leave => self.leaves.mode(),
        }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        let below = split_top(area, self.head()).1;
        self.owed.place(below);
        self.letters.place(below);
        self.leaves.place(below);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.provider.ask(OneProvider(self.id), out);
        self.others.ask(Providers { all: false }, out);
        if out.session().may(ReviewCharts) {
            self.face = Face::Owed;
            self.records.ask(ProviderRecords(self.id), out);
            self.place(self.area);
        }
    }

    fn turn(&mut self, turn: Turn, _: &mut Outbox<'_>) {
        self.go_on(turn);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "provider.change" => {
                if let Some(provider) = self.provider.rows() {
                    out.show(ProviderForm::change(provider, out.words()));
                }
            }
            "provider.leave" => self.leave_box(out),
            "provider.delegate" => self.delegate_box(out),
            "provider.drop" => {
                if let Some(leave) = self.leaves.chosen() {
                    self.dropping.send(DropLeave { provider: self.id, from: leave.from }, out);
                }
            }
            "provider.next" => self.go_on(Turn::Next),
            "provider.work" => {
                let name = self.provider.rows().map(Provider::name).unwrap_or_default();
                out.go(Link::Owed(self.id, name));
            }
            "provider.open" => {
                if let Some(one) = self.owed.chosen() {
                    out.go(Link::Deficiency(one.encounter, one.id));
                }
            }
            "provider.explain" => {
                if let Some(query) = self.owed.chosen().and_then(explain) {
                    self.explaining.ask(query, out);
                }
            }
            "provider.letter" => {
                if let Some(one) = self.letters.chosen() {
                    out.go(Link::Letter(one.id));
                }
            }
            _ => {
                let _: Handled = self.perform_list(id, out);
            }
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        let asked = Confirmation::of(command);
        match self.leaves.chosen() {
            Some(leave) => asked.text(format!("The leave from {} to {} is forgotten.", leave.from, leave.to)),
            None => asked,
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        match self.face {
            Face::Owed => self.owed.write(&input, out),
            Face::Letters => self.letters.write(&input, out),
            Face::Leave => self.leaves.write(&input, out),
        }
    }

    fn press(&mut self, at: Position, _: &mut Outbox<'_>) {
        match self.face {
            Face::Owed => self.owed.press(at),
            Face::Letters => self.letters.press(at),
            Face::Leave => self.leaves.press(at),
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.others.accept(answer);
        if self.provider.accept(answer)
            && let Some(provider) = self.provider.rows()
        {
            self.leaves.fill(provider.leaves.clone(), out.words());
        }
        if self.records.accept(answer)
            && let Some(records) = self.records.rows()
        {
            self.owed.fill(records.owed.clone(), out.words());
            self.letters.fill(records.letters.clone(), out.words());
        }
        self.explaining.receive(answer, out);
        match self.dropping.accept(answer) {
            Some(Ok(())) => out.tell(Notice::done("The leave is taken back.")),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.provider.refresh(changed, out);
        self.others.refresh(changed, out);
        self.records.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.provider.due(timer);
        self.others.due(timer);
        self.records.due(timer);
        self.explaining.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (top, rest) = split_top(area, self.head());
        let buffer = frame.buffer_mut();
        if let Freshness::Failed(error) = self.provider.freshness() {
            scene.paragraph(buffer, area, &error.to_string(), Meaning::Error);
            return Caret::new(area.x, area.y);
        }
        if let Some(provider) = self.provider.rows() {
            facts::view(provider, self.records.rows(), scene, top, buffer);
        }
        self.view_list(scene, top, rest, buffer)
    }
}

impl OnePane {
    fn view_list(&self, scene: &Scene<'_>, top: Rect, rest: Rect, buffer: &mut Buffer) -> Caret {
        if self.has_records() {
            let (_, line) = crate::kit::split_bottom(top, 1);
            scene.line(buffer, line, &self.lists(), Meaning::Label);
        }
        let records = self.records.freshness();
        match self.face {
            Face::Owed => self.owed.view(scene, &records, rest, buffer),
            Face::Letters => self.letters.view(scene, &records, rest, buffer),
            Face::Leave => self.leaves.view(scene, &self.provider.freshness(), rest, buffer),
        }
    }
}

fn running(leave: &Leave, words: Words) -> bool {
    (leave.from..=leave.to).contains(&words.today())
}

fn check_leave(field: &'static str, values: &Values<'_>) -> Checked {
    let day = |field: &str| values.date(field).and_then(PartialDate::whole);
    match field {
        "from" | "to" if !values.text(field).is_empty() && day(field).is_none() => {
            Checked::Wrong("A whole date is needed, with its day.".into())
        }
        "to" if day("from").zip(day("to")).is_some_and(|(from, to)| to < from) => {
            Checked::Wrong("The leave ends before it begins.".into())
        }
        _ => Checked::Fine,
    }
}
