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
        r"(?:hemos recibido|acusamos recibo|se ha recibido)\b.{0,40}(?:mensaje|solicitud|consulta|correo|petición)",
        r"(?:abbiamo ricevuto|confermiamo la ricezione).{0,40}(?:richiesta|messaggio|e-?mail)",
        r"(?:recebemos|confirmamos a recep?ção).{0,40}(?:mensagem|pedido|solicitação|e-?mail)",
        r"otrzymaliśmy|potwierdzamy (?:otrzymanie|odbiór)",
        r"zgłoszenie (?:zostało )?(?:przyjęte|zarejestrowane|utworzone)",
        r"potvrzujeme (?:přijetí|doručení)|potvrzení (?:o )?(?:přijetí|doručení)",
        r"\bbyl[ao]? (?:úspěšně )?(?:přijat|doručen|zaevidován|zaregistrován|založen)\w{0,2}",
    ),
    Kind.PROMISE: (
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
}
