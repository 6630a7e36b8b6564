//! The hospital itself: organizations, wards and beds, clinicians with their services and leave.

use super::calendar::{instant, midnight};
use super::names::Names;
use super::numbers;
use super::person::Payer;
use super::places::STATE;
use super::random::{Purpose, Rng};
use crate::domain::facts::{
    Address, Fact, Identifier, Kind, LocationFact, OrganizationFact, Origin, PersonName, PractitionerFact,
    Ref, Scope, Sex,
};
use crate::domain::role::Role;
use chrono::{Duration, NaiveDate};

const STAFF: &str = include_str!("texts/staff.txt");
const UNITS: &str = include_str!("texts/units.txt");

/// Key of the hospital among the organizations.
pub const HOSPITAL: &str = "ORG-WRMC";
/// Name of the hospital.
pub const HOSPITAL_NAME: &str = "Wexmoor Regional Medical Center";

/// One clinician.
#[derive(Clone, Debug)]
pub struct Clinician {
    pub key: String,
    pub npi: Option<String>,
    pub name: PersonName,
    pub credential: &'static str,
    pub specialty: &'static str,
    pub service: &'static str,
    pub trainee: bool,
    pub leave: Vec<(NaiveDate, NaiveDate, &'static str)>,
}

/// One ward.
#[derive(Clone, Debug)]
pub struct Unit {
    pub key: &'static str,
    pub name: &'static str,
    pub first_room: u64,
    pub rooms: u64,
    pub beds: u64,
}

/// One user of the demonstration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoUser {
    /// What this user may do.
    pub role: Role,
    /// Name at log-in: the word of the role.
    pub login: &'static str,
    /// Full name.
    pub name: String,
    /// Key of the clinician who this is, for the provider.
    pub practitioner: Option<String>,
}

/// Clinicians and wards of one hospital.
#[derive(Clone, Debug)]
pub struct Directory {
    /// In order of their keys.
    pub clinicians: Vec<Clinician>,
    /// In order of the list.
    pub units: Vec<Unit>,
    users: Vec<DemoUser>,
    as_of: NaiveDate,
}

impl Clinician {
    /// `Hana Flores, MD`.
    pub fn signature(&self) -> String {
        format!("{} {}, {}", self.name.given, self.name.family, self.credential)
    }

    /// `Dr. Flores`, or the full name for those who are not called so.
    pub fn address(&self) -> String {
        if matches!(self.credential, "MD" | "DO") {
            format!("Dr. {}", self.name.family)
        } else {
            format!("{} {}", self.name.given, self.name.family)
        }
    }

    /// A reference to this clinician.
    pub fn reference(&self) -> Ref {
        Ref { kind: Kind::Practitioner, key: self.key.clone(), display: Some(self.signature()) }
    }

    /// Whether absent on a day.
    pub fn away(&self, day: NaiveDate) -> bool {
        self.leave.iter().any(|(from, to, _)| (*from..=*to).contains(&day))
    }

    fn fact(&self, as_of: NaiveDate) -> Fact {
        Fact::Practitioner(Box::new(PractitionerFact {
            origin: origin(self.key.clone(), as_of - Duration::days(1)),
            scope: Scope::Whole,
            npi: self.npi.clone(),
            identifiers: self.npi.iter().map(|npi| identifier("NPI", "NPI", npi)).collect(),
            name: self.name.clone(),
            credential: Some(self.credential.to_owned()),
            specialty: Some(self.specialty.to_owned()),
            service: Some(self.service.to_owned()),
            trainee: self.trainee,
            leave: self
                .leave
                .iter()
                .map(|(a, b, why)| ((*a).into(), (*b).into(), (*why).to_owned()))
                .collect(),
            active: true,
        }))
    }
}

impl Unit {
    /// Room and bed of the n-th place of the ward, in words: `4 West Telemetry, room 407, bed B`.
    pub fn place(&self, nth: u64) -> (String, String) {
        let nth = nth % (self.rooms * self.beds).max(1);
        let (room, bed) = (self.first_room + nth / self.beds.max(1), nth % self.beds.max(1));
        let letter = char::from(b'A' + (bed as u8).min(25));
        if self.beds > 1 {
            (format!("{}-{room}{letter}", self.key), format!("{}, room {room}, bed {letter}", self.name))
        } else {
            (format!("{}-{room}", self.key), format!("{}, room {room}", self.name))
        }
    }
}

impl Directory {
    /// The directory of the hospital with a seed.
    pub fn new(seed: u64, as_of: NaiveDate, names: &Names) -> Self {
        let mut rng = Rng::stream(seed, Purpose::Directory, 0);
        let clinicians = clinicians(as_of, names, &mut rng);
        let users = users(&clinicians, names, &mut rng);
        Self { clinicians, units: units(), users, as_of }
    }

