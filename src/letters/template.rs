//! A template as text, and what it is made of.
//!
//! ```text
//! Subject: Incomplete medical records      the first line
//!
//! | {recipient}                            a line that stays a line; left out if all its fields are empty
//! | {recipient_address}
//!
//! # Incomplete medical records             a heading
//!
//! Dear {salutation}:                       a paragraph: its lines are joined, an empty line ends it
//!
//! {items}                                  a table, alone in its paragraph
//!
//! - one thing                              an item of a list
//! ---                                      a line across the page
//! ```
//! `{{` is a brace. Lines that begin with `//` are notes to oneself.

use super::kinds::Kind;
use crate::fault::Fault;

/// A template that was understood: every field is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    pub(super) subject: Vec<Piece>,
    pub(super) parts: Vec<Part>,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Words(String),
    Field(String),
}

/// A part of the letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Heading(Vec<Piece>),
    Paragraph(Vec<Piece>),
    /// Lines that stay lines.
    Lines(Vec<Vec<Piece>>),
    Item(Vec<Piece>),
    Table(String),
    Rule,
}

/// Reads a template of a kind; `file` is its name in the fault.
pub fn parse(kind: &Kind, file: &str, text: &str) -> Result<Parsed, Fault> {
    let mut reader = Reader { kind, file, parts: Vec::new(), paragraph: Vec::new(), lines: Vec::new() };
    let mut subject = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_end();
        if line.trim_start().starts_with("//") {
            continue;
        }
        if subject.is_none() {
            if line.is_empty() {
                continue;
            }
            let words = line.strip_prefix("Subject:").map(str::trim).filter(|words| !words.is_empty());
            let Some(words) = words else {
                return Err(fault(
                    file,
                    number,
                    "A template begins with its subject.",
                    "Write a first line such as: Subject: Incomplete medical records",
                ));
            };
            subject = Some(reader.pieces(number, words)?);
            continue;
        }
        reader.line(number, line)?;
    }
    reader.end_paragraph();
    reader.end_lines();
    let Some(subject) = subject else {
        return Err(fault(
            file,
            1,
            "The template is empty.",
            "Write a first line such as: Subject: Incomplete records",
        ));
    };
    if reader.parts.is_empty() {
        let line = text.lines().count().max(1);
        return Err(fault(
            file,
            line,
            "The template has a subject and no text.",
            "Write the letter below the subject.",
        ));
    }
    Ok(Parsed { subject, parts: reader.parts })
}

struct Reader<'t> {
    kind: &'t Kind,
    file: &'t str,
    parts: Vec<Part>,
    paragraph: Vec<Piece>,
    lines: Vec<Vec<Piece>>,
}

impl Reader<'_> {
    fn line(&mut self, number: usize, line: &str) -> Result<(), Fault> {
        let kept = line.strip_prefix('|');
        if kept.is_none() {
            self.end_lines();
        }
        let begins = line.is_empty()
            || kept.is_some()
            || line == "---"
            || line.starts_with("# ")
            || line.starts_with("- ");
        if begins {
            self.end_paragraph();
        }
        if line.is_empty() {
        } else if let Some(kept) = kept {
            let pieces = self.pieces(number, kept.trim())?;
            self.no_table(number, &pieces)?;
            self.lines.push(pieces);
        } else if let Some(words) = line.strip_prefix("# ") {
            let pieces = self.pieces(number, words.trim())?;
            self.no_table(number, &pieces)?;
            self.parts.push(Part::Heading(pieces));
        } else if let Some(words) = line.strip_prefix("- ") {
            let pieces = self.pieces(number, words.trim())?;
            self.no_table(number, &pieces)?;
            self.parts.push(Part::Item(pieces));
        } else if line == "---" {
            self.parts.push(Part::Rule);
        } else {
            let pieces = self.pieces(number, line.trim())?;
            if let [Piece::Field(field)] = pieces.as_slice()
                && self.kind.is_table(field)
            {
                self.end_paragraph();
                self.parts.push(Part::Table(field.clone()));
                return Ok(());
            }
            self.no_table(number, &pieces)?;
            if !self.paragraph.is_empty() {
                self.paragraph.push(Piece::Words(" ".into()));
            }
            self.paragraph.extend(pieces);
        }
        Ok(())
    }

    /// Words and fields of a line; a field that the kind does not know is a fault.
    fn pieces(&self, number: usize, line: &str) -> Result<Vec<Piece>, Fault> {
        let (mut pieces, mut words, mut rest) = (Vec::new(), String::new(), line);
        while let Some((before, after)) = rest.split_once('{') {
            words.push_str(before);
            if let Some(after) = after.strip_prefix('{') {
                words.push('{');
                rest = after;
                continue;
            }
            let Some((name, after)) = after.split_once('}') else {
                return Err(fault(
                    self.file,
                    number,
                    "A brace is opened and not closed.",
                    "Close it after the field's name, or write {{ for a brace as such.",
                ));
            };
            let name = name.trim();
            if !self.kind.all_fields().any(|(known, _)| *known == name) {
                return Err(self.unknown(number, name));
            }
            if !words.is_empty() {
                pieces.push(Piece::Words(std::mem::take(&mut words)));
            }
            pieces.push(Piece::Field(name.to_owned()));
            rest = after;
        }
        words.push_str(rest);
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        Ok(pieces)
    }

    /// The nearest known name is offered first.
    fn unknown(&self, number: usize, name: &str) -> Fault {
        let mut names: Vec<&str> = self.kind.all_fields().map(|(known, _)| *known).collect();
        let nearest = names.iter().copied().min_by_key(|known| strsim::levenshtein(known, name));
        names.sort_unstable();
        let offer = match nearest.filter(|known| strsim::levenshtein(known, name) <= 2) {
            Some(known) => format!("Is it {{{known}}}? "),
            None => String::new(),
        };
        fault(
            self.file,
            number,
            format!("There is no field {{{name}}} in letters of this kind ({}).", self.kind.id),
            format!("{offer}Known fields: {}.", names.join(", ")),
        )
    }

    fn no_table(&self, number: usize, pieces: &[Piece]) -> Result<(), Fault> {
        let table = pieces.iter().find_map(|piece| match piece {
            Piece::Field(field) if self.kind.is_table(field) => Some(field),
            _ => None,
        });
        match table {
            None => Ok(()),
            Some(field) => Err(fault(
                self.file,
                number,
                format!("{{{field}}} is a table and cannot stand inside a line."),
                "Put it alone on a line, with empty lines around it.",
            )),
        }
    }

    fn end_paragraph(&mut self) {
        if !self.paragraph.is_empty() {
            self.parts.push(Part::Paragraph(std::mem::take(&mut self.paragraph)));
        }
    }

    fn end_lines(&mut self) {
        if !self.lines.is_empty() {
            self.parts.push(Part::Lines(std::mem::take(&mut self.lines)));
        }
    }
}

