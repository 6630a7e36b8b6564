//! The boxes in which a deed on a query gets its words.

use crate::{
    cdiquery::{Answering, Decide, Escalate, Follow, Followed, Judge, QueryFile, RecordAnswer, Remind},
    domain::{
        cdi_query::{AnswerWay, Deed, Outcome, level_title},
        ids::{DocumentId, PractitionerId},
    },
    kit::{Checked, Choosable, Field, Form, FormBox, Outbox, ReasonBox, Values},
    letters::Way,
    providers::ProviderLine,
};
use chrono::{Local, NaiveDate, TimeZone as _, Utc};

/// Ends a query, or asks again.
pub fn decide(file: &QueryFile, deed: Deed, out: &mut Outbox<'_>) {
    let (title, text, save, done) = match deed {
        Deed::Withdraw => (
            "Withdraw the query",
            "It is kept with its reason, and the provider is no longer asked.",
            "Withdraw it",
            "Withdrawn. It is kept.",
        ),
        Deed::GiveUp => (
            "Close it without an answer",
            "The ladder was climbed and nobody answered. The coder goes on without it.",
            "Close it",
            "Closed: no response.",
        ),
        Deed::Reopen => (
            "Ask again",
            "The answer stays in the trace; the provider is asked anew.",
            "Ask again",
            "It is open again.",
        ),
        _ => (
            "Close the query",
            "No document is to come. An agreed answer that is in no document helps no coder: say why it is closed.",
            "Close it",
            "Closed.",
        ),
    };
    let (id, seen) = (file.line.id, Some(file.line.version));
    let change = move |reason: String| Decide { id, seen, deed, reason };
    out.show(ReasonBox::new(title, format!("{}. {text}", file.line.title), save, out.words(), change, done));
}

/// Writes an answer down that came by another way than this workstation.
pub fn answer(file: &QueryFile, out: &mut Outbox<'_>) {
    let options = file
        .options
        .iter()
        .map(|one| Choosable::new(one.place.to_string(), format!("{} {}", one.place, one.text)));
    let ways = AnswerWay::ALL.iter().filter(|way| **way != AnswerWay::Workstation);
    let ways = ways.map(|way| Choosable::new(way.word(), way.title())).collect();
    let outcomes = Outcome::OF_ANSWERS.iter().map(|one| Choosable::new(one.word(), one.title()));
    let outcomes = [Choosable::new("", "what the option means")].into_iter().chain(outcomes).collect();
    let mut who = vec![Choosable::new("asked", &file.line.provider_name)];
    if let Some(delegate) = file.line.delegate {
        who.push(Choosable::new(delegate.to_string(), format!("{} (delegate)", file.line.delegate_name)));
    }
    let mut fields = Vec::new();
    if !file.options.is_empty() {
        let none = [Choosable::new("", "in own words")];
        fields.push(Field::choice("option", "Option", none.into_iter().chain(options).collect()).width(52));
    }
    fields.extend([
        Field::text("words", "Own words").width(52),
        Field::text("comment", "Comment").width(52),
        Field::choice("way", "By way of", ways).needed().value(AnswerWay::Phone.word()).width(24),
        Field::choice("who", "Who said it", who).needed().value("asked").width(40),
        Field::date("on", "On the day").value(out.words().today().to_string()),
        Field::choice("outcome", "Counts as", outcomes).value("").width(30),
    ]);
    let rows = fields.len() as u16;
    let form = Form::new(fields, "Write it down", |_, _| Checked::Fine, out.words());
    let (id, seen, now) = (file.line.id, Some(file.line.version), out.words().now());
    let change = move |values: &Values<'_>| {
        let day = values.date("on").and_then(crate::domain::time::PartialDate::whole);
        Some(RecordAnswer {
            id,
            seen,
            answering: Answering {
                option: values.text("option").parse().ok(),
                words: values.text("words"),
                comment: values.text("comment"),
                outcome: Outcome::from_word(&values.text("outcome")),
            },
            way: AnswerWay::from_word(&values.text("way")).unwrap_or(AnswerWay::Phone),
            by: values.text("who").parse().ok().map(PractitionerId),
            at: day.map(|day| said_on(day, now)),
        })
    };
    let text = format!("{}. What the provider said, in the words that were said.", file.line.title);
    out.show(FormBox::new("The answer", text, (form, rows), change, "The answer is written down."));
}

