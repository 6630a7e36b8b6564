//! Questions about deficiencies, charts under review and who owes what.

use super::{book::Book, facts};
use crate::{
    domain::{
        completion::{Lack, Needed, Standing, assess},
        ids::{ClockRuleId, DeficiencyId, DocumentId, EncounterId, PatientId, PractitionerId, Version},
        role::Permission,
        time::When,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError, col_when},
};
use rusqlite::{Row, named_params};

/// A deficiency with the words of what it is about. Instants are ISO text in UTC, as stored.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it; the table is documented in its migration")]
pub struct Deficiency {
    pub id: DeficiencyId,
    pub encounter: EncounterId,
    pub patient: PatientId,
    pub patient_name: String,
    pub mrn: String,
    pub rule: String,
    #[serde(serialize_with = "word_of_lack")]
    pub lack: Lack,
    pub doc_type: String,
    pub name: String,
    pub document: Option<DocumentId>,
    pub responsible: Option<PractitionerId>,
    pub responsible_name: String,
    pub reason: String,
    pub note: String,
    #[serde(serialize_with = "word_of_standing")]
    pub state: Standing,
    pub start_at: Option<String>,
    pub due_at: Option<String>,
    pub due_rule: Option<ClockRuleId>,
    pub level: u8,
    pub letter: String,
    pub delinquent: bool,
    pub assigned_at: String,
    pub assigned_by: String,
    pub dispute_reason: String,
    pub ended_at: String,
    pub ended_by: String,
    pub ended_how: String,
    pub version: Version,
    pub class: String,
    pub service: String,
    pub discharge_at: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
fn word_of_lack<S: serde::Serializer>(lack: &Lack, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(lack.word())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
fn word_of_standing<S: serde::Serializer>(state: &Standing, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(state.word())
}

/// Which deficiencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of a stay, those that ended too.
    OfChart(EncounterId),
    /// Open ones of a clinician, most urgent level first.
    OfProvider(PractitionerId),
    /// Open ones, by number; after this one.
    Open(DeficiencyId),
    /// Disputed ones; after this one.
    Disputed(DeficiencyId),
    /// Delinquent ones; after this one.
    Late(DeficiencyId),
    /// One.
    One(DeficiencyId),
}

/// A list of deficiencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deficiencies {
    /// Which.
    pub which: Which,
    /// At most so many.
    pub limit: i64,
}

impl Query for Deficiencies {
    type Rows = Vec<Deficiency>;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }
    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let (sql, id) = match self.which {
            Which::OfChart(stay) => (include_str!("sql/deficiencies_of_chart.sql"), stay.0),
            Which::OfProvider(who) => (include_str!("sql/deficiencies_of_provider.sql"), who.0),
            Which::Open(after) => (include_str!("sql/deficiencies_open.sql"), after.0),
            Which::Disputed(after) => (include_str!("sql/deficiencies_disputed.sql"), after.0),
            Which::Late(after) => (include_str!("sql/deficiencies_late.sql"), after.0),
            Which::One(id) => (include_str!("sql/deficiency_one.sql"), id.0),
        };
        db.rows(sql, named_params! {":id": id, ":limit": self.limit}, deficiency)
    }
}

fn deficiency(row: &Row<'_>) -> rusqlite::Result<Deficiency> {
    Ok(Deficiency {
        id: row.get(0)?,
        encounter: row.get(1)?,
        patient: row.get(2)?,
        patient_name: row.get(3)?,
        mrn: row.get(4)?,
        rule: row.get(5)?,
        lack: Lack::from_word(&row.get::<_, String>(6)?).unwrap_or(Lack::Content),
        doc_type: row.get(7)?,
        name: row.get(8)?,
        document: row.get(9)?,
        responsible: row.get(10)?,
        responsible_name: row.get(11)?,
        reason: row.get(12)?,
        note: row.get(13)?,
        state: Standing::from_word(&row.get::<_, String>(14)?).unwrap_or(Standing::Open),
        start_at: row.get(15)?,
        due_at: row.get(16)?,
        due_rule: row.get(17)?,
        level: row.get(18)?,
        letter: row.get(19)?,
        delinquent: row.get(20)?,
        assigned_at: row.get(21)?,
        assigned_by: row.get(22)?,
        dispute_reason: row.get(23)?,
        ended_at: row.get(24)?,
        ended_by: row.get(25)?,
        ended_how: row.get(26)?,
        version: row.get(27)?,
        class: row.get(28)?,
        service: row.get(29)?,
        discharge_at: row.get(30)?,
    })
}

/// One line of a deficiency's history.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Step {
    pub what: String,
    pub before: String,
    pub after: String,
    pub reason: String,
    pub by: String,
    pub at: String,
}

/// What happened to a deficiency since it was assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History(pub DeficiencyId);

