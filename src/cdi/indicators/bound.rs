//! Values that are only a bound, `>100` or `<0.1`: used where the inequality decides a limit, told where it does not.

use super::{evidence::Reading, rules::Clause};

/// How a value is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bound {
    /// It is the value.
    #[default]
    Exact,
    /// The value is above it, or is it.
    AtLeast,
    /// The value is below it, or is it.
    AtMost,
}

/// What a limit comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// Met.
    Yes,
    /// Not met.
    No,
    /// The bound does not say.
    Open,
}

/// Sums of decimals as computers hold them.
pub const HAIR: f64 = 1e-6;

impl Bound {
    /// Of a result, by its comparator or by the sign before its text; whether the bound itself is left out.
    pub fn of(reading: &Reading) -> (Self, bool) {
        let sign = |text: &str| match text {
            _ if text.starts_with(">=") => Some((Self::AtLeast, false)),
            _ if text.starts_with('>') => Some((Self::AtLeast, true)),
            _ if text.starts_with("<=") => Some((Self::AtMost, false)),
            _ if text.starts_with('<') => Some((Self::AtMost, true)),
            _ => None,
        };
        sign(&reading.comparator).or_else(|| sign(reading.text.trim())).unwrap_or_default()
    }

    /// The number of a bound, where only its text is kept.
    pub fn number(reading: &Reading) -> Option<f64> {
        let text = reading.text.trim().trim_start_matches(['<', '>', '=']).trim();
        text.split(' ').next()?.parse().ok()
    }
}

/// Whether a value meets the limits of a clause. `open`: the bound itself is left out, as in `>100`.
pub fn limits(clause: &Clause, value: f64, bound: Bound, open: bool) -> Decided {
    let exact = |met: bool| if met { Decided::Yes } else { Decided::No };
    // Above 100 for certain is above every limit up to 100; "at least 100" is above those under it.
    let more = |limit: f64, inclusive: bool| match bound {
        Bound::Exact if inclusive => exact(value >= limit - HAIR),
        Bound::Exact => exact(value > limit + HAIR),
        Bound::AtLeast if value > limit + HAIR || (value >= limit - HAIR && (open || inclusive)) => {
            Decided::Yes
        }
        Bound::AtMost if value < limit - HAIR || (value <= limit + HAIR && (open || !inclusive)) => {
            Decided::No
        }
        Bound::AtLeast | Bound::AtMost => Decided::Open,
    };
    let less = |limit: f64, inclusive: bool| match bound {
        Bound::Exact if inclusive => exact(value <= limit + HAIR),
        Bound::Exact => exact(value < limit - HAIR),
        Bound::AtMost if value < limit - HAIR || (value <= limit + HAIR && (open || inclusive)) => {
            Decided::Yes
        }
        Bound::AtLeast if value > limit + HAIR || (value >= limit - HAIR && (open || !inclusive)) => {
            Decided::No
        }
        Bound::AtLeast | Bound::AtMost => Decided::Open,
    };
    let all = [
        clause.above.map(|limit| more(limit, false)),
        clause.at_least.map(|limit| more(limit, true)),
        clause.below.map(|limit| less(limit, false)),
        clause.at_most.map(|limit| less(limit, true)),
    ];
    let all = || all.iter().flatten();
    if all().any(|one| *one == Decided::No) {
        Decided::No
    } else if all().any(|one| *one == Decided::Open) {
        Decided::Open
    } else {
        Decided::Yes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clause(above: Option<f64>, at_least: Option<f64>, below: Option<f64>, at_most: Option<f64>) -> Clause {
        Clause { above, below, at_least, at_most, ..Clause::default() }
    }

    #[test]
    fn more_than_a_hundred_exceeds_fifty_and_says_nothing_of_two_hundred() {
        let told = |limit, value, bound| limits(&clause(Some(limit), None, None, None), value, bound, true);
        assert_eq!(told(50.0, 100.0, Bound::AtLeast), Decided::Yes);
        assert_eq!(told(100.0, 100.0, Bound::AtLeast), Decided::Yes);
        assert_eq!(told(200.0, 100.0, Bound::AtLeast), Decided::Open);
        assert_eq!(told(50.0, 40.0, Bound::AtMost), Decided::No);
        assert_eq!(told(50.0, 60.0, Bound::AtMost), Decided::Open);
        let low = |value, bound| limits(&clause(None, None, Some(4.0), None), value, bound, true);
        assert_eq!(low(0.1, Bound::AtMost), Decided::Yes);
        assert_eq!(low(5.0, Bound::AtLeast), Decided::No);
    }

    #[test]
    fn signs_are_read_from_comparator_and_text() {
        let reading = |comparator: &str, text: &str| Reading {
            comparator: comparator.into(),
            text: text.into(),
            ..Reading::default()
        };
        assert_eq!(Bound::of(&reading(">", "")), (Bound::AtLeast, true));
        assert_eq!(Bound::of(&reading("", "<=0.1")), (Bound::AtMost, false));
        assert_eq!(Bound::of(&reading("", "12")), (Bound::Exact, false));
        assert_eq!(Bound::number(&reading("", "> 100 mg/dL")), Some(100.0));
        assert_eq!(Bound::number(&reading("", ">many")), None);
    }

    proptest! {
        /// A decision by the bound is that of every value that the bound allows.
        #[test]
        fn a_decision_holds_for_all_values_beyond_the_bound(
            above in prop::option::of(-50_i32..50), least in prop::option::of(-50_i32..50), below in prop::option::of(-50_i32..50),
            most in prop::option::of(-50_i32..50), value in -50_i32..50, further in 0_i32..100, at_least: bool, open: bool,
        ) {
            let number = |limit: Option<i32>| limit.map(f64::from);
            let clause = clause(number(above), number(least), number(below), number(most));
            let (bound, step) = if at_least { (Bound::AtLeast, further) } else { (Bound::AtMost, -further) };
            prop_assume!(!(open && further == 0));
            let truth = limits(&clause, f64::from(value + step), Bound::Exact, false);
            match limits(&clause, f64::from(value), bound, open) {
                Decided::Open => {}
                decided => prop_assert_eq!(decided, truth),
            }
        }
    }
}
