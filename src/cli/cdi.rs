//! `cdi indicators|explain|dismiss|rules`.

use super::{
    args::Args,
    cdi_args::CdiCommand,
    cdi_review,
    output::{Outcome, Output},
    place,
};
use crate::{
    cdi::{
        indicators::{
            Evidence, Finding, Prepared, Report, Rules,
            rules::{Rule, SHIPPED},
            run as run_rules,
        },
        stay::{DismissFinding, IndicatorsRun, StayByNumber, StayFile, StayRecord, StaysAfter},
    },
    domain::ids::EncounterId,
    store::{Session, Store},
};
use anyhow::{Context as _, bail};
use chrono::{DateTime, Local};
use std::path::Path;

/// Carries a `cdi` command out.
pub fn run(args: &Args, command: &CdiCommand, out: &mut Output) -> Outcome {
    if let CdiCommand::Rules { check } = command {
        return rule_file(check.as_deref(), out);
    }
    let (store, session) = place::open(args)?;
    if let Some(outcome) = cdi_review::run(&store, &session, command, out) {
        return outcome;
    }
    match command {
        CdiCommand::Indicators { only, open, rules, limit } => {
            let rules = read_rules(&store, rules.as_deref())?;
            if let Some(unknown) = only.iter().find(|id| !rules.rules.iter().any(|rule| rule.id == **id)) {
                let known: Vec<&str> = rules.rules.iter().map(|rule| rule.id.as_str()).collect();
                bail!(
                    "Nothing was looked at: there is no rule \"{unknown}\". Rules are: {}.",
                    known.join(", ")
                );
            }
            indicators(&store, &session, &rules, &Wanted { only, open: *open, limit: *limit }, out)
        }
        CdiCommand::Explain { stay, rules } => {
            let rules = read_rules(&store, rules.as_deref())?;
            let file = stay_of(&store, &session, stay)?;
            store.apply(&session, &IndicatorsRun { patient: Some(file.patient), stays: 1 })?;
            let report = run_rules(&Prepared::new(&rules, file.stay.clone()));
            out.either(&told(&file, &report), explained(&file, &report))
        }
        CdiCommand::Dismiss { stay, rule, reason, rules } => {
            let rules = read_rules(&store, rules.as_deref())?;
            let file = stay_of(&store, &session, stay)?;
            let report = run_rules(&Prepared::new(&rules, file.stay.clone()));
            let Some(finding) = report.findings.iter().find(|finding| finding.rule == *rule) else {
                bail!(
                    "Nothing was set aside: the rule \"{rule}\" does not fire in this stay. See `chartroom cdi explain {stay}`."
                )
            };
            let evidence = finding.keys().into_iter().map(str::to_owned).collect();
            let (patient, encounter) = (file.patient, file.encounter);
            let change =
                DismissFinding { patient, encounter, rule: rule.clone(), evidence, reason: reason.clone() };
            store.apply(&session, &change)?;
            out.either(
                &serde_json::json!({ "stay": stay, "dismissed": rule }),
                [format!("{rule} is set aside for {stay}. It comes back with new evidence only.")],
            )
        }
        // Told above.
        _ => Ok(()),
    }
}

/// The rule file of the command, else the hospital's beside the database, else the program's.
fn read_rules(store: &Store, named: Option<&Path>) -> anyhow::Result<Rules> {
    let beside = store.path().with_file_name("cdi-rules.toml");
    let file = named.map(Path::to_owned).or_else(|| beside.exists().then_some(beside));
    match file {
        Some(file) => checked(&file),
        None => sound(Rules::shipped()),
    }
}

fn checked(file: &Path) -> anyhow::Result<Rules> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("No rules were read: {} could not be opened", file.display()))?;
    sound(Rules::read(&file.display().to_string(), &text))
}

fn sound(read: Result<Rules, Vec<crate::fault::Fault>>) -> anyhow::Result<Rules> {
    read.map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow::anyhow!(
            "No rules were run, because the rule file has {} faults. {}",
            lines.len(),
            lines.join(" ")
        )
    })
}

fn rule_file(check: Option<&Path>, out: &mut Output) -> Outcome {
    let Some(file) = check else {
        let rules = sound(Rules::shipped())?;
        return out.either(&listed(&rules.rules), SHIPPED.lines().map(str::to_owned));
    };
    let rules = checked(file)?;
    let state = |rule: &Rule| if rule.active { "" } else { "  (not active)" };
    let lines = rules.rules.iter().map(|rule| format!("{:<32} {}{}", rule.id, rule.title, state(rule)));
    let last = format!("{} rules, {} measures: no fault.", rules.rules.len(), rules.measures.len());
    out.either(&listed(&rules.rules), lines.chain([last]).collect::<Vec<_>>())
}

fn listed(rules: &[Rule]) -> serde_json::Value {
    let rows = rules.iter().map(|rule| {
        serde_json::json!({
            "id": rule.id, "title": rule.title, "source": rule.source, "active": rule.active, "points": rule.points,
        })
    });
    rows.collect()
}

pub(super) fn stay_number(store: &Store, session: &Session, number: &str) -> anyhow::Result<EncounterId> {
    let found = store.ask(session, &StayByNumber(number.to_owned()))?;
    match found.as_slice() {
        [only] => Ok(*only),
        [] => bail!(
            "There is no stay with the visit or account number \"{number}\". `chartroom encounters list MRN` shows them."
        ),
        several => {
            bail!("\"{number}\" names {} stays. Give the account number instead.", several.len())
        }
    }
}

