//! Bytes of a terminal into chords and pastes, however the line has cut them.
//!
//! crossterm's reader takes a read that ends inside a sequence for the end of the sequence (crossterm#993); this one keeps
//! the rest until more comes or the caller's patience ends. Pure: knows no clock and no terminal.
//! Sequences after ECMA-48 and xterm's ctlseqs, with the variants of the Linux console, PuTTY and rxvt.

use crate::keys::{Chord, Key, Modifiers};

/// The longest paste that is taken, in bytes: longer than any note, shorter than what would stall the screen.
pub const PASTE_MAX: usize = 1 << 20;

/// The longest control sequence that is waited for, in bytes. A key needs under 20; answers of terminals can be longer.
const SEQUENCE_MAX: usize = 4096;

const PASTE_END: &[u8] = b"\x1b[201~";

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Chord),
    /// Pasted text, line breaks as `\n`, other control characters left out.
    Paste(String),
    /// A paste that was too long or never ended, with its bytes.
    PasteRefused(usize),
    /// The mouse. Sequences come in only if it was switched on; the caller drops them otherwise.
    Mouse(Mouse),
}

/// What the mouse did; columns and rows from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// The left button went down.
    Press(u16, u16),
    /// The wheel turned up.
    WheelUp(u16, u16),
    /// The wheel turned down.
    WheelDown(u16, u16),
}

/// How long it is worth waiting for the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Nothing is pending.
    Nothing,
    /// What is pending can be a key by itself, such as Esc: wait tens of milliseconds.
    Guard,
    /// Nobody types the beginning of this: wait a second, then forget it.
    Sequence,
    /// A paste is under way: wait many seconds, since what followed would be taken for keys.
    Paste,
}

/// The reader's state between two reads.
#[derive(Debug, Default)]
pub struct Parser {
    pending: Vec<u8>,
    paste: Option<Paste>,
}

#[derive(Debug, Default)]
struct Paste {
    bytes: Vec<u8>,
    /// Bytes that came, also those which were not kept.
    n_bytes: usize,
}

/// One step from the front of the pending bytes.
enum Step {
    /// This many bytes are done, with or without an input.
    Done(usize, Option<Input>),
    /// A paste begins after this many bytes.
    PasteBegins(usize),
    /// More bytes are needed.
    Partial(Patience),
}

impl Parser {
    /// Takes bytes in and hands on what they complete.
    pub fn feed(&mut self, bytes: &[u8], inputs: &mut Vec<Input>) {
        self.pending.extend_from_slice(bytes);
        let mut done = 0;
        loop {
            if self.paste.is_some() {
                match self.feed_paste(done, inputs) {
                    Some(after) => done = after,
                    None => return,
                }
            }
            let rest = self.pending.get(done..).unwrap_or_default();
            // No more than this is looked at in any case, so that reads of other sizes give the same.
            let looked_at = rest.get(..SEQUENCE_MAX).unwrap_or(rest);
            match step(looked_at) {
                Step::Done(n, input) => {
                    done += n.max(1);
                    inputs.extend(input);
                }
                Step::PasteBegins(n) => {
                    done += n;
                    self.paste = Some(Paste::default());
                }
                Step::Partial(_) if looked_at.len() == SEQUENCE_MAX => done += SEQUENCE_MAX,
                Step::Partial(_) => break,
            }
        }
        self.pending.drain(..done);
    }

    /// How long the caller should wait for more before it calls [`Parser::lapse`].
    pub fn patience(&self) -> Patience {
        if self.paste.is_some() {
            return Patience::Paste;
        }
        match step(&self.pending) {
            Step::Partial(patience) => patience,
            _ => Patience::Nothing,
        }
    }

