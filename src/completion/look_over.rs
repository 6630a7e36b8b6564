//! One chart looked over inside a writing transaction: what is lacking is assigned, what has arrived is closed.

use super::{
    book::Book,
    facts::{self, Chart},
    worklist,
};
use crate::{
    domain::{
        completion::{
            Action, ChartFacet, ChartFacts, ChartState, Ended, Finding, Known, Lack, Standing, assess,
            level_reached, next_level_at, plan,
        },
        ids::{ClockRuleId, DeficiencyId, EncounterId, PractitionerId},
        time::{When, parse_instant},
        topics::Topic,
    },
    store::{Refusal, StoreError, Writing},
};
use chrono::{DateTime, Duration, Utc};
use rusqlite::{OptionalExtension, Row, named_params};

/// Who the program is in the history of a deficiency.
pub(super) const BY_RULES: &str = "rules";

/// What looking a chart over did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// Charts looked over.
    pub charts: u64,
    /// Deficiencies assigned.
    pub assigned: u64,
    /// Deficiencies that went on to another stage.
    pub moved: u64,
    /// Deficiencies closed because the document arrived or is no longer needed.
    pub closed: u64,
    /// Deficiencies opened again.
    pub reopened: u64,
    /// Charts put on the review list.
    pub to_review: u64,
}

impl Tally {
    /// Adds another one.
    pub fn add(&mut self, other: Self) {
        self.charts += other.charts;
        self.assigned += other.assigned;
        self.moved += other.moved;
        self.closed += other.closed;
        self.reopened += other.reopened;
        self.to_review += other.to_review;
    }

    /// Whether any deficiency was changed.
    pub fn changed(&self) -> bool {
        self.assigned + self.moved + self.closed + self.reopened > 0
    }
}

/// A stored deficiency with what is needed to keep or change it.
pub(super) struct Stored {
    pub known: Known,
    reassigned: bool,
    start: Option<String>,
    due: Option<String>,
    due_rule: Option<ClockRuleId>,
    level: u8,
    assigned: DateTime<Utc>,
    responsible: Option<PractitionerId>,
}

/// The row of a chart as it stands.
#[derive(Default)]
struct ChartRow {
    state: String,
    reviewed: bool,
    closed: bool,
    discharge: Option<String>,
    n_open: u32,
    level: u8,
    look_at: Option<String>,
    delinquent_since: Option<String>,
    patient: i64,
    class: String,
    service: String,
    attending: Option<PractitionerId>,
}

/// Looks one chart over. Doing it twice changes nothing.
pub(super) fn look_over(tx: &Writing<'_>, book: &Book, encounter: EncounterId) -> Result<Tally, Refusal> {
    let now = tx.now();
    let mut tally = Tally { charts: 1, ..Tally::default() };
    tx.execute("DELETE FROM chart_touched WHERE encounter_id = ?1", [encounter])?;
    let Some(chart) = facts::load(tx.conn(), &book.set, encounter, now)? else { return Ok(tally) };
    let row = chart_row(tx, encounter)?;
    let stored = stored(tx, encounter)?;
    let is_stay = matches!(chart.state.as_str(), "open" | "discharged");
    let assessment = if is_stay && !row.as_ref().is_some_and(|row| row.closed) {
        assess(&book.set, &chart.facts, now)
    } else {
        crate::domain::completion::Assessment::default()
    };
    let known: Vec<Known> = stored.iter().map(|one| one.known.clone()).collect();
    let ripe = assessment.needed.iter().filter_map(|needed| needed.ripe_at).min();
    let actions = plan(&chart.facts, &known, assessment.findings, &chart.followers);
    let mut outcome = Outcome { look_at: ripe, ..Outcome::default() };
    let mut at_work = AtWork { tx, book, chart: &chart, tally: &mut tally, outcome: &mut outcome };
    for action in actions {
        at_work.carry_out(&stored, action)?;
    }
    at_work.rest(&stored)?;
    if !is_stay && row.is_none() {
        return Ok(tally);
    }
    put_chart(tx, book, &chart, row.unwrap_or_default(), &outcome, &mut tally)?;
    if tally.changed() {
        tx.touches(Topic::Completion);
    }
    Ok(tally)
}

/// What all open deficiencies of the chart come to.
#[derive(Default)]
struct Outcome {
    n_open: u32,
    level: u8,
    delinquent: bool,
    look_at: Option<DateTime<Utc>>,
    /// Open ones that were counted.
    counted: Vec<DeficiencyId>,
    ended: Vec<DeficiencyId>,
}

