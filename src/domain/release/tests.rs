use super::{
    fees::{Fault, Fee, Schedule, Tier, Work, fee, in_force},
    *,
};
use chrono::NaiveDate;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-22")
}

fn case(requester: Requester, basis: Basis) -> Case {
    Case {
        requester,
        basis,
        actor: Actor::Own,
        part2: false,
        psychotherapy: false,
        signed_on: Some(day("2026-11-01")),
        expires_on: Some(day("2027-11-01")),
        expires_event: String::new(),
        revoked_on: None,
    }
}

/// All elements of a case ticked.
fn all_found(case: &Case) -> Vec<(String, bool)> {
    check(case, &[], today()).iter().map(|finding| (finding.element.id.to_owned(), true)).collect()
}

fn citations(case: &Case) -> Vec<&'static str> {
    check(case, &[], today()).iter().map(|finding| finding.element.citation).collect()
}

#[test]
fn patient_access_needs_identity_and_no_authorization_form() {
    let case = case(Requester::Patient, Basis::Access);
    assert_eq!(citations(&case), ["45 CFR 164.514(h)(1)"]);
    assert!(is_valid(&check(&case, &[("identity".into(), true)], today())));
}

#[test]
fn an_authorization_shows_each_element_of_164_508() {
    let case = case(Requester::Attorney, Basis::Authorization);
    let cited = citations(&case).join(" ");
    for part in [
        "(c)(1)(i)",
        "(c)(1)(ii)",
        "(c)(1)(iii)",
        "(c)(1)(iv)",
        "(c)(1)(v)",
        "(c)(1)(vi)",
        "(c)(2)(i)",
        "(c)(2)(ii)",
        "(c)(2)(iii)",
        "(c)(3)",
        "(b)(2)(i)",
        "(b)(2)(ii)",
        "(b)(2)(iii)",
        "(b)(2)(iv)",
        "(b)(2)(v)",
    ] {
        assert!(cited.contains(part), "{part}");
    }
    assert!(is_valid(&check(&case, &all_found(&case), today())));
}

#[test]
fn dates_decide_whatever_was_ticked() {
    let mut case = case(Requester::Attorney, Basis::Authorization);
    let ticks = all_found(&case);
    let why =
        |case: &Case| failed(&check(case, &ticks, today())).map(|(e, why)| (e.id, why)).collect::<Vec<_>>();
    // The last day still counts.
    case.expires_on = Some(today());
    assert_eq!(why(&case), []);
    case.expires_on = Some(day("2026-11-21"));
    assert_eq!(why(&case), [("expiry", Why::Expired(day("2026-11-21")))]);
    case.expires_on = None;
    assert_eq!(why(&case), [("expiry", Why::NoEnd)]);
    case.expires_event = "end of the lawsuit".into();
    case.signed_on = Some(day("2026-11-23"));
    assert_eq!(why(&case), [("signature", Why::Future(day("2026-11-23")))]);
    case.signed_on = None;
    case.revoked_on = Some(day("2026-11-20"));
    assert_eq!(why(&case), [("signature", Why::NoDate), ("not-revoked", Why::Revoked(day("2026-11-20")))]);
}

#[test]
fn who_acts_for_the_patient_shows_authority() {
    let cited = |requester, basis, actor| citations(&Case { actor, ..case(requester, basis) }).join(" ");
    assert!(cited(Requester::Representative, Basis::Access, Actor::Agent).contains("164.502(g)(2)"));
    // A representative without a word on who acts is not taken for the patient.
    assert!(cited(Requester::Representative, Basis::Access, Actor::Own).contains("164.502(g)(2)"));
    assert!(cited(Requester::Representative, Basis::Access, Actor::Parent).contains("164.502(g)(3)(i)"));
    assert!(cited(Requester::Representative, Basis::Access, Actor::Executor).contains("164.502(g)(4)"));
    let signed = citations(&Case { actor: Actor::Agent, ..case(Requester::Attorney, Basis::Authorization) });
    assert_eq!(signed.iter().filter(|citation| **citation == "45 CFR 164.508(c)(1)(vi)").count(), 2);
}

