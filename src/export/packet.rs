//! The evidence packet: a zip with each text, what was noted on it, its citation and a report, and checksums of all, so
//! that anybody can see later that nothing was changed.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use zip::{ZipWriter, write::StreamWriter};

use super::{Exported, Format, Losses, export};
use crate::article::Fingerprint;

/// What was put into the packet so far: the checksum of each file.
#[derive(Debug, Default)]
pub(super) struct Sums {
    sums: BTreeMap<String, Fingerprint>,
}

/// What stands beside the files.
const README: &str = "This packet was written by Byline. Each folder is an article:\n\n\
  text.txt           its text, without its markup, as it was read\n\
  annotations.jsonld highlights and notes (W3C Web Annotation); positions count code points of text.txt\n\
  notes.jsonl        the same with nothing left out\n\
  citation.json      the article as a citation (CSL-JSON)\n\
  citation.bib       the same for BibLaTeX\n\
  report.html        text and notes, to read; opens in any browser\n\n\
SHA256SUMS holds the checksum of every file: `sha256sum -c SHA256SUMS` compares them.\n\
losses.txt says what of the notes is not in annotations.jsonld.\n";

/// The files of an article, with what writes them.
const FILES: [(&str, Format); 5] = [
    ("annotations.jsonld", Format::W3c),
    ("notes.jsonl", Format::JsonLines),
    ("citation.json", Format::Csl),
    ("citation.bib", Format::Biblatex),
    ("report.html", Format::Html),
];

impl Sums {
    /// Adds an article.
    pub(super) fn article<W: Write>(
        &mut self,
        zip: &mut ZipWriter<StreamWriter<W>>,
        article: &Exported<'_>,
    ) -> io::Result<()> {
        let folder = super::template::file_name(article);
        if let Some(text) = article.text {
            self.file(zip, format!("{folder}/text.txt"), text.as_bytes())?;
        }
        for (name, format) in FILES {
            let bytes = export(format, [*article], Vec::new(), &mut Losses::new())?;
            self.file(zip, format!("{folder}/{name}"), &bytes)?;
        }
        Ok(())
    }

    /// Ends the packet.
    pub(super) fn end<W: Write>(
        &mut self,
        zip: &mut ZipWriter<StreamWriter<W>>,
        losses: &Losses<'_>,
    ) -> io::Result<()> {
        let mut said = String::new();
        for (field, reason, count) in losses.counts() {
            said.push_str(&format!("{count} × {}: {reason}\n", field.name()));
        }
        if said.is_empty() {
            said.push_str("Nothing was left out.\n");
        }
        self.file(zip, "losses.txt".to_owned(), said.as_bytes())?;
        self.file(zip, "README.txt".to_owned(), README.as_bytes())?;
        let lines = self
            .sums
            .iter()
            .map(|(name, sum)| format!("{}  {name}\n", sum.as_str().strip_prefix("sha256-").unwrap_or("")));
        let lines: String = lines.collect();
        self.file(zip, "SHA256SUMS".to_owned(), lines.as_bytes())
    }

    /// Adds a file.
    fn file<W: Write>(
        &mut self,
        zip: &mut ZipWriter<StreamWriter<W>>,
        name: String,
        bytes: &[u8],
    ) -> io::Result<()> {
        zip.start_file(name.as_str(), super::refi::options())?;
        zip.write_all(bytes)?;
        self.sums.insert(name, Fingerprint::of_bytes(bytes));
        Ok(())
    }
}
