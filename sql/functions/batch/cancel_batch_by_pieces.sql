-- For batches so large that one transaction would keep all of their jobs locked for long. A plain
-- procedure (no definer, no SET): others may not commit.
-- Each piece is at READ COMMITTED whatever the session's default is; nothing may be evaluated
-- between the commit and that.
create procedure baton.cancel_batch_by_pieces(p_name text, p_reason text default null, p_organisation_id text default null)
language plpgsql
as $$
declare
  v_last bigint := 0;
begin
  loop
    commit;
    set transaction isolation level read committed;
    v_last := (select piece.last from baton._cancel_batch_piece(p_name, p_reason, p_organisation_id, v_last, 1000) as piece);
    exit when v_last is null;
  end loop;
end
$$;
comment on procedure baton.cancel_batch_by_pieces(text, text, text) is
  'Cancels the jobs of a batch as cancel_batch() does, a thousand at a time, each thousand '
  'committed by itself: what it has cancelled stays so when it is interrupted, and call goes on '
  'where it stopped. BT120: no such batch. BT062: the reason is too long.';
