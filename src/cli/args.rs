//! The arguments, and their help. What stands here is also the manual page and what shells complete.

use std::path::PathBuf;

use clap::{
    Parser, Subcommand, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use clap_complete::Shell;
use jiff::tz::TimeZone;

use crate::{annotation::Timestamp, export, import};

/// A reading desk in the terminal: articles, who is in them, who said what, and your notes.
#[derive(Debug, Parser)]
#[command(
    name = "byline",
    version,
    after_help = "Data goes to standard output, messages to standard error. Exit codes: 0 done, 1 failed, 2 wrong arguments.\n\
                  Files: BYLINE_DATA_DIR and BYLINE_CONFIG name others than the usual ones."
)]
pub(super) struct Args {
    /// Folder of the notes and the library
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// File of the settings
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Files, folders, addresses, or `-` for standard input, to import and open
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<String>,
    /// What to do instead of opening the desk
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Adds articles to the library without opening them
    #[command(
        after_help = "--json: one object a line: source, id, text_id, title, outcome (new, same, version), warnings."
    )]
    Add {
        /// Files, folders, addresses, or `-` for standard input
        #[arg(required = true, value_name = "SOURCE")]
        sources: Vec<String>,
        /// Prints one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Lists the library
    #[command(
        after_help = "Queries: words and \"phrases\" in the article, harb* for words that begin so; person: place: org: said: for what\n\
                      was found in it; note: tag: color: for your notes; feed: is:unread is:read is:starred is:noted is:changed\n\
                      before:2026-09-24 after:7d; saved:NAME for a query of the settings. All terms must fit; or, -term (not) and\n\
                      ( ) say otherwise. Before a query that begins with a dash stands --.\n\
                      --json: one object a line: id, text_id, title, byline, published, site, language, url, image,\n\
                      source, added, opened, words, position, length (code points), read, starred, feed, versions, notes, tags, sentence,\n\
                      sentence_start (where the query's words stand). What is unknown is null."
    )]
    Ls {
        /// Which articles; all where nothing is said
        query: Vec<String>,
        /// Prints one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Marks articles as read, with a star, with tags
    #[command(group(clap::ArgGroup::new("marks").required(true).multiple(true)))]
    Mark {
        /// Which articles: a query, as for `byline ls`
        #[arg(required = true)]
        query: Vec<String>,
        /// They are read
        #[arg(long, group = "marks", conflicts_with = "unread")]
        read: bool,
        /// They are unread
        #[arg(long, group = "marks")]
        unread: bool,
        /// They get a star
        #[arg(long, group = "marks", conflicts_with = "unstar")]
        star: bool,
        /// They lose their star
        #[arg(long, group = "marks")]
        unstar: bool,
        /// They get a tag; can be given several times
        #[arg(long, group = "marks", value_name = "TAG")]
        tag: Vec<String>,
        /// They lose a tag; can be given several times
        #[arg(long, group = "marks", value_name = "TAG")]
        untag: Vec<String>,
    },
    /// Feeds: RSS, Atom and JSON; lists of them in OPML
    #[command(subcommand)]
    Feed(FeedCommand),
    /// Prints an article, or with `#` and the digits of an annotation's id the passage that it is on
    #[command(
        after_help = "--json: one object: the fields of `ls --json`, text, and blocks (kind, start, end in code points of text).\n\
                      --changes: what is gone stands in [-…-], what is new in {+…+}."
    )]
    Show {
        /// A file, the beginning of an id, a path or address, or a part of the title
        article: String,
        /// Prints one JSON object
        #[arg(long, conflicts_with = "text")]
        json: bool,
        /// Prints the text alone
        #[arg(long)]
        text: bool,
        /// Prints what was changed between its versions
        #[arg(long, conflicts_with_all = ["text", "json"])]
        changes: bool,
    },
    /// Prints the people, places, organizations and quotations in articles; touches no library
    #[command(
        after_help = "json, jsonl: source, title, byline, published, language, text, entities (id, kind, name, aliases, role,\n\
                      gender: male or female, country: two letters, lat and lon: degrees, mentions),\n\
                      quotations (start, end, text, kind, cue, speaker, confidence), warnings. A speaker has an entity, the words\n\
                      that name it, and the whole phrase as source. start and end count Unicode code points of text, end\n\
                      exclusive. What is unknown is null."
    )]
    Extract {
        /// Files, folders, or `-` for standard input, which is also the default
        #[arg(value_name = "SOURCE")]
        sources: Vec<String>,
        /// The shape of the output
        #[arg(long, value_enum, default_value_t)]
        format: Found,
    },
    /// Highlights words of an article, and prints the id of the annotation once it is on the disk
    Annotate(Wish),
    /// Lists the annotations of all articles
    #[command(
        after_help = "--json: one object a line: id, article, title, source, url, state (exact, moved, changed, ambiguous, orphan,\n\
                      article; null where the article is not in the library), start, end (code points; null where it stands\n\
                      nowhere), exact, color, note, also (what was written elsewhere at the same time), tags, created, modified."
    )]
    Notes {
        /// Which: words in the title, source, quote, note or tags, or any query of `byline help ls`
        query: Vec<String>,
        /// As they were at a moment: a date, which means its end, or a time such as 2026-09-25T08:15:30Z
        #[arg(long, value_name = "DATE", value_parser = moment)]
        at: Option<Timestamp>,
        /// Prints one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Prints what was done to the notes, the newest last
    #[command(
        after_help = "--json: one object a line: id, at, article, title, did (add, note, color, tags, delete, restore), annotation,\n\
                      exact, color, note, also, tags, removed, undoes, redoes. What does not apply is null."
    )]
    Log {
        /// The beginning of an id, a path or address, or a part of the title
        article: Option<String>,
        /// Up to a moment: a date, which means its end, or a time such as 2026-09-25T08:15:30Z
        #[arg(long, value_name = "DATE", value_parser = moment)]
        until: Option<Timestamp>,
        /// Prints one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Checks every file, and says what it found
    #[command(after_help = "Exit code 1: something should be done. Looking changes nothing.\n\
                      --json: one object a line: about (folder, notes, copies, backups, drafts, library, settings; fix with --fix),\n\
                      weight (fine, remark, problem; done with --fix), said, hint (null where there is none).")]
    Doctor {
        /// Mends what can be mended by adding: ends a torn line, appends what copies and backups hold; never rewrites or
        /// removes anything
        #[arg(long)]
        fix: bool,
        /// Prints one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Says where every annotation stands in the latest text of its article, and why that is believed
    #[command(
        after_help = "States: exact (where it stood), moved (the same words elsewhere), changed (other words, shown with their\n\
                      difference: [-gone-] {+new+}), ambiguous (several places come into question), orphan (gone; it is kept),\n\
                      article (on the whole article), unknown (the article is not in the library).\n\
                      Exit code 1 with --check where any is changed, ambiguous, an orphan or unknown.\n\
                      --json: one object a line: id, article, title, state, reason, start, end, was_start, was_end (code points),\n\
                      exact, found, quote, context, score, runner_up, lead, kept (0 to 1), extent (place, words, similar, near),\n\
                      difference (fate: same, gone, new; words), places (start, end). What is unknown is null."
    )]
    Anchors {
        /// Which: words in the title, source, quote, note or tags, or any query of `byline help ls`
        query: Vec<String>,
        /// Prints one JSON object a line
        #[arg(long)]
        json: bool,
        /// Fails where an annotation does not stand, unchanged, in a place that is known
        #[arg(long)]
        check: bool,
    },
    /// Writes annotations for other programs
    #[command(
        after_help = "A folder gets one file for each article, under names that stay the same. No file is written over that\n\
                      byline did not write, or that somebody changed since; in files for Obsidian, what you wrote stays.\n\
                      What a format has no place for is said on standard error.\n\
                      --losses: JSON, one object a line: article, annotation (null where it is about the article), field, reason.\n\
                      A template that names highlight_text outside of a loop is rendered for each highlight, else for each article."
    )]
    Export(Leaving),
    /// Takes in annotations from other programs
    #[command(
        after_help = "Each note is put where its words stand in the article, which must be in the library, and is kept as an\n\
                      orphan where they are gone. Reading a file twice adds nothing. Exit code 1 where a note has no article.\n\
                      --json: one object a line: id, article, title, state, exact, outcome (new, known, no article)."
    )]
    Import(Coming),
    /// Prints what a shell needs to complete commands
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Prints the manual page, or that of a command
    Man {
        /// The command
        command: Option<String>,
    },
    /// Prints the settings
    Config {
        /// Prints the defaults
        #[arg(long, conflicts_with = "path")]
        default: bool,
        /// Prints where the settings are looked for
        #[arg(long)]
        path: bool,
        /// Lists what can be colored
        #[arg(long, conflicts_with_all = ["default", "path"])]
        scopes: bool,
        /// Prints a keymap: vim, less, helix or newsboat; set `keymap` to use it
        #[arg(long, value_name = "KEYMAP", conflicts_with_all = ["default", "path", "scopes"])]
        keys: Option<String>,
    },
}

