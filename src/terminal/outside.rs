//! Other programs: the shell behind a stop, and the reader's editor.

use std::{env, fs, io::Write, process::Command};

use rustix::process::{Signal, getpgrp, getpid, kill_process, kill_process_group};

/// Stops this program and those it shares a command line with, until the shell says to go on.
pub(super) fn stop() {
    kill_process_group(getpgrp(), Signal::STOP).ok();
}

/// Stops this program alone, as the system would have done by itself.
pub(super) fn stop_alone() {
    kill_process(getpid(), Signal::STOP).ok();
}

/// Lets an editor change a text, and returns what became of it.
pub(super) fn edit(configured: Option<&str>, text: &str) -> Result<String, String> {
    let named = |variable: &str| env::var(variable).ok().filter(|command| !command.trim().is_empty());
    let command = configured
        .map(str::to_owned)
        .or_else(|| named("VISUAL"))
        .or_else(|| named("EDITOR"))
        .unwrap_or_else(|| "vi".to_owned());
    let mut words = command.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let failed = |what: &str, cause: &dyn std::fmt::Display| format!("cannot {what} {program}: {cause}");
    let mut file = tempfile::Builder::new()
        .prefix("note-")
        .suffix(".md")
        .tempfile()
        .map_err(|cause| failed("make a file for", &cause))?;
    file.write_all(text.as_bytes()).map_err(|cause| failed("make a file for", &cause))?;
    let status = Command::new(program)
        .args(words)
        .arg(file.path())
        .status()
        .map_err(|cause| failed("start", &cause))?;
    if !status.success() {
        return Err(format!("{program} ended with {status}; the note is as it was"));
    }
    // Read by name: many editors write a new file in the place of the old one.
    let edited = fs::read(file.path()).map_err(|cause| failed("read what came from", &cause))?;
    // A note with a strange byte is better than none.
    Ok(String::from_utf8_lossy(&edited).into_owned())
}
