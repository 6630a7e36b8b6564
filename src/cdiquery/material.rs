//! What a query can be made of: the stay, who can be asked, indicators to pick, findings, templates.

use super::{
    rows,
    template::{Filling, Template, all},
};
use crate::{
    cdi::{
        indicators::{
            Finding, Prepared, Rules,
            evidence::{At, Reading, Treatment},
            run,
        },
        stay::{StayFile, StayRecord},
    },
    domain::{
        cdi_query::Timing,
        ids::{EncounterId, PatientId, PractitionerId},
        role::Permission,
        time::When,
        topics::{Topic, Topics},
    },
    providers::Providers,
    store::{Lane, Query, Reader, StoreError},
};
use chrono::{DateTime, Local};
use rusqlite::named_params;
use std::{borrow::Cow, collections::BTreeSet, sync::OnceLock};

/// One fact of the chart, as a query shows it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Indicator {
    /// The row it came from: `result 812`, `document 44`.
    pub key: String,
    /// Value, date and source in one line.
    pub line: String,
    /// Where it stands, in words.
    pub source: String,
    /// When, ISO text; empty if the record does not say.
    pub at: String,
}

/// A document to quote from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// `document 44`.
    pub key: String,
    /// Title and date: "Progress note Nov 5, 2026 10:00".
    pub heading: String,
    /// When it was written, ISO text.
    pub at: String,
    /// Its text.
    pub text: String,
}

/// All of it.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Material {
    pub encounter: EncounterId,
    pub patient: PatientId,
    pub patient_name: String,
    pub mrn: String,
    pub birth_date: String,
    pub visit_number: String,
    pub service: String,
    pub admit: Option<When>,
    pub discharge: Option<When>,
    pub timing: Timing,
    pub attending: Option<PractitionerId>,
    /// The attending and the authors of this stay's notes first, then everybody of the directory.
    pub providers: Vec<(PractitionerId, String)>,
    /// Results newest first, then treatment.
    pub indicators: Vec<Indicator>,
    /// Newest first.
    pub documents: Vec<Stated>,
    pub findings: Vec<Finding>,
    pub templates: Vec<Template>,
}

/// Asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaterialOf(pub EncounterId);

impl Query for MaterialOf {
    type Rows = Option<Material>;
    const LANE: Lane = Lane::Long;

    fn topics(&self) -> Topics {
        Topic::Documents | Topic::Clinical
    }

    fn needs(&self) -> Permission {
        Permission::ReviewDocumentation
    }

    fn run(&self, db: &Reader<'_>) -> Result<Option<Material>, StoreError> {
        let Some(file) = StayRecord(self.0).run(db)? else { return Ok(None) };
        let people =
            db.row(include_str!("sql/stay_people.sql"), named_params! {":encounter": self.0}, |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get::<_, Option<String>>(4)?))
            })?;
        let Some((attending, service, patient_name, birth_date, account)) = people else { return Ok(None) };
        let report = rules_in_force(db).map(|rules| run(&Prepared::new(&rules, file.stay.clone())));
        let vitals: BTreeSet<i64> = db
            .rows(include_str!("sql/stay_categories.sql"), named_params! {":patient": file.patient}, |row| {
                row.get(0)
            })?
            .into_iter()
            .collect();
        Ok(Some(Material {
            encounter: self.0,
            patient: file.patient,
            patient_name,
            mrn: file.mrn.clone(),
            birth_date,
            visit_number: file.visit_number.clone(),
            service,
            admit: file.admit,
            discharge: file.discharge,
            timing: rows::timing(file.discharge.is_some(), account.as_deref()),
            attending,
            providers: providers(db, self.0, attending)?,
            indicators: indicators(&file, &vitals),
            documents: documents(&file),
            findings: report.map(|report| report.findings).unwrap_or_default(),
            templates: all(db)?,
        }))
    }
}

