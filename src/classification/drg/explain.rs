//! Why a claim groups as it does, step by step, in words: MDC, clusters, class, lists, severity, hospital-acquired conditions.

use super::{
    claim::{Claim, HacResult, Outcome, ReturnCode, Severity},
    expr::{self, Op, Situation},
    group::{Hit, Stay},
    tables::{DrgTables, PartRule},
};
use crate::domain::drg::Code;

/// A step of the way to the DRG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What the step is about: `MDC`, `Cluster`, `Class`, `List`, `Severity`, `Excluded`, `HAC`, `Result`.
    pub about: &'static str,
    /// What was found, as a sentence.
    pub words: String,
    /// The codes of the claim that it rests on.
    pub codes: Vec<Code>,
}

/// The whole way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// Step by step.
    pub steps: Vec<Step>,
}

impl Explanation {
    fn add(&mut self, about: &'static str, words: impl Into<String>, codes: Vec<Code>) {
        self.steps.push(Step { about, words: words.into(), codes });
    }
}

impl DrgTables {
    /// Groups a claim and tells why.
    pub fn explain(&self, claim: &Claim) -> (Outcome, Explanation) {
        let outcome = self.group(claim);
        let mut told = Explanation::default();
        let mut stay = match self.stay(claim) {
            Ok(stay) => stay,
            Err(code) => {
                let codes = claim.principal.map(|dx| dx.code).into_iter().collect();
                told.add("Result", format!("DRG 999: {}.", refusal(code)), codes);
                return (outcome, told);
            }
        };
        stay.hospital_acquired();
        let first = stay.assign(false);
        stay.tell_mdc(first, &mut told);
        stay.tell_clusters(&mut told);
        if let Some(hit) = first {
            stay.tell_class(hit, &mut told);
            stay.tell_severity(hit, &mut told);
        }
        stay.tell_hacs(&outcome, &mut told);
        self.tell_result(&outcome, &mut told);
        (outcome, told)
    }

    fn tell_result(&self, outcome: &Outcome, told: &mut Explanation) {
        let title = self.drg(outcome.last.drg).map_or("", |drg| drg.title.as_str());
        let mut words = format!("DRG {:03} {title}.", outcome.last.drg);
        if outcome.code != ReturnCode::Ok {
            words = format!("DRG {:03} {title}: {}.", outcome.last.drg, refusal(outcome.code));
        }
        told.add("Result", words, Vec::new());
    }
}

fn refusal(code: ReturnCode) -> &'static str {
    match code {
        ReturnCode::Ok => "assigned",
        ReturnCode::InvalidPrincipal => "the principal diagnosis is missing or not valid in this version",
        ReturnCode::CannotBePrincipal => "an external cause cannot be the principal diagnosis",
        ReturnCode::InvalidSex => "the MDC depends on the sex, which is not stated",
        ReturnCode::InvalidDischargeStatus => {
            "a diagnosis counts for patients only who left alive, and the discharge status is none"
        }
        ReturnCode::Ungroupable => "the principal diagnosis leads to no class",
        ReturnCode::HacWithoutPoa => "a hospital-acquired condition has no present-on-admission indicator",
    }
}

