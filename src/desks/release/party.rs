//! The directory of who asks: list, entry, verification.

use crate::{
    domain::{release::Requester, role::Permission::HandleReleases},
    keys::Command,
    kit::{Cell, Checked, Choosable, Column, Field, Form, FormBox, ReasonBox, Rows, Values, Words},
    look::Meaning,
    release::{Party, Requesters, SetRequester, VerifyRequester},
};

/// What the directory offers besides the keys of every list.
pub const COMMANDS: &[Command] = &[
    Command::new("requester.change", &["<enter>"], "Change the requester", HandleReleases)
        .group("Requester")
        .hint(1, "change"),
    Command::new("requester.verify", &["v"], "Record how the requester was verified", HandleReleases)
        .group("Requester")
        .hint(2, "verify"),
];

const COLUMNS: &[Column<Party>] = &[
    Column::new("Name", |one: &Party, _| Cell::text(&one.name))
        .width(20, 36)
        .sorted(|a, b| a.name.cmp(&b.name)),
    Column::new("Kind", |one: &Party, _| Cell::text(one.kind.title()))
        .width(12, 30)
        .sorted(|a, b| a.kind.cmp(&b.kind)),
    Column::new("Verified", |one: &Party, words| {
        if one.verified_at.is_empty() {
            Cell::meaning("not yet", Meaning::Amber)
        } else {
            Cell::text(words.stored(&one.verified_at))
        }
    })
    .width(10, 16),
    Column::new("Fax", |one: &Party, _| Cell::text(&one.fax)).width(12, 16).from(1),
    Column::new("Phone", |one: &Party, _| Cell::text(&one.phone)).width(12, 16).from(2),
    Column::new("In use", |one: &Party, _| Cell::text(if one.active { "yes" } else { "no" }))
        .width(6, 6)
        .from(2),
];

/// The directory.
pub fn requesters() -> Rows<Requesters, Party, i64> {
    Rows::new("Requesters", Requesters { all: true }, COLUMNS, |one| one.id.0)
        .empty("No requester yet. F4 in the intake form enters one.")
        .acting(COMMANDS, |id, one, out| match id.0 {
            "requester.change" => out.show(party_box(Some(one), out.words())),
            "requester.verify" => {
                let (id, version) = (one.id, one.version);
                out.show(ReasonBox::new(
                    "How was the requester verified?",
                    format!(
                        "{}. Who asks and their authority are made sure of: 45 CFR 164.514(h).",
                        one.name
                    ),
                    "Record it",
                    out.words(),
                    move |how| VerifyRequester { id, version, how },
                    "Verified.",
                ));
            }
            _ => {}
        })
}

/// The form that enters a requester, or changes one.
pub fn party_box(one: Option<&Party>, words: Words) -> FormBox<SetRequester> {
    let kinds = Requester::ALL.iter().map(|kind| Choosable::new(kind.word(), kind.title())).collect();
    let known = one.map(|one| (one.id, one.version));
    let text = |read: fn(&Party) -> &String| one.map(|one| read(one).clone()).unwrap_or_default();
    let fields = vec![
        Field::choice("kind", "Kind", kinds)
            .needed()
            .width(34)
            .value(one.map_or("", |one| one.kind.word()))
            .help("The usual kind of their requests; it steers right, clock and fee."),
        Field::text("name", "Name").needed().width(48).value(text(|one| &one.name)),
        Field::note("address", "Address", 3)
            .value(text(|one| &one.address))
            .help("Lines, as on an envelope."),
        Field::text("state", "State")
            .width(4)
            .value(text(|one| &one.state))
            .help("Two letters: its schedule of fees."),
        Field::phone("phone", "Phone").value(text(|one| &one.phone)),
        Field::phone("fax", "Fax").value(text(|one| &one.fax)),
        Field::text("email", "Mail").width(40).value(text(|one| &one.email)),
        Field::choice("active", "In use", vec![Choosable::new("yes", "yes"), Choosable::new("no", "no")])
            .needed()
            .width(8)
            .value(if one.is_none_or(|one| one.active) { "yes" } else { "no" }),
    ];
    let change = move |values: &Values<'_>| {
        Some(SetRequester {
            id: known,
            kind: Requester::from_word(&values.text("kind"))?,
            name: values.text("name"),
            address: values.text("address"),
            state: values.text("state"),
            phone: values.text("phone"),
            fax: values.text("fax"),
            email: values.text("email"),
            active: values.text("active") == "yes",
        })
    };
    let check = |field: &'static str, values: &Values<'_>| {
        let text = values.text(field);
        match field {
            "state" => Checked::when(text.is_empty() || text.len() == 2, "Two letters, like MA."),
            "email" if !text.is_empty() => match crate::domain::fields::email(&text) {
                Ok(_) => Checked::Fine,
                Err(why) => Checked::Wrong(why),
            },
            _ => Checked::Fine,
        }
    };
    let (title, said) = match one {
        Some(_) => ("Change the requester", "Another address, fax or mail is to be verified anew."),
        None => ("A new requester", ""),
    };
    FormBox::new(title, said, (Form::new(fields, "Save", check, words), 10), change, "Saved.")
}
