//! MDM, ORU, OUL and VXU messages in, facts out.

use super::tests::{facts, fault, one};
use crate::domain::facts::*;

const WHO: &str = "PID|1||7^^^HOSP^MR||DOE^JOHN\rPV1|1|I|4E||||11^HOUSE^GREGORY||||||||||||V9\r";

fn document(event: &str, rest: &str) -> DocumentFact {
    let facts = facts(event, &format!("{WHO}{rest}"));
    facts.into_iter().find_map(|f| if let Fact::Document(d) = f { Some(*d) } else { None }).unwrap()
}

#[test]
fn a_document_says_what_it_is_and_who_signed() {
    let txa = "TXA|1|HP|TX|20240501||20240501070000+0000|||11^HOUSE^GREGORY|||D77^SYS|||||LA|R|AV|||\
               11^HOUSE^GREGORY^^^^MD^^^^^^^^20240501080000+0000~12^WILSON^JAMES|||Admission note";
    let body = "OBX|1|TX|h^History||Chest pain\rOBX|2|TX|h^History||since morning";
    let said = document("MDM^T02", &format!("{txa}\r{body}"));
    assert_eq!(
        (said.origin.key.as_str(), said.action, said.state),
        ("SYS^D77", DocumentAction::File, DocumentState::LegallySigned)
    );
    assert_eq!((said.doc_type.system.as_str(), said.doc_type.code.as_str()), ("LOINC", "34117-2"));
    assert_eq!(
        (said.doc_type.display.as_str(), said.title.as_str()),
        ("History and physical examination", "Admission note")
    );
    assert_eq!(said.author.as_ref().unwrap().key, "11");
    assert_eq!(said.written.unwrap().to_string(), "2024-05-01T07:00:00Z");
    assert_eq!(said.signatures.len(), 2);
    assert_eq!(said.signatures[0].1.unwrap().to_string(), "2024-05-01T08:00:00Z");
    assert_eq!(said.encounter.unwrap().key, "V9");
    assert_eq!((said.available, said.confidentiality.as_str()), (true, "R"));
    assert_eq!(said.body.unwrap().text, "Chest pain\nsince morning");
}

#[test]
fn every_event_has_its_action() {
    use DocumentAction as A;
    let txa = "TXA|1|DS||||||||||D2|D1\rOBX|1|TX|||Words";
    for (number, action) in [(1, A::File), (3, A::Status), (5, A::Addendum), (7, A::Edit), (9, A::Replace)] {
        let told = document(&format!("MDM^T{number:02}"), txa);
        assert_eq!((told.action, told.body), (action, None), "odd events bring no text");
        let brought = document(&format!("MDM^T{:02}", number + 1), txa);
        assert_eq!((brought.action, brought.body.unwrap().text.as_str()), (action, "Words"));
        assert_eq!(brought.parent.unwrap().key, "D1");
    }
    let cancelled = document("MDM^T11", txa);
    assert_eq!((cancelled.action, cancelled.state), (A::Cancel, DocumentState::Retracted));
    assert!(one("MDM^T12", WHO).unwrap().kept.is_some());
}

#[test]
fn documents_that_cannot_be_told_apart_are_refused() {
    for (event, txa, field) in [
        ("MDM^T04", "TXA|1|DS", "TXA-12"),
        ("MDM^T06", "TXA|1|DS||||||||||D2", "TXA-13"),
        ("MDM^T10", "TXA|1|DS||||||||||D2|D2", "TXA-13"),
        ("MDM^T02", "TXA|1|DS||soon", "TXA-4"),
        ("MDM^T02", "TXA|1|DS||||||||||D2||||||||||11^^^^^^^^^^^^^^never", "TXA-22"),
        ("MDM^T02", "OBX|1|TX|||Words", "TXA"),
        ("MDM^T02", "TXA|1|DS||||||||||D2\rTXA|2|DS||||||||||D3", "TXA"),
        ("MDM^T02", "TXA|1|DS||||||||||D2\rOBX|1|ED|||^application^pdf^Base64^***", "OBX-5"),
    ] {
        assert_eq!(fault(event, &format!("{WHO}{txa}")), field, "{txa}");
    }
    let unnumbered = document("MDM^T02", "TXA|1|DS||20240501");
    assert_eq!(unnumbered.origin.key, "V9/document/18842-5/2024-05-01");
}

