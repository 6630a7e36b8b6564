//! All versions of one rule, newest first.

use super::list::{holds, scope_words, told};
use crate::{
    clocks::{RuleHistory, RuleVersion},
    domain::{clocks::Rule, role::Permission::SignedIn},
    keys::Command,
    kit::{Cell, Column, Confirmation, Rows},
};

/// What the list offers besides the keys of every list.
pub const COMMANDS: &[Command] =
    &[Command::new("rules.read", &["<enter>"], "Read the version whole", SignedIn)
        .group("Rules")
        .hint(1, "read")];

const COLUMNS: &[Column<RuleVersion>] = &[
    Column::new("No.", |one: &RuleVersion, _| Cell::text(one.rule.version.to_string())).width(3, 4).right(),
    Column::new("Gives", |one: &RuleVersion, _| Cell::text(one.rule.span())).width(16, 24),
    Column::new("Holds", |one: &RuleVersion, words| holds(&one.rule, words)).width(15, 26),
    Column::new("For", |one: &RuleVersion, _| Cell::text(scope_words(&one.rule))).width(12, 20).from(2),
    Column::new("Citation", |one: &RuleVersion, _| Cell::text(&one.rule.citation)).width(18, 40),
    Column::new("Set by", |one: &RuleVersion, _| Cell::text(&one.set_by)).width(8, 14),
    Column::new("Set", |one: &RuleVersion, words| Cell::text(words.stored(&one.set_at)))
        .width(10, 16)
        .from(1),
];

/// The versions of a rule.
pub fn versions(rule: &Rule) -> Rows<RuleHistory, RuleVersion, i64> {
    Rows::new("Versions", RuleHistory(rule.id.clone()), COLUMNS, |one| one.rule.row.0)
        .noted(&rule.name)
        .acting(COMMANDS, |_, one, out| {
            let text = told(one, out.words());
            out.confirm(Confirmation::new(one.rule.name.clone()).text(text).back("close"));
        })
}
