//! A request taken in: who asks, whose records, what, until when. Saved from any field.

use super::{
    party::party_box,
    patient::{ROWS, Who},
};
use crate::{
    domain::{
        ids::RequesterId,
        release::{Actor, Basis, Delivery, Format, Purpose, RecordKind, Requester},
        role::Permission::HandleReleases,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Checked, Choosable, Confirmation, Did, Draft, Effect, Feed, Field, Form, Heading, Mode,
        Notice, Outbox, Pane, Scene, Sending, Tables, TextInput, Timer, Values, Words, form, split_top,
    },
    look::Meaning,
    release::{NewRequest, Party, Requesters},
    store::lanes::Answer,
};
use chrono::NaiveDate;
use ratatui::{Frame, layout::Rect};

/// Where the draft is kept.
pub const SLOT: &str = "release:new";

/// Keys besides those of the form: letters are text here.
pub const COMMANDS: &[Command] = &[Command::new(
    "intake.requester",
    &["<f4>"],
    "Enter a requester who is not in the directory",
    HandleReleases,
)
.group("Release")
.hint(2, "new requester")];

/// Logs the request though nobody is known by what it says.
const UNKNOWN: CommandId = CommandId("intake.unknown");

/// A request being typed in.
pub struct IntakePane {
    form: Form,
    parties: Feed<Requesters>,
    who: Who,
    saving: Sending<NewRequest>,
    /// Saving was asked for; it waits for the answer who it is.
    held: bool,
    /// The requester and the kind by which the fields below were last filled.
    filled: (String, String),
}

impl IntakePane {
    /// An empty form; the directory is asked when it is opened.
    pub fn new(words: Words) -> Self {
        Self {
            form: form_of(&[], words),
            parties: Feed::new(),
            who: Who::new(),
            saving: Sending::new(),
            held: false,
            filled: (String::new(), String::new()),
        }
    }

    fn parties(&self) -> &[Party] {
        self.parties.rows().map_or(&[], Vec::as_slice)
    }

    /// What follows from the requester and the kind is filled in; what was typed elsewhere stays.
    fn follow(&mut self, out: &mut Outbox<'_>) {
        let values = self.form.values();
        let (requester, mut kind, said) =
            (values.text("requester"), values.text("kind"), values.text("patient"));
        if requester != self.filled.0 {
            let usual = self.parties().iter().find(|one| one.id.to_string() == requester).map(|one| one.kind);
            if let Some(usual) = usual {
                usual.word().clone_into(&mut kind);
                self.form.set("kind", &kind);
            }
            self.filled.0 = requester;
        }
        if kind != self.filled.1 {
            if let Some(known) = Requester::from_word(&kind) {
                self.form.set("basis", known.bases().first().map_or("", |basis| basis.word()));
                self.form.set("purpose", known.purpose().word());
            }
            self.filled.1 = kind;
        }
        if self.form.focus() != Some("patient") {
            self.who.ask(&said, out);
        }
    }

    fn save(&mut self, out: &mut Outbox<'_>) {
        let said = self.form.values().text("patient");
        self.who.ask(&said, out);
        self.held = true;
        self.decide(out);
    }

    /// Saves once it is known who it is, or asks.
    fn decide(&mut self, out: &mut Outbox<'_>) {
        if !self.held || self.who.is_waiting() {
            return;
        }
        self.held = false;
        if self.who.found().is_some() {
            return self.send(out);
        }
        let asked = Confirmation::new("Log it without the patient?")
            .text("No single patient is known by what was typed. The request waits among those of unknown patients; nothing can go before the patient is found.")
            .choice('u', "log it so", UNKNOWN)
            .back("back to the form");
        out.confirm(asked);
    }

    fn send(&mut self, out: &mut Outbox<'_>) {
        let patient = self.who.found().map(|owner| owner.patient);
        let values = self.form.values();
        let Some(change) = request_of(&values) else { return };
        let words = if patient.is_some() { String::new() } else { values.text("patient") };
        self.saving.send(NewRequest { patient, patient_words: words, ..change }, out);
    }
}

impl Pane for IntakePane {
    fn heading(&self) -> Heading {
        let note = if self.saving.is_out() { "saving" } else { self.parties.note() };
        Heading::new("A request for records").note(note)
    }

    fn commands(&self) -> Tables {
        let mut tables: Tables = vec![COMMANDS];
        tables.extend(self.form.commands());
        tables
    }

