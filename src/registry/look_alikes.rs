//! Who may be the same person as one who is about to be registered.
//!
//! Candidates come from the look-up (name, name with birth date, birth date, phone) and from the social security number;
//! each is then weighed trait by trait. The weights follow the usual order of identity traits (AHIMA, "Managing the
//! Integrity of Patient Identity", 2014): number, birth date, family name, given name, phone, address, sex.

use super::{
    card::{Card, bit, sex_of},
    find::{self, FoundPatient},
    grade::{Asked, By, Guessing, tier},
    normal::{date_number, fold_name, phone_number, zip_number},
    parse::{self, NameAsk, identifier},
    search::Search,
    walks::{self, Step},
};
use crate::{
    domain::{
        facts::Sex,
        ids::PatientId,
        role::Permission,
        time::PartialDate,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};
use chrono::NaiveDate;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Asks who may be the same person as one who is not on file yet. Empty fields say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct LookAlikes {
    pub family: String,
    pub given: String,
    pub birth_date: Option<PartialDate>,
    pub sex: Sex,
    /// Nine digits, with or without signs.
    pub ssn: String,
    pub phone: String,
    pub street: String,
    pub zip: String,
    /// Most rows.
    pub limit: usize,
}

/// One record that may be the same person's.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LookAlike {
    /// The record; `matched_by` says what agrees and what does not.
    #[serde(flatten)]
    pub found: FoundPatient,
    /// So much agrees that nobody should be registered beside it without a second look.
    pub strong: bool,
    /// Sum of the weights, for the order.
    #[serde(skip)]
    pub weight: i32,
}

/// From this weight on a record is shown.
const SHOWN: i32 = 6;
/// From this weight on a second look is asked for: name and birth date agree, or a number and the name.
const STRONG: i32 = 9;
/// People of one birth date who are weighed: more than ten million patients have of most.
const MOST_OF_A_DAY: usize = 400;
const MOST_OF_A_NAME: usize = 60;

impl LookAlikes {
    /// Whether enough is known to ask: two names, a name with a birth date, or a number.
    pub fn worth_asking(&self) -> bool {
        let family = fold_name(&self.family).len() > 1;
        let beside = !self.given.trim().is_empty() || self.birth_date.is_some();
        (family && beside) || !self.ssn.is_empty() || phone_number(&self.phone).is_some()
    }

