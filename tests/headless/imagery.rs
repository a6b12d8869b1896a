//! Pictures of the ground, against GDAL's own warping.

use std::path::Path;
use std::process::Command;

use image::RgbImage;

use crate::support::allpa;

/// Side of the maps compared, in pixels, and of their margin, where furniture stands.
const SIDE: u32 = 600;
const MARGIN: u32 = 130;
/// Free pixels around what is asked for, as `allpa render` leaves them.
const FREE: f64 = 24.0;

/// What the map shows, in degrees.
const WINDOW: [f64; 4] = [-77.25, -6.2, -76.75, -5.9];

/// Runs a program of GDAL; `None` where it is missing, which in CI is a failure.
fn gdal(folder: &Path, command: &str) -> Option<()> {
    let mut words = command.split_whitespace();
    let output = Command::new(words.next()?).args(words).current_dir(folder).output();
    let Ok(output) = output else {
        assert!(std::env::var_os("CI").is_none(), "gdal-bin is missing");
        eprintln!("skipped: gdal-bin is missing");
        return None;
    };
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    Some(())
}

/// A picture of waves over Moyobamba, 20 m to the pixel, as a plain file with a GDAL header.
fn waves(folder: &Path) {
    let (width, height) = (3000_u32, 2000_u32);
    let wave = |at: u32, length: f64| (127.0 + 120.0 * (f64::from(at) / length).sin()) as u8;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([wave(x, 60.0), wave(y, 45.0), wave(x + y, 150.0)])
    });
    picture.save(folder.join("waves.png")).expect("written");
    std::fs::write(folder.join("waves.pgw"), "20\n0\n0\n-20\n250010\n9349990\n").expect("written");
    let system = r#"PROJCS["WGS 84 / UTM zone 18S",AUTHORITY["EPSG","32718"]]"#;
    std::fs::write(folder.join("waves.prj"), system).expect("written");
}

/// The largest mean difference of a channel between two maps, in shades, away from the border.
fn difference(ours: &RgbImage, theirs: &RgbImage) -> f64 {
    let inside = MARGIN..SIDE - MARGIN;
    let places = inside.clone().flat_map(|y| inside.clone().map(move |x| (x, y)));
    let mut sums = [0.0; 3];
    for (x, y) in places {
        let (a, b) = (ours.get_pixel(x, y), theirs.get_pixel(x, y));
        for (channel, sum) in sums.iter_mut().enumerate() {
            *sum += f64::from(a[channel].abs_diff(b[channel]));
        }
    }
    sums.into_iter().fold(0.0, f64::max) / f64::from(SIDE - 2 * MARGIN).powi(2)
}

/// The map of a picture as the program draws it.
fn ours(folder: &Path, file: &str) -> RgbImage {
    ours_with(folder, file, &[])
}

/// As [`ours`], with more options.
fn ours_with(folder: &Path, file: &str, more: &[&str]) -> RgbImage {
    let [west, south, east, north] = WINDOW;
    let window = format!("{west},{south},{east},{north}");
    let size = format!("{SIDE}x{SIDE}");
    let arguments = ["render", file, "--bbox", &window, "--size", &size, "--out", "ours.png"];
    let made = allpa(folder, &[&arguments, more].concat());
    assert!(made.status.success(), "{file}: {}", String::from_utf8_lossy(&made.stderr));
    image::open(folder.join("ours.png")).expect("a picture").into_rgb8()
}

/// The same map as GDAL warps it.
fn theirs(folder: &Path, file: &str, resampling: &str) -> RgbImage {
    let [west, south, east, north] = WINDOW;
    let mercator = |longitude: f64, latitude: f64| {
        let radius = 6_378_137.0;
        [longitude.to_radians() * radius, latitude.to_radians().tan().asinh() * radius]
    };
    let (low, high) = (mercator(west, south), mercator(east, north));
    let room = f64::from(SIDE) - 2.0 * FREE;
    let pixel = ((high[0] - low[0]) / room).max((high[1] - low[1]) / room);
    let half = pixel * f64::from(SIDE) / 2.0;
    let [x, y] = [f64::midpoint(low[0], high[0]), f64::midpoint(low[1], high[1])];
    let [left, bottom, right, top] = [x - half, y - half, x + half, y + half];
    let extent = format!("-te {left} {bottom} {right} {top} -ts {SIDE} {SIDE}");
    let warp = format!("gdalwarp -q -t_srs EPSG:3857 -r {resampling} {extent} {file} theirs.tif");
    gdal(folder, &warp);
    gdal(folder, "gdal_translate -q -b 1 -b 2 -b 3 -of PNG theirs.tif theirs.png");
    std::fs::remove_file(folder.join("theirs.tif")).expect("removed");
    image::open(folder.join("theirs.png")).expect("a picture").into_rgb8()
}

