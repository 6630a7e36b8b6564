//! HL7 tables as words: code systems, sexes, marital states, addresses, observation states, document types.
//!
//! A code that a table does not hold is shown as it was sent.

use crate::domain::facts::{Coded, EncounterClass, NameUse, Sex};

/// Our name of a code system (HL7 table 0396 and spellings met in feeds); others stay as sent.
pub fn system(sent: &str, code: &str) -> String {
    let upper = sent.to_ascii_uppercase();
    let only_digits = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
    let known = match upper.as_str() {
        "LN" | "LOINC" | "2.16.840.1.113883.6.1" => "LOINC",
        "SCT" | "SNOMED" | "SNOMED CT" | "SNOMED-CT" | "SNOMEDCT" | "2.16.840.1.113883.6.96" => "SNOMED",
        // Older SNOMED has letters in its codes; digits alone are concept ids of SNOMED CT under the old label.
        "SNM" | "SNM3" if only_digits && code.len() >= 6 => "SNOMED",
        "I10"
        | "I10C"
        | "ICD10"
        | "ICD-10"
        | "ICD10CM"
        | "ICD-10-CM"
        | "I10CM"
        | "2.16.840.1.113883.6.90" => "ICD10CM",
        "I10P" | "ICD10PCS" | "ICD-10-PCS" | "2.16.840.1.113883.6.4" => "ICD10PCS",
        "I9"
        | "I9C"
        | "I9CDX"
        | "I9M"
        | "ICD9"
        | "ICD-9"
        | "ICD9CM"
        | "ICD-9-CM"
        | "2.16.840.1.113883.6.103" => "ICD9CM",
        "I9CP" | "I9P" | "ICD9PCS" | "2.16.840.1.113883.6.104" => "ICD9PCS",
        "RXNORM" | "RXN" | "2.16.840.1.113883.6.88" => "RXNORM",
        "CVX" | "2.16.840.1.113883.12.292" => "CVX",
        "NDC" | "2.16.840.1.113883.6.69" => "NDC",
        "C4" | "C5" | "CPT" | "CPT4" | "CPT-4" | "2.16.840.1.113883.6.12" => "CPT",
        "HCPCS" | "HCPT" | "HPC" | "2.16.840.1.113883.6.285" => "HCPCS",
        "DRG" | "MS-DRG" => "DRG",
        _ => sent,
    };
    known.to_owned()
}

/// Whether a system is one that other programs know too; preferred over a sender's local codes.
pub fn is_shared(system: &str) -> bool {
    let shared = [
        "LOINC", "SNOMED", "ICD10CM", "ICD10PCS", "ICD9CM", "ICD9PCS", "RXNORM", "CVX", "NDC", "CPT", "HCPCS",
    ];
    shared.contains(&system)
}

/// PID-8 (table 0001, ISO 5218, words).
pub fn sex(code: &str) -> Option<Sex> {
    Some(match code.to_ascii_uppercase().as_str() {
        "" => return None,
        "F" | "FEMALE" | "2" => Sex::Female,
        "M" | "MALE" | "1" => Sex::Male,
        "U" | "UNKNOWN" | "N" | "UNK" | "0" | "9" => Sex::Unknown,
        _ => Sex::Other,
    })
}

/// XPN-7 (table 0200, and words).
pub fn name_use(code: &str) -> NameUse {
    match code.to_ascii_uppercase().as_str() {
        "A" | "N" | "S" | "P" | "T" | "F" | "NICKNAME" | "ALIAS" => NameUse::Alias,
        "M" | "MAIDEN" => NameUse::Maiden,
        "B" | "BAD" | "NOUSE" | "PREVIOUS" | "FORMER" => NameUse::Former,
        _ => NameUse::Official,
    }
}

