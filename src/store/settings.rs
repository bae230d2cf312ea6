//! The reader's file of settings, changed from the desk: one value at a time, with everything else left as it is.

use std::{fs, path::Path};

use super::{Error, Result, file};
use crate::config::setting::edited;

/// Changes one setting in the file, which need not be there yet.
///
/// # Errors
/// Says what cannot be read, understood or written. Then the file is as it was.
pub fn change(path: &Path, name: &str, value: &str) -> Result<()> {
    let own = if path.exists() { file::read(path)? } else { Vec::new() };
    // What is no UTF-8 is no TOML either, and is not written over.
    let own = String::from_utf8(own).map_err(|cause| Error::on("change the settings", path, cause))?;
    let text = edited(&own, name, value).map_err(|cause| Error::on("change the settings", path, cause))?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|cause| Error::on("make the folder", folder, cause))?;
    }
    file::write(path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_changed_in_a_file_that_may_be_missing() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("new").join("config.toml");
        change(&path, "theme", "dark").expect("the file is made");
        fs::write(&path, "theme = 'dark' # mine\n").expect("it can be written");
        change(&path, "theme", "light").expect("it is changed");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "theme = \"light\" # mine\n");
    }

    #[test]
    fn a_file_that_cannot_be_understood_stays_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("config.toml");
        for bytes in [&b"theme = "[..], b"\xff"] {
            fs::write(&path, bytes).expect("it can be written");
            assert!(change(&path, "theme", "light").is_err());
            assert_eq!(fs::read(&path).expect("it is there"), bytes);
        }
    }
}
