//! The reading thread: sleeps in `poll` until the terminal has bytes, and hands on what they mean.
//!
//! It wakes for bytes only; it waits with a limit only while the beginning of a sequence is pending. The end of the terminal,
//! in whatever form it comes, is a stop: crossterm's reader spins there (crossterm#793).

use std::sync::mpsc::Sender;
use std::time::Duration;
use std::{io, thread};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::BorrowedFd;
use rustix::io::Errno;
use rustix::stdio::stdin;

use super::lifeline::watch;
use super::parser::{Input, Parser, Patience};
use super::screen::Mice;
use super::{StopReason, TermEvent};

/// What the program is connected by: a torn escape sequence takes longer over a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// On this machine.
    Local,
    /// Through SSH (`SSH_CONNECTION` or `SSH_TTY` is set).
    Ssh,
}

/// What the reader needs to know of settings and environment.
#[derive(Clone, Copy, Debug)]
pub struct InputOptions {
    /// How long a lone Esc waits for the rest of a sequence.
    pub esc_wait: Duration,
    /// Whether the mouse is used.
    pub mice: Mice,
}

impl InputOptions {
    /// The usual waits: 50 ms here, 100 ms over SSH. Shorter than two key presses, longer than two packets.
    pub fn new(line: Line, mice: Mice) -> Self {
        let esc_wait = match line {
            Line::Local => Duration::from_millis(50),
            Line::Ssh => Duration::from_millis(100),
        };
        Self { esc_wait, mice }
    }
}

/// How long the rest of a sequence that nobody types is waited for.
const SEQUENCE_WAIT: Duration = Duration::from_secs(1);
/// How long a paste may stand still.
const PASTE_WAIT: Duration = Duration::from_secs(10);

/// Reads the terminal from here on, in a thread of its own that ends with the terminal or with the listener.
pub fn spawn_input<E: From<TermEvent> + Send + 'static>(
    events: Sender<E>,
    options: InputOptions,
) -> io::Result<()> {
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        read_all(stdin(), options, |event| {
            if let TermEvent::Stop(reason) = event {
                watch(reason);
            }
            events.send(E::from(event)).is_ok()
        });
    })?;
    Ok(())
}

/// Reads until the terminal ends or the listener does (`send` says no).
fn read_all(tty: BorrowedFd<'_>, options: InputOptions, mut send: impl FnMut(TermEvent) -> bool) {
    let mut parser = Parser::default();
    let mut bytes = [0; 4096];
    loop {
        let mut inputs = Vec::new();
        match read(tty, &mut bytes, wait(parser.patience(), options.esc_wait)) {
            Read::Bytes(n) => parser.feed(bytes.get(..n).unwrap_or_default(), &mut inputs),
            Read::Nothing => parser.lapse(&mut inputs),
            Read::Again => {}
            Read::End => {
                send(TermEvent::Stop(StopReason::HangUp));
                return;
            }
        }
        let mut events = inputs.into_iter().filter_map(|input| event(input, options.mice));
        if !events.all(&mut send) {
            return;
        }
    }
}

/// What one waiting brought.
enum Read {
    Bytes(usize),
    /// Nothing came in time.
    Nothing,
    /// A signal came in between.
    Again,
    /// The terminal is gone.
    End,
}

fn read(tty: BorrowedFd<'_>, bytes: &mut [u8], wait: Option<Duration>) -> Read {
    let timeout = wait.and_then(|wait| Timespec::try_from(wait).ok());
    let mut fds = [PollFd::from_borrowed_fd(tty, PollFlags::IN)];
    match poll(&mut fds, timeout.as_ref()) {
        Ok(0) => return Read::Nothing,
        Ok(_) => {}
        Err(Errno::INTR | Errno::AGAIN) => return Read::Again,
        Err(_) => return Read::End,
    }
    match rustix::io::read(tty, bytes) {
        Ok(0) => Read::End,
        Ok(n) => Read::Bytes(n),
        Err(Errno::INTR) => Read::Again,
        // Ready and nothing to read: somebody else was faster, unless the line is cut.
        Err(Errno::AGAIN) => {
            let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
            if fds.iter().any(|fd| fd.revents().intersects(gone)) { Read::End } else { Read::Again }
        }
        Err(_) => Read::End,
    }
}

/// How long to wait for more: for ever while nothing is pending.
fn wait(patience: Patience, esc_wait: Duration) -> Option<Duration> {
    match patience {
        Patience::Nothing => None,
        Patience::Guard => Some(esc_wait),
        Patience::Sequence => Some(SEQUENCE_WAIT),
        Patience::Paste => Some(PASTE_WAIT),
    }
}

fn event(input: Input, mice: Mice) -> Option<TermEvent> {
    Some(match input {
        Input::Key(chord) => TermEvent::Key(chord),
        Input::Paste(text) => TermEvent::Paste(text),
        Input::PasteRefused(n_bytes) => TermEvent::PasteRefused(n_bytes),
        Input::Mouse(mouse) if mice == Mice::On => TermEvent::Mouse(mouse),
        // Left switched on by a program before us.
        Input::Mouse(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Chord, Key};
    use portable_pty::{PtySize, native_pty_system};
    use rustix::fd::AsFd;
    use std::io::Write;

    /// Everything that comes out of a pipe until its end.
    fn events(bytes: &[u8], mice: Mice) -> Vec<TermEvent> {
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(bytes).unwrap();
        drop(writer);
        let mut events = Vec::new();
        read_all(reader.as_fd(), InputOptions::new(Line::Local, mice), |event| {
            events.push(event);
            true
        });
        events
    }

    #[test]
    fn bytes_become_events_and_the_end_is_a_hang_up() {
        let stop = TermEvent::Stop(StopReason::HangUp);
        let key = |chord| TermEvent::Key(chord);
        assert_eq!(events(b"j\x1b[B", Mice::Off)[..2], [key(Chord::char('j')), key(Chord::plain(Key::Down))]);
        assert_eq!(
            events(b"\x1b[200~a\rb\x1b[201~", Mice::Off),
            [TermEvent::Paste("a\nb".to_owned()), stop.clone()]
        );
        assert_eq!(events(b"\x1b[<0;1;1M", Mice::Off).len(), 1);
        assert_eq!(events(b"\x1b[<0;1;1M", Mice::On).len(), 2);
        assert_eq!(events(b"", Mice::Off), [stop]);
    }

    #[test]
    fn a_listener_that_is_gone_ends_the_reading() {
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(b"abc").unwrap();
        let mut n_sent = 0;
        // The writer is open: only the refusal ends it.
        read_all(reader.as_fd(), InputOptions::new(Line::Local, Mice::Off), |_| {
            n_sent += 1;
            false
        });
        assert_eq!(n_sent, 1);
    }

    #[test]
    fn a_terminal_that_goes_away_is_a_hang_up() {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let name = pair.master.tty_name().unwrap();
        let tty = std::fs::File::options().read(true).write(true).open(name).unwrap();
        drop(pair.slave);
        drop(pair.master);
        let mut events = Vec::new();
        read_all(tty.as_fd(), InputOptions::new(Line::Local, Mice::Off), |event| {
            events.push(event);
            true
        });
        assert_eq!(events, [TermEvent::Stop(StopReason::HangUp)]);
    }

    #[test]
    fn only_what_is_pending_is_waited_for() {
        let esc_wait = InputOptions::new(Line::Ssh, Mice::Off).esc_wait;
        assert_eq!(wait(Patience::Nothing, esc_wait), None);
        assert_eq!(wait(Patience::Guard, esc_wait), Some(Duration::from_millis(100)));
    }
}
