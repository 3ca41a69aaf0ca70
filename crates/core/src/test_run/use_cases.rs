//! Use cases on tests that run by themselves, templates, and leave to go without a test.

use super::{
    NewTestStart, RunningTest, TemplateQuery, TestEvent, TestStarted, TestTemplate, read, template,
};
use crate::check;
use crate::error::{Error, Result};
use crate::id::{ActionId, TestStartId, TestWaiverId, TicketId};
use crate::journal::Act;
use crate::overlaid;
use crate::reason::Reason;
use crate::store::Store;
use crate::ticket::{Acted, NewTestRun, Stage, record_run, text};

const MOST_CHECKS: usize = 40;
const LONGEST_TEST: u32 = 60 * 24 * 31;

impl Store {
    /// Start a test that runs by itself while the bench is free for the next unit.
    pub fn start_test(&mut self, id: TicketId, start: &NewTestStart, act: &Act) -> Result<Acted> {
        let Some(rig) = text("rig", &start.rig)? else {
            return Err(Error::invalid(
                "rig",
                "no rig is named",
                "the test rig, such as `jig 2` or `S19 test frame`",
            ));
        };
        if start.minutes == 0 || start.minutes > LONGEST_TEST {
            return Err(Error::invalid(
                "minutes",
                start.minutes.to_string(),
                "how long it is to run: 1 minute to 31 days",
            ));
        }
        self.on_each(&[id], act, |w, id| {
            let on = crate::ticket::at_bench(w.tx, id)?;
            if !matches!(
                on.stage,
                Stage::Diagnosing | Stage::Repairing | Stage::Testing
            ) {
                return Ok(Err(Reason::TestedAtTheBench { stage: on.stage }.into()));
            }
            if read::running_on(w.tx, id)?.is_some() {
                return Ok(Err(Reason::TestRunsAlready.into()));
            }
            if let Some(code) = &start.template {
                overlaid::known::<TestTemplate>(w.tx, code)?
                    .ok_or_else(|| Error::not_found("test template", code))?;
            }
            let started = TestStarted {
                id: TestStartId(w.new_id()),
                ticket_id: id,
                attempt: on.attempt,
                kind: start.kind,
                template: start.template.clone(),
                rig: rig.clone(),
                minutes: start.minutes,
            };
            w.append(id, TestEvent::Started(Box::new(started)))?;
            Ok(Ok(()))
        })
    }

    /// End a running test: with how it went, or broken off. Its length is what it ran, unless the
    /// run says another.
    pub fn end_test(
        &mut self,
        id: TestStartId,
        run: Option<&NewTestRun>,
        act: &Act,
    ) -> Result<Acted> {
        let (started, since, runs) =
            read::find(&self.conn, id)?.ok_or_else(|| Error::not_found("running test", id))?;
        if !runs {
            return Err(Error::not_found("running test", id));
        }
        let ran = ((act.now.millis() - since.millis()).max(0) / 60_000) as u32;
        self.on_each(&[started.ticket_id], act, |w, ticket_id| {
            let run_id = match run {
                Some(run) => {
                    let whole = NewTestRun {
                        kind: started.kind,
                        rig: started.rig.clone(),
                        minutes: if run.minutes == 0 { ran } else { run.minutes },
                        template: run.template.clone().or_else(|| started.template.clone()),
                        ..run.clone()
                    };
                    match record_run(w, ticket_id, &whole)? {
                        Ok(run_id) => Some(run_id),
                        Err(why) => return Ok(Err(why)),
                    }
                }
                None => None,
            };
            w.append(
                ticket_id,
                TestEvent::Ended {
                    id,
                    ticket_id,
                    run: run_id,
                },
            )?;
            Ok(Ok(()))
        })
    }

    /// Tests that run, the one that is done first at the top.
    pub fn running_tests(&self, act: &Act) -> Result<Vec<RunningTest>> {
        read::running(&self.conn, None, act.now)
    }

