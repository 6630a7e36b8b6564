//! Assignment: by hand, and by rules of class, service, payer, charges and skill.

use super::{
    coding_change, coding_query,
    rows::{Head, Note, for_change, gone, head, record_step, take_step},
};
use crate::{
    domain::{
        coding::{AssignRule, Candidate, Coder, Deed, choose_coder, step},
        ids::{AccountId, UserId},
        role::{Role, words},
    },
    store::{Reader, Refusal, StoreError, Writing},
    work::Hand,
};
use rusqlite::named_params;

/// Gives accounts to a coder.
#[derive(Clone, Debug)]
pub struct Assign {
    /// Which.
    pub accounts: Vec<AccountId>,
    /// To whom: the account name of a coder.
    pub to: String,
}

coding_change!(Assign, usize, ReviewCoding, "coding.assign", |this, tx| {
    let coders = coders(&tx.reader())?;
    let to = coders.iter().find(|coder| coder.login == this.to).ok_or_else(|| {
        let known: Vec<&str> = coders.iter().map(|coder| coder.login.as_str()).collect();
        Refusal::invalid("to", format!("\"{}\" is no coder. Coders are: {}.", this.to, known.join(", ")))
    })?;
    for account in &this.accounts {
        give(tx, *account, to.user)?;
    }
    tx.detail(format!("{} accounts to {}", this.accounts.len(), to.login));
    Ok(this.accounts.len())
});

fn give(tx: &Writing<'_>, account: AccountId, to: UserId) -> Result<(), Refusal> {
    let head = for_change(tx, account, None)?;
    take_step(tx, &head, Deed::Assign, Note { reason: "", owner: Some(to) })?;
    Ok(())
}

/// Gives accounts that nobody has to coders, by the rules; how many were given.
#[derive(Clone, Copy, Debug)]
pub struct AssignByRule {
    /// At most so many, the oldest first.
    pub limit: i64,
}

coding_change!(AssignByRule, usize, ReviewCoding, "coding.assign-by-rule", |this, tx| {
    let plan = plan(&tx.reader(), this.limit)?;
    if plan.rules.is_empty() {
        return Err(Refusal::invalid(
            "",
            "there are no rules of assignment. `chartroom coding rules` sets them.",
        ));
    }
    let mut given = 0;
    for one in &plan.given {
        let head = for_change(tx, one.account, None)?;
        ask_for_second(tx, &head, &plan.rules)?;
        let Some(coder) = &one.coder else { continue };
        take_step(tx, &head, Deed::Assign, Note { reason: "by rule", owner: Some(coder.user) })?;
        given += 1;
    }
    tx.detail(format!("{given} accounts"));
    Ok(given)
});

words! {
    /// When the rules are applied by themselves.
    Automatic {
        /// Never: a supervisor runs them.
        ByHand = "by-hand", "only when they are run by hand";
        /// As a patient goes home.
        Discharge = "discharge", "when the patient goes home";
        /// As a patient comes, for coding on the ward; and at discharge what nobody has then.
        Arrival = "arrival", "when the patient comes, and at discharge";
    }
}

/// What has just happened to a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arising {
    /// It was opened.
    Arrival,
    /// The patient went home.
    Discharge,
}

/// Gives one account by the rules if the hospital lets them work by themselves; whether it was given.
pub(super) fn by_rule(tx: &Writing<'_>, account: AccountId, arising: Arising) -> Result<bool, Refusal> {
    let wanted = match automatic(&tx.reader())?.0 {
        Automatic::ByHand => false,
        Automatic::Discharge => arising == Arising::Discharge,
        Automatic::Arrival => true,
    };
    let head = head(&tx.reader(), account)?;
    if !wanted || head.owner.is_some() {
        return Ok(false);
    }
    let (rules, _) = rules(&tx.reader())?;
    ask_for_second(tx, &head, &rules)?;
    let coders = coders(&tx.reader())?;
    let Some(coder) = choose_coder(&rules, &coders, &candidate(&head)) else { return Ok(false) };
    let step = step(Deed::Assign, head.state).map_err(|why| Refusal::invalid("", why))?;
    record_step(tx, &head, step, Note { reason: "by rule", owner: Some(coder.user) }, Hand::Rule)?;
    Ok(true)
}

