//! Who is given an account: the first rule that fits says which skill it takes, the coder with that skill and the
//! smallest pile gets it.

use crate::domain::ids::UserId;

/// One rule of assignment. Empty conditions fit everything; they are compared without regard to case.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AssignRule {
    /// `inpatient`, `outpatient`, `emergency`, `observation`, `other`.
    pub class: String,
    /// Hospital service.
    pub service: String,
    /// Payer; a part of its name is enough.
    pub payer: String,
    /// Least charges, in cents.
    pub least_cents: Option<i64>,
    /// Most charges, in cents.
    pub most_cents: Option<i64>,
    /// The skill that such an account takes; empty: any coder.
    pub skill: String,
    /// Whether such an account goes to a second coder before it is final.
    pub second_level: bool,
}

/// What rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Class of the stay.
    pub class: &'a str,
    /// Hospital service.
    pub service: &'a str,
    /// Payer in words.
    pub payer: &'a str,
    /// Charges to date.
    pub cents: i64,
}

/// A coder, and how much lies before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coder {
    /// The user.
    pub user: UserId,
    /// Account name.
    pub login: String,
    /// Name in words.
    pub name: String,
    /// What this coder codes.
    pub skills: Vec<String>,
    /// Accounts assigned and not finished.
    pub pile: i64,
}

impl AssignRule {
    /// Why the rule could never fit, if it could not.
    pub fn check(&self) -> Result<(), String> {
        let classes = ["", "inpatient", "outpatient", "emergency", "observation", "other"];
        if !classes.iter().any(|class| self.class.eq_ignore_ascii_case(class)) {
            return Err(format!(
                "\"{}\" is no class of stay; classes are inpatient, outpatient, emergency, observation, other.",
                self.class
            ));
        }
        let negative = [self.least_cents, self.most_cents].into_iter().flatten().any(|cents| cents < 0);
        let crossed =
            matches!((self.least_cents, self.most_cents), (Some(least), Some(most)) if least > most);
        if negative || crossed {
            return Err("the least charges must not be above the most, nor below nothing.".into());
        }
        Ok(())
    }

    /// Whether the rule speaks of this account.
    pub fn fits(&self, account: &Candidate<'_>) -> bool {
        let same = |rule: &str, value: &str| rule.is_empty() || rule.eq_ignore_ascii_case(value);
        same(&self.class, account.class)
            && same(&self.service, account.service)
            && account.payer.to_lowercase().contains(&self.payer.to_lowercase())
            && self.least_cents.is_none_or(|least| account.cents >= least)
            && self.most_cents.is_none_or(|most| account.cents <= most)
    }
}

/// The coder who gets an account; none if no rule fits, or nobody has the skill. Of equal piles the first by account name.
pub fn choose_coder<'c>(
    rules: &[AssignRule],
    coders: &'c [Coder],
    account: &Candidate<'_>,
) -> Option<&'c Coder> {
    let rule = rules.iter().find(|rule| rule.fits(account))?;
    let able = |coder: &&Coder| {
        rule.skill.is_empty() || coder.skills.iter().any(|skill| skill.eq_ignore_ascii_case(&rule.skill))
    };
    coders.iter().filter(able).min_by(|a, b| (a.pile, &a.login).cmp(&(b.pile, &b.login)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coder(login: &str, skills: &[&str], pile: i64) -> Coder {
        let skills = skills.iter().map(|skill| (*skill).to_owned()).collect();
        Coder { user: UserId(pile), login: login.into(), name: login.into(), skills, pile }
    }

    #[test]
    fn the_first_fitting_rule_decides_and_the_smallest_pile_gets_it() {
        let rules = [
            AssignRule {
                class: "inpatient".into(),
                least_cents: Some(5_000_000),
                skill: "complex".into(),
                ..AssignRule::default()
            },
            AssignRule { class: "inpatient".into(), skill: "inpatient".into(), ..AssignRule::default() },
            AssignRule { payer: "medicare".into(), ..AssignRule::default() },
        ];
        let coders = [
            coder("ann", &["inpatient", "complex"], 9),
            coder("bob", &["inpatient"], 3),
            coder("cyd", &[], 3),
        ];
        let pick = |class, payer, cents| {
            let account = Candidate { class, service: "", payer, cents };
            choose_coder(&rules, &coders, &account).map(|coder| coder.login.as_str())
        };
        assert_eq!(pick("inpatient", "Medicaid", 9_000_000), Some("ann"));
        assert_eq!(pick("Inpatient", "Medicaid", 100), Some("bob"));
        assert_eq!(pick("outpatient", "Harbor Medicare Advantage", 100), Some("bob"));
        assert_eq!(pick("outpatient", "Northmark", 100), None);
    }
}
