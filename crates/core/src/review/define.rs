//! What every figure means: the one place that says so. The panel "How this is computed" and
//! `docs/figures.md` are made from it.

use serde::Serialize;

use crate::text_enum::text_enum;

text_enum! {
    /// The screen a figure stands on.
    View {
        Turnaround = "turnaround",
        Promise = "promise",
        Flow = "flow",
        Quality = "quality",
        People = "people",
        Money = "money",
    }
}

/// One figure. The key is for good: translations hang on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Definition {
    pub key: &'static str,
    pub view: View,
    pub name: &'static str,
    pub formula: &'static str,
    /// Which tickets are in it, and which are not.
    pub population: &'static str,
    pub unit: &'static str,
    pub note: &'static str,
}

const fn define(
    key: &'static str,
    view: View,
    name: &'static str,
    [formula, population, unit, note]: [&'static str; 4],
) -> Definition {
    Definition {
        key,
        view,
        name,
        formula,
        population,
        unit,
        note,
    }
}

const FILED: &str = "Filed tickets of the filter: drafts are not in it.";
const BACK: &str = "Tickets whose unit is back: delivered, or closed with the unit in hand.";

/// All of them, view by view.
pub const DEFINITIONS: &[Definition] = &[
    define(
        "turnaround.days",
        View::Turnaround,
        "Turnaround P50, P80, P95",
        [
            "The first time at which the Kaplan-Meier curve of the time from filing to delivery leaves at most 50, 20, 5 % away. At one and the same minute, returns come before those still out.",
            "Filed tickets that are back, and those still away with the time so far (censored). Rejected, cancelled and scrapped ones never come back: they are counted apart and in no curve.",
            "elapsed days",
            "No figure where the curve does not get there. Instants are kept to the minute; beyond 50,000 tickets times are rounded to a quarter of a thousandth.",
        ],
    ),
    define(
        "turnaround.working",
        View::Turnaround,
        "Turnaround in working days",
        [
            "As turnaround, with each time counted in working days of the ticket's center: its zone, week, public holidays and closures; a weekend day counts 0.08, a holiday 0.03.",
            "As turnaround. Tickets without a center are counted by a plain US calendar.",
            "working days",
            "The same calendars as in every estimate.",
        ],
    ),
    define(
        "turnaround.stage",
        View::Turnaround,
        "Time in a stage",
        [
            "The Kaplan-Meier quantiles of the time a ticket spent in the stage, all its visits together.",
            "Filed tickets that have come to the stage. Those in it now count with the time so far (censored).",
            "days",
            "Working days of a stage visited more than once are counted as if its visits had followed one another.",
        ],
    ),
    define(
        "turnaround.held",
        View::Turnaround,
        "Whose time it was",
        [
            "Mean days per unit by holder: a stay is its stage's holder's, but for the parts on hold, which are the hold's holder's. Own: held by us. Others: the rest.",
            BACK,
            "days per unit, share",
            "At an in-house center the bench stages are ours, elsewhere the vendor's.",
        ],
    ),
    define(
        "turnaround.curve",
        View::Turnaround,
        "Still away, by center",
        [
            "Kaplan-Meier 1958, with the 95 % band of Greenwood's variance on the log-log scale. At risk on a day: not back before it and observed to it.",
            "As turnaround, by center; the twelve with the most tickets.",
            "share of units",
            "Checked against lifelines.",
        ],
    ),
    define(
        "turnaround.trend",
        View::Turnaround,
        "US and overseas over time",
        [
            "The P50 and P80 of the units filed in a month, with the 95 % band read across the curve's band (Brookmeyer and Crowley 1982).",
            "As turnaround, by month of filing (UTC) and the region of the center.",
            "days",
            "Marked: public holidays of four days or more where centers lie, duty rates from the day they hold, and days on which our own tickets were held by customs.",
        ],
    ),
    define(
        "promise.kept",
        View::Promise,
        "Promises kept",
        [
            "The share back by the promised P50, P80, P95 day, with Wilson's 95 % interval. A promise is judged at a day once that day has passed, returned or not; units still out past it are misses already certain.",
            "Every estimate frozen at filing, judged by its last unit; tickets filed without one but with two promised days, one by one. What was frozen by hand is not counted a second time; filings whose units never come back are no test.",
            "share of promises",
            "Counting the early ones before their day would flatter the record.",
        ],
    ),
    define(
        "promise.reliability",
        View::Promise,
        "Reliability",
        [
            "For P5, P10 to P95 of the frozen curve: the share that was back by that day. On the diagonal the promise meant what it said.",
            "Promises with a kept curve whose day of that percentile has passed; without a curve, P50, P80 and P95.",
            "share of promises",
            "",
        ],
    ),
    define(
        "promise.bias",
        View::Promise,
        "Bias",
        [
            "The median of the days a unit came back after its P50 day; negative when before.",
            "Promises whose P80 day has passed; of those still away the days so far, the least it can be.",
            "days",
            "",
        ],
    ),
    define(
        "promise.worst",
        View::Promise,
        "Worst misses",
        [
            "Days past the P80 day, and the stage that took most over its median at the same center.",
            "Filings and tickets whose P80 day has passed: back after it, or still away.",
            "days",
            "The median is of the ended stays of the newest 5,000 tickets of that center.",
        ],
    ),
    define(
        "promise.score",
        View::Promise,
        "Score against two baselines",
        [
            "Mean pinball loss of P50, P80 and P95 (Koenker and Bassett 1978); CRPS as twice the mean loss over P5 to P95. Baselines: the published door-to-door figure of the region, and the P50, P80, P95 of the center's units back before the promise was made.",
            "Promises with a P95 whose day has passed, and at least five earlier returns of the center: the same for all three. Still away counts as back today, the least it can cost.",
            "days, less is better",
            "No published total exists for overseas; the sum of the published stages stands for it.",
        ],
    ),
    define(
        "promise.late",
        View::Promise,
        "Systematically late",
        [
            "One-sided exact binomial test of the share kept against 80 %, Holm's correction over all centers, 5 %. Once for our own P80, once for the upper end of the turnaround the center itself quotes.",
            "Our P80: as promises kept. The center's quote: time from its queue to ready without the customer's approval; those still there longer than quoted are misses already certain.",
            "p",
            "Units of one filing are not independent: it is a reason to look, not a proof.",
        ],
    ),
    define(
        "flow.bands",
        View::Flow,
        "Backlog by age",
        [
            "Tickets by whole days since they were opened: 0-3, 4-7, 8-14, 15-30, 31-60, over 60.",
            "Filed tickets whose unit is away now, by stage; those on hold by its reason.",
            "tickets",
            "",
        ],
    ),
    define(
        "flow.weeks",
        View::Flow,
        "Arrivals and departures",
        [
            "Tickets filed in a week; tickets back, or over without a return, in it; tickets away at its end.",
            FILED,
            "tickets per week",
            "Weeks begin on Monday, UTC. The last one is not over.",
        ],
    ),
    define(
        "flow.little",
        View::Flow,
        "Little's law",
        [
            "L = the mean number away over the last 90 days; lambda = departures per day; W = the mean days away of those that departed. In a steady flow L = lambda W; the ratio L / (lambda W) says how far from it.",
            "Filed tickets that were away in the last 90 days.",
            "tickets, per day, days",
            "Above 1 the backlog is older than what leaves: it grows or is stuck.",
        ],
    ),
    define(
        "flow.at_risk",
        View::Flow,
        "At risk",
        [
            "P(not back by the P80 day | waited so long in its stage) = S(a + r) / S(a), with S the Kaplan-Meier curve from entering the stage to delivery: of the center, else of the region, else of all, whichever first has 20 returns and reaches so far.",
            "Tickets away whose P80 day lies ahead; the hundred most likely to miss it. Curves are of the newest 20,000 tickets.",
            "probability",
            "Where no curve reaches there is no probability, and the ticket is listed first.",
        ],
    ),
    define(
        "flow.capacity",
        View::Flow,
        "Capacity",
        [
            "Units there and on the way, over the units a week the center states; beside it, what it made ready per week in the last eight.",
            "Centers with a ticket away, or a stated capacity.",
            "weeks of work",
            "",
        ],
    ),
    define(
        "quality.bounce",
        View::Quality,
        "Bounces by cohort",
        [
            "Of the units delivered in a month: the share that came back on a linked ticket within 30, 60, 90 days, with Wilson's interval. Only units watched for so many days are in either half of the ratio.",
            "Units back as repaired, replaced or NTF, by month of delivery.",
            "share of units",
            "Marked while not all units of the month have been watched so long.",
        ],
    ),
    define(
        "quality.first_time",
        View::Quality,
        "First-time fix",
        [
            "Repaired at the first attempt and not back within 30 days.",
            "Units back as repaired at least 30 days ago.",
            "share of units",
            "",
        ],
    ),
    define(
        "quality.ntf",
        View::Quality,
        "No trouble found",
        [
            "Tickets with the disposition NTF.",
            "Tickets with any disposition.",
            "share of tickets",
            "",
        ],
    ),
    define(
        "quality.retest",
        View::Quality,
        "Retests",
        [
            "Tickets with a failed test or more than one attempt.",
            "Tickets with a test.",
            "share of tickets",
            "",
        ],
    ),
    define(
        "quality.pareto",
        View::Quality,
        "Failure Pareto",
        [
            "Tickets by model, component, site or board lot, the most first, with the running share.",
            "Filed tickets of the filter. A board lot is a loose board's serial without its last five characters, the running number.",
            "tickets",
            "",
        ],
    ),
    define(
        "quality.cluster",
        View::Quality,
        "Clusters",
        [
            "For each model and fault: the chance of so many together if they were independent (hypergeometric upper tail, Fisher's exact test), times the pairs looked at (Bonferroni). Proposed below 1 %.",
            "Tickets filed in the last 90 days; the fault is the finding's class, else the symptom. Pairs of at least five tickets.",
            "p",
            "A filing of many like units counts as many: look before recalling.",
        ],
    ),
    define(
        "people.repairs",
        View::People,
        "Repairs by person",
        [
            "Units made ready as repaired; minutes worked on them; the share whose every test passed at the first attempt.",
            "Tickets with the disposition repaired, by the day they became ready and whoever repaired them last, else the assignee.",
            "units, minutes, share",
            "Managers only. Minutes are those of everybody on the ticket.",
        ],
    ),
    define(
        "people.rigs",
        View::People,
        "Tests by rig",
        [
            "Units, and the share whose every test passed, by the rig of their last test.",
            "Tickets with a test, by the day they became ready.",
            "units, share",
            "",
        ],
    ),
    define(
        "money.unit",
        View::Money,
        "Cost per repaired unit",
        [
            "The last quote sent, else the amount on the ticket, of paid repairs; and the lane's freight both ways by the unit's weight.",
            "Units back as repaired. Covered repairs cost their freight. Brokerage, duty and parts are not in it.",
            "US dollars",
            "Other currencies at the rate of the day it came back; without a rate the unit is left out and counted.",
        ],
    ),
    define(
        "money.ths",
        View::Money,
        "Cost per recovered TH/s",
        [
            "The cost of the repaired miners over the TH/s of their models.",
            "Of those in cost per repaired unit, the miners whose model's hashrate is known.",
            "US dollars per TH/s",
            "",
        ],
    ),
    define(
        "money.downtime",
        View::Money,
        "Downtime value",
        [
            "TH/s of the model times the hashprice of each day from filing to return.",
            "Miners whose model's hashrate is known: back in the window, with all their days.",
            "US dollars",
            "Gross: the power not used is not taken off.",
        ],
    ),
    define(
        "money.variance",
        View::Money,
        "Quote variance",
        [
            "(Last quote sent - first) / first, the mean; and the share of tickets whose quote changed.",
            "Tickets with a quote that was sent and was not zero.",
            "share",
            "",
        ],
    ),
    define(
        "money.replace",
        View::Money,
        "Repair or replace",
        [
            "By model: mean cost per unit and P50 days away; days of mining at today's hashprice that pay for the repair; and the price per TH/s of a new machine below which replacing costs less than repairing.",
            "As cost per repaired unit, by model.",
            "US dollars, days",
            "Gross of power. A new machine also mines with less power: this is the least that speaks for it.",
        ],
    ),
];

/// The definition of a key.
pub fn definition(key: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|known| known.key == key)
}

