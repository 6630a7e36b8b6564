//! The appendices of the Definitions Manual: A (titles), C (exclusions), D (hierarchy), E (clusters), G, H and I.

use super::lines::{Line, begin, drg_range, fault, folded, next_word};
use crate::{
    domain::drg::{Cluster, Code, Comorbidity, DrgTitle, Hac, Manual, Part, SeverityExclusion, Tier},
    fault::Fault,
};

/// Which part of the appendices is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// List of DRGs.
    A,
    /// Index of diagnoses: follows from the chapters, passed over.
    B,
    /// CC exclusions.
    C,
    /// Alive-only MCCs.
    CAlive,
    /// Exclusions in some DRGs.
    CDrgs,
    /// Surgical hierarchy.
    D,
    /// Index of procedures: follows from the chapters, passed over.
    E,
    /// Clusters.
    EClusters,
    /// Combinations that are not OR.
    ENonOr,
    /// Procedures of MDC 14.
    EObstetric,
    /// CCs.
    G,
    /// MCCs.
    H,
    /// MCCs if alive: as appendix C part 2.
    HAlive,
    /// Hospital-acquired conditions.
    I,
}

/// The section that a title begins, if it is one of an appendix.
pub(super) fn section_of(title: &str) -> Option<Section> {
    let rest = title.strip_prefix("Appendix ");
    Some(match rest.and_then(|rest| rest.chars().next()) {
        Some('A') => Section::A,
        Some('B') => Section::B,
        Some('C') if title.contains("Part 2:") => Section::CAlive,
        Some('C') if title.contains("Part 3:") => Section::CDrgs,
        Some('C') => Section::C,
        Some('D') => Section::D,
        Some('E') if title.contains("Part 2:") => Section::EClusters,
        Some('E') if title.contains("Part 3:") => Section::ENonOr,
        Some('E') if title.contains("Part 4:") => Section::EObstetric,
        Some('E') => Section::E,
        Some('G') => Section::G,
        Some('H') if title.contains("Part 2:") => Section::HAlive,
        Some('H') => Section::H,
        Some('I') => Section::I,
        _ if title.starts_with("Procedure Cluster/MS-DRG Index") => Section::EClusters,
        _ => return None,
    })
}

/// Takes a line of an appendix. `raw` is the line as it stands in the file.
pub(super) fn take(
    manual: &mut Manual,
    section: Section,
    line: &Line<'_>,
    raw: &str,
    (file, number): (&str, usize),
) -> Result<(), Fault> {
    match section {
        Section::A => drg_title(manual, raw),
        Section::B | Section::E | Section::HAlive => Ok(()),
        Section::C => comorbidity(manual, line, raw, (file, number)),
        Section::CAlive => {
            if let Line::Code(code, ..) = line {
                manual.alive_only.push(*code);
            }
            Ok(())
        }
        Section::CDrgs => severity_exclusion(manual, line, (file, number)),
        Section::D => tier(manual, line, (file, number)),
        Section::EClusters => cluster(manual, line, raw, (file, number)),
        Section::ENonOr => {
            match line {
                Line::Code(code, ..) => manual.non_or.push(vec![*code]),
                Line::And(code, _) => {
                    if let Some(last) = manual.non_or.last_mut() {
                        last.push(*code);
                    }
                }
                _ => {}
            }
            Ok(())
        }
        Section::EObstetric => {
            if let Line::Code(code, star, _) = line {
                begin(&mut manual.obstetric, *code, *star);
            }
            Ok(())
        }
        Section::G => {
            if let Line::Code(code, ..) = line {
                manual.ccs.push(*code);
            }
            Ok(())
        }
        Section::H => {
            if let Line::Code(code, ..) = line {
                manual.mccs.push(*code);
            }
            Ok(())
        }
        Section::I => hac(manual, line, (file, number)),
    }
}

/// `020 01  P  Intracranial …`; MDC and type may be missing.
fn drg_title(manual: &mut Manual, raw: &str) -> Result<(), Fault> {
    let (drg, rest) = next_word(raw);
    if drg.len() != 3 || !drg.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    let Ok(drg) = drg.parse() else { return Ok(()) };
    let (word, after) = next_word(rest);
    let mdc = (word.len() == 2).then(|| word.parse().ok()).flatten();
    let rest = if mdc.is_some() { after } else { rest };
    let (word, after) = next_word(rest);
    let surgical = match word {
        "P" => Some(true),
        "M" => Some(false),
        _ => None,
    };
    let title = folded(if surgical.is_some() { after } else { rest });
    manual.drgs.push(DrgTitle { drg, mdc, surgical, title });
    Ok(())
}

/// `A000 CC 0002:3 codes …` (level, HACs, collection), later the collections themselves.
fn comorbidity(manual: &mut Manual, line: &Line<'_>, raw: &str, at: (&str, usize)) -> Result<(), Fault> {
    if let Some(number) = raw.trim().strip_prefix("PDX collection ") {
        let number =
            number.trim().parse().map_err(|_| fault(at.0, at.1, "This collection has no number."))?;
        manual.collections.push((number, Vec::new()));
        return Ok(());
    }
    let Line::Code(code, _, rest) = line else { return Ok(()) };
    if rest.starts_with("Dx ") && rest.contains("Lev") {
        return Ok(()); // the heading of the columns: "I10 Dx  Lev HAC PDX Exclusions"
    }
    if let Some((_, codes)) = manual.collections.last_mut() {
        codes.push(*code);
        return Ok(());
    }
    let (level, rest) = next_word(rest);
    let major = match level {
        "CC" => false,
        "MCC" => true,
        _ => return Err(fault(at.0, at.1, format!("The level of {code} is neither CC nor MCC."))),
    };
    let collection = match collection_of(rest) {
        Collection::Numbered(number, size) => Some((number, size)),
        Collection::NoExclusion => None,
        Collection::Missing => {
            return Err(fault(at.0, at.1, format!("{code} names no collection of excluding diagnoses.")));
        }
    };
    manual.comorbidities.push(Comorbidity { code: *code, major, collection });
    Ok(())
}

