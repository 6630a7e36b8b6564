//! How things look: styles by meaning, colour depth, signs, and text that fits and does no harm.
//!
//! Nobody above this module names a colour. A state is always a word or a sign as well: colour only repeats it.

mod colour;
mod contrast;
mod depth;
mod glyphs;
mod harmless;
mod meaning;
mod theme;
mod width;
mod wrap;

use ratatui::style::{Color, Style};
use std::borrow::Cow;

pub use colour::{Colour, PALETTES, Palette, Rgb};
pub use contrast::{Blindness, contrast, difference, seen_with};
pub use depth::{Depth, DepthSetting, Environment};
pub use glyphs::{GlyphSet, Glyphs};
pub use harmless::{harmless, harmless_text};
pub use meaning::Meaning;
pub use theme::{Paint, SHIPPED, Theme, ThemeStyle};
pub use width::{Side, cut, fit, is_plain, width};
pub use wrap::{Line, wrap};

/// Everything a view needs to know about the look: styles, signs, and how text is made to fit.
#[derive(Clone, Debug)]
pub struct Look {
    styles: Vec<Style>,
    depth: Depth,
    glyph_set: GlyphSet,
}

impl Look {
    /// The look of a theme on a terminal of this depth. Without colours, bold, underline and reverse say it all.
    pub fn new(theme: &Theme, depth: Depth, glyph_set: GlyphSet) -> Self {
        let mono = (depth == Depth::None).then(Theme::mono);
        let theme = mono.as_ref().unwrap_or(theme);
        let styles = Meaning::ALL.iter().map(|meaning| theme.style(*meaning).at(depth)).collect();
        Self { styles, depth, glyph_set }
    }

    /// The look without colours and in ASCII: what the smallest terminal shows, and handy in tests.
    pub fn plain() -> Self {
        Self::new(&Theme::mono(), Depth::None, GlyphSet::Ascii)
    }

    /// The style of a meaning. Styles are laid over one another: only [`Meaning::Text`] always has both colours.
    ///
    /// `Selected` sets foreground and background and is laid over the finished row, last; so no state colour
    /// has to be legible on it.
    pub fn style(&self, meaning: Meaning) -> Style {
        self.styles.get(meaning as usize).copied().unwrap_or_default()
    }

    /// Foreground and background of the bare screen; what is not styled is drawn in them.
    pub fn ground(&self) -> (Color, Color) {
        let text = self.style(Meaning::Text);
        (text.fg.unwrap_or(Color::Reset), text.bg.unwrap_or(Color::Reset))
    }

    /// How many colours are used.
    pub fn depth(&self) -> Depth {
        self.depth
    }

    /// Which set of signs is used.
    pub fn glyph_set(&self) -> GlyphSet {
        self.glyph_set
    }

    /// The signs.
    pub fn glyphs(&self) -> &'static Glyphs {
        self.glyph_set.glyphs()
    }

    /// A line of foreign text without anything that could act on the terminal.
    pub fn harmless<'a>(&self, text: &'a str) -> Cow<'a, str> {
        harmless(text, self.glyph_set)
    }

    /// At most `columns` of a text, with an ellipsis if something is missing.
    pub fn cut<'a>(&self, text: &'a str, columns: usize) -> Cow<'a, str> {
        cut(text, columns, self.glyphs().ellipsis)
    }

    /// Exactly `columns` of a text: cut with an ellipsis or padded with blanks.
    pub fn fit<'a>(&self, text: &'a str, columns: usize, side: Side) -> Cow<'a, str> {
        fit(text, columns, side, self.glyphs().ellipsis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Modifier;

    #[test]
    fn without_colour_only_bold_underline_and_reverse_are_left() {
        for theme in SHIPPED {
            let look = Look::new(&Theme::shipped(theme.0).unwrap(), Depth::None, GlyphSet::Unicode);
            for meaning in Meaning::ALL {
                let style = look.style(*meaning);
                assert_eq!((style.fg, style.bg), (None, None), "{meaning:?}");
                let allowed = Modifier::BOLD | Modifier::UNDERLINED | Modifier::REVERSED;
                assert!(allowed.contains(style.add_modifier), "{meaning:?}");
            }
            assert!(look.style(Meaning::Selected).add_modifier.contains(Modifier::REVERSED));
            assert_eq!(look.ground(), (Color::Reset, Color::Reset));
        }
    }

    #[test]
    fn texts_fit_with_the_signs_of_the_look() {
        let look = Look::plain();
        assert_eq!(look.cut("Mendelssohn", 6), "Men...");
        assert_eq!(look.fit("Li", 4, Side::Left), "Li  ");
    }
}
