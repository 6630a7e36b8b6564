//! One stay as a reviewer looks at it: its findings, its codes and DRGs, why it stands where it stands.

use super::{
    book::Book,
    picture::{Basis, Documented, Picture, picture},
    rules::{Candidate, ReviewRules},
    score::{Effect, Reason, Weighing, weigh},
};
use crate::{
    cdi::{
        indicators::{Finding, Prepared, Report, run},
        stay::{StayFile, file},
    },
    coding::{Case, Tools, sheet_of},
    domain::{
        coding::{AccountState, DxLine, Poa, Sheet, Source, folded_code},
        ids::{AccountId, EncounterId, PatientId, PractitionerId, Version},
        time::{PartialDate, When},
    },
    store::{Reader, StoreError, col_date, col_when},
};
use chrono::NaiveDate;

const HEAD: &str = include_str!("sql/head.sql");
const CHART_DX: &str = include_str!("sql/chart_dx.sql");
const PROBLEMS: &str = include_str!("sql/problems.sql");

/// The stay and where its review stands.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it; see migrations/0017_cdi_review.sql")]
pub struct Head {
    pub encounter: EncounterId,
    pub patient: PatientId,
    pub class: String,
    pub state: String,
    pub service: String,
    pub payer: String,
    pub admit: Option<When>,
    pub discharge: Option<When>,
    pub disposition: (String, String),
    pub attending: Option<PractitionerId>,
    pub attending_name: String,
    /// Account number, else visit number.
    pub number: String,
    pub mrn: String,
    pub patient_name: String,
    pub sex: String,
    pub born: Option<PartialDate>,
    pub account: Option<AccountId>,
    pub account_state: Option<AccountState>,
    /// 0: no row yet.
    pub version: Version,
    pub on_list: bool,
    /// The reviewer's own working codes.
    pub own_sheet: Option<Sheet>,
    /// Findings seen at the last review.
    pub seen: Vec<String>,
    pub first_at: Option<String>,
    pub first_by: String,
    pub last_at: Option<String>,
    pub last_by: String,
    pub n_reviews: i64,
    pub next_on: Option<NaiveDate>,
    pub score: i64,
    pub place: String,
}

/// The stay's row; none if there is no such stay.
pub fn head(db: &Reader<'_>, encounter: EncounterId) -> Result<Option<Head>, StoreError> {
    db.row(HEAD, [encounter], |row| {
        let (state, sheet, seen): (String, String, String) = (row.get(18)?, row.get(21)?, row.get(22)?);
        let next: Option<String> = row.get(28)?;
        Ok(Head {
            encounter: row.get(0)?,
            patient: row.get(1)?,
            class: row.get(2)?,
            state: row.get(3)?,
            service: row.get(4)?,
            payer: row.get(5)?,
            admit: col_when(row, 6)?,
            discharge: col_when(row, 7)?,
            disposition: (row.get(8)?, row.get(9)?),
            attending: row.get(10)?,
            attending_name: row.get(11)?,
            number: row.get(12)?,
            mrn: row.get(13)?,
            patient_name: row.get(14)?,
            sex: row.get(15)?,
            born: col_date(row, 16)?,
            account: row.get(17)?,
            account_state: AccountState::from_word(&state),
            version: row.get(19)?,
            on_list: row.get(20)?,
            own_sheet: serde_json::from_str(&sheet).ok(),
            seen: seen.lines().map(str::to_owned).collect(),
            first_at: row.get(23)?,
            first_by: row.get(24)?,
            last_at: row.get(25)?,
            last_by: row.get(26)?,
            n_reviews: row.get(27)?,
            next_on: next.and_then(|day| day.parse().ok()),
            score: row.get(29)?,
            place: row.get(30)?,
        })
    })
}

impl Head {
    /// Whether the coder's codes are final.
    pub fn is_final(&self) -> bool {
        use AccountState::{Billed, Denied, FinalCoded, Rebill};
        matches!(self.account_state, Some(FinalCoded | Billed | Denied | Rebill))
    }

    /// What the rules look at.
    pub fn candidate(&self, now: chrono::DateTime<chrono::Utc>) -> Candidate {
        let day = self.admit.or(self.discharge).map_or_else(|| When::At(now).day(), When::day);
        let left = self.discharge.filter(|_| self.state == "discharged").map(When::instant);
        Candidate {
            class: self.class.clone(),
            payer: self.payer.clone(),
            service: self.service.clone(),
            age_years: self.born.map(|born| born.age_years(day)),
            length_s: self.admit.map(|admit| (left.unwrap_or(now) - admit.instant()).num_seconds()),
            since_discharge_s: left.map(|left| (now - left).num_seconds()),
            is_final: self.is_final(),
            is_reviewed: self.n_reviews > 0,
        }
    }

    /// The stay as the grouper takes it.
    pub fn case(&self, today: NaiveDate) -> Case {
        Case {
            class: self.class.clone(),
            sex: self.sex.clone(),
            birth_date: self.born,
            admit: self.admit,
            discharge: self.discharge,
            today,
            overruled: std::collections::BTreeMap::new(),
        }
    }
}

/// A problem of the chart's list.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Problem {
    pub code: String,
    pub system: String,
    pub display: String,
    pub onset: Option<When>,
    pub ended: Option<When>,
    pub status: String,
}

/// One stay, looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    /// The stay.
    pub head: Head,
    /// Its record, and findings that were set aside.
    pub file: StayFile,
    /// What the indicators say.
    pub report: Report,
    /// Codes and DRGs.
    pub picture: Picture,
    /// The problem list.
    pub problems: Vec<Problem>,
    /// Why it stands where it stands.
    pub reasons: Vec<Reason>,
}

