//! The sheet of codes of one account: diagnoses in order with their present-on-admission answer, procedures with day and
//! performer, and the items of the abstract. Every change of it is a pure step, so that it can be tried and taken back.

use crate::domain::{
    ids::{DocumentId, PractitionerId},
    role::words,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Most diagnoses of an institutional claim: the principal one and 24 others (837I, HI segments).
pub const MOST_DIAGNOSES: usize = 25;
/// Most procedures of an institutional claim.
pub const MOST_PROCEDURES: usize = 25;
/// Most reasons for an outpatient visit.
pub const MOST_REASONS: usize = 3;

words! {
    /// Whether a condition was present on admission.
    #[derive(Default)]
    Poa {
        /// Not answered yet.
        #[default]
        Missing = "", "not answered";
        /// Present.
        Yes = "Y", "present on admission";
        /// Not present.
        No = "N", "not present on admission";
        /// Documentation does not say; counts as N.
        Unknown = "U", "documentation insufficient";
        /// Cannot be determined clinically; counts as Y.
        Undetermined = "W", "clinically undetermined";
        /// The code is exempt from reporting.
        Exempt = "1", "exempt";
    }
}

words! {
    /// Where a code on the sheet comes from.
    #[derive(Default)]
    Source {
        /// Chosen by a coder.
        #[default]
        Coder = "coder", "coder";
        /// Came with an import.
        Imported = "imported", "imported";
        /// Copied from the problem list.
        ProblemList = "problem-list", "problem list";
        /// Copied from an earlier visit.
        EarlierVisit = "earlier-visit", "earlier visit";
        /// A suggestion from the chart that a coder accepted.
        Suggestion = "suggestion", "suggestion";
    }
}

macro_rules! as_word {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> { out.serialize_str(self.word()) }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                Self::from_word(&word).ok_or_else(|| serde::de::Error::custom(concat!("no ", stringify!($name))))
            }
        }
    )*};
}
as_word!(Poa, Source);

/// The place in a document on which a code rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which document.
    pub document: DocumentId,
    /// First byte of the place in the document's text.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// The words themselves, for when the text changes.
    pub quote: String,
}

/// One diagnosis.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DxLine {
    /// ICD-10-CM, capitals without dot.
    pub code: String,
    /// Present on admission.
    #[serde(default)]
    pub poa: Poa,
    /// Where it comes from.
    #[serde(default)]
    pub source: Source,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// One procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PxLine {
    /// ICD-10-PCS, seven characters.
    pub code: String,
    /// On which day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// By whom, if the clinician is in the directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performer: Option<PractitionerId>,
    /// By whom, in words.
    #[serde(default)]
    pub performer_name: String,
    /// Where it comes from.
    #[serde(default)]
    pub source: Source,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// All codes of an account and the items of its abstract.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sheet {
    /// Admitting diagnosis: what was thought at the door.
    pub admitting: String,
    /// Reasons for an outpatient visit, at most three.
    pub reasons: Vec<String>,
    /// Diagnoses; the first is the principal one.
    pub diagnoses: Vec<DxLine>,
    /// Procedures; the first is the principal one.
    pub procedures: Vec<PxLine>,
    /// Discharge status of the claim (UB-04 form locator 17): `01`, `20` …
    pub patient_status: String,
    /// Type of admission (form locator 14): 1 emergency, 2 urgent, 3 elective, 4 newborn, 5 trauma, 9 unknown.
    pub admit_type: String,
    /// Point of origin (form locator 15).
    pub admit_source: String,
    /// Birth weight of a newborn in grams.
    pub birth_weight_g: Option<u32>,
}

