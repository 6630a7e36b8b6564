//! The list of users, and what may be done to the chosen one.

use super::form::UserForm;
use crate::{
    domain::{ids::UserId, role::Permission::ManageUsers, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Confirmation, Enabled, Feed, Heading, List, Mode, Notice, Outbox, Pane, Scene,
        Sending, Tables, TextInput, Timer,
    },
    look::Meaning,
    store::{
        User,
        lanes::Answer,
        ops::{DisableUser, SetUser, Users},
    },
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the list offers besides the keys of every list.
pub const COMMANDS: &[Command] = &[
    Command::new("users.change", &["<enter>", "e"], "Change name and roles", ManageUsers).hint(1, "change"),
    Command::new("users.add", &["a"], "Add a user", ManageUsers).hint(2, "add"),
    Command::new("users.disable", &["d"], "Disable the user", ManageUsers).hint(3, "disable").confirmed(),
    Command::new("users.enable", &["u"], "Let the user in again", ManageUsers).confirmed(),
];

const COLUMNS: &[Column<User>] = &[
    Column::new("Account", |user: &User, _| Cell::text(&user.login))
        .width(8, 14)
        .sorted(|a, b| a.login.cmp(&b.login)),
    Column::new("Name", |user: &User, _| Cell::text(&user.full_name))
        .width(10, 24)
        .sorted(|a, b| a.full_name.cmp(&b.full_name)),
    Column::new("State", |user: &User, _| {
        if user.active { Cell::text("active") } else { Cell::meaning("disabled", Meaning::Disabled) }
    })
    .width(8, 8)
    .sorted(|a, b| b.active.cmp(&a.active)),
    Column::new("Last here", |user: &User, words| {
        Cell::text(user.last_seen.as_ref().map_or_else(|| "never".to_owned(), |at| words.stored(at)))
    })
    .width(10, 16)
    .from(2)
    .sorted(|a, b| b.last_seen.cmp(&a.last_seen)),
    Column::new("Roles", |user: &User, _| Cell::text(role_titles(user))).width(12, 60).from(1),
];

/// The list of users.
pub struct UserList {
    users: Feed<Users>,
    list: List<User, UserId>,
    disabling: Sending<DisableUser>,
    enabling: Sending<SetUser>,
}

impl UserList {
    /// A list that asks for its rows when it is opened.
    pub fn new() -> Self {
        Self {
            users: Feed::new(),
            list: List::new(COLUMNS, |user| user.user),
            disabling: Sending::new(),
            enabling: Sending::new(),
        }
    }

    fn change(&self, out: &mut Outbox<'_>) {
        if let Some(user) = self.list.chosen() {
            out.show(UserForm::change(user, out.words()));
        }
    }

    fn disable(&mut self, out: &mut Outbox<'_>) {
        if let Some(user) = self.list.chosen() {
            self.disabling.send(DisableUser { login: user.login.clone() }, out);
        }
    }

    /// The same name and roles once more: that makes a user active again.
    fn enable(&mut self, out: &mut Outbox<'_>) {
        if let Some(user) = self.list.chosen() {
            let same = SetUser {
                login: user.login.clone(),
                full_name: user.full_name.clone(),
                roles: user.roles.clone(),
            };
            self.enabling.send(same, out);
        }
    }
}

impl Pane for UserList {
    fn heading(&self) -> Heading {
        Heading::new("Users").count(self.list.count()).note(self.list.order_note()).note(self.users.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let chosen = self.list.chosen();
        match id.0 {
            "users.change" => Enabled::when(chosen.is_some(), "No user is chosen."),
            "users.disable" => {
                Enabled::when(chosen.is_some_and(|user| user.active), "This user is disabled already.")
            }
            "users.enable" => {
                Enabled::when(chosen.is_some_and(|user| !user.active), "This user is active already.")
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
        self.users.ask(Users, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "users.change" => self.change(out),
            "users.add" => out.show(UserForm::add(out.words())),
            "users.disable" => self.disable(out),
            "users.enable" => self.enable(out),
            _ => {
                self.list.perform(id, out);
            }
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        let Some(user) = self.list.chosen() else { return Confirmation::of(command) };
        let who = if user.full_name.is_empty() { &user.login } else { &user.full_name };
        match command.id.0 {
            "users.disable" => Confirmation::new(format!("Disable {who}?"))
                .text("The account can no longer open this database. Work and log entries stay.")
                .choice('y', "disable", command.id),
            _ => Confirmation::new(format!("Let {who} in again?"))
                .text(format!("With the same roles as before: {}.", role_titles(user)))
                .choice('y', "let in", command.id),
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
    }

    fn press(&mut self, at: Position, _: &mut Outbox<'_>) {
        self.list.press(at);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.users.accept(answer)
            && let Some(users) = self.users.take()
        {
            self.list.fill(users, out.words());
        }
        let done = self.disabling.accept(answer).map(|receipt| receipt.map(|()| "Disabled."));
        let done = done.or_else(|| {
            self.enabling.accept(answer).map(|receipt| receipt.map(|_| "The user can work again."))
        });
        match done {
            Some(Ok(words)) => out.tell(Notice::done(words)),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.users.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.users.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.users.freshness(), area, frame.buffer_mut())
    }
}

fn role_titles(user: &User) -> String {
    user.roles.iter().map(|role| role.title()).collect::<Vec<_>>().join(", ")
}
