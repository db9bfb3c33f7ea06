-- Names and values of environment variables. Names that change what a program loads, or that hold
-- the executor's own business, are refused.
create or replace function baton._check_environment(p_environment jsonb, p_where text) returns void
language plpgsql stable
as $$
declare
  v_name text;
  v_value jsonb;
begin
  if jsonb_typeof(p_environment) <> 'object' then
    raise exception using errcode = 'BT005',
      message = format('%s: environment must be a JSON object', p_where),
      hint = 'Write {"NAME": "text", "OTHER": {"secret": "file-name"}}.';
  end if;

  for v_name, v_value in select key, value from jsonb_each(p_environment) loop
    if v_name !~ '^[A-Za-z_][A-Za-z0-9_]{0,254}$' then
      raise exception using errcode = 'BT017',
        message = format('%s: "%s" cannot be the name of an environment variable', p_where, v_name),
        hint = 'Names have letters, digits and "_" and do not begin with a digit.';
    end if;
    -- The list of executor/reserved_variables.cpp: the executor does not rely on this refusal.
    if v_name ~ ('^('
      'PG.*|BATON_.*|'
      'LD_.*|GCONV_PATH|GLIBC_TUNABLES|OPENSSL_(CONF|ENGINES|MODULES)|'
      'PATH|SHELL|ENV|IFS|CDPATH|PS4|BASH_.*|BASHOPTS|SHELLOPTS|PROMPT_COMMAND|ZDOTDIR|FPATH|'
      'PERL.*|PYTHON(PATH|HOME|STARTUP|USERBASE|EXECUTABLE|PLATLIBDIR|PYCACHEPREFIX)|'
      'PYTHON(INSPECT|WARNINGS|BREAKPOINT|_PRESITE)|RUBY(OPT|LIB|SHELL)|GEM_(HOME|PATH)|BUNDLE_.*|'
      'NODE_(OPTIONS|PATH|REPL_EXTERNAL_MODULE)|(npm_config|NPM_CONFIG)_.*|BUN_OPTIONS|DENO_.*|'
      'PHPRC|PHP_INI_SCAN_DIR|LUA_.*|TCLLIBPATH|TCL_LIBRARY|GUILE_.*|ERL_.*|ELIXIR_.*|'
      'JULIA_(LOAD_PATH|DEPOT_PATH|PROJECT)|R_(HOME|LIBS.*|PROFILE.*|ENVIRON.*)|'
      '_?JAVA_(TOOL_)?OPTIONS|JDK_JAVA_OPTIONS|JAVA_(OPTS|HOME)|CLASSPATH|'
      '(MAVEN|GRADLE|CATALINA)_OPTS|DOTNET_(STARTUP_HOOKS|ADDITIONAL_DEPS|SHARED_STORE|ROOT)|'
      '(CORECLR|COR)_.*|GIT_.*|SSH_ASKPASS.*|SVN_SSH|CVS_RSH|RSYNC_.*|HGRCPATH|EDITOR|VISUAL|'
      'PAGER|MANPAGER|BROWSER|LESS(OPEN|CLOSE)|TAR_OPTIONS|(GNU)?MAKEFLAGS|MAKEFILES|'
      'AWK(LIB)?PATH|CURL_HOME|(SYSTEM_)?WGETRC|GOFLAGS|RUST(C|C_WRAPPER|FLAGS)|CARGO_.*|ANSIBLE_.*|'
      'GTK_(MODULES|PATH)|GIO_.*|QT_PLUGIN_PATH|LIBGL_DRIVERS_PATH|'
      '(PUPPETEER|PLAYWRIGHT)_.*EXECUTABLE.*|CHROME_(BIN|PATH)'
      ')$') then
      raise exception using errcode = 'BT017',
        message = format('%s: environment variable %s cannot be set by a definition', p_where, v_name),
        hint = 'PG*, BATON_*, LD_* and variables that make programs load other code are reserved.';
    end if;
    if not (jsonb_typeof(v_value) = 'string'
            or (jsonb_typeof(v_value) = 'object'
                and v_value - 'secret' = '{}'
                and jsonb_typeof(v_value -> 'secret') = 'string'
                and v_value ->> 'secret' ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$')) then
      raise exception using errcode = 'BT017',
        message = format('%s: environment variable %s must be a string or {"secret": "name"}', p_where, v_name),
        hint = 'A secret''s name is a file name: letters, digits, ".", "_" and "-".';
    end if;
  end loop;
end
$$;
