//! The patient banner: two identifiers wherever a patient is in context, and what everyone must know first.

use super::Scene;
use crate::{chart::Banner, look::Meaning};
use ratatui::{buffer::Buffer, layout::Rect};

/// Rows that the banner takes.
pub const ROWS: u16 = 2;

/// Name as lists and headings write it: "Smith, John A. Jr".
pub fn short_name(banner: &Banner) -> String {
    let given = [banner.given.as_str(), banner.middle.as_str()].into_iter().filter(|part| !part.is_empty());
    let given = given.collect::<Vec<_>>().join(" ");
    let mut name = banner.family.clone();
    if !banner.suffix.is_empty() {
        name = format!("{name} {}", banner.suffix);
    }
    if given.is_empty() { name } else { format!("{name}, {given}") }
}

/// The word for a stored sex: `F` female.
pub fn sex_title(sex: &str) -> &'static str {
    match sex {
        "F" => "female",
        "M" => "male",
        "O" => "other sex",
        _ => "sex unknown",
    }
}

/// Draws the banner: name, record number, birth date, age, sex; below them every flag in words.
pub fn view(banner: Option<&Banner>, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area.intersection(buffer.area), scene.style(Meaning::Banner));
    let Some(banner) = banner else {
        scene.line(buffer, row(area, 0), " Asking who this is", Meaning::Banner);
        return;
    };
    let who = identity(banner, scene);
    let name = format!(" {} ", short_name(banner));
    let used = scene.styled_line(buffer, row(area, 0), &name, scene.strong(Meaning::Banner));
    let rest = Rect { x: area.x + used, width: area.width - used.min(area.width), height: 1, ..area };
    scene.line(buffer, rest, &who, Meaning::Banner);
    let mut x = area.x + 1;
    for words in warnings(banner, scene) {
        let place = Rect {
            x,
            y: area.y + 1,
            width: area.right().saturating_sub(x),
            height: area.height.saturating_sub(1).min(1),
        };
        if place.is_empty() {
            break;
        }
        x += scene.line(buffer, place, &format!(" {words} "), Meaning::BannerFlag) + 1;
    }
}

/// Record number, birth date, age, sex.
fn identity(banner: &Banner, scene: &Scene<'_>) -> String {
    let mut parts = vec![format!("record {}", banner.mrn)];
    match banner.birth_date {
        Some(born) => {
            parts.push(format!("born {}", scene.words.date(born)));
            let age = scene.words.age_at(born, banner.death_at);
            // Dead at an unknown time: an age of today would be false.
            if !age.is_empty() && (!banner.deceased || banner.death_at.is_some()) {
                parts.push(age);
            }
        }
        None => parts.push("birth date unknown".to_owned()),
    }
    parts.push(sex_title(&banner.sex).to_owned());
    format!(" {}", parts.join("  "))
}

/// Everything that changes how one reads on, in words.
fn warnings(banner: &Banner, scene: &Scene<'_>) -> Vec<String> {
    let mut warnings = Vec::new();
    if let Some(survivor) = &banner.merged_into {
        warnings.push(format!("merged into {survivor}"));
    }
    if banner.state == "inactive" || banner.state == "deleted" {
        warnings
            .push(if banner.state == "deleted" { "marked deleted" } else { "inactive record" }.to_owned());
    }
    if banner.deceased {
        warnings.push(match banner.death_at {
            Some(at) => format!("deceased {}", scene.words.when(at)),
            None => "deceased".to_owned(),
        });
    }
    for flag in &banner.flags {
        let mut words = flag.title();
        if let Some(other) = &flag.other {
            words = format!("{words} of {other}");
        }
        if !flag.note.is_empty() {
            words = format!("{words}: {}", flag.note);
        }
        warnings.push(words);
    }
    if banner.held_edits > 0 {
        warnings.push("a change waits for review".to_owned());
    }
    if banner.pending_merges > 0 {
        warnings.push("a merge waits for a decision".to_owned());
    }
    warnings
}

fn row(area: Rect, number: u16) -> Rect {
    Rect { y: area.y + number, height: 1.min(area.height), ..area }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        chart::Flag,
        domain::{
            ids::{PatientId, Version},
            time::PartialDate,
        },
        kit::testing::{scene, screen},
        look::Look,
    };

    fn banner() -> Banner {
        Banner {
            patient: PatientId(1),
            version: Version(1),
            mrn: "100234".into(),
            prefix: String::new(),
            family: "Núñez".into(),
            given: "Ana".into(),
            middle: "María".into(),
            suffix: String::new(),
            birth_date: PartialDate::parse_iso("1950-03-12"),
            sex: "F".into(),
            deceased: false,
            death_at: None,
            state: "active".into(),
            merged_into: None,
            held_edits: 1,
            pending_merges: 0,
            merged_into_id: None,
            flags: vec![Flag {
                flag: "possible-duplicate".into(),
                note: String::new(),
                other: Some("100777".into()),
            }],
        }
    }

    fn drawn(banner: &Banner, columns: u16) -> String {
        let look = Look::plain();
        screen(columns, 2, |buffer, area| {
            view(Some(banner), &scene(&look), area, buffer);
            super::super::Caret::new(0, 0)
        })
    }

    #[test]
    fn two_identifiers_and_every_flag_are_there() {
        let text = drawn(&banner(), 80);
        for words in ["Núñez, Ana María", "record 100234", "born 03/12/1950", "76 y", "female"] {
            assert!(text.contains(words), "{text}");
        }
        assert!(
            text.contains("possible duplicate of 100777") && text.contains("a change waits for review"),
            "{text}"
        );
    }

    #[test]
    fn the_dead_do_not_grow_older() {
        let mut dead = banner();
        dead.deceased = true;
        assert!(!drawn(&dead, 80).contains("76 y"));
        dead.death_at = crate::domain::time::When::parse_iso("1990-01-01");
        assert!(drawn(&dead, 80).contains("39 y"));
    }
}
