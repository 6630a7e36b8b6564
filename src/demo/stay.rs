//! One stay, planned from its story: who treats, what happens, how it is worded, which values are measured.

use super::calendar::clock;
use super::directory::{Clinician, Directory, Who};
use super::history::History;
use super::library::Library;
use super::person::Person;
use super::random::Rng;
use super::scenario::{Arrival, Operation, Problem, Scenario, Study, Twist, pairs, weights};
use super::script::settle;
use super::series::{Frame, Series, series};
use crate::domain::facts::{EncounterClass, Sex};
use chrono::{Duration, NaiveDateTime};
use std::collections::{BTreeMap, BTreeSet};

/// How a problem is told in the notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// By its name.
    Named,
    /// By a symptom or a loose word.
    Vague,
    /// Not at all: only values and treatment show it.
    Silent,
}

/// One problem of one stay.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Which.
    pub problem: &'a Problem,
    /// How it is told.
    pub wording: Wording,
    /// First day on which it is told.
    pub day: i64,
}

/// Everyone who writes about a stay.
#[derive(Clone, Copy, Debug)]
pub struct Team<'a> {
    /// Answers for the patient.
    pub attending: &'a Clinician,
    /// Writes for the attending, if there is one.
    pub trainee: Option<&'a Clinician>,
    /// Saw the patient in the emergency department.
    pub emergency: &'a Clinician,
    /// By day.
    pub day_nurse: &'a Clinician,
    /// By night.
    pub night_nurse: &'a Clinician,
    /// Operates.
    pub surgeon: &'a Clinician,
    /// Gives the anaesthetic.
    pub anaesthetist: &'a Clinician,
    /// Reads films.
    pub radiologist: &'a Clinician,
    /// Reads slides.
    pub pathologist: &'a Clinician,
    /// Plans what comes after.
    pub case_manager: &'a Clinician,
}

/// When and for what somebody is in the hospital.
#[derive(Clone, Copy, Debug)]
pub struct Booking<'a> {
    /// The story.
    pub story: &'a Scenario,
    /// Arrival.
    pub admit: NaiveDateTime,
    /// Nights planned.
    pub nights: i64,
    /// Whether death is possible: not if the person lives later.
    pub may_die: bool,
    /// Place in the ward, so that people in house at one time lie in different beds.
    pub bed: u64,
    /// Nothing from here on has happened yet.
    pub now: NaiveDateTime,
    /// Words that are given from outside: those of a birth.
    pub given: &'a BTreeMap<String, String>,
}

/// How long before death a patient gets worse.
const DECLINE_HOURS: i64 = 40;

/// One stay.
#[derive(Clone, Debug)]
pub struct Stay<'a> {
    /// The story.
    pub story: &'a Scenario,
    /// Arrival.
    pub admit: NaiveDateTime,
    /// Discharge, also of those who are still here: then it lies after `now`.
    pub end: NaiveDateTime,
    /// Nothing from here on has happened yet.
    pub now: NaiveDateTime,
    /// The story's studies, as they read in this stay.
    pub studies: Vec<Study>,
    /// The story's operation, as it reads in this stay.
    pub operation: Option<Operation>,
    /// Words drawn for this stay.
    pub slots: BTreeMap<String, String>,
    /// What is so in this stay.
    pub flags: BTreeSet<String>,
    /// What happened besides.
    pub twists: Vec<&'a Twist>,
    /// Problems with their wording, in order.
    pub problems: Vec<Told<'a>>,
    /// Values.
    pub series: Series,
    /// Who writes.
    pub team: Team<'a>,
    /// UB-04 code of the disposition.
    pub disposition: String,
    /// Where the patient lies, or lay in the end.
    pub place: Place,
    /// Where the patient lay before, and until when.
    pub first_place: Option<(Place, NaiveDateTime)>,
}

/// One place for a patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Key of the location.
    pub key: String,
    /// Ward, room and bed in words.
    pub words: String,
}

