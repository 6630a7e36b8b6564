//! Assignment: by hand, and by rules of class, service, payer, charges and skill.

use super::{
    coding_change, coding_query,
    rows::{Note, for_change, gone, take_step},
};
use crate::{
    domain::{
        coding::{AssignRule, Candidate, Coder, Deed, choose_coder},
        ids::{AccountId, UserId},
        role::Role,
    },
    store::{Reader, Refusal, StoreError, Writing},
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
    let (rules, _) = rules(&tx.reader())?;
    if rules.is_empty() {
        return Err(Refusal::invalid(
            "",
            "there are no rules of assignment. `chartroom coding rules` sets them.",
        ));
    }
    let mut coders = coders(&tx.reader())?;
    let free: Vec<AccountId> = tx.rows(include_str!("sql/free.sql"), [this.limit], |row| row.get(0))?;
    let mut given = 0;
    for account in free {
        let head = for_change(tx, account, None)?;
        let candidate = Candidate {
            class: &head.class,
            service: &head.service,
            payer: &head.payer,
            cents: head.charges_cents,
        };
        let second = rules.iter().find(|rule| rule.fits(&candidate)).is_some_and(|rule| rule.second_level);
        if second && !head.second_level {
            tx.execute(include_str!("sql/second_level.sql"), [account])?;
        }
        let Some(user) = choose_coder(&rules, &coders, &candidate).map(|coder| coder.user) else { continue };
        take_step(tx, &head, Deed::Assign, Note { reason: "by rule", owner: Some(user) })?;
        if let Some(coder) = coders.iter_mut().find(|coder| coder.user == user) {
            coder.pile += 1;
        }
        given += 1;
    }
    tx.detail(format!("{given} accounts"));
    Ok(given)
});

/// Asks for the rules of assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules;

coding_query!(Rules, Vec<AssignRule>, Desk, |_this, db| Ok(rules(db)?.0));

fn rules(db: &Reader<'_>) -> Result<(Vec<AssignRule>, i64), StoreError> {
    let found: Option<(String, i64)> =
        db.row(include_str!("sql/setting.sql"), ["assign"], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Some((text, version)) = found else { return Ok((Vec::new(), 0)) };
    let rules = serde_json::from_str(&text).map_err(|_| {
        StoreError::NotFound("The rules of assignment cannot be read; set them again.".into())
    })?;
    Ok((rules, version))
}

/// Puts these rules in place of those that are there.
#[derive(Clone, Debug)]
pub struct SetRules(pub Vec<AssignRule>);

coding_change!(SetRules, (), ReviewCoding, "coding.rules", |this, tx| {
    let text = serde_json::to_string(&this.0).map_err(|_| gone())?;
    tx.execute(
        include_str!("sql/setting_put.sql"),
        named_params! {":name": "assign", ":value": text, ":now": tx.now_text(), ":by": tx.session().login},
    )?;
    tx.detail(format!("{} rules", this.0.len()));
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
