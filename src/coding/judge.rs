//! What is to be said of a sheet of codes: the edits, each with its rule, codes and way out, and the MS-DRG it groups to.
//!
//! Pure: tools and case in, verdict out, in well under a millisecond, so that a screen judges at each change and the writer
//! judges once more before codes become final. Error and Critical block; Warning is overruled with a reason or mended; Info
//! is for information.

use super::tables::Tools;
use crate::{
    classification::{
        drg::claim::{Claim, Diagnosis, HacResult, Outcome, Severity, Sex},
        edits::{self, Level},
        mce::{Edit, Place},
    },
    domain::{
        codeset::SetKind,
        coding::{MOST_DIAGNOSES, Poa, Sheet, is_external_cause, written_code},
        drg::Code,
        time::{PartialDate, When},
    },
};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// What edits and grouping look at besides the sheet.
#[derive(Clone, Debug)]
pub struct Case {
    /// `inpatient` and so on: only inpatient accounts are grouped and asked for present on admission.
    pub class: String,
    /// `F`, `M`, `O` or `U`.
    pub sex: String,
    /// Date of birth.
    pub birth_date: Option<PartialDate>,
    /// Admission.
    pub admit: Option<When>,
    /// Discharge; none while in house.
    pub discharge: Option<When>,
    /// The present day, for accounts in house.
    pub today: NaiveDate,
    /// Queries about the stay that wait for an answer.
    pub open_queries: i64,
    /// Discharged, and nobody wrote when.
    pub discharge_missing: bool,
    /// Warnings that were overruled: key and reason.
    pub overruled: BTreeMap<String, String>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How heavy.
    pub level: Level,
    /// The rule: "MCE 9", "Excludes1", "POA".
    pub rule: String,
    /// The codes that it is about, without dot.
    pub codes: Vec<String>,
    /// What is wrong.
    pub what: String,
    /// The way out.
    pub remedy: String,
    /// Codes that would mend it.
    pub choices: Vec<String>,
    /// Why a coder overruled it.
    pub overruled: Option<String>,
}

/// The DRG as the codes stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouped {
    /// Three digits.
    pub drg: String,
    /// Its title.
    pub title: String,
    /// Its MDC.
    pub mdc: String,
    /// Relative weight in ten-thousandths.
    pub weight: Option<i64>,
    /// Geometric mean length of stay in tenths of a day.
    pub gmlos_tenths: Option<u32>,
    /// Version of the grouper.
    pub grouper: String,
    /// What each diagnosis counts for: `CC`, `MCC`, `cc excl` …, empty for none; the principal diagnosis first.
    pub severity: Vec<&'static str>,
    /// How the grouper ended, if not well.
    pub trouble: String,
}

/// All that is to be said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Findings, the heaviest first.
    pub findings: Vec<Finding>,
    /// The DRG; none for accounts that are not grouped.
    pub drg: Option<Grouped>,
}

impl Finding {
    /// The key under which it is overruled: its rule and codes.
    pub fn key(&self) -> String {
        format!("{}|{}", self.rule, self.codes.join(","))
    }

    /// Whether final coding waits for it.
    pub fn blocks(&self) -> bool {
        matches!(self.level, Level::Error | Level::Critical)
            || (self.level == Level::Warning && self.overruled.is_none())
    }

    /// Whether only mending helps.
    pub fn is_hard(&self) -> bool {
        matches!(self.level, Level::Error | Level::Critical)
    }
}

/// The level in a word.
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Error => "Error",
        Level::Critical => "Critical",
        Level::Warning => "Warning",
        Level::Info => "Info",
    }
}

impl Case {
    /// The day whose code sets and rules hold: of discharge for inpatients, of service for others.
    pub fn code_day(&self) -> NaiveDate {
        let of = if self.class == "inpatient" { self.discharge } else { self.admit.or(self.discharge) };
        of.map_or(self.today, When::day)
    }

    /// Age in years at admission.
    pub fn age_years(&self) -> Option<u16> {
        let born = self.birth_date?;
        let on = self.admit.or(self.discharge).map_or(self.today, When::day);
        u16::try_from(born.age_years(on)).ok()
    }

    /// Nights of the stay.
    pub fn stay_days(&self) -> Option<u16> {
        let (from, to) = (self.admit?.day(), self.discharge.map_or(self.today, When::day));
        u16::try_from((to - from).num_days()).ok()
    }

