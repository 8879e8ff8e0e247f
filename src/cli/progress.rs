//! The progress bar: bytes, rate and time left while reading, then what the program is at.

use faultlens::pipeline::Watch;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// A bar on standard error, where that is a terminal.
pub struct Progress {
    bar: ProgressBar,
    done: Arc<AtomicBool>,
    ticker: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts a bar over `total` bytes (as on disk); `None` where the size is not known. `quiet` shows nothing.
    pub fn start(total: Option<u64>, watch: &Arc<Watch>, quiet: bool) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let bar = if quiet {
            ProgressBar::hidden()
        } else {
            ProgressBar::no_length()
        };
        if bar.is_hidden() {
            return Self {
                bar,
                done,
                ticker: None,
            };
        }
        if let Some(total) = total {
            bar.set_length(total);
        }
        let template = if total.is_some() {
            "{bar:30} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left  {msg}"
        } else {
            "{spinner} {bytes} {bytes_per_sec}  {msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let ticker = tick(bar.clone(), Arc::clone(watch), Arc::clone(&done));
        Self {
            bar,
            done,
            ticker: Some(ticker),
        }
    }

    /// Says what is being done once everything is read.
    pub fn stage(&self, what: &'static str) {
        self.bar.set_message(what);
        self.bar.tick();
    }

    /// Takes the bar away.
    pub fn finish(mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(ticker) = self.ticker.take() {
            ticker.thread().unpark();
            let _ = ticker.join();
        }
        self.bar.finish_and_clear();
    }
}

/// Moves the bar ten times a second.
fn tick(bar: ProgressBar, watch: Arc<Watch>, done: Arc<AtomicBool>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        while !done.load(Ordering::Relaxed) {
            bar.set_position(watch.bytes.load(Ordering::Relaxed));
            std::thread::park_timeout(Duration::from_millis(100));
        }
    })
}
