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
    if query.is_empty() {
        return url.into();
    }
    let (url, fragment) = url.split_once('#').unwrap_or((url, ""));
    let (path, old) = url.split_once('?').unwrap_or((url, ""));
    let kept = pairs(old).filter(|pair| !pairs(query).any(|new| name(new) == name(pair)));
    let all: Vec<&str> = kept.chain(pairs(query)).collect();
    let mut merged = String::from(path);
    for (mark, part) in [('?', all.join("&").as_str()), ('#', fragment)] {
        if !part.is_empty() {
            merged.push(mark);
            merged.push_str(part);
        }
    }
    merged
}

/// The pairs of an encoded query, without empty ones.
fn pairs(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter(|pair| !pair.is_empty())
}

fn name(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}
