-- Messages in their readers' language; what people do with messages that were not sent.

-- What holds for all of the installation.
CREATE TABLE installation (
    id BIGINT DEFAULT 1 NOT NULL CONSTRAINT installation_pk PRIMARY KEY,
    -- Of messages to those whose language is not known.
    language TEXT DEFAULT 'zh_CN' NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT installation_one_row_check CHECK (id = 1),
    CONSTRAINT installation_language_check CHECK (language IN ('en', 'zh_CN'))
);
INSERT INTO installation DEFAULT VALUES;
SELECT keep_account_of('installation');

-- Empty: that of the installation.
ALTER TABLE notice_contact ALTER COLUMN language SET DEFAULT '';

-- Held messages are sent after all, or given up (held, and yet closed), by who may; the trail says by
-- whom. Not their words and address, which are personal data: the trail is for good.
CREATE FUNCTION guard_outbox() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT may('staff') THEN
        RAISE insufficient_privilege USING MESSAGE = 'only who may change staff may do this';
    END IF;
    INSERT INTO audit (who, command_id, kind, row_id, before, after, why)
    SELECT acting_user(), nullif(current_setting('dispatch.command', true), '')::uuid, 'outbox',
        OLD.id, to_jsonb(OLD) - hidden, to_jsonb(NEW) - hidden,
        coalesce(current_setting('dispatch.why', true), '')
    FROM (VALUES ('{address,subject,body,data}'::text[])) AS h (hidden);
    RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION guard_outbox() FROM PUBLIC;
CREATE TRIGGER c_rights BEFORE UPDATE OF held, sent_at ON outbox FOR EACH ROW
    WHEN (NEW.held AND NEW.sent_at IS NOT NULL
        OR OLD.held AND NOT NEW.held AND NEW.sent_at IS NULL)
    EXECUTE FUNCTION guard_outbox();
