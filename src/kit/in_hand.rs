//! The item of a worklist that a pane works on: taken in hand when the pane opens; after the verdict the next one of the
//! same view comes, without a way back to the list.

use super::{Feed, Freshness, Notice, Outbox, Sending, Timer};
use crate::{
    domain::ids::WorkId,
    store::lanes::Answer,
    work::{ClaimNextIn, Deed, Deeds, Hold, Item, OneItem, Skip, WorkPage},
};

/// What an answer brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// Nothing for the pane to do.
    Nothing,
    /// An item is there, to be shown.
    Item,
    /// Nothing else is free in this view.
    NoMore,
}

/// An item in hand, and the worklist that it came from.
pub struct InHand {
    page: WorkPage,
    item: Option<Item>,
    found: Feed<OneItem>,
    claiming: Sending<Deeds>,
    releasing: Sending<Deeds>,
    next: Sending<ClaimNextIn>,
    skipping: Sending<Skip>,
    /// An item that is asked for when the pane opens.
    asked: Option<WorkId>,
}

impl InHand {
    fn new(page: WorkPage, item: Option<Item>, asked: Option<WorkId>) -> Self {
        Self {
            page,
            item,
            asked,
            found: Feed::new(),
            claiming: Sending::new(),
            releasing: Sending::new(),
            next: Sending::new(),
            skipping: Sending::new(),
        }
    }

    /// An item as a worklist opens it: the next ones are of that worklist as it was looked at.
    pub fn of_page(item: &Item, page: &WorkPage) -> Self {
        Self::new(page.clone(), Some(item.clone()), None)
    }

    /// An item that a link names; the next ones are the most urgent of its queue.
    pub fn of_item(queue: &'static str, item: WorkId) -> Self {
        Self::new(WorkPage::first(queue), None, Some(item))
    }

    /// No item: the next ones are the most urgent of a queue.
    pub fn none(queue: &'static str) -> Self {
        Self::new(WorkPage::first(queue), None, None)
    }

    /// The item.
    pub fn item(&self) -> Option<&Item> {
        self.item.as_ref()
    }

    /// The item's number, also while it is still being asked for: by this a pane names its draft.
    pub fn id(&self) -> Option<WorkId> {
        self.item.as_ref().map(|item| item.id).or(self.asked)
    }

    /// Takes the item in hand, or asks for it first. Call it from `Pane::open`.
    pub fn open(&mut self, out: &mut Outbox<'_>) {
        match (&self.item, self.asked) {
            (Some(item), _) => self.claim(&item.clone(), out),
            (None, Some(asked)) => self.found.ask(OneItem(asked), out),
            (None, None) => {}
        }
    }

    /// After a verdict: the next free item of the view.
    pub fn next(&mut self, out: &mut Outbox<'_>) {
        self.next.send(ClaimNextIn { page: self.page.clone(), hold: Hold::Screen }, out);
    }

    /// This one later: it is free again, and the next free item behind it comes.
    pub fn skip(&mut self, out: &mut Outbox<'_>) {
        match &self.item {
            Some(item) => {
                let skip = Skip { page: self.page.clone(), item: item.id, hold: Hold::Screen };
                self.skipping.send(skip, out);
            }
            None => self.next(out),
        }
    }

    /// Gives the item back, if it is held here.
    pub fn release(&mut self, out: &mut Outbox<'_>) {
        if let Some(item) = self.item.take().filter(|item| item.closed_at.is_none()) {
            let handle = crate::work::Handle { seen: None, ..item.handle() };
            self.releasing.send(Deeds::one(handle, Deed::Release), out);
        }
    }

    /// Turns to an item that is open again, and takes it in hand.
    pub fn turn_to(&mut self, item: WorkId, out: &mut Outbox<'_>) {
        self.item = None;
        self.asked = Some(item);
        self.open(out);
    }

    /// Takes its answers. Somebody else's claim is told: the item can be looked at, and a verdict will be refused.
    pub fn accept(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) -> Came {
        if self.found.accept(answer) && matches!(self.found.freshness(), Freshness::Fresh) {
            let Some(item) = self.found.take().flatten() else {
                out.tell(Notice::info("This item is not there any more."));
                return Came::NoMore;
            };
            self.asked = None;
            if item.closed_at.is_none() {
                self.claim(&item, out);
            }
            self.item = Some(item);
            return Came::Item;
        }
        if let Some(Err(refusal)) = self.claiming.accept(answer) {
            out.tell(Notice::from(&refusal));
        }
        // What cannot be given back is nobody's here, or another's: nothing to tell.
        let _ = self.releasing.accept(answer);
        let came = self.next.accept(answer).or_else(|| self.skipping.accept(answer));
        match came {
            Some(Ok(Some(item))) => {
                self.item = Some(item);
                Came::Item
            }
            Some(Ok(None)) => Came::NoMore,
            Some(Err(refusal)) => {
                out.tell(Notice::from(&refusal));
                Came::Nothing
            }
            None => Came::Nothing,
        }
    }

    /// A timer of the pane is due.
    pub fn due(&mut self, timer: Timer) {
        self.found.due(timer);
    }

    fn claim(&mut self, item: &Item, out: &mut Outbox<'_>) {
        if item.closed_at.is_none() {
            let handle = crate::work::Handle { seen: None, ..item.handle() };
            self.claiming.send(Deeds::one(handle, Deed::Claim(Hold::Screen)), out);
        }
    }
}
