use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::rules::{Book, Kind};
use super::*;

fn diagnose(text: impl AsRef<[u8]>, model: Option<&str>) -> Diagnosis {
    let options = Options {
        model: model.map(str::to_owned),
        today: NaiveDate::from_ymd_opt(2026, 11, 22),
    };
    read(Source::Bytes(text.as_ref()), &options, &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

fn of(text: impl AsRef<[u8]>) -> Diagnosis {
    diagnose(text, None)
}

/// `cause hb_partial_chips 1`, `symptom hashrate_low`
fn found(diagnosis: &Diagnosis) -> Vec<String> {
    diagnosis
        .findings
        .iter()
        .map(|finding| {
            let role = match finding.role {
                Role::Cause => "cause",
                Role::Symptom => "symptom",
            };
            match finding.chain {
                Some(chain) => format!("{role} {} {chain}", finding.fault_class),
                None => format!("{role} {}", finding.fault_class),
            }
        })
        .collect()
}

/// The rules that speak for `line`, among those that overlap only the best.
fn speaking(line: &str, model: Option<&str>) -> Vec<&'static rules::Rule> {
    let options = Options {
        model: model.map(str::to_owned),
        ..Options::default()
    };
    let mut reader = reader::Reader::new(&options).unwrap();
    let book = Book::shipped().unwrap();
    reader
        .try_line(line.as_bytes())
        .into_iter()
        .map(|at| &book.rules[usize::from(at)])
        .collect()
}

#[test]
fn every_rule_knows_its_own_line_and_no_other_maker_s_rule_does() {
    let book = Book::shipped().unwrap();
    let mut wrong = Vec::new();
    for rule in &book.rules {
        let speaking = speaking(&rule.test_line, Some("Avalon 1246"));
        if !speaking.iter().any(|known| known.id == rule.id) {
            wrong.push(format!("{} is deaf to: {}", rule.id, rule.test_line));
        }
        for other in speaking {
            let shared = ["kernel", "sweep"].contains(&other.format.as_str());
            let quiet = matches!(other.kind, Kind::Fact | Kind::Benign);
            if other.maker != rule.maker && !shared && !quiet {
                wrong.push(format!("{} speaks for the line of {}", other.id, rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_its_class_its_source_and_enough_to_search_for() {
    let book = Book::shipped().unwrap();
    let mut ids = BTreeSet::new();
    for rule in &book.rules {
        assert!(ids.insert(&rule.id), "{} twice", rule.id);
        assert!(!rule.source.is_empty(), "{} has no source", rule.id);
        assert!(!rule.meaning.is_empty(), "{} means nothing", rule.id);
        assert!(rule.confidence <= 98, "{}", rule.id);
        match rule.kind {
            Kind::Benign | Kind::Fact => {}
            _ => {
                let class = book.class(&rule.class);
                assert!(class.is_some(), "{}: {} is no class", rule.id, rule.class);
            }
        }
        if !rule.is_code {
            let pattern = rule.pattern.as_str();
            let needles = needles::of(pattern).unwrap();
            let shortest = needles.iter().map(Vec::len).min().unwrap();
            assert!(
                shortest >= 3,
                "{}: {needles:?} is found everywhere",
                rule.id
            );
        }
    }
    for edge in &book.causes {
        assert!(book.class(&edge.symptom).is_some(), "{}", edge.symptom);
        assert!(
            edge.cause == "*" || book.class(&edge.cause).is_some(),
            "{}",
            edge.cause
        );
    }
    for class in book.classes.values() {
        assert!(!class.action.is_empty(), "{} asks for nothing", class.class);
        assert!((1..=3).contains(&class.level), "{}", class.class);
    }
}

#[test]
fn every_rule_s_line_alone_comes_to_its_class() {
    let book = Book::shipped().unwrap();
    let mut wrong = Vec::new();
    for rule in &book.rules {
        let diagnosis = diagnose(&rule.test_line, Some("Avalon 1246"));
        let among = |findings: &[Finding]| findings.iter().any(|f| f.fault_class == rule.class);
        let right = match rule.kind {
            Kind::Cause | Kind::Symptom | Kind::Summary => among(&diagnosis.findings),
            Kind::Noted => among(&diagnosis.noted) && diagnosis.findings.is_empty(),
            Kind::Benign | Kind::Detail => diagnosis.findings.is_empty(),
            Kind::Count | Kind::Fact => true,
        };
        if !right {
            wrong.push(format!("{}: {:?}", rule.id, found(&diagnosis)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const SHORT: &str = "\
1970-01-01 00:00:10 Open miner sn file /config/sn error
1970-01-01 00:00:11 Miner compile time: Tue Dec  6 16:12:30 CST 2022 type: Antminer S19 Pro sn :
1970-01-01 00:00:11 chain_num 4, chain_domain_num 38, chain_asic_num 114, domain_asic_num 3
2025-10-06 17:41:31 Chain[0]: find 114 asic, times 0
2025-10-06 17:41:39 Chain[1]: find 14 asic, times 0
2025-10-06 17:41:47 Chain[1]: find 14 asic, times 1
2025-10-06 17:41:56 Chain 1 only find 14 asic, will power off hash board 1
2025-10-06 17:41:57 ERROR_SOC_INIT: soc init failed
2025-10-06 17:41:57 stop_mining: soc init failed!
";

#[test]
fn the_cause_is_named_with_its_lines_and_the_summary_is_not() {
    let diagnosis = of(SHORT);

    assert_eq!(found(&diagnosis), ["cause hb_partial_chips 1"]);
    assert_eq!(diagnosis.verdict, Verdict::FaultFound);
    let finding = &diagnosis.findings[0];
    assert_eq!(finding.chips_found, Some(14));
    assert_eq!(finding.chips_expected, Some(114));
    let numbers: Vec<u32> = finding.lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [5, 6, 7]);
    assert_eq!(
        finding.lines[2].text,
        "2025-10-06 17:41:56 Chain 1 only find 14 asic, will power off hash board 1"
    );
    assert_eq!(finding.first_at.unwrap().to_string(), "2025-10-06 17:41:39");
    assert_eq!(finding.count, 3);
    assert_eq!(diagnosis.unit.model.as_deref(), Some("Antminer S19 Pro"));
    assert!(diagnosis.unit.model_known);
    assert_eq!(diagnosis.unit.boards.len(), 2);
}

#[test]
fn a_full_board_is_no_fault_and_neither_is_one_nobody_knows_the_size_of() {
    for text in [
        SHORT
            .replace("find 14 asic", "find 114 asic")
            .replace("Chain 1 only", "Chain x"),
        "2025-10-06 17:41:31 Chain[0]: find 80 asic, times 0\n".into(),
    ] {
        let text: String = text
            .lines()
            .filter(|line| !line.contains("soc init"))
            .fold(String::new(), |all, line| all + line + "\n");
        assert_eq!(of(&text).verdict, Verdict::NothingFound, "{text}");
    }
}

#[test]
fn boards_that_all_have_another_model_s_chips_mean_the_wrong_firmware() {
    let mut text = String::from(
        "2025-10-06 17:41:30 chain_num 4, chain_domain_num 42, chain_asic_num 126, domain_asic_num 3\n",
    );
    for chain in 0..3 {
        for _ in 0..3 {
            text += &format!("2025-10-06 17:41:31 Chain[{chain}]: find 120 asic, times 0\n");
        }
        text += &format!(
            "2025-10-06 17:41:32 Chain {chain} only find 120 asic, will power off hash board {chain}\n"
        );
    }
    text += "2025-10-06 17:41:33 ERROR_SOC_INIT: soc init failed\n";

    assert_eq!(found(&of(&text)), ["cause fw_mismatch"]);
    // No model has 119.
    assert_eq!(
        found(&of(text.replace("120", "119"))),
        [
            "cause hb_partial_chips 0",
            "cause hb_partial_chips 1",
            "cause hb_partial_chips 2"
        ]
    );
}

#[test]
fn a_board_that_came_back_is_said_so_and_believed_less() {
    let again = format!(
        "{SHORT}2025-10-06 18:00:00 start the http log.\n{}",
        SHORT
            .replace("find 14 asic", "find 114 asic")
            .replace("Chain 1 only", "Chain x")
    );

    let once = of(SHORT);
    let both = of(&again);

    assert!(both.findings[0].came_back, "{both:#?}");
    assert!(both.findings[0].confidence < once.findings[0].confidence);
    assert_eq!(both.unit.starts, 2);
}

#[test]
fn times_before_the_clock_was_set_are_reckoned_back_from_when_it_was() {
    let diagnosis = of("\
1970-01-01 00:00:10 Data load fail for chain 1.
1970-01-01 00:00:14 chain num = 3
2025-10-06 17:40:21 FPGA Version = 0xB031
");

    let finding = &diagnosis.findings[0];
    assert_eq!(finding.first_at.unwrap().to_string(), "2025-10-06 17:40:17");
    assert_eq!(finding.last_at.unwrap().to_string(), "2025-10-06 17:40:17");
}

#[test]
fn repeats_are_one_finding_with_its_count_and_first_and_last_time() {
    let mut text = String::new();
    for second in 0..50 {
        text += &format!("2025-10-06 17:41:{second:02} reg crc error\n");
    }

    let diagnosis = of(&text);

    let [finding] = &diagnosis.findings[..] else {
        panic!("{:?}", found(&diagnosis));
    };
    assert_eq!(finding.count, 50);
    assert_eq!(finding.first_at.unwrap().to_string(), "2025-10-06 17:41:00");
    assert_eq!(finding.last_at.unwrap().to_string(), "2025-10-06 17:41:49");
    assert_eq!(finding.lines.len(), 4);
    assert_eq!(finding.lines.last().unwrap().number, 50);
}

#[test]
fn codes_with_their_own_times_stand_in_the_order_of_those() {
    let diagnosis =
        of(r#"{"error_code":[{"541":"2024-01-01 12:00:09"},{"200":"2024-01-01 12:00:01"}]}"#);

    assert_eq!(
        found(&diagnosis),
        ["cause psu_missing", "cause hb_chip_id 1"]
    );
}

#[test]
fn text_that_is_no_log_is_said_to_be_none() {
    assert_eq!(of("").verdict, Verdict::NotRecognised);
    assert_eq!(
        of("Dear bench,\nit does not hash.\n").verdict,
        Verdict::NotRecognised
    );
}

mod corpus;
mod laws;
