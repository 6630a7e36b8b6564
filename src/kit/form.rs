//! A form: fields in order, checked as one leaves them, with messages beside them and the save line at the end.
//!
//! Tab, Enter and the arrows go from field to field; Enter on the last line saves. The desk gives a pure function that checks
//! one field against all values. Esc is the shell's: it asks first if [`Form::is_changed`] says so, by way of `Pane::draft`.

use super::{
    Outbox, Tables, conflict,
    field::{Checked, Content, Field, Kind, Slot, Values},
    notice::Notice,
    pane::{Edit, Mode, TextInput},
    words::Words,
};
use crate::{
    domain::role::Permission::SignedIn,
    keys::{Command, CommandId},
    store::Refusal,
};
use std::collections::BTreeMap;

/// The command that saves, for `Pane::save_command`.
pub const SAVE: CommandId = CommandId("form.save");

const NEXT: Command =
    Command::new("form.next", &["<tab>", "<down>", "<enter>"], "Next field", SignedIn).group("Form");
const PREVIOUS: Command =
    Command::new("form.previous", &["<s-tab>", "<up>"], "Previous field", SignedIn).group("Form");
const SAVES: Command =
    Command::new("form.save", &["<c-s>", "<f2>"], "Save", SignedIn).group("Form").hint(1, "save");

/// Keys in a field of one line.
pub const LINE: &[Command] = &[NEXT, PREVIOUS, SAVES];
/// Keys in a note: Enter and the arrows belong to the text.
pub const NOTE: &[Command] = &[
    Command::new("form.next", &["<tab>"], "Next field", SignedIn).group("Form").hint(2, "next field"),
    Command::new("form.previous", &["<s-tab>"], "Previous field", SignedIn).group("Form"),
    SAVES,
];
/// Keys in a choice.
pub const CHOICE: &[Command] = &[
    NEXT,
    PREVIOUS,
    Command::new("choice.next", &["<right>"], "Next choice", SignedIn)
        .group("Form")
        .hint(2, "choose, or type"),
    Command::new("choice.previous", &["<left>"], "Previous choice", SignedIn).group("Form"),
    SAVES,
];
/// Keys while a choice is searched by typing.
pub const CHOOSING: &[Command] = &[
    Command::new("choice.take", &["<enter>", "<tab>"], "Take this choice", SignedIn)
        .group("Form")
        .hint(1, "take"),
    Command::new("choice.down", &["<down>"], "Next match", SignedIn).group("Form"),
    Command::new("choice.up", &["<up>"], "Previous match", SignedIn).group("Form"),
    Command::new("choice.stop", &["<esc>"], "Leave the choice as it was", SignedIn)
        .group("Form")
        .hint(2, "as it was"),
];
/// Keys in a field of many.
pub const MANY: &[Command] = &[
    Command::new("form.next", &["<tab>", "<enter>"], "Next field", SignedIn).group("Form"),
    Command::new("form.previous", &["<s-tab>"], "Previous field", SignedIn).group("Form"),
    Command::new("many.down", &["<down>"], "Down", SignedIn).group("Form"),
    Command::new("many.up", &["<up>"], "Up", SignedIn).group("Form"),
    Command::new("many.turn", &["<space>"], "On or off", SignedIn).group("Form").hint(2, "on or off"),
    SAVES,
];
/// Keys on the save line.
pub const LAST: &[Command] = &[
    Command::new("form.save", &["<enter>", "<c-s>", "<f2>"], "Save", SignedIn).group("Form").hint(1, "save"),
    Command::new("form.next", &["<tab>", "<down>"], "First field", SignedIn).group("Form"),
    PREVIOUS,
];

/// Checks one field; all values are there, so that one may be checked against another.
pub type Check = fn(field: &'static str, values: &Values<'_>) -> Checked;

/// What a form did with a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// None of its commands.
    NotMine,
    /// It moved, or something is wrong in a field: nothing to do for the pane.
    Went,
    /// Everything is checked and may be saved.
    Save,
}

/// Fields being filled in.
pub struct Form {
    pub(super) slots: Vec<Slot>,
    /// The field with the keys; one past the last is the save line.
    pub(super) at: usize,
    pub(super) save_words: &'static str,
    check: Check,
    words: Words,
}

impl Form {
    /// A form of fields; `save_words` stand on its last line: "Add this user".
    pub fn new(fields: Vec<Field>, save_words: &'static str, check: Check, words: Words) -> Self {
        let slots = fields.into_iter().map(|field| Slot::new(field, words)).collect();
        Self { slots, at: 0, save_words, check, words }
    }

    /// Checks by another function from now on: for rules that an answer of the database brings.
    pub fn check_by(&mut self, check: Check) {
        self.check = check;
    }

