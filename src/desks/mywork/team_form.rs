//! The form of a team: its name and who is in it.

use crate::{
    domain::ids::UserId,
    keys::CommandId,
    kit::{
        Caret, Checked, Choosable, Did, Draft, Effect, Field, Form, Heading, Mode, Notice, Outbox, Pane,
        Scene, Sending, Tables, TextInput, Words, form,
    },
    store::lanes::Answer,
    work::{SetTeam, Team},
};
use ratatui::{Frame, layout::Rect};

/// Name and members of a team.
pub struct TeamForm {
    /// The team that is changed; none for a new one.
    name: Option<String>,
    form: Form,
    saving: Sending<SetTeam>,
}

impl TeamForm {
    /// A form for a team, or for a new one.
    pub fn new(team: Option<&Team>, people: &[(UserId, String, String)], words: Words) -> Self {
        let members: Vec<&str> = team
            .map_or_else(Vec::new, |team| team.members.iter().map(|(_, login, _)| login.as_str()).collect());
        let options = people.iter().map(|(_, login, name)| Choosable::new(login.clone(), name.clone()));
        let mut fields = Vec::new();
        if team.is_none() {
            fields.push(Field::text("name", "Name").needed().help("As colleagues call it: Cardiac coding."));
        }
        fields.push(
            Field::many("members", "Members", options.collect())
                .value(members.join(","))
                .help("Space puts a person in or takes them out. Members see the team's items as free."),
        );
        Self {
            name: team.map(|team| team.name.clone()),
            form: Form::new(fields, "Save this team", |_, _| Checked::Fine, words),
            saving: Sending::new(),
        }
    }
}

impl Pane for TeamForm {
    fn heading(&self) -> Heading {
        Heading::new(
            self.name.as_ref().map_or_else(|| "Add a team".to_owned(), |name| format!("Team {name}")),
        )
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
            let values = self.form.values();
            let name = self.name.clone().unwrap_or_else(|| values.text("name"));
            self.saving.send(SetTeam { name, logins: values.many("members") }, out);
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

    fn draft(&self) -> Option<Draft> {
        let slot = format!("team:{}", self.name.as_deref().unwrap_or("new"));
        let changed = self.form.is_changed();
        changed.then(|| Draft {
            slot,
            title: self.heading().title,
            patient: None,
            body: self.form.draft_text(),
        })
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
