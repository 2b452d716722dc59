create or replace table orders (id int, who varchar, region varchar, amount int, price number(10, 2), day date);
insert into orders values
  (1, 'ann', 'north', 10, 1.50, '2026-01-05'), (2, 'bob', 'north', null, 2.25, '2026-01-20'), (3, 'ann', 'south', 30, null, '2026-02-03'),
  (4, 'cid', 'south', 5, 10.00, null), (5, null, 'north', 30, 0.05, '2026-02-28'), (6, 'bob', null, 7, 2.25, '2026-03-01');
create or replace table people (who varchar, region varchar, boss varchar, born timestamp_ntz);
insert into people values
  ('ann', 'north', null, '1990-03-01 08:30:00.123456789'), ('bob', 'west', 'ann', '1985-12-31 23:59:59'), ('dan', 'south', 'ann', null);
create or replace table marks (k varchar, n int, x float, ok boolean, "lower name" varchar);
insert into marks values ('a', 1, 0.5, true, 'p'), ('a', 2, 'NaN', false, null), ('b', null, 2.5, null, 'q'), (null, 4, null, true, ''), ('b', 1, -1.0, false, 'p');
create or replace table events (id int, body variant, tags array, bag object);
insert into events
  select 1, parse_json('{"user": {"name": "ann", "age": 40}, "list": [1, 2, 3], "a''b": 7}'), array_construct('x', 'y'), object_construct('k', 1, 'z', 'w')
  union all select 2, parse_json('{"user": {"name": "bob"}, "list": []}'), array_construct(), object_construct()
  union all select 3, null, null, null;
create or replace table steps (g varchar, at int, v int);
insert into steps values ('a', 1, 10), ('a', 2, null), ('a', 3, 30), ('a', 5, 50), ('b', 1, 7), ('b', 1, 8), ('b', 4, 9);
