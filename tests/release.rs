//! A request for records by commands alone, from intake to the day it is closed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::Folder;
use std::process::{Command, Output};

fn chartroom(folder: &Folder, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .arg("--db")
        .arg(folder.file())
        .args(args)
        .env_remove("CHARTROOM_DB")
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn done(folder: &Folder, args: &[&str]) -> serde_json::Value {
    let output = chartroom(folder, &[args, &["--json"]].concat());
    assert!(output.status.success(), "{args:?}: {}", text(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(folder: &Folder, args: &[&str], why: &str) {
    let output = chartroom(folder, args);
    assert_eq!(output.status.code(), Some(1), "{args:?}");
    assert!(text(&output).contains(why), "{}", text(&output));
}

#[test]
fn a_defective_authorization_is_named_made_good_and_sent_with_its_line() {
    let folder = Folder::new("cli-release");
    assert!(chartroom(&folder, &["init", "--name", "Harbor General Hospital"]).status.success());
    let who = ["patients", "register", "--family", "Quimby", "--given", "Ramona", "--born", "3/5/1988"];
    let mrn = done(&folder, &who)["mrn"].as_str().unwrap().to_owned();
    done(&folder, &["release", "add-requester", "--kind", "attorney", "--name", "Lee and Lee", "--state", "MA"]);
    let new = ["release", "new", "--requester", "1", "--patient", &mrn, "--records", "summary,laboratory"];
    refused(&folder, &[&new[..], &["--basis", "access"]].concat(), "authorization");
    refused(&folder, &[&new[..], &["--from", "6/1/2026", "--to", "1/1/2026"]].concat(), "wrong way round");
    let dates = ["--signed", "1/2/2026", "--expires", "2/1/2026", "--received", "1/20/2026"];
    let taken = done(&folder, &[&new[..], &dates[..]].concat());
    assert_eq!(taken["request"], 1);

    // Nothing but the dates fails; what nobody looked at is open.
    let check = ["release", "check-authorization", "1", "--json"];
    let looked = chartroom(&folder, &check);
    assert_eq!(looked.status.code(), Some(1), "not everything is shown");
    let value: serde_json::Value = serde_json::from_slice(&looked.stdout).unwrap();
    let elements = value["elements"].as_array().unwrap();
    let failed: Vec<_> = elements.iter().filter(|one| one["standing"] == "failed").collect();
    assert_eq!((failed.len(), &failed[0]["element"]), (1, &"expiry".into()), "{value}");
    assert_eq!(failed[0]["citation"], "45 CFR 164.508(c)(1)(v), (b)(2)(i)");
    refused(&folder, &["release", "validate", "1"], "not shown");

    assert_eq!(done(&folder, &["release", "ask-missing", "1"])["state"], "pend");
    assert_eq!(done(&folder, &["release", "resume", "1"])["state"], "received");
    let all: Vec<&str> = elements.iter().filter_map(|one| one["element"].as_str()).collect();
    let ticks = ["--found", &all.join(","), "--expires-event", "end of the lawsuit", "--expires", "1/1/2099"];
    assert_eq!(done(&folder, &[&check[..3], &ticks[..]].concat())["valid"], true);
    assert_eq!(done(&folder, &["release", "validate", "1"])["state"], "valid");
    refused(&folder, &["release", "deliver", "1"], "cannot");

    done(&folder, &["release", "gather", "1", "--pages", "120", "--what", "summary, laboratory"]);
    done(&folder, &["release", "clear", "1"]);
    let fee = done(&folder, &["release", "bill", "1"]);
    assert_eq!((&fee["cents"], &fee["prepayment"]), (&7_000.into(), &true.into()), "{fee}");
    done(&folder, &["release", "bill", "1", "--send"]);
    assert_eq!(done(&folder, &["release", "ask-payment", "1"])["state"], "prepay");
    refused(&folder, &["release", "deliver", "1"], "cannot");
    assert_eq!(done(&folder, &["release", "pay", "1", "70"])["state"], "ready");
    assert_eq!(done(&folder, &["release", "deliver", "1"])["state"], "delivered");
    assert_eq!(done(&folder, &["release", "close", "1"])["state"], "closed");
    let shown = done(&folder, &["release", "show", "1"]);
    assert_eq!(shown["disclosures"][0]["accounted"], false);
    assert!(shown["disclosures"][0]["exemption"].as_str().unwrap().contains("164.528(a)(1)(iv)"));
    let kinds: Vec<String> = done(&folder, &["letters", "log"])
        .as_array()
        .unwrap()
        .iter()
        .map(|letter| letter["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["release-cover", "release-invoice", "release-missing", "release-received"]);
}