impl Material {
    /// The finding of a rule.
    pub fn finding(&self, rule: &str) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.rule == rule)
    }

    /// The indicators that met a finding's clauses, as the chart has them.
    pub fn evidence(&self, finding: &Finding) -> Vec<Indicator> {
        let mut seen = BTreeSet::new();
        let fresh = finding.evidence.iter().filter(|one| seen.insert(one.key.as_str()));
        let mut all: Vec<Indicator> = Vec::new();
        for one in fresh {
            let Some(found) = self.of_evidence(&one.key, &one.text) else { continue };
            // A rise says nothing without the value that it rose from.
            let base = one.against_at.and_then(|at| self.beside(&found, at));
            for line in base.into_iter().chain([found]) {
                if !all.contains(&line) {
                    all.push(line);
                }
            }
        }
        all
    }

    /// The result of the same kind at another time.
    fn beside(&self, of: &Indicator, at: At) -> Option<Indicator> {
        let kind = |one: &Indicator| one.line.split(' ').next().unwrap_or_default().to_owned();
        let (time, same) = (iso(Some(at)), kind(of));
        self.indicators.iter().find(|one| one.at == time && one.key != of.key && kind(one) == same).cloned()
    }

    /// What the record holds already on a finding's subject, in quotes.
    pub fn documented(&self, finding: &Finding) -> Vec<Indicator> {
        finding.documented.iter().filter_map(|one| self.of_evidence(&one.key, &one.text)).collect()
    }

    /// What stands in the fields of a template.
    pub fn filling(&self, finding: Option<&Finding>, picked: &[Indicator]) -> Filling {
        let admitted = self.admit.map(|when| match when {
            When::At(at) => at.with_timezone(&Local).format("%b %-d, %Y").to_string(),
            When::Date(date) => date.to_string(),
        });
        let documented: Vec<String> = finding
            .map(|finding| self.documented(finding))
            .unwrap_or_default()
            .into_iter()
            .take(1)
            .map(|one| one.line)
            .collect();
        let of = |take: fn(&Finding) -> &str, otherwise: &str| {
            finding.map(take).filter(|words| !words.is_empty()).unwrap_or(otherwise).to_owned()
        };
        Filling {
            admitted: admitted.unwrap_or_default(),
            documented: documented.concat(),
            topic: of(|finding| &finding.topic, "Findings to clarify"),
            question: of(
                |finding| &finding.question,
                "Please clarify the clinical significance of these findings.",
            ),
            indicators: picked.iter().map(|one| one.line.clone()).collect(),
            options: finding.map(|finding| finding.options.clone()).unwrap_or_default(),
        }
    }

    fn of_evidence(&self, key: &str, text: &str) -> Option<Indicator> {
        if let Some(one) = self.indicators.iter().find(|one| one.key == key) {
            return Some(one.clone());
        }
        let document = self.documents.iter().find(|document| document.key == key)?;
        let quote = text.split_once(": \"").map_or(text, |(_, quote)| quote).trim_end_matches('"');
        Some(document.quote(quote))
    }
}

impl Stated {
    /// Words of it as an indicator: `Progress note Nov 5, 2026: "…"`.
    pub fn quote(&self, words: &str) -> Indicator {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = format!("{}: \"{}\"", self.heading, words.replace('"', "'"));
        Indicator { key: self.key.clone(), line, source: self.heading.clone(), at: self.at.clone() }
    }

    /// Its sentences, to pick one from.
    pub fn sentences(&self) -> Vec<String> {
        let lines = self.text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.flat_map(sentences_of).filter(|sentence| sentence.split_whitespace().count() > 1).collect()
    }
}

