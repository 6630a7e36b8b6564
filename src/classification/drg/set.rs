//! An MS-DRG version among the loaded sets: opened when it is first used.

use super::tables::DrgTables;
use crate::classification::container::{Pack, PackWriter};
use std::sync::OnceLock;

const SECTION: &str = "drg";

/// A version in its pack.
#[derive(Debug)]
pub struct DrgSet {
    pack: Pack,
    opened: OnceLock<Option<Box<DrgTables>>>,
}

impl DrgSet {
    /// Over a pack that [`pack`] made.
    pub fn new(pack: Pack) -> Self {
        Self { pack, opened: OnceLock::new() }
    }

    /// The tables; `None` if the pack is damaged.
    pub fn tables(&self) -> Option<&DrgTables> {
        let open =
            || self.pack.read(SECTION).ok().and_then(|bytes| DrgTables::from_bytes(&bytes)).map(Box::new);
        self.opened.get_or_init(open).as_deref()
    }
}

/// A version as a pack.
pub fn pack(tables: &DrgTables) -> Vec<u8> {
    let mut writer = PackWriter::new();
    writer.add(SECTION, tables.to_bytes());
    writer.finish()
}
