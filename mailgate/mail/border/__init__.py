"""Did the domain in From send this mail? SPF, DKIM and DMARC, checked by ourselves where no neighbour did it for us."""
