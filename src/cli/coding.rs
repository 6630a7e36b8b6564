//! `coding …`: the coding desk without a screen.

use super::{
    args::Args,
    coding_args::CodingCommand,
    coding_show,
    output::{Outcome, Output},
    place,
};
use crate::{
    coding::{
        Account, AccountOf, Accounts, Assign, AssignByRule, CSV_HEADING, Coders, ExportAccount, Finalize,
        FindAccount, Move, Next, Order, Overrule, Pend, Rules, SetRules, SetSheet, SetSkills, Signed,
        SuggestFor, ToolsOf, Unassign, UndoSheet, Verdict, Wake, csv, judge, segments, sync_all,
    },
    domain::{
        coding::{AGE_BANDS, AssignRule, Deed, DxLine, PendReason, Phase, Poa, PxLine, Sheet},
        ids::AccountId,
    },
    store::{Session, Store},
};
use anyhow::{Context as _, bail};
use std::path::Path;

/// Carries a `coding` command out.
pub fn run(args: &Args, command: &CodingCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    let desk = Desk { store: &store, session: &session };
    match command {
        CodingCommand::List { view, order, band, limit } => desk.list(view, order, *band, *limit, out),
        CodingCommand::Show { account } => {
            let account = store.ask(&session, &AccountOf(desk.find(account)?))?;
            coding_show::account(&account, out)
        }
        CodingCommand::Next => match store.apply(&session, &Next::by_command())? {
            Some(account) => coding_show::account(&store.ask(&session, &AccountOf(account))?, out),
            None => out.either(&serde_json::Value::Null, ["Nothing is left to code.".to_owned()]),
        },
        CodingCommand::Set { account, diagnoses, procedures, sheet } => {
            desk.set(account, diagnoses, procedures, sheet.as_deref(), out)
        }
        CodingCommand::Undo { account } => {
            let what = store.apply(&session, &UndoSheet { account: desk.find(account)?, seen: None })?;
            out.either(&serde_json::json!({ "undone": what }), [format!("Taken back: {what}")])
        }
        CodingCommand::Pend { .. } | CodingCommand::Wake { .. } => desk.hold(command, out),
        CodingCommand::Assign { to, by_rule, accounts } => {
            let given = match to {
                _ if *by_rule => store.apply(&session, &AssignByRule { limit: 100_000 })?,
                to => {
                    let to = to.clone().unwrap_or_default();
                    store.apply(&session, &Assign { accounts: desk.find_all(accounts)?, to })?
                }
            };
            out.either(
                &serde_json::json!({ "assigned": given }),
                [format!("{given} accounts were assigned.")],
            )
        }
        CodingCommand::Unassign { accounts } => {
            let n = store.apply(&session, &Unassign(desk.find_all(accounts)?))?;
            out.either(&serde_json::json!({ "unassigned": n }), [format!("{n} accounts were given back.")])
        }
        CodingCommand::Step { deed, accounts, reason } => {
            let known = || Deed::ALL.iter().map(|deed| deed.word()).collect::<Vec<_>>().join(", ");
            let deed = Deed::from_word(deed)
                .with_context(|| format!("Nothing was done: \"{deed}\" is none of {}", known()))?;
            let accounts = desk.find_all(accounts)?.into_iter().map(|account| (account, None)).collect();
            let n = store.apply(&session, &Move { accounts, deed, reason: reason.clone() })?;
            out.either(&serde_json::json!({ "moved": n }), [format!("{}: {n} accounts.", deed.title())])
        }
        CodingCommand::Check { account } => {
            let account = store.ask(&session, &AccountOf(desk.find(account)?))?;
            coding_show::verdict(&desk.verdict(&account)?, out)
        }
        CodingCommand::Overrule { account, finding, reason } => {
            let account = desk.find(account)?;
            store.apply(&session, &Overrule { account, finding: finding.clone(), reason: reason.clone() })?;
            let line = if reason.is_empty() {
                "The warning stands again."
            } else {
                "Overruled; the reason is kept."
            };
            out.either(&serde_json::json!({ "finding": finding, "reason": reason }), [line.to_owned()])
        }
        CodingCommand::Finalize { account, sign } => {
            let account = desk.find(account)?;
            let signed = store.apply(&session, &Finalize { account, seen: None, signature: sign.clone() })?;
            let (word, line) = match signed {
                Signed::Final => ("final-coded", "Final coded."),
                Signed::ToReview => ("pre-bill", "Sent to second-level review."),
            };
            out.either(&serde_json::json!({ "state": word }), [line.to_owned()])
        }
        CodingCommand::Suggest { account } => {
            let account = store.ask(&session, &AccountOf(desk.find(account)?))?;
            let day = account.case(desk.today()).code_day();
            let all = store.ask(&session, &SuggestFor { account: account.line.account, day })?;
            all.iter().try_for_each(|one| coding_show::suggestion(one, out))
        }
        CodingCommand::Export { accounts, form } => desk.export(accounts, form, out),
        CodingCommand::Dnfb => coding_show::dnfb(&store.ask(&session, &crate::coding::DnfbOf)?, out),
        CodingCommand::Productivity { from, to } => {
            let today = crate::domain::time::When::At(store.clock().now()).day();
            let span = crate::coding::Productivity {
                from: from.unwrap_or_else(|| chrono::Datelike::with_day(&today, 1).unwrap_or(today)),
                to: to.unwrap_or(today),
            };
            coding_show::productivity(&store.ask(&session, &span)?, span, out)
        }
        CodingCommand::Rules { set: Some(file) } => {
            let rules: Vec<AssignRule> = read_json(file)?;
            let n = rules.len();
            store.apply(&session, &SetRules { rules, seen: None })?;
            out.either(&serde_json::json!({ "rules": n }), [format!("{n} rules of assignment stand.")])
        }
        CodingCommand::Rules { set: None } => {
            let rules = store.ask(&session, &Rules)?;
            let lines = serde_json::to_string_pretty(&rules)?;
            out.either(&rules, lines.lines().map(str::to_owned))
        }
        CodingCommand::Skills { coder: Some(login), skills } => {
            store.apply(&session, &SetSkills { login: login.clone(), skills: skills.clone() })?;
            let line = format!("{login} codes: {}", skills.join(", "));
            out.either(&serde_json::json!({ "login": login, "skills": skills }), [line])
        }
        CodingCommand::Skills { coder: None, .. } => {
            let coders = store.ask(&session, &Coders)?;
            coders.iter().try_for_each(|coder| {
                let line = format!("{:<16} {:>4} accounts  {}", coder.login, coder.pile, coder.skills.join(", "));
                let value = serde_json::json!({ "login": coder.login, "name": coder.name, "skills": coder.skills, "accounts": coder.pile });
                out.either(&value, [line])
            })
        }
        CodingCommand::Sync => {
            let done = sync_all(&store, &session)?;
            let line = format!(
                "{} stays looked at: {} accounts opened, {} discharged, {} taken over, {} off hold",
                done.seen, done.opened, done.readied, done.taken_over, done.returned
            );
            out.either(&done, [line])
        }
    }
}

