//! Whose records they are: a number or a line as in the look-up, and who that is, with two identifiers.

use super::boxes::act;
use crate::{
    capture::{FindOwner, Owner, Owners},
    keys::CommandId,
    kit::{
        Caret, Checked, Did, Feed, Field, Form, Heading, Mode, Notice, Outbox, Pane, Scene, Sending, Shape,
        Tables, TextInput, Timer, Words, split_top,
    },
    look::Meaning,
    release::{Act, Deed, Request},
    store::{Refusal, lanes::Answer},
};
use ratatui::{Frame, buffer::Buffer, layout::Rect};

/// Rows that the answer takes.
pub const ROWS: u16 = 4;

/// Who a text leads to.
pub struct Who(Feed<FindOwner>);

impl Who {
    /// Nobody asked for yet.
    pub fn new() -> Self {
        Self(Feed::new())
    }

    /// Asks, if the text is another one than before.
    pub fn ask(&mut self, said: &str, out: &mut Outbox<'_>) {
        if said.is_empty() {
            self.0.forget();
        } else if self.0.question().is_none_or(|asked| asked.0 != said)
            && self.found().is_none_or(|owner| owner.mrn != said)
        {
            self.0.ask(FindOwner(said.to_owned()), out);
        }
    }

    /// Takes an answer; whether it was for this question.
    pub fn accept(&mut self, answer: &mut Answer) -> bool {
        self.0.accept(answer)
    }

    /// For the pane's timers.
    pub fn due(&mut self, timer: Timer) {
        self.0.due(timer);
    }

    /// Whether an answer is still to come.
    pub fn is_waiting(&self) -> bool {
        self.0.is_waiting()
    }

    /// The one patient that it names.
    pub fn found(&self) -> Option<&Owner> {
        match self.0.rows() {
            Some(Owners::One(owner)) => Some(owner),
            _ => None,
        }
    }

    /// Draws who it is, or who it may be.
    pub fn view(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
        let words = scene.words;
        let mut rows = area.rows();
        let mut line = |text: &str, meaning| {
            if let Some(row) = rows.next() {
                scene.line(buffer, row, text, meaning);
            }
        };
        match self.0.rows() {
            None => {
                line("Patient: type a record or visit number, or a line as in the look-up.", Meaning::Muted);
            }
            Some(Owners::Nobody) => line("Nobody here is known by this.", Meaning::Amber),
            Some(Owners::One(owner)) => {
                line(&owner.name, Meaning::Heading);
                let born = owner.born.map(|born| format!("born {} ({})", words.date(born), words.age(born)));
                line(
                    &format!("record {}  {} {}", owner.mrn, born.unwrap_or_default(), owner.sex),
                    Meaning::Text,
                );
            }
            Some(Owners::Several(some)) => {
                line("Type the record number of one:", Meaning::Amber);
                let most = usize::from(ROWS - 1);
                for one in some.iter().take(most) {
                    let born = one.born.map(|born| words.date(born)).unwrap_or_default();
                    line(&format!("{}  {}  {born}", one.mrn, one.name), Meaning::Text);
                }
            }
        }
    }
}

/// The box that says who the patient of a request is.
pub struct PatientBox {
    request: Request,
    form: Form,
    who: Who,
    saving: Sending<Act>,
}

impl PatientBox {
    /// A box for a request whose patient nobody has found.
    pub fn new(request: &Request, words: Words) -> Self {
        let fields = vec![Field::text("patient", "Patient").needed().width(40)];
        let form = Form::new(fields, "This is the patient", |_, _| Checked::Fine, words);
        Self { request: request.clone(), form, who: Who::new(), saving: Sending::new() }
    }
}

impl Pane for PatientBox {
    fn heading(&self) -> Heading {
        Heading::new("Who is the patient?").note(if self.saving.is_out() { "saving" } else { "" })
    }

    fn commands(&self) -> Tables {
        self.form.commands()
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn shape(&self) -> Shape {
        Shape::Box(72, ROWS + 7)
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let did = self.form.perform(id);
        let said = self.form.values().text("patient");
        self.who.ask(&said, out);
        if did == Did::Save {
            match self.who.found() {
                Some(owner) => {
                    let change = act(&self.request)(Deed::Patient(owner.patient));
                    self.saving.send(change, out);
                }
                None => out.tell(Notice::info("Look who it is first: Tab asks, then save.")),
            }
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.form.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.who.accept(answer)
            && let Some(owner) = self.who.found()
        {
            let mrn = owner.mrn.clone();
            self.form.set("patient", &mrn);
        }
        match self.saving.accept(answer) {
            Some(Ok(_)) => {
                out.tell(Notice::done("The patient is found."));
                out.close();
            }
            Some(Err(refusal @ Refusal::Invalid { .. })) => self.form.refused(refusal, out),
            Some(Err(refusal)) => {
                out.close();
                out.tell(Notice::from(&refusal));
            }
            None => {}
        }
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.who.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (head, rest) = split_top(area, 1);
        scene.line(buffer, head, &format!("The request names: {}", self.request.name), Meaning::Text);
        let (found, rest) = split_top(rest, ROWS);
        self.who.view(scene, found, buffer);
        self.form.view(scene, rest, buffer)
    }
}
