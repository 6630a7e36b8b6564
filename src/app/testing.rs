//! The helper of desk tests: keys in, screen out, on a small store of its own.
//!
//! ```ignore
//! let mut bench = Bench::new(Size::Small);
//! bench.keys("gujj<enter>");
//! bench.check("users_change");         // tests/snapshots/…@80x24.snap
//! ```
//! The whole shell runs, with real lanes and a real database; only the terminal is missing. Nothing sleeps: after each key
//! the bench waits until every question is answered.

use super::{Copying, Errand, Event, Place, Setup, Shell, Wake};
use crate::{
    desks::{self, Desk},
    domain::{role::Role, time::Clock, typed_date::DateOrder},
    keys::{Chord, Key, Overrides},
    kit::{Pane, testing::text_of},
    look::{Depth, GlyphSet, Look, Theme},
    store::{
        self, Change, Session, Store,
        lanes::{Address, Lanes, Post, StoreEvent},
        ops::SetUser,
    },
    term::TermEvent,
};
use ratatui::{Terminal, backend::TestBackend, layout::Position, layout::Rect};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

/// The two sizes at which every screen is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 80 columns, 24 rows.
    Small,
    /// 120 columns, 40 rows.
    Large,
}

impl Size {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Small, Self::Large];

    fn columns_rows(self) -> (u16, u16) {
        match self {
            Self::Small => (80, 24),
            Self::Large => (120, 40),
        }
    }
}

/// The program without a terminal, on a store of its own that is removed afterwards.
pub struct Bench {
    /// The store, to be filled before or between keys.
    pub store: Store,
    /// An administrator and supervisor, who made the store.
    pub maker: Session,
    shell: Shell,
    lanes: Option<Lanes>,
    events: Receiver<StoreEvent>,
    open: HashMap<(u64, u64), Address>,
    wakes: Vec<Wake>,
    copied: Vec<String>,
    left: bool,
    terminal: Terminal<TestBackend>,
    caret: Position,
    /// Removed at the end, if it is our own.
    folder: Option<PathBuf>,
    desks: &'static [Desk],
}

/// Noon of 22 November 2026.
pub fn clock() -> Clock {
    Clock::Fixed("2026-11-22T12:00:00Z".parse().unwrap())
}

impl Bench {
    /// The program as its maker sees it: administrator and supervisor.
    pub fn new(size: Size) -> Self {
        Self::of(size, |_, _| {}, None)
    }

    /// The program on a store that `fill` has filled, as a user with these roles (none: the maker).
    pub fn of(size: Size, fill: impl FnOnce(&Store, &Session), roles: Option<&[Role]>) -> Self {
        Self::of_kind("hospital", size, fill, roles)
    }

    /// The program on a demonstration, as its maker.
    pub fn demonstration(size: Size, fill: impl FnOnce(&Store, &Session)) -> Self {
        Self::of_kind("demo", size, fill, None)
    }

    fn of_kind(kind: &str, size: Size, fill: impl FnOnce(&Store, &Session), roles: Option<&[Role]>) -> Self {
        let (folder, store, maker) = new_store(kind);
        fill(&store, &maker);
        let session = match roles {
            None => maker.clone(),
            Some(roles) => {
                let user =
                    SetUser { login: "clerk".into(), full_name: "Clara Clerk".into(), roles: roles.to_vec() };
                store.apply(&maker, &user).unwrap();
                store.sign_in("clerk", "test").unwrap()
            }
        };
        Self::begin(size, store, maker, session, desks::ALL, Some(folder))
    }

    /// The program with these desks only, as its maker sees it: for tests of the shell, which new desks must not disturb.
    pub fn with(size: Size, desks: &'static [Desk]) -> Self {
        let (folder, store, maker) = new_store("hospital");
        Self::begin(size, store, maker.clone(), maker, desks, Some(folder))
    }

    /// A second program on the store of another bench, as its maker.
    pub fn on(other: &Self, size: Size) -> Self {
        let (store, maker) = (other.store.clone(), other.maker.clone());
        Self::begin(size, store, maker.clone(), maker, other.desks, None)
    }

    fn begin(
        size: Size,
        store: Store,
        maker: Session,
        session: Session,
        desks: &'static [Desk],
        folder: Option<PathBuf>,
    ) -> Self {
        let (sender, events): (Sender<StoreEvent>, _) = channel();
        let post: Post = Arc::new(move |event| {
            let _ = sender.send(event);
        });
        let lanes = Lanes::start(&store, &session, &post).unwrap();
        let (columns, rows) = size.columns_rows();
        let look = Look::new(&Theme::mono(), Depth::None, GlyphSet::Unicode);
        let setup = Setup {
            session,
            clock: clock(),
            order: DateOrder::Mdy,
            look,
            place: Place { hospital: "Test Hospital".into(), kind: store.kind().unwrap() },
            overrides: Overrides::default(),
            copying: Copying::Allowed,
            desks,
            start: "patients",
        };
        let shell = Shell::new(setup, Rect::new(0, 0, columns, rows));
        let terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let mut bench = Self {
            store,
            maker,
            shell,
            lanes: Some(lanes),
            events,
            open: HashMap::new(),
            wakes: Vec::new(),
            copied: Vec::new(),
            left: false,
            terminal,
            caret: Position::ORIGIN,
            folder,
            desks,
        };
        bench.settle();
        bench
    }

    /// Puts a pane on the screen, as if a desk had pushed it.
    pub fn show(&mut self, pane: Box<dyn Pane>) {
        self.shell.show_first(pane);
        self.settle();
    }

