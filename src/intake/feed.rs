//! A feed: one stream of records whose keys belong together.

use crate::domain::ids::BatchId;
use crate::store::{Refusal, StoreError, Writing};
use rusqlite::named_params;

/// Which codec reads the records of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// FHIR R4 as JSON.
    Fhir,
    /// HL7 version 2 messages.
    Hl7,
    /// Tables with a map.
    Csv,
    /// The demonstration hospital.
    Demo,
    /// Forms of this program.
    Hand,
}

impl Format {
    /// The word that the file stores.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fhir => "fhir",
            Self::Hl7 => "hl7",
            Self::Csv => "csv",
            Self::Demo => "demo",
            Self::Hand => "hand",
        }
    }

    /// The format of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Fhir, Self::Hl7, Self::Csv, Self::Demo, Self::Hand].into_iter().find(|f| f.word() == word)
    }

    /// Whether senders name wards and facilities in passing only, and never send a record of them.
    pub(super) fn names_places_in_passing(self) -> bool {
        matches!(self, Self::Hl7 | Self::Csv)
    }

    /// Whether each record is an event of its own that the log names, rather than a row of a bulk load.
    pub(super) fn audits_each_record(self) -> bool {
        self == Self::Hl7
    }
}

/// A feed as the person who starts an import names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Name, unique in the file: the sender's keys are unique within it. `fhir`, `adt-east`, `csv:mimic`.
    pub name: String,
    /// Codec.
    pub format: Format,
    /// What the codec needs to read a corrected record again: the map of a CSV feed, as TOML.
    pub settings: String,
}

impl Feed {
    /// A feed without settings.
    pub fn new(name: impl Into<String>, format: Format) -> Self {
        Self { name: name.into(), format, settings: String::new() }
    }
}

/// A feed as it is stored.
#[derive(Clone, Debug)]
pub(super) struct FeedRow {
    pub id: i64,
    pub name: String,
    pub format: Format,
}

/// Finds the feed or enters it. A name that stands for another format is refused: its keys mean other things.
pub(super) fn enter(tx: &Writing<'_>, feed: &Feed) -> Result<FeedRow, Refusal> {
    let name = feed.name.trim();
    if name.is_empty() || name.len() > 64 {
        return Err(Refusal::invalid("feed", "a feed needs a name of 1 to 64 letters."));
    }
    let known = tx.row("SELECT feed_id, format, settings FROM feed WHERE name = ?1", [name], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    let id = match known {
        Some((id, format, settings)) => {
            if format != feed.format.word() {
                return Err(Refusal::invalid(
                    "feed",
                    format!(
                        "the feed \"{name}\" brings {format} records. Give this one another name with --feed."
                    ),
                ));
            }
            if settings != feed.settings {
                tx.execute("UPDATE feed SET settings = ?2 WHERE feed_id = ?1", (id, &feed.settings))?;
            }
            id
        }
        None => tx.insert(
            "INSERT INTO feed (name, format, settings, created_at) VALUES (:name, :format, :settings, :now)",
            named_params! {":name": name, ":format": feed.format.word(), ":settings": feed.settings, ":now": tx.now_text()},
        )?,
    };
    Ok(FeedRow { id, name: name.to_owned(), format: feed.format })
}

/// The stored feed of a queue entry, with its settings.
pub(super) fn by_id(tx: &Writing<'_>, id: i64) -> Result<(FeedRow, String), StoreError> {
    tx.row("SELECT name, format, settings FROM feed WHERE feed_id = ?1", [id], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?
    .and_then(|(name, format, settings)| {
        Some((FeedRow { id, name, format: Format::from_word(&format)? }, settings))
    })
    .ok_or_else(|| StoreError::NotFound("The feed of this record is not known to this program.".into()))
}

/// The batch that a change by hand belongs to: none.
pub(super) const NO_BATCH: Option<BatchId> = None;
