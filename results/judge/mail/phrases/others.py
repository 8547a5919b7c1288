"""
What machines say in Spanish, Italian, Portuguese, Polish and Czech: the commonest phrases only.

Tried on every text, since their words are in none of the languages of the larger tables.
"""

from results.judge.mail.answer import Kind
from results.judge.mail.phrases.table import Table

PHRASES: Table = {
    Kind.MACHINE: (
        r"(?:respuesta|mensaje|correo) (?:automátic[oa]|generad[oa] automáticamente)",
        r"no responda a este (?:correo|mensaje)",
        r"(?:risposta|messaggio|e-?mail) (?:automatic[oa]|generat[oa] automaticamente)|non rispondere a quest[oa]",
        r"(?:resposta|mensagem|e-?mail) (?:automátic[oa]|gerad[oa] automaticamente)|não responda a est[ea]",
        r"(?:wiadomość|odpowiedź) (?:została )?(?:wygenerowana )?automatyczn|automatyczna (?:wiadomość|odpowiedź)",
        r"prosimy nie odpowiadać|automatick(?:á|y|ou) (?:odpověď|zpráva|generovan\w{1,3}|odesl\w{1,5})",
        r"neodpovídejte na tento|vygenerován\w{0,2} automaticky",
        r"automaticky (?:vygenerovan|generovan|vytvořen|odesl)\w{1,4}",
    ),
    Kind.RECEIVED: (
        r"\b(?:estamos procesando|ha sido (?:recibid|registrad)[oa]|ha quedado registrad[oa])\b",
        (
            r"(?:la sua|la tua|vostra) (?:richiesta|segnalazione) (?:è stata|e stata) (?:ricevuta|registrata|"
            r"presa in carico)"
        ),
        r"(?:seu|sua) (?:pedido|mensagem|solicitação) (?:foi|está) (?:recebid|registad|registrad|em análise)\w{0,2}",
        r"(?:hemos recibido|acusamos recibo|se ha recibido)\b.{0,40}(?:mensaje|solicitud|consulta|correo|petición)",
        r"(?:abbiamo ricevuto|confermiamo la ricezione).{0,40}(?:richiesta|messaggio|e-?mail)",
        r"(?:recebemos|confirmamos a recep?ção).{0,40}(?:mensagem|pedido|solicitação|e-?mail)",
        r"otrzymaliśmy|potwierdzamy (?:otrzymanie|odbiór)",
        r"zgłoszenie (?:zostało )?(?:przyjęte|zarejestrowane|utworzone)",
        r"potvrzujeme (?:přijetí|doručení)|potvrzení (?:o )?(?:přijetí|doručení)",
        r"\bbyl[ao]? (?:úspěšně )?(?:přijat|doručen|zaevidován|zaregistrován|založen)\w{0,2}",
    ),
    Kind.PROMISE: (
        (
            r"\b(?:tendrás|tendrá|recibirás?|recibirá) (?:noticias|una respuesta|respuesta)|"
            r"\bnos pondremos en contacto|\bte respondemos"
        ),
        (
            r"\b(?:ti|le|vi) (?:risponderemo|contatteremo|ricontatteremo)|\b(?:wkrótce|niebawem) (?:odpowiemy|"
            r"się skontaktujemy)"
        ),
        r"(?:le|te) (?:responderemos|contestaremos|contactaremos)|lo antes posible|a la mayor brevedad",
        r"risponderemo|la ricontatteremo|il prima possibile|responderemos|entraremos em contacto|assim que possível",
        r"odpowiemy|skontaktujemy się|najszybciej jak|odpovíme|budeme (?:vás )?kontaktovat|co nejdříve",
    ),
    Kind.ABSENCE: (
        r"(?:estoy|estaré|me encuentro) (?:fuera de la oficina|de vacaciones|ausente)",
        r"(?:sono|sarò) (?:fuori ufficio|in ferie|assente)",
        r"(?:estou|estarei) (?:fora do escritório|de férias|ausente)",
        r"(?:jestem|będę|przebywam) (?:na urlopie|nieobecn|poza biurem)",
        r"(?:jsem|budu|čerpám) .{0,20}(?:dovolen|mimo kancelář|nepřítom)",
    ),
    Kind.RETURN: (
        r"\burgen(?:te|tes|ze|cia|cias|cja)\b|\bw (?:pilnych|nagłych) (?:sprawach|przypadkach)|\bv naléhav|urgentní",
        (
            r"\b(?:regreso|vuelvo|volveré|rientro|tornerò|regresso|wracam|vrátím se)\b|a mi (?:regreso|vuelta)|"
            r"al mio rientro"
        ),
    ),
    Kind.POLITE: (
        (
            r"\bgracias por (?:contactar|tu|su|escribir)|\bgrazie per (?:averci|il|la|aver)|\bobrigad[oa] (?:por|"
            r"pelo|pela)"
        ),
        r"\bdziękujemy za (?:kontakt|wiadomość|zgłoszenie)|\bděkujeme za (?:vaš|zpráv|dotaz|kontakt)",
    ),
    Kind.HOURS: (
        r"\b(?:horario de (?:atención|oficina)|días (?:hábiles|laborables)|orari|giorni lavorativi|dias úteis)\b",
        r"\b(?:dni robocz|godziny pracy|pracovních dn|provozní dob)",
    ),
}