impl Stay<'_> {
    /// Whether the patient is still here.
    pub fn open(&self) -> bool {
        self.end >= self.now
    }

    /// Whether the patient died here.
    pub fn died(&self) -> bool {
        self.disposition == "20"
    }

    /// Nights from arrival to discharge.
    pub fn nights(&self) -> i64 {
        (self.end.date() - self.admit.date()).num_days()
    }

    /// Inpatient, or the class of a short visit.
    pub fn class(&self) -> EncounterClass {
        match &self.story.visit {
            None => EncounterClass::Inpatient,
            Some(visit) if visit.class == "emergency" => EncounterClass::Emergency,
            Some(_) => EncounterClass::Outpatient,
        }
    }

    /// Whether a time lies in the last days of somebody who died here.
    pub fn dying(&self, at: NaiveDateTime) -> bool {
        self.died() && (self.end - at).num_hours() < DECLINE_HOURS
    }

    /// When a study is done: hours after arrival on the first day, by the clock on later days.
    pub fn study_time(&self, day: f64) -> NaiveDateTime {
        let minutes = Duration::minutes((day * 1440.0) as i64);
        if day < 1.0 { self.admit + minutes } else { self.day(0, 0, 0) + minutes }
    }

    /// Where the patient lies at a time.
    pub fn place_at(&self, at: NaiveDateTime) -> &Place {
        match &self.first_place {
            Some((place, until)) if at < *until => place,
            _ => &self.place,
        }
    }

    /// A time of one day of the stay; 0 is the day of arrival.
    pub fn day(&self, day: i64, hour: i64, minute: i64) -> NaiveDateTime {
        clock(self.admit.date() + Duration::days(day), hour, minute)
    }
}

/// Plans a stay. `None` only if the directory lacks a whole service.
pub fn plan<'a>(
    booking: Booking<'a>,
    person: &Person,
    history: &History<'_>,
    library: &'a Library,
    directory: &'a Directory,
    rng: &mut Rng,
) -> Option<Stay<'a>> {
    let Booking { story, admit, nights, now, .. } = booking;
    let age = person.age_on(admit.date());
    let twists = twists(story, library, history, age, nights, rng);
    // Few of the young die, and nobody on the day of arrival.
    let chance = if age < 55 || nights < 2 { 0 } else { story.died + story.died / 3 };
    let died = booking.may_die && rng.chance(chance);
    let end = leaving(story, admit, nights, died, rng);
    let mut slots: BTreeMap<String, String> = booking.given.clone();
    for (name, choices) in &story.slots {
        let choice = rng.pick(choices).cloned().unwrap_or_default();
        slots.entry(name.clone()).or_insert(choice);
    }
    for (name, text) in
        [("hpi", &story.hpi), ("emergency-course", &story.emergency), ("lives", &lives(person, age, rng))]
    {
        slots.insert(name.to_owned(), settle(text, rng));
    }
    let problems = problems(story, &twists, rng);
    let icu = rng.chance(story.icu);
    let (place, first_place) = places(&booking, icu, directory, rng);
    let disposition = if died { "20".to_owned() } else { disposition(story, age, rng) };
    let mut flags = flags(story, person, age, &twists, &problems);
    for (name, on) in [("icu", icu), ("died", died), ("home", matches!(disposition.as_str(), "01" | "06"))] {
        if on {
            flags.insert(name.to_owned());
        }
    }
    flags.extend(history.conditions.iter().map(|(condition, _)| condition.key.clone()));
    flags.extend(slots.iter().map(|(name, value)| format!("{name}={value}")));
    let frame = Frame { measures: &library.measures, history, admit, end };
    let mut courses: BTreeMap<String, String> = story.values.clone();
    courses.extend(twists.iter().flat_map(|twist| twist.values.clone()));
    // A course may begin at a value that is told in words as well, such as a birth weight.
    for course in courses.values_mut().filter(|course| course.contains('{')) {
        for (name, value) in &slots {
            *course = course.replace(&format!("{{{name}}}"), value);
        }
    }
    if died {
        decline(&mut courses, end - admit);
    }
    let orders =
        std::iter::once(story.orders.as_str()).chain(twists.iter().map(|twist| twist.orders.as_str()));
    let mut series = series(&frame, courses.iter(), orders.chain(["vitals:shift"]), rng);
    series.cut(now);
    let team = team(story, admit, directory, rng)?;
    let studies = story.studies.iter().map(|study| settled_study(study, rng)).collect();
    let operation = story.operation.as_ref().map(|operation| settled_operation(operation, rng));
    Some(Stay {
        story,
        admit,
        end,
        now,
        studies,
        operation,
        slots,
        flags,
        twists,
        problems,
        series,
        team,
        disposition,
        place,
        first_place,
    })
}

