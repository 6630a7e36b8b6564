//! The facts above the lists of one provider: the entry, what is owed, the next letter, suspension.

use crate::{
    completion::{Records, Stands},
    domain::time::parse_instant,
    kit::{Scene, Words, split_left},
    look::Meaning,
    providers::Provider,
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Rows of the entry.
pub const ENTRY: u16 = 6;
/// Rows of the records.
pub const RECORDS: u16 = 3;
/// Columns of the words before each fact.
const LABEL: u16 = 11;

/// One fact a row: six of the entry, three of the records where they may be seen.
pub fn view(
    provider: &Provider,
    records: Option<&Records>,
    scene: &Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let npi = match crate::domain::npi::check(&provider.npi) {
        _ if provider.npi.is_empty() => ("none entered".to_owned(), Meaning::Muted),
        Ok(_) => (provider.npi.clone(), Meaning::Text),
        Err(why) => (format!("{}: {why}", provider.npi), Meaning::Error),
    };
    let state = match (provider.active, provider.trainee) {
        (false, _) => ("no longer works here", Meaning::Disabled),
        (true, true) => ("trainee: entries need a co-signature", Meaning::Text),
        (true, false) => ("works here", Meaning::Text),
    };
    let delegate = if provider.delegate_name.is_empty() { "nobody named" } else { &provider.delegate_name };
    let note = if provider.delegate_note.is_empty() {
        String::new()
    } else {
        format!(" ({})", provider.delegate_note)
    };
    let address = provider.address.lines().collect::<Vec<_>>().join(", ");
    let address =
        if address.is_empty() { "none entered: letters go to the service".to_owned() } else { address };
    let mut facts: Vec<(&str, String, Meaning)> = vec![
        ("NPI", npi.0, npi.1),
        (
            "Service",
            [&*provider.service, &*provider.specialty]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
            Meaning::Text,
        ),
        ("State", state.0.to_owned(), state.1),
        ("Delegate", format!("{delegate}{note}"), Meaning::Text),
        ("Address", address, Meaning::Text),
        (
            "Reached by",
            [&*provider.phone, &*provider.email]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
            Meaning::Text,
        ),
    ];
    if let Some(records) = records {
        facts.extend(record_facts(records, scene.words));
    }
    for ((label, text, meaning), row) in facts.iter().zip(area.rows()) {
        let (left, right) = split_left(row, LABEL);
        scene.line(buffer, left, label, Meaning::Label);
        scene.line(buffer, right, text, *meaning);
    }
}

fn record_facts(records: &Records, words: Words) -> [(&'static str, String, Meaning); 3] {
    let late = records.owed.iter().filter(|one| one.delinquent).count();
    let owes = match records.owed.len() {
        0 => ("nothing".to_owned(), Meaning::Ok),
        n => {
            let oldest = records
                .owed
                .iter()
                .filter_map(|one| one.discharge_at.as_deref().and_then(parse_instant))
                .min();
            let days = oldest.map(|at| format!(", oldest discharge {} d ago", (words.now() - at).num_days()));
            let told = format!("{n} open{}", days.unwrap_or_default());
            if late > 0 {
                (format!("{told}, {late} delinquent"), Meaning::Late)
            } else {
                (told, Meaning::Text)
            }
        }
    };
    let letter = match &records.next {
        None => ("none is to be written".to_owned(), Meaning::Text),
        Some(next) => {
            let last = next.last_at.as_deref().map(|at| words.stored(at)).unwrap_or_default();
            match (next.stands, &next.delegate) {
                (Stands::Due, Some((_, name))) => {
                    (format!("{} due, to {name}", next.kind_title()), Meaning::Amber)
                }
                (Stands::Due, None) => (format!("{} due", next.kind_title()), Meaning::Amber),
                (Stands::Sent, _) => (format!("{} sent {last}", next.kind_title()), Meaning::Text),
                (stands, _) => (format!("{}: {}", next.kind_title(), stands.title()), Meaning::Muted),
            }
        }
    };
    let suspended = match &records.suspension {
        None => ("no".to_owned(), Meaning::Text),
        Some(one) if one.state == "approved" => (one.standing(words.today()), Meaning::Late),
        Some(one) => (one.standing(words.today()), Meaning::Amber),
    };
    [("Owes", owes.0, owes.1), ("Letter", letter.0, letter.1), ("Suspended", suspended.0, suspended.1)]
}
