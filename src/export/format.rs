//! The formats: what each is called, what its files end in, and what it has a place for.

use super::loss::Field;

/// A format that notes leave in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// Markdown (CommonMark) to read.
    Markdown,
    /// Markdown for a vault of Obsidian: properties, callouts, and room for what the reader writes there.
    Obsidian,
    /// Org, as org-remark keeps it.
    Org,
    /// One page of HTML with the text and the highlights in place.
    Html,
    /// A table with everything, a row for each annotation.
    Csv,
    /// The table that Readwise imports.
    Readwise,
    /// Byline's own: JSON, one annotation a line, with nothing left out.
    JsonLines,
    /// A collection of the Web Annotation Data Model.
    W3c,
    /// A page of such a collection, standing alone.
    W3cPage,
    /// Annotations of that model, one a line, each standing alone.
    W3cLines,
    /// What the export of Hypothesis holds, and its import takes.
    Hypothesis,
    /// Standoff files of brat: a `.txt` and an `.ann` for each article.
    Brat,
    /// Tokens with tags in IOB2.
    Conll,
    /// JSON, one article a line, for doccano.
    Doccano,
    /// A project of the REFI-QDA standard, for programs of qualitative analysis.
    Refi,
    /// Citations of the articles for BibTeX.
    Bibtex,
    /// Citations of the articles for BibLaTeX.
    Biblatex,
    /// Citations of the articles in CSL-JSON.
    Csl,
    /// A table of quotations: who, what words, when, where, in what context, and a link.
    Sheet,
    /// A zip with each text, its checksum, the annotations, the citation and the report.
    Packet,
}

/// What is known about a format.
struct Row {
    format: Format,
    name: &'static str,
    ending: &'static str,
    about: &'static str,
    is_read: bool,
    holds: &'static [Field],
}

use Field::{
    Also, Author, Color, Context, Created, Id, Language, Modified, Note, Position, Published, Site, Tags,
    Title, Url, Words,
};

/// Everything.
const ALL: &[Field] = &Field::ALL;

/// What citations say.
const CITED: &[Field] = &[Title, Author, Published, Site, Language, Url];

/// Every format, in the order of the enum.
const TABLE: [Row; 20] = [
    row(
        Format::Markdown,
        "markdown",
        "md",
        "Markdown, to read",
        false,
        &[Words, Color, Note, Also, Tags, Created, Title, Author, Published, Site, Url],
    ),
    row(
        Format::Obsidian,
        "obsidian",
        "md",
        "Markdown for a vault of Obsidian; what you write there stays",
        false,
        &[Id, Words, Color, Note, Also, Tags, Created, Title, Author, Published, Site, Language, Url],
    ),
    row(
        Format::Org,
        "org",
        "org",
        "Org, as org-remark keeps it",
        true,
        &[Id, Words, Position, Color, Note, Tags, Created, Modified, Title, Url],
    ),
    row(
        Format::Html,
        "html",
        "html",
        "One page with the highlights in place",
        false,
        &[
            Id, Words, Position, Color, Note, Also, Tags, Created, Title, Author, Published, Site, Language,
            Url,
        ],
    ),
    row(Format::Csv, "csv", "csv", "A table, a row for each annotation", true, ALL),
    row(
        Format::Readwise,
        "readwise",
        "csv",
        "The table that Readwise imports",
        true,
        &[Words, Position, Note, Tags, Created, Title, Author, Url],
    ),
    row(Format::JsonLines, "jsonl", "jsonl", "JSON, an annotation a line, with nothing left out", true, ALL),
    row(Format::W3c, "w3c", "json", "W3C Web Annotation (JSON-LD), a collection", true, ALL),
    row(Format::W3cPage, "w3c-page", "json", "W3C Web Annotation (JSON-LD), a page", true, ALL),
    row(
        Format::W3cLines,
        "w3c-lines",
        "jsonl",
        "W3C Web Annotation (JSON-LD), an annotation a line",
        true,
        ALL,
    ),
    row(
        Format::Hypothesis,
        "hypothesis",
        "json",
        "What Hypothesis exports and imports",
        true,
        &[Id, Words, Context, Position, Note, Also, Tags, Created, Modified, Title, Url],
    ),
    row(
        Format::Brat,
        "brat",
        "ann",
        "brat standoff: a .txt and an .ann for each article",
        true,
        &[Id, Words, Context, Position, Color, Note, Tags],
    ),
    row(Format::Conll, "conll", "conll", "Tokens with tags (IOB2)", false, &[Words, Position]),
    row(
        Format::Doccano,
        "doccano",
        "jsonl",
        "JSON for doccano, an article a line",
        false,
        &[Words, Position, Title, Url],
    ),
    row(
        Format::Refi,
        "refi",
        "qdpx",
        "REFI-QDA project, for programs of qualitative analysis",
        false,
        &[
            Id, Words, Position, Color, Note, Also, Tags, Created, Modified, Title, Author, Published, Site,
            Language, Url,
        ],
    ),
    row(Format::Bibtex, "bibtex", "bib", "Citations of the articles for BibTeX", false, CITED),
    row(Format::Biblatex, "biblatex", "bib", "Citations of the articles for BibLaTeX", false, CITED),
    row(Format::Csl, "csl", "json", "Citations of the articles in CSL-JSON", false, CITED),
    row(
        Format::Sheet,
        "sheet",
        "csv",
        "A table of quotations: who, words, when, where, context, link",
        false,
        &[Id, Words, Context, Note, Also, Tags, Title, Author, Published, Site, Url],
    ),
    row(
        Format::Packet,
        "packet",
        "zip",
        "Evidence: texts, checksums, annotations, citations, report",
        false,
        ALL,
    ),
];

