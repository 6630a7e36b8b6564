//! What all facts of one message share: its event, sender, times, and the rules for times and keys.

use super::message::{Fault, Message, Segment};
use super::time::{NotATime, Stamp};
use super::types;
use crate::domain::facts::{Kind, Origin, Ref};
use crate::domain::time::{PartialDate, When};
use chrono::{DateTime, FixedOffset, Utc};

/// One message and what its header says.
pub struct Context<'m> {
    /// The message.
    pub message: &'m Message<'m>,
    /// MSH-9 first component: `ADT`.
    pub kind: String,
    /// MSH-9 second component, else EVN-1: `A01`.
    pub event: String,
    /// Sending application, sending facility and MSH-10: `ADT1^HOSP^MSG00001`.
    pub key: String,
    /// MSH-4, the facility that sends.
    pub facility: String,
    /// When the sender recorded the event (EVN-2), else when it sent the message (MSH-7).
    pub recorded: Option<When>,
    zone: Option<FixedOffset>,
}

impl<'m> Context<'m> {
    /// Reads the header. A [`Fault`] names MSH-7, MSH-9, MSH-10 or EVN-2.
    pub fn read(message: &'m Message<'m>) -> Result<Self, Fault> {
        let header = message.segment("MSH").ok_or_else(|| Fault::new("MSH", "the MSH segment is missing"))?;
        let (kind, event) = event_of(message, header);
        if kind.is_empty() || event.is_empty() {
            return Err(Fault::new("MSH-9", "the message does not say its type and event, such as ADT^A01"));
        }
        let Some(control) = header.comp(10, 1).some() else {
            return Err(Fault::new("MSH-10", "the message has no control id"));
        };
        let facility = types::authority(header.comp(4, 1));
        let application = types::authority(header.comp(3, 1));
        let sent = stamp(header, 7)?;
        let mut context = Self {
            message,
            kind,
            event,
            key: format!("{application}^{facility}^{control}"),
            facility,
            recorded: None,
            zone: sent.and_then(|s| s.zone),
        };
        let sent = sent.map(|s| s.when(context.zone));
        let recorded = match message.segment("EVN") {
            Some(event) => context.when(event, 2)?,
            None => None,
        };
        // A day alone would make the event older than the morning's messages.
        context.recorded = match (recorded, sent) {
            (Some(When::Date(_)), Some(When::At(_))) | (None, _) => sent,
            _ => recorded,
        };
        Ok(context)
    }

    /// `ADT^A08`.
    pub fn what(&self) -> String {
        format!("{}^{}", self.kind, self.event)
    }

    /// The time by which facts of this message are older or newer than others.
    pub fn as_of(&self) -> Option<DateTime<Utc>> {
        self.recorded.map(When::instant)
    }

    /// Origin of an object with this key.
    pub fn origin(&self, key: impl Into<String>) -> Origin {
        Origin { key: key.into(), as_of: self.as_of() }
    }

    /// A time in the first component of a field, in the zone of MSH-7 if it names none; a [`Fault`] names the field.
    pub fn when(&self, segment: Segment<'_>, field: usize) -> Result<Option<When>, Fault> {
        Ok(stamp(segment, field)?.map(|s| s.when(self.zone)))
    }

    /// A time in text that is no field of its own.
    pub fn when_in(&self, text: &str) -> Result<Option<When>, NotATime> {
        Ok(Stamp::read(text)?.map(|s| s.when(self.zone)))
    }
}

/// A date as the sender's calendar has it; a [`Fault`] names the field.
pub fn date(segment: Segment<'_>, field: usize) -> Result<Option<PartialDate>, Fault> {
    Ok(stamp(segment, field)?.map(|s| s.date))
}

/// Key of an object that its sender does not number: what it belongs to and what tells it from its like.
pub fn made_key(owner: &Ref, parts: &[&str]) -> String {
    let mut key = owner.key.clone();
    for part in parts {
        key.push('/');
        key.push_str(part);
    }
    key
}

/// A reference without words.
pub fn reference(kind: Kind, key: impl Into<String>) -> Ref {
    Ref { kind, key: key.into(), display: None }
}

/// Type and event: MSH-9, with EVN-1 where old senders leave the event out, and `ADT_A01` in one piece.
fn event_of(message: &Message<'_>, header: Segment<'_>) -> (String, String) {
    let first = header.comp(9, 1).text().to_ascii_uppercase();
    let (kind, joined) = first.split_once('_').map_or((first.as_str(), ""), |(kind, event)| (kind, event));
    let event = header.comp(9, 2).some().or_else(|| Some(joined.to_owned()).filter(|e| !e.is_empty()));
    let event = event.or_else(|| message.segment("EVN").and_then(|evn| evn.comp(1, 1).some()));
    // Before version 2.3 a result message had but one event and did not name it.
    let event = event.or_else(|| (kind == "ORU").then(|| "R01".to_owned()));
    (kind.to_owned(), event.unwrap_or_default().to_ascii_uppercase())
}

fn stamp(segment: Segment<'_>, field: usize) -> Result<Option<Stamp>, Fault> {
    Stamp::read(segment.comp(field, 1).part(1).raw()).map_err(|NotATime| {
        Fault::new(segment.name(field), "not a date or time; YYYYMMDD[HHMM[SS]][+ZZZZ] is expected")
    })
}
