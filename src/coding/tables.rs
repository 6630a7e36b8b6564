//! Grouper and code editor out of the loaded sets, opened once.

use crate::classification::{drg::DrgTables, library::Library, mce::MceTables};
use std::sync::Arc;

/// The grouper and the code editor, as far as they are loaded.
pub(super) fn tables(_library: &Library) -> (Option<Arc<DrgTables>>, Option<Arc<MceTables>>) {
    (None, None)
}
