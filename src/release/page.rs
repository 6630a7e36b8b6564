//! The worklist's rows: the item, and of its request what the columns show.

use super::queries::{OneRequest, Request};
use crate::domain::{
    ids::ReleaseId,
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{Lane, Query, Reader, StoreError};
use crate::work::{Item, Page, WorkPage, WorkRows};

/// One row of the worklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseLine {
    /// The item.
    pub item: Item,
    /// Its request.
    pub request: Request,
}

/// A page of the worklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasePage(pub WorkPage);

impl Query for ReleasePage {
    type Rows = Page<ReleaseLine>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        self.0.topics() | Topic::Releases
    }

    fn needs(&self) -> Permission {
        self.0.needs()
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        self.0.run(db)?.try_map(|item| {
            let request = OneRequest(ReleaseId(item.subject_id)).run(db)?;
            Ok(ReleaseLine { item, request })
        })
    }
}

impl WorkRows for ReleasePage {
    type Row = ReleaseLine;

    fn of(page: WorkPage) -> Self {
        Self(page)
    }

    fn page(&self) -> &WorkPage {
        &self.0
    }

    fn item(row: &ReleaseLine) -> &Item {
        &row.item
    }
}
