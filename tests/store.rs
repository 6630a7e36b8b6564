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
