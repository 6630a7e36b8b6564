//! Figures: every metric's statements run, and sums, medians and keys are those of the rows.

use super::{
    figures::{Behind, By, reckon},
    *,
};
use crate::domain::ids::{EncounterId, PatientId};

fn row(encounter: i64, value: f64, service: &str, at: &str) -> Behind {
    Behind {
        encounter: EncounterId(encounter),
        value,
        at: at.into(),
        specialist: "cdi".into(),
        patient: PatientId(1),
        patient_name: String::new(),
        mrn: String::new(),
        service: service.into(),
        provider: String::new(),
        number: String::new(),
    }
}

#[test]
fn words_are_each_metrics_own_and_each_has_a_definition() {
    let mut ids: Vec<&str> = all().map(|metric| metric.id).collect();
    let n_ids = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n_ids);
    assert!(all().all(|metric| metric.definition.len() > 20 && find(metric.id).is_some()));
}

#[test]
fn a_figure_is_its_numerator_over_its_denominator_for_each_key() {
    let rate = find("review-rate").unwrap();
    let denominator = [
        row(1, 1.0, "Medicine", "2026-11-02"),
        row(2, 1.0, "Medicine", "2026-11-03"),
        row(3, 1.0, "", "2026-10-30"),
    ];
    let figures = reckon(rate, By::Service, &denominator[..1], &denominator);
    let told: Vec<(String, Option<f64>)> = figures.into_iter().map(|one| (one.of, one.value)).collect();
    assert_eq!(told, [("Medicine".to_owned(), Some(50.0)), ("not named".to_owned(), Some(0.0))]);
    let months = reckon(rate, By::Month, &[], &denominator);
    assert_eq!(months.iter().map(|one| one.of.as_str()).collect::<Vec<_>>(), ["2026-10", "2026-11"]);
    let none = reckon(rate, By::Hospital, &[], &[]);
    assert_eq!((none.len(), none[0].value, none[0].words().as_str()), (1, None, "no figure"));
}

#[test]
fn a_median_is_the_middle_and_a_sum_is_told_over_how_many() {
    static HOURS: Metric = Metric {
        id: "hours",
        title: "Hours",
        definition: "hours",
        unit: Unit::MedianHours,
        numerator: "",
        denominator: "",
    };
    let rows = [row(1, 9.0, "", ""), row(2, 1.0, "", ""), row(3, 4.0, "", ""), row(4, 5.0, "", "")];
    let figures = reckon(&HOURS, By::Hospital, &rows, &rows);
    assert_eq!((figures[0].value, figures[0].numerator, figures[0].unit), (Some(4.5), 4.0, "h"));
    let impact = find("drg-impact").unwrap();
    let figures = reckon(impact, By::Hospital, &[row(1, 0.5, "", ""), row(2, -0.25, "", "")], &rows[..2]);
    assert_eq!((figures[0].value, figures[0].words().as_str()), (Some(0.25), "0.2500"));
}
