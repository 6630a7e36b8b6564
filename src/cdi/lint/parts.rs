//! The parts of a query as it is written: title, type, indicators, question, options.
//!
//! The composer writes one form; a letter that somebody pastes is read as well as it can be: labels at the beginning of a
//! line, bullets, boxes to tick. What is neither stands in the body.

use std::ops::Range;

/// The type of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum QueryKind {
    /// The provider answers in own words.
    OpenEnded,
    /// The provider chooses among clinically supported options.
    MultipleChoice,
    /// The provider says yes or no.
    YesNo,
}

impl QueryKind {
    /// The words on screen and in the file.
    pub fn title(self) -> &'static str {
        match self {
            Self::OpenEnded => "open-ended",
            Self::MultipleChoice => "multiple choice",
            Self::YesNo => "yes/no",
        }
    }

    fn read(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        if text.contains("yes") {
            Some(Self::YesNo)
        } else if text.contains("multiple") || text.contains("choice") {
            Some(Self::MultipleChoice)
        } else if text.contains("open") {
            Some(Self::OpenEnded)
        } else {
            None
        }
    }
}

/// What a line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The title.
    Title,
    /// One indicator.
    Indicator,
    /// The question and all other prose.
    Body,
    /// One option of the answer.
    Choice,
    /// The reason of a yes/no query.
    Reason,
    /// Diagnoses that the record holds.
    Documented,
    /// When the stay began.
    Admitted,
    /// Written or spoken; with whom and when it was spoken.
    Way,
    /// To whom, about whom, type: nothing to weigh.
    Header,
}

/// A query cut into its parts; ranges are bytes of the text.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// All parts in order.
    pub all: Vec<(Part, Range<usize>)>,
    /// The type that the text names.
    pub named_kind: Option<QueryKind>,
    /// Whether any line is labelled as an indicator list.
    pub has_indicator_label: bool,
}

impl Parts {
    /// The ranges of one kind of part.
    pub fn of(&self, part: Part) -> impl Iterator<Item = Range<usize>> + '_ {
        self.all.iter().filter(move |(kind, _)| *kind == part).map(|(_, range)| range.clone())
    }

    /// The type: as named, else as its options and its question show.
    pub fn kind(&self, text: &str) -> QueryKind {
        if let Some(kind) = self.named_kind {
            return kind;
        }
        let choices: Vec<String> = self.of(Part::Choice).map(|range| clean(text, &range)).collect();
        let yes = choices.iter().any(|choice| choice.starts_with("yes"));
        let no = choices
            .iter()
            .any(|choice| choice == "no" || choice.starts_with("no,") || choice.starts_with("no "));
        if yes && no {
            return QueryKind::YesNo;
        }
        if !choices.is_empty() {
            return QueryKind::MultipleChoice;
        }
        let asks_closed = self.of(Part::Body).any(|range| asks_closed(text.get(range).unwrap_or("")));
        if asks_closed { QueryKind::YesNo } else { QueryKind::OpenEnded }
    }
}

/// A piece of the text in small letters, without blanks around it.
pub fn clean(text: &str, range: &Range<usize>) -> String {
    text.get(range.clone()).unwrap_or("").trim().to_ascii_lowercase()
}

/// Whether a sentence of the text can only be answered by yes or no.
fn asks_closed(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    if lower.contains("yes or no") || lower.contains("yes/no") || lower.contains("(y/n)") {
        return true;
    }
    lower
        .split_inclusive(['.', '?', '!', '\n'])
        .map(str::trim)
        .filter(|sentence| sentence.ends_with('?'))
        .any(|sentence| {
            let first = sentence.split(|char: char| !char.is_alphanumeric()).next().unwrap_or("");
            matches!(first, "is" | "was" | "were" | "are" | "does" | "did" | "do" | "has" | "had" | "have")
        })
}