    /// One user for each role.
    pub fn users(&self) -> &[DemoUser] {
        &self.users
    }

    /// The ward with a key.
    pub fn unit(&self, key: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.key == key)
    }

    /// Somebody of a service who is not on leave on a day; trainees, nurses practitioners and the like only if asked.
    pub fn pick(&self, service: &str, who: Who, day: NaiveDate, rng: &mut Rng) -> Option<&Clinician> {
        let fits = |clinician: &&Clinician| clinician.service == service && who.fits(clinician);
        let all = || self.clinicians.iter().filter(fits);
        let present = || all().filter(|clinician| !clinician.away(day));
        let (count, present_count) = (all().count(), present().count());
        let drawn = |n: usize, rng: &mut Rng| rng.below(n as u64) as usize;
        if present_count > 0 {
            present().nth(drawn(present_count, rng))
        } else {
            all().nth(drawn(count, rng))
        }
    }

    /// All organizations, wards, rooms, beds, clinicians and payers.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = self.organizations();
        facts.extend(self.locations());
        facts.extend(self.clinicians.iter().map(|clinician| clinician.fact(self.as_of)));
        facts
    }

    fn organizations(&self) -> Vec<Fact> {
        let organization = |key: &str, name: &str, kind: &str, phone: &str| {
            Fact::Organization(Box::new(OrganizationFact {
                origin: origin(key.to_owned(), self.as_of - Duration::days(900)),
                identifiers: Vec::new(),
                name: name.to_owned(),
                kind: kind.to_owned(),
                address: (kind == "prov").then(|| Address {
                    address_use: "work".into(),
                    street: "1 Lantern Hill Road".into(),
                    city: "Port Wexmoor".into(),
                    state: STATE.into(),
                    zip: "53301".into(),
                    country: "US".into(),
                }),
                phone: Some(phone.to_owned()),
                active: true,
            }))
        };
        let mut facts = vec![
            organization(HOSPITAL, HOSPITAL_NAME, "prov", "(370) 555-0100"),
            organization("ORG-CLIN", "Wexmoor Regional Clinics", "prov", "(370) 555-0130"),
        ];
        facts.extend(Payer::ALL.map(|(_, key, title)| organization(key, title, "pay", "(373) 555-0190")));
        facts
    }

    fn locations(&self) -> Vec<Fact> {
        let location = |key: &str, name: &str, kind: &str, part_of: Option<&str>| {
            Fact::Location(Box::new(LocationFact {
                origin: origin(key.to_owned(), self.as_of - Duration::days(900)),
                identifiers: Vec::new(),
                name: name.to_owned(),
                kind: kind.to_owned(),
                organization: Some(reference(Kind::Organization, HOSPITAL)),
                part_of: part_of.map(|key| reference(Kind::Location, key)),
                active: true,
            }))
        };
        let mut facts = vec![
            location("MAIN", "Main building", "building", None),
            location("CLINIC", "Clinic pavilion", "building", None),
        ];
        for unit in &self.units {
            facts.push(location(unit.key, unit.name, "ward", Some("MAIN")));
            for nth in 0..unit.rooms * unit.beds {
                let (key, words) = unit.place(nth);
                facts.push(location(&key, &words, "bed", Some(unit.key)));
            }
        }
        facts
    }
}

/// Which members of a service are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Physicians who answer for patients.
    Attending,
    /// Residents and fellows.
    Trainee,
    /// Anyone.
    Any,
}

impl Who {
    fn fits(self, clinician: &Clinician) -> bool {
        match self {
            Self::Attending => !clinician.trainee && matches!(clinician.credential, "MD" | "DO"),
            Self::Trainee => clinician.trainee,
            Self::Any => true,
        }
    }
}

/// Key and time of a fact of one day.
pub fn origin(key: String, day: NaiveDate) -> Origin {
    Origin { key, as_of: Some(instant(midnight(day))) }
}

/// A reference without words.
pub fn reference(kind: Kind, key: &str) -> Ref {
    Ref { kind, key: key.to_owned(), display: None }
}

/// A number that names somebody.
pub fn identifier(kind: &str, system: &str, value: &str) -> Identifier {
    Identifier { kind: kind.to_owned(), system: system.to_owned(), value: value.to_owned() }
}

