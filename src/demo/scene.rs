//! What words mean in a note of one stay at one time: values as of then, people, drugs, findings.

use super::calendar::us_date;
use super::directory::Clinician;
use super::history::{History, Tobacco};
use super::library::Library;
use super::person::Person;
use super::random::Rng;
use super::script::Words;
use super::series::Point;
use super::stay::Stay;
use super::wording::{capital, change, list, running, sentence, trend};
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
impl Words for Scene<'_> {
    fn word(&self, name: &str, rng: &mut Rng) -> Option<String> {
        if let Some(text) = self.own.get(name).or_else(|| self.stay.slots.get(name)) {
            return Some(text.clone());
        }
        self.of_person(name)
            .or_else(|| self.of_team(name))
            .or_else(|| self.of_story(name))
            .or_else(|| self.of_values(name, rng))
            .or_else(|| name.strip_prefix("exam-").map(|system| self.exam(system)))
    }

    fn flag(&self, name: &str) -> bool {
        let at_least = |key: &str, limit: f64| self.number(key).is_some_and(|value| value >= limit);
        match name {
            "tachycardic" => at_least("hr", 100.5),
            "febrile" => at_least("temp", 38.05),
            "oxygen" => at_least("o2", 0.5),
            "hypotensive" => self.number("sbp").is_some_and(|value| value < 106.0),
            "early" => self.phase == Phase::Early,
            "late" => self.phase == Phase::Late,
            "dying" => self.phase == Phase::Dying,
            "operated" => super::theatre::times(self.stay).is_some_and(|(.., ends)| ends <= self.at),
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

    /// The last value known now.
    pub fn number(&self, key: &str) -> Option<f64> {
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
                0 => pick("baby girl", "baby boy"),
                1..18 => pick("girl", "boy"),
                _ => pick("woman", "man"),
            },
            "mr" => Some(match age {
                ..18 if person.given.starts_with("Baby") => "The baby".to_owned(),
                ..18 => person.given.to_string(),
                _ => format!("{} {}", if female { "Ms." } else { "Mr." }, person.family),
            }),
            "age" => Some(self.age_words(age)),
            "a-age" => {
                let words = self.age_words(age);
                let vowel = matches!(age, 8 | 11 | 18 | 80..90) && age > 1;
                Some(format!("{} {words}", if vowel { "an" } else { "a" }))
            }
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

    fn of_story(&self, name: &str) -> Option<String> {
        let story = self.stay.story;
        let by_phase = |phases: &super::scenario::Phases, dying: &str| match self.phase {
            Phase::Early => phases.early.clone(),
            Phase::Mid => phases.mid.clone(),
            Phase::Late => phases.late.clone(),
            Phase::Dying => self.library.note(dying).to_owned(),
        };
        Some(match name {
            "complaint" => story.complaint.clone(),
            "interval" => by_phase(&story.interval, "dying-interval"),
            "nursing" => by_phase(&story.nursing, "dying-nursing"),
            "twist-nursing" => self.besides(|twist| twist.nursing.clone()).join(" "),
            "course" => self.course(),
            "instructions" => story.instructions.clone(),
            "follow-up" => story.follow_up.clone(),
            "pmh" => list(self.history.conditions.iter().map(|(c, _)| c.name.clone()), "None."),
            "pmh-inline" => self.inline_history(),
            "psh" => {
                let own = story
                    .past_operations
                    .iter()
                    .filter(|text| !self.is_blank(text))
                    .map(|text| capital(text));
                list(own.chain(self.history.operations.iter().map(|words| capital(words))), "None.")
            }
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
            "unit" => self.stay.place_at(self.at).words.clone(),
            "main-problem" => self.titles().into_iter().next().unwrap_or_default(),
            _ => return None,
        })
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

    /// Something of each twist that has begun by now.
    pub fn besides<T>(&self, of: impl Fn(&super::scenario::Twist) -> T) -> Vec<T> {
        let day = (self.at.date() - self.stay.admit.date()).num_days();
        self.stay.twists.iter().filter(|twist| twist.day <= day).map(|twist| of(twist)).collect()
    }

    /// Whether a template comes to nothing here.
    fn is_blank(&self, template: &str) -> bool {
        template.strip_prefix("{?").is_some_and(|rest| {
            let flag = rest.split([' ', '}']).next().unwrap_or_default();
            !rest.contains('|') && !self.flag(flag)
        })
    }

    fn inline_history(&self) -> String {
        let names: Vec<String> = self.history.conditions.iter().take(5).map(|(c, _)| running(c)).collect();
        match names.split_last() {
            None => "no chronic illness".to_owned(),
            Some((only, [])) => format!("a history of {only}"),
            Some((last, others)) => format!("a history of {} and {last}", others.join(", ")),
        }
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