/// XAD-7 (table 0190).
pub fn address_use(code: &str) -> &'static str {
    match code.to_ascii_uppercase().as_str() {
        "" | "H" | "HOME" | "P" | "L" | "M" | "RH" => "home",
        "B" | "O" | "BI" | "WORK" => "work",
        "C" | "V" | "TEMP" => "temp",
        "BA" | "OLD" => "old",
        "N" | "BR" | "BDL" | "F" => "birth",
        _ => "",
    }
}

/// PID-16 (table 0002) in words.
pub fn marital(code: &str) -> &str {
    match code.to_ascii_uppercase().as_str() {
        "A" => "Separated",
        "B" => "Unmarried",
        "C" => "Common law",
        "D" => "Divorced",
        "E" => "Legally separated",
        "G" => "Living together",
        "I" => "Interlocutory",
        "M" => "Married",
        "N" => "Annulled",
        "P" => "Domestic partner",
        "R" => "Registered domestic partner",
        "S" => "Single",
        "T" => "Not reported",
        "U" => "Unknown",
        "W" => "Widowed",
        _ => code,
    }
}

/// PID-10 (tables 0005 and CDC) in words.
pub fn race(code: &str) -> &str {
    match code {
        "1002-5" => "American Indian or Alaska Native",
        "2028-9" => "Asian",
        "2054-5" => "Black or African American",
        "2076-8" => "Native Hawaiian or Other Pacific Islander",
        "2106-3" => "White",
        "2131-1" => "Other",
        _ => code,
    }
}

/// PID-22 (table 0189) in words.
pub fn ethnicity(code: &str) -> &str {
    match code {
        "H" | "2135-2" => "Hispanic or Latino",
        "N" | "NH" | "2186-5" => "Not Hispanic or Latino",
        "U" => "Unknown",
        _ => code,
    }
}

/// PV1-2 (table 0004, and codes met in feeds); `None` where it names no class (preadmit, unknown, not applicable).
pub fn class(code: &str) -> Option<EncounterClass> {
    Some(match code.to_ascii_uppercase().as_str() {
        "" | "P" | "N" | "U" | "NOTAPPLICABLE" => return None,
        "I" | "B" | "IP" | "INPATIENT" | "IMP" | "ACUTE" => EncounterClass::Inpatient,
        "O" | "R" | "OP" | "OUTPATIENT" | "AMB" => EncounterClass::Outpatient,
        "E" | "ER" | "ED" | "EMERGENCY" | "EMER" => EncounterClass::Emergency,
        "V" | "OBS" | "OV" | "OBSERVATION" | "OBSENC" => EncounterClass::Observation,
        _ => EncounterClass::Other,
    })
}

/// PV1-4 (table 0007) in words.
pub fn admission_type(code: &str) -> &str {
    match code {
        "A" => "Accident",
        "C" => "Elective",
        "E" => "Emergency",
        "L" => "Labor and delivery",
        "N" => "Newborn",
        "R" => "Routine",
        "U" => "Urgent",
        _ => code,
    }
}

/// OBX-11 and OBR-25 (tables 0085 and 0123).
pub fn result_status(code: &str) -> String {
    let words = match code.to_ascii_uppercase().as_str() {
        "" | "F" | "U" | "V" => "final",
        "P" | "S" | "A" => "preliminary",
        "C" => "corrected",
        "B" => "amended",
        "D" | "W" => "entered in error",
        "X" => "cancelled",
        "R" => "not verified",
        "I" => "pending",
        "N" => "not asked",
        "O" => "ordered",
        _ => code,
    };
    words.to_owned()
}

/// OBR-24 (table 0074); empty if it says nothing that we group by.
pub fn category(section: &str) -> &'static str {
    match section.to_ascii_uppercase().as_str() {
        "LAB" | "CH" | "HM" | "IMM" | "BLB" | "BG" | "CG" | "SR" | "TX" | "URN" | "COAG" | "GE" | "HLA" => {
            "laboratory"
        }
        "MB" | "MCB" | "MYC" | "PAR" | "VR" | "MIC" => "microbiology",
        "SP" | "CP" | "PAT" | "CY" => "pathology",
        "RAD" | "RX" | "XR" | "XRC" | "CT" | "CTH" | "MR" | "MRI" | "NMR" | "NMS" | "NM" | "OUS" | "US"
        | "VUS" | "CUS" | "RUS" | "MG" | "IMG" | "PET" => "imaging",
        "EC" | "CTR" | "ECHO" | "CARD" => "cardiology",
        "PHY" | "NRS" | "ICU" => "vital-signs",
        _ => "",
    }
}

