//! Gives the program for Windows its picture and its name in lists of files. Elsewhere it does
//! nothing.

fn main() {
    println!("cargo::rerun-if-changed=packaging/windows/allpa.ico");
    #[cfg(windows)]
    winresource::WindowsResource::new()
        .set_icon("packaging/windows/allpa.ico")
        .set("ProductName", "Allpa")
        .compile()
        .expect("the resource compiler takes the picture");
}
