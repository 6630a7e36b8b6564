//! The synthetic hospital: a seeded generator of a believable Wexmoor Regional Medical Center, all of it invented.
//!
//! It speaks in [`facts`](crate::domain::facts), as every other source does, and knows no database. The same seed, size
//! and day give the same facts, byte for byte, in one time zone; a larger hospital begins with the smaller one.
//! Records are made one block of eight at a time, so memory stays flat for a million patients.

mod background;
mod block;
mod calendar;
mod chart;
mod coding;
mod demographics;
mod directory;
mod emit;
mod events;
mod findings;
mod gaps;
mod history;
mod library;
mod light;
mod measure;
mod misfile;
mod names;
mod notes;
mod numbers;
mod paper;
mod person;
mod places;
mod random;
mod scan;
mod scenario;
mod scene;
mod script;
mod series;
mod stay;
mod telling;
mod theatre;
mod truth;
mod wording;

pub use directory::{DemoUser, HOSPITAL_NAME};
pub use numbers::{mrn_is_right, npi_is_right};
pub use truth::{ChartGap, Coding, Flaw, Link, Slip, Truth, Unnamed};

use crate::domain::facts::{Fact, Record};
use block::{Block, Member};
use chart::{Chart, Shelf};
use chrono::{Datelike, NaiveDate};
use directory::Directory;
use library::Library;
pub use library::TextError;
use names::Names;
use person::Source;
use places::Places;
use std::collections::{BTreeSet, VecDeque};

/// How much each chart holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Whole stays with notes, results, orders and coding: for people, some thousand patients at most.
    Full,
    /// Demographics, one or two visits and a few results: for measuring with a million patients.
    Light,
}

/// Which hospital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// Everything random comes from it.
    pub seed: u64,
    /// Number of patient records, duplicates included.
    pub patients: u64,
    /// The day on which the hospital is looked at: nothing in it happens on or after its midnight.
    pub as_of: NaiveDate,
    /// Size of the charts.
    pub detail: Detail,
}

impl Config {
    /// Patients of the hospital that is shown to people.
    pub const USUAL_PATIENTS: u64 = 450;
    /// Most patients that numbers are free for.
    pub const MOST_PATIENTS: u64 = 40_000_000;

    /// The usual hospital on a day.
    pub fn usual(as_of: NaiveDate) -> Self {
        Self { seed: 1, patients: Self::USUAL_PATIENTS, as_of, detail: Detail::Full }
    }
}

/// Why there can be no such hospital.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DemoError {
    /// No patients, or more than record and social security numbers are free for.
    #[error("the demonstration hospital cannot have {0} patients: ask for 1 to {most}", most = Config::MOST_PATIENTS)]
    Size(u64),
    /// Too early or too late a day.
    #[error("the demonstration hospital cannot be made for {0}: choose a day in the years 2000 to 2200")]
    Day(NaiveDate),
    /// A text of the program itself is spoilt.
    #[error(transparent)]
    Text(#[from] TextError),
}

/// A hospital, ready to tell its records as often as asked.
#[derive(Clone, Debug)]
pub struct Hospital {
    config: Config,
    names: Names,
    places: Places,
    directory: Directory,
    library: Option<Library>,
}

impl Hospital {
    /// The hospital of a configuration.
    pub fn new(config: Config) -> Result<Self, DemoError> {
        if !(1..=Config::MOST_PATIENTS).contains(&config.patients) {
            return Err(DemoError::Size(config.patients));
        }
        if !(2000..=2200).contains(&config.as_of.year()) {
            return Err(DemoError::Day(config.as_of));
        }
        let names = Names::new();
        let directory = Directory::new(config.seed, config.as_of, &names);
        let library = match config.detail {
            Detail::Full => Some(Library::new()?),
            Detail::Light => None,
        };
        Ok(Self { config, names, places: Places::new(), directory, library })
    }

    /// Which hospital it is.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// All records: the directory, then patient by patient. `line` counts them from 1; `raw` stays empty.
    pub fn records(&self) -> Records<'_> {
        Records { hospital: self, waiting: VecDeque::new(), next_block: 0, told: 0, directory_told: false }
    }

    /// What is true of the records. Runs through the whole hospital.
    pub fn truth(&self) -> Truth {
        let mut truth = Truth::default();
        let end = self.config.patients.div_ceil(block::SIZE);
        for number in 0..end {
            truth.extend(self.part(number).1);
        }
        truth
    }

    /// One user for each role, to try.
    pub fn staff(&self) -> &[DemoUser] {
        self.directory.users()
    }

    /// Records and truth of one block.
    fn part(&self, number: u64) -> (Vec<Vec<Told>>, Truth) {
        let Config { seed, as_of, patients, .. } = self.config;
        let source = Source {
            names: &self.names,
            places: &self.places,
            as_of,
            small: self.config.detail == Detail::Full,
        };
        let Block { members, links } = block::block(seed, number, &source);
        let within = |member: &&Member| member.index < patients;
        let there: BTreeSet<String> =
            members.iter().filter(within).map(|member| block::key(member.index)).collect();
        let whole = |link: &Link| link.keys().into_iter().all(|key| there.contains(key));
        let mut truth = Truth { links: links.into_iter().filter(whole).collect(), ..Truth::default() };
        let directory = &self.directory;
        let Some(library) = &self.library else {
            let light = |member| vec![("patient", light::facts(seed, as_of, member, directory))];
            return (members.iter().filter(within).map(light).collect(), truth);
        };
        let shelf = Shelf { seed, as_of, library, directory };
        // All charts of the block are made, also those beyond the last patient: what is misfiled between two charts must
        // not depend on the size of the hospital.
        let mut charts: Vec<Chart> = members.iter().map(|member| chart::chart(&shelf, member)).collect();
        misfile::misfile(number, &mut charts);
        let mut records = Vec::new();
        for (_, Chart { records: told, truth: so }) in
            members.iter().zip(charts).filter(|(m, _)| m.index < patients)
        {
            truth.extend(so);
            records.push(told);
        }
        (records, truth)
    }
}

/// What a record is, and its facts.
type Told = (&'static str, Vec<Fact>);

/// The records of a hospital, made as they are asked for.
#[derive(Debug)]
pub struct Records<'a> {
    hospital: &'a Hospital,
    waiting: VecDeque<Record>,
    next_block: u64,
    told: u64,
    directory_told: bool,
}

impl Records<'_> {
    fn queue(&mut self, what: &str, facts: Vec<Fact>) {
        self.told += 1;
        self.waiting.push_back(Record { line: self.told, what: what.to_owned(), facts, ..Record::default() });
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if !self.directory_told {
            self.directory_told = true;
            for fact in self.hospital.directory.facts() {
                self.queue("directory", vec![fact]);
            }
        }
        if self.waiting.is_empty() && self.next_block * block::SIZE < self.hospital.config.patients {
            let (records, _) = self.hospital.part(self.next_block);
            self.next_block += 1;
            for (what, facts) in records.into_iter().flatten() {
                self.queue(what, facts);
            }
        }
        self.waiting.pop_front()
    }
}
