//! Where commands write: text or JSON on standard output, messages on standard error.

use crate::look::{GlyphSet, harmless};
use anyhow::Context as _;
use serde::Serialize;
use std::{
    io::{self, BufWriter, StdoutLock, Write},
    process::ExitCode,
};

/// The result of a command: an error here becomes exit status 1.
pub type Outcome = anyhow::Result<()>;

/// Standard output, buffered; a reader that went away (`| head`) is no error.
pub struct Output {
    json: bool,
    failed: bool,
    stdout: BufWriter<StdoutLock<'static>>,
}

impl Output {
    pub fn new(json: bool) -> Self {
        Self { json, failed: false, stdout: BufWriter::with_capacity(1 << 16, io::stdout().lock()) }
    }

    /// Whether `--json` was given.
    pub fn wants_json(&self) -> bool {
        self.json
    }

    /// One line of text.
    pub fn line(&mut self, text: impl AsRef<str>) -> Outcome {
        let clean = harmless(text.as_ref(), GlyphSet::Unicode);
        ended(writeln!(self.stdout, "{clean}"))
    }

    /// One value as JSON, on one line.
    pub fn value(&mut self, value: &impl Serialize) -> Outcome {
        serde_json::to_writer(&mut self.stdout, value)?;
        ended(writeln!(self.stdout))
    }

    /// The value as JSON if `--json`, else the lines.
    pub fn either(&mut self, value: &impl Serialize, lines: impl IntoIterator<Item = String>) -> Outcome {
        if self.json {
            return self.value(value);
        }
        lines.into_iter().try_for_each(|line| self.line(line))
    }

    /// Ends the command with status 1, though its answer was printed: a check that found faults.
    pub fn mark_failed(&mut self) {
        self.failed = true;
    }

    pub fn finish(&mut self) -> Outcome {
        ended(self.stdout.flush())
    }

    pub fn status(&self) -> ExitCode {
        if self.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }

    /// Says why nothing was done; exit status 1.
    pub fn fail(&mut self, error: &anyhow::Error) -> ExitCode {
        let _ = self.stdout.flush();
        let mut stderr = io::stderr().lock();
        let _ = if self.json {
            writeln!(stderr, "{}", serde_json::json!({ "error": format!("{error:#}") }))
        } else {
            writeln!(stderr, "chartroom: {}", harmless(&format!("{error:#}"), GlyphSet::Unicode))
        };
        ExitCode::FAILURE
    }
}

fn ended(written: io::Result<()>) -> Outcome {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context(
            "The answer could not be written whole. Changes that were asked for are made; make room and ask again",
        ),
    }
}
