//! `query`: lint, material, new, templates; what is done to a query later stands in `query_deeds`.

use super::{
    args::Args,
    output::{Outcome, Output},
    place,
    query_args::{New, QueryCommand},
    query_deeds, query_show,
};
use crate::{
    cdi::{
        indicators::Finding,
        lint::{Level, lint, may_send},
        stay::StayByNumber,
    },
    cdiquery::{
        Composed, Indicator, Material, MaterialOf, OneQuery, QueryText, Save,
        template::{Filling, SHIPPED, SetTemplate, Template, Templates, read as read_template},
    },
    domain::ids::{CdiQueryId, EncounterId},
    store::{Session, Store},
};
use anyhow::{Context as _, bail};
use std::{io::Read as _, path::Path};

/// Carries a `query` command out.
pub fn run(args: &Args, command: &QueryCommand, out: &mut Output) -> Outcome {
    match command {
        QueryCommand::Lint { file } => return weigh(file, out),
        QueryCommand::Templates { check: Some(file), .. } => {
            let template = read_template(&file.display().to_string(), &read(file)?)?;
            let line = format!("{}: {}. No fault.", template.id, template.title);
            return out.either(&template, [line]);
        }
        _ => {}
    }
    let (store, session) = place::open(args)?;
    match command {
        QueryCommand::Material { stay } => material(&store, &session, stay, out),
        QueryCommand::New(new) => write_new(&store, &session, new, out),
        QueryCommand::Templates { print, load, drop, .. } => {
            templates(&store, &session, (print.as_deref(), load.as_deref(), drop.as_deref()), out)
        }
        QueryCommand::List { .. }
        | QueryCommand::Show { .. }
        | QueryCommand::Letter { .. }
        | QueryCommand::Owed => query_show::run(&store, &session, command, out),
        _ => query_deeds::run(&store, &session, command, out),
    }
}

/// The stay that a visit or account number names.
pub fn stay_of(store: &Store, session: &Session, number: &str) -> anyhow::Result<EncounterId> {
    match store.ask(session, &StayByNumber(number.to_owned()))?.as_slice() {
        [only] => Ok(*only),
        [] => bail!(
            "There is no stay with the visit or account number \"{number}\". `chartroom encounters list MRN` shows them."
        ),
        several => bail!("\"{number}\" names {} stays. Give the account number instead.", several.len()),
    }
}

fn material_of(store: &Store, session: &Session, number: &str) -> anyhow::Result<Material> {
    let encounter = stay_of(store, session, number)?;
    store.ask(session, &MaterialOf(encounter))?.context("The stay is no longer there")
}

fn material(store: &Store, session: &Session, number: &str, out: &mut Output) -> Outcome {
    let found = material_of(store, session, number)?;
    let documents: Vec<_> = found
        .documents
        .iter()
        .map(|one| serde_json::json!({ "key": one.key, "document": one.heading, "sentences": one.sentences() }))
        .collect();
    let value = serde_json::json!({
        "visit": found.visit_number, "mrn": found.mrn, "timing": found.timing.word(), "findings": found.findings,
        "indicators": found.indicators, "documents": documents,
    });
    let findings = found.findings.iter().map(|one| {
        let state = if one.is_open() { "open" } else { "documented" };
        format!("finding      {:<28} {} [{state}]", one.rule, one.title)
    });
    let lines = found.indicators.iter().map(|one| format!("{:<12} {}", one.key, one.line));
    let papers = found.documents.iter().map(|one| format!("{:<12} {}", one.key, one.heading));
    out.either(&value, findings.chain(lines).chain(papers).collect::<Vec<_>>())
}

fn write_new(store: &Store, session: &Session, new: &New, out: &mut Output) -> Outcome {
    let found = material_of(store, session, &new.stay)?;
    let finding = match &new.finding {
        None => None,
        Some(rule) => Some(found.finding(rule).with_context(|| {
            format!("No query was written: the rule \"{rule}\" does not fire in this stay. See: chartroom cdi explain {}", new.stay)
        })?),
    };
    let mut picked = finding.map(|finding| found.evidence(finding)).unwrap_or_default();
    for key in &new.picks {
        picked.push(pick(&found, key)?);
    }
    let (template, text) = if let Some(file) = &new.from {
        (String::new(), read(file)?)
    } else {
        let template = choose(&found.templates, new.template.as_deref(), finding)?;
        (template.id.clone(), template.fill(&filling(&found, finding, &picked)))
    };
    if new.from.is_some() {
        picked.extend(quoted(&found, &text));
    }
    let provider = match &new.to {
        Some(said) => Some(super::providers::one(store, session, said)?),
        None => found.attending,
    };
    let query = Composed {
        encounter: Some(found.encounter),
        provider,
        finding: finding.map(|finding| finding.rule.clone()).unwrap_or_default(),
        template,
        text,
        picked,
        overruled: Vec::new(),
    };
    let id = new.draft.map(CdiQueryId);
    let seen = match id {
        None => None,
        Some(id) => store.ask(session, &OneQuery(id))?.map(|file| file.line.version),
    };
    let saved = store.apply(session, &Save { id, seen, query: query.clone() })?;
    let findings = crate::cdiquery::check(&query.text, &query.picked);
    let lines = query.text.lines().map(str::to_owned).chain([
        String::new(),
        format!("Query {} is kept as a draft. Send it: chartroom query send {}", saved.id, saved.id),
    ]);
    let value = serde_json::json!({
        "query": saved.id, "version": saved.version, "text": query.text, "may_send": may_send(&findings), "findings": findings,
    });
    out.either(&value, lines.collect::<Vec<_>>())
}

