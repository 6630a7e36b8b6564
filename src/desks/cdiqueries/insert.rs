//! Lines put where they belong in the text of a query: an indicator below the others, an option before "other".

use crate::domain::cdi_query::OptionRole;

/// A text with one line more, and the place of that line, counted from 0.
pub type Inserted = (String, usize);

/// With an indicator below those that are there.
pub fn indicator(text: &str, words: &str) -> Inserted {
    let lines: Vec<&str> = text.lines().collect();
    let new = format!("- {words}");
    if let Some(at) = label(&lines, "indicators") {
        let end = end_of_list(&lines, at);
        return put(&lines, end, &[&new]);
    }
    let at = label(&lines, "question").unwrap_or(lines.len());
    put(&lines, at, &["Indicators:", &new])
}

/// With an option after the clinical ones and before "other" and "unable to determine".
pub fn option(text: &str, words: &str) -> Inserted {
    let lines: Vec<&str> = text.lines().collect();
    let new = format!("- {words}");
    let Some(at) = label(&lines, "options") else {
        let mut with = vec!["Options:".to_owned(), new];
        let open = [OptionRole::Other, OptionRole::Undetermined];
        let role = OptionRole::of(words);
        let rest = [
            (OptionRole::Other, "- Other (please specify): ____"),
            (OptionRole::Undetermined, "- Unable to determine"),
        ];
        with.extend(
            rest.iter()
                .filter(|(one, _)| *one != role && open.contains(one))
                .map(|(_, line)| (*line).to_owned()),
        );
        let with: Vec<&str> = with.iter().map(String::as_str).collect();
        return put(&lines, lines.len(), &with);
    };
    let end = end_of_list(&lines, at);
    let is_open = |line: &str| {
        matches!(
            OptionRole::of(line.trim_start_matches(['-', ' '])),
            OptionRole::Other | OptionRole::Undetermined
        )
    };
    let mut place = end;
    if !is_open(&new) {
        let listed = lines.iter().enumerate().take(end).skip(at + 1);
        place = listed.filter(|(_, line)| is_open(line)).map(|(at, _)| at).next().unwrap_or(end);
    }
    put(&lines, place, &[&new])
}

fn label(lines: &[&str], word: &str) -> Option<usize> {
    lines.iter().position(|line| {
        line.split_once(':').is_some_and(|(head, _)| head.trim().to_ascii_lowercase().ends_with(word))
    })
}

fn end_of_list(lines: &[&str], label: usize) -> usize {
    let entries = lines
        .iter()
        .skip(label + 1)
        .take_while(|line| line.trim_start().starts_with(['-', '*', '\u{2022}', '[']));
    label + 1 + entries.count()
}

/// The last of the new lines that is an entry is where the caret goes.
fn put(lines: &[&str], at: usize, new: &[&str]) -> Inserted {
    let mut all: Vec<&str> = lines.to_vec();
    let at = at.min(all.len());
    all.splice(at..at, new.iter().copied());
    let caret = at + new.iter().position(|line| line.starts_with("- ")).unwrap_or(0);
    (format!("{}\n", all.join("\n")), caret)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Title: Sodium results\nType: multiple choice\nIndicators:\n- Sodium 126, Nov 1, 2026, laboratory\n\
                        Question: What is it?\nOptions:\n- Hyponatremia\n- Other (please specify): ____\n- Unable to determine\n";

    #[test]
    fn lines_go_where_they_belong() {
        let (text, line) = indicator(TEXT, "Sodium 124, Nov 2, 2026, laboratory");
        assert_eq!(text.lines().nth(line), Some("- Sodium 124, Nov 2, 2026, laboratory"));
        assert_eq!(line, 4);
        let (text, line) = option(&text, "Expected change");
        assert_eq!((text.lines().nth(line), line), (Some("- Expected change"), 8));
        let (text, line) = option("Title: x\n", "Hyponatremia");
        assert_eq!(
            text,
            "Title: x\nOptions:\n- Hyponatremia\n- Other (please specify): ____\n- Unable to determine\n"
        );
        assert_eq!(line, 2);
        let (text, line) = indicator("Title: x\nQuestion: y?\n", "Sodium 126");
        assert_eq!((text.as_str(), line), ("Title: x\nIndicators:\n- Sodium 126\nQuestion: y?\n", 2));
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost(text in "(?s)(Indicators:\n|Options:\n|- [a-z]{1,8}\n|[A-Za-z :\n]{0,10}){0,12}") {
            let (with, line) = indicator(&text, "new line");
            proptest::prop_assert_eq!(with.lines().nth(line), Some("- new line"));
            proptest::prop_assert!(with.lines().count() > text.lines().count());
            let (with, line) = option(&text, "new line");
            proptest::prop_assert_eq!(with.lines().nth(line), Some("- new line"));
        }
    }
}
