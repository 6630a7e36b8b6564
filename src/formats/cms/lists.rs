//! Official lists that are plain text: titles, order file, code list, index CSV, HCPCS, mappings, CPT, NCCI.

use crate::{
    domain::codeset::{CodeFile, CodeLine, IndexFile, IndexLine, NcciMue, NcciPair, SetKind, plain_code},
    fault::Fault,
};

/// A text file with its name, for faults.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// The file's name.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
}

impl<'a> Text<'a> {
    /// A fault on a line, counted from 1.
    pub fn fault(&self, line: usize, what: impl Into<String>) -> Fault {
        Fault {
            file: self.file.to_owned(),
            line,
            what: what.into(),
            remedy: "Nothing was loaded; get the file again from its publisher.".to_owned(),
        }
    }

    /// Lines with their numbers, empty ones left out.
    fn lines(&self) -> impl Iterator<Item = (usize, &'a str)> {
        (1..).zip(self.text.lines()).filter(|(_, line)| !line.trim().is_empty())
    }

    /// Rows of CSV with their line numbers.
    fn csv(&self, heading: bool) -> Rows<'a> {
        let reader =
            csv::ReaderBuilder::new().has_headers(heading).flexible(true).from_reader(self.text.as_bytes());
        Rows { text: *self, reader }
    }
}

struct Rows<'a> {
    text: Text<'a>,
    reader: csv::Reader<&'a [u8]>,
}

impl Rows<'_> {
    /// Places of the named columns; a missing one is told.
    fn columns<const N: usize>(&mut self, names: [&str; N]) -> Result<[usize; N], Fault> {
        let text = self.text;
        let heads = self.reader.headers().map_err(|error| broken(&text, &error))?.clone();
        let mut places = [0; N];
        for (place, name) in places.iter_mut().zip(names) {
            let found = heads.iter().position(|head| head.trim().eq_ignore_ascii_case(name));
            *place = found.ok_or_else(|| text.fault(1, format!("The column \"{name}\" is missing.")))?;
        }
        Ok(places)
    }

    fn next(&mut self, n_columns: usize) -> Result<Option<(usize, csv::StringRecord)>, Fault> {
        let mut record = csv::StringRecord::new();
        let more = self.reader.read_record(&mut record).map_err(|error| broken(&self.text, &error))?;
        if !more {
            return Ok(None);
        }
        let line = record.position().map_or(0, |position| position.line() as usize);
        if record.len() < n_columns {
            let what = format!("The row has {} columns, not {n_columns}.", record.len());
            return Err(self.text.fault(line, what));
        }
        Ok(Some((line, record)))
    }
}

fn broken(text: &Text<'_>, error: &csv::Error) -> Fault {
    let line = error.position().map_or(0, |position| position.line() as usize);
    text.fault(line, "The row is not sound CSV.")
}

fn cell(record: &csv::StringRecord, at: usize) -> &str {
    record.get(at).unwrap_or_default().trim()
}

/// `code,long title` without a heading.
pub fn titles(text: Text<'_>, kind: SetKind) -> Result<CodeFile, Fault> {
    let mut rows = text.csv(false);
    let mut lines = Vec::new();
    while let Some((line, record)) = rows.next(2)? {
        let code = code_of(text, line, cell(&record, 0))?;
        lines.push(CodeLine {
            code,
            title: cell(&record, 1).to_owned(),
            short: String::new(),
            billable: true,
        });
    }
    Ok(CodeFile::Titles(kind, lines))
}

/// The order file: columns 1-5 number, 7-13 code, 15 flag, 17-76 short title, 78 long title.
pub fn order_file(text: Text<'_>) -> Result<CodeFile, Fault> {
    let mut lines = Vec::new();
    let mut last = 0_u32;
    for (line, row) in text.lines() {
        let part =
            |from: usize, to: usize| row.get(from..to.min(row.len())).map(str::trim).unwrap_or_default();
        let number: u32 =
            part(0, 5).parse().map_err(|_| text.fault(line, "The line has no order number."))?;
        if number <= last {
            return Err(text.fault(line, format!("Order number {number} follows {last}.")));
        }
        last = number;
        let billable = match part(14, 15) {
            "0" => false,
            "1" => true,
            _ => return Err(text.fault(line, "Column 15 is neither 0 (heading) nor 1 (valid code).")),
        };
        let code = code_of(text, line, part(6, 13))?;
        let title = part(77, usize::MAX);
        if title.is_empty() {
            return Err(text.fault(line, "The line is cut off: it has no long title."));
        }
        lines.push(CodeLine { code, title: title.to_owned(), short: part(16, 76).to_owned(), billable });
    }
    let pcs = lines.iter().all(|line| !line.billable || line.code.len() == 7)
        && lines.iter().any(|line| line.code.starts_with(|c: char| c.is_ascii_digit()));
    Ok(CodeFile::Titles(if pcs { SetKind::Icd10Pcs } else { SetKind::Icd10Cm }, lines))
}

