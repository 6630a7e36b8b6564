//! The store from outside: making, opening, refusing, changing, logging, watching.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use chartroom::{
    domain::{
        role::{Permission, Role},
        time::Clock,
        topics::{Topic, Topics},
    },
    store::{self, AuditLine, Bulk, Refusal, Store, StoreError, ops},
};
use common::Folder;

fn new_store(folder: &Folder) -> Store {
    store::create(&folder.file(), "hospital", "Test hospital", "root", Clock::System).unwrap()
}

#[test]
fn the_maker_becomes_administrator_and_others_stay_out() {
    let folder = Folder::new("maker");
    let store = new_store(&folder);
    let session = store.sign_in("root", "tty").unwrap();
    assert_eq!(session.roles, vec![Role::Supervisor, Role::Administrator]);
    assert!(matches!(store.sign_in("nobody", "tty"), Err(StoreError::NoUser(_))));
    assert!(store::create(&folder.file(), "hospital", "x", "root", Clock::System).is_err());
}

#[test]
fn odd_files_are_refused_with_their_kind() {
    let folder = Folder::new("odd");
    let open = |path: &std::path::Path| Store::open(path, Clock::System).unwrap_err().to_string();
    assert!(open(&folder.file()).contains("There is no database"));
    assert!(open(folder.path()).contains("it is a folder"));
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "not a database at all, but long enough to be one".repeat(40)).unwrap();
    assert!(open(&text).contains("not a chartroom database"), "{}", open(&text));
    let fifo = folder.path().join("fifo");
    rustix::fs::mknodat(rustix::fs::CWD, &fifo, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    assert!(open(&fifo).contains("not an ordinary file"));
    let store = new_store(&folder);
    drop(store);
    let conn = rusqlite_open(&folder.file());
    conn.pragma_update(None, "user_version", 999).unwrap();
    drop(conn);
    assert!(matches!(Store::open(&folder.file(), Clock::System), Err(StoreError::Newer { found: 999, .. })));
}

#[allow(clippy::disallowed_methods, reason = "a stranger's hand on the file")]
fn rusqlite_open(path: &std::path::Path) -> rusqlite::Connection {
    rusqlite::Connection::open(path).unwrap()
}

#[test]
fn a_change_without_permission_is_refused_and_logged() {
    let folder = Folder::new("refused");
    let store = new_store(&folder);
    let root = store.sign_in("root", "tty").unwrap();
    let clerk =
        ops::SetUser { login: "clerk".into(), full_name: "A Clerk".into(), roles: vec![Role::Registrar] };
    store.apply(&root, &clerk).unwrap();
    let session = store.sign_in("clerk", "tty").unwrap();
    let attempt = ops::DisableUser { login: "root".into() };
    assert!(matches!(
        store.apply(&session, &attempt),
        Err(Refusal::Store(StoreError::NotAllowed(Permission::ManageUsers)))
    ));
    assert!(matches!(store.ask(&session, &ops::Users), Err(StoreError::NotAllowed(_))));
    let log = store.ask(&root, &ops::AuditEntries { limit: 10, ..Default::default() }).unwrap();
    assert_eq!(log[0].action, "user.disable");
    assert_eq!(log[0].result, "refused");
    assert_eq!(log[0].login, "clerk");
    store.apply(&root, &ops::DisableUser { login: "clerk".into() }).unwrap();
    assert!(matches!(
        store.ask(&session, &ops::Users),
        Err(StoreError::NotAllowed(_) | StoreError::NoUser(_))
    ));
}

#[test]
fn the_chain_holds_and_every_alteration_is_found() {
    let folder = Folder::new("chain");
    let store = new_store(&folder);
    let root = store.sign_in("root", "tty").unwrap();
    let mut bulk = Bulk::open(&store, &root).unwrap();
    bulk.chunk(Permission::Import, AuditLine::default(), Topics::NONE, |tx| {
        for number in 0..25_000 {
            tx.also(AuditLine::new("test.line").detail(format!("line {number}")));
        }
        Ok(())
    })
    .unwrap();
    let whole = store::verify_audit(&store, 3).unwrap();
    assert_eq!((whole.entries, whole.first_bad.clone()), (25_001, None));
    let conn = rusqlite_open(&folder.file());
    assert!(conn.execute("UPDATE audit SET detail = 'x' WHERE seq = 5", []).is_err());
    assert!(conn.execute("DELETE FROM audit WHERE seq = 5", []).is_err());
    conn.execute_batch("DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete").unwrap();
    conn.execute("UPDATE audit SET detail = 'x' WHERE seq = 12345", []).unwrap();
    assert_eq!(store::verify_audit(&store, 3).unwrap().first_bad.unwrap().0, 12_345);
    conn.execute("UPDATE audit SET detail = 'line 12343' WHERE seq = 12345", []).unwrap();
    assert_eq!(store::verify_audit(&store, 3).unwrap().first_bad, None);
    conn.execute("DELETE FROM audit WHERE seq = 10000", []).unwrap();
    assert_eq!(store::verify_audit(&store, 2).unwrap().first_bad.unwrap().0, 10_000);
}

#[test]
fn others_changes_are_told_by_topic() {
    let folder = Folder::new("watch");
    let store = new_store(&folder);
    let root = store.sign_in("root", "tty").unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    let post: store::lanes::Post = std::sync::Arc::new(move |event| {
        if let store::lanes::StoreEvent::Changed(topics) = event {
            let _ = sender.send(topics);
        }
    });
    let lanes = store::lanes::Lanes::start(&store, &root, &post).unwrap();
    let clerk =
        ops::SetUser { login: "clerk".into(), full_name: "A Clerk".into(), roles: vec![Role::Registrar] };
    store.apply(&root, &clerk).unwrap();
    let told = receiver.recv_timeout(std::time::Duration::from_secs(5)).unwrap();
    assert_eq!(told, Topics::of(Topic::Users));
    lanes.shut_down(std::time::Duration::from_secs(2));
}

