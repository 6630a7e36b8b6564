//! A small ward for tests: one stay with a rise of creatinine, three providers, and a user who is one of them.

use crate::{
    cdiquery::{Composed, Material, MaterialOf, Save, Saved, Send, template::suiting},
    domain::{
        facts::{Coded, DocumentState, EncounterClass, PersonName},
        ids::{EncounterId, PatientId, PractitionerId},
        role::{Permission, Role},
        time::{PartialDate, When},
        topics::{Topic, Topics},
    },
    intake::{AddTextDocument, Demographics, OpenEncounter, RegisterPatient},
    providers::SetProvider,
    store::{
        AuditLine, Change, Refusal, Session, Store, Writing,
        ops::{LinkProvider, SetUser},
    },
};

/// The ward.
#[derive(Clone, Copy, Debug)]
pub struct Ward {
    pub patient: PatientId,
    pub stay: EncounterId,
    /// The attending, who is the user `clerk`.
    pub lee: PractitionerId,
    /// Another, who is the user `moss`.
    pub moss: PractitionerId,
}

type Run = Box<dyn Fn(&Writing<'_>) -> Result<(), Refusal> + std::marker::Send>;

/// Rows as a feed would write them.
pub struct Put(pub Run);

impl Change for Put {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topic::Clinical | Topic::Documents
    }
    fn needs(&self) -> Permission {
        Permission::SignedIn
    }
    fn audit(&self) -> AuditLine {
        AuditLine::new("test.put")
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        (self.0)(tx)
    }
}

fn provider(store: &Store, maker: &Session, family: &str) -> PractitionerId {
    let set = SetProvider {
        family: family.into(),
        given: "Mary".into(),
        credential: "MD".into(),
        service: "Hospital medicine".into(),
        active: true,
        ..SetProvider::default()
    };
    store.apply(maker, &set).unwrap()
}

/// Makes the ward.
pub fn ward(store: &Store, maker: &Session) -> Ward {
    let [lee, moss] = ["Lee", "Moss"].map(|family| provider(store, maker, family));
    for (login, who) in [("clerk", lee), ("moss", moss)] {
        let user = SetUser { login: login.into(), full_name: login.into(), roles: vec![Role::Provider] };
        store.apply(maker, &user).unwrap();
        store.apply(maker, &LinkProvider { login: login.into(), provider: Some(who) }).unwrap();
    }
    let demographics = Demographics {
        names: vec![PersonName { family: "Stone".into(), given: "Ada".into(), ..PersonName::default() }],
        birth_date: PartialDate::parse_iso("1950-03-12"),
        ..Demographics::default()
    };
    let patient = store.apply(maker, &RegisterPatient { demographics }).unwrap().patient;
    let stay = OpenEncounter {
        patient,
        class: EncounterClass::Inpatient,
        admit: When::parse_iso("2026-11-18T08:00:00Z").unwrap(),
        service: "Hospital medicine".into(),
        reason: "Weakness".into(),
        attending: Some(lee),
        place: "4W".into(),
        payer: String::new(),
    };
    let stay = store.apply(maker, &stay).unwrap();
    let note = AddTextDocument {
        patient,
        encounter: Some(stay),
        doc_type: Coded { system: "LOINC".into(), code: "11506-3".into(), display: "Progress note".into() },
        title: "Progress note".into(),
        author: Some(lee),
        author_text: String::new(),
        written: When::parse_iso("2026-11-20T10:00:00Z"),
        state: DocumentState::Signed,
        text: "Weak since two days. Creatinine up, fluids given. Recheck tomorrow.".into(),
    };
    store.apply(maker, &note).unwrap();
    store
        .apply(
            maker,
            &Put(Box::new(move |tx| {
                for (at, value) in [("2026-11-19T12:00:00Z", 0.9), ("2026-11-20T12:00:00Z", 2.1), ("2026-11-21T12:00:00Z", 2.4)] {
                    tx.execute(
                        "INSERT INTO result (patient_id, encounter_id, system, code, display, category, at, number, text, unit, status)
                         VALUES (?1, ?2, 'LOINC', '2160-0', 'Creatinine', 'laboratory', ?3, ?4, ?4, 'mg/dL', 'final')",
                        (patient, stay, at, value),
                    )?;
                }
                Ok(())
            })),
        )
        .unwrap();
    Ward { patient, stay, lee, moss }
}

/// A user with one role.
pub fn user(store: &Store, maker: &Session, login: &str, role: Role) -> Session {
    store.apply(maker, &SetUser { login: login.into(), full_name: login.into(), roles: vec![role] }).unwrap();
    store.sign_in(login, "test").unwrap()
}

/// What the chart offers.
pub fn material(store: &Store, who: &Session, ward: &Ward) -> Material {
    store.ask(who, &MaterialOf(ward.stay)).unwrap().unwrap()
}

/// A query about the creatinine, as the composer would begin it.
pub fn kidney(store: &Store, who: &Session, ward: &Ward) -> Composed {
    let material = material(store, who, ward);
    let finding = material.finding("aki-kdigo").unwrap();
    let picked = material.evidence(finding);
    let template = suiting(&material.templates, Some(finding)).unwrap();
    Composed {
        encounter: Some(ward.stay),
        provider: Some(ward.lee),
        finding: finding.rule.clone(),
        template: template.id.clone(),
        text: template.fill(&material.filling(Some(finding), &picked)),
        picked,
        overruled: Vec::new(),
    }
}

/// The same, sent.
pub fn sent(store: &Store, who: &Session, ward: &Ward) -> Saved {
    let query = kidney(store, who, ward);
    store.apply(who, &Send(Save { id: None, seen: None, query })).unwrap()
}