    fn is_inpatient(&self) -> bool {
        self.class == "inpatient"
    }
}

/// Judges a sheet.
pub fn judge(tools: &Tools, case: &Case, sheet: &Sheet) -> Verdict {
    let mut findings = Vec::new();
    book(tools, case, sheet, &mut findings);
    procedures(tools, case, sheet, &mut findings);
    house(tools, case, sheet, &mut findings);
    super::stay::findings(case, &mut findings);
    let mut drg = None;
    if case.is_inpatient() && !sheet.is_empty() {
        let claim = claim_of(case, sheet);
        editor(tools, case, &claim, sheet, &mut findings);
        drg = grouped(tools, case, &claim, Some(&mut findings));
    }
    for finding in &mut findings {
        if finding.level == Level::Warning {
            finding.overruled = case.overruled.get(&finding.key()).cloned();
        }
    }
    findings.sort_by(|a, b| {
        (a.overruled.is_some(), std::cmp::Reverse(a.level))
            .cmp(&(b.overruled.is_some(), std::cmp::Reverse(b.level)))
    });
    Verdict { findings, drg }
}

/// The DRG that a sheet would lead to, without edits: for each candidate of a list of codes.
pub fn group_only(tools: &Tools, case: &Case, sheet: &Sheet) -> Option<Grouped> {
    if !case.is_inpatient() || sheet.diagnoses.is_empty() {
        return None;
    }
    grouped(tools, case, &claim_of(case, sheet), None)
}

/// Why the sheet groups as it does, step by step.
pub fn why(tools: &Tools, case: &Case, sheet: &Sheet) -> Vec<(String, String)> {
    let Some(grouper) = tools.grouper(case.code_day()) else { return Vec::new() };
    let (_, told) = grouper.tables.explain(&claim_of(case, sheet));
    told.steps.into_iter().map(|step| (step.about.to_owned(), step.words)).collect()
}

/// The sheet as grouper and editor take it.
fn claim_of(case: &Case, sheet: &Sheet) -> Claim {
    let number = |day: NaiveDate| (day.year() as u32) * 10_000 + day.month() * 100 + day.day();
    let diagnosis = |line: &crate::domain::coding::DxLine| Diagnosis {
        code: Code::parse(&line.code).unwrap_or_default(),
        poa: line.poa.word().bytes().next().unwrap_or(0),
    };
    Claim {
        age_years: case.age_years(),
        sex: match case.sex.as_str() {
            "M" => Sex::Male,
            "F" => Sex::Female,
            _ => Sex::Unknown,
        },
        discharge_status: sheet.patient_status.parse().unwrap_or(0),
        discharged: case.discharge.map(|at| number(at.day())),
        stay_days: case.stay_days(),
        principal: sheet.diagnoses.first().map(diagnosis),
        secondary: sheet.diagnoses.iter().skip(1).take(MOST_DIAGNOSES).map(diagnosis).collect(),
        procedures: sheet.procedures.iter().filter_map(|line| Code::parse(&line.code)).collect(),
    }
}

/// The conventions of the tabular list.
fn book(tools: &Tools, case: &Case, sheet: &Sheet, findings: &mut Vec<Finding>) {
    let Some(cm) = tools.library.cm(case.code_day()) else { return };
    let codes: Vec<&str> = sheet.diagnoses.iter().map(|line| line.code.as_str()).collect();
    for found in edits::check(cm, &codes) {
        let of = found.places.iter().filter_map(|place| codes.get(*place)).map(|code| (*code).to_owned());
        findings.push(Finding {
            level: found.level,
            rule: found.rule.title().to_owned(),
            codes: of.collect(),
            what: found.what,
            remedy: found.remedy,
            choices: found.choices,
            overruled: None,
        });
    }
}

fn finding(level: Level, rule: &str, codes: &[&str], what: String, remedy: &str) -> Finding {
    Finding {
        level,
        rule: rule.to_owned(),
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        what,
        remedy: remedy.to_owned(),
        choices: Vec::new(),
        overruled: None,
    }
}

