//! A chord: one key with its modifiers, in the notation of settings (`<c-d>`) and in words for people ("Ctrl-d").
//!
//! Only what a terminal can send apart from everything else is a chord: `<c-i>` is Tab on the wire, so it is refused here
//! instead of being bound to something that never comes.

use std::fmt;

/// A key of the keyboard, without modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A key that writes a character; capitals are characters of their own, so Shift is not told apart.
    Char(char),
    /// Enter or Return.
    Enter,
    /// Escape.
    Esc,
    /// The tabulator key.
    Tab,
    /// Delete to the left.
    Backspace,
    /// Delete to the right.
    Delete,
    /// Insert.
    Insert,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// A function key, 1 to 24.
    F(u8),
}

/// The keys held down together with another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Modifiers {
    /// Control.
    pub ctrl: bool,
    /// Alt or Meta.
    pub alt: bool,
    /// Shift, only with keys that write no character.
    pub shift: bool,
}

impl Modifiers {
    /// No modifier.
    pub const NONE: Self = Self { ctrl: false, alt: false, shift: false };
    /// Control alone.
    pub const CTRL: Self = Self { ctrl: true, alt: false, shift: false };
    /// Alt alone.
    pub const ALT: Self = Self { ctrl: false, alt: true, shift: false };
    /// Shift alone.
    pub const SHIFT: Self = Self { ctrl: false, alt: false, shift: true };
}

/// One key press with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord {
    /// The key.
    pub key: Key,
    /// What was held down with it.
    pub modifiers: Modifiers,
}

/// Chords pressed one after the other, such as `g` `p`.
pub type Sequence = Vec<Chord>;

/// How arrow keys are written for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrows {
    /// As signs: ↓.
    Signs,
    /// As words, for ASCII screens and screen readers: Down.
    Words,
}

/// Why a text is not a chord.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChordError {
    /// Nothing is written.
    #[error("No key is written here.")]
    Empty,
    /// A name in angle brackets that is no key.
    #[error("There is no key called <{0}>.")]
    Unknown(String),
    /// An opening bracket without its end.
    #[error("\"<\" has no \">\" after it; the key itself is written <lt>.")]
    Unclosed,
    /// A character that no key sends.
    #[error("A control character is not a key.")]
    Control,
    /// A chord that reaches the program as another key.
    #[error("Terminals send the same for <{0}> as for {1}.")]
    Indistinct(String, &'static str),
}

/// Names in angle brackets; the first of a key is the one that is printed.
const NAMES: &[(&str, Key)] = &[
    ("enter", Key::Enter),
    ("cr", Key::Enter),
    ("return", Key::Enter),
    ("esc", Key::Esc),
    ("tab", Key::Tab),
    ("bs", Key::Backspace),
    ("backspace", Key::Backspace),
    ("del", Key::Delete),
    ("delete", Key::Delete),
    ("ins", Key::Insert),
    ("insert", Key::Insert),
    ("home", Key::Home),
    ("end", Key::End),
    ("pgup", Key::PageUp),
    ("pageup", Key::PageUp),
    ("pgdn", Key::PageDown),
    ("pagedown", Key::PageDown),
    ("up", Key::Up),
    ("down", Key::Down),
    ("left", Key::Left),
    ("right", Key::Right),
    ("space", Key::Char(' ')),
    ("lt", Key::Char('<')),
    ("gt", Key::Char('>')),
    ("bar", Key::Char('|')),
];

impl Chord {
    /// A key without modifiers.
    pub const fn plain(key: Key) -> Self {
        Self { key, modifiers: Modifiers::NONE }
    }

    /// A character as typed.
    pub const fn char(char: char) -> Self {
        Self::plain(Key::Char(char))
    }

    /// A character with Control held down.
    pub const fn ctrl(char: char) -> Self {
        Self { key: Key::Char(char), modifiers: Modifiers::CTRL }
    }

    /// A character with Alt held down.
    pub const fn alt(char: char) -> Self {
        Self { key: Key::Char(char), modifiers: Modifiers::ALT }
    }

    /// A key with modifiers, in the one form that stands for it: Control does not know capitals, characters know no Shift.
    pub fn new(key: Key, modifiers: Modifiers) -> Self {
        match key {
            Key::Char(char) if modifiers.ctrl => Self {
                key: Key::Char(char.to_ascii_lowercase()),
                modifiers: Modifiers { shift: false, ..modifiers },
            },
            Key::Char(_) => Self { key, modifiers: Modifiers { shift: false, ..modifiers } },
            _ => Self { key, modifiers },
        }
    }

    /// The character it writes in a text field, if it writes one.
    pub fn typed(self) -> Option<char> {
        match self.key {
            Key::Char(char) if self.modifiers == Modifiers::NONE => Some(char),
            _ => None,
        }
    }

