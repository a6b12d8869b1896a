//! Time to read whole files, as lines of JSON like those of the peers' benchmarks:
//! `cargo bench --bench load -- FILE…`. One process per file measures its peak memory too.

use std::path::Path;
use std::time::Instant;

use allpa_files::import::open;

/// Runs per file; their median is printed.
const RUNS: usize = 5;

fn main() {
    for argument in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        let path = Path::new(&argument);
        let mut times = Vec::new();
        let mut features = 0;
        for _ in 0..RUNS {
            let start = Instant::now();
            let layers = open(path).and_then(|source| source.read_all(&()));
            times.push(start.elapsed());
            match layers {
                Ok(layers) => features = layers.iter().map(|layer| layer.parts.shapes.len()).sum(),
                Err(error) => {
                    eprintln!("{argument}: {error}");
                    std::process::exit(1);
                }
            }
        }
        times.sort();
        let median = times[RUNS / 2].as_secs_f64() * 1e3;
        println!(
            "{{\"peer\":\"allpa\",\"wl\":\"load\",\"file\":\"{argument}\",\"median_ms\":{median:.1},\"peak_mb\":{},\"features\":{features}}}",
            peak_mebibytes()
        );
    }
}

/// High-water mark of this process, where the system tells it.
fn peak_mebibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) / 1024
}
