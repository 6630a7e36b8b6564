//! What Medicare pays for a DRG by its weight: the post-acute transfer policy, in weights, without the hospital's rate.

use super::tables::DrgTables;

/// The payment weight of a stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Relative weight of the DRG, in ten-thousandths.
    pub weight_e4: u32,
    /// What the stay is expected to be paid, in ten-thousandths of a weight; never more than the weight.
    pub expected_e4: u32,
    /// Paid by the day because the stay ended early in a transfer.
    pub per_diem: bool,
    /// Why, in words.
    pub reason: String,
}

/// Discharges to another acute care hospital: always paid by the day (42 CFR 412.4(b)).
const ACUTE: [u8; 4] = [2, 66, 82, 94];
/// Discharges to post-acute care, which count in the DRGs that Table 5 marks (42 CFR 412.4(c)): skilled nursing, home
/// health, hospice, cancer and children's hospitals, rehabilitation, long-term and psychiatric care.
const POST_ACUTE: [u8; 14] = [3, 5, 6, 50, 51, 62, 63, 65, 83, 85, 86, 90, 91, 93];

impl DrgTables {
    /// The payment weight of a stay in a DRG; `None` if Table 5 has no weight for it.
    ///
    /// Acute transfer: (weight / geometric mean stay) for each day and one day more. Post-acute transfer the same; in
    /// special-pay DRGs half of the weight and half of a day's share for each day and one day more. Neonates who died or
    /// were transferred (DRG 789) are paid in full.
    pub fn payment(&self, drg: u16, discharge_status: u8, stay_days: Option<u16>) -> Option<Payment> {
        let weight = self.drg(drg)?.weight.as_ref()?;
        let full = weight.weight_e4?;
        let whole = |reason: &str| {
            Some(Payment { weight_e4: full, expected_e4: full, per_diem: false, reason: reason.to_owned() })
        };
        let acute = ACUTE.contains(&discharge_status);
        let post_acute = POST_ACUTE.contains(&discharge_status) && weight.post_acute;
        if !acute && !post_acute {
            return whole("paid in full: no transfer in the sense of the policy");
        }
        if drg == 789 {
            return whole("paid in full: the DRG is for transferred neonates");
        }
        let (Some(mean), Some(days)) = (weight.geometric_days_e1.filter(|days| *days > 0), stay_days) else {
            return whole("a transfer, but the stay or its mean length is not known");
        };
        let paid_days = u64::from(days.max(1)) + 1;
        // Tenths of a day: weight * days * 10 / mean.
        let by_day = u64::from(full) * paid_days * 10 / u64::from(mean);
        let (expected, how) = if post_acute && weight.special_pay {
            (
                u64::from(full) / 2 + by_day / 2,
                "half of the weight and half of a share for each day and one more",
            )
        } else {
            (by_day, "a share of the weight for each day and one more")
        };
        if expected >= u64::from(full) {
            return whole("a transfer, but the stay was long enough to be paid in full");
        }
        let reason = format!("transfer before the geometric mean of {}.{} days: {how}", mean / 10, mean % 10);
        Some(Payment { weight_e4: full, expected_e4: expected as u32, per_diem: true, reason })
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        classification::drg::{DrgFacts, DrgTables},
        domain::drg::Weight,
    };

    fn tables(post_acute: bool, special_pay: bool) -> DrgTables {
        let weight = Weight {
            drg: 470,
            post_acute,
            special_pay,
            weight_e4: Some(20_000),
            geometric_days_e1: Some(40),
            arithmetic_days_e1: Some(50),
        };
        let drg = DrgFacts { drg: 470, weight: Some(weight), ..DrgFacts::default() };
        DrgTables { drgs: vec![drg], ..DrgTables::default() }
    }

    #[test]
    fn transfers_are_paid_by_the_day_up_to_the_weight() {
        let expected = |tables: &DrgTables, status, days| {
            tables.payment(470, status, Some(days)).map(|payment| payment.expected_e4)
        };
        let plain = tables(false, false);
        assert_eq!(expected(&plain, 1, 1), Some(20_000));
        assert_eq!(expected(&plain, 2, 1), Some(10_000));
        assert_eq!(expected(&plain, 2, 5), Some(20_000));
        assert_eq!(expected(&plain, 3, 1), Some(20_000));
        assert_eq!(expected(&tables(true, false), 3, 1), Some(10_000));
        assert_eq!(expected(&tables(true, true), 3, 1), Some(15_000));
        assert_eq!(expected(&tables(true, true), 61, 1), Some(20_000));
        assert!(plain.payment(999, 1, None).is_none());
        assert!(plain.payment(470, 2, None).is_some_and(|payment| !payment.per_diem));
    }
}
