//! From the facts of a chart and the rules to what is needed and what is lacking.

use super::{
    ChartFacts, DocumentFacts, EntryRule, Lack, Need, Owner, RuleSet, Start,
    rules::{Earlier, Evidence},
};
use crate::domain::{
    ids::{DocumentId, PractitionerId},
    time::When,
};
use chrono::{DateTime, Duration, Utc};

/// What the rules say of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assessment {
    /// What is needed, with what fulfils it.
    pub needed: Vec<Needed>,
    /// What is lacking.
    pub findings: Vec<Finding>,
}

/// One thing that the chart needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Needed {
    /// The rule.
    pub rule: String,
    /// Key of the type.
    pub doc_type: String,
    /// The type in words.
    pub name: String,
    /// Why.
    pub reason: String,
    /// The document that fulfils it.
    pub met_by: Option<DocumentId>,
    /// It is not there, but its time has not come.
    pub not_yet: bool,
    /// When its time comes.
    pub ripe_at: Option<DateTime<Utc>>,
}

/// One lack.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: String,
    /// What is lacking.
    pub lack: Lack,
    /// Key of the type; the code of the document where the rules know no type.
    pub doc_type: String,
    /// The type in words, or the document's title.
    pub name: String,
    /// The document; none if it is missing.
    pub document: Option<DocumentId>,
    /// Who owes it.
    pub owed_by: Option<PractitionerId>,
    /// From when its clock runs.
    pub start: Option<When>,
    /// Rule of its clock.
    pub clock: String,
    /// Why, as a sentence.
    pub reason: String,
}

/// Looks a chart over. An empty set of rules finds nothing.
pub fn assess(set: &RuleSet, chart: &ChartFacts, now: DateTime<Utc>) -> Assessment {
    let mut out = Assessment::default();
    for need in &set.needs {
        if let Some(evidence) = need.when.holds(set, chart, now) {
            one_need(set, chart, now, need, evidence, &mut out);
        }
    }
    for document in chart.documents.iter().filter(|document| document.counts()) {
        out.findings.extend(entry(set, chart, document));
    }
    out
}

fn one_need(
    set: &RuleSet,
    chart: &ChartFacts,
    now: DateTime<Utc>,
    need: &Need,
    evidence: Evidence<'_>,
    out: &mut Assessment,
) {
    let Some(kind) = set.doc_type(&need.owes) else { return };
    let there = match need.earlier {
        Some(_) => first_in_stay(set, chart, &need.accepts),
        None => first_of(set, chart, &need.accepts),
    };
    let mut needed = Needed {
        rule: need.id.clone(),
        doc_type: kind.key.clone(),
        name: kind.name.clone(),
        reason: need.reason.clone(),
        met_by: there.map(|document| document.id),
        not_yet: false,
        ripe_at: None,
    };
    if there.is_none() {
        let start = start_of(need.start, chart, evidence);
        let owed_by = owner(&need.owed_by, chart, evidence, None);
        let ripe_at = start.map(|start| start.instant() + Duration::hours(i64::from(need.after_hours)));
        needed.not_yet = chart.in_house() && ripe_at.is_some_and(|at| now < at);
        needed.ripe_at = ripe_at.filter(|_| needed.not_yet);
        let stands_in = need.earlier.as_ref().and_then(|earlier| stand_in(set, chart, need, earlier));
        let found = match (&need.earlier, stands_in) {
            (Some(earlier), Some(document)) => {
                needed.met_by = Some(document.id);
                update_of(set, chart, need, earlier)
            }
            _ => Some(Finding {
                rule: need.id.clone(),
                lack: Lack::Missing,
                doc_type: kind.key.clone(),
                name: kind.name.clone(),
                document: None,
                owed_by: None,
                start: None,
                clock: need.clock.clone(),
                reason: format!("{} None is on the chart.", need.reason),
            }),
        };
        out.findings.extend(found.filter(|_| !needed.not_yet).map(|found| Finding {
            owed_by,
            start,
            ..found
        }));
    }
    out.needed.push(needed);
}

/// The update that an earlier document asks for, if it is not there.
fn update_of(set: &RuleSet, chart: &ChartFacts, need: &Need, earlier: &Earlier) -> Option<Finding> {
    let kind = set.doc_type(&earlier.update)?;
    let is_there = first_of(set, chart, std::slice::from_ref(&earlier.update)).is_some();
    (!is_there).then(|| Finding {
        rule: format!("{}-update", need.id),
        lack: Lack::Missing,
        doc_type: kind.key.clone(),
        name: kind.name.clone(),
        document: None,
        owed_by: None,
        start: None,
        clock: earlier.clock.clone(),
        reason: format!("{} An earlier one is on the chart, but no update of it.", need.reason),
    })
}

fn stand_in<'c>(
    set: &RuleSet,
    chart: &'c ChartFacts,
    need: &Need,
    earlier: &Earlier,
) -> Option<&'c DocumentFacts> {
    let admit = chart.admit?.instant();
    let oldest = admit - Duration::days(i64::from(earlier.days));
    let before = chart.earlier.iter().chain(&chart.documents);
    before.filter(|document| document.counts() && !document.names_other).find(|document| {
        let in_time = document.written.is_some_and(|at| at.instant() >= oldest && at.instant() <= admit);
        in_time && is_one_of(set, document, &need.accepts)
    })
}

