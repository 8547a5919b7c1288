"""Italian, the words that forms have most often."""

# One word a line would hide the table.
# fmt: off

ROLES: dict[str, tuple[str, ...]] = {
    "name": ("nome", "nome completo", "nome e cognome", "il tuo nome", "nominativo", "cognome e nome"),
    "first_name": ("nome di battesimo",),
    "last_name": ("cognome",),
    "email": ("e mail", "email", "indirizzo e mail", "indirizzo email", "posta elettronica", "mail"),
    "phone": ("telefono", "cellulare", "recapito telefonico", "tel"),
    "company": ("azienda", "società", "ragione sociale", "organizzazione", "ditta"),
    "customer_number": ("numero cliente", "numero ordine", "codice cliente"),
    "domain": ("dominio",),
    "subject": ("oggetto", "titolo"),
    "message": ("messaggio", "richiesta", "commento", "domanda", "descrizione", "note", "testo", "commenti",
        "il tuo messaggio", "segnalazione"),
    "department": ("reparto", "motivo", "categoria", "tipo di richiesta"),
    "consent": ("accetto", "privacy", "consenso", "acconsento", "trattamento dei dati", "informativa", "condizioni",
        "autorizzo", "dati personali"),
    "newsletter_opt_in": ("newsletter", "offerte", "novità"),
    "attachment": ("allegato", "allega", "allegati"),
    "captcha": ("codice di sicurezza", "codice di verifica", "antispam", "codice di controllo"),
    "other": ("indirizzo", "via", "città", "provincia", "cap", "paese", "password", "nome utente", "data",
        "sito web", "età", "cerca", "nazione", "regione", "comune", "sito"),
}
PURPOSES: dict[str, tuple[str, ...]] = {
    "contact": ("contatti", "contattaci", "contatto", "modulo di contatto", "invia messaggio", "scrivici",
        "servizio clienti", "richiesta informazioni", "richiedi informazioni", "contatta"),
    "search": ("cerca", "ricerca", "trova"),
    "login": ("accedi", "entra", "accesso"),
    "newsletter": ("newsletter", "iscriviti", "iscrizione newsletter"),
    "order": ("acquista", "carrello", "ordina", "aggiungi al carrello", "ordine"),
    "comment": ("lascia un commento", "commenta", "invia commento", "scrivi un commento", "rispondi"),
    "review": ("recensione", "valutazione", "scrivi una recensione"),
    "registration": ("registrati", "registrazione", "crea account"),
    "recovery": ("password dimenticata", "recupera password"),
    "booking": ("prenota", "prenotazione"),
    "share": ("invia ad un amico", "invia a un amico", "segnala ad un amico", "amico"),
}
LEAVE_EMPTY: tuple[str, ...] = (
    "lascia questo campo vuoto", "lasciare vuoto", "non compilare", "lasciare in bianco", "lascia vuoto",
)
AGAIN: tuple[str, ...] = (
    "conferma", "ripeti", "di nuovo",
)
