//! A feed: the way by which rows come to a pane.
//!
//! The database is asked on other threads, and a screen must neither wait for it nor show an answer to a question that
//! nobody asks any more. A `Feed<Q>` is the pane's end of that conversation. It holds three things: the question as it
//! stands, a number that grows by one with every asking, and the rows of the newest answer.
//!
//! ```text
//!   pane                       feed                     shell and lanes
//!    │  ask(query, out)  ────►  number 7  ────────────►  a question addressed (pane, feed, 7);
//!    │                                                   the lane drops or interrupts (pane, feed, 6)
//!    │  goes on, shows the old rows
//!    │  receive(answer)  ────►  accept: mine? number 7?  ◄────  Answer { to: (pane, feed, 7), Box<dyn Any> }
//!    │  true: look at rows()
//! ```
//!
//! Three rules follow, and everything else here serves them:
//!
//! 1. **The latest wins.** Each key of a look-up asks again; only the answer with the present number is taken. An answer
//!    that comes late, or to a pane that was closed, falls on the floor without harm.
//! 2. **Rows stay until better ones come.** Asking again blanks nothing. After 150 ms without an answer the rows are
//!    marked old, not before: most answers come sooner, and a mark that flickers is worse than none.
//! 3. **Types are lost in one place and found in one place.** Lanes carry any rows, so an [`Answer`] holds
//!    `Box<dyn Any>`. The address says to which feed it belongs, and the feed alone knows which type it asked for:
//!    [`unpack`] below is the only downcast in the program. Panes see `Q::Rows`, never `Any`.
//!
//! A feed does not know what its rows are for. A [`super::List`] takes them over ([`Feed::take`]) and keeps the selection;
//! a detail pane just reads them ([`Feed::rows`]). [`Sending`] is the same conversation for a change: one ticket out, one
//! receipt back, and while it is out nothing is sent twice.

