//! Time of the spatial engine, as lines of JSON like those of the peers' benchmarks:
//! `cargo bench --bench engine -- WORKLOAD SIZE…`, with data of `../shared/bench/gen_data.py` in
//! `$BENCH_DATA`; `benches/run_all.sh` sets both beside each other. One process per workload and
//! size measures its peak memory too.
//!
//! - `query`: index, identify, rectangles, nearest
//! - `overlay`, `dissolve`, `buffer`: in the plane of EPSG:32718, as the peers
//! - `product`: the cross table as `allpa overlay --by` makes it, in degrees, geodesic
//! - `drag`: the sheet of a corridor while one corner is dragged; SIZE `real` or M

mod data;
mod drag;
mod overlay;
mod query;
mod report;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some((workload, sizes)) = arguments.split_first() else { return };
    for size in sizes {
        match workload.as_str() {
            "query" => query::run(size),
            "overlay" => overlay::overlay(size),
            "dissolve" => overlay::dissolve(size),
            "buffer" => overlay::buffer(size),
            "product" => overlay::product(size),
            "drag" => drag::run(size),
            other => eprintln!("no workload {other}"),
        }
    }
}
