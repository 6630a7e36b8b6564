//! The boxes in which a verdict gets its words.

use crate::{
    completion::{AssignByHand, Decide, Deed, Deficiency},
    domain::{
        completion::Lack,
        ids::{DocumentId, EncounterId, PractitionerId},
    },
    kit::{Checked, Choosable, Field, Form, FormBox, Outbox, ReasonBox, Values},
};

/// Asks which document is missing, and assigns it.
pub fn missing(stay: EncounterId, types: &[(String, String)], out: &mut Outbox<'_>) {
    let options = types.iter().map(|(key, name)| Choosable::new(key, name)).collect();
    let fields = vec![
        Field::choice("type", "Missing", options)
            .needed()
            .width(40)
            .help("Type letters of the document's name."),
        Field::text("note", "Note").width(48),
    ];
    let form = Form::new(fields, "Assign it", |_, _| Checked::Fine, out.words());
    let change = move |values: &Values<'_>| {
        Some(AssignByHand {
            encounter: stay,
            lack: Lack::Missing,
            doc_type: values.text("type"),
            document: None,
            responsible: None,
            note: values.text("note"),
        })
    };
    let text = "The attending owes it, unless it is given to somebody else.";
    out.show(FormBox::new("A document is missing", text, (form, 2), change, "Assigned."));
}

/// Assigns a lack of a document, with words.
pub fn of_document(stay: EncounterId, document: DocumentId, lack: Lack, title: &str, out: &mut Outbox<'_>) {
    let (heading, text) = match lack {
        Lack::Unsigned => ("Not signed", "Its author owes the signature."),
        Lack::WrongPatient => {
            ("Of another patient", "Its author, or who filed it, has to put it into the right chart.")
        }
        _ => ("Send it back", "Its author has to complete it by an addendum."),
    };
    let text = format!("{title}. {text}");
    let change = move |note: String| AssignByHand {
        encounter: stay,
        lack,
        doc_type: String::new(),
        document: Some(document),
        responsible: None,
        note,
    };
    out.show(ReasonBox::new(heading, text, "Assign it", out.words(), change, "Assigned."));
}

/// Asks for the reason of a decision on a deficiency.
pub fn decide(one: &Deficiency, deed: Deed, out: &mut Outbox<'_>) {
    let (title, done) = match deed {
        Deed::Dispute => ("The clinician refuses it", "Disputed."),
        Deed::Uphold => ("It was no deficiency of theirs", "The dispute is upheld."),
        Deed::Keep => ("It stays", "The deficiency stays."),
        Deed::Waive => ("Waive it", "Waived."),
        Deed::Close => ("It is done, though no document says so", "Closed."),
        Deed::Cancel => ("It never was a deficiency", "Cancelled."),
        Deed::Reopen => ("It is owed again", "Open again."),
        Deed::Note | Deed::Reassign(_) => ("A note", "Noted."),
    };
    let text = format!("{}, {}; {}.", one.name, one.lack.title(), owed_by(one));
    let (id, seen) = (one.id, Some(one.version));
    let change = move |reason: String| Decide { id, seen, deed: deed.clone(), reason };
    out.show(ReasonBox::new(title, text, "Do it", out.words(), change, done));
}

/// Gives a deficiency to somebody else.
pub fn reassign(one: &Deficiency, providers: &[(PractitionerId, String)], out: &mut Outbox<'_>) {
    let options = providers.iter().map(|(id, name)| Choosable::new(id.to_string(), name)).collect();
    let fields = vec![
        Field::choice("to", "To", options).needed().width(48).help("Type letters of the name."),
        Field::text("reason", "Reason").needed().width(48),
    ];
    let form = Form::new(fields, "Give it", |_, _| Checked::Fine, out.words());
    let (id, seen) = (one.id, Some(one.version));
    let change = move |values: &Values<'_>| {
        let to = values.text("to").parse().ok().map(PractitionerId)?;
        Some(Decide { id, seen, deed: Deed::Reassign(to), reason: values.text("reason") })
    };
    let text = format!("{}, {}; {}.", one.name, one.lack.title(), owed_by(one));
    out.show(FormBox::new("Give it to somebody else", text, (form, 2), change, "It is theirs now."));
}

fn owed_by(one: &Deficiency) -> String {
    if one.responsible_name.is_empty() {
        "owed by nobody named".into()
    } else {
        format!("owed by {}", one.responsible_name)
    }
}
