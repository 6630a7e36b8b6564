//! A person as registration's facts: the patient's record and who pays.

use super::calendar::{instant, midnight};
use super::directory::{identifier, reference};
use super::numbers;
use super::person::{Payer, Person};
use crate::domain::facts::{CoverageFact, Fact, Kind, Origin, PatientFact, Ref, Scope, Telecom};
use crate::domain::time::When;
use chrono::{Datelike, NaiveDateTime};

/// Who assigns record numbers here.
pub const AUTHORITY: &str = "WRMC";

/// One version of one patient's record.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// Key of the record.
    pub key: &'a str,
    /// Index of the record.
    pub index: u64,
    /// When it was written.
    pub at: NaiveDateTime,
    /// Death in the hospital, which registration learns of.
    pub died: Option<NaiveDateTime>,
    /// A flag more than the person's own.
    pub flag: Option<&'static str>,
}

/// The record of one person.
pub fn patient(person: &Person, version: Version<'_>) -> PatientFact {
    let mut identifiers = Vec::with_capacity(3);
    identifiers.push(identifier("MR", AUTHORITY, &numbers::mrn(version.index)));
    if let Some(ssn) = &person.ssn {
        identifiers.push(identifier("SS", "US-SSA", ssn));
    }
    if person.licence {
        identifiers.push(identifier("DL", "US-WI", &licence(person, version.index)));
    }
    let death = version.died.map(|at| Some(When::At(instant(at))));
    PatientFact {
        origin: Origin { key: version.key.to_owned(), as_of: Some(instant(version.at)) },
        scope: Scope::Whole,
        cleared: Vec::new(),
        identifiers,
        names: person.names(),
        birth_date: Some(person.born.into()),
        sex: Some(person.sex),
        death: death.or_else(|| person.died.map(|day| Some(When::Date(day.into())))),
        addresses: vec![person.home.clone()],
        telecoms: telecoms(person, version.index),
        language: Some(person.language.to_owned()),
        marital: Some(person.marital.to_owned()),
        race: Some(person.race.to_owned()),
        ethnicity: Some(ethnicity(person).to_owned()),
        mothers_maiden_name: person.mothers_maiden.as_deref().map(str::to_owned),
        birth_order: person.birth_order,
        active: Some(true),
        flags: person.flags.iter().copied().chain(version.flag).map(str::to_owned).collect(),
        replaced_by: None,
    }
}

/// The insurances of one person; none for those who pay themselves.
pub fn coverages(person: &Person, key: &str, index: u64, at: NaiveDateTime) -> Vec<Fact> {
    let second = match person.payer {
        Payer::Medicare if index.is_multiple_of(3) => Some(Payer::Bluestem),
        Payer::Medicare if index % 7 == 1 => Some(Payer::Medicaid),
        _ => None,
    };
    [Some(person.payer), second]
        .into_iter()
        .flatten()
        .filter(|payer| *payer != Payer::SelfPay)
        .zip(1..)
        .map(|(payer, rank)| Fact::Coverage(Box::new(coverage(payer, rank, key, index, at))))
        .collect()
}

fn coverage(payer: Payer, rank: i32, key: &str, index: u64, at: NaiveDateTime) -> CoverageFact {
    let year = at.year();
    CoverageFact {
        origin: Origin { key: format!("{key}-C{rank}"), as_of: Some(instant(at)) },
        patient: Some(reference(Kind::Patient, key)),
        payer: Some(Ref {
            display: Some(payer.title().to_owned()),
            ..reference(Kind::Organization, payer.key())
        }),
        plan: payer.title().to_owned(),
        member_id: member_id(payer, index),
        group_number: match payer {
            Payer::Northmark | Payer::Bluestem | Payer::Tamarack => {
                format!("G{:05}", index * 37 % 89_000 + 1_000)
            }
            _ => String::new(),
        },
        rank: Some(rank),
        from: chrono::NaiveDate::from_ymd_opt(year, 1, 1).map(|day| When::At(instant(midnight(day)))),
        to: None,
        status: "active".to_owned(),
    }
}

/// Member numbers in the payer's manner; Medicare's begin with 0, which real ones never do.
fn member_id(payer: Payer, index: u64) -> String {
    let n = index * 7919 + 1_000_003;
    match payer {
        Payer::Medicare => format!("0EX{:01}-WX{:01}-X{:04}", n % 10, n / 10 % 10, n / 100 % 10_000),
        Payer::MedicareAdvantage => format!("HMA{:08}", n % 100_000_000),
        Payer::Medicaid => format!("{:010}", n % 10_000_000_000),
        Payer::Northmark => format!("NMK{:09}", n % 1_000_000_000),
        Payer::Bluestem => format!("BSM{:09}", n % 1_000_000_000),
        Payer::Tamarack => format!("T{:08}", n % 100_000_000),
        Payer::SelfPay => String::new(),
    }
}

fn licence(person: &Person, index: u64) -> String {
    let letter = person.family.chars().find(char::is_ascii_alphabetic).unwrap_or('X').to_ascii_uppercase();
    format!("{letter}{:03}-{:04}-{:04}-99", index % 1000, person.born.year(), index / 1000 % 10_000)
}

fn telecoms(person: &Person, index: u64) -> Vec<Telecom> {
    let telecom = |kind: &str, value: &str| Telecom {
        kind: kind.to_owned(),
        telecom_use: "home".to_owned(),
        value: value.to_owned(),
    };
    let mut all = Vec::with_capacity(3);
    all.extend(person.phone.as_deref().map(|phone| telecom("phone", phone)));
    all.extend(person.mobile.as_deref().map(|mobile| telecom("mobile", mobile)));
    if person.email {
        let letters = |text: &str| text.chars().filter(char::is_ascii_alphabetic).collect::<String>();
        let mail =
            format!("{}.{}{}@example.org", letters(&person.given), letters(&person.family), index % 97);
        all.push(telecom("email", &mail.to_lowercase()));
    }
    all
}

fn ethnicity(person: &Person) -> &'static str {
    if person.heritage == super::names::Heritage::Hispanic {
        "Hispanic or Latino"
    } else {
        "Not Hispanic or Latino"
    }
}
