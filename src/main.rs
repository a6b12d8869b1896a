//! Allpa: desktop GIS for planning a region.

fn main() {}