/// What stands where appendix C names the collection.
enum Collection {
    Numbered(u16, usize),
    NoExclusion,
    Missing,
}

/// Number and size in `05 0002:3 codes Cholera …`, or `No Excl`.
fn collection_of(rest: &str) -> Collection {
    let mut rest = rest;
    loop {
        let (word, after) = next_word(rest);
        if word == "No" && after.starts_with("Excl") {
            return Collection::NoExclusion;
        }
        if let Some((number, count)) = word.split_once(':') {
            let size = count.replace(',', "").parse().ok();
            let found = number.parse().ok().zip(size);
            return found.map_or(Collection::Missing, |(number, size)| Collection::Numbered(number, size));
        }
        // Before it only the numbers of hospital-acquired conditions may stand.
        if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',') {
            return Collection::Missing;
        }
        rest = after;
    }
}

/// `MDC 01 DRGs 082-084 …` and the codes below.
fn severity_exclusion(manual: &mut Manual, line: &Line<'_>, at: (&str, usize)) -> Result<(), Fault> {
    match line {
        Line::Text(text) if text.starts_with("MDC ") => {
            let mut words = text.split_whitespace().skip(1);
            let mdc = words.next().and_then(|word| word.parse().ok());
            let drgs = words.nth(1).and_then(drg_range);
            let (Some(mdc), Some(drgs)) = (mdc, drgs) else {
                return Err(fault(at.0, at.1, "This heading should name an MDC and its DRGs."));
            };
            manual.exclusions.push(SeverityExclusion { mdc, drgs, codes: Vec::new() });
        }
        Line::Code(code, ..) => match manual.exclusions.last_mut() {
            Some(block) => block.codes.push(*code),
            None => return Err(fault(at.0, at.1, "A code stands without the DRGs in which it is excluded.")),
        },
        _ => {}
    }
    Ok(())
}

/// `MDC 01 …`, then `020-022 Intracranial …`.
fn tier(manual: &mut Manual, line: &Line<'_>, at: (&str, usize)) -> Result<(), Fault> {
    let Line::Text(text) = line else {
        return Ok(());
    };
    let (word, rest) = next_word(text);
    if word == "MDC" {
        let number = next_word(rest).0;
        if let (2, Ok(mdc)) = (number.len(), number.parse()) {
            // A tier without DRGs tells the following lines which MDC they belong to; it is dropped at the end.
            manual.tiers.push(Tier { mdc, drgs: (0, 0), title: String::new() });
        }
    } else if let Some(drgs) = drg_range(word) {
        let Some(mdc) = manual.tiers.last().map(|tier| tier.mdc) else {
            return Err(fault(at.0, at.1, "A surgical class stands without its MDC."));
        };
        manual.tiers.push(Tier { mdc, drgs, title: folded(rest) });
    }
    Ok(())
}

/// A column of codes on the left, one of `MDC DRGs title` on the right.
fn cluster(manual: &mut Manual, line: &Line<'_>, raw: &str, at: (&str, usize)) -> Result<(), Fault> {
    let rest = match line {
        Line::Code(code, _, rest) => {
            manual.clusters.push(Cluster { codes: vec![*code], leads: Vec::new() });
            *rest
        }
        Line::And(code, rest) => {
            if let Some(last) = manual.clusters.last_mut() {
                last.codes.push(*code);
            }
            *rest
        }
        Line::Text(text) => text.strip_prefix("and ").map_or(*text, |code| {
            // The last code of a cluster may have nothing beside it.
            if let (Some(code), Some(last)) = (Code::parse(code.trim()), manual.clusters.last_mut()) {
                last.codes.push(code);
            }
            ""
        }),
        _ => return Ok(()),
    };
    let (mdc, after) = next_word(rest);
    if let (2, Ok(mdc)) = (mdc.len(), mdc.parse::<u8>()) {
        let Some((first, last)) = drg_range(next_word(after).0) else {
            return Err(fault(at.0, at.1, format!("\"{}\" names no DRG beside its MDC.", folded(raw))));
        };
        if let Some(cluster) = manual.clusters.last_mut() {
            cluster.leads.push((mdc, first, last));
        }
    }
    Ok(())
}

/// `HAC 01: …`, headings and codes.
fn hac(manual: &mut Manual, line: &Line<'_>, at: (&str, usize)) -> Result<(), Fault> {
    match line {
        Line::Text(text) => {
            if let Some((number, title)) =
                text.strip_prefix("HAC ").and_then(|rest| rest.split_once(':')).and_then(|(number, title)| {
                    Some((
                        number.trim().parse::<u8>().ok().filter(|number| (1..=14).contains(number))?,
                        title,
                    ))
                })
            {
                manual.hacs.push(Hac { number, title: folded(title), parts: Vec::new() });
                return Ok(());
            }
            let Some(hac) = manual.hacs.last_mut() else { return Ok(()) };
            match hac.parts.last_mut().filter(|part| part.members.is_empty()) {
                Some(part) => part.headings.push(folded(text)),
                None => {
                    hac.parts.push(Part { headings: vec![folded(text)], members: Vec::new(), line: at.1 });
                }
            }
        }
        Line::Code(code, star, _) => match manual.hacs.last_mut().and_then(|hac| hac.parts.last_mut()) {
            Some(part) => begin(&mut part.members, *code, *star),
            None => return Err(fault(at.0, at.1, "A code stands without its hospital-acquired condition.")),
        },
        _ => {}
    }
    Ok(())
}
