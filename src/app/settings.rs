//! A user's settings: one TOML file, the environment where the file says nothing, and faults told with file and line.
//!
//! ```toml
//! database = "/srv/him/him.db"
//! dates = "mdy"             # mdy, dmy, iso
//! theme = "light"           # a shipped theme, or the path of a theme file
//! colours = "auto"          # auto, none, 16, 256, true
//! ascii = false             # signs of ASCII only
//! mouse = false             # the mouse selects rows, and no longer text
//! copy = true               # text may be copied to your own clipboard (OSC 52)
//! copy-through = "none"     # none, tmux, screen: what stands between you and your terminal
//! esc-wait = 50             # milliseconds that a lone Esc waits
//! keys-file = "keys.toml"   # own keys in a file of their own; they may also stand here, under [keys]
//! [keys]
//! "users.add" = ["n"]
//! ```
//! A setting with a fault is left at its default and told; all others are used.

use super::{commands, shell::Copying};
use crate::{
    domain::typed_date::DateOrder,
    fault::Fault,
    keys::{Command, Overrides},
    look::{Depth, DepthSetting, Environment, GlyphSet, Look, SHIPPED, Theme},
    term::{Erasing, Line, Mice, Passthrough},
};
use etcetera::BaseStrategy as _;
use std::{
    ops::Range,
    path::{Path, PathBuf},
    time::Duration,
};
use toml::de::{DeTable, DeValue};

/// What the environment says, read once.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// `LC_ALL`, else `LC_TIME`, else `LANG`: the order of dates.
    pub time_locale: String,
    /// `LC_ALL`, else `LC_CTYPE`, else `LANG`: which characters the terminal shows.
    pub text_locale: String,
    /// `TERM`.
    pub term: Option<String>,
    /// `COLORTERM`.
    pub colorterm: Option<String>,
    /// `NO_COLOR`.
    pub no_color: Option<String>,
    /// Whether the program was reached through SSH.
    pub over_ssh: bool,
}

/// Settings, complete.
#[derive(Debug)]
pub struct Settings {
    /// The database, if the file names one.
    pub database: Option<PathBuf>,
    /// How dates are written.
    pub order: DateOrder,
    /// Colours of meanings.
    pub theme: Theme,
    /// How many colours.
    pub depth: Depth,
    /// Which signs.
    pub glyph_set: GlyphSet,
    /// Whether the mouse is used.
    pub mice: Mice,
    /// Whether text may be copied out.
    pub copying: Copying,
    /// What the clipboard sequence has to pass.
    pub passthrough: Passthrough,
    /// How long a lone Esc waits.
    pub esc_wait: Duration,
    /// How the terminal erases.
    pub erasing: Erasing,
    /// The user's own keys.
    pub keys: Overrides,
    /// What is wrong in the files.
    pub faults: Vec<Fault>,
}

impl Surroundings {
    /// From the environment of the process.
    pub fn read() -> Self {
        let get = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale =
            |part: &str| get("LC_ALL").or_else(|| get(part)).or_else(|| get("LANG")).unwrap_or_default();
        Self {
            time_locale: locale("LC_TIME"),
            text_locale: locale("LC_CTYPE"),
            term: get("TERM"),
            colorterm: get("COLORTERM"),
            no_color: get("NO_COLOR"),
            over_ssh: get("SSH_CONNECTION").is_some() || get("SSH_TTY").is_some(),
        }
    }

    /// The order of dates of the locale; month first where nothing is known.
    fn order(&self) -> DateOrder {
        let territory = self.time_locale.split(['.', '@']).next().unwrap_or_default();
        match territory {
            "" | "C" | "POSIX" | "en_US" | "es_US" | "es_PR" => DateOrder::Mdy,
            "sv_SE" | "lt_LT" | "hu_HU" | "ja_JP" | "zh_CN" | "ko_KR" | "en_DK" | "en_CA" | "fr_CA" => {
                DateOrder::Iso
            }
            _ => DateOrder::Dmy,
        }
    }

