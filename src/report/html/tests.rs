//! What the page must keep: its size, its law, and cells that say what the table says.

use super::cells::Cells;
use super::{BUDGET, Html, LIMITS, SCRIPT, policy};
use crate::aggregate::table::Entry;
use crate::error::Result;
use crate::report::contract::{self, Page, Renderer};
use crate::report::model::{Report, Sample};
use crate::report::sample;
use crate::timestamp::Zone;
use serde_json::Value;

/// Every pair of a report on every one of its resources, in many windows.
#[derive(Debug)]
struct Dense {
    pairs: Vec<(String, Option<u32>)>,
    windows: i64,
}

const STEP: i64 = 300;
const RESOURCES: usize = 60;

impl contract::Cells for Dense {
    fn each(&self, visit: &mut dyn FnMut(&Entry<'_>)) -> Result<()> {
        for window in 0..self.windows {
            for (place, (resource, code)) in self.pairs.iter().enumerate() {
                visit(&Entry {
                    window_start: Some(1_767_225_600 + window * STEP),
                    resource: Some(resource),
                    kind: "api_call",
                    http_status: Some(400),
                    twilio_code: *code,
                    class: Some("4xx"),
                    fault: Some("your_request"),
                    attempts: 1 + (place as u64 + window.unsigned_abs()) % 9,
                });
            }
        }
        Ok(())
    }

    fn csv(&self, _: &mut dyn std::io::Write) -> Result<()> {
        Ok(())
    }

    fn parquet(&self) -> Result<Vec<u8>> {
        Ok(Vec::new())
    }
}

/// Two hundred pairs with three samples each that need much escaping, on sixty resources.
fn large() -> (Report, Dense) {
    let mut report = sample::day();
    let first = report.pairs[0].clone();
    report.pairs = (0..200_u32)
        .map(|place| {
            let mut row = first.clone();
            row.twilio_code = Some(21_000 + place);
            row.samples = vec![
                Sample {
                    source: "logs/app.log".into(),
                    line: 1,
                    text: "\"<&'".repeat(125),
                };
                3
            ];
            row
        })
        .collect();
    let pairs = (0..200_usize).flat_map(|pair| {
        let code = u32::try_from(pair).unwrap() + 21_000;
        let some = (0..3).map(move |step| (pair * 7 + step * 20) % RESOURCES);
        some.map(move |resource| (format!("product/Resource{resource}"), Some(code)))
    });
    let pairs = pairs.collect();
    (
        report,
        Dense {
            pairs,
            windows: 366,
        },
    )
}

fn embedded(page: &Page<'_>, budget: usize) -> (Value, Option<i64>) {
    let cells = Cells::of(page).unwrap().embedded(budget).unwrap();
    (serde_json::from_str(&cells.json).unwrap(), cells.coarser)
}

/// Attempts of the embedded cells of a name of a pair.
fn attempts(value: &Value, name: &str) -> u64 {
    let rows = value["cells"].as_array().unwrap().iter();
    let numbers = |row: &Value| -> Vec<u64> {
        row.as_array()
            .unwrap()
            .iter()
            .map(|one| one.as_u64().unwrap())
            .collect()
    };
    let rows = rows.map(numbers).filter(|row| {
        let pair = usize::try_from(row[0]).unwrap();
        value["pairs"][pair]["name"] == name
    });
    rows.map(|row| row[2] + row[3..].iter().skip(1).step_by(2).sum::<u64>())
        .sum()
}

#[test]
fn however_large_the_page_fits_and_its_cells_stay_exact() {
    let (report, dense) = large();
    let page = Page {
        report: &report,
        cells: &dense,
        zone: Zone::UTC,
    };
    let files = Html.render(&page).unwrap();
    assert!(files[0].bytes.len() <= BUDGET, "{}", files[0].bytes.len());
    let text = String::from_utf8_lossy(&files[0].bytes);
    assert!(text.contains("more in cells.parquet"));
    let (fine, none) = embedded(&page, usize::MAX);
    let (coarse, some) = embedded(&page, 200_000);
    assert_eq!(none, None);
    assert!(
        some.is_some_and(|step| step > STEP && step % STEP == 0),
        "{some:?}"
    );
    for name in ["400/21000", "400/21007", "400/21199"] {
        assert!(attempts(&fine, name) > 0);
        assert_eq!(attempts(&fine, name), attempts(&coarse, name));
    }
    let (whole, _) = embedded(&page, 1);
    assert_eq!(attempts(&whole, "400/21000"), attempts(&fine, "400/21000"));
}

#[test]
fn embedded_cells_name_the_pairs_of_the_table() {
    let report = sample::day();
    let page = sample::page(&report, Zone::UTC);
    let (value, _) = embedded(&page, LIMITS[0].cells);
    // A pair that an incident is blamed for is one with the cells of its fault.
    assert_eq!(value["pairs"][1]["fault"], "twilio");
    assert_eq!(attempts(&value, "503"), 341 / 5 * 5);
    assert_eq!(value["pairs"].as_array().unwrap().len(), report.pairs.len());
    assert_eq!(value["count"], 288);
}

#[test]
fn the_policy_names_the_script_that_stands_there() {
    let report = sample::day();
    let files = Html.render(&sample::page(&report, Zone::UTC)).unwrap();
    let html = String::from_utf8_lossy(&files[0].bytes);
    let (_, rest) = html.split_once("<style>").unwrap();
    let (css, rest) = rest.split_once("</style>").unwrap();
    let (_, script) = rest.rsplit_once("<script>").unwrap();
    let (script, _) = script.split_once("</script>").unwrap();
    assert_eq!(script, SCRIPT);
    let told = policy::policy(css, script).replace('\'', "&#39;");
    assert!(html.contains(&format!("content=\"{told}\"")));
}
