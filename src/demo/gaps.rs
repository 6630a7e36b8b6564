//! What goes wrong with documents: not written, not signed, not co-signed, withdrawn; each noted down as truth.

use super::calendar::midnight;
use super::directory::Clinician;
use super::notes::{Desk, Sheet};
use super::paper::{self, Paper, PaperType, Stage, Tie};
use super::random::Rng;
use super::scenario::{OperationKind, Study};
use super::script::render;
use super::theatre;
use super::truth::Flaw;
use crate::domain::facts::EncounterClass;
use chrono::{Duration, NaiveDateTime};
use std::collections::BTreeMap;

/// One flaw of one stay, before documents have keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Type of document.
    pub kind: PaperType,
    /// Position among the papers; `None` if the paper is missing.
    pub paper: Option<usize>,
    /// What is wrong.
    pub flaw: Flaw,
    /// Key of who owes it.
    pub owed_by: String,
}

/// How often what is left undone, per cent: in the days after discharge, in the first month, and later.
struct Habits {
    summary: u32,
    unsigned: u32,
    uncosigned: u32,
}

/// Takes away, leaves open and spoils some of the papers, adds what belongs to that, and says what is wrong.
pub fn spoil<'a>(desk: &Desk<'a>, papers: &mut Vec<Paper<'a>>, rng: &mut Rng) -> Vec<Found> {
    let stay = desk.stay;
    let habits = match (midnight(stay.now.date()) - stay.end).num_days() {
        ..=3 => Habits { summary: 40, unsigned: 12, uncosigned: 22 },
        4..=30 => Habits { summary: 22, unsigned: 11, uncosigned: 16 },
        _ => Habits { summary: 9, unsigned: 5, uncosigned: 6 },
    };
    let mut found = Vec::new();
    if stay.class() == EncounterClass::Inpatient {
        found = missing(desk, papers, &habits, rng);
        add_extras(desk, papers, rng);
    }
    papers.sort_by_key(|paper| paper.written);
    link_parents(papers);
    for (at, paper) in papers.iter_mut().enumerate() {
        found.extend(leave_open(paper, at, &habits, stay.now, rng));
    }
    if stay.open() && rng.chance(40) {
        let begun = begin_only(papers, &mut found);
        found.extend(begun);
    }
    found
}

/// The last progress note of somebody in house lies begun in the author's inbox.
fn begin_only(papers: &mut [Paper<'_>], found: &mut Vec<Found>) -> Option<Found> {
    let fits = |paper: &Paper<'_>| {
        paper.kind == paper::PROGRESS && paper.stage == Stage::Written && paper.parent.is_none()
    };
    let at = papers.iter().rposition(fits)?;
    let added_to = papers.iter().any(|paper| paper.parent.is_some_and(|(_, parent)| parent == at));
    let paper = papers.get_mut(at).filter(|_| !added_to)?;
    (paper.stage, paper.signed) = (Stage::Begun, None);
    if let Some((_, signed)) = &mut paper.cosigner {
        *signed = None;
    }
    found.retain(|other| other.paper != Some(at));
    let owed_by = paper.author.key.clone();
    Some(Found { kind: paper.kind, paper: Some(at), flaw: Flaw::Begun, owed_by })
}

/// Papers that were never written.
fn missing(desk: &Desk<'_>, papers: &mut Vec<Paper<'_>>, habits: &Habits, rng: &mut Rng) -> Vec<Found> {
    let stay = desk.stay;
    let mut found = Vec::new();
    let mut drop = |kind: PaperType, percent: u32, owed_by: &str, rng: &mut Rng| {
        let there = papers.iter().position(|paper| paper.kind == kind);
        let lost = rng.chance(percent);
        if let Some(at) = there.filter(|_| lost) {
            papers.remove(at);
            let owed_by = owed_by.to_owned();
            found.push(Found { kind, paper: None, flaw: Flaw::Missing, owed_by });
        }
    };
    let team = &stay.team;
    drop(paper::DISCHARGE, habits.summary, &team.attending.key, rng);
    drop(paper::HISTORY, 4, &team.attending.key, rng);
    drop(paper::OPERATIVE, 7, &team.surgeon.key, rng);
    drop(paper::ANAESTHESIA, 3, &team.anaesthetist.key, rng);
    // A summary that the transfer of time has not reached yet is missing as well.
    if !stay.open()
        && !papers.iter().any(|paper| paper.kind == paper::DISCHARGE)
        && !found.iter().any(|found| found.kind == paper::DISCHARGE)
    {
        let owed_by = team.attending.key.clone();
        found.push(Found { kind: paper::DISCHARGE, paper: None, flaw: Flaw::Missing, owed_by });
    }
    found
}

