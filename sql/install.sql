-- Installs Baton into the current database:  psql -f sql/install.sql
-- This is the table of contents. Everything happens in one transaction: whole or not at all.
\set ON_ERROR_STOP on
\set QUIET on
begin isolation level read committed read write;
set local client_min_messages = warning;
\ir schema/session.sql

-- Roles and the schema (as whoever installs) ------------------------------------------------------
\ir schema/check.sql
\ir schema/roles.sql

-- Everything else belongs to baton_owner ----------------------------------------------------------
set local role baton_owner;

-- What is stored
-- -----------------------------------------------------------------------------------
\ir schema/types.sql
\ir schema/settings.sql
\ir schema/installation.sql
\ir schema/transitions.sql
\ir schema/circuit_breakers.sql
\ir schema/lanes.sql
\ir schema/definitions.sql
\ir functions/guard/_may_notify.sql
\ir functions/guard/_within.sql
\ir functions/guard/_check_reason.sql
\ir functions/guard/_refuse_bare_job.sql
\ir schema/jobs.sql
\ir schema/job_secrets.sql
\ir schema/steps.sql
\ir schema/turns.sql
\ir schema/executors.sql
\ir schema/set_aside.sql
\ir schema/repairs.sql
\ir schema/error_classes.sql
\ir schema/history.sql
\ir schema/counters.sql
\ir schema/retention.sql
\ir schema/schedules.sql
\ir schema/batches.sql
\ir schema/notifications.sql
\ir schema/tenants.sql
\ir schema/setting_changes.sql

-- The clock
-- ----------------------------------------------------------------------------------------
\ir functions/clock/_now.sql

-- Guards of the triggers
-- ---------------------------------------------------------------------------
\ir functions/guard/_check_policy.sql
\ir functions/guard/_check_schedule.sql
\ir functions/guard/_is_error_code.sql
\ir functions/guard/_at_read_committed.sql
\ir functions/guard/_record_setting.sql
\ir functions/guard/_refuse_change.sql
\ir functions/guard/_refuse_isolation.sql
\ir functions/guard/_refuse_transition.sql
\ir functions/guard/_step_key.sql

-- Circuit breakers
-- ---------------------------------------------------------------------------------
\ir functions/breakers/_change_breaker.sql
\ir functions/breakers/_claimable_lanes.sql
\ir functions/breakers/_count_failure.sql
\ir functions/breakers/_count_successes.sql
\ir functions/breakers/_half_open.sql
\ir functions/breakers/_half_open_breakers.sql
\ir functions/breakers/_lock_breakers.sql
\ir functions/breakers/_take_probes.sql

-- Limits and slots
-- ---------------------------------------------------------------------------------
\ir functions/limits/_add_slots.sql
\ir functions/limits/_awaited_slot.sql
\ir functions/limits/_follow_lane.sql
\ir functions/limits/_follow_limit.sql
\ir functions/limits/_follow_queue.sql
\ir functions/limits/_free_slots.sql
\ir functions/limits/_has_room.sql
\ir functions/limits/_lanes_with_room.sql
\ir functions/limits/_refuse_deletion.sql
\ir functions/limits/_ring_freed.sql
\ir functions/limits/_start_gated.sql
\ir functions/limits/_take_by_rank.sql
\ir functions/limits/_take_gated.sql

-- One active job per subject
-- -----------------------------------------------------------------------
\ir functions/turns/_enter_turns.sql
\ir functions/turns/_give_up_turns.sql
\ir functions/turns/_line_up.sql
\ir functions/turns/_merge_offers.sql
\ir functions/turns/_offer_turns.sql
\ir functions/turns/_subject_jobs.sql
\ir functions/turns/_take_subjects.sql
\ir functions/turns/_take_turns.sql
\ir functions/turns/_turn_key.sql

