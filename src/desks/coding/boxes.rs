//! Boxes over an account: hold, sign, assign, abstract, procedure, review.

use crate::{
    coding::{Account, Finalize, Move, Pend, SetSheet, Signed, Wake},
    domain::{
        coding::{AccountState, Deed, PendReason, Sheet, folded_code},
        ids::{AccountId, Version},
        time::PartialDate,
    },
    keys::CommandId,
    kit::{
        Caret, Checked, Choosable, Did, Field, Form, FormBox, Heading, Mode, Notice, Outbox, Pane, ReasonBox,
        Scene, Sending, Shape, Tables, TextInput, Words,
    },
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// Columns of the text boxes.
const COLUMNS: u16 = 76;

fn fine(_: &'static str, _: &crate::kit::Values<'_>) -> Checked {
    Checked::Fine
}

/// The box that puts an account aside.
pub fn pend(account: AccountId, seen: Option<Version>, words: Words) -> FormBox<Pend> {
    let reasons =
        PendReason::ALL.iter().map(|reason| Choosable::new(reason.word(), reason.title())).collect();
    let documents = [
        ("", "none: it comes back by hand or on its day"),
        ("18842-5", "Discharge summary"),
        ("34117-2", "History and physical"),
        ("11504-8", "Operative report"),
        ("11526-1", "Pathology report"),
        ("11488-4", "Consult note"),
    ];
    let documents = documents.iter().map(|(code, title)| Choosable::new(*code, *title)).collect();
    let fields = vec![
        Field::choice("reason", "Reason", reasons).value("missing-document").needed(),
        Field::text("waits_on", "Who owes it").help("The clinician or department, in words."),
        Field::choice("waits_for", "Ends with", documents)
            .help("The signed document whose arrival brings it back by itself."),
        Field::date("wake_on", "Comes back on").help("The day on which it comes back in any case."),
        Field::text("note", "Note").width(50),
    ];
    let form = Form::new(fields, "Put aside", fine, words);
    FormBox::new(
        "Put the account aside",
        "It comes back by its document, by the answer to an open query, on its day, or by hand.",
        (form, 5),
        move |values| {
            Some(Pend {
                account,
                seen,
                reason: PendReason::from_word(&values.text("reason")).unwrap_or(PendReason::Other),
                waits_on: values.text("waits_on"),
                waits_for: values.text("waits_for"),
                wake_on: values.date("wake_on").and_then(PartialDate::whole),
                note: values.text("note"),
            })
        },
        "Put aside.",
    )
}

/// The box that takes it up again.
pub fn wake(account: AccountId, words: Words) -> ReasonBox<Wake> {
    ReasonBox::new(
        "Take the account up again",
        "It goes back to its coder. What came of it?",
        "Take it up",
        words,
        move |note| Wake { account, seen: None, note },
        "Taken up again.",
    )
}

/// The box that signs.
pub fn sign(account: AccountId, seen: Version, login: String, second: bool, words: Words) -> SignBox {
    SignBox::new(account, seen, login, second, words)
}

/// The box for the next step of a review: to a second coder, or back from one.
pub fn review(whole: &Account, words: Words) -> ReasonBox<Move> {
    let (account, seen) = (whole.line.account, Some(whole.line.version));
    let (deed, title, text) = if whole.line.state == AccountState::PreBill {
        (Deed::SendBack, "Send back", "The account goes back to the coder, who reads the reason.")
    } else {
        (Deed::Review, "Second-level review", "A second coder looks at the account before it is final.")
    };
    let change = move |reason| Move { accounts: vec![(account, seen)], deed, reason };
    ReasonBox::new(title, text, "Send", words, change, "Sent.")
}

/// The box of the abstract (UHDDS items that are not codes in the list).
pub fn abstract_of(account: AccountId, seen: Version, sheet: &Sheet, words: Words) -> FormBox<SetSheet> {
    let choices = |all: &[(&str, &str)]| {
        all.iter().map(|(value, title)| Choosable::new(*value, format!("{value} {title}"))).collect()
    };
    let status = [
        ("01", "home"),
        ("02", "other acute hospital"),
        ("03", "skilled nursing facility"),
        ("04", "intermediate care"),
        ("05", "cancer or children's hospital"),
        ("06", "home health"),
        ("07", "left against advice"),
        ("20", "expired"),
        ("21", "court or law enforcement"),
        ("30", "still a patient"),
        ("43", "federal hospital"),
        ("50", "hospice at home"),
        ("51", "hospice, facility"),
        ("61", "swing bed"),
        ("62", "rehabilitation"),
        ("63", "long-term care hospital"),
        ("64", "Medicaid nursing facility"),
        ("65", "psychiatric hospital"),
        ("66", "critical access hospital"),
        ("70", "other institution"),
    ];
    let kinds = [
        ("1", "emergency"),
        ("2", "urgent"),
        ("3", "elective"),
        ("4", "newborn"),
        ("5", "trauma"),
        ("9", "not known"),
    ];
    let origins = [
        ("1", "home, not a facility"),
        ("2", "clinic or office"),
        ("4", "transfer from a hospital"),
        ("5", "nursing facility, or born here"),
        ("6", "other facility, or born outside"),
        ("8", "court or law enforcement"),
        ("9", "not known"),
        ("D", "inside this hospital"),
        ("E", "surgery center"),
        ("F", "hospice"),
    ];
    let fields = vec![
        Field::choice("patient_status", "Discharge status", choices(&status))
            .value(sheet.patient_status.clone())
            .width(40),
        Field::choice("admit_type", "Type of admission", choices(&kinds)).value(sheet.admit_type.clone()),
        Field::choice("admit_source", "Point of origin", choices(&origins))
            .value(sheet.admit_source.clone())
            .width(40),
        Field::text("admitting", "Admitting diagnosis").value(sheet.admitting.clone()).width(10),
        Field::text("reasons", "Reasons for visit")
            .value(sheet.reasons.join(" "))
            .width(30)
            .help("Outpatients: up to three codes, blanks between."),
        Field::text("birth_weight_g", "Birth weight, g")
            .value(sheet.birth_weight_g.map(|g| g.to_string()).unwrap_or_default())
            .width(8),
    ];
    let check = |field: &'static str, values: &crate::kit::Values<'_>| match field {
        "birth_weight_g" => {
            let text = values.text("birth_weight_g");
            let fits =
                text.is_empty() || text.parse::<u32>().is_ok_and(|grams| (100..=9_000).contains(&grams));
            Checked::when(fits, "A birth weight is 100 to 9000 grams.")
        }
        _ => Checked::Fine,
    };
    let form = Form::new(fields, "Keep the abstract", check, words);
    let before = sheet.clone();
    FormBox::new(
        "Abstract",
        "",
        (form, 6),
        move |values| {
            let sheet = Sheet {
                patient_status: values.text("patient_status"),
                admit_type: values.text("admit_type"),
                admit_source: values.text("admit_source"),
                admitting: folded_code(&values.text("admitting")),
                reasons: values.text("reasons").split_whitespace().map(str::to_owned).collect(),
                birth_weight_g: values.text("birth_weight_g").parse().ok(),
                ..before.clone()
            };
            Some(SetSheet { account, seen: Some(seen), sheet, what: "abstract changed".into() })
        },
        "Kept.",
    )
}

/// The box for day and performer of a procedure.
pub fn procedure(
    account: AccountId,
    seen: Version,
    sheet: &Sheet,
    at: usize,
    words: Words,
) -> FormBox<SetSheet> {
    let line = sheet.procedures.get(at).cloned().unwrap_or_default();
    let fields = vec![
        Field::date("day", "Day").value(line.day.map(|day| day.to_string()).unwrap_or_default()).needed(),
        Field::text("performer", "Performer").value(line.performer_name.clone()).width(40),
    ];
    let check = |field: &'static str, values: &crate::kit::Values<'_>| match field {
        "day" => {
            let whole = values.date("day").and_then(PartialDate::whole);
            Checked::when(whole.is_some(), "Give the whole date of the procedure.")
        }
        _ => Checked::Fine,
    };
    let before = sheet.clone();
    let code = line.code.clone();
    FormBox::new(
        format!("Procedure {}", line.code),
        "",
        (Form::new(fields, "Keep", check, words), 2),
        move |values| {
            let mut sheet = before.clone();
            let line = sheet.procedures.get_mut(at)?;
            line.day = values.date("day").and_then(PartialDate::whole);
            let name = values.text("performer");
            if name != line.performer_name {
                line.performer = None;
                line.performer_name = name;
            }
            Some(SetSheet { account, seen: Some(seen), sheet, what: format!("{code}: day and performer") })
        },
        "Kept.",
    )
}

/// The signature under final codes.
pub struct SignBox {
    account: AccountId,
    seen: Version,
    login: String,
    second: bool,
    form: Form,
    sending: Sending<Finalize>,
}

impl SignBox {
    fn new(account: AccountId, seen: Version, login: String, second: bool, words: Words) -> Self {
        let fields = vec![Field::text("signature", "Your account").needed().width(24)];
        let form = Form::new(fields, "Sign", fine, words);
        Self { account, seen, login, second, form, sending: Sending::new() }
    }
}

impl Pane for SignBox {
    fn heading(&self) -> Heading {
        Heading::new("Final coding: sign")
    }

    fn commands(&self) -> Tables {
        self.form.commands()
    }

    fn mode(&self) -> Mode {
        self.form.mode()
    }

    fn shape(&self) -> Shape {
        Shape::Box(COLUMNS, 10)
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.form.perform(id) == Did::Save {
            let signature = self.form.values().text("signature");
            self.sending.send(Finalize { account: self.account, seen: Some(self.seen), signature }, out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.form.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        match self.sending.accept(answer) {
            Some(Ok(signed)) => {
                out.tell(Notice::done(match signed {
                    Signed::Final => "Final coded. . goes on with the next account.",
                    Signed::ToReview => "Sent to second-level review. . goes on with the next account.",
                }));
                out.close();
            }
            Some(Err(refusal)) => self.form.refused(refusal, out),
            None => {}
        }
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let more = if self.second { " It goes to second-level review then." } else { "" };
        let text = format!(
            "By typing your account name ({}) you sign the codes as they stand. Kept with it: who, when, and the SHA-256 of the codes.{more}",
            self.login
        );
        let buffer = frame.buffer_mut();
        let rows = scene.paragraph(buffer, area, &text, crate::look::Meaning::Text);
        self.form.view(scene, crate::kit::split_top(area, rows + 1).1, buffer)
    }
}
