//! What a worklist asks in its own place: what to show, which view, under which name to save one.

use super::{ASKING, CHOOSING, Worklist};
use crate::{
    domain::{ids::WorkViewId, role::Permission::ManageWork},
    keys::CommandId,
    kit::{
        Caret, Checked, Choosable, Did, Entry, Field, Form, Notice, Outbox, Picker, Scene, Tables, TextInput,
        field::Values, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
    work::{Choices, ForgetView, Keep, Order, PENDED, SaveView, SavedView, Scope, WorkRows},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// What is being asked.
pub(super) enum Asking {
    /// Nothing: the list is there.
    No,
    /// What to show.
    Show(Form),
    /// Which saved view.
    Views(Box<Picker<WorkViewId>>),
    /// Under which name to save.
    Name(Form),
}

impl Asking {
    pub(super) fn is_open(&self) -> bool {
        !matches!(self, Self::No)
    }

    pub(super) fn commands(&self) -> Option<Tables> {
        match self {
            Self::No => None,
            Self::Show(form) | Self::Name(form) => {
                let mut tables = form.commands();
                tables.push(ASKING);
                Some(tables)
            }
            Self::Views(_) => Some(vec![CHOOSING]),
        }
    }

    /// Takes typed text; false if nothing is asked.
    pub(super) fn write(&mut self, input: &TextInput) -> bool {
        match self {
            Self::No => return false,
            Self::Show(form) | Self::Name(form) => form.write(input),
            Self::Views(picker) => picker.write(input),
        }
        true
    }

    pub(super) fn view(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Option<Caret> {
        let (words, rest) = split_top(area, 2);
        let title = match self {
            Self::No => return None,
            Self::Show(_) => "What this worklist shows",
            Self::Views(_) => "Saved views: type a part of the name",
            Self::Name(_) => "Save what is shown as a view",
        };
        scene.line(buffer, words, title, Meaning::Heading);
        Some(match self {
            Self::Show(form) | Self::Name(form) => form.view(scene, rest, buffer),
            Self::Views(picker) => picker.view(scene, rest, buffer),
            Self::No => return None,
        })
    }
}

impl<Q: WorkRows> Worklist<Q> {
    /// Commands of what is asked; false if it is none of them.
    pub(super) fn perform_asking(&mut self, id: CommandId, out: &mut Outbox<'_>) -> bool {
        match id.0 {
            "work.show" => self.asking = Asking::Show(self.show_form(out)),
            "work.views" => self.ask_views(),
            "work.save" => self.asking = Asking::Name(self.name_form(out)),
            "work.stop" => self.asking = Asking::No,
            "work.take-view" => self.take_view(out),
            "work.forget-view" => {
                if let Asking::Views(picker) = &self.asking
                    && let Some(entry) = picker.chosen()
                {
                    self.forgetting.send(ForgetView(entry.value), out);
                }
            }
            _ => return self.perform_form(id, out),
        }
        true
    }

    pub(super) fn receive_asking(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        match self.saving.accept(answer) {
            Some(Ok(_)) => {
                out.tell(Notice::done(format!("Saved: {}. wv shows it again.", self.view_name)));
                self.remember(out);
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
        match self.forgetting.accept(answer) {
            Some(Ok(())) => {
                self.asking = Asking::No;
                out.tell(Notice::done("The view is forgotten."));
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    /// A team's name for the heading.
    pub(super) fn team_words(&self, team: i64) -> String {
        let known = self.choices.rows().and_then(|rows| rows.teams.iter().find(|(id, _)| id.0 == team));
        known.map_or_else(|| "a team's".into(), |(_, name)| format!("team {name}"))
    }

    fn perform_form(&mut self, id: CommandId, out: &mut Outbox<'_>) -> bool {
        let did = match &mut self.asking {
            Asking::Show(form) | Asking::Name(form) => form.perform(id),
            _ => return false,
        };
        match (did, &self.asking) {
            (Did::NotMine, _) => return false,
            (Did::Save, Asking::Show(form)) => {
                let values = Shown::of(&form.values());
                self.take_shown(values, out);
            }
            (Did::Save, Asking::Name(form)) => {
                let values = form.values();
                let common = values.text("whose") == "common";
                let keep = if common { Keep::Common } else { Keep::Private };
                let name = values.text("name");
                let mut view = self.view.clone();
                view.words = self.list.filter_words();
                let save = SaveView { queue: self.queue.id, name: name.clone(), view, keep };
                self.saving.send(save, out);
                self.view_name = name;
                self.asking = Asking::No;
            }
            _ => {}
        }
        true
    }

    fn show_form(&self, out: &Outbox<'_>) -> Form {
        let none = Choices::default();
        let choices = self.choices.rows().unwrap_or(&none);
        let open: Vec<&'static str> = self.queue.open_lanes().collect();
        let states = open.iter().map(|lane| Choosable::new(*lane, self.queue.state_title(lane)));
        let shown = if self.view.lanes.is_empty() {
            open.iter().filter(|lane| **lane != PENDED).copied().collect::<Vec<_>>().join(",")
        } else {
            self.view.lanes.join(",")
        };
        let mut whose = vec![Choosable::new("all", "everybody's"), Choosable::new("mine", "mine only")];
        whose.extend(
            choices.teams.iter().map(|(id, name)| Choosable::new(format!("t{id}"), format!("team {name}"))),
        );
        whose.extend(choices.categories.iter().map(|word| Choosable::new(format!("c{word}"), word.clone())));
        whose.extend(choices.people.iter().map(|(id, name)| Choosable::new(format!("p{id}"), name.clone())));
        let orders = Order::ALL.iter().map(|order| Choosable::new(order.word(), order.title()));
        let columns = self.columns.iter().map(|column| Choosable::new(column.title(), column.title()));
        let hidden = &self.view.hidden_columns;
        let kept: Vec<&str> = self
            .columns
            .iter()
            .map(crate::kit::Column::title)
            .filter(|title| !hidden.iter().any(|h| h == title))
            .collect();
        let fields = vec![
            Field::choice("whose", "Whose", whose).value(scope_value(&self.view.scope)),
            Field::choice("order", "Order", orders.collect()).value(self.view.order.word()),
            Field::choice(
                "held",
                "Held by others",
                vec![Choosable::new("show", "shown too"), Choosable::new("hide", "left out")],
            )
            .value(if self.view.hide_held { "hide" } else { "show" }),
            Field::many("states", "States", states.collect()).value(shown),
            Field::many("columns", "Columns", columns.collect()).value(kept.join(",")),
        ];
        Form::new(fields, "Show this", |_, _| Checked::Fine, out.words())
    }

    fn take_shown(&mut self, shown: Shown, out: &mut Outbox<'_>) {
        let usual: Vec<&str> = self.queue.open_lanes().filter(|lane| *lane != PENDED).collect();
        self.view.scope = shown.scope;
        self.view.order = shown.order;
        self.view.hide_held = shown.hide_held;
        self.view.lanes = if shown.states == usual { Vec::new() } else { shown.states };
        self.view.hidden_columns = self
            .columns
            .iter()
            .map(|column| column.title().to_owned())
            .filter(|title| !shown.columns.contains(title))
            .collect();
        self.view.words = self.list.filter_words();
        self.view_name.clear();
        self.asking = Asking::No;
        self.ask_anew(out);
    }

    fn name_form(&self, out: &Outbox<'_>) -> Form {
        let mut fields = vec![Field::text("name", "Name").needed().value(self.view_name.clone())];
        if out.session().may(ManageWork) {
            let whose = vec![Choosable::new("private", "mine only"), Choosable::new("common", "everybody's")];
            fields.push(Field::choice("whose", "For whom", whose).value("private"));
        }
        Form::new(fields, "Save this view", |_, _| Checked::Fine, out.words())
    }

    fn ask_views(&mut self) {
        let saved: &[SavedView] = self.views.rows().map_or(&[], Vec::as_slice);
        let usual =
            Entry { title: "All open items".into(), also: "as at first".into(), value: WorkViewId(0) };
        let entries = saved.iter().map(|view| Entry {
            title: view.name.clone(),
            also: if view.user.is_some() { "mine" } else { "everybody's" }.into(),
            value: view.id,
        });
        self.asking = Asking::Views(Box::new(Picker::new(std::iter::once(usual).chain(entries).collect())));
    }

    fn take_view(&mut self, out: &mut Outbox<'_>) {
        let Asking::Views(picker) = &self.asking else { return };
        let Some(id) = picker.chosen().map(|entry| entry.value) else { return };
        let saved = self.views.rows().and_then(|rows| rows.iter().find(|view| view.id == id)).cloned();
        self.view_name = saved.as_ref().map_or_else(String::new, |saved| saved.name.clone());
        self.view = saved.map_or_else(Default::default, |saved| saved.view);
        self.asking = Asking::No;
        self.remember(out);
        self.ask_anew(out);
    }
}

/// What the form says.
struct Shown {
    scope: Scope,
    order: Order,
    hide_held: bool,
    states: Vec<String>,
    columns: Vec<String>,
}

impl Shown {
    fn of(values: &Values<'_>) -> Self {
        Self {
            scope: scope_of(&values.text("whose")),
            order: Order::from_word(&values.text("order")).unwrap_or_default(),
            hide_held: values.text("held") == "hide",
            states: values.many("states"),
            columns: values.many("columns"),
        }
    }
}

fn scope_value(scope: &Scope) -> String {
    match scope {
        Scope::All => "all".into(),
        Scope::Mine => "mine".into(),
        Scope::Owner(id) => format!("p{id}"),
        Scope::Team(id) => format!("t{id}"),
        Scope::Category(word) => format!("c{word}"),
    }
}

fn scope_of(value: &str) -> Scope {
    let number = |text: &str| text.parse::<i64>().ok();
    match value.split_at_checked(1) {
        _ if value == "mine" => Scope::Mine,
        Some(("p", id)) => number(id).map_or(Scope::All, Scope::Owner),
        Some(("t", id)) => number(id).map_or(Scope::All, Scope::Team),
        Some(("c", word)) => Scope::Category(word.to_owned()),
        _ => Scope::All,
    }
}
