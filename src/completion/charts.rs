//! What people decide about whole charts, and the rules that say what a chart needs.

use super::{
    book::Book,
    look_over::{end, look_over},
};
use crate::{
    domain::{
        completion::Ended,
        ids::{EncounterId, PatientId},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Refusal, Writing},
    work::{self, Hand, queues::CHART_REVIEW},
};
use rusqlite::named_params;

/// An analyst's verdict on a whole chart: reviewed, with what is lacking assigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewChart {
    /// The stay.
    pub encounter: EncounterId,
    /// Answers to the checklist, in its order: `true` in order, `false` not, `None` not looked at.
    pub answers: Vec<Option<bool>>,
    /// Words about it.
    pub note: String,
}

impl Change for ReviewChart {
    type Receipt = u32;
    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }
    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }
    fn audit(&self) -> AuditLine {
        AuditLine::new("chart.review").object("encounter", self.encounter.0)
    }
    /// The receipt is the number of deficiencies that are open.
    fn apply(&self, tx: &Writing<'_>) -> Result<u32, Refusal> {
        let book = Book::load(tx.conn())?;
        look_over(tx, &book, self.encounter)?;
        let (patient, n_open) = about(tx, self.encounter)?;
        if let Some(item) = work::find_by_subject(tx, CHART_REVIEW.id, "encounter", self.encounter.0)? {
            work::move_to(tx, item.id, "review", self.note.trim(), Hand::Person)?;
        }
        let (by, now) = (&tx.session().login, tx.now_text());
        tx.execute(
            include_str!("sql/chart_reviewed.sql"),
            named_params! {":encounter": self.encounter, ":by": by, ":now": now},
        )?;
        let answers = serde_json::to_string(&self.answers).unwrap_or_default();
        let verdict = if n_open == 0 { "complete" } else { "incomplete" };
        tx.insert(
            include_str!("sql/review_insert.sql"),
            named_params! {
                ":encounter": self.encounter, ":verdict": verdict, ":answers": answers, ":note": self.note.trim(),
                ":by": by, ":now": now,
            },
        )?;
        look_over(tx, &book, self.encounter)?;
        tx.about(patient);
        tx.detail(format!("{verdict}, {n_open} open"));
        Ok(n_open)
    }
}

/// Takes a review back: the chart is to be reviewed again. Only its author may, while it is the last word on the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndoReview(pub EncounterId);

impl Change for UndoReview {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }
    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }
    fn audit(&self) -> AuditLine {
        AuditLine::new("chart.review.undo").object("encounter", self.0.0)
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let (patient, _) = about(tx, self.0)?;
        tx.about(patient);
        let item: Option<crate::domain::ids::WorkId> =
            tx.row(include_str!("sql/last_review_item.sql"), [self.0], |row| row.get(0))?;
        let Some(item) = item else {
            return Err(Refusal::invalid("", "there is no review of this chart to take back."));
        };
        work::undo(tx, item)?;
        tx.execute(
            "UPDATE chart_completion SET reviewed = 0, reviewed_by = '', reviewed_at = '', version = version + 1 WHERE encounter_id = ?1",
            [self.0],
        )?;
        let book = Book::load(tx.conn())?;
        look_over(tx, &book, self.0)?;
        Ok(())
    }
}

/// Closes a chart by decision of the hospital, with what is lacking; or opens one that was closed so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseChart {
    /// The stay.
    pub encounter: EncounterId,
    /// Close it, or open it again.
    pub close: bool,
    /// Why, and by whose decision.
    pub reason: String,
}

impl Change for CloseChart {
    type Receipt = usize;
    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }
    fn needs(&self) -> Permission {
        Permission::DecideCompletion
    }
    fn audit(&self) -> AuditLine {
        let line = AuditLine::new(if self.close { "chart.close" } else { "chart.reopen" });
        AuditLine { reason: self.reason.clone(), ..line.object("encounter", self.encounter.0) }
    }
    /// The receipt is the number of deficiencies that were closed with it.
    fn apply(&self, tx: &Writing<'_>) -> Result<usize, Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::invalid("reason", "say why, and by whose decision; the chart keeps it."));
        }
        let book = Book::load(tx.conn())?;
        look_over(tx, &book, self.encounter)?;
        let (patient, _) = about(tx, self.encounter)?;
        tx.about(patient);
        let (by, now) = (tx.session().login.clone(), tx.now_text());
        let mut ended = 0;
        if self.close {
            for one in super::look_over::stored(tx, self.encounter)? {
                if one.known.state.is_open() {
                    end(tx, one.known.id, one.known.lack, Ended::ChartClosed, &by, &self.reason)?;
                    ended += 1;
                }
            }
        }
        let (by, now, reason) =
            if self.close { (by.as_str(), now.as_str(), self.reason.trim()) } else { ("", "", "") };
        tx.execute(
            include_str!("sql/chart_closed.sql"),
            named_params! {":encounter": self.encounter, ":by": by, ":now": now, ":reason": reason},
        )?;
        look_over(tx, &book, self.encounter)?;
        tx.detail(format!("{ended} deficiencies closed with the chart"));
        Ok(ended)
    }
}

fn about(tx: &Writing<'_>, encounter: EncounterId) -> Result<(PatientId, u32), Refusal> {
    let chart = "SELECT patient_id, n_open FROM chart_completion WHERE encounter_id = ?1";
    tx.row(chart, [encounter], |row| Ok((row.get(0)?, row.get(1)?)))?.ok_or_else(|| {
        Refusal::invalid("encounter", format!("there is no chart of a stay {encounter} to complete."))
    })
}

/// Loads the hospital's own completion rules. What is wrong in them is told line by line, and nothing is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadRules {
    /// Name of the file, for messages.
    pub file: String,
    /// Its text; empty: back to the shipped rules.
    pub text: String,
    /// Why.
    pub reason: String,
}

impl Change for LoadRules {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topic::Rules | Topic::Completion
    }
    fn needs(&self) -> Permission {
        Permission::KeepRules
    }
    fn audit(&self) -> AuditLine {
        AuditLine {
            reason: self.reason.clone(),
            ..AuditLine::new("completion.rules").detail(self.file.clone())
        }
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::invalid("reason", "say why the rules are changed; the log keeps it."));
        }
        if let Err(faults) = Book::check(tx.conn(), &self.file, &self.text)? {
            let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
            return Err(Refusal::invalid("rules", format!("the rules hold faults.\n{}", words.join("\n"))));
        }
        tx.insert(
            include_str!("sql/rules_insert.sql"),
            named_params! {
                ":file": self.file, ":text": self.text, ":reason": self.reason, ":by": tx.session().login,
                ":now": tx.now_text(),
            },
        )?;
        Ok(())
    }
}
