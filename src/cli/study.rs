//! What every judging command does first: read, count, judge, and make a report of it.

use super::detection::Detecting;
use super::inputs::{self, Reading};
use super::progress::Progress;
use super::{showing, terminal};
use faultlens::aggregate::summary::Summary;
use faultlens::aggregate::table::Table;
use faultlens::analysis;
use faultlens::analysis::beside::Beside;
use faultlens::analysis::contract::Judged;
use faultlens::error::{Error, Result};
use faultlens::pipeline::Watch;
use faultlens::pipeline::analyze::{Analysis, Request, analyze_and};
use faultlens::redact;
use faultlens::report::contract::Page;
use faultlens::report::model::Report;
use faultlens::report::{self, Facts, RETRY_CHAINS};
use faultlens::source::contract::Input;
use faultlens::timestamp::Zone;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What was typed, and the watch that Ctrl-C reaches.
pub struct Study<'o> {
    /// What to read, and which of it.
    pub reading: &'o Reading,
    /// How incidents are looked for.
    pub detecting: &'o Detecting,
    /// How many requests the retry audit lists; `None` for all.
    pub retry_chains: Option<usize>,
    /// Shared with the handler of Ctrl-C; one per process.
    pub watch: Arc<Watch>,
}

/// What was counted and judged.
pub struct Studied {
    /// The counts, and what became of each input.
    pub analysis: Analysis,
    /// The counts as a table.
    pub table: Table,
    /// The report.
    pub report: Report,
    /// Zone of people's outputs.
    pub zone: Zone,
    /// True when Ctrl-C ended the reading.
    pub interrupted: bool,
}

impl<'o> Study<'o> {
    /// A study; from here on Ctrl-C ends its reading.
    pub fn new(reading: &'o Reading, detecting: &'o Detecting) -> Self {
        let watch = Arc::new(Watch::default());
        inputs::on_interrupt(&watch);
        Self {
            reading,
            detecting,
            retry_chains: Some(RETRY_CHAINS),
            watch,
        }
    }

    /// Reads, judges, then draws what `draw` makes of it, with the progress shown; tells what went wrong with inputs.
    pub fn of<T: Default>(
        &self,
        sources: Vec<Result<Input>>,
        request: &Request,
        draw: impl FnOnce(&Studied) -> Result<T>,
    ) -> Result<(Studied, T)> {
        // A report shows samples. The first chunk is read by one thread, and the others have nothing to do yet; without this, the report
        // waits.
        drop(std::thread::Builder::new().spawn(redact::prepare));
        let mut progress = Progress::start(total(&sources), &self.watch, self.reading.quiet);
        let settings = self.detecting.settings();
        let judge = |summary: &mut Summary, how: &dyn Beside| {
            progress.stage("counting up");
            let short = summary.is_short();
            let judged = analysis::judge_with(how, summary, &settings);
            // What is little is given back with everything else.
            if !short {
                summary.release();
            }
            judged
        };
        let plan = self.reading.plan();
        let mut analysis = analyze_and(sources, request, plan, &self.watch, judge);
        if let Ok((analysis, _)) = &mut analysis {
            showing::hide(&mut analysis.endings, &request.redaction);
        }
        let interrupted = self.watch.stop.load(Ordering::Relaxed);
        let studied = analysis
            .and_then(|(analysis, judged)| self.told(analysis, judged, request, interrupted));
        progress.stage("drawing");
        // Nothing is drawn of nothing: no folder is made for it.
        let drawn = studied.as_ref().ok().and_then(|studied| {
            let nothing = inputs::nothing_read(&studied.analysis.endings);
            (!nothing).then(|| draw(studied))
        });
        progress.finish();
        let studied = studied?;
        inputs::tell(&studied.analysis.endings)?;
        Ok((studied, drawn.transpose()?.unwrap_or_default()))
    }

    fn told(
        &self,
        mut analysis: Analysis,
        judged: Judged,
        request: &Request,
        interrupted: bool,
    ) -> Result<Studied> {
        let zone = self.reading.zone()?;
        let settings = self.detecting.settings();
        // Only now that all is judged: the table takes more room than the cells, and judging takes most of all.
        let table = Table::of_cells(&analysis.summary.take_cells())?;
        let facts = Facts {
            inputs: analysis.inputs(),
            coverage: analysis.coverage(),
            complete: !interrupted,
            filters: self.reading.filters(request),
            zone,
            redaction: request.redaction.clone(),
            judged,
            settings,
            status_page: self
                .detecting
                .status_page()
                .map(|page| page.map_err(|error| showing::hidden(error, &request.redaction))),
            retry_chains: self.retry_chains,
        };
        let report = report::build(&analysis.summary, &table, facts)?;
        Ok(Studied {
            analysis,
            table,
            report,
            zone,
            interrupted,
        })
    }
}

impl Studied {
    /// What renderers look at.
    pub fn page(&self) -> Page<'_> {
        Page {
            report: &self.report,
            cells: &self.table,
            zone: self.zone,
        }
    }

    /// True when nothing was recognised, or nothing of it was asked for.
    pub fn is_empty(&self) -> bool {
        let totals = &self.report.totals;
        totals.attempts + totals.webhook + totals.delivery == 0
    }

    /// True when an input failed, nothing was recognised, or the status page could not be read.
    pub fn partly(&self) -> bool {
        let page = self.report.status_page.as_ref();
        self.is_empty()
            || self
                .analysis
                .endings
                .iter()
                .any(|ending| ending.error.is_some())
            || page.is_some_and(|page| page.error.is_some())
    }

    /// Says on standard error why the status page was not compared.
    pub fn tell_page(&self) {
        let page = self.report.status_page.as_ref();
        if let Some(error) = page.and_then(|page| page.error.as_ref()) {
            terminal::complain("status page", error);
        }
    }
}

/// Bytes of all inputs, where every one has a size.
pub fn total(sources: &[std::result::Result<Input, Error>]) -> Option<u64> {
    sources
        .iter()
        .filter_map(|input| input.as_ref().ok())
        .map(|input| input.size)
        .sum()
}
