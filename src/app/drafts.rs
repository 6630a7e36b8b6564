//! Drafts: unsaved text is kept in the database at each pause of the typist and at the end, and offered again.

use super::{
    drafts_pane::DraftsPane,
    effects::{DROP, RESTORE},
    event::{Errand, SHELL, Wake},
    layers::Layer,
    shell::Shell,
};
use crate::{
    domain::time::parse_instant,
    kit::{Confirmation, Draft, Effect, Feed, Notice, Outbox, PaneId, Timer},
    store::{
        drafts::{Drafts, DropDraft, KeptDraft, SaveDraft},
        lanes::{Address, Answer, Ticket},
    },
};
use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

/// A pause this long, and what was typed is kept: at most so much is lost with the machine.
const PAUSE: Duration = Duration::from_secs(1);
/// The owner of the timer of pauses; feeds count from 1, the which-key box is 0.
const PAUSES: u64 = u64::MAX;

/// What the shell knows of drafts.
#[derive(Default)]
pub(super) struct Keeper {
    feed: Feed<Drafts>,
    /// Those of earlier sessions that nobody has taken back yet.
    kept: Vec<KeptDraft>,
    /// What this program has saved, by slot.
    saved: HashMap<String, String>,
    round: u64,
    told: bool,
}

impl Shell {
    /// Asks for the drafts of earlier sessions.
    pub(super) fn ask_drafts(&mut self) {
        let mut out = Outbox::new(&self.session, self.words(), SHELL);
        self.keeper.feed.ask(Drafts, &mut out);
        let effects = out.into_effects();
        self.carry_out(SHELL, effects);
    }

    pub(super) fn receive_drafts(&mut self, answer: &mut Answer) {
        if let Some(Err(refusal)) = &answer.receipt {
            // What was not kept is tried again at the next pause.
            self.keeper.saved.clear();
            return self.tell(Notice::info(format!("Your unsaved text could not be kept. {refusal}")));
        }
        if !self.keeper.feed.accept(answer) {
            return;
        }
        let saved = &self.keeper.saved;
        let kept = self.keeper.feed.take().unwrap_or_default();
        self.keeper.kept = kept.into_iter().filter(|draft| !saved.contains_key(&draft.slot)).collect();
        if let Some(draft) = self.keeper.kept.first().filter(|_| !self.keeper.told) {
            let text = format!("Unsaved text was kept: {}. gy shows it.", draft.title);
            self.keeper.told = true;
            self.tell(Notice::info(text));
        }
    }

    /// Something was typed or done: look for unsaved work after a pause.
    pub(super) fn note_typing(&mut self) {
        if self.layers.top().is_some_and(|layer| layer.pane.draft_slot().is_some()) {
            self.keeper.round += 1;
            let timer = Timer { owner: PAUSES, round: self.keeper.round };
            self.errand(Errand::Wake(PAUSE, Wake { pane: SHELL, timer }));
        }
    }

    pub(super) fn drafts_due(&mut self, timer: Timer) {
        if (timer.owner, timer.round) == (PAUSES, self.keeper.round) {
            self.save_drafts();
        }
    }

    /// Keeps all unsaved work of all panes, as far as it is not kept already.
    pub(super) fn save_drafts(&mut self) {
        // A pane with a fault must not cost the text of the others.
        let draft_of = |layer: &Layer| catch_unwind(AssertUnwindSafe(|| layer.pane.draft())).ok().flatten();
        let drafts: Vec<Draft> = self.layers.all().filter_map(draft_of).collect();
        for draft in drafts {
            if self.keeper.saved.get(&draft.slot) == Some(&draft.body) {
                continue;
            }
            self.keeper.saved.insert(draft.slot.clone(), draft.body.clone());
            self.keeper.kept.retain(|kept| kept.slot != draft.slot);
            let Draft { slot, title, patient, body } = draft;
            self.apply_quietly(SaveDraft { slot, title, patient, body });
        }
    }

    /// A pane is left with its text: it is offered again.
    pub(super) fn keep_draft_of(&mut self, id: PaneId) {
        let Some(draft) = self.layers.find(id).and_then(|layer| layer.pane.draft()) else { return };
        self.save_drafts();
        self.keeper.saved.remove(&draft.slot);
        let updated_at = crate::domain::time::instant_text(self.clock.now());
        let Draft { slot, title, patient, body } = draft;
        self.keeper.kept.insert(0, KeptDraft { slot, title, patient, body, updated_at });
    }

    /// A pane's text is saved where it belongs, or given up.
    pub(super) fn drop_draft_of(&mut self, id: PaneId) {
        if let Some(slot) = self.layers.find(id).and_then(|layer| layer.pane.draft_slot()) {
            self.drop_draft(slot);
        }
    }

    pub(super) fn drop_draft(&mut self, slot: String) {
        let known = self.keeper.kept.iter().any(|kept| kept.slot == slot);
        let saved = self.keeper.saved.remove(&slot).is_some();
        self.keeper.kept.retain(|kept| kept.slot != slot);
        if known || saved {
            self.apply_quietly(DropDraft { slot });
        }
    }

    /// A form comes onto the screen of which a draft was kept: it is offered.
    pub(super) fn offer_draft(&mut self, id: PaneId) {
        let Some(kept) = self.kept_for(id) else { return };
        let when = parse_instant(&kept.updated_at).map_or_else(String::new, |at| self.words().lately(at));
        let asked = Confirmation::new("Take your unsaved text back?")
            .text(format!("It was kept at {when} when this form was left."))
            .choice('t', "take it back", RESTORE)
            .choice('d', "discard it", DROP)
            .back("later");
        self.ask(id, asked);
    }

    pub(super) fn restore_draft(&mut self, id: PaneId) {
        if let Some(body) = self.kept_for(id).map(|kept| kept.body.clone()) {
            self.with(id, |pane, out| pane.restore(&body, out));
        }
    }

    fn kept_for(&self, id: PaneId) -> Option<&KeptDraft> {
        let slot = self.layers.find(id)?.pane.draft_slot()?;
        self.keeper.kept.iter().find(|kept| kept.slot == slot)
    }

    /// The list of drafts; those of forms that stand open are not among them.
    pub(super) fn open_drafts(&mut self) {
        if self.keeper.kept.is_empty() {
            return self.tell(Notice::info("You have no unsaved texts."));
        }
        let words = self.words();
        let pane = DraftsPane::new(self.keeper.kept.clone(), words);
        self.push(Box::new(pane), SHELL);
    }

    /// Opens the form of a draft with its text.
    pub(super) fn resume_draft(&mut self, slot: &str) {
        let words = self.words();
        let form = self.layers.tabs.iter().find_map(|tab| (tab.desk.resume)(slot, words));
        let Some(form) = form else {
            return self.tell(Notice::info("Open that form again: the text is offered there."));
        };
        let id = self.layers.push(form, SHELL);
        self.appear(id);
        self.with(id, |pane, out| pane.open(out));
        self.restore_draft(id);
    }

    /// A change nobody waits for the receipt of: if it fails, the next pause tries again.
    fn apply_quietly<C: crate::store::Change>(&mut self, change: C) {
        let to = Address { pane: SHELL.0, feed: 0, number: 0 };
        self.carry_out(SHELL, vec![Effect::Apply(Ticket::new(to, change))]);
    }
}
