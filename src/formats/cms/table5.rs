//! IPPS Table 5: relative weights, mean lengths of stay and transfer flags of the DRGs, tab-delimited as CMS publishes it.

use super::lines::fault;
use crate::{domain::drg::Weight, fault::Fault};

/// Whether a text looks like Table 5.
pub fn is_table5(text: &str) -> bool {
    text.lines().take(6).any(is_heading)
}

fn is_heading(line: &str) -> bool {
    line.starts_with("MS-DRG") && line.contains('\t') && line.to_ascii_lowercase().contains("weights")
}

/// Where the columns stand.
struct Columns {
    post_acute: usize,
    special_pay: usize,
    weight: usize,
    geometric: usize,
    arithmetic: usize,
}

/// Reads the table. Refused with the line: a missing column, a figure that is none, a DRG twice, a table that is cut off.
pub fn read(file: &str, text: &str) -> Result<Vec<Weight>, Fault> {
    let mut columns = None;
    let mut weights: Vec<Weight> = Vec::new();
    for (idx, line) in text.lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').map(|cell| cell.trim().trim_matches('"')).collect();
        if is_heading(line) {
            columns =
                Some(heading(&cells).map_err(|column| {
                    fault(file, idx + 1, format!("The table has no column \"{column}\"."))
                })?);
            continue;
        }
        let drg = cells.first().copied().unwrap_or_default();
        if drg.len() != 3 || !drg.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let Some(columns) = &columns else {
            return Err(fault(file, idx + 1, "The rows begin before the heading with the column titles."));
        };
        let weight = row(drg, &cells, columns).ok_or_else(|| {
            fault(file, idx + 1, format!("The row of DRG {drg} is cut off or has a figure that is none."))
        })?;
        if weights.last().is_some_and(|before| before.drg >= weight.drg) {
            return Err(fault(file, idx + 1, format!("DRG {drg} is out of order or there twice.")));
        }
        weights.push(weight);
    }
    match weights.last() {
        Some(last) if last.drg == 999 => Ok(weights),
        _ => Err(fault(file, text.lines().count(), "The table is cut off: it should end with DRG 999.")),
    }
}

fn heading(cells: &[&str]) -> Result<Columns, &'static str> {
    let find = |name: &'static str, words: &[&str]| {
        let has = |cell: &&str| {
            let cell = cell.to_ascii_lowercase();
            words.iter().all(|word| cell.contains(word))
        };
        cells.iter().position(has).ok_or(name)
    };
    Ok(Columns {
        post_acute: find("Post-Acute DRG", &["post-acute"])?,
        special_pay: find("Special Pay DRG", &["special pay"])?,
        // Tables from FY 2024 on have the weight before and after the cap; the capped one is paid.
        weight: find("Weights - 10% Cap Applied", &["weights", "cap applied"])
            .or_else(|_| find("Weights", &["weights"]))?,
        geometric: find("Geometric mean LOS", &["geometric"])?,
        arithmetic: find("Arithmetic mean LOS", &["arithmetic"])?,
    })
}

fn row(drg: &str, cells: &[&str], columns: &Columns) -> Option<Weight> {
    let cell = |at: usize| cells.get(at).copied();
    let yes = |at: usize| match cell(at)? {
        "Yes" => Some(true),
        "No" => Some(false),
        _ => None,
    };
    let figure = |at: usize, decimals: u32| match cell(at)? {
        "." | "" => Some(None),
        text => fixed(text, decimals).map(Some),
    };
    Some(Weight {
        drg: drg.parse().ok()?,
        post_acute: yes(columns.post_acute)?,
        special_pay: yes(columns.special_pay)?,
        weight_e4: figure(columns.weight, 4)?,
        geometric_days_e1: figure(columns.geometric, 1)?,
        arithmetic_days_e1: figure(columns.arithmetic, 1)?,
    })
}

/// A decimal number as a whole one of its last decimal, such as `28.0239` with 4 decimals as 280239.
fn fixed(text: &str, decimals: u32) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > decimals as usize || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let scale = 10_u32.checked_pow(decimals)?;
    let rest = 10_u32.checked_pow(decimals.checked_sub(part.len() as u32)?)?;
    let part = if part.is_empty() { 0 } else { part.parse::<u32>().ok()?.checked_mul(rest)? };
    whole.parse::<u32>().ok()?.checked_mul(scale)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\"TABLE 5\"\nMS-DRG \tFY Post-Acute DRG\tSpecial Pay DRG\tMDC\tTYPE\tTitle\tWeights - Before Cap\tWeights - 10% Cap Applied \tGeometric mean LOS\tArithmetic mean LOS\n001\tNo\tYes\tPRE\tSURG\tHEART\t28.0\t28.0239\t25.8\t36.2\n999\tNo\tNo\t\t**\tUNGROUPABLE\t.\t.\t.\t\n";

    #[test]
    fn figures_are_read_exactly() {
        assert!(is_table5(TABLE));
        let weights = read("t", TABLE).unwrap();
        let first = &weights[0];
        assert_eq!((first.drg, first.weight_e4, first.geometric_days_e1), (1, Some(280_239), Some(258)));
        assert!(first.special_pay && !first.post_acute && weights[1].weight_e4.is_none());
        assert_eq!(fixed("3", 4), Some(30_000));
        assert_eq!(fixed("3.12345", 4), None);
    }

    #[test]
    fn damage_is_told_with_its_line() {
        let line = |text: &str| read("t", text).unwrap_err().line;
        assert_eq!(line(&TABLE.replace("28.0239", "28,0239")), 3);
        assert_eq!(line(&TABLE.replace("999", "998")), 4);
        assert_eq!(line(&TABLE.replace("Geometric", "")), 2);
        assert_eq!(line(&TABLE.replace("999\tNo", "001\tNo")), 4);
    }
}
