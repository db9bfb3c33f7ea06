-- Which organisation a role is for. By the role itself, not its name: one that is dropped and made
-- again inherits nothing. Only the owner and superusers write it, in plain SQL; nobody else reads
-- it.
create table baton.tenants (
  role            regrole primary key,
  organisation_id text    not null,
  constraint organisation_id_is_between_1_and_1000_bytes check (octet_length(organisation_id) between 1 and 1000)
);
comment on table baton.tenants is
  'Roles that are for one organisation each, once enable_tenants() was called. A login that is '
  'named here, or that did SET ROLE to one, sees and changes only that organisation''s jobs.';
comment on column baton.tenants.role is
  'A role of the server; may be a member of baton_app and baton_tenant, and of no other role of '
  'Baton.';
