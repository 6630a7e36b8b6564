//! Why a stay is to be looked at before others: reasons with points, each told in words. Pure.

use super::rules::ReviewRules;

/// What the answer to an open finding could change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing that the working codes do not hold already.
    None,
    /// The first CC of a stay that has neither CC nor MCC.
    Cc,
    /// The first MCC.
    Mcc,
}

impl Effect {
    /// The word in a list.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Cc => "CC",
            Self::Mcc => "MCC",
        }
    }
}

/// What the reasons are reckoned from; the names say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weighing {
    /// Open findings: title, and what an answer could change.
    pub open: Vec<(String, Effect)>,
    /// The heaviest severity of the working codes: `MCC`, `CC` or empty; none if they do not group.
    pub severity: Option<String>,
    pub principal: String,
    pub stay_days: Option<i64>,
    /// Geometric mean length of stay of the working DRG, in tenths of a day.
    pub gmlos_tenths: Option<u32>,
    pub died: bool,
    pub discharged: bool,
    pub reviewed: bool,
    /// Days since the last review, or since admission.
    pub days_waiting: i64,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Reason {
    /// Its word.
    pub reason: String,
    /// What it is, in words.
    pub words: String,
    /// What it is worth.
    pub points: i64,
}

/// All words of reasons.
#[cfg(test)]
const REASONS: &[&str] = &[
    "possible-mcc",
    "possible-cc",
    "open-finding",
    "no-cc-mcc",
    "symptom-principal",
    "over-gmlos",
    "mortality",
    "not-reviewed",
    "waiting",
    "discharged",
];

/// The reasons that hold, those of the findings first. Reasons that are worth nothing are left out.
pub fn weigh(rules: &ReviewRules, of: &Weighing) -> Vec<Reason> {
    let points = &rules.points;
    let mut reasons = findings(rules, of);
    let mut add = |reason: &str, words: String, worth: i64| {
        if worth > 0 {
            reasons.push(Reason { reason: reason.to_owned(), words, points: worth });
        }
    };
    if of.severity.as_deref() == Some("") {
        add("no-cc-mcc", "neither CC nor MCC in the working codes".into(), points.no_cc_mcc.into());
    }
    if !of.principal.is_empty() && rules.is_symptom(&of.principal) {
        let code = crate::domain::coding::written_code(&of.principal);
        let words = format!("principal diagnosis {code} is a symptom");
        add("symptom-principal", words, points.symptom_principal.into());
    }
    if let (Some(days), Some(mean)) = (of.stay_days, of.gmlos_tenths) {
        let over = days - i64::from(mean).div_euclid(10) - i64::from(mean % 10 > 0);
        if over > 0 {
            let worth = (over * i64::from(points.over_gmlos)).min(points.most_over_gmlos.into());
            let words = format!("{days} d in hospital, geometric mean {}.{}", mean / 10, mean % 10);
            add("over-gmlos", words, worth);
        }
    }
    if of.died {
        add("mortality", "the patient died".into(), points.mortality.into());
    }
    if !of.reviewed {
        add("not-reviewed", "not reviewed yet".into(), points.not_reviewed.into());
    }
    if of.discharged {
        add("discharged", "discharged, the bill is next".into(), points.discharged.into());
    }
    if of.days_waiting > 0 {
        let worth = (of.days_waiting * i64::from(points.day_waiting)).min(points.most_waiting.into());
        let since = if of.reviewed { "the last review" } else { "admission" };
        add("waiting", format!("{} d since {since}", of.days_waiting), worth);
    }
    reasons
}

/// Points of the findings: the heaviest first, all together no more than the rules say.
fn findings(rules: &ReviewRules, of: &Weighing) -> Vec<Reason> {
    let points = &rules.points;
    let mut left = i64::from(points.most_findings);
    let mut open: Vec<&(String, Effect)> = of.open.iter().collect();
    open.sort_by_key(|one| std::cmp::Reverse(one.1));
    let mut reasons = Vec::new();
    // A stay has one first MCC and one first CC: further findings of the kind count as any other.
    let (mut mcc_told, mut cc_told) = (false, false);
    for (title, effect) in open {
        let (reason, words, worth) = match effect {
            Effect::Mcc if !mcc_told => {
                mcc_told = true;
                ("possible-mcc", format!("{title}: could be the first MCC"), points.possible_mcc)
            }
            Effect::Cc if !cc_told && !mcc_told => {
                cc_told = true;
                ("possible-cc", format!("{title}: could be the first CC"), points.possible_cc)
            }
            _ => ("open-finding", format!("{title}: open"), points.open_finding),
        };
        let worth = i64::from(worth).min(left);
        if worth > 0 {
            left -= worth;
            reasons.push(Reason { reason: reason.to_owned(), words, points: worth });
        }
    }
    reasons
}

/// The sum that a worklist sorts by.
pub fn sum(reasons: &[Reason]) -> i64 {
    reasons.iter().map(|reason| reason.points).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(of: &Weighing) -> Vec<String> {
        let rules = ReviewRules::shipped().unwrap();
        weigh(&rules, of).iter().map(|reason| format!("{} {}", reason.points, reason.words)).collect()
    }

    #[test]
    fn each_reason_is_told_with_its_points() {
        let of = Weighing {
            open: vec![
                ("Hyponatremia".into(), Effect::Cc),
                ("Encephalopathy".into(), Effect::Mcc),
                ("Obesity".into(), Effect::None),
            ],
            severity: Some(String::new()),
            principal: "R0789".into(),
            stay_days: Some(9),
            gmlos_tenths: Some(34),
            died: true,
            discharged: true,
            reviewed: false,
            days_waiting: 3,
        };
        assert_eq!(
            told(&of),
            [
                "30 Encephalopathy: could be the first MCC",
                "8 Hyponatremia: open",
                "8 Obesity: open",
                "10 neither CC nor MCC in the working codes",
                "15 principal diagnosis R07.89 is a symptom",
                "15 9 d in hospital, geometric mean 3.4",
                "20 the patient died",
                "10 not reviewed yet",
                "10 discharged, the bill is next",
                "6 3 d since admission",
            ]
        );
    }

    #[test]
    fn what_is_unknown_is_no_reason() {
        assert_eq!(told(&Weighing { reviewed: true, ..Weighing::default() }), Vec::<String>::new());
        let within =
            Weighing { stay_days: Some(4), gmlos_tenths: Some(34), reviewed: true, ..Weighing::default() };
        assert_eq!(told(&within), Vec::<String>::new());
    }

    fn effect() -> impl Strategy<Value = Effect> {
        prop_oneof![Just(Effect::None), Just(Effect::Cc), Just(Effect::Mcc)]
    }

    proptest! {
        #[test]
        fn the_sum_is_that_of_the_reasons_shown_and_a_further_finding_lowers_nothing(
            open in prop::collection::vec(effect(), 0..12), more in effect(), died: bool, days in 0_i64..400,
        ) {
            let rules = ReviewRules::shipped().unwrap();
            let of = Weighing {
                open: open.into_iter().map(|effect| ("x".to_owned(), effect)).collect(),
                died, days_waiting: days, ..Weighing::default()
            };
            let reasons = weigh(&rules, &of);
            prop_assert!(reasons.iter().all(|one| one.points > 0 && REASONS.contains(&one.reason.as_str())));
            let mut again = of.clone();
            again.open.push(("y".to_owned(), more));
            prop_assert!(sum(&weigh(&rules, &again)) >= sum(&reasons));
        }
    }
}
