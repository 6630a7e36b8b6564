//! The directory of providers and one of its entries.

use crate::domain::{
    ids::{PractitionerId, Version},
    npi,
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{Lane, Query, Reader, StoreError};
use chrono::{Local, NaiveDate};

const PROVIDERS: &str = include_str!("sql/providers.sql");
const PROVIDER: &str = include_str!("sql/provider.sql");
const LEAVES: &str = include_str!("sql/leaves.sql");

/// Asks for the directory, by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Providers {
    /// Those who no longer work here too.
    pub all: bool,
}

/// One provider in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderLine {
    /// The row.
    pub id: PractitionerId,
    /// "Lee, Mary MD".
    pub name: String,
    /// Ten digits, or whatever a feed sent; may be empty.
    pub npi: String,
    /// Hospital service, else specialty.
    pub service: String,
    /// Writes under supervision: entries need a co-signature.
    pub trainee: bool,
    /// Works here.
    pub active: bool,
    /// Last day of the leave that runs today.
    pub away_until: Option<NaiveDate>,
    /// The delegate's name; may be empty.
    pub delegate: String,
}

impl ProviderLine {
    /// What is wrong with the NPI, in words for a column: `missing`, `wrong`, or nothing.
    pub fn npi_fault(&self) -> &'static str {
        match self.npi.as_str() {
            "" => "missing",
            number if npi::is_valid(number) => "",
            _ => "wrong",
        }
    }
}

/// Asks for one provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneProvider(pub PractitionerId);

/// One provider, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Provider {
    pub id: PractitionerId,
    pub version: Version,
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
    /// Lines of the postal address.
    pub address: String,
    pub phone: String,
    pub email: String,
    pub delegate: Option<PractitionerId>,
    pub delegate_name: String,
    pub delegate_note: String,
    /// Latest first.
    pub leaves: Vec<Leave>,
}

impl Provider {
    /// "Lee, Mary MD".
    pub fn name(&self) -> String {
        name(&self.family, &self.given, &self.credential)
    }
}

/// A time away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Why, in words.
    pub reason: String,
}

/// "Lee, Mary MD" from its parts.
pub fn name(family: &str, given: &str, credential: &str) -> String {
    let rest = [given, credential].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if rest.is_empty() { family.to_owned() } else { format!("{family}, {rest}") }
}

/// The providers that a number or name means: the row's number after `#`, an NPI, or the beginning of the name.
pub fn find(lines: &[ProviderLine], said: &str) -> Vec<ProviderLine> {
    let said = said.trim();
    let number: Option<i64> = said.strip_prefix('#').and_then(|number| number.parse().ok());
    let exact =
        lines.iter().filter(|line| number == Some(line.id.0) || (!said.is_empty() && line.npi == said));
    let found: Vec<ProviderLine> = exact.cloned().collect();
    if !found.is_empty() || number.is_some() || said.is_empty() {
        return found;
    }
    let folded = said.to_lowercase();
    lines.iter().filter(|line| line.name.to_lowercase().starts_with(&folded)).cloned().collect()
}

impl Query for Providers {
    type Rows = Vec<ProviderLine>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Directory.into()
    }

    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let today = db.now().with_timezone(&Local).date_naive().to_string();
        db.rows(PROVIDERS, (today, self.all), |row| {
            let (family, given, credential): (String, String, String) =
                (row.get(1)?, row.get(2)?, row.get(3)?);
            Ok(ProviderLine {
                id: row.get(0)?,
                name: name(&family, &given, &credential),
                npi: row.get(4)?,
                service: row.get(5)?,
                trainee: row.get(6)?,
                active: row.get(7)?,
                away_until: day(row, 8)?,
                delegate: delegate(row, 9)?,
            })
        })
    }
}

impl Query for OneProvider {
    type Rows = Provider;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Directory.into()
    }

    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }

    fn run(&self, db: &Reader<'_>) -> Result<Provider, StoreError> {
        let found = db.row(PROVIDER, [self.0], |row| {
            Ok(Provider {
                id: row.get(0)?,
                version: row.get(1)?,
                npi: row.get(2)?,
                prefix: row.get(3)?,
                family: row.get(4)?,
                given: row.get(5)?,
                middle: row.get(6)?,
                suffix: row.get(7)?,
                credential: row.get(8)?,
                specialty: row.get(9)?,
                service: row.get(10)?,
                trainee: row.get(11)?,
                active: row.get(12)?,
                address: row.get(13)?,
                phone: row.get(14)?,
                email: row.get(15)?,
                delegate: row.get(16)?,
                delegate_note: row.get(17)?,
                delegate_name: delegate(row, 18)?,
                leaves: Vec::new(),
            })
        })?;
        let mut provider =
            found.ok_or_else(|| StoreError::NotFound("This provider is not in the directory.".into()))?;
        provider.leaves = leaves(db, self.0)?;
        Ok(provider)
    }
}

/// The leave periods of a provider, latest first.
pub(super) fn leaves(db: &Reader<'_>, provider: PractitionerId) -> Result<Vec<Leave>, StoreError> {
    let rows = db.rows(LEAVES, [provider], |row| Ok((day(row, 0)?, day(row, 1)?, row.get(2)?)))?;
    let whole = |(from, to, reason)| Some(Leave { from: from?, to: to?, reason });
    Ok(rows.into_iter().filter_map(whole).collect())
}

fn day(row: &rusqlite::Row<'_>, idx: usize) -> rusqlite::Result<Option<NaiveDate>> {
    let text: Option<String> = row.get(idx)?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// The name of the delegate in three columns from this one on.
fn delegate(row: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<String> {
    let family: Option<String> = row.get(first)?;
    let (given, credential): (Option<String>, Option<String>) = (row.get(first + 1)?, row.get(first + 2)?);
    Ok(family.map_or_else(String::new, |family| {
        name(&family, &given.unwrap_or_default(), &credential.unwrap_or_default())
    }))
}