struct AtWork<'a, 'c> {
    tx: &'a Writing<'c>,
    book: &'a Book,
    chart: &'a Chart,
    tally: &'a mut Tally,
    outcome: &'a mut Outcome,
}

/// The level of a deficiency, as its columns say it.
#[derive(Default)]
struct Reached {
    level: u8,
    letter: String,
    delinquent: bool,
    suspends: bool,
}

impl AtWork<'_, '_> {
    fn facts(&self) -> &ChartFacts {
        &self.chart.facts
    }

    fn carry_out(&mut self, stored: &[Stored], action: Action) -> Result<(), Refusal> {
        let find = |id: DeficiencyId| stored.iter().find(|one| one.known.id == id);
        match action {
            Action::Assign(found) => self.assign(&found),
            Action::Keep(id, found) => find(id).map_or(Ok(()), |one| self.keep(one, &found)),
            Action::Reopen(id, found) => find(id).map_or(Ok(()), |one| self.reopen(one, &found)),
            Action::End(id, how) => {
                self.outcome.ended.push(id);
                self.tally.closed += 1;
                find(id).map_or(Ok(()), |one| end(self.tx, one.known.id, one.known.lack, how, BY_RULES, ""))
            }
        }
    }

    fn assign(&mut self, found: &Finding) -> Result<(), Refusal> {
        let due = self.book.due(&found.clock, found.start, &self.facts().service);
        let reached = self.reach(found.lack, &found.doc_type, self.tx.now());
        let facts = &self.chart.facts;
        self.tx.insert(
            include_str!("sql/deficiency_insert.sql"),
            named_params! {
                ":encounter": facts.encounter, ":patient": facts.patient, ":rule": found.rule,
                ":lack": found.lack.word(), ":type": found.doc_type, ":name": found.name, ":document": found.document,
                ":responsible": found.owed_by, ":reason": found.reason, ":note": "",
                ":start": found.start.filter(|_| due.is_some()), ":due": due.as_ref().map(|due| &due.0),
                ":due_rule": due.as_ref().map(|due| due.1), ":level": reached.level, ":letter": reached.letter,
                ":delinquent": reached.delinquent, ":suspends": reached.suspends, ":now": self.tx.now_text(),
                ":by": BY_RULES,
            },
        )?;
        self.tally.assigned += 1;
        Ok(())
    }

    fn keep(&mut self, one: &Stored, found: &Finding) -> Result<(), Refusal> {
        let moved = one.known.lack != found.lack || one.known.document != found.document;
        let same = !moved && one.known.rule == found.rule && one.known.doc_type == found.doc_type;
        let responsible = Self::responsible(one, found, moved);
        let clock = self.clock(one, found);
        if same
            && responsible == one.responsible
            && clock == (one.start.clone(), one.due.clone(), one.due_rule)
        {
            return self.count_level(one, found.lack, &found.doc_type);
        }
        self.write(one, found, responsible, moved, clock, one.known.state)?;
        if moved {
            self.tally.moved += 1;
            let (before, after) = (one.known.lack.title(), found.lack.title());
            event(self.tx, one.known.id, "stage", (before, after), &found.reason, BY_RULES)?;
        }
        Ok(())
    }

    fn reopen(&mut self, one: &Stored, found: &Finding) -> Result<(), Refusal> {
        let clock = self.clock(one, found);
        self.write(one, found, found.owed_by, true, clock, Standing::Open)?;
        self.tally.reopened += 1;
        let how = one.known.ended.map_or("", Ended::title);
        event(self.tx, one.known.id, "reopened", (how, found.lack.title()), &found.reason, BY_RULES)?;
        Ok(())
    }

    /// A person's choice of who owes it holds for the stage for which it was made.
    fn responsible(one: &Stored, found: &Finding, moved: bool) -> Option<PractitionerId> {
        if one.reassigned && !moved { one.responsible } else { found.owed_by.or(one.responsible) }
    }

    /// A clock that runs keeps its rule and due time, as long as its start stays.
    fn clock(&self, one: &Stored, found: &Finding) -> (Option<String>, Option<String>, Option<ClockRuleId>) {
        let start = found.start.map(|start| start.to_string());
        let runs_on = one.start.is_some()
            && one.start == start
            && one.due_rule.is_some_and(|row| self.book.is_version_of(row, &found.clock));
        if runs_on {
            return (one.start.clone(), one.due.clone(), one.due_rule);
        }
        match self.book.due(&found.clock, found.start, &self.facts().service) {
            Some((due, row)) => (start, Some(due), Some(row)),
            None => (None, None, None),
        }
    }

