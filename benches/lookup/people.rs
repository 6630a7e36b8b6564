//! People with the skew of a census: a few very common names, a long tail of rare ones. Each is made from its number.

use chartroom::domain::facts::NameUse;

/// One person.
pub struct Person {
    pub id: i64,
    pub mrn: String,
    pub family: String,
    pub given: String,
    pub middle: String,
    pub suffix: &'static str,
    pub other: Option<(NameUse, String, String)>,
    pub born: String,
    pub female: bool,
    pub ssn: String,
    pub phone: String,
    pub street: String,
    pub city: String,
    pub zip: String,
}

/// The lists to draw from.
pub struct Census {
    families: Weighted,
    given: [Weighted; 2],
    towns: Vec<(String, Vec<String>)>,
}

/// Names with the running sum of their weights.
struct Weighted {
    names: Vec<String>,
    sums: Vec<f64>,
}

/// SplitMix64: any number can be the start of an own stream.
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
}

impl Weighted {
    /// Sections whose heading `wanted` accepts, of a list of `Name` or `Name:weight`.
    fn read(list: &str, wanted: impl Fn(&str) -> bool) -> Self {
        let (mut names, mut sums, mut sum, mut weight, mut on) = (Vec::new(), Vec::new(), 0.0, 100.0, false);
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            if let Some(heading) = line.strip_prefix('[') {
                on = wanted(heading.trim_end_matches(']'));
                weight = 100.0;
                continue;
            }
            for word in line.split_whitespace().filter(|_| on) {
                let (name, number) = word.split_once(':').unwrap_or((word, ""));
                weight = number.parse().unwrap_or(weight * 0.97);
                sum += weight;
                names.push(name.replace('_', " "));
                sums.push(sum);
            }
        }
        Self { names, sums }
    }

    fn pick(&self, rng: &mut Rng) -> &str {
        let at = rng.share() * self.sums.last().copied().unwrap_or(0.0);
        &self.names[self.sums.partition_point(|sum| *sum < at).min(self.names.len() - 1)]
    }
}

const SURNAMES: &str = include_str!("../../src/demo/texts/surnames.txt");
const GIVEN: &str = include_str!("../../src/demo/texts/given.txt");

impl Census {
    pub fn new() -> Self {
        let towns = (0..400)
            .map(|town| {
                let name = match town {
                    0 => "New York".to_owned(),
                    1 => "Saint Louis".to_owned(),
                    2 => "Springfield".to_owned(),
                    _ => invented(town * 7 + 1_000),
                };
                let zips = 1 + 12 / (1 + town as usize / 8);
                (name, (0..zips).map(|zip| format!("{:05}", 10_000 + town as usize * 40 + zip)).collect())
            })
            .collect();
        Self {
            families: Weighted::read(SURNAMES, |_| true),
            given: [
                Weighted::read(GIVEN, |h| h.starts_with('M')),
                Weighted::read(GIVEN, |h| h.starts_with('F')),
            ],
            towns,
        }
    }

    fn family(&self, rng: &mut Rng) -> String {
        // In the census of 2010 the thousand commonest surnames have about 40 % of the people.
        if rng.chance(45) { self.families.pick(rng).to_owned() } else { invented(rare(rng, 3_000_000.0)) }
    }

    fn first(&self, female: bool, rng: &mut Rng) -> String {
        if rng.chance(88) {
            self.given[usize::from(female)].pick(rng).to_owned()
        } else {
            invented(3_000_017 + rare(rng, 400_000.0))
        }
    }

    /// The person of a number: always the same.
    pub fn person(&self, id: i64) -> Person {
        let mut rng = Rng(id as u64 ^ 0x5eed);
        let female = rng.chance(52);
        let (mut family, given) = (self.family(&mut rng), self.first(female, &mut rng));
        if rng.chance(4) {
            family = format!("{family}-{}", self.family(&mut rng));
        }
        let other = match rng.below(100) {
            0..5 if female => Some((NameUse::Maiden, self.family(&mut rng), given.clone())),
            5..8 => Some((NameUse::Alias, family.clone(), self.first(female, &mut rng))),
            8..9 => Some((NameUse::Former, self.family(&mut rng), given.clone())),
            _ => None,
        };
        let middle = match rng.below(10) {
            0..4 => char::from(b'A' + rng.below(26) as u8).to_string(),
            4..6 => self.first(female, &mut rng),
            _ => String::new(),
        };
        let (town, zips) = &self.towns[(rng.share().powi(3) * self.towns.len() as f64) as usize];
        let year = 2026 - (rng.share().sqrt() * 96.0) as i64;
        let area = [555, 608, 414, 262, 920, 715][(rng.share().powi(2) * 6.0) as usize];
        Person {
            id,
            mrn: format!("{}", 30_000_000 + id),
            suffix: if !female && rng.chance(3) { "Jr" } else { "" },
            born: format!("{year}-{:02}-{:02}", 1 + rng.below(12), 1 + rng.below(28)),
            female,
            ssn: if rng.chance(75) { format!("9{:08}", rng.below(100_000_000)) } else { String::new() },
            phone: format!("({area}) {:03}-{:04}", 200 + rng.below(80) * 9, rng.below(10_000)),
            street: format!("{} {} St", 1 + rng.below(900), invented(rng.below(3_000) as u64)),
            city: town.clone(),
            zip: zips[rng.below(zips.len())].clone(),
            family,
            given,
            middle,
            other,
        }
    }
}

/// A number up to `end` of which small ones are far likelier (Zipf's law, exponent 1).
fn rare(rng: &mut Rng, end: f64) -> u64 {
    (rng.share() * end.ln()).exp() as u64
}

/// A name of syllables for a number.
fn invented(number: u64) -> String {
    const HEADS: [&str; 20] = [
        "B", "Br", "C", "D", "F", "G", "H", "K", "L", "M", "N", "P", "R", "S", "Sch", "St", "T", "V", "W",
        "Z",
    ];
    const VOWELS: [&str; 7] = ["a", "e", "i", "o", "u", "ei", "au"];
    const TAILS: [&str; 15] =
        ["n", "r", "ll", "s", "ck", "m", "t", "nd", "rt", "ng", "ss", "l", "rd", "x", ""];
    // A bijection, so that neighbours in rank are no neighbours in the alphabet.
    let mut rest = (number + 11).wrapping_mul(2_654_435_761) % 4_294_967_291;
    let mut name = String::new();
    while rest > 0 || name.len() < 3 {
        for part in [&HEADS[..], &VOWELS[..], &TAILS[..]] {
            name.push_str(part[(rest % part.len() as u64) as usize]);
            rest /= part.len() as u64;
        }
    }
    let mut lower = name.to_lowercase();
    lower.get_mut(..1).map(str::make_ascii_uppercase);
    lower
}
