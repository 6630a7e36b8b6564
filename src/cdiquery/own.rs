//! All that a provider can reach: the queries put to them and what they owe. Nothing here reads grouping, codes or money.

use super::{
    answer::{Answering, Said, write_down},
    one::{Answer, QueryChoice, answers, options},
    rows,
};
use crate::{
    domain::{
        cdi_query::{AnswerWay, AskKind, Outcome, QueryState},
        completion::{Lack, Standing},
        ids::{CdiQueryId, DeficiencyId, PatientId, PractitionerId, Version},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing},
};
use rusqlite::{Row, named_params};

/// Why a query is on somebody's own list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// They are asked.
    Asked,
    /// They stand in for the one who is asked and is away.
    StandsIn,
    /// It was handed up to them: they may read it and speak with the one who is asked.
    HandedUp,
}

/// One query on the own list. Instants are ISO text in UTC.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OwnLine {
    pub id: CdiQueryId,
    pub version: Version,
    pub patient_name: String,
    pub mrn: String,
    pub birth_date: String,
    #[serde(skip)]
    pub patient: PatientId,
    pub title: String,
    pub state: QueryState,
    #[serde(skip)]
    pub outcome: Option<Outcome>,
    pub sent_at: String,
    pub due_at: Option<String>,
    pub answered_at: Option<String>,
    /// Who is asked.
    pub provider_name: String,
    pub why: Why,
    /// Who asks.
    pub author: String,
    #[serde(skip)]
    pub kind: AskKind,
}

impl OwnLine {
    /// Whether the person at the keyboard may answer it now.
    pub fn may_answer(&self) -> bool {
        self.state == QueryState::Open && self.why != Why::HandedUp
    }
}

/// One own query, to be read and answered.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OwnFile {
    #[serde(flatten)]
    pub line: OwnLine,
    pub text: String,
    pub options: Vec<QueryChoice>,
    pub answers: Vec<Answer>,
}

/// One own deficiency.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OwnDeficiency {
    #[serde(skip)]
    pub id: DeficiencyId,
    pub patient_name: String,
    pub mrn: String,
    pub birth_date: String,
    /// The type of document.
    pub name: String,
    /// What it lacks, in words.
    pub lacks: &'static str,
    pub disputed: bool,
    pub start_at: Option<String>,
    pub due_at: Option<String>,
    pub reason: String,
    pub note: String,
    /// The document's title, if there is one.
    pub document: String,
    pub discharge_at: Option<String>,
}

/// Who is at the keyboard, as a provider of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// The row.
    pub id: PractitionerId,
    /// The name under an answer.
    pub name: String,
}

fn me(found: Option<Me>) -> Result<Me, StoreError> {
    found.ok_or_else(|| {
        StoreError::NotFound(
            "Your account stands for no provider of the directory. An administrator can link it: chartroom user link".into(),
        )
    })
}

const WHO: &str = include_str!("sql/who_am_i.sql");

fn read_me(row: &Row<'_>) -> rusqlite::Result<Me> {
    let name: String = row.get(1)?;
    Ok(Me { id: row.get(0)?, name })
}

fn who(db: &Reader<'_>) -> Result<Me, StoreError> {
    me(db.row(WHO, [db.session().user], read_me)?)
}

/// The lines that every question of a provider repeats.
macro_rules! own_query {
    ($query:ty, $rows:ty, |$this:ident, $db:ident| $body:expr) => {
        impl Query for $query {
            type Rows = $rows;
            const LANE: Lane = Lane::Desk;
            fn topics(&self) -> Topics {
                Topic::Queries | Topic::Completion
            }
            fn needs(&self) -> Permission {
                Permission::AnswerQueries
            }
            fn run(&self, $db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
                let $this = self;
                $body
            }
        }
    };
}

/// Asks for the own queries: those put to oneself, those of whom one stands in for, those handed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnQueries;

own_query!(OwnQueries, Vec<OwnLine>, |_this, db| {
    let (me, today) = (who(db)?, rows::today(db.now()));
    db.rows(include_str!("sql/own_queries.sql"), named_params! {":me": me.id, ":today": today}, line)
});

/// Asks for one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnQuery(pub CdiQueryId);

own_query!(OwnQuery, Option<OwnFile>, |this, db| {
    let (me, today) = (who(db)?, rows::today(db.now()));
    let found = db.row(
        include_str!("sql/own_query.sql"),
        named_params! {":me": me.id, ":today": today, ":id": this.0},
        line,
    )?;
    let Some(line) = found else { return Ok(None) };
    let text = db.row(include_str!("sql/text_now.sql"), named_params! {":id": this.0}, |row| row.get(0))?;
    let (options, answers) = (options(db, this.0)?, answers(db, this.0)?);
    Ok(Some(OwnFile { line, text: text.unwrap_or_default(), options, answers }))
});

