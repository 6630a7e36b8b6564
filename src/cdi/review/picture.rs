//! What a stay is worth as its codes stand, and what it would be with one code more: DRGs beside documentation review.
//!
//! Pure. For specialists and coders only: nothing of it may reach a provider.

use super::score::Effect;
use crate::{
    cdi::indicators::Finding,
    coding::{Case, Grouped, Tools, group_only, why},
    domain::{
        codeset::SetKind,
        coding::{DxLine, Poa, Sheet, folded_code},
    },
};

/// Where the working codes come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The reviewer's own.
    Reviewer,
    /// The coder's sheet.
    Coder,
    /// Diagnoses that the chart names: nobody has coded yet.
    Chart,
    /// There are none.
    #[default]
    Nothing,
}

impl Basis {
    /// In words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Reviewer => "own working codes",
            Self::Coder => "the coder's codes",
            Self::Chart => "diagnoses named in the chart",
            Self::Nothing => "no codes",
        }
    }
}

/// A diagnosis that the record names with a code, though the working codes do not hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documented {
    /// ICD-10-CM without dot.
    pub code: String,
    /// Where it stands: "problem list".
    pub place: String,
}

/// What a change of the codes would be.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "of")]
pub enum Change {
    /// A diagnosis that the record names already, by where it stands.
    Documented(String),
    /// The answer to a finding, by its rule; nothing documents it yet.
    IfAnswered(String),
    /// A code of the sheet as principal diagnosis.
    AsPrincipal,
    /// A coded diagnosis that the results do not support, taken out; by its rule.
    Without(String),
}

/// One what-if.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct WhatIf {
    /// ICD-10-CM without dot.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What would change.
    pub change: Change,
    /// What the code counts for there: `CC`, `MCC`, `cc excl`, empty.
    pub severity: String,
    /// Three digits.
    pub drg: String,
    /// Its title.
    pub drg_title: String,
    /// In ten-thousandths.
    pub weight: Option<i64>,
    /// Difference from the working DRG, in ten-thousandths.
    pub difference: Option<i64>,
}

/// The codes of a stay, what they group to, and what else they could.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// The codes.
    pub sheet: Sheet,
    /// Where they come from.
    pub basis: Basis,
    /// Titles of the diagnoses.
    pub titles: Vec<String>,
    /// The working DRG.
    pub drg: Option<Grouped>,
    /// Why it is that one, step by step: about, words.
    pub why: Vec<(String, String)>,
    /// What-ifs, the weightiest first.
    pub what_ifs: Vec<WhatIf>,
}

/// Most what-ifs that a screen shows.
const MOST: usize = 60;

impl Picture {
    /// The heaviest severity of the codes: `MCC`, `CC` or empty; none if they do not group.
    pub fn severity(&self) -> Option<&'static str> {
        self.drg.as_ref().map(heaviest)
    }

    /// What the answer to a finding could change.
    pub fn effect(&self, rule: &str) -> Effect {
        let has = self.severity();
        let of =
            self.what_ifs.iter().filter(|one| matches!(&one.change, Change::IfAnswered(of) if of == rule));
        let effect = |one: &WhatIf| match (one.severity.as_str(), has) {
            ("MCC", Some("" | "CC")) => Effect::Mcc,
            ("CC", Some("")) => Effect::Cc,
            _ => Effect::None,
        };
        of.map(effect).max().unwrap_or(Effect::None)
    }

    /// The weightiest DRG that the answer to one open finding would lead to: what the stay could be.
    pub fn potential(&self) -> Option<&WhatIf> {
        let of = self.what_ifs.iter().filter(|one| matches!(one.change, Change::IfAnswered(_)));
        of.filter(|one| one.difference.is_some_and(|more| more > 0)).max_by_key(|one| one.weight)
    }
}

/// The heaviest severity that counts.
pub fn heaviest(drg: &Grouped) -> &'static str {
    let has = |word: &str| drg.severity.contains(&word);
    match (has("MCC"), has("CC")) {
        (true, _) => "MCC",
        (_, true) => "CC",
        _ => "",
    }
}

/// Whether a DRG is of a family that CC or MCC divides, by its title.
pub fn splits(title: &str) -> bool {
    let title = title.to_uppercase();
    ["WITH MCC", "WITH CC", "WITHOUT CC", "WITHOUT MCC", "W MCC", "W CC", "W/O CC", "W/O MCC"]
        .iter()
        .any(|words| title.contains(words))
}

