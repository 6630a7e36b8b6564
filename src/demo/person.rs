//! Who somebody is: drawn once, then written to one record or, for a duplicate, with mistakes to a second one.

use super::calendar;
use super::names::{Heritage, Names, Word};
use super::places::Places;
use super::random::Rng;
use crate::domain::facts::{Address, NameUse, PersonName, Sex};
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime};

/// One person as registration would write them down.
#[derive(Clone, Debug)]
pub struct Person {
    pub heritage: Heritage,
    pub sex: Sex,
    pub born: NaiveDate,
    pub family: Word,
    pub given: Word,
    pub middle: Word,
    pub suffix: &'static str,
    pub maiden: Option<Word>,
    pub nickname: Option<&'static str>,
    /// The name in its own script.
    pub script: Option<(&'static str, &'static str)>,
    /// A baby whose name was not known at birth: the placeholder stays as a former name.
    pub placeholder: Option<&'static str>,
    pub home: Address,
    pub phone: Option<String>,
    pub mobile: Option<String>,
    pub email: bool,
    pub ssn: Option<String>,
    pub licence: bool,
    pub race: &'static str,
    pub language: &'static str,
    pub marital: &'static str,
    pub mothers_maiden: Option<Word>,
    pub birth_order: Option<i32>,
    /// Dead outside the hospital on this day.
    pub died: Option<NaiveDate>,
    pub payer: Payer,
    pub flags: Vec<&'static str>,
    /// First registered here.
    pub registered: NaiveDateTime,
}

/// Who pays for somebody in general; single stays may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payer {
    Medicare,
    MedicareAdvantage,
    Medicaid,
    Northmark,
    Bluestem,
    Tamarack,
    SelfPay,
}

impl Payer {
    /// All payers with their keys in the directory and their names.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Medicare, "PAY-MCR", "Medicare"),
        (Self::MedicareAdvantage, "PAY-MAD", "Harborlight Medicare Advantage"),
        (Self::Medicaid, "PAY-MCD", "Medicaid"),
        (Self::Northmark, "PAY-NMK", "Northmark Health Plan"),
        (Self::Bluestem, "PAY-BLU", "Bluestem Mutual"),
        (Self::Tamarack, "PAY-TAM", "Tamarack Choice PPO"),
        (Self::SelfPay, "PAY-SLF", "Self-pay"),
    ];

    /// Key of the organization.
    pub fn key(self) -> &'static str {
        Self::ALL.iter().find(|(payer, ..)| *payer == self).map_or("", |(_, key, _)| *key)
    }

    /// Name on screens and bills.
    pub fn title(self) -> &'static str {
        Self::ALL.iter().find(|(payer, ..)| *payer == self).map_or("", |(.., title)| *title)
    }
}

/// What people are drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Lists of names.
    pub names: &'a Names,
    /// Streets and towns.
    pub places: &'a Places,
    /// The day that the hospital is looked at: nothing happens on or after it.
    pub as_of: NaiveDate,
    /// Few patients: phone numbers of the 555-01xx exchange, and few rare names.
    pub small: bool,
}

