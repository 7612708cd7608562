-- Publishing changes thousands of tickets by one statement: what has to be noted of each is noted by
-- one statement too. Without nested loops, as in record_changes: the plan made for a statement of one
-- row is kept for one of thousands.

DROP TRIGGER e_step ON ticket;
CREATE OR REPLACE FUNCTION record_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    actor text := acting_user();
    moment timestamptz :=
        coalesce(nullif(current_setting('dispatch.at', true), '')::timestamptz, now());
    reason_given text := coalesce(current_setting('dispatch.why', true), '');
    more jsonb := coalesce(nullif(current_setting('dispatch.step', true), '')::jsonb, '{}');
BEGIN
    INSERT INTO step (ticket_id, at, who, before, after, reason, hold_reason, data)
    SELECT n.id, moment, actor, o.status, n.status, reason_given, n.hold_reason, more
    FROM new_rows n JOIN old_rows o USING (id)
    WHERE n.status <> o.status;
    RETURN NULL;
END
$$;
-- By its name before b_steps, which looks at the step before the one that is being taken.
CREATE TRIGGER a_step AFTER UPDATE ON ticket
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION record_step();

DROP TRIGGER f_stale_new ON ticket;
DROP TRIGGER f_stale ON ticket;
CREATE OR REPLACE FUNCTION note_stale() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_nestloop = off AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO sla_stale (ticket_id)
        SELECT id FROM new_rows WHERE crew_of IS NULL
        ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO sla_stale (ticket_id)
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
        WHERE n.crew_of IS NULL AND
            (n.status, n.hold_reason, n.priority, n.type, n.customer_id, n.asset_id,
             n.custom, n.created_at, n.response_due, n.resolution_due)
            IS DISTINCT FROM
            (o.status, o.hold_reason, o.priority, o.type, o.customer_id, o.asset_id,
             o.custom, o.created_at, o.response_due, o.resolution_due)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER f_stale_new AFTER INSERT ON ticket
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_stale();
CREATE TRIGGER f_stale AFTER UPDATE ON ticket
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_stale();

DROP TRIGGER f_rules ON ticket;
CREATE OR REPLACE FUNCTION queue_rule_events() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    cause text := coalesce(current_setting('dispatch.rules', true), '');
    command uuid := nullif(current_setting('dispatch.command', true), '')::uuid;
    rules bigint[] := '{}';
    deep smallint := 0;
    waited text[];
BEGIN
    SELECT array_agg(DISTINCT event) INTO waited FROM rule WHERE active;
    IF waited IS NULL THEN
        RETURN NULL;
    END IF;
    IF cause <> '' THEN
        deep := split_part(cause, ':', 1)::smallint;
        rules := string_to_array(nullif(split_part(cause, ':', 2), ''), ',')::bigint[];
    ELSIF command IS NOT NULL THEN
        SELECT depth, chain INTO deep, rules FROM rule_deed WHERE command_id = command;
    END IF;
    rules := coalesce(rules, '{}');
    deep := coalesce(deep, 0);
    IF TG_OP = 'INSERT' THEN
        -- One that is entered as done already is history.
        IF 'created' = ANY(waited) THEN
            INSERT INTO rule_event (ticket_id, event, after, chain, depth)
            SELECT id, 'created', status, rules, deep FROM new_rows
            WHERE crew_of IS NULL AND status = 'new' ORDER BY id;
        END IF;
        RETURN NULL;
    END IF;
    IF 'step' = ANY(waited) THEN
        INSERT INTO rule_event (ticket_id, event, before, after, chain, depth)
        SELECT id, 'step', o.status, n.status, rules, deep
        FROM new_rows n JOIN old_rows o USING (id)
        WHERE n.crew_of IS NULL AND n.status <> o.status ORDER BY id;
    END IF;
    IF 'comment' = ANY(waited) THEN
        INSERT INTO rule_event (ticket_id, event, before, after, chain, depth)
        SELECT id, 'comment', n.status, n.status, rules, deep
        FROM new_rows n JOIN old_rows o USING (id)
        WHERE n.crew_of IS NULL AND n.description <> o.description AND o.description <> ''
            AND starts_with(n.description, o.description) ORDER BY id;
    END IF;
    IF 'changed' = ANY(waited) THEN
        -- What one transaction changes is one event.
        WITH changed AS MATERIALIZED (
            SELECT n.id, n.status, (
                SELECT array_agg(a.key ORDER BY a.key)
                FROM jsonb_each(to_jsonb(n)) a JOIN jsonb_each(to_jsonb(o)) b USING (key)
                WHERE a.value IS DISTINCT FROM b.value AND a.key = ANY(ARRAY[
                    'title', 'description', 'category', 'type', 'priority', 'impact', 'urgency',
                    'region_id', 'skills', 'customer_id', 'site_id', 'asset_id', 'queue_id',
                    'owner', 'address', 'duration_s', 'windows', 'custom', 'hold_reason',
                    'visit_id', 'response_due', 'resolution_due', 'crew_size'])) AS names
            FROM new_rows n JOIN old_rows o USING (id)
            WHERE n.crew_of IS NULL
        ), told AS (
            UPDATE rule_event e SET fields = e.fields || c.names FROM changed c
            WHERE c.names IS NOT NULL AND e.ticket_id = c.id AND e.event = 'changed'
                AND e.chain = rules AND e.depth = deep AND e.xmin = pg_current_xact_id()::xid
            RETURNING c.id
        )
        INSERT INTO rule_event (ticket_id, event, fields, before, after, chain, depth)
        SELECT id, 'changed', names, status, status, rules, deep FROM changed
        WHERE names IS NOT NULL AND NOT EXISTS (SELECT FROM told WHERE told.id = changed.id)
        ORDER BY id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER f_rules_new AFTER INSERT ON ticket
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION queue_rule_events();
CREATE TRIGGER f_rules AFTER UPDATE ON ticket
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION queue_rule_events();
