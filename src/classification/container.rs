//! The file form of every compiled code set: a short directory, then named sections, each compressed by itself.
//!
//! Opening reads the directory only; a section is inflated when it is first asked for. So a set that is built into the
//! program costs nothing at start, and little memory until a part of it is used.
//!
//! Layout, numbers little-endian: magic `CRPK`, format `u16`, number of sections `u16`; per section name (8 bytes, filled
//! up with zeros), offset, stored length, plain length, CRC-32 of the plain bytes (each `u32`); then the sections.

use super::bytes::{push_u32, u16_at, u32_at};
use flate2::{Compression, Crc, read::DeflateDecoder, write::DeflateEncoder};
use std::{
    borrow::Cow,
    io::{Read as _, Write as _},
    sync::OnceLock,
};

const MAGIC: &[u8; 4] = b"CRPK";
/// Raised when the meaning of sections changes: packs of another format are refused.
const FORMAT: u16 = 1;
const HEAD: usize = 8;
const ENTRY: usize = 8 + 4 * 4;
/// No section of a code set comes near this; a directory that promises more is damaged.
const MOST_PLAIN_BYTES: u32 = 512 * 1024 * 1024;

/// Why a pack cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Not a pack, or one of another format.
    #[error("this is not a compiled code set of this program: {0}")]
    Foreign(&'static str),
    /// A section is cut off or altered.
    #[error("the compiled code set is damaged in its part \"{0}\"; load the official file again")]
    Damaged(String),
}

/// A pack with its directory read.
#[derive(Debug)]
pub struct Pack {
    bytes: Cow<'static, [u8]>,
    sections: Vec<Section>,
    /// Where a section is likely to be found, by its name.
    places: [u8; SLOTS],
}

#[derive(Debug)]
struct Section {
    name: [u8; 8],
    offset: u32,
    stored: u32,
    plain: u32,
    crc: u32,
    inflated: OnceLock<Result<Box<[u8]>, PackError>>,
}

impl Pack {
    /// Reads the directory of a pack that is part of the program or was read from the database.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, PackError> {
        let bytes = bytes.into();
        if bytes.get(..4) != Some(MAGIC) {
            return Err(PackError::Foreign("it does not begin with CRPK"));
        }
        if u16_at(&bytes, 4) != FORMAT {
            return Err(PackError::Foreign("it was made by another version; load the official files again"));
        }
        let n_sections = usize::from(u16_at(&bytes, 6));
        let directory = bytes
            .get(HEAD..HEAD + n_sections * ENTRY)
            .ok_or(PackError::Foreign("its directory is cut off"))?;
        let sections = directory.chunks_exact(ENTRY).map(Section::read).collect::<Vec<_>>();
        let whole = |section: &Section| {
            let end = section.offset as usize + section.stored as usize;
            end <= bytes.len() && section.plain <= MOST_PLAIN_BYTES
        };
        match sections.iter().find(|section| !whole(section)) {
            Some(section) => Err(PackError::Damaged(section.title())),
            None => Ok(Self { bytes, places: places(&sections), sections }),
        }
    }

    /// Whether there is a section of this name.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The plain bytes of a section, inflated once and kept. A section that is not there is empty.
    pub fn section(&self, name: &str) -> Result<&[u8], PackError> {
        let Some(section) = self.find(name) else { return Ok(&[]) };
        match section.inflated.get_or_init(|| self.inflate(section)) {
            Ok(plain) => Ok(plain),
            Err(error) => Err(error.clone()),
        }
    }

    /// As [`Pack::section`], empty when damaged: for sets that passed [`Pack::check`] before they were stored.
    pub fn part(&self, name: &str) -> &[u8] {
        self.section(name).unwrap_or_default()
    }

    /// Inflates a section without keeping it: for parts that are copied elsewhere at once.
    pub fn read(&self, name: &str) -> Result<Box<[u8]>, PackError> {
        self.find(name).map_or_else(|| Ok(Box::default()), |section| self.inflate(section))
    }

    /// Inflates every section and compares its sum; nothing is kept.
    pub fn check(&self) -> Result<(), PackError> {
        self.sections.iter().try_for_each(|section| self.inflate(section).map(drop))
    }

    /// Name, stored and plain bytes of each section, for `codes list` and the benchmarks.
    pub fn directory(&self) -> Vec<(String, u32, u32)> {
        self.sections.iter().map(|section| (section.title(), section.stored, section.plain)).collect()
    }

    /// The stored bytes as a whole.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn find(&self, name: &str) -> Option<&Section> {
        let wanted = padded(name);
        // Asked for with every row that is read: mostly the place is right at once.
        let place = self.places.get(slot_of(wanted)).and_then(|place| self.sections.get(usize::from(*place)));
        place
            .filter(|section| section.name == wanted)
            .or_else(|| self.sections.iter().find(|section| section.name == wanted))
    }

    fn inflate(&self, section: &Section) -> Result<Box<[u8]>, PackError> {
        let damaged = || PackError::Damaged(section.title());
        let from = section.offset as usize;
        let stored = self.bytes.get(from..from + section.stored as usize).ok_or_else(damaged)?;
        let mut plain = Vec::with_capacity(section.plain as usize);
        // One byte more than promised tells a section that is longer than it says.
        let mut decoder = DeflateDecoder::new(stored).take(u64::from(section.plain) + 1);
        decoder.read_to_end(&mut plain).map_err(|_| damaged())?;
        let mut crc = Crc::new();
        crc.update(&plain);
        if plain.len() != section.plain as usize || crc.sum() != section.crc {
            return Err(damaged());
        }
        Ok(plain.into_boxed_slice())
    }
}

