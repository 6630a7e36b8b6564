//! `cdi worklist|review|reconcile|metrics`: the review list, one stay, how DRGs were reconciled, figures.

use super::{
    cdi::stay_number,
    cdi_args::CdiCommand,
    output::{Outcome, Output},
};
use crate::{
    cdi::{
        metrics::{self, BehindFigure, By, Figures, Period},
        review::{
            Begin, ListRow, LoadRules, Next, OpenReviews, QUEUE, Reconcile, Reconciliation, Reconciliations,
            ReviewStay, RulesText, Screen, ScreenOf, SetSheet, Settlement, StepsOf, UndoReview, Which, Why,
            newest, refresh_all, sum, weight_words,
        },
    },
    domain::{
        coding::{DxLine, Poa, Sheet, folded_code, written_code},
        role::Permission,
        time::Clock,
    },
    store::{Session, Store},
    work::{Order, PENDED, WorkPage},
};
use anyhow::{Context as _, bail};
use serde_json::json;
use std::path::Path;

/// Carries a command out, if it is one of these.
pub fn run(store: &Store, session: &Session, command: &CdiCommand, out: &mut Output) -> Option<Outcome> {
    let at = At { store, session };
    Some(match command {
        CdiCommand::Worklist { refresh, all, limit, show_rules, check, rules, reason } => {
            if *show_rules {
                at.show_rules(out)
            } else if let Some(file) = check {
                at.check_rules(file, out)
            } else if let Some(file) = rules {
                at.load_rules(file, reason.as_deref().unwrap_or_default(), out)
            } else {
                at.worklist(*refresh, *all, *limit, out)
            }
        }
        CdiCommand::Review { stay, done, next, until_coded, note, undo, add, remove } => {
            let next = if *until_coded { Some(Next::WhenCoded) } else { next.map(Next::On) };
            at.review(stay, &Deed { done: *done, next, note, undo: *undo, add, remove }, out)
        }
        CdiCommand::Reconcile { stay, settle, why, note, settled } => {
            let decision = settle.as_deref().zip(why.as_deref());
            at.reconcile(stay.as_deref(), decision, note, *settled, out)
        }
        CdiCommand::Metrics { from, to, by, list, part, of } => {
            let mut period = Period::year_to(Clock::System.today());
            period.from = from.unwrap_or(period.from);
            period.to = to.unwrap_or(period.to);
            at.metrics(period, by, list.as_deref().map(|list| (list, part.as_str(), of.as_str())), out)
        }
        _ => return None,
    })
}

struct At<'a> {
    store: &'a Store,
    session: &'a Session,
}

struct Deed<'a> {
    done: bool,
    next: Option<Next>,
    note: &'a str,
    undo: bool,
    add: &'a [String],
    remove: &'a [String],
}

