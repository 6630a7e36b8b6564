//! The grouper's tables from the official files of the test data, and the claims that CMS's own program grouped.

use chartroom::{
    classification::{
        drg::{
            DrgTables, Extras,
            claim::{Claim, Diagnosis, Sex},
        },
        mce::{MceTables, Sources},
    },
    domain::drg::{Code, Manual},
    formats::cms,
};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::io::Read;

/// The files of the manual, in the data folder.
pub const MANUAL: [&str; 8] = [
    "mdcs_00_07",
    "mdcs_08_11",
    "mdcs_12_21",
    "mdcs_22_25",
    "appendix_A",
    "appendix_C",
    "appendix_D_E_without_E_part1",
    "appendix_F_I",
];

/// The text of a compressed file of the data folder; `None` without data.
pub fn text(path: &str) -> Option<String> {
    let path = super::data(path)?;
    let mut bytes = Vec::new();
    GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
    Some(cms::decode(&bytes).into_owned())
}

/// The manual's files as name and text.
pub fn manual_files() -> Option<Vec<(String, String)>> {
    MANUAL
        .iter()
        .map(|name| Some(((*name).to_owned(), text(&format!("msdrg/v43.1/{name}.txt.gz"))?)))
        .collect()
}

/// The manual, read.
pub fn manual() -> Option<Manual> {
    let files = manual_files()?;
    let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    Some(cms::manual::read(files).unwrap_or_else(|fault| panic!("{fault}")))
}

/// Codes of a file with `code,title` rows.
pub fn codes(path: &str) -> Option<Vec<Code>> {
    let text = text(path)?;
    Some(text.lines().filter_map(|line| Code::parse(line.split(',').next()?.trim_matches('"'))).collect())
}

/// Grouper and editor of April 2026.
pub fn tables(manual: &Manual) -> Option<(DrgTables, MceTables)> {
    let diagnoses = codes("icd10cm/icd10cm_codes_long_titles_FY2026.csv.gz")?;
    let weights = cms::table5::read("table 5", &text("msdrg/table5_FY2026_final_rule.txt.gz")?).unwrap();
    let valid = (20_260_401, 20_260_930);
    let extras = Extras { valid, weights: &weights, diagnoses: &diagnoses };
    let drg = DrgTables::compile(manual, &extras).unwrap_or_else(|error| panic!("{error}"));
    let dx = cms::mce::read("dx", &text("mce/mce_dx_edits_2026-06-01.csv.gz")?).unwrap();
    let pr = cms::mce::read("pr", &text("mce/mce_pr_edits_2026-06-01.csv.gz")?).unwrap();
    let valid_diagnoses: Vec<Code> = drg.diagnoses().collect();
    let mut valid_procedures = codes("icd10pcs/icd10pcs_long_titles.csv.gz")?;
    valid_procedures.extend(drg.procedures());
    let mce = MceTables::compile(&Sources {
        valid,
        diagnoses: &dx.diagnoses,
        procedures: &pr.procedures,
        recent: drg.recent(),
        valid_diagnoses: &valid_diagnoses,
        valid_procedures: &valid_procedures,
    });
    Some((drg, mce))
}

/// All golden claims.
pub fn golden() -> Option<Vec<Value>> {
    let mut all = Vec::new();
    for name in ["edge", "mimic", "random"] {
        let text = text(&format!("msdrg/golden/claims_{name}_v43_1.jsonl.gz"))?;
        all.extend(text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
    }
    Some(all)
}

/// A golden claim's input.
pub fn claim(input: &Value) -> Claim {
    let diagnosis = |value: &Value| Diagnosis {
        code: Code::parse(value["code"].as_str().unwrap()).unwrap_or_default(),
        poa: value["poa"].as_str().map_or(0, |poa| poa.as_bytes()[0]),
    };
    Claim {
        age_years: input["age"].as_u64().map(|age| age as u16),
        sex: match input["sex"].as_u64() {
            Some(0) => Sex::Male,
            Some(1) => Sex::Female,
            _ => Sex::Unknown,
        },
        discharge_status: input["discharge_status"].as_u64().unwrap() as u8,
        principal: Some(diagnosis(&input["pdx"])),
        secondary: input["sdx"].as_array().unwrap().iter().map(diagnosis).collect(),
        procedures: input["procedures"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|procedure| Code::parse(procedure["code"].as_str().unwrap()))
            .collect(),
        ..Claim::default()
    }
}
