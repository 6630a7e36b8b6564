//! Teams and their members.

use super::team_form::TeamForm;
use crate::{
    domain::{ids::TeamId, role::Permission::ManageWork, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Confirmation, Enabled, Feed, Heading, List, Mode, Notice, Outbox, Pane, Scene,
        Sending, Tables, TextInput, Timer,
    },
    store::lanes::Answer,
    work::{EndTeam, Team, Teams, Workers},
};
use ratatui::{Frame, layout::Rect};

/// What the list of teams offers.
pub const COMMANDS: &[Command] = &[
    Command::new("teams.change", &["<enter>", "e"], "Change the members", ManageWork).hint(1, "members"),
    Command::new("teams.add", &["a"], "Add a team", ManageWork).hint(2, "add"),
    Command::new("teams.end", &["d"], "End the team", ManageWork).hint(3, "end").confirmed(),
];

const COLUMNS: &[Column<Team>] = &[
    Column::new("Team", |team: &Team, _| Cell::text(&team.name))
        .width(10, 30)
        .sorted(|a, b| a.name.cmp(&b.name)),
    Column::new("Members", |team: &Team, _| Cell::text(team.members.len().to_string())).width(7, 7).right(),
    Column::new("Who", |team: &Team, _| Cell::text(names(team))).width(20, 80),
];

/// The list of teams.
pub struct TeamList {
    feed: Feed<Teams>,
    people: Feed<Workers>,
    list: List<Team, TeamId>,
    ending: Sending<EndTeam>,
}

impl TeamList {
    /// A list that asks when it is opened.
    pub fn new() -> Self {
        Self {
            feed: Feed::new(),
            people: Feed::new(),
            list: List::new(COLUMNS, |team| team.id).empty("There are no teams yet. a adds one."),
            ending: Sending::new(),
        }
    }

    fn edit(&self, team: Option<&Team>, out: &mut Outbox<'_>) {
        if let Some(people) = self.people.rows() {
            out.show(TeamForm::new(team, people, out.words()));
        }
    }
}

impl Pane for TeamList {
    fn heading(&self) -> Heading {
        Heading::new("Teams").count(self.list.count()).note(self.list.order_note()).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let needs_row = matches!(id.0, "teams.change" | "teams.end");
        Enabled::when(!needs_row || self.list.chosen().is_some(), "No team is chosen.")
    }

    fn question(&self, command: &Command) -> Confirmation {
        let name = self.list.chosen().map_or("", |team| &*team.name);
        Confirmation::new(format!("End the team {name}?"))
            .text("What it has comes free for everybody. Its past stays in the items' histories.")
            .choice('y', "end it", command.id)
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(Teams, out);
        self.people.ask(Workers(crate::domain::role::Permission::ReadCharts), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "teams.add" => self.edit(None, out),
            "teams.change" => self.edit(self.list.chosen(), out),
            "teams.end" => {
                if let Some(team) = self.list.chosen() {
                    self.ending.send(EndTeam { name: team.name.clone() }, out);
                }
            }
            _ => {
                self.list.perform(id, out);
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && let Some(teams) = self.feed.take()
        {
            self.list.fill(teams, out.words());
        }
        self.people.accept(answer);
        match self.ending.accept(answer) {
            Some(Ok(())) => out.tell(Notice::done("The team is ended.")),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
        self.people.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.feed.freshness(), area, frame.buffer_mut())
    }
}

fn names(team: &Team) -> String {
    team.members.iter().map(|(_, _, name)| name.as_str()).collect::<Vec<_>>().join(", ")
}