fn fault(file: &str, line: usize, what: impl Into<String>, remedy: impl Into<String>) -> Fault {
    Fault { file: file.to_owned(), line, what: what.into(), remedy: remedy.into() }
}

#[cfg(test)]
mod tests {
    use super::{super::kinds::KINDS, *};
    use proptest::prelude::*;

    fn warning() -> &'static Kind {
        super::super::kind("warning").unwrap()
    }

    #[test]
    fn every_template_that_is_shipped_is_understood() {
        for kind in KINDS {
            let parsed = parse(kind, kind.id, kind.shipped).unwrap_or_else(|fault| panic!("{fault}"));
            assert!(parsed.parts.len() > 4, "{}", kind.id);
        }
    }

    #[test]
    fn an_unknown_field_names_itself_its_file_and_its_line() {
        let fault = parse(warning(), "warning.txt", "Subject: x\n\nDear {salutation}:\n\n{recipent} owes\n")
            .unwrap_err();
        let told = fault.to_string();
        assert!(told.starts_with("warning.txt, line 5: There is no field {recipent}"), "{told}");
        assert!(told.contains("Is it {recipient}?") && told.contains("oldest_days"), "{told}");
    }

    #[test]
    fn other_faults_have_their_lines_too() {
        for (text, line, what) in [
            ("Dear", 1, "begins with its subject"),
            ("", 1, "empty"),
            ("Subject: x\n", 1, "no text"),
            ("Subject: x\n\na {today b\n", 3, "not closed"),
            ("Subject: x\n\nsee {items} here\n", 3, "is a table"),
        ] {
            let fault = parse(warning(), "t", text).unwrap_err();
            assert_eq!((fault.line, fault.what.contains(what)), (line, true), "{fault}");
        }
    }

    #[test]
    fn braces_notes_and_joined_lines() {
        let parsed =
            parse(warning(), "t", "// note\nSubject: a {{b}\n\none\ntwo\n\n{items}\n| a\n| b\n---\n- c\n")
                .unwrap();
        assert_eq!(parsed.subject, [Piece::Words("a {b}".into())]);
        let kinds: Vec<&str> = parsed
            .parts
            .iter()
            .map(|part| match part {
                Part::Heading(_) => "heading",
                Part::Paragraph(_) => "paragraph",
                Part::Lines(_) => "lines",
                Part::Item(_) => "item",
                Part::Table(_) => "table",
                Part::Rule => "rule",
            })
            .collect();
        assert_eq!(kinds, ["paragraph", "table", "lines", "rule", "item"]);
    }

    proptest! {
        #[test]
        fn any_text_is_understood_or_refused(text in "(Subject: x\n)?[a-z{}|#\\-\n /]{0,60}") {
            let _ = parse(warning(), "t", &text);
        }
    }
}
