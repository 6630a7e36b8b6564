//! The index for thousands of new patients at once: made and sorted beside the database, written tree by tree in the
//! order of its keys, so that each page is touched once.
//!
//! Many rows go into one statement: preparing to step costs as much as a row. The larger the batch, the fewer pages are
//! written per patient: 20,000 and more is right for a first load; see docs/benchmarks.md.

use super::{
    card::{Card, Number, PatientRow},
    index,
    normal::zip_names,
    rows::{
        ADD_TERM, COUNT_CITY, COUNT_PREFIX, INSERT_DELETION, INSERT_FL, INSERT_LF, INSERT_NUMBER,
        INSERT_SOUND, INSERT_ZIP, NEW_TERM,
    },
    terms::{SHORTEST_GUESS, Side, deletions, prefixes, sounds},
};
use crate::store::{StoreError, Writing};
use rusqlite::{CachedStatement, Connection, ToSql, types::ToSqlOutput};
use std::collections::BTreeMap;

/// Brings patients into the index, or up to date if they are there already; their rows must stand in the tables.
pub fn index_batch(tx: &Writing<'_>, patients: &[PatientRow<'_>]) -> Result<(), StoreError> {
    Batch::prepare(patients).write(tx)
}

/// The index rows of a batch, ready to be written; can be made on another thread than the one that writes.
#[derive(Debug, Default)]
pub struct Batch {
    cards: Vec<(i64, Option<Card>)>,
}

impl Batch {
    /// Makes the cards of the patients.
    pub fn prepare(patients: &[PatientRow<'_>]) -> Self {
        Self { cards: patients.iter().map(|row| (row.patient, Card::of(row))).collect() }
    }

    /// Writes the rows in the transaction.
    pub fn write(mut self, tx: &Writing<'_>) -> Result<(), StoreError> {
        let conn = tx.conn();
        self.cards.sort_by_key(|(patient, _)| *patient);
        // The last word on a patient counts, and patients who have a card already are compared with it.
        self.cards.reverse();
        self.cards.dedup_by_key(|(patient, _)| *patient);
        self.cards.reverse();
        let mut new = Vec::with_capacity(self.cards.len());
        let known = self.known(conn)?;
        for (patient, card) in self.cards {
            match card {
                Some(card) if known.binary_search(&patient).is_err() => new.push((patient, card)),
                card => index::replace(conn, patient, card.as_ref())?,
            }
        }
        let names: Vec<Name<'_>> =
            new.iter().enumerate().flat_map(|(at, (patient, card))| Name::all(at, *patient, card)).collect();
        write_cards(conn, &new)?;
        write_names(conn, &names)?;
        write_numbers(conn, &new, &names)?;
        write_terms(conn, &names)?;
        write_cities(conn, &new)
    }

    /// Patients of the batch that have a card, in order.
    fn known(&self, conn: &Connection) -> Result<Vec<i64>, StoreError> {
        let (Some((first, _)), Some((last, _))) = (self.cards.first(), self.cards.last()) else {
            return Ok(Vec::new());
        };
        let mut statement = conn.prepare_cached(include_str!("sql/cards_between.sql"))?;
        let found = statement.query_map((first, last), |row| row.get(0))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }
}

/// One name row of one patient.
struct Name<'a> {
    /// Index of its card in the batch.
    card_idx: usize,
    patient: i64,
    mrn: &'a str,
    dob: i64,
    bits: i64,
    last: String,
    first: String,
    show: String,
}

