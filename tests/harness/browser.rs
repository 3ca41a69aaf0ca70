use crate::process::wait_until;
use crate::{Find, Outcome, Trouble};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long a story waits for a thing to appear before it gives up.
pub const PATIENCE: Duration = Duration::from_secs(30);

const FIND: &str = include_str!("find.js");
const PASTE: &str = include_str!("paste.js");
/// What the focus is on, in words.
const FOCUSED: &str = "const at = document.activeElement; if (at === null) return 'nothing';
    const named = [...(at.labels ?? [])].map((label) => label.textContent).join(' ');
    return [at.tagName, at.dataset.testid, at.getAttribute('aria-label'), named, at.textContent.slice(0, 80)].join(' ')";
const SETTLE: &str = include_str!("settle.js");

/// The key under which WebDriver wraps an element reference (W3C WebDriver, section 12).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One WebDriver session: the window, as something that can be looked at and acted on.
#[derive(Debug)]
pub struct Browser {
    session: String,
}

/// In pixels of the display.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// A reference to an element that was on the screen when it was found.
#[derive(Debug, Clone)]
pub struct Element(String);

impl Browser {
    /// Start `application` with `args` through the driver at `server`, and attach to its window.
    pub fn open(server: &str, application: &str, args: &[String]) -> Outcome<Self> {
        let wish = json!({ "capabilities": { "alwaysMatch": {
            "tauri:options": { "application": application, "args": args },
        } } });
        let answer = send("POST", &format!("{server}/session"), Some(&wish))?;
        let Some(id) = answer["sessionId"].as_str() else {
            return Err(Trouble::new(format!(
                "the driver opened no session: {answer}"
            )));
        };
        let browser = Self {
            session: format!("{server}/session/{id}"),
        };
        // The waiting scripts keep to PATIENCE themselves; the driver must not cut them short.
        browser.post(
            "timeouts",
            &json!({ "script": 2 * PATIENCE.as_millis() as u64 }),
        )?;
        Ok(browser)
    }

    /// Wait for an element.
    pub fn wait_for(&self, find: Find<'_>) -> Outcome<Element> {
        let found = self.look(find.query(), PATIENCE)?;
        element(&found).ok_or_else(|| {
            let shown = self.shown_text().unwrap_or_default();
            Trouble::new(format!("{find} did not appear; the window shows: {shown}"))
        })
    }

    /// Wait until an element is no longer there.
    pub fn wait_until_gone(&self, find: Find<'_>) -> Outcome {
        let mut query = find.query();
        query["gone"] = true.into();
        match self.look(query, PATIENCE)?.as_bool() {
            Some(true) => Ok(()),
            _ => Err(Trouble::new(format!("{find} is still there"))),
        }
    }

    /// Whether an element is there now.
    pub fn sees(&self, find: Find<'_>) -> Outcome<bool> {
        Ok(element(&self.look(find.query(), Duration::ZERO)?).is_some())
    }

    /// Wait for an element and click it where a pointer would: a covered element is an error.
    pub fn click(&self, find: Find<'_>) -> Outcome {
        self.insist(find, |found| {
            self.post(&format!("element/{}/click", found.0), &json!({}))
        })
    }

    /// Replace what a field holds by typing.
    pub fn fill(&self, find: Find<'_>, content: &str) -> Outcome {
        self.click(find)?;
        self.keys("Control+a")?;
        self.type_text(content)
    }

    /// Open a drop-down and take the entry of this name.
    pub fn choose(&self, find: Find<'_>, option: &str) -> Outcome {
        self.click(find)?;
        self.click(Find::Role("option", option))
    }

    /// Type into a field that searches and take the entry of this name.
    pub fn pick(&self, find: Find<'_>, typed: &str, option: &str) -> Outcome {
        self.fill(find, typed)?;
        self.click(Find::Role("option", option))
    }

    /// How many elements carry this `data-testid`.
    pub fn count(&self, testid: &str) -> Outcome<usize> {
        let marked = "return document.querySelectorAll(`[data-testid='${arguments[0]}']`).length";
        let count = self.run(marked, &json!([testid]))?;
        Ok(count.as_u64().unwrap_or_default() as usize)
    }

    /// How many things of this role the page has.
    pub fn count_role(&self, role: &str) -> Outcome<usize> {
        let count = self.run(
            "return document.querySelectorAll(`[role='${arguments[0]}']`).length",
            &json!([role]),
        )?;
        Ok(count.as_u64().unwrap_or_default() as usize)
    }

    /// Click one of several things of a role by its place among them, from 0.
    pub fn click_nth(&self, role: &str, at: usize) -> Outcome {
        self.run(
            "document.querySelectorAll(`[role='${arguments[0]}']`)[arguments[1]]?.click()",
            &json!([role, at]),
        )
        .map(drop)
    }

