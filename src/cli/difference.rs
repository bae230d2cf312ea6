//! What would change in a file, line by line.

use crate::text::cell::printable;

/// The most pairs of lines that are compared; where there are more, the changed part is shown whole.
const MOST: usize = 4_000_000;

/// Lines of what stays that are shown around a change.
const AROUND: usize = 2;

/// Returns the lines that differ, those that go behind `-` and those that come behind `+`, with some around them.
pub(super) fn lines(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let tail = tail.min(old.len() - head).min(new.len() - head);
    let mut marked: Vec<(char, &str)> = Vec::new();
    let inside = |lines: &[&'_ str]| lines.len() - tail;
    let (gone, come) =
        (old.get(head..inside(&old)).unwrap_or(&[]), new.get(head..inside(&new)).unwrap_or(&[]));
    marked.extend(old.iter().take(head).map(|line| (' ', *line)));
    if gone.len().saturating_mul(come.len()) > MOST {
        marked.extend(gone.iter().map(|line| ('-', *line)));
        marked.extend(come.iter().map(|line| ('+', *line)));
    } else {
        common(gone, come, &mut marked);
    }
    marked.extend(old.iter().skip(old.len() - tail).map(|line| (' ', *line)));
    shown(&marked)
}

/// Marks the lines by their longest common subsequence.
fn common<'a>(gone: &[&'a str], come: &[&'a str], marked: &mut Vec<(char, &'a str)>) {
    let width = come.len() + 1;
    let mut longest = vec![0_u32; (gone.len() + 1) * width];
    let at = |longest: &[u32], i: usize, j: usize| longest.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in gone.iter().enumerate().rev() {
        for (j, b) in come.iter().enumerate().rev() {
            let best = match a == b {
                true => at(&longest, i + 1, j + 1) + 1,
                false => at(&longest, i + 1, j).max(at(&longest, i, j + 1)),
            };
            if let Some(cell) = longest.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    loop {
        match (gone.get(i), come.get(j)) {
            (Some(a), Some(b)) if a == b => {
                marked.push((' ', a));
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), b) if b.is_none() || at(&longest, i + 1, j) >= at(&longest, i, j + 1) => {
                marked.push(('-', a));
                i += 1;
            }
            (_, Some(b)) => {
                marked.push(('+', b));
                j += 1;
            }
            _ => break,
        }
    }
}

/// Shows what changes, with a few lines around it.
fn shown(marked: &[(char, &str)]) -> String {
    let mut out = String::new();
    let mut is_gap = false;
    for (idx, (mark, line)) in marked.iter().enumerate() {
        let near = marked
            .iter()
            .take(idx + AROUND + 1)
            .skip(idx.saturating_sub(AROUND))
            .any(|(mark, _)| *mark != ' ');
        if near {
            out.push_str(&format!("  {mark} {}\n", printable(line)));
        } else if !is_gap {
            out.push_str("    …\n");
        }
        is_gap = !near;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_and_comes_is_marked() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9";
        let new = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10";
        let expected = "    …\n    3\n    4\n  - 5\n  + five\n    6\n    7\n    8\n    9\n  + 10\n";
        assert_eq!(lines(old, new), expected);
        assert_eq!(lines("", "a"), "  + a\n");
        assert_eq!(lines("a", ""), "  - a\n");
    }
}
