//! The shell: tabs, layers, routing of keys, and what panes want done. It waits for nothing and draws nothing by itself.
//!
//! An event goes in ([`Shell::handle`]), errands come out ([`Shell::errands`]); the loop carries them out. So the whole
//! program can be driven by a test without a terminal.

use super::{
    commands,
    drafts::Keeper,
    event::{Errand, Event, SHELL, Wake},
    keymap::KeyMap,
    layers::Layers,
    notice_box::NoticeBox,
};
use crate::{
    desks::Desk,
    domain::{link::Link, time::Clock, topics::Topics, typed_date::DateOrder},
    keys::{Chord, Count, Overrides},
    kit::{Copied, Level, Notice, Outbox, Pane, PaneId, Sending, Words},
    look::{GlyphSet, Look},
    store::{
        Session,
        lanes::{Answer, StoreEvent},
        presence::CopiedOut,
    },
    term::{Mouse, TermEvent},
};
use ratatui::layout::Rect;

/// Which hospital this is, for the title line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name.
    pub hospital: String,
    /// `hospital`, `demo` or `training`.
    pub kind: String,
}

/// What the shell is made of besides panes.
pub struct Setup {
    /// Who is at the keyboard.
    pub session: Session,
    /// Where time comes from.
    pub clock: Clock,
    /// How dates are written.
    pub order: DateOrder,
    /// Styles and signs.
    pub look: Look,
    /// Which hospital this is.
    pub place: Place,
    /// The user's own keys.
    pub overrides: Overrides,
    /// Whether text may be copied to the user's own clipboard.
    pub copying: Copying,
    /// The desks of the program; tests of the shell have fewer.
    pub desks: &'static [Desk],
    /// The desk to begin with, by its id; the first one if the user may not open it.
    pub start: &'static str,
}

/// Whether text may be copied to the user's own clipboard (setting `copy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copying {
    /// It may, by those who have the permission.
    Allowed,
    /// Nobody may.
    Off,
}

/// Keys typed so far that are no command yet.
#[derive(Default)]
pub(super) struct Typing {
    pub typed: Vec<Chord>,
    pub count: Count,
    /// The which-key box is on the screen.
    pub hints: bool,
    pub round: u64,
    /// The key that began the present command: no answer to a question is on it.
    pub last: Option<Chord>,
}

/// The whole interface.
pub struct Shell {
    pub(super) session: Session,
    pub(super) clock: Clock,
    pub(super) order: DateOrder,
    pub(super) look: Look,
    pub(super) place: Place,
    pub(super) copying: Copying,
    pub(super) desks: &'static [Desk],
    pub(super) keymap: KeyMap,
    pub(super) layers: Layers,
    pub(super) typing: Typing,
    pub(super) notice: Option<Notice>,
    pub(super) keeper: Keeper,
    pub(super) area: Rect,
    pub(super) to_copy: Option<Copied>,
    pub(super) copy_line: Sending<CopiedOut>,
    pub(super) leaving: bool,
    errands: Vec<Errand>,
    changed: bool,
}

impl Shell {
    /// A shell with the desks that the user may open, the first one on the screen.
    pub fn new(setup: Setup, area: Rect) -> Self {
        let Setup { session, clock, order, look, place, overrides, copying, desks, start } = setup;
        let arrows = match look.glyph_set() {
            GlyphSet::Unicode => crate::keys::Arrows::Signs,
            GlyphSet::Ascii => crate::keys::Arrows::Words,
        };
        let allowed = desks.iter().filter(|desk| session.may(desk.go.needs));
        let layers = Layers::new(allowed);
        let mut shell = Self {
            session,
            clock,
            order,
            look,
            place,
            copying,
            desks,
            keymap: KeyMap::new(overrides, arrows),
            layers,
            typing: Typing::default(),
            notice: None,
            keeper: Keeper::default(),
            area,
            to_copy: None,
            copy_line: Sending::new(),
            leaving: false,
            errands: Vec::new(),
            changed: true,
        };
        let first = shell.layers.tabs.iter().position(|tab| tab.desk.id == start).unwrap_or(0);
        shell.go_to_tab(first);
        shell.ask_drafts();
        shell
    }

