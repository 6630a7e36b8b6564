//! When a look-up is finished, and the line that the log then gets.
//!
//! A look-up is finished when one of its patients is opened, when somebody is registered from it, when the line is emptied
//! or left, and when its answer has stood on the screen for some seconds. Each term is written once.

use crate::{
    kit::{Effect, Notice, Outbox, Sending, Timer},
    registry::LookupFinished,
    store::lanes::Answer,
};
use std::{collections::VecDeque, time::Duration};

/// An answer that stands this long was read: nobody leaves a name half-typed for so long.
const STANDS: Duration = Duration::from_secs(5);
/// The owner of the timer; feeds count from 1.
const OWNER: u64 = 0;

/// What was looked up and is not in the log yet.
#[derive(Default)]
pub struct Finishing {
    /// The term whose answer is on the screen.
    shown: Option<LookupFinished>,
    /// The longest term since the line was last empty: what was meant before it was deleted letter by letter.
    meant: Option<LookupFinished>,
    last: String,
    waiting: VecDeque<LookupFinished>,
    sending: Sending<LookupFinished>,
    round: u64,
}

impl Finishing {
    /// A term was answered with so many rows.
    pub fn answered(&mut self, term: &str, count: usize, out: &mut Outbox<'_>) {
        let line = LookupFinished { term: term.trim().to_owned(), count };
        if line.term.is_empty() {
            return;
        }
        let is_rest = self.meant.as_ref().is_some_and(|meant| meant.term.starts_with(&line.term));
        if !is_rest {
            self.meant = Some(line.clone());
        }
        self.shown = Some(line);
        self.round += 1;
        out.push(Effect::After(STANDS, Timer { owner: OWNER, round: self.round }));
    }

    /// The answer on the screen is used, or left.
    pub fn finish(&mut self, out: &mut Outbox<'_>) {
        self.meant = None;
        if let Some(line) = self.shown.take() {
            self.log(line, out);
        }
    }

    /// The line is empty: what was meant is over.
    pub fn emptied(&mut self, out: &mut Outbox<'_>) {
        self.shown = None;
        if let Some(line) = self.meant.take() {
            self.log(line, out);
        }
        self.last.clear();
    }

    /// A timer is due: true if an answer has stood long enough.
    pub fn due(&mut self, timer: Timer, out: &mut Outbox<'_>) {
        if (timer.owner, timer.round) == (OWNER, self.round)
            && let Some(line) = self.shown.clone()
        {
            self.log(line, out);
        }
    }

    /// Takes a receipt: the next line goes out.
    pub fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        match self.sending.accept(answer) {
            Some(Ok(())) => self.send_next(out),
            Some(Err(refusal)) => {
                self.waiting.clear();
                out.tell(Notice::from(&refusal));
            }
            None => {}
        }
    }

    fn log(&mut self, line: LookupFinished, out: &mut Outbox<'_>) {
        if line.term == self.last {
            return;
        }
        self.last.clone_from(&line.term);
        self.waiting.push_back(line);
        self.send_next(out);
    }

    fn send_next(&mut self, out: &mut Outbox<'_>) {
        if !self.sending.is_out()
            && let Some(line) = self.waiting.pop_front()
        {
            self.sending.send(line, out);
        }
    }
}