#[test]
fn each_path_asks_for_its_own_papers() {
    for (requester, basis, wanted) in [
        (Requester::ThirdParty, Basis::Directed, "45 CFR 164.524(c)(3)(ii)"),
        (Requester::Subpoena, Basis::Notice, "45 CFR 164.512(e)(1)(iii)(C)"),
        (Requester::Subpoena, Basis::ProtectiveOrder, "45 CFR 164.512(e)(1)(v)"),
        (Requester::Court, Basis::Order, "45 CFR 164.512(e)(1)(i)"),
        (Requester::LawEnforcement, Basis::Administrative, "45 CFR 164.512(f)(1)(ii)(C)(3)"),
        (Requester::LawEnforcement, Basis::Locate, "45 CFR 164.512(f)(2)(i)-(ii)"),
        (Requester::Coroner, Basis::Coroner, "45 CFR 164.512(g)(1)"),
        (Requester::PublicHealth, Basis::PublicHealth, "45 CFR 164.512(b)(1)(i)"),
        (Requester::WorkersComp, Basis::WorkersComp, "45 CFR 164.512(l)"),
        (Requester::Research, Basis::Waiver, "45 CFR 164.512(i)(2)"),
        (Requester::Treatment, Basis::Treatment, "45 CFR 164.506(c)(2)"),
        (Requester::Insurer, Basis::Payment, "45 CFR 164.522(a)(1)(vi)"),
    ] {
        let case = case(requester, basis);
        assert!(citations(&case).contains(&wanted), "{requester:?}");
        // Nothing is valid before every element was looked at, and one that fails refuses all.
        assert!(!is_valid(&check(&case, &[], today())), "{requester:?}");
        let mut answers = all_found(&case);
        assert!(is_valid(&check(&case, &answers, today())), "{requester:?}");
        answers.last_mut().unwrap().1 = false;
        assert!(!is_valid(&check(&case, &answers, today())), "{requester:?}");
    }
}

#[test]
fn part_2_and_psychotherapy_need_more() {
    let with = |requester, basis, part2, psychotherapy| {
        citations(&Case { part2, psychotherapy, ..case(requester, basis) }).join(" ")
    };
    assert!(with(Requester::Attorney, Basis::Authorization, true, false).contains("42 CFR 2.31(a)(3)"));
    let consent = with(Requester::Insurer, Basis::Payment, true, false);
    for number in 1..=9 {
        assert!(consent.contains(&format!("2.31(a)({number})")), "{number}");
    }
    assert!(with(Requester::Subpoena, Basis::Notice, true, false).contains("2.31(a)(1)"));
    assert!(with(Requester::Court, Basis::Order, true, false).contains("42 CFR 2.61"));
    assert!(!with(Requester::Patient, Basis::Access, true, false).contains("2.31"));
    assert!(with(Requester::Patient, Basis::Access, false, true).contains("164.524(a)(1)(i)"));
    assert!(with(Requester::Attorney, Basis::Authorization, false, true).contains("(b)(3)(ii)"));
    let mut revoked = Case { part2: true, ..case(Requester::Insurer, Basis::Payment) };
    revoked.revoked_on = Some(today());
    assert!(failed(&check(&revoked, &all_found(&revoked), today())).any(|(e, _)| e.id == "part2-revoke"));
}

#[test]
fn accounting_follows_164_528() {
    for basis in Basis::ALL {
        let exempt = matches!(
            basis,
            Basis::Access | Basis::Directed | Basis::Authorization | Basis::Treatment | Basis::Payment
        );
        assert_eq!(basis.exemption().is_some(), exempt, "{basis:?}");
    }
}

#[test]
fn only_access_has_the_clock_of_164_524_and_no_prepayment() {
    for requester in Requester::ALL {
        let access =
            matches!(requester, Requester::Patient | Requester::Representative | Requester::ThirdParty);
        assert_eq!(requester.has_access_clock(), access, "{requester:?}");
        assert!(!(access && requester.may_prepay()), "{requester:?}");
        assert!(!requester.bases().is_empty());
    }
}

