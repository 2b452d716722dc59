-- What Firn needs of an account, run once by an administrator (SECURITYADMIN for roles and users, SYSADMIN for the rest; ACCOUNTADMIN
-- has both). One role, one user and one scratch schema for each tenant: a result can be read by the user who ran it, whatever the role.
-- Write the names of your own in the place of FIRN_ACME and ANALYTICS, and the public key of the tenant's service user:
--   openssl genrsa 2048 | openssl pkcs8 -topk8 -inform PEM -out firn_acme.p8 -nocrypt
--   openssl rsa -in firn_acme.p8 -pubout

-- A warehouse of its own, so that jobs and people do not wait for each other. It suspends by itself; statements end with their jobs.
CREATE WAREHOUSE IF NOT EXISTS FIRN_ACME_WH WAREHOUSE_SIZE = 'XSMALL' AUTO_SUSPEND = 60 AUTO_RESUME = TRUE INITIALLY_SUSPENDED = TRUE;

CREATE ROLE IF NOT EXISTS FIRN_ACME;
GRANT USAGE, OPERATE, MONITOR ON WAREHOUSE FIRN_ACME_WH TO ROLE FIRN_ACME;

-- What its jobs may read and write: grant no more than they need.
CREATE DATABASE IF NOT EXISTS ANALYTICS;
GRANT USAGE ON DATABASE ANALYTICS TO ROLE FIRN_ACME;
GRANT USAGE ON SCHEMA ANALYTICS.PUBLIC TO ROLE FIRN_ACME;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA ANALYTICS.PUBLIC TO ROLE FIRN_ACME;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON FUTURE TABLES IN SCHEMA ANALYTICS.PUBLIC TO ROLE FIRN_ACME;
-- For save_as_table:
GRANT CREATE TABLE ON SCHEMA ANALYTICS.PUBLIC TO ROLE FIRN_ACME;

-- For the temporary objects of durable jobs and sessions, and for the ledger of writes that happen exactly once; named by `scratchSchema`
-- of the profile. Transient: nothing in it is kept for longer than it is there.
CREATE DATABASE IF NOT EXISTS FIRN;
CREATE TRANSIENT SCHEMA IF NOT EXISTS FIRN.SCRATCH_ACME DATA_RETENTION_TIME_IN_DAYS = 0;
GRANT USAGE ON DATABASE FIRN TO ROLE FIRN_ACME;
GRANT USAGE, CREATE TABLE, CREATE VIEW, CREATE STAGE, CREATE FILE FORMAT ON SCHEMA FIRN.SCRATCH_ACME TO ROLE FIRN_ACME;

-- A user that no person logs in as: a key pair, no password.
CREATE USER IF NOT EXISTS FIRN_ACME_SERVICE
  TYPE = SERVICE
  RSA_PUBLIC_KEY = '<public key, without its first and last line>'
  DEFAULT_ROLE = FIRN_ACME
  DEFAULT_WAREHOUSE = FIRN_ACME_WH
  COMMENT = 'Firn, tenant acme';
GRANT ROLE FIRN_ACME TO USER FIRN_ACME_SERVICE;
