//! Where tests find their data: `CHARTROOM_DATA`, else `../shared/data` beside the project, else none.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "each test program uses its part"
)]

pub mod pty;

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

/// A folder of its own under the system's temporary folder, removed afterwards.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes it; `name` tells tests apart.
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("chartroom-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    /// The folder.
    pub fn path(&self) -> &std::path::Path {
        &self.0
    }

    /// Where the test's database goes.
    pub fn file(&self) -> PathBuf {
        self.0.join("him.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
