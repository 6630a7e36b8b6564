//! From what official files say to compiled sets: files of one kind and edition make one set.

use super::{
    compile_cm,
    library::{Body, Library},
    lines, lists, pcs,
};
use crate::domain::codeset::{CodeFile, CodeLine, SetKind};

/// A compiled set, ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// Its kind.
    pub kind: SetKind,
    /// The pack.
    pub bytes: Vec<u8>,
    /// How many codes, lines or edits it has.
    pub n_records: usize,
}

/// The least number of records of a whole set: what is smaller was cut off or is an excerpt.
///
/// Counts of recent years, with room for shrinking: ICD-10-CM 74,000 valid codes, PCS 78,000, index 81,000 lines.
pub fn least_records(kind: SetKind) -> usize {
    match kind {
        SetKind::Icd10Cm | SetKind::Icd10Pcs => 70_000,
        SetKind::CmIndex | SetKind::Ccsr => 60_000,
        SetKind::PcsIndex | SetKind::PoaExempt => 10_000,
        SetKind::CmExternal | SetKind::Hcpcs => 6_000,
        SetKind::CmDrug | SetKind::Hcc => 5_000,
        SetKind::CmNeoplasm => 1_000,
        SetKind::PcsDefinitions => 300,
        SetKind::Cpt | SetKind::NcciPtp | SetKind::NcciMue | SetKind::MsDrg | SetKind::Mce => 1,
    }
}

/// Compiles the files of one kind. An error says what is missing or does not fit together.
pub fn compile(kind: SetKind, files: &[&CodeFile]) -> Result<Compiled, String> {
    let (bytes, n_records) = match kind {
        SetKind::Icd10Cm => compile_cm::compile(compile_cm::Sources {
            tabular: files.iter().find_map(|file| match file {
                CodeFile::Tabular(tabular) => Some(tabular),
                _ => None,
            }),
            list: files.iter().find_map(|file| match file {
                CodeFile::CodeList(codes) => Some(codes.as_slice()),
                _ => None,
            }),
            titles: files.iter().find_map(|file| titles(file)),
        })?,
        SetKind::Icd10Pcs => {
            let tables = files.iter().find_map(|file| match file {
                CodeFile::PcsTables(_, tables) => Some(tables.as_slice()),
                _ => None,
            });
            match files.iter().find_map(|file| titles(file)) {
                Some(titles) => pcs::compile(tables, titles),
                // The tables have labels only: most of their codes are as old as the titles that the program has.
                None => pcs::compile(tables, &known_titles()),
            }
        }
        SetKind::CmIndex
        | SetKind::CmExternal
        | SetKind::CmNeoplasm
        | SetKind::CmDrug
        | SetKind::PcsIndex => only(files, |file| match file {
            CodeFile::Index(_, index) => Some(lines::compile(index)),
            _ => None,
        })?,
        SetKind::Hcpcs | SetKind::Cpt => only(files, |file| titles(file).map(lists::compile_titles))?,
        SetKind::Hcc | SetKind::Ccsr | SetKind::PoaExempt => only(files, |file| match file {
            CodeFile::Mapping(_, rows) => Some(lists::compile_mapping(rows)),
            _ => None,
        })?,
        SetKind::PcsDefinitions => only(files, |file| match file {
            CodeFile::PcsDefinitions(_, definitions) => Some(lists::compile_definitions(definitions)),
            _ => None,
        })?,
        SetKind::NcciPtp => only(files, |file| match file {
            CodeFile::Ptp(pairs) => Some(lists::compile_pairs(pairs)),
            _ => None,
        })?,
        SetKind::NcciMue => only(files, |file| match file {
            CodeFile::Mue(limits) => Some(lists::compile_limits(limits)),
            _ => None,
        })?,
        SetKind::Mce => {
            let lists = files.iter().filter_map(|file| match file {
                CodeFile::Edits(lists) => Some(lists),
                _ => None,
            });
            super::mce::pack_lists(lists)
        }
        SetKind::MsDrg => return Err("its files are joined before they are compiled".into()),
    };
    Ok(Compiled { kind, bytes, n_records })
}

/// The ICD-10-PCS titles that come with the program.
fn known_titles() -> Vec<CodeLine> {
    let sets = Library::built_in().sets().iter();
    let pcs = sets.filter_map(|set| match &set.body {
        Body::Pcs(pcs) => Some(pcs),
        _ => None,
    });
    let line = |pcs: &pcs::Pcs, number: u32| CodeLine {
        code: pcs.code(number).to_owned(),
        title: pcs.title(number),
        short: String::new(),
        billable: true,
    };
    pcs.flat_map(|pcs| (0..pcs.len()).map(move |number| line(pcs, number))).collect()
}

fn titles(file: &CodeFile) -> Option<&[CodeLine]> {
    match file {
        CodeFile::Titles(_, lines) => Some(lines),
        _ => None,
    }
}

fn only<T>(files: &[&CodeFile], take: impl Fn(&CodeFile) -> Option<T>) -> Result<T, String> {
    match files {
        [file] => take(file).ok_or_else(|| "the file is not of this kind".into()),
        _ => Err(format!("{} files of this kind and edition were given, not one", files.len())),
    }
}
