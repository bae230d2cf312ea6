//! Keys, and how they are written in settings and in help: `j`, `G`, `ctrl-d`, `alt-enter`, `space`, `f1`.

use std::fmt;

/// One press.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// What is held with it. Shift is part of the character, but for `shift-tab`.
    pub held: Held,
}

/// Which key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    Function(u8),
}

/// What is held with a key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Held {
    /// Nothing.
    #[default]
    None,
    /// Control.
    Ctrl,
    /// Alt, also called meta or option.
    Alt,
}

/// The keys that have names.
const NAMES: [(&str, Code); 16] = [
    ("space", Code::Char(' ')),
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("shift-tab", Code::BackTab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("left", Code::Left),
    ("right", Code::Right),
    ("up", Code::Up),
    ("down", Code::Down),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
    ("minus", Code::Char('-')),
];

impl Key {
    /// Returns a key with nothing held.
    pub const fn plain(code: Code) -> Self {
        Self { code, held: Held::None }
    }

    /// Reads a key as it is written in settings, or returns `None` where it is not one.
    pub fn parse(written: &str) -> Option<Self> {
        let (held, name) = match written {
            _ if written.len() > 5 && written.starts_with("ctrl-") => (Held::Ctrl, &written["ctrl-".len()..]),
            _ if written.len() > 4 && written.starts_with("alt-") => (Held::Alt, &written["alt-".len()..]),
            _ => (Held::None, written),
        };
        let named = NAMES.iter().find(|(known, _)| *known == name).map(|(_, code)| *code);
        let function = || {
            let number = name.strip_prefix('f')?.parse().ok()?;
            (1..=24).contains(&number).then_some(Code::Function(number))
        };
        let single = || {
            let mut chars = name.chars();
            chars.next().filter(|c| chars.next().is_none() && !c.is_control()).map(Code::Char)
        };
        Some(Self { code: named.or_else(single).or_else(function)?, held })
    }

    /// Reads keys pressed one after another, written with spaces between.
    pub fn parse_sequence(written: &str) -> Option<Vec<Self>> {
        let keys: Option<Vec<_>> = written.split_whitespace().map(Self::parse).collect();
        keys.filter(|keys| !keys.is_empty())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.held {
            Held::None => {}
            Held::Ctrl => f.write_str("ctrl-")?,
            Held::Alt => f.write_str("alt-")?,
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (_, Code::Char('-')) => f.write_str("-"),
            (Some((name, _)), _) => f.write_str(name),
            (None, Code::Char(c)) => write!(f, "{c}"),
            (None, Code::Function(number)) => write!(f, "f{number}"),
            (None, _) => Ok(()),
        }
    }
}

/// Returns keys as they are written in settings.
pub fn written(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        for it in
            ["j", "G", "ctrl-d", "alt-enter", "space", "f1", "f12", "shift-tab", "é", "-", "ctrl--", "[", "f"]
        {
            assert_eq!(Key::parse(it).unwrap().to_string(), it);
        }
        assert_eq!(written(&Key::parse_sequence("g g").unwrap()), "g g");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for it in ["", "jj", "ctrl-", "hyper-x", "f99", "\u{1b}"] {
            assert_eq!(Key::parse(it), None, "{it:?}");
        }
        assert_eq!(Key::parse_sequence("  "), None);
    }
}
