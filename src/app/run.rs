//! The loop: sleeps until a key, an answer, a change by others, a timer or a signal; draws at most once per waking.
//!
//! There are no ticks. A turn takes one event and up to 255 more that wait already, lets the shell handle them, does what
//! the shell wants of the world, and draws if something may have changed; a frame in which nothing did writes nothing.

use super::{
    event::{Errand, Event, Wake},
    settings::Settings,
    shell::{Place, Setup, Shell},
};
use crate::{
    desks::{self, Desk},
    kit::{Level, Notice},
    store::{
        Session, Store,
        lanes::{Address, Lanes, Post, Ticket},
        network_warning,
    },
    term::{
        HungUp, InputOptions, Screen, ScreenOptions, StopReason, Suspended, TermEvent, size, spawn_input,
        spawn_lifeline,
    },
    work::{LeaveSeat, RenewSeat, TakeSeat, queues},
};
use anyhow::bail;
use ratatui::layout::Rect;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    time::{Duration, Instant},
};

/// Events of one turn: more would keep the screen still while a key is held, fewer would draw too often.
const EVENTS_PER_TURN: usize = 256;
/// How long the writer may take to finish at the end. The watchdog of the lifeline ends the process after 2 s.
const LAST_WORDS: Duration = Duration::from_millis(1800);
/// Claims are renewed by activity at most this often: a lease lasts many times longer.
const RENEW_EVERY: Duration = Duration::from_mins(1);

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The user left.
    Left,
    /// The line was lost or the system ended the program.
    Stopped(StopReason),
}

/// Opens the screen and works until the user leaves or the line is lost.
pub fn run(store: &Store, session: Session, settings: Settings) -> anyhow::Result<Ended> {
    run_desks(store, session, settings, desks::ALL)
}

/// As [`run`], with these desks only: for tests of what happens when a desk has a fault.
pub fn run_desks(
    store: &Store,
    session: Session,
    settings: Settings,
    desks: &'static [Desk],
) -> anyhow::Result<Ended> {
    let (events, inbox) = channel::<Event>();
    keep_faults_silent();
    spawn_lifeline(events.clone())?;
    let ground = settings.look().ground();
    let (erasing, mice) = (settings.erasing, settings.mice);
    let mut screen = Screen::enter(ScreenOptions { ground, erasing, mice })?;
    spawn_input(events.clone(), InputOptions { esc_wait: settings.esc_wait, mice })?;
    let mut session = session;
    let mut is_first = store.kind()? == "demo";
    loop {
        let mut work = Work::begin(store, &session, &settings, desks, &events)?;
        if std::mem::take(&mut is_first) {
            work.shell.open_roles();
        }
        match work.run(&mut screen, &inbox) {
            Next::End(ended) => return Ok(ended),
            Next::SignInAs(login) => {
                if store.kind()? == "hospital" {
                    bail!("Nobody works under another name in a real database. Nothing was changed.");
                }
                session = store.sign_in(&login, &session.station)?;
            }
            Next::Fault => {
                drop(screen);
                bail!(fault_message());
            }
        }
    }
}

/// What comes after the work of one user.
enum Next {
    End(Ended),
    SignInAs(String),
    Fault,
}

/// The work of one user: shell, lanes, timers.
struct Work<'s> {
    shell: Shell,
    lanes: Lanes,
    settings: &'s Settings,
    timers: Vec<(Instant, Wake)>,
    next: Option<Next>,
    /// When the claims of this screen were last renewed.
    renewed: Instant,
}

impl<'s> Work<'s> {
    fn begin(
        store: &Store,
        session: &Session,
        settings: &'s Settings,
        desks: &'static [Desk],
        events: &Sender<Event>,
    ) -> anyhow::Result<Self> {
        let sender = events.clone();
        let post: Post = Arc::new(move |event| {
            // Nobody listens any more: the program is ending.
            let _ = sender.send(Event::Store(event));
        });
        let lanes = Lanes::start(store, session, &post)?;
        let place = Place { hospital: store.hospital()?, kind: store.kind()? };
        let setup = Setup {
            session: session.clone(),
            clock: store.clock(),
            order: settings.order,
            look: settings.look(),
            place,
            overrides: settings.keys.clone(),
            copying: settings.copying,
            desks,
            // Whoever works a queue begins with their work, others by looking somebody up.
            start: if queues::of(session).next().is_some() { "mywork" } else { "patients" },
        };
        let (columns, rows) = size();
        let mut shell = Shell::new(setup, Rect::new(0, 0, columns, rows));
        let warning = network_warning(store.path()).map(|text| Notice { level: Level::Error, text });
        for notice in warning.into_iter().chain(settings_notice(settings)) {
            shell.tell(notice);
        }
        lanes.apply(unheard(TakeSeat));
        Ok(Self { shell, lanes, settings, timers: Vec::new(), next: None, renewed: Instant::now() })
    }

