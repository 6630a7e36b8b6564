//! The stories that stays follow, as they are written down in `texts/`: illness, values, treatment and words.

use super::random::Table;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One kind of stay.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Short word, unique.
    pub id: String,
    /// The illness as the visit list shows it.
    pub title: String,
    /// How often among the stays that fit.
    pub weight: u64,
    /// Youngest and oldest age in years.
    pub ages: (i64, i64),
    /// `F` or `M`, if only one.
    pub sex: Option<String>,
    /// Service of the attending.
    pub service: String,
    /// Ward.
    pub unit: String,
    /// Of a hundred, how many begin in intensive care.
    #[serde(default)]
    pub icu: u32,
    /// How patients come.
    pub arrival: Arrival,
    /// Fewest and most nights.
    pub nights: (i64, i64),
    /// Of a hundred, how many die in the hospital.
    #[serde(default)]
    pub died: u32,
    /// UB-04 codes with weights: `01:60 06:25 03:15`.
    pub dispositions: String,
    /// In the patient's words.
    pub complaint: String,
    /// Code of the diagnosis on admission.
    pub admitting: String,
    /// Conditions that everyone in this story has.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Conditions that are commoner here: `dm2:45 ckd3:30`.
    #[serde(default)]
    pub likely: String,
    /// Conditions that nobody in this story has.
    #[serde(default)]
    pub never: Vec<String>,
    /// Words that the texts ask for: `bleeding`, `surgical`.
    #[serde(default)]
    pub flags: Vec<String>,
    /// Sensitivity of the documents: `part2`, `mental-health` or nothing.
    #[serde(default)]
    pub label: String,
    /// Things that may happen besides: `aki:25 delirium:10`.
    #[serde(default)]
    pub twists: String,
    /// Words drawn once for a stay.
    #[serde(default)]
    pub slots: BTreeMap<String, Vec<String>>,
    /// Course of values: `creat = "0:base 2:base*1.5-1.8 end:base"`.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// What is measured when: `bmp:daily trop:0,3h,6h`.
    pub orders: String,
    /// Earlier operations that the story rests on.
    #[serde(default)]
    pub past_operations: Vec<String>,
    /// History of present illness.
    pub hpi: String,
    /// What the emergency department did.
    #[serde(default)]
    pub emergency: String,
    /// Findings on admission that differ from the usual, by system.
    #[serde(default)]
    pub exam: BTreeMap<String, String>,
    /// Findings between that differ from those on admission.
    #[serde(default)]
    pub exam_mid: BTreeMap<String, String>,
    /// Findings near discharge that differ from those on admission.
    #[serde(default)]
    pub exam_late: BTreeMap<String, String>,
    /// What the patient says from day to day.
    pub interval: Phases,
    /// What is wrong, the principal problem first.
    pub problems: Vec<Problem>,
    /// `drug; directions; first day; last day or end; given a day`.
    #[serde(default)]
    pub medications: Vec<String>,
    /// Prescriptions on leaving: `drug directions`.
    #[serde(default)]
    pub discharge_medications: Vec<String>,
    /// Classes of home drugs that stay off until the patient has been seen.
    #[serde(default)]
    pub holds: Vec<String>,
    /// Imaging and other studies.
    #[serde(default)]
    pub studies: Vec<Study>,
    /// Operation, delivery or other procedure in a theatre.
    pub operation: Option<Operation>,
    /// Procedures outside of a theatre, `code; day`, code a template.
    #[serde(default)]
    pub procedures: Vec<String>,
    /// Other services asked.
    #[serde(default)]
    pub consults: Vec<Consult>,
    /// Words of the nurses.
    pub nursing: Phases,
    /// Hospital course beyond the problems' own.
    #[serde(default)]
    pub course: String,
    /// What the patient is told on leaving.
    pub instructions: String,
    /// Whom to see and when.
    pub follow_up: String,
    /// Filled for short visits only.
    #[serde(skip)]
    pub visit: Option<Box<Visit>>,
}

