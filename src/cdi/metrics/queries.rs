//! The metrics that come from queries to providers.

use super::{Metric, Unit, behind};

/// Query rate, response, agreement, time to the answer, escalation.
pub const QUERIES: &[Metric] = &[
    Metric {
        id: "query-rate",
        title: "Query rate, by case",
        definition: "reviewed discharges with at least one query that was sent and not withdrawn / discharges that were reviewed x 100",
        unit: Unit::Percent,
        numerator: behind!("sql/query_cases.sql"),
        denominator: behind!("sql/reviewed.sql"),
    },
    Metric {
        id: "query-volume",
        title: "Query rate, by volume",
        definition: "queries of reviewed discharges, sent and not withdrawn / discharges that were reviewed",
        unit: Unit::Ratio,
        numerator: behind!("sql/query_of_cases.sql"),
        denominator: behind!("sql/reviewed.sql"),
    },
    Metric {
        id: "response-rate",
        title: "Response rate",
        definition: "queries that were answered / queries that were sent x 100; withdrawn ones are in neither",
        unit: Unit::Percent,
        numerator: behind!("sql/query_answered.sql"),
        denominator: behind!("sql/query_issued.sql"),
    },
    Metric {
        id: "agree-rate",
        title: "Agreement rate",
        definition: "answers that agreed / queries that were answered x 100; withdrawn ones are in neither",
        unit: Unit::Percent,
        numerator: behind!("sql/query_agreed.sql"),
        denominator: behind!("sql/query_answered.sql"),
    },
    Metric {
        id: "agree-of-issued",
        title: "Agreement of all sent",
        definition: "answers that agreed / queries that were sent x 100; withdrawn ones are in neither",
        unit: Unit::Percent,
        numerator: behind!("sql/query_agreed.sql"),
        denominator: behind!("sql/query_issued.sql"),
    },
    Metric {
        id: "time-to-answer",
        title: "Time to the answer",
        definition: "median of the hours from the sending to the answer / queries that were answered",
        unit: Unit::MedianHours,
        numerator: behind!("sql/query_hours.sql"),
        denominator: behind!("sql/query_answered.sql"),
    },
    Metric {
        id: "in-time",
        title: "Answered in time",
        definition: "answers before their time by the rule of the query / queries that were answered x 100",
        unit: Unit::Percent,
        numerator: behind!("sql/query_in_time.sql"),
        denominator: behind!("sql/query_answered.sql"),
    },
    Metric {
        id: "escalation-rate",
        title: "Escalated",
        definition: "queries handed to a peer or the physician advisor / queries that were sent x 100; withdrawn ones are in neither",
        unit: Unit::Percent,
        numerator: behind!("sql/query_escalated.sql"),
        denominator: behind!("sql/query_issued.sql"),
    },
    Metric {
        id: "no-response",
        title: "Closed without an answer",
        definition: "queries closed because nobody answered after the whole ladder / queries that were sent x 100",
        unit: Unit::Percent,
        numerator: behind!("sql/query_no_response.sql"),
        denominator: behind!("sql/query_issued.sql"),
    },
    Metric {
        id: "withdrawn",
        title: "Withdrawn",
        definition: "queries that their author took back after sending / queries that were sent, withdrawn ones too x 100",
        unit: Unit::Percent,
        numerator: behind!("sql/query_withdrawn.sql"),
        denominator: behind!("sql/query_sent.sql"),
    },
];
