//! Pages as PDF bytes.

use super::{
    face::{Face, missing},
    sheet::{Mark, Sheet, lay_out},
};
use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    geom::{PathBuilder, Point},
    metadata::{DateTime as PdfTime, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule, Stroke},
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};
use std::{collections::HashMap, fmt};

/// A finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub n_pages: usize,
}

/// Why there is no PDF. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Letters that no font here has.
    Missing(Vec<char>),
    /// The file could not be put together.
    Writing(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(letters) => {
                let named: Vec<String> = letters
                    .iter()
                    .take(12)
                    .map(|letter| format!("{letter} (U+{:04X})", *letter as u32))
                    .collect();
                let words = "the PDF was not made: the fonts of the program lack these letters";
                write!(
                    f,
                    "{words}: {}. Print the text instead, or write the name in Latin letters.",
                    named.join(", ")
                )
            }
            Self::Writing(why) => write!(f, "the PDF was not made: {why}. Print the text instead."),
        }
    }
}

impl std::error::Error for Fault {}

/// Prints a sheet. The same sheet gives the same bytes.
pub fn render(sheet: &Sheet) -> Result<Made, Fault> {
    let pages = lay_out(sheet);
    check_letters(&pages)?;
    let fonts = fonts()?;
    let settings = SerializeSettings { compress_content_streams: true, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    document.set_metadata(
        Metadata::new()
            .title(sheet.title.clone())
            .authors(vec![sheet.author.clone()])
            .language("en-US".into())
            .creation_date(time(sheet.made_at)),
    );
    let (width, height) = sheet.paper.points();
    for marks in &pages {
        let settings = PageSettings::from_wh(width, height).ok_or_else(|| broken("the page has no size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in marks {
            draw(&mut surface, mark, &fonts)?;
        }
        surface.finish();
        page.finish();
    }
    let bytes = document.finish().map_err(|error| broken(&format!("{error:?}")))?;
    Ok(Made { bytes, n_pages: pages.len() })
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, fonts: &HashMap<Face, Font>) -> Result<(), Fault> {
    match mark {
        Mark::Text { x, y, face, size, text } => {
            let font = fonts.get(face).ok_or_else(|| broken("a font is missing"))?;
            let black = Fill {
                paint: rgb::Color::black().into(),
                opacity: NormalizedF32::ONE,
                rule: FillRule::NonZero,
            };
            surface.set_stroke(None);
            surface.set_fill(Some(black));
            surface.draw_glyphs(
                Point::from_xy(*x, *y),
                &glyphs(*face, text),
                font.clone(),
                text,
                *size,
                false,
            );
        }
        Mark::Line { x, y, to } => {
            let mut path = PathBuilder::new();
            path.move_to(*x, *y);
            path.line_to(*to, *y);
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke { width: 0.5, ..Stroke::default() }));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
    Ok(())
}

/// One glyph a letter, from left to right.
fn glyphs(face: Face, text: &str) -> Vec<KrillaGlyph> {
    let glyph = |(at, letter): (usize, char)| {
        let (number, advance) = face.glyph(letter)?;
        let range = at..at + letter.len_utf8();
        Some(KrillaGlyph::new(GlyphId::new(number), advance, 0.0, 0.0, 0.0, range, None))
    };
    text.char_indices().filter_map(glyph).collect()
}

fn check_letters(pages: &[Vec<Mark>]) -> Result<(), Fault> {
    let mut lacking: Vec<char> = Vec::new();
    for mark in pages.iter().flatten() {
        if let Mark::Text { face, text, .. } = mark {
            lacking.extend(missing(*face, text));
        }
    }
    lacking.sort_unstable();
    lacking.dedup();
    if lacking.is_empty() { Ok(()) } else { Err(Fault::Missing(lacking)) }
}

fn fonts() -> Result<HashMap<Face, Font>, Fault> {
    let load = |face: Face| {
        let font =
            Font::new(face.bytes().into(), 0).ok_or_else(|| broken("a font of the program is damaged"))?;
        Ok((face, font))
    };
    Face::ALL.into_iter().map(load).collect()
}

fn time(at: DateTime<Utc>) -> PdfTime {
    PdfTime::new(at.year().clamp(1, 9999) as u16)
        .month(at.month() as u8)
        .day(at.day() as u8)
        .hour(at.hour() as u8)
        .minute(at.minute() as u8)
        .second(at.second() as u8)
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn broken(why: &str) -> Fault {
    Fault::Writing(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Block, Paper, Table, TableColumn},
        *,
    };

    fn sheet(text: &str) -> Sheet {
        let columns = vec![TableColumn::new("Document", 3.0), TableColumn::new("Days", 1.0).right()];
        Sheet {
            title: "A letter".into(),
            author: "Test Hospital".into(),
            made_at: "2026-11-22T12:00:00Z".parse().unwrap(),
            paper: Paper::Letter,
            header: String::new(),
            footer: "Test Hospital".into(),
            blocks: vec![
                Block::Heading("A letter".into()),
                Block::Paragraph(text.into()),
                Block::Table(Table { columns, rows: vec![vec!["Discharge summary".into(), "31".into()]] }),
                Block::Plain("a    b".into()),
                Block::Rule,
            ],
        }
    }

    #[test]
    fn the_same_sheet_gives_the_same_bytes() {
        let made = render(&sheet("Dear José Núñez, Łukasz, Нина")).unwrap();
        assert_eq!((made.n_pages, &made.bytes[..5]), (1, &b"%PDF-"[..]));
        assert_eq!(made, render(&sheet("Dear José Núñez, Łukasz, Нина")).unwrap());
        assert!(made.bytes.len() < 60_000, "{} bytes: fonts are not cut down", made.bytes.len());
    }

    #[test]
    fn letters_that_are_lacking_are_refused_by_name() {
        let fault = render(&sheet("Dear 山田")).unwrap_err();
        assert_eq!(fault, Fault::Missing(vec!['山', '田']));
        assert!(fault.to_string().contains("山 (U+5C71)"));
    }
}
