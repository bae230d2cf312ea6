//! Sources by the names that people give them, read into articles.

use std::{fs, io::Read, path::Path};

use super::{Error, Result, file, worker};
use crate::{
    article::{self, Article, Format, Warning, container::Container},
    fetch::{self, Fetched, Wish},
};

/// A source that was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Loaded {
    /// Its name as given, or found in a folder that was given.
    pub name: String,
    /// Where it is: the absolute path of a file; `None` for standard input.
    pub path: Option<String>,
    /// The article in it.
    pub article: Article,
    /// What was worked around.
    pub warnings: Vec<Warning>,
}

/// The beginning of a long source.
#[derive(Clone, PartialEq, Debug)]
pub struct Glimpse {
    /// The article, as far as it goes.
    pub article: Article,
    /// The bytes of the whole source.
    pub len: usize,
}

/// Bytes of a source above which its beginning is shown before it is read.
const LONG: usize = 128 << 10;

/// Bytes of a long file that are read at once.
const LARGE_READ: usize = 256 << 10;

/// Bytes of the largest page of the reader's own that is read without a process of its own, which takes a moment to start.
const OWN_PAGE: usize = 4 << 20;

/// Bytes of a long source that are shown at once: more than fit on any screen.
const GLIMPSE: usize = 64 << 10;

/// Returns the names of the sources that `names` stand for: a folder stands for the articles in it. A folder that
/// cannot be read stays in the list, so that reading it says why.
pub fn expand(names: &[String]) -> Vec<Result<String>> {
    let mut sources = Vec::new();
    for name in names {
        if name != "-" && Path::new(name).is_dir() {
            match file::list(Path::new(name)) {
                Ok(paths) => sources.extend(paths.iter().map(|path| Ok(path.display().to_string()))),
                Err(error) => sources.push(Err(error)),
            }
        } else {
            sources.push(Ok(name.clone()));
        }
    }
    sources
}

/// Reads a source: a file, an address, or `-` for standard input. Nothing but an address opens a connection.
pub fn load(name: &str) -> Result<Loaded> {
    if is_address(name) {
        let fetched =
            fetch::get(name, &Wish::default()).map_err(|why| Error::new(format!("read {name}"), why))?;
        return page(name, fetched);
    }
    let (bytes, path) = if name == "-" {
        (file::read_stdin()?, None)
    } else if let Some(article) = load_long(name) {
        let path = Path::new(name).canonicalize().ok().map(|path| path.display().to_string());
        return Ok(Loaded { name: name.to_owned(), path, article, warnings: Vec::new() });
    } else {
        let path = Path::new(name);
        let absolute = path.canonicalize().ok().map(|path| path.display().to_string());
        (file::read(path)?, absolute)
    };
    let (mut article, warnings) = understand(name, "", false, bytes)?;
    article.meta.url = article.meta.url.filter(|url| is_address(url));
    Ok(Loaded { name: name.to_owned(), path, article, warnings })
}

/// Makes an article of what a server sent.
pub fn page(name: &str, fetched: Fetched) -> Result<Loaded> {
    let media_type = fetched.media_type.as_deref().unwrap_or("").to_ascii_lowercase();
    let (mut article, warnings) = understand(name, &media_type, true, fetched.bytes.unwrap_or_default())?;
    // A relative address says nothing without the page that it stood on.
    let own = article.meta.url.take().filter(|url| is_address(url));
    article.meta.url = own.or_else(|| Some(fetched.url.clone()));
    Ok(Loaded { name: name.to_owned(), path: Some(fetched.url), article, warnings })
}

