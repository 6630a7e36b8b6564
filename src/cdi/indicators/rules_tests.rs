//! The rule file: what ships is sound, and what is wrong in a changed one is told with its line.

use super::*;
use crate::cdi::indicators::{
    Prepared, Stay,
    evidence::{Code, Document, Reading},
    run,
};

fn faults(text: &str) -> Vec<String> {
    Rules::read("rules.toml", text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

const SMALL: &str = r#"
[[measure]]
id = "creatinine"
title = "Creatinine"
codes = ["LOINC 2160-0"]
unit = "mg/dL"
molar_mass = 113.12

[[rule]]
id = "kidney"
title = "Kidney"
topic = "Kidney function"
source = "test"
when = "rise"
unless = "told"
clause.rise = { measure = "creatinine", rise_by = 26.5, unit = "umol/L", within_hours = 48 }
clause.told = { terms = ["acute kidney injury"] }
"#;

#[test]
fn the_shipped_rules_are_sound() {
    let rules = Rules::shipped().unwrap();
    assert!(rules.rules.len() >= 20, "{}", rules.rules.len());
    assert!(rules.rules.iter().all(|rule| !rule.source.is_empty() && !rule.question.is_empty()));
}

#[test]
fn faults_are_told_with_their_line() {
    for (from, to, said) in [
        ("when = \"rise\"", "when = \"rize\"", "rules.toml, line 14: There is no clause or rule \"rize\"."),
        ("rise_by = 26.5", "rise_bye = 26.5", "line 16: This is not valid TOML: unknown field `rise_bye`"),
        (
            "measure = \"creatinine\", rise",
            "measure = \"creatin\", rise",
            "line 16: There is no measure \"creatin\".",
        ),
        ("unit = \"umol/L\"", "unit = \"mm[Hg]\"", "line 16: This threshold cannot be used"),
        (", within_hours = 48", "", "line 16: The clause \"rise\" does not say within which time."),
        ("when = \"rise\"", "when = \"rise and\"", "line 14: This condition cannot be read"),
        (
            "when = \"rise\"",
            "when = \"kidney\"",
            "line 14: This condition leads back to itself: kidney -> kidney.",
        ),
        (
            "terms = [\"acute kidney injury\"]",
            "when = \"a\"}\nclause.a = { when = \"told\"",
            "leads back to itself: a -> told -> a.",
        ),
        ("unit = \"mg/dL\"", "unit = \"stone\"", "line 2: The unit \"stone\" is not known."),
    ] {
        let told = faults(&SMALL.replacen(from, to, 1));
        assert!(told.iter().any(|fault| fault.contains(said)), "{said}: {told:?}");
    }
    assert_eq!(faults(SMALL), [""; 0]);
}

fn reading(id: i64, hours: i64, number: f64) -> Reading {
    Reading {
        id,
        system: "LOINC".into(),
        code: "2160-0".into(),
        at: Some(hours * 3600),
        own: true,
        number: Some(number),
        text: number.to_string(),
        unit: "mg/dL".into(),
        ..Reading::default()
    }
}

fn stay(readings: Vec<Reading>) -> Stay {
    Stay { admitted: Some(0), now: 1_000_000_000, readings, ..Stay::default() }
}

#[test]
fn a_finding_shows_the_very_values() {
    let rules = Rules::read("rules.toml", SMALL).unwrap();
    let report =
        run(&Prepared::new(&rules, stay(vec![reading(1, 0, 0.9), reading(2, 30, 1.2), reading(3, 90, 1.6)])));
    let finding = &report.findings[0];
    assert!(finding.is_open());
    assert_eq!(finding.evidence.len(), 1);
    let one = &finding.evidence[0];
    assert_eq!((one.text.as_str(), one.against.as_str()), ("Creatinine 1.2 mg/dL", "Creatinine 0.9 mg/dL"));
    assert_eq!((one.key.as_str(), one.at, one.against_at), ("result 2", Some(108_000), Some(0)));
}

#[test]
fn what_is_documented_is_no_gap_and_what_is_denied_documents_nothing() {
    let rules = Rules::read("rules.toml", SMALL).unwrap();
    for (text, open) in [
        ("1. Acute kidney injury, fluids.", false),
        ("No acute kidney injury.", true),
        ("Family history: acute kidney injury.", true),
        ("Possible acute kidney injury.", true),
    ] {
        let mut stay = stay(vec![reading(1, 0, 0.9), reading(2, 30, 1.9)]);
        stay.documents.push(Document {
            id: 5,
            title: "Progress note".into(),
            text: text.into(),
            ..Document::default()
        });
        let report = run(&Prepared::new(&rules, stay));
        assert_eq!(report.findings[0].is_open(), open, "{text}");
    }
}

#[test]
fn what_cannot_be_evaluated_is_told() {
    let rules = Rules::read("rules.toml", SMALL).unwrap();
    let spoil = |change: fn(&mut Reading)| {
        let mut spoiled = reading(2, 30, 1.9);
        change(&mut spoiled);
        let report = run(&Prepared::new(&rules, stay(vec![reading(1, 0, 0.9), spoiled])));
        assert!(report.findings.is_empty());
        report.unread[0].because.clone()
    };
    assert_eq!(spoil(|one| one.unit.clear()), "it has no unit");
    let bound = spoil(|one| one.text = ">1.9".into());
    assert!(bound.starts_with("as a bound it does not decide "), "{bound}");
    assert_eq!(spoil(|one| (one.number, one.text) = (None, "HEMOLYZED".into())), "it is text, not a number");
    assert_eq!(spoil(|one| one.at = None), "its time is missing");
    assert_eq!(spoil(|one| one.at = Some(2_000_000_000)), "its time lies in the future");
    assert_eq!(spoil(|one| one.unit = "mm[Hg]".into()), "its unit \"mm[Hg]\" cannot be turned into mg/dL");
    assert_eq!(spoil(|one| one.status = "entered-in-error".into()), "its status is entered-in-error");
}

#[test]
fn units_are_turned_and_shown() {
    let rules = Rules::read("rules.toml", SMALL).unwrap();
    let mut metric = reading(2, 30, 168.0);
    metric.unit = "umol/L".into();
    let report = run(&Prepared::new(&rules, stay(vec![reading(1, 0, 0.9), metric])));
    assert_eq!(report.findings[0].evidence[0].text, "Creatinine 168 umol/L (1.90 mg/dL)");
}

#[test]
fn a_dismissed_finding_comes_back_only_with_new_evidence() {
    let rules = Rules::read("rules.toml", SMALL).unwrap();
    let mut prepared = Prepared::new(&rules, stay(vec![reading(1, 0, 0.9), reading(2, 30, 1.3)]));
    let before = run(&prepared);
    let dismissed = before.findings[0].keys().into_iter().map(str::to_owned).collect();
    prepared.add(reading(3, 31, 1.0));
    assert!(!run(&prepared).findings[0].has_new_evidence(&dismissed));
    prepared.add(reading(4, 40, 1.5));
    assert!(run(&prepared).findings[0].has_new_evidence(&dismissed));
}

#[test]
fn sirs_signs_days_apart_are_not_taken_together() {
    let text = SHIPPED.replacen("sepsis = \"sepsis-3\"", "sepsis = \"both\"", 1);
    let rules = Rules::read("both.toml", &text).unwrap();
    let sign = |id, code: &str, hours, number, unit: &str| Reading {
        code: code.into(),
        unit: unit.into(),
        ..reading(id, hours, number)
    };
    for (later, fires) in [(10, true), (60, false)] {
        let mut stay = stay(vec![sign(1, "8310-5", 1, 39.0, "Cel"), sign(2, "8867-4", later, 110.0, "/min")]);
        stay.codes.push(Code { system: "ICD10CM".into(), code: "N39.0".into(), ..Code::default() });
        let report = run(&Prepared::new(&rules, stay));
        assert_eq!(report.findings.iter().any(|finding| finding.rule == "sepsis-2"), fires);
    }
}

#[test]
fn a_code_that_results_do_not_support_shows_the_results() {
    let rules = Rules::shipped().unwrap();
    let mut stay = stay(vec![reading(1, 0, 1.0), reading(2, 30, 1.1)]);
    stay.codes.push(Code { system: "ICD10CM".into(), code: "N179".into(), ..Code::default() });
    let report = run(&Prepared::new(&rules, stay));
    let finding = report.findings.iter().find(|finding| finding.rule == "aki-unsupported").unwrap();
    let texts: Vec<&str> = finding.evidence.iter().map(|one| one.text.as_str()).collect();
    assert!(texts.contains(&"Creatinine 1 mg/dL") && texts.contains(&"Creatinine 1.1 mg/dL"), "{texts:?}");
}

#[test]
fn the_hospital_chooses_one_definition_of_sepsis_by_one_setting() {
    let active = |word: &str| {
        let text = SHIPPED.replacen("sepsis = \"sepsis-3\"", &format!("sepsis = \"{word}\""), 1);
        let rules = Rules::read("own.toml", &text).map_err(|faults| faults[0].to_string())?;
        let of = |id: &str| rules.rules.iter().any(|rule| rule.id == id && rule.active);
        Ok::<_, String>((of("sepsis-2"), of("sepsis-3")))
    };
    assert_eq!(active("sepsis-3"), Ok((false, true)));
    assert_eq!(active("sepsis-2"), Ok((true, false)));
    assert_eq!(active("both"), Ok((true, true)));
    let wrong = active("sepsis-4").unwrap_err();
    assert!(
        wrong.contains("\"sepsis\" cannot be \"sepsis-4\". It may be: sepsis-2, sepsis-3, both."),
        "{wrong}"
    );
    let without = SHIPPED.replacen("sepsis = \"sepsis-3\"", "", 1);
    let told = Rules::read("own.toml", &without).unwrap_err();
    assert!(told[0].to_string().contains("The setting \"sepsis\" on which this rule depends is not there."));
}

#[test]
fn a_bound_is_used_where_it_decides() {
    let rules = Rules::shipped().unwrap();
    let mut sodium = reading(1, 3, 150.0);
    (sodium.code, sodium.unit, sodium.text, sodium.comparator) =
        ("2951-2".into(), "mmol/L".into(), ">150".into(), ">".into());
    let report = run(&Prepared::new(&rules, stay(vec![sodium])));
    let finding = report.findings.iter().find(|finding| finding.rule == "hypernatremia").unwrap();
    assert_eq!(finding.evidence[0].text, "Sodium >150 mmol/L");
    let mut lactate = reading(2, 3, 1.0);
    (lactate.code, lactate.unit, lactate.text) = ("2524-7".into(), "mmol/L".into(), ">1.0".into());
    let report = run(&Prepared::new(&rules, stay(vec![lactate])));
    assert!(report.unread[0].because.contains("does not decide"), "{:?}", report.unread);
}

#[test]
fn a_saturation_counts_on_room_air_and_says_if_nobody_wrote_how_much_oxygen() {
    let rules = Rules::shipped().unwrap();
    let sign = |id, code: &str, number, unit: &str| Reading {
        code: code.into(),
        unit: unit.into(),
        ..reading(id, 1, number)
    };
    let fires = |readings: Vec<Reading>| {
        let report = run(&Prepared::new(&rules, stay(readings)));
        let finding = report.findings.into_iter().find(|finding| finding.rule == "respiratory-failure");
        finding.map(|finding| finding.evidence[0].text.clone())
    };
    let low = || sign(1, "59408-5", 86.0, "%");
    assert_eq!(fires(vec![low(), sign(2, "3151-8", 4.0, "L/min")]), None);
    assert_eq!(fires(vec![low(), sign(2, "3150-0", 40.0, "%")]), None);
    let on_air = fires(vec![low(), sign(2, "3151-8", 0.0, "L/min")]).unwrap();
    assert_eq!(on_air, "SpO2 86 %, oxygen flow 0 L/min");
    let unknown = fires(vec![low()]).unwrap();
    assert_eq!(unknown, "SpO2 86 %, oxygen flow and inspired oxygen not recorded beside it");
}