impl Source<'_> {
    /// A birth date for an age range in whole years.
    pub fn born(&self, low: i64, high: i64, rng: &mut Rng) -> NaiveDate {
        let days = rng.range(low * 365 + low / 4, (high + 1) * 365 + high / 4);
        self.as_of - Duration::days(days.max(1))
    }

    /// A birth date with the ages of a hospital's patients.
    pub fn any_age(&self, rng: &mut Rng) -> NaiveDate {
        let (low, high) = match rng.below(100) {
            0..2 => (0, 1),
            2..13 => (2, 17),
            13..32 => (18, 39),
            32..53 => (40, 59),
            53..78 => (60, 74),
            78..97 => (75, 89),
            _ => (90, 99),
        };
        self.born(low, high, rng)
    }

    /// One adult or child with a household of their own; relatives are changed from it afterwards.
    pub fn person(&self, sex: Option<Sex>, born: NaiveDate, index: u64, rng: &mut Rng) -> Person {
        let heritage = self.names.heritage(rng);
        let family = self.names.family(heritage, if self.small { 12 } else { 42 }, rng);
        self.relative(heritage, family, sex, born, index, rng)
    }

    /// One person of a given family.
    pub fn relative(
        &self,
        heritage: Heritage,
        family: Word,
        sex: Option<Sex>,
        born: NaiveDate,
        index: u64,
        rng: &mut Rng,
    ) -> Person {
        let sex = sex.unwrap_or(if rng.chance(53) { Sex::Female } else { Sex::Male });
        let age = i64::from(self.as_of.year() - born.year());
        let given = self.names.given(sex, heritage, born.year(), rng);
        let marital = marital(age, rng);
        let maiden =
            (sex == Sex::Female && matches!(marital, "Married" | "Widowed" | "Divorced") && rng.chance(72))
                .then(|| self.names.family(heritage, 20, rng));
        let phones = (rng.chance(55), rng.chance(if age < 70 { 85 } else { 45 }));
        let registered = self.registered(born, rng);
        Person {
            heritage,
            sex,
            born,
            given: given.into(),
            middle: self.middle(sex, rng),
            suffix: if sex == Sex::Male && rng.chance(2) { "Jr" } else { "" },
            maiden,
            nickname: if rng.chance(25) { self.names.nickname(given, rng) } else { None },
            script: self.names.script(&family).zip(self.names.script(given)),
            placeholder: None,
            home: self.places.home(rng),
            phone: (phones.0 || !phones.1).then(|| super::numbers::phone(rng, self.small)),
            mobile: phones.1.then(|| super::numbers::phone(rng, self.small)),
            email: age >= 16 && rng.chance(48),
            ssn: rng.chance(if age < 18 { 55 } else { 88 }).then(|| super::numbers::ssn(index)),
            licence: age >= 16 && rng.chance(35),
            race: race(heritage, rng),
            language: language(heritage, age, rng),
            marital,
            mothers_maiden: rng.chance(30).then(|| self.names.family(heritage, 20, rng)),
            birth_order: None,
            died: None,
            payer: payer(age, rng),
            flags: flags(age, rng),
            registered,
            family,
        }
        .with_end_of_life(self.as_of, rng)
    }

    /// When somebody came to the hospital for the first time: in the last fourteen years, after birth.
    fn registered(&self, born: NaiveDate, rng: &mut Rng) -> NaiveDateTime {
        let longest = (self.as_of - born).num_days().clamp(1, 14 * 365);
        let day = self.as_of - Duration::days(rng.range(1, longest));
        calendar::clock(day, rng.range(6, 20), rng.range(0, 59))
    }

    fn middle(&self, sex: Sex, rng: &mut Rng) -> Word {
        let name = self.names.middle(sex, rng);
        match rng.below(10) {
            0..4 => name.into(),
            4..7 => name.chars().next().map_or(Word::Borrowed(""), |c| c.to_string().into()),
            _ => "".into(),
        }
    }
}

impl Person {
    /// Whole years on a day.
    pub fn age_on(&self, day: NaiveDate) -> i64 {
        let years = i64::from(day.year() - self.born.year());
        years - i64::from((day.month(), day.day()) < (self.born.month(), self.born.day()))
    }

    /// `GARCIA, MARIA E`, as headers of documents have it.
    pub fn header_name(&self) -> String {
        let middle = self.middle.chars().next().map(|c| format!(" {c}")).unwrap_or_default();
        let suffix = if self.suffix.is_empty() { String::new() } else { format!(" {}", self.suffix) };
        format!("{}{suffix}, {}{middle}", self.family, self.given).to_uppercase()
    }

