//! What words mean in a note of one stay at one time: values as of then, people, drugs, findings.

use super::calendar::us_date;
use super::directory::Clinician;
use super::history::{History, Tobacco};
use super::library::Library;
use super::measure::Measure;
use super::person::Person;
use super::random::Rng;
use super::script::Words;
use super::series::{PANELS, Point};
use super::stay::{Stay, Wording};
use crate::domain::facts::Sex;
use chrono::{Duration, NaiveDateTime};
use std::collections::BTreeMap;

/// Part of a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Admission and the first day.
    Early,
    /// Between.
    Mid,
    /// Discharge, or the morning of it.
    Late,
    /// The last day of somebody who dies.
    Dying,
}

/// One note's place in time.
#[derive(Clone, Debug)]
pub struct Scene<'a> {
    /// The stay.
    pub stay: &'a Stay<'a>,
    /// Whose.
    pub person: &'a Person,
    /// What they brought along.
    pub history: &'a History<'a>,
    /// The texts.
    pub library: &'a Library,
    /// When the note is written: later values are not known.
    pub at: NaiveDateTime,
    /// Part of the stay.
    pub phase: Phase,
    /// Who writes.
    pub author: &'a Clinician,
    /// Words of this note alone.
    pub own: BTreeMap<&'static str, String>,
}

/// Systems of an examination, in order.
const SYSTEMS: [(&str, &str); 9] = [
    ("general", "General"),
    ("heent", "HEENT"),
    ("neck", "Neck"),
    ("heart", "Cardiovascular"),
    ("lungs", "Respiratory"),
    ("abdomen", "Abdomen"),
    ("extremities", "Extremities"),
    ("skin", "Skin"),
    ("neuro", "Neurologic"),
];

impl Words for Scene<'_> {
    fn word(&self, name: &str, rng: &mut Rng) -> Option<String> {
        if let Some(text) = self.own.get(name).or_else(|| self.stay.slots.get(name)) {
            return Some(text.clone());
        }
        self.of_person(name)
            .or_else(|| self.of_team(name))
            .or_else(|| self.of_story(name, rng))
            .or_else(|| self.of_values(name, rng))
            .or_else(|| name.strip_prefix("exam-").map(|system| self.exam(system)))
    }

    fn flag(&self, name: &str) -> bool {
        let at_least = |key: &str, limit: f64| self.number(key).is_some_and(|value| value >= limit);
        match name {
            "tachycardic" => at_least("hr", 100.5),
            "febrile" => at_least("temp", 38.05),
            "oxygen" => at_least("o2", 0.5),
            "early" => self.phase == Phase::Early,
            "late" => self.phase == Phase::Late,
            "dying" => self.phase == Phase::Dying,
            "smoker" => matches!(self.history.tobacco, Tobacco::Current(_)),
            "diabetic" => self.history.has("dm1") || self.history.has("dm2"),
            "heart-failure" => self.history.has("hfref") || self.history.has("hfpef"),
            "kidney" => self.history.has("ckd3") || self.history.has("ckd4"),
            _ => match name.strip_prefix("has-") {
                // A value is known.
                Some(key) => self.latest(key).is_some(),
                None => self.stay.flags.contains(name),
            },
        }
    }
}