fn procedures(tools: &Tools, case: &Case, sheet: &Sheet, findings: &mut Vec<Finding>) {
    let day = case.code_day();
    let (first, last) = (case.admit.map(When::day), case.discharge.map_or(case.today, When::day));
    for line in &sheet.procedures {
        let code = line.code.as_str();
        if tools.library.on(SetKind::Icd10Pcs, day).is_some()
            && tools.library.title(SetKind::Icd10Pcs, code, day).is_none()
        {
            let known = tools.grouper(day).zip(Code::parse(code));
            let level = if known.is_some_and(|(grouper, code)| grouper.tables.knows_procedure(code)) {
                // The list of titles is of another year than the grouper, which knows the code.
                Level::Info
            } else {
                Level::Error
            };
            findings.push(finding(
                level,
                "Unknown procedure",
                &[code],
                format!("{code} is not an ICD-10-PCS code on this date."),
                "Look the procedure up and take the code that is valid on this date.",
            ));
        }
        match line.day {
            None if case.is_inpatient() => findings.push(finding(
                Level::Critical,
                "Procedure date",
                &[code],
                format!("{code} has no date."),
                "Give the day of the procedure.",
            )),
            // Three days before admission belong to the stay (42 CFR 412.2(c)(5)).
            Some(day) if first.is_some_and(|first| (first - day).num_days() > 3) || day > last => {
                findings.push(finding(
                    Level::Warning,
                    "Procedure date",
                    &[code],
                    format!("{code} on {day} lies outside of the stay."),
                    "Correct the day, or say why it belongs to this stay.",
                ));
            }
            _ => {}
        }
        if line.performer_name.is_empty() && line.performer.is_none() && case.is_inpatient() {
            findings.push(finding(
                Level::Info,
                "Performer",
                &[code],
                format!("{code} names no performer."),
                "Give the clinician who did it.",
            ));
        }
    }
}

/// What the abstract and the claim ask for.
fn house(tools: &Tools, case: &Case, sheet: &Sheet, findings: &mut Vec<Finding>) {
    let Some(principal) = sheet.principal() else {
        findings.push(finding(
            Level::Error,
            "Principal diagnosis",
            &[],
            "There is no principal diagnosis.".into(),
            "Code the condition that was, after study, chiefly responsible for the stay.",
        ));
        return;
    };
    if is_external_cause(principal) {
        findings.push(finding(
            Level::Error,
            "External cause first",
            &[principal],
            format!("{} tells a cause from outside and stands first.", written_code(principal)),
            "Put the injury or condition first.",
        ));
    }
    if !case.is_inpatient() {
        return;
    }
    let exempt_list = tools.library.listing(SetKind::PoaExempt, case.code_day());
    for line in &sheet.diagnoses {
        let is_exempt = exempt_list.map(|list| list.find(&line.code).is_some());
        let code = written_code(&line.code);
        match (line.poa, is_exempt) {
            (Poa::Missing, Some(true)) => {}
            (Poa::Missing, _) => findings.push(finding(
                Level::Error,
                "POA missing",
                &[&line.code],
                format!("{code} has no present-on-admission answer."),
                "Answer with y, n, u or w; e for exempt codes.",
            )),
            (Poa::Exempt, Some(false)) => findings.push(finding(
                Level::Error,
                "POA not exempt",
                &[&line.code],
                format!("{code} is not exempt from reporting present on admission."),
                "Answer with y, n, u or w.",
            )),
            (Poa::Yes | Poa::No | Poa::Unknown | Poa::Undetermined, Some(true)) => findings.push(finding(
                Level::Warning,
                "POA exempt",
                &[&line.code],
                format!("{code} is exempt from reporting present on admission."),
                "Set it to exempt with e.",
            )),
            _ => {}
        }
    }
    if sheet.patient_status.is_empty() && case.discharge.is_some() {
        findings.push(finding(
            Level::Critical,
            "Discharge status",
            &[],
            "The discharge status is missing.".into(),
            "Give it in the abstract (b).",
        ));
    }
    if sheet.admitting.is_empty() {
        findings.push(finding(
            Level::Info,
            "Admitting diagnosis",
            &[],
            "The admitting diagnosis is missing.".into(),
            "Give it in the abstract (b).",
        ));
    }
    if case.age_years() == Some(0)
        && case.stay_days().is_some()
        && sheet.birth_weight_g.is_none()
        && principal.starts_with("Z38")
    {
        findings.push(finding(
            Level::Info,
            "Birth weight",
            &[],
            "The birth weight of the newborn is missing.".into(),
            "Give it in the abstract (b).",
        ));
    }
}

