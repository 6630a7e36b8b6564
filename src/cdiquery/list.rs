//! Queries as lists: by state, of a stay, of a provider, and as the worklist shows them.

use crate::{
    domain::{
        cdi_query::{AskKind, NEEDS, Outcome, QueryState, Timing, Way},
        ids::{CdiQueryId, ClockRuleId, DocumentId, EncounterId, PatientId, PractitionerId, UserId, Version},
        role::Permission,
        time::instant_text,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
    work::{Item, Page, WorkPage, WorkRows},
};
use rusqlite::{Row, named_params};

/// One query with the words of what it is about. Instants are ISO text in UTC, as stored.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it; the table is documented in its migration")]
pub struct QueryLine {
    pub id: CdiQueryId,
    pub version: Version,
    pub encounter: EncounterId,
    pub patient: PatientId,
    pub patient_name: String,
    pub mrn: String,
    pub birth_date: String,
    pub visit_number: String,
    pub title: String,
    pub kind: AskKind,
    pub timing: Timing,
    pub way: Way,
    pub state: QueryState,
    pub outcome: Option<Outcome>,
    pub level: u8,
    pub provider: Option<PractitionerId>,
    pub provider_name: String,
    /// Last day of the leave of the one asked.
    pub away_until: Option<String>,
    pub delegate: Option<PractitionerId>,
    pub delegate_name: String,
    pub author: String,
    pub author_id: UserId,
    pub created_at: String,
    pub sent_at: Option<String>,
    pub due_at: Option<String>,
    pub due_rule: Option<ClockRuleId>,
    pub remind_at: Option<String>,
    pub peer_at: Option<String>,
    pub advisor_at: Option<String>,
    pub answered_at: Option<String>,
    pub ended_at: Option<String>,
    pub n_reminders: i64,
    pub service: String,
    pub finding: String,
    pub document: Option<DocumentId>,
}

impl QueryLine {
    /// Who is to answer now: the one asked, or the delegate while they are away.
    pub fn answers(&self) -> String {
        match (&self.away_until, self.delegate) {
            (Some(_), Some(_)) => format!("{} for {}", self.delegate_name, self.provider_name),
            (Some(until), None) => format!("{} (away to {until})", self.provider_name),
            _ => self.provider_name.clone(),
        }
    }

    /// The next step of the ladder, with its time: "reminder", "peer", "physician advisor".
    pub fn next_step(&self) -> Option<(&'static str, &str)> {
        if self.state != QueryState::Open {
            return None;
        }
        match self.level {
            0 if self.n_reminders == 0 => self.remind_at.as_deref().map(|at| ("reminder", at)),
            0 => self.peer_at.as_deref().map(|at| ("peer", at)),
            1 => self.advisor_at.as_deref().map(|at| ("physician advisor", at)),
            _ => None,
        }
    }
}

/// Which queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// One.
    One(CdiQueryId),
    /// All of a stay, newest first.
    OfStay(EncounterId),
    /// Open ones of a provider.
    OfProvider(PractitionerId),
    /// All, newest first.
    All,
    /// Open and past their time.
    Late,
    /// By state; of the two ends both.
    In(QueryState),
}

/// A list of queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queries {
    /// Which.
    pub which: Which,
    /// At most so many.
    pub limit: i64,
}

impl Query for Queries {
    type Rows = Vec<QueryLine>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Queries | Topic::Directory
    }

    fn needs(&self) -> Permission {
        NEEDS
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let (today, now) = (super::rows::today(db.now()), instant_text(db.now()));
        if self.which == Which::Late {
            return db.rows(
                include_str!("sql/queries_late.sql"),
                named_params! {":today": today, ":now": now, ":id": 0, ":limit": self.limit},
                line,
            );
        }
        let (sql, id) = match self.which {
            Which::One(id) => (include_str!("sql/query_one.sql"), id.0),
            Which::OfStay(stay) => (include_str!("sql/queries_of_stay.sql"), stay.0),
            Which::OfProvider(who) => (include_str!("sql/queries_of_provider.sql"), who.0),
            Which::In(QueryState::Draft) => (include_str!("sql/queries_draft.sql"), 0),
            Which::In(QueryState::Open) => (include_str!("sql/queries_open.sql"), 0),
            Which::In(QueryState::Answered) => (include_str!("sql/queries_answered.sql"), 0),
            Which::In(QueryState::Cancelled | QueryState::Closed) => {
                (include_str!("sql/queries_ended.sql"), 0)
            }
            Which::All | Which::Late => (include_str!("sql/queries_all.sql"), 0),
        };
        db.rows(sql, named_params! {":today": today, ":id": id, ":limit": self.limit}, line)
    }
}

fn line(row: &Row<'_>) -> rusqlite::Result<QueryLine> {
    let said = |idx: usize| row.get::<_, String>(idx);
    Ok(QueryLine {
        id: row.get(0)?,
        version: row.get(1)?,
        encounter: row.get(2)?,
        patient: row.get(3)?,
        patient_name: row.get(4)?,
        mrn: row.get(5)?,
        birth_date: row.get(6)?,
        visit_number: row.get(7)?,
        title: row.get(8)?,
        kind: AskKind::from_word(&said(9)?).unwrap_or(AskKind::OpenEnded),
        timing: Timing::from_word(&said(10)?).unwrap_or(Timing::Concurrent),
        way: Way::from_word(&said(11)?).unwrap_or(Way::Written),
        state: QueryState::from_word(&said(12)?).unwrap_or(QueryState::Closed),
        outcome: Outcome::from_word(&said(13)?),
        level: row.get(14)?,
        provider: row.get(15)?,
        provider_name: row.get(16)?,
        away_until: row.get(17)?,
        delegate: row.get(18)?,
        delegate_name: row.get(19)?,
        author: row.get(20)?,
        created_at: row.get(21)?,
        sent_at: row.get(22)?,
        due_at: row.get(23)?,
        due_rule: row.get(24)?,
        remind_at: row.get(25)?,
        peer_at: row.get(26)?,
        advisor_at: row.get(27)?,
        answered_at: row.get(28)?,
        ended_at: row.get(29)?,
        n_reminders: row.get(30)?,
        service: row.get(31)?,
        finding: row.get(32)?,
        document: row.get(33)?,
        author_id: row.get(34)?,
    })
}

/// A page of the worklist with the query of each item.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryPage(pub WorkPage);

/// One row of it.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryRow {
    /// The item.
    pub item: Item,
    /// The query.
    pub line: QueryLine,
}

impl Query for QueryPage {
    type Rows = Page<QueryRow>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        self.0.topics() | Topic::Queries | Topic::Directory
    }

    fn needs(&self) -> Permission {
        NEEDS
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let page = self.0.run(db)?;
        page.try_map(|item| {
            let one = Queries { which: Which::One(CdiQueryId(item.subject_id)), limit: 1 };
            let line = one.run(db)?.pop();
            line.map(|line| QueryRow { item, line }).ok_or(StoreError::Fault)
        })
    }
}

impl WorkRows for QueryPage {
    type Row = QueryRow;

    fn of(page: WorkPage) -> Self {
        Self(page)
    }

    fn page(&self) -> &WorkPage {
        &self.0
    }

    fn item(row: &QueryRow) -> &Item {
        &row.item
    }
}