/// Why a change of the sheet is not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetFault {
    /// Not the shape of a code.
    #[error("\"{0}\" is no {1} code.")]
    Shape(String, &'static str),
    /// Already there.
    #[error("{0} is on the sheet already, as number {1}.")]
    Twice(String, usize),
    /// No more room on a claim.
    #[error("A claim holds {0} {1} at most. Remove one first.")]
    Full(usize, &'static str),
    /// There is no such line.
    #[error("There is no {1} number {0}.")]
    NoLine(usize, &'static str),
}

/// A code as it is kept: capitals, no dot, no blanks.
pub fn folded_code(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '.').flat_map(char::to_uppercase).collect()
}

/// A diagnosis code as it is written: with a dot after the third character.
pub fn written_code(code: &str) -> String {
    match (code.get(..3), code.get(3..)) {
        (Some(head), Some(rest)) if !rest.is_empty() => format!("{head}.{rest}"),
        _ => code.to_owned(),
    }
}

/// Whether a diagnosis code tells a cause from outside (ICD-10-CM chapter 20).
pub fn is_external_cause(code: &str) -> bool {
    code.starts_with(['V', 'W', 'X', 'Y'])
}

fn dx_code(text: &str) -> Result<String, SheetFault> {
    let code = folded_code(text);
    let sound = (3..=7).contains(&code.len())
        && code.starts_with(|c: char| c.is_ascii_uppercase())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if sound { Ok(code) } else { Err(SheetFault::Shape(text.trim().to_owned(), "ICD-10-CM")) }
}

/// PCS never uses the letters I and O, so that nobody takes them for numbers.
fn px_code(text: &str) -> Result<String, SheetFault> {
    let code = folded_code(text);
    let sound = code.len() == 7
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() && byte != b'I' && byte != b'O');
    if sound { Ok(code) } else { Err(SheetFault::Shape(text.trim().to_owned(), "ICD-10-PCS")) }
}

fn moved<T>(lines: &mut Vec<T>, from: usize, to: usize, what: &'static str) -> Result<(), SheetFault> {
    if from >= lines.len() {
        return Err(SheetFault::NoLine(from + 1, what));
    }
    let line = lines.remove(from);
    lines.insert(to.min(lines.len()), line);
    Ok(())
}

impl Sheet {
    /// Whether no code is on it.
    pub fn is_empty(&self) -> bool {
        self.diagnoses.is_empty() && self.procedures.is_empty()
    }

    /// The code of the principal diagnosis.
    pub fn principal(&self) -> Option<&str> {
        self.diagnoses.first().map(|line| line.code.as_str())
    }

    /// Puts a diagnosis at the end, or at a place. The line's number from 0.
    pub fn add_diagnosis(&mut self, mut line: DxLine, at: Option<usize>) -> Result<usize, SheetFault> {
        line.code = dx_code(&line.code)?;
        if let Some(there) = self.diagnoses.iter().position(|other| other.code == line.code) {
            return Err(SheetFault::Twice(written_code(&line.code), there + 1));
        }
        if self.diagnoses.len() >= MOST_DIAGNOSES {
            return Err(SheetFault::Full(MOST_DIAGNOSES, "diagnoses"));
        }
        let at = at.unwrap_or(usize::MAX).min(self.diagnoses.len());
        self.diagnoses.insert(at, line);
        Ok(at)
    }

    /// Puts a procedure at the end. The same procedure may be done twice.
    pub fn add_procedure(&mut self, mut line: PxLine) -> Result<usize, SheetFault> {
        line.code = px_code(&line.code)?;
        if self.procedures.len() >= MOST_PROCEDURES {
            return Err(SheetFault::Full(MOST_PROCEDURES, "procedures"));
        }
        self.procedures.push(line);
        Ok(self.procedures.len() - 1)
    }

    /// Puts another code in the place of a diagnosis; answer and evidence stay.
    pub fn replace_diagnosis(&mut self, at: usize, code: &str) -> Result<(), SheetFault> {
        let code = dx_code(code)?;
        if let Some(there) = self.diagnoses.iter().position(|other| other.code == code) {
            return Err(SheetFault::Twice(written_code(&code), there + 1));
        }
        let line = self.diagnoses.get_mut(at).ok_or(SheetFault::NoLine(at + 1, "diagnosis"))?;
        line.code = code;
        Ok(())
    }

    /// Takes a diagnosis off.
    pub fn remove_diagnosis(&mut self, at: usize) -> Result<DxLine, SheetFault> {
        if at >= self.diagnoses.len() {
            return Err(SheetFault::NoLine(at + 1, "diagnosis"));
        }
        Ok(self.diagnoses.remove(at))
    }

    /// Takes a procedure off.
    pub fn remove_procedure(&mut self, at: usize) -> Result<PxLine, SheetFault> {
        if at >= self.procedures.len() {
            return Err(SheetFault::NoLine(at + 1, "procedure"));
        }
        Ok(self.procedures.remove(at))
    }

    /// Moves a diagnosis to another place; place 0 makes it the principal one.
    pub fn move_diagnosis(&mut self, from: usize, to: usize) -> Result<(), SheetFault> {
        moved(&mut self.diagnoses, from, to, "diagnosis")
    }

    /// Moves a procedure to another place.
    pub fn move_procedure(&mut self, from: usize, to: usize) -> Result<(), SheetFault> {
        moved(&mut self.procedures, from, to, "procedure")
    }

