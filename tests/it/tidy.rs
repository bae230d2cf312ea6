//! The house rules that a machine can check: layers, sizes, names, dependencies.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The modules from the highest line to the lowest. A module uses only what stands on lower lines.
const LAYERS: &[&[&str]] = &[
    &["main", "bin"],
    &["cli"],
    &["terminal"],
    &["ui", "store"],
    &["fetch"],
    &["app"],
    &["import"],
    &["export", "config", "query"],
    &["extract", "annotation"],
    &["article"],
    &["text"],
];

/// From this line down nothing touches the world or knows how screens are drawn.
const CORE: &str = "app";

/// Parts of the standard library that touch the world.
const WORLD: &[&str] = &[
    "fs",
    "env",
    "net",
    "os",
    "process",
    "thread",
    "io::stdin",
    "io::stdout",
    "io::stderr",
    "time::Instant",
    "time::SystemTime",
];

/// What other crates are called by, and the calls with which they read the clock or draw lots.
const FOREIGN: &[&str] = &[
    "ratatui",
    "crossterm",
    "rusqlite",
    "rustix",
    "tempfile",
    "ureq",
    "::now(",
    "now_v7",
    "new_v4",
    "getrandom",
];

/// The most packages that `Cargo.lock` may name. Whoever needs more says why beside the new number.
/// feed-rs and ureq with rustls bring 72, most of them for other systems: reading feeds and fetching pages is their field;
/// zip packs and unpacks what other programs exchange, minijinja renders the reader's templates; mail-parser and pdf-extract
/// know mail with its many encodings and the fonts of documents. toml_edit changes the reader's settings and leaves their
/// comments where they are; hypher knows where words are parted, and textwrap is measured beside us.
const MOST_PACKAGES: usize = 389;

/// The most lines of a file that was written by hand, with its tests, and of half of the files.
const MOST_LINES: usize = 600;
const MEDIAN_LINES: usize = 300;

/// A file of the program or its tests.
struct Source {
    /// Its path from the root, with `/`.
    path: String,
    text: String,
}

impl Source {
    /// Returns the module of the program that the file belongs to, or `None` outside of them.
    fn module(&self) -> Option<&str> {
        let name = self.path.strip_prefix("src/")?.split('/').next()?;
        Some(name.strip_suffix(".rs").unwrap_or(name)).filter(|name| *name != "lib")
    }

    /// Returns the words without comments, which may mention anything.
    fn code(&self) -> String {
        let lines = self.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.flat_map(|line| [line, "\n"]).collect()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|cause| panic!("cannot read {path}: {cause}"))
}

/// Returns every Rust file of the program, its tests and its benchmarks.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = ["src", "tests", "benches"].map(|name| root().join(name)).into();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(root()).unwrap().components();
                let name: Vec<_> = name.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
                found.push(Source { path: name.join("/"), text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    assert!(found.len() > 50, "the files were not found");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Returns the paths below `crate::`, `std::` and the like that a file names, groups in braces spelled out.
fn paths(code: &str, root: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(root) {
        let is_part = code[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '$'));
        if let Some(rest) = code[at + root.len()..].strip_prefix("::").filter(|_| !is_part) {
            spell_out("", &mut rest.chars().peekable(), &mut found);
        }
    }
    found
}

/// Reads one path or one group after `prefix`, and adds what it names.
fn spell_out(prefix: &str, rest: &mut std::iter::Peekable<std::str::Chars<'_>>, found: &mut Vec<String>) {
    let mut path = prefix.to_owned();
    loop {
        while rest.next_if(|c| c.is_whitespace()).is_some() {}
        if rest.next_if_eq(&'{').is_some() {
            loop {
                while rest.next_if(|c| c.is_whitespace() || *c == ',').is_some() {}
                if rest.next_if_eq(&'}').is_some() || rest.peek().is_none() {
                    return;
                }
                spell_out(&path, rest, found);
                // What follows is the next path, or another name for this one.
                while rest.next_if(|c| !matches!(c, ',' | '}')).is_some() {}
            }
        }
        while let Some(c) = rest.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '*')) {
            path.push(c);
        }
        let mut ahead = rest.clone();
        if ahead.next() != Some(':') || ahead.next() != Some(':') {
            break;
        }
        rest.nth(1);
        path.push_str("::");
    }
    found.push(path);
}

/// Returns which line a module stands on, counted from the highest.
fn layer(module: &str) -> usize {
    let found = LAYERS.iter().position(|line| line.contains(&module));
    found.unwrap_or_else(|| panic!("{module} has no place in the layers"))
}