    /// ASCII for terminals of old and for locales that name another character set; Unicode where nothing is said.
    fn glyph_set(&self) -> GlyphSet {
        let charset = self.text_locale.split_once('.').map_or("", |(_, charset)| charset).to_lowercase();
        let other = !charset.is_empty() && !charset.starts_with("utf");
        let old = self.term.as_deref().is_some_and(|term| term == "dumb" || term.starts_with("vt"));
        if other || old { GlyphSet::Ascii } else { GlyphSet::Unicode }
    }

    fn depth(&self, setting: DepthSetting) -> Depth {
        let environment = Environment {
            no_color: self.no_color.as_deref(),
            colorterm: self.colorterm.as_deref(),
            term: self.term.as_deref(),
        };
        Depth::choose(setting, environment)
    }
}

impl Settings {
    /// Where the settings file belongs on this system, if the account has a home.
    pub fn usual_file() -> Option<PathBuf> {
        Some(etcetera::choose_base_strategy().ok()?.config_dir().join("chartroom").join("settings.toml"))
    }

    /// Reads the settings file; without one, everything is as the environment says.
    pub fn load(file: Option<&Path>, surroundings: &Surroundings) -> Self {
        let Some(path) = file else { return Self::of("settings", "", Path::new(""), surroundings) };
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::of(&name, &text, path.parent().unwrap_or(Path::new("")), surroundings),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Self::of(&name, "", Path::new(""), surroundings)
            }
            Err(error) => {
                let mut settings = Self::of(&name, "", Path::new(""), surroundings);
                settings.faults.push(Fault::at(
                    &name,
                    "",
                    0,
                    format!("The file was not read: {error}."),
                    READ_REMEDY,
                ));
                settings
            }
        }
    }

    /// Settings of a text. Files that it names are looked for in `folder`.
    pub fn of(name: &str, text: &str, folder: &Path, surroundings: &Surroundings) -> Self {
        let mut reading = Reading { name, text, folder, faults: Vec::new() };
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                reading.faults.push(Fault::toml(name, text, &error));
                DeTable::new()
            }
        };
        reading.refuse_unknown(&table);
        let line = if surroundings.over_ssh { Line::Ssh } else { Line::Local };
        let depth = reading.word(&table, "colours", "auto, none, 16, 256 or true", DepthSetting::parse);
        let ascii = reading.flag(&table, "ascii");
        let mice = if reading.flag(&table, "mouse") == Some(true) { Mice::On } else { Mice::Off };
        let wait = reading.number(&table, "esc-wait");
        let mut settings = Self {
            database: reading.text_of(&table, "database").map(|(path, _)| folder.join(path)),
            order: reading
                .word(&table, "dates", "mdy, dmy or iso", DateOrder::parse)
                .unwrap_or_else(|| surroundings.order()),
            theme: reading.theme(&table),
            depth: surroundings.depth(depth.unwrap_or_default()),
            glyph_set: match ascii {
                Some(true) => GlyphSet::Ascii,
                Some(false) => GlyphSet::Unicode,
                None => surroundings.glyph_set(),
            },
            mice,
            copying: if reading.flag(&table, "copy") == Some(false) {
                Copying::Off
            } else {
                Copying::Allowed
            },
            passthrough: reading
                .word(&table, "copy-through", "none, tmux or screen", passthrough)
                .unwrap_or_default(),
            esc_wait: wait
                .map_or_else(|| crate::term::InputOptions::new(line, mice).esc_wait, Duration::from_millis),
            erasing: Erasing::of_term(surroundings.term.as_deref()),
            keys: Overrides::default(),
            faults: Vec::new(),
        };
        settings.keys = reading.keys(&table);
        settings.faults = reading.faults;
        settings
    }

    /// The look that these settings ask for.
    pub fn look(&self) -> Look {
        Look::new(&self.theme, self.depth, self.glyph_set)
    }
}

