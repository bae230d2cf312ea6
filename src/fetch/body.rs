//! Reads what a server sends: unpacked by us, so that size, ratio, rate and time are ours to limit.

use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use flate2::read::MultiGzDecoder;

use super::{Limits, Refused};

/// Bytes that may be unpacked before the ratio counts.
const FREE: usize = 1 << 20;

/// Reads a body to its end.
pub(super) fn read(
    from: impl Read,
    is_packed: bool,
    limits: &Limits,
    cancelled: &AtomicBool,
) -> Result<Vec<u8>, Refused> {
    let received = Rc::new(Cell::new(0));
    let counted = Counted { from, received: Rc::clone(&received) };
    let mut unpacked: Box<dyn Read + '_> =
        if is_packed { Box::new(MultiGzDecoder::new(counted)) } else { Box::new(counted) };
    let began = Instant::now();
    let mut bytes = Vec::new();
    let mut piece = [0; 16 << 10];
    loop {
        if cancelled.load(Ordering::Relaxed) {
            return Err("it was cancelled".to_owned().into());
        }
        let n = match unpacked.read(&mut piece) {
            Ok(0) => return Ok(bytes),
            Ok(n) => n,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(format!("the server stopped in the middle: {cause}").into()),
        };
        bytes.extend_from_slice(piece.get(..n).unwrap_or(&[]));
        let time = began.elapsed();
        if bytes.len() > limits.bytes {
            return Err(format!("it is larger than {} MiB", limits.bytes >> 20).into());
        }
        if bytes.len() > FREE && bytes.len() / limits.ratio > received.get() {
            return Err("it was packed to burst".to_owned().into());
        }
        if time > limits.whole {
            return Err("it took too long".to_owned().into());
        }
        let expected = limits.rate.saturating_mul(usize::try_from(time.as_secs()).unwrap_or(usize::MAX));
        if time > limits.patience && received.get() < expected {
            return Err("the server sends too slowly".to_owned().into());
        }
    }
}

/// Counts what goes through.
struct Counted<R> {
    from: R,
    received: Rc<Cell<usize>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(to)?;
        self.received.set(self.received.get() + n);
        Ok(n)
    }
}
