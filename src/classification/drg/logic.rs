//! Reads `logic.txt`: how the boxes of the manual that are more than one list are to be read.

use std::collections::BTreeMap;

/// The reading of one box.
#[derive(Debug, Default)]
pub(super) struct Reading<'a> {
    /// The headings that each list must have.
    pub lists: Vec<&'a str>,
    /// When the box holds.
    pub when: &'a str,
    /// The conditions of table columns.
    pub columns: BTreeMap<&'a str, &'a str>,
}

/// All readings, by the first DRG of the box's table. The error is the line that cannot be read.
pub(super) fn readings(text: &str) -> Result<BTreeMap<u16, Reading<'_>>, String> {
    let mut found: BTreeMap<u16, Reading<'_>> = BTreeMap::new();
    let mut current = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let bad = || format!("\"{line}\" in the program's reading of the manual");
        let (word, rest) = line.split_once(' ').ok_or_else(bad)?;
        if word == "box" {
            let drg: u16 = rest.parse().map_err(|_| bad())?;
            current = Some(drg);
            found.insert(drg, Reading::default());
            continue;
        }
        let reading = current.and_then(|drg| found.get_mut(&drg)).ok_or_else(bad)?;
        match word {
            "list" => reading.lists.push(rest),
            "when" => reading.when = rest,
            "column" => {
                let (name, condition) = rest.split_once(" = ").ok_or_else(bad)?;
                let condition = condition.split_once(" \"").map_or(condition, |(condition, _)| condition);
                reading.columns.insert(name, condition);
            }
            _ => return Err(bad()),
        }
    }
    Ok(found)
}

/// The readings that belong to the program.
pub(super) const BUILT_IN: &str = include_str!("logic.txt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_reading_has_a_condition() {
        let all = readings(BUILT_IN).unwrap();
        assert!(all.len() > 80 && all.values().all(|reading| !reading.when.is_empty()));
        assert!(readings("list A").is_err() && readings("box x").is_err());
    }
}
