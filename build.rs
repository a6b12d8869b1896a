//! Gives the program for Windows its picture and its name in lists of files. Elsewhere it does
//! nothing.

fn main() {
    println!("cargo::rerun-if-changed=packaging/windows/allpa.ico");
    picture();
}

#[cfg(windows)]
fn picture() {
    let mut resource = winresource::WindowsResource::new();
    resource.set_icon("packaging/windows/allpa.ico").set("ProductName", "Allpa");
    resource.compile().expect("the resource compiler of the Windows SDK");
}

#[cfg(not(windows))]
fn picture() {}
