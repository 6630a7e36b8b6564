//! Domain types to and from SQL, converted once, here.

use crate::domain::{
    ids::{
        AccountId, AmendmentId, BatchId, CaptureBatchId, CapturedId, CdiQueryId, ClockRuleId, DeficiencyId,
        DocumentId, EncounterId, HeldEditId, ImportErrorId, LetterId, LocationId, OrganizationId, PatientId,
        PractitionerId, ReleaseId, ReportId, RequesterId, ResultId, TeamId, UserId, Version, WorkId,
        WorkViewId,
    },
    time::{PartialDate, When},
};
use rusqlite::{
    Row, ToSql,
    types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef},
};

macro_rules! integers {
    ($($name:ident),*) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> { Ok(self.0.into()) }
        }
        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> { value.as_i64().map(Self) }
        }
    )*};
}
integers!(
    AccountId,
    PatientId,
    EncounterId,
    DocumentId,
    PractitionerId,
    OrganizationId,
    LocationId,
    ReportId,
    ResultId,
    UserId,
    BatchId,
    ImportErrorId,
    HeldEditId,
    LetterId,
    CapturedId,
    CaptureBatchId,
    AmendmentId,
    CdiQueryId,
    ReleaseId,
    RequesterId,
    WorkId,
    TeamId,
    WorkViewId,
    ClockRuleId,
    DeficiencyId,
    Version
);

macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> { Ok(self.to_string().into()) }
        }
    )*};
}
as_text!(PartialDate, When);

/// A column with a date in whole or part; NULL and text of another form read as none.
pub fn col_date(row: &Row<'_>, idx: usize) -> rusqlite::Result<Option<PartialDate>> {
    Ok(row.get_ref(idx)?.as_str_or_null().ok().flatten().and_then(PartialDate::parse_iso))
}

/// A column with a date or an instant; NULL and text of another form read as none.
pub fn col_when(row: &Row<'_>, idx: usize) -> rusqlite::Result<Option<When>> {
    Ok(row.get_ref(idx)?.as_str_or_null().ok().flatten().and_then(When::parse_iso))
}

/// An identifier folded for look-up: letters and digits only, in capitals.
pub fn fold_identifier(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
