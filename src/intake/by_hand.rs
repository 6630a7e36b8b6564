//! What people enter: a patient, an edit, a visit, a text, a flag. The same rows and checks as from a feed.

use super::{
    alike,
    demographics::Demographics,
    document,
    feed::{FeedRow, Format, NO_BATCH},
    hands::{Hands, State},
    held::{self, Held},
    patient::{ALARM_TRAITS, give_number, own_number},
    patient_rows::{self, StoredPatient},
};
use crate::domain::{
    facts::{Coded, DocumentState, EncounterClass, NameUse, PersonName},
    fields,
    ids::{DocumentId, EncounterId, HeldEditId, PatientId, PractitionerId, Version},
    role::Permission,
    time::When,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Conflict, Lane, Query, Reader, Refusal, StoreError, Writing, words};
use chrono::Local;
use rusqlite::named_params;

/// A patient's demographics for the form that edits them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatientToEdit {
    /// Whom.
    pub patient: PatientId,
}

impl Query for PatientToEdit {
    type Rows = Option<StoredPatient>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Patients.into()
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        patient_rows::load(db.conn(), self.patient)
    }
}

/// Registers a patient.
#[derive(Clone, Debug)]
pub struct RegisterPatient {
    /// What is known. An empty record number is drawn from the hospital's series.
    pub demographics: Demographics,
}

/// A patient who was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The row.
    pub patient: PatientId,
    /// The record number, given or drawn.
    pub mrn: String,
}

impl Change for RegisterPatient {
    type Receipt = Registered;

    fn topics(&self) -> Topics {
        Topic::Patients.into()
    }

    fn needs(&self) -> Permission {
        Permission::Register
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("patient.register")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Registered, Refusal> {
        let mut demographics = tidy(tx, &self.demographics)?;
        demographics.active = true;
        alike::note(tx, &demographics, today(tx))?;
        let mut state = by_hand(tx);
        let mut hands = Hands::new(tx, &mut state, [0; 16], &[], None);
        if demographics.mrn.is_empty() {
            give_number(&mut hands, &mut demographics)?;
        } else {
            let mrn = patient_rows::mrn_scheme(tx.conn())?
                .check(&demographics.mrn)
                .map_err(|why| Refusal::invalid("mrn", why))?;
            if tx.row("SELECT 1 FROM patient WHERE mrn = ?1", [&mrn], |_| Ok(()))?.is_some() {
                return Err(Refusal::invalid(
                    "mrn",
                    "another patient has this record number; leave the field empty to draw a new one.",
                ));
            }
            demographics.identifiers.push(own_number(&mrn));
            demographics.mrn = mrn;
        }
        let mrn = demographics.mrn.clone();
        let patient = patient_rows::insert(&mut hands, demographics, &[], &tx.now_text())?;
        super::close(tx, &mut state)?;
        tx.about(patient);
        tx.object("patient", patient.0);
        Ok(Registered { patient, mrn })
    }
}

/// Changes demographics.
#[derive(Clone, Debug)]
pub struct EditDemographics {
    /// Whose.
    pub patient: PatientId,
    /// The version that the form was filled from.
    pub version: Version,
    /// What the form was filled from.
    pub before: Demographics,
    /// What it says now.
    pub after: Demographics,
}

/// What became of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    /// It is saved; the new version.
    Saved(Version),
    /// Two identity traits or more change at once: another person must look at it first.
    Held {
        /// The held change.
        held: HeldEditId,
        /// The traits in words.
        traits: Vec<&'static str>,
    },
    /// Nothing differs.
    Same,
}

impl Change for EditDemographics {
    type Receipt = Edited;

    fn topics(&self) -> Topics {
        Topic::Patients | Topic::HeldEdits
    }

    fn needs(&self) -> Permission {
        Permission::EditDemographics
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("patient.edit").patient(self.patient).object("patient", self.patient.0)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Edited, Refusal> {
        let stored = stored(tx, self.patient)?;
        let after = tidy(tx, &self.after)?;
        tx.same_version(
            self.version,
            Version(stored.version),
            &stored.updated_by,
            &stored.updated_at,
            || conflicts(&self.before, &after, &stored.demographics),
        )?;
        let before = &stored.demographics;
        let changes = before.changes(&after);
        if changes.is_empty() {
            return Ok(Edited::Same);
        }
        check_numbers(tx, self.patient, before, &after)?;
        let mut state = by_hand(tx);
        let mut hands = Hands::new(tx, &mut state, [0; 16], &[], None);
        let traits = before.traits_changed(&after);
        let fields: Vec<&str> = changes.iter().map(|change| change.field).collect();
        if traits.len() >= ALARM_TRAITS {
            let now = tx.now_text();
            let by = tx.session().login.clone();
            let version = stored.version;
            let held = Held { by: &by, before, after: &after, traits: &traits, version, fact_at: &now };
            let held = held::hold(&mut hands, self.patient, &held)?;
            super::close(tx, &mut state)?;
            tx.detail(format!("held for review: {}", fields.join(", ")));
            return Ok(Edited::Held { held, traits });
        }
        patient_rows::update(&mut hands, self.patient, before, &after, &tx.now_text())?;
        super::close(tx, &mut state)?;
        tx.detail(fields.join(", "));
        Ok(Edited::Saved(Version(stored.version + 1)))
    }
}

/// Opens a stay or visit.
#[derive(Clone, Debug)]
pub struct OpenEncounter {
    /// Whose.
    pub patient: PatientId,
    /// Class.
    pub class: EncounterClass,
    /// When it begins; what lies ahead is planned.
    pub admit: When,
    /// Hospital service.
    pub service: String,
    /// Unit, room and bed in words.
    pub place: String,
    /// Why the patient comes.
    pub reason: String,
    /// Who attends.
    pub attending: Option<PractitionerId>,
    /// Payer in words.
    pub payer: String,
}

impl Change for OpenEncounter {
    type Receipt = EncounterId;

