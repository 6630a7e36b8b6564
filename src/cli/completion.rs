//! `completion`: charts looked over, deficiencies listed and decided, rates, suspensions, rules.

use super::{
    args::Args,
    completion_args::{CompletionCommand, CompletionRules, Decision, SuspensionCommand},
    output::{Outcome, Output},
    place,
};
use crate::{
    completion::{
        AssignByHand, Behind, BehindRate, CloseChart, Decide, DecideSuspension, Deed, Deficiencies,
        Deficiency, Extent, History, LoadRules, LookOver, Of, Owing, Rate, RateName, Rates, ReviewChart,
        RulesText, SuspensionDeed, Suspensions, UndoReview, Which, analyze, tally_words,
    },
    domain::{
        completion::Lack,
        ids::{DeficiencyId, DocumentId, EncounterId, PractitionerId},
        time::Clock,
    },
    store::{Session, Store},
};
use anyhow::{Context as _, bail};
use serde_json::json;

/// Carries a `completion` command out.
pub fn run(args: &Args, command: &CompletionCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    let at = At { store: &store, session: &session };
    match command {
        CompletionCommand::Analyze { stay, all } => at.analyze(*stay, *all, out),
        CompletionCommand::List { stay, provider, disputed, late, after, limit } => {
            let after = DeficiencyId(*after);
            let which = match (stay, provider) {
                (Some(stay), _) => Which::OfChart(EncounterId(*stay)),
                (_, Some(provider)) => Which::OfProvider(PractitionerId(*provider)),
                _ if *disputed => Which::Disputed(after),
                _ if *late => Which::Late(after),
                _ => Which::Open(after),
            };
            let rows = store.ask(&session, &Deficiencies { which, limit: *limit })?;
            out.either(&rows, rows.iter().map(line))
        }
        CompletionCommand::Show { number } => at.show(*number, out),
        CompletionCommand::Owing => {
            let rows = store.ask(&session, &Owing)?;
            let lines = rows.iter().map(|owes| {
                format!(
                    "{:<28} {:<20} {:>4} deficiencies on {:>4} charts, {:>4} delinquent, level {}",
                    owes.name, owes.service, owes.deficiencies, owes.charts, owes.delinquent, owes.level
                )
            });
            out.either(&rows, lines)
        }
        CompletionCommand::Rate { list, of, service, attending, limit } => match list {
            None => {
                let rates = store.ask(&session, &Rates)?;
                out.either(&rates, rates.iter().map(rate_line))
            }
            Some(list) => {
                let whose = match (service, attending) {
                    (Some(service), _) => Of::Service(service.clone()),
                    (None, Some(who)) => Of::Attending(Some(PractitionerId(*who))),
                    (None, None) => Of::Hospital,
                };
                let rate = RateName::from_word(of).unwrap_or(RateName::Delinquent);
                let query = BehindRate { rate, whose, numerator: list == "numerator", limit: *limit };
                let rows = store.ask(&session, &query)?;
                out.either(&rows, rows.iter().map(behind_line))
            }
        },
        CompletionCommand::Assign { stay, lack, document, doc_type, provider, note } => {
            let lack = Lack::from_word(lack).with_context(|| {
                let words: Vec<&str> = Lack::ALL.iter().map(|lack| lack.word()).collect();
                format!("Nothing was assigned: there is no lack \"{lack}\". Lacks are: {}.", words.join(", "))
            })?;
            let change = AssignByHand {
                encounter: EncounterId(*stay),
                lack,
                doc_type: doc_type.clone(),
                document: document.map(DocumentId),
                responsible: provider.map(PractitionerId),
                note: note.clone(),
            };
            let id = store.apply(&session, &change)?;
            out.either(&json!({ "deficiency": id }), [format!("Deficiency {id} is assigned.")])
        }
        CompletionCommand::Close(decision) => at.decide(decision, Deed::Close, out),
        CompletionCommand::Cancel(decision) => at.decide(decision, Deed::Cancel, out),
        CompletionCommand::Waive(decision) => at.decide(decision, Deed::Waive, out),
        CompletionCommand::Dispute(decision) => at.decide(decision, Deed::Dispute, out),
        CompletionCommand::Uphold(decision) => at.decide(decision, Deed::Uphold, out),
        CompletionCommand::Keep(decision) => at.decide(decision, Deed::Keep, out),
        CompletionCommand::Reopen(decision) => at.decide(decision, Deed::Reopen, out),
        CompletionCommand::Reassign { decision, to } => {
            at.decide(decision, Deed::Reassign(PractitionerId(*to)), out)
        }
        CompletionCommand::Review { stay, undo: true, .. } => {
            store.apply(&session, &UndoReview(EncounterId(*stay)))?;
            out.either(&json!({ "stay": stay }), [format!("The review of stay {stay} is taken back.")])
        }
        CompletionCommand::Review { stay, note, undo: false } => {
            let change =
                ReviewChart { encounter: EncounterId(*stay), answers: Vec::new(), note: note.clone() };
            let open = store.apply(&session, &change)?;
            out.either(
                &json!({ "stay": stay, "open": open }),
                [format!("Stay {stay} is reviewed; {open} deficiencies are open.")],
            )
        }
        CompletionCommand::CloseChart { stay, reason, reopen } => {
            let change = CloseChart { encounter: EncounterId(*stay), close: !reopen, reason: reason.clone() };
            let ended = store.apply(&session, &change)?;
            let word = if *reopen { "open again" } else { "closed" };
            out.either(
                &json!({ "stay": stay, "ended": ended }),
                [format!("The chart of stay {stay} is {word}; {ended} deficiencies ended with it.")],
            )
        }
        CompletionCommand::Suspensions(command) => at.suspensions(command, out),
        CompletionCommand::Rules(command) => at.rules(command, out),
    }
}

