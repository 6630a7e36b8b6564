//! How many colours are used: from the setting and the environment, never by asking the terminal.
//!
//! An unanswered question cost other programs seconds at start, and late answers leave garbage behind.
//! SSH does not pass COLORTERM, so 16 or 256 is what most of our users get.

/// How many colours the terminal is trusted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: bold, underline and reverse only.
    None,
    /// The 16 colours of the terminal's own palette.
    Sixteen,
    /// The 256 colours of xterm.
    TwoFiftySix,
    /// 24 bits.
    True,
}

/// What the settings say about depth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DepthSetting {
    /// The environment decides.
    #[default]
    Auto,
    /// This depth, whatever the environment says.
    Fixed(Depth),
}

/// The environment variables that say something about colours, as read by the caller.
#[derive(Clone, Copy, Debug, Default)]
pub struct Environment<'a> {
    /// `NO_COLOR`: any text but the empty one asks for none (no-color.org).
    pub no_color: Option<&'a str>,
    /// `COLORTERM`.
    pub colorterm: Option<&'a str>,
    /// `TERM`.
    pub term: Option<&'a str>,
}

impl DepthSetting {
    /// Reads `auto`, `none`, `16`, `256` or `true`.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "auto" => Self::Auto,
            "none" => Self::Fixed(Depth::None),
            "16" => Self::Fixed(Depth::Sixteen),
            "256" => Self::Fixed(Depth::TwoFiftySix),
            "true" => Self::Fixed(Depth::True),
            _ => return None,
        })
    }
}

impl Depth {
    /// The depth to use. A setting wins over the environment, as no-color.org asks.
    pub fn choose(setting: DepthSetting, environment: Environment<'_>) -> Self {
        if let DepthSetting::Fixed(depth) = setting {
            return depth;
        }
        let Environment { no_color, colorterm, term } = environment;
        if no_color.is_some_and(|value| !value.is_empty()) {
            return Self::None;
        }
        let term = term.unwrap_or_default();
        // A terminal that names itself plain is believed first: COLORTERM can be left over from elsewhere.
        if matches!(term, "dumb" | "vt52" | "vt100" | "vt102" | "vt220" | "vt320") || term.ends_with("-mono")
        {
            return Self::None;
        }
        if matches!(colorterm, Some("truecolor" | "24bit")) || term.ends_with("-direct") {
            return Self::True;
        }
        if term.contains("256color") { Self::TwoFiftySix } else { Self::Sixteen }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(no_color: Option<&str>, colorterm: Option<&str>, term: Option<&str>) -> Depth {
        Depth::choose(DepthSetting::Auto, Environment { no_color, colorterm, term })
    }

    #[test]
    fn the_environment_decides() {
        assert_eq!(auto(None, None, None), Depth::Sixteen);
        assert_eq!(auto(None, None, Some("xterm")), Depth::Sixteen);
        assert_eq!(auto(None, None, Some("linux")), Depth::Sixteen);
        assert_eq!(auto(None, None, Some("xterm-256color")), Depth::TwoFiftySix);
        assert_eq!(auto(None, Some("truecolor"), Some("xterm-256color")), Depth::True);
        assert_eq!(auto(None, None, Some("xterm-direct")), Depth::True);
        assert_eq!(auto(None, Some("truecolor"), Some("vt100")), Depth::None);
        assert_eq!(auto(None, None, Some("dumb")), Depth::None);
    }

    #[test]
    fn no_color_means_none_unless_it_is_empty_or_a_setting_says_otherwise() {
        assert_eq!(auto(Some("1"), Some("truecolor"), None), Depth::None);
        assert_eq!(auto(Some(""), None, None), Depth::Sixteen);
        let environment = Environment { no_color: Some("1"), ..Environment::default() };
        let setting = DepthSetting::parse("256").unwrap();
        assert_eq!(Depth::choose(setting, environment), Depth::TwoFiftySix);
        assert_eq!(DepthSetting::parse("many"), None);
    }
}
