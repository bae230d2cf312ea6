//! Settings as plain data. The defaults are `config.example.toml` itself, compiled in, so they cannot drift.
//!
//! Reading settings never fails: what cannot be used is said in a warning, and the default stands.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

use crate::{annotation::Color, article::Warning};

pub mod setting;

/// The defaults, as the reader may read them.
pub const DEFAULTS: &str = include_str!("../config.example.toml");

/// The keymaps that come with Byline, over the defaults, which are called "byline".
pub const KEYMAPS: [(&str, &str); 5] = [
    ("byline", ""),
    ("vim", include_str!("../assets/keymaps/vim.toml")),
    ("less", include_str!("../assets/keymaps/less.toml")),
    ("helix", include_str!("../assets/keymaps/helix.toml")),
    ("newsboat", include_str!("../assets/keymaps/newsboat.toml")),
];

/// Everything that can be set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// The name of the theme.
    pub theme: String,
    /// The name of the keymap on which the reader's own keys stand.
    pub keymap: String,
    /// How articles are shown.
    pub reading: Reading,
    /// What else of the terminal is used.
    pub screen: Screen,
    /// The color of a new highlight.
    pub color: Color,
    /// The program that edits notes; `None` for what the environment names.
    pub editor: Option<String>,
    /// Styles over those of the theme, by scope.
    pub colors: BTreeMap<String, String>,
    /// Saved queries, by name.
    pub queries: BTreeMap<String, String>,
    /// By mode and action: the key sequences, as written.
    pub keys: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// The reader's own settings as they are written.
    pub own: String,
}

/// How articles are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub struct Reading {
    /// The widest the text may be, in columns.
    pub text_width: u16,
    /// The widest the side pane may be, in columns.
    pub pane_width: u16,
    /// Whether boilerplate is folded.
    pub fold_boilerplate: bool,
    /// Whether notes stand in the article.
    pub inline_notes: bool,
    /// Whether rows are broken so that they are as even as they can be.
    pub even_rows: bool,
    /// Whether all rows end at the same column.
    pub justify: bool,
    /// Whether words may be parted at the end of a row.
    pub hyphenate: bool,
}

/// What else of the terminal is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub struct Screen {
    /// Whether the title of the article is that of the terminal's window.
    pub title: bool,
    /// Whether the mouse is taken.
    pub mouse: bool,
}

/// The file as it is written.
#[derive(Deserialize)]
struct File {
    theme: String,
    keymap: String,
    reading: Reading,
    screen: Screen,
    notes: Notes,
    #[serde(default)]
    colors: BTreeMap<String, String>,
    queries: BTreeMap<String, String>,
    keys: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

#[derive(Deserialize)]
struct Notes {
    color: String,
    editor: String,
}

impl Default for Config {
    fn default() -> Self {
        parse("").0
    }
}

/// Reads the reader's settings over the defaults.
pub fn parse(own: &str) -> (Config, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut table: Table = DEFAULTS.parse().expect("the defaults are valid, a test reads them");
    match own.parse::<Table>() {
        Ok(own) => {
            let keymap = own.get("keymap").and_then(Value::as_str).unwrap_or("byline");
            match KEYMAPS.iter().find(|(name, _)| *name == keymap) {
                Some((_, preset)) => {
                    let preset = preset.parse().expect("the keymaps are valid, a test reads them");
                    merge(&mut table, preset, "", &mut warnings);
                }
                None => {
                    let known = KEYMAPS.map(|(name, _)| name).join(", ");
                    let said = format!("keymap: there is no keymap {keymap:?}; there are {known}");
                    warnings.push(Warning(said));
                }
            }
            merge(&mut table, own, "", &mut warnings);
        }
        Err(error) => {
            warnings.push(Warning(format!("the settings cannot be read, the defaults stand: {error}")));
        }
    }
    let file: File = table.try_into().expect("merging keeps the kinds of all values");
    let color = Color::parse(&file.notes.color).unwrap_or_else(|| {
        warnings.push(Warning(format!("notes.color: there is no color {:?}", file.notes.color)));
        Color::default()
    });
    let mut reading = file.reading;
    reading.text_width = reading.text_width.max(20);
    reading.pane_width = reading.pane_width.max(20);
    let editor = Some(file.notes.editor).filter(|command| !command.trim().is_empty());
    let (colors, queries, keys) = (file.colors, file.queries, file.keys);
    let (theme, keymap, screen) = (file.theme, file.keymap, file.screen);
    let own = own.to_owned();
    (Config { theme, keymap, reading, screen, color, editor, colors, queries, keys, own }, warnings)
}

/// Puts the reader's values over the defaults, where they have a default of the same kind.
fn merge(table: &mut Table, own: Table, path: &str, warnings: &mut Vec<Warning>) {
    for (name, value) in own {
        let full = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match (table.get_mut(&name), value) {
            (Some(Value::Table(inner)), Value::Table(value)) => merge(inner, value, &full, warnings),
            (_, value @ Value::String(_)) if path == "colors" || path == "queries" => {
                table.insert(name, value);
            }
            (default, value) if path.starts_with("keys.") => match key_list(value) {
                Some(keys) => {
                    table.insert(name, keys);
                }
                None => {
                    let stands = if default.is_some() { ", the default stands" } else { "" };
                    warnings.push(Warning(format!("{full}: wanted keys such as [\"j\", \"g g\"]{stands}")));
                }
            },
            (Some(default), value) if default.same_type(&value) && fits(default, &value) => *default = value,
            (Some(default), value) => warnings.push(Warning(format!(
                "{full}: wanted {} such as {default}, not {value}; the default stands",
                default.type_str()
            ))),
            (None, _) => warnings.push(Warning(format!("{full}: there is no such setting"))),
        }
    }
}

/// Returns whether a number can stand where a default stands.
fn fits(default: &Value, value: &Value) -> bool {
    default.as_integer().is_none() || value.as_integer().is_some_and(|number| u16::try_from(number).is_ok())
}

/// Returns a list of key sequences from one string or a list of strings.
fn key_list(value: Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(Value::Array(vec![value])),
        Value::Array(ref keys) if keys.iter().all(Value::is_str) => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn warns(own: &str, part: &str) {
        let (_, warnings) = parse(own);
        assert!(warnings.iter().any(|warning| warning.0.contains(part)), "{warnings:?}");
    }

    #[test]
    fn the_defaults_are_whole() {
        let (config, warnings) = parse("");
        assert_eq!(warnings, []);
        assert_eq!(config.theme, "terminal");
        assert_eq!(config.keys["read"]["highlight"], ["H"]);
    }

    #[test]
    fn own_settings_stand_over_the_defaults() {
        let (config, warnings) = parse(
            "theme = 'dark'\n[reading]\ntext_width = 60\n[keys.read]\nhighlight = 'X'\n[colors]\nnote = 'red'",
        );
        assert_eq!(warnings, []);
        assert_eq!((config.theme.as_str(), config.reading.text_width), ("dark", 60));
        assert_eq!(config.keys["read"]["highlight"], ["X"]);
        assert_eq!(config.keys["read"]["note"], ["a", "c"]);
        assert_eq!(config.colors["note"], "red");
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        warns("theme = 3", "theme: wanted string");
        warns("[reading]\ntext_width = -4", "reading.text_width: wanted integer");
        warns("[reading]\nspeed = 4", "reading.speed: there is no such setting");
        warns("[keys.read]\nnote = 4", "keys.read.note: wanted keys");
        warns("[notes]\ncolor = 'mauve'", "no color \"mauve\"");
        warns("= broken", "the settings cannot be read");
    }
}