fn stay_of(store: &Store, session: &Session, number: &str) -> anyhow::Result<StayFile> {
    let encounter = stay_number(store, session, number)?;
    store.ask(session, &StayRecord(encounter))?.context("The stay is no longer there")
}

/// Which stays and rules are asked for.
struct Wanted<'a> {
    only: &'a [String],
    open: bool,
    limit: i64,
}

const PAGE: i64 = 200;

fn indicators(
    store: &Store,
    session: &Session,
    rules: &Rules,
    wanted: &Wanted<'_>,
    out: &mut Output,
) -> Outcome {
    let (mut looked, mut fired, mut rows) = (0_usize, 0_usize, Vec::new());
    let mut after = EncounterId(0);
    loop {
        let left = wanted.limit - looked as i64;
        let stays = store.ask(session, &StaysAfter { after, limit: PAGE.min(left) })?;
        let Some(last) = stays.last() else { break };
        after = *last;
        for encounter in stays {
            looked += 1;
            let Some(file) = store.ask(session, &StayRecord(encounter))? else { continue };
            let mut report = run_rules(&Prepared::new(rules, file.stay.clone()));
            report.findings.retain(|finding| {
                (wanted.only.is_empty() || wanted.only.contains(&finding.rule))
                    && (!wanted.open || (finding.is_open() && file.dismissal_of(finding).is_none()))
            });
            if report.findings.is_empty() {
                continue;
            }
            fired += 1;
            if out.wants_json() {
                rows.push(told(&file, &report));
                continue;
            }
            out.line(heading(&file))?;
            for finding in &report.findings {
                out.line(format!("  {}", title_of(&file, finding)))?;
                for one in finding.evidence.iter().take(4) {
                    out.line(format!("      {}", in_words(one)))?;
                }
                let more = finding.evidence.len().saturating_sub(4);
                if more > 0 {
                    out.line(format!("      and {more} more"))?;
                }
            }
        }
    }
    store.apply(session, &IndicatorsRun { patient: None, stays: looked })?;
    if out.wants_json() {
        return out.value(&serde_json::json!({ "looked_at": looked, "stays": rows }));
    }
    out.line(format!("{looked} stays looked at, {fired} with findings."))
}

fn heading(file: &StayFile) -> String {
    let day = |when: Option<crate::domain::time::When>| {
        when.map_or_else(|| "…".to_owned(), |when| shown(when.instant().timestamp()))
    };
    format!("{}  MRN {}  {} to {}", file.visit_number, file.mrn, day(file.admit), day(file.discharge))
}

fn title_of(file: &StayFile, finding: &Finding) -> String {
    let grade = if finding.grade.is_empty() { String::new() } else { format!(", {}", finding.grade) };
    let state = match file.dismissal_of(finding) {
        Some(one) => format!("set aside by {}: {}", one.by, one.reason),
        None if finding.is_open() => "open".to_owned(),
        None => "documented".to_owned(),
    };
    format!("{}: {}{grade} [{state}]", finding.rule, finding.title)
}

fn shown(at: i64) -> String {
    let at = DateTime::from_timestamp(at, 0).unwrap_or_default().with_timezone(&Local);
    at.format("%Y-%m-%d %H:%M").to_string()
}

fn in_words(one: &Evidence) -> String {
    let at = one.at.map(|at| format!(", {}", shown(at))).unwrap_or_default();
    let against = match (one.against.is_empty(), one.against_at) {
        (true, _) => String::new(),
        (false, Some(at)) => format!("; against {}, {}", one.against, shown(at)),
        (false, None) => format!("; against {}", one.against),
    };
    format!("{}{at}{against}  ({}; {})", one.text, one.clause, one.key)
}

/// The whole explanation of a stay, line by line.
fn explained(file: &StayFile, report: &Report) -> Vec<String> {
    let mut lines = vec![heading(file)];
    if report.findings.is_empty() {
        lines.push("No rule fires.".to_owned());
    }
    for finding in &report.findings {
        lines.push(String::new());
        lines.push(title_of(file, finding));
        lines.push(format!("    source: {}", finding.source));
        lines.extend(finding.evidence.iter().map(|one| format!("    met by: {}", in_words(one))));
        lines.extend(finding.documented.iter().map(|one| format!("    documented: {}", in_words(one))));
    }
    if !report.unread.is_empty() || !report.undecided.is_empty() {
        lines.push(String::new());
        lines.push("Not evaluated:".to_owned());
    }
    for one in &report.unread {
        lines.push(format!(
            "    {} {} (result {}) because {}",
            one.measure, one.value, one.result, one.because
        ));
    }
    lines.extend(report.undecided.iter().map(|why| format!("    {why}")));
    lines
}

fn told(file: &StayFile, report: &Report) -> serde_json::Value {
    let dismissed: Vec<serde_json::Value> = report
        .findings
        .iter()
        .filter_map(|finding| {
            let one = file.dismissal_of(finding)?;
            Some(serde_json::json!({ "rule": one.rule, "reason": one.reason, "by": one.by, "at": one.at }))
        })
        .collect();
    serde_json::json!({
        "visit": file.visit_number, "mrn": file.mrn, "admitted": file.admit, "discharged": file.discharge,
        "findings": report.findings, "dismissed": dismissed, "not_evaluated": report.unread, "undecided": report.undecided,
    })
}
