namespace Gnomon.Tests.Conventions;

/// <summary>Each rule about jobs with the names of what proves it: cases of the conformance suite where a store can
/// show it, else tests of this project.</summary>
internal static partial class RuleProofs
{
    /// <summary>The promises, as far as they concern jobs.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Promises = new Dictionary<string, string[]>
    {
        ["P1 what is accepted survives"] =
            ["Accepted_job_survives_whole", "Timers_and_retries_survive", "Result_logs_and_history_survive"],
        ["P1 no positive answer before it is stored"] =
            ["Nothing_is_acknowledged_before_its_sync_has_ended", "Store_opens_after_every_power_cut_and_keeps_what_it_promised"],
        ["P1 an engine says what stored means and what a crash can lose"] = ["Store_says_what_it_promises"],
        ["P1 a call is stored whole or not at all"] =
            ["Invalid_draft_refuses_the_whole_call", "Batch_of_the_greatest_size_is_stored"],
        ["P2 a tick happens once"] =
            ["Same_request_twice_applies_once", "Ten_leaders_firing_one_tick_make_one_job",
                "Request_fired_before_the_restart_is_refused_after_it"],
        ["P2 a tick that makes no job is a skip with a reason"] = ["Skipped_tick_is_recorded_with_its_reason"],
        ["P3 a job runs at least once"] =
            ["Expired_lease_returns_the_job_to_ready", "Running_job_is_recovered_with_its_attempt_counted"],
        ["P3 one attempt writes the result"] =
            ["Second_settlement_is_refused", "Concurrent_settlements_of_one_attempt_have_one_winner",
                "Settlement_and_recovery_that_race_have_one_winner"],
        ["P3 a stale attempt cannot settle"] = ["Stale_attempt_cannot_settle", "Token_of_before_is_refused_after_the_recovery"],
        ["P3 a stale attempt cannot renew"] = ["Renewal_with_an_old_token_is_lost"],
        ["P3 a stale attempt writes neither progress nor log"] = ["Lost_renewal_changes_neither_progress_nor_logs"],
        ["P3 a stale attempt enqueues no child"] =
            ["Child_of_a_stale_attempt_is_refused_with_its_call",
                "Child_and_recovery_that_race_leave_no_child_of_a_stale_attempt"],
        ["P3 ten thousand stale attempts leave nothing behind"] =
            ["Ten_thousand_attempts_past_their_lease_leave_no_trace_when_they_go_on"],
        ["P4 the attempt is counted before the handler runs"] = ["Claim_counts_the_attempt_before_it_answers"],
        ["P4 a job that kills its process each time ends dead"] = ["Job_that_kills_its_process_each_time_ends_dead"],
        ["P4 an unknown handler is parked with back-off"] =
            ["Parking_waits_and_counts_neither_as_a_failure_nor_as_a_snooze",
                "An_unknown_handler_parks_its_job_longer_each_time_and_the_job_runs_once_there_is_one"],
        ["P4 one bad record never stops the others"] = ["Row_M_1h_4_no_bad_job_and_no_error_of_the_store_stops_a_worker"],
        ["P5 never early"] = ["Job_is_never_claimed_before_it_is_due", "Row_M_1h_6_a_long_delay_is_kept_to_the_millisecond"],
        ["P5 due times are by the clock of the store"] = ["Delay_counts_from_the_clock_of_the_store"],
        ["P5 leases are by elapsed time"] = ["Steps_of_the_wall_clock_do_not_touch_leases"],
        ["P5 rates are by elapsed time"] = ["Step_of_the_wall_clock_changes_no_rate"],
        ["P6 jobs of a killed worker run elsewhere"] = ["Expired_lease_returns_the_job_to_ready", "Renewed_lease_is_not_recovered"],
        ["P6 a worker that closes hands its jobs back"] =
            ["Release_is_ready_at_once_and_counts_no_failure",
                "What_a_closing_worker_hands_back_runs_at_once_elsewhere_and_no_failure_is_counted"],
    };

