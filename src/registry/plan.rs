//! A reading made ready to be carried out: what drives its walk, and what is tested on each row.

use super::{
    card::{Card, Number, bit, sex_bits},
    normal::fold_name,
    parse::{Born, NameAsk, Narrow, PhoneSpan, Reading, identifier},
    terms::Side,
    walks::{self, IndexRow, Range, Sieve},
};
use crate::store::StoreError;
use rusqlite::Connection;

/// What a walk follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Driver {
    /// The trees of names.
    Names,
    /// Ranges of one kind of number, upper ends excluded.
    Numbers(Number, Vec<(i64, i64)>),
    /// Places, each with the asked last name.
    Places(Vec<i64>),
    /// Identifiers that begin so.
    Identifiers(String),
}

/// A reading with its driver.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub ask: Option<NameAsk>,
    pub driver: Driver,
    pub fallback: bool,
    /// Words for the numbers and places that every row of this plan answers.
    pub words: Vec<&'static str>,
    born: Option<Born>,
    sex_bits: Option<i64>,
    id: Option<String>,
    ssn4: Option<i64>,
    phones: Option<Vec<PhoneSpan>>,
    places: Option<Vec<i64>>,
}

/// Most places of one city that are walked.
const MOST_PLACES: usize = 48;
/// A city is known by so many of its first letters.
const SHORTEST_BEGINNING: usize = 4;
/// A first name of fewer people is walked itself, of more people in its place.
pub(super) const RARE_FIRST: i64 = 300;
/// Single days and months are walked by date; a longer span narrows names.
const MONTH: i64 = 100;

impl Plan {
    /// Makes a reading ready; `None` if it can find nobody, such as a city that nobody lives in.
    pub fn of(conn: &Connection, reading: &Reading) -> Result<Option<Self>, StoreError> {
        let mut plan = Self {
            ask: reading.name.clone(),
            driver: Driver::Names,
            fallback: reading.fallback,
            words: Vec::new(),
            born: None,
            sex_bits: None,
            id: None,
            ssn4: None,
            phones: None,
            places: None,
        };
        for narrow in &reading.narrows {
            match narrow {
                Narrow::Id(id) if plan.id.is_none() => plan.id = Some(id.clone()),
                Narrow::Ssn4(ssn4) => plan.ssn4 = Some(*ssn4),
                Narrow::Born(born) => plan.born = Some(born.clone()),
                Narrow::Phone(spans) => plan.phones = Some(spans.clone()),
                Narrow::Place(place) => plan.within(vec![*place]),
                Narrow::City(city) => plan.within(places(conn, city)?),
                Narrow::Sex(sex) => plan.sex_bits = Some(sex_bits(*sex)),
                // Two identifiers in one line are not of one person's one record.
                Narrow::Id(_) => return Ok(None),
                Narrow::Nothing => {}
            }
            plan.words.extend(word(narrow));
        }
        if plan.places.as_ref().is_some_and(Vec::is_empty) {
            return Ok(None);
        }
        let Some(driver) = plan.choose(conn)? else { return Ok(None) };
        plan.driver = driver;
        Ok(Some(plan))
    }

    /// Narrows to places, within those that narrow already.
    fn within(&mut self, mut places: Vec<i64>) {
        if let Some(known) = &self.places {
            places.retain(|place| known.contains(place));
        }
        self.places = Some(places);
    }

    /// The most selective thing that was asked.
    fn choose(&self, conn: &Connection) -> Result<Option<Driver>, StoreError> {
        if let Some(phones) = &self.phones {
            let spans = phones.iter().map(|span| (span.low, span.high)).collect();
            return Ok(Some(Driver::Numbers(Number::Phone, spans)));
        }
        if let Some(ssn4) = self.ssn4 {
            return Ok(Some(Driver::Numbers(Number::Ssn4, vec![(ssn4, ssn4 + 1)])));
        }
        let alone = self.ask.is_none();
        if let Some(id) = &self.id {
            return Ok(Some(Driver::Identifiers(id.clone())));
        }
        let spans = self.born.as_ref().map(|born| born.spans.clone()).unwrap_or_default();
        let short = spans.iter().all(|(low, high)| high - low <= MONTH);
        if !spans.is_empty() && (short || alone && self.places.is_none()) {
            return Ok(Some(Driver::Numbers(Number::Birth, spans)));
        }
        if let Some(places) = &self.places {
            let rare_first = match &self.ask {
                Some(ask) if ask.last.is_empty() => {
                    walks::term_count(conn, Side::First, &ask.first)? < RARE_FIRST
                }
                _ => false,
            };
            if !rare_first {
                return Ok(Some(Driver::Places(places.clone())));
            }
        }
        Ok((!alone).then_some(Driver::Names))
    }

