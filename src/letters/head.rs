//! The letter head: what every letter says of the hospital.

use crate::domain::{
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing};
use rusqlite::named_params;

/// A line of the letter head: its key, its words on screen, what it is for.
pub type HeadField = (&'static str, &'static str, &'static str);

/// The lines of the letter head.
pub const HEAD: &[HeadField] = &[
    ("department", "Department", "Stands below the hospital's name."),
    ("address", "Address", "Lines as on an envelope."),
    ("phone", "Phone", "Of the department."),
    (
        "contact",
        "Contact",
        "Name or title of the person for questions and complaints: 45 CFR 164.526(d)(1)(iv).",
    ),
    ("contact_phone", "Contact phone", "Of the contact person."),
];

/// What the letter head says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The hospital's name, from the database.
    pub hospital: String,
    /// Key and value.
    pub lines: Vec<(String, String)>,
}

impl Head {
    /// A line; without one of its own, a word that a reader of the letter understands.
    pub fn line(&self, key: &str) -> &str {
        let own = self.lines.iter().find(|(known, value)| known == key && !value.is_empty());
        match (own, key) {
            (Some((_, value)), _) => value,
            (None, "department") => "Health Information Management",
            (None, "contact") => "the privacy officer",
            (None, _) => "",
        }
    }

    /// Lines that letters to patients need by law and that nobody entered, in words.
    pub fn lacking(&self) -> Vec<&'static str> {
        let needed = [("address", "the address"), ("contact_phone", "the contact's telephone")];
        needed.into_iter().filter(|(key, _)| self.line(key).is_empty()).map(|(_, words)| words).collect()
    }
}

/// Asks for the letter head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterHead;

impl Query for LetterHead {
    type Rows = Head;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Letters.into()
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn run(&self, db: &Reader<'_>) -> Result<Head, StoreError> {
        let hospital =
            db.row("SELECT value FROM meta WHERE key = 'name'", [], |row| row.get(0))?.unwrap_or_default();
        let lines = db.rows("SELECT key, value FROM letter_head ORDER BY key", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(Head { hospital, lines })
    }
}

/// Writes lines of the letter head.
#[derive(Clone, Debug)]
pub struct SetLetterHead {
    /// Key and value; keys that are not named stay.
    pub lines: Vec<(String, String)>,
}

impl Change for SetLetterHead {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Letters.into()
    }

    fn needs(&self) -> Permission {
        Permission::EditTemplates
    }

    fn audit(&self) -> AuditLine {
        let lines: Vec<String> = self.lines.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        AuditLine::new("letters.head").detail(lines.join("; "))
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        for (key, value) in &self.lines {
            let Some((key, ..)) = HEAD.iter().find(|(known, ..)| known == key) else {
                let known: Vec<&str> = HEAD.iter().map(|(key, ..)| *key).collect();
                let why = format!("the letter head has no line \"{key}\"; it has {}.", known.join(", "));
                return Err(Refusal::invalid("", why));
            };
            tx.execute(
                "INSERT INTO letter_head (key, value, at, by) VALUES (:key, :value, :now, :by)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value, at = excluded.at, by = excluded.by",
                named_params! {":key": key, ":value": value.trim(), ":now": tx.now_text(), ":by": tx.session().login},
            )?;
        }
        Ok(())
    }
}