-- Defining job types
-- -------------------------------------------------------------------------------
\ir functions/define/_refuse_our_job_type.sql
\ir functions/define/_define_job_type.sql
\ir functions/define/define_job_type.sql
\ir functions/define/disable_job_type.sql
\ir functions/define/enable_job_type.sql
\ir functions/define/_ancestors.sql
\ir functions/define/_check_choice.sql
\ir functions/define/_check_command.sql
\ir functions/define/_check_common.sql
\ir functions/define/_check_definition.sql
\ir functions/define/_check_distinct_keys.sql
\ir functions/define/_check_effect.sql
\ir functions/define/_check_environment.sql
\ir functions/define/_check_keys.sql
\ir functions/define/_check_name.sql
\ir functions/define/_check_not_for_kind.sql
\ir functions/define/_check_one_active.sql
\ir functions/define/_check_pattern.sql
\ir functions/define/_check_between.sql
\ir functions/define/_check_recovery.sql
\ir functions/define/_check_references.sql
\ir functions/define/_check_required_parameters.sql
\ir functions/define/_check_rules.sql
\ir functions/define/_check_sql_function.sql
\ir functions/define/_check_step.sql
\ir functions/define/_check_text.sql
\ir functions/define/_check_when.sql
\ir functions/define/_cycle.sql
\ir functions/define/_definition_hash.sql
\ir functions/define/_duration.sql
\ir functions/define/_existing_lane.sql
\ir functions/define/_intern_steps.sql
\ir functions/define/_lane.sql
\ir functions/define/_linked_steps.sql
\ir functions/define/_parents.sql
\ir functions/define/_refuse_dependency.sql
\ir functions/define/_rules_without_defaults.sql
\ir functions/define/_spec.sql
\ir functions/define/_store_definition.sql
\ir functions/define/_topological_order.sql
\ir functions/define/_with_defaults.sql

-- Submitting jobs
-- ----------------------------------------------------------------------------------
\ir functions/submit/create_job.sql
\ir functions/submit/_check_key.sql
\ir functions/submit/_check_job_columns.sql
\ir functions/submit/_check_parameters.sql
\ir functions/submit/_refuse_missing.sql
\ir functions/submit/_correct_jobs.sql
\ir functions/submit/_parameters_hash.sql
\ir functions/submit/_existing_job.sql
\ir functions/submit/_expand_jobs.sql
\ir functions/submit/_forget_job_type.sql
\ir functions/submit/_is_restored.sql
\ir functions/submit/_prepare_job.sql
\ir functions/submit/_prepare_steps.sql
\ir functions/submit/_refuse_job_type.sql
\ir functions/submit/_restored.sql
\ir functions/submit/_hold_restored.sql

-- Advancing jobs
-- -----------------------------------------------------------------------------------
\ir functions/advance/_advance.sql
\ir functions/advance/_after_ends.sql
\ir functions/advance/_begin_jobs.sql
\ir functions/advance/_condition_holds.sql
\ir functions/advance/_count_down.sql
\ir functions/advance/_decide_steps.sql
\ir functions/advance/_hindrance.sql
\ir functions/advance/_mark_failing.sql
\ir functions/advance/_open_steps.sql
\ir functions/advance/_open_waiting.sql
\ir functions/advance/_requeue_steps.sql
\ir functions/advance/_ring_work.sql
\ir functions/advance/_rings.sql
\ir functions/advance/_satisfies.sql
\ir functions/advance/_settle_jobs.sql
\ir functions/advance/_step_context.sql
\ir functions/advance/_sweep_steps.sql

-- Secrets that travel with a job
-- -------------------------------------------------------------------
\ir functions/secrets/attempt_secrets.sql
\ir functions/secrets/_erase_secrets.sql
\ir functions/secrets/_secret_names.sql
\ir functions/secrets/_step_secrets.sql
\ir functions/secrets/_store_secrets.sql

