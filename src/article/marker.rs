//! Recognizes the markers of list items in text without markup.

/// The marker of a list item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Marker {
    /// Which markers belong to the same list.
    pub class: Class,
    /// Its bytes, without the space after it.
    pub sign: usize,
}

/// Which markers belong together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    /// This sign before every item.
    Sign(char),
    /// "1." and on.
    Number,
    /// "1)", "a)" and on.
    Half,
    /// "(1)", "(a)" and on.
    Full,
}

impl Marker {
    /// Returns whether the marker means a list only beside another one like it.
    pub fn needs_company(self) -> bool {
        !matches!(
            self.class,
            Class::Sign('•' | '‣' | '◦' | '▪' | '●' | '○' | '■' | '-' | '*' | '·' | '∙' | '⁃' | '▸' | '►')
        )
    }
}

/// Finds the marker a line begins with.
pub(super) fn find(line: &str) -> Option<Marker> {
    let first = line.chars().next()?;
    let (class, sign) = match first {
        '•' | '‣' | '◦' | '▪' | '●' | '■' | '∙' | '⁃' | '▸' | '►' => {
            let words = line.get(first.len_utf8()..)?.trim_start();
            return words
                .starts_with(char::is_alphanumeric)
                .then_some(Marker { class: Class::Sign('•'), sign: first.len_utf8() })
                .or_else(|| {
                    (!words.is_empty() && !words.starts_with(first))
                        .then_some(Marker { class: Class::Sign('•'), sign: first.len_utf8() })
                });
        }
        '-' | '*' | '–' | '·' | '○' => (Class::Sign(first), first.len_utf8()),
        '(' => {
            let close = line.char_indices().take(6).find(|(_, char)| *char == ')')?.0;
            (is_label(line.get(1..close)?).then_some(Class::Full)?, close + 1)
        }
        _ if first.is_ascii_alphanumeric() => {
            let end = line.char_indices().take(5).find(|(_, char)| matches!(char, '.' | ')'))?.0;
            let label = line.get(..end)?;
            let number = label.bytes().all(|byte| byte.is_ascii_digit());
            match line.get(end..=end)? {
                ")" if is_label(label) => (Class::Half, end + 1),
                "." if number && label.len() <= 3 => (Class::Number, end + 1),
                _ => return None,
            }
        }
        _ => return None,
    };
    let rest = line.get(sign..)?;
    let words = rest.trim_start();
    // Ornaments such as "* * *" are no items.
    let ornament = words.chars().all(|char| !char.is_alphanumeric());
    (rest.starts_with(char::is_whitespace) && !ornament).then_some(Marker { class, sign })
}

/// Returns whether a label counts items: "12", "iv", "a".
fn is_label(label: &str) -> bool {
    let number = label.len() <= 3 && label.bytes().all(|byte| byte.is_ascii_digit());
    let roman = label.len() <= 4 && label.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    let letter = label.len() == 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    !label.is_empty() && (number || roman || letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_told_from_words() {
        let check = |line: &str, sign: Option<usize>| {
            assert_eq!(find(line).map(|marker| marker.sign), sign, "{line}");
        };
        check("• one", Some(3));
        check("•one", Some(3));
        check("- one", Some(1));
        check("12. one", Some(3));
        check("(a) one", Some(3));
        check("iv) one", Some(3));
        check("* * *", None);
        check("-5 degrees", None);
        check("3.5 million", None);
        check("2025. That was", None);
        check("(again) she", None);
        check("U.S. forces", None);
        check("—No, she said", None);
        check("•", None);
    }
}