#[test]
fn states_follow_completion_and_availability() {
    use DocumentState as S;
    for (fields, state, available) in [
        ("DI||UN", S::Dictated, false),
        ("IP||AV", S::InProgress, true),
        ("DO||", S::Unsigned, true),
        ("AU||", S::Signed, true),
        ("LA||", S::LegallySigned, true),
        ("PA||", S::Unsigned, true),
        ("AU||OB", S::Superseded, false),
        ("AU||CA", S::Retracted, false),
        ("||", S::Unsigned, true),
        ("|||||11^HOUSE^G^^^^^^^^^^^^20240501", S::Signed, true),
    ] {
        let said = document("MDM^T01", &format!("TXA|1|DS||||||||||D2|||||{fields}"));
        assert_eq!((said.state, said.available), (state, available), "{fields}");
    }
}

#[test]
fn types_keep_the_senders_words() {
    let kind = |sent: &str| {
        let code = document("MDM^T01", &format!("TXA|1|{sent}||||||||||D2")).doc_type;
        format!("{} {} {}", code.system, code.code, code.display)
    };
    assert_eq!(kind("PN"), "LOINC 28570-0 Procedure note");
    assert_eq!(kind("PN^Progress note"), "LOINC 11506-3 Progress note");
    assert_eq!(kind("DS^Arztbrief^L"), "LOINC 18842-5 Arztbrief");
    assert_eq!(kind("CD"), "HL70270 CD Cardiodiagnostics");
    assert_eq!(kind("XRAY^Chest film^L"), "L XRAY Chest film");
    assert_eq!(kind("18842-5^Summary^LN"), "LOINC 18842-5 Summary");
    assert_eq!(kind("DIS"), " DIS DIS");
}

#[test]
fn files_become_bytes_and_do_not_displace_text() {
    let txa = "TXA|1|DS||||||||||D2\r";
    let said = document("MDM^T02", &format!("{txa}OBX|1|ED|||^TEXT^RTF^Base64^e1xydGYxfQ=="));
    let body = said.body.unwrap();
    assert_eq!(
        (body.mime.as_str(), body.text.as_str(), body.bytes.unwrap()),
        ("application/rtf", "", b"{\\rtf1}".to_vec())
    );
    let facts =
        facts("MDM^T02", &format!("{WHO}{txa}OBX|1|TX|||Words\rOBX|2|ED|s^Scan||^IM^JPEG^Base64^AAAA"));
    let documents: Vec<_> =
        facts.iter().filter_map(|f| if let Fact::Document(d) = f { Some(d) } else { None }).collect();
    assert_eq!(documents.len(), 2);
    assert_eq!((documents[1].title.as_str(), documents[1].origin.key.as_str()), ("Scan", "D2/s//file"));
}

/// Report and results of a message.
fn report(rest: &str) -> (ReportFact, Vec<ResultFact>) {
    let facts = facts("ORU^R01", &format!("{WHO}{rest}"));
    let report =
        facts.iter().find_map(|f| if let Fact::Report(r) = f { Some(*r.clone()) } else { None }).unwrap();
    let results =
        facts.into_iter().filter_map(|f| if let Fact::Result(r) = f { Some(*r) } else { None }).collect();
    (report, results)
}

#[test]
fn results_stand_under_their_report() {
    let (report, results) = report(
        "ORC|RE|P1|F1^LAB\rOBR|1|||24320-4^Basic metabolic^LN|||20240501060000+0000|||||||||||||||20240501070000+0000||CH|P\r\
         OBX|1|NM|2951-2^Sodium^LN||141|mmol/L|136-145|N|||F\rOBX|2|SN|2823-3^Potassium^LN||<^2|mmol/L|3.5-5.1|LL|||C|||20240501063000+0000\r\
         OBX|3|NM|2951-2^Sodium^LN||140|mmol/L|136-145\rNTE|1||Hemolyzed",
    );
    assert_eq!(
        (report.origin.key.as_str(), report.category.as_str()),
        ("HOSP^7/LAB^F1/24320-4", "laboratory")
    );
    assert_eq!((report.status.as_str(), report.results.len()), ("preliminary", 3));
    assert_eq!(report.issued.unwrap().to_string(), "2024-05-01T07:00:00Z");
    assert_eq!(report.text.unwrap().text, "Hemolyzed");
    let sodium = &results[0];
    assert_eq!(
        sodium.value,
        ResultValue::Number { comparator: String::new(), value: 141.0, text: "141".into() }
    );
    assert_eq!((sodium.range_low, sodium.range_high, sodium.flag.as_str()), (Some(136.0), Some(145.0), "N"));
    assert_eq!(sodium.at.unwrap().to_string(), "2024-05-01T06:00:00Z");
    assert_eq!(sodium.panel.as_ref().unwrap().code, "24320-4");
    let potassium = &results[1];
    assert_eq!(potassium.value, ResultValue::Number { comparator: "<".into(), value: 2.0, text: "2".into() });
    assert_eq!(
        (potassium.status.as_str(), potassium.at.unwrap().to_string()),
        ("corrected", "2024-05-01T06:30:00Z".into())
    );
    assert_eq!(results[2].status, "preliminary", "a row without state has that of its order");
    assert_ne!(results[2].origin.key, sodium.origin.key, "the same test twice is two results");
}

