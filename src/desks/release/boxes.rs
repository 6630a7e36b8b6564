//! The small forms of a request, and when its keys hold.

use crate::{
    domain::{
        release::{DENIALS, Exception, denial, failed, may},
        time::PartialDate,
    },
    keys::CommandId,
    kit::{Checked, Choosable, Enabled, Field, Form, FormBox, Outbox, ReasonBox, Values, Words},
    release::{Act, Deed, Dossier, Request, Wait},
};

/// Whether a key holds for the request as it stands, and if not, why.
pub fn enabled(all: &Dossier, id: CommandId, has_letter: bool) -> Enabled {
    let one = &all.request;
    let moves = |verb: &str, why: &'static str| Enabled::when(may(one.state, verb).is_some(), why);
    let open = Enabled::when(!one.state.is_ended(), "This request has ended.");
    match id.0 {
        "request.check" | "request.status" => {
            if id.0 == "request.status" {
                Enabled::Yes
            } else {
                open
            }
        }
        "request.validate" => {
            moves("validate", "It is not to be checked now; only a request just logged is.")
        }
        "request.missing" => match failed(&all.findings).next() {
            Some(_) => moves("await", "It waits already, or has gone."),
            None => Enabled::No("Nothing is marked as not shown; c looks at each element."),
        },
        "request.patient" => Enabled::when(one.patient.is_none(), "The patient is known."),
        "request.revoke" => Enabled::when(one.revoked_on.is_none(), "It is revoked already."),
        "request.pend" => moves("await", "It cannot be pended now."),
        "request.hold" => moves("hold", "It cannot be put on hold now."),
        "request.escalate" => moves("escalate", "It cannot be escalated now."),
        "request.resume" => Enabled::when(one.state.is_waiting(), "It does not wait for anything."),
        "request.extend" if !one.kind.has_access_clock() => {
            Enabled::No("Only the clock of access has an extension: 164.524(b)(2)(iii).")
        }
        "request.extend" => Enabled::when(
            !one.extended && !one.state.is_ended(),
            "It was extended once already, or has ended: 164.524(b)(2)(iii).",
        ),
        "request.deny" => moves("deny", "It has gone or ended."),
        "request.ask-review" => Enabled::when(
            all.to_review().is_some_and(|denied| denied.review_asked_on.is_none()),
            "No denial of it can be reviewed: 164.524(a)(3).",
        ),
        "request.review" => Enabled::when(
            all.to_review().is_some_and(|denied| denied.review_asked_on.is_some()),
            "No review was asked for.",
        ),
        "request.none" => moves("no-records", "It is too late for that, or it has ended."),
        "request.cancel" => moves("cancel", "It has gone or ended."),
        "request.gather" => moves("gather", "The right must be shown first (v), or it is gathered already."),
        "request.clear" => moves("clear", "The records must be gathered first (a), or are checked already."),
        "request.regather" => moves("regather", "Nothing is gathered that could be gathered again."),
        "request.deliver" => moves("deliver", "Every page must be checked first (y), or it has gone."),
        "request.returned" => moves("returned", "It was not sent."),
        "request.close" => moves("close", "It must be sent first (o)."),
        "request.first" => moves("ask-payment", "It must be ready to go first."),
        "request.bill" => {
            Enabled::when(all.money.is_empty() && !one.state.is_ended(), "It is billed, or has ended.")
        }
        "request.pay" | "request.waive" => Enabled::when(all.balance() > 0, "Nothing is open."),
        "request.refund" => {
            Enabled::when(all.money.iter().any(|entry| entry.kind == "payment"), "Nothing was paid.")
        }
        "request.letter" => Enabled::when(has_letter, "No letter has gone out."),
        "request.chart" => Enabled::when(one.patient.is_some(), "The patient is not found yet."),
        _ => Enabled::Yes,
    }
}

fn fine(_: &'static str, _: &Values<'_>) -> Checked {
    Checked::Fine
}

/// A change of the request as it was looked at.
pub fn act(one: &Request) -> impl Fn(Deed) -> Act + use<> {
    let (id, version) = (one.id, one.version);
    move |deed| Act { id, version, deed }
}

