//! Starting the window: wgpu on a hardware adapter, else OpenGL.

use std::sync::Arc;

use eframe::egui_wgpu;
use eframe::wgpu;

use super::app::App;
use super::app::Start;

/// What draws the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renderer {
    /// wgpu; as an explicit wish also on software adapters.
    Wgpu,
    /// OpenGL.
    Glow,
}

/// Why no window opened, in one sentence, with the system's own words.
#[derive(Debug)]
pub struct NoWindow {
    /// The sentence.
    pub reason: &'static str,
    /// What the system said.
    pub detail: String,
}

/// Opens the window and returns when it closes.
///
/// # Errors
/// When there is no display, or no way to draw on it.
pub fn run(start: Start, wish: Option<Renderer>) -> Result<(), NoWindow> {
    let tries: &[Renderer] = match wish {
        Some(Renderer::Wgpu) => &[Renderer::Wgpu],
        Some(Renderer::Glow) => &[Renderer::Glow],
        None => &[Renderer::Wgpu, Renderer::Glow],
    };
    let mut last = None;
    for renderer in tries {
        let created = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let (told, start) = (created.clone(), start.clone());
        let options = options(*renderer, wish.is_some());
        let result = eframe::run_native(
            "negatoscope",
            options,
            Box::new(move |context| {
                told.store(true, std::sync::atomic::Ordering::Relaxed);
                let mut app = App::new(&context.egui_ctx, start);
                app.set_renderer(renderer_name(context));
                Ok(Box::new(app))
            }),
        );
        match result {
            Ok(()) => return Ok(()),
            Err(error) => {
                let was_open = created.load(std::sync::atomic::Ordering::Relaxed);
                // A second try after these only hides the reason.
                let last_word = matches!(
                    error,
                    eframe::Error::WinitEventLoop(_) | eframe::Error::Winit(_)
                );
                last = Some(no_window(&error));
                if was_open || last_word {
                    break;
                }
            }
        }
    }
    Err(last.unwrap_or(NoWindow {
        reason: "no way to draw was tried",
        detail: String::new(),
    }))
}

/// What draws, with the system's name for the card or driver.
fn renderer_name(context: &eframe::CreationContext<'_>) -> String {
    if let Some(state) = &context.wgpu_render_state {
        let info = state.adapter.get_info();
        return format!("wgpu · {} · {:?}", info.name, info.backend);
    }
    match &context.gl {
        Some(gl) => {
            use eframe::glow::HasContext;
            // SAFETY: the context is current while the window is created, and the name is only read.
            #[expect(unsafe_code, reason = "glow marks every call of OpenGL as unsafe")]
            let name = unsafe { gl.get_parameter_string(eframe::glow::RENDERER) };
            format!("OpenGL · {name}")
        }
        None => String::new(),
    }
}

fn no_window(error: &eframe::Error) -> NoWindow {
    let reason = match error {
        eframe::Error::WinitEventLoop(_) | eframe::Error::Winit(_) => {
            "no display can be reached (DISPLAY or WAYLAND_DISPLAY), or the X libraries are missing"
        }
        eframe::Error::Wgpu(_) => "no graphics adapter can draw the window; try --renderer glow",
        _ => "OpenGL cannot draw the window: the driver (libgl1) may be missing",
    };
    NoWindow {
        reason,
        detail: error.to_string(),
    }
}

fn options(renderer: Renderer, explicit: bool) -> eframe::NativeOptions {
    let mut options = eframe::NativeOptions {
        renderer: match renderer {
            Renderer::Wgpu => eframe::Renderer::Wgpu,
            Renderer::Glow => eframe::Renderer::Glow,
        },
        viewport: egui::ViewportBuilder::default()
            .with_title("Negatoscope")
            .with_app_id("negatoscope")
            .with_inner_size(super::app::SMALL)
            .with_min_inner_size([1024.0, 640.0])
            .with_drag_and_drop(true),
        // A viewer adds no noise of its own.
        dithering: false,
        ..Default::default()
    };
    options.wgpu_options.wgpu_setup = hardware_adapter(explicit);
    options
}

/// Takes wgpu only where a real adapter is, since it is slow on software ones; `any` for an
/// explicit wish.
fn hardware_adapter(any: bool) -> egui_wgpu::WgpuSetup {
    let mut setup = egui_wgpu::WgpuSetupCreateNew::without_display_handle();
    setup.instance_descriptor.backends =
        wgpu::Backends::from_env().unwrap_or(wgpu::Backends::PRIMARY);
    setup.native_adapter_selector = Some(Arc::new(move |adapters, surface| {
        adapters
            .iter()
            .filter(|adapter| surface.is_none_or(|surface| adapter.is_surface_supported(surface)))
            .filter(|adapter| any || adapter.get_info().device_type != wgpu::DeviceType::Cpu)
            .min_by_key(|adapter| match adapter.get_info().device_type {
                wgpu::DeviceType::DiscreteGpu => 0,
                wgpu::DeviceType::IntegratedGpu => 1,
                wgpu::DeviceType::VirtualGpu => 2,
                wgpu::DeviceType::Other => 3,
                wgpu::DeviceType::Cpu => 4,
            })
            .cloned()
            .ok_or_else(|| "no hardware adapter".to_owned())
    }));
    setup.into()
}
