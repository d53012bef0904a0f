//! `herd`: fleets of 10,000, 100,000 and 1,000,000 clients through an outage of a minute.

use std::process::ExitCode;

use everwire_benches::{Args, herd};

fn main() -> ExitCode {
    let args = match Args::parse(3) {
        Ok(args) => args,
        Err(mistake) => {
            eprintln!("{mistake}");
            return ExitCode::FAILURE;
        }
    };
    let fleets: &[u64] = if args.smoke { &[1_000] } else { &[10_000, 100_000, 1_000_000] };
    for clients in fleets {
        eprintln!("herd: {clients} clients");
        herd::all(*clients, args.rounds).iter().for_each(|row| println!("{row}"));
    }
    ExitCode::SUCCESS
}
