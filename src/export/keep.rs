//! What a person wrote into an exported file stays there.
//!
//! Three things see to that. Each callout has a region below it, between two hidden lines, whose words are carried over to
//! the next export; those of a note that is gone are kept at the end. The properties hold a checksum of everything
//! outside the regions; where it does not fit any more, somebody wrote elsewhere in the file, and nothing of it is
//! replaced: only what is new is added at the end. A file without a checksum is not ours and is left alone.

use std::fmt::Write;

use crate::article::Fingerprint;

/// The property that holds the checksum.
const PROPERTY: &str = "byline-hash: ";

/// The heading under which words stand whose note is gone.
const GONE: &str = "## Written beside notes that are gone";

/// Returns an empty region.
pub(super) fn region(name: &str) -> String {
    format!("\n{}\n{}\n", begins(name), ends(name))
}

fn begins(name: &str) -> String {
    format!("%% begin notes {name} %%")
}

fn ends(name: &str) -> String {
    format!("%% end notes {name} %%")
}

/// A part of a file.
enum Part<'a> {
    /// A line outside all regions, with its end.
    Line(&'a str),
    /// A region: its name, and the words in it.
    Region(&'a str, &'a str),
}

/// Takes a file apart. A region that never ends is none.
fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        let name = line.trim_end().strip_prefix("%% begin notes ").and_then(|name| name.strip_suffix(" %%"));
        let closed = name.and_then(|name| Some((name, closing(after, &ends(name))?)));
        match closed {
            Some((name, (inside, behind))) => {
                parts.push(Part::Region(name, inside));
                rest = behind;
            }
            None => {
                parts.push(Part::Line(line));
                rest = after;
            }
        }
    }
    parts
}

/// Splits text at the line that closes a region.
fn closing<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == mark {
            return Some((text.get(..at)?, text.get(at + line.len()..)?));
        }
        at += line.len();
    }
    None
}

/// Returns the checksum of what is ours in a file.
fn checksum(text: &str) -> String {
    let mut own = String::with_capacity(text.len());
    for part in parts(text) {
        match part {
            Part::Line(line) if line.starts_with(PROPERTY) => {}
            Part::Line(line) => own.push_str(line),
            Part::Region(name, _) => own.push_str(&begins(name)),
        }
    }
    Fingerprint::of(&own).as_str().to_owned()
}

/// Puts the checksum among the properties of a new file.
pub fn seal(text: &str) -> String {
    let end = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map(|at| at + 5);
    match end.and_then(|end| text.split_at_checked(end)) {
        Some((head, tail)) => format!("{head}{PROPERTY}{}\n{tail}", checksum(text)),
        None => text.to_owned(),
    }
}

/// Returns the checksum that a file says it has, if it is one of ours.
fn said(text: &str) -> Option<&str> {
    let head = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    let mut lines = head.lines().take_while(|line| *line != "---");
    lines.find_map(|line| line.strip_prefix(PROPERTY)).map(|sum| sum.trim().trim_matches('"'))
}

/// Returns what becomes of a file, or `None` where there is one that is not ours.
pub fn joined(old: Option<&[u8]>, new: &str) -> Option<String> {
    match old {
        None => Some(seal(new)),
        Some(old) => merge(std::str::from_utf8(old).ok()?, new),
    }
}

/// Returns a new export with what a person wrote into the old one, or `None` where the old file is not ours.
pub fn merge(old: &str, new: &str) -> Option<String> {
    let said = said(old)?;
    let written: Vec<(&str, &str)> = parts(old)
        .into_iter()
        .filter_map(|part| match part {
            Part::Region(name, words) if !words.trim().is_empty() => Some((name, words)),
            _ => None,
        })
        .collect();
    if said == checksum(old) { Some(replaced(&written, new)) } else { Some(added(old, new)) }
}

