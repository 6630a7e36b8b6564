//! What the right of a request needs, element by element: found, or not shown, each with its citation.

use super::{boxes::act, text::standing_word};
use crate::{
    domain::{
        ids::ReleaseId,
        release::{Actor, Finding, Standing, is_valid, open},
        role::Permission::HandleReleases,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Checked, Choosable, Column, Enabled, Feed, Field, Form, FormBox, Heading, List, Mode,
        Notice, Outbox, Pane, Scene, Sending, Tables, TextInput, Timer, Values, Words, split_bottom,
    },
    look::Meaning,
    release::{Act, Deed, Dossiers, Request},
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the checklist offers besides the keys of every list.
pub const COMMANDS: &[Command] = &[
    Command::new("elements.found", &["y"], "Found; on to the next", HandleReleases)
        .group("Right")
        .hint(1, "found")
        .undoable(),
    Command::new("elements.lacking", &["n"], "Not shown; on to the next", HandleReleases)
        .group("Right")
        .hint(2, "not shown")
        .undoable(),
    Command::new(
        "elements.dates",
        &["d"],
        "Dates of the paper, who signed, what is sensitive",
        HandleReleases,
    )
    .group("Right")
    .hint(3, "dates"),
    Command::new("elements.validate", &["v"], "Everything is shown: on to gathering", HandleReleases)
        .group("Right")
        .hint(4, "all shown"),
];

/// Rows for the chosen element in full.
const DETAIL: u16 = 4;

const COLUMNS: &[Column<Finding>] = &[
    Column::new("Standing", |one: &Finding, _| {
        let word = standing_word(one.standing);
        match one.standing {
            Standing::Open => Cell::meaning(word, Meaning::Muted),
            Standing::Met => Cell::meaning(word, Meaning::Ok),
            Standing::Failed(_) => Cell::meaning(word, Meaning::Late),
        }
    })
    .width(13, 13),
    Column::new("What is looked for", |one: &Finding, _| Cell::text(one.element.title)).width(60, 110),
    Column::new("Where it is written", |one: &Finding, _| Cell::text(one.element.citation))
        .width(24, 40)
        .from(1),
];

/// The checklist of a request.
pub struct CheckPane {
    id: ReleaseId,
    feed: Feed<Dossiers>,
    list: List<Finding, &'static str>,
    acting: Sending<Act>,
    /// The answer that is out says that all is shown: the request goes on.
    validating: bool,
}

impl CheckPane {
    /// A checklist that asks when it is opened.
    pub fn new(id: ReleaseId) -> Self {
        Self {
            id,
            feed: Feed::new(),
            list: List::new(COLUMNS, |one| one.element.id),
            acting: Sending::new(),
            validating: false,
        }
    }

    fn request(&self) -> Option<&Request> {
        self.feed.rows().map(|all| &all.request)
    }

    fn tick(&mut self, found: bool, out: &mut Outbox<'_>) {
        let (Some(one), Some(chosen)) = (self.feed.rows().map(|all| &all.request), self.list.chosen()) else {
            return;
        };
        let deed = Deed::Check {
            answers: vec![(chosen.element.id.to_owned(), found)],
            actor: one.actor,
            part2: one.part2,
            psychotherapy: one.psychotherapy,
            signed_on: one.signed_on,
            expires_on: one.expires_on,
            expires_event: one.expires_event.clone(),
        };
        let change = act(one)(deed);
        if self.acting.send(change, out) {
            self.list.perform(CommandId("list.down"), out);
        }
    }
}

impl Pane for CheckPane {
    fn heading(&self) -> Heading {
        let (title, left) = match self.feed.rows() {
            Some(all) => {
                let left = match (is_valid(&all.findings), open(&all.findings)) {
                    (true, _) => "everything is shown".to_owned(),
                    (false, 0) => "something is not shown".to_owned(),
                    (false, left) => format!("{left} to be looked at"),
                };
                (format!("Request {}: {}", all.request.id, all.request.basis.title()), left)
            }
            None => ("Right".to_owned(), String::new()),
        };
        Heading::new(title).count(self.list.count()).note(left).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let Some(all) = self.feed.rows() else {
            return Enabled::when(!id.0.starts_with("elements."), "The request is still being read.");
        };
        match id.0 {
            "elements.validate" => Enabled::when(
                crate::domain::release::may(all.request.state, "validate").is_some(),
                "It is not to be checked now.",
            ),
            "elements.found" | "elements.lacking" => {
                Enabled::when(self.list.chosen().is_some(), "Nothing is chosen.")
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(split_bottom(area, DETAIL).0);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(Dossiers(self.id), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "elements.found" => self.tick(true, out),
            "elements.lacking" => self.tick(false, out),
            "elements.dates" => {
                if let Some(one) = self.request() {
                    out.show(dates(one, out.words()));
                }
            }
            "elements.validate" => {
                if let Some(change) = self.request().map(|one| act(one)(Deed::Validate)) {
                    self.validating = self.acting.send(change, out);
                }
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
            && let Some(all) = self.feed.rows()
        {
            self.list.fill(all.findings.clone(), out.words());
        }
        match self.acting.accept(answer) {
            Some(Ok(_)) if self.validating => {
                out.close();
                out.tell(Notice::done("The right is shown; gather the records."));
            }
            Some(Err(refusal)) => {
                self.validating = false;
                out.tell(Notice::from(&refusal));
            }
            _ => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (above, detail) = split_bottom(area, DETAIL);
        if let Some(one) = self.list.chosen() {
            let why = match one.standing {
                Standing::Failed(why) => format!(" Not shown: {}.", why.words(|day| scene.words.day(day))),
                _ => String::new(),
            };
            let text = format!(
                "{} ({}).{why} Asked for if it fails: {}",
                one.element.title, one.element.citation, one.element.asks
            );
            scene.paragraph(buffer, detail, &text, Meaning::Muted);
        }
        self.list.view(scene, &self.feed.freshness(), above, buffer)
    }
}

/// The dates of the paper, who signed, and what of it is sensitive.
fn dates(one: &Request, words: Words) -> FormBox<Act> {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let yes_no = || vec![Choosable::new("no", "no"), Choosable::new("yes", "yes")];
    let word = |holds: bool| if holds { "yes" } else { "no" };
    let actors = Actor::ALL.iter().map(|actor| Choosable::new(actor.word(), actor.title())).collect();
    let fields = vec![
        Field::choice("actor", "Signed by", actors).needed().width(40).value(one.actor.word()),
        Field::date("signed", "Signed on").value(day(one.signed_on)),
        Field::date("expires", "Ends on").value(day(one.expires_on)),
        Field::text("event", "Ends with")
            .width(40)
            .value(&one.expires_event)
            .help("An event, where there is no date; for research \"none\"."),
        Field::choice("part2", "Part 2", yes_no())
            .needed()
            .width(8)
            .value(word(one.part2))
            .help("Substance use disorder records are asked for: 42 CFR part 2."),
        Field::choice("psychotherapy", "Psychotherapy", yes_no())
            .needed()
            .width(8)
            .value(word(one.psychotherapy))
            .help("Psychotherapy notes (164.501) are asked for."),
    ];
    let check = |field: &'static str, values: &Values<'_>| match field {
        "signed" | "expires" => Checked::when(
            values.date(field).is_none_or(|date| date.whole().is_some()),
            "A whole date is needed.",
        ),
        _ => Checked::Fine,
    };
    let act = act(one);
    let change = move |values: &Values<'_>| {
        let whole = |id: &str| values.date(id).and_then(crate::domain::time::PartialDate::whole);
        Some(act(Deed::Check {
            answers: Vec::new(),
            actor: Actor::from_word(&values.text("actor"))?,
            part2: values.text("part2") == "yes",
            psychotherapy: values.text("psychotherapy") == "yes",
            signed_on: whole("signed"),
            expires_on: whole("expires"),
            expires_event: values.text("event"),
        }))
    };
    let text = "Dates decide by themselves: what expired or is dated in the future is not shown, whatever was ticked.";
    FormBox::new("The paper", text, (Form::new(fields, "Save", check, words), 6), change, "Saved.")
}
