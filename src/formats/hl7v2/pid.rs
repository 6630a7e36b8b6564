//! PID (with PD1, PV1-16 and ARV): who the message is about.

use super::codes;
use super::context::{Context, date, reference};
use super::message::{Fault, Part, Segment};
use super::types;
use crate::domain::facts::{Identifier, Kind, NameUse, PatientFact, Ref, Scope};

/// Names in [`PatientFact::cleared`] that `""` in a field of PID produces.
pub const CLEARABLE: [&str; 14] = [
    "mothers_maiden_name",
    "birth_date",
    "sex",
    "alias",
    "race",
    "address",
    "phone",
    "work_phone",
    "language",
    "marital",
    "ssn",
    "ethnicity",
    "birth_order",
    "death",
];

/// Fields of PID and the name that their `""` clears.
const CLEARED_BY: [(usize, &str); 14] = [
    (6, "mothers_maiden_name"),
    (7, "birth_date"),
    (8, "sex"),
    (9, "alias"),
    (10, "race"),
    (11, "address"),
    (13, "phone"),
    (14, "work_phone"),
    (15, "language"),
    (16, "marital"),
    (19, "ssn"),
    (22, "ethnicity"),
    (25, "birth_order"),
    (29, "death"),
];

/// Kinds of number that outsiders give out; never the record number here.
const FOREIGN: [&str; 18] = [
    "SS", "DL", "PPN", "MA", "MC", "MCR", "MCD", "NI", "NH", "AN", "VN", "PEN", "TAX", "EI", "BC", "NNUSA",
    "NIIP", "MS",
];

/// One patient: how to refer to them and what the message says of them.
#[derive(Clone, Debug)]
pub struct Person {
    /// Key `authority^number`.
    pub reference: Ref,
    /// The facts, partial.
    pub fact: PatientFact,
}

/// The patient of a PID segment. `around` are the segments that belong to it (PD1, PV1, PV2, ARV).
///
/// A [`Fault`] names PID-3 if there is no number, PID-7 or PID-29 if a date is none or they contradict each other.
pub fn read<'m>(
    context: &Context<'_>,
    pid: Segment<'m>,
    around: impl Iterator<Item = Segment<'m>>,
) -> Result<Person, Fault> {
    pid.repeats_sanely(&[2, 3, 4, 5, 9, 10, 11, 13, 14, 22, 40])?;
    let (reference, identifiers) = numbers(pid, &context.facility).ok_or_else(|| {
        Fault::new("PID-3", "no patient number in PID-3, PID-2 or PID-4: whose record it is cannot be told")
    })?;
    let birth_date = date(pid, 7)?;
    let death_at = context.when(pid, 29)?;
    if let (Some(born), Some(died)) = (birth_date, death_at)
        && died.day() < born.earliest()
    {
        return Err(Fault::new("PID-29", "the death lies before the birth"));
    }
    let fact = PatientFact {
        origin: context.origin(reference.key.clone()),
        scope: Scope::Partial,
        cleared: CLEARED_BY
            .iter()
            .filter(|(field, _)| pid.field(*field).is_null())
            .map(|(_, name)| *name)
            .collect(),
        identifiers,
        names: names(pid),
        birth_date,
        sex: codes::sex(&pid.text(8)),
        death: match (pid.text(30).to_ascii_uppercase().as_str(), death_at) {
            ("Y" | "YES" | "1" | "T" | "TRUE", at) => Some(at),
            ("", Some(at)) => Some(Some(at)),
            _ => None,
        },
        addresses: pid.field(11).reps().filter_map(types::address).collect(),
        telecoms: telecoms(pid),
        language: pid.comp(15, 1).some().or_else(|| pid.comp(15, 2).some()),
        marital: pid
            .comp(16, 2)
            .some()
            .or_else(|| pid.comp(16, 1).some().map(|c| codes::marital(&c).to_owned())),
        race: joined(pid.field(10), codes::race),
        ethnicity: joined(pid.field(22), codes::ethnicity),
        mothers_maiden_name: pid.comp(6, 1).part(1).some(),
        birth_order: birth_order(pid),
        active: None,
        flags: flags(around),
        replaced_by: None,
    };
    Ok(Person { reference, fact })
}

