//! `byline doctor`: looks at every file, and says what it found.

use serde::Serialize;

use super::{Done, Outcome, complain, print::Out};
use crate::{
    app::keymap::Keymap,
    config::{self, Config},
    store::{
        self, Dirs,
        doctor::{Finding, Weight, examine, mend},
        file,
    },
    ui::theme::{Colors, Theme},
};

/// Looks at everything, mends what can be mended where that is asked for, and says what is left.
pub(super) fn run(dirs: &Dirs, fix: bool, json: bool) -> Done {
    let mut out = Out::stdout();
    if fix {
        match mend(dirs) {
            Ok(done) => {
                for said in done {
                    let done = Said { about: "fix", weight: "done", said: &said, hint: None };
                    if json { out.json(&done)? } else { out.line(&format!("done     {said}"))? }
                }
            }
            // What is wrong is shown all the same.
            Err(error) => complain(&error),
        }
    }
    let mut found = examine(dirs, store::now());
    settings(dirs, &mut found);
    for finding in &found {
        let Finding { about, weight, said, hint } = finding;
        if json {
            out.json(&Said { about, weight: weight.name(), said, hint: hint.as_deref() })?;
            continue;
        }
        out.line(&format!("{:<8} {about}: {said}", weight.name()))?;
        if let Some(hint) = hint {
            out.line(&format!("         {hint}"))?;
        }
    }
    out.flush()?;
    let is_healthy = found.iter().all(|finding| finding.weight != Weight::Problem);
    Ok(if is_healthy { Outcome::Complete } else { Outcome::Partial })
}

/// Reads the settings, and says what in them cannot be used.
fn settings(dirs: &Dirs, found: &mut Vec<Finding>) {
    let path = dirs.config.display();
    if !dirs.config.exists() {
        found.push(Finding::fine("settings", format!("{path} is not there; the defaults stand")));
        return;
    }
    let (config, mut warnings) = match file::read(&dirs.config) {
        Ok(bytes) => config::parse(&String::from_utf8_lossy(&bytes)),
        Err(error) => {
            found.push(Finding::problem("settings", error.to_string(), error.next().unwrap_or("")));
            (Config::default(), Vec::new())
        }
    };
    warnings.extend(Keymap::new(&config).1);
    warnings.extend(Theme::new(&config, Colors::All).1);
    for warning in &warnings {
        found.push(Finding::problem("settings", &warning.0, &format!("edit {path}")));
    }
    if found.iter().all(|finding| finding.about != "settings") {
        found.push(Finding::fine("settings", format!("{path} can be used as it is")));
    }
}

/// Something that was found or done, as JSON.
#[derive(Serialize)]
struct Said<'a> {
    about: &'a str,
    weight: &'a str,
    said: &'a str,
    hint: Option<&'a str>,
}
