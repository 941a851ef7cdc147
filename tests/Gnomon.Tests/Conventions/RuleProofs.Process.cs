namespace Gnomon.Tests.Conventions;

/// <summary>Rules about what a process does with jobs: no store by itself can show them.</summary>
internal static partial class RuleProofs
{
    /// <summary>Rules about stored jobs that no case can show, each with the reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> Elsewhere = new Dictionary<string, string>
    {
        ["P1 no positive answer before it is stored"] = "it takes a medium that fails at a chosen moment",
        ["P4 one bad record never stops the others"] = "it is the worker that must not stop",
        ["1 of 8 workers under kill and lease loss"] = "it takes an engine that is killed without closing",
        ["why: no node with its handler"] = "the store does not ask which nodes live; one part adds it for all engines",
    };

    public static readonly IReadOnlyDictionary<string, string[]> Process = new Dictionary<string, string[]>
    {
        ["waiting is by signal rather than by poll"] = ["A_wait_for_a_result_ends_by_the_hint_alone"],
        ["a lost signal costs latency only"] =
            ["Without_any_signal_jobs_are_found_by_looking",
                "A_cancel_reaches_a_running_job_with_the_next_renewal_when_signals_are_lost"],
        ["a handler takes many jobs at once with a result for each"] =
            ["Jobs_are_run_together_and_each_is_settled_with_its_own_outcome"],
        ["arguments are encrypted at rest, keys rotate"] =
            ["Arguments_are_an_envelope_at_rest_and_plain_in_the_handler", "A_job_outlives_the_change_of_keys"],
        ["older payloads are read"] = ["Arguments_of_every_older_version_reach_the_handler_in_the_present_one"],
        ["stored jobs that no live node can run are named"] =
            ["Jobs_that_no_live_node_can_run_are_found_with_the_reason"],
        ["a stale attempt of user code can enqueue nothing"] =
            ["An_attempt_that_is_not_the_newest_of_its_job_can_enqueue_nothing"],
        ["middleware around execution and enqueue"] =
            ["Middleware_stands_around_the_handler_in_the_order_of_its_adding_and_sees_the_result",
                "Enqueue_middleware_changes_drafts_in_its_order_and_refuses_with_a_clear_error"],
        ["pre and post handlers, error handlers"] =
            ["Functions_before_and_after_every_job_run_whether_it_succeeds_or_fails",
                "An_error_handler_turns_a_failure_into_a_snooze_a_retry_or_the_end"],
        ["a scope for each job"] = ["Handler_classes_run_in_a_scope_of_their_own_and_return_results"],
        ["culture is carried across"] =
            ["A_job_runs_in_the_culture_that_it_was_enqueued_in_and_not_in_that_of_the_worker"],
        ["the trace is carried across"] = ["A_trace_goes_from_the_producer_through_the_job_to_what_it_enqueues"],
        ["web calls"] =
            ["A_call_sends_what_the_job_says_and_returns_status_headers_and_body", "The_job_says_which_status_is_success",
                "Row_K_4c_9_a_call_that_takes_longer_than_its_own_time_limit_fails_and_ends"],
        ["web calls obey the rules of hosts"] =
            ["A_host_that_is_not_listed_is_refused_for_good_before_anything_is_sent",
                "A_name_is_refused_whatever_private_address_it_resolves_to"],
        ["events of each job, with durations"] = ["A_listener_hears_the_life_of_each_job_in_its_order_with_durations"],
        ["a listener that throws is contained"] =
            ["Row_T15_a_listener_that_throws_stops_neither_the_others_nor_the_jobs"],
        ["a node whose own clock says that its lease is over stops"] =
            ["A_worker_past_its_lease_stops_its_handlers_and_its_late_report_is_refused"],
        ["leadership is resigned on stop"] =
            ["Only_the_leader_runs_them_and_the_next_takes_over_when_it_resigns"],
        ["a node tells its slots, queues and handlers"] = ["A_node_tells_the_cluster_that_it_lives_and_what_it_can_run"],
        ["calls are counted and timed"] = ["Calls_are_counted_and_timed"],
        ["fake time and running until idle"] =
            ["Jobs_run_until_none_is_left_and_time_stands_while_nobody_waits",
                "Retries_are_waited_for_and_happen_at_their_time"],
        ["faults in front of any store"] = ["Every_method_of_the_contracts_is_forwarded_and_counted"],
        ["the contract has at most twelve methods"] = ["The_store_contract_has_at_most_twelve_methods"],
    };
}
