//! What this desk asks for itself: the rest is asked of `registry`, `intake` and `chart`.

use crate::{
    chart::{BannerOf, Demographics, DemographicsOf, Flag},
    domain::{
        fields::MrnScheme,
        ids::{PatientId, PractitionerId},
        role::Permission,
        time::When,
        topics::{Topic, Topics},
    },
    intake::mrn_scheme,
    kit::Choosable,
    store::{Lane, Query, Reader, StoreError, col_when},
};

/// Asks for what tells one patient from another of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParticularsOf(pub PatientId);

/// What tells a patient from others: numbers, places, phones, flags, last encounters.
#[derive(Clone, Debug, PartialEq)]
pub struct Particulars {
    /// Whose they are.
    pub patient: PatientId,
    /// Numbers, names, addresses, phones.
    pub person: Demographics,
    /// Flags of the record.
    pub flags: Vec<Flag>,
    /// The last encounters, newest first.
    pub stays: Vec<Stay>,
}

/// One encounter in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// `inpatient`, `outpatient`, `emergency`, `observation`, `other`.
    pub class: String,
    /// `planned`, `open`, `discharged`, `cancelled`, `void`.
    pub state: String,
    /// Hospital service, may be empty.
    pub service: String,
    /// When it began.
    pub admit: Option<When>,
}

const LAST_STAYS: &str = include_str!("sql/last_stays.sql");

impl Query for ParticularsOf {
    type Rows = Particulars;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Patients | Topic::Encounters
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<Particulars, StoreError> {
        let stays = db.rows(LAST_STAYS, [self.0], |row| {
            Ok(Stay {
                class: row.get(0)?,
                state: row.get(1)?,
                service: row.get(2)?,
                admit: col_when(row, 3)?,
            })
        })?;
        Ok(Particulars {
            patient: self.0,
            person: DemographicsOf(self.0).run(db)?,
            flags: BannerOf(self.0).run(db)?.flags,
            stays,
        })
    }
}

/// Asks how record numbers are checked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberScheme;

impl Query for NumberScheme {
    type Rows = MrnScheme;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        // Settled when the file is made.
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<MrnScheme, StoreError> {
        mrn_scheme(db.conn())
    }
}

/// Asks for the clinicians who work here now, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clinicians;

/// One clinician to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clinician {
    /// The row.
    pub id: PractitionerId,
    /// "Lee, Mary MD".
    pub name: String,
    /// Service or specialty, may be empty.
    pub service: String,
}

impl Clinician {
    /// As a choice of a form.
    pub fn choosable(&self) -> Choosable {
        let service = if self.service.is_empty() { String::new() } else { format!(", {}", self.service) };
        Choosable::new(self.id.to_string(), format!("{}{service}", self.name))
    }
}

const CLINICIANS: &str = include_str!("sql/clinicians.sql");

impl Query for Clinicians {
    type Rows = Vec<Clinician>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Directory.into()
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<Clinician>, StoreError> {
        db.rows(CLINICIANS, [], |row| {
            Ok(Clinician { id: row.get(0)?, name: row.get(1)?, service: row.get(2)? })
        })
    }
}

/// Asks for the flags of a chart with who set them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagsOf(pub PatientId);

/// One flag of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagLine {
    /// The word that is stored: `legal-hold`.
    pub flag: String,
    /// Why, or until when.
    pub why: String,
    /// Record number of the other record, where two are concerned.
    pub other: Option<String>,
    /// When it was set, stored text.
    pub set_at: String,
    /// Login or feed.
    pub set_by: String,
}

impl FlagLine {
    /// The words on screen.
    pub fn title(&self) -> String {
        Flag { flag: self.flag.clone(), note: String::new(), other: None }.title()
    }

    /// Why, with the other record.
    pub fn note(&self) -> String {
        let other = self.other.as_ref().map(|mrn| format!("with record {mrn}")).unwrap_or_default();
        [other, self.why.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
    }
}

const FLAGS_OF: &str = include_str!("sql/flags_of.sql");

impl Query for FlagsOf {
    type Rows = Vec<FlagLine>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Patients.into()
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<FlagLine>, StoreError> {
        db.rows(FLAGS_OF, [self.0], |row| {
            Ok(FlagLine {
                flag: row.get(0)?,
                why: row.get(1)?,
                other: row.get(2)?,
                set_at: row.get(3)?,
                set_by: row.get(4)?,
            })
        })
    }
}
