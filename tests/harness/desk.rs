use crate::browser::is_ready;
use crate::process::{Group, Started, kill_hard, wait_until};
use crate::{Browser, Outcome, PATIENCE, Trouble};
use std::fs::{self, File};
use std::net::TcpListener;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, thread};
use tempfile::TempDir;

/// One running Hashmend on a display of its own.
///
/// Everything the window can be asked is a method of [`Browser`], which a desk stands for.
#[derive(Debug)]
pub struct Desk {
    name: String,
    // Dropped in this order: the app before the display it draws on, the folder last.
    running: Option<Running>,
    _bus: Group,
    bus_address: String,
    _display: Group,
    display: String,
    /// What the web view remembers, and the desk unless it lies elsewhere.
    folder: TempDir,
    data: PathBuf,
}

#[derive(Debug)]
struct Running {
    browser: Browser,
    driver: Group,
}

/// Play one story on a fresh desk; a failure leaves a picture of the window behind.
pub fn story(name: &str, play: impl FnOnce(&mut Desk) -> Outcome) -> Outcome {
    let mut desk = Desk::open(name)?;
    let outcome = play(&mut desk);
    if outcome.is_err() {
        desk.keep_failure();
    }
    outcome
}

impl Desk {
    /// Start the app on an empty data folder. `name` names its log and its pictures.
    pub fn open(name: &str) -> Outcome<Self> {
        let mut desk = Self::prepare(name, None)?;
        desk.start()?;
        Ok(desk)
    }

    /// A display and a bus for the desk in `data` (or a new one), with nothing started on them yet.
    pub fn prepare(name: &str, data: Option<&Path>) -> Outcome<Self> {
        let (display, number) = Group::start_and_read(
            Command::new("Xvfb")
                .args([
                    "-displayfd",
                    "1",
                    "-screen",
                    "0",
                    "1400x900x24",
                    "-nolisten",
                    "tcp",
                ])
                .stderr(Stdio::null()),
        )?;
        let (bus, bus_address) = Group::start_and_read(
            Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--print-address=1"])
                .stderr(Stdio::null()),
        )?;
        let folder = tempfile::Builder::new()
            .prefix("hashmend-desk-")
            .tempdir()?;
        Ok(Self {
            name: name.to_owned(),
            running: None,
            _bus: bus,
            bus_address,
            _display: display,
            display: format!(":{number}"),
            data: data.map_or_else(|| folder.path().join("data"), Path::to_owned),
            folder,
        })
    }

    /// The folder that holds the desk's file and its backups.
    pub fn data_dir(&self) -> PathBuf {
        self.data.clone()
    }

    /// Run the `hashmend` program on this desk's file, as somebody at a terminal would beside the
    /// window; what it printed.
    pub fn at_the_terminal(&self, args: &[&str]) -> Outcome<String> {
        let program = built("HASHMEND_BIN", Path::new("debug/hashmend"))?;
        let said = Command::new(program)
            .args(args)
            .arg("--data")
            .arg(self.data_dir().join("desk.hashmend"))
            .output()?;
        if said.status.success() {
            Ok(String::from_utf8_lossy(&said.stdout).into_owned())
        } else {
            let why = String::from_utf8_lossy(&said.stderr).into_owned();
            Err(Trouble::new(format!("hashmend {}: {why}", args.join(" "))))
        }
    }

    /// Kill the app without a chance to save anything, as a power cut would.
    pub fn crash(&mut self) -> Outcome {
        let binary = app_binary()?;
        let Some(running) = self.running.take() else {
            return Err(Trouble::new("the app is not running"));
        };
        let pid = running.driver.find_member(&binary);
        kill_hard(pid.ok_or_else(|| Trouble::new("the app's process was not found"))?)?;
        wait_until("the killed app is gone", PATIENCE, || {
            running.driver.find_member(&binary).is_none().then_some(())
        })
    }

