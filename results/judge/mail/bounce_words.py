"""The words in which mail servers have said, over three decades, that a mail did not arrive."""

import re
from functools import cached_property


class Words:
    """Any of *patterns*, in capitals or not; compiled when first asked for, which most commands never do."""

    def __init__(self, *patterns: str) -> None:
        self._patterns = patterns

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(self._patterns), re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        """Look for them anywhere in *text*."""
        return self._pattern.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """Look for them where *text* begins."""
        return self._pattern.match(text)


SERVER_ADDRESS = Words(
    r"^(?:mailer|mail)[-_.]?daemon(?:[-+=.][^@]{0,100})?@|^(?:mmdf|mail-?system|smtp-?daemon|daemon|mdaemon)@",
    r"^no-reply@sns\.amazonaws\.com$",
    r"^mail-?delivery[\w.-]{0,30}@|^microsoftexchange[0-9a-f]{10,40}@|^symantec_antivirus[\w.-]{0,40}@",
)
SERVANT_ADDRESS = Words(r"^(?:postmaster|bounces?|emailadmin|mailadm|system-?administrator)(?:[-+=.][^@]{0,100})?@")
"""Of a server, or of the person who keeps it."""

SERVER_NAME = Words(
    r"mail(?:er)?[ _-]?daemon|mail delivery (?:sub)?system|mail administrator|system administrator",
    r"mail delivery service",
    r"internet mail delivery|postmaster|microsoft outlook|system attendant|mail router|message transfer|mail system",
    r"systemadministrator|administrateur syst|administrador|systemansvarig|systembeheer|mail transport",
)
SUBJECTS = Words(
    r"^\W{0,10}undeliver(?:able|ed)|^\W{0,3}undeliverable|^\W{0,3}non[- ]?deliver",
    r"^\W{0,3}returned (?:mail|e-?mail|message|to sender)",
    r"^\W{0,3}mail (?:delivery )?(?:fail|error|returned|system error)",
    r"^\W{0,3}mail could not be delivered|\(delivery (?:has )?(?:failed|failure)\)\W{0,3}$|mail error notification",
    r"^\W{0,3}(?:loop alert: duplicated message-id|automatically rejected mail)|メールエラー通知|エラーメール",
    r"^\W{0,3}message (?:delivery fail|undeliver|not delivered|status - undeliver)",
    (
        r"^\W{0,3}deliver[yi]n?g? (?:status notif|status: fail|failure|has failed|notification: delivery has failed|"
        r"report)"
    ),
    r"^\W{0,3}(?:notice: )?mail delivery status|^\W{0,3}message could not be delivered",
    r"^\W{0,3}failure notice|^\W{0,3}failed (?:mail|delivery|to deliver|message)",
    r"^\W{0,3}failure (?:delivering|to deliver)",
    r"^\W{0,3}unable to deliver|^\W{0,3}unzustellbar|nicht zustellbar|zustellfehler",
    r"zustellung (?:fehlgesch|gescheitert)",
    r"^\W{0,3}(?:olevererbart|oleverbar|uleverbar|uleverer|kan ikke leveres|ikke levert|onbestelbaar|niet bezorgd)",
    r"^\W{0,3}(?:toimittamaton|perille toimittamat|viestiä ei|ei voitu toimittaa|kunde inte levereras)",
    r"^\W{0,3}(?:non remis|échec de|message non (?:remis|délivré|distribué)|no se puede entregar|no entregado)",
    (
        r"^\W{0,3}(?:non recapitabile|mancato recapito|não entregue|nie dostarczono|niedostarcz|nedoruč|"
        r"kézbesíthetetlen)"
    ),
    r"не доставлен|недоставлен|не удалось доставить|未送達|配信不能|配信できません|送信できません",
    r"退信|无法投递|無法傳送|반송|address not found",
    (
        r"^\W{0,3}(?:warning: (?:could not|message undeliver)|bounced? (?:mail|message)|\[bounce\]|"
        r"message you sent (?:was )?blocked|ndn:|ndr:)"
    ),
)
"""Subjects that servers write and people hardly do; at the start of the subject, so that a person's "Re:" is none."""