/// `docs/figures.md`.
pub fn as_markdown() -> String {
    let mut text = String::from(
        "# What the figures mean\n\nWritten by a test from `crates/core/src/review/define.rs`; edit that instead.\n",
    );
    for &view in View::ALL {
        text.push_str(&format!("\n## {view}\n"));
        for figure in DEFINITIONS.iter().filter(|figure| figure.view == view) {
            text.push_str(&format!(
                "\n**{}** (`{}`, {})  \n{}  \nOf: {}",
                figure.name, figure.key, figure.unit, figure.formula, figure.population
            ));
            if !figure.note.is_empty() {
                text.push_str(&format!("  \nNote: {}", figure.note));
            }
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_key_is_there_once_and_says_its_view() {
        let mut keys: Vec<&str> = DEFINITIONS.iter().map(|figure| figure.key).collect();
        keys.sort_unstable();
        keys.dedup();

        assert_eq!(keys.len(), DEFINITIONS.len());
        for figure in DEFINITIONS {
            assert!(
                figure.key.starts_with(figure.view.as_str()),
                "{}",
                figure.key
            );
            assert!(![figure.formula, figure.population, figure.unit].contains(&""));
        }
        assert!(definition("turnaround.days").is_some());
    }

    /// Set `HASHMEND_WRITE_DOCS=1` to write the page anew.
    #[test]
    fn the_page_of_definitions_is_current() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/figures.md");
        if std::env::var_os("HASHMEND_WRITE_DOCS").is_some() {
            std::fs::write(&file, as_markdown()).unwrap();
        }

        let committed = std::fs::read_to_string(&file).unwrap_or_default();

        assert!(
            committed.replace("\r\n", "\n") == as_markdown(),
            "docs/figures.md is out of date: run HASHMEND_WRITE_DOCS=1 cargo test -p hashmend-core definitions"
        );
    }
}
