//! One provider: the entry, times away, and the letters that went to them.

use super::{form::ProviderForm, list::date};
use crate::{
    domain::{ids::PractitionerId, role::Permission::KeepProviders, time::PartialDate, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Checked, Choosable, Column, Confirmation, Enabled, Feed, Field, Form, FormBox,
        Freshness, Heading, List, Mode, Notice, Outbox, Pane, Scene, Sending, Tables, TextInput, Timer,
        Values, Words, split_left, split_top,
    },
    look::Meaning,
    providers::{AddLeave, DropLeave, Leave, OneProvider, Provider, ProviderLine, Providers, SetDelegate},
    store::lanes::Answer,
};
use chrono::NaiveDate;
use ratatui::{Frame, buffer::Buffer, layout::Rect};

/// What the pane of one provider offers.
pub const COMMANDS: &[Command] = &[
    Command::new("provider.change", &["e"], "Change the entry", KeepProviders).hint(1, "change"),
    Command::new("provider.leave", &["l"], "Enter a leave", KeepProviders).hint(2, "leave"),
    Command::new("provider.drop", &["x"], "Take the chosen leave back", KeepProviders).confirmed(),
    Command::new("provider.delegate", &["d"], "Name the delegate, or nobody", KeepProviders)
        .hint(3, "delegate"),
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

/// Rows of the entry above the leaves.
const FACTS: u16 = 7;
/// Columns of the words before each fact.
const LABEL: u16 = 11;

/// One provider.
pub struct OnePane {
    id: PractitionerId,
    provider: Feed<OneProvider>,
    /// For the choice of a delegate.
    others: Feed<Providers>,
    leaves: List<Leave, NaiveDate>,
    dropping: Sending<DropLeave>,
}

impl OnePane {
    /// A pane that asks when it is opened.
    pub fn new(id: PractitionerId) -> Self {
        let leaves = List::new(LEAVES, |leave: &Leave| leave.from);
        Self {
            id,
            provider: Feed::new(),
            others: Feed::new(),
            leaves: leaves.empty("No leave is entered; l enters one."),
            dropping: Sending::new(),
        }
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
        self.leaves.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "provider.drop" => Enabled::when(self.leaves.chosen().is_some(), "No leave is chosen."),
            "provider.change" | "provider.leave" | "provider.delegate" => {
                Enabled::when(self.provider.rows().is_some(), "The entry is still being read.")
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.leaves.mode()
    }

    fn place(&mut self, area: Rect) {
        self.leaves.place(split_top(area, FACTS).1);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.provider.ask(OneProvider(self.id), out);
        self.others.ask(Providers { all: false }, out);
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
            _ => {
                self.leaves.perform(id, out);
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
        self.leaves.write(&input, out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.others.accept(answer);
        if self.provider.accept(answer)
            && let Some(provider) = self.provider.rows()
        {
            self.leaves.fill(provider.leaves.clone(), out.words());
        }
        match self.dropping.accept(answer) {
            Some(Ok(())) => out.tell(Notice::done("The leave is taken back.")),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.provider.refresh(changed, out);
        self.others.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.provider.due(timer);
        self.others.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (top, rest) = split_top(area, FACTS);
        let buffer = frame.buffer_mut();
        if let Freshness::Failed(error) = self.provider.freshness() {
            scene.paragraph(buffer, area, &error.to_string(), Meaning::Error);
            return Caret::new(area.x, area.y);
        }
        if let Some(provider) = self.provider.rows() {
            view_facts(provider, scene, top, buffer);
        }
        self.leaves.view(scene, &self.provider.freshness(), rest, buffer)
    }
}

/// Two facts a row, on narrow screens too: six rows and a blank.
fn view_facts(provider: &Provider, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let npi = match crate::domain::npi::check(&provider.npi) {
        _ if provider.npi.is_empty() => ("none entered".to_owned(), Meaning::Muted),
        Ok(_) => (provider.npi.clone(), Meaning::Text),
        Err(why) => (format!("{}: {why}", provider.npi), Meaning::Error),
    };
    let state = match (provider.active, provider.trainee) {
        (false, _) => ("no longer works here", Meaning::Disabled),
        (true, true) => ("trainee: entries need a co-signature", Meaning::Text),
        (true, false) => ("works here", Meaning::Text),
    };
    let delegate = if provider.delegate_name.is_empty() { "nobody named" } else { &provider.delegate_name };
    let note = if provider.delegate_note.is_empty() {
        String::new()
    } else {
        format!(" ({})", provider.delegate_note)
    };
    let address = provider.address.lines().collect::<Vec<_>>().join(", ");
    let address =
        if address.is_empty() { "none entered: letters go to the service".to_owned() } else { address };
    let facts: [(&str, String, Meaning); 6] = [
        ("NPI", npi.0, npi.1),
        (
            "Service",
            [&*provider.service, &*provider.specialty]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
            Meaning::Text,
        ),
        ("State", state.0.to_owned(), state.1),
        ("Delegate", format!("{delegate}{note}"), Meaning::Text),
        ("Address", address, Meaning::Text),
        (
            "Reached by",
            [&*provider.phone, &*provider.email]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
            Meaning::Text,
        ),
    ];
    for ((label, text, meaning), row) in facts.iter().zip(area.rows()) {
        let (left, right) = split_left(row, LABEL);
        scene.line(buffer, left, label, Meaning::Label);
        scene.line(buffer, right, text, *meaning);
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
