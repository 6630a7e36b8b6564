//! Rules of assignment: in which order they are tried, what each asks for, when they work by themselves, what they would do.

use crate::{
    coding::{AssignByRule, Assignment, AssignmentOf, Automatic, Given, Preview, SetAutomatic, SetRules},
    domain::{
        coding::{AssignRule, Coder, dollars},
        ids::AccountId,
        role::Permission::ReviewCoding,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Checked, Choosable, Column, Confirmation, Enabled, Feed, Field, Form, FormBox, Heading,
        List, Mode, Notice, Outbox, Pane, Scene, Sending, Tables, TextBox, TextInput, Timer, Values,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};
use std::fmt::Write as _;

/// What the list of rules offers.
pub const COMMANDS: &[Command] = &[
    Command::new("rules.edit", &["<enter>"], "Change the rule", ReviewCoding).hint(1, "change"),
    Command::new("rules.add", &["a"], "Add a rule behind the chosen one", ReviewCoding).hint(2, "add"),
    Command::new("rules.remove", &["x"], "Take the rule away", ReviewCoding).confirmed().hint(3, "remove"),
    Command::new("rules.earlier", &["K"], "Try the rule earlier", ReviewCoding).undoable(),
    Command::new("rules.later", &["J"], "Try the rule later", ReviewCoding).undoable(),
    Command::new("rules.automatic", &["w"], "When the rules work by themselves", ReviewCoding)
        .hint(4, "when by itself"),
    Command::new("rules.preview", &["p"], "What the rules would do now; run them", ReviewCoding)
        .hint(5, "try and run"),
    Command::new("rules.skills", &["c"], "Who codes what", ReviewCoding).hint(6, "skills"),
];

/// What the preview offers.
pub const PREVIEW: &[Command] =
    &[Command::new("rules.run", &["r"], "Give these accounts to these coders", ReviewCoding)
        .confirmed()
        .hint(1, "run")];

/// A rule with its place.
struct Line {
    at: usize,
    rule: AssignRule,
}

const COLUMNS: &[Column<Line>] = &[
    Column::new("No.", |line: &Line, _| Cell::text((line.at + 1).to_string())).width(3, 3).right(),
    Column::new("Class", |line: &Line, _| or_any(&line.rule.class)).width(9, 12),
    Column::new("Service", |line: &Line, _| or_any(&line.rule.service)).width(8, 22),
    Column::new("Payer", |line: &Line, _| or_any(&line.rule.payer)).width(8, 20),
    Column::new("Charges", |line: &Line, _| Cell::text(charges(&line.rule))).width(12, 24),
    Column::new("Skill", |line: &Line, _| or_any(&line.rule.skill)).width(8, 16),
    Column::new("Second look", |line: &Line, _| Cell::text(if line.rule.second_level { "yes" } else { "" }))
        .width(11, 11)
        .from(1),
];

fn or_any(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::meaning("any", Meaning::Muted) } else { Cell::text(text) }
}

fn charges(rule: &AssignRule) -> String {
    match (rule.least_cents, rule.most_cents) {
        (None, None) => String::new(),
        (Some(least), None) => format!("from {}", dollars(least)),
        (None, Some(most)) => format!("to {}", dollars(most)),
        (Some(least), Some(most)) => format!("{} to {}", dollars(least), dollars(most)),
    }
}

/// The list of rules.
pub struct RuleList {
    feed: Feed<AssignmentOf>,
    known: Option<Assignment>,
    list: List<Line, usize>,
    setting: Sending<SetRules>,
}

impl RuleList {
    /// The rules as they stand.
    pub fn new() -> Self {
        Self {
            feed: Feed::new(),
            known: None,
            list: List::new(COLUMNS, |line: &Line| line.at)
                .empty("There is no rule: accounts are given out by hand. a adds one."),
            setting: Sending::new(),
        }
    }

    fn rules(&self) -> Vec<AssignRule> {
        self.known.as_ref().map(|known| known.rules.clone()).unwrap_or_default()
    }

    fn version(&self) -> Option<i64> {
        self.known.as_ref().map(|known| known.version)
    }

    fn send(&mut self, rules: Vec<AssignRule>, out: &mut Outbox<'_>) {
        self.setting.send(SetRules { rules, seen: self.version() }, out);
    }

    fn shift(&mut self, by: isize, out: &mut Outbox<'_>) {
        let Some(at) = self.list.chosen().map(|line| line.at) else { return };
        let mut rules = self.rules();
        let to = at.saturating_add_signed(by);
        if to < rules.len() && to != at {
            rules.swap(at, to);
            self.send(rules, out);
        }
    }

