//! What a piece of the screen means. Themes give each meaning its style; views name meanings only.

macro_rules! meanings {
    ($($(#[$doc:meta])* $variant:ident = $word:literal;)*) => {
        /// A meaning that has a style.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Meaning { $($(#[$doc])* $variant,)* }
        impl Meaning {
            /// All meanings; a meaning's place is its number.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// The word in theme files.
            pub fn word(self) -> &'static str { match self { $(Self::$variant => $word,)* } }
            /// From the word in theme files.
            pub fn from_word(word: &str) -> Option<Self> { match word { $($word => Some(Self::$variant),)* _ => None } }
        }
    };
}

meanings! {
    /// Plain text and the bare screen.
    Text = "text";
    /// What matters less: second lines, ages, counts.
    Muted = "muted";
    /// The name before a value.
    Label = "label";
    /// The title of a pane or box.
    Title = "title";
    /// The heading of a column or section.
    Heading = "heading";
    /// Lines around panes and boxes.
    Border = "border";
    /// Lines around the pane that has the keys.
    BorderFocus = "border-focus";
    /// The open tab.
    TabActive = "tab-active";
    /// The other tabs.
    TabIdle = "tab-idle";
    /// The chosen row, laid over the finished row.
    Selected = "selected";
    /// The chosen row of a pane that has not the keys.
    SelectedUnfocused = "selected-unfocused";
    /// The found part of a text.
    Match = "match";
    /// A key in the hint bar and in help.
    Key = "key";
    /// The words of the hint bar.
    Hint = "hint";
    /// Done, within time, in range.
    Ok = "ok";
    /// Soon due, near a limit.
    Amber = "amber";
    /// Late, out of range.
    Late = "late";
    /// Something did not happen.
    Error = "error";
    /// News without a demand.
    Info = "info";
    /// A flag on a row: duplicate suspected, confidential.
    Flag = "flag";
    /// The patient banner.
    Banner = "banner";
    /// A flag in the banner.
    BannerFlag = "banner-flag";
    /// A field that can be edited.
    Input = "input";
    /// The field being edited.
    InputFocus = "input-focus";
    /// The block that stands for the caret where the terminal's own is elsewhere.
    Cursor = "cursor";
    /// A command or field that is not to be used now.
    Disabled = "disabled";
    /// The line or the bars of a chart.
    ChartLine = "chart-line";
    /// The reference range in a chart.
    ChartBand = "chart-band";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_words_come_back() {
        for (place, meaning) in Meaning::ALL.iter().enumerate() {
            assert_eq!(*meaning as usize, place);
            assert_eq!(Meaning::from_word(meaning.word()), Some(*meaning));
        }
    }
}
