//! Requests as they stand.

use super::money::{self, Entry};
use crate::domain::{
    clocks::Rule,
    ids::{ClockRuleId, PatientId, ReleaseId, RequesterId, UserId, Version},
    release::{
        Actor, Basis, Case, Delivery, Denial, Exception, Finding, Format, Purpose, RecordKind, Requester,
        State, check, denial, fees::Schedule,
    },
    role::Permission,
    time::PartialDate,
    topics::{Topic, Topics},
};
use crate::store::{Lane, Query, Reader, StoreError};
use chrono::{Local, NaiveDate};
use rusqlite::{Row, named_params};

const ONE: &str = include_str!("sql/one.sql");
const OPEN: &str = include_str!("sql/open.sql");
const ALL: &str = include_str!("sql/all.sql");
const OF_PATIENT: &str = include_str!("sql/of_patient.sql");
const UNKNOWN: &str = include_str!("sql/unknown.sql");
const ANSWERS: &str = include_str!("sql/answers.sql");
const EVENTS: &str = include_str!("sql/events.sql");
const DENIALS: &str = include_str!("sql/denials.sql");
const DISCLOSED: &str = include_str!("sql/disclosed.sql");

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it; the table is documented in migrations/0019_release.sql")]
pub struct Request {
    pub id: ReleaseId,
    pub version: Version,
    pub requester: RequesterId,
    pub requester_name: String,
    pub requester_address: String,
    pub requester_state: String,
    pub requester_fax: String,
    pub requester_verified: bool,
    pub kind: Requester,
    pub basis: Basis,
    pub actor: Actor,
    pub patient: Option<PatientId>,
    /// "Smith, John"; while nobody is known by it, as the request names them.
    pub name: String,
    pub mrn: String,
    pub born: Option<PartialDate>,
    pub purpose: Purpose,
    pub range_from: Option<NaiveDate>,
    pub range_to: Option<NaiveDate>,
    pub kinds: Vec<RecordKind>,
    pub specify: String,
    pub format: Format,
    pub delivery: Delivery,
    pub deliver_to: String,
    pub part2: bool,
    pub psychotherapy: bool,
    pub certify: bool,
    pub received_on: NaiveDate,
    pub wanted_by: Option<NaiveDate>,
    /// Instant, ISO text.
    pub due_at: String,
    pub due_rule: Option<ClockRuleId>,
    pub extended: bool,
    pub extension_reason: String,
    pub state: State,
    pub before_wait: Option<State>,
    pub state_reason: String,
    pub signed_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub expires_event: String,
    pub revoked_on: Option<NaiveDate>,
    pub pages: i64,
    pub gathered: String,
    pub sensitive: bool,
    pub gathered_by: Option<UserId>,
    pub gatherer: String,
    pub updated_by: String,
    pub updated_at: String,
}

impl Request {
    /// What its right depends on.
    pub fn case(&self) -> Case {
        Case {
            requester: self.kind,
            basis: self.basis,
            actor: self.actor,
            part2: self.part2,
            psychotherapy: self.psychotherapy,
            signed_on: self.signed_on,
            expires_on: self.expires_on,
            expires_event: self.expires_event.clone(),
            revoked_on: self.revoked_on,
        }
    }

    /// What is asked for, in words; `day` writes a date.
    pub fn what(&self, day: impl Fn(NaiveDate) -> String) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.title()).collect();
        let kinds = if kinds.is_empty() { "records".to_owned() } else { kinds.join(", ") };
        let range = match (self.range_from, self.range_to) {
            (Some(from), Some(to)) => format!(" of {} to {}", day(from), day(to)),
            (Some(from), None) => format!(" from {} on", day(from)),
            (None, Some(to)) => format!(" up to {}", day(to)),
            (None, None) => String::new(),
        };
        let specify = if self.specify.is_empty() { String::new() } else { format!(": {}", self.specify) };
        format!("{kinds}{range}{specify}")
    }

    /// Where the copy goes, lines.
    pub fn address(&self) -> &str {
        if self.deliver_to.is_empty() { &self.requester_address } else { &self.deliver_to }
    }
}

/// Which requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RequestFilter {
    /// Those that are open, first due first.
    #[default]
    Open,
    /// All, newest first.
    All,
    /// Of one patient.
    Patient(PatientId),
    /// Those whose patient nobody has found yet.
    Unknown,
}

