//! The queue of requests for records: the states and ways of `domain::release`, as the engine knows them.

use super::queue::{Kind, Queue, QueueState, Transition};
use crate::domain::{
    release::{MOVES, Move, State},
    role::Permission,
};

/// Requests for records.
pub const RELEASE: Queue = Queue {
    id: "release",
    title: "Requests for records",
    desk: "release",
    item: "request",
    claim: Permission::HandleReleases,
    states: &[
        of(State::Received, Kind::Ready),
        of(State::Valid, Kind::Ready),
        of(State::Gathered, Kind::Ready),
        of(State::Ready, Kind::Ready),
        of(State::Prepay, Kind::Pended),
        of(State::Pend, Kind::Pended),
        of(State::Hold, Kind::Active),
        of(State::Exception, Kind::Active),
        of(State::Delivered, Kind::Ready),
        of(State::Closed, Kind::Done),
        of(State::Denied, Kind::Done),
        of(State::Cancelled, Kind::Done),
        of(State::NoRecords, Kind::Done),
    ],
    transitions: &TRANSITIONS,
};

#[allow(clippy::indexing_slicing, reason = "reckoned by the compiler, which refuses a wrong index")]
const TRANSITIONS: [Transition; MOVES.len()] = {
    let mut all = [transition(MOVES[0]); MOVES.len()];
    let mut at = 1;
    while at < MOVES.len() {
        all[at] = transition(MOVES[at]);
        at += 1;
    }
    all
};

const fn of(state: State, kind: Kind) -> QueueState {
    QueueState { word: state.word(), title: state.title(), kind }
}

/// A verdict on a request writes more than its item: the desk takes it back, not the engine.
const fn transition(way: Move) -> Transition {
    Transition {
        verb: way.verb,
        title: way.title,
        from: way.from,
        to: way.to,
        needs: way.needs,
        undoable: false,
    }
}