#[test]
fn elements_are_known_by_their_words() {
    for basis in Basis::ALL {
        for requester in Requester::ALL {
            for actor in Actor::ALL {
                let case =
                    Case { actor: *actor, part2: true, psychotherapy: true, ..case(*requester, *basis) };
                for finding in check(&case, &[], today()) {
                    assert_eq!(element(finding.element.id).map(|known| known.id), Some(finding.element.id));
                    assert!(finding.element.title.len() <= 110, "{}", finding.element.id);
                }
            }
        }
    }
}

#[test]
fn grounds_of_denial_say_whether_they_are_reviewed() {
    let reviewable: Vec<&str> = DENIALS.iter().filter(|one| one.reviewable).map(|one| one.id).collect();
    assert_eq!(reviewable, ["danger", "other-person", "representative-harm"]);
    assert!(DENIALS.iter().all(|one| denial(one.id) == Some(one)));
    assert!(denial("danger").unwrap().fits(Basis::Access) && !denial("danger").unwrap().fits(Basis::Notice));
}

#[test]
fn a_request_waits_outside_inside_or_with_a_supervisor_and_comes_back_to_where_it_was() {
    for state in State::ALL {
        for way in MOVES.iter().filter(|way| way.from.contains(&state.word())) {
            assert!(State::from_word(way.to).is_some(), "{}", way.verb);
        }
        let waits = may(*state, "hold").is_some() || may(*state, "await").is_some();
        if waits && !state.is_waiting() {
            let back = state.way_back().unwrap();
            assert_eq!(may(State::Hold, back), Some(*state), "{state:?}");
        }
        assert!(!state.status(Requester::Patient).is_empty());
    }
    assert_eq!(may(State::Received, "deliver"), None);
    assert_eq!(may(State::Gathered, "deliver"), None);
    assert_eq!(may(State::Delivered, "deny"), None);
}

fn ma() -> Schedule {
    Schedule {
        state: "MA".into(),
        valid_from: day("2020-01-01"),
        valid_to: None,
        base_cents: 1500,
        tiers: vec![Tier { to_page: Some(100), cents: 50 }, Tier { to_page: None, cents: 25 }],
        certification_cents: 1000,
        postage: true,
        prepayment: true,
        citation: "M.G.L. c. 111, s. 70".into(),
        note: String::new(),
    }
}

fn pages(pages: i64) -> Work {
    Work { pages, ..Work::default() }
}

#[test]
fn third_parties_pay_by_tiers_and_are_told_how() {
    let work = Work { postage_cents: 420, certified: true, ..pages(120) };
    let fee = fee(Requester::Attorney, Format::Paper, &work, Some(&ma())).unwrap();
    assert_eq!(fee.total(), 1500 + 5000 + 500 + 1000 + 420);
    assert_eq!(
        fee.how(),
        "Base fee: each request = $15.00; Pages 1-100: 100 at $0.50 each = $50.00; Pages 101-120: 20 at $0.25 each \
         = $5.00; Certification: as asked for = $10.00; Postage: as paid = $4.20. M.G.L. c. 111, s. 70."
    );
    assert!(fee.prepayment);
    assert_eq!(super::fees::fee(Requester::Attorney, Format::Pdf, &pages(1), None), Err(Fault::NoSchedule));
}

#[test]
fn patients_pay_the_cost_of_copying_or_the_flat_fee_for_electronic_copies() {
    let work = Work { minutes: 10, hour_cents: 2000, supplies_cents: 100, ..pages(500) };
    let cost = fee(Requester::Patient, Format::Paper, &work, Some(&ma())).unwrap();
    // Pages cost nothing by themselves: 164.524(c)(4).
    assert_eq!((cost.total(), cost.prepayment), (333 + 100, false));
    let flat = Work { flat: true, ..pages(500) };
    assert_eq!(fee(Requester::Patient, Format::Pdf, &flat, None).unwrap().total(), 650);
    assert_eq!(fee(Requester::Patient, Format::Paper, &flat, None), Err(Fault::FlatOnPaper));
    assert_eq!(fee(Requester::Attorney, Format::Pdf, &flat, Some(&ma())), Err(Fault::FlatForOthers));
    let both = Work { postage_cents: 5, ..flat };
    assert_eq!(fee(Requester::Patient, Format::Pdf, &both, None), Err(Fault::FlatAndCosts));
    assert_eq!(fee(Requester::Treatment, Format::Pdf, &pages(9), None).unwrap().total(), 0);
}

