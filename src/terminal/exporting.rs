//! What is noted on an article, written into a file that the reader named.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::{
    app::exporting::Exporting,
    export::{Format, Losses, keep},
    store::{Error, Result, file},
};

/// Writes the file, and returns what the reader should know of it. Nothing is written over but what a file for Obsidian is
/// joined with.
pub(super) fn export(work: &Exporting) -> Result<String> {
    let path = at_home(&work.path);
    let mut losses = Losses::new();
    if work.format == Format::Obsidian {
        let new = work.write(Vec::new(), &mut losses).map_err(|cause| Error::on("write", &path, cause))?;
        let old = if path.symlink_metadata().is_ok() { Some(file::read(&path)?) } else { None };
        let joined = keep::joined(old.as_deref(), &String::from_utf8_lossy(&new))
            .ok_or_else(|| Error::on("write", &path, "somebody else wrote it").hint("name another file"))?;
        file::write(&path, joined.as_bytes())?;
    } else {
        if fs::symlink_metadata(&path).is_ok() {
            return Err(Error::on("write", &path, "it exists already").hint("name another file"));
        }
        file::stream(&path, false, |out| work.write(out, &mut losses).map(drop))?;
    }
    let n = work.annotations.len();
    let left_out: Vec<&str> = {
        let mut names: Vec<&str> = losses.counts().map(|(field, ..)| field.name()).collect();
        names.dedup();
        names
    };
    let plural = if n == 1 { "" } else { "s" };
    let left_out = match left_out.as_slice() {
        [] => String::new(),
        names => format!("; left out: {}", names.join(", ")),
    };
    Ok(format!("{n} note{plural} in {}{left_out}", path.display()))
}

/// Returns a path with `~/` as the shell would have it.
fn at_home(written: &str) -> PathBuf {
    match (written.strip_prefix("~/"), env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => Path::new(written).to_path_buf(),
    }
}
