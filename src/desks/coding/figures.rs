//! Figures of the desk: what is discharged and not coded, not billed; what each coder did, one's own first.

use super::list::AccountList;
use crate::{
    coding::{CoderTally, Dnfb, DnfbOf, Productivity},
    domain::{
        coding::{AGE_BANDS, dollars},
        role::Permission::Code,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{Caret, Feed, Heading, Mode, Outbox, Pane, Reader, Scene, Tables, TextInput, Timer, Words},
    store::lanes::Answer,
};
use chrono::Datelike;
use ratatui::{Frame, layout::Rect};
use std::fmt::Write as _;

/// What the figures offer.
pub const COMMANDS: &[Command] = &[Command::new(
    "figures.rows",
    &["<enter>"],
    "The accounts to code of a band of age (type 1 to 5 before)",
    Code,
)
.hint(1, "accounts")];

/// The figures as a text.
pub struct Figures {
    dnfb: Feed<DnfbOf>,
    done: Feed<Productivity>,
    reader: Reader,
    area: Rect,
    words: Words,
}

impl Figures {
    /// Figures as of now.
    pub fn new(words: Words) -> Self {
        Self { dnfb: Feed::new(), done: Feed::new(), reader: Reader::new(""), area: Rect::default(), words }
    }

    fn span(&self) -> Productivity {
        let today = self.words.today();
        Productivity { from: today.with_day(1).unwrap_or(today), to: today }
    }

    fn write_text(&mut self) {
        let mut text = String::new();
        if let Some(figures) = self.dnfb.rows() {
            open_accounts(figures, &mut text);
        }
        if let Some(tallies) = self.done.rows() {
            work(tallies, self.span(), self.words, &mut text);
        }
        self.reader = Reader::new(&text);
        self.reader.place(self.area);
    }
}

fn tenths(value: Option<i64>) -> String {
    value.map_or_else(|| "-".into(), |tenths| format!("{}.{}", tenths / 10, tenths % 10))
}

fn open_accounts(figures: &Dnfb, text: &mut String) {
    let total = figures.total();
    let (_, uncoded) = total.uncoded();
    let (_, unbilled) = total.unbilled();
    let daily = figures.revenue_cents / figures.revenue_days.max(1);
    let _ = write!(
        text,
        "DISCHARGED, NOT BILLED\n\nDNFB  {} days   discharged and not final billed {} / average daily revenue {}\n\
         DNFC  {} days   the part of it without final codes, {}\n\
         Average of the charges of all discharges of the last {} days.\n\n",
        tenths(figures.dnfb_tenths()),
        dollars(unbilled),
        dollars(daily),
        tenths(figures.dnfc_tenths()),
        dollars(uncoded),
        figures.revenue_days
    );
    let _ =
        writeln!(text, "   {:<13}{:>15}{:>15}{:>15}{:>15}", "", "to code", "on hold", "in review", "to bill");
    let cell = |n: i64, cents: i64| format!("{n:>4} {:>10}", dollars(cents));
    let row = |title: &str, band: &crate::coding::Band| {
        format!(
            "{title:<13}{}{}{}{}",
            cell(band.work_count, band.work_cents),
            cell(band.hold_count, band.hold_cents),
            cell(band.review_count, band.review_cents),
            cell(band.bill_count, band.bill_cents)
        )
    };
    for ((band, age), n) in figures.bands.iter().zip(AGE_BANDS).zip(1..) {
        let _ = writeln!(text, "{n}  {}", row(age.title, band));
    }
    let _ = writeln!(text, "   {}", row("all", &total));
    for (reason, n, cents) in &figures.holds {
        let _ = writeln!(text, "On hold for {}: {n}, {}", reason.title(), dollars(*cents));
    }
}

fn work(tallies: &[CoderTally], span: Productivity, words: Words, text: &mut String) {
    let (from, to) = (words.day(span.from), words.day(span.to));
    let _ = write!(
        text,
        "\nDONE {from} TO {to}\n\n\
         final: first finals; units: inpatient 1, outpatient with procedure 0.75, others 0.5; per hour at work.\n\
         Held, reopened and sent-back accounts and idle time are counted apart and lower nothing.\n\n\
         {:<14}{:>6}{:>7}{:>6}{:>6}{:>7}{:>6}{:>8}{:>8}\n",
        "", "final", "units", "per h", "held", "reopen", "back", "at work", "idle"
    );
    let clock = |seconds: i64| format!("{}:{:02}", seconds / 3600, seconds % 3600 / 60);
    for coder in tallies {
        let t = &coder.tally;
        let _ = writeln!(
            text,
            "{:<14}{:>6}{:>7}{:>6}{:>6}{:>7}{:>6}{:>8}{:>8}",
            if coder.own { "you" } else { coder.login.as_str() },
            t.finalized,
            format!("{}.{:02}", t.unit_hundredths / 100, t.unit_hundredths % 100),
            tenths(t.per_hour_tenths()),
            t.holds,
            t.reopened,
            t.sent_back,
            clock(t.active_s),
            clock(t.idle_s)
        );
    }
}

impl Pane for Figures {
    fn heading(&self) -> Heading {
        Heading::new("Figures of coding").note(self.dnfb.note())
    }

    fn commands(&self) -> Tables {
        self.reader.commands(COMMANDS)
    }

    fn mode(&self) -> Mode {
        self.reader.mode()
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.reader.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.dnfb.ask(DnfbOf, out);
        self.done.ask(self.span(), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if id.0 == "figures.rows" {
            let band = out.count().and_then(|n| (n as usize).checked_sub(1)).filter(|n| *n < AGE_BANDS.len());
            out.show(AccountList::of_band(band));
        } else {
            self.reader.perform(id, out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.reader.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, _: &mut Outbox<'_>) {
        let news = [self.dnfb.accept(answer), self.done.accept(answer)];
        if news.contains(&true) {
            self.write_text();
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.dnfb.refresh(changed, out);
        self.done.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.dnfb.due(timer);
        self.done.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.reader.view(scene, area, frame.buffer_mut())
    }
}
