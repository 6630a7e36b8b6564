//! Capture: papers and files that arrive without an owner, from the folder to the chart; and what is put right afterwards.
//!
//! A file is kept as it came, once: the same bytes again are refused as a duplicate. Text is taken out where there is any;
//! a broken file or a picture is kept all the same and indexed by hand. Hints of a sidecar or of the file's name propose a
//! patient and a type, they never decide. Indexing and checking are two steps, each with its worklist: batch, indexed, filed;
//! or problem, or refused.
//! A filed document is retracted or moved, never deleted; both charts keep the trace.

mod changes;
mod check;
mod correct;
mod file;
mod hints;
mod items;
mod queries;

pub use changes::{BeginBatch, Capture, IndexCaptured, Kept, UndoIndex, begin};
pub use check::{CheckCaptured, RefuseCaptured, SetProblem, Verdict};
pub use correct::{AddAddendum, Correction, CorrectionsOf, MoveDocument, RetractDocument, StayOf};
pub use file::{Arrived, Text, read_file, text as text_of_bytes};
pub use hints::Hints;
pub use queries::{
    Candidate, Captured, CapturedList, CapturedText, FindOwner, OneCaptured, Owner, Owners, Paper, PaperPage,
    State, Stay, TakenBefore,
};