    fn mode(&self) -> Mode {
        self.form.mode()
    }

    fn place(&mut self, _: Rect) {}

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.parties.ask(Requesters { all: false }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "intake.requester" => out.show(party_box(None, out.words())),
            "intake.unknown" => self.send(out),
            _ => {
                let did = self.form.perform(id);
                self.follow(out);
                if did == Did::Save {
                    self.save(out);
                }
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.form.write(&input);
        // A paste is what a reader of barcodes without its Enter looks like.
        if matches!(input, TextInput::Paste(_)) {
            let said = self.form.values().text("patient");
            self.who.ask(&said, out);
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.parties.accept(answer) {
            // The directory is there, or has a new entry: the choices are made anew, what was typed stays.
            let mut form = form_of(self.parties(), out.words());
            form.restore(&self.form.draft_text());
            form.go_to(self.form.focus());
            self.form = form;
        }
        if self.who.accept(answer) {
            if let Some(mrn) = self.who.found().map(|owner| owner.mrn.clone()) {
                self.form.set("patient", &mrn);
            }
            self.decide(out);
        }
        match self.saving.accept(answer) {
            Some(Ok(taken)) => {
                self.form.settle();
                out.push(Effect::DropDraft);
                out.close();
                let due = out.words().day(taken.due.with_timezone(&chrono::Local).date_naive());
                out.tell(Notice::done(format!("Request {} is taken in; due {due}.", taken.id)));
            }
            Some(Err(refusal)) => self.form.refused(refusal, out),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.parties.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.parties.due(timer);
        self.who.due(timer);
    }

    fn draft_slot(&self) -> Option<String> {
        Some(SLOT.to_owned())
    }

    fn draft(&self) -> Option<Draft> {
        let slot = self.draft_slot().filter(|_| self.form.is_changed())?;
        Some(Draft { slot, title: self.heading().title, patient: None, body: self.form.draft_text() })
    }

    fn restore(&mut self, body: &str, _: &mut Outbox<'_>) {
        self.form.restore(body);
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(form::SAVE)
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (head, rest) = split_top(area, ROWS);
        self.who.view(scene, head, buffer);
        if self.parties.rows().is_some_and(Vec::is_empty) {
            scene.line(
                buffer,
                split_top(rest, 1).0,
                "The directory is empty: F4 enters who asks.",
                Meaning::Amber,
            );
            return self.form.view(scene, split_top(rest, 1).1, buffer);
        }
        self.form.view(scene, rest, buffer)
    }
}

fn form_of(parties: &[Party], words: Words) -> Form {
    let named =
        |one: &Party| Choosable::new(one.id.to_string(), format!("{}, {}", one.name, one.kind.title()));
    let yes_no = || vec![Choosable::new("no", "no"), Choosable::new("yes", "yes")];
    macro_rules! choices {
        ($of:ident) => {
            $of::ALL.iter().map(|one| Choosable::new(one.word(), one.title())).collect()
        };
    }
    let fields = vec![
        Field::choice("requester", "Who asks", parties.iter().map(named).collect())
            .needed()
            .width(52)
            .help("Type letters of the name. F4 enters one who is not in the directory."),
        Field::choice("kind", "As", choices!(Requester)).needed().width(36).help("It steers right, clock and fee."),
        Field::choice("basis", "Right", choices!(Basis)).needed().width(44),
        Field::text("patient", "Patient")
            .needed()
            .width(40)
            .help("Record or visit number, barcode, or a line as in the look-up; else the name as the request has it."),
        Field::text("records", "Records")
            .needed()
            .width(52)
            .help("whole, summary, history, operative, notes, emergency, laboratory, imaging …: first letters will do."),
        Field::date("from", "From"),
        Field::date("to", "To").help("Dates of service; empty: all."),
        Field::choice("purpose", "Purpose", choices!(Purpose)).needed().width(30).value("own-request"),
        Field::choice("format", "Form", choices!(Format)).needed().width(32).value("pdf"),
        Field::choice("delivery", "Way", choices!(Delivery)).needed().width(24).value("mail"),
        Field::date("received", "Received")
            .needed()
            .value(words.today().to_string())
            .help("Anywhere in the hospital: the clock starts then."),
        Field::date("wanted", "Wanted by").help("The day that a subpoena or an order names."),
        Field::text("specify", "In words").width(52).help("As the request says it."),
        Field::note("deliver_to", "Sent to", 2).help("If not to the requester's address."),
        Field::choice("actor", "Signed by", choices!(Actor)).needed().width(40).value("self"),
        Field::date("signed", "Signed on"),
        Field::date("expires", "Ends on"),
        Field::text("event", "Ends with").width(40).help("An event, where there is no date."),
        Field::choice("part2", "Part 2", yes_no())
            .needed()
            .width(8)
            .value("no")
            .help("Substance use disorder records are asked for."),
        Field::choice("psychotherapy", "Psychotherapy", yes_no()).needed().width(8).value("no"),
        Field::choice("certify", "Certified", yes_no()).needed().width(8).value("no"),
        Field::choice("letter", "Letter", vec![Choosable::new("yes", "yes"), Choosable::new("no", "no")])
            .needed()
            .width(8)
            .value("yes")
            .help("Tells who asks that the request is here, its number, and by when it is answered."),
    ];
    Form::new(fields, "Take the request in", check, words)
}

/// Kinds of records from their first letters, with commas or blanks between; the words that fit none or several.
fn kinds_of(text: &str) -> Result<Vec<RecordKind>, String> {
    let mut kinds = Vec::new();
    for word in text.split([',', ' ', ';']).map(str::trim).filter(|word| !word.is_empty()) {
        let typed = word.to_lowercase();
        let exact = RecordKind::ALL.iter().filter(|kind| kind.word().starts_with(&typed));
        match exact.collect::<Vec<_>>().as_slice() {
            [only] => kinds.push(**only),
            [] => {
                let known: Vec<&str> = RecordKind::ALL.iter().map(|kind| kind.word()).collect();
                return Err(format!("\"{word}\" is none of {}.", known.join(", ")));
            }
            several => {
                let known: Vec<&str> = several.iter().map(|kind| kind.word()).collect();
                return Err(format!("\"{word}\" may be {}.", known.join(" or ")));
            }
        }
    }
    kinds.dedup();
    Ok(kinds)
}

fn check(field: &'static str, values: &Values<'_>) -> Checked {
    let day = |id: &str| values.date(id).and_then(crate::domain::time::PartialDate::whole);
    let whole = |id: &str| values.date(id).is_none_or(|date| date.whole().is_some());
    match field {
        "records" => match kinds_of(&values.text("records")) {
            Ok(_) => Checked::Fine,
            Err(why) => Checked::Wrong(why),
        },
        "basis" => {
            let fits =
                match (Requester::from_word(&values.text("kind")), Basis::from_word(&values.text("basis"))) {
                    (Some(kind), Some(basis)) => kind.bases().contains(&basis),
                    _ => true,
                };
            Checked::when(fits, "No right for this kind of requester.")
        }
        "received" => Checked::when(
            day("received").is_some_and(|day| day <= values.words().today()),
            "A whole date is needed, not in the future.",
        ),
        "to" => match (day("from"), day("to")) {
            (Some(from), Some(to)) => Checked::when(from <= to, "It lies before the first day."),
            _ => Checked::when(whole("to"), "A whole date is needed."),
        },
        "from" | "wanted" | "signed" | "expires" => Checked::when(whole(field), "A whole date is needed."),
        _ => Checked::Fine,
    }
}

/// The request that the values say, without its patient.
fn request_of(values: &Values<'_>) -> Option<NewRequest> {
    let day = |id: &str| -> Option<NaiveDate> { values.date(id)?.whole() };
    let yes = |id: &str| values.text(id) == "yes";
    Some(NewRequest {
        requester: RequesterId(values.text("requester").parse().ok()?),
        kind: Requester::from_word(&values.text("kind"))?,
        basis: Basis::from_word(&values.text("basis"))?,
        actor: Actor::from_word(&values.text("actor"))?,
        patient: None,
        patient_words: String::new(),
        purpose: Purpose::from_word(&values.text("purpose"))?,
        range_from: day("from"),
        range_to: day("to"),
        kinds: kinds_of(&values.text("records")).ok()?,
        specify: values.text("specify"),
        format: Format::from_word(&values.text("format"))?,
        delivery: Delivery::from_word(&values.text("delivery"))?,
        deliver_to: values.text("deliver_to"),
        part2: yes("part2"),
        psychotherapy: yes("psychotherapy"),
        certify: yes("certify"),
        received_on: day("received")?,
        wanted_by: day("wanted"),
        signed_on: day("signed"),
        expires_on: day("expires"),
        expires_event: values.text("event"),
        acknowledge: yes("letter"),
    })
}