/// Scans, addenda, preliminary readings, withdrawn notes.
fn add_extras<'a>(desk: &Desk<'a>, papers: &mut Vec<Paper<'a>>, rng: &mut Rng) {
    let stay = desk.stay;
    let mut extras: Vec<Paper<'a>> = Vec::new();
    for (at, paper) in papers.iter().enumerate() {
        match paper.kind {
            paper::PROGRESS | paper::CONSULT if rng.chance(3) => {
                extras.extend(addendum(desk, paper, at, rng));
            }
            paper::PROGRESS if rng.seldom(8) => extras.push(withdrawn(paper, rng)),
            paper::IMAGING if rng.chance(9) => extras.extend(wet_read(desk, paper, rng)),
            _ => {}
        }
    }
    if let Some((operation, begins, _)) = theatre::times(stay)
        && operation.kind != OperationKind::Delivery
        && begins < stay.now
    {
        let at = begins - Duration::minutes(rng.range(40, 120));
        let nurse = stay.team.day_nurse;
        extras.push(scanned(desk, paper::CONSENT, "Consent for operation (scanned)", nurse, at, rng));
    }
    if !stay.series.of("trop").is_empty() && rng.chance(55) {
        let at = stay.admit + Duration::minutes(rng.range(8, 14));
        extras.push(scanned(
            desk,
            paper::ECG,
            "12-lead electrocardiogram (scanned)",
            stay.team.emergency,
            at,
            rng,
        ));
    }
    if rng.chance(5) {
        extras.push(outside_records(desk, rng));
    }
    papers.extend(extras);
    papers.retain(|paper| paper.written < stay.now);
}