-- What fails is kept apart
-- ---------------------------------------------------------------------------
\ir functions/aside/_apart.sql
\ir functions/aside/_aside_text.sql
\ir functions/aside/_halves.sql
\ir functions/aside/_is_of_the_server.sql
\ir functions/aside/_retry_set_aside.sql
\ir functions/aside/_runs_alone.sql
\ir functions/aside/_is_early.sql
\ir functions/aside/_set_aside.sql
\ir functions/aside/_sift_claims.sql
\ir functions/aside/_told_of_aside.sql
\ir functions/aside/_try_again.sql
\ir functions/aside/_try_claims.sql

-- Claiming steps
-- -----------------------------------------------------------------------------------
\ir functions/claim/claim_steps.sql
\ir functions/claim/_claimed_attempts.sql
\ir functions/claim/_due_times.sql
\ir functions/claim/_placeholder_value.sql
\ir functions/claim/_promote_due.sql
\ir functions/claim/_promote_timers.sql
\ir functions/claim/_render.sql
\ir functions/claim/_render_step.sql
\ir functions/claim/_stdin_document.sql
\ir functions/claim/_start_alone.sql
\ir functions/claim/_start_ready.sql
\ir functions/claim/_take_alone.sql
\ir functions/claim/_looks_behind.sql
\ir functions/claim/_take_ready.sql
\ir functions/claim/_work_waits.sql

-- Reporting attempts
-- -------------------------------------------------------------------------------
\ir functions/report/classify_error.sql
\ir functions/report/complete_sql_step.sql
\ir functions/report/report_attempts.sql
\ir functions/report/_action_for.sql
\ir functions/report/_any_of.sql
\ir functions/report/_attempt_text.sql
\ir functions/report/_bare_report.sql
\ir functions/report/_class_rule.sql
\ir functions/report/_classify.sql
\ir functions/report/_first_match.sql
\ir functions/report/_item_counts.sql
\ir functions/report/_items_percent.sql
\ir functions/report/_judge_failure.sql
\ir functions/report/_judge_stop.sql
\ir functions/report/_keep_output.sql
\ir functions/report/_matched_by.sql
\ir functions/report/_move_attempts.sql
\ir functions/report/_record_attempts.sql
\ir functions/report/_record_bare.sql
\ir functions/report/_plain_text.sql
\ir functions/report/_record_or_bisect.sql
\ir functions/report/_was_out_of_memory.sql
\ir functions/report/_report_text.sql
\ir functions/report/_reported_success.sql
\ir functions/report/_resumes_safely.sql
\ir functions/report/_retry_delay.sql
\ir functions/report/_return_attempts.sql
\ir functions/report/_sqlstate_code.sql
\ir functions/report/_telling_line.sql
\ir functions/report/_set_report_aside.sql
\ir functions/report/_trim_output.sql
\ir functions/report/_trim_reported_output.sql
\ir functions/report/_unkillable_text.sql
\ir functions/report/_user_message.sql
\ir functions/report/_why_not_recorded.sql
\ir functions/report/_with_checkpoint.sql
\ir functions/report/_with_default_outputs.sql

-- Recovering orphans
-- -------------------------------------------------------------------------------
\ir functions/recover/recover_due.sql
\ir functions/recover/recover_orphans.sql
\ir functions/recover/_ask_validation.sql
\ir functions/recover/_end_leases.sql
\ir functions/recover/_expire_leases.sql
\ir functions/recover/_lose_attempts.sql
\ir functions/recover/_lose_of_jobs.sql
\ir functions/recover/_lost_text.sql
\ir functions/recover/_may_recover.sql
\ir functions/recover/_recover.sql
\ir functions/recover/_recover_job.sql
\ir functions/recover/_recover_jobs.sql
\ir functions/recover/_recoverable_jobs.sql
\ir functions/recover/_stuck_steps.sql

