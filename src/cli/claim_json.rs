//! Claims and results of grouper and editor as JSON, in the names of CMS's own programs.

use crate::classification::{
    drg::{
        DrgTables, Explanation,
        claim::{Claim, Diagnosis, Outcome, Sex},
    },
    mce::Edited,
};
use crate::domain::drg::Code;
use chrono::{Datelike as _, NaiveDate};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A claim that was read.
pub struct Line {
    /// Its name, given back in the result.
    pub id: Option<Value>,
    /// The claim.
    pub claim: Claim,
    /// The discharge date.
    pub discharged: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct Input {
    id: Option<Value>,
    #[serde(default)]
    age: Whole,
    sex: Option<Value>,
    #[serde(default)]
    discharge_status: Whole,
    #[serde(default)]
    discharge_date: Written,
    #[serde(default)]
    length_of_stay: Whole,
    pdx: Option<Coded>,
    sdx: Option<Vec<Option<Coded>>>,
    procedures: Option<Vec<Option<Coded>>>,
}

/// `{"code": "I10", "poa": "Y"}` or just `"I10"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Coded {
    Bare(String),
    Full {
        #[serde(default)]
        code: Written,
        #[serde(default)]
        poa: Written,
    },
}

/// A whole number as senders write it: `65`, `65.0`, `"065"`; anything else is none.
#[derive(Default)]
struct Whole(Option<i64>);

/// A word as senders write it: `"1"`, `1`; nothing else is a word.
#[derive(Default)]
struct Written(Option<String>);

struct Scalar;

impl serde::de::Visitor<'_> for Scalar {
    type Value = Option<String>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a number or a word")
    }
    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }
    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_str<E>(self, word: &str) -> Result<Self::Value, E> {
        Ok(Some(word.trim().to_owned()))
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Scalar).map(Self)
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = from.deserialize_any(Scalar)?;
        Ok(Self(word.and_then(|word| {
            let word = word.strip_suffix(".0").unwrap_or(&word);
            word.parse().ok()
        })))
    }
}

impl Coded {
    fn code(&self) -> Code {
        let code = match self {
            Self::Bare(code) => code.as_str(),
            Self::Full { code, .. } => code.0.as_deref().unwrap_or_default(),
        };
        let code = code.trim();
        // What is no code at all is an invalid one; only an empty place is none.
        let none = if code.is_empty() { None } else { Code::parse("ZZZZZZZZ") };
        Code::parse(code).or(none).unwrap_or_default()
    }

    fn diagnosis(&self) -> Diagnosis {
        let poa = match self {
            Self::Full { poa: Written(Some(poa)), .. } => {
                poa.bytes().next().unwrap_or_default().to_ascii_uppercase()
            }
            _ => 0,
        };
        Diagnosis { code: self.code(), poa }
    }
}

#[derive(Deserialize)]
struct Wrapped {
    id: Option<Value>,
    input: Input,
}

#[derive(Deserialize)]
struct Named {
    id: Option<Value>,
}

/// The name of a claim that could not be read, if that much can be.
pub fn name_of(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice::<Named>(bytes).ok()?.id
}

/// Reads a claim; the error says what is wrong, without repeating the claim.
pub fn read(bytes: &[u8]) -> Result<Line, String> {
    let not = |error: serde_json::Error| format!("This is not a claim: {error}. The line was passed over.");
    let input: Input = match serde_json::from_slice::<Wrapped>(bytes) {
        Ok(wrapped) => Input { id: wrapped.input.id.or(wrapped.id), ..wrapped.input },
        Err(_) => serde_json::from_slice(bytes).map_err(not)?,
    };
    let discharged = match input.discharge_date.0.as_deref() {
        None | Some("") => None,
        Some(text) => {
            Some(text.parse::<NaiveDate>().or_else(|_| NaiveDate::parse_from_str(text, "%Y%m%d")).map_err(
                |_| "The discharge date is no day such as 2026-06-01. The line was passed over.".to_owned(),
            )?)
        }
    };
    let sex = match &input.sex {
        None => Sex::Unknown,
        Some(Value::Number(number)) => match number.as_i64() {
            Some(0) => Sex::Male,
            Some(1) => Sex::Female,
            Some(2) => Sex::Unknown,
            _ => Sex::Invalid,
        },
        Some(Value::String(word)) => match word.trim().to_ascii_uppercase().as_str() {
            "0" | "M" | "MALE" => Sex::Male,
            "1" | "F" | "FEMALE" => Sex::Female,
            "" | "2" | "U" | "UNKNOWN" => Sex::Unknown,
            _ => Sex::Invalid,
        },
        Some(_) => Sex::Invalid,
    };
    let claim = Claim {
        age_years: input.age.0.and_then(|age| u16::try_from(age).ok()),
        sex,
        discharge_status: input
            .discharge_status
            .0
            .and_then(|status| u8::try_from(status).ok())
            .unwrap_or_default(),
        discharged: discharged.map(crate::codesets::grouping::number),
        stay_days: input.length_of_stay.0.map(|days| u16::try_from(days.max(0)).unwrap_or(u16::MAX)),
        principal: input.pdx.as_ref().map(Coded::diagnosis),
        secondary: input.sdx.iter().flatten().flatten().map(Coded::diagnosis).collect(),
        procedures: input.procedures.iter().flatten().flatten().map(Coded::code).collect(),
    };
    debug_assert!(discharged.is_none_or(|day| day.year() < 10_000));
    Ok(Line { id: input.id, claim, discharged })
}

