//! Every command, listed once.

pub mod attachment;
pub mod bench;
pub mod catalog;
pub mod desk;
pub mod device;
pub mod dispute;
pub mod estimate;
pub mod frame;
pub mod list;
pub mod past;
pub mod people;
pub mod place;
pub mod quote;
pub mod review;
pub mod rma;
pub mod scan_session;
pub mod take_in;
pub mod ticket;
pub mod today;

/// Hand the one list of commands to `$then`, with those whose bytes no type describes where they
/// are named after it.
macro_rules! every_command {
    ($($then:ident)::+ $(, $($untyped:tt)*)?) => {
        $($then)::+![
            commands::desk::desk,
            commands::desk::rename_desk,
            commands::desk::setting,
            commands::desk::change_setting,
            commands::desk::scratch,
            commands::desk::keep_scratch,
            commands::desk::remove_demo,
            commands::desk::undo,
            commands::desk::last_action,
            commands::desk::find,
            commands::desk::examine,
            commands::desk::rebuild,
            commands::desk::back_up,
            commands::device::devices,
            commands::device::count_devices,
            commands::device::device,
            commands::device::change_device,
            commands::device::passport,
            commands::device::add_identifier,
            commands::device::end_identifier,
            commands::device::correct_identifier,
            commands::device::preview_merge,
            commands::device::merge_devices,
            commands::device::preview_split,
            commands::device::split_device,
            commands::ticket::tickets,
            commands::ticket::count_tickets,
            commands::ticket::ticket,
            commands::ticket::move_tickets,
            commands::ticket::hold_tickets,
            commands::ticket::release_tickets,
            commands::ticket::change_tickets,
            commands::ticket::approve_ticket,
            commands::ticket::record_test,
            commands::ticket::record_package,
            commands::ticket::note_ticket,
            commands::bench::bench_unit,
            commands::bench::take_to_bench,
            commands::bench::bench_queue,
            commands::bench::record_findings,
            commands::bench::read_log,
            commands::bench::record_log,
            commands::bench::withdraw_finding,
            commands::bench::mark_chips,
            commands::bench::fault_classes,
            commands::bench::set_fault_class,
            commands::bench::remove_fault_class,
            commands::bench::record_repair,
            commands::bench::take_back_repair,
            commands::bench::board_loans,
            commands::bench::board_debts,
            commands::bench::loans_of_unit,
            commands::bench::settle_loan,
            commands::bench::record_slots,
            commands::bench::parts,
            commands::bench::part,
            commands::bench::stock_lines,
            commands::bench::export_parts,
            commands::bench::part_numbered,
            commands::bench::save_part,
            commands::bench::stock_places,
            commands::bench::save_stock_place,
            commands::bench::receive_stock,
            commands::bench::count_stock,
            commands::bench::move_stock,
            commands::bench::harvest_parts,
            commands::bench::test_templates,
            commands::bench::set_test_template,
            commands::bench::remove_test_template,
            commands::bench::start_test,
            commands::bench::end_test,
            commands::bench::running_tests,
            commands::bench::waive_test,
            commands::bench::start_work,
            commands::bench::stop_work,
            commands::bench::correct_work,
            commands::bench::work_of,
            commands::bench::work_on,
            commands::bench::ticket_clock,
            commands::quote::draft_quote,
            commands::quote::quotes,
            commands::quote::make_quote,
            commands::quote::send_quote,
            commands::quote::answer_quote,
            commands::quote::save_quote_pdf,
            commands::dispute::save_dispute,
            commands::rma::draft_rma,
            commands::rma::add_to_rma,
            commands::rma::remove_from_rma,
            commands::rma::change_rma,
            commands::rma::split_rma,
            commands::rma::submit_rma,
            commands::rma::discard_rma,
            commands::rma::rmas,
            commands::rma::rma,
            commands::rma::count_rmas,
            commands::today::today,
            commands::today::deadlines,
            commands::scan_session::scan_session,
            commands::scan_session::set_scan_session,
            commands::scan_session::end_scan_session,
            commands::scan_session::scan_step,
            commands::scan_session::choose_scan,
            commands::scan_session::undo_scan,
            commands::scan_session::undo_scan_session,
            commands::scan_session::missing_scans,
            commands::scan_session::unknown_scans,
            commands::scan_session::save_unknown_scans,
            commands::list::act_on_tickets,
            commands::list::act_on_devices,
            commands::list::save_report,
            commands::list::export_tickets,
            commands::list::export_devices,
            commands::list::export_rmas,
            commands::list::list_choices,
            commands::list::missing_serials,
            commands::list::views,
            commands::list::save_view,
            commands::list::rename_view,
            commands::list::remove_view,
            commands::list::built_in_view,
            commands::place::customers,
            commands::place::save_party,
            commands::place::save_site,
            commands::place::centers,
            commands::place::centers_to_choose,
            commands::place::center,
            commands::place::save_center,
            commands::place::save_lane,
            commands::place::remove_lane,
            commands::place::set_fee,
            commands::place::remove_fee,
            commands::place::set_capacity,
            commands::place::remove_capacity,
            commands::place::add_closure,
            commands::place::remove_closure,
            commands::catalog::models,
            commands::catalog::save_model,
            commands::catalog::symptoms,
            commands::catalog::add_symptom,
            commands::catalog::duty_rates,
            commands::catalog::set_duty,
            commands::catalog::remove_duty,
            commands::catalog::hashprices,
            commands::catalog::set_hashprice,
            commands::catalog::remove_hashprice,
            commands::catalog::fx_rates,
            commands::catalog::set_fx,
            commands::catalog::claim_windows,
            commands::catalog::edit_claim_window,
            commands::catalog::priors,
            commands::catalog::edit_prior,
            commands::catalog::serial_formats,
            commands::catalog::add_serial_format,
            commands::catalog::remove_serial_format,
            commands::estimate::where_to_send,
            commands::estimate::outlook,
            commands::estimate::estimate_record,
            commands::estimate::freeze_estimate,
            commands::estimate::withdraw_estimate,
            commands::estimate::note_estimate,
            commands::estimate::frozen_estimates,
            commands::estimate::two_worlds,
            commands::estimate::scenarios,
            commands::estimate::save_scenario,
            commands::estimate::remove_scenario,
            commands::review::review_turnaround,
            commands::review::review_curves,
            commands::review::review_trend,
            commands::review::review_promises,
            commands::review::review_flow,
            commands::review::review_quality,
            commands::review::review_people,
            commands::review::review_money,
            commands::review::review_report,
            commands::review::save_review_report,
            commands::review::print_review_report,
            commands::review::review_definitions,
            commands::desk::make_demo,
            commands::desk::cancel,
            commands::desk::restore,
            commands::desk::now,
            commands::take_in::read_list,
            commands::take_in::list_rows,
            commands::take_in::fix_row,
            commands::take_in::choose_row,
            commands::take_in::take_over,
            commands::take_in::drop_list,
            commands::past::read_past,
            commands::past::bring_in_past,
            commands::past::save_left_out,
            commands::past::drop_past,
            commands::people::people,
            commands::people::signed_in,
            commands::people::sign_in,
            commands::people::sign_out,
            commands::people::add_person,
            commands::people::change_person,
            commands::people::retire_person,
            commands::people::bring_back_person,
            commands::people::set_pin,
            commands::frame::shown,
            commands::frame::zoom,
            commands::attachment::attachments,
            commands::attachment::judge_files,
            commands::attachment::attach,
            commands::attachment::attach_paths,
            commands::attachment::note_attachment,
            commands::attachment::remove_attachment,
            commands::attachment::save_attachment,
            commands::attachment::save_attachments,
            $($($untyped)*)?
        ]
    };
}