/// What to do with feeds.
#[derive(Debug, Subcommand)]
pub(super) enum FeedCommand {
    /// Adds feeds by their address, or by that of a page that names one
    Add {
        /// The addresses
        #[arg(required = true, value_name = "URL")]
        addresses: Vec<String>,
        /// The folder in which they lie in lists
        #[arg(long, value_name = "NAME")]
        folder: Option<String>,
    },
    /// Lists the feeds
    #[command(
        after_help = "--json: one object a line: url, title, site, folder, articles, unread, checked, due, failures, trouble."
    )]
    Ls {
        /// Prints one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Removes feeds; their articles stay
    Rm {
        /// Addresses, or parts of names
        #[arg(required = true, value_name = "FEED")]
        feeds: Vec<String>,
    },
    /// Asks feeds for what is new: those that are due, unless some are named
    #[command(after_help = "Exit code 1: a feed could not be read. It is asked again later and later.\n\
                      --json: one object a line: feed, title, new, changed, trouble.")]
    Refresh {
        /// Addresses, or parts of names
        #[arg(value_name = "FEED")]
        feeds: Vec<String>,
        /// Asks all, due or not
        #[arg(long)]
        all: bool,
        /// Prints one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Adds the feeds of a list in OPML
    Import {
        /// The file, or `-` for standard input
        file: PathBuf,
    },
    /// Writes the feeds as a list in OPML
    Export {
        /// The file to write, instead of standard output
        #[arg(long, short, value_name = "PATH")]
        output: Option<PathBuf>,
        /// Writes over a file that exists
        #[arg(long, requires = "output")]
        force: bool,
    },
}

/// What to annotate, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Wish {
    /// A file, the beginning of an id, a path or address, or a part of the title
    pub article: String,
    /// The words to highlight, exactly as they stand in the text
    #[arg(long, value_name = "TEXT")]
    pub exact: String,
    /// Which of several occurrences, counted from 1
    #[arg(long, value_name = "N")]
    pub nth: Option<usize>,
    /// A note on the words
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub note: String,
    /// A tag; can be given several times
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// The color: yellow, green, blue, red or purple
    #[arg(long, default_value = "yellow")]
    pub color: String,
}

