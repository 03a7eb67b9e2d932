#!/bin/sh
# Asks @BASE@ with curl what `infisical-diagnose check` asks. Run it where the rejected program runs:
#
#   sh ask.sh > answers.txt
#
# and judge the answers where infisical-diagnose is installed:
#
#   infisical-diagnose explain answers.txt
#
# The credential comes from INFISICAL_UNIVERSAL_AUTH_CLIENT_ID and INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET, or from
# INFISICAL_TOKEN. It reaches curl through a pipe: no argument, no file and no line of the output holds it.
# At most one login, and @MOST@ requests; nothing is written; the token of the login is revoked at the end.
set +x
LC_ALL=C
export LC_ALL

base=@QUOTED_BASE@
trimmed() { # TEXT: without white space around it
  printf '%s' "$1" | sed 's/^[[:space:]]*//; s/[[:space:]]*$//'
}
id=${INFISICAL_UNIVERSAL_AUTH_CLIENT_ID:-}
@CLIENT_ID@
id=$(trimmed "$id")
secret=$(trimmed "${INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET:-}")
token=$(trimmed "${INFISICAL_UNIVERSAL_AUTH_ACCESS_TOKEN:-${INFISICAL_TOKEN:-}}")
minted= status= answer= asked= modern= sends= identity= organisation= role= listed=

if [ -n "$token" ] && [ -n "$secret" ]; then
  echo 'A client secret and a token are both set; unset one of them.' >&2
  exit 2
fi
if [ -z "$token" ] && { [ -z "$id" ] || [ -z "$secret" ]; }; then
  echo 'Set INFISICAL_UNIVERSAL_AUTH_CLIENT_ID and INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET, or INFISICAL_TOKEN.' >&2
  exit 2
fi
case $id$secret$token in
*[![:print:]]*)
  echo 'The credential holds a line break or another invisible character; nothing was sent.' >&2
  exit 2
  ;;
esac

quoted() { # TEXT: as it stands between the quotes of JSON and of a configuration of curl
  printf '%s' "$1" | sed 's/[\\"]/\\&/g'
}

spelling() { # TEXT: each character by its kind, which shows a quote or a cut and nothing of a well-formed secret
  printf '%s' "$1" | sed 's/[a-f1-9]/0/g; s/[g-z]/g/g; s/[A-F]/A/g; s/[G-Z]/G/g'
}

field() { # NAME TEXT: the value of that field of a JSON text, if it is a plain one
  printf '%s\n' "$2" | sed -n 's/.*"'"$1"'": *"\([A-Za-z0-9._-]*\)".*/\1/p' | head -n 1
}

shown() { # what of an answer is printed: the headers that tell who answered, and no text but what is known to be no secret
  sed -E \
    -e '/^HTTP\//,/^$/{/^(HTTP\/|@HEADERS@|$)/!d;}' \
    -e 's/^([Ll]ocation: [^?#]*).*/\1/' \
    -e 's/("accessToken" *): *("[^".]+\.[^".]+\.)[^"]*"/\1=:\2"/g' \
    -e 's/("secretValue" *: *)"<hidden-by-infisical>"/\1""/g' \
    -e 's/("(@FIELDS@)" *): *"/\1=:"/g' \
    -e 's/("[^"]*" *: *")([^"\\]|\\.)+"/\1***"/g' \
    -e 's/"( *)=:/"\1:/g' | head -c 60000
}

put() { # NAME METHOD URL: one request; what $sends holds goes with it
  printf '\n== infisical-diagnose %s: %s %s\n' "$1" "$2" "$3"
  answer=$(printf '%s\n' "$sends" | curl -q --config - --silent --show-error --include --globoff --max-time @TIMEOUT@@CACERT@ --request "$2" "$3" 2>&1 | tr -d '\r')
  status=$(printf '%s\n' "$answer" | sed -n 's/^HTTP\/[0-9.]* \([0-9][0-9]*\).*/\1/p' | tail -n 1)
  case $answer in *'"reqId"'*) modern=yes ;; esac
  for known in "$secret" "$token"; do
    case $known in ????????*) case $answer in *"$known"*) answer='The answer repeats the credential and is left out.' ;; esac ;; esac
  done
  printf '%s\n' "$answer" | shown
}

worked() { # whether the last answer gave what was asked for
  case $status in 2*) ;; *) return 1 ;; esac
  case $answer in *'"secrets":[]'*) return 1 ;; esac
}

echo @ABOUT@
if [ -z "$token" ]; then
  case $id in
  ????????-????-????-????-????????????) echo "== infisical-diagnose id: $id" ;;
  *) echo "== infisical-diagnose id: $(spelling "$id")" ;;
  esac
  echo "== infisical-diagnose spelling: $(spelling "$secret")"
  body='{"clientId":"'$(quoted "$id")'","clientSecret":"'$(quoted "$secret")'"@ORGANIZATION@}'
  sends='header = "Content-Type: application/json"
data = "'$(quoted "$body")'"'
  put login POST "$base"'@LOGIN@'
  minted=$(field accessToken "$answer")
  token=$minted
else
  case $token in # the claims of a token are no secret, its signature is
  *eyJ*.*.*) echo "== infisical-diagnose token: ${token%.*}.$(spelling "${token##*.}")" ;;
  st.* | ak.*) echo "== infisical-diagnose token: ${token%%.*}.$(spelling "${token#*.}")" ;;
  *) echo "== infisical-diagnose token: $(spelling "$token")" ;;
  esac
fi
[ -n "$token" ] || exit 0
case $token in
ak.*) sends='header = "X-API-Key: '$(quoted "$token")'"' ;;
*) sends='header = "Authorization: Bearer '$(quoted "$token")'"' ;;
esac
claims=$(printf '%s' "$token" | cut -d. -f2 | tr '_-' '/+' | base64 -d 2>/dev/null)
identity=$(field identityId "$claims")
organisation=$(field orgId "$claims")

@QUESTION@
asked=$status
if worked; then
  listed=$(field secretKey "$answer")
@AFTER_SUCCESS@
elif [ -n "$status" ]; then
@AFTER_REFUSAL@
fi
if [ -n "$minted" ]; then
  token=
  sends='header = "Content-Type: application/json"
data = "{\"accessToken\":\"'$minted'\"}"'
  put revoke POST "$base"'@REVOKE@'
fi
