-- Commands and plans are append-only and sealed in a hash chain of their own; docs/audit.md says how.

-- The rows there are count as written by this transaction.
ALTER TABLE command ADD COLUMN xid XID8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE plan ADD COLUMN xid XID8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX command_xid_index ON command (xid);
CREATE INDEX plan_xid_index ON plan (xid);

CREATE TABLE record_seal (
    number BIGINT NOT NULL CONSTRAINT record_seal_pk PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL DEFAULT now(),
    cluster BIGINT NOT NULL,
    below XID8 NOT NULL,
    row_count INTEGER NOT NULL,
    previous BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    hash BYTEA NOT NULL
);

CREATE TABLE record_digest (
    kind TEXT NOT NULL,
    id UUID NOT NULL,
    seal BIGINT NOT NULL CONSTRAINT record_digest_seal_fk REFERENCES record_seal (number),
    digest BYTEA NOT NULL,
    CONSTRAINT record_digest_pk PRIMARY KEY (kind, id)
);
CREATE INDEX record_digest_seal_index ON record_digest (seal);

-- Nobody but the owner says which transaction a row is of.
CREATE FUNCTION number_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT is_owner() THEN
        NEW.xid := pg_current_xact_id();
    END IF;
    RETURN NEW;
END
$$;

-- Seals all rows of finished transactions that are not sealed yet; how many. What is said in
-- `seal_audit` of transactions that still run, and of a restore on another server, holds here too.
CREATE FUNCTION seal_record() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET extra_float_digits = 1 AS $$
DECLARE
    last_seal record_seal;
    here bigint := (SELECT system_identifier FROM pg_control_system());
    from_xid xid8 := '0';
    xmin xid8 := pg_snapshot_xmin(pg_current_snapshot());
    up_to xid8 := xmin;
    sealed integer;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('record_seal')) THEN
        RETURN 0;  -- somebody else is at it
    END IF;
    SELECT * INTO last_seal FROM record_seal ORDER BY number DESC LIMIT 1;
    IF last_seal.cluster <> here THEN
        up_to := '18446744073709551615';
    ELSIF FOUND THEN
        from_xid := last_seal.below;
    END IF;
    WITH records AS (
        SELECT 'command' AS kind, id, xid,
            ARRAY['command', id::text, xid::text, microseconds(at), who, what] AS words
        FROM command WHERE xid >= from_xid AND xid < up_to
        UNION ALL
        SELECT 'plan', id, xid,
            ARRAY['plan', id::text, xid::text, microseconds(published_at), published_by,
                  figures::text, objective::text, input_hash]
        FROM plan WHERE xid >= from_xid AND xid < up_to
    ), digests AS MATERIALIZED (
        SELECT kind, id, sha256(sealed_text(VARIADIC words)) AS digest FROM records r
        WHERE NOT EXISTS (SELECT FROM record_digest d WHERE (d.kind, d.id) = (r.kind, r.id))
    ), batch AS (
        SELECT coalesce(last_seal.number, 0) + 1 AS number, now() AS at,
            count(*)::integer AS row_count,
            coalesce(last_seal.hash, decode(repeat('00', 32), 'hex')) AS previous,
            sha256(string_agg(digest, ''::bytea ORDER BY kind, id)) AS digest
        FROM digests HAVING count(*) > 0
    ), made AS (
        INSERT INTO record_seal (number, at, cluster, below, row_count, previous, digest, hash)
        SELECT number, at, here, xmin, row_count, previous, digest,
            sha256(sealed_text(number::text, microseconds(at), here::text, xmin::text,
                row_count::text, encode(previous, 'hex'), encode(digest, 'hex')))
        FROM batch
        RETURNING number
    )
    INSERT INTO record_digest (kind, id, seal, digest)
    SELECT kind, id, number, digest FROM digests, made;
    GET DIAGNOSTICS sealed = ROW_COUNT;
    RETURN sealed;
END
$$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['command', 'plan', 'record_seal', 'record_digest']
    LOOP
        EXECUTE format('CREATE TRIGGER keep BEFORE UPDATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
        EXECUTE format('CREATE TRIGGER keep_all BEFORE DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
        -- Whatever a session says of the role it replicates in.
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER keep', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER keep_all', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['command', 'plan']
    LOOP
        EXECUTE format('CREATE TRIGGER xid BEFORE INSERT ON %I
                        FOR EACH ROW EXECUTE FUNCTION number_record()', name);
    END LOOP;
END
$$;
