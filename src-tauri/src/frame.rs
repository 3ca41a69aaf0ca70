//! How the window stood when it was left: its place, its size, its zoom. Kept beside the desk's
//! file, one for each desk, and never in it: a desk that is copied or restored does not jump.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};

/// The one window's label.
pub const MAIN: &str = "main";

const LEAST: (f64, f64) = (960.0, 600.0);

/// A drag or a resize is over when this long nothing moved.
const REST: Duration = Duration::from_millis(300);

/// Percent. The page is laid out down to 50; above 300 a table shows one column.
const ZOOMS: [u32; 12] = [50, 67, 75, 80, 90, 100, 110, 125, 150, 200, 250, 300];

/// So much of the title bar must be on a screen for a hand to get hold of it.
const GRIP: (f64, f64) = (120.0, 24.0);

/// In logical pixels, as the window manager counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Stance {
    /// Where it stood; `None`: wherever the window manager likes.
    at: Option<(f64, f64)>,
    size: (f64, f64),
    maximized: bool,
    /// Percent.
    zoom: u32,
}

impl Default for Stance {
    fn default() -> Self {
        Self {
            at: None,
            size: (1360.0, 860.0),
            maximized: false,
            zoom: 100,
        }
    }
}

/// A screen, in the same pixels.
#[derive(Debug, Clone, Copy)]
struct Screen {
    at: (f64, f64),
    size: (f64, f64),
}

impl Stance {
    /// What stands in the file; anything amiss is as if there were none.
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    fn write(&self, path: &Path) -> std::io::Result<()> {
        let part = path.with_extension("part");
        std::fs::write(&part, serde_json::to_vec(self)?)?;
        std::fs::rename(part, path)
    }

    /// As it can be on these screens: one of them may be gone since, or smaller.
    fn on(mut self, screens: &[Screen]) -> Self {
        let sane = |n: f64| n.is_finite() && n.abs() < 100_000.0;
        if !(sane(self.size.0) && sane(self.size.1)) {
            self.size = Self::default().size;
        }
        self.at = self.at.filter(|at| {
            sane(at.0) && sane(at.1) && screens.iter().any(|screen| screen.holds(*at, self.size.0))
        });
        let home = self
            .at
            .and_then(|at| screens.iter().find(|s| s.holds(at, self.size.0)))
            .or(screens.first());
        if let Some(screen) = home {
            self.size = (
                self.size.0.min(screen.size.0),
                self.size.1.min(screen.size.1),
            );
        }
        self.size = (self.size.0.max(LEAST.0), self.size.1.max(LEAST.1));
        self.zoom = self.zoom.clamp(ZOOMS[0], ZOOMS[ZOOMS.len() - 1]);
        self
    }
}

impl Screen {
    /// Whether the title bar of a window of this width at this place can be reached here.
    fn holds(&self, at: (f64, f64), width: f64) -> bool {
        let left = at.0.max(self.at.0);
        let right = (at.0 + width).min(self.at.0 + self.size.0);
        let below = at.1 >= self.at.1 - GRIP.1;
        right - left >= GRIP.0.min(width) && below && at.1 + GRIP.1 <= self.at.1 + self.size.1
    }
}

/// Larger, smaller, or as it was made.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Zoom {
    In,
    Out,
    Usual,
}

impl Zoom {
    fn from(self, now: u32) -> u32 {
        let next = match self {
            Self::In => ZOOMS.iter().find(|zoom| **zoom > now),
            Self::Out => ZOOMS.iter().rev().find(|zoom| **zoom < now),
            Self::Usual => Some(&100),
        };
        next.copied().unwrap_or(now)
    }
}

/// Remembers how the window stands.
#[derive(Debug)]
pub struct Frame {
    path: PathBuf,
    stance: Mutex<Stance>,
}

impl Frame {
    pub fn of(desk: &Path) -> Self {
        let path = desk.with_extension("window.json");
        Self {
            stance: Mutex::new(Stance::read(&path)),
            path,
        }
    }