    /// Put text into a field as a paste does: a paste event first, then one insertion.
    pub fn paste(&self, find: Find<'_>, content: &str) -> Outcome {
        self.click(find)?;
        let field = self.wait_for(find)?;
        self.run(PASTE, &json!([field.reference(), content]))
            .map(drop)
    }

    /// Type into whatever has the focus, at the pace of a hand.
    pub fn type_text(&self, content: &str) -> Outcome {
        // The desk takes keys closer together than 35 ms for a scanner's, and a busy machine hears some late.
        let rest = json!({ "type": "pause", "duration": 90 });
        self.act(
            content
                .chars()
                .flat_map(|key| [press(key), release(key), rest.clone()])
                .collect(),
        )
    }

    /// Press keys one after the other, such as `g t`, as a hand does that knows them.
    pub fn sequence(&self, keys: &str) -> Outcome {
        let rest = json!({ "type": "pause", "duration": 150 });
        let pressed = keys
            .split(' ')
            .map(key_code)
            .flat_map(|key| [press(&key), release(&key), rest.clone()]);
        self.act(std::iter::once(rest.clone()).chain(pressed).collect())
    }

    /// A scanner's burst: the serial and the Enter behind it, wherever the focus is.
    pub fn scan(&self, serial: &str) -> Outcome {
        let burst = format!("{serial}\u{E007}");
        // A hand needs a moment to go from the keys to the scanner.
        let reach = json!({ "type": "pause", "duration": 400 });
        let keys = burst.chars().flat_map(|key| [press(key), release(key)]);
        self.act(std::iter::once(reach).chain(keys).collect())
    }

    /// Press one chord, such as `Control+k`, `?`, `Enter` or `Shift+Tab`.
    pub fn keys(&self, chord: &str) -> Outcome {
        let keys: Vec<String> = chord.split('+').map(key_code).collect();
        let down = keys
            .iter()
            .map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys
            .iter()
            .rev()
            .map(|key| json!({ "type": "keyUp", "value": key }));
        self.act(down.chain(up).collect())
    }

    /// The text an element shows.
    pub fn text_of(&self, find: Find<'_>) -> Outcome<String> {
        let found = self.wait_for(find)?;
        let shown = self.get(&format!("element/{}/text", found.0))?;
        Ok(shown.as_str().unwrap_or_default().to_owned())
    }

    /// What a field holds.
    pub fn value_of(&self, find: Find<'_>) -> Outcome<String> {
        let found = self.wait_for(find)?;
        let value = self.get(&format!("element/{}/property/value", found.0))?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// All text the window shows, on one line.
    pub fn shown_text(&self) -> Outcome<String> {
        let shown = self.run("return document.body?.innerText ?? ''", &json!([]))?;
        Ok(shown
            .as_str()
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "))
    }

    /// A window of 1280 by 720 pixels with the page at 200 %, as WCAG 1.4.4 asks for.
    pub fn zoom_to_twice_of_1280_by_720(&self) -> Outcome {
        self.post(
            "window/rect",
            &json!({ "x": 0, "y": 0, "width": 1280, "height": 720 }),
        )?;
        // 110, 125, 150, 200.
        for _ in 0..4 {
            self.keys("Control+=")?;
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            let wide = self.run("return innerWidth", &json!([]))?;
            if wide.as_f64().is_some_and(|wide| wide <= 645.0) {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(Trouble::new(format!("the page is {wide} wide, not 640")));
            }
        }
    }

    /// Where the window stands on the display, and how large it is.
    pub fn place(&self) -> Outcome<Place> {
        Ok(serde_json::from_value(self.get("window/rect")?)?)
    }

    /// Move and resize the window, as a hand on its frame does.
    pub fn put(&self, place: Place) -> Outcome {
        self.post("window/rect", &serde_json::to_value(place)?)
            .map(drop)
    }

    /// Ask the page again and again until `script` answers with `true`.
    pub fn wait_until(&self, what: &str, script: &str) -> Outcome {
        wait_until(what, PATIENCE, || {
            let answer = self.run(script, &json!([])).ok()?;
            (answer == true).then_some(())
        })
    }

    /// Run a script in the page and take what it returns.
    pub fn run(&self, script: &str, args: &Value) -> Outcome<Value> {
        self.post("execute/sync", &json!({ "script": script, "args": args }))
    }

    /// Run a script that answers through the function it is given last.
    pub fn run_async(&self, script: &str, args: &Value) -> Outcome<Value> {
        self.post("execute/async", &json!({ "script": script, "args": args }))
    }

    /// Press one key, and let it go.
    pub fn press(&self, key: char) -> Outcome {
        self.act(vec![press(key), release(key)])
    }

    /// Put text in where the focus is, as a paste does, without a hand on the mouse.
    pub fn paste_here(&self, content: &str) -> Outcome {
        self.run(PASTE, &json!([Value::Null, content])).map(drop)
    }

    /// Wait until the focus is on something of this name or `data-testid`; what it is on otherwise.
    pub fn wait_for_focus(&self, name: &str) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let at = self.run(FOCUSED, &json!([]))?;
            let at = at.as_str().unwrap_or_default();
            if at.to_lowercase().contains(&name.to_lowercase()) {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(Trouble::new(format!("the focus is on {at}, not on {name}")));
            }
        }
    }

