//! Whole scenes with names.

use std::sync::Arc;

use allpa_geom::{Bounds, ShapeKind};

use super::collide::overlap;
use super::{Label, place};
use crate::camera::Camera;
use crate::plane::Plane;
use crate::scene::Scene;
use crate::style::defaults::{Role, label, style};
use crate::style::{LabelStyle, MapTheme};
use crate::testing::{fonts, layer, layer_of_squares, scene, shapes, text_column, with_columns};

/// A row of squares and, over them, a crowd of points; all with names.
fn crowded() -> Scene {
    let theme = MapTheme::LIGHT;
    let names: Vec<String> = (0..200).map(|i| format!("Lugar {i}")).collect();
    let names: Vec<Option<&str>> = names.iter().map(|name| Some(name.as_str())).collect();
    let squares = with_columns(&layer_of_squares(8), vec![text_column("name", &names[..8])]);
    let coords: Vec<[[f64; 2]; 1]> = (0..200)
        .map(|i| [[f64::from(i * 37 % 200) / 25.0, f64::from(i * 53 % 100) / 100.0]])
        .collect();
    let rings: Vec<[&[[f64; 2]]; 1]> = coords.iter().map(|c| [c.as_slice()]).collect();
    let features: Vec<&[&[[f64; 2]]]> = rings.iter().map(<[_; 1]>::as_slice).collect();
    let points = layer(shapes(ShapeKind::Point, &features));
    let points = with_columns(&points, vec![text_column("name", &names)]);
    let mut districts = style(Role::Departments, ShapeKind::Polygon, &theme);
    districts.label = Some(label(Role::Departments, "name", &theme));
    let mut towns = style(Role::Towns, ShapeKind::Point, &theme);
    towns.label = Some(label(Role::Towns, "name", &theme));
    scene(vec![(squares, districts), (points, towns)]).with_fonts(fonts())
}

fn camera() -> Camera {
    Camera::fit(Plane::Mercator, Bounds { min: [0.0, 0.0], max: [8.0, 1.0] }, [1200, 300], 10.0)
}

fn corners(labels: &[Label]) -> Vec<[i32; 2]> {
    labels.iter().map(|l| [l.area[0].round() as i32, l.area[1].round() as i32]).collect()
}

#[test]
fn names_never_overlap() {
    for zoom in [1.0, 1.7, 3.1] {
        let labels = place(&crowded(), &camera().zoom_at([600.0, 150.0], zoom));
        assert!(labels.len() > 10, "{}", labels.len());
        for (i, a) in labels.iter().enumerate() {
            for b in &labels[i + 1..] {
                assert!(!overlap(a.area, b.area), "{:?} {:?}", a.area, b.area);
            }
        }
    }
}

#[test]
fn higher_priority_is_placed_first() {
    let labels = place(&crowded(), &camera());
    let theme = MapTheme::LIGHT;
    let departments = label(Role::Departments, "name", &theme).color;
    assert_eq!(labels.iter().filter(|l| l.color == departments).count(), 8);
    assert!(labels[..8].iter().all(|label| label.color == departments));
}

#[test]
fn names_stay_where_they_are_while_panning() {
    let scene = crowded();
    let before = corners(&place(&scene, &camera()));
    let after = corners(&place(&scene, &camera().pan_by_px([40.0, 10.0])));
    let kept = before.iter().filter(|[x, y]| after.contains(&[x + 40, y + 10])).count();
    let inside = before.iter().filter(|[x, _]| (0..1000).contains(x)).count();
    assert!(kept >= inside, "{kept} of {inside} names stayed");
}

#[test]
fn a_scene_without_fonts_has_no_names() {
    let scene = Scene { fonts: None, ..crowded() };
    assert!(place(&scene, &camera()).is_empty());
}

#[test]
fn a_layer_hidden_at_this_scale_has_no_names() {
    let mut scene = crowded();
    for layer in &mut scene.layers {
        let mut style = layer.style.as_ref().clone();
        style.scales = Some(crate::style::ScaleRange::up_to(10.0));
        layer.style = Arc::new(style);
    }
    assert!(place(&scene, &camera()).is_empty());
}

#[test]
fn nothing_is_written_where_the_picture_will_be_covered() {
    let covered = [300.0, 0.0, 900.0, 300.0];
    let scene = Scene { reserved: [covered].as_slice().into(), ..crowded() };
    let labels = place(&scene, &camera());
    assert!(!labels.is_empty() && labels.iter().all(|label| !overlap(label.area, covered)));
}

/// A river that bends like a wave from west to east, named.
fn river(bend: f64) -> Scene {
    let theme = MapTheme::LIGHT;
    let at = |step: i32| {
        let x = f64::from(step) / 100.0;
        [x, 0.5 + bend * (x * 2.0).sin()]
    };
    let course: Vec<[f64; 2]> = (0..=800).map(at).collect();
    let line = layer(shapes(ShapeKind::Line, &[&[&course]]));
    let line = with_columns(&line, vec![text_column("name", &[Some("Río Huallaga")])]);
    let mut rivers = style(Role::Rivers, ShapeKind::Line, &theme);
    rivers.label = Some(LabelStyle { scales: None, ..label(Role::Rivers, "name", &theme) });
    scene(vec![(line, rivers)]).with_fonts(fonts())
}

