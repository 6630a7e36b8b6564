//! Digits typed before a command, as in `12j`.

use super::chord::Chord;

/// A count while it is typed. `0` alone is no count, so that it can be a key of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count(Option<u32>);

/// More than any list shows at once; a longer number stays here instead of overflowing.
const MOST: u32 = 999_999;

impl Count {
    /// Takes a digit; says `false` and changes nothing if the chord is none.
    pub fn push(&mut self, chord: Chord) -> bool {
        let Some(digit) = chord.typed().and_then(|char| char.to_digit(10)) else { return false };
        match self.0 {
            None if digit == 0 => return false,
            None => self.0 = Some(digit),
            Some(before) => self.0 = Some(before.saturating_mul(10).saturating_add(digit).min(MOST)),
        }
        true
    }

    /// The number typed so far.
    pub fn get(self) -> Option<u32> {
        self.0
    }

    /// The number typed, and none from here on.
    pub fn take(&mut self) -> Option<u32> {
        self.0.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> (Option<u32>, Vec<bool>) {
        let mut count = Count::default();
        let taken = text.chars().map(|char| count.push(Chord::char(char))).collect();
        (count.take(), taken)
    }

    #[test]
    fn digits_add_up_until_a_command_comes() {
        assert_eq!(typed("12j"), (Some(12), vec![true, true, false]));
        assert_eq!(typed("10"), (Some(10), vec![true, true]));
        assert_eq!(typed("0"), (None, vec![false]));
        assert_eq!(typed("99999999999").0, Some(MOST));
    }

    #[test]
    fn a_digit_with_a_modifier_is_no_count() {
        assert!(!Count::default().push(Chord::alt('3')));
    }
}
