//! `rules list`, `show`, `set`, `recompute`.

use super::{
    args::Args,
    output::{Outcome, Output},
    place,
    rules_args::RulesCommand,
};
use crate::{
    clocks::{AllRules, Recompute, RuleDraft, RuleHistory, RuleVersion, SetRule, WouldMove},
    domain::{
        clocks::{Rule, Unit, holding},
        time::Clock,
    },
    store::{Session, Store},
};
use anyhow::{Context as _, bail};

/// Carries a `rules` command out.
pub fn run(args: &Args, command: &RulesCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    let today = Clock::System.today();
    match command {
        RulesCommand::List => {
            let rules: Vec<Rule> =
                store.ask(&session, &AllRules)?.into_iter().map(|version| version.rule).collect();
            let now = holding(&rules, today);
            let json: Vec<_> = now.iter().map(|rule| rule_json(rule)).collect();
            let lines = now.iter().map(|rule| {
                let scope = if rule.scope.is_empty() { String::new() } else { format!(" [{}]", rule.scope) };
                format!(
                    "{:<26} {:<28} after {}{scope}  ({})",
                    rule.id,
                    rule.span(),
                    rule.starts,
                    rule.citation
                )
            });
            out.either(&json, lines)
        }
        RulesCommand::Show { rule } => {
            let versions = store.ask(&session, &RuleHistory(rule.clone()))?;
            if versions.is_empty() {
                bail!("There is no rule called \"{rule}\". \"chartroom rules list\" names them.");
            }
            let json: Vec<_> = versions.iter().map(version_json).collect();
            out.either(&json, versions.iter().flat_map(version_lines))
        }
        RulesCommand::Set { rule, value, unit, citation, from, to, extension, scope, note, reason } => {
            let versions = store.ask(&session, &RuleHistory(rule.clone()))?;
            let Some(last) = versions.first().map(|version| &version.rule) else {
                bail!(
                    "Nothing was set: there is no rule called \"{rule}\". \"chartroom rules list\" names them."
                );
            };
            let mut draft = RuleDraft::of(last, from.unwrap_or(today));
            draft.value = *value;
            if let Some(word) = unit {
                draft.unit = unit_of(word)?;
            }
            draft.citation = citation.clone().unwrap_or(draft.citation);
            draft.extension_days = extension.unwrap_or(draft.extension_days);
            draft.scope = scope.clone().unwrap_or(draft.scope);
            draft.note = note.clone().unwrap_or(draft.note);
            draft.valid_to = *to;
            let change = SetRule { id: rule.clone(), seen: last.version, draft, reason: reason.clone() };
            let version = store.apply(&session, &change)?;
            out.either(
                &serde_json::json!({ "rule": rule, "version": version }),
                [format!("Version {version} of {rule} is set. Clocks that run keep the version they were started with.")],
            )
        }
        RulesCommand::Recompute { rule, try_out: true, .. } => {
            known(&store, &session, rule)?;
            let moves = store.ask(&session, &WouldMove(rule.clone()))?;
            let head = format!(
                "{} clocks run by {rule}; {} would be due at another time. Nothing is changed.",
                moves.running, moves.moved
            );
            let lines = moves.rows.iter().map(|one| {
                format!(
                    "{:<28} {:<10} {:<28} {} -> {}",
                    one.patient, one.mrn, one.what, one.due_before, one.due_after
                )
            });
            out.either(&moves, std::iter::once(head).chain(lines))
        }
        RulesCommand::Recompute { rule, reason, .. } => {
            let reason = reason.clone().unwrap_or_default();
            let moved = store.apply(&session, &Recompute { id: rule.clone(), reason })?;
            out.either(
                &serde_json::json!({ "rule": rule, "moved": moved }),
                [format!(
                    "{moved} running clocks of {rule} have another due time now. It stands in the log."
                )],
            )
        }
    }
}

/// Refuses a rule that is not there.
fn known(store: &Store, session: &Session, rule: &str) -> Outcome {
    if store.ask(session, &RuleHistory(rule.to_owned()))?.is_empty() {
        bail!("There is no rule called \"{rule}\". \"chartroom rules list\" names them.");
    }
    Ok(())
}

fn unit_of(word: &str) -> anyhow::Result<Unit> {
    let units: Vec<&str> = Unit::ALL.iter().map(|unit| unit.word()).collect();
    Unit::from_word(word).with_context(|| {
        format!("Nothing was set: there is no unit \"{word}\". Units are: {}.", units.join(", "))
    })
}

fn rule_json(rule: &Rule) -> serde_json::Value {
    serde_json::json!({
        "rule": rule.id, "version": rule.version, "name": rule.name, "starts": rule.starts, "value": rule.value,
        "unit": rule.unit.word(), "extension_days": rule.extension_days, "pause_days": rule.pause_days,
        "citation": rule.citation, "scope": rule.scope, "valid_from": rule.valid_from.to_string(),
        "valid_to": rule.valid_to.map(|day| day.to_string()), "note": rule.note,
    })
}

fn version_json(version: &RuleVersion) -> serde_json::Value {
    serde_json::json!({ "rule": rule_json(&version.rule), "set_by": version.set_by, "set_at": version.set_at })
}

fn version_lines(version: &RuleVersion) -> Vec<String> {
    let rule = &version.rule;
    let until = rule.valid_to.map_or_else(String::new, |day| format!(" to {day}"));
    let scope = if rule.scope.is_empty() { "the whole hospital" } else { &rule.scope };
    let mut lines = vec![
        format!("{} version {}: {}", rule.id, rule.version, rule.name),
        format!("  {} after {}; from {}{until}, for {scope}", rule.span(), rule.starts, rule.valid_from),
        format!("  {}; set by {} at {}", rule.citation, version.set_by, version.set_at),
    ];
    if rule.extension_days > 0 {
        lines.push(format!("  extended once by up to {} days", rule.extension_days));
    }
    if rule.pause_days > 0 {
        lines.push(format!("  paused for up to {} days where the rule allows it", rule.pause_days));
    }
    if !rule.note.is_empty() {
        lines.push(format!("  {}", rule.note));
    }
    lines
}
