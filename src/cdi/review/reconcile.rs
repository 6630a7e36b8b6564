//! Documentation review's DRG beside the coder's, once the codes are final: what differs is settled with a reason.

use super::{
    book::Book,
    drg::{self, Seen, Stage},
    picture::heaviest,
    refresh::{Refreshed, item_of, take_off},
    stay::Head,
};
use crate::{
    coding::{Grouped, Tools, group_only, sheet_of},
    domain::{
        ids::{AccountId, EncounterId, PatientId, Version},
        role::{Permission, words},
        time::{When, parse_instant},
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing, col_when},
    work::{self, Hand},
};
use chrono::Duration;
use rusqlite::{Row, named_params};

words! {
    /// Why the two DRGs differed.
    Why {
        /// Another principal diagnosis was chosen.
        Principal = "principal", "another principal diagnosis";
        /// The coder took a code that the review had missed.
        MissedByReview = "missed-by-review", "missed by the review";
        /// The coder had missed a documented diagnosis.
        MissedByCoder = "missed-by-coder", "missed by the coder";
        /// Documents came after the last review.
        LaterDocument = "later-document", "a document came after the review";
        /// The diagnosis is not supported by the record.
        NotSupported = "not-supported", "not clinically supported";
        /// The query was not answered, or not agreed to.
        QueryUnanswered = "query-unanswered", "query unanswered or not agreed";
        /// A guideline or Coding Clinic was read otherwise.
        Guideline = "guideline", "a guideline read otherwise";
        /// A procedure made the difference.
        Procedure = "procedure", "a procedure";
        /// Present on admission, or a hospital-acquired condition.
        Poa = "poa", "present on admission";
        /// Another version of the grouper.
        Grouper = "grouper", "another grouper version";
        /// Anything else; the note says what.
        Other = "other", "other";
    }
}

words! {
    /// What is decided about a difference.
    Settlement {
        /// The coder's DRG stands.
        FinalStands = "final-stands", "the final DRG stands";
        /// The coder is to look at the codes again.
        ToCoder = "to-coder", "back to the coder";
        /// The reviewer is to look again.
        ToCdi = "to-cdi", "back to documentation review";
    }
}

impl Settlement {
    fn state(self) -> &'static str {
        match self {
            Self::FinalStands => "settled",
            Self::ToCoder => "with-coder",
            Self::ToCdi => "with-cdi",
        }
    }
}

/// The words of a state of a reconciliation.
pub fn state_title(state: &str) -> &'static str {
    match state {
        "open" => "to reconcile",
        "with-coder" => "with the coder",
        "with-cdi" => "with the reviewer",
        _ => "settled",
    }
}

/// One reconciliation.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it; see migrations/0017_cdi_review.sql")]
pub struct Reconciliation {
    pub encounter: EncounterId,
    pub account: AccountId,
    pub patient: PatientId,
    pub state: String,
    pub cdi_drg: String,
    pub cdi_weight: Option<i64>,
    pub final_drg: String,
    pub final_weight: Option<i64>,
    pub matched: bool,
    pub reason: String,
    pub note: String,
    pub opened_at: String,
    pub settled_at: Option<String>,
    pub settled_by: String,
    pub version: Version,
    pub updated_at: String,
    pub updated_by: String,
    pub mrn: String,
    pub patient_name: String,
    pub number: String,
    pub service: String,
    pub reviewer: String,
    pub coder: String,
    pub discharge: Option<When>,
}

impl Reconciliation {
    /// Its state in words.
    pub fn state_title(&self) -> &'static str {
        state_title(&self.state)
    }

    /// The reason in words; empty while there is none.
    pub fn reason_title(&self) -> &'static str {
        Why::from_word(&self.reason).map_or("", Why::title)
    }

    /// Final less reviewer's weight, in ten-thousandths.
    pub fn difference(&self) -> Option<i64> {
        self.final_weight.zip(self.cdi_weight).map(|(after, before)| after - before)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Reconciliation> {
    Ok(Reconciliation {
        encounter: row.get(0)?,
        account: row.get(1)?,
        patient: row.get(2)?,
        state: row.get(3)?,
        cdi_drg: row.get(4)?,
        cdi_weight: row.get(5)?,
        final_drg: row.get(6)?,
        final_weight: row.get(7)?,
        matched: row.get(8)?,
        reason: row.get(9)?,
        note: row.get(10)?,
        opened_at: row.get(11)?,
        settled_at: row.get(12)?,
        settled_by: row.get(13)?,
        version: row.get(14)?,
        updated_at: row.get(15)?,
        updated_by: row.get(16)?,
        mrn: row.get(17)?,
        patient_name: row.get(18)?,
        number: row.get(19)?,
        service: row.get(20)?,
        reviewer: row.get(21)?,
        coder: row.get(22)?,
        discharge: col_when(row, 23)?,
    })
}

/// Which reconciliations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that differ and are not settled, oldest first.
    Open,
    /// Settled ones, newest first.
    Settled,
    /// That of one stay.
    One(EncounterId),
}

