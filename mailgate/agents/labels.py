"""How do our notifications begin their lines, in every language that agents read them in? So that a reply gives none away.

A copy of what `config/templates/phrases.*.toml` says, since this room knows no letters; a test compares the two.
"""

LABELS = (
    "Ticket", "Customer", "Team", "Category", "Tags", "Due", "Overdue", "Remark",
    "Sag", "Kunde", "Kategori", "Mærker", "Frist", "For sent", "Bemærk",
    "Sak", "Merker", "Forfalt", "Merk",
    "Ärende", "Kund", "Taggar", "Senast", "Försenat", "Obs",
    "Kategorie", "Fällig", "Zu spät", "Hinweis",
    "Sprawa", "Klient", "Zespół", "Kategoria", "Etykiety", "Termin", "Minął", "Uwaga",
)  # fmt: skip
OPENINGS = (
    r"Your reply to this mail (?:goes to|stays inside|reaches nobody)\b",
    r"Dit svar på denne mail (?:går til|bliver internt|når ingen)\b",
    r"Svaret ditt på denne e-posten (?:går til|forblir internt|når ingen)\b",
    r"Ditt svar på det här mejlet (?:går till|stannar internt|når ingen)\b",
    r"Ihre Antwort auf diese E-Mail (?:geht an|bleibt intern|erreicht niemanden)\b",
    r"Odpowiedź na tę wiadomość (?:otrzyma|trafi do|pozostanie wewnętrzna|do nikogo nie trafi)\b",
)