/// Where the patient lies; who begins in intensive care moves to the ward after a day or two.
fn places(
    booking: &Booking<'_>,
    icu: bool,
    directory: &Directory,
    rng: &mut Rng,
) -> (Place, Option<(Place, NaiveDateTime)>) {
    let in_unit = |key: &str| {
        let (key, words) = directory.unit(key)?.place(booking.bed);
        Some(Place { key, words })
    };
    let story = booking.story;
    let clinic = || Place { key: "CLINIC".to_owned(), words: format!("{} clinic", story.service) };
    let ward = in_unit(&story.unit).unwrap_or_else(clinic);
    let moved =
        clock(booking.admit.date() + Duration::days(rng.range(1, 2)), rng.range(10, 16), rng.range(0, 59));
    match in_unit("ICU").filter(|_| icu) {
        Some(first) if booking.nights < 3 => (first, None),
        Some(first) if moved >= booking.now => (first, None),
        Some(first) => (ward, Some((first, moved))),
        None => (ward, None),
    }
}

fn settled_study(study: &Study, rng: &mut Rng) -> Study {
    let mut study = study.clone();
    for text in [&mut study.technique, &mut study.findings, &mut study.impression] {
        *text = settle(text, rng);
    }
    study
}

fn settled_operation(operation: &Operation, rng: &mut Rng) -> Operation {
    let mut operation = operation.clone();
    let texts = [
        &mut operation.name,
        &mut operation.anaesthesia,
        &mut operation.indication,
        &mut operation.findings,
        &mut operation.technique,
    ];
    for text in texts {
        *text = settle(text, rng);
    }
    operation
}

fn lives(person: &Person, age: i64, rng: &mut Rng) -> String {
    let words: &[&str] = match (age, person.marital) {
        (..18, _) => &["Lives with parents.", "Lives with mother and siblings."],
        (_, "Married") => &["Lives with spouse.", "Lives with spouse in a two-story house."],
        (80.., _) => {
            &["Lives in an assisted living apartment.", "Lives with a daughter.", "Lives alone with help."]
        }
        _ => &["Lives alone.", "Lives with a friend.", "Lives with family."],
    };
    rng.word(words).to_owned()
}

/// Values of the last day of somebody who dies, in place of those of recovery.
fn decline(courses: &mut BTreeMap<String, String>, stay: Duration) {
    let last = [
        ("sbp", "66-76"),
        ("hr", "122-136"),
        ("rr", "28-34"),
        ("spo2", "76-83"),
        ("o2", "10-15"),
        ("lact", "5.5-8.5"),
        ("gcs", "5-7"),
    ];
    for (key, end) in last {
        let course = courses.entry(key.to_owned()).or_insert_with(|| "0:base".to_owned());
        let turn = ((stay.num_hours() - DECLINE_HOURS) as f64 / 24.0).max(0.0);
        let kept: Vec<String> = pairs(course)
            .filter(|(day, _)| day.parse::<f64>().is_ok_and(|day| day <= turn))
            .map(|(day, value)| format!("{day}:{value}"))
            .collect();
        *course = format!("{} end:{end}", kept.join(" "));
    }
}

fn twists<'a>(
    story: &Scenario,
    library: &'a Library,
    history: &History<'_>,
    age: i64,
    nights: i64,
    rng: &mut Rng,
) -> Vec<&'a Twist> {
    let mut all = Vec::new();
    for (key, percent) in pairs(&story.twists) {
        let drawn = rng.chance(percent.parse().unwrap_or(0));
        let Some(twist) = library.twist(key) else { continue };
        // Two twists on one value would fight over its course.
        let clash =
            all.iter().any(|other: &&Twist| other.values.keys().any(|key| twist.values.contains_key(key)));
        if drawn && !clash && age >= twist.from_age && nights >= twist.nights && !history.has(key) {
            all.push(twist);
        }
    }
    all
}

