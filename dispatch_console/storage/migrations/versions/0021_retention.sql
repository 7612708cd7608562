-- Logs end by policies too: what rules did, messages that were given up, notices that were read.

INSERT INTO retention (kind, days) VALUES ('rule_log', 90), ('undelivered', 365), ('notices', 180);

ALTER FUNCTION apply_retention(boolean) RENAME TO apply_retention_before_21;
REVOKE EXECUTE ON FUNCTION apply_retention_before_21(boolean) FROM PUBLIC;
CREATE FUNCTION apply_retention(dry boolean) RETURNS TABLE (of_kind text, count bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    policy record;
    ids bigint[];
    since timestamptz;
BEGIN
    RETURN QUERY SELECT b.of_kind, b.count FROM apply_retention_before_21(dry) AS b;
    FOR policy IN SELECT * FROM retention WHERE days IS NOT NULL ORDER BY id LOOP
        since := now() - make_interval(days => policy.days);
        CASE policy.kind
        WHEN 'rule_log' THEN
            SELECT array_agg(l.id) INTO ids FROM rule_log l WHERE l.at < since;
            IF NOT dry THEN
                DELETE FROM rule_log WHERE id = ANY (ids);
            END IF;
        WHEN 'undelivered' THEN
            SELECT array_agg(o.id) INTO ids FROM outbox o
            WHERE o.held AND o.sent_at IS NULL AND o.due_at < since;
            IF NOT dry THEN
                DELETE FROM outbox WHERE id = ANY (ids);
            END IF;
        WHEN 'notices' THEN
            -- With the message goes the mark that it was read: else it would be unread again.
            SELECT array_agg(o.id) INTO ids FROM outbox o WHERE o.medium = 'console' AND (
                SELECT max(r.at) FROM notice_read r WHERE r.outbox_id = o.id) < since;
            IF NOT dry THEN
                DELETE FROM outbox WHERE id = ANY (ids);
            END IF;
        ELSE
            CONTINUE;
        END CASE;
        of_kind := policy.kind;
        count := coalesce(cardinality(ids), 0);
        RETURN NEXT;
    END LOOP;
END
$$;
