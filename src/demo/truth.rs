//! What is known to be true of the hospital's records, for tests and for measuring: never shown to users.

/// How a second record of one person came to differ from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// Letters of the name turned round or doubled.
    Letters,
    /// Nickname for the first name, no social security number.
    Nickname,
    /// Registered under the name before marriage.
    Maiden,
    /// Two digits of the birth date or social security number turned round.
    Digits,
    /// Day and month swapped.
    DayMonth,
    /// First and last name swapped.
    SwappedNames,
}

/// How two records, or one, stand to the persons behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// One person, two records.
    Duplicate {
        /// Key of the older record.
        first: String,
        /// Key of the second record.
        second: String,
        /// What went wrong.
        slip: Slip,
    },
    /// Two persons in one record: from `since` on (an ISO day) it is somebody else's.
    Overlay {
        /// Key of the record.
        patient: String,
        /// First day of the second person.
        since: String,
    },
    /// Two persons who look like one: twins.
    Twins(String, String),
    /// Two persons who look like one: father and son of one name.
    Juniors(String, String),
    /// Two persons who look like one: same name and birth date, not related.
    Namesakes(String, String),
    /// Mother and her newborn.
    Birth {
        /// Key of the mother.
        mother: String,
        /// Key of the child.
        child: String,
    },
    /// People at one address.
    Family(Vec<String>),
}

impl Link {
    /// Keys of all records concerned.
    pub fn keys(&self) -> Vec<&str> {
        match self {
            Self::Duplicate { first, second, .. } => vec![first, second],
            Self::Overlay { patient, .. } => vec![patient],
            Self::Twins(a, b) | Self::Juniors(a, b) | Self::Namesakes(a, b) => vec![a, b],
            Self::Birth { mother, child } => vec![mother, child],
            Self::Family(all) => all.iter().map(String::as_str).collect(),
        }
    }
}

/// What is wrong with the documents of one encounter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// No document of this type is there.
    Missing,
    /// Dictated, not transcribed.
    Dictated,
    /// Not signed by its author.
    Unsigned,
    /// Signed by a trainee, not co-signed.
    Uncosigned,
    /// It is about another patient.
    WrongPatient,
    /// Withdrawn by its author.
    Retracted,
    /// Begun, and not finished yet.
    Begun,
}

/// One gap in one chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartGap {
    /// Key of the patient in whose chart it is.
    pub patient: String,
    /// Key of the encounter.
    pub encounter: String,
    /// LOINC code of the type of document.
    pub doc_type: &'static str,
    /// Key of the document; `None` if it is missing.
    pub document: Option<String>,
    /// What is wrong.
    pub flaw: Flaw,
    /// Key of the clinician who owes it.
    pub owed_by: String,
}

/// A condition that results and treatment show and the notes of a stay do not name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unnamed {
    /// Key of the patient.
    pub patient: String,
    /// Key of the encounter.
    pub encounter: String,
    /// Word of the condition: `aki`, `hyponatraemia`, `sepsis`, `heart-failure-type` …
    pub condition: String,
}

/// What a coder would code of a stay that nobody has coded yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coding {
    /// Key of the encounter.
    pub encounter: String,
    /// Diagnoses in order with their present-on-admission answer, the principal one first.
    pub diagnoses: Vec<(String, &'static str)>,
    /// Procedures in order.
    pub procedures: Vec<String>,
}

/// Everything that is known of a hospital.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// Records and persons.
    pub links: Vec<Link>,
    /// Missing and unfinished documents.
    pub gaps: Vec<ChartGap>,
    /// Conditions that nobody named.
    pub unnamed: Vec<Unnamed>,
    /// Discharged inpatient stays without billing diagnoses.
    pub uncoded: Vec<String>,
    /// What a coder would code of those.
    pub codings: Vec<Coding>,
    /// Inpatients in house.
    pub in_house: Vec<String>,
}

impl Truth {
    /// Adds what is known of a part of the hospital.
    pub fn extend(&mut self, other: Self) {
        self.links.extend(other.links);
        self.gaps.extend(other.gaps);
        self.unnamed.extend(other.unnamed);
        self.uncoded.extend(other.uncoded);
        self.codings.extend(other.codings);
        self.in_house.extend(other.in_house);
    }
}