struct At<'a> {
    store: &'a Store,
    session: &'a Session,
}

impl At<'_> {
    fn analyze(&self, stay: Option<i64>, all: bool, out: &mut Output) -> Outcome {
        let tally = if let Some(stay) = stay {
            self.store.apply(self.session, &LookOver(EncounterId(stay)))?
        } else {
            let extent = if all { Extent::All } else { Extent::Changed };
            analyze(self.store, self.session, extent, &mut |_| true)?
        };
        out.either(&tally, [format!("{}.", tally_words(&tally))])
    }

    fn show(&self, number: i64, out: &mut Output) -> Outcome {
        let id = DeficiencyId(number);
        let found = self.store.ask(self.session, &Deficiencies { which: Which::One(id), limit: 1 })?;
        let Some(one) = found.first() else { bail!("There is no deficiency {number}.") };
        let steps = self.store.ask(self.session, &History(id))?;
        let history = steps.iter().map(|step| {
            format!("  {} {}: {} {} {} {}", step.at, step.by, step.what, step.before, step.after, step.reason)
        });
        let mut lines = vec![line(one), format!("  {}", one.reason)];
        if !one.note.is_empty() {
            lines.push(format!("  {}", one.note));
        }
        out.either(&json!({ "deficiency": one, "history": steps }), lines.into_iter().chain(history))
    }

    fn decide(&self, decision: &Decision, deed: Deed, out: &mut Output) -> Outcome {
        let id = DeficiencyId(decision.number);
        self.store.apply(self.session, &Decide { id, seen: None, deed, reason: decision.reason.clone() })?;
        let found = self.store.ask(self.session, &Deficiencies { which: Which::One(id), limit: 1 })?;
        let state = found.first().map_or("gone", |one| one.state.title());
        out.either(&json!({ "deficiency": id, "state": state }), [format!("Deficiency {id} is {state}.")])
    }

    fn suspensions(&self, command: &SuspensionCommand, out: &mut Output) -> Outcome {
        let (id, deed, reason) = match command {
            SuspensionCommand::List { all } => {
                let rows = self.store.ask(self.session, &Suspensions { all: *all })?;
                let today = Clock::System.today();
                let values: Vec<_> = rows
                    .iter()
                    .map(|one| {
                        json!({
                            "suspension": one.id, "provider": one.practitioner, "name": one.name, "service": one.service,
                            "state": one.state, "standing": one.standing(today), "late_records": one.n_now,
                            "effective_on": one.effective_on, "approver": one.approver, "exemption": one.exemption,
                            "exempt_until": one.exempt_until, "lifted_at": one.lifted_at, "reason": one.reason,
                        })
                    })
                    .collect();
                let lines = rows.iter().map(|one| {
                    format!(
                        "{:>4}  {:<28} {:<20} {:>4} late records  {}",
                        one.id,
                        one.name,
                        one.service,
                        one.n_now,
                        one.standing(today)
                    )
                });
                return out.either(&values, lines);
            }
            SuspensionCommand::Approve { number, on, reason } => {
                (*number, SuspensionDeed::Approve(*on), reason.clone())
            }
            SuspensionCommand::Exempt { number, why, until } => {
                (*number, SuspensionDeed::Exempt(why.clone(), *until), String::new())
            }
            SuspensionCommand::Lift { number, reason } => (*number, SuspensionDeed::Lift, reason.clone()),
        };
        self.store.apply(self.session, &DecideSuspension { id, deed, reason })?;
        out.either(&json!({ "suspension": id }), [format!("Suspension {id}: done.")])
    }

    fn rules(&self, command: &CompletionRules, out: &mut Output) -> Outcome {
        match command {
            CompletionRules::Show => {
                let rules = self.store.ask(self.session, &RulesText::InForce)?;
                out.either(
                    &json!({ "file": rules.file, "text": rules.text }),
                    rules.text.lines().map(str::to_owned),
                )
            }
            CompletionRules::Check { file } => {
                let text = read(file)?;
                let name = file.display().to_string();
                let rules = self.store.ask(self.session, &RulesText::Check(name.clone(), text))?;
                if !rules.faults.is_empty() {
                    out.mark_failed();
                }
                let fine = rules.faults.is_empty().then(|| format!("{name} is sound."));
                out.either(
                    &json!({ "file": name, "faults": rules.faults }),
                    fine.into_iter().chain(rules.faults.clone()),
                )
            }
            CompletionRules::Load { file, reason } => {
                let name = file.display().to_string();
                let change = LoadRules { file: name.clone(), text: read(file)?, reason: reason.clone() };
                self.store.apply(self.session, &change)?;
                out.either(
                    &json!({ "file": name, "loaded": true }),
                    [format!("{name} is loaded. \"chartroom completion analyze --all\" looks every chart over by it.")],
                )
            }
        }
    }
}

