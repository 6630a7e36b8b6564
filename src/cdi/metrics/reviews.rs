//! The metrics that come from reviews.

use super::{Metric, Unit, behind};

/// Coverage, rates, capture, impact, agreement.
pub const REVIEWS: &[Metric] = &[
    Metric {
        id: "coverage",
        title: "Coverage",
        definition: "discharges that were reviewed at least once / all inpatient discharges of the period x 100",
        unit: Unit::Percent,
        numerator: behind!("sql/reviewed.sql"),
        denominator: behind!("sql/discharges.sql"),
    },
    Metric {
        id: "review-rate",
        title: "Review rate",
        definition: "discharges that were reviewed at least once / discharges that the rules found eligible x 100",
        unit: Unit::Percent,
        numerator: behind!("sql/reviewed.sql"),
        denominator: behind!("sql/eligible.sql"),
    },
    Metric {
        id: "reviews-per-case",
        title: "Reviews per case",
        definition: "reviews, first and follow-up / discharges that were reviewed",
        unit: Unit::Ratio,
        numerator: behind!("sql/reviews.sql"),
        denominator: behind!("sql/reviewed.sql"),
    },
    Metric {
        id: "cc-mcc-capture",
        title: "CC or MCC capture",
        definition: "reviewed cases whose final DRG counts a CC or MCC / reviewed cases in DRG families that CC or MCC \
                     divides x 100 (no standard defines the denominator)",
        unit: Unit::Percent,
        numerator: behind!("sql/captured.sql"),
        denominator: behind!("sql/split.sql"),
    },
    Metric {
        id: "mcc-capture",
        title: "MCC capture",
        definition: "reviewed cases whose final DRG counts an MCC / reviewed cases in DRG families that CC or MCC divides x 100",
        unit: Unit::Percent,
        numerator: behind!("sql/captured_mcc.sql"),
        denominator: behind!("sql/split.sql"),
    },
    Metric {
        id: "drg-impact",
        title: "DRG impact",
        definition: "sum of final weight less baseline weight, by reconciled case; never on a provider's screen",
        unit: Unit::Sum,
        numerator: behind!("sql/impact.sql"),
        denominator: behind!("sql/weighed.sql"),
    },
    Metric {
        id: "cmi-baseline",
        title: "Case-mix, baseline",
        definition: "sum of the weights at the first review / reconciled cases with both weights",
        unit: Unit::Ratio,
        numerator: behind!("sql/cmi_baseline.sql"),
        denominator: behind!("sql/weighed.sql"),
    },
    Metric {
        id: "cmi-final",
        title: "Case-mix, final",
        definition: "sum of the final weights / reconciled cases with both weights",
        unit: Unit::Ratio,
        numerator: behind!("sql/cmi_final.sql"),
        denominator: behind!("sql/weighed.sql"),
    },
    Metric {
        id: "drg-match",
        title: "DRG agreement",
        definition: "reconciled cases whose working DRG is the final DRG / reconciled cases x 100",
        unit: Unit::Percent,
        numerator: behind!("sql/agreed.sql"),
        denominator: behind!("sql/settled.sql"),
    },
];
