//! The headless tour: the real app with the demo fleet, every screen, light and dark.

#[cfg(target_os = "linux")]
fn main() -> hashmend_tests::Outcome {
    use hashmend_tests::{story, walk};

    story("tour", |desk| {
        walk::start_with_demo(desk)?;
        for path in [
            walk::every_screen(desk, "tour")?,
            walk::records(desk, "tour")?,
        ]
        .concat()
        {
            println!("{}", path.display());
        }
        Ok(())
    })
}

#[cfg(not(target_os = "linux"))]
fn main() {}
