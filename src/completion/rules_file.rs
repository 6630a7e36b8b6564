//! Completion rules from a TOML text: the shipped one, or the hospital's. What is wrong is told by line, name and remedy.

use super::toml_reader::{Entry, Reading};
use crate::{
    domain::completion::{
        Condition, DocType, Earlier, EntryRule, From, Lack, LetterTimes, Level, Matcher, Need, Owner,
        RuleSet, Start,
    },
    fault::Fault,
    letters,
};
use toml::de::DeTable;

/// The rules that come with the program.
pub const SHIPPED: &str = include_str!("../../rules/completion.toml");

/// Name of the shipped rules where a file's name would stand.
pub const SHIPPED_NAME: &str = "shipped rules";

/// Reads rules. `clocks` holds the ids of all clock rules. Any fault leaves the rules unused.
pub fn parse(file: &str, text: &str, clocks: &[String]) -> Result<RuleSet, Vec<Fault>> {
    let document = DeTable::parse(text).map_err(|error| vec![Fault::toml(file, text, &error)])?;
    let reading = Reading::new(file, text);
    let root = Entry::root(&reading, document.get_ref());
    root.only(&["number-labels", "checklist", "review", "letters", "types", "need", "entry", "level"]);
    let mut set = RuleSet {
        types: root.named_tables("types").into_iter().map(|(key, entry)| doc_type(key, &entry)).collect(),
        number_labels: root.texts("number-labels"),
        checklist: root.texts("checklist"),
        ..RuleSet::default()
    };
    if let Some(review) = root.table("review") {
        review.only(&["classes", "days"]);
        set.review_classes = classes(&review, "classes");
        set.review_days = review.number("days", true);
    }
    if let Some(letters) = root.table("letters") {
        set.letters = letter_times(&letters);
    }
    let known = Known { types: set.types.iter().map(|kind| kind.key.clone()).collect(), clocks };
    set.needs = root.tables("need").iter().map(|entry| need(entry, &known)).collect();
    set.entries = root.tables("entry").iter().map(|entry| entry_rule(entry, &known)).collect();
    set.levels = root.tables("level").iter().map(|entry| level(entry, &known)).collect();
    same_names(&root);
    let faults = reading.faults();
    if faults.is_empty() { Ok(set) } else { Err(faults) }
}

/// Names that rules may use.
struct Known<'a> {
    types: Vec<String>,
    clocks: &'a [String],
}

impl Known<'_> {
    fn doc_type(&self, entry: &Entry<'_>, field: &str) -> String {
        entry.one_of(
            field,
            &self.types,
            "document type",
            "Write it under [types] first, or correct its name.",
        )
    }

    fn doc_types(&self, entry: &Entry<'_>, field: &str) -> Vec<String> {
        entry.all_of(
            field,
            &self.types,
            "document type",
            "Write it under [types] first, or correct its name.",
        )
    }

    fn clock(&self, entry: &Entry<'_>, field: &str) -> String {
        entry.one_of(field, self.clocks, "clock", "\"chartroom rules list\" names the clocks.")
    }
}

fn doc_type(key: String, entry: &Entry<'_>) -> DocType {
    entry.only(&["name", "codes", "titles"]);
    let kind = DocType {
        key,
        name: entry.text("name"),
        codes: matchers(&entry.texts("codes")),
        titles: matchers(&entry.texts("titles")),
    };
    if kind.codes.is_empty() && kind.titles.is_empty() {
        entry.wrong(
            format!("The document type \"{}\" has neither codes nor titles.", kind.key),
            "Give it codes = [\"…\"] or titles = [\"…\"].",
        );
    }
    kind
}

