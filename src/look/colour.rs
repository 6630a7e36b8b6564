//! Colours: 24 bits, the 256 of xterm, the 16 of the terminal, and the way down from one to the next.

use ratatui::style::Color;

use super::depth::Depth;

/// A colour as red, green and blue of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// A colour as a theme names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Colour {
    /// Whatever the terminal has.
    Default,
    /// One of the 16 of the terminal's palette: 0 black to 15 bright white.
    Ansi(u8),
    /// One of xterm's 256; 16 and up look the same everywhere.
    Indexed(u8),
    /// 24 bits.
    Rgb(Rgb),
}

/// The 16 colours as a terminal shows them.
pub type Palette = [Rgb; 16];

/// Names of the 16 colours in theme files.
const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// The palettes that our users meet, by terminal; themes are tested on all of them. xterm, the first, stands for the rest.
pub const PALETTES: [(&str, Palette); 4] = [
    (
        "xterm",
        palette([
            0x00_00_00, 0xcd_00_00, 0x00_cd_00, 0xcd_cd_00, 0x00_00_ee, 0xcd_00_cd, 0x00_cd_cd, 0xe5_e5_e5,
            0x7f_7f_7f, 0xff_00_00, 0x00_ff_00, 0xff_ff_00, 0x5c_5c_ff, 0xff_00_ff, 0x00_ff_ff, 0xff_ff_ff,
        ]),
    ),
    (
        "PuTTY",
        palette([
            0x00_00_00, 0xbb_00_00, 0x00_bb_00, 0xbb_bb_00, 0x00_00_bb, 0xbb_00_bb, 0x00_bb_bb, 0xbb_bb_bb,
            0x55_55_55, 0xff_55_55, 0x55_ff_55, 0xff_ff_55, 0x55_55_ff, 0xff_55_ff, 0x55_ff_ff, 0xff_ff_ff,
        ]),
    ),
    (
        "Windows Terminal",
        palette([
            0x0c_0c_0c, 0xc5_0f_1f, 0x13_a1_0e, 0xc1_9c_00, 0x00_37_da, 0x88_17_98, 0x3a_96_dd, 0xcc_cc_cc,
            0x76_76_76, 0xe7_48_56, 0x16_c6_0c, 0xf9_f1_a5, 0x3b_78_ff, 0xb4_00_9e, 0x61_d6_d6, 0xf2_f2_f2,
        ]),
    ),
    (
        "Linux console",
        palette([
            0x00_00_00, 0xaa_00_00, 0x00_aa_00, 0xaa_55_00, 0x00_00_aa, 0xaa_00_aa, 0x00_aa_aa, 0xaa_aa_aa,
            0x55_55_55, 0xff_55_55, 0x55_ff_55, 0xff_ff_55, 0x55_55_ff, 0xff_55_ff, 0x55_ff_ff, 0xff_ff_ff,
        ]),
    ),
];

impl Rgb {
    /// From a number such as `0xff_80_00`.
    pub const fn from_number(number: u32) -> Self {
        Self((number >> 16) as u8, (number >> 8) as u8, number as u8)
    }

    /// The nearest of xterm's colours 16 to 255: a cube of six steps each and 24 greys.
    fn to_256(self) -> u8 {
        let step = |value: u8| -> u8 {
            match value {
                0..=47 => 0,
                48..=114 => 1,
                _ => (value - 35) / 40,
            }
        };
        let Self(red, green, blue) = self;
        let cube = 16 + 36 * step(red) + 6 * step(green) + step(blue);
        let mean = (u16::from(red) + u16::from(green) + u16::from(blue)) / 3;
        let grey = 232 + (mean.saturating_sub(3) / 10).min(23) as u8;
        if self.distance(indexed(grey)) < self.distance(indexed(cube)) { grey } else { cube }
    }

    /// The nearest of the 16, as xterm shows them.
    fn to_16(self) -> u8 {
        let [(_, xterm), ..] = PALETTES;
        let nearest = (0_u8..).zip(xterm).min_by_key(|(_, colour)| self.distance(*colour));
        nearest.map_or(7, |(number, _)| number)
    }

    /// A cheap distance that follows the eye better than the plain one (Riemersma's "redmean").
    fn distance(self, other: Self) -> u32 {
        let part = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        let mean_red = u32::midpoint(u32::from(self.0), u32::from(other.0));
        (((512 + mean_red) * part(self.0, other.0)) >> 8)
            + 4 * part(self.1, other.1)
            + (((767 - mean_red) * part(self.2, other.2)) >> 8)
    }
}

