//! Reads the MS-DRG Definitions Manual, text version, as CMS publishes it: all chapters and appendices, in any number of files.
//!
//! Each line is accounted for: a list, a known heading, a table, known explanation. What is neither is kept in
//! [`Manual::notes`]. Appendix B and part 1 of appendix E follow from the chapters and are passed over if they are there.

use super::{
    appendices::{self, Section},
    boxes::Boxes,
    lines::{Line, classify, fault, folded},
};
use crate::{
    domain::drg::{Code, Manual},
    fault::Fault,
};
use std::collections::{BTreeMap, BTreeSet};

/// What the file is about at a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before the first title.
    Nowhere,
    /// In a chapter.
    Mdc,
    /// In appendix F, whose boxes look like those of a chapter.
    Unrelated,
    /// In another appendix.
    Appendix(Section),
}

/// Whether a text looks like a part of the manual.
pub fn is_manual(text: &str) -> bool {
    let mut after_banner = false;
    text.lines().take(60).any(|line| match classify(line) {
        Line::Banner => {
            after_banner = true;
            false
        }
        Line::Cells(cells) => after_banner && is_title(&cells.concat()),
        Line::Text(text) => after_banner && is_title(text),
        _ => false,
    })
}

fn is_title(text: &str) -> bool {
    text == "Pre-MDC" || text.starts_with("MDC ") || text.starts_with("Appendix ")
}

/// Reads all files of the manual, given as name and text, and checks that they make a whole.
///
/// Refused with file and line: a table that is cut off, a list without heading, counts that do not agree, a missing part.
pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Manual, Fault> {
    let mut parts = Vec::new();
    let mut last = ("the manual", 0);
    for (file, text) in files {
        parts.push(read_part(file, text)?);
        last = (file, text.lines().count());
    }
    join(parts, last)
}

/// Reads one file of the manual; [`join`] makes the whole of all.
pub fn read_part(file: &str, text: &str) -> Result<Manual, Fault> {
    let (mut manual, mut chapters, mut unrelated) = (Manual::default(), Boxes::default(), Boxes::default());
    read_file(file, text, &mut manual, &mut chapters, &mut unrelated)?;
    manual.titles = chapters.titles;
    manual.mdcs = chapters.mdcs;
    manual.classes = chapters.classes;
    manual.unrelated = unrelated.classes;
    manual.notes = chapters.notes;
    manual.notes.append(&mut unrelated.notes);
    manual.tiers.retain(|tier| tier.drgs.0 != 0);
    Ok(manual)
}

/// Joins the parts and checks that they make a whole. `last` is the place a missing part is told at: file and line.
pub fn join(parts: impl IntoIterator<Item = Manual>, last: (&str, usize)) -> Result<Manual, Fault> {
    let mut whole = Manual::default();
    for mut part in parts {
        if !part.version.is_empty() {
            whole.version = part.version;
        }
        whole.mdcs.append(&mut part.mdcs);
        whole.classes.append(&mut part.classes);
        whole.drgs.append(&mut part.drgs);
        whole.comorbidities.append(&mut part.comorbidities);
        whole.collections.append(&mut part.collections);
        whole.alive_only.append(&mut part.alive_only);
        whole.exclusions.append(&mut part.exclusions);
        whole.tiers.append(&mut part.tiers);
        whole.clusters.append(&mut part.clusters);
        whole.non_or.append(&mut part.non_or);
        whole.obstetric.append(&mut part.obstetric);
        whole.unrelated.append(&mut part.unrelated);
        whole.ccs.append(&mut part.ccs);
        whole.mccs.append(&mut part.mccs);
        whole.hacs.append(&mut part.hacs);
        whole.titles.append(&mut part.titles);
        whole.notes.append(&mut part.notes);
    }
    check(&whole, last)?;
    Ok(whole)
}

fn read_file(
    file: &str,
    text: &str,
    manual: &mut Manual,
    chapters: &mut Boxes,
    unrelated: &mut Boxes,
) -> Result<(), Fault> {
    let mut place = Place::Nowhere;
    let mut in_banner = false;
    for (idx, raw) in text.lines().enumerate() {
        let at = (file, idx + 1);
        let line = classify(raw);
        if line == Line::Banner {
            in_banner = !in_banner;
            continue;
        }
        if in_banner {
            let title = match &line {
                Line::Cells(cells) => folded(&cells.concat()),
                Line::Text(text) => folded(text),
                _ => continue,
            };
            place = begin(&title, at, manual, chapters, unrelated)?;
            continue;
        }
        if let (Place::Appendix(_), Line::Text(text)) = (place, &line)
            && let Some(section) = appendices::section_of(text).filter(|_| is_part(text))
        {
            place = Place::Appendix(section);
            continue;
        }
        match place {
            Place::Nowhere if line != Line::Blank => {
                return Err(fault(
                    file,
                    idx + 1,
                    "This does not begin with the title of an MDC or appendix.",
                ));
            }
            Place::Nowhere => {}
            Place::Mdc => chapters.take(line, file, idx + 1)?,
            Place::Unrelated => unrelated.take(line, file, idx + 1)?,
            Place::Appendix(section) => appendices::take(manual, section, &line, raw, at)?,
        }
    }
    Ok(())
}

/// Whether a text line is the title of an appendix's part rather than a sentence about it.
fn is_part(text: &str) -> bool {
    text.contains(" Part ") && text.contains(": ") || text.starts_with("Procedure Cluster/MS-DRG Index")
}

