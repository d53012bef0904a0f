//! The processes that descend from us, also those which left their group or lost their parent.
//!
//! Only Linux tells (`/proc`) and adopts (the subreaper attribute); elsewhere process groups have to do.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

/// From now on an orphan among our descendants becomes our child, not init's.
pub(super) fn adopt_orphans() -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    nix::sys::prctl::set_child_subreaper(true)?;
    Ok(())
}

/// A group or process that has ended already is fine: the error means just that.
pub(super) fn signal_group(group: i32, signal: Signal) {
    let _ = killpg(Pid::from_raw(group), signal);
}

/// The variable that marks a child and, since they inherit it, what descends from the child.
pub(super) const MARK: &str = "XTASK_MARK";

/// Which of our descendants.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of<'a> {
    All,
    /// Those with this mark, and those which descend from them.
    Marked(&'a OsStr),
}

/// Waits until these have ended; ends those which live past the limit. Says which ones it had to end.
pub(super) fn end(these: Of<'_>, limit: Duration) -> Vec<String> {
    let mut ended = wait_for(these, limit);
    if !ended.is_empty() {
        // Killed ones take a moment to go, and what they started just before goes in a second round.
        for _ in 0..3 {
            ended.extend(wait_for(these, Duration::from_millis(300)));
        }
    }
    ended.sort();
    ended.dedup();
    ended
}

fn wait_for(these: Of<'_>, limit: Duration) -> Vec<String> {
    let started = Instant::now();
    loop {
        let living = living(these);
        if living.is_empty() {
            return Vec::new();
        }
        if started.elapsed() > limit {
            for process in &living {
                let _ = kill(Pid::from_raw(process.pid), Signal::SIGKILL);
            }
            return living.into_iter().map(|process| process.name).collect();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(test)]
pub(super) fn is_alive(pid: i32) -> bool {
    processes().iter().any(|process| process.pid == pid)
}

struct Process {
    pid: i32,
    parent: i32,
    name: String,
}

impl Process {
    /// As it was started: some overwrite their environment later, and some start others without it.
    fn has(&self, mark: &OsStr) -> bool {
        let environment = std::fs::read(format!("/proc/{}/environ", self.pid)).unwrap_or_default();
        let wanted = [MARK.as_bytes(), b"=", mark.as_bytes()].concat();
        environment.split(|byte| *byte == 0).any(|variable| variable == wanted)
    }
}

fn living(these: Of<'_>) -> Vec<Process> {
    let family = descendants(processes(), &[i32::try_from(std::process::id()).unwrap_or_default()]);
    let Of::Marked(mark) = these else { return family };
    let (mut marked, others): (Vec<_>, Vec<_>) = family.into_iter().partition(|process| process.has(mark));
    let pids: Vec<i32> = marked.iter().map(|process| process.pid).collect();
    marked.extend(descendants(others, &pids));
    marked
}

/// Those of `rest` that descend from `ancestors`.
fn descendants(mut rest: Vec<Process>, ancestors: &[i32]) -> Vec<Process> {
    let mut family = ancestors.to_vec();
    let mut found = Vec::new();
    loop {
        let (children, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|process| family.contains(&process.parent));
        if children.is_empty() {
            return found;
        }
        family.extend(children.iter().map(|process| process.pid));
        found.extend(children);
        rest = others;
    }
}

/// All processes that still run (a zombie does not).
fn processes() -> Vec<Process> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    entries
        .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path().join("stat")).ok())
        .filter_map(|stat| parse(&stat))
        .collect()
}

/// One line of `/proc/PID/stat`: `pid (name) state parent …`, where the name may hold anything.
fn parse(stat: &str) -> Option<Process> {
    let (head, rest) = stat.rsplit_once(") ")?;
    let (pid, name) = head.split_once(" (")?;
    let mut fields = rest.split(' ');
    let state = fields.next()?;
    let parent = fields.next()?.parse().ok()?;
    (state != "Z" && state != "X").then_some(Process { pid: pid.parse().ok()?, parent, name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stat_line_is_read_whatever_the_name_holds() {
        let process = parse("12 (a) (b) c) S 7 12 12 0 -1").unwrap();
        assert_eq!((process.pid, process.parent, process.name.as_str()), (12, 7, "a) (b) c"));
        assert!(parse("12 (gone) Z 7 12").is_none());
        assert!(parse("nonsense").is_none());
    }

    #[test]
    fn the_test_runner_itself_is_found() {
        let me = i32::try_from(std::process::id()).unwrap();
        assert!(!cfg!(target_os = "linux") || is_alive(me));
    }
}
