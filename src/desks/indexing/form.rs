//! The form beside the preview, and who its first field leads to.

use crate::{
    capture::{Captured, Owner, Owners, Stay},
    domain::document_types,
    kit::{Checked, Choosable, Field, Form, Scene, Values, Words},
    look::Meaning,
    providers::ProviderLine,
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Columns of the fields: the form has half of a narrow screen.
const COLUMNS: u16 = 26;

/// The form of a document: what a person said before, else what the file proposes.
pub fn new_form(line: &Captured, owner: Option<&Owner>, providers: &[ProviderLine], words: Words) -> Form {
    let kinds = document_types::KINDS.iter().map(|(code, title)| Choosable::new(*code, *title)).collect();
    let stays = owner.map(|owner| owner.stays.as_slice()).unwrap_or_default();
    let stays = stays
        .iter()
        .map(|stay| Choosable::new(stay.encounter.to_string(), stay_words(stay, words)))
        .collect();
    let authors = providers.iter().map(|one| Choosable::new(one.id.to_string(), one.name.clone())).collect();
    let or = |own: &str, proposed: &str| if own.is_empty() { proposed.to_owned() } else { own.to_owned() };
    let said = owner.map_or_else(|| line.hints.owner().to_owned(), |owner| owner.mrn.clone());
    let encounter = line.encounter.or(owner.and_then(|owner| owner.encounter)).map(|stay| stay.to_string());
    let author = match line.author {
        Some(author) => author.to_string(),
        None => match crate::providers::find(providers, &line.hints.author).as_slice() {
            [only] => only.id.to_string(),
            _ => String::new(),
        },
    };
    let written = line.written.map_or_else(|| line.hints.date.clone(), |written| written.day().to_string());
    let fields = vec![
        Field::text("owner", "Whose")
            .needed()
            .value(said)
            .width(COLUMNS)
            .help("Barcode, visit or record number; or a name as in the look-up."),
        Field::choice("encounter", "Encounter", stays).value(encounter.unwrap_or_default()).width(COLUMNS),
        Field::choice("type", "Kind", kinds)
            .needed()
            .value(or(&line.type_code, &line.hints.type_code))
            .width(COLUMNS),
        Field::text("title", "Title").value(&line.title).width(COLUMNS).help("Empty: the kind is the title."),
        Field::choice("author", "Author", authors).value(author).width(COLUMNS),
        Field::text("author_text", "in words").value(&line.author_text).width(COLUMNS),
        Field::date("written", "Date").value(written),
        Field::choice(
            "state",
            "Signed",
            vec![Choosable::new("signed", "yes"), Choosable::new("unsigned", "no")],
        )
        .needed()
        .value(&line.doc_state)
        .width(8),
    ];
    Form::new(fields, "Index, and the next", check, words)
}

/// Three rows above the fields: who it is, or who it may be.
pub fn view_owner(found: Option<&Owners>, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let words = scene.words;
    let mut rows = area.rows();
    let mut line = |text: &str, meaning| {
        if let Some(row) = rows.next() {
            scene.line(buffer, row, text, meaning);
        }
    };
    match found {
        None => line("Nobody yet: type a number below.", Meaning::Muted),
        Some(Owners::Nobody) => line("Nobody here has this number or name.", Meaning::Error),
        Some(Owners::One(owner)) => {
            line(&owner.name, Meaning::Heading);
            let born = owner.born.map(|born| format!("{} ({})", words.date(born), words.age(born)));
            line(&format!("{} {}  record {}", born.unwrap_or_default(), owner.sex, owner.mrn), Meaning::Text);
        }
        Some(Owners::Several(some)) => {
            let fit = usize::from(area.height.saturating_sub(1));
            if some.len() > fit {
                let told = format!("Type the number of one, or more ({fit} of {}):", some.len());
                line(&told, Meaning::Amber);
            } else {
                line("Type the record number of one:", Meaning::Amber);
            }
            for one in some {
                let born = one.born.map(|born| words.date(born)).unwrap_or_default();
                line(&format!("{} {} {born}", one.mrn, one.name), Meaning::Text);
            }
        }
    }
}

fn check(id: &'static str, values: &Values<'_>) -> Checked {
    match id {
        "written" => Checked::when(
            values.date("written").is_none_or(|day| day.earliest() <= values.words().today()),
            "In the future.",
        ),
        "title" | "author_text" => {
            Checked::when(values.text(id).chars().count() <= 200, "At most 200 letters.")
        }
        _ => Checked::Fine,
    }
}

/// "03/12/2026 inpatient V1002 Cardiology": what tells stays apart stands first, the field is narrow.
fn stay_words(stay: &Stay, words: Words) -> String {
    let when = stay.admit.map(|admit| words.day(admit.day())).unwrap_or_default();
    let parts = [&when, stay.class.as_str(), &stay.visit_number, &stay.service];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
