//! One account: its codes, findings and DRG beside the documents; every change is judged at once and kept at once.

use super::{
    encoder::Encoder,
    keys::{COMMANDS, DOCUMENT, TYPING},
    part::DocumentPart,
    view::{self, Row},
};
use crate::{
    coding::{
        AccountOf, AccountOfItem, Begin, Case, Move, Next, SetSheet, SuggestFor, ToolsOf, UndoSheet, Verdict,
        judge,
    },
    domain::{
        coding::{Poa, Sheet},
        ids::{AccountId, Version, WorkId},
        topics::Topics,
    },
    keys::CommandId,
    kit::{
        Caret, Enabled, Feed, Focus, Freshness, Heading, Mode, Outbox, Pane, Scene, Sending, Tables,
        TextInput, Timer, Turn, beside,
    },
    look::Meaning,
    store::lanes::Answer,
    work::{Hold, WorkPage},
};
use ratatui::{Frame, layout::Rect};

/// Columns below which the documents, and the codes, are of no use beside each other.
const DOCUMENT_MIN: u16 = 46;
const CODES_MIN: u16 = 62;
/// Rows of the head, of the detail below the codes.
const HEAD: u16 = 3;
const DETAIL: u16 = 4;

/// Which part has the keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Codes,
    Documents,
}

/// An account being coded.
pub struct AccountPane {
    pub(super) account: AccountId,
    pub(super) whole: Feed<AccountOf>,
    pub(super) tools: Feed<ToolsOf>,
    pub(super) suggested: Feed<SuggestFor>,
    /// The sheet as it stands here; it runs ahead of the stored one by what is on its way.
    pub(super) sheet: Sheet,
    pub(super) version: Version,
    pub(super) case: Option<Case>,
    pub(super) verdict: Verdict,
    pub(super) titles: view::Titles,
    pub(super) rows: Vec<Row>,
    pub(super) at: usize,
    pub(super) top: usize,
    pub(super) with_suggestions: bool,
    pub(super) part: Part,
    pub(super) documents: DocumentPart,
    pub(super) encoder: Option<Encoder>,
    pub(super) setting: Sending<SetSheet>,
    /// A change that waits until the one before it is stored.
    pub(super) queued: Option<String>,
    pub(super) undoing: Sending<UndoSheet>,
    pub(super) next: Sending<Next>,
    pub(super) beginning: Sending<Begin>,
    pub(super) moving: Sending<Move>,
    /// The worklist that it was opened from: the next one comes from there.
    pub(super) page: Option<WorkPage>,
    /// Taken in hand, so that it is begun when it is there.
    pub(super) in_hand: bool,
    /// The item whose account is still to be found.
    pub(super) item: Option<WorkId>,
    pub(super) found: Feed<AccountOfItem>,
    pub(super) area: Rect,
}

impl AccountPane {
    /// An account that is read when the pane opens.
    pub fn new(account: AccountId) -> Self {
        Self {
            account,
            whole: Feed::new(),
            tools: Feed::new(),
            suggested: Feed::new(),
            sheet: Sheet::default(),
            version: Version(0),
            case: None,
            verdict: Verdict::default(),
            titles: view::Titles::default(),
            rows: Vec::new(),
            at: 0,
            top: 0,
            with_suggestions: false,
            part: Part::Codes,
            documents: DocumentPart::new(),
            encoder: None,
            setting: Sending::new(),
            queued: None,
            undoing: Sending::new(),
            next: Sending::new(),
            beginning: Sending::new(),
            moving: Sending::new(),
            page: None,
            in_hand: false,
            item: None,
            found: Feed::new(),
            area: Rect::default(),
        }
    }

    /// Opened from a worklist; in hand, it is begun.
    #[must_use]
    pub fn of_list(mut self, page: WorkPage, in_hand: bool) -> Self {
        (self.page, self.in_hand) = (Some(page), in_hand);
        self
    }

    /// The account of an item of a worklist.
    pub fn of_item(item: WorkId) -> Self {
        Self { item: Some(item), ..Self::new(AccountId(0)) }
    }

    pub(super) fn row(&self) -> Option<Row> {
        self.rows.get(self.at).copied()
    }

    fn step(&mut self, steps: isize) {
        let last = self.rows.len().saturating_sub(1);
        let mut at = self.at.saturating_add_signed(steps).min(last);
        // Headings are passed over.
        while matches!(self.rows.get(at), Some(Row::Heading(_))) && at != self.at {
            let on = at.saturating_add_signed(steps.signum());
            if on > last || on == at {
                return;
            }
            at = on;
        }
        self.at = at;
        self.keep_in_view();
    }

    pub(super) fn keep_in_view(&mut self) {
        let height = usize::from(self.codes_area().height.saturating_sub(HEAD + DETAIL)).max(1);
        if self.at < self.top {
            self.top = self.at.saturating_sub(1);
        }
        if self.at >= self.top + height {
            self.top = self.at + 1 - height;
        }
    }