const READ_REMEDY: &str = "Check the name and the rights of the file.";
const NAMES: [&str; 11] = [
    "database",
    "dates",
    "theme",
    "colours",
    "ascii",
    "mouse",
    "copy",
    "copy-through",
    "esc-wait",
    "keys-file",
    "keys",
];

/// A settings file while it is read.
struct Reading<'a> {
    name: &'a str,
    text: &'a str,
    folder: &'a Path,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn fault(&mut self, byte: usize, what: String, remedy: impl Into<String>) {
        self.faults.push(Fault::at(self.name, self.text, byte, what, remedy));
    }

    fn refuse_unknown(&mut self, table: &DeTable<'_>) {
        for key in table.keys().filter(|key| !NAMES.contains(&key.get_ref().as_ref())) {
            let what = format!("There is no setting called \"{}\".", key.get_ref());
            self.fault(key.span().start, what, format!("Settings are: {}.", NAMES.join(", ")));
        }
    }

    fn text_of(&mut self, table: &DeTable<'_>, name: &str) -> Option<(String, Range<usize>)> {
        let value = table.get(name)?;
        if let Some(text) = value.get_ref().as_str() {
            return Some((text.to_owned(), value.span()));
        }
        self.fault(value.span().start, format!("\"{name}\" is not a text."), "Write it in quotes.");
        None
    }

    fn flag(&mut self, table: &DeTable<'_>, name: &str) -> Option<bool> {
        let value = table.get(name)?;
        if let DeValue::Boolean(flag) = value.get_ref() {
            return Some(*flag);
        }
        self.fault(
            value.span().start,
            format!("\"{name}\" is neither true nor false."),
            "Write true or false.",
        );
        None
    }

    fn number(&mut self, table: &DeTable<'_>, name: &str) -> Option<u64> {
        let value = table.get(name)?;
        let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        if let Some(number @ 0..=2000) = number {
            return Some(number);
        }
        let what = format!("\"{name}\" is not a number of milliseconds.");
        self.fault(value.span().start, what, "Write a number from 0 to 2000.");
        None
    }

    fn word<T>(
        &mut self,
        table: &DeTable<'_>,
        name: &str,
        words: &str,
        parse: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let (word, place) = self.text_of(table, name)?;
        let parsed = parse(&word);
        if parsed.is_none() {
            self.fault(
                place.start,
                format!("\"{word}\" is no value of \"{name}\"."),
                format!("Write {words}."),
            );
        }
        parsed
    }

    /// A shipped theme by name, or a theme file.
    fn theme(&mut self, table: &DeTable<'_>) -> Theme {
        let [(usual, _), ..] = SHIPPED;
        let usual = || Theme::shipped(usual).unwrap_or_else(Theme::mono);
        let Some((word, place)) = self.text_of(table, "theme") else { return usual() };
        if let Some(theme) = Theme::shipped(&word) {
            return theme;
        }
        let path = self.folder.join(&word);
        let Ok(text) = std::fs::read_to_string(&path) else {
            let names: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
            let what = format!("\"{word}\" is neither a shipped theme nor a file that can be read.");
            self.fault(place.start, what, format!("Shipped are: {}.", names.join(", ")));
            return usual();
        };
        Theme::parse(&path.display().to_string(), &text).unwrap_or_else(|faults| {
            self.faults.extend(faults);
            usual()
        })
    }

    /// Own keys of this file, or of the file that `keys-file` names.
    fn keys(&mut self, table: &DeTable<'_>) -> Overrides {
        let all: Vec<Command> =
            commands::all_tables().into_iter().flat_map(|(_, table)| table.iter().copied()).collect();
        let (keys, faults) = match self.text_of(table, "keys-file") {
            None if !table.contains_key("keys") => return Overrides::default(),
            None => Overrides::parse(self.name, self.text, &all),
            Some((file, place)) => {
                let path = self.folder.join(&file);
                let Ok(text) = std::fs::read_to_string(&path) else {
                    self.fault(place.start, format!("The key file \"{file}\" was not read."), READ_REMEDY);
                    return Overrides::default();
                };
                Overrides::parse(&path.display().to_string(), &text, &all)
            }
        };
        self.faults.extend(faults);
        self.faults.extend(commands::clashes(&keys));
        keys
    }
}

