"""What does a client's HTML look like? The same words in the markup of the programs people use."""

import html
import random

from bench.clients import Client, Quoted, Quoting, introduction

_WORD_CLASSES = (
    "p.MsoNormal, li.MsoNormal, div.MsoNormal",
    "a:link, span.MsoHyperlink",
    "p.MsoListParagraph",
    "p.xmsonormal",
    "span.EmailStyle18",
    "span.EmailStyle21",
    ".MsoChpDefault",
    "div.WordSection1",
    "p.msonormal0",
)
_WORD_STYLE = (
    '{{margin:0cm;\n\tfont-size:11.0pt;\n\tfont-family:"Calibri",sans-serif;\n\tmso-style-priority:99;}}'
)
_OUTLOOK_HEAD = (
    '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">\n<head>\n'
    '<meta http-equiv="Content-Type" content="text/html; charset={charset}">\n'
    '<meta name="Generator" content="Microsoft Word 15 (filtered medium)">\n<style><!--\n'
    "/* Style Definitions */\n"
    + "\n".join(f"{classes}\n\t{_WORD_STYLE}" for classes in _WORD_CLASSES)
    + "\n--></style>\n</head>\n"
    '<body lang="EN-GB" link="#0563C1" vlink="#954F72" style="word-wrap:break-word">\n'
    '<div class="WordSection1">\n'
)
_PLAIN_HEAD = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head>'
    '<body style="overflow-wrap: break-word; line-break: after-white-space;">\n'
)
_OUTLOOK_LINE = (
    '<p class="MsoNormal"><span lang="DA" style="font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif;'
    'color:#1F497D;mso-fareast-language:EN-US">{text}<o:p></o:p></span></p>\n'
)
_PLAIN_LINE = '<div dir="ltr" style="font-family:Helvetica,Arial,sans-serif">{text}</div>\n<div><br></div>\n'
_OUTLOOK_QUOTE = (
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">\n'
    '<p class="MsoNormal"><b>{intro}</b><o:p></o:p></p>\n</div>\n{words}'
)
_PLAIN_QUOTE = (
    '<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{intro}<br></div>'
    '<blockquote type="cite" class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
    'rgb(204,204,204);padding-left:1ex">\n{words}</blockquote></div>\n'
)
_SIGNATURE = (
    '<table border="0" cellspacing="0" cellpadding="0" style="border-collapse:collapse"><tr>'
    '<td width="96" style="padding:0cm 5.4pt 0cm 5.4pt">'
    '<img width="88" height="31" src="cid:logo" alt="logo"></td>'
    '<td style="padding:0cm 5.4pt 0cm 5.4pt"><b>{name}</b><br>Tel. +45 00 00 00 00<br>'
    '<a href="https://www.{domain}/">www.{domain}</a></td></tr></table>\n'
)


class Page:
    """An HTML body being written: new words, signature, then history until it is as long as wanted."""

    def __init__(self, client: Client, name: str, domain: str) -> None:
        outlook = client.quoting is Quoting.BELOW
        self._client = client
        self._line, self._quote = (_OUTLOOK_LINE, _OUTLOOK_QUOTE) if outlook else (_PLAIN_LINE, _PLAIN_QUOTE)
        self._head = (_OUTLOOK_HEAD if outlook else _PLAIN_HEAD).format(charset=client.charset)
        self._tail = "</div>\n</body></html>" if outlook else "</body></html>"
        self._signature = _SIGNATURE.format(name=html.escape(name), domain=domain)

    def _lines(self, words: str) -> str:
        return "".join(self._line.format(text=html.escape(line) or "&nbsp;") for line in words.split("\n"))

    def written(self, rng: random.Random, words: str, language: str, quoted: Quoted, length: int) -> str:
        """The page in about `length` characters, as much as it takes of them being history."""
        intro = html.escape(introduction(self._client, language, quoted)).replace("\n", "<br>\n")
        pieces = [self._head, self._lines(words), self._signature]
        history = [self._lines(line) for line in quoted.text.split("\n")]
        size = sum(map(len, pieces)) + len(intro)
        picked: list[str] = []
        while size < length:
            line = rng.choice(history)
            picked.append(line)
            size += len(line)
        return "".join([*pieces, self._quote.format(intro=intro, words="".join(picked)), self._tail])