    /// Start the app again on the same data folder.
    pub fn start(&mut self) -> Outcome {
        let (port, native_port) = (free_port()?, free_port()?);
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log()?)?;
        let mut command = Command::new(tauri_driver()?);
        command
            .args([
                "--port",
                &port.to_string(),
                "--native-port",
                &native_port.to_string(),
            ])
            .stdout(log.try_clone()?)
            .stderr(log)
            // The driver proxy prints a backtrace for every request that comes before the driver is up.
            .env("RUST_BACKTRACE", "0");
        self.at_home(&mut command)?;
        let driver = Group::start(&mut command)?;
        let server = format!("http://127.0.0.1:{port}");
        wait_until("the WebDriver server answers", PATIENCE, || {
            is_ready(&server).then_some(())
        })?;
        let args = [
            "--data-dir".to_owned(),
            self.data_dir().display().to_string(),
        ];
        let browser = Browser::open(&server, &app_binary()?.display().to_string(), &args)?;
        self.running = Some(Running { browser, driver });
        Ok(())
    }

    /// Start the program once more, as a person would, on the desk in `folder`.
    pub fn start_another(&self, folder: &Path) -> Outcome<Started> {
        let mut command = Command::new(app_binary()?);
        command.arg("--data-dir").arg(folder);
        self.start_here(&mut command)
    }

    /// Start any program on this desk's display.
    pub fn start_here(&self, command: &mut Command) -> Outcome<Started> {
        self.at_home(command)?;
        Started::new(command)
    }

    /// What the app and its driver said, over all starts of this desk.
    pub fn said(&self) -> Outcome<String> {
        Ok(fs::read_to_string(self.log()?)?)
    }

    fn log(&self) -> Outcome<PathBuf> {
        Ok(artifacts("logs")?.join(format!("{}.log", self.name)))
    }

    /// Let what is started live on this desk's display and bus, and nowhere else.
    fn at_home(&self, command: &mut Command) -> Outcome {
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address)
            .env("GDK_BACKEND", "x11")
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("HASHMEND_LOG", "warn,hashmend_app=info")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("GTK_THEME");
        // What the web view remembers belongs to this desk too, not to the person running the tests.
        for (variable, folder) in [
            ("XDG_DATA_HOME", "share"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_RUNTIME_DIR", "run"),
        ] {
            let folder = self.folder.path().join(folder);
            fs::create_dir_all(&folder)?;
            command.env(variable, folder);
        }
        for (variable, _) in env::vars_os() {
            if variable.to_string_lossy().starts_with("WEBKIT_") {
                command.env_remove(variable);
            }
        }
        Ok(())
    }

    /// Write what the window shows to `artifacts/<folder>/<name>.png` and give the path.
    pub fn picture(&self, folder: &str, name: &str) -> Outcome<PathBuf> {
        let path = artifacts(folder)?.join(format!("{name}.png"));
        fs::write(&path, self.screenshot()?)?;
        Ok(path)
    }

    /// A picture for the record, beside those of the other stories.
    pub fn shot(&self, name: &str) -> Outcome<PathBuf> {
        self.picture("screens", name)
    }

    fn keep_failure(&self) {
        if self.running.is_none() {
            return;
        }
        match self.shot(&format!("failed-{}", self.name)) {
            Ok(path) => eprintln!("the window when it failed: {}", path.display()),
            Err(error) => eprintln!("no picture of the failure: {error}"),
        }
    }
}

impl Deref for Desk {
    type Target = Browser;

    #[expect(
        clippy::expect_used,
        reason = "a story that uses a crashed desk is itself broken"
    )]
    fn deref(&self) -> &Browser {
        &self
            .running
            .as_ref()
            .expect("the app is not running: start it again first")
            .browser
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // A failed assertion unwinds past `story`.
        if thread::panicking() {
            self.keep_failure();
        }
    }
}

/// A folder under `artifacts/`, made when missing.
pub fn artifacts(folder: &str) -> Outcome<PathBuf> {
    let path = project_root().join("artifacts").join(folder);
    fs::create_dir_all(&path)?;
    Ok(path)
}

fn project_root() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

fn app_binary() -> Outcome<PathBuf> {
    built("HASHMEND_DESK_BIN", Path::new("debug/hashmend-desk"))
}

fn tauri_driver() -> Outcome<PathBuf> {
    built("HASHMEND_TAURI_DRIVER", Path::new("tools/bin/tauri-driver"))
}

/// A program under the target folder, or where `variable` says it is.
fn built(variable: &str, below_target: &Path) -> Outcome<PathBuf> {
    let path = match (env::var_os(variable), env::var_os("CARGO_TARGET_DIR")) {
        (Some(path), _) => path.into(),
        (None, Some(target)) => project_root().join(target).join(below_target),
        (None, None) => project_root().join("target").join(below_target),
    };
    path.canonicalize().map_err(|_| {
        let path = path.display();
        Trouble::new(format!(
            "{path} is missing: run `cargo xtask test`, which builds it"
        ))
    })
}

fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
