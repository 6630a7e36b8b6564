//! One query as its provider reads it: indicators and question above, the options and own words below, the signature last.

use crate::{
    cdiquery::own::{OwnFile, OwnQuery, ReadOwn, SignAnswer},
    domain::{cdi_query::OptionRole, ids::CdiQueryId, role::Permission::AnswerQueries, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Confirmation, Draft, Effect, Enabled, Feed, Focus, Heading, Lines, Mode, Notice, Outbox, Pane,
        Reader, Scene, Sending, Tables, TextField, TextInput, Timer, Turn, split_bottom, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, buffer::Buffer, layout::Rect};
use std::fmt::Write as _;

/// The first word of its drafts' slots.
pub const SLOT: &str = "cdi-answer:";
/// Rows of the words.
const WORDS: u16 = 2;

/// What a query put to a provider offers.
pub const COMMANDS: &[Command] = &[
    Command::new("answer.comment", &["c"], "Write words beside the choice", AnswerQueries)
        .group("Answer")
        .hint(2, "write"),
    Command::new("answer.sign", &["s"], "Sign the answer", AnswerQueries)
        .group("Answer")
        .hint(3, "sign")
        .confirmed(),
];

/// Keys while an option is chosen.
pub const CHOOSING: &[Command] = &[
    Command::new("answer.choose", &["<enter>", "<space>"], "Choose this option", AnswerQueries)
        .group("Answer")
        .hint(1, "choose"),
    Command::new("answer.down", &["j", "<down>"], "Next option", AnswerQueries).group("Answer"),
    Command::new("answer.up", &["k", "<up>"], "Previous option", AnswerQueries).group("Answer"),
    Command::new("answer.page-down", &["<pgdn>"], "Read on", AnswerQueries)
        .group("Answer")
        .hint(4, "read on"),
    Command::new("answer.page-up", &["<pgup>"], "Read back", AnswerQueries).group("Answer"),
];

/// Keys while words are written.
pub const WRITING: &[Command] =
    &[Command::new("answer.written", &["<esc>", "<f2>", "<c-s>"], "Done with the words", AnswerQueries)
        .group("Answer")
        .hint(1, "done")];

/// The query, with an answer being made.
pub struct AnswerPane {
    id: CdiQueryId,
    feed: Feed<OwnQuery>,
    reading: Sending<ReadOwn>,
    signing: Sending<SignAnswer>,
    reader: Reader,
    /// The option under the caret, and the one that is chosen.
    at: usize,
    chosen: Option<usize>,
    words: TextField,
    writing: bool,
    read: bool,
    area: Rect,
}

impl AnswerPane {
    /// By its number.
    pub fn new(id: CdiQueryId) -> Self {
        Self {
            id,
            feed: Feed::new(),
            reading: Sending::new(),
            signing: Sending::new(),
            reader: Reader::new(""),
            at: 0,
            chosen: None,
            words: TextField::new(Lines::Many, ""),
            writing: false,
            read: false,
            area: Rect::default(),
        }
    }

    fn file(&self) -> Option<&OwnFile> {
        self.feed.rows().and_then(Option::as_ref)
    }

    fn n_options(&self) -> usize {
        self.file().map_or(0, |file| file.options.len())
    }

    /// Rows of the answer: a line, the options, the words.
    fn answer_rows(&self) -> u16 {
        match self.file() {
            Some(file) if file.line.may_answer() => 2 + self.n_options() as u16 + WORDS,
            _ => 0,
        }
    }

    fn split(&self, area: Rect) -> (Rect, Rect) {
        let (_, rest) = split_top(area, 1);
        split_bottom(rest, self.answer_rows().min(rest.height.saturating_sub(4)))
    }

    fn chosen_words(&self) -> String {
        let own = self.words.text().trim().to_owned();
        let option = self.chosen.and_then(|at| self.file()?.options.get(at));
        match (option, own.is_empty()) {
            (Some(option), true) => option.text.clone(),
            (Some(option), false) => format!("{}. {own}", option.text),
            (None, _) => own,
        }
    }

    fn sign(&mut self, out: &mut Outbox<'_>) {
        let Some(file) = self.file() else { return };
        let option = self.chosen.and_then(|at| file.options.get(at));
        let own = self.words.text().trim().to_owned();
        let is_answer = option.is_none_or(|option| option.role == OptionRole::Other);
        let (words, comment) = if is_answer { (own, String::new()) } else { (String::new(), own) };
        let change = SignAnswer {
            id: self.id,
            seen: Some(file.line.version),
            option: option.map(|option| option.place),
            words,
            comment,
        };
        self.signing.send(change, out);
    }

    fn told(&mut self) {
        let Some(file) = self.feed.rows().and_then(Option::as_ref) else { return };
        let mut text = without_options(&file.text, file.line.may_answer());
        for one in &file.answers {
            let _ = writeln!(
                text,
                "\nANSWERED\n\n{}\n{}\n{}, {}",
                one.words, one.comment, one.provider, one.answered_at
            );
        }
        self.reader = Reader::new(&text);
        self.place(self.area);
    }

    fn view_answer(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Option<Caret> {
        let file = self.file().filter(|file| file.line.may_answer())?;
        let glyphs = scene.look.glyphs();
        let (line, rest) = split_top(area, 1);
        scene.line(buffer, line, &glyphs.horizontal.repeat(usize::from(line.width)), Meaning::Border);
        let (list, below) = split_top(rest, (file.options.len() as u16).min(rest.height.saturating_sub(1)));
        let mut caret = None;
        // With more options than rows, the ones around the caret are shown.
        let skip = (self.at + 1).saturating_sub(usize::from(list.height));
        for ((at, option), row) in file.options.iter().enumerate().skip(skip).zip(list.rows()) {
            let mark = if self.chosen == Some(at) { glyphs.tick } else { " " };
            scene.line(buffer, row, &format!(" [{mark}] {}", option.text), Meaning::Text);
            if at == self.at && !self.writing {
                buffer.set_style(row, scene.selected());
                caret = Some(Caret::new(row.x + 2, row.y));
            }
        }
        let (label, words) = split_top(below, 1);
        let title = if file.options.is_empty() {
            "Your answer, in your own words (c writes)"
        } else {
            "Your words (c writes)"
        };
        scene.line(buffer, label, title, Meaning::Label);
        let meaning = if self.writing { Meaning::InputFocus } else { Meaning::Input };
        let at = self.words.view(scene, words, buffer, meaning);
        if self.writing || file.options.is_empty() { Some(at) } else { caret }
    }
}

/// The options stand below as a list; in the text they would stand twice.
fn without_options(text: &str, may_answer: bool) -> String {
    if !may_answer {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut inside = false;
    for line in text.lines() {
        let head = line.split(':').next().unwrap_or("").trim().to_ascii_lowercase();
        if head == "options" || head == "choices" {
            inside = true;
            continue;
        }
        inside &= line.trim_start().starts_with(['-', '*', '[', '\u{2022}', '\u{2610}']);
        if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

impl Pane for AnswerPane {
    fn heading(&self) -> Heading {
        let title = self.file().map_or_else(|| "Query".to_owned(), |file| file.line.title.clone());
        let state = self.file().map_or("", |file| {
            if file.line.may_answer() { "to be answered" } else { file.line.state.title() }
        });
        Heading::new(title).count(self.reader.place_note()).note(state).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        if self.writing {
            return vec![WRITING];
        }
        match self.file() {
            Some(file) if file.line.may_answer() && !file.options.is_empty() => vec![COMMANDS, CHOOSING],
            Some(file) if file.line.may_answer() => self.reader.commands(COMMANDS),
            _ => self.reader.commands(&[]),
        }
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "answer.sign" => {
                let Some(file) = self.file() else { return Enabled::No("The query is still being read.") };
                let option = self.chosen.and_then(|at| file.options.get(at));
                let wordless = self.words.is_empty();
                match option {
                    None if file.options.is_empty() => {
                        Enabled::when(!wordless, "Write your answer first: c.")
                    }
                    None => Enabled::No("Choose an option first: Enter on it."),
                    Some(option) => Enabled::when(
                        !(wordless && option.role.needs_words()),
                        "This choice needs a few words beside it: c.",
                    ),
                }
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        if self.writing { Mode::Text } else { self.reader.mode() }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        let (text, _) = self.split(area);
        self.reader.place(text);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(OwnQuery(self.id), out);
    }

    fn question(&self, command: &Command) -> Confirmation {
        if command.id.0 != "answer.sign" {
            return Confirmation::of(command);
        }
        let text = format!(
            "{}\n\nYour signature stands under it with date and time, and it is not changed afterwards. \
             Please document it in the record as well.",
            self.chosen_words()
        );
        Confirmation::new("Sign this answer?").text(text).choice('y', "sign", command.id)
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "answer.choose" => self.chosen = if self.chosen == Some(self.at) { None } else { Some(self.at) },
            "answer.down" => self.at = (self.at + 1).min(self.n_options().saturating_sub(1)),
            "answer.up" => self.at = self.at.saturating_sub(1),
            "answer.page-down" => {
                self.reader.perform(CommandId("reader.page-down"), out);
            }
            "answer.page-up" => {
                self.reader.perform(CommandId("reader.page-up"), out);
            }
            "answer.comment" => self.writing = true,
            "answer.written" => self.writing = false,
            "answer.sign" => self.sign(out),
            _ => {
                self.reader.perform(id, out);
            }
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        if self.writing {
            self.words.write(&input);
        } else {
            self.reader.write(&input);
        }
    }

    fn turn(&mut self, turn: Turn, out: &mut Outbox<'_>) {
        let read = if turn == Turn::Next { "reader.page-down" } else { "reader.page-up" };
        self.reader.perform(CommandId(read), out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer) {
            match self.file().map(|file| file.line.patient) {
                Some(patient) if !self.read => {
                    self.read = self.reading.send(ReadOwn { id: self.id, patient }, out);
                }
                None if self.feed.rows().is_some() => {
                    out.tell(Notice::info("This query is not put to you any more."));
                }
                _ => {}
            }
            self.told();
        }
        let _ = self.reading.accept(answer);
        match self.signing.accept(answer) {
            Some(Ok(())) => {
                out.push(Effect::DropDraft);
                out.close();
                out.tell(Notice::done("Your answer is signed."));
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn draft_slot(&self) -> Option<String> {
        Some(format!("{SLOT}{}", self.id))
    }

    fn draft(&self) -> Option<Draft> {
        if self.chosen.is_none() && self.words.is_empty() {
            return None;
        }
        let body = serde_json::json!({ "option": self.chosen, "words": self.words.text() });
        Some(Draft {
            slot: self.draft_slot()?,
            title: "An answer to a query".into(),
            patient: self.file().map(|file| file.line.patient),
            body: body.to_string(),
        })
    }

    fn restore(&mut self, body: &str, _: &mut Outbox<'_>) {
        let Ok(kept) = serde_json::from_str::<serde_json::Value>(body) else { return };
        let option = kept.get("option").and_then(serde_json::Value::as_u64);
        self.chosen = option.and_then(|at| usize::try_from(at).ok());
        self.at = self.chosen.unwrap_or(0);
        self.words.set(kept.get("words").and_then(serde_json::Value::as_str).unwrap_or(""));
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (head, _) = split_top(area, 1);
        if let Some(file) = self.file() {
            let born = scene.words.stored(&file.line.birth_date);
            let who = format!(
                " {}  record {}  born {born}  asked by {}",
                file.line.patient_name, file.line.mrn, file.line.author
            );
            buffer.set_style(head, scene.style(Meaning::Banner));
            scene.line(buffer, head, &who, Meaning::Banner);
        }
        let (text, answer) = self.split(area);
        let reading = self.reader.view(&scene.focused(Focus::Elsewhere), text, buffer);
        self.view_answer(scene, answer, buffer).unwrap_or(reading)
    }
}
