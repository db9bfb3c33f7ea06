-- argv: strings, the first of them a program below the executor's --commands directories. It cannot
-- hold a placeholder: a parameter must never choose which program runs.
create or replace function baton._check_command(p_command jsonb, p_where text) returns void
language plpgsql immutable
as $$
begin
  if jsonb_typeof(p_command) <> 'array'
     or p_command = '[]'
     or jsonb_path_exists(p_command, 'strict $[*] ? (@.type() != "string")') then
    raise exception using errcode = 'BT005',
      message = format('%s: command must be an array of strings that is not empty', p_where),
      hint = 'Write ["program", "--option", "{{parameters.name}}"]; there is no shell.';
  end if;
  if p_command ->> 0 !~ '^[A-Za-z0-9_][A-Za-z0-9_+-]*([./][A-Za-z0-9_+-]+)*$' then
    raise exception using errcode = 'BT005',
      message = format('%s: the command''s program must be a plain name or a relative path, without ".." and placeholders', p_where),
      hint = 'Programs are looked up below the directories given to the executor by --commands.';
  end if;
end
$$;
