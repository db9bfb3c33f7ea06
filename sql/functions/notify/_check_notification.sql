-- Before a rule is stored. A webhook is sent by a job type of its own, which holds its URL and the
-- name of its secret: so whoever may submit jobs can neither choose where an executor sends
-- something nor what it signs with.
create function baton._check_notification() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_wrong text;
  v_fix text;
begin
  if tg_op = 'DELETE' or new.webhook_url is null and tg_op = 'UPDATE' then
    update job_types set disabled_at = _now() where old.webhook_url is not null and job_types.name = old.target_job_type and disabled_at is null;
    if tg_op = 'DELETE' then
      return old;
    elsif old.webhook_url is not null and new.target_job_type = old.target_job_type then
      new.target_job_type := null;
    end if;
  end if;
  if new.webhook_url is not null then
    if tg_op = 'INSERT' and new.target_job_type is not null then
      v_wrong := 'target_job_type';
    end if;
    new.target_job_type := 'webhook.' || new.name;
  end if;
  if coalesce(new.name, '') !~ '^[A-Za-z][A-Za-z0-9_.-]{0,62}$' then
    v_wrong := 'name must have up to 63 letters, digits, "_", "." and "-"';
    v_fix := 'A name begins with a letter, such as failed-imports.';
  elsif new.kind is null or new.kind not in ('job_ended', 'retries_exhausted', 'breaker_opened', 'orphan_recovered') then
    v_wrong := 'kind is none of job_ended, retries_exhausted, breaker_opened, orphan_recovered';
    v_fix := 'Name one of them.';
  elsif new.status not in ('completed', 'failed', 'cancelled') or new.status is not null and new.kind <> 'job_ended' then
    v_wrong := 'status is one of completed, failed, cancelled, and only for kind job_ended';
    v_fix := 'Leave it out for jobs of any end.';
  elsif new.kind = 'breaker_opened' and num_nonnulls(new.job_type, new.error_code) > 0 or new.kind <> 'breaker_opened' and new.circuit_breaker is not null
     or new.kind = 'orphan_recovered' and new.error_code is not null then
    v_wrong := format('kind %s does not look at %s', new.kind,
      case when new.kind = 'breaker_opened' then 'job_type and error_code' when new.circuit_breaker is not null then 'circuit_breaker' else 'error_code' end);
    v_fix := 'Leave it out: job_type and error_code are about jobs, circuit_breaker is about breakers.';
  elsif v_wrong is not null or num_nonnulls(new.channel, coalesce(new.webhook_url, new.target_job_type)) <> 1 then
    v_wrong := 'exactly one of channel, target_job_type and webhook_url must be given';
    v_fix := 'Make a rule of its own for each target.';
  elsif octet_length(new.channel) not between 1 and 63 then
    v_wrong := 'channel must have 1 to 63 bytes';
    v_fix := 'It is the name in LISTEN.';
  elsif new.webhook_url !~ E'^https?://[^\\s/{}]+(/[^\\s{}]*)?$' or length(new.webhook_url) > 2000 then
    v_wrong := 'webhook_url is no URL that begins with https:// or http://';
    v_fix := 'Blanks and braces are written as %20, %7B and %7D.';
  elsif new.webhook_url ~ '^https?://[^/?#]*@' then
    v_wrong := 'webhook_url holds a user or a password';
    v_fix := 'Who may read definitions can see it. Leave it out, and sign with webhook_secret instead.';
  elsif new.webhook_secret is not null and (new.webhook_url is null or new.webhook_secret !~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$') then
    v_wrong := 'webhook_secret is the name of a secret, and only for a webhook';
    v_fix := 'A secret''s name is a file name: letters, digits, ".", "_" and "-".';
  elsif new.webhook_url is null and new.target_job_type is not null and not exists (select from job_types where job_types.name = new.target_job_type) then
    v_wrong := format('there is no job type %s', left(new.target_job_type, 128));
    v_fix := 'Define it first: define_job_type() or "baton apply".';
  end if;
  if v_wrong is not null then
    raise exception using errcode = 'BT130', message = format('notification: %s', v_wrong), hint = v_fix;
  end if;
  if new.webhook_url is not null then
    perform _define_webhook(new);
  end if;
  return new;
end
$$;
comment on function baton._check_notification() is
  'Checks a rule of notifications (BT130), and defines the job type that sends a webhook.';
