//! HL7 v2: bytes to facts. ADT, MDM, ORU, OUL and VXU are applied; all other messages are kept as they came.
//!
//! From the input upwards: `lines` and `split` find the messages, `charset` makes text of one, `message` and `escape`
//! cut it into fields, `types`, `time` and `codes` read fields, `pid`, `visit`, `clinical`, `observation` and `body`
//! read segments, `adt` (with `events` and `merge`), `mdm` and `oru` know what messages mean.
//!
//! Rules:
//! - A message is applied whole or refused whole. What is refused names a field and never shows its value.
//! - A field that we use and cannot read (a date that is none, a file that is damaged) refuses the message, optional
//!   or not: a person corrects it in the error queue, and nothing goes missing unseen. Zeros, `""` and empty fields
//!   are no values. Codes that a table does not know are kept as words.
//! - Fields and segments that we do not use (NK1, GT1, ROL, Z segments …) stay in the kept source.
//! - An A08 whose visit cannot be told is applied to the person; its PV1 stays in the kept source.
//! - Facts are partial: what a message does not say stays; `""` clears.
//! - Keys are `authority^number` for patients and visits, and made of what a thing is where it has no number.

mod adt;
mod body;
mod charset;
mod clinical;
mod codes;
mod context;
mod escape;
mod events;
mod lines;
mod mdm;
mod merge;
mod message;
mod observation;
mod oru;
mod pid;
mod split;
mod time;
mod types;
mod value;
mod visit;

pub use pid::CLEARABLE;

use super::{MAX_RECORD_BYTES, ReadError, Records};
use crate::domain::facts::{Fact, Record, Rejection};
use context::Context;
use message::{Fault, Message};
use split::{Piece, Splitter};
use std::collections::HashSet;
use std::io::{BufRead, Cursor};

/// The messages of one input.
pub struct Hl7Records {
    splitter: Splitter,
    from: u64,
}

impl Hl7Records {
    /// Messages of an input from its beginning.
    pub fn new(input: Box<dyn BufRead + Send>) -> Self {
        Self::going_on(input, 0)
    }

    /// Messages that begin at byte `from` or later, for going on after a stop.
    ///
    /// The input is handed in from its beginning all the same: what lies before is passed over without being parsed,
    /// since encoding, line numbers and the counts of batches depend on it.
    pub fn going_on(input: Box<dyn BufRead + Send>, from: u64) -> Self {
        Self { splitter: Splitter::new(input, MAX_RECORD_BYTES), from }
    }
}

impl Records for Hl7Records {
    fn next(&mut self) -> Result<Option<Result<Record, Rejection>>, ReadError> {
        while let Some(piece) = self.splitter.next()? {
            if piece.offset >= self.from {
                return Ok(Some(read_piece(piece)));
            }
        }
        Ok(None)
    }
}

/// What was counted in a buffer of messages: the bare work of splitting and parsing, for measurements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Counted {
    pub messages: u64,
    pub segments: u64,
    pub fields: u64,
    pub refused: u64,
}

/// Splits and parses all messages of a buffer into fields, without facts.
pub fn count(input: Vec<u8>) -> Result<Counted, ReadError> {
    let mut splitter = Splitter::new(Box::new(Cursor::new(input)), MAX_RECORD_BYTES);
    let mut counted = Counted::default();
    while let Some(piece) = splitter.next()? {
        let text = charset::decode(&piece.raw);
        match text.as_ref().map(|text| Message::parse(text)) {
            Ok(Ok(message)) if piece.fault.is_none() => {
                counted.messages += 1;
                counted.segments += message.segment_count() as u64;
                counted.fields += message.field_count() as u64;
            }
            _ => counted.refused += 1,
        }
    }
    Ok(counted)
}

/// What a message says to us.
enum Said {
    Facts(Vec<Fact>),
    /// An event that changes nothing here.
    Nothing,
}

fn read_piece(piece: Piece) -> Result<Record, Rejection> {
    let Piece { offset, line, raw, fault } = piece;
    let (what, read) = match fault {
        Some(fault) => (String::new(), Err(fault)),
        None => read_message(&raw),
    };
    match read {
        Ok(Said::Facts(facts)) => Ok(Record { line, offset, what, facts, kept: None, raw }),
        Ok(Said::Nothing) => {
            let kind = what.split('^').next().unwrap_or_default();
            let kept = Some(format!("kept, not applied: {what}, {}", codes::subject(kind)));
            Ok(Record { line, offset, what, facts: Vec::new(), kept, raw })
        }
        Err(Fault { field, reason }) => Err(Rejection { line, offset, what, field, reason, raw }),
    }
}

/// The kind of a message, as far as it can be told, and what it says.
fn read_message(raw: &[u8]) -> (String, Result<Said, Fault>) {
    let text = match charset::decode(raw) {
        Ok(text) => text,
        Err(fault) => return (String::new(), Err(fault)),
    };
    let message = match Message::parse(&text) {
        Ok(message) => message,
        Err(fault) => return (String::new(), Err(fault)),
    };
    let context = match Context::read(&message) {
        Ok(context) => context,
        Err(fault) => return (kind_of(&message), Err(fault)),
    };
    let said = match context.kind.as_str() {
        "ADT" => adt::read(&context),
        "MDM" => mdm::read(&context),
        "ORU" | "OUL" => oru::read(&context),
        "VXU" if context.event == "V04" => oru::immunizations(&context),
        _ => Ok(Said::Nothing),
    };
    (context.what(), said.map(each_clinician_once))
}

/// The same doctor attends, admits, dictates and signs; one fact of them is enough.
fn each_clinician_once(said: Said) -> Said {
    let Said::Facts(mut facts) = said else { return said };
    let mut seen = HashSet::new();
    facts.retain(|fact| match fact {
        Fact::Practitioner(practitioner) => seen.insert(practitioner.origin.key.clone()),
        _ => true,
    });
    Said::Facts(facts)
}

/// MSH-9 of a message whose header is at fault elsewhere.
fn kind_of(message: &Message<'_>) -> String {
    let header = message.segment("MSH");
    header
        .map(|msh| msh.field(9).first().words().into_iter().take(2).collect::<Vec<_>>().join("^"))
        .unwrap_or_default()
}

#[cfg(test)]
#[path = "adt_tests.rs"]
mod adt_tests;
#[cfg(test)]
#[path = "document_tests.rs"]
mod document_tests;
#[cfg(test)]
mod tests;
