fn main() {
    hashmend_app::run()
}