    /// The records, heaviest first, on a connection that is at hand.
    pub fn on(&self, conn: &Connection, today: NaiveDate) -> Result<Vec<LookAlike>, StoreError> {
        if !self.worth_asking() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for patient in self.candidates(conn, today)? {
            let Some(card) = walks::card(conn, patient)? else { continue };
            if card.bits & bit::MERGED != 0 {
                continue;
            }
            let (weight, why) = self.weigh(&card, self.has_ssn(conn, patient)?);
            if weight >= SHOWN
                && let Some(row) = find::from_card(conn, patient, why.join(", "))?
            {
                found.push(LookAlike { found: row, strong: weight >= STRONG, weight });
            }
        }
        found.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.found.mrn.cmp(&b.found.mrn)));
        found.truncate(self.limit);
        Ok(found)
    }

    fn candidates(&self, conn: &Connection, today: NaiveDate) -> Result<BTreeSet<i64>, StoreError> {
        let name = format!("{}, {}", self.family.replace(',', " "), self.given.replace(',', " "));
        let has_name = !self.family.trim().is_empty();
        let born = self.birth_date.map(|born| born.to_string());
        let mut lines: Vec<(String, usize)> = Vec::new();
        if has_name {
            lines.push((name.clone(), MOST_OF_A_NAME));
            lines.extend(born.iter().map(|born| (format!("{name} {born}"), MOST_OF_A_NAME)));
        }
        lines.extend(born.map(|born| (born, MOST_OF_A_DAY)));
        if phone_number(&self.phone).is_some() {
            lines.push((self.phone.clone(), MOST_OF_A_NAME));
        }
        let mut all = BTreeSet::new();
        for (line, limit) in lines {
            let (hits, _) = Search::new(conn, limit).run(&parse::parse(&line, today))?;
            all.extend(hits.iter().map(|hit| hit.patient));
        }
        self.of_ssn(conn, |patient| {
            all.insert(patient);
        })?;
        Ok(all)
    }

    /// Those who have the social security number.
    fn of_ssn(&self, conn: &Connection, mut visit: impl FnMut(i64)) -> Result<(), StoreError> {
        let folded = identifier(&self.ssn);
        if folded.len() != 9 {
            return Ok(());
        }
        walks::identifiers(conn, &folded, &mut |value, kind, patient| {
            if value == folded && kind == "SS" {
                visit(patient);
            }
            Ok(Step::On)
        })
    }

    fn has_ssn(&self, conn: &Connection, patient: i64) -> Result<bool, StoreError> {
        let mut same = false;
        self.of_ssn(conn, |other| same |= other == patient)?;
        Ok(same)
    }

    /// The weight of a record, and what agrees or differs in words.
    fn weigh(&self, card: &Card, same_ssn: bool) -> (i32, Vec<&'static str>) {
        let mut traits: Vec<(i32, &'static str)> = Vec::new();
        let mut add = |weight: i32, words: &'static str| traits.push((weight, words));
        if same_ssn {
            add(8, "same SSN");
        }
        self.weigh_names(card, &mut add);
        if let Some(born) = self.birth_date {
            weigh_dates(date_number(born), card.dob, &mut add);
        }
        if phone_number(&self.phone).is_some_and(|phone| card.phones.contains(&phone)) {
            add(3, "same phone");
        }
        let street = fold_name(&self.street);
        if !street.is_empty() && card.places.iter().any(|place| fold_name(&place.street) == street) {
            add(2, "same street");
        } else if zip_number(&self.zip).is_some_and(|zip| card.places.iter().any(|place| place.place == zip))
        {
            add(1, "same ZIP");
        }
        let sex = sex_of(card.bits);
        if self.sex != sex && self.sex != Sex::Unknown && sex != Sex::Unknown {
            add(-1, "other sex");
        }
        traits.sort_by_key(|(weight, _)| -weight);
        (traits.iter().map(|(weight, _)| weight).sum(), traits.into_iter().map(|(_, words)| words).collect())
    }

    fn weigh_names(&self, card: &Card, add: &mut impl FnMut(i32, &'static str)) {
        let (family, given) = (fold_name(&self.family), fold_name(&self.given));
        let variants = card.variants();
        let best = |last: &str, first: &str| {
            let ask = NameAsk { last: last.to_owned(), first: first.to_owned(), middle: String::new() };
            let asked = Asked::new(&ask, Guessing::On);
            variants.iter().filter_map(|v| asked.grade(&v.last, &v.first)).min()
        };
        let by_family = if family.is_empty() { None } else { best(&family, "") };
        let by_given = if given.is_empty() { None } else { best("", &given) };
        let swapped = variants.iter().any(|v| !v.first.is_empty() && v.last == given && v.first == family);
        if swapped && by_family.is_none() {
            return add(6, "names swapped");
        }
        match by_family {
            Some((tier::EXACT, _)) if by_given.is_some_and(|(tier, _)| tier == tier::EXACT) => {
                return add(7, "same name");
            }
            Some((tier::EXACT, _)) => add(4, "family name"),
            Some((_, By::Edits(1))) => add(3, "family 1 letter off"),
            Some((_, By::Sound)) => add(2, "family sounds alike"),
            Some(_) => add(2, "family begins so"),
            None => {}
        }
        match by_given {
            Some((tier::EXACT, _)) => add(3, "given name"),
            Some((_, By::Nickname(_))) => add(2, "nickname"),
            Some((_, By::Edits(1))) => add(2, "given 1 letter off"),
            Some((_, By::Sound)) => add(1, "given sounds alike"),
            Some(_) => add(2, "given begins so"),
            None if given.is_empty() => {}
            None => add(-1, "other given"),
        }
    }
}

/// Weighs two dates as numbers `yyyymmdd`, zeros where a part is not known.
fn weigh_dates(asked: i64, known: i64, add: &mut impl FnMut(i32, &'static str)) {
    let parts = |n: i64| (n / 10_000, n / 100 % 100, n % 100);
    let ((y, m, d), (known_y, known_m, known_d)) = (parts(asked), parts(known));
    if known == 0 {
        return;
    }
    let is_whole = d > 0 && known_d > 0;
    if asked == known && is_whole {
        return add(5, "birth date");
    }
    if !is_whole {
        let fits = y == known_y && (m == 0 || known_m == 0 || m == known_m);
        return if fits { add(1, "birth date fits") } else { add(-2, "other birth date") };
    }
    let digits = |n: i64| format!("{n:08}").into_bytes();
    let differing = digits(asked).iter().zip(digits(known)).filter(|(a, b)| **a != *b).count();
    let exchanged = y == known_y && m == known_d && d == known_m;
    if exchanged {
        add(4, "day/month swapped");
    } else if differing == 1 {
        add(3, "birth 1 digit off");
    } else {
        add(-3, "other birth date");
    }
}

impl Query for LookAlikes {
    type Rows = Vec<LookAlike>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Patients.into()
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<LookAlike>, StoreError> {
        self.on(db.conn(), db.now().with_timezone(&chrono::Local).date_naive())
    }
}

impl LookAlike {
    /// The record.
    pub fn patient(&self) -> PatientId {
        self.found.patient
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{NameRow, PatientRow};
    use proptest::prelude::*;

    fn asked(family: &str, given: &str, born: &str) -> LookAlikes {
        LookAlikes {
            family: family.into(),
            given: given.into(),
            birth_date: PartialDate::parse_iso(born),
            limit: 10,
            ..LookAlikes::default()
        }
    }

    fn weight(asked: &LookAlikes, family: &str, given: &str, born: &str) -> i32 {
        let row = PatientRow {
            patient: 1,
            mrn: "1",
            birth_date: PartialDate::parse_iso(born),
            names: vec![NameRow { family, given, ..NameRow::default() }],
            ..PatientRow::default()
        };
        asked.weigh(&Card::of(&row).unwrap(), false).0
    }

    #[test]
    fn what_clerks_mistype_still_weighs_enough() {
        let john = asked("Smith", "John", "1950-03-12");
        for (family, given, born) in [
            ("Smith", "John", "1950-03-12"),
            ("Smyth", "John", "1950-03-12"),
            ("Smith", "Jon", "1950-03-12"),
            ("Smith", "Jack", "1950-03-12"),
            ("Smith", "John", "1950-12-03"),
            ("Smith", "John", "1950-03-17"),
            ("John", "Smith", "1950-03-12"),
            ("Smith-Jones", "John", "1950-03-12"),
        ] {
            assert!(weight(&john, family, given, born) >= STRONG, "{family} {given} {born}");
        }
    }

    #[test]
    fn namesakes_and_twins_are_shown_or_left_but_not_held_up() {
        let john = asked("Smith", "John", "1950-03-12");
        for (family, given, born) in [
            ("Smith", "John", "1971-08-30"),
            ("Smith", "Mary", "1950-03-12"),
            ("Jones", "John", "1950-03-12"),
        ] {
            assert!(weight(&john, family, given, born) < STRONG, "{family} {given} {born}");
        }
        assert!(weight(&john, "Smith", "Mary", "1950-03-12") >= SHOWN, "a twin is worth a look");
        assert!(weight(&john, "Smith", "John", "1971-08-30") < SHOWN, "a namesake is no look-alike");
        assert!(weight(&john, "Smith", "John", "") >= SHOWN);
    }

    #[test]
    fn too_little_is_not_asked() {
        assert!(!asked("S", "", "").worth_asking());
        assert!(!asked("Smith", "", "").worth_asking());
        assert!(asked("Smith", "J", "").worth_asking());
    }

    proptest! {
        #[test]
        fn one_who_is_on_file_is_always_seen(family in "[A-Z][a-z]{2,9}", given in "[A-Z][a-z]{2,9}") {
            let same = asked(&family, &given, "1980-01-31");
            prop_assert!(weight(&same, &family, &given, "1980-01-31") >= STRONG);
        }

        #[test]
        fn dates_of_any_form_are_weighed(asked in 0_i64..99_999_999, known in 0_i64..99_999_999) {
            weigh_dates(asked, known, &mut |weight, _| assert!((-3..=5).contains(&weight)));
        }
    }
}
