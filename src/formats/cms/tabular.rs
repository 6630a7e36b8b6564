//! The ICD-10-CM tabular list as NCHS publishes it: chapter > section > nested diag, with notes at every level.

use super::xml::{Tag, Xml};
use crate::{
    domain::codeset::{NoteKind, Rank, Tabular, TabularRow},
    fault::Fault,
};

/// Reads the tabular list; the root element is open.
pub fn read(xml: &mut Xml<'_>) -> Result<Tabular, Fault> {
    let mut tabular = Tabular::default();
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "version" => tabular.year = xml.year()?,
            "chapter" => chapter(xml, &mut tabular.rows)?,
            _ => xml.skip()?,
        }
    }
    if tabular.year == 0 {
        return Err(xml.fault("The tabular list does not say its year."));
    }
    Ok(tabular)
}

fn chapter(xml: &mut Xml<'_>, rows: &mut Vec<TabularRow>) -> Result<(), Fault> {
    let at = begin(rows, Rank::Chapter, None);
    let (mut promised, mut found) = (0_usize, 0_usize);
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "sectionIndex" => promised += count(xml, "sectionRef")?,
            "section" => {
                found += 1;
                let block = begin(rows, Rank::Block, Some(at));
                name(rows, block, tag.attribute("id"));
                inside(xml, rows, block)?;
            }
            _ => part(xml, rows, at, &tag)?,
        }
    }
    // The published list has blocks that its own overview leaves out, never the other way round.
    if found < promised {
        return Err(xml.fault(format!("A chapter promises {promised} blocks and has {found}.")));
    }
    named(xml, rows, at)
}

/// What stands in a section or a diag.
fn inside(xml: &mut Xml<'_>, rows: &mut Vec<TabularRow>, at: usize) -> Result<(), Fault> {
    while let Some(tag) = xml.child()? {
        if tag.name == "diag" {
            let code = begin(rows, Rank::Code, Some(at));
            inside(xml, rows, code)?;
        } else {
            part(xml, rows, at, &tag)?;
        }
    }
    named(xml, rows, at)
}

fn begin(rows: &mut Vec<TabularRow>, rank: Rank, parent: Option<usize>) -> usize {
    rows.push(TabularRow {
        rank,
        name: String::new(),
        title: String::new(),
        parent,
        notes: Vec::new(),
        seventh: Vec::new(),
    });
    rows.len() - 1
}

fn name(rows: &mut [TabularRow], at: usize, name: &str) {
    if let Some(row) = rows.get_mut(at) {
        name.clone_into(&mut row.name);
    }
}

fn named(xml: &Xml<'_>, rows: &[TabularRow], at: usize) -> Result<(), Fault> {
    match rows.get(at) {
        Some(row) if row.name.is_empty() || row.title.is_empty() => {
            Err(xml.fault("An entry has no name or no title."))
        }
        Some(row) if row.rank == Rank::Code && !sound(&row.name) => {
            Err(xml.fault(format!("\"{}\" is not the form of an ICD-10-CM code.", row.name)))
        }
        _ => Ok(()),
    }
}

/// A letter, then two to six letters or digits, a dot after the third.
fn sound(code: &str) -> bool {
    let plain = code.replace('.', "");
    (3..=7).contains(&plain.len())
        && plain.starts_with(|c: char| c.is_ascii_uppercase())
        && plain.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

fn part(xml: &mut Xml<'_>, rows: &mut [TabularRow], at: usize, tag: &Tag) -> Result<(), Fault> {
    let kind = match tag.name.as_str() {
        "name" => {
            let text = xml.text()?;
            name(rows, at, &text);
            return Ok(());
        }
        "desc" => {
            let title = xml.text()?;
            if let Some(row) = rows.get_mut(at) {
                row.title = title;
            }
            return Ok(());
        }
        "sevenChrDef" => return seventh(xml, rows, at),
        "inclusionTerm" => NoteKind::InclusionTerm,
        "includes" => NoteKind::Includes,
        "excludes1" => NoteKind::Excludes1,
        "excludes2" => NoteKind::Excludes2,
        "codeFirst" => NoteKind::CodeFirst,
        "useAdditionalCode" => NoteKind::UseAdditional,
        "codeAlso" => NoteKind::CodeAlso,
        "sevenChrNote" => NoteKind::Seventh,
        "notes" => NoteKind::Note,
        _ => return xml.skip(),
    };
    while let Some(inner) = xml.child()? {
        let text = xml.text()?;
        if inner.name == "note"
            && !text.is_empty()
            && let Some(row) = rows.get_mut(at)
        {
            row.notes.push((kind, text));
        }
    }
    Ok(())
}

fn seventh(xml: &mut Xml<'_>, rows: &mut [TabularRow], at: usize) -> Result<(), Fault> {
    while let Some(tag) = xml.child()? {
        let text = xml.text()?;
        let Some(row) = rows.get_mut(at) else { continue };
        match tag.name.as_str() {
            "extension" => match tag.attribute("char").chars().next() {
                Some(char) => row.seventh.push((char, text)),
                None => return Err(xml.fault("A 7th character has no value.")),
            },
            // A note under an extension says more of it.
            "note" => {
                if let Some((char, _)) = row.seventh.last().filter(|_| !text.is_empty()) {
                    row.notes.push((NoteKind::Seventh, format!("{char}: {text}")));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn count(xml: &mut Xml<'_>, name: &str) -> Result<usize, Fault> {
    let mut found = 0;
    while let Some(tag) = xml.child()? {
        found += usize::from(tag.name == name);
        xml.skip()?;
    }
    Ok(found)
}
