//! Lines of JSON, as the peers print them.

use std::time::Instant;

/// Runs `work` and prints a line with its median and a check value.
pub fn timed<T>(
    workload: &str,
    size: &str,
    runs: usize,
    work: impl FnMut() -> T,
    check: impl Fn(&T) -> String,
) {
    let mut work = work;
    let mut times = Vec::with_capacity(runs);
    let mut last = None;
    let before = processor_seconds();
    for _ in 0..runs {
        let start = Instant::now();
        let result = work();
        times.push(start.elapsed().as_secs_f64() * 1e3);
        last = Some(result);
    }
    // On a shared machine, the processors' time tells more than the clock.
    let processor = (processor_seconds() - before) * 1e3 / runs as f64;
    let check = last.map(|result| check(&result)).unwrap_or_default();
    line(workload, size, times, &format!("\"cpu_ms\":{processor:.0},{check}"));
}

/// Prints a line for times already taken, in milliseconds.
pub fn line(workload: &str, size: &str, mut times: Vec<f64>, check: &str) {
    times.sort_by(f64::total_cmp);
    let (least, most) = (times[0], times[times.len() - 1]);
    let (median, count) = (times[times.len() / 2], times.len());
    println!(
        "{{\"peer\":\"rust allpa\",\"wl\":\"{workload}\",\"size\":\"{size}\",\
         \"median_ms\":{median:.2},\"min_ms\":{least:.2},\"max_ms\":{most:.2},\"n\":{count},\
         \"peak_mb\":{},{check}}}",
        peak_mebibytes()
    );
}

/// Seconds that all threads of this process have run, where the system tells it.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in brackets: user and system time are fields 14 and 15, in hundredths.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// High-water mark of this process, where the system tells it.
fn peak_mebibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) / 1024
}