/// Labels at the beginning of a line, longest first where one begins another.
const LABELS: &[(&str, Label)] = &[
    ("query title", Label::Of(Part::Title)),
    ("title", Label::Of(Part::Title)),
    ("subject", Label::Of(Part::Title)),
    ("topic", Label::Of(Part::Title)),
    ("re", Label::Of(Part::Title)),
    ("query type", Label::Kind),
    ("type", Label::Kind),
    ("format", Label::Kind),
    ("reason", Label::Of(Part::Reason)),
    ("reason for yes/no", Label::Of(Part::Reason)),
    ("allowed reason", Label::Of(Part::Reason)),
    ("yes/no reason", Label::Of(Part::Reason)),
    ("documented", Label::Of(Part::Documented)),
    ("documented diagnoses", Label::Of(Part::Documented)),
    ("documented diagnosis", Label::Of(Part::Documented)),
    ("already documented", Label::Of(Part::Documented)),
    ("current documentation", Label::Of(Part::Documented)),
    ("admitted", Label::Of(Part::Admitted)),
    ("admission date", Label::Of(Part::Admitted)),
    ("admit date", Label::Of(Part::Admitted)),
    ("way", Label::Of(Part::Way)),
    ("spoken with", Label::Of(Part::Way)),
    ("spoken on", Label::Of(Part::Way)),
    ("indicators", Label::Of(Part::Indicator)),
    ("indicator", Label::Of(Part::Indicator)),
    ("clinical indicators", Label::Of(Part::Indicator)),
    ("clinical indicator", Label::Of(Part::Indicator)),
    ("clinical indicators from the record", Label::Of(Part::Indicator)),
    ("clinical findings", Label::Of(Part::Indicator)),
    ("clinical evidence", Label::Of(Part::Indicator)),
    ("clinical information", Label::Of(Part::Indicator)),
    ("supporting documentation", Label::Of(Part::Indicator)),
    ("evidence", Label::Of(Part::Indicator)),
    ("findings", Label::Of(Part::Indicator)),
    ("treatment", Label::Of(Part::Indicator)),
    ("risk factors", Label::Of(Part::Indicator)),
    ("question", Label::Of(Part::Body)),
    ("query", Label::Of(Part::Body)),
    ("query question", Label::Of(Part::Body)),
    ("request", Label::Of(Part::Body)),
    ("options", Label::Of(Part::Choice)),
    ("choices", Label::Of(Part::Choice)),
    ("response options", Label::Of(Part::Choice)),
    ("answer options", Label::Of(Part::Choice)),
    ("responses", Label::Of(Part::Choice)),
    ("response", Label::Of(Part::Choice)),
    ("please select one", Label::Of(Part::Choice)),
    ("please select", Label::Of(Part::Choice)),
    ("please choose one", Label::Of(Part::Choice)),
    ("please check one", Label::Of(Part::Choice)),
    ("select one", Label::Of(Part::Choice)),
    ("to", Label::Of(Part::Header)),
    ("from", Label::Of(Part::Header)),
    ("dear", Label::Of(Part::Header)),
    ("patient", Label::Of(Part::Header)),
    ("mrn", Label::Of(Part::Header)),
    ("account", Label::Of(Part::Header)),
    ("timing", Label::Of(Part::Header)),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Of(Part),
    Kind,
}

/// Cuts a query into its parts.
pub fn parts(text: &str) -> Parts {
    let mut found = Parts::default();
    let mut state: Option<Part> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(body) = trimmed(line, start) else {
            // A blank line ends the prose, not a list.
            if state == Some(Part::Title) {
                state = None;
            }
            continue;
        };
        let shown = text.get(body.clone()).unwrap_or("");
        if let Some((label, rest)) = label(shown) {
            state = take_label(&mut found, label, body.start + rest..body.end, text);
            continue;
        }
        let (bullet, inner) = bullet(shown);
        let range = body.start + inner..body.end;
        let part = place(&found, state, bullet, shown);
        if state == Some(Part::Indicator) && part == Part::Body {
            state = Some(Part::Body);
        }
        found.all.push((part, range));
    }
    title_from_first_line(&mut found, text);
    found
}

fn trimmed(line: &str, start: usize) -> Option<Range<usize>> {
    let left = line.len() - line.trim_start().len();
    let body = line.trim();
    (!body.is_empty()).then_some(start + left..start + left + body.len())
}

/// The label that a line begins with, and where the rest begins.
fn label(line: &str) -> Option<(Label, usize)> {
    let colon = line.find(':').filter(|at| *at <= 40)?;
    let head = line.get(..colon)?.trim_matches(|char: char| !char.is_alphanumeric()).to_ascii_lowercase();
    let head = head.split('(').next().unwrap_or("").trim();
    let (_, label) = LABELS.iter().find(|(name, _)| *name == head)?;
    let rest = line.get(colon + 1..)?;
    Some((*label, colon + 1 + (rest.len() - rest.trim_start().len())))
}

fn take_label(found: &mut Parts, label: Label, rest: Range<usize>, text: &str) -> Option<Part> {
    let Label::Of(part) = label else {
        found.named_kind = QueryKind::read(text.get(rest).unwrap_or(""));
        return None;
    };
    found.has_indicator_label |= part == Part::Indicator;
    if part == Part::Indicator && !rest.is_empty() {
        // Several indicators on one line stand between semicolons.
        let mut at = rest.start;
        for piece in text.get(rest.clone()).unwrap_or("").split_inclusive(';') {
            found.all.push((part, at..at + piece.trim_end_matches(';').len()));
            at += piece.len();
        }
    } else if !rest.is_empty() {
        found.all.push((part, rest));
    }
    match part {
        Part::Header | Part::Admitted | Part::Way | Part::Reason => None,
        other => Some(other),
    }
}

