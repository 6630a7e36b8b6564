use super::*;
use crate::domain::{
    ids::{UserId, WorkId},
    topics::Topics,
};
use crate::store::AuditLine;
use std::path::PathBuf;

/// A store in a folder of its own, removed afterwards.
pub(super) struct Hospital {
    pub store: Store,
    pub maker: Session,
    folder: PathBuf,
}

impl Drop for Hospital {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Hospital {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("chartroom-work-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let store = store::create(&folder.join("him.db"), "hospital", "Test", "maker", noon(0)).unwrap();
        let maker = store.sign_in("maker", "test").unwrap();
        Self { store, maker, folder }
    }

    pub fn path(&self) -> PathBuf {
        self.store.path().to_owned()
    }

    /// A person with a role.
    pub fn person(&self, login: &str, role: Role) -> Session {
        let user = SetUser { login: login.into(), full_name: login.to_uppercase(), roles: vec![role] };
        self.store.apply(&self.maker, &user).unwrap();
        self.store.sign_in(login, login).unwrap()
    }

    /// The same hospital, some minutes after noon.
    pub fn later(&self, minutes: i64) -> Store {
        Store::open(self.store.path(), noon(minutes)).unwrap()
    }

    /// Opens items 1 to `n`: the later ones more urgent.
    pub fn items(&self, n: i64) -> Vec<WorkId> {
        self.store.apply(&self.maker, &OpenMany { n }).unwrap()
    }

    pub fn item(&self, id: WorkId) -> Item {
        self.store.ask(&self.maker, &OneItem(id)).unwrap().unwrap()
    }

    pub fn deed(&self, who: &Session, id: WorkId, deed: Deed) -> Result<Vec<Item>, Refusal> {
        self.store.apply(who, &Deeds::one(self.item(id).handle(), deed))
    }