fn problems<'a>(story: &'a Scenario, twists: &[&'a Twist], rng: &mut Rng) -> Vec<Told<'a>> {
    let own = story.problems.iter().map(|problem| (problem, 0));
    let besides = twists.iter().map(|twist| (&twist.problem, twist.day));
    let told = own.chain(besides).map(|(problem, day)| {
        let drawn = weights(&problem.wording).draw(rng).cloned().unwrap_or_default();
        let wording = match drawn.as_str() {
            "vague" => Wording::Vague,
            "silent" => Wording::Silent,
            _ => Wording::Named,
        };
        Told { problem, wording, day }
    });
    told.collect()
}

fn flags(
    story: &Scenario,
    person: &Person,
    age: i64,
    twists: &[&Twist],
    problems: &[Told<'_>],
) -> BTreeSet<String> {
    let mut flags: BTreeSet<String> = story.flags.iter().cloned().collect();
    flags.extend(twists.iter().map(|twist| twist.key.clone()));
    let named = problems.iter().filter(|told| told.wording == Wording::Named);
    flags.extend(named.map(|told| format!("named-{}", told.problem.key)));
    let sex = if person.sex == Sex::Female { "female" } else { "male" };
    flags.insert(sex.to_owned());
    for (name, on) in [("child", age < 18), ("infant", age < 2), ("elderly", age >= 75)] {
        if on {
            flags.insert(name.to_owned());
        }
    }
    flags.insert(match story.arrival {
        Arrival::Emergency => "emergency".to_owned(),
        Arrival::Elective => "elective".to_owned(),
        Arrival::Labor => "labor".to_owned(),
        Arrival::Birth => "birth".to_owned(),
        Arrival::Visit => "visit".to_owned(),
    });
    flags
}

fn leaving(story: &Scenario, admit: NaiveDateTime, nights: i64, died: bool, rng: &mut Rng) -> NaiveDateTime {
    if let Some(visit) = &story.visit {
        let minutes = if visit.class == "emergency" { rng.range(110, 330) } else { rng.range(22, 50) };
        return admit + Duration::minutes(minutes);
    }
    let day = admit.date() + Duration::days(nights);
    let end = if died {
        clock(day, rng.range(0, 23), rng.range(0, 59))
    } else {
        clock(day, rng.range(10, 17), rng.range(0, 59))
    };
    let least = if story.arrival == Arrival::Birth { 20 } else { 14 };
    end.max(admit + Duration::hours(least))
}

fn disposition(story: &Scenario, age: i64, rng: &mut Rng) -> String {
    let code = weights(&story.dispositions).draw(rng).cloned().unwrap_or_else(|| "01".to_owned());
    // The young go home.
    if age < 50 && matches!(code.as_str(), "03" | "62") { "01".to_owned() } else { code }
}

fn team<'a>(
    story: &Scenario,
    admit: NaiveDateTime,
    directory: &'a Directory,
    rng: &mut Rng,
) -> Option<Team<'a>> {
    let day = admit.date();
    let mut pick = |service: &str, who| directory.pick(service, who, day, rng);
    let attending = pick(&story.service, Who::Attending)?;
    let trainee = pick(&story.service, Who::Trainee);
    let emergency = pick("Emergency", Who::Any)?;
    let (day_nurse, night_nurse) = (pick("Nursing", Who::Any)?, pick("Nursing", Who::Any)?);
    let operating =
        story.operation.as_ref().map_or(story.service.as_str(), |operation| operation.service.as_str());
    let surgeon = if operating == story.service {
        attending
    } else {
        pick(operating, Who::Attending).unwrap_or(attending)
    };
    Some(Team {
        attending,
        emergency,
        day_nurse,
        night_nurse,
        surgeon,
        anaesthetist: pick("Anaesthesia", Who::Attending)?,
        radiologist: pick("Radiology", Who::Attending)?,
        pathologist: pick("Pathology", Who::Attending)?,
        case_manager: pick("Case management", Who::Any)?,
        trainee: trainee.filter(|_| rng.chance(55)),
    })
}