fn clinicians(as_of: NaiveDate, names: &Names, rng: &mut Rng) -> Vec<Clinician> {
    let mut all: Vec<Clinician> = Vec::new();
    for line in STAFF.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split(';');
        let mut cell = || cells.next().unwrap_or_default();
        let (service, specialty, credential) = (cell(), cell(), cell());
        let count = cell().parse::<u64>().unwrap_or(0);
        let trainee = cell() == "t";
        for _ in 0..count {
            let ordinal = all.len() as u64 + 1;
            let npi = !matches!(credential, "RN" | "LCSW");
            all.push(Clinician {
                key: format!("{}{ordinal:03}", if npi { "DR" } else { "ST" }),
                npi: npi.then(|| numbers::npi(ordinal)),
                name: staff_name(&all, trainee, names, rng),
                credential,
                specialty,
                service,
                trainee,
                leave: leave(as_of, rng),
            });
        }
    }
    all
}

/// A name that nobody on the list bears yet: two clinicians of one name would make every list a riddle.
fn staff_name(taken: &[Clinician], trainee: bool, names: &Names, rng: &mut Rng) -> PersonName {
    loop {
        let heritage = names.heritage(rng);
        let sex = if rng.chance(50) { Sex::Female } else { Sex::Male };
        let born = if trainee { 1994 } else { 1966 + rng.range(0, 24) as i32 };
        let name = PersonName {
            family: names.family(heritage, 10, rng).into_owned(),
            given: names.given(sex, heritage, born, rng).to_owned(),
            middle: names.middle(sex, rng).chars().take(1).collect(),
            ..PersonName::default()
        };
        if !taken.iter().any(|other| other.name.family == name.family) {
            return name;
        }
    }
}

fn leave(as_of: NaiveDate, rng: &mut Rng) -> Vec<(NaiveDate, NaiveDate, &'static str)> {
    let mut leave = Vec::new();
    for year in [1_i64, 0] {
        if rng.chance(60) {
            let from = as_of - Duration::days(year * 365 + rng.range(20, 330));
            leave.push((from, from + Duration::days(rng.range(5, 14)), "Vacation"));
        }
    }
    if rng.chance(12) {
        let from = as_of - Duration::days(rng.range(0, 20));
        let why = rng.word(&["Vacation", "Medical leave", "Parental leave", "Conference"]);
        leave.push((from, from + Duration::days(rng.range(10, 45)), why));
    }
    leave
}

fn units() -> Vec<Unit> {
    let read = |line: &'static str| -> Option<Unit> {
        let mut cells = line.split(';');
        Some(Unit {
            key: cells.next()?,
            name: cells.next()?,
            first_room: cells.next()?.parse().ok()?,
            rooms: cells.next()?.parse().ok()?,
            beds: cells.next()?.parse().ok()?,
        })
    };
    UNITS.lines().filter(|line| !line.starts_with('#')).filter_map(read).collect()
}

fn users(clinicians: &[Clinician], names: &Names, rng: &mut Rng) -> Vec<DemoUser> {
    let provider = clinicians.iter().find(|c| c.service == "Hospital medicine" && !c.trainee);
    Role::ALL
        .iter()
        .map(|role| {
            let heritage = names.heritage(rng);
            let sex = if rng.chance(65) { Sex::Female } else { Sex::Male };
            let given = names.given(sex, heritage, 1980, rng);
            let name = format!("{given} {}", names.family(heritage, 10, rng));
            let own = provider.filter(|_| *role == Role::Provider);
            DemoUser {
                role: *role,
                login: role.word(),
                name: own.map_or(name, Clinician::signature),
                practitioner: own.map(|c| c.key.clone()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn directory() -> Directory {
        Directory::new(1, NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(), &Names::new())
    }

    #[test]
    fn everybody_has_a_name_of_their_own_and_a_right_npi() {
        let directory = directory();
        let names: BTreeSet<_> = directory.clinicians.iter().map(|c| c.name.family.clone()).collect();
        assert_eq!(names.len(), directory.clinicians.len());
        assert!((70..100).contains(&directory.clinicians.len()));
        for clinician in &directory.clinicians {
            assert!(clinician.npi.as_deref().is_none_or(numbers::npi_is_right), "{}", clinician.key);
        }
    }

    #[test]
    fn each_role_has_a_user() {
        let directory = directory();
        let roles: BTreeSet<_> = directory.users().iter().map(|user| user.role).collect();
        assert_eq!(roles.len(), Role::ALL.len());
        assert!(directory.users().iter().any(|user| user.practitioner.is_some()));
    }

    #[test]
    fn beds_have_names() {
        let directory = directory();
        let unit = directory.unit("TELE").unwrap();
        assert_eq!(unit.place(1).1, "4 West Telemetry, room 401, bed B");
        assert_eq!(unit.place(28), unit.place(0));
        assert_eq!(directory.unit("ICU").unwrap().place(2).0, "ICU-303");
    }
}
