//! The coded account for other programs: the code segments of an 837 institutional claim, CSV lines.
//!
//! HI segments by the 837I implementation guide (005010X223A2), loop 2300: ABK principal, ABJ admitting, APR reason for
//! visit, ABN external cause, ABF other diagnosis, BBR principal and BBQ other procedure, DR for the DRG. Each composite holds
//! the present-on-admission answer in its ninth place; exempt codes leave it empty. Twelve codes to a segment.

use super::{account::Account, coding_change};
use crate::domain::coding::{AccountState, DrgStage, DxLine, MOST_REASONS, Poa, PxLine, is_external_cause};
use crate::domain::{ids::AccountId, time::When};
use chrono::{DateTime, Local, NaiveDate};

/// Most composites of one HI segment.
const IN_SEGMENT: usize = 12;

/// The segments of an account, in the order of the guide, each ended by `~`.
pub fn segments(account: &Account) -> Vec<String> {
    let (line, sheet) = (&account.line, &account.sheet);
    let is_inpatient = line.class == "inpatient";
    // A claim that goes out again replaces the one before (frequency 7).
    let frequency = if line.state == AccountState::Rebill { "7" } else { "1" };
    let bill = format!("{}:A:{frequency}", if is_inpatient { "11" } else { "13" });
    let cents = line.charges_cents;
    let mut out = vec![format!("CLM*{}*{}.{:02}***{bill}", clean(&line.number), cents / 100, cents % 100)];
    let day = |at: When| at.day().format("%Y%m%d").to_string();
    let hour = |at: When| match at {
        When::At(at) => hour_of(at),
        When::Date(_) => "0000".to_owned(),
    };
    if let Some(left) = line.discharge.filter(|_| is_inpatient) {
        out.push(format!("DTP*096*TM*{}", hour(left)));
    }
    if let (Some(from), Some(to)) = (line.admit, line.discharge.or(line.admit)) {
        out.push(format!("DTP*434*RD8*{}-{}", day(from), day(to)));
    }
    if let Some(admit) = line.admit.filter(|_| is_inpatient) {
        out.push(format!("DTP*435*DT*{}{}", day(admit), hour(admit)));
    }
    if is_inpatient {
        let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { clean(text) };
        out.push(format!(
            "CL1*{}*{}*{}",
            or(&sheet.admit_type, "9"),
            or(&sheet.admit_source, "9"),
            or(&sheet.patient_status, "")
        ));
    }
    if let Some(first) = sheet.diagnoses.first() {
        out.push(format!("HI*{}", composite("ABK", first, is_inpatient)));
    }
    if !sheet.admitting.is_empty() && is_inpatient {
        out.push(format!("HI*ABJ:{}", sheet.admitting));
    }
    if !is_inpatient && !sheet.reasons.is_empty() {
        let all: Vec<String> =
            sheet.reasons.iter().take(MOST_REASONS).map(|code| format!("APR:{code}")).collect();
        out.push(format!("HI*{}", all.join("*")));
    }
    let (causes, others): (Vec<&DxLine>, Vec<&DxLine>) =
        sheet.diagnoses.iter().skip(1).partition(|line| is_external_cause(&line.code));
    out.extend(diagnoses("ABN", &causes, is_inpatient));
    let drg = account.drg(DrgStage::Final).or_else(|| account.drg(DrgStage::Working));
    out.extend(drg.filter(|_| is_inpatient).map(|drg| format!("HI*DR:{}", drg.drg)));
    out.extend(diagnoses("ABF", &others, is_inpatient));
    // ICD-10-PCS stands on the claims of inpatients only.
    let done: &[PxLine] = if is_inpatient { &sheet.procedures } else { &[] };
    let procedure = |kind: &str, line: &PxLine| match line.day {
        Some(day) => format!("{kind}:{}:D8:{}", line.code, day.format("%Y%m%d")),
        None => format!("{kind}:{}", line.code),
    };
    if let Some(first) = done.first() {
        out.push(format!("HI*{}", procedure("BBR", first)));
    }
    let rest: Vec<&PxLine> = done.iter().skip(1).collect();
    for part in rest.chunks(IN_SEGMENT) {
        let all: Vec<String> = part.iter().map(|line| procedure("BBQ", line)).collect();
        out.push(format!("HI*{}", all.join("*")));
    }
    for segment in &mut out {
        segment.push('~');
    }
    out
}

/// Diagnoses of one kind, twelve to a segment.
fn diagnoses(kind: &str, lines: &[&DxLine], with_poa: bool) -> Vec<String> {
    let segment = |part: &[&DxLine]| {
        let all: Vec<String> = part.iter().map(|line| composite(kind, line, with_poa)).collect();
        format!("HI*{}", all.join("*"))
    };
    lines.chunks(IN_SEGMENT).map(segment).collect()
}

fn hour_of(at: DateTime<chrono::Utc>) -> String {
    at.with_timezone(&Local).format("%H%M").to_string()
}

fn composite(kind: &str, line: &DxLine, with_poa: bool) -> String {
    match line.poa {
        Poa::Missing | Poa::Exempt => format!("{kind}:{}", line.code),
        poa if with_poa => format!("{kind}:{}:::::::{}", line.code, poa.word()),
        _ => format!("{kind}:{}", line.code),
    }
}

/// A value without the signs that end elements, parts and segments.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '*' | ':' | '~' | '^') && !c.is_control()).collect()
}

/// The heading of [`csv`].
pub const CSV_HEADING: &str = "account,kind,sequence,code,poa,date,performer,source";

/// One line for each code of the account.
pub fn csv(account: &Account) -> Vec<String> {
    let number = &account.line.number;
    let quoted = |text: &str| {
        // A cell must not be taken for a formula by a spreadsheet.
        let text = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
        format!("\"{}\"", text.replace('"', "\"\""))
    };
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut lines = Vec::new();
    if !account.sheet.admitting.is_empty() {
        lines.push(format!("{},admitting,1,{},,,,", quoted(number), account.sheet.admitting));
    }
    for (line, n) in account.sheet.diagnoses.iter().zip(1..) {
        lines.push(format!(
            "{},diagnosis,{n},{},{},,,{}",
            quoted(number),
            line.code,
            line.poa.word(),
            line.source.word()
        ));
    }
    for (line, n) in account.sheet.procedures.iter().zip(1..) {
        lines.push(format!(
            "{},procedure,{n},{},,{},{},{}",
            quoted(number),
            line.code,
            day(line.day),
            quoted(&line.performer_name),
            line.source.word()
        ));
    }
    for drg in &account.drgs {
        lines.push(format!(
            "{},drg-{},1,{},,,,{}",
            quoted(number),
            drg.stage.word(),
            drg.drg,
            quoted(&drg.by)
        ));
    }
    lines
}

/// An account was written out for another program: for the log.
#[derive(Clone, Debug)]
pub struct ExportAccount {
    /// Which.
    pub account: AccountId,
    /// In which form.
    pub form: String,
}

coding_change!(ExportAccount, (), Code, "coding.export", |this, tx| {
    super::rows::for_change(tx, this.account, None)?;
    tx.detail(format!("as {}", this.form));
    Ok(())
});
