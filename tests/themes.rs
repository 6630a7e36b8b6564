//! Themes can be read: contrast of every text on every ground, on every palette our users meet, at every depth;
//! states can be told apart with the colour vision deficiencies that two themes are made for.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "helpers of tests")]

use chartroom::look::{
    Blindness, Colour, Depth, Meaning, PALETTES, Palette, Rgb, SHIPPED, Theme, contrast, difference,
    seen_with,
};

/// The depths at which a theme shows colours.
const DEPTHS: [Depth; 3] = [Depth::Sixteen, Depth::TwoFiftySix, Depth::True];

/// Meanings whose text is read for its own sake.
const WORDS: &[Meaning] = &[
    Meaning::Text,
    Meaning::Title,
    Meaning::Heading,
    Meaning::TabActive,
    Meaning::TabIdle,
    Meaning::Selected,
    Meaning::SelectedUnfocused,
    Meaning::Match,
    Meaning::Key,
    Meaning::Ok,
    Meaning::Amber,
    Meaning::Late,
    Meaning::Error,
    Meaning::Info,
    Meaning::Flag,
    Meaning::Banner,
    Meaning::BannerFlag,
    Meaning::Input,
    Meaning::InputFocus,
    Meaning::Cursor,
];

/// Text that only supports other text.
const ASIDES: &[Meaning] = &[Meaning::Muted, Meaning::Label, Meaning::Hint];

/// States that a reader tells apart by colour at a glance (the word stands beside it all the same).
const STATES: &[Meaning] = &[Meaning::Ok, Meaning::Amber, Meaning::Late];

/// What a meaning looks like on a terminal with this palette; the default is light grey on black, as most terminals have it.
fn seen(theme: &Theme, meaning: Meaning, depth: Depth, palette: &Palette) -> (Rgb, Rgb) {
    let (style, text) = (theme.style(meaning), theme.style(Meaning::Text));
    let at = |paint: Option<chartroom::look::Paint>| paint.map_or(Colour::Default, |paint| paint.at(depth));
    let fg = at(style.fg.or(text.fg)).rgb(palette).unwrap_or(palette[7]);
    let bg = at(style.bg.or(text.bg)).rgb(palette).unwrap_or(palette[0]);
    if style.reverse { (bg, fg) } else { (fg, bg) }
}

/// Calls `look_at` for every theme at every depth on every palette, with words to say where it is.
fn everywhere(mut look_at: impl FnMut(&str, &Theme, Depth, &Palette)) {
    for (name, _) in SHIPPED {
        let theme = Theme::shipped(name).expect("shipped themes can be read");
        for depth in DEPTHS {
            for (terminal, palette) in &PALETTES {
                look_at(&format!("{name}, {depth:?}, {terminal}"), &theme, depth, palette);
            }
        }
    }
}

fn too_faint(meanings: &[Meaning], least: impl Fn(&str) -> f64) -> Vec<String> {
    let mut faint = Vec::new();
    everywhere(|place, theme, depth, palette| {
        for meaning in meanings {
            let (fg, bg) = seen(theme, *meaning, depth, palette);
            let ratio = contrast(fg, bg);
            if ratio < least(place) {
                faint.push(format!("{place}: {} has {ratio:.1}", meaning.word()));
            }
        }
    });
    faint
}

#[test]
fn words_can_be_read_everywhere() {
    assert_eq!(too_faint(WORDS, |_| 4.5), [""; 0]);
}

#[test]
fn asides_can_be_read_everywhere() {
    assert_eq!(too_faint(ASIDES, |_| 3.0), [""; 0]);
}

#[test]
fn the_high_contrast_theme_keeps_its_word() {
    let least = |place: &str| if place.starts_with("high-contrast") { 7.0 } else { 0.0 };
    let all: Vec<Meaning> = Meaning::ALL.to_vec();
    assert_eq!(too_faint(&all, least), [""; 0]);
}

#[test]
fn lines_and_disabled_words_are_there() {
    let faint =
        [Meaning::Border, Meaning::BorderFocus, Meaning::Disabled, Meaning::ChartLine, Meaning::ChartBand];
    assert_eq!(too_faint(&faint, |_| 2.2), [""; 0]);
}

/// States of a theme that look alike with a deficiency.
fn alike(name: &str, blindness: Blindness, least: f64) -> Vec<String> {
    let mut alike = Vec::new();
    everywhere(|place, theme, depth, palette| {
        if !place.starts_with(name) {
            return;
        }
        for (index, one) in STATES.iter().enumerate() {
            for other in &STATES[index + 1..] {
                let colour = |meaning| seen_with(blindness, seen(theme, meaning, depth, palette).0);
                let apart = difference(colour(*one), colour(*other));
                if apart < least {
                    alike.push(format!("{place}: {} and {} differ by {apart:.0}", one.word(), other.word()));
                }
            }
        }
    });
    alike
}

#[test]
fn states_differ_without_red_or_green_cones() {
    assert_eq!(alike("deuteranopia", Blindness::Deuteranopia, 25.0), [""; 0]);
    assert_eq!(alike("deuteranopia", Blindness::Protanopia, 25.0), [""; 0]);
}

#[test]
fn states_differ_without_blue_cones() {
    assert_eq!(alike("tritanopia", Blindness::Tritanopia, 25.0), [""; 0]);
}

#[test]
fn the_default_theme_shows_why_the_others_are_needed() {
    // Green and red of the default theme come close without green cones: the test above can fail.
    assert!(!alike("default-16", Blindness::Deuteranopia, 60.0).is_empty());
}

#[test]
fn a_chosen_row_is_not_taken_for_another() {
    everywhere(|place, theme, depth, palette| {
        let (_, ground) = seen(theme, Meaning::Text, depth, palette);
        let (_, selected) = seen(theme, Meaning::Selected, depth, palette);
        assert!(difference(ground, selected) > 25.0, "{place}");
        if !place.starts_with("mono") {
            let (_, unfocused) = seen(theme, Meaning::SelectedUnfocused, depth, palette);
            assert!(difference(selected, unfocused) > 15.0, "{place}");
            assert!(difference(ground, unfocused) > 8.0, "{place}");
        }
    });
}
