//! Child processes that never outlive us: not a failure, not a time limit, not Ctrl-C leaves one behind.
//!
//! Every child leads a process group of its own, which is ended as a whole. What leaves its group (browsers do) stays
//! our descendant all the same, because the kernel hands orphans to us, and is ended last.

mod family;

use std::ffi::OsStr;
use std::io::Read as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use nix::sys::signal::Signal;

use crate::log::Log;
use family::Of;

/// No step takes longer, also on a slow machine that compiles everything for the first time.
const TIME_LIMIT: Duration = Duration::from_secs(30 * 60);
/// How long a process may take to end by itself once it was asked to.
const GRACE: Duration = Duration::from_secs(3);
const POLL: Duration = Duration::from_millis(10);

/// The groups that live, by the process id of their leader. `None` once we are being stopped: then nothing starts.
static LIVE: Mutex<Option<Vec<i32>>> = Mutex::new(Some(Vec::new()));

/// To be called once, before the first child: from now on Ctrl-C and `kill` end every child before us.
pub(crate) fn watch_over_children() -> anyhow::Result<()> {
    family::adopt_orphans()?;
    ctrlc::set_handler(|| {
        if let Some(groups) = live().take() {
            end_groups(&groups);
        }
        family::end(Of::All, GRACE);
        // As a shell reports a program that was ended by SIGINT.
        std::process::exit(130);
    })
    .context("cannot listen for Ctrl-C")
}

/// To be called before the program ends.
pub(crate) fn end_everything() {
    if live().is_none() {
        // The handler of Ctrl-C is at it, and ends the program.
        loop {
            thread::park();
        }
    }
    end_leftovers();
}

/// Ends whatever finished children left behind, and says what that was. To be called when no child runs.
pub(crate) fn end_leftovers() -> Vec<String> {
    family::end(Of::All, GRACE)
}

/// The same for those children alone that wrote into this log: others may run. What hides its origin is not seen.
pub(crate) fn end_leftovers_of(log: &Log) -> Vec<String> {
    log.path().map(|path| family::end(Of::Marked(path.as_os_str()), GRACE)).unwrap_or_default()
}

/// A command that is going to be run: no standard input, no colours, the limits of this module.
#[derive(Debug)]
pub(crate) struct Cmd {
    command: Command,
    time_limit: Duration,
}

impl Cmd {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null()).process_group(0);
        command.env("NO_COLOR", "1").env("CARGO_TERM_COLOR", "never").env_remove("FORCE_COLOR");
        Self { command, time_limit: TIME_LIMIT }
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Puts a folder in front of all others on the command's PATH.
    pub(crate) fn path_first(mut self, dir: &Path) -> anyhow::Result<Self> {
        let own = self.command.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, path)| path);
        let old = own.map(OsStr::to_owned).or_else(|| std::env::var_os("PATH")).unwrap_or_default();
        let dirs = std::iter::once(dir.to_owned()).chain(std::env::split_paths(&old));
        let path = std::env::join_paths(dirs).context("PATH")?;
        self.command.env("PATH", path);
        Ok(self)
    }

    pub(crate) fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    pub(crate) fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Runs it to its end: whether it succeeded.
    pub(crate) fn succeeds(mut self, log: &Log) -> anyhow::Result<bool> {
        log.line(&format!("$ {}", self.shown()));
        let (out, err) = log.stdio()?;
        self.command.stdout(out).stderr(err);
        let (limit, shown) = (self.time_limit, self.shown());
        Ok(self.start(log)?.wait(limit).with_context(|| shown)?.success())
    }

    /// Runs it to its end; a failure is an error.
    pub(crate) fn run(self, log: &Log) -> anyhow::Result<()> {
        let shown = self.shown();
        if !self.succeeds(log)? {
            bail!("`{shown}` failed");
        }
        Ok(())
    }

    /// Runs it to its end and returns its standard output; a failure is an error.
    pub(crate) fn output(mut self, log: &Log) -> anyhow::Result<String> {
        log.line(&format!("$ {}", self.shown()));
        self.command.stdout(Stdio::piped()).stderr(log.stdio()?.1);
        let (limit, shown) = (self.time_limit, self.shown());
        let mut child = self.start(log)?;
        let pipe = child.stdout();
        // On a thread: a full pipe must not keep the time limit from working.
        let reader = thread::spawn(move || -> std::io::Result<String> {
            let mut text = Vec::new();
            if let Some(mut pipe) = pipe {
                pipe.read_to_end(&mut text)?;
            }
            Ok(String::from_utf8_lossy(&text).into_owned())
        });
        let status = child.wait(limit).with_context(|| shown.clone())?;
        drop(child);
        let Ok(text) = reader.join() else { bail!("`{shown}`: its output could not be read") };
        let text = text?;
        if !status.success() {
            log.line(&text);
            bail!("`{shown}` failed");
        }
        Ok(text)
    }

    /// Starts it in the background, with pipes for its standard input and output. It ends when the guard is dropped.
    pub(crate) fn spawn(mut self, log: &Log) -> anyhow::Result<Guard> {
        log.line(&format!("$ {} &", self.shown()));
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log.stdio()?.1);
        self.start(log)
    }

    fn start(mut self, log: &Log) -> anyhow::Result<Guard> {
        if let Some(path) = log.path() {
            self.command.env(family::MARK, path);
        }
        // Under the lock, so that the handler of Ctrl-C misses no child.
        let mut live = live();
        let Some(groups) = live.as_mut() else { bail!("stopped") };
        let shown = self.shown();
        let child = self.command.spawn().with_context(|| format!("cannot start `{shown}`"))?;
        let group = i32::try_from(child.id()).context("process id")?;
        groups.push(group);
        Ok(Guard { child, group })
    }

    /// The command as a person would type it.
    fn shown(&self) -> String {
        let words = std::iter::once(self.command.get_program()).chain(self.command.get_args());
        words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }
}

