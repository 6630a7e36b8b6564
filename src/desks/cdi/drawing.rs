//! How a stay under review is drawn: banner, stay and DRGs, lines on the left, what they rest on beside them.

use super::review::Review;
use crate::{
    cdi::review::{Screen, weight_words},
    domain::time::When,
    kit::{Caret, Focus, Scene, banner, split_left, split_top},
    look::Meaning,
};
use ratatui::{Frame, layout::Rect};

/// Rows for the stay and its DRGs, below the banner.
pub const HEAD_ROWS: u16 = 2;

impl Review {
    /// Draws the pane.
    pub(super) fn draw(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (top, rest) = split_top(area, banner::ROWS);
        banner::view(self.banner.rows(), scene, top, buffer);
        let (head, _) = split_top(rest, HEAD_ROWS);
        if let Some(screen) = self.answer() {
            let (first, second) = split_top(head, 1);
            scene.line(buffer, first, &stay_line(screen, scene), Meaning::Text);
            let taken = scene.line(buffer, second, &drg_line(screen), Meaning::Title);
            let (_, more) = split_left(second, taken);
            scene.line(buffer, more, &potential_line(screen), Meaning::Amber);
        }
        let (left, right) = self.parts();
        let mut caret = Caret::new(area.x, area.y);
        if let Some(left) = left {
            let focus = if self.beside { Focus::Elsewhere } else { Focus::Here };
            let drawn = self.list().view(&scene.focused(focus), &self.screen.freshness(), left, buffer);
            if focus == Focus::Here {
                caret = drawn;
            }
        }
        if let Some(right) = right {
            let focus = if self.beside { Focus::Here } else { Focus::Elsewhere };
            let drawn = self.detail.view(&scene.focused(focus), right, buffer);
            if focus == Focus::Here {
                caret = drawn;
            }
        }
        caret
    }
}

fn stay_line(screen: &Screen, scene: &Scene<'_>) -> String {
    let (head, words) = (&screen.looked.head, scene.words);
    let day = |at: Option<When>| at.map(|at| words.day(at.day())).unwrap_or_default();
    let until = head.discharge.filter(|_| head.state == "discharged");
    let last = until.map_or_else(|| words.today(), When::day);
    let nights = head.admit.map_or(0, |admit| (last - admit.day()).num_days());
    let stay = match until {
        Some(_) => format!("{} - {}, {nights} d", day(head.admit), day(until)),
        None => format!("{} - in house, {nights} d", day(head.admit)),
    };
    let state = match (&screen.item, head.on_list) {
        (Some(item), true) => item.queue().map_or("", |queue| queue.state_title(&item.state)),
        _ => "not on the list",
    };
    let next = head.next_on.filter(|_| head.on_list).map(|day| format!(", next review {}", words.day(day)));
    let place = if head.service.is_empty() { head.place.clone() } else { head.service.clone() };
    format!("{stay}  {place}  {}  {state}{}", head.attending_name, next.unwrap_or_default())
}

fn drg_line(screen: &Screen) -> String {
    let picture = &screen.looked.picture;
    let Some(drg) = &picture.drg else { return "DRG none: the codes do not group".to_owned() };
    let mean = drg.gmlos_tenths.map(|d| format!(" GMLOS {}.{}", d / 10, d % 10)).unwrap_or_default();
    let severity = match picture.severity() {
        Some("") | None => "no CC",
        Some(severity) => severity,
    };
    format!("DRG {} wt {}{mean} {severity} ({})", drg.drg, weight_words(drg.weight), picture.basis.title())
}

fn potential_line(screen: &Screen) -> String {
    let Some(one) = screen.looked.picture.potential() else { return String::new() };
    format!("  could be {} wt {}", one.drg, weight_words(one.weight))
}