/// The hospital's own rules beside the database, else those of the program. Rules with faults are told by `cdi rules --check`;
/// a composer without findings still works.
fn rules_in_force(db: &Reader<'_>) -> Option<Cow<'static, Rules>> {
    static SHIPPED: OnceLock<Option<Rules>> = OnceLock::new();
    let own = db.conn().path().map(|path| std::path::Path::new(path).with_file_name("cdi-rules.toml"));
    let text = own.filter(|file| file.exists()).and_then(|file| std::fs::read_to_string(file).ok());
    match text {
        Some(text) => Rules::read("cdi-rules.toml", &text).ok().map(Cow::Owned),
        None => SHIPPED.get_or_init(|| Rules::shipped().ok()).as_ref().map(Cow::Borrowed),
    }
}

fn providers(
    db: &Reader<'_>,
    encounter: EncounterId,
    attending: Option<PractitionerId>,
) -> Result<Vec<(PractitionerId, String)>, StoreError> {
    let authors: Vec<PractitionerId> =
        db.rows(include_str!("sql/stay_authors.sql"), named_params! {":encounter": encounter}, |row| {
            row.get(0)
        })?;
    let lines = Providers { all: false }.run(db)?;
    let first: Vec<PractitionerId> = attending.into_iter().chain(authors).collect();
    let place = |id: PractitionerId| first.iter().position(|one| *one == id).unwrap_or(usize::MAX);
    let mut all: Vec<(PractitionerId, String)> = lines
        .into_iter()
        .map(|line| {
            let mut words =
                if line.service.is_empty() { line.name } else { format!("{}, {}", line.name, line.service) };
            if line.away_until.is_some() && !line.delegate.is_empty() {
                words = format!("{words} (away: {} answers)", line.delegate);
            }
            (line.id, words)
        })
        .collect();
    all.sort_by_key(|(id, _)| place(*id));
    Ok(all)
}

/// "Nov 5, 2026 06:00": a date in a query is read by people of any habit, and must not be mistaken.
pub(super) fn shown(at: At) -> String {
    let at = DateTime::from_timestamp(at, 0).unwrap_or_default().with_timezone(&Local);
    at.format("%b %-d, %Y %H:%M").to_string()
}

fn iso(at: Option<At>) -> String {
    let at = at.and_then(|at| DateTime::from_timestamp(at, 0));
    at.map(crate::domain::time::instant_text).unwrap_or_default()
}

fn indicators(file: &StayFile, vitals: &BTreeSet<i64>) -> Vec<Indicator> {
    let mut readings: Vec<&Reading> =
        file.stay.readings.iter().filter(|one| !one.display.is_empty()).collect();
    readings.sort_by_key(|one| (!one.own, std::cmp::Reverse(one.at), one.id));
    let mut given: Vec<&Treatment> =
        file.stay.treatments.iter().filter(|one| !one.display.is_empty()).collect();
    given.sort_by_key(|one| (std::cmp::Reverse(one.started), one.id));
    let results = readings.into_iter().map(|one| {
        let source = if vitals.contains(&one.id) { "flowsheet" } else { "laboratory" };
        let prior = if one.own { "" } else { ", prior encounter" };
        let line = format!("{} {}, {}, {source}{prior}", one.display, one.shown(), when(one.at));
        Indicator { key: format!("result {}", one.id), line, source: source.into(), at: iso(one.at) }
    });
    let treatment = given.into_iter().map(|one| {
        let (kind, source) =
            if one.is_procedure { ("procedure", "procedure record") } else { ("medication", "orders") };
        let words = format!("{} {}", one.display, one.directions);
        let line = format!("{}, {}, {source}", words.trim(), when(one.started));
        Indicator { key: format!("{kind} {}", one.id), line, source: source.into(), at: iso(one.started) }
    });
    results.chain(treatment).collect()
}

fn when(at: Option<At>) -> String {
    at.map_or_else(|| "time not recorded".to_owned(), shown)
}

fn documents(file: &StayFile) -> Vec<Stated> {
    let mut papers: Vec<_> = file.stay.documents.iter().collect();
    papers.sort_by_key(|one| (std::cmp::Reverse(one.at), one.id));
    let stated = papers.into_iter().map(|one| Stated {
        key: format!("document {}", one.id),
        heading: format!("{} {}", one.title, when(one.at)),
        at: iso(one.at),
        text: one.text.clone(),
    });
    stated.collect()
}

fn sentences_of(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(". ") {
        let (sentence, after) = rest.split_at(at + 1);
        found.push(sentence.trim().to_owned());
        rest = after.trim_start();
    }
    found.push(rest.trim().to_owned());
    found.retain(|sentence| !sentence.is_empty());
    found
}
