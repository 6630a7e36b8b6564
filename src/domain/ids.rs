//! Identifiers of our own rows: one type per table, so that a document can never be asked for with a patient's number.

use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub struct $name(pub i64);
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
    )*};
}

ids! {
    /// A row of `patient`: one person's record in this facility's master patient index.
    PatientId;
    /// A row of `encounter`: one stay or visit.
    EncounterId;
    /// A row of `document`: one version of one clinical document.
    DocumentId;
    /// A row of `practitioner`.
    PractitionerId;
    /// A row of `organization`: facility, payer, sender.
    OrganizationId;
    /// A row of `location`: ward, clinic, room.
    LocationId;
    /// A row of `result`: one value of one observation.
    ResultId;
    /// A row of `report`: one diagnostic report.
    ReportId;
    /// A row of `user_account`.
    UserId;
    /// A row of `import_batch`: one run over one input.
    BatchId;
    /// A row of `import_error`: one record that was refused and kept.
    ImportErrorId;
    /// A row of `coding_account`: the codes of one stay or visit.
    AccountId;
    /// A row of `clock_rule`: one version of one rule of a clock.
    ClockRuleId;
    /// A row of `deficiency`: one thing that one clinician owes on one record.
    DeficiencyId;
    /// A row of `held_edit`: a demographic change that waits for a second look.
    HeldEditId;
    /// A row of `work_item`: one thing to be done, in one queue.
    WorkId;
    /// A row of `team`.
    TeamId;
    /// A row of `work_view`: filters, columns and order of a worklist under a name.
    WorkViewId;
    /// A row of `letter`: one letter as it went out.
    LetterId;
    /// A row of `captured_document`: one paper or file that arrived.
    CapturedId;
    /// A row of `capture_batch`.
    CaptureBatchId;
    /// A row of `cdi_query`: one query to a provider.
    CdiQueryId;
    /// A row of `release_request`: one request for records.
    ReleaseId;
    /// A row of `requester`: who asks for records.
    RequesterId;
    /// A row of `amendment`: a patient's request to amend the record.
    AmendmentId;
}

/// Row version for optimistic locking: the number that the user saw is sent back with the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Version(pub i64);
