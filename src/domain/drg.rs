//! What the MS-DRG Definitions Manual, IPPS Table 5 and the lists of the Medicare Code Editor say, free of their layout.
//!
//! The codec (`formats::cms`) reads these facts out of the official files; `classification::drg` and
//! `classification::mce` compile them into tables. Nothing here decides anything.

use std::fmt;

/// A diagnosis or procedure code without its dot: 1 to 8 capital letters and digits, ordered as in the code books.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u64);

impl Code {
    /// Reads a code as people write it, small letters and a dot allowed; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_bytes(text.as_bytes())
    }

    /// As [`Code::parse`], from bytes.
    pub fn from_bytes(text: &[u8]) -> Option<Self> {
        let (mut value, mut n) = (0_u64, 0_u32);
        for byte in text {
            if *byte == b'.' && n == 3 {
                continue;
            }
            if !byte.is_ascii_alphanumeric() || n == 8 {
                return None;
            }
            value = (value << 8) | u64::from(byte.to_ascii_uppercase());
            n += 1;
        }
        (n > 0).then(|| Self(value << (8 * (8 - n))))
    }

    /// The code as a number that sorts like its text.
    pub fn to_number(self) -> u64 {
        self.0
    }

    /// The code that [`Code::to_number`] gave; any number is some code.
    pub fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// The character at a place, counted from 0; 0 past the end.
    pub fn char_at(self, place: usize) -> u8 {
        self.0.to_be_bytes().get(place).copied().unwrap_or_default()
    }

    /// How many characters it has.
    pub fn len(self) -> usize {
        self.0.to_be_bytes().iter().filter(|byte| **byte != 0).count()
    }

    /// Whether it has no characters, as the default has none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all characters are zeros: how claims fill an unused place.
    pub fn is_zeros(self) -> bool {
        self.0 != 0 && self.0.to_be_bytes().iter().all(|byte| matches!(byte, 0 | b'0'))
    }

    /// Whether the shape is that of an ICD-10-PCS code: seven characters and a first one that no long diagnosis has.
    ///
    /// Of the diagnoses only H codes (glaucoma stages) reach seven characters with a letter that is also a section of
    /// the procedures; there the second character tells, since section H has only body system Z.
    pub fn is_procedure(self) -> bool {
        self.len() == 7
            && match self.char_at(0) {
                b'0'..=b'9' | b'B' | b'C' | b'D' | b'F' | b'G' | b'X' => true,
                b'H' => self.char_at(1) == b'Z',
                _ => false,
            }
    }

    /// Whether it stands in the chapter of external causes (V00 to Y99), which are never a principal diagnosis.
    pub fn is_external_cause(self) -> bool {
        matches!(self.char_at(0), b'V' | b'W' | b'X' | b'Y') && self.char_at(1).is_ascii_digit()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.to_be_bytes().into_iter().filter(|byte| *byte != 0) {
            write!(f, "{}", char::from(byte))?;
        }
        Ok(())
    }
}

/// Something in a list of the manual: one code, or a cluster of codes that count only together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The codes; more than one make a procedure cluster.
    pub codes: Vec<Code>,
    /// Marked with a star: a procedure that needs no operating room.
    pub non_or: bool,
}

/// A list under its headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The lines above the list, spaces folded.
    pub headings: Vec<String>,
    /// The codes below them; none where the headings say it all ("ANY OPERATING ROOM PROCEDURE").
    pub members: Vec<Member>,
    /// The line of the first heading.
    pub line: usize,
}

/// A row of a class's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// One cell for each column but the last: `Some(true)` Yes, `Some(false)` No, `None` n/a.
    pub cells: Vec<Option<bool>>,
    /// The DRG it leads to.
    pub drg: u16,
}

/// A box of the manual: a surgical or medical class with its table and its lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Class {
    /// Which MDC it stands in; 0 is Pre-MDC.
    pub mdc: u8,
    /// The title in the box.
    pub title: String,
    /// The table's column titles, without the last (DRG).
    pub columns: Vec<String>,
    /// The table's rows, from the top.
    pub rows: Vec<Row>,
    /// The DRGs as named below the table.
    pub drgs: Vec<(u16, String)>,
    /// The lists.
    pub parts: Vec<Part>,
    /// The file it came from.
    pub file: String,
    /// The line of its title.
    pub line: usize,
}

