//! One query whole, as the department sees it: text, indicators, answers, trace, and what it may change in the grouping.

use super::list::{Queries, QueryLine, Which};
use crate::{
    cdiquery::material::Indicator,
    domain::{
        cdi_query::{AnswerWay, NEEDS, OptionRole, Outcome},
        ids::CdiQueryId,
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};

/// One version of the text.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Version {
    pub text_no: i64,
    pub text: String,
    pub by: String,
    pub at: String,
}

/// One option of the answer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct QueryChoice {
    pub place: i64,
    pub text: String,
    #[serde(skip)]
    pub role: OptionRole,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Answer {
    pub option: Option<i64>,
    pub words: String,
    pub comment: String,
    pub outcome: String,
    pub way: String,
    pub provider: String,
    pub signed_as: String,
    pub answered_at: String,
    pub recorded_by: String,
    pub recorded_at: String,
}

impl Answer {
    /// The outcome in words.
    pub fn outcome_title(&self) -> &str {
        match Outcome::from_word(&self.outcome) {
            Some(outcome) => outcome.title(),
            None => &self.outcome,
        }
    }

    /// The way in words.
    pub fn way_title(&self) -> &str {
        match AnswerWay::from_word(&self.way) {
            Some(way) => way.title(),
            None => &self.way,
        }
    }
}

/// One step up the ladder.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Escalation {
    pub level: u8,
    pub to: String,
    pub reason: String,
    pub by: String,
    pub at: String,
}

/// One line of the trace.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Event {
    pub what: String,
    pub note: String,
    pub by: String,
    pub at: String,
}

/// What the answer may change in the grouping; for the department alone. Weights in ten-thousandths.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Impact {
    pub drg_before: String,
    pub weight_before: Option<i64>,
    pub drg_after: String,
    pub weight_after: Option<i64>,
    pub note: String,
    pub by: String,
    pub at: String,
}

/// A warning that was overruled.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Overruled {
    pub rule: u8,
    pub kind: String,
    pub words: String,
    pub reason: String,
}

/// All of a query.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct QueryFile {
    pub line: QueryLine,
    pub texts: Vec<Version>,
    pub indicators: Vec<Indicator>,
    pub options: Vec<QueryChoice>,
    pub warnings: Vec<Overruled>,
    pub answers: Vec<Answer>,
    pub escalations: Vec<Escalation>,
    pub events: Vec<Event>,
    pub impact: Option<Impact>,
}

impl QueryFile {
    /// The text that counts.
    pub fn text(&self) -> &str {
        self.texts.first().map_or("", |version| version.text.as_str())
    }
}

/// Asks for one query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneQuery(pub CdiQueryId);

impl Query for OneQuery {
    type Rows = Option<QueryFile>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Queries | Topic::Directory
    }

    fn needs(&self) -> Permission {
        NEEDS
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        file(db, self.0)
    }
}

pub(super) fn file(db: &Reader<'_>, id: CdiQueryId) -> Result<Option<QueryFile>, StoreError> {
    let Some(line) = (Queries { which: Which::One(id), limit: 1 }).run(db)?.pop() else { return Ok(None) };
    Ok(Some(QueryFile {
        line,
        texts: db.rows(include_str!("sql/texts.sql"), [id], |row| {
            Ok(Version { text_no: row.get(0)?, text: row.get(1)?, by: row.get(2)?, at: row.get(3)? })
        })?,
        indicators: db.rows(include_str!("sql/indicators.sql"), [id], |row| {
            Ok(Indicator { key: row.get(0)?, line: row.get(1)?, source: row.get(2)?, at: row.get(3)? })
        })?,
        options: options(db, id)?,
        warnings: db.rows(include_str!("sql/warnings.sql"), [id], |row| {
            Ok(Overruled { rule: row.get(0)?, kind: row.get(1)?, words: row.get(2)?, reason: row.get(3)? })
        })?,
        answers: answers(db, id)?,
        escalations: db.rows(include_str!("sql/escalations.sql"), [id], |row| {
            Ok(Escalation {
                level: row.get(0)?,
                to: row.get(1)?,
                reason: row.get(2)?,
                by: row.get(3)?,
                at: row.get(4)?,
            })
        })?,
        events: db.rows(include_str!("sql/events.sql"), [id], |row| {
            Ok(Event { what: row.get(0)?, note: row.get(1)?, by: row.get(2)?, at: row.get(3)? })
        })?,
        impact: db.row(include_str!("sql/impact.sql"), [id], |row| {
            Ok(Impact {
                drg_before: row.get(0)?,
                weight_before: row.get(1)?,
                drg_after: row.get(2)?,
                weight_after: row.get(3)?,
                note: row.get(4)?,
                by: row.get(5)?,
                at: row.get(6)?,
            })
        })?,
    }))
}

pub(super) fn options(db: &Reader<'_>, id: CdiQueryId) -> Result<Vec<QueryChoice>, StoreError> {
    db.rows(include_str!("sql/options.sql"), [id], |row| {
        let role: String = row.get(2)?;
        let role = OptionRole::from_word(&role).unwrap_or(OptionRole::Supported);
        Ok(QueryChoice { place: row.get(0)?, text: row.get(1)?, role })
    })
}

pub(super) fn answers(db: &Reader<'_>, id: CdiQueryId) -> Result<Vec<Answer>, StoreError> {
    db.rows(include_str!("sql/answers.sql"), [id], |row| {
        Ok(Answer {
            option: row.get(0)?,
            words: row.get(1)?,
            comment: row.get(2)?,
            outcome: row.get(3)?,
            way: row.get(4)?,
            provider: row.get(5)?,
            signed_as: row.get(6)?,
            answered_at: row.get(7)?,
            recorded_by: row.get(8)?,
            recorded_at: row.get(9)?,
        })
    })
}
