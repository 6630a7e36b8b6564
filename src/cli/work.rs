//! `work …`: worklists, claims, deeds, views and teams.

use super::{
    args::Args,
    output::{Outcome, Output},
    place,
    work_args::{Assign, Filter, Items, List, Step, TeamCommand, ViewCommand, WorkCommand},
    work_words::{item_json, item_lines, page_lines},
};
use crate::{
    domain::{
        ids::{TeamId, UserId, WorkId, WorkViewId},
        time::When,
    },
    store::{Session, Store},
    work::{
        AGE_DAYS, Ages, ClaimNext, ClaimNextOfMine, Counts, Deed, Deeds, EndTeam, Events, ForgetView, Handle,
        Hold, Item, Keep, Key, OneItem, Queue, SaveView, Scope, SetLease, SetTeam, Teams, View, Views,
        WhatIsMine, WorkPage, Workers, order_of, queues,
    },
};
use anyhow::{Context as _, anyhow, bail};
use serde_json::json;

/// The database, who asks, and where the answer goes.
struct Desk<'a> {
    store: Store,
    session: Session,
    out: &'a mut Output,
}

/// Carries a `work` command out.
pub fn run(args: &Args, command: &WorkCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    let mut desk = Desk { store, session, out };
    match command {
        WorkCommand::Mine => desk.mine(),
        WorkCommand::Queues => desk.queues(),
        WorkCommand::List(list) => desk.list(list),
        WorkCommand::Show { item } => desk.show(*item),
        WorkCommand::Next { queue } => desk.next(queue.as_deref()),
        WorkCommand::Claim(items) => desk.deed(items, Deed::Claim(Hold::Command), "Yours now"),
        WorkCommand::Release(items) => desk.deed(items, Deed::Release, "Released"),
        WorkCommand::Take(items) => desk.deed(items, Deed::TakeAway, "Taken away; free now"),
        WorkCommand::Assign(assign) => desk.assign(assign),
        WorkCommand::Pend(pend) => {
            let until = When::parse_iso(&pend.until)
                .with_context(|| format!("Not put aside: \"{}\" is no day (YYYY-MM-DD).", pend.until))?;
            desk.deed(&pend.items, Deed::Pend(pend.reason.clone(), until.instant()), "Put aside")
        }
        WorkCommand::Wake(items) => desk.deed(items, Deed::Wake, "Taken up again"),
        WorkCommand::Note { item, text } => {
            desk.deed(&Items { items: vec![*item] }, Deed::Note(text.clone()), "Noted")
        }
        WorkCommand::Priority(priority) => {
            desk.deed(&priority.items, Deed::Priority(priority.to), "Priority set")
        }
        WorkCommand::Step(step) => desk.step(step),
        WorkCommand::Undo(items) => desk.deed(items, Deed::Undo, "Taken back"),
        WorkCommand::Counts { queue, ages } => desk.counts(queue.as_deref(), *ages),
        WorkCommand::Views(command) => desk.views(command),
        WorkCommand::Teams(command) => desk.teams(command),
        WorkCommand::Lease { minutes } => {
            desk.store.apply(&desk.session, &SetLease { minutes: *minutes })?;
            desk.out.either(
                &json!({ "minutes": minutes }),
                [format!("A claim ends after {minutes} minutes without activity.")],
            )
        }
    }
}

fn queue(word: &str) -> anyhow::Result<&'static Queue> {
    queues::find(word).ok_or_else(|| {
        let known: Vec<&str> = queues::ALL.iter().map(|queue| queue.id).collect();
        match known.as_slice() {
            [] => anyhow!("There is no worklist \"{word}\"; this program has none yet."),
            _ => anyhow!("There is no worklist \"{word}\". Worklists are: {}", known.join(", ")),
        }
    })
}

