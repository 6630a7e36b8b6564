//! The changes that every worklist offers, single and on many items at once: all of them or none.

use super::{
    claims::{self, Hold},
    item::{self, Hand, Step},
    queues,
    row::Item,
};
use crate::{
    domain::{
        ids::{TeamId, UserId, Version, WorkId},
        role::{Permission, Role},
        time::instant_text,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Refusal, Writing},
};
use chrono::{DateTime, Utc};
use rusqlite::named_params;

/// One item, as a change is sent for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    /// The item.
    pub item: WorkId,
    /// Its queue's id.
    pub queue: &'static str,
    /// The version that the user saw; `None`: whatever it is now.
    pub seen: Option<Version>,
}

/// What is done to an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Take it in hand.
    Claim(Hold),
    /// Give it back.
    Release,
    /// End another person's claim (supervisor).
    TakeAway,
    /// Make it one person's own. Taking it from another owner needs a supervisor.
    Assign(UserId),
    /// Hand it to a team; it is nobody's own then.
    HandToTeam(TeamId),
    /// Make it nobody's.
    Unassign,
    /// Put it aside with a reason until a time.
    Pend(String, DateTime<Utc>),
    /// Take up again what was put aside.
    Wake,
    /// Add a note to its thread.
    Note(String),
    /// 1 (first) to 9 (supervisor).
    Priority(u8),
    /// A verb of the queue, with a reason that may be empty.
    Move(&'static str, String),
    /// Take the last verdict back.
    Undo,
}

impl Deed {
    /// Its verb in the trace and in the log.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Claim(_) => "claim",
            Self::Release => "release",
            Self::TakeAway => "take",
            Self::Assign(_) => "assign",
            Self::HandToTeam(_) => "team",
            Self::Unassign => "unassign",
            Self::Pend(..) => "pend",
            Self::Wake => "wake",
            Self::Note(_) => "note",
            Self::Priority(_) => "priority",
            Self::Move(verb, _) => verb,
            Self::Undo => "undo",
        }
    }

    fn action(&self) -> &'static str {
        match self {
            Self::Claim(_) => "work.claim",
            Self::Release => "work.release",
            Self::TakeAway => "work.take",
            Self::Assign(_) => "work.assign",
            Self::HandToTeam(_) => "work.team",
            Self::Unassign => "work.unassign",
            Self::Pend(..) => "work.pend",
            Self::Wake => "work.wake",
            Self::Note(_) => "work.note",
            Self::Priority(_) => "work.priority",
            Self::Move(..) => "work.move",
            Self::Undo => "work.undo",
        }
    }

    /// Whether a version that was overtaken refuses it: notes and claims harm nobody's work.
    fn minds_version(&self) -> bool {
        !matches!(self, Self::Claim(_) | Self::Release | Self::TakeAway | Self::Note(_) | Self::Undo)
    }
}

/// A deed on one item or on many, in one transaction: if one is refused, nothing is done. The receipt holds the items as
/// they are afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deeds {
    /// The items.
    pub on: Vec<Handle>,
    /// What is done to each.
    pub deed: Deed,
}

impl Deeds {
    /// A deed on one item.
    pub fn one(on: Handle, deed: Deed) -> Self {
        Self { on: vec![on], deed }
    }

    fn permission(&self, queue: &str) -> Permission {
        match (&self.deed, queues::find(queue)) {
            (Deed::TakeAway | Deed::Priority(_), _) => Permission::ManageWork,
            (_, Some(queue)) => queue.claim,
            (_, None) => Permission::WorkHere,
        }
    }
}

