//! `providers list|show|set|leave|delegate`.

use super::{
    args::Args,
    output::{Outcome, Output},
    place,
    provider_args::{ProviderCommand, SetArgs},
};
use crate::{
    completion::{ProviderRecords, Records},
    domain::{
        ids::PractitionerId,
        role::Permission::ReviewCharts,
        time::{Clock, PartialDate},
        typed_date::{DateOrder, parse_typed},
    },
    providers::{AddLeave, DropLeave, OneProvider, ProviderLine, Providers, SetDelegate, SetProvider, find},
    store::{Session, Store},
};
use anyhow::{Context as _, bail};
use chrono::NaiveDate;

/// Carries a `providers` command out.
pub fn run(args: &Args, command: &ProviderCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    match command {
        ProviderCommand::List { all, away, npi_faults, service } => {
            let mut lines = store.ask(&session, &Providers { all: *all })?;
            lines.retain(|line| {
                (!away || line.away_until.is_some())
                    && (!npi_faults || !line.npi_fault().is_empty())
                    && service.as_ref().is_none_or(|service| line.service.eq_ignore_ascii_case(service))
            });
            list(&lines, out)
        }
        ProviderCommand::Show { provider } => {
            let id = one(&store, &session, provider)?;
            show(&store, &session, id, out)
        }
        ProviderCommand::Set(set) => put(&store, &session, set, out),
        ProviderCommand::Leave { provider, from, to, reason, drop } => {
            let id = one(&store, &session, provider)?;
            let from = day(from)?;
            let Some(to) = to.as_ref().filter(|_| !drop) else {
                store.apply(&session, &DropLeave { provider: id, from })?;
                return out.either(
                    &serde_json::json!({ "provider": id, "dropped": from }),
                    [format!("The leave that begins on {from} is taken back.")],
                );
            };
            let to = day(to)?;
            store.apply(&session, &AddLeave { provider: id, from, to, reason: reason.clone() })?;
            out.either(
                &serde_json::json!({ "provider": id, "from": from, "to": to }),
                [format!("Away from {from} to {to}.")],
            )
        }
        ProviderCommand::Delegate { provider, to, note, .. } => {
            let id = one(&store, &session, provider)?;
            let delegate = to.as_ref().map(|to| one(&store, &session, to)).transpose()?;
            store.apply(&session, &SetDelegate { provider: id, delegate, note: note.clone() })?;
            let words = if delegate.is_some() { "The delegate is named." } else { "No delegate any more." };
            out.either(&serde_json::json!({ "provider": id, "delegate": delegate }), [words.to_owned()])
        }
    }
}

/// The one provider that a number or name means.
pub fn one(store: &Store, session: &Session, said: &str) -> anyhow::Result<PractitionerId> {
    let lines = store.ask(session, &Providers { all: true })?;
    match find(&lines, said).as_slice() {
        [only] => Ok(only.id),
        [] => bail!("There is no provider \"{said}\". `chartroom providers list` shows them."),
        several => {
            let names: Vec<String> =
                several.iter().take(8).map(|line| format!("#{} {}", line.id, line.name)).collect();
            bail!(
                "\"{said}\" means {} providers: {}. Say which by its number.",
                several.len(),
                names.join("; ")
            )
        }
    }
}

/// A day as people type it.
pub fn day(text: &str) -> anyhow::Result<NaiveDate> {
    let read = parse_typed(text, DateOrder::Mdy, Clock::System.today()).and_then(PartialDate::whole);
    read.with_context(|| {
        format!("\"{text}\" is no whole date; write it like 12/01/2026 or 2026-12-01. Nothing was done.")
    })
}

fn list(lines: &[ProviderLine], out: &mut Output) -> Outcome {
    let rows: Vec<_> = lines
        .iter()
        .map(|line| {
            serde_json::json!({
                "provider": line.id, "name": line.name, "npi": line.npi, "npi_fault": line.npi_fault(),
                "service": line.service, "trainee": line.trainee, "active": line.active,
                "away_until": line.away_until, "delegate": line.delegate,
            })
        })
        .collect();
    let text = lines.iter().map(|line| {
        let npi = match line.npi_fault() {
            "missing" => "no NPI".to_owned(),
            "wrong" => format!("{} wrong", line.npi),
            _ => line.npi.clone(),
        };
        let away = line.away_until.map(|day| format!("away to {day}  ")).unwrap_or_default();
        let left = if line.active { "" } else { "left  " };
        let delegate =
            if line.delegate.is_empty() { String::new() } else { format!("delegate {}", line.delegate) };
        format!("#{:<6} {:<32} {:<18} {:<24} {left}{away}{delegate}", line.id, line.name, npi, line.service)
    });
    out.either(&rows, text)
}

