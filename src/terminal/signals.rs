//! Signals, and a terminal that vanishes: the session is told, and ended by force where it does not answer.

use std::{
    io, process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH},
    iterator::Signals,
};

use crate::terminal::{Wake, input::Bell, keeper::Keeper, outside, screen, warn};

/// How long the session has to end in good order: to write what is waiting and to give the terminal back.
const GRACE: Duration = Duration::from_millis(600);

/// How long it may then still take to write down what the keeper was told. It takes no time unless the disk is stuck or
/// another program holds the notes file, and then the notes matter more than the time.
const LAST: Duration = Duration::from_secs(12);

/// How long the session has for a last word.
const PARTING: Duration = Duration::from_millis(50);

/// Begins to wait for signals, and to watch whether the terminal is there.
///
/// While `away` is set another program has the terminal: what its keys send is not for the session.
pub(super) fn start(wake: Bell, keeper: Keeper, away: Arc<AtomicBool>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    let (watchman, keeper_too) = (wake.clone(), keeper.clone());
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            match signal {
                SIGTSTP if away.load(Ordering::SeqCst) => outside::stop_alone(),
                SIGINT | SIGQUIT if away.load(Ordering::SeqCst) => {}
                SIGWINCH | SIGCONT => _ = wake.send(Wake::Look),
                SIGTSTP => _ = wake.send(Wake::Stop),
                signal => end(&wake, &keeper, signal),
            }
        }
    })?;
    thread::Builder::new().name("watchman".into()).spawn(move || {
        let stdin = rustix::stdio::stdin();
        loop {
            // No flag asks for anything: only the end of the terminal wakes this.
            let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
            match poll(&mut fds, None) {
                Err(rustix::io::Errno::INTR) => {}
                Ok(_) | Err(_) => {
                    end(&watchman, &keeper_too, SIGHUP);
                    return;
                }
            }
        }
    })?;
    Ok(())
}

/// Ends the session, in good order or else by force.
fn end(wake: &Bell, keeper: &Keeper, signal: i32) {
    wake.send(Wake::End(signal)).ok();
    thread::sleep(GRACE);
    screen::give_back_at_once();
    if let Some(message) = keeper.stop_within(LAST) {
        warn(&message);
    }
    // The session may be about to say what could not be saved.
    thread::sleep(PARTING);
    process::exit(128 + signal);
}
