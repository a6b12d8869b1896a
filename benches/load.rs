//! Time to read whole files and to reproject, as lines of JSON like those of the peers' benchmarks:
//! `cargo bench --bench load -- FILE…` or `-- reproj`; `benches/run_all.sh` sets both beside them.
//! One process per file measures its peak memory too.

use std::path::Path;
use std::time::{Duration, Instant};

use allpa_files::import::open;
use allpa_geom::{Epsg, PsadOperation, ShapeKind, Shapes, ShapesBuilder, transform_shapes};

/// Runs per workload; their median is printed.
const RUNS: usize = 5;

fn main() {
    for argument in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        if argument == "reproj" {
            reproject();
        } else {
            load(&argument);
        }
    }
}

fn load(file: &str) {
    let mut features = 0;
    let times = timed(|| {
        let layers = open(Path::new(file)).and_then(|source| source.read_all(&()));
        match layers {
            Ok(layers) => features = layers.iter().map(|layer| layer.parts.shapes.len()).sum(),
            Err(error) => {
                eprintln!("{file}: {error}");
                std::process::exit(1);
            }
        }
    });
    // The peers name files by size and layer.
    let data = std::env::var("BENCH_DATA").unwrap_or_default();
    let name = file.strip_prefix(&data).unwrap_or(file).trim_start_matches('/');
    print("load", name, times, &format!("\"features\":{features}"));
}

/// A million positions to degrees, on all cores; spread as those of the peers.
fn reproject() {
    let count = 1_000_000;
    let shapes = spread(count);
    for crs in [24878, 32718] {
        let times = timed(|| {
            let turned =
                transform_shapes(&shapes, Epsg::new(crs), Epsg::WGS84, PsadOperation::default());
            assert!(turned.is_ok_and(|turned| turned.coords().len() == count));
        });
        print(&format!("reproj1M {crs}->4326"), "S", times, &format!("\"items\":{count}"));
    }
}

/// Points that fill 200 to 800 km east, 8 000 to 9 800 km north.
fn spread(count: usize) -> Shapes {
    let mut shapes = ShapesBuilder::default();
    for at in 0..count {
        // Multiples of irrational numbers fill the unit square evenly (Weyl).
        let [x, y] = [2.0_f64.sqrt(), 3.0_f64.sqrt()].map(|root| (at as f64 * root).fract());
        shapes.extend([[2e5 + x * 6e5, 8e6 + y * 1.8e6]]);
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(ShapeKind::Point);
    }
    shapes.finish()
}

fn timed(mut work: impl FnMut()) -> [Duration; RUNS] {
    let mut times = std::array::from_fn(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    times.sort();
    times
}

fn print(workload: &str, size: &str, times: [Duration; RUNS], check: &str) {
    let [least, .., most] = times.map(|time| time.as_secs_f64() * 1e3);
    let median = times[RUNS / 2].as_secs_f64() * 1e3;
    println!(
        "{{\"peer\":\"rust allpa\",\"wl\":\"{workload}\",\"size\":\"{size}\",\
         \"median_ms\":{median:.2},\"min_ms\":{least:.2},\"max_ms\":{most:.2},\"n\":{RUNS},\
         \"peak_mb\":{},{check}}}",
        peak_mebibytes()
    );
}

/// High-water mark of this process, where the system tells it.
fn peak_mebibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) / 1024
}