    pub(super) fn parts(&self) -> (Option<Rect>, Option<Rect>) {
        let focus = if self.part == Part::Documents { Focus::Here } else { Focus::Elsewhere };
        beside(self.area, DOCUMENT_MIN, CODES_MIN, focus)
    }

    fn codes_area(&self) -> Rect {
        self.parts().1.unwrap_or(self.area)
    }

    /// Judges the sheet as it stands, and lays the rows out anew.
    pub(super) fn judge(&mut self) {
        if let (Some(tools), Some(case)) = (self.tools.rows(), &self.case) {
            self.verdict = judge(tools, case, &self.sheet);
            self.titles = view::titles(tools, case, &self.sheet);
        }
        self.lay_out();
    }

    pub(super) fn lay_out(&mut self) {
        let mut rows = vec![Row::Heading("Diagnoses")];
        rows.extend((0..self.sheet.diagnoses.len()).map(Row::Dx));
        if !self.sheet.procedures.is_empty() {
            rows.push(Row::Heading("Procedures"));
            rows.extend((0..self.sheet.procedures.len()).map(Row::Px));
        }
        if !self.verdict.findings.is_empty() {
            rows.push(Row::Heading("Findings"));
            rows.extend((0..self.verdict.findings.len()).map(Row::Finding));
        }
        if self.with_suggestions {
            rows.push(Row::Heading("From the chart: Enter takes, nothing is taken by itself"));
            let all = self.suggested.rows().map(Vec::as_slice).unwrap_or_default();
            let fresh = all
                .iter()
                .enumerate()
                .filter(|(_, one)| !self.sheet.diagnoses.iter().any(|line| line.code == one.code));
            rows.extend(fresh.map(|(at, _)| Row::Suggested(at)));
        }
        self.rows = rows;
        self.at = self.at.min(self.rows.len().saturating_sub(1));
        if matches!(self.row(), Some(Row::Heading(_))) && self.rows.len() > self.at + 1 {
            self.at += 1;
        }
        self.keep_in_view();
    }

    pub(super) fn turn_part(&mut self) {
        self.part = if self.part == Part::Codes { Part::Documents } else { Part::Codes };
        self.place_parts();
    }

    pub(super) fn place_parts(&mut self) {
        if let Some(left) = self.parts().0 {
            self.documents.place(left);
        }
        self.keep_in_view();
    }
}

impl Pane for AccountPane {
    fn heading(&self) -> Heading {
        let title = self.whole.rows().map_or("Account".to_owned(), |whole| whole.line.name());
        let hard = self.verdict.findings.iter().filter(|finding| finding.blocks()).count();
        let note = match hard {
            0 if self.sheet.is_empty() => String::new(),
            0 => "nothing stands against final coding".into(),
            1 => "1 finding to mend".into(),
            n => format!("{n} findings to mend"),
        };
        let saving = if self.setting.is_out() { "saving" } else { "" };
        Heading::new(title).note(note).note(saving).note(self.whole.note())
    }

    fn commands(&self) -> Tables {
        if self.encoder.is_some() || self.documents.is_searching() {
            return vec![TYPING];
        }
        match self.part {
            Part::Codes => vec![COMMANDS],
            Part::Documents => self.documents.reader.commands(DOCUMENT),
        }
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        self.permitted(id)
    }

