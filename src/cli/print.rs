//! What subcommands print. Text from outside could drive a terminal, so none reaches one raw: control characters and
//! those that reorder text become visible. Into a file or a pipe, data goes as it is.

use std::{
    borrow::Cow,
    io::{self, BufWriter, IsTerminal, StdoutLock, Write},
};

use serde::Serialize;

use super::{Done, Outcome, Stop};
use crate::store::Error;

/// Standard output.
pub(super) struct Out {
    to: BufWriter<StdoutLock<'static>>,
    is_terminal: bool,
}

impl Out {
    /// Takes standard output.
    pub fn stdout() -> Self {
        let stdout = io::stdout();
        let is_terminal = stdout.is_terminal();
        Self { to: BufWriter::with_capacity(1 << 16, stdout.lock()), is_terminal }
    }

    /// Writes data.
    pub fn write(&mut self, text: &str) -> Result<(), Stop> {
        let shown = if self.is_terminal { visible(text) } else { text.into() };
        self.to.write_all(shown.as_bytes()).map_err(stop)
    }

    /// Writes data, and a line end.
    pub fn line(&mut self, text: &str) -> Result<(), Stop> {
        self.write(text)?;
        self.write("\n")
    }

    /// Writes an object as JSON on a line of its own.
    pub fn json(&mut self, object: &impl Serialize) -> Result<(), Stop> {
        let json = serde_json::to_string(object).map_err(|cause| Error::new("write JSON", cause))?;
        self.line(&json)
    }

    /// Hands on what was written so far.
    pub fn flush(&mut self) -> Result<(), Stop> {
        self.to.flush().map_err(stop)
    }

    /// Hands on what was written, and says that all is done.
    pub fn done(mut self) -> Done {
        self.flush().map(|()| Outcome::Complete)
    }
}

/// Says something to the person, on stderr.
pub(super) fn message(text: &str) {
    // Nobody is left to tell where this fails.
    let _ = writeln!(io::stderr().lock(), "{}", visible(text));
}

/// Returns text in which no character does anything to a terminal but end a line or go to the next tab stop.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_active) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match u32::from(letter) {
            _ if !is_active(letter) => out.push(letter),
            0x7F => out.push('␡'),
            code @ 0..0x20 => out.push(char::from_u32(0x2400 + code).unwrap_or('\u{FFFD}')),
            code => out.push_str(&format!("<U+{code:04X}>")),
        }
    }
    out.into()
}

/// Returns whether a character controls a terminal or reorders the text around it.
fn is_active(letter: char) -> bool {
    let reorders = matches!(letter, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    reorders
        || matches!(letter, '\u{2028}' | '\u{2029}')
        || (letter.is_control() && letter != '\n' && letter != '\t')
}

/// Tells a reader that went away from a disk that is full.
fn stop(cause: io::Error) -> Stop {
    match cause.kind() {
        io::ErrorKind::BrokenPipe => Stop::Closed,
        _ => Stop::Failed(Error::new("write to standard output", cause)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn active_characters_become_visible() {
        for (text, expected) in [
            ("\u{1b}[2J", "␛[2J"),
            ("a\u{202e}b", "a<U+202E>b"),
            ("\u{9b}31m\u{7f}\r\0", "<U+009B>31m␡␍␀"),
            ("tab\tand\nline — “ok” 🌉", "tab\tand\nline — “ok” 🌉"),
        ] {
            assert_eq!(visible(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_active_is_left(text in any::<String>()) {
            prop_assert!(!visible(&text).contains(is_active));
        }
    }
}