-- Control by people
-- --------------------------------------------------------------------------------
\ir functions/control/cancel_job.sql
\ir functions/control/close_breaker.sql
\ir functions/control/open_breaker.sql
\ir functions/control/pause_queue.sql
\ir functions/control/resolve_step.sql
\ir functions/control/resume_queue.sql
\ir functions/control/retry_job.sql
\ir functions/control/check_retry.sql
\ir functions/control/start_job.sql
\ir functions/control/_caller.sql
\ir functions/control/_caller_role.sql
\ir functions/control/_cancel_jobs.sql
\ir functions/control/_lock_breaker.sql
\ir functions/control/_lock_job.sql
\ir functions/control/_require_queue.sql
\ir functions/control/_reset_steps.sql
\ir functions/control/_plan_retry.sql
\ir functions/control/_corrected_parameters.sql
\ir functions/control/_parameter_changes.sql
\ir functions/control/_parameter_changes_text.sql
\ir functions/control/_retry_warnings.sql
\ir functions/control/_retry_document.sql
\ir functions/control/_retry_job.sql

-- Edits by hand
-- ------------------------------------------------------------------------------------
\ir functions/edit/check_step_change.sql
\ir functions/edit/check_step_changes.sql
\ir functions/edit/reset_step.sql
\ir functions/edit/set_step_status.sql
\ir functions/edit/set_step_statuses.sql
\ir functions/edit/_apply_plan.sql
\ir functions/edit/_edit_document.sql
\ir functions/edit/_edit_errors.sql
\ir functions/edit/_edit_steps.sql
\ir functions/edit/_edit_warnings.sql
\ir functions/edit/_foreseen_start.sql
\ir functions/edit/_is_done_already.sql
\ir functions/edit/_is_end.sql
\ir functions/edit/_plan_edit.sql
\ir functions/edit/_plan_step.sql
\ir functions/edit/_plan_steps.sql
\ir functions/edit/_planned_context.sql
\ir functions/edit/_planned_job_status.sql
\ir functions/edit/_planned_parents.sql
\ir functions/edit/_raise_edit_errors.sql
\ir functions/edit/_record_edit.sql
\ir functions/edit/_requested_edits.sql
\ir functions/edit/_write_edited_job.sql
\ir functions/edit/_write_planned_steps.sql

-- Executors: registration, leases, output
-- ----------------------------------------------------------
\ir functions/executor/append_output.sql
\ir functions/executor/ended_attempts.sql
\ir functions/executor/record_progress.sql
\ir functions/executor/register_executor.sql
\ir functions/executor/release_executor.sql
\ir functions/executor/release_predecessor.sql
\ir functions/executor/_oldest_call.sql
\ir functions/executor/_server_identity.sql
\ir functions/executor/renew_lease.sql
\ir functions/executor/save_checkpoint.sql
\ir functions/executor/_executor_place.sql
\ir functions/executor/_alive_executor.sql
\ir functions/executor/_executor_settings.sql
\ir functions/executor/_hand_back.sql
\ir functions/executor/_is_own_executor.sql
\ir functions/executor/_database_oid.sql
\ir functions/executor/_why_on_hold.sql
\ir functions/executor/_on_hold.sql
\ir functions/executor/_recognise_server.sql
\ir functions/executor/_position.sql
\ir functions/executor/_note_position.sql
\ir functions/executor/_outlook.sql
\ir functions/executor/_predecessors.sql

