//! The map on a graphics card: its meshes stay with the card from frame to frame, so that every frame
//! of a pan or zoom is drawn anew, sharp, at the price of a few numbers.
//!
//! Pictures of the ground and names come from the raster painter, below and above.

mod frame;
mod map;
mod pipelines;
mod plan;
mod shelf;
mod store;
mod targets;
#[cfg(test)]
mod tests;
mod window;

pub use map::{GpuMap, WindowCard};
pub use window::window_options;

use std::sync::Arc;

use allpa_map::{Camera, Picture, Scene};

use pipelines::Pipelines;
use plan::Plan;
use shelf::Shelf;
use store::Stock;
use targets::Targets;

/// A graphics card with everything that drawing needs, whatever the map.
#[derive(Debug, Clone)]
pub struct Gpu {
    device: wgpu::Device,
    queue: wgpu::Queue,
    pipelines: Arc<Pipelines>,
}

/// Which cards will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cards {
    /// Only those made of silicon.
    Real,
    /// Also drivers that compute on the processor.
    Any,
}

/// Variable of the environment that keeps all cards away (`none`), or lets drivers that compute on
/// the processor stand in for one (`any`), as tests do.
pub const CARDS: &str = "ALLPA_CARDS";

impl Gpu {
    /// Drawing with a device that somebody else has opened.
    pub fn new(device: wgpu::Device, queue: wgpu::Queue) -> Self {
        let pipelines = Arc::new(Pipelines::new(&device));
        Self { device, queue, pipelines }
    }

    /// A device without a window, and the name of its card; `None` where there is none.
    pub fn without_window(cards: Cards) -> Option<(Self, String)> {
        let adapter = find(cards)?;
        let name = name(&adapter);
        let opened = pollster::block_on(adapter.request_device(&device_of(&adapter)));
        let (device, queue) = opened.ok()?;
        Some((Self::new(device, queue), name))
    }
}

/// The first card that will do.
pub fn find(cards: Cards) -> Option<wgpu::Adapter> {
    let mut description = wgpu::InstanceDescriptor::new_without_display_handle();
    description.backends = wgpu::Backends::PRIMARY;
    let instance = wgpu::Instance::new(description);
    let found = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::PRIMARY));
    cards.best(found.iter())
}

/// Name of a card, and how it is spoken to.
pub fn name(adapter: &wgpu::Adapter) -> String {
    let info = adapter.get_info();
    format!("{}, {} {}", info.name, info.backend, info.driver_info)
}

/// What is asked of a device: the largest buffers that the card has.
fn device_of(adapter: &wgpu::Adapter) -> wgpu::DeviceDescriptor<'static> {
    wgpu::DeviceDescriptor {
        label: Some("map"),
        required_limits: adapter.limits(),
        ..wgpu::DeviceDescriptor::default()
    }
}

impl Cards {
    /// Those that may draw the window: real ones, unless the variable [`CARDS`] says otherwise.
    pub fn for_windows() -> Option<Self> {
        match std::env::var(CARDS).as_deref() {
            Ok("none") => None,
            Ok("any") => Some(Self::Any),
            _ => Some(Self::Real),
        }
    }

    /// The best of some cards: one of its own before one inside the processor.
    fn best<'a>(self, cards: impl Iterator<Item = &'a wgpu::Adapter>) -> Option<wgpu::Adapter> {
        let rank = |card: &&wgpu::Adapter| match card.get_info().device_type {
            wgpu::DeviceType::DiscreteGpu => 0,
            wgpu::DeviceType::IntegratedGpu => 1,
            _ => 2,
        };
        cards.filter(|card| self.include(card)).min_by_key(rank).cloned()
    }

    fn include(self, card: &wgpu::Adapter) -> bool {
        let is_real =
            !matches!(card.get_info().device_type, wgpu::DeviceType::Cpu | wgpu::DeviceType::Other);
        self == Self::Any || is_real
    }
}

/// A map drawn without a window: for measurements and tests.
#[derive(Debug)]
pub struct Still {
    gpu: Gpu,
    shelf: Shelf,
    targets: Targets,
}

impl Still {
    /// A map of one scene for pictures of `size_px` pixels.
    pub fn new(gpu: &Gpu, size_px: [u32; 2]) -> Self {
        let targets = Targets::new(gpu, size_px);
        Self { gpu: gpu.clone(), shelf: Shelf::default(), targets }
    }

    /// Puts what `camera` shows of the scene on the card, unless it is there; `None` when it does not
    /// fit. In the window this happens beside the frames.
    pub fn make(&mut self, scene: &Scene, camera: &Camera) -> Option<()> {
        if self.shelf.ready(camera, 0).is_none() {
            let (key, before) = self.shelf.wanted(camera, 0);
            let stock = Stock::new(&self.gpu, scene, key.around, before.as_deref())?;
            self.shelf.put(key, Arc::new(stock));
        }
        Some(())
    }

    /// Draws what `camera` sees with the best meshes at hand and waits until the card is done.
    pub fn draw(&mut self, camera: &Camera) {
        if let Some((_, stock)) = self.shelf.best(camera) {
            frame::draw(&self.gpu, &self.targets, &Plan::new(&stock, camera));
            self.gpu.device.poll(wgpu::PollType::wait_indefinitely()).ok();
        }
    }

    /// Bytes that the meshes take on the card.
    pub fn bytes(&self) -> usize {
        self.shelf.bytes()
    }

    /// The pixels drawn last; `None` when the card was lost.
    pub fn read(&self) -> Option<Picture> {
        let [width, height] = self.targets.size_px();
        let row = (width * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
        let buffer = self.gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("pixels"),
            size: u64::from(row) * u64::from(height),
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        let described = wgpu::CommandEncoderDescriptor::default();
        let mut encoder = self.gpu.device.create_command_encoder(&described);
        let layout = wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(row),
            rows_per_image: None,
        };
        encoder.copy_texture_to_buffer(
            self.targets.map.as_image_copy(),
            wgpu::TexelCopyBufferInfo { buffer: &buffer, layout },
            self.targets.map.size(),
        );
        self.gpu.queue.submit([encoder.finish()]);
        buffer.slice(..).map_async(wgpu::MapMode::Read, |_| {});
        self.gpu.device.poll(wgpu::PollType::wait_indefinitely()).ok()?;
        let mapped = buffer.slice(..).get_mapped_range().ok()?;
        let rows = mapped.chunks(row as usize);
        let rgba = rows.flat_map(|line| line[..width as usize * 4].iter().copied()).collect();
        Some(Picture { width, height, rgba })
    }
}
