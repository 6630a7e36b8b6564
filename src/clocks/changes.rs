//! A rule set anew, and running clocks recomputed openly.

use super::{
    load,
    running::{RUNNING, reckon},
};
use crate::{
    domain::{
        clocks::{Rule, Unit, check_due},
        role::Permission,
        time::instant_text,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Refusal, Writing},
};
use chrono::NaiveDate;
use rusqlite::named_params;

/// What a supervisor may set of a rule; name and starting event stay those of the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDraft {
    /// How many.
    pub value: u32,
    /// Of what.
    pub unit: Unit,
    /// Days of the one extension.
    pub extension_days: u32,
    /// Most days of a pause.
    pub pause_days: u32,
    /// Where it is written.
    pub citation: String,
    /// For whom it holds; empty for all.
    pub scope: String,
    /// First day for clocks that start.
    pub valid_from: NaiveDate,
    /// Last day, if there is one.
    pub valid_to: Option<NaiveDate>,
    /// What else is to be known.
    pub note: String,
}

impl RuleDraft {
    /// The rule as it is, to be changed.
    pub fn of(rule: &Rule, from: NaiveDate) -> Self {
        Self {
            value: rule.value,
            unit: rule.unit,
            extension_days: rule.extension_days,
            pause_days: rule.pause_days,
            citation: rule.citation.clone(),
            scope: rule.scope.clone(),
            valid_from: from,
            valid_to: None,
            note: rule.note.clone(),
        }
    }
}

/// Adds a version of a rule. Clocks that run keep theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetRule {
    /// The rule.
    pub id: String,
    /// Its newest version as the author saw it.
    pub seen: i64,
    /// What it shall be.
    pub draft: RuleDraft,
    /// Why.
    pub reason: String,
}

impl Change for SetRule {
    type Receipt = i64;
    fn topics(&self) -> Topics {
        Topic::Rules.into()
    }
    fn needs(&self) -> Permission {
        Permission::KeepRules
    }
    fn audit(&self) -> AuditLine {
        AuditLine { reason: self.reason.clone(), ..AuditLine::new("rules.set") }
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<i64, Refusal> {
        let versions: Vec<Rule> = load(tx.conn())?.into_iter().filter(|rule| rule.id == self.id).collect();
        let Some(last) = versions.iter().max_by_key(|rule| rule.version) else {
            return Err(Refusal::invalid("rule", format!("there is no rule called \"{}\".", self.id)));
        };
        if last.version != self.seen {
            let (by, at) = tx
                .row(
                    "SELECT set_by, set_at FROM clock_rule WHERE rule_id = :rule AND version = :version",
                    named_params! {":rule": self.id, ":version": last.version},
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )?
                .unwrap_or_default();
            return Err(Refusal::Changed { by, at, conflicts: Vec::new() });
        }
        let draft = &self.draft;
        self.check()?;
        let version = last.version + 1;
        let id = tx.insert(
            include_str!("sql/insert.sql"),
            named_params! {
                ":rule": self.id, ":version": version, ":name": last.name, ":starts": last.starts,
                ":value": draft.value, ":unit": draft.unit.word(), ":extension": draft.extension_days,
                ":pause": draft.pause_days, ":citation": draft.citation.trim(), ":scope": draft.scope.trim(),
                ":from": draft.valid_from.to_string(), ":to": draft.valid_to.map(|day| day.to_string()),
                ":note": draft.note.trim(), ":by": tx.session().login, ":now": tx.now_text(),
            },
        )?;
        tx.object("clock_rule", id);
        tx.detail(format!(
            "{} version {version}: {} from {} ({}); before: {}",
            self.id,
            draft.unit.counted(draft.value),
            draft.valid_from,
            draft.citation.trim(),
            last.span()
        ));
        Ok(version)
    }
}

impl SetRule {
    fn check(&self) -> Result<(), Refusal> {
        let draft = &self.draft;
        let too_long = match draft.unit {
            Unit::Hours => draft.value > 24 * 366,
            Unit::Years => draft.value > 100,
            _ => draft.value > 36_600,
        };
        if too_long {
            return Err(Refusal::invalid(
                "value",
                "that is longer than any rule gives. Check the number and the unit.",
            ));
        }
        if draft.value == 0 && draft.unit != Unit::Hours {
            return Err(Refusal::invalid("value", "0 is no time. For \"at once\" take 0 hours."));
        }
        if draft.citation.trim().is_empty() {
            return Err(Refusal::invalid(
                "citation",
                "a rule needs its citation: the law, or \"hospital policy\".",
            ));
        }
        if self.reason.trim().is_empty() {
            return Err(Refusal::invalid("reason", "say why the rule is changed; the log keeps it."));
        }
        if draft.valid_to.is_some_and(|to| to < draft.valid_from) {
            return Err(Refusal::invalid(
                "valid_to",
                "the last day lies before the first. Correct one of the two.",
            ));
        }
        Ok(())
    }
}

/// Reckons running clocks of a rule anew, by the version that holds on the day each started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recompute {
    /// The rule.
    pub id: String,
    /// Why.
    pub reason: String,
}

impl Change for Recompute {
    type Receipt = usize;
    fn topics(&self) -> Topics {
        Topic::Rules.into()
    }
    fn needs(&self) -> Permission {
        Permission::KeepRules
    }
    fn audit(&self) -> AuditLine {
        AuditLine { reason: self.reason.clone(), ..AuditLine::new("rules.recompute") }
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<usize, Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::invalid("reason", "say why the clocks are recomputed; the log keeps it."));
        }
        let rules = load(tx.conn())?;
        if !rules.iter().any(|rule| rule.id == self.id) {
            return Err(Refusal::invalid("rule", format!("there is no rule called \"{}\".", self.id)));
        }
        let mut moved = 0;
        for running in RUNNING {
            for clock in reckon(&tx.reader(), running, &rules, &self.id)? {
                let Some(new) = clock.anew else { continue };
                check_due(new.start, new.due).map_err(|fault| Refusal::invalid("due", fault.to_string()))?;
                let due = instant_text(new.due);
                let is_moved = clock.due.as_deref() != Some(due.as_str());
                tx.execute(running.set, named_params! {":id": clock.id, ":due": due, ":rule": new.row})?;
                moved += usize::from(is_moved);
                tx.touches(running.topic);
            }
        }
        tx.detail(format!(
            "{}: {moved} running clocks were due at another time by the newest version",
            self.id
        ));
        Ok(moved)
    }
}