impl At<'_> {
    fn show_rules(&self, out: &mut Output) -> Outcome {
        let rules = self.store.ask(self.session, &RulesText::InForce)?;
        out.either(&json!({ "file": rules.file, "text": rules.text }), rules.text.lines().map(str::to_owned))
    }

    fn check_rules(&self, file: &Path, out: &mut Output) -> Outcome {
        let name = file.display().to_string();
        let rules = self.store.ask(self.session, &RulesText::Check(name.clone(), read(file)?))?;
        if !rules.faults.is_empty() {
            out.mark_failed();
        }
        let fine = rules.faults.is_empty().then(|| format!("{name} is sound."));
        out.either(
            &json!({ "file": name, "faults": rules.faults }),
            fine.into_iter().chain(rules.faults.clone()),
        )
    }

    fn load_rules(&self, file: &Path, reason: &str, out: &mut Output) -> Outcome {
        let name = file.display().to_string();
        let change = LoadRules { file: name.clone(), text: read(file)?, reason: reason.to_owned() };
        self.store.apply(self.session, &change)?;
        let done = refresh_all(self.store, self.session)?;
        out.either(
            &json!({ "file": name, "loaded": true, "refreshed": done }),
            [format!("{name} is loaded. {}.", done.words())],
        )
    }

    fn worklist(&self, refresh: bool, all: bool, limit: usize, out: &mut Output) -> Outcome {
        let done = if refresh { Some(refresh_all(self.store, self.session)?) } else { None };
        let mut page = WorkPage { order: Order::Amount, limit, ..WorkPage::first(QUEUE.id) };
        if all {
            page.lanes = QUEUE.open_lanes().collect();
        }
        debug_assert!(!all || page.lanes.contains(&PENDED));
        let rows = self.store.ask(self.session, &OpenReviews(page))?;
        if out.wants_json() {
            let rows: Vec<_> = rows.iter().map(row_json).collect();
            return out.value(&json!({ "refreshed": done, "stays": rows }));
        }
        if let Some(done) = done {
            out.line(format!("{}.", done.words()))?;
        }
        for row in &rows {
            let state = row.item.queue().map_or("", |queue| queue.state_title(&row.item.state));
            let next = row.next_on.map(|day| format!(", next {day}")).unwrap_or_default();
            out.line(format!(
                "{:>4}  {:<12} {:<26} MRN {:<10} {:<18} {state}{next}",
                row.score, row.number, row.item.patient_name, row.item.mrn, row.item.category
            ))?;
            for one in &row.reasons {
                out.line(format!("      {:>4}  {}", one.points, one.words))?;
            }
        }
        out.line(format!("{} stays.", rows.len()))
    }

    fn review(&self, number: &str, deed: &Deed<'_>, out: &mut Output) -> Outcome {
        let encounter = stay_number(self.store, self.session, number)?;
        self.store.apply(self.session, &Begin { encounter })?;
        if !deed.add.is_empty() || !deed.remove.is_empty() {
            let screen = self.screen(encounter)?;
            let sheet = changed(&screen.looked.picture.sheet, deed)?;
            let seen = Some(screen.looked.head.version);
            self.store.apply(self.session, &SetSheet { encounter, sheet, seen })?;
        }
        if deed.undo {
            self.store.apply(self.session, &UndoReview { encounter })?;
            return out.either(
                &json!({ "stay": number, "undone": true }),
                [format!("The review of {number} is taken back.")],
            );
        }
        if deed.done {
            let change = ReviewStay { encounter, next: deed.next, note: deed.note.to_owned() };
            let next = self.store.apply(self.session, &change)?;
            let words = next.map_or_else(
                || "no further review until it is coded".to_owned(),
                |day| format!("next review {day}"),
            );
            return out.either(
                &json!({ "stay": number, "reviewed": true, "next": next }),
                [format!("{number} is reviewed; {words}.")],
            );
        }
        let screen = self.screen(encounter)?;
        out.either(&screen_json(&screen), screen_lines(&screen))
    }

    fn screen(&self, encounter: crate::domain::ids::EncounterId) -> anyhow::Result<Box<Screen>> {
        self.store.ask(self.session, &ScreenOf(encounter))?.context("The stay is no longer there")
    }

    fn reconcile(
        &self,
        number: Option<&str>,
        decision: Option<(&str, &str)>,
        note: &str,
        settled: bool,
        out: &mut Output,
    ) -> Outcome {
        let as_coder = !self.session.may(Permission::ReviewDocumentation);
        let Some(number) = number else {
            let which = if settled { Which::Settled } else { Which::Open };
            let rows = self.store.ask(self.session, &Reconciliations { which, as_coder, limit: 5000 })?;
            return out.either(&rows, rows.iter().map(reconciliation_line));
        };
        let encounter = stay_number(self.store, self.session, number)?;
        if let Some((settle, why)) = decision {
            let settle = Settlement::from_word(settle)
                .with_context(|| unknown("decision", settle, Settlement::ALL.iter().map(|one| one.word())))?;
            let why = Why::from_word(why)
                .with_context(|| unknown("reason", why, Why::ALL.iter().map(|one| one.word())))?;
            let change = Reconcile { encounter, settle, why, note: note.to_owned(), seen: None, as_coder };
            self.store.apply(self.session, &change)?;
        }
        let one = Reconciliations { which: Which::One(encounter), as_coder, limit: 1 };
        let rows = self.store.ask(self.session, &one)?;
        let Some(row) = rows.first() else {
            bail!(
                "There is nothing to reconcile for {number}: its codes are not final, or nobody reviewed it."
            )
        };
        let steps = self.store.ask(self.session, &StepsOf { encounter, as_coder })?;
        let told = steps.iter().map(|step| {
            format!("  {} {}: {} {} {}", step.at, step.by, step.verb, step.reason, step.note)
                .trim_end()
                .to_owned()
        });
        out.either(
            &json!({ "reconciliation": row, "steps": steps }),
            std::iter::once(reconciliation_line(row)).chain(told),
        )
    }

    fn metrics(
        &self,
        period: Period,
        by: &str,
        list: Option<(&str, &str, &str)>,
        out: &mut Output,
    ) -> Outcome {
        let by = By::from_word(by)
            .with_context(|| unknown("division", by, By::ALL.iter().map(|one| one.word())))?;
        if let Some((metric, part, of)) = list {
            if metrics::find(metric).is_none() {
                bail!("{}", unknown("metric", metric, metrics::all().map(|one| one.id)));
            }
            if !matches!(part, "numerator" | "denominator") {
                bail!("{}", unknown("part", part, ["numerator", "denominator"].into_iter()));
            }
            let query = BehindFigure {
                metric: metric.to_owned(),
                numerator: part == "numerator",
                period,
                by,
                of: of.to_owned(),
            };
            let rows = self.store.ask(self.session, &query)?;
            let lines = rows.iter().map(|row| {
                format!(
                    "{:<12} {:<26} MRN {:<10} {:<18} {:<22} {}  {}",
                    row.number, row.patient_name, row.mrn, row.service, row.provider, row.at, row.value
                )
            });
            return out.either(&rows, lines);
        }
        let figures = self.store.ask(self.session, &Figures { period, by })?;
        let lines = figures.iter().map(|one| {
            let of = if one.of.is_empty() { "hospital" } else { &one.of };
            format!(
                "{:<20} {:<24} {:>10}   {} / {}   {}",
                one.title,
                of,
                one.words(),
                one.numerator,
                one.denominator,
                one.definition
            )
        });
        out.either(&json!({ "period": period, "by": by.word(), "figures": figures }), lines)
    }
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file)
        .with_context(|| format!("Nothing was done: {} could not be read as text", file.display()))
}

