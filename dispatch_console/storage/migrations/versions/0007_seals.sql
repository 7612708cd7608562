-- The trail is append-only and sealed in a hash chain; docs/audit.md says how, so that others can
-- check it too. `storage.seals` does so without any function of this file.

-- The rows there are count as written by this transaction.
ALTER TABLE audit ADD COLUMN xid XID8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX audit_xid_id_index ON audit (xid, id);
CREATE INDEX audit_kind_at_index ON audit (kind, at);

CREATE TABLE audit_seal (
    number BIGINT NOT NULL CONSTRAINT audit_seal_pk PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL DEFAULT now(),
    cluster BIGINT NOT NULL,
    below XID8 NOT NULL,
    below_id BIGINT NOT NULL,
    row_count INTEGER NOT NULL,
    first_id BIGINT NOT NULL,
    last_id BIGINT NOT NULL,
    personal JSONB NOT NULL,
    previous BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    hash BYTEA NOT NULL
);

CREATE TABLE audit_digest (
    id BIGINT NOT NULL CONSTRAINT audit_digest_pk PRIMARY KEY,
    seal BIGINT NOT NULL CONSTRAINT audit_digest_seal_fk REFERENCES audit_seal (number),
    salt BYTEA,
    secret BYTEA NOT NULL,
    digest BYTEA NOT NULL
);
CREATE INDEX audit_digest_seal_index ON audit_digest (seal);

-- Kind of row → its personal columns and what each holds once erased.
CREATE FUNCTION personal_columns() RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT '{
        "customer": {"name": "", "phone": ""},
        "site": {"name": "", "address": "", "lat": null, "lon": null},
        "ticket": {"title": "", "description": "", "customer_name": "", "phone": "",
                   "address": "", "lat": null, "lon": null},
        "engineer": {"name": "", "phone": "", "home_lat": 0, "home_lon": 0}
    }'::jsonb
$$;

