//! What documents say is what the program does.
//!
//! `BLESS=1 cargo test --test it docs` writes the screen and the table of keys into the README.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};

use byline::{
    app::{
        action::Action,
        area::Size,
        key::written,
        keymap::{Keymap, Mode},
    },
    article,
    config::{self, Config},
    ui::theme::{Colors, Theme},
};

use crate::{sandbox::Sandbox, session::Session};

/// The modes that the table shows, with their headings.
const COLUMNS: [(Mode, &str); 3] =
    [(Mode::Read, "Reading"), (Mode::Select, "Selecting"), (Mode::Pane, "In the side pane")];

/// Actions that are run by name only.
const WITHOUT_KEYS: [Action; 1] = [Action::Tour];

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|cause| panic!("cannot read {name}: {cause}"))
}

/// Returns the keys of the modes in which an article is read, as a table in Markdown.
fn key_table() -> String {
    let (keymap, warnings) = Keymap::new(&Config::default());
    assert_eq!(warnings, []);
    let mut table = "| What it does |".to_owned();
    for (_, heading) in COLUMNS {
        _ = write!(table, " {heading} |");
    }
    table.push_str("\n| --- |");
    table.push_str(&" --- |".repeat(COLUMNS.len()));
    table.push('\n');
    for action in Action::ALL {
        let cells = COLUMNS.map(|(mode, _)| {
            let bindings = keymap.bindings(mode).filter(|binding| binding.action == *action);
            let keys: Vec<_> =
                bindings.map(|binding| format!("`{}`", written(&binding.keys).replace('|', "\\|"))).collect();
            keys.join(" ")
        });
        if cells.iter().any(|cell| !cell.is_empty()) {
            _ = writeln!(table, "| {} | {} |", action.doc(), cells.join(" | "));
        }
    }
    table
}

/// Returns the command lines that a text shows: `byline` and what follows it, in code.
fn command_lines(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced || line.starts_with("    ") {
            let line = line.trim().trim_start_matches("$ ");
            // After a pipe stands a command too.
            found.extend(line.split(" | ").map(str::to_owned));
        } else {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found.retain(|line| line.starts_with("byline "));
    found
}

/// Returns the subcommands, as the program lists them.
fn commands() -> BTreeSet<String> {
    let help = Sandbox::new().out(&["--help"]);
    let list = help.split("Commands:\n").nth(1).expect("help lists the commands");
    let list = list.lines().take_while(|line| !line.is_empty());
    let names = list.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Holds that every command and every option in some command lines exists.
#[track_caller]
fn check(name: &str, lines: &[String]) {
    let sandbox = Sandbox::new();
    let commands = commands();
    for line in lines {
        // What follows " #" explains.
        let line = line.split(" #").next().unwrap_or(line);
        let mut words = line.split_whitespace().skip(1);
        let is_name = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
        let command = words.clone().next().filter(is_name);
        assert!(command.is_none_or(|command| commands.contains(command)), "{name}: there is no `{line}`");
        let help = sandbox.out(&command.into_iter().chain(["--help"]).collect::<Vec<_>>());
        let options = words.by_ref().map(|word| word.trim_matches(['[', ']', '.', ',']));
        for option in options.filter(|word| word.starts_with("--")) {
            let option = option.split('=').next().unwrap_or(option);
            let known = help.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|word| word == option);
            assert!(known, "{name}: `{line}` has no {option}");
        }
    }
}

/// Returns the desk on the first sample, with a highlight and a note in it.
fn screen() -> String {
    let sample = &article::samples()[0];
    let article = article::parse(sample.source, sample.format).0;
    let mut session = Session::with(Config::default(), article, Size { width: 112, height: 30 });
    session.press(") ) ) a check space the space minutes enter g q tab");
    format!("```text\n{}```\n", session.screen())
}

/// Holds that what stands between two marks of the README is what the program says, or writes it anew.
#[track_caller]
fn check_part(name: &str, said: &str) {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
    let readme = read("README.md");
    let (before, rest) = readme.split_once(&open).expect("the README has a place for it");
    let (shown, after) = rest.split_once(&close).expect("the place ends");
    if std::env::var_os("BLESS").is_some() {
        fs::write(path("README.md"), format!("{before}{open}{said}{close}{after}")).unwrap();
        return;
    }
    assert_eq!(shown, said, "BLESS=1 writes it anew");
}

#[test]
fn the_readme_shows_the_screen_and_lists_the_keys() {
    check_part("screen", &screen());
    check_part("keys", &key_table());
}

#[test]
fn the_settings_name_every_action_and_no_other() {
    let config = Config::default();
    let named: BTreeSet<&str> =
        config.keys.values().flat_map(|table| table.keys()).map(String::as_str).collect();
    let all = Action::ALL.iter().filter(|action| !WITHOUT_KEYS.contains(action));
    assert_eq!(named, all.map(|action| action.name()).collect());
}

#[test]
fn the_program_prints_the_settings_that_are_documented() {
    assert_eq!(Sandbox::new().out(&["config", "--default"]), read("config.example.toml"));
    assert_eq!(config::DEFAULTS, read("config.example.toml"));
}

#[test]
fn the_program_lists_what_can_be_colored() {
    let scopes = Sandbox::new().out(&["config", "--scopes"]);
    let settings: String = scopes.lines().map(|scope| format!("'{scope}' = 'red'\n")).collect();
    let (config, warnings) = config::parse(&format!("[colors]\n{settings}"));
    assert_eq!(warnings, []);
    assert_eq!(Theme::new(&config, Colors::All).1, []);
    assert!(scopes.lines().count() > 20);
}

#[test]
fn documents_name_commands_that_exist() {
    for name in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"] {
        if path(name).exists() {
            check(name, &command_lines(&read(name)));
        }
    }
    check("config.example.toml", &command_lines(&config::DEFAULTS.replace("# ", "")));
}

#[test]
fn every_command_has_a_manual() {
    let sandbox = Sandbox::new();
    let manual = sandbox.out(&["man"]);
    for command in commands() {
        assert!(manual.contains(&format!("byline\\-{command}(1)")), "the manual lists {command}");
        assert!(sandbox.out(&["man", &command]).contains(".SH SYNOPSIS"), "{command} has a manual");
    }
}

#[test]
fn command_lines_are_found_in_code() {
    let text = "Run `byline ls`, not byline rm.\n```sh\n$ cat x | byline extract -\nbyline show 3 # words\n```\n    byline man\n";
    assert_eq!(command_lines(text), ["byline ls", "byline extract -", "byline show 3 # words", "byline man"]);
}