/// Opens the box of a command.
pub fn open(all: &Dossier, id: CommandId, out: &mut Outbox<'_>) {
    let one = &all.request;
    let words = out.words();
    match id.0 {
        "request.deny" => out.show(deny(one, words)),
        "request.review" => out.show(review(one, words)),
        "request.gather" => out.show(gather(one, words)),
        "request.revoke" => out.show(on_day(one, words, "Revoked on", "Record it", Deed::Revoke)),
        "request.ask-review" => out.show(on_day(one, words, "Asked for on", "Record it", Deed::AskReview)),
        "request.deliver" => {
            out.show(on_day(one, words, "Sent on", "Record it, and write the cover letter", Deed::Deliver));
        }
        "request.patient" => out.show(super::patient::PatientBox::new(one, words)),
        other => {
            if let Some(asked) = reason(one, other, words) {
                out.show(asked);
            }
        }
    }
}

/// Boxes that ask for a reason only.
fn reason(one: &Request, id: &str, words: Words) -> Option<ReasonBox<Act>> {
    type Make = fn(String) -> Deed;
    let runs = if one.kind.has_access_clock() { "The clock of 164.524(b)(2) runs on." } else { "" };
    let (title, text, save, make, done): (&str, &str, &'static str, Make, &'static str) = match id {
        "request.pend" => {
            ("What is awaited from outside?", runs, "Pend it", |why| Deed::Wait(Wait::Pend, why), "Pended.")
        }
        "request.hold" => (
            "What is awaited in the house?",
            runs,
            "Put on hold",
            |why| Deed::Wait(Wait::Hold, why),
            "On hold.",
        ),
        "request.escalate" => (
            "Why is it escalated?",
            runs,
            "Escalate it",
            |why| Deed::Wait(Wait::Exception, why),
            "Escalated.",
        ),
        "request.extend" => (
            "Why is the answer late?",
            "30 days more, once. The letter with the reason and the new date goes out by the same deed: 164.524(b)(2)(iii).",
            "Extend, and write the letter",
            Deed::Extend,
            "Extended; the letter is in the log.",
        ),
        "request.none" => (
            "Where was it looked?",
            "The letter says that there are no such records here.",
            "No records, and write the letter",
            Deed::NoRecords,
            "Ended; the letter is in the log.",
        ),
        "request.cancel" => (
            "Why is it cancelled?",
            "Its number stays; it is never deleted.",
            "Cancel it",
            Deed::Cancel,
            "Cancelled.",
        ),
        "request.regather" => {
            ("Why are they gathered again?", "", "Gather again", Deed::Regather, "To be gathered again.")
        }
        "request.returned" => (
            "What came back, and why?",
            "It is ready to go again. What was sent stays in the record of disclosures.",
            "It came back",
            Deed::Returned,
            "Ready to go again.",
        ),
        _ => return None,
    };
    let act = act(one);
    Some(ReasonBox::new(title, text, save, words, move |why| act(make(why)), done))
}

fn on_day(
    one: &Request,
    words: Words,
    label: &'static str,
    save: &'static str,
    make: fn(chrono::NaiveDate) -> Deed,
) -> FormBox<Act> {
    let fields = vec![Field::date("on", label).needed().value(words.today().to_string())];
    let act = act(one);
    let check = |_: &'static str, values: &Values<'_>| {
        let whole = values.date("on").and_then(PartialDate::whole);
        Checked::when(
            whole.is_some_and(|day| day <= values.words().today()),
            "A whole date is needed, not in the future.",
        )
    };
    let change = move |values: &Values<'_>| Some(act(make(values.date("on")?.whole()?)));
    let text = match label {
        "Sent on" => format!(
            "{}: {} pages to {}, {}. {}",
            one.name,
            one.pages,
            one.requester_name,
            one.delivery.title(),
            match one.basis.exemption() {
                Some(exemption) => format!("Left out of the accounting: {exemption}."),
                None => "It enters the accounting of disclosures: 45 CFR 164.528.".to_owned(),
            }
        ),
        "Revoked on" => "What has not left stops: the right is to be checked again.".to_owned(),
        _ => "Somebody who took no part in the denial reviews it: 45 CFR 164.524(a)(4).".to_owned(),
    };
    FormBox::new(
        label.trim_end_matches(" on"),
        text,
        (Form::new(fields, save, check, words), 1),
        change,
        "Recorded.",
    )
}