fn need(entry: &Entry<'_>, known: &Known<'_>) -> Need {
    entry.only(&[
        "id",
        "owes",
        "accepts",
        "when",
        "start",
        "clock",
        "after-hours",
        "owed-by",
        "earlier",
        "reason",
    ]);
    let owes = known.doc_type(entry, "owes");
    let mut accepts = known.doc_types(entry, "accepts");
    if accepts.is_empty() {
        accepts.push(owes.clone());
    }
    let earlier = entry.table("earlier").map(|earlier| {
        earlier.only(&["days", "update", "clock"]);
        Earlier {
            days: earlier.number("days", true),
            update: known.doc_type(&earlier, "update"),
            clock: known.clock(&earlier, "clock"),
        }
    });
    Need {
        id: entry.text("id"),
        owes,
        accepts,
        when: entry.table("when").map_or_else(Condition::default, |when| condition(&when, known)),
        start: start(entry),
        clock: known.clock(entry, "clock"),
        after_hours: entry.number("after-hours", false),
        owed_by: owners(entry),
        earlier,
        reason: entry.text("reason"),
    }
}

fn condition(entry: &Entry<'_>, known: &Known<'_>) -> Condition {
    entry.only(&[
        "classes",
        "services",
        "not-services",
        "dispositions",
        "not-dispositions",
        "min-hours",
        "under-hours",
        "discharged",
        "procedures",
        "not-procedures",
        "documents",
        "unless-documents",
    ]);
    let hours = |field| entry.has(field).then(|| i64::from(entry.number(field, true)));
    Condition {
        classes: classes(entry, "classes"),
        services: matchers(&entry.texts("services")),
        not_services: matchers(&entry.texts("not-services")),
        dispositions: entry.texts("dispositions"),
        not_dispositions: entry.texts("not-dispositions"),
        min_hours: hours("min-hours"),
        under_hours: hours("under-hours"),
        discharged: entry.flag("discharged"),
        procedures: matchers(&entry.texts("procedures")),
        not_procedures: matchers(&entry.texts("not-procedures")),
        documents: known.doc_types(entry, "documents"),
        unless_documents: known.doc_types(entry, "unless-documents"),
    }
}

fn classes(entry: &Entry<'_>, field: &str) -> Vec<String> {
    let known = ["inpatient", "outpatient", "emergency", "observation", "other"];
    let remedy = format!("Classes are: {}.", known.join(", "));
    entry.all_of(field, &known.map(str::to_owned), "class of stay", &remedy)
}

fn entry_rule(entry: &Entry<'_>, known: &Known<'_>) -> EntryRule {
    entry.only(&["id", "lack", "types", "except", "titles", "start", "clock", "owed-by", "reason"]);
    EntryRule {
        id: entry.text("id"),
        lack: entry.word("lack", Lack::from_word, lacks()).unwrap_or(Lack::Unsigned),
        types: known.doc_types(entry, "types"),
        except: known.doc_types(entry, "except"),
        titles: matchers(&entry.texts("titles")),
        start: start(entry),
        clock: known.clock(entry, "clock"),
        owed_by: owners(entry),
        reason: entry.text("reason"),
    }
}

fn level(entry: &Entry<'_>, known: &Known<'_>) -> Level {
    entry.only(&[
        "level",
        "name",
        "lacks",
        "types",
        "from",
        "hours",
        "days",
        "delinquent",
        "suspends",
        "letter",
    ]);
    if entry.has("hours") == entry.has("days") {
        entry.wrong("A level needs either hours or days.".to_owned(), "Write one of the two: days = 30.");
    }
    let hours = if entry.has("hours") {
        entry.number("hours", true)
    } else {
        entry.number("days", entry.has("days")).saturating_mul(24)
    };
    let letter = entry.optional_text("letter");
    if !letter.is_empty() && letters::kind(&letter).is_none() {
        entry.wrong(
            format!("There is no letter \"{letter}\"."),
            "\"chartroom letters templates\" names the letters.",
        );
    }
    Level {
        level: entry.number("level", true).min(99) as u8,
        name: entry.text("name"),
        lacks: entry.words("lacks", Lack::from_word, lacks()),
        types: known.doc_types(entry, "types"),
        from: entry
            .word("from", From::from_word, From::ALL.iter().map(|w| w.word()))
            .unwrap_or(From::Discharge),
        hours,
        delinquent: entry.flag("delinquent"),
        suspends: entry.flag("suspends"),
        letter,
    }
}