/// Reads a long file of text without markup as it comes, so that it is never in memory as it is on the disk. Nothing where
/// it is anything else, or has to be seen whole to tell how it is written.
fn load_long(name: &str) -> Option<Article> {
    let mut file = fs::File::open(name).ok()?;
    let meta = file.metadata().ok()?;
    if !meta.is_file() || meta.len() > file::CAP || !article::Long::fits(usize::try_from(meta.len()).ok()?) {
        return None;
    }
    let mut long = article::Long::default();
    let mut buf = vec![0; LARGE_READ];
    // What a read cut off of its last character stands at the beginning of the buffer.
    let (mut kept, mut is_first) = (0, true);
    loop {
        let n = kept + file.read(buf.get_mut(kept..)?).ok()?;
        let bytes = buf.get(..n)?;
        let text = match str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() && n > kept => {
                str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?
            }
            Err(_) => return None,
        };
        if memchr::memchr2(b'\r', 0, text.as_bytes()).is_some() {
            return None;
        }
        if std::mem::take(&mut is_first) {
            let is_plain = Container::of(name, bytes) == Container::Text
                && !article::is_binary(bytes)
                && !text.starts_with('\u{feff}')
                && article::sniff(name, text.get(..text.floor_char_boundary(GLIMPSE))?) == Format::Plain;
            if !is_plain {
                return None;
            }
        }
        if n == kept {
            return Some(long.finish());
        }
        long.take(text);
        let used = text.len();
        buf.copy_within(used..n, 0);
        kept = n - used;
    }
}

/// Makes an article of bytes: of text here, of everything else in a process of its own.
fn understand(
    name: &str,
    media_type: &str,
    is_foreign: bool,
    bytes: Vec<u8>,
) -> Result<(Article, Vec<Warning>)> {
    let failed = |why: String| Error::new(format!("read {}", shown(name)), why);
    let apart = |container, bytes| worker::read(container, bytes).map_err(failed);
    let container = Container::of(name, &bytes);
    if container == Container::Feed {
        return Err(failed("it is a feed, which holds many articles".to_owned())
            .hint("`byline feed add ADDRESS` subscribes to a feed"));
    }
    let (article, mut warnings) = if container != Container::Text {
        apart(container, bytes)?
    } else if article::is_binary(&bytes) {
        return Err(failed("it is no text".to_owned())
            .hint("byline reads text, Markdown, web pages, EPUB, PDF and mail"));
    } else {
        let (text, mut warnings) = article::decode(&bytes);
        let is_page = media_type.starts_with("text/html") || media_type.starts_with("application/xhtml");
        let format = if is_page { Format::Html } else { article::sniff(name, &text) };
        if format == Format::Html && (is_foreign || bytes.len() > OWN_PAGE) {
            apart(Container::Page, bytes)?
        } else {
            let (article, more) = article::parse(&text, format);
            warnings.extend(more);
            (article, warnings)
        }
    };
    if article.text.trim().is_empty() {
        warnings.push(Warning("there are no words in it".to_owned()));
    }
    Ok((article, warnings))
}

/// Returns whether a name is an address of the net.
pub fn is_address(name: &str) -> bool {
    name.starts_with("http://") || name.starts_with("https://")
}

/// Reads the beginning of a long source, or nothing where it is not long, or reading it whole has to tell what it is.
pub fn glimpse(name: &str) -> Option<Glimpse> {
    let mut file = fs::File::open(name).ok()?;
    let meta = file.metadata().ok()?;
    let len = usize::try_from(meta.len()).ok()?;
    if !meta.is_file() || meta.len() > file::CAP || len < LONG {
        return None;
    }
    let mut bytes = vec![0; GLIMPSE];
    file.read_exact(&mut bytes).ok()?;
    // Only the last character may be cut in two; what is no UTF-8 is read whole to tell how it is written.
    let text = match str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let whole_lines = text.get(..text.rfind('\n')?)?;
    let format = article::sniff(name, whole_lines);
    // A page begins with much that is not its article.
    let is_text = Container::of(name, &bytes) == Container::Text && !article::is_binary(&bytes);
    if format == Format::Html || !is_text {
        return None;
    }
    let (article, _) = article::parse(whole_lines.trim_start_matches('\u{feff}'), format);
    (!article.text.trim().is_empty()).then_some(Glimpse { article, len })
}

/// Reads a source, and takes it for an error that there are no words in it.
pub fn load_words(name: &str) -> Result<Loaded> {
    with_words(load(name)?)
}

/// Takes it for an error that there are no words in a source.
pub fn with_words(loaded: Loaded) -> Result<Loaded> {
    if loaded.article.text.trim().is_empty() {
        return Err(Error::new(format!("read {}", shown(&loaded.name)), "there are no words in it"));
    }
    Ok(loaded)
}

/// Returns how messages call a source.
fn shown(name: &str) -> &str {
    if name == "-" { "standard input" } else { name }
}