/// Asks for reconciliations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconciliations {
    /// Which.
    pub which: Which,
    /// Asked by a coder, whose role reviews no documentation.
    pub as_coder: bool,
    /// At most so many.
    pub limit: i64,
}

impl Query for Reconciliations {
    type Rows = Vec<Reconciliation>;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        Topic::Cdi | Topic::Coding
    }
    fn needs(&self) -> Permission {
        if self.as_coder { Permission::Code } else { Permission::ReviewDocumentation }
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        match self.which {
            Which::Open => db.rows(include_str!("sql/reconciliations_open.sql"), [self.limit], read),
            Which::Settled => db.rows(include_str!("sql/reconciliations_settled.sql"), [self.limit], read),
            Which::One(stay) => db.rows(include_str!("sql/reconciliation_row.sql"), [stay], read),
        }
    }
}

/// One step of a reconciliation.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Step {
    pub verb: String,
    pub reason: String,
    pub note: String,
    pub by: String,
    pub at: String,
}

/// Asks for the steps of a stay's reconciliation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepsOf {
    /// The stay.
    pub encounter: EncounterId,
    /// Asked by a coder.
    pub as_coder: bool,
}

impl Query for StepsOf {
    type Rows = Vec<Step>;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        Topic::Cdi.into()
    }
    fn needs(&self) -> Permission {
        if self.as_coder { Permission::Code } else { Permission::ReviewDocumentation }
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        db.rows(include_str!("sql/reconciliation_steps.sql"), [self.encounter], |row| {
            Ok(Step {
                verb: row.get(0)?,
                reason: row.get(1)?,
                note: row.get(2)?,
                by: row.get(3)?,
                at: row.get(4)?,
            })
        })
    }
}

/// Decides about a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconcile {
    /// The stay.
    pub encounter: EncounterId,
    /// What is decided.
    pub settle: Settlement,
    /// Why the DRGs differ.
    pub why: Why,
    /// Words about it.
    pub note: String,
    /// The version that the user saw.
    pub seen: Option<Version>,
    /// Decided by a coder, whose role reviews no documentation.
    pub as_coder: bool,
}

impl Change for Reconcile {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topic::Cdi.into()
    }
    fn needs(&self) -> Permission {
        if self.as_coder { Permission::Code } else { Permission::ReviewDocumentation }
    }
    fn audit(&self) -> AuditLine {
        let mut line = AuditLine::new("cdi.reconcile").object("encounter", self.encounter.0);
        self.settle.word().clone_into(&mut line.detail);
        self.why.word().clone_into(&mut line.reason);
        line
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let found = tx.row(include_str!("sql/reconciliation_row.sql"), [self.encounter], read)?;
        let Some(row) = found else {
            return Err(Refusal::invalid(
                "",
                "this stay has nothing to reconcile: its codes are not final, or nobody reviewed it.",
            ));
        };
        tx.about(row.patient);
        if let Some(seen) = self.seen {
            tx.same_version(seen, row.version, &row.updated_by, &row.updated_at, Vec::new)?;
        }
        if row.state == "settled" {
            return Err(Refusal::invalid("", "this stay is settled already."));
        }
        if self.why == Why::Other && self.note.trim().is_empty() {
            return Err(Refusal::invalid("note", "say in the note what the other reason is."));
        }
        let (by, now) = (tx.session().login.clone(), tx.now_text());
        let params = named_params! {
            ":encounter": self.encounter, ":state": self.settle.state(), ":reason": self.why.word(),
            ":note": self.note.trim(), ":by": by, ":now": now,
        };
        tx.execute(include_str!("sql/reconciliation_decide.sql"), params)?;
        step(tx, self.encounter, self.settle.word(), self.why.word(), self.note.trim(), &by)?;
        if self.settle == Settlement::FinalStands {
            finish(tx, self.encounter, "reconciled")?;
        }
        Ok(())
    }
}

fn step(
    tx: &Writing<'_>,
    encounter: EncounterId,
    verb: &str,
    reason: &str,
    note: &str,
    by: &str,
) -> Result<(), StoreError> {
    tx.execute(
        include_str!("sql/reconciliation_step.sql"),
        named_params! {
            ":encounter": encounter, ":verb": verb, ":reason": reason, ":note": note, ":by": by, ":now": tx.now_text(),
        },
    )?;
    Ok(())
}

