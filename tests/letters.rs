//! Letters as files: other programs open them, find them sound, and read the same words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr
)]

mod common;

use chartroom::{
    domain::time::Clock,
    formats::pdf::{self, Block, Paper, Sheet, Table, TableColumn},
    letters::{Draft, KINDS, OneLetter, PrepareLetters, SendLetters, To, Values, Way},
    providers::SetProvider,
    store,
};
use common::Folder;
use std::{path::Path, process::Command};

/// What a program prints, if it is installed.
fn read_by(program: &str, args: &[&str], file: &Path) -> Option<String> {
    let output = Command::new(program)
        .args(args)
        .arg(file)
        .args(if program == "pdftotext" { &["-"][..] } else { &[] })
        .output();
    let Ok(output) = output else {
        eprintln!("skipped: {program} is not installed");
        return None;
    };
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn is_sound(file: &Path, n_pages: usize) {
    if let Some(said) = read_by("qpdf", &["--check"], file) {
        assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
    }
    if let Some(said) = read_by("pdfinfo", &[], file) {
        assert!(
            said.lines().any(|line| line.starts_with("Pages:") && line.ends_with(&format!(" {n_pages}"))),
            "{said}"
        );
        assert!(said.contains("612 x 792 pts (letter)"), "{said}");
    }
}

#[test]
fn every_kind_of_letter_is_a_sound_file_that_says_what_its_text_says() {
    let folder = Folder::new("letters");
    let store = store::create(&folder.file(), "hospital", "Harbor General", "maker", Clock::System).unwrap();
    let maker = store.sign_in("maker", "test").unwrap();
    let lee = SetProvider {
        family: "Núñez-Łaska".into(),
        given: "José".into(),
        credential: "MD".into(),
        active: true,
        ..SetProvider::default()
    };
    let lee = store.apply(&maker, &lee).unwrap();
    for kind in KINDS {
        let sample = Values::samples(kind).text("recipient", "José Núñez-Łaska, MD");
        let draft = Draft { kind: kind.id, to: To::Provider(lee), values: sample, object: None };
        let ready = store.ask(&maker, &PrepareLetters(vec![draft])).unwrap();
        let sent = store.apply(&maker, &SendLetters { ready, way: Way::Print, batch: None }).unwrap();
        let letter = store.ask(&maker, &OneLetter(sent.letters[0])).unwrap();
        let file = folder.path().join(format!("{}.pdf", kind.id));
        std::fs::write(&file, letter.pdf.as_ref().unwrap()).unwrap();
        is_sound(&file, usize::try_from(letter.line.pages).unwrap());
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let Some(printed) = read_by("pdftotext", &["-layout"], &file) else { continue };
        let printed = words(&printed);
        for word in words(&letter.text).iter().filter(|word| word.chars().any(char::is_alphabetic)) {
            assert!(
                printed.iter().any(|one| one.contains(word.trim_matches('-'))),
                "{}: {word} is not on paper",
                kind.id
            );
        }
        // And back: what arrives as PDF gives its text.
        let read = pdf::text_of(letter.pdf.as_ref().unwrap()).unwrap();
        assert!(read.text.contains("José Núñez-Łaska, MD"), "{}", kind.id);
    }
}

#[test]
fn long_tables_run_over_pages_with_their_heading_and_page_numbers() {
    let folder = Folder::new("letters-pages");
    let columns = vec![TableColumn::new("Document", 3.0), TableColumn::new("Days", 1.0).right()];
    let rows = (0..150).map(|row| vec![format!("Progress note {row}"), row.to_string()]).collect();
    let made = pdf::render(&Sheet {
        title: "Owed".into(),
        author: "Harbor General".into(),
        made_at: "2026-11-22T12:00:00Z".parse().unwrap(),
        paper: Paper::Letter,
        header: "Copy for the record".into(),
        footer: "Harbor General".into(),
        blocks: vec![
            Block::Heading("Owed records".into()),
            Block::Table(Table { columns, rows }),
            Block::NewPage,
            Block::Plain("Na   140 mmol/l\nK      4 mmol/l".into()),
        ],
    })
    .unwrap();
    let file = folder.path().join("owed.pdf");
    std::fs::write(&file, &made.bytes).unwrap();
    is_sound(&file, made.n_pages);
    if let Some(text) = read_by("pdftotext", &["-layout"], &file) {
        assert_eq!(text.matches("Progress note").count(), 150);
        assert_eq!(text.matches("Copy for the record").count(), made.n_pages);
        assert_eq!(text.matches("Document ").count(), made.n_pages - 1);
        assert!(text.contains(&format!("Page {0} of {0}", made.n_pages)) && text.contains("140 mmol/l"));
    }
}
