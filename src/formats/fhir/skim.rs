//! Finds where one JSON value ends, and a few names inside it, without reading what it means.
//!
//! It follows strings, escapes and brackets only; whether the value is good JSON is for the typed reading to say.
//! It can stop at the end of a window and go on when more bytes are there, so that no value must be held to be passed.

/// Where a piece of the input begins and ends, as byte offsets.
pub(super) type Span = (u64, u64);

/// Why the skimming stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Behind the last byte of the value.
    Ended,
    /// At the end of the window: more bytes are needed.
    More,
    /// At the `[` of a member `entry` of the value itself.
    Entries,
    /// At a line break that is followed at once by `{`: perhaps another value after a cut one.
    Line,
    /// At a closing bracket that does not belong to the open one.
    Mismatch,
}

/// What a resource says of itself in its own first level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// `resourceType`.
    pub what: Option<String>,
    /// Where the text of `id` stands, without quotes.
    pub id: Option<Span>,
}

/// Members that were met in the first levels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Of the value itself.
    pub own: Names,
    /// Of its member `resource`.
    pub inner: Names,
    /// Where the member `resource` stands, if it is an object.
    pub resource: Option<Span>,
    /// Where the text of `fullUrl` stands, without quotes.
    pub full_url: Option<Span>,
}

/// Members that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    ResourceType,
    Id,
    Resource,
    FullUrl,
    Entry,
    Other,
}

/// The state of skimming one object.
#[derive(Clone, Debug)]
pub(super) struct Skim {
    /// Stop at a member `entry` that is a list.
    pub watch_entries: bool,
    /// Deepest nesting met.
    pub deepest: usize,
    /// What was met.
    pub marks: Marks,
    depth: usize,
    /// One bit a level, set for an object; levels beyond the bits are counted, not compared.
    kinds: u128,
    in_string: bool,
    string_start: u64,
    /// The next string of this level is a member's name.
    key_next: bool,
    key: Key,
    in_resource: bool,
}

impl Skim {
    /// For an object whose first byte `{` comes next.
    pub fn new(watch_entries: bool) -> Self {
        Self {
            watch_entries,
            deepest: 0,
            marks: Marks::default(),
            depth: 0,
            kinds: 0,
            in_string: false,
            string_start: 0,
            key_next: false,
            key: Key::Other,
            in_resource: false,
        }
    }

    /// Whether the last byte read stands inside a string.
    pub fn in_string(&self) -> bool {
        self.in_string
    }

    /// Whether the innermost open bracket is `{`.
    pub fn in_object(&self) -> bool {
        self.kind_at(self.depth) == Some(true)
    }

    /// The first byte that must still be in the window: a member's name that is being read.
    pub fn needs_from(&self) -> Option<u64> {
        (self.in_string && self.is_shallow()).then_some(self.string_start)
    }