-- Retention and the archive
-- ------------------------------------------------------------------------
\ir functions/retain/apply_retention.sql
\ir functions/retain/archive_jobs.sql
\ir functions/retain/hold_batch.sql
\ir functions/retain/hold_job.sql
\ir functions/retain/read_archived_month.sql
\ir functions/retain/record_archive_export.sql
\ir functions/retain/release_batch.sql
\ir functions/retain/release_job.sql
\ir functions/retain/run_retention.sql
\ir functions/retain/_after_failure.sql
\ir functions/retain/_archive_overview.sql
\ir functions/retain/_archived_month.sql
\ir functions/retain/_archive_partitions.sql
\ir functions/retain/_archived_months.sql
\ir functions/retain/_batch_is_open.sql
\ir functions/retain/_under_way.sql
\ir functions/retain/_begin_retention.sql
\ir functions/retain/_definitions_end_at.sql
\ir functions/retain/_delete_jobs.sql
\ir functions/retain/_drop_archived_month.sql
\ir functions/retain/_job_document.sql
\ir functions/retain/_make_archive_partition.sql
\ir functions/retain/_next_phase.sql
\ir functions/retain/_nth_newest.sql
\ir functions/retain/_output_ends_at.sql
\ir functions/retain/_removable_batches.sql
\ir functions/retain/_removable_definitions.sql
\ir functions/retain/_removable_jobs.sql
\ir functions/retain/_removable_output.sql
\ir functions/retain/_remove_jobs.sql
\ir functions/retain/_require_hold_reason.sql
\ir functions/retain/_retain_archive.sql
\ir functions/retain/_retain_batches.sql
\ir functions/retain/_retain_definitions.sql
\ir functions/retain/_retain_jobs.sql
\ir functions/retain/_retain_output.sql
\ir functions/retain/_retention_forecast.sql
\ir functions/retain/_retention_piece.sql
\ir functions/retain/_retention_preview.sql
\ir functions/retain/_begin_count.sql
\ir functions/retain/_count_piece.sql
\ir functions/retain/_ids_of_blocks.sql
\ir functions/retain/_removable_kind.sql
\ir functions/retain/_sample.sql
\ir functions/retain/_size_jobs.sql
\ir functions/retain/_store_in_archive.sql

-- Metrics
-- ------------------------------------------------------------------------------------------
\ir functions/metrics/_add_counts.sql
\ir functions/metrics/_added_up.sql
\ir functions/metrics/_fold_counts.sql
\ir functions/metrics/_count_job.sql
\ir functions/metrics/_fold_jobs.sql
\ir functions/metrics/_metric_names.sql
\ir functions/metrics/_metrics_of_attempts.sql
\ir functions/metrics/_metrics_of_executors.sql
\ir functions/metrics/_metrics_of_jobs.sql
\ir functions/metrics/_metrics_of_maintenance.sql
\ir functions/metrics/_metrics_of_queues.sql
\ir functions/metrics/_metrics_of_server.sql
\ir functions/metrics/_metrics_of.sql
\ir functions/metrics/_ready_since.sql

-- Maintenance
-- --------------------------------------------------------------------------------------
\ir functions/maintain/accept_database.sql
\ir functions/maintain/maintain.sql
\ir functions/maintain/run_maintenance.sql
\ir functions/maintain/_cancel_by_timers.sql
\ir functions/maintain/_cancel_overdue.sql
\ir functions/maintain/_forget_executors.sql
\ir functions/maintain/_prune_executors.sql
\ir functions/maintain/_refuse_subscriber.sql
\ir functions/maintain/_shift_retries.sql
\ir functions/maintain/_shift_waits.sql

-- Repair
-- ---------------------------------------------------------------------------------------------
\ir functions/repair/_damage.sql
\ir functions/repair/_damaged_jobs.sql
\ir functions/repair/_note_repair.sql
\ir functions/repair/_repair.sql
\ir functions/repair/_repair_job.sql
\ir functions/repair/_repair_jobs.sql
\ir functions/repair/_repair_places.sql
\ir functions/repair/_repair_steps.sql
\ir functions/repair/_waits_for_nothing.sql

-- Notifications
-- ------------------------------------------------------------------------------------
\ir functions/notify/_check_notification.sql
\ir functions/notify/_webhook_breaker.sql
\ir functions/notify/_webhook_steps.sql
\ir functions/notify/_define_webhook.sql
\ir functions/notify/_deliver.sql
\ir functions/notify/_is_telling.sql
\ir functions/notify/_job_notice.sql
\ir functions/notify/_notification.sql
\ir functions/notify/_tell_of_breaker.sql
\ir functions/notify/_tell_of_ends.sql
\ir functions/notify/_tell_of_orphans.sql

