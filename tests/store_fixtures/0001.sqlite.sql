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
INSERT INTO "alembic_version" VALUES('0001');
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
INSERT INTO "attachment" VALUES(1,1,1,'2','plan.bin','application/octet-stream',256,'40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880','attachment',NULL);
INSERT INTO "attachment" VALUES(2,2,2,'2','plan.bin','application/octet-stream',256,'40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880','attachment',NULL);
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
INSERT INTO "counter" VALUES('per_address_day','kim@customer.test',1795420800000,2);
INSERT INTO "counter" VALUES('per_domain_hour','customer.test',1795420800000,2);
INSERT INTO "counter" VALUES('held_hour','kim@customer.test',1795420800000,2);
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
INSERT INTO "event" VALUES(4,2,1795420800000,'contact:kim@customer.test','opened','mail:2','{"subject":"The printer smokes","mailbox":"support@example.com"}');
INSERT INTO "event" VALUES(5,2,1795420800000,'mailgate','acknowledgement','mail:2','{"form":"full","reason":"the sender is vouched for by dmarc"}');
INSERT INTO "event" VALUES(6,2,1795420800000,'mailgate','policy','mail:2','{"policy":"standard","timers":["first_response"]}');
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
INSERT INTO "journal" VALUES(1,1795420800000,'smtp:127.0.0.1:8025','10.0.0.5','','kim@customer.test','["support@example.com"]',NULL,0,0,1091,'3dec392c133980edae633df7b5db4a5bc528e2ac1687a19fa7c24aa543ee6716','settled',0,NULL,NULL,NULL,'<first@client.test>','2d81cb0be17c4823b8c3f1ba1583c8064d68130cd0ece044d1c76e4f7d2ce313','ticket',1,'["nothing in the mail points to a ticket"]',NULL,1795420800000);
INSERT INTO "journal" VALUES(2,1795420800000,'smtp:127.0.0.1:8025','10.0.0.5','','kim@customer.test','["support@example.com"]',NULL,0,0,1091,'395917fe602d60a58b2fa9aa726018aa39f338eb82c4353ba31166b346514a48','settled',0,NULL,NULL,NULL,'<first@client.test>','afe6dcd76f5927fb248bd6db13198af1dad8a2a45a878cfc7dc5392d5c2e81f1','ticket',2,'["nothing in the mail points to a ticket"]',NULL,1795420800000);
CREATE TABLE keyring (
	kid INTEGER NOT NULL, 
	secret BLOB NOT NULL, 
	created_at BIGINT NOT NULL, 
	retired_at BIGINT, 
	CONSTRAINT pk_keyring PRIMARY KEY (kid)
);
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
INSERT INTO "message" VALUES(1,1,1,'in','customer',1,1,'<first@client.test>',NULL,'[{"address":"kim@customer.test","name":"Kim Holm"}]','[{"address":"support@example.com","name":""}]','[]','The printer smokes','It began this morning. What shall we do?','It began this morning. What shall we do?',NULL,'{"kind":"none","evidence":[]}','{"verdict":"pass","method":"dmarc","evidence":["mx.example.com: dmarc=pass header.from=customer.test"]}',1795420800000);
INSERT INTO "message" VALUES(2,2,2,'in','customer',1,1,'<first@client.test>',NULL,'[{"address":"kim@customer.test","name":"Kim Holm"}]','[{"address":"support@example.com","name":""}]','[]','The printer smokes','It began this morning. What shall we do?','It began this morning. What shall we do?',NULL,'{"kind":"none","evidence":[]}','{"verdict":"pass","method":"dmarc","evidence":["mx.example.com: dmarc=pass header.from=customer.test"]}',1795420800000);
CREATE TABLE message_id (
	id INTEGER NOT NULL, 
	message_id TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	ticket_id INTEGER, 
	journal_id INTEGER, 
	outbox_kind TEXT, 
	CONSTRAINT pk_message_id PRIMARY KEY (id), 
	CONSTRAINT uq_message_id_message_id_digest UNIQUE (message_id, digest)
);
INSERT INTO "message_id" VALUES(1,'<first@client.test>','2d81cb0be17c4823b8c3f1ba1583c8064d68130cd0ece044d1c76e4f7d2ce313',1,1,NULL);
INSERT INTO "message_id" VALUES(2,'<mcuaqcan6hek4gcttj6eutrq@example.com>','out',1,NULL,'customer');
INSERT INTO "message_id" VALUES(3,'<mcuaqcatrezteqgrue7fdlja@example.com>','out',1,NULL,'reply');
INSERT INTO "message_id" VALUES(4,'<first@client.test>','afe6dcd76f5927fb248bd6db13198af1dad8a2a45a878cfc7dc5392d5c2e81f1',2,2,NULL);
INSERT INTO "message_id" VALUES(5,'<mcuaqea7hsji3io42w2ofrxa@example.com>','out',2,NULL,'customer');
INSERT INTO "message_id" VALUES(6,'<mcuaqebfkjonusjt6hgy36ya@example.com>','out',2,NULL,'reply');
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
INSERT INTO "outbox" VALUES(1,1,1,1,'ack','<mcuaqcan6hek4gcttj6eutrq@example.com>','','{"message_id":"<mcuaqcan6hek4gcttj6eutrq@example.com>","subject":"[EX-26-000001-W] The printer smokes","text":"Hello Kim Holm,\n\nthank you for writing to Example Support.\nWe have your message, and it has the number EX-26-000001-W.\n\nYou will have an answer by today at 13:00 CET.\n\nIf you want to add something, just reply to this mail.\n\nExample Support\n","html":null,"in_reply_to":"<first@client.test>","references":["<mcyaqcabzz2tgowvf4oppmvy@example.com>","<first@client.test>"],"automatic":"auto-replied","list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqcajzc5v223lspqncavq@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}',1795420800000,1795435200000,'unanswered');
INSERT INTO "outbox" VALUES(2,1,1,1,'notification','<mcuaqcatrezteqgrue7fdlja@example.com>','support@example.com','{"message_id":"<mcuaqcatrezteqgrue7fdlja@example.com>","subject":"[EX-26-000001-W] The printer smokes","text":"Your reply to this mail goes to Kim Holm.\n\n\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013\n\nA new ticket.\n\nIt began this morning. What shall we do?\n\nAttachments:\n- plan.bin (0 KiB)\n\nTicket    EX-26-000001-W, new, priority normal\nCustomer  Kim Holm (kim@customer.test)\nTeam      support\nAnswer by today at 13:00 CET\n","html":null,"in_reply_to":"<mcyaqcabzz2tgowvf4oppmvy@example.com>","references":["<mcyaqcabzz2tgowvf4oppmvy@example.com>"],"automatic":"auto-generated","list_id":"support.example.com","language":"en","hops":1,"markers":[["X-Mailgate-Ticket","EX-26-000001-W"]],"from_":{"address":"support@example.com","name":"Kim Holm via Example Support"},"to":[{"address":"anna@staff.example.net","name":"Anna Berg"}],"cc":[],"reply_to":{"address":"support+tciaqcan6ipc26dji2aoyblq@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}',1795420800000,NULL,NULL);
INSERT INTO "outbox" VALUES(3,2,2,2,'ack','<mcuaqea7hsji3io42w2ofrxa@example.com>','','{"message_id":"<mcuaqea7hsji3io42w2ofrxa@example.com>","subject":"[EX-26-000002-8] The printer smokes","text":"Hello Kim Holm,\n\nthank you for writing to Example Support.\nWe have your message, and it has the number EX-26-000002-8.\n\nYou will have an answer by today at 13:00 CET.\n\nIf you want to add something, just reply to this mail.\n\nExample Support\n","html":null,"in_reply_to":"<first@client.test>","references":["<mcyaqeag7i5b4poudiq7q6jq@example.com>","<first@client.test>"],"automatic":"auto-replied","list_id":null,"language":"en","hops":1,"markers":[],"from_":{"address":"support@example.com","name":"Example Support"},"to":[{"address":"kim@customer.test","name":"Kim Holm"}],"cc":[],"reply_to":{"address":"support+tceaqeavyqsxaktdmfwphezi@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}',1795420800000,1795435200000,'unanswered');
INSERT INTO "outbox" VALUES(4,2,2,2,'notification','<mcuaqebfkjonusjt6hgy36ya@example.com>','support@example.com','{"message_id":"<mcuaqebfkjonusjt6hgy36ya@example.com>","subject":"[EX-26-000002-8] The printer smokes","text":"Your reply to this mail goes to Kim Holm.\n\n\u2013 \u2013 \u2013 reply above this line \u2013 \u2013 \u2013\n\nA new ticket.\n\nIt began this morning. What shall we do?\n\nAttachments:\n- plan.bin (0 KiB)\n\nTicket    EX-26-000002-8, new, priority normal\nCustomer  Kim Holm (kim@customer.test)\nTeam      support\nAnswer by today at 13:00 CET\n","html":null,"in_reply_to":"<mcyaqeag7i5b4poudiq7q6jq@example.com>","references":["<mcyaqeag7i5b4poudiq7q6jq@example.com>"],"automatic":"auto-generated","list_id":"support.example.com","language":"en","hops":1,"markers":[["X-Mailgate-Ticket","EX-26-000002-8"]],"from_":{"address":"support@example.com","name":"Kim Holm via Example Support"},"to":[{"address":"anna@staff.example.net","name":"Anna Berg"}],"cc":[],"reply_to":{"address":"support+tciaqeaj3nspparpnr5w67ci@example.com","name":"Example Support"},"date":"2026-11-23T09:00:00+01:00","attachments":[]}',1795420800000,NULL,NULL);
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
INSERT INTO "outbox_recipient" VALUES(1,1,'kim@customer.test','customer.test','waiting',0,NULL,1795420800000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "outbox_recipient" VALUES(2,2,'anna@staff.example.net','staff.example.net','waiting',0,NULL,1795420800000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "outbox_recipient" VALUES(3,3,'kim@customer.test','customer.test','waiting',0,NULL,1795420800000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "outbox_recipient" VALUES(4,4,'anna@staff.example.net','staff.example.net','waiting',0,NULL,1795420800000,NULL,NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO "promise" VALUES(1,1,1795420800000,1795435200000,'sla','{"policy":"standard","target_s":14400}','open',NULL);
INSERT INTO "promise" VALUES(2,2,1795420800000,1795435200000,'sla','{"policy":"standard","target_s":14400}','open',NULL);
CREATE TABLE raw (
	journal_id INTEGER NOT NULL, 
	body BLOB NOT NULL, 
	CONSTRAINT pk_raw PRIMARY KEY (journal_id), 
	CONSTRAINT fk_raw_journal_id FOREIGN KEY(journal_id) REFERENCES journal (id)
);
INSERT INTO "raw" VALUES(1,X'41757468656E7469636174696F6E2D526573756C74733A206D782E6578616D706C652E636F6D3B20646D6172633D70617373206865616465722E66726F6D3D637573746F6D65722E746573740D0A46726F6D3A204B696D20486F6C6D203C6B696D40637573746F6D65722E746573743E0D0A546F3A20737570706F7274406578616D706C652E636F6D0D0A5375626A6563743A20546865207072696E74657220736D6F6B65730D0A446174653A204D6F6E2C203233204E6F7620323032362030383A35393A3030202B303130300D0A4D6573736167652D49443A203C666972737440636C69656E742E746573743E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A206D756C7469706172742F6D697865643B20626F756E646172793D223D3D3D3D3D3D3D3D3D3D3D3D3D3D3D333939343835313932383532333933373232363D3D220D0A0D0A2D2D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D333939343835313932383532333933373232363D3D0D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A20376269740D0A0D0A497420626567616E2074686973206D6F726E696E672E2057686174207368616C6C20776520646F3F0D0A0D0A2D2D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D333939343835313932383532333933373232363D3D0D0A436F6E74656E742D547970653A206170706C69636174696F6E2F6F637465742D73747265616D0D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A436F6E74656E742D446973706F736974696F6E3A206174746163686D656E743B2066696C656E616D653D22706C616E2E62696E220D0A4D494D452D56657273696F6E3A20312E300D0A0D0A41414543417751464267634943516F4C4441304F4478415245684D554652595847426B6147787764486838674953496A4A43556D4A7967704B6973734C5334764D4445794D7A51314E6A63340D0A4F546F375044302B50304242516B4E4552555A4853456C4B5330784E546B395155564A54564656575631685A576C746358563566594746695932526C5A6D646F6157707262473175623342780D0A636E4E3064585A3365486C3665337839666E2B4167594B44684957476834694A696F754D6A5936506B4A47536B3553566C7065596D5A71626E4A32656E3643686F714F6B7061616E714B6D710D0A7136797472712B7773624B7A744C573274376935757275387662362F774D484377385446787366497963724C7A4D334F7A3944523074505531646258324E6E6132397A6433742F6734654C6A0D0A354F586D352B6A70367576733765377638504879382F5431397666342B6672372F50332B2F773D3D0D0A0D0A2D2D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D333939343835313932383532333933373232363D3D2D2D0D0A');
INSERT INTO "raw" VALUES(2,X'41757468656E7469636174696F6E2D526573756C74733A206D782E6578616D706C652E636F6D3B20646D6172633D70617373206865616465722E66726F6D3D637573746F6D65722E746573740D0A46726F6D3A204B696D20486F6C6D203C6B696D40637573746F6D65722E746573743E0D0A546F3A20737570706F7274406578616D706C652E636F6D0D0A5375626A6563743A20546865207072696E74657220736D6F6B65730D0A446174653A204D6F6E2C203233204E6F7620323032362030383A35393A3030202B303130300D0A4D6573736167652D49443A203C666972737440636C69656E742E746573743E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A206D756C7469706172742F6D697865643B20626F756E646172793D223D3D3D3D3D3D3D3D3D3D3D3D3D3D3D373134333937323931303038363835383132353D3D220D0A0D0A2D2D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D373134333937323931303038363835383132353D3D0D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A20376269740D0A0D0A497420626567616E2074686973206D6F726E696E672E2057686174207368616C6C20776520646F3F0D0A0D0A2D2D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D373134333937323931303038363835383132353D3D0D0A436F6E74656E742D547970653A206170706C69636174696F6E2F6F637465742D73747265616D0D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A436F6E74656E742D446973706F736974696F6E3A206174746163686D656E743B2066696C656E616D653D22706C616E2E62696E220D0A4D494D452D56657273696F6E3A20312E300D0A0D0A41414543417751464267634943516F4C4441304F4478415245684D554652595847426B6147787764486838674953496A4A43556D4A7967704B6973734C5334764D4445794D7A51314E6A63340D0A4F546F375044302B50304242516B4E4552555A4853456C4B5330784E546B395155564A54564656575631685A576C746358563566594746695932526C5A6D646F6157707262473175623342780D0A636E4E3064585A3365486C3665337839666E2B4167594B44684957476834694A696F754D6A5936506B4A47536B3553566C7065596D5A71626E4A32656E3643686F714F6B7061616E714B6D710D0A7136797472712B7773624B7A744C573274376935757275387662362F774D484377385446787366497963724C7A4D334F7A3944523074505531646258324E6E6132397A6433742F6734654C6A0D0A354F586D352B6A70367576733765377638504879382F5431397666342B6672372F50332B2F773D3D0D0A0D0A2D2D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D373134333937323931303038363835383132353D3D2D2D0D0A');
CREATE TABLE reference_alias (
	reference TEXT NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	cause TEXT NOT NULL, 
	CONSTRAINT pk_reference_alias PRIMARY KEY (reference), 
	CONSTRAINT fk_reference_alias_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
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
	merged_into INTEGER, 
	CONSTRAINT ck_ticket_merged_has_survivor CHECK ((status = 'merged') = (merged_into IS NOT NULL)), 
	CONSTRAINT ck_ticket_kind_known CHECK (kind IN ('customer', 'internal', 'proactive')), 
	CONSTRAINT ck_ticket_priority_known CHECK (priority IN ('low', 'normal', 'high', 'urgent')), 
	CONSTRAINT ck_ticket_status_known CHECK (status IN ('new', 'open', 'waiting', 'postponed', 'solved', 'closed', 'merged', 'spam')), 
	CONSTRAINT fk_ticket_requester_id FOREIGN KEY(requester_id) REFERENCES contact (id)
);
INSERT INTO "ticket" VALUES(1,'EX',26,'The printer smokes','new','customer','normal',NULL,'support',NULL,1,'support@example.com','[]','en','Europe/Copenhagen',NULL,'[]','{}',1795420800000,1795420800000,NULL,NULL,NULL,NULL,1795420800000,'<first@client.test>',NULL);
INSERT INTO "ticket" VALUES(2,'EX',26,'The printer smokes','new','customer','normal',NULL,'support',NULL,1,'support@example.com','[]','en','Europe/Copenhagen',NULL,'[]','{}',1795420800000,1795420800000,NULL,NULL,NULL,NULL,1795420800000,'<first@client.test>',NULL);
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
INSERT INTO "timer" VALUES(1,1,'first_response',1,1,'running','standard','office',1795420800000,1795420800000,0,14400,1795435200000,1795435200000,NULL,NULL,0);
INSERT INTO "timer" VALUES(2,2,'first_response',1,1,'running','standard','office',1795420800000,1795420800000,0,14400,1795435200000,1795435200000,NULL,NULL,0);
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
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('agent_state',2);
INSERT INTO "sqlite_sequence" VALUES('journal',2);
INSERT INTO "sqlite_sequence" VALUES('ticket',2);
COMMIT;
