//! The list of one's own unsaved texts: open them again, or give them up.

use crate::{
    domain::role::Permission::SignedIn,
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Confirmation, Effect, Enabled, Freshness, Heading, List, Mode, Outbox, Pane,
        Scene, Tables, TextInput, Words,
    },
    store::drafts::KeptDraft,
};
use ratatui::{Frame, layout::Rect};

/// What the list offers besides the keys of every list.
pub const COMMANDS: &[Command] = &[
    Command::new("drafts.open", &["<enter>"], "Go on with this text", SignedIn).hint(1, "go on"),
    Command::new("drafts.drop", &["d"], "Discard this text", SignedIn).hint(2, "discard").confirmed(),
];

const COLUMNS: &[Column<KeptDraft>] = &[
    Column::new("Form", |draft: &KeptDraft, _| Cell::text(&draft.title))
        .width(16, 50)
        .sorted(|a, b| a.title.cmp(&b.title)),
    Column::new("Kept", |draft: &KeptDraft, words| Cell::text(words.stored(&draft.updated_at))).width(16, 16),
];

/// Unsaved texts.
pub struct DraftsPane {
    list: List<KeptDraft, String>,
}

impl DraftsPane {
    /// A list of these.
    pub fn new(drafts: Vec<KeptDraft>, words: Words) -> Self {
        let mut list =
            List::new(COLUMNS, |draft: &KeptDraft| draft.slot.clone()).empty("No unsaved texts are left.");
        list.fill(drafts, words);
        Self { list }
    }

    fn remove(&mut self, words: Words) -> Option<String> {
        let slot = self.list.chosen()?.slot.clone();
        let left = self.list.rows().iter().filter(|draft| draft.slot != slot).cloned().collect();
        self.list.fill(left, words);
        Some(slot)
    }
}

impl Pane for DraftsPane {
    fn heading(&self) -> Heading {
        Heading::new("Your unsaved texts").count(self.list.count())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "drafts.open" | "drafts.drop" => {
                Enabled::when(self.list.chosen().is_some(), "No text is chosen.")
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(area);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "drafts.open" => {
                if let Some(draft) = self.list.chosen() {
                    let slot = draft.slot.clone();
                    out.close();
                    out.push(Effect::TakeDraft(slot));
                }
            }
            "drafts.drop" => {
                if let Some(slot) = self.remove(out.words()) {
                    out.push(Effect::ForgetDraft(slot));
                }
            }
            _ => {
                self.list.perform(id, out);
            }
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        let title = self.list.chosen().map_or("", |draft| &draft.title);
        Confirmation::new("Discard this text for good?").text(title).choice('y', "discard", command.id)
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &Freshness::Fresh, area, frame.buffer_mut())
    }
}
