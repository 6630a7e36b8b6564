//! What identifies and reaches a person, as one value: merged with a fact, compared field by field, weighed for alarm.
//!
//! Pure: rows are read and written by `patient_rows`.

use crate::domain::{
    facts::{Address, Identifier, NameUse, PatientFact, PersonName, Scope, Sex, Telecom},
    time::{PartialDate, When},
};
use serde::{Deserialize, Serialize};

/// The demographics of one patient.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Demographics {
    /// Record number shown.
    pub mrn: String,
    /// All numbers.
    pub identifiers: Vec<Identifier>,
    /// All names; the first is the one on the banner.
    pub names: Vec<PersonName>,
    /// Birth date, whole or in part.
    pub birth_date: Option<PartialDate>,
    /// Administrative sex.
    pub sex: Sex,
    /// Known dead.
    pub deceased: bool,
    /// When, if known.
    pub death_at: Option<When>,
    /// Addresses; the first is the current home.
    pub addresses: Vec<Address>,
    /// Phones and mail.
    pub telecoms: Vec<Telecom>,
    /// Language.
    pub language: String,
    /// Marital status in words.
    pub marital: String,
    /// Race in words.
    pub race: String,
    /// Ethnicity in words.
    pub ethnicity: String,
    /// Mother's maiden family name.
    pub mothers_maiden_name: String,
    /// Order among twins and more; 0: unknown.
    pub birth_order: Option<i32>,
    /// `false`: the record is marked inactive.
    pub active: bool,
}

/// One field whose value differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field in words, as `patient_history` keeps it.
    pub field: &'static str,
    /// Text before.
    pub old: String,
    /// Text after.
    pub new: String,
}

impl Demographics {
    /// Demographics of a record that nothing is known of.
    pub fn new() -> Self {
        Self { active: true, ..Self::default() }
    }

    /// The name on the banner.
    pub fn name(&self) -> PersonName {
        self.names.first().cloned().unwrap_or_default()
    }

    /// Last four digits of the social security number.
    pub fn ssn4(&self) -> String {
        let digits: Vec<char> = self.ssn().chars().filter(char::is_ascii_digit).collect();
        digits.get(digits.len().saturating_sub(4)..).unwrap_or_default().iter().collect()
    }

    fn ssn(&self) -> &str {
        self.identifiers.iter().find(|i| i.kind == "SS").map_or("", |i| i.value.as_str())
    }

    /// What these become when the fact is applied. `alone`: no other feed speaks of this patient, so that a whole fact
    /// says which numbers are left.
    #[must_use]
    pub fn with(&self, fact: &PatientFact, alone: bool) -> Self {
        let whole = fact.scope == Scope::Whole;
        let mut after = self.clone();
        merge_identifiers(&mut after, fact, whole && alone);
        if whole {
            after.names.clone_from(&fact.names);
            after.addresses.clone_from(&fact.addresses);
            after.telecoms.clone_from(&fact.telecoms);
        } else {
            clear(&mut after, &fact.cleared);
            merge_names(&mut after.names, &fact.names);
            replace_where(&mut after.addresses, &fact.addresses, |old, new| {
                old.address_use == new.address_use
            });
            replace_where(&mut after.telecoms, &fact.telecoms, |old, new| old.telecom_use == new.telecom_use);
        }
        let set = |field: &mut String, said: Option<&String>| match said {
            Some(said) => field.clone_from(said),
            None if whole => field.clear(),
            None => {}
        };
        set(&mut after.language, fact.language.as_ref());
        set(&mut after.marital, fact.marital.as_ref());
        set(&mut after.race, fact.race.as_ref());
        set(&mut after.ethnicity, fact.ethnicity.as_ref());
        set(&mut after.mothers_maiden_name, fact.mothers_maiden_name.as_ref());
        if whole || fact.birth_date.is_some() {
            after.birth_date = fact.birth_date;
        }
        if whole || fact.sex.is_some() {
            after.sex = fact.sex.unwrap_or_default();
        }
        if whole || fact.death.is_some() {
            after.deceased = fact.death.is_some();
            after.death_at = fact.death.flatten();
        }
        if whole || fact.birth_order.is_some() {
            after.birth_order = fact.birth_order;
        }
        if let Some(active) = fact.active {
            after.active = active;
        }
        after
    }