/// How patients come to the ward.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arrival {
    /// Through the emergency department.
    #[default]
    Emergency,
    /// By appointment, on the morning of the day.
    Elective,
    /// In labor or for a planned delivery.
    Labor,
    /// Born here.
    Birth,
    /// For an hour or an evening.
    Visit,
}

/// Words for the first day, the days between, and the last.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phases {
    /// First hospital day.
    #[serde(default)]
    pub early: String,
    /// Days between.
    #[serde(default)]
    pub mid: String,
    /// Day of discharge and the one before.
    #[serde(default)]
    pub late: String,
}

/// One problem of a stay.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// Short word; `named-` and the word is a flag for texts.
    pub key: String,
    /// Only if this flag is set.
    pub flag: Option<String>,
    /// The diagnosis as a careful clinician writes it.
    pub title: String,
    /// As a hurried one does; nothing: never named, values only.
    pub vague: Option<String>,
    /// How often each way: `named:60 vague:30 silent:10`; nothing: always named.
    #[serde(default)]
    pub wording: String,
    /// Word of the condition that is not named, for the truth.
    pub condition: Option<String>,
    /// ICD-10-CM codes of the named diagnosis, without dot; templates.
    #[serde(default)]
    pub icd: Vec<String>,
    /// Codes that the vague words allow.
    #[serde(default)]
    pub vague_icd: Vec<String>,
    /// Present on admission.
    #[serde(default = "yes")]
    pub poa: String,
    /// Plan on the first day.
    #[serde(default)]
    pub early: String,
    /// Plan on the days between.
    #[serde(default)]
    pub mid: String,
    /// Plan at the end.
    #[serde(default)]
    pub late: String,
    /// One or two sentences for the hospital course.
    #[serde(default)]
    pub course: String,
}

/// Something that may happen in many stories.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Twist {
    /// Short word, also a flag for texts.
    pub key: String,
    /// Youngest age.
    #[serde(default)]
    pub from_age: i64,
    /// Not in stays with fewer nights.
    #[serde(default)]
    pub nights: i64,
    /// First day on which notes speak of it.
    #[serde(default)]
    pub day: i64,
    /// Course of values instead of the story's own.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// What is measured besides.
    #[serde(default)]
    pub orders: String,
    /// What is given besides.
    #[serde(default)]
    pub medications: Vec<String>,
    /// Words of the nurses about it.
    #[serde(default)]
    pub nursing: String,
    /// Procedures done for it: `code; day`.
    #[serde(default)]
    pub procedures: Vec<String>,
    /// The problem in the notes.
    pub problem: Problem,
}

/// One study with its report.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// Name on the report.
    pub name: String,
    /// Only if this flag is set.
    pub flag: Option<String>,
    /// Day and hour: `0.2` is some five hours after arrival.
    pub day: f64,
    /// Indication.
    pub indication: String,
    /// How it was done.
    pub technique: String,
    /// What was seen.
    pub findings: String,
    /// In short; also quoted in notes.
    pub impression: String,
    /// Who reads it, if not radiology.
    pub service: Option<String>,
}

/// One operation with its papers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Name on the report, a template.
    pub name: String,
    /// Only if this flag is set.
    pub flag: Option<String>,
    /// Day after admission.
    pub day: i64,
    /// Minutes from incision to close, fewest and most.
    pub minutes: (i64, i64),
    /// ICD-10-PCS codes, templates, the principal one first.
    pub pcs: Vec<String>,
    /// Service of the surgeon.
    pub service: String,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
    /// Kind of anaesthesia.
    pub anaesthesia: String,
    /// Why.
    pub indication: String,
    /// What was found.
    pub findings: String,
    /// What was done.
    pub technique: String,
    /// Estimated blood loss in mL, least and most.
    pub blood_loss: (i64, i64),
    /// Specimens; `none` if none.
    pub specimens: String,
    /// Report of the pathologist on the specimen.
    pub pathology: Option<Pathology>,
    /// Where it is done, and so which papers it makes.
    #[serde(default)]
    pub kind: OperationKind,
}