/// Makes a row of the table.
const fn row(
    format: Format,
    name: &'static str,
    ending: &'static str,
    about: &'static str,
    is_read: bool,
    holds: &'static [Field],
) -> Row {
    Row { format, name, ending, about, is_read, holds }
}

impl Format {
    /// Every format, in the order in which they are listed.
    pub const ALL: [Self; TABLE.len()] = {
        let mut all = [Self::Markdown; TABLE.len()];
        let mut idx = 0;
        while idx < TABLE.len() {
            all[idx] = TABLE[idx].format;
            idx += 1;
        }
        all
    };

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// Returns the name by which it is asked for.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Finds a format by its name; `json` is the W3C's.
    pub fn parse(name: &str) -> Option<Self> {
        let name = if name == "json" { "w3c" } else { name };
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Returns what its files end in, without the dot.
    pub fn ending(self) -> &'static str {
        self.row().ending
    }

    /// Returns what it is, in a few words.
    pub fn about(self) -> &'static str {
        self.row().about
    }

    /// Returns whether it can be read back.
    pub fn is_read(self) -> bool {
        self.row().is_read
    }

    /// Returns whether it has a place for a field at all. What of a value does not fit there is for each writer to say.
    pub fn holds(self, field: Field) -> bool {
        self.row().holds.contains(&field)
    }

    /// Returns whether it says nothing of annotations, only of the articles they are on.
    pub fn is_citation(self) -> bool {
        matches!(self, Self::Bibtex | Self::Biblatex | Self::Csl)
    }

    /// Returns whether it is no text, and nothing for a terminal.
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Refi | Self::Packet)
    }

    /// Returns whether who says what is written, for which articles must be searched.
    pub fn names_speakers(self) -> bool {
        matches!(
            self,
            Self::Markdown
                | Self::Obsidian
                | Self::Html
                | Self::Csv
                | Self::Sheet
                | Self::Brat
                | Self::Doccano
                | Self::Packet
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        for (idx, row) in TABLE.iter().enumerate() {
            assert_eq!(row.format as usize, idx, "{}", row.name);
            assert_eq!(Format::parse(row.name), Some(row.format));
        }
    }
}
