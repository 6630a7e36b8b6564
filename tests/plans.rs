//! Every statement that stands in a file prepares, none reads a large table from end to end, and no plan changes unseen.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr
)]

use chartroom::{domain::time::Clock, store};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Tables that stay small (people of the department, clinicians, lists of the program): reading them whole is no fault.
const SMALL: &[&str] = &[
    "meta",
    "user_account",
    "user_role",
    "user_setting",
    "topic",
    "draft",
    "practitioner",
    "organization",
    "location",
    "held_edit",
    "pending_merge",
    "import_batch",
    "migration",
    "nickname",
    "coding_setting",
    "team",
    "team_member",
    "work_view",
    "work_count",
    "code_set",
    "clock_rule",
    "cdi_query_template",
    "cdi_review_rules",
    "suspension",
    // Patients' requests to amend: some dozens a year.
    "amendment",
    // Offices that ask for records, and schedules of fees.
    "requester",
    "fee_schedule",
    // Stays noted by a trigger until the next look.
    "cdi_query_touched",
];

fn sql_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sql_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "sql") {
            found.push(path);
        }
    }
}

/// The plan's lines; a statement that only writes a known row has none worth keeping.
#[allow(clippy::disallowed_methods, reason = "looks at plans, not at data")]
fn plan(conn: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let count = statement.parameter_count();
    let nulls = vec![rusqlite::types::Null; count];
    let rows = statement.query_map(rusqlite::params_from_iter(nulls), |row| row.get::<_, String>(3)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
#[allow(clippy::disallowed_methods, reason = "looks at plans, not at data")]
fn no_statement_scans_a_large_table() {
    let file = std::env::temp_dir().join(format!("chartroom-plans-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    drop(store::create(&file, "hospital", "Plans", "root", Clock::System).unwrap());
    let conn = rusqlite::Connection::open(&file).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sql_files(&root.join("src"), &mut files);
    files.sort();
    assert!(files.len() > 10);
    let mut faults = Vec::new();
    let mut plans = BTreeMap::new();
    for path in files {
        let sql = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root).unwrap().display().to_string();
        if let Err(error) = conn.prepare(&sql) {
            faults.push(format!("{name}: {error}"));
            continue;
        }
        let lines = plan(&conn, &sql);
        if !lines.is_empty() {
            plans.insert(name.clone(), lines.clone());
        }
        for line in lines {
            // "SCAN t" reads all of t; "SCAN t USING INDEX" in order of an index is bounded by its LIMIT;
            // a scan of a table-valued or recursive step is of our own making and short.
            let table = line.strip_prefix("SCAN ").map(|rest| rest.split(' ').next().unwrap());
            let bounded =
                line.contains("USING") || line.contains("VIRTUAL TABLE") || line.contains("CONSTANT ROW");
            if let Some(table) = table.filter(|_| !bounded)
                && real_table(&conn, &sql, table).is_some_and(|table| !SMALL.contains(&table.as_str()))
                && !sql.contains("ORDER BY seq DESC LIMIT")
            {
                faults.push(format!("{name}: {line}"));
            }
        }
    }
    drop(conn);
    let _ = std::fs::remove_file(&file);
    assert!(faults.is_empty(), "statements to mend:\n{}", faults.join("\n"));
    compare(&root.join("tests/snapshots/plans.txt"), &plans);
}

/// A change of a plan is to be seen: it fails until the file is written anew with `UPDATE_PLANS=1`.
/// Statements that the file does not know yet are named, and written by the same word.
fn compare(file: &Path, plans: &BTreeMap<String, Vec<String>>) {
    if std::env::var_os("UPDATE_PLANS").is_some() {
        let text = |(name, lines): (&String, &Vec<String>)| format!("{name}\n    {}\n", lines.join("\n    "));
        std::fs::write(file, plans.iter().map(text).collect::<String>()).unwrap();
        return;
    }
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let kept = std::fs::read_to_string(file).unwrap();
    for line in kept.lines() {
        match line.strip_prefix("    ") {
            Some(step) => known.last_entry().unwrap().get_mut().push(step.to_owned()),
            None => drop(known.insert(line.to_owned(), Vec::new())),
        }
    }
    let new: Vec<&String> = plans.keys().filter(|name| !known.contains_key(*name)).collect();
    if !new.is_empty() {
        eprintln!("not in {} yet (UPDATE_PLANS=1 writes it): {new:?}", file.display());
    }
    let changed = plans.iter().filter(|(name, lines)| known.get(*name).is_some_and(|old| old != *lines));
    let changed: Vec<String> =
        changed.map(|(name, lines)| format!("{name}\n  was {:#?}\n  is {lines:#?}", known[name])).collect();
    assert!(changed.is_empty(), "plans that changed:\n{}", changed.join("\n"));
}

/// The table behind an alias in the plan, if it is a table of the schema.
fn real_table(conn: &rusqlite::Connection, sql: &str, alias: &str) -> Option<String> {
    let known = |name: &str| {
        let found = conn.query_row(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = ?1",
            [name],
            |row| row.get::<_, String>(0),
        );
        found.ok()
    };
    let names_it = sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == alias);
    if let Some(name) = known(alias) {
        // A table that the statement does not name is looked at for its references only, and only if one was broken.
        return names_it.then_some(name);
    }
    let words: Vec<&str> =
        sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    let tables =
        words.windows(3).filter(|three| matches!(three[0].to_ascii_uppercase().as_str(), "FROM" | "JOIN"));
    tables.filter(|three| three[2] == alias).find_map(|three| known(three[1]))
}
