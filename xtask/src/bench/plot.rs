//! A small SVG writer: bars, and loads over time. Its pictures follow light and dark, have no background, and can be read
//! at the width of a phone.

use std::fmt::Write as _;

use super::table::figure;

const WIDTH: f64 = 480.0;
/// Where labels end and bars begin.
const LEFT: f64 = 212.0;
/// What figures need at the right.
const RIGHT: f64 = 78.0;
const ROOM: f64 = WIDTH - LEFT - RIGHT;
const LINE: f64 = 22.0;

/// Colours are GitHub's own.
const STYLE: &str = "\
text{font:13px -apple-system,BlinkMacSystemFont,'Segoe UI','Noto Sans',Helvetica,Arial,sans-serif;fill:#1f2328}
.title{font-weight:600;font-size:14px}.small{font-size:11.5px}.note,.axis text{fill:#59636e}.end{text-anchor:end}.middle{text-anchor:middle}
.ours{fill:#0969da}.raw{fill:#59636e}.peer{fill:#afb8c1}.range{stroke:#1f2328;stroke-width:1}.base{stroke:#d1d9e0}.mark{stroke:#cf222e;stroke-dasharray:3 3}
text.ours{font-weight:600}text.raw,text.peer{fill:#1f2328}
@media (prefers-color-scheme:dark){text,text.raw,text.peer{fill:#f0f6fc}.note,.axis text{fill:#9198a1}.ours{fill:#4493f8}.raw{fill:#9198a1}.peer{fill:#545d68}.range{stroke:#f0f6fc}.base{stroke:#3d444d}.mark{stroke:#f85149}}
";

/// Whom a bar is about, which its colour shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Ours,
    /// The limit: nothing on top of what the engine has.
    Raw,
    Peer,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Raw => "raw",
            Self::Peer => "peer",
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) kind: Kind,
    pub(super) value: f64,
    pub(super) min: f64,
    pub(super) max: f64,
    /// In place of the figure, where that would mislead.
    pub(super) says: Option<&'static str>,
}

/// Something over time, a number a second.
#[derive(Debug, Clone)]
pub(super) struct Strip {
    pub(super) label: String,
    pub(super) kind: Kind,
    pub(super) series: Vec<f64>,
}

/// One picture of several parts, one below the other.
#[derive(Debug)]
pub(super) struct Picture {
    name: String,
    body: String,
    height: f64,
}

impl Picture {
    /// Empty. The name is what a screen reader says.
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), body: String::new(), height: 0.0 }
    }

    /// A bar for each, from zero; a line across its end reaches from the least to the most that was measured.
    pub(super) fn bars(&mut self, title: &str, unit: &str, bars: &[Bar]) {
        self.title(title, unit);
        let most = bars.iter().map(|bar| bar.max).fold(f64::MIN_POSITIVE, f64::max);
        let top = self.height;
        for bar in bars {
            let Bar { label, kind, value, min, max, says } = bar;
            let (class, middle) = (kind.class(), self.height + LINE / 2.0);
            let [end, from, to] = [value, min, max].map(|number| LEFT + ROOM * (number / most).max(0.0));
            self.label(label, class);
            self.draw(format_args!(
                r#"<rect class="{class}" x="{LEFT}" y="{:.1}" width="{:.1}" height="14" rx="2"/>"#,
                middle - 7.0,
                (end - LEFT).max(1.0)
            ));
            if to - from >= 1.0 {
                self.draw(format_args!(
                    r#"<path class="range" d="M{from:.1} {middle:.1}H{to:.1}M{from:.1} {:.1}v6M{to:.1} {:.1}v6"/>"#,
                    middle - 3.0,
                    middle - 3.0
                ));
            }
            self.draw(format_args!(
                r#"<text class="{class}" x="{:.1}" y="{:.1}">{}</text>"#,
                to.max(end) + 6.0,
                middle + 4.5,
                says.map_or_else(|| figure(*value), str::to_owned)
            ));
            self.height += LINE;
        }
        let bottom = self.height;
        self.draw(format_args!(r#"<path class="base" d="M{LEFT} {top}V{bottom}"/>"#));
        self.height += 18.0;
    }

    /// A load over time for each, all to one scale that ends at `most`; `mark`: a second, and what happened in it.
    pub(super) fn strips(&mut self, title: &str, unit: &str, strips: &[Strip], most: f64, mark: (usize, &str)) {
        self.title(title, unit);
        let seconds = strips.iter().map(|strip| strip.series.len()).max().unwrap_or(1) as f64;
        let step = (WIDTH - LEFT) / seconds;
        let (top, marked, height) = (self.height + 16.0, LEFT + mark.0 as f64 * step, LINE - 3.0);
        self.draw(format_args!(
            r#"<text class="note small middle" x="{marked:.1}" y="{:.1}">{}</text>"#,
            top - 5.0,
            escaped(mark.1)
        ));
        self.height = top;
        for Strip { label, kind, series } in strips {
            let base = self.height + LINE;
            let mut path = String::new();
            for (second, load) in series.iter().enumerate().filter(|(_, load)| **load > 0.0) {
                let (x, up) = (LEFT + second as f64 * step, height * (load / most).min(1.0));
                // Writing to a string cannot fail.
                let _ = write!(path, "M{x:.1} {base:.1}v-{:.2}h{:.2}V{base:.1}z", up.max(0.5), step * 0.8);
            }
            self.label(label, kind.class());
            self.draw(format_args!(r#"<path class="{}" d="{path}"/>"#, kind.class()));
            self.draw(format_args!(r#"<path class="base" d="M{LEFT} {base:.1}H{WIDTH}"/>"#));
            self.height += LINE;
        }
        let bottom = self.height;
        self.draw(format_args!(r#"<path class="mark" d="M{marked:.1} {top:.1}V{bottom:.1}"/>"#));
        self.height += 20.0;
    }

    /// A line of text below the last part.
    pub(super) fn note(&mut self, text: &str) {
        let y = self.height + 2.0;
        self.draw(format_args!(r#"<text class="note small" x="0" y="{y:.1}">{}</text>"#, escaped(text)));
        self.height += 18.0;
    }

    pub(super) fn finish(self) -> String {
        let Self { name, body, height } = self;
        let name = escaped(&name);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" height=\"{height:.0}\" \
             role=\"img\" aria-label=\"{name}\">\n<title>{name}</title>\n<style>{STYLE}</style>\n{body}</svg>\n"
        )
    }

    fn title(&mut self, title: &str, unit: &str) {
        let y = self.height + 15.0;
        self.draw(format_args!(r#"<text class="title" x="0" y="{y:.1}">{}</text>"#, escaped(title)));
        self.draw(format_args!(r#"<text class="note end" x="{WIDTH}" y="{y:.1}">{}</text>"#, escaped(unit)));
        self.height += 26.0;
    }

    fn label(&mut self, label: &str, class: &str) {
        let y = self.height + LINE / 2.0 + 4.5;
        let x = LEFT - 8.0;
        self.draw(format_args!(r#"<text class="end {class}" x="{x}" y="{y:.1}">{}</text>"#, escaped(label)));
    }

    fn draw(&mut self, element: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.body, "{element}");
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(label: &str, kind: Kind, value: f64) -> Bar {
        Bar { label: label.into(), kind, value, min: value * 0.9, max: value * 1.1, says: None }
    }

    #[test]
    fn a_bar_is_as_long_as_its_figure_and_ends_where_there_is_room() {
        let mut picture = Picture::new("x");
        picture.bars("Title", "ms", &[bar("a", Kind::Ours, 100.0), bar("b", Kind::Peer, 50.0)]);
        let svg = picture.finish();
        let widths: Vec<f64> = svg
            .lines()
            .filter(|line| line.starts_with("<rect"))
            .map(|line| line.split("width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
            .collect();
        assert!((widths[0] / widths[1] - 2.0).abs() < 0.01 && widths[0] < ROOM, "{widths:?}");
    }

    #[test]
    fn a_picture_follows_dark_and_says_what_it_shows() {
        let mut picture = Picture::new("Loads & more");
        let strip = Strip { label: "<a>".into(), kind: Kind::Raw, series: vec![0.0, 5.0] };
        picture.strips("Load", "1/s", &[strip], 5.0, (1, "back"));
        picture.note("made by hand");
        let svg = picture.finish();
        assert!(svg.contains("prefers-color-scheme:dark") && svg.contains("<title>Loads &amp; more</title>"));
        assert!(svg.contains("&lt;a&gt;") && svg.contains("made by hand"));
        assert_eq!(svg.matches('<').count(), svg.matches('>').count());
    }
}
