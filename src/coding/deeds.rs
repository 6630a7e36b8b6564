//! Steps of an account that need no more than the step itself: begin, next, give back, review, bill, reopen.

use super::{
    coding_change,
    rows::{Note, for_change, take_step, touch},
};
use crate::{
    domain::{
        coding::{AccountState, Deed},
        ids::{AccountId, Version},
        role::Permission,
        topics::Topic,
    },
    store::{AuditLine, Change, Refusal, Writing},
};
use rusqlite::named_params;

/// Opens an account to code: it is the user's from now on. An account in somebody else's work is refused by name.
#[derive(Clone, Copy, Debug)]
pub struct Begin(pub AccountId);

coding_change!(Begin, (), Code, "coding.begin", |this, tx| {
    let head = for_change(tx, this.0, None)?;
    let me = tx.session().user;
    let theirs = head.owner.is_some_and(|owner| owner != me);
    match head.state {
        // Looked at again, or looked at by another coder: no step, but the time counts.
        AccountState::InProgress if !theirs => {}
        AccountState::InProgress if !tx.session().may(Permission::ReviewCoding) => {
            return Err(Refusal::invalid(
                "",
                format!("{} is coding this account. Take another, or ask for it.", head.owner_login),
            ));
        }
        AccountState::Ready | AccountState::Assigned | AccountState::InProgress => {
            take_step(tx, &head, Deed::Begin, Note { reason: "", owner: Some(me) })?;
        }
        _ => return Err(Refusal::invalid("", format!("the account is {}.", head.state.title()))),
    }
    touch(tx, this.0)?;
    Ok(())
});

/// Takes the next account: the oldest of one's own, else the oldest that nobody has. None: nothing is left.
#[derive(Clone, Copy, Debug)]
pub struct Next {
    /// Not this one again.
    pub after: Option<AccountId>,
}

impl Change for Next {
    type Receipt = Option<AccountId>;

    fn topics(&self) -> crate::domain::topics::Topics {
        Topic::Coding.into()
    }

    fn needs(&self) -> Permission {
        Permission::Code
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("coding.next")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Option<AccountId>, Refusal> {
        let found: Option<AccountId> = tx.row(
            include_str!("sql/next.sql"),
            named_params! {":user": tx.session().user, ":after": self.after},
            |row| row.get(0),
        )?;
        if let Some(account) = found {
            Begin(account).apply(tx)?;
        }
        Ok(found)
    }
}

/// Gives accounts back to the pile of those that nobody has.
#[derive(Clone, Debug)]
pub struct Release(pub Vec<AccountId>);

coding_change!(Release, usize, Code, "coding.release", |this, tx| {
    for account in &this.0 {
        let head = for_change(tx, *account, None)?;
        if head.owner.is_some_and(|owner| owner != tx.session().user) {
            tx.session().require(Permission::ReviewCoding)?;
        }
        take_step(tx, &head, Deed::Release, Note::default())?;
    }
    tx.detail(format!("{} accounts", this.0.len()));
    Ok(this.0.len())
});

/// Any other step: to review, back, billed, denied, rebilled, reopened. All of the accounts or none.
#[derive(Clone, Debug)]
pub struct Move {
    /// Which, each with the version that the user saw.
    pub accounts: Vec<(AccountId, Option<Version>)>,
    /// What is done; not holding and not final coding, which take more.
    pub deed: Deed,
    /// Why, where the step asks for it.
    pub reason: String,
}

impl Change for Move {
    type Receipt = usize;

    fn topics(&self) -> crate::domain::topics::Topics {
        Topic::Coding.into()
    }

    fn needs(&self) -> Permission {
        Permission::Code
    }

    fn audit(&self) -> AuditLine {
        AuditLine { reason: self.reason.clone(), ..AuditLine::new("coding.move") }.detail(self.deed.title())
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<usize, Refusal> {
        if !matches!(
            self.deed,
            Deed::Review | Deed::SendBack | Deed::Bill | Deed::Deny | Deed::Rebill | Deed::Reopen
        ) {
            return Err(Refusal::invalid("", format!("to {} takes more than a step.", self.deed.title())));
        }
        for (account, seen) in &self.accounts {
            let head = for_change(tx, *account, *seen)?;
            // Reopening is work for whoever reopens; sent back it goes to the coder who coded it.
            let owner = match self.deed {
                Deed::Reopen => Some(tx.session().user),
                Deed::SendBack => {
                    tx.row(include_str!("sql/coded_by.sql"), [account], |row| row.get(0))?.or(head.owner)
                }
                _ => head.owner,
            };
            take_step(tx, &head, self.deed, Note { reason: &self.reason, owner })?;
            if self.deed == Deed::Bill {
                tx.execute(include_str!("sql/billed.sql"), (account, tx.now_text()))?;
            }
            touch(tx, *account)?;
        }
        Ok(self.accounts.len())
    }
}
