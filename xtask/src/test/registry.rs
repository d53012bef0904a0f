//! Every suite there is, in the order in which they start as soon as they may (`lanes`): what is quick to fail comes
//! first, then what others wait for, then what takes longest.

use super::Suite;
use super::lanes::Takes;
use super::suites::{bench, browser, engines, lint, native, package, whole};
use crate::setup::Need;

const NOTHING: &[&[Need]] = &[];
const PACKAGE: &[&[Need]] = &[Need::PACKAGE];
const PACKAGE_AND_SCRIPTS: &[&[Need]] = &[Need::PACKAGE, &[Need::NpmTests]];
const ENGINES: &[&[Need]] =
    &[Need::PACKAGE, &[Need::NpmTests, Need::Browser, Need::Firefox, Need::WebKit, Need::Firewall]];
const MATRIX: &[&[Need]] =
    &[Need::PACKAGE, &[Need::NpmTests, Need::NpmMatrix, Need::Browser, Need::Firefox, Need::WebKit]];
const FOREIGN: &[&[Need]] = &[&[Need::NpmTests, Need::Redis]];
const BROWSER: &[&[Need]] = &[Need::PACKAGE, &[Need::NpmTests, Need::Browser]];
const BENCHES: &[&[Need]] = &[Need::PACKAGE, &[Need::NpmTests, Need::NpmBenches, Need::Browser, Need::Firefox]];
const SERVERS: &[&[Need]] = &[Need::PACKAGE, &[Need::NpmTests, Need::Redis, Need::Nginx]];

const ANY_TIME: &[&str] = &[];
const AFTER_PACKAGE: &[&str] = &["package"];
/// Whoever comes first makes the Python that these use: one after the other.
const AFTER_AGENT_SERVER: &[&str] = &["package", "agent-server"];
const AFTER_INTEROP: &[&str] = &["package", "agent-server", "interop"];

pub(crate) fn find(name: &str) -> Option<&'static Suite> {
    SUITES.iter().find(|suite| suite.name == name)
}

