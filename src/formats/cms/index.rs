//! Index files: the alphabetic index, the external cause index, the neoplasm and drug tables of ICD-10-CM, the index of
//! ICD-10-PCS. All are letters with main terms and nested terms.

use super::xml::{Tag, Xml};
use crate::{
    domain::codeset::{IndexFile, IndexLine, SetKind},
    fault::Fault,
};

/// Reads an ICD-10-CM index or table; the root element is open. Its own headings tell which it is.
pub fn read(xml: &mut Xml<'_>) -> Result<(SetKind, IndexFile), Fault> {
    let mut file = IndexFile::default();
    let mut kind = SetKind::CmIndex;
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "version" => file.year = xml.year()?,
            "title" => {
                if xml.text()?.to_ascii_uppercase().contains("EXTERNAL") {
                    kind = SetKind::CmExternal;
                }
            }
            "indexHeading" => {
                let heads = heads(xml)?;
                kind = match heads.first().map(String::as_str) {
                    Some("Neoplasm") => SetKind::CmNeoplasm,
                    Some("Substance") => SetKind::CmDrug,
                    _ => {
                        return Err(xml
                            .fault("The headings are neither those of the neoplasm nor of the drug table."));
                    }
                };
                file.heads = heads.into_iter().skip(1).collect();
                if file.heads.len() != 6 {
                    return Err(
                        xml.fault(format!("The table has {} columns of codes, not 6.", file.heads.len()))
                    );
                }
            }
            "letter" => letter(xml, &mut file)?,
            _ => xml.skip()?,
        }
    }
    ended(xml, file).map(|file| (kind, file))
}

/// Reads the ICD-10-PCS index; the root element is open.
pub fn read_pcs(xml: &mut Xml<'_>) -> Result<IndexFile, Fault> {
    read(xml).map(|(_, file)| file)
}

fn ended(xml: &Xml<'_>, file: IndexFile) -> Result<IndexFile, Fault> {
    if file.year == 0 {
        return Err(xml.fault("The index does not say its year."));
    }
    if file.lines.is_empty() {
        return Err(xml.fault("The index has no lines."));
    }
    Ok(file)
}

fn heads(xml: &mut Xml<'_>) -> Result<Vec<String>, Fault> {
    let mut heads = Vec::new();
    while xml.child()?.is_some() {
        heads.push(xml.text()?);
    }
    Ok(heads)
}

fn letter(xml: &mut Xml<'_>, file: &mut IndexFile) -> Result<(), Fault> {
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "mainTerm" => term(xml, file, 0)?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn term(xml: &mut Xml<'_>, file: &mut IndexFile, level: u8) -> Result<(), Fault> {
    let at = file.lines.len();
    file.lines.push(IndexLine { level, ..IndexLine::default() });
    while let Some(tag) = xml.child()? {
        if tag.name == "term" {
            term(xml, file, level.saturating_add(1))?;
            continue;
        }
        let table = !file.heads.is_empty();
        if let Some(line) = file.lines.get_mut(at) {
            part(xml, &tag, line, table)?;
        }
    }
    match file.lines.get(at) {
        Some(line) if level == 0 && line.term.is_empty() => Err(xml.fault("A main term has no title.")),
        _ => Ok(()),
    }
}

fn part(xml: &mut Xml<'_>, tag: &Tag, line: &mut IndexLine, table: bool) -> Result<(), Fault> {
    match tag.name.as_str() {
        "title" => (line.term, line.modifiers) = xml.text_without("nemod")?,
        // "codes" and "tab" name a range of PCS tables: "0UT9".
        "code" | "codes" | "tab" => join(&mut line.code, &xml.text()?),
        "manif" => join(&mut line.manifestation, &xml.text()?),
        "see" => {
            let (text, codes) = pointer(xml)?;
            join_with(&mut line.see, &text, "; ");
            join(&mut line.code, &codes);
        }
        "seeAlso" => {
            let (text, codes) = pointer(xml)?;
            join_with(&mut line.see_also, &text, "; ");
            join(&mut line.code, &codes);
        }
        "use" => join_with(&mut line.use_value, &xml.text()?, "; "),
        "cell" => {
            let column: usize = tag.attribute("col").parse().unwrap_or(0);
            let text = xml.text()?;
            if !table || !(2..=7).contains(&column) {
                return Err(
                    xml.fault(format!("A cell stands in column \"{}\", not 2 to 7.", tag.attribute("col")))
                );
            }
            line.cells.resize(6, String::new());
            if let Some(cell) = line.cells.get_mut(column - 2) {
                *cell = if text.starts_with("--") { String::new() } else { text };
            }
        }
        _ => xml.skip()?,
    }
    Ok(())
}

/// A pointer's words, and the codes written inside it.
fn pointer(xml: &mut Xml<'_>) -> Result<(String, String), Fault> {
    let (mut text, mut codes) = (String::new(), String::new());
    loop {
        match xml.next()? {
            super::xml::Step::Open(tag) if matches!(tag.name.as_str(), "codes" | "tab" | "code") => {
                join(&mut codes, &xml.text()?);
            }
            super::xml::Step::Open(_) => text.push_str(&xml.text()?),
            super::xml::Step::Close | super::xml::Step::End => return Ok((super::xml::tidy(&text), codes)),
            super::xml::Step::Text(more) => text.push_str(&more),
        }
    }
}

fn join(into: &mut String, more: &str) {
    join_with(into, more, ", ");
}

fn join_with(into: &mut String, more: &str, between: &str) {
    if !into.is_empty() && !more.is_empty() {
        into.push_str(between);
    }
    into.push_str(more);
}
