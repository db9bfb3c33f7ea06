-- What else writes these tables, or keeps us from writing them. No row where there is nothing to
-- say.
create function baton._health_of_replication(
  out name text, out status text, out message text, out fix text
)
returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
#variable_conflict use_column
begin
  -- Most have none, and making the plan takes longer than all other checks.
  if exists (select from pg_publication) then
    return query
      with published as (
        select publication.pubname, class.oid as relation, class.relname, class.relreplident,
          listed.attnames, member.prqual::text as filter
        from pg_publication as publication
        join pg_publication_tables as listed on listed.pubname = publication.pubname
        join pg_class as class on class.relname = listed.tablename
          and class.relnamespace = 'baton'::regnamespace
        left join pg_publication_rel as member
          on member.prpubid = publication.oid and member.prrelid = class.oid
        where listed.schemaname = 'baton' and (publication.pubupdate or publication.pubdelete)
      ), identified as (
        select published.*, columns.all_of_them, columns.filtered,
          case published.relreplident when 'f' then columns.all_of_them else (
            select array_agg(attribute.attname)
            from pg_index as index
            join pg_attribute as attribute
              on attribute.attrelid = index.indrelid and attribute.attnum = any (index.indkey)
            where index.indrelid = published.relation and index.indisvalid
              and case published.relreplident when 'd' then index.indisprimary
                when 'i' then index.indisreplident else false end) end as identity
        from published
        cross join lateral (
          select array_agg(attribute.attname) as all_of_them,
            coalesce(array_agg(attribute.attname) filter (where attribute.attnum in (
              select found[1]::int
              from regexp_matches(published.filter, E':varattno (\\d+)', 'g') as found)),
                '{}') as filtered
          from pg_attribute as attribute
          where attribute.attrelid = published.relation and attribute.attnum > 0
            and not attribute.attisdropped
        ) as columns
      ), refused as (
        select identified.pubname, identified.relname,
          case
            when identified.identity is null then 'has no replica identity'
            when not identified.identity <@ identified.attnames
              then 'is published without columns of its replica identity'
            when not identified.filtered <@ identified.identity
              then 'is published with a filter on columns that are not of its replica identity'
          end as reason,
          case when identified.identity is null
            then format('alter table baton.%I replica identity %s;', identified.relname,
              case identified.relname when 'ready' then 'using index ready_in_order'
                when 'attempt_counts' then 'full' when 'job_changes' then 'full' else 'default' end)
            else format('alter publication %I drop table baton.%I;', identified.pubname,
              identified.relname)
          end as fix
        from identified
      )
      select
        'publication ' || refused.pubname,
        'problem',
        format('PostgreSQL refuses to change %s: the table %s.',
          string_agg('baton.' || refused.relname, ', ' order by refused.relname), refused.reason),
        string_agg(refused.fix, ' ' order by refused.relname)
      from refused
      where refused.reason is not null
      group by refused.pubname, refused.reason;
  end if;
  return query
    select
      'triggers of ' || class.relname,
      'problem',
      format('Triggers of baton.%s are off (%s)%s.', class.relname,
        string_agg(distinct case when off.tgisinternal then 'its foreign keys' else off.tgname end,
          ', '),
        case class.relname when 'jobs' then ': jobs that are inserted are refused or never run' end),
      format('alter table baton.%I enable trigger all;', class.relname)
    from pg_trigger as off
    join pg_class as class
      on class.oid = off.tgrelid and class.relnamespace = 'baton'::regnamespace
    where off.tgenabled in ('D', 'R')
    group by class.relname;
  if exists (select from pg_subscription_rel) then
    return query
      select
        'subscription ' || subscription.subname,
        'problem',
        'Another database writes these tables: steps that run there would run here, too.',
        format('Run no executor here. To move here for good, stop those over there, then: '
          'drop subscription %I; select baton.accept_database();', subscription.subname)
      from pg_subscription as subscription
      join pg_database as database
        on database.oid = subscription.subdbid and database.datname = current_database()
      where subscription.subenabled and not _on_hold() and exists (
        select from pg_subscription_rel as relation
        where relation.srsubid = subscription.oid and relation.srrelid = 'baton.jobs'::regclass);
  end if;
end
$$;
comment on function baton._health_of_replication() is
  'Checks for baton.health: publications that make PostgreSQL refuse changes, and subscriptions.';