fn candidate(head: &Head) -> Candidate<'_> {
    Candidate { class: &head.class, service: &head.service, payer: &head.payer, cents: head.charges_cents }
}

fn ask_for_second(tx: &Writing<'_>, head: &Head, rules: &[AssignRule]) -> Result<(), StoreError> {
    let second = rules.iter().find(|rule| rule.fits(&candidate(head))).is_some_and(|rule| rule.second_level);
    if second && !head.second_level {
        tx.execute(include_str!("sql/second_level.sql"), [head.account])?;
    }
    Ok(())
}

/// What the rules would do with an account that nobody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The account.
    pub account: AccountId,
    /// Its number.
    pub number: String,
    /// Class of the stay.
    pub class: String,
    /// Hospital service.
    pub service: String,
    /// Payer.
    pub payer: String,
    /// Charges.
    pub cents: i64,
    /// The rule that fits, from 0; none if none does.
    pub rule: Option<usize>,
    /// Who would get it; nobody without a rule, or if nobody has its skill.
    pub coder: Option<Coder>,
}

/// The rules and what they would do now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The rules.
    pub rules: Vec<AssignRule>,
    /// Free accounts, the oldest first.
    pub given: Vec<Given>,
}

/// Asks what the rules would do with the accounts that nobody has; changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preview {
    /// At most so many.
    pub limit: i64,
}

coding_query!(Preview, Plan, Long, |this, db| plan(db, this.limit));

fn plan(db: &Reader<'_>, limit: i64) -> Result<Plan, StoreError> {
    let (rules, _) = rules(db)?;
    let mut coders = coders(db)?;
    let mut given = db.rows(include_str!("sql/free.sql"), [limit], |row| {
        Ok(Given {
            account: row.get(0)?,
            number: row.get(1)?,
            class: row.get(2)?,
            service: row.get(3)?,
            payer: row.get(4)?,
            cents: row.get(5)?,
            rule: None,
            coder: None,
        })
    })?;
    for one in &mut given {
        let candidate =
            Candidate { class: &one.class, service: &one.service, payer: &one.payer, cents: one.cents };
        let rule = rules.iter().position(|rule| rule.fits(&candidate));
        let user = choose_coder(&rules, &coders, &candidate).map(|coder| coder.user);
        let coder = coders.iter_mut().find(|coder| Some(coder.user) == user);
        one.rule = rule;
        one.coder = coder.map(|coder| {
            coder.pile += 1;
            coder.clone()
        });
    }
    Ok(Plan { rules, given })
}

/// Asks for the rules of assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules;

coding_query!(Rules, Vec<AssignRule>, Desk, |_this, db| Ok(rules(db)?.0));

/// Asks for all that assignment goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssignmentOf;

/// All that assignment goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The rules, in the order in which they are tried.
    pub rules: Vec<AssignRule>,
    /// The version of the rules.
    pub version: i64,
    /// When they are applied by themselves.
    pub automatic: Automatic,
    /// The coders.
    pub coders: Vec<Coder>,
}

coding_query!(AssignmentOf, Assignment, Desk, |_this, db| {
    let (rules, version) = rules(db)?;
    Ok(Assignment { rules, version, automatic: automatic(db)?.0, coders: coders(db)? })
});

