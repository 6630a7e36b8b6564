//! Hand-made sentences, each with the finding in braces and the status expected.

use super::*;

/// `text | status`: the finding stands in braces.
const SENTENCES: &str = include_str!("sentences.txt");

fn status_of(marked: &str) -> (Status, String) {
    let text: String = marked.chars().filter(|char| !matches!(char, '{' | '}')).collect();
    let text = text.replace("\\n", "\n");
    let term = marked.split_once('{').unwrap().1.split_once('}').unwrap().0;
    let mut terms = Phrases::default();
    terms.add(term, 0);
    let words = Words::of(&text);
    let found = mentions(&words, &terms);
    assert_eq!(found.len(), 1, "{text}");
    (found[0].status, text)
}

#[test]
fn hand_made_sentences_are_read_as_meant() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in SENTENCES.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (marked, expected) = line.rsplit_once('|').unwrap();
        let (status, _) = status_of(marked.trim());
        count += 1;
        if status.words() != expected.trim() {
            wrong.push(format!("{} => {}, expected {}", marked.trim(), status.words(), expected.trim()));
        }
    }
    println!("{count} sentences, {} read otherwise", wrong.len());
    assert!(count >= 100 && wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_line_of_the_list_is_a_cue() {
    for line in CONTEXT.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        assert!(cue(line).is_some(), "{line}");
    }
}

#[test]
fn the_words_that_say_so_are_given() {
    let words = Words::of("She denies fever.");
    let mut terms = Phrases::default();
    terms.add("fever", 7);
    let found = mentions(&words, &terms);
    assert_eq!((found[0].term, found[0].cues[0].clone()), (7, 4..10));
}