/// Today means now; another day its last minute, so that it never lies before the sending.
fn said_on(day: NaiveDate, now: chrono::DateTime<Utc>) -> chrono::DateTime<Utc> {
    if day == now.with_timezone(&Local).date_naive() {
        return now;
    }
    let last = day.and_hms_opt(23, 59, 0).unwrap_or_default();
    Local.from_local_datetime(&last).latest().map_or(now, |at| at.with_timezone(&Utc))
}

/// Hands the query up the ladder.
pub fn escalate(file: &QueryFile, providers: &[ProviderLine], out: &mut Outbox<'_>) {
    let asked = file.line.provider;
    let others = providers.iter().filter(|line| Some(line.id) != asked && line.active);
    let options = [Choosable::new("", "nobody by name")].into_iter().chain(
        others.map(|line| Choosable::new(line.id.to_string(), format!("{}, {}", line.name, line.service))),
    );
    let level = level_title(file.line.level + 1);
    let fields = vec![
        Field::choice("to", "To", options.collect()).value("").width(48).help("Type letters of the name."),
        Field::text("reason", "Reason").needed().width(48),
    ];
    let form = Form::new(fields, "Hand it up", |_, _| Checked::Fine, out.words());
    let (id, seen) = (file.line.id, Some(file.line.version));
    let change = move |values: &Values<'_>| {
        let to = values.text("to").parse().ok().map(PractitionerId);
        Some(Escalate { id, seen, to, to_words: String::new(), reason: values.text("reason") })
    };
    let text = format!(
        "{}. The next step of the ladder is the {level}, who speaks with the provider.",
        file.line.title
    );
    out.show(FormBox::new(format!("Hand it to the {level}"), text, (form, 2), change, "Handed up."));
}

/// Reminds the provider.
pub fn remind(file: &QueryFile, out: &mut Outbox<'_>) {
    let ways = Way::ALL.iter().map(|way| Choosable::new(way.word(), format!("a letter, {}", way.title())));
    let options = [Choosable::new("", "by word of mouth")].into_iter().chain(ways).collect();
    let fields =
        vec![Field::choice("way", "How", options).value("").width(30), Field::text("note", "Note").width(48)];
    let form = Form::new(fields, "Remind", |_, _| Checked::Fine, out.words());
    let (id, seen) = (file.line.id, Some(file.line.version));
    let change = move |values: &Values<'_>| {
        Some(Remind { id, seen, letter: Way::from_word(&values.text("way")), note: values.text("note") })
    };
    let text = format!("{}, to {}.", file.line.title, file.line.answers());
    out.show(FormBox::new("Remind the provider", text, (form, 2), change, "The reminder is noted."));
}

/// Judges the outcome anew.
pub fn judge(file: &QueryFile, out: &mut Outbox<'_>) {
    let outcomes = Outcome::OF_ANSWERS.iter().map(|one| Choosable::new(one.word(), one.title())).collect();
    let fields = vec![
        Field::choice("outcome", "It counts as", outcomes).needed().width(30),
        Field::text("reason", "Reason").needed().width(48),
    ];
    let form = Form::new(fields, "Judge it so", |_, _| Checked::Fine, out.words());
    let (id, seen) = (file.line.id, Some(file.line.version));
    let change = move |values: &Values<'_>| {
        let outcome = Outcome::from_word(&values.text("outcome"))?;
        Some(Judge { id, seen, outcome, reason: values.text("reason") })
    };
    let said = file.answers.first().map_or("", |one| one.words.as_str()).to_owned();
    out.show(FormBox::new("What the answer comes to", said, (form, 2), change, "Judged."));
}

/// Names the document that followed.
pub fn follow(file: &QueryFile, followed: &[Followed], out: &mut Outbox<'_>) {
    let words = out.words();
    let options = followed.iter().map(|one| {
        let title = format!("{}, {}, {}", one.title, one.author, words.stored(&one.at));
        Choosable::new(one.document.to_string(), title)
    });
    let fields = vec![Field::choice("document", "Document", options.collect()).needed().width(56)];
    let form = Form::new(fields, "It followed from the answer", |_, _| Checked::Fine, out.words());
    let (id, seen) = (file.line.id, Some(file.line.version));
    let change = move |values: &Values<'_>| {
        let document = DocumentId(values.text("document").parse().ok()?);
        Some(Follow { id, seen, document })
    };
    let text = "The query is closed by it, and the coder's account comes back.";
    out.show(FormBox::new("The document that followed", text, (form, 1), change, "Closed by its document."));
}