fn gather(one: &Request, words: Words) -> FormBox<Act> {
    let yes_no = vec![Choosable::new("no", "no"), Choosable::new("yes", "yes: a second person checks it")];
    let fields = vec![
        Field::text("pages", "Pages").needed().width(8),
        Field::note("what", "What", 2)
            .needed()
            .value(one.what(|day| words.day(day)))
            .help("Stands on the cover letter and in the record of disclosures."),
        Field::choice("sensitive", "Sensitive", yes_no)
            .needed()
            .width(34)
            .value(if one.part2 || one.psychotherapy { "yes" } else { "no" })
            .help("Part 2, psychotherapy, mental health, HIV, genetic, a minor's own care, self-pay."),
    ];
    let check = |field: &'static str, values: &Values<'_>| match field {
        "pages" => Checked::when(
            values.text("pages").parse::<i64>().is_ok_and(|pages| (1..=100_000).contains(&pages)),
            "A number from 1 to 100,000.",
        ),
        _ => Checked::Fine,
    };
    let act = act(one);
    let change = move |values: &Values<'_>| {
        let pages = values.text("pages").parse().ok()?;
        Some(act(Deed::Gather {
            pages,
            what: values.text("what"),
            sensitive: values.text("sensitive") == "yes",
        }))
    };
    let text = if one.basis.is_minimum_necessary() {
        "No more than the minimum necessary for the purpose: 45 CFR 164.502(b)."
    } else {
        "Exactly what is asked for."
    };
    FormBox::new(
        "The records are gathered",
        text,
        (Form::new(fields, "Gathered", check, words), 4),
        change,
        "Gathered; now every page is to be looked at.",
    )
}

fn deny(one: &Request, words: Words) -> FormBox<Act> {
    let basis = one.basis;
    let grounds = DENIALS
        .iter()
        .filter(|ground| ground.fits(basis))
        .map(|ground| {
            let review = if ground.reviewable { ", reviewable" } else { "" };
            Choosable::new(ground.id, format!("{}{review}", ground.title))
        })
        .collect();
    let exceptions = Exception::ALL.iter().map(|one| Choosable::new(one.word(), one.title())).collect();
    let fields = vec![
        Field::text("part", "What").width(48).help("What is denied; empty: the whole request."),
        Field::choice("ground", "Ground", grounds)
            .needed()
            .width(44)
            .help("The only grounds that this right knows."),
        Field::choice("exception", "Exception", exceptions)
            .width(44)
            .help("To information blocking, 45 CFR 171; empty: the usual one of the ground."),
        Field::note("reason", "Reason", 3).needed().help("In plain words; stands in the letter."),
    ];
    let act = act(one);
    let change = move |values: &Values<'_>| {
        let ground = values.text("ground");
        let exception = Exception::from_word(&values.text("exception"))
            .or_else(|| denial(&ground).map(|known| known.exception))?;
        Some(act(Deed::Deny { part: values.text("part"), ground, exception, reason: values.text("reason") }))
    };
    let text = "The letter names the ground, the right to a review if there is one, and where to complain: 164.524(d).";
    FormBox::new(
        "Deny",
        text,
        (Form::new(fields, "Deny, and write the letter", fine, words), 6),
        change,
        "Denied; the letter is in the log.",
    )
}

fn review(one: &Request, words: Words) -> FormBox<Act> {
    let outcomes =
        vec![Choosable::new("stands", "it stands"), Choosable::new("overturned", "it is overturned")];
    let fields = vec![
        Field::choice("outcome", "Denial", outcomes).needed().width(24),
        Field::note("words", "Found", 3).needed().help("Stands in the letter."),
    ];
    let act = act(one);
    let change = move |values: &Values<'_>| {
        Some(act(Deed::Review { upheld: values.text("outcome") == "stands", words: values.text("words") }))
    };
    let text = "By somebody who took no part in the denial: 45 CFR 164.524(a)(4).";
    FormBox::new(
        "Review the denial",
        text,
        (Form::new(fields, "Decide, and write the letter", fine, words), 4),
        change,
        "Reviewed; the letter is in the log.",
    )
}
