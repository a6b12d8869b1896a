//! How each kind of thing is drawn, told to the card once.

use wgpu::{
    BlendComponent, BlendFactor, BlendOperation, BlendState, ColorTargetState, ColorWrites,
    StencilFaceState, StencilOperation, TextureFormat, VertexAttribute, VertexBufferLayout,
    VertexFormat, VertexStepMode,
};

/// Format of every picture: the one that egui shows.
pub const COLOR: TextureFormat = TextureFormat::Rgba8Unorm;
/// Format of the share that lines have of each pixel.
pub const SHARE: TextureFormat = TextureFormat::R8Unorm;
/// Format of the count of turns around each sample.
pub const TURNS: TextureFormat = TextureFormat::Stencil8;
/// Samples of a pixel along the edges of areas.
pub const SAMPLES: u32 = 4;
/// Bytes between two looks in their buffer.
pub const LOOK_STRIDE: u64 = 256;

/// All pipelines, with the layouts of what they read.
#[derive(Debug)]
pub struct Pipelines {
    /// View and look of a draw.
    pub numbers: wgpu::BindGroupLayout,
    /// A picture that is laid over another.
    pub picture: wgpu::BindGroupLayout,
    /// Counts the turns of triangles around each sample.
    pub triangles: wgpu::RenderPipeline,
    /// The same for the squares that stand for tiny polygons. As points they take twice as long.
    pub dots: wgpu::RenderPipeline,
    /// Fills where turns were counted, and forgets them.
    pub areas: wgpu::RenderPipeline,
    /// Share that pieces of a line have of each pixel.
    pub pieces: wgpu::RenderPipeline,
    /// Colours that share.
    pub lines: wgpu::RenderPipeline,
    /// Lays one picture over another.
    pub layers: wgpu::RenderPipeline,
    /// Point signs.
    pub signs: wgpu::RenderPipeline,
}

/// The parts in which pipelines differ.
struct Recipe<'a> {
    vertex: &'a str,
    fragment: Option<&'a str>,
    buffer: Option<VertexBufferLayout<'a>>,
    reads_picture: bool,
    target: ColorTargetState,
    stencil: Option<wgpu::StencilState>,
}

impl Pipelines {
    /// Tells `device` all of them.
    pub fn new(device: &wgpu::Device) -> Self {
        let shader = device.create_shader_module(wgpu::include_wgsl!("shader.wgsl"));
        let numbers = numbers_layout(device);
        let picture = picture_layout(device);
        let make = |recipe: Recipe<'_>| pipeline(device, &shader, [&numbers, &picture], recipe);

        let at = [attribute(VertexFormat::Float32x2, 0, 0)];
        let corners = layout(8, VertexStepMode::Vertex, &at);
        let places = layout(8, VertexStepMode::Instance, &at);
        let stretch = [
            attribute(VertexFormat::Float32x2, 0, 0),
            attribute(VertexFormat::Float32x2, 8, 1),
            attribute(VertexFormat::Float32, 16, 2),
        ];
        let stretches = layout(20, VertexStepMode::Instance, &stretch);

        let counted = |vertex, buffer| Recipe {
            vertex,
            fragment: None,
            buffer: Some(buffer),
            reads_picture: false,
            target: target(COLOR, None, ColorWrites::empty()),
            stencil: Some(counting()),
        };
        let over = Some(BlendState::PREMULTIPLIED_ALPHA_BLENDING);
        let laid = |fragment| Recipe {
            vertex: "everywhere",
            fragment: Some(fragment),
            buffer: None,
            reads_picture: true,
            target: target(COLOR, over, ColorWrites::ALL),
            stencil: None,
        };
        Self {
            triangles: make(counted("turn", corners)),
            dots: make(counted("dot_of", places.clone())),
            areas: make(Recipe {
                vertex: "everywhere",
                fragment: Some("area"),
                buffer: None,
                reads_picture: false,
                target: target(COLOR, None, ColorWrites::ALL),
                stencil: Some(counted_ones()),
            }),
            pieces: make(Recipe {
                vertex: "piece",
                fragment: Some("line"),
                buffer: Some(stretches),
                reads_picture: false,
                target: target(SHARE, Some(largest()), ColorWrites::ALL),
                stencil: None,
            }),
            lines: make(laid("colored")),
            layers: make(laid("laid")),
            signs: make(Recipe {
                vertex: "sign_of",
                fragment: Some("stamped"),
                buffer: Some(places),
                reads_picture: false,
                target: target(COLOR, over, ColorWrites::ALL),
                stencil: None,
            }),
            numbers,
            picture,
        }
    }
}

