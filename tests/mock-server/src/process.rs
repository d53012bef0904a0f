//! What the binaries of this crate share: they listen on loopback only, print one JSON line, and end at a signal or,
//! where asked to, with their stdin.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;

use serde_json::Value;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

/// Runs a program to its end. An error is printed to stderr and exits with 1.
pub fn run(program: impl Future<Output = io::Result<()>>) -> ExitCode {
    match tokio::runtime::Runtime::new().and_then(|runtime| runtime.block_on(program)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Lets this process have so many connections open, and some files besides.
///
/// # Errors
/// Where the system allows fewer.
pub fn allow_open_files(connections: usize) -> io::Result<()> {
    const BESIDES: u64 = 50;
    let wanted = connections as u64 + BESIDES;
    let allowed = rlimit::increase_nofile_limit(wanted)?;
    if allowed < wanted {
        let why = format!("{connections} connections need {wanted} open files, and the system allows {allowed}");
        return Err(io::Error::other(why));
    }
    Ok(())
}

/// Prints the one line of stdout.
///
/// # Errors
/// Where stdout cannot be written.
pub fn announce(line: &Value) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}

/// Everything that ends a program: SIGTERM, SIGINT and, where asked for, the end of stdin.
#[must_use = "it ends nothing unless somebody waits for it"]
pub struct End {
    terminate: Signal,
    interrupt: Signal,
    with_stdin: bool,
}

impl End {
    /// Takes the signals over, which belongs before anybody can know that we listen: a signal must never find us
    /// unprepared.
    ///
    /// # Errors
    /// Where the system does not let us handle them.
    pub fn prepare(with_stdin: bool) -> io::Result<Self> {
        let terminate = signal(SignalKind::terminate())?;
        Ok(Self { terminate, interrupt: signal(SignalKind::interrupt())?, with_stdin })
    }

    /// Resolves at the end, and says to stderr what it was.
    pub async fn reached(mut self) {
        let why = tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
            () = stdin_closed(), if self.with_stdin => "end of stdin",
        };
        // Whoever read our stderr may be gone: no reason to panic before the sockets are closed.
        let _ = writeln!(io::stderr(), "stopping: {why}");
    }
}

async fn stdin_closed() {
    let (closed, is_closed) = oneshot::channel();
    // A thread of its own: the runtime would wait for a blocking read of its own when it ends.
    std::thread::spawn(move || {
        let mut scrap = [0; 1024];
        while matches!(io::stdin().read(&mut scrap), Ok(n) if n > 0) {}
        let _ = closed.send(());
    });
    let _ = is_closed.await;
}

/// Parses a loopback address. Whoever reaches us may break connections and read everything: we are for this machine
/// alone.
///
/// # Errors
/// Where it is no address, or another one.
pub fn loopback(text: &str) -> Result<IpAddr, String> {
    let address = match text {
        "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
        _ => text.parse().map_err(|_| "must be an IP address such as 127.0.0.1 or ::1".to_owned())?,
    };
    if address.is_loopback() { Ok(address) } else { Err("must be a loopback address".to_owned()) }
}
