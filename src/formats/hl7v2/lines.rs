//! Lines of an input of any size, with their places: CR, LF, CRLF and the MLLP end-of-block byte end a line.
//!
//! UTF-16 is recognised by its byte-order mark or its zero bytes and handed on as UTF-8.

use std::io::{self, BufRead, ErrorKind, Read};

/// MLLP: begin of block, which is also the vertical tab that word processors put into texts.
pub const BLOCK_BEGIN: u8 = 0x0B;
/// MLLP: end of block.
const BLOCK_END: u8 = 0x1C;

/// Where a line was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Byte offset of its first byte.
    pub offset: u64,
    /// 1-based number.
    pub line: u64,
    /// Bytes of the line itself in the buffer; its line end follows.
    pub length: usize,
    /// The line was longer than allowed, and only its beginning is in the buffer.
    pub cut: bool,
    /// Not valid UTF-16.
    pub damaged: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    Byte,
    /// UTF-16, little or big end first.
    Little,
    Big,
}

/// Reads lines, each into the caller's buffer.
pub struct Lines {
    input: Box<dyn BufRead + Send>,
    width: Option<Width>,
    offset: u64,
    line: u64,
    longest: usize,
}

impl Lines {
    /// Lines from the beginning of an input; of a line longer than `longest` bytes only the beginning is kept.
    pub fn new(input: Box<dyn BufRead + Send>, longest: usize) -> Self {
        Self { input, width: None, offset: 0, line: 1, longest }
    }

    /// The next line with its line end in `out`; `None` at the end of the input.
    pub fn read(&mut self, out: &mut Vec<u8>) -> io::Result<Option<Place>> {
        out.clear();
        let width = match self.width {
            Some(width) => width,
            None => self.recognise()?,
        };
        let (offset, line) = (self.offset, self.line);
        let mut place = Place { offset, line, length: 0, cut: false, damaged: false };
        let ended = match width {
            Width::Byte => self.read_bytes(out, &mut place)?,
            wide => self.read_wide(wide, out, &mut place)?,
        };
        Ok((ended || self.offset > offset).then_some(place))
    }

    /// UTF-16 shows in the first two bytes: a mark, or the first letter of a segment with a zero beside it.
    fn recognise(&mut self) -> io::Result<Width> {
        let mut head = Vec::with_capacity(2);
        while head.len() < 2 {
            let Some(first) = self.peek()?.first().copied() else { break };
            head.push(first);
            self.input.consume(1);
        }
        let (width, marked) = match head.as_slice() {
            [0xFF, 0xFE] => (Width::Little, true),
            [0xFE, 0xFF] => (Width::Big, true),
            [b'M' | b'F' | b'B', 0] => (Width::Little, false),
            [0, b'M' | b'F' | b'B'] => (Width::Big, false),
            _ => (Width::Byte, false),
        };
        if marked {
            self.offset += 2;
        } else {
            let rest = std::mem::replace(&mut self.input, Box::new(io::empty()));
            self.input = Box::new(io::Cursor::new(head).chain(rest));
        }
        self.width = Some(width);
        Ok(width)
    }

    fn read_bytes(&mut self, out: &mut Vec<u8>, place: &mut Place) -> io::Result<bool> {
        let longest = self.longest;
        loop {
            let buffer = self.peek()?;
            if buffer.is_empty() {
                place.length = out.len();
                return Ok(false);
            }
            let end = line_end(buffer);
            let (piece, sign) = match end {
                Some(end) => (buffer.get(..end).unwrap_or_default(), buffer.get(end).copied()),
                None => (buffer, None),
            };
            let used = piece.len() + usize::from(sign.is_some());
            keep(piece, out, place, longest);
            self.pass(used);
            if let Some(sign) = sign {
                place.length = out.len();
                let followed = sign == b'\r' && self.peek()?.first() == Some(&b'\n');
                if followed {
                    self.pass(1);
                }
                self.end_line(sign, followed, out);
                return Ok(true);
            }
        }
    }

    fn read_wide(&mut self, width: Width, out: &mut Vec<u8>, place: &mut Place) -> io::Result<bool> {
        let mut high: Option<u16> = None;
        while let Some(unit) = self.unit(width)? {
            let units: Vec<u16> = high.take().into_iter().chain([unit]).collect();
            if units.len() == 1 && (0xD800..0xDC00).contains(&unit) {
                high = Some(unit);
                continue;
            }
            let sign = u8::try_from(unit).ok().filter(|b| matches!(b, b'\r' | b'\n' | &BLOCK_END));
            if let Some(sign) = sign {
                place.damaged |= units.len() > 1;
                place.length = out.len();
                let followed = sign == b'\r' && self.peeked_unit(width)? == Some(u16::from(b'\n'));
                if followed {
                    self.pass(2);
                }
                self.end_line(sign, followed, out);
                return Ok(true);
            }
            for read in char::decode_utf16(units) {
                place.damaged |= read.is_err();
                let c = read.unwrap_or(char::REPLACEMENT_CHARACTER);
                keep(c.encode_utf8(&mut [0; 4]).as_bytes(), out, place, self.longest);
            }
        }
        place.damaged |= high.is_some();
        place.length = out.len();
        Ok(false)
    }

