"""Which domains say nothing about an organisation? Their users share a provider, not an employer."""

FREEMAIL = frozenset(
    (
        "163.com aol.com arcor.de att.net bluewin.ch centrum.cz comcast.net email.cz email.it fastmail.com free.fr "
        "freemail.hu freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.co.uk "
        "hotmail.com hotmail.de hotmail.dk hotmail.fr hotmail.it hotmail.no hotmail.se icloud.com inbox.lv interia.pl "
        "jubii.dk laposte.net libero.it live.com live.dk live.no live.se mac.com mail.com mail.dk mail.ru me.com "
        "msn.com o2.pl online.no onet.pl op.pl orange.fr outlook.com outlook.de outlook.dk outlook.fr passport.com "
        "pm.me posteo.de proton.me protonmail.com qq.com rocketmail.com sapo.pt seznam.cz sfr.fr spray.se stofanet.dk "
        "t-online.de telenet.be telenor.no telia.com terra.com tlen.pl tuta.com tutanota.com ukr.net virgilio.it "
        "wanadoo.fr web.de wp.pl yahoo.co.uk yahoo.com yahoo.de yahoo.dk yahoo.es yahoo.fr yahoo.it yahoo.no yahoo.se "
        "yandex.com yandex.ru ymail.com youmail.dk zoho.com"
    ).split()
)


def same_organisation(one: str, other: str) -> bool:
    """Whether two addresses share a domain that belongs to an organisation."""
    domain = one.lower().rpartition("@")[2]
    return bool(domain) and domain == other.lower().rpartition("@")[2] and domain not in FREEMAIL