/// Sets the positions of parents, which have moved while papers were added: an addendum belongs to the note of its
/// type before it, a reading of a film replaces the preliminary one.
fn link_parents(papers: &mut [Paper<'_>]) {
    let early: Vec<(usize, PaperType, String, Stage)> =
        papers.iter().enumerate().map(|(at, p)| (at, p.kind, p.title.clone(), p.stage)).collect();
    for (at, paper) in papers.iter_mut().enumerate() {
        let before = || early.iter().take(at).rev();
        let parent = match paper.parent {
            Some(_) => before()
                .find(|(_, kind, _, stage)| *kind == paper.kind && *stage == Stage::Written)
                .map(|(at, ..)| (Tie::Adds, *at)),
            None if paper.stage == Stage::Written => before()
                .find(|(_, _, title, stage)| *title == paper.title && *stage == Stage::Superseded)
                .map(|(at, ..)| (Tie::Replaces, *at)),
            None => None,
        };
        paper.parent = parent;
    }
}

/// Signatures that were never given, or not yet.
fn leave_open(
    paper: &mut Paper<'_>,
    at: usize,
    habits: &Habits,
    now: NaiveDateTime,
    rng: &mut Rng,
) -> Option<Found> {
    let here = |flaw, owed_by: &str| {
        Some(Found { kind: paper.kind, paper: Some(at), flaw, owed_by: owed_by.to_owned() })
    };
    let (forgotten, cosign_forgotten) = (rng.chance(habits.unsigned), rng.chance(habits.uncosigned));
    let dictated = rng.chance(10);
    match paper.stage {
        Stage::Retracted => return here(Flaw::Retracted, &paper.author.key.clone()),
        Stage::Superseded | Stage::Begun => return None,
        Stage::Written | Stage::Dictated => {}
    }
    // Nurses and scanners hardly ever leave things unsigned.
    let tidy = matches!(
        paper.kind,
        paper::NURSING
            | paper::SOCIAL_WORK
            | paper::CONSENT
            | paper::ECG
            | paper::OUTSIDE
            | paper::ANAESTHESIA
            | paper::PATHOLOGY
    );
    if paper.signed.is_some_and(|signed| signed >= now) || (forgotten && !tidy) {
        paper.signed = None;
        if let Some((_, signed)) = &mut paper.cosigner {
            *signed = None;
        }
        let owed_by = paper.author.key.clone();
        if dictated && matches!(paper.kind, paper::DISCHARGE | paper::OPERATIVE | paper::PROCEDURE) {
            paper.stage = Stage::Dictated;
            return here(Flaw::Dictated, &owed_by);
        }
        return here(Flaw::Unsigned, &owed_by);
    }
    let (who, signed) = paper.cosigner.as_mut()?;
    if cosign_forgotten || signed.is_some_and(|signed| signed >= now) {
        *signed = None;
        let owed_by = who.key.clone();
        return Some(Found { kind: paper.kind, paper: Some(at), flaw: Flaw::Uncosigned, owed_by });
    }
    None
}

fn addendum<'a>(desk: &Desk<'a>, parent: &Paper<'a>, at: usize, rng: &mut Rng) -> Option<Paper<'a>> {
    let when = parent.written + Duration::minutes(rng.range(120, 500));
    if when >= desk.stay.end {
        return None;
    }
    let own = BTreeMap::from([("parent-date", super::calendar::us_time(parent.written))]);
    let title = format!("{}, addendum", parent.title);
    let sheet = Sheet::new(parent.kind, &title, "addendum", parent.author, when);
    let mut paper = desk.write(Sheet { own, ..sheet }, rng);
    paper.parent = Some((Tie::Adds, at));
    Some(paper)
}

/// A note written on the wrong day or patient, taken back by its author within the hour.
fn withdrawn<'a>(paper: &Paper<'a>, rng: &mut Rng) -> Paper<'a> {
    let mut wrong = paper.clone();
    wrong.written -= Duration::minutes(rng.range(12, 45));
    wrong.signed = Some(wrong.written + Duration::minutes(2));
    wrong.cosigner = None;
    wrong.stage = Stage::Retracted;
    wrong
}

/// What the emergency physician saw at night, before radiology read the film.
fn wet_read<'a>(desk: &Desk<'a>, paper: &Paper<'a>, rng: &mut Rng) -> Option<Paper<'a>> {
    let scene = desk.scene(paper.author, paper.written);
    let named = |study: &&Study| render(&study.name, &scene, &mut rng.clone()) == paper.title;
    let study: &Study = desk.stay.studies.iter().find(named)?;
    let own = BTreeMap::from([("study", study.name.clone()), ("study-impression", study.impression.clone())]);
    let at = (paper.written - Duration::minutes(20)).max(desk.stay.admit + Duration::minutes(5));
    let author = desk.stay.team.emergency;
    let sheet = Sheet::new(paper.kind, &paper.title, "wet-read", author, at);
    let mut early = desk.write(Sheet { own, ..sheet }, rng);
    early.signed = None;
    early.stage = Stage::Superseded;
    Some(early)
}

/// A paper as the scanner gave it: a picture of a page, no text in it.
fn scanned<'a>(
    desk: &Desk<'a>,
    kind: PaperType,
    title: &str,
    author: &'a Clinician,
    at: NaiveDateTime,
    rng: &mut Rng,
) -> Paper<'a> {
    let mut paper = desk.write(Sheet::new(kind, title, "consent", author, at.max(desk.stay.admit)), rng);
    paper.text.clear();
    paper.file = Some(("application/pdf", super::scan::page(rng.bits())));
    paper
}

/// What another hospital sent by fax, kept as its word processor wrote it.
fn outside_records<'a>(desk: &Desk<'a>, rng: &mut Rng) -> Paper<'a> {
    let stay = desk.stay;
    let at = stay.admit + Duration::minutes(rng.range(300, 900));
    let title = "Outside hospital records";
    let mut paper = desk.write(Sheet::new(paper::OUTSIDE, title, "outside", stay.team.case_manager, at), rng);
    paper.file = Some(("application/rtf", super::scan::rich_text(&paper.text)));
    paper
}
