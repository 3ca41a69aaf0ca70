//! What a log says is wrong. No desk is needed.

use hashmend_core::diagnose::{self, Diagnosis, Finding, Options, Role, Source, Verdict};
use hashmend_core::intake::Progress;

use crate::args::{self, Common};
use crate::desk;
use crate::out::{Out, progress, remark};
use crate::words::{count, spoken};
use crate::{Done, refused};

pub fn run(asked: &args::Diagnose, common: &Common, out: &mut Out) -> Done {
    if asked.model.as_deref().is_some_and(|m| m.trim().is_empty()) {
        return Err(refused(
            "--model is empty; leave it out, or name one such as S19 Pro",
        ));
    }
    let options = Options {
        model: asked.model.clone(),
        today: Some(desk::instant(common).date()),
    };
    let mut shown = progress("reading");
    let mut watch = |so_far: Progress| shown(u64::from(so_far.permille), 1000);
    let diagnosis = if asked.file.as_os_str() == "-" {
        let mut input = std::io::stdin().lock();
        diagnose::read(Source::Stream(&mut input), &options, &mut watch)?
    } else {
        diagnose::read(Source::File(&asked.file), &options, &mut watch)?
    };
    if let Some(model) = &asked.model
        && !diagnosis.unit.model_known
    {
        remark(format!(
            "{model} is not in the catalog: how many boards and chips it should have is not known"
        ));
    }
    for left in &diagnosis.read.left_out {
        remark(format!("not read: {left}"));
    }
    out.answer(&diagnosis, |out| tell(&diagnosis, out))
}

fn tell(diagnosis: &Diagnosis, out: &mut Out) -> Done {
    let unit = &diagnosis.unit;
    let mut what: Vec<String> = Vec::new();
    what.extend(
        unit.format
            .as_deref()
            .map(|format| format!("{} log", spoken(format))),
    );
    what.extend(unit.model.clone());
    what.push(count(diagnosis.read.lines.into(), "line"));
    if let (Some(first), Some(last)) = (diagnosis.read.first_at, diagnosis.read.last_at) {
        what.push(format!("{first} to {last}"));
    }
    out.line(what.join(", "))?;
    out.line(match diagnosis.verdict {
        Verdict::FaultFound => "fault found",
        Verdict::NotARepair => "not a repair: the unit's surroundings need a look",
        Verdict::SymptomsOnly => "something is wrong, but its cause is not in this log",
        Verdict::NothingFound => "nothing found",
        Verdict::NotRecognised => "nothing found, but this is no log we know",
    })?;
    for (finding, number) in diagnosis.findings.iter().zip(1u32..) {
        out.line("")?;
        tell_finding(finding, number, out)?;
    }
    if !diagnosis.noted.is_empty() {
        out.line("")?;
        out.line("also seen, no fault by itself:")?;
        for noted in &diagnosis.noted {
            let line = noted.lines.first().map_or(0, |line| line.number);
            out.line(format!("  line {line}: {}", noted.meaning))?;
        }
    }
    Ok(())
}

fn tell_finding(finding: &Finding, number: u32, out: &mut Out) -> Done {
    let role = match (finding.role, finding.explained_by) {
        (Role::Cause, _) => "cause".to_owned(),
        (Role::Symptom, Some(cause)) => format!("symptom of {}", cause + 1),
        (Role::Symptom, None) => "symptom".to_owned(),
    };
    let mut said = vec![format!("{number}. {role}: {}", finding.label)];
    said.extend(finding.chain.map(|chain| format!("chain {chain}")));
    match (finding.chips_found, finding.chips_expected) {
        (Some(found), Some(expected)) => said.push(format!("{found} of {expected} chips")),
        (Some(found), None) => said.push(format!("{found} chips")),
        _ => {}
    }
    if !finding.chips.is_empty() {
        let chips: Vec<String> = finding.chips.iter().map(u16::to_string).collect();
        said.push(format!("chip {}", chips.join(" ")));
    }
    let part = if finding.component == "fan" {
        "fan"
    } else {
        "sensor"
    };
    said.extend(finding.sensor.map(|number| format!("{part} {number}")));
    said.extend(finding.code.as_ref().map(|code| format!("code {code}")));
    said.push(format!("{:.0} % sure", finding.confidence * 100.0));
    if finding.came_back {
        said.push("well again at a later start".into());
    }
    out.line(said.join(", "))?;
    out.line(format!("   {}", finding.action))?;
    for line in &finding.lines {
        let file = line
            .file
            .as_ref()
            .map(|file| format!("{file} "))
            .unwrap_or_default();
        out.line(format!(
            "   {file}line {}: {}",
            line.number,
            line.text.trim()
        ))?;
    }
    let shown = u32::try_from(finding.lines.len()).unwrap_or(u32::MAX);
    if finding.count > shown {
        out.line(format!("   said {} times in all", finding.count))?;
    }
    Ok(())
}
