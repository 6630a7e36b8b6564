//! Threads that answer a screen: two readers and one writer, which wake only for work.
//!
//! A question is answered by the newest of its feed only: a waiting one is replaced, a running one interrupted. Each runs
//! in its own short read transaction under the lane's time budget, so no transaction stays open between keys. The idle
//! desk reader looks once a second whether others have committed. A panic inside a question costs that question.

use super::{Change, Lane, Query, Reader, Refusal, Session, Store, StoreError, Writer, topics};
use crate::domain::topics::Topics;
use rusqlite::{Connection, InterruptHandle};
use std::{
    any::Any,
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// The longest that a question of the desk may take: past this the user narrows it.
const DESK_BUDGET: Duration = Duration::from_secs(3);
/// Reports may take long, but not for ever.
const LONG_BUDGET: Duration = Duration::from_mins(10);
/// How often an idle program looks for the commits of others: costs 1.5 µs, and 1 s is soon enough for people.
const WATCH_EVERY: Duration = Duration::from_secs(1);
/// SQLite calls the clock check after so many steps of its machine: about every 0.2 ms.
const STEPS_PER_LOOK: i32 = 20_000;

/// Where an answer belongs: the pane, its feed, and the number of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// The pane that asked.
    pub pane: u64,
    /// The feed within the pane.
    pub feed: u64,
    /// The question's number; answers to older ones are dropped.
    pub number: u64,
}

impl Address {
    fn same_feed(self, other: Self) -> bool {
        (self.pane, self.feed) == (other.pane, other.feed)
    }
}

type Payload = Box<dyn Any + Send>;
type Ask = Box<dyn Fn(&Reader<'_>) -> Result<Payload, StoreError> + Send>;
type Apply = Box<dyn FnOnce(&mut Writer) -> Result<(Payload, Topics), Refusal> + Send>;

/// A query on its way to a lane.
pub struct Question {
    to: Address,
    lane: Lane,
    needs: crate::domain::role::Permission,
    ask: Ask,
}

impl Question {
    /// Wraps a query; its rows come back in [`Answer::rows`] as `Q::Rows`.
    pub fn new<Q: Query>(to: Address, query: Q) -> Self {
        let needs = query.needs();
        let ask = move |db: &Reader<'_>| Ok(Box::new(query.run(db)?) as Payload);
        Self { to, lane: Q::LANE, needs, ask: Box::new(ask) }
    }

    /// Where its answer goes.
    pub fn address(&self) -> Address {
        self.to
    }
}

/// A change on its way to the writer.
pub struct Ticket {
    to: Address,
    apply: Apply,
}

impl Ticket {
    /// Wraps a change; its receipt comes back in [`Answer::receipt`] as `C::Receipt`.
    pub fn new<C: Change>(to: Address, change: C) -> Self {
        let apply = move |writer: &mut Writer| {
            let (receipt, topics) = writer.apply_counting(&change)?;
            Ok((Box::new(receipt) as Payload, topics))
        };
        Self { to, apply: Box::new(apply) }
    }

    /// Where its receipt goes.
    pub fn address(&self) -> Address {
        self.to
    }
}

/// What came of a question or a change.
pub struct Answer {
    /// Where it belongs.
    pub to: Address,
    /// Rows of a question; taken by its feed.
    pub rows: Option<Result<Payload, StoreError>>,
    /// Receipt of a change; taken by its author.
    pub receipt: Option<Result<Payload, Refusal>>,
}

/// What the lanes tell the loop.
pub enum StoreEvent {
    /// A question or change is done.
    Answer(Answer),
    /// These subjects changed, here or in another program.
    Changed(Topics),
}

/// How the lanes reach the loop.
pub type Post = Arc<dyn Fn(StoreEvent) + Send + Sync>;

/// The threads of one program.
pub struct Lanes {
    desk: Arc<Shared>,
    long: Arc<Shared>,
    writer: Arc<Queue<Ticket>>,
    threads: Vec<JoinHandle<()>>,
}

/// What a reader thread and its askers share.
#[derive(Default)]
struct Shared {
    queue: Queue<Question>,
    running: Mutex<Option<Running>>,
}

struct Running {
    to: Address,
    stopped: bool,
    handle: InterruptHandle,
}

/// A queue that its thread sleeps on.
struct Queue<T> {
    waiting: Mutex<(VecDeque<T>, bool)>,
    wake: Condvar,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { waiting: Mutex::new((VecDeque::new(), false)), wake: Condvar::new() }
    }
}