use super::{
    Effect, Outbox,
    pane::{PaneId, Timer},
};
use crate::{
    domain::topics::Topics,
    store::{
        Change, Query, Refusal, StoreError,
        lanes::{Address, Answer, Question, Ticket},
    },
};
use std::{
    any::Any,
    marker::PhantomData,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// How long rows may be old before it is said: most answers come sooner, and a flickering mark is worse than none.
pub const OLD_AFTER: Duration = Duration::from_millis(150);

/// Whether rows are what the database would say now.
#[derive(Debug)]
pub enum Freshness<'a> {
    /// Nothing was asked yet, or there are no rows yet.
    Asking,
    /// The rows answer the question as it stands, or an answer is due any moment.
    Fresh,
    /// The rows answer an older question; the answer to the new one takes its time.
    Old,
    /// The question could not be answered; rows of an older answer may be there.
    Failed(&'a StoreError),
}

/// The pane's end of a question. See the head of this file.
pub struct Feed<Q: Query> {
    id: u64,
    number: u64,
    question: Option<Q>,
    rows: Option<Q::Rows>,
    answered: bool,
    state: State,
}

/// How the present asking stands.
enum State {
    /// Never asked, or answered.
    Settled,
    /// Asked less than [`OLD_AFTER`] ago.
    Asked,
    /// Asked longer ago.
    Slow,
    /// Answered with an error.
    Failed(StoreError),
}

impl<Q: Query> Default for Feed<Q> {
    fn default() -> Self {
        Self { id: next_id(), number: 0, question: None, rows: None, answered: false, state: State::Settled }
    }
}

impl<Q: Query> Feed<Q> {
    /// A feed that has asked nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks; replaces and interrupts what this feed asked before. Rows stay until the answer comes.
    pub fn ask(&mut self, query: Q, out: &mut Outbox<'_>) {
        self.number += 1;
        self.state = State::Asked;
        let to = address(out.pane(), self.id, self.number);
        self.question = Some(query.clone());
        out.push(Effect::Ask(Question::new(to, query)));
        out.push(Effect::After(OLD_AFTER, Timer { owner: self.id, round: self.number }));
    }

    /// Asks the same once more, if anything was asked.
    pub fn again(&mut self, out: &mut Outbox<'_>) {
        if let Some(query) = self.question.clone() {
            self.ask(query, out);
        }
    }

    /// Forgets question and rows: the answer to a question that nobody asks any more.
    pub fn forget(&mut self) {
        self.number += 1;
        (self.question, self.rows, self.answered, self.state) = (None, None, false, State::Settled);
    }

    /// Takes an answer. False: not ours, or to an older question. True: rows or failure are new.
    pub fn accept(&mut self, answer: &mut Answer) -> bool {
        if (answer.to.feed, answer.to.number) != (self.id, self.number) {
            return false;
        }
        match answer.rows.take() {
            Some(Ok(payload)) => match unpack(payload) {
                Some(rows) => {
                    self.rows = Some(rows);
                    self.answered = true;
                    self.state = State::Settled;
                }
                None => self.state = State::Failed(StoreError::Fault),
            },
            Some(Err(error)) => self.state = State::Failed(error),
            None => return false,
        }
        true
    }

    /// Asks again if the topics meet those of the question.
    pub fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        if self.question.as_ref().is_some_and(|query| query.topics().meets(changed)) {
            self.again(out);
        }
    }

    /// Takes a timer: true if rows that were quietly old have to be marked now.
    pub fn due(&mut self, timer: Timer) -> bool {
        let ours = (timer.owner, timer.round) == (self.id, self.number);
        if ours && matches!(self.state, State::Asked) {
            self.state = State::Slow;
            return true;
        }
        false
    }

    /// The question as it stands.
    pub fn question(&self) -> Option<&Q> {
        self.question.as_ref()
    }

    /// The rows of the newest answer.
    pub fn rows(&self) -> Option<&Q::Rows> {
        self.rows.as_ref()
    }

    /// Hands the rows of the newest answer over, once: lists keep them, so that they are not held twice.
    pub fn take(&mut self) -> Option<Q::Rows> {
        self.rows.take()
    }

    /// Whether the rows are what the database would say now.
    pub fn freshness(&self) -> Freshness<'_> {
        match &self.state {
            State::Failed(error) => Freshness::Failed(error),
            State::Slow if self.answered => Freshness::Old,
            _ if self.answered => Freshness::Fresh,
            _ => Freshness::Asking,
        }
    }

    /// Whether the question as it stands has neither answer nor failure yet.
    pub fn is_waiting(&self) -> bool {
        matches!(self.state, State::Asked | State::Slow)
    }

    /// The freshness in a word or two for the heading; empty while there is nothing to say.
    pub fn note(&self) -> &'static str {
        match (&self.state, self.answered) {
            (State::Failed(_), _) => "not answered",
            (State::Slow, true) => "old, asking again",
            (State::Slow, false) => "asking",
            _ => "",
        }
    }
}

/// The pane's end of a change: sends one at a time and takes its receipt.
pub struct Sending<C: Change> {
    id: u64,
    number: u64,
    out: bool,
    change: PhantomData<fn(C)>,
}

impl<C: Change> Default for Sending<C> {
    fn default() -> Self {
        Self { id: next_id(), number: 0, out: false, change: PhantomData }
    }
}

impl<C: Change> Sending<C> {
    /// Nothing is out.
    pub fn new() -> Self {
        Self::default()
    }

    /// Submits the change. False, and nothing is sent, while an earlier one has no receipt: a key pressed twice saves once.
    pub fn send(&mut self, change: C, out: &mut Outbox<'_>) -> bool {
        if self.out {
            return false;
        }
        self.number += 1;
        self.out = true;
        out.push(Effect::Apply(Ticket::new(address(out.pane(), self.id, self.number), change)));
        true
    }

    /// Takes the receipt or the refusal; `None`: not ours.
    pub fn accept(&mut self, answer: &mut Answer) -> Option<Result<C::Receipt, Refusal>> {
        if (answer.to.feed, answer.to.number) != (self.id, self.number) {
            return None;
        }
        let receipt = answer.receipt.take()?;
        self.out = false;
        Some(receipt.and_then(|payload| unpack(payload).ok_or(Refusal::Store(StoreError::Fault))))
    }

    /// Whether a change is on its way.
    pub fn is_out(&self) -> bool {
        self.out
    }
}

/// The only downcast: an address leads here, and here the type is known.
fn unpack<T: 'static>(payload: Box<dyn Any + Send>) -> Option<T> {
    payload.downcast().ok().map(|rows| *rows)
}

fn address(pane: PaneId, feed: u64, number: u64) -> Address {
    Address { pane: pane.0, feed, number }
}

