//! One request: everything that belongs to it, and what can be done with it.

use super::{boxes, check, money_boxes, text};
use crate::{
    domain::{
        ids::{ReleaseId, WorkId},
        link::Link,
        release::State,
        role::Permission::{DecideReleases, HandleReleases, ReadCharts, SendLetters},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Confirmation, Enabled, Feed, Freshness, Handled, Heading, Mode, Notice, Outbox, Pane, Reader,
        Scene, Sending, Tables, TextInput, Timer, Words,
    },
    letters::{LetterFilter, LetterLog},
    look::Meaning,
    release::{Act, Deed, Done, Dossier, Dossiers},
    store::lanes::Answer,
    work::OneItem,
};
use ratatui::{Frame, layout::Rect};

/// What a request offers.
#[rustfmt::skip]
pub const COMMANDS: &[Command] = &[
    Command::new("request.check", &["c"], "What the right needs, element by element", HandleReleases).group("Right").hint(1, "right"),
    Command::new("request.validate", &["v"], "Everything is shown: on to gathering", HandleReleases).group("Right").hint(2, "shown"),
    Command::new("request.missing", &["m"], "Ask for what is missing, with the letter that names it", HandleReleases).group("Right").hint(3, "ask for it").confirmed(),
    Command::new("request.patient", &["L"], "Say who the patient is", HandleReleases).group("Right"),
    Command::new("request.revoke", &["u"], "Authorization or consent was revoked", HandleReleases).group("Right"),
    Command::new("request.pend", &["p"], "Wait for somebody outside", HandleReleases).group("Wait").hint(10, "pend"),
    Command::new("request.hold", &["h"], "Wait for somebody in the house", HandleReleases).group("Wait").hint(11, "hold"),
    Command::new("request.escalate", &["x"], "Escalate it to who decides", HandleReleases).group("Wait").hint(12, "escalate"),
    Command::new("request.resume", &["r"], "Go on where it was", HandleReleases).group("Wait").hint(13, "go on"),
    Command::new("request.extend", &["e"], "Extend by 30 days, once, with the letter", HandleReleases).group("Wait").hint(9, "extend"),
    Command::new("request.deny", &["d"], "Deny all or a part, with the letter", DecideReleases).group("Denial").hint(14, "deny"),
    Command::new("request.ask-review", &["T"], "A review of the denial is asked for", HandleReleases).group("Denial"),
    Command::new("request.review", &["V"], "Review the denial", DecideReleases).group("Denial"),
    Command::new("request.none", &["W"], "No such records here, with the letter", HandleReleases).group("Denial"),
    Command::new("request.cancel", &["X"], "Cancel it", HandleReleases).group("Denial"),
    Command::new("request.gather", &["a"], "The records are gathered", HandleReleases).group("Records").hint(4, "gathered"),
    Command::new("request.clear", &["y"], "Every page is looked at", HandleReleases).group("Records").hint(5, "pages checked").confirmed(),
    Command::new("request.regather", &["Y"], "Gather again", HandleReleases).group("Records"),
    Command::new("request.bill", &["b"], "Reckon the fee and send the invoice", HandleReleases).group("Money").hint(8, "bill"),
    Command::new("request.pay", &["i"], "Take a payment", HandleReleases).group("Money"),
    Command::new("request.waive", &["w"], "Waive what is open", HandleReleases).group("Money"),
    Command::new("request.refund", &["I"], "Give money back", HandleReleases).group("Money"),
    Command::new("request.first", &["f"], "Send when it is paid: third parties only", HandleReleases).group("Money").confirmed(),
    Command::new("request.deliver", &["o"], "Record that it was sent, with the cover letter", HandleReleases).group("Records").hint(6, "sent"),
    Command::new("request.returned", &["U"], "It came back", HandleReleases).group("Records"),
    Command::new("request.close", &["z"], "Close it", HandleReleases).group("Records").hint(7, "close").confirmed(),
    Command::new("request.status", &["t"], "Write to the requester how it stands", HandleReleases).group("Letters").confirmed(),
    Command::new("request.letter", &["l"], "Read the last letter", SendLetters).group("Letters"),
    Command::new("request.chart", &["<enter>"], "Go to the chart", ReadCharts).group("Records"),
];

/// A request.
pub struct RequestPane {
    /// The item that leads to it, until it is known which request that is.
    item: Option<WorkId>,
    id: Option<ReleaseId>,
    found: Feed<OneItem>,
    feed: Feed<Dossiers>,
    letters: Feed<LetterLog>,
    acting: Sending<Act>,
    reader: Reader,
    area: Rect,
}

