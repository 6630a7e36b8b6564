//! The rules of the review list: which stays are eligible, what a reason is worth. A TOML file that the hospital edits.

use crate::{domain::completion::Matcher, fault::Fault};
use serde::Deserialize;
use toml::Spanned;

/// The rules that come with the program.
pub const SHIPPED: &str = include_str!("../../../rules/cdi-review.toml");
/// Name of the shipped rules where a file's name would stand.
pub const SHIPPED_NAME: &str = "shipped rules";

const CLASSES: [&str; 5] = ["inpatient", "outpatient", "emergency", "observation", "other"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    eligible: RawEligible,
    #[serde(rename = "next-review")]
    next_review: RawDays,
    reconcile: RawDays,
    principal: RawPrincipal,
    died: RawDied,
    priority: RawPriority,
    points: Points,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawEligible {
    classes: Vec<Spanned<String>>,
    #[serde(default)]
    payers: Vec<String>,
    #[serde(default)]
    not_payers: Vec<String>,
    #[serde(default)]
    services: Vec<String>,
    #[serde(default)]
    not_services: Vec<String>,
    #[serde(default)]
    min_hours: u32,
    #[serde(default)]
    from_age: u32,
    days_after_discharge: u32,
    #[serde(default)]
    after_final_coding: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDays {
    days: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPrincipal {
    symptoms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDied {
    dispositions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawPriority {
    points_a_step: Spanned<u32>,
}

/// What each reason is worth; the file says the same words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each stands with its meaning in rules/cdi-review.toml")]
pub struct Points {
    pub possible_mcc: u16,
    pub possible_cc: u16,
    pub open_finding: u16,
    pub most_findings: u16,
    pub no_cc_mcc: u16,
    pub symptom_principal: u16,
    pub over_gmlos: u16,
    pub most_over_gmlos: u16,
    pub mortality: u16,
    pub not_reviewed: u16,
    pub day_waiting: u16,
    pub most_waiting: u16,
    pub discharged: u16,
}

/// A rule file, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRules {
    classes: Vec<String>,
    payers: Vec<Matcher>,
    not_payers: Vec<Matcher>,
    services: Vec<Matcher>,
    not_services: Vec<Matcher>,
    min_hours: i64,
    from_age: i32,
    days_after_discharge: i64,
    after_final_coding: bool,
    /// Days to the next review that are proposed.
    pub next_days: u32,
    /// Days within which a difference of the DRGs is to be settled.
    pub reconcile_days: u32,
    symptoms: Vec<String>,
    died: Vec<Matcher>,
    points_a_step: i64,
    /// What the reasons are worth.
    pub points: Points,
}

/// What decides whether a stay is reviewed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Candidate {
    pub class: String,
    pub payer: String,
    pub service: String,
    pub age_years: Option<i32>,
    /// Seconds from admission to discharge, or until now; none without an admission.
    pub length_s: Option<i64>,
    /// Seconds since discharge; none while in house.
    pub since_discharge_s: Option<i64>,
    /// Whether its codes are final.
    pub is_final: bool,
    /// Whether somebody has reviewed it already: it stays on the list then until its codes are final.
    pub is_reviewed: bool,
}

/// Whether a stay is reviewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Eligible {
    /// It is.
    Yes,
    /// It lasts too short a time yet; in so many seconds it will be long enough.
    In(i64),
    /// It is not, in words.
    No(&'static str),
}

impl ReviewRules {
    /// The rules that come with the program.
    pub fn shipped() -> Result<Self, Vec<Fault>> {
        Self::read(SHIPPED_NAME, SHIPPED)
    }

    /// Reads and checks a file; each fault with its line.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Fault>> {
        let raw: RawFile = toml::from_str(text).map_err(|error| vec![Fault::toml(file, text, &error)])?;
        let mut faults = Vec::new();
        let mut fault = |byte: usize, what: String, remedy: &str| {
            faults.push(Fault::at(file, text, byte, what, remedy));
        };
        for class in &raw.eligible.classes {
            if !CLASSES.contains(&class.get_ref().as_str()) {
                let what = format!("There is no class of stay called \"{}\".", class.get_ref());
                fault(class.span().start, what, &format!("Classes are: {}.", CLASSES.join(", ")));
            }
        }
        for (name, days) in [("next-review", &raw.next_review.days), ("reconcile", &raw.reconcile.days)] {
            if !(1..=365).contains(days.get_ref()) {
                let what = format!("The days of [{name}] are {}.", days.get_ref());
                fault(days.span().start, what, "Write a number from 1 to 365.");
            }
        }
        let step = &raw.priority.points_a_step;
        if *step.get_ref() == 0 {
            let remedy = "Write a number from 1, such as 15.";
            fault(step.span().start, "A step of the priority cannot be 0 points.".to_owned(), remedy);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let matchers = |of: &[String]| of.iter().map(|pattern| Matcher::new(pattern)).collect();
        let eligible = raw.eligible;
        Ok(Self {
            classes: eligible.classes.into_iter().map(Spanned::into_inner).collect(),
            payers: matchers(&eligible.payers),
            not_payers: matchers(&eligible.not_payers),
            services: matchers(&eligible.services),
            not_services: matchers(&eligible.not_services),
            min_hours: i64::from(eligible.min_hours),
            from_age: i32::try_from(eligible.from_age).unwrap_or(i32::MAX),
            days_after_discharge: i64::from(eligible.days_after_discharge),
            after_final_coding: eligible.after_final_coding,
            next_days: raw.next_review.days.into_inner(),
            reconcile_days: raw.reconcile.days.into_inner(),
            symptoms: raw.principal.symptoms.into_iter().map(|code| code.replace('.', "")).collect(),
            died: matchers(&raw.died.dispositions),
            points_a_step: i64::from(raw.priority.points_a_step.into_inner()),
            points: raw.points,
        })
    }

    /// Whether a stay is reviewed.
    pub fn eligible(&self, stay: &Candidate) -> Eligible {
        let any = |of: &[Matcher], text: &str| of.iter().any(|matcher| matcher.fits(text));
        let hour = 3600;
        if !self.classes.contains(&stay.class) {
            return Eligible::No("stays of this class are not reviewed");
        }
        if (!self.payers.is_empty() && !any(&self.payers, &stay.payer)) || any(&self.not_payers, &stay.payer)
        {
            return Eligible::No("stays of this payer are not reviewed");
        }
        if (!self.services.is_empty() && !any(&self.services, &stay.service))
            || any(&self.not_services, &stay.service)
        {
            return Eligible::No("stays of this service are not reviewed");
        }
        if self.from_age > 0 && stay.age_years.is_some_and(|age| age < self.from_age) {
            return Eligible::No("patients of this age are not reviewed");
        }
        if stay.is_reviewed {
            return Eligible::Yes;
        }
        if stay.is_final && !self.after_final_coding {
            return Eligible::No("its codes are final");
        }
        if stay.since_discharge_s.is_some_and(|since| since > self.days_after_discharge * 24 * hour) {
            return Eligible::No("it was discharged too long ago");
        }
        match stay.length_s {
            Some(length) if length < self.min_hours * hour && stay.since_discharge_s.is_none() => {
                Eligible::In(self.min_hours * hour - length)
            }
            Some(length) if length < self.min_hours * hour => Eligible::No("it was too short a stay"),
            None => Eligible::No("it has no admission"),
            Some(_) => Eligible::Yes,
        }
    }

    /// Whether final codes keep a stay on the list (post-bill review).
    pub fn reviews_final(&self) -> bool {
        self.after_final_coding
    }

    /// Whether a principal diagnosis is a symptom.
    pub fn is_symptom(&self, code: &str) -> bool {
        self.symptoms.iter().any(|begins| code.starts_with(begins.as_str()))
    }

    /// Whether a disposition, by code or words, tells a death.
    pub fn is_death(&self, code: &str, words: &str) -> bool {
        self.died.iter().any(|matcher| matcher.fits(code) || matcher.fits(words))
    }

    /// The priority of a sum of points: 9 for none, towards 1 with each step.
    pub fn priority(&self, points: i64) -> u8 {
        u8::try_from((9 - points.max(0) / self.points_a_step.max(1)).clamp(1, 9)).unwrap_or(9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stay() -> Candidate {
        Candidate {
            class: "inpatient".into(),
            payer: "Medicare".into(),
            service: "Cardiology".into(),
            age_years: Some(70),
            length_s: Some(30 * 3600),
            ..Candidate::default()
        }
    }

    #[test]
    fn the_shipped_rules_are_sound_and_choose_by_class_service_and_length() {
        let rules = ReviewRules::shipped().unwrap();
        assert_eq!(rules.eligible(&stay()), Eligible::Yes);
        let short = Candidate { length_s: Some(3600), ..stay() };
        assert_eq!(rules.eligible(&short), Eligible::In(11 * 3600));
        let over = Candidate { since_discharge_s: Some(60), ..short };
        assert!(matches!(rules.eligible(&over), Eligible::No(_)), "it will not become longer");
        assert!(matches!(
            rules.eligible(&Candidate { class: "outpatient".into(), ..stay() }),
            Eligible::No(_)
        ));
        let nursery = Candidate { service: "Newborn nursery".into(), ..stay() };
        assert!(matches!(rules.eligible(&nursery), Eligible::No(_)));
        let coded = Candidate { is_final: true, ..stay() };
        assert!(matches!(rules.eligible(&coded), Eligible::No(_)));
        assert_eq!(rules.eligible(&Candidate { is_reviewed: true, ..coded }), Eligible::Yes);
        assert!(rules.is_symptom("R0789") && !rules.is_symptom("I214"));
        assert!(
            rules.is_death("20", "")
                && rules.is_death("", "Expired in hospital")
                && !rules.is_death("01", "Home")
        );
    }

    #[test]
    fn more_points_never_come_later() {
        let rules = ReviewRules::shipped().unwrap();
        assert_eq!((rules.priority(0), rules.priority(10_000), rules.priority(-5)), (9, 1, 9));
        assert!((0..300).all(|points| rules.priority(points + 1) <= rules.priority(points)));
    }

    fn faults(change: impl Fn(&str) -> String) -> Vec<String> {
        let text = change(SHIPPED);
        assert_ne!(text, SHIPPED);
        ReviewRules::read("own.toml", &text).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let line = |words: &str| SHIPPED.lines().position(|line| line.contains(words)).unwrap() + 1;
        let told = faults(|text| text.replace("possible-cc = 20", "posible-cc = 20"));
        assert!(told[0].starts_with(&format!("own.toml, line {}: ", line("possible-cc"))), "{told:?}");
        assert!(told[0].contains("unknown field `posible-cc`"), "{told:?}");
        let told = faults(|text| text.replace("no-cc-mcc = 10", "no-cc-mcc = \"ten\""));
        assert!(told[0].starts_with(&format!("own.toml, line {}: ", line("no-cc-mcc"))), "{told:?}");
        let told = faults(|text| {
            text.replace("[\"inpatient\"]", "[\"ward\"]").replace("points-a-step = 15", "points-a-step = 0")
        });
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].contains("There is no class of stay called \"ward\". Classes are: inpatient"),
            "{told:?}"
        );
        assert!(told[1].contains("cannot be 0 points"), "{told:?}");
        assert!(
            ReviewRules::read("own.toml", "").is_err() && ReviewRules::read("own.toml", "[points").is_err()
        );
        let told = faults(|text| text.replace("[next-review]\ndays = 1 ", "[next-review]\ndays = 0 "));
        assert!(told[0].contains("The days of [next-review] are 0."), "{told:?}");
    }
}
