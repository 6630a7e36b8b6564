//! One query told as a text: where it stands, what was asked, what was answered, what followed, its trace.

use crate::{
    cdiquery::{Followed, Piece, QueryFile},
    domain::cdi_query::{QueryState, level_title},
    kit::Words,
};
use std::fmt::Write as _;

/// The whole query in sections.
pub fn told(file: &QueryFile, followed: &[Followed], words: Words) -> String {
    let mut text = String::new();
    head(&mut text, file, words);
    let _ = writeln!(text, "\nTHE QUERY\n\n{}", file.text().trim_end());
    if !file.options.is_empty() && !file.text().contains("Options:") {
        for one in &file.options {
            let _ = writeln!(text, "- {}", one.text);
        }
    }
    answers(&mut text, file, words);
    documents(&mut text, file, followed, words);
    if !file.warnings.is_empty() {
        text.push_str("\nWARNINGS THAT MAY STAND\n\n");
        for one in &file.warnings {
            let _ = writeln!(text, "Rule {}, \"{}\": {}", one.rule, one.words, one.reason);
        }
    }
    text.push_str("\nWHAT HAPPENED\n\n");
    for one in file.events.iter().rev() {
        let note = if one.note.is_empty() { String::new() } else { format!(": {}", one.note) };
        let _ = writeln!(text, "{} {} by {}{note}", words.stored(&one.at), event_title(&one.what), one.by);
    }
    if let Some(impact) = &file.impact {
        text.push_str("\nGROUPING (NEVER SHOWN TO PROVIDERS)\n\n");
        let weight = |weight: Option<i64>| {
            weight.map(|n| format!(" ({:.4})", n as f64 / 10_000.0)).unwrap_or_default()
        };
        let _ = writeln!(
            text,
            "Working DRG when it was sent: {}{}",
            impact.drg_before,
            weight(impact.weight_before)
        );
        if !impact.drg_after.is_empty() {
            let _ = writeln!(
                text,
                "Working DRG when it was closed: {}{}",
                impact.drg_after,
                weight(impact.weight_after)
            );
        }
    }
    text
}

fn head(text: &mut String, file: &QueryFile, words: Words) {
    let one = &file.line;
    let outcome = one.outcome.map(|outcome| format!(", {}", outcome.title())).unwrap_or_default();
    let _ = writeln!(
        text,
        "Query {}: {}{outcome}. {}, {}, {}.",
        one.id,
        one.state.title(),
        sentence(one.kind.title()),
        one.timing.title(),
        one.way.title()
    );
    let _ = writeln!(
        text,
        "Asked by {}, to {}.",
        one.author,
        if one.provider.is_some() { one.answers() } else { "nobody yet".into() }
    );
    if let Some(due) = one.due_at.as_deref().filter(|_| one.state == QueryState::Open) {
        let _ = writeln!(text, "Answer due {}.", words.stored(due));
    }
    if let Some((step, at)) = one.next_step() {
        let _ = writeln!(text, "Next step: {step}, {}.", words.stored(at));
    }
    for up in &file.escalations {
        let to = if up.to.is_empty() { String::new() } else { format!(" ({})", up.to) };
        let _ = writeln!(
            text,
            "Handed to the {}{to} {}: {}",
            level_title(up.level),
            words.stored(&up.at),
            up.reason
        );
    }
}

fn answers(text: &mut String, file: &QueryFile, words: Words) {
    if file.answers.is_empty() {
        return;
    }
    text.push_str("\nTHE ANSWER\n\n");
    for one in &file.answers {
        let _ = writeln!(text, "{}", one.words);
        if !one.comment.is_empty() {
            let _ = writeln!(text, "{}", one.comment);
        }
        let by = if one.signed_as.is_empty() {
            format!("{}, {}; written down by {}", one.provider, one.way_title(), one.recorded_by)
        } else {
            format!("Signed: {}", one.signed_as)
        };
        let _ =
            writeln!(text, "{by}, {}. It counts as {}.", words.stored(&one.answered_at), one.outcome_title());
    }
}

fn documents(text: &mut String, file: &QueryFile, followed: &[Followed], words: Words) {
    if file.answers.is_empty() || matches!(file.line.state, QueryState::Open | QueryState::Draft) {
        return;
    }
    text.push_str("\nWHAT THE RECORD SAYS SINCE\n\n");
    if followed.is_empty() {
        text.push_str("No document of this stay came after the answer yet.\n");
    }
    for one in followed {
        let kind = match one.parent_kind.as_str() {
            "addendum" => "addendum",
            "replaces" | "edits" => "new version",
            _ => "document",
        };
        let named = if one.named { "followed from the answer" } else { "came later" };
        let _ =
            writeln!(text, "{}, {kind} by {}, {}: {named}.", one.title, one.author, words.stored(&one.at));
        for piece in &one.pieces {
            let _ = match piece {
                Piece::Same(line) => writeln!(text, "    {line}"),
                Piece::Gone(line) => writeln!(text, "  - {line}"),
                Piece::New(line) => writeln!(text, "  + {line}"),
                Piece::Left(lines) => writeln!(text, "    ({lines} lines as before)"),
            };
        }
    }
}

fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

fn event_title(what: &str) -> &str {
    match what {
        "begun" => "begun",
        "sent" => "sent",
        "remind" => "reminded",
        "escalate" => "handed up",
        "answer" => "answered",
        "judge" => "judged anew",
        "follow" => "closed by a document",
        "withdraw" => "withdrawn",
        "give-up" => "closed without an answer",
        "close" => "closed",
        "reopen" => "asked again",
        other => other,
    }
}
