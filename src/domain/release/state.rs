//! The life of a request. No state stops the clock of 164.524(b)(2).

use super::{
    super::role::{Permission, words},
    Requester,
};

words! {
    /// How a request stands.
    State {
        /// Logged; right and identity are to be checked.
        Received = "received", "to be checked";
        /// Who asks and by what right is shown; records are to be gathered.
        Valid = "valid", "to be gathered";
        /// Gathered; sensitivity and each page are to be looked at.
        Gathered = "gathered", "pages to be checked";
        /// Every page is looked at; may go.
        Ready = "ready", "ready to go";
        /// A third party is to pay first.
        Prepay = "prepay", "waits for payment";
        /// Waits for somebody outside: a missing element.
        Pend = "pend", "pended (outside)";
        /// Waits for somebody in the house.
        Hold = "hold", "on hold (ours)";
        /// Escalated to who decides.
        Exception = "exception", "escalated";
        /// Sent, and accounted for.
        Delivered = "delivered", "sent";
        /// Nothing more to do.
        Closed = "closed", "closed";
        /// Denied as a whole.
        Denied = "denied", "denied";
        /// Withdrawn by who asked, or logged twice.
        Cancelled = "cancelled", "cancelled";
        /// The hospital has no such records.
        NoRecords = "no-records", "no records found";
    }
}

/// One way from states to a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// Its verb.
    pub verb: &'static str,
    /// In words.
    pub title: &'static str,
    /// Words of the states that it starts from.
    pub from: &'static [&'static str],
    /// Word of the state that it leads to.
    pub to: &'static str,
    /// Who may.
    pub needs: Permission,
}

const WAITING: &[&str] = &["pend", "hold", "exception"];
const BEFORE_SENT: &[&str] =
    &["received", "valid", "gathered", "ready", "prepay", "pend", "hold", "exception"];

const fn way(
    verb: &'static str,
    title: &'static str,
    from: &'static [&'static str],
    to: &'static str,
) -> Move {
    Move { verb, title, from, to, needs: Permission::HandleReleases }
}

/// All ways. A request that waits goes back to where it was: hence one way back for each.
pub const MOVES: [Move; 21] = [
    way("validate", "find the right shown", &["received"], "valid"),
    way("doubt", "check the right again", &["valid", "gathered", "ready", "prepay"], "received"),
    way("gather", "say that the records are gathered", &["valid"], "gathered"),
    way("clear", "say that every page is checked", &["gathered"], "ready"),
    way("regather", "gather again", &["gathered", "ready"], "valid"),
    way("ask-payment", "ask for payment first", &["ready"], "prepay"),
    way("paid", "take it as paid", &["prepay"], "ready"),
    way("deliver", "record that it is sent", &["ready"], "delivered"),
    way("close", "close", &["delivered"], "closed"),
    way("returned", "record that it came back", &["delivered", "closed"], "ready"),
    way("await", "pend", &["received", "valid", "gathered", "ready", "hold", "exception"], "pend"),
    way("hold", "put on hold", &["received", "valid", "gathered", "ready", "pend", "exception"], "hold"),
    way(
        "escalate",
        "escalate",
        &["received", "valid", "gathered", "ready", "prepay", "pend", "hold"],
        "exception",
    ),
    way("back-to-received", "take up again", WAITING, "received"),
    way("back-to-valid", "take up again", WAITING, "valid"),
    way("back-to-gathered", "take up again", WAITING, "gathered"),
    way("back-to-ready", "take up again", WAITING, "ready"),
    Move { verb: "deny", title: "deny", from: BEFORE_SENT, to: "denied", needs: Permission::DecideReleases },
    Move {
        verb: "overturn",
        title: "overturn the denial",
        from: &["denied"],
        to: "received",
        needs: Permission::DecideReleases,
    },
    way("cancel", "cancel", BEFORE_SENT, "cancelled"),
    way("no-records", "find no records", &["received", "valid", "pend", "hold", "exception"], "no-records"),
];

/// The state to which a verb leads from here.
pub fn may(from: State, verb: &str) -> Option<State> {
    let found = MOVES.iter().find(|way| way.verb == verb && way.from.contains(&from.word()))?;
    State::from_word(found.to)
}

impl State {
    /// Whether it waits for somebody or something.
    pub fn is_waiting(self) -> bool {
        WAITING.contains(&self.word())
    }

    /// Whether nothing is to be done any more.
    pub fn is_ended(self) -> bool {
        matches!(self, Self::Closed | Self::Denied | Self::Cancelled | Self::NoRecords)
    }

    /// Whether something can still leave: then a revocation stops it.
    pub fn has_not_left(self) -> bool {
        !self.is_ended() && self != Self::Delivered
    }

    /// The verb that takes a waiting request back to where it was.
    pub fn way_back(self) -> Option<&'static str> {
        match self {
            Self::Received => Some("back-to-received"),
            Self::Valid => Some("back-to-valid"),
            Self::Gathered => Some("back-to-gathered"),
            Self::Ready | Self::Prepay => Some("back-to-ready"),
            _ => None,
        }
    }

    /// Where the request is, in the requester's words.
    pub fn status(self, requester: Requester) -> &'static str {
        match self {
            Self::Received => "We have your request and are checking that it is complete.",
            Self::Valid => "Your request is complete. We are gathering the records.",
            Self::Gathered => "The records are gathered. We are checking every page before it goes.",
            Self::Ready => "The records are ready and will go out shortly.",
            Self::Prepay => "The records are ready. They go out when the invoice is paid.",
            Self::Pend => "We need something from you before we can go on; see our letter.",
            Self::Hold => "Work on your request is waiting for something within the hospital.",
            Self::Exception => "Your request is with a supervisor, who decides how it goes on.",
            Self::Delivered | Self::Closed => "The records were sent.",
            Self::Denied if requester.has_access_clock() => {
                "Your request was denied; our letter says why, and what your rights are."
            }
            Self::Denied => "Your request was denied; our letter says why.",
            Self::Cancelled => "The request was cancelled.",
            Self::NoRecords => "We looked and found no such records here.",
        }
    }
}
