//! How a running clock stands, always as a word, and the one sentence that explains it.

use super::Rule;
use chrono::{DateTime, Duration, Utc};

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// More than a fifth of the time is left.
    OnTime,
    /// At most a fifth of the time is left.
    Soon,
    /// The due time has passed.
    Late,
}

impl Standing {
    /// The word that stands beside the colour.
    pub fn word(self) -> &'static str {
        match self {
            Self::OnTime => "on time",
            Self::Soon => "due soon",
            Self::Late => "late",
        }
    }
}

/// How a clock stands at an instant. What is due at once is soon until it is late.
pub fn standing(start: DateTime<Utc>, due: DateTime<Utc>, now: DateTime<Utc>) -> Standing {
    if now > due {
        return Standing::Late;
    }
    let whole = (due - start).max(Duration::zero());
    if (due - now) * 5 <= whole { Standing::Soon } else { Standing::OnTime }
}

/// Time left or past, in words: "due in 12 d", "due in 5 h", "due in 20 min", "3 d late".
pub fn time_left(due: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let amount = |span: Duration| match span.num_minutes() {
        minutes @ ..60 => format!("{minutes} min"),
        minutes @ 60..2880 => format!("{} h", minutes / 60),
        minutes => format!("{} d", minutes / 1440),
    };
    if now > due { format!("{} late", amount(now - due)) } else { format!("due in {}", amount(due - now)) }
}

/// The sentence that explains a clock, with its citation; `write` puts instants into the house's words.
pub fn explain(
    rule: &Rule,
    start: DateTime<Utc>,
    due: DateTime<Utc>,
    write: impl Fn(DateTime<Utc>) -> String,
) -> String {
    let span = match rule.value {
        0 => format!("at once after {}", rule.starts),
        _ => format!("{} after {}", rule.span(), rule.starts),
    };
    format!(
        "{}: due {}, {span} ({}). Rule {}, version {}: {}.",
        rule.name,
        write(due),
        write(start),
        rule.id,
        rule.version,
        rule.citation
    )
}
