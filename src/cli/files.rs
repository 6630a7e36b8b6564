//! `init`, `check`, `backup`.

use super::{
    args::{Args, Init},
    identity,
    output::{Outcome, Output},
    place,
};
use crate::{
    domain::{role::Permission, time::Clock},
    store,
};
use anyhow::Context as _;
use std::path::Path;

/// Makes a new database.
pub fn init(args: &Args, init: &Init, out: &mut Output) -> Outcome {
    let path = place::db_path(args)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| {
            format!("No database was made: the folder {} could not be made", folder.display())
        })?;
    }
    let kind = if init.training { "training" } else { "hospital" };
    let login = identity::login()?;
    store::create(&path, kind, &init.name, &login, Clock::System)?;
    let mut lines = vec![
        format!("Made {} for {}.", path.display(), init.name),
        format!(
            "The account {login} is its administrator. Add others with: chartroom user add NAME --role ROLE"
        ),
    ];
    lines.extend(store::network_warning(&path));
    out.either(&serde_json::json!({ "db": path, "kind": kind, "administrator": login }), lines)
}

/// Looks the file over; exit status 1 if it is damaged.
pub fn check(args: &Args, out: &mut Output) -> Outcome {
    let path = place::db_path(args)?;
    let (store, session) = place::open(args)?;
    session.require(Permission::Operate)?;
    let report = store::check(&path)?;
    let chain = store::verify_audit(&store, 2)?;
    let mut lines = vec![
        format!(
            "{}: {} database, schema {}, {} bytes",
            path.display(),
            report.kind,
            report.schema,
            report.bytes
        ),
        format!("Journal: {}", report.journal),
    ];
    lines.extend(report.faults.iter().map(|fault| format!("Damaged: {fault}")));
    if report.dangling > 0 {
        lines.push(format!("Damaged: {} rows refer to rows that are not there", report.dangling));
    }
    match &chain.first_bad {
        Some((_, why)) => lines.push(format!("Audit log altered: {why}")),
        None => lines.push(format!("Audit log: {} entries, whole", chain.entries)),
    }
    lines.extend(report.warnings.iter().map(|warning| format!("Warning: {warning}")));
    let sound = report.faults.is_empty() && report.dangling == 0 && chain.first_bad.is_none();
    lines.push(
        if sound { "The file is sound." } else { "Stop working in this file and restore the last backup." }
            .into(),
    );
    if !sound {
        out.mark_failed();
    }
    out.either(&serde_json::json!({ "file": report, "audit": chain, "sound": sound }), lines)
}

/// Copies the file while people work in it.
pub fn backup(args: &Args, target: &Path, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    session.require(Permission::Operate)?;
    let report = store::backup(&store, target, |_, _| {})?;
    let line = format!("Copied to {}: {} bytes, checked and sound.", target.display(), report.bytes);
    out.either(&report, [line])
}