impl Looked {
    /// Findings that nothing answers and nobody set aside.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.report.findings.iter().filter(|one| one.is_open() && self.file.dismissal_of(one).is_none())
    }

    /// The open findings, as the next review recognizes them.
    pub fn open_keys(&self) -> Vec<String> {
        self.open()
            .map(|finding| format!("{} {}", finding.rule, finding.grade).trim_end().to_owned())
            .collect()
    }

    /// Open findings that were not there at the last review.
    pub fn news(&self) -> Vec<String> {
        self.open_keys().into_iter().filter(|key| !self.head.seen.contains(key)).collect()
    }
}

/// Looks one stay over by these rules. `with` hears of the prepared record before it is let go: for what a screen draws.
pub fn look<T>(
    db: &Reader<'_>,
    book: &Book,
    tools: &Tools,
    head: Head,
    with: impl FnOnce(&Prepared<'_>, &Report) -> T,
) -> Result<Option<(Looked, T)>, StoreError> {
    let Some(mut stay) = file(db, head.encounter)? else { return Ok(None) };
    let record = std::mem::take(&mut stay.stay);
    let prepared = Prepared::new(&book.indicators, record);
    let report = run(&prepared);
    let extra = with(&prepared, &report);
    stay.stay = prepared.stay;
    let problems = db.rows(PROBLEMS, [head.patient], |row| {
        Ok(Problem {
            code: row.get(0)?,
            display: row.get(1)?,
            onset: col_when(row, 2)?,
            ended: col_when(row, 3)?,
            status: row.get(4)?,
            system: row.get(5)?,
        })
    })?;
    let (sheet, basis, mut documented) = working_codes(db, &head)?;
    documented.extend(
        problems
            .iter()
            .filter(|one| one.system == "ICD10CM" && one.ended.is_none())
            .map(|one| Documented { code: folded_code(&one.code), place: "problem list".into() }),
    );
    let today = When::At(db.now()).day();
    let case = head.case(today);
    let open: Vec<&Finding> =
        report.findings.iter().filter(|one| one.is_open() && stay.dismissal_of(one).is_none()).collect();
    let picture = picture(tools, &case, (sheet, basis), &documented, &open);
    let reasons = weigh(&book.review, &weighing(&book.review, &head, &picture, &open, db.now()));
    Ok(Some((Looked { head, file: stay, report, picture, problems, reasons }, extra)))
}

fn weighing(
    rules: &ReviewRules,
    head: &Head,
    picture: &Picture,
    open: &[&Finding],
    now: chrono::DateTime<chrono::Utc>,
) -> Weighing {
    let parsed = |at: &Option<String>| at.as_deref().and_then(crate::domain::time::parse_instant);
    let since = parsed(&head.last_at).or_else(|| head.admit.map(When::instant));
    let until = head.discharge.filter(|_| head.state == "discharged").map_or(now, When::instant);
    let effect = |finding: &&Finding| {
        // Doubts about a coded diagnosis take a CC or MCC away; they add none.
        let effect = if finding.leads_to.is_empty() { Effect::None } else { picture.effect(&finding.rule) };
        (finding.title.clone(), effect)
    };
    Weighing {
        open: open.iter().map(effect).collect(),
        severity: picture.severity().map(str::to_owned),
        principal: picture.sheet.principal().unwrap_or_default().to_owned(),
        stay_days: head.admit.map(|admit| (until - admit.instant()).num_days()),
        gmlos_tenths: picture.drg.as_ref().and_then(|drg| drg.gmlos_tenths),
        died: rules.is_death(&head.disposition.0, &head.disposition.1),
        discharged: head.state == "discharged",
        reviewed: head.n_reviews > 0,
        days_waiting: since.map_or(0, |since| (now - since).num_days()),
    }
}

/// The working codes, where they come from, and what else the chart names with a code.
fn working_codes(db: &Reader<'_>, head: &Head) -> Result<(Sheet, Basis, Vec<Documented>), StoreError> {
    let named = db.rows(CHART_DX, [head.encounter], |row| {
        let (code, used, display, poa): (String, String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((folded_code(&code), used, display, Poa::from_word(&poa).unwrap_or_default()))
    })?;
    let place = |used: &str| match used {
        "billing" => "the bill",
        "discharge" => "discharge diagnosis",
        "working" => "working diagnosis",
        "admitting" => "admitting diagnosis",
        _ => "diagnosis of the visit",
    };
    let mut documented: Vec<Documented> = Vec::new();
    for (code, used, _, _) in &named {
        if !documented.iter().any(|one| one.code == *code) {
            documented.push(Documented { code: code.clone(), place: place(used).into() });
        }
    }
    if let Some(own) = head.own_sheet.clone().filter(|own| !own.is_empty()) {
        return Ok((own, Basis::Reviewer, documented));
    }
    if let Some(account) = head.account {
        let sheet = sheet_of(db, account)?;
        if !sheet.diagnoses.is_empty() {
            return Ok((sheet, Basis::Coder, documented));
        }
    }
    let mut sheet = Sheet::default();
    // An admitting diagnosis stands for the reason of the stay only while nobody has named another.
    let others = named.iter().any(|one| one.1 != "admitting");
    for (code, used, _, poa) in named {
        if used == "admitting" && others {
            continue;
        }
        let poa = if poa == Poa::Missing { Poa::Yes } else { poa };
        // A chart may name a code twice; the sheet takes it once.
        let _ = sheet.add_diagnosis(DxLine { code, poa, source: Source::Suggestion, evidence: None }, None);
    }
    Ok((sheet, Basis::Chart, documented))
}
