//! What the benchmarks share: a file to work on, percentiles, and how figures are printed.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "each benchmark uses its part"
)]

use chartroom::{
    domain::time::Clock,
    store::{self, Session, Store},
};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// A fresh database under the target directory, with its signed-in maker.
pub fn fresh(name: &str) -> (Store, Session) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/target/bench"));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{name}.db"));
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(file.with_extension(format!("db{suffix}")));
    }
    let store = store::create(&file, "demo", "Benchmark", "bench", Clock::System).unwrap();
    let session = store.sign_in("bench", "bench").unwrap();
    (store, session)
}

/// How long `work` takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}

/// Times of one kind of step.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Runs and times one step.
    pub fn step<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (done, took) = timed(work);
        self.0.push(took);
        done
    }

    /// Adds a step that was timed elsewhere.
    pub fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// Milliseconds at a share of all steps, 0 to 1.
    pub fn at(&mut self, share: f64) -> f64 {
        self.0.sort_unstable();
        let idx = ((self.0.len() as f64 * share) as usize).min(self.0.len().saturating_sub(1));
        self.0.get(idx).map_or(0.0, |took| took.as_secs_f64() * 1e3)
    }

    /// One line: name, number, p50, p99, max.
    pub fn print(&mut self, name: &str) {
        println!(
            "{name:<44} n {:>6}   p50 {:>8.3} ms   p99 {:>8.3} ms   max {:>8.3} ms",
            self.0.len(),
            self.at(0.5),
            self.at(0.99),
            self.at(1.0)
        );
    }
}

/// Resident memory of this process in MB, from /proc.
pub fn resident_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or("VmRSS: 0 kB");
    let kb: f64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0.0);
    kb / 1024.0
}

/// Machine and time of a run, for docs/benchmarks.md.
pub fn print_machine() {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("machine: {} x {cores} cores", model.trim_start_matches(['\t', ' ', ':']));
}
