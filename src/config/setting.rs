//! Single settings: what there is to set, what it means, and how it is changed in the reader's file.
//!
//! All of it is read from the documented defaults, so that the palette says what the file says.

use toml_edit::{DocumentMut, Item, Table, Value};

use super::{Config, DEFAULTS, parse};

/// Tables whose entries are the reader's own; they are edited in the file.
const OWN: [&str; 3] = ["colors", "queries", "keys"];

/// Something that can be set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// Its name with the table it stands in, such as `reading.text_width`.
    pub name: String,
    /// What it means.
    pub doc: String,
    /// What it can be, where that is a short list.
    pub choices: Vec<String>,
    /// What it is, as it is typed.
    pub value: String,
}

/// Returns everything that can be set, with what the reader's settings `own` say it is.
pub fn settings(own: &str) -> Vec<Setting> {
    let own: DocumentMut = own.parse().unwrap_or_default();
    let defaults: DocumentMut = DEFAULTS.parse().expect("the defaults are valid, a test reads them");
    let mut found = Vec::new();
    let mut table = String::new();
    let mut doc: Vec<&str> = Vec::new();
    for line in DEFAULTS.lines() {
        if let Some(said) = line.strip_prefix("# ") {
            doc.push(said);
            continue;
        }
        let said = std::mem::take(&mut doc).join(" ");
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut table);
        } else if let Some((key, _)) = line.split_once(" = ")
            && !OWN.iter().any(|own| table.split('.').next() == Some(own))
        {
            let name = if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") };
            let default = get(&defaults, &name);
            let value = get(&own, &name).filter(|it| default.is_some_and(|default| same_kind(it, default)));
            let choices = choices(default, &said);
            found.push(Setting {
                value: value.or(default).map_or(String::new(), typed),
                name,
                doc: said,
                choices,
            });
        }
    }
    found
}

/// Returns the reader's settings with one of them changed and everything else, comments too, as it was.
///
/// # Errors
/// Says what is wrong with the name or the value.
pub fn edited(own: &str, name: &str, value: &str) -> Result<String, String> {
    let known = settings(own);
    let setting = known.iter().find(|it| it.name == name).ok_or_else(|| unknown(name))?;
    if !setting.choices.is_empty() && !setting.choices.iter().any(|choice| choice == value) {
        return Err(format!("{name} can be {}, not “{value}”", setting.choices.join(", ")));
    }
    let mut document: DocumentMut =
        own.parse().map_err(|_| "the settings file has a mistake; mend it first".to_owned())?;
    let defaults: DocumentMut = DEFAULTS.parse().expect("the defaults are valid, a test reads them");
    let mut value = match get(&defaults, name) {
        Some(Value::Boolean(_)) => Value::from(value == "true"),
        Some(Value::Integer(_)) => {
            let number = value.parse::<u16>().map_err(|_| format!("{name} is a number, not “{value}”"))?;
            Value::from(i64::from(number))
        }
        _ => Value::from(value),
    };
    let (table, key) = name.rsplit_once('.').unwrap_or(("", name));
    let at = match table {
        "" => document.as_table_mut() as &mut Table,
        table => {
            let item = document.entry(table).or_insert_with(|| Item::Table(Table::new()));
            item.as_table_mut().ok_or_else(|| format!("{table} is no table in the settings file"))?
        }
    };
    match at.get_mut(key).and_then(Item::as_value_mut) {
        // What stands behind the value on its line stays there.
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => _ = at.insert(key, Item::Value(value)),
    }
    let text = document.to_string();
    let before = parse(own).1;
    match parse(&text).1.into_iter().find(|warning| !before.contains(warning)) {
        Some(warning) => Err(warning.0),
        None => Ok(text),
    }
}

impl Config {
    /// Changes one setting of the reader's file, and takes over what that changes; what was changed for this session only
    /// stays.
    ///
    /// # Errors
    /// Says what is wrong with the name or the value.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let own = edited(&self.own, name, value)?;
        let (before, after) = (parse(&self.own).0, parse(&own).0);
        self.own = own;
        // Named one by one, so that a setting which is forgotten here does not compile.
        let Self { theme, keymap, reading, screen, color, editor, colors, queries, keys, own: _ } = after;
        let r = reading;
        take(&mut self.theme, &before.theme, theme);
        take(&mut self.keymap, &before.keymap, keymap);
        take(&mut self.reading.text_width, &before.reading.text_width, r.text_width);
        take(&mut self.reading.pane_width, &before.reading.pane_width, r.pane_width);
        take(&mut self.reading.fold_boilerplate, &before.reading.fold_boilerplate, r.fold_boilerplate);
        take(&mut self.reading.inline_notes, &before.reading.inline_notes, r.inline_notes);
        take(&mut self.screen, &before.screen, screen);
        take(&mut self.color, &before.color, color);
        take(&mut self.editor, &before.editor, editor);
        take(&mut self.colors, &before.colors, colors);
        take(&mut self.queries, &before.queries, queries);
        take(&mut self.keys, &before.keys, keys);
        Ok(())
    }
}