    fn topics(&self) -> Topics {
        Topic::Encounters.into()
    }

    fn needs(&self) -> Permission {
        Permission::Register
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("encounter.open").patient(self.patient)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<EncounterId, Refusal> {
        let stored = stored(tx, self.patient)?;
        let demographics = &stored.demographics;
        if let Some(born) = demographics.birth_date
            && self.admit.day() < born.earliest()
        {
            return Err(Refusal::invalid("admit", "the visit begins before the birth; check the date."));
        }
        if let Some(died) = demographics.death_at
            && self.admit.day() > died.day()
        {
            return Err(Refusal::invalid("admit", "the patient had died by then; check the date."));
        }
        let planned = self.admit.instant() > tx.now() && self.admit.day() > today(tx);
        let number: i64 = tx
            .row(include_str!("sql/next_visit.sql"), [], |row| row.get(0))?
            .ok_or_else(|| StoreError::NotFound("No visit number could be drawn; try again.".into()))?;
        let id = tx.insert(
            include_str!("sql/encounter_open.sql"),
            named_params! {
                ":patient": self.patient, ":visit": format!("V{number}"), ":class": class_word(self.class),
                ":state": if planned { "planned" } else { "open" }, ":reason": self.reason.trim(),
                ":service": self.service.trim(), ":admit": self.admit, ":attending": self.attending,
                ":place": self.place.trim(), ":payer": self.payer.trim(), ":now": tx.now_text(),
            },
        )?;
        super::payer::of_encounter(tx, id)?;
        let event = if planned { "pre-admit" } else { "admit" };
        tx.execute(
            include_str!("sql/visit_event_insert.sql"),
            named_params! {
                ":encounter": id, ":event": event, ":at": self.admit, ":place": self.place.trim(), ":note": "by hand",
                ":before": "", ":now": tx.now_text(),
            },
        )?;
        tx.object("encounter", id);
        Ok(EncounterId(id))
    }
}

/// Files a text in a chart.
#[derive(Clone, Debug)]
pub struct AddTextDocument {
    /// Whose chart.
    pub patient: PatientId,
    /// The stay that it belongs to.
    pub encounter: Option<EncounterId>,
    /// Kind of document: LOINC where known.
    pub doc_type: Coded,
    /// Title; empty: the kind's words.
    pub title: String,
    /// Who wrote it.
    pub author: Option<PractitionerId>,
    /// Words for the author, where they are no clinician here.
    pub author_text: String,
    /// When it was written.
    pub written: Option<When>,
    /// How far it is.
    pub state: DocumentState,
    /// The text.
    pub text: String,
}

impl Change for AddTextDocument {
    type Receipt = DocumentId;

    fn topics(&self) -> Topics {
        Topic::Documents.into()
    }

