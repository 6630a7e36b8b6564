//! Eight records drawn together: families, twins, mothers with newborns, duplicates, overlays.
//!
//! Records refer to each other only inside a block, and a block depends on the seed and its number alone; so any
//! record can be made again without the others, and more patients never change the first ones.

use super::calendar;
use super::names::Word;
use super::person::{Person, Source};
use super::random::{Purpose, Rng};
use super::truth::{Link, Slip};
use crate::domain::facts::Sex;
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime};

/// Records in a block.
pub const SIZE: u64 = 8;

/// One record: its person, and what else is tied to it.
#[derive(Clone, Debug)]
pub struct Member {
    /// Index of the record in the hospital, from 0.
    pub index: u64,
    /// Whom the record is about now.
    pub person: Person,
    /// Overlay: whom it was about before, and the day of the change.
    pub before: Option<(Box<Person>, NaiveDate)>,
    /// The birth that this record is the mother or the child of.
    pub birth: Option<(Side, Birth)>,
    /// Second record of the person of this index.
    pub second_of: Option<u64>,
}

/// Which side of a birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Mother,
    Child,
}

/// One birth, told alike in both charts.
#[derive(Clone, Debug)]
pub struct Birth {
    pub at: NaiveDateTime,
    pub caesarean: bool,
    pub weight_g: i64,
    pub length_cm: i64,
    pub weeks: i64,
    pub apgar: (i64, i64),
    pub sex: Sex,
    /// Random bits that mother's and child's charts share.
    pub salt: u64,
}

/// Eight records with what is true about them.
#[derive(Clone, Debug)]
pub struct Block {
    /// In order of index.
    pub members: Vec<Member>,
    /// Who is who.
    pub links: Vec<Link>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Single,
    Couple,
    Children(u64),
    Delivery,
    Twins,
    Juniors,
    Namesakes,
    Duplicate(Slip),
    Overlay,
}

/// Blocks take turns, so that even a small hospital has some of each.
const FEATURED: [Unit; 12] = [
    Unit::Duplicate(Slip::Letters),
    Unit::Twins,
    Unit::Delivery,
    Unit::Duplicate(Slip::Maiden),
    Unit::Overlay,
    Unit::Duplicate(Slip::Nickname),
    Unit::Delivery,
    Unit::Juniors,
    Unit::Duplicate(Slip::Digits),
    Unit::Delivery,
    Unit::Namesakes,
    Unit::Duplicate(Slip::DayMonth),
];

impl Unit {
    fn size(self) -> u64 {
        match self {
            Self::Single | Self::Overlay => 1,
            Self::Children(n) => 1 + n,
            _ => 2,
        }
    }

    fn any(rng: &mut Rng) -> Self {
        match rng.below(100) {
            0..52 => Self::Single,
            52..80 => Self::Couple,
            80..90 => Self::Children(1),
            90..97 => Self::Children(2),
            97 => Self::Twins,
            98 => Self::Duplicate(Slip::SwappedNames),
            _ => Self::Duplicate(Slip::Letters),
        }
    }
}

/// Key of the record with an index.
pub fn key(index: u64) -> String {
    format!("P{index:07}")
}

/// The block with a number.
pub fn block(seed: u64, number: u64, source: &Source<'_>) -> Block {
    let mut making = Making {
        rng: Rng::stream(seed, Purpose::Block, number),
        next: number * SIZE,
        source,
        block: Block { members: Vec::with_capacity(SIZE as usize), links: Vec::new() },
    };
    let featured = FEATURED.get((number % FEATURED.len() as u64) as usize).copied().unwrap_or(Unit::Single);
    making.unit(featured);
    let end = (number + 1) * SIZE;
    while making.next < end {
        let unit = Unit::any(&mut making.rng);
        making.unit(if making.next + unit.size() > end { Unit::Single } else { unit });
    }
    making.block
}

struct Making<'a> {
    rng: Rng,
    next: u64,
    source: &'a Source<'a>,
    block: Block,
}

