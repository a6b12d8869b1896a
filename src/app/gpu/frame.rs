//! Writes the passes of a plan down for the card.

use wgpu::{Color, LoadOp, Operations, RenderPassColorAttachment, RenderPassDescriptor, StoreOp};
use wgpu::{RenderPass, TextureView};

use super::Gpu;
use super::pipelines::{LOOK_STRIDE, Pipelines};
use super::plan::{Onto, Plan, Scissor, Step};
use super::store::Stored;
use super::targets::{Picture, Targets};

/// Draws a plan into [`Targets::map`].
pub fn draw(gpu: &Gpu, targets: &Targets, plan: &Plan<'_>) {
    let numbers = numbers(gpu, plan);
    let encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    let mut frame = Frame { pipelines: &gpu.pipelines, targets, numbers, encoder };
    for step in &plan.steps {
        match step {
            Step::Clear(onto) => drop(frame.pass(frame.view(*onto), Before::Nothing)),
            Step::Areas(mesh, parts) => frame.areas(mesh, parts),
            Step::Lines(mesh, part, look, scissor, onto) => {
                frame.gather(mesh, part.pieces.clone(), *look, *scissor);
                let pipeline = &gpu.pipelines.lines;
                frame.lay(pipeline, &targets.shares, *look, Some(*scissor), *onto);
            }
            Step::Signs(mesh, parts, onto) => frame.signs(mesh, parts, *onto),
            Step::LayAreas(look, onto) => {
                frame.lay(&gpu.pipelines.layers, &targets.areas, *look, None, *onto);
            }
            Step::LayApart(look) => {
                frame.lay(&gpu.pipelines.layers, &targets.apart, *look, None, Onto::Map);
            }
        }
    }
    gpu.queue.submit([frame.encoder.finish()]);
}

/// View and looks on the card, bound for reading.
fn numbers(gpu: &Gpu, plan: &Plan<'_>) -> wgpu::BindGroup {
    use wgpu::util::{BufferInitDescriptor, DeviceExt as _};
    let buffer = |contents: &[u8]| {
        let usage = wgpu::BufferUsages::UNIFORM;
        gpu.device.create_buffer_init(&BufferInitDescriptor { label: None, contents, usage })
    };
    let empty = [0; LOOK_STRIDE as usize];
    let view = buffer(plan.view_bytes());
    let looks = buffer(if plan.looks.is_empty() { &empty } else { &plan.looks });
    let one =
        wgpu::BufferBinding { buffer: &looks, offset: 0, size: wgpu::BufferSize::new(LOOK_STRIDE) };
    gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("numbers"),
        layout: &gpu.pipelines.numbers,
        entries: &[
            wgpu::BindGroupEntry { binding: 0, resource: view.as_entire_binding() },
            wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Buffer(one) },
        ],
    })
}

struct Frame<'a> {
    pipelines: &'a Pipelines,
    targets: &'a Targets,
    numbers: wgpu::BindGroup,
    encoder: wgpu::CommandEncoder,
}

/// What a picture holds before a pass.
#[derive(Clone, Copy)]
enum Before {
    Nothing,
    ItsPixels,
}

impl Before {
    fn ops(self) -> Operations<Color> {
        let load = match self {
            Self::Nothing => LoadOp::Clear(Color::TRANSPARENT),
            Self::ItsPixels => LoadOp::Load,
        };
        Operations { load, store: StoreOp::Store }
    }
}