    fn needs(&self) -> Permission {
        Permission::FileDocuments
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("document.file").patient(self.patient)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<DocumentId, Refusal> {
        stored(tx, self.patient)?;
        if self.text.trim().is_empty() {
            return Err(Refusal::invalid("text", "a document needs a text."));
        }
        if let Some(encounter) = self.encounter {
            let owner: Option<PatientId> =
                tx.row("SELECT patient_id FROM encounter WHERE encounter_id = ?1", [encounter], |row| {
                    row.get(0)
                })?;
            if owner != Some(self.patient) {
                return Err(Refusal::invalid("encounter", "this stay is of another patient."));
            }
        }
        let title = [self.title.trim(), &self.doc_type.display].into_iter().find(|text| !text.is_empty());
        let id = tx.insert(
            include_str!("sql/document_insert.sql"),
            named_params! {
                ":patient": self.patient, ":encounter": self.encounter, ":type_system": self.doc_type.system,
                ":type_code": self.doc_type.code, ":type_text": self.doc_type.display, ":title": title.unwrap_or("Document"),
                ":author": self.author, ":author_text": self.author_text.trim(), ":written": self.written,
                ":state": document::state_word(self.state), ":available": true, ":confidentiality": "", ":version_no": 1,
                ":parent": None::<i64>, ":parent_kind": "", ":mime": "text/plain", ":fact_at": tx.now_text(),
                ":now": tx.now_text(), ":by": tx.session().login,
            },
        )?;
        tx.execute("INSERT INTO document_body (document_id, text) VALUES (?1, ?2)", (id, &self.text))?;
        words::index(tx, DocumentId(id), self.patient, title.unwrap_or("Document"), &self.text)?;
        tx.object("document", id);
        crate::completion::arrivals(tx)?;
        Ok(DocumentId(id))
    }
}

/// The state of a change by hand: its author stands in the history.
pub(super) fn by_hand(tx: &Writing<'_>) -> State {
    let feed = FeedRow { id: 0, name: tx.session().login.clone(), format: Format::Hand };
    State::new(feed, NO_BATCH, today(tx))
}

fn today(tx: &Writing<'_>) -> chrono::NaiveDate {
    tx.now().with_timezone(&Local).date_naive()
}

/// The patient, unless merged or deleted.
pub(super) fn stored(tx: &Writing<'_>, patient: PatientId) -> Result<StoredPatient, Refusal> {
    let stored = patient_rows::load(tx.conn(), patient)?
        .ok_or_else(|| StoreError::NotFound("The patient is not there any more.".into()))?;
    match stored.state.as_str() {
        "merged" => Err(Refusal::invalid("", "this record was merged into another; open that one.")),
        "deleted" => Err(Refusal::invalid("", "this record is marked as deleted.")),
        _ => Ok(stored),
    }
}

/// Values in their one spelling, or the first field at fault. Fields from feeds that nobody touched pass as they are.
fn tidy(tx: &Writing<'_>, typed: &Demographics) -> Result<Demographics, Refusal> {
    let mut tidy = typed.clone();
    tidy.names.retain(|n| !(n.family.trim().is_empty() && n.given.trim().is_empty()));
    for n in &mut tidy.names {
        for (field, text) in [("family", &mut n.family), ("given", &mut n.given), ("middle", &mut n.middle)] {
            *text = fields::name(text).map_err(|why| Refusal::invalid(field, why))?;
        }
    }
    let banner = tidy.names.first_mut();
    let Some(PersonName { name_use, family, .. }) = banner else {
        return Err(Refusal::invalid(
            "family",
            "a patient needs a family name; write Unknown if nobody knows it.",
        ));
    };
    *name_use = NameUse::Official;
    if family.is_empty() {
        return Err(Refusal::invalid(
            "family",
            "a patient needs a family name; write Unknown if nobody knows it.",
        ));
    }
    if let Some(born) = tidy.birth_date {
        fields::check_birth_date(born, today(tx)).map_err(|why| Refusal::invalid("birth_date", why))?;
        if tidy.death_at.is_some_and(|died| died.day() < born.earliest()) {
            return Err(Refusal::invalid("death", "the death lies before the birth."));
        }
    }
    if tidy.death_at.is_some_and(|died| died.day() > today(tx)) {
        return Err(Refusal::invalid("death", "the death lies in the future."));
    }
    tidy.identifiers.retain(|i| !i.value.trim().is_empty());
    tidy.identifiers.sort_by(|a, b| (&a.kind, &a.system, &a.value).cmp(&(&b.kind, &b.system, &b.value)));
    tidy.telecoms.retain(|t| !t.value.trim().is_empty());
    tidy.addresses
        .retain(|a| [&a.street, &a.city, &a.state, &a.zip].iter().any(|part| !part.trim().is_empty()));
    Ok(tidy)
}

/// Refuses a record number of another patient.
fn check_numbers(
    tx: &Writing<'_>,
    patient: PatientId,
    before: &Demographics,
    after: &Demographics,
) -> Result<(), Refusal> {
    let new = after.identifiers.iter().filter(|i| i.kind == "MR" && !before.identifiers.contains(i));
    for number in new {
        if patient_rows::by_record_number(tx, number)?.is_some_and(|other| other != patient) {
            return Err(Refusal::invalid("mrn", "another patient has this record number."));
        }
    }
    Ok(())
}

/// Fields that both authors changed, or that the other changed: what the form shows side by side.
fn conflicts(seen: &Demographics, mine: &Demographics, theirs: &Demographics) -> Vec<Conflict> {
    let my_changes = theirs.changes(mine);
    let their_changes = seen.changes(theirs);
    let both = my_changes.into_iter().filter(|my| their_changes.iter().any(|their| their.field == my.field));
    both.map(|my| Conflict { field: my.field.to_owned(), mine: my.new, theirs: my.old }).collect()
}

fn class_word(class: EncounterClass) -> &'static str {
    super::encounter::class_word(class)
}
