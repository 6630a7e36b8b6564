//! One query: where it stands, text, answer beside what the record says since, trace; and what can be done to it.

use super::{boxes, compose::Composer, told::told};
use crate::{
    cdiquery::{FollowAll, FollowedBy, OneQuery, QueryFile},
    chart::BannerOf,
    clocks::Explain,
    domain::{
        cdi_query::{Deed, QueryState, step},
        ids::{CdiQueryId, WorkId},
        link::Link,
        role::Permission::ReviewDocumentation,
        time::parse_instant,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Confirmation, Enabled, Feed, Heading, Mode, Notice, Outbox, Pane, Reader, Scene, Sending,
        Tables, TextInput, Timer, banner, split_top,
    },
    providers::Providers,
    store::lanes::Answer,
    work::OneItem,
};
use ratatui::{Frame, layout::Rect};

/// What one query offers besides the keys of reading.
pub const COMMANDS: &[Command] = &[
    Command::new("query.edit", &["<enter>", "c"], "Write on the draft", ReviewDocumentation)
        .group("Query")
        .hint(1, "write on"),
    Command::new("query.answer", &["a"], "Write an answer down", ReviewDocumentation)
        .group("Query")
        .hint(2, "answer")
        .undoable(),
    Command::new("query.remind", &["r"], "Remind the provider", ReviewDocumentation)
        .group("Query")
        .hint(3, "remind")
        .undoable(),
    Command::new("query.escalate", &["e"], "Hand it up the ladder", ReviewDocumentation)
        .group("Query")
        .hint(4, "escalate")
        .undoable(),
    Command::new("query.withdraw", &["w"], "Withdraw it", ReviewDocumentation)
        .group("Query")
        .hint(5, "withdraw")
        .undoable(),
    Command::new("query.follow", &["d"], "Name the document that followed", ReviewDocumentation)
        .group("Query")
        .hint(6, "document")
        .undoable(),
    Command::new("query.judge", &["v"], "Judge what the answer comes to", ReviewDocumentation)
        .group("Query")
        .hint(7, "judge")
        .undoable(),
    Command::new("query.close", &["x"], "Close it without a document", ReviewDocumentation)
        .group("Query")
        .hint(8, "close")
        .undoable(),
    Command::new("query.give-up", &["u"], "Close it: nobody answered", ReviewDocumentation)
        .group("Query")
        .undoable(),
    Command::new("query.reopen", &["o"], "Ask again", ReviewDocumentation).group("Query").undoable(),
    Command::new("query.explain", &["i"], "Explain when the answer is due", ReviewDocumentation)
        .group("Query"),
    Command::new("query.chart", &["t"], "Open the stay in its chart", ReviewDocumentation).group("Query"),
    Command::new("query.review", &["y"], "Open the review of the stay", ReviewDocumentation).group("Query"),
];

/// One query.
pub struct OneQueryPane {
    id: Option<CdiQueryId>,
    item: Option<WorkId>,
    found: Feed<OneItem>,
    feed: Feed<OneQuery>,
    followed: Feed<FollowedBy>,
    banner: Feed<BannerOf>,
    providers: Feed<Providers>,
    explained: Feed<Explain>,
    following: Sending<FollowAll>,
    reader: Reader,
}

impl OneQueryPane {
    /// By its number.
    pub fn new(id: CdiQueryId) -> Self {
        Self {
            id: Some(id),
            item: None,
            found: Feed::new(),
            feed: Feed::new(),
            followed: Feed::new(),
            banner: Feed::new(),
            providers: Feed::new(),
            explained: Feed::new(),
            following: Sending::new(),
            reader: Reader::new(""),
        }
    }

    /// By its item in the worklist.
    pub fn of_item(item: WorkId) -> Self {
        Self { id: None, item: Some(item), ..Self::new(CdiQueryId(0)) }
    }

    fn file(&self) -> Option<&QueryFile> {
        self.feed.rows().and_then(Option::as_ref)
    }

    fn ask(&mut self, id: CdiQueryId, out: &mut Outbox<'_>) {
        self.id = Some(id);
        self.feed.ask(OneQuery(id), out);
        self.followed.ask(FollowedBy(id), out);
    }

    fn tell(&mut self, out: &Outbox<'_>) {
        let followed = self.followed.rows().map_or(&[][..], Vec::as_slice);
        if let Some(file) = self.feed.rows().and_then(Option::as_ref) {
            self.reader = Reader::new(&told(file, followed, out.words()));
        }
    }

    fn explain(&self) -> Option<Explain> {
        let line = &self.file()?.line;
        let start = line.sent_at.as_deref().and_then(parse_instant);
        Some(Explain { rule: line.due_rule?, start, due: line.due_at.as_deref().and_then(parse_instant)? })
    }
}

fn deed(id: CommandId) -> Option<Deed> {
    Some(match id.0 {
        "query.edit" => Deed::Save,
        "query.answer" => Deed::Answer,
        "query.remind" => Deed::Remind,
        "query.escalate" => Deed::Escalate,
        "query.withdraw" => Deed::Withdraw,
        "query.follow" => Deed::Follow,
        "query.judge" => Deed::Judge,
        "query.close" => Deed::Close,
        "query.give-up" => Deed::GiveUp,
        "query.reopen" => Deed::Reopen,
        _ => return None,
    })
}

