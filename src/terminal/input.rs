//! What the session waits for: keys, which it reads from the terminal itself, and what other threads have to say.
//!
//! One wait is for both, so that no key is handed from thread to thread. What is typed faster than it is dealt with stays
//! in the terminal, and while the session is elsewhere nobody's hands are on it.

use std::{
    fs::File,
    io,
    os::fd::OwnedFd,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    time::Instant,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use super::bytes::{Bytes, Typed};
use crate::terminal::Wake;

/// How the other threads speak to the session.
#[derive(Clone, Debug)]
pub(super) struct Bell {
    wakes: Sender<Wake>,
    rope: Arc<Rope>,
}

/// What wakes the session from waiting for keys.
#[derive(Debug)]
struct Rope {
    end: OwnedFd,
    /// Whether it was pulled, and the session has not looked since.
    pulled: AtomicBool,
}

/// The session is over, and nobody hears.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Over;

/// What the session listens to.
#[derive(Debug)]
pub(super) struct Input {
    wakes: Receiver<Wake>,
    /// The other end of the rope, with what is known of that.
    bell: OwnedFd,
    rope: Arc<Rope>,
    /// What the terminal sent, on its way to becoming keys.
    bytes: Bytes,
    buf: Vec<u8>,
    /// Whether the terminal has vanished: its watchman in `signals` ends the session.
    is_gone: bool,
}

/// How much is read from the terminal at once.
const AT_ONCE: usize = 1 << 16;

/// Makes standard input the terminal, where it is a file or a pipe.
pub(super) fn use_terminal() -> io::Result<()> {
    use io::IsTerminal;
    if !io::stdin().is_terminal() {
        let terminal = File::options().read(true).write(true).open("/dev/tty")?;
        rustix::stdio::dup2_stdin(&terminal)?;
    }
    Ok(())
}

impl Bell {
    /// Tells the session something.
    pub(super) fn send(&self, wake: Wake) -> Result<(), Over> {
        self.wakes.send(wake).map_err(|_| Over)?;
        if !self.rope.pulled.swap(true, Ordering::AcqRel) {
            rustix::io::write(&self.rope.end, b"!").ok();
        }
        Ok(())
    }
}

impl Input {
    /// Returns what the session listens to, and how the other threads speak to it.
    pub(super) fn new() -> io::Result<(Bell, Self)> {
        let (wakes, inbox) = mpsc::channel();
        let (bell, end) = rustix::pipe::pipe()?;
        let rope = Arc::new(Rope { end, pulled: AtomicBool::new(false) });
        let input = Self {
            wakes: inbox,
            bell,
            rope: Arc::clone(&rope),
            bytes: Bytes::default(),
            buf: vec![0; AT_ONCE],
            is_gone: false,
        };
        Ok((Bell { wakes, rope }, input))
    }

    /// Returns what another thread has said, where there is something.
    pub(super) fn said(&self) -> Option<Wake> {
        self.wakes.try_recv().ok()
    }

    /// Waits until a key is pressed, another thread says something, or the time has come; returns what was typed.
    pub(super) fn wait(&mut self, until: Option<Instant>) -> io::Result<Vec<Typed>> {
        let mut typed = Vec::new();
        let rest_of_key = self.bytes.patience();
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        let patience = rest_of_key.into_iter().chain(left).min();
        let patience = patience.and_then(|patience| Timespec::try_from(patience).ok());
        let stdin = rustix::stdio::stdin();
        let mut fds = [PollFd::new(&self.bell, PollFlags::IN), PollFd::new(&stdin, PollFlags::IN)];
        let watched = if self.is_gone { 1 } else { 2 };
        let ready = match poll(fds.get_mut(..watched).unwrap_or_default(), patience.as_ref()) {
            Ok(ready) => ready,
            Err(Errno::INTR) => return Ok(typed),
            Err(cause) => return Err(cause.into()),
        };
        let [rung, keys] = fds.map(|fd| fd.revents());
        if !rung.is_empty() {
            rustix::io::read(&self.bell, &mut [0; 1]).ok();
            // Whoever speaks from now on pulls again; what was said before is heard after this.
            self.rope.pulled.store(false, Ordering::Release);
        }
        if keys.contains(PollFlags::IN) {
            match rustix::io::read(stdin, &mut self.buf) {
                Ok(0) => self.is_gone = true,
                Ok(n) => self.bytes.take(self.buf.get(..n).unwrap_or(&[]), &mut typed),
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(_) => self.is_gone = true,
            }
        } else if !keys.is_empty() {
            self.is_gone = true;
        } else if ready == 0 && rest_of_key.is_some_and(|rest| left.is_none_or(|left| rest <= left)) {
            self.bytes.silence(&mut typed);
        }
        Ok(typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_while_nobody_waits_is_heard() {
        let (bell, mut input) = Input::new().expect("there are pipes");
        input.is_gone = true;
        for _ in 0..100_000 {
            bell.send(Wake::Look).expect("the session is there");
        }
        input.wait(None).expect("waiting works");
        assert_eq!(std::iter::from_fn(|| input.said()).count(), 100_000);
        drop(input);
        assert_eq!(bell.send(Wake::Look), Err(Over));
    }
}