    fn end_line(&mut self, sign: u8, followed: bool, out: &mut Vec<u8>) {
        if sign == BLOCK_END {
            // The frame is not the message's; as a line end it must not stay, or the text would hold it.
            out.push(b'\r');
            return;
        }
        out.push(sign);
        if followed {
            out.push(b'\n');
        }
        self.line += 1;
    }

    /// One UTF-16 unit; half a unit at the end of the input is passed over as damaged text.
    fn unit(&mut self, width: Width) -> io::Result<Option<u16>> {
        let mut pair = [0_u8; 2];
        for (i, byte) in pair.iter_mut().enumerate() {
            match self.peek()?.first() {
                Some(first) => *byte = *first,
                None if i == 0 => return Ok(None),
                // A lone half of a surrogate is no character: it marks the line as damaged.
                None => return Ok(Some(0xDC00)),
            }
            self.pass(1);
        }
        Ok(Some(if width == Width::Big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }))
    }

    /// The unit that comes next, if the buffer happens to hold all of it.
    fn peeked_unit(&mut self, width: Width) -> io::Result<Option<u16>> {
        Ok(match self.peek()? {
            [a, b, ..] if width == Width::Big => Some(u16::from_be_bytes([*a, *b])),
            [a, b, ..] => Some(u16::from_le_bytes([*a, *b])),
            _ => None,
        })
    }

    fn peek(&mut self) -> io::Result<&[u8]> {
        // A loop that hands out the buffer would borrow it for ever; so first wait, then lend.
        while let Err(error) = self.input.fill_buf() {
            if error.kind() != ErrorKind::Interrupted {
                return Err(error);
            }
        }
        self.input.fill_buf()
    }

    fn pass(&mut self, bytes: usize) {
        self.input.consume(bytes);
        self.offset += bytes as u64;
    }
}

/// Where the first line end is. Blocks are tested as a whole first, which the compiler does many bytes at a time.
fn line_end(bytes: &[u8]) -> Option<usize> {
    let is_end = |b: &u8| matches!(*b, b'\r' | b'\n' | BLOCK_END);
    let (blocks, _) = bytes.as_chunks::<32>();
    let clean = blocks
        .iter()
        .take_while(|block| block.iter().fold(0, |hit, b| hit | u8::from(is_end(b))) == 0)
        .count();
    let tested = clean * 32;
    let rest = bytes.get(tested..).unwrap_or_default();
    rest.iter().position(is_end).map(|at| tested + at)
}

fn keep(piece: &[u8], out: &mut Vec<u8>, place: &mut Place, longest: usize) {
    let room = longest.saturating_sub(out.len());
    place.cut |= piece.len() > room;
    out.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    /// Lines without their ends, and their numbers and offsets, read through a buffer of `size` bytes.
    fn read(bytes: &[u8], size: usize) -> Vec<(String, u64, u64)> {
        let input = BufReader::with_capacity(size, std::io::Cursor::new(bytes.to_vec()));
        let (mut lines, mut buffer, mut found) = (Lines::new(Box::new(input), 20), Vec::new(), Vec::new());
        while let Some(place) = lines.read(&mut buffer).unwrap() {
            let text = String::from_utf8_lossy(&buffer[..place.length]).into_owned();
            found.push((text + if place.cut { "…" } else { "" }, place.line, place.offset));
        }
        found
    }

    #[test]
    fn every_line_end_counts_once() {
        for size in [1, 2, 3, 64] {
            let found = read(b"a\rb\nc\r\nd\n\re\x1C\rf\x0Cg", size);
            let texts: Vec<&str> = found.iter().map(|(t, ..)| t.as_str()).collect();
            assert_eq!(texts, ["a", "b", "c", "d", "", "e", "", "f\x0Cg"], "form feeds are text");
            let lines: Vec<u64> = found.iter().map(|(_, l, _)| *l).collect();
            assert_eq!(lines, [1, 2, 3, 4, 5, 6, 6, 7]);
            assert_eq!(found[3].2, 7);
        }
    }

    #[test]
    fn long_lines_are_cut_and_counted_whole() {
        let mut bytes = vec![b'x'; 50];
        bytes.extend(b"\nrest");
        let found = read(&bytes, 7);
        assert_eq!(found[0].0, "xxxxxxxxxxxxxxxxxxxx…");
        assert_eq!(found[1], ("rest".to_owned(), 2, 51));
    }

    #[test]
    fn sixteen_bit_text_is_read_with_and_without_its_mark() {
        let text = "MSH|é\r\nPID|😀\r";
        for (mark, big) in [(true, false), (true, true), (false, false), (false, true)] {
            let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
            let bytes: Vec<u8> =
                units.flat_map(|u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
            let found = read(&bytes, 64);
            assert_eq!(found[0].0, "MSH|é");
            assert_eq!((found[1].0.as_str(), found[1].1), ("PID|😀", 2));
        }
    }

    #[test]
    fn half_a_character_is_told() {
        let mut lines = Lines::new(Box::new(std::io::Cursor::new(b"\xFF\xFEM\0\x00\xD8\r\0".to_vec())), 20);
        let place = lines.read(&mut Vec::new()).unwrap().unwrap();
        assert!(place.damaged);
    }
}
