//! The neutral event log: one row per stay in a stage, stages by the names of the priors.

use crate::ticket::Stage;

/// The name that the turnaround priors give a ticket's stage; `None` for those before a unit is
/// asked for and after it is back.
pub(crate) fn prior_stage(stage: Stage) -> Option<&'static str> {
    Some(match stage {
        Stage::Submitted => "approval",
        Stage::Authorized => "prepare",
        Stage::ToCenter => "outbound",
        Stage::CustomsOut => "customs_out",
        Stage::Queued => "queue",
        Stage::Diagnosing => "diagnose",
        Stage::AwaitingApproval => "quote",
        Stage::Repairing => "repair",
        Stage::Testing => "qa",
        Stage::Ready => "pack_back",
        Stage::FromCenter => "return",
        Stage::CustomsBack => "customs_return",
        Stage::Draft | Stage::Delivered | Stage::Closed | Stage::Rejected | Stage::Cancelled => {
            return None;
        }
    })
}

/// The ticket's stage that a log's stage is: by the priors' name or by our own.
pub(crate) fn ticket_stage(name: &str) -> Option<Stage> {
    let name = name.trim().to_lowercase().replace([' ', '-'], "_");
    Stage::ALL
        .iter()
        .copied()
        .filter(|&stage| prior_stage(stage).is_some())
        .find(|&stage| prior_stage(stage) == Some(name.as_str()) || stage.as_str() == name)
}

/// `event_log.sql` with the stages' names filled in.
pub(super) fn sql() -> String {
    let cases: Vec<String> = Stage::ALL
        .iter()
        .filter_map(|&stage| prior_stage(stage).map(|name| format!("WHEN '{stage}' THEN '{name}'")))
        .collect();
    include_str!("event_log.sql").replace("/*prior stages*/", &cases.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_of_the_log_leads_back_to_the_tickets_stage() {
        for &stage in Stage::ALL {
            if let Some(name) = prior_stage(stage) {
                assert_eq!(ticket_stage(name), Some(stage));
                assert_eq!(ticket_stage(stage.as_str()), Some(stage));
            }
        }
        assert_eq!(ticket_stage("Customs out"), Some(Stage::CustomsOut));
        assert_eq!(ticket_stage("polishing"), None);
    }
}