#[test]
fn pictures_lie_where_gdal_puts_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    waves(path);
    let translate = "gdal_translate -q -a_srs EPSG:32718";
    if gdal(path, &format!("{translate} waves.png plain.tif")).is_none() {
        return;
    }
    for (options, file) in [
        ("-co TILED=YES -co COMPRESS=DEFLATE -co PREDICTOR=2", "tiled.tif"),
        ("-co INTERLEAVE=BAND -co COMPRESS=LZW -co BIGTIFF=YES", "planar.tif"),
        ("-co COMPRESS=JPEG -co PHOTOMETRIC=YCBCR -co JPEG_QUALITY=95", "jpeg.tif"),
        ("-ot UInt16 -scale 0 255 0 255 -co COMPRESS=ZSTD", "sixteen.tif"),
        ("-of MBTILES -co TILE_FORMAT=PNG", "tiles.mbtiles"),
    ] {
        gdal(path, &format!("{translate} {options} plain.tif {file}"));
    }
    gdal(path, "gdalwarp -q -t_srs EPSG:24878 -r bilinear plain.tif psad56.tif");
    std::fs::copy(path.join("tiled.tif"), path.join("overviews.tif")).expect("copied");
    gdal(path, "gdaladdo -q -r average overviews.tif 2 4 8");

    let theirs = theirs(path, "plain.tif", "average");
    for (file, tolerance) in [
        ("plain.tif", 1.0),
        ("waves.png", 1.0),
        ("tiled.tif", 1.0),
        ("planar.tif", 1.0),
        ("jpeg.tif", 1.5),
        ("overviews.tif", 1.5),
        ("tiles.mbtiles", 1.5),
        ("psad56.tif", 1.0),
        // Stretched from the 2nd to the 98th percentile.
        ("sixteen.tif", 8.0),
    ] {
        let found = difference(&ours(path, file), &theirs);
        println!("{file}: {found:.2} shades");
        assert!(found < tolerance, "{file} differs from GDAL's by {found:.1} shades");
    }
}

/// Of two bands the first is drawn, however they are stored.
#[test]
fn a_second_band_changes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    waves(path);
    let translate = "gdal_translate -q -a_srs EPSG:32718 waves.png";
    if gdal(path, &format!("{translate} -b 1 one.tif")).is_none() {
        return;
    }
    gdal(path, &format!("{translate} -b 1 -b 2 -co INTERLEAVE=BAND planar.tif"));
    gdal(path, &format!("{translate} -b 1 -b 2 -co INTERLEAVE=PIXEL in_turn.tif"));
    let one = ours(path, "one.tif");
    assert!(difference(&one, &ours(path, "planar.tif")) < 0.01);
    assert!(difference(&one, &ours(path, "in_turn.tif")) < 0.01);
}

/// Squares of eight colours by their numbers, as scanned sheets have them.
#[test]
fn numbers_of_a_palette_become_its_colours() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    let (width, height) = (1500, 1000);
    let numbers = (0..width * height).map(|at| ((at % width / 50 + at / width / 50) % 8) as u8);
    std::fs::write(path.join("numbers.raw"), numbers.collect::<Vec<u8>>()).expect("written");
    let color = |n: u32| {
        let (red, green, blue) = (n * 37 % 256, (n * 91 + 40) % 256, 255 - n * 30);
        format!(r#"<Entry c1="{red}" c2="{green}" c3="{blue}" c4="255"/>"#)
    };
    let colors: String = (0..8).map(color).collect();
    let header = format!(
        r#"<VRTDataset rasterXSize="{width}" rasterYSize="{height}"><SRS>EPSG:32718</SRS>
        <GeoTransform>250000,40,0,9350000,0,-40</GeoTransform>
        <VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand">
        <ColorInterp>Palette</ColorInterp><ColorTable>{colors}</ColorTable>
        <SourceFilename relativetoVRT="1">numbers.raw</SourceFilename>
        <LineOffset>{width}</LineOffset></VRTRasterBand></VRTDataset>"#
    );
    std::fs::write(path.join("numbers.vrt"), header).expect("written");
    if gdal(path, "gdal_translate -q -co COMPRESS=PACKBITS numbers.vrt bytes.tif").is_none() {
        return;
    }
    gdal(path, "gdal_translate -q -co NBITS=4 -co BIGTIFF=YES numbers.vrt nibbles.tif");
    gdal(path, "gdal_translate -q -co ENDIANNESS=BIG numbers.vrt big_endian.tif");
    gdal(path, "gdal_translate -q -expand rgb numbers.vrt colors.tif");
    let theirs = theirs(path, "colors.tif", "bilinear");
    for file in ["bytes.tif", "nibbles.tif", "big_endian.tif", "colors.tif"] {
        let found = difference(&ours(path, file), &theirs);
        println!("{file}: {found:.2} shades");
        assert!(found < 1.0, "{file} differs from GDAL's by {found:.1} shades");
    }
}