    /// The window's content as a PNG, once it is drawn and nothing moves any more.
    pub fn screenshot(&self) -> Outcome<Vec<u8>> {
        self.post("execute/async", &json!({ "script": SETTLE, "args": [] }))?;
        let shot = self.get("screenshot")?;
        Ok(BASE64_STANDARD.decode(shot.as_str().unwrap_or_default())?)
    }

    /// Run `act` on an element, finding it anew while the page still moves under the pointer.
    fn insist(&self, find: Find<'_>, act: impl Fn(&Element) -> Outcome<Value>) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.wait_for(find)?;
            match act(&found) {
                Ok(_) => return Ok(()),
                Err(error) if Instant::now() > deadline => {
                    return Err(Trouble::new(format!("{find}: {error}")));
                }
                // Re-drawn between finding and acting, or covered by something on its way out.
                Err(_) => {}
            }
        }
    }

    fn look(&self, query: Value, patience: Duration) -> Outcome<Value> {
        let deadline = Instant::now() + patience;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let body = json!({ "script": FIND, "args": [query, left.as_millis() as u64] });
            match self.post("execute/async", &body) {
                // A page that is being loaded takes the script down with it: look again in the new one.
                Err(_) if !left.is_zero() => {}
                answer => return answer,
            }
        }
    }

    fn act(&self, actions: Vec<Value>) -> Outcome {
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.post("actions", &body).map(drop)
    }

    fn get(&self, path: &str) -> Outcome<Value> {
        send("GET", &format!("{}/{path}", self.session), None)
    }

    fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        send("POST", &format!("{}/{path}", self.session), Some(body))
    }
}

impl Element {
    pub(crate) fn reference(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }
}

/// Whether a driver at `server` takes new sessions.
pub fn is_ready(server: &str) -> bool {
    send("GET", &format!("{server}/status"), None).is_ok_and(|status| status["ready"] == true)
}

fn press(key: impl Serialize) -> Value {
    json!({ "type": "keyDown", "value": key })
}

fn release(key: impl Serialize) -> Value {
    json!({ "type": "keyUp", "value": key })
}

fn element(value: &Value) -> Option<Element> {
    value[ELEMENT].as_str().map(|id| Element(id.to_owned()))
}

/// WebDriver's private code points for keys without a character (W3C WebDriver, section 17.4.2).
fn key_code(name: &str) -> String {
    match name {
        "Control" => "\u{E009}",
        "Shift" => "\u{E008}",
        "Alt" => "\u{E00A}",
        "Enter" => "\u{E007}",
        "Escape" => "\u{E00C}",
        "Tab" => "\u{E004}",
        "Backspace" => "\u{E003}",
        "Delete" => "\u{E017}",
        "Up" => "\u{E013}",
        "Down" => "\u{E015}",
        "Left" => "\u{E012}",
        "Right" => "\u{E014}",
        "PageUp" => "\u{E00E}",
        "PageDown" => "\u{E00F}",
        "End" => "\u{E010}",
        "Home" => "\u{E011}",
        "F2" => "\u{E032}",
        "F8" => "\u{E038}",
        other => other,
    }
    .to_owned()
}

fn send(method: &str, url: &str, body: Option<&Value>) -> Outcome<Value> {
    let request = minreq::Request::new(minreq::Method::Custom(method.to_owned()), url)
        .with_timeout(3 * PATIENCE.as_secs());
    let answer = match body {
        Some(body) => request
            .with_header("Content-Type", "application/json; charset=utf-8")
            .with_body(body.to_string())
            .send()?,
        None => request.send()?,
    };
    let mut answer: Value = serde_json::from_slice(answer.as_bytes())?;
    let value = answer["value"].take();
    match (value["error"].as_str(), value["message"].as_str()) {
        (Some(error), message) => Err(Trouble::new(format!(
            "{error}: {}",
            message.unwrap_or_default()
        ))),
        (None, _) => Ok(value),
    }
}
