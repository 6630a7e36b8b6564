//! A sorted table of codes, found in a few steps: the first three characters lead to the few that begin with them.

use crate::domain::drg::Code;

const FIRST: usize = 36 * 36 * 36;

/// Codes in order, each with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeTable {
    codes: Vec<u64>,
    /// For each beginning of three characters where its codes begin; one more at the end.
    starts: Vec<u32>,
}

impl CodeTable {
    /// From codes in any order; the same code twice counts once.
    pub fn new(codes: impl IntoIterator<Item = Code>) -> Self {
        let mut codes: Vec<u64> = codes.into_iter().map(Code::to_number).collect();
        codes.sort_unstable();
        codes.dedup();
        Self::from_sorted(codes)
    }

    fn from_sorted(codes: Vec<u64>) -> Self {
        let mut starts = vec![0_u32; FIRST + 1];
        for code in &codes {
            if let Some(count) = starts.get_mut(beginning(*code) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self { codes, starts }
    }

    /// The place of a code.
    pub fn find(&self, code: Code) -> Option<usize> {
        let number = code.to_number();
        let first = beginning(number);
        let (from, to) = (*self.starts.get(first)? as usize, *self.starts.get(first + 1)? as usize);
        self.codes.get(from..to)?.binary_search(&number).ok().map(|at| from + at)
    }

    /// The code at a place.
    pub fn get(&self, at: usize) -> Option<Code> {
        self.codes.get(at).map(|number| Code::from_number(*number))
    }

    /// How many codes.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// All codes in order.
    pub fn iter(&self) -> impl Iterator<Item = Code> + '_ {
        self.codes.iter().map(|number| Code::from_number(*number))
    }

    /// Appends the table to bytes: how many, then for each code how much of the one before it keeps, and the rest.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.codes.len() as u32).to_le_bytes());
        let mut before = [0_u8; 8];
        for code in &self.codes {
            let now = code.to_be_bytes();
            let kept = now.iter().zip(before).take_while(|(a, b)| **a == *b).count().min(7);
            let len = now.iter().filter(|byte| **byte != 0).count();
            out.push((kept << 4 | len) as u8);
            out.extend(now.iter().take(len).skip(kept));
            before = now;
        }
    }

    /// Reads a table that [`CodeTable::write`] wrote, from the front of the bytes; `None` if it is damaged.
    pub fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (head, mut rest) = bytes.split_first_chunk::<4>()?;
        let n = u32::from_le_bytes(*head) as usize;
        if n > rest.len() {
            return None;
        }
        let mut codes = Vec::with_capacity(n);
        let mut code = [0_u8; 8];
        for _ in 0..n {
            let (sign, after) = rest.split_first()?;
            let (kept, len) = (usize::from(sign >> 4), usize::from(sign & 15));
            let (own, after) = after.split_at_checked(len.checked_sub(kept)?)?;
            code.get_mut(kept..len)?.copy_from_slice(own);
            code.get_mut(len..)?.fill(0);
            codes.push(u64::from_be_bytes(code));
            rest = after;
        }
        if !codes.is_sorted() {
            return None;
        }
        *bytes = rest;
        Some(Self::from_sorted(codes))
    }
}

/// The first three characters as a number below 36³.
fn beginning(number: u64) -> usize {
    let digit = |byte: u8| {
        usize::from(match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A' + 10,
            _ => 0,
        })
    };
    let [a, b, c, ..] = number.to_be_bytes();
    (digit(a) * 36 + digit(b)) * 36 + digit(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> CodeTable {
        CodeTable::new(["B20", "A000", "A009", "02HA0QZ", "A000"].iter().filter_map(|text| Code::parse(text)))
    }

    #[test]
    fn codes_are_found_in_order() {
        let table = table();
        let names: Vec<String> = table.iter().map(|code| code.to_string()).collect();
        assert_eq!(names, ["02HA0QZ", "A000", "A009", "B20"]);
        assert_eq!(table.find(Code::parse("A009").unwrap()), Some(2));
        assert_eq!(table.find(Code::parse("A00").unwrap()), None);
        assert_eq!(CodeTable::default().find(Code::parse("A00").unwrap()), None);
    }

    #[test]
    fn a_table_comes_back_from_its_bytes_and_damage_is_seen() {
        let mut bytes = Vec::new();
        table().write(&mut bytes);
        assert_eq!(CodeTable::read(&mut bytes.as_slice()), Some(table()));
        for len in 0..bytes.len() {
            assert!(CodeTable::read(&mut &bytes[..len]).is_none());
        }
    }
}
