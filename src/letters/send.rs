//! Letters made ready, and kept as they went out.
//!
//! Making many letters takes seconds and holds no lock: [`PrepareLetters`] is a question. [`SendLetters`] keeps them all in
//! one transaction, so that a batch is whole or not there.

use super::{
    compose::{Values, as_text, compose, print},
    head::{Head, LetterHead},
    kinds::kind,
    store::{load, no_kind},
    template::Parsed,
};
use crate::domain::{
    ids::{LetterId, PatientId, PractitionerId},
    role::{Permission, words},
    topics::{Topic, Topics},
};
use crate::formats::pdf::Made;
use crate::providers::{OneProvider, Provider};
use crate::store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing};
use chrono::{Local, NaiveDate};
use rusqlite::named_params;
use std::collections::BTreeMap;

const INSERT: &str = include_str!("sql/letter_insert.sql");
const PATIENT: &str = include_str!("sql/patient_address.sql");

words! {
    /// How a letter goes out.
    Way {
        /// Printed; the department sees to the rest.
        Print = "print", "printed";
        /// By mail.
        Mail = "mail", "by mail";
        /// By fax.
        Fax = "fax", "by fax";
        /// By e-mail.
        Email = "email", "by e-mail";
        /// Handed over.
        Hand = "hand", "by hand";
        /// In the portal.
        Portal = "portal", "in the portal";
    }
}

/// To whom a letter goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// A provider: name and address from the directory.
    Provider(PractitionerId),
    /// A patient, or who acts for them: name and address from the record.
    Patient(PatientId),
    /// Anybody else.
    Other {
        /// Name.
        name: String,
        /// Lines of the address.
        address: String,
        /// As one addresses them: "Ms. Smith".
        salutation: String,
        /// The patient that the letter is about, if it is about one.
        about: Option<PatientId>,
    },
}

/// A letter to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Which kind.
    pub kind: &'static str,
    /// To whom.
    pub to: To,
    /// What stands in the fields of the kind; those of every letter come by themselves.
    pub values: Values,
    /// What it belongs to: `("amendment", 12)`.
    pub object: Option<(&'static str, i64)>,
}

/// A letter that is ready to go out.
#[derive(Clone, Debug, PartialEq)]
pub struct Ready {
    draft: Draft,
    version_no: i64,
    /// Name and address as on the letter.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// As text.
    pub text: String,
    /// As PDF, unless there is a fault.
    pub made: Option<Made>,
    /// Why there is no PDF.
    pub fault: String,
}

/// Asks for letters to be made ready. Nothing is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct PrepareLetters(pub Vec<Draft>);

impl Query for PrepareLetters {
    type Rows = Vec<Ready>;
    const LANE: Lane = Lane::Long;

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::SendLetters
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<Ready>, StoreError> {
        let mut press = Press::new(db)?;
        self.0.iter().map(|draft| press.make(db, draft)).collect()
    }
}

/// Letter head and templates, each read once.
struct Press {
    head: Head,
    templates: BTreeMap<&'static str, (i64, Parsed)>,
}

impl Press {
    fn new(db: &Reader<'_>) -> Result<Self, StoreError> {
        Ok(Self { head: LetterHead.run(db)?, templates: BTreeMap::new() })
    }

    fn make(&mut self, db: &Reader<'_>, draft: &Draft) -> Result<Ready, StoreError> {
        if !self.templates.contains_key(draft.kind) {
            let kind = kind(draft.kind).ok_or_else(|| no_kind(draft.kind))?;
            let template = load(db, kind)?;
            let parsed = template
                .parsed()
                .map_err(|fault| StoreError::NotFound(format!("The letter was not written. {fault}")))?;
            self.templates.insert(kind.id, (template.version_no, parsed));
        }
        let (version_no, parsed) = self.templates.get(draft.kind).ok_or_else(|| no_kind(draft.kind))?;
        let person = person(db, &draft.to)?;
        let today = db.now().with_timezone(&Local).date_naive();
        let values = draft.values.clone().or(self.common(db, &person, draft, today));
        let composed = compose(parsed, &values);
        let (made, fault) = match print(&composed, &self.head.hospital, db.now()) {
            Ok(made) => (Some(made), String::new()),
            Err(fault) => (None, fault.to_string()),
        };
        let recipient = format!("{}\n{}", person.name, person.address);
        Ok(Ready {
            draft: draft.clone(),
            version_no: *version_no,
            recipient: recipient.trim_end().to_owned(),
            subject: composed.subject.clone(),
            text: as_text(&composed),
            made,
            fault,
        })
    }