    pub fn next(&self, who: &Session) -> Option<Item> {
        self.store.apply(who, &ClaimNext { queue: "trial", hold: Hold::Screen }).unwrap()
    }
}

pub(super) fn noon(minutes: i64) -> Clock {
    let noon: chrono::DateTime<chrono::Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
    Clock::Fixed(noon + chrono::Duration::minutes(minutes))
}

/// Opens one item.
pub struct OpenOne {
    pub subject: i64,
}

impl Change for OpenOne {
    type Receipt = WorkId;
    fn topics(&self) -> Topics {
        crate::domain::topics::Topic::Work.into()
    }
    fn needs(&self) -> Permission {
        Permission::SignedIn
    }
    fn audit(&self) -> AuditLine {
        AuditLine::new("test.open")
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<WorkId, Refusal> {
        super::open(tx, &NewItem { title: "Piece", ..NewItem::of("trial", "thing", self.subject) })
    }
}

/// Opens many items, as a nightly run would.
pub struct OpenMany {
    pub n: i64,
}

impl Change for OpenMany {
    type Receipt = Vec<WorkId>;
    fn topics(&self) -> Topics {
        crate::domain::topics::Topic::Work.into()
    }
    fn needs(&self) -> Permission {
        Permission::SignedIn
    }
    fn audit(&self) -> AuditLine {
        AuditLine::new("test.open")
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<Vec<WorkId>, Refusal> {
        let open = |subject: i64| {
            let item = NewItem {
                title: &format!("Piece {subject}"),
                due: Some(tx.now() - chrono::Duration::hours(subject)),
                category: if subject % 2 == 0 { "even" } else { "odd" },
                amount: subject * 100,
                ..NewItem::of("trial", "thing", subject)
            };
            super::open(tx, &item)
        };
        (1..=self.n).map(open).collect()
    }
}

fn ids(page: &Page) -> Vec<i64> {
    page.items.iter().map(|item| item.id.0).collect()
}

#[test]
fn every_queue_of_the_program_is_sound() {
    for (idx, queue) in queues::ALL.iter().enumerate() {
        assert_eq!(queue.faults(), Vec::<String>::new(), "{}", queue.id);
        assert!(queues::ALL.iter().take(idx).all(|other| other.id != queue.id), "{} stands twice", queue.id);
    }
    assert!(queues::ALL.iter().all(|q| q.id == "trial" || crate::desks::ALL.iter().any(|d| d.id == q.desk)));
}

#[test]
fn opening_twice_changes_nothing() {
    let h = Hospital::new("twice");
    let first = h.items(3);
    assert_eq!(h.items(3), first);
    let counts = h.store.ask(&h.maker, &Counts).unwrap();
    let trial = counts.iter().find(|counts| counts.queue == "trial").unwrap();
    assert_eq!((trial.open, trial.late, trial.mine), (3, 3, 0));
    assert_eq!(trial.by_state.get("open"), Some(&3));
}

#[test]
fn the_most_urgent_free_item_comes_first_and_once() {
    let h = Hospital::new("next");
    let (ann, bob) = (h.person("ann", Role::Coder), h.person("bob", Role::Coder));
    h.items(3);
    assert_eq!(h.next(&ann).unwrap().title, "Piece 3");
    assert_eq!(h.next(&bob).unwrap().title, "Piece 2");
    // What is assigned to another is not free; what is assigned to me is.
    let one = h.item(WorkId(1));
    h.store.apply(&h.maker, &Deeds::one(one.handle(), Deed::Assign(bob.user))).unwrap();
    assert_eq!(h.next(&ann), None);
    assert_eq!(h.next(&bob).unwrap().title, "Piece 1");
}

#[test]
fn a_teams_items_go_to_its_members_only() {
    let h = Hospital::new("team");
    let (ann, bob) = (h.person("ann", Role::Coder), h.person("bob", Role::Coder));
    h.items(2);
    let team =
        h.store.apply(&h.maker, &SetTeam { name: "Cardiac".into(), logins: vec!["bob".into()] }).unwrap();
    h.deed(&h.maker, WorkId(2), Deed::HandToTeam(team)).unwrap();
    assert_eq!(h.next(&ann).unwrap().title, "Piece 1");
    assert_eq!(h.next(&ann), None);
    assert_eq!(h.next(&bob).unwrap().title, "Piece 2");
    h.store.apply(&h.maker, &EndTeam { name: "Cardiac".into() }).unwrap();
    assert_eq!(h.item(WorkId(2)).team, None);
    assert!(h.store.ask(&h.maker, &Teams).unwrap().is_empty());
}

#[test]
fn another_persons_item_is_refused_in_words() {
    let h = Hospital::new("held");
    let (ann, bob) = (h.person("ann", Role::Coder), h.person("bob", Role::Coder));
    let [id] = h.items(1)[..] else { panic!("one item") };
    h.deed(&ann, id, Deed::Claim(Hold::Screen)).unwrap();
    for deed in [
        Deed::Claim(Hold::Screen),
        Deed::Release,
        Deed::Move("finish", String::new()),
        Deed::Assign(bob.user),
        Deed::Pend("later".into(), "2026-11-23T12:00:00Z".parse().unwrap()),
    ] {
        let refusal = h.deed(&bob, id, deed).unwrap_err().to_string();
        assert!(refusal.contains("ANN holds \"Piece 1\""), "{refusal}");
    }
    // A note harms nobody; a supervisor may take it away, a colleague may not.
    h.deed(&bob, id, Deed::Note("seen".into())).unwrap();
    assert!(h.deed(&bob, id, Deed::TakeAway).is_err());
    h.deed(&h.maker, id, Deed::TakeAway).unwrap();
    h.deed(&bob, id, Deed::Move("finish", String::new())).unwrap();
    let events = h.store.ask(&bob, &Events(id)).unwrap();
    let verbs: Vec<&str> = events.iter().map(|event| &*event.verb).collect();
    assert_eq!(verbs, ["open", "claim", "note", "take", "finish"]);
    assert_eq!(h.item(id).n_notes, 1);
}

#[test]
fn leases_end_by_time_by_leaving_and_are_renewed_by_activity() {
    let h = Hospital::new("lease");
    let (ann, bob) = (h.person("ann", Role::Coder), h.person("bob", Role::Coder));
    let [one, two] = h.items(2)[..] else { panic!("two items") };
    h.deed(&ann, one, Deed::Claim(Hold::Screen)).unwrap();
    h.deed(&ann, two, Deed::Claim(Hold::Command)).unwrap();
    // Activity after 15 minutes renews what the screen holds, not what a command took.
    h.later(15).apply(&ann, &RenewSeat).unwrap();
    let later = h.later(25);
    let at = |id| later.ask(&bob, &OneItem(id)).unwrap().unwrap();
    assert!(at(one).claim.is_some() && at(two).claim.is_none());
    assert_eq!(
        later.apply(&bob, &ClaimNext { queue: "trial", hold: Hold::Screen }).unwrap().unwrap().id,
        two
    );
    later.apply(&ann, &LeaveSeat { why: "hang-up" }).unwrap();
    assert!(at(one).claim.is_none());
    // A program that was killed: its user opens another on the same terminal.
    later.apply(&bob, &TakeSeat).unwrap();
    assert!(at(two).claim.is_none());
    h.store.apply(&h.maker, &SetLease { minutes: 5 }).unwrap();
    assert!(h.store.apply(&h.maker, &SetLease { minutes: 0 }).is_err());
    let item = h.deed(&ann, one, Deed::Claim(Hold::Screen)).unwrap().remove(0);
    assert_eq!(item.claim_until.as_deref(), Some("2026-11-22T12:05:00Z"));
}

#[test]
fn what_is_put_aside_comes_back_on_its_day() {
    let h = Hospital::new("pend");
    let ann = h.person("ann", Role::Coder);
    let [id] = h.items(1)[..] else { panic!("one item") };
    let until = "2026-11-22T13:00:00Z".parse().unwrap();
    assert!(h.deed(&ann, id, Deed::Pend(" ".into(), until)).is_err());
    h.deed(&ann, id, Deed::Pend("waits for the wet signature".into(), until)).unwrap();
    assert_eq!(h.next(&ann), None);
    let page = |lanes: &[&'static str], store: &Store| {
        let page = WorkPage { lanes: lanes.to_vec(), ..WorkPage::first("trial") };
        ids(&store.ask(&ann, &page).unwrap())
    };
    assert_eq!((page(&[], &h.store).len(), page(&[PENDED], &h.store).len()), (0, 1));
    let later = h.later(61);
    let got = later.apply(&ann, &ClaimNext { queue: "trial", hold: Hold::Screen }).unwrap().unwrap();
    assert_eq!((got.id, &*got.pend_reason, got.wake_at), (id, "", None));
    assert_eq!((page(&[], &later).len(), page(&[PENDED], &later).len()), (1, 0));
}

#[test]
fn a_verdict_is_taken_back_by_its_author_while_nobody_built_on_it() {
    let h = Hospital::new("undo");
    let (ann, bob) = (h.person("ann", Role::Coder), h.person("bob", Role::Coder));
    let [id] = h.items(1)[..] else { panic!("one item") };
    assert!(h.deed(&ann, id, Deed::Undo).unwrap_err().to_string().contains("no verdict"));
    h.deed(&ann, id, Deed::Move("finish", String::new())).unwrap();
    assert!(h.item(id).closed_at.is_some());
    assert!(h.deed(&bob, id, Deed::Undo).unwrap_err().to_string().contains("another person's"));
    h.deed(&bob, id, Deed::Note("well done".into())).unwrap();
    h.deed(&ann, id, Deed::Undo).unwrap();
    assert_eq!((h.item(id).state.as_str(), h.item(id).closed_at), ("open", None));
    assert!(h.deed(&ann, id, Deed::Undo).is_err());
    // Somebody builds on it.
    h.deed(&ann, id, Deed::Move("begin", String::new())).unwrap();
    h.deed(&bob, id, Deed::Claim(Hold::Screen)).unwrap();
    assert!(matches!(h.deed(&ann, id, Deed::Undo), Err(Refusal::Changed { by, .. }) if by == "BOB"));
    // "open again" is not taken back by the engine alone.
    h.deed(&bob, id, Deed::Move("finish", String::new())).unwrap();
    h.deed(&h.maker, id, Deed::Move("reopen", "wrongly closed".into())).unwrap();
    assert!(h.deed(&h.maker, id, Deed::Undo).unwrap_err().to_string().contains("on the desk"));
}

#[test]
fn an_overtaken_version_is_refused_with_name_and_time() {
    let h = Hospital::new("version");
    let (ann, bob) = (h.person("ann", Role::Coder), h.person("bob", Role::Coder));
    let [id] = h.items(1)[..] else { panic!("one item") };
    let seen = h.item(id).handle();
    h.deed(&ann, id, Deed::Assign(ann.user)).unwrap();
    let late = h
        .store
        .apply(&bob, &Deeds::one(seen, Deed::Pend("x".into(), "2027-01-01T00:00:00Z".parse().unwrap())));
    assert!(matches!(late, Err(Refusal::Changed { by, .. }) if by == "ANN"));
    // A colleague cannot take what belongs to another; nor can work go to somebody who may not do it.
    assert!(h.deed(&bob, id, Deed::Unassign).unwrap_err().to_string().contains("belongs to ANN"));
    let carl = h.person("carl", Role::Administrator);
    assert!(h.deed(&ann, id, Deed::Assign(carl.user)).unwrap_err().to_string().contains("no role"));
    assert!(h.deed(&ann, id, Deed::Assign(UserId(99))).is_err());
}

#[test]
fn illegal_steps_are_refused_with_what_can_be_done() {
    let h = Hospital::new("illegal");
    let [id] = h.items(1)[..] else { panic!("one item") };
    let refusal = h.deed(&h.maker, id, Deed::Move("reopen", String::new())).unwrap_err().to_string();
    assert_eq!(
        refusal,
        "Not saved: this piece is open, and one cannot open again then; from there one can: begin, send back, mark done."
    );
    let carl = h.person("carl", Role::Administrator);
    assert!(matches!(
        h.deed(&carl, id, Deed::Claim(Hold::Screen)),
        Err(Refusal::Store(store::StoreError::NotAllowed(Permission::ReadCharts)))
    ));
}

#[test]
fn a_bulk_is_done_whole_or_not_at_all() {
    let h = Hospital::new("bulk");
    let (ann, bob) = (h.person("ann", Role::Coder), h.person("bob", Role::Coder));
    let all = h.items(20);
    h.deed(&bob, all[13], Deed::Claim(Hold::Screen)).unwrap();
    let on: Vec<Handle> = all.iter().map(|id| h.item(*id).handle()).collect();
    let bulk = Deeds { on, deed: Deed::Move("finish", "batch".into()) };
    assert!(h.store.apply(&ann, &bulk).is_err());
    assert!(all.iter().all(|id| h.item(*id).state == "open"));
    h.deed(&bob, all[13], Deed::Release).unwrap();
    assert_eq!(h.store.apply(&ann, &bulk).unwrap().len(), 20);
    assert!(all.iter().all(|id| h.item(*id).state == "done"));
}

#[test]
fn pages_go_on_by_key_in_every_order_and_scope() {
    let h = Hospital::new("pages");
    let ann = h.person("ann", Role::Coder);
    h.items(25);
    let team = h.store.apply(&h.maker, &SetTeam { name: "T".into(), logins: vec![] }).unwrap();
    for id in 1..=6 {
        h.deed(&ann, WorkId(id), Deed::Assign(ann.user)).unwrap();
        h.deed(&h.maker, WorkId(id + 10), Deed::HandToTeam(team)).unwrap();
    }
    h.deed(&ann, WorkId(20), Deed::Claim(Hold::Screen)).unwrap();
    h.deed(&ann, WorkId(2), Deed::Move("begin", String::new())).unwrap();
    let scopes = [
        (Scope::All, 25),
        (Scope::Mine, 7),
        (Scope::owner(ann.user), 6),
        (Scope::team(team), 6),
        (Scope::Category("odd".into()), 13),
    ];
    for (scope, n) in scopes {
        for order in Order::ALL {
            let mut page =
                WorkPage { scope: scope.clone(), order: *order, limit: 4, ..WorkPage::first("trial") };
            let whole = WorkPage { limit: 100, ..page.clone() };
            let whole = ids(&h.store.ask(&ann, &whole).unwrap());
            assert_eq!(whole.len(), n, "{scope:?} {order:?}");
            let mut walked = Vec::new();
            loop {
                let got = h.store.ask(&ann, &page).unwrap();
                walked.extend(ids(&got));
                page.after = got.items.last().map(Key::of);
                if !got.more {
                    break;
                }
            }
            assert_eq!(walked, whole, "{scope:?} {order:?}");
            if matches!(order, Order::Urgent | Order::Due | Order::Newest | Order::Amount) {
                assert!(whole.is_sorted_by(|a, b| a > b), "{order:?}: {whole:?}");
            } else {
                assert!(whole.is_sorted(), "{order:?}: {whole:?}");
            }
        }
    }
    let free = WorkPage { hide_held: true, ..WorkPage::first("trial") };
    assert_eq!(h.store.ask(&h.maker, &free).unwrap().items.len(), 24);
    let mine = h.store.ask(&ann, &WhatIsMine { limit: 50 }).unwrap();
    assert_eq!((mine.held.len(), mine.own.len(), mine.urgent.len()), (1, 6, 18));
    assert_eq!(mine.counts[0].mine, 7);
}

#[test]
fn views_are_ones_own_or_common() {
    let h = Hospital::new("views");
    let (ann, bob) = (h.person("ann", Role::Coder), h.person("bob", Role::Coder));
    let save = |name: &str, keep| SaveView {
        queue: "trial",
        name: name.into(),
        view: View { order: Order::Due, lanes: vec!["open".into()], ..View::default() },
        keep,
    };
    let own = h.store.apply(&ann, &save("mine", Keep::Private)).unwrap();
    h.store.apply(&ann, &save("mine", Keep::Private)).unwrap();
    assert!(h.store.apply(&ann, &save("all", Keep::Common)).is_err());
    let common = h.store.apply(&h.maker, &save("all", Keep::Common)).unwrap();
    let names = |who: &Session| -> Vec<String> {
        h.store.ask(who, &Views { queue: "trial" }).unwrap().into_iter().map(|view| view.name).collect()
    };
    assert_eq!((names(&ann), names(&bob)), (vec!["mine".into(), "all".into()], vec!["all".into()]));
    assert!(
        h.store.apply(&bob, &ForgetView(common)).is_err() && h.store.apply(&bob, &ForgetView(own)).is_err()
    );
    h.store.apply(&h.maker, &ForgetView(common)).unwrap();
    assert_eq!(names(&bob), Vec::<String>::new());
}

#[test]
#[allow(clippy::disallowed_methods, reason = "looks at plans, not at data")]
fn pages_come_from_their_index_without_scan_or_sort() {
    let h = Hospital::new("plans");
    let conn = rusqlite::Connection::open(h.path()).unwrap();
    for sql in statements::statements().into_iter().chain([include_str!("../sql/claim_next.sql")]) {
        let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let nulls = vec![rusqlite::types::Null; plan.parameter_count()];
        let lines: Vec<(i64, i64, String)> = plan
            .query_map(rusqlite::params_from_iter(nulls), |row| Ok((row.get(0)?, row.get(1)?, row.get(3)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let text: Vec<&str> = lines.iter().map(|(_, _, line)| line.as_str()).collect();
        let text = text.join("\n");
        assert!(
            !text.lines().any(|line| line.starts_with("SCAN w") || line.starts_with("SCAN p")),
            "{sql}\n{text}"
        );
        if sql.starts_with("UPDATE") {
            // Three walks, each at the first row of its index; the candidates (own, nobody's, one a team) are compared.
            assert_eq!(text.matches("SEARCH work_item USING").count(), 4, "{text}");
            assert_eq!(text.matches("USE TEMP B-TREE").count(), 1, "{text}");
        }
        // The inner walk is in the order of its index, and begins at its key; only the page itself is sorted.
        if sql.contains("INDEXED BY work_owner") || !sql.contains(":limit") {
            continue;
        }
        assert_eq!(text.matches("USE TEMP B-TREE").count(), 1, "{sql}\n{text}");
        let walk = text.lines().find(|line| line.contains("SEARCH work_item USING")).unwrap();
        assert!(walk.contains(",id_key)>(?,?") || walk.contains(",id_key)<(?,?"), "{walk}");
    }
}