    /// Reads one chord: `j`, `<c-d>`, `<a-x>`, `<f5>`, `<s-tab>`, `<pgdn>`.
    pub fn parse(text: &str) -> Result<Self, ChordError> {
        match Self::parse_sequence(text)?.as_slice() {
            [chord] => Ok(*chord),
            [] => Err(ChordError::Empty),
            _ => Err(ChordError::Unknown(text.to_owned())),
        }
    }

    /// Reads chords that follow one another: `gp`, `g p`, `<space>f`. Blanks between them mean nothing.
    pub fn parse_sequence(text: &str) -> Result<Sequence, ChordError> {
        let mut sequence = Sequence::new();
        let mut rest = text;
        while let Some(char) = rest.chars().next() {
            let after = rest.get(char.len_utf8()..).unwrap_or_default();
            rest = after;
            match char {
                ' ' => {}
                '<' => {
                    let (name, after_name) = after.split_once('>').ok_or(ChordError::Unclosed)?;
                    sequence.push(named(name)?);
                    rest = after_name;
                }
                _ if char.is_control() => return Err(ChordError::Control),
                _ => sequence.push(Self::char(char)),
            }
        }
        if sequence.is_empty() { Err(ChordError::Empty) } else { Ok(sequence) }
    }

    /// Words for hint bars and the key card: "Ctrl-d", "Enter", "↓" or "Down".
    pub fn for_people(self, arrows: Arrows) -> String {
        let Modifiers { ctrl, alt, shift } = self.modifiers;
        let mut words = String::new();
        for (held, word) in [(ctrl, "Ctrl-"), (alt, "Alt-"), (shift, "Shift-")] {
            if held {
                words.push_str(word);
            }
        }
        match (self.key, arrows) {
            (Key::Char(' '), _) => words.push_str("Space"),
            (Key::Char(char), _) => words.push(char),
            (Key::F(number), _) => words.extend(['F'].into_iter().chain(number.to_string().chars())),
            (Key::Up, Arrows::Signs) => words.push('↑'),
            (Key::Down, Arrows::Signs) => words.push('↓'),
            (Key::Left, Arrows::Signs) => words.push('←'),
            (Key::Right, Arrows::Signs) => words.push('→'),
            (key, _) => words.push_str(key.word()),
        }
        words
    }

    /// Words for a whole sequence: characters stand together ("gp"), named keys apart ("g Enter").
    pub fn sequence_for_people(sequence: &[Self], arrows: Arrows) -> String {
        let mut words = String::new();
        let mut single_before = true;
        for chord in sequence {
            let word = chord.for_people(arrows);
            let single = chord.typed().is_some_and(|char| char != ' ');
            let together = single && single_before;
            if !together && !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&word);
            single_before = single;
        }
        words
    }

    /// The notation of a whole sequence, as settings have it.
    pub fn sequence_notation(sequence: &[Self]) -> String {
        sequence.iter().map(ToString::to_string).collect()
    }
}

impl Key {
    /// The word on the key.
    fn word(self) -> &'static str {
        match self {
            Self::Char(_) | Self::F(_) => "",
            Self::Enter => "Enter",
            Self::Esc => "Esc",
            Self::Tab => "Tab",
            Self::Backspace => "Backspace",
            Self::Delete => "Del",
            Self::Insert => "Ins",
            Self::Home => "Home",
            Self::End => "End",
            Self::PageUp => "PgUp",
            Self::PageDown => "PgDn",
            Self::Up => "Up",
            Self::Down => "Down",
            Self::Left => "Left",
            Self::Right => "Right",
        }
    }
}

impl fmt::Display for Chord {
    /// The notation that [`Chord::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Modifiers { ctrl, alt, shift } = self.modifiers;
        let name = NAMES.iter().find(|(_, key)| *key == self.key).map(|(name, _)| *name);
        if let (Key::Char(char), None, Modifiers::NONE) = (self.key, name, self.modifiers) {
            return write!(f, "{char}");
        }
        f.write_str("<")?;
        for (held, letter) in [(ctrl, "c-"), (alt, "a-"), (shift, "s-")] {
            if held {
                f.write_str(letter)?;
            }
        }
        match (self.key, name) {
            (_, Some(name)) => f.write_str(name)?,
            (Key::F(number), None) => write!(f, "f{number}")?,
            (Key::Char(char), None) => write!(f, "{char}")?,
            (key, None) => f.write_str(key.word())?,
        }
        f.write_str(">")
    }
}

/// The chord of a name between angle brackets, modifiers first.
fn named(name: &str) -> Result<Chord, ChordError> {
    let unknown = || ChordError::Unknown(name.to_owned());
    let mut modifiers = Modifiers::NONE;
    let mut rest = name;
    loop {
        let (held, after) = match rest.split_at_checked(2) {
            Some(("c-" | "C-", after)) if !after.is_empty() => (&mut modifiers.ctrl, after),
            Some(("a-" | "A-" | "m-" | "M-", after)) if !after.is_empty() => (&mut modifiers.alt, after),
            Some(("s-" | "S-", after)) if !after.is_empty() => (&mut modifiers.shift, after),
            _ => break,
        };
        if *held {
            return Err(unknown());
        }
        *held = true;
        rest = after;
    }
    let lower = rest.to_ascii_lowercase();
    let mut chars = rest.chars();
    let key = match (chars.next(), chars.next()) {
        (Some(char), None) if !char.is_control() => Key::Char(char),
        _ => match NAMES.iter().find(|(name, _)| *name == lower) {
            Some((_, key)) => *key,
            None => function_key(&lower).ok_or_else(unknown)?,
        },
    };
    distinct(key, modifiers, name)?;
    Ok(Chord::new(key, modifiers))
}

