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
    outbox_kind text
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
ALTER TABLE ONLY public.agent_state ALTER COLUMN id SET DEFAULT nextval('public.agent_state_id_seq'::regclass);
ALTER TABLE ONLY public.attachment ALTER COLUMN id SET DEFAULT nextval('public.attachment_id_seq'::regclass);
ALTER TABLE ONLY public.contact ALTER COLUMN id SET DEFAULT nextval('public.contact_id_seq'::regclass);
ALTER TABLE ONLY public.event ALTER COLUMN id SET DEFAULT nextval('public.event_id_seq'::regclass);
ALTER TABLE ONLY public.firing ALTER COLUMN id SET DEFAULT nextval('public.firing_id_seq'::regclass);
ALTER TABLE ONLY public.journal ALTER COLUMN id SET DEFAULT nextval('public.journal_id_seq'::regclass);
ALTER TABLE ONLY public.message ALTER COLUMN id SET DEFAULT nextval('public.message_id_seq'::regclass);
ALTER TABLE ONLY public.message_id ALTER COLUMN id SET DEFAULT nextval('public.message_id_id_seq'::regclass);
ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);
ALTER TABLE ONLY public.outbox_recipient ALTER COLUMN id SET DEFAULT nextval('public.outbox_recipient_id_seq'::regclass);
ALTER TABLE ONLY public.participant ALTER COLUMN id SET DEFAULT nextval('public.participant_id_seq'::regclass);
ALTER TABLE ONLY public.promise ALTER COLUMN id SET DEFAULT nextval('public.promise_id_seq'::regclass);
ALTER TABLE ONLY public.ticket ALTER COLUMN id SET DEFAULT nextval('public.ticket_id_seq'::regclass);
ALTER TABLE ONLY public.ticket_link ALTER COLUMN id SET DEFAULT nextval('public.ticket_link_id_seq'::regclass);
ALTER TABLE ONLY public.timer ALTER COLUMN id SET DEFAULT nextval('public.timer_id_seq'::regclass);
INSERT INTO public.agent_state VALUES (1, 'Anna Berg', 0, NULL, NULL);
INSERT INTO public.agent_state VALUES (2, 'Bo Lund', 0, NULL, NULL);
INSERT INTO public.alembic_version VALUES ('0001');
INSERT INTO public.attachment VALUES (1, 1, 1, '2', 'plan.bin', 'application/octet-stream', 256, '40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880', 'attachment', NULL);
INSERT INTO public.attachment VALUES (2, 2, 2, '2', 'plan.bin', 'application/octet-stream', 256, '40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880', 'attachment', NULL);
INSERT INTO public.contact VALUES (1, 'kim@customer.test', 'Kim Holm', NULL, NULL, NULL, NULL, '{}', 1795420800000, '', '', NULL);
INSERT INTO public.counter VALUES ('per_address_day', 'kim@customer.test', 1795420800000, 2);
INSERT INTO public.counter VALUES ('per_domain_hour', 'customer.test', 1795420800000, 2);
INSERT INTO public.counter VALUES ('held_hour', 'kim@customer.test', 1795420800000, 2);
INSERT INTO public.event VALUES (1, 1, 1795420800000, 'contact:kim@customer.test', 'opened', 'mail:1', '{"mailbox": "support@example.com", "subject": "The printer smokes"}');
INSERT INTO public.event VALUES (2, 1, 1795420800000, 'mailgate', 'acknowledgement', 'mail:1', '{"form": "full", "reason": "the sender is vouched for by dmarc"}');
INSERT INTO public.event VALUES (3, 1, 1795420800000, 'mailgate', 'policy', 'mail:1', '{"policy": "standard", "timers": ["first_response"]}');
INSERT INTO public.event VALUES (4, 2, 1795420800000, 'contact:kim@customer.test', 'opened', 'mail:2', '{"mailbox": "support@example.com", "subject": "The printer smokes"}');
INSERT INTO public.event VALUES (5, 2, 1795420800000, 'mailgate', 'acknowledgement', 'mail:2', '{"form": "full", "reason": "the sender is vouched for by dmarc"}');
INSERT INTO public.event VALUES (6, 2, 1795420800000, 'mailgate', 'policy', 'mail:2', '{"policy": "standard", "timers": ["first_response"]}');
INSERT INTO public.journal VALUES (1, 1795420800000, 'smtp:127.0.0.1:8025', '10.0.0.5', '', 'kim@customer.test', '["support@example.com"]', NULL, false, false, 1091, 'c0fd9140ea1f90df1b3506c371e65e543ce2cbd6d7207519afda8c757c358318', 'settled', 0, NULL, NULL, NULL, '<first@client.test>', '48f2078b9f97b6924f07f6100ffd203dbc411fe9f1778a84e5b44d5c18df9429', 'ticket', 1, '["nothing in the mail points to a ticket"]', NULL, 1795420800000);
INSERT INTO public.journal VALUES (2, 1795420800000, 'smtp:127.0.0.1:8025', '10.0.0.5', '', 'kim@customer.test', '["support@example.com"]', NULL, false, false, 1091, '45804f2967b64c1e8710d16f622bc7fc1fc6d014b8c782cecfacbe21230893c4', 'settled', 0, NULL, NULL, NULL, '<first@client.test>', '98de8b6b43ed5f270f0a47c3d91283ca93637cbab96880bced232195fd9c11f5', 'ticket', 2, '["nothing in the mail points to a ticket"]', NULL, 1795420800000);
INSERT INTO public.message VALUES (1, 1, 1, 'in', 'customer', true, true, '<first@client.test>', NULL, '[{"name": "Kim Holm", "address": "kim@customer.test"}]', '[{"name": "", "address": "support@example.com"}]', '[]', 'The printer smokes', 'It began this morning. What shall we do?', 'It began this morning. What shall we do?', NULL, '{"kind": "none", "evidence": []}', '{"method": "dmarc", "verdict": "pass", "evidence": ["mx.example.com: dmarc=pass header.from=customer.test"]}', 1795420800000);
INSERT INTO public.message VALUES (2, 2, 2, 'in', 'customer', true, true, '<first@client.test>', NULL, '[{"name": "Kim Holm", "address": "kim@customer.test"}]', '[{"name": "", "address": "support@example.com"}]', '[]', 'The printer smokes', 'It began this morning. What shall we do?', 'It began this morning. What shall we do?', NULL, '{"kind": "none", "evidence": []}', '{"method": "dmarc", "verdict": "pass", "evidence": ["mx.example.com: dmarc=pass header.from=customer.test"]}', 1795420800000);
INSERT INTO public.message_id VALUES (1, '<first@client.test>', '48f2078b9f97b6924f07f6100ffd203dbc411fe9f1778a84e5b44d5c18df9429', 1, 1, NULL);
INSERT INTO public.message_id VALUES (2, '<mcuaqcan6hek4gcttj6eutrq@example.com>', 'out', 1, NULL, 'customer');
INSERT INTO public.message_id VALUES (3, '<mcuaqcatrezteqgrue7fdlja@example.com>', 'out', 1, NULL, 'reply');
INSERT INTO public.message_id VALUES (4, '<first@client.test>', '98de8b6b43ed5f270f0a47c3d91283ca93637cbab96880bced232195fd9c11f5', 2, 2, NULL);
INSERT INTO public.message_id VALUES (5, '<mcuaqea7hsji3io42w2ofrxa@example.com>', 'out', 2, NULL, 'customer');
INSERT INTO public.message_id VALUES (6, '<mcuaqebfkjonusjt6hgy36ya@example.com>', 'out', 2, NULL, 'reply');
INSERT INTO public.outbox VALUES (1, 1, 1, 1, 'ack', '<mcuaqcan6hek4gcttj6eutrq@example.com>', '', '{"message_id":"<mcuaqcan6hek4gcttj6eutrq@example.com>","subject":"[EX-26-000001-W] The printer smokes","text":"Hello Kim Holm,\n\nthank you for writing to Example Support.\nWe have your message, and it has the number EX-26-000001-W.\n\nYou will have an answer by today at 13:00 CET.\n\nIf you want to add something, just reply to this mail.\n\nExample Support\n","html":null,"in_reply_to":"<first@client.test>","references":["<mcyaqcabzz2tgowvf4oppmvy@example.com>","<first@client.test>"],"automatic":"auto-replied","list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqcajzc5v223lspqncavq@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}', 1795420800000, 1795435200000, 'unanswered');
INSERT INTO public.outbox VALUES (2, 1, 1, 1, 'notification', '<mcuaqcatrezteqgrue7fdlja@example.com>', 'support@example.com', '{"message_id":"<mcuaqcatrezteqgrue7fdlja@example.com>","subject":"[EX-26-000001-W] The printer smokes","text":"Your reply to this mail goes to Kim Holm.\n\n\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013\n\nA new ticket.\n\nIt began this morning. What shall we do?\n\nAttachments:\n- plan.bin (0 KiB)\n\nTicket    EX-26-000001-W, new, priority normal\nCustomer  Kim Holm (kim@customer.test)\nTeam      support\nAnswer by today at 13:00 CET\n","html":null,"in_reply_to":"<mcyaqcabzz2tgowvf4oppmvy@example.com>","references":["<mcyaqcabzz2tgowvf4oppmvy@example.com>"],"automatic":"auto-generated","list_id":"support.example.com","language":"en","hops":1,"markers":[["X-Mailgate-Ticket","EX-26-000001-W"]],"from_":{"address":"support@example.com","name":"Kim Holm via Example Support"},"to":[{"address":"anna@staff.example.net","name":"Anna Berg"}],"cc":[],"reply_to":{"address":"support+tciaqcan6ipc26dji2aoyblq@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}', 1795420800000, NULL, NULL);
INSERT INTO public.outbox VALUES (3, 2, 2, 2, 'ack', '<mcuaqea7hsji3io42w2ofrxa@example.com>', '', '{"message_id":"<mcuaqea7hsji3io42w2ofrxa@example.com>","subject":"[EX-26-000002-8] The printer smokes","text":"Hello Kim Holm,\n\nthank you for writing to Example Support.\nWe have your message, and it has the number EX-26-000002-8.\n\nYou will have an answer by today at 13:00 CET.\n\nIf you want to add something, just reply to this mail.\n\nExample Support\n","html":null,"in_reply_to":"<first@client.test>","references":["<mcyaqeag7i5b4poudiq7q6jq@example.com>","<first@client.test>"],"automatic":"auto-replied","list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqeavyqsxaktdmfwphezi@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}', 1795420800000, 1795435200000, 'unanswered');
INSERT INTO public.outbox VALUES (4, 2, 2, 2, 'notification', '<mcuaqebfkjonusjt6hgy36ya@example.com>', 'support@example.com', '{"message_id":"<mcuaqebfkjonusjt6hgy36ya@example.com>","subject":"[EX-26-000002-8] The printer smokes","text":"Your reply to this mail goes to Kim Holm.\n\n\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013\n\nA new ticket.\n\nIt began this morning. What shall we do?\n\nAttachments:\n- plan.bin (0 KiB)\n\nTicket    EX-26-000002-8, new, priority normal\nCustomer  Kim Holm (kim@customer.test)\nTeam      support\nAnswer by today at 13:00 CET\n","html":null,"in_reply_to":"<mcyaqeag7i5b4poudiq7q6jq@example.com>","references":["<mcyaqeag7i5b4poudiq7q6jq@example.com>"],"automatic":"auto-generated","list_id":"support.example.com","language":"en","hops":1,"markers":[["X-Mailgate-Ticket","EX-26-000002-8"]],"from_":{"address":"support@example.com","name":"Kim Holm via Example Support"},"to":[{"address":"anna@staff.example.net","name":"Anna Berg"}],"cc":[],"reply_to":{"address":"support+tciaqeaj3nspparpnr5w67ci@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}', 1795420800000, NULL, NULL);
INSERT INTO public.outbox_recipient VALUES (1, 1, 'kim@customer.test', 'customer.test', 'waiting', 0, NULL, 1795420800000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox_recipient VALUES (2, 2, 'anna@staff.example.net', 'staff.example.net', 'waiting', 0, NULL, 1795420800000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox_recipient VALUES (3, 3, 'kim@customer.test', 'customer.test', 'waiting', 0, NULL, 1795420800000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox_recipient VALUES (4, 4, 'anna@staff.example.net', 'staff.example.net', 'waiting', 0, NULL, 1795420800000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.participant VALUES (1, 1, 1, 'kim@customer.test', 'Kim Holm', 'requester', 1795420800000, '', '', false);
INSERT INTO public.participant VALUES (2, 2, 1, 'kim@customer.test', 'Kim Holm', 'requester', 1795420800000, '', '', false);
INSERT INTO public.promise VALUES (1, 1, 1795420800000, 1795435200000, 'sla', '{"policy": "standard", "target_s": 14400}', 'open', NULL);
INSERT INTO public.promise VALUES (2, 2, 1795420800000, 1795435200000, 'sla', '{"policy": "standard", "target_s": 14400}', 'open', NULL);
INSERT INTO public.raw VALUES (1, '\x41757468656e7469636174696f6e2d526573756c74733a206d782e6578616d706c652e636f6d3b20646d6172633d70617373206865616465722e66726f6d3d637573746f6d65722e746573740d0a46726f6d3a204b696d20486f6c6d203c6b696d40637573746f6d65722e746573743e0d0a546f3a20737570706f7274406578616d706c652e636f6d0d0a5375626a6563743a20546865207072696e74657220736d6f6b65730d0a446174653a204d6f6e2c203233204e6f7620323032362030383a35393a3030202b303130300d0a4d6573736167652d49443a203c666972737440636c69656e742e746573743e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f6d697865643b20626f756e646172793d223d3d3d3d3d3d3d3d3d3d3d3d3d3d3d353531303734303037393137343839373031383d3d220d0a0d0a2d2d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d353531303734303037393137343839373031383d3d0d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a20376269740d0a0d0a497420626567616e2074686973206d6f726e696e672e2057686174207368616c6c20776520646f3f0d0a0d0a2d2d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d353531303734303037393137343839373031383d3d0d0a436f6e74656e742d547970653a206170706c69636174696f6e2f6f637465742d73747265616d0d0a436f6e74656e742d5472616e736665722d456e636f64696e673a206261736536340d0a436f6e74656e742d446973706f736974696f6e3a206174746163686d656e743b2066696c656e616d653d22706c616e2e62696e220d0a4d494d452d56657273696f6e3a20312e300d0a0d0a41414543417751464267634943516f4c4441304f4478415245684d554652595847426b6147787764486838674953496a4a43556d4a7967704b6973734c5334764d4445794d7a51314e6a63340d0a4f546f375044302b50304242516b4e4552555a4853456c4b5330784e546b395155564a54564656575631685a576c746358563566594746695932526c5a6d646f6157707262473175623342780d0a636e4e3064585a3365486c3665337839666e2b4167594b44684957476834694a696f754d6a5936506b4a47536b3553566c7065596d5a71626e4a32656e3643686f714f6b7061616e714b6d710d0a7136797472712b7773624b7a744c573274376935757275387662362f774d484377385446787366497963724c7a4d334f7a3944523074505531646258324e6e6132397a6433742f6734654c6a0d0a354f586d352b6a70367576733765377638504879382f5431397666342b6672372f50332b2f773d3d0d0a0d0a2d2d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d353531303734303037393137343839373031383d3d2d2d0d0a');
INSERT INTO public.raw VALUES (2, '\x41757468656e7469636174696f6e2d526573756c74733a206d782e6578616d706c652e636f6d3b20646d6172633d70617373206865616465722e66726f6d3d637573746f6d65722e746573740d0a46726f6d3a204b696d20486f6c6d203c6b696d40637573746f6d65722e746573743e0d0a546f3a20737570706f7274406578616d706c652e636f6d0d0a5375626a6563743a20546865207072696e74657220736d6f6b65730d0a446174653a204d6f6e2c203233204e6f7620323032362030383a35393a3030202b303130300d0a4d6573736167652d49443a203c666972737440636c69656e742e746573743e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f6d697865643b20626f756e646172793d223d3d3d3d3d3d3d3d3d3d3d3d3d3d3d303738323533393737313937383832373939393d3d220d0a0d0a2d2d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d303738323533393737313937383832373939393d3d0d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a20376269740d0a0d0a497420626567616e2074686973206d6f726e696e672e2057686174207368616c6c20776520646f3f0d0a0d0a2d2d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d303738323533393737313937383832373939393d3d0d0a436f6e74656e742d547970653a206170706c69636174696f6e2f6f637465742d73747265616d0d0a436f6e74656e742d5472616e736665722d456e636f64696e673a206261736536340d0a436f6e74656e742d446973706f736974696f6e3a206174746163686d656e743b2066696c656e616d653d22706c616e2e62696e220d0a4d494d452d56657273696f6e3a20312e300d0a0d0a41414543417751464267634943516f4c4441304f4478415245684d554652595847426b6147787764486838674953496a4a43556d4a7967704b6973734c5334764d4445794d7a51314e6a63340d0a4f546f375044302b50304242516b4e4552555a4853456c4b5330784e546b395155564a54564656575631685a576c746358563566594746695932526c5a6d646f6157707262473175623342780d0a636e4e3064585a3365486c3665337839666e2b4167594b44684957476834694a696f754d6a5936506b4a47536b3553566c7065596d5a71626e4a32656e3643686f714f6b7061616e714b6d710d0a7136797472712b7773624b7a744c573274376935757275387662362f774d484377385446787366497963724c7a4d334f7a3944523074505531646258324e6e6132397a6433742f6734654c6a0d0a354f586d352b6a70367576733765377638504879382f5431397666342b6672372f50332b2f773d3d0d0a0d0a2d2d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d303738323533393737313937383832373939393d3d2d2d0d0a');
INSERT INTO public.ticket VALUES (1, 'EX', 26, 'The printer smokes', 'new', 'customer', 'normal', NULL, 'support', NULL, 1, 'support@example.com', '[]', 'en', 'Europe/Copenhagen', NULL, '[]', '{}', 1795420800000, 1795420800000, NULL, NULL, NULL, NULL, 1795420800000, '<first@client.test>', NULL);
INSERT INTO public.ticket VALUES (2, 'EX', 26, 'The printer smokes', 'new', 'customer', 'normal', NULL, 'support', NULL, 1, 'support@example.com', '[]', 'en', 'Europe/Copenhagen', NULL, '[]', '{}', 1795420800000, 1795420800000, NULL, NULL, NULL, NULL, 1795420800000, '<first@client.test>', NULL);
INSERT INTO public.timer VALUES (1, 1, 'first_response', 1, 1, 'running', 'standard', 'office', 1795420800000, 1795420800000, 0, 14400, 1795435200000, 1795435200000, NULL, NULL, false);
INSERT INTO public.timer VALUES (2, 2, 'first_response', 1, 1, 'running', 'standard', 'office', 1795420800000, 1795420800000, 0, 14400, 1795435200000, 1795435200000, NULL, NULL, false);
SELECT pg_catalog.setval('public.agent_state_id_seq', 2, true);
SELECT pg_catalog.setval('public.attachment_id_seq', 2, true);
SELECT pg_catalog.setval('public.contact_id_seq', 1, true);
SELECT pg_catalog.setval('public.event_id_seq', 6, true);
SELECT pg_catalog.setval('public.firing_id_seq', 1, false);
SELECT pg_catalog.setval('public.journal_id_seq', 2, true);
SELECT pg_catalog.setval('public.message_id_id_seq', 6, true);
SELECT pg_catalog.setval('public.message_id_seq', 2, true);
SELECT pg_catalog.setval('public.outbox_id_seq', 4, true);
SELECT pg_catalog.setval('public.outbox_recipient_id_seq', 4, true);
SELECT pg_catalog.setval('public.participant_id_seq', 2, true);
SELECT pg_catalog.setval('public.promise_id_seq', 2, true);
SELECT pg_catalog.setval('public.ticket_id_seq', 2, true);
SELECT pg_catalog.setval('public.ticket_link_id_seq', 1, false);
SELECT pg_catalog.setval('public.timer_id_seq', 2, true);
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
ALTER TABLE ONLY public.switch
    ADD CONSTRAINT pk_switch PRIMARY KEY (name);
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT pk_ticket PRIMARY KEY (id);
ALTER TABLE ONLY public.ticket_link
    ADD CONSTRAINT pk_ticket_link PRIMARY KEY (id);
ALTER TABLE ONLY public.timer
    ADD CONSTRAINT pk_timer PRIMARY KEY (id);
ALTER TABLE ONLY public.agent_state
    ADD CONSTRAINT uq_agent_state_name UNIQUE (name);
ALTER TABLE ONLY public.contact
    ADD CONSTRAINT uq_contact_address UNIQUE (address);
ALTER TABLE ONLY public.firing
    ADD CONSTRAINT uq_firing_timer_id_generation_step UNIQUE (timer_id, generation, step);
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
CREATE INDEX ix_journal_message_id ON public.journal USING btree (message_id);
CREATE INDEX ix_journal_quarantined ON public.journal USING btree (id) WHERE (state = 'quarantined'::text);
CREATE INDEX ix_journal_ticket_id ON public.journal USING btree (ticket_id);
CREATE INDEX ix_journal_waiting ON public.journal USING btree (quiet, next_attempt_at, id) WHERE (state = 'waiting'::text);
CREATE INDEX ix_message_ticket_id ON public.message USING btree (ticket_id, id);
CREATE INDEX ix_outbox_recipient_waiting ON public.outbox_recipient USING btree (next_attempt_at, id) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]));
CREATE INDEX ix_outbox_ticket_id ON public.outbox USING btree (ticket_id);
CREATE INDEX ix_promise_ticket_id ON public.promise USING btree (ticket_id);
CREATE INDEX ix_promise_until ON public.promise USING btree (until) WHERE (state = 'open'::text);
CREATE INDEX ix_ticket_link_other_id ON public.ticket_link USING btree (other_id);
CREATE INDEX ix_ticket_requester_id ON public.ticket USING btree (requester_id);
CREATE INDEX ix_ticket_status_updated_at ON public.ticket USING btree (status, updated_at);
CREATE INDEX ix_timer_wake_at ON public.timer USING btree (wake_at) WHERE (state = 'running'::text);
CREATE UNIQUE INDEX uq_message_journal_id ON public.message USING btree (journal_id, ticket_id);
ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT fk_attachment_journal_id FOREIGN KEY (journal_id) REFERENCES public.journal(id);
ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT fk_attachment_message_pk FOREIGN KEY (message_pk) REFERENCES public.message(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT fk_event_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.firing
    ADD CONSTRAINT fk_firing_timer_id FOREIGN KEY (timer_id) REFERENCES public.timer(id);
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
ALTER TABLE ONLY public.ticket_link
    ADD CONSTRAINT fk_ticket_link_other_id FOREIGN KEY (other_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.ticket_link
    ADD CONSTRAINT fk_ticket_link_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT fk_ticket_requester_id FOREIGN KEY (requester_id) REFERENCES public.contact(id);
ALTER TABLE ONLY public.timer
    ADD CONSTRAINT fk_timer_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);
