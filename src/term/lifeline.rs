//! The lifeline: signals, sleep and waking, and the certainty that a lost line ends the program.
//!
//! One thread sleeps until a signal comes. After a stop a watchdog counts two seconds and ends the process, whatever it is
//! doing: a program that outlives its terminal holds records and spins.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;
use std::{io, thread};

use rustix::process::{Signal, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::{StopReason, TermEvent, screen};

/// From a stop to the end of the process. Saving drafts and the audit line takes milliseconds; a stuck disk must not hold the rest.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How long the waking is waited for, in case the sleep never begins. Time asleep counts, so nobody waits after it.
const SLEEP_WAIT: Duration = Duration::from_secs(1);

/// How often the program was woken, and the bell for it.
static WOKEN: (Mutex<u64>, Condvar) = (Mutex::new(0), Condvar::new());

/// Listens for signals from here on. A hang-up is heard even if the program was started with SIGHUP ignored (`nohup`);
/// the input thread hears it from the terminal besides.
pub fn spawn_lifeline<E: From<TermEvent> + Send + 'static>(events: Sender<E>) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::Builder::new().name("lifeline".to_owned()).spawn(move || {
        for signal in signals.forever() {
            let event = match signal {
                SIGHUP => TermEvent::Stop(StopReason::HangUp),
                SIGTSTP => TermEvent::Suspend,
                SIGCONT => {
                    ring();
                    TermEvent::Resume
                }
                SIGWINCH => {
                    let (columns, rows) = screen::size();
                    TermEvent::Resize(columns, rows)
                }
                _ => TermEvent::Stop(StopReason::Terminate),
            };
            if let TermEvent::Stop(reason) = event {
                watch(reason);
            }
            // Nobody listens any more: the program is ending by itself.
            if events.send(E::from(event)).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

/// Starts the watchdog, once: two seconds from now the process ends, with the terminal restored if it can be.
pub(super) fn watch(reason: StopReason) {
    static WATCHING: AtomicBool = AtomicBool::new(false);
    if WATCHING.swap(true, Ordering::SeqCst) {
        return;
    }
    let watchdog = thread::Builder::new().name("watchdog".to_owned()).spawn(move || {
        thread::sleep(LAST_WORDS);
        end(reason);
    });
    // A system that has no thread left for this has no time left either.
    if watchdog.is_err() {
        end(reason);
    }
}

/// Whether a shell waits behind this program that could wake it from sleep.
///
/// The group of a session's leader has none: the program was started by sshd or a terminal itself, and would sleep for ever.
pub(super) fn has_shell() -> bool {
    let Some(own) = Kin::of("self") else { return false };
    let parent = Kin::of(&own.parent.to_string());
    own.group != own.session && parent.is_some_and(|parent| parent.session == own.session)
}

/// A process's place among others, as `/proc` tells it. Inside a container a number may be 0: that process is outside.
#[derive(Debug, PartialEq, Eq)]
struct Kin {
    parent: u32,
    group: u32,
    session: u32,
}

impl Kin {
    /// rustix's calls are not used here: they take a number of 0 for impossible.
    fn of(process: &str) -> Option<Self> {
        Self::read(&std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
    }

    /// Reads proc_pid_stat(5): number, name in parentheses (which may hold anything), state, parent, group, session.
    fn read(stat: &str) -> Option<Self> {
        let (_, rest) = stat.rsplit_once(')')?;
        let mut fields = rest.split_ascii_whitespace().skip(1).map(str::parse);
        let mut next = || fields.next()?.ok();
        Some(Self { parent: next()?, group: next()?, session: next()? })
    }
}

/// Sleeps with the whole process group, so that a shell sees the job stop, until somebody wakes it.
pub(super) fn sleep() {
    let (count, bell) = &WOKEN;
    let count = count.lock().unwrap_or_else(PoisonError::into_inner);
    let before = *count;
    if kill_current_process_group(Signal::STOP).is_err() {
        return;
    }
    // The stop may come a moment after the call returns: only the waking tells that it is over.
    let _woken = bell.wait_timeout_while(count, SLEEP_WAIT, |count| *count == before);
}

fn ring() {
    let (count, bell) = &WOKEN;
    *count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    bell.notify_all();
}

/// Ends the process without running anything that could hang.
fn end(reason: StopReason) -> ! {
    let (done, waiting) = std::sync::mpsc::channel();
    // Restoring writes to the terminal, which may block; it gets a moment of its own.
    let restoring = thread::Builder::new().name("restore".to_owned()).spawn(move || {
        screen::restore();
        let _ = done.send(());
    });
    if restoring.is_ok() {
        let _ = waiting.recv_timeout(Duration::from_millis(300));
    }
    signal_hook::low_level::exit(reason.exit_status())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_placed_whatever_its_name_is() {
        let kin = Kin { parent: 7, group: 0, session: 0 };
        assert_eq!(Kin::read("12 (a) b (c) S 7 0 0 34816 12 4194304"), Some(kin));
        assert_eq!(Kin::read("12 (cut) S 7"), None);
        assert_eq!(Kin::read(""), None);
    }
}
