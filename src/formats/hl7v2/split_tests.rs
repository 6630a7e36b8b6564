//! Inputs in, pieces out.

use super::*;
use proptest::prelude::*;

fn pieces(bytes: &[u8]) -> Vec<Piece> {
    pieces_of(bytes, 64, 4096)
}

fn pieces_of(bytes: &[u8], largest: usize, buffer: usize) -> Vec<Piece> {
    let input = io::BufReader::with_capacity(buffer, io::Cursor::new(bytes.to_vec()));
    let mut splitter = Splitter::new(Box::new(input), largest);
    let mut found = Vec::new();
    while let Some(piece) = splitter.next().unwrap() {
        found.push(piece);
    }
    found
}

/// Each piece in a word: its text with CR and LF as `/`, or the field at fault.
fn words(bytes: &[u8]) -> Vec<String> {
    pieces(bytes)
        .into_iter()
        .map(|p| p.fault.map_or_else(|| text(&p.raw), |f| format!("! {}", f.field)))
        .collect()
}

fn text(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).replace(['\r', '\n'], "/")
}

#[test]
fn messages_are_parted_whatever_ends_their_lines() {
    assert_eq!(words(b""), [""; 0]);
    assert_eq!(words(b"\r\n \n"), [""; 0]);
    assert_eq!(words(b"MSH|^~\\&|A\rPID|1\rMSH|^~\\&|B"), ["MSH|^~\\&|A/PID|1", "MSH|^~\\&|B"]);
    assert_eq!(words(b"MSH|^|A\r\nPID|1\n\nPV1|1\rMSH#^#B\n"), ["MSH|^|A//PID|1//PV1|1", "MSH#^#B"]);
    assert_eq!(words(b"\x0BMSH|^|A\rPID|1\r\x1C\r\x0B\x0BMSH|^|B\r\x1C\x1C\r"), ["MSH|^|A/PID|1", "MSH|^|B"]);
    assert_eq!(words("\u{feff}MSH|^|A\n\u{feff} MSH|^|B".as_bytes()), ["MSH|^|A", "MSH|^|B"]);
    let damaged = ["MSH1^~\\&1A", "MSH|^|B"];
    assert_eq!(words(b"MSH1^~\\&1A\nMSH|^|B"), damaged, "a damaged header is a message all the same");
    assert_eq!(words(b"MSH|^|A\nOBX|\nMSH results\x0Bfollow"), ["MSH|^|A/OBX|/MSH results\u{b}follow"]);
}

#[test]
fn places_are_those_of_the_first_line() {
    let found = pieces(b"\nMSH|^|A\r\nPID|1\r\n\r\nMSH|^|B\r\n");
    assert_eq!(found.iter().map(|p| (p.line, p.offset)).collect::<Vec<_>>(), [(2, 1), (5, 19)]);
}

#[test]
fn batches_that_count_right_say_nothing() {
    let message = "MSH|^|A\rPID|1\r";
    let batch = format!("BHS|^\r{message}{message}BTS|2\r");
    assert_eq!(words(batch.as_bytes()).len(), 2);
    assert_eq!(words(format!("FHS|^\r{batch}{batch}FTS|2\r").as_bytes()).len(), 4);
    assert_eq!(words(format!("FHS|^\r{message}FTS|1|end\r").as_bytes()).len(), 1);
    assert_eq!(words(format!("BHS|^\r{message}BTS\r").as_bytes()).len(), 1);
}

#[test]
fn batches_that_count_wrong_lose_no_message() {
    let message = "MSH|^|A";
    assert_eq!(words(b"BHS|^\rMSH|^|A\rBTS|3\r"), [message, "! BTS-1"]);
    assert_eq!(words(b"BHS|^\rMSH|^|A\rBTS|x\r"), [message, "! BTS-1"]);
    assert_eq!(words(b"BHS|^\rMSH|^|A\r"), [message, "! BTS"]);
    assert_eq!(words(b"BHS|^\rMSH|^|A\rBHS|^\rMSH|^|A\rBTS|1\r"), [message, "! BTS", message]);
    assert_eq!(words(b"FHS|^\rBHS|^\rMSH|^|A\rBTS|1\r"), [message, "! FTS"]);
    assert_eq!(words(b"FHS|^\rBHS|^\rMSH|^|A\rBTS|1\rFTS|2\r"), [message, "! FTS-1"]);
    let found = pieces(b"BHS|^\rMSH|^|A\rBTS|3\r");
    assert_eq!((found[1].line, text(&found[1].raw).as_str()), (3, "BTS|3"));
}

#[test]
fn text_outside_of_messages_is_told_once() {
    assert_eq!(words(b"EVN|A04\rPID|1\rMSH|^|A\r"), ["! MSH", "MSH|^|A"]);
    assert_eq!(words(b"BHS|^\rEVN|A04\rPID|1\rBTS|1\r"), ["! MSH"], "a headless message counts as one");
    assert_eq!(text(&pieces(b"EVN|A04\rPID|1\r")[0].raw), "EVN|A04/PID|1");
}

#[test]
fn a_message_that_is_too_large_stops_nobody_else() {
    let long = "x".repeat(100);
    for input in [
        format!("MSH|^|A\rOBX|{long}\rOBX|2\rMSH|^|B\r"),
        format!("MSH|^|A\r{}MSH|^|B\r", "OBX|1\r".repeat(20)),
    ] {
        let found = pieces(input.as_bytes());
        assert_eq!(found.len(), 2, "{input}");
        assert!(found[0].fault.is_some() && found[0].raw.len() <= 64 && found[0].raw.starts_with(b"MSH|^|A"));
        assert_eq!(text(&found[1].raw), "MSH|^|B");
    }
}

#[test]
fn sixteen_bit_messages_come_as_utf8() {
    let bytes: Vec<u8> = "\u{feff}MSH|^|é\rMSH|^|B\r".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(words(&bytes), ["MSH|^|é", "MSH|^|B"]);
    assert_eq!(pieces(&bytes)[1].offset, 18);
}

proptest! {
    #[test]
    fn any_bytes_are_split_alike_through_any_buffer(bytes in proptest::collection::vec(
        prop_oneof![Just(b'\r'), Just(b'\n'), Just(0x1C), Just(0x0B), Just(b'|'), any::<u8>()], 0..200)) {
        prop_assert_eq!(pieces_of(&bytes, 64, 1), pieces_of(&bytes, 64, 4096));
    }

    #[test]
    fn messages_in_are_messages_out(
        sizes in proptest::collection::vec(0_usize..6, 1..20), end in "\r|\n|\r\n|\n\n|\x1C\r\x0B",
    ) {
        let mut input = String::new();
        for size in &sizes {
            input.push_str("MSH|^~\\&|A");
            input.push_str(&end);
            for _ in 0..*size {
                input.push_str("ZZZ|1");
                input.push_str(&end);
            }
        }
        let found = pieces_of(input.as_bytes(), 4096, 16);
        prop_assert_eq!(found.len(), sizes.len());
        for (piece, size) in found.iter().zip(&sizes) {
            prop_assert_eq!(text(&piece.raw).matches("ZZZ|1").count(), *size);
        }
    }
}
