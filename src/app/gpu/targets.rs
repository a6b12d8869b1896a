//! The pictures that frames are drawn in.

use super::Gpu;
use super::pipelines::{COLOR, SAMPLES, SHARE, TURNS};

/// Pictures of one size that frames are drawn in, one after another.
#[derive(Debug)]
pub struct Targets {
    size_px: [u32; 2],
    /// The finished map.
    pub map: wgpu::Texture,
    /// The same, to draw in.
    pub map_view: wgpu::TextureView,
    /// A layer that lets the ones below through as a whole.
    pub apart: Picture,
    /// The areas of one layer.
    pub areas: Picture,
    /// The same with several samples a pixel.
    pub sampled: wgpu::TextureView,
    /// How often something turns around each sample.
    pub turns: wgpu::TextureView,
    /// The share that the lines of one look have of each pixel.
    pub shares: Picture,
}

/// A picture that is drawn in and then laid over another.
#[derive(Debug)]
pub struct Picture {
    /// To draw in.
    pub view: wgpu::TextureView,
    /// To lay it over another.
    pub read: wgpu::BindGroup,
}

impl Targets {
    /// Pictures of `size_px` pixels, at least one each way.
    pub fn new(gpu: &Gpu, size_px: [u32; 2]) -> Self {
        let size = wgpu::Extent3d {
            width: size_px[0].max(1),
            height: size_px[1].max(1),
            depth_or_array_layers: 1,
        };
        let texture = |format, sample_count, usage| {
            gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: Some("map"),
                size,
                mip_level_count: 1,
                sample_count,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT | usage,
                view_formats: &[],
            })
        };
        let view =
            |texture: &wgpu::Texture| texture.create_view(&wgpu::TextureViewDescriptor::default());
        let picture = |format| {
            let view = view(&texture(format, 1, wgpu::TextureUsages::TEXTURE_BINDING));
            let read = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("picture"),
                layout: &gpu.pipelines.picture,
                entries: &[wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(&view),
                }],
            });
            Picture { view, read }
        };
        let shown = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_SRC;
        let map = texture(COLOR, 1, shown);
        Self {
            size_px,
            map_view: view(&map),
            map,
            apart: picture(COLOR),
            areas: picture(COLOR),
            sampled: view(&texture(COLOR, SAMPLES, wgpu::TextureUsages::empty())),
            turns: view(&texture(TURNS, SAMPLES, wgpu::TextureUsages::empty())),
            shares: picture(SHARE),
        }
    }

    /// Width and height in pixels.
    pub fn size_px(&self) -> [u32; 2] {
        self.size_px
    }
}