fn unknown(what: &str, word: &str, words: impl Iterator<Item = &'static str>) -> String {
    let words: Vec<&str> = words.collect();
    format!("Nothing was done: there is no {what} \"{word}\". It may be: {}.", words.join(", "))
}

/// The working codes with some added and some taken out.
fn changed(before: &Sheet, deed: &Deed<'_>) -> anyhow::Result<Sheet> {
    let mut sheet = before.clone();
    for code in deed.remove {
        let folded = folded_code(code);
        let Some(at) = sheet.diagnoses.iter().position(|line| line.code == folded) else {
            bail!("Nothing was changed: {code} is none of the working codes.")
        };
        sheet.remove_diagnosis(at)?;
    }
    for code in deed.add {
        let line = DxLine { code: folded_code(code), poa: Poa::Yes, ..DxLine::default() };
        sheet.add_diagnosis(line, None)?;
    }
    Ok(sheet)
}

fn row_json(row: &ListRow) -> serde_json::Value {
    json!({
        "item": row.item.id, "stay": row.item.subject_id, "number": row.number, "mrn": row.item.mrn,
        "patient": row.item.patient_name, "service": row.item.category, "state": row.item.state,
        "points": row.score, "priority": row.item.priority, "reasons": row.reasons, "open_findings": row.n_open,
        "next_review": row.next_on, "put_aside": row.item.wake_at.is_some(), "reviews": row.n_reviews,
        "last_review": row.last_at, "last_by": row.last_by, "working_drg": row.drg,
    })
}