    /// Answers the question whether a condition was present on admission.
    pub fn set_poa(&mut self, at: usize, poa: Poa) -> Result<(), SheetFault> {
        let line = self.diagnoses.get_mut(at).ok_or(SheetFault::NoLine(at + 1, "diagnosis"))?;
        line.poa = poa;
        Ok(())
    }

    /// Brings a sheet from outside (a command, an import) into the form of the house; the first fault ends it.
    pub fn checked(self) -> Result<Self, SheetFault> {
        let admitting = if self.admitting.is_empty() { String::new() } else { dx_code(&self.admitting)? };
        if self.reasons.len() > MOST_REASONS {
            return Err(SheetFault::Full(MOST_REASONS, "reasons for a visit"));
        }
        let reasons = self.reasons.iter().map(|code| dx_code(code)).collect::<Result<Vec<_>, _>>()?;
        let mut sheet =
            Self { admitting, reasons, diagnoses: Vec::new(), procedures: Vec::new(), ..self.clone() };
        for line in self.diagnoses {
            sheet.add_diagnosis(line, None)?;
        }
        for line in self.procedures {
            sheet.add_procedure(line)?;
        }
        Ok(sheet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dx(code: &str) -> DxLine {
        DxLine { code: code.into(), ..DxLine::default() }
    }

    #[test]
    fn codes_are_kept_without_dot_and_only_once() {
        let mut sheet = Sheet::default();
        assert_eq!(sheet.add_diagnosis(dx("e11.22"), None), Ok(0));
        assert_eq!(sheet.add_diagnosis(dx("N183"), Some(0)), Ok(0));
        assert_eq!(
            sheet.add_diagnosis(dx("E1122"), None).unwrap_err().to_string(),
            "E11.22 is on the sheet already, as number 2."
        );
        assert!(
            sheet.add_diagnosis(dx("1E11"), None).is_err() && sheet.add_diagnosis(dx("E1"), None).is_err()
        );
        sheet.move_diagnosis(1, 0).unwrap();
        assert_eq!(sheet.principal(), Some("E1122"));
        assert!(sheet.set_poa(7, Poa::Yes).is_err());
        let px = PxLine { code: "0SRC0J9".into(), ..PxLine::default() };
        assert_eq!(sheet.add_procedure(px.clone()), Ok(0));
        assert_eq!(sheet.add_procedure(px), Ok(1));
        assert!(sheet.add_procedure(PxLine { code: "0SRCOJ9".into(), ..PxLine::default() }).is_err());
    }

    #[test]
    fn a_claim_holds_so_many_and_no_more() {
        let mut sheet = Sheet::default();
        for n in 0..MOST_DIAGNOSES {
            sheet.add_diagnosis(dx(&format!("A{n:02}")), None).unwrap();
        }
        assert!(matches!(sheet.add_diagnosis(dx("B99"), None), Err(SheetFault::Full(25, _))));
    }

    #[test]
    fn a_sheet_comes_back_from_its_text() {
        let text = r#"{"diagnoses":[{"code":"i10","poa":"Y"}],"patient_status":"01"}"#;
        let sheet: Sheet = serde_json::from_str::<Sheet>(text).unwrap().checked().unwrap();
        assert_eq!((sheet.principal(), sheet.diagnoses[0].poa), (Some("I10"), Poa::Yes));
        let again: Sheet = serde_json::from_str(&serde_json::to_string(&sheet).unwrap()).unwrap();
        assert_eq!(again, sheet);
        assert!(serde_json::from_str::<Sheet>(r#"{"diagnosis":[]}"#).is_err());
    }

    proptest! {
        #[test]
        fn no_order_of_steps_loses_or_doubles_a_code(steps in prop::collection::vec((0_u8..3, 0_usize..30, 0_usize..30), 0..60)) {
            let mut sheet = Sheet::default();
            for (kind, a, b) in steps {
                let before = sheet.diagnoses.len();
                let _ = match kind {
                    0 => sheet.add_diagnosis(dx(&format!("C{a:02}")), Some(b)).map(|_| ()),
                    1 => sheet.remove_diagnosis(a).map(|_| ()),
                    _ => sheet.move_diagnosis(a, b),
                };
                prop_assert!(sheet.diagnoses.len().abs_diff(before) <= 1);
                let mut codes: Vec<&str> = sheet.diagnoses.iter().map(|line| &*line.code).collect();
                codes.sort_unstable();
                codes.dedup();
                prop_assert_eq!(codes.len(), sheet.diagnoses.len());
            }
        }
    }
}