/// Chapters, blocks and codes, one a line: only the codes are kept.
pub fn code_list(text: Text<'_>) -> Result<CodeFile, Fault> {
    let mut codes = Vec::new();
    for (line, row) in text.lines() {
        let row = row.trim();
        if row.contains('-') || row.len() < 3 {
            continue;
        }
        codes.push(code_of(text, line, row)?);
    }
    Ok(CodeFile::CodeList(codes))
}

/// The POA-exempt list: a heading, then a code a line.
pub fn poa_exempt(text: Text<'_>) -> Result<CodeFile, Fault> {
    let rows = text.lines().skip(1).map(|(line, row)| {
        let code = row.split(['\t', ',']).next().unwrap_or_default();
        Ok((code_of(text, line, code)?, Vec::new()))
    });
    Ok(CodeFile::Mapping(SetKind::PoaExempt, rows.collect::<Result<_, Fault>>()?))
}

/// The alphabetic index flattened to CSV, in document order.
pub fn index_csv(text: Text<'_>) -> Result<CodeFile, Fault> {
    let mut rows = text.csv(true);
    let [level, term, see, see_also, modifiers, code] =
        rows.columns(["Level", "Term", "See", "SeeAlso", "NonEssModif", "Code"])?;
    let mut lines: Vec<IndexLine> = Vec::new();
    while let Some((line, record)) = rows.next(6)? {
        let depth: u8 =
            cell(&record, level).parse().map_err(|_| text.fault(line, "The level is not a number."))?;
        if lines.last().is_none_or(|last| last.level + 1 < depth) && depth > 0 {
            return Err(text.fault(line, format!("Level {depth} stands under no level {}.", depth - 1)));
        }
        lines.push(IndexLine {
            level: depth,
            term: cell(&record, term).to_owned(),
            modifiers: cell(&record, modifiers).to_owned(),
            see: cell(&record, see).to_owned(),
            see_also: cell(&record, see_also).to_owned(),
            code: cell(&record, code).to_owned(),
            ..IndexLine::default()
        });
    }
    Ok(CodeFile::Index(SetKind::CmIndex, IndexFile { year: 0, heads: Vec::new(), lines }))
}

/// HCPCS Level II with named columns.
pub fn hcpcs_csv(text: Text<'_>) -> Result<CodeFile, Fault> {
    let mut rows = text.csv(true);
    let [code, long, short] = rows.columns(["code", "long_description", "short_description"])?;
    let mut lines = Vec::new();
    while let Some((line, record)) = rows.next(3)? {
        lines.push(CodeLine {
            code: code_of(text, line, cell(&record, code))?,
            title: cell(&record, long).to_owned(),
            short: cell(&record, short).to_owned(),
            billable: true,
        });
    }
    Ok(CodeFile::Titles(SetKind::Hcpcs, lines))
}

/// HCPCS Level II as CMS publishes it: fixed records, long descriptions continued in record types 4 and 8.
pub fn hcpcs_fixed(text: Text<'_>) -> Result<CodeFile, Fault> {
    let mut lines: Vec<CodeLine> = Vec::new();
    for (line, row) in text.lines() {
        let part =
            |from: usize, to: usize| row.get(from..to.min(row.len())).map(str::trim).unwrap_or_default();
        match part(10, 11) {
            "3" | "7" => lines.push(CodeLine {
                code: code_of(text, line, part(0, 5))?,
                title: part(11, 91).to_owned(),
                short: part(91, 119).to_owned(),
                billable: true,
            }),
            "4" | "8" => match lines.last_mut() {
                Some(last) => {
                    last.title.push(' ');
                    last.title.push_str(part(11, 91));
                }
                None => return Err(text.fault(line, "A continuation stands before any code.")),
            },
            other => return Err(text.fault(line, format!("Record type \"{other}\" is not 3, 4, 7 or 8."))),
        }
    }
    Ok(CodeFile::Titles(SetKind::Hcpcs, lines))
}

/// Diagnosis to CMS-HCC: code, category, model.
pub fn hcc(text: Text<'_>) -> Result<CodeFile, Fault> {
    let mut rows = text.csv(true);
    let [code, category, model] = rows.columns(["diagnosis_code", "cc", "model_name"])?;
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    while let Some((line, record)) = rows.next(3)? {
        let value = format!("{} {}", cell(&record, model), cell(&record, category));
        all.push((code_of(text, line, cell(&record, code))?, vec![value]));
    }
    Ok(CodeFile::Mapping(SetKind::Hcc, all))
}

/// Diagnosis to CCSR: default inpatient, default outpatient, up to six categories.
pub fn ccsr(text: Text<'_>) -> Result<CodeFile, Fault> {
    let mut rows = text.csv(true);
    let [code, inpatient, outpatient, first] =
        rows.columns(["I10_DX", "default_CCSR_IP", "default_CCSR_OP", "CCSR1"])?;
    let mut all = Vec::new();
    while let Some((line, record)) = rows.next(4)? {
        let mut values = vec![cell(&record, inpatient).to_owned(), cell(&record, outpatient).to_owned()];
        let more = (first..record.len()).map(|at| cell(&record, at).to_owned());
        values.extend(more.filter(|value| !value.is_empty()));
        all.push((code_of(text, line, cell(&record, code))?, values));
    }
    Ok(CodeFile::Mapping(SetKind::Ccsr, all))
}

