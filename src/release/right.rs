//! Deeds about the right of a request: checked, doubted, extended, denied, reviewed.

use super::{
    act::{Deed, Letter, On, needed},
    letters,
    queries::Dossiers,
};
use crate::domain::{
    ids::PatientId,
    release::{Exception, State, check, denial, failed, is_valid, open},
    time::{instant_text, parse_instant},
};
use crate::letters::long_date;
use crate::store::{Query as _, Refusal};
use crate::work;
use chrono::{Local, NaiveDate};
use rusqlite::named_params;

impl On<'_, '_> {
    pub(super) fn patient(&self, patient: PatientId) -> Letter {
        if self.one.patient.is_some() {
            let why =
                "the patient of this request is known; cancel it and log it anew if that is the wrong one.";
            return Err(Refusal::invalid("patient", why));
        }
        let exists: Option<i64> =
            self.tx.row("SELECT 1 FROM patient WHERE patient_id = :id", [patient], |row| row.get(0))?;
        if exists.is_none() {
            return Err(Refusal::invalid("patient", "this patient is not on file."));
        }
        self.tx.about(patient);
        self.tx.execute(
            "UPDATE release_request SET patient_id = :patient WHERE request_id = :id",
            named_params! {":id": self.one.id, ":patient": patient},
        )?;
        work::set_patient(self.tx, self.item()?, patient)?;
        self.noted("patient", "")
    }

    pub(super) fn check(&self, deed: &Deed) -> Letter {
        let Deed::Check { answers, actor, part2, psychotherapy, signed_on, expires_on, expires_event } = deed
        else {
            return Ok(None);
        };
        for (element, found) in answers {
            if crate::domain::release::element(element).is_none() {
                let why = format!("no right needs an element \"{element}\".");
                return Err(Refusal::invalid("", why));
            }
            self.tx.execute(
                "INSERT INTO release_answer (request_id, element, found, at, by) VALUES (:id, :element, :found, :now, :by)
                 ON CONFLICT (request_id, element) DO UPDATE SET found = excluded.found, at = excluded.at, by = excluded.by",
                named_params! {
                    ":id": self.one.id, ":element": element, ":found": found, ":now": self.tx.now_text(),
                    ":by": self.tx.session().login,
                },
            )?;
        }
        let day = |day: &Option<NaiveDate>| day.map(|day| day.to_string());
        self.tx.execute(
            "UPDATE release_request SET actor = :actor, part2 = :part2, psychotherapy = :psychotherapy, signed_on = :signed,
               expires_on = :expires, expires_event = :event WHERE request_id = :id",
            named_params! {
                ":id": self.one.id, ":actor": actor.word(), ":part2": part2, ":psychotherapy": psychotherapy,
                ":signed": day(signed_on), ":expires": day(expires_on), ":event": expires_event.trim(),
            },
        )?;
        // A tick is kept with its author; the trace names only what changes the paper.
        let one = self.one;
        let same = (actor, *part2, *psychotherapy, *signed_on, *expires_on, expires_event.trim())
            == (
                &one.actor,
                one.part2,
                one.psychotherapy,
                one.signed_on,
                one.expires_on,
                one.expires_event.as_str(),
            );
        if !same {
            self.noted("check", "")?;
        }
        // What was found shown before is not any more: it is to be checked again before anything leaves.
        let now = Dossiers(self.one.id).run(&self.tx.reader())?;
        let was_shown =
            matches!(self.one.state, State::Valid | State::Gathered | State::Ready | State::Prepay);
        if was_shown && !is_valid(&now.findings) {
            self.go("doubt", "the right is not shown any more")?;
        }
        Ok(None)
    }

    pub(super) fn validate(&self) -> Letter {
        self.shown()?;
        if self.one.patient.is_none() {
            return Err(Refusal::invalid("", "the patient is not found yet; do that first."));
        }
        self.go("validate", "")
    }

