//! What an official code-set file says, free of its format: codecs speak it, `classification` compiles it.

use super::role::words;

words! {
    /// A kind of code set. Several editions of one kind stand side by side, each with its dates.
    SetKind {
        /// ICD-10-CM: tabular list with titles and notes.
        Icd10Cm = "icd10cm", "ICD-10-CM";
        /// Alphabetic index to diseases and injuries.
        CmIndex = "icd10cm-index", "ICD-10-CM index";
        /// External cause of injuries index.
        CmExternal = "icd10cm-external", "external cause index";
        /// Neoplasm table.
        CmNeoplasm = "icd10cm-neoplasm", "neoplasm table";
        /// Table of drugs and chemicals.
        CmDrug = "icd10cm-drug", "table of drugs and chemicals";
        /// Codes exempt from reporting present on admission.
        PoaExempt = "poa-exempt", "POA-exempt list";
        /// ICD-10-PCS: tables or titles.
        Icd10Pcs = "icd10pcs", "ICD-10-PCS";
        /// ICD-10-PCS index.
        PcsIndex = "icd10pcs-index", "ICD-10-PCS index";
        /// ICD-10-PCS definitions of values.
        PcsDefinitions = "icd10pcs-definitions", "ICD-10-PCS definitions";
        /// HCPCS Level II.
        Hcpcs = "hcpcs", "HCPCS Level II";
        /// Diagnosis to CMS-HCC mapping.
        Hcc = "cms-hcc", "CMS-HCC mapping";
        /// Diagnosis to CCSR mapping.
        Ccsr = "ccsr", "CCSR mapping";
        /// CPT, from the licensee's own files.
        Cpt = "cpt", "CPT";
        /// NCCI procedure-to-procedure edits.
        NcciPtp = "ncci-ptp", "NCCI procedure-to-procedure edits";
        /// NCCI medically unlikely edits.
        NcciMue = "ncci-mue", "NCCI medically unlikely edits";
        /// MS-DRG definitions and weights.
        MsDrg = "msdrg", "MS-DRG";
        /// Medicare Code Editor lists.
        Mce = "mce", "Medicare Code Editor";
    }
}

words! {
    /// A kind of instruction in the tabular list.
    NoteKind {
        /// Another name of what the code holds.
        InclusionTerm = "inclusion-term", "Inclusion term";
        /// What the category takes in.
        Includes = "includes", "Includes";
        /// Not coded here, never together.
        Excludes1 = "excludes1", "Excludes1";
        /// Not included here, may stand together.
        Excludes2 = "excludes2", "Excludes2";
        /// The underlying condition comes first.
        CodeFirst = "code-first", "Code first";
        /// A further code says more.
        UseAdditional = "use-additional", "Use additional";
        /// Two codes may be needed, in either order.
        CodeAlso = "code-also", "Code also";
        /// A plain note.
        Note = "note", "Note";
        /// How the seventh character is added.
        Seventh = "seventh", "7th character";
    }
}

/// What a row of the tabular list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// A chapter, named by its number.
    Chapter,
    /// A block, named by its first and last category (`A00-A09`).
    Block,
    /// A category, subcategory or code.
    Code,
}

/// One row of the tabular list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabularRow {
    /// What it is.
    pub rank: Rank,
    /// `1`, `A00-A09` or `E11.21`, as in the file.
    pub name: String,
    /// The title.
    pub title: String,
    /// Place of the row it stands under.
    pub parent: Option<usize>,
    /// Its own notes, in order.
    pub notes: Vec<(NoteKind, String)>,
    /// Its own seventh characters with their meanings; they hold for everything below.
    pub seventh: Vec<(char, String)>,
}

/// The tabular list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tabular {
    /// The fiscal year of the file.
    pub year: u16,
    /// Rows in the order of the book.
    pub rows: Vec<TabularRow>,
}

/// One line of an index or of a table that is written as an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexLine {
    /// 0 for a main term, 1 and more for its sub-terms.
    pub level: u8,
    /// The term without nonessential modifiers.
    pub term: String,
    /// Nonessential modifiers with their brackets.
    pub modifiers: String,
    /// Where to look instead.
    pub see: String,
    /// Where to look besides.
    pub see_also: String,
    /// The value to use for this term (ICD-10-PCS).
    pub use_value: String,
    /// The code, as printed: `E11.21`, `H93.29-`, `0UT9`.
    pub code: String,
    /// The manifestation code printed in brackets.
    pub manifestation: String,
    /// Codes of columns 2 to 7 of the neoplasm and drug tables; empty elsewhere.
    pub cells: Vec<String>,
}

/// An index or a table written as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexFile {
    /// The fiscal year of the file; 0 if it does not say.
    pub year: u16,
    /// Titles of columns 2 to 7; empty for an index.
    pub heads: Vec<String>,
    /// Lines in document order.
    pub lines: Vec<IndexLine>,
}

/// A code with its titles, as lists give it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeLine {
    /// The code without dot.
    pub code: String,
    /// The full title.
    pub title: String,
    /// A short title; empty if the file has none.
    pub short: String,
    /// Whether it can be reported; a heading otherwise.
    pub billable: bool,
}

/// One value of an axis with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AxisValue {
    /// The character.
    pub value: char,
    /// Its meaning in this table.
    pub label: String,
}

