//! Steps of an account that need no more than the step itself: begin, next, give back, coded, review, bill, reopen.

use super::{
    coding_change,
    page::AccountPage,
    rows::{Note, for_change, head, take_step, touch},
    worklist,
};
use crate::{
    domain::{
        coding::{AccountState, Deed},
        ids::{AccountId, Version},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Query, Refusal, Writing},
    work::{self, WorkPage, claims::Hold, queues::CODING},
};
use rusqlite::named_params;

/// Opens an account to code: it is the user's from now on. An account that is somebody else's is refused by name.
#[derive(Clone, Copy, Debug)]
pub struct Begin(pub AccountId);

coding_change!(Begin, (), Code, "coding.begin", |this, tx| {
    let head = for_change(tx, this.0, None)?;
    let me = tx.session().user;
    let theirs = head.owner.is_some_and(|owner| owner != me);
    match head.state {
        // Looked at again: no step, but the time counts.
        AccountState::InProgress if !theirs => {}
        AccountState::Assigned | AccountState::InProgress
            if theirs && !tx.session().may(Permission::ReviewCoding) =>
        {
            let does = if head.state == AccountState::Assigned { "is to code" } else { "is coding" };
            return Err(Refusal::invalid(
                "",
                format!("{} {does} this account. Take another, or ask for it.", head.owner_login),
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

/// Takes the next account of the worklist: what one has in hand, else the most urgent that is one's own or nobody's.
/// None: nothing is left.
#[derive(Clone, Debug)]
pub struct Next {
    /// Not this one again.
    pub after: Option<AccountId>,
    /// The worklist as it is looked at; none: all that is to be coded.
    pub page: Option<WorkPage>,
    /// How it is held.
    pub hold: Hold,
}

impl Next {
    /// The next account of all that is to be coded, for a command.
    pub fn by_command() -> Self {
        Self { after: None, page: None, hold: Hold::Command }
    }
}

impl Change for Next {
    type Receipt = Option<AccountId>;

    fn topics(&self) -> Topics {
        Topic::Coding | Topic::Work
    }

    fn needs(&self) -> Permission {
        self.page.as_ref().map_or(Permission::Code, Query::needs)
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("coding.next")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Option<AccountId>, Refusal> {
        let page = self.page.clone().unwrap_or_else(|| WorkPage {
            lanes: vec!["ready", "assigned", "in-progress"],
            ..WorkPage::first(CODING.id)
        });
        if self.after.is_none()
            && let Some(held) = in_hand(tx, page.queue)?
        {
            return Ok(Some(held));
        }
        let but = match self.after {
            Some(account) => worklist::latest(tx, page.queue, account)?.map(|item| item.id),
            None => None,
        };
        let found = work::claim_in::<AccountPage>(tx, &page, self.hold, but)?;
        let Some(account) = found.map(|item| AccountId(item.subject_id)) else { return Ok(None) };
        let state = head(&tx.reader(), account)?.state;
        if matches!(state, AccountState::Ready | AccountState::Assigned | AccountState::InProgress) {
            Begin(account).apply(tx)?;
        }
        Ok(Some(account))
    }
}

/// What the user holds of a queue and is not done with.
fn in_hand(tx: &Writing<'_>, queue: &str) -> Result<Option<AccountId>, Refusal> {
    Ok(tx.row(
        include_str!("sql/in_hand.sql"),
        named_params! {":me": tx.session().user, ":queue": queue, ":now": tx.now_text()},
        |row| row.get(0),
    )?)
}

/// Gives accounts back to the pile of those that nobody has.
#[derive(Clone, Debug)]
pub struct Unassign(pub Vec<AccountId>);

coding_change!(Unassign, usize, Code, "coding.unassign", |this, tx| {
    for account in &this.0 {
        let head = for_change(tx, *account, None)?;
        if head.owner.is_some_and(|owner| owner != tx.session().user) {
            tx.session().require(Permission::ReviewCoding)?;
        }
        take_step(tx, &head, Deed::Unassign, Note::default())?;
    }
    tx.detail(format!("{} accounts", this.0.len()));
    Ok(this.0.len())
});

/// Any other step: coded, to review, back, billed, denied, rebilled, reopened. All of the accounts or none.
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

    fn topics(&self) -> Topics {
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
            Deed::Code
                | Deed::Review
                | Deed::SendBack
                | Deed::Bill
                | Deed::Deny
                | Deed::Rebill
                | Deed::Reopen
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
