//! What subcommands print. Text from outside could drive a terminal, so none reaches one raw: control characters and
//! those that reorder text become visible. Into a file or a pipe, data goes as it is.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use serde::Serialize;

use super::{Done, Outcome, Stop};
use crate::{store::Error, text::cell::printable};

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
        let shown = if self.is_terminal { printable(text) } else { text.into() };
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
    let _ = writeln!(io::stderr().lock(), "{}", printable(text));
}

/// Tells a reader that went away from a disk that is full.
pub(super) fn stop(cause: io::Error) -> Stop {
    match cause.kind() {
        io::ErrorKind::BrokenPipe => Stop::Closed,
        _ => Stop::Failed(Error::new("write to standard output", cause)),
    }
}