impl<'a> Frame<'a> {
    fn view(&self, onto: Onto) -> &'a TextureView {
        match onto {
            Onto::Map => &self.targets.map_view,
            Onto::Apart => &self.targets.apart.view,
        }
    }

    fn pass(&mut self, view: &TextureView, before: Before) -> RenderPass<'_> {
        let attachment = RenderPassColorAttachment {
            view,
            depth_slice: None,
            resolve_target: None,
            ops: before.ops(),
        };
        self.encoder.begin_render_pass(&RenderPassDescriptor {
            color_attachments: &[Some(attachment)],
            ..RenderPassDescriptor::default()
        })
    }

    /// Fills every part where its triangles turn around a sample.
    fn areas(&mut self, mesh: &Stored, parts: &[(&allpa_map::mesh::FillPart, u32, Scissor)]) {
        let Self { pipelines, targets, numbers, encoder } = self;
        let attachment = RenderPassColorAttachment {
            view: &targets.sampled,
            depth_slice: None,
            resolve_target: Some(&targets.areas.view),
            ops: Operations { load: LoadOp::Clear(Color::TRANSPARENT), store: StoreOp::Discard },
        };
        let turns = wgpu::RenderPassDepthStencilAttachment {
            view: &targets.turns,
            depth_ops: None,
            stencil_ops: Some(Operations { load: LoadOp::Clear(0), store: StoreOp::Discard }),
        };
        let mut pass = encoder.begin_render_pass(&RenderPassDescriptor {
            color_attachments: &[Some(attachment)],
            depth_stencil_attachment: Some(turns),
            ..RenderPassDescriptor::default()
        });
        for (part, look, scissor) in parts {
            limit(&mut pass, *scissor);
            pass.set_bind_group(0, &*numbers, &[*look]);
            if let (Some(corners), Some(triangles)) = (&mesh.corners, &mesh.triangles) {
                pass.set_pipeline(&pipelines.triangles);
                pass.set_vertex_buffer(0, corners.slice(..));
                pass.set_index_buffer(triangles.slice(..), wgpu::IndexFormat::Uint32);
                pass.draw_indexed(part.triangles.clone(), 0, 0..1);
            }
            if let Some(dots) = &mesh.dots {
                pass.set_pipeline(&pipelines.dots);
                pass.set_vertex_buffer(0, dots.slice(..));
                pass.draw(0..6, part.dots.clone());
            }
            pass.set_pipeline(&pipelines.areas);
            pass.draw(0..3, 0..1);
        }
    }

    /// Gathers the share that pieces of one look have of each pixel.
    fn gather(&mut self, mesh: &Stored, pieces: std::ops::Range<u32>, look: u32, scissor: Scissor) {
        let Some(buffer) = &mesh.pieces else { return };
        let (pipelines, targets, numbers) = (self.pipelines, self.targets, self.numbers.clone());
        let mut pass = self.pass(&targets.shares.view, Before::Nothing);
        limit(&mut pass, scissor);
        pass.set_bind_group(0, &numbers, &[look]);
        pass.set_pipeline(&pipelines.pieces);
        pass.set_vertex_buffer(0, buffer.slice(..));
        pass.draw(0..6, pieces);
    }

    /// Lays a picture over another, as `pipeline` does it.
    fn lay(
        &mut self,
        pipeline: &wgpu::RenderPipeline,
        picture: &Picture,
        look: u32,
        scissor: Option<Scissor>,
        onto: Onto,
    ) {
        let numbers = self.numbers.clone();
        let mut pass = self.pass(self.view(onto), Before::ItsPixels);
        if let Some(scissor) = scissor {
            limit(&mut pass, scissor);
        }
        pass.set_pipeline(pipeline);
        pass.set_bind_group(0, &numbers, &[look]);
        pass.set_bind_group(1, &picture.read, &[]);
        pass.draw(0..3, 0..1);
    }

    fn signs(&mut self, mesh: &Stored, parts: &[(&allpa_map::mesh::SignPart, u32)], onto: Onto) {
        let Some(points) = &mesh.points else { return };
        let (pipelines, numbers) = (self.pipelines, self.numbers.clone());
        let mut pass = self.pass(self.view(onto), Before::ItsPixels);
        pass.set_pipeline(&pipelines.signs);
        pass.set_vertex_buffer(0, points.slice(..));
        for (part, look) in parts {
            pass.set_bind_group(0, &numbers, &[*look]);
            pass.draw(0..6, part.points.clone());
        }
    }
}

fn limit(pass: &mut RenderPass<'_>, [left, top, width, height]: Scissor) {
    pass.set_scissor_rect(left, top, width, height);
}
