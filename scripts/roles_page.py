"""docs/reference/roles.md: what each role may do, from the grants of an installed schema."""

ROLES = {
    "app": ("Applications", "inserts jobs and asks about them. `grant baton_app to shop;`"),
    "author": ("Whoever defines job types", "defines them; a login that is in `baton_app` too may give a job its own `steps`. Both name commands."),
    "operator": ("People on call, DBAs", "steers jobs, repairs them, and edits policies with plain SQL."),
    "reader": ("Dashboards, support", "sees everything and changes nothing."),
    "executor": ("Executors", "claims steps and reports their ends, and nothing else."),
    "cron": ("The entries of pg_cron", "runs maintenance and retention."),
    "tenant": ("Logins that are for one organisation", "sees and steers that organisation's jobs, once `enable_tenants()` was called."),
    "sql": ("SQL steps", "is the role that functions of SQL steps run as; it ends its own step and may do nothing else. Grant it what your functions need."),
}

GRANTS = """
select json_agg(json_build_object('role', shown.role, 'kind', shown.kind, 'name', shown.name, 'privileges', shown.privileges)
  order by shown.role, shown.kind, shown.name)
from (
  select substr(pg_get_userbyid(given.grantee), 7) as role, given.kind, given.name,
    string_agg(given.privilege, ', ' order by given.privilege) as privileges
  from (
    select acl.grantee, 'function' as kind, proc.proname::text as name, 'execute' as privilege, proc.proowner as owner
    from pg_proc as proc, aclexplode(proc.proacl) as acl
    where proc.pronamespace = 'baton'::regnamespace and proc.proname !~ '^_'
    union
    select acl.grantee, 'relation', class.relname, lower(acl.privilege_type), class.relowner
    from pg_class as class, aclexplode(class.relacl) as acl
    where class.relnamespace = 'baton'::regnamespace and class.relkind in ('r', 'p', 'v')
    union
    select acl.grantee, 'relation', class.relname,
      lower(acl.privilege_type) || ' (' || string_agg(attribute.attname, ', ' order by attribute.attnum) || ')', class.relowner
    from pg_class as class
    join pg_attribute as attribute on attribute.attrelid = class.oid
    cross join aclexplode(attribute.attacl) as acl
    where class.relnamespace = 'baton'::regnamespace
    group by acl.grantee, class.relname, acl.privilege_type, class.relowner
  ) as given
  where given.grantee <> given.owner and pg_get_userbyid(given.grantee) like 'baton\\_%'
  group by given.grantee, given.kind, given.name
) as shown
"""


def names(words):
    return ", ".join(f"`{word}`" for word in words)


def matrix(functions):
    roles = [role for role in ROLES if role != "sql"]
    lines = ["| function | " + " | ".join(roles) + " |", "|---|" + ":-:|" * len(roles)]
    for name in sorted(functions):
        lines.append(f"| `{name}` | " + " | ".join("yes" if role in functions[name] else "" for role in roles) + " |")
    return lines


def role_section(role, grants):
    who, does = ROLES[role]
    lines = [f"### baton_{role}", "", f"{who}: {does}", ""]
    relations = [grant for grant in grants if grant["role"] == role and grant["kind"] == "relation"]
    reads = [grant["name"] for grant in relations if grant["privileges"] == "select"]
    others = [grant for grant in relations if grant["privileges"] != "select"]
    if reads:
        lines += ["Reads " + names(reads) + ".", ""]
    if others:
        lines += ["| table | may |", "|---|---|"]
        lines += [f"| `{grant['name']}` | {grant['privileges']} |" for grant in others] + [""]
    return lines


def roles_page(database):
    grants = database.json(GRANTS)
    unknown = {grant["role"] for grant in grants} - set(ROLES)
    if unknown - {"engine", "guest"}:
        raise SystemExit(f"scripts/roles_page.py says nothing of {sorted(unknown)}")
    functions = {}
    for grant in grants:
        if grant["kind"] == "function":
            functions.setdefault(grant["name"], set()).add(grant["role"])
    lines = ["# What each role may do", "",
             "Logins get rights by membership: `create role shop login in role baton_app`. A login may be in several. Whoever installed",
             "(a superuser, or the owner of the database) may grant them. Nothing is granted to PUBLIC. Made by `scripts/reference` from the",
             "grants of an installed schema; do not edit.", "",
             "| you are | role | it |", "|---|---|---|"]
    lines += [f"| {who} | `baton_{role}` | {does} |" for role, (who, does) in ROLES.items()]
    lines += ["", "`baton_owner`, `baton_engine` and `baton_guest` are Baton's own: nobody logs in as one of them or is a member.", "",
              "## Functions", ""] + matrix(functions) + ["", "## Tables and views", ""]
    for role in ROLES:
        lines += role_section(role, grants)
    return "\n".join(lines).rstrip() + "\n"
