-- Types of tickets are offered in an order of their own; one that is retired for no new ticket.

ALTER TABLE ticket_type
    ADD COLUMN position INTEGER DEFAULT 0 NOT NULL,
    ADD COLUMN active BOOLEAN DEFAULT true NOT NULL;
-- Nobody changed a type.
ALTER TABLE ticket_type DISABLE TRIGGER USER;
UPDATE ticket_type SET position = 10 * id;
ALTER TABLE ticket_type ENABLE TRIGGER USER;