    /// Works until something ends it; then keeps drafts, signs off and lets the writer finish.
    fn run(mut self, screen: &mut Screen, inbox: &Receiver<Event>) -> Next {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.turns(screen, inbox)));
        let next = outcome.unwrap_or(Next::Fault);
        let _ = catch_unwind(AssertUnwindSafe(|| self.shell.save_drafts()));
        for errand in self.shell.errands() {
            if let Errand::Apply(ticket) = errand {
                self.lanes.apply(ticket);
            }
        }
        let why = match next {
            Next::End(Ended::Left) | Next::SignInAs(_) => "left",
            Next::End(Ended::Stopped(StopReason::HangUp)) => "hang-up",
            Next::End(Ended::Stopped(StopReason::Terminate)) => "terminated",
            Next::Fault => "fault",
        };
        self.lanes.apply(unheard(LeaveSeat { why }));
        self.lanes.shut_down(LAST_WORDS);
        next
    }

    fn turns(&mut self, screen: &mut Screen, inbox: &Receiver<Event>) -> Next {
        loop {
            self.carry_out(screen);
            if self.next.is_none() && self.shell.take_changed() {
                let drawn = screen.draw(|frame| Some(self.shell.view(frame)));
                self.unless_hung_up(drawn.map(|_| ()));
            }
            if let Some(next) = self.next.take() {
                return next;
            }
            match self.wait(inbox) {
                Ok(event) => self.take(event),
                Err(RecvTimeoutError::Timeout) => {}
                // Neither terminal nor signals can be heard any more.
                Err(RecvTimeoutError::Disconnected) => return Next::End(Ended::Stopped(StopReason::HangUp)),
            }
            for event in inbox.try_iter().take(EVENTS_PER_TURN - 1) {
                self.take(event);
            }
            self.ring();
        }
    }

    /// Sleeps until an event comes or the next timer is due.
    fn wait(&self, inbox: &Receiver<Event>) -> Result<Event, RecvTimeoutError> {
        match self.timers.iter().map(|(at, _)| *at).min() {
            Some(at) => inbox.recv_timeout(at.saturating_duration_since(Instant::now())),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn take(&mut self, event: Event) {
        if let Event::Term(TermEvent::Stop(reason)) = event {
            self.next = Some(Next::End(Ended::Stopped(reason)));
        } else {
            self.renew_claims(&event);
            self.shell.handle(event);
        }
    }

    /// A key shows that somebody is at work: what they hold stays theirs.
    fn renew_claims(&mut self, event: &Event) {
        let is_activity = matches!(event, Event::Term(TermEvent::Key(_) | TermEvent::Paste(_)));
        if is_activity && self.renewed.elapsed() >= RENEW_EVERY {
            self.renewed = Instant::now();
            self.lanes.apply(unheard(RenewSeat));
        }
    }

    /// Timers that are due, in the order in which they were set.
    fn ring(&mut self) {
        let now = Instant::now();
        let (due, later) = std::mem::take(&mut self.timers).into_iter().partition(|(at, _)| *at <= now);
        self.timers = later;
        let due: Vec<(Instant, Wake)> = due;
        for (_, wake) in due {
            self.shell.handle(Event::Due(wake));
        }
    }

    fn carry_out(&mut self, screen: &mut Screen) {
        for errand in self.shell.errands() {
            match errand {
                Errand::Ask(question) => self.lanes.ask(question),
                Errand::Apply(ticket) => self.lanes.apply(ticket),
                Errand::Forget(pane) => {
                    self.lanes.forget(pane.0);
                    self.timers.retain(|(_, wake)| wake.pane != pane);
                }
                Errand::Wake(after, wake) => self.set_timer(after, wake),
                Errand::Copy(text) => match screen.copy(&text, self.settings.passthrough) {
                    Ok(written) => self.unless_hung_up(written),
                    Err(refusal) => {
                        self.shell.tell(Notice { level: Level::Error, text: refusal.to_string() });
                    }
                },
                Errand::Suspend => match screen.suspend() {
                    Ok(Suspended::Woken) => self.woken(),
                    Ok(Suspended::NoShell) => {
                        self.shell
                            .tell(Notice::info("Not put to sleep: no shell is there that could wake it."));
                    }
                    Err(hung_up) => self.unless_hung_up(Err(hung_up)),
                },
                Errand::Resume | Errand::Repaint => {
                    let resumed = screen.resume();
                    self.woken();
                    self.unless_hung_up(resumed);
                }
                Errand::SignInAs(login) => self.next = Some(Next::SignInAs(login)),
                Errand::Leave => self.next = Some(Next::End(Ended::Left)),
            }
        }
    }

    /// The window may have got another size while others had the terminal.
    fn woken(&mut self) {
        let (columns, rows) = size();
        self.shell.handle(Event::Term(TermEvent::Resize(columns, rows)));
    }

    /// A timer that is set again replaces its predecessor: only the last round counts.
    fn set_timer(&mut self, after: Duration, wake: Wake) {
        let owner = (wake.pane, wake.timer.owner);
        self.timers.retain(|(_, set)| (set.pane, set.timer.owner) != owner);
        self.timers.push((Instant::now() + after, wake));
    }

    fn unless_hung_up(&mut self, written: Result<(), HungUp>) {
        if written.is_err() {
            self.next = Some(Next::End(Ended::Stopped(StopReason::HangUp)));
        }
    }
}

/// A change whose receipt nobody waits for.
fn unheard<C: crate::store::Change>(change: C) -> Ticket {
    Ticket::new(Address { pane: u64::MAX, feed: 0, number: 0 }, change)
}

/// What is wrong in the settings, told once at the start.
fn settings_notice(settings: &Settings) -> Option<Notice> {
    let faults: Vec<String> = settings.faults.iter().map(ToString::to_string).collect();
    (!faults.is_empty()).then(|| Notice {
        level: Level::Error,
        text: format!("Some settings are not used.\n\n{}", faults.join("\n\n")),
    })
}

/// Where the last fault of the program was.
static FAULT: Mutex<Option<String>> = Mutex::new(None);

/// A panic's own words may hold data of patients: only its place is kept and told.
fn keep_faults_silent() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|location| format!("{}:{}", location.file(), location.line()));
        *FAULT.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
}

fn fault_message() -> String {
    let place = FAULT.lock().unwrap_or_else(PoisonError::into_inner).take();
    format!(
        "The program ended because of a fault in it ({}). What was saved is saved, and unsaved text was kept: it is \
         offered when you come back. Please report this line and what you did.",
        place.as_deref().unwrap_or("place unknown")
    )
}
