"""Which names are names of secrets, in any spelling: camel, snake, kebab or dotted, upper or lower case."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from diagnose.redact.rule import rule


class Weight(IntEnum):
    """How much a name alone says.

    With `DOUBTFUL` the value has to look like a secret as well; with `ALWAYS` nothing is asked of it: whatever is kept
    under such a name is secret, be it a word, a number or a path.
    """

    DOUBTFUL = 1
    SURE = 2
    ALWAYS = 3


class Key(NamedTuple):
    """What a name stands for: the kind that is shown and counted, and how sure the name is.

    `compound`: the name is none of the bare words that prose uses, as `token:` in `token: expired`.
    """

    kind: str
    weight: Weight
    compound: bool = True


# Any name of a secret contains one of these; they are what a text is searched for.
CORE: Final = (
    "secret", "token", "pass", "pwd", "cred", "cookie", "auth", "bearer", "basic", "key", "jwt", "signature",
    "session", "assertion", "otp", "sid", "sig", "jid", "pw", "psk",
)  # fmt: skip

_WORD: Final = rule(
    r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+",
    by="fullmatch",
    finds=("client", "Secret", "API", "256"),
    leaves=("clientSecret", "APIKey", "_"),
)
# What may stand behind the noun without changing what the value is.
_SAME: Final = rule(
    r"(?:value|values|val|plain|plaintext|cleartext|raw|string|str|text|hash|hex|base64|b64|data|encoded|new|old"
    r"|current|previous|prod|production|staging|stage|dev|test|env|var|header|primary|secondary|main|default|admin"
    r"|input|param|field|one|two|confirmation|confirm|again|repeat|retype|verify|[0-9]{1,4})",
    by="fullmatch",
    finds=("value", "base64", "prod", "2"),
    leaves=("id", "policy", "valuepath"),
)
_LAST: Final = """
id ids uuid name names path paths type types ttl expires expiry expiration expire exp count limit limits uses use used
version versions length len size prefix suffix url urls uri uris endpoint endpoints file files filename dir ref refs
reference status state enabled disabled period at in ip ips trusted description desc slug namespace required valid
invalid validity format kind mode scope scopes issuer audience method methods algorithm alg provider rotation rotations
import imports folder folders manager store stores service server engine operator sync controller error errors failed
failure missing found not is has read reads approval approvals policy policies binding comment comments tag tags
metadata created updated deleted revoked last num max min event events key keys secs seconds ms days minutes hours
limited environment project workspace owner user users username host hostname port review reviewer
template templates source sources detector request requests response scanning sharing override overrides accessed
audit log logs bucket claim claims email domain prompt helper hint label index group origin browser rate year
"""
_HARMLESS: Final = frozenset(_LAST.split())
_QUALIFIERS: Final = (
    "api|access|private|encryption|decryption|signing|signature|master|auth|shared|account|symmetric|root|ssh|rsa|deploy"
    "|storage|subscription|webhook|license|service|client|session|jwt|bot|hmac|aes|infisical"
)
_NOUNS: Final[tuple[tuple[re.Pattern[str], str, Weight], ...]] = tuple(
    (rule(pattern, by="fullmatch", finds=tuple(finds.split()), leaves=tuple(leaves.split())), kind, weight)
    for kind, weight, pattern, finds, leaves in (
        ("secret", Weight.ALWAYS, r".*secretvalues?", "secretvalue dbsecretvalues", "secretname value"),
        ("client-secret", Weight.SURE, r".*clientsecrets?", "clientsecret myclientsecrets", "clientid secret"),
        ("secret", Weight.DOUBTFUL, r".*secretkeys?", "secretkey awssecretkeys", "secretkeyname"),
        ("secret", Weight.SURE, r".*(secret|client)accesskey", "awssecretaccesskey", "accesskey"),
        ("secret", Weight.SURE, r".*secret", "appsecret", "secretary secrets"),
        ("secret", Weight.SURE, r".*(secret|token|password)values?", "tokenvalue", "keyvalue"),
        ("secret", Weight.DOUBTFUL, r".*secrets", "appsecrets", "secretscount"),
        ("cookie", Weight.SURE, r".*cookies?", "setcookie sessioncookies", "cookiename"),
        ("authorization", Weight.SURE, r".*authorization", "proxyauthorization", "authorizationurl"),
        ("api-key", Weight.SURE, r".*apikey", "xapikey stripeapikey", "apikeyid apikeys"),
        ("key", Weight.SURE, rf".*({_QUALIFIERS})keys?", "rootencryptionkey sshkeys", "publickey key"),
        (
            "password",
            Weight.SURE,
            r".*(password|passwd|passphrase|passcode|passwort|userpass|dbpass|smtppass|rootpass|pgpass|proxypass)s?",
            "dbpassword smtppass passphrases",
            "bypass passwordfile",
        ),
        ("password", Weight.SURE, r".*pwd", "dbpwd", "pwdfile"),
        (
            "password",
            Weight.SURE,
            r".*(db|sql|root|admin|user|app|smtp|mail|ldap|ftp|my|sa)pw",
            "dbpw mysqlpw",
            "pwid spw",
        ),
        (
            "password",
            Weight.SURE,
            r".*(require|sasl|auth|login|admin|dn|bind|server|ssl|pem|trust|mail|ftp|ldap|redis|mysql|sql|key|store)pass",
            "requirepass keypass",
            "bypass passid",
        ),
        ("token", Weight.DOUBTFUL, r".*tokens", "accesstokens", "tokenslimit"),
        (
            "token",
            Weight.SURE,
            r".*(token|bearer|jwt|clientassertion|saml(request|response|assertion))",
            "accesstoken clientassertion samlresponse",
            "tokenttl samlprovider assertion",
        ),
        ("secret", Weight.DOUBTFUL, r".*(credentials?|creds?|credentialsjson)", "awscredentials dbcred", "sacred9"),
        (
            "token",
            Weight.DOUBTFUL,
            r".*(session|sessionid|sessid|signature|assertion|connectsid)",
            "phpsessid signature",
            "sessions signatureversion",
        ),
    )
)
_LAST_WORDS: Final = {
    "pass": Key("password", Weight.SURE), "pw": Key("password", Weight.SURE),
    "psk": Key("password", Weight.SURE),
    "auth": Key("authorization", Weight.DOUBTFUL), "otp": Key("password", Weight.SURE),
    "sid": Key("token", Weight.DOUBTFUL), "sig": Key("token", Weight.DOUBTFUL), "key": Key("key", Weight.DOUBTFUL),
}  # fmt: skip
_NO_KEYS: Final = rule(
    r"public|primary|foreign|partition|sort|cache|index|project|group|tag|object|map|dict|node",
    finds=("publickey", "sortkey"),
    leaves=("apikey", "privatekey"),
)
_PLAIN: Final = """
secret secrets token tokens cookie cookies auth credential credentials cred creds bearer jwt session signature assertion
key sid sig otp
"""
_BARE: Final = frozenset(_PLAIN.split())
# A name of a name: `existingSecret: my-app` names an object of Kubernetes.
_NAMING: Final = rule(
    r".*(existing|pull|managed|kube|kubernetes|k8s|sealed|external|tls)secrets?|publickeytoken",
    by="fullmatch",
    finds=("publickeytoken", "existingsecret", "imagepullsecrets"),
    leaves=("clientsecret", "secretname"),
)
# Half of a login of HashiCorp Vault; Infisical's `secretId` is only the id of a secret.
_SECRET_ID: Final = rule(
    r"(?i:(?:vault|approle|vault_approle)[_-])?(?:secret[_-]id|SECRET_ID)|SecretID|Secret ID",
    by="fullmatch",
    finds=("secret_id", "VAULT_SECRET_ID", "SECRET_ID", "SecretID"),
    leaves=("secretId", "client_secret_id"),
)
_WORKING_DIRECTORY: Final = frozenset({"PWD", "OLDPWD"})


@lru_cache(maxsize=4096)
def key_of(name: str) -> Key | None:
    """What a name (at most some 100 characters) stands for, or None if it does not name a secret."""
    words = [word.lower() for word in _WORD.findall(name)]
    if _SECRET_ID.fullmatch(name):
        # With a dash it is a flag as well, and there it names a secret of AWS.
        return Key("secret", Weight.DOUBTFUL if "-" in name else Weight.ALWAYS)
    whole = "".join(words)
    changed = False
    while len(words) > 1 and _SAME.fullmatch(words[-1]):
        changed = words.pop() in ("value", "values", "val") or changed
    joined = "".join(words)
    if not words or name in _WORKING_DIRECTORY or _NAMING.fullmatch(joined):
        return None
    compound = changed or joined not in _BARE
    for pattern, kind, weight in _NOUNS:
        if pattern.fullmatch(whole if weight is Weight.ALWAYS else joined):
            return Key(kind, max(Weight.SURE, weight) if changed else weight, compound)
    last = _LAST_WORDS.get(words[-1])
    if last is not None:
        last = last._replace(compound=compound)
    if last is not None:
        bare = len(words) == 1 and words[-1] == "key"
        return None if bare or (words[-1] == "key" and _NO_KEYS.search(joined)) else last
    return None if words[-1] in _HARMLESS or _squashed_harmless(joined) else _doubtful(joined)


_INNER: Final = rule(
    r"secret|token|passw|apikey|credential|cookie|privatekey",
    finds=("tokenforci", "mypasswordbackup"),
    leaves=("clientid", "passedtests"),
)
_SQUASHED: Final = rule(
    r".*(secret|token|password|key|cookie|credentials?)s?"
    r"(id|ids|name|path|type|ttl|maxttl|count|limit|version|length|prefix|url|uri|file|ref|status|expiry|expiresin)",
    by="fullmatch",
    finds=("tokenttl", "secretspath", "apikeyid"),
    leaves=("token", "tokenforci", "secretfiles"),
)


def _squashed_harmless(joined: str) -> bool:
    return _SQUASHED.fullmatch(joined) is not None


def _doubtful(joined: str) -> Key | None:
    """A noun with something unknown behind it, as in TOKEN_FOR_CI."""
    return Key("secret", Weight.DOUBTFUL) if _INNER.search(joined) else None


_DESCRIBED: Final = rule(
    r"(?i:name|host|hostname|env|environment|region|zone|level|mode|path|dir|home|slug|project|service|org|organization"
    r"|url|uri|version|tag|image|title|description|user|username|email|id|shell|term|lang|tz|display|commit|sha|branch"
    r"|build|revision|addr|address|port|proto|file|options|opts|args|type|kind|status|created|updated|at|time|date)$",
    finds=("APP_NAME", "AWS_REGION", "clientId"),
    leaves=("MERCHANT", "SESSION_SIGNING"),
)


def describes(name: str) -> bool:
    """Whether a name says that its value tells of an address, a place or a thing."""
    return _DESCRIBED.search(name) is not None