impl Desk<'_> {
    fn mine(&mut self) -> Outcome {
        let mine = self.store.ask(&self.session, &WhatIsMine { limit: 50 })?;
        let parts = [("in hand", &mine.held), ("yours", &mine.own), ("free", &mine.urgent)];
        let value = json!({
            "held": mine.held.iter().map(item_json).collect::<Vec<_>>(),
            "own": mine.own.iter().map(item_json).collect::<Vec<_>>(),
            "urgent": mine.urgent.iter().map(item_json).collect::<Vec<_>>(),
        });
        let mut lines = Vec::new();
        for (title, items) in parts {
            if !items.is_empty() {
                lines.push(format!("{title}:"));
                lines.extend(page_lines(items));
            }
        }
        if lines.is_empty() {
            lines.push("You hold nothing, and nothing waits in your worklists.".into());
        }
        self.out.either(&value, lines)
    }

    fn queues(&mut self) -> Outcome {
        let mine: Vec<&Queue> = queues::of(&self.session).collect();
        let value: Vec<_> = mine
            .iter()
            .map(|queue| {
                let states = queue
                    .states
                    .iter()
                    .map(|s| json!({ "state": s.word, "title": s.title, "kind": s.kind.word() }));
                let steps =
                    queue.transitions.iter().map(|t| json!({ "verb": t.verb, "from": t.from, "to": t.to }));
                json!({
                    "queue": queue.id, "title": queue.title, "states": states.collect::<Vec<_>>(),
                    "steps": steps.collect::<Vec<_>>(),
                })
            })
            .collect();
        let mut lines = Vec::new();
        for queue in mine {
            let states: Vec<&str> = queue.states.iter().map(|state| state.word).collect();
            lines.push(format!("{:<16} {}: {}", queue.id, queue.title, states.join(", ")));
            for step in queue.transitions {
                lines.push(format!("    {:<14} {} -> {}", step.verb, step.from.join("|"), step.to));
            }
        }
        if lines.is_empty() {
            lines.push("Your roles have no worklists.".into());
        }
        self.out.either(&value, lines)
    }

    fn list(&mut self, list: &List) -> Outcome {
        let queue = queue(&list.queue)?;
        let view = match &list.view {
            None => self.view(queue, &list.filter)?,
            Some(name) => {
                let views = self.store.ask(&self.session, &Views { queue: queue.id })?;
                let found = views.into_iter().find(|view| view.name.eq_ignore_ascii_case(name));
                found.with_context(|| format!("There is no view \"{name}\" of {}.", queue.title))?.view
            }
        };
        let after = match list.after {
            None => None,
            Some(id) => Some(Key::of(&self.item(id)?)),
        };
        let page = WorkPage {
            lanes: queue.open_lanes().filter(|lane| view.lanes.iter().any(|word| word == lane)).collect(),
            scope: view.scope,
            order: view.order,
            hide_held: view.hide_held,
            after,
            limit: list.limit.clamp(1, 10_000),
            ..WorkPage::first(queue.id)
        };
        let found = self.store.ask(&self.session, &page)?;
        let value = json!({
            "queue": queue.id, "more": found.more, "items": found.items.iter().map(item_json).collect::<Vec<_>>(),
        });
        let mut lines = page_lines(&found.items);
        if let (true, Some(last)) = (found.more, found.items.last()) {
            lines.push(format!("More follow: --after {}", last.id));
        }
        if lines.is_empty() {
            lines.push("Nothing to do here.".into());
        }
        self.out.either(&value, lines)
    }

    fn view(&self, queue: &Queue, filter: &Filter) -> anyhow::Result<View> {
        for state in &filter.states {
            if !queue.open_lanes().any(|lane| lane == state) {
                let known: Vec<&str> = queue.open_lanes().collect();
                bail!("{} has no open state \"{state}\". States are: {}", queue.title, known.join(", "));
            }
        }
        let scope = if filter.mine {
            Scope::Mine
        } else if let Some(login) = &filter.owner {
            Scope::owner(self.person(queue, login)?)
        } else if let Some(team) = &filter.team {
            Scope::team(self.team(team)?)
        } else {
            filter.category.clone().map_or(Scope::All, Scope::Category)
        };
        Ok(View {
            lanes: filter.states.clone(),
            scope,
            order: order_of(&filter.order).map_err(|why| anyhow!(why))?,
            hide_held: filter.free,
            ..View::default()
        })
    }

    fn show(&mut self, id: i64) -> Outcome {
        let item = self.item(id)?;
        let events = self.store.ask(&self.session, &Events(item.id))?;
        let mut lines = item_lines(&item);
        for event in &events {
            let by = if event.by.is_empty() { "the program" } else { &event.by };
            let moved = if event.from == event.to {
                String::new()
            } else {
                format!(" {} -> {}", event.from, event.to)
            };
            let undone = if event.undone { " (taken back)" } else { "" };
            lines.push(format!("  {}  {by}: {}{moved}  {}{undone}", event.at, event.verb, event.reason));
        }
        let mut value = item_json(&item);
        if let Some(object) = value.as_object_mut() {
            object.insert("events".into(), serde_json::to_value(&events)?);
        }
        self.out.either(&value, lines)
    }

    fn next(&mut self, word: Option<&str>) -> Outcome {
        let got = match word {
            Some(word) => {
                let queue = queue(word)?.id;
                self.store.apply(&self.session, &ClaimNext { queue, hold: Hold::Command })?
            }
            None => self.store.apply(&self.session, &ClaimNextOfMine { hold: Hold::Command })?,
        };
        match got {
            Some(item) => self.out.either(&item_json(&item), item_lines(&item)),
            None => self.out.either(&serde_json::Value::Null, ["Nothing is free.".to_owned()]),
        }
    }

    fn item(&self, id: i64) -> anyhow::Result<Item> {
        let found = self.store.ask(&self.session, &OneItem(WorkId(id)))?;
        found.with_context(|| {
            format!("There is no item {id} in any worklist. `chartroom work list` names them.")
        })
    }

    fn handles(&self, items: &Items) -> anyhow::Result<Vec<Handle>> {
        items.items.iter().map(|id| Ok(self.item(*id)?.handle())).collect()
    }

    fn deed(&mut self, items: &Items, deed: Deed, done: &str) -> Outcome {
        let on = self.handles(items)?;
        let items = self.store.apply(&self.session, &Deeds { on, deed })?;
        let lines = items.iter().map(|item| format!("{done}: {} {}", item.id, item.title));
        self.out.either(&items.iter().map(item_json).collect::<Vec<_>>(), lines)
    }

    fn assign(&mut self, assign: &Assign) -> Outcome {
        let first = assign.items.items.first().copied().unwrap_or_default();
        let deed = match (&assign.to, &assign.team) {
            (Some(login), _) => {
                let item = self.item(first)?;
                Deed::Assign(self.person(queue(&item.queue)?, login)?)
            }
            (None, Some(team)) => Deed::HandToTeam(self.team(team)?),
            (None, None) => Deed::Unassign,
        };
        self.deed(&assign.items, deed, "Handed on")
    }

    fn step(&mut self, step: &Step) -> Outcome {
        let first = step.items.items.first().copied().unwrap_or_default();
        let item = self.item(first)?;
        let queue = queue(&item.queue)?;
        let way = queue.step(&item.state, &step.verb).map_err(|why| anyhow!("Nothing was done: {why}"))?;
        // Such a verdict writes rows of its desk too: the item alone would say what the record does not.
        if !way.undoable {
            bail!(
                "Nothing was done: to {} belongs more than the item. Do it on the desk of {}, or by that desk's own command.",
                way.title,
                queue.title
            );
        }
        self.deed(&step.items, Deed::Move(way.verb, step.reason.clone()), "Done")
    }

    fn person(&self, queue: &Queue, login: &str) -> anyhow::Result<UserId> {
        let people = self.store.ask(&self.session, &Workers(queue.claim))?;
        let found = people.iter().find(|(_, account, _)| account == login);
        found
            .map(|(user, ..)| *user)
            .with_context(|| format!("No user \"{login}\" may work {}; nothing was done.", queue.title))
    }

    fn team(&self, name: &str) -> anyhow::Result<TeamId> {
        let teams = self.store.ask(&self.session, &Teams)?;
        let found = teams.iter().find(|team| team.name.eq_ignore_ascii_case(name));
        found
            .map(|team| team.id)
            .with_context(|| format!("There is no team \"{name}\"; `chartroom work teams list` names them."))
    }

    fn counts(&mut self, word: Option<&str>, ages: bool) -> Outcome {
        let only = word.map(queue).transpose()?;
        let mut counts = self.store.ask(&self.session, &Counts)?;
        counts.retain(|counts| only.is_none_or(|queue| queue.id == counts.queue));
        let table = match only.filter(|_| ages) {
            Some(queue) => self.store.ask(&self.session, &Ages { queue: queue.id })?,
            None => Vec::new(),
        };
        let value: Vec<_> = counts
            .iter()
            .map(|counts| {
                json!({
                    "queue": counts.queue, "open": counts.open, "late": counts.late, "mine": counts.mine,
                    "by_state": counts.by_state,
                    "ages": table.iter().map(|(state, n)| json!({ "state": state, "days": AGE_DAYS, "n": n })).collect::<Vec<_>>(),
                })
            })
            .collect();
        let mut lines = Vec::new();
        for counts in &counts {
            let states: Vec<String> =
                counts.by_state.iter().map(|(state, n)| format!("{state} {n}")).collect();
            lines.push(format!(
                "{:<16} {} open, {} late, {} yours ({})",
                counts.queue,
                counts.open,
                counts.late,
                counts.mine,
                states.join(", ")
            ));
        }
        if !table.is_empty() {
            lines.push("state             to 1 d    to 3 d    to 7 d   to 14 d   to 30 d     older".into());
            lines.extend(
                table.iter().map(|(state, n)| {
                    n.iter().fold(format!("{state:<14}"), |line, n| format!("{line}{n:>10}"))
                }),
            );
        }
        self.out.either(&value, lines)
    }

    fn views(&mut self, command: &ViewCommand) -> Outcome {
        match command {
            ViewCommand::List { queue: word } => {
                let views = self.store.ask(&self.session, &Views { queue: queue(word)?.id })?;
                let lines = views.iter().map(|saved| {
                    let whose = if saved.user.is_some() { "yours" } else { "everybody's" };
                    format!("{:>4}  {:<30} {whose:<12} {}", saved.id, saved.name, saved.view.order.title())
                });
                self.out.either(&views, lines)
            }
            ViewCommand::Save { queue: word, name, filter, common } => {
                let queue = queue(word)?;
                let view = self.view(queue, filter)?;
                let keep = if *common { Keep::Common } else { Keep::Private };
                let save = SaveView { queue: queue.id, name: name.clone(), view, keep };
                let id = self.store.apply(&self.session, &save)?;
                self.out
                    .either(&json!({ "view": id, "name": name }), [format!("Saved as view {id}: {name}.")])
            }
            ViewCommand::Forget { view } => {
                self.store.apply(&self.session, &ForgetView(WorkViewId(*view)))?;
                self.out.either(
                    &json!({ "view": view, "forgotten": true }),
                    ["The view is forgotten.".to_owned()],
                )
            }
        }
    }

    fn teams(&mut self, command: &TeamCommand) -> Outcome {
        match command {
            TeamCommand::List => {
                let teams = self.store.ask(&self.session, &Teams)?;
                let lines = teams.iter().map(|team| {
                    let names: Vec<&str> = team.members.iter().map(|(_, login, _)| login.as_str()).collect();
                    format!("{:<30} {}", team.name, names.join(", "))
                });
                self.out.either(&teams, lines)
            }
            TeamCommand::Set { name, members } => {
                let set = SetTeam { name: name.clone(), logins: members.clone() };
                let team = self.store.apply(&self.session, &set)?;
                let line = match members.len() {
                    1 => format!("{name} has 1 member now."),
                    many => format!("{name} has {many} members now."),
                };
                self.out.either(&json!({ "team": team, "name": name, "members": members }), [line])
            }
            TeamCommand::End { name } => {
                self.store.apply(&self.session, &EndTeam { name: name.clone() })?;
                self.out.either(&json!({ "name": name, "ended": true }), [format!("{name} is ended.")])
            }
        }
    }
}
