//! The official code-set files of CMS, NCHS, AHRQ, and of the owners of CPT and NCCI: bytes in, facts out.
//!
//! A file is known by what stands in it, not by its name; where the content leaves it open (CPT, MUE), the name decides.
//! A file that is damaged is refused as a whole, with file and line.

mod appendices;
mod boxes;
mod index;
mod lines;
mod lists;
pub mod manual;
pub mod mce;
mod pcs;
pub mod table5;
mod tabular;
mod xml;

use self::{lists::Text, xml::Xml};
use crate::{
    domain::codeset::{CodeFile, SetKind, plain_code},
    fault::Fault,
};
use std::borrow::Cow;

/// Reads one official file, whatever it is.
pub fn read(name: &str, bytes: &[u8]) -> Result<CodeFile, Fault> {
    let decoded = decode(bytes);
    let text = decoded.trim_start_matches('\u{feff}');
    let file = if text.trim_start().starts_with('<') { read_xml(name, text) } else { read_text(name, text) }?;
    if file.n_records() == 0 {
        return Err(Fault::at(name, text, text.len(), "The file has no records.", "Nothing was loaded."));
    }
    Ok(file)
}

/// Whether [`read`] would know the file by its first bytes; for archives that hold other things too.
pub fn knows(name: &str, head: &[u8]) -> bool {
    let decoded = decode(head);
    let text = decoded.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('<') {
        return ["<ICD10CM.tabular", "<ICD10CM.index", "<ICD10PCS."].iter().any(|root| text.contains(root));
    }
    recognised(name, text).is_some()
}

/// UTF-8, else Windows-1252, in which older files of CMS are written.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // A head that was cut inside a character is still UTF-8.
        Err(error) if error.error_len().is_none() && bytes.len() < (1 << 16) => {
            String::from_utf8_lossy(bytes)
        }
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

fn read_xml(name: &str, text: &str) -> Result<CodeFile, Fault> {
    let mut xml = Xml::new(name, text);
    let root = xml.root()?;
    let file = match root.as_str() {
        "ICD10CM.tabular" => CodeFile::Tabular(tabular::read(&mut xml)?),
        "ICD10CM.index" => {
            let (kind, file) = index::read(&mut xml)?;
            CodeFile::Index(kind, file)
        }
        "ICD10PCS.tabular" => {
            let (year, tables) = pcs::read_tables(&mut xml)?;
            CodeFile::PcsTables(year, tables)
        }
        "ICD10PCS.definitions" => {
            let (year, definitions) = pcs::read_definitions(&mut xml)?;
            CodeFile::PcsDefinitions(year, definitions)
        }
        "ICD10PCS.index" => CodeFile::Index(SetKind::PcsIndex, index::read_pcs(&mut xml)?),
        other => {
            return Err(xml.fault(format!("<{other}> is not an official code-set file that is known here.")));
        }
    };
    match xml.next()? {
        xml::Step::End | xml::Step::Text(_) => Ok(file),
        _ => Err(xml.fault("More follows after the end of the code set.")),
    }
}

fn read_text(name: &str, text: &str) -> Result<CodeFile, Fault> {
    let file = Text { file: name, text };
    match recognised(name, text) {
        Some(read) => read(file),
        None => Err(Fault {
            file: name.to_owned(),
            line: 1,
            what: "This is not an official code-set file that is known here.".into(),
            remedy: "Nothing was loaded; `chartroom codes load --help` lists the files that can be loaded."
                .into(),
        }),
    }
}

type Read = fn(Text<'_>) -> Result<CodeFile, Fault>;

fn recognised(name: &str, text: &str) -> Option<Read> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_uppercase();
    if manual::is_manual(text) {
        return Some(|text| Ok(CodeFile::Manual(Box::new(manual::read_part(text.file, text.text)?))));
    }
    if table5::is_table5(text) {
        return Some(|text| Ok(CodeFile::Weights(table5::read(text.file, text.text)?)));
    }
    if mce::is_edit_list(text) {
        return Some(|text| Ok(CodeFile::Edits(mce::read(text.file, text.text)?)));
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let (first, second) = (lines.next()?, lines.next().unwrap_or_default());
    let heads = |wanted: &[&str]| {
        let columns: Vec<String> =
            first.split(',').map(|head| head.trim_matches('"').trim().to_ascii_lowercase()).collect();
        // One missing column is a fault to be told, not a reason not to know the file.
        wanted.iter().filter(|head| columns.iter().any(|column| column == *head)).count() + 1
            >= wanted.len().max(3)
    };
    if heads(&["rowid", "letter", "level", "term", "see", "seealso", "nonessmodif", "code"]) {
        return Some(lists::index_csv);
    }
    if heads(&["code", "kind", "long_description", "short_description"]) {
        return Some(lists::hcpcs_csv);
    }
    if heads(&["diagnosis_code", "cc", "model_name"]) {
        return Some(lists::hcc);
    }
    if heads(&["i10_dx", "default_ccsr_ip", "default_ccsr_op", "ccsr1"]) {
        return Some(lists::ccsr);
    }
    if first.to_ascii_lowercase().contains("poaexempt") || name.contains("POA") && name.contains("EXEMPT") {
        return Some(lists::poa_exempt);
    }
    if ["LONGU", "MEDU", "SHORTU"].iter().any(|stem| name.starts_with(stem)) {
        return Some(lists::cpt);
    }
    if name.contains("MUE") {
        return Some(lists::ncci_mue);
    }
    if name.contains("PTP") || name.contains("CCIPRA") || name.contains("CCIPRAC") {
        return Some(lists::ncci_ptp);
    }
    if is_order(first) {
        return Some(lists::order_file);
    }
    if first.len() >= 119 && first.get(10..11).is_some_and(|id| matches!(id, "3" | "7")) {
        return Some(lists::hcpcs_fixed);
    }
    if first.trim() == "1" && second.contains('-') {
        return Some(lists::code_list);
    }
    let (code, title) = first.split_once(',')?;
    let code = plain_code(code);
    if title.trim().len() < 4 || code.is_empty() {
        return None;
    }
    match code.len() {
        7 if !code.contains(['I', 'O']) && code.starts_with(|c: char| c.is_ascii_digit()) => {
            Some(|text| lists::titles(text, SetKind::Icd10Pcs))
        }
        3..=7
            if code.starts_with(|c: char| c.is_ascii_alphabetic())
                && code.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) =>
        {
            Some(|text| lists::titles(text, SetKind::Icd10Cm))
        }
        _ => None,
    }
}

fn is_order(line: &str) -> bool {
    let digits = line.get(..5).is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()));
    digits && line.get(5..6) == Some(" ") && line.get(13..14) == Some(" ") && line.len() > 77
}

#[cfg(test)]
mod tests;
