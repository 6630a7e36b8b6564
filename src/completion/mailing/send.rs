//! Letters about late records kept as they go out: all or none, and none twice.

use super::{Addressed, Book, day_of};
use crate::{
    domain::{
        ids::LetterId,
        role::Permission,
        topics::{Topic, Topics},
    },
    letters::{SendLetters, Way},
    store::{AuditLine, Change, Refusal, Writing},
};
use chrono::Local;
use rusqlite::named_params;

/// Keeps letters that were made ready. Each is looked at once more in the same transaction: one that went out meanwhile,
/// or whose records are complete by now, is left out.
#[derive(Clone, Debug)]
pub struct SendDue {
    /// The letters.
    pub letters: Vec<Addressed>,
    /// How they go out.
    pub way: Way,
    /// They are one batch of the log; else one letter that somebody looked at.
    pub is_batch: bool,
}

/// What went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentDue {
    /// The letters.
    pub letters: Vec<LetterId>,
    /// Their batch.
    pub batch: Option<i64>,
    /// Letters left out, since they went out already or nothing is owed any more.
    pub n_left_out: usize,
    /// Letters without a PDF.
    pub n_without_pdf: usize,
}

impl Change for SendDue {
    type Receipt = SentDue;

    fn topics(&self) -> Topics {
        Topic::Letters.into()
    }

    fn needs(&self) -> Permission {
        Permission::SendLetters
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("letters.delinquency")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<SentDue, Refusal> {
        tx.session().require(Permission::ReviewCharts)?;
        let again_days = i64::from(Book::load(tx.conn())?.set.letters.again_days);
        let mut ready = Vec::new();
        for letter in &self.letters {
            if self.is_wanted(tx, letter, again_days)? {
                ready.push(letter.ready.clone());
            }
        }
        let n_left_out = self.letters.len() - ready.len();
        if ready.is_empty() {
            let why =
                "each of these letters went out already, or nothing is owed any more; the log (gl) shows it.";
            return Err(Refusal::invalid("", why));
        }
        let batch = self.is_batch.then(|| words_of(&self.letters));
        let sent = SendLetters { ready, way: self.way, batch }.apply(tx)?;
        tx.detail(format!("{} letters {}, {n_left_out} left out", sent.letters.len(), self.way.title()));
        Ok(SentDue {
            letters: sent.letters,
            batch: sent.batch,
            n_left_out,
            n_without_pdf: sent.n_without_pdf,
        })
    }
}

impl SendDue {
    fn is_wanted(&self, tx: &Writing<'_>, letter: &Addressed, again_days: i64) -> Result<bool, Refusal> {
        let due = &letter.due;
        let (kind, id) = due.object();
        let last: Option<String> = tx
            .row(
                include_str!("../sql/letter_last.sql"),
                named_params! {":kind": kind, ":id": id, ":letter": due.kind},
                |row| row.get(0),
            )?
            .flatten();
        let today = tx.now().with_timezone(&Local).date_naive();
        if let Some(day) = last.as_deref().and_then(day_of) {
            let days = (today - day).num_days();
            // A notice of suspension goes out once; a letter that somebody looked at goes again on another day.
            let too_soon = match (&due.suspension, self.is_batch) {
                (Some(_), true) => true,
                (_, false) => days < 1,
                (None, true) => days < again_days,
            };
            if too_soon {
                return Ok(false);
            }
        }
        if due.kind == "suspension-lifted" {
            return Ok(true);
        }
        let owes =
            tx.row(include_str!("../sql/letter_owed.sql"), named_params! {":id": due.provider}, |row| {
                row.get(0)
            })?;
        Ok(owes.unwrap_or(false))
    }
}

/// "3 reminders, 2 final notices": what a batch is, in words.
pub fn words_of(letters: &[Addressed]) -> String {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for letter in letters {
        let title = letter.due.kind_title();
        match kinds.iter_mut().find(|(known, _)| *known == title) {
            Some((_, n)) => *n += 1,
            None => kinds.push((title, 1)),
        }
    }
    kinds.iter().map(|(title, n)| format!("{title}: {n}")).collect::<Vec<_>>().join(", ")
}
