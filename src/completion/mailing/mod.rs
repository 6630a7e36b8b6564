//! Letters about late records: who is to get which, made ready from the hospital's templates, sent once.
//!
//! A clinician gets the letter of the highest level that their open deficiencies have reached; disputed ones are left out
//! until they are decided. Who is away gets none: their delegate does, if one is named and here. The notice of suspension
//! waits for the approval, the notice of its end for the lifting. The same letter goes out again after the days that
//! the rules name, never twice on one day.

mod prepare;
mod send;

pub use prepare::{Addressed, OwedValues, PrepareDue};
pub use send::{SendDue, SentDue, words_of as batch_words};

use super::book::Book;
use crate::{
    domain::{
        ids::PractitionerId,
        role::{Permission, words},
        time::parse_instant,
        topics::{Topic, Topics},
    },
    letters::{WARNINGS, kind},
    providers,
    store::{Lane, Query, Reader, StoreError},
};
use chrono::{Local, NaiveDate};
use rusqlite::{Row, named_params};
use std::collections::BTreeMap;

words! {
    /// How a letter stands.
    Stands {
        /// It is to go out.
        Due = "due", "due";
        /// It went out, and is not to go again yet.
        Sent = "sent", "sent";
        /// Its recipient is away, and nobody stands in.
        Away = "away", "away, nobody stands in";
        /// Its recipient is exempt from suspension.
        Exempt = "exempt", "exempt";
    }
}

/// The letter that one clinician is to get.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DueLetter {
    /// Whose records.
    pub provider: PractitionerId,
    pub name: String,
    pub service: String,
    /// The level that the letter is of; 0 for the end of a suspension.
    pub level: i64,
    pub level_name: String,
    /// Kind of letter: `warning`.
    pub kind: &'static str,
    /// Open deficiencies at that level or above.
    pub items: i64,
    /// Those below it that have a level too.
    pub others: i64,
    /// Days since the oldest discharge.
    pub oldest_days: i64,
    pub stands: Stands,
    /// When a letter of this kind or a severer one went out last.
    pub last_at: Option<String>,
    /// Last day of the leave that runs today.
    pub away_until: Option<NaiveDate>,
    /// Who gets it in their place.
    pub delegate: Option<(PractitionerId, String)>,
    /// The suspension that it tells of.
    pub suspension: Option<Told>,
}

impl DueLetter {
    /// The kind in words.
    pub fn kind_title(&self) -> &'static str {
        kind(self.kind).map_or(self.kind, |kind| kind.title)
    }

    /// What it belongs to in the log: the suspension, else whose records.
    pub fn object(&self) -> (&'static str, i64) {
        match &self.suspension {
            Some(told) => ("suspension", told.id),
            None => ("practitioner", self.provider.0),
        }
    }
}

/// What a notice of suspension says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Told {
    pub id: i64,
    /// Day from which it holds, or held.
    pub effective_on: String,
    pub approver: String,
    pub reason: String,
    pub lifted_at: Option<String>,
}

/// Which letters are to go out, and which went out lately: one line a clinician, the severest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LettersDue {
    /// Only about the records of this one.
    pub of: Option<PractitionerId>,
}

impl Query for LettersDue {
    type Rows = Vec<DueLetter>;
    const LANE: Lane = Lane::Long;
    fn topics(&self) -> Topics {
        Topic::Completion | Topic::Letters | Topic::Directory
    }
    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let book = Book::load(db.conn())?;
        let today = db.now().with_timezone(&Local).date_naive();
        let levels = match self.of {
            None => db.rows(include_str!("../sql/letters_due.sql"), [], at_level)?,
            Some(who) => {
                db.rows(include_str!("../sql/letters_due_of.sql"), named_params! {":id": who}, at_level)?
            }
        };
        let people: BTreeMap<i64, Clinician> = db
            .rows(
                include_str!("../sql/letter_people.sql"),
                named_params! {":today": today.to_string()},
                clinician,
            )?
            .into_iter()
            .map(|one| (one.id.0, one))
            .collect();
        let suspensions = db.rows(include_str!("../sql/letter_suspensions.sql"), [], notice)?;
        let desk = Desk { book: &book, today, people: &people };
        let mut due: Vec<DueLetter> = levels
            .chunk_by(|a, b| a.provider == b.provider)
            .filter_map(|levels| desk.of_levels(levels, &suspensions))
            .collect();
        due.extend(suspensions.iter().filter_map(|one| desk.of_end(one)));
        due.retain(|one| self.of.is_none_or(|who| one.provider == who));
        due.sort_by(|a, b| (b.level, &a.name, a.provider).cmp(&(a.level, &b.name, b.provider)));
        Ok(due)
    }
}

