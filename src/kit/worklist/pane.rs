//! The worklist as a pane.

use super::super::{
    Caret, Confirmation, Enabled, Heading, Mode, Notice, Outbox, Pane, Scene, Tables, TextInput, Timer,
    list::{FILTERED, FILTERING, MARKING},
    may_explain,
};
use super::{COMMANDS, Worklist};
use crate::{
    domain::topics::Topics,
    keys::{Command, CommandId},
    store::lanes::Answer,
    work::{CountsOf, LastView, Order, Scope, Views, WorkChoices, WorkRows},
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

impl<Q: WorkRows> Pane for Worklist<Q> {
    fn heading(&self) -> Heading {
        let more = if self.more { "+" } else { "" };
        let order = if self.view.order == Order::Urgent { "" } else { self.view.order.title() };
        let scope = match &self.view.scope {
            Scope::All => String::new(),
            Scope::Mine => "mine".into(),
            Scope::Owner(_) => "one person's".into(),
            Scope::Team(team) => self.team_words(*team),
            Scope::Category(category) => category.clone(),
        };
        let held = if self.view.hide_held { "without held ones" } else { "" };
        Heading::new(self.queue.title)
            .count(format!("{}{more}", self.list.count()))
            .note(self.view_name.clone())
            .note(scope)
            .note(held)
            .note(order)
            .note(self.counted())
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        if let Some(tables) = self.asking.commands() {
            return tables;
        }
        let mut tables = self.list.commands(self.own);
        if !tables.iter().any(|table| std::ptr::eq(*table, FILTERING)) {
            let at = tables.iter().position(|table| std::ptr::eq(*table, FILTERED)).unwrap_or(1);
            tables.splice(at..at, [COMMANDS, MARKING]);
        }
        tables
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let Some(item) = self.list.chosen().map(|row| Q::item(row)) else {
            let needs_row = matches!(
                id.0,
                "work.open"
                    | "work.claim"
                    | "work.release"
                    | "work.assign"
                    | "work.unassign"
                    | "work.pend"
                    | "work.wake"
                    | "work.notes"
                    | "work.take"
                    | "work.explain"
            ) || (self.own.iter().any(|command| command.id == id)
                && !self.no_row.contains(&id.0));
            return Enabled::when(!needs_row, "Nothing is chosen.");
        };
        if self.list.n_marks() > 1 {
            return Enabled::Yes;
        }
        match id.0 {
            "work.release" | "work.take" => Enabled::when(item.claim.is_some(), "Nobody holds this item."),
            "work.explain" => may_explain(item),
            "work.wake" => Enabled::when(item.wake_at.is_some(), "This item is not put aside."),
            "work.unassign" => {
                Enabled::when(item.owner.is_some() || item.team.is_some(), "This item is nobody's already.")
            }
            _ => Enabled::Yes,
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        let held = self.list.chosen().and_then(|row| Q::item(row).claim.clone());
        match (command.id.0, held) {
            ("work.take", Some(holder)) => Confirmation::new(format!("Take it away from {}?", holder.name))
                .text("It comes free for others. Unsaved words of theirs stay as their draft.")
                .choice('y', "take away", command.id),
            _ => Confirmation::of(command),
        }
    }

    fn mode(&self) -> Mode {
        if self.asking.is_open() { Mode::Text } else { self.list.mode() }
    }

    fn place(&mut self, area: Rect) {
        self.list.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        match &mut self.last_view {
            Some(last) => last.ask(LastView { queue: self.queue.id }, out),
            None => self.ask(out),
        }
        self.counts.ask(CountsOf { queue: self.queue.id }, out);
        self.choices.ask(WorkChoices { queue: self.queue.id }, out);
        self.views.ask(Views { queue: self.queue.id }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.own.iter().any(|command| command.id == id) {
            (self.act)(id, self, out);
        } else if !self.perform_work(id, out) {
            self.list.perform(id, out);
        }
        self.grow(out);
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        if !self.asking.write(&input) {
            self.list.write(&input, out);
            self.grow(out);
        }
    }

    fn press(&mut self, at: Position, _: &mut Outbox<'_>) {
        if !self.asking.is_open() {
            self.list.press(at);
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && let Some(page) = self.feed.take()
        {
            self.more = page.more;
            self.list.fill(page.items, out.words());
            self.grow(out);
        }
        if let Some(last) = &mut self.last_view
            && last.accept(answer)
        {
            let last = last.take().flatten();
            self.begin(last, out);
        }
        self.explaining.receive(answer, out);
        // What could not be remembered is no loss that a user must hear of.
        let _ = self.keeping.accept(answer);
        self.counts.accept(answer);
        self.choices.accept(answer);
        self.views.accept(answer);
        if let Some(done) = self.deed.accept(answer) {
            self.deed_done(done, out);
        }
        match self.next.accept(answer) {
            Some(Ok(Some(item))) => {
                self.list.choose(&item.id);
                (self.opens)(&item, &self.page(), out);
            }
            Some(Ok(None)) => out.tell(Notice::info("Nothing is free in this view.")),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
        self.receive_asking(answer, out);
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
        self.counts.refresh(changed, out);
        self.choices.refresh(changed, out);
        self.views.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
        self.counts.due(timer);
        self.explaining.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        if let Some(caret) = self.asking.view(scene, area, frame.buffer_mut()) {
            return caret;
        }
        self.list.view(scene, &self.feed.freshness(), area, frame.buffer_mut())
    }
}
