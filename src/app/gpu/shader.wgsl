// The map as the graphics card draws it. Positions come in pixels of the view the mesh was made for.

struct View {
    // Pixels of this view for one of the mesh.
    scale: f32,
    // Physical pixels for one logical pixel.
    ratio: f32,
    // Where the middle of the mesh lies, in pixels.
    shift: vec2f,
    // Width and height of the picture in pixels.
    size: vec2f,
    // Where patterns begin, in pixels.
    pattern: vec2f,
}

struct Look {
    // Colours are premultiplied.
    ink: vec4f,
    ground: vec4f,
    rim: vec4f,
    // Lines: half the width. Signs: radius, width of the rim. Layers: opacity.
    size: vec2f,
    // Pattern or shape of the sign.
    kind: u32,
    // Lengths in use below.
    dashes: u32,
    dash: array<vec4f, 4>,
}

@group(0) @binding(0) var<uniform> view: View;
@group(0) @binding(1) var<uniform> look: Look;
@group(1) @binding(0) var picture: texture_2d<f32>;

fn pixel(at: vec2f) -> vec2f {
    return at * view.scale + view.shift;
}

fn clip(pixel: vec2f) -> vec4f {
    return vec4f(pixel.x / view.size.x * 2.0 - 1.0, 1.0 - pixel.y / view.size.y * 2.0, 0.0, 1.0);
}

// A square of two triangles, counter-clockwise on screen, -1 to 1.
fn corner(index: u32) -> vec2f {
    var corners = array(
        vec2f(-1.0, -1.0), vec2f(-1.0, 1.0), vec2f(1.0, -1.0),
        vec2f(1.0, -1.0), vec2f(-1.0, 1.0), vec2f(1.0, 1.0),
    );
    return corners[index];
}

// Areas ------------------------------------------------------------------------------------------

@vertex
fn turn(@location(0) at: vec2f) -> @builtin(position) vec4f {
    return clip(pixel(at));
}

const DOT_PX = 0.8;

@vertex
fn dot_of(@builtin(vertex_index) index: u32, @location(0) at: vec2f) -> @builtin(position) vec4f {
    return clip(pixel(at) + corner(index) * DOT_PX / 2.0);
}

