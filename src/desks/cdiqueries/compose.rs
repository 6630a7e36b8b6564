//! The composer: the text of a query, and the linter's word on it with every key.

use super::{asking::Asking, panel};
use crate::{
    cdi::lint::{Finding, Level},
    cdiquery::{Composed, Indicator, Material, MaterialOf, OneQuery, Overrule, Save, Send},
    chart::BannerOf,
    domain::{
        ids::{CdiQueryId, EncounterId, PractitionerId, Version},
        role::Permission::ReviewDocumentation,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Confirmation, Draft, Effect, Enabled, Feed, Heading, Lines, Mode, Notice, Outbox, Pane, Scene,
        Sending, Tables, TextField, TextInput, Timer, Turn, banner, split_bottom, split_left, split_top,
    },
    look::Meaning,
    store::{Refusal, lanes::Answer},
};
use ratatui::{Frame, layout::Rect};

/// The first word of its drafts' slots.
pub const SLOT: &str = "cdi-query:";

/// Columns from which the linter stands beside the text.
const WIDE: u16 = 110;
/// Rows of what is below the text on a narrow screen.
const BELOW: u16 = 8;

/// What the composer offers; letters belong to the text.
pub const COMMANDS: &[Command] = &[
    Command::new("compose.facts", &["<f3>"], "Take an indicator from the chart", ReviewDocumentation)
        .group("Compose")
        .hint(1, "indicator"),
    Command::new("compose.options", &["<f4>"], "Take an option from the supported ones", ReviewDocumentation)
        .group("Compose")
        .hint(2, "option"),
    Command::new("compose.template", &["<f5>"], "Begin from another template", ReviewDocumentation)
        .group("Compose")
        .hint(5, "template"),
    Command::new("compose.provider", &["<f6>"], "Choose who is asked", ReviewDocumentation)
        .group("Compose")
        .hint(3, "whom"),
    Command::new("compose.next", &["<f7>"], "Go to the next words at fault", ReviewDocumentation)
        .group("Compose"),
    Command::new("compose.reason", &["<f8>"], "Say why the warning may stand", ReviewDocumentation)
        .group("Compose")
        .hint(6, "reason"),
    Command::new("compose.send", &["<f9>"], "Send the query", ReviewDocumentation)
        .group("Compose")
        .hint(4, "send")
        .confirmed(),
    Command::new(
        "compose.save",
        &["<f2>", "<c-s>"],
        "Keep it as a draft on the worklist",
        ReviewDocumentation,
    )
    .group("Compose")
    .hint(7, "keep draft")
    .undoable(),
    Command::new("compose.spoken", &["<f10>"], "Mark it as spoken, with whom and when", ReviewDocumentation)
        .group("Compose")
        .undoable(),
];

/// What a draft keeps.
#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    provider: Option<PractitionerId>,
    finding: String,
    template: String,
    text: String,
    picked: Vec<Indicator>,
    overruled: Vec<Overrule>,
    seen: Option<Version>,
}

/// A query being written.
pub struct Composer {
    pub(super) encounter: Option<EncounterId>,
    pub(super) id: Option<CdiQueryId>,
    pub(super) seen: Option<Version>,
    pub(super) finding: Option<String>,
    pub(super) material: Feed<MaterialOf>,
    pub(super) stored: Feed<OneQuery>,
    pub(super) banner: Feed<BannerOf>,
    pub(super) editor: TextField,
    pub(super) provider: Option<PractitionerId>,
    pub(super) template: String,
    pub(super) picked: Vec<Indicator>,
    pub(super) overruled: Vec<Overrule>,
    /// As it began or was last kept: what differs from it is unsaved.
    pub(super) base: Option<Composed>,
    pub(super) findings: Vec<Finding>,
    pub(super) at: usize,
    pub(super) asking: Asking,
    pub(super) saving: Sending<Save>,
    pub(super) sending: Sending<Send>,
}

impl Composer {
    /// A new query about a stay, from a finding if one gave the reason.
    pub fn new(encounter: EncounterId, finding: Option<String>) -> Self {
        Self {
            encounter: Some(encounter),
            id: None,
            seen: None,
            finding,
            material: Feed::new(),
            stored: Feed::new(),
            banner: Feed::new(),
            editor: TextField::new(Lines::Many, ""),
            provider: None,
            template: String::new(),
            picked: Vec::new(),
            overruled: Vec::new(),
            base: None,
            findings: Vec::new(),
            at: 0,
            asking: Asking::No,
            saving: Sending::new(),
            sending: Sending::new(),
        }
    }

