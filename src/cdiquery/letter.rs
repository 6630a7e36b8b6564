//! A query and its reminder as letters: text and PDF by the hospital's templates.

use super::one::{QueryFile, file};
use crate::{
    domain::{
        ids::CdiQueryId,
        role::Permission,
        time::parse_instant,
        topics::{Topic, Topics},
    },
    letters::{Draft, To, Values, long_date},
    store::{Lane, Query, Reader, Refusal, StoreError},
};
use chrono::Local;

/// The letter that holds the query.
pub const LETTER: &str = "query";
/// The letter that reminds of it.
pub const REMINDER: &str = "query-reminder";

/// The letter to be written; refused for a query that names no provider.
pub fn draft(file: &QueryFile, kind: &'static str) -> Result<Draft, Refusal> {
    let Some(provider) = file.line.provider else {
        return Err(Refusal::invalid("provider", "a query that names no provider makes no letter."));
    };
    let to = match (&file.line.away_until, file.line.delegate) {
        (Some(_), Some(delegate)) => delegate,
        _ => provider,
    };
    let day = |text: &Option<String>| {
        let at = text.as_deref().and_then(parse_instant);
        at.map(|at| long_date(at.with_timezone(&Local).date_naive())).unwrap_or_default()
    };
    let values = Values::new()
        .text("patient", &file.line.patient_name)
        .text("mrn", &file.line.mrn)
        .text("visit", &file.line.visit_number)
        .text("title", &file.line.title)
        .text("query", file.text().trim())
        .text("sent", day(&file.line.sent_at))
        .text("due", day(&file.line.due_at));
    Ok(Draft { kind, to: To::Provider(to), values, object: Some(("query", file.line.id.0)) })
}

/// Asks for the letter of a query as it would be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryLetter {
    /// Which query.
    pub id: CdiQueryId,
    /// [`LETTER`] or [`REMINDER`].
    pub kind: &'static str,
}

impl Query for QueryLetter {
    type Rows = Draft;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Queries.into()
    }

    fn needs(&self) -> Permission {
        Permission::SendLetters
    }

    fn run(&self, db: &Reader<'_>) -> Result<Draft, StoreError> {
        db.session().require(crate::domain::cdi_query::NEEDS)?;
        let missing =
            || StoreError::NotFound(format!("There is no query {}; see `chartroom query list`.", self.id));
        let file = file(db, self.id)?.ok_or_else(missing)?;
        draft(&file, self.kind).map_err(|refusal| StoreError::NotFound(refusal.to_string()))
    }
}