#[test]
fn narrative_is_the_report_and_keys_stay() {
    let first = report(
        "OBR|1||F2|36643-5^Chest X-ray^LN|||20240501|||||||||||||||||RAD|P|||||||12&ROE&JANE\rOBX|1|TX|g^FINDINGS||Clear",
    );
    let (text, results) = &first;
    assert_eq!((text.text.as_ref().unwrap().text.as_str(), text.category.as_str()), ("Clear", "imaging"));
    assert!(results.is_empty());
    assert_eq!(text.performer.as_ref().unwrap().display.as_deref(), Some("JANE ROE"));
    let (corrected, _) =
        report("OBR|1||F2|36643-5^Chest X-ray^LN|||20240501|||||||||||||||||RAD|C\rOBX|1|TX|g||Mass");
    assert_eq!(corrected.origin.key, text.origin.key);
    assert_eq!(corrected.status, "corrected");
    let (_, flagged) = report("OBR|1||F3|6463-4^Culture^LN\rOBX|1|TX|o^Organism||MRSA|||A");
    assert_eq!(flagged[0].value, ResultValue::Text("MRSA".into()), "a flagged row is a result");
    let (pdf, _) = report("OBR|1||F4|1^Echo\rOBX|1|ED|r^Report||^application^PDF^Base64^JVBERi0xLjQ=");
    assert_eq!(pdf.text.unwrap().mime, "application/pdf");
    assert_eq!(fault("ORU^R01", &format!("{WHO}OBR|1||F4")), "OBR-4");
    assert_eq!(fault("ORU^R01", &format!("{WHO}OBR|1||F4|1^Echo\rOBX|1|NM|c||5|||||||||noon")), "OBX-14");
}

#[test]
fn a_result_opens_and_closes_no_visit() {
    let facts = facts("ORU^R01", &format!("{WHO}OBX|1|NM|8867-4^Pulse^LN||61"));
    let stay = facts.iter().find_map(|f| if let Fact::Encounter(e) = f { Some(e) } else { None }).unwrap();
    assert_eq!((stay.state, stay.scope), (None, Scope::Partial));
    let Some(Fact::Result(pulse)) = facts.last() else { panic!("{facts:?}") };
    assert_eq!((pulse.report.as_ref(), pulse.origin.key.as_str()), (None, "V9/8867-4/"));
    let two =
        one("ORU^R01", "PID|1||7\rOBR|1||F1|1^A\rOBX|1|NM|c||1\rPID|2||8\rOBR|1||F1|1^A\rOBX|1|NM|c||2")
            .unwrap();
    let keys: Vec<_> = two
        .facts
        .iter()
        .filter_map(|f| if let Fact::Result(r) = f { Some(&r.origin.key) } else { None })
        .collect();
    assert_eq!(keys, ["7/F1/1/c/", "8/F1/1/c/"], "two patients in one message");
}

#[test]
fn vaccines_are_immunizations_and_their_rows_are_not_results() {
    let rest = "ORC|RE||V1^IIS\rRXA|0|1|20240501||140^Influenza^CVX^49281^Fluzone^NDC|0.5|mL|||||||||L77|||||CP|A\rOBX|1|CE|30963-3^Funding^LN||X";
    let facts = facts("VXU^V04", &format!("{WHO}OBX|1|NM|29463-7^Weight^LN||70|kg\r{rest}"));
    let results = facts.iter().filter(|f| matches!(f, Fact::Result(_))).count();
    let Some(Fact::Immunization(shot)) = facts.last() else { panic!("{facts:?}") };
    assert_eq!((shot.code.system.as_str(), shot.code.code.as_str(), results), ("CVX", "140", 1));
    assert_eq!(shot.status, "completed");
    let refused =
        one("VXU^V04", &format!("{WHO}RXA|0|1|20240501||140^Influenza^CVX||||||||||||||||RE")).unwrap();
    let Some(Fact::Immunization(shot)) = refused.facts.last() else { panic!() };
    assert_eq!(shot.status, "completed", "RXA-22 is not the completion status");
}