impl Scene<'_> {
    /// The last value known now, printed.
    pub fn latest(&self, key: &str) -> Option<&Point> {
        self.stay.series.latest(key, self.at)
    }

    fn number(&self, key: &str) -> Option<f64> {
        self.latest(key).map(|point| point.value)
    }

    fn of_person(&self, name: &str) -> Option<String> {
        let person = self.person;
        let age = person.age_on(self.stay.admit.date());
        let female = person.sex == Sex::Female;
        let pick = |woman: &str, man: &str| Some(if female { woman } else { man }.to_owned());
        match name {
            "he" => pick("she", "he"),
            "him" => pick("her", "him"),
            "his" => pick("her", "his"),
            "man" => match age {
                0..2 => pick("baby girl", "baby boy"),
                2..18 => pick("girl", "boy"),
                _ => pick("woman", "man"),
            },
            "mr" => Some(match age {
                ..18 if person.given.starts_with("Baby") => "The baby".to_owned(),
                ..18 => person.given.to_string(),
                _ => format!("{} {}", if female { "Ms." } else { "Mr." }, person.family),
            }),
            "age" => Some(self.age_words(age)),
            "years" => Some(age.to_string()),
            "family-name" => Some(person.family.to_string()),
            "height" => Some(format!("{:.0}", self.history.height_cm)),
            "bmi" => {
                let metres = self.history.height_cm / 100.0;
                self.number("wt").map(|weight| format!("{:.1}", weight / metres / metres))
            }
            "smoking" => Some(match self.history.tobacco {
                Tobacco::Never => "never smoker".to_owned(),
                Tobacco::Former(years) => format!("former smoker, {years} pack-years"),
                Tobacco::Current(years) => format!("current smoker, {years} pack-years"),
            }),
            "language" => Some(if person.language == "en" {
                String::new()
            } else {
                "History taken with a professional interpreter.".to_owned()
            }),
            _ => None,
        }
    }

    fn age_words(&self, age: i64) -> String {
        let days = (self.stay.admit.date() - self.person.born).num_days();
        match (age, days) {
            (0, ..28) => "newborn".to_owned(),
            (0..2, _) => format!("{}-month-old", days / 30),
            _ => format!("{age}-year-old"),
        }
    }

    fn of_team(&self, name: &str) -> Option<String> {
        let team = &self.stay.team;
        let clinician = match name {
            "attending" => team.attending,
            "surgeon" => team.surgeon,
            "anaesthetist" => team.anaesthetist,
            "author" => self.author,
            "emergency-doctor" => team.emergency,
            _ => return None,
        };
        Some(clinician.address())
    }

    fn of_story(&self, name: &str, rng: &mut Rng) -> Option<String> {
        let story = self.stay.story;
        let by_phase = |phases: &super::scenario::Phases, dying: &str| match self.phase {
            Phase::Early => phases.early.clone(),
            Phase::Mid => phases.mid.clone(),
            Phase::Late => phases.late.clone(),
            Phase::Dying => self.library.note(dying).to_owned(),
        };
        Some(match name {
            "hpi" => story.hpi.clone(),
            "complaint" => story.complaint.clone(),
            "emergency-course" => story.emergency.clone(),
            "interval" => by_phase(&story.interval, "dying-interval"),
            "nursing" => by_phase(&story.nursing, "dying-nursing"),
            "twist-nursing" => self.besides(|twist| twist.nursing.clone()).join(" "),
            "course" => self.course(),
            "instructions" => story.instructions.clone(),
            "follow-up" => story.follow_up.clone(),
            "pmh" => list(self.history.conditions.iter().map(|(c, _)| c.name.clone()), "None."),
            "pmh-inline" => self.inline_history(),
            "psh" => list(self.history.operations.iter().map(|words| (*words).to_owned()), "None."),
            "family" => sentence(&self.history.family.join(", "), "Noncontributory."),
            "home-drugs" => list(
                self.history.drugs.iter().map(|home| format!("{} {}", home.drug.name, home.directions)),
                "None.",
            ),
            "allergies" => list(
                self.history.allergies.iter().map(|a| format!("{}: {}", a.name, a.reaction.to_lowercase())),
                "No known drug allergies.",
            ),
            "vitals" => self.vitals(),
            "exam" => self.whole_exam(),
            "exam-brief" => self.brief_exam(),
            "data" => self.data(self.at - Duration::hours(30)),
            "studies" => self.impressions(),
            "plan" => self.plan(),
            "diagnoses" => self.diagnoses(),
            "discharge-drugs" => self.discharge_drugs(),
            "admit-date" => us_date(self.stay.admit.date()),
            "discharge-date" => us_date(self.stay.end.date()),
            "today" => us_date(self.at.date()),
            "hospital-day" => ((self.at.date() - self.stay.admit.date()).num_days() + 1).to_string(),
            "nights" => self.stay.nights().to_string(),
            "disposition" => disposition(&self.stay.disposition).to_lowercase(),
            "destination" => destination(&self.stay.disposition).to_owned(),
            "visit-title" => story.title.clone(),
            "visit-exam" => story.visit.as_ref().map(|visit| visit.exam.clone())?,
            "visit-plan" => story.visit.as_ref().map(|visit| visit.plan.clone())?,
            "unit" => self.stay.place.2.clone(),
            "main-problem" => self.titles().into_iter().next().unwrap_or_default(),
            "lives" => self.lives(rng),
            _ => return None,
        })
    }

    fn lives(&self, rng: &mut Rng) -> String {
        let age = self.person.age_on(self.stay.admit.date());
        let words: &[&str] = match (age, self.person.marital) {
            (..18, _) => &["Lives with parents.", "Lives with mother and siblings."],
            (_, "Married") => &["Lives with spouse.", "Lives with spouse in a two-story house."],
            (80.., _) => &[
                "Lives in an assisted living apartment.",
                "Lives with a daughter.",
                "Lives alone with help.",
            ],
            _ => &["Lives alone.", "Lives with a friend.", "Lives with family."],
        };
        rng.word(words).to_owned()
    }

    fn of_values(&self, name: &str, rng: &mut Rng) -> Option<String> {
        match name {
            "bp" => {
                let (high, low) = (self.latest("sbp")?, self.latest("dbp")?);
                return Some(format!("{}/{}", high.text, low.text));
            }
            "breathing" => {
                let flow = self.number("o2").unwrap_or(0.0);
                return Some(if flow < 0.5 {
                    "room air".to_owned()
                } else if flow <= 6.0 {
                    format!("{flow:.0} L nasal cannula")
                } else {
                    format!("{flow:.0} L high-flow nasal cannula")
                });
            }
            _ => {}
        }
        let (key, what) = name.split_once('.').unwrap_or((name, ""));
        let measure = self.library.measures.get(key)?;
        let points = self.stay.series.until(key, self.at);
        let number = |point: Option<&Point>| Some(point.map_or_else(|| "pending".to_owned(), Point::quoted));
        match what {
            "" => number(points.last()),
            "first" => number(points.first()),
            "max" => number(points.iter().max_by(|a, b| a.value.total_cmp(&b.value))),
            "min" => number(points.iter().min_by(|a, b| a.value.total_cmp(&b.value))),
            "trend" => Some(trend(points, rng)),
            "change" => Some(change(points)),
            "base" => Some(measure.print(self.history.base(key))),
            _ => None,
        }
    }

    fn besides<T>(&self, of: impl Fn(&super::scenario::Twist) -> T) -> Vec<T> {
        let day = (self.at.date() - self.stay.admit.date()).num_days();
        self.stay.twists.iter().filter(|twist| twist.day <= day).map(|twist| of(twist)).collect()
    }

    fn inline_history(&self) -> String {
        let names: Vec<String> = self.history.conditions.iter().take(5).map(|(c, _)| running(c)).collect();
        match names.split_last() {
            None => "no chronic illness".to_owned(),
            Some((only, [])) => format!("a history of {only}"),
            Some((last, others)) => format!("a history of {} and {last}", others.join(", ")),
        }
    }

    /// `T 37.1 C, HR 88, BP 132/74, RR 18, SpO2 95% on room air.`
    fn vitals(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (key, before, after) in
            [("temp", "T ", " C"), ("hr", "HR ", ""), ("bp", "BP ", ""), ("rr", "RR ", "")]
        {
            let text = if key == "bp" {
                self.latest("sbp")
                    .zip(self.latest("dbp"))
                    .map(|(high, low)| format!("{}/{}", high.text, low.text))
            } else {
                self.latest(key).map(Point::quoted)
            };
            parts.extend(text.map(|text| format!("{before}{text}{after}")));
        }
        if let Some(saturation) = self.latest("spo2") {
            parts.push(format!("SpO2 {}% on {{breathing}}", saturation.text));
        }
        if parts.is_empty() { "Not recorded.".to_owned() } else { format!("{}.", parts.join(", ")) }
    }

    fn exam(&self, system: &str) -> String {
        let story = self.stay.story;
        let later = match self.phase {
            Phase::Early => None,
            Phase::Mid => story.exam_mid.get(system),
            Phase::Late => story.exam_late.get(system),
            Phase::Dying => {
                let dying = self.library.note(&format!("dying-{system}"));
                if !dying.is_empty() {
                    return dying.to_owned();
                }
                story.exam_mid.get(system)
            }
        };
        let own = later.or_else(|| story.exam.get(system));
        own.cloned().unwrap_or_else(|| self.library.note(&format!("exam-{system}")).to_owned())
    }

    fn whole_exam(&self) -> String {
        let lines: Vec<String> =
            SYSTEMS.iter().map(|(system, title)| format!("{title}: {}", self.exam(system))).collect();
        lines.join("\n")
    }

    fn brief_exam(&self) -> String {
        let story = self.stay.story;
        let shown = |system: &&(&str, &str)| {
            matches!(system.0, "general" | "heart" | "lungs" | "abdomen" | "extremities")
                || story.exam.contains_key(system.0)
                || story.exam_late.contains_key(system.0)
        };
        let lines: Vec<String> = SYSTEMS
            .iter()
            .filter(shown)
            .map(|(system, title)| format!("{title}: {}", self.exam(system)))
            .collect();
        lines.join("\n")
    }

    /// Results since a time, panel by panel.
    fn data(&self, since: NaiveDateTime) -> String {
        let mut lines: Vec<String> = Vec::new();
        let quote = |measure: &Measure| -> Option<String> {
            let point = self.latest(measure.key).filter(|point| point.at >= since)?;
            Some(format!("{} {}", measure.label, point.quoted()))
        };
        let in_panel = |key: &str| PANELS.iter().any(|(.., members)| members.contains(&key));
        for (_, _, _, members) in PANELS.iter().filter(|(word, ..)| *word != "vitals") {
            let values: Vec<String> =
                members.iter().filter_map(|key| self.library.measures.get(key)).filter_map(quote).collect();
            if !values.is_empty() {
                lines.push(values.join(", "));
            }
        }
        let others: Vec<String> = self
            .library
            .measures
            .all()
            .filter(|measure| !in_panel(measure.key) && measure.category == "laboratory")
            .filter_map(quote)
            .collect();
        if !others.is_empty() {
            lines.push(others.join(", "));
        }
        if lines.is_empty() { "No new results.".to_owned() } else { lines.join(".\n") + "." }
    }

    /// First and last values of what changed, for the summary of a whole stay.
    pub fn data_whole(&self) -> String {
        let changed = self.library.measures.all().filter(|measure| measure.category == "laboratory");
        let lines: Vec<String> = changed
            .filter_map(|measure| {
                let points = self.stay.series.until(measure.key, self.at);
                let flagged = |point: &Point| {
                    let age = self.person.age_on(self.stay.admit.date());
                    !measure.flag(point.value, super::series::range(measure, self.person.sex, age)).is_empty()
                };
                let first = points.first()?;
                let last = points.last()?;
                if !points.iter().any(flagged) {
                    None
                } else if points.len() == 1 {
                    Some(format!("{} {}", measure.label, first.quoted()))
                } else {
                    Some(format!(
                        "{} {} on admission, {} at the end",
                        measure.label,
                        first.quoted(),
                        last.quoted()
                    ))
                }
            })
            .take(10)
            .collect();
        if lines.is_empty() { "Unremarkable.".to_owned() } else { lines.join("; ") + "." }
    }

    /// Impressions of the studies read so far.
    fn impressions(&self) -> String {
        let story = self.stay.story;
        let lines: Vec<String> = story
            .studies
            .iter()
            .filter(|study| study.flag.as_deref().is_none_or(|flag| self.flag(flag)))
            .filter(|study| self.stay.study_time(study.day) + Duration::minutes(90) <= self.at)
            .map(|study| format!("{}: {}", study.name, study.impression))
            .collect();
        lines.join("\n")
    }

    /// Problems told so far, by the words they are told with.
    fn titles(&self) -> Vec<String> {
        let day = (self.at.date() - self.stay.admit.date()).num_days();
        let told = self.stay.problems.iter().filter(|told| told.day <= day);
        told.filter(|told| told.problem.flag.as_deref().is_none_or(|flag| self.flag(flag)))
            .filter_map(|told| match told.wording {
                Wording::Named => Some(told.problem.title.clone()),
                Wording::Vague => told.problem.vague.clone(),
                Wording::Silent => None,
            })
            .collect()
    }

    /// Numbered problems with their plans, then the chronic ones.
    fn plan(&self) -> String {
        let day = (self.at.date() - self.stay.admit.date()).num_days();
        let mut lines: Vec<String> = Vec::new();
        for told in self.stay.problems.iter().filter(|told| told.day <= day) {
            let problem = told.problem;
            if problem.flag.as_deref().is_some_and(|flag| !self.flag(flag)) {
                continue;
            }
            let text = match self.phase {
                Phase::Early => problem.early.as_str(),
                Phase::Mid => problem.mid.as_str(),
                Phase::Late => problem.late.as_str(),
                Phase::Dying => "",
            };
            let title = match told.wording {
                Wording::Named => Some(problem.title.as_str()),
                Wording::Vague => problem.vague.as_deref(),
                Wording::Silent => None,
            };
            match title {
                Some(title) => lines.push(format!("{title}. {text}")),
                None if text.is_empty() => {}
                None => lines.push(text.to_owned()),
            }
        }
        if self.phase == Phase::Dying {
            lines.push(self.library.note("dying-plan").to_owned());
            return numbered(lines);
        }
        let chronic = self.history.conditions.iter().map(|(condition, _)| condition);
        let needed = &self.stay.story.needs;
        lines.extend(
            chronic
                .filter(|condition| !condition.plan.is_empty() && !needed.contains(&condition.key))
                .take(4)
                .map(|condition| condition.plan.clone()),
        );
        numbered(lines)
    }

    fn diagnoses(&self) -> String {
        let chronic = self.history.conditions.iter().map(|(condition, _)| condition);
        let needed = &self.stay.story.needs;
        let others = chronic.filter(|condition| !needed.contains(&condition.key)).map(|c| c.name.clone());
        list(self.titles().into_iter().chain(others), "As above.")
    }

    fn course(&self) -> String {
        let mut parts = vec![self.stay.story.course.clone()];
        if self.stay.died() {
            parts.push(self.library.note("dying-course").to_owned());
            return parts.join("\n\n");
        }
        for told in &self.stay.problems {
            let told_at_all = told.problem.flag.as_deref().is_none_or(|flag| self.flag(flag));
            if told_at_all && !told.problem.course.is_empty() {
                parts.push(told.problem.course.clone());
            }
        }
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n")
    }

    fn discharge_drugs(&self) -> String {
        let story = self.stay.story;
        let new: Vec<_> =
            story.discharge_medications.iter().filter_map(|line| self.library.drug(line)).collect();
        let kept = self.history.drugs.iter().filter(|home| {
            !new.iter().any(|(drug, _)| {
                *drug == home.drug || (drug.class != "other" && drug.class == home.drug.class)
            })
        });
        let new_lines = new.iter().map(|(drug, directions)| format!("{} {directions} (new)", drug.name));
        let old_lines = kept.map(|home| format!("{} {} (continued)", home.drug.name, home.directions));
        list(new_lines.chain(old_lines), "None.")
    }
}