    /// These with the changes that lead from `before` to `after`, and everything else as it stands here.
    #[must_use]
    pub fn with_changes(&self, before: &Self, after: &Self) -> Self {
        let mut now = self.clone();
        macro_rules! carry {
            ($($field:ident),*) => {$(
                if before.$field != after.$field { now.$field.clone_from(&after.$field); }
            )*};
        }
        carry!(
            mrn,
            identifiers,
            names,
            birth_date,
            sex,
            deceased,
            death_at,
            addresses,
            telecoms,
            language,
            marital,
            race,
            ethnicity,
            mothers_maiden_name,
            birth_order,
            active
        );
        now
    }

    /// Fields that differ in `after`, with both texts.
    pub fn changes(&self, after: &Self) -> Vec<FieldChange> {
        if self == after {
            return Vec::new();
        }
        let pairs = self.texts().into_iter().zip(after.texts());
        pairs
            .filter(|((_, old), (_, new))| old != new)
            .map(|((field, old), (_, new))| FieldChange { field, old, new })
            .collect()
    }

    /// Identity traits (family name, given name, birth date, sex, social security number) that were known and become
    /// others. Filling a blank is no change, nor is the name of a newborn that was only "Baby Boy".
    pub fn traits_changed(&self, after: &Self) -> Vec<&'static str> {
        let (old, new) = (self.name(), after.name());
        let newborn = is_placeholder(&old.given);
        let differ = |old: &str, new: &str| !old.is_empty() && !new.is_empty() && old != new;
        let mut traits = Vec::new();
        if differ(&fold(&old.family), &fold(&new.family)) && !newborn {
            traits.push("family name");
        }
        if differ(&fold(&old.given), &fold(&new.given)) && !newborn {
            traits.push("given name");
        }
        if let (Some(old), Some(new)) = (self.birth_date, after.birth_date)
            && !dates_agree(old, new)
        {
            traits.push("birth date");
        }
        if self.sex != after.sex && self.sex != Sex::Unknown && after.sex != Sex::Unknown {
            traits.push("sex");
        }
        if differ(&fold(self.ssn()), &fold(after.ssn())) {
            traits.push("social security number");
        }
        traits
    }

    /// Whether two records with one number can be of one person: birth dates do not contradict and a name agrees.
    pub fn agrees(&self, fact: &PatientFact) -> Result<(), &'static str> {
        if let (Some(mine), Some(theirs)) = (self.birth_date, fact.birth_date)
            && !dates_agree(mine, theirs)
        {
            return Err("birth date");
        }
        let nameless = self.names.is_empty() || fact.names.is_empty();
        let alike = |a: &str, b: &str| {
            let (a, b) = (fold(a), fold(b));
            !a.is_empty() && !b.is_empty() && (a == b || strsim::jaro_winkler(&a, &b) >= 0.88)
        };
        let pairs = || self.names.iter().flat_map(|mine| fact.names.iter().map(move |theirs| (mine, theirs)));
        let family = pairs().any(|(mine, theirs)| alike(&mine.family, &theirs.family));
        let given = pairs().any(|(mine, theirs)| alike(&mine.given, &theirs.given));
        let born_alike = self.birth_date.is_some() && self.birth_date == fact.birth_date;
        // A woman who married keeps her given name and birthday; twins share family name and birthday.
        let both_given =
            pairs().any(|(mine, theirs)| !fold(&mine.given).is_empty() && !fold(&theirs.given).is_empty());
        let agreed =
            nameless || (family && (given || !both_given)) || (given && born_alike && self.sex_agrees(fact));
        if agreed { Ok(()) } else { Err("name") }
    }

    fn sex_agrees(&self, fact: &PatientFact) -> bool {
        let theirs = fact.sex.unwrap_or_default();
        self.sex == theirs || self.sex == Sex::Unknown || theirs == Sex::Unknown
    }

    /// Each field with its text, always the same fields in the same order.
    fn texts(&self) -> [(&'static str, String); 17] {
        let name = self.name();
        let joined = |parts: &[&str]| {
            let parts: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
            parts.join(" ")
        };
        let list = |texts: Vec<String>| texts.join("; ");
        let others = self.names.iter().skip(1);
        let death = match (self.deceased, self.death_at) {
            (false, _) => String::new(),
            (true, None) => "deceased".to_owned(),
            (true, Some(at)) => at.to_string(),
        };
        let address = |a: &Address| {
            joined(&[&a.address_use, &a.street.replace('\n', ", "), &a.city, &a.state, &a.zip, &a.country])
        };
        [
            ("record number", self.mrn.clone()),
            ("family name", name.family.clone()),
            ("given name", name.given.clone()),
            ("middle name", name.middle.clone()),
            ("prefix and suffix", joined(&[&name.prefix, &name.suffix])),
            ("birth date", self.birth_date.map(|d| d.to_string()).unwrap_or_default()),
            ("sex", format!("{:?}", self.sex)),
            ("death", death),
            (
                "other names",
                list(
                    others.map(|n| joined(&[&n.prefix, &n.given, &n.middle, &n.family, &n.suffix])).collect(),
                ),
            ),
            (
                "numbers",
                list(self.identifiers.iter().map(|i| joined(&[&i.kind, &i.value, &i.system])).collect()),
            ),
            ("address", list(self.addresses.iter().map(address).collect())),
            (
                "phone and mail",
                list(self.telecoms.iter().map(|t| joined(&[&t.kind, &t.telecom_use, &t.value])).collect()),
            ),
            ("language", self.language.clone()),
            ("marital status", self.marital.clone()),
            ("race and ethnicity", list(vec![self.race.clone(), self.ethnicity.clone()])),
            ("mother's maiden name", self.mothers_maiden_name.clone()),
            (
                "birth order and state",
                joined(&[
                    &self.birth_order.map(|o| o.to_string()).unwrap_or_default(),
                    if self.active { "" } else { "inactive" },
                ]),
            ),
        ]
    }
}

