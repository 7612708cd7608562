-- A crew of n is n rows: the ticket and n - 1 mates, each with a visit of its own. What they are
-- about is the ticket's; only their visit, status and lock are theirs.

ALTER TABLE ticket
    ADD COLUMN crew_size SMALLINT DEFAULT 1 NOT NULL,
    ADD COLUMN crew_of BIGINT CONSTRAINT ticket_crew_of_fk REFERENCES ticket (id),
    ADD COLUMN crew_place SMALLINT DEFAULT 1 NOT NULL,
    ADD COLUMN after BIGINT[] DEFAULT '{}' NOT NULL,
    ADD COLUMN same_engineer BOOLEAN DEFAULT false NOT NULL,
    ADD CONSTRAINT ticket_crew_check
        CHECK (crew_size BETWEEN 1 AND 9 AND (crew_of IS NULL) = (crew_place = 1)),
    ADD CONSTRAINT ticket_crew_of_crew_place_key UNIQUE (crew_of, crew_place);

CREATE INDEX ticket_after_index ON ticket USING gin (after);

-- After `a_version`, which has left the row out if nothing changed.
CREATE FUNCTION bump_plan_version_of_crew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.crew_size, NEW.after, NEW.same_engineer)
       IS DISTINCT FROM (OLD.crew_size, OLD.after, OLD.same_engineer)
    THEN
        NEW.plan_version := OLD.plan_version + 1;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER a_version_of_crew BEFORE UPDATE ON ticket
    FOR EACH ROW EXECUTE FUNCTION bump_plan_version_of_crew();

CREATE FUNCTION require_after() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found_id bigint;
BEGIN
    SELECT e INTO found_id
    FROM unnest(NEW.after) AS e
    WHERE NOT EXISTS (SELECT FROM ticket WHERE id = e AND crew_of IS NULL)
    LIMIT 1;
    IF FOUND THEN
        RAISE foreign_key_violation
            USING MESSAGE = format('no ticket %s', found_id), DETAIL = found_id::text,
                  CONSTRAINT = 'after_known';
    END IF;
    WITH RECURSIVE before AS (
        SELECT unnest(NEW.after) AS id
        UNION
        SELECT unnest(t.after) FROM ticket t JOIN before USING (id)
    ) SELECT id INTO found_id FROM before WHERE id = NEW.id;
    IF FOUND THEN
        RAISE check_violation
            USING MESSAGE = format('ticket %s would wait for itself', NEW.number),
                  DETAIL = NEW.number, CONSTRAINT = 'after_circle';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER b_after BEFORE INSERT OR UPDATE OF after ON ticket
    FOR EACH ROW WHEN (NEW.after <> '{}') EXECUTE FUNCTION require_after();

-- Mates come and go with the size of the crew and follow what the ticket says. They leave the board
-- with it and come back with it.
CREATE FUNCTION keep_crew() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_ constant text[] :=
        ARRAY['new', 'assigned', 'accepted', 'en_route', 'in_progress', 'on_hold', 'reopened'];
    waiting constant text :=
        CASE WHEN NEW.status = ANY(open_) AND NEW.status <> 'on_hold' THEN 'new'
             ELSE NEW.status END;
BEGIN
    WITH gone AS (
        UPDATE visit SET active = false FROM ticket t
        WHERE t.id = visit.ticket_id AND t.crew_of = NEW.id AND t.crew_place > NEW.crew_size
          AND visit.active
    ) UPDATE ticket SET status = 'cancelled', visit_id = NULL, crew_size = NEW.crew_size
      WHERE crew_of = NEW.id AND crew_place > NEW.crew_size AND status = ANY(open_);
    UPDATE visit SET active = false FROM ticket t
    WHERE t.id = visit.ticket_id AND t.crew_of = NEW.id AND visit.active
      AND (t.status = ANY(open_)) <> (NEW.status = ANY(open_))
      AND waiting IN ('new', 'cancelled', 'merged');
    UPDATE ticket SET
        visit_id = CASE WHEN (status = ANY(open_)) <> (NEW.status = ANY(open_))
                             AND waiting IN ('new', 'cancelled', 'merged') THEN NULL
                        ELSE visit_id END,
        title = NEW.title, priority = NEW.priority, channel = NEW.channel,
        category = NEW.category, description = NEW.description, customer_id = NEW.customer_id,
        customer_name = NEW.customer_name, phone = NEW.phone, site_id = NEW.site_id,
        address = NEW.address, lat = NEW.lat, lon = NEW.lon, region_id = NEW.region_id,
        skills = NEW.skills, duration_s = NEW.duration_s, windows = NEW.windows,
        response_due = NEW.response_due, resolution_due = NEW.resolution_due,
        crew_size = NEW.crew_size,
        status = CASE WHEN (status = ANY(open_)) <> (NEW.status = ANY(open_)) THEN waiting
                      ELSE status END
    WHERE crew_of = NEW.id AND crew_place <= NEW.crew_size;
    INSERT INTO ticket
        (number, title, status, priority, channel, category, description, customer_id,
         customer_name, phone, site_id, address, lat, lon, region_id, skills, duration_s, windows,
         created_at, response_due, resolution_due, crew_size, crew_of, crew_place)
    SELECT NEW.number || '/' || place, NEW.title, waiting, NEW.priority, NEW.channel,
        NEW.category, NEW.description, NEW.customer_id, NEW.customer_name, NEW.phone, NEW.site_id,
        NEW.address, NEW.lat, NEW.lon, NEW.region_id, NEW.skills, NEW.duration_s, NEW.windows,
        NEW.created_at, NEW.response_due, NEW.resolution_due, NEW.crew_size, NEW.id, place
    FROM generate_series(2, NEW.crew_size) AS place
    WHERE NOT EXISTS (SELECT FROM ticket t WHERE t.crew_of = NEW.id AND t.crew_place = place);
    RETURN NULL;
END
$$;

CREATE TRIGGER c_crew_new AFTER INSERT ON ticket
    FOR EACH ROW WHEN (NEW.crew_of IS NULL AND NEW.crew_size > 1) EXECUTE FUNCTION keep_crew();

CREATE TRIGGER c_crew AFTER UPDATE ON ticket
    FOR EACH ROW WHEN (NEW.crew_of IS NULL AND (NEW.crew_size > 1 OR OLD.crew_size > 1))
    EXECUTE FUNCTION keep_crew();
