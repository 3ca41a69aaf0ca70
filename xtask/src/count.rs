//! Counting tests by what their runners print.

use std::fmt;
use std::ops::AddAssign;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
}

impl Count {
    pub const PASSED: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };
    pub const FAILED: Self = Self {
        passed: 0,
        failed: 1,
        skipped: 0,
    };

    pub const SKIPPED: Self = Self {
        passed: 0,
        failed: 0,
        skipped: 1,
    };

    /// A step with no tests of its own is one test: it went well or it did not.
    pub fn of_step(ok: bool) -> Self {
        if ok { Self::PASSED } else { Self::FAILED }
    }

    /// The sum of all `test result:` lines of `cargo test`.
    ///
    /// Filtered-out tests are not counted: they were not asked for.
    pub fn of_cargo_test(output: &str) -> Self {
        let mut count = Self::default();
        for line in output
            .lines()
            .filter_map(|line| line.trim().strip_prefix("test result:"))
        {
            for (number, what) in numbered(line, ';') {
                match what {
                    "passed" => count.passed += number,
                    "failed" => count.failed += number,
                    "ignored" => count.skipped += number,
                    _ => {}
                }
            }
        }
        count
    }

    /// The last line of `tests/judge/judge.py`.
    pub fn of_judge(output: &str) -> Self {
        let mut count = Self::default();
        let lines = output.lines();
        for line in lines.filter_map(|line| line.trim().strip_prefix("judge:")) {
            for (number, what) in numbered(line, ';') {
                match what {
                    "passed" => count.passed += number,
                    "failed" => count.failed += number,
                    _ => {}
                }
            }
        }
        count
    }

    /// The `Tests` line of Vitest.
    pub fn of_vitest(output: &str) -> Self {
        let mut count = Self::default();
        for line in output
            .lines()
            .filter_map(|line| line.trim().strip_prefix("Tests "))
        {
            for (number, what) in numbered(line, '|') {
                match what {
                    "passed" => count.passed += number,
                    "failed" => count.failed += number,
                    "skipped" | "todo" => count.skipped += number,
                    _ => {}
                }
            }
        }
        count
    }

    /// The count of a runner that ended with `ok`.
    ///
    /// A runner that failed without naming a test (a build error, a crash) is one failure, and so
    /// is one that was content without having run anything.
    pub fn judged(mut self, ok: bool) -> Self {
        if (!ok && self.failed == 0) || self == Self::default() {
            self.failed += 1;
        }
        self
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// The `12 passed` pairs of a summary line, wherever in their part they stand.
fn numbered(line: &str, separator: char) -> impl Iterator<Item = (usize, &str)> {
    line.split(separator).filter_map(|part| {
        let words: Vec<&str> = part.split_whitespace().collect();
        words
            .windows(2)
            .find_map(|pair| Some((pair[0].parse().ok()?, pair[1])))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_binary_of_cargo_test_is_summed() {
        let output = "\
running 3 tests
test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 9 filtered out; finished in 0.02s
test result: FAILED. 40 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.10s
";

        let count = Count::of_cargo_test(output);

        assert_eq!(
            count,
            Count {
                passed: 43,
                failed: 2,
                skipped: 1
            }
        );
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let output = "\
 Test Files  1 failed | 4 passed (5)
      Tests  1 failed | 30 passed | 2 skipped (33)
";

        let count = Count::of_vitest(output);

        assert_eq!(
            count,
            Count {
                passed: 30,
                failed: 1,
                skipped: 2
            }
        );
    }

    #[test]
    fn the_judge_counts_its_own_checks() {
        let count = Count::of_judge("  ok  a: 3 passed\n\njudge: 18 passed; 2 failed\n");

        assert_eq!(
            count,
            Count {
                passed: 18,
                failed: 2,
                skipped: 0
            }
        );
    }

    #[test]
    fn what_was_skipped_is_never_counted_as_passed() {
        let mut sum = Count::PASSED;
        sum += Count::SKIPPED;

        assert_eq!(sum.to_string(), "1 passed, 0 failed, 1 skipped");
    }

    #[test]
    fn a_build_error_is_one_failure() {
        assert_eq!(
            Count::of_cargo_test("error: could not compile").judged(false),
            Count::FAILED
        );
    }

    #[test]
    fn a_failed_doctest_run_after_good_binaries_still_fails() {
        let count = Count {
            passed: 5,
            ..Count::default()
        };

        assert_eq!(
            count.judged(false),
            Count {
                passed: 5,
                failed: 1,
                skipped: 0
            }
        );
    }

    #[test]
    fn a_runner_that_ran_nothing_is_not_a_success() {
        assert_eq!(Count::default().judged(true), Count::FAILED);
    }

    #[test]
    fn skipped_tests_are_only_mentioned_when_there_are_any() {
        assert_eq!(Count::PASSED.to_string(), "1 passed, 0 failed");
        assert_eq!(
            Count {
                passed: 2,
                failed: 1,
                skipped: 3
            }
            .to_string(),
            "2 passed, 1 failed, 3 skipped"
        );
    }
}
