//! What was measured on: a figure without it says little.

use serde_json::{Value, json};

/// Its processor, how many cores there are for us, and its system. Nothing that names it.
pub(super) fn describe() -> Value {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let processor = std::fs::read_to_string("/proc/cpuinfo").ok();
    let cpu = processor.as_deref().and_then(|text| field(text, "model name", ':')).unwrap_or(std::env::consts::ARCH);
    let release = std::fs::read_to_string("/etc/os-release").ok();
    let os = release.as_deref().and_then(|text| field(text, "PRETTY_NAME", '=')).unwrap_or(std::env::consts::OS);
    json!({ "cores": cores, "cpu": cpu, "os": os })
}

/// What the first line `NAME : VALUE` says.
fn field<'a>(text: &'a str, name: &str, sign: char) -> Option<&'a str> {
    let mut pairs = text.lines().filter_map(|line| line.split_once(sign));
    let (_, value) = pairs.find(|(key, _)| key.trim() == name)?;
    Some(value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_field_is_found_in_either_form() {
        let cpu = "processor\t: 0\nmodel name\t: A Processor @ 2.0GHz\nmodel name\t: another\n";
        assert_eq!(super::field(cpu, "model name", ':'), Some("A Processor @ 2.0GHz"));
        assert_eq!(super::field("NAME=x\nPRETTY_NAME=\"An OS 1\"\n", "PRETTY_NAME", '='), Some("An OS 1"));
        assert_eq!(super::field("", "x", '='), None);
    }
}