impl<T> Queue<T> {
    fn lock(&self) -> MutexGuard<'_, (VecDeque<T>, bool)> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        self.lock().1 = true;
        self.wake.notify_all();
    }

    /// The next piece of work; `Err(true)`: nothing for `patience`; `Err(false)`: closed and empty.
    fn take(&self, patience: Option<Duration>) -> Result<T, bool> {
        let mut waiting = self.lock();
        loop {
            if let Some(work) = waiting.0.pop_front() {
                return Ok(work);
            }
            if waiting.1 {
                return Err(false);
            }
            match patience {
                None => waiting = self.wake.wait(waiting).unwrap_or_else(PoisonError::into_inner),
                Some(patience) => {
                    let (guard, timeout) =
                        self.wake.wait_timeout(waiting, patience).unwrap_or_else(PoisonError::into_inner);
                    waiting = guard;
                    if timeout.timed_out() && waiting.0.is_empty() {
                        return Err(!waiting.1);
                    }
                }
            }
        }
    }
}

impl Lanes {
    /// Starts the threads; each opens its connection when the first work arrives, the desk reader at once.
    pub fn start(store: &Store, session: &Session, post: &Post) -> Result<Self, StoreError> {
        let seen = Arc::new(Mutex::new(topics::read(&store.reading()?)?));
        let (desk, long) = (Arc::new(Shared::default()), Arc::new(Shared::default()));
        let writer = Arc::new(Queue::default());
        let mut threads = Vec::new();
        for (shared, watch) in [(&desk, Some(Arc::clone(&seen))), (&long, None)] {
            let (store, session, shared, post) =
                (store.clone(), session.clone(), Arc::clone(shared), Arc::clone(post));
            threads
                .push(spawn("reader", move || read_lane(&store, &session, &shared, &post, watch.as_ref()))?);
        }
        let (store, session, queue, post) =
            (store.clone(), session.clone(), Arc::clone(&writer), Arc::clone(post));
        threads.push(spawn("writer", move || write_lane(&store, &session, &queue, &post, &seen))?);
        Ok(Self { desk, long, writer, threads })
    }

    /// Asks; replaces a waiting question of the same feed and interrupts a running one.
    pub fn ask(&self, question: Question) {
        let shared = match question.lane {
            Lane::Desk => &self.desk,
            Lane::Long => &self.long,
        };
        let to = question.to;
        {
            let mut waiting = shared.queue.lock();
            waiting.0.retain(|old| !old.to.same_feed(to));
            waiting.0.push_back(question);
        }
        interrupt(shared, |running| running.same_feed(to));
        shared.queue.wake.notify_all();
    }

    /// Submits a change; the receipt or the refusal comes back as an answer.
    pub fn apply(&self, ticket: Ticket) {
        self.writer.lock().0.push_back(ticket);
        self.writer.wake.notify_all();
    }

    /// Forgets the questions of a pane that is gone.
    pub fn forget(&self, pane: u64) {
        for shared in [&self.desk, &self.long] {
            shared.queue.lock().0.retain(|old| old.to.pane != pane);
            interrupt(shared, |running| running.pane == pane);
        }
    }

    /// Stops the readers and lets the writer finish what it was given; waits for it at most `patience`.
    pub fn shut_down(self, patience: Duration) {
        let deadline = Instant::now() + patience;
        self.writer.close();
        for shared in [&self.desk, &self.long] {
            shared.queue.lock().0.clear();
            shared.queue.close();
            interrupt(shared, |_| true);
        }
        for thread in self.threads {
            while !thread.is_finished() && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(2));
            }
            if thread.is_finished() {
                let _ = thread.join();
            }
        }
    }
}