impl RequestPane {
    /// A pane that asks when it is opened.
    pub fn new(id: ReleaseId) -> Self {
        Self { id: Some(id), ..Self::empty() }
    }

    /// The request of an item of the worklist.
    pub fn of_item(item: WorkId) -> Self {
        Self { item: Some(item), ..Self::empty() }
    }

    fn empty() -> Self {
        Self {
            item: None,
            id: None,
            found: Feed::new(),
            feed: Feed::new(),
            letters: Feed::new(),
            acting: Sending::new(),
            reader: Reader::new(""),
            area: Rect::default(),
        }
    }

    fn all(&self) -> Option<&Dossier> {
        self.feed.rows()
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        let Some(id) = self.id else { return };
        self.feed.ask(Dossiers(id), out);
        if out.session().may(SendLetters) {
            let filter = LetterFilter::Object("release", id.0);
            self.letters.ask(LetterLog { filter, before: None, limit: 50 }, out);
        }
    }

    fn write_down(&mut self, words: Words) {
        let Some(all) = self.feed.rows() else { return };
        let letters = self.letters.rows().map(Vec::as_slice).unwrap_or_default();
        self.reader = Reader::new(&text::of(all, letters, words));
        self.reader.place(self.area);
    }

    fn act(&mut self, deed: Deed, out: &mut Outbox<'_>) {
        if let Some(one) = self.feed.rows().map(|all| &all.request) {
            self.acting.send(Act { id: one.id, version: one.version, deed }, out);
        }
    }
}

impl Pane for RequestPane {
    fn heading(&self) -> Heading {
        let title = match self.all() {
            Some(all) => format!("Request {}: {}", all.request.id, all.request.name),
            None => "Request".to_owned(),
        };
        Heading::new(title).count(self.reader.place_note()).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.reader.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match self.all() {
            Some(all) => boxes::enabled(all, id, self.letters.rows().is_some_and(|rows| !rows.is_empty())),
            None => Enabled::when(!id.0.starts_with("request."), "The request is still being read."),
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        let text = match command.id.0 {
            "request.missing" => {
                "The letter names exactly what is not shown, and the request waits. The clock runs on."
            }
            "request.clear" => "Each page is this patient's, and everything sensitive on it may go.",
            "request.first" => "It goes when the invoice is paid. Of patients this is never asked.",
            "request.close" => "Nothing more is to be done. Mail that comes back opens it again.",
            _ => "A letter goes to who asks.",
        };
        Confirmation::of(command).text(text)
    }

    fn mode(&self) -> Mode {
        self.reader.mode()
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.reader.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        match self.item {
            Some(item) if self.id.is_none() => self.found.ask(OneItem(item), out),
            _ => self.ask(out),
        }
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.reader.perform(id, out) == Handled::Yes {
            return;
        }
        let Some(all) = self.feed.rows() else { return };
        let one = &all.request;
        match id.0 {
            "request.check" => out.show(check::CheckPane::new(one.id)),
            "request.validate" => self.act(Deed::Validate, out),
            "request.missing" => self.act(Deed::AskMissing, out),
            "request.resume" => self.act(Deed::Resume, out),
            "request.clear" => self.act(Deed::Clear, out),
            "request.first" => self.act(Deed::AskPayment, out),
            "request.close" => self.act(Deed::Close, out),
            "request.status" => self.act(Deed::Status, out),
            "request.letter" => {
                if let Some(letter) = self.letters.rows().and_then(|rows| rows.first()) {
                    out.go(Link::Letter(letter.id));
                }
            }
            "request.chart" => {
                if let Some(patient) = one.patient {
                    out.go(Link::Patient(patient));
                }
            }
            _ if money_boxes::open(all, id, out) => {}
            _ => boxes::open(all, id, out),
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.reader.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.found.accept(answer) {
            match self.found.take().flatten() {
                Some(item) => {
                    self.id = Some(ReleaseId(item.subject_id));
                    self.ask(out);
                }
                None => out.tell(Notice::info("This item is in no worklist any more.")),
            }
        }
        if self.feed.accept(answer) | self.letters.accept(answer) {
            self.write_down(out.words());
        }
        match self.acting.accept(answer) {
            Some(Ok(done)) => out.tell(Notice::done(told(&done))),
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
        self.found.due(timer);
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

/// What is said when a deed is done.
fn told(done: &Done) -> String {
    let state = match done.state {
        State::Valid => "The right is shown; gather the records.".to_owned(),
        state => format!("Now: {}.", state.title()),
    };
    if done.letter.is_some() { format!("{state} The letter is in the log.") } else { state }
}
