//! The estimator judged from outside, where Python is at hand.

use crate::count::Count;
use crate::{place, shell};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the scripts need; the synthetic worlds hang on numpy's generator.
const PACKAGES: [&str; 3] = ["pandas>=2.2,<3", "numpy>=2,<3", "lifelines==0.30.3"];

/// Run `tests/judge/judge.py` over the built `hashmend`. Without Python, or without the means to
/// fetch its packages, it is skipped and says so.
pub fn judge() -> Count {
    let python = match ready() {
        Ok(python) => python,
        Err(missing) => {
            println!("SKIPPED: the estimator was not judged from outside: {missing}");
            return Count::SKIPPED;
        }
    };
    let script = place::root().join("tests/judge/judge.py");
    let run = shell::watch(
        Command::new(python)
            .arg(script)
            .arg(place::built("hashmend"))
            .arg(place::target().join("judge"))
            .env("PYTHONUNBUFFERED", "1"),
    );
    Count::of_judge(&run.output).judged(run.ok)
}

/// A Python of our own with the packages in it.
fn ready() -> Result<PathBuf, String> {
    let home = place::tools().join("judge");
    let python = home.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    if knows_packages(&python) {
        return Ok(python);
    }
    let found = ["python3", "python"].into_iter().find(|name| {
        shell::ask(
            name,
            &["-c", "import sys; sys.exit(sys.version_info < (3, 10))"],
        )
        .is_some()
    });
    let found =
        found.ok_or("Python 3.10 or newer is missing (https://www.python.org/downloads)")?;
    shell::must(Command::new(found).args(["-m", "venv"]).arg(&home))
        .map_err(|reason| format!("{reason}; Python's venv is needed"))?;
    shell::must(
        Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .args(PACKAGES),
    )
    .map_err(|reason| format!("{reason}; pip could not fetch pandas, numpy and lifelines"))?;
    if knows_packages(&python) {
        Ok(python)
    } else {
        Err("pandas, numpy or lifelines cannot be imported".to_owned())
    }
}

fn knows_packages(python: &Path) -> bool {
    python.is_file()
        && shell::ask(
            &python.display().to_string(),
            &["-W", "ignore", "-c", "import pandas, numpy, lifelines"],
        )
        .is_some()
}