fn interrupt(shared: &Shared, which: impl Fn(Address) -> bool) {
    let mut running = shared.running.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(running) = running.as_mut().filter(|running| which(running.to)) {
        running.stopped = true;
        running.handle.interrupt();
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    // Questions recurse little; 512 KiB keeps a program with 200 people on the host small.
    Ok(std::thread::Builder::new().name(name.into()).stack_size(512 * 1024).spawn(body)?)
}

fn read_lane(
    store: &Store,
    session: &Session,
    shared: &Shared,
    post: &Post,
    watch: Option<&Arc<Mutex<topics::Revisions>>>,
) {
    let mut conn: Option<Connection> = None;
    let mut version = 0;
    let mut looked = Instant::now();
    loop {
        let work = shared.queue.take(watch.map(|_| WATCH_EVERY));
        if let Some(seen) = watch
            && (work.is_err() || looked.elapsed() >= WATCH_EVERY)
        {
            looked = Instant::now();
            watch_others(store, &mut conn, &mut version, seen, post);
        }
        match work {
            Ok(question) => {
                let to = question.to;
                let rows = answer(store, session, shared, &mut conn, &question);
                post(StoreEvent::Answer(Answer { to, rows: Some(rows), receipt: None }));
            }
            Err(true) => {}
            Err(false) => return,
        }
    }
}

/// Runs one question in its own transaction, under the budget, stopped by a newer one.
fn answer(
    store: &Store,
    session: &Session,
    shared: &Shared,
    conn: &mut Option<Connection>,
    question: &Question,
) -> Result<Payload, StoreError> {
    let conn = connected(store, conn)?;
    let budget = if question.lane == Lane::Desk { DESK_BUDGET } else { LONG_BUDGET };
    let deadline = Instant::now() + budget;
    conn.progress_handler(STEPS_PER_LOOK, Some(move || Instant::now() > deadline))?;
    let running = Running { to: question.to, stopped: false, handle: conn.get_interrupt_handle() };
    *shared.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
    let outcome = catch_unwind(AssertUnwindSafe(|| -> Result<Payload, StoreError> {
        let tx = conn.unchecked_transaction()?;
        let session = session.reload(&tx)?;
        session.require(question.needs)?;
        (question.ask)(&Reader::new(&tx, &session, store.clock().now()))
    }));
    let running = shared.running.lock().unwrap_or_else(PoisonError::into_inner).take();
    match outcome {
        Ok(Err(StoreError::Interrupted)) if !running.is_some_and(|running| running.stopped) => {
            Err(StoreError::TooLong)
        }
        Ok(result) => result,
        Err(_panic) => Err(StoreError::Fault),
    }
}

fn connected<'c>(store: &Store, conn: &'c mut Option<Connection>) -> Result<&'c mut Connection, StoreError> {
    Ok(match conn {
        Some(conn) => conn,
        none => none.insert(store.reading()?),
    })
}

/// Tells the loop which topics others have changed. `data_version` means nothing across connections, so it is kept open.
fn watch_others(
    store: &Store,
    conn: &mut Option<Connection>,
    version: &mut i64,
    seen: &Mutex<topics::Revisions>,
    post: &Post,
) {
    let look = || -> Result<Option<Topics>, StoreError> {
        let conn = connected(store, conn)?;
        conn.progress_handler(0, None::<fn() -> bool>)?;
        let now: i64 = conn.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        if now == *version {
            return Ok(None);
        }
        *version = now;
        let newer = topics::read(conn)?;
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let moved = seen.moved(&newer);
        *seen = newer;
        Ok(Some(moved))
    };
    // A file that cannot be read just now is tried again in a second; a question of the user will show the error.
    if let Ok(Some(moved)) = { look }()
        && !moved.is_empty()
    {
        post(StoreEvent::Changed(moved));
    }
}

fn write_lane(
    store: &Store,
    session: &Session,
    queue: &Queue<Ticket>,
    post: &Post,
    seen: &Mutex<topics::Revisions>,
) {
    let mut writer: Option<Writer> = None;
    while let Ok(ticket) = queue.take(None) {
        let to = ticket.to;
        let outcome = catch_unwind(AssertUnwindSafe(|| -> Result<(Payload, Topics), Refusal> {
            let writer = match &mut writer {
                Some(writer) => writer,
                none => none.insert(Writer::open(store, session)?),
            };
            (ticket.apply)(writer)
        }));
        let receipt = match outcome {
            Ok(Ok((receipt, topics))) => {
                // Our own change is told at once; the watch is to tell only those of others.
                seen.lock().unwrap_or_else(PoisonError::into_inner).raise(topics);
                post(StoreEvent::Changed(topics));
                Ok(receipt)
            }
            Ok(Err(refusal)) => Err(refusal),
            Err(_panic) => {
                // The transaction was rolled back when it was dropped; begin again with a fresh connection.
                writer = None;
                Err(Refusal::Store(StoreError::Fault))
            }
        };
        post(StoreEvent::Answer(Answer { to, rows: None, receipt: Some(receipt) }));
    }
}