/// All patient numbers, the record number first, and the key that is made of it.
///
/// The record number is the PID-3 repetition of kind MR (of the sending facility, if several are), else the first
/// that no outsider gave out; PID-2 and PID-4 stand in where PID-3 is empty.
fn numbers(pid: Segment<'_>, facility: &str) -> Option<(Ref, Vec<Identifier>)> {
    let of = |field: usize| pid.field(field).reps().filter_map(types::identifier).collect::<Vec<_>>();
    let (list, external, alternate) = (of(3), of(2), of(4));
    let mut chosen =
        [&list, &external, &alternate].into_iter().find(|l| !l.is_empty()).and_then(|l| pick(l, facility))?;
    let key = types::key(&chosen.system, &chosen.value);
    if !is_kind(&chosen.kind) {
        "MR".clone_into(&mut chosen.kind);
    }
    let mut all = vec![chosen];
    let social =
        pid.comp(19, 1).some().map(|value| Identifier { kind: "SS".into(), system: String::new(), value });
    let licence = licence(pid);
    for one in list.into_iter().chain(external).chain(alternate).chain(social).chain(licence) {
        let known =
            all.iter().any(|i| i.value == one.value && (i.kind == one.kind || is_same_number(i, &one)));
        if !known {
            all.push(one);
        }
    }
    Some((reference(Kind::Patient, key), all))
}

/// PID-20: number and state; some senders write `DL` and the number.
fn licence(pid: Segment<'_>) -> Option<Identifier> {
    let (first, second) = (pid.comp(20, 1).some()?, pid.comp(20, 2).text());
    let has_digit = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    let (value, system) =
        if has_digit(&second) && !has_digit(&first) { (second, String::new()) } else { (first, second) };
    Some(Identifier { kind: "DL".into(), system, value })
}

/// Whether an entry is the record number again in words less exact.
fn is_same_number(known: &Identifier, other: &Identifier) -> bool {
    !FOREIGN.contains(&known.kind.as_str())
        && !is_kind(&other.kind)
        && (other.system.is_empty() || other.system == known.system)
}

/// The record number among the numbers of one field.
pub fn pick(list: &[Identifier], facility: &str) -> Option<Identifier> {
    let record = |i: &&Identifier| i.kind == "MR";
    list.iter()
        .find(|i| record(i) && !facility.is_empty() && i.system == facility)
        .or_else(|| list.iter().find(record))
        .or_else(|| list.iter().find(|i| !FOREIGN.contains(&i.kind.as_str())))
        .or_else(|| list.first())
        .cloned()
}

/// Codes of table 0203 are short; a facility's name that slipped into the field is no kind of number.
fn is_kind(kind: &str) -> bool {
    (2..=6).contains(&kind.len()) && kind.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// PID-5 and PID-9. The first usable name of PID-5 comes first, since it is the one for the banner.
fn names(pid: Segment<'_>) -> Vec<crate::domain::facts::PersonName> {
    let mut names: Vec<_> = pid.field(5).reps().filter_map(types::person_name).collect();
    names.sort_by_key(|name| name.name_use != NameUse::Official);
    if let Some(first) = names.first_mut() {
        // A record with nothing but an alias still has a name to go by.
        first.name_use = NameUse::Official;
    }
    let aliases = pid.field(9).reps().filter_map(types::person_name).map(|name| match name.name_use {
        NameUse::Official => crate::domain::facts::PersonName { name_use: NameUse::Alias, ..name },
        _ => name,
    });
    names.extend(aliases);
    names
}

fn telecoms(pid: Segment<'_>) -> Vec<crate::domain::facts::Telecom> {
    let mut all = Vec::new();
    for (field, default_use) in [(13, "home"), (14, "work"), (40, "")] {
        for telecom in pid.field(field).reps().flat_map(|rep| types::telecoms(rep, default_use)) {
            if !all.contains(&telecom) {
                all.push(telecom);
            }
        }
    }
    all
}

fn birth_order(pid: Segment<'_>) -> Option<i32> {
    let order = pid.text(25).parse::<i32>().ok().filter(|n| (1..=20).contains(n));
    match pid.text(24).to_ascii_uppercase().as_str() {
        "N" => None,
        "Y" => Some(order.unwrap_or(0)),
        _ => order,
    }
}

/// The words of all repetitions, or their codes in the words of a table.
fn joined(field: Part<'_>, table: fn(&str) -> &str) -> Option<String> {
    let words: Vec<String> = field
        .reps()
        .filter_map(|rep| {
            rep.comp(2).some().or_else(|| rep.comp(1).some().map(|code| table(&code).to_owned()))
        })
        .collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// PD1-12 and PV2-22 ask for protection, PV1-16 names very important persons, ARV restricts access (since 2.6).
fn flags<'m>(around: impl Iterator<Item = Segment<'m>>) -> Vec<String> {
    let mut flags = Vec::new();
    for segment in around {
        let flag = match segment.id {
            "PD1" if segment.text(12) == "Y" => "confidential",
            "PV2" if segment.text(22) == "Y" => "confidential",
            "PV1" if !matches!(segment.text(16).to_ascii_uppercase().as_str(), "" | "N" | "NO" | "0") => {
                "vip"
            }
            "ARV" if matches!(segment.text(2).as_str(), "A" | "U") && segment.text(3) != "NO" => "restricted",
            _ => continue,
        };
        if !flags.iter().any(|f| f == flag) {
            flags.push(flag.to_owned());
        }
    }
    flags
}
