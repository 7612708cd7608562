-- Versions, references inside rows, audit trail and change feed: kept by the database itself,
-- so that no writer can forget them.

-- An update that changes nothing is no update.
CREATE FUNCTION bump_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version;
    IF NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    NEW.version := OLD.version + 1;
    RETURN NEW;
END
$$;

CREATE FUNCTION bump_ticket_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version;
    NEW.plan_version := OLD.plan_version;
    NEW.visit_active := OLD.visit_active;
    IF NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    NEW.version := OLD.version + 1;
    IF (NEW.lat, NEW.lon, NEW.region_id, NEW.duration_s, NEW.windows, NEW.skills, NEW.priority,
        NEW.status, NEW.lock, NEW.visit_id)
       IS DISTINCT FROM
       (OLD.lat, OLD.lon, OLD.region_id, OLD.duration_s, OLD.windows, OLD.skills, OLD.priority,
        OLD.status, OLD.lock, OLD.visit_id)
    THEN
        NEW.plan_version := OLD.plan_version + 1;
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION first_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := 1;
    RETURN NEW;
END
$$;

CREATE FUNCTION require_skills() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unknown text;
BEGIN
    SELECT s ->> 0 INTO unknown
    FROM jsonb_array_elements(NEW.skills) AS s
    WHERE NOT EXISTS (SELECT FROM skill WHERE code = s ->> 0)
    LIMIT 1;
    IF FOUND THEN
        RAISE foreign_key_violation
            USING MESSAGE = format('no skill %s', unknown), DETAIL = unknown,
                  CONSTRAINT = 'skill_known';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION require_regions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unknown bigint;
BEGIN
    SELECT r INTO unknown
    FROM unnest(NEW.regions) AS r
    WHERE NOT EXISTS (SELECT FROM region WHERE id = r)
    LIMIT 1;
    IF FOUND THEN
        RAISE foreign_key_violation
            USING MESSAGE = format('no region %s', unknown), DETAIL = unknown::text,
                  CONSTRAINT = 'region_known';
    END IF;
    RETURN NEW;
END
$$;

-- Once per statement, for all its rows. Who, why and which command are told by the unit of work for
-- the length of its transaction; a statement from elsewhere is recorded under its database login.
-- Without nested loops: the plan made for a statement of one row is kept for one of thousands.
CREATE FUNCTION record_changes() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    actor text := coalesce(nullif(current_setting('dispatch.who', true), ''), session_user);
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

CREATE TRIGGER a_version BEFORE UPDATE ON ticket
    FOR EACH ROW EXECUTE FUNCTION bump_ticket_versions();

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['skill', 'region', 'engineer', 'shift', 'customer', 'site', 'visit']
    LOOP
        EXECUTE format('CREATE TRIGGER a_version BEFORE UPDATE ON %I
                        FOR EACH ROW EXECUTE FUNCTION bump_version()', name);
    END LOOP;
    FOREACH name IN ARRAY
        ARRAY['skill', 'region', 'engineer', 'shift', 'customer', 'site', 'visit', 'ticket']
    LOOP
        EXECUTE format('CREATE TRIGGER first_version BEFORE INSERT ON %I
                        FOR EACH ROW EXECUTE FUNCTION first_version()', name);
        EXECUTE format('CREATE TRIGGER record_insert AFTER INSERT ON %I
                        REFERENCING NEW TABLE AS new_rows
                        FOR EACH STATEMENT EXECUTE FUNCTION record_changes()', name);
        EXECUTE format('CREATE TRIGGER record_update AFTER UPDATE ON %I
                        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
                        FOR EACH STATEMENT EXECUTE FUNCTION record_changes()', name);
        EXECUTE format('CREATE TRIGGER record_delete AFTER DELETE ON %I
                        REFERENCING OLD TABLE AS old_rows
                        FOR EACH STATEMENT EXECUTE FUNCTION record_changes()', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['ticket', 'engineer']
    LOOP
        EXECUTE format('CREATE TRIGGER b_skills BEFORE INSERT OR UPDATE OF skills ON %I
                        FOR EACH ROW EXECUTE FUNCTION require_skills()', name);
    END LOOP;
END
$$;

CREATE TRIGGER b_regions BEFORE INSERT OR UPDATE OF regions ON engineer
    FOR EACH ROW EXECUTE FUNCTION require_regions();