fn letter_times(entry: &Entry<'_>) -> LetterTimes {
    entry.only(&["again-days", "answer-days"]);
    let times = LetterTimes {
        again_days: entry.number("again-days", true),
        answer_days: entry.number("answer-days", true),
    };
    if times.again_days == 0 {
        entry.wrong(
            "The same letter would go out every time.".to_owned(),
            "Give \"again-days\" at least 1: a day.",
        );
    }
    times
}

fn start(entry: &Entry<'_>) -> Start {
    entry.word("start", Start::from_word, Start::ALL.iter().map(|w| w.word())).unwrap_or(Start::Discharge)
}

fn owners(entry: &Entry<'_>) -> Vec<Owner> {
    let owners = entry.words("owed-by", Owner::from_word, Owner::ALL.iter().map(|w| w.word()));
    if owners.is_empty() && !entry.has("owed-by") {
        entry.wrong(
            "The rule does not say who owes it.".to_owned(),
            "Write owed-by = [\"author\", \"attending\"], the first that is known owes it.",
        );
    }
    owners
}

fn lacks() -> impl Iterator<Item = &'static str> + Clone {
    Lack::ALL.iter().map(|lack| lack.word())
}

fn matchers(patterns: &[String]) -> Vec<Matcher> {
    patterns.iter().map(|pattern| Matcher::new(pattern)).collect()
}

/// Two rules of one name could not be told apart in the log.
fn same_names(root: &Entry<'_>) {
    let mut seen: Vec<String> = Vec::new();
    for entry in root.tables("need").iter().chain(&root.tables("entry")) {
        let id = entry.optional_text("id");
        if !id.is_empty() && seen.contains(&id) {
            entry.wrong(format!("Two rules are called \"{id}\"."), "Give each rule a name of its own.");
        }
        seen.push(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clocks() -> Vec<String> {
        [
            "history-physical",
            "history-physical-update",
            "record-completion",
            "operative-report",
            "postoperative-note",
            "anesthesia-record",
            "consult-answer",
            "verbal-order",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    #[test]
    fn the_shipped_rules_are_sound() {
        let set = parse(SHIPPED_NAME, SHIPPED, &clocks()).unwrap();
        assert!(set.needs.len() >= 9 && set.entries.len() >= 6 && set.levels.len() >= 4);
    }

    fn faults(text: &str) -> Vec<String> {
        parse("own.toml", text, &clocks()).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_unknown_is_named_with_its_line() {
        let text = "[types]\na = { name = \"A\", codes = [\"1\"] }\n\n[[need]]\nid = \"n\"\nowes = \"b\"\n\
                    start = \"birth\"\nclock = \"moon\"\nowed-by = [\"nurse\"]\nreason = \"R.\"\ncolour = \"red\"\n";
        assert_eq!(
            faults(text),
            [
                "own.toml, line 6: There is no document type called \"b\". Write it under [types] first, or correct its name.",
                "own.toml, line 7: \"start\" cannot be \"birth\". It may be: admission, discharge, procedure, entry.",
                "own.toml, line 8: There is no clock called \"moon\". \"chartroom rules list\" names the clocks.",
                "own.toml, line 9: \"owed-by\" cannot be \"nurse\". It may be: author, performer, evidence, attending.",
                "own.toml, line 11: There is no field called \"colour\" here. Fields are: id, owes, accepts, when, start, clock, after-hours, owed-by, earlier, reason.",
            ]
        );
    }

    #[test]
    fn what_is_missing_or_of_the_wrong_kind_is_named_too() {
        let text =
            "[types]\na = { name = \"A\" }\n[[level]]\nlevel = \"x\"\nname = \"L\"\nfrom = \"discharge\"\n";
        let faults = faults(text);
        assert!(
            faults[0].contains("line 2: The document type \"a\" has neither codes nor titles."),
            "{faults:?}"
        );
        assert!(
            faults.iter().any(|f| f.contains("line 3: A level needs either hours or days.")),
            "{faults:?}"
        );
        assert!(faults.iter().any(|f| f.contains("line 4: \"level\" is not a whole number.")), "{faults:?}");
        assert!(parse("x", "need = 3", &[]).is_err() && parse("x", "[need", &[]).is_err());
    }
}
