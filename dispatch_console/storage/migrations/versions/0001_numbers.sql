-- Numbers of tickets: T-00001 and so on; more digits when they are needed.

CREATE SEQUENCE ticket_number_seq;

CREATE FUNCTION ticket_number() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    n text := nextval('ticket_number_seq')::text;
BEGIN
    RETURN 'T-' || lpad(n, greatest(5, length(n)), '0');
END
$$;
