//! A queue as data: its states, what leads from one to another, and who may do it.

use crate::domain::role::Permission;

/// What a state is, whatever a queue calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Waits to be begun.
    Ready,
    /// Begun; may be taken up again.
    Active,
    /// Waits for somebody else; nobody can claim it.
    Pended,
    /// Closed.
    Done,
}

impl Kind {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Active => "active",
            Self::Pended => "pended",
            Self::Done => "done",
        }
    }
}

/// One state of a queue.
#[derive(Clone, Copy, Debug)]
pub struct QueueState {
    /// The word in the database and on the command line: `assigned`.
    pub word: &'static str,
    /// The words on screen.
    pub title: &'static str,
    /// What it is.
    pub kind: Kind,
}

/// One way from some states to another.
#[derive(Clone, Copy, Debug)]
pub struct Transition {
    /// The verb in the database and on the command line: `complete`.
    pub verb: &'static str,
    /// The words on screen: "mark complete".
    pub title: &'static str,
    /// States that it may start from, by word.
    pub from: &'static [&'static str],
    /// The state that it leads to, by word.
    pub to: &'static str,
    /// Who may.
    pub needs: Permission,
    /// Whether its author may take it back by the engine alone. A verdict that also writes rows of its desk says no,
    /// and the desk offers its own way back, by [`super::undo`] inside its change.
    pub undoable: bool,
}

/// A queue: a kind of work with its own states.
#[derive(Clone, Copy, Debug)]
pub struct Queue {
    /// The word in the database: `completion`.
    pub id: &'static str,
    /// The words on screen: "Chart completion".
    pub title: &'static str,
    /// The desk that works it, by the desk's id.
    pub desk: &'static str,
    /// What one item is called: "deficiency", "account".
    pub item: &'static str,
    /// All states; the first is that of a new item.
    pub states: &'static [QueueState],
    /// All ways between them.
    pub transitions: &'static [Transition],
    /// Who may see its list, claim, pend, assign to themselves and write notes.
    pub claim: Permission,
}

impl Queue {
    /// The state of a new item.
    pub fn first_state(&self) -> &'static str {
        self.states.first().map_or("", |state| state.word)
    }

    /// A state by its word.
    pub fn state(&self, word: &str) -> Option<&'static QueueState> {
        self.states.iter().find(|state| state.word == word)
    }

    /// The words of a state on screen; `pended` is that of items put aside.
    pub fn state_title<'w>(&self, word: &'w str) -> &'w str {
        match self.state(word) {
            Some(state) => state.title,
            None if word == PENDED => "put aside",
            None => word,
        }
    }

    /// The words of all open states and of [`PENDED`]: what a worklist may be narrowed to.
    pub fn open_lanes(&self) -> impl Iterator<Item = &'static str> {
        let open = self.states.iter().filter(|state| state.kind != Kind::Done).map(|state| state.word);
        open.chain([PENDED])
    }

    /// The transition that a verb means in a state, or why there is none, in words.
    pub fn step(&self, from: &str, verb: &str) -> Result<&'static Transition, String> {
        let named: Vec<&'static Transition> =
            self.transitions.iter().filter(|transition| transition.verb == verb).collect();
        if let Some(found) = named.iter().find(|transition| transition.from.contains(&from)) {
            return Ok(found);
        }
        let can: Vec<&str> = self.steps(from).map(|transition| transition.title).collect();
        let can = match can.as_slice() {
            [] => "nothing more can be done with it".to_owned(),
            _ => format!("from there one can: {}", can.join(", ")),
        };
        Err(match named.first() {
            None => format!("{} has no step \"{verb}\"; {can}.", self.title),
            Some(step) => format!(
                "this {} is {}, and one cannot {} then; {can}.",
                self.item,
                self.state_title(from),
                step.title
            ),
        })
    }

    /// What can be done in a state.
    pub fn steps<'s>(&self, from: &'s str) -> impl Iterator<Item = &'static Transition> + use<'s> {
        self.transitions.iter().filter(move |transition| transition.from.contains(&from))
    }

    /// What is wrong with the data of a queue, for the test that looks at all of them: first what, then where.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let known = |word: &str| self.state(word).is_some();
        for (at, state) in self.states.iter().enumerate() {
            if self.states.iter().skip(at + 1).any(|other| other.word == state.word) {
                faults.push(format!("two states have one word: {}", state.word));
            }
            if state.word == PENDED {
                faults.push(format!("the word {PENDED} is that of items put aside"));
            }
        }
        for transition in self.transitions {
            let unknown = transition.from.iter().chain([&transition.to]).filter(|word| !known(word));
            faults.extend(unknown.map(|word| format!("{} names no state: {word}", transition.verb)));
            for from in transition.from {
                let same = |t: &&Transition| t.verb == transition.verb && t.from.contains(from);
                if self.transitions.iter().filter(same).count() > 1 {
                    faults.push(format!("{} leads two ways from {from}", transition.verb));
                }
            }
            if BUILT_IN.contains(&transition.verb) {
                faults.push(format!("{} is a verb of every queue", transition.verb));
            }
        }
        if self.states.first().is_none_or(|state| matches!(state.kind, Kind::Done | Kind::Pended)) {
            faults.push("the first state must be open".to_owned());
        }
        faults
    }
}

/// The word by which worklists name items that were put aside, whatever their state.
pub const PENDED: &str = "pended";

/// Verbs that every queue has; a transition may not be called so.
pub const BUILT_IN: &[&str] = &[
    "open", "claim", "release", "assign", "team", "unassign", "pend", "wake", "note", "priority", "due",
    "undo", "take",
];
