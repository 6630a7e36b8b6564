//! The documents of one stay, in order of time: written from the story as far as it had gone when each was written.

use super::directory::{Clinician, Directory, Who};
use super::history::History;
use super::library::Library;
use super::paper::{self, Header, Paper, PaperType, Stage};
use super::person::Person;
use super::random::Rng;
use super::scenario::{Arrival, Consult, Study};
use super::scene::{Phase, Scene};
use super::script::render;
use super::stay::Stay;
use crate::domain::facts::EncounterClass;
use chrono::{Duration, NaiveDateTime};
use std::collections::BTreeMap;

/// What notes are written from.
#[derive(Clone, Debug)]
pub struct Desk<'a> {
    /// The stay.
    pub stay: &'a Stay<'a>,
    /// Whose.
    pub person: &'a Person,
    /// What they brought along.
    pub history: &'a History<'a>,
    /// The texts.
    pub library: &'a Library,
    /// Everyone.
    pub directory: &'a Directory,
    /// First lines of each document.
    pub header: Header,
    /// Who pays, in words.
    pub payer: &'static str,
}

/// What one document is to be.
#[derive(Clone, Debug)]
pub struct Sheet<'a, 't> {
    /// Type.
    pub kind: PaperType,
    /// Title.
    pub title: &'t str,
    /// Word of the form of notes that it follows.
    pub form: &'t str,
    /// Who writes.
    pub author: &'a Clinician,
    /// Who co-signs, if the author is a trainee.
    pub cosigner: Option<&'a Clinician>,
    /// When.
    pub at: NaiveDateTime,
    /// Words of this document alone.
    pub own: BTreeMap<&'static str, String>,
}

impl<'a, 't> Sheet<'a, 't> {
    /// A document that its author answers for alone.
    pub fn new(
        kind: PaperType,
        title: &'t str,
        form: &'t str,
        author: &'a Clinician,
        at: NaiveDateTime,
    ) -> Self {
        Self { kind, title, form, author, cosigner: None, at, own: BTreeMap::new() }
    }
}

