//! The look-up entries of patients, made anew in the transaction that changed them.

use super::hands::{NewPatient, State};
use crate::domain::facts::NameUse;
use crate::registry::{self, AddressRow, NameRow, PatientRow, Standing};
use crate::store::{StoreError, Writing};

/// Brings the look-up up to what the transaction has written. New patients go in as one batch, from memory.
pub(super) fn index_changed(tx: &Writing<'_>, state: &mut State) -> Result<(), StoreError> {
    let mut changed = std::mem::take(&mut state.changed_patients);
    changed.sort_unstable();
    changed.dedup();
    let new = std::mem::take(&mut state.new_patients);
    let untouched = new.iter().filter(|new| changed.binary_search(&new.patient).is_err());
    let ssn4: Vec<(&NewPatient, String)> = untouched.map(|new| (new, new.demographics.ssn4())).collect();
    let rows: Vec<PatientRow<'_>> = ssn4.iter().map(|(new, ssn4)| row(new, ssn4)).collect();
    if !rows.is_empty() {
        registry::index_batch(tx, &rows)?;
    }
    changed.into_iter().try_for_each(|patient| registry::index_patient(tx, patient))
}

fn row<'a>(new: &'a NewPatient, ssn4: &'a str) -> PatientRow<'a> {
    let d = &new.demographics;
    // The look-up takes the first name for the one on the banner.
    let banner = d.names.first().map(|name| (NameUse::Official, name)).into_iter();
    let names = banner.chain(d.names.iter().map(|name| (name.name_use, name)));
    PatientRow {
        patient: new.patient.0,
        mrn: &d.mrn,
        birth_date: d.birth_date,
        sex: d.sex,
        deceased: d.deceased,
        standing: if d.active { Standing::Active } else { Standing::Inactive },
        ssn4,
        names: names
            .map(|(name_use, name)| NameRow {
                name_use,
                family: &name.family,
                given: &name.given,
                middle: &name.middle,
                suffix: &name.suffix,
            })
            .collect(),
        phones: d
            .telecoms
            .iter()
            .filter(|t| !matches!(t.kind.as_str(), "email" | "fax") && t.telecom_use != "old")
            .map(|t| t.value.as_str())
            .collect(),
        addresses: d
            .addresses
            .iter()
            .filter(|a| !matches!(a.address_use.as_str(), "old" | "birth"))
            .map(|a| AddressRow { street: &a.street, city: &a.city, zip: &a.zip })
            .collect(),
        flags: new.flags.iter().map(String::as_str).collect(),
    }
}
