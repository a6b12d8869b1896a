//! How a window asks for its card.

use std::sync::Arc;

use eframe::egui_wgpu::{WgpuConfiguration, WgpuSetup, WgpuSetupCreateNew};

use super::{Cards, device_of};

/// A window drawn by the first card that will do.
pub fn window_options() -> WgpuConfiguration {
    let mut setup = WgpuSetupCreateNew::without_display_handle();
    setup.instance_descriptor.backends = wgpu::Backends::PRIMARY;
    setup.device_descriptor = Arc::new(device_of);
    setup.native_adapter_selector = Some(Arc::new(|cards, surface| {
        let shows = |card: &&wgpu::Adapter| surface.is_none_or(|s| card.is_surface_supported(s));
        let wanted = Cards::for_windows().ok_or("cards are kept away")?;
        wanted.best(cards.iter().filter(shows)).ok_or_else(|| "no card for the window".to_owned())
    }));
    WgpuConfiguration { wgpu_setup: WgpuSetup::CreateNew(setup), ..WgpuConfiguration::default() }
}
