//! The programs run to their end, and every line that they print is a row with figures in it.

use std::process::Command;

use serde_json::Value;

fn rows(program: &str) -> Vec<Value> {
    let output = Command::new(program).arg("--smoke").output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    printed.lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
}

#[test]
fn every_program_prints_rows() {
    for (program, metric) in [
        (env!("CARGO_BIN_EXE_herd"), "last_back_1000"),
        (env!("CARGO_BIN_EXE_steps"), "loss_and_retry_step"),
        (env!("CARGO_BIN_EXE_bytes"), "bytes_with_1000_keys"),
    ] {
        let rows = rows(program);
        assert!(rows.iter().any(|row| row["metric"] == metric), "{program}");
        for row in rows {
            let [min, value, max] = ["min", "value", "max"].map(|field| row[field].as_f64().expect("a number"));
            assert!(min <= value && value <= max, "{row}");
        }
    }
}

#[test]
fn a_word_that_is_not_understood_is_refused() {
    for words in [&["--round", "1"][..], &["--rounds", "0"], &["--rounds"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_bytes")).args(words).output().expect("it starts");
        assert!(!output.status.success(), "{words:?}");
    }
}