/// A child that runs. Dropping it ends its whole group.
#[derive(Debug)]
pub(crate) struct Guard {
    child: Child,
    group: i32,
}

impl Guard {
    pub(crate) fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    pub(crate) fn stdin(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Waits for its end; past the limit it is ended, and that is an error.
    pub(crate) fn wait(&mut self, limit: Duration) -> anyhow::Result<ExitStatus> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if started.elapsed() > limit {
                bail!("not finished after {} s, so it was stopped", limit.as_secs());
            }
            thread::sleep(POLL);
        }
    }

    fn ends_within(&mut self, limit: Duration) -> bool {
        let started = Instant::now();
        while started.elapsed() < limit {
            // An error means that there is nothing to wait for.
            if !matches!(self.child.try_wait(), Ok(None)) {
                return true;
            }
            thread::sleep(POLL);
        }
        false
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            family::signal_group(self.group, Signal::SIGTERM);
            self.ends_within(GRACE);
        }
        // Also when the leader has ended: others of its group may live.
        family::signal_group(self.group, Signal::SIGKILL);
        let _ = self.child.wait();
        if let Some(groups) = live().as_mut() {
            groups.retain(|group| *group != self.group);
        }
    }
}

fn end_groups(groups: &[i32]) {
    for group in groups {
        family::signal_group(*group, Signal::SIGTERM);
    }
}

fn live() -> std::sync::MutexGuard<'static, Option<Vec<i32>>> {
    // A panic while the list was held leaves a list that is still right.
    LIVE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Cmd {
        Cmd::new("sh").args(["-c", script])
    }

    fn alive(pid: i32) -> bool {
        family::is_alive(pid)
    }

    /// Who was killed takes a moment to go.
    fn sees_the_end_of(pid: i32) {
        let started = Instant::now();
        while alive(pid) {
            assert!(started.elapsed() < Duration::from_secs(10), "{pid} lives");
            thread::sleep(POLL);
        }
    }

    /// The process ids that a script printed, one a line.
    fn pids(text: &str) -> Vec<i32> {
        text.lines().map(|line| line.trim().parse().unwrap()).collect()
    }

    #[test]
    fn output_is_what_the_command_printed() {
        assert_eq!(sh("echo one; echo two >&2").output(&Log::Terminal).unwrap(), "one\n");
    }

    #[test]
    fn folders_are_put_in_front_of_path_one_before_the_other() {
        let echo = sh("echo $PATH").path_first(Path::new("/first")).unwrap().path_first(Path::new("/second")).unwrap();
        assert!(echo.output(&Log::Terminal).unwrap().starts_with("/second:/first:"));
    }

    #[test]
    fn a_failure_is_an_error_that_shows_the_command() {
        let error = sh("exit 3").run(&Log::Terminal).unwrap_err().to_string();
        assert!(error.contains("exit 3"), "{error}");
        assert!(!sh("exit 3").succeeds(&Log::Terminal).unwrap());
    }

    #[test]
    fn past_its_time_limit_a_command_and_its_children_end() {
        let file = std::env::temp_dir().join(format!("xtask-proc-{}", std::process::id()));
        let script = format!("sleep 600 & echo $! > {0}; echo $$ >> {0}; wait", file.display());
        let error = sh(&script).time_limit(Duration::from_millis(300)).run(&Log::Terminal).unwrap_err();
        assert!(format!("{error:#}").contains("stopped"), "{error:#}");
        let pids = pids(&std::fs::read_to_string(&file).unwrap());
        std::fs::remove_file(&file).unwrap();
        assert_eq!(pids.len(), 2);
        pids.into_iter().for_each(sees_the_end_of);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_a_child_left_behind_is_told_from_what_others_run() {
        family::adopt_orphans().unwrap();
        let file = |name| std::env::temp_dir().join(format!("xtask-proc-{name}-{}", std::process::id()));
        let files = [file("left"), file("other")];
        let [left, other] = files.each_ref().map(|file| Log::create(file).unwrap());
        // The way in which a daemon leaves its parent and its group. The shell waits until it has left the group, as that ends
        // with the shell.
        let script = "setsid sleep 600 >&- & until [ $(cut -d' ' -f6 /proc/$!/stat) = $! ]; do :; done; echo $!";
        let daemon = |log: &Log| pids(&sh(script).output(log).unwrap())[0];
        let (orphan, neighbour) = (daemon(&left), daemon(&other));
        let end = |log: &Log| family::end(Of::Marked(log.path().unwrap().as_os_str()), Duration::from_millis(300));
        let ended = end(&left);
        let state = (alive(orphan), alive(neighbour));
        let others = end(&other);
        files.iter().for_each(|file| std::fs::remove_file(file).unwrap());
        assert_eq!((ended, state, others), (vec!["sleep".to_owned()], (false, true), vec!["sleep".to_owned()]));
    }

    #[test]
    fn a_dropped_guard_ends_a_group_whose_leader_is_gone() {
        let mut guard = sh("sleep 600 & echo $!").spawn(&Log::Terminal).unwrap();
        guard.wait(Duration::from_secs(10)).unwrap();
        let mut text = String::new();
        // The pipe stays open in the orphan, so read the line alone.
        std::io::BufRead::read_line(&mut std::io::BufReader::new(guard.stdout().unwrap()), &mut text).unwrap();
        let orphan = pids(&text)[0];
        assert!(alive(orphan));
        drop(guard);
        sees_the_end_of(orphan);
    }
}
