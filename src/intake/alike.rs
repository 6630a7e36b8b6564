//! The look-alike check of a person who is about to be registered, and its line in the log.

use super::demographics::Demographics;
use crate::{
    registry::LookAlikes,
    store::{StoreError, Writing},
};
use chrono::NaiveDate;

/// Rows that a form or a command shows.
const SHOWN: usize = 8;

/// The question who may be the same person as this one.
pub fn look_alikes(person: &Demographics) -> LookAlikes {
    let name = person.name();
    let ssn = person.identifiers.iter().find(|id| id.kind == "SS").map(|id| id.value.clone());
    let phone =
        person.telecoms.iter().find(|telecom| telecom.kind != "email").map(|phone| phone.value.clone());
    let home = person.addresses.first().cloned().unwrap_or_default();
    LookAlikes {
        family: name.family,
        given: name.given,
        birth_date: person.birth_date,
        sex: person.sex,
        ssn: ssn.unwrap_or_default(),
        phone: phone.unwrap_or_default(),
        street: home.street,
        zip: home.zip,
        limit: SHOWN,
    }
}

/// Says in the log beside which strong look-alikes a person is registered.
pub(super) fn note(tx: &Writing<'_>, person: &Demographics, today: NaiveDate) -> Result<(), StoreError> {
    let found = look_alikes(person).on(tx.conn(), today)?;
    let strong: Vec<String> = found.into_iter().filter(|one| one.strong).map(|one| one.found.mrn).collect();
    if !strong.is_empty() {
        tx.detail(format!("in spite of look-alikes: {}", strong.join(", ")));
    }
    Ok(())
}
