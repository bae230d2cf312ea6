//! Keys: read by a thread that can be told to keep its hands off the terminal, and that sees when it is gone.

use std::{
    fs::File,
    io,
    os::fd::OwnedFd,
    sync::{Arc, Condvar, Mutex, PoisonError, mpsc::Sender},
    thread,
    time::Duration,
};

use crossterm::event::{self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use rustix::event::{PollFd, PollFlags, poll};

use crate::{
    app::{
        Event,
        key::{Code, Held, Key},
    },
    terminal::Wake,
};

/// The thread that reads keys.
pub(super) struct Input {
    state: Arc<(Mutex<Hands>, Condvar)>,
    poke: OwnedFd,
}

/// Who may read from the terminal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hands {
    On,
    /// Asked to let go.
    Leaving,
    /// Somebody else reads.
    Off,
}

/// Makes standard input the terminal, where it is a file or a pipe.
pub(super) fn use_terminal() -> io::Result<()> {
    use io::IsTerminal;
    if !io::stdin().is_terminal() {
        let terminal = File::options().read(true).write(true).open("/dev/tty")?;
        rustix::stdio::dup2_stdin(&terminal)?;
    }
    Ok(())
}

impl Input {
    /// Begins to read keys.
    pub(super) fn start(wake: Sender<Wake>) -> io::Result<Self> {
        let (poked, poke) = rustix::pipe::pipe()?;
        let state = Arc::new((Mutex::new(Hands::On), Condvar::new()));
        let shared = Arc::clone(&state);
        thread::Builder::new().name("keys".into()).spawn(move || read(&wake, &poked, &shared))?;
        Ok(Self { state, poke })
    }

    /// Waits until nothing more is read from the terminal.
    pub(super) fn pause(&self) {
        let (hands, changed) = &*self.state;
        let mut held = hands.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Hands::Leaving;
        rustix::io::write(&self.poke, b"x").ok();
        while *held == Hands::Leaving {
            // A thread that ended when the terminal vanished never answers.
            let (next, waited) = changed
                .wait_timeout(held, Duration::from_millis(200))
                .unwrap_or_else(PoisonError::into_inner);
            held = next;
            if waited.timed_out() {
                break;
            }
        }
    }

    /// Begins to read again.
    pub(super) fn go_on(&self) {
        let (hands, changed) = &*self.state;
        *hands.lock().unwrap_or_else(PoisonError::into_inner) = Hands::On;
        changed.notify_all();
    }
}

/// Reads keys until the terminal or the session is gone.
fn read(wake: &Sender<Wake>, poked: &OwnedFd, state: &(Mutex<Hands>, Condvar)) {
    let stdin = rustix::stdio::stdin();
    loop {
        let mut fds = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(poked, PollFlags::IN)];
        match poll(&mut fds, None) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => return,
        }
        if fds[1].revents().contains(PollFlags::IN) {
            let mut byte = [0];
            rustix::io::read(poked, &mut byte).ok();
            let_go(state);
            continue;
        }
        // The terminal is gone: its watchman in `signals` ends the session. Reading on would never return.
        if fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return;
        }
        while event::poll(Duration::ZERO).unwrap_or(false) {
            let Ok(event) = event::read() else { return };
            let sent = decode(event).map(|wakened| wake.send(wakened));
            if matches!(sent, Some(Err(_))) {
                return;
            }
        }
    }
}

/// Keeps off the terminal until told to go on.
fn let_go(state: &(Mutex<Hands>, Condvar)) {
    let (hands, changed) = state;
    let mut held = hands.lock().unwrap_or_else(PoisonError::into_inner);
    if *held == Hands::Leaving {
        *held = Hands::Off;
        changed.notify_all();
    }
    while *held == Hands::Off {
        held = changed.wait(held).unwrap_or_else(PoisonError::into_inner);
    }
}

/// Returns what a terminal event means to the session, if anything.
fn decode(event: event::Event) -> Option<Wake> {
    match event {
        event::Event::Key(event) if event.kind != KeyEventKind::Release => {
            Some(Wake::Event(Event::Key(key(event)?)))
        }
        event::Event::Paste(text) => Some(Wake::Event(Event::Paste(text))),
        event::Event::Resize(..) => Some(Wake::Look),
        _ => None,
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    let held = if event.modifiers.contains(KeyModifiers::CONTROL) {
        Held::Ctrl
    } else if event.modifiers.contains(KeyModifiers::ALT) {
        Held::Alt
    } else {
        Held::None
    };
    let code = match event.code {
        // Some terminals report control with capitals.
        KeyCode::Char(c) if held == Held::Ctrl => Code::Char(c.to_ascii_lowercase()),
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::Function(number),
        _ => return None,
    };
    Some(Key { code, held })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: KeyCode, modifiers: KeyModifiers, expected: &str) {
        assert_eq!(key(KeyEvent::new(code, modifiers)).unwrap().to_string(), expected);
    }

    #[test]
    fn keys_are_decoded_as_settings_write_them() {
        check(KeyCode::Char('G'), KeyModifiers::SHIFT, "G");
        check(KeyCode::Char('D'), KeyModifiers::CONTROL, "ctrl-d");
        check(KeyCode::Char(' '), KeyModifiers::NONE, "space");
        check(KeyCode::BackTab, KeyModifiers::SHIFT, "shift-tab");
        check(KeyCode::Enter, KeyModifiers::ALT, "alt-enter");
        check(KeyCode::F(1), KeyModifiers::NONE, "f1");
    }
}