    fn mode(&self) -> Mode {
        let typing = self.encoder.is_some() || self.documents.is_searching();
        if typing {
            Mode::Text
        } else if self.part == Part::Documents {
            self.documents.reader.mode()
        } else {
            Mode::Command
        }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.place_parts();
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        match self.item {
            Some(item) => self.found.ask(AccountOfItem(item), out),
            None => self.whole.ask(AccountOf(self.account), out),
        }
        self.tools.ask(ToolsOf, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.part == Part::Documents && self.documents.reader.perform(id, out).is_yes() {
            return;
        }
        let times = out.times() as isize;
        match id.0 {
            "account.down" => self.step(times),
            "account.up" => self.step(-times),
            "account.enter" => self.enter(out),
            "account.add" => {
                if let Some(case) = &self.case {
                    let mut encoder = Encoder::new(case.code_day());
                    encoder.open(out);
                    self.encoder = Some(encoder);
                    self.part = Part::Codes;
                }
            }
            "account.remove" => self.remove(out),
            "account.yes" => self.answer_poa(Poa::Yes, out),
            "account.no" => self.answer_poa(Poa::No, out),
            "account.unknown" => self.answer_poa(Poa::Unknown, out),
            "account.undetermined" => self.answer_poa(Poa::Undetermined, out),
            "account.exempt" => self.answer_poa(Poa::Exempt, out),
            "account.principal" => self.reorder(|_| 0, out),
            "account.later" => self.reorder(|at| at + 1, out),
            "account.earlier" => self.reorder(|at| at.saturating_sub(1), out),
            "account.evidence" => self.show_evidence(out),
            "account.take" => self.take_evidence(out),
            "account.overrule" => self.overrule(out),
            "account.undo" => {
                self.undoing.send(UndoSheet { account: self.account, seen: Some(self.version) }, out);
            }
            "account.suggest" => {
                self.with_suggestions = !self.with_suggestions;
                if let (true, Some(case)) = (self.with_suggestions, &self.case) {
                    self.suggested.ask(SuggestFor { account: self.account, day: case.code_day() }, out);
                }
                self.lay_out();
            }
            "account.find" => {
                if self.parts().0.is_none() {
                    self.turn_part();
                }
                self.documents.begin_search();
            }
            "account.next" => {
                let page = self.page.clone().map(|page| WorkPage { after: None, ..page });
                self.next.send(Next { after: Some(self.account), page, hold: Hold::Screen }, out);
            }
            "account.next-document" => self.documents.step(times, out),
            "account.previous-document" => self.documents.step(-times, out),
            "coding.take" => self.take_answer(out),
            "coding.stop" => {
                self.encoder = None;
                self.documents.stop_search();
            }
            "coding.down" | "coding.up" => {
                let step = if id.0 == "coding.down" { 1 } else { -1 };
                match &mut self.encoder {
                    Some(encoder) => encoder.step(step),
                    None => self.documents.step_hit(step),
                }
            }
            "coding.scope" => {
                if let Some(encoder) = &mut self.encoder {
                    encoder.turn_scope(out);
                }
            }
            _ => self.perform_box(id, out),
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        match &mut self.encoder {
            Some(encoder) => encoder.write(&input, out),
            None => self.documents.write(&input, out),
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.take_answers(answer, out);
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.whole.refresh(changed, out);
        self.tools.refresh(changed, out);
        self.documents.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.whole.due(timer);
        self.documents.due(timer);
    }

    fn turn(&mut self, _: Turn, _: &mut Outbox<'_>) {
        self.turn_part();
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        if let Freshness::Failed(error) = self.whole.freshness() {
            scene.paragraph(buffer, area, &error.to_string(), Meaning::Error);
            return Caret::new(area.x, area.y);
        }
        let (left, right) = self.parts();
        let here = |part: Part| if self.part == part { Focus::Here } else { Focus::Elsewhere };
        let mut caret = Caret::new(area.x, area.y);
        if let Some(left) = left {
            let at = self.documents.view(&scene.focused(here(Part::Documents)), left, buffer);
            if self.part == Part::Documents || self.documents.is_searching() {
                caret = at;
            }
        }
        if let Some(right) = right {
            if left.is_some() {
                view::line_between(scene, right, buffer);
            }
            let at = self.view_codes(&scene.focused(here(Part::Codes)), right, buffer);
            if self.part == Part::Codes && !self.documents.is_searching() {
                caret = at;
            }
        }
        caret
    }
}

impl AccountPane {
    fn view_codes(&self, scene: &Scene<'_>, area: Rect, buffer: &mut ratatui::buffer::Buffer) -> Caret {
        let (head, rest) = crate::kit::split_top(area, HEAD);
        if let Some(whole) = self.whole.rows() {
            view::head(scene, head, buffer, whole, &self.verdict);
        }
        let foot = match &self.encoder {
            Some(encoder) => encoder.rows(rest.height.saturating_sub(4)).max(rest.height / 2),
            None => DETAIL,
        };
        let (body, foot) = crate::kit::split_bottom(rest, foot.min(rest.height));
        let sheet = view::SheetView {
            sheet: &self.sheet,
            verdict: &self.verdict,
            titles: &self.titles,
            suggested: self.suggested.rows().map(Vec::as_slice).unwrap_or_default(),
        };
        let mut caret = Caret::new(body.x, body.y);
        for ((at, row), line) in self.rows.iter().enumerate().skip(self.top).zip(body.rows()) {
            sheet.row(scene, line, buffer, *row);
            if at == self.at {
                buffer.set_style(line, scene.selected());
                caret = Caret::new(line.x, line.y);
            }
        }
        if self.sheet.is_empty() && self.tools.rows().is_some() && body.height > 2 {
            let hint = Rect { y: body.y + 1, height: 1, ..body };
            if self.rows.len() <= 1 {
                scene.line(
                    buffer,
                    hint,
                    "No code yet: i adds one, s shows what the chart suggests.",
                    Meaning::Muted,
                );
            }
        }
        if let Some(encoder) = &self.encoder {
            return encoder.view(scene, foot, buffer);
        }
        if let Some(row) = self.row() {
            sheet.detail(scene, foot, buffer, row);
        }
        caret
    }
}