/// Open deficiencies of a clinician at one level.
struct AtLevel {
    provider: PractitionerId,
    level: i64,
    letter: String,
    n: i64,
    n_delinquent: i64,
    oldest: Option<String>,
}

fn at_level(row: &Row<'_>) -> rusqlite::Result<AtLevel> {
    Ok(AtLevel {
        provider: row.get(0)?,
        level: row.get(1)?,
        letter: row.get(2)?,
        n: row.get(3)?,
        n_delinquent: row.get(4)?,
        oldest: row.get(5)?,
    })
}

/// A clinician, who stands in, and the last letter.
struct Clinician {
    id: PractitionerId,
    name: String,
    service: String,
    away_until: Option<NaiveDate>,
    /// Named, here and at work.
    delegate: Option<(PractitionerId, String)>,
    last: Option<(String, String)>,
}

fn clinician(row: &Row<'_>) -> rusqlite::Result<Clinician> {
    let text = |at: usize| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
    let delegate: Option<PractitionerId> = row.get(6)?;
    let is_here: Option<bool> = row.get(10)?;
    let delegate_name = providers::name(&text(7)?, &text(8)?, &text(9)?);
    let kind: Option<String> = row.get(11)?;
    Ok(Clinician {
        id: row.get(0)?,
        name: providers::name(&text(1)?, &text(2)?, &text(3)?),
        service: row.get(4)?,
        away_until: row.get::<_, Option<String>>(5)?.and_then(|day| day.parse().ok()),
        delegate: delegate.filter(|_| is_here == Some(true)).map(|id| (id, delegate_name)),
        last: kind.zip(row.get(12)?),
    })
}

/// A suspension with what was told of it.
struct Notice {
    provider: PractitionerId,
    state: String,
    told: Told,
    told_at: Option<String>,
    end_told_at: Option<String>,
}

fn notice(row: &Row<'_>) -> rusqlite::Result<Notice> {
    Ok(Notice {
        provider: row.get(1)?,
        state: row.get(2)?,
        told: Told {
            id: row.get(0)?,
            effective_on: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            approver: row.get(4)?,
            reason: row.get(5)?,
            lifted_at: row.get(6)?,
        },
        told_at: row.get(7)?,
        end_told_at: row.get(8)?,
    })
}

/// What the letters are weighed by.
struct Desk<'a> {
    book: &'a Book,
    today: NaiveDate,
    people: &'a BTreeMap<i64, Clinician>,
}