    /// <summary>What a job can do.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Jobs = new Dictionary<string, string[]>
    {
        ["cancel a waiting and a scheduled job"] = ["Waiting_jobs_are_cancelled_at_once"],
        ["cancel a running job"] = ["Running_job_is_asked_to_stop", "A_cancel_reaches_a_running_job_at_once_by_signal"],
        ["retry in every ended state"] = ["Every_ended_state_can_be_revived"],
        ["delete"] = ["Ended_job_is_deleted_with_its_history", "Job_that_has_not_ended_cannot_be_deleted"],
        ["run now"] = ["Scheduled_job_runs_before_its_time"],
        ["change the priority"] =
            ["Raised_job_goes_before_those_of_its_former_priority", "Scheduled_job_comes_due_with_its_new_priority",
                "Running_job_waits_for_its_retry_with_its_new_priority"],
        ["control by filter"] = ["Filter_members_combine", "Ended_jobs_are_deleted", "Priorities_are_changed"],
        ["control by filter is bounded"] = ["Steps_are_bounded_and_go_on_where_the_last_ended"],
        ["control by filter is resumable"] = ["Cursor_survives_a_restart"],
        ["unique in the queue"] = ["Key_of_queue_scope_is_taken_in_its_queue_only"],
        ["unique for the handler"] = ["Key_of_handler_scope_is_taken_for_its_handler_in_every_queue"],
        ["unique everywhere"] = ["Key_of_global_scope_is_taken_everywhere"],
        ["unique for a period"] = ["Key_is_held_for_its_period_at_most"],
        ["states that hold the key"] =
            ["Key_held_until_the_end_is_free_after_every_end", "Key_held_until_the_start_is_free_once_the_job_is_handed_out",
                "Key_held_until_the_removal_is_taken_after_the_end"],
        ["a duplicate answers the existing job"] = ["Key_is_held_until_its_job_ends"],
        ["a duplicate is rejected"] = ["Rejected_duplicate_names_the_holder_and_stores_nothing_of_the_call"],
        ["a duplicate replaces the arguments"] =
            ["Waiting_holder_takes_arguments_version_and_headers_of_a_replacing_duplicate",
                "Replaced_arguments_are_what_is_handed_out"],
        ["a duplicate pushes the due time"] = ["Debounced_job_runs_once_after_the_last_of_a_burst"],
        ["equal payloads without a key are different jobs"] = ["Equal_jobs_without_a_key_are_different_jobs"],
        ["enqueue is idempotent by id"] = ["Same_id_twice_stores_one_job", "Enqueues_that_race_with_one_id_make_one_job"],
        ["concurrency of a queue over all nodes"] =
            ["Limit_of_a_queue_holds_over_all_nodes", "Claims_that_race_share_the_slots_of_a_queue"],
        ["concurrency of a key"] =
            ["Limit_by_key_counts_each_key_for_itself", "Claims_that_race_share_the_slots_of_each_key"],
        ["token bucket"] = ["Bucket_gives_its_burst_and_then_refills_evenly", "Claims_that_race_share_the_tokens_of_a_rate"],
        ["sliding window"] = ["Window_holds_for_every_span_of_its_length"],
        ["rate of a key"] =
            ["Rate_of_a_key_counts_each_key_for_itself", "A_rate_of_10_a_second_over_100_keys_holds_within_one_bucket"],
        ["strict order of a key"] =
            ["Jobs_of_a_key_run_one_at_a_time_in_the_order_of_acceptance", "Job_that_waits_for_a_retry_holds_its_place",
                "Job_that_is_put_off_holds_its_place", "Claims_that_race_keep_strict_order"],
        ["no slot is leaked"] =
            ["Every_way_to_end_an_attempt_frees_its_slot", "Lost_lease_frees_its_slot_when_it_is_recovered",
                "Slots_are_as_many_as_before_after_every_way_to_end_an_attempt",
                "Slots_of_the_ended_process_are_free_once_recovered"],
        ["1 of 8 workers under kill and lease loss"] =
            ["A_queue_limited_to_1_across_8_workers_never_has_two_running"],
        ["pause and resume"] =
            ["Paused_queue_gives_nothing", "Resumed_queue_gives_its_jobs", "Paused_queue_keeps_due_jobs_back"],
        ["snooze with its own bound"] =
            ["Snooze_waits_and_counts_no_failure", "Snoozes_are_counted_until_the_job_begins_another_life",
                "Row_M45_a_handler_that_puts_its_job_off_for_ever_fails_at_last"],
        ["fail for good"] =
            ["Dead_ends_the_job_with_its_error", "A_permanent_failure_ends_the_job_although_attempts_are_left"],
        ["attempt history with error and stack"] =
            ["History_tells_every_attempt", "Text_of_any_kind_comes_back_as_it_was",
                "An_error_is_kept_with_where_it_was_thrown_and_its_cause"],
        ["dead jobs are kept and redriven"] =
            ["Dead_jobs_are_redriven_in_the_order_of_acceptance", "Row_M_1h_14_a_dead_job_is_kept_found_and_redriven"],
        ["progress and its text"] =
            ["Progress_is_kept_until_a_new_one_comes", "Text_of_the_progress_is_kept_cut_and_gone_with_the_attempt"],
        ["log lines, capped"] = ["Log_lines_are_kept_in_order", "Logs_keep_the_newest_lines_within_the_bound"],
        ["results up to a cap"] =
            ["Success_stores_the_result", "Largest_arguments_and_result_survive",
                "A_result_that_is_too_large_is_a_failure_that_says_so"],
        ["bulk enqueue"] = ["Batch_of_the_greatest_size_is_stored", "Batch_over_the_limit_is_refused"],
        ["children are fenced"] = ["Child_of_a_stale_attempt_is_refused_with_its_call", "Child_records_its_parent"],
        ["a deadline"] = ["Job_past_its_deadline_is_never_handed_out", "Sweep_expires_jobs_past_their_deadline"],
        ["nodes join, beat, leave and are listed"] =
            ["Joined_node_is_listed_as_it_is", "Beats_keep_a_node_listed", "Node_that_left_is_gone_and_has_to_join_again"],
        ["leadership with terms, resigned on stop"] =
            ["One_node_leads_at_a_time", "Leadership_passes_on_after_the_term", "Resigned_leadership_passes_on_at_once"],
        ["why: a limit"] = ["Full_queue_is_the_reason", "Full_key_is_the_reason", "Strict_order_names_the_job_that_has_to_end"],
        ["why: a rate"] = ["Rate_is_the_reason_until_it_lets_one_go", "Rate_of_the_key_is_the_reason"],
        ["why: a paused queue"] = ["Paused_queue_is_the_reason"],
        ["why: not due, retry wait or put off"] =
            ["Job_that_waits_for_its_time_says_until_when", "Retry_and_put_off_are_told_apart"],
        ["why: no node with its handler"] = ["A_job_that_no_node_has_the_handler_for_says_so_also_while_it_is_put_off"],
        ["contents come back as they were"] =
            ["Arguments_and_results_are_bytes_and_not_text", "Text_of_any_kind_survives"],
    };
}
