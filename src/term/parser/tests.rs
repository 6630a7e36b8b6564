//! Keys as terminals send them, whole and torn.

use super::*;
use proptest::prelude::*;

/// What comes of reads one after the other, without waiting in between.
fn fed(reads: &[&[u8]]) -> (Parser, Vec<Input>) {
    let mut parser = Parser::default();
    let mut inputs = Vec::new();
    for read in reads {
        parser.feed(read, &mut inputs);
    }
    (parser, inputs)
}

/// The chords of one read, in notation; what is pending is given up.
fn keys(bytes: &[u8]) -> String {
    let (mut parser, mut inputs) = fed(&[bytes]);
    parser.lapse(&mut inputs);
    let notation = inputs.iter().map(|input| match input {
        Input::Key(chord) => chord.to_string(),
        other => format!("{other:?}"),
    });
    notation.collect::<Vec<_>>().join(" ")
}

fn check(table: &[(&[u8], &str)]) {
    for (bytes, expected) in table {
        assert_eq!(keys(bytes), *expected, "{}", bytes.escape_ascii());
    }
}

#[test]
fn characters_and_controls() {
    check(&[
        (b"jk", "j k"),
        ("é山".as_bytes(), "é 山"),
        (b"\r\t\x7f\x08 ", "<enter> <tab> <bs> <bs> <space>"),
        (b"\x04\x00\x1a\x1c\x1f\n", "<c-d> <c-space> <c-z> <c-\\> <c-_> <c-j>"),
        (b"\x1b", "<esc>"),
        (b"\x1b\x1b", "<esc> <esc>"),
    ]);
}

