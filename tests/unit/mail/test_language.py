"""The language of a short letter is guessed right, or not at all."""

import pytest

from mailgate.mail.language import language_of

SENTENCES = {
    "da": """Hej, jeg kan ikke logge ind efter opdateringen.
        Hvornår kan vi forvente, at fejlen er rettet?
        Printeren på kontoret virker ikke længere.
        Jeg mangler stadig en faktura for oktober.
        Kan I sende mig en ny adgangskode?
        Tak for hjælpen, nu virker det igen.
        Vi har ikke fået varerne endnu.
        Hvad koster det at få en ekstra licens?
        Der er noget galt med vores forbindelse.
        Jeg vil gerne opsige mit abonnement.
        Skærmen bliver sort, når jeg åbner programmet.
        Hvordan ændrer jeg min adresse?
        Det er blevet meget langsomt siden i går.
        I har trukket beløbet to gange fra min konto.
        Mange tak, men det hjalp ikke.""",
    "nb": """Hei, jeg får ikke logget inn etter oppdateringen.
        Når kan vi forvente at feilen er rettet?
        Skriveren på kontoret virker ikke lenger.
        Jeg mangler fortsatt en faktura for oktober, fikk den ikke.
        Kan dere sende meg et nytt passord?
        Takk for hjelpen, nå virker det igjen.
        Vi har ikke mottatt varene ennå, hva skjer?
        Hva koster det å få en ekstra lisens?
        Det er noe galt med forbindelsen vår.
        Jeg vil gjerne si opp abonnementet mitt.
        Skjermen blir svart når noen åpner programmet.
        Hvordan endrer jeg adressen min? Vennlig hilsen Kari
        Det har blitt mye tregere siden i går.
        Dere har trukket beløpet to ganger.
        Tusen takk, men det hjalp oss ikke.""",
    "sv": """Hej, jag kan inte logga in efter uppdateringen.
        När kan vi räkna med att felet är åtgärdat?
        Skrivaren på kontoret fungerar inte längre.
        Jag saknar fortfarande en faktura för oktober.
        Kan ni skicka ett nytt lösenord till mig?
        Tack för hjälpen, nu fungerar det igen.
        Vi har inte fått varorna ännu.
        Vad kostar det att få en extra licens?
        Det är något fel på vår anslutning.
        Jag vill säga upp mitt abonnemang.
        Skärmen blir svart när jag öppnar programmet.
        Hur ändrar jag min adress?
        Det har blivit mycket långsamt sedan i går.
        Ni har dragit beloppet två gånger från mitt konto.
        Tack så mycket, men det hjälpte inte.""",
    "fi": """Hei, en pääse kirjautumaan sisään päivityksen jälkeen.
        Milloin vika on korjattu?
        Toimiston tulostin ei enää toimi.
        Minulla ei ole vielä lokakuun laskua.
        Voitteko lähettää minulle uuden salasanan?
        Kiitos avusta, nyt se toimii taas.
        Emme ole vielä saaneet tavaroita.
        Mitä maksaa yksi lisenssi lisää, jos tilaan nyt?
        Yhteydessä on jokin vika, kun avaan ohjelman.
        Haluaisin irtisanoa tilaukseni.
        Näyttö menee mustaksi, kun avaan ohjelman.
        Miten muutan osoitteeni?
        Se on ollut hidas eilisestä asti, mutta miksi?
        Olette veloittaneet summan kaksi kertaa, mitä nyt?
        Kiitos, mutta se ei auttanut.""",
    "de": """Hallo, ich kann mich nach dem Update nicht anmelden.
        Wann ist mit einer Lösung zu rechnen?
        Der Drucker im Büro funktioniert nicht mehr.
        Mir fehlt noch die Rechnung für Oktober.
        Können Sie mir ein neues Passwort schicken?
        Danke für die Hilfe, jetzt geht es wieder.
        Wir haben die Ware noch nicht erhalten.
        Was kostet eine zusätzliche Lizenz für uns?
        Mit unserer Verbindung ist etwas nicht in Ordnung.
        Ich möchte mein Abonnement kündigen, bitte.
        Der Bildschirm wird schwarz, wenn ich das Programm öffne.
        Wie ändere ich meine Adresse und die Bankdaten?
        Seit gestern ist es sehr langsam.
        Sie haben den Betrag zweimal von meinem Konto abgebucht, das ist nicht richtig.
        Vielen Dank, aber das hat nicht geholfen.""",
    "nl": """Hallo, ik kan na de update niet meer inloggen.
        Wanneer kunnen we een oplossing verwachten voor het probleem?
        De printer op kantoor werkt niet meer.
        Ik heb nog geen factuur voor oktober.
        Kunt u mij een nieuw wachtwoord sturen?
        Bedankt voor de hulp, het werkt weer.
        We hebben de goederen nog niet ontvangen.
        Wat kost het om een extra licentie te krijgen?
        Er is iets mis met onze verbinding.
        Ik wil graag mijn abonnement opzeggen.
        Het scherm wordt zwart als ik het programma open.
        Hoe wijzig ik mijn adres?
        Het is sinds gisteren heel traag.
        Jullie hebben het bedrag twee keer afgeschreven.
        Dank u, maar dat heeft niet geholpen.""",
    "pl": """Dzień dobry, nie mogę się zalogować po aktualizacji.
        Kiedy można się spodziewać naprawy?
        Drukarka w biurze już nie działa.
        Nadal nie mam faktury za październik.
        Czy mogą mi Państwo wysłać nowe hasło?
        Dziękuję za pomoc, teraz działa.
        Nie otrzymaliśmy jeszcze towaru.
        Ile kosztuje dodatkowa licencja dla nas?
        Coś jest nie tak z naszym połączeniem.
        Proszę o anulowanie mojej subskrypcji, to jest pilne.
        Ekran robi się czarny, kiedy otwieram program.
        Jak mogę zmienić mój adres?
        Od wczoraj jest bardzo wolno.
        Kwota została pobrana dwa razy z mojego konta.
        Dziękuję, ale to nie pomogło.""",
    "cs": """Dobrý den, po aktualizaci se nemohu přihlásit.
        Kdy bude chyba opravena, prosím?
        Tiskárna v kanceláři už nefunguje.
        Stále mi chybí faktura za říjen.
        Můžete mi poslat nové heslo?
        Děkuji za pomoc, už to zase funguje.
        Zboží jsme ještě nedostali.
        Kolik stojí další licence pro nás a kdy bude?
        S naším připojením není něco v pořádku.
        Prosím o zrušení mého předplatného.
        Obrazovka zčerná, když otevřu program, který mám.
        Jak mohu změnit svou adresu?
        Od včerejška je to velmi pomalé.
        Částka byla z mého účtu stržena dvakrát, prosím o vrácení.
        Děkuji, ale nepomohlo to.""",
    "en": """Hello, I cannot log in after the update.
        When can we expect the error to be fixed?
        The printer in the office is not working any more.
        I still miss an invoice for October.
        Could you send me a new password?
        Thanks for the help, it works again.
        We have not received the goods yet.
        What does an extra licence cost?
        There is something wrong with our connection.
        I would like to cancel my subscription.
        The screen goes black when I open the program.
        How do I change my address?
        It has been very slow since yesterday.
        You have charged the amount twice.
        Thank you, but that did not help.""",
    "fr": """Bonjour, je ne peux plus me connecter depuis la mise à jour.
        Quand est-ce que le problème sera corrigé ?
        L'imprimante du bureau ne fonctionne plus.
        Je n'ai toujours pas reçu la facture d'octobre.
        Pouvez-vous m'envoyer un nouveau mot de passe ?
        Merci pour votre aide, cela fonctionne à nouveau.
        Nous n'avons pas encore reçu la marchandise.
        Combien coûte une licence de plus pour nous ?
        Il y a un problème avec notre connexion.
        Je souhaite résilier mon abonnement.
        L'écran devient noir quand j'ouvre le programme.
        Comment puis-je changer mon adresse ?
        C'est très lent depuis hier.
        Vous avez prélevé le montant deux fois sur mon compte.
        Merci, mais cela ne m'a pas aidé.""",
    "es": """Hola, no puedo entrar después de la actualización.
        ¿Cuándo estará resuelto el problema?
        La impresora de la oficina ya no funciona.
        Todavía me falta la factura de octubre.
        ¿Pueden enviarme una nueva contraseña?
        Gracias por la ayuda, ya funciona.
        Todavía no hemos recibido la mercancía.
        ¿Cuánto cuesta una licencia más para nosotros?
        Hay algo mal con nuestra conexión.
        Quiero cancelar mi suscripción, por favor.
        La pantalla se pone negra cuando abro el programa.
        ¿Cómo puedo cambiar mi dirección?
        Está muy lento desde ayer.
        Han cobrado el importe dos veces, no lo entiendo.
        Muchas gracias, pero no ha servido.""",
    "it": """Buongiorno, non riesco ad accedere dopo l'aggiornamento.
        Quando sarà risolto il problema?
        La stampante dell'ufficio non funziona più.
        Mi manca ancora la fattura di ottobre.
        Potete inviarmi una nuova password? Grazie
        Grazie per l'aiuto, adesso funziona.
        Non abbiamo ancora ricevuto la merce.
        Quanto costa una licenza in più per noi?
        C'è qualcosa che non va con la nostra connessione.
        Vorrei disdire il mio abbonamento.
        Lo schermo diventa nero quando apro il programma.
        Come posso cambiare il mio indirizzo?
        Da ieri è molto lento.
        Avete addebitato l'importo due volte sul mio conto.
        Grazie, ma non è servito.""",
    "pt": """Olá, não consigo entrar depois da atualização.
        Quando é que o problema fica resolvido?
        A impressora do escritório já não funciona.
        Ainda me falta a fatura de outubro.
        Podem enviar uma nova palavra-passe?
        Obrigado pela ajuda, já funciona.
        Ainda não recebemos a mercadoria.
        Quanto custa uma licença a mais para nós?
        Há algo de errado com a nossa ligação, não sei o que é.
        Quero cancelar a minha assinatura.
        O ecrã fica preto quando abro o programa.
        Como posso mudar o meu endereço?
        Está muito lento desde ontem.
        Cobraram o valor duas vezes, não está certo.
        Muito obrigado, mas não ajudou.""",
    "hu": """Jó napot, a frissítés után nem tudok belépni.
        Mikor lesz kijavítva a hiba?
        Az irodai nyomtató már nem működik.
        Még nem kaptam meg az októberi számlát.
        Kérem, küldjenek egy új jelszót.
        Köszönöm a segítséget, most már működik.
        Még nem kaptuk meg az árut.
        Mennyibe kerül egy további licenc, és mikor lesz?
        Valami nincs rendben a kapcsolattal.
        Szeretném lemondani az előfizetésemet.
        A képernyő elsötétül, ha megnyitom a programot.
        Hogyan tudom megváltoztatni a címemet?
        Tegnap óta nagyon lassú.
        Kétszer vonták le az összeget, kérem a javítást.
        Köszönöm, de nem segített.""",
    "ca": """Hola, no puc entrar després de l'actualització, gràcies.
        Quan estarà resolt el problema que tenim?
        La impressora de l'oficina ja no va i no puc fer res.
        Encara em falta la factura d'octubre.
        Em podeu enviar una contrasenya nova?
        Moltes gràcies per l'ajuda, ja funciona.
        Encara no hem rebut la mercaderia.
        Quant costa una llicència més per a nosaltres? Gràcies
        Hi ha alguna cosa malament amb la nostra connexió.
        Vull cancel·lar la meva subscripció.
        La pantalla es torna negra quan obro el programa.
        Com puc canviar la meva adreça?
        Va molt lent des d'ahir amb aquest ordinador.
        Heu cobrat l'import dues vegades.
        Gràcies, però no ha servit.""",
    "tr": """Merhaba, güncellemeden sonra giriş yapamıyorum.
        Hata ne zaman düzeltilecek?
        Ofisteki yazıcı artık çalışmıyor.
        Ekim faturası hala bana gelmedi.
        Bana yeni bir şifre gönderebilir misiniz?
        Yardımınız için teşekkürler, şimdi çalışıyor.
        Ürünleri henüz almadık, ne oldu?
        Bir lisans daha ne kadar?
        Bağlantımızda bir sorun var.
        Aboneliğimi iptal etmek istiyorum, teşekkürler.
        Programı açınca ekran siyah oluyor, neden?
        Adresimi nasıl değiştirebilirim?
        Dünden beri çok yavaş.
        Tutar iki kez çekilmiş, lütfen bakın.
        Teşekkür ederim ama işe yaramadı.""",
}  # fmt: skip
TWINS = {"da", "nb"}


@pytest.mark.parametrize("language", SENTENCES)
def test_short_sentences_are_named_right_or_not_at_all(language: str) -> None:
    found = [language_of(line) for line in SENTENCES[language].splitlines()]
    assert len(found) == 15
    wrong = [one for one in found if one not in (language, None) and {one, language} != TWINS]
    assert wrong == []
    assert found.count(language) >= 10


@pytest.mark.parametrize(
    "text", ["", "OK", "12345 67890", "https://example.com/", "Jeg er her.", "Привет, не работает"]
)
def test_what_does_not_decide_has_no_language(text: str) -> None:
    assert language_of(text) is None


def test_twins_are_parted_by_the_words_that_one_of_them_lacks() -> None:
    assert language_of("Hej, hvad gør jeg med det?") == "da"
    assert language_of("Hei, hva gjør jeg med det?") == "nb"
