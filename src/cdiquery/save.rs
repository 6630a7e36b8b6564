//! A query kept as a draft, and sent.

use super::{
    check::{Overrule, check, unreasoned},
    material::Indicator,
    rows::{self, Head},
    text::QueryText,
    worklist,
};
use crate::{
    cdi::lint::{Finding, Level},
    domain::{
        cdi_query::{Deed, NEEDS, QueryState, Timing},
        ids::{CdiQueryId, EncounterId, PatientId, PractitionerId, Version},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Refusal, Writing},
};
use rusqlite::named_params;

/// Longest text of a query, in bytes.
pub const LONGEST: usize = 20_000;

/// A query as it is written. Title, type, way and options are read out of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Composed {
    /// The stay.
    pub encounter: Option<EncounterId>,
    /// Who is asked.
    pub provider: Option<PractitionerId>,
    /// The indicator rule that gave the reason; may be empty.
    pub finding: String,
    /// The template it was begun with; may be empty.
    pub template: String,
    /// The whole text.
    pub text: String,
    /// What was taken from the chart.
    pub picked: Vec<Indicator>,
    /// Warnings that may stand, each with its reason.
    pub overruled: Vec<Overrule>,
}

/// Keeps a query as a draft: a new one, or a draft written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Save {
    /// The draft; none: a new one.
    pub id: Option<CdiQueryId>,
    /// The version that the author saw.
    pub seen: Option<Version>,
    /// What it says now.
    pub query: Composed,
}

/// Sends a query: keeps it, weighs it, asks the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Send(pub Save);

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Which query.
    pub id: CdiQueryId,
    /// Its version now.
    pub version: Version,
    /// What to know: that the provider is away and who answers.
    pub note: String,
}

impl Change for Save {
    type Receipt = Saved;

    fn topics(&self) -> Topics {
        Topic::Queries.into()
    }

    fn needs(&self) -> Permission {
        NEEDS
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("query.save")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Saved, Refusal> {
        let (head, _) = keep(tx, self)?;
        Ok(Saved { id: head.id, version: rows::version(tx, head.id)?, note: String::new() })
    }
}

impl Change for Send {
    type Receipt = Saved;

    fn topics(&self) -> Topics {
        Topic::Queries | Topic::Coding
    }