impl Query for History {
    type Rows = Vec<Step>;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }
    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        db.rows(include_str!("sql/history.sql"), [self.0], |row| {
            Ok(Step {
                what: row.get(0)?,
                before: row.get(1)?,
                after: row.get(2)?,
                reason: row.get(3)?,
                by: row.get(4)?,
                at: row.get(5)?,
            })
        })
    }
}

/// What one clinician owes in all.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Owes {
    pub provider: Option<PractitionerId>,
    pub name: String,
    pub service: String,
    pub deficiencies: i64,
    pub charts: i64,
    pub delinquent: i64,
    pub level: i64,
    pub oldest: String,
}

/// Who owes what, the highest level first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owing;

impl Query for Owing {
    type Rows = Vec<Owes>;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }
    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        db.rows(include_str!("sql/owing.sql"), [], |row| {
            Ok(Owes {
                provider: row.get(0)?,
                name: row.get(1)?,
                service: row.get(2)?,
                deficiencies: row.get(3)?,
                charts: row.get(4)?,
                delinquent: row.get(5)?,
                level: row.get(6)?,
                oldest: row.get(7)?,
            })
        })
    }
}

/// A chart as its reviewer sees it.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ChartUnderReview {
    pub encounter: EncounterId,
    pub patient: PatientId,
    pub class: String,
    pub service: String,
    pub admit: Option<When>,
    pub discharge: Option<When>,
    pub disposition: String,
    pub attending: String,
    /// State word; empty if the chart was never looked over.
    pub state: String,
    pub reviewed_by: String,
    pub closed_reason: String,
    pub needed: Vec<Needed>,
    pub documents: Vec<Paper>,
    /// Open ones first, then those that ended.
    pub deficiencies: Vec<Deficiency>,
    /// Questions of the checklist.
    pub checklist: Vec<String>,
    /// Types that rules know: key and name.
    pub types: Vec<(String, String)>,
}

/// A document of the chart.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Paper {
    pub document: DocumentId,
    pub title: String,
    pub state: String,
    pub written: Option<When>,
}

/// Asks for a chart under review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnderReview(pub EncounterId);

impl Query for UnderReview {
    type Rows = Option<ChartUnderReview>;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        Topic::Completion | Topic::Documents | Topic::Encounters
    }
    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let head = db.row(include_str!("sql/chart_head.sql"), [self.0], |row| {
            Ok(ChartUnderReview {
                encounter: row.get(0)?,
                patient: row.get(1)?,
                class: row.get(2)?,
                service: row.get(4)?,
                admit: col_when(row, 5)?,
                discharge: col_when(row, 6)?,
                disposition: row.get(7)?,
                attending: row.get(8)?,
                state: row.get(9)?,
                reviewed_by: row.get(11)?,
                closed_reason: row.get(13)?,
                needed: Vec::new(),
                documents: Vec::new(),
                deficiencies: Vec::new(),
                checklist: Vec::new(),
                types: Vec::new(),
            })
        })?;
        let Some(mut head) = head else { return Ok(None) };
        let book = Book::load(db.conn())?;
        if let Some(chart) = facts::load(db.conn(), &book.set, self.0, db.now())? {
            head.needed = assess(&book.set, &chart.facts, db.now()).needed;
            let paper = |document: crate::domain::completion::DocumentFacts| Paper {
                document: document.id,
                title: document.title,
                state: document.state,
                written: document.written,
            };
            head.documents = chart.facts.documents.into_iter().map(paper).collect();
            head.documents.sort_by_key(|paper| paper.written.map(When::instant));
        }
        head.deficiencies = Deficiencies { which: Which::OfChart(self.0), limit: 500 }.run(db)?;
        head.deficiencies.sort_by_key(|one| (!one.state.is_open(), one.id));
        head.types = book.set.types.iter().map(|kind| (kind.key.clone(), kind.name.clone())).collect();
        head.checklist = book.set.checklist;
        Ok(Some(head))
    }
}

/// The text of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulesText {
    /// Of those that hold.
    InForce,
    /// Of a file, to be looked over: its name and text.
    Check(String, String),
}

/// What [`RulesText`] answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesAnswer {
    /// Where they come from.
    pub file: String,
    /// The text.
    pub text: String,
    /// What is wrong, a sentence each.
    pub faults: Vec<String>,
}

impl Query for RulesText {
    type Rows = RulesAnswer;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        Topic::Rules.into()
    }
    fn needs(&self) -> Permission {
        Permission::SignedIn
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let (file, text) = match self {
            Self::Check(file, text) => (file.clone(), text.clone()),
            Self::InForce => match super::book::own_text(db.conn())? {
                Some(own) => own,
                None => (super::rules_file::SHIPPED_NAME.to_owned(), super::rules_file::SHIPPED.to_owned()),
            },
        };
        let faults = match Book::check(db.conn(), &file, &text)? {
            Ok(_) => Vec::new(),
            Err(faults) => faults.iter().map(ToString::to_string).collect(),
        };
        Ok(RulesAnswer { file, text, faults })
    }
}
