"""What a delivery report comes to where the golden mails show one case of many: reasons, evidence, bounds."""

import pytest

from mailgate.mail.bounce_reason import action_of, reason_of
from mailgate.mail.read import read
from mailgate.model.mail import Made

DAEMON = "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\nTo: support@example.net\n"


@pytest.mark.parametrize(
    ("status", "diagnostic", "reason"),
    [
        ("5.1.1", "anything", "unknown-user"),
        ("5.7.1", "Message rejected as spam", "spam"),
        ("5.7.1", "relaying denied", "refused"),
        ("5.7.1", "DMARC policy of the sender", "authentication"),
        ("5.2.0", "Das Postfach des Empfängers ist voll", "mailbox-full"),
        ("5.4.1", "Recipient address rejected: Access denied", "unknown-user"),
        ("4.4.1", "timed out", "no-answer"),
        ("5.4.4", "", "dns"),
        ("5.4.6", "", "loop"),
        ("5.1.10", "", "no-mail-host"),
        ("5.1.10", "RecipientNotFound", "unknown-user"),
        ("", "552 Message size exceeds fixed limit", "too-large"),
        ("", "551 User not local; please try <ole@example.com>", "moved"),
        ("", "Host or domain name not found", "unknown-domain"),
        ("", "connect to mx.example.org: No route to host", "no-answer"),
        ("", "La boîte aux lettres du destinataire est pleine", "mailbox-full"),
        ("", "La casilla no existe", "unknown-user"),
        ("", "Skrzynka pocztowa jest przepełniona", "mailbox-full"),
        ("", "Postkassen er fuld", "mailbox-full"),
        ("", "Mottagarens brevlåda: brevlådan är full", "mailbox-full"),
        ("", "L'utente è sconosciuto: utente sconosciuto", "unknown-user"),
        ("", "Het postvak is vol", "mailbox-full"),
        ("", "Endereço não existe", "unknown-user"),
        ("", "quite another thing", "unknown"),
        ("2.0.0", "delivered", ""),
        ("", "", ""),
    ],
)
def test_a_reason_has_a_name(status: str, diagnostic: str, reason: str) -> None:
    assert reason_of(status, diagnostic) == reason


@pytest.mark.parametrize(
    ("given", "status", "code", "action"),
    [("Failed (bounce)", "", "", "failed"), ("failure", "4.4.7", "", "failed"), ("deferred", "", "", "delayed"),
     ("", "4.2.2", "", "delayed"), ("", "", "450", "delayed"), ("", "", "550", "failed"), ("", "", "", "failed"),
     ("", "2.0.0", "", "delivered"), ("relayed", "", "", "relayed")],
)  # fmt: skip
def test_an_action_follows_from_what_is_there(given: str, status: str, code: str, action: str) -> None:
    assert action_of(given, status, code) == action


def test_the_null_sender_of_the_session_counts_like_the_field() -> None:
    head = b"From: ole@gate.example.org\nTo: support@example.net\nSubject: Undeliverable: x\n"
    raw = head + b"\n<ole@example.org>: user unknown\n"
    assert read(raw).bounce is None
    assert read(b"Return-Path: <>\n" + raw).bounce is not None


@pytest.mark.parametrize("subject", ["Undelivered mail", "Your order", ""])
def test_a_daemon_that_reports_nothing_names_nobody(subject: str) -> None:
    raw = f"{DAEMON}Subject: {subject}\n\nYour list has a new member, ole@example.org.\n".encode()
    assert read(raw).bounce is None


def test_a_report_names_each_address_once_and_a_hundred_at_most() -> None:
    lines = "".join(f"<u{n}@example.org>: user unknown\n" for n in range(300))
    bounce = read(f"{DAEMON}Subject: failure notice\n\n{lines}{lines}".encode()).bounce
    assert bounce is not None
    assert [one.address for one in bounce.recipients] == [f"u{n}@example.org" for n in range(100)]


def test_words_below_the_copy_are_nobodys_failure() -> None:
    words = "<ole@example.org>: user unknown\n\n--- Below this line is a copy of the message.\n\n"
    bounce = read(f"{DAEMON}Subject: failure notice\n\n{words}<ida@example.org>: full\n".encode()).bounce
    assert bounce is not None
    assert [(one.address, one.reason) for one in bounce.recipients] == [("ole@example.org", "unknown-user")]


@pytest.mark.parametrize("mark", ["X-TMDA-Fingerprint: x", "X-Auto-Response-Type: challenge"])
def test_a_filter_that_names_itself_is_a_challenge(mark: str) -> None:
    assert (
        read(f"From: a@example.org\n{mark}\nSubject: x\n\nConfirm".encode()).automatic.kind is Made.CHALLENGE
    )