    /// Open the one window as it was left. `own` is where the web view may keep things.
    pub fn open(&self, app: &AppHandle, own: &Path) -> tauri::Result<WebviewWindow> {
        let stance = self.stance().on(&screens(app));
        *self.stance() = stance;
        let mut builder = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
            .title("Hashmend")
            .inner_size(stance.size.0, stance.size.1)
            .min_inner_size(LEAST.0, LEAST.1)
            .maximized(stance.maximized)
            .on_page_load(move |window, load| {
                // Before the page is there, there is nothing to scale.
                if stance.zoom != 100 && load.event() == PageLoadEvent::Started {
                    let _ = window.app_handle().state::<Self>().scale(&window);
                }
            });
        if let Some((x, y)) = stance.at {
            builder = builder.position(x, y);
        }
        // Theme, recent finds and the last screen belong to the desk they were chosen at. A folder
        // that cannot be written is no reason to have no window.
        if std::fs::create_dir_all(own).is_ok() {
            builder = builder.data_directory(own.to_owned());
        }
        let window = builder.build()?;
        self.watch(&window);
        Ok(window)
    }

    /// Change the zoom; the percent it has now.
    pub fn zoom(&self, window: &WebviewWindow, zoom: Zoom) -> tauri::Result<u32> {
        let percent = {
            let mut stance = self.stance();
            stance.zoom = zoom.from(stance.zoom);
            stance.zoom
        };
        self.scale(window)?;
        self.keep();
        Ok(percent)
    }

    fn scale(&self, window: &WebviewWindow) -> tauri::Result<()> {
        let percent = self.stance().zoom;
        window.set_zoom(f64::from(percent) / 100.0)
    }

    fn watch(&self, window: &WebviewWindow) {
        let (moved, heard) = mpsc::channel::<()>();
        let own = window.clone();
        let started = std::thread::Builder::new()
            .name("frame".into())
            .spawn(move || {
                while heard.recv().is_ok() {
                    loop {
                        match heard.recv_timeout(REST) {
                            Ok(()) => {}
                            Err(RecvTimeoutError::Timeout) => break,
                            Err(RecvTimeoutError::Disconnected) => return,
                        }
                    }
                    own.state::<Self>().look(&own);
                }
            });
        if let Err(error) = started {
            tracing::error!(%error, "the window's place is not remembered: no thread for it");
            return;
        }
        let own = window.clone();
        window.on_window_event(move |event| hear(event, &own, &moved));
    }

    /// Take down how the window stands now.
    fn look(&self, window: &WebviewWindow) {
        if let Err(error) = self.observe(window) {
            tracing::warn!(%error, "the window does not say where it is");
            return;
        }
        self.keep();
    }

    fn observe(&self, window: &WebviewWindow) -> tauri::Result<()> {
        if window.is_minimized()? || window.is_fullscreen()? {
            return Ok(());
        }
        let maximized = window.is_maximized()?;
        let scale = window.scale_factor()?;
        let size = window.inner_size()?.to_logical::<f64>(scale);
        let at = window.outer_position()?.to_logical::<f64>(scale);
        let mut stance = self.stance();
        stance.maximized = maximized;
        // What it goes back to from maximised is the size it had before.
        if !maximized {
            stance.size = (size.width, size.height);
            stance.at = Some((at.x, at.y));
        }
        Ok(())
    }

    fn keep(&self) {
        let stance = *self.stance();
        if let Err(error) = stance.write(&self.path) {
            tracing::warn!(%error, "the window's place is not remembered");
        }
    }