    /// The form of a rule; `at`: in place of this one, else behind that place.
    fn edit(&self, at: Option<usize>, out: &mut Outbox<'_>) {
        let (rules, seen) = (self.rules(), self.version());
        let behind = self.list.chosen().map_or(rules.len(), |line| line.at + 1);
        let rule = at.and_then(|at| rules.get(at).cloned()).unwrap_or_default();
        let form = Form::new(fields(&rule), "Keep the rule", check, out.words());
        let change = move |values: &Values<'_>| {
            let mut rules = rules.clone();
            match at {
                Some(at) => *rules.get_mut(at)? = rule_of(values),
                None => rules.insert(behind.min(rules.len()), rule_of(values)),
            }
            Some(SetRules { rules, seen })
        };
        let text = "An account goes by the first rule that fits it, to the coder with the skill and the fewest accounts.";
        out.show(FormBox::new("Rule of assignment", text, (form, 7), change, "The rules are kept."));
    }

    fn ask_when(&self, out: &mut Outbox<'_>) {
        let now = self.known.as_ref().map_or(Automatic::ByHand, |known| known.automatic);
        let options = Automatic::ALL.iter().map(|when| Choosable::new(when.word(), when.title())).collect();
        let fields = vec![Field::choice("when", "When", options).value(now.word()).needed().width(44)];
        let form = Form::new(fields, "Keep it", |_, _| Checked::Fine, out.words());
        let change = |values: &Values<'_>| Automatic::from_word(&values.text("when")).map(SetAutomatic);
        let text = "When the rules give accounts to coders by themselves.";
        out.show(FormBox::new("Rules at work", text, (form, 1), change, "Kept."));
    }

    fn show_skills(&self, out: &mut Outbox<'_>) {
        let Some(known) = &self.known else { return };
        out.show(TextBox::new("Who codes what", &skills_text(&known.coders)));
    }
}

fn skills_text(coders: &[Coder]) -> String {
    let mut text = String::new();
    for coder in coders {
        let name = if coder.name.is_empty() { &coder.login } else { &coder.name };
        let skills =
            if coder.skills.is_empty() { "no skill named".to_owned() } else { coder.skills.join(", ") };
        let _ = write!(text, "{name}\n    {} accounts; {skills}\n\n", coder.pile);
    }
    text.push_str("`chartroom coding skills NAME SKILL…` says what a coder codes.\n");
    text
}

fn fields(rule: &AssignRule) -> Vec<Field> {
    let classes = ["inpatient", "outpatient", "emergency", "observation", "other"];
    let mut options = vec![Choosable::new("", "any")];
    options.extend(classes.map(|class| Choosable::new(class, class)));
    let whole = |cents: Option<i64>| cents.map(|cents| (cents / 100).to_string()).unwrap_or_default();
    let second = vec![Choosable::new("no", "no"), Choosable::new("yes", "yes, before it is final")];
    vec![
        Field::choice("class", "Class", options).value(rule.class.clone()),
        Field::text("service", "Service")
            .width(30)
            .value(rule.service.clone())
            .help("Its whole name; empty: any."),
        Field::text("payer", "Payer")
            .width(30)
            .value(rule.payer.clone())
            .help("A part of its name is enough."),
        Field::text("least", "Dollars from").width(10).value(whole(rule.least_cents)),
        Field::text("most", "Dollars to").width(10).value(whole(rule.most_cents)),
        Field::text("skill", "Skill").width(20).value(rule.skill.clone()).help("Empty: any coder."),
        Field::choice("second", "Second look", second).value(if rule.second_level { "yes" } else { "no" }),
    ]
}

fn rule_of(values: &Values<'_>) -> AssignRule {
    let cents = |name: &str| values.text(name).trim().parse::<i64>().ok().and_then(|d| d.checked_mul(100));
    let text = |name: &str| values.text(name).trim().to_owned();
    AssignRule {
        class: text("class"),
        service: text("service"),
        payer: text("payer"),
        least_cents: cents("least"),
        most_cents: cents("most"),
        skill: text("skill"),
        second_level: text("second") == "yes",
    }
}

fn check(field: &'static str, values: &Values<'_>) -> Checked {
    let whole = |name: &str| {
        let text = values.text(name);
        text.trim().is_empty() || text.trim().parse::<u32>().is_ok()
    };
    match field {
        "least" | "most" => {
            if !whole(field) {
                return Checked::when(false, "Whole dollars, digits only.");
            }
            let crossed = rule_of(values).check().is_err();
            Checked::when(!crossed, "The least must not be above the most.")
        }
        _ => Checked::Fine,
    }
}

