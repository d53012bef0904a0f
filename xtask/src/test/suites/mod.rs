//! What each suite does, grouped by what it works on.

pub(super) mod bench;
pub(super) mod browser;
pub(super) mod engines;
pub(super) mod lint;
pub(super) mod native;
pub(super) mod package;
pub(super) mod whole;