/// What to export, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Leaving {
    /// Words that must all occur in the title, source, quote, note or tags
    pub query: Vec<String>,
    /// As they were at a moment: a date, which means its end, or a time such as 2026-09-25T08:15:30Z
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub at: Option<Timestamp>,
    /// The format
    #[arg(long, value_parser = leaving(), required_unless_present_any = ["template", "print_template"])]
    pub format: Option<export::Format>,
    /// A template of your own, in the language of Jinja with the names that Readwise has
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    pub template: Option<PathBuf>,
    /// Prints a template to begin with
    #[arg(long)]
    pub print_template: bool,
    /// The file or folder to write, instead of standard output; a folder exists, or its name ends with a slash
    #[arg(long, visible_alias = "out", short, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Writes over files that byline did not write
    #[arg(long, requires = "output")]
    pub force: bool,
    /// Writes nothing, and prints what would change
    #[arg(long, requires = "output")]
    pub dry_run: bool,
    /// The file for all that the format has no place for
    #[arg(long, value_name = "FILE")]
    pub losses: Option<PathBuf>,
}

/// What to import, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Coming {
    /// The file, or `-` for standard input
    pub file: PathBuf,
    /// The format
    #[arg(long, value_parser = coming())]
    pub format: import::Format,
    /// The article that all notes are on: a file, the beginning of an id, a path or address, or a part of the title
    #[arg(long, value_name = "ARTICLE")]
    pub article: Option<String>,
    /// Adds articles to the library that the file brings with it
    #[arg(long)]
    pub add: bool,
    /// Writes nothing, and says what would be done
    #[arg(long)]
    pub dry_run: bool,
    /// Prints one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// The shape in which extractions are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(super) enum Found {
    /// One object per source, indented
    #[default]
    Json,
    /// One object per line
    Jsonl,
    /// The text with tags in it
    Tagged,
    /// One token and its entity tag (IOB2) per line
    Conll,
}

/// Reads the name of a format that notes leave in.
fn leaving() -> impl TypedValueParser<Value = export::Format> {
    let named = |format: export::Format| {
        let value = PossibleValue::new(format.name()).help(format.about());
        if format == export::Format::W3c { value.alias("json") } else { value }
    };
    PossibleValuesParser::new(export::Format::ALL.map(named))
        .try_map(|name| export::Format::parse(&name).ok_or("there is no such format"))
}

/// Reads the name of a format that notes come in.
fn coming() -> impl TypedValueParser<Value = import::Format> {
    let named = |format: import::Format| {
        let value = PossibleValue::new(format.name()).help(format.about());
        if format == import::Format::W3c { value.alias("json") } else { value }
    };
    PossibleValuesParser::new(import::Format::all().map(named))
        .try_map(|name| import::Format::parse(&name).ok_or("there is no such format"))
}

/// Reads a moment: a time, or a date of the reader's calendar, which means its last millisecond.
fn moment(text: &str) -> Result<Timestamp, String> {
    let day = |date: jiff::civil::Date| {
        let next = date.tomorrow().ok()?.to_zoned(TimeZone::system()).ok()?;
        Some(Timestamp(next.timestamp().as_millisecond() - 1))
    };
    let date = (text.len() == 10).then(|| text.parse().ok()).flatten().and_then(day);
    date.or_else(|| text.parse().ok())
        .ok_or_else(|| "write it like 2026-09-25, or like 2026-09-25T08:15:30Z".to_owned())
}
