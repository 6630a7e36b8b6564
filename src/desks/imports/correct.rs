//! A refused record in a text area: corrected, and replayed through the codec of its feed.

use super::{error, record};
use crate::{
    domain::{ids::ImportErrorId, topics::Topics},
    intake::{CorrectAndReplay, ImportErrorDetail, ImportErrorRaw},
    keys::CommandId,
    kit::{
        Caret, Checked, Did, Draft, Effect, Enabled, Feed, Field, Form, Freshness, Heading, Mode, Notice,
        Outbox, Pane, Scene, Sending, Tables, TextInput, Timer, Words, form, split_top,
    },
    look::Meaning,
    store::{Refusal, lanes::Answer},
};
use ratatui::{Frame, layout::Rect};

/// The kind of its draft's slot.
pub const SLOT: &str = "import-error";

/// Rows above the text: the reason.
const HEAD: u16 = 3;
/// Rows of the form besides the text: a blank, the save line, two of messages.
const OTHER_ROWS: u16 = 4;

/// A record being corrected.
pub struct Correct {
    id: ImportErrorId,
    detail: Feed<ImportErrorDetail>,
    /// The entry as it was when the text was filled in.
    found: Option<ImportErrorRaw>,
    form: Option<Form>,
    draft: Option<String>,
    replaying: Sending<CorrectAndReplay>,
    text_rows: u16,
}

impl Correct {
    /// A text area that asks for its record when it is opened.
    pub fn new(id: ImportErrorId) -> Self {
        Self {
            id,
            detail: Feed::new(),
            found: None,
            form: None,
            draft: None,
            replaying: Sending::new(),
            text_rows: 8,
        }
    }

    fn arrived(&mut self, found: ImportErrorRaw, out: &mut Outbox<'_>) {
        if let Enabled::No(why) = error::correctable(&found.entry) {
            out.close();
            return out.tell(Notice::info(why));
        }
        if found.raw.len() > record::MOST_EDITED {
            out.close();
            let text =
                "This record is too long to correct here: correct it in its file and import that again.";
            return out.tell(Notice::info(text));
        }
        let mut form =
            new_form(&record::to_edit(&found.raw, found.entry.format), self.text_rows, out.words());
        if let Some(draft) = self.draft.take() {
            form.restore(&draft);
        }
        self.form = Some(form);
        self.found = Some(found);
    }

    fn replay(&mut self, out: &mut Outbox<'_>) {
        let (Some(found), Some(form)) = (&self.found, &mut self.form) else { return };
        let text = form.values().text("record");
        match record::from_edit(&text, &found.raw, found.entry.format) {
            Ok(corrected) => {
                let change = CorrectAndReplay { id: self.id, version: found.entry.version, corrected };
                self.replaying.send(change, out);
            }
            Err(why) => form.refused(Refusal::invalid("record", why), out),
        }
    }
}

impl Pane for Correct {
    fn heading(&self) -> Heading {
        Heading::new("Correct a record").note(if self.replaying.is_out() {
            "replaying"
        } else {
            self.detail.note()
        })
    }

    fn commands(&self) -> Tables {
        self.form.as_ref().map(Form::commands).unwrap_or_default()
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn place(&mut self, area: Rect) {
        self.text_rows = area.height.saturating_sub(HEAD + OTHER_ROWS).max(3);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.detail.ask(ImportErrorDetail { id: self.id }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.form.as_mut().is_some_and(|form| form.perform(id) == Did::Save) {
            self.replay(out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        if let Some(form) = &mut self.form {
            form.write(&input);
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.detail.accept(answer) {
            match self.detail.take() {
                Some(Some(found)) => self.arrived(found, out),
                Some(None) => {
                    out.close();
                    out.tell(Notice::info("This entry is not in the queue any more."));
                }
                None => {}
            }
        }
        match (self.replaying.accept(answer), &mut self.form) {
            (Some(Ok(outcome)), _) => {
                out.push(Effect::DropDraft);
                out.close();
                out.tell(Notice::done(outcome));
            }
            // Settled by somebody else: there is nothing left to correct.
            (Some(Err(refusal @ Refusal::Changed { .. })), _) => {
                out.push(Effect::DropDraft);
                out.close();
                out.tell(Notice::from(&refusal));
            }
            (Some(Err(refusal)), Some(form)) => form.refused(refusal, out),
            _ => {}
        }
    }

    fn refresh(&mut self, _: Topics, _: &mut Outbox<'_>) {}

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.detail.due(timer);
    }

    fn draft_slot(&self) -> Option<String> {
        Some(format!("{SLOT}:{}", self.id))
    }

    fn draft(&self) -> Option<Draft> {
        let form = self.form.as_ref().filter(|form| form.is_changed())?;
        Some(Draft {
            slot: self.draft_slot()?,
            title: "Correct a refused record".to_owned(),
            patient: None,
            body: form.draft_text(),
        })
    }

    fn restore(&mut self, body: &str, _: &mut Outbox<'_>) {
        match &mut self.form {
            Some(form) => form.restore(body),
            None => self.draft = Some(body.to_owned()),
        }
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(form::SAVE)
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (head, rest) = split_top(area, HEAD);
        let buffer = frame.buffer_mut();
        match (&self.found, &self.form, self.detail.freshness()) {
            (Some(found), Some(form), _) => {
                scene.paragraph(buffer, head, &error::reason(&found.entry), Meaning::Text);
                form.view(scene, rest, buffer)
            }
            (_, _, Freshness::Failed(error)) => {
                scene.paragraph(buffer, area, &error.to_string(), Meaning::Error);
                Caret::new(area.x, area.y)
            }
            _ => Caret::new(area.x, area.y),
        }
    }
}

fn new_form(text: &str, text_rows: u16, words: Words) -> Form {
    let record = Field::note("record", "Record", text_rows).needed().value(text);
    Form::new(
        vec![record.help(
            "Correct what is wrong; the rest stays as it came. Signs such as ␛ stand for control characters.",
        )],
        "Replay the record",
        |_, _| Checked::Fine,
        words,
    )
}
