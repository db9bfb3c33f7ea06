create function baton._hand_back(p_running baton.running, p_note text) returns jsonb
language sql immutable
as $$
  select jsonb_build_object('job_id', p_running.job_id, 'n', p_running.n, 'token', p_running.token,
    'ended', 'interrupted', 'details', jsonb_build_object('notes', jsonb_build_array(p_note)))
$$;
comment on function baton._hand_back(baton.running, text) is
  'The report that hands a running attempt back, uncounted.';