fn passthrough(word: &str) -> Option<Passthrough> {
    Some(match word {
        "none" => Passthrough::None,
        "tmux" => Passthrough::Tmux,
        "screen" => Passthrough::Screen,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Settings {
        Settings::of("settings.toml", text, Path::new("/nowhere"), &Surroundings::default())
    }

    fn told(text: &str) -> Vec<String> {
        read(text).faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nothing_written_is_what_the_environment_says() {
        let settings = read("");
        assert_eq!(settings.faults, []);
        assert_eq!(
            (settings.order, settings.glyph_set, settings.mice),
            (DateOrder::Mdy, GlyphSet::Unicode, Mice::Off)
        );
        let abroad = Surroundings {
            time_locale: "en_GB.UTF-8".into(),
            text_locale: "en_GB.ISO-8859-1".into(),
            over_ssh: true,
            ..Surroundings::default()
        };
        let settings = Settings::of("s", "", Path::new(""), &abroad);
        assert_eq!((settings.order, settings.glyph_set), (DateOrder::Dmy, GlyphSet::Ascii));
        assert_eq!(settings.esc_wait, Duration::from_millis(100));
    }

    #[test]
    fn what_is_written_is_used() {
        let settings = read(
            "dates = \"iso\"\ncolours = \"256\"\nascii = true\nmouse = true\ncopy = false\ncopy-through = \"tmux\"\n\
             esc-wait = 20\ntheme = \"light\"\ndatabase = \"him.db\"\n[keys]\n\"users.add\" = [\"n\"]\n",
        );
        assert_eq!(settings.faults, []);
        assert_eq!((settings.order, settings.depth), (DateOrder::Iso, Depth::TwoFiftySix));
        assert_eq!((settings.glyph_set, settings.mice), (GlyphSet::Ascii, Mice::On));
        assert_eq!((settings.copying, settings.passthrough), (Copying::Off, Passthrough::Tmux));
        assert_eq!((settings.esc_wait, settings.theme.title()), (Duration::from_millis(20), "Light"));
        assert_eq!(settings.database, Some(PathBuf::from("/nowhere/him.db")));
        assert_eq!(settings.keys.keys(crate::keys::CommandId("users.add")).map(<[_]>::len), Some(1));
    }

    #[test]
    fn faults_name_file_and_line_and_the_rest_is_used() {
        let text =
            "mouse = \"yes\"\nspeed = 9\ndates = \"ydm\"\nascii = true\nesc-wait = -5\ntheme = \"pink\"\n";
        let told = told(text);
        assert_eq!(told.len(), 5, "{told:#?}");
        for (line, words) in [
            (1, "neither true nor false"),
            (2, "no setting called"),
            (3, "no value of"),
            (5, "milliseconds"),
            (6, "neither a shipped theme"),
        ] {
            let start = format!("settings.toml, line {line}:");
            assert!(
                told.iter().any(|fault| fault.starts_with(&start) && fault.contains(words)),
                "{words}: {told:#?}"
            );
        }
        assert_eq!(read(text).glyph_set, GlyphSet::Ascii);
        assert!(self::told("mouse = = 1")[0].contains("not valid TOML"));
    }

    #[test]
    fn keys_that_clash_are_told() {
        let told = told("[keys]\n\"users.add\" = [\"d\"]\n");
        assert!(
            told.iter().any(|fault| fault.contains("wanted by users.add and by users.disable")),
            "{told:#?}"
        );
    }
}