    /// Refuses unless every element is shown today.
    pub(super) fn shown(&self) -> Result<(), Refusal> {
        let findings = check(&self.one.case(), &self.all.answers, self.today());
        let why = match (failed(&findings).next(), open(&findings)) {
            (Some((element, why)), _) => {
                format!(
                    "not shown: {} ({}; {}).",
                    element.title,
                    why.words(|day| day.to_string()),
                    element.citation
                )
            }
            (None, 0) => return Ok(()),
            (None, left) => format!("{left} elements of the right were not looked at yet; tick them first."),
        };
        Err(Refusal::invalid("", why))
    }

    pub(super) fn ask_missing(&self) -> Letter {
        let findings = &self.all.findings;
        let n = failed(findings).count();
        if n == 0 {
            return Err(Refusal::invalid("", "nothing failed, so there is nothing to ask for."));
        }
        let words: Vec<&str> = failed(findings).map(|(element, _)| element.title).collect();
        self.go("await", &format!("missing: {}", words.join("; ")))?;
        let table = letters::missing(findings);
        Ok(Some(self.letter("release-missing", |values| values.table("missing", table))?))
    }

    pub(super) fn revoke(&self, on: NaiveDate) -> Letter {
        if on > self.today() {
            return Err(Refusal::invalid("on", "the revocation is dated in the future; check the date."));
        }
        self.tx.execute(
            "UPDATE release_request SET revoked_on = :on WHERE request_id = :id",
            named_params! {":id": self.one.id, ":on": on.to_string()},
        )?;
        match self.one.state {
            State::Valid | State::Gathered | State::Ready | State::Prepay => {
                self.go("doubt", "the authorization was revoked")
            }
            _ => self.noted("revoke", ""),
        }
    }

    pub(super) fn resume(&self) -> Letter {
        let Some(back) = self.one.before_wait.and_then(State::way_back) else {
            return Err(Refusal::invalid("", "this request does not wait for anything."));
        };
        self.go(back, "")
    }

    pub(super) fn extend(&self, reason: &str) -> Letter {
        let reason = needed("reason", reason, "the letter must state the reason of the delay.")?;
        let Some(rule) = self.all.rule.as_ref().filter(|_| self.one.kind.has_access_clock()) else {
            let why = "only the clock of access has an extension (45 CFR 164.524(b)(2)(iii)); agree on another day with who asks.";
            return Err(Refusal::invalid("", why));
        };
        let Some(due) = parse_instant(&self.one.due_at) else {
            return Err(Refusal::invalid("", "the request has no day on which it is due."));
        };
        let later = rule
            .extended(due, self.one.extended, &crate::clocks::zone())
            .map_err(|fault| Refusal::invalid("", fault.to_string()))?;
        if self.tx.now() > due {
            let why = "the first 30 days are over: the notice of an extension had to go out before (45 CFR 164.524(b)(2)(iii)). Answer the request now.";
            return Err(Refusal::invalid("", why));
        }
        self.tx.execute(
            "UPDATE release_request SET due_at = :due, extended_at = :now, extension_reason = :reason WHERE request_id = :id",
            named_params! {
                ":id": self.one.id, ":due": instant_text(later), ":reason": reason, ":now": self.tx.now_text(),
            },
        )?;
        work::set_due(self.tx, self.item()?, Some(later), self.one.due_rule.map(|rule| rule.0), reason)?;
        self.noted("extend", reason)?;
        let new = long_date(later.with_timezone(&Local).date_naive());
        Ok(Some(self.letter("release-extended", |values| values.text("due", new).text("reason", reason))?))
    }