    fn write(
        &mut self,
        one: &Stored,
        found: &Finding,
        responsible: Option<PractitionerId>,
        moved: bool,
        (start, due, due_rule): (Option<String>, Option<String>, Option<ClockRuleId>),
        state: Standing,
    ) -> Result<(), Refusal> {
        let reached = self.reach(found.lack, &found.doc_type, one.assigned);
        self.outcome.counted.push(one.known.id);
        self.tx.execute(
            include_str!("sql/deficiency_keep.sql"),
            named_params! {
                ":id": one.known.id, ":rule": found.rule, ":lack": found.lack.word(), ":type": found.doc_type,
                ":name": found.name, ":document": found.document, ":responsible": responsible,
                ":reassigned": one.reassigned && !moved, ":reason": found.reason, ":start": start, ":due": due,
                ":due_rule": due_rule, ":state": state.word(), ":level": reached.level, ":letter": reached.letter,
                ":delinquent": reached.delinquent, ":suspends": reached.suspends,
            },
        )?;
        self.tx.touches(Topic::Completion);
        Ok(())
    }

    /// Counts an open deficiency and says which level it has reached.
    fn reach(&mut self, lack: Lack, doc_type: &str, assigned: DateTime<Utc>) -> Reached {
        let now = self.tx.now();
        let facts = &self.chart.facts;
        let starts = (facts.admit, facts.discharge, assigned);
        let reached = level_reached(&self.book.set, lack, doc_type, starts, now);
        let next = next_level_at(&self.book.set, lack, doc_type, starts, now);
        let outcome = &mut *self.outcome;
        outcome.n_open += 1;
        outcome.look_at = [outcome.look_at, next].into_iter().flatten().min();
        let Some(level) = reached else { return Reached::default() };
        outcome.level = outcome.level.max(level.level);
        outcome.delinquent |= level.delinquent;
        Reached {
            level: level.level,
            letter: level.letter.clone(),
            delinquent: level.delinquent,
            suspends: level.suspends,
        }
    }

    fn count_level(&mut self, one: &Stored, lack: Lack, doc_type: &str) -> Result<(), Refusal> {
        let reached = self.reach(lack, doc_type, one.assigned);
        self.outcome.counted.push(one.known.id);
        if reached.level != one.level {
            self.tx.execute(
                include_str!("sql/deficiency_level.sql"),
                named_params! {
                    ":id": one.known.id, ":level": reached.level, ":letter": reached.letter,
                    ":delinquent": reached.delinquent, ":suspends": reached.suspends,
                },
            )?;
            self.tx.touches(Topic::Completion);
        }
        Ok(())
    }

    /// Open deficiencies that no finding spoke of: a person's.
    fn rest(&mut self, stored: &[Stored]) -> Result<(), Refusal> {
        for one in stored.iter().filter(|one| one.known.state.is_open()) {
            let id = one.known.id;
            if !self.outcome.counted.contains(&id) && !self.outcome.ended.contains(&id) {
                self.count_level(one, one.known.lack, &one.known.doc_type)?;
            }
        }
        Ok(())
    }
}

/// Ends a deficiency.
pub(super) fn end(
    tx: &Writing<'_>,
    id: DeficiencyId,
    lack: Lack,
    how: Ended,
    by: &str,
    reason: &str,
) -> Result<(), Refusal> {
    let state = match how {
        Ended::Waived => Standing::Waived,
        Ended::Cancelled => Standing::Cancelled,
        _ => Standing::Closed,
    };
    tx.execute(
        include_str!("sql/deficiency_end.sql"),
        named_params! {":id": id, ":state": state.word(), ":now": tx.now_text(), ":by": by, ":how": how.word()},
    )?;
    event(tx, id, state.word(), (lack.title(), how.title()), reason, by)?;
    worklist::settle_dispute(tx, id)?;
    tx.touches(Topic::Completion);
    Ok(())
}

/// Writes a line of a deficiency's history.
pub(super) fn event(
    tx: &Writing<'_>,
    id: DeficiencyId,
    what: &str,
    (before, after): (&str, &str),
    reason: &str,
    by: &str,
) -> Result<(), StoreError> {
    tx.execute(
        include_str!("sql/event.sql"),
        named_params! {
            ":id": id, ":what": what, ":before": before, ":after": after, ":reason": reason, ":by": by,
            ":now": tx.now_text(),
        },
    )?;
    Ok(())
}

