//! The form that registers a patient.

use super::{
    person_form::{self, All},
    queries::NumberScheme,
    rows, typed,
};
use crate::{
    domain::{link::Link, role::Permission, topics::Topics},
    intake::{Demographics, RegisterPatient, look_alikes},
    keys::{Command, CommandId},
    kit::{
        Caret, Confirmation, Did, Draft, Effect, Enabled, Feed, Form, Freshness, Heading, Mode, Notice,
        Outbox, Pane, Scene, Sending, Tables, TextInput, Timer, Words, form, split_bottom, split_top,
    },
    look::Meaning,
    registry::{LookAlike, LookAlikes},
    store::lanes::Answer,
};
use ratatui::{Frame, buffer::Buffer, layout::Rect};

/// Where the draft is kept.
pub const SLOT: &str = "register";

/// What the form offers beside its fields while somebody looks alike.
pub const COMMANDS: &[Command] = &[Command::new(
    "register.alike",
    &["<c-o>"],
    "Open the record that is most alike",
    Permission::ReadCharts,
)
.group("Register")
.hint(2, "open the first look-alike")];

/// Registers in spite of look-alikes: the answer to the question before saving.
const ANYWAY: CommandId = CommandId("register.anyway");
const ALIKE: CommandId = CommandId("register.alike");
/// Look-alikes that the question names.
const NAMED: usize = 4;

/// A new patient, being typed in, with those who may be the same person.
pub struct RegisterForm {
    form: Form,
    scheme: Feed<NumberScheme>,
    alike: Feed<LookAlikes>,
    /// Saving was asked for; it waits for the answer who looks alike.
    held: bool,
    saving: Sending<RegisterPatient>,
}

impl RegisterForm {
    /// A form that begins with what was typed in the look-up.
    pub fn new(line: &str, words: Words) -> Self {
        let fields = person_form::new_fields(&typed::person(line, words));
        Self {
            form: Form::new(fields, "Register this patient", person_form::check, words),
            scheme: Feed::new(),
            alike: Feed::new(),
            held: false,
            saving: Sending::new(),
        }
    }

    fn person(&self) -> Demographics {
        person_form::read_back(&Demographics::new(), &self.form.values(), All::Fields)
    }

    /// Asks who looks alike, if the fields say something else than before.
    fn compare(&mut self, out: &mut Outbox<'_>) {
        let wanted = look_alikes(&self.person());
        if !wanted.worth_asking() {
            self.alike.forget();
        } else if self.alike.question() != Some(&wanted) {
            self.alike.ask(wanted, out);
        }
    }

    /// Saves once it is known that nobody looks too much alike; else asks.
    fn save(&mut self, out: &mut Outbox<'_>) {
        self.compare(out);
        if self.alike.question().is_none() {
            return self.save_anyway(out);
        }
        self.held = true;
        self.decide(out);
    }

    fn decide(&mut self, out: &mut Outbox<'_>) {
        if !self.held || self.alike.is_waiting() {
            return;
        }
        self.held = false;
        if let Freshness::Failed(error) = self.alike.freshness() {
            let asked = Confirmation::new("Register without the check for look-alikes?")
                .text(format!("Nobody knows whether this person is on file already: {error}"))
                .choice('n', "register a new patient", ANYWAY)
                .back("back to the form");
            return out.confirm(asked);
        }
        let strong: Vec<&LookAlike> = self.rows().iter().filter(|one| one.strong).collect();
        if strong.is_empty() {
            return self.save_anyway(out);
        }
        let lines =
            strong.iter().take(NAMED).map(|one| line(one, out.words())).collect::<Vec<_>>().join("\n");
        let more = if strong.len() > NAMED { "\n…" } else { "" };
        let asked = Confirmation::new("Is this one of these patients?")
            .text(format!("{lines}{more}\n\nA second record of one person splits the chart."))
            .choice('o', "open the first", ALIKE)
            .choice('n', "no, register a new patient", ANYWAY)
            .back("back to the form");
        out.confirm(asked);
    }