/// Returns whether a path is what is named, or something below it.
fn is_below(path: &str, named: &str) -> bool {
    path.strip_prefix(named).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[track_caller]
fn none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn groups_of_paths_are_spelled_out() {
    let code = "use crate::{\n    app::{State, key::{Code, Key as K}},\n    text::Span,\n};\nlet x = crate::ui::view(crate::\ntext::cell);";
    assert_eq!(
        paths(code, "crate"),
        ["app::State", "app::key::Code", "app::key::Key", "text::Span", "ui::view", "text::cell"]
    );
    assert_eq!(paths("use std::{fmt, fs::{self}};", "std"), ["fmt", "fs::self"]);
}

#[test]
fn a_module_uses_only_what_lies_below_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(module) = source.module() else { continue };
        let code = source.code();
        for path in paths(&code, if matches!(module, "main" | "bin") { "byline" } else { "crate" }) {
            let used = path.split("::").next().unwrap_or("");
            let reachable = used == module || layer(used) > layer(module);
            if !reachable {
                wrong.push(format!("{} uses {path}", source.path));
            }
        }
    }
    none(&wrong, "a module uses only modules on lower lines");
}

#[test]
fn the_core_knows_nothing_of_the_world() {
    let mut wrong = Vec::new();
    let core = |source: &Source| source.module().is_some_and(|module| layer(module) >= layer(CORE));
    for source in sources().iter().filter(|source| core(source)) {
        let code = source.code();
        for path in paths(&code, "std") {
            if WORLD.iter().any(|world| is_below(&path, world)) {
                wrong.push(format!("{} uses std::{path}", source.path));
            }
        }
        for word in FOREIGN.iter().filter(|word| code.contains(**word)) {
            wrong.push(format!("{} uses {word}", source.path));
        }
    }
    none(&wrong, "from `app` down there is no world, no clock, no chance and no screen");
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let sources = sources();
    let lines = |source: &Source| source.text.lines().count();
    let long = sources.iter().filter(|source| lines(source) > MOST_LINES);
    let long: Vec<_> = long.map(|source| format!("{}: {}", source.path, lines(source))).collect();
    none(&long, "no file has more than 600 lines");
    let mute = sources.iter().filter(|source| !source.text.starts_with("//! "));
    let mute: Vec<_> = mute.map(|source| source.path.clone()).collect();
    none(&mute, "a file opens with `//!` and what it is for");
    let mut all: Vec<_> = sources.iter().map(lines).collect();
    all.sort_unstable();
    assert!(all[all.len() / 2] < MEDIAN_LINES, "half of the files have fewer than 300 lines");
}

#[test]
fn files_are_named_for_what_they_hold() {
    let vague = ["mod.rs", "util.rs", "utils.rs", "common.rs", "helper.rs", "helpers.rs", "misc.rs"];
    let named = |source: &Source| vague.iter().any(|name| source.path.ends_with(&format!("/{name}")));
    let wrong: Vec<_> = sources().into_iter().filter(named).map(|source| source.path).collect();
    none(&wrong, "a file is named for what it holds");
}

#[test]
fn nothing_is_left_to_do_and_nothing_names_one_machine() {
    // Put together here, so that this file does not hold them itself.
    let unfinished = ["TO DO", "FIX ME", "XX X", "un implemented!"].map(|word| word.replace(' ', ""));
    let machine = ["/ho me/", "/Us ers/", "/ro ot/", "/wo rk/", "/t mp/", "C:\\ Users"]
        .map(|word| word.replace(' ', ""));
    let mut wrong = Vec::new();
    for source in sources() {
        for word in unfinished.iter().chain(&machine).filter(|word| source.text.contains(*word)) {
            wrong.push(format!("{} holds {word}", source.path));
        }
    }
    none(&wrong, "nothing is left to do, and no path is of one machine");
}

#[test]
fn every_file_of_tests_is_run() {
    let main = read("tests/it/main.rs");
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(file) = source.path.strip_prefix("tests/it/") else { continue };
        let name = file.strip_suffix(".rs").unwrap_or(file);
        if name != "main" && !name.contains('/') && !main.contains(&format!("mod {name};\n")) {
            wrong.push(source.path);
        }
    }
    none(&wrong, "tests/it/main.rs lists every file beside it");
}

#[test]
fn every_module_is_listed_on_the_front_page() {
    let front = read("src/lib.rs");
    let mut modules: Vec<_> = front.lines().filter_map(|line| line.strip_prefix("//! | [`")).collect();
    modules.iter_mut().for_each(|line| *line = line.split('`').next().unwrap_or(""));
    let declared = front.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let mut listed = modules.clone();
    listed.sort_unstable();
    assert_eq!(listed, declared.collect::<Vec<_>>(), "the table lists the modules");
    assert!(modules.iter().rev().is_sorted_by_key(|module| layer(module)), "from the ground up: {modules:?}");
}

#[test]
fn dependencies_are_few_and_unsafe_code_is_refused() {
    let packages = read("Cargo.lock").matches("[[package]]").count();
    assert!(
        packages <= MOST_PACKAGES,
        "Cargo.lock names {packages} packages, {MOST_PACKAGES} were agreed on"
    );
    assert!(read("Cargo.toml").contains("unsafe_code = \"forbid\""));
}
