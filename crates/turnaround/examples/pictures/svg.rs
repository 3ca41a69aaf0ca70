//! A few lines, dots and words as SVG, readable on a light page and on a dark one.

use std::fmt::Write;

const STYLE: &str = "\
text{font:13px system-ui,-apple-system,'Segoe UI','Noto Sans',Arial,sans-serif;fill:#1b2028}\
.title{font-weight:600;font-size:15px}.soft{fill:#5c6472}.small{font-size:12px}\
.end{text-anchor:end}.mid{text-anchor:middle}\
line,path{fill:none;stroke-linejoin:round}.axis{stroke:#868e9b}.grid{stroke:#e2e5ea}\
.published{stroke:#7b8494;stroke-width:2;stroke-dasharray:5 4}\
.own{stroke:#2f66e0;stroke-width:1.6}.used{stroke:#bf4410;stroke-width:2.8}\
.first{stroke:#21895a;stroke-width:2.6}.second{stroke:#2f66e0;stroke-width:2.6}\
.third{stroke:#bf4410;stroke-width:2.6}\
.d-first{fill:#21895a}.d-second{fill:#2f66e0}.d-third{fill:#bf4410}.d-soft{fill:#9aa2af}\
.band{fill:#f6dccd}.even{fill:#eceef2}\
.free{stroke:#2f66e0;stroke-width:2}.held{stroke:#bf4410;stroke-width:2}";

pub struct Picture {
    body: String,
}

impl Picture {
    /// `told` says in words what is to be seen, for those who cannot see it.
    pub fn new(width: f64, height: f64, title: &str, told: &str) -> Self {
        let body = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"img\">\n<title>{title}</title>\n\
             <desc>{told}</desc>\n<style>{STYLE}</style>\n\
             <rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\" fill=\"#fcfcfd\" \
             stroke=\"#cbd0d8\"/>\n",
            width - 1.0,
            height - 1.0,
        );
        let mut picture = Self { body };
        picture.text(20.0, 28.0, "title", title);
        picture
    }

    pub fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        self.put(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\">{text}</text>"
        ));
    }

    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.put(format_args!(
            "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>",
            from.0, from.1, to.0, to.1
        ));
    }

    pub fn area(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
            from.0.min(to.0),
            from.1.min(to.1),
            (to.0 - from.0).abs(),
            (to.1 - from.1).abs()
        ));
    }

    pub fn shape(&mut self, class: &str, corners: &[(f64, f64)]) {
        let corners: Vec<String> = corners
            .iter()
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        self.put(format_args!(
            "<polygon class=\"{class}\" points=\"{}\"/>",
            corners.join(" ")
        ));
    }

    pub fn dot(&mut self, class: &str, at: (f64, f64), radius: f64) {
        self.put(format_args!(
            "<circle class=\"{class}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius}\"/>",
            at.0, at.1
        ));
    }

    fn put(&mut self, element: std::fmt::Arguments) {
        // Writing to a text does not fail.
        let _ = writeln!(self.body, "{element}");
    }

    pub fn finish(self) -> String {
        self.body + "</svg>\n"
    }
}

/// A frame with its two scales.
pub struct Plot {
    /// Left, top, right, bottom.
    pub frame: [f64; 4],
    pub x: (f64, f64),
    pub y: (f64, f64),
}

impl Plot {
    pub fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let [left, top, right, bottom] = self.frame;
        let part = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
        (
            left + (right - left) * part(x, self.x),
            bottom - (bottom - top) * part(y, self.y),
        )
    }

    /// Lines across at `ys` and words under `xs`, each with what it says.
    pub fn scales(&self, picture: &mut Picture, xs: &[(f64, &str)], ys: &[(f64, &str)]) {
        for (y, words) in ys {
            let (left, right) = (self.at(self.x.0, *y), self.at(self.x.1, *y));
            picture.line("grid", left, right);
            picture.text(left.0 - 6.0, left.1 + 4.0, "soft small end", words);
        }
        for (x, words) in xs {
            let foot = self.at(*x, self.y.0);
            picture.line("axis", foot, (foot.0, foot.1 + 4.0));
            picture.text(foot.0, foot.1 + 18.0, "soft small mid", words);
        }
        picture.line(
            "axis",
            self.at(self.x.0, self.y.0),
            self.at(self.x.1, self.y.0),
        );
    }

    /// A line through points, cut off at the sides of the frame.
    pub fn curve(&self, picture: &mut Picture, class: &str, points: &[(f64, f64)]) {
        let mut way = String::new();
        let mut last: Option<(f64, f64)> = None;
        for (x, y) in points {
            let mut point = (*x, *y);
            if let Some(last) = last
                && point.0 > self.x.1
            {
                let part = (self.x.1 - last.0) / (point.0 - last.0);
                point = (self.x.1, last.1 + (point.1 - last.1) * part);
            }
            let (x, y) = self.at(point.0, point.1);
            let _ = write!(
                way,
                "{}{x:.1} {y:.1}",
                if way.is_empty() { "M" } else { "L" }
            );
            last = Some(point);
            if point.0 >= self.x.1 {
                break;
            }
        }
        picture.put(format_args!("<path class=\"{class}\" d=\"{way}\"/>"));
    }
}