/// One indicator by its key; of a document its first sentence, or the words after `=`.
fn pick(found: &Material, key: &str) -> anyhow::Result<Indicator> {
    let (plain, words) =
        key.split_once('=').map_or((key, None), |(plain, words)| (plain.trim(), Some(words.trim())));
    if let Some(one) = found.indicators.iter().find(|one| one.key == plain) {
        return Ok(one.clone());
    }
    let document = found.documents.iter().find(|one| one.key == plain).with_context(|| {
        format!(
            "Nothing was written: \"{plain}\" is not in this stay. `chartroom query material` shows the keys."
        )
    })?;
    let words = match words {
        Some(words) => words.to_owned(),
        None => document.sentences().into_iter().next().unwrap_or_default(),
    };
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() || !squeezed(&document.text).contains(&squeezed(&words)) {
        bail!("Nothing was written: {} does not say \"{words}\". Quote its own words.", document.heading);
    }
    Ok(document.quote(&words))
}

/// Lines of a text that stand in the chart just so.
fn quoted(found: &Material, text: &str) -> Vec<Indicator> {
    let read = QueryText::of(text);
    let lines =
        read.indicators.iter().filter_map(|(line, _)| found.indicators.iter().find(|one| one.line == *line));
    lines.cloned().collect()
}

/// The template by its id; else the one that suits the finding; else the plainest.
fn choose<'t>(
    templates: &'t [Template],
    id: Option<&str>,
    finding: Option<&Finding>,
) -> anyhow::Result<&'t Template> {
    let by_id = |id: &str| templates.iter().find(|one| one.id == id);
    if let Some(id) = id {
        let known: Vec<&str> = templates.iter().map(|one| one.id.as_str()).collect();
        return by_id(id).with_context(|| {
            format!(
                "No query was written: there is no template \"{id}\". Templates are: {}.",
                known.join(", ")
            )
        });
    }
    crate::cdiquery::template::suiting(templates, finding)
        .context("No query was written: there is no template")
}

fn filling(found: &Material, finding: Option<&Finding>, picked: &[Indicator]) -> Filling {
    found.filling(finding, picked)
}

fn templates(
    store: &Store,
    session: &Session,
    (print, load, drop): (Option<&str>, Option<&Path>, Option<&str>),
    out: &mut Output,
) -> Outcome {
    if let Some(id) = drop {
        store.apply(session, &SetTemplate { id: id.to_owned(), text: None })?;
        return out.either(
            &serde_json::json!({ "template": id, "own": false }),
            [format!("{id} is the shipped one again, or gone.")],
        );
    }
    if let Some(path) = load {
        return load_all(store, session, path, out);
    }
    let all = store.ask(session, &Templates)?;
    if let Some(id) = print {
        let shipped = SHIPPED.iter().find(|(file, _)| file.strip_suffix(".txt") == Some(id));
        let one = all.iter().find(|one| one.id == id);
        let text = match (one, shipped) {
            (Some(one), _) if one.own => one.whole(),
            (_, Some((_, text))) => (*text).to_owned(),
            _ => bail!("There is no template \"{id}\"; see `chartroom query templates`."),
        };
        return out
            .either(&serde_json::json!({ "template": id, "text": text }), text.lines().map(str::to_owned));
    }
    let lines = all.iter().map(|one| {
        let own = if one.own { format!("  (own, version {})", one.version_no) } else { String::new() };
        format!("{:<28} {}{own}", one.id, one.title)
    });
    out.either(&all, lines.collect::<Vec<_>>())
}

fn load_all(store: &Store, session: &Session, path: &Path, out: &mut Output) -> Outcome {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        let entries = std::fs::read_dir(path)
            .with_context(|| format!("Nothing was loaded: {} cannot be read", path.display()))?;
        files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        files.retain(|file| file.extension().is_some_and(|kind| kind == "txt"));
        files.sort();
    }
    // All are read before the first is kept: a fault in one loads none.
    let mut texts = Vec::new();
    for file in &files {
        let text = read(file)?;
        texts.push((read_template(&file.display().to_string(), &text)?, text));
    }
    let mut loaded = Vec::new();
    for (template, text) in texts {
        let version = store.apply(session, &SetTemplate { id: template.id.clone(), text: Some(text) })?;
        loaded.push(serde_json::json!({ "template": template.id, "version": version }));
    }
    let line = format!("{} templates loaded.", loaded.len());
    out.either(&loaded, [line])
}

/// `query lint`: needs no database.
fn weigh(file: &Path, out: &mut Output) -> Outcome {
    let text = read(file)?;
    let findings = lint(&text);
    let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
    let warnings = findings.len() - errors;
    let may = may_send(&findings);
    if !may {
        out.mark_failed();
    }
    let value = serde_json::json!({
        "may_send": may, "errors": errors, "warnings": warnings, "findings": findings,
    });
    let lines = findings.iter().flat_map(|finding| {
        let level = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let place = if finding.words.is_empty() { String::new() } else { format!("line {}, ", finding.line) };
        [
            format!("{level}, rule {}: {place}{}", finding.rule, finding.what),
            format!("    {}", finding.remedy),
        ]
    });
    let last = match (errors, warnings) {
        (0, 0) => "Nothing stops this query.".to_owned(),
        (0, _) => format!("May be sent; reasons for {warnings} warnings are kept."),
        (_, 0) => format!("May not be sent: {errors} errors."),
        _ => format!("May not be sent: {errors} errors, {warnings} warnings."),
    };
    out.either(&value, lines.chain([last]).collect::<Vec<_>>())
}

/// The text of a file, or of standard input.
pub fn read(file: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes).context("Standard input could not be read")?;
    } else {
        bytes = std::fs::read(file)
            .with_context(|| format!("Nothing was weighed: {} could not be read", file.display()))?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
