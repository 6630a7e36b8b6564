//! The rules at work: those of the review list and those of the indicators, the hospital's or the shipped ones.

use super::rules::{ReviewRules, SHIPPED, SHIPPED_NAME};
use crate::{
    cdi::indicators::Rules,
    domain::{
        role::Permission,
        topics::{Topic, Topics},
    },
    fault::Fault,
    store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing},
};
use rusqlite::named_params;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

/// Rules read once for a run.
#[derive(Clone, Debug)]
pub struct Book {
    /// Of the review list.
    pub review: Arc<ReviewRules>,
    /// Of the indicators.
    pub indicators: Arc<Rules>,
    /// What is wrong with the hospital's own files, so that the shipped rules are used instead; empty: nothing.
    pub note: String,
}

const NEWEST: &str = include_str!("sql/rules_newest.sql");

impl Book {
    /// The rules as stored now, the indicators from the file beside the database.
    pub fn load(db: &Reader<'_>) -> Result<Self, StoreError> {
        let (review, note) = review_rules(db)?;
        let path = db.conn().path().map(PathBuf::from).unwrap_or_default();
        let (indicators, other) = indicator_rules(&path)?;
        let note = if note.is_empty() { other } else { note };
        Ok(Self { review, indicators, note })
    }
}

fn own_text(db: &Reader<'_>) -> Result<Option<(String, String)>, StoreError> {
    let own = db.row(NEWEST, [], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    Ok(own.filter(|(_, text)| !text.trim().is_empty()))
}

/// The rules of the review list, and what is wrong with the hospital's own.
fn review_rules(db: &Reader<'_>) -> Result<(Arc<ReviewRules>, String), StoreError> {
    let shipped = |note: String| {
        // A test holds the shipped rules sound.
        ReviewRules::shipped().map(|rules| (Arc::new(rules), note)).map_err(|_| StoreError::Fault)
    };
    let Some((file, text)) = own_text(db)? else { return shipped(String::new()) };
    match ReviewRules::read(&file, &text) {
        Ok(rules) => Ok((Arc::new(rules), String::new())),
        Err(_) => shipped(format!("{file} does not fit this program; the shipped review rules are used.")),
    }
}

/// Where a hospital keeps its own rules of indicators: beside the database.
pub fn indicator_file(database: &Path) -> PathBuf {
    database.with_file_name("cdi-rules.toml")
}

type Kept = (PathBuf, Option<SystemTime>, Arc<Rules>, String);

/// Rules of indicators as they were read last, so that a screen does not read the file at each stay.
static KEPT: Mutex<Vec<Kept>> = Mutex::new(Vec::new());
/// Databases open at once in one program: one, and in tests a few more.
const MOST_KEPT: usize = 8;

/// The rules of the indicators beside a database, else the shipped ones; and what is wrong with the hospital's own.
pub fn indicator_rules(database: &Path) -> Result<(Arc<Rules>, String), StoreError> {
    let file = indicator_file(database);
    let changed = std::fs::metadata(&file).and_then(|about| about.modified()).ok();
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, _, rules, note)) = kept.iter().find(|one| one.0 == file && one.1 == changed) {
        return Ok((Arc::clone(rules), note.clone()));
    }
    let own = match changed.map(|_| std::fs::read_to_string(&file)) {
        None => None,
        Some(Ok(text)) => Some(Rules::read("cdi-rules.toml", &text)),
        Some(Err(_)) => Some(Err(Vec::new())),
    };
    let (rules, note) = match own {
        Some(Ok(rules)) => (rules, String::new()),
        None => (Rules::shipped().map_err(|_| StoreError::Fault)?, String::new()),
        Some(Err(faults)) => {
            let first = faults.first().map_or_else(|| "It could not be read.".to_owned(), Fault::to_string);
            let note = format!("The shipped indicators are used, for cdi-rules.toml has faults: {first}");
            (Rules::shipped().map_err(|_| StoreError::Fault)?, note)
        }
    };
    let rules = Arc::new(rules);
    kept.retain(|one| one.0 != file);
    if kept.len() >= MOST_KEPT {
        kept.remove(0);
    }
    kept.push((file, changed, Arc::clone(&rules), note.clone()));
    Ok((rules, note))
}

/// Asks for the text of the review rules in force, or checks another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulesText {
    /// In force.
    InForce,
    /// Another text under its file's name.
    Check(String, String),
}

/// A text of rules, with what is wrong in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct RulesAnswer {
    /// Name of the file.
    pub file: String,
    /// The text.
    pub text: String,
    /// Each fault in words.
    pub faults: Vec<String>,
}

impl Query for RulesText {
    type Rows = RulesAnswer;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        Topic::Cdi.into()
    }
    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }
    fn run(&self, db: &Reader<'_>) -> Result<RulesAnswer, StoreError> {
        let (file, text) = match self {
            Self::Check(file, text) => (file.clone(), text.clone()),
            Self::InForce => own_text(db)?.unwrap_or_else(|| (SHIPPED_NAME.to_owned(), SHIPPED.to_owned())),
        };
        let faults = ReviewRules::read(&file, &text).err().unwrap_or_default();
        Ok(RulesAnswer { faults: faults.iter().map(ToString::to_string).collect(), file, text })
    }
}

/// Loads the hospital's own rules of the review list; an empty text goes back to the shipped ones. What is wrong in them is
/// told line by line, and nothing is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadRules {
    /// Name of the file, for messages.
    pub file: String,
    /// Its text.
    pub text: String,
    /// Why.
    pub reason: String,
}

impl Change for LoadRules {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topic::Cdi.into()
    }
    fn needs(&self) -> Permission {
        Permission::KeepRules
    }
    fn audit(&self) -> AuditLine {
        AuditLine { reason: self.reason.clone(), ..AuditLine::new("cdi.rules").detail(self.file.clone()) }
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::invalid("reason", "say why the rules are changed; the log keeps it."));
        }
        if !self.text.trim().is_empty()
            && let Err(faults) = ReviewRules::read(&self.file, &self.text)
        {
            let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
            return Err(Refusal::invalid("rules", format!("the rules hold faults.\n{}", words.join("\n"))));
        }
        tx.insert(
            include_str!("sql/rules_insert.sql"),
            named_params! {
                ":file": self.file, ":text": self.text, ":reason": self.reason.trim(),
                ":by": tx.session().login, ":now": tx.now_text(),
            },
        )?;
        // Whether a stay is eligible, and how far up it stands, may be otherwise now.
        tx.execute(include_str!("sql/touch_all.sql"), [])?;
        Ok(())
    }
}
