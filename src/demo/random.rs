//! Random numbers that are the same on every machine, and the weighted tables drawn from with them.
//!
//! SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014). Every block, patient
//! and stay has its own stream, made from the seed, a purpose and an index; so what one of them draws can never move
//! another. Only whole numbers, sums and products are used: no function of the platform's mathematics library.

/// What a stream is for. Streams of different purposes never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Directory = 1,
    Block = 2,
    Patient = 3,
    Background = 4,
}

/// One stream of random numbers.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// The stream of one thing of one hospital.
    pub fn stream(seed: u64, purpose: Purpose, index: u64) -> Self {
        Self(mix(seed ^ mix(((purpose as u64) << 56) ^ mix(index))))
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A whole number below `n`; 0 if `n` is 0. The bias of the multiplication is below one in 2^32 for our sizes.
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u64
    }

    /// A whole number from `low` to `high`, both included; `low` if they are the wrong way round.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(0) as u64 + 1;
        low + self.below(span) as i64
    }

    /// A number from 0 up to but not including 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// A number between `low` and `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A number from -1 to 1, near 0 more often than not: the mean of three.
    pub fn wobble(&mut self) -> f64 {
        (self.unit() + self.unit() + self.unit()) * 2.0 / 3.0 - 1.0
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < u64::from(percent)
    }

    /// Whether something happens that happens `per_mille` times in a thousand.
    pub fn seldom(&mut self, per_mille: u32) -> bool {
        self.below(1000) < u64::from(per_mille)
    }

    /// One of the things; `None` only from an empty list.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        things.get(self.below(things.len() as u64) as usize)
    }

    /// One of the words; empty only from an empty list.
    pub fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.pick(words).copied().unwrap_or_default()
    }

    /// A new stream that begins at a number drawn from this one.
    pub fn fork(&mut self) -> Self {
        Self(self.bits())
    }
}

/// Things with weights, drawn by binary search over the running sum.
#[derive(Clone, Debug, Default)]
pub struct Table<T> {
    sums: Vec<u64>,
    things: Vec<T>,
}

impl<T> Table<T> {
    /// Adds a thing with its weight; without weight it is never drawn.
    pub fn add(&mut self, thing: T, weight: u64) {
        let before = self.sums.last().copied().unwrap_or(0);
        self.sums.push(before + weight);
        self.things.push(thing);
    }

    /// One thing by its weight; `None` only from an empty table.
    pub fn draw(&self, rng: &mut Rng) -> Option<&T> {
        let total = self.sums.last().copied()?;
        let at = rng.below(total);
        self.things.get(self.sums.partition_point(|sum| *sum <= at))
    }

    /// All things, in the order they were added.
    #[cfg(test)]
    pub fn things(&self) -> &[T] {
        &self.things
    }
}

impl<T> FromIterator<(T, u64)> for Table<T> {
    fn from_iter<I: IntoIterator<Item = (T, u64)>>(pairs: I) -> Self {
        let mut table = Self { sums: Vec::new(), things: Vec::new() };
        for (thing, weight) in pairs {
            table.add(thing, weight);
        }
        table
    }
}

/// The finisher of SplitMix64 (variant 13 of Stafford's mixers).
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_numbers_come_out() {
        // First outputs for state 1234567, as published with the generator.
        let mut rng = Rng(1_234_567);
        let first = [rng.bits(), rng.bits(), rng.bits()];
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn draws_stay_in_their_bounds() {
        let mut rng = Rng::stream(1, Purpose::Patient, 2);
        for _ in 0..1000 {
            assert!((3..=5).contains(&rng.range(3, 5)));
            assert!((0.0..1.0).contains(&rng.unit()));
            assert!((-1.0..=1.0).contains(&rng.wobble()));
        }
        assert_eq!(rng.range(5, 3), 5);
        assert_eq!(rng.below(0), 0);
    }

    #[test]
    fn weights_are_kept() {
        let table: Table<&str> = [("often", 9), ("never", 0), ("seldom", 1)].into_iter().collect();
        let mut rng = Rng::stream(1, Purpose::Block, 2);
        let drawn: Vec<&str> = (0..1000).map(|_| *table.draw(&mut rng).unwrap()).collect();
        let often = drawn.iter().filter(|w| **w == "often").count();
        assert!((850..950).contains(&often), "{often}");
        assert!(!drawn.contains(&"never"));
    }

    #[test]
    fn streams_differ_by_seed_purpose_and_index() {
        let first = |seed, purpose, index| Rng::stream(seed, purpose, index).bits();
        let base = first(1, Purpose::Patient, 1);
        assert_ne!(base, first(2, Purpose::Patient, 1));
        assert_ne!(base, first(1, Purpose::Background, 1));
        assert_ne!(base, first(1, Purpose::Patient, 2));
    }
}