    /// Goes on at index `at` of a window that begins at offset `base`; `last`: no more bytes will come.
    ///
    /// Returns the index where it stopped.
    pub fn run(&mut self, window: &[u8], mut at: usize, base: u64, last: bool) -> (usize, Stop) {
        loop {
            if self.in_string {
                at += plain_text(window.get(at..).unwrap_or_default());
                match window.get(at) {
                    Some(b'"') => {
                        self.in_string = false;
                        if self.is_shallow() {
                            self.shallow_string(window, base, base + at as u64);
                        }
                        at += 1;
                    }
                    Some(b'\\') if window.len() > at + 1 => at += 2,
                    Some(b'\n') => match line_break(window, at, last) {
                        Some(stop) => return (at, stop),
                        None => at += 1,
                    },
                    _ => return (at, Stop::More),
                }
                continue;
            }
            if !self.is_shallow() {
                at += deep_run(window.get(at..).unwrap_or_default());
            }
            let Some(&byte) = window.get(at) else { return (at, Stop::More) };
            match byte {
                b'"' => {
                    self.in_string = true;
                    self.string_start = base + at as u64;
                }
                b'{' | b'[' => {
                    if byte == b'[' && self.depth == 1 && self.key == Key::Entry && self.watch_entries {
                        return (at, Stop::Entries);
                    }
                    self.open(byte == b'{', base + at as u64);
                }
                b'}' | b']' => {
                    if self.kind_at(self.depth).is_some_and(|object| object != (byte == b'}')) {
                        return (at, Stop::Mismatch);
                    }
                    self.close(base + at as u64 + 1);
                    if self.depth == 0 {
                        return (at + 1, Stop::Ended);
                    }
                }
                b',' => {
                    self.key_next = self.in_object();
                    self.key = Key::Other;
                }
                b'\n' => {
                    if let Some(stop) = line_break(window, at, last) {
                        return (at, stop);
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// Takes the list of entries as passed, after somebody else read it up to behind its `]`.
    pub fn entries_passed(&mut self) {
        self.key = Key::Other;
        self.key_next = false;
    }

    /// Levels whose members' names are read.
    fn is_shallow(&self) -> bool {
        self.depth <= 1 || (self.depth == 2 && self.in_resource)
    }

    /// `true` for an object; `None` outside of the value and deeper than the bits reach.
    fn kind_at(&self, depth: usize) -> Option<bool> {
        let bit = u32::try_from(depth.checked_sub(1)?).ok()?;
        Some(self.kinds.checked_shr(bit)? & 1 == 1)
    }

    fn open(&mut self, object: bool, at: u64) {
        if self.depth == 1 && self.key == Key::Resource && object {
            self.marks.resource = Some((at, at));
            self.in_resource = true;
        }
        if let Some(bit) = u32::try_from(self.depth).ok().and_then(|level| 1_u128.checked_shl(level)) {
            self.kinds = if object { self.kinds | bit } else { self.kinds & !bit };
        }
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        self.key_next = object;
        self.key = Key::Other;
    }

    fn close(&mut self, end: u64) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 1 && self.in_resource {
            self.in_resource = false;
            self.marks.resource = self.marks.resource.map(|(start, _)| (start, end));
        }
        self.key_next = false;
        self.key = Key::Other;
    }

    /// A string of the first levels ended with the quote at `end`.
    fn shallow_string(&mut self, window: &[u8], base: u64, end: u64) {
        let span = (self.string_start + 1, end);
        let index = |offset: u64| usize::try_from(offset.checked_sub(base)?).ok();
        let text = index(span.0).zip(index(span.1)).and_then(|(from, to)| window.get(from..to));
        if self.key_next {
            self.key_next = false;
            self.key = text.map_or(Key::Other, key_of);
            return;
        }
        let Some(text) = text else { return };
        let names = if self.in_resource { &mut self.marks.inner } else { &mut self.marks.own };
        match self.key {
            Key::ResourceType => names.what = Some(unescaped(text)),
            Key::Id => names.id = Some(span),
            Key::FullUrl if self.depth == 1 => self.marks.full_url = Some(span),
            _ => {}
        }
    }
}

/// The text between two quotes, with its escapes read; as it stands where it is not good JSON.
pub(super) fn unescaped(text: &[u8]) -> String {
    let plain = || String::from_utf8_lossy(text).into_owned();
    if !text.contains(&b'\\') {
        return plain();
    }
    let quoted = [b"\"", text, b"\""].concat();
    serde_json::from_slice(&quoted).unwrap_or_else(|_| plain())
}

/// Whether the first object of a list of entries (its `[` at the start of `window`) looks like a bundle's.
///
/// Only asked where `entry` stands before `resourceType`: a `List` has a member `entry` too.
pub(super) fn looks_like_bundle_entry(window: &[u8]) -> bool {
    let Some(start) = window.iter().position(|&byte| byte == b'{') else { return false };
    let mut rest = window.get(start + 1..).unwrap_or_default();
    let mut depth = 0_usize;
    // Names of the first level only; the window may end in the middle.
    while let Some(next) = rest.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']')) {
        let (byte, after) = (rest.get(next).copied(), rest.get(next + 1..).unwrap_or_default());
        rest = after;
        match byte {
            Some(b'{' | b'[') => depth += 1,
            Some(b'}' | b']') if depth == 0 => return false,
            Some(b'}' | b']') => depth -= 1,
            _ => {
                let end = string_end(after);
                let text = after.get(..end).unwrap_or_default();
                rest = after.get(end + 1..).unwrap_or_default();
                let is_name = rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
                match text {
                    b"fullUrl" | b"resource" | b"request" | b"response" | b"search"
                        if depth == 0 && is_name =>
                    {
                        return true;
                    }
                    b"item" | b"flag" | b"deleted" if depth == 0 && is_name => return false,
                    _ => {}
                }
            }
        }
    }
    false
}

/// Index of the closing quote of a string whose text begins at the start.
fn string_end(text: &[u8]) -> usize {
    let mut escaped = false;
    text.iter()
        .position(|&byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        })
        .unwrap_or(text.len())
}

fn key_of(text: &[u8]) -> Key {
    match text {
        b"resourceType" => Key::ResourceType,
        b"id" => Key::Id,
        b"resource" => Key::Resource,
        b"fullUrl" => Key::FullUrl,
        b"entry" => Key::Entry,
        _ if text.contains(&b'\\') && !unescaped(text).contains('\\') => key_of(unescaped(text).as_bytes()),
        _ => Key::Other,
    }
}

fn line_break(window: &[u8], at: usize, last: bool) -> Option<Stop> {
    match window.get(at + 1) {
        Some(b'{') => Some(Stop::Line),
        None if !last => Some(Stop::More),
        _ => None,
    }
}

/// How many bytes of a string say nothing about its end.
fn plain_text(text: &[u8]) -> usize {
    run_length(
        text,
        |byte| matches!(byte, b'"' | b'\\' | b'\n'),
        |word| equal_bytes(word, b'"') | equal_bytes(word, b'\\') | equal_bytes(word, b'\n'),
    )
}

/// How many bytes of deep nesting say nothing about its end.
fn deep_run(text: &[u8]) -> usize {
    /// `[` and `{`, `]` and `}` differ only in this bit, and no other byte of JSON outside of strings has it so.
    const CURLY: u64 = 0x2020_2020_2020_2020;
    run_length(
        text,
        |byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b'\n'),
        |word| {
            let curly = word | CURLY;
            equal_bytes(word, b'"')
                | equal_bytes(curly, b'{')
                | equal_bytes(curly, b'}')
                | equal_bytes(word, b'\n')
        },
    )
}

