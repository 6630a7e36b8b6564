//! A claim as the grouper and the code editor take it, and what the grouper answers, in the official names.

use crate::domain::drg::Code;

/// Sex as the claim states it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sex {
    /// 0 in the claims of CMS's test sets.
    Male,
    /// 1 there.
    Female,
    /// Not known, 2 there.
    #[default]
    Unknown,
    /// A sign that means no sex.
    Invalid,
}

/// A diagnosis of a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// The code; empty if what was written is no code.
    pub code: Code,
    /// Present on admission: `Y`, `N`, `U`, `W`; anything else is not recognized. 0 is blank.
    pub poa: u8,
}

/// An inpatient claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// Age in years at admission; `None` if not stated.
    pub age_years: Option<u16>,
    /// Sex.
    pub sex: Sex,
    /// Discharge status of the claim form (UB-04 field 17).
    pub discharge_status: u8,
    /// Discharge date as the number yyyymmdd; `None` means the newest version.
    pub discharged: Option<u32>,
    /// Length of stay in days, for the edit of ventilation over 96 hours.
    pub stay_days: Option<u16>,
    /// Principal diagnosis; `None` if there is none.
    pub principal: Option<Diagnosis>,
    /// Other diagnoses in their order.
    pub secondary: Vec<Diagnosis>,
    /// Procedures in their order.
    pub procedures: Vec<Code>,
}

/// How the grouper ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReturnCode {
    /// A DRG was assigned.
    #[default]
    Ok,
    /// The principal diagnosis is missing or not a valid code of this version.
    InvalidPrincipal,
    /// The principal diagnosis is an external cause.
    CannotBePrincipal,
    /// The MDC depends on the sex, which is not stated.
    InvalidSex,
    /// A diagnosis counts for patients only who left alive, and the discharge status is none.
    InvalidDischargeStatus,
    /// No class holds.
    Ungroupable,
    /// A hospital-acquired condition has no present-on-admission indicator.
    HacWithoutPoa,
}

/// Discharge statuses of the claim form that Medicare knows.
const DISCHARGE_STATUSES: [(u8, u8); 8] =
    [(1, 7), (20, 21), (30, 30), (43, 43), (50, 51), (61, 66), (69, 70), (81, 95)];

/// Whether Medicare knows this discharge status.
pub fn is_discharge_status(status: u8) -> bool {
    DISCHARGE_STATUSES.iter().any(|(from, to)| (*from..=*to).contains(&status))
}

impl ReturnCode {
    /// The official name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::InvalidPrincipal => "INVALID_PDX",
            Self::CannotBePrincipal => "DX_CANNOT_BE_PDX",
            Self::InvalidSex => "INVALID_SEX",
            Self::InvalidDischargeStatus => "INVALID_DISCHARGE_STATUS",
            Self::Ungroupable => "UNGROUPABLE",
            Self::HacWithoutPoa => "HAC_MISSING_ONE_POA",
        }
    }
}

/// What a secondary diagnosis counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Severity {
    /// Neither CC nor MCC.
    #[default]
    Neither,
    /// Complication or comorbidity.
    Cc,
    /// Major complication or comorbidity.
    Mcc,
    /// A CC that the principal diagnosis excludes.
    CcExcluded,
    /// An MCC that the principal diagnosis excludes.
    MccExcluded,
    /// A CC that is part of the DRG's own definition.
    CcInLogic,
    /// An MCC that is part of the DRG's own definition.
    MccInLogic,
}

impl Severity {
    /// The official name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Neither => "NEITHER",
            Self::Cc => "CC",
            Self::Mcc => "MCC",
            Self::CcExcluded => "CC_EXCLUDED",
            Self::MccExcluded => "MCC_EXCLUDED",
            Self::CcInLogic => "CC_EXCLUDED_BY_DRG_LOGIC",
            Self::MccInLogic => "MCC_EXCLUDED_BY_DRG_LOGIC",
        }
    }
}

/// What the present-on-admission indicator of a diagnosis was good for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PoaResult {
    /// No hospital-acquired condition: not looked at.
    #[default]
    NotChecked,
    /// Y or W.
    Present,
    /// N or U.
    NotPresent,
    /// Blank or another sign.
    NotRecognized,
}

impl PoaResult {
    /// The official name.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotChecked => "POA_NOT_CHECKED",
            Self::Present => "POA_RECOGNIZED_YES_POA",
            Self::NotPresent => "POA_RECOGNIZED_NOT_POA",
            Self::NotRecognized => "POA_NOT_RECOGNIZED",
        }
    }
}

/// Whether a diagnosis is a hospital-acquired condition of this stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HacResult {
    /// It is, and does not count as CC or MCC.
    Met,
    /// It was present on admission, or the procedure or principal diagnosis of the condition is not there.
    NotMet,
    /// The principal diagnosis excludes it anyway.
    Excluded,
}

impl HacResult {
    /// The official name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "HAC_CRITERIA_MET",
            Self::NotMet => "HAC_CRITERIA_NOT_MET",
            Self::Excluded => "HAC_NOT_APPLICABLE_EXCLUSION",
        }
    }
}

/// What hospital-acquired conditions did to the DRG.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HacStatus {
    /// There are none.
    #[default]
    NotApplicable,
    /// There are, but the DRG stays.
    NoChange,
    /// They changed the DRG.
    Changes,
}

impl HacStatus {
    /// The official name.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotApplicable => "NOT_APPLICABLE",
            Self::NoChange => "FINAL_DRG_NO_CHANGE",
            Self::Changes => "FINAL_DRG_CHANGES",
        }
    }
}

/// What was found about a secondary diagnosis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecondaryOutcome {
    /// The code.
    pub code: Code,
    /// What it counts for before hospital-acquired conditions are taken out.
    pub initial: Severity,
    /// What it counts for after.
    pub last: Severity,
    /// Its present-on-admission indicator.
    pub poa: PoaResult,
    /// Hospital-acquired conditions: number (0 if not met) and result.
    pub hacs: Vec<(u8, HacResult)>,
}

/// A DRG with its MDC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assigned {
    /// 1 to 999.
    pub drg: u16,
    /// 0 to 25; 0 with 999.
    pub mdc: u8,
}

/// What the grouper says about a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Before hospital-acquired conditions are taken out.
    pub initial: Assigned,
    /// After.
    pub last: Assigned,
    /// How it ended.
    pub code: ReturnCode,
    /// What hospital-acquired conditions did.
    pub hac_status: HacStatus,
    /// How many different conditions were met.
    pub n_hac_categories: u8,
    /// Each secondary diagnosis, in the claim's order.
    pub secondary: Vec<SecondaryOutcome>,
}
