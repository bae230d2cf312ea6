//! The real program on a real pseudo-terminal, with a screen that can be looked at.

use std::{
    fmt,
    io::{Read, Write},
    num::NonZeroU16,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

use crate::sandbox::Sandbox;

/// A terminal in which the program runs.
pub struct Terminal {
    /// The terminal, until it vanishes.
    line: Option<Line>,
    output: Receiver<Vec<u8>>,
    reader: Option<JoinHandle<()>>,
    vanishing: Arc<AtomicBool>,
    screen: vt100::Parser,
    child: Box<dyn Child + Send + Sync>,
    modes: String,
    /// Every byte that the terminal was sent.
    pub raw: Vec<u8>,
}

/// Both ends of a terminal.
struct Line {
    master: Box<dyn MasterPty + Send>,
    /// Kept so that the terminal lives on when the program has ended.
    _slave: Box<dyn SlavePty + Send>,
    keys: Box<dyn Write + Send>,
}

/// How long anything may take before the test fails. Long, because machines can be busy.
const DEADLINE: Duration = Duration::from_secs(30);

impl Terminal {
    /// Starts the program on a terminal of 100 x 30.
    pub fn start(sandbox: &Sandbox, args: &[&str]) -> Self {
        Self::run(&byline(sandbox, args), 100, 30)
    }

    /// Runs a command on a terminal of some size.
    pub fn run(command: &CommandBuilder, columns: u16, rows: u16) -> Self {
        let pair = portable_pty::native_pty_system().openpty(size(columns, rows)).expect("a terminal opens");
        let modes = format!("{:?}", pair.master.get_termios());
        let child = pair.slave.spawn_command(command.clone()).expect("the program starts");
        let mut reader = pair.master.try_clone_reader().expect("the terminal can be read");
        let (send, output) = mpsc::channel();
        let vanishing = Arc::new(AtomicBool::new(false));
        let vanished = Arc::clone(&vanishing);
        let reader = thread::spawn(move || {
            let mut buf = vec![0; 1 << 16];
            while let Ok(n @ 1..) = reader.read(&mut buf) {
                if vanished.load(Ordering::SeqCst) || send.send(buf[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().expect("the terminal can be written to");
        let (rows, columns) = (rows.clamp(1, 200), columns.clamp(1, 300));
        let screen = vt100::Parser::new(nonzero(rows), nonzero(columns), 0);
        let line = Some(Line { master: pair.master, _slave: pair.slave, keys });
        Self { line, output, reader: Some(reader), vanishing, screen, child, modes, raw: Vec::new() }
    }

    /// Types.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        let line = self.line.as_mut().expect("the terminal is there");
        line.keys.write_all(keys.as_bytes()).expect("the terminal takes keys");
        line.keys.flush().expect("the terminal takes keys");
        self
    }

    /// Waits until the screen shows some words.
    #[track_caller]
    pub fn shows(&mut self, words: &str) -> &mut Self {
        self.wait(&format!("the screen shows {words:?}"), |it| it.text().contains(words))
    }

    /// Waits until the screen no longer shows some words.
    #[track_caller]
    pub fn hides(&mut self, words: &str) -> &mut Self {
        self.wait(&format!("the screen hides {words:?}"), |it| !it.text().contains(words))
    }

    /// Waits until something holds of the screen.
    #[track_caller]
    pub fn wait(&mut self, what: &str, holds: impl Fn(&Self) -> bool) -> &mut Self {
        let deadline = Instant::now() + DEADLINE;
        while self.is_in_frame() || !holds(self) {
            match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) if holds(self) => break,
                Err(why) => panic!("never came that {what} ({why}); the screen is\n{self:?}"),
            }
        }
        self
    }

    /// Returns what the screen shows.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("the program is there");
    }

    /// Changes the size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let line = self.line.as_ref().expect("the terminal is there");
        line.master.resize(size(columns, rows)).expect("the size can be changed");
        self.screen.set_size(nonzero(rows.clamp(1, 200)), nonzero(columns.clamp(1, 300)));
    }

    /// Waits until the program has stopped.
    pub fn stopped(&mut self) {
        let status = waitpid(Some(self.pid()), WaitOptions::UNTRACED).expect("the program is there");
        assert!(status.is_some_and(|(_, status)| status.stopped()), "{self:?}");
        self.take_rest();
    }

    /// Waits until the program has ended, and returns its exit code.
    #[track_caller]
    pub fn ended(&mut self) -> u32 {
        let deadline = Instant::now() + DEADLINE;
        loop {
            if let Some(status) = self.child.try_wait().expect("the program can be waited for") {
                self.take_rest();
                assert_eq!(status.signal(), None, "{self:?}");
                return status.exit_code();
            }
            assert!(Instant::now() < deadline, "the program never ended; the screen is\n{self:?}");
            // Output is read on meanwhile: a program that waits for the terminal does not end.
            if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(5)) {
                self.take(&bytes);
            }
        }
    }

    /// Holds that the terminal is as it was before.
    #[track_caller]
    pub fn is_given_back(&mut self) {
        let is_back = |it: &Self| {
            let screen = it.screen.screen();
            !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
        };
        // The thread that reads may be behind.
        self.wait("the terminal is given back", is_back);
        assert_eq!(self.modes(), self.modes);
    }

    /// Holds that the terminal is the program's.
    #[track_caller]
    pub fn is_taken(&self) {
        let screen = self.screen.screen();
        assert!(screen.alternate_screen() && screen.bracketed_paste(), "{self:?}");
        assert_ne!(self.modes(), self.modes);
    }

    /// Takes the terminal away while the program runs.
    pub fn vanish(&mut self) {
        self.vanishing.store(true, Ordering::SeqCst);
        // The thread that reads sees it with the next frame.
        self.resize(90, 20);
        let reader = self.reader.take().map(JoinHandle::join);
        assert!(matches!(reader, Some(Ok(()))));
        self.line = None;
    }

    fn modes(&self) -> String {
        let line = self.line.as_ref().expect("the terminal is there");
        format!("{:?}", line.master.get_termios())
    }

    /// Returns whether a frame has begun that has not come whole: nothing is to be read off half a frame.
    fn is_in_frame(&self) -> bool {
        const MARK: &[u8] = b"\x1b[?2026";
        let last = self.raw.windows(MARK.len() + 1).rev().find(|bytes| bytes.starts_with(MARK));
        last.is_some_and(|bytes| bytes.ends_with(b"h"))
    }

    fn pid(&self) -> Pid {
        let pid = self.child.process_id().and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?));
        pid.expect("the program is there")
    }

    /// Takes what is still on its way. The program writes no more, so nothing is waited for but the thread that reads.
    fn take_rest(&mut self) {
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(50)) {
            self.take(&bytes);
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.raw.extend_from_slice(bytes);
        self.screen.process(bytes);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that fails leaves nothing behind.
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = kill_process(self.pid(), Signal::KILL);
            let _ = self.child.wait();
        }
    }
}

impl fmt::Debug for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// Returns the program, ready to run in a folder of its own with nothing of the environment around it.
pub fn byline(sandbox: &Sandbox, args: &[&str]) -> CommandBuilder {
    command(sandbox, env!("CARGO_BIN_EXE_byline"), args)
}

/// Returns a command, ready to run as the program would.
pub fn command(sandbox: &Sandbox, program: &str, args: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.env_clear();
    command.args(args);
    command.cwd(sandbox.path(""));
    command.env("HOME", sandbox.path("home"));
    command.env("BYLINE_DATA_DIR", sandbox.path("data"));
    command.env("BYLINE_CONFIG", sandbox.path("config.toml"));
    command.env("TERM", "xterm-256color");
    command.env("PATH", "/usr/bin:/bin");
    command.env("TMPDIR", sandbox.path(""));
    command
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, ..PtySize::default() }
}

fn nonzero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("it is at least one")
}