    /// Nothing more came in time: a lone Esc is a key, a torn sequence is nothing, an endless paste is refused.
    pub fn lapse(&mut self, inputs: &mut Vec<Input>) {
        let pending = std::mem::take(&mut self.pending);
        if let Some(paste) = self.paste.take() {
            inputs.push(Input::PasteRefused(paste.n_bytes + pending.len()));
            return;
        }
        match pending.as_slice() {
            [0x1b] => inputs.push(key(Key::Esc, Modifiers::NONE)),
            [0x1b, byte @ (b']' | b'P')] => inputs.push(key(Key::Char(char::from(*byte)), Modifiers::ALT)),
            _ => {}
        }
    }

    /// Moves pending bytes from `start` on into the paste. Answers where the paste ended, if it did.
    fn feed_paste(&mut self, start: usize, inputs: &mut Vec<Input>) -> Option<usize> {
        let paste = self.paste.as_mut()?;
        let rest = self.pending.get(start..).unwrap_or_default();
        let end = find(rest, PASTE_END);
        // The end mark can be cut in two as well: its possible beginning stays pending.
        let n_content = end.unwrap_or_else(|| rest.len() - beginning_of_end(rest));
        let room = PASTE_MAX.saturating_sub(paste.bytes.len());
        paste.bytes.extend_from_slice(rest.get(..n_content.min(room)).unwrap_or_default());
        paste.n_bytes += n_content;
        let Some(end) = end else {
            self.pending.drain(..start + n_content);
            return None;
        };
        let paste = self.paste.take().unwrap_or_default();
        inputs.push(if paste.n_bytes > PASTE_MAX {
            Input::PasteRefused(paste.n_bytes)
        } else {
            Input::Paste(pasted_text(&paste.bytes))
        });
        Some(start + end + PASTE_END.len())
    }
}

fn key(key: Key, modifiers: Modifiers) -> Input {
    Input::Key(Chord::new(key, modifiers))
}

/// Where `what` begins in `bytes`. Only an ESC can begin it, so all others are passed over fast.
fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// How many bytes at the end may be the beginning of the end mark.
fn beginning_of_end(bytes: &[u8]) -> usize {
    (1..PASTE_END.len())
        .rev()
        .find(|n| PASTE_END.get(..*n).is_some_and(|begin| bytes.ends_with(begin)))
        .unwrap_or(0)
}

fn pasted_text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|char| matches!(char, '\n' | '\t') || !char.is_control()).collect()
}

fn step(bytes: &[u8]) -> Step {
    match bytes {
        [] => Step::Partial(Patience::Nothing),
        [0x1b, rest @ ..] => escape(rest),
        _ => single(bytes, Modifiers::NONE),
    }
}

/// A character or control character, one byte or more.
fn single(bytes: &[u8], held: Modifiers) -> Step {
    let Some(byte) = bytes.first() else { return Step::Partial(Patience::Nothing) };
    let plain = |code| Step::Done(1, Some(key(code, held)));
    let ctrl = |char| Step::Done(1, Some(key(Key::Char(char), Modifiers { ctrl: true, ..held })));
    match byte {
        0 => ctrl(' '),
        b'\r' => plain(Key::Enter),
        b'\t' => plain(Key::Tab),
        // Terminals send one or the other for Backspace, so Ctrl-h is not told apart.
        0x08 | 0x7f => plain(Key::Backspace),
        0x01..=0x1a => ctrl(char::from(byte + 0x60)),
        0x1b => plain(Key::Esc),
        0x1c..=0x1f => ctrl(char::from(byte + 0x40)),
        0x20..=0x7e => plain(Key::Char(char::from(*byte))),
        _ => utf8(bytes, held),
    }
}

fn utf8(bytes: &[u8], held: Modifiers) -> Step {
    let head = bytes.get(..4).unwrap_or(bytes);
    match std::str::from_utf8(head).map_err(|error| (error.valid_up_to(), error.error_len())) {
        // Incomplete, but right so far.
        Err((0, None)) => Step::Partial(Patience::Guard),
        Err((0, Some(n))) => Step::Done(n, None),
        Ok(_) | Err(_) => {
            let valid = head.utf8_chunks().next().map_or("", |chunk| chunk.valid());
            match valid.chars().next() {
                // C1 controls are no keys.
                Some(char) if char.is_control() => Step::Done(char.len_utf8(), None),
                Some(char) => Step::Done(char.len_utf8(), Some(key(Key::Char(char), held))),
                None => Step::Done(1, None),
            }
        }
    }
}