impl Colour {
    /// Reads `default`, a name (`bright-red`), `#rrggbb`, or a number of the 256.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "default" {
            return Some(Self::Default);
        }
        if let Some(digits) = text.strip_prefix('#') {
            let plain = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
            let number = u32::from_str_radix(digits, 16).ok().filter(|_| plain)?;
            return Some(Self::Rgb(Rgb::from_number(number)));
        }
        if let Some((number, _)) = (0_u8..).zip(NAMES).find(|(_, name)| *name == text) {
            return Some(Self::Ansi(number));
        }
        text.parse().ok().map(Self::Indexed)
    }

    /// The colour that a terminal of this depth can show.
    #[must_use]
    pub fn at(self, depth: Depth) -> Self {
        match (self, depth) {
            (_, Depth::None) => Self::Default,
            (Self::Rgb(rgb), Depth::TwoFiftySix) => Self::Indexed(rgb.to_256()),
            (Self::Rgb(rgb), Depth::Sixteen) => Self::Ansi(rgb.to_16()),
            (Self::Indexed(number), Depth::Sixteen) if number > 15 => Self::Ansi(indexed(number).to_16()),
            (Self::Indexed(number), _) if number < 16 => Self::Ansi(number),
            _ => self,
        }
    }

    /// What is seen on a terminal with this palette; the default is not known.
    pub fn rgb(self, palette: &Palette) -> Option<Rgb> {
        match self {
            Self::Default => None,
            Self::Rgb(rgb) => Some(rgb),
            Self::Indexed(number) | Self::Ansi(number) => {
                Some(palette.get(usize::from(number)).copied().unwrap_or_else(|| indexed(number)))
            }
        }
    }

    /// The colour in ratatui's words.
    pub fn to_ratatui(self) -> Color {
        match self {
            Self::Default => Color::Reset,
            Self::Rgb(Rgb(red, green, blue)) => Color::Rgb(red, green, blue),
            Self::Indexed(number) => Color::Indexed(number),
            Self::Ansi(number) => match number {
                0 => Color::Black,
                1 => Color::Red,
                2 => Color::Green,
                3 => Color::Yellow,
                4 => Color::Blue,
                5 => Color::Magenta,
                6 => Color::Cyan,
                7 => Color::Gray,
                8 => Color::DarkGray,
                9 => Color::LightRed,
                10 => Color::LightGreen,
                11 => Color::LightYellow,
                12 => Color::LightBlue,
                13 => Color::LightMagenta,
                14 => Color::LightCyan,
                _ => Color::White,
            },
        }
    }
}

const fn palette(numbers: [u32; 16]) -> Palette {
    let mut colours = [Rgb(0, 0, 0); 16];
    let mut rest: &[u32] = &numbers;
    let mut place = 0;
    while let Some((number, after)) = rest.split_first() {
        let (_, free) = colours.split_at_mut(place);
        if let Some(colour) = free.first_mut() {
            *colour = Rgb::from_number(*number);
        }
        rest = after;
        place += 1;
    }
    colours
}

/// What xterm shows for a number from 16 on.
fn indexed(number: u8) -> Rgb {
    if let Some(grey) = number.checked_sub(232) {
        let value = 8 + 10 * grey;
        return Rgb(value, value, value);
    }
    let place = number.saturating_sub(16);
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    Rgb(level(place / 36), level(place / 6 % 6), level(place % 6))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_and_numbers_are_read() {
        assert_eq!(Colour::parse("bright-red"), Some(Colour::Ansi(9)));
        assert_eq!(Colour::parse("#Ff8000"), Some(Colour::Rgb(Rgb(255, 128, 0))));
        assert_eq!(Colour::parse("202"), Some(Colour::Indexed(202)));
        for bad in ["", "#ff80", "#+f8000", "256", "rose", "#ff80001"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn colours_come_down_to_the_nearest() {
        let orange = Colour::parse("#ff8700").unwrap();
        assert_eq!(orange.at(Depth::True), orange);
        assert_eq!(orange.at(Depth::TwoFiftySix), Colour::Indexed(208));
        assert_eq!(Colour::parse("#fe0101").unwrap().at(Depth::Sixteen), Colour::Ansi(9));
        assert_eq!(Colour::parse("#080808").unwrap().at(Depth::TwoFiftySix), Colour::Indexed(232));
        assert_eq!(Colour::Indexed(9).at(Depth::TwoFiftySix), Colour::Ansi(9));
        assert_eq!(Colour::Indexed(231).at(Depth::Sixteen), Colour::Ansi(15));
        assert_eq!(orange.at(Depth::None), Colour::Default);
    }

    proptest! {
        #[test]
        fn the_way_to_256_finds_the_nearest_or_almost(red: u8, green: u8, blue: u8) {
            let rgb = Rgb(red, green, blue);
            let best = (16..=255).map(|number| rgb.distance(indexed(number))).min().unwrap();
            // Steps are chosen channel by channel, which may miss the best grey or cube by a little.
            prop_assert!(rgb.distance(indexed(rgb.to_256())) <= best + 8000);
        }

        #[test]
        fn colours_of_the_256_stay_themselves(number in 16_u8..=255) {
            prop_assert_eq!(indexed(indexed(number).to_256()), indexed(number));
        }
    }
}
