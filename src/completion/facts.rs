//! The facts of one chart out of the tables.

use crate::{
    domain::{
        completion::{
            ChartFacts, DocumentFacts, ProcedureFacts, RuleSet, Signer, names_other_record, wants_earlier,
        },
        ids::{DocumentId, EncounterId, PatientId},
        time::{When, instant_text, parse_instant},
    },
    store::{StoreError, col_when},
};
use chrono::{DateTime, Duration, Utc};
use rusqlite::{Connection, OptionalExtension, Params, Row, named_params};
use std::collections::BTreeMap;

/// A chart with what only its tables know.
pub(super) struct Chart {
    pub facts: ChartFacts,
    /// State of the stay as the row spells it.
    pub state: String,
    /// Which document took the place of another.
    pub followers: BTreeMap<DocumentId, DocumentId>,
}

/// A chart as it stands now; none if there is no such stay.
pub(super) fn load(
    conn: &Connection,
    set: &RuleSet,
    encounter: EncounterId,
    now: DateTime<Utc>,
) -> Result<Option<Chart>, StoreError> {
    let found = conn
        .prepare_cached(include_str!("sql/stay.sql"))?
        .query_row([encounter], |row| Ok((stay(row)?, row.get::<_, String>(3)?)))
        .optional()?;
    let Some((mut facts, state)) = found else { return Ok(None) };
    let mut followers = BTreeMap::new();
    let mut texts: Vec<(DocumentId, String)> = Vec::new();
    facts.documents = rows(conn, include_str!("sql/stay_documents.sql"), [encounter], |row| {
        let document = document(row)?;
        let parent: Option<DocumentId> = row.get(9)?;
        let kind: String = row.get(10)?;
        if let Some(parent) = parent.filter(|_| kind == "edits" || kind == "replaces") {
            followers.insert(parent, document.id);
        }
        if let Some(text) = row.get::<_, Option<String>>(11)?.filter(|_| document.counts()) {
            texts.push((document.id, text));
        }
        Ok(document)
    })?;
    mark_other_patients(conn, set, &mut facts, &texts)?;
    if facts.documents.iter().any(|document| document.by_trainee && document.is_signed()) {
        signatures(conn, &mut facts)?;
    }
    facts.procedures = rows(conn, include_str!("sql/stay_procedures.sql"), [encounter], |row| {
        Ok(ProcedureFacts { code: row.get(0)?, at: col_when(row, 1)?, performer: row.get(2)? })
    })?;
    if let (Some(days), Some(admit)) = (wants_earlier(set, &facts, now), facts.admit) {
        facts.earlier = earlier(conn, facts.patient, admit, days)?;
    }
    Ok(Some(Chart { facts, state, followers }))
}

fn stay(row: &Row<'_>) -> rusqlite::Result<ChartFacts> {
    let state: String = row.get(3)?;
    let discharge = col_when(row, 6)?.filter(|_| state != "open" && state != "planned");
    Ok(ChartFacts {
        encounter: row.get(0)?,
        patient: row.get(1)?,
        class: row.get(2)?,
        service: row.get(4)?,
        admit: col_when(row, 5)?,
        discharge,
        disposition: row.get(7)?,
        attending: row.get(8)?,
        documents: Vec::new(),
        earlier: Vec::new(),
        procedures: Vec::new(),
    })
}

fn document(row: &Row<'_>) -> rusqlite::Result<DocumentFacts> {
    let parent_kind: String = row.get(10)?;
    Ok(DocumentFacts {
        id: row.get(0)?,
        code: row.get(1)?,
        type_text: row.get(2)?,
        title: row.get(3)?,
        state: row.get(4)?,
        author: row.get(5)?,
        by_trainee: row.get(6)?,
        written: col_when(row, 7)?,
        filed: row.get::<_, Option<String>>(8)?.as_deref().and_then(parse_instant),
        is_addendum: parent_kind == "addendum",
        signers: Vec::new(),
        names_other: false,
    })
}

fn signatures(conn: &Connection, facts: &mut ChartFacts) -> Result<(), StoreError> {
    let signed = rows(conn, include_str!("sql/stay_signatures.sql"), [facts.encounter], |row| {
        Ok((row.get::<_, DocumentId>(0)?, Signer { who: row.get(1)?, trainee: row.get(2)? }))
    })?;
    for (id, signer) in signed {
        if let Some(document) = facts.documents.iter_mut().find(|document| document.id == id) {
            document.signers.push(signer);
        }
    }
    Ok(())
}

/// Marks documents whose heads name somebody else's record number.
fn mark_other_patients(
    conn: &Connection,
    set: &RuleSet,
    facts: &mut ChartFacts,
    texts: &[(DocumentId, String)],
) -> Result<(), StoreError> {
    if texts.is_empty() || set.number_labels.is_empty() {
        return Ok(());
    }
    let own = "SELECT digits FROM patient_identifier WHERE patient_id = ?1";
    let own: Vec<String> = rows(conn, own, [facts.patient], |row| row.get(0))?;
    for (id, text) in texts {
        if names_other_record(text, &set.number_labels, &own)
            && let Some(document) = facts.documents.iter_mut().find(|document| document.id == *id)
        {
            document.names_other = true;
        }
    }
    Ok(())
}

fn earlier(
    conn: &Connection,
    patient: PatientId,
    admit: When,
    days: u32,
) -> Result<Vec<DocumentFacts>, StoreError> {
    let from = instant_text(admit.instant() - Duration::days(i64::from(days)));
    let to = instant_text(admit.instant());
    rows(
        conn,
        include_str!("sql/earlier_documents.sql"),
        named_params! {":patient": patient, ":from": from, ":to": to},
        document,
    )
}

fn rows<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params, read)?;
    Ok(rows.collect::<rusqlite::Result<Vec<T>>>()?)
}