#[test]
fn a_backup_is_whole_and_never_overwrites() {
    let folder = Folder::new("backup");
    let store = new_store(&folder);
    let target = folder.path().join("copy.db");
    let report = store::backup(&store, &target, |_, _| {}).unwrap();
    assert!(report.check.faults.is_empty() && report.bytes > 0);
    assert!(Store::open(&target, Clock::System).unwrap().sign_in("root", "tty").is_ok());
    assert!(store::backup(&store, &target, |_, _| {}).is_err());
}

#[test]
fn all_migrations_are_embedded_in_order() {
    let mut files: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let names: Vec<String> = store::MIGRATIONS.iter().map(|(name, _)| format!("{name}.sql")).collect();
    assert_eq!(files, names);
}

/// Counted in chunks, not in time: a change waits for the chunk under way and at most one that had begun meanwhile.
#[test]
fn an_import_gives_way_to_a_desk_that_waits() {
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
    let folder = Folder::new("door");
    let store = new_store(&folder);
    let root = store.sign_in("root", "tty").unwrap();
    let (chunks, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut bulk = Bulk::open(&store, &root).unwrap();
            while !stop.load(SeqCst) {
                bulk.chunk(Permission::Import, AuditLine::default(), Topics::NONE, |tx| {
                    chunks.fetch_add(1, SeqCst);
                    // Holds the file for as long as a chunk of an import may.
                    let until = std::time::Instant::now() + std::time::Duration::from_millis(40);
                    while std::time::Instant::now() < until {
                        tx.execute("INSERT INTO meta (key, value) VALUES ('n', '1') ON CONFLICT (key) DO UPDATE SET value = value + 1", [])?;
                    }
                    Ok(())
                })
                .unwrap();
                bulk.let_others_in();
            }
        });
        while chunks.load(SeqCst) == 0 {
            std::thread::yield_now();
        }
        for _ in 0..12 {
            let before = chunks.load(SeqCst);
            let change =
                ops::SetUser { login: "jdoe".into(), full_name: "Jane".into(), roles: vec![Role::Coder] };
            store.apply(&root, &change).unwrap();
            let waited = chunks.load(SeqCst) - before;
            assert!(waited <= 2, "a change waited for {waited} chunks of an import");
        }
        stop.store(true, SeqCst);
    });
}

/// Papers and requests of an older file get their items, with the due time that they had.
#[test]
#[allow(clippy::disallowed_methods, reason = "an older file is made by hand")]
fn an_older_files_papers_and_requests_become_items() {
    let conn = rusqlite::Connection::open_in_memory().unwrap();
    let mut migrations = store::MIGRATIONS.iter();
    for (name, sql) in migrations.by_ref() {
        if *name == "0015_capture_work" {
            conn.execute_batch(
                "PRAGMA foreign_keys = OFF;
                 INSERT INTO capture_batch (source, at, by) VALUES ('fax', '2026-11-01T08:00:00Z', 'a');
                 INSERT INTO captured_document (capture_batch_id, name, mime, n_bytes, sha256, state, patient_id, title, indexed_at, at, by, duplicate_of, document_id)
                 SELECT 1, 'p' || column1, 'text/plain', 1, randomblob(32), column2, column3, 'Consent', '2026-11-02T08:00:00Z',
                        '2026-11-01T08:00:00Z', 'a', column4, column5
                 FROM (VALUES (1, 'batch', NULL, NULL, NULL), (2, 'problem', NULL, NULL, NULL), (3, 'indexed', 7, NULL, NULL),
                              (4, 'filed', 7, NULL, 9), (5, 'duplicate', NULL, 1, NULL));
                 INSERT INTO amendment (patient_id, what, received_on, due_on, state, decided_at, updated_at, updated_by, at, by)
                 VALUES (7, 'one' || char(10) || 'two', '2026-10-01', '2026-11-30', 'open', NULL, 'x', 'a', '2026-10-02T08:00:00Z', 'a'),
                        (7, 'old', '2026-08-01', '2026-09-30', 'denied', '2026-09-01T08:00:00Z', 'x', 'a', '2026-08-02T08:00:00Z', 'a');",
            )
            .unwrap();
            conn.execute_batch(sql).unwrap();
            break;
        }
        conn.execute_batch(sql).unwrap();
    }
    let mut statement = conn
        .prepare(
            "SELECT w.queue || ' ' || w.title || ' ' || w.state || ' ' || w.kind || ' ' || ifnull(date(w.due_at, 'localtime'), '-') || ' '
                    || ifnull(r.rule_id, '-') || ' ' || ifnull(w.closed_at, 'open') || ' ' || (SELECT count(*) FROM work_event e WHERE e.item_id = w.item_id)
             FROM work_item w LEFT JOIN clock_rule r ON r.clock_rule_id = w.due_rule ORDER BY w.item_id",
        )
        .unwrap();
    let rows: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(
        rows,
        [
            "indexing p1 to-index ready - - open 1",
            "indexing p2 problem pended - - open 1",
            "indexing-qa Consent to-check ready - - open 1",
            "amendments one two open ready 2026-11-30 amendment-request open 1",
            "amendments old denied done 2026-09-30 amendment-request 2026-09-01T08:00:00Z 1",
        ]
    );
}