/// Draws the picture. `open` are the findings that nothing answers yet.
pub fn picture(
    tools: &Tools,
    case: &Case,
    (sheet, basis): (Sheet, Basis),
    documented: &[Documented],
    open: &[&Finding],
) -> Picture {
    let drg = group_only(tools, case, &grouped_as(&sheet));
    let day = case.code_day();
    let title = |code: &str| tools.library.title(SetKind::Icd10Cm, code, day);
    let mut all = Vec::new();
    let mut look = |code: &str, change: Change, other: &Sheet, at: Option<usize>| {
        let Some(grouped) = group_only(tools, case, &grouped_as(other)) else { return };
        let severity = at.and_then(|at| grouped.severity.get(at)).copied().unwrap_or("").to_owned();
        let before = drg.as_ref().and_then(|drg| drg.weight);
        all.push(WhatIf {
            code: code.to_owned(),
            title: title(code).unwrap_or_default(),
            change,
            severity,
            difference: grouped.weight.zip(before).map(|(after, before)| after - before),
            drg: grouped.drg,
            drg_title: grouped.title,
            weight: grouped.weight,
        });
    };
    let holds = |code: &str| sheet.diagnoses.iter().any(|line| line.code == code);
    let with = |code: &str| {
        let mut other = sheet.clone();
        let line = DxLine { code: code.to_owned(), poa: Poa::Yes, ..DxLine::default() };
        other.add_diagnosis(line, None).ok().map(|at| (other, at))
    };
    for one in documented.iter().filter(|one| !holds(&one.code) && title(&one.code).is_some()) {
        if let Some((other, at)) = with(&one.code) {
            look(&one.code, Change::Documented(one.place.clone()), &other, Some(at));
        }
    }
    for finding in open {
        for code in finding.leads_to.iter().map(|code| folded_code(code)).filter(|code| !holds(code)) {
            if let Some((other, at)) = with(&code) {
                look(&code, Change::IfAnswered(finding.rule.clone()), &other, Some(at));
            }
        }
        for begins in finding.without.iter().map(|code| folded_code(code)) {
            let found = sheet.diagnoses.iter().position(|line| line.code.starts_with(&begins));
            if let Some(at) = found.filter(|_| sheet.diagnoses.len() > 1) {
                let mut other = sheet.clone();
                if let Ok(line) = other.remove_diagnosis(at) {
                    look(&line.code, Change::Without(finding.rule.clone()), &other, None);
                }
            }
        }
    }
    let working = drg.as_ref().map(|drg| drg.drg.clone());
    for (at, line) in sheet.diagnoses.iter().enumerate().skip(1) {
        let mut other = sheet.clone();
        if other.move_diagnosis(at, 0).is_ok()
            && group_only(tools, case, &grouped_as(&other)).map(|drg| drg.drg) != working
        {
            look(&line.code, Change::AsPrincipal, &other, Some(0));
        }
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.difference.unwrap_or(i64::MIN)));
    all.truncate(MOST);
    Picture {
        titles: sheet.diagnoses.iter().map(|line| title(&line.code).unwrap_or_default()).collect(),
        why: if drg.is_some() { why(tools, case, &grouped_as(&sheet)) } else { Vec::new() },
        drg,
        what_ifs: all,
        basis: if sheet.diagnoses.is_empty() { Basis::Nothing } else { basis },
        sheet,
    }
}

/// A stay in house has no discharge status yet; it is grouped as if the patient went home.
fn grouped_as(sheet: &Sheet) -> Sheet {
    let mut sheet = sheet.clone();
    if sheet.patient_status.is_empty() {
        "01".clone_into(&mut sheet.patient_status);
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        classification::library::Library,
        domain::time::{PartialDate, When},
    };
    use std::sync::Arc;

    fn case() -> Case {
        Case {
            class: "inpatient".into(),
            sex: "F".into(),
            birth_date: PartialDate::parse_iso("1950-03-12"),
            admit: When::parse_iso("2026-05-01"),
            discharge: When::parse_iso("2026-05-06"),
            today: "2026-11-22".parse().unwrap(),
            overruled: std::collections::BTreeMap::new(),
        }
    }

    fn sheet(codes: &[&str]) -> Sheet {
        let line = |code: &&str| DxLine { code: (*code).into(), poa: Poa::Yes, ..DxLine::default() };
        Sheet { diagnoses: codes.iter().map(line).collect(), ..Sheet::default() }
    }

    fn finding(rule: &str, leads_to: &[&str], without: &[&str]) -> Finding {
        Finding {
            rule: rule.into(),
            leads_to: leads_to.iter().map(|code| (*code).to_owned()).collect(),
            without: without.iter().map(|code| (*code).to_owned()).collect(),
            ..Finding::default()
        }
    }

    #[test]
    fn an_answer_that_would_be_the_first_mcc_is_the_potential() {
        let tools = Tools::new(Arc::new(Library::built_in().clone()));
        let (aki, brain) = (finding("aki", &["N17.9"], &[]), finding("brain", &["G93.41", "F05"], &[]));
        let documented = [Documented { code: "E871".into(), place: "problem list".into() }];
        let told = picture(&tools, &case(), (sheet(&["J189"]), Basis::Coder), &documented, &[&aki, &brain]);
        assert_eq!(told.drg.as_ref().unwrap().drg, "195");
        assert_eq!(told.severity(), Some(""));
        assert_eq!((told.effect("aki"), told.effect("brain")), (Effect::Cc, Effect::Mcc));
        assert_eq!(told.effect("nothing"), Effect::None);
        let potential = told.potential().unwrap();
        assert_eq!((potential.code.as_str(), potential.drg.as_str()), ("G9341", "193"));
        let named = told.what_ifs.iter().find(|one| one.code == "E871").unwrap();
        assert_eq!((named.drg.as_str(), named.severity.as_str()), ("194", "CC"));
        assert!(named.difference.unwrap() > 0 && splits(&named.drg_title));
    }

    #[test]
    fn a_diagnosis_that_is_not_supported_is_thought_away_and_the_order_is_tried() {
        let tools = Tools::new(Arc::new(Library::built_in().clone()));
        let doubt = finding("aki-unsupported", &[], &["N17"]);
        let told =
            picture(&tools, &case(), (sheet(&["J189", "N179", "I5023"]), Basis::Chart), &[], &[&doubt]);
        let without = told.what_ifs.iter().find(|one| matches!(one.change, Change::Without(_))).unwrap();
        assert_eq!(without.code, "N179");
        assert!(told.what_ifs.iter().any(|one| one.change == Change::AsPrincipal && one.code == "I5023"));
        let none = picture(&tools, &case(), (Sheet::default(), Basis::Chart), &[], &[]);
        assert_eq!((none.basis, none.severity(), none.drg.is_none()), (Basis::Nothing, None, true));
    }
}
