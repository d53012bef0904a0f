//! What the npm package exports to JavaScript, and nothing else: the TypeScript shell in `pkg-template/` gives it the
//! W3C surface. Every method takes `&self`, so that a callback may call back.

#[cfg(target_arch = "wasm32")]
mod allocator;
mod client;
// wasm-bindgen exports it, which the compiler cannot see.
#[allow(unreachable_pub)]
mod urls;