LOOSE_SUBJECTS = Words(
    r"deliver|undeliv|returned|failure|failed|rejected|bounce|virus|blocked|quarantin",
    r"unknown (?:user|address|recipient)",
    r"invalid (?:address|recipient)|error sending|user unknown|spam|notification|fehler|échec|retour|non remis|remis",
    r"levere|bezorg|bestel|zustell|toimit|mail status|problem",
)
DELAYED_SUBJECTS = Words(
    (
        r"^\W{0,3}(?:delayed mail|delivery (?:status notification )?\W?(?:mail )?(?:delivery )?delay|message delayed|"
        r"mail delayed)"
    ),
    r"delay|warning: (?:could not send message for past|message still)|still being retried",
    r"not (?:yet )?been delivered",
    r"verzögert|försena|försenin|forsinke|vertraagd|vertraging|retardé|transient|deferred|задерж|viivästy",
)
FAILED = Words(
    r"\b[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}\b|#[45]\.\d\.\d|status: [45]\.\d|<<< ?5\d\d|said: 5\d\d|\bsmtp error",
    r"\b5\d\d .{0,80}(?:mailbox|user|recipient|address|relay|unknown|reject|denied|account)|remote host said",
    (
        r"(?:user|recipient|mailbox|host|domain|address|account)(?: name| address)? (?:is |was )?(?:unknown|"
        r"unavailable|not found)"
    ),
    (
        r"(?:user|recipient|mailbox|host|domain|address|account) (?:is |was )?(?:disabled|full|inactive|invalid|"
        r"over quota)"
    ),
    (
        r"(?:user|recipient|mailbox|address|account) (?:is |was )?(?:does not exist|doesn'?t exist|not listed|"
        r"suspended|expired)"
    ),
    (
        r"(?:unknown|no such|invalid|bad|inactive|non-?existent) (?:local )?(?:user|recipient|mailbox|address|"
        r"account|"
        r"host|domain)"
    ),
    r"not a (?:valid|known) (?:user|mailbox|recipient|address)|quota|mailbox full|returned a permanent error|exceed",
    (
        r"(?:could|can|was|were|has|have|did)(?: ?not|n't)(?: been?)? (?:deliver|reach|sent|transmit|process|complet|"
        r"forward)"
    ),
    r"(?:could|can) ?not (?:find|accept)|unable to (?:deliver|relay|route|find|send)|undeliver|not delivered",
    r"non-?delivery",
    r"fail(?:ed|ure) (?:to deliver|delivering|for|permanently)",
    r"delivery (?:to the following|has failed|failed|failure|attempt)",
    r"deliver(?:y)? (?:error|problem)",
    r"following (?:address|recipient|e-?mail)[^.\n]{0,40}(?:fail|error|fatal|problem|reject)",
    r"permanent(?:ly)? (?:fatal )?(?:error|fail|reject)",
    r"message (?:was |has been |you sent )?(?:reject|block|refus|bounce)",
    r"message (?:was |has been )?(?:quarantin|not accepted)|returned (?:to (?:you|sender)|mail|message|below)",
    r"unrouteable",
    r"no longer (?:valid|in use|exists?|available|active|on server)|virus|access denied|relay(?:ing)? (?:denied|not)",
    r"not (?:listed|found) in|too (?:large|many hops)|timed? out|mail loop|giving up|postponed",
    r"isn'?t (?:listed|found)",
    r"nicht (?:zu|aus)gestellt|unzustellbar|nicht zustellbar|existiert nicht|unbekannt|konnte nicht",
    r"(?:kunde|kunne|kan) (?:inte|ikke) (?:lever|nå|send)|finns inte|findes ikke|finnes ikke|olevererbar",
    r"gick inte att",
    r"niet (?:worden )?(?:bezorgd|afgeleverd|gevonden)|onbestelbaar|onbekend|ei voi(?:tu|da) toimittaa",
    r"toimitus epäonn",
    r"pas pu (?:être|etre|�tre)|non remis|n'existe pas|boîte (?:pleine|inconnue)|non délivré",
    r"impossible de (?:remettre|livrer)",
    r"no (?:se )?(?:ha )?(?:podido|pudo|puede)|não (?:pôde|foi possível)|recapit|impossibile|nie (?:mog|zosta|może)",
    r"(?:не|невозможно) (?:может быть |было |был )?(?:достав|удалось|существ|удается)|не найден|недостав",
    r"заблокирован",
    r"配信できません|送信できません|届けできません|お届け|存在しません|見つかりません|宛先|退信|退回|无法|無法|不存在|전송|수신",
)
DELAYED = Words(
    r"will (?:continue|keep)(?: to)? (?:try|retry|attempt|be retried|be made|be tried)|warning message only",
    r"(?:delivery|it|message) (?:attempts )?will (?:continue to )?be (?:retried|made|attempted|tried)|still trying",
    r"(?:has|have|could) not (?:yet )?(?:been|be) delivered (?:yet|after|for|in the)|not yet been delivered",
    r"no action is required on your part|do not need to re-?send|no need to resend|has been (?:delayed|postponed)",
    r"is delayed",
    r"wird weiter(?:hin)? versucht|noch nicht zugestellt|temporarily deferred|har försenats|er forsinket",
    r"is vertraagd",
    r"a été retardé|on (?:myöhässä|viivästynyt)|kommer att fortsätta|vil fortsette å prøve|fortsætter med at",
    r"delayed \d",
)
GAVE_UP = Words(
    r"give up|giving up|given up|too long|permanent|undeliverable|5\.\d\.\d|will not be retried",
    r"no further attempts|expired",
    r"returned to (?:you|sender)|could not be delivered for more|fatal errors",
)
CERTAIN = Words(
    r"\"notificationtype\"\s{0,5}:\s{0,5}\"bounce\"",
    r"this is the (?:qmail-send|mail system|mail delivery agent|postfix|mail transport)|hi\. this is the",
    r"non-delivery report|^duplicated message-id in",
    r"this (?:message|e-?mail) was created automatically by (?:the )?mail|permanent fatal errors",
    r"transcript of session follow",
    r"a message that you sent (?:could not|has not)",
    r"your message (?:did not reach|cannot be delivered|was not delivered)",
    r"your mail can ?not be delivered",
    r"your message (?:could not be delivered|wasn't delivered)",
    r"delivery to the following recipients? (?:failed|has failed)",
    r"delivery to the following recipients? was aborted|could not be delivered to (?:one or more|the following|all)",
    r"the following addresses? (?:failed|had|were not|could not)|failed addresses follow",
    r"unsent message (?:below|follows)",
    r"the following mail could not be delivered|i'm afraid i wasn't able to deliver|failed to deliver to",
    r"message from yahoo",
    r"following recipients? (?:cannot be reached|could not)|returned as undeliverable|delivery has failed to these",
    r"undelivered message follows|message header follows|pas pu (?:être|etre) (?:remis|délivré|delivre|distribué)",
)
"""Sentences that open a server's report."""
