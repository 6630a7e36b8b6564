//! What panes want, done; and what the program's own commands do.

use super::{
    event::{Errand, SHELL, Wake},
    help,
    palette::Palette,
    routing::WHICH_KEY,
    shell::{Copying, Shell},
};
use crate::{
    domain::role::Permission,
    keys::CommandId,
    kit::{ConfirmBox, Confirmation, Copied, Effect, Notice, Outbox, PaneId, Timer, Turn},
    store::{lanes::Answer, presence::CopiedOut},
};

/// Leave the pane without saving; its text goes.
const DISCARD: CommandId = CommandId("back.discard");
/// Leave the pane; its text is kept as a draft.
const KEEP: CommandId = CommandId("back.keep");
/// Leave the program; unsaved texts go.
const LEAVE_DISCARD: CommandId = CommandId("leave.discard");
/// Leave the program; unsaved texts are kept as drafts.
const LEAVE_KEEP: CommandId = CommandId("leave.keep");
/// Take the text of a draft back.
pub(super) const RESTORE: CommandId = CommandId("draft.restore");
/// Give a draft up.
pub(super) const DROP: CommandId = CommandId("draft.drop");

impl Shell {
    /// Does what a pane wants, in its order.
    pub(super) fn carry_out(&mut self, pane: PaneId, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask(question) => self.errand(Errand::Ask(question)),
                Effect::Apply(ticket) => self.errand(Errand::Apply(ticket)),
                Effect::Open(link) => self.open_link(&link),
                Effect::Push(new) => self.push(new, pane),
                Effect::Close => self.close(pane),
                Effect::Confirm(confirmation) => self.ask(pane, confirmation),
                Effect::Decide(id) => {
                    if let Some(asker) = self.close_box(pane) {
                        self.decided(asker, id);
                    }
                }
                Effect::Run(id) => {
                    if let Some(asker) = self.close_box(pane) {
                        self.run(asker, id, None);
                    }
                }
                Effect::Notice(notice) => self.tell(notice),
                Effect::Copy(copied) => self.copy(copied),
                Effect::After(wait, timer) => self.errand(Errand::Wake(wait, Wake { pane, timer })),
                Effect::DropDraft => self.drop_draft_of(pane),
                Effect::TakeDraft(slot) => self.resume_draft(&slot),
                Effect::ForgetDraft(slot) => self.drop_draft(slot),
                Effect::SignInAs(login) => self.errand(Errand::SignInAs(login)),
                Effect::Quit => self.leave(),
            }
        }
    }

    /// Puts a question on the screen.
    pub(super) fn ask(&mut self, asker: PaneId, confirmation: Confirmation) {
        let asked = confirmation.begun_with(self.typing.last);
        self.push(Box::new(ConfirmBox::new(asked)), asker);
    }

    fn close_box(&mut self, id: PaneId) -> Option<PaneId> {
        let asker = self.layers.boxes.iter().find(|layer| layer.id == id)?.asker;
        self.close(id);
        Some(asker)
    }

    /// Carries a command of the program itself out; false if it is a pane's. `top` is the pane that it is about.
    pub(super) fn perform_own(&mut self, top: PaneId, id: CommandId) -> bool {
        match id {
            DISCARD => {
                self.drop_draft_of(top);
                self.close(top);
            }
            KEEP => {
                self.keep_draft_of(top);
                self.close(top);
            }
            LEAVE_KEEP => self.leave_keeping_drafts(),
            LEAVE_DISCARD => self.leave_discarding_drafts(),
            RESTORE => self.restore_draft(top),
            DROP => self.drop_draft_of(top),
            _ => match id.0 {
                "app.commands" => self.open_palette(top),
                "app.help" => self.open_help(top),
                "app.back" => self.back(),
                "app.leave" => self.leave(),
                "app.next-part" => self.turn(top, Turn::Next),
                "app.previous-part" => self.turn(top, Turn::Previous),
                "app.next-desk" => self.step_tab(1),
                "app.previous-desk" => self.step_tab(-1),
                "app.drafts" => self.open_drafts(),
                "app.role" => self.open_roles(),
                "app.redraw" => self.errand(Errand::Repaint),
                "app.suspend" => self.errand(Errand::Suspend),
                "box.close" => self.close(top),
                go => return self.go_to_desk(go),
            },
        }
        true
    }

    fn go_to_desk(&mut self, id: &str) -> bool {
        let Some(desk) = self.desks.iter().find(|desk| desk.go.id.0 == id) else { return false };
        self.open_link(&crate::domain::link::Link::Desk(desk.id));
        true
    }

    fn step_tab(&mut self, step: isize) {
        let n_tabs = self.layers.tabs.len();
        if n_tabs > 0 {
            self.go_to_tab((self.layers.current + n_tabs).saturating_add_signed(step) % n_tabs);
        }
    }

    fn open_palette(&mut self, top: PaneId) {
        let palette = Palette::new(&self.tables(top), &self.keymap, &self.session);
        self.push(Box::new(palette), top);
    }

    fn open_help(&mut self, top: PaneId) {
        let text = help::text(&self.tables(top), self.layers.tab().map(|tab| tab.desk), &self.keymap);
        self.push(Box::new(help::Help::new(&text)), SHELL);
    }

    /// Esc: one pane back. Unsaved work is asked about.
    fn back(&mut self) {
        let Some(tab) = self.layers.tab() else { return };
        let Some(top) = tab.layers.last().filter(|_| tab.layers.len() > 1) else {
            return self.tell(Notice::info("This is the first screen of the desk. q leaves the program."));
        };
        let (id, save) = (top.id, top.pane.save_command());
        if top.pane.draft().is_none() {
            return self.close(id);
        }
        let mut asked = Confirmation::new("Go back with unsaved work?").back("go on editing");
        if let Some(save) = save {
            asked = asked.choice('s', "save it", save);
        }
        self.ask(id, asked.choice('k', "keep it for later", KEEP).choice('d', "discard it", DISCARD));
    }

    /// `q`: out of the program. Unsaved work is asked about.
    pub(super) fn leave(&mut self) {
        let titles: Vec<String> =
            self.layers.all().filter_map(|layer| layer.pane.draft()).map(|draft| draft.title).collect();
        if titles.is_empty() {
            return self.leave_keeping_drafts();
        }
        let asked = Confirmation::new("Leave with unsaved work?")
            .text(format!("Unsaved: {}.", titles.join("; ")))
            .choice('k', "keep it and leave", LEAVE_KEEP)
            .choice('d', "discard it and leave", LEAVE_DISCARD)
            .back("stay");
        self.ask(SHELL, asked);
    }

    pub(super) fn leave_keeping_drafts(&mut self) {
        self.save_drafts();
        self.leaving = true;
        self.errand(Errand::Leave);
    }

    fn leave_discarding_drafts(&mut self) {
        let ids: Vec<PaneId> = self.layers.all().map(|layer| layer.id).collect();
        for id in ids {
            self.drop_draft_of(id);
        }
        self.leaving = true;
        self.errand(Errand::Leave);
    }

    /// A copy of patient data is written to the log first; only then does it leave.
    fn copy(&mut self, copied: Copied) {
        if self.copying == Copying::Off {
            return self
                .tell(Notice::info("Not copied: copying is switched off in the settings (copy = true)."));
        }
        if !self.session.may(Permission::CopyOut) {
            return self.tell(Notice::info("Not copied: your roles do not allow it. Ask your supervisor."));
        }
        let line =
            CopiedOut { what: copied.what, patient: copied.patient, n_chars: copied.text.chars().count() };
        let mut out = Outbox::new(&self.session, self.words(), SHELL);
        if self.copy_line.send(line, &mut out) {
            let effects = out.into_effects();
            self.to_copy = Some(copied);
            self.carry_out(SHELL, effects);
        }
    }

    /// Answers to the shell's own questions.
    pub(super) fn receive_own(&mut self, answer: &mut Answer) {
        match self.copy_line.accept(answer) {
            Some(Ok(())) => {
                if let Some(copied) = self.to_copy.take() {
                    self.errand(Errand::Copy(copied.text));
                    self.tell(Notice::done(format!("Copied: {}.", copied.what)));
                }
            }
            Some(Err(refusal)) => {
                self.to_copy = None;
                self.tell(Notice::error("Not copied.", &refusal));
            }
            None => self.receive_drafts(answer),
        }
    }

    /// The shell's own timers.
    pub(super) fn due_own(&mut self, timer: Timer) {
        if timer.owner == WHICH_KEY {
            if timer.round == self.typing.round && !self.typing.typed.is_empty() {
                self.typing.hints = true;
                self.touch();
            }
        } else {
            self.drafts_due(timer);
        }
    }
}
