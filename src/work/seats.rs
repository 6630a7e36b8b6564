//! Changes of a screen as a place where items are held: taken, left, kept alive; and how long a lease is.

use super::claims;
use crate::{
    domain::{
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{
        AuditLine, Change, Refusal, Writing,
        presence::{SignOff, SignOn},
    },
};

/// A screen was opened: what this person held at this terminal in a program that was killed comes free.
#[derive(Clone, Copy, Debug)]
pub struct TakeSeat;

impl Change for TakeSeat {
    type Receipt = ();

    fn topics(&self) -> Topics {
        SignOn.topics()
    }

    fn needs(&self) -> Permission {
        SignOn.needs()
    }

    fn audit(&self) -> AuditLine {
        SignOn.audit()
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        claims::free_seat(tx)?;
        claims::sweep(tx)?;
        SignOn.apply(tx)
    }
}

/// A screen was closed, by its user or by a lost line: all that was held there comes free.
#[derive(Clone, Copy, Debug)]
pub struct LeaveSeat {
    /// What ended it, as in [`SignOff`].
    pub why: &'static str,
}

impl Change for LeaveSeat {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn audit(&self) -> AuditLine {
        SignOff { why: self.why }.audit()
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        claims::free_seat(tx)?;
        Ok(())
    }
}

/// Somebody is at work at this screen: its leases begin anew. Sent at most once a minute. Not in the log: it is no deed.
#[derive(Clone, Copy, Debug)]
pub struct RenewSeat;

impl Change for RenewSeat {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn audit(&self) -> AuditLine {
        AuditLine::default()
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        claims::renew_seat(tx)?;
        claims::sweep(tx)?;
        Ok(())
    }
}

/// Sets how many minutes without activity end a claim (supervisor).
#[derive(Clone, Copy, Debug)]
pub struct SetLease {
    /// 1 to 480.
    pub minutes: i64,
}

impl Change for SetLease {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        Permission::ManageWork
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("work.lease").detail(format!("{} minutes", self.minutes))
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        if !(1..=480).contains(&self.minutes) {
            return Err(Refusal::invalid("minutes", "a lease lasts 1 to 480 minutes."));
        }
        tx.execute(
            "INSERT INTO meta (key, value) VALUES ('work_lease_minutes', ?1)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [self.minutes.to_string()],
        )?;
        Ok(())
    }
}
