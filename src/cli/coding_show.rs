//! What `coding` commands print: accounts, figures.

use super::output::{Outcome, Output};
use crate::{
    coding::{Account, AccountLine, CoderTally, Dnfb, Productivity, Suggestion, Verdict, level_word},
    domain::coding::{AGE_BANDS, dollars, written_code},
};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// One line of a list.
pub fn line(line: &AccountLine, today: NaiveDate, out: &mut Output) -> Outcome {
    let age = line.age_days(today);
    let value = json!({
        "account": line.account, "number": line.number, "mrn": line.mrn, "family": line.family, "given": line.given,
        "class": line.class, "service": line.service, "payer": line.payer, "admit": line.admit,
        "discharge": line.discharge, "age_days": age, "charges_cents": line.charges_cents,
        "state": line.state.word(), "owner": line.owner_name, "drg": line.drg,
        "hold": line.hold.map(crate::domain::coding::PendReason::word), "waits_on": line.waits_on,
        "second_level": line.second_level, "reopened": line.reopened,
    });
    let hold = line.hold.map(|hold| format!(" ({})", hold.title())).unwrap_or_default();
    let text = format!(
        "{:<10} {:<26} {:<11} {:>4} {:>10}  {}{hold}{}",
        line.number,
        line.name(),
        line.class,
        age.map(|days| format!("{days} d")).unwrap_or_default(),
        dollars(line.charges_cents),
        line.state.title(),
        if line.owner_name.is_empty() { String::new() } else { format!("  {}", line.owner_name) }
    );
    out.either(&value, [text])
}

/// What the Uniform Hospital Discharge Data Set asks for besides codes and days (50 FR 31038).
fn uhdds(account: &Account) -> Value {
    let stay = &account.stay;
    json!({
        "race": stay.race, "ethnicity": stay.ethnicity, "zip": stay.zip, "facility": stay.facility,
        "attending": stay.attending, "attending_npi": stay.attending_npi, "member_id": stay.member_id,
        "expected_payer": account.line.payer, "total_charges_cents": account.line.charges_cents,
        "open_queries": stay.open_queries,
    })
}

/// An account as JSON.
pub fn value(account: &Account) -> Value {
    let line = &account.line;
    json!({
        "account": line.account, "number": line.number, "mrn": line.mrn, "family": line.family, "given": line.given,
        "birth_date": account.stay.birth_date, "sex": account.stay.sex, "class": line.class, "service": line.service,
        "payer": line.payer, "admit": line.admit, "discharge": line.discharge, "attending": account.stay.attending,
        "disposition": account.stay.disposition, "charges_cents": line.charges_cents, "state": line.state.word(),
        "owner": line.owner_name, "version": line.version, "uhdds": uhdds(account), "sheet": account.sheet, "drgs": account.drgs,
        "overruled": account.overruled, "final_by": account.final_by, "final_at": account.final_at,
        "final_sha256": account.final_sha256,
        "holds": account.holds.iter().map(|hold| json!({
            "reason": hold.reason.word(), "note": hold.note, "waits_on": hold.waits_on, "waits_for": hold.waits_for,
            "wake_on": hold.wake_on, "by": hold.by, "at": hold.at, "ended_at": hold.ended_at, "ended_how": hold.ended_how,
        })).collect::<Vec<_>>(),
        "history": account.history.iter().map(|entry| json!({
            "at": entry.at, "by": entry.by, "what": entry.what, "reason": entry.reason,
        })).collect::<Vec<_>>(),
    })
}

/// An account, whole.
pub fn account(account: &Account, out: &mut Output) -> Outcome {
    let line = &account.line;
    let mut lines = vec![
        format!("{}  {}  MRN {}", line.number, line.name(), line.mrn),
        format!("{} {} {}", line.class, line.service, line.payer),
        format!(
            "admitted {}  discharged {}  {}",
            line.admit.map(|at| at.day().to_string()).unwrap_or_default(),
            line.discharge.map(|at| at.day().to_string()).unwrap_or_default(),
            dollars(line.charges_cents)
        ),
        format!("{} {}", line.state.title(), line.owner_name),
    ];
    for drg in &account.drgs {
        lines.push(format!("{} DRG {} {} (by {})", drg.stage.title(), drg.drg, drg.title, drg.by));
    }
    if !account.sheet.admitting.is_empty() {
        lines.push(format!("admitting    {}", written_code(&account.sheet.admitting)));
    }
    for (dx, n) in account.sheet.diagnoses.iter().zip(1..) {
        let kind = if n == 1 { "principal" } else { "diagnosis" };
        lines.push(format!("{kind:<10} {n:>2} {:<8} {}", written_code(&dx.code), dx.poa.word()));
    }
    for (px, n) in account.sheet.procedures.iter().zip(1..) {
        let day = px.day.map(|day| day.to_string()).unwrap_or_default();
        lines.push(format!("procedure  {n:>2} {:<8} {day} {}", px.code, px.performer_name));
    }
    for hold in &account.holds {
        let end = if hold.ended_at.is_some() { "was held" } else { "on hold" };
        lines.push(format!("{end}: {} {} {}", hold.reason.title(), hold.waits_on, hold.note));
    }
    for entry in &account.history {
        lines.push(format!("{}  {:<14} {} {}", entry.at, entry.by, entry.what, entry.reason));
    }
    out.either(&value(account), lines)
}

fn tenths(value: Option<i64>) -> String {
    value.map_or_else(|| "-".to_owned(), |tenths| format!("{}.{}", tenths / 10, tenths % 10))
}

