"""The library is asked last, and only about letters that a server wrote."""

from mailgate.mail.read import read

# A dialect that only the library knows: a name without its domain, which the sender's domain completes.
WORDS = """
Your mail to the following recipients could not be delivered because they are not accepting mail from support@example.net:
\tolehansen
"""
HEAD = "From: Mail Delivery Subsystem <MAILER-DAEMON@AOL.com>\nTo: support@example.net\nSubject: Mail Delivery Problem\n"


def test_a_dialect_that_only_the_library_knows_is_read() -> None:
    bounce = read(f"{HEAD}{WORDS}".encode()).bounce
    assert bounce is not None
    assert [(one.address, one.action, one.permanent) for one in bounce.recipients] == [
        ("olehansen@aol.com", "failed", True)
    ]


def test_a_person_who_writes_the_same_reports_nothing() -> None:
    assert (
        read(
            f"{HEAD.replace('MAILER-DAEMON', 'anna')}{WORDS}".replace(
                "Mail Delivery Subsystem", "Anna"
            ).encode()
        ).bounce
        is None
    )


def test_a_hundred_thousand_lines_are_cut_before_the_library_sees_them() -> None:
    assert read(f"{HEAD}\n".encode() + b"not an address at all\n" * 100_000).bounce is None