impl Section {
    fn read(entry: &[u8]) -> Self {
        Self {
            name: entry.first_chunk::<8>().copied().unwrap_or_default(),
            offset: u32_at(entry, 8),
            stored: u32_at(entry, 12),
            plain: u32_at(entry, 16),
            crc: u32_at(entry, 20),
            inflated: OnceLock::new(),
        }
    }

    fn title(&self) -> String {
        String::from_utf8_lossy(&self.name).trim_end_matches('\0').to_owned()
    }
}

/// Collects sections and writes a pack; the same sections give the same bytes.
#[derive(Debug, Default)]
pub struct PackWriter {
    sections: Vec<([u8; 8], Vec<u8>)>,
}

impl PackWriter {
    /// Without sections.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a section; of its name the first eight bytes count.
    pub fn add(&mut self, name: &str, plain: Vec<u8>) {
        self.sections.push((padded(name), plain));
    }

    /// Compresses and joins all sections.
    pub fn finish(self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&FORMAT.to_le_bytes());
        out.extend_from_slice(&(self.sections.len() as u16).to_le_bytes());
        let mut offset = (HEAD + self.sections.len() * ENTRY) as u32;
        let mut body = Vec::new();
        for (name, plain) in &self.sections {
            let stored = deflate(plain);
            let mut crc = Crc::new();
            crc.update(plain);
            out.extend_from_slice(name);
            for number in [offset, stored.len() as u32, plain.len() as u32, crc.sum()] {
                push_u32(&mut out, number);
            }
            offset += stored.len() as u32;
            body.extend_from_slice(&stored);
        }
        out.extend_from_slice(&body);
        out
    }
}

fn deflate(plain: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing into memory cannot fail; were it to, the sum would not match and the pack be refused.
    let _ = encoder.write_all(plain);
    encoder.finish().unwrap_or_default()
}

/// A directory of names, coarse enough to be small.
const SLOTS: usize = 64;

fn places(sections: &[Section]) -> [u8; SLOTS] {
    let mut places = [0; SLOTS];
    for (number, section) in (0..=u8::MAX).zip(sections) {
        if let Some(place) = places.get_mut(slot_of(section.name)) {
            *place = number;
        }
    }
    places
}

fn slot_of(name: [u8; 8]) -> usize {
    // The multiplier of FxHash; its highest six bits are the slot.
    (u64::from_le_bytes(name).wrapping_mul(0x51_7c_c1_b7_27_22_0a_95) >> 58) as usize
}

fn padded(name: &str) -> [u8; 8] {
    let mut out = [0; 8];
    for (to, from) in out.iter_mut().zip(name.bytes()) {
        *to = from;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn two() -> Vec<u8> {
        let mut writer = PackWriter::new();
        writer.add("codes", vec![7; 10_000]);
        writer.add("titles", b"Cholera".to_vec());
        writer.finish()
    }

    #[test]
    fn sections_come_back() {
        let pack = Pack::open(two()).unwrap();
        assert_eq!(pack.section("titles").unwrap(), b"Cholera");
        assert_eq!(pack.section("codes").unwrap().len(), 10_000);
        assert!(pack.section("other").unwrap().is_empty() && pack.check().is_ok());
        assert!(pack.bytes().len() < 200);
    }

    #[test]
    fn what_is_cut_off_or_altered_is_refused() {
        let bytes = two();
        for len in 0..bytes.len() {
            assert!(Pack::open(bytes[..len].to_vec()).is_err());
        }
        let mut altered = bytes.clone();
        *altered.last_mut().unwrap() ^= 1;
        assert_eq!(Pack::open(altered).unwrap().check(), Err(PackError::Damaged("titles".into())));
        let mut newer = bytes;
        newer[4] = 9;
        assert!(matches!(Pack::open(newer), Err(PackError::Foreign(_))));
    }

    proptest! {
        #[test]
        fn any_bytes_are_opened_or_refused(mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some(head) = bytes.get_mut(..6) {
                head.copy_from_slice(b"CRPK\x01\x00");
            }
            if let Ok(pack) = Pack::open(bytes) {
                let _ = pack.check();
            }
        }
    }
}