/// UB-04 patient discharge status in words.
pub fn disposition(code: &str) -> &'static str {
    match code {
        "02" => "Transferred to another short-term hospital",
        "03" => "Discharged to skilled nursing facility",
        "06" => "Discharged home with home health services",
        "07" => "Left against medical advice",
        "20" => "Expired",
        "50" => "Discharged to hospice at home",
        "51" => "Discharged to hospice facility",
        "62" => "Discharged to inpatient rehabilitation facility",
        "65" => "Transferred to psychiatric hospital",
        _ => "Discharged to home",
    }
}

/// Where to, after "to" or by itself: `home`, `a skilled nursing facility`.
fn destination(code: &str) -> &'static str {
    match code {
        "02" => "another hospital",
        "03" => "a skilled nursing facility",
        "06" => "home with home health services",
        "50" => "home with hospice",
        "51" => "a hospice facility",
        "62" => "inpatient rehabilitation",
        "65" => "a psychiatric hospital",
        _ => "home",
    }
}

fn list(items: impl Iterator<Item = String>, nothing: &str) -> String {
    let lines: Vec<String> = items.map(|item| format!("- {item}")).collect();
    if lines.is_empty() { nothing.to_owned() } else { lines.join("\n") }
}

fn numbered(lines: Vec<String>) -> String {
    let numbered = lines.into_iter().zip(1..).map(|(line, nth)| format!("{nth}. {line}"));
    numbered.collect::<Vec<_>>().join("\n")
}