fn read(file: &std::path::Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file)
        .with_context(|| format!("Nothing was done: {} could not be read as text", file.display()))
}

fn line(one: &Deficiency) -> String {
    let document = one.document.map_or_else(String::new, |id| format!(" (document {id})"));
    let due = one.due_at.as_deref().map_or_else(|| "after discharge".to_owned(), |due| format!("due {due}"));
    format!(
        "{:>6}  stay {:<8} {:<24} {}: {}{document}; {}; {}, {due}",
        one.id,
        one.encounter,
        one.patient_name,
        one.name,
        one.lack.title(),
        if one.responsible_name.is_empty() { "nobody named" } else { &one.responsible_name },
        one.state.title(),
    )
}

fn behind_line(row: &Behind) -> String {
    let chart = format!(
        "stay {:<8} {:<28} {:<10} {:<20} {}",
        row.encounter,
        row.patient_name,
        row.mrn,
        row.service,
        row.discharge_at.as_deref().unwrap_or("")
    );
    match row.deficiency {
        Some(id) => format!("{chart}  deficiency {id}: {}  {}", row.what, row.dispute),
        None => format!("{chart}  {} open", row.open),
    }
}

fn rate_line(rate: &Rate) -> String {
    let percent = rate.percent.map_or_else(|| "no rate".to_owned(), |percent| format!("{percent:.1} %"));
    format!(
        "{:<20} {:<32} {:>6} / {:>8.1} = {percent}   {}",
        rate.name.title(),
        rate.of,
        rate.numerator,
        rate.denominator,
        rate.definition
    )
}