/// The store and who works in it.
struct Desk<'a> {
    store: &'a Store,
    session: &'a Session,
}

impl Desk<'_> {
    /// The one account that a number names.
    fn find(&self, number: &str) -> anyhow::Result<AccountId> {
        let found = self.store.ask(self.session, &FindAccount(number.to_owned()))?;
        match found.as_slice() {
            [account] => Ok(*account),
            [] => bail!("There is no coding account {number}. See: chartroom coding list"),
            several => bail!(
                "{number} names {} accounts: {}. Name one of them.",
                several.len(),
                several.iter().map(|account| format!("#{account}")).collect::<Vec<_>>().join(", ")
            ),
        }
    }

    fn find_all(&self, numbers: &[String]) -> anyhow::Result<Vec<AccountId>> {
        numbers.iter().map(|number| self.find(number)).collect()
    }

    fn today(&self) -> chrono::NaiveDate {
        crate::domain::time::When::At(self.store.clock().now()).day()
    }

    fn verdict(&self, account: &Account) -> anyhow::Result<Verdict> {
        let tools = self.store.ask(self.session, &ToolsOf)?;
        Ok(judge(&tools, &account.case(self.today()), &account.sheet))
    }

    fn export(&self, accounts: &[String], form: &str, out: &mut Output) -> Outcome {
        if !["json", "csv", "837"].contains(&form) {
            bail!("Nothing was exported: the form is json, csv or 837, not \"{form}\".");
        }
        let ids = self.find_all(accounts)?;
        if form == "csv" {
            out.line(CSV_HEADING)?;
        }
        for id in ids {
            // What leaves the program is recorded.
            self.store.apply(self.session, &ExportAccount { account: id, form: form.to_owned() })?;
            let account = self.store.ask(self.session, &AccountOf(id))?;
            match form {
                "csv" => csv(&account).iter().try_for_each(|line| out.line(line))?,
                "837" => segments(&account).iter().try_for_each(|line| out.line(line))?,
                _ => out.value(&coding_show::value(&account))?,
            }
        }
        Ok(())
    }

    fn list(&self, view: &str, order: &str, band: Option<usize>, limit: usize, out: &mut Output) -> Outcome {
        let (phases, owner) = match view {
            "work" => (vec![Phase::Work], None),
            "mine" => (vec![Phase::Work, Phase::Hold, Phase::Review], Some(self.session.user)),
            "hold" => (vec![Phase::Hold], None),
            "review" => (vec![Phase::Review], None),
            "bill" => (vec![Phase::Bill], None),
            "billed" => (vec![Phase::Done], None),
            "house" => (vec![Phase::House], None),
            "uncoded" => (vec![Phase::Work, Phase::Hold, Phase::Review], None),
            "unbilled" => (vec![Phase::Work, Phase::Hold, Phase::Review, Phase::Bill], None),
            _ => bail!("Nothing was listed: there is no view \"{view}\". See: chartroom coding list --help"),
        };
        let order = match order {
            "oldest" => Order::Oldest,
            "dearest" => Order::Dearest,
            _ => bail!("Nothing was listed: the order is oldest or dearest, not \"{order}\"."),
        };
        let band = match band {
            Some(band) if (1..=AGE_BANDS.len()).contains(&band) => Some(band - 1),
            Some(band) => bail!("Nothing was listed: bands are 1 to {}, not {band}.", AGE_BANDS.len()),
            None => None,
        };
        let lines =
            self.store.ask(self.session, &Accounts { phases, owner, order, band, after: None, limit })?;
        let today = crate::domain::time::When::At(self.store.clock().now()).day();
        lines.iter().try_for_each(|line| coding_show::line(line, today, out))
    }

    fn set(
        &self,
        number: &str,
        diagnoses: &[String],
        procedures: &[String],
        file: Option<&Path>,
        out: &mut Output,
    ) -> Outcome {
        let account = self.find(number)?;
        let sheet: Sheet = if let Some(file) = file {
            read_json(file)?
        } else {
            let mut sheet = self.store.ask(self.session, &AccountOf(account))?.sheet;
            if !diagnoses.is_empty() {
                sheet.diagnoses =
                    diagnoses.iter().map(|text| diagnosis(text)).collect::<anyhow::Result<_>>()?;
            }
            if !procedures.is_empty() {
                sheet.procedures =
                    procedures.iter().map(|text| procedure(text)).collect::<anyhow::Result<_>>()?;
            }
            sheet
        };
        let n = sheet.diagnoses.len() + sheet.procedures.len();
        self.store
            .apply(self.session, &SetSheet { account, seen: None, sheet, what: "set by command".into() })?;
        let account = self.store.ask(self.session, &AccountOf(account))?;
        out.either(&coding_show::value(&account), [format!("{n} codes stand on the account.")])
    }

    fn hold(&self, command: &CodingCommand, out: &mut Output) -> Outcome {
        match command {
            CodingCommand::Pend { account, reason, waits_on, waits_for, until, note } => {
                let known =
                    || PendReason::ALL.iter().map(|reason| reason.word()).collect::<Vec<_>>().join(", ");
                let reason = PendReason::from_word(reason)
                    .with_context(|| format!("Nothing was put aside: \"{reason}\" is none of {}", known()))?;
                let pend = Pend {
                    account: self.find(account)?,
                    seen: None,
                    reason,
                    waits_on: waits_on.clone(),
                    waits_for: waits_for.clone(),
                    wake_on: *until,
                    note: note.clone(),
                };
                self.store.apply(self.session, &pend)?;
                let line = format!("Put aside: {}.", reason.title());
                out.either(&serde_json::json!({ "state": "pended", "reason": reason.word() }), [line])
            }
            CodingCommand::Wake { account, note } => {
                let wake = Wake { account: self.find(account)?, seen: None, note: note.clone() };
                self.store.apply(self.session, &wake)?;
                out.either(&serde_json::json!({ "state": "assigned" }), ["Taken up again.".to_owned()])
            }
            _ => Ok(()),
        }
    }
}

/// `CODE` or `CODE:POA`.
fn diagnosis(text: &str) -> anyhow::Result<DxLine> {
    let (code, poa) = text.split_once(':').unwrap_or((text, ""));
    let poa = Poa::from_word(&poa.to_uppercase()).with_context(|| {
        format!("Nothing was set: \"{poa}\" is no present-on-admission answer (Y, N, U, W, 1).")
    })?;
    Ok(DxLine { code: code.to_owned(), poa, ..DxLine::default() })
}

/// `CODE` or `CODE@DAY`.
fn procedure(text: &str) -> anyhow::Result<PxLine> {
    let (code, day) = text.split_once('@').unwrap_or((text, ""));
    let day = match day {
        "" => None,
        day => {
            Some(day.parse().with_context(|| format!("Nothing was set: \"{day}\" is no day (YYYY-MM-DD)."))?)
        }
    };
    Ok(PxLine { code: code.to_owned(), day, ..PxLine::default() })
}

fn read_json<T: serde::de::DeserializeOwned>(file: &Path) -> anyhow::Result<T> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("Nothing was set: {} cannot be read", file.display()))?;
    serde_json::from_str(&text)
        .with_context(|| format!("Nothing was set: {} is not as asked", file.display()))
}
