//! The command line: everything the screen can do, for scripts. Data goes to stdout, messages to stderr; the exit code
//! is 0 for done, 1 for failed, 2 for wrong arguments.

mod add;
mod anchors;
mod args;
mod desk;
mod difference;
mod doctor;
mod export;
mod extract;
mod feed;
mod import;
mod library;
mod log;
mod notes;
mod passage;
mod print;
mod query;
mod shelf;

use std::{ffi::OsString, process::ExitCode};

use clap::{CommandFactory, Parser};

use self::{
    args::{Args, Command},
    print::Out,
};
use crate::{
    config,
    store::{self, Dirs, Error, library::Mark, worker},
    ui::theme,
};

/// Why a command ended early.
enum Stop {
    /// Whoever reads our output has gone away, as `head` does: no error.
    Closed,
    /// Something could not be done.
    Failed(Error),
}

/// What a command returns: whether all of it was done.
type Done = Result<Outcome, Stop>;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// All was done.
    Complete,
    /// Some of it failed, and stderr says what.
    Partial,
}

/// Runs the program and returns its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    // Started by another byline, to read what is not to be trusted. Whoever started it sees how it ends.
    if let [_, argument, kind] = args.as_slice()
        && argument == worker::ARGUMENT
    {
        let done = worker::serve(&kind.to_string_lossy());
        return if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) if error.use_stderr() => {
            print::message(error.to_string().trim_end());
            return ExitCode::from(2);
        }
        Err(help) => return finish(Out::stdout().write(&help.to_string()).map(|()| Outcome::Complete)),
    };
    let dirs = match Dirs::find(args.data_dir.as_deref(), args.config.as_deref()) {
        Ok(dirs) => dirs,
        Err(error) => return finish(Err(error.into())),
    };
    match args.command {
        None => desk::open(dirs, &args.sources),
        Some(command) => finish(dispatch(command, &dirs)),
    }
}

/// Runs a subcommand.
fn dispatch(command: Command, dirs: &Dirs) -> Done {
    match command {
        Command::Add { sources, json } => add::run(dirs, &sources, json),
        Command::Ls { query, json } => library::list(dirs, &query, json),
        Command::Mark { query, read, unread, star, unstar, tag, untag } => {
            let flags =
                [(read, Mark::Read), (unread, Mark::Unread), (star, Mark::Star), (unstar, Mark::NoStar)];
            let mut marks: Vec<Mark> =
                flags.into_iter().filter(|(wanted, _)| *wanted).map(|(_, mark)| mark).collect();
            marks.extend(tag.into_iter().map(Mark::Tag));
            marks.extend(untag.into_iter().map(Mark::NoTag));
            library::mark(dirs, &query, &marks)
        }
        Command::Feed(command) => feed::run(dirs, command),
        Command::Show { article, changes: true, .. } => library::changes(dirs, &article),
        Command::Show { article, json, text, .. } => {
            library::show(dirs, &article, library::Shape::of(json, text))
        }
        Command::Extract { sources, format } => extract::run(&sources, format),
        Command::Annotate(wish) => notes::annotate(dirs, &wish),
        Command::Notes { query, at, json } => notes::list(dirs, &query, at, json),
        Command::Anchors { query, json, check } => anchors::list(dirs, &query, json, check),
        Command::Export(leaving) => export::run(dirs, &leaving),
        Command::Import(coming) => import::run(dirs, &coming),
        Command::Log { article, until, json } => log::run(dirs, article.as_deref(), until, json),
        Command::Doctor { fix, json } => doctor::run(dirs, fix, json),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "byline", &mut script);
            print_bytes(&script)
        }
        Command::Man { command } => man(command.as_deref()),
        Command::Config { keys: Some(keys), .. } => keymap(&keys),
        Command::Config { scopes: true, .. } => scopes(),
        Command::Config { default, path, .. } => settings(dirs, default, path),
    }
}

/// Prints the manual page of the program or of one of its commands.
fn man(command: Option<&str>) -> Done {
    let mut program = Args::command();
    program.build();
    let page = match command {
        None => program,
        Some(name) => {
            let Some(found) = program.find_subcommand(name) else {
                let error = Error::new(format!("print the manual of `{name}`"), "there is no such command");
                return Err(error.hint("`byline help` lists the commands").into());
            };
            found.clone()
        }
    };
    let mut text = Vec::new();
    let rendered = clap_mangen::Man::new(page).render(&mut text);
    rendered.map_err(|cause| Error::new("write the manual", cause))?;
    print_bytes(&text)
}

/// Prints the names under which the parts of the screen are colored.
fn scopes() -> Done {
    let mut out = Out::stdout();
    for name in theme::scope_names() {
        out.line(name)?;
    }
    out.done()
}

/// Prints a keymap, as it would stand in the settings.
fn keymap(name: &str) -> Done {
    let known = || config::KEYMAPS.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ");
    let Some((_, keys)) = config::KEYMAPS.iter().find(|(known, _)| *known == name) else {
        let error = Error::new(format!("print the keymap {name:?}"), "there is none of that name");
        return Err(error.hint(format!("there are {}", known())).into());
    };
    let mut out = Out::stdout();
    out.write(if keys.is_empty() { config::DEFAULTS } else { keys })?;
    out.done()
}

/// Prints settings, or where they are.
fn settings(dirs: &Dirs, default: bool, path: bool) -> Done {
    let mut out = Out::stdout();
    if path {
        out.line(&dirs.config.display().to_string())?;
    } else if default || !dirs.config.exists() {
        out.write(config::DEFAULTS)?;
    } else {
        out.write(&String::from_utf8_lossy(&store::file::read(&dirs.config)?))?;
    }
    out.done()
}

/// Prints text that the program itself made.
fn print_bytes(bytes: &[u8]) -> Done {
    let mut out = Out::stdout();
    out.write(&String::from_utf8_lossy(bytes))?;
    out.done()
}

/// Says what went wrong, and turns the end of a command into an exit code.
fn finish(done: Done) -> ExitCode {
    match done {
        Ok(Outcome::Complete) | Err(Stop::Closed) => ExitCode::SUCCESS,
        Ok(Outcome::Partial) => ExitCode::FAILURE,
        Err(Stop::Failed(error)) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// Says what could not be done, and what to do next.
fn complain(error: &Error) {
    print::message(&format!("byline: {error}"));
    if let Some(hint) = error.next() {
        print::message(&format!("  hint: {hint}"));
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
