//! What the painter writes is played to a terminal emulator, which must show what was wanted.

use super::*;
use proptest::prelude::*;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

const DARK: (Color, Color) = (Color::Gray, Color::Black);
const BARE: (Color, Color) = (Color::Reset, Color::Reset);

/// A painter and the terminal it paints on.
struct Bench {
    painter: Painter,
    terminal: vt100::Parser,
}

impl Bench {
    fn new(width: u16, height: u16, ground: (Color, Color)) -> Self {
        let terminal = vt100::Parser::new(height.try_into().unwrap(), width.try_into().unwrap(), 0);
        Self { painter: Painter::new(ground, Erasing::InColour), terminal }
    }

    /// Paints and answers the bytes that it took.
    fn paint(&mut self, wanted: &Buffer, caret: Option<Position>) -> Vec<u8> {
        let mut out = Vec::new();
        self.painter.paint(wanted, caret, &mut out);
        self.terminal.process(&out);
        out
    }

    /// Where the terminal does not show what is wanted.
    fn wrong(&self, wanted: &Buffer) -> Vec<String> {
        let mut wrong = Vec::new();
        for y in 0..wanted.area.height {
            let mut x = 0;
            while x < wanted.area.width {
                let glyph = self.painter.glyph(wanted, x, y);
                let cell = self.terminal.screen().cell(y, x).unwrap();
                let symbol = if cell.has_contents() { cell.contents() } else { " " };
                let seen = Pen {
                    fg: color(cell.fgcolor()),
                    bg: color(cell.bgcolor()),
                    modifier: [
                        (cell.bold(), Modifier::BOLD),
                        (cell.underline(), Modifier::UNDERLINED),
                        (cell.inverse(), Modifier::REVERSED),
                    ]
                    .into_iter()
                    .filter_map(|(set, modifier)| set.then_some(modifier))
                    .collect(),
                };
                let expected = Pen { fg: normal(glyph.pen.fg), bg: normal(glyph.pen.bg), ..glyph.pen };
                let same = seen == expected || (symbol == " " && seen.same_blank(expected));
                if symbol != glyph.symbol || !same {
                    wrong.push(format!("{x},{y}: {symbol:?} {seen:?}, not {:?} {expected:?}", glyph.symbol));
                }
                x += glyph.columns;
            }
        }
        wrong
    }
}

fn color(color: vt100::Color) -> Color {
    match color {
        vt100::Color::Default => Color::Reset,
        vt100::Color::Idx(index) => Color::Indexed(index),
        vt100::Color::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    }
}

/// The numbers that the emulator gives to named colours.
fn normal(color: Color) -> Color {
    match color {
        Color::Black => Color::Indexed(0),
        Color::Red => Color::Indexed(1),
        Color::Gray => Color::Indexed(7),
        Color::LightRed => Color::Indexed(9),
        other => other,
    }
}

fn screen(lines: &[&str]) -> Buffer {
    Buffer::with_lines(lines.iter().copied())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\x1b', "^")
}

#[test]
fn an_unchanged_screen_costs_nothing() {
    let mut bench = Bench::new(8, 3, DARK);
    let wanted = screen(&["one     ", "two     ", "        "]);
    assert_eq!(text(&bench.paint(&wanted, None)), "^[0;37;40m^[r^[2J^[Hone\r\ntwo^[?25l");
    assert_eq!(text(&bench.paint(&wanted, None)), "");
    let caret = Some(Position::new(1, 1));
    assert_eq!(text(&bench.paint(&wanted, caret)), "\u{8}\u{8}^[?25h");
    assert_eq!(text(&bench.paint(&wanted, caret)), "");
    assert_eq!(bench.wrong(&wanted), [""; 0]);
}

#[test]
fn only_what_changed_is_written() {
    let mut bench = Bench::new(20, 2, BARE);
    bench.paint(&screen(&["Smith, John   1950  ", "Smith, Joan   1951  "]), None);
    let bytes = bench.paint(&screen(&["Smith, John   1952  ", "Smyth, Joan   1951  "]), None);
    assert_eq!(text(&bytes), "^[1;18H2^[2;3Hy");
    // Characters in between are written again where that is shorter than stepping over them.
    let bytes = bench.paint(&screen(&["Smith, John   1952  ", "Smith, Jo-n   1951  "]), None);
    assert_eq!(text(&bytes), "\u{8}i^[6C-");
}

#[test]
fn long_blanks_are_erased() {
    let mut bench = Bench::new(30, 2, DARK);
    bench.paint(&screen(&["abcdefghijklmnopqrstuvwxyz1234", "                              "]), None);
    let wanted = screen(&["ab                      yz    ", "                              "]);
    let bytes = bench.paint(&wanted, None);
    assert_eq!(text(&bytes), "^[1;3H^[22X^[24C^[K");
    assert_eq!(bench.wrong(&wanted), [""; 0]);
}

#[test]
fn a_terminal_that_erases_plainly_is_written_to_instead() {
    let mut painter = Painter::new(DARK, Erasing::Plain);
    let mut out = Vec::new();
    painter.paint(&screen(&["          "]), None, &mut out);
    assert_eq!(text(&out), "^[0;37;40m^[r^[2J^[H          ^[?25l");
    assert_eq!(Erasing::of_term(Some("screen.xterm-256color")), Erasing::Plain);
    assert_eq!(Erasing::of_term(Some("xterm")), Erasing::InColour);
}

