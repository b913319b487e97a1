BEGIN TRANSACTION;
CREATE TABLE agent_state (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT NOT NULL, 
	token_epoch INTEGER NOT NULL, 
	away_since BIGINT, 
	away_until BIGINT, 
	CONSTRAINT uq_agent_state_name UNIQUE (name)
);
INSERT INTO "agent_state" VALUES(1,'Anna Berg',0,NULL,NULL);
INSERT INTO "agent_state" VALUES(2,'Bo Lund',0,NULL,NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE attachment (
	id INTEGER NOT NULL, 
	message_pk INTEGER NOT NULL, 
	journal_id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	name TEXT NOT NULL, 
	content_type TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	sha256 TEXT NOT NULL, 
	disposition TEXT NOT NULL, 
	content_id TEXT, 
	CONSTRAINT pk_attachment PRIMARY KEY (id), 
	CONSTRAINT fk_attachment_journal_id FOREIGN KEY(journal_id) REFERENCES journal (id), 
	CONSTRAINT fk_attachment_message_pk FOREIGN KEY(message_pk) REFERENCES message (id)
);
INSERT INTO "attachment" VALUES(1,1,1,'2','plan.bin','application/octet-stream',256,'5341e6b2646979a70e57653007a1f310169421ec9bdd9f1a5648f75ade005af1','attachment',NULL);
CREATE TABLE contact (
	id INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	name TEXT NOT NULL, 
	organisation TEXT, 
	phone TEXT, 
	language TEXT, 
	zone TEXT, 
	fields JSON NOT NULL, 
	first_seen_at BIGINT NOT NULL, 
	dkim_domain TEXT NOT NULL, 
	network TEXT NOT NULL, 
	two_way_at BIGINT, 
	CONSTRAINT pk_contact PRIMARY KEY (id), 
	CONSTRAINT uq_contact_address UNIQUE (address)
);
INSERT INTO "contact" VALUES(1,'kim@customer.test','Kim Holm',NULL,NULL,NULL,NULL,'{}',1795420800000,'','',NULL);
CREATE TABLE counter (
	cap TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	bucket BIGINT NOT NULL, 
	hits INTEGER NOT NULL, 
	CONSTRAINT pk_counter PRIMARY KEY (cap, subject, bucket)
);
INSERT INTO "counter" VALUES('per_address_day','kim@customer.test',1795420800000,3);
INSERT INTO "counter" VALUES('per_domain_hour','customer.test',1795420800000,2);
INSERT INTO "counter" VALUES('notices_hour','Anna Berg',1795420800000,2);
INSERT INTO "counter" VALUES('per_ticket_hour','1',1795421400000,1);
INSERT INTO "counter" VALUES('per_ticket_hour','2',1795422000000,1);
INSERT INTO "counter" VALUES('per_domain_hour','customer.test',1795422600000,1);
INSERT INTO "counter" VALUES('notices_hour','Anna Berg',1795422600000,1);
CREATE TABLE event (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	actor TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	cause TEXT NOT NULL, 
	detail JSON NOT NULL, 
	CONSTRAINT pk_event PRIMARY KEY (id), 
	CONSTRAINT fk_event_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
INSERT INTO "event" VALUES(1,1,1795420800000,'contact:kim@customer.test','opened','mail:1','{"subject":"The printer smokes","mailbox":"support@example.com"}');
INSERT INTO "event" VALUES(2,1,1795420800000,'mailgate','acknowledgement','mail:1','{"form":"full","reason":"the sender is vouched for by dmarc"}');
INSERT INTO "event" VALUES(3,1,1795420800000,'mailgate','policy','mail:1','{"policy":"standard","timers":["first_response"]}');
INSERT INTO "event" VALUES(4,2,1795420800000,'contact:kim@customer.test','opened','mail:2','{"subject":"Second question","mailbox":"support@example.com"}');
INSERT INTO "event" VALUES(5,2,1795420800000,'mailgate','acknowledgement','mail:2','{"form":"full","reason":"the sender is vouched for by dmarc"}');
INSERT INTO "event" VALUES(6,2,1795420800000,'mailgate','policy','mail:2','{"policy":"standard","timers":["first_response"]}');
INSERT INTO "event" VALUES(7,1,1795421400000,'agent:Anna Berg','message','mail:3','{"kind":"agent","public":true,"observed":false,"message":null}');
INSERT INTO "event" VALUES(8,1,1795421400000,'mailgate','timer','mail:3','{"kind":"first_response","state":"satisfied"}');
INSERT INTO "event" VALUES(9,1,1795421400000,'agent:Anna Berg','status','mail:3','{"from":"new","to":"waiting"}');
INSERT INTO "event" VALUES(10,1,1795421400000,'agent:Anna Berg','changed','mail:3','{"fields":{"assignee":[null,"Anna Berg"],"unanswered_since":["2026-11-23T08:00:00+00:00",null],"first_response_at":[null,"2026-11-23T08:10:00+00:00"],"status":["new","waiting"]},"before":{"assignee":null,"unanswered_since":"2026-11-23T08:00:00+00:00","first_response_at":null,"status":"new"}}');
INSERT INTO "event" VALUES(11,1,1795421400000,'mailgate','cancelled','mail:3','{"mail":["ack"],"detail":"no longer true"}');
INSERT INTO "event" VALUES(12,2,1795422000000,'agent:Anna Berg','message','mail:4','{"kind":"agent","public":true,"observed":false,"message":null}');
INSERT INTO "event" VALUES(13,2,1795422000000,'mailgate','timer','mail:4','{"kind":"first_response","state":"satisfied"}');
INSERT INTO "event" VALUES(14,2,1795422000000,'agent:Anna Berg','status','mail:4','{"from":"new","to":"waiting"}');
INSERT INTO "event" VALUES(15,2,1795422000000,'agent:Anna Berg','status','mail:4','{"from":"waiting","to":"postponed"}');
INSERT INTO "event" VALUES(16,2,1795422000000,'agent:Anna Berg','changed','mail:4','{"fields":{"assignee":[null,"Anna Berg"],"unanswered_since":["2026-11-23T08:00:00+00:00",null],"first_response_at":[null,"2026-11-23T08:20:00+00:00"],"status":["new","postponed"],"postponed_until":[null,"2026-12-01T07:00:00+00:00"]},"before":{"assignee":null,"unanswered_since":"2026-11-23T08:00:00+00:00","first_response_at":null,"status":"new","postponed_until":null}}');
INSERT INTO "event" VALUES(17,2,1795422000000,'mailgate','cancelled','mail:4','{"mail":["ack"],"detail":"no longer true"}');
INSERT INTO "event" VALUES(18,3,1795422600000,'contact:kim@customer.test','opened','mail:5','{"subject":"Third","mailbox":"support@example.com"}');
INSERT INTO "event" VALUES(19,3,1795422600000,'mailgate','acknowledgement','mail:5','{"form":"full","reason":"the sender is vouched for by dmarc"}');
INSERT INTO "event" VALUES(20,3,1795422600000,'mailgate','policy','mail:5','{"policy":"standard","timers":["first_response"]}');
CREATE TABLE firing (
	id INTEGER NOT NULL, 
	timer_id INTEGER NOT NULL, 
	generation INTEGER NOT NULL, 
	step TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	late BOOLEAN NOT NULL, 
	CONSTRAINT pk_firing PRIMARY KEY (id), 
	CONSTRAINT fk_firing_timer_id FOREIGN KEY(timer_id) REFERENCES timer (id), 
	CONSTRAINT uq_firing_timer_id_generation_step UNIQUE (timer_id, generation, step)
);
CREATE TABLE held (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	ticket_id INTEGER NOT NULL, 
	message_pk INTEGER NOT NULL, 
	journal_id INTEGER NOT NULL, 
	agent TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	questions JSON NOT NULL, 
	state TEXT NOT NULL, 
	created_at BIGINT NOT NULL, 
	expires_at BIGINT, 
	settled_at BIGINT, 
	CONSTRAINT ck_held_kind_known CHECK (kind IN ('question', 'confirm')), 
	CONSTRAINT ck_held_state_known CHECK (state IN ('waiting', 'sent', 'noted', 'dropped', 'expired')), 
	CONSTRAINT fk_held_journal_id FOREIGN KEY(journal_id) REFERENCES journal (id), 
	CONSTRAINT fk_held_message_pk FOREIGN KEY(message_pk) REFERENCES message (id), 
	CONSTRAINT fk_held_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id), 
	CONSTRAINT uq_held_journal_id UNIQUE (journal_id)
);
CREATE TABLE journal (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	arrived_at BIGINT NOT NULL, 
	source TEXT NOT NULL, 
	peer TEXT NOT NULL, 
	helo TEXT NOT NULL, 
	mail_from TEXT NOT NULL, 
	rcpt_to JSON NOT NULL, 
	auth_user TEXT, 
	tls BOOLEAN NOT NULL, 
	quiet BOOLEAN NOT NULL, 
	size BIGINT NOT NULL, 
	sha256 TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_attempt_at BIGINT, 
	claimed_by TEXT, 
	lease_until BIGINT, 
	message_id TEXT, 
	digest TEXT, 
	fate TEXT, 
	ticket_id INTEGER, 
	reasons JSON, 
	steps JSON, 
	settled_at BIGINT, 
	CONSTRAINT ck_journal_settled_has_fate CHECK ((state = 'waiting') = (fate IS NULL)), 
	CONSTRAINT ck_journal_fate_known CHECK (fate IN ('ticket', 'appended', 'recorded', 'command', 'held', 'duplicate', 'transit', 'quarantined', 'spam', 'discarded')), 
	CONSTRAINT ck_journal_state_known CHECK (state IN ('waiting', 'settled', 'quarantined'))
);
INSERT INTO "journal" VALUES(1,1795420800000,'smtp:127.0.0.1:8025','10.0.0.5','','kim@customer.test','["support@example.com"]',NULL,0,0,1087,'e03681e9f8ee1a7788d479c63f00a094f51ba1123d912d579a6f4f1c739145f4','settled',0,NULL,NULL,NULL,'<1@client.test>','aed0d066f064be3538318d648e9f0af07f7cc6f9bf490ead11f7cf22e0fa3664','ticket',1,'["nothing in the mail points to a ticket"]',NULL,1795420800000);
INSERT INTO "journal" VALUES(2,1795420800000,'smtp:127.0.0.1:8025','10.0.0.5','','kim@customer.test','["support@example.com"]',NULL,0,0,351,'7eba9ac9bc2b44f48ce317b9942414be0b8d1fcf80b466d752cfad44e363c73d','settled',0,NULL,NULL,NULL,'<2@client.test>','cb36f3e5a00729a31e4adb5731df6ef50dceb6eafdc6a224c1437a2521cca902','ticket',2,'["nothing in the mail points to a ticket"]',NULL,1795420800000);
INSERT INTO "journal" VALUES(3,1795421400000,'smtp:127.0.0.1:8025','10.0.0.5','','anna@staff.example.net','["support+tciaqcan6ipc26dji2aoyblq@example.com"]',NULL,0,0,1090,'2b3be3f41f0d7ad985a4cc6371bdafe74a8187a27e8dae69697889c001ff1f22','settled',0,NULL,NULL,NULL,'<3@client.test>','c5e0c38d5c8f69402a931b2c764d2548f422112ab2f53f00a897beaed87e9fd2','appended',1,'["level 1: a reply token in its recipients","an answer by Anna Berg: Anna Berg, vouched for by dmarc"]',NULL,1795421400000);
INSERT INTO "journal" VALUES(4,1795422000000,'smtp:127.0.0.1:8025','10.0.0.5','','anna@staff.example.net','["support+tciaqeaj3nspparpnr5w67ci@example.com"]',NULL,0,0,1153,'9b9540fadc4e49bdc668cd6ff6aaf538c8ee9a71f53e303ce3fdb1f23aa11a5f','settled',0,NULL,NULL,NULL,'<4@client.test>','cacea1d8e86a029509b521f704acaa77b0be26b5cbd0d0e3d9c044c9543b14ad','appended',2,'["level 1: a reply token in its recipients","an answer by Anna Berg: Anna Berg, vouched for by dmarc"]',NULL,1795422000000);
INSERT INTO "journal" VALUES(5,1795422600000,'smtp:127.0.0.1:8025','10.0.0.5','','kim@customer.test','["support@example.com"]',NULL,0,0,331,'b75998333aab6288619010af213edb9aa84c645763e0d5a517e026683a7e4cbe','settled',0,NULL,NULL,NULL,'<5@client.test>','57efc963d4a70eed79a47f027f824c00ffd665ea0e1d235340faef4442bef60e','ticket',3,'["nothing in the mail points to a ticket"]',NULL,1795422600000);
CREATE TABLE keyring (
	kid INTEGER NOT NULL, 
	secret BLOB NOT NULL, 
	created_at BIGINT NOT NULL, 
	retired_at BIGINT, 
	CONSTRAINT pk_keyring PRIMARY KEY (kid)
);
INSERT INTO "keyring" VALUES(1,X'000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F',1795420800000,NULL);
CREATE TABLE lease (
	name TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	fencing BIGINT NOT NULL, 
	until BIGINT NOT NULL, 
	CONSTRAINT pk_lease PRIMARY KEY (name)
);
CREATE TABLE message (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	journal_id INTEGER, 
	direction TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	public BOOLEAN NOT NULL, 
	verified BOOLEAN NOT NULL, 
	message_id TEXT NOT NULL, 
	author TEXT, 
	sender JSON NOT NULL, 
	"to" JSON NOT NULL, 
	cc JSON NOT NULL, 
	subject TEXT NOT NULL, 
	text TEXT NOT NULL, 
	new_text TEXT NOT NULL, 
	html TEXT, 
	automatic JSON, 
	authentication JSON, 
	arrived_at BIGINT NOT NULL, 
	CONSTRAINT pk_message PRIMARY KEY (id), 
	CONSTRAINT ck_message_direction_known CHECK (direction IN ('in', 'out')), 
	CONSTRAINT ck_message_kind_known CHECK (kind IN ('customer', 'agent', 'note', 'auto', 'bounce', 'ack', 'notice')), 
	CONSTRAINT fk_message_journal_id FOREIGN KEY(journal_id) REFERENCES journal (id), 
	CONSTRAINT fk_message_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
INSERT INTO "message" VALUES(1,1,1,'in','customer',1,1,'<1@client.test>',NULL,'[{"address":"kim@customer.test","name":"Kim Holm"}]','[{"address":"support@example.com","name":""}]','[]','The printer smokes','It began this morning. What shall we do?','It began this morning. What shall we do?',NULL,'{"kind":"none","evidence":[]}','{"verdict":"pass","method":"dmarc","evidence":["mx.example.com: dmarc=pass header.from=customer.test"]}',1795420800000);
INSERT INTO "message" VALUES(2,2,2,'in','customer',1,1,'<2@client.test>',NULL,'[{"address":"kim@customer.test","name":"Kim Holm"}]','[{"address":"support@example.com","name":""}]','[]','Second question','Where is my parcel?','Where is my parcel?',NULL,'{"kind":"none","evidence":[]}','{"verdict":"pass","method":"dmarc","evidence":["mx.example.com: dmarc=pass header.from=customer.test"]}',1795420800000);
INSERT INTO "message" VALUES(3,1,3,'out','agent',1,1,'<3@client.test>','Anna Berg','[{"address":"anna@staff.example.net","name":"Anna Berg"}]','[{"address":"support+tciaqcan6ipc26dji2aoyblq@example.com","name":""}]','[]','Re: [EX-26-000001-W] The printer smokes','Off.

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
> Due       today at 13:00 CET: first answer','Off.',NULL,'{"kind":"none","evidence":[]}','{"verdict":"pass","method":"dmarc","evidence":["mx.example.com: dmarc=pass header.from=staff.example.net"]}',1795421400000);
INSERT INTO "message" VALUES(4,2,4,'out','agent',1,1,'<4@client.test>','Anna Berg','[{"address":"anna@staff.example.net","name":"Anna Berg"}]','[{"address":"support+tciaqeaj3nspparpnr5w67ci@example.com","name":""}]','[]','Re: [EX-26-000002-8] Second question','#postpone 2026-12-01

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
> - EX-26-000001-W, new, Monday 23 November: The printer smokes','Later.',NULL,'{"kind":"none","evidence":[]}','{"verdict":"pass","method":"dmarc","evidence":["mx.example.com: dmarc=pass header.from=staff.example.net"]}',1795422000000);
INSERT INTO "message" VALUES(5,3,5,'in','customer',1,1,'<5@client.test>',NULL,'[{"address":"kim@customer.test","name":"Kim Holm"}]','[{"address":"support@example.com","name":""}]','[]','Third','One more.','One more.',NULL,'{"kind":"none","evidence":[]}','{"verdict":"pass","method":"dmarc","evidence":["mx.example.com: dmarc=pass header.from=customer.test"]}',1795422600000);
CREATE TABLE message_id (
	id INTEGER NOT NULL, 
	message_id TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	ticket_id INTEGER, 
	journal_id INTEGER, 
	outbox_kind TEXT, made_at BIGINT, 
	CONSTRAINT pk_message_id PRIMARY KEY (id), 
	CONSTRAINT uq_message_id_message_id_digest UNIQUE (message_id, digest)
);
INSERT INTO "message_id" VALUES(1,'<mcuaqcan6hek4gcttj6eutrq@example.com>','out',1,NULL,'customer',1795420800000);
INSERT INTO "message_id" VALUES(2,'<mcuaqcatrezteqgrue7fdlja@example.com>','out',1,NULL,'reply',1795420800000);
INSERT INTO "message_id" VALUES(3,'<1@client.test>','aed0d066f064be3538318d648e9f0af07f7cc6f9bf490ead11f7cf22e0fa3664',1,1,NULL,NULL);
INSERT INTO "message_id" VALUES(4,'<mcuaqea7hsji3io42w2ofrxa@example.com>','out',2,NULL,'customer',1795420800000);
INSERT INTO "message_id" VALUES(5,'<mcuaqebfkjonusjt6hgy36ya@example.com>','out',2,NULL,'reply',1795420800000);
INSERT INTO "message_id" VALUES(6,'<2@client.test>','cb36f3e5a00729a31e4adb5731df6ef50dceb6eafdc6a224c1437a2521cca902',2,2,NULL,NULL);
INSERT INTO "message_id" VALUES(7,'<mcuaqcbk7dviexlfo5uvetfa@example.com>','out',1,NULL,'customer',1795421400000);
INSERT INTO "message_id" VALUES(8,'<3@client.test>','c5e0c38d5c8f69402a931b2c764d2548f422112ab2f53f00a897beaed87e9fd2',1,3,NULL,NULL);
INSERT INTO "message_id" VALUES(9,'<mcuaqebtj3mdtou47utfmzki@example.com>','out',2,NULL,'customer',1795422000000);
INSERT INTO "message_id" VALUES(10,'<mcuaqeb6oaqhkbncnlt5prci@example.com>','out',2,NULL,'note',1795422000000);
INSERT INTO "message_id" VALUES(11,'<4@client.test>','cacea1d8e86a029509b521f704acaa77b0be26b5cbd0d0e3d9c044c9543b14ad',2,4,NULL,NULL);
INSERT INTO "message_id" VALUES(12,'<mcuaqgch4q4nzowsn5ok74xq@example.com>','out',3,NULL,'customer',1795422600000);
INSERT INTO "message_id" VALUES(13,'<mcuaqgcjs34hzomzxrozwsaa@example.com>','out',3,NULL,'reply',1795422600000);
INSERT INTO "message_id" VALUES(14,'<5@client.test>','57efc963d4a70eed79a47f027f824c00ffd665ea0e1d235340faef4442bef60e',3,5,NULL,NULL);
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	ticket_id INTEGER, 
	message_pk INTEGER, 
	journal_id INTEGER, 
	kind TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	sender TEXT NOT NULL, 
	draft TEXT NOT NULL, 
	created_at BIGINT NOT NULL, 
	expires_at BIGINT, 
	recheck TEXT, 
	CONSTRAINT pk_outbox PRIMARY KEY (id), 
	CONSTRAINT ck_outbox_kind_known CHECK (kind IN ('ack', 'reply', 'notification', 'notice')), 
	CONSTRAINT ck_outbox_recheck_known CHECK (recheck IN ('unanswered')), 
	CONSTRAINT fk_outbox_journal_id FOREIGN KEY(journal_id) REFERENCES journal (id), 
	CONSTRAINT fk_outbox_message_pk FOREIGN KEY(message_pk) REFERENCES message (id), 
	CONSTRAINT fk_outbox_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
INSERT INTO "outbox" VALUES(1,1,1,1,'ack','<mcuaqcan6hek4gcttj6eutrq@example.com>','','{"message_id":"<mcuaqcan6hek4gcttj6eutrq@example.com>","subject":"[EX-26-000001-W] The printer smokes","text":"Hello Kim Holm,\n\nThank you for writing to Example Support.\nWe have your message, and it has the number EX-26-000001-W.\n\nYou will have an answer by today at 13:00 CET.\n\nIf you want to add something, just reply to this mail.\n\nExample Support\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0 0 16px\">Hello Kim Holm,</p>\n<p style=\"margin:0 0 16px\">Thank you for writing to Example Support.<br>\nWe have your message, and it has the number <b>EX-26-000001-W</b>.</p>\n<p style=\"margin:0 0 16px\">You will have an answer by <b>today at 13:00 CET</b>.</p>\n<p style=\"margin:0 0 16px\">If you want to add something, just reply to this mail.</p>\n<p style=\"margin:0\">Example Support</p>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<1@client.test>","references":["<mcyaqcabzz2tgowvf4oppmvy@example.com>","<1@client.test>"],"automatic":"auto-replied","list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqcajzc5v223lspqncavq@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}',1795420800000,1795435200000,'unanswered');
INSERT INTO "outbox" VALUES(2,1,1,1,'notification','<mcuaqcatrezteqgrue7fdlja@example.com>','support@example.com','{"message_id":"<mcuaqcatrezteqgrue7fdlja@example.com>","subject":"[EX-26-000001-W] The printer smokes","text":"Your reply to this mail goes to Kim Holm (kim@customer.test).\n\n\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013\n\nA new ticket.\n\nIt began this morning. What shall we do?\n\nAttachments:\n- plan.bin (1 KiB)\n\nTicket    EX-26-000001-W, new, priority normal\nCustomer  Kim Holm (kim@customer.test)\nTeam      support\nDue       today at 13:00 CET: first answer\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0;padding:6px 12px;border-left:4px solid #1a73e8\"><b>Your reply to this mail goes to Kim Holm (kim@customer.test).</b></p>\n<p class=\"soft\" style=\"margin:12px 0;color:#5f6368\">\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013</p>\n<p style=\"margin:0 0 12px\"><b>A new ticket.</b></p>\n<div dir=\"auto\" style=\"margin:0 0 16px\">It began this morning. What shall we do?</div>\n<p style=\"margin:0\">Attachments:</p>\n<ul style=\"margin:0 0 16px;padding:0 0 0 24px\">\n<li>plan.bin (1 KiB)</li>\n</ul>\n<table cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\" style=\"border-top:1px solid #9aa0a6;border-bottom:1px solid #9aa0a6\">\n<tr><td class=\"soft\" valign=\"top\" width=\"80\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Ticket</td><td valign=\"top\" style=\"padding:4px 0\"><b>EX-26-000001-W</b>, new, priority normal</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Customer</td><td valign=\"top\" style=\"padding:4px 0\">Kim Holm (kim@customer.test)</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Team</td><td valign=\"top\" style=\"padding:4px 0\">support</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Due</td><td valign=\"top\" style=\"padding:4px 0\"><b>today at 13:00 CET</b>: first answer</td></tr>\n</table>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<mcyaqcabzz2tgowvf4oppmvy@example.com>","references":["<mcyaqcabzz2tgowvf4oppmvy@example.com>"],"automatic":"auto-generated","list_id":"support.example.com","language":"en","hops":1,"markers":[["X-Mailgate-Ticket","EX-26-000001-W"]],"from_":{"address":"support@example.com","name":"Kim Holm via Example Support"},"to":[{"address":"anna@staff.example.net","name":"Anna Berg"}],"cc":[],"reply_to":{"address":"support+tciaqcan6ipc26dji2aoyblq@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[{"name":"plan.bin","content_type":"application/octet-stream","journal_id":1,"path":"2","sha256":"5341e6b2646979a70e57653007a1f310169421ec9bdd9f1a5648f75ade005af1","size":256}]}',1795420800000,NULL,NULL);
INSERT INTO "outbox" VALUES(3,2,2,2,'ack','<mcuaqea7hsji3io42w2ofrxa@example.com>','','{"message_id":"<mcuaqea7hsji3io42w2ofrxa@example.com>","subject":"[EX-26-000002-8] Second question","text":"Hello Kim Holm,\n\nThank you for writing to Example Support.\nWe have your message, and it has the number EX-26-000002-8.\n\nYou will have an answer by today at 13:00 CET.\n\nIf you want to add something, just reply to this mail.\n\nExample Support\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0 0 16px\">Hello Kim Holm,</p>\n<p style=\"margin:0 0 16px\">Thank you for writing to Example Support.<br>\nWe have your message, and it has the number <b>EX-26-000002-8</b>.</p>\n<p style=\"margin:0 0 16px\">You will have an answer by <b>today at 13:00 CET</b>.</p>\n<p style=\"margin:0 0 16px\">If you want to add something, just reply to this mail.</p>\n<p style=\"margin:0\">Example Support</p>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<2@client.test>","references":["<mcyaqeag7i5b4poudiq7q6jq@example.com>","<2@client.test>"],"automatic":"auto-replied","list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqeavyqsxaktdmfwphezi@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}',1795420800000,1795435200000,'unanswered');
INSERT INTO "outbox" VALUES(4,2,2,2,'notification','<mcuaqebfkjonusjt6hgy36ya@example.com>','support@example.com','{"message_id":"<mcuaqebfkjonusjt6hgy36ya@example.com>","subject":"[EX-26-000002-8] Second question","text":"Your reply to this mail goes to Kim Holm (kim@customer.test).\n\n\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013\n\nA new ticket.\n\nWhere is my parcel?\n\nTicket    EX-26-000002-8, new, priority normal\nCustomer  Kim Holm (kim@customer.test)\nTeam      support\nDue       today at 13:00 CET: first answer\n\nOther tickets of the customer:\n- EX-26-000001-W, new, Monday 23 November: The printer smokes\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0;padding:6px 12px;border-left:4px solid #1a73e8\"><b>Your reply to this mail goes to Kim Holm (kim@customer.test).</b></p>\n<p class=\"soft\" style=\"margin:12px 0;color:#5f6368\">\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013</p>\n<p style=\"margin:0 0 12px\"><b>A new ticket.</b></p>\n<div dir=\"auto\" style=\"margin:0 0 16px\">Where is my parcel?</div>\n<table cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\" style=\"border-top:1px solid #9aa0a6;border-bottom:1px solid #9aa0a6\">\n<tr><td class=\"soft\" valign=\"top\" width=\"80\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Ticket</td><td valign=\"top\" style=\"padding:4px 0\"><b>EX-26-000002-8</b>, new, priority normal</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Customer</td><td valign=\"top\" style=\"padding:4px 0\">Kim Holm (kim@customer.test)</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Team</td><td valign=\"top\" style=\"padding:4px 0\">support</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Due</td><td valign=\"top\" style=\"padding:4px 0\"><b>today at 13:00 CET</b>: first answer</td></tr>\n</table>\n<p style=\"margin:16px 0 0\">Other tickets of the customer:</p>\n<ul style=\"margin:0;padding:0 0 0 24px\">\n<li>EX-26-000001-W, new, Monday 23 November: The printer smokes</li>\n</ul>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<mcyaqeag7i5b4poudiq7q6jq@example.com>","references":["<mcyaqeag7i5b4poudiq7q6jq@example.com>"],"automatic":"auto-generated","list_id":"support.example.com","language":"en","hops":1,"markers":[["X-Mailgate-Ticket","EX-26-000002-8"]],"from_":{"address":"support@example.com","name":"Kim Holm via Example Support"},"to":[{"address":"anna@staff.example.net","name":"Anna Berg"}],"cc":[],"reply_to":{"address":"support+tciaqeaj3nspparpnr5w67ci@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}',1795420800000,NULL,NULL);
INSERT INTO "outbox" VALUES(5,1,3,3,'reply','<mcuaqcbk7dviexlfo5uvetfa@example.com>','support@example.com','{"message_id":"<mcuaqcbk7dviexlfo5uvetfa@example.com>","subject":"Re: [EX-26-000001-W] The printer smokes","text":"Off.\n\n-- \nAnna Berg, Example Support\n\nKim Holm wrote, today at 09:00 CET:\n> It began this morning. What shall we do?\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<div dir=\"auto\">Off.</div>\n<div style=\"margin:16px 0 0\">-- <br>\nAnna Berg, Example Support</div>\n<div class=\"soft\" style=\"margin:24px 0 0;color:#5f6368\">Kim Holm wrote, today at 09:00 CET:</div>\n<blockquote type=\"cite\" dir=\"auto\" style=\"margin:8px 0 0;padding:0 0 0 12px;border-left:3px solid #9aa0a6\">It began this morning. What shall we do?</blockquote>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<1@client.test>","references":["<mcyaqcabzz2tgowvf4oppmvy@example.com>","<1@client.test>"],"automatic":null,"list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Anna Berg, Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqcajzc5v223lspqncavq@example.com","name":"Example Support"},"date":"2026-11-23T09:10:00+01:00","attachments":[]}',1795421400000,NULL,NULL);
INSERT INTO "outbox" VALUES(6,2,4,4,'reply','<mcuaqebtj3mdtou47utfmzki@example.com>','support@example.com','{"message_id":"<mcuaqebtj3mdtou47utfmzki@example.com>","subject":"Re: [EX-26-000002-8] Second question","text":"Later.\n\n-- \nAnna Berg, Example Support\n\nKim Holm wrote, today at 09:00 CET:\n> Where is my parcel?\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<div dir=\"auto\">Later.</div>\n<div style=\"margin:16px 0 0\">-- <br>\nAnna Berg, Example Support</div>\n<div class=\"soft\" style=\"margin:24px 0 0;color:#5f6368\">Kim Holm wrote, today at 09:00 CET:</div>\n<blockquote type=\"cite\" dir=\"auto\" style=\"margin:8px 0 0;padding:0 0 0 12px;border-left:3px solid #9aa0a6\">Where is my parcel?</blockquote>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<2@client.test>","references":["<mcyaqeag7i5b4poudiq7q6jq@example.com>","<2@client.test>"],"automatic":null,"list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Anna Berg, Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqeavyqsxaktdmfwphezi@example.com","name":"Example Support"},"date":"2026-11-23T09:20:00+01:00","attachments":[]}',1795422000000,NULL,NULL);
INSERT INTO "outbox" VALUES(7,2,4,4,'notice','<mcuaqeb6oaqhkbncnlt5prci@example.com>','','{"message_id":"<mcuaqeb6oaqhkbncnlt5prci@example.com>","subject":"[EX-26-000002-8] Done","text":"Hello Anna Berg,\n\n\u2713 #postpone 2026-12-01   (2026-12-01 08:00 CET)\n\nYour answer leaves today at 09:20 CET.\nUntil then, reply to this mail with #undo to take it back.\n\n\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0 0 16px\">Hello Anna Berg,</p>\n<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:0 0 16px\">\n<tr><td valign=\"top\" style=\"padding:2px 12px 2px 0\">\u2713</td><td valign=\"top\" style=\"padding:2px 0\"><b>#postpone 2026-12-01</b> (2026-12-01 08:00 CET)</td></tr>\n</table>\n<p style=\"margin:0 0 16px;padding:6px 12px;border-left:4px solid #1a73e8\">Your answer leaves <b>today at 09:20 CET</b>.<br>\nUntil then, reply to this mail with <b>#undo</b> to take it back.</p>\n<p class=\"soft\" style=\"margin:12px 0 0;color:#5f6368\">\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013</p>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<mcyaqeag7i5b4poudiq7q6jq@example.com>","references":["<mcyaqeag7i5b4poudiq7q6jq@example.com>"],"automatic":"auto-replied","list_id":"support.example.com","language":"en","hops":1,"markers":[["X-Mailgate-Ticket","EX-26-000002-8"]],"from_":{"address":"support@example.com","name":"Example Support"},"to":[{"address":"anna@staff.example.net","name":"Anna Berg"}],"cc":[],"reply_to":{"address":"support+tcmaqeaj4pzqsvehj533dc7y@example.com","name":"Example Support"},"date":"2026-11-23T09:20:00+01:00","attachments":[]}',1795422000000,NULL,NULL);
INSERT INTO "outbox" VALUES(8,3,5,5,'ack','<mcuaqgch4q4nzowsn5ok74xq@example.com>','','{"message_id":"<mcuaqgch4q4nzowsn5ok74xq@example.com>","subject":"[EX-26-000003-J] Third","text":"Hello Kim Holm,\n\nThank you for writing to Example Support.\nWe have your message, and it has the number EX-26-000003-J.\n\nYou will have an answer by today at 13:30 CET.\n\nIf you want to add something, just reply to this mail.\n\nExample Support\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0 0 16px\">Hello Kim Holm,</p>\n<p style=\"margin:0 0 16px\">Thank you for writing to Example Support.<br>\nWe have your message, and it has the number <b>EX-26-000003-J</b>.</p>\n<p style=\"margin:0 0 16px\">You will have an answer by <b>today at 13:30 CET</b>.</p>\n<p style=\"margin:0 0 16px\">If you want to add something, just reply to this mail.</p>\n<p style=\"margin:0\">Example Support</p>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<5@client.test>","references":["<mcyaqgah4appzvlx4albxtja@example.com>","<5@client.test>"],"automatic":"auto-replied","list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqga4n2qi7st7du47awzq@example.com","name":"Example Support"},"date":"2026-11-23T09:30:00+01:00","attachments":[]}',1795422600000,1795437000000,'unanswered');
INSERT INTO "outbox" VALUES(9,3,5,5,'notification','<mcuaqgcjs34hzomzxrozwsaa@example.com>','support@example.com','{"message_id":"<mcuaqgcjs34hzomzxrozwsaa@example.com>","subject":"[EX-26-000003-J] Third","text":"Your reply to this mail goes to Kim Holm (kim@customer.test).\n\n\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013\n\nA new ticket.\n\nOne more.\n\nTicket    EX-26-000003-J, new, priority normal\nCustomer  Kim Holm (kim@customer.test)\nTeam      support\nDue       today at 13:30 CET: first answer\n\nOther tickets of the customer:\n- EX-26-000002-8, postponed, Monday 23 November: Second question\n- EX-26-000001-W, waiting, Monday 23 November: The printer smokes\n","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Example Support</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\ntd { font-family: Segoe UI, Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5; }\n@media (prefers-color-scheme: dark) { .soft { color: #b4b9bf !important; } .alert { color: #f2a93b !important; } }\n</style>\n</head>\n<body style=\"margin:0;padding:0\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr><td style=\"padding:12px 16px;font-family:Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">\n<p style=\"margin:0;padding:6px 12px;border-left:4px solid #1a73e8\"><b>Your reply to this mail goes to Kim Holm (kim@customer.test).</b></p>\n<p class=\"soft\" style=\"margin:12px 0;color:#5f6368\">\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013</p>\n<p style=\"margin:0 0 12px\"><b>A new ticket.</b></p>\n<div dir=\"auto\" style=\"margin:0 0 16px\">One more.</div>\n<table cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\" style=\"border-top:1px solid #9aa0a6;border-bottom:1px solid #9aa0a6\">\n<tr><td class=\"soft\" valign=\"top\" width=\"80\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Ticket</td><td valign=\"top\" style=\"padding:4px 0\"><b>EX-26-000003-J</b>, new, priority normal</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Customer</td><td valign=\"top\" style=\"padding:4px 0\">Kim Holm (kim@customer.test)</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Team</td><td valign=\"top\" style=\"padding:4px 0\">support</td></tr>\n<tr><td class=\"soft\" valign=\"top\" style=\"padding:4px 12px 4px 0;color:#5f6368\">Due</td><td valign=\"top\" style=\"padding:4px 0\"><b>today at 13:30 CET</b>: first answer</td></tr>\n</table>\n<p style=\"margin:16px 0 0\">Other tickets of the customer:</p>\n<ul style=\"margin:0;padding:0 0 0 24px\">\n<li>EX-26-000002-8, postponed, Monday 23 November: Second question</li>\n<li>EX-26-000001-W, waiting, Monday 23 November: The printer smokes</li>\n</ul>\n</div>\n</td></tr>\n</table>\n</body>\n</html>","in_reply_to":"<mcyaqgah4appzvlx4albxtja@example.com>","references":["<mcyaqgah4appzvlx4albxtja@example.com>"],"automatic":"auto-generated","list_id":"support.example.com","language":"en","hops":1,"markers":[["X-Mailgate-Ticket","EX-26-000003-J"]],"from_":{"address":"support@example.com","name":"Kim Holm via Example Support"},"to":[{"address":"anna@staff.example.net","name":"Anna Berg"}],"cc":[],"reply_to":{"address":"support+tciaqgaiwa66pghsdgo2x3ua@example.com","name":"Example Support"},"date":"2026-11-23T09:30:00+01:00","attachments":[]}',1795422600000,NULL,NULL);
CREATE TABLE outbox_recipient (
	id INTEGER NOT NULL, 
	outbox_id INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	domain TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	first_attempt_at BIGINT, 
	next_attempt_at BIGINT, 
	claimed_by TEXT, 
	lease_until BIGINT, 
	smarthost TEXT, 
	code INTEGER, 
	detail TEXT, 
	settled_at BIGINT, 
	CONSTRAINT pk_outbox_recipient PRIMARY KEY (id), 
	CONSTRAINT ck_outbox_recipient_state_known CHECK (state IN ('waiting', 'sending', 'sent', 'refused', 'expired', 'cancelled')), 
	CONSTRAINT fk_outbox_recipient_outbox_id FOREIGN KEY(outbox_id) REFERENCES outbox (id), 
	CONSTRAINT uq_outbox_recipient_outbox_id_address UNIQUE (outbox_id, address)
);
INSERT INTO "outbox_recipient" VALUES(1,1,'kim@customer.test','customer.test','cancelled',0,NULL,NULL,NULL,NULL,NULL,NULL,'no longer true',1795421400000);
INSERT INTO "outbox_recipient" VALUES(2,2,'anna@staff.example.net','staff.example.net','waiting',0,NULL,1795420800000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "outbox_recipient" VALUES(3,3,'kim@customer.test','customer.test','cancelled',0,NULL,NULL,NULL,NULL,NULL,NULL,'no longer true',1795422000000);
INSERT INTO "outbox_recipient" VALUES(4,4,'anna@staff.example.net','staff.example.net','waiting',0,NULL,1795420800000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "outbox_recipient" VALUES(5,5,'kim@customer.test','customer.test','waiting',0,NULL,1795421430000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "outbox_recipient" VALUES(6,6,'kim@customer.test','customer.test','waiting',0,NULL,1795422030000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "outbox_recipient" VALUES(7,7,'anna@staff.example.net','staff.example.net','waiting',0,NULL,1795422000000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "outbox_recipient" VALUES(8,8,'kim@customer.test','customer.test','waiting',0,NULL,1795422600000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "outbox_recipient" VALUES(9,9,'anna@staff.example.net','staff.example.net','waiting',0,NULL,1795422600000,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE participant (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	joined_at BIGINT NOT NULL, 
	dkim_domain TEXT NOT NULL, 
	network TEXT NOT NULL, 
	muted BOOLEAN NOT NULL, 
	CONSTRAINT pk_participant PRIMARY KEY (id), 
	CONSTRAINT ck_participant_role_known CHECK (role IN ('requester', 'cc')), 
	CONSTRAINT fk_participant_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id), 
	CONSTRAINT fk_participant_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id), 
	CONSTRAINT uq_participant_ticket_id_address UNIQUE (ticket_id, address)
);
INSERT INTO "participant" VALUES(1,1,1,'kim@customer.test','Kim Holm','requester',1795420800000,'','',0);
INSERT INTO "participant" VALUES(2,2,1,'kim@customer.test','Kim Holm','requester',1795420800000,'','',0);
INSERT INTO "participant" VALUES(3,3,1,'kim@customer.test','Kim Holm','requester',1795422600000,'','',0);
CREATE TABLE promise (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	made_at BIGINT NOT NULL, 
	until BIGINT NOT NULL, 
	basis TEXT NOT NULL, 
	detail JSON NOT NULL, 
	state TEXT NOT NULL, 
	judged_at BIGINT, 
	CONSTRAINT pk_promise PRIMARY KEY (id), 
	CONSTRAINT ck_promise_basis_known CHECK (basis IN ('sla', 'estimate')), 
	CONSTRAINT ck_promise_state_known CHECK (state IN ('open', 'kept', 'missed', 'void')), 
	CONSTRAINT fk_promise_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
INSERT INTO "promise" VALUES(1,1,1795420800000,1795435200000,'sla','{"policy":"standard","target_s":14400}','kept',1795421400000);
INSERT INTO "promise" VALUES(2,2,1795420800000,1795435200000,'sla','{"policy":"standard","target_s":14400}','kept',1795422000000);
INSERT INTO "promise" VALUES(3,3,1795422600000,1795437000000,'sla','{"policy":"standard","target_s":14400}','open',NULL);
CREATE TABLE raw (
	journal_id INTEGER NOT NULL, 
	body BLOB NOT NULL, 
	CONSTRAINT pk_raw PRIMARY KEY (journal_id), 
	CONSTRAINT fk_raw_journal_id FOREIGN KEY(journal_id) REFERENCES journal (id)
);
INSERT INTO "raw" VALUES(1,X'41757468656E7469636174696F6E2D526573756C74733A206D782E6578616D706C652E636F6D3B20646D6172633D70617373206865616465722E66726F6D3D637573746F6D65722E746573740D0A46726F6D3A204B696D20486F6C6D203C6B696D40637573746F6D65722E746573743E0D0A546F3A20737570706F7274406578616D706C652E636F6D0D0A5375626A6563743A20546865207072696E74657220736D6F6B65730D0A446174653A204D6F6E2C203233204E6F7620323032362030383A35393A3030202B303130300D0A4D6573736167652D49443A203C3140636C69656E742E746573743E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A206D756C7469706172742F6D697865643B20626F756E646172793D223D3D3D3D3D3D3D3D3D3D3D3D3D3D3D373433383036343937343635303737323138373D3D220D0A0D0A2D2D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D373433383036343937343635303737323138373D3D0D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A20376269740D0A0D0A497420626567616E2074686973206D6F726E696E672E2057686174207368616C6C20776520646F3F0D0A0D0A2D2D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D373433383036343937343635303737323138373D3D0D0A436F6E74656E742D547970653A206170706C69636174696F6E2F6F637465742D73747265616D0D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A436F6E74656E742D446973706F736974696F6E3A206174746163686D656E743B2066696C656E616D653D22706C616E2E62696E220D0A4D494D452D56657273696F6E3A20312E300D0A0D0A414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141410D0A414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141410D0A414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141410D0A414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141410D0A41414141414141414141414141414141414141414141414141414141414141414141414141413D3D0D0A0D0A2D2D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D373433383036343937343635303737323138373D3D2D2D0D0A');
INSERT INTO "raw" VALUES(2,X'41757468656E7469636174696F6E2D526573756C74733A206D782E6578616D706C652E636F6D3B20646D6172633D70617373206865616465722E66726F6D3D637573746F6D65722E746573740D0A46726F6D3A204B696D20486F6C6D203C6B696D40637573746F6D65722E746573743E0D0A546F3A20737570706F7274406578616D706C652E636F6D0D0A5375626A6563743A205365636F6E64207175657374696F6E0D0A446174653A204D6F6E2C203233204E6F7620323032362030383A35393A3030202B303130300D0A4D6573736167652D49443A203C3240636C69656E742E746573743E0D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A20376269740D0A4D494D452D56657273696F6E3A20312E300D0A0D0A5768657265206973206D792070617263656C3F0D0A');
INSERT INTO "raw" VALUES(3,X'41757468656E7469636174696F6E2D526573756C74733A0D0A206D782E6578616D706C652E636F6D3B20646D6172633D70617373206865616465722E66726F6D3D73746166662E6578616D706C652E6E65740D0A46726F6D3A20416E6E612042657267203C616E6E614073746166662E6578616D706C652E6E65743E0D0A546F3A20737570706F72742B746369617163616E366970633236646A6932616F79626C71406578616D706C652E636F6D0D0A5375626A6563743A2052653A205B45582D32362D3030303030312D575D20546865207072696E74657220736D6F6B65730D0A446174653A204D6F6E2C203233204E6F7620323032362030383A35393A3030202B303130300D0A4D6573736167652D49443A203C3340636C69656E742E746573743E0D0A496E2D5265706C792D546F3A203C6D6375617163617472657A746571677275653766646C6A61406578616D706C652E636F6D3E0D0A5265666572656E6365733A0D0A203C6D637961716361627A7A3274676F777666346F70706D7679406578616D706C652E636F6D3E203C6D6375617163617472657A746571677275653766646C6A61406578616D706C652E636F6D3E0D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A4D494D452D56657273696F6E3A20312E300D0A0D0A4F66662E0D0A0D0A4F6E204D6F6E2C203233204E6F7620323032362061742030393A30352C204B696D20486F6C6D20766961204578616D706C6520537570706F7274203C737570706F7274406578616D706C652E633D0D0A6F6D3E2077726F74653A0D0A3E20596F7572207265706C7920746F2074686973206D61696C20676F657320746F204B696D20486F6C6D20286B696D40637573746F6D65722E74657374292E0D0A3E3D32300D0A3E203D45323D38303D3933203D45323D38303D3933203D45323D38303D3933207265706C792061626F76652074686973206C696E65203D45323D38303D3933203D45323D38303D3933203D45323D0D0A3D38303D39330D0A3E3D32300D0A3E2041206E6577207469636B65742E0D0A3E3D32300D0A3E20497420626567616E2074686973206D6F726E696E672E2057686174207368616C6C20776520646F3F0D0A3E3D32300D0A3E204174746163686D656E74733A0D0A3E202D20706C616E2E62696E202831204B6942290D0A3E3D32300D0A3E205469636B65742020202045582D32362D3030303030312D572C206E65772C207072696F72697479206E6F726D616C0D0A3E20437573746F6D657220204B696D20486F6C6D20286B696D40637573746F6D65722E74657374290D0A3E205465616D202020202020737570706F72740D0A3E2044756520202020202020746F6461792061742031333A3030204345543A20666972737420616E737765720D0A');
INSERT INTO "raw" VALUES(4,X'41757468656E7469636174696F6E2D526573756C74733A0D0A206D782E6578616D706C652E636F6D3B20646D6172633D70617373206865616465722E66726F6D3D73746166662E6578616D706C652E6E65740D0A46726F6D3A20416E6E612042657267203C616E6E614073746166662E6578616D706C652E6E65743E0D0A546F3A20737570706F72742B746369617165616A336E7370706172706E72357736376369406578616D706C652E636F6D0D0A5375626A6563743A2052653A205B45582D32362D3030303030322D385D205365636F6E64207175657374696F6E0D0A446174653A204D6F6E2C203233204E6F7620323032362030383A35393A3030202B303130300D0A4D6573736167652D49443A203C3440636C69656E742E746573743E0D0A496E2D5265706C792D546F3A203C6D637561716562666B6A6F6E75736A743668677933367961406578616D706C652E636F6D3E0D0A5265666572656E6365733A0D0A203C6D637961716561673769356234706F756469713771366A71406578616D706C652E636F6D3E203C6D637561716562666B6A6F6E75736A743668677933367961406578616D706C652E636F6D3E0D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A4D494D452D56657273696F6E3A20312E300D0A0D0A23706F7374706F6E6520323032362D31322D30310D0A0D0A4C617465722E0D0A0D0A4F6E204D6F6E2C203233204E6F7620323032362061742030393A30352C204B696D20486F6C6D20766961204578616D706C6520537570706F7274203C737570706F7274406578616D706C652E633D0D0A6F6D3E2077726F74653A0D0A3E20596F7572207265706C7920746F2074686973206D61696C20676F657320746F204B696D20486F6C6D20286B696D40637573746F6D65722E74657374292E0D0A3E3D32300D0A3E203D45323D38303D3933203D45323D38303D3933203D45323D38303D3933207265706C792061626F76652074686973206C696E65203D45323D38303D3933203D45323D38303D3933203D45323D0D0A3D38303D39330D0A3E3D32300D0A3E2041206E6577207469636B65742E0D0A3E3D32300D0A3E205768657265206973206D792070617263656C3F0D0A3E3D32300D0A3E205469636B65742020202045582D32362D3030303030322D382C206E65772C207072696F72697479206E6F726D616C0D0A3E20437573746F6D657220204B696D20486F6C6D20286B696D40637573746F6D65722E74657374290D0A3E205465616D202020202020737570706F72740D0A3E2044756520202020202020746F6461792061742031333A3030204345543A20666972737420616E737765720D0A3E3D32300D0A3E204F74686572207469636B657473206F662074686520637573746F6D65723A0D0A3E202D2045582D32362D3030303030312D572C206E65772C204D6F6E646179203233204E6F76656D6265723A20546865207072696E74657220736D6F6B65730D0A');
INSERT INTO "raw" VALUES(5,X'41757468656E7469636174696F6E2D526573756C74733A206D782E6578616D706C652E636F6D3B20646D6172633D70617373206865616465722E66726F6D3D637573746F6D65722E746573740D0A46726F6D3A204B696D20486F6C6D203C6B696D40637573746F6D65722E746573743E0D0A546F3A20737570706F7274406578616D706C652E636F6D0D0A5375626A6563743A2054686972640D0A446174653A204D6F6E2C203233204E6F7620323032362030383A35393A3030202B303130300D0A4D6573736167652D49443A203C3540636C69656E742E746573743E0D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A20376269740D0A4D494D452D56657273696F6E3A20312E300D0A0D0A4F6E65206D6F72652E0D0A');
CREATE TABLE reference_alias (
	reference TEXT NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	cause TEXT NOT NULL, 
	CONSTRAINT pk_reference_alias PRIMARY KEY (reference), 
	CONSTRAINT fk_reference_alias_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
CREATE TABLE reminder (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	agent TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	created_at BIGINT NOT NULL, 
	CONSTRAINT pk_reminder PRIMARY KEY (id), 
	CONSTRAINT ck_reminder_state_known CHECK (state IN ('waiting', 'sent', 'cancelled')), 
	CONSTRAINT fk_reminder_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
CREATE TABLE switch (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	CONSTRAINT pk_switch PRIMARY KEY (name)
);
CREATE TABLE ticket (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	prefix TEXT NOT NULL, 
	year INTEGER, 
	subject TEXT NOT NULL, 
	status TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	priority TEXT NOT NULL, 
	category TEXT, 
	team TEXT, 
	assignee TEXT, 
	requester_id INTEGER, 
	mailbox TEXT NOT NULL, 
	watching JSON NOT NULL, 
	language TEXT NOT NULL, 
	zone TEXT NOT NULL, 
	policy TEXT, 
	tags JSON NOT NULL, 
	fields JSON NOT NULL, 
	created_at BIGINT NOT NULL, 
	updated_at BIGINT NOT NULL, 
	first_response_at BIGINT, 
	solved_at BIGINT, 
	closed_at BIGINT, 
	postponed_until BIGINT, 
	unanswered_since BIGINT, 
	last_message_id TEXT, 
	merged_into INTEGER, taken_by TEXT, before_spam TEXT, due_at BIGINT, taken_until BIGINT, 
	CONSTRAINT ck_ticket_merged_has_survivor CHECK ((status = 'merged') = (merged_into IS NOT NULL)), 
	CONSTRAINT ck_ticket_kind_known CHECK (kind IN ('customer', 'internal', 'proactive')), 
	CONSTRAINT ck_ticket_priority_known CHECK (priority IN ('low', 'normal', 'high', 'urgent')), 
	CONSTRAINT ck_ticket_status_known CHECK (status IN ('new', 'open', 'waiting', 'postponed', 'solved', 'closed', 'merged', 'spam')), 
	CONSTRAINT fk_ticket_requester_id FOREIGN KEY(requester_id) REFERENCES contact (id)
);
INSERT INTO "ticket" VALUES(1,'EX',26,'The printer smokes','waiting','customer','normal',NULL,'support','Anna Berg',1,'support@example.com','[]','en','Europe/Copenhagen','standard','[]','{}',1795420800000,1795421400000,1795421400000,NULL,NULL,NULL,NULL,'<1@client.test>',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "ticket" VALUES(2,'EX',26,'Second question','postponed','customer','normal',NULL,'support','Anna Berg',1,'support@example.com','[]','en','Europe/Copenhagen','standard','[]','{}',1795420800000,1795422000000,1795422000000,NULL,NULL,1796108400000,NULL,'<2@client.test>',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "ticket" VALUES(3,'EX',26,'Third','new','customer','normal',NULL,'support',NULL,1,'support@example.com','[]','en','Europe/Copenhagen','standard','[]','{}',1795422600000,1795422600000,NULL,NULL,NULL,NULL,1795422600000,'<5@client.test>',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE ticket_link (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	other_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_ticket_link PRIMARY KEY (id), 
	CONSTRAINT ck_ticket_link_kind_known CHECK (kind IN ('follows', 'merged', 'split', 'relates', 'claims')), 
	CONSTRAINT fk_ticket_link_other_id FOREIGN KEY(other_id) REFERENCES ticket (id), 
	CONSTRAINT fk_ticket_link_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id), 
	CONSTRAINT uq_ticket_link_ticket_id_other_id_kind UNIQUE (ticket_id, other_id, kind)
);
CREATE TABLE timer (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	instance INTEGER NOT NULL, 
	generation INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	policy TEXT NOT NULL, 
	calendar TEXT NOT NULL, 
	started_at BIGINT NOT NULL, 
	resumed_at BIGINT, 
	used_s INTEGER NOT NULL, 
	target_s INTEGER NOT NULL, 
	due_at BIGINT, 
	wake_at BIGINT, 
	satisfied_at BIGINT, 
	breached_at BIGINT, 
	imported BOOLEAN NOT NULL, 
	CONSTRAINT pk_timer PRIMARY KEY (id), 
	CONSTRAINT ck_timer_kind_known CHECK (kind IN ('first_response', 'next_reply', 'update', 'resolution', 'total')), 
	CONSTRAINT ck_timer_state_known CHECK (state IN ('running', 'paused', 'satisfied', 'cancelled')), 
	CONSTRAINT fk_timer_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id), 
	CONSTRAINT uq_timer_ticket_id_kind_instance UNIQUE (ticket_id, kind, instance)
);
INSERT INTO "timer" VALUES(1,1,'first_response',1,1,'satisfied','standard','office',1795420800000,1795420800000,0,14400,1795435200000,NULL,1795421400000,NULL,0);
INSERT INTO "timer" VALUES(2,2,'first_response',1,1,'satisfied','standard','office',1795420800000,1795420800000,0,14400,1795435200000,NULL,1795422000000,NULL,0);
INSERT INTO "timer" VALUES(3,3,'first_response',1,1,'running','standard','office',1795422600000,1795422600000,0,14400,1795437000000,1795437000000,NULL,NULL,0);
CREATE TABLE told_later (
	id INTEGER NOT NULL, 
	agent TEXT NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	what TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_told_later PRIMARY KEY (id), 
	CONSTRAINT fk_told_later_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
CREATE INDEX ix_counter_bucket ON counter (bucket);
CREATE INDEX ix_journal_message_id ON journal (message_id);
CREATE INDEX ix_journal_quarantined ON journal (id) WHERE state = 'quarantined';
CREATE INDEX ix_journal_ticket_id ON journal (ticket_id);
CREATE INDEX ix_journal_waiting ON journal (quiet, next_attempt_at, id) WHERE state = 'waiting';
CREATE INDEX ix_ticket_requester_id ON ticket (requester_id);
CREATE INDEX ix_ticket_status_updated_at ON ticket (status, updated_at);
CREATE INDEX ix_event_ticket_id ON event (ticket_id, id);
CREATE INDEX ix_message_ticket_id ON message (ticket_id, id);
CREATE UNIQUE INDEX uq_message_journal_id ON message (journal_id, ticket_id);
CREATE INDEX ix_promise_ticket_id ON promise (ticket_id);
CREATE INDEX ix_promise_until ON promise (until) WHERE state = 'open';
CREATE INDEX ix_ticket_link_other_id ON ticket_link (other_id);
CREATE INDEX ix_timer_wake_at ON timer (wake_at) WHERE state = 'running';
CREATE INDEX ix_attachment_message_pk ON attachment (message_pk);
CREATE INDEX ix_outbox_ticket_id ON outbox (ticket_id);
CREATE INDEX ix_outbox_recipient_waiting ON outbox_recipient (next_attempt_at, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX ix_held_ticket_id ON held (ticket_id);
CREATE INDEX ix_held_waiting ON held (agent, id) WHERE state = 'waiting';
CREATE INDEX ix_reminder_ticket_id ON reminder (ticket_id);
CREATE INDEX ix_reminder_at ON reminder (at) WHERE state = 'waiting';
CREATE INDEX ix_told_later_agent ON told_later (agent, id);
CREATE INDEX ix_ticket_postponed_until ON ticket (postponed_until) WHERE status = 'postponed';
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('agent_state',2);
INSERT INTO "sqlite_sequence" VALUES('journal',5);
INSERT INTO "sqlite_sequence" VALUES('ticket',3);
COMMIT;
