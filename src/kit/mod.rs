//! What every desk is made of: panes, feeds, lists, forms, readers, questions to the user.
//!
//! # How a desk is written
//!
//! A desk is a folder under `desks/`. `queries.rs` and `changes.rs` hold values that run SQL (`store::Query`, `store::Change`);
//! what is asked by several desks lies below, in `chart` or `store::ops`. Its panes are plain structs:
//!
//! ```ignore
//! const COMMANDS: &[Command] = &[                       // keys, hint bar, palette, help and key card read this
//!     Command::new("stays.open", &["<enter>"], "Open the stay", ReadCharts).hint(1, "open"),
//! ];
//! const COLUMNS: &[Column<Stay>] = &[                   // cells are drawn for rows in view only, made harmless, cut to width
//!     Column::new("Ward", |stay: &Stay, _| Cell::text(&stay.ward)).width(6, 20).sorted(|a, b| a.ward.cmp(&b.ward)),
//!     Column::new("Admitted", |stay: &Stay, words| Cell::text(words.when(stay.admitted))).width(10, 16).from(1),
//! ];
//! pub struct Stays { patient: PatientId, feed: Feed<StaysOf>, list: List<Stay, EncounterId> }
//!
//! impl Pane for Stays {
//!     fn heading(&self) -> Heading { Heading::new("Stays").count(self.list.count()).note(self.feed.note()) }
//!     fn commands(&self) -> Tables { self.list.commands(COMMANDS) }
//!     fn mode(&self) -> Mode { self.list.mode() }
//!     fn place(&mut self, area: Rect) { self.list.place(area); }
//!     fn open(&mut self, out: &mut Outbox<'_>) { self.feed.ask(StaysOf(self.patient), out); }
//!     fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
//!         match id.0 {
//!             "stays.open" => if let Some(stay) = self.list.chosen() { out.go(Link::Encounter(self.patient, stay.id)); },
//!             _ => { self.list.perform(id, out); }
//!         }
//!     }
//!     fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) { self.list.write(&input, out); }
//!     fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
//!         if self.feed.accept(answer) && let Some(rows) = self.feed.take() { self.list.fill(rows, out.words()); }
//!     }
//!     fn press(&mut self, at: Position, _: &mut Outbox<'_>) { self.list.press(at); }
//!     fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) { self.feed.refresh(changed, out); }
//!     fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) { self.feed.due(timer); }
//!     fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
//!         self.list.view(scene, &self.feed.freshness(), area, frame.buffer_mut())
//!     }
//! }
//! ```
//!
//! Rules: `view` changes nothing; `perform` never waits; an id is named `desk.deed`; a command that changes data for good is
//! `.confirmed()` and its words come from [`Pane::question`]; a form keeps [`Pane::draft_slot`], [`Pane::draft`] and
//! [`Pane::restore`], so that nothing typed is lost; a change goes out through [`Sending`], and its refusal to
//! [`Form::refused`]. At the end the desk is one line in `desks::ALL`. `desks/users/` is a whole small desk to copy from;
//! its `tests.rs` shows how keys go in and screens come out.

pub mod banner;
pub mod columns;
pub mod confirm;
pub mod conflict;
mod draft;
mod explaining;
mod feed;
pub mod field;
pub mod filter;
pub mod form;
mod form_box;
mod form_view;
pub mod lacks;
pub mod list;
mod list_view;
mod notice;
mod outbox;
pub mod pane;
mod picker;
pub mod reader;
mod reason;
mod rows;
mod scene;
#[cfg(test)]
pub mod testing;
mod text_area;
mod text_box;
pub mod trend;
mod words;
pub mod worklist;

pub use columns::{Cell, Column};
pub use confirm::{ConfirmBox, Confirmation};
pub use draft::Draft;
pub use explaining::{Explaining, may_explain};
pub use feed::{Feed, Freshness, OLD_AFTER, Sending};
pub use field::{Checked, Choosable, Field, Values};
pub use form::{Did, Form};
pub use form_box::FormBox;
pub use list::List;
pub use notice::{Level, Notice};
pub use outbox::{Copied, Effect, Outbox};
pub use pane::{
    Caret, Edit, Enabled, Handled, Heading, Mode, Pane, PaneId, Shape, Tables, TextInput, Timer, Turn,
};
pub use picker::{Entry, Picker};
pub use reader::Reader;
pub use reason::ReasonBox;
pub use rows::{Act, Rows};
pub use scene::{Focus, Scene, beside, centred, split_bottom, split_left, split_top};
pub use text_area::{Lines, TextField};
pub use text_box::TextBox;
pub use words::Words;
pub use worklist::Worklist;