    /// The fields of every letter.
    fn common(&self, db: &Reader<'_>, person: &Person, draft: &Draft, today: NaiveDate) -> Values {
        let session = db.session();
        let sender = if session.full_name.is_empty() { &session.login } else { &session.full_name };
        let reference = draft.object.map_or_else(String::new, |(kind, id)| format!("{kind} {id}"));
        Values::new()
            .text("hospital", &self.head.hospital)
            .text("hospital_address", self.head.line("address"))
            .text("hospital_phone", self.head.line("phone"))
            .text("department", self.head.line("department"))
            .text("contact", self.head.line("contact"))
            .text("contact_phone", self.head.line("contact_phone"))
            .text("today", long_date(today))
            .text("recipient", &person.name)
            .text("recipient_address", &person.address)
            .text("salutation", &person.salutation)
            .text("reference", reference)
            .text("sender", sender)
    }
}

/// "November 22, 2026": a letter's date cannot be mistaken for another order of day and month.
pub fn long_date(day: NaiveDate) -> String {
    day.format("%B %-d, %Y").to_string()
}

/// Who a letter goes to.
struct Person {
    name: String,
    address: String,
    salutation: String,
}

fn person(db: &Reader<'_>, to: &To) -> Result<Person, StoreError> {
    match to {
        To::Provider(id) => Ok(provider(&OneProvider(*id).run(db)?)),
        To::Patient(id) => {
            let found = db.row(PATIENT, [id], |row| {
                let part = |idx: usize| row.get::<_, Option<String>>(idx).map(Option::unwrap_or_default);
                let (given, family, suffix) = (part(0)?, part(1)?, part(2)?);
                let name = [given.as_str(), &family, &suffix]
                    .into_iter()
                    .filter(|t| !t.is_empty())
                    .collect::<Vec<_>>()
                    .join(" ");
                let town = format!("{}, {} {}", part(4)?, part(5)?, part(6)?);
                let town = town.trim_matches([',', ' ']).to_owned();
                let address =
                    [part(3)?, town].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n");
                Ok(Person { salutation: name.clone(), name, address })
            })?;
            found.ok_or_else(|| {
                StoreError::NotFound("The letter was not written: the patient is not on file.".into())
            })
        }
        To::Other { name, address, salutation, .. } => Ok(Person {
            name: name.clone(),
            address: address.clone(),
            salutation: if salutation.is_empty() { name.clone() } else { salutation.clone() },
        }),
    }
}

/// "Mary Lee, MD", "Dr. Lee"; without an address the letter goes to the service.
fn provider(one: &Provider) -> Person {
    let parts = [&*one.given, &*one.middle, &*one.family, &*one.suffix];
    let plain = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let name = if one.credential.is_empty() { plain.clone() } else { format!("{plain}, {}", one.credential) };
    let doctor = one
        .credential
        .split([',', ' ', '.'])
        .any(|word| matches!(word, "MD" | "DO" | "DPM" | "DDS" | "DMD" | "PhD"));
    let service = if one.service.is_empty() { &one.specialty } else { &one.service };
    Person {
        name,
        address: if one.address.is_empty() { service.clone() } else { one.address.clone() },
        salutation: if doctor { format!("Dr. {}", one.family) } else { plain },
    }
}