impl<'a> Name<'a> {
    fn all(card_idx: usize, patient: i64, card: &'a Card) -> impl Iterator<Item = Self> + 'a {
        card.variants().into_iter().map(move |variant| Self {
            card_idx,
            patient,
            mrn: &card.mrn,
            dob: card.dob,
            bits: variant.bits,
            show: card
                .names
                .get(variant.name_idx)
                .map_or(String::new(), |name| name.show(&variant.last, &variant.first)),
            last: variant.last,
            first: variant.first,
        })
    }
}

fn write_cards(conn: &Connection, new: &[(i64, Card)]) -> Result<(), StoreError> {
    let mut out = Rows::new(conn, "INSERT INTO lookup_card (patient, card) VALUES (?1, ?2)", 2)?;
    for (patient, card) in new {
        out.row([(*patient).into(), card.text().into()])?;
    }
    out.end()
}

fn write_names(conn: &Connection, names: &[Name<'_>]) -> Result<(), StoreError> {
    let mut order: Vec<&Name<'_>> = names.iter().collect();
    order.sort_unstable_by(|a, b| {
        (&a.last, &a.first, a.dob, a.patient).cmp(&(&b.last, &b.first, b.dob, b.patient))
    });
    let mut out = Rows::new(conn, INSERT_LF, 7)?;
    for n in &order {
        let (last, first, show) = (n.last.as_str().into(), n.first.as_str().into(), n.show.as_str().into());
        out.row([last, first, n.dob.into(), n.patient.into(), n.bits.into(), n.mrn.into(), show])?;
    }
    out.end()?;
    order.sort_by(|a, b| a.first.cmp(&b.first));
    let mut out = Rows::new(conn, INSERT_FL, 5)?;
    for n in &order {
        let (last, first) = (n.last.as_str().into(), n.first.as_str().into());
        out.row([first, last, n.dob.into(), n.patient.into(), n.bits.into()])?;
    }
    out.end()?;
    let mut zipped: Vec<(String, &Name<'_>)> =
        names.iter().map(|n| (zip_names(&n.last, &n.first), n)).collect();
    zipped.sort_unstable_by(|(a, x), (b, y)| (a, x.dob, x.patient).cmp(&(b, y.dob, y.patient)));
    let mut out = Rows::new(conn, INSERT_ZIP, 6)?;
    for (both, n) in &zipped {
        let show = n.show.as_str().into();
        out.row([both.as_str().into(), n.dob.into(), n.patient.into(), n.bits.into(), n.mrn.into(), show])?;
    }
    out.end()
}

fn write_numbers(conn: &Connection, new: &[(i64, Card)], names: &[Name<'_>]) -> Result<(), StoreError> {
    let mut numbers: Vec<(Number, i64, &Name<'_>)> = Vec::with_capacity(names.len() * 4);
    for name in names {
        let card = new.get(name.card_idx).map(|(_, card)| card.numbers()).unwrap_or_default();
        numbers.extend(card.into_iter().map(|(kind, number)| (kind, number, name)));
    }
    let key = |n: &Name<'_>| (n.dob, n.patient);
    numbers.sort_unstable_by(|(k, m, a), (l, n, b)| {
        (k, m, &a.last, &a.first, key(a)).cmp(&(l, n, &b.last, &b.first, key(b)))
    });
    let mut out = Rows::new(conn, INSERT_NUMBER, 7)?;
    for (kind, number, n) in numbers {
        let (last, first) = (n.last.as_str().into(), n.first.as_str().into());
        out.row([
            (kind as i64).into(),
            number.into(),
            last,
            first,
            n.dob.into(),
            n.patient.into(),
            n.bits.into(),
        ])?;
    }
    out.end()
}

fn write_terms(conn: &Connection, names: &[Name<'_>]) -> Result<(), StoreError> {
    let mut counts: BTreeMap<(Side, &str), i64> = BTreeMap::new();
    for name in names {
        for (side, text) in [(Side::Last, name.last.as_str()), (Side::First, name.first.as_str())] {
            if !text.is_empty() {
                *counts.entry((side, text)).or_default() += 1;
            }
        }
    }
    let mut prefix_counts: BTreeMap<(Side, &str), (i64, i64)> = BTreeMap::new();
    let mut fresh = Vec::new();
    {
        let (mut add, mut insert) = (conn.prepare_cached(ADD_TERM)?, conn.prepare_cached(NEW_TERM)?);
        for ((side, name), n) in &counts {
            let is_new = add.execute((*side as i64, name, n))? == 0;
            if is_new {
                insert.execute((*side as i64, name, n))?;
                fresh.push((*side, *name));
            }
            for prefix in prefixes(name) {
                let count = prefix_counts.entry((*side, prefix)).or_default();
                *count = (count.0 + i64::from(is_new), count.1 + n);
            }
        }
    }
    let mut out = conn.prepare_cached(COUNT_PREFIX)?;
    for ((side, prefix), (terms, n)) in prefix_counts {
        out.execute((side as i64, prefix, terms, n))?;
    }
    write_guesses(conn, &fresh)
}

/// Errors and sounds of names that are new to the index.
fn write_guesses(conn: &Connection, fresh: &[(Side, &str)]) -> Result<(), StoreError> {
    let guessable = || fresh.iter().filter(|(_, name)| name.len() >= SHORTEST_GUESS);
    let mut hashes: Vec<(u32, i64, &str)> = guessable()
        .flat_map(|(side, name)| deletions(name).into_iter().map(move |hash| (hash, *side as i64, *name)))
        .collect();
    hashes.sort_unstable();
    let mut out = Rows::new(conn, INSERT_DELETION, 3)?;
    for (hash, kind, name) in hashes {
        out.row([hash.into(), kind.into(), name.into()])?;
    }
    out.end()?;
    let mut codes: Vec<(String, i64, &str)> = guessable()
        .flat_map(|(side, name)| sounds(name).into_iter().map(move |code| (code, *side as i64, *name)))
        .collect();
    codes.sort_unstable();
    let mut out = Rows::new(conn, INSERT_SOUND, 3)?;
    for (code, kind, name) in &codes {
        out.row([code.as_str().into(), (*kind).into(), (*name).into()])?;
    }
    out.end()
}

fn write_cities(conn: &Connection, new: &[(i64, Card)]) -> Result<(), StoreError> {
    let mut counts: BTreeMap<(&str, i64), i64> = BTreeMap::new();
    for place in new.iter().flat_map(|(_, card)| &card.places).filter(|place| !place.city.is_empty()) {
        *counts.entry((&place.city, place.place)).or_default() += 1;
    }
    let mut out = conn.prepare_cached(COUNT_CITY)?;
    for ((city, place), n) in counts {
        out.execute((city, place, n))?;
    }
    Ok(())
}

/// Rows in one statement: at 32 the cost per row has fallen by a third and falls no further.
const ROWS: usize = 32;

/// Writes rows of one table, [`ROWS`] at a time.
struct Rows<'c, 'v> {
    conn: &'c Connection,
    sql: &'static str,
    many: CachedStatement<'c>,
    columns: usize,
    waiting: Vec<ToSqlOutput<'v>>,
}

impl<'c, 'v> Rows<'c, 'v> {
    /// For a statement that ends in the values of one row.
    fn new(conn: &'c Connection, sql: &'static str, columns: usize) -> Result<Self, StoreError> {
        let (head, _) = sql.rsplit_once("VALUES").unwrap_or((sql, ""));
        let row = format!("({})", vec!["?"; columns].join(", "));
        let many = conn.prepare_cached(&format!("{head}VALUES {}", vec![row; ROWS].join(", ")))?;
        Ok(Self { conn, sql, many, columns, waiting: Vec::with_capacity(columns * ROWS) })
    }

    fn row<const N: usize>(&mut self, values: [ToSqlOutput<'v>; N]) -> Result<(), StoreError> {
        self.waiting.extend(values);
        if self.waiting.len() >= self.columns * ROWS {
            bind(&mut self.many, &self.waiting)?;
            self.waiting.clear();
        }
        Ok(())
    }

    /// Writes what is left, row by row.
    fn end(self) -> Result<(), StoreError> {
        let mut one = self.conn.prepare_cached(self.sql)?;
        self.waiting.chunks(self.columns).try_for_each(|row| bind(&mut one, row))
    }
}

fn bind(statement: &mut CachedStatement<'_>, values: &[ToSqlOutput<'_>]) -> Result<(), StoreError> {
    for (at, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, value as &dyn ToSql)?;
    }
    statement.raw_execute()?;
    Ok(())
}