/// Where something is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OperationKind {
    /// In a theatre, with an anaesthetist.
    #[default]
    Theatre,
    /// In the delivery room.
    Delivery,
    /// At the bedside, in endoscopy or the catheter laboratory.
    Bedside,
}

/// What the pathologist says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pathology {
    /// As sent.
    pub specimen: String,
    /// By eye.
    pub gross: String,
    /// By microscope.
    pub microscopic: String,
    /// In short.
    pub diagnosis: String,
}

/// One other service asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consult {
    /// Which.
    pub service: String,
    /// Of a hundred stays.
    pub percent: u32,
    /// Only if this flag is set.
    pub flag: Option<String>,
    /// Day after admission.
    pub day: i64,
    /// Why asked.
    pub question: String,
    /// What they think.
    pub impression: String,
    /// What they advise.
    pub advice: String,
}

/// One chronic condition.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Short word, also a flag for texts.
    pub key: String,
    /// As on the problem list.
    pub name: String,
    /// As in running text, if the name is too long.
    pub short: Option<String>,
    /// SNOMED CT code.
    pub snomed: String,
    /// ICD-10-CM code by itself.
    pub icd: String,
    /// Only one of a group.
    pub group: Option<String>,
    /// `F` or `M`, if only one.
    pub sex: Option<String>,
    /// Per cent from an age on.
    pub share: String,
    /// What is taken for it.
    pub meds: Vec<String>,
    /// Usual values.
    #[serde(default)]
    pub base: String,
    /// Line in the plan of a ward's note.
    pub plan: String,
}

/// One short visit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Short word, unique.
    pub id: String,
    /// How often among those that fit.
    pub weight: u64,
    /// `outpatient` or `emergency`.
    pub class: String,
    /// As the list of visits shows it.
    pub title: String,
    /// SNOMED CT code of the kind of visit.
    pub snomed: String,
    /// Youngest and oldest age.
    pub ages: (i64, i64),
    /// `F` or `M`, if only one.
    pub sex: Option<String>,
    /// Conditions that the patient must have.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Service seen.
    pub service: String,
    /// ICD-10-CM codes, the first the main one; templates.
    pub icd: Vec<String>,
    /// Sensitivity.
    #[serde(default)]
    pub label: String,
    /// Words drawn once.
    #[serde(default)]
    pub slots: BTreeMap<String, Vec<String>>,
    /// Values that differ from the patient's usual ones.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// What is measured, all at once: `bmp cbc`.
    #[serde(default)]
    pub orders: String,
    /// What the patient tells.
    pub history: String,
    /// What is found, beyond vital signs.
    pub exam: String,
    /// What is thought and done.
    pub plan: String,
    /// Vaccine given: `CVX; words`.
    pub vaccine: Option<String>,
    /// Drugs prescribed: `drug directions`.
    #[serde(default)]
    pub prescriptions: Vec<String>,
}

impl Visit {
    /// The visit as a story of no nights.
    pub fn story(self) -> Scenario {
        Scenario {
            id: self.id.clone(),
            title: self.title.clone(),
            weight: self.weight,
            ages: self.ages,
            sex: self.sex.clone(),
            service: self.service.clone(),
            unit: if self.class == "emergency" { "ED" } else { "" }.to_owned(),
            arrival: Arrival::Visit,
            needs: self.needs.clone(),
            label: self.label.clone(),
            slots: self.slots.clone(),
            values: self.values.clone(),
            orders: self.orders.clone(),
            hpi: self.history.clone(),
            visit: Some(Box::new(self)),
            ..Scenario::default()
        }
    }
}

/// Reads `key:number key:number` into a table for drawing.
pub fn weights(text: &str) -> Table<String> {
    pairs(text).map(|(word, number)| (word.to_owned(), number.parse().unwrap_or(0))).collect()
}

/// Reads `key:text key:text`.
pub fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split_whitespace().filter_map(|pair| pair.split_once(':'))
}

fn yes() -> String {
    "Y".to_owned()
}