    /// The values as typed.
    pub fn values(&self) -> Values<'_> {
        Values { slots: &self.slots, words: self.words }
    }

    /// Replaces a field's value: for texts taken over from others.
    pub fn set(&mut self, id: &str, value: &str) {
        if let Some(slot) = self.slots.iter_mut().find(|slot| slot.field.id == id) {
            slot.set(value);
        }
    }

    /// The field with the keys; none on the save line.
    pub fn focus(&self) -> Option<&'static str> {
        self.slots.get(self.at).map(|slot| slot.field.id)
    }

    /// Gives the keys to a field; none is the save line.
    pub fn go_to(&mut self, field: Option<&str>) {
        let at = field.and_then(|field| self.slots.iter().position(|slot| slot.field.id == field));
        self.at = at.unwrap_or(self.slots.len());
    }

    /// Whether anything differs from what stood in the fields at first.
    pub fn is_changed(&self) -> bool {
        self.slots.iter().any(Slot::is_changed)
    }

    /// What is typed is stored now: nothing is unsaved.
    pub fn settle(&mut self) {
        self.slots.iter_mut().for_each(Slot::settle);
    }

    /// Those values that differ from what stood in their fields at first, as one text: for drafts of changes to a record,
    /// which must not bring back what others have changed meanwhile. [`Form::restore`] takes it.
    pub fn changes_text(&self) -> String {
        let changed = self.slots.iter().filter(|slot| slot.is_changed());
        let values: BTreeMap<&str, String> = changed.map(|slot| (slot.field.id, slot.value())).collect();
        serde_json::to_string(&values).unwrap_or_default()
    }

    /// All values as one text, for `Pane::draft`.
    pub fn draft_text(&self) -> String {
        let values: BTreeMap<&str, String> =
            self.slots.iter().map(|slot| (slot.field.id, slot.value())).collect();
        serde_json::to_string(&values).unwrap_or_default()
    }

    /// Takes the values of a draft; fields that it does not know stay.
    pub fn restore(&mut self, text: &str) {
        let values: BTreeMap<String, String> = serde_json::from_str(text).unwrap_or_default();
        for slot in &mut self.slots {
            if let Some(value) = values.get(slot.field.id) {
                slot.set(value);
            }
        }
    }

    /// Letters are always text in a form.
    pub fn mode(&self) -> Mode {
        Mode::Text
    }

    /// The tables that hold in the field with the keys.
    pub fn commands(&self) -> Tables {
        vec![match self.slots.get(self.at) {
            None => LAST,
            Some(slot) => match (&slot.field.kind, &slot.content) {
                (_, Content::Choice(_, Some(_))) => CHOOSING,
                (Kind::Choice, _) => CHOICE,
                (Kind::Many, _) => MANY,
                (Kind::Note(_), _) => NOTE,
                (Kind::Text | Kind::Date | Kind::Phone, _) => LINE,
            },
        }]
    }

    /// All tables of forms, for help and the key card.
    pub const TABLES: &'static [&'static [Command]] = &[LINE, NOTE, CHOICE, CHOOSING, MANY, LAST];

    /// Carries a command of the form's tables out.
    pub fn perform(&mut self, id: CommandId) -> Did {
        match id.0 {
            "form.next" => self.leave_for(self.at + 1),
            "form.previous" => self.leave_for(self.at.checked_sub(1).unwrap_or(self.slots.len())),
            "form.save" => return self.check_all(),
            "choice.take" => {
                self.take_choice();
                self.leave_for(self.at + 1);
            }
            "choice.stop" => self.stop_choosing(),
            "choice.down" => self.write(&TextInput::Edit(Edit::Down)),
            "choice.up" => self.write(&TextInput::Edit(Edit::Up)),
            "choice.next" => self.choose_beside(1),
            "choice.previous" => self.choose_beside(-1),
            "many.down" => self.step_many(1),
            "many.up" => self.step_many(-1),
            "many.turn" => self.turn_many(),
            _ => return Did::NotMine,
        }
        Did::Went
    }

    /// Typed text for the field with the keys.
    pub fn write(&mut self, input: &TextInput) {
        let Some(slot) = self.slots.get_mut(self.at) else { return };
        // A fault that was told is taken back as soon as it is worked on.
        if matches!(slot.checked, Checked::Wrong(_)) {
            slot.checked = Checked::Fine;
        }
        let begins = !matches!(input, TextInput::Edit(_));
        let fresh = (begins && matches!(slot.content, Content::Choice(_, None))).then(|| slot.picker());
        match &mut slot.content {
            Content::Text(field) => {
                field.write(input);
            }
            Content::Choice(chosen, picker) => {
                // Letters begin a search; Backspace outside of one empties the choice.
                if let Some(fresh) = fresh {
                    *picker = Some(fresh);
                }
                match picker {
                    Some(picker) => picker.write(input),
                    None if matches!(input, TextInput::Edit(Edit::Backspace | Edit::Delete)) => {
                        *chosen = None;
                    }
                    None => {}
                }
            }
            Content::Many(..) if *input == TextInput::Char(' ') => self.turn_many(),
            Content::Many(..) => {}
        }
    }

    /// A refusal told where it belongs: beside its field, as a question about both texts, or in a box.
    pub fn refused(&mut self, refusal: Refusal, out: &mut Outbox<'_>) {
        match refusal {
            Refusal::Changed { by, at, conflicts } => {
                out.confirm(conflict::question(self.words, &by, &at, conflicts));
            }
            Refusal::Invalid { field, ref why } => {
                match self.slots.iter().position(|slot| slot.field.id == field) {
                    Some(at) => {
                        self.at = at;
                        self.mark(at, Checked::Wrong(why.clone()));
                    }
                    None => out.tell(Notice::from(&refusal)),
                }
            }
            Refusal::Store(_) => out.tell(Notice::from(&refusal)),
        }
    }

    /// Takes over the texts of others after a conflict, by the labels of the fields.
    pub fn take_theirs(&mut self, conflicts: &[crate::store::Conflict]) {
        for conflict in conflicts {
            let slot = self.slots.iter_mut().find(|slot| {
                slot.field.id == conflict.field || slot.field.label.eq_ignore_ascii_case(&conflict.field)
            });
            if let Some(slot) = slot {
                slot.set(&conflict.theirs);
            }
        }
    }

    fn leave_for(&mut self, at: usize) {
        self.take_choice();
        self.check_one(self.at);
        // From the save line on to the first field again.
        self.at = if at > self.slots.len() { 0 } else { at };
    }

    /// Every field is checked; the first that is wrong gets the keys.
    fn check_all(&mut self) -> Did {
        self.take_choice();
        for at in 0..self.slots.len() {
            self.check_one(at);
            let missing =
                self.slots.get(at).is_some_and(|slot| slot.field.needed && slot.value().trim().is_empty());
            if missing {
                self.mark(at, Checked::Wrong("This is needed.".into()));
            }
        }
        match self.slots.iter().position(|slot| matches!(slot.checked, Checked::Wrong(_))) {
            Some(wrong) => {
                self.at = wrong;
                Did::Went
            }
            None => Did::Save,
        }
    }

    fn check_one(&mut self, at: usize) {
        let words = self.words;
        let Some(slot) = self.slots.get_mut(at) else { return };
        let id = slot.field.id;
        let mut checked = slot.tidy(words);
        if checked == Checked::Fine {
            checked = (self.check)(id, &self.values());
        }
        self.mark(at, checked);
    }

    fn mark(&mut self, at: usize, checked: Checked) {
        if let Some(slot) = self.slots.get_mut(at) {
            slot.checked = checked;
        }
    }

    fn take_choice(&mut self) {
        if let Some(Slot { content: Content::Choice(chosen, picker), .. }) = self.slots.get_mut(self.at)
            && let Some(found) = picker.take()
            && let Some(entry) = found.chosen()
        {
            *chosen = Some(entry.value);
        }
    }

    fn stop_choosing(&mut self) {
        if let Some(Slot { content: Content::Choice(_, picker), .. }) = self.slots.get_mut(self.at) {
            *picker = None;
        }
    }

    fn choose_beside(&mut self, step: isize) {
        let Some(slot) = self.slots.get_mut(self.at) else { return };
        let n_options = slot.field.options.len();
        if let Content::Choice(chosen, _) = &mut slot.content
            && n_options > 0
        {
            *chosen = Some(match *chosen {
                None if step > 0 => 0,
                None => n_options - 1,
                Some(at) => (at + n_options).saturating_add_signed(step) % n_options,
            });
        }
    }

    /// Moves within a field of many; past its ends to the neighbouring field.
    fn step_many(&mut self, step: isize) {
        let Some(Slot { content: Content::Many(on, at), .. }) = self.slots.get_mut(self.at) else { return };
        match at.checked_add_signed(step).filter(|next| *next < on.len()) {
            Some(next) => *at = next,
            None if step > 0 => self.leave_for(self.at + 1),
            None => self.leave_for(self.at.checked_sub(1).unwrap_or(self.slots.len())),
        }
    }

    fn turn_many(&mut self) {
        if let Some(Slot { content: Content::Many(on, at), .. }) = self.slots.get_mut(self.at)
            && let Some(on) = on.get_mut(*at)
        {
            *on = !*on;
        }
    }
}
