//! Hospital-acquired conditions: which diagnoses are one, and of those which were not present on admission.

use super::{
    claim::{HacResult, PoaResult},
    group::Stay,
    tables::DxFacts,
};

/// What was found on a claim.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// For each secondary diagnosis the conditions and results, as they are reported.
    pub results: Vec<Vec<(u8, HacResult)>>,
    /// How many different conditions were met.
    pub n_met: u8,
    /// A met condition has no recognized present-on-admission indicator.
    pub without_poa: bool,
}

/// Condition 6, catheter-associated infection of the urinary tract, has codes that count only with another.
const URINARY: u8 = 6;
/// The bit of those codes.
const URINARY_ADDITIONAL: u8 = 15;

impl Stay<'_> {
    /// Judges each secondary diagnosis and remembers which were met.
    pub(super) fn hospital_acquired(&mut self) -> Found {
        if self.secondary.iter().all(|dx| dx.facts.hacs == 0) {
            return Found { results: vec![Vec::new(); self.secondary.len()], ..Found::default() };
        }
        let judged: Vec<Vec<(u8, HacResult)>> = (0..self.secondary.len()).map(|at| self.judge(at)).collect();
        let met = |number: u8, list: &[(u8, HacResult)]| list.contains(&(number, HacResult::Met));
        let catheter = judged.iter().any(|list| met(URINARY, list));
        let mut out = Found::default();
        let (mut categories, mut invalid) = (0_u16, false);
        let dx = self.claim.secondary.iter().zip(&mut self.secondary);
        for ((diagnosis, secondary), mut list) in dx.zip(judged) {
            for (number, result) in &mut list {
                if *number == URINARY_ADDITIONAL {
                    *number = URINARY;
                    if *result == HacResult::Met && !catheter {
                        *result = HacResult::NotMet;
                    }
                }
            }
            let recognized = !matches!(poa_result(diagnosis.poa, secondary.facts), PoaResult::NotRecognized);
            invalid |= !recognized && !secondary.excluded;
            for (number, _) in list.iter().filter(|(_, result)| *result == HacResult::Met) {
                categories |= 1 << number;
                secondary.hac_met = true;
                out.without_poa |= !recognized;
            }
            out.results.push(reported(list, diagnosis.poa));
        }
        out.n_met = categories.count_ones() as u8;
        out.without_poa |= invalid && categories & !(1 << URINARY) != 0;
        out
    }

    /// The conditions that a secondary diagnosis belongs to, judged one by one.
    fn judge(&self, at: usize) -> Vec<(u8, HacResult)> {
        let (Some(dx), Some(claimed)) = (self.secondary.get(at), self.claim.secondary.get(at)) else {
            return Vec::new();
        };
        let numbers = (1..=URINARY_ADDITIONAL).filter(|number| dx.facts.hacs >> number & 1 == 1);
        numbers
            .map(|number| {
                let result = if matches!(claimed.poa, b'Y' | b'W') {
                    HacResult::NotMet
                } else if dx.excluded {
                    HacResult::Excluded
                } else if self.has_cause(number) {
                    HacResult::Met
                } else {
                    HacResult::NotMet
                };
                (number, result)
            })
            .collect()
    }

    /// Whether the procedures and the principal diagnosis of a condition are on the claim.
    fn has_cause(&self, number: u8) -> bool {
        let special = &self.tables.special;
        let Some((_, procedures, principal)) = special.hacs.iter().find(|(hac, ..)| *hac == number) else {
            return true;
        };
        let has_procedure = procedures.checked_sub(1).is_none_or(|list| self.seen_from(0).lists.has(list));
        has_procedure && principal.checked_sub(1).is_none_or(|list| self.principal_lists.has(list))
    }
}

/// As it is reported: met and excluded conditions by number; if there are none, those not met without a number.
fn reported(list: Vec<(u8, HacResult)>, poa: u8) -> Vec<(u8, HacResult)> {
    if matches!(poa, b'Y' | b'W') {
        return list.first().map(|_| (0, HacResult::NotMet)).into_iter().collect();
    }
    let mut told: Vec<(u8, HacResult)> =
        list.iter().filter(|(_, result)| *result != HacResult::NotMet).copied().collect();
    told.dedup();
    if told.is_empty() { list.iter().map(|_| (0, HacResult::NotMet)).collect() } else { told }
}

/// What the indicator says, for diagnoses that can be a hospital-acquired condition.
pub(super) fn poa_result(poa: u8, facts: DxFacts) -> PoaResult {
    match poa {
        _ if facts.hacs == 0 => PoaResult::NotChecked,
        b'Y' | b'W' => PoaResult::Present,
        b'N' | b'U' => PoaResult::NotPresent,
        _ => PoaResult::NotRecognized,
    }
}