    /// Takes one event.
    pub fn handle(&mut self, event: Event) {
        match event {
            Event::Term(event) => self.handle_term(event),
            Event::Store(StoreEvent::Answer(mut answer)) => self.receive(&mut answer),
            Event::Store(StoreEvent::Changed(topics)) => self.refresh(topics),
            Event::Due(wake) => self.due(wake),
        }
    }

    /// What is wanted of the world since the last call.
    pub fn errands(&mut self) -> Vec<Errand> {
        std::mem::take(&mut self.errands)
    }

    /// Whether something on the screen may have changed since the last call.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Puts a pane on the screen before anything else: the welcome of a demonstration.
    pub fn show_first(&mut self, pane: Box<dyn Pane>) {
        self.push(pane, SHELL);
    }

    /// Lets the user of a demonstration choose a role.
    pub(super) fn open_roles(&mut self) {
        if self.place.kind == "hospital" {
            return self.tell(Notice::info("This is a real database: everyone works in their own roles."));
        }
        self.show_first(Box::new(super::welcome::Welcome::new(self.session.user)));
    }

    /// Tells the user something.
    pub fn tell(&mut self, notice: Notice) {
        self.changed = true;
        match notice.level {
            Level::Error => self.push(Box::new(NoticeBox::new(notice)), SHELL),
            Level::Done | Level::Info => self.notice = Some(notice),
        }
    }

    fn handle_term(&mut self, event: TermEvent) {
        match event {
            TermEvent::Key(chord) => self.key(chord),
            TermEvent::Paste(text) => self.paste(text),
            TermEvent::PasteRefused(bytes) => {
                let text =
                    format!("Not pasted: {bytes} bytes are more than a paste may have. Paste a part of it.");
                self.tell(Notice { level: Level::Error, text });
            }
            TermEvent::Mouse(Mouse::WheelUp(..)) => self.wheel("up"),
            TermEvent::Mouse(Mouse::WheelDown(..)) => self.wheel("down"),
            TermEvent::Mouse(Mouse::Press(column, row)) => self.press(column, row),
            TermEvent::Resize(columns, rows) => self.resize(columns, rows),
            TermEvent::Suspend => self.errand(Errand::Suspend),
            TermEvent::Resume => self.errand(Errand::Resume),
            // The loop ends the program; the shell has nothing to say to it.
            TermEvent::Stop(_) => {}
        }
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.area = Rect::new(0, 0, columns, rows);
        self.place_all();
        self.changed = true;
    }

    /// Every pane that is on the screen learns its area; the others learn it when they return.
    pub(super) fn place_all(&mut self) {
        for id in self.layers.visible() {
            let area = self.area_of(id);
            if let Some(layer) = self.layers.find_mut(id) {
                layer.pane.place(area);
            }
        }
    }

    fn receive(&mut self, answer: &mut Answer) {
        self.changed = true;
        let pane = PaneId(answer.to.pane);
        if pane == SHELL {
            self.receive_own(answer);
        } else {
            self.with(pane, |pane, out| pane.receive(answer, out));
        }
    }

    /// Panes on the screen ask again; hidden ones remember that they are old.
    fn refresh(&mut self, topics: Topics) {
        let visible = self.layers.visible();
        for layer in self.layers.all_mut().filter(|layer| !visible.contains(&layer.id)) {
            layer.stale = layer.stale | topics;
        }
        for id in visible {
            self.with(id, |pane, out| pane.refresh(topics, out));
        }
    }

    fn due(&mut self, wake: Wake) {
        if wake.pane == SHELL {
            self.due_own(wake.timer);
        } else {
            self.changed = true;
            self.with(wake.pane, |pane, out| pane.due(wake.timer, out));
        }
    }