/// What answers the web view.
pub fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
    use crate::commands;
    every_command!(
        tauri::generate_handler,
        commands::attachment::stage_file,
        commands::attachment::attachment_bytes,
        commands::attachment::thumbnail,
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Set `HASHMEND_WRITE_BINDINGS=1` to write the file anew after changing a command.
    #[test]
    fn the_typescript_bindings_are_current() {
        use crate::commands;
        let builder = tauri_specta::Builder::<tauri::Wry>::new()
            .error_handling(tauri_specta::ErrorHandlingMode::Throw)
            .disable_serde_phases()
            .commands(every_command!(tauri_specta::collect_commands));
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/lib/api/bindings.gen.ts");
        let fresh = tempfile::NamedTempFile::new().unwrap();
        builder
            .export(specta_typescript::Typescript::default(), fresh.path())
            .unwrap();
        let fresh = std::fs::read_to_string(fresh.path()).unwrap();
        if std::env::var_os("HASHMEND_WRITE_BINDINGS").is_some() {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, &fresh).unwrap();
        }

        let committed = std::fs::read_to_string(&file).unwrap_or_default();

        assert!(
            fresh == committed,
            "ui/src/lib/api/bindings.gen.ts is out of date: run HASHMEND_WRITE_BINDINGS=1 cargo test -p hashmend-app"
        );
    }
}
