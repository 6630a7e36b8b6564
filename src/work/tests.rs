//! The engine on a queue of its own.
#![allow(missing_docs)]

use super::*;
use crate::{
    domain::{
        role::{Permission, Role},
        time::Clock,
    },
    store::{self, Change, Refusal, Session, Store, Writing, ops::SetUser},
};

pub use super::trial::TRIAL;

mod crowd;
pub mod engine;
mod machine;
