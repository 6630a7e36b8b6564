//! Requests for records that wait in the demonstration hospital, one of each usual kind.

use super::output::Outcome;
use crate::{
    domain::{
        ids::PatientId,
        release::{Actor, Basis, Delivery, Format, RecordKind, Requester},
        time::Clock,
    },
    release::{NewRequest, SetRequester},
    store::{Session, Store},
};
use chrono::Days;

/// Who asks: kind, name, address, state.
const PARTIES: [(Requester, &str, &str, &str); 8] = [
    (Requester::Patient, "The patient", "", "MA"),
    (Requester::Attorney, "Marlow and Finch, attorneys", "12 Court Square\nWexmoor, MA 01099", "MA"),
    (Requester::Subpoena, "Office of Dana Orwin, counsel", "90 Mill Street\nWexmoor, MA 01099", "MA"),
    (Requester::Insurer, "Harborlight Mutual", "PO Box 118\nWexmoor, MA 01098", "MA"),
    (Requester::Disability, "State Disability Office", "7 Capitol Row\nWexmoor, MA 01097", "MA"),
    (Requester::Treatment, "Lakeside Rehabilitation Hospital", "300 Shore Road\nWexmoor, MA 01096", "MA"),
    (Requester::PublicHealth, "County Health Department", "1 Civic Plaza\nWexmoor, MA 01099", "MA"),
    (Requester::WorkersComp, "Industrial Claims Board", "44 Foundry Lane\nWexmoor, MA 01095", "MA"),
];

/// One request: place in [`PARTIES`], days since receipt, what, and what is particular about it.
type Waiting = (usize, u64, &'static [RecordKind], Particular);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Particular {
    None,
    /// The authorization has expired.
    Expired,
    /// Substance use disorder records are among them.
    Part2,
    /// Nobody is known by what the request says.
    Unknown,
}

const WAITING: [Waiting; 10] = [
    (0, 27, &[RecordKind::Whole], Particular::None),
    (0, 4, &[RecordKind::Laboratory, RecordKind::Imaging], Particular::None),
    (1, 6, &[RecordKind::Summary, RecordKind::Operative], Particular::Expired),
    (1, 3, &[RecordKind::Whole], Particular::Part2),
    (2, 8, &[RecordKind::Whole], Particular::None),
    (3, 2, &[RecordKind::Summary, RecordKind::Abstract], Particular::Unknown),
    (4, 9, &[RecordKind::Summary, RecordKind::History, RecordKind::Laboratory], Particular::None),
    (5, 0, &[RecordKind::Summary, RecordKind::Medication], Particular::None),
    (6, 1, &[RecordKind::Laboratory], Particular::None),
    (7, 5, &[RecordKind::Emergency, RecordKind::Imaging], Particular::None),
];

/// Logs them, as the supervisor, over these patients.
pub fn prepare(store: &Store, head: &Session, patients: &[PatientId]) -> Outcome {
    let mut parties = Vec::new();
    for (kind, name, address, state) in PARTIES {
        let party = SetRequester {
            id: None,
            kind,
            name: name.to_owned(),
            address: address.to_owned(),
            state: state.to_owned(),
            phone: String::new(),
            fax: String::new(),
            email: String::new(),
            active: true,
        };
        parties.push((store.apply(head, &party)?, kind));
    }
    let today = Clock::System.today();
    let ago = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    for ((place, days, kinds, particular), patient) in WAITING.iter().zip(patients.iter().cycle()) {
        let Some((requester, kind)) = parties.get(*place).copied() else { continue };
        let unknown = *particular == Particular::Unknown;
        let received_on = ago(*days);
        let ends = if *particular == Particular::Expired { ago(days + 20) } else { today + Days::new(200) };
        let request = NewRequest {
            requester,
            kind,
            basis: kind.bases().first().copied().unwrap_or(Basis::Authorization),
            actor: Actor::Own,
            patient: (!unknown).then_some(*patient),
            patient_words: if unknown { "R. Quillan, policy 88-4127".to_owned() } else { String::new() },
            purpose: kind.purpose(),
            range_from: Some(ago(days + 400)),
            range_to: Some(received_on),
            kinds: kinds.to_vec(),
            specify: String::new(),
            format: if kind == Requester::Subpoena { Format::Paper } else { Format::Pdf },
            delivery: Delivery::Mail,
            deliver_to: String::new(),
            part2: *particular == Particular::Part2,
            psychotherapy: false,
            certify: kind == Requester::Subpoena,
            received_on,
            wanted_by: (kind == Requester::Subpoena).then(|| today + Days::new(6)),
            signed_on: Some(ago(days + 30)),
            expires_on: Some(ends),
            expires_event: String::new(),
            acknowledge: true,
        };
        store.apply(head, &request)?;
    }
    Ok(())
}
