//! The explain key, once for all panes that show due times: one sentence with its citation, in a box that waits to be read.

use super::{Confirmation, Enabled, Feed, Freshness, Notice, Outbox, Timer};
use crate::{
    clocks::Explain,
    domain::{ids::ClockRuleId, time::parse_instant},
    store::lanes::Answer,
    work::Item,
};

/// Asks why something is due when it is, and tells it.
#[derive(Default)]
pub struct Explaining {
    feed: Feed<Explain>,
}

impl Explaining {
    /// Asks for the sentence.
    pub fn ask(&mut self, explain: Explain, out: &mut Outbox<'_>) {
        self.feed.ask(explain, out);
    }

    /// Asks about an item of a worklist. [`may_explain`] says beforehand whether there is anything to say.
    pub fn ask_about(&mut self, item: &Item, out: &mut Outbox<'_>) {
        if let Some(explain) = of_item(item) {
            self.ask(explain, out);
        }
    }

    /// Takes an answer: the sentence in a box, since it is longer than a line.
    pub fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if !self.feed.accept(answer) {
            return;
        }
        if let Freshness::Failed(error) = self.feed.freshness() {
            out.tell(Notice::from(error));
        }
        match self.feed.take() {
            Some(Some(explained)) => {
                let words = out.words();
                let sentence = explained.sentence(|at| words.instant(at));
                out.confirm(Confirmation::new("When it is due, and why").text(sentence).back("close"));
            }
            Some(None) => out.tell(Notice::info("The rule that made this due time is not on file any more.")),
            None => {}
        }
    }

    /// A timer of its question.
    pub fn due(&mut self, timer: Timer) {
        self.feed.due(timer);
    }
}

/// Whether the due time of an item can be explained, and if not, why.
pub fn may_explain(item: &Item) -> Enabled {
    match (&item.due_at, of_item(item)) {
        (None, _) => Enabled::No("It has no due time."),
        (Some(_), None) => Enabled::No("Its due time was set by hand; no rule made it."),
        _ => Enabled::Yes,
    }
}

fn of_item(item: &Item) -> Option<Explain> {
    let due = item.due_at.as_deref().and_then(parse_instant)?;
    Some(Explain { rule: ClockRuleId(item.due_rule?), start: None, due })
}