/// LOINC codes of vital signs (the US Core set and their usual partners).
pub fn is_vital_sign(code: &Coded) -> bool {
    let vital = [
        "8867-4", "9279-1", "8310-5", "8302-2", "29463-7", "3141-9", "39156-5", "85354-9", "8480-6",
        "8462-4", "8478-0", "2708-6", "59408-5", "8287-5", "9843-4", "8331-1", "8306-3", "8304-8", "77606-2",
        "59576-9", "8289-1",
    ];
    code.system == "LOINC" && vital.contains(&code.code.as_str())
}

/// TXA-2: HL7 table 0270 with the LOINC document type where one fits, and the table's own words.
pub fn document_type(code: &str) -> Option<(Option<&'static str>, &'static str)> {
    Some(match code.to_ascii_uppercase().as_str() {
        "AR" => (Some("18743-5"), "Autopsy report"),
        "CD" => (None, "Cardiodiagnostics"),
        "CN" => (Some("11488-4"), "Consultation"),
        "DI" => (Some("18748-4"), "Diagnostic imaging"),
        "DS" => (Some("18842-5"), "Discharge summary"),
        "ED" => (Some("34111-5"), "Emergency department report"),
        "HP" => (Some("34117-2"), "History and physical examination"),
        "OP" => (Some("11504-8"), "Operative report"),
        "PC" => (Some("34788-0"), "Psychiatric consultation"),
        "PH" => (Some("34117-2"), "Psychiatric history and physical examination"),
        // The table's PN is a procedure note; a sender whose words say progress note means that.
        "PN" => (Some("28570-0"), "Procedure note"),
        "PR" => (Some("11506-3"), "Progress note"),
        "SP" => (Some("11529-5"), "Surgical pathology"),
        "TS" => (Some("18761-7"), "Transfer summary"),
        _ => return None,
    })
}

/// What a kind of message is about, for those that are kept and not applied.
pub fn subject(kind: &str) -> &'static str {
    match kind {
        "SIU" | "SRM" | "SRR" | "SQM" | "SQR" => "scheduling",
        "ORM" | "OMG" | "OML" | "OMI" | "OMD" | "OMS" | "OMN" | "OMB" | "ORG" | "ORL" | "ORR" | "OSU" => {
            "an order"
        }
        "RDE" | "RDS" | "RAS" | "RGV" | "OMP" | "RRE" | "RRD" | "RRA" | "RRG" | "ORP" => "a pharmacy order",
        "DFT" | "DDR" => "charges",
        "BAR" => "a billing account",
        "REF" | "RRI" | "RPA" | "RPI" | "RPL" | "RQA" | "RQC" | "RQP" | "RQI" => "a referral",
        "PPR" | "PGL" | "PPP" | "PPG" | "PPT" | "PPV" | "PRR" | "PTR" => "problems, goals or pathways",
        "MFN" | "MFK" | "MFQ" | "MFR" => "master files",
        "ACK" | "MCF" | "NMD" | "NMR" | "NMQ" => "an acknowledgement or a system notice",
        "QRY" | "QBP" | "QSB" | "RSP" | "ADR" | "ORF" | "VXQ" | "VXX" | "VXR" | "DSR" | "QCK" => {
            "a query or its answer"
        }
        "ADT" => "an event of administration that changes no record here",
        "MDM" => "a document event that is not known here",
        "ORU" | "OUL" | "OPU" => "an observation event that is not known here",
        _ => "a kind of message that this program does not apply",
    }
}
