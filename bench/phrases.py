"""What do customers write about? Words in four languages, enough that no two bodies are alike."""

import random
import textwrap
from dataclasses import dataclass

WIDTH = 72  # where most clients wrap plain text


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's share of a customer's mail."""

    greeting: str
    closing: str
    sentences: tuple[str, ...]
    subjects: tuple[str, ...]


ENGLISH = Phrases(
    "Hello,",
    "Kind regards",
    (
        "The parcel arrived this morning, but one of the two boxes was open and the charger is missing.",
        "I tried the steps from your guide twice and the lamp still blinks red after about ten minutes.",
        "Could you please tell me when the replacement will be shipped?",
        "Our accounting needs an invoice with the VAT number of the new company on it.",
        "Thank you for the quick answer, that explains most of it.",
        "The web shop says the order is complete, yet nothing was charged to the card.",
        "It worked until the update last week; since then the app closes as soon as I open the second page.",
        "We have four of these devices at two sites and only the newest one shows the problem.",
        "I have attached nothing this time because the pictures were too large, tell me if you need them.",
        "The serial number on the back is hard to read, it begins with 4Q7 and ends with 19.",
        "Please cancel the second subscription, it was created by mistake when the first payment hung.",
        "Is there a way to change the delivery address before Thursday?",
        "My colleague will be in the office tomorrow between nine and four and can sign for it.",
        "The manual mentions a reset button, but on this model there is only a cover with two screws.",
        "We would rather keep the old contract for another three months if that is possible.",
        "The measured value drifts by about two per cent over a day, which is outside the specification.",
    ),
    (
        "Order {n} incomplete",
        "Question about invoice {n}",
        "Device keeps restarting",
        "Change of address",
        "Login code never arrives",
    ),
)
DANISH = Phrases(
    "Hej,",
    "Med venlig hilsen",
    (
        "Pakken kom i dag, men der manglede en del i æsken.",
        "Jeg har prøvet at genstarte både routeren og måleren, men fejlen er der stadig.",
        "Kan I oplyse, hvornår en ny bliver sendt?",
        "Fakturaen er udstedt til den forkerte afdeling, så vi kan ikke bogføre den.",
        "Tak for det hurtige svar, så forstår jeg det bedre.",
        "Vi har åbent mellem klokken otte og seksten, hvis I vil ringe i stedet.",
        "Displayet viser »E04« og går derefter i sort, også når det er på strøm.",
        "Er det muligt at ændre leveringsadressen før på torsdag?",
    ),
    ("Mangler i ordre {n}", "Spørgsmål til faktura {n}", "Måleren viser fejl", "Ændring af adresse"),
)
GERMAN = Phrases(
    "Guten Tag,",
    "Mit freundlichen Grüßen",
    (
        "das Gerät schaltet sich seit gestern nach wenigen Minuten von selbst aus.",
        "Die Rechnung enthält noch die alte Anschrift, bitte stellen Sie sie neu aus.",
        "Vielen Dank für die schnelle Rückmeldung, das hilft uns schon weiter.",
        "Wir haben die Anleitung Schritt für Schritt befolgt, leider ohne Erfolg.",
        "Können Sie uns bitte mitteilen, wann die Ersatzlieferung eintrifft?",
        "Die Größe stimmt nicht mit der Bestellung überein, wir benötigen 40 statt 35 mm.",
        "Für Rückfragen erreichen Sie mich täglich außer mittwochs bis 16 Uhr.",
        "Der Zugang über das Kundenkonto meldet nur »ungültige Sitzung«.",
    ),
    (
        "Lieferung {n} unvollständig",
        "Rückfrage zur Rechnung {n}",
        "Gerät schaltet sich ab",
        "Neue Lieferanschrift",
    ),
)
FRENCH = Phrases(
    "Bonjour,",
    "Cordialement",
    (
        "nous n'avons toujours pas reçu la pièce commandée au début du mois.",
        "La facture indique une ancienne adresse, merci de la corriger.",
        "Merci pour votre réponse rapide, le problème est presque résolu.",
        "L'appareil s'éteint dès que la température dépasse trente degrés.",
        "Pourriez-vous me préciser le délai de remplacement ?",
        "J'ai suivi la procédure deux fois, le voyant reste rouge.",
        "Notre atelier est fermé le vendredi après-midi, à bientôt.",
    ),
    ("Commande {n} incomplète", "Question sur la facture {n}", "L'appareil s'éteint", "Changement d'adresse"),
)
LANGUAGES = {"en": ENGLISH, "da": DANISH, "de": GERMAN, "fr": FRENCH}


def paragraph(rng: random.Random, phrases: Phrases, sentences: int) -> str:
    """One paragraph on one line."""
    return " ".join(rng.choices(phrases.sentences, k=sentences))


def wrapped(text: str) -> str:
    """The text in lines as a client sends it, separated by LF."""
    return "\n".join(textwrap.fill(line, WIDTH) for line in text.split("\n"))


def subject(rng: random.Random, phrases: Phrases) -> str:
    """What a new conversation is about, with a number where people give one."""
    return rng.choice(phrases.subjects).format(n=rng.randrange(10_000, 99_999))
