//! Numbers in byte strings: little-endian fields and variable-length numbers, read without a panic whatever the bytes.

/// The `u16` at a byte; 0 past the end.
pub fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(|rest| rest.first_chunk::<2>()).map_or(0, |chunk| u16::from_le_bytes(*chunk))
}

/// The `u32` at a byte; 0 past the end.
pub fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk::<4>()).map_or(0, |chunk| u32::from_le_bytes(*chunk))
}

/// The number `idx` of an array of `u32`; 0 past the end.
pub fn nth_u32(bytes: &[u8], idx: usize) -> u32 {
    idx.checked_mul(4).map_or(0, |at| u32_at(bytes, at))
}

/// The bytes between the numbers `idx` and `idx + 1` of an array of offsets; empty if they make no sense.
pub fn slot<'a>(bytes: &'a [u8], offsets: &[u8], idx: usize) -> &'a [u8] {
    let (from, to) = (nth_u32(offsets, idx) as usize, nth_u32(offsets, idx + 1) as usize);
    bytes.get(from..to).unwrap_or_default()
}

/// Appends a number, seven bits a byte, the low ones first.
pub fn push_varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a `u32`.
pub fn push_u32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends several `u32`.
pub fn push_all(out: &mut Vec<u8>, values: &[u32]) {
    for value in values {
        push_u32(out, *value);
    }
}

/// The variable-length numbers of a byte string, in order; ends at the first that is cut off.
#[derive(Clone, Debug)]
pub struct Varints<'a>(std::slice::Iter<'a, u8>);

impl<'a> Varints<'a> {
    /// Reads from the beginning.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.iter())
    }
}

impl Iterator for Varints<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let first = *self.0.next()?;
        if first < 0x80 {
            return Some(u32::from(first));
        }
        let mut value = u32::from(first & 0x7f);
        for shift in [7_u32, 14, 21, 28] {
            let byte = *self.0.next()?;
            value |= u32::from(byte & 0x7f).wrapping_shl(shift);
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, u32::MAX];
        let mut bytes = Vec::new();
        for number in numbers {
            push_varint(&mut bytes, number);
        }
        assert_eq!(Varints::new(&bytes).collect::<Vec<_>>(), numbers);
        assert_eq!((u32_at(&[1, 0, 0, 0], 0), u32_at(&[1, 0, 0], 0), u16_at(&[1, 2], 0)), (1, 0, 513));
    }
}