fn is_one_of(set: &RuleSet, document: &DocumentFacts, keys: &[String]) -> bool {
    keys.iter().any(|key| set.doc_type(key).is_some_and(|kind| kind.fits(document)))
}

/// The first document of the types that counts and is this patient's.
fn first_of<'c>(set: &RuleSet, chart: &'c ChartFacts, keys: &[String]) -> Option<&'c DocumentFacts> {
    let mut own = chart.documents.iter().filter(|document| document.counts() && !document.names_other);
    own.find(|document| is_one_of(set, document, keys))
}

/// As [`first_of`], without what was written more than a day before admission: that needs an update.
fn first_in_stay<'c>(set: &RuleSet, chart: &'c ChartFacts, keys: &[String]) -> Option<&'c DocumentFacts> {
    let before = chart.admit.map(|admit| admit.instant() - Duration::days(1));
    let in_stay = |document: &&DocumentFacts| {
        document.written.is_none_or(|at| before.is_none_or(|before| at.instant() >= before))
    };
    let mut own = chart.documents.iter().filter(|document| document.counts() && !document.names_other);
    own.find(|document| in_stay(document) && is_one_of(set, document, keys))
}

/// The most days before admission of which documents may stand in, if the chart lacks one that they could stand in for.
pub fn wants_earlier(set: &RuleSet, chart: &ChartFacts, now: DateTime<Utc>) -> Option<u32> {
    let wanting = set.needs.iter().filter(|need| {
        need.earlier.is_some()
            && need.when.holds(set, chart, now).is_some()
            && first_in_stay(set, chart, &need.accepts).is_none()
    });
    wanting.filter_map(|need| need.earlier.as_ref().map(|earlier| earlier.days)).max()
}

fn start_of(start: Start, chart: &ChartFacts, evidence: Evidence<'_>) -> Option<When> {
    match start {
        Start::Admission => chart.admit,
        Start::Discharge => chart.discharge,
        Start::Procedure => evidence
            .procedure
            .and_then(|done| done.at)
            .or_else(|| evidence.document.and_then(DocumentFacts::began))
            .or(chart.discharge),
        Start::Entry => evidence.document.and_then(DocumentFacts::began),
    }
}

fn owner(
    owners: &[Owner],
    chart: &ChartFacts,
    evidence: Evidence<'_>,
    document: Option<&DocumentFacts>,
) -> Option<PractitionerId> {
    owners.iter().find_map(|owner| match owner {
        Owner::Author => document.and_then(|document| document.author),
        Owner::Performer => evidence.procedure.and_then(|done| done.performer),
        Owner::Evidence => evidence.document.and_then(|document| document.author),
        Owner::Attending => chart.attending,
    })
}

/// What one entry lacks by the first rule that fits.
fn entry(set: &RuleSet, chart: &ChartFacts, document: &DocumentFacts) -> Option<Finding> {
    let rule = set.entries.iter().find(|rule| fits(set, rule, document))?;
    let itself = Evidence { procedure: None, document: Some(document) };
    let mut owed_by = owner(&rule.owed_by, chart, itself, Some(document));
    // Nobody co-signs their own note.
    if rule.lack == Lack::Uncosigned && owed_by.is_some() && owed_by == document.author {
        owed_by = chart.attending.filter(|who| Some(*who) != document.author);
    }
    let kind = set.type_of(document);
    Some(Finding {
        rule: rule.id.clone(),
        lack: rule.lack,
        doc_type: kind.map_or_else(|| document.code.clone(), |kind| kind.key.clone()),
        name: kind.map_or_else(|| document.title.clone(), |kind| kind.name.clone()),
        document: Some(document.id),
        owed_by,
        start: start_of(rule.start, chart, itself),
        clock: rule.clock.clone(),
        reason: rule.reason.clone(),
    })
}

fn fits(set: &RuleSet, rule: &EntryRule, document: &DocumentFacts) -> bool {
    lacks(rule.lack, document)
        && (rule.types.is_empty() || is_one_of(set, document, &rule.types))
        && !is_one_of(set, document, &rule.except)
        && (rule.titles.is_empty()
            || rule.titles.iter().any(|title| title.fits(&document.title) || title.fits(&document.type_text)))
}

fn lacks(lack: Lack, document: &DocumentFacts) -> bool {
    match lack {
        Lack::Dictated => document.state == "dictated",
        Lack::Unfinished => document.state == "in-progress",
        Lack::Unsigned => document.state == "unsigned",
        Lack::Uncosigned => document.state == "signed-uncosigned" || only_trainees_signed(document),
        Lack::WrongPatient => document.names_other,
        Lack::Missing | Lack::Content => false,
    }
}

/// A trainee's note that says it is signed, with no signature but trainees'. Where no signature is told, none is doubted.
fn only_trainees_signed(document: &DocumentFacts) -> bool {
    document.is_signed()
        && document.by_trainee
        && !document.is_addendum
        && !document.signers.is_empty()
        && document.signers.iter().all(|signer| signer.trainee)
}
