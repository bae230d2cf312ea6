//! What outlives the program: the notes file, the library, the draft of a note, and the files that are read and written.
//!
//! `notes.jsonl` is the truth and is only ever appended to ([`log`]); `library.db` can be deleted at any time without
//! losing a note ([`library`]). Everything here returns errors that say what was tried, on what, and why it failed.

pub mod backup;
pub mod doctor;
pub mod draft;
pub mod file;
mod format;
pub mod library;
pub mod log;
pub mod noted;
pub mod opml;
pub mod refresh;
pub mod settings;
pub mod source;
pub mod worker;

use std::{
    env, fmt, fs, io,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use crate::annotation::Timestamp;

/// Where Byline keeps its files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dirs {
    /// The folder of notes, library and drafts.
    pub data: PathBuf,
    /// The file of settings, which need not exist.
    pub config: PathBuf,
}

impl Dirs {
    /// Decides where the files are: the argument, else the environment (`BYLINE_DATA_DIR`, `BYLINE_CONFIG`), else the
    /// place that the system has for such files. Touches nothing.
    pub fn find(data: Option<&Path>, config: Option<&Path>) -> Result<Self> {
        let project = directories::ProjectDirs::from("", "", "byline");
        let pick = |given: Option<&Path>, variable: &str, usual: Option<PathBuf>| {
            let named = given
                .map(Path::to_path_buf)
                .or_else(|| env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from));
            named.or(usual).ok_or_else(|| {
                Error::new("find a home folder", "the environment names none")
                    .hint("set BYLINE_DATA_DIR and BYLINE_CONFIG")
            })
        };
        let usual_data = project.as_ref().map(|project| project.data_dir().to_path_buf());
        let usual_config = project.as_ref().map(|project| project.config_dir().join("config.toml"));
        Ok(Self {
            data: pick(data, "BYLINE_DATA_DIR", usual_data)?,
            config: pick(config, "BYLINE_CONFIG", usual_config)?,
        })
    }

    /// Returns the path of the notes file.
    pub fn notes(&self) -> PathBuf {
        self.data.join("notes.jsonl")
    }

    /// Returns the path of the library.
    pub fn library(&self) -> PathBuf {
        self.data.join("library.db")
    }

    /// Makes the data folder, for its owner only, where it does not exist.
    pub fn create(&self) -> Result<()> {
        create_private(&self.data)
    }
}

/// Something that could not be done with a file.
#[derive(Debug)]
pub struct Error {
    /// What was tried, on what.
    tried: String,
    /// Why it failed.
    cause: Box<dyn std::error::Error + Send + Sync>,
    /// What to do next.
    hint: Option<String>,
}

/// What functions that touch the disk return.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Says that `tried` ("read notes.txt") failed because of `cause`.
    pub fn new(tried: impl Into<String>, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { tried: tried.into(), cause: cause.into(), hint: None }
    }

    /// Adds what the reader can do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Returns what the reader can do about it.
    pub fn next(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Says that `verb` failed on a file.
    pub fn on(verb: &str, path: &Path, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(format!("{verb} {}", path.display()), cause)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {}: {}", self.tried, self.cause)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.cause.as_ref())
    }
}

/// Returns the time by the system's clock.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Returns a random number from the operating system, to seed names with.
pub fn seed() -> u128 {
    // Two names of version 7 hold 74 random bits each; their other bits are times and do no harm.
    uuid::Uuid::now_v7().as_u128().rotate_left(64) ^ uuid::Uuid::now_v7().as_u128()
}

/// Makes a folder and those above it, and makes sure that they are still there after the power fails; the new ones can
/// only be entered by their owner.
fn create_private(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let failed = |cause: io::Error| {
        Error::on("make the folder", folder, cause).hint("name another with --data-dir or BYLINE_DATA_DIR")
    };
    let missing: Vec<&Path> = folder.ancestors().take_while(|path| !path.exists()).collect();
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(failed)?;
    for made in missing.iter().rev() {
        let above = made.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // A folder that cannot be opened, such as one that may be written but not read, is synced by nobody.
        let synced = if fs::File::open(above).is_ok() { sync_folder(above) } else { Ok(()) };
        if let Err(cause) = synced {
            // Were they left there, nobody would sync them the next time.
            for made in &missing {
                fs::remove_dir(made).ok();
            }
            return Err(failed(cause));
        }
    }
    Ok(())
}

/// Returns options for opening files that only their owner may read.
fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes sure that a name that was just made in `folder` is still there after the power fails.
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_is_where_the_files_are() {
        let dirs = Dirs::find(Some(Path::new("/a")), Some(Path::new("/b/c.toml"))).expect("both are given");
        assert_eq!(dirs.notes(), Path::new("/a/notes.jsonl"));
        assert_eq!(dirs.config, Path::new("/b/c.toml"));
    }

    #[test]
    fn an_error_says_what_was_tried_and_why_it_failed() {
        let error = Error::on("read", Path::new("x.txt"), "it is a folder").hint("give it alone");
        assert_eq!(
            (error.to_string().as_str(), error.next()),
            ("cannot read x.txt: it is a folder", Some("give it alone"))
        );
    }

    #[test]
    fn two_seeds_differ() {
        assert_ne!(seed(), seed());
    }
}
