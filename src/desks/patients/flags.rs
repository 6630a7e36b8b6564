//! The flags of a chart: which are set, by whom and why; set one, or take one away with a reason.

use super::queries::{FlagLine, FlagsOf};
use crate::{
    chart::BannerOf,
    domain::{ids::PatientId, role::Permission::SetFlags, topics::Topics},
    intake::{ClearFlag, SetFlag},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Checked, Choosable, Column, Did, Enabled, Feed, Field, Form, Heading, List, Mode,
        Notice, Outbox, Pane, ReasonBox, Scene, Sending, Shape, Tables, TextInput, Timer, Values, Words,
        banner, split_top,
    },
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// What the list offers.
pub const COMMANDS: &[Command] = &[
    Command::new("flags.set", &["a"], "Set a flag", SetFlags).hint(1, "set"),
    Command::new("flags.clear", &["d"], "Take the flag away, with a reason", SetFlags).hint(2, "take away"),
];

const COLUMNS: &[Column<FlagLine>] = &[
    Column::new("Flag", |flag: &FlagLine, _| Cell::text(flag.title())).width(12, 20),
    Column::new("Why", |flag: &FlagLine, _| Cell::text(flag.note())).width(16, 60),
    Column::new("Set on", |flag: &FlagLine, words| Cell::text(words.stored(&flag.set_at)))
        .width(10, 16)
        .from(1),
    Column::new("By", |flag: &FlagLine, _| Cell::text(&flag.set_by)).width(6, 14).from(2),
];

/// Flags that people set; others come from checks of the program.
const SETTABLE: [(&str, &str, &str); 5] = [
    ("confidential", "Confidential", "Only those who treat or must know; each opening is looked at."),
    (
        "legal-hold",
        "Legal hold",
        "Nothing of this chart may be destroyed or changed. Write the matter and its date.",
    ),
    (
        "restriction",
        "Restriction",
        "Disclosure is restricted at the patient's request. Write to whom or of what.",
    ),
    ("vip", "VIP", "A person of public interest."),
    ("employee", "Employee", "Works here: colleagues must not look."),
];

/// The flags of one chart.
pub struct Flags {
    patient: PatientId,
    banner: Feed<BannerOf>,
    feed: Feed<FlagsOf>,
    list: List<FlagLine, String>,
}

impl Flags {
    /// A list that asks when it is opened.
    pub fn new(patient: PatientId) -> Self {
        let list = List::new(COLUMNS, |flag: &FlagLine| flag.flag.clone());
        Self {
            patient,
            banner: Feed::new(),
            feed: Feed::new(),
            list: list.empty("No flag is set on this chart."),
        }
    }

    fn clear(&self, out: &mut Outbox<'_>) {
        let Some(flag) = self.list.chosen() else { return };
        let (patient, word) = (self.patient, flag.flag.clone());
        let change = move |reason| ClearFlag { patient, flag: word.clone(), reason };
        let text = format!(
            "\"{}\" is taken off this chart. The log keeps the flag, the reason and your name.",
            flag.title()
        );
        out.show(ReasonBox::new(
            "Take the flag away",
            text,
            "Take it away",
            out.words(),
            change,
            "The flag is taken away.",
        ));
    }
}

impl Pane for Flags {
    fn heading(&self) -> Heading {
        Heading::new("Flags").count(self.list.count()).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        Enabled::when(id.0 != "flags.clear" || self.list.chosen().is_some(), "No flag is set.")
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(split_top(area, banner::ROWS).1);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.banner.ask(BannerOf(self.patient), out);
        self.feed.ask(FlagsOf(self.patient), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "flags.set" => out.show(SetBox::new(self.patient, out.words())),
            "flags.clear" => self.clear(out),
            _ => {
                self.list.perform(id, out);
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.banner.accept(answer);
        if self.feed.accept(answer)
            && let Some(rows) = self.feed.take()
        {
            self.list.fill(rows, out.words());
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.banner.refresh(changed, out);
        self.feed.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.banner.due(timer);
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (top, rest) = split_top(area, banner::ROWS);
        banner::view(self.banner.rows(), scene, top, frame.buffer_mut());
        self.list.view(scene, &self.feed.freshness(), rest, frame.buffer_mut())
    }
}

/// The box that sets a flag.
struct SetBox {
    patient: PatientId,
    form: Form,
    saving: Sending<SetFlag>,
}

impl SetBox {
    fn new(patient: PatientId, words: Words) -> Self {
        let flags = SETTABLE.iter().map(|(word, title, _)| Choosable::new(*word, *title)).collect();
        let fields = vec![
            Field::choice("flag", "Flag", flags).needed().width(20),
            Field::text("note", "Why").width(50).help("Why it is set, or until when."),
        ];
        Self { patient, form: Form::new(fields, "Set this flag", check, words), saving: Sending::new() }
    }
}

impl Pane for SetBox {
    fn heading(&self) -> Heading {
        Heading::new("Set a flag")
    }

    fn commands(&self) -> Tables {
        self.form.commands()
    }

    fn mode(&self) -> Mode {
        self.form.mode()
    }

    fn shape(&self) -> Shape {
        Shape::Box(66, 9)
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.form.perform(id) == Did::Save {
            let values = self.form.values();
            let change =
                SetFlag { patient: self.patient, flag: values.text("flag"), note: values.text("note") };
            self.saving.send(change, out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.form.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        match self.saving.accept(answer) {
            Some(Ok(())) => {
                out.tell(Notice::done("The flag is set."));
                out.close();
            }
            Some(Err(refusal)) => self.form.refused(refusal, out),
            None => {}
        }
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.form.view(scene, area, frame.buffer_mut())
    }
}

fn check(id: &'static str, values: &Values<'_>) -> Checked {
    let flag = values.text("flag");
    match id {
        "flag" => {
            let words = SETTABLE.iter().find(|(word, ..)| *word == flag).map(|(.., words)| *words);
            words.map_or(Checked::Fine, |words| Checked::Note(words.into()))
        }
        _ => Checked::when(
            !values.text("note").is_empty() || !matches!(flag.as_str(), "legal-hold" | "restriction"),
            "This flag needs words: others must know what it asks of them.",
        ),
    }
}