/// The Medicare Code Editor. What its lists call invalid is told once, by the rule that came first.
fn editor(tools: &Tools, case: &Case, claim: &Claim, sheet: &Sheet, findings: &mut Vec<Finding>) {
    let Some(editor) = tools.editor(case.code_day()) else { return };
    for (edit, place) in editor.edit(claim).found {
        let at =
            |lines: &[crate::domain::coding::DxLine], at: usize| lines.get(at).map(|line| line.code.clone());
        let code = match place {
            Place::Claim => None,
            Place::Principal => at(&sheet.diagnoses, 0),
            Place::Secondary(n) => at(&sheet.diagnoses, usize::from(n) + 1),
            Place::Procedure(n) => sheet.procedures.get(usize::from(n)).map(|line| line.code.clone()),
        };
        let level = match edit {
            Edit::LimitedCoverage | Edit::NonCovered | Edit::QuestionableAdmission | Edit::Unspecified => {
                Level::Warning
            }
            _ => Level::Error,
        };
        let told = findings.iter().any(|known| {
            known.level >= level
                && code.as_ref().is_some_and(|code| known.codes.contains(code))
                && matches!(
                    (edit, known.rule.as_str()),
                    (Edit::InvalidCode, _)
                        | (Edit::DuplicateOfPrincipal, "Duplicate")
                        | (Edit::ManifestationAsPrincipal, "Manifestation first")
                        | (Edit::ExternalCauseAsPrincipal, "External cause first")
                        | (Edit::Unspecified, "Laterality")
                )
        });
        let status = edit == Edit::InvalidDischargeStatus && sheet.patient_status.is_empty();
        if told || status {
            continue;
        }
        let shown = code.as_deref().map(|code| format!("{}: ", written_code(code))).unwrap_or_default();
        let (what, remedy) = edit.words().split_once(". ").unwrap_or((edit.words(), "Check the claim."));
        findings.push(Finding {
            level,
            rule: format!("MCE {}", edit.number()),
            codes: code.into_iter().collect(),
            what: format!("{shown}{}.", what.trim_end_matches('.')),
            remedy: remedy.to_owned(),
            choices: Vec::new(),
            overruled: None,
        });
    }
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Neither => "",
        Severity::Cc => "CC",
        Severity::Mcc => "MCC",
        Severity::CcExcluded | Severity::CcInLogic => "cc excl",
        Severity::MccExcluded | Severity::MccInLogic => "mcc excl",
    }
}

fn grouped(
    tools: &Tools,
    case: &Case,
    claim: &Claim,
    findings: Option<&mut Vec<Finding>>,
) -> Option<Grouped> {
    let version = tools.grouper(case.code_day())?;
    let grouper = version.tables;
    // No discharge status yet: as if the patient went home.
    let home = Claim { discharge_status: claim.discharge_status.max(1), ..claim.clone() };
    let outcome: Outcome = grouper.group(&home);
    if let Some(findings) = findings {
        if !version.holds {
            findings.push(finding(
                Level::Warning,
                "MS-DRG version",
                &[],
                format!(
                    "No MS-DRG version holds on this discharge date; {} gives an estimate.",
                    grouper.version
                ),
                "Load the version of the date (codes load), or say who confirmed the DRG.",
            ));
        }
        for other in &outcome.secondary {
            let met = other.hacs.iter().find(|(_, result)| *result == HacResult::Met);
            if let Some((number, _)) = met {
                let code = other.code.to_string();
                findings.push(finding(
                    Level::Warning,
                    "HAC",
                    &[&code],
                    format!(
                        "{} is hospital-acquired condition {number} and was not present on admission: no CC or MCC.",
                        written_code(&code)
                    ),
                    "Check the present-on-admission answer against the notes of the first day.",
                ));
            }
        }
    }
    let facts = grouper.drg(outcome.last.drg);
    let weight = facts.and_then(|facts| facts.weight.as_ref());
    let mut severity = vec![""];
    severity.extend(outcome.secondary.iter().map(|other| severity_word(other.last)));
    Some(Grouped {
        drg: format!("{:03}", outcome.last.drg),
        title: facts.map(|facts| facts.title.clone()).unwrap_or_default(),
        mdc: format!("{:02}", outcome.last.mdc),
        weight: weight.and_then(|weight| weight.weight_e4).map(i64::from),
        gmlos_tenths: weight.and_then(|weight| weight.geometric_days_e1),
        grouper: grouper.version.clone(),
        severity,
        trouble: match outcome.code {
            crate::classification::drg::claim::ReturnCode::Ok => String::new(),
            other => other.name().to_lowercase().replace('_', " "),
        },
    })
}
