//! Query parameters merged into a URL that may have some already.

/// `url` with the parameters of `query` (encoded: `a=1&b=2`, without `?`): a parameter that the URL already has is
/// replaced, others and a fragment stay as they are. Names are compared as they are written, encoded.
///
/// ```
/// use everwire::core::merge_query;
/// assert_eq!(merge_query("wss://h/p", "a=1"), "wss://h/p?a=1");
/// assert_eq!(merge_query("wss://h/p?x=0&a=0#f", "a=1&a=2"), "wss://h/p?x=0&a=1&a=2#f");
/// assert_eq!(merge_query("wss://h/p?x=0", ""), "wss://h/p?x=0");
/// ```
pub fn merge_query(url: &str, query: &str) -> String {
    let mut merged = String::new();
    merge_query_into(url, query, &mut |part| merged.push_str(part));
    merged
}

/// The same, part by part.
pub(crate) fn merge_query_into(url: &str, query: &str, part: &mut dyn FnMut(&str)) {
    if query.is_empty() {
        return part(url);
    }
    let (url, fragment) = cut(url, b'#');
    let (path, old) = cut(url, b'?');
    part(path);
    let mut separator = "?";
    for (pairs, replaced_by) in [(old, query), (query, "")] {
        for pair in Pairs(pairs) {
            let name = cut(pair, b'=').0;
            if !Pairs(replaced_by).any(|new| cut(new, b'=').0 == name) {
                part(separator);
                part(pair);
                separator = "&";
            }
        }
    }
    if !fragment.is_empty() {
        part("#");
        part(fragment);
    }
}

/// What stands before and after the first `at`. (`str::split` and its searchers would add a kilobyte to the npm build.)
pub(crate) fn cut(text: &str, at: u8) -> (&str, &str) {
    let at = text.bytes().position(|byte| byte == at).unwrap_or(text.len());
    (text.get(..at).unwrap_or(""), text.get(at + 1..).unwrap_or(""))
}

/// The pairs of an encoded query, without empty ones.
struct Pairs<'a>(&'a str);

impl<'a> Iterator for Pairs<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        while !self.0.is_empty() {
            let (pair, rest) = cut(self.0, b'&');
            self.0 = rest;
            if !pair.is_empty() {
                return Some(pair);
            }
        }
        None
    }
}
