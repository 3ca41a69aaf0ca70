//! `bench`: the figures of the release build.

use crate::shell;

/// Measure; `args` go to the benchmarks, such as a name to keep to.
pub fn bench(args: &[&str]) -> Result<(), String> {
    let mut command = shell::cargo(&["bench", "-p", "hashmend-turnaround", "-p", "hashmend-core"]);
    // The unit tests would be built once more only to be skipped, and would not know the arguments.
    command.args(["--bench", "*", "--"]).args(args);
    let run = shell::watch(&mut command);
    if !run.ok {
        return Err("the benchmarks did not finish".into());
    }
    println!("\n{:56} {:>12} {:>12} {:>12}", "", "low", "likely", "high");
    for (name, [low, likely, high]) in measurements(&run.output) {
        println!("{name:56} {low:>12} {likely:>12} {high:>12}");
    }
    Ok(())
}

/// The `name  time: [low likely high]` lines of Criterion. A long name has a line of its own.
fn measurements(output: &str) -> Vec<(String, [String; 3])> {
    let mut found = Vec::new();
    let mut last = "";
    for line in output.lines() {
        if let Some((name, times)) = line.split_once("time:") {
            let name = if name.trim().is_empty() {
                last
            } else {
                name.trim()
            };
            let words: Vec<&str> = times
                .split(['[', ']'])
                .nth(1)
                .unwrap_or_default()
                .split_whitespace()
                .collect();
            if let [low, low_unit, likely, likely_unit, high, high_unit] = words[..] {
                let times = [(low, low_unit), (likely, likely_unit), (high, high_unit)];
                found.push((
                    name.to_owned(),
                    times.map(|(n, unit)| format!("{n} {unit}")),
                ));
            }
        } else if !line.trim().is_empty() {
            last = line.trim();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measurement_is_read_with_its_name_before_or_above_it() {
        let output = "\
short                   time:   [1.2000 ms 1.3000 ms 1.4000 ms]
a name too long to stand on the same line
                        time:   [9.0 ns 10.0 ns 1.1 µs]
                        change: [-1% +0% +1%] (p = 0.5 > 0.05)
";

        let found = measurements(output);

        assert_eq!(found.len(), 2);
        assert_eq!(found[0].0, "short");
        assert_eq!(found[0].1[1], "1.3000 ms");
        assert_eq!(found[1].0, "a name too long to stand on the same line");
        assert_eq!(found[1].1[2], "1.1 µs");
    }
}
