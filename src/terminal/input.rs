//! Keys: read by a thread that can be told to keep its hands off the terminal, and that sees when it is gone.
//!
//! What is typed faster than it is dealt with stays in the terminal: the thread waits with reading until the session
//! has taken what was read before.

use std::{
    fs::File,
    io,
    os::fd::OwnedFd,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        mpsc::{self, Receiver, Sender, SyncSender},
    },
    thread,
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use super::bytes::{Bytes, Typed};
use crate::terminal::Wake;

/// The thread that reads keys.
pub(super) struct Input {
    state: Arc<(Mutex<Hands>, Condvar)>,
    poke: OwnedFd,
    typed: Receiver<Vec<Typed>>,
}

/// How much is read from the terminal at once.
const AT_ONCE: usize = 1 << 16;

/// How many reads wait for the session at most.
const WAITING: usize = 8;

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
        let (keys, typed) = mpsc::sync_channel(WAITING);
        thread::Builder::new().name("keys".into()).spawn(move || read(&wake, &keys, &poked, &shared))?;
        Ok(Self { state, poke, typed })
    }

    /// Returns what was typed, in the order of the [`Wake::Typed`] that came for it.
    pub(super) fn typed(&self) -> Vec<Typed> {
        self.typed.try_recv().unwrap_or_default()
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
fn read(
    wake: &Sender<Wake>,
    keys: &SyncSender<Vec<Typed>>,
    poked: &OwnedFd,
    state: &(Mutex<Hands>, Condvar),
) {
    let stdin = rustix::stdio::stdin();
    let mut bytes = Bytes::default();
    let mut buf = vec![0; AT_ONCE];
    loop {
        let mut typed = Vec::new();
        let patience = bytes.patience().and_then(|patience| Timespec::try_from(patience).ok());
        let mut fds = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(poked, PollFlags::IN)];
        match poll(&mut fds, patience.as_ref()) {
            Ok(0) => bytes.silence(&mut typed),
            Ok(_) => {
                let [terminal, pipe] = fds.map(|fd| fd.revents());
                if pipe.contains(PollFlags::IN) {
                    rustix::io::read(poked, &mut [0; 1]).ok();
                    let_go(state);
                    continue;
                }
                // The terminal is gone: its watchman in `signals` ends the session.
                if terminal.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
                    return;
                }
                match rustix::io::read(stdin, &mut buf) {
                    Ok(0) => return,
                    Ok(n) => bytes.take(buf.get(..n).unwrap_or(&[]), &mut typed),
                    Err(Errno::INTR | Errno::AGAIN) => {}
                    Err(_) => return,
                }
            }
            Err(Errno::INTR) => {}
            Err(_) => return,
        }
        if !typed.is_empty() && (keys.send(typed).is_err() || wake.send(Wake::Typed).is_err()) {
            return;
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