/// Letters and digits in capitals, marks taken off: how traits are compared.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    }
    deunicode::deunicode(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Whether two dates can mean one day.
fn dates_agree(a: PartialDate, b: PartialDate) -> bool {
    let part = |a: Option<u32>, b: Option<u32>| a.is_none() || b.is_none() || a == b;
    a.year == b.year && part(a.month(), b.month()) && part(a.day(), b.day())
}

/// Given names that a newborn goes by until it has one.
fn is_placeholder(given: &str) -> bool {
    let given = fold(given);
    ["BABY", "NEWBORN", "INFANT", "BB", "BG"].iter().any(|word| {
        given == *word
            || given.strip_prefix(word).is_some_and(|rest| {
                ["BOY", "GIRL", "MALE", "FEMALE", "A", "B", "C", "ONE", "TWO"]
                    .iter()
                    .any(|tail| rest.starts_with(tail) && rest.len() <= tail.len() + 1)
            })
    })
}

fn merge_identifiers(after: &mut Demographics, fact: &PatientFact, only: bool) {
    // A number of our own making stays: people know the patient by it.
    let own = |i: &Identifier| i.system == super::patient_rows::OWN_SYSTEM;
    let named = |old: &Identifier| {
        fact.identifiers.iter().any(|new| new.kind == old.kind && new.system == old.system)
    };
    after.identifiers.retain(|old| own(old) || !(only || named(old)));
    for new in &fact.identifiers {
        if !after.identifiers.contains(new) && !new.value.is_empty() {
            after.identifiers.push(new.clone());
        }
    }
    after.identifiers.sort_by(|a, b| (&a.kind, &a.system, &a.value).cmp(&(&b.kind, &b.system, &b.value)));
    if let Some(first) = fact.identifiers.iter().find(|i| i.kind == "MR" && !i.value.is_empty()) {
        after.mrn.clone_from(&first.value);
    }
}

/// Names that a partial fact brings: the official one takes the banner, and one that it displaces stays findable.
fn merge_names(names: &mut Vec<PersonName>, said: &[PersonName]) {
    let is_official = |n: &PersonName| n.name_use == NameUse::Official;
    let brings = |name_use: NameUse| said.iter().any(|n| n.name_use == name_use);
    let mut kept: Vec<PersonName> = Vec::new();
    if brings(NameUse::Official) {
        kept.extend(said.iter().filter(|n| is_official(n)).cloned());
    } else {
        kept.extend(names.iter().filter(|n| is_official(n)).cloned());
    }
    let displaced = names.iter().filter(|n| is_official(n) && brings(NameUse::Official));
    for old in displaced {
        let same =
            |n: &PersonName| fold(&n.family) == fold(&old.family) && fold(&n.given) == fold(&old.given);
        let is_known = kept.iter().chain(names.iter().filter(|n| !is_official(n))).any(same);
        if !is_known && !is_placeholder(&old.given) {
            kept.push(PersonName { name_use: NameUse::Former, ..old.clone() });
        }
    }
    for name_use in [NameUse::Alias, NameUse::Maiden, NameUse::Former] {
        let from_fact = brings(name_use) && name_use != NameUse::Former;
        let source = if from_fact { said } else { names.as_slice() };
        kept.extend(source.iter().filter(|n| n.name_use == name_use).cloned());
        if name_use == NameUse::Former {
            let new = said.iter().filter(|n| n.name_use == NameUse::Former);
            let new: Vec<PersonName> = new.filter(|n| !kept.contains(n)).cloned().collect();
            kept.extend(new);
        }
    }
    *names = kept;
}

/// Entries of the same use are replaced, others stay behind the new ones.
fn replace_where<T: Clone>(list: &mut Vec<T>, said: &[T], same: impl Fn(&T, &T) -> bool) {
    if said.is_empty() {
        return;
    }
    let kept: Vec<T> = list.iter().filter(|old| !said.iter().any(|new| same(old, new))).cloned().collect();
    *list = said.iter().cloned().chain(kept).collect();
}

fn clear(after: &mut Demographics, cleared: &[&'static str]) {
    for field in cleared {
        match *field {
            "mothers_maiden_name" => after.mothers_maiden_name.clear(),
            "birth_date" => after.birth_date = None,
            "sex" => after.sex = Sex::Unknown,
            "alias" => after.names.retain(|n| !matches!(n.name_use, NameUse::Alias | NameUse::Maiden)),
            "race" => after.race.clear(),
            "address" => after.addresses.clear(),
            "phone" => after.telecoms.retain(|t| t.telecom_use == "work"),
            "work_phone" => after.telecoms.retain(|t| t.telecom_use != "work"),
            "language" => after.language.clear(),
            "marital" => after.marital.clear(),
            "ssn" => after.identifiers.retain(|i| i.kind != "SS"),
            "ethnicity" => after.ethnicity.clear(),
            "birth_order" => after.birth_order = None,
            "death" => (after.deceased, after.death_at) = (false, None),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(family: &str, given: &str, born: &str) -> Demographics {
        Demographics {
            names: vec![PersonName { family: family.into(), given: given.into(), ..PersonName::default() }],
            birth_date: PartialDate::parse_iso(born),
            ..Demographics::new()
        }
    }

    fn said(family: &str, given: &str, born: &str) -> PatientFact {
        let person = person(family, given, born);
        PatientFact { names: person.names, birth_date: person.birth_date, ..PatientFact::default() }
    }

    #[test]
    fn two_traits_at_once_ring_the_alarm() {
        let before = Demographics { sex: Sex::Female, ..person("Núñez", "Ana", "1950-03-12") };
        for (after, count) in [
            (person("NUNEZ", "ana", "1950-03-12"), 0),
            (person("Nunez-Diaz", "Ana", "1950-03-12"), 1),
            (person("Diaz", "Ana", "1951-03-12"), 2),
            (person("Diaz", "Ana", "1950-03"), 1),
            (Demographics { sex: Sex::Male, ..person("Diaz", "Juan", "1940-01-01") }, 4),
            (person("", "", ""), 0),
        ] {
            assert_eq!(before.traits_changed(&after).len(), count, "{after:?}");
        }
        let newborn = person("Smith", "Baby Boy", "2026-01-01");
        assert!(newborn.traits_changed(&person("Jones", "Tom", "2026-01-01")).is_empty());
        assert!(!is_placeholder("Babette") && !is_placeholder("Bea") && is_placeholder("BabyGirl A"));
    }

    #[test]
    fn one_number_needs_one_person() {
        let mine = person("Smith", "John", "1950-03-12");
        for (fact, agrees) in [
            (said("Smith", "John", "1950-03-12"), true),
            (said("Smyth", "Jon", "1950"), true),
            (said("Jones", "John", "1950-03-12"), true),
            (said("Smith", "John", "1951-03-12"), false),
            (said("Smith", "Mary", "1950-03-12"), false),
            (said("Okafor", "Grace", "1950-03-12"), false),
            (PatientFact::default(), true),
        ] {
            assert_eq!(mine.agrees(&fact).is_ok(), agrees, "{fact:?}");
        }
    }

    #[test]
    fn a_partial_fact_leaves_what_it_does_not_name() {
        let home = |street: &str| Address {
            address_use: "home".into(),
            street: street.into(),
            ..Address::default()
        };
        let before = Demographics {
            addresses: vec![home("1 Old Rd")],
            telecoms: vec![Telecom { kind: "phone".into(), telecom_use: "home".into(), value: "555".into() }],
            language: "en".into(),
            ..person("Smith", "Ann", "1950")
        };
        let fact = PatientFact {
            scope: Scope::Partial,
            addresses: vec![home("2 New St")],
            cleared: vec!["phone"],
            ..said("Jones", "Ann", "")
        };
        let after = before.with(&fact, true);
        assert_eq!(after.addresses, [home("2 New St")]);
        assert!(after.telecoms.is_empty());
        assert_eq!((after.language.as_str(), after.birth_date), ("en", before.birth_date));
        assert_eq!(after.names[0].family, "Jones");
        assert_eq!((after.names[1].family.as_str(), after.names[1].name_use), ("Smith", NameUse::Former));
        assert_eq!(after.with(&fact, true), after, "the same again changes nothing");
        let fields: Vec<_> = before.changes(&after).into_iter().map(|c| c.field).collect();
        assert_eq!(fields, ["family name", "other names", "address", "phone and mail"]);
    }

    #[test]
    fn a_whole_fact_says_what_is_left() {
        let number = |kind: &str, value: &str| Identifier {
            kind: kind.into(),
            system: "H".into(),
            value: value.into(),
        };
        let before = Demographics {
            identifiers: vec![number("MR", "1"), number("DL", "9")],
            ..person("Smith", "Ann", "1950")
        };
        let fact = PatientFact { identifiers: vec![number("MR", "2")], ..said("Smith", "Ann", "1950") };
        assert_eq!(before.with(&fact, true).identifiers, [number("MR", "2")]);
        assert_eq!(before.with(&fact, false).identifiers, [number("DL", "9"), number("MR", "2")]);
        assert_eq!(before.with(&fact, true).mrn, "2");
    }
}