    pub(super) fn deny(&self, part: &str, ground: &str, exception: Exception, reason: &str) -> Letter {
        let (part, reason) = (part.trim(), needed("reason", reason, "say in plain words why it is denied.")?);
        let fits = crate::domain::release::DENIALS.iter().filter(|one| one.fits(self.one.basis));
        let Some(ground) = denial(ground).filter(|one| one.fits(self.one.basis)) else {
            let known: Vec<&str> = fits.map(|one| one.id).collect();
            let why = format!("a request on this right is denied on one of: {}.", known.join(", "));
            return Err(Refusal::invalid("ground", why));
        };
        let contact = letters::contact(self.tx)?;
        self.tx.execute(
            "INSERT INTO release_denial (request_id, part, ground, exception, reason, denied_at, denied_by)
             VALUES (:id, :part, :ground, :exception, :reason, :now, :by)",
            named_params! {
                ":id": self.one.id, ":part": part, ":ground": ground.id, ":exception": exception.word(),
                ":reason": reason, ":now": self.tx.now_text(), ":by": self.tx.session().user,
            },
        )?;
        if part.is_empty() {
            self.go("deny", reason)?;
        } else {
            self.noted("deny-part", reason)?;
        }
        let access = ground.access;
        let when = |holds: bool, words: &str| if holds { words.to_owned() } else { String::new() };
        let review = "You may ask us to have this denial reviewed by a licensed health care professional who took no part in it. Write to the contact below.";
        let rest = "You will get the other part of what you asked for.";
        let ours = format!("You may complain to us: {contact}.");
        let hhs = "You may complain to the Secretary of the U.S. Department of Health and Human Services, Office for Civil Rights, 200 Independence Avenue SW, Washington, DC 20201, www.hhs.gov/ocr/complaints.";
        let what = if part.is_empty() { self.one.what(long_date) } else { part.to_owned() };
        Ok(Some(self.letter("release-denied", |values| {
            values
                .text("denied", what)
                .text("ground", format!("{} ({})", ground.letter, ground.citation))
                .text("reason", reason)
                .text("rest", when(!part.is_empty(), rest))
                .text("review", when(ground.reviewable, review))
                .text("complain", when(access, &ours))
                .text("hhs", when(access, hhs))
        })?))
    }

    pub(super) fn ask_review(&self, on: NaiveDate) -> Letter {
        let Some(denied) = self.all.to_review() else {
            return Err(Refusal::invalid(
                "",
                "no denial of this request can be reviewed: 45 CFR 164.524(a)(3).",
            ));
        };
        if on > self.today() {
            return Err(Refusal::invalid("on", "the day lies in the future; check the date."));
        }
        self.tx.execute(
            "UPDATE release_denial SET review_asked_on = :on WHERE denial_id = :id",
            named_params! {":id": denied.id, ":on": on.to_string()},
        )?;
        self.noted("ask-review", "")
    }

    pub(super) fn review(&self, upheld: bool, words: &str) -> Letter {
        let words = needed("reason", words, "say what the review found.")?;
        let Some(denied) = self.all.to_review().filter(|denied| denied.review_asked_on.is_some()) else {
            return Err(Refusal::invalid("", "no review of a denial was asked for."));
        };
        if denied.denied_by == self.tx.session().user {
            let why = "you took part in the denial; somebody else must review it (45 CFR 164.524(a)(4)).";
            return Err(Refusal::invalid("", why));
        }
        self.tx.execute(
            "UPDATE release_denial SET reviewed_at = :now, reviewed_by = :by, upheld = :upheld, review_words = :words
             WHERE denial_id = :id",
            named_params! {
                ":id": denied.id, ":now": self.tx.now_text(), ":by": self.tx.session().user, ":upheld": upheld,
                ":words": words,
            },
        )?;
        let whole = denied.part.is_empty();
        if !upheld && whole {
            self.go("overturn", words)?;
        } else {
            self.noted("review", words)?;
        }
        let told = if upheld {
            "The denial stands."
        } else {
            "The denial is overturned: you will get what you asked for."
        };
        Ok(Some(self.letter("release-reviewed", |values| values.text("told", told).text("reason", words))?))
    }
}