fn begin(
    title: &str,
    (file, line): (&str, usize),
    manual: &mut Manual,
    chapters: &mut Boxes,
    unrelated: &mut Boxes,
) -> Result<Place, Fault> {
    if title.starts_with("Appendix F") {
        unrelated.mdcs.push(crate::domain::drg::Mdc::default());
        return Ok(Place::Unrelated);
    }
    if let Some(section) = appendices::section_of(title) {
        if section == Section::A {
            let version = title.rsplit_once("Version ").map_or("", |(_, version)| version.trim());
            version.clone_into(&mut manual.version);
        }
        return Ok(Place::Appendix(section));
    }
    chapters.begin_mdc(title, file, line)?;
    Ok(Place::Mdc)
}

/// Whether the parts agree with each other.
fn check(manual: &Manual, (file, line): (&str, usize)) -> Result<(), Fault> {
    let bad = |what: String| Err(fault(file, line, what));
    let here: BTreeSet<u8> = manual.mdcs.iter().map(|mdc| mdc.number).collect();
    if let Some(missing) = (0..=25).find(|number| !here.contains(number)) {
        let name = if missing == 0 { "Pre-MDC".to_owned() } else { format!("MDC {missing:02}") };
        return bad(format!("The manual is not whole: {name} is missing."));
    }
    let parts: [(&str, bool); 9] = [
        ("appendix A", manual.drgs.is_empty() || manual.version.is_empty()),
        ("appendix C", manual.comorbidities.is_empty() || manual.collections.is_empty()),
        ("appendix C part 2", manual.alive_only.is_empty()),
        ("appendix C part 3", manual.exclusions.is_empty()),
        ("appendix D", manual.tiers.is_empty()),
        ("appendix E", manual.clusters.is_empty() || manual.obstetric.is_empty()),
        ("appendix F", manual.unrelated.is_empty()),
        ("appendix G and H", manual.ccs.is_empty() || manual.mccs.is_empty()),
        ("appendix I", manual.hacs.len() != 14),
    ];
    if let Some((name, _)) = parts.iter().find(|(_, missing)| *missing) {
        return bad(format!("The manual is not whole: {name} is missing or cut off."));
    }
    check_classes(manual)?;
    check_severities(manual).or_else(bad)
}

/// Each class's table and titles name the same DRGs, and all classes together those of appendix A.
fn check_classes(manual: &Manual) -> Result<(), Fault> {
    let mut named = BTreeSet::new();
    let listed: BTreeSet<u16> = manual.drgs.iter().map(|drg| drg.drg).collect();
    for class in manual.classes.iter().chain(&manual.unrelated) {
        let rows: BTreeSet<u16> = class.rows.iter().map(|row| row.drg).collect();
        let titles: BTreeSet<u16> = class.drgs.iter().map(|(drg, _)| *drg).collect();
        if rows.is_empty() || rows != titles {
            let what =
                format!("The box \"{}\" is cut off: its table and its DRG titles differ.", class.title);
            return Err(fault(&class.file, class.line, what));
        }
        if let Some(drg) = rows.iter().find(|drg| !listed.contains(drg)) {
            let what = format!(
                "DRG {drg:03} is not in appendix A, which has {} DRGs; one of them is cut off.",
                listed.len()
            );
            return Err(fault(&class.file, class.line, what));
        }
        named.extend(rows);
    }
    let missing: Vec<String> = listed
        .iter()
        .filter(|drg| **drg != 999 && !named.contains(drg))
        .map(|drg| format!("{drg:03}"))
        .collect();
    match missing.as_slice() {
        [] => Ok(()),
        [first, ..] => {
            let what = format!(
                "Appendix A lists {} DRGs that no chapter explains, the first is {first}.",
                missing.len()
            );
            Err(fault("appendix A", 1, what))
        }
    }
}

/// Appendix C agrees with G and H, and names only collections that are there.
fn check_severities(manual: &Manual) -> Result<(), String> {
    let levels: BTreeMap<Code, bool> =
        manual.comorbidities.iter().map(|entry| (entry.code, entry.major)).collect();
    let lists =
        manual.ccs.iter().map(|code| (*code, false)).chain(manual.mccs.iter().map(|code| (*code, true)));
    let other: BTreeMap<Code, bool> = lists.collect();
    if levels != other {
        let differ = levels.iter().find(|(code, major)| other.get(code) != Some(major));
        let differ = differ.or_else(|| other.iter().find(|(code, major)| levels.get(code) != Some(major)));
        let code = differ.map(|(code, _)| code.to_string()).unwrap_or_default();
        return Err(format!(
            "Appendix C has {} CCs and MCCs, appendices G and H {}; they differ at {code}.",
            levels.len(),
            other.len()
        ));
    }
    let here: BTreeMap<u16, usize> =
        manual.collections.iter().map(|(number, codes)| (*number, codes.len())).collect();
    let wanted = manual.comorbidities.iter().filter_map(|entry| entry.collection);
    match wanted.into_iter().find(|(number, size)| here.get(number) != Some(size)) {
        Some((number, size)) => Err(format!(
            "Collection {number:04} should have {size} diagnoses, but has {}.",
            here.get(&number).copied().unwrap_or_default()
        )),
        None => Ok(()),
    }
}