impl<'a> Desk<'a> {
    /// All documents of the stay that had been begun by now, in order of time.
    pub fn papers(&self, rng: &mut Rng) -> Vec<Paper<'a>> {
        let mut papers = Vec::new();
        self.on_arrival(rng, &mut papers);
        let stay = self.stay;
        if stay.class() != EncounterClass::Inpatient {
            return papers;
        }
        self.daily(rng, &mut papers);
        self.nursing(rng, &mut papers);
        for study in &stay.studies {
            if study.flag.as_deref().is_none_or(|flag| stay.flags.contains(flag)) {
                papers.push(self.study(study, rng));
            }
        }
        for consult in &stay.story.consults {
            let asked = rng.chance(consult.percent);
            if asked && consult.flag.as_deref().is_none_or(|flag| stay.flags.contains(flag)) {
                papers.extend(self.consult(consult, rng));
            }
        }
        super::theatre::papers(self, rng, &mut papers);
        self.on_leaving(rng, &mut papers);
        papers.retain(|paper| paper.written < stay.now);
        papers.sort_by_key(|paper| paper.written);
        papers
    }

    /// The scene of a note at a time.
    pub fn scene(&self, author: &'a Clinician, at: NaiveDateTime) -> Scene<'_> {
        let stay = self.stay;
        let day = (at.date() - stay.admit.date()).num_days();
        let phase = if stay.dying(at) {
            Phase::Dying
        } else if at >= stay.end || day >= stay.nights() && stay.nights() > 0 && !stay.died() {
            Phase::Late
        } else if day <= 1 {
            Phase::Early
        } else {
            Phase::Mid
        };
        Scene {
            stay,
            person: self.person,
            history: self.history,
            library: self.library,
            at,
            phase,
            author,
            own: BTreeMap::new(),
        }
    }

    /// One document, written and signed as if nothing went wrong.
    pub fn write(&self, sheet: Sheet<'a, '_>, rng: &mut Rng) -> Paper<'a> {
        let mut scene = self.scene(sheet.author, sheet.at);
        scene.own = sheet.own;
        let title = render(sheet.title, &scene, rng);
        scene.own.insert("header", self.header.text(&title, sheet.author, sheet.at));
        scene.own.insert("payer", self.payer.to_owned());
        scene.own.insert("skin-check", self.library.note("skin-check").to_owned());
        scene.own.insert("attending-name", self.stay.team.attending.signature());
        let text = render(self.library.note(sheet.form), &scene, rng);
        let signed = sheet.at + Duration::minutes(rng.range(4, 95));
        // A trainee's note is read by the attending within the day.
        let cosigner = sheet.cosigner.filter(|_| sheet.author.trainee);
        let cosigner = cosigner.map(|who| (who, Some(signed + Duration::minutes(rng.range(90, 1500)))));
        Paper {
            kind: sheet.kind,
            title,
            author: sheet.author,
            written: sheet.at,
            text,
            signed: Some(signed),
            cosigner,
            stage: Stage::Written,
            parent: None,
            file: None,
        }
    }

    /// Who writes the ward's notes: the trainee, if there is one and the attending does not do it alone.
    fn ward_author(&self, trainee_percent: u32, rng: &mut Rng) -> (&'a Clinician, Option<&'a Clinician>) {
        let team = &self.stay.team;
        match team.trainee {
            Some(trainee) if rng.chance(trainee_percent) => (trainee, Some(team.attending)),
            _ => (team.attending, None),
        }
    }

    fn on_arrival(&self, rng: &mut Rng, papers: &mut Vec<Paper<'a>>) {
        let stay = self.stay;
        let team = stay.team;
        if stay.story.arrival == Arrival::Emergency {
            let at = stay.admit + Duration::minutes(rng.range(110, 200));
            let sheet = Sheet::new(paper::EMERGENCY, "Emergency department note", "ed", team.emergency, at);
            papers.push(self.write(sheet, rng));
        }
        let (form, from, to) = match stay.story.arrival {
            Arrival::Emergency => ("hp", 220, 620),
            Arrival::Elective => ("hp-elective", 45, 80),
            Arrival::Labor => ("hp-labor", 45, 100),
            Arrival::Birth => ("hp-birth", 120, 720),
            Arrival::Visit => return papers.push(self.visit(rng)),
        };
        let (author, cosigner) = self.ward_author(80, rng);
        let at = stay.admit + Duration::minutes(rng.range(from, to));
        let sheet = Sheet::new(paper::HISTORY, "History and physical", form, author, at);
        papers.push(self.write(Sheet { cosigner, ..sheet }, rng));
    }

    /// The one note of a short visit.
    fn visit(&self, rng: &mut Rng) -> Paper<'a> {
        let stay = self.stay;
        let emergency = stay.class() == EncounterClass::Emergency;
        let (kind, title, form) = if emergency {
            (paper::EMERGENCY, "Emergency department note", "ed-visit")
        } else {
            (paper::OUTPATIENT, "Clinic note", "visit")
        };
        let (author, cosigner) = self.ward_author(30, rng);
        let sheet = Sheet::new(kind, title, form, author, stay.end - Duration::minutes(rng.range(1, 9)));
        self.write(Sheet { cosigner, ..sheet }, rng)
    }

    fn daily(&self, rng: &mut Rng, papers: &mut Vec<Paper<'a>>) {
        let stay = self.stay;
        for day in 1..=stay.nights() {
            let at = stay.day(day, rng.range(7, 13), rng.range(0, 59));
            // On the day of discharge many write only the summary.
            if at >= stay.end || (day == stay.nights() && rng.chance(35)) {
                continue;
            }
            let (author, cosigner) = self.ward_author(70, rng);
            let sheet = Sheet::new(paper::PROGRESS, "Progress note", "progress", author, at);
            papers.push(self.write(Sheet { cosigner, ..sheet }, rng));
        }
        if stay.nights() >= 3 && stay.story.ages.0 >= 18 {
            let at = stay.day(2, rng.range(9, 15), rng.range(0, 59));
            let author = stay.team.case_manager;
            let title = "Case management assessment";
            papers
                .push(self.write(Sheet::new(paper::SOCIAL_WORK, title, "case-management", author, at), rng));
        }
    }

    fn nursing(&self, rng: &mut Rng, papers: &mut Vec<Paper<'a>>) {
        let stay = self.stay;
        let team = stay.team;
        let mut note = |form: &str, title: &str, author, at, rng: &mut Rng| {
            let own = BTreeMap::from([("allergy-line", self.allergy_line())]);
            papers
                .push(self.write(Sheet { own, ..Sheet::new(paper::NURSING, title, form, author, at) }, rng));
        };
        let at = stay.admit + Duration::minutes(rng.range(240, 400));
        let form = match stay.story.arrival {
            Arrival::Birth => "nursing-admission-birth",
            _ => "nursing-admission",
        };
        note(form, "Nursing admission assessment", team.day_nurse, at, rng);
        for day in 1..stay.nights() {
            let by_night = day % 2 == 0;
            let (author, hour) = if by_night { (team.night_nurse, 4) } else { (team.day_nurse, 17) };
            note("nursing", "Nursing note", author, stay.day(day, hour, rng.range(10, 59)), rng);
        }
        let at = stay.end + Duration::minutes(rng.range(10, 45));
        note("nursing-discharge", "Nursing discharge note", team.day_nurse, at, rng);
    }

    fn allergy_line(&self) -> String {
        let names: Vec<&str> = self.history.allergies.iter().map(|allergy| allergy.name).collect();
        if names.is_empty() { "none known.".to_owned() } else { format!("{}.", names.join(", ")) }
    }

    fn study(&self, study: &Study, rng: &mut Rng) -> Paper<'a> {
        let stay = self.stay;
        let taken = stay.study_time(study.day);
        let at = taken + Duration::minutes(rng.range(25, 85));
        let author = match &study.service {
            Some(service) => self.directory.pick(service, Who::Attending, at.date(), rng),
            None => None,
        };
        let author = author.unwrap_or(stay.team.radiologist);
        let own = BTreeMap::from([
            ("study", study.name.clone()),
            ("indication", study.indication.clone()),
            ("technique", study.technique.clone()),
            ("findings", study.findings.clone()),
            ("study-impression", study.impression.clone()),
        ]);
        self.write(Sheet { own, ..Sheet::new(paper::IMAGING, &study.name, "radiology", author, at) }, rng)
    }

    fn consult(&self, consult: &Consult, rng: &mut Rng) -> Option<Paper<'a>> {
        let stay = self.stay;
        let at =
            stay.day(consult.day, rng.range(10, 16), rng.range(0, 59)).max(stay.admit + Duration::hours(4));
        let author = self.directory.pick(&consult.service, Who::Attending, at.date(), rng)?;
        if at >= stay.end {
            return None;
        }
        let own = BTreeMap::from([
            ("question", consult.question.clone()),
            ("impression", consult.impression.clone()),
            ("advice", consult.advice.clone()),
            ("consult-history", self.library.note("consult-histories").to_owned()),
        ]);
        let title = format!("{} consultation", consult.service);
        Some(self.write(Sheet { own, ..Sheet::new(paper::CONSULT, &title, "consult", author, at) }, rng))
    }

    fn on_leaving(&self, rng: &mut Rng, papers: &mut Vec<Paper<'a>>) {
        let stay = self.stay;
        if stay.open() {
            return;
        }
        let hours = if rng.chance(70) { rng.range(0, 20) } else { rng.range(20, 160) };
        let at = stay.end + Duration::minutes(hours * 60 + rng.range(5, 55));
        let (author, cosigner) = self.ward_author(60, rng);
        let short = (stay.end - stay.admit).num_hours() < 48 && !stay.died();
        let (title, form) = if stay.died() {
            ("Death summary", "discharge")
        } else if short {
            ("Short stay summary", "short-stay")
        } else {
            ("Discharge summary", "discharge")
        };
        // The summary tells the whole stay, so its values are those up to its end.
        let own = BTreeMap::from([("data-whole", self.scene(author, stay.end).data_whole())]);
        let sheet = Sheet::new(paper::DISCHARGE, title, form, author, at);
        papers.push(self.write(Sheet { cosigner, own, ..sheet }, rng));
    }
}
