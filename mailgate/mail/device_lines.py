"""Is this the line that a phone or program adds by itself? "Sent from my iPhone", "Get Outlook for iOS".

Facts: people write "Sent via DHL yesterday" and "Sendt fra Aarhus" too, often as their last line. Only a line that names a
device or a program near its begin is a signature.
"""

import re

_OPENINGS = (
    "sent from", "sent via", "sent using", "sent with", "get", "von meinem", "von meiner", "gesendet mit",
    "gesendet von", "gesendet aus", "diese nachricht wurde von meinem", "holen sie sich",
    "envoyé de", "envoyé depuis", "envoyé à partir", "envoyé avec", "obtenir", "télécharger",
    "enviado desde", "enviado do", "enviada do", "enviado a partir", "enviado de", "enviado con", "enviado com",
    "enviado pelo", "obtener", "descargar", "obter", "inviato da", "inviato dal", "inviato con", "ottieni", "ottenere",
    "scarica", "verzonden vanaf", "verzonden vanuit", "verzonden met", "verzonden via", "verstuurd vanaf",
    "verstuurd vanuit", "verstuurd met", "sendt fra", "sendt via", "sendt med", "hent", "last ned", "skaff deg", "skaff",
    "skickat från", "skickades från", "skickat med", "skaffa", "hämta", "lähetetty", "hanki", "lataa",
    "wysłane z", "wysłano z", "wysłane ze", "wysłane przez", "pobierz", "odesláno z", "odesláno ze", "odesláno pomocí",
    "získat", "stáhnout", "elküldve", "enviat des", "enviat amb", "obteniu", "отправлено с", "отправлено из",
    "надіслано з", "发自我的",
)  # fmt: skip
_THINGS = (
    "i?phon", "ipad", "ipod", "apple watch", "mac", "android", "galaxy", "samsung", "huawei", "honor", "xiaomi", "redmi",
    "oneplus", "oppo", "pixel", "nokia", "xperia", "motorola", "blackberry", "windows", "outlook", "yahoo", "gmail",
    "inbox", "proton", "protonmail", "gmx", "web.de", "freenet", "t-online", "k-9", "fairemail", "bluemail", "spark",
    "aqua mail", "mymail", "thunderbird", "evolution", "tutanota", "tuta", "superhuman", "missive", "zimbra", "posteo",
    "mailbox.org", "mobile", "mobil", "mobilen", "mobiltelefon", "mobiel", "móvil", "mòbil", "handy", "smartphone",
    "telefon", "téléphone", "teléfono", "telefone", "telefono", "telefoon", "tablet", "tablette", "puhelime",
    "matkapuhelime", "komórk", "gerät", "appareil",
    "device", "dispositivo", "dispositiu", "toestel", "laittee", "cihaz", "készülék",
)  # fmt: skip
_NAMED = "|".join(_THINGS).replace(".", r"\.")
_OPENED = re.compile(rf"(?:{'|'.join(_OPENINGS)})(?!\w)[^,.\d]{{0,30}}?(?<!\w)(?:{_NAMED})")
_CLOSINGS = ("küldve", "gönderildi", "gesendet")
_CLOSED = re.compile(rf"[^,.\d]{{0,30}}?(?:{_NAMED})\S{{0,12}}(?: \S{{1,12}})? (?:{'|'.join(_CLOSINGS)})$")
_OUTLOOK = re.compile(
    r"(?:\w{1,3} )?outlook (?:für|for|voor|pour|til|för|para|per|pro|dla|beszerzése)\b.{0,20}(?:ios|android)"
    r"|.{0,40}outlook.{0,60}https://aka\.ms/"
)
_LONGEST = 160


def is_device_line(line: str) -> bool:
    """The line was added by a device or a program."""
    if len(line) > _LONGEST:
        return False
    said = line.strip().lower()
    if said.startswith(_OPENINGS) and _OPENED.match(said):
        return True
    if said.endswith(_CLOSINGS) and _CLOSED.match(said):
        return True
    return "outlook" in said and _OUTLOOK.match(said) is not None