/// Hills as heights in three ways of storing them: the relief is that of `gdaldem hillshade`.
#[test]
fn the_relief_is_that_of_gdal() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    let (width, height) = (1500_u32, 1000_u32);
    let hill = |at: u32| {
        let [x, y] = [f64::from(at % width), f64::from(at / width)];
        (900.0 + 500.0 * (x / 40.0).sin() * (y / 55.0).cos()) as f32
    };
    let heights: Vec<u8> = (0..width * height).flat_map(|at| hill(at).to_le_bytes()).collect();
    std::fs::write(path.join("hills.raw"), heights).expect("written");
    let header = format!(
        r#"<VRTDataset rasterXSize="{width}" rasterYSize="{height}"><SRS>EPSG:32718</SRS>
        <GeoTransform>250000,40,0,9350000,0,-40</GeoTransform>
        <VRTRasterBand dataType="Float32" band="1" subClass="VRTRawRasterBand">
        <SourceFilename relativetoVRT="1">hills.raw</SourceFilename><PixelOffset>4</PixelOffset>
        <LineOffset>{}</LineOffset></VRTRasterBand></VRTDataset>"#,
        width * 4
    );
    std::fs::write(path.join("hills.vrt"), header).expect("written");
    if gdal(path, "gdal_translate -q -co COMPRESS=DEFLATE -co PREDICTOR=3 hills.vrt floats.tif")
        .is_none()
    {
        return;
    }
    gdal(path, "gdal_translate -q -ot Int16 -co TILED=YES hills.vrt whole.tif");
    gdal(path, "gdalwarp -q -t_srs EPSG:4326 -r bilinear hills.vrt degrees.tif");
    gdal(path, "gdaldem hillshade -q -compute_edges hills.vrt shades.tif");
    gdal(path, "gdal_translate -q -b 1 -b 1 -b 1 shades.tif colors.tif");
    let theirs = theirs(path, "colors.tif", "average");
    for (file, tolerance) in [("floats.tif", 1.5), ("whole.tif", 1.5), ("degrees.tif", 2.0)] {
        let found = difference(&ours_with(path, file, &["--relief"]), &theirs);
        println!("{file}: {found:.2} shades");
        assert!(found < tolerance, "{file} differs from GDAL's by {found:.1} shades");
        let grey = difference(&ours(path, file), &theirs);
        assert!(grey > 20.0, "without being asked for, heights are grey: {grey}");
    }
}

/// Land without data shows what lies below.
#[test]
fn holes_are_transparent() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    waves(path);
    let half = "gdal_translate -q -a_srs EPSG:32718 -b 1 -srcwin 0 0 1500 2000 waves.png half.tif";
    if gdal(path, half).is_none() {
        return;
    }
    let whole = "gdalwarp -q -te 250000 9310000 310000 9350000 -dstnodata 0 half.tif holes.tif";
    gdal(path, whole);
    let map = ours(path, "holes.tif");
    let paper = map.get_pixel(SIDE / 2 + 150, SIDE / 2).0;
    assert!(paper.iter().all(|channel| *channel > 200), "{paper:?} is no paper");
    let grey = map.get_pixel(SIDE / 2 - 150, SIDE / 2).0;
    assert_eq!((grey[0], grey[1]), (grey[1], grey[2]), "one band is a shade of grey");
}