/// Numbers for feeds, never used twice while the program runs.
fn next_id() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::topics::Topic,
        kit::testing::outbox,
        store::ops::{DisableUser, Users},
    };

    /// The addresses of the questions and the timers that came out.
    fn asked(out: Outbox<'_>) -> (Vec<Address>, Vec<Timer>) {
        let (mut questions, mut timers) = (Vec::new(), Vec::new());
        for effect in out.into_effects() {
            match effect {
                Effect::Ask(question) => questions.push(question.address()),
                Effect::Apply(ticket) => questions.push(ticket.address()),
                Effect::After(_, timer) => timers.push(timer),
                _ => {}
            }
        }
        (questions, timers)
    }

    fn rows(to: Address) -> Answer {
        let rows: Box<dyn Any + Send> = Box::new(Vec::<crate::store::User>::new());
        Answer { to, rows: Some(Ok(rows)), receipt: None }
    }

    #[test]
    fn only_the_answer_to_the_newest_question_is_taken() {
        let mut feed = Feed::<Users>::new();
        let mut out = outbox();
        feed.ask(Users, &mut out);
        feed.ask(Users, &mut out);
        let (questions, _) = asked(out);
        assert!(!feed.accept(&mut rows(questions[0])));
        assert!(matches!(feed.freshness(), Freshness::Asking));
        assert!(feed.accept(&mut rows(questions[1])));
        assert!(matches!(feed.freshness(), Freshness::Fresh) && feed.rows().is_some());
        // Another feed of the same question takes nothing of it.
        assert!(!Feed::<Users>::new().accept(&mut rows(questions[1])));
    }

    #[test]
    fn rows_are_marked_old_after_a_while_and_stay() {
        let mut feed = Feed::<Users>::new();
        let mut out = outbox();
        feed.ask(Users, &mut out);
        let (questions, first) = asked(out);
        feed.accept(&mut rows(questions[0]));
        let mut out = outbox();
        feed.refresh(Topics::of(Topic::Imports), &mut out);
        feed.refresh(Topics::of(Topic::Users), &mut out);
        let (questions, timers) = asked(out);
        assert_eq!(questions.len(), 1);
        assert!(!feed.due(first[0]));
        assert!(matches!(feed.freshness(), Freshness::Fresh));
        assert!(feed.due(timers[0]));
        assert!(matches!(feed.freshness(), Freshness::Old) && feed.rows().is_some());
        assert_eq!(feed.note(), "old, asking again");
        feed.accept(&mut rows(questions[0]));
        assert_eq!(feed.note(), "");
    }

    #[test]
    fn a_failure_keeps_the_rows_and_is_told() {
        let mut feed = Feed::<Users>::new();
        let mut out = outbox();
        feed.ask(Users, &mut out);
        feed.again(&mut out);
        let (questions, _) = asked(out);
        feed.accept(&mut rows(questions[1]));
        let mut out = outbox();
        feed.again(&mut out);
        let (questions, _) = asked(out);
        let mut failed = Answer { to: questions[0], rows: Some(Err(StoreError::TooLong)), receipt: None };
        assert!(feed.accept(&mut failed));
        assert!(matches!(feed.freshness(), Freshness::Failed(StoreError::TooLong)) && feed.rows().is_some());
        let wrong: Box<dyn Any + Send> = Box::new(3_u8);
        let mut out = outbox();
        feed.again(&mut out);
        let (questions, _) = asked(out);
        feed.accept(&mut Answer { to: questions[0], rows: Some(Ok(wrong)), receipt: None });
        assert!(matches!(feed.freshness(), Freshness::Failed(StoreError::Fault)));
        feed.forget();
        assert!(feed.rows().is_none() && feed.question().is_none());
    }

    #[test]
    fn a_change_is_sent_once_until_its_receipt() {
        let mut sending = Sending::<DisableUser>::new();
        let mut out = outbox();
        let change = || DisableUser { login: "x".into() };
        assert!(sending.send(change(), &mut out));
        assert!(!sending.send(change(), &mut out));
        let (tickets, _) = asked(out);
        assert_eq!(tickets.len(), 1);
        let mut refused = Answer { to: tickets[0], rows: None, receipt: Some(Err(StoreError::Busy.into())) };
        assert!(matches!(sending.accept(&mut refused), Some(Err(Refusal::Store(StoreError::Busy)))));
        assert!(!sending.is_out());
    }
}