impl Desk<'_> {
    /// The letter for what a clinician owes; none if no level has one.
    fn of_levels(&self, levels: &[AtLevel], suspensions: &[Notice]) -> Option<DueLetter> {
        let provider = levels.first()?.provider;
        let one = self.people.get(&provider.0)?;
        let stands = suspensions.iter().find(|s| s.provider == provider && s.state != "lifted");
        let approved = stands.filter(|s| s.state == "approved");
        let is_exempt = stands.is_some_and(|s| s.state == "exempt");
        let (level, letter) = match approved {
            Some(_) => (levels.first()?.level, "suspension".to_owned()),
            None => self.letter_of(levels)?,
        };
        let kind = kind(&letter)?;
        let meant = |row: &&AtLevel| row.level >= level;
        let items = match approved {
            Some(_) => levels.iter().map(|row| row.n_delinquent).sum(),
            None => levels.iter().filter(meant).map(|row| row.n).sum::<i64>(),
        };
        let all: i64 = levels.iter().map(|row| row.n).sum();
        let oldest = levels.iter().filter(meant).filter_map(|row| row.oldest.as_deref()).min();
        let last_at = match approved {
            Some(notice) => notice.told_at.clone(),
            None => {
                one.last.as_ref().filter(|(last, _)| severity(last) >= kind.severity()).map(|l| l.1.clone())
            }
        };
        let is_sent = match approved {
            Some(notice) => notice.told_at.is_some(),
            None => last_at.as_deref().and_then(day_of).is_some_and(|day| self.is_lately(day)),
        };
        let (delegate, is_away) = stand_in(one);
        let stands = if is_exempt && approved.is_none() {
            Stands::Exempt
        } else if is_sent {
            Stands::Sent
        } else if is_away {
            Stands::Away
        } else {
            Stands::Due
        };
        Some(DueLetter {
            provider,
            name: one.name.clone(),
            service: one.service.clone(),
            level,
            level_name: self.book.set.level_name(level).to_owned(),
            kind: kind.id,
            items,
            others: all - items,
            oldest_days: oldest.and_then(day_of).map_or(0, |day| (self.today - day).num_days()),
            stands,
            last_at,
            away_until: one.away_until,
            delegate,
            suspension: approved.map(|notice| notice.told.clone()),
        })
    }

    /// The letter of the highest level that has one. Before a suspension is approved, the letter below it goes out.
    fn letter_of(&self, levels: &[AtLevel]) -> Option<(i64, String)> {
        let top = levels.iter().find(|row| !row.letter.is_empty())?;
        if top.letter != "suspension" {
            return Some((top.level, top.letter.clone()));
        }
        let below = self.book.set.levels.iter().filter(|one| {
            i64::from(one.level) < top.level && !one.letter.is_empty() && one.letter != "suspension"
        });
        below.max_by_key(|one| one.level).map(|one| (i64::from(one.level), one.letter.clone()))
    }

    /// The notice that a suspension has ended, if its beginning was told.
    fn of_end(&self, notice: &Notice) -> Option<DueLetter> {
        let one = self.people.get(&notice.provider.0)?;
        if notice.state != "lifted" || notice.told_at.is_none() || notice.end_told_at.is_some() {
            return None;
        }
        let (delegate, is_away) = stand_in(one);
        Some(DueLetter {
            provider: notice.provider,
            name: one.name.clone(),
            service: one.service.clone(),
            level: 0,
            level_name: String::new(),
            kind: "suspension-lifted",
            items: 0,
            others: 0,
            oldest_days: 0,
            stands: if is_away { Stands::Away } else { Stands::Due },
            last_at: None,
            away_until: one.away_until,
            delegate,
            suspension: Some(notice.told.clone()),
        })
    }

    fn is_lately(&self, day: NaiveDate) -> bool {
        (self.today - day).num_days() < i64::from(self.book.set.letters.again_days)
    }
}

/// Who stands in today, and whether nobody can take the letter.
fn stand_in(one: &Clinician) -> (Option<(PractitionerId, String)>, bool) {
    let delegate = one.delegate.clone().filter(|_| one.away_until.is_some());
    let is_away = one.away_until.is_some() && delegate.is_none();
    (delegate, is_away)
}

/// How severe a warning is; none for other letters.
fn severity(id: &str) -> Option<usize> {
    WARNINGS.iter().position(|warning| *warning == id).map(|at| at + 1)
}

/// The local day of a stored instant.
fn day_of(text: &str) -> Option<NaiveDate> {
    parse_instant(text)
        .map(|at| at.with_timezone(&Local).date_naive())
        .or_else(|| text.get(..10).and_then(|day| day.parse().ok()))
}