/// Whether a line is an entry of a list or a box to tick, and where its words begin.
fn bullet(line: &str) -> (Bullet, usize) {
    for box_sign in ["[ ]", "[]", "( )", "()", "[_]", "(_)", "\u{2610}", "\u{25a1}", "\u{25cb}", "___", "__"]
    {
        if let Some(rest) = line.strip_prefix(box_sign) {
            return (Bullet::Box, line.len() - rest.trim_start().len());
        }
    }
    for sign in ["-", "*", "\u{2022}", "\u{b7}", "\u{2013}"] {
        if let Some(rest) = line.strip_prefix(sign) {
            let (inner, inside) = bullet(rest.trim_start());
            let at = line.len() - rest.trim_start().len() + inside;
            return (if inner == Bullet::Box { Bullet::Box } else { Bullet::Entry }, at);
        }
    }
    let head: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
    let numbered = head.len() == 1 || (head.len() <= 2 && head.bytes().all(|byte| byte.is_ascii_digit()));
    let rest = line.get(head.len()..).unwrap_or("");
    if numbered && !head.is_empty() && (rest.starts_with(". ") || rest.starts_with(") ")) {
        return (Bullet::Entry, head.len() + 2);
    }
    (Bullet::None, 0)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bullet {
    None,
    Entry,
    Box,
}

/// Where a line without label belongs.
fn place(found: &Parts, state: Option<Part>, bullet: Bullet, line: &str) -> Part {
    let asked = found.all.iter().any(|(part, _)| *part == Part::Body);
    match (state, bullet) {
        (_, Bullet::Box) | (Some(Part::Choice), _) => Part::Choice,
        (Some(Part::Indicator), Bullet::Entry) => Part::Indicator,
        (Some(Part::Indicator), Bullet::None) => {
            if is_question(line) {
                Part::Body
            } else {
                Part::Indicator
            }
        }
        (Some(Part::Body) | None, Bullet::Entry) => {
            if has_number(line) || !asked {
                Part::Indicator
            } else {
                Part::Choice
            }
        }
        (Some(part), _) if part != Part::Title => part,
        _ => Part::Body,
    }
}

fn has_number(line: &str) -> bool {
    line.chars().filter(char::is_ascii_digit).count() >= 2
}

fn is_question(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    let opens = [
        "please",
        "based on",
        "can you",
        "could you",
        "would you",
        "in your",
        "given",
        "what",
        "is ",
        "was ",
        "does ",
    ];
    line.ends_with('?') || opens.iter().any(|words| lower.starts_with(words))
}

/// A letter without a labelled title: a short first line that is no sentence is one.
fn title_from_first_line(found: &mut Parts, text: &str) {
    if found.of(Part::Title).next().is_some() {
        return;
    }
    let Some((part @ Part::Body, range)) = found.all.first_mut() else { return };
    let line = text.get(range.clone()).unwrap_or("");
    let greets = ["dear", "dr", "hello", "hi ", "please", "based on"];
    let lower = line.to_ascii_lowercase();
    if line.len() < 80
        && !line.ends_with(['.', '?', ','])
        && !greets.iter().any(|word| lower.starts_with(word))
    {
        *part = Part::Title;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(Part, &str)> {
        parts(text).all.into_iter().map(|(part, range)| (part, text.get(range).unwrap())).collect()
    }

    #[test]
    fn the_composers_form_is_read() {
        let text = "Title: Kidney function\nType: multiple choice\nIndicators:\n- Creatinine 2.1 mg/dL, 11/05\n\
                    Question: What explains this?\nOptions:\n- Acute kidney injury\n- Other: ____\n";
        let parts = shown(text);
        assert_eq!(parts[0], (Part::Title, "Kidney function"));
        assert_eq!(parts[1], (Part::Indicator, "Creatinine 2.1 mg/dL, 11/05"));
        assert_eq!(parts[2], (Part::Body, "What explains this?"));
        assert_eq!(parts[4], (Part::Choice, "Other: ____"));
        assert_eq!(super::parts(text).kind(text), QueryKind::MultipleChoice);
    }

    #[test]
    fn a_letter_is_read_as_well_as_it_can_be() {
        let text =
            "Kidney function\n\nDr. Low,\nCreatinine rose on 11/05.\nPlease clarify:\n[ ] AKI\n[ ] Other\n";
        let parts = shown(text);
        assert_eq!(parts[0], (Part::Title, "Kidney function"));
        assert_eq!(parts.iter().filter(|(part, _)| *part == Part::Choice).count(), 2);
        assert_eq!(parts[3].0, Part::Body);
    }

    #[test]
    fn closed_questions_are_known() {
        for (text, kind) in [
            ("Was the wound present on admission?", QueryKind::YesNo),
            ("Can the type be further specified?", QueryKind::OpenEnded),
            ("Q\n[ ] Yes\n[ ] No\n", QueryKind::YesNo),
        ] {
            assert_eq!(parts(text).kind(text), kind, "{text}");
        }
    }
}