/// One row of an ICD-10-PCS table: any combination of its values makes a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PcsRow {
    /// Values of axes 4 to 7.
    pub axes: [Vec<AxisValue>; 4],
}

/// One ICD-10-PCS table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PcsTable {
    /// Section, body system, operation.
    pub head: Vec<AxisValue>,
    /// What the operation means.
    pub definition: String,
    /// Titles of axes 4 to 7 in this table.
    pub axis_titles: Vec<String>,
    /// Its rows.
    pub rows: Vec<PcsRow>,
}

/// One entry of the ICD-10-PCS definitions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PcsDefinition {
    /// The section's character.
    pub section: char,
    /// The axis, 3 to 7.
    pub axis: u8,
    /// The value as titled.
    pub title: String,
    /// Definition, explanation and examples, each a sentence or more.
    pub text: String,
    /// Names that the value takes in.
    pub includes: Vec<String>,
}

/// One pair of NCCI edits: the second is not paid beside the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NcciPair {
    /// Code of column 1.
    pub column1: String,
    /// Code of column 2.
    pub column2: String,
    /// First day it holds, `yyyymmdd`.
    pub effective: u32,
    /// Last day it holds, `yyyymmdd`; 0 while it holds.
    pub deleted: u32,
    /// `0` no modifier helps, `1` one may, `9` does not apply.
    pub modifier: char,
    /// The reason given.
    pub rationale: String,
}

/// One medically unlikely edit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NcciMue {
    /// The code.
    pub code: String,
    /// The most units.
    pub units: u32,
    /// The adjudication indicator as printed.
    pub indicator: String,
    /// The reason given.
    pub rationale: String,
}

/// What one official file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeFile {
    /// The ICD-10-CM tabular list.
    Tabular(Tabular),
    /// Codes only, chapters and blocks between them.
    CodeList(Vec<String>),
    /// Codes with titles (titles CSV, order file), of a kind.
    Titles(SetKind, Vec<CodeLine>),
    /// An index or table, of a kind.
    Index(SetKind, IndexFile),
    /// ICD-10-PCS tables with their year.
    PcsTables(u16, Vec<PcsTable>),
    /// ICD-10-PCS definitions with their year.
    PcsDefinitions(u16, Vec<PcsDefinition>),
    /// Code to values (HCC, CCSR, POA-exempt): each value as the file has it.
    Mapping(SetKind, Vec<(String, Vec<String>)>),
    /// NCCI pairs.
    Ptp(Vec<NcciPair>),
    /// NCCI unit limits.
    Mue(Vec<NcciMue>),
    /// A part of the MS-DRG Definitions Manual.
    Manual(Box<super::drg::Manual>),
    /// IPPS Table 5.
    Weights(Vec<super::drg::Weight>),
    /// Lists of the Medicare Code Editor.
    Edits(super::drg::EditLists),
}

impl CodeFile {
    /// The kind of set that the file belongs to.
    pub fn kind(&self) -> SetKind {
        match self {
            Self::Tabular(_) | Self::CodeList(_) => SetKind::Icd10Cm,
            Self::Titles(kind, _) | Self::Index(kind, _) | Self::Mapping(kind, _) => *kind,
            Self::PcsTables(..) => SetKind::Icd10Pcs,
            Self::PcsDefinitions(..) => SetKind::PcsDefinitions,
            Self::Ptp(_) => SetKind::NcciPtp,
            Self::Mue(_) => SetKind::NcciMue,
            Self::Manual(_) | Self::Weights(_) => SetKind::MsDrg,
            Self::Edits(_) => SetKind::Mce,
        }
    }

    /// The year that the file itself says.
    pub fn year(&self) -> Option<u16> {
        let year = match self {
            Self::Tabular(tabular) => tabular.year,
            Self::Index(_, index) => index.year,
            Self::PcsTables(year, _) | Self::PcsDefinitions(year, _) => *year,
            Self::Manual(manual) => manual.fiscal_year().unwrap_or_default(),
            _ => 0,
        };
        (year > 0).then_some(year)
    }

    /// How many records were read, for the count that is shown.
    pub fn n_records(&self) -> usize {
        match self {
            Self::Tabular(tabular) => tabular.rows.len(),
            Self::CodeList(codes) => codes.len(),
            Self::Titles(_, lines) => lines.len(),
            Self::Index(_, index) => index.lines.len(),
            Self::PcsTables(_, tables) => tables.len(),
            Self::PcsDefinitions(_, definitions) => definitions.len(),
            Self::Mapping(_, rows) => rows.len(),
            Self::Ptp(pairs) => pairs.len(),
            Self::Mue(limits) => limits.len(),
            Self::Manual(manual) => manual.n_records(),
            Self::Weights(weights) => weights.len(),
            Self::Edits(lists) => lists.diagnoses.len() + lists.procedures.len(),
        }
    }
}

/// A code without dot, blanks and case: `e11.21` is `E1121`.
pub fn plain_code(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// An ICD-10-CM code as it is printed: with a dot after the third character.
pub fn dotted(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((head, tail)) if !tail.is_empty() => format!("{head}.{tail}"),
        _ => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_with_and_without_dot() {
        assert_eq!(
            (plain_code(" e11.21 "), dotted("E1121"), dotted("I10")),
            ("E1121".into(), "E11.21".into(), "I10".into())
        );
    }
}
