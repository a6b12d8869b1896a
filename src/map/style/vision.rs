//! How colours look to people without one kind of cone: tests of palettes.

use super::Color;

/// Distance of two colours in CIELAB as people see them who lack no cones (0), those for red (1) or
/// those for green (2).
pub(crate) fn difference(a: Color, b: Color, kind: usize) -> f64 {
    let (a, b) = (seen(a, kind), seen(b, kind));
    (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum::<f64>().sqrt()
}

/// Colours as people without one kind of cone see them (Viénot, Brettel and Mollon 1999, on
/// linear light), in CIELAB.
fn seen(color: Color, kind: usize) -> [f64; 3] {
    let linear = [color.r, color.g, color.b].map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    let times = |matrix: [[f64; 3]; 3], v: [f64; 3]| {
        matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
    };
    let matrix = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.112_38, 0.887_62, 0.0], [0.112_38, 0.887_62, 0.0], [0.004_01, -0.004_01, 1.0]],
        [[0.292_75, 0.707_25, 0.0], [0.292_75, 0.707_25, 0.0], [-0.022_34, 0.022_34, 1.0]],
    ];
    let rgb = times(matrix[kind], linear).map(|value| value.clamp(0.0, 1.0));
    let xyz =
        times([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], rgb);
    let f = |value: f64| {
        if value > 0.008_856 { value.cbrt() } else { 7.787 * value + 16.0 / 116.0 }
    };
    let [x, y, z] = [f(xyz[0] / 0.9505), f(xyz[1]), f(xyz[2] / 1.089)];
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}