    fn needs(&self) -> Permission {
        NEEDS
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("query.send")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Saved, Refusal> {
        let query = &self.0.query;
        may_be_sent(query)?;
        let (head, timing) = keep(tx, &self.0)?;
        rows::permitted(&head, Deed::Send, "")?;
        let Some(provider) = head.provider else {
            return Err(Refusal::invalid(
                "provider",
                "a query is sent to somebody. Choose the provider who is asked.",
            ));
        };
        let asked = rows::asked(tx, provider)?;
        if !asked.active {
            return Err(Refusal::invalid(
                "provider",
                format!("{} no longer works here. Ask another provider.", asked.name),
            ));
        }
        let ladder = rows::ladder(tx, timing, &head.service)?;
        tx.execute(
            include_str!("sql/send.sql"),
            named_params! {
                ":id": head.id, ":now": tx.now_text(), ":by": tx.session().login,
                ":due": ladder.due.map(|(at, _)| crate::domain::time::instant_text(at)), ":rule": ladder.due.map(|(_, rule)| rule),
                ":remind": ladder.remind, ":peer": ladder.peer, ":advisor": ladder.advisor,
            },
        )?;
        for one in &query.overruled {
            tx.execute(
                include_str!("sql/warning_put.sql"),
                named_params! {
                    ":id": head.id, ":rule": one.rule, ":kind": one.kind, ":words": one.words, ":reason": one.reason.trim(),
                    ":by": tx.session().login, ":now": tx.now_text(),
                },
            )?;
        }
        let note = asked.note();
        rows::event(tx, head.id, "sent", &format!("to {}. {note}", asked.name))?;
        worklist::moved(tx, head.id, "send", "")?;
        worklist::due(tx, head.id, ladder.due)?;
        tx.execute(
            include_str!("sql/impact_before.sql"),
            named_params! {":id": head.id, ":encounter": head.encounter, ":by": tx.session().login, ":now": tx.now_text()},
        )?;
        crate::coding::query_open(tx, head.encounter)?;
        tx.detail(format!("query {}, {}", head.id, timing.title()));
        Ok(Saved { id: head.id, version: rows::version(tx, head.id)?, note })
    }
}

/// Errors stop a query; a warning needs a reason.
fn may_be_sent(query: &Composed) -> Result<(), Refusal> {
    if QueryText::of(&query.text).title.is_empty() {
        return Err(Refusal::invalid(
            "text",
            "the query has no title. Begin with a line \"Title:\" that names no diagnosis.",
        ));
    }
    let findings = check(&query.text, &query.picked);
    let errors: Vec<&Finding> = findings.iter().filter(|one| one.level == Level::Error).collect();
    if let Some(first) = errors.first() {
        let more = match errors.len() {
            1 => String::new(),
            many => format!(" And {} more.", many - 1),
        };
        let why = format!("rule {}, line {}: {} {}{more}", first.rule, first.line, first.what, first.remedy);
        return Err(Refusal::invalid("text", why));
    }
    if let Some(first) = unreasoned(&findings, &query.overruled).first() {
        let why = format!(
            "rule {}, line {}: {} Mend it, or give a reason why it may stand; the reason is kept.",
            first.rule, first.line, first.what
        );
        return Err(Refusal::invalid("warning", why));
    }
    Ok(())
}

/// Writes the row and what belongs to it; gives it as it stands.
fn keep(tx: &Writing<'_>, save: &Save) -> Result<(Head, Timing), Refusal> {
    let query = &save.query;
    if query.text.len() > LONGEST {
        let why =
            format!("the text has {} bytes; a query has at most {LONGEST}. Shorten it.", query.text.len());
        return Err(Refusal::invalid("text", why));
    }
    if query.text.trim().is_empty() {
        return Err(Refusal::invalid("text", "the query says nothing yet."));
    }
    let known = save.id.map(|id| rows::head(tx, id, save.seen)).transpose()?;
    let encounter = match (&known, query.encounter) {
        (Some(head), _) => head.encounter,
        (None, Some(encounter)) => encounter,
        (None, None) => return Err(Refusal::invalid("encounter", "a query is about a stay. Say which.")),
    };
    let stay = tx.row(include_str!("sql/stay.sql"), [encounter], |row| {
        Ok((
            row.get::<_, PatientId>(0)?,
            row.get::<_, String>(1)?,
            row.get(2)?,
            row.get::<_, Option<String>>(3)?,
        ))
    })?;
    let Some((patient, service, discharged, account)) = stay else {
        return Err(Refusal::invalid("encounter", format!("there is no stay {encounter}.")));
    };
    query.picked.iter().try_for_each(|one| of_this_chart(tx, &one.key, patient))?;
    if let Some(provider) = query.provider {
        rows::asked(tx, provider)?;
    }
    let timing = rows::timing(discharged, account.as_deref());
    let read = QueryText::of(&query.text);
    let title: String = read.title.chars().take(200).collect();
    let (by, now) = (tx.session().login.clone(), tx.now_text());
    let id = match &known {
        Some(head) => {
            rows::permitted(head, Deed::Save, "")?;
            tx.execute(
                include_str!("sql/rewrite.sql"),
                named_params! {
                    ":id": head.id, ":provider": query.provider, ":finding": query.finding, ":template": query.template,
                    ":kind": read.kind.word(), ":timing": timing.word(), ":way": read.way.word(), ":title": title,
                    ":now": now, ":by": by,
                },
            )?;
            head.id
        }
        None => CdiQueryId(tx.insert(
            include_str!("sql/insert.sql"),
            named_params! {
                ":encounter": encounter, ":patient": patient, ":provider": query.provider, ":finding": query.finding,
                ":template": query.template, ":kind": read.kind.word(), ":timing": timing.word(), ":way": read.way.word(),
                ":title": title, ":service": service, ":author_id": tx.session().user, ":by": by, ":now": now,
            },
        )?),
    };
    put_text(tx, id, known.as_ref().map_or(0, |head| head.text_no), &query.text)?;
    put_parts(tx, id, query, &read)?;
    tx.about(patient);
    tx.object("cdi_query", id.0);
    let head = Head {
        id,
        encounter,
        patient,
        provider: query.provider,
        state: QueryState::Draft,
        outcome: None,
        level: 0,
        title,
        text_no: 0,
        sent_at: None,
        service,
    };
    if known.is_none() {
        rows::event(tx, id, "begun", &query.finding)?;
        worklist::open(tx, &head)?;
    }
    Ok((head, timing))
}

/// A new version of the text, if it is another.
fn put_text(tx: &Writing<'_>, id: CdiQueryId, last: i64, text: &str) -> Result<(), Refusal> {
    let stored: Option<String> =
        tx.row(include_str!("sql/text_now.sql"), named_params! {":id": id}, |row| row.get(0))?;
    if stored.as_deref() == Some(text) {
        return Ok(());
    }
    tx.execute(
        include_str!("sql/text_put.sql"),
        named_params! {":id": id, ":no": last + 1, ":text": text, ":by": tx.session().login, ":now": tx.now_text()},
    )?;
    tx.execute(include_str!("sql/text_counts.sql"), named_params! {":id": id, ":no": last + 1})?;
    Ok(())
}

/// Indicators that stand in the text, and the options.
fn put_parts(tx: &Writing<'_>, id: CdiQueryId, query: &Composed, read: &QueryText) -> Result<(), Refusal> {
    tx.execute(include_str!("sql/indicators_clear.sql"), [id])?;
    tx.execute(include_str!("sql/options_clear.sql"), [id])?;
    let quoted =
        read.indicators.iter().filter_map(|(line, _)| query.picked.iter().find(|one| one.line == *line));
    for (one, place) in quoted.zip(1_i64..) {
        tx.execute(
            include_str!("sql/indicator_put.sql"),
            named_params! {
                ":id": id, ":place": place, ":key": one.key, ":line": one.line, ":source": one.source, ":at": one.at,
            },
        )?;
    }
    for ((text, role), place) in read.options.iter().zip(1_i64..) {
        tx.execute(
            include_str!("sql/option_put.sql"),
            named_params! {":id": id, ":place": place, ":text": text, ":role": role.word()},
        )?;
    }
    Ok(())
}

/// What was picked is a row of this patient's chart.
fn of_this_chart(tx: &Writing<'_>, key: &str, patient: PatientId) -> Result<(), Refusal> {
    let strange = || {
        Refusal::invalid("indicator", format!("\"{key}\" is nothing in this patient's chart. Pick it again."))
    };
    let (kind, number) = key.split_once(' ').ok_or_else(strange)?;
    let number: i64 = number.parse().map_err(|_| strange())?;
    let sql = match kind {
        "result" => include_str!("sql/own_result.sql"),
        "document" => include_str!("sql/own_document.sql"),
        "medication" => include_str!("sql/own_medication.sql"),
        "procedure" => include_str!("sql/own_procedure.sql"),
        _ => return Err(strange()),
    };
    let found: Option<i64> = tx.row(sql, (number, patient), |row| row.get(0))?;
    found.map(|_| ()).ok_or_else(strange)
}
