//! OBX rows as results, with keys that stay the same from the preliminary to the corrected message.

use super::clinical::Owner;
use super::codes;
use super::context::{Context, made_key};
use super::message::{Fault, Segment};
use super::{body, types, value};
use crate::domain::facts::{
    Body, Coded, DocumentAction, DocumentFact, DocumentState, Fact, Ref, ResultFact, ResultValue,
};
use crate::domain::time::When;
use std::collections::HashMap;

/// The order that rows stand under.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Its report.
    pub report: Ref,
    /// What was ordered.
    pub code: Coded,
    /// `laboratory`, `imaging` … or empty.
    pub category: &'static str,
    /// When it was observed, for rows that do not say it themselves.
    pub at: Option<When>,
    /// Its state, for rows that have none.
    pub status: String,
}

/// Rows under one order, or loose rows of one visit: counts repeated codes, so that each row has its own key.
#[derive(Debug)]
pub struct Series {
    owner: Ref,
    seen: HashMap<String, u32>,
}

impl Series {
    /// Rows that belong to a report, a visit or a patient.
    pub fn of(owner: &Ref) -> Self {
        Self { owner: owner.clone(), seen: HashMap::new() }
    }

    /// The results of one OBX: one for each number in it, or a document if it carries a file.
    ///
    /// A row without code and value says nothing. A [`Fault`] names OBX-3 if a value has no code, OBX-14 or OBX-5.
    pub fn results(
        &mut self,
        context: &Context<'_>,
        obx: Segment<'_>,
        owner: Owner<'_>,
        panel: Option<&Panel>,
    ) -> Result<Vec<Fact>, Fault> {
        if obx.text(2) == "ED"
            && let Some((code, body)) = body::attachment(obx)?
        {
            return Ok(vec![self.document(context, owner, panel, code, body)]);
        }
        // Running text needs no code to be understood.
        let note = || Some(Coded { display: "Note".to_owned(), ..Coded::default() });
        let narrative = || value::is_narrative(obx) && !obx.field(5).is_empty();
        let Some(code) = types::coded(obx.field(3).first()).or_else(|| note().filter(|_| narrative())) else {
            let empty = obx.field(5).reps().all(|rep| rep.words().is_empty() || obx.text(2) == "ED");
            return if empty {
                Ok(Vec::new())
            } else {
                Err(Fault::new("OBX-3", "a value without the code of what was observed"))
            };
        };
        // Outside of an order the time tells one weight from the next; without it the latest takes the place.
        let own_time = if panel.is_none() { obx.text(14) } else { String::new() };
        let key = self.key(&code, &obx.text(4), &own_time);
        let values = value::read(obx);
        let several = values.len() > 1;
        let at = context.when(obx, 14)?.or(panel.map_or(context.recorded, |p| p.at));
        let range_text = obx.field(7).first().text();
        let (range_low, range_high) = value::range(&range_text);
        let flags: Vec<String> = obx.field(8).reps().filter_map(|rep| rep.comp(1).some()).collect();
        let status = match (obx.text(11).as_str(), panel) {
            ("", Some(panel)) => panel.status.clone(),
            (code, _) => codes::result_status(code),
        };
        let category = match panel.map_or("", |p| p.category) {
            _ if codes::is_vital_sign(&code) => "vital-signs",
            category => category,
        };
        let fact = |(i, value): (usize, ResultValue)| ResultFact {
            origin: context.origin(if several { format!("{key}.{}", i + 1) } else { key.clone() }),
            patient: Some(owner.patient.clone()),
            encounter: owner.encounter.cloned(),
            report: panel.map(|p| p.report.clone()),
            code: code.clone(),
            panel: panel.map(|p| p.code.clone()),
            category: category.to_owned(),
            at,
            value,
            unit: obx.comp(6, 1).some().or_else(|| obx.comp(6, 2).some()).unwrap_or_default(),
            range_low,
            range_high,
            range_text: range_text.clone(),
            flag: flags.join(","),
            status: status.clone(),
        };
        Ok(values.into_iter().enumerate().map(fact).map(|fact| Fact::Result(Box::new(fact))).collect())
    }

    /// A file as a document of its own.
    pub fn document(
        &mut self,
        context: &Context<'_>,
        owner: Owner<'_>,
        panel: Option<&Panel>,
        code: Option<Coded>,
        body: Body,
    ) -> Fact {
        let code = code.or_else(|| panel.map(|p| p.code.clone())).unwrap_or_default();
        let status = panel.map_or("final", |p| p.status.as_str());
        let state = match status {
            "entered in error" | "cancelled" => DocumentState::Retracted,
            "final" | "corrected" | "amended" => DocumentState::Signed,
            _ => DocumentState::Unsigned,
        };
        Fact::Document(Box::new(DocumentFact {
            origin: context.origin(format!("{}/file", self.key(&code, "", ""))),
            action: DocumentAction::File,
            patient: Some(owner.patient.clone()),
            encounter: owner.encounter.cloned(),
            title: code.display.clone(),
            doc_type: code,
            author: None,
            written: panel.and_then(|p| p.at).or(context.recorded),
            state,
            available: true,
            confidentiality: String::new(),
            signatures: Vec::new(),
            parent: None,
            body: Some(body),
        }))
    }

    /// Key by code, sub-id, time where it counts, and how often all of them came before.
    fn key(&mut self, code: &Coded, sub: &str, time: &str) -> String {
        let name = if code.code.is_empty() { &code.display } else { &code.code };
        let base = if time.is_empty() {
            made_key(&self.owner, &[name, sub])
        } else {
            made_key(&self.owner, &[name, sub, time])
        };
        let count = self.seen.entry(base.clone()).or_default();
        *count += 1;
        if *count == 1 { base } else { format!("{base}/{count}") }
    }
}
