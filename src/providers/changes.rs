//! What the department changes in the directory of providers.

use super::queries::leaves;
use crate::domain::{
    fields,
    ids::{PractitionerId, Version},
    npi,
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Conflict, Refusal, StoreError, Writing};
use chrono::NaiveDate;
use rusqlite::named_params;

const PUT: &str = include_str!("sql/provider_put.sql");
const STANDING: &str = "SELECT version, updated_by, updated_at, npi, family, given, service, address
                        FROM practitioner WHERE practitioner_id = :id";

/// Enters a provider, or changes one.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct SetProvider {
    /// Whom, with the version that the form was filled from; none: a new provider.
    pub known: Option<(PractitionerId, Version)>,
    /// May be empty: nurses and social workers often have none.
    pub npi: String,
    pub prefix: String,
    pub family: String,
    pub given: String,
    pub middle: String,
    pub suffix: String,
    pub credential: String,
    pub specialty: String,
    pub service: String,
    pub trainee: bool,
    pub active: bool,
    /// Lines of the postal address, for letters.
    pub address: String,
    pub phone: String,
    pub email: String,
}

impl SetProvider {
    /// What a provider is now, as a change that changes nothing.
    pub fn from(provider: &super::Provider) -> Self {
        Self {
            known: Some((provider.id, provider.version)),
            npi: provider.npi.clone(),
            prefix: provider.prefix.clone(),
            family: provider.family.clone(),
            given: provider.given.clone(),
            middle: provider.middle.clone(),
            suffix: provider.suffix.clone(),
            credential: provider.credential.clone(),
            specialty: provider.specialty.clone(),
            service: provider.service.clone(),
            trainee: provider.trainee,
            active: provider.active,
            address: provider.address.clone(),
            phone: provider.phone.clone(),
            email: provider.email.clone(),
        }
    }

    /// Values in their one spelling, or the first at fault.
    fn tidy(&self) -> Result<Self, Refusal> {
        let mut tidy = self.clone();
        if !tidy.npi.trim().is_empty() {
            tidy.npi = npi::check(&tidy.npi).map_err(|why| Refusal::invalid("npi", why))?;
        }
        for (field, text) in
            [("family", &mut tidy.family), ("given", &mut tidy.given), ("middle", &mut tidy.middle)]
        {
            *text = fields::name(text).map_err(|why| Refusal::invalid(field, why))?;
        }
        if tidy.family.is_empty() {
            return Err(Refusal::invalid("family", "a provider needs a family name."));
        }
        if !tidy.phone.trim().is_empty() {
            tidy.phone = fields::phone(&tidy.phone).map_err(|why| Refusal::invalid("phone", why))?;
        }
        if !tidy.email.trim().is_empty() {
            tidy.email = fields::email(&tidy.email).map_err(|why| Refusal::invalid("email", why))?;
        }
        Ok(tidy)
    }

    fn check_npi_free(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let holder: Option<(PractitionerId, String)> = tx.row(
            "SELECT practitioner_id, family || ', ' || given FROM practitioner WHERE npi = :npi AND npi <> ''",
            named_params! {":npi": self.npi},
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        match holder {
            Some((other, name)) if self.known.map(|(id, _)| id) != Some(other) => Err(Refusal::invalid(
                "npi",
                format!("{name} (#{other}) has this NPI; it is one person's for life."),
            )),
            _ => Ok(()),
        }
    }

    fn check_version(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let Some((id, seen)) = self.known else { return Ok(()) };
        let standing = tx.row(STANDING, named_params! {":id": id}, |row| {
            let texts: [String; 5] = [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?];
            Ok((Version(row.get(0)?), row.get::<_, String>(1)?, row.get::<_, String>(2)?, texts))
        })?;
        let (stored, by, at, texts) =
            standing.ok_or_else(|| StoreError::NotFound("This provider is not in the directory.".into()))?;
        let by = if by.is_empty() { "a feed" } else { &by };
        tx.same_version(seen, stored, by, &at, || {
            let fields = ["NPI", "Family name", "Given name", "Service", "Address"];
            let mine = [&self.npi, &self.family, &self.given, &self.service, &self.address];
            let rows = fields.iter().zip(mine).zip(texts).filter(|((_, mine), theirs)| *mine != theirs);
            rows.map(|((field, mine), theirs)| Conflict {
                field: (*field).into(),
                mine: mine.clone(),
                theirs,
            })
            .collect()
        })
    }
}

impl Change for SetProvider {
    type Receipt = PractitionerId;

    fn topics(&self) -> Topics {
        Topic::Directory.into()
    }