/// A Major Diagnostic Category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mdc {
    /// 0 for Pre-MDC, else 1 to 25.
    pub number: u8,
    /// As printed, without the number.
    pub title: String,
    /// The diagnoses that lead here as principal diagnosis.
    pub diagnoses: Vec<Code>,
    /// Lists that stand before the first class.
    pub parts: Vec<Part>,
}

/// A DRG of appendix A.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrgTitle {
    /// 1 to 999.
    pub drg: u16,
    /// Its MDC, if it belongs to one.
    pub mdc: Option<u8>,
    /// Surgical (P), medical (M), or neither.
    pub surgical: Option<bool>,
    /// As printed.
    pub title: String,
}

/// A complication or comorbidity of appendix C, part 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comorbidity {
    /// The diagnosis.
    pub code: Code,
    /// Major (MCC) or not (CC).
    pub major: bool,
    /// Number and size of the collection of principal diagnoses that exclude it; `None` for "No Excl".
    pub collection: Option<(u16, usize)>,
}

/// A block of appendix C, part 3: diagnoses that are no CC or MCC in some DRGs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeverityExclusion {
    /// The MDC.
    pub mdc: u8,
    /// First and last DRG.
    pub drgs: (u16, u16),
    /// The diagnoses.
    pub codes: Vec<Code>,
}

/// A line of appendix D: the surgical classes of an MDC from the highest down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// The MDC.
    pub mdc: u8,
    /// First and last DRG.
    pub drgs: (u16, u16),
    /// As printed.
    pub title: String,
}

/// A cluster of appendix E, part 2, with where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The codes that must all be there.
    pub codes: Vec<Code>,
    /// MDC, first and last DRG.
    pub leads: Vec<(u8, u16, u16)>,
}

/// A hospital-acquired condition of appendix I.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hac {
    /// 1 to 14.
    pub number: u8,
    /// As printed.
    pub title: String,
    /// Its lists.
    pub parts: Vec<Part>,
}

/// A line of text that is neither a list nor a known heading: explanation, page furniture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// What it says.
    pub text: String,
}

/// The Definitions Manual as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manual {
    /// As printed on appendix A, such as 43.1.
    pub version: String,
    /// Pre-MDC and MDC 1 to 25.
    pub mdcs: Vec<Mdc>,
    /// All classes in the order of the text.
    pub classes: Vec<Class>,
    /// Appendix A.
    pub drgs: Vec<DrgTitle>,
    /// Appendix C, part 1.
    pub comorbidities: Vec<Comorbidity>,
    /// The exclusion collections: number and principal diagnoses.
    pub collections: Vec<(u16, Vec<Code>)>,
    /// Appendix C, part 2.
    pub alive_only: Vec<Code>,
    /// Appendix C, part 3.
    pub exclusions: Vec<SeverityExclusion>,
    /// Appendix D.
    pub tiers: Vec<Tier>,
    /// Appendix E, part 2.
    pub clusters: Vec<Cluster>,
    /// Appendix E, part 3: combinations that need no operating room.
    pub non_or: Vec<Vec<Code>>,
    /// Appendix E, part 4.
    pub obstetric: Vec<Member>,
    /// Appendix F: the classes of unrelated procedures, as boxes.
    pub unrelated: Vec<Class>,
    /// Appendix G, the CCs.
    pub ccs: Vec<Code>,
    /// Appendix H, the MCCs, part 1.
    pub mccs: Vec<Code>,
    /// Appendix I.
    pub hacs: Vec<Hac>,
    /// Titles of the diagnoses, in the order of the chapters.
    pub titles: Vec<(Code, String)>,
    /// Lines that were not understood.
    pub notes: Vec<Note>,
}

impl Manual {
    /// The fiscal year of the version: 43 is that of 2026. `None` without appendix A, which names the version.
    pub fn fiscal_year(&self) -> Option<u16> {
        let major = self.version.split('.').next()?;
        major.parse::<u16>().ok().map(|major| major + 1983)
    }

    /// How many lists, titles and codes were read, for the count that is shown.
    pub fn n_records(&self) -> usize {
        let appendices = self.drgs.len() + self.comorbidities.len() + self.tiers.len() + self.clusters.len();
        appendices
            + self.classes.len()
            + self.mdcs.len()
            + self.unrelated.len()
            + self.hacs.len()
            + self.ccs.len()
    }
}

