mod provider;

use super::{
    own::{OwnDeficiencies, OwnQueries, OwnQuery, SignAnswer, Why},
    testing::{Put, Ward, kidney, material, sent, user, ward},
    *,
};
use crate::{
    app::testing::clock,
    cdi::lint::Level,
    chart::{BannerOf, Documents, Encounters},
    domain::{
        cdi_query::{AnswerWay, Deed, Outcome, QueryState},
        ids::{CdiQueryId, PractitionerId},
        role::{Permission, Role},
        time::parse_instant,
    },
    letters::PrepareLetters,
    providers::{AddLeave, SetDelegate},
    registry::Lookup,
    store::{self, Change, Query, Refusal, Session, Store, StoreError},
    work::{WorkPage, queues::CDI_QUERY},
};
use proptest::prelude::*;

struct House {
    store: Store,
    maker: Session,
    cdi: Session,
    ward: Ward,
    folder: std::path::PathBuf,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn house() -> House {
    use std::sync::atomic::{AtomicU32, Ordering};
    static LAST: AtomicU32 = AtomicU32::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("chartroom-queries-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let store = store::create(&folder.join("him.db"), "hospital", "Test Hospital", "maker", clock()).unwrap();
    let maker = store.sign_in("maker", "test").unwrap();
    let ward = ward(&store, &maker);
    let cdi = user(&store, &maker, "cdi", Role::CdiSpecialist);
    House { store, maker, cdi, ward, folder }
}

impl House {
    fn apply<C: Change>(&self, change: &C) -> Result<C::Receipt, Refusal> {
        self.store.apply(&self.cdi, change)
    }

    fn refused<C: Change>(&self, change: &C) -> String
    where
        C::Receipt: std::fmt::Debug,
    {
        self.apply(change).unwrap_err().to_string()
    }

    fn file(&self, id: CdiQueryId) -> QueryFile {
        self.store.ask(&self.cdi, &OneQuery(id)).unwrap().unwrap()
    }

    fn provider(&self, login: &str) -> Session {
        self.store.sign_in(login, "test").unwrap()
    }

    /// The same file with another time of day.
    fn at(&self, time: &str) -> Store {
        let clock = crate::domain::time::Clock::Fixed(parse_instant(time).unwrap());
        Store::open(self.store.path(), clock).unwrap()
    }

    fn decide(&self, id: CdiQueryId, deed: Deed, reason: &str) -> Result<(), Refusal> {
        self.apply(&Decide { id, seen: None, deed, reason: reason.into() })
    }

    fn record(&self, id: CdiQueryId, answering: Answering) -> Result<Outcome, Refusal> {
        self.apply(&RecordAnswer { id, seen: None, answering, way: AnswerWay::Phone, by: None, at: None })
    }
}

fn option(number: i64) -> Answering {
    Answering { option: Some(number), comment: "said on the ward".into(), ..Answering::default() }
}

#[test]
fn a_query_from_a_finding_is_made_of_picked_lines_and_may_be_sent() {
    let house = house();
    let query = kidney(&house.store, &house.cdi, &house.ward);
    assert!(query.picked.len() >= 2, "{query:?}");
    assert_eq!(check(&query.text, &query.picked), []);
    let sent = house.apply(&Send(Save { id: None, seen: None, query: query.clone() })).unwrap();
    let file = house.file(sent.id);
    assert_eq!(
        (file.line.state, file.line.due_at.as_deref()),
        (QueryState::Open, Some("2026-11-24T12:00:00Z"))
    );
    assert_eq!(file.line.peer_at.as_deref(), Some("2026-11-25T12:00:00Z"));
    assert_eq!(file.text(), query.text);
    assert_eq!(file.indicators.len(), query.picked.len());
    let page = house.store.ask(&house.cdi, &QueryPage(WorkPage::first(CDI_QUERY.id))).unwrap();
    assert_eq!((page.items.len(), page.items[0].item.state.as_str()), (1, "open"));
}

#[test]
fn an_error_stops_it_and_a_warning_needs_a_reason_that_is_kept() {
    let house = house();
    let mut query = kidney(&house.store, &house.cdi, &house.ward);
    let send = |query: &Composed| Send(Save { id: None, seen: None, query: query.clone() });
    query.text = query.text.replace("Question: ", "Question: This raises the DRG. ");
    let why = house.refused(&send(&query));
    assert!(why.contains("rule 2") && why.contains("line"), "{why}");
    query = kidney(&house.store, &house.cdi, &house.ward);
    query.text = query
        .text
        .replace("Indicators:\n", "Indicators:\n- Urine output 300 mL on Nov 20, 2026, flowsheet\n");
    assert!(house.refused(&send(&query)).contains("reason"));
    let finding = check(&query.text, &query.picked).into_iter().find(|one| one.kind == "typed").unwrap();
    assert_eq!(finding.level, Level::Warning);
    let (kind, words) = (finding.kind.to_owned(), finding.words.clone());
    query.overruled.push(Overrule { rule: finding.rule, kind, words, reason: "told by the ward".into() });
    let sent = house.apply(&send(&query)).unwrap();
    assert_eq!(house.file(sent.id).warnings[0].reason, "told by the ward");
    // Without a provider, without a text, with rows of another chart: refused in words.
    query.provider = None;
    assert!(house.refused(&send(&query)).contains("provider"));
    query.text = "x".repeat(30_000);
    assert!(house.refused(&Save { id: None, seen: None, query: query.clone() }).contains("Shorten"));
    query.text = "  ".into();
    assert!(house.refused(&Save { id: None, seen: None, query: query.clone() }).contains("says nothing"));
    query = kidney(&house.store, &house.cdi, &house.ward);
    query.picked[0].key = "result 99999".into();
    assert!(house.refused(&send(&query)).contains("nothing in this patient's chart"));
}

#[test]
fn what_was_sent_is_never_changed_or_deleted() {
    let house = house();
    let sent = sent(&house.store, &house.cdi, &house.ward);
    let query = kidney(&house.store, &house.cdi, &house.ward);
    let again = Save { id: Some(sent.id), seen: None, query };
    assert!(house.refused(&again).contains("it must be draft"));
    for sql in [
        "DELETE FROM cdi_query",
        "DELETE FROM cdi_query_text",
        "UPDATE cdi_query_text SET text = 'other'",
        "DELETE FROM cdi_query_event",
    ] {
        let put = Put(Box::new(move |tx| tx.execute(sql, []).map(|_| ()).map_err(Refusal::from)));
        assert!(house.store.apply(&house.maker, &put).is_err(), "{sql}");
    }
    assert!(
        house
            .refused(&Decide { id: sent.id, seen: None, deed: Deed::Withdraw, reason: " ".into() })
            .contains("say why")
    );
    house.decide(sent.id, Deed::Withdraw, "answered in the note of this morning").unwrap();
    let file = house.file(sent.id);
    assert_eq!((file.line.state, file.line.outcome), (QueryState::Cancelled, Some(Outcome::Withdrawn)));
    assert!(house.record(sent.id, option(1)).is_err());
}

#[test]
fn two_at_the_same_draft_do_not_overwrite_each_other() {
    let house = house();
    let query = kidney(&house.store, &house.cdi, &house.ward);
    let draft = house.apply(&Save { id: None, seen: None, query: query.clone() }).unwrap();
    let other = Store::open(house.store.path(), clock()).unwrap();
    let save = Save { id: Some(draft.id), seen: Some(draft.version), query };
    other.apply(&house.maker, &Send(save.clone())).unwrap();
    let refusal = house.apply(&Send(save)).unwrap_err();
    assert!(matches!(refusal, Refusal::Changed { .. }), "{refusal}");
}

#[test]
fn the_ladder_is_climbed_by_hours_and_ends_without_an_answer() {
    let house = house();
    let sent = sent(&house.store, &house.cdi, &house.ward);
    let give_up = || house.decide(sent.id, Deed::GiveUp, "nobody answered");
    assert!(give_up().unwrap_err().to_string().contains("Escalate it first"));
    assert!(house.apply(&EscalateDue).unwrap().is_empty(), "its hour has not come");
    let later = house.at("2026-11-25T13:00:00Z");
    assert_eq!(later.apply(&house.cdi, &EscalateDue).unwrap(), [(sent.id, 1)]);
    assert!(later.apply(&house.cdi, &EscalateDue).unwrap().is_empty());
    let up = |to: Option<PractitionerId>| Escalate {
        id: sent.id,
        seen: None,
        to,
        to_words: String::new(),
        reason: "no answer".into(),
    };
    assert!(house.refused(&up(Some(house.ward.lee))).contains("who is asked"));
    assert_eq!(house.apply(&up(Some(house.ward.moss))).unwrap(), 2);
    assert!(house.refused(&up(None)).contains("advisor already"));
    let handed = house.store.ask(&house.provider("moss"), &OwnQueries).unwrap();
    assert_eq!((handed[0].why, handed[0].may_answer()), (Why::HandedUp, false));
    give_up().unwrap();
    assert_eq!(house.file(sent.id).line.outcome, Some(Outcome::NoResponse));
}

fn addendum(house: &House, text: &'static str) {
    let ward = house.ward;
    let put = Put(Box::new(move |tx| {
        let parent: i64 = tx.row("SELECT max(document_id) FROM document", [], |row| row.get(0))?.unwrap_or(0);
        let id = tx.insert(
            "INSERT INTO document (patient_id, encounter_id, title, author_id, written_at, state, parent_id, parent_kind, filed_at, filed_by)
             VALUES (?1, ?2, 'Addendum', ?3, '2026-11-22T13:00:00Z', 'signed', ?4, 'addendum', '2026-11-22T13:00:00Z', 'test')",
            (ward.patient, ward.stay, ward.lee, parent),
        )?;
        tx.execute("INSERT INTO document_body (document_id, text) VALUES (?1, ?2)", (id, text))?;
        Ok(())
    }));
    house.store.apply(&house.maker, &put).unwrap();
}

#[test]
fn an_agreed_answer_waits_for_the_addendum_and_shows_what_it_changed() {
    let house = house();
    let sent = sent(&house.store, &house.cdi, &house.ward);
    house.record(sent.id, option(1)).unwrap();
    assert_eq!(house.apply(&FollowAll).unwrap(), 0);
    addendum(&house, "Acute kidney injury after contrast.");
    assert_eq!(house.apply(&FollowAll).unwrap(), 1);
    let file = house.file(sent.id);
    assert_eq!((file.line.state, file.line.outcome), (QueryState::Closed, Some(Outcome::Agreed)));
    let followed = house.store.ask(&house.cdi, &FollowedBy(sent.id)).unwrap();
    assert!(followed[0].named);
    assert_eq!(followed[0].pieces, [Piece::New("Acute kidney injury after contrast.".into())]);
}

#[test]
fn a_document_of_before_or_of_another_stay_cannot_follow() {
    let house = house();
    let sent = sent(&house.store, &house.cdi, &house.ward);
    let follow =
        |document| Follow { id: sent.id, seen: None, document: crate::domain::ids::DocumentId(document) };
    assert!(
        house.refused(&follow(1)).contains("before the answer")
            || house.refused(&follow(1)).contains("must be answered")
    );
    house.record(sent.id, option(1)).unwrap();
    assert!(house.refused(&follow(1)).contains("before the answer"));
    assert!(house.refused(&follow(99)).contains("not of the patient's chart"));
}

#[test]
fn answers_are_judged_reopened_and_closed_for_a_reason() {
    let house = house();
    let sent = sent(&house.store, &house.cdi, &house.ward);
    let early = RecordAnswer {
        id: sent.id,
        seen: None,
        answering: option(1),
        way: AnswerWay::Phone,
        by: None,
        at: parse_instant("2026-11-01T10:00:00Z"),
    };
    assert!(house.refused(&early).contains("before the query was sent"));
    assert!(
        house
            .refused(&RecordAnswer { way: AnswerWay::Workstation, at: None, ..early })
            .contains("only the provider")
    );
    assert!(
        house.record(sent.id, Answering::default()).unwrap_err().to_string().contains("choose an option")
    );
    house.record(sent.id, option(1)).unwrap();
    let judge = Judge { id: sent.id, seen: None, outcome: Outcome::NoResponse, reason: "x".into() };
    assert!(house.refused(&judge).contains("agreed, disagreed"));
    house.apply(&Judge { outcome: Outcome::Disagreed, ..judge }).unwrap();
    assert_eq!(house.file(sent.id).line.outcome, Some(Outcome::Disagreed));
    house.decide(sent.id, Deed::Reopen, "the answer was to another query").unwrap();
    house.record(sent.id, Answering { words: "prerenal, resolved".into(), ..Answering::default() }).unwrap();
    house.decide(sent.id, Deed::Close, "documented elsewhere").unwrap();
    assert_eq!(house.file(sent.id).answers.len(), 2);
}

fn pended(house: &House) -> Option<String> {
    let put = "SELECT state FROM coding_account";
    let seen = std::sync::Arc::new(std::sync::Mutex::new(None));
    let into = seen.clone();
    let look = Put(Box::new(move |tx| {
        *into.lock().unwrap() = tx.row(put, [], |row| row.get::<_, String>(0))?;
        Ok(())
    }));
    house.store.apply(&house.maker, &look).unwrap();
    seen.lock().unwrap().clone()
}

#[test]
fn the_coders_account_waits_and_comes_back_by_itself() {
    let house = house();
    let stay = house.ward.stay;
    let discharge = Put(Box::new(move |tx| {
        tx.execute("UPDATE encounter SET state = 'discharged', discharge_at = '2026-11-21T20:00:00Z' WHERE encounter_id = ?1", [stay])?;
        Ok(())
    }));
    house.store.apply(&house.maker, &discharge).unwrap();
    crate::coding::sync_all(&house.store, &house.maker).unwrap();
    let sent = sent(&house.store, &house.cdi, &house.ward);
    assert_eq!(house.file(sent.id).line.timing.word(), "retrospective");
    // The coder puts the account aside for the query; final coding would warn of it anyway.
    let aside = Put(Box::new(|tx| {
        let account = tx.row("SELECT account_id FROM coding_account", [], |row| row.get(0))?.unwrap();
        let pend = crate::coding::Pend {
            account,
            seen: None,
            reason: crate::domain::coding::PendReason::QueryOpen,
            waits_on: "the provider asked".into(),
            waits_for: String::new(),
            wake_on: None,
            note: String::new(),
        };
        pend.apply(tx)
    }));
    house.store.apply(&house.maker, &aside).unwrap();
    assert_eq!(pended(&house).as_deref(), Some("pended"));
    // A second query: the account waits for both, and for the addendum of the one that was agreed.
    let second = self::sent(&house.store, &house.cdi, &house.ward);
    house.record(sent.id, option(1)).unwrap();
    house.decide(second.id, Deed::Withdraw, "the same question twice").unwrap();
    assert_eq!(pended(&house).as_deref(), Some("pended"));
    addendum(&house, "Acute kidney injury.");
    house.apply(&FollowAll).unwrap();
    assert_ne!(pended(&house).as_deref(), Some("pended"));
}

/// What a provider must never read, whatever the case of its letters.
pub(crate) const HIDDEN: [&str; 8] =
    ["drg", "weight", "1.5432", "15432", "$", "impact", "reimburs", "payment"];

#[test]
fn the_hospitals_own_templates_stand_over_the_shipped_ones() {
    let house = house();
    let shipped = material(&house.store, &house.cdi, &house.ward).templates;
    let own = "---\nid: open-ended\ntitle: Our open question\nabout: ours\nrules:\n---\nTitle: {topic}\nIndicators:\n{indicators}\nQuestion: {question}\n";
    let set =
        |text: Option<&str>| template::SetTemplate { id: "open-ended".into(), text: text.map(str::to_owned) };
    assert!(house.apply(&set(Some(own))).is_err(), "a specialist does not change templates");
    house.store.apply(&house.maker, &set(Some(own))).unwrap();
    let now = material(&house.store, &house.cdi, &house.ward).templates;
    assert_eq!(now.len(), shipped.len());
    assert!(now.iter().any(|one| one.own && one.title == "Our open question"));
    house.store.apply(&house.maker, &set(None)).unwrap();
    assert_eq!(material(&house.store, &house.cdi, &house.ward).templates, shipped);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn item_and_query_agree_whatever_is_done(deeds in prop::collection::vec(0_u8..9, 1..14)) {
        let house = house();
        let id = sent(&house.store, &house.cdi, &house.ward).id;
        for deed in deeds {
            let _ = match deed {
                0 => house.record(id, option(1)).map(|_| ()),
                1 => house.decide(id, Deed::Withdraw, "why"),
                2 => house.decide(id, Deed::GiveUp, "why"),
                3 => house.decide(id, Deed::Reopen, "why"),
                4 => house.decide(id, Deed::Close, "why"),
                5 => house.apply(&Escalate { id, seen: None, to: None, to_words: "a peer".into(), reason: "why".into() }).map(|_| ()),
                6 => house.apply(&Remind { id, seen: None, letter: None, note: String::new() }),
                7 => house.apply(&Judge { id, seen: None, outcome: Outcome::Disagreed, reason: "why".into() }),
                _ => { house.store.apply(&house.provider("clerk"), &SignAnswer { id, seen: None, option: Some(1), words: String::new(), comment: "x".into() }) }
            };
            let line = house.file(id).line;
            let page = house.store.ask(&house.cdi, &QueryPage(WorkPage::first(CDI_QUERY.id))).unwrap();
            let ended = matches!(line.state, QueryState::Closed | QueryState::Cancelled);
            prop_assert_eq!(page.items.len(), usize::from(!ended));
            if let Some(row) = page.items.first() {
                prop_assert_eq!(row.item.state.as_str(), line.state.word());
            }
            prop_assert_eq!(line.outcome.is_some(), !matches!(line.state, QueryState::Open | QueryState::Draft));
        }
    }
}
