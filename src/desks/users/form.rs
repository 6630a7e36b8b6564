//! The form that adds a user or changes name and roles of one.

use crate::{
    domain::role::Role,
    keys::CommandId,
    kit::{
        Caret, Checked, Choosable, Did, Draft, Effect, Field, Form, Heading, Mode, Notice, Outbox, Pane,
        Scene, Sending, Tables, TextInput, Values, Words, form,
    },
    store::{User, lanes::Answer, ops::SetUser},
};
use ratatui::{Frame, layout::Rect};

/// Where the draft of a new user is kept.
pub const NEW_SLOT: &str = "user:new";

/// Name, account and roles of one user.
pub struct UserForm {
    form: Form,
    /// The account that is changed; none for a new user.
    login: Option<String>,
    saving: Sending<SetUser>,
}

impl UserForm {
    /// An empty form for a new user.
    pub fn add(words: Words) -> Self {
        let login =
            Field::text("login", "Account").needed().help("The account's name at the host, as in ssh.");
        let fields = vec![login, full_name(""), roles("")];
        Self { form: Form::new(fields, "Add this user", check, words), login: None, saving: Sending::new() }
    }

    /// Name and roles of a user as they are now.
    pub fn change(user: &User, words: Words) -> Self {
        let words_of: Vec<&str> = user.roles.iter().map(|role| role.word()).collect();
        let fields = vec![full_name(&user.full_name), roles(&words_of.join(","))];
        Self {
            form: Form::new(fields, "Save name and roles", check, words),
            login: Some(user.login.clone()),
            saving: Sending::new(),
        }
    }

    fn save(&mut self, out: &mut Outbox<'_>) {
        let values = self.form.values();
        let change = SetUser {
            login: self.login.clone().unwrap_or_else(|| values.text("login")),
            full_name: values.text("name"),
            roles: values.many("roles").iter().filter_map(|word| Role::from_word(word)).collect(),
        };
        self.saving.send(change, out);
    }
}

impl Pane for UserForm {
    fn heading(&self) -> Heading {
        let title = match &self.login {
            None => "Add a user".to_owned(),
            Some(login) => format!("Change {login}"),
        };
        Heading::new(title).note(if self.saving.is_out() { "saving" } else { "" })
    }

    fn commands(&self) -> Tables {
        self.form.commands()
    }

    fn mode(&self) -> Mode {
        self.form.mode()
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.form.perform(id) == Did::Save {
            self.save(out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.form.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        match self.saving.accept(answer) {
            Some(Ok(_)) => {
                self.form.settle();
                out.push(Effect::DropDraft);
                out.tell(Notice::done("Saved."));
                out.close();
            }
            Some(Err(refusal)) => self.form.refused(refusal, out),
            None => {}
        }
    }

    fn draft_slot(&self) -> Option<String> {
        Some(self.login.as_ref().map_or_else(|| NEW_SLOT.to_owned(), |login| format!("user:{login}")))
    }

    fn draft(&self) -> Option<Draft> {
        let slot = self.draft_slot().filter(|_| self.form.is_changed())?;
        Some(Draft { slot, title: self.heading().title, patient: None, body: self.form.draft_text() })
    }

    fn restore(&mut self, body: &str, _: &mut Outbox<'_>) {
        self.form.restore(body);
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(form::SAVE)
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.form.view(scene, area, frame.buffer_mut())
    }
}

fn full_name(value: &str) -> Field {
    Field::text("name", "Name").needed().value(value).help("As colleagues know the person.")
}

fn roles(value: &str) -> Field {
    let options = Role::ALL.iter().map(|role| Choosable::new(role.word(), role.title())).collect();
    Field::many("roles", "Roles", options)
        .value(value)
        .help("Space turns a role on or off. A role carries what its holder may see and do.")
}

fn check(field: &'static str, values: &Values<'_>) -> Checked {
    match field {
        "login" => {
            let login = values.text("login");
            let sound = |c: char| c.is_ascii_alphanumeric() || "._-@\\".contains(c);
            Checked::when(
                login.len() <= 64 && login.chars().all(sound),
                "Letters, digits, dots, dashes and underscores only, 64 at most.",
            )
        }
        "roles" if values.many("roles").is_empty() => Checked::Wrong("At least one role is needed.".into()),
        _ => Checked::Fine,
    }
}
