//! Static files, and what is true of every response.

use std::fs;
use std::path::PathBuf;

use crate::support::{Rig, send, start};

/// A folder of its own that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("everwire-mock-server-{name}-{}", std::process::id()));
        for (file, content) in files {
            let file = path.join(file);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a writable temporary folder");
            fs::write(file, content).expect("written");
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn site(name: &str) -> (Rig, Folder) {
    let folder = Folder::new(
        name,
        &[
            ("outside.txt", "secret"),
            ("www/index.html", "<h1>demo"),
            ("www/js/page.js", "1"),
            ("www/style.css", "a{}"),
            ("www/icon.svg", "<svg/>"),
            ("pkg/dist/everwire.js", "export {}"),
            ("pkg/dist/module.mjs", "export {}"),
            ("pkg/dist/everwire.wasm", "\0asm"),
            ("pkg/package.json", "{}"),
            ("vendor/chart.css", "b{}"),
        ],
    );
    let rig = start(|config| {
        config.www = Some(folder.0.join("www"));
        config.pkg = Some(folder.0.join("pkg"));
        config.vendor = Some(folder.0.join("vendor"));
    })
    .await;
    (rig, folder)
}

#[tokio::test]
async fn files_come_with_their_types_and_are_never_cached() {
    let (rig, _folder) = site("types").await;
    for (path, content_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/js/page.js", "text/javascript; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
        ("/pkg/dist/everwire.js", "text/javascript; charset=utf-8"),
        ("/pkg/dist/module.mjs", "application/javascript; charset=utf-8"),
        ("/pkg/dist/everwire.wasm", "application/wasm"),
        ("/pkg/package.json", "application/json"),
        ("/vendor/chart.css", "text/css; charset=utf-8"),
    ] {
        let reply = rig.get(path).await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.header("content-type"), Some(content_type), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path}");
    }
    assert_eq!(rig.get("/").await.body, b"<h1>demo");
}

#[tokio::test]
async fn nothing_outside_the_folders_is_served() {
    let (rig, _folder) = site("outside").await;
    for path in ["/../outside.txt", "/%2e%2e/outside.txt", "/pkg/../../outside.txt", "/pkg/..%2f..%2foutside.txt"] {
        let reply = rig.get(path).await;
        assert_ne!(reply.status, 200, "{path}");
        assert!(!reply.text().contains("secret"), "{path}");
    }
    assert_eq!(rig.get("/nothing").await.status, 404);
}

#[tokio::test]
async fn a_server_without_folders_serves_no_files() {
    let rig = start(|_| {}).await;
    assert_eq!(rig.get("/").await.status, 404);
    assert_eq!(rig.get("/pkg/package.json").await.status, 404);
}

#[tokio::test]
async fn every_response_may_be_read_by_every_origin() {
    let rig = start(|config| config.session_api_key = Some("secret".to_owned())).await;
    let origin = [("origin", "http://127.0.0.1:1")];
    for (method, path, status) in [
        ("GET", "/faults", 200),
        ("POST", "/faults", 400),
        ("GET", "/nothing", 404),
        ("POST", "/api/conversations", 401),
    ] {
        let reply = send(rig.0, method, path, &origin, b"").await;
        assert_eq!(reply.status, status, "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[tokio::test]
async fn a_preflight_allows_whatever_it_asks_for_and_needs_no_key() {
    let rig = start(|config| config.session_api_key = Some("secret".to_owned())).await;
    let asks = [
        ("origin", "http://127.0.0.1:1"),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "authorization,x-session-api-key,x-anything"),
    ];
    for path in ["/faults", "/api/conversations", "/echo"] {
        let reply = send(rig.0, "OPTIONS", path, &asks, b"").await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
        assert_eq!(reply.header("access-control-allow-methods"), Some("PUT"));
        assert_eq!(reply.header("access-control-allow-headers"), Some(asks[2].1));
    }
}
