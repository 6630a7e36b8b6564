//! The chart of one record: who comes when with what, and everything that is then written down.

use super::block::{Member, Side};
use super::calendar::{clock, midnight};
use super::demographics::{self, Version};
use super::directory::Directory;
use super::history::{History, history};
use super::library::Library;
use super::person::Person;
use super::random::{Purpose, Rng, Table};
use super::scenario::{Arrival, Scenario};
use super::stay::{Booking, Stay, plan};
use super::telling::{Told, tell};
use super::truth::Truth;
use crate::domain::facts::{Fact, Sex};
use chrono::{Duration, NaiveDate, NaiveDateTime};
use std::collections::BTreeMap;

/// What all charts are made from.
#[derive(Clone, Copy, Debug)]
pub struct Shelf<'a> {
    /// Seed of the hospital.
    pub seed: u64,
    /// Nothing happens from this midnight on.
    pub as_of: NaiveDate,
    /// The texts.
    pub library: &'a Library,
    /// Clinicians and wards.
    pub directory: &'a Directory,
}

/// One chart: records in order of time.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// What each record is, and its facts.
    pub records: Vec<(&'static str, Vec<Fact>)>,
    /// What is true of it.
    pub truth: Truth,
}

/// One stay that will be.
#[derive(Clone, Copy, Debug)]
struct Coming<'a> {
    story: &'a Scenario,
    admit: NaiveDateTime,
    nights: i64,
}

/// Somebody with the time that is theirs in a record.
#[derive(Clone, Copy, Debug)]
struct Whom<'b> {
    person: &'b Person,
    past: &'b History<'b>,
    registered: NaiveDateTime,
    until: NaiveDateTime,
    given: &'b BTreeMap<String, String>,
}

/// Fewest free days between two visits of one person.
const REST_DAYS: i64 = 4;

/// One in so many records is in house: by index, so that people in house share no bed.
const IN_HOUSE_EVERY: u64 = 30;

/// Makes the chart of one record.
pub fn chart(shelf: &Shelf<'_>, member: &Member) -> Chart {
    let mut rng = Rng::stream(shelf.seed, Purpose::Patient, member.index);
    let mut making =
        Making { shelf, member, key: super::block::key(member.index), ordinal: 0, chart: Chart::default() };
    if let Some((before, since)) = &member.before {
        let until = midnight(*since) - Duration::days(3);
        let earliest = until - Duration::days(240);
        let coming = making.coming(before, 1, earliest, until, &mut rng);
        making.person(before, &coming, until, None, &mut rng);
        let from = clock(*since, 9, 10);
        let person = &member.person;
        let coming = making.coming(person, 1, from, midnight(shelf.as_of), &mut rng);
        making.person(person, &coming, midnight(shelf.as_of), Some(from), &mut rng);
    } else {
        let person = &member.person;
        let now = midnight(person.died.unwrap_or(shelf.as_of).min(shelf.as_of));
        let coming = making.usual(now, &mut rng);
        making.person(person, &coming, now, None, &mut rng);
    }
    making.chart
}

struct Making<'a> {
    shelf: &'a Shelf<'a>,
    member: &'a Member,
    key: String,
    ordinal: u64,
    chart: Chart,
}