/// How many bytes at the start are not `special`. Most runs are short: some bytes one by one, then eight at a time,
/// where `in_word` sets the high bit of each byte that is special (and perhaps of bytes behind the first of them).
fn run_length(text: &[u8], special: impl Fn(u8) -> bool, in_word: impl Fn(u64) -> u64) -> usize {
    const ONE_BY_ONE: usize = 3;
    let (first, rest) = text.split_at_checked(ONE_BY_ONE).unwrap_or((text, &[]));
    if let Some(found) = first.iter().position(|&byte| special(byte)) {
        return found;
    }
    let (words, tail) = rest.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let found = in_word(u64::from_le_bytes(*word));
        if found != 0 {
            return first.len() + index * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let passed = text.len() - tail.len();
    passed + tail.iter().position(|&byte| special(byte)).unwrap_or(tail.len())
}

/// The high bit of each byte of `word` that equals `byte`; right up to the first such byte, which is all we need.
fn equal_bytes(word: u64, byte: u8) -> u64 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let difference = word ^ (LOW * u64::from(byte));
    difference.wrapping_sub(LOW) & !difference & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn skim(text: &str) -> (Skim, usize, Stop) {
        let mut skim = Skim::new(false);
        let (at, stop) = skim.run(text.as_bytes(), 0, 0, true);
        (skim, at, stop)
    }

    #[test]
    fn the_end_of_a_value_is_found() {
        for (text, end) in [
            ("{} {}", 2),
            (r#"{"a":"}"}x"#, 9),
            (r#"{"a":"\"}"}"#, 11),
            (r#"{"a":"\\"}"#, 10),
            (r#"{"a":[{"b":[]},{}]}]"#, 19),
        ] {
            assert_eq!((skim(text).1, skim(text).2), (end, Stop::Ended), "{text}");
        }
        for text in [r#"{"a":[}"#, r#"{"a":{]"#, r#"{"a":[[1,2}]}"#] {
            assert_eq!(skim(text).2, Stop::Mismatch, "{text}");
        }
        for text in ["{", r#"{"a"#, r#"{"a\"#, r#"{"a":[{}"#] {
            assert_eq!(skim(text).2, Stop::More, "{text}");
        }
    }

    #[test]
    fn any_cut_into_windows_gives_the_same_marks() {
        let text = r#"{"fullUrl":"urn:uuid:x","id":"e","resource":{"id":"1","x":{"resourceType":"No","id":"no"},
            "resource\u0054ype":"Patient"},"resourceType":"Outer"}"#;
        let (whole, end, _) = skim(text);
        assert_eq!(whole.marks.inner.what.as_deref(), Some("Patient"));
        assert_eq!(whole.marks.own.what.as_deref(), Some("Outer"));
        let (from, to) = whole.marks.resource.unwrap();
        assert!(text.as_bytes()[from as usize..to as usize].ends_with(br#":"Patient"}"#));
        for cut in 1..text.len() {
            let mut skim = Skim::new(false);
            let (at, stop) = skim.run(&text.as_bytes()[..cut], 0, 0, false);
            assert_eq!(stop, Stop::More);
            assert_eq!(skim.run(text.as_bytes(), at, 0, true), (end, Stop::Ended));
            assert_eq!(skim.marks, whole.marks);
        }
    }

    proptest! {
        #[test]
        fn runs_end_where_a_plain_search_finds_it(text in prop::collection::vec(
            prop_oneof![Just(b'"'), Just(b'\\'), Just(b'\n'), Just(b'['), Just(b'}'), Just(b'#'), Just(b'!'), Just(b'\x0b'),
                        Just(b'z'), Just(b'|'), any::<u8>(), 32_u8..33, 97_u8..110, 97_u8..110, 97_u8..110],
            0..60,
        )) {
            let plain = text.iter().position(|byte| b"\"\\\n".contains(byte)).unwrap_or(text.len());
            prop_assert_eq!(plain_text(&text), plain);
            let deep = text.iter().position(|byte| b"\"{}[]\n".contains(byte)).unwrap_or(text.len());
            prop_assert_eq!(deep_run(&text), deep);
        }
    }

    #[test]
    fn a_bundle_is_told_from_a_list() {
        assert!(looks_like_bundle_entry(br#"[ {"link":[{"item":1}],"fullUrl" : "x""#));
        assert!(looks_like_bundle_entry(br#"[{"id":"resource","resource":{"#));
        assert!(!looks_like_bundle_entry(br#"[{"id":"1","item":{"reference":"Patient/1"}}]"#));
        assert!(!looks_like_bundle_entry(b"[]"));
    }
}
