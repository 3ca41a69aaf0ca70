//! A log is read without any desk.

use serde_json::Value;

use crate::Shop;

const LOG: &str = "\
2025-10-06 17:41:30 chain_num 4, chain_domain_num 38, chain_asic_num 114, domain_asic_num 3
2025-10-06 17:41:31 Chain[0]: find 114 asic, times 0
2025-10-06 17:41:39 Chain[1]: find 0 asic, times 0
2025-10-06 17:41:56 Chain 1 only find 0 asic, will power off hash board 1
2025-10-06 17:41:57 ERROR_SOC_INIT: soc init failed
";

#[test]
fn a_log_gives_its_findings_from_a_file_and_from_a_pipe_alike_and_makes_no_desk() {
    let shop = Shop::empty();
    let path = shop.with("kernel.log", LOG);

    let from_file = shop.json(&["diagnose", &path]);
    let piped = shop.run_with(&["--json", "diagnose", "-", "--model", "S19 Pro"], LOG);

    let piped: Value = serde_json::from_str(&piped.out).unwrap();
    assert_eq!(from_file["findings"], piped["findings"]);
    assert_eq!(from_file["verdict"], "fault_found");
    let finding = &from_file["findings"][0];
    assert_eq!(finding["component"], "hashboard");
    assert_eq!(finding["fault_class"], "hb_zero_asic");
    assert_eq!(finding["chain"], 1);
    assert_eq!(finding["role"], "cause");
    assert_eq!(finding["lines"][0]["number"], 3);
    assert_eq!(
        finding["lines"][1]["text"],
        "2025-10-06 17:41:56 Chain 1 only find 0 asic, will power off hash board 1"
    );
    assert!(finding["action"].as_str().unwrap().contains("Reseat"));
    assert!(!shop.file().exists());
}

#[test]
fn a_healthy_log_says_nothing_found_and_a_missing_or_packed_one_says_why() {
    let shop = Shop::empty();
    let healthy = LOG.replace("find 0 asic", "find 114 asic");
    let healthy: Vec<&str> = healthy.lines().take(3).collect();
    let path = shop.with("healthy.log", healthy.join("\n"));

    let said = shop.run(&["diagnose", &path]);

    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("nothing found"), "{}", said.out);
    let packed = shop.with("logs.7z", b"7z\xbc\xaf\x27\x1c rest");
    assert!(shop.refused(&["diagnose", &packed]).contains("7-Zip"));
    assert!(
        shop.refused(&["diagnose", &shop.text("none.log")])
            .contains("none.log")
    );
    assert!(
        shop.refused(&["diagnose", &shop.text("")])
            .contains("folder")
    );
}