/// A condition in running text: small first letter, but for names and abbreviations.
fn running(condition: &super::scenario::Condition) -> String {
    let name = condition.short.as_deref().unwrap_or(&condition.name);
    let mut letters = name.chars();
    match (letters.next(), name.chars().nth(1)) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// The text as a sentence of its own.
fn sentence(text: &str, nothing: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        None => nothing.to_owned(),
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
    }
}

/// `1.42, down from 1.90`: the last value and what it was before.
fn trend(points: &[Point], rng: &mut Rng) -> String {
    let mut back = points.iter().rev();
    let Some(last) = back.next() else { return "pending".to_owned() };
    let Some(before) = back.next() else { return last.quoted() };
    let (new, old) = (last.quoted(), before.quoted());
    if new == old {
        rng.word(&["{new}, unchanged", "{new}, stable"]).replace("{new}", &new)
    } else if last.value > before.value {
        rng.word(&["{new}, up from {old}", "{new} (was {old})"]).replace("{new}", &new).replace("{old}", &old)
    } else {
        rng.word(&["{new}, down from {old}", "{new} (was {old})"])
            .replace("{new}", &new)
            .replace("{old}", &old)
    }
}

/// `from 1.90 on admission to 1.42`: first and last value.
fn change(points: &[Point]) -> String {
    match (points.first(), points.last()) {
        (Some(first), Some(last)) if points.len() > 1 => {
            format!("from {} on admission to {}", first.quoted(), last.quoted())
        }
        (_, Some(last)) => format!("at {}", last.quoted()),
        _ => "not repeated".to_owned(),
    }
}
