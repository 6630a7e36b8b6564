//! The rules as they hold today; below, what else is to be known of the chosen one.

use super::{form, history, moves::Moving};
use crate::{
    clocks::{AllRules, RuleVersion},
    domain::{
        clocks::{Rule, holding},
        role::Permission::{KeepRules, SignedIn},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables, TextInput,
        Timer, Words, split_bottom, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the list offers besides the keys of every list.
pub const COMMANDS: &[Command] = &[
    Command::new("rules.history", &["<enter>"], "All versions of the rule", SignedIn)
        .group("Rules")
        .hint(1, "versions"),
    Command::new("rules.set", &["n"], "Set a new version", KeepRules).group("Rules").hint(2, "new version"),
    Command::new("rules.moves", &["c"], "Recompute running clocks: first what would move", KeepRules)
        .group("Rules")
        .hint(3, "recompute"),
    Command::new("rules.next", &["v"], "Show rules that hold later or held before, or not", SignedIn)
        .group("Rules")
        .hint(4, "all versions"),
];

const COLUMNS: &[Column<RuleVersion>] = &[
    Column::new("Rule", |one: &RuleVersion, _| Cell::text(&one.rule.name))
        .width(26, 44)
        .sorted(|a, b| a.rule.name.cmp(&b.rule.name)),
    Column::new("Gives", |one: &RuleVersion, _| Cell::text(one.rule.span())).width(16, 26),
    Column::new("For", |one: &RuleVersion, _| Cell::text(scope_words(&one.rule))).width(12, 24).from(2),
    Column::new("Holds", |one: &RuleVersion, words| holds(&one.rule, words)).width(15, 26).from(1),
    Column::new("Citation", |one: &RuleVersion, _| Cell::text(&one.rule.citation))
        .width(20, 44)
        .sorted(|a, b| a.rule.citation.cmp(&b.rule.citation)),
];

/// For whom a rule holds, in words.
pub fn scope_words(rule: &Rule) -> String {
    match rule.scope.split_once(':') {
        Some((kind, name)) => format!("{kind} {name}"),
        None => "the hospital".to_owned(),
    }
}

/// From when until when, in words.
pub fn holds(rule: &Rule, words: Words) -> Cell<'static> {
    let from = words.day(rule.valid_from);
    let text = match rule.valid_to {
        Some(to) => format!("{from} to {}", words.day(to)),
        None => format!("from {from}"),
    };
    if rule.holds_on(words.today()) { Cell::text(text) } else { Cell::meaning(text, Meaning::Disabled) }
}

/// Rows for what else is to be known.
const FOOT: u16 = 5;

/// The list.
pub struct RuleList {
    rows: Feed<AllRules>,
    list: List<RuleVersion, i64>,
    /// All versions, not only those that hold today.
    all: bool,
}

impl RuleList {
    /// A list that asks when it is opened.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |one: &RuleVersion| one.rule.row.0);
        Self { rows: Feed::new(), list: list.empty("There are no rules."), all: false }
    }

    fn fill(&mut self, out: &Outbox<'_>) {
        let Some(versions) = self.rows.rows() else { return };
        let mut shown = versions.clone();
        if !self.all {
            let rules: Vec<Rule> = versions.iter().map(|version| version.rule.clone()).collect();
            let today: Vec<i64> =
                holding(&rules, out.words().today()).into_iter().map(|rule| rule.row.0).collect();
            shown.retain(|version| today.contains(&version.rule.row.0));
        }
        shown.sort_by(|a, b| (&a.rule.name, a.rule.version).cmp(&(&b.rule.name, b.rule.version)));
        self.list.fill(shown, out.words());
    }
}

impl Pane for RuleList {
    fn heading(&self) -> Heading {
        Heading::new("Rules of clocks")
            .count(self.list.count())
            .note(if self.all { "all versions" } else { "as they hold today" })
            .note(self.list.order_note())
            .note(self.rows.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "rules.history" | "rules.set" | "rules.moves" => {
                Enabled::when(self.list.chosen().is_some(), "No rule is chosen.")
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(split_bottom(area, FOOT).0);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.rows.ask(AllRules, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let chosen = self.list.chosen().map(|version| version.rule.clone());
        match (id.0, chosen) {
            ("rules.history", Some(rule)) => out.show(history::versions(&rule)),
            ("rules.set", Some(rule)) => {
                let newest = self.rows.rows().map_or(rule.version, |versions| newest(versions, &rule.id));
                form::set(&rule, newest, out);
            }
            ("rules.moves", Some(rule)) => out.show(Moving::new(&rule)),
            ("rules.next", _) => {
                self.all = !self.all;
                self.fill(out);
            }
            _ => {
                self.list.perform(id, out);
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
        if self.rows.accept(answer) {
            self.fill(out);
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.rows.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.rows.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (top, foot) = split_bottom(area, FOOT);
        let buffer = frame.buffer_mut();
        if let Some(version) = self.list.chosen() {
            let (_, words) = split_top(foot, 1);
            scene.paragraph(buffer, words, &told(version, scene.words), Meaning::Muted);
        }
        self.list.view(scene, &self.rows.freshness(), top, buffer)
    }
}

/// The newest version of a rule, whether it holds yet or not.
pub fn newest(versions: &[RuleVersion], id: &str) -> i64 {
    versions.iter().filter(|one| one.rule.id == id).map(|one| one.rule.version).max().unwrap_or_default()
}

/// A version in sentences: what it gives, by what, for whom, since when, who set it, and its note.
pub fn told(version: &RuleVersion, words: Words) -> String {
    let rule = &version.rule;
    let set = match version.set_by.as_str() {
        "shipped" => "came with the program".to_owned(),
        by => format!("set by {by} {}", words.stored(&version.set_at)),
    };
    let extension = match rule.extension_days {
        _ if rule.note.starts_with("Extended") => String::new(),
        0 => String::new(),
        days => format!(" Extended once by up to {days} days."),
    };
    let pause = match rule.pause_days {
        0 => String::new(),
        days => format!(" Paused for up to {days} days."),
    };
    format!(
        "{} after {}, for {}: {}. Version {}, {}, {set}.{extension}{pause} {}",
        capital(&rule.span()),
        rule.starts,
        scope_words(rule),
        rule.citation,
        rule.version,
        holds(rule, words).text,
        rule.note
    )
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