-- The row as it is once the personal columns are erased.
CREATE FUNCTION erased(whole jsonb, columns jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT whole || coalesce(
        (SELECT jsonb_object_agg(key, value) FROM jsonb_each(columns) WHERE whole ? key), '{}')
$$;

-- Texts as one, such that no other texts give the same: each with its length, - for none.
CREATE FUNCTION sealed_text(VARIADIC parts text[]) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT convert_to(
        string_agg(coalesce(octet_length(convert_to(part, 'UTF8')) || ':' || part, '-'),
                   ',' ORDER BY place), 'UTF8')
    FROM unnest(parts) WITH ORDINALITY AS p (part, place)
$$;

CREATE FUNCTION microseconds(moment timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (extract(epoch FROM moment) * 1000000)::bigint::text
$$;

-- Seals up to `most` rows that are not sealed yet; how many. Rows of transactions that still run
-- cannot be seen and come with a later seal: they do not lie before (below, below_id), which is the
-- lowest transaction among the running ones, or the first row left over. Numbers of another cluster,
-- from which this database was restored, say nothing here: then all there is to see is sealed at
-- once. Without hash joins, for what is sealed already is much more than what is not.
CREATE FUNCTION seal_audit(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    last_seal audit_seal;
    here bigint := (SELECT system_identifier FROM pg_control_system());
    from_xid xid8 := '0';
    from_id bigint := 0;
    up_to xid8;
    sealed integer;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('audit_seal')) THEN
        RETURN 0;  -- somebody else is at it
    END IF;
    SELECT * INTO last_seal FROM audit_seal ORDER BY number DESC LIMIT 1;
    IF last_seal.cluster <> here THEN
        up_to := '18446744073709551615';
        most := NULL;
    ELSIF FOUND THEN
        from_xid := last_seal.below;
        from_id := last_seal.below_id;
    END IF;
    WITH horizon AS MATERIALIZED (
        SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin
    ), unsealed AS MATERIALIZED (
        SELECT a.* FROM audit a
        WHERE (a.xid, a.id) >= (from_xid, from_id)
          AND a.xid < coalesce(up_to, (SELECT xmin FROM horizon))
          AND NOT EXISTS (SELECT FROM audit_digest d WHERE d.id = a.id)
        ORDER BY a.xid, a.id LIMIT most + 1
    ), taken AS (
        SELECT *, uuid_send(gen_random_uuid()) AS salt FROM unsealed ORDER BY xid, id LIMIT most
    ), left_over AS (
        SELECT xid, id FROM unsealed ORDER BY xid, id OFFSET coalesce(most, 2147483647)
    ), salted AS MATERIALIZED (
        SELECT *, sha256(salt || sealed_text(before::text, after::text)) AS secret,
            ARRAY(SELECT jsonb_object_keys(personal_columns() -> kind)) AS names
        FROM taken
    ), digests AS MATERIALIZED (
        SELECT id, salt, secret, sha256(sealed_text(
            id::text, microseconds(at), who, command_id::text, kind, row_id::text, why, xid::text,
            (before - names)::text, (after - names)::text, encode(secret, 'hex'))) AS digest
        FROM salted
    ), batch AS (
        SELECT coalesce(last_seal.number, 0) + 1 AS number, now() AS at,
            coalesce((SELECT xid FROM left_over), xmin) AS below,
            coalesce((SELECT id FROM left_over), 0) AS below_id,
            count(*)::integer AS row_count, min(id) AS first_id, max(id) AS last_id,
            personal_columns() AS personal,
            coalesce(last_seal.hash, decode(repeat('00', 32), 'hex')) AS previous,
            sha256(string_agg(digest, ''::bytea ORDER BY id)) AS digest
        FROM digests, horizon GROUP BY xmin
    ), made AS (
        INSERT INTO audit_seal (number, at, cluster, below, below_id, row_count, first_id, last_id,
            personal, previous, digest, hash)
        SELECT number, at, here, below, below_id, row_count, first_id, last_id,
            personal, previous, digest,
            sha256(sealed_text(number::text, microseconds(at), here::text, below::text,
                below_id::text, row_count::text, first_id::text, last_id::text, personal::text,
                encode(previous, 'hex'), encode(digest, 'hex')))
        FROM batch
        RETURNING number
    )
    INSERT INTO audit_digest (id, seal, salt, secret, digest)
    SELECT id, number, salt, secret, digest FROM digests, made ORDER BY id;
    GET DIAGNOSTICS sealed = ROW_COUNT;
    RETURN sealed;
END
$$;

-- What is personal in the trail of a row goes for good; the chain stays whole, for it goes over
-- salted digests and the salts go too. For the owner: nobody else may touch these tables.
CREATE FUNCTION erase_from_audit(of_kind text, of_row bigint) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    done integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_seal'));
    UPDATE audit_digest SET salt = NULL
    WHERE salt IS NOT NULL
      AND id IN (SELECT id FROM audit WHERE kind = of_kind AND row_id = of_row);
    UPDATE audit SET before = erased(before, personal_columns() -> kind),
                     after = erased(after, personal_columns() -> kind)
    WHERE kind = of_kind AND row_id = of_row;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END
$$;
REVOKE EXECUTE ON FUNCTION erase_from_audit(text, bigint) FROM PUBLIC;

-- Nobody changes the record, the owner of the tables included; only erasing is let through.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = format('%I is append-only', TG_TABLE_NAME);
END
$$;

CREATE FUNCTION only_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    OLD.before := erased(OLD.before, personal_columns() -> OLD.kind);
    OLD.after := erased(OLD.after, personal_columns() -> OLD.kind);
    IF NEW IS DISTINCT FROM OLD THEN
        RAISE insufficient_privilege USING MESSAGE = 'audit is append-only';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION only_unsalting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    OLD.salt := NULL;
    IF NEW IS DISTINCT FROM OLD THEN
        RAISE insufficient_privilege USING MESSAGE = 'audit_digest is append-only';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER keep BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION only_erasing();
CREATE TRIGGER keep BEFORE UPDATE ON audit_digest FOR EACH ROW EXECUTE FUNCTION only_unsalting();
CREATE TRIGGER keep BEFORE UPDATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['audit', 'audit_digest', 'audit_seal']
    LOOP
        EXECUTE format('CREATE TRIGGER keep_all BEFORE DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
        -- Whatever a session says of the role it replicates in.
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER keep', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER keep_all', name);
    END LOOP;
END
$$;
