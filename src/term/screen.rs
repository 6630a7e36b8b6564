//! The screen: entered once, left once, restored on every way out.
//!
//! Ways out are the end of the program, a panic, a signal, a lost line, and sleep; all of them go through [`restore`], which does
//! nothing the second time. The terminal is asked nothing when it is entered. The caret's shape is left alone.

mod painter;
mod pen;
mod scroll;

use std::io;
use std::panic::PanicHookInfo;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread::ThreadId;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::Color;
use ratatui::{Frame, Terminal};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::BorrowedFd;
use rustix::stdio::{stdin, stdout};
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr};

use super::clipboard::{CopyRefusal, Passthrough, copy_sequence};
use super::frame_writer::{FrameWriter, HungUp, write_all};
use super::lifeline;
pub use painter::Erasing;
use painter::Painter;

/// Alternate screen, no automatic line breaks, pastes in brackets.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?7l\x1b[?2004h";
/// Mouse buttons and wheel, in the form that has no limit of columns.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
/// All of it back: what was never switched on is switched off without harm. An update that was cut off ends first, and the
/// screen is emptied, so that a terminal without an alternate screen does not go on showing patients.
const LEAVE: &[u8] =
    b"\x1b[?2026l\x1b[m\x1b[r\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?7h\x1b[2J\x1b[?1049l\x1b[?25h";

/// How long leaving may wait for a terminal that takes no bytes; then it is left as it is.
const LEAVE_WAIT: Timespec = Timespec { tv_sec: 0, tv_nsec: 200_000_000 };

/// Whether the mouse is used. Off by default: a captured mouse cannot select text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mice {
    /// The terminal keeps the mouse.
    #[default]
    Off,
    /// Buttons and wheel come as events.
    On,
}

/// What the screen needs to know of settings and environment.
#[derive(Clone, Copy, Debug)]
pub struct ScreenOptions {
    /// Foreground and background of what has no colours of its own: `Look::ground`.
    pub ground: (Color, Color),
    /// How the terminal erases: `Erasing::of_term`.
    pub erasing: Erasing,
    /// Whether the mouse is used.
    pub mice: Mice,
}

/// Why the screen cannot be entered.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// Input or output is a file or a pipe.
    #[error(
        "The screen was not opened: {0} is not a terminal. Start the program in a terminal, or use its commands (--help)."
    )]
    NoTerminal(&'static str),
    /// The system refused.
    #[error("The screen was not opened: {0}.")]
    System(#[from] io::Error),
}

/// What came of the wish to sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suspended {
    /// The program slept and goes on; the next frame is painted whole.
    Woken,
    /// There is no shell to wake it: it was the first program of the session.
    NoShell,
}

/// The terminal while the program has it.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<Canvas>,
    painter: Painter,
    writer: FrameWriter<BorrowedFd<'static>>,
    mice: Mice,
}

/// What is needed to give the terminal back.
struct Held {
    termios: Termios,
    /// The thread that draws: a panic of another one is caught where it is and must not touch the screen.
    drawer: ThreadId,
    /// Where other threads panicked; told when the screen is left.
    panics: Vec<String>,
}

static HOOK: Once = Once::new();
static HELD: Mutex<Option<Held>> = Mutex::new(None);

impl Screen {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste. The thread that calls is the one that draws.
    pub fn enter(options: ScreenOptions) -> Result<Self, ScreenError> {
        for (stream, name) in [(stdin(), "the input"), (stdout(), "the output")] {
            if !isatty(stream) {
                return Err(ScreenError::NoTerminal(name));
            }
        }
        HOOK.call_once(install_panic_hook);
        take_terminal(options.mice)?;
        let Ok(terminal) = Terminal::new(Canvas);
        let painter = Painter::new(options.ground, options.erasing);
        Ok(Self { terminal, painter, writer: FrameWriter::new(stdout()), mice: options.mice })
    }