    /// Types keys in the notation of settings: `"gujj<enter>"`. Each is answered before the next.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for chord in Chord::parse_sequence(keys).unwrap() {
            self.event(TermEvent::Key(chord));
        }
        self
    }

    /// Types text as it is, blanks too.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for char in text.chars() {
            let key = if char == '\n' { Chord::plain(Key::Enter) } else { Chord::char(char) };
            self.event(TermEvent::Key(key));
        }
        self
    }

    /// Anything else that the terminal can say.
    pub fn event(&mut self, event: TermEvent) -> &mut Self {
        if let TermEvent::Resize(columns, rows) = event {
            self.terminal.backend_mut().resize(columns, rows);
        }
        self.shell.handle(Event::Term(event));
        self.settle();
        self
    }

    /// Changes data as another person would, in another program.
    pub fn apply<C: Change>(&mut self, change: &C) -> &mut Self {
        self.store.apply(&self.maker, change).unwrap();
        self.shell.handle(Event::Store(StoreEvent::Changed(change.topics())));
        self.settle();
        self
    }

    /// Others changed data in another program.
    pub fn changed(&mut self, topics: crate::domain::topics::Topics) -> &mut Self {
        self.shell.handle(Event::Store(StoreEvent::Changed(topics)));
        self.settle();
        self
    }

    /// Waits until this program hears of another's change by itself, as it does within a second or so.
    pub fn hear(&mut self) -> &mut Self {
        let event = self.events.recv_timeout(Duration::from_secs(5)).expect("news of another's change");
        self.take(event);
        self.settle();
        self
    }

    /// Time passes: all timers that are set now are due.
    pub fn wait(&mut self) -> &mut Self {
        for wake in std::mem::take(&mut self.wakes) {
            self.shell.handle(Event::Due(wake));
        }
        self.settle();
        self
    }

    /// The screen as text.
    pub fn screen(&mut self) -> String {
        let (shell, caret) = (&self.shell, &mut self.caret);
        self.terminal.draw(|frame| *caret = shell.view(frame)).unwrap();
        let buffer = self.terminal.backend().buffer();
        assert!(buffer.area.contains(self.caret), "the caret is at {}, outside the screen", self.caret);
        text_of(buffer)
    }

    /// The line on which the caret stands.
    pub fn caret_line(&mut self) -> String {
        let screen = self.screen();
        screen.lines().nth(usize::from(self.caret.y)).unwrap_or_default().trim().to_owned()
    }

    /// Compares the screen with its snapshot under tests/snapshots.
    pub fn check(&mut self, name: &str) -> &mut Self {
        let screen = self.screen();
        let area = self.terminal.backend().buffer().area;
        let mut settings = insta::Settings::clone_current();
        // The row of tabs is another with every new desk.
        settings.add_filter(r"\A([^\n]*\n)[^\n]*\n", "$1(tabs)\n");
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        // Tests run in every time zone: days stay, as all happens about noon, but hours do not.
        settings.add_filter(r"\b\d\d:\d\d\b", "hh:mm");
        settings.bind(|| insta::assert_snapshot!(format!("{name}@{}x{}", area.width, area.height), screen));
        self
    }

    /// Fails unless the screen shows a text.
    pub fn shows(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "{text:?} is not on the screen:\n{screen}");
        self
    }

    /// Fails if the screen shows a text.
    pub fn hides(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "{text:?} is on the screen:\n{screen}");
        self
    }

    /// What was put on the clipboard.
    pub fn copied(&self) -> &[String] {
        &self.copied
    }

    /// Whether the program wants to end.
    pub fn has_left(&self) -> bool {
        self.left
    }

    /// Carries errands out until nothing is left to do and every question is answered.
    fn settle(&mut self) {
        loop {
            for errand in self.shell.errands() {
                self.carry_out(errand);
            }
            if self.open.is_empty() {
                // What others changed comes without being asked for.
                let Ok(event) = self.events.try_recv() else { return };
                self.take(event);
            } else {
                let event =
                    self.events.recv_timeout(Duration::from_secs(20)).expect("an answer from the lanes");
                self.take(event);
            }
        }
    }

    fn take(&mut self, event: StoreEvent) {
        if let StoreEvent::Answer(answer) = &event {
            let feed = (answer.to.pane, answer.to.feed);
            if self.open.get(&feed) == Some(&answer.to) {
                self.open.remove(&feed);
            }
        }
        self.shell.handle(Event::Store(event));
    }

    fn carry_out(&mut self, errand: Errand) {
        let Some(lanes) = &self.lanes else { return };
        match errand {
            Errand::Ask(question) => {
                let to = question.address();
                self.open.insert((to.pane, to.feed), to);
                lanes.ask(question);
            }
            Errand::Apply(ticket) => {
                let to = ticket.address();
                self.open.insert((to.pane, to.feed), to);
                lanes.apply(ticket);
            }
            Errand::Forget(pane) => {
                self.open.retain(|(of, _), _| *of != pane.0);
                lanes.forget(pane.0);
            }
            Errand::Wake(_, wake) => self.wakes.push(wake),
            Errand::Copy(text) => self.copied.push(text),
            Errand::Leave => self.left = true,
            Errand::Suspend | Errand::Resume | Errand::Repaint | Errand::SignInAs(_) => {}
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if let Some(lanes) = self.lanes.take() {
            lanes.shut_down(Duration::from_secs(5));
        }
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// A store in a folder of its own, and who made it.
fn new_store(kind: &str) -> (PathBuf, Store, Session) {
    let folder = folder();
    let store = store::create(&folder.join("him.db"), kind, "Test Hospital", "maker", clock()).unwrap();
    let maker = store.sign_in("maker", "test").unwrap();
    (folder, store, maker)
}

/// A folder of its own for each bench.
fn folder() -> PathBuf {
    static LAST: AtomicU32 = AtomicU32::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("chartroom-bench-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
