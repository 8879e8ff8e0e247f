//! `faultlens extract`: one JSON object per event on standard output.

use super::inputs::{self, Reading};
use super::progress::Progress;
use super::{Exit, showing, study::total};
use clap::Args;
use faultlens::aggregate::window::Width;
use faultlens::error::Result;
use faultlens::pipeline::Watch;
use faultlens::pipeline::extract::extract;
use faultlens::redact::Redaction;
use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;

const EXAMPLES: &str = "\
Examples:
  faultlens extract logs/ | jq -c 'select(.class == \"5xx\")'
  faultlens extract app.log --class 4xx > refused.ndjson";

/// What to extract.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    #[command(flatten)]
    reading: Reading,
}

impl Options {
    /// How much is hidden.
    pub fn redaction(&self) -> Redaction {
        self.reading.redaction()
    }
}

/// Runs it.
pub fn run(options: &Options) -> Result<Exit> {
    let mut request = options.reading.request(Width::Auto)?;
    let config = options.reading.config()?;
    let sources = options.reading.inputs(&config);
    request.formats = config.formats;
    let watch = Arc::new(Watch::default());
    inputs::on_interrupt(&watch);
    let progress = Progress::start(total(&sources), &watch, options.reading.quiet);
    let mut out = BufWriter::new(std::io::stdout());
    let extracted = extract(sources, &request, options.reading.plan(), &watch, &mut out);
    progress.finish();
    let (mut endings, events) = extracted?;
    showing::hide(&mut endings, &request.redaction);
    out.flush().map_err(|error| {
        faultlens::error::Error::io(
            "standard output",
            "a place to write events to",
            &error,
            "free space there, or write elsewhere",
        )
    })?;
    inputs::tell(&endings)?;
    let partly = events == 0 || endings.iter().any(|ending| ending.error.is_some());
    Ok(match (watch.stop.load(Ordering::Relaxed), partly) {
        (true, _) => Exit::Interrupted,
        (false, true) => Exit::Partly,
        (false, false) => Exit::Done,
    })
}