/// A list between a title and hints, `first` on top, one row chosen.
fn list(width: u16, height: u16, first: u16, chosen: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    buffer.set_string(0, 0, "Patients  1 to 20 of 20000", Style::new().bold());
    for y in 1..height - 1 {
        let row = first + y;
        let line = format!(
            "│ {:08}  Surname{row}, Given{}   19{:02}-0{}-1{} F",
            row * 37,
            row % 7,
            row % 90,
            row % 9,
            row % 8
        );
        let style = if y == chosen { Style::new().fg(Color::Black).bg(Color::Gray) } else { Style::new() };
        let padded = format!("{line:<rest$}│", rest = usize::from(width) - 1);
        buffer.set_string(0, y, padded, style);
    }
    buffer.set_string(0, height - 1, "Enter open  / filter  ? help", Style::new());
    buffer
}

#[test]
fn a_scrolling_list_costs_a_row_or_two() {
    for (width, height, budget) in [(80, 24, 300), (120, 40, 400)] {
        let mut bench = Bench::new(width, height, DARK);
        bench.paint(&list(width, height, 0, height - 2), None);
        for first in [1, 2, 3, 2, 1, 0] {
            let wanted = list(width, height, first, height - 2);
            let bytes = bench.paint(&wanted, Some(Position::new(2, height - 2)));
            assert_eq!(bench.wrong(&wanted), [""; 0]);
            assert!(bytes.len() < budget, "{} bytes: {}", bytes.len(), text(&bytes));
        }
        let wanted = list(width, height, 9, height - 2);
        bench.paint(&wanted, None);
        assert_eq!(bench.wrong(&wanted), [""; 0]);
    }
}

#[test]
fn moving_the_chosen_row_stays_in_its_budget() {
    for (width, height, budget) in [(80, 24, 200), (120, 40, 200)] {
        let mut bench = Bench::new(width, height, DARK);
        bench.paint(&list(width, height, 0, 5), None);
        let bytes = bench.paint(&list(width, height, 0, 6), Some(Position::new(0, 6)));
        assert!(bytes.len() < budget, "{} bytes: {}", bytes.len(), text(&bytes));
    }
}

#[test]
fn what_could_act_on_the_terminal_is_blank() {
    let mut bench = Bench::new(6, 1, BARE);
    let mut wanted = screen(&["abcdef"]);
    wanted[(1, 0)].set_symbol("\x1b[2J");
    wanted[(3, 0)].set_symbol("\u{200b}");
    wanted[(5, 0)].set_symbol("山");
    let bytes = bench.paint(&wanted, None);
    assert_eq!(text(&bytes), "^[m^[r^[2J^[Ha c e^[?25l");
}

#[test]
fn another_size_or_ground_is_painted_whole() {
    let mut bench = Bench::new(4, 1, BARE);
    bench.paint(&screen(&["abcd"]), None);
    assert!(text(&bench.paint(&screen(&["abc"]), None)).contains("^[2J"));
    bench.painter.set_ground(DARK);
    assert!(text(&bench.paint(&screen(&["abc"]), None)).contains("40m^[r^[2J"));
    bench.painter.forget();
    assert!(text(&bench.paint(&screen(&["abc"]), None)).contains("abc"));
}

fn style() -> impl Strategy<Value = Style> {
    let color = || prop_oneof![3 => Just(Color::Reset), 1 => Just(Color::Red), 1 => Just(Color::Indexed(208)), 1 => Just(Color::LightRed)];
    let modifier = prop_oneof![
        3 => Just(Modifier::empty()),
        1 => Just(Modifier::BOLD),
        1 => Just(Modifier::REVERSED),
        1 => Just(Modifier::UNDERLINED | Modifier::BOLD),
    ];
    (color(), color(), modifier)
        .prop_map(|(fg, bg, modifier)| Style::new().fg(fg).bg(bg).add_modifier(modifier))
}

/// Rows out of few kinds, so that rows repeat, move and share parts.
fn screens(width: u16, height: u16) -> impl Strategy<Value = Vec<(Buffer, Option<Position>)>> {
    let span = ("[ab山 ]{0,6}| {4,9}", style());
    let rows = prop::collection::vec(prop::collection::vec(span, 0..4), 4);
    let picks = prop::collection::vec(prop::collection::vec(0_usize..4, usize::from(height)), 1..6);
    let carets = prop::collection::vec(prop::option::of((0..width, 0..height)), 6);
    (rows, picks, carets).prop_map(move |(rows, picks, carets)| {
        let screen = |pick: &Vec<usize>| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            for (y, kind) in (0..).zip(pick) {
                let mut x = 0;
                for (text, style) in &rows[*kind] {
                    if x < width {
                        x = buffer.set_stringn(x, y, text, usize::from(width - x), *style).0;
                    }
                }
            }
            buffer
        };
        picks.iter().map(screen).zip(carets.into_iter().map(|caret| caret.map(Position::from))).collect()
    })
}

proptest! {
    #[test]
    fn the_terminal_shows_what_is_wanted(screens in screens(12, 8), dark: bool) {
        let mut bench = Bench::new(12, 8, if dark { DARK } else { BARE });
        for (wanted, caret) in screens {
            bench.paint(&wanted, caret);
            prop_assert_eq!(bench.wrong(&wanted), [""; 0]);
            prop_assert_eq!(bench.terminal.screen().hide_cursor(), caret.is_none());
            if let Some(Position { x, y }) = caret {
                prop_assert_eq!(bench.terminal.screen().cursor_position(), (y, x));
            }
            prop_assert_eq!(bench.paint(&wanted, caret), b"");
        }
    }
}
