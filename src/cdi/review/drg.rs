//! DRGs of a stay as they were seen: baseline, working, potential and final, each with who and when. Nothing is written over.

use super::{
    picture::{heaviest, splits},
    stay::Looked,
};
use crate::{
    domain::{coding::written_code, ids::EncounterId, role::words},
    store::{Reader, Refusal, StoreError, Writing},
};
use rusqlite::named_params;

words! {
    /// Which of the four.
    Stage {
        /// As the codes stood when the first review began.
        Baseline = "baseline", "baseline";
        /// As the codes stood at a review.
        Working = "working", "working";
        /// What the weightiest answer to one open finding would lead to.
        Potential = "potential", "potential";
        /// The coder's.
        Final = "final", "final";
    }
}

/// One sighting.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Sighting {
    pub stage: String,
    pub drg: String,
    pub title: String,
    /// In ten-thousandths.
    pub weight: Option<i64>,
    /// `MCC`, `CC` or empty.
    pub severity: String,
    pub grouper: String,
    /// The codes that it rests on, in words.
    pub basis: String,
    pub by: String,
    pub at: String,
}

/// A DRG to keep.
pub(super) struct Seen<'a> {
    pub drg: &'a str,
    pub title: &'a str,
    pub weight: Option<i64>,
    pub severity: &'a str,
    pub grouper: &'a str,
    pub basis: &'a str,
    pub by: &'a str,
}

/// DRG and basis of the newest sighting of a stage.
pub(super) fn last(
    tx: &Writing<'_>,
    encounter: EncounterId,
    stage: Stage,
) -> Result<Option<(String, String)>, StoreError> {
    let params = named_params! {":encounter": encounter, ":stage": stage.word()};
    tx.row(include_str!("sql/drg_last.sql"), params, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Keeps a sighting, if it says anything new. A baseline is kept once.
pub(super) fn keep(
    tx: &Writing<'_>,
    encounter: EncounterId,
    stage: Stage,
    seen: &Seen<'_>,
) -> Result<(), StoreError> {
    let before = last(tx, encounter, stage)?;
    let same = before.as_ref().is_some_and(|(drg, basis)| drg == seen.drg && basis == seen.basis);
    if same || (stage == Stage::Baseline && before.is_some()) {
        return Ok(());
    }
    tx.execute(
        include_str!("sql/drg_put.sql"),
        named_params! {
            ":encounter": encounter, ":stage": stage.word(), ":drg": seen.drg, ":title": seen.title,
            ":weight": seen.weight, ":severity": seen.severity, ":splits": splits(seen.title),
            ":grouper": seen.grouper, ":basis": seen.basis, ":by": seen.by, ":now": tx.now_text(),
        },
    )?;
    Ok(())
}

/// Keeps what a stay that was looked at groups to, in one of the stages of the reviewer.
pub(super) fn put(tx: &Writing<'_>, looked: &Looked, stage: Stage) -> Result<(), Refusal> {
    let picture = &looked.picture;
    let Some(drg) = &picture.drg else { return Ok(()) };
    let by = tx.session().login.clone();
    let codes: Vec<String> = picture.sheet.diagnoses.iter().map(|line| written_code(&line.code)).collect();
    let codes = codes.join(" ");
    if stage == Stage::Potential {
        // Without an answer that adds weight, what the stay could be is what it is.
        if let Some(one) = picture.potential() {
            let basis = format!("{codes} + {}", written_code(&one.code));
            let (drg_no, title) = (one.drg.as_str(), one.drg_title.as_str());
            let seen = Seen {
                drg: drg_no,
                title,
                weight: one.weight,
                severity: one.severity.as_str(),
                grouper: &drg.grouper,
                basis: &basis,
                by: &by,
            };
            let seen = Seen {
                severity: if matches!(seen.severity, "CC" | "MCC") { seen.severity } else { "" },
                ..seen
            };
            keep(tx, looked.head.encounter, stage, &seen)?;
            return Ok(());
        }
    }
    let seen = Seen {
        drg: &drg.drg,
        title: &drg.title,
        weight: drg.weight,
        severity: heaviest(drg),
        grouper: &drg.grouper,
        basis: &codes,
        by: &by,
    };
    keep(tx, looked.head.encounter, stage, &seen)?;
    Ok(())
}

/// All sightings of a stay, oldest first.
pub fn sightings(db: &Reader<'_>, encounter: EncounterId) -> Result<Vec<Sighting>, StoreError> {
    db.rows(include_str!("sql/drgs.sql"), [encounter], |row| {
        Ok(Sighting {
            stage: row.get(0)?,
            drg: row.get(1)?,
            title: row.get(2)?,
            weight: row.get(3)?,
            severity: row.get(4)?,
            grouper: row.get(5)?,
            basis: row.get(6)?,
            by: row.get(7)?,
            at: row.get(8)?,
        })
    })
}

/// The newest sighting of each stage, in their order.
pub fn newest(all: &[Sighting]) -> Vec<&Sighting> {
    let of = |stage: &Stage| all.iter().rev().find(|one| one.stage == stage.word());
    Stage::ALL.iter().filter_map(of).collect()
}

/// A weight as people write it: "1.2345".
pub fn weight_words(weight: Option<i64>) -> String {
    weight.map_or_else(String::new, |weight| {
        let sign = if weight < 0 { "-" } else { "" };
        format!("{sign}{}.{:04}", weight.abs() / 10_000, weight.abs() % 10_000)
    })
}
