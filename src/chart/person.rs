//! The person behind the chart: identifiers, names, addresses, phones with their history; and who looked.

use super::{chart_query, when};
use crate::{
    domain::{
        facts::{Address, Identifier, PersonName, Telecom},
        ids::PatientId,
        role::Permission,
        time::When,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};

/// Asks for everything that identifies a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemographicsOf(pub PatientId);

/// Everything that identifies a person, beside the banner.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Demographics {
    pub identifiers: Vec<Identifier>,
    pub names: Vec<(String, PersonName)>,
    pub addresses: Vec<Address>,
    pub telecoms: Vec<Telecom>,
    pub language: String,
    pub marital: String,
    pub race: String,
    pub ethnicity: String,
    pub mothers_maiden_name: String,
    pub birth_order: Option<i64>,
    pub updated_at: Option<When>,
    pub updated_by: String,
    /// Newest first.
    pub history: Vec<HistoryLine>,
}

/// One value that a field had before.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct HistoryLine {
    pub at: Option<When>,
    pub by: String,
    pub field: String,
    pub old: String,
    pub new: String,
}

const PERSON: &str = include_str!("sql/person.sql");
const IDENTIFIERS: &str = include_str!("sql/identifiers.sql");
const NAMES: &str = include_str!("sql/names.sql");
const ADDRESSES: &str = include_str!("sql/addresses.sql");
const TELECOMS: &str = include_str!("sql/telecoms.sql");
const HISTORY: &str = include_str!("sql/history.sql");

chart_query!(DemographicsOf, Demographics, Topic::Patients, |this, db| {
    let person = db.row(PERSON, [this.0], |row| {
        Ok(Demographics {
            language: row.get(0)?,
            marital: row.get(1)?,
            race: row.get(2)?,
            ethnicity: row.get(3)?,
            mothers_maiden_name: row.get(4)?,
            birth_order: row.get(5)?,
            updated_at: when(row, 6)?,
            updated_by: row.get(7)?,
            ..Demographics::default()
        })
    })?;
    let mut person = person.ok_or_else(|| StoreError::NotFound("This record is no longer there.".into()))?;
    person.identifiers = db.rows(IDENTIFIERS, [this.0], |row| {
        Ok(Identifier { kind: row.get(0)?, system: row.get(1)?, value: row.get(2)? })
    })?;
    person.names = db.rows(NAMES, [this.0], |row| {
        let name = PersonName {
            prefix: row.get(1)?,
            family: row.get(2)?,
            given: row.get(3)?,
            middle: row.get(4)?,
            suffix: row.get(5)?,
            ..PersonName::default()
        };
        Ok((row.get(0)?, name))
    })?;
    person.addresses = db.rows(ADDRESSES, [this.0], |row| {
        Ok(Address {
            address_use: row.get(0)?,
            street: row.get(1)?,
            city: row.get(2)?,
            state: row.get(3)?,
            zip: row.get(4)?,
            country: row.get(5)?,
        })
    })?;
    person.telecoms = db.rows(TELECOMS, [this.0], |row| {
        Ok(Telecom { kind: row.get(0)?, telecom_use: row.get(1)?, value: row.get(2)? })
    })?;
    person.history = db.rows(HISTORY, [this.0], |row| {
        Ok(HistoryLine {
            at: when(row, 0)?,
            by: row.get(1)?,
            field: row.get(2)?,
            old: row.get(3)?,
            new: row.get(4)?,
        })
    })?;
    Ok(person)
});

/// Asks who looked at a chart and changed it, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhoLooked {
    /// Whose chart.
    pub patient: PatientId,
    /// Entries before this number of the log; none: from the newest.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: i64,
}

/// One reading or change of a chart.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct LookedAt {
    pub seq: i64,
    pub at: Option<When>,
    pub login: String,
    pub full_name: String,
    pub roles: String,
    pub station: String,
    pub action: String,
    pub detail: String,
    pub refused: bool,
}

const WHO_LOOKED: &str = include_str!("sql/who_looked.sql");

impl Query for WhoLooked {
    type Rows = Vec<LookedAt>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        // Each reading of any chart raises the log; the list is asked again when the chart itself is touched.
        Topic::Audit | Topic::Patients
    }

    fn needs(&self) -> Permission {
        Permission::ReadAudit
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<LookedAt>, StoreError> {
        db.rows(WHO_LOOKED, (self.patient, self.before.unwrap_or(i64::MAX), self.limit), |row| {
            Ok(LookedAt {
                seq: row.get(0)?,
                at: when(row, 1)?,
                login: row.get(2)?,
                full_name: row.get(3)?,
                roles: row.get(4)?,
                station: row.get(5)?,
                action: row.get(6)?,
                detail: row.get(7)?,
                refused: row.get(8)?,
            })
        })
    }
}
