//! Helpers for tests of the kit's parts and of panes without a shell: an outbox, a scene, a small screen as text.
//!
//! Whole desks are tested by keys and screens with [`crate::app::testing`].

use super::{Focus, Outbox, Scene, Words, pane::Caret, pane::PaneId};
use crate::{
    domain::{ids::UserId, role::Role, typed_date::DateOrder},
    look::Look,
    store::Session,
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::sync::OnceLock;

/// Noon of 22 November 2026, dates as month, day, year.
pub fn words() -> Words {
    Words::new("2026-11-22T12:00:00Z".parse().unwrap_or_default(), DateOrder::Mdy)
}

/// A user with every role.
pub fn session() -> &'static Session {
    static SESSION: OnceLock<Session> = OnceLock::new();
    SESSION.get_or_init(|| Session {
        user: UserId(1),
        login: "tester".into(),
        full_name: "Terry Tester".into(),
        roles: Role::ALL.to_vec(),
        station: "test".into(),
    })
}

/// An outbox of pane 1.
pub fn outbox() -> Outbox<'static> {
    Outbox::new(session(), words(), PaneId(1))
}

/// A scene with the keys here.
pub fn scene(look: &Look) -> Scene<'_> {
    Scene { look, words: words(), focus: Focus::Here }
}

/// What a view draws on a screen of this size, blanks at the ends of lines left out.
#[expect(clippy::missing_panics_doc, reason = "a test helper")]
pub fn screen(columns: u16, rows: u16, view: impl FnOnce(&mut Buffer, Rect) -> Caret) -> String {
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    let caret = view(&mut buffer, area);
    assert!(area.contains(caret), "the caret is at {caret}, outside the screen");
    text_of(&buffer)
}

/// A buffer as text, blanks at the ends of lines left out.
pub fn text_of(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in buffer.area.rows() {
        let mut line = String::new();
        let mut hidden = 0;
        for position in row.positions() {
            let symbol = buffer.cell(position).map_or(" ", |cell| cell.symbol());
            // The column after a wide character belongs to it.
            if hidden == 0 {
                line.push_str(symbol);
                hidden = crate::look::width(symbol).saturating_sub(1);
            } else {
                hidden -= 1;
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