@vertex
fn everywhere(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

// Counts turns only.
@fragment
fn nothing() -> @location(0) vec4f {
    return vec4f(0.0);
}

const PERIOD_PX = 9.0;
const HATCH_PX = 1.6;
const INK_DOT_PX = 1.35;

fn hatch(along: f32, period: f32, ratio: f32) -> f32 {
    let away = abs(along - floor(along / period) * period - period / 2.0) * 0.70710678;
    return clamp(HATCH_PX * ratio / 2.0 - away + 0.5, 0.0, 1.0);
}

fn ink_dot(at: vec2f, middle: f32, period: f32, ratio: f32) -> f32 {
    let off = at - middle;
    let wrapped = off - floor(off / period) * period;
    let away = length(min(wrapped, period - wrapped));
    return clamp(INK_DOT_PX * ratio - away + 0.5, 0.0, 1.0);
}

// Share of ink that a pattern has at a pixel.
fn inked(at: vec2f) -> f32 {
    let period = max(round(PERIOD_PX * view.ratio), 4.0);
    let ratio = max(view.ratio, 0.5);
    switch look.kind {
        case 1u: { return hatch(at.x + at.y, period, ratio); }
        case 2u: {
            return max(hatch(at.x + at.y, period, ratio), hatch(at.x - at.y, period, ratio));
        }
        case 3u: {
            let near = ink_dot(at, period / 4.0, period, ratio);
            return max(near, ink_dot(at, period * 0.75, period, ratio));
        }
        default: { return 1.0; }
    }
}

@fragment
fn area(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let ink = look.ink * inked(at.xy + view.pattern);
    return ink + look.ground * (1.0 - ink.a);
}

// Lines ------------------------------------------------------------------------------------------

struct Stretch {
    @builtin(position) position: vec4f,
    // Pixels along and beside the piece.
    @location(0) at: vec2f,
    @location(1) @interpolate(flat) span: f32,
    @location(2) @interpolate(flat) before: f32,
}

@vertex
fn piece(
    @builtin(vertex_index) index: u32,
    @location(0) from_at: vec2f,
    @location(1) to_at: vec2f,
    @location(2) along: f32,
) -> Stretch {
    let begin = pixel(from_at);
    let way = pixel(to_at) - begin;
    let span = length(way);
    var ahead = vec2f(1.0, 0.0);
    if span > 1e-6 {
        ahead = way / span;
    }
    let reach = look.size.x + 1.0;
    let edge = corner(index);
    let at = vec2f(select(-reach, span + reach, edge.x > 0.0), edge.y * reach);
    let beside = vec2f(-ahead.y, ahead.x);
    return Stretch(clip(begin + ahead * at.x + beside * at.y), at, span, along * view.scale);
}

// Share of a pixel that lies in a band of half the width `side`, `away` from its middle.
fn within(side: f32, away: f32) -> f32 {
    return clamp(side - away + 0.5, 0.0, 1.0) - clamp(-side - away + 0.5, 0.0, 1.0);
}

fn dash_at(index: u32) -> f32 {
    return look.dash[index / 4u][index % 4u];
}

// Share of a pixel at `along` pixels of the line that dashes cover.
fn dashed(along: f32) -> f32 {
    if look.dashes == 0u {
        return 1.0;
    }
    var period = 0.0;
    for (var i = 0u; i < look.dashes; i++) {
        period += dash_at(i);
    }
    let at = along - floor(along / period) * period;
    var share = 0.0;
    var begin = 0.0;
    for (var i = 0u; i < look.dashes; i += 2u) {
        let side = dash_at(i) / 2.0;
        let away = abs(at - begin - side);
        share = max(share, within(side, min(away, period - away)));
        begin += dash_at(i) + dash_at(i + 1u);
    }
    return share;
}

@fragment
fn line(stretch: Stretch) -> @location(0) vec4f {
    let on = clamp(stretch.at.x, 0.0, stretch.span);
    let away = length(vec2f(stretch.at.x - on, stretch.at.y));
    let share = within(look.size.x, away) * dashed(stretch.before + on);
    return vec4f(share, 0.0, 0.0, share);
}

// The colour of a line wherever pieces of it were drawn.
@fragment
fn colored(@builtin(position) at: vec4f) -> @location(0) vec4f {
    return look.ink * textureLoad(picture, vec2i(at.xy), 0).r;
}

// Another picture of the same size, with an opacity.
@fragment
fn laid(@builtin(position) at: vec4f) -> @location(0) vec4f {
    return textureLoad(picture, vec2i(at.xy), 0) * look.size.x;
}

// Signs ------------------------------------------------------------------------------------------

struct Sign {
    @builtin(position) position: vec4f,
    @location(0) at: vec2f,
}

@vertex
fn sign_of(@builtin(vertex_index) index: u32, @location(0) at: vec2f) -> Sign {
    let off = corner(index) * ((look.size.x + look.size.y) * 1.3 + 1.0);
    return Sign(clip(pixel(at) + off), off);
}

// Pixels outside the outline of a sign; negative inside.
fn outside(at: vec2f, radius: f32) -> f32 {
    switch look.kind {
        case 1u: {
            return max(abs(at.x), abs(at.y)) - 0.886 * radius;
        }
        case 2u: {
            let side = 0.87249 * abs(at.x) - 0.48859 * at.y - 0.61074 * radius;
            return max(side, at.y - 0.75 * radius);
        }
        case 3u: {
            return (abs(at.x) + abs(at.y) - 1.25 * radius) * 0.70710678;
        }
        default: { return length(at) - radius; }
    }
}

@fragment
fn stamped(sign: Sign) -> @location(0) vec4f {
    let inside = clamp(0.5 - outside(sign.at, look.size.x), 0.0, 1.0);
    var color = vec4f(0.0);
    if look.size.y > 0.0 {
        color = look.rim * clamp(0.5 - outside(sign.at, look.size.x + look.size.y), 0.0, 1.0);
    }
    let ink = look.ink * inside;
    return ink + color * (1.0 - ink.a);
}