impl Change for Deeds {
    type Receipt = Vec<Item>;

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        self.on.first().map_or(Permission::WorkHere, |first| self.permission(first.queue))
    }

    fn audit(&self) -> AuditLine {
        let mut line = AuditLine::new(self.deed.action());
        match &self.deed {
            Deed::Pend(reason, _) => line.reason.clone_from(reason),
            Deed::Move(verb, reason) => {
                (*verb).clone_into(&mut line.detail);
                line.reason.clone_from(reason);
            }
            _ => {}
        }
        line
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Vec<Item>, Refusal> {
        claims::sweep(tx)?;
        let mut done = Vec::with_capacity(self.on.len());
        for (at, handle) in self.on.iter().enumerate() {
            let item = item::get(tx, handle.item)?;
            // The queue of the handle decides the permission, so it must be the item's own.
            if item.queue != handle.queue {
                return Err(Refusal::invalid("queue", "the item is not of the worklist that was named."));
            }
            tx.session().require(self.permission(handle.queue))?;
            if self.deed.minds_version() {
                same_version(tx, &item, handle.seen)?;
            }
            self.carry_out(tx, &item)?;
            if at == 0 {
                tx.object("work", item.id.0);
                if let Some(patient) = item.patient {
                    tx.about(patient);
                }
            } else {
                let mut line = self.audit().object("work", item.id.0);
                line.patient = item.patient;
                tx.also(line);
            }
            done.push(item::get(tx, handle.item)?);
        }
        Ok(done)
    }
}

impl Deeds {
    fn carry_out(&self, tx: &Writing<'_>, item: &Item) -> Result<(), Refusal> {
        match &self.deed {
            Deed::Claim(hold) => claims::claim(tx, item.id, *hold).map(|_| ()),
            Deed::Release => claims::release(tx, item),
            Deed::TakeAway => match &item.claim {
                None => Err(Refusal::invalid("", "nobody holds this item.")),
                Some(holder) => claims::free(tx, item.id, "take", &format!("from {}", holder.name)),
            },
            Deed::Assign(user) => assign(tx, item, *user),
            Deed::HandToTeam(team) => {
                may_reassign(tx, item)?;
                let name: String = tx
                    .row("SELECT name FROM team WHERE team_id = ?1 AND active = 1", [team], |row| row.get(0))?
                    .ok_or_else(|| {
                        Refusal::invalid("team", "there is no such team; see `chartroom work teams`.")
                    })?;
                set_owner(tx, item, None, Some(*team), "team", &name)
            }
            Deed::Unassign => {
                may_reassign(tx, item)?;
                set_owner(tx, item, None, None, "unassign", "")
            }
            Deed::Pend(reason, until) => pend(tx, item, reason, *until),
            Deed::Wake => wake(tx, item),
            Deed::Note(text) => note(tx, item, text),
            Deed::Priority(priority) => {
                if !(1..=9).contains(priority) {
                    return Err(Refusal::invalid("priority", "a priority is a number from 1 (first) to 9."));
                }
                let set = "UPDATE work_item SET priority = ?2, version = version + 1 WHERE item_id = ?1";
                tx.execute(set, (item.id, priority))?;
                leave_trace(tx, item, "priority", &priority.to_string(), 1)
            }
            Deed::Move(..) if queues::judged_on_desk(item::known(&item.queue)?) => {
                let queue = item::known(&item.queue)?;
                Err(Refusal::invalid(
                    "",
                    format!(
                        "this {} is judged on its desk, or by `chartroom {}`, which asks for what belongs to it.",
                        queue.item, queue.desk
                    ),
                ))
            }
            Deed::Move(verb, reason) => item::move_to(tx, item.id, verb, reason, Hand::Person).map(|_| ()),
            Deed::Undo => {
                let undone = item::undo_by_engine(tx, item)?;
                tx.detail(format!("{}: back to {}", undone.verb, undone.back_in));
                Ok(())
            }
        }
    }
}

