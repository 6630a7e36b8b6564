//! Themes: TOML files that give each meaning its style.
//!
//! ```toml
//! title = "Light"
//! inherits = "default-16"               # what is not said here is taken from there
//! [palette]
//! ink = ["#202020", "black"]            # 24 bits, and one of the 16 where there are no more
//! [styles]
//! text = { fg = "ink", bg = "white" }
//! late = { fg = "#a00000", bold = true }
//! muted = "bright-black"                # short for fg
//! ```
//! Six themes are shipped; a user's file inherits from one of them.

use std::collections::BTreeMap;

use ratatui::style::{Modifier, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::colour::Colour;
use super::depth::Depth;
use super::meaning::Meaning;
use crate::fault::Fault;

/// The shipped themes: name and text. The first is used where nothing is set.
pub const SHIPPED: [(&str, &str); 6] = [
    ("default-16", include_str!("../../themes/default-16.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("deuteranopia", include_str!("../../themes/deuteranopia.toml")),
    ("tritanopia", include_str!("../../themes/tritanopia.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
];

/// A theme, read and complete.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    title: String,
    styles: BTreeMap<Meaning, ThemeStyle>,
}

/// A colour with its stand-in for terminals of 16 colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint {
    rich: Colour,
    sixteen: Option<Colour>,
}

/// The style of one meaning. What is not set is left as it is on the screen below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThemeStyle {
    /// Foreground.
    pub fg: Option<Paint>,
    /// Background.
    pub bg: Option<Paint>,
    /// Heavier type.
    pub bold: bool,
    /// Underlined.
    pub underline: bool,
    /// Foreground and background exchanged.
    pub reverse: bool,
}

impl Paint {
    /// The colour that a terminal of this depth shows.
    pub fn at(self, depth: Depth) -> Colour {
        match (depth, self.sixteen) {
            (Depth::Sixteen, Some(sixteen)) => sixteen,
            _ => self.rich.at(depth),
        }
    }
}

impl ThemeStyle {
    /// The style in ratatui's words, for a terminal of this depth.
    pub fn at(self, depth: Depth) -> Style {
        let mut style = Style::new();
        if depth != Depth::None {
            style.fg = self.fg.map(|paint| paint.at(depth).to_ratatui());
            style.bg = self.bg.map(|paint| paint.at(depth).to_ratatui());
        }
        for (set, modifier) in [
            (self.bold, Modifier::BOLD),
            (self.underline, Modifier::UNDERLINED),
            (self.reverse, Modifier::REVERSED),
        ] {
            if set {
                style = style.add_modifier(modifier);
            }
        }
        style
    }
}

impl Theme {
    /// A shipped theme by name.
    pub fn shipped(name: &str) -> Option<Self> {
        let (name, text) = SHIPPED.iter().find(|(shipped, _)| *shipped == name)?;
        Self::of_draft(Draft::read(name, text, Origin::Shipped).ok()?).ok()
    }

    /// The theme that needs no colours.
    pub fn mono() -> Self {
        Self::shipped("mono").unwrap_or_default()
    }

    /// Reads a theme file. A theme with a fault is not used at all: half a theme is worse than the default.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Fault>> {
        Self::of_draft(Draft::read(file, text, Origin::User)?)
    }

    fn of_draft(draft: Draft) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut styles = BTreeMap::new();
        for (meaning, style) in &draft.styles {
            let mut paint = |named: &Option<Named>| {
                let named = named.as_ref()?;
                let paint = draft.palette.get(&named.name).copied().or_else(|| Paint::named(&named.name));
                if paint.is_none() {
                    faults.push(Fault {
                        file: named.file.clone(),
                        line: named.line,
                        what: format!("\"{}\" is no colour.", named.name),
                        remedy: COLOUR_REMEDY.to_owned(),
                    });
                }
                paint
            };
            let (fg, bg) = (paint(&style.fg), paint(&style.bg));
            let ThemeStyle { bold, underline, reverse, .. } = style.flags;
            styles.insert(*meaning, ThemeStyle { fg, bg, bold, underline, reverse });
        }
        if faults.is_empty() { Ok(Self { title: draft.title, styles }) } else { Err(faults) }
    }

    /// The theme's name for people.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The style of a meaning.
    pub fn style(&self, meaning: Meaning) -> ThemeStyle {
        self.styles.get(&meaning).copied().unwrap_or_default()
    }
}

const COLOUR_REMEDY: &str = "Write #rrggbb, a number up to 255, one of the 16 names (red, bright-red, …), default, or a name of [palette].";

