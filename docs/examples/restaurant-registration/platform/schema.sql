-- The ordering platform's own tables. Nothing here knows Baton: the platform is the outside
-- world of the example, and lives in the same server only to keep the example small.
create schema if not exists platform;

create table if not exists platform.accounts (
  id            text primary key,
  email         text not null,
  name          text not null,
  password_hash text not null,
  is_admin      boolean not null default false,
  created_at    timestamptz not null default now()
);
create unique index if not exists accounts_email on platform.accounts (lower(email));

-- Only the SHA-256 of a bearer token is kept: a copy of this table opens nothing.
create table if not exists platform.logins (
  token_sha256 text primary key,
  account_id   text not null references platform.accounts,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz not null
);

create table if not exists platform.restaurants (
  id         text primary key,
  account_id text not null references platform.accounts,
  name       text not null,
  subdomain  text not null unique,
  email      text not null,
  phone      text not null,
  timezone   text not null,
  created_at timestamptz not null default now()
);

create table if not exists platform.website_settings (
  restaurant_id text primary key references platform.restaurants,
  title         text not null,
  primary_colour text not null,
  accent_colour text not null,
  logo_image    text,
  hero_image    text,
  published     boolean not null default false
);

-- Injected code is added, not replaced, and nothing here keeps anybody from adding it twice.
create table if not exists platform.website_injections (
  id            bigint generated always as identity primary key,
  restaurant_id text not null references platform.restaurants,
  place         text not null check (place in ('head', 'body')),
  injection_id  text not null,
  html          text not null,
  added_at      timestamptz not null default now()
);

create table if not exists platform.services (
  restaurant_id text not null references platform.restaurants,
  kind          text not null check (kind in ('delivery', 'pickup')),
  enabled       boolean not null,
  minimum_order numeric(10,2) not null,
  fee           numeric(10,2) not null,
  hours         jsonb not null,
  primary key (restaurant_id, kind)
);

create table if not exists platform.payment_settings (
  restaurant_id text primary key references platform.restaurants,
  currency      text not null,
  methods       text[] not null,
  surcharge_percent numeric(5,2) not null,
  statement_descriptor text not null
);

create table if not exists platform.menus (
  id            text primary key,
  restaurant_id text not null references platform.restaurants,
  name          text not null,
  unique (restaurant_id, name)
);

-- A menu may have two items of one name, so an item that is sent twice is there twice.
create table if not exists platform.menu_items (
  id          bigint generated always as identity primary key,
  menu_id     text not null references platform.menus,
  category    text not null,
  name        text not null,
  price       numeric(10,2) not null,
  description text not null,
  position    integer not null
);
create index if not exists menu_items_in_order on platform.menu_items (menu_id, position);

create table if not exists platform.option_sets (
  id      bigint generated always as identity primary key,
  menu_id text not null references platform.menus,
  name    text not null,
  minimum integer not null,
  maximum integer not null,
  unique (menu_id, name)
);

create table if not exists platform.options (
  option_set_id bigint not null references platform.option_sets on delete cascade,
  position      integer not null,
  name          text not null,
  price         numeric(10,2) not null,
  primary key (option_set_id, position),
  unique (option_set_id, name)
);

create table if not exists platform.item_option_sets (
  item_id       bigint not null references platform.menu_items on delete cascade,
  option_set_id bigint not null references platform.option_sets on delete cascade,
  primary key (item_id, option_set_id)
);

create table if not exists platform.tags (
  id      bigint generated always as identity primary key,
  menu_id text not null references platform.menus,
  name    text not null,
  unique (menu_id, name)
);

create table if not exists platform.item_tags (
  item_id bigint not null references platform.menu_items on delete cascade,
  tag_id  bigint not null references platform.tags on delete cascade,
  primary key (item_id, tag_id)
);

create table if not exists platform.onboarding_users (
  id            text primary key,
  email         text not null,
  name          text not null,
  stage         text not null default 'invited' check (stage in ('invited', 'linked')),
  restaurant_id text references platform.restaurants
);
create unique index if not exists onboarding_users_email on platform.onboarding_users (lower(email));

-- Images are uploaded before their restaurant exists, so they are kept by slug.
create table if not exists platform.images (
  slug   text not null,
  name   text not null,
  width  integer not null,
  height integer not null,
  sha256 text not null,
  content bytea not null,
  primary key (slug, name)
);

-- The answer to each POST that came with an Idempotency-Key, kept with the POST's effect: who
-- sends the same again gets the same answer, and nothing happens a second time.
create table if not exists platform.idempotency_keys (
  account_id  text not null references platform.accounts,
  key         text not null,
  fingerprint text not null,
  status      integer,
  answer      jsonb,
  primary key (account_id, key)
);

-- Every request, /healthz excepted. The row of one that had an effect commits together with it.
create table if not exists platform.requests (
  id              bigint generated always as identity primary key,
  at              timestamptz not null default clock_timestamp(),
  account_id      text,
  method          text not null,
  path            text not null,
  idempotency_key text,
  status          integer,               -- null: nothing was done and nothing answered
  replayed        boolean not null,      -- the answer is the kept one of an earlier request
  fault           text                   -- what was done to it, see platform.faults
);

-- What goes wrong on purpose: insert a row, and the next request that it matches suffers it.
-- Where several match, they are used up one after the other, in the order of their ids.
create table if not exists platform.faults (
  id          bigint generated always as identity primary key,
  kind        text not null check (kind in ('unavailable', 'rate_limited', 'gateway_page', 'hang', 'reset')),
  method      text not null default '%',      -- patterns of LIKE
  path        text not null default '%',
  after_work  boolean not null default false, -- the work is done and kept; only the answer is lost
  skip        integer not null default 0 check (skip >= 0), -- so many matching requests pass before
  times       integer default 1 check (times >= 0),         -- null: until the row is deleted
  retry_after integer                         -- seconds, of an answer with 503 or 429
);