fn setting(db: &Reader<'_>, name: &str) -> Result<Option<(String, i64)>, StoreError> {
    db.row(include_str!("sql/setting.sql"), [name], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn rules(db: &Reader<'_>) -> Result<(Vec<AssignRule>, i64), StoreError> {
    let Some((text, version)) = setting(db, "assign")? else { return Ok((Vec::new(), 0)) };
    let rules = serde_json::from_str(&text).map_err(|_| {
        StoreError::NotFound("The rules of assignment cannot be read; set them again.".into())
    })?;
    Ok((rules, version))
}

fn automatic(db: &Reader<'_>) -> Result<(Automatic, i64), StoreError> {
    let found = setting(db, "assign-automatic")?;
    Ok(found.map_or((Automatic::ByHand, 0), |(word, version)| {
        (Automatic::from_word(&word).unwrap_or(Automatic::ByHand), version)
    }))
}

fn keep(tx: &Writing<'_>, name: &str, value: &str) -> Result<(), StoreError> {
    tx.execute(
        include_str!("sql/setting_put.sql"),
        named_params! {":name": name, ":value": value, ":now": tx.now_text(), ":by": tx.session().login},
    )?;
    Ok(())
}

/// Puts these rules in place of those that are there.
#[derive(Clone, Debug)]
pub struct SetRules {
    /// The rules, in the order in which they are tried.
    pub rules: Vec<AssignRule>,
    /// The version of those that the user saw; none: whatever is there.
    pub seen: Option<i64>,
}

coding_change!(SetRules, (), ReviewCoding, "coding.rules", |this, tx| {
    let (_, version) = rules(&tx.reader())?;
    if this.seen.is_some_and(|seen| seen != version) {
        return Err(Refusal::invalid(
            "",
            "the rules were changed by somebody else meanwhile; look at them again.",
        ));
    }
    for (rule, n) in this.rules.iter().zip(1..) {
        rule.check().map_err(|why| Refusal::invalid("rules", format!("rule {n}: {why}")))?;
    }
    let text = serde_json::to_string(&this.rules).map_err(|_| gone())?;
    keep(tx, "assign", &text)?;
    tx.detail(format!("{} rules", this.rules.len()));
    Ok(())
});

/// Says when the rules are applied by themselves.
#[derive(Clone, Copy, Debug)]
pub struct SetAutomatic(pub Automatic);

coding_change!(SetAutomatic, (), ReviewCoding, "coding.assign-automatic", |this, tx| {
    keep(tx, "assign-automatic", this.0.word())?;
    tx.detail(this.0.title());
    Ok(())
});

/// Says what a coder codes.
#[derive(Clone, Debug)]
pub struct SetSkills {
    /// Account name.
    pub login: String,
    /// Words that rules ask for.
    pub skills: Vec<String>,
}

coding_change!(SetSkills, (), ReviewCoding, "coding.skills", |this, tx| {
    let coders = coders(&tx.reader())?;
    let coder = coders
        .iter()
        .find(|coder| coder.login == this.login)
        .ok_or_else(|| Refusal::invalid("login", format!("\"{}\" is no coder.", this.login)))?;
    tx.execute(include_str!("sql/skills_clear.sql"), [coder.user])?;
    for skill in &this.skills {
        tx.execute(include_str!("sql/skill_put.sql"), (coder.user, skill.trim()))?;
    }
    tx.detail(format!("{}: {}", this.login, this.skills.join(", ")));
    Ok(())
});

/// Asks for the coders with their skills and piles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coders;

coding_query!(Coders, Vec<Coder>, Desk, |_this, db| coders(db));

/// Active users whose role is to code.
pub(super) fn coders(db: &Reader<'_>) -> Result<Vec<Coder>, StoreError> {
    let roles = [Role::Coder.word(), Role::CodingAuditor.word()];
    let mut coders = db.rows(include_str!("sql/coders.sql"), roles, |row| {
        Ok(Coder {
            user: row.get(0)?,
            login: row.get(1)?,
            name: row.get(2)?,
            skills: Vec::new(),
            pile: row.get(3)?,
        })
    })?;
    for coder in &mut coders {
        coder.skills = db.rows(include_str!("sql/skills.sql"), [coder.user], |row| row.get(0))?;
    }
    Ok(coders)
}
