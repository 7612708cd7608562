-- Who sits where, what a role may do, and the rules that no client gets around. The owner of the
-- tables is bound by none of them: on the embedded server that is everybody.
-- Functions that look up more than their caller may read run as the owner, with a fixed path, and
-- go by session_user, which nobody but a superuser can change.

CREATE TABLE role_right (
    role TEXT NOT NULL,
    "right" TEXT NOT NULL,
    CONSTRAINT role_right_pk PRIMARY KEY (role, "right")
);

CREATE TABLE seat (
    login TEXT NOT NULL,
    role TEXT NOT NULL,
    regions BIGINT[] DEFAULT '{}' NOT NULL,
    CONSTRAINT seat_pk PRIMARY KEY (login)
);

-- current_user is the owner here, session_user who logged in.
CREATE FUNCTION is_owner() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT pg_has_role(session_user, current_user, 'MEMBER')
$$;

-- The owner says for whom it acts; everybody else is who logged in, whatever is claimed.
CREATE FUNCTION acting_user() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN is_owner()
        THEN coalesce(nullif(current_setting('dispatch.who', true), ''), session_user)
        ELSE session_user END
$$;

CREATE FUNCTION may(wanted text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT is_owner() OR EXISTS (
        SELECT FROM seat s JOIN role_right r USING (role)
        WHERE s.login = session_user AND r."right" = wanted)
$$;

CREATE FUNCTION my_regions() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT regions FROM seat WHERE login = session_user), '{}')
$$;

-- A login without a seat sees nothing, one without regions everything.
CREATE FUNCTION sees_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT is_owner() OR EXISTS (
        SELECT FROM seat WHERE login = session_user AND regions = '{}')
$$;