/// Asks for requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requests {
    /// Which.
    pub filter: RequestFilter,
    /// Only those with a smaller number; none: from the newest on.
    pub before: Option<ReleaseId>,
    /// At most so many.
    pub limit: i64,
}

impl Query for Requests {
    type Rows = Vec<Request>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Releases | Topic::Patients
    }

    fn needs(&self) -> Permission {
        Permission::HandleReleases
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let before = self.before.map_or(i64::MAX, |before| before.0);
        let limit = self.limit;
        match self.filter {
            RequestFilter::Open => db.rows(OPEN, named_params! {":limit": limit}, request),
            RequestFilter::All => db.rows(ALL, named_params! {":before": before, ":limit": limit}, request),
            RequestFilter::Patient(patient) => {
                let params = named_params! {":patient": patient, ":before": before, ":limit": limit};
                db.rows(OF_PATIENT, params, request)
            }
            RequestFilter::Unknown => {
                db.rows(UNKNOWN, named_params! {":before": before, ":limit": limit}, request)
            }
        }
    }
}

/// Asks for one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneRequest(pub ReleaseId);

impl Query for OneRequest {
    type Rows = Request;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Releases | Topic::Patients
    }

    fn needs(&self) -> Permission {
        Permission::HandleReleases
    }

    fn run(&self, db: &Reader<'_>) -> Result<Request, StoreError> {
        db.row(ONE, [self.0], request)?.ok_or_else(|| {
            StoreError::NotFound(format!("There is no request {}; see `chartroom release list`.", self.0))
        })
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Event {
    pub verb: String,
    /// Afterwards.
    pub state: String,
    pub words: String,
    pub at: String,
    pub by: String,
}

/// One denial.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Denied {
    pub id: i64,
    /// What is denied; empty: the whole request.
    pub part: String,
    pub ground: Option<&'static Denial>,
    pub exception: Option<Exception>,
    pub reason: String,
    pub denied_at: String,
    pub denied_by: UserId,
    pub denier: String,
    pub review_asked_on: Option<NaiveDate>,
    pub reviewed_at: String,
    pub reviewer: String,
    pub upheld: Option<bool>,
    pub review_words: String,
}

/// One line of the record of disclosures.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Disclosed {
    pub on: Option<NaiveDate>,
    pub recipient: String,
    pub description: String,
    /// Why it is left out of an accounting; empty: it is in it.
    pub exemption: String,
    pub pages: i64,
    pub way: String,
}

/// A request with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Dossier {
    pub request: Request,
    /// The rule of its clock.
    pub rule: Option<Rule>,
    pub answers: Vec<(String, bool)>,
    /// What its right needs, and how that stands today.
    pub findings: Vec<Finding>,
    pub events: Vec<Event>,
    pub denials: Vec<Denied>,
    pub money: Vec<Entry>,
    pub disclosed: Vec<Disclosed>,
}

impl Dossier {
    /// What is still to be paid, in cents.
    pub fn balance(&self) -> i64 {
        money::balance(&self.money)
    }

    /// The denial whose review is still possible, if there is one.
    pub fn to_review(&self) -> Option<&Denied> {
        let open = |one: &&Denied| one.reviewed_at.is_empty() && one.ground.is_some_and(|g| g.reviewable);
        self.denials.iter().rev().find(open)
    }
}

/// Asks for a request with all that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dossiers(pub ReleaseId);

impl Query for Dossiers {
    type Rows = Dossier;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Releases | Topic::Patients
    }

    fn needs(&self) -> Permission {
        Permission::HandleReleases
    }

    fn run(&self, db: &Reader<'_>) -> Result<Dossier, StoreError> {
        let id = self.0;
        let request = OneRequest(id).run(db)?;
        let rule = match request.due_rule {
            Some(row) => crate::clocks::load(db.conn())?.into_iter().find(|rule| rule.row == row),
            None => None,
        };
        let answers = answers(db, id)?;
        let today = db.now().with_timezone(&Local).date_naive();
        let findings = check(&request.case(), &answers, today);
        let events = db.rows(EVENTS, [id], |row| {
            Ok(Event {
                verb: row.get(0)?,
                state: row.get(1)?,
                words: row.get(2)?,
                at: row.get(3)?,
                by: row.get(4)?,
            })
        })?;
        let denials = db.rows(DENIALS, [id], denied)?;
        let disclosed = db.rows(DISCLOSED, [id], |row| {
            Ok(Disclosed {
                on: row.get::<_, String>(0)?.parse().ok(),
                recipient: row.get(1)?,
                description: row.get(2)?,
                exemption: row.get(3)?,
                pages: row.get(4)?,
                way: row.get(5)?,
            })
        })?;
        let money = money::entries(db, id)?;
        Ok(Dossier { request, rule, answers, findings, events, denials, money, disclosed })
    }
}