    /// Draws a frame and writes what changed, in one write; answers the bytes written, 0 if nothing changed.
    ///
    /// `view` answers where the caret is; a caret set on the frame itself is not seen.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame<'_>) -> Option<Position>) -> Result<usize, HungUp> {
        let Ok(()) = self.terminal.autoresize();
        let caret = view(&mut self.terminal.get_frame());
        let Self { terminal, painter, writer, .. } = self;
        let written = writer.frame(|out| painter.paint(terminal.current_buffer_mut(), caret, out));
        // The other buffer comes empty to the next frame.
        terminal.swap_buffers();
        written
    }

    /// Other colours for what has none of its own: the theme was changed.
    pub fn set_ground(&mut self, ground: (Color, Color)) {
        self.painter.set_ground(ground);
    }

    /// Puts a text on the clipboard of the user's own machine.
    pub fn copy(&mut self, text: &str, passthrough: Passthrough) -> Result<Result<(), HungUp>, CopyRefusal> {
        let sequence = copy_sequence(text, passthrough)?;
        Ok(self.writer.frame(|out| out.extend_from_slice(&sequence)).map(|_| ()))
    }

    /// Gives the terminal back and sleeps until the shell wakes the program (`fg`).
    pub fn suspend(&mut self) -> Result<Suspended, HungUp> {
        if !lifeline::has_shell() {
            return Ok(Suspended::NoShell);
        }
        restore();
        lifeline::sleep();
        self.resume()?;
        Ok(Suspended::Woken)
    }

    /// Takes the terminal again after somebody else had it; the next frame is painted whole.
    ///
    /// The system also wakes a program whose terminal has just gone, so failing here is a hang-up.
    pub fn resume(&mut self) -> Result<(), HungUp> {
        take_terminal(self.mice).map_err(|_| HungUp)?;
        self.painter.forget();
        Ok(())
    }

    /// Bytes written in frames so far.
    pub fn n_bytes(&self) -> u64 {
        self.writer.n_bytes()
    }

    /// Frames written so far.
    pub fn n_frames(&self) -> u64 {
        self.writer.n_frames()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Columns and rows of the terminal; 80×24 where the system does not know.
pub fn size() -> (u16, u16) {
    match tcgetwinsize(stdout()) {
        Ok(window) if window.ws_col > 0 && window.ws_row > 0 => (window.ws_col, window.ws_row),
        _ => (80, 24),
    }
}

/// Gives the terminal back as it was found. The first call does it, the others do nothing.
pub(super) fn restore() {
    let Some(held) = held().take() else { return };
    // A terminal that takes nothing any more must not keep the program from ending.
    let ready = poll(&mut [PollFd::from_borrowed_fd(stdout(), PollFlags::OUT)], Some(&LEAVE_WAIT));
    if ready.is_ok_and(|n_ready| n_ready > 0) {
        let _ = write_all(&mut stdout(), LEAVE);
    }
    let _ = tcsetattr(stdin(), OptionalActions::Now, &held.termios);
    for panic in held.panics {
        let _ = write_all(&mut rustix::stdio::stderr(), panic.as_bytes());
    }
}

/// Raw mode and modes. Taken a second time, it keeps what was found the first time.
fn take_terminal(mice: Mice) -> io::Result<()> {
    let mut held = held();
    let termios = match held.as_ref() {
        Some(already) => already.termios.clone(),
        None => tcgetattr(stdin())?,
    };
    let mut raw = termios.clone();
    raw.make_raw();
    held.get_or_insert_with(|| Held { termios, drawer: std::thread::current().id(), panics: Vec::new() });
    drop(held);
    tcsetattr(stdin(), OptionalActions::Now, &raw)?;
    let mouse = if mice == Mice::On { MOUSE_ON } else { b"" };
    write_all(&mut stdout(), &[ENTER, mouse].concat()).map_err(|HungUp| io::ErrorKind::BrokenPipe.into())
}

fn held() -> MutexGuard<'static, Option<Held>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A panic of the drawing thread gives the terminal back before it is told; one of another thread is caught there
/// (that desk's question fails) and told when the screen is left. Only its place is told: its words may hold patients' data.
fn install_panic_hook() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if keep_for_later(info) {
            return;
        }
        restore();
        before(info);
    }));
}

/// Keeps the panic of a thread that does not draw while the screen is up. Says whether it did.
fn keep_for_later(info: &PanicHookInfo<'_>) -> bool {
    let mut held = held();
    let Some(held) = held.as_mut().filter(|held| held.drawer != std::thread::current().id()) else {
        return false;
    };
    let place = info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    held.panics.push(format!(
        "A part of the program failed at {place}; the rest went on. Please report this line.\n"
    ));
    true
}

/// The side of ratatui that would draw: it only knows the size, since the painter does the rest.
#[derive(Debug)]
struct Canvas;

/// What cannot happen.
#[derive(Debug, thiserror::Error)]
enum Never {}

impl Backend for Canvas {
    type Error = Never;

    fn draw<'a, I>(&mut self, _: I) -> Result<(), Never>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Never> {
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Never> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Never> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, _: P) -> Result<(), Never> {
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Never> {
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> Result<(), Never> {
        Ok(())
    }

    fn size(&self) -> Result<Size, Never> {
        let (width, height) = size();
        Ok(Size { width, height })
    }

    fn window_size(&mut self) -> Result<WindowSize, Never> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> Result<(), Never> {
        Ok(())
    }
}