    fn save_anyway(&mut self, out: &mut Outbox<'_>) {
        self.saving.send(RegisterPatient { demographics: self.person() }, out);
    }

    fn rows(&self) -> &[LookAlike] {
        self.alike.rows().map_or(&[], Vec::as_slice)
    }

    /// Rows at the foot for those who look alike: a heading, and as many as leave the fields in view.
    fn foot(&self, height: u16) -> u16 {
        let most = if height > 30 { 8 } else { 3 };
        let rows = self.rows().len().min(most) as u16;
        if rows == 0 { 0 } else { rows + 1 }
    }

    fn view_alike(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
        let (head, mut rest) = split_top(area, 1);
        let rows = usize::from(rest.height);
        let more = self.rows().len().saturating_sub(rows);
        let words = if more > 0 { format!("Look alike ({more} more)") } else { "Look alike".to_owned() };
        scene.line(buffer, head, &words, Meaning::Heading);
        for one in self.rows().iter().take(rows) {
            let (row, below) = split_top(rest, 1);
            let meaning = if one.strong { Meaning::Flag } else { Meaning::Text };
            let sign = if one.strong { scene.look.glyphs().alert } else { " " };
            scene.line(buffer, row, &format!("{sign} {}", line(one, scene.words)), meaning);
            rest = below;
        }
    }
}

/// "100234  Smith, John  03/12/1950 M: same name, birth date 1 digit off".
fn line(one: &LookAlike, words: Words) -> String {
    let found = &one.found;
    let name = rows::name(&found.family, &found.suffix, [&found.given, &found.middle]);
    let born = found.birth_date.map_or_else(|| "born ?".to_owned(), |born| words.date(born));
    format!("{}  {name}  {born} {}: {}", found.mrn, rows::sex_letter(found.sex), found.matched_by)
}

impl Pane for RegisterForm {
    fn heading(&self) -> Heading {
        Heading::new("Register a patient").note(if self.saving.is_out() { "saving" } else { "" })
    }

    fn commands(&self) -> Tables {
        let mut tables = self.form.commands();
        tables.push(COMMANDS);
        tables
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        Enabled::when(id != ALIKE || !self.rows().is_empty(), "Nobody on file looks like this.")
    }

    fn mode(&self) -> Mode {
        self.form.mode()
    }

    fn place(&mut self, _: Rect) {}

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.scheme.ask(NumberScheme, out);
        self.compare(out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id {
            ANYWAY => self.save_anyway(out),
            ALIKE => {
                if let Some(first) = self.rows().first() {
                    out.go(Link::Patient(first.patient()));
                }
            }
            _ if self.form.perform(id) == Did::Save => self.save(out),
            _ => self.compare(out),
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.form.write(&input);
        self.compare(out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.scheme.accept(answer)
            && let Some(scheme) = self.scheme.rows()
        {
            self.form.check_by(person_form::check_by(*scheme));
        }
        if self.alike.accept(answer) {
            self.decide(out);
        }
        match self.saving.accept(answer) {
            Some(Ok(registered)) => {
                self.form.settle();
                out.push(Effect::DropDraft);
                out.tell(Notice::done(format!("Registered with record number {}.", registered.mrn)));
                out.close();
                out.go(Link::Patient(registered.patient));
            }
            Some(Err(refusal)) => self.form.refused(refusal, out),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.alike.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.alike.due(timer);
    }

    fn draft_slot(&self) -> Option<String> {
        Some(SLOT.to_owned())
    }

    fn draft(&self) -> Option<Draft> {
        self.form.is_changed().then(|| Draft {
            slot: SLOT.to_owned(),
            title: "Register a patient".to_owned(),
            patient: None,
            body: self.form.draft_text(),
        })
    }

    fn restore(&mut self, body: &str, out: &mut Outbox<'_>) {
        self.form.restore(body);
        self.compare(out);
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(form::SAVE)
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (fields, foot) = split_bottom(area, self.foot(area.height));
        self.view_alike(scene, foot, buffer);
        self.form.view(scene, fields, buffer)
    }
}
