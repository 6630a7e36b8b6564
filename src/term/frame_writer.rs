//! One write per frame: a frame's bytes are collected and leave together, inside a synchronized update.
//!
//! A slow line shows a frame whole or not at all, and a frame in which nothing changed writes nothing.

use std::io;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::BorrowedFd;
use rustix::io::Errno;

/// "Show nothing until the end": terminals that do not know it ignore it.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// The terminal does not take bytes any more: the line is cut or the window closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the terminal is gone")]
pub struct HungUp;

/// Where bytes go. The real one is the terminal; tests have their own.
pub trait Tty {
    /// Writes some of the bytes.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;
    /// Waits until more can be written.
    fn wait(&mut self) -> io::Result<()>;
}

impl Tty for BorrowedFd<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(*self, bytes)?)
    }

    fn wait(&mut self) -> io::Result<()> {
        match poll(&mut [PollFd::new(&*self, PollFlags::OUT)], None) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Collects frames and counts what they cost.
#[derive(Debug)]
pub struct FrameWriter<T> {
    tty: T,
    frame: Vec<u8>,
    n_bytes: u64,
    n_frames: u64,
}

impl<T: Tty> FrameWriter<T> {
    /// A writer to this terminal.
    pub fn new(tty: T) -> Self {
        Self { tty, frame: Vec::with_capacity(16 * 1024), n_bytes: 0, n_frames: 0 }
    }

    /// Lets `draw` collect a frame and writes it. Answers how many bytes were written: none if there was nothing to say.
    pub fn frame(&mut self, draw: impl FnOnce(&mut Vec<u8>)) -> Result<usize, HungUp> {
        self.frame.clear();
        self.frame.extend_from_slice(BEGIN);
        draw(&mut self.frame);
        if self.frame.len() == BEGIN.len() {
            return Ok(0);
        }
        self.frame.extend_from_slice(END);
        write_all(&mut self.tty, &self.frame)?;
        self.n_frames += 1;
        self.n_bytes += self.frame.len() as u64;
        Ok(self.frame.len())
    }

    /// Bytes written since the beginning.
    pub fn n_bytes(&self) -> u64 {
        self.n_bytes
    }

    /// Frames written since the beginning; empty ones do not count.
    pub fn n_frames(&self) -> u64 {
        self.n_frames
    }
}

/// Writes all bytes, however few the terminal takes at a time. Any error that is not about waiting means that it is gone.
pub(super) fn write_all(tty: &mut impl Tty, mut bytes: &[u8]) -> Result<(), HungUp> {
    while !bytes.is_empty() {
        match tty.write(bytes) {
            Ok(0) => return Err(HungUp),
            Ok(n) => bytes = bytes.get(n..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // Somebody sharing the terminal may have made it non-blocking.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => tty.wait().map_err(|_| HungUp)?,
            Err(_) => return Err(HungUp),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;

    /// A terminal that answers as told, then takes everything.
    #[derive(Default)]
    struct Script {
        answers: VecDeque<io::Result<usize>>,
        written: Vec<u8>,
        n_writes: usize,
        n_waits: usize,
    }

    impl Tty for Script {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.n_writes += 1;
            let n = self.answers.pop_front().unwrap_or(Ok(bytes.len()))?.min(bytes.len());
            self.written.extend_from_slice(&bytes[..n]);
            Ok(n)
        }

        fn wait(&mut self) -> io::Result<()> {
            self.n_waits += 1;
            Ok(())
        }
    }

    fn writer(answers: impl IntoIterator<Item = io::Result<usize>>) -> FrameWriter<Script> {
        FrameWriter::new(Script { answers: answers.into_iter().collect(), ..Script::default() })
    }

    #[test]
    fn a_frame_is_one_write_in_a_synchronized_update() {
        let mut writer = writer([]);
        let n = writer.frame(|frame| frame.extend_from_slice(b"hello"));
        assert_eq!(n, Ok(21));
        assert_eq!(writer.tty.written, b"\x1b[?2026hhello\x1b[?2026l");
        assert_eq!((writer.tty.n_writes, writer.n_bytes(), writer.n_frames()), (1, 21, 1));
    }

    #[test]
    fn an_empty_frame_writes_nothing() {
        let mut writer = writer([]);
        assert_eq!(writer.frame(|_| ()), Ok(0));
        assert_eq!((writer.tty.n_writes, writer.n_frames()), (0, 0));
    }

    #[test]
    fn a_terminal_that_takes_little_gets_all() {
        let error = |kind: io::ErrorKind| Err(io::Error::from(kind));
        let mut writer =
            writer([Ok(3), error(io::ErrorKind::Interrupted), error(io::ErrorKind::WouldBlock), Ok(1)]);
        assert_eq!(writer.frame(|frame| frame.extend_from_slice(b"hello")), Ok(21));
        assert_eq!(writer.tty.written, b"\x1b[?2026hhello\x1b[?2026l");
        assert_eq!(writer.tty.n_waits, 1);
    }

    #[test]
    fn a_cut_line_is_told() {
        for answer in [Ok(0), Err(io::Error::from_raw_os_error(5))] {
            assert_eq!(writer([answer]).frame(|frame| frame.push(b'x')), Err(HungUp));
        }
    }
}
