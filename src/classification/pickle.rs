//! Tables as bytes and back: numbers of variable length, columns one after the other, every length checked.

/// Collects bytes.
#[derive(Debug, Default)]
pub(crate) struct Out(pub Vec<u8>);

impl Out {
    /// A number, seven bits a byte, the low ones first.
    pub fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// A text with its length.
    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Numbers with how many there are.
    pub fn numbers<T: Into<u64>>(&mut self, values: impl ExactSizeIterator<Item = T>) {
        self.number(values.len() as u64);
        for value in values {
            self.number(value.into());
        }
    }

    /// Numbers in order, each as the distance from the one before.
    pub fn rising(&mut self, values: &[u32]) {
        self.number(values.len() as u64);
        let mut before = 0;
        for value in values {
            self.number(u64::from(value.wrapping_sub(before)));
            before = *value;
        }
    }
}

/// Reads what [`Out`] collected; everything is `None` once the bytes make no sense.
#[derive(Debug)]
pub(crate) struct In<'a>(pub &'a [u8]);

impl In<'_> {
    /// A number.
    pub fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A number that fits a narrower type.
    pub fn small<T: TryFrom<u64>>(&mut self) -> Option<T> {
        T::try_from(self.number()?).ok()
    }

    /// How many things follow; never more than there are bytes left.
    pub fn count(&mut self) -> Option<usize> {
        self.small().filter(|n| *n <= self.0.len())
    }

    /// A text.
    pub fn text(&mut self) -> Option<String> {
        let n = self.count()?;
        let (text, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    /// Numbers.
    pub fn numbers<T: TryFrom<u64>>(&mut self) -> Option<Vec<T>> {
        let n = self.count()?;
        let mut values = Vec::with_capacity(n);
        for _ in 0..n {
            values.push(self.small()?);
        }
        Some(values)
    }

    /// Numbers that rise.
    pub fn rising(&mut self) -> Option<Vec<u32>> {
        let n = self.count()?;
        let mut values = Vec::with_capacity(n);
        let mut before = 0_u32;
        for _ in 0..n {
            before = before.wrapping_add(self.small()?);
            values.push(before);
        }
        Some(values)
    }

    /// Things, each read by a function.
    pub fn all<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let n = self.count()?;
        let mut values = Vec::with_capacity(n.min(1 << 16));
        for _ in 0..n {
            values.push(read(self)?);
        }
        Some(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_come_back() {
        let mut out = Out::default();
        out.number(u64::MAX);
        out.text("CC/MCC");
        out.numbers([1_u16, 300].into_iter());
        out.rising(&[5, 9, 1_000_000]);
        let mut back = In(&out.0);
        assert_eq!(back.number(), Some(u64::MAX));
        assert_eq!(back.text().as_deref(), Some("CC/MCC"));
        assert_eq!(back.numbers::<u16>(), Some(vec![1, 300]));
        assert_eq!(back.rising(), Some(vec![5, 9, 1_000_000]));
        assert!(back.0.is_empty() && back.number().is_none());
        assert!(In(&[200, 1]).count().is_none());
    }
}