/// Takes a value over where the file says something else than before.
fn take<T: PartialEq>(now: &mut T, before: &T, after: T) {
    if *before != after {
        *now = after;
    }
}

/// Returns what a setting can be: what stands in quotes in its explanation, or yes and no.
fn choices(default: Option<&Value>, doc: &str) -> Vec<String> {
    match default {
        Some(Value::Boolean(_)) => vec!["true".to_owned(), "false".to_owned()],
        Some(Value::String(_)) => doc.split('"').skip(1).step_by(2).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn get<'a>(document: &'a DocumentMut, name: &str) -> Option<&'a Value> {
    let mut item = document.as_item();
    for part in name.split('.') {
        item = item.get(part)?;
    }
    item.as_value()
}

fn same_kind(one: &Value, other: &Value) -> bool {
    one.type_name() == other.type_name()
}

/// Returns a value as it is typed: words without quotes.
fn typed(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string().trim().to_owned(), str::to_owned)
}

fn unknown(name: &str) -> String {
    format!("there is no setting “{name}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_documented() {
        let all = settings("");
        let names: Vec<_> = all.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "theme",
                "keymap",
                "reading.text_width",
                "reading.pane_width",
                "reading.fold_boilerplate",
                "reading.inline_notes",
                "reading.even_rows",
                "reading.justify",
                "reading.hyphenate",
                "screen.title",
                "screen.mouse",
                "notes.color",
                "notes.editor"
            ]
        );
        for it in all {
            assert!(it.doc.ends_with('.') && it.doc.len() > 20, "{}: {}", it.name, it.doc);
            assert!(it.choices.is_empty() || it.choices.contains(&it.value), "{}: {:?}", it.name, it.choices);
        }
    }

    #[test]
    fn a_setting_is_changed_and_everything_else_stays() {
        let own = "# Mine.\ntheme = \"dark\" # at night\n\n[notes]\n# the best\ncolor = 'green'\n";
        assert_eq!(edited(own, "theme", "light").unwrap(), own.replace("\"dark\"", "\"light\""));
        assert_eq!(edited(own, "notes.color", "red").unwrap(), own.replace("'green'", "\"red\""));
        let wider = edited(own, "reading.text_width", "80").unwrap();
        assert!(wider.starts_with(own) && wider.ends_with("[reading]\ntext_width = 80\n"), "{wider}");
        assert_eq!(edited("", "screen.mouse", "true").unwrap(), "[screen]\nmouse = true\n");
        assert_eq!(settings(&wider).iter().find(|it| it.name == "reading.text_width").unwrap().value, "80");
    }

    #[test]
    fn what_cannot_be_set_is_refused() {
        let refused = |own: &str, name: &str, value: &str| edited(own, name, value).unwrap_err();
        assert!(refused("", "speed", "3").contains("no setting “speed”"));
        assert!(refused("", "theme", "pink").contains("not “pink”"));
        assert!(refused("", "screen.mouse", "maybe").contains("true, false"));
        assert!(refused("", "reading.text_width", "wide").contains("is a number"));
        assert!(refused("", "reading.text_width", "-4").contains("is a number"));
        assert!(refused("= x", "theme", "dark").contains("mistake"));
        assert!(refused("reading = 3", "reading.text_width", "60").contains("no table"));
    }

    #[test]
    fn what_was_changed_for_the_session_stays() {
        let mut config = Config::default();
        config.reading.text_width = 80;
        config.set("theme", "light").unwrap();
        assert_eq!((config.theme.as_str(), config.reading.text_width), ("light", 80));
        config.set("reading.text_width", "60").unwrap();
        config.set("keymap", "vim").unwrap();
        assert_eq!((config.theme.as_str(), config.reading.text_width), ("light", 60));
        assert_eq!(config.keys["all"]["undo"], ["u", "U"]);
    }
}
