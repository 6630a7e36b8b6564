//! The suspension list: who is proposed, suspended, exempt; decided by a supervisor.

use crate::{
    completion::{DecideSuspension, Suspension, SuspensionDeed, Suspensions},
    domain::{role::Permission::DecideCompletion, time::PartialDate, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Checked, Column, Enabled, Feed, Field, Form, FormBox, Heading, List, Mode, Outbox, Pane,
        ReasonBox, Scene, Tables, TextInput, Timer, Values,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the list offers besides the keys of every list.
pub const COMMANDS: &[Command] = &[
    Command::new("completion.approve", &["a"], "Let it hold from a day on", DecideCompletion)
        .group("Completion")
        .hint(1, "approve")
        .undoable(),
    Command::new("completion.exempt", &["x"], "Exempt: leave, illness", DecideCompletion)
        .group("Completion")
        .hint(2, "exempt")
        .undoable(),
    Command::new("completion.lift", &["l"], "Lift it", DecideCompletion)
        .group("Completion")
        .hint(3, "lift")
        .undoable(),
];

const COLUMNS: &[Column<Suspension>] = &[
    Column::new("Clinician", |one: &Suspension, _| Cell::text(&one.name)).width(14, 28),
    Column::new("Service", |one: &Suspension, _| Cell::text(&one.service)).width(10, 22).from(1),
    Column::new("Late records", |one: &Suspension, _| Cell::text(one.n_now.to_string()))
        .width(12, 12)
        .right(),
    Column::new("State", |one: &Suspension, words| {
        let text = one.standing(words.today());
        let meaning = if one.state == "approved" { Meaning::Late } else { Meaning::Text };
        Cell::meaning(text, meaning)
    })
    .width(24, 40),
    Column::new("Decided by", |one: &Suspension, _| Cell::text(&one.approver)).width(10, 14).from(2),
];

/// The list.
pub struct SuspensionList {
    rows: Feed<Suspensions>,
    list: List<Suspension, i64>,
}

impl SuspensionList {
    /// A list that asks when it opens.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |one: &Suspension| one.id).empty("Nobody is to be suspended.");
        Self { rows: Feed::new(), list }
    }
}

fn approve(id: i64, out: &mut Outbox<'_>) {
    let fields = vec![
        Field::date("on", "From").needed().help("The first day on which it holds."),
        Field::text("reason", "Reason").width(48),
    ];
    let form = Form::new(fields, "Let it hold", |_, _| Checked::Fine, out.words());
    let change = move |values: &Values<'_>| {
        let day = values.date("on").and_then(PartialDate::whole)?;
        Some(DecideSuspension { id, deed: SuspensionDeed::Approve(day), reason: values.text("reason") })
    };
    let text = "Your name stands beside it as its approver.";
    out.show(FormBox::new("Approve the suspension", text, (form, 2), change, "Approved."));
}

fn exempt(id: i64, out: &mut Outbox<'_>) {
    let fields = vec![
        Field::text("why", "For").needed().width(40).help("Leave, illness, or in other words."),
        Field::date("until", "Until").help("The last day; empty: without an end."),
    ];
    let form = Form::new(fields, "Exempt", |_, _| Checked::Fine, out.words());
    let change = move |values: &Values<'_>| {
        let until = values.date("until").and_then(PartialDate::whole);
        Some(DecideSuspension {
            id,
            deed: SuspensionDeed::Exempt(values.text("why"), until),
            reason: String::new(),
        })
    };
    out.show(FormBox::new("Exempt from suspension", "", (form, 2), change, "Exempt."));
}

impl Pane for SuspensionList {
    fn heading(&self) -> Heading {
        Heading::new("Suspension list").count(self.list.count()).note(self.rows.note())
    }
    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }
    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "completion.approve" | "completion.exempt" | "completion.lift" => {
                Enabled::when(self.list.chosen().is_some(), "Nobody is chosen.")
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
        self.rows.ask(Suspensions { all: false }, out);
    }
    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match (id.0, self.list.chosen()) {
            ("completion.approve", Some(one)) => approve(one.id, out),
            ("completion.exempt", Some(one)) => exempt(one.id, out),
            ("completion.lift", Some(one)) => {
                let id = one.id;
                let change = move |reason| DecideSuspension { id, deed: SuspensionDeed::Lift, reason };
                let text = format!("{} may admit and operate again.", one.name);
                out.show(ReasonBox::new("Lift it", text, "Lift it", out.words(), change, "Lifted."));
            }
            _ => {
                self.list.perform(id, out);
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
    }
    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.rows.refresh(changed, out);
    }
    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.rows.due(timer);
    }
    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.rows.freshness(), area, frame.buffer_mut())
    }
}