-- Batches
-- ------------------------------------------------------------------------------------------
\ir functions/batch/batch_status.sql
\ir functions/batch/_cancel_batch_piece.sql
\ir functions/batch/cancel_batch.sql
\ir functions/batch/cancel_batch_by_pieces.sql
\ir functions/batch/create_batch.sql
\ir functions/batch/_retry_batch_piece.sql
\ir functions/batch/retry_batch.sql
\ir functions/batch/retry_batch_by_pieces.sql
\ir functions/batch/_batch_counts.sql
\ir functions/batch/_check_batch.sql
\ir functions/batch/_count_gone_jobs.sql
\ir functions/batch/_end_batches.sql
\ir functions/batch/_end_batches_by_id.sql
\ir functions/batch/_end_due_batches.sql
\ir functions/batch/_end_key.sql
\ir functions/batch/_lock_batch_if_done.sql
\ir functions/batch/_name_batches.sql
\ir functions/batch/_refuse_batch_job.sql
\ir functions/batch/_require_batch.sql
\ir functions/batch/_run_batch_ends.sql

-- Schedules
-- ----------------------------------------------------------------------------------------
\ir functions/schedule/next_slots.sql
\ir functions/schedule/run_schedule.sql
\ir functions/schedule/schedule_job.sql
\ir functions/schedule/unschedule_job.sql
\ir functions/schedule/_cron_field.sql
\ir functions/schedule/_cron_fields.sql
\ir functions/schedule/_cron_number.sql
\ir functions/schedule/_fill_slot.sql
\ir functions/schedule/_forget_schedule.sql
\ir functions/schedule/_is_slot_day.sql
\ir functions/schedule/_keep_entry.sql
\ir functions/schedule/_last_slot.sql
\ir functions/schedule/_next_slot.sql
\ir functions/schedule/_open_schedule_job.sql
\ir functions/schedule/_other_zone.sql
\ir functions/schedule/_remove_entry.sql
\ir functions/schedule/_require_schedule.sql
\ir functions/schedule/_schedule_entry.sql
\ir functions/schedule/_slot_text.sql
\ir functions/schedule/_slots.sql
\ir functions/schedule/_store_schedule.sql
\ir functions/schedule/_try_job.sql

-- Tenants
-- ------------------------------------------------------------------------------------------
\ir functions/tenants/_tenant.sql
\ir functions/tenants/_assign_organisation.sql
\ir functions/tenants/_check_tenant.sql
\ir functions/tenants/_is_staff.sql
\ir functions/tenants/_organisation.sql
\ir functions/tenants/_protected_tables.sql
\ir functions/tenants/_require_tenant.sql
\ir functions/tenants/_tenant_mode.sql
\ir functions/tenants/disable_tenants.sql
\ir functions/tenants/_lock_protected_tables.sql
\ir functions/tenants/enable_tenants.sql

-- Health checks
-- ------------------------------------------------------------------------------------
\ir functions/health/_health_of.sql
\ir functions/health/_health_of_breakers.sql
\ir functions/health/_health_of_clock.sql
\ir functions/health/_health_of_cron.sql
\ir functions/health/_health_of_executors.sql
\ir functions/health/_held_back.sql
\ir functions/health/_health_of_queues.sql
\ir functions/health/_health_of_replication.sql
\ir functions/health/_health_of_retention.sql
\ir functions/health/_health_of_roles.sql
\ir functions/health/_health_of_schedules.sql
\ir functions/health/_health_of_server.sql
\ir functions/health/_health_of_steps.sql
\ir functions/health/_health_of_repairs.sql
\ir functions/health/_health_of_set_aside.sql
\ir functions/health/_health_of_targets.sql
\ir functions/health/_health_of_tenants.sql

-- What people look at: the relations that functions read
-- -------------------------------------------
\ir functions/read/_depends_on.sql
\ir views/steps.sql
\ir views/attempts.sql