/// The figures of what is not coded and not billed.
pub fn dnfb(figures: &Dnfb, out: &mut Output) -> Outcome {
    let total = figures.total();
    let value = json!({
        "as_of": figures.as_of,
        "dnfb_days": figures.dnfb_tenths().map(|tenths| tenths as f64 / 10.0),
        "dnfc_days": figures.dnfc_tenths().map(|tenths| tenths as f64 / 10.0),
        "revenue_cents": figures.revenue_cents, "revenue_days": figures.revenue_days, "total": total,
        "bands": figures.bands.iter().zip(AGE_BANDS).map(|(band, age)| json!({
            "age": age.title, "accounts": band,
        })).collect::<Vec<_>>(),
        "holds": figures.holds.iter().map(|(reason, count, cents)| json!({
            "reason": reason.word(), "count": count, "cents": cents,
        })).collect::<Vec<_>>(),
    });
    let row = |title: &str, band: &crate::coding::Band| {
        let cell = |count: i64, cents: i64| format!("{count:>5} {:>12}", dollars(cents));
        format!(
            "{title:<14}{}{}{}{}",
            cell(band.work_count, band.work_cents),
            cell(band.hold_count, band.hold_cents),
            cell(band.review_count, band.review_cents),
            cell(band.bill_count, band.bill_cents)
        )
    };
    let mut lines = vec![
        format!("As of {}", figures.as_of),
        format!(
            "DNFB {} days: {} discharged, not final billed / {} average daily revenue of {} days",
            tenths(figures.dnfb_tenths()),
            dollars(total.unbilled().1),
            dollars(figures.revenue_cents / figures.revenue_days.max(1)),
            figures.revenue_days
        ),
        format!(
            "DNFC {} days: the part without final codes, {}",
            tenths(figures.dnfc_tenths()),
            dollars(total.uncoded().1)
        ),
        String::new(),
        format!("{:<14}{:>18}{:>18}{:>18}{:>18}", "", "to code", "on hold", "in review", "to bill"),
    ];
    lines.extend(figures.bands.iter().zip(AGE_BANDS).map(|(band, age)| row(age.title, band)));
    lines.push(row("all", &total));
    for (reason, count, cents) in &figures.holds {
        lines.push(format!("on hold for {}: {count} accounts, {}", reason.title(), dollars(*cents)));
    }
    out.either(&value, lines)
}

fn hours(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 3600, seconds % 3600 / 60)
}

/// What coders have done.
pub fn productivity(tallies: &[CoderTally], span: Productivity, out: &mut Output) -> Outcome {
    if !out.wants_json() {
        out.line(format!("{} to {}", span.from, span.to))?;
        out.line(format!(
            "{:<18}{:>7}{:>7}{:>8}{:>7}{:>9}{:>7}{:>10}{:>10}{:>7}",
            "", "final", "inpat", "units", "held", "reopened", "back", "at work", "idle", "per h"
        ))?;
    }
    tallies.iter().try_for_each(|coder| {
        let t = &coder.tally;
        let value = json!({
            "login": coder.login, "name": coder.name, "own": coder.own, "from": span.from.to_string(),
            "to": span.to.to_string(), "tally": t, "per_hour": t.per_hour_tenths().map(|tenths| tenths as f64 / 10.0),
        });
        let line = format!(
            "{:<18}{:>7}{:>7}{:>8}{:>7}{:>9}{:>7}{:>10}{:>10}{:>7}",
            if coder.own { "you" } else { coder.login.as_str() },
            t.finalized,
            t.inpatient,
            format!("{}.{:02}", t.unit_hundredths / 100, t.unit_hundredths % 100),
            t.holds,
            t.reopened,
            t.sent_back,
            hours(t.active_s),
            hours(t.idle_s),
            tenths(t.per_hour_tenths())
        );
        out.either(&value, [line])
    })
}

/// What the edits say, and the DRG.
pub fn verdict(verdict: &Verdict, out: &mut Output) -> Outcome {
    let value = json!({
        "drg": verdict.drg.as_ref().map(|drg| json!({
            "drg": drg.drg, "title": drg.title, "mdc": drg.mdc, "weight": drg.weight.map(|w| w as f64 / 10_000.0),
            "gmlos": drg.gmlos_tenths.map(|d| f64::from(d) / 10.0), "grouper": drg.grouper, "severity": drg.severity,
            "trouble": drg.trouble,
        })),
        "findings": verdict.findings.iter().map(|finding| json!({
            "key": finding.key(), "level": level_word(finding.level), "rule": finding.rule, "codes": finding.codes,
            "what": finding.what, "remedy": finding.remedy, "choices": finding.choices, "overruled": finding.overruled,
            "blocks": finding.blocks(),
        })).collect::<Vec<_>>(),
    });
    let mut lines = Vec::new();
    if let Some(drg) = &verdict.drg {
        let weight =
            drg.weight.map(|w| format!("  weight {}.{:04}", w / 10_000, w % 10_000)).unwrap_or_default();
        lines.push(format!("DRG {} {}{weight}", drg.drg, drg.title));
    }
    for finding in &verdict.findings {
        let overruled =
            finding.overruled.as_ref().map(|why| format!(" (overruled: {why})")).unwrap_or_default();
        lines.push(format!(
            "{:<8} {}: {} {}{overruled}",
            level_word(finding.level),
            finding.rule,
            finding.what,
            finding.remedy
        ));
    }
    if verdict.findings.is_empty() {
        lines.push("Nothing stands against final coding.".to_owned());
    }
    out.either(&value, lines)
}

/// One suggestion.
pub fn suggestion(one: &Suggestion, out: &mut Output) -> Outcome {
    let value = json!({
        "code": one.code, "title": one.title, "source": one.source, "why": one.why, "evidence": one.evidence,
    });
    out.either(&value, [format!("{:<9} {}  [{}]", written_code(&one.code), one.title, one.why)])
}