-- The caller's own role, regions and rights; no row for a login without a seat.
CREATE FUNCTION my_seat() RETURNS TABLE (login text, role text, regions bigint[], rights text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.login, s.role, s.regions,
           ARRAY(SELECT r."right" FROM role_right r WHERE r.role = s.role ORDER BY 1)
    FROM seat s WHERE s.login = session_user
$$;

-- What has no region yet (a call without a place) belongs to all. Called once for a statement.
ALTER TABLE ticket ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_region ON ticket USING (
    (SELECT sees_all()) OR (region_id IS NULL AND (SELECT may('read')))
    OR region_id = ANY ((SELECT my_regions())::bigint[]));

ALTER TABLE site ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_region ON site USING (
    (SELECT sees_all()) OR (region_id IS NULL AND (SELECT may('read')))
    OR region_id = ANY ((SELECT my_regions())::bigint[]));

-- A visit is seen with its ticket.
ALTER TABLE visit ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_region ON visit USING (
    (SELECT sees_all()) OR ticket_id IN (SELECT id FROM ticket));

-- The trail holds whole rows; it is seen with the row it tells of.
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_region ON audit FOR SELECT USING (
    (SELECT sees_all())
    OR kind NOT IN ('ticket', 'site', 'visit')
    OR (kind = 'ticket' AND row_id IN (SELECT id FROM ticket))
    OR (kind = 'site' AND row_id IN (SELECT id FROM site))
    OR (kind = 'visit' AND row_id IN (SELECT id FROM visit)));

CREATE OR REPLACE FUNCTION record_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    actor text := acting_user();
    cause uuid := nullif(current_setting('dispatch.command', true), '')::uuid;
    reason text := coalesce(current_setting('dispatch.why', true), '');
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit (who, command_id, kind, row_id, before, after, why)
        SELECT actor, cause, TG_TABLE_NAME, id, NULL, to_jsonb(n), reason FROM new_rows n;
        INSERT INTO change_log (kind, row_id, version)
        SELECT TG_TABLE_NAME, id, version FROM new_rows;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO audit (who, command_id, kind, row_id, before, after, why)
        SELECT actor, cause, TG_TABLE_NAME, id, to_jsonb(o), to_jsonb(n), reason
        FROM new_rows n JOIN old_rows o USING (id);
        INSERT INTO change_log (kind, row_id, version)
        SELECT TG_TABLE_NAME, id, version FROM new_rows;
    ELSE
        INSERT INTO audit (who, command_id, kind, row_id, before, after, why)
        SELECT actor, cause, TG_TABLE_NAME, id, to_jsonb(o), NULL, reason FROM old_rows o;
        INSERT INTO change_log (kind, row_id, version)
        SELECT TG_TABLE_NAME, id, version + 1 FROM old_rows;
    END IF;
    IF FOUND THEN
        -- The same notice twice in a transaction is sent once.
        PERFORM pg_notify('dispatch_changes', '');
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION sign_command() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT is_owner() THEN
        NEW.who := session_user;
        NEW.at := now();
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER who BEFORE INSERT ON command FOR EACH ROW EXECUTE FUNCTION sign_command();

CREATE FUNCTION sign_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT is_owner() THEN
        NEW.published_by := session_user;
        NEW.published_at := now();
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER who BEFORE INSERT ON plan FOR EACH ROW EXECUTE FUNCTION sign_plan();

CREATE FUNCTION guard_override() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.override IS NOT DISTINCT FROM OLD.override THEN
        RETURN NEW;
    END IF;
    IF NEW.override IS NULL OR is_owner() THEN
        RETURN NEW;
    END IF;
    IF NOT may('override') THEN
        RAISE insufficient_privilege USING MESSAGE = 'only who may override may write this';
    END IF;
    NEW.override := jsonb_set(NEW.override, '{by}', to_jsonb(session_user::text));
    RETURN NEW;
END
$$;
CREATE TRIGGER c_rights BEFORE INSERT OR UPDATE ON visit
    FOR EACH ROW EXECUTE FUNCTION guard_override();

CREATE FUNCTION guard_lending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.lent_to IS DISTINCT FROM OLD.lent_to AND NOT may('lend') THEN
        RAISE insufficient_privilege USING MESSAGE = 'only who may lend may write this';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER c_rights BEFORE UPDATE ON shift FOR EACH ROW EXECUTE FUNCTION guard_lending();

-- A trigger function may be hung on a table of one's own by whoever may execute it, and this one
-- would then write into the trail what never happened.
REVOKE EXECUTE ON FUNCTION record_changes() FROM PUBLIC;

-- People. A login that has no seat here (another database's, a superuser) is never touched.
CREATE FUNCTION group_of(role text) RETURNS name LANGUAGE sql STABLE AS $$
    SELECT ('dispatch_' || current_database() || '_' || role)::name
$$;

CREATE FUNCTION require_users(about text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT may('users') THEN
        RAISE insufficient_privilege USING MESSAGE = 'only who may manage users may do this';
    END IF;
    IF NOT EXISTS (SELECT FROM seat WHERE login = about) THEN
        RAISE no_data_found USING MESSAGE = 'no seat', DETAIL = about, CONSTRAINT = 'seat_known';
    END IF;
END
$$;

-- `verifier` is the password as SCRAM keeps it: the word itself never reaches the server's log.
CREATE FUNCTION add_seat(who text, its_role text, its_regions bigint[], verifier text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT may('users') THEN
        RAISE insufficient_privilege USING MESSAGE = 'only who may manage users may do this';
    END IF;
    INSERT INTO seat (login, role, regions) VALUES (who, its_role, its_regions);
    IF verifier NOT LIKE 'SCRAM-SHA-256$%' THEN
        RAISE invalid_password USING MESSAGE = 'a SCRAM verifier is needed';
    END IF;
    EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', who, verifier);
    EXECUTE format('GRANT %I TO %I', group_of(its_role), who);
END
$$;

CREATE FUNCTION set_seat(who text, its_role text, its_regions bigint[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    old_role text;
BEGIN
    PERFORM require_users(who);
    SELECT role INTO old_role FROM seat WHERE login = who FOR UPDATE;
    IF old_role <> its_role THEN
        EXECUTE format('REVOKE %I FROM %I', group_of(old_role), who);
        EXECUTE format('GRANT %I TO %I', group_of(its_role), who);
    END IF;
    UPDATE seat SET role = its_role, regions = its_regions WHERE login = who;
END
$$;

-- Locking ends the sessions there are: a right is checked when a session begins.
CREATE FUNCTION lock_seat(who text, locked boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM require_users(who);
    EXECUTE format('ALTER ROLE %I %s', who, CASE WHEN locked THEN 'NOLOGIN' ELSE 'LOGIN' END);
    IF locked THEN
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE usename = who AND pid <> pg_backend_pid();
    END IF;
END
$$;

CREATE FUNCTION set_password(who text, verifier text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM require_users(who);
    IF verifier NOT LIKE 'SCRAM-SHA-256$%' THEN
        RAISE invalid_password USING MESSAGE = 'a SCRAM verifier is needed';
    END IF;
    EXECUTE format('ALTER ROLE %I PASSWORD %L', who, verifier);
END
$$;

CREATE FUNCTION drop_seat(who text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM require_users(who);
    PERFORM lock_seat(who, true);
    EXECUTE format('DROP ROLE %I', who);
    DELETE FROM seat WHERE login = who;
END
$$;

CREATE FUNCTION list_seats()
RETURNS TABLE (login text, role text, regions bigint[], locked boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT may('users') THEN
        RAISE insufficient_privilege USING MESSAGE = 'only who may manage users may do this';
    END IF;
    RETURN QUERY SELECT s.login, s.role, s.regions, NOT coalesce(r.rolcanlogin, false)
        FROM seat s LEFT JOIN pg_roles r ON r.rolname = s.login ORDER BY 1;
END
$$;
