//! Deeds from gathering to the end: pages, money, delivery with its line in the record of disclosures.

use super::{
    act::{Letter, On, needed},
    letters::PART2_NOTICE,
    money::{self, enter},
};
use crate::domain::{
    coding::dollars_cents,
    release::{
        State,
        fees::{Work, in_force},
    },
};
use crate::store::Refusal;
use chrono::NaiveDate;
use rusqlite::named_params;

impl On<'_, '_> {
    pub(super) fn gather(&self, pages: i64, what: &str, sensitive: bool) -> Letter {
        let what = needed("what", what, "say what was gathered: it stands in the record of disclosures.")?;
        if !(1..=100_000).contains(&pages) {
            return Err(Refusal::invalid("pages", "say how many pages it is, from 1 to 100,000."));
        }
        self.go("gather", what)?;
        self.tx.execute(
            "UPDATE release_request SET pages = :pages, gathered = :what, sensitive = :sensitive, gathered_by = :by,
               checked_by = NULL WHERE request_id = :id",
            named_params! {
                ":id": self.one.id, ":pages": pages, ":what": what, ":sensitive": sensitive,
                ":by": self.tx.session().user,
            },
        )?;
        Ok(None)
    }

    pub(super) fn clear(&self) -> Letter {
        let me = self.tx.session().user;
        if self.one.sensitive && self.one.gathered_by == Some(me) {
            let why = "these records are sensitive and you gathered them; a second person checks them.";
            return Err(Refusal::invalid("", why));
        }
        self.go("clear", "")?;
        self.tx.execute(
            "UPDATE release_request SET checked_by = :by WHERE request_id = :id",
            named_params! {":id": self.one.id, ":by": me},
        )?;
        Ok(None)
    }

    pub(super) fn bill(&self, work: &Work) -> Letter {
        let schedules = money::schedules(&self.tx.reader())?;
        let fee = money::reckon(self.one, work, &schedules)
            .map_err(|fault| Refusal::invalid("", fault.to_string()))?;
        if fee.total() == 0 {
            return Err(Refusal::invalid("", format!("there is nothing to bill: {}", fee.how())));
        }
        if self.sum("bill") > 0 {
            let why = "this request was billed already; waive or give back what is wrong.";
            return Err(Refusal::invalid("", why));
        }
        enter(self.tx, self.one.id, "bill", fee.total(), &fee.how())?;
        self.noted("bill", &dollars_cents(fee.total()))?;
        let first = if fee.prepayment { "The records go out when this invoice is paid." } else { "" };
        Ok(Some(self.letter("release-invoice", |values| {
            values.text("total", dollars_cents(fee.total())).text("how", fee.how()).text("first", first)
        })?))
    }

    pub(super) fn pay(&self, cents: i64) -> Letter {
        let balance = self.all.balance();
        if cents <= 0 {
            return Err(Refusal::invalid("amount", "an amount above 0 is needed."));
        }
        if cents > balance {
            let why = format!("only {} are open.", dollars_cents(balance.max(0)));
            return Err(Refusal::invalid("amount", why));
        }
        enter(self.tx, self.one.id, "payment", cents, "paid")?;
        self.noted("pay", &dollars_cents(cents))?;
        if cents == balance && self.one.state == State::Prepay {
            self.go("paid", "")?;
        }
        Ok(None)
    }

    pub(super) fn less(&self, cents: i64, most: i64, kind: &str, reason: &str) -> Letter {
        if cents <= 0 || cents > most {
            let why = format!("an amount from $0.01 to {} is needed.", dollars_cents(most.max(0)));
            return Err(Refusal::invalid("amount", why));
        }
        enter(self.tx, self.one.id, kind, cents, reason)?;
        // What is given back is not owed again.
        if kind == "refund" {
            enter(self.tx, self.one.id, "waiver", cents, reason)?;
        }
        self.noted(kind, &dollars_cents(cents))?;
        if kind == "waiver" && cents == most && self.one.state == State::Prepay {
            self.go("paid", "")?;
        }
        Ok(None)
    }

    pub(super) fn ask_payment(&self) -> Letter {
        let state = &self.one.requester_state;
        let schedules = money::schedules(&self.tx.reader())?;
        let schedule = in_force(&schedules, state, self.one.received_on);
        if !self.one.kind.may_prepay() || !schedule.is_some_and(|schedule| schedule.prepayment) {
            let why = "payment first is not allowed here: it is for third parties only, where their schedule allows it.";
            return Err(Refusal::invalid("", why));
        }
        if self.all.balance() <= 0 {
            return Err(Refusal::invalid("", "nothing is open to be paid; bill it first."));
        }
        self.go("ask-payment", "")
    }

    /// Sent and accounted for: both or neither.
    pub(super) fn deliver(&self, on: NaiveDate) -> Letter {
        let Some(patient) = self.one.patient else {
            return Err(Refusal::invalid("", "the patient is not found yet; nothing can go."));
        };
        if on > self.today() || on < self.one.received_on {
            return Err(Refusal::invalid(
                "on",
                "the day lies before the receipt or in the future; check the date.",
            ));
        }
        // What was shown may have ended since: an authorization that expired covers nothing that leaves today.
        self.shown()?;
        self.go("deliver", "")?;
        let basis = self.one.basis;
        self.tx.execute(
            "INSERT INTO disclosure (patient_id, request_id, disclosed_on, recipient, address, description, purpose, basis,
                                     exemption, pages, way, at, by)
             VALUES (:patient, :id, :on, :recipient, :address, :description, :purpose, :basis, :exemption, :pages, :way, :now, :by)",
            named_params! {
                ":patient": patient, ":id": self.one.id, ":on": on.to_string(), ":recipient": self.one.requester_name,
                ":address": self.one.address(), ":description": self.one.gathered, ":purpose": self.one.purpose.title(),
                ":basis": format!("{} ({})", basis.title(), basis.citation()),
                ":exemption": basis.exemption().unwrap_or_default(), ":pages": self.one.pages,
                ":way": self.one.delivery.word(), ":now": self.tx.now_text(), ":by": self.tx.session().login,
            },
        )?;
        let notice = if self.one.part2 { PART2_NOTICE } else { "" };
        Ok(Some(self.letter("release-cover", |values| {
            values
                .text("enclosed", &self.one.gathered)
                .text("pages", self.one.pages.to_string())
                .text("part2", notice)
        })?))
    }

    pub(super) fn close(&self) -> Letter {
        let balance = self.all.balance();
        if balance > 0 {
            let why = format!("{} are open; take the payment or waive it first.", dollars_cents(balance));
            return Err(Refusal::invalid("", why));
        }
        self.go("close", "")
    }
}
