//! Tests of what bytes mean: keys, pastes, and what is neither.

use proptest::prelude::*;

use super::*;

/// Returns what bytes mean, with silence at their end: keys as settings write them, pastes in angle brackets.
fn read(pieces: &[&[u8]]) -> Vec<String> {
    let mut bytes = Bytes::default();
    let mut typed = Vec::new();
    for piece in pieces {
        bytes.take(piece, &mut typed);
    }
    bytes.silence(&mut typed);
    assert_eq!(bytes.patience(), None);
    let written = |typed: Typed| match typed {
        Typed::Key(key) => key.to_string(),
        Typed::Paste(text) => format!("<{text}>"),
        Typed::Mouse(Mouse { gesture, x, y }) => format!("{gesture:?}@{x},{y}"),
        Typed::Margins => "margins".to_owned(),
    };
    typed.into_iter().map(written).collect()
}

#[track_caller]
fn check(bytes: &[u8], expected: &str) {
    assert_eq!(read(&[bytes]).join(" "), expected);
    let single: Vec<&[u8]> = bytes.chunks(1).collect();
    assert_eq!(read(&single).join(" "), expected, "byte by byte");
}

#[test]
fn the_answer_about_margins_is_no_key() {
    check(b"a\x1b[?69;2$yb", "a margins b");
    check(b"a\x1b[?69;0$yb", "a b");
    check(b"a\x1b[?69;4$y\x1b[?2026;2$yb", "a b");
}

#[test]
fn keys_are_written_as_in_settings() {
    check(b"aG ~", "a G space ~");
    check("é漢🌉".as_bytes(), "é 漢 🌉");
    check(b"\r\t\x7f\x08\n\x04", "enter tab backspace ctrl-h ctrl-j ctrl-d");
    check(b"\x1b[A\x1bOB\x1b[1;5C\x1b[1;3D\x1b[H\x1b[4~", "up down ctrl-right alt-left home end");
    check(b"\x1b[3~\x1b[5~\x1b[6~\x1b[Z", "delete pageup pagedown shift-tab");
    check(b"\x1bOP\x1b[15~\x1b[24~\x1b[[A", "f1 f5 f12 f1");
    check(b"\x1bb\x1b\r\x1b\x7f", "alt-b alt-enter alt-backspace");
    check("\u{1b}é".as_bytes(), "alt-é");
    check(b"\x1b[13;3u\x1b[100;5u\x1b[97;2u\x1b[27;5;9~", "alt-enter ctrl-d A ctrl-tab");
}

#[test]
fn the_mouse_is_no_key() {
    check(b"\x1b[<0;5;3M\x1b[<32;6;3M\x1b[<0;6;3m", "Press@4,2 Drag@5,2 Release@5,2");
    check(b"a\x1b[<64;1;1M\x1b[<65;200;60Mb", "a WheelUp@0,0 WheelDown@199,59 b");
    check(b"\x1b[<16;1;1M", "Press@0,0");
    check(b"a\x1b[<2;1;1M\x1b[<35;1;1M\x1b[<0;0;1M\x1b[<0;99999;1Mb", "a b");
    check(b"a\x1b[M !!b\x1b[M !", "a b");
}

#[test]
fn an_escape_that_nothing_follows_is_a_key() {
    check(b"\x1b", "esc");
    check(b"\x1b\x1b", "esc esc");
    check(b"\x1b\x1b[A", "esc up");
    check(b"\x1b[", "alt-[");
    check(b"x\x1bO", "x alt-O");
}

#[test]
fn pasted_text_is_no_keys() {
    check(b"a\x1b[200~q\x1b[A\r\n:quit\x1b[201~b", "a <q\x1b[A\r\n:quit> b");
    check(b"\x1b[200~\x1b[201\x1b[201~", "<\x1b[201>");
    check(b"\x1b[200~\x1b[20\x1b\x1b[201~", "<\x1b[20\x1b>");
    check(b"\x1b[200~\xff\x1b[201~", "<\u{fffd}>");
    check(b"\x1b[201~a", "a");
}

#[test]
fn a_paste_that_never_ends_ends_with_silence() {
    let mut bytes = Bytes::default();
    let mut typed = Vec::new();
    bytes.take(b"\x1b[200~half", &mut typed);
    assert_eq!((typed.len(), bytes.patience()), (0, Some(PASTE)));
    bytes.silence(&mut typed);
    bytes.take(b"q", &mut typed);
    let quit = Typed::Key(Key::plain(Code::Char('q')));
    assert_eq!(typed, [Typed::Paste("half".into()), quit]);
}

#[test]
fn what_means_nothing_is_dropped() {
    check(b"\xff\xc3(\x80a", "( a");
    check(b"\x1b[?62;4ca", "a");
    check(b"\x1b[1;2\x07a", "ctrl-g a");
    check(b"\x1b[999999999999~\x1b[I\x1b[2~a", "a");
}

#[test]
fn a_sequence_without_end_and_a_paste_without_measure_are_not_kept() {
    let endless = [b"\x1b[".as_slice(), &b"1".repeat(100_000)].concat();
    let mut bytes = Bytes::default();
    let mut typed = Vec::new();
    bytes.take(&endless, &mut typed);
    assert!(bytes.begun.len() <= LONGEST_SEQUENCE);
    let mut bytes = Bytes::default();
    let mut typed = Vec::new();
    bytes.take(b"\x1b[200~", &mut typed);
    for _ in 0..6 {
        bytes.take(&vec![b'x'; 1 << 20], &mut typed);
    }
    bytes.take(PASTE_END, &mut typed);
    assert!(matches!(typed.as_slice(), [Typed::Paste(text)] if text.len() == LARGEST_PASTE));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_mean_the_same_in_any_pieces(
        parts in prop::collection::vec(prop_oneof![
            Just(b"\x1b[200~".to_vec()), Just(b"\x1b[201~".to_vec()), Just(b"\x1b[".to_vec()), Just(b"\x1b".to_vec()),
            Just(b"1;5".to_vec()), Just("é🌉".as_bytes().to_vec()), prop::collection::vec(any::<u8>(), 0..6),
        ], 0..20),
        cut in 0_usize..60,
    ) {
        let bytes = parts.concat();
        let (head, tail) = bytes.split_at(cut.min(bytes.len()));
        let whole = read(&[&bytes]);
        prop_assert_eq!(&read(&[head, tail]), &whole);
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        prop_assert_eq!(&read(&single), &whole);
    }
}