    /// What the numbers of a row can tell, for a walk of at most so many rows.
    pub fn sieve(&self, most: usize) -> Sieve {
        let mut sieve = Sieve::open(most);
        if let Some(born) = &self.born
            && let (Some(low), Some(high)) =
                (born.spans.iter().map(|span| span.0).min(), born.spans.iter().map(|span| span.1).max())
        {
            sieve.born = (low, high);
        }
        if let Some(bits) = self.sex_bits {
            (sieve.mask, sieve.bits) = (3 << bit::SEX_SHIFT, bits);
        }
        sieve
    }

    /// Whether a row passes what its own columns can tell.
    pub fn passes(&self, row: &IndexRow<'_>) -> bool {
        let born = match &self.born {
            Some(Born { month_day: Some((month, day)), .. }) => row.dob % 10_000 == month * 100 + day,
            Some(born) => born.spans.iter().any(|(low, high)| (*low..*high).contains(&row.dob)),
            None => true,
        };
        born && self.sex_bits.is_none_or(|bits| row.bits & (3 << bit::SEX_SHIFT) == bits)
    }

    /// Whether a phone's area is the one typed, where only the local number drives the walk.
    pub fn passes_number(&self, number: i64) -> bool {
        let in_span = |span: &PhoneSpan| {
            (span.low..span.high).contains(&number) && span.area.is_none_or(|area| number % 1000 == area)
        };
        match &self.driver {
            Driver::Numbers(Number::Phone, _) => self.phones.iter().flatten().any(in_span),
            _ => true,
        }
    }

    /// Whether the card must be read to judge a row.
    pub fn needs_card(&self) -> bool {
        let driven = |kind| matches!(&self.driver, Driver::Numbers(driver, _) if *driver == kind);
        self.ssn4.is_some() && !driven(Number::Ssn4)
            || self.phones.is_some() && !driven(Number::Phone)
            || self.places.is_some() && !matches!(self.driver, Driver::Places(_))
            || self.id.is_some() && !matches!(self.driver, Driver::Identifiers(_))
            || self.ask.as_ref().is_some_and(|ask| !ask.middle.is_empty())
    }

    /// Whether a card passes everything that the driver does not see to.
    pub fn passes_card(&self, card: &Card) -> bool {
        let in_span = |phone: &i64, span: &PhoneSpan| {
            (span.low..span.high).contains(phone) && span.area.is_none_or(|area| phone % 1000 == area)
        };
        let phone =
            |spans: &Vec<PhoneSpan>| card.phones.iter().any(|p| spans.iter().any(|span| in_span(p, span)));
        let place = |places: &Vec<i64>| card.places.iter().any(|known| places.contains(&known.place));
        let begins = |id: &String| identifier(&card.mrn).starts_with(id);
        let middle = |ask: &NameAsk| {
            ask.middle.is_empty()
                || card.names.iter().any(|name| fold_name(&name.middle).starts_with(&ask.middle))
        };
        self.ssn4.is_none_or(|ssn4| card.ssn4 == Some(ssn4))
            && self.phones.as_ref().is_none_or(phone)
            && self.places.as_ref().is_none_or(place)
            && (matches!(self.driver, Driver::Identifiers(_)) || self.id.as_ref().is_none_or(begins))
            && self.ask.as_ref().is_none_or(middle)
    }
}

/// Places of a city: of exactly this one, else of those whose names begin so.
fn places(conn: &Connection, city: &str) -> Result<Vec<i64>, StoreError> {
    let exact = walks::places(conn, &Range::exactly(city), MOST_PLACES)?;
    if !exact.is_empty() || city.len() < SHORTEST_BEGINNING {
        return Ok(exact);
    }
    walks::places(conn, &Range::prefix(city), MOST_PLACES)
}

fn word(narrow: &Narrow) -> Option<&'static str> {
    match narrow {
        // The kind of the identifier is known when it is found.
        Narrow::Id(_) | Narrow::Sex(_) | Narrow::Nothing => None,
        Narrow::Ssn4(_) => Some("SSN"),
        Narrow::Born(_) => Some("birth date"),
        Narrow::Phone(_) => Some("phone"),
        Narrow::Place(_) => Some("ZIP"),
        Narrow::City(_) => Some("city"),
    }
}