impl Paint {
    fn named(text: &str) -> Option<Self> {
        Colour::parse(text).map(|rich| Self { rich, sixteen: None })
    }
}

/// A theme while it is read: colours are still names, so that a heir's palette reaches inherited styles.
#[derive(Default)]
struct Draft {
    title: String,
    palette: BTreeMap<String, Paint>,
    styles: BTreeMap<Meaning, DraftStyle>,
}

#[derive(Default)]
struct DraftStyle {
    fg: Option<Named>,
    bg: Option<Named>,
    flags: ThemeStyle,
}

/// A colour's name and where it stands.
struct Named {
    name: String,
    file: String,
    line: usize,
}

/// Who wrote a theme.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// We: it may stand by itself, and a test sees that it is complete.
    Shipped,
    /// A user: it inherits from the default theme unless it names another.
    User,
}

impl Draft {
    fn read(file: &str, text: &str, origin: Origin) -> Result<Self, Vec<Fault>> {
        let document = DeTable::parse(text).map_err(|error| vec![Fault::toml(file, text, &error)])?;
        let mut reading = Reading { file, text, faults: Vec::new() };
        let mut draft = reading.heritage(document.get_ref(), origin);
        for (name, value) in document.get_ref() {
            match name.get_ref().as_ref() {
                "title" => draft.title = reading.text(value).unwrap_or_default(),
                "inherits" => {}
                "palette" => reading.palette(value, &mut draft),
                "styles" => reading.styles(value, &mut draft),
                other => {
                    let what = format!("A theme has no \"{other}\".");
                    reading.fault(name.span().start, what, "It has title, inherits, [palette] and [styles].");
                }
            }
        }
        if reading.faults.is_empty() { Ok(draft) } else { Err(reading.faults) }
    }
}

struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    /// What the theme begins with.
    fn heritage(&mut self, document: &DeTable<'_>, origin: Origin) -> Draft {
        let [(default, _), ..] = SHIPPED;
        let name = match (document.get("inherits"), origin) {
            (Some(value), _) => self.text(value).unwrap_or_default(),
            (None, Origin::User) => default.to_owned(),
            (None, Origin::Shipped) => return Draft::default(),
        };
        if let Some((name, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            return Draft::read(name, text, Origin::Shipped).unwrap_or_default();
        }
        let names: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
        let byte = document.get("inherits").map_or(0, |value| value.span().start);
        let what = format!("There is no theme \"{name}\" to inherit from.");
        self.fault(byte, what, &format!("Choose one of {}.", names.join(", ")));
        Draft::default()
    }

    fn palette(&mut self, value: &Spanned<DeValue<'_>>, draft: &mut Draft) {
        for (name, value) in self.table(value) {
            let colours: Vec<&Spanned<DeValue<'_>>> = match value.get_ref().as_array() {
                Some(values) => values.iter().collect(),
                None => vec![value],
            };
            let mut read = colours.iter().map(|value| value.get_ref().as_str().and_then(Colour::parse));
            match (read.next().flatten(), read.next(), read.next()) {
                (Some(rich), None, None) => {
                    draft.palette.insert(name.get_ref().to_string(), Paint { rich, sixteen: None });
                }
                (Some(rich), Some(Some(sixteen @ (Colour::Ansi(_) | Colour::Default))), None) => {
                    draft.palette.insert(name.get_ref().to_string(), Paint { rich, sixteen: Some(sixteen) });
                }
                _ => {
                    let what = format!("The colour of \"{}\" cannot be read.", name.get_ref());
                    let remedy =
                        "Write \"#rrggbb\", or [\"#rrggbb\", \"red\"] with one of the 16 names second.";
                    self.fault(value.span().start, what, remedy);
                }
            }
        }
    }

    fn styles(&mut self, value: &Spanned<DeValue<'_>>, draft: &mut Draft) {
        for (name, value) in self.table(value) {
            let Some(meaning) = Meaning::from_word(name.get_ref()) else {
                let words: Vec<&str> = Meaning::ALL.iter().map(|meaning| meaning.word()).collect();
                let what = format!("There is no style \"{}\".", name.get_ref());
                self.fault(name.span().start, what, &format!("Styles are {}.", words.join(", ")));
                continue;
            };
            let style = self.style(value);
            draft.styles.insert(meaning, style);
        }
    }

    fn style(&mut self, value: &Spanned<DeValue<'_>>) -> DraftStyle {
        let mut style = DraftStyle::default();
        if value.get_ref().is_str() {
            style.fg = self.named(value);
            return style;
        }
        for (name, value) in self.table(value) {
            match name.get_ref().as_ref() {
                "fg" => style.fg = self.named(value),
                "bg" => style.bg = self.named(value),
                "bold" => style.flags.bold = self.flag(value),
                "underline" => style.flags.underline = self.flag(value),
                "reverse" => style.flags.reverse = self.flag(value),
                other => {
                    let what = format!("A style has no \"{other}\".");
                    self.fault(name.span().start, what, "It has fg, bg, bold, underline and reverse.");
                }
            }
        }
        style
    }

    fn table<'v, 'i>(
        &mut self,
        value: &'v Spanned<DeValue<'i>>,
    ) -> impl Iterator<Item = (&'v Spanned<std::borrow::Cow<'i, str>>, &'v Spanned<DeValue<'i>>)> + use<'v, 'i>
    {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.fault(
                value.span().start,
                "This is not a table.".to_owned(),
                "Write { fg = \"red\", bold = true }.",
            );
        }
        table.into_iter().flatten()
    }

    fn named(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Named> {
        let name = self.text(value)?;
        let place = Fault::at(self.file, self.text, value.span().start, "", "");
        Some(Named { name, file: place.file, line: place.line })
    }

    fn text(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.fault(value.span().start, "This is not a text.".to_owned(), "Write it in quotes.");
        }
        text
    }

    fn flag(&mut self, value: &Spanned<DeValue<'_>>) -> bool {
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.fault(
                value.span().start,
                "This is neither true nor false.".to_owned(),
                "Write true or false.",
            );
            false
        })
    }

    fn fault(&mut self, byte: usize, what: String, remedy: &str) {
        self.faults.push(Fault::at(self.file, self.text, byte, what, remedy));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Color;

    fn faults(text: &str) -> Vec<String> {
        Theme::parse("mine.toml", text).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn shipped_themes_are_complete() {
        for (name, text) in SHIPPED {
            assert!(Theme::parse(name, text).is_ok(), "{name}");
            let theme = Theme::shipped(name).unwrap();
            assert!(!theme.title().is_empty(), "{name}");
            assert!(Meaning::ALL.iter().all(|meaning| theme.styles.contains_key(meaning)), "{name}");
            let text = theme.style(Meaning::Text);
            assert!(text.fg.is_some() && text.bg.is_some(), "{name}");
        }
        assert!(Theme::shipped("none").is_none());
    }

    #[test]
    fn a_user_theme_inherits_and_its_palette_reaches_what_it_inherits() {
        let theme =
            Theme::parse("mine.toml", "[styles]\nlate = { fg = \"#ff8700\", bold = true }\n").unwrap();
        let late = theme.style(Meaning::Late);
        assert_eq!(late.at(Depth::True).fg, Some(Color::Rgb(255, 135, 0)));
        assert_eq!(late.at(Depth::TwoFiftySix).fg, Some(Color::Indexed(208)));
        let shipped = Theme::shipped("default-16").unwrap();
        assert_eq!(theme.style(Meaning::Selected), shipped.style(Meaning::Selected));

        let theme =
            Theme::parse("mine.toml", "inherits = \"light\"\n[palette]\nink = [\"#000080\", \"blue\"]\n")
                .unwrap();
        let text = theme.style(Meaning::Text);
        assert_eq!(text.at(Depth::True).fg, Some(Color::Rgb(0, 0, 128)));
        assert_eq!(text.at(Depth::Sixteen).fg, Some(Color::Blue));
        assert_eq!(text.at(Depth::None), Style::new());
    }

    #[test]
    fn faults_name_the_line() {
        assert_eq!(
            faults("[styles]\nlate = \"rose\"\n"),
            [format!("mine.toml, line 2: \"rose\" is no colour. {COLOUR_REMEDY}")]
        );
        assert!(
            faults("\n[styles]\nlater = \"red\"\n")[0].starts_with("mine.toml, line 3: There is no style")
        );
        assert!(faults("inherits = \"dark\"")[0].contains("Choose one of default-16"));
        assert!(faults("[styles]\nlate = { blink = true }\n")[0].contains("A style has no \"blink\""));
        assert!(faults("[palette]\na = [\"red\", \"#ff0000\"]\n")[0].contains("16 names second"));
        assert!(faults("styles = 3\nlook = 1")[0].contains("A theme has no \"look\""));
        assert!(faults("[styles")[0].contains("line 1: This is not valid TOML"));
    }
}
