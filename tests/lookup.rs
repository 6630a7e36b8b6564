//! Patient look-up from outside: ten ways to find, the index kept by changes, lists, the log.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use chartroom::{
    domain::{
        ids::PatientId,
        role::{Permission, Role},
        time::Clock,
        topics::Topics,
    },
    registry::{
        self, AddressRow, Found, Keep, KeepOnMyList, Lookup, LookupFinished, MyPatients, NameRow, PatientRow,
        RecentPatients, RememberPatient, Resolve, Standing,
    },
    store::{self, AuditLine, Bulk, Session, Store, StoreError, Writer, Writing, ops},
};
use std::path::PathBuf;

/// A folder of its own that is removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("chartroom-lookup-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A hospital with a clerk.
struct Desk {
    _folder: Folder,
    store: Store,
    session: Session,
}

#[derive(Default)]
struct Person {
    id: i64,
    mrn: &'static str,
    names: Vec<(&'static str, &'static str, &'static str, &'static str)>,
    born: &'static str,
    sex: &'static str,
    ssn4: &'static str,
    phone: &'static str,
    address: (&'static str, &'static str, &'static str),
    flag: &'static str,
    merged_into: Option<i64>,
}

fn desk(name: &str) -> Desk {
    let folder = Folder::new(name);
    let clock = Clock::Fixed(chrono::DateTime::parse_from_rfc3339("2026-11-22T12:00:00Z").unwrap().into());
    let store = store::create(&folder.0.join("him.db"), "hospital", "Test", "root", clock).unwrap();
    let session = store.sign_in("root", "test").unwrap();
    Desk { _folder: folder, store, session }
}

impl Desk {
    fn write(&self, work: impl FnOnce(&Writing<'_>) -> Result<(), StoreError>) {
        let mut bulk = Bulk::open(&self.store, &self.session).unwrap();
        bulk.chunk(Permission::Import, AuditLine::default(), Topics::NONE, |tx| Ok(work(tx)?)).unwrap();
    }

    fn add(&self, people: &[Person]) {
        self.write(|tx| {
            for person in people {
                insert(tx, person)?;
                registry::index_patient(tx, PatientId(person.id))?;
            }
            Ok(())
        });
    }

    fn find(&self, text: &str) -> Found {
        self.store.ask(&self.session, &Lookup::new(text)).unwrap()
    }

    /// `mrn: matched by` of each row.
    fn found(&self, text: &str) -> Vec<String> {
        self.find(text).rows.iter().map(|row| format!("{}: {}", row.mrn, row.matched_by)).collect()
    }

    fn first(&self, text: &str) -> String {
        self.found(text).into_iter().next().unwrap_or_default()
    }
}

fn insert(tx: &Writing<'_>, p: &Person) -> Result<(), StoreError> {
    let (_, family, given, middle) = p.names[0];
    let state = if p.merged_into.is_some() { "merged" } else { "active" };
    tx.execute(
        "INSERT INTO patient (patient_id, mrn, family, given, middle, birth_date, sex, ssn4, state, merged_into, updated_at, updated_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, '', '')",
        (p.id, p.mrn, family, given, middle, (!p.born.is_empty()).then_some(p.born), p.sex, p.ssn4, state, p.merged_into),
    )?;
    tx.execute(
        "INSERT INTO patient_identifier (patient_id, kind, system, value, digits) VALUES (?1, 'MR', '', ?2, ?3)",
        (p.id, p.mrn, store::fold_identifier(p.mrn)),
    )?;
    for (no, (name_use, family, given, middle)) in p.names.iter().enumerate() {
        tx.execute(
            "INSERT INTO patient_name (patient_id, name_no, name_use, family, given, middle) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (p.id, no as i64 + 1, name_use, family, given, middle),
        )?;
    }
    tx.execute(
        "INSERT INTO patient_telecom (patient_id, telecom_no, kind, value) VALUES (?1, 1, 'phone', ?2)",
        (p.id, p.phone),
    )?;
    let (street, city, zip) = p.address;
    tx.execute(
        "INSERT INTO patient_address (patient_id, address_no, street, city, zip) VALUES (?1, 1, ?2, ?3, ?4)",
        (p.id, street, city, zip),
    )?;
    if !p.flag.is_empty() {
        tx.execute(
            "INSERT INTO patient_flag (patient_id, flag, set_at, set_by) VALUES (?1, ?2, '', '')",
            (p.id, p.flag),
        )?;
    }
    Ok(())
}

fn clinic() -> Vec<Person> {
    vec![
        Person {
            id: 1,
            mrn: "10007919",
            names: vec![("official", "Smith", "William", "Quincy")],
            born: "1950-05-03",
            sex: "M",
            ssn4: "4321",
            phone: "(555) 010-1234",
            address: ("1 Oak St", "Springfield", "62704"),
            ..Person::default()
        },
        Person {
            id: 2,
            mrn: "10007920",
            names: vec![("official", "Smithers", "John", "")],
            born: "1950-11-12",
            sex: "M",
            ssn4: "1950",
            phone: "555-010-9999",
            address: ("2 Oak St", "New York", "10001"),
            ..Person::default()
        },
        Person {
            id: 3,
            mrn: "E-20311",
            names: vec![
                ("official", "García-López", "Rosa María", ""),
                ("alias", "García-López", "Rosie", ""),
                ("maiden", "Núñez", "Rosa María", ""),
            ],
            born: "1984",
            sex: "F",
            flag: "possible-duplicate",
            ..Person::default()
        },
        Person {
            id: 4,
            mrn: "30000001",
            names: vec![("official", "O’Brien", "Siobhán", "")],
            born: "2001-01-31",
            sex: "F",
            flag: "confidential",
            ..Person::default()
        },
        Person {
            id: 5,
            mrn: "30000002",
            names: vec![("official", "de la Cruz", "Ana", "")],
            born: "1999-12-01",
            sex: "F",
            ..Person::default()
        },
        Person {
            id: 6,
            mrn: "30000003",
            names: vec![("official", "王", "小明", "")],
            born: "1975-07-07",
            sex: "U",
            ..Person::default()
        },
        Person {
            id: 7,
            mrn: "30000004",
            names: vec![("official", "Smyth", "Jon", "")],
            born: "1962-02-28",
            sex: "M",
            ..Person::default()
        },
        Person {
            id: 8,
            mrn: "30000005",
            names: vec![("official", "Smith", "Bill", "")],
            born: "1950-05-03",
            sex: "M",
            merged_into: Some(1),
            ..Person::default()
        },
    ]
}

#[test]
fn ten_ways_to_find() {
    let desk = desk("ten");
    desk.add(&clinic());
    // Names in both orders, begun and whole.
    assert_eq!(desk.first("smi wil"), "10007919: name");
    assert_eq!(desk.first("wil smi"), "10007919: name");
    assert_eq!(desk.first("Smith, William"), "10007919: name");
    assert_eq!(desk.first("william q smith"), "10007919: name");
    assert_eq!(desk.first("john"), "10007920: name");
    // Record numbers, begun and with signs.
    assert_eq!(desk.first("10007920"), "10007920: record number");
    assert_eq!(desk.first("e20"), "E-20311: record number");
    assert_eq!(desk.found("1000"), ["10007919: record number", "10007920: record number"]);
    // Birth dates.
    for text in ["5/3/1950", "19500503", "3 may 1950", "05/03/50", "1950-05-03", "may 3, 1950"] {
        assert_eq!(desk.first(text), "10007919: birth date", "{text}");
    }
    assert_eq!(desk.first("smith 1950"), "10007919: name, birth date");
    assert_eq!(desk.first("11/1950"), "10007920: birth date");
    assert_eq!(desk.first("1984"), "E-20311: birth date");
    // Last four, phones.
    assert_eq!(desk.first("4321"), "10007919: SSN");
    assert_eq!(desk.first("smith 4321"), "10007919: name, SSN");
    assert_eq!(desk.first("(555) 010-1234"), "10007919: phone");
    assert_eq!(desk.first("0109999"), "10007920: phone");
    assert_eq!(desk.first("5550109999"), "10007920: phone");
    // Ambiguous: last four first, then the year.
    let all = desk.found("1950");
    assert_eq!(all[0], "10007920: SSN");
    assert!(all.contains(&"10007919: birth date".to_owned()), "{all:?}");
    // City and ZIP narrow.
    assert_eq!(desk.found("smi springfield"), ["10007919: name, city"]);
    assert_eq!(desk.found("smi new york"), ["10007920: name, city"]);
    assert_eq!(desk.found("smi 10001")[0], "10007920: name, ZIP");
}

#[test]
fn a_letter_that_nobody_hears_is_forgiven() {
    let desk = desk("heard");
    let mut people = clinic();
    people.push(Person {
        id: 9,
        mrn: "30000009",
        names: vec![("official", "Thompson", "Shirley", "")],
        born: "1940-08-25",
        sex: "F",
        ..Person::default()
    });
    desk.add(&people);
    for text in ["tomson", "tomson shirl", "shirley tomson", "thomson", "tompson shirley"] {
        assert!(desk.first(text).starts_with("30000009"), "{text}");
    }
}

#[test]
fn names_are_found_however_they_are_spelt() {
    let desk = desk("spelt");
    desk.add(&clinic());
    for text in [
        "garcia lopez",
        "garcia-lopez",
        "garcialopez",
        "García",
        "lopez rosa",
        "rosa maria lopez",
        "garcia, rosa m",
    ] {
        assert_eq!(desk.first(text), "E-20311: name", "{text}");
    }
    for text in ["o'brien", "obrien", "O’BRIEN", "obrien siobhan", "siobhan o brien"] {
        assert_eq!(desk.first(text), "30000001: name", "{text}");
    }
    for text in ["de la cruz", "cruz ana", "ana de la cruz", "delacruz"] {
        assert_eq!(desk.first(text), "30000002: name", "{text}");
    }
    for text in ["wang", "王小明", "xiaoming wang"] {
        assert_eq!(desk.first(text), "30000003: name", "{text}");
    }
    assert_eq!(desk.first("rosie"), "E-20311: alias Rosie");
    assert_eq!(desk.first("nunez rosa"), "E-20311: maiden name Núñez");
    assert!(desk.found("bill smith").contains(&"10007919: nickname of William".to_owned()));
    assert_eq!(desk.first("smithres"), "10007920: 1 letter differs");
    assert_eq!(desk.first("smiht william"), "10007919: 1 letter differs");
    assert_eq!(desk.first("wiliam smtih"), "10007919: 2 letters differ");
    assert!(desk.found("smyth").iter().any(|row| row == "30000004: name"));
    assert_eq!(desk.first("obryan"), "30000001: 2 letters differ");
    assert_eq!(desk.first("sheevawn"), "");
    assert_eq!(desk.first("kruse ana"), "30000002: sounds like");
}

#[test]
fn rows_say_what_they_are() {
    let desk = desk("rows");
    desk.add(&clinic());
    let merged = desk.find("30000005").rows.remove(0);
    assert_eq!(
        (merged.merged_into.as_deref(), merged.merged_into_patient),
        (Some("10007919"), Some(PatientId(1)))
    );
    let garcia = desk.find("garcia").rows.remove(0);
    assert_eq!((garcia.family.as_str(), garcia.given.as_str()), ("García-López", "Rosa María"));
    assert_eq!(garcia.flags, ["possible duplicate"]);
    assert_eq!(garcia.birth_date.unwrap().to_string(), "1984");
    let smith = desk.find("smith william").rows.remove(0);
    assert_eq!((smith.middle.as_str(), smith.mrn.as_str()), ("Quincy", "10007919"));
    let json = serde_json::to_value(&smith).unwrap();
    assert_eq!(json["sex"], "M");
    assert_eq!(json["birth_date"], "1950-05-03");
}

#[test]
fn odd_lines_find_nobody_and_fail_nowhere() {
    let desk = desk("odd");
    desk.add(&clinic());
    let long: String = "qwertz yxcv 123 ".repeat(40);
    for text in [
        "",
        " ",
        "%",
        "'; DROP TABLE patient; --",
        "😀😀",
        "((((",
        "....",
        "\u{0}",
        &long,
        "0000000000000000000000",
    ] {
        assert_eq!(desk.found(text), Vec::<String>::new(), "{text:?}");
    }
}

#[test]
fn numbers_lead_to_the_record_in_use() {
    let desk = desk("resolve");
    desk.add(&clinic());
    let ask = |text: &str| desk.store.ask(&desk.session, &Resolve { identifier: text.into() }).unwrap();
    assert_eq!(ask("e 20311")[0].patient, PatientId(3));
    let merged = ask("30000005");
    assert_eq!((merged[0].patient, merged[0].by_way_of), (PatientId(1), Some(PatientId(8))));
    assert!(ask("999").is_empty() && ask("").is_empty());
}

#[test]
fn lists_and_the_log() {
    let desk = desk("lists");
    desk.add(&clinic());
    let mut writer = Writer::open(&desk.store, &desk.session).unwrap();
    for id in [1, 2, 3] {
        writer.apply(&RememberPatient { patient: PatientId(id) }).unwrap();
    }
    let recent = desk.store.ask(&desk.session, &RecentPatients { limit: 10 }).unwrap();
    assert_eq!(recent.len(), 3);
    writer.apply(&KeepOnMyList { patient: PatientId(4), keep: Keep::On }).unwrap();
    let mine = || desk.store.ask(&desk.session, &MyPatients { limit: 10 }).unwrap();
    assert_eq!(mine()[0].family, "O’Brien");
    writer.apply(&KeepOnMyList { patient: PatientId(4), keep: Keep::Off }).unwrap();
    assert!(mine().is_empty());
    writer.apply(&LookupFinished { term: "smith".into(), count: 3 }).unwrap();
    let log = desk.store.ask(&desk.session, &ops::AuditEntries { limit: 1, ..Default::default() }).unwrap();
    assert_eq!((log[0].action.as_str(), log[0].detail.as_str()), ("lookup.finish", "\"smith\": 3"));
    writer
        .apply(&ops::SetUser {
            login: "ada".into(),
            full_name: "Ada".into(),
            roles: vec![Role::Administrator],
        })
        .unwrap();
    let ada = desk.store.sign_in("ada", "test").unwrap();
    assert!(matches!(
        desk.store.ask(&ada, &Lookup::new("smith")),
        Err(StoreError::NotAllowed(Permission::FindPatients))
    ));
}

#[test]
fn a_batch_makes_the_same_index_as_single_patients() {
    let (one, many) = (desk("single"), desk("batch"));
    one.add(&clinic());
    let people = clinic();
    let rows: Vec<PatientRow<'_>> = people
        .iter()
        .map(|p| PatientRow {
            patient: p.id,
            mrn: p.mrn,
            birth_date: chartroom::domain::time::PartialDate::parse_iso(p.born),
            sex: match p.sex {
                "F" => chartroom::domain::facts::Sex::Female,
                "M" => chartroom::domain::facts::Sex::Male,
                _ => chartroom::domain::facts::Sex::Unknown,
            },
            deceased: false,
            standing: p.merged_into.map_or(Standing::Active, |into| Standing::Merged(PatientId(into))),
            ssn4: p.ssn4,
            names: p
                .names
                .iter()
                .map(|(name_use, family, given, middle)| NameRow {
                    name_use: match *name_use {
                        "alias" => chartroom::domain::facts::NameUse::Alias,
                        "maiden" => chartroom::domain::facts::NameUse::Maiden,
                        _ => chartroom::domain::facts::NameUse::Official,
                    },
                    family,
                    given,
                    middle,
                    suffix: "",
                })
                .collect(),
            phones: vec![p.phone],
            addresses: vec![AddressRow { street: p.address.0, city: p.address.1, zip: p.address.2 }],
            flags: vec![p.flag],
        })
        .collect();
    many.write(|tx| registry::index_batch(tx, &rows));
    // Again changes nothing.
    many.write(|tx| registry::index_batch(tx, &rows));
    assert_eq!(index_of(&one), index_of(&many));
}

/// All rows of the index as text.
fn index_of(desk: &Desk) -> Vec<String> {
    let mut rows = Vec::new();
    desk.write(|tx| {
        rows = index_rows(tx)?;
        Ok(())
    });
    rows
}

fn index_rows(tx: &Writing<'_>) -> Result<Vec<String>, StoreError> {
    let mut all = Vec::new();
    for table in [
        "name_lf",
        "name_fl",
        "name_zip",
        "name_number",
        "term",
        "term_prefix",
        "term_del",
        "term_sound",
        "city_place",
        "lookup_card",
    ] {
        let mut statement = tx.conn().prepare(&format!("SELECT * FROM {table}"))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let values: Vec<String> =
                (0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
            all.push(format!("{table} {}", values.join(" ")));
        }
    }
    all.sort();
    Ok(all)
}
