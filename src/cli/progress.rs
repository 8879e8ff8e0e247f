//! The progress bar: bytes, rate and time left while reading, then what the program is at.

use faultlens::pipeline::Watch;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// A bar on standard error, where that is a terminal.
pub struct Progress {
    bar: ProgressBar,
    watch: Arc<Watch>,
    done: Arc<AtomicBool>,
    ticker: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts a bar over `total` bytes (as on disk); `None` where the size is not known. `quiet` shows nothing.
    pub fn start(total: Option<u64>, watch: &Arc<Watch>, quiet: bool) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        // Nothing is drawn before length and style are set, so that the first frame looks like the others.
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let target = if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        if target.is_hidden() {
            return Self {
                bar,
                watch: Arc::clone(watch),
                done,
                ticker: None,
            };
        }
        let template = if total.is_some() {
            "{bar:30} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left  {msg}"
        } else {
            "{spinner} {bytes} {bytes_per_sec}  {msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_draw_target(target);
        let ticker = tick(bar.clone(), Arc::clone(watch), Arc::clone(&done));
        Self {
            bar,
            watch: Arc::clone(watch),
            done,
            ticker: Some(ticker),
        }
    }

    /// Says what is being done once everything is read; the ticker's last look may be older than the last byte.
    pub fn stage(&mut self, what: &'static str) {
        self.stop();
        let read = self.watch.bytes.load(Ordering::Relaxed);
        let interrupted = self.watch.stop.load(Ordering::Relaxed);
        let whole = self.bar.length().filter(|_| !interrupted);
        self.bar.set_position(whole.unwrap_or(read));
        self.bar.set_message(what);
        self.bar.tick();
    }

    /// Takes the bar away.
    pub fn finish(mut self) {
        self.stop();
        self.bar.finish_and_clear();
    }

    /// Ends the ticker, and waits until it has drawn for the last time.
    fn stop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(ticker) = self.ticker.take() {
            ticker.thread().unpark();
            let _ = ticker.join();
        }
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
