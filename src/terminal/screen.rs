//! The screen: taking the terminal, drawing on it, and giving it back whatever happens.

use std::{
    io::{self, Write},
    panic,
    sync::{
        Once,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use base64::Engine;
use crossterm::{
    cursor, event, execute,
    terminal::{self, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen},
};
use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::{State, area::Size},
    terminal::frame::Shown,
    ui::{self, memory::Memory, theme::Theme},
};

/// The largest screen that is drawn on; terminals that claim to be larger are drawn on in part.
const LARGEST: Size = Size { width: 1000, height: 500 };

/// The most text that is put on the clipboard: terminals drop longer sequences.
const LONGEST_COPY: usize = 74_000;

/// What tells a terminal to show a frame only when all of it has come.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// Asks whether there are left and right margins (DECRQM of DECLRMM); whoever has them answers.
const ASK_FOR_MARGINS: &[u8] = b"\x1b[?69$p";

/// Puts the title of the window aside, and takes it back (XTWINOPS).
const KEEP_TITLE: &[u8] = b"\x1b[22;2t";
const RESTORE_TITLE: &[u8] = b"\x1b[23;2t";

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Has the terminal tell of presses, drags and the wheel (XTerm's 1002, in the form of 1006), and not any more.
const TAKE_MOUSE: &[u8] = b"\x1b[?1002h\x1b[?1006h";
const GIVE_MOUSE_BACK: &[u8] = b"\x1b[?1006l\x1b[?1002l";

/// Whether the mouse is ours now.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// Whether the title of the window is ours now.
static TITLED: AtomicBool = AtomicBool::new(false);

/// The screen. Dropping it gives the terminal back.
pub(super) struct Screen {
    shown: Shown,
    /// What the next frame is drawn on; it holds the last one.
    next: Buffer,
    /// What that shows.
    memory: Memory,
    size: Size,
    /// The title of the window, where it is ours.
    title: String,
}

impl Screen {
    /// Takes the terminal.
    pub(super) fn open() -> io::Result<Self> {
        give_back_on_panic();
        let mut screen = Self {
            shown: Shown::default(),
            next: Buffer::default(),
            memory: Memory::default(),
            size: measured(),
            title: String::new(),
        };
        screen.enter()?;
        Ok(screen)
    }

    /// Returns the size that is drawn on.
    pub(super) fn size(&self) -> Size {
        self.size
    }

    /// Takes the terminal, at first or again.
    pub(super) fn enter(&mut self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        terminal::enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, event::EnableBracketedPaste)?;
        // Before the first frame, which writes over whatever a terminal shows that does not know the question.
        write(ASK_FOR_MARGINS)?;
        self.title.clear();
        self.clear();
        Ok(())
    }

    /// Gives the window the title of the article, where that is wanted.
    fn name(&mut self, state: &State) -> io::Result<()> {
        let title = if state.config.screen.title { ui::title(state) } else { String::new() };
        if title == self.title {
            return Ok(());
        }
        self.title = title;
        if self.title.is_empty() {
            TITLED.store(false, Ordering::SeqCst);
            return write(RESTORE_TITLE);
        }
        let keep = if TITLED.swap(true, Ordering::SeqCst) { &[] } else { KEEP_TITLE };
        write(&[keep, b"\x1b]2;", self.title.as_bytes(), b"\x07"].concat())
    }

    /// Gives the terminal back for a while.
    pub(super) fn leave(&self) {
        give_back();
    }

    /// Looks how large the terminal is.
    pub(super) fn measure(&mut self) {
        self.size = measured();
        self.clear();
    }

    /// Takes in that the terminal answered that it has left and right margins.
    pub(super) fn has_margins(&mut self) {
        self.shown.has_margins();
    }

    /// Makes the next frame draw every cell.
    pub(super) fn clear(&mut self) {
        self.shown.forget();
    }

    /// Draws the state.
    pub(super) fn draw(&mut self, state: &State, theme: &Theme) -> io::Result<()> {
        self.name(state)?;
        let wanted = state.config.screen.mouse;
        if MOUSE.swap(wanted, Ordering::SeqCst) != wanted {
            write(if wanted { TAKE_MOUSE } else { GIVE_MOUSE_BACK })?;
        }
        self.next.resize(Rect::new(0, 0, self.size.width, self.size.height));
        let cursor = ui::view_again(state, theme, &mut self.memory, &mut self.next);
        let changes = self.shown.turn_into(&self.next, self.memory.kept(), state.areas().edge(), cursor);
        if changes.is_empty() {
            return Ok(());
        }
        write(&[BEGIN, &changes, END].concat())
    }

    /// Puts text on the clipboard of the machine at which the reader sits.
    pub(super) fn copy(&self, text: &str) -> io::Result<()> {
        let mut end = text.len().min(LONGEST_COPY);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let encoded = base64::engine::general_purpose::STANDARD.encode(text.get(..end).unwrap_or(""));
        write(format!("\x1b]52;c;{encoded}\x07").as_bytes())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back, from any thread, once. Errors are of no use to anybody by then.
pub(super) fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        terminal::disable_raw_mode().ok();
        if TITLED.swap(false, Ordering::SeqCst) {
            write(RESTORE_TITLE).ok();
        }
        if MOUSE.swap(false, Ordering::SeqCst) {
            write(GIVE_MOUSE_BACK).ok();
        }
        write_restoring().ok();
    }
}

/// Gives the terminal back where the thread that draws may be stuck in writing: never waits.
#[cfg(unix)]
pub(super) fn give_back_at_once() {
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    terminal::disable_raw_mode().ok();
    let stdout = rustix::stdio::stdout();
    // The terminal is shared with the shell, so its way of writing is put back.
    if let Ok(flags) = fcntl_getfl(stdout) {
        fcntl_setfl(stdout, flags | OFlags::NONBLOCK).ok();
        if TITLED.swap(false, Ordering::SeqCst) {
            rustix::io::write(stdout, RESTORE_TITLE).ok();
        }
        if MOUSE.swap(false, Ordering::SeqCst) {
            rustix::io::write(stdout, GIVE_MOUSE_BACK).ok();
        }
        rustix::io::write(stdout, RESTORING).ok();
        fcntl_setfl(stdout, flags).ok();
    }
}

/// Ends a synchronized frame, attributes, bracketed paste and the alternate screen, and shows the cursor.
#[cfg(unix)]
const RESTORING: &[u8] = b"\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// Writes all of a frame at once.
fn write(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

fn write_restoring() -> io::Result<()> {
    execute!(
        io::stdout(),
        EndSynchronizedUpdate,
        crossterm::style::ResetColor,
        event::DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    )
}

/// Returns the size of the terminal, within reason.
fn measured() -> Size {
    let (width, height) = terminal::size().unwrap_or((80, 24));
    Size { width: width.min(LARGEST.width), height: height.min(LARGEST.height) }
}

/// Makes a panic of the thread that draws give the terminal back. Panics of workers become messages.
fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    let main = thread::current().id();
    ONCE.call_once(|| {
        panic::set_hook(Box::new(move |_| {
            if thread::current().id() == main {
                give_back();
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;

    /// The other half of the test below, which runs this one on a terminal of its own.
    #[test]
    #[ignore = "takes the terminal and panics on it"]
    fn takes_the_terminal_and_panics() {
        let _screen = Screen::open().expect("there is a terminal");
        panic!("a mistake");
    }

    #[test]
    fn a_panic_gives_the_terminal_back() {
        let pair = native_pty_system().openpty(PtySize::default()).expect("a terminal opens");
        let before = format!("{:?}", pair.master.get_termios());
        let program = std::env::current_exe().expect("the test knows itself");
        let mut command = CommandBuilder::new(program);
        command.args(["--exact", "--ignored", "terminal::screen::tests::takes_the_terminal_and_panics"]);
        let mut child = pair.slave.spawn_command(command).expect("the program starts");
        let mut reader = pair.master.try_clone_reader().expect("the terminal can be read");
        assert!(!child.wait().expect("it ends").success());
        assert_eq!(format!("{:?}", pair.master.get_termios()), before);
        drop(pair.slave);
        let mut bytes = Vec::new();
        // Reading ends with an error when nobody has the terminal open.
        reader.read_to_end(&mut bytes).ok();
        let mut screen = vt100::Parser::default();
        screen.process(&bytes);
        let screen = screen.screen();
        assert!(bytes.windows(8).any(|bytes| bytes == b"\x1b[?1049h"));
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
    }
}
