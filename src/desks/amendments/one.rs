//! One request: its clock, what was asked and answered, its letters.

use super::{boxes, list::due};
use crate::{
    amendments::{Amendment, AskDisclosure, OneAmendment},
    domain::{
        ids::{AmendmentId, WorkId},
        link::Link,
        role::Permission::{DecideAmendments, HandleAmendments, ReadCharts, SendLetters},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Came, Caret, Confirmation, Enabled, Feed, Freshness, Handled, Heading, InHand, Mode, Notice, Outbox,
        Pane, Reader, Scene, Sending, Tables, TextInput, Timer, Words, worklist::NotesBox,
    },
    letters::{LetterFilter, LetterLine, LetterLog},
    look::Meaning,
    store::lanes::Answer,
    work::{Item, WorkPage, queues::AMENDMENTS},
};
use ratatui::{Frame, layout::Rect};

/// What a request offers.
pub const COMMANDS: &[Command] = &[
    Command::new("amendment.accept", &["a"], "Accept, with the letter", DecideAmendments).hint(1, "accept"),
    Command::new("amendment.deny", &["d"], "Deny, with the letter", DecideAmendments).hint(2, "deny"),
    Command::new("amendment.extend", &["e"], "Extend the answer, once, with the letter", HandleAmendments)
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
    Command::new("amendment.letter", &["l"], "Read the last letter", SendLetters).hint(7, "letter"),
    Command::new("amendment.explain", &["x"], "Explain when it is due", HandleAmendments).hint(8, "explain"),
    Command::new("amendment.notes", &["i"], "Notes, and what happened to it", HandleAmendments)
        .hint(9, "notes"),
    Command::new("amendment.next", &["."], "On to the next request", HandleAmendments).hint(10, "next"),
];

/// A request.
pub struct OnePane {
    id: Option<AmendmentId>,
    hand: InHand,
    feed: Feed<OneAmendment>,
    letters: Feed<LetterLog>,
    disclosing: Sending<AskDisclosure>,
    reader: Reader,
    area: Rect,
}

impl OnePane {
    fn of(id: Option<AmendmentId>, hand: InHand) -> Self {
        Self {
            id,
            hand,
            feed: Feed::new(),
            letters: Feed::new(),
            disclosing: Sending::new(),
            reader: Reader::new(""),
            area: Rect::default(),
        }
    }

    /// A pane that asks when it is opened, with nothing in hand.
    pub fn new(id: AmendmentId) -> Self {
        Self::of(Some(id), InHand::none(AMENDMENTS.id))
    }

    /// A request as the worklist opens it.
    pub fn in_hand(item: &Item, page: &WorkPage) -> Self {
        Self::of(None, InHand::of_page(item, page))
    }

    /// The request of an item.
    pub fn of_item(item: WorkId) -> Self {
        Self::of(None, InHand::of_item(AMENDMENTS.id, item))
    }

    /// Asks for the request in hand, or for the one that was named.
    fn show(&mut self, out: &mut Outbox<'_>) {
        if let Some(item) = self.hand.item() {
            self.id = Some(AmendmentId(item.subject_id));
        }
        let Some(id) = self.id else { return };
        self.feed.ask(OneAmendment(id), out);
        self.letters.forget();
        if out.session().may(SendLetters) {
            let filter = LetterFilter::Object("amendment", id.0);
            self.letters.ask(LetterLog { filter, before: None, limit: 50 }, out);
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
            "amendment.notes" => Enabled::when(
                self.hand.item().is_some(),
                "Notes are read where the request comes from the worklist: ga.",
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
        self.hand.open(out);
        self.show(out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.reader.perform(id, out) == Handled::Yes {
            return;
        }
        let words = out.words();
        if id.0 == "amendment.next" {
            return self.hand.skip(out);
        }
        let Some(one) = self.feed.rows() else { return };
        match id.0 {
            "amendment.explain" => explain(one, out),
            "amendment.notes" => {
                if let Some(item) = self.hand.item() {
                    out.show(NotesBox::new(item, words));
                }
            }
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
        match self.hand.accept(answer, out) {
            Came::Item => self.show(out),
            Came::NoMore => out.tell(Notice::info("No other request waits for an answer.")),
            Came::Nothing => {}
        }
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
        self.hand.due(timer);
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

fn clock(one: &Amendment, words: Words) -> String {
    one.clock(words.now(), |at| words.instant(at))
}

/// The clock in a box: it is longer than a line, and stays until it was read.
pub fn explain(one: &Amendment, out: &mut Outbox<'_>) {
    let text = clock(one, out.words());
    out.confirm(Confirmation::new("When it is due, and why").text(text).back("close"));
}

/// Everything that belongs to a request, as one text.
fn text_of(one: &Amendment, letters: &[LetterLine], words: Words) -> String {
    let mut text =
        format!("{}, record {}\n{}\n{}\n", one.name, one.mrn, due(one, words).0, clock(one, words));
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