/// The result of grouping.
pub fn outcome(line: &Line, outcome: &Outcome, drg: &DrgTables, told: Option<&Explanation>) -> Value {
    let mut out = named(line);
    let facts = drg.drg(outcome.last.drg);
    let mut put = |name: &str, value: Value| out.insert(name.to_owned(), value);
    put("initial_drg", json!(outcome.initial.drg));
    put("final_drg", json!(outcome.last.drg));
    put("initial_mdc", json!(outcome.initial.mdc));
    put("final_mdc", json!(outcome.last.mdc));
    put("return_code", json!(outcome.code.name()));
    put("drg_title", json!(facts.map_or("", |facts| facts.title.as_str())));
    put("hac_status", json!(outcome.hac_status.name()));
    put("hac_categories", json!(outcome.n_hac_categories));
    let others = outcome.secondary.iter().map(|dx| {
        let hacs: Vec<Value> =
            dx.hacs.iter().map(|(hac, result)| json!({ "hac": hac, "status": result.name() })).collect();
        json!({
            "code": dx.code.to_string(), "initial_severity": dx.initial.name(), "final_severity": dx.last.name(),
            "poa_result": dx.poa.name(), "hacs": hacs,
        })
    });
    put("sdx", others.collect());
    put("version", json!(drg.version));
    if let Some(weight) = facts.and_then(|facts| facts.weight.as_ref()) {
        let figure = |value: Option<u32>, scale: f64| value.map(|value| f64::from(value) / scale);
        put("weight", json!(figure(weight.weight_e4, 10_000.0)));
        put("geometric_mean_days", json!(figure(weight.geometric_days_e1, 10.0)));
        put("arithmetic_mean_days", json!(figure(weight.arithmetic_days_e1, 10.0)));
        let paid = drg.payment(outcome.last.drg, line.claim.discharge_status, line.claim.stay_days);
        put("expected_weight", json!(paid.map(|paid| f64::from(paid.expected_e4) / 10_000.0)));
    }
    if let Some(told) = told {
        let steps = told.steps.iter().map(|step| {
            let codes: Vec<String> = step.codes.iter().map(Code::to_string).collect();
            json!({ "about": step.about, "words": step.words, "codes": codes })
        });
        put("explain", steps.collect());
    }
    Value::Object(out)
}

fn named(line: &Line) -> Map<String, Value> {
    let mut out = Map::new();
    if let Some(id) = &line.id {
        out.insert("id".to_owned(), id.clone());
    }
    out
}

fn name(line: &Line) -> String {
    match &line.id {
        Some(Value::String(id)) => format!("{id}: "),
        Some(other) => format!("{other}: "),
        None => String::new(),
    }
}

/// The result for people.
pub fn outcome_lines(
    line: &Line,
    outcome: &Outcome,
    drg: &DrgTables,
    told: Option<&Explanation>,
) -> Vec<String> {
    let title = drg.drg(outcome.last.drg).map_or("", |facts| facts.title.as_str());
    let mut lines = vec![format!(
        "{}DRG {:03} {title}, MDC {:02}, {}, HAC {}",
        name(line),
        outcome.last.drg,
        outcome.last.mdc,
        outcome.code.name(),
        outcome.hac_status.name()
    )];
    for step in told.iter().flat_map(|told| &told.steps) {
        let codes: Vec<String> = step.codes.iter().map(Code::to_string).collect();
        let codes = if codes.is_empty() { String::new() } else { format!(" [{}]", codes.join(" ")) };
        lines.push(format!("    {:<9} {}{codes}", step.about, step.words));
    }
    lines
}

/// The result of editing.
pub fn edited(line: &Line, edited: &Edited) -> Value {
    let mut out = named(line);
    out.insert("edit_type".to_owned(), json!(edited.edit_type()));
    let counts: Map<String, Value> =
        edited.counts().map(|(edit, n)| (edit.name().to_owned(), json!(n))).collect();
    out.insert("edits".to_owned(), Value::Object(counts));
    Value::Object(out)
}

/// The result for people.
pub fn edited_lines(line: &Line, edited: &Edited) -> Vec<String> {
    let mut lines = vec![format!("{}{}", name(line), edited.edit_type())];
    lines.extend(
        edited
            .counts()
            .map(|(edit, n)| format!("    {} {} x{n}: {}", edit.number(), edit.name(), edit.words())),
    );
    lines
}