/// Writes the new export with the words of the regions put back.
fn replaced(written: &[(&str, &str)], new: &str) -> String {
    let mut out = String::with_capacity(new.len());
    let mut left: Vec<&(&str, &str)> = written.iter().collect();
    for part in parts(new) {
        match part {
            Part::Line(line) => out.push_str(line),
            Part::Region(name, _) => {
                // A person may have copied a region: all that stands under its name stays.
                let own: String =
                    left.iter().filter(|(own, _)| *own == name).map(|(_, words)| *words).collect();
                left.retain(|(own, _)| *own != name);
                let _ = writeln!(out, "{}\n{own}{}", begins(name), ends(name));
            }
        }
    }
    if !left.is_empty() {
        let _ = write!(out, "\n{GONE}\n");
    }
    while let Some((name, _)) = left.first().copied() {
        let own: String = left.iter().filter(|(own, _)| own == name).map(|(_, words)| *words).collect();
        left.retain(|(own, _)| own != name);
        let _ = write!(out, "\n{}\n{own}{}\n", begins(name), ends(name));
    }
    seal(&out)
}

/// Adds the notes that an edited file does not have, and touches nothing else of it.
fn added(old: &str, new: &str) -> String {
    let mut out = old.to_owned();
    let mut pending = String::new();
    let mut is_head = true;
    for part in parts(new) {
        match part {
            Part::Line(line) => pending.push_str(line),
            Part::Region(name, _) => {
                let block = std::mem::take(&mut pending);
                // The first region is the article's; what stands before it is the head of the file.
                let is_known = old.lines().any(|line| line.trim() == format!("^{name}"));
                if !std::mem::take(&mut is_head) && !is_known && block.contains(&format!("^{name}")) {
                    if !out.ends_with('\n') {
                        out.push('\n');
                    }
                    let _ = write!(out, "{block}{}\n{}\n", begins(name), ends(name));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "---\ntitle: \"x\"\n---\n\n# x\n\n%% begin notes a %%\n%% end notes a %%\n\n> one\n\n^h-1\n\n%% begin notes h-1 %%\n%% end notes h-1 %%\n";

    fn second() -> String {
        format!("{FIRST}\n> two\n\n^h-2\n{}", region("h-2"))
    }

    #[test]
    fn the_same_notes_leave_the_file_as_it_is() {
        let sealed = seal(FIRST);
        assert!(sealed.starts_with("---\ntitle: \"x\"\nbyline-hash: sha256-"), "{sealed}");
        assert_eq!(merge(&sealed, FIRST).as_deref(), Some(sealed.as_str()));
    }

    #[test]
    fn words_in_a_region_are_carried_over() {
        let mine = seal(FIRST).replace("%% end notes h-1", "my own words\n\n- and more\n%% end notes h-1");
        let merged = merge(&mine, &second()).expect("the file is ours");
        assert!(
            merged.contains("%% begin notes h-1 %%\nmy own words\n\n- and more\n%% end notes h-1 %%"),
            "{merged}"
        );
        assert!(merged.contains("> two"), "{merged}");
        assert_eq!(merge(&merged, &second()).as_ref(), Some(&merged));
    }

    #[test]
    fn words_beside_a_note_that_is_gone_are_kept_at_the_end() {
        let mine = seal(&second()).replace("%% end notes h-2", "mine\n%% end notes h-2");
        let merged = merge(&mine, FIRST).expect("the file is ours");
        assert!(
            !merged.contains("> two") && merged.contains(GONE) && merged.contains("\nmine\n"),
            "{merged}"
        );
        let again = merge(&merged, FIRST).expect("the file is ours");
        assert_eq!(again, merged);
        let back = merge(&again, &second()).expect("the file is ours");
        assert!(
            back.contains("> two") && back.contains("%% begin notes h-2 %%\nmine\n") && !back.contains(GONE)
        );
    }

    #[test]
    fn an_edited_file_only_grows() {
        for edited in [
            seal(FIRST).replace("> one", "> one, I think"),
            seal(FIRST).replace("# x", "# My title"),
            seal(FIRST) + "\nmy words at the end",
            seal(FIRST).replace("title: \"x\"", "title: \"x\"\nmine: yes"),
            seal(FIRST).replace('\n', "\r\n"),
        ] {
            let merged = merge(&edited, &second()).expect("the file is ours");
            assert!(merged.starts_with(&edited) && merged.contains("> two"), "{merged}");
            assert_eq!(merge(&merged, &second()).as_ref(), Some(&merged), "it grows once");
        }
    }

    #[test]
    fn what_is_not_ours_is_not_touched() {
        for text in
            ["", "# notes\n", "---\ntitle: x\n---\n", "byline-hash: sha256-1\n", "---\n---\nbyline-hash: x\n"]
        {
            assert_eq!(merge(text, FIRST), None, "{text:?}");
        }
    }
}
