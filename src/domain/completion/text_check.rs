//! Does the head of a text name another patient's record number?

/// Whether a text names, after one of the labels ("MRN"), a record number, and none of those it names is one of `own`.
///
/// `own` holds the patient's identifiers, folded: letters and digits in capitals. A number has at least four digits.
pub fn names_other_record(text: &str, labels: &[String], own: &[String]) -> bool {
    let mut named = false;
    for line in text.lines() {
        for label in labels {
            for number in numbers_after(line, label) {
                if own.contains(&number) {
                    return false;
                }
                named = true;
            }
        }
    }
    named
}

fn numbers_after(line: &str, label: &str) -> Vec<String> {
    let upper = line.to_ascii_uppercase();
    let label = label.to_ascii_uppercase();
    let mut found = Vec::new();
    let mut rest = upper.as_str();
    while let Some((before, after)) = rest.split_once(label.as_str()) {
        let begins_word = !before.ends_with(|c: char| c.is_alphanumeric());
        rest = after;
        let value = after.trim_start_matches([':', '#', ' ', '\t', '.']);
        if !begins_word || value.len() == after.len() {
            continue;
        }
        let number: String = value
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
            .filter(char::is_ascii_alphanumeric)
            .collect();
        if number.chars().filter(char::is_ascii_digit).count() >= 4 {
            found.push(number);
        }
    }
    found
}