    /// Official name first, then the others.
    pub fn names(&self) -> Vec<PersonName> {
        let name = |name_use, family: &str, given: &str| PersonName {
            name_use,
            family: family.to_owned(),
            given: given.to_owned(),
            ..PersonName::default()
        };
        let mut all = Vec::with_capacity(2);
        all.push(PersonName {
            middle: self.middle.to_string(),
            suffix: self.suffix.to_owned(),
            ..name(NameUse::Official, &self.family, &self.given)
        });
        if let Some(nickname) = self.nickname {
            all.push(name(NameUse::Alias, &self.family, nickname));
        }
        if let Some((family, given)) = self.script {
            all.push(name(NameUse::Alias, family, given));
        }
        if let Some(maiden) = &self.maiden {
            all.push(name(NameUse::Maiden, maiden, &self.given));
        }
        if let Some(baby) = self.placeholder {
            all.push(name(NameUse::Former, &self.family, baby));
        }
        all
    }

    fn with_end_of_life(mut self, as_of: NaiveDate, rng: &mut Rng) -> Self {
        let age = self.age_on(as_of);
        let per_mille = match age {
            ..40 => 2,
            40..65 => 10,
            65..80 => 45,
            _ => 130,
        };
        if rng.seldom(per_mille) {
            let longest = (as_of - self.registered.date()).num_days().min(1500);
            if longest > 40 {
                self.died = Some(as_of - Duration::days(rng.range(2, longest - 30)));
            }
        }
        self
    }
}

fn marital(age: i64, rng: &mut Rng) -> &'static str {
    match (age, rng.below(100)) {
        (..18, _) | (..30, 0..70) | (30..50, 0..28) | (50.., 0..12) => "Never married",
        (75.., 12..50) | (60..75, 12..24) => "Widowed",
        (30.., 85..98) => "Divorced",
        (30.., 98..) => "Separated",
        _ => "Married",
    }
}

fn payer(age: i64, rng: &mut Rng) -> Payer {
    let commercial = match rng.below(100) {
        0..45 => Payer::Northmark,
        45..75 => Payer::Bluestem,
        _ => Payer::Tamarack,
    };
    match (age, rng.below(100)) {
        (65.., 0..62) | (30..65, 0..3) => Payer::Medicare,
        (65.., 62..93) => Payer::MedicareAdvantage,
        (65.., 93..97) | (..18, 0..42) | (18..65, 3..25) => Payer::Medicaid,
        (..18, 96..) | (18..65, 91..) => Payer::SelfPay,
        _ => commercial,
    }
}

fn flags(age: i64, rng: &mut Rng) -> Vec<&'static str> {
    let mut flags = Vec::new();
    let kinds: [(&'static str, u32, i64); 5] = [
        ("confidential", 14, 12),
        ("vip", 6, 18),
        ("employee", 16, 19),
        ("restriction", 12, 18),
        ("legal-hold", 8, 0),
    ];
    for (flag, per_mille, from_age) in kinds {
        if age >= from_age && age < 100 && rng.seldom(per_mille) {
            flags.push(flag);
        }
    }
    flags
}

fn race(heritage: Heritage, rng: &mut Rng) -> &'static str {
    let draw = rng.below(100);
    match (heritage, draw) {
        (Heritage::General | Heritage::Hispanic, 96..) => "Declined",
        (Heritage::General, 93..96) => "Two or more races",
        (Heritage::General, 76..93) | (Heritage::Hispanic, 48..54) | (Heritage::African, _) => {
            "Black or African American"
        }
        (Heritage::Hispanic, 0..48) | (Heritage::General | Heritage::Polish | Heritage::Arabic, _) => "White",
        (Heritage::Hispanic, _) => "Other race",
        (Heritage::Native, _) => "American Indian or Alaska Native",
        _ => "Asian",
    }
}

fn language(heritage: Heritage, age: i64, rng: &mut Rng) -> &'static str {
    let (own, percent) = match heritage {
        Heritage::Hispanic => ("es", 38),
        Heritage::Chinese => ("zh", 45),
        Heritage::Vietnamese => ("vi", 50),
        Heritage::Korean => ("ko", 45),
        Heritage::Hmong => ("hmn", 48),
        Heritage::Polish => ("pl", if age > 70 { 25 } else { 2 }),
        Heritage::African => ("so", 22),
        Heritage::Arabic => ("ar", 45),
        _ => ("en", 0),
    };
    if rng.chance(percent) { own } else { "en" }
}
