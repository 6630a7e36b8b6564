use super::*;
use crate::classification::library::Library;
use chrono::NaiveDate;

fn found(codes: &[&str]) -> Vec<(Rule, Level, Vec<usize>)> {
    let day = NaiveDate::from_ymd_opt(2026, 5, 1).unwrap();
    let findings = check(Library::built_in().cm(day).unwrap(), codes);
    findings.into_iter().map(|finding| (finding.rule, finding.level, finding.places)).collect()
}

fn has(codes: &[&str], rule: Rule, level: Level) -> bool {
    found(codes).iter().any(|(own, at, _)| *own == rule && *at == level)
}

#[test]
fn codes_that_cannot_be_reported_are_errors() {
    assert!(has(&["Z99.999"], Rule::Unknown, Level::Error));
    assert!(has(&["E11"], Rule::NotSpecific, Level::Error));
    assert!(has(&["S52.001"], Rule::MissingSeventh, Level::Error));
    assert!(!has(&["S52.001A"], Rule::MissingSeventh, Level::Error));
    assert!(has(&["I10", "E11.9", "I10"], Rule::Duplicate, Level::Error));
    assert!(found(&["I10"]).iter().all(|(_, level, _)| *level < Level::Critical));
}

#[test]
fn codes_that_exclude_each_other_are_told_once() {
    // E11 excludes type 1 diabetes (E10.-), and E10 type 2 (E11.-): one finding for the pair.
    let both = found(&["E11.9", "E10.9"]);
    assert_eq!(both.iter().filter(|(rule, ..)| *rule == Rule::Excludes1).count(), 1);
    assert!(!has(&["E11.9", "I10"], Rule::Excludes1, Level::Warning));
}

#[test]
fn the_underlying_condition_stands_first() {
    // I50 asks for hypertension with heart failure (I11.0) first.
    assert!(has(&["I50.9", "I11.0"], Rule::CodeFirst, Level::Critical));
    assert!(!has(&["I11.0", "I50.9"], Rule::CodeFirst, Level::Critical));
    // F02 is a manifestation of Alzheimer's disease (G30.-).
    assert!(has(&["F02.80", "G30.9"], Rule::ManifestationFirst, Level::Critical));
    assert!(has(&["F02.80", "G30.9"], Rule::CodeFirst, Level::Critical));
    assert!(!has(&["G30.9", "F02.80"], Rule::ManifestationFirst, Level::Critical));
    assert!(has(&["E11.22"], Rule::UseAdditional, Level::Info));
    assert!(
        !has(&["E11.22", "N18.4"], Rule::UseAdditional, Level::Info)
            || has(&["E11.22"], Rule::UseAdditional, Level::Info)
    );
}

#[test]
fn sides_are_looked_at() {
    assert!(has(&["M17.10"], Rule::Laterality, Level::Warning));
    assert!(!has(&["M17.11"], Rule::Laterality, Level::Warning));
    let both = found(&["H25.11", "H25.12"]);
    assert_eq!(both.iter().filter(|(rule, ..)| *rule == Rule::Laterality).count(), 1);
}