    /// Lets a pane handle something, and does what it wants done. Nothing if the pane is gone.
    pub(super) fn with(&mut self, id: PaneId, handle: impl FnOnce(&mut dyn Pane, &mut Outbox<'_>)) {
        self.with_count(id, None, handle);
    }

    /// As [`Shell::with`], with the digits that were typed before.
    pub(super) fn with_count(
        &mut self,
        id: PaneId,
        count: Option<u32>,
        handle: impl FnOnce(&mut dyn Pane, &mut Outbox<'_>),
    ) {
        let words = self.words();
        let Some(layer) = self.layers.find_mut(id) else { return };
        let mut out = Outbox::new(&self.session, words, id).counting(count);
        handle(layer.pane.as_mut(), &mut out);
        let effects = out.into_effects();
        self.carry_out(id, effects);
    }

    /// Puts a pane on the screen: it learns its area, then asks its first questions.
    pub(super) fn push(&mut self, pane: Box<dyn Pane>, asker: PaneId) {
        let id = self.layers.push(pane, asker);
        self.changed = true;
        self.appear(id);
        self.with(id, |pane, out| pane.open(out));
        self.offer_draft(id);
    }

    /// A pane comes onto the screen, for the first time or again: area, and what changed meanwhile.
    pub(super) fn appear(&mut self, id: PaneId) {
        let area = self.area_of(id);
        let Some(layer) = self.layers.find_mut(id) else { return };
        layer.pane.place(area);
        let stale = std::mem::take(&mut layer.stale);
        if !stale.is_empty() {
            self.with(id, |pane, out| pane.refresh(stale, out));
        }
    }

    /// Takes a pane off the screen; the one below appears.
    pub(super) fn close(&mut self, id: PaneId) {
        if self.layers.remove(id).is_none() {
            return;
        }
        self.changed = true;
        self.errand(Errand::Forget(id));
        if let Some(page) = self.layers.page().map(|layer| layer.id) {
            self.appear(page);
        }
    }

    /// Goes to a tab; its desk opens at the first visit.
    pub(super) fn go_to_tab(&mut self, at: usize) {
        let words = self.words();
        let Some(tab) = self.layers.tabs.get(at) else { return };
        let start = tab.desk.start;
        let fresh = tab.layers.is_empty();
        self.layers.current = at;
        self.changed = true;
        if fresh {
            self.push(start(words), SHELL);
        } else if let Some(page) = self.layers.page().map(|layer| layer.id) {
            self.appear(page);
        }
    }

    /// Opens a place: on the present tab, so that Esc leads back; desks by name on their own tab.
    pub(super) fn open_link(&mut self, link: &Link) {
        if let Link::Desk(id) = link {
            match self.layers.tabs.iter().position(|tab| tab.desk.id == *id) {
                Some(at) => self.go_to_tab(at),
                None => self.tell(Notice::info("That desk is not open to your roles. Ask your supervisor.")),
            }
            return;
        }
        let words = self.words();
        let pane = self.layers.tabs.iter().find_map(|tab| (tab.desk.serve)(link, words));
        match pane {
            Some(pane) => self.push(pane, SHELL),
            None => self.tell(Notice::info("Your roles do not open this. Ask your supervisor.")),
        }
    }

    /// The present time, and how dates are written.
    pub fn words(&self) -> Words {
        Words::new(self.clock.now(), self.order)
    }

    /// Who is at the keyboard.
    pub fn session(&self) -> &Session {
        &self.session
    }

    pub(super) fn errand(&mut self, errand: Errand) {
        self.errands.push(errand);
    }

    pub(super) fn touch(&mut self) {
        self.changed = true;
    }

    /// The tables that hold for a layer: its own, then those of the program or of boxes.
    pub(super) fn tables(&self, id: PaneId) -> crate::kit::Tables {
        let mut tables = self.layers.find(id).map_or_else(Vec::new, |layer| layer.pane.commands());
        if self.layers.boxes.iter().any(|layer| layer.id == id) {
            tables.push(commands::BOX);
        } else {
            tables.push(commands::PROGRAM);
            if self.place.kind != "hospital" {
                tables.push(commands::TRIAL);
            }
            tables.extend(self.desks.iter().map(Desk::go_table));
        }
        tables
    }
}
