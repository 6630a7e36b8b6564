//! Where tests find their data: `CHARTROOM_DATA`, else `../shared/data` beside the project, else none.
#![allow(dead_code, reason = "each test program uses its part")]

use std::path::PathBuf;

/// A file or folder of the test data; `None` prints "skipped: no data", unless `CHARTROOM_DATA` demands it.
pub fn data(path: &str) -> Option<PathBuf> {
    let demanded = std::env::var_os("CHARTROOM_DATA");
    let root = demanded
        .clone()
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")), PathBuf::from);
    let full = root.join(path);
    if full.exists() {
        return Some(full);
    }
    assert!(demanded.is_none(), "CHARTROOM_DATA is set, but {path} is not there");
    println!("skipped: no data ({path})");
    None
}