/// What follows an ESC.
fn escape(rest: &[u8]) -> Step {
    match rest {
        [] | [b']' | b'P'] => Step::Partial(Patience::Guard),
        [b'[', after @ ..] => control_sequence(after),
        [b'O', after @ ..] => single_shift(after),
        // Answers to questions of an earlier program, which come late: nothing of them may pass for keys.
        [b']', b'0'..=b'9', ..] | [b'P', b'0'..=b'9' | b'>' | b'!' | b'$' | b'+', ..] => answer(rest),
        [0x1b, ..] => Step::Done(1, Some(key(Key::Esc, Modifiers::NONE))),
        _ => match single(rest, Modifiers::ALT) {
            Step::Done(n, input) => Step::Done(n + 1, input),
            other => other,
        },
    }
}

/// An operating system command or device control string, up to BEL or ESC \.
fn answer(rest: &[u8]) -> Step {
    let bel = rest.iter().position(|byte| *byte == 0x07).map(|at| at + 1);
    let st = find(rest, b"\x1b\\").map(|at| at + 2);
    match bel.into_iter().chain(st).min() {
        Some(end) => Step::Done(1 + end, None),
        None => Step::Partial(Patience::Sequence),
    }
}

/// What follows ESC O: function keys, and keys in application mode.
fn single_shift(after: &[u8]) -> Step {
    let Some(byte) = after.first() else { return Step::Partial(Patience::Sequence) };
    let (code, held) = match byte {
        b'a'..=b'd' => (letter_key(byte.to_ascii_uppercase()), Modifiers::CTRL),
        b'M' => (Some(Key::Enter), Modifiers::NONE),
        b'I' => (Some(Key::Tab), Modifiers::NONE),
        b'X' => (Some(Key::Char('=')), Modifiers::NONE),
        // The keypad: * to 9 stand 0x40 above their characters.
        b'j'..=b'y' => (Some(Key::Char(char::from(byte - 0x40))), Modifiers::NONE),
        0x20..=0x7e => (letter_key(*byte), Modifiers::NONE),
        // No such sequence: the byte begins something else.
        _ => return Step::Done(2, None),
    };
    Step::Done(3, code.map(|code| key(code, held)))
}

/// What follows ESC [.
fn control_sequence(after: &[u8]) -> Step {
    if let [b'[', rest @ ..] = after {
        // The Linux console's F1 to F5.
        return match rest.first() {
            None => Step::Partial(Patience::Sequence),
            Some(byte @ b'A'..=b'E') => Step::Done(4, Some(key(Key::F(byte - b'A' + 1), Modifiers::NONE))),
            Some(_) => Step::Done(3, None),
        };
    }
    let n_params = after.iter().take_while(|byte| matches!(byte, 0x20..=0x3f)).count();
    let (params, rest) = after.split_at_checked(n_params).unwrap_or((after, &[]));
    match rest.first() {
        None => Step::Partial(Patience::Sequence),
        Some(b'M') if params.is_empty() => x10_mouse(rest),
        Some(last @ 0x40..=0x7e) => {
            let n = 2 + n_params + 1;
            if (params, *last) == (b"200", b'~') {
                Step::PasteBegins(n)
            } else {
                Step::Done(n, meaning(params, *last))
            }
        }
        // Broken off: the byte begins something else.
        Some(_) => Step::Done(2 + n_params, None),
    }
}

/// The oldest mouse report: three bytes follow, which must not pass for keys. Newer reports are asked for, so it says nothing here.
fn x10_mouse(rest: &[u8]) -> Step {
    if rest.len() < 4 { Step::Partial(Patience::Sequence) } else { Step::Done(6, None) }
}