fn pipeline(
    device: &wgpu::Device,
    shader: &wgpu::ShaderModule,
    [numbers, picture]: [&wgpu::BindGroupLayout; 2],
    recipe: Recipe<'_>,
) -> wgpu::RenderPipeline {
    let groups = [Some(numbers), Some(picture)];
    let groups = if recipe.reads_picture { &groups[..] } else { &groups[..1] };
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(recipe.vertex),
        bind_group_layouts: groups,
        immediate_size: 0,
    });
    let targets = [Some(recipe.target)];
    // A pass with samples has a target of colour, even where nothing is written to it.
    let fragment = recipe.fragment.unwrap_or("nothing");
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(fragment),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module: shader,
            entry_point: Some(recipe.vertex),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            buffers: &[recipe.buffer],
        },
        primitive: wgpu::PrimitiveState::default(),
        multisample: wgpu::MultisampleState {
            count: if recipe.stencil.is_some() { SAMPLES } else { 1 },
            ..wgpu::MultisampleState::default()
        },
        depth_stencil: recipe.stencil.map(|stencil| wgpu::DepthStencilState {
            format: TURNS,
            depth_write_enabled: None,
            depth_compare: None,
            stencil,
            bias: wgpu::DepthBiasState::default(),
        }),
        fragment: Some(wgpu::FragmentState {
            module: shader,
            entry_point: Some(fragment),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            targets: &targets,
        }),
        multiview_mask: None,
        cache: None,
    })
}

fn numbers_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    let entry = |binding, has_dynamic_offset| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset,
            min_binding_size: None,
        },
        count: None,
    };
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("numbers"),
        entries: &[entry(0, false), entry(1, true)],
    })
}

fn picture_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("picture"),
        entries: &[wgpu::BindGroupLayoutEntry {
            binding: 0,
            visibility: wgpu::ShaderStages::FRAGMENT,
            ty: wgpu::BindingType::Texture {
                sample_type: wgpu::TextureSampleType::Float { filterable: false },
                view_dimension: wgpu::TextureViewDimension::D2,
                multisampled: false,
            },
            count: None,
        }],
    })
}

fn layout(
    array_stride: u64,
    step_mode: VertexStepMode,
    attributes: &[VertexAttribute],
) -> VertexBufferLayout<'_> {
    VertexBufferLayout { array_stride, step_mode, attributes }
}

fn attribute(format: VertexFormat, offset: u64, shader_location: u32) -> VertexAttribute {
    VertexAttribute { format, offset, shader_location }
}

fn target(
    format: TextureFormat,
    blend: Option<BlendState>,
    write_mask: ColorWrites,
) -> ColorTargetState {
    ColorTargetState { format, blend, write_mask }
}

/// The larger of two shares: pieces of one line that overlap count once.
fn largest() -> BlendState {
    let component = BlendComponent {
        src_factor: BlendFactor::One,
        dst_factor: BlendFactor::One,
        operation: BlendOperation::Max,
    };
    BlendState { color: component, alpha: component }
}

/// One more for triangles that turn one way, one less for the others.
fn counting() -> wgpu::StencilState {
    let face = |pass_op| StencilFaceState { pass_op, ..StencilFaceState::IGNORE };
    wgpu::StencilState {
        front: face(StencilOperation::IncrementWrap),
        back: face(StencilOperation::DecrementWrap),
        read_mask: 0xFF,
        write_mask: 0xFF,
    }
}

/// Samples around which something has turned; they count from nothing again.
fn counted_ones() -> wgpu::StencilState {
    let face = StencilFaceState {
        compare: wgpu::CompareFunction::NotEqual,
        pass_op: StencilOperation::Zero,
        ..StencilFaceState::IGNORE
    };
    wgpu::StencilState { front: face, back: face, read_mask: 0xFF, write_mask: 0xFF }
}
