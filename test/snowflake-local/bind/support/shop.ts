import { QueryEngine } from './query-engine.js';

/** Customers and their orders, with a NULL and a customer without orders, for queries of every kind. */
export const shop = (): Promise<QueryEngine> =>
  QueryEngine.open(
    `create table customers as select $1 as id, $2 as name, $3 as city from values
       (1, 'Ann', 'Oslo'), (2, 'Bob', 'Rome'), (3, 'Cy', null), (4, 'Di', 'Oslo')`,
    `create table orders as select $1 as id, $2 as customer_id, $3::number(10,2) as amount, $4::date as placed from values
       (10, 1, 5.5, '2024-01-01'), (11, 1, 20, '2024-01-05'), (12, 2, 7.25, '2024-02-01'), (13, 3, null, '2024-02-10'), (14, 9, 1, null)`,
    `create table other.items as select 'nut' as name`,
    `create view per_city as select city, count(*) as n from customers group by city`,
  );