#[test]
fn arrows_and_function_keys_of_all_terminals() {
    check(&[
        (b"\x1b[A\x1bOB", "<up> <down>"),
        (b"\x1b[1;5C\x1b[1;2D\x1b[1;3A", "<c-right> <s-left> <a-up>"),
        (b"\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "<home> <end> <home> <end> <home> <end>"),
        (b"\x1b[2~\x1b[3~\x1b[5~\x1b[6~\x1b[5;5~", "<ins> <del> <pgup> <pgdn> <c-pgup>"),
        (b"\x1bOP\x1bOS\x1b[11~\x1b[15~\x1b[17~\x1b[24~", "<f1> <f4> <f1> <f5> <f6> <f12>"),
        (b"\x1b[[A\x1b[[E", "<f1> <f5>"),
        (b"\x1b[1;2P\x1b[25~\x1b[34~", "<s-f1> <f13> <f20>"),
        (b"\x1b[Z", "<s-tab>"),
        (b"\x1b[a\x1bOd\x1b[5^\x1b[3@", "<s-up> <c-left> <c-pgup> <c-s-del>"),
        (b"\x1bOM\x1bOp\x1bOk", "<enter> 0 +"),
        (b"\x1b[97;5u\x1b[27;5;13~\x1b[13u", "<c-a> <c-enter> <enter>"),
    ]);
}

#[test]
fn alt_keys() {
    check(&[
        (b"\x1bx\x1bX", "<a-x> <a-X>"),
        ("\x1bé".as_bytes(), "<a-é>"),
        (b"\x1b\r\x1b\x7f\x1b\x04", "<a-enter> <a-bs> <c-a-d>"),
        (b"\x1b]", "<a-]>"),
        (b"\x1bP", "<a-P>"),
        (b"\x1b]x", "<a-]> x"),
        (b"\x1b\x1b[A", "<esc> <up>"),
    ]);
}

#[test]
fn what_is_no_key_is_nothing() {
    check(&[
        (b"\x1b]11;rgb:1010/1010/1010\x1b\\j", "j"),
        (b"\x1b]11;rgb:1010/1010/1010\x07j", "j"),
        (b"\x1bP>|xterm(370)\x1b\\j", "j"),
        (b"\x1b[?62;22;52cj", "j"),
        (b"\x1b[12;40Rj", "j"),
        (b"\x1b[Ij\x1b[Oj", "j j"),
        (b"\x1b[M !!j", "j"),
        (b"\xff\xc3\x28", "("),
        (b"\x9bA", "A"),
        ("\u{9b}j".as_bytes(), "j"),
        (b"\x1b[99999999999~j", "j"),
        (b"\x1b[5\x1b[A", "<up>"),
    ]);
}

#[test]
fn a_torn_arrow_is_an_arrow() {
    for cut in 1..3 {
        let (head, tail) = b"\x1b[B".split_at(cut);
        let (parser, inputs) = fed(&[head, tail]);
        assert_eq!(inputs, [key(Key::Down, Modifiers::NONE)]);
        assert_eq!(parser.patience(), Patience::Nothing);
    }
}

#[test]
fn patience_says_what_is_pending() {
    let patience = |bytes: &[u8]| fed(&[bytes]).0.patience();
    assert_eq!(patience(b"j"), Patience::Nothing);
    assert_eq!(patience(b"\x1b"), Patience::Guard);
    assert_eq!(patience(b"\x1b]"), Patience::Guard);
    assert_eq!(patience(b"\xc3"), Patience::Guard);
    assert_eq!(patience(b"\x1b["), Patience::Sequence);
    assert_eq!(patience(b"\x1b[1;5"), Patience::Sequence);
    assert_eq!(patience(b"\x1b[200~text"), Patience::Paste);
}

#[test]
fn a_torn_sequence_is_forgotten_whole() {
    let (mut parser, mut inputs) = fed(&[b"\x1b[1;"]);
    parser.lapse(&mut inputs);
    parser.feed(b"j", &mut inputs);
    assert_eq!(inputs, [key(Key::Char('j'), Modifiers::NONE)]);
}

#[test]
fn a_paste_is_one_text_with_its_line_breaks() {
    let paste = |text: &str| Input::Paste(text.to_owned());
    let (_, inputs) = fed(&[b"\x1b[200~one\rtwo\r\nthree\t\x1b[A\x07\x1b[201~j"]);
    assert_eq!(inputs, [paste("one\ntwo\nthree\t[A"), key(Key::Char('j'), Modifiers::NONE)]);
    let (_, inputs) = fed(&[b"\x1b[20", b"0~a\xc3", b"\xa9\x1b[2", b"01", b"~"]);
    assert_eq!(inputs, [paste("aé")]);
    assert_eq!(fed(&[b"\x1b[200~\x1b[201~"]).1, [paste("")]);
}

#[test]
fn a_paste_without_an_end_or_measure_is_refused() {
    let (mut parser, mut inputs) = fed(&[b"\x1b[200~rm -rf\r"]);
    assert_eq!(inputs, []);
    parser.lapse(&mut inputs);
    assert_eq!(inputs, [Input::PasteRefused(7)]);
    let long = "a".repeat(PASTE_MAX + 1);
    assert_eq!(fed(&[b"\x1b[200~", long.as_bytes(), b"\x1b[201~"]).1, [Input::PasteRefused(PASTE_MAX + 1)]);
    let fits = "a".repeat(PASTE_MAX);
    assert_eq!(fed(&[b"\x1b[200~", fits.as_bytes(), b"\x1b[201~"]).1, [Input::Paste(fits)]);
}

#[test]
fn the_mouse_is_read() {
    let (_, inputs) = fed(&[b"\x1b[<0;5;3M\x1b[<0;5;3m\x1b[<64;1;1M\x1b[<65;1;1M\x1b[<35;2;2M"]);
    let expected = [Mouse::Press(4, 2), Mouse::WheelUp(0, 0), Mouse::WheelDown(0, 0)];
    assert_eq!(inputs, expected.map(Input::Mouse));
}

#[test]
fn an_endless_sequence_ends() {
    let mut bytes = b"\x1b]0;".to_vec();
    bytes.extend([b'x'; SEQUENCE_MAX - 5]);
    assert_eq!(fed(&[&bytes]).0.patience(), Patience::Sequence);
    let (parser, inputs) = fed(&[&bytes, b"xj"]);
    assert_eq!(parser.patience(), Patience::Nothing);
    assert_eq!(inputs, [key(Key::Char('j'), Modifiers::NONE)]);
}

/// Bytes that are more often parts of sequences than chance would have it.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        Just(b"\x1b".to_vec()),
        Just(b"\x1b[".to_vec()),
        Just(b"\x1b[200~".to_vec()),
        Just(b"\x1b[201~".to_vec()),
        Just(b"\x1b[1;5".to_vec()),
        Just(b"\x1b]11;".to_vec()),
        Just(b"\x1b\\".to_vec()),
        Just("é山".as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 1..4),
        prop::collection::vec(0x20_u8..0x7f, 1..4),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_split_gives_the_same(bytes in bytes(), cuts in prop::collection::vec(0_usize..40, 0..6)) {
        let (mut whole, mut inputs) = fed(&[&bytes]);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let reads: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        let (mut split, mut split_inputs) = fed(&reads);
        prop_assert_eq!(whole.patience(), split.patience());
        whole.lapse(&mut inputs);
        split.lapse(&mut split_inputs);
        prop_assert_eq!(inputs, split_inputs);
        prop_assert_eq!(whole.patience(), Patience::Nothing);
    }

    #[test]
    fn what_terminals_send_for_text_comes_back(text in "[ -~é山]{0,20}") {
        let (_, inputs) = fed(&[text.as_bytes()]);
        let typed: String = inputs.iter().filter_map(|input| match input {
            Input::Key(chord) => chord.typed(),
            _ => None,
        }).collect();
        prop_assert_eq!(typed, text);
    }
}
