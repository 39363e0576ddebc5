-- One role and one schema for each service; none can see into another's. Run by the superuser in the services'
-- database, by `deploy/up` and by compose.yaml alike; running it again changes nothing.
--
-- Passwords come from the environment: IDENTITY_DATABASE_PASSWORD and so on.

\set ON_ERROR_STOP on

\getenv identity_password IDENTITY_DATABASE_PASSWORD
\getenv registration_password REGISTRATION_DATABASE_PASSWORD
\getenv partnerships_password PARTNERSHIPS_DATABASE_PASSWORD
\getenv notifications_password NOTIFICATIONS_DATABASE_PASSWORD

-- What PostgreSQL grants to everybody is taken back: connecting, temporary tables, the public schema.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE TEMPORARY TABLE service (name text PRIMARY KEY, password text NOT NULL);
INSERT INTO service VALUES
    ('identity', :'identity_password'),
    ('registration', :'registration_password'),
    ('partnerships', :'partnerships_password'),
    ('notifications', :'notifications_password');

SELECT format('CREATE ROLE %I', name) FROM service
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

SELECT format(
    'ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 40 PASSWORD %L',
    name, password)
FROM service \gexec

SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), name) FROM service \gexec
SELECT format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', name, name) FROM service \gexec
SELECT format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', name) FROM service \gexec
SELECT format('ALTER ROLE %I SET search_path = %I', name, name) FROM service \gexec

DROP TABLE service;
