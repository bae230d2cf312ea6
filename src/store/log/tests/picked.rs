//! Reading for the sake of one article gives what reading everything gives.

use super::*;

/// Something that stands in the notes file: what it is about, what it is, and when.
type Piece = (u8, u8, i64);

/// Writes pieces down as they come; some are damaged, some are repeated, some link texts.
fn written(pieces: &[Piece], first: usize) -> Vec<u8> {
    let mut file = Vec::new();
    for (idx, (about, kind, at)) in (first..).zip(pieces) {
        let (id, text, other) = (Id(idx as u128 + 1), name(*about), name(about.wrapping_add(1) % 4));
        let (head, text) = (format!("\"id\":\"{id}\",\"t\":\"{}\"", Timestamp(*at)), text.as_str());
        let line = match kind % 9 {
            0 => format!("{{\"v\":1,{head},\"op\":\"doc.add\",\"doc\":\"{text}\",\"title\":\"T{idx}\"}}"),
            1 if *about < 2 => {
                let other = other.as_str();
                format!("{{\"v\":1,{head},\"op\":\"doc.version\",\"doc\":\"{text}\",\"text\":\"{other}\"}}")
            }
            2 => format!(
                "{{\"v\":1,{head},\"op\":\"ent.not\",\"doc\":\"{text}\",\"name\":\"N{idx}\",\"holds\":true}}"
            ),
            3 => format!("{{\"v\":2,{head},\"op\":\"ann.sing\",\"doc\":\"{text}\"}}"),
            4 => format!("{{\"v\":1,{head},\"op\":\"ann.dele"),
            5 => format!(
                "{{\"v\":1,{head},\"op\":\"ann.note\",\"doc\":\"{text}\",\"ann\":\"{id}\",\"note\":\"a \\u00e9\"}}"
            ),
            6 => String::new(),
            _ => format!("{{\"v\":1,{head},\"op\":\"ann.delete\",\"doc\":\"{text}\",\"ann\":\"{id}\"}}"),
        };
        file.extend_from_slice(line.as_bytes());
        file.push(b'\n');
        if kind % 5 == 0 {
            file.extend_from_slice(line.as_bytes());
            file.push(b'\n');
        }
    }
    if pieces.len().is_multiple_of(3) {
        file.pop();
    }
    file
}

fn name(n: u8) -> Fingerprint {
    Fingerprint::of(&n.to_string())
}

#[test]
fn a_link_whose_line_has_no_end_is_followed() {
    let desk = Desk::new();
    desk.put(written(&[(1, 5, 0), (1, 7, 0), (0, 1, 0)], 0));
    assert!(!desk.file().ends_with('\n') && desk.file().contains("doc.version"));
    for text in [name(0), name(1)] {
        let contents = desk.log().read_for(std::slice::from_ref(&text)).expect("it can be read");
        assert_eq!(contents.changes(&text).len(), 2);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn one_article_reads_the_same_alone(
        pieces in prop::collection::vec((0_u8..5, any::<u8>(), 0_i64..50), 0..40),
        copied in prop::collection::vec((0_u8..5, any::<u8>(), 0_i64..50), 0..8),
        overlap in 0_usize..20,
        wanted in prop::collection::vec(0_u8..5, 1..3),
    ) {
        let mut desk = Desk::new();
        desk.put(written(&pieces, 0));
        let copy = written(&copied, pieces.len().saturating_sub(overlap) + 100);
        fs::write(desk.dirs().data.join("notes.conflict.jsonl"), copy).expect("it can be written");
        let (mut whole, mut alone) = (desk.log(), desk.log());
        let wanted: Vec<Fingerprint> = wanted.into_iter().map(name).collect();
        for _ in 0..2 {
            let all = whole.read().expect("it can be read");
            let some = alone.read_for(&wanted).expect("it can be read");
            prop_assert_eq!(some.changes_of(&wanted), all.changes_of(&wanted));
            prop_assert_eq!(some.judgements(), all.judgements());
            prop_assert_eq!((&some.damaged, &some.unknown), (&all.damaged, &all.unknown));
            for text in &wanted {
                let told = |contents: &Contents| contents.article(text).map(|it| (it.title.clone(), it.texts.clone()));
                prop_assert_eq!(told(&some), told(&all));
            }
            prop_assert!(!alone.changed());
            prop_assert_eq!(alone.news().expect("it can be read"), News::Nothing);
            // What is appended next comes after all that is there.
            let id = desk.add(&mut alone, 1, 0, 3);
            let all = whole.read().expect("it can be read");
            let last = all.changes(&Fingerprint::of(TEXT)).last().and_then(|change| change.edit.subject());
            prop_assert_eq!(last, Some(id));
        }
    }
}