    fn needs(&self) -> Permission {
        Permission::KeepProviders
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("provider.set")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<PractitionerId, Refusal> {
        let tidy = self.tidy()?;
        tidy.check_npi_free(tx)?;
        tidy.check_version(tx)?;
        tx.execute(
            PUT,
            named_params! {
                ":id": tidy.known.map(|(id, _)| id), ":npi": tidy.npi, ":prefix": tidy.prefix.trim(),
                ":family": tidy.family, ":given": tidy.given, ":middle": tidy.middle, ":suffix": tidy.suffix.trim(),
                ":credential": tidy.credential.trim(), ":specialty": tidy.specialty.trim(),
                ":service": tidy.service.trim(), ":trainee": tidy.trainee, ":active": tidy.active,
                ":address": tidy.address.trim_end(), ":phone": tidy.phone.trim(), ":email": tidy.email.trim(),
                ":now": tx.now_text(), ":by": tx.session().login,
            },
        )?;
        let id = tidy.known.map_or_else(|| tx.conn().last_insert_rowid(), |(id, _)| id.0);
        tx.object("practitioner", id);
        let npi = if tidy.npi.is_empty() { "no NPI" } else { &tidy.npi };
        tx.detail(format!("{}, {npi}", super::name(&tidy.family, &tidy.given, &tidy.credential)));
        Ok(PractitionerId(id))
    }
}

/// Enters a time away. Two of one provider never overlap.
#[derive(Clone, Debug)]
pub struct AddLeave {
    /// Whose.
    pub provider: PractitionerId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Why, in words; may be empty.
    pub reason: String,
}

impl Change for AddLeave {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Directory.into()
    }

    fn needs(&self) -> Permission {
        Permission::KeepProviders
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("provider.leave")
            .object("practitioner", self.provider.0)
            .detail(format!("{} to {}", self.from, self.to))
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        known(tx, self.provider)?;
        if self.to < self.from {
            return Err(Refusal::invalid("to", "the leave ends before it begins; check both days."));
        }
        let standing = leaves(&tx.reader(), self.provider)?;
        if let Some(other) = standing.iter().find(|other| other.from <= self.to && self.from <= other.to) {
            let why = format!(
                "a leave from {} to {} is entered already; drop that one first.",
                other.from, other.to
            );
            return Err(Refusal::invalid("from", why));
        }
        tx.execute(
            "INSERT INTO practitioner_leave (practitioner_id, from_day, to_day, reason) VALUES (:id, :from, :to, :reason)",
            named_params! {
                ":id": self.provider, ":from": self.from.to_string(), ":to": self.to.to_string(),
                ":reason": self.reason.trim(),
            },
        )?;
        Ok(())
    }
}

/// Takes a time away back.
#[derive(Clone, Debug)]
pub struct DropLeave {
    /// Whose.
    pub provider: PractitionerId,
    /// Its first day.
    pub from: NaiveDate,
}

impl Change for DropLeave {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Directory.into()
    }

    fn needs(&self) -> Permission {
        Permission::KeepProviders
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("provider.leave-drop")
            .object("practitioner", self.provider.0)
            .detail(format!("from {}", self.from))
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let gone = tx.execute(
            "DELETE FROM practitioner_leave WHERE practitioner_id = :id AND from_day = :from",
            named_params! {":id": self.provider, ":from": self.from.to_string()},
        )?;
        if gone == 0 {
            return Err(Refusal::invalid(
                "from",
                format!("no leave of this provider begins on {}.", self.from),
            ));
        }
        Ok(())
    }
}

/// Names who completes records for a provider who is away, or nobody.
#[derive(Clone, Debug)]
pub struct SetDelegate {
    /// For whom.
    pub provider: PractitionerId,
    /// Who; none: nobody any more.
    pub delegate: Option<PractitionerId>,
    /// Words beside it; may be empty.
    pub note: String,
}

impl Change for SetDelegate {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Directory.into()
    }

    fn needs(&self) -> Permission {
        Permission::KeepProviders
    }

    fn audit(&self) -> AuditLine {
        let detail =
            self.delegate.map_or_else(|| "nobody".to_owned(), |delegate| format!("practitioner {delegate}"));
        AuditLine::new("provider.delegate").object("practitioner", self.provider.0).detail(detail)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        known(tx, self.provider)?;
        let Some(delegate) = self.delegate else {
            tx.execute("DELETE FROM practitioner_delegate WHERE practitioner_id = :id", [self.provider])?;
            return Ok(());
        };
        if delegate == self.provider {
            return Err(Refusal::invalid("delegate", "nobody is their own delegate; name another provider."));
        }
        if !known(tx, delegate)? {
            return Err(Refusal::invalid(
                "delegate",
                "the delegate no longer works here; name another provider.",
            ));
        }
        let back: Option<PractitionerId> = tx.row(
            "SELECT delegate_id FROM practitioner_delegate WHERE practitioner_id = :id",
            [delegate],
            |row| row.get(0),
        )?;
        if back == Some(self.provider) {
            let why = "the two would stand in for each other, and nobody for both; name a third provider.";
            return Err(Refusal::invalid("delegate", why));
        }
        tx.execute(
            "INSERT INTO practitioner_delegate (practitioner_id, delegate_id, note, set_at, set_by)
             VALUES (:id, :delegate, :note, :now, :by)
             ON CONFLICT (practitioner_id) DO UPDATE
             SET delegate_id = excluded.delegate_id, note = excluded.note, set_at = excluded.set_at, set_by = excluded.set_by",
            named_params! {
                ":id": self.provider, ":delegate": delegate, ":note": self.note.trim(), ":now": tx.now_text(),
                ":by": tx.session().login,
            },
        )?;
        Ok(())
    }
}

/// Whether a provider works here; refused if there is none.
fn known(tx: &Writing<'_>, provider: PractitionerId) -> Result<bool, Refusal> {
    let active =
        tx.row("SELECT active FROM practitioner WHERE practitioner_id = :id", [provider], |row| row.get(0))?;
    active.ok_or_else(|| Refusal::invalid("", "this provider is not in the directory."))
}