    fn stance(&self) -> MutexGuard<'_, Stance> {
        self.stance.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hear(event: &WindowEvent, window: &WebviewWindow, moved: &Sender<()>) {
    match event {
        WindowEvent::Resized(_) | WindowEvent::Moved(_) => {
            // The thread did not start, which was logged.
            let _ = moved.send(());
        }
        WindowEvent::CloseRequested { .. } => window.state::<Frame>().look(window),
        _ => {}
    }
}

/// The screens that are there, the main one first.
fn screens(app: &AppHandle) -> Vec<Screen> {
    let main = app.primary_monitor().ok().flatten();
    let all = app.available_monitors().unwrap_or_default();
    main.into_iter()
        .chain(all)
        .map(|monitor| {
            let scale = monitor.scale_factor();
            let at = monitor.position().to_logical::<f64>(scale);
            let size = monitor.size().to_logical::<f64>(scale);
            Screen {
                at: (at.x, at.y),
                size: (size.width, size.height),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAPTOP: Screen = Screen {
        at: (0.0, 0.0),
        size: (1440.0, 900.0),
    };
    const BESIDE: Screen = Screen {
        at: (1440.0, 0.0),
        size: (2560.0, 1440.0),
    };

    fn stood(x: f64, y: f64, width: f64, height: f64) -> Stance {
        Stance {
            at: Some((x, y)),
            size: (width, height),
            ..Stance::default()
        }
    }

    #[test]
    fn a_window_comes_back_where_it_stood() {
        let left = stood(1600.0, 40.0, 1800.0, 1200.0);

        assert_eq!(left.on(&[LAPTOP, BESIDE]), left);
    }

    #[test]
    fn a_window_on_a_screen_that_is_gone_comes_to_one_that_is_there() {
        let left = stood(1600.0, 40.0, 1800.0, 1200.0);

        let opened = left.on(&[LAPTOP]);

        assert_eq!(opened.at, None);
        assert_eq!(opened.size, (1440.0, 900.0));
    }

    #[test]
    fn a_title_bar_out_of_reach_is_brought_back() {
        for (x, y) in [
            (-1300.0, 40.0),
            (1400.0, 40.0),
            (100.0, -200.0),
            (100.0, 890.0),
        ] {
            assert_eq!(
                stood(x, y, 1360.0, 860.0).on(&[LAPTOP]).at,
                None,
                "{x}, {y}"
            );
        }
        let half_out = stood(-700.0, 40.0, 1360.0, 860.0);
        assert_eq!(half_out.on(&[LAPTOP]), half_out);
    }

    #[test]
    fn what_is_no_size_is_forgotten() {
        let left = Stance {
            at: Some((f64::NAN, 0.0)),
            size: (f64::INFINITY, -3.0),
            zoom: 0,
            ..Stance::default()
        };

        let opened = left.on(&[LAPTOP]);

        assert_eq!((opened.at, opened.size), (None, (1360.0, 860.0)));
        assert_eq!(opened.zoom, 50);
        assert_eq!(left.on(&[]).size, (1360.0, 860.0));
    }

    #[test]
    fn what_was_kept_is_read_again_and_a_spoiled_file_is_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.window.json");
        let stance = Stance {
            maximized: true,
            zoom: 125,
            ..stood(10.0, 20.0, 1000.0, 700.0)
        };

        stance.write(&path).unwrap();
        assert_eq!(Stance::read(&path), stance);

        std::fs::write(&path, "{\"zoom\": \"large\"").unwrap();
        assert_eq!(Stance::read(&path), Stance::default());
        std::fs::write(&path, "{\"zoom\": 150}").unwrap();
        assert_eq!(Stance::read(&path).zoom, 150);
    }

    #[test]
    fn zoom_goes_by_steps_and_stops_at_the_ends() {
        assert_eq!(Zoom::In.from(100), 110);
        assert_eq!(Zoom::Out.from(100), 90);
        assert_eq!(Zoom::In.from(103), 110);
        assert_eq!(Zoom::In.from(300), 300);
        assert_eq!(Zoom::Out.from(50), 50);
        assert_eq!(Zoom::Usual.from(250), 100);
    }
}