#[test]
fn a_picture_says_where_it_lies_or_why_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    waves(path);
    if gdal(path, "gdal_translate -q -a_srs EPSG:32718 waves.png plain.tif").is_none() {
        return;
    }
    let info = allpa(path, &["info", "plain.tif"]);
    let text = String::from_utf8_lossy(&info.stdout).into_owned();
    assert!(text.contains("raster,,EPSG:32718,declared,250000,9310000,310000,9350000"), "{text}");

    gdal(path, "gdal_translate -q -co PROFILE=BASELINE -co TFW=YES plain.tif bare.tif");
    let info = allpa(path, &["info", "bare.tif"]);
    let text = String::from_utf8_lossy(&info.stdout).into_owned();
    assert!(text.contains("raster,,EPSG:32718,declared"), "GDAL's .aux.xml names it: {text}");
    std::fs::remove_file(path.join("bare.tif.aux.xml")).expect("GDAL wrote it");
    let told = |arguments: &[&str]| {
        let output = allpa(path, arguments);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(told(&["info", "bare.tif"]).contains("--crs"), "its .tfw says where, not in what");
    let stated = allpa(path, &["info", "bare.tif", "--crs", "EPSG:32718"]);
    let text = String::from_utf8_lossy(&stated.stdout).into_owned();
    assert!(text.contains("EPSG:32718,stated,250000,9310000,310000,9350000"), "{text}");
    std::fs::remove_file(path.join("bare.tfw")).expect("removed");
    assert!(told(&["info", "bare.tif"]).contains(".tfw"));

    let bytes = std::fs::read(path.join("plain.tif")).expect("read");
    std::fs::write(path.join("cut.tif"), &bytes[..300]).expect("written");
    assert!(told(&["info", "cut.tif"]).contains("cut.tif"));
}

/// A lake in vector tiles made by GDAL lies where its corners say, from afar and from near.
#[test]
fn features_of_vector_tiles_lie_where_they_should() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    let corners = [[-77.2, -6.18], [-76.8, -6.1], [-77.0, -5.92]];
    let lake = format!(
        r#"{{"type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {{}},
        "geometry": {{"type": "Polygon", "coordinates": [[{:?}, {:?}, {:?}, {:?}]]}}}}]}}"#,
        corners[0], corners[1], corners[2], corners[0]
    );
    std::fs::write(path.join("lake.geojson"), lake).expect("written");
    // Zoom 9 has pixels of 150 m, a third of which the map shows: the rest is drawn deeper.
    let tiles = "ogr2ogr -f MBTILES lake.mbtiles lake.geojson -nln water -dsco MAXZOOM=9";
    if gdal(path, tiles).is_none() {
        return;
    }
    let mercator = |latitude: f64| latitude.to_radians().tan().asinh().to_degrees();
    let [west, south, east, north] = WINDOW;
    let room = f64::from(SIDE) - 2.0 * FREE;
    let pixel = ((east - west) / room).max((mercator(north) - mercator(south)) / room);
    let center = [f64::midpoint(west, east), f64::midpoint(mercator(south), mercator(north))];
    let corners = corners.map(|[x, y]| [x, mercator(y)]);
    // Twice the area of the triangle of two corners and a point: positive on the left.
    let side = |a: [f64; 2], b: [f64; 2], p: [f64; 2]| {
        (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    };
    let map = ours(path, "lake.mbtiles");
    let (mut wet, mut wrong) = (0, 0);
    for y in MARGIN..SIDE - MARGIN {
        for x in MARGIN..SIDE - MARGIN {
            let from_center = [x, y].map(|at| f64::from(at) + 0.5 - f64::from(SIDE) / 2.0);
            let at = [center[0] + from_center[0] * pixel, center[1] - from_center[1] * pixel];
            let is_lake = (0..3).all(|n| side(corners[n], corners[(n + 1) % 3], at) > 0.0);
            let [red, _, blue] = map.get_pixel(x, y).0;
            let is_drawn = blue > red.saturating_add(30);
            wet += u32::from(is_lake);
            wrong += u32::from(is_lake != is_drawn);
        }
    }
    println!("{wet} pixels of water, {wrong} wrong");
    assert!(wet > 20_000 && f64::from(wrong) < 0.01 * f64::from(wet), "{wrong} of {wet}");
}