/// Why a deed is not possible in a state, in words for the hint.
fn not_now(deed: Deed, state: QueryState) -> &'static str {
    match (deed, state) {
        (_, QueryState::Closed) => "This query is closed; what happened to it stands below.",
        (_, QueryState::Cancelled) => "This query is withdrawn; it is kept as it was.",
        (Deed::Save, _) => "What was sent is never changed. Withdraw it and write another.",
        (_, QueryState::Draft) => "It is a draft; send it first (Enter, then F9).",
        (Deed::Withdraw, _) => "It is answered; it can be closed, or asked again.",
        (_, QueryState::Answered) => "It is answered already.",
        (_, QueryState::Open) => "It is not answered yet.",
    }
}

impl Pane for OneQueryPane {
    fn heading(&self) -> Heading {
        let title = self.file().map_or_else(|| "Query".to_owned(), |file| file.line.title.clone());
        let state = self.file().map_or("", |file| file.line.state.title());
        Heading::new(title).count(self.reader.place_note()).note(state).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.reader.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let Some(file) = self.file() else {
            return Enabled::when(deed(id).is_none(), "The query is still being read.");
        };
        let state = file.line.state;
        match deed(id) {
            Some(deed) if step(deed, state).is_err() => Enabled::No(not_now(deed, state)),
            Some(Deed::GiveUp) if file.line.level < 2 => Enabled::No(
                "Hand it up the ladder first: it is closed without an answer after the physician advisor.",
            ),
            Some(Deed::Escalate) if file.line.level >= 2 => {
                Enabled::No("It is with the physician advisor already.")
            }
            Some(Deed::Follow) => Enabled::when(
                self.followed.rows().is_some_and(|rows| !rows.is_empty()),
                "No document of this stay came after the answer yet.",
            ),
            _ if id.0 == "query.explain" => {
                Enabled::when(self.explain().is_some(), "Its clock does not run.")
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.reader.mode()
    }

    fn place(&mut self, area: Rect) {
        self.reader.place(split_top(area, banner::ROWS).1);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.providers.ask(Providers { all: false }, out);
        match (self.id, self.item) {
            (Some(id), _) => self.ask(id, out),
            (None, Some(item)) => self.found.ask(OneItem(item), out),
            (None, None) => {}
        }
        // An addendum that has come meanwhile closes what waits for it.
        self.following.send(FollowAll, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let providers = self.providers.rows().map_or(&[][..], Vec::as_slice);
        let followed = self.followed.rows().map_or(&[][..], Vec::as_slice);
        match (deed(id), self.file()) {
            (Some(Deed::Save), Some(file)) => out.show(Composer::draft(file.line.id)),
            (Some(Deed::Answer), Some(file)) => boxes::answer(file, out),
            (Some(Deed::Remind), Some(file)) => boxes::remind(file, out),
            (Some(Deed::Escalate), Some(file)) => boxes::escalate(file, providers, out),
            (Some(Deed::Judge), Some(file)) => boxes::judge(file, out),
            (Some(Deed::Follow), Some(file)) => boxes::follow(file, followed, out),
            (Some(deed), Some(file)) => boxes::decide(file, deed, out),
            (None, Some(file)) if id.0 == "query.chart" => {
                out.go(Link::Encounter(file.line.patient, file.line.encounter));
            }
            (None, Some(file)) if id.0 == "query.review" => out.go(Link::CdiReview(file.line.encounter)),
            (None, Some(_)) if id.0 == "query.explain" => {
                if let Some(explain) = self.explain() {
                    self.explained.ask(explain, out);
                }
            }
            _ => {
                self.reader.perform(id, out);
            }
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.reader.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.found.accept(answer) {
            match self.found.take().flatten() {
                Some(item) => self.ask(CdiQueryId(item.subject_id), out),
                None => out.tell(Notice::info("This item is no longer there.")),
            }
        }
        if self.feed.accept(answer) {
            match self.file().map(|file| file.line.patient) {
                Some(patient) if self.banner.question() != Some(&BannerOf(patient)) => {
                    self.banner.ask(BannerOf(patient), out);
                }
                _ => {}
            }
            self.tell(out);
        }
        if self.followed.accept(answer) {
            self.tell(out);
        }
        self.banner.accept(answer);
        self.providers.accept(answer);
        if self.explained.accept(answer)
            && let Some(Some(explained)) = self.explained.take()
        {
            let words = out.words();
            let sentence = explained.sentence(|at| words.instant(at));
            out.confirm(Confirmation::new("When the answer is due, and why").text(sentence).back("close"));
        }
        if let Some(Ok(closed)) = self.following.accept(answer)
            && closed > 0
        {
            self.feed.again(out);
            self.followed.again(out);
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
        self.followed.refresh(changed, out);
        self.banner.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
        self.banner.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (top, body) = split_top(area, banner::ROWS);
        banner::view(self.banner.rows(), scene, top, buffer);
        self.reader.view(scene, body, buffer)
    }
}
