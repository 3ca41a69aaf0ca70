//! System packages: what the build and the window tests need, and how to get it.

use crate::shell;
use std::process::Command;

/// Debian's names. What Tauri needs: <https://v2.tauri.app/start/prerequisites/#linux>; the
/// window tests: <https://v2.tauri.app/develop/tests/webdriver/>.
const DEBIAN: [&str; 11] = [
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libxdo-dev",
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "dbus-x11",
    // Without any font a page is drawn as empty boxes.
    "fonts-dejavu-core",
];

/// Install what is missing, or say exactly what to type.
pub fn ensure() -> Result<(), String> {
    match std::env::consts::OS {
        "linux" if shell::has("dpkg-query") => ensure_debian(),
        "linux" => ensure_other_linux(),
        "macos" => shell::ask("xcode-select", &["-p"])
            .map(drop)
            .ok_or_else(|| {
                "Apple's command line tools are missing. Type:\n\n    xcode-select --install\n"
                    .to_owned()
            }),
        // The linker is there, or this program would not be. WebView2 is part of Windows 11.
        "windows" => {
            println!(
                "On Windows 10 the window needs the WebView2 runtime: \
                 winget install Microsoft.EdgeWebView2Runtime"
            );
            Ok(())
        }
        other => Err(format!("Tauri does not support {other}")),
    }
}

fn ensure_debian() -> Result<(), String> {
    let missing: Vec<&str> = DEBIAN
        .into_iter()
        .filter(|package| !is_installed(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!(
        "sudo apt-get update && sudo apt-get install {}",
        missing.join(" ")
    );
    let Some(prefix) = root_prefix() else {
        return Err(format!(
            "These system packages are missing. Type:\n\n    {by_hand}\n"
        ));
    };
    println!("Installing system packages: {}", missing.join(" "));
    let install = ["install", "-y", "--no-install-recommends"];
    shell::must(apt_get(prefix).arg("update"))
        .and_then(|()| shell::must(apt_get(prefix).args(install).args(&missing)))
        .map_err(|reason| format!("{reason}\n\nInstall them by hand. Type:\n\n    {by_hand}\n"))
}

fn is_installed(package: &str) -> bool {
    shell::ask("dpkg-query", &["-W", "-f=${db:Status-Status}", package])
        .is_some_and(|status| status == "installed")
}

/// What makes a command run as root without asking anyone: nothing, or `sudo`.
fn root_prefix() -> Option<&'static [&'static str]> {
    if shell::ask("id", &["-u"])? == "0" {
        return Some(&["env"]);
    }
    shell::ask("sudo", &["-n", "true"]).map(|_| ["sudo", "-n"].as_slice())
}

fn apt_get(prefix: &[&str]) -> Command {
    let mut command = Command::new(prefix[0]);
    command.args(&prefix[1..]);
    // Through `env` or `sudo`, a variable is an argument before the program.
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    command
}

fn ensure_other_linux() -> Result<(), String> {
    let programs = ["pkg-config", "cc", "WebKitWebDriver", "Xvfb", "dbus-daemon"];
    let mut missing: Vec<&str> = programs
        .into_iter()
        .filter(|program| !shell::has(program))
        .collect();
    if shell::ask("pkg-config", &["--exists", "webkit2gtk-4.1"]).is_none() {
        missing.push("webkit2gtk-4.1 (development files)");
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "Missing: {}. Type, as your system has it:\n\n    \
         sudo dnf install gcc pkgconf webkit2gtk4.1-devel webkit2gtk-driver libappindicator-gtk3-devel \
         librsvg2-devel libxdo-devel xorg-x11-server-Xvfb dbus-daemon dejavu-sans-fonts\n    \
         sudo pacman -S --needed base-devel webkit2gtk-4.1 libappindicator-gtk3 librsvg xdotool \
         xorg-server-xvfb dbus ttf-dejavu\n",
        missing.join(", ")
    ))
}