impl Pane for RuleList {
    fn heading(&self) -> Heading {
        let when = self.known.as_ref().map_or("", |known| known.automatic.title());
        Heading::new("Rules of assignment").count(self.list.count()).note(when).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "rules.edit" | "rules.remove" | "rules.earlier" | "rules.later" => {
                Enabled::when(self.list.chosen().is_some(), "No rule is chosen.")
            }
            "rules.preview" => Enabled::when(!self.rules().is_empty(), "There is no rule yet; a adds one."),
            _ => Enabled::Yes,
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        Confirmation::new("Take the rule away?")
            .text("Accounts that were given by it stay with their coders.")
            .choice('y', "take away", command.id)
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(AssignmentOf, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let at = self.list.chosen().map(|line| line.at);
        match id.0 {
            "rules.edit" => self.edit(at, out),
            "rules.add" => self.edit(None, out),
            "rules.remove" => {
                let mut rules = self.rules();
                if let Some(at) = at.filter(|at| *at < rules.len()) {
                    rules.remove(at);
                    self.send(rules, out);
                }
            }
            "rules.earlier" => self.shift(-1, out),
            "rules.later" => self.shift(1, out),
            "rules.automatic" => self.ask_when(out),
            "rules.preview" => out.show(PreviewList::new()),
            "rules.skills" => self.show_skills(out),
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
        if self.feed.accept(answer)
            && let Some(known) = self.feed.rows().cloned()
        {
            let lines = known.rules.iter().cloned().enumerate().map(|(at, rule)| Line { at, rule }).collect();
            self.list.fill(lines, out.words());
            self.known = Some(known);
        }
        match self.setting.accept(answer) {
            Some(Ok(())) => self.feed.again(out),
            Some(Err(refusal)) => {
                out.tell(Notice::from(&refusal));
                self.feed.again(out);
            }
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.feed.freshness(), area, frame.buffer_mut())
    }
}

/// Accounts that a run of the rules looks at.
const MOST: i64 = 5_000;

const GIVEN: &[Column<Given>] = &[
    Column::new("Account", |one: &Given, _| Cell::text(&one.number)).width(9, 12),
    Column::new("To", |one: &Given, _| to(one)).width(14, 24),
    Column::new("Rule", |one: &Given, _| {
        Cell::text(one.rule.map(|at| (at + 1).to_string()).unwrap_or_default())
    })
    .width(4, 4)
    .right(),
    Column::new("Class", |one: &Given, _| Cell::text(&one.class)).width(9, 12),
    Column::new("Charges", |one: &Given, _| Cell::text(dollars(one.cents))).width(9, 11).right(),
    Column::new("Service", |one: &Given, _| Cell::text(&one.service)).width(8, 20).from(1),
    Column::new("Payer", |one: &Given, _| Cell::text(&one.payer)).width(8, 20).from(2),
];

fn to(one: &Given) -> Cell<'_> {
    match (&one.coder, one.rule) {
        (Some(coder), _) if coder.name.is_empty() => Cell::text(&coder.login),
        (Some(coder), _) => Cell::text(&coder.name),
        (None, Some(_)) => Cell::meaning("nobody has the skill", Meaning::Amber),
        (None, None) => Cell::meaning("no rule fits", Meaning::Muted),
    }
}

/// What the rules would do with the accounts that nobody has.
struct PreviewList {
    feed: Feed<Preview>,
    list: List<Given, AccountId>,
    running: Sending<AssignByRule>,
}

impl PreviewList {
    fn new() -> Self {
        Self {
            feed: Feed::new(),
            list: List::new(GIVEN, |one: &Given| one.account).empty("Every account to code is somebody's."),
            running: Sending::new(),
        }
    }

    fn n_given(&self) -> usize {
        self.list.rows().iter().filter(|one| one.coder.is_some()).count()
    }
}

/// "12 accounts".
fn accounts(n: usize) -> String {
    if n == 1 { "1 account".into() } else { format!("{n} accounts") }
}

impl Pane for PreviewList {
    fn heading(&self) -> Heading {
        Heading::new("What the rules would do")
            .count(self.list.count())
            .note(format!("{} would be given", accounts(self.n_given())))
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(PREVIEW)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "rules.run" => Enabled::when(self.n_given() > 0, "The rules would give nothing to anybody."),
            _ => Enabled::Yes,
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        Confirmation::new(format!("Give {} to their coders?", accounts(self.n_given())))
            .text("wu on the worklist makes an account nobody's again.")
            .choice('y', "give", command.id)
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(Preview { limit: MOST }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "rules.run" => {
                self.running.send(AssignByRule { limit: MOST }, out);
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
        if self.feed.accept(answer)
            && let Some(plan) = self.feed.take()
        {
            self.list.fill(plan.given, out.words());
        }
        match self.running.accept(answer) {
            Some(Ok(n)) => {
                out.tell(Notice::done(format!("Given to their coders: {}.", accounts(n))));
                out.close();
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.feed.freshness(), area, frame.buffer_mut())
    }
}