    /// A draft that is written on.
    pub fn draft(id: CdiQueryId) -> Self {
        Self { encounter: None, id: Some(id), ..Self::new(EncounterId(0), None) }
    }

    pub(super) fn composed(&self) -> Composed {
        Composed {
            encounter: self.encounter,
            provider: self.provider,
            finding: self.finding.clone().unwrap_or_default(),
            template: self.template.clone(),
            text: self.editor.text(),
            picked: self.picked.clone(),
            overruled: self.overruled.clone(),
        }
    }

    fn save(&self) -> Save {
        Save { id: self.id, seen: self.seen, query: self.composed() }
    }

    pub(super) fn known(&self) -> Option<&Material> {
        self.material.rows().and_then(Option::as_ref)
    }

    fn refused(&mut self, refusal: &Refusal, out: &mut Outbox<'_>) {
        out.tell(Notice::from(refusal));
        if matches!(refusal, Refusal::Invalid { field: "provider", .. })
            && let Some(material) = self.known()
        {
            self.asking = Asking::providers(material);
        }
    }
}

impl Pane for Composer {
    fn heading(&self) -> Heading {
        let title = self.id.map_or_else(|| "New query".to_owned(), |id| format!("Query {id}, draft"));
        let busy =
            if self.saving.is_out() || self.sending.is_out() { "saving" } else { self.material.note() };
        Heading::new(title).note(panel::tally_words(&self.findings, &self.overruled)).note(busy)
    }