fn same_version(tx: &Writing<'_>, item: &Item, seen: Option<Version>) -> Result<(), Refusal> {
    let Some(seen) = seen.filter(|seen| *seen != item.version) else { return Ok(()) };
    let last: Option<(String, String)> =
        tx.row(include_str!("sql/last_event.sql"), named_params! {":item": item.id}, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let (by, at) = last.unwrap_or_else(|| ("another person".into(), tx.now_text()));
    tx.same_version(seen, item.version, &by, &at, Vec::new)
}

/// One's own and nobody's may be handed on; another person's only by a supervisor.
fn may_reassign(tx: &Writing<'_>, item: &Item) -> Result<(), Refusal> {
    claims::not_held_by_another(tx, item)?;
    let me = tx.session().user;
    match &item.owner {
        Some(owner) if owner.user != me && !tx.session().may(Permission::ManageWork) => {
            Err(Refusal::invalid(
                "",
                format!("\"{}\" belongs to {}; they or a supervisor can hand it on.", item.title, owner.name),
            ))
        }
        _ => Ok(()),
    }
}

fn assign(tx: &Writing<'_>, item: &Item, user: UserId) -> Result<(), Refusal> {
    may_reassign(tx, item)?;
    let name: String = tx
        .row("SELECT full_name FROM user_account WHERE user_id = ?1 AND state = 'active'", [user], |row| {
            row.get(0)
        })?
        .ok_or_else(|| Refusal::invalid("user", "there is no such user, or they are disabled."))?;
    let roles: Vec<String> =
        tx.rows("SELECT role FROM user_role WHERE user_id = ?1", [user], |row| row.get(0))?;
    let needs = item::known(&item.queue)?.claim;
    if !roles.iter().filter_map(|word| Role::from_word(word)).any(|role| role.allows(needs)) {
        return Err(Refusal::invalid(
            "user",
            format!("{name} has no role that is allowed to {}.", needs.title()),
        ));
    }
    set_owner(tx, item, Some(user), item.team.as_ref().map(|(team, _)| *team), "assign", &name)
}

fn set_owner(
    tx: &Writing<'_>,
    item: &Item,
    user: Option<UserId>,
    team: Option<TeamId>,
    verb: &str,
    words: &str,
) -> Result<(), Refusal> {
    open_only(item)?;
    // Whoever holds it goes on holding it only if it is theirs or nobody's now.
    tx.execute(
        include_str!("sql/set_owner.sql"),
        named_params! {":item": item.id, ":user": user, ":team": team},
    )?;
    leave_trace(tx, item, verb, words, 1)
}

pub(super) fn pend(tx: &Writing<'_>, item: &Item, reason: &str, until: DateTime<Utc>) -> Result<(), Refusal> {
    open_only(item)?;
    claims::not_held_by_another(tx, item)?;
    if reason.trim().is_empty() {
        return Err(Refusal::invalid("reason", "say why the item is put aside."));
    }
    if until <= tx.now() {
        return Err(Refusal::invalid("until", "the day to take it up again must lie ahead."));
    }
    let until = instant_text(until);
    tx.execute(
        include_str!("sql/pend.sql"),
        named_params! {":item": item.id, ":reason": reason.trim(), ":until": until},
    )?;
    leave_trace(tx, item, "pend", reason.trim(), 1)
}

fn wake(tx: &Writing<'_>, item: &Item) -> Result<(), Refusal> {
    if item.wake_at.is_none() {
        return Err(Refusal::invalid("", "this item is not put aside."));
    }
    claims::not_held_by_another(tx, item)?;
    let wake =
        "UPDATE work_item SET wake_at = NULL, pend_reason = '', version = version + 1 WHERE item_id = ?1";
    tx.execute(wake, [item.id])?;
    leave_trace(tx, item, "wake", "", 1)
}

fn note(tx: &Writing<'_>, item: &Item, text: &str) -> Result<(), Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 2000 {
        return Err(Refusal::invalid("note", "a note has 1 to 2000 characters."));
    }
    tx.execute("UPDATE work_item SET n_notes = n_notes + 1 WHERE item_id = ?1", [item.id])?;
    leave_trace(tx, item, "note", text, 0)
}

fn open_only(item: &Item) -> Result<(), Refusal> {
    match item.closed_at {
        None => Ok(()),
        Some(_) => Err(Refusal::invalid("", format!("\"{}\" is closed.", item.title))),
    }
}

fn leave_trace(
    tx: &Writing<'_>,
    item: &Item,
    verb: &str,
    reason: &str,
    versions: i64,
) -> Result<(), Refusal> {
    let step = Step { verb, from: &item.state, to: &item.state, reason };
    item::event(tx, item.id, &step, Version(item.version.0 + versions), Hand::Person)?;
    Ok(())
}
