//! Whether things on the screen move: what the system says of it, and what follows from it.

use std::process::Command;

use egui::{Context, style::ScrollAnimation};

use crate::job::Job;

/// How much of what happens is shown by movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Motion {
    /// Lists fold, lists scroll and windows fade over some frames.
    #[default]
    Full,
    /// Everything is at once where it belongs, and nothing blinks.
    Reduced,
}

/// What is known about motion.
#[derive(Debug, Default)]
pub struct Wishes {
    /// The user's word; without one the system's holds.
    pub stated: Option<Motion>,
    of_system: Motion,
    asking: Option<Job<Motion>>,
}

impl Wishes {
    /// Begins to ask the system, which may take its time.
    pub fn at_start(stated: Option<Motion>, ctx: &Context) -> Self {
        let wake = ctx.clone();
        let asking = Job::spawn("", move || wake.request_repaint(), |_| of_system()).ok();
        Self { stated, of_system: Motion::Full, asking }
    }

    /// What holds.
    pub fn motion(&self) -> Motion {
        self.stated.unwrap_or(self.of_system)
    }

    /// Takes in the system's answer; a system that cannot be asked wants nothing.
    pub fn receive(&mut self, ctx: &Context) {
        let Some(answer) = self.asking.as_ref().and_then(Job::poll) else { return };
        self.asking = None;
        self.of_system = answer.unwrap_or_default();
        apply(ctx, self.motion());
    }
}

/// Makes the window move so.
pub fn apply(ctx: &Context, motion: Motion) {
    ctx.all_styles_mut(|style| {
        let is_full = motion == Motion::Full;
        style.animation_time = if is_full { 0.08 } else { 0.0 };
        style.scroll_animation =
            if is_full { ScrollAnimation::default() } else { ScrollAnimation::none() };
        style.visuals.text_cursor.blink = is_full;
    });
}

/// What the settings of the system say.
fn of_system() -> Motion {
    let says_less = if cfg!(target_os = "windows") {
        answer("reg", &["query", r"HKCU\Control Panel\Desktop", "/v", "UserPreferencesMask"])
            .is_some_and(|said| windows_wants_less(&said))
    } else if cfg!(target_os = "macos") {
        answer("defaults", &["read", "com.apple.universalaccess", "reduceMotion"])
            .is_some_and(|said| said.trim() == "1")
    } else {
        portal::wants_less()
    };
    if says_less { Motion::Reduced } else { Motion::Full }
}

/// What a program of the system prints.
fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments);
    #[cfg(target_os = "windows")]
    {
        use std::os::windows::process::CommandExt as _;
        /// Without it a console flashes up.
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// Whether «animate controls and elements inside windows» is off: bit 1 of the fifth byte of the
/// mask, which `reg` prints in hexadecimal.
fn windows_wants_less(said: &str) -> bool {
    let mask = said.split_whitespace().skip_while(|word| *word != "REG_BINARY").nth(1);
    let byte = mask.and_then(|mask| mask.get(8..10));
    byte.and_then(|byte| u8::from_str_radix(byte, 16).ok()).is_some_and(|byte| byte & 2 == 0)
}

/// Linux: the desktop's settings, which its portal reads to programs over the session's bus.
#[cfg(target_os = "linux")]
mod portal {
    use zbus::zvariant::OwnedValue;

    pub(super) fn wants_less() -> bool {
        pollster::block_on(async {
            let Ok(bus) = zbus::Connection::session().await else { return false };
            let appearance = read(&bus, "org.freedesktop.appearance", "reduced-motion").await;
            if let Some(said) = appearance.and_then(|said| u32::try_from(said).ok()) {
                return said == 1;
            }
            let gnome = read(&bus, "org.gnome.desktop.interface", "enable-animations").await;
            if let Some(is_moving) = gnome.and_then(|said| bool::try_from(said).ok()) {
                return !is_moving;
            }
            let kde = read(&bus, "org.kde.kdeglobals.KDE", "AnimationDurationFactor").await;
            let factor = kde.and_then(|said| String::try_from(said).ok());
            factor.and_then(|factor| factor.parse::<f64>().ok()).is_some_and(|f| f == 0.0)
        })
    }

    async fn read(bus: &zbus::Connection, group: &str, key: &str) -> Option<OwnedValue> {
        let [portal, settings] =
            ["org.freedesktop.portal.Desktop", "org.freedesktop.portal.Settings"];
        let place = "/org/freedesktop/portal/desktop";
        let asked = (group, key);
        let reply = bus.call_method(Some(portal), place, Some(settings), "ReadOne", &asked).await;
        reply.ok()?.body().deserialize().ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod portal {
    pub(super) fn wants_less() -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_of_windows_is_read() {
        let said = |mask: &str| {
            format!(
                "\r\nHKEY_CURRENT_USER\\Control Panel\\Desktop\r\n    UserPreferencesMask    REG_BINARY    {mask}\r\n\r\n"
            )
        };
        assert!(!windows_wants_less(&said("9E1E078012000000")), "as Windows 10 comes");
        assert!(windows_wants_less(&said("9012038010000000")), "for best performance");
        assert!(!windows_wants_less("ERROR"), "what is not understood wants nothing");
    }

    #[test]
    fn the_users_word_holds_over_the_systems() {
        let reduced = Motion::Reduced;
        let mut wishes = Wishes { of_system: reduced, ..Wishes::default() };
        assert_eq!(wishes.motion(), reduced);
        wishes.stated = Some(Motion::Full);
        assert_eq!(wishes.motion(), Motion::Full);
    }

    #[test]
    fn nothing_moves_or_blinks_when_less_is_wanted() {
        let ctx = Context::default();
        apply(&ctx, Motion::Reduced);
        let style = ctx.global_style();
        assert_eq!(style.animation_time, 0.0);
        assert!(!style.visuals.text_cursor.blink);
        assert_eq!(style.scroll_animation.duration.max, 0.0);
    }
}
