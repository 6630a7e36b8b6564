//! The first screen of a demonstration: what this is, the keys to know, and as whom to try it.

use crate::{
    domain::{
        ids::UserId,
        role::{Permission::SignedIn, Role},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Effect, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables,
        TextInput, Timer, split_top,
    },
    look::Meaning,
    store::{User, lanes::Answer, ops::TrialUsers},
};
use ratatui::{Frame, layout::Rect};

/// What the welcome offers besides the keys of every list.
pub const COMMANDS: &[Command] =
    &[Command::new("welcome.start", &["<enter>"], "Work in the chosen role", SignedIn)
        .hint(1, "work in this role")];

const WORDS: [&str; 5] = [
    "This is an invented hospital: nobody in it is real, and you can break nothing.",
    "It holds two years: stays, notes, results, and the gaps that HIM works on.",
    "Look a patient up by any part of a name, number or date; Enter opens the chart.",
    "Keys: gp patients   : all commands   ? help   / filter   Esc back   q leave",
    "Choose a role to try. Another one later: gr.",
];

const COLUMNS: &[Column<User>] = &[
    Column::new("Role", |user: &User, _| {
        // Of several the leading one names the account.
        let leading = user.roles.iter().max_by_key(|role| (**role == Role::Supervisor, **role));
        Cell::text(leading.map(|role| role.title()).unwrap_or_default())
    })
    .width(18, 26),
    Column::new("Name", |user: &User, _| Cell::text(&user.full_name)).width(16, 28),
    Column::new("Account", |user: &User, _| Cell::text(&user.login)).width(12, 20).from(1),
];

/// The welcome.
pub struct Welcome {
    users: Feed<TrialUsers>,
    list: List<User, UserId>,
    /// Who is at the keyboard now.
    me: UserId,
}

impl Welcome {
    /// A welcome for the user who is signed in.
    pub fn new(me: UserId) -> Self {
        Self { users: Feed::new(), list: List::new(COLUMNS, |user: &User| user.user), me }
    }
}

impl Pane for Welcome {
    fn heading(&self) -> Heading {
        Heading::new("Welcome to the demonstration").count(self.list.count()).note(self.users.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        Enabled::when(id.0 != "welcome.start" || self.list.chosen().is_some(), "No role is chosen.")
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(split_top(area, WORDS.len() as u16 + 1).1);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.users.ask(TrialUsers, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if id.0 != "welcome.start" {
            self.list.perform(id, out);
        } else if let Some(user) = self.list.chosen() {
            let is_me = user.user == self.me;
            let login = user.login.clone();
            out.close();
            if !is_me {
                out.push(Effect::SignInAs(login));
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.users.accept(answer)
            && let Some(users) = self.users.take()
        {
            self.list.fill(users, out.words());
            self.list.choose(&self.me);
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.users.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.users.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (top, list) = split_top(area, WORDS.len() as u16 + 1);
        let buffer = frame.buffer_mut();
        for (words, row) in WORDS.iter().zip(top.rows()) {
            scene.line(buffer, row, words, Meaning::Text);
        }
        self.list.view(scene, &self.users.freshness(), list, buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::testing::{Bench, Size},
        domain::role::Role,
        store::{Session, Store, ops::SetUser},
    };

    fn staff(store: &Store, maker: &Session) {
        for (login, role) in [("coder", Role::Coder), ("registrar", Role::Registrar)] {
            let user = SetUser { login: login.into(), full_name: format!("A {login}"), roles: vec![role] };
            store.apply(maker, &user).unwrap();
        }
    }

    #[test]
    fn the_welcome_names_the_keys_and_the_roles() {
        for size in Size::BOTH {
            let mut bench = Bench::demonstration(size, staff);
            let me = bench.maker.user;
            bench.show(Box::new(Welcome::new(me)));
            bench.check("welcome");
            bench.keys("<enter>").hides("Choose a role");
        }
    }

    #[test]
    fn a_real_database_offers_no_roles() {
        let mut bench = Bench::of(Size::Small, staff, None);
        let me = bench.maker.user;
        bench.show(Box::new(Welcome::new(me)));
        bench.hides("registrar").keys("<esc>").keys("gr").hides("Choose a role");
    }
}