impl Stay<'_> {
    fn principal_code(&self) -> Code {
        self.claim.principal.unwrap_or_default().code
    }

    fn tell_mdc(&self, hit: Option<Hit<'_>>, told: &mut Explanation) {
        let Some(hit) = hit else { return };
        let title = self.tables.mdc_title(hit.mdc);
        let principal = self.principal_code();
        if hit.view == 0 {
            told.add("MDC", format!("Pre-MDC: the class is asked before any MDC. MDC {:02} {title} is that of the principal diagnosis.", hit.mdc), vec![principal]);
        } else if hit.mdc == 24 {
            let sites = &self.tables.special.sites;
            let lists = |lists: u16| self.tables.dx_lists.get(usize::from(lists));
            let of_site = |lists: &[u16]| sites.iter().any(|site| lists.contains(site));
            let mut codes = vec![principal];
            let others = self.claim.secondary.iter().zip(&self.secondary);
            codes.extend(
                others.filter(|(_, dx)| dx.valid && of_site(lists(dx.facts.lists))).map(|(dx, _)| dx.code),
            );
            told.add("MDC", format!("MDC 24 {title}: the principal diagnosis is a significant trauma, and two or more body sites are hurt."), codes);
        } else if hit.mdc == 25 {
            told.add(
                "MDC",
                format!("MDC 25 {title}: HIV infection, as principal diagnosis or with a related one."),
                vec![principal],
            );
        } else {
            told.add(
                "MDC",
                format!("MDC {:02} {title}, by the principal diagnosis.", hit.mdc),
                vec![principal],
            );
        }
    }

    fn tell_clusters(&self, told: &mut Explanation) {
        for cluster in &self.clusters {
            let places = self.tables.cluster_codes.get(usize::from(*cluster));
            let codes = places.iter().filter_map(|place| self.tables.pr_codes.get(*place as usize)).collect();
            let facts = self.tables.clusters.get(usize::from(*cluster)).copied().unwrap_or_default();
            let words = if self.tables.pr_lists.get(usize::from(facts.lists)).is_empty() {
                "These procedures together need no operating room (appendix E, part 3)."
            } else {
                "These procedures count together as a cluster (appendix E, part 2)."
            };
            told.add("Cluster", words, codes);
        }
    }

    fn tell_class(&self, hit: Hit<'_>, told: &mut Explanation) {
        let kind = match (hit.view, hit.row.surgical) {
            (0, _) => "Pre-MDC class",
            (29, _) => "Operating room procedures unrelated to the principal diagnosis:",
            (_, true) => "Surgical class",
            (_, false) => "Medical class",
        };
        told.add("Class", format!("{kind} {}.", hit.rule.title), Vec::new());
        let mut view = self.seen_from(hit.view);
        view.level = self.level(hit.row, false);
        let mut tests = expr::tests(&hit.rule.when);
        tests.extend(expr::tests(&hit.row.when));
        let mut seen = Vec::new();
        for (op, list) in tests {
            if !seen.contains(&(op, list)) && view.holds(op, list) {
                seen.push((op, list));
                self.tell_test(op, list, hit, told);
            }
        }
    }

    fn tell_test(&self, op: Op, list: u16, hit: Hit<'_>, told: &mut Explanation) {
        let label = |of: fn(&PartRule) -> u16| {
            let part = hit.rule.parts.iter().find(|part| of(part) == list + 1);
            part.map_or_else(|| "another class's list".to_owned(), |part| part.label.clone())
        };
        let seen = |list: u16| {
            let has = |at: &usize| {
                self.procedures.get(*at).is_some_and(|(facts, suppressed)| {
                    suppressed >> hit.view & 1 == 0
                        && self.tables.pr_lists.get(usize::from(facts.lists)).contains(&list)
                })
            };
            let places = (0..self.places.len()).filter(has).filter_map(|at| self.places.get(at));
            let mut codes: Vec<Code> =
                places.filter_map(|place| self.tables.pr_codes.get(*place as usize)).collect();
            for cluster in &self.clusters {
                let facts = self.tables.clusters.get(usize::from(*cluster)).copied().unwrap_or_default();
                if self.tables.pr_lists.get(usize::from(facts.lists)).contains(&list) {
                    let places = self.tables.cluster_codes.get(usize::from(*cluster));
                    codes.extend(places.iter().filter_map(|place| self.tables.pr_codes.get(*place as usize)));
                }
            }
            codes.sort_unstable();
            codes.dedup();
            codes
        };
        let others = |list: u16| {
            let dx = self.claim.secondary.iter().zip(&self.secondary);
            dx.filter(|(_, dx)| {
                dx.valid && self.tables.dx_lists.get(usize::from(dx.facts.lists)).contains(&list)
            })
            .map(|(dx, _)| dx.code)
            .collect::<Vec<_>>()
        };
        match op {
            Op::Procedure => {
                told.add("List", format!("Procedure in \"{}\".", label(|part| part.procedures)), seen(list));
            }
            Op::Principal => {
                let words = format!("Principal diagnosis in \"{}\".", label(|part| part.diagnoses));
                told.add("List", words, vec![self.principal_code()]);
            }
            Op::Secondary => {
                told.add(
                    "List",
                    format!("Secondary diagnosis in \"{}\".", label(|part| part.diagnoses)),
                    others(list),
                );
            }
            Op::Either => {
                let mut codes = others(list);
                if self.principal_lists.has(list) {
                    codes.insert(0, self.principal_code());
                }
                told.add("List", format!("Diagnosis in \"{}\".", label(|part| part.diagnoses)), codes);
            }
            Op::AnyOr | Op::OrExcept | Op::Extensive => {
                let places = self.procedures.iter().zip(&self.places);
                let or = places.filter(|((facts, _), _)| facts.or && (op != Op::Extensive || !facts.minor));
                let codes = or.filter_map(|(_, place)| self.tables.pr_codes.get(*place as usize)).collect();
                told.add("List", "Operating room procedure.", codes);
            }
            _ => {}
        }
    }

    fn tell_severity(&self, hit: Hit<'_>, told: &mut Explanation) {
        let level = self.level(hit.row, false);
        let mut giving = Vec::new();
        for (claimed, dx) in self.claim.secondary.iter().zip(&self.secondary) {
            let words = match self.severity(dx, Some(hit), false) {
                Severity::Mcc if level == 2 => {
                    giving.push(claimed.code);
                    continue;
                }
                Severity::Cc if level == 1 => {
                    giving.push(claimed.code);
                    continue;
                }
                Severity::CcExcluded => "No CC: the principal diagnosis excludes it (appendix C, part 1).",
                Severity::MccExcluded => "No MCC: the principal diagnosis excludes it (appendix C, part 1).",
                Severity::CcInLogic => "No CC: it is part of the DRG's own definition (appendix C, part 3).",
                Severity::MccInLogic => {
                    "No MCC: it is part of the DRG's own definition (appendix C, part 3)."
                }
                Severity::Neither if dx.dead => {
                    "No MCC: it counts only for patients discharged alive (appendix C, part 2)."
                }
                _ => continue,
            };
            told.add("Excluded", words, vec![claimed.code]);
        }
        let words = match level {
            2 => "With MCC.",
            1 => "With CC.",
            _ => "Without CC/MCC.",
        };
        told.add("Severity", words, giving);
    }

    fn tell_hacs(&self, outcome: &Outcome, told: &mut Explanation) {
        for found in &outcome.secondary {
            for (number, _) in found.hacs.iter().filter(|(_, result)| *result == HacResult::Met) {
                let title = self.tables.hac_titles.get(usize::from(*number).saturating_sub(1));
                let title = title.map_or("", String::as_str);
                let words =
                    format!("HAC {number:02} {title}: not present on admission, so it is no CC or MCC.");
                told.add("HAC", words, vec![found.code]);
            }
        }
        if outcome.initial != outcome.last {
            let words =
                format!("The DRG changes from {:03} to {:03}.", outcome.initial.drg, outcome.last.drg);
            told.add("HAC", words, Vec::new());
        }
    }
}
