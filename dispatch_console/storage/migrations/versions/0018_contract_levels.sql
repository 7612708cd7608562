-- Service levels go by contracts and devices: what changes about them is reckoned anew for the open
-- tickets of their customer.

CREATE FUNCTION note_customer_stale() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO sla_stale (ticket_id)
    SELECT id FROM ticket
    WHERE crew_of IS NULL AND customer_id IN (NEW.customer_id, OLD.customer_id) AND status IN
        ('new', 'assigned', 'accepted', 'en_route', 'in_progress', 'on_hold', 'reopened')
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION note_customer_stale() FROM PUBLIC;

CREATE TRIGGER f_stale AFTER INSERT OR DELETE ON contract
    FOR EACH ROW EXECUTE FUNCTION note_customer_stale();
CREATE TRIGGER f_stale_changed AFTER UPDATE ON contract
    FOR EACH ROW WHEN ((NEW.number, NEW.customer_id, NEW.assets, NEW.starts_on, NEW.ends_on, NEW.sla)
        IS DISTINCT FROM
        (OLD.number, OLD.customer_id, OLD.assets, OLD.starts_on, OLD.ends_on, OLD.sla))
    EXECUTE FUNCTION note_customer_stale();
CREATE TRIGGER f_stale_changed AFTER UPDATE ON asset
    FOR EACH ROW WHEN ((NEW.model, NEW.parent_id, NEW.customer_id) IS DISTINCT FROM
        (OLD.model, OLD.parent_id, OLD.customer_id))
    EXECUTE FUNCTION note_customer_stale();
