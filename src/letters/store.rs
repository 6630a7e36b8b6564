//! Templates as they are kept: the hospital's own over those that come with the program.

use super::{
    kinds::{KINDS, Kind, kind},
    template::{Parsed, parse},
};
use crate::domain::{
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing};
use rusqlite::named_params;

const NEWEST: &str = include_str!("sql/template_newest.sql");

/// A template as it counts now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// What it is for.
    pub kind: &'static Kind,
    /// 0: nobody ever changed it. Goes up with each saving.
    pub version_no: i64,
    /// The hospital's own, not the one that comes with the program.
    pub own: bool,
    /// The text.
    pub text: String,
    /// When and by whom it was saved; empty if never.
    pub saved: (String, String),
}

impl Template {
    /// Its name in faults: the file as it comes with the program, or the hospital's version.
    pub fn name(&self) -> String {
        if self.own {
            format!("{} (own, version {})", self.kind.id, self.version_no)
        } else {
            format!("{}.txt", self.kind.id)
        }
    }

    /// The template understood. A saved one was checked; this refuses one that a newer program no longer understands.
    pub fn parsed(&self) -> Result<Parsed, crate::fault::Fault> {
        parse(self.kind, &self.name(), &self.text)
    }
}

/// Reads the template of a kind that counts now.
pub(super) fn load(db: &Reader<'_>, kind: &'static Kind) -> Result<Template, StoreError> {
    let stored = db.row(NEWEST, [kind.id], |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, (row.get(3)?, row.get(4)?)))
    })?;
    Ok(match stored {
        Some((version_no, source, text, saved)) if source == "own" => {
            Template { kind, version_no, own: true, text, saved }
        }
        Some((version_no, _, _, saved)) => {
            Template { kind, version_no, own: false, text: kind.shipped.to_owned(), saved }
        }
        None => {
            let saved = (String::new(), String::new());
            Template { kind, version_no: 0, own: false, text: kind.shipped.to_owned(), saved }
        }
    })
}

/// Asks for all templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Templates;

/// One template in the list.
pub type TemplateLine = Template;

impl Query for Templates {
    type Rows = Vec<TemplateLine>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Letters.into()
    }

    fn needs(&self) -> Permission {
        Permission::SendLetters
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        KINDS.iter().map(|kind| load(db, kind)).collect()
    }
}

/// Asks for one template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneTemplate(pub &'static str);

impl Query for OneTemplate {
    type Rows = Template;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Letters.into()
    }

    fn needs(&self) -> Permission {
        Permission::SendLetters
    }

    fn run(&self, db: &Reader<'_>) -> Result<Template, StoreError> {
        let kind = kind(self.0).ok_or_else(|| no_kind(self.0))?;
        load(db, kind)
    }
}

/// The fault of a kind that there is none of.
pub(super) fn no_kind(id: &str) -> StoreError {
    let known: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
    StoreError::NotFound(format!("There is no kind of letter \"{id}\". Kinds are: {}.", known.join(", ")))
}

/// Saves an own template, or goes back to the one that comes with the program.
#[derive(Clone, Debug)]
pub struct SaveTemplate {
    /// Of which kind.
    pub kind: &'static str,
    /// The version that was edited.
    pub seen: i64,
    /// The text; none: back to the one that comes with the program.
    pub text: Option<String>,
}

impl Change for SaveTemplate {
    type Receipt = i64;

    fn topics(&self) -> Topics {
        Topic::Letters.into()
    }

    fn needs(&self) -> Permission {
        Permission::EditTemplates
    }

    fn audit(&self) -> AuditLine {
        let what = if self.text.is_some() { "own text" } else { "back to the shipped text" };
        AuditLine::new("letters.template").detail(format!("{}: {what}", self.kind))
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<i64, Refusal> {
        let kind = kind(self.kind).ok_or_else(|| no_kind(self.kind))?;
        if let Some(text) = &self.text {
            parse(kind, kind.id, text).map_err(|fault| Refusal::invalid("text", fault.to_string()))?;
        }
        let stored = load(&tx.reader(), kind)?;
        if stored.version_no != self.seen {
            let (at, by) = stored.saved;
            return Err(Refusal::Changed { by, at, conflicts: Vec::new() });
        }
        let version_no = stored.version_no + 1;
        tx.execute(
            "INSERT INTO letter_template (kind, version_no, source, text, at, by)
             VALUES (:kind, :version, :source, :text, :now, :by)",
            named_params! {
                ":kind": kind.id, ":version": version_no, ":source": if self.text.is_some() { "own" } else { "shipped" },
                ":text": self.text.as_deref().unwrap_or_default(), ":now": tx.now_text(), ":by": tx.session().login,
            },
        )?;
        Ok(version_no)
    }
}