fn chart_row(tx: &Writing<'_>, encounter: EncounterId) -> Result<Option<ChartRow>, StoreError> {
    let mut statement = tx.conn().prepare_cached(include_str!("sql/chart_row.sql"))?;
    let row = statement.query_row([encounter], |row| {
        Ok(ChartRow {
            state: row.get(0)?,
            reviewed: row.get(1)?,
            closed: row.get(2)?,
            discharge: row.get(3)?,
            n_open: row.get(4)?,
            level: row.get(5)?,
            look_at: row.get(6)?,
            delinquent_since: row.get(7)?,
            patient: row.get(8)?,
            class: row.get(9)?,
            service: row.get(10)?,
            attending: row.get(11)?,
        })
    });
    Ok(row.optional()?)
}

/// Writes the chart's row if anything about it changed, and puts it on the review list or takes it off.
fn put_chart(
    tx: &Writing<'_>,
    book: &Book,
    chart: &Chart,
    row: ChartRow,
    outcome: &Outcome,
    tally: &mut Tally,
) -> Result<(), Refusal> {
    let facts = &chart.facts;
    let discharge = facts.discharge.map(|at| at.to_string());
    let was_in_house = row.discharge.is_none();
    // A review of the days in house is no review of the discharged chart.
    let reviewed = match (discharge.is_some(), was_in_house) {
        (false, _) => false,
        (true, true) => !is_reviewed_by_people(book, facts, tx.now()),
        (true, false) => row.reviewed,
    };
    let state = ChartState::of(ChartFacet {
        in_house: discharge.is_none(),
        reviewed,
        closed: row.closed,
        n_open: outcome.n_open,
        delinquent: outcome.delinquent,
    });
    let since =
        if outcome.delinquent { row.delinquent_since.clone().or_else(|| Some(tx.now_text())) } else { None };
    let look_at = outcome.look_at.map(crate::domain::time::instant_text);
    let same = row.state == state.word()
        && row.reviewed == reviewed
        && row.discharge == discharge
        && (row.n_open, row.level) == (outcome.n_open, outcome.level)
        && row.look_at == look_at
        && (row.patient, &row.class, &row.service) == (facts.patient.0, &facts.class, &facts.service)
        && row.attending == facts.attending
        && row.delinquent_since == since;
    if !same {
        tx.execute(
            include_str!("sql/chart_put.sql"),
            named_params! {
                ":encounter": facts.encounter, ":patient": facts.patient, ":state": state.word(), ":class": facts.class,
                ":service": facts.service, ":attending": facts.attending, ":discharge": discharge,
                ":n_open": outcome.n_open, ":level": outcome.level, ":delinquent": since, ":look": look_at,
                ":reviewed": reviewed, ":now": tx.now_text(),
            },
        )?;
        tx.touches(Topic::Completion);
    }
    let is_stay = matches!(chart.state.as_str(), "open" | "discharged");
    let wanted = is_stay && discharge.is_some() && !reviewed && !row.closed;
    tally.to_review += u64::from(worklist::review(tx, book, facts, wanted, row.state.is_empty())?);
    Ok(())
}

/// Whether an analyst looks a discharged chart over: by its class, and not if it is a chart of long ago.
fn is_reviewed_by_people(book: &Book, facts: &ChartFacts, now: DateTime<Utc>) -> bool {
    let set = &book.set;
    let oldest = now - Duration::days(i64::from(set.review_days));
    set.review_classes.iter().any(|class| class.eq_ignore_ascii_case(&facts.class))
        && facts.discharge.map(When::instant).is_some_and(|at| at >= oldest)
}

/// All deficiencies of a chart.
pub(super) fn stored(tx: &Writing<'_>, encounter: EncounterId) -> Result<Vec<Stored>, StoreError> {
    tx.rows(include_str!("sql/known.sql"), [encounter], one)
}

fn one(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let word = |idx: usize| row.get::<_, String>(idx);
    let assigned: String = row.get(12)?;
    Ok(Stored {
        known: Known {
            id: row.get(0)?,
            rule: row.get(1)?,
            lack: Lack::from_word(&word(2)?).unwrap_or(Lack::Content),
            doc_type: row.get(3)?,
            document: row.get(4)?,
            state: Standing::from_word(&word(5)?).unwrap_or(Standing::Open),
            ended: Ended::from_word(&word(6)?),
        },
        reassigned: row.get(7)?,
        start: row.get(8)?,
        due: row.get(9)?,
        due_rule: row.get(10)?,
        level: row.get(11)?,
        assigned: parse_instant(&assigned).unwrap_or_default(),
        responsible: row.get(13)?,
    })
}
