//! Negation, doubt, kin and past in clinical notes that others wrote (MTS-Dialog and ACI-Bench, CC BY 4.0), read by hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod common;

use chartroom::cdi::text::{Phrases, Words, mentions};
use common::data;
use std::{collections::HashMap, path::Path};

/// Row of MTS-Dialog's training set, finding, what the text says of its first mention.
const SECTIONS: [(&str, &str, &str); 43] = [
    ("480", "congestive heart failure", "other person"),
    ("480", "diabetes", "other person"),
    ("480", "hypercholesterolemia", "other person"),
    ("592", "pancreatitis", "other person"),
    ("592", "lung cancer", "historical, other person"),
    ("592", "breast cancer", "historical, other person"),
    ("592", "glaucoma", "other person"),
    ("320", "stroke", "historical, other person"),
    ("320", "migraine", "negated, other person"),
    ("1032", "dyspnea", "negated"),
    ("1032", "chest pain", "negated"),
    ("1032", "vomiting", "negated"),
    ("1032", "visual changes", "negated"),
    ("1032", "numbness", "affirmed"),
    ("438", "allergic rhinitis", "affirmed"),
    ("438", "diabetes", "negated"),
    ("438", "renal disease", "negated"),
    ("438", "asthma", "negated"),
    ("545", "cancer", "negated"),
    ("545", "chemotherapy", "negated"),
    ("350", "alcohol abuse", "historical"),
    ("661", "heart attack", "other person"),
    ("661", "liver cancer", "other person"),
    ("661", "hypothyroidism", "other person"),
    ("805", "osteoporosis", "historical"),
    ("805", "atrial fibrillation", "historical"),
    ("805", "urinary tract infection", "affirmed"),
    ("133", "pneumonia", "affirmed"),
    ("53", "depression", "historical"),
    ("53", "substance abuse", "negated"),
    ("9", "prostate cancer", "other person"),
    ("9", "brain cancer", "other person"),
    ("9", "diabetes", "other person"),
    ("559", "itchiness", "affirmed"),
    ("559", "facial swelling", "negated"),
    ("559", "shortness of breath", "negated"),
    ("559", "wheezing", "negated"),
    ("210", "chronic medical problems", "negated"),
    ("575", "drug allergies", "negated"),
    ("499", "arm pain", "affirmed"),
    ("499", "weakness", "negated"),
    ("499", "neck pain", "negated"),
    ("704", "enteritis", "hypothetical"),
];

/// Row of ACI-Bench's validation set counted from 0, finding, what is said of its last mention.
const NOTES: [(usize, &str, &str); 12] = [
    (0, "weight loss", "negated"),
    (0, "bloating", "affirmed"),
    (0, "jugular venous distention", "affirmed"),
    (0, "vomiting", "negated"),
    (0, "mitral regurgitation", "affirmed"),
    (1, "atrial fibrillation", "historical"),
    (1, "acute fracture", "negated"),
    (1, "mild effusion", "affirmed"),
    (1, "medial meniscus sprain", "affirmed"),
    (2, "fracture", "negated"),
    (2, "lumbar strain", "affirmed"),
    (2, "chills", "negated"),
];

fn column(path: &Path, name: &str) -> Vec<(String, String)> {
    let file = std::fs::File::open(path).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let rows = reader.deserialize::<HashMap<String, String>>().map(Result::unwrap);
    rows.map(|row| (row.get("ID").cloned().unwrap_or_default(), row[name].clone())).collect()
}

/// What is said of the mentions of a term, in order.
fn said(text: &str, term: &str) -> Vec<String> {
    let mut terms = Phrases::default();
    terms.add(term, 0);
    mentions(&Words::of(text), &terms).iter().map(|mention| mention.status.words()).collect()
}

#[test]
fn notes_are_read_as_people_read_them() {
    let (Some(sections), Some(notes)) =
        (data("notes/mts-dialog/MTS-Dialog-TrainingSet.csv.gz"), data("notes/aci-bench/valid.csv.gz"))
    else {
        return;
    };
    let sections: HashMap<String, String> = column(&sections, "section_text").into_iter().collect();
    let notes = column(&notes, "note");
    let mut wrong = Vec::new();
    for (row, term, expected) in SECTIONS {
        let got = said(&sections[row], term);
        if got.first().map(String::as_str) != Some(expected) {
            wrong.push(format!("section {row}, {term}: {got:?}, expected {expected}"));
        }
    }
    for (row, term, expected) in NOTES {
        let got = said(&notes[row].1, term);
        if got.last().map(String::as_str) != Some(expected) {
            wrong.push(format!("note {row}, {term}: {got:?}, expected {expected}"));
        }
    }
    println!("{} findings, {} read otherwise", SECTIONS.len() + NOTES.len(), wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_stands_under_family_history_is_of_others() {
    let Some(path) = data("notes/mts-dialog/MTS-Dialog-TrainingSet.csv.gz") else { return };
    for (_, text) in column(&path, "section_text") {
        for status in said(&format!("FAMILY HISTORY:\n{}", text.replace('\n', " ")), "diabetes") {
            assert!(status.contains("other person"), "{status}");
        }
    }
}
