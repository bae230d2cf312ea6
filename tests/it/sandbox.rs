//! A folder of its own in which the real program runs, with nothing of the environment around it.

use std::{
    fs,
    io::{Read, Write},
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// An article written for these tests.
pub const FERRY: &str = "The ferry stays in port\n\nThe ferry to the island will not sail before spring, the harbor office \
said on Monday.\n\n“We have no engine to put into it,” said Marta Okoye, who runs the office. The old ferry is 🌉 forty \
years old.\n";

/// The folder.
pub struct Sandbox {
    folder: TempDir,
}

/// What a run of the program left behind.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Sandbox {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder can be made") }
    }

    /// Returns a path inside the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("the file can be written");
    }

    /// Reads a file of the folder.
    pub fn read(&self, name: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.path(name)).expect("the file is there")).into_owned()
    }

    /// Returns the program, ready to run in the folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_byline"));
        command.args(args).current_dir(self.folder.path()).env_clear();
        command.env("BYLINE_DATA_DIR", self.path("data")).env("BYLINE_CONFIG", self.path("config.toml"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the program.
    pub fn run(&self, args: &[&str]) -> Run {
        Run::of(self.command(args).output().expect("the program runs"))
    }

    /// Runs the program, which must succeed without a message, and returns what it prints.
    #[track_caller]
    pub fn out(&self, args: &[&str]) -> String {
        let run = self.run(args);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{args:?}");
        run.out
    }

    /// Runs the program, which must succeed, whatever it has to say of what was left out, and returns what it prints.
    #[track_caller]
    pub fn quiet(&self, args: &[&str]) -> String {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{args:?}: {}", run.err);
        run.out
    }

    /// Runs the program with something on standard input.
    pub fn pipe(&self, args: &[&str], input: impl AsRef<[u8]>) -> Run {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("standard input is a pipe");
        stdin.write_all(input.as_ref()).expect("the program reads");
        drop(stdin);
        Run::of(child.wait_with_output().expect("the program ends"))
    }

    /// Runs the program on a terminal of its own, and returns every byte that the terminal is sent.
    pub fn on_a_terminal(&self, args: &[&str]) -> String {
        let pair = portable_pty::native_pty_system()
            .openpty(portable_pty::PtySize::default())
            .expect("a terminal opens");
        let mut command = portable_pty::CommandBuilder::new(env!("CARGO_BIN_EXE_byline"));
        command.env_clear();
        command.args(args);
        command.cwd(self.folder.path());
        command.env("BYLINE_DATA_DIR", self.path("data"));
        command.env("BYLINE_CONFIG", self.path("config.toml"));
        let mut child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("the terminal can be read");
        let mut bytes = Vec::new();
        // Reading ends with an error when the program has gone.
        let _ = reader.read_to_end(&mut bytes);
        child.wait().expect("the program ends");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Runs the program, which prints an object on each line.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> Vec<serde_json::Value> {
        self.out(args).lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
    }
}

impl Run {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program prints UTF-8");
        Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}