impl<'a> Making<'a> {
    /// The stays of a record without overlay.
    fn usual(&self, now: NaiveDateTime, rng: &mut Rng) -> Vec<Coming<'a>> {
        let member = self.member;
        let earliest = midnight(self.shelf.as_of) - Duration::days(729);
        if let Some((side, birth)) = &member.birth {
            let nights = if birth.caesarean { 3 } else { 2 };
            let id = match (side, birth.caesarean) {
                (Side::Mother, true) => "caesarean",
                (Side::Mother, false) => "delivery",
                (Side::Child, _) => "newborn",
            };
            let admit = match side {
                Side::Mother if birth.caesarean => birth.at - Duration::minutes(160),
                Side::Mother => birth.at - Duration::minutes(420),
                Side::Child => birth.at,
            };
            let story = self.shelf.library.scenarios.iter().find(|story| story.id == id);
            return story.map(|story| Coming { story, admit, nights }).into_iter().collect();
        }
        let stays = match rng.below(100) {
            _ if member.index % IN_HOUSE_EVERY == 11 && member.person.died.is_none() => {
                return self.in_house(rng);
            }
            drawn if member.second_of.is_some() => u64::from(drawn < 23),
            drawn => {
                let none = match member.person.age_on(self.shelf.as_of) {
                    ..18 => 68,
                    18..50 => 60,
                    50..70 => 44,
                    _ => 26,
                };
                match drawn {
                    _ if drawn < none => 0,
                    ..84 => 1,
                    84..95 => 2,
                    _ => 3,
                }
            }
        };
        self.coming(&member.person, stays, earliest, now, rng)
    }

    /// A stay that goes on over the day of the hospital, in some after an earlier one.
    fn in_house(&self, rng: &mut Rng) -> Vec<Coming<'a>> {
        let now = midnight(self.shelf.as_of);
        let Some(story) = self.story(&self.member.person, now, None, rng) else { return Vec::new() };
        let nights = rng.range(story.nights.0.max(2), story.nights.1.max(2));
        let days = rng.range(1, nights.min(6));
        let admit = arrival(story, now.date() - Duration::days(days), rng);
        vec![Coming { story, admit, nights: nights.max(days + 1) }]
    }

    /// Some stays between two times, in order, none overlapping.
    fn coming(
        &self,
        person: &Person,
        stays: u64,
        from: NaiveDateTime,
        to: NaiveDateTime,
        rng: &mut Rng,
    ) -> Vec<Coming<'a>> {
        let mut all: Vec<Coming<'a>> = Vec::new();
        let mut from = from.max(midnight(person.born) + Duration::days(20));
        for _ in 0..stays {
            let days = (to - from).num_days();
            if days < 3 {
                break;
            }
            // Readmission for the same trouble, or one in ten lately, or any time.
            let last = all.last().map(|coming| coming.story);
            let back = match rng.below(100) {
                0..30 if last.is_some() => days - rng.range(2, 35).min(days - 1),
                30..42 => rng.range(2, 30.min(days)),
                _ => rng.range(2, days),
            };
            let day = (to - Duration::days(back)).date();
            let Some(story) = self.story(person, midnight(day), last, rng) else { break };
            let admit = arrival(story, day, rng).max(from);
            let nights = rng.range(story.nights.0, story.nights.1);
            let end = admit + Duration::days(nights + 1);
            if end >= to {
                continue;
            }
            all.push(Coming { story, admit, nights });
            from = end + Duration::days(2);
        }
        all
    }

    /// A story that fits somebody on a day; after an earlier one, often the same again.
    fn story(
        &self,
        person: &Person,
        on: NaiveDateTime,
        last: Option<&'a Scenario>,
        rng: &mut Rng,
    ) -> Option<&'a Scenario> {
        let age = person.age_on(on.date());
        let fits = |story: &&Scenario| {
            (story.ages.0..=story.ages.1).contains(&age)
                && story.sex.as_deref().is_none_or(|sex| (sex == "F") == (person.sex == Sex::Female))
                && matches!(story.arrival, Arrival::Emergency | Arrival::Elective)
        };
        let library = self.shelf.library;
        let again = rng.chance(45);
        if let Some(last) = last.filter(|last| again && last.operation.is_none() && fits(last)) {
            return Some(last);
        }
        // What was taken out does not come back, and what two stories need must go together.
        let compatible = |story: &&Scenario| {
            last.is_none_or(|last| {
                last.id != story.id
                    && !last.needs.iter().any(|need| story.never.contains(need))
                    && !story.needs.iter().any(|need| last.never.contains(need))
            })
        };
        let table: Table<&Scenario> = library
            .scenarios
            .iter()
            .filter(fits)
            .filter(compatible)
            .map(|story| (story, story.weight))
            .collect();
        table.draw(rng).copied()
    }

    /// All that is told of one person: their record, then their stays.
    fn person(
        &mut self,
        person: &Person,
        coming: &[Coming<'a>],
        until: NaiveDateTime,
        since: Option<NaiveDateTime>,
        rng: &mut Rng,
    ) {
        let shelf = *self.shelf;
        let first = coming.first().map_or(person.registered, |coming| coming.admit.min(person.registered));
        let registered = since.unwrap_or(first.min(person.registered));
        let stories: Vec<&Scenario> = coming.iter().map(|coming| coming.story).collect();
        let past = history(person, &stories, until.date(), shelf.library, rng);
        let given = self.given();
        let mut stays: Vec<Stay<'_>> = Vec::new();
        for (nth, one) in coming.iter().enumerate() {
            let booking = Booking {
                story: one.story,
                admit: one.admit,
                nights: one.nights,
                may_die: nth + 1 == coming.len()
                    && person.died.is_none()
                    && self.member.second_of.is_none()
                    && self.member.before.is_none()
                    && since.is_none(),
                bed: self.member.index / IN_HOUSE_EVERY,
                now: midnight(shelf.as_of),
                given: &given,
            };
            stays.extend(plan(booking, person, &past, shelf.library, shelf.directory, &mut rng.fork()));
        }
        let whom = Whom { person, past: &past, registered, until, given: &given };
        self.short_visits(whom, &mut stays, rng);
        stays.sort_by_key(|stay| stay.admit);
        self.record(person, &past, registered, since, &stays);
        for stay in &stays {
            self.ordinal += 1;
            let told = tell(&shelf, self.member.index, self.ordinal, person, &past, stay, &mut rng.fork());
            self.add(told);
        }
    }

    /// Visits to clinics and the emergency department, on days that no stay takes.
    fn short_visits<'b>(&self, whom: Whom<'b>, stays: &mut Vec<Stay<'b>>, rng: &mut Rng)
    where
        'a: 'b,
    {
        let Whom { person, past, registered, until, given } = whom;
        let shelf = self.shelf;
        let wanted = match rng.below(10) {
            _ if self.member.birth.as_ref().is_some_and(|(side, _)| *side == Side::Child) => 0,
            0..2 if !stays.is_empty() => 0,
            0..5 => 1,
            5..8 => 2,
            _ => 3,
        };
        let earliest =
            registered.max(until - Duration::days(729)).max(midnight(person.born) + Duration::days(380));
        let died = stays.iter().filter(|stay| stay.died()).map(|stay| stay.admit).min();
        let latest = died.unwrap_or(until).min(until) - Duration::days(1);
        let mut fork = rng.fork();
        for _ in 0..wanted {
            let days = (latest - earliest).num_days();
            if days < 2 {
                break;
            }
            let day = (earliest + Duration::days(fork.range(1, days - 1))).date();
            let age = person.age_on(day);
            let fits = |story: &&'b Scenario| {
                (story.ages.0..=story.ages.1).contains(&age)
                    && story.sex.as_deref().is_none_or(|sex| (sex == "F") == (person.sex == Sex::Female))
                    && story.needs.iter().all(|need| past.has(need))
            };
            let visits = &shelf.library.visits;
            let table: Table<&Scenario> =
                visits.iter().filter(fits).map(|story| (story, story.weight)).collect();
            let Some(story) = table.draw(&mut fork).copied() else { continue };
            let clinic = story.visit.as_ref().is_some_and(|visit| visit.class == "outpatient");
            let hour = if clinic { fork.range(8, 16) } else { fork.range(7, 20) };
            let admit = clock(day, hour, fork.range(0, 59));
            let rest = Duration::days(REST_DAYS);
            if stays.iter().any(|stay| admit > stay.admit - rest && admit < stay.end + rest) {
                continue;
            }
            let booking = Booking {
                story,
                admit,
                nights: 0,
                may_die: false,
                bed: self.member.index,
                now: midnight(shelf.as_of),
                given,
            };
            stays.extend(plan(booking, person, past, shelf.library, shelf.directory, &mut fork.fork()));
        }
    }

    fn add(&mut self, told: Told) {
        self.chart.records.push((told.what, told.facts));
        self.chart.truth.extend(told.truth);
    }

    fn record(
        &mut self,
        person: &Person,
        past: &History<'_>,
        registered: NaiveDateTime,
        since: Option<NaiveDateTime>,
        stays: &[Stay<'_>],
    ) {
        let died = stays.iter().find(|stay| stay.died() && !stay.open()).map(|stay| stay.end);
        let version = Version {
            key: &self.key,
            index: self.member.index,
            at: died.unwrap_or(registered),
            died,
            flag: since.map(|_| "possible-overlay"),
        };
        let mut facts = vec![Fact::Patient(Box::new(demographics::patient(person, version)))];
        if since.is_none() {
            facts.extend(demographics::coverages(person, &self.key, self.member.index, registered));
            facts.extend(super::background::facts(&self.key, person, past, registered, self.shelf));
        }
        self.chart.records.push(("patient", facts));
    }

    /// Words that a birth gives to the stories of mother and child.
    fn given(&self) -> BTreeMap<String, String> {
        let Some((_, birth)) = &self.member.birth else { return BTreeMap::new() };
        let girl = birth.sex == Sex::Female;
        let word = |girls: &str, boys: &str| if girl { girls } else { boys }.to_owned();
        [
            ("born-at", birth.at.to_string()),
            ("birth-time", birth.at.format("%H:%M").to_string()),
            ("birth-date", super::calendar::us_date(birth.at.date())),
            ("weeks", birth.weeks.to_string()),
            ("weight-g", birth.weight_g.to_string()),
            ("weight-kg", format!("{:.2}", birth.weight_g as f64 / 1000.0)),
            ("weight-kg-1", format!("{:.2}", birth.weight_g as f64 * 0.97 / 1000.0)),
            ("weight-kg-2", format!("{:.2}", birth.weight_g as f64 * 0.95 / 1000.0)),
            ("length-cm", birth.length_cm.to_string()),
            ("apgar-1", birth.apgar.0.to_string()),
            ("apgar-5", birth.apgar.1.to_string()),
            ("baby", word("girl", "boy")),
            ("baby-sex", word("female", "male")),
            ("mode", if birth.caesarean { "Cesarean" } else { "vaginal" }.to_owned()),
            ("gbs", if birth.salt % 4 == 0 { "positive" } else { "negative" }.to_owned()),
            ("feeding", if birth.salt % 3 == 0 { "formula" } else { "breast" }.to_owned()),
        ]
        .map(|(name, text)| (name.to_owned(), text))
        .into()
    }
}

fn arrival(story: &Scenario, day: NaiveDate, rng: &mut Rng) -> NaiveDateTime {
    match story.arrival {
        Arrival::Elective => clock(day, 6, rng.range(0, 45)),
        // More by day than by night.
        _ => clock(day, rng.range(0, 22).max(rng.range(0, 22)), rng.range(0, 59)),
    }
}
