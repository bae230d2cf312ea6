//! Reads books in EPUB: the archive's package says what the book is and in which order its pages are read.
//!
//! Nothing is unpacked to the disk: pages are read by name, in memory, each and all of them within limits.

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use zip::ZipArchive;

use crate::article::{
    Article, Meta, Warning, assemble,
    builder::Part,
    byline, date, decode, front,
    html::{self, Token, attribute, tokens},
};

/// The most entries of an archive, bytes of one entry, and bytes of all that are read.
const ENTRIES: usize = 10_000;
const ENTRY: u64 = 20 << 20;
const WHOLE: u64 = 100 << 20;

/// The archive, and how many bytes may still be read from it.
struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

/// What the package says.
#[derive(Default)]
struct Package {
    meta: Meta,
    /// Pages in the order in which they are read, as the package writes them.
    pages: Vec<String>,
}

/// Reads a book.
pub(super) fn read(bytes: &[u8]) -> Result<(Article, Vec<Warning>), Warning> {
    let refused = |why: String| Err(Warning(why));
    let zip = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(zip) => zip,
        Err(cause) => return refused(format!("the archive is damaged: {cause}")),
    };
    if zip.len() > ENTRIES {
        return refused(format!("the archive has more than {ENTRIES} files"));
    }
    let mut archive = Archive { zip, left: WHOLE };
    let Some(container) = archive.text("META-INF/container.xml")? else {
        return refused("it is an archive, and of archives byline reads books in EPUB alone".to_owned());
    };
    let Some(path) = elements(&container, "rootfile").find_map(|rest| attribute(rest, "full-path")) else {
        return refused("the book does not say where its contents are".to_owned());
    };
    if archive.text("META-INF/encryption.xml")?.is_some_and(|said| is_locked(&said)) {
        return refused("the book is locked (DRM), and only its shop's program can read it".to_owned());
    }
    let Some(package) = archive.text(&path)? else {
        return refused(format!("the book lacks its list of contents, {path}"));
    };
    let package = Package::read(&package);
    let mut warnings = Vec::new();
    let mut parts: Vec<Part> = Vec::new();
    let mut missing = 0_usize;
    for page in &package.pages {
        match archive.text(&resolve(&path, page))? {
            Some(text) => parts.extend(html::chapter(&text, &mut warnings)),
            None => missing += 1,
        }
    }
    if missing > 0 {
        warnings.push(Warning(format!("{missing} of {} pages are missing", package.pages.len())));
    }
    if parts.is_empty() {
        return refused("there are no words in the book".to_owned());
    }
    warnings.dedup();
    Ok((assemble(package.meta, Meta::default(), parts), warnings))
}

impl Archive<'_> {
    /// Reads an entry, or nothing where there is none of the name.
    fn text(&mut self, name: &str) -> Result<Option<String>, Warning> {
        let entry = match self.zip.by_name(name) {
            Ok(entry) if entry.is_symlink() || entry.is_dir() => return Ok(None),
            Ok(entry) => entry,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(cause) => return Err(Warning(format!("{name} in the archive cannot be read: {cause}"))),
        };
        let most = ENTRY.min(self.left);
        let mut bytes = Vec::new();
        // What the archive says of the size is not believed.
        let read = entry.take(most + 1).read_to_end(&mut bytes);
        if let Err(cause) = read {
            return Err(Warning(format!("{name} in the archive is damaged: {cause}")));
        }
        let length = bytes.len() as u64;
        if length > most {
            return Err(Warning("the book unpacks to more than is reasonable".to_owned()));
        }
        self.left -= length;
        Ok(Some(decode(&bytes).0))
    }
}

impl Package {
    /// Reads the package document.
    fn read(source: &str) -> Self {
        let mut files: HashMap<String, String> = HashMap::new();
        let mut order: Vec<String> = Vec::new();
        let mut said: HashMap<&'static str, Vec<String>> = HashMap::new();
        let mut inside: Option<&'static str> = None;
        for token in tokens(source) {
            match token {
                Token::Open(name, rest) => match local(name).to_ascii_lowercase().as_str() {
                    "item" => {
                        let kind = attribute(rest, "media-type").unwrap_or_default();
                        let is_nav = attribute(rest, "properties")
                            .is_some_and(|all| all.split_ascii_whitespace().any(|one| one == "nav"));
                        let page = kind.contains("html") && !is_nav;
                        if let (true, Some(id), Some(href)) =
                            (page, attribute(rest, "id"), attribute(rest, "href"))
                        {
                            files.insert(id, href);
                        }
                    }
                    "itemref" if attribute(rest, "linear").as_deref() != Some("no") => {
                        order.extend(attribute(rest, "idref"));
                    }
                    other => {
                        inside =
                            ["title", "creator", "date", "language", "publisher", "source", "identifier"]
                                .into_iter()
                                .find(|field| *field == other && name.contains(':'));
                    }
                },
                Token::Text(text) => {
                    let words = html::plain_words(text).split_whitespace().collect::<Vec<_>>().join(" ");
                    if let Some(field) = inside.filter(|_| !words.is_empty()) {
                        said.entry(field).or_default().push(words);
                    }
                }
                Token::Close(_) => inside = None,
            }
        }
        let first = |field: &str| said.get(field).and_then(|all| all.first()).cloned();
        let addresses = said.get("identifier").into_iter().chain(said.get("source")).flatten();
        let meta = Meta {
            title: first("title"),
            byline: said
                .get("creator")
                .map(|names| names.join(", "))
                .map(|names| byline::byline(&names).map_or(names, |found| found.names)),
            published: first("date").and_then(|date| date::machine(&date)),
            site: first("publisher"),
            language: first("language").and_then(|tag| front::language(&tag)),
            url: addresses.into_iter().find(|address| address.starts_with("http")).cloned(),
            image: None,
        };
        // A page that is named twice is read once.
        Self { meta, pages: order.iter().filter_map(|id| files.remove(id)).collect() }
    }
}

/// Returns the name of an element without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Returns the attributes of all elements of a name.
fn elements<'a>(source: &'a str, wanted: &'a str) -> impl Iterator<Item = &'a str> {
    tokens(source).filter_map(move |token| match token {
        Token::Open(name, rest) if local(name).eq_ignore_ascii_case(wanted) => Some(rest),
        _ => None,
    })
}

/// Returns whether pages are encrypted. Fonts often are, which does not matter here.
fn is_locked(said: &str) -> bool {
    let fonts = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];
    elements(said, "EncryptionMethod")
        .filter_map(|rest| attribute(rest, "Algorithm"))
        .any(|algorithm| !fonts.contains(&algorithm.as_str()))
}

/// Returns the name of an entry that the package calls `href`.
fn resolve(package: &str, href: &str) -> String {
    let href = unescape(href.split(['#', '?']).next().unwrap_or(""));
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in href.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// Replaces `%20` and the like.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        let digit = |idx: usize| tail.get(idx).and_then(|digit| char::from(*digit).to_digit(16));
        let value = match (byte, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => u8::try_from(high * 16 + low).ok(),
            _ => None,
        };
        bytes.push(value.unwrap_or(*byte));
        rest = tail.get(if value.is_some() { 2 } else { 0 }..).unwrap_or(&[]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
