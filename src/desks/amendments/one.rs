//! One request: its clock, what was asked and answered, its letters.

use super::{boxes, list::due};
use crate::{
    amendments::{Amendment, AskDisclosure, OneAmendment},
    domain::{
        ids::AmendmentId,
        link::Link,
        role::Permission::{DecideAmendments, HandleAmendments, ReadCharts, SendLetters},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Confirmation, Enabled, Feed, Freshness, Handled, Heading, Mode, Notice, Outbox, Pane, Reader,
        Scene, Sending, Tables, TextInput, Timer, Words,
    },
    letters::{LetterFilter, LetterLine, LetterLog},
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// What a request offers.
pub const COMMANDS: &[Command] = &[
    Command::new("amendment.accept", &["a"], "Accept, with the letter", DecideAmendments).hint(1, "accept"),
    Command::new("amendment.deny", &["d"], "Deny, with the letter", DecideAmendments).hint(2, "deny"),
    Command::new("amendment.extend", &["e"], "Extend by 30 days, once, with the letter", HandleAmendments)
        .hint(3, "extend"),
    Command::new(
        "amendment.disagree",
        &["t"],
        "Keep the patient's statement of disagreement",
        HandleAmendments,
    )
    .hint(4, "statement"),
    Command::new(
        "amendment.rebut",
        &["r"],
        "Keep the hospital's rebuttal, with the letter",
        DecideAmendments,
    )
    .hint(5, "rebuttal"),
    Command::new(
        "amendment.disclose",
        &["w"],
        "No statement: request and denial go with later disclosures",
        HandleAmendments,
    )
    .confirmed(),
    Command::new("amendment.document", &["<enter>"], "Go to the document, or the chart", ReadCharts)
        .hint(6, "document"),
    Command::new("amendment.letter", &["l"], "Read the last letter", SendLetters),
];

/// A request.
pub struct OnePane {
    id: AmendmentId,
    feed: Feed<OneAmendment>,
    letters: Feed<LetterLog>,
    disclosing: Sending<AskDisclosure>,
    reader: Reader,
    area: Rect,
}

impl OnePane {
    /// A pane that asks when it is opened.
    pub fn new(id: AmendmentId) -> Self {
        let reader = Reader::new("");
        Self {
            id,
            feed: Feed::new(),
            letters: Feed::new(),
            disclosing: Sending::new(),
            reader,
            area: Rect::default(),
        }
    }

    fn one(&self) -> Option<&Amendment> {
        self.feed.rows()
    }

    fn write_down(&mut self, words: Words) {
        let Some(one) = self.feed.rows() else { return };
        let letters = self.letters.rows().map(Vec::as_slice).unwrap_or_default();
        self.reader = Reader::new(&text_of(one, letters, words));
        self.reader.place(self.area);
    }
}

impl Pane for OnePane {
    fn heading(&self) -> Heading {
        let title = self.one().map_or_else(
            || "Amendment request".to_owned(),
            |one| format!("Request {}: {}", one.id, one.name),
        );
        Heading::new(title).count(self.reader.place_note()).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.reader.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let Some(one) = self.one() else {
            return Enabled::when(!id.0.starts_with("amendment."), "The request is still being read.");
        };
        match id.0 {
            "amendment.accept" | "amendment.deny" => {
                Enabled::when(one.state == "open", "The request is answered already.")
            }
            "amendment.extend" => Enabled::when(
                one.state == "open" && !one.extended,
                "It is answered, or was extended once already: 164.526(b)(2)(ii).",
            ),
            "amendment.disagree" | "amendment.disclose" => Enabled::when(
                one.state == "denied" && one.disagreement.is_empty(),
                "Only a denied request without a statement can have one.",
            ),
            "amendment.rebut" => Enabled::when(
                !one.disagreement.is_empty() && one.rebuttal.is_empty(),
                "There is no statement to rebut, or it was rebutted.",
            ),
            "amendment.letter" => Enabled::when(
                self.letters.rows().is_some_and(|rows| !rows.is_empty()),
                "No letter has gone out.",
            ),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.reader.mode()
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.reader.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(OneAmendment(self.id), out);
        if out.session().may(SendLetters) {
            let filter = LetterFilter::Object("amendment", self.id.0);
            self.letters.ask(LetterLog { filter, before: None, limit: 50 }, out);
        }
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.reader.perform(id, out) == Handled::Yes {
            return;
        }
        let words = out.words();
        let Some(one) = self.feed.rows() else { return };
        match id.0 {
            "amendment.accept" => out.show(boxes::accept(one, words)),
            "amendment.deny" => out.show(boxes::deny(one, words)),
            "amendment.extend" => out.show(boxes::extend(one, words)),
            "amendment.disagree" => out.show(boxes::disagree(one, words)),
            "amendment.rebut" => out.show(boxes::rebut(one, words)),
            "amendment.disclose" => {
                self.disclosing.send(AskDisclosure { id: one.id, version: one.version }, out);
            }
            "amendment.document" => match one.document {
                Some(document) => out.go(Link::Document(one.patient, document)),
                None => out.go(Link::Patient(one.patient)),
            },
            "amendment.letter" => {
                if let Some(letter) = self.letters.rows().and_then(|rows| rows.first()) {
                    out.go(Link::Letter(letter.id));
                }
            }
            _ => {}
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        Confirmation::of(command)
            .text("The patient gives no statement and asks for this: 45 CFR 164.526(d)(1)(iii).")
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.reader.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer) | self.letters.accept(answer) {
            self.write_down(out.words());
        }
        match self.disclosing.accept(answer) {
            Some(Ok(())) => out.tell(Notice::done("They go with later disclosures.")),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
        if out.session().may(SendLetters) {
            self.letters.refresh(changed, out);
        }
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
        self.letters.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        if let Freshness::Failed(error) = self.feed.freshness() {
            scene.paragraph(buffer, area, &error.to_string(), Meaning::Error);
            return Caret::new(area.x, area.y);
        }
        self.reader.view(scene, area, buffer)
    }
}

/// Everything that belongs to a request, as one text.
fn text_of(one: &Amendment, letters: &[LetterLine], words: Words) -> String {
    let mut text =
        format!("{}, record {}\n{}\n{}\n", one.name, one.mrn, due(one, words).0, one.clock(words.today()));
    let about = if one.document_title.is_empty() { "the record as a whole" } else { &one.document_title };
    let mut section = |title: &str, body: &str| {
        if !body.is_empty() {
            text.extend(["\n", title, "\n", body, "\n"]);
        }
    };
    section("CONCERNS", about);
    section("ASKS", &one.what);
    section("EXTENDED, BECAUSE", &one.extension_reason);
    if !one.decided_at.is_empty() {
        let head =
            format!("{} {} BY {}", one.state.to_uppercase(), words.stored(&one.decided_at), one.decided_by);
        section(&head, format!("{}\n{}", one.decision, one.basis).trim());
    }
    section("ALSO TOLD", &one.informed);
    section("STATEMENT OF DISAGREEMENT", &one.disagreement);
    section("REBUTTAL", &one.rebuttal);
    if one.with_disclosures {
        section("LATER DISCLOSURES", "This request goes with them.");
    }
    let lines: Vec<String> = letters
        .iter()
        .map(|letter| format!("{}  {}  {}", letter.id, words.stored(&letter.at), letter.kind_title()))
        .collect();
    section("LETTERS", &lines.join("\n"));
    text
}