fn screen_json(screen: &Screen) -> serde_json::Value {
    let (looked, picture) = (&screen.looked, &screen.looked.picture);
    let open: Vec<&str> = looked.open().map(|one| one.rule.as_str()).collect();
    let codes: Vec<String> = picture.sheet.diagnoses.iter().map(|line| written_code(&line.code)).collect();
    let drg = picture.drg.as_ref().map(|drg| {
        json!({ "drg": drg.drg, "title": drg.title, "mdc": drg.mdc, "weight": drg.weight, "grouper": drg.grouper,
                "gmlos_tenths": drg.gmlos_tenths })
    });
    json!({
        "number": looked.head.number, "mrn": looked.head.mrn, "admitted": looked.head.admit,
        "discharged": looked.head.discharge, "state": screen.item.as_ref().map(|item| item.state.clone()),
        "on_list": looked.head.on_list, "points": sum(&looked.reasons), "reasons": looked.reasons,
        "findings": looked.report.findings, "open": open, "not_evaluated": looked.report.unread,
        "codes": codes, "basis": picture.basis, "drg": drg, "why": picture.why, "what_if": picture.what_ifs,
        "drgs": screen.drgs, "reviews": screen.done, "problems": looked.problems,
        "reconciliation": screen.reconciliation, "next_review": looked.head.next_on, "note": screen.note,
    })
}

fn screen_lines(screen: &Screen) -> Vec<String> {
    let (looked, picture) = (&screen.looked, &screen.looked.picture);
    let state = screen.item.as_ref().and_then(|item| Some(item.queue()?.state_title(&item.state).to_owned()));
    let mut lines = vec![format!(
        "{}  MRN {}  {}  {}",
        looked.head.number,
        looked.head.mrn,
        looked.head.service,
        state.unwrap_or_else(|| "not on the list".into())
    )];
    if !screen.note.is_empty() {
        lines.push(screen.note.clone());
    }
    lines.extend(looked.reasons.iter().map(|one| format!("  {:>4}  {}", one.points, one.words)));
    lines.push("Findings:".into());
    for one in &looked.report.findings {
        let grade = if one.grade.is_empty() { String::new() } else { format!(", {}", one.grade) };
        let state = match looked.file.dismissal_of(one) {
            Some(_) => "set aside",
            None if one.is_open() => "open",
            None => "documented",
        };
        lines.push(format!("  {}: {}{grade} [{state}]", one.rule, one.title));
    }
    let codes: Vec<String> = picture.sheet.diagnoses.iter().map(|line| written_code(&line.code)).collect();
    lines.push(format!("Codes ({}): {}", picture.basis.title(), codes.join(" ")));
    if let Some(drg) = &picture.drg {
        lines.push(format!("DRG {} {}, weight {}", drg.drg, drg.title, weight_words(drg.weight)));
    }
    for one in &picture.what_ifs {
        let more = one.difference.map_or_else(String::new, |more| format!(" ({})", weight_words(Some(more))));
        lines.push(format!("  what if {} {}: DRG {}{more}", written_code(&one.code), one.title, one.drg));
    }
    for one in newest(&screen.drgs) {
        lines.push(format!(
            "{} DRG {} {} by {} {}",
            one.stage,
            one.drg,
            weight_words(one.weight),
            one.by,
            one.at
        ));
    }
    lines
}

fn reconciliation_line(one: &Reconciliation) -> String {
    let reason = if one.reason.is_empty() { String::new() } else { format!(", {}", one.reason_title()) };
    format!(
        "{:<12} {:<26} MRN {:<10} working {} {}  final {} {}  {}{reason}",
        one.number,
        one.patient_name,
        one.mrn,
        one.cdi_drg,
        weight_words(one.cdi_weight),
        one.final_drg,
        weight_words(one.final_weight),
        one.state_title()
    )
}