fn show(store: &Store, session: &Session, id: PractitionerId, out: &mut Output) -> Outcome {
    let one = store.ask(session, &OneProvider(id))?;
    let leaves: Vec<_> = one
        .leaves
        .iter()
        .map(|leave| serde_json::json!({ "from": leave.from, "to": leave.to, "reason": leave.reason }))
        .collect();
    let records =
        if session.may(ReviewCharts) { Some(store.ask(session, &ProviderRecords(id))?) } else { None };
    let value = serde_json::json!({
        "provider": one.id, "name": one.name(), "npi": one.npi, "credential": one.credential, "service": one.service,
        "specialty": one.specialty, "trainee": one.trainee, "active": one.active, "address": one.address,
        "phone": one.phone, "email": one.email, "delegate": one.delegate, "delegate_name": one.delegate_name,
        "leaves": leaves, "records": records.as_ref().map(records_json),
    });
    let npi = match crate::domain::npi::check(&one.npi) {
        _ if one.npi.is_empty() => "none entered".to_owned(),
        Ok(npi) => npi,
        Err(why) => format!("{} ({why})", one.npi),
    };
    let mut lines = vec![
        format!("#{} {}", one.id, one.name()),
        format!("NPI       {npi}"),
        format!("service   {}  {}", one.service, one.specialty),
        format!(
            "delegate  {}",
            if one.delegate_name.is_empty() { "nobody named" } else { &one.delegate_name }
        ),
    ];
    lines.extend(one.address.lines().map(|line| format!("address   {line}")));
    lines.extend(
        one.leaves.iter().map(|leave| format!("away      {} to {}  {}", leave.from, leave.to, leave.reason)),
    );
    if let Some(records) = &records {
        lines.extend(records_lines(records));
    }
    out.either(&value, lines)
}

/// What is owed, letters, suspension.
fn records_json(records: &Records) -> serde_json::Value {
    serde_json::json!({
        "owed": records.owed,
        "letters": records.letters.iter().map(super::letters::line_json).collect::<Vec<_>>(),
        "suspension": records.suspension.as_ref().map(|one| serde_json::json!({
            "suspension": one.id, "state": one.state, "standing": one.standing(Clock::System.today()),
            "late_records": one.n_now, "effective_on": one.effective_on, "approver": one.approver,
        })),
        "next_letter": records.next.as_ref().map(super::mailing::value),
    })
}

fn records_lines(records: &Records) -> Vec<String> {
    let late = records.owed.iter().filter(|one| one.delinquent).count();
    let suspended = records
        .suspension
        .as_ref()
        .map_or_else(|| "no".to_owned(), |one| one.standing(Clock::System.today()));
    let next = records
        .next
        .as_ref()
        .map_or_else(|| "none".to_owned(), |next| format!("{}, {}", next.kind_title(), next.stands.title()));
    let mut lines = vec![
        format!("owes      {} open, {late} delinquent", records.owed.len()),
        format!("letter    {next}"),
        format!("suspended {suspended}"),
    ];
    lines.extend(records.owed.iter().map(|one| {
        let due = one.due_at.as_deref().unwrap_or("after discharge");
        format!(
            "  deficiency {}: stay {}, {}, {}, due {due}",
            one.id,
            one.encounter,
            one.name,
            one.lack.title()
        )
    }));
    lines.extend(
        records
            .letters
            .iter()
            .map(|letter| format!("  letter {}: {} {}", letter.id, letter.at, letter.kind_title())),
    );
    lines
}

fn put(store: &Store, session: &Session, set: &SetArgs, out: &mut Output) -> Outcome {
    let mut change = match &set.provider {
        Some(said) => SetProvider::from(&store.ask(session, &OneProvider(one(store, session, said)?))?),
        None => SetProvider { active: true, ..SetProvider::default() },
    };
    let texts = [
        (&mut change.family, &set.family),
        (&mut change.given, &set.given),
        (&mut change.credential, &set.credential),
        (&mut change.npi, &set.npi),
        (&mut change.service, &set.service),
        (&mut change.specialty, &set.specialty),
        (&mut change.phone, &set.phone),
        (&mut change.email, &set.email),
    ];
    for (stored, said) in texts {
        if let Some(said) = said {
            stored.clone_from(said);
        }
    }
    if let Some(address) = &set.address {
        change.address = address.split(';').map(str::trim).collect::<Vec<_>>().join("\n");
    }
    for (stored, said, name) in
        [(&mut change.trainee, &set.trainee, "--trainee"), (&mut change.active, &set.active, "--active")]
    {
        match said.as_deref() {
            Some("yes") => *stored = true,
            Some("no") => *stored = false,
            Some(_) => bail!("Nothing was saved: {name} takes yes or no."),
            None => {}
        }
    }
    let id = store.apply(session, &change)?;
    let name = crate::providers::name(&change.family, &change.given, &change.credential);
    let warning = if change.npi.is_empty() {
        " There is no NPI: claims and feeds cannot find them by number."
    } else {
        ""
    };
    out.either(
        &serde_json::json!({ "provider": id, "name": name, "npi": change.npi }),
        [format!("#{id} {name} is in the directory.{warning}")],
    )
}
