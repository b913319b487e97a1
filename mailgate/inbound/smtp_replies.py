"""What does the listener say? Every reply that is not put together on the spot.

Bland on purpose: no version, no host but ours, nothing that a client sent. Codes are those of RFC 5321
section 4.2.3 with the enhanced codes of RFC 3463, RFC 4954 section 6 and RFC 6531 section 3.5.
"""

OK = "250 2.0.0 Ok"
SENDER_OK = "250 2.1.0 Ok"
RECIPIENT_OK = "250 2.1.5 Ok"
GO_AHEAD = "354 End data with <CR><LF>.<CR><LF>"
BYE = "221 2.0.0 Bye"
READY_FOR_TLS = "220 2.0.0 Ready to start TLS"
HELP = "214 2.0.0 See RFC 5321"
CANNOT_VERIFY = "252 2.5.0 Cannot verify, but will take mail for it and see"

LOGGED_IN = "235 2.7.0 Authentication successful"
LOGIN_FAILED = "535 5.7.8 Authentication credentials invalid"
LOGIN_ABORTED = "501 5.7.0 Authentication aborted"
LOGIN_NOT_BASE64 = "501 5.5.2 Cannot decode base64"
LOGIN_MECHANISM = "504 5.5.4 Unrecognized authentication type"
LOGIN_NEEDS_TLS = "538 5.7.11 Encryption required for requested authentication mechanism"
LOGIN_FIRST = "530 5.7.0 Authentication required"
TLS_FIRST = "530 5.7.0 Must issue a STARTTLS command first"
TLS_NOT_NOW = "454 4.7.0 TLS not available"

UNKNOWN_COMMAND = "500 5.5.1 Command not recognized"
NOT_IMPLEMENTED = "502 5.5.1 Command not implemented"
BAD_LINE = "500 5.5.2 Line must be UTF-8 and end with CRLF"
LONG_LINE = "500 5.5.2 Line too long"
BAD_ARGUMENT = "501 5.5.4 Syntax error in argument"
BAD_SEQUENCE = "503 5.5.1 Bad sequence of commands"
GREET_FIRST = "503 5.5.1 Send EHLO first"
NO_RECIPIENTS = "503 5.5.1 No valid recipients"
BAD_PARAMETER = "555 5.5.4 Parameter not recognized or not implemented"
BAD_SENDER = "553 5.1.7 Malformed sender address"
BAD_RECIPIENT = "553 5.1.3 Malformed recipient address"
NEEDS_SMTPUTF8 = "553 5.6.7 Non-ASCII address without SMTPUTF8"

TOO_LARGE = "552 5.3.4 Message exceeds the maximum size"
BARE_NEWLINE = "554 5.6.0 Message has CR or LF outside of CRLF"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients"
NO_SPACE = "452 4.3.1 Insufficient system storage, try again later"
BUSY = "452 4.3.1 Too much mail on its way, try again later"
LATER = "451 4.3.0 Cannot take mail now, try again later"

TIMEOUT = "421 4.4.2 Timeout, closing"
STOPPING = "421 4.3.2 Service closing down"
TOO_MANY_ERRORS = "421 4.7.0 Too many errors, closing"
TOO_MANY_LOGINS = "421 4.7.0 Too many failed logins, closing"
TOO_MANY_COMMANDS = "421 4.7.0 Too many commands, closing"
SESSION_TOO_LONG = "421 4.4.2 Session too long, closing"
UNTRUSTED_SESSION = "421 4.7.0 No more mail in this session"
PROXY_BROKEN = "bad PROXY header"  # the reason in a 421
