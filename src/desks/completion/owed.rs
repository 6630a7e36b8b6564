//! Deficiencies as a list: of one clinician, the disputed ones, those of delinquent records; each decided by one key.

use super::{
    mailing::{MAIL, Mailing},
    review::Review,
    verdicts,
};
use crate::{
    completion::{Deed, Deficiencies, Deficiency, Which},
    domain::{
        completion::Standing,
        ids::{DeficiencyId, PractitionerId},
        role::Permission::{DecideCompletion, ReviewCharts},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Explaining, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables,
        TextInput, Timer,
        lacks::{self, explain},
    },
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What a list of deficiencies offers.
pub const COMMANDS: &[Command] = &[
    Command::new("completion.open-stay", &["<enter>"], "Open the chart under review", ReviewCharts)
        .group("Completion")
        .hint(1, "open"),
    Command::new("completion.explain", &["e"], "Explain when it is due", ReviewCharts)
        .group("Completion")
        .hint(2, "explain"),
    Command::new("completion.done", &["d"], "It is done, though no document says so", ReviewCharts)
        .group("Completion")
        .undoable(),
    Command::new("completion.cancel", &["x"], "It never was one", ReviewCharts)
        .group("Completion")
        .undoable(),
    Command::new("completion.dispute", &["r"], "The clinician refuses it", ReviewCharts)
        .group("Completion")
        .undoable(),
    Command::new("completion.uphold", &["y"], "The dispute is right", ReviewCharts)
        .group("Completion")
        .undoable(),
    Command::new("completion.keep", &["n"], "The dispute is wrong", ReviewCharts)
        .group("Completion")
        .undoable(),
    Command::new("completion.waive", &["v"], "Waive it", DecideCompletion).group("Completion").undoable(),
];

const COLUMNS: &[Column<Deficiency>] = &[
    Column::new("Patient", |one: &Deficiency, _| Cell::text(&one.patient_name)).width(12, 24),
    Column::new("Number", |one: &Deficiency, _| Cell::text(&one.mrn)).width(8, 10).from(2),
    Column::new("What", |one: &Deficiency, _| Cell::text(&one.name)).width(14, 28),
    Column::new("Lacks", |one: &Deficiency, _| lacks::lack(one)).width(9, 18),
    Column::new("Due", |one: &Deficiency, words| lacks::due(one, words)).width(9, 16).from(1),
    Column::new("Who owes it", |one: &Deficiency, _| Cell::text(&one.responsible_name)).width(10, 22).from(1),
    Column::new("Level", |one: &Deficiency, _| Cell::text(one.level.to_string())).width(5, 5).right(),
];

/// The list.
pub struct Owed {
    title: String,
    which: Which,
    rows: Feed<Deficiencies>,
    explaining: Explaining,
    mailing: Mailing,
    list: List<Deficiency, DeficiencyId>,
}

impl Owed {
    fn new(title: String, which: Which) -> Self {
        let list = List::new(COLUMNS, |one: &Deficiency| one.id).empty("Nothing is owed here.");
        Self {
            title,
            which,
            rows: Feed::new(),
            explaining: Explaining::default(),
            mailing: Mailing::default(),
            list,
        }
    }

    /// What one clinician owes.
    pub fn of(who: PractitionerId, name: &str) -> Self {
        Self::new(format!("Owed by {name}"), Which::OfProvider(who))
    }

    /// Disputed ones.
    pub fn disputed() -> Self {
        Self::new("Disputed deficiencies".into(), Which::Disputed(DeficiencyId(0)))
    }

    /// Whose letters are meant: of marked rows, of the one clinician, or everybody's.
    fn meant(&self) -> Vec<PractitionerId> {
        match self.which {
            Which::OfProvider(who) => vec![who],
            _ if self.list.n_marks() == 0 => Vec::new(),
            _ => self.list.marked().iter().filter_map(|one| one.responsible).collect(),
        }
    }

    /// Those of delinquent records.
    pub fn late() -> Self {
        Self::new("Deficiencies of delinquent records".into(), Which::Late(DeficiencyId(0)))
    }
}

/// The deed that a command means on a deficiency.
pub fn deed(id: CommandId) -> Option<Deed> {
    let own = id.0.strip_prefix("completion.").or_else(|| id.0.strip_prefix("review."))?;
    Some(match own {
        "done" => Deed::Close,
        "cancel" => Deed::Cancel,
        "dispute" => Deed::Dispute,
        "uphold" => Deed::Uphold,
        "keep" => Deed::Keep,
        "waive" => Deed::Waive,
        "reopen" => Deed::Reopen,
        _ => return None,
    })
}

/// Whether a deed can be done to a deficiency, and if not, why.
pub fn may(one: Option<&Deficiency>, deed: &Deed) -> Enabled {
    let Some(one) = one else { return Enabled::No("Choose a deficiency first.") };
    match deed {
        Deed::Uphold | Deed::Keep => {
            Enabled::when(one.state == Standing::Disputed, "It is not disputed; there is nothing to decide.")
        }
        Deed::Dispute => {
            Enabled::when(one.state == Standing::Open, "Only an open deficiency can be disputed.")
        }
        Deed::Reopen => Enabled::when(!one.state.is_open(), "It is open already."),
        _ => Enabled::when(one.state.is_open(), "It has ended; reopen it first."),
    }
}

impl Pane for Owed {
    fn heading(&self) -> Heading {
        Heading::new(self.title.clone())
            .count(self.list.count())
            .note(self.list.order_note())
            .note(self.rows.note())
            .note(self.mailing.note())
    }
    fn commands(&self) -> Tables {
        self.list.commands_marking(COMMANDS, &[MAIL])
    }
    fn enabled(&self, id: CommandId) -> Enabled {
        let chosen = self.list.chosen();
        match (id.0, deed(id)) {
            (_, Some(deed)) => may(chosen, &deed),
            ("completion.explain", _) => Enabled::when(
                chosen.and_then(explain).is_some(),
                "Its clock starts at discharge; it is not due yet.",
            ),
            ("completion.open-stay", _) => Enabled::when(chosen.is_some(), "Nothing is chosen."),
            ("completion.letter", _) => Enabled::when(
                chosen.is_some_and(|one| one.responsible.is_some()),
                "Nobody is named who owes it.",
            ),
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
        self.rows.ask(Deficiencies { which: self.which, limit: 2000 }, out);
    }
    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let chosen = self.list.chosen();
        match (id.0, deed(id), chosen) {
            (_, Some(deed), Some(one)) => verdicts::decide(one, deed, out),
            ("completion.explain", _, Some(one)) => {
                if let Some(query) = explain(one) {
                    self.explaining.ask(query, out);
                }
            }
            ("completion.letter", _, Some(Deficiency { responsible: Some(who), .. })) => {
                self.mailing.look(*who, None, out);
            }
            ("completion.letters", ..) => self.mailing.batch(self.meant(), out),
            ("completion.open-stay", _, Some(one)) => out.show(Review::at(one.encounter, one.id)),
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
        self.explaining.receive(answer, out);
        if self.mailing.receive(answer, out) {
            self.list.unmark();
        }
    }
    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.rows.refresh(changed, out);
    }
    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.rows.due(timer);
        self.explaining.due(timer);
        self.mailing.due(timer);
    }
    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.rows.freshness(), area, frame.buffer_mut())
    }
}
