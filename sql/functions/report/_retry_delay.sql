-- The wait before retry number p_retry (1 is the first), from base b and cap c:
--   none 0, fixed b, linear b*k, exponential b*2^(k-1), exponential_jitter the same times (1 + random * jitter);
-- never more than c, never less than what the script asked for (retry_after).
create function baton._retry_delay(p_backoff text, p_base interval, p_cap interval, p_jitter real, p_retry int,
  p_retry_after interval) returns interval
language sql volatile
set search_path = pg_catalog, baton, pg_temp
as $$
  select greatest(
    least(
      case p_backoff
        when 'none' then interval '0'
        when 'fixed' then p_base
        when 'linear' then p_base * p_retry
        -- No more than the cap before it is multiplied: an interval holds less than 2^40 minutes.
        when 'exponential' then p_base * least(power(2, least(p_retry - 1, 40)), of_cap.bases)
        else p_base * least(power(2, least(p_retry - 1, 40)) * (1 + random() * p_jitter), of_cap.bases)
      end,
      p_cap),
    case when p_retry_after is not null then least(p_retry_after, interval '1 day') end)
  from (select coalesce(1 + extract(epoch from p_cap) / nullif(extract(epoch from p_base), 0), 1)::float8 as bases) as of_cap
$$;
comment on function baton._retry_delay(text, interval, interval, real, int, interval) is
  'How long to wait before the given retry (1 is the first) by kind of backoff, base, cap and '
  'jitter.';