pub(crate) static SUITES: &[Suite] = &[
    Suite {
        name: "fmt",
        about: "all Rust code is formatted",
        quick: true,
        needs: &[&[Need::Rustfmt]],
        takes: Takes::Nothing,
        after: ANY_TIME,
        run: lint::fmt,
    },
    Suite {
        name: "hygiene",
        about: "no machine's paths, registry hosts or oversized files in what git tracks; no way to panic in src/",
        quick: true,
        needs: NOTHING,
        takes: Takes::Nothing,
        after: ANY_TIME,
        run: lint::hygiene,
    },
    Suite {
        name: "package",
        about: "the npm package builds, and its tarball holds what it must and nothing else",
        quick: false,
        needs: PACKAGE,
        takes: Takes::Cargo,
        after: ANY_TIME,
        run: package::package,
    },
    Suite {
        name: "clippy",
        about: "lints on the machine's own target, warnings are errors",
        quick: true,
        needs: &[&[Need::Clippy]],
        takes: Takes::Cargo,
        after: ANY_TIME,
        run: lint::clippy,
    },
    Suite {
        name: "clippy-wasm",
        about: "lints of the crate on wasm32, as Rust apps and as the npm build see it, and of the example app",
        quick: true,
        needs: &[&[Need::Clippy, Need::WasmTarget]],
        takes: Takes::Cargo,
        after: ANY_TIME,
        run: lint::clippy_wasm,
    },
    Suite {
        name: "doc",
        about: "the documentation builds, warnings are errors",
        quick: false,
        needs: NOTHING,
        takes: Takes::Cargo,
        after: ANY_TIME,
        run: lint::doc,
    },
    Suite {
        name: "core",
        about: "the pure layers on a fake clock, unit tests and examples of the documentation",
        quick: true,
        needs: NOTHING,
        takes: Takes::Cargo,
        after: ANY_TIME,
        run: native::core,
    },
    Suite {
        name: "mock-server",
        about: "the mock server keeps to the protocol and to its fault API, also where several nodes share a Redis",
        quick: true,
        needs: &[&[Need::Redis]],
        takes: Takes::Cargo,
        after: ANY_TIME,
        run: native::mock_server,
    },
    Suite {
        name: "xtask",
        about: "the tasks' own logic",
        quick: true,
        needs: NOTHING,
        takes: Takes::Cargo,
        after: ANY_TIME,
        run: native::xtask,
    },
    Suite {
        name: "wasm-pack-chromium",
        about: "the crate in headless Chromium against the mock server",
        quick: false,
        needs: &[&[Need::WasmTarget, Need::Tools, Need::Browser]],
        takes: Takes::Cargo,
        after: ANY_TIME,
        run: browser::wasm_pack_chromium,
    },
    Suite {
        name: "size",
        about: "every entry of the package is within its budget",
        quick: false,
        needs: PACKAGE,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: package::size,
    },
    Suite {
        name: "types",
        about: "a strict TypeScript consumer of the tarball compiles, wrong uses don't",
        quick: false,
        needs: PACKAGE_AND_SCRIPTS,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: package::types,
    },
    Suite {
        name: "publint",
        about: "publint finds nothing in the tarball",
        quick: false,
        needs: PACKAGE,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: package::publint,
    },
    Suite {
        name: "attw",
        about: "arethetypeswrong finds nothing in the tarball",
        quick: false,
        needs: PACKAGE,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: package::attw,
    },
    Suite {
        name: "matrix",
        about: "the tarball in every bundler, runtime and framework: connects, is cut, comes back",
        quick: false,
        needs: MATRIX,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: engines::matrix,
    },
    Suite {
        name: "compat",
        about: "programs for reconnecting-websocket and partysocket do the same with only the import changed",
        quick: false,
        needs: BROWSER,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: package::compat,
    },
    Suite {
        name: "docs",
        about: "every snippet of the package's documentation runs, and its tables say what the code does",
        quick: false,
        needs: BROWSER,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: package::docs,
    },
    Suite {
        name: "agent-server",
        about: "the tarball in Chromium against the real openhands-agent-server, killed and started again",
        quick: false,
        needs: BROWSER,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: whole::agent_server,
    },
    Suite {
        name: "interop",
        about: "the tarball against servers that others wrote, in every situation that they know; prints a table",
        quick: false,
        needs: SERVERS,
        takes: Takes::Nothing,
        after: AFTER_AGENT_SERVER,
        run: whole::interop,
    },
    Suite {
        name: "foreign-clients",
        about: "npm's and Python's Socket.IO clients against the mock server: the frames of npm's server and of OpenHands",
        quick: false,
        needs: FOREIGN,
        takes: Takes::Nothing,
        after: AFTER_INTEROP,
        run: whole::foreign_clients,
    },
    Suite {
        name: "demo",
        about: "the demo page in Chromium, through a fault and back",
        quick: false,
        needs: BROWSER,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: whole::demo,
    },
    Suite {
        name: "package-node",
        about: "the tarball in Node",
        quick: false,
        needs: PACKAGE_AND_SCRIPTS,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: package::package_node,
    },
    Suite {
        name: "openhands",
        about: "the entry everwire/openhands in Node: three protocols, the event service, the mock server and its faults",
        quick: false,
        needs: PACKAGE_AND_SCRIPTS,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: package::openhands,
    },
    Suite {
        name: "package-chromium",
        about: "the tarball in Chromium, bundled and unbundled, through every fault",
        quick: false,
        needs: BROWSER,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: package::package_chromium,
    },
    Suite {
        name: "react",
        about: "the hook in React 18 and 19: in Chromium, rendered on a server, and what a list of messages costs",
        quick: false,
        needs: BROWSER,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: package::react,
    },
    Suite {
        name: "adapters",
        about: "the tarball in Vue, Svelte and Solid: in Chromium, and rendered on a server",
        quick: false,
        needs: BROWSER,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: package::adapters,
    },
    Suite {
        name: "socketio",
        about: "the tarball's Socket.IO client in Node and Chromium: npm's server, and one that says what none should",
        quick: false,
        needs: BROWSER,
        takes: Takes::Nothing,
        after: AFTER_PACKAGE,
        run: package::socketio,
    },
    Suite {
        name: "bench",
        about: "every bench runs, and has a figure of everyone whom it measures; no figure is judged",
        quick: false,
        needs: BENCHES,
        takes: Takes::Cargo,
        after: AFTER_PACKAGE,
        run: bench::bench,
    },
    Suite {
        name: "faults",
        about: "messages each way through each fault in Chromium, Firefox and WebKitGTK: none lost, doubled or out of order",
        quick: false,
        needs: ENGINES,
        takes: Takes::Machine,
        after: AFTER_PACKAGE,
        run: engines::faults,
    },
];