/// What a whole control sequence means.
fn meaning(params: &[u8], last: u8) -> Option<Input> {
    if let Some(report) = params.strip_prefix(b"<") {
        return mouse(report, last);
    }
    let mut numbers = params.split(|byte| *byte == b';').map(number);
    let first = numbers.next().flatten();
    let second = numbers.next().flatten();
    let third = numbers.next().flatten();
    let held = modifiers(second);
    match last {
        b'~' => match (first?, third) {
            (27, Some(code)) => Some(key(code_key(code)?, held)),
            (number, _) => Some(key(number_key(number)?, held)),
        },
        // rxvt marks modifiers by the last byte.
        b'^' => Some(key(number_key(first?)?, Modifiers::CTRL)),
        b'@' => Some(key(number_key(first?)?, Modifiers { ctrl: true, ..Modifiers::SHIFT })),
        b'u' => Some(key(code_key(first?)?, held)),
        b'Z' => Some(key(Key::Tab, Modifiers { shift: true, ..held })),
        b'a'..=b'd' if params.is_empty() => {
            Some(key(letter_key(last.to_ascii_uppercase())?, Modifiers::SHIFT))
        }
        // Where the cursor stands, the answer to a question: not F3 with modifiers.
        b'R' if first != Some(1) && first.is_some() => None,
        _ if first.is_none_or(|first| first == 1) => Some(key(letter_key(last)?, held)),
        _ => None,
    }
}

fn mouse(report: &[u8], last: u8) -> Option<Input> {
    let mut numbers = report.split(|byte| *byte == b';').map(number);
    let (button, column, row) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let (column, row) = (column.checked_sub(1)? as u16, row.checked_sub(1)? as u16);
    // Bits 2 to 4 are modifiers, bit 5 is movement.
    match (button & !0b1_1100, last) {
        (0, b'M') => Some(Input::Mouse(Mouse::Press(column, row))),
        (64, b'M') => Some(Input::Mouse(Mouse::WheelUp(column, row))),
        (65, b'M') => Some(Input::Mouse(Mouse::WheelDown(column, row))),
        _ => None,
    }
}

/// A parameter up to its first colon; 65535 at most.
fn number(param: &[u8]) -> Option<u32> {
    let digits = param.split(|byte| *byte == b':').next()?;
    let text = std::str::from_utf8(digits).ok()?;
    text.parse::<u32>().ok().filter(|number| *number <= 0xffff)
}

/// xterm's modifier parameter: one more than the sum of 1 Shift, 2 Alt, 4 Control, 8 Meta.
fn modifiers(param: Option<u32>) -> Modifiers {
    let bits = param.unwrap_or(1).saturating_sub(1);
    Modifiers { shift: bits & 1 != 0, alt: bits & 0b1010 != 0, ctrl: bits & 4 != 0 }
}

fn letter_key(last: u8) -> Option<Key> {
    Some(match last {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'F' => Key::End,
        b'H' => Key::Home,
        b'P' => Key::F(1),
        b'Q' => Key::F(2),
        b'R' => Key::F(3),
        b'S' => Key::F(4),
        _ => return None,
    })
}

fn number_key(number: u32) -> Option<Key> {
    Some(match number {
        1 | 7 => Key::Home,
        2 => Key::Insert,
        3 => Key::Delete,
        4 | 8 => Key::End,
        5 => Key::PageUp,
        6 => Key::PageDown,
        11..=15 => Key::F(number as u8 - 10),
        17..=21 => Key::F(number as u8 - 11),
        23..=26 => Key::F(number as u8 - 12),
        28 | 29 => Key::F(number as u8 - 13),
        31..=34 => Key::F(number as u8 - 14),
        _ => return None,
    })
}

/// A key by its character, as terminals with newer key reports send it.
fn code_key(code: u32) -> Option<Key> {
    Some(match code {
        13 => Key::Enter,
        9 => Key::Tab,
        27 => Key::Esc,
        8 | 127 => Key::Backspace,
        _ => Key::Char(char::from_u32(code).filter(|char| !char.is_control())?),
    })
}

#[cfg(test)]
mod tests;
