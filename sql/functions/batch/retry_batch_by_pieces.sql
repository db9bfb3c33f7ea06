-- For batches so large that one transaction would keep all of their jobs locked for long. A plain
-- procedure (no definer, no SET): others may not commit.
-- Each piece is at READ COMMITTED whatever the session's default is; nothing may be evaluated
-- between the commit and that.
create procedure baton.retry_batch_by_pieces(p_name text, p_organisation_id text default null)
language plpgsql
as $$
declare
  v_last bigint := 0;
begin
  loop
    commit;
    set transaction isolation level read committed;
    v_last := (select piece.last from baton._retry_batch_piece(p_name, p_organisation_id, v_last, 1000) as piece);
    exit when v_last is null;
  end loop;
end
$$;
comment on procedure baton.retry_batch_by_pieces(text, text) is
  'Runs the failed and cancelled jobs of a batch again as retry_batch() does, a thousand at a '
  'time, each thousand committed by itself. Jobs that fail again meanwhile are not run once more. '
  'The batch ends once, after the last thousand. BT120: no such batch.';