-- Reading
-- ------------------------------------------------------------------------------------------
\ir functions/read/active_job.sql
\ir functions/read/explain_step.sql
\ir functions/read/find_jobs.sql
\ir functions/read/follow_history.sql
\ir functions/read/job_context.sql
\ir functions/read/job_progress.sql
\ir functions/read/job_status.sql
\ir functions/read/job_times.sql
\ir functions/read/metrics_text.sql
\ir functions/read/preview_error_classes.sql
\ir functions/read/_allowed_retries.sql
\ir functions/read/_are_few.sql
\ir functions/read/_breakers.sql
\ir functions/read/_is_done.sql
\ir functions/read/_progress_percent.sql
\ir functions/read/_error_details.sql
\ir functions/read/_explain_action.sql
\ir functions/read/_explain_actor.sql
\ir functions/read/_explain_aside.sql
\ir functions/read/_explain_budgets.sql
\ir functions/read/_explain_breaker.sql
\ir functions/read/_explain_clock.sql
\ir functions/read/_explain_dependencies.sql
\ir functions/read/_explain_full_queue.sql
\ir functions/read/_explain_limit.sql
\ir functions/read/_explain_end.sql
\ir functions/read/_explain_pending.sql
\ir functions/read/_explain_ready.sql
\ir functions/read/_explain_retrying.sql
\ir functions/read/_explain_running.sql
\ir functions/read/_explain_skip.sql
\ir functions/read/_explain_turn.sql
\ir functions/read/_length_text.sql
\ir functions/read/_limits.sql
\ir functions/read/_milliseconds.sql
\ir functions/read/_oldest_ready.sql
\ir functions/read/_orphans.sql
\ir functions/read/_overview.sql
\ir functions/read/_queue_service.sql
\ir functions/read/_queues.sql
\ir functions/read/_ready_steps.sql
\ir functions/read/_require_job.sql
\ir functions/read/_require_step.sql
\ir functions/read/_step_budgets.sql
\ir functions/read/_step_state.sql
\ir functions/read/_steps_ahead.sql
\ir functions/read/_time_text.sql

-- What people look at: the views over them
-- ---------------------------------------------------------
\ir views/attempt_history.sql
\ir views/attempt_output.sql
\ir views/dead_letters.sql
\ir views/breaker_status.sql
\ir views/error_stats.sql
\ir views/executor_status.sql
\ir views/unkillable_processes.sql
\ir views/health.sql
\ir views/job_counts.sql
\ir views/job_history.sql
\ir views/job_overview.sql
\ir views/job_type_overview.sql
\ir views/limit_status.sql
\ir views/metrics.sql
\ir views/orphaned_steps.sql
\ir views/queue_health.sql
\ir views/recent_failures.sql
\ir views/retention_preview.sql
\ir views/retention_count.sql
\ir views/archived_months.sql
\ir views/retry_stats.sql
\ir views/step_overview.sql
\ir views/orphaned_jobs.sql
\ir views/missed_slots.sql
\ir views/batch_overview.sql
\ir views/schedule_overview.sql
\ir views/setting_history.sql

-- Lists of them
-- ------------------------------------------------------------------------------------
\ir functions/read/list_steps.sql
\ir functions/read/newest_jobs.sql

-- Entries of pg_cron
-- -------------------------------------------------------------------------------
\ir cron/_missing_for_cron.sql
\ir cron/prune_cron_runs.sql
\ir cron/schedule_maintenance.sql
\ir cron/unschedule_maintenance.sql
\ir cron/_unschedule_all.sql

-- Rules and rights
-- ---------------------------------------------------------------------------------
\ir triggers.sql
\ir policies.sql
\ir grants.sql
reset role;

-- What calls functions of applications (as whoever installs)
-- ----------------------------------------
\ir guest.sql

-- What works for all organisations (as whoever installs)
-- ---------------------------------------------
\ir engine.sql

-- What tells this server from others (as whoever installs)
-- ------------------------------------------
\ir functions/executor/_server_marks.sql
\ir accept.sql

-- Maintenance by pg_cron, where it is installed (as whoever installs)
-- ------------------------------
\ir cron/schedule.sql

commit;
