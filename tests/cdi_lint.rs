//! The query linter on labelled example queries: every error found, hardly one false alarm.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use chartroom::cdi::lint::{Level, lint};
use std::collections::BTreeSet;

const QUERIES: &str = include_str!("cdi/queries.txt");

struct Example {
    number: usize,
    expected: BTreeSet<u8>,
    held: bool,
    text: String,
}

fn examples() -> Vec<Example> {
    let blocks = QUERIES.split("\n=== ").skip(1).enumerate();
    blocks
        .map(|(idx, block)| {
            let (head, text) = block.split_once('\n').unwrap();
            let held = head.ends_with("held");
            let expected = head.split(' ').filter_map(|word| word.parse().ok()).collect();
            assert!(head.starts_with("ok") || head.starts_with(|c: char| c.is_ascii_digit()), "{head}");
            Example { number: idx + 1, expected, held, text: text.to_owned() }
        })
        .collect()
}

/// Rules that a query breaks with an error.
fn broken(text: &str) -> BTreeSet<u8> {
    let errors = lint(text).into_iter().filter(|finding| finding.level == Level::Error);
    errors.map(|finding| finding.rule).collect()
}

#[test]
fn every_error_is_found_and_hardly_a_false_alarm() {
    let examples = examples();
    let (mut missed, mut alarms) = (Vec::new(), Vec::new());
    for part in [false, true] {
        let (mut rules, mut found, mut good, mut alarmed, mut surplus) = (0, 0, 0, 0, 0);
        for example in examples.iter().filter(|example| example.held == part) {
            let broken = broken(&example.text);
            rules += example.expected.len();
            found += example.expected.intersection(&broken).count();
            good += usize::from(example.expected.is_empty());
            let extra: Vec<&u8> = broken.difference(&example.expected).collect();
            alarmed += usize::from(example.expected.is_empty() && !extra.is_empty());
            surplus += usize::from(!extra.is_empty());
            if !example.expected.is_subset(&broken) {
                missed.push(format!(
                    "{}: {:?} of {:?}\n{}",
                    example.number, broken, example.expected, example.text
                ));
            }
            if !extra.is_empty() {
                let findings: Vec<String> = lint(&example.text)
                    .iter()
                    .map(|finding| {
                        format!("{} {} {:?} \"{}\"", finding.rule, finding.kind, finding.level, finding.words)
                    })
                    .collect();
                alarms.push(format!("{}: {extra:?} {findings:#?}\n{}", example.number, example.text));
            }
        }
        let name = if part { "held back" } else { "worked with" };
        let total = examples.iter().filter(|example| example.held == part).count();
        println!(
            "{name}: {total} queries, {found} of {rules} errors found; {alarmed} false alarms in {good} good queries; \
             {surplus} queries with a rule too many"
        );
        assert!(total >= 60);
    }
    assert!(examples.len() >= 200);
    assert!(missed.is_empty(), "missed:\n{}", missed.join("\n"));
    assert!(alarms.len() * 100 < examples.len() * 3, "false alarms:\n{}", alarms.join("\n"));
}
