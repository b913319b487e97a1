SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.agent_state (
    id bigint NOT NULL,
    name text NOT NULL,
    token_epoch integer NOT NULL,
    away_since bigint,
    away_until bigint
);
CREATE SEQUENCE public.agent_state_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.agent_state_id_seq OWNED BY public.agent_state.id;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.attachment (
    id bigint NOT NULL,
    message_pk bigint NOT NULL,
    journal_id bigint NOT NULL,
    path text NOT NULL,
    name text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    disposition text NOT NULL,
    content_id text
);
CREATE SEQUENCE public.attachment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.attachment_id_seq OWNED BY public.attachment.id;
CREATE TABLE public.contact (
    id bigint NOT NULL,
    address text NOT NULL,
    name text NOT NULL,
    organisation text,
    phone text,
    language text,
    zone text,
    fields jsonb NOT NULL,
    first_seen_at bigint NOT NULL,
    dkim_domain text NOT NULL,
    network text NOT NULL,
    two_way_at bigint
);
CREATE SEQUENCE public.contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.contact_id_seq OWNED BY public.contact.id;
CREATE TABLE public.counter (
    cap text NOT NULL,
    subject text NOT NULL,
    bucket bigint NOT NULL,
    hits integer NOT NULL
);
CREATE TABLE public.event (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL,
    kind text NOT NULL,
    cause text NOT NULL,
    detail jsonb NOT NULL
);
CREATE SEQUENCE public.event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.event_id_seq OWNED BY public.event.id;
CREATE TABLE public.firing (
    id bigint NOT NULL,
    timer_id bigint NOT NULL,
    generation integer NOT NULL,
    step text NOT NULL,
    at bigint NOT NULL,
    late boolean NOT NULL
);
CREATE SEQUENCE public.firing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.firing_id_seq OWNED BY public.firing.id;
CREATE TABLE public.held (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    message_pk bigint NOT NULL,
    journal_id bigint NOT NULL,
    agent text NOT NULL,
    kind text NOT NULL,
    questions jsonb NOT NULL,
    state text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    settled_at bigint,
    CONSTRAINT ck_held_kind_known CHECK ((kind = ANY (ARRAY['question'::text, 'confirm'::text]))),
    CONSTRAINT ck_held_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'noted'::text, 'dropped'::text, 'expired'::text])))
);
CREATE SEQUENCE public.held_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.held_id_seq OWNED BY public.held.id;
CREATE TABLE public.journal (
    id bigint NOT NULL,
    arrived_at bigint NOT NULL,
    source text NOT NULL,
    peer text NOT NULL,
    helo text NOT NULL,
    mail_from text NOT NULL,
    rcpt_to jsonb NOT NULL,
    auth_user text,
    tls boolean NOT NULL,
    quiet boolean NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    state text NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at bigint,
    claimed_by text,
    lease_until bigint,
    message_id text,
    digest text,
    fate text,
    ticket_id bigint,
    reasons jsonb,
    steps jsonb,
    settled_at bigint,
    CONSTRAINT ck_journal_fate_known CHECK ((fate = ANY (ARRAY['ticket'::text, 'appended'::text, 'recorded'::text, 'command'::text, 'held'::text, 'duplicate'::text, 'transit'::text, 'quarantined'::text, 'spam'::text, 'discarded'::text]))),
    CONSTRAINT ck_journal_settled_has_fate CHECK (((state = 'waiting'::text) = (fate IS NULL))),
    CONSTRAINT ck_journal_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'settled'::text, 'quarantined'::text])))
);
CREATE SEQUENCE public.journal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.journal_id_seq OWNED BY public.journal.id;
CREATE TABLE public.keyring (
    kid integer NOT NULL,
    secret bytea NOT NULL,
    created_at bigint NOT NULL,
    retired_at bigint
);
CREATE TABLE public.lease (
    name text NOT NULL,
    holder text NOT NULL,
    fencing bigint NOT NULL,
    until bigint NOT NULL
);
CREATE TABLE public.message (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    journal_id bigint,
    direction text NOT NULL,
    kind text NOT NULL,
    public boolean NOT NULL,
    verified boolean NOT NULL,
    message_id text NOT NULL,
    author text,
    sender jsonb NOT NULL,
    "to" jsonb NOT NULL,
    cc jsonb NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    new_text text NOT NULL,
    html text,
    automatic jsonb,
    authentication jsonb,
    arrived_at bigint NOT NULL,
    CONSTRAINT ck_message_direction_known CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
    CONSTRAINT ck_message_kind_known CHECK ((kind = ANY (ARRAY['customer'::text, 'agent'::text, 'note'::text, 'auto'::text, 'bounce'::text, 'ack'::text, 'notice'::text])))
);
CREATE TABLE public.message_id (
    id bigint NOT NULL,
    message_id text NOT NULL,
    digest text NOT NULL,
    ticket_id bigint,
    journal_id bigint,
    outbox_kind text,
    made_at bigint
);
CREATE SEQUENCE public.message_id_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.message_id_id_seq OWNED BY public.message_id.id;
CREATE SEQUENCE public.message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.message_id_seq OWNED BY public.message.id;
CREATE TABLE public.outbox (
    id bigint NOT NULL,
    ticket_id bigint,
    message_pk bigint,
    journal_id bigint,
    kind text NOT NULL,
    message_id text NOT NULL,
    sender text NOT NULL,
    draft text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    recheck text,
    CONSTRAINT ck_outbox_kind_known CHECK ((kind = ANY (ARRAY['ack'::text, 'reply'::text, 'notification'::text, 'notice'::text]))),
    CONSTRAINT ck_outbox_recheck_known CHECK ((recheck = 'unanswered'::text))
);
CREATE SEQUENCE public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outbox_id_seq OWNED BY public.outbox.id;
CREATE TABLE public.outbox_recipient (
    id bigint NOT NULL,
    outbox_id bigint NOT NULL,
    address text NOT NULL,
    domain text NOT NULL,
    state text NOT NULL,
    attempts integer NOT NULL,
    first_attempt_at bigint,
    next_attempt_at bigint,
    claimed_by text,
    lease_until bigint,
    smarthost text,
    code integer,
    detail text,
    settled_at bigint,
    CONSTRAINT ck_outbox_recipient_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'refused'::text, 'expired'::text, 'cancelled'::text])))
);
CREATE SEQUENCE public.outbox_recipient_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outbox_recipient_id_seq OWNED BY public.outbox_recipient.id;
CREATE TABLE public.participant (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    address text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    joined_at bigint NOT NULL,
    dkim_domain text NOT NULL,
    network text NOT NULL,
    muted boolean NOT NULL,
    CONSTRAINT ck_participant_role_known CHECK ((role = ANY (ARRAY['requester'::text, 'cc'::text])))
);
CREATE SEQUENCE public.participant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.participant_id_seq OWNED BY public.participant.id;
CREATE TABLE public.promise (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    made_at bigint NOT NULL,
    until bigint NOT NULL,
    basis text NOT NULL,
    detail jsonb NOT NULL,
    state text NOT NULL,
    judged_at bigint,
    CONSTRAINT ck_promise_basis_known CHECK ((basis = ANY (ARRAY['sla'::text, 'estimate'::text]))),
    CONSTRAINT ck_promise_state_known CHECK ((state = ANY (ARRAY['open'::text, 'kept'::text, 'missed'::text, 'void'::text])))
);
CREATE SEQUENCE public.promise_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.promise_id_seq OWNED BY public.promise.id;
CREATE TABLE public.raw (
    journal_id bigint NOT NULL,
    body bytea NOT NULL
);
CREATE TABLE public.reference_alias (
    reference text NOT NULL,
    ticket_id bigint NOT NULL,
    cause text NOT NULL
);
CREATE TABLE public.reminder (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    agent text NOT NULL,
    at bigint NOT NULL,
    state text NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT ck_reminder_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'cancelled'::text])))
);
CREATE SEQUENCE public.reminder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.reminder_id_seq OWNED BY public.reminder.id;
CREATE TABLE public.switch (
    name text NOT NULL,
    value text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL
);
CREATE TABLE public.ticket (
    id bigint NOT NULL,
    prefix text NOT NULL,
    year integer,
    subject text NOT NULL,
    status text NOT NULL,
    kind text NOT NULL,
    priority text NOT NULL,
    category text,
    team text,
    assignee text,
    requester_id bigint,
    mailbox text NOT NULL,
    watching jsonb NOT NULL,
    language text NOT NULL,
    zone text NOT NULL,
    policy text,
    tags jsonb NOT NULL,
    fields jsonb NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    first_response_at bigint,
    solved_at bigint,
    closed_at bigint,
    postponed_until bigint,
    unanswered_since bigint,
    last_message_id text,
    merged_into bigint,
    taken_by text,
    before_spam text,
    due_at bigint,
    taken_until bigint,
    CONSTRAINT ck_ticket_kind_known CHECK ((kind = ANY (ARRAY['customer'::text, 'internal'::text, 'proactive'::text]))),
    CONSTRAINT ck_ticket_merged_has_survivor CHECK (((status = 'merged'::text) = (merged_into IS NOT NULL))),
    CONSTRAINT ck_ticket_priority_known CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text, 'urgent'::text]))),
    CONSTRAINT ck_ticket_status_known CHECK ((status = ANY (ARRAY['new'::text, 'open'::text, 'waiting'::text, 'postponed'::text, 'solved'::text, 'closed'::text, 'merged'::text, 'spam'::text])))
);
CREATE SEQUENCE public.ticket_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.ticket_id_seq OWNED BY public.ticket.id;
CREATE TABLE public.ticket_link (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    other_id bigint NOT NULL,
    kind text NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT ck_ticket_link_kind_known CHECK ((kind = ANY (ARRAY['follows'::text, 'merged'::text, 'split'::text, 'relates'::text, 'claims'::text])))
);
CREATE SEQUENCE public.ticket_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.ticket_link_id_seq OWNED BY public.ticket_link.id;
CREATE TABLE public.timer (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    kind text NOT NULL,
    instance integer NOT NULL,
    generation integer NOT NULL,
    state text NOT NULL,
    policy text NOT NULL,
    calendar text NOT NULL,
    started_at bigint NOT NULL,
    resumed_at bigint,
    used_s integer NOT NULL,
    target_s integer NOT NULL,
    due_at bigint,
    wake_at bigint,
    satisfied_at bigint,
    breached_at bigint,
    imported boolean NOT NULL,
    CONSTRAINT ck_timer_kind_known CHECK ((kind = ANY (ARRAY['first_response'::text, 'next_reply'::text, 'update'::text, 'resolution'::text, 'total'::text]))),
    CONSTRAINT ck_timer_state_known CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'satisfied'::text, 'cancelled'::text])))
);
CREATE SEQUENCE public.timer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.timer_id_seq OWNED BY public.timer.id;
CREATE TABLE public.told_later (
    id bigint NOT NULL,
    agent text NOT NULL,
    ticket_id bigint NOT NULL,
    what text NOT NULL,
    at bigint NOT NULL
);
CREATE SEQUENCE public.told_later_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.told_later_id_seq OWNED BY public.told_later.id;
ALTER TABLE ONLY public.agent_state ALTER COLUMN id SET DEFAULT nextval('public.agent_state_id_seq'::regclass);
ALTER TABLE ONLY public.attachment ALTER COLUMN id SET DEFAULT nextval('public.attachment_id_seq'::regclass);
ALTER TABLE ONLY public.contact ALTER COLUMN id SET DEFAULT nextval('public.contact_id_seq'::regclass);
ALTER TABLE ONLY public.event ALTER COLUMN id SET DEFAULT nextval('public.event_id_seq'::regclass);
ALTER TABLE ONLY public.firing ALTER COLUMN id SET DEFAULT nextval('public.firing_id_seq'::regclass);
ALTER TABLE ONLY public.held ALTER COLUMN id SET DEFAULT nextval('public.held_id_seq'::regclass);
ALTER TABLE ONLY public.journal ALTER COLUMN id SET DEFAULT nextval('public.journal_id_seq'::regclass);
ALTER TABLE ONLY public.message ALTER COLUMN id SET DEFAULT nextval('public.message_id_seq'::regclass);
ALTER TABLE ONLY public.message_id ALTER COLUMN id SET DEFAULT nextval('public.message_id_id_seq'::regclass);
ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);
ALTER TABLE ONLY public.outbox_recipient ALTER COLUMN id SET DEFAULT nextval('public.outbox_recipient_id_seq'::regclass);
ALTER TABLE ONLY public.participant ALTER COLUMN id SET DEFAULT nextval('public.participant_id_seq'::regclass);
ALTER TABLE ONLY public.promise ALTER COLUMN id SET DEFAULT nextval('public.promise_id_seq'::regclass);
ALTER TABLE ONLY public.reminder ALTER COLUMN id SET DEFAULT nextval('public.reminder_id_seq'::regclass);
ALTER TABLE ONLY public.ticket ALTER COLUMN id SET DEFAULT nextval('public.ticket_id_seq'::regclass);
ALTER TABLE ONLY public.ticket_link ALTER COLUMN id SET DEFAULT nextval('public.ticket_link_id_seq'::regclass);
ALTER TABLE ONLY public.timer ALTER COLUMN id SET DEFAULT nextval('public.timer_id_seq'::regclass);
ALTER TABLE ONLY public.told_later ALTER COLUMN id SET DEFAULT nextval('public.told_later_id_seq'::regclass);
INSERT INTO public.agent_state VALUES (1, 'Anna Berg', 0, NULL, NULL);
INSERT INTO public.agent_state VALUES (2, 'Bo Lund', 0, NULL, NULL);
INSERT INTO public.alembic_version VALUES ('0002');
INSERT INTO public.attachment VALUES (1, 1, 1, '2', 'plan.bin', 'application/octet-stream', 256, '5341e6b2646979a70e57653007a1f310169421ec9bdd9f1a5648f75ade005af1', 'attachment', NULL);
INSERT INTO public.contact VALUES (1, 'kim@customer.test', 'Kim Holm', NULL, NULL, NULL, NULL, '{}', 1795420800000, '', '', NULL);
INSERT INTO public.counter VALUES ('per_domain_hour', 'customer.test', 1795420800000, 2);
INSERT INTO public.counter VALUES ('notices_hour', 'Anna Berg', 1795420800000, 2);
INSERT INTO public.counter VALUES ('per_ticket_hour', '1', 1795421400000, 1);
INSERT INTO public.counter VALUES ('per_ticket_hour', '2', 1795422000000, 1);
INSERT INTO public.counter VALUES ('per_address_day', 'kim@customer.test', 1795420800000, 3);
INSERT INTO public.counter VALUES ('per_domain_hour', 'customer.test', 1795422600000, 1);
INSERT INTO public.counter VALUES ('notices_hour', 'Anna Berg', 1795422600000, 1);
INSERT INTO public.event VALUES (1, 1, 1795420800000, 'contact:kim@customer.test', 'opened', 'mail:1', '{"mailbox": "support@example.com", "subject": "The printer smokes"}');
INSERT INTO public.event VALUES (2, 1, 1795420800000, 'mailgate', 'acknowledgement', 'mail:1', '{"form": "full", "reason": "the sender is vouched for by dmarc"}');
INSERT INTO public.event VALUES (3, 1, 1795420800000, 'mailgate', 'policy', 'mail:1', '{"policy": "standard", "timers": ["first_response"]}');
INSERT INTO public.event VALUES (4, 2, 1795420800000, 'contact:kim@customer.test', 'opened', 'mail:2', '{"mailbox": "support@example.com", "subject": "Second question"}');
INSERT INTO public.event VALUES (5, 2, 1795420800000, 'mailgate', 'acknowledgement', 'mail:2', '{"form": "full", "reason": "the sender is vouched for by dmarc"}');
INSERT INTO public.event VALUES (6, 2, 1795420800000, 'mailgate', 'policy', 'mail:2', '{"policy": "standard", "timers": ["first_response"]}');
INSERT INTO public.event VALUES (7, 1, 1795421400000, 'agent:Anna Berg', 'message', 'mail:3', '{"kind": "agent", "public": true, "message": null, "observed": false}');
INSERT INTO public.event VALUES (8, 1, 1795421400000, 'mailgate', 'timer', 'mail:3', '{"kind": "first_response", "state": "satisfied"}');
INSERT INTO public.event VALUES (9, 1, 1795421400000, 'agent:Anna Berg', 'status', 'mail:3', '{"to": "waiting", "from": "new"}');
INSERT INTO public.event VALUES (10, 1, 1795421400000, 'agent:Anna Berg', 'changed', 'mail:3', '{"before": {"status": "new", "assignee": null, "unanswered_since": "2026-11-23T08:00:00+00:00", "first_response_at": null}, "fields": {"status": ["new", "waiting"], "assignee": [null, "Anna Berg"], "unanswered_since": ["2026-11-23T08:00:00+00:00", null], "first_response_at": [null, "2026-11-23T08:10:00+00:00"]}}');
INSERT INTO public.event VALUES (11, 1, 1795421400000, 'mailgate', 'cancelled', 'mail:3', '{"mail": ["ack"], "detail": "no longer true"}');
INSERT INTO public.event VALUES (12, 2, 1795422000000, 'agent:Anna Berg', 'message', 'mail:4', '{"kind": "agent", "public": true, "message": null, "observed": false}');
INSERT INTO public.event VALUES (13, 2, 1795422000000, 'mailgate', 'timer', 'mail:4', '{"kind": "first_response", "state": "satisfied"}');
INSERT INTO public.event VALUES (14, 2, 1795422000000, 'agent:Anna Berg', 'status', 'mail:4', '{"to": "waiting", "from": "new"}');
INSERT INTO public.event VALUES (15, 2, 1795422000000, 'agent:Anna Berg', 'status', 'mail:4', '{"to": "postponed", "from": "waiting"}');
INSERT INTO public.event VALUES (16, 2, 1795422000000, 'agent:Anna Berg', 'changed', 'mail:4', '{"before": {"status": "new", "assignee": null, "postponed_until": null, "unanswered_since": "2026-11-23T08:00:00+00:00", "first_response_at": null}, "fields": {"status": ["new", "postponed"], "assignee": [null, "Anna Berg"], "postponed_until": [null, "2026-12-01T07:00:00+00:00"], "unanswered_since": ["2026-11-23T08:00:00+00:00", null], "first_response_at": [null, "2026-11-23T08:20:00+00:00"]}}');
INSERT INTO public.event VALUES (17, 2, 1795422000000, 'mailgate', 'cancelled', 'mail:4', '{"mail": ["ack"], "detail": "no longer true"}');
INSERT INTO public.event VALUES (18, 3, 1795422600000, 'contact:kim@customer.test', 'opened', 'mail:5', '{"mailbox": "support@example.com", "subject": "Third"}');
INSERT INTO public.event VALUES (19, 3, 1795422600000, 'mailgate', 'acknowledgement', 'mail:5', '{"form": "full", "reason": "the sender is vouched for by dmarc"}');
INSERT INTO public.event VALUES (20, 3, 1795422600000, 'mailgate', 'policy', 'mail:5', '{"policy": "standard", "timers": ["first_response"]}');
INSERT INTO public.journal VALUES (1, 1795420800000, 'smtp:127.0.0.1:8025', '10.0.0.5', '', 'kim@customer.test', '["support@example.com"]', NULL, false, false, 1087, '42777d965778203effc3af2b5f39c0b55801d019cc454a924140b864cb97170a', 'settled', 0, NULL, NULL, NULL, '<6@client.test>', '1c640cb5fb563b174be1e0a53c0a0e11c689e171929de7afd7b743979e16304c', 'ticket', 1, '["nothing in the mail points to a ticket"]', NULL, 1795420800000);
INSERT INTO public.journal VALUES (2, 1795420800000, 'smtp:127.0.0.1:8025', '10.0.0.5', '', 'kim@customer.test', '["support@example.com"]', NULL, false, false, 351, 'e27cb933daec19d69785e3f63feeebdb3b20a728cc948a262220e8f60575a7c5', 'settled', 0, NULL, NULL, NULL, '<7@client.test>', 'cb36f3e5a00729a31e4adb5731df6ef50dceb6eafdc6a224c1437a2521cca902', 'ticket', 2, '["nothing in the mail points to a ticket"]', NULL, 1795420800000);
INSERT INTO public.journal VALUES (3, 1795421400000, 'smtp:127.0.0.1:8025', '10.0.0.5', '', 'anna@staff.example.net', '["support+tciaqcan6ipc26dji2aoyblq@example.com"]', NULL, false, false, 1090, 'd28da853f3efa75df902383e6f29f6efbe883da8f7198b0b80e8036e90143dc0', 'settled', 0, NULL, NULL, NULL, '<8@client.test>', 'c5e0c38d5c8f69402a931b2c764d2548f422112ab2f53f00a897beaed87e9fd2', 'appended', 1, '["level 1: a reply token in its recipients", "an answer by Anna Berg: Anna Berg, vouched for by dmarc"]', NULL, 1795421400000);
INSERT INTO public.journal VALUES (4, 1795422000000, 'smtp:127.0.0.1:8025', '10.0.0.5', '', 'anna@staff.example.net', '["support+tciaqeaj3nspparpnr5w67ci@example.com"]', NULL, false, false, 1153, '893481ee72e20bf1616b9d34602e55c43fcdc3c917f9b801c6400bc8ec638cb0', 'settled', 0, NULL, NULL, NULL, '<9@client.test>', 'cacea1d8e86a029509b521f704acaa77b0be26b5cbd0d0e3d9c044c9543b14ad', 'appended', 2, '["level 1: a reply token in its recipients", "an answer by Anna Berg: Anna Berg, vouched for by dmarc"]', NULL, 1795422000000);
INSERT INTO public.journal VALUES (5, 1795422600000, 'smtp:127.0.0.1:8025', '10.0.0.5', '', 'kim@customer.test', '["support@example.com"]', NULL, false, false, 332, '11a5f65709a71326b2b971f4928eaf858125645d8bc39864bd582b59bc331021', 'settled', 0, NULL, NULL, NULL, '<10@client.test>', '57efc963d4a70eed79a47f027f824c00ffd665ea0e1d235340faef4442bef60e', 'ticket', 3, '["nothing in the mail points to a ticket"]', NULL, 1795422600000);
INSERT INTO public.keyring VALUES (1, '\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 1795420800000, NULL);
INSERT INTO public.message VALUES (1, 1, 1, 'in', 'customer', true, true, '<6@client.test>', NULL, '[{"name": "Kim Holm", "address": "kim@customer.test"}]', '[{"name": "", "address": "support@example.com"}]', '[]', 'The printer smokes', 'It began this morning. What shall we do?', 'It began this morning. What shall we do?', NULL, '{"kind": "none", "evidence": []}', '{"method": "dmarc", "verdict": "pass", "evidence": ["mx.example.com: dmarc=pass header.from=customer.test"]}', 1795420800000);
INSERT INTO public.message VALUES (2, 2, 2, 'in', 'customer', true, true, '<7@client.test>', NULL, '[{"name": "Kim Holm", "address": "kim@customer.test"}]', '[{"name": "", "address": "support@example.com"}]', '[]', 'Second question', 'Where is my parcel?', 'Where is my parcel?', NULL, '{"kind": "none", "evidence": []}', '{"method": "dmarc", "verdict": "pass", "evidence": ["mx.example.com: dmarc=pass header.from=customer.test"]}', 1795420800000);
INSERT INTO public.message VALUES (3, 1, 3, 'out', 'agent', true, true, '<8@client.test>', 'Anna Berg', '[{"name": "Anna Berg", "address": "anna@staff.example.net"}]', '[{"name": "", "address": "support+tciaqcan6ipc26dji2aoyblq@example.com"}]', '[]', 'Re: [EX-26-000001-W] The printer smokes', 'Off.
On Mon, 23 Nov 2026 at 09:05, Kim Holm via Example Support <support@example.com> wrote:
> Your reply to this mail goes to Kim Holm (kim@customer.test).
> 
> – – – reply above this line – – –
> 
> A new ticket.
> 
> It began this morning. What shall we do?
> 
> Attachments:
> - plan.bin (1 KiB)
> 
> Ticket    EX-26-000001-W, new, priority normal
> Customer  Kim Holm (kim@customer.test)
> Team      support
> Due       today at 13:00 CET: first answer', 'Off.', NULL, '{"kind": "none", "evidence": []}', '{"method": "dmarc", "verdict": "pass", "evidence": ["mx.example.com: dmarc=pass header.from=staff.example.net"]}', 1795421400000);
INSERT INTO public.message VALUES (4, 2, 4, 'out', 'agent', true, true, '<9@client.test>', 'Anna Berg', '[{"name": "Anna Berg", "address": "anna@staff.example.net"}]', '[{"name": "", "address": "support+tciaqeaj3nspparpnr5w67ci@example.com"}]', '[]', 'Re: [EX-26-000002-8] Second question', '#postpone 2026-12-01
Later.
On Mon, 23 Nov 2026 at 09:05, Kim Holm via Example Support <support@example.com> wrote:
> Your reply to this mail goes to Kim Holm (kim@customer.test).
> 
> – – – reply above this line – – –
> 
> A new ticket.
> 
> Where is my parcel?
> 
> Ticket    EX-26-000002-8, new, priority normal
> Customer  Kim Holm (kim@customer.test)
> Team      support
> Due       today at 13:00 CET: first answer
> 
> Other tickets of the customer:
> - EX-26-000001-W, new, Monday 23 November: The printer smokes', 'Later.', NULL, '{"kind": "none", "evidence": []}', '{"method": "dmarc", "verdict": "pass", "evidence": ["mx.example.com: dmarc=pass header.from=staff.example.net"]}', 1795422000000);
INSERT INTO public.message VALUES (5, 3, 5, 'in', 'customer', true, true, '<10@client.test>', NULL, '[{"name": "Kim Holm", "address": "kim@customer.test"}]', '[{"name": "", "address": "support@example.com"}]', '[]', 'Third', 'One more.', 'One more.', NULL, '{"kind": "none", "evidence": []}', '{"method": "dmarc", "verdict": "pass", "evidence": ["mx.example.com: dmarc=pass header.from=customer.test"]}', 1795422600000);
INSERT INTO public.message_id VALUES (1, '<mcuaqcan6hek4gcttj6eutrq@example.com>', 'out', 1, NULL, 'customer', 1795420800000);
INSERT INTO public.message_id VALUES (2, '<mcuaqcatrezteqgrue7fdlja@example.com>', 'out', 1, NULL, 'reply', 1795420800000);
INSERT INTO public.message_id VALUES (3, '<6@client.test>', '1c640cb5fb563b174be1e0a53c0a0e11c689e171929de7afd7b743979e16304c', 1, 1, NULL, NULL);
INSERT INTO public.message_id VALUES (4, '<mcuaqea7hsji3io42w2ofrxa@example.com>', 'out', 2, NULL, 'customer', 1795420800000);
INSERT INTO public.message_id VALUES (5, '<mcuaqebfkjonusjt6hgy36ya@example.com>', 'out', 2, NULL, 'reply', 1795420800000);
INSERT INTO public.message_id VALUES (6, '<7@client.test>', 'cb36f3e5a00729a31e4adb5731df6ef50dceb6eafdc6a224c1437a2521cca902', 2, 2, NULL, NULL);
INSERT INTO public.message_id VALUES (7, '<mcuaqcbk7dviexlfo5uvetfa@example.com>', 'out', 1, NULL, 'customer', 1795421400000);
INSERT INTO public.message_id VALUES (8, '<8@client.test>', 'c5e0c38d5c8f69402a931b2c764d2548f422112ab2f53f00a897beaed87e9fd2', 1, 3, NULL, NULL);
INSERT INTO public.message_id VALUES (9, '<mcuaqebtj3mdtou47utfmzki@example.com>', 'out', 2, NULL, 'customer', 1795422000000);
INSERT INTO public.message_id VALUES (10, '<mcuaqeb6oaqhkbncnlt5prci@example.com>', 'out', 2, NULL, 'note', 1795422000000);
INSERT INTO public.message_id VALUES (11, '<9@client.test>', 'cacea1d8e86a029509b521f704acaa77b0be26b5cbd0d0e3d9c044c9543b14ad', 2, 4, NULL, NULL);
INSERT INTO public.message_id VALUES (12, '<mcuaqgch4q4nzowsn5ok74xq@example.com>', 'out', 3, NULL, 'customer', 1795422600000);
INSERT INTO public.message_id VALUES (13, '<mcuaqgcjs34hzomzxrozwsaa@example.com>', 'out', 3, NULL, 'reply', 1795422600000);
INSERT INTO public.message_id VALUES (14, '<10@client.test>', '57efc963d4a70eed79a47f027f824c00ffd665ea0e1d235340faef4442bef60e', 3, 5, NULL, NULL);
INSERT INTO public.outbox VALUES (1, 1, 1, 1, 'ack', '<mcuaqcan6hek4gcttj6eutrq@example.com>', '', '{"message_id":"<mcuaqcan6hek4gcttj6eutrq@example.com>","subject":"[EX-26-000001-W] The printer smokes","text":"Hello Kim Holm,\n\nThank you for writing to Example Support.\nWe have your message, and it has the number EX-26-000001-W.\n\nYou will have an answer by today at 13:00 CET.\n\nIf you want to add something, just reply to this mail.\n\nExample Support\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0 0 16px\">Hello Kim Holm,</p>\n<p style=\"margin:0 0 16px\">Thank you for writing to Example Support.<br>\nWe have your message, and it has the number <b>EX-26-000001-W</b>.</p>\n<p style=\"margin:0 0 16px\">You will have an answer by <b>today at 13:00 CET</b>.</p>\n<p style=\"margin:0 0 16px\">If you want to add something, just reply to this mail.</p>\n<p style=\"margin:0\">Example Support</p>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<6@client.test>","references":["<mcyaqcabzz2tgowvf4oppmvy@example.com>","<6@client.test>"],"automatic":"auto-replied","list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqcajzc5v223lspqncavq@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}', 1795420800000, 1795435200000, 'unanswered');
INSERT INTO public.outbox VALUES (2, 1, 1, 1, 'notification', '<mcuaqcatrezteqgrue7fdlja@example.com>', 'support@example.com', '{"message_id":"<mcuaqcatrezteqgrue7fdlja@example.com>","subject":"[EX-26-000001-W] The printer smokes","text":"Your reply to this mail goes to Kim Holm (kim@customer.test).\n\n\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013\n\nA new ticket.\n\nIt began this morning. What shall we do?\n\nAttachments:\n- plan.bin (1 KiB)\n\nTicket    EX-26-000001-W, new, priority normal\nCustomer  Kim Holm (kim@customer.test)\nTeam      support\nDue       today at 13:00 CET: first answer\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0;padding:6px 12px;border-left:4px solid #1a73e8\"><b>Your reply to this mail goes to Kim Holm (kim@customer.test).</b></p>\n<p class=\"soft\" style=\"margin:12px 0;color:#5f6368\">\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013</p>\n<p style=\"margin:0 0 12px\"><b>A new ticket.</b></p>\n<div dir=\"auto\" style=\"margin:0 0 16px\">It began this morning. What shall we do?</div>\n<p style=\"margin:0\">Attachments:</p>\n<ul style=\"margin:0 0 16px;padding:0 0 0 24px\">\n<li>plan.bin (1 KiB)</li>\n</ul>\n<table cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\" style=\"border-top:1px solid #9aa0a6;border-bottom:1px solid #9aa0a6\">\n<tr><td class=\"soft\" valign=\"top\" width=\"80\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Ticket</td><td valign=\"top\" style=\"padding:4px 0\"><b>EX-26-000001-W</b>, new, priority normal</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Customer</td><td valign=\"top\" style=\"padding:4px 0\">Kim Holm (kim@customer.test)</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Team</td><td valign=\"top\" style=\"padding:4px 0\">support</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Due</td><td valign=\"top\" style=\"padding:4px 0\"><b>today at 13:00 CET</b>: first answer</td></tr>\n</table>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<mcyaqcabzz2tgowvf4oppmvy@example.com>","references":["<mcyaqcabzz2tgowvf4oppmvy@example.com>"],"automatic":"auto-generated","list_id":"support.example.com","language":"en","hops":1,"markers":[["X-Mailgate-Ticket","EX-26-000001-W"]],"from_":{"address":"support@example.com","name":"Kim Holm via Example Support"},"to":[{"address":"anna@staff.example.net","name":"Anna Berg"}],"cc":[],"reply_to":{"address":"support+tciaqcan6ipc26dji2aoyblq@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[{"name":"plan.bin","content_type":"application/octet-stream","journal_id":1,"path":"2","sha256":"5341e6b2646979a70e57653007a1f310169421ec9bdd9f1a5648f75ade005af1","size":256}]}', 1795420800000, NULL, NULL);
INSERT INTO public.outbox VALUES (3, 2, 2, 2, 'ack', '<mcuaqea7hsji3io42w2ofrxa@example.com>', '', '{"message_id":"<mcuaqea7hsji3io42w2ofrxa@example.com>","subject":"[EX-26-000002-8] Second question","text":"Hello Kim Holm,\n\nThank you for writing to Example Support.\nWe have your message, and it has the number EX-26-000002-8.\n\nYou will have an answer by today at 13:00 CET.\n\nIf you want to add something, just reply to this mail.\n\nExample Support\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0 0 16px\">Hello Kim Holm,</p>\n<p style=\"margin:0 0 16px\">Thank you for writing to Example Support.<br>\nWe have your message, and it has the number <b>EX-26-000002-8</b>.</p>\n<p style=\"margin:0 0 16px\">You will have an answer by <b>today at 13:00 CET</b>.</p>\n<p style=\"margin:0 0 16px\">If you want to add something, just reply to this mail.</p>\n<p style=\"margin:0\">Example Support</p>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<7@client.test>","references":["<mcyaqeag7i5b4poudiq7q6jq@example.com>","<7@client.test>"],"automatic":"auto-replied","list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqeavyqsxaktdmfwphezi@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}', 1795420800000, 1795435200000, 'unanswered');
INSERT INTO public.outbox VALUES (4, 2, 2, 2, 'notification', '<mcuaqebfkjonusjt6hgy36ya@example.com>', 'support@example.com', '{"message_id":"<mcuaqebfkjonusjt6hgy36ya@example.com>","subject":"[EX-26-000002-8] Second question","text":"Your reply to this mail goes to Kim Holm (kim@customer.test).\n\n\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013\n\nA new ticket.\n\nWhere is my parcel?\n\nTicket    EX-26-000002-8, new, priority normal\nCustomer  Kim Holm (kim@customer.test)\nTeam      support\nDue       today at 13:00 CET: first answer\n\nOther tickets of the customer:\n- EX-26-000001-W, new, Monday 23 November: The printer smokes\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0;padding:6px 12px;border-left:4px solid #1a73e8\"><b>Your reply to this mail goes to Kim Holm (kim@customer.test).</b></p>\n<p class=\"soft\" style=\"margin:12px 0;color:#5f6368\">\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013</p>\n<p style=\"margin:0 0 12px\"><b>A new ticket.</b></p>\n<div dir=\"auto\" style=\"margin:0 0 16px\">Where is my parcel?</div>\n<table cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\" style=\"border-top:1px solid #9aa0a6;border-bottom:1px solid #9aa0a6\">\n<tr><td class=\"soft\" valign=\"top\" width=\"80\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Ticket</td><td valign=\"top\" style=\"padding:4px 0\"><b>EX-26-000002-8</b>, new, priority normal</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Customer</td><td valign=\"top\" style=\"padding:4px 0\">Kim Holm (kim@customer.test)</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Team</td><td valign=\"top\" style=\"padding:4px 0\">support</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Due</td><td valign=\"top\" style=\"padding:4px 0\"><b>today at 13:00 CET</b>: first answer</td></tr>\n</table>\n<p style=\"margin:16px 0 0\">Other tickets of the customer:</p>\n<ul style=\"margin:0;padding:0 0 0 24px\">\n<li>EX-26-000001-W, new, Monday 23 November: The printer smokes</li>\n</ul>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<mcyaqeag7i5b4poudiq7q6jq@example.com>","references":["<mcyaqeag7i5b4poudiq7q6jq@example.com>"],"automatic":"auto-generated","list_id":"support.example.com","language":"en","hops":1,"markers":[["X-Mailgate-Ticket","EX-26-000002-8"]],"from_":{"address":"support@example.com","name":"Kim Holm via Example Support"},"to":[{"address":"anna@staff.example.net","name":"Anna Berg"}],"cc":[],"reply_to":{"address":"support+tciaqeaj3nspparpnr5w67ci@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}', 1795420800000, NULL, NULL);
INSERT INTO public.outbox VALUES (5, 1, 3, 3, 'reply', '<mcuaqcbk7dviexlfo5uvetfa@example.com>', 'support@example.com', '{"message_id":"<mcuaqcbk7dviexlfo5uvetfa@example.com>","subject":"Re: [EX-26-000001-W] The printer smokes","text":"Off.\n\n-- \nAnna Berg, Example Support\n\nKim Holm wrote, today at 09:00 CET:\n> It began this morning. What shall we do?\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<div dir=\"auto\">Off.</div>\n<div style=\"margin:16px 0 0\">-- <br>\nAnna Berg, Example Support</div>\n<div class=\"soft\" style=\"margin:24px 0 0;color:#5f6368\">Kim Holm wrote, today at 09:00 CET:</div>\n<blockquote type=\"cite\" dir=\"auto\" style=\"margin:8px 0 0;padding:0 0 0 12px;border-left:3px solid #9aa0a6\">It began this morning. What shall we do?</blockquote>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<6@client.test>","references":["<mcyaqcabzz2tgowvf4oppmvy@example.com>","<6@client.test>"],"automatic":null,"list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Anna Berg, Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqcajzc5v223lspqncavq@example.com","name":"Example Support"},"date":"2026-11-23T09:10:00+01:00","attachments":[]}', 1795421400000, NULL, NULL);
INSERT INTO public.outbox VALUES (6, 2, 4, 4, 'reply', '<mcuaqebtj3mdtou47utfmzki@example.com>', 'support@example.com', '{"message_id":"<mcuaqebtj3mdtou47utfmzki@example.com>","subject":"Re: [EX-26-000002-8] Second question","text":"Later.\n\n-- \nAnna Berg, Example Support\n\nKim Holm wrote, today at 09:00 CET:\n> Where is my parcel?\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<div dir=\"auto\">Later.</div>\n<div style=\"margin:16px 0 0\">-- <br>\nAnna Berg, Example Support</div>\n<div class=\"soft\" style=\"margin:24px 0 0;color:#5f6368\">Kim Holm wrote, today at 09:00 CET:</div>\n<blockquote type=\"cite\" dir=\"auto\" style=\"margin:8px 0 0;padding:0 0 0 12px;border-left:3px solid #9aa0a6\">Where is my parcel?</blockquote>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<7@client.test>","references":["<mcyaqeag7i5b4poudiq7q6jq@example.com>","<7@client.test>"],"automatic":null,"list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Anna Berg, Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqeavyqsxaktdmfwphezi@example.com","name":"Example Support"},"date":"2026-11-23T09:20:00+01:00","attachments":[]}', 1795422000000, NULL, NULL);
INSERT INTO public.outbox VALUES (7, 2, 4, 4, 'notice', '<mcuaqeb6oaqhkbncnlt5prci@example.com>', '', '{"message_id":"<mcuaqeb6oaqhkbncnlt5prci@example.com>","subject":"[EX-26-000002-8] Done","text":"Hello Anna Berg,\n\n\u2713 #postpone 2026-12-01   (2026-12-01 08:00 CET)\n\nYour answer leaves today at 09:20 CET.\nUntil then, reply to this mail with #undo to take it back.\n\n\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0 0 16px\">Hello Anna Berg,</p>\n<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:0 0 16px\">\n<tr><td valign=\"top\" style=\"padding:2px 12px 2px 0\">\u2713</td><td valign=\"top\" style=\"padding:2px 0\"><b>#postpone 2026-12-01</b> (2026-12-01 08:00 CET)</td></tr>\n</table>\n<p style=\"margin:0 0 16px;padding:6px 12px;border-left:4px solid #1a73e8\">Your answer leaves <b>today at 09:20 CET</b>.<br>\nUntil then, reply to this mail with <b>#undo</b> to take it back.</p>\n<p class=\"soft\" style=\"margin:12px 0 0;color:#5f6368\">\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013</p>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<mcyaqeag7i5b4poudiq7q6jq@example.com>","references":["<mcyaqeag7i5b4poudiq7q6jq@example.com>"],"automatic":"auto-replied","list_id":"support.example.com","language":"en","hops":1,"markers":[["X-Mailgate-Ticket","EX-26-000002-8"]],"from_":{"address":"support@example.com","name":"Example Support"},"to":[{"address":"anna@staff.example.net","name":"Anna Berg"}],"cc":[],"reply_to":{"address":"support+tcmaqeaj4pzqsvehj533dc7y@example.com","name":"Example Support"},"date":"2026-11-23T09:20:00+01:00","attachments":[]}', 1795422000000, NULL, NULL);
INSERT INTO public.outbox VALUES (8, 3, 5, 5, 'ack', '<mcuaqgch4q4nzowsn5ok74xq@example.com>', '', '{"message_id":"<mcuaqgch4q4nzowsn5ok74xq@example.com>","subject":"[EX-26-000003-J] Third","text":"Hello Kim Holm,\n\nThank you for writing to Example Support.\nWe have your message, and it has the number EX-26-000003-J.\n\nYou will have an answer by today at 13:30 CET.\n\nIf you want to add something, just reply to this mail.\n\nExample Support\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0 0 16px\">Hello Kim Holm,</p>\n<p style=\"margin:0 0 16px\">Thank you for writing to Example Support.<br>\nWe have your message, and it has the number <b>EX-26-000003-J</b>.</p>\n<p style=\"margin:0 0 16px\">You will have an answer by <b>today at 13:30 CET</b>.</p>\n<p style=\"margin:0 0 16px\">If you want to add something, just reply to this mail.</p>\n<p style=\"margin:0\">Example Support</p>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<10@client.test>","references":["<mcyaqgah4appzvlx4albxtja@example.com>","<10@client.test>"],"automatic":"auto-replied","list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqga4n2qi7st7du47awzq@example.com","name":"Example Support"},"date":"2026-11-23T09:30:00+01:00","attachments":[]}', 1795422600000, 1795437000000, 'unanswered');
INSERT INTO public.outbox VALUES (9, 3, 5, 5, 'notification', '<mcuaqgcjs34hzomzxrozwsaa@example.com>', 'support@example.com', '{"message_id":"<mcuaqgcjs34hzomzxrozwsaa@example.com>","subject":"[EX-26-000003-J] Third","text":"Your reply to this mail goes to Kim Holm (kim@customer.test).\n\n\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013\n\nA new ticket.\n\nOne more.\n\nTicket    EX-26-000003-J, new, priority normal\nCustomer  Kim Holm (kim@customer.test)\nTeam      support\nDue       today at 13:30 CET: first answer\n\nOther tickets of the customer:\n- EX-26-000002-8, postponed, Monday 23 November: Second question\n- EX-26-000001-W, waiting, Monday 23 November: The printer smokes\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0;padding:6px 12px;border-left:4px solid #1a73e8\"><b>Your reply to this mail goes to Kim Holm (kim@customer.test).</b></p>\n<p class=\"soft\" style=\"margin:12px 0;color:#5f6368\">\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013</p>\n<p style=\"margin:0 0 12px\"><b>A new ticket.</b></p>\n<div dir=\"auto\" style=\"margin:0 0 16px\">One more.</div>\n<table cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\" style=\"border-top:1px solid #9aa0a6;border-bottom:1px solid #9aa0a6\">\n<tr><td class=\"soft\" valign=\"top\" width=\"80\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Ticket</td><td valign=\"top\" style=\"padding:4px 0\"><b>EX-26-000003-J</b>, new, priority normal</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Customer</td><td valign=\"top\" style=\"padding:4px 0\">Kim Holm (kim@customer.test)</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Team</td><td valign=\"top\" style=\"padding:4px 0\">support</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Due</td><td valign=\"top\" style=\"padding:4px 0\"><b>today at 13:30 CET</b>: first answer</td></tr>\n</table>\n<p style=\"margin:16px 0 0\">Other tickets of the customer:</p>\n<ul style=\"margin:0;padding:0 0 0 24px\">\n<li>EX-26-000002-8, postponed, Monday 23 November: Second question</li>\n<li>EX-26-000001-W, waiting, Monday 23 November: The printer smokes</li>\n</ul>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<mcyaqgah4appzvlx4albxtja@example.com>","references":["<mcyaqgah4appzvlx4albxtja@example.com>"],"automatic":"auto-generated","list_id":"support.example.com","language":"en","hops":1,"markers":[["X-Mailgate-Ticket","EX-26-000003-J"]],"from_":{"address":"support@example.com","name":"Kim Holm via Example Support"},"to":[{"address":"anna@staff.example.net","name":"Anna Berg"}],"cc":[],"reply_to":{"address":"support+tciaqgaiwa66pghsdgo2x3ua@example.com","name":"Example Support"},"date":"2026-11-23T09:30:00+01:00","attachments":[]}', 1795422600000, NULL, NULL);
INSERT INTO public.outbox_recipient VALUES (2, 2, 'anna@staff.example.net', 'staff.example.net', 'waiting', 0, NULL, 1795420800000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox_recipient VALUES (4, 4, 'anna@staff.example.net', 'staff.example.net', 'waiting', 0, NULL, 1795420800000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox_recipient VALUES (1, 1, 'kim@customer.test', 'customer.test', 'cancelled', 0, NULL, NULL, NULL, NULL, NULL, NULL, 'no longer true', 1795421400000);
INSERT INTO public.outbox_recipient VALUES (5, 5, 'kim@customer.test', 'customer.test', 'waiting', 0, NULL, 1795421430000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox_recipient VALUES (3, 3, 'kim@customer.test', 'customer.test', 'cancelled', 0, NULL, NULL, NULL, NULL, NULL, NULL, 'no longer true', 1795422000000);
INSERT INTO public.outbox_recipient VALUES (6, 6, 'kim@customer.test', 'customer.test', 'waiting', 0, NULL, 1795422030000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox_recipient VALUES (7, 7, 'anna@staff.example.net', 'staff.example.net', 'waiting', 0, NULL, 1795422000000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox_recipient VALUES (8, 8, 'kim@customer.test', 'customer.test', 'waiting', 0, NULL, 1795422600000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox_recipient VALUES (9, 9, 'anna@staff.example.net', 'staff.example.net', 'waiting', 0, NULL, 1795422600000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.participant VALUES (1, 1, 1, 'kim@customer.test', 'Kim Holm', 'requester', 1795420800000, '', '', false);
INSERT INTO public.participant VALUES (2, 2, 1, 'kim@customer.test', 'Kim Holm', 'requester', 1795420800000, '', '', false);
INSERT INTO public.participant VALUES (3, 3, 1, 'kim@customer.test', 'Kim Holm', 'requester', 1795422600000, '', '', false);
INSERT INTO public.promise VALUES (1, 1, 1795420800000, 1795435200000, 'sla', '{"policy": "standard", "target_s": 14400}', 'kept', 1795421400000);
INSERT INTO public.promise VALUES (2, 2, 1795420800000, 1795435200000, 'sla', '{"policy": "standard", "target_s": 14400}', 'kept', 1795422000000);
INSERT INTO public.promise VALUES (3, 3, 1795422600000, 1795437000000, 'sla', '{"policy": "standard", "target_s": 14400}', 'open', NULL);
INSERT INTO public.raw VALUES (1, '\x41757468656e7469636174696f6e2d526573756c74733a206d782e6578616d706c652e636f6d3b20646d6172633d70617373206865616465722e66726f6d3d637573746f6d65722e746573740d0a46726f6d3a204b696d20486f6c6d203c6b696d40637573746f6d65722e746573743e0d0a546f3a20737570706f7274406578616d706c652e636f6d0d0a5375626a6563743a20546865207072696e74657220736d6f6b65730d0a446174653a204d6f6e2c203233204e6f7620323032362030383a35393a3030202b303130300d0a4d6573736167652d49443a203c3640636c69656e742e746573743e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f6d697865643b20626f756e646172793d223d3d3d3d3d3d3d3d3d3d3d3d3d3d3d313135373433313632393237343232323436303d3d220d0a0d0a2d2d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d313135373433313632393237343232323436303d3d0d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a20376269740d0a0d0a497420626567616e2074686973206d6f726e696e672e2057686174207368616c6c20776520646f3f0d0a0d0a2d2d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d313135373433313632393237343232323436303d3d0d0a436f6e74656e742d547970653a206170706c69636174696f6e2f6f637465742d73747265616d0d0a436f6e74656e742d5472616e736665722d456e636f64696e673a206261736536340d0a436f6e74656e742d446973706f736974696f6e3a206174746163686d656e743b2066696c656e616d653d22706c616e2e62696e220d0a4d494d452d56657273696f6e3a20312e300d0a0d0a414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141410d0a414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141410d0a414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141410d0a414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141410d0a41414141414141414141414141414141414141414141414141414141414141414141414141413d3d0d0a0d0a2d2d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d313135373433313632393237343232323436303d3d2d2d0d0a');
INSERT INTO public.raw VALUES (2, '\x41757468656e7469636174696f6e2d526573756c74733a206d782e6578616d706c652e636f6d3b20646d6172633d70617373206865616465722e66726f6d3d637573746f6d65722e746573740d0a46726f6d3a204b696d20486f6c6d203c6b696d40637573746f6d65722e746573743e0d0a546f3a20737570706f7274406578616d706c652e636f6d0d0a5375626a6563743a205365636f6e64207175657374696f6e0d0a446174653a204d6f6e2c203233204e6f7620323032362030383a35393a3030202b303130300d0a4d6573736167652d49443a203c3740636c69656e742e746573743e0d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a20376269740d0a4d494d452d56657273696f6e3a20312e300d0a0d0a5768657265206973206d792070617263656c3f0d0a');
INSERT INTO public.raw VALUES (3, '\x41757468656e7469636174696f6e2d526573756c74733a0d0a206d782e6578616d706c652e636f6d3b20646d6172633d70617373206865616465722e66726f6d3d73746166662e6578616d706c652e6e65740d0a46726f6d3a20416e6e612042657267203c616e6e614073746166662e6578616d706c652e6e65743e0d0a546f3a20737570706f72742b746369617163616e366970633236646a6932616f79626c71406578616d706c652e636f6d0d0a5375626a6563743a2052653a205b45582d32362d3030303030312d575d20546865207072696e74657220736d6f6b65730d0a446174653a204d6f6e2c203233204e6f7620323032362030383a35393a3030202b303130300d0a4d6573736167652d49443a203c3840636c69656e742e746573743e0d0a496e2d5265706c792d546f3a203c6d6375617163617472657a746571677275653766646c6a61406578616d706c652e636f6d3e0d0a5265666572656e6365733a0d0a203c6d637961716361627a7a3274676f777666346f70706d7679406578616d706c652e636f6d3e203c6d6375617163617472657a746571677275653766646c6a61406578616d706c652e636f6d3e0d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a4f66662e0d0a0d0a4f6e204d6f6e2c203233204e6f7620323032362061742030393a30352c204b696d20486f6c6d20766961204578616d706c6520537570706f7274203c737570706f7274406578616d706c652e633d0d0a6f6d3e2077726f74653a0d0a3e20596f7572207265706c7920746f2074686973206d61696c20676f657320746f204b696d20486f6c6d20286b696d40637573746f6d65722e74657374292e0d0a3e3d32300d0a3e203d45323d38303d3933203d45323d38303d3933203d45323d38303d3933207265706c792061626f76652074686973206c696e65203d45323d38303d3933203d45323d38303d3933203d45323d0d0a3d38303d39330d0a3e3d32300d0a3e2041206e6577207469636b65742e0d0a3e3d32300d0a3e20497420626567616e2074686973206d6f726e696e672e2057686174207368616c6c20776520646f3f0d0a3e3d32300d0a3e204174746163686d656e74733a0d0a3e202d20706c616e2e62696e202831204b6942290d0a3e3d32300d0a3e205469636b65742020202045582d32362d3030303030312d572c206e65772c207072696f72697479206e6f726d616c0d0a3e20437573746f6d657220204b696d20486f6c6d20286b696d40637573746f6d65722e74657374290d0a3e205465616d202020202020737570706f72740d0a3e2044756520202020202020746f6461792061742031333a3030204345543a20666972737420616e737765720d0a');
INSERT INTO public.raw VALUES (4, '\x41757468656e7469636174696f6e2d526573756c74733a0d0a206d782e6578616d706c652e636f6d3b20646d6172633d70617373206865616465722e66726f6d3d73746166662e6578616d706c652e6e65740d0a46726f6d3a20416e6e612042657267203c616e6e614073746166662e6578616d706c652e6e65743e0d0a546f3a20737570706f72742b746369617165616a336e7370706172706e72357736376369406578616d706c652e636f6d0d0a5375626a6563743a2052653a205b45582d32362d3030303030322d385d205365636f6e64207175657374696f6e0d0a446174653a204d6f6e2c203233204e6f7620323032362030383a35393a3030202b303130300d0a4d6573736167652d49443a203c3940636c69656e742e746573743e0d0a496e2d5265706c792d546f3a203c6d637561716562666b6a6f6e75736a743668677933367961406578616d706c652e636f6d3e0d0a5265666572656e6365733a0d0a203c6d637961716561673769356234706f756469713771366a71406578616d706c652e636f6d3e203c6d637561716562666b6a6f6e75736a743668677933367961406578616d706c652e636f6d3e0d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a23706f7374706f6e6520323032362d31322d30310d0a0d0a4c617465722e0d0a0d0a4f6e204d6f6e2c203233204e6f7620323032362061742030393a30352c204b696d20486f6c6d20766961204578616d706c6520537570706f7274203c737570706f7274406578616d706c652e633d0d0a6f6d3e2077726f74653a0d0a3e20596f7572207265706c7920746f2074686973206d61696c20676f657320746f204b696d20486f6c6d20286b696d40637573746f6d65722e74657374292e0d0a3e3d32300d0a3e203d45323d38303d3933203d45323d38303d3933203d45323d38303d3933207265706c792061626f76652074686973206c696e65203d45323d38303d3933203d45323d38303d3933203d45323d0d0a3d38303d39330d0a3e3d32300d0a3e2041206e6577207469636b65742e0d0a3e3d32300d0a3e205768657265206973206d792070617263656c3f0d0a3e3d32300d0a3e205469636b65742020202045582d32362d3030303030322d382c206e65772c207072696f72697479206e6f726d616c0d0a3e20437573746f6d657220204b696d20486f6c6d20286b696d40637573746f6d65722e74657374290d0a3e205465616d202020202020737570706f72740d0a3e2044756520202020202020746f6461792061742031333a3030204345543a20666972737420616e737765720d0a3e3d32300d0a3e204f74686572207469636b657473206f662074686520637573746f6d65723a0d0a3e202d2045582d32362d3030303030312d572c206e65772c204d6f6e646179203233204e6f76656d6265723a20546865207072696e74657220736d6f6b65730d0a');
INSERT INTO public.raw VALUES (5, '\x41757468656e7469636174696f6e2d526573756c74733a206d782e6578616d706c652e636f6d3b20646d6172633d70617373206865616465722e66726f6d3d637573746f6d65722e746573740d0a46726f6d3a204b696d20486f6c6d203c6b696d40637573746f6d65722e746573743e0d0a546f3a20737570706f7274406578616d706c652e636f6d0d0a5375626a6563743a2054686972640d0a446174653a204d6f6e2c203233204e6f7620323032362030383a35393a3030202b303130300d0a4d6573736167652d49443a203c313040636c69656e742e746573743e0d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a20376269740d0a4d494d452d56657273696f6e3a20312e300d0a0d0a4f6e65206d6f72652e0d0a');
INSERT INTO public.ticket VALUES (1, 'EX', 26, 'The printer smokes', 'waiting', 'customer', 'normal', NULL, 'support', 'Anna Berg', 1, 'support@example.com', '[]', 'en', 'Europe/Copenhagen', 'standard', '[]', '{}', 1795420800000, 1795421400000, 1795421400000, NULL, NULL, NULL, NULL, '<6@client.test>', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.ticket VALUES (2, 'EX', 26, 'Second question', 'postponed', 'customer', 'normal', NULL, 'support', 'Anna Berg', 1, 'support@example.com', '[]', 'en', 'Europe/Copenhagen', 'standard', '[]', '{}', 1795420800000, 1795422000000, 1795422000000, NULL, NULL, 1796108400000, NULL, '<7@client.test>', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.ticket VALUES (3, 'EX', 26, 'Third', 'new', 'customer', 'normal', NULL, 'support', NULL, 1, 'support@example.com', '[]', 'en', 'Europe/Copenhagen', 'standard', '[]', '{}', 1795422600000, 1795422600000, NULL, NULL, NULL, NULL, 1795422600000, '<10@client.test>', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.timer VALUES (1, 1, 'first_response', 1, 1, 'satisfied', 'standard', 'office', 1795420800000, 1795420800000, 0, 14400, 1795435200000, NULL, 1795421400000, NULL, false);
INSERT INTO public.timer VALUES (2, 2, 'first_response', 1, 1, 'satisfied', 'standard', 'office', 1795420800000, 1795420800000, 0, 14400, 1795435200000, NULL, 1795422000000, NULL, false);
INSERT INTO public.timer VALUES (5, 3, 'first_response', 1, 1, 'running', 'standard', 'office', 1795422600000, 1795422600000, 0, 14400, 1795437000000, 1795437000000, NULL, NULL, false);
SELECT pg_catalog.setval('public.agent_state_id_seq', 2, true);
SELECT pg_catalog.setval('public.attachment_id_seq', 1, true);
SELECT pg_catalog.setval('public.contact_id_seq', 1, true);
SELECT pg_catalog.setval('public.event_id_seq', 20, true);
SELECT pg_catalog.setval('public.firing_id_seq', 1, false);
SELECT pg_catalog.setval('public.held_id_seq', 1, false);
SELECT pg_catalog.setval('public.journal_id_seq', 5, true);
SELECT pg_catalog.setval('public.message_id_id_seq', 14, true);
SELECT pg_catalog.setval('public.message_id_seq', 5, true);
SELECT pg_catalog.setval('public.outbox_id_seq', 9, true);
SELECT pg_catalog.setval('public.outbox_recipient_id_seq', 9, true);
SELECT pg_catalog.setval('public.participant_id_seq', 3, true);
SELECT pg_catalog.setval('public.promise_id_seq', 3, true);
SELECT pg_catalog.setval('public.reminder_id_seq', 1, false);
SELECT pg_catalog.setval('public.ticket_id_seq', 3, true);
SELECT pg_catalog.setval('public.ticket_link_id_seq', 1, false);
SELECT pg_catalog.setval('public.timer_id_seq', 5, true);
SELECT pg_catalog.setval('public.told_later_id_seq', 1, false);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.agent_state
    ADD CONSTRAINT pk_agent_state PRIMARY KEY (id);
ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT pk_attachment PRIMARY KEY (id);
ALTER TABLE ONLY public.contact
    ADD CONSTRAINT pk_contact PRIMARY KEY (id);
ALTER TABLE ONLY public.counter
    ADD CONSTRAINT pk_counter PRIMARY KEY (cap, subject, bucket);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT pk_event PRIMARY KEY (id);
ALTER TABLE ONLY public.firing
    ADD CONSTRAINT pk_firing PRIMARY KEY (id);
ALTER TABLE ONLY public.held
    ADD CONSTRAINT pk_held PRIMARY KEY (id);
ALTER TABLE ONLY public.journal
    ADD CONSTRAINT pk_journal PRIMARY KEY (id);
ALTER TABLE ONLY public.keyring
    ADD CONSTRAINT pk_keyring PRIMARY KEY (kid);
ALTER TABLE ONLY public.lease
    ADD CONSTRAINT pk_lease PRIMARY KEY (name);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT pk_message PRIMARY KEY (id);
ALTER TABLE ONLY public.message_id
    ADD CONSTRAINT pk_message_id PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox_recipient
    ADD CONSTRAINT pk_outbox_recipient PRIMARY KEY (id);
ALTER TABLE ONLY public.participant
    ADD CONSTRAINT pk_participant PRIMARY KEY (id);
ALTER TABLE ONLY public.promise
    ADD CONSTRAINT pk_promise PRIMARY KEY (id);
ALTER TABLE ONLY public.raw
    ADD CONSTRAINT pk_raw PRIMARY KEY (journal_id);
ALTER TABLE ONLY public.reference_alias
    ADD CONSTRAINT pk_reference_alias PRIMARY KEY (reference);
ALTER TABLE ONLY public.reminder
    ADD CONSTRAINT pk_reminder PRIMARY KEY (id);
ALTER TABLE ONLY public.switch
    ADD CONSTRAINT pk_switch PRIMARY KEY (name);
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT pk_ticket PRIMARY KEY (id);
ALTER TABLE ONLY public.ticket_link
    ADD CONSTRAINT pk_ticket_link PRIMARY KEY (id);
ALTER TABLE ONLY public.timer
    ADD CONSTRAINT pk_timer PRIMARY KEY (id);
ALTER TABLE ONLY public.told_later
    ADD CONSTRAINT pk_told_later PRIMARY KEY (id);
ALTER TABLE ONLY public.agent_state
    ADD CONSTRAINT uq_agent_state_name UNIQUE (name);
ALTER TABLE ONLY public.contact
    ADD CONSTRAINT uq_contact_address UNIQUE (address);
ALTER TABLE ONLY public.firing
    ADD CONSTRAINT uq_firing_timer_id_generation_step UNIQUE (timer_id, generation, step);
ALTER TABLE ONLY public.held
    ADD CONSTRAINT uq_held_journal_id UNIQUE (journal_id);
ALTER TABLE ONLY public.message_id
    ADD CONSTRAINT uq_message_id_message_id_digest UNIQUE (message_id, digest);
ALTER TABLE ONLY public.outbox_recipient
    ADD CONSTRAINT uq_outbox_recipient_outbox_id_address UNIQUE (outbox_id, address);
ALTER TABLE ONLY public.participant
    ADD CONSTRAINT uq_participant_ticket_id_address UNIQUE (ticket_id, address);
ALTER TABLE ONLY public.ticket_link
    ADD CONSTRAINT uq_ticket_link_ticket_id_other_id_kind UNIQUE (ticket_id, other_id, kind);
ALTER TABLE ONLY public.timer
    ADD CONSTRAINT uq_timer_ticket_id_kind_instance UNIQUE (ticket_id, kind, instance);
CREATE INDEX ix_attachment_message_pk ON public.attachment USING btree (message_pk);
CREATE INDEX ix_counter_bucket ON public.counter USING btree (bucket);
CREATE INDEX ix_event_ticket_id ON public.event USING btree (ticket_id, id);
CREATE INDEX ix_held_ticket_id ON public.held USING btree (ticket_id);
CREATE INDEX ix_held_waiting ON public.held USING btree (agent, id) WHERE (state = 'waiting'::text);
CREATE INDEX ix_journal_message_id ON public.journal USING btree (message_id);
CREATE INDEX ix_journal_quarantined ON public.journal USING btree (id) WHERE (state = 'quarantined'::text);
CREATE INDEX ix_journal_ticket_id ON public.journal USING btree (ticket_id);
CREATE INDEX ix_journal_waiting ON public.journal USING btree (quiet, next_attempt_at, id) WHERE (state = 'waiting'::text);
CREATE INDEX ix_message_ticket_id ON public.message USING btree (ticket_id, id);
CREATE INDEX ix_outbox_recipient_waiting ON public.outbox_recipient USING btree (next_attempt_at, id) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]));
CREATE INDEX ix_outbox_ticket_id ON public.outbox USING btree (ticket_id);
CREATE INDEX ix_promise_ticket_id ON public.promise USING btree (ticket_id);
CREATE INDEX ix_promise_until ON public.promise USING btree (until) WHERE (state = 'open'::text);
CREATE INDEX ix_reminder_at ON public.reminder USING btree (at) WHERE (state = 'waiting'::text);
CREATE INDEX ix_reminder_ticket_id ON public.reminder USING btree (ticket_id);
CREATE INDEX ix_ticket_link_other_id ON public.ticket_link USING btree (other_id);
CREATE INDEX ix_ticket_postponed_until ON public.ticket USING btree (postponed_until) WHERE (status = 'postponed'::text);
CREATE INDEX ix_ticket_requester_id ON public.ticket USING btree (requester_id);
CREATE INDEX ix_ticket_status_updated_at ON public.ticket USING btree (status, updated_at);
CREATE INDEX ix_timer_wake_at ON public.timer USING btree (wake_at) WHERE (state = 'running'::text);
CREATE INDEX ix_told_later_agent ON public.told_later USING btree (agent, id);
CREATE UNIQUE INDEX uq_message_journal_id ON public.message USING btree (journal_id, ticket_id);
ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT fk_attachment_journal_id FOREIGN KEY (journal_id) REFERENCES public.journal(id);
ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT fk_attachment_message_pk FOREIGN KEY (message_pk) REFERENCES public.message(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT fk_event_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.firing
    ADD CONSTRAINT fk_firing_timer_id FOREIGN KEY (timer_id) REFERENCES public.timer(id);
ALTER TABLE ONLY public.held
    ADD CONSTRAINT fk_held_journal_id FOREIGN KEY (journal_id) REFERENCES public.journal(id);
ALTER TABLE ONLY public.held
    ADD CONSTRAINT fk_held_message_pk FOREIGN KEY (message_pk) REFERENCES public.message(id);
ALTER TABLE ONLY public.held
    ADD CONSTRAINT fk_held_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT fk_message_journal_id FOREIGN KEY (journal_id) REFERENCES public.journal(id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT fk_message_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_journal_id FOREIGN KEY (journal_id) REFERENCES public.journal(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_message_pk FOREIGN KEY (message_pk) REFERENCES public.message(id);
ALTER TABLE ONLY public.outbox_recipient
    ADD CONSTRAINT fk_outbox_recipient_outbox_id FOREIGN KEY (outbox_id) REFERENCES public.outbox(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.participant
    ADD CONSTRAINT fk_participant_contact_id FOREIGN KEY (contact_id) REFERENCES public.contact(id);
ALTER TABLE ONLY public.participant
    ADD CONSTRAINT fk_participant_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.promise
    ADD CONSTRAINT fk_promise_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.raw
    ADD CONSTRAINT fk_raw_journal_id FOREIGN KEY (journal_id) REFERENCES public.journal(id);
ALTER TABLE ONLY public.reference_alias
    ADD CONSTRAINT fk_reference_alias_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.reminder
    ADD CONSTRAINT fk_reminder_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.ticket_link
    ADD CONSTRAINT fk_ticket_link_other_id FOREIGN KEY (other_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.ticket_link
    ADD CONSTRAINT fk_ticket_link_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT fk_ticket_requester_id FOREIGN KEY (requester_id) REFERENCES public.contact(id);
ALTER TABLE ONLY public.timer
    ADD CONSTRAINT fk_timer_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.told_later
    ADD CONSTRAINT fk_told_later_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
