//! Documents: text or bytes, how far they are, what a sender does with them.

use super::{Coded, Origin, Ref};
use crate::domain::time::When;
use serde::{Deserialize, Serialize};

/// Text or bytes of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// `text/plain`, `text/html`, `application/pdf`, `application/xml`, …
    pub mime: String,
    /// Text to read and search; empty if the bytes hold none that we can take out.
    pub text: String,
    /// The original, where it is not the text itself.
    pub bytes: Option<Vec<u8>>,
}

/// How far a document is (TXA-17, docStatus).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DocumentState {
    Dictated,
    InProgress,
    /// Transcribed, not signed.
    Unsigned,
    /// Signed by the author, a co-signature is due.
    SignedUncosigned,
    Signed,
    /// Signed and legally authenticated.
    LegallySigned,
    Superseded,
    Retracted,
}

/// What a sender does with a document (MDM events).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DocumentAction {
    /// New, or the same again.
    #[default]
    File,
    /// Status of a known document (T03, T04).
    Status,
    /// Added to `parent` (T05, T06).
    Addendum,
    /// Text corrected before it was signed (T07, T08).
    Edit,
    /// New document instead of `parent` (T09, T10).
    Replace,
    /// Cancelled (T11); allowed only while the document was never available, else refused with the reason.
    Cancel,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DocumentFact {
    pub origin: Origin,
    pub action: DocumentAction,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    /// LOINC where known: `34117-2` History and physical.
    pub doc_type: Coded,
    pub title: String,
    pub author: Option<Ref>,
    pub written: Option<When>,
    pub state: DocumentState,
    /// `false`: not to be shown in care (TXA-19 UN).
    pub available: bool,
    /// `N`, `R`, `V` …, as sent.
    pub confidentiality: String,
    /// Who signed when, in order.
    pub signatures: Vec<(Option<Ref>, Option<When>)>,
    pub parent: Option<Ref>,
    pub body: Option<Body>,
}
