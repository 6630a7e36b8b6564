//! Keys in, screens out, on a small hospital.

mod forms;
mod look_up;

use crate::{
    app::testing::{Bench, Size},
    domain::{
        facts::{Address, Identifier, NameUse, PersonName, Sex, Telecom},
        ids::PatientId,
        role::Role,
        time::PartialDate,
    },
    intake::{Demographics, RegisterPatient},
    store::{Session, Store, ops::AuditEntries},
};

/// A person in few words: family, given, birth date, sex.
pub fn person(family: &str, given: &str, born: &str, sex: Sex) -> Demographics {
    Demographics {
        names: vec![PersonName { family: family.into(), given: given.into(), ..PersonName::default() }],
        birth_date: PartialDate::parse_iso(born),
        sex,
        ..Demographics::new()
    }
}

/// Registers a person under a record number.
pub fn register(store: &Store, session: &Session, mrn: &str, mut demographics: Demographics) -> PatientId {
    demographics.mrn = mrn.into();
    store.apply(session, &RegisterPatient { demographics }).unwrap().patient
}

/// Smiths of several kinds, and others.
pub fn some_patients(store: &Store, session: &Session) {
    let mut john = person("Smith", "John", "1950-03-12", Sex::Male);
    john.names.push(PersonName {
        name_use: NameUse::Alias,
        family: "Smith".into(),
        given: "Jack".into(),
        ..PersonName::default()
    });
    john.identifiers.push(Identifier {
        kind: "SS".into(),
        system: String::new(),
        value: "123-45-6789".into(),
    });
    john.telecoms.push(Telecom {
        kind: "phone".into(),
        telecom_use: "home".into(),
        value: "614-555-0142".into(),
    });
    john.addresses.push(Address {
        address_use: "home".into(),
        street: "1 Oak Street".into(),
        city: "Columbus".into(),
        state: "OH".into(),
        zip: "43215".into(),
        ..Address::default()
    });
    register(store, session, "1001", john);
    register(store, session, "1002", person("Smith", "Joan", "1961-07-04", Sex::Female));
    register(store, session, "1003", person("Smythe", "John", "1950", Sex::Male));
    register(store, session, "1004", person("Núñez-Ortega", "José", "2026-11-02", Sex::Male));
    register(store, session, "1005", person("山田", "花子", "1985-01-30", Sex::Female));
}

/// The small hospital as its maker sees it.
pub fn bench(size: Size) -> Bench {
    Bench::of(size, some_patients, None)
}

/// The small hospital as a registrar sees it.
pub fn clerk(size: Size) -> Bench {
    Bench::of(size, some_patients, Some(&[Role::Registrar]))
}

/// Lines of the log with this action: who, patient and detail, the oldest first.
pub fn logged(bench: &Bench, action: &str) -> Vec<(String, Option<i64>, String)> {
    let all = AuditEntries { limit: 500, ..AuditEntries::default() };
    let mut lines = bench.store.ask(&bench.maker, &all).unwrap();
    lines.reverse();
    lines
        .into_iter()
        .filter(|line| line.action == action)
        .map(|line| (line.login, line.patient, line.detail))
        .collect()
}
