//! The review list as a worklist: each item with what its columns show, and the reasons of its place.

use super::score::Reason;
use crate::{
    domain::{
        ids::EncounterId,
        role::Permission,
        time::When,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError, col_when},
    work::{Item, Page, WorkPage, WorkRows},
};
use chrono::NaiveDate;

/// A page of the review list.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewPage(pub WorkPage);

/// One row.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ListRow {
    pub item: Item,
    pub admit: Option<When>,
    pub discharge: Option<When>,
    /// Account number, else visit number.
    pub number: String,
    pub place: String,
    pub score: i64,
    pub n_open: i64,
    pub next_on: Option<NaiveDate>,
    pub last_at: Option<String>,
    pub last_by: String,
    pub n_reviews: i64,
    /// Working DRG at the last review.
    pub drg: String,
    pub reasons: Vec<Reason>,
}

impl WorkRows for ReviewPage {
    type Row = ListRow;
    fn of(page: WorkPage) -> Self {
        Self(page)
    }
    fn item(row: &ListRow) -> &Item {
        &row.item
    }
}

impl Query for ReviewPage {
    type Rows = Page<ListRow>;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        self.0.topics() | Topic::Cdi
    }
    fn needs(&self) -> Permission {
        self.0.needs()
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        self.0.run(db)?.try_map(|item| row(db, item))
    }
}

fn row(db: &Reader<'_>, item: Item) -> Result<ListRow, StoreError> {
    let stay = EncounterId(item.subject_id);
    let reasons = reasons(db, stay)?;
    let found = db.row(include_str!("sql/list_row.sql"), [stay], |row| {
        let next: Option<String> = row.get(7)?;
        let state: String = row.get(2)?;
        Ok(ListRow {
            item,
            admit: col_when(row, 0)?,
            discharge: col_when(row, 1)?.filter(|_| state == "discharged"),
            number: row.get(3)?,
            place: row.get(4)?,
            score: row.get(5)?,
            n_open: row.get(6)?,
            next_on: next.and_then(|day| day.parse().ok()),
            last_at: row.get(8)?,
            last_by: row.get(9)?,
            n_reviews: row.get(10)?,
            drg: row.get::<_, Option<String>>(11)?.unwrap_or_default(),
            reasons,
        })
    })?;
    found.ok_or(StoreError::Fault)
}

/// Reasons of a stay, in the order in which they are told.
pub(super) fn reasons(db: &Reader<'_>, stay: EncounterId) -> Result<Vec<Reason>, StoreError> {
    db.rows(include_str!("sql/reasons.sql"), [stay], |row| {
        Ok(Reason { reason: row.get(0)?, words: row.get(1)?, points: row.get(2)? })
    })
}

/// Asks for all open items of the list, for commands: page by page is the screen's.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenReviews(pub WorkPage);

impl Query for OpenReviews {
    type Rows = Vec<ListRow>;
    const LANE: Lane = Lane::Long;
    fn topics(&self) -> Topics {
        Topic::Cdi | Topic::Work
    }
    fn needs(&self) -> Permission {
        Permission::ReviewDocumentation
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        Ok(ReviewPage(self.0.clone()).run(db)?.items)
    }
}
