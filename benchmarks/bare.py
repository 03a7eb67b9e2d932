"""The yardstick: what anybody would write to put the same requests, without looking at the answers."""

import json
import os

import httpx

pair = {"clientId": os.environ["INFISICAL_UNIVERSAL_AUTH_CLIENT_ID"]}
pair["clientSecret"] = os.environ["INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"]
with httpx.Client(base_url=os.environ["INFISICAL_DOMAIN"]) as client:
    for method, url in json.loads(os.environ["ASKED"]):
        answer = client.request(method, url, json=pair if method == "POST" else None)
        if token := answer.json().get("accessToken"):
            client.headers["authorization"] = f"Bearer {token}"
            pair = {"accessToken": token}