impl Making<'_> {
    fn unit(&mut self, unit: Unit) {
        match unit {
            Unit::Single => {
                let person = self.anyone();
                self.add(person);
            }
            Unit::Couple => self.couple(),
            Unit::Children(n) => self.children(n),
            Unit::Delivery => self.delivery(),
            Unit::Twins => self.twins(),
            Unit::Juniors => self.juniors(),
            Unit::Namesakes => self.namesakes(),
            Unit::Duplicate(slip) => self.duplicate(slip),
            Unit::Overlay => self.overlay(),
        }
    }

    fn anyone(&mut self) -> Person {
        let born = self.source.any_age(&mut self.rng);
        self.source.person(None, born, self.next, &mut self.rng)
    }

    fn aged(&mut self, sex: Option<Sex>, low: i64, high: i64) -> Person {
        let born = self.source.born(low, high, &mut self.rng);
        self.source.person(sex, born, self.next, &mut self.rng)
    }

    /// Somebody of the same family under the same roof.
    fn kin(&mut self, of: &Person, sex: Option<Sex>, born: NaiveDate) -> Person {
        let (heritage, family) = (of.heritage, of.family.clone());
        let mut kin = self.source.relative(heritage, family, sex, born, self.next, &mut self.rng);
        kin.home = of.home.clone();
        kin.language = of.language;
        if of.phone.is_some() {
            kin.phone.clone_from(&of.phone);
        }
        kin.died = None;
        kin
    }

    fn add(&mut self, person: Person) -> &mut Member {
        let index = self.next;
        self.next += 1;
        self.block.members.push(Member { index, person, before: None, birth: None, second_of: None });
        // The vector is not empty: a member was pushed in the line above.
        let last = self.block.members.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "index of the member just pushed")]
        &mut self.block.members[last]
    }

    fn couple(&mut self) {
        let mut one = self.aged(Some(Sex::Male), 24, 88);
        one.marital = "Married";
        let years = self.rng.range(-1500, 2200);
        let born = (one.born + Duration::days(years)).min(self.source.as_of - Duration::days(19 * 366));
        let mut other = self.kin(&one, Some(Sex::Female), born);
        other.marital = "Married";
        if other.maiden.is_none() && self.rng.chance(80) {
            other.maiden = Some(self.source.names.family(other.heritage, 20, &mut self.rng));
        }
        let first = self.next;
        self.add(one);
        self.add(other);
        self.family(first, 2);
    }

    fn children(&mut self, n: u64) {
        let parent = self.aged(Some(Sex::Female), 24, 48);
        let first = self.next;
        self.add(parent.clone());
        for _ in 0..n {
            let oldest = i64::from(self.source.as_of.year() - parent.born.year()) - 20;
            let born = self.source.born(0, oldest.clamp(1, 16), &mut self.rng);
            let child = self.child(&parent, born);
            self.add(child);
        }
        self.family(first, 1 + n);
    }

    fn child(&mut self, parent: &Person, born: NaiveDate) -> Person {
        let mut child = self.kin(parent, None, born);
        child.mothers_maiden.clone_from(&parent.maiden);
        child.mobile = None;
        child.phone = parent.phone.clone().or_else(|| parent.mobile.clone());
        if self.rng.chance(70) {
            child.payer = match parent.payer {
                super::person::Payer::Medicare | super::person::Payer::MedicareAdvantage => child.payer,
                payer => payer,
            };
        }
        child
    }

    fn delivery(&mut self) {
        let source = self.source;
        let mut mother = self.aged(Some(Sex::Female), 20, 39);
        mother.died = None;
        let days = if self.rng.chance(6) { self.rng.range(1, 2) } else { self.rng.range(3, 700) };
        let at = calendar::clock(
            source.as_of - Duration::days(days),
            self.rng.range(0, 23),
            self.rng.range(0, 59),
        );
        let sex = if self.rng.chance(49) { Sex::Female } else { Sex::Male };
        let weeks = self.rng.range(37, 41);
        let birth = Birth {
            at,
            caesarean: self.rng.chance(32),
            weight_g: 2700 + (weeks - 37) * 180 + self.rng.range(-250, 450),
            length_cm: self.rng.range(48, 53),
            weeks,
            apgar: (self.rng.range(7, 9), 9),
            sex,
            salt: self.rng.bits(),
        };
        mother.registered = mother.registered.min(at - Duration::days(200));
        let first = self.next;
        self.add(mother.clone()).birth = Some((Side::Mother, birth.clone()));
        let mut child = self.child(&mother, at.date());
        child.sex = sex;
        child.given = source.names.given(sex, mother.heritage, at.year(), &mut self.rng).into();
        child.middle = "".into();
        (child.nickname, child.script, child.ssn, child.suffix) = (None, None, None, "");
        child.registered = at + Duration::minutes(self.rng.range(15, 90));
        child.marital = "Never married";
        child.flags.clear();
        let placeholder = if sex == Sex::Female { "Baby Girl" } else { "Baby Boy" };
        if days < 10 || self.rng.chance(25) {
            child.given = placeholder.into();
        } else {
            child.placeholder = Some(placeholder);
        }
        self.add(child).birth = Some((Side::Child, birth));
        self.block.links.push(Link::Birth { mother: key(first), child: key(first + 1) });
    }

    fn twins(&mut self) {
        let born = self.source.born(0, 60, &mut self.rng);
        let mut one = self.source.person(None, born, self.next, &mut self.rng);
        one.maiden = None;
        one.birth_order = Some(1);
        let sex = if self.rng.chance(65) { one.sex } else { Sex::Female };
        let first = self.next;
        self.add(one.clone());
        let mut other = self.kin(&one, Some(sex), born);
        other.given = loop_name(&one.given, || {
            self.source.names.given(sex, one.heritage, born.year(), &mut self.rng).into()
        });
        other.nickname = None;
        other.maiden = None;
        other.birth_order = Some(2);
        other.mothers_maiden.clone_from(&one.mothers_maiden);
        other.script = None;
        self.add(other);
        self.block.links.push(Link::Twins(key(first), key(first + 1)));
        self.family(first, 2);
    }

    fn juniors(&mut self) {
        let father = self.aged(Some(Sex::Male), 52, 84);
        let born = father.born + Duration::days(self.rng.range(22 * 365, 31 * 365));
        let first = self.next;
        let mut father = father;
        father.suffix = "Sr";
        self.add(father.clone());
        let mut son = self.kin(&father, Some(Sex::Male), born);
        (son.given, son.middle) = (father.given.clone(), father.middle.clone());
        (son.suffix, son.nickname, son.script) = ("Jr", father.nickname, father.script);
        self.add(son);
        self.block.links.push(Link::Juniors(key(first), key(first + 1)));
        self.family(first, 2);
    }

    fn namesakes(&mut self) {
        let one = self.aged(None, 30, 80);
        let first = self.next;
        self.add(one.clone());
        let mut other = self.source.person(Some(one.sex), one.born, self.next, &mut self.rng);
        (other.family, other.given) = (one.family.clone(), one.given.clone());
        (other.heritage, other.race, other.language) = (one.heritage, one.race, one.language);
        (other.nickname, other.script, other.maiden, other.suffix) = (None, None, None, "");
        self.add(other);
        self.block.links.push(Link::Namesakes(key(first), key(first + 1)));
    }

    fn overlay(&mut self) {
        let before = self.aged(None, 45, 85);
        let mut after = self.aged(None, 20, 44);
        let since = self.source.as_of - Duration::days(self.rng.range(30, 300));
        after.registered = before.registered.min(calendar::midnight(since) - Duration::days(400));
        let mut before = before;
        before.registered = after.registered;
        (before.died, after.died) = (None, None);
        // The clerk kept the record number and the family name, and typed the rest anew.
        after.family.clone_from(&before.family);
        after.script = None;
        let patient = key(self.next);
        self.add(after).before = Some((Box::new(before), since));
        self.block.links.push(Link::Overlay { patient, since: since.to_string() });
    }

    fn duplicate(&mut self, slip: Slip) {
        let sex = (slip == Slip::Maiden).then_some(Sex::Female);
        let mut one = self.aged(sex, 19, 86);
        one.died = None;
        one.ssn = Some(super::numbers::ssn(self.next));
        self.prepare(&mut one, slip);
        let first = self.next;
        let mut second = one.clone();
        self.slip(&mut second, slip);
        self.add(one);
        self.add(second).second_of = Some(first);
        self.block.links.push(Link::Duplicate { first: key(first), second: key(first + 1), slip });
    }

    /// Makes the first record one on which the mistake can happen.
    fn prepare(&mut self, one: &mut Person, slip: Slip) {
        let names = self.source.names;
        match slip {
            Slip::Maiden => {
                one.marital = "Married";
                one.maiden = Some(names.family(one.heritage, 20, &mut self.rng));
            }
            Slip::DayMonth => {
                // A day up to 12 that is not the month's own number reads as a month.
                let (month, mut day) = (one.born.month(), one.born.day() % 12 + 1);
                if day == month {
                    day = day % 12 + 1;
                }
                one.born = one.born.with_day(day).unwrap_or(one.born);
            }
            Slip::Nickname if names.nickname(&one.given, &mut self.rng).is_none() => {
                let usual = if one.sex == Sex::Female { "Elizabeth" } else { "William" };
                one.given = usual.into();
                one.nickname = None;
                one.script = None;
            }
            _ => {}
        }
    }

    fn slip(&mut self, second: &mut Person, slip: Slip) {
        let rng = &mut self.rng;
        let since_first = (calendar::midnight(self.source.as_of) - second.registered).num_minutes().max(2);
        second.registered += Duration::minutes(rng.range(since_first / 4, since_first - 1));
        second.nickname = None;
        second.script = None;
        // The second clerk rarely took everything down.
        let maiden = second.maiden.take();
        second.maiden = maiden.clone().filter(|_| slip != Slip::Maiden && rng.chance(40));
        second.email = second.email && rng.chance(50);
        second.licence = second.licence && rng.chance(50);
        if rng.chance(35) {
            second.home = self.source.places.home(rng);
        }
        if rng.chance(30) {
            second.mobile = Some(super::numbers::phone(rng, self.source.small));
        }
        if rng.chance(30) {
            second.ssn = None;
        }
        self.mistake(second, slip, maiden);
    }

    fn mistake(&mut self, second: &mut Person, slip: Slip, maiden: Option<Word>) {
        let names = self.source.names;
        match slip {
            Slip::Letters => {
                if self.rng.chance(50) {
                    second.family = misspelt(&second.family, &mut self.rng);
                } else {
                    second.given = misspelt(&second.given, &mut self.rng);
                }
            }
            Slip::Nickname => {
                second.ssn = None;
                if let Some(nickname) = names.nickname(&second.given, &mut self.rng) {
                    second.given = nickname.into();
                }
            }
            Slip::Maiden => {
                second.family = maiden.unwrap_or_else(|| second.family.clone());
                second.marital = "Never married";
            }
            Slip::Digits => {
                let day = second.born.day();
                let turned = day % 10 * 10 + day / 10;
                second.born = match second.born.with_day(turned) {
                    Some(born) if turned != day && born < self.source.as_of => born,
                    _ => second.born - Duration::days(9),
                };
            }
            Slip::DayMonth => {
                let (year, month, day) = (second.born.year(), second.born.month(), second.born.day());
                second.born = NaiveDate::from_ymd_opt(year, day, month).unwrap_or(second.born);
            }
            Slip::SwappedNames => {
                std::mem::swap(&mut second.family, &mut second.given);
            }
        }
    }

    fn family(&mut self, first: u64, n: u64) {
        self.block.links.push(Link::Family((first..first + n).map(key).collect()));
    }
}

/// A name that is not `other`; the lists are long, so a few draws are enough.
fn loop_name(other: &str, mut draw: impl FnMut() -> Word) -> Word {
    let mut name = draw();
    for _ in 0..6 {
        if name != other {
            break;
        }
        name = draw();
    }
    if name == other { "Jordan".into() } else { name }
}

/// Two letters turned round, one left out, or one doubled, never the first.
fn misspelt(name: &str, rng: &mut Rng) -> Word {
    let mut letters: Vec<char> = name.chars().collect();
    let last = letters.len().saturating_sub(1) as u64;
    if last < 2 {
        return format!("{name}e").into();
    }
    let at = (1 + rng.below(last - 1)) as usize;
    match rng.below(3) {
        0 if letters.get(at) != letters.get(at + 1) => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        _ => {
            let letter = letters.get(at).copied().unwrap_or('e');
            letters.insert(at, letter);
        }
    }
    letters.into_iter().collect::<String>().into()
}
