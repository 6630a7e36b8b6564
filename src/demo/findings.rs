//! Parts of notes that are put together from a stay: vital signs, examinations, results, problems and plans.

use super::measure::Measure;
use super::scene::{Phase, Scene};
use super::script::Words;
use super::series::{PANELS, Point};
use super::stay::Wording;
use super::wording::{list, numbered};
use chrono::{Duration, NaiveDateTime};

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
impl Scene<'_> {
    /// `T 37.1 C, HR 88, BP 132/74, RR 18, SpO2 95% on room air.`
    pub fn vitals(&self) -> String {
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

    /// The examination of one system: the story's own for this part of the stay, else the usual.
    pub fn exam(&self, system: &str) -> String {
        let story = self.stay.story;
        let later = match self.phase {
            // On the first day the knee before its operation is not the knee after it.
            Phase::Early if !self.flag("operated") => None,
            Phase::Early | Phase::Mid => story.exam_mid.get(system),
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

    /// All systems, one to a line.
    pub fn whole_exam(&self) -> String {
        let lines: Vec<String> =
            SYSTEMS.iter().map(|(system, title)| format!("{title}: {}", self.exam(system))).collect();
        lines.join("\n")
    }

    /// The systems that every note has, and those that the story speaks of.
    pub fn brief_exam(&self) -> String {
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
    pub fn data(&self, since: NaiveDateTime) -> String {
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
                } else if points.len() > 1 && first.quoted() == last.quoted() {
                    Some(format!("{} {} on admission and at the end", measure.label, first.quoted()))
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
    pub fn impressions(&self) -> String {
        let lines: Vec<String> = self
            .stay
            .studies
            .iter()
            .filter(|study| study.flag.as_deref().is_none_or(|flag| self.flag(flag)))
            .filter(|study| self.stay.study_time(study.day) + Duration::minutes(90) <= self.at)
            .map(|study| format!("{}: {}", study.name, study.impression))
            .collect();
        lines.join("\n")
    }

    /// Problems told so far, by the words they are told with.
    pub fn titles(&self) -> Vec<String> {
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
    pub fn plan(&self) -> String {
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

    /// Problems and chronic conditions as a list.
    pub fn diagnoses(&self) -> String {
        let chronic = self.history.conditions.iter().map(|(condition, _)| condition);
        let needed = &self.stay.story.needs;
        let others = chronic.filter(|condition| !needed.contains(&condition.key)).map(|c| c.name.clone());
        list(self.titles().into_iter().chain(others), "As above.")
    }

    /// The hospital course, problem by problem.
    pub fn course(&self) -> String {
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

    /// New drugs, then those from home that go on or stay off.
    pub fn discharge_drugs(&self) -> String {
        let story = self.stay.story;
        let new: Vec<_> =
            story.discharge_medications.iter().filter_map(|line| self.library.drug(line)).collect();
        let kept = self.history.drugs.iter().filter(|home| {
            !new.iter().any(|(drug, _)| {
                *drug == home.drug || (drug.class != "other" && drug.class == home.drug.class)
            })
        });
        let new_lines = new.iter().map(|(drug, directions)| format!("{} {directions} (new)", drug.name));
        let old_lines = kept.map(|home| {
            let held = story.holds.iter().any(|class| class == home.drug.class);
            let fate = if held { "on hold until seen" } else { "continued" };
            format!("{} {} ({fate})", home.drug.name, home.directions)
        });
        list(new_lines.chain(old_lines), "None.")
    }
}