/// `f1` to `f24`.
fn function_key(name: &str) -> Option<Key> {
    let number: u8 = name.strip_prefix('f')?.parse().ok()?;
    (1..=24).contains(&number).then_some(Key::F(number))
}

/// Refuses what a terminal cannot tell from another key. We switch no keyboard protocol on, so this is the VT world.
fn distinct(key: Key, modifiers: Modifiers, name: &str) -> Result<(), ChordError> {
    let Modifiers { ctrl, alt, shift } = modifiers;
    let same = match key {
        Key::Esc if ctrl || alt || shift => "Esc",
        Key::Enter if ctrl || shift => "Enter",
        Key::Backspace if ctrl || shift => "Backspace",
        Key::Tab if ctrl => "Tab",
        Key::Char(char) if ctrl => match char.to_ascii_lowercase() {
            'i' => "Tab",
            'm' => "Enter",
            '[' => "Esc",
            'h' => "Backspace",
            '/' => "<c-_>",
            'a'..='z' | ' ' | '\\' | ']' | '^' | '_' => return Ok(()),
            _ => "another key, or nothing",
        },
        // Both begin the escape sequences of arrows and function keys.
        Key::Char('[') if alt => "the beginning of an arrow key",
        Key::Char('O') if alt => "the beginning of a function key",
        Key::Char(_) if shift => "the capital letter or sign itself",
        _ => return Ok(()),
    };
    Err(ChordError::Indistinct(name.to_owned(), same))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn notation_comes_back() {
        for text in [
            "j",
            "J",
            "<c-d>",
            "<a-x>",
            "<f5>",
            "<s-tab>",
            "<pgdn>",
            "<enter>",
            "<esc>",
            "<space>",
            "<lt>",
            "<c-a-x>",
            "<c-left>",
            "é",
            "/",
            ":",
            "<c-space>",
            "<bar>",
            "<gt>",
        ] {
            assert_eq!(Chord::parse(text).unwrap().to_string(), text, "{text}");
        }
    }

    #[test]
    fn other_spellings_are_read() {
        for (text, same) in
            [("<CR>", "<enter>"), ("<C-D>", "<c-d>"), ("<m-x>", "<a-x>"), ("<PageDown>", "<pgdn>")]
        {
            assert_eq!(Chord::parse(text).unwrap(), Chord::parse(same).unwrap(), "{text}");
        }
    }

    #[test]
    fn sequences_need_no_blanks() {
        let go = Chord::parse_sequence("gp").unwrap();
        assert_eq!(go, [Chord::char('g'), Chord::char('p')]);
        assert_eq!(Chord::parse_sequence(" g  p").unwrap(), go);
        assert_eq!(Chord::parse_sequence("g<enter>").unwrap(), [Chord::char('g'), Chord::plain(Key::Enter)]);
    }

    #[test]
    fn words_for_people() {
        let say =
            |text: &str, arrows| Chord::sequence_for_people(&Chord::parse_sequence(text).unwrap(), arrows);
        assert_eq!(say("<c-d>", Arrows::Signs), "Ctrl-d");
        assert_eq!(say("<enter>", Arrows::Signs), "Enter");
        assert_eq!(say("<down>", Arrows::Signs), "↓");
        assert_eq!(say("<down>", Arrows::Words), "Down");
        assert_eq!(say("gp", Arrows::Signs), "gp");
        assert_eq!(say("g<enter>x", Arrows::Signs), "g Enter x");
        assert_eq!(say("<s-tab>", Arrows::Words), "Shift-Tab");
        assert_eq!(say("<space>f", Arrows::Words), "Space f");
    }

    #[test]
    fn what_no_terminal_can_send_is_refused() {
        for text in
            ["<c-i>", "<c-m>", "<c-[>", "<c-h>", "<a-[>", "<a-O>", "<s-x>", "<c-1>", "<c-/>", "<s-enter>"]
        {
            assert!(matches!(Chord::parse(text), Err(ChordError::Indistinct(..))), "{text}");
        }
        for text in ["", " ", "<", "<nokey>", "<f25>", "<c-c-x>", "<>", "ab", "\u{7}"] {
            assert!(Chord::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_what_is_read_comes_back(text in "\\PC{0,12}|[<>a-z0-9 -]{0,12}") {
            if let Ok(sequence) = Chord::parse_sequence(&text) {
                let printed = Chord::sequence_notation(&sequence);
                prop_assert_eq!(Chord::parse_sequence(&printed).unwrap(), sequence);
            }
        }
    }
}