    /// Let a unit go as repaired without the test it needs. The reason stands in the journal.
    pub fn waive_test(&mut self, id: TicketId, reason: &str, act: &Act) -> Result<Acted> {
        let Some(reason) = text("reason", reason)? else {
            return Err(Error::invalid(
                "reason",
                "it is empty",
                "why the unit may go without the test",
            ));
        };
        self.on_each(&[id], act, |w, id| {
            let on = crate::ticket::at_bench(w.tx, id)?;
            if on.stage != Stage::Testing {
                return Ok(Err(Reason::TestingFirst.into()));
            }
            let id_of_waiver = TestWaiverId(w.new_id());
            w.append(
                id,
                TestEvent::Waived {
                    id: id_of_waiver,
                    ticket_id: id,
                    attempt: on.attempt,
                    reason: reason.clone(),
                },
            )?;
            Ok(Ok(()))
        })
    }

    pub fn test_templates(&self, query: &TemplateQuery) -> Result<Vec<TestTemplate>> {
        template::all(&self.conn, query)
    }

    /// Add a test template, or change one; a shipped one is shadowed, not lost.
    pub fn set_test_template(&mut self, template: &TestTemplate, act: &Act) -> Result<ActionId> {
        let code = template.code.trim().to_owned();
        check::filled("code", &code)?;
        check::filled("name", &template.name)?;
        check::short("source", &template.source)?;
        check::short("model", &template.model)?;
        if template.minutes == 0 || template.minutes > LONGEST_TEST {
            return Err(Error::invalid(
                "minutes",
                template.minutes.to_string(),
                "1 minute to 31 days",
            ));
        }
        if template.checks.len() > MOST_CHECKS {
            return Err(Error::invalid(
                "checks",
                format!("{} are given", template.checks.len()),
                format!("at most {MOST_CHECKS}"),
            ));
        }
        for check in &template.checks {
            let seen = check.measure == super::Measure::Seen;
            let limited = check.min.is_some() || check.max.is_some();
            if seen {
                check::filled("what is looked at", &check.label)?;
            } else if !limited {
                return Err(Error::invalid(
                    "limit",
                    format!("{} has none", check.measure),
                    "a least or a most",
                ));
            }
            if [check.min, check.max]
                .into_iter()
                .flatten()
                .any(|limit| !limit.is_finite())
                || matches!((check.min, check.max), (Some(min), Some(max)) if min > max)
            {
                return Err(Error::invalid(
                    "limit",
                    format!("the least of {} is over the most", check.measure),
                    "a least that is no more than the most",
                ));
            }
        }
        let is = TestTemplate {
            code: code.clone(),
            name: template.name.trim().to_owned(),
            model: template.model.trim().to_owned(),
            source: template.source.trim().to_owned(),
            is_own: true,
            // Read off what ships whenever it is shown.
            is_shipped: false,
            ..template.clone()
        };
        self.set_template(code, Some(is), act)
    }

    /// Take out a template of the desk's own; the shipped one of its code stands again.
    pub fn remove_test_template(&mut self, code: &str, act: &Act) -> Result<ActionId> {
        if overlaid::own::<TestTemplate>(&self.conn, code)?.is_none() {
            return Err(Error::not_found("test template of your own", code));
        }
        self.set_template(code.to_owned(), None, act)
    }

    fn set_template(
        &mut self,
        code: String,
        is: Option<TestTemplate>,
        act: &Act,
    ) -> Result<ActionId> {
        self.write(act, |w| {
            let was: Option<TestTemplate> = overlaid::own(w.tx, &code)?;
            if was == is {
                return Err(Error::Because(Reason::NothingChanges));
            }
            w.append(
                w.action,
                TestEvent::TemplateSet {
                    code,
                    is: is.map(Box::new),
                    was: was.map(Box::new),
                },
            )?;
            Ok(w.action)
        })
    }
}
