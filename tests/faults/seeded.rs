//! Bugs that are put in on purpose: a harness that does not find them proves nothing.

use std::{
    env,
    process::{Command, ExitCode},
};

/// Each bug, and the parts of the harness of which at least one must find it.
const BUGS: [(&str, &[&[&str]]); 10] = [
    ("no-sync", &[&["order"], &["states", "5"], &["power-ext4", "20"], &["power-xfs", "20"]]),
    ("ack-early", &[&["order"], &["states", "5"], &["kills", "200"], &["power-ext4", "20"]]),
    ("no-folder-sync", &[&["order"], &["states", "5"]]),
    ("no-temp-sync", &[&["states", "5"]]),
    ("no-rename-sync", &[&["states", "5"]]),
    ("no-lock", &[&["order"]]),
    ("truncate", &[&["order"], &["states", "5"], &["kills", "300"]]),
    ("sync-ignored", &[&["sweep", "200"]]),
    ("glue", &[&["damage", "200"], &["states", "5"]]),
    ("torn", &[&["full", "150"]]),
];

/// Runs the harness against every bug.
pub fn run() -> ExitCode {
    if !cfg!(feature = "seeded-bugs") {
        eprintln!("the bugs are not compiled in: run `just faults-seeded`");
        return ExitCode::FAILURE;
    }
    let own = env::current_exe().unwrap();
    let mut missed = 0;
    for (bug, parts) in BUGS {
        let mut found = Vec::new();
        let mut not = Vec::new();
        for part in parts {
            let output =
                Command::new(&own).arg("run").args(*part).env("BYLINE_SEEDED_BUG", bug).output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            match said.contains("skipped") {
                true => not.push(format!("{} (skipped)", part[0])),
                false if output.status.success() => not.push(part[0].to_owned()),
                false => found.push(part[0]),
            }
        }
        let not = if not.is_empty() { String::new() } else { format!(", not by {}", not.join(", ")) };
        match found.is_empty() {
            true => println!("{bug:<15} MISSED{not}"),
            false => println!("{bug:<15} found by {}{not}", found.join(", ")),
        }
        missed += usize::from(found.is_empty());
    }
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
