//! Rows against the csv crate, and where the two part on purpose.

use crate::formats::csv::rows::{Dialect, Framed, Rows, Shape};
use proptest::prelude::*;
use std::io::{BufReader, Cursor, Read};

/// Shape, line, offset and fields of each row.
type Seen = (Shape, u64, u64, Vec<String>);

fn rows(bytes: &[u8]) -> Vec<Seen> {
    seen(Rows::new(Box::new(Cursor::new(bytes.to_vec())), Dialect::default()))
}

fn seen(mut rows: Rows) -> Vec<Seen> {
    let mut all = Vec::new();
    while let Some(framed) = rows.next().unwrap() {
        all.push((framed.shape, framed.line, framed.offset, fields(&rows, &framed)));
    }
    all
}

fn fields(rows: &Rows, framed: &Framed) -> Vec<String> {
    let cells = rows.cells(framed);
    (0..cells.len()).map(|c| String::from_utf8_lossy(&cells.get(c).unwrap()).into_owned()).collect()
}

fn texts(bytes: &[u8]) -> Vec<Vec<String>> {
    rows(bytes).into_iter().map(|(_, _, _, fields)| fields).collect()
}

/// Hands out one byte at a time: every border falls somewhere.
struct Trickle(Cursor<Vec<u8>>);

impl Read for Trickle {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let one = buffer.len().min(1);
        self.0.read(&mut buffer[..one])
    }
}

#[test]
fn rows_keep_their_place() {
    let text = b"a,b\r\n\r\n\"x\ny\",2\n3,4";
    let place: Vec<(u64, u64)> = rows(text).iter().map(|(_, line, offset, _)| (*line, *offset)).collect();
    assert_eq!(place, [(1, 0), (3, 7), (5, 15)]);
    assert_eq!(texts(text)[1], ["x\ny", "2"]);
}

#[test]
fn quotes_are_read_as_people_write_them() {
    assert_eq!(texts(b"\"a \"\"b\"\" c\",d"), [["a \"b\" c", "d"]]);
    assert_eq!(texts(b"a, \"b, c\" , d"), [["a", "b, c", " d"]]);
    assert_eq!(texts(b"5' 6\",x"), [["5' 6\"", "x"]]);
    assert_eq!(texts(b"\"a\"b,\"\"\n"), [["ab", ""]]);
    assert_eq!(texts(b"1,\n,\n"), [["1", ""], ["", ""]]);
    assert_eq!(texts(b"a,b\rc,d\r"), [["a", "b"], ["c", "d"]]);
}

#[test]
fn an_unclosed_quote_costs_one_line() {
    let seen = rows(b"1,\"a\n2,b\n3,c\n");
    assert_eq!(seen[0].0, Shape::Unclosed);
    assert_eq!((seen[1].1, &seen[1].3), (2, &vec!["2".to_owned(), "b".to_owned()]));
    assert_eq!(seen.len(), 3);
}

#[test]
fn an_unclosed_quote_at_the_top_of_a_large_file_costs_one_line() {
    let mut text = b"1,\"a\n".to_vec();
    text.extend(b"2,\"\",\"\"\"\"\n".repeat(300_000));
    let seen = rows(&text);
    assert_eq!(seen.len(), 300_001);
    assert!(seen.iter().skip(1).all(|(shape, .., fields)| *shape == Shape::Row && fields[2] == "\""));
}

#[test]
fn a_huge_field_is_passed_over_in_bounded_memory() {
    let huge = std::iter::repeat_n(b'x', 100 * 1024 * 1024);
    let text: Vec<u8> = b"a,b\n1,".iter().copied().chain(huge).chain(*b"\n2,c\n").collect();
    let end = text.len() as u64;
    let seen = rows(&text);
    assert_eq!(seen[1].0, Shape::TooLong);
    assert_eq!((seen[2].1, seen[2].2, seen[2].3.len()), (3, end - 4, 2));
    assert_eq!(seen.len(), 3);
}

#[test]
fn going_on_begins_where_it_stopped() {
    let mut rows = Rows::new(Box::new(&b"a,b\n1,2\n3,4\n"[..]), Dialect::default());
    rows.next().unwrap();
    rows.go_to(8, 3).unwrap();
    let framed = rows.next().unwrap().unwrap();
    assert_eq!((framed.line, framed.offset, fields(&rows, &framed)), (3, 8, vec!["3".into(), "4".into()]));
}

proptest! {
    #[test]
    fn any_bytes_become_rows(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        rows(&bytes);
    }

    #[test]
    fn borders_of_reads_do_not_matter(text in "[a\"\", \r\n]{0,60}") {
        let trickle = Trickle(Cursor::new(text.clone().into_bytes()));
        let slow = seen(Rows::new(Box::new(BufReader::with_capacity(1, trickle)), Dialect::default()));
        prop_assert_eq!(slow, rows(text.as_bytes()));
    }

    #[test]
    fn no_byte_is_lost(text in "[a\"\", \r\n]{0,60}") {
        let mut rows = Rows::new(Box::new(Cursor::new(text.clone().into_bytes())), Dialect::default());
        let blank = |bytes: &[u8]| bytes.iter().all(|byte| *byte == b'\n' || *byte == b'\r');
        let mut end = 0;
        while let Some(framed) = rows.next().unwrap() {
            let start = framed.offset as usize;
            prop_assert!(blank(&text.as_bytes()[end..start]), "lost between rows");
            prop_assert_eq!(rows.bytes(&framed), &text.as_bytes()[start..start + rows.bytes(&framed).len()]);
            end = start + rows.bytes(&framed).len();
        }
        prop_assert!(blank(&text.as_bytes()[end..]), "lost at the end");
    }

    #[test]
    fn well_formed_tables_read_as_the_csv_crate_reads_them(
        table in proptest::collection::vec(proptest::collection::vec("[a-c\",;\n\r\u{e9}]{0,6}", 2..5), 1..6),
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let text = writer.into_inner().unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&text[..]);
        let oracle: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        prop_assert_eq!(texts(&text), oracle);
    }
}
