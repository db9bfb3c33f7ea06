-- Asks for one registration: a plain INSERT, as any application would write it.
--
--   psql -v platform_url=http://127.0.0.1:8085 -v input_dir=$PWD/input -v output_dir=/tmp/joes -f insert.sql
--
-- Further variables, each with a default: slug, name, email, menu (a file name in input_dir).
\set ON_ERROR_STOP on
\if :{?slug} \else \set slug joes-corner \endif
\if :{?name} \else \set name 'Joe''s Corner Kitchen' \endif
\if :{?email} \else \set email owner@joes-corner.example \endif
\if :{?menu} \else \set menu menu.csv \endif

insert into baton.jobs (job_type, subject, parameters)
values ('register_restaurant', :'slug', jsonb_build_object(
  'platform_url',  :'platform_url',
  'name',          :'name',
  'email',         :'email',
  'slug',          :'slug',
  'phone',         '+64 9 555 0142',
  'timezone',      'Pacific/Auckland',
  'colours',       '{"primary": "#8c2f1b", "accent": "#f4b942", "background": "#fffaf2"}'::jsonb,
  'menu',          :'input_dir' || '/' || :'menu',
  'images_dir',    :'input_dir' || '/images',
  'templates_dir', :'input_dir' || '/templates',
  'output_dir',    :'output_dir',
  'services',      '{"delivery": {"minimum_order": 30, "fee": 6.50,
                                  "hours": {"thu": [["17:00", "21:30"]], "fri": [["17:00", "22:00"]],
                                            "sat": [["17:00", "22:00"]], "sun": [["17:00", "21:00"]]}},
                     "pickup": {"hours": {"wed": [["07:30", "14:30"]],
                                          "thu": [["07:30", "14:30"], ["17:00", "21:30"]],
                                          "fri": [["07:30", "14:30"], ["17:00", "22:00"]],
                                          "sat": [["08:00", "22:00"]], "sun": [["08:00", "21:00"]]}}}'::jsonb,
  'payment',       '{"currency": "NZD", "methods": ["card", "cash", "apple_pay"], "surcharge_percent": 1.9}'::jsonb,
  'onboarding',    jsonb_build_object('name', 'Aroha Ngata', 'email', 'onboarding+' || :'slug' || '@agency.example')))
returning id;