/// Keeps letters as they go out: all of them or none.
#[derive(Clone, Debug)]
pub struct SendLetters {
    /// The letters.
    pub ready: Vec<Ready>,
    /// How they go out.
    pub way: Way,
    /// What the batch is in words; none: single letters.
    pub batch: Option<String>,
}

/// What was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The letters.
    pub letters: Vec<LetterId>,
    /// The batch.
    pub batch: Option<i64>,
    /// How many have no PDF.
    pub n_without_pdf: usize,
}

impl Change for SendLetters {
    type Receipt = Sent;

    fn topics(&self) -> Topics {
        Topic::Letters.into()
    }

    fn needs(&self) -> Permission {
        Permission::SendLetters
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("letters.send").detail(format!("{} letters {}", self.ready.len(), self.way.title()))
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Sent, Refusal> {
        let Some(first) = self.ready.first() else {
            return Err(Refusal::invalid("", "there is no letter to send."));
        };
        let is_one_kind = self.ready.iter().all(|ready| ready.draft.kind == first.draft.kind);
        let kind = if is_one_kind { first.draft.kind } else { "several" };
        let batch = match &self.batch {
            None => None,
            Some(about) => Some(tx.insert(
                "INSERT INTO letter_batch (kind, about, n_letters, at, by) VALUES (:kind, :about, :n, :now, :by)",
                named_params! {
                    ":kind": kind, ":about": about, ":n": self.ready.len() as i64, ":now": tx.now_text(),
                    ":by": tx.session().login,
                },
            )?),
        };
        if let Some(batch) = batch {
            tx.object("letter_batch", batch);
        }
        let letters =
            self.ready.iter().map(|ready| keep(tx, ready, self.way, batch)).collect::<Result<Vec<_>, _>>()?;
        if let (None, [only]) = (batch, letters.as_slice()) {
            tx.object("letter", only.0);
        }
        let n_without_pdf = self.ready.iter().filter(|ready| ready.made.is_none()).count();
        Ok(Sent { letters, batch, n_without_pdf })
    }
}

/// Writes a letter inside another change, in the same transaction: an answer and its letter are one.
pub fn send_within(tx: &Writing<'_>, draft: &Draft, way: Way) -> Result<LetterId, Refusal> {
    let reader = tx.reader();
    let ready = Press::new(&reader)?.make(&reader, draft)?;
    tx.touches(Topic::Letters);
    Ok(keep(tx, &ready, way, None)?)
}

/// One letter into the log; a letter about a patient has its line in the audit log.
fn keep(tx: &Writing<'_>, ready: &Ready, way: Way, batch: Option<i64>) -> Result<LetterId, StoreError> {
    let (provider, patient) = match &ready.draft.to {
        To::Provider(id) => (Some(*id), None),
        To::Patient(id) => (None, Some(*id)),
        To::Other { about, .. } => (None, *about),
    };
    let (object_kind, object_id) = ready.draft.object.map_or(("", None), |(kind, id)| (kind, Some(id)));
    let id = tx.insert(
        INSERT,
        named_params! {
            ":kind": ready.draft.kind, ":template": ready.version_no, ":batch": batch, ":provider": provider,
            ":patient": patient, ":recipient": ready.recipient, ":subject": ready.subject,
            ":object_kind": object_kind, ":object_id": object_id, ":way": way.word(),
            ":pages": ready.made.as_ref().map_or(0, |made| made.n_pages as i64), ":fault": ready.fault,
            ":now": tx.now_text(), ":by": tx.session().login,
        },
    )?;
    tx.execute(
        "INSERT INTO letter_body (letter_id, text, pdf) VALUES (:id, :text, :pdf)",
        named_params! {":id": id, ":text": ready.text, ":pdf": ready.made.as_ref().map(|made| &made.bytes)},
    )?;
    if let Some(patient) = patient {
        let line = AuditLine::new("letter.send").patient(patient).object("letter", id);
        tx.also(line.detail(format!("{}, {}", ready.draft.kind, way.title())));
    }
    Ok(LetterId(id))
}