/// A settled stay leaves the list: reconciled, and closed.
fn finish(tx: &Writing<'_>, encounter: EncounterId, why: &str) -> Result<(), Refusal> {
    if let Some(item) = item_of(tx, encounter)? {
        if item.state != "reconciled" {
            work::move_to(tx, item.id, "reconcile", why, Hand::Rule)?;
        }
        work::move_to(tx, item.id, "close", why, Hand::Rule)?;
    }
    if let Some(head) = super::stay::head(&tx.reader(), encounter)? {
        // The item is closed above; what is left is the row.
        take_off(tx, &head, why, true)?;
    }
    Ok(())
}

/// The coder's DRG: as signed, else as the final codes group.
fn final_drg(tx: &Writing<'_>, tools: &Tools, head: &Head) -> Result<Option<(Grouped, String)>, Refusal> {
    let Some(account) = head.account else { return Ok(None) };
    let sheet = sheet_of(&tx.reader(), account)?;
    let grouped = group_only(tools, &head.case(When::At(tx.now()).day()), &sheet);
    let signed = tx.row(include_str!("sql/final_drg.sql"), [account], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, Option<i64>>(2)?,
            row.get::<_, String>(3)?,
            row.get::<_, String>(4)?,
        ))
    })?;
    Ok(match (signed, grouped) {
        // What the bill said counts; title and weight are the grouper's where both say the same.
        (Some((drg, _, None, _, by)), Some(grouped)) if grouped.drg == drg => Some((grouped, by)),
        (Some((drg, title, weight, grouper, by)), grouped) => {
            let severity = grouped.filter(|own| own.drg == drg).map(|own| own.severity).unwrap_or_default();
            Some((Grouped { drg, title, weight, grouper, severity, ..Grouped::default() }, by))
        }
        (None, Some(grouped)) => Some((grouped, "rules".to_owned())),
        (None, None) => None,
    })
}

/// The codes of a reviewed stay are final: the two DRGs are compared, and what agrees is settled at once.
pub(super) fn codes_are_final(
    tx: &Writing<'_>,
    book: &Book,
    tools: &Tools,
    head: &Head,
    mut done: Refreshed,
) -> Result<Refreshed, Refusal> {
    let encounter = head.encounter;
    let today = When::At(tx.now()).day().to_string();
    tx.execute(
        include_str!("sql/review_weighed.sql"),
        named_params! {":encounter": encounter, ":today": today},
    )?;
    let working = tx.row(include_str!("sql/working_last.sql"), [encounter], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?))
    })?;
    let last = final_drg(tx, tools, head)?;
    let (Some((cdi, cdi_weight)), Some((last, by)), Some(account)) = (working, last, head.account) else {
        // Without a DRG on one side there is nothing to compare.
        done.closed += i64::from(take_off(tx, head, "codes are final, without a DRG to compare", true)?);
        return Ok(done);
    };
    let seen = Seen {
        drg: &last.drg,
        title: &last.title,
        weight: last.weight,
        severity: heaviest(&last),
        grouper: &last.grouper,
        basis: "the final codes",
        by: &by,
    };
    drg::keep(tx, encounter, Stage::Final, &seen)?;
    let before = tx.row(include_str!("sql/reconciliation.sql"), [encounter], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let matched = cdi == last.drg;
    let news = before.as_ref().is_none_or(|(_, drg)| *drg != last.drg);
    if news {
        tx.execute(
            include_str!("sql/reconciliation_put.sql"),
            named_params! {
                ":encounter": encounter, ":account": account, ":state": if matched { "settled" } else { "open" },
                ":cdi": cdi, ":cdi_weight": cdi_weight, ":final": last.drg, ":final_weight": last.weight,
                ":matched": matched, ":now": tx.now_text(), ":by": "rules",
            },
        )?;
        let verb = if matched { "matched" } else { "differs" };
        let words = format!("review {cdi}, final {}", last.drg);
        step(tx, encounter, verb, "", &words, "rules")?;
        tx.touches(Topic::Cdi);
    }
    let settled = matched || (!news && before.is_some_and(|(state, _)| state == "settled"));
    if settled {
        done.closed += i64::from(head.on_list);
        finish(tx, encounter, "the DRGs agree")?;
    } else if let Some(item) = item_of(tx, encounter)?.filter(|item| item.state != "to-reconcile") {
        work::take_up(tx, item.id, "the codes are final")?;
        work::move_to(tx, item.id, "differ", "the DRGs differ", Hand::Rule)?;
        let due = tx.now() + Duration::days(i64::from(book.review.reconcile_days));
        work::set_due(tx, item.id, Some(due), None, "days of the rule file")?;
        done.to_reconcile += 1;
    }
    Ok(done)
}

/// Days that a reconciliation has been open.
pub fn open_days(one: &Reconciliation, now: chrono::DateTime<chrono::Utc>) -> i64 {
    parse_instant(&one.opened_at).map_or(0, |at| (now - at).num_days())
}