#[test]
fn letters_follow_a_line_above_it_and_never_upside_down() {
    let camera = camera().zoom_at([600.0, 150.0], 3.0);
    let labels = place(&river(0.3), &camera);
    assert!(labels.len() > 1, "a long line is named more than once: {}", labels.len());
    for label in &labels {
        assert_eq!(label.lines.len(), "Río Huallaga".chars().count(), "a letter each");
        assert!(label.lines.windows(2).all(|pair| pair[0].at[0] < pair[1].at[0]));
        assert!(label.lines.iter().all(|letter| letter.turn.abs() < 1.7));
        let turns = label.lines.iter().map(|letter| (letter.turn * 1000.0) as i32);
        assert!(turns.collect::<std::collections::HashSet<_>>().len() > 3, "they turn");
        for letter in &label.lines {
            let [x, y] = letter.at.map(f64::from);
            let [lon, _] = camera.to_lonlat([x, y]);
            let course = camera.to_screen([lon, 0.5 + 0.3 * (lon * 2.0).sin()]);
            let above = (course[1] - letter.at[1]) * letter.turn.cos();
            assert!((1.0..8.0).contains(&above), "{above} pixels above the river");
        }
    }
}

#[test]
fn a_name_does_not_follow_turns_that_are_too_sharp() {
    let theme = MapTheme::LIGHT;
    let zigzag: Vec<[f64; 2]> =
        (0..400).map(|step| [f64::from(step) / 50.0, 0.5 + 0.06 * f64::from(step % 2)]).collect();
    let line = layer(shapes(ShapeKind::Line, &[&[&zigzag]]));
    let line = with_columns(&line, vec![text_column("name", &[Some("Río Huallaga")])]);
    let mut rivers = style(Role::Rivers, ShapeKind::Line, &theme);
    rivers.label = Some(LabelStyle { scales: None, ..label(Role::Rivers, "name", &theme) });
    let labels = place(&scene(vec![(line, rivers)]).with_fonts(fonts()), &camera());
    assert!(labels.is_empty(), "better none than one that follows nothing");
}

#[test]
fn an_area_that_fills_the_view_is_named_where_it_is_seen() {
    let theme = MapTheme::LIGHT;
    let square = with_columns(&layer_of_squares(1), vec![text_column("name", &[Some("Lamas")])]);
    let mut districts = style(Role::Departments, ShapeKind::Polygon, &theme);
    districts.label = Some(label(Role::Departments, "name", &theme));
    let scene = scene(vec![(square, districts)]).with_fonts(fonts());
    let bounds = Bounds { min: [0.6, 0.6], max: [1.2, 0.9] };
    let close = Camera::fit(Plane::Mercator, bounds, [1200, 300], 0.0);
    let named = place(&scene, &close);
    assert_eq!(named.len(), 1);
    let [left, top, right, bottom] = named[0].area;
    assert!(left > 0.0 && right < 1200.0 && top > 0.0 && bottom < 300.0, "{:?}", named[0].area);
}

#[test]
fn a_picture_keeps_its_names_whole_and_what_is_no_name_is_not_written() {
    let whole = Scene { keeps_names_whole: true, ..crowded() };
    let [width, height] = camera().size_px.map(|pixels| pixels as f32);
    let is_inside = |label: &Label| {
        let [left, top, right, bottom] = label.area;
        left >= 0.0 && top >= 0.0 && right <= width && bottom <= height
    };
    let close = camera().zoom_at([0.0, 0.0], 1.3);
    assert!(!place(&crowded(), &close).iter().all(is_inside), "some cross the edge on the screen");
    let named = place(&whole, &close);
    assert!(!named.is_empty() && named.iter().all(is_inside));
    for words in ["<NA>", "N/A", "sn", "S/N", " - ", "NULL", ""] {
        assert!(super::words::is_no_name(words), "{words}");
    }
    assert!(!super::words::is_no_name("Nauta"));
}

#[test]
fn names_along_a_line_move_with_the_map() {
    let before = place(&river(0.2), &camera());
    let after = place(&river(0.2), &camera().pan_by_px([13.0, 7.0]));
    let moved = |label: &Label| label.lines[0].at;
    for label in &before {
        let [x, y] = moved(label);
        if !(200.0..1000.0).contains(&x) {
            continue; // at the edges others come and go
        }
        let stays = after.iter().any(|other| {
            let [ox, oy] = moved(other);
            (ox - x - 13.0).abs() < 0.1 && (oy - y - 7.0).abs() < 0.1
        });
        assert!(stays, "{x} {y}");
    }
}