    fn commands(&self) -> Tables {
        self.asking.commands().unwrap_or_else(|| vec![COMMANDS])
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let chosen = self.findings.get(self.at);
        match id.0 {
            "compose.send" => {
                let stopped = self.findings.iter().any(|one| one.level == Level::Error);
                let open = !crate::cdiquery::unreasoned(&self.findings, &self.overruled).is_empty();
                match (self.provider, stopped, open) {
                    (_, true, _) => Enabled::No("An error stops this query; Tab goes to the words at fault."),
                    (_, _, true) => {
                        Enabled::No("A warning needs a reason: Tab goes to it, F8 takes the reason.")
                    }
                    (None, ..) => Enabled::No("Choose who is asked first: F6."),
                    _ => Enabled::Yes,
                }
            }
            "compose.reason" => Enabled::when(
                chosen.is_some_and(|one| one.level == Level::Warning),
                "Only a warning may stand for a reason; an error is mended. Tab goes from one to the next.",
            ),
            "compose.facts" | "compose.options" | "compose.template" | "compose.provider" => {
                Enabled::when(self.known().is_some(), "The chart is still being read.")
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn place(&mut self, _: Rect) {}

    fn open(&mut self, out: &mut Outbox<'_>) {
        match (self.id, self.encounter) {
            (Some(id), _) => self.stored.ask(OneQuery(id), out),
            (None, Some(encounter)) => self.material.ask(MaterialOf(encounter), out),
            (None, None) => {}
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        if command.id.0 != "compose.send" {
            return Confirmation::of(command);
        }
        let text = format!(
            "It goes to {}. What was sent is never changed; it can be withdrawn for a reason.",
            self.provider_name()
        );
        Confirmation::new("Send this query?").text(text).choice('y', "send it", command.id)
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let finding = self.finding.clone();
        let material = self.material.rows().and_then(Option::as_ref);
        match (id.0, material) {
            ("compose.facts", Some(material)) => self.asking = Asking::facts(material, finding.as_deref()),
            ("compose.options", Some(material)) => {
                let text = self.editor.text();
                self.asking = Asking::options(material, finding.as_deref(), &text);
            }
            ("compose.template", Some(material)) => self.asking = Asking::templates(material),
            ("compose.provider", Some(material)) => self.asking = Asking::providers(material),
            ("compose.next", _) => self.step(1),
            ("compose.reason", _) => {
                let known = self
                    .findings
                    .get(self.at)
                    .and_then(|one| self.overruled.iter().find(|given| given.is_of(one)));
                self.asking = Asking::reason(known.map_or("", |given| given.reason.as_str()));
            }
            ("compose.spoken", _) => self.spoken(out),
            ("compose.send", _) => {
                self.sending.send(Send(self.save()), out);
            }
            ("compose.save", _) => {
                self.saving.send(self.save(), out);
            }
            ("pick.take", _) => self.take(),
            ("pick.reason", _) => self.keep_reason(),
            ("pick.stop", _) => self.asking = Asking::No,
            _ => {}
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        if self.asking.is_open() {
            self.asking.write(&input);
        } else if self.editor.write(&input) {
            self.weigh();
        }
    }

    fn turn(&mut self, turn: Turn, _: &mut Outbox<'_>) {
        self.step(if turn == Turn::Next { 1 } else { -1 });
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.material.accept(answer) {
            if let Some(material) = self.known() {
                let patient = material.patient;
                self.banner.ask(BannerOf(patient), out);
            } else if self.material.rows().is_some() {
                out.tell(Notice::info("This stay is no longer there."));
            }
            self.begin();
        }
        if self.stored.accept(answer)
            && let Some(file) = self.stored.take().flatten()
        {
            self.encounter = Some(file.line.encounter);
            self.material.ask(MaterialOf(file.line.encounter), out);
            if self.base.is_none() {
                self.finding = Some(file.line.finding.clone()).filter(|rule| !rule.is_empty());
                (self.provider, self.seen) = (file.line.provider, Some(file.line.version));
                self.picked.clone_from(&file.indicators);
                let text = file.text().to_owned();
                self.put(&text, 0);
                self.base = Some(self.composed());
            }
        }
        self.banner.accept(answer);
        match self.saving.accept(answer) {
            Some(Ok(saved)) => {
                (self.id, self.seen) = (Some(saved.id), Some(saved.version));
                self.base = Some(self.composed());
                out.push(Effect::DropDraft);
                out.tell(Notice::done(format!("Query {} is kept as a draft.", saved.id)));
                out.close();
            }
            Some(Err(refusal)) => self.refused(&refusal, out),
            None => {}
        }
        match self.sending.accept(answer) {
            Some(Ok(sent)) => {
                let note = if sent.note.is_empty() { String::new() } else { format!(" {}", sent.note) };
                out.push(Effect::DropDraft);
                out.close();
                out.tell(Notice::done(format!("Query {} is sent.{note}", sent.id)));
            }
            Some(Err(refusal)) => self.refused(&refusal, out),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.banner.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.material.due(timer);
        self.banner.due(timer);
    }

    fn draft_slot(&self) -> Option<String> {
        match (self.id, self.encounter) {
            (Some(id), _) => Some(format!("{SLOT}query:{id}")),
            (None, Some(encounter)) => Some(format!("{SLOT}stay:{encounter}")),
            (None, None) => None,
        }
    }

    fn draft(&self) -> Option<Draft> {
        let now = self.composed();
        let base = self.base.as_ref()?;
        if *base == now {
            return None;
        }
        let kept = Kept {
            provider: now.provider,
            finding: now.finding,
            template: now.template,
            text: now.text,
            picked: now.picked,
            overruled: now.overruled,
            seen: self.seen,
        };
        Some(Draft {
            slot: self.draft_slot()?,
            title: "A query to a provider".into(),
            patient: self.known().map(|material| material.patient),
            body: serde_json::to_string(&kept).unwrap_or_default(),
        })
    }

    fn restore(&mut self, body: &str, _: &mut Outbox<'_>) {
        let Ok(kept) = serde_json::from_str::<Kept>(body) else { return };
        self.finding = Some(kept.finding).filter(|rule| !rule.is_empty());
        (self.provider, self.template, self.seen) = (kept.provider, kept.template, kept.seen);
        (self.picked, self.overruled) = (kept.picked, kept.overruled);
        // What was taken back is unsaved until it is kept.
        self.base = Some(Composed::default());
        self.put(&kept.text, usize::from(u16::MAX));
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(CommandId("compose.save"))
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (top, rest) = split_top(area, banner::ROWS);
        banner::view(self.banner.rows(), scene, top, buffer);
        let (head, body) = split_top(rest, 1);
        self.view_head(scene, head, buffer);
        let asks = self.asking.is_open();
        let (text, beside) = if body.width >= WIDE && !asks {
            let (left, right) = split_left(body, body.width * 3 / 5);
            (left, split_left(right, 2).1)
        } else {
            let below = if asks { BELOW.max(body.height / 2) } else { BELOW };
            let (upper, lower) = split_bottom(body, below.min(body.height / 2 + 1));
            let (line, lower) = split_top(lower, 1);
            scene.line(
                buffer,
                line,
                &scene.look.glyphs().horizontal.repeat(usize::from(line.width)),
                Meaning::Border,
            );
            (upper, lower)
        };
        let meaning = if asks { Meaning::Text } else { Meaning::Input };
        let caret = self.editor.view(scene, text, buffer, meaning);
        if asks {
            return self.asking.view(scene, beside, buffer);
        }
        panel::view(&self.findings, &self.overruled, self.at, scene, beside, buffer);
        caret
    }
}