/// Asks for what one owes in records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnDeficiencies;

own_query!(OwnDeficiencies, Vec<OwnDeficiency>, |_this, db| {
    let me = who(db)?;
    db.rows(include_str!("sql/own_deficiencies.sql"), named_params! {":me": me.id}, |row| {
        let (lack, state): (String, String) = (row.get(6)?, row.get(7)?);
        Ok(OwnDeficiency {
            id: row.get(0)?,
            patient_name: row.get(1)?,
            mrn: row.get(2)?,
            birth_date: row.get(3)?,
            name: row.get(5)?,
            lacks: Lack::from_word(&lack).unwrap_or(Lack::Content).title(),
            disputed: Standing::from_word(&state) == Some(Standing::Disputed),
            start_at: row.get(8)?,
            due_at: row.get(9)?,
            reason: row.get(10)?,
            note: row.get(11)?,
            document: row.get(12)?,
            discharge_at: row.get(13)?,
        })
    })
});

fn line(row: &Row<'_>) -> rusqlite::Result<OwnLine> {
    let (state, outcome, kind): (String, String, String) = (row.get(7)?, row.get(8)?, row.get(16)?);
    let (asked, stands_in): (bool, bool) = (row.get(13)?, row.get(14)?);
    Ok(OwnLine {
        id: row.get(0)?,
        version: row.get(1)?,
        patient_name: row.get(2)?,
        mrn: row.get(3)?,
        birth_date: row.get(4)?,
        patient: row.get(5)?,
        title: row.get(6)?,
        state: QueryState::from_word(&state).unwrap_or(QueryState::Closed),
        outcome: Outcome::from_word(&outcome),
        sent_at: row.get(9)?,
        due_at: row.get(10)?,
        answered_at: row.get(11)?,
        provider_name: row.get(12)?,
        why: match (asked, stands_in) {
            (true, _) => Why::Asked,
            (false, true) => Why::StandsIn,
            (false, false) => Why::HandedUp,
        },
        author: row.get(15)?,
        kind: AskKind::from_word(&kind).unwrap_or(AskKind::OpenEnded),
    })
}

/// A provider opened a query: the log says that the patient's indicators were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOwn {
    /// Which.
    pub id: CdiQueryId,
    /// Whose chart it quotes.
    pub patient: PatientId,
}

impl Change for ReadOwn {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::AnswerQueries
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("query.read").patient(self.patient).object("cdi_query", self.id.0)
    }

    fn apply(&self, _tx: &Writing<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}

/// A provider answers a query and signs the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignAnswer {
    /// Which.
    pub id: CdiQueryId,
    /// The version that was read.
    pub seen: Option<Version>,
    /// The option chosen, by its number; none: own words.
    pub option: Option<i64>,
    /// The answer in own words.
    pub words: String,
    /// A comment.
    pub comment: String,
}

impl Change for SignAnswer {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Queries | Topic::Coding
    }

    fn needs(&self) -> Permission {
        Permission::AnswerQueries
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("query.sign")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let me = me(tx.row(WHO, [tx.session().user], read_me)?)?;
        // Another's query is told like one that is not there: its number says nothing of any patient.
        let not_mine =
            || Refusal::invalid("query", format!("there is no query {} for you to answer.", self.id));
        let head = rows::head(tx, self.id, None).map_err(|_| not_mine())?;
        let asked = head.provider.map(|provider| rows::asked(tx, provider)).transpose()?;
        let stands_in = asked.as_ref().is_some_and(|asked| asked.stands_in(me.id));
        if (head.provider != Some(me.id) && !stands_in) || head.state == QueryState::Draft {
            return Err(not_mine());
        }
        let head = rows::head(tx, self.id, self.seen)?;
        let note = match asked {
            Some(asked) if stands_in => format!("{} answers for {}, who is away.", me.name, asked.name),
            _ => String::new(),
        };
        let said =
            Said { way: AnswerWay::Workstation, provider: me.id, at: tx.now(), signed_as: &me.name, note };
        let answering = Answering {
            option: self.option,
            words: self.words.clone(),
            comment: self.comment.clone(),
            outcome: None,
        };
        write_down(tx, &head, &answering, &said).map(|_| ())
    }
}