/// What a person found, element by element.
pub(super) fn answers(db: &Reader<'_>, id: ReleaseId) -> Result<Vec<(String, bool)>, StoreError> {
    db.rows(ANSWERS, [id], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// All schedules of fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedules;

impl Query for Schedules {
    type Rows = Vec<Schedule>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Releases.into()
    }

    fn needs(&self) -> Permission {
        Permission::HandleReleases
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<Schedule>, StoreError> {
        money::schedules(db)
    }
}

fn denied(row: &Row<'_>) -> rusqlite::Result<Denied> {
    let (ground, exception): (String, String) = (row.get(2)?, row.get(3)?);
    Ok(Denied {
        id: row.get(0)?,
        part: row.get(1)?,
        ground: denial(&ground),
        exception: Exception::from_word(&exception),
        reason: row.get(4)?,
        denied_at: row.get(5)?,
        denied_by: row.get(6)?,
        denier: row.get(7)?,
        review_asked_on: row.get::<_, Option<String>>(8)?.and_then(|text| text.parse().ok()),
        reviewed_at: row.get::<_, Option<String>>(9)?.unwrap_or_default(),
        reviewer: row.get(10)?,
        upheld: row.get(11)?,
        review_words: row.get(12)?,
    })
}

/// Reads a row of the columns of `sql/one.sql`.
pub(super) fn request(row: &Row<'_>) -> rusqlite::Result<Request> {
    let day = |name: &str| -> rusqlite::Result<Option<NaiveDate>> {
        Ok(row.get::<_, Option<String>>(name)?.and_then(|text| text.parse().ok()))
    };
    let word = |name: &str| row.get::<_, String>(name);
    let kinds = word("kinds")?;
    Ok(Request {
        id: row.get("request_id")?,
        version: row.get("version")?,
        requester: row.get("requester_id")?,
        requester_name: word("requester_name")?,
        requester_address: word("requester_address")?,
        requester_state: word("requester_state")?,
        requester_fax: word("fax")?,
        requester_verified: row.get::<_, Option<String>>("verified_at")?.is_some(),
        kind: Requester::from_word(&word("kind")?).unwrap_or(Requester::Attorney),
        basis: Basis::from_word(&word("basis")?).unwrap_or(Basis::Authorization),
        actor: Actor::from_word(&word("actor")?).unwrap_or(Actor::Own),
        patient: row.get("patient_id")?,
        name: word("patient_name")?,
        mrn: word("mrn")?,
        born: row.get::<_, Option<String>>("birth_date")?.as_deref().and_then(PartialDate::parse_iso),
        purpose: Purpose::from_word(&word("purpose")?).unwrap_or(Purpose::OwnRequest),
        range_from: day("range_from")?,
        range_to: day("range_to")?,
        kinds: kinds.split(',').filter_map(RecordKind::from_word).collect(),
        specify: word("specify")?,
        format: Format::from_word(&word("format")?).unwrap_or(Format::Paper),
        delivery: Delivery::from_word(&word("delivery")?).unwrap_or(Delivery::Mail),
        deliver_to: word("deliver_to")?,
        part2: row.get("part2")?,
        psychotherapy: row.get("psychotherapy")?,
        certify: row.get("certify")?,
        received_on: day("received_on")?.unwrap_or_default(),
        wanted_by: day("wanted_by")?,
        due_at: word("due_at")?,
        due_rule: row.get("due_rule")?,
        extended: row.get("extended")?,
        extension_reason: word("extension_reason")?,
        state: State::from_word(&word("state")?).unwrap_or(State::Received),
        before_wait: State::from_word(&word("before_wait")?),
        state_reason: word("state_reason")?,
        signed_on: day("signed_on")?,
        expires_on: day("expires_on")?,
        expires_event: word("expires_event")?,
        revoked_on: day("revoked_on")?,
        pages: row.get("pages")?,
        gathered: word("gathered")?,
        sensitive: row.get("sensitive")?,
        gathered_by: row.get("gathered_by")?,
        gatherer: word("gatherer")?,
        updated_by: word("updated_by")?,
        updated_at: word("updated_at")?,
    })
}