#[test]
fn the_newest_schedule_of_the_state_holds_else_the_hospitals_own() {
    let own = Schedule { state: String::new(), base_cents: 1, ..ma() };
    let newer = Schedule { valid_from: day("2026-01-01"), base_cents: 2, ..ma() };
    let old = Schedule { valid_to: Some(day("2025-12-31")), ..ma() };
    let all = [own, old, newer];
    let base = |state: &str, on: &str| in_force(&all, state, day(on)).map(|schedule| schedule.base_cents);
    assert_eq!(base("MA", "2025-06-01"), Some(1500));
    assert_eq!(base("MA", "2026-06-01"), Some(2));
    assert_eq!(base("NY", "2026-06-01"), Some(1));
    assert_eq!(base("NY", "2019-06-01"), None);
}

fn total(work: &Work) -> Result<i64, Fault> {
    fee(Requester::Attorney, Format::Pdf, work, Some(&ma())).map(|fee: Fee| fee.total())
}

proptest! {
    #[test]
    fn a_longer_copy_never_costs_less(few in 0_i64..5_000, more in 0_i64..5_000) {
        prop_assert!(total(&pages(few)).unwrap() <= total(&pages(few + more)).unwrap());
    }

    #[test]
    fn every_page_is_charged_once(n in 0_i64..5_000) {
        let by_hand: i64 = 1500 + (1..=n).map(|page| if page <= 100 { 50 } else { 25 }).sum::<i64>();
        prop_assert_eq!(total(&pages(n)).unwrap(), by_hand);
    }

    #[test]
    fn labor_is_never_more_than_its_cost_by_half_a_cent(minutes in 0_i64..10_000, hour_cents in 0_i64..10_000) {
        let work = Work { minutes, hour_cents, ..Work::default() };
        let charged = fee(Requester::Patient, Format::Pdf, &work, None).unwrap().total();
        prop_assert!((charged * 60 - minutes * hour_cents).abs() <= 30);
    }

    #[test]
    fn no_number_is_swallowed(pages in any::<i64>(), minutes in any::<i64>(), postage in any::<i64>()) {
        let work = Work { pages, minutes, postage_cents: postage, hour_cents: 100, ..Work::default() };
        let told = total(&work);
        let sane = [pages, minutes, postage].iter().all(|number| (0..=10_000_000).contains(number));
        prop_assert_eq!(told.is_ok(), sane);
    }

    #[test]
    fn no_walk_delivers_before_every_page_is_checked(verbs in prop::collection::vec(0_usize..MOVES.len(), 0..40)) {
        let mut state = State::Received;
        let mut walked = vec![];
        for at in verbs {
            let Some(next) = may(state, MOVES[at].verb) else { continue };
            // The way back is taken only to where it was.
            if MOVES[at].verb.starts_with("back-to") {
                let was = walked.iter().rev().find(|was: &&State| !was.is_waiting()).copied();
                let was = if was == Some(State::Prepay) { Some(State::Ready) } else { was };
                if was != Some(next) { continue }
            }
            walked.push(state);
            if next == State::Delivered {
                prop_assert!(walked.contains(&State::Gathered) && walked.contains(&State::Valid));
            }
            state = next;
        }
    }

    #[test]
    fn an_answer_more_never_makes_a_failed_request_valid_by_itself(ticks in prop::collection::vec(any::<bool>(), 20)) {
        let mut case = case(Requester::Attorney, Basis::Authorization);
        case.expires_on = Some(day("2026-01-01"));
        let answers: Vec<(String, bool)> =
            all_found(&case).into_iter().zip(ticks).map(|((id, _), tick)| (id, tick)).collect();
        prop_assert!(!is_valid(&check(&case, &answers, today())));
    }
}
