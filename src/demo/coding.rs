//! The account as a coder would have coded it from what the notes say, by the rules that tie codes together.

use super::history::{History, Tobacco};
use super::random::Rng;
use super::scene::{Phase, Scene};
use super::script::render;
use super::stay::{Stay, Wording};

/// One diagnosis code with its present-on-admission answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodedDiagnosis {
    /// ICD-10-CM without dot.
    pub code: String,
    /// `Y`, `N`, or `1` for exempt codes.
    pub poa: &'static str,
}

/// One procedure code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodedProcedure {
    /// ICD-10-PCS.
    pub code: String,
    /// Day of the stay, if not that of the operation.
    pub day: Option<i64>,
}

/// Diagnoses of a stay in order, the principal one first.
pub fn diagnoses(
    stay: &Stay<'_>,
    history: &History<'_>,
    scene: &Scene<'_>,
    rng: &mut Rng,
) -> Vec<CodedDiagnosis> {
    let mut all: Vec<CodedDiagnosis> = Vec::new();
    let mut add = |code: &str, poa: &str| {
        let poa = if scene.library.exempt(code) {
            "1"
        } else if poa == "N" {
            "N"
        } else {
            "Y"
        };
        if !code.is_empty() && !all.iter().any(|other| other.code == code) {
            all.push(CodedDiagnosis { code: code.to_owned(), poa });
        }
    };
    let told = stay.problems.iter().filter(|told| {
        told.problem.flag.as_deref().is_none_or(|flag| super::script::Words::flag(scene, flag))
    });
    for told in told {
        let codes = match told.wording {
            Wording::Named => &told.problem.icd,
            Wording::Vague => &told.problem.vague_icd,
            Wording::Silent => continue,
        };
        for code in codes {
            add(&render(code, scene, rng), &told.problem.poa);
        }
    }
    if let Some(visit) = &stay.story.visit {
        for code in &visit.icd {
            add(&render(code, scene, rng), "Y");
        }
        return all;
    }
    for code in chronic(history) {
        add(code, "Y");
    }
    for code in habits(history) {
        add(code, "Y");
    }
    ordered(all, history)
}

/// Codes of chronic conditions, joined where the guidelines join them (ICD-10-CM guidelines I.C.9.a and I.C.4.a).
fn chronic<'a>(history: &History<'a>) -> Vec<&'a str> {
    let has = |key: &str| history.has(key);
    let failure = has("hfref") || has("hfpef");
    let kidney = has("ckd3") || has("ckd4");
    let mut codes: Vec<&str> = Vec::new();
    for (condition, _) in &history.conditions {
        let joined = match condition.key.as_str() {
            "htn" if failure && kidney => "I130",
            "htn" if failure => "I110",
            "htn" if kidney => "I129",
            "dm2" if kidney => "E1122",
            _ => condition.icd.as_str(),
        };
        codes.push(joined);
    }
    codes
}

fn habits(history: &History<'_>) -> Vec<&'static str> {
    let mut codes = Vec::new();
    match history.tobacco {
        Tobacco::Never => {}
        Tobacco::Former(_) => codes.push("Z87891"),
        Tobacco::Current(_) => codes.push("F17210"),
    }
    let takes = |class: &str| history.drugs.iter().any(|home| home.drug.class == class);
    if takes("insulin") && history.has("dm2") {
        codes.push("Z794");
    }
    if takes("anticoagulant") {
        codes.push("Z7901");
    }
    if history.drugs.iter().any(|home| home.drug.name == "aspirin") {
        codes.push("Z7982");
    }
    codes
}

/// Rules of order: hypertensive heart disease before the heart failure that it causes, an acute form in place of the
/// chronic one.
fn ordered(mut all: Vec<CodedDiagnosis>, history: &History<'_>) -> Vec<CodedDiagnosis> {
    let has = |all: &[CodedDiagnosis], code: &str| all.iter().any(|diagnosis| diagnosis.code == code);
    for (acute, chronic) in [
        ("I5023", "I5022"),
        ("I5033", "I5032"),
        ("J441", "J449"),
        ("J440", "J449"),
        ("J4541", "J4520"),
        ("J4521", "J4520"),
        ("K7031", "K7030"),
        ("E1010", "E109"),
        ("E1065", "E109"),
        ("F10230", "F1020"),
        ("F10231", "F1020"),
        ("F10239", "F1020"),
    ] {
        if has(&all, acute) {
            all.retain(|diagnosis| diagnosis.code != chronic);
        }
    }
    // Unspecified heart failure adds nothing where the type is coded, and nobody codes a type that nobody wrote.
    if has(&all, "I509") {
        all.retain(|diagnosis| !matches!(diagnosis.code.as_str(), "I5022" | "I5032"));
    }
    let first_is_failure = all.first().is_some_and(|diagnosis| diagnosis.code.starts_with("I50"));
    let hypertensive = all.iter().position(|diagnosis| matches!(diagnosis.code.as_str(), "I110" | "I130"));
    if let Some(at) = hypertensive.filter(|_| first_is_failure && history.has("htn")) {
        let code = all.remove(at);
        all.insert(0, code);
    }
    all
}

/// Procedure codes of a stay: those of the operation first, then those of what happened besides.
pub fn procedures(stay: &Stay<'_>, scene: &Scene<'_>, rng: &mut Rng) -> Vec<CodedProcedure> {
    let operation = super::theatre::times(stay).map(|(operation, ..)| operation);
    let own = operation.into_iter().flat_map(|operation| &operation.pcs).map(|code| (code.as_str(), None));
    let besides = stay.story.procedures.iter().chain(stay.twists.iter().flat_map(|twist| &twist.procedures));
    let besides = besides.filter_map(|line| {
        let (code, day) = line.split_once(';')?;
        Some((code, Some(day.trim().parse().ok()?)))
    });
    own.chain(besides)
        .map(|(code, day)| CodedProcedure { code: render(code, scene, rng), day })
        .filter(|procedure| !procedure.code.is_empty())
        .collect()
}

/// The scene from which a coder reads: everything up to the end.
pub fn reading<'a>(desk: &'a super::notes::Desk<'a>) -> Scene<'a> {
    let mut scene = desk.scene(desk.stay.team.attending, desk.stay.end);
    scene.phase = Phase::Late;
    scene
}