/// A line of IPPS Table 5.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// The DRG.
    pub drg: u16,
    /// The post-acute transfer policy applies.
    pub post_acute: bool,
    /// The special payment method of the transfer policy applies.
    pub special_pay: bool,
    /// Relative weight in ten-thousandths, the 10 % cap applied; `None` where the table has a dot.
    pub weight_e4: Option<u32>,
    /// Geometric mean length of stay in tenths of a day.
    pub geometric_days_e1: Option<u32>,
    /// Arithmetic mean length of stay in tenths of a day.
    pub arithmetic_days_e1: Option<u32>,
}

/// What the code editor knows of a diagnosis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EditedDiagnosis {
    /// The code.
    pub code: Code,
    /// Bits of [`diagnosis_edit`].
    pub edits: u16,
}

/// What the code editor knows of a procedure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EditedProcedure {
    /// The code.
    pub code: Code,
    /// Bits of [`procedure_edit`].
    pub edits: u16,
}

/// Lists of the code editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditLists {
    /// Diagnoses with an edit, in order.
    pub diagnoses: Vec<EditedDiagnosis>,
    /// Procedures with an edit, in order.
    pub procedures: Vec<EditedProcedure>,
}

/// Bits of [`EditedDiagnosis::edits`].
pub mod diagnosis_edit {
    /// Newborn diagnosis: age 0.
    pub const NEWBORN: u16 = 1;
    /// Pediatric diagnosis: age 0 to 17.
    pub const PEDIATRIC: u16 = 1 << 1;
    /// Maternity diagnosis: age 9 to 64.
    pub const MATERNITY: u16 = 1 << 2;
    /// Adult diagnosis: age 15 to 124.
    pub const ADULT: u16 = 1 << 3;
    /// Not acceptable as principal diagnosis.
    pub const UNACCEPTABLE: u16 = 1 << 4;
    /// Acceptable as principal diagnosis with any secondary one.
    pub const NEEDS_SECONDARY: u16 = 1 << 5;
    /// External cause.
    pub const EXTERNAL_CAUSE: u16 = 1 << 6;
    /// Manifestation.
    pub const MANIFESTATION: u16 = 1 << 7;
    /// Unspecified, where a specific code exists (edit 20).
    pub const UNSPECIFIED: u16 = 1 << 8;
    /// Questionable admission.
    pub const QUESTIONABLE: u16 = 1 << 9;
    /// Wrong procedure performed.
    pub const WRONG_PROCEDURE: u16 = 1 << 10;
    /// Not valid any more.
    pub const INVALID: u16 = 1 << 11;
    /// For women only; the edit is switched off by its publisher.
    pub const FEMALE: u16 = 1 << 12;
    /// For men only; the edit is switched off by its publisher.
    pub const MALE: u16 = 1 << 13;
}

/// Bits of [`EditedProcedure::edits`].
pub mod procedure_edit {
    /// Not covered.
    pub const NON_COVERED: u16 = 1;
    /// Not covered above the age of 60.
    pub const NON_COVERED_OVER_60: u16 = 1 << 1;
    /// Limited coverage.
    pub const LIMITED: u16 = 1 << 2;
    /// Questionable without a diagnosis of the outcome of delivery.
    pub const DELIVERY: u16 = 1 << 3;
    /// Not valid any more.
    pub const INVALID: u16 = 1 << 4;
    /// Ventilation over 96 hours: a stay of fewer than five days contradicts it.
    pub const LONG_STAY: u16 = 1 << 5;
    /// Of the list of female procedures; the edit is switched off by its publisher.
    pub const FEMALE: u16 = 1 << 6;
    /// Of the list of male procedures; the edit is switched off by its publisher.
    pub const MALE: u16 = 1 << 7;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        assert_eq!(Code::parse("e11.65"), Code::parse("E1165"));
        assert_eq!(Code::parse("02HA0QZ").map(|code| code.to_string()).as_deref(), Some("02HA0QZ"));
        assert!(
            Code::parse("").is_none() && Code::parse("E1-1").is_none() && Code::parse("123456789").is_none()
        );
        assert!(
            Code::parse("A000") < Code::parse("A0000") && Code::parse("0000000").is_some_and(Code::is_zeros)
        );
    }

    #[test]
    fn the_shape_tells_procedures_from_diagnoses() {
        let is = |text: &str| Code::parse(text).is_some_and(Code::is_procedure);
        assert!(is("02HA0QZ") && is("HZ30ZZZ") && is("XW0331B") && is("D020DZZ"));
        assert!(!is("H401110") && !is("S061X3A") && !is("O360132") && !is("B20"));
    }
}