/// CPT as its owner delivers it to licensees: code, tab, description, after a notice; or fixed fields, the long
/// description continued by sequence (columns 1-5 code, 6-7 sequence, 9-80 text; short and medium: 1-5, 7-).
pub fn cpt(text: Text<'_>) -> Result<CodeFile, Fault> {
    let mut lines: Vec<CodeLine> = Vec::new();
    let long_fixed = text.file.to_ascii_uppercase().contains("LONG");
    for (line, row) in text.lines() {
        let (code, title) = if let Some((code, title)) = row.split_once('\t') {
            (code.trim(), title.trim())
        } else {
            let from = if long_fixed { 8 } else { 6 };
            (row.get(..5).unwrap_or_default(), row.get(from..).map(str::trim).unwrap_or_default())
        };
        if !is_cpt(code) {
            // The owner's notice stands above the codes; below them every line is one.
            if lines.is_empty() {
                continue;
            }
            return Err(text.fault(line, "The line does not begin with a five-character code."));
        }
        match lines.last_mut() {
            Some(last) if last.code == code && !row.contains('\t') => {
                last.title.push(' ');
                last.title.push_str(title);
            }
            _ => lines.push(CodeLine {
                code: code.to_owned(),
                title: title.to_owned(),
                short: String::new(),
                billable: true,
            }),
        }
    }
    if lines.is_empty() {
        return Err(text.fault(1, "The file has no codes."));
    }
    Ok(CodeFile::Titles(SetKind::Cpt, lines))
}

/// Four digits, then a digit or a letter (categories II and III end in a letter).
pub fn is_cpt(code: &str) -> bool {
    code.len() == 5
        && code.chars().take(4).all(|c| c.is_ascii_digit())
        && code.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
}

/// NCCI procedure-to-procedure edits: column 1, column 2, mark, effective, deleted, modifier, rationale.
pub fn ncci_ptp(text: Text<'_>) -> Result<CodeFile, Fault> {
    let mut pairs = Vec::new();
    for (line, row) in text.lines() {
        let cells: Vec<&str> = row.split('\t').map(str::trim).collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        if !is_five(cell(0)) || !is_five(cell(1)) {
            if pairs.is_empty() {
                continue;
            }
            return Err(text.fault(line, "The line does not begin with two codes."));
        }
        if cells.len() < 6 {
            return Err(text.fault(line, format!("The row has {} columns, not 6 or 7.", cells.len())));
        }
        let effective =
            cell(3).parse().map_err(|_| text.fault(line, "The effective date is not yyyymmdd."))?;
        let deleted = match cell(4) {
            "*" | "" => 0,
            date => {
                date.parse().map_err(|_| text.fault(line, "The deletion date is neither yyyymmdd nor *."))?
            }
        };
        let Some(modifier @ ('0' | '1' | '9')) = cell(5).chars().next() else {
            return Err(text.fault(line, "The modifier indicator is not 0, 1 or 9."));
        };
        pairs.push(NcciPair {
            column1: cell(0).to_owned(),
            column2: cell(1).to_owned(),
            effective,
            deleted,
            modifier,
            rationale: cell(6).to_owned(),
        });
    }
    Ok(CodeFile::Ptp(pairs))
}

/// NCCI medically unlikely edits: code, value, adjudication indicator, rationale; tabs or CSV.
pub fn ncci_mue(text: Text<'_>) -> Result<CodeFile, Fault> {
    let delimiter = if text.text.contains('\t') { b'\t' } else { b',' };
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.text.as_bytes());
    let mut rows = Rows { text, reader };
    let mut all: Vec<NcciMue> = Vec::new();
    while let Some((line, record)) = rows.next(1)? {
        if !is_five(cell(&record, 0)) {
            if all.is_empty() {
                continue;
            }
            return Err(text.fault(line, "The line does not begin with a code."));
        }
        let units =
            cell(&record, 1).parse().map_err(|_| text.fault(line, "The most units are not a number."))?;
        all.push(NcciMue {
            code: cell(&record, 0).to_owned(),
            units,
            indicator: cell(&record, 2).to_owned(),
            rationale: cell(&record, 3).to_owned(),
        });
    }
    Ok(CodeFile::Mue(all))
}

fn is_five(code: &str) -> bool {
    code.len() == 5
        && code.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
        && code.chars().any(|c| c.is_ascii_digit())
}

/// A sound code of two to seven letters and digits.
fn code_of(text: Text<'_>, line: usize, written: &str) -> Result<String, Fault> {
    let code = plain_code(written);
    if !(2..=7).contains(&code.len()) || written.len() > 9 {
        return Err(text.fault(line, "The code is missing or has not two to seven letters and digits."));
    }
    Ok(code)
}
