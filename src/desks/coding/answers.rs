//! An account being coded: what may be done now and why not, and what comes back from the database.

use super::account::AccountPane;
use super::view::Row;
use crate::kit::Pane as _;
use crate::{
    coding::{AccountOf, Begin},
    domain::coding::AccountState,
    keys::CommandId,
    kit::{Enabled, Freshness, Notice, Outbox},
    store::lanes::Answer,
};

impl AccountPane {
    /// Whether a key does something now, else why not.
    pub(super) fn permitted(&self, id: CommandId) -> Enabled {
        let open = self.whole.rows().is_some_and(|whole| whole.line.state.is_open_to_codes());
        let changes = [
            "account.add",
            "account.remove",
            "account.yes",
            "account.no",
            "account.unknown",
            "account.undetermined",
            "account.exempt",
            "account.principal",
            "account.later",
            "account.earlier",
            "account.detail",
            "account.take",
            "account.undo",
            "account.overrule",
            "account.abstract",
        ];
        if changes.contains(&id.0) {
            return Enabled::when(
                open,
                "The codes cannot be changed now: the account is put aside, coded or billed. h takes it up again; a final one is reopened from the list of bills (B, e).",
            );
        }
        if id.0 == "account.sign" {
            let signable = self.whole.rows().is_some_and(|whole| {
                whole.line.state.is_open_to_codes() && whole.line.state != AccountState::NotReady
                    || whole.line.state == AccountState::Coded
            });
            return Enabled::when(
                signable,
                "Only a discharged account that is to be coded, coded or in review is signed.",
            );
        }
        if id.0 == "account.coded" {
            let coding = self.whole.rows().is_some_and(|whole| whole.line.state == AccountState::InProgress);
            return Enabled::when(coding, "Only an account in progress is marked as coded.");
        }
        if id.0 == "account.why" {
            return Enabled::when(
                self.verdict.drg.is_some(),
                "There is no DRG: outpatient, no code yet, or no MS-DRG definitions are loaded.",
            );
        }
        Enabled::Yes
    }

    /// Takes what comes back.
    pub(super) fn take_answers(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.tools.accept(answer) {
            self.judge();
        }
        if self.suggested.accept(answer) {
            self.lay_out();
            if let Some(at) = self.rows.iter().position(|row| matches!(row, Row::Suggested(_))) {
                self.at = at;
                self.keep_in_view();
            }
        }
        if self.found.accept(answer)
            && let Some((account, held)) = self.found.rows().copied()
        {
            (self.account, self.in_hand, self.item) = (account, held, None);
            self.whole.ask(AccountOf(account), out);
        }
        match self.moving.accept(answer) {
            Some(Ok(_)) => out.tell(Notice::done("Coded. Whoever signs opens it and signs with f.")),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
        if let Some(Err(refusal)) = self.beginning.accept(answer) {
            out.tell(Notice::from(&refusal));
        }
        if self.whole.accept(answer) && matches!(self.whole.freshness(), Freshness::Fresh) {
            self.arrived(out);
        }
        self.documents.receive(answer, out);
        if let Some(mut encoder) = self.encoder.take() {
            encoder.receive(answer, |hit| self.lead(hit));
            self.encoder = Some(encoder);
        }
        match self.setting.accept(answer) {
            Some(Ok(version)) => {
                self.version = version;
                match self.queued.take() {
                    Some(what) => self.send(what, out),
                    None => self.whole.again(out),
                }
            }
            Some(Err(refusal)) => {
                self.queued = None;
                out.tell(Notice::from(&refusal));
                self.whole.again(out);
            }
            None => {}
        }
        match self.undoing.accept(answer) {
            Some(Ok(what)) => out.tell(Notice::done(format!("Taken back: {what}."))),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
        match self.next.accept(answer) {
            Some(Ok(Some(account))) => {
                *self = Self { area: self.area, page: self.page.take(), ..Self::new(account) };
                self.open(out);
                self.place_parts();
            }
            Some(Ok(None)) => out.tell(Notice::info("Nothing else is free in this list.")),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    /// A newer account has come.
    fn arrived(&mut self, out: &mut Outbox<'_>) {
        let Some(whole) = self.whole.rows() else { return };
        let case = whole.case(out.words().today());
        let (patient, encounter) = (whole.line.patient, whole.line.encounter);
        let to_begin = matches!(whole.line.state, AccountState::Ready | AccountState::Assigned);
        if !self.setting.is_out() && self.queued.is_none() {
            self.sheet = whole.sheet.clone();
            self.version = whole.line.version;
        }
        if std::mem::take(&mut self.in_hand) && to_begin {
            self.beginning.send(Begin(self.account), out);
        }
        self.case = Some(case);
        self.documents.of(patient, encounter, out);
        self.judge();
    }
}
